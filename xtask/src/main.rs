//! Project tasks, run as `cargo xtask <task>` from anywhere in the workspace.
//!
//! Plain Rust with one dependency (JSON), so that it builds in seconds. Every
//! list of crates is derived from `cargo metadata`; none is kept by hand.

mod accuracy;
mod asan;
mod bench;
mod blas;
mod check;
mod fuzz;
mod goldens;
mod metadata;
mod process;
mod report;
mod source;
mod targets;
mod test;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <task> [arguments]

  check [--quick]        everything but the tests: fmt, clippy, dependencies, layers, docs,
                         docs/numpy.md, the consumers (--quick skips the slow ones)
  test [cargo's args]    every test, doc tests included, then the kernels' tests per SIMD tier;
                         arguments are passed on to `cargo test`, and then the tiers are left out
  bench [arguments]      every BLAS back end of this machine, and which to take (`bench --help`);
                         `bench peers` compares with NumPy and others, `bench memory` peaks of memory
  blas [mkl]             installs the BLAS libraries that the tests are run with, where it can
  goldens                writes the golden files of the tests with NumPy in a virtual environment
  accuracy               measures the elementary functions and writes docs/accuracy.md
  asan [cargo's args]    the tests under AddressSanitizer (needs a nightly toolchain)
  fuzz [--seconds N] [TARGET..]
                         runs each fuzz target for N seconds, 60 unless told (needs cargo-fuzz)
  build-seconds          a clean release build of the consumers, with its seconds by crate
  targets                `cargo check` for the other platforms whose standard library is installed
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((task, rest)) = arguments.split_first() else {
        print!("{HELP}");
        return ExitCode::FAILURE;
    };
    let outcome = match task.as_str() {
        "check" => check::run(rest),
        "test" => test::run(rest),
        "bench" => bench::run(rest),
        "blas" => blas::run(rest),
        "goldens" => goldens::run(rest),
        "accuracy" => accuracy::run(rest),
        "asan" => asan::run(rest),
        "fuzz" => fuzz::run(rest),
        "build-seconds" => check::build_seconds(),
        "targets" => targets::run(rest),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(format!("no task `{other}`\n\n{HELP}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{}", message.trim_end());
            ExitCode::FAILURE
        }
    }
}
