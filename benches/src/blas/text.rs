//! The report for the terminal: tables in Markdown, what went wrong, what to take.

use super::ranking::mean;
use super::results::{Report, Row};
use crate::report::{aligned, machine, threads as in_words, three, time, times};

/// All of it.
pub fn text(report: &Report) -> String {
    let mut text = head(report);
    for threads in report.threads() {
        text += &format!("\n## {}\n\n{}", in_words(threads), aligned(&table(report, threads)));
    }
    text += &troubles(report);
    text + &verdict(report)
}

fn head(report: &Report) -> String {
    let mut text = format!("`{}`, {}\n\n{}\n", report.command, report.date, machine(&report.machine));
    for line in peaks(report) {
        text += &format!("{line}\n");
    }
    text += "\n";
    for library in &report.libraries {
        if let Some(facts) = &library.facts {
            let file = facts.file.as_ref().map_or_else(String::new, |file| format!("; {}", file.display()));
            text += &format!("- {}: {}{file}\n", library.key, facts.line());
        }
    }
    text + &format!("\n{}\n", legend(report))
}

/// What the figures mean.
pub fn legend(report: &Report) -> String {
    format!(
        "Time of one call, the fastest of {} interleaved rounds, each back end in a process of its own; in brackets its \
         share of the processor's measured peak.",
        report.rounds
    )
}

/// A line for each number of threads.
pub fn peaks(report: &Report) -> Vec<String> {
    let line = |peak: &super::peak::Peak| {
        format!(
            "peak on {}, measured ({}): {} GFLOP/s in f32, {} in f64",
            in_words(peak.threads),
            peak.with,
            three(peak.single),
            three(peak.double)
        )
    };
    report.peaks.iter().map(line).collect()
}

/// The libraries that have a column: those that could be used.
pub fn columns(report: &Report) -> Vec<usize> {
    (0..report.libraries.len()).filter(|&at| report.libraries[at].facts.is_some()).collect()
}

/// A cell: the time and the share.
pub fn cell(report: &Report, row: &Row, library: usize) -> String {
    match &row.times[library] {
        Some(timed) => {
            let share = report.share(row, timed.best_ns).map(|share| format!(" ({:.0} %)", share * 100.0));
            format!("{}{}", time(timed.best_ns), share.unwrap_or_default())
        }
        None => {
            let label = format!("{}, {}:", row.case, in_words(row.threads));
            let wrong = report.libraries[library].wrong.iter().any(|text| text.starts_with(&label));
            if wrong { "WRONG" } else { "failed" }.to_string()
        }
    }
}

fn table(report: &Report, threads: usize) -> Vec<Vec<String>> {
    let columns = columns(report);
    let mut lines = vec![vec!["case".to_string()]];
    lines[0].extend(columns.iter().map(|&at| report.libraries[at].key.clone()));
    for row in report.rows.iter().filter(|row| row.threads == threads) {
        let mut line = vec![row.case.clone()];
        line.extend(columns.iter().map(|&at| cell(report, row, at)));
        lines.push(line);
    }
    lines.push(means(report, threads, &columns));
    lines
}

fn means(report: &Report, threads: usize, columns: &[usize]) -> Vec<String> {
    let among = report.eligible();
    let mut line = vec!["time over the fastest's, mean".to_string()];
    line.extend(columns.iter().map(|&at| {
        let mean = mean(report, at, &among, |row| row.threads == threads).filter(|_| among.contains(&at));
        mean.map_or_else(|| "out".to_string(), times)
    }));
    line
}

fn troubles(report: &Report) -> String {
    let mut text = String::new();
    for library in &report.libraries {
        let key = &library.key;
        library.wrong.iter().for_each(|wrong| text += &format!("- **{key}: WRONG RESULT, DISQUALIFIED:** {wrong}\n"));
        library.troubles.iter().for_each(|trouble| text += &format!("- {key}: {}\n", trouble.replace('\n', " / ")));
    }
    if text.is_empty() { text } else { format!("\n## What went wrong\n\n{text}") }
}

fn verdict(report: &Report) -> String {
    let Some(recommended) = &report.recommendation else {
        return "\nNo back end has a right result and a time for every case: none is recommended.\n".to_string();
    };
    let mut text = format!("\n## Recommended: {}\n\n", recommended.library);
    recommended.reasons.iter().for_each(|reason| text += &format!("- {reason}\n"));
    text += "\nHow to take it:\n\n";
    recommended.steps.iter().for_each(|step| text += &format!("- {step}\n"));
    if !recommended.remarks.is_empty() {
        text += "\nWorth knowing:\n\n";
        recommended.remarks.iter().for_each(|remark| text += &format!("- {remark}\n"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::ranking::recommend;
    use super::super::results::tests::report;
    use super::*;

    #[test]
    fn a_wrong_library_is_seen_to_be_out() {
        let mut report = report(&[("pure-rust", [100.0, 1e6]), ("bad", [50.0, 1e6])]);
        report.rows[2].times[1] = None;
        report.libraries[1].wrong.push("dgemm 256, 2 threads: entry (0, 3) is off by 1.0e0".into());
        report.recommendation = recommend(&report);
        let text = text(&report);
        for part in [
            "| dgemm 256                     | 100 ns (50 %) | 50.0 ns (100 %) |",
            "| dgemm 256                     | 100 ns (50 %) |   WRONG |",
            "| time over the fastest's, mean |         1.00x |             out |",
            "bad: WRONG RESULT, DISQUALIFIED:** dgemm 256, 2 threads: entry (0, 3)",
            "## Recommended: pure-rust",
            "peak on 1 thread, measured (FMA): 160 GFLOP/s in f32, 80.0 in f64",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
    }
}
