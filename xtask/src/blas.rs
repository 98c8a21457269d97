//! `cargo xtask blas [mkl]`: brings the BLAS libraries that the tests of `npcore-linalg` are run with.
//!
//! Debian's OpenBLAS and BLIS by apt-get, where that is there and may be used; OpenBLAS with 32-bit and 64-bit integers from
//! PyPI into `target/blas-venv`; MKL, which is large, only if named. What cannot be had is told and left out: the tests skip
//! it, loudly, and nothing fails.

use std::process::{Command, Stdio};

use crate::process;

/// Files, and the packages that bring them.
const SYSTEM: [(&str, &str); 2] = [("libopenblas.so.0", "libopenblas0-pthread"), ("libblis.so.4", "libblis4")];

/// Folders of packages of PyPI's.
const PYTHON: [&str; 2] = ["scipy-openblas32", "scipy-openblas64"];

pub fn run(arguments: &[String]) -> Result<(), String> {
    let mut wheels = PYTHON.to_vec();
    match arguments {
        [] => {}
        [one] if one == "mkl" => wheels.push("mkl"),
        _ => return Err("`blas` takes `mkl` and nothing else".into()),
    }
    if let Err(why) = system() {
        println!("left out: {why}");
    }
    if let Err(why) = python(&wheels) {
        println!("left out: {why}");
    }
    Ok(())
}

/// Debian's and its children's.
fn system() -> Result<(), String> {
    let folder = format!("/usr/lib/{}-linux-gnu", std::env::consts::ARCH);
    let missing = SYSTEM.iter().filter(|(file, _)| !std::path::Path::new(&folder).join(file).exists());
    let missing = Vec::from_iter(missing.map(|(_, package)| *package));
    if missing.is_empty() {
        return Ok(());
    }
    if !cfg!(target_os = "linux") || !runs(Command::new("apt-get").arg("--version")) {
        return Err(format!("{}: there is no apt-get", missing.join(", ")));
    }
    let install = |packages: &[&str]| {
        let mut command = Command::new("timeout");
        command.args(["60", "apt-get", "install", "-qq", "-y", "--no-install-recommends"]).args(packages);
        process::run(command.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null()).stdout(Stdio::null()))
    };
    install(&missing).or_else(|_| {
        // A fresh machine has no list of packages.
        process::run(Command::new("timeout").args(["60", "apt-get", "update", "-qq"]).stdin(Stdio::null()))?;
        install(&missing)
    })
}

/// PyPI's.
fn python(wheels: &[&str]) -> Result<(), String> {
    let venv = process::target_dir().join("blas-venv");
    let sites = std::fs::read_dir(venv.join("lib")).into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let here = Vec::from_iter(sites);
    let has = |wheel: &&str| {
        let folder = format!("site-packages/{}", wheel.replace('-', "_"));
        here.iter()
            .any(|path| path.join(&folder).is_dir() || path.to_string_lossy().contains(&format!("lib{wheel}_rt")))
    };
    let missing = Vec::from_iter(wheels.iter().filter(|wheel| !has(wheel)));
    if missing.is_empty() {
        return Ok(());
    }
    if !venv.join("bin/pip").exists() {
        process::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv).stdin(Stdio::null()))?;
    }
    let mut command = Command::new(venv.join("bin/pip"));
    command.args(["install", "--quiet", "--disable-pip-version-check", "--timeout", "10", "--retries", "1"]);
    process::run(command.args(missing).stdin(Stdio::null()))
}

fn runs(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|s| s.success())
}
