//! The page: nothing but itself, charts as inline SVG. Per number of threads a dot plot of everyone's time over the
//! fastest's, bars of the share of the processor's peak that products reach, and the figures.

use super::ranking::ranked;
use super::results::{Report, Row};
use super::text::{cell, columns, legend, peaks};
use crate::report::html::{STYLE, document, escape};
use crate::report::{machine, threads as in_words, time, times};

/// Colours of libraries beyond the other report's.
const MORE: &str = "
:root { --c7: #b58900; --c8: #4d7c0f; --c9: #9f1239 }
@media (prefers-color-scheme: dark) { :root { --c7: #e3b341; --c8: #a3e635; --c9: #fb7185 } }
.take { border: 2px solid var(--fast); border-radius: 8px; padding: .2rem 1rem .6rem; margin: 1.2rem 0 }
.take h2 { margin: .6rem 0 } li.wrong { color: var(--slow); font-weight: 600 }
";
const COLOURS: usize = 10;

const WIDTH: f64 = 940.0;
const LEFT: f64 = 180.0;
const RIGHT: f64 = 60.0;

/// The page's text.
pub fn page(report: &Report) -> String {
    let mut body = head(report);
    body += &verdict(report);
    body += &troubles(report);
    for threads in report.threads() {
        let rows: Vec<&Row> = report.rows.iter().filter(|row| row.threads == threads).collect();
        body += &format!("<h2>{}: time over the fastest's</h2>\n{}", in_words(threads), relative(report, &rows));
        let products: Vec<&Row> = rows.iter().copied().filter(|row| row.case.contains("gemm")).collect();
        if report.peaks.iter().any(|peak| peak.threads == threads) && !products.is_empty() {
            body += &format!("<h2>{}: share of the peak</h2>\n{}", in_words(threads), shares(report, &products));
        }
        body += &format!(
            "<details><summary>figures</summary><div class=\"scroll\">{}</div></details>\n",
            figures(report, &rows)
        );
    }
    document("npcore's BLAS back ends", &[STYLE, MORE].concat(), &body)
}

fn head(report: &Report) -> String {
    let mut text = "<h1>BLAS back ends on this machine</h1>\n".to_string();
    text += &format!("<p><code>{}</code>, {}</p>\n", escape(&report.command), escape(&report.date));
    text += &format!("<p>{}.</p>\n", escape(&machine(&report.machine)));
    for line in peaks(report) {
        text += &format!("<p>{}</p>\n", escape(&line));
    }
    text += &format!("<p>{}</p>\n<div class=\"tiles\">", escape(&legend(report)));
    for (at, mean) in ranked(report) {
        let key = escape(&report.libraries[at].key);
        text += &format!(
            "<div class=\"tile\"><b>{}</b><span>{key}<br>time over the fastest's, mean</span></div>",
            times(mean)
        );
    }
    text += "</div>\n<ul>";
    for library in &report.libraries {
        if let Some(facts) = &library.facts {
            let file = facts.file.as_ref().map_or_else(String::new, |file| format!("; {}", file.display()));
            text +=
                &format!("<li><b>{}</b>: {}</li>", escape(&library.key), escape(&format!("{}{file}", facts.line())));
        }
    }
    text + "</ul>\n"
}

fn list(items: &[String]) -> String {
    let items = items.iter().map(|item| format!("<li>{}</li>", escape(item)));
    format!("<ul>{}</ul>", items.collect::<String>())
}

fn verdict(report: &Report) -> String {
    let Some(recommended) = &report.recommendation else {
        return "<p class=\"slow\">No back end has a right result and a time for every case.</p>\n".to_string();
    };
    let mut text = format!("<div class=\"take\"><h2>Recommended: {}</h2>", escape(&recommended.library));
    text += &list(&recommended.reasons);
    text += &format!("<p>How to take it:</p>{}", list(&recommended.steps));
    if !recommended.remarks.is_empty() {
        text += &format!("<p>Worth knowing:</p>{}", list(&recommended.remarks));
    }
    text + "</div>\n"
}

fn troubles(report: &Report) -> String {
    let mut items = String::new();
    for library in &report.libraries {
        let key = escape(&library.key);
        for wrong in &library.wrong {
            items += &format!("<li class=\"wrong\">{key}: wrong result, disqualified: {}</li>", escape(wrong));
        }
        for trouble in &library.troubles {
            items += &format!("<li>{key}: {}</li>", escape(trouble));
        }
    }
    if items.is_empty() { items } else { format!("<h2>What went wrong</h2><ul>{items}</ul>\n") }
}

fn colour(library: usize) -> String {
    format!("var(--c{})", library % COLOURS)
}

/// Names and colours, over lines where they need them; and the height they take.
fn key(report: &Report, columns: &[usize]) -> (String, f64) {
    let (mut svg, mut x, mut y) = (String::new(), LEFT, 12.0);
    for &at in columns {
        let name = &report.libraries[at].key;
        let width = 30.0 + 7.5 * name.chars().count() as f64;
        if x + width > WIDTH && x > LEFT {
            (x, y) = (LEFT, y + 18.0);
        }
        svg += &format!(
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"5\" fill=\"{}\"/><text x=\"{}\" y=\"{}\">{}</text>",
            colour(at),
            x + 9.0,
            y + 4.0,
            escape(name)
        );
        x += width;
    }
    (svg, y + 14.0)
}

/// A row a case, a dot a library, on a logarithmic axis that begins at the fastest.
fn relative(report: &Report, rows: &[&Row]) -> String {
    const ROW: f64 = 22.0;
    let columns = columns(report);
    let fastest = |row: &Row| row.times.iter().flatten().map(|times| times.best_ns).fold(f64::INFINITY, f64::min);
    let ratios = rows.iter().flat_map(|row| row.times.iter().flatten().map(|times| times.best_ns / fastest(row)));
    let high = ratios.fold(4.0, f64::max).log2().ceil();
    let x = |ratio: f64| LEFT + ratio.max(1.0).log2() / high * (WIDTH - LEFT - RIGHT);
    let (legend, under) = key(report, &columns);
    let top = under + 22.0;
    let height = top + rows.len() as f64 * ROW + 8.0;
    let mut svg = format!("<div class=\"scroll\"><svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\">\n{legend}");
    for number in (0..rows.len()).step_by(2) {
        let y = top + number as f64 * ROW;
        svg += &format!("<rect class=\"band\" x=\"0\" y=\"{y}\" width=\"{WIDTH}\" height=\"{ROW}\"/>");
    }
    for power in 0..=high as i32 {
        let at = x(f64::from(power).exp2());
        let class = if power == 0 { "one" } else { "grid" };
        svg += &format!("<line class=\"{class}\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{}\" y2=\"{height}\"/>", top - 6.0);
        svg += &format!(
            "<text class=\"soft\" x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{}x</text>",
            top - 10.0,
            1_u64 << power
        );
    }
    for (number, row) in rows.iter().enumerate() {
        let (y, best) = (top + (number as f64 + 0.5) * ROW, fastest(row));
        svg += &format!("<text x=\"6\" y=\"{}\">{}</text>", y + 4.0, escape(&row.case));
        if !best.is_finite() {
            continue;
        }
        svg += &format!(
            "<text class=\"soft\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            WIDTH - 2.0,
            y + 4.0,
            time(best)
        );
        for &at in columns.iter().rev() {
            let Some(timed) = &row.times[at] else { continue };
            let (from, to) = (x(timed.best_ns / best), x(timed.median_ns / best).min(WIDTH - RIGHT));
            let title = format!(
                "{}: {}, median {}, {} the fastest's time",
                report.libraries[at].key,
                cell(report, row, at),
                time(timed.median_ns),
                times(timed.best_ns / best)
            );
            svg += &format!(
                "<g><line x1=\"{from:.1}\" x2=\"{to:.1}\" y1=\"{y}\" y2=\"{y}\" stroke=\"{c}\" stroke-width=\"3\" \
                 opacity=\".35\"/><circle cx=\"{from:.1}\" cy=\"{y}\" r=\"5\" fill=\"{c}\" \
                 stroke=\"var(--paper)\"/><title>{}</title></g>",
                escape(&title),
                c = colour(at)
            );
        }
        svg.push('\n');
    }
    svg + "</svg></div>\n"
}

/// A group of bars a product, a bar a library.
fn shares(report: &Report, rows: &[&Row]) -> String {
    const BAR: f64 = 9.0;
    const GAP: f64 = 8.0;
    let columns = columns(report);
    let of = |row: &Row, at: usize| report.share(row, row.times[at].as_ref()?.best_ns);
    let shares = rows.iter().flat_map(|row| columns.iter().filter_map(|&at| of(row, at)));
    // The peak is measured: a little more than all of it is possible.
    let high = shares.fold(1.0, f64::max);
    let x = |share: f64| LEFT + share / high * (WIDTH - LEFT - RIGHT);
    let (legend, under) = key(report, &columns);
    let (top, group) = (under + 22.0, BAR * columns.len() as f64 + GAP);
    let height = top + rows.len() as f64 * group + 4.0;
    let mut svg = format!("<div class=\"scroll\"><svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\">\n{legend}");
    for quarter in 0..=4 {
        let (share, class) = (f64::from(quarter) / 4.0, if quarter == 4 { "one" } else { "grid" });
        let at = x(share);
        svg += &format!("<line class=\"{class}\" x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"{}\" y2=\"{height}\"/>", top - 6.0);
        svg += &format!(
            "<text class=\"soft\" x=\"{at:.1}\" y=\"{}\" text-anchor=\"middle\">{:.0} %</text>",
            top - 10.0,
            share * 100.0
        );
    }
    for (number, row) in rows.iter().enumerate() {
        let y = top + number as f64 * group;
        svg += &format!("<text x=\"6\" y=\"{}\">{}</text>", y + (group - GAP) / 2.0 + 4.0, escape(&row.case));
        for (bar, &at) in columns.iter().enumerate() {
            let Some(share) = of(row, at) else { continue };
            let title = format!("{}: {}", report.libraries[at].key, cell(report, row, at));
            svg += &format!(
                "<rect x=\"{LEFT}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{}\" fill=\"{}\"><title>{}</title></rect>",
                y + bar as f64 * BAR,
                x(share) - LEFT,
                BAR - 1.0,
                colour(at),
                escape(&title)
            );
        }
        svg.push('\n');
    }
    svg + "</svg></div>\n"
}

fn figures(report: &Report, rows: &[&Row]) -> String {
    let columns = columns(report);
    let mut text = "<table><tr><th>case</th>".to_string();
    columns.iter().for_each(|&at| text += &format!("<th>{}</th>", escape(&report.libraries[at].key)));
    text += "</tr>\n";
    for row in rows {
        text += &format!("<tr><td>{}</td>", escape(&row.case));
        for &at in &columns {
            let class = if row.times[at].is_none() { " class=\"slow\"" } else { "" };
            text += &format!("<td{class}>{}</td>", cell(report, row, at));
        }
        text += "</tr>\n";
    }
    text + "</table>"
}

#[cfg(test)]
mod tests {
    use super::super::ranking::recommend;
    use super::super::results::tests::report;
    use super::*;

    #[test]
    fn the_page_has_charts_and_needs_nothing_else() {
        let mut report = report(&[("pure-rust", [100.0, 1e6]), ("a<b", [50.0, 1e6])]);
        report.recommendation = recommend(&report);
        report.libraries[0].troubles.push("dgemm 256: \"quoted\" & <tagged>".into());
        let page = page(&report);
        assert_eq!(page.matches("<svg").count(), 4);
        assert_eq!(page.matches("<svg").count(), page.matches("</svg>").count());
        assert!(page.contains("Recommended: a&lt;b") && page.contains("&quot;quoted&quot; &amp; &lt;tagged&gt;"));
        for outside in ["src=", "href=\"http", "<script", "<tagged>", "NaN", "inf\""] {
            assert!(!page.contains(outside), "{outside}");
        }
    }
}
