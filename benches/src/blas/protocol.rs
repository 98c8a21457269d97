//! What the commanding program and its workers tell each other: a line of JSON each way. A worker's lines begin with a
//! mark, as libraries print, too.

use std::path::PathBuf;

use npcore_linalg::backend::BackendInfo;
use serde::{Deserialize, Serialize};

use super::peak::Peak;

/// What begins a worker's lines.
const MARK: &str = "@npcore ";

/// To a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// Which back end is it?
    Hello,
    /// Time a case by its name for so many milliseconds.
    Time { case: String, threads: usize, ms: u64 },
    /// Measure the processor's peak.
    Peak { threads: usize, ms: u64 },
}

/// From a worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    Hello(Box<Facts>),
    /// The fastest call, and what is wrong with the result.
    Time {
        best_ns: f64,
        wrong: Option<String>,
    },
    Peak(Peak),
    /// It could not be done; the worker goes on.
    Failed(String),
}

/// What a back end tells of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    pub id: String,
    pub name: String,
    pub version: Option<String>,
    /// `compiled in`, `linked` or `loaded`.
    pub origin: String,
    pub file: Option<PathBuf>,
    pub integer_bits: Option<u32>,
    /// The kernels that it chose.
    pub core: Option<String>,
    pub threading: Option<String>,
    /// Whether it can be told how many threads to take.
    pub threads_settable: bool,
    /// The LAPACK that it has; without, decompositions are pure Rust's.
    pub lapack: Option<String>,
    pub warnings: Vec<String>,
}

impl From<BackendInfo> for Facts {
    fn from(info: BackendInfo) -> Facts {
        Facts {
            origin: info.origin.to_string(),
            id: info.id,
            name: info.name,
            version: info.version,
            file: info.file,
            integer_bits: info.integer_bits,
            core: info.core,
            threading: info.threading,
            threads_settable: info.threads.is_some(),
            lapack: info.lapack_version,
            warnings: info.warnings,
        }
    }
}

impl Facts {
    /// On one line: `OpenBLAS 0.3.34, kernels SkylakeX, ILP64, LAPACK 3.12.0`.
    pub fn line(&self) -> String {
        let mut parts = vec![match &self.version {
            Some(version) => format!("{} {version}", self.name),
            None => self.name.clone(),
        }];
        parts.push(self.origin.clone());
        parts.extend(self.core.as_ref().map(|core| format!("kernels {core}")));
        parts.extend(self.integer_bits.map(|bits| if bits == 64 { "ILP64" } else { "LP64" }.to_string()));
        match &self.lapack {
            Some(version) => parts.push(format!("LAPACK {version}")),
            None if self.origin != "compiled in" => parts.push("no LAPACK: decompositions are pure Rust's".to_string()),
            None => {}
        }
        if !self.threads_settable && self.origin != "compiled in" {
            parts.push("cannot be told how many threads to take".to_string());
        }
        parts.join(", ")
    }
}

/// The line of a request.
pub fn request_line(request: &Request) -> String {
    serde_json::to_string(request).unwrap_or_default() + "\n"
}

/// The line of an answer.
pub fn answer_line(answer: &Answer) -> String {
    format!("{MARK}{}\n", serde_json::to_string(answer).unwrap_or_default())
}

/// An answer, if the line is one; else it is what a library said.
pub fn answer(line: &str) -> Option<Answer> {
    serde_json::from_str(line.strip_prefix(MARK)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_there_and_back() {
        let request = Request::Time { case: "dgemm 16".into(), threads: 2, ms: 50 };
        assert_eq!(serde_json::from_str::<Request>(&request_line(&request)).unwrap(), request);
        let facts = Facts { id: "mkl".into(), core: Some("AVX-512".into()), ..Facts::default() };
        for sent in [
            Answer::Hello(Box::new(facts)),
            Answer::Time { best_ns: 431.25, wrong: Some("entry (0, 1) is off\nby 1".into()) },
            Answer::Peak(Peak { threads: 1, with: "AVX2 FMA".into(), single: 100.0, double: 50.0 }),
            Answer::Failed("Singular(3)".into()),
        ] {
            let line = answer_line(&sent);
            assert_eq!(line.matches('\n').count(), 1, "{line}");
            assert_eq!(answer(line.trim_end()), Some(sent));
        }
        for line in ["", "BLAS : Program is Terminated.", "@npcore {\"time\":", "@npcore {\"other\":1}"] {
            assert_eq!(answer(line), None, "{line}");
        }
    }

    #[test]
    fn facts_on_a_line() {
        let facts = Facts {
            name: "OpenBLAS".into(),
            version: Some("0.3.34".into()),
            origin: "loaded".into(),
            core: Some("SkylakeX".into()),
            integer_bits: Some(64),
            threads_settable: true,
            ..Facts::default()
        };
        let line = "OpenBLAS 0.3.34, loaded, kernels SkylakeX, ILP64, no LAPACK: decompositions are pure Rust's";
        assert_eq!(facts.line(), line);
    }
}
