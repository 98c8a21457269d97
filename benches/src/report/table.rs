//! Tables of times and ratios as Markdown that is also readable on a terminal.

use std::fmt::Write;

use super::{machine, threads, three, time, times};
use crate::case::Peer;
use crate::results::{Results, Row};

/// Peers a run is judged against: their column and how much faster one may be before it is listed.
const NUMPY: usize = 1;
const SIMD: usize = 6;
const MARGIN: f64 = 0.05;

/// The whole report.
pub fn markdown(results: &Results) -> String {
    let mut text = head(results);
    for table in results.tables() {
        let rows: Vec<&Row> = results.rows_of(table).collect();
        text += &format!("\n## {}, {}\n\n", table.0, threads(table.1));
        text += &aligned(&cells(&rows));
    }
    text + &verdict(results)
}

fn head(results: &Results) -> String {
    let mut text = format!("`{}`, {}\n\n{}", results.command, results.date, machine(&results.machine));
    match &results.python {
        Some(python) => {
            text += &format!("; Python {}, NumPy {}", python.python, python.numpy);
            for (name, version) in [("numexpr", &python.numexpr), ("SciPy", &python.scipy), ("polars", &python.polars)]
            {
                if let Some(version) = version {
                    text += &format!(", {name} {version}");
                }
            }
        }
        None => text += "; **no Python: NumPy, numexpr and SciPy did not run**",
    }
    text += &format!(
        ".\n\nTime of one call, best of {} interleaved batches; in brackets the peer's time over npcore's (above 1x \
         npcore is faster).\n",
        results.rounds
    );
    text
}

/// A header and a line a row; columns nobody fills are left out.
fn cells(rows: &[&Row]) -> Vec<Vec<String>> {
    let columns: Vec<usize> =
        (0..Peer::COLUMNS.len()).filter(|&column| rows.iter().any(|row| row.column(column).is_some())).collect();
    let bandwidth = rows.iter().any(|row| row.bytes > 0 && row.column(0).is_some());
    let mut header = vec!["case".to_string()];
    header.extend(columns.iter().map(|&column| Peer::COLUMNS[column].to_string()));
    if bandwidth {
        header.push("GB/s".to_string());
    }
    let mut lines = vec![header];
    for row in rows {
        let mut line = vec![row.name.clone()];
        for &column in &columns {
            line.push(row.column(column).map_or_else(String::new, |peer| match peer.ratio {
                Some(ratio) if column > 0 => format!("{} ({})", time(peer.best_ns), times(ratio)),
                _ => time(peer.best_ns),
            }));
        }
        if bandwidth {
            let ours = row.column(0).and_then(|ours| row.bandwidth(ours.best_ns));
            line.push(ours.map_or_else(String::new, three));
        }
        lines.push(line);
    }
    lines
}

/// Markdown with padded cells: text left, figures right.
pub fn aligned(lines: &[Vec<String>]) -> String {
    let widths: Vec<usize> = (0..lines[0].len())
        .map(|column| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0).max(3))
        .collect();
    let mut text = String::new();
    for (number, line) in lines.iter().enumerate() {
        for (column, (cell, &width)) in line.iter().zip(&widths).enumerate() {
            text += &if column == 0 { format!("| {cell:<width$} ") } else { format!("| {cell:>width$} ") };
        }
        text += "|\n";
        if number == 0 {
            for (column, &width) in widths.iter().enumerate() {
                let dashes = "-".repeat(width);
                text += &if column == 0 { format!("| {dashes} ") } else { format!("| {}: ", &dashes[1..]) };
            }
            text += "|\n";
        }
    }
    text
}

/// Means, what is slower than NumPy, the share of the bandwidth, failures.
fn verdict(results: &Results) -> String {
    let mut text = "\n## In short\n\n".to_string();
    let mut counts: Vec<usize> = results.rows.iter().map(|row| row.threads).collect();
    counts.sort_unstable();
    counts.dedup();
    for count in counts {
        for (column, peer) in Peer::COLUMNS.iter().enumerate().skip(1) {
            if let Some((mean, rows)) = results.mean_ratio(column, count) {
                // Writing to a String cannot fail.
                let _ = writeln!(
                    text,
                    "- {}: {peer} takes {} npcore's time (geometric mean of {rows} cases)",
                    threads(count),
                    times(mean)
                );
            }
        }
    }
    let slower = results.slower_than(NUMPY, MARGIN);
    if slower.is_empty() {
        if results.mean_ratio(NUMPY, 1).is_some() {
            text += "- npcore is nowhere more than 5 % slower than NumPy\n";
        }
    } else {
        let _ = writeln!(text, "- slower than NumPy by more than 5 % in {} rows:", slower.len());
        for (row, ratio) in slower {
            let _ = writeln!(text, "  - {}/{}, {}: {}", row.group, row.name, threads(row.threads), times(ratio));
        }
    }
    for row in &results.rows {
        if let (Some(ours), Some(simd)) = (row.column(0), row.column(SIMD)) {
            let _ = writeln!(
                text,
                "- {}/{}, {}: {:.0} % of the speed of the best plain SIMD loop ({})",
                row.group,
                row.name,
                threads(row.threads),
                100.0 * simd.best_ns / ours.best_ns,
                simd.peer
            );
        }
    }
    if !results.failures.is_empty() {
        let _ = writeln!(text, "\n**{} failures:**\n", results.failures.len());
        for failure in &results.failures {
            let _ = writeln!(text, "- {}", failure.replace('\n', " / "));
        }
    }
    text
}
