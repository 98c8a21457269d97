//! `cargo xtask bench`: forwards to the benchmark program in `benches/`, built for release.

use crate::process;

pub fn run(arguments: &[String]) -> Result<(), String> {
    let mut command = process::cargo(&["run", "--release", "--package", "npcore-benches", "--"]);
    process::run(command.args(arguments))
}
