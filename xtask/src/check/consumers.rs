//! The projects of `consumers/`, built as a user builds them, and what a clean build costs.
//!
//! They lie outside the workspace, with their own `[workspace]` table. The facade's
//! build starts from an empty folder and is timed crate by crate; its messages
//! also tell whether any build script links a library. `check` builds them without
//! optimisation, which is minutes shorter; `cargo xtask build-seconds` for release.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use serde_json::Value;

use crate::metadata;
use crate::process;
use crate::report::findings;

/// The folders of the consumers, by name.
pub fn folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(process::root().join("consumers")).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries.map(|e| e.path()).filter(|path| path.join("Cargo.toml").exists()).collect();
    found.sort();
    found
}

/// How they are built.
#[derive(Clone, Copy)]
pub enum Profile {
    Dev,
    Release,
}

impl Profile {
    fn options(self) -> &'static [&'static str] {
        match self {
            Profile::Dev => &[],
            Profile::Release => &["--release"],
        }
    }
}

pub fn check(profile: Profile) -> Result<(), String> {
    let target = process::target_dir().join("xtask/consumers");
    if target.exists() {
        fs::remove_dir_all(&target).map_err(|e| format!("{}: {e}", target.display()))?;
    }
    let folders = folders();
    if folders.is_empty() {
        return Err("no projects in consumers/".into());
    }
    let mut wrong = Vec::new();
    for folder in folders {
        let name = metadata::relative(&folder);
        // The versions that the workspace is tested with.
        let lock = process::root().join("Cargo.lock");
        fs::copy(&lock, folder.join("Cargo.lock")).map_err(|e| format!("{}: {e}", lock.display()))?;
        if let Err(why) = build(&folder, &target, profile).and_then(|()| start(&folder, &target, profile)) {
            wrong.push(format!("{name}: {why}"));
        }
    }
    findings(wrong)
}

fn cargo(arguments: &[&str], folder: &Path, target: &Path) -> Command {
    let mut command = process::cargo(arguments);
    command.current_dir(folder).env("CARGO_TARGET_DIR", target);
    command
}

/// Runs what `build` made; it asserts its results itself.
fn start(folder: &Path, target: &Path, profile: Profile) -> Result<(), String> {
    process::run(cargo(&["run", "--quiet"], folder, target).args(profile.options()))
}

/// A build from what `target` holds (nothing, for the first), with its seconds by crate.
fn build(folder: &Path, target: &Path, profile: Profile) -> Result<(), String> {
    // Downloads are not part of what is timed.
    process::output(&mut cargo(&["fetch"], folder, target))?;
    let arguments = ["build", "--timings", "--message-format=json-render-diagnostics"];
    let mut command = cargo(&arguments, folder, target);
    command.args(profile.options());
    println!("$ cd {} && {}", metadata::relative(folder), process::text(&command));
    let (begin, cpu) = (Instant::now(), cpu_seconds());
    let output = command.stderr(Stdio::inherit()).output().map_err(|e| e.to_string())?;
    let seconds = begin.elapsed().as_secs_f64();
    if !output.status.success() {
        return Err(format!("the build failed: {}", output.status));
    }
    print_seconds(&target.join("cargo-timings/cargo-timing.html"), seconds);
    if let (Some(before), Some(after)) = (cpu, cpu_seconds()) {
        println!("   {:>7.1}  of processor time, whatever else this machine was doing", after - before);
    }
    findings(linked(&String::from_utf8_lossy(&output.stdout)))
}

/// Processor seconds of the programs that this one has run so far; known on Linux only.
fn cpu_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name, in parentheses, may contain spaces; `cutime` and `cstime` are fields 16 and 17 of proc(5),
    // in hundredths of a second.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = fields.get(13)?.parse::<f64>().ok()? + fields.get(14)?.parse::<f64>().ok()?;
    Some(ticks / 100.0)
}

/// The libraries that build scripts asked to link, from cargo's messages.
fn linked(messages: &str) -> Vec<String> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    messages
        .filter(|m| m["reason"] == "build-script-executed")
        .filter(|m| m["linked_libs"].as_array().is_some_and(|l| !l.is_empty()))
        .map(|m| format!("{} links {}", m["package_id"], m["linked_libs"]))
        .collect()
}

/// Prints the seconds of each crate, ours first, then the slowest of the others.
fn print_seconds(page: &Path, total: f64) {
    let mut crates: BTreeMap<String, f64> = BTreeMap::new();
    for unit in units(&fs::read_to_string(page).unwrap_or_default()) {
        let name = unit["name"].as_str().unwrap_or("?").to_owned();
        *crates.entry(name).or_default() += unit["duration"].as_f64().unwrap_or(0.0);
    }
    if crates.is_empty() {
        println!("   {total:.1} s in all (cargo's timing page could not be read)");
        return;
    }
    let mut rows: Vec<(&String, &f64)> = crates.iter().collect();
    rows.retain(|(_, seconds)| **seconds > 0.0); // what was built before costs nothing
    rows.sort_by(|a, b| b.1.total_cmp(a.1));
    let (ours, others): (Vec<_>, Vec<_>) =
        rows.into_iter().partition(|(name, _)| metadata::layer(name).is_some() || name.starts_with("consumer"));
    println!("   seconds by crate (crates are built side by side):");
    for (name, seconds) in ours.iter().chain(others.iter().take(8)) {
        println!("   {seconds:>7.1}  {name}");
    }
    let rest: f64 = others.iter().skip(8).map(|(_, s)| **s).sum();
    if others.len() > 8 {
        println!("   {rest:>7.1}  the other {}", others.len() - 8);
    }
    println!("   {total:>7.1}  from start to end");
}

/// The units of cargo's timing page, a JavaScript constant that is JSON.
fn units(page: &str) -> Vec<Value> {
    let Some((_, rest)) = page.split_once("const UNIT_DATA = ") else {
        return Vec::new();
    };
    let first = serde_json::Deserializer::from_str(rest).into_iter::<Vec<Value>>().next();
    first.and_then(Result::ok).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read_from_the_page() {
        let page = "x\nconst UNIT_DATA = [ {\"name\": \"a\", \"duration\": 1.5} ];\nconst Y = 1;";
        assert_eq!(units(page)[0]["duration"], 1.5);
        assert!(units("nothing").is_empty());
    }

    #[test]
    fn linked_libraries_are_found() {
        let text = r#"{"reason":"build-script-executed","package_id":"a","linked_libs":["z"]}
{"reason":"build-script-executed","package_id":"b","linked_libs":[]}"#;
        assert_eq!(linked(text), [r#""a" links ["z"]"#]);
    }
}
