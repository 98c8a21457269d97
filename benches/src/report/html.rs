//! A page that needs nothing but itself: per table a dot plot (inline SVG) of everyone's time over npcore's on a
//! logarithmic axis, and the figures under it.

use super::{machine, threads, three, time, times};
use crate::case::Peer;
use crate::results::{Results, Row};

/// How pages look.
pub const STYLE: &str = "
:root { --ink: #1d2330; --soft: #667085; --line: #dfe3ea; --paper: #fff; --band: #f6f7f9; --fast: #0a7d4f; --slow: #c0341d;
  --c0: #1d2330; --c1: #2f6fdb; --c2: #8b5cd6; --c3: #0e8f9c; --c4: #e07b1a; --c5: #8a8f98; --c6: #c23b7a; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ef; --soft: #98a2b3; --line: #343b48; --paper: #14181f;
  --band: #1b2028; --fast: #4cc38a; --slow: #ff8066; --c0: #e6e9ef; --c1: #6ea1ff; --c2: #b794f6; --c3: #4fd1dc;
  --c4: #f6a04d; --c5: #a0a6b0; --c6: #f178b0; } }
* { box-sizing: border-box }
body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: var(--ink); background: var(--paper);
  font: 15px/1.5 system-ui, sans-serif }
h1 { font-size: 1.5rem; margin: 0 0 .3rem } h2 { font-size: 1.15rem; margin: 2.4rem 0 .6rem }
p { margin: .3rem 0; color: var(--soft) } code { font-size: .9em }
nav { margin: 1rem 0; display: flex; flex-wrap: wrap; gap: .3rem .9rem } a { color: var(--c1) }
.tiles { display: flex; flex-wrap: wrap; gap: .8rem; margin: 1.2rem 0 }
.tile { border: 1px solid var(--line); border-radius: 8px; padding: .6rem .9rem; min-width: 10rem }
.tile b { display: block; font-size: 1.5rem; font-variant-numeric: tabular-nums } .tile span { color: var(--soft) }
.scroll { overflow-x: auto } svg { display: block; width: 100%; min-width: 40rem; height: auto }
svg text { font: 12px system-ui, sans-serif; fill: var(--ink) } svg .soft { fill: var(--soft) }
svg .grid { stroke: var(--line) } svg .one { stroke: var(--ink); stroke-width: 1.5 } svg .band { fill: var(--band) }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; margin-top: .6rem }
th, td { text-align: right; padding: .2rem .6rem; border-bottom: 1px solid var(--line); white-space: nowrap }
th:first-child, td:first-child { text-align: left } th { color: var(--soft); font-weight: 600 }
.fast { color: var(--fast) } .slow { color: var(--slow); font-weight: 600 }
.failures li { color: var(--slow) } summary { cursor: pointer; color: var(--soft) }
";

/// The page's text.
pub fn page(results: &Results) -> String {
    let mut body = head(results);
    let tables = results.tables();
    body += "<nav>";
    for &(group, count) in &tables {
        body += &format!("<a href=\"#{}\">{}, {}</a>", anchor(group, count), escape(group), threads(count));
    }
    body += "</nav>\n";
    for table in tables {
        let rows: Vec<&Row> = results.rows_of(table).collect();
        let (group, count) = table;
        body += &format!("<h2 id=\"{}\">{}, {}</h2>\n", anchor(group, count), escape(group), threads(count));
        body += &chart(&rows);
        body +=
            &format!("<details><summary>figures</summary><div class=\"scroll\">{}</div></details>\n", figures(&rows));
    }
    document("npcore and its peers", STYLE, &body)
}

/// A page of its own.
pub fn document(title: &str, style: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><style>{style}</style></head>\n<body>\n{body}</body></html>\n"
    )
}

fn head(results: &Results) -> String {
    let mut text = "<h1>npcore and its peers</h1>\n".to_string();
    text += &format!("<p><code>{}</code>, {}</p>\n", escape(&results.command), escape(&results.date));
    text += &format!("<p>{}.", escape(&machine(&results.machine)));
    text += &match &results.python {
        Some(python) => format!(
            " Python {}, NumPy {}, numexpr {}, SciPy {}.</p>\n",
            escape(&python.python),
            escape(&python.numpy),
            escape(python.numexpr.as_deref().unwrap_or("none")),
            escape(python.scipy.as_deref().unwrap_or("none"))
        ),
        None => " <span class=\"slow\">No Python: NumPy, numexpr and SciPy did not run.</span></p>\n".to_string(),
    };
    text += &format!(
        "<p>A dot is a peer's time over npcore's, the best of {} interleaved batches each; right of the line npcore is \
         faster. The bar behind a dot reaches to the ratio of the medians. Point at a dot for its figures.</p>\n<div class=\"tiles\">",
        results.rounds
    );
    let mut counts: Vec<usize> = results.rows.iter().map(|row| row.threads).collect();
    counts.sort_unstable();
    counts.dedup();
    for count in counts {
        for (column, peer) in Peer::COLUMNS.iter().enumerate().skip(1) {
            if let Some((mean, rows)) = results.mean_ratio(column, count) {
                let number = times(mean);
                text += &format!(
                    "<div class=\"tile\"><b>{number}</b><span>{peer}, {}<br>mean of {rows} cases</span></div>",
                    threads(count)
                );
            }
        }
    }
    text += "</div>\n";
    if !results.failures.is_empty() {
        text += "<h2>Failures</h2><ul class=\"failures\">";
        for failure in &results.failures {
            text += &format!("<li>{}</li>", escape(failure));
        }
        text += "</ul>\n";
    }
    text
}

/// A row a case, a dot a peer.
fn chart(rows: &[&Row]) -> String {
    const LEFT: f64 = 250.0;
    const WIDTH: f64 = 940.0;
    const RIGHT: f64 = 60.0;
    const ROW: f64 = 22.0;
    const TOP: f64 = 46.0;
    // Where npcore did not run the fastest peer stands for it.
    let base = |row: &Row| {
        row.column(0)
            .map(|ours| (ours.best_ns, ours.median_ns))
            .or_else(|| row.peers.iter().map(|p| (p.best_ns, p.median_ns)).min_by(|a, b| a.0.total_cmp(&b.0)))
    };
    let (mut low, mut high) = (0.5_f64, 4.0_f64);
    for row in rows {
        if let Some((best, median)) = base(row) {
            for peer in &row.peers {
                for ratio in [peer.best_ns / best, peer.median_ns / median] {
                    low = low.min(ratio);
                    high = high.max(ratio);
                }
            }
        }
    }
    let (low, high) = (low.log2().floor(), high.log2().ceil());
    let x = |ratio: f64| LEFT + (ratio.log2() - low) / (high - low) * (WIDTH - LEFT - RIGHT);
    let height = TOP + rows.len() as f64 * ROW + 8.0;
    let mut svg = format!("<div class=\"scroll\"><svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\">\n");
    for number in (0..rows.len()).step_by(2) {
        let y = TOP + number as f64 * ROW;
        svg += &format!("<rect class=\"band\" x=\"0\" y=\"{y}\" width=\"{WIDTH}\" height=\"{ROW}\"/>");
    }
    let step = if high - low > 10.0 { 2 } else { 1 };
    for power in (low as i32..=high as i32).filter(|power| power % step == 0) {
        let at = x(f64::from(power).exp2());
        let class = if power == 0 { "one" } else { "grid" };
        svg += &format!("<line class=\"{class}\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{}\" y2=\"{height}\"/>", TOP - 6.0);
        let label = if power < 0 { format!("1/{}", 1 << -power) } else { format!("{}", 1_u64 << power) };
        svg +=
            &format!("<text class=\"soft\" x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{label}</text>", TOP - 10.0);
    }
    let mut legend = LEFT;
    for (column, name) in Peer::COLUMNS.iter().enumerate() {
        if rows.iter().any(|row| row.column(column).is_some()) {
            svg += &format!(
                "<circle cx=\"{legend}\" cy=\"12\" r=\"5\" fill=\"var(--c{column})\"/><text x=\"{}\" y=\"16\">{name}</text>",
                legend + 9.0
            );
            legend += 30.0 + 7.5 * name.len() as f64;
        }
    }
    for (number, row) in rows.iter().enumerate() {
        let y = TOP + (number as f64 + 0.5) * ROW;
        svg += &format!("<text x=\"6\" y=\"{}\">{}</text>", y + 4.0, escape(&row.name));
        let Some((best, median)) = base(row) else { continue };
        svg += &format!(
            "<text class=\"soft\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            WIDTH - 2.0,
            y + 4.0,
            time(best)
        );
        for column in (0..Peer::COLUMNS.len()).rev() {
            let Some(peer) = row.column(column) else { continue };
            let (at, to) = (x(peer.best_ns / best), x(peer.median_ns / median));
            let title = format!(
                "{}: best {}, median {}, {} npcore",
                peer.peer,
                time(peer.best_ns),
                time(peer.median_ns),
                times(peer.best_ns / best)
            );
            svg += &format!(
                "<g><line x1=\"{at:.1}\" x2=\"{to:.1}\" y1=\"{y}\" y2=\"{y}\" stroke=\"var(--c{column})\" stroke-width=\"3\" \
                 opacity=\".35\"/><circle cx=\"{at:.1}\" cy=\"{y}\" r=\"5\" fill=\"var(--c{column})\" \
                 stroke=\"var(--paper)\"/><title>{}</title></g>",
                escape(&title)
            );
        }
        svg.push('\n');
    }
    svg + "</svg></div>\n"
}

fn figures(rows: &[&Row]) -> String {
    let columns: Vec<usize> =
        (0..Peer::COLUMNS.len()).filter(|&column| rows.iter().any(|row| row.column(column).is_some())).collect();
    let mut text = "<table><tr><th>case</th>".to_string();
    for &column in &columns {
        text += &format!("<th>{}</th>", Peer::COLUMNS[column]);
    }
    text += "<th>GB/s</th></tr>\n";
    for row in rows {
        text += &format!("<tr><td>{}</td>", escape(&row.name));
        for &column in &columns {
            text += &row.column(column).map_or_else(
                || "<td></td>".to_string(),
                |peer| match peer.ratio {
                    Some(ratio) if column > 0 => {
                        let class = if ratio < 0.95 { "slow" } else { "fast" };
                        format!("<td>{} <span class=\"{class}\">{}</span></td>", time(peer.best_ns), times(ratio))
                    }
                    _ => format!("<td>{}</td>", time(peer.best_ns)),
                },
            );
        }
        let bandwidth = row.column(0).and_then(|ours| row.bandwidth(ours.best_ns)).map_or_else(String::new, three);
        text += &format!("<td>{bandwidth}</td></tr>\n");
    }
    text + "</table>"
}

fn anchor(group: &str, count: usize) -> String {
    let group: String = group.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
    format!("{group}-{count}")
}

/// Text as it stands in a page.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
