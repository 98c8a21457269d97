//! `cargo xtask goldens`: writes the tests' golden files with real NumPy.
//!
//! Each `xtask/goldens/*.py` writes its own files (into `crates/*/tests/goldens`)
//! and is run in the workspace's root. The Python environment is made under
//! `target/goldens-venv` from `xtask/goldens/requirements.txt`. Tests only read
//! the files: they need no Python.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process;
use crate::source;

pub fn run(arguments: &[String]) -> Result<(), String> {
    let folder = process::root().join("xtask/goldens");
    let mut scripts = source::files(&folder, &["py"]);
    // Files that start with an underscore are shared by the scripts and no scripts themselves.
    scripts.retain(|path| path.parent() == Some(&folder) && !name(path).starts_with('_'));
    if !arguments.is_empty() {
        scripts.retain(|path| arguments.iter().any(|a| name(path) == *a || name(path) == format!("{a}.py")));
    }
    if scripts.is_empty() {
        return Err(format!("no script to run in {}", folder.display()));
    }
    let python = environment(&folder.join("requirements.txt"))?;
    for script in scripts {
        process::run(Command::new(&python).arg(script).current_dir(process::root()))?;
    }
    Ok(())
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The Python of a virtual environment that has what the requirements name.
fn environment(requirements: &Path) -> Result<PathBuf, String> {
    let venv = process::target_dir().join("goldens-venv");
    let python = venv.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let wanted = fs::read_to_string(requirements).map_err(|e| format!("{}: {e}", requirements.display()))?;
    let stamp = venv.join("requirements.txt");
    if python.exists() && fs::read_to_string(&stamp).is_ok_and(|have| have == wanted) {
        return Ok(python);
    }
    let base = ["python3", "python"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok_and(|o| o.status.success()))
        .ok_or("the golden files are written by NumPy: install Python 3.11 or later and run this again")?;
    process::run(Command::new(base).args(["-m", "venv", "--clear"]).arg(&venv))?;
    process::run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "-r"]).arg(requirements))?;
    fs::write(&stamp, wanted).map_err(|e| format!("{}: {e}", stamp.display()))?;
    Ok(python)
}
