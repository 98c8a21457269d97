//! `cargo xtask check`: everything that must hold, but the tests.
//!
//! The quick steps come first. Each step is a file in `check/`; all failures are
//! named at the end, so one run shows everything there is to mend.

mod consumers;
mod files;
mod layers;
mod numpy;
mod tree;
mod unused;

use consumers::Profile;

use crate::metadata;
use crate::process;
use crate::report::{Report, findings};

pub fn run(arguments: &[String]) -> Result<(), String> {
    let quick = match arguments {
        [] => false,
        [one] if one == "--quick" => true,
        _ => return Err("`check` takes `--quick` and nothing else".into()),
    };
    let members = metadata::members()?;
    let features = metadata::all_features(&members, &[]);
    let mut report = Report::default();

    report.step("cargo fmt", formatted);
    report.step("dependencies are used", || unused::check(&members));
    report.step("the import table of docs/architecture.md", || layers::check(&members));
    report.step("heads of the crates", || files::heads(&members));
    report.step("length of the source files", || files::lengths(&members));
    report.step("what the crates pull in", || tree::check(&members));
    report.step("rows of docs/numpy.md", || numpy::rows().map(|_| ()));
    report.step("cargo clippy", || {
        let mut command = process::cargo(&["clippy", "--workspace", "--all-targets", "--keep-going", "--quiet"]);
        command.args(&features).args(["--", "-D", "warnings"]);
        process::run(&mut command)
    });
    if !quick {
        report.step("cargo doc", || {
            let mut command = process::cargo(&["doc", "--no-deps", "--workspace", "--keep-going", "--quiet"]);
            process::run(command.args(&features).env("RUSTDOCFLAGS", "-D warnings"))
        });
        report.step("paths of docs/numpy.md", || numpy::paths(&members));
        report.step("consumers", || consumers::check(Profile::Dev));
    }
    report.finish("cargo xtask check")
}

/// `cargo xtask build-seconds`: what a clean release build costs a user.
pub fn build_seconds() -> Result<(), String> {
    consumers::check(Profile::Release)
}

/// The workspace, and the projects beside it, as rustfmt wants them.
fn formatted() -> Result<(), String> {
    let mut wrong = Vec::from_iter(process::run(&mut process::cargo(&["fmt", "--all", "--check"])).err());
    for folder in consumers::folders().into_iter().chain([process::root().join("fuzz")]) {
        let manifest = folder.join("Cargo.toml");
        let mut command = process::cargo(&["fmt", "--check", "--manifest-path"]);
        wrong.extend(process::run(command.arg(manifest)).err());
    }
    findings(wrong)
}
