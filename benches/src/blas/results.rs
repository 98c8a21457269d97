//! What a run found, as it is written to JSON and read by the tables, the page and the ranking.

use std::path::PathBuf;

use serde::Serialize;

use super::cases::Group;
use super::peak::Peak;
use super::protocol::Facts;
use super::ranking::Recommendation;
use crate::results::Machine;

/// A whole run.
#[derive(Serialize)]
pub struct Report {
    /// The command that made it.
    pub command: String,
    /// When it began, UTC.
    pub date: String,
    /// Where.
    pub machine: Machine,
    /// Rounds of each case.
    pub rounds: usize,
    /// What the processor can do, one for each number of threads.
    pub peaks: Vec<Peak>,
    /// The back ends.
    pub libraries: Vec<Library>,
    /// One a case and number of threads.
    pub rows: Vec<Row>,
    /// What to take; none if nothing could be measured.
    pub recommendation: Option<Recommendation>,
}

/// A back end that was tried.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Library {
    /// Its name in the tables: the id by which it is loaded, or the Cargo feature that links it.
    pub key: String,
    /// What it tells of itself; none if it could not be had.
    pub facts: Option<Facts>,
    /// The Cargo feature that links it.
    pub feature: Option<String>,
    /// The file that is loaded.
    pub file: Option<PathBuf>,
    /// Wrong results: it is out.
    pub wrong: Vec<String>,
    /// What else went wrong.
    pub troubles: Vec<String>,
}

/// A case on a number of threads.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    pub case: String,
    pub group: Group,
    /// Whether it computes in `f32`.
    pub single: bool,
    pub threads: usize,
    /// Floating-point operations of a call, where that says something.
    pub flops: Option<f64>,
    /// In the order of the libraries.
    pub times: Vec<Option<Timed>>,
}

/// Times of one library for a case.
#[derive(Clone, Debug, Serialize)]
pub struct Timed {
    /// Nanoseconds of the fastest call.
    pub best_ns: f64,
    /// The median of the rounds' fastest calls.
    pub median_ns: f64,
    /// The fastest call of each round.
    pub samples_ns: Vec<f64>,
}

impl Timed {
    /// Of rounds; none without any.
    pub fn of(samples_ns: Vec<f64>) -> Option<Timed> {
        let mut sorted = samples_ns.clone();
        sorted.sort_by(f64::total_cmp);
        let best_ns = *sorted.first()?;
        let half = sorted.len() / 2;
        let median_ns = if sorted.len() % 2 == 1 { sorted[half] } else { (sorted[half - 1] + sorted[half]) / 2.0 };
        Some(Timed { best_ns, median_ns, samples_ns })
    }
}

impl Report {
    /// The numbers of threads, in the order in which they were run.
    pub fn threads(&self) -> Vec<usize> {
        let mut threads: Vec<usize> = self.rows.iter().map(|row| row.threads).collect();
        threads.dedup();
        threads
    }

    /// Which share of the processor's peak a call of `ns` reaches.
    pub fn share(&self, row: &Row, ns: f64) -> Option<f64> {
        let peak = self.peaks.iter().find(|peak| peak.threads == row.threads)?;
        Some(row.flops? / ns / if row.single { peak.single } else { peak.double })
    }

    /// The libraries that were right everywhere and have a time for each row.
    pub fn eligible(&self) -> Vec<usize> {
        let whole =
            |&at: &usize| self.libraries[at].wrong.is_empty() && self.rows.iter().all(|row| row.times[at].is_some());
        if self.rows.is_empty() { Vec::new() } else { (0..self.libraries.len()).filter(whole).collect() }
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A report on one and two threads of two cases, a product and a decomposition, from times of `[product, decomposition]`
    /// that are the same on both.
    pub fn report(libraries: &[(&str, [f64; 2])]) -> Report {
        let times = |at: usize| libraries.iter().map(|(_, ns)| Timed::of(vec![ns[at], ns[at] * 1.5])).collect();
        let row = |threads, (at, (case, group, flops))| Row {
            case: String::from(case),
            group,
            single: false,
            threads,
            flops,
            times: times(at),
        };
        let cases = [("dgemm 256", Group::Large, Some(4e3)), ("svd 300", Group::Decompositions, None)];
        let peak = |threads| Peak { threads, with: "FMA".into(), single: 160.0, double: 80.0 };
        let library = |key: &str| Library {
            key: key.into(),
            facts: Some(Facts { id: key.into(), name: key.into(), origin: "loaded".into(), ..Facts::default() }),
            file: (key != "pure-rust").then(|| format!("/usr/lib/lib{key}.so").into()),
            ..Library::default()
        };
        Report {
            command: "cargo xtask bench".into(),
            date: "2026-11-22 16:00 UTC".into(),
            machine: Machine {
                cpu: "A <processor>".into(),
                threads: 2,
                caches: vec!["L1 32K".into()],
                system: "linux x86_64".into(),
                rustc: "rustc 1.95".into(),
                simd: "v3".into(),
            },
            rounds: 2,
            peaks: vec![peak(1), peak(2)],
            libraries: libraries.iter().map(|(key, _)| library(key)).collect(),
            rows: [1, 2]
                .iter()
                .flat_map(|&t| cases.into_iter().enumerate().map(move |c| (t, c)))
                .map(|(t, c)| row(t, c))
                .collect(),
            recommendation: None,
        }
    }

    #[test]
    fn shares_medians_and_who_is_in() {
        let mut report = report(&[("pure-rust", [100.0, 10.0]), ("mkl", [50.0, 10.0])]);
        let row = &report.rows[0];
        let times = row.times[1].as_ref().unwrap();
        assert_eq!((times.best_ns, times.median_ns), (50.0, 62.5));
        assert_eq!(report.share(row, 100.0), Some(0.5));
        assert_eq!(report.share(&report.rows[1], 10.0), None);
        assert_eq!((report.threads(), report.eligible()), (vec![1, 2], vec![0, 1]));
        report.libraries[1].wrong.push("dgemm 256: entry (0, 0)".into());
        assert_eq!(report.eligible(), [0]);
        report.rows[3].times[0] = None;
        assert!(report.eligible().is_empty());
        assert!(Timed::of(Vec::new()).is_none());
    }
}
