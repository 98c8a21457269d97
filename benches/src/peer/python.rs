//! The Python worker: its virtual environment under `target/bench/venv`, its process, its protocol (worker.py).

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::case::Python as Code;
use crate::checksum::Checksum;

/// Where the worker's script and the pinned requirements are.
const SOURCES: &str = env!("CARGO_MANIFEST_DIR");

/// An interpreter that has the requirements: the one given, or that of a virtual environment made under `target`
/// (once; again when requirements.txt changes). `NPCORE_PYTHON` names the interpreter to make it with.
///
/// # Errors
///
/// A text for the user: no Python, no network, no wheel for this Python.
pub fn interpreter(given: Option<&Path>, target: &Path) -> Result<PathBuf, String> {
    if let Some(python) = given {
        return Ok(python.to_path_buf());
    }
    let requirements = Path::new(SOURCES).join("requirements.txt");
    let wanted = std::fs::read_to_string(&requirements).map_err(|e| format!("{}: {e}", requirements.display()))?;
    let venv = target.join("venv");
    let python = venv.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let stamp = venv.join("npcore-requirements.txt");
    if python.exists() && std::fs::read_to_string(&stamp).is_ok_and(|made_for| made_for == wanted) {
        return Ok(python);
    }
    let base = std::env::var_os("NPCORE_PYTHON")
        .map_or_else(|| PathBuf::from(if cfg!(windows) { "python" } else { "python3" }), PathBuf::from);
    eprintln!("making a virtual environment in {} with {}", venv.display(), base.display());
    run(Command::new(&base).args(["-m", "venv", "--clear"]).arg(&venv))?;
    run(Command::new(&python)
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary=:all:", "-r"])
        .arg(&requirements))?;
    std::fs::write(&stamp, wanted).map_err(|e| format!("{}: {e}", stamp.display()))?;
    Ok(python)
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.stdin(Stdio::null()).output().map_err(|e| format!("cannot run {command:?}: {e}"))?;
    if output.status.success() {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    Err(format!("{command:?} failed ({}): {}", output.status, text.trim()))
}

/// What the worker runs on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Versions {
    /// Python's.
    pub python: String,
    /// NumPy's.
    pub numpy: String,
    /// numexpr's, if installed.
    pub numexpr: Option<String>,
    /// SciPy's, if installed.
    pub scipy: Option<String>,
    /// polars', if installed.
    #[serde(default)]
    pub polars: Option<String>,
}

/// A running worker.
pub struct Worker {
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

#[derive(Deserialize)]
struct Batch {
    ns: f64,
}

#[derive(Deserialize)]
struct Memory {
    bytes: u64,
}

impl Worker {
    /// Starts one whose libraries use `threads` threads.
    ///
    /// # Errors
    ///
    /// A text: the interpreter does not start, or has no NumPy.
    pub fn start(python: &Path, threads: usize) -> Result<(Self, Versions), String> {
        let mut command = Command::new(python);
        command.arg("-B").arg(Path::new(SOURCES).join("worker.py"));
        for name in [
            "NPCORE_BENCH_THREADS",
            "OMP_NUM_THREADS",
            "OPENBLAS_NUM_THREADS",
            "MKL_NUM_THREADS",
            "NUMEXPR_NUM_THREADS",
            "NUMEXPR_MAX_THREADS",
            "POLARS_MAX_THREADS",
        ] {
            command.env(name, threads.to_string());
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|e| format!("cannot run {}: {e}", python.display()))?;
        let requests = child.stdin.take().ok_or("no stdin")?;
        let answers = BufReader::new(child.stdout.take().ok_or("no stdout")?);
        let mut worker = Self { child, requests, answers };
        let versions = worker.ask(&json!({"op": "hello"}))?;
        Ok((worker, versions))
    }

    /// Prepares a statement under `id`, runs it once and gives its result's fingerprint.
    ///
    /// # Errors
    ///
    /// The exception's text, or that the worker died.
    pub fn prepare(&mut self, id: usize, code: &Code) -> Result<Checksum, String> {
        let Code { setup, stmt, result } = code;
        self.ask(&json!({"op": "prepare", "id": id, "setup": setup, "stmt": stmt, "result": result}))
    }

    /// Bytes by which a statement's first call raises the peak of the worker's memory.
    ///
    /// # Errors
    ///
    /// As `prepare`.
    pub fn memory(&mut self, code: &Code) -> Result<u64, String> {
        let Code { setup, stmt, .. } = code;
        let Memory { bytes } = self.ask(&json!({"op": "memory", "setup": setup, "stmt": stmt}))?;
        Ok(bytes)
    }

    /// Time of `calls` calls, measured there.
    ///
    /// # Errors
    ///
    /// As `prepare`.
    pub fn batch(&mut self, id: usize, calls: u64) -> Result<Duration, String> {
        let Batch { ns } = self.ask(&json!({"op": "batch", "id": id, "calls": calls}))?;
        Ok(Duration::from_nanos(ns.max(1.0) as u64))
    }

    /// Waits until the worker's threads are at rest.
    ///
    /// # Errors
    ///
    /// As `prepare`.
    pub fn rest(&mut self) -> Result<(), String> {
        self.ask::<Value>(&json!({"op": "rest"})).map(drop)
    }

    /// Frees a statement's data.
    ///
    /// # Errors
    ///
    /// As `prepare`.
    pub fn forget(&mut self, id: usize) -> Result<(), String> {
        self.ask::<Value>(&json!({"op": "drop", "id": id})).map(drop)
    }

    /// Whether the process still runs.
    pub fn alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    fn ask<A: DeserializeOwned>(&mut self, request: &Value) -> Result<A, String> {
        let died = |e: std::io::Error| format!("the Python worker died: {e}");
        writeln!(self.requests, "{request}").map_err(died)?;
        let mut line = String::new();
        if self.answers.read_line(&mut line).map_err(died)? == 0 {
            return Err("the Python worker died (its messages are above)".to_string());
        }
        let answer: Value = serde_json::from_str(&line).map_err(|e| format!("answer {}: {e}", line.trim()))?;
        match answer.get("error").and_then(Value::as_str) {
            Some(error) => Err(error.to_string()),
            None => serde_json::from_value(answer).map_err(|e| format!("answer {}: {e}", line.trim())),
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // The process is on its way out either way; a failure here has nobody to be told to.
        let _ = writeln!(self.requests, "{}", json!({"op": "quit"}));
        let _ = self.child.wait();
    }
}
