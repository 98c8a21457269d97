//! `cargo xtask test`: every test, doc tests included, then the SIMD tiers.
//!
//! The kernels choose the widest SIMD tier of the machine, so the ordinary run
//! tests that one. The narrower ones are tested by running the same compiled
//! tests again with `NPCORE_SIMD` set, for each layer that runs kernels.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::metadata::{self, Member};
use crate::process;
use crate::report::Report;

/// Layers whose tests hold kernels against their base tier, or choose between them.
const KERNEL_USERS: [&str; 2] = ["kernel", "exec"];

/// Compile-fail suites start compilers; a SIMD tier makes no difference to them.
const COMPILE_FAIL: &str = "compile_fail";

pub fn run(arguments: &[String]) -> Result<(), String> {
    let mut command = process::cargo(&["test"]);
    command.args(metadata::all_features(&metadata::members()?, arguments));
    let chosen = |a: &String| a == "-p" || a.starts_with("-p=") || a.starts_with("--package");
    if !arguments.iter().any(chosen) {
        command.arg("--workspace");
    }
    if !arguments.is_empty() {
        return process::run(command.args(arguments));
    }

    let mut report = Report::default();
    report.step("tests and doc tests", || process::run(command.arg("--no-fail-fast")));
    let tiers = narrower_tiers();
    if tiers.is_empty() {
        println!("\nthis machine has one SIMD tier: nothing narrower to test");
    }
    let binaries = if tiers.is_empty() { Ok(Vec::new()) } else { test_binaries() };
    for tier in tiers {
        report.step(&format!("tests with NPCORE_SIMD={tier}"), || {
            let mut failed = Vec::new();
            for (folder, binary) in binaries.as_ref().map_err(Clone::clone)? {
                let mut command = Command::new(binary);
                command.arg("--quiet").current_dir(folder);
                command.env("NPCORE_SIMD", tier).env("CARGO_MANIFEST_DIR", folder);
                if process::run(&mut command).is_err() {
                    failed.push(metadata::relative(binary));
                }
            }
            crate::report::findings(failed)
        });
    }
    report.finish("cargo xtask test")
}

/// The tiers below the one that kernels choose on this machine.
fn narrower_tiers() -> Vec<&'static str> {
    #[cfg(target_arch = "x86_64")]
    {
        let v3 =
            is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") && is_x86_feature_detected!("f16c");
        let v4 = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl");
        match (v3, v4) {
            (true, true) => vec!["base", "v3"],
            (true, false) => vec!["base"],
            _ => vec![],
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    vec![]
}

/// The compiled tests of the layers that run kernels, each with its package's folder.
fn test_binaries() -> Result<Vec<(PathBuf, PathBuf)>, String> {
    // The same selection as the run before, so nothing is compiled anew.
    let members: Vec<Member> = metadata::members()?;
    let mut command = process::cargo(&["test", "--workspace", "--no-run", "--quiet", "--message-format=json"]);
    let messages = process::output(command.args(metadata::all_features(&members, &[])))?;
    let wanted = |folder: &Path| {
        let member = members.iter().find(|m| m.folder == folder);
        member.and_then(Member::layer).is_some_and(|layer| KERNEL_USERS.contains(&layer))
    };
    let mut binaries = Vec::new();
    for line in messages.lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        let Some(binary) = message["executable"].as_str() else {
            continue;
        };
        let manifest = Path::new(message["manifest_path"].as_str().unwrap_or_default());
        let folder = manifest.parent().unwrap_or(Path::new(""));
        let kind = message["target"]["kind"][0].as_str().unwrap_or_default();
        let is_test = message["profile"]["test"] == true && matches!(kind, "lib" | "test");
        let compile_fail = message["target"]["name"] == COMPILE_FAIL;
        if is_test && !compile_fail && wanted(folder) {
            binaries.push((folder.to_path_buf(), PathBuf::from(binary)));
        }
    }
    if binaries.is_empty() {
        return Err("found no compiled tests of the layers that run kernels".into());
    }
    Ok(binaries)
}
