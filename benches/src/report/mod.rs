//! What is written at the end: tables, JSON, a page.

use std::path::{Path, PathBuf};

use crate::results::{Machine, Results};

pub mod html;
mod json;
mod table;

pub use table::aligned;

/// Writes `<name>.json` (or `json` if given), `<name>.md` and `<name>.html` in `directory`; gives the tables' text
/// and the files' paths.
///
/// # Errors
///
/// A text naming the file that could not be written.
pub fn write(
    results: &Results,
    directory: &Path,
    name: &str,
    json: Option<&Path>,
) -> Result<(String, Vec<PathBuf>), String> {
    let text = table::markdown(results);
    let json_path = json.map_or_else(|| directory.join(format!("{name}.json")), Path::to_path_buf);
    let files = [
        (json_path, json::text(results)?),
        (directory.join(format!("{name}.md")), text.clone()),
        (directory.join(format!("{name}.html")), html::page(results)),
    ];
    Ok((text, write_files(files)?))
}

/// Writes texts to files and gives their paths.
///
/// # Errors
///
/// A text naming the file that could not be written.
pub fn write_files(files: impl IntoIterator<Item = (PathBuf, String)>) -> Result<Vec<PathBuf>, String> {
    let mut paths = Vec::new();
    for (path, content) in files {
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|e| format!("{}: {e}", parent.display()))?;
        }
        std::fs::write(&path, content).map_err(|e| format!("{}: {e}", path.display()))?;
        paths.push(path);
    }
    Ok(paths)
}

/// Where a run took place, in one line.
pub fn machine(machine: &Machine) -> String {
    format!(
        "{}, {} ({}), {}; {}; npcore at SIMD level {}",
        machine.cpu,
        threads(machine.threads),
        machine.caches.join(", "),
        machine.system,
        machine.rustc,
        machine.simd
    )
}

/// Nanoseconds with three digits and a fitting unit.
pub fn time(ns: f64) -> String {
    let (value, unit) = match ns {
        ns if ns < 999.5 => (ns, "ns"),
        ns if ns < 999.5e3 => (ns / 1e3, "µs"),
        ns if ns < 999.5e6 => (ns / 1e6, "ms"),
        ns => (ns / 1e9, "s"),
    };
    format!("{} {unit}", three(value))
}

/// Bytes in a fitting unit of thousands.
pub fn bytes(n: u64) -> String {
    match n as f64 {
        n if n < 999.5e3 => format!("{} kB", three(n / 1e3)),
        n if n < 999.5e6 => format!("{} MB", three(n / 1e6)),
        n => format!("{} GB", three(n / 1e9)),
    }
}

/// About three digits.
pub fn three(value: f64) -> String {
    match value {
        v if v < 9.995 => format!("{v:.2}"),
        v if v < 99.95 => format!("{v:.1}"),
        v => format!("{v:.0}"),
    }
}

/// A ratio, `2.31x`.
pub fn times(ratio: f64) -> String {
    format!("{}x", three(ratio))
}

/// `1 thread`, `2 threads`.
pub fn threads(n: usize) -> String {
    if n == 1 { "1 thread".to_string() } else { format!("{n} threads") }
}

#[cfg(test)]
mod tests {
    use super::time;

    #[test]
    fn times_have_three_digits() {
        assert_eq!(time(4.5678), "4.57 ns");
        assert_eq!(time(999.7), "1.00 µs");
        assert_eq!(time(29_123_456.0), "29.1 ms");
        assert_eq!(time(2.5e9), "2.50 s");
    }
}
