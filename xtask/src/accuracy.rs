//! `cargo xtask accuracy`: measures the elementary functions and writes `docs/accuracy.md`.
//!
//! The tests that hold the bounds print what they measure, a line each: `accuracy`, function, type, largest error in
//! units in the last place, bound, where.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::process;

const TYPES: [&str; 4] = ["float64", "float32", "complex128", "complex64"];

const HEAD: &str = "\
# Accuracy of the elementary functions

    cargo xtask accuracy    # measures, and writes this file

The largest error found, in units in the last place of the true value, and in brackets the bound that the tests hold.
The true values are mpmath's (`xtask/goldens/elementary.py`, `math_trig.py`, `complex_math.py`): for each function its
special arguments, the worst of many random ones and the hard cases of its reduction. Every SIMD tier gives the same
bits, so that one column serves all. Complex errors are distances in units of the larger part. `logaddexp` and
`logaddexp2` are measured in units of their larger term, where the terms cancel.

float16 is computed in float32 and rounded once more. `sqrt`, `square`, `reciprocal`, `rint` and their like are
correctly rounded.

";

pub fn run(_arguments: &[String]) -> Result<(), String> {
    let tests = ["--test", "math", "--test", "trigonometric", "--test", "complex_math", "--", "--nocapture", "bounds"];
    let mut command = process::cargo(&["test", "--release", "--quiet", "-p", "npcore-kernel"]);
    let printed = process::output(command.args(tests))?;
    let mut cells: BTreeMap<&str, [String; TYPES.len()]> = BTreeMap::new();
    // What tests print at the same time may share a line.
    for (start, _) in printed.match_indices("accuracy ") {
        let words: Vec<&str> = printed[start..].split_whitespace().skip(1).take(4).collect();
        let [function, ty, error, bound] = words[..] else { continue };
        let Some(column) = TYPES.iter().position(|&name| name == ty) else { continue };
        cells.entry(function).or_default()[column] = format!("{error} ({bound})");
    }
    let mut text = format!("{HEAD}| function | {} |\n| --- |{}\n", TYPES.join(" | "), " ---: |".repeat(TYPES.len()));
    for (function, cells) in &cells {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| `{function}` | {} |", cells.join(" | "));
    }
    let path = process::root().join("docs/accuracy.md");
    std::fs::write(&path, &text).map_err(|e| format!("{}: {e}", path.display()))?;
    println!("{text}");
    Ok(())
}
