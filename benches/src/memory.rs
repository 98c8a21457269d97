//! Peak memory of one call: how far the resident memory of a fresh process rises above what it held before.
//!
//! Linux only: `/proc/self/clear_refs` resets the mark that `VmHWM` keeps.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::case::{Case, Make, Peer};
use crate::ours;
use crate::peer::python::Worker;
use crate::report::{aligned, bytes};

/// Bytes by which `call` raises this process's peak of resident memory.
pub fn peak(call: impl FnOnce()) -> Result<u64, String> {
    fs::write("/proc/self/clear_refs", "5").map_err(|e| format!("/proc/self/clear_refs: {e}"))?;
    let before = status("VmRSS")?;
    call();
    Ok(status("VmHWM")?.saturating_sub(before))
}

/// A figure of `/proc/self/status`, in bytes.
fn status(field: &str) -> Result<u64, String> {
    let text = fs::read_to_string("/proc/self/status").map_err(|e| format!("/proc/self/status: {e}"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
    let kib = line.and_then(|rest| rest.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kib.map(|kib| kib * 1024).ok_or_else(|| format!("no {field} in /proc/self/status"))
}

/// Runs one peer of a case in this process and prints the peak; what `table` starts.
pub fn one(cases: &[&Case], path: &str, peer: &str) -> Result<(), String> {
    let case = cases.iter().find(|case| case.path() == path).ok_or("no such case")?;
    let found = case.peers.iter().find(|(p, _)| p.to_string() == peer);
    let Some((_, Make::Rust(make))) = found else { return Err("no such peer".to_string()) };
    ours::set_threads(1);
    let mut work = make(&crate::case::Context { threads: 1 });
    let call = || {
        work.batch(1);
    };
    println!("{}", peak(call)?);
    Ok(())
}

/// The table of all cases: a process for each peer of each.
pub fn table(cases: &[&Case], python: Option<&Path>) -> Result<String, String> {
    let columns = &Peer::COLUMNS[..5];
    let mut lines = vec![std::iter::once("case").chain(columns.iter().copied()).map(str::to_string).collect()];
    for case in cases {
        let mut line = vec![case.path()];
        line.resize(1 + columns.len(), String::new());
        for (peer, make) in &case.peers {
            let Some(cell) = line[1..].get_mut(peer.column()) else { continue };
            let figure = match (make, python) {
                (Make::Rust(_), _) => child(&case.path(), *peer)?,
                (Make::Python(code), Some(python)) => Worker::start(python, 1)?.0.memory(code)?,
                (Make::Python(_), None) => continue,
            };
            *cell = bytes(figure);
        }
        lines.push(line);
    }
    Ok(aligned(&lines))
}

fn child(path: &str, peer: Peer) -> Result<u64, String> {
    let program = std::env::current_exe().map_err(|e| format!("this program: {e}"))?;
    let output = Command::new(program)
        .args(["memory", "--of", path, &peer.to_string()])
        .output()
        .map_err(|e| format!("a process for {path}: {e}"))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let figure = text.trim().parse();
    figure.map_err(|_| format!("{path}, {peer}: {}", String::from_utf8_lossy(&output.stderr).trim()))
}
