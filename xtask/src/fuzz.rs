//! `cargo xtask fuzz [--seconds N] [TARGET..]`: runs the fuzz targets of `fuzz/`.

use std::process::{Command, Stdio};

use crate::process;
use crate::report::Report;
use crate::source;

pub fn run(arguments: &[String]) -> Result<(), String> {
    let mut seconds = 60u64;
    let mut chosen = Vec::new();
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        if argument == "--seconds" {
            let number = rest.next().and_then(|n| n.parse().ok());
            seconds = number.ok_or("--seconds wants a whole number")?;
        } else {
            chosen.push(argument.clone());
        }
    }
    if !process::has_nightly() {
        return Err("fuzzing needs a nightly toolchain: rustup toolchain install nightly".into());
    }
    let installed = Command::new("cargo-fuzz").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    if !installed.is_ok_and(|status| status.success()) {
        return Err("cargo-fuzz is missing: cargo install cargo-fuzz --locked".into());
    }

    let mut targets: Vec<String> = source::files(&process::root().join("fuzz/fuzz_targets"), &["rs"])
        .iter()
        .filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()))
        .collect();
    if let Some(unknown) = chosen.iter().find(|name| !targets.contains(name)) {
        return Err(format!("no fuzz target `{unknown}`; there are {}", targets.join(", ")));
    }
    if !chosen.is_empty() {
        targets = chosen;
    }
    let mut report = Report::default();
    for target in targets {
        report.step(&format!("fuzz {target}, {seconds} s"), || {
            let limit = format!("-max_total_time={seconds}");
            let mut command = process::nightly_cargo(&["fuzz", "run", "--fuzz-dir", "fuzz", &target, "--"]);
            command.args([&limit, "-timeout=10", "-print_final_stats=1"]);
            process::run(command.env("CARGO_TARGET_DIR", process::target_dir().join("fuzz")))
        });
    }
    report.finish("cargo xtask fuzz")
}
