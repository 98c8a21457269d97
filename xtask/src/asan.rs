//! `cargo xtask asan`: the library crates' tests under AddressSanitizer.
//!
//! Needs a nightly toolchain (`rustup toolchain install nightly`) and a platform
//! whose standard library ships the sanitizer. Compile-fail suites are left out:
//! what does not compile cannot be run.

use crate::metadata;
use crate::process;

pub fn run(arguments: &[String]) -> Result<(), String> {
    if !process::has_nightly() {
        return Err("sanitizers need a nightly toolchain: rustup toolchain install nightly".into());
    }
    // A target has to be named, else build scripts and macros get the sanitizer too.
    let host = host()?;
    let mut command = process::nightly_cargo(&["test", "--no-fail-fast", "--target", &host]);
    let chosen = |a: &String| a == "-p" || a.starts_with("-p=") || a.starts_with("--package");
    if !arguments.iter().any(chosen) {
        let layers = Vec::from_iter(metadata::members()?.into_iter().filter(|m| m.layer().is_some()));
        command.args(metadata::all_features(&layers, &[]));
        layers.iter().for_each(|member| _ = command.args(["--package", &member.name]));
    } else {
        command.args(metadata::all_features(&metadata::members()?, arguments));
    }
    command.args(arguments);
    if !arguments.iter().any(|a| a == "--") {
        // The compile-fail tests run a compiler of their own, and their texts are the stable one's.
        command.args(["--", "--skip", "what_the_compiler_refuses"]);
    }
    command.env("CARGO_TARGET_DIR", process::target_dir().join("asan"));
    command.env("RUSTFLAGS", "-Zsanitizer=address").env("RUSTDOCFLAGS", "-Zsanitizer=address");
    // For tests that limit the memory of a process: shadow memory takes more.
    command.env("NPCORE_SANITIZER", "address");
    // What is interned (records, long shapes) stays reachable from statics and is no leak.
    process::run(&mut command)
}

/// The platform that the nightly compiler runs on.
fn host() -> Result<String, String> {
    let mut rustc = std::process::Command::new("rustup");
    let text = process::output(rustc.args(["run", "nightly", "rustc", "-vV"]).env_remove("RUSTUP_TOOLCHAIN"))?;
    let host = text.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned).ok_or_else(|| format!("rustc -vV names no host:\n{text}"))
}
