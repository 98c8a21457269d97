//! `cargo xtask accuracy`: the errors of the elementary functions beside their bounds.
//!
//! The test that holds the bounds prints them: function, type, largest error over the reference values in units in
//! the last place, bound, where.

use crate::process;

pub fn run(_arguments: &[String]) -> Result<(), String> {
    let test = ["test", "--release", "--quiet", "-p", "npcore-kernel", "--test", "math", "--"];
    process::run(process::cargo(&test).args(["--nocapture", "--exact", "errors_are_within_the_bounds"]))
}
