//! What the crates pull in: `npcore-layout` next to nothing, npcore no C library.
//!
//! That no build script of npcore's tree links a library is seen in the clean
//! build of the consumers; here the names are enough.

use std::collections::BTreeSet;

use crate::metadata::Member;
use crate::process;
use crate::report::findings;

/// A small vector and an error derive, with what the derive needs to be compiled.
const LAYOUT_MAY: [&str; 8] =
    ["npcore-layout", "proc-macro2", "quote", "smallvec", "syn", "thiserror", "thiserror-impl", "unicode-ident"];

/// What build scripts use to compile or find a C library.
const C_TOOLS: [&str; 7] = ["autotools", "bindgen", "cc", "cmake", "pkg-config", "system-deps", "vcpkg"];

pub fn check(members: &[Member]) -> Result<(), String> {
    let mut wrong = Vec::new();
    for name in tree("npcore-layout")? {
        if !LAYOUT_MAY.contains(&name.as_str()) {
            wrong.push(format!("npcore-layout pulls in {name}"));
        }
    }
    for member in members.iter().filter(|m| m.layer().is_some()) {
        for name in tree(&member.name)? {
            if C_TOOLS.contains(&name.as_str()) || name.ends_with("-sys") {
                wrong.push(format!("{} pulls in {name} by default", member.name));
            }
        }
    }
    findings(wrong)
}

/// The names in a package's tree with its default features, on this platform.
fn tree(package: &str) -> Result<BTreeSet<String>, String> {
    let text = process::output(&mut process::cargo(&[
        "tree",
        "--package",
        package,
        "--edges",
        "normal,build",
        "--prefix",
        "none",
    ]))?;
    Ok(text.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect())
}
