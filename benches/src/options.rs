//! What the options of both benchmarks share.

use crate::machine;

/// The thread counts of `--threads both`: one thread and all, which may be the same.
pub fn both_threads() -> Vec<usize> {
    let mut both = vec![1, machine::threads()];
    both.dedup();
    both
}

/// What `--threads` names.
pub fn threads(value: &str) -> Result<Vec<usize>, String> {
    match value {
        "1" => Ok(vec![1]),
        "all" => Ok(vec![machine::threads()]),
        "both" => Ok(both_threads()),
        other => Err(format!("--threads takes 1, all or both, not {other:?}")),
    }
}

/// The number of `--rounds`.
pub fn rounds(value: &str) -> Result<usize, String> {
    let rounds = value.parse().ok().filter(|&rounds| rounds > 0);
    rounds.ok_or_else(|| "--rounds needs a number above 0".to_owned())
}
