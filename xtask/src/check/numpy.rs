//! `docs/numpy.md`: are its rows well formed, and do the paths it names exist?
//!
//! Rows are `| NumPy | npcore | state |`; the state is `here`, `coming: <layer>` or
//! `not planned: <why>`. What a `here` row writes in backticks with `npcore::` in
//! front is a path. A generic function with `impl Trait` arguments cannot be named
//! as a value without calling it, so the paths become documentation links of a
//! scratch crate that depends on npcore with all features: rustdoc resolves a link
//! to any function, type, macro, constant or method, and refuses one that does not exist.

use std::fmt::Write as _;
use std::fs;

use crate::metadata::Member;
use crate::process;
use crate::report::findings;

/// What one row of a state `here` names.
pub struct Row {
    line: usize,
    numpy: String,
    paths: Vec<String>,
}

/// The rows whose state is `here`; an error lists every row that is not well formed.
pub fn rows() -> Result<Vec<Row>, String> {
    let path = process::root().join("docs/numpy.md");
    let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let (mut rows, mut wrong) = (Vec::new(), Vec::new());
    let (mut coming, mut refused) = (0, 0);
    for (index, line) in text.lines().enumerate() {
        let Some(inside) = line.strip_prefix('|').and_then(|l| l.strip_suffix('|')) else {
            continue;
        };
        let cells = cells(inside);
        let line = index + 1;
        let [numpy, npcore, state] = cells.as_slice() else {
            wrong.push(format!("docs/numpy.md:{line}: {} columns, wanted 3", cells.len()));
            continue;
        };
        if numpy == "NumPy" || numpy.starts_with("---") {
            continue;
        }
        let paths: Vec<String> = npcore
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|text| text.starts_with("npcore::"))
            .map(str::to_owned)
            .collect();
        if state == "here" {
            if !npcore.contains('`') {
                wrong.push(format!("docs/numpy.md:{line}: `here`, but nothing is named"));
            }
            rows.push(Row { line, numpy: numpy.clone(), paths });
        } else if state.strip_prefix("coming: ").is_some_and(|layer| !layer.is_empty()) {
            coming += 1;
        } else if state.strip_prefix("not planned: ").is_some_and(|why| !why.is_empty()) {
            refused += 1;
        } else {
            wrong.push(format!("docs/numpy.md:{line}: no state `{state}`"));
        }
    }
    println!("   {} here, {coming} coming, {refused} not planned", rows.len());
    findings(wrong).map(|()| rows)
}

/// Splits a row at its bars; `\|` is a bar inside a cell.
fn cells(row: &str) -> Vec<String> {
    let marked = row.replace("\\|", "\u{1}");
    marked.split('|').map(|cell| cell.replace('\u{1}', "|").trim().to_owned()).collect()
}

/// Compiles every path that a `here` row names.
pub fn paths(members: &[Member]) -> Result<(), String> {
    let rows = rows()?;
    let npcore = members.iter().find(|m| m.name == "npcore").ok_or("no package npcore")?;
    let folder = process::target_dir().join("xtask/numpy-paths");
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|e| format!("{}: {e}", path.display()))
    };
    fs::create_dir_all(folder.join("src")).map_err(|e| format!("{}: {e}", folder.display()))?;
    // With the workspace's profiles what was built for its documentation serves here, too.
    let workspace = process::root().join("Cargo.toml");
    let workspace = fs::read_to_string(&workspace).map_err(|e| format!("{}: {e}", workspace.display()))?;
    let profiles = workspace.find("[profile.").map_or("", |at| &workspace[at..]);
    write(
        "Cargo.toml",
        &format!(
            "[package]\nname = \"numpy-paths\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\nnpcore = {{ path = {:?}, features = {:?} }}\n\n{profiles}",
            npcore.folder, npcore.features
        ),
    )?;
    let lock = process::root().join("Cargo.lock");
    fs::copy(&lock, folder.join("Cargo.lock")).map_err(|e| format!("{}: {e}", lock.display()))?;

    let mut code = String::from("//! The paths that docs/numpy.md names.\n//!\n");
    let mut count = 0;
    for row in &rows {
        for path in &row.paths {
            let _ = writeln!(code, "//! - line {}, `{}`: [`{path}`]", row.line, row.numpy.trim_matches('`'));
            count += 1;
        }
    }
    // The extension traits, so that their methods resolve on the containers.
    code.push_str("\n#[allow(unused_imports)]\nuse npcore::prelude::*;\n");
    write("src/lib.rs", &code)?;
    let mut command = process::cargo(&["doc", "--no-deps", "--quiet"]);
    command.current_dir(&folder).env("RUSTDOCFLAGS", "-D warnings");
    command.env("CARGO_TARGET_DIR", process::target_dir());
    process::run(&mut command)?;
    println!("   {count} paths resolved");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_escaped_bar_is_no_column() {
        assert_eq!(cells(" `a \\| b` | c | d "), ["`a | b`", "c", "d"]);
    }
}
