//! Which back end to take, and how.

use std::cmp::Ordering;
use std::path::Path;

use serde::Serialize;

use super::cases::Group;
use super::results::{Library, Report, Row};
use crate::report::{threads as in_words, times};

/// What is no more than this faster is not worth an installation.
const MARGIN: f64 = 1.03;
/// What is so much faster at one kind of work is worth a word, though it is not the best of all.
const REMARKABLE: f64 = 1.2;

/// What to take.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recommendation {
    /// The library's name in the tables.
    pub library: String,
    /// What `NPCORE_BLAS` should be; none where a program takes it by itself.
    pub variable: Option<String>,
    /// The line for Cargo.toml, where the library has to be linked.
    pub cargo: Option<String>,
    /// What is good about it.
    pub reasons: Vec<String>,
    /// How to take it.
    pub steps: Vec<String>,
    /// Where another one is better, and other advice.
    pub remarks: Vec<String>,
}

/// How many times longer than the fastest a library takes: the geometric mean over rows.
pub fn mean(report: &Report, library: usize, among: &[usize], wanted: impl Fn(&Row) -> bool) -> Option<f64> {
    let time = |row: &Row, at: usize| row.times[at].as_ref().map(|times| times.best_ns);
    let (mut sum, mut count) = (0.0, 0usize);
    for row in report.rows.iter().filter(|row| wanted(row)) {
        let best = among.iter().filter_map(|&at| time(row, at)).min_by(f64::total_cmp)?;
        sum += (time(row, library)? / best).ln();
        count += 1;
    }
    (count > 0).then(|| (sum / count as f64).exp())
}

/// Everyone that may be recommended with the mean over all rows, the best first.
pub fn ranked(report: &Report) -> Vec<(usize, f64)> {
    let among = report.eligible();
    let mut ranked: Vec<(usize, f64)> =
        among.iter().filter_map(|&at| Some((at, mean(report, at, &among, |_| true)?))).collect();
    ranked.sort_by(|a, b| a.1.total_cmp(&b.1));
    ranked
}

fn is_pure(library: &Library) -> bool {
    library.file.is_none() && library.feature.is_none()
}

/// Whether the system's loader, or a search of the system's folders, finds a file without the environment's help.
fn in_the_system(file: &Path) -> bool {
    ["/usr", "/lib", "/opt"].iter().any(|folder| file.starts_with(folder))
}

/// What it takes to have a library: nothing, a variable, a variable with the place, another build.
fn trouble(library: &Library) -> usize {
    match (&library.feature, &library.file) {
        (Some(_), _) => 3,
        (None, Some(file)) => 1 + usize::from(!in_the_system(file)),
        (None, None) => 0,
    }
}

/// The Cargo feature that links what can also be loaded.
fn feature_for(id: &str) -> Option<(&'static str, &'static str)> {
    match id.split('#').next().unwrap_or(id) {
        "openblas" => Some(("openblas-system", "needs OpenBLAS's development package")),
        "blis" => Some(("blis", "compiles BLIS, for minutes")),
        "mkl" => Some(("mkl", "needs MKLROOT")),
        _ => None,
    }
}

fn dependency(feature: &str) -> String {
    format!("npcore = {{ version = \"{}\", features = [\"{feature}\"] }}", npcore::VERSION)
}

/// What to take, from the means over all rows.
pub fn recommend(report: &Report) -> Option<Recommendation> {
    let ranked = ranked(report);
    let among = Vec::from_iter(ranked.iter().map(|&(at, _)| at));
    let best = ranked.first()?.1;
    // Among the ones that are as good as the best, the one that takes least to have.
    let near = ranked.iter().filter(|(_, mean)| *mean <= best * MARGIN);
    let least = |a: &&(usize, f64), b: &&(usize, f64)| {
        let order = trouble(&report.libraries[a.0]).cmp(&trouble(&report.libraries[b.0]));
        if order == Ordering::Equal { a.1.total_cmp(&b.1) } else { order }
    };
    let &(chosen, _) = near.min_by(least)?;
    let library = &report.libraries[chosen];
    let variable = variable(library);
    Some(Recommendation {
        library: library.key.clone(),
        cargo: library.feature.as_deref().map(dependency),
        reasons: reasons(report, chosen, &ranked, &among),
        steps: steps(library, variable.as_deref()),
        remarks: remarks(report, chosen, &among),
        variable,
    })
}

fn variable(library: &Library) -> Option<String> {
    // A program begins with what it is linked with, and without that with pure Rust.
    let file = library.file.as_ref()?;
    // Elsewhere a name would be found only with the environment of this run.
    let id = library.facts.as_ref().map_or(&library.key, |facts| &facts.id);
    Some(if in_the_system(file) { id.clone() } else { file.display().to_string() })
}

fn reasons(report: &Report, chosen: usize, ranked: &[(usize, f64)], among: &[usize]) -> Vec<String> {
    let library = &report.libraries[chosen];
    let mut reasons = Vec::new();
    if let Some(facts) = &library.facts {
        reasons.push(facts.line());
    }
    let pure = among.iter().copied().find(|&at| is_pure(&report.libraries[at]));
    for threads in report.threads() {
        let of = |at| mean(report, at, among, |row| row.threads == threads);
        if let (Some(pure), false, Some(ours)) = (pure.and_then(of), is_pure(library), of(chosen)) {
            reasons.push(format!("{}: {} the speed of pure Rust", in_words(threads), times(pure / ours)));
        }
    }
    let others = ranked.iter().filter(|(at, _)| *at != chosen);
    let mine = ranked.iter().find(|(at, _)| *at == chosen).map_or(1.0, |ranked| ranked.1);
    if let Some(&(at, mean)) = others.into_iter().next() {
        let key = &report.libraries[at].key;
        reasons.push(if mean < mine {
            format!(
                "the fastest, {key}, is {:.1} % faster on the whole, less than it is worth",
                (mine / mean - 1.0) * 100.0
            )
        } else {
            format!("the next, {key}, takes {} its time on the whole", times(mean / mine))
        });
    }
    reasons
}

fn steps(library: &Library, variable: Option<&str>) -> Vec<String> {
    if let Some(feature) = &library.feature {
        let line = format!("in Cargo.toml:  {}", dependency(feature));
        return vec![line, "a program that is built so begins with it, unless NPCORE_BLAS names another".to_string()];
    }
    let Some(value) = variable else {
        return vec!["nothing to install and nothing to set: it is what npcore does by itself".to_string()];
    };
    let mut steps = Vec::new();
    steps.push(format!("in the environment:  NPCORE_BLAS={value}"));
    steps.push(format!(
        "or in .cargo/config.toml (`cargo xtask bench --apply` does it):  [env] NPCORE_BLAS = \"{value}\""
    ));
    steps.push(format!("or in the program:  npcore::linalg::set_backend(\"{}\")", library.key));
    if let Some((feature, needs)) = feature_for(&library.key) {
        steps.push(format!("or linked, which {needs}:  {}", dependency(feature)));
    }
    steps
}

fn remarks(report: &Report, chosen: usize, among: &[usize]) -> Vec<String> {
    let mut remarks = Vec::new();
    for threads in report.threads() {
        for group in Group::ALL {
            let of = |at: usize| mean(report, at, among, |row| row.threads == threads && row.group == group);
            let Some(ours) = of(chosen) else { continue };
            let best = among.iter().filter_map(|&at| Some((at, of(at)?))).min_by(|a, b| a.1.total_cmp(&b.1));
            if let Some((at, mean)) = best
                && ours > mean * REMARKABLE
            {
                let (key, how) = (&report.libraries[at].key, times(ours / mean));
                remarks.push(format!("{}, {}: {key} has {how} the speed", in_words(threads), group.name()));
            }
        }
    }
    if !remarks.is_empty() {
        remarks.push("one may be taken for a part of a program: npcore::linalg::with_backend(name, || ..)".to_string());
    }
    for library in &report.libraries {
        for warning in library.facts.iter().flat_map(|facts| &facts.warnings) {
            remarks.push(format!("{}: {warning}", library.key));
        }
        if !library.wrong.is_empty() {
            remarks.push(format!(
                "{} gave {} wrong results and is out: do not use it here",
                library.key,
                library.wrong.len()
            ));
        }
    }
    remarks
}

#[cfg(test)]
mod tests {
    use super::super::results::tests::report;
    use super::*;

    #[test]
    fn means_are_geometric_and_relative_to_the_fastest() {
        let report = report(&[("pure-rust", [112.5, 40.0]), ("mkl", [50.0, 40.0]), ("slow", [225.0, 80.0])]);
        let means = Vec::from_iter(ranked(&report).into_iter().map(|(at, mean)| (at, (mean * 1e6).round() / 1e6)));
        assert_eq!(means, [(1, 1.0), (0, 1.5), (2, 3.0)]);
        let among = report.eligible();
        assert_eq!(mean(&report, 2, &among, |row| row.group == Group::Decompositions), Some(2.0));
        assert_eq!(mean(&report, 2, &among, |row| row.group == Group::Small), None);
    }

    #[test]
    fn three_percent_are_not_worth_an_installation() {
        let near = report(&[("mkl", [100.0, 100.0]), ("pure-rust", [103.0, 102.0])]);
        let recommended = recommend(&near).unwrap();
        assert_eq!((recommended.library.as_str(), recommended.variable), ("pure-rust", None));
        assert_eq!(recommended.reasons[1], "the fastest, mkl, is 2.5 % faster on the whole, less than it is worth");
        let far = report(&[("mkl", [100.0, 100.0]), ("pure-rust", [108.0, 102.0])]);
        let recommended = recommend(&far).unwrap();
        assert_eq!((recommended.library.as_str(), recommended.variable.as_deref()), ("mkl", Some("mkl")));
        assert!(recommended.steps.iter().any(|step| step.ends_with("NPCORE_BLAS=mkl")));
        assert!(recommended.reasons.contains(&"1 thread: 1.05x the speed of pure Rust".to_string()), "{recommended:?}");
    }

    #[test]
    fn what_takes_less_to_have_wins_where_both_are_as_fast() {
        let mut report =
            report(&[("linked", [100.0, 100.0]), ("wheel", [101.0, 101.0]), ("pure-rust", [200.0, 200.0])]);
        (report.libraries[0].feature, report.libraries[0].file) = (Some("openblas-system".into()), None);
        report.libraries[1].file = Some("/home/me/.venv/lib/libmkl_rt.so.3".into());
        let recommended = recommend(&report).unwrap();
        assert_eq!(recommended.library, "wheel");
        // Found by the environment of the run, so told by its place.
        assert_eq!(recommended.variable.as_deref(), Some("/home/me/.venv/lib/libmkl_rt.so.3"));
        report.libraries[1].wrong.push("dgemm 256: entry (1, 1)".into());
        let recommended = recommend(&report).unwrap();
        let line = format!("npcore = {{ version = \"{}\", features = [\"openblas-system\"] }}", npcore::VERSION);
        assert_eq!((recommended.library.as_str(), recommended.cargo), ("linked", Some(line)));
        assert!(recommended.remarks.iter().any(|remark| remark.starts_with("wheel gave 1 wrong results and is out")));
    }

    #[test]
    fn where_another_is_much_better_is_told() {
        let report = report(&[("pure-rust", [50.0, 40.0]), ("openblas", [100.0, 25.0])]);
        let recommended = recommend(&report).unwrap();
        assert_eq!(recommended.library, "pure-rust");
        assert_eq!(recommended.remarks[0], "1 thread, solve, svd and eigh: openblas has 1.60x the speed");
    }

    #[test]
    fn nothing_measured_nothing_recommended() {
        let mut report = report(&[("pure-rust", [1.0, 1.0])]);
        report.rows.clear();
        assert_eq!(recommend(&report), None);
    }
}
