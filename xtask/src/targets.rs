//! `cargo xtask targets`: does npcore still compile for the platforms that are not at hand?

use std::path::Path;
use std::process::Command;

use crate::metadata;
use crate::process;
use crate::report::Report;

const TARGETS: [&str; 3] = ["aarch64-unknown-linux-gnu", "aarch64-apple-darwin", "x86_64-pc-windows-msvc"];

pub fn run(arguments: &[String]) -> Result<(), String> {
    if !arguments.is_empty() {
        return Err("`targets` takes no arguments".into());
    }
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let sysroot = process::output(Command::new(rustc).args(["--print", "sysroot"]))?;
    let layers = Vec::from_iter(metadata::members()?.into_iter().filter(|m| m.layer().is_some()));
    let mut report = Report::default();
    for target in TARGETS {
        if !Path::new(sysroot.trim()).join("lib/rustlib").join(target).join("lib").is_dir() {
            println!("skipped {target}: its standard library is not installed (rustup target add {target})");
            continue;
        }
        report.step(&format!("cargo check --target {target}"), || {
            let mut command = process::cargo(&["check", "--target", target]);
            command.args(metadata::all_features(&layers, &[]));
            layers.iter().for_each(|member| _ = command.args(["--package", &member.name]));
            process::run(&mut command)
        });
    }
    report.finish("cargo xtask targets")
}
