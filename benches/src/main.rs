//! Every benchmark: a case is named once (`cases/`) and runs in npcore and in each peer on the same data.
//! `cargo xtask bench peers` starts this with the words after `bench`; README.md here says how to add a case.
//! Without such a word it is BLAS back ends that are compared (`blas/`).

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

mod blas;
mod case;
mod cases;
mod checksum;
mod data;
mod idle;
mod machine;
mod memory;
mod options;
mod ours;
mod peer;
mod progress;
mod report;
mod results;
mod runner;

use results::Results;

const USAGE: &str = "\
usage: npcore-benches peers|memory|blas [options]

blas (`blas --help`) compares BLAS back ends.

peers times npcore beside NumPy, numexpr, SciPy, the ndarray crate and plain loops; memory tells by how much one
call of each raises the peak of a process's memory (it takes --filter, --python, --no-python and --list).

  --filter S          only cases whose `group/name` contains S (several: any of them)
  --quick             three short rounds: a look, no figures to quote
  --rounds N          batches measured per case and peer (default 11)
  --threads WHICH     1, all or both (default both)
  --json FILE         the JSON goes to FILE instead of target/bench/peers.json
  --python FILE       a Python that has NumPy, instead of the virtual environment under target/bench/venv
  --no-python         only what runs in this process
  --list              print the cases and stop
";

#[derive(Default)]
struct Options {
    memory: bool,
    /// One peer of one case, in this process: what `memory` starts for each.
    of: Option<(String, String)>,
    filters: Vec<String>,
    quick: bool,
    rounds: Option<usize>,
    threads: Vec<usize>,
    json: Option<PathBuf>,
    python: Option<PathBuf>,
    no_python: bool,
    list: bool,
    help: bool,
}

fn parse(words: &[String]) -> Result<Options, String> {
    let mut options = Options { threads: options::both_threads(), ..Options::default() };
    let mut words = words.iter();
    match words.next().map(String::as_str) {
        Some("peers") => {}
        Some("memory") => options.memory = true,
        Some("--help" | "-h" | "help") | None => {
            options.help = true;
            return Ok(options);
        }
        Some(word) => return Err(format!("unknown benchmark {word:?}; there are: blas, peers, memory")),
    }
    while let Some(word) = words.next() {
        let mut value = || words.next().cloned().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--filter" => options.filters.push(value()?),
            "--of" => options.of = Some((value()?, value()?)),
            "--quick" => options.quick = true,
            "--rounds" => options.rounds = Some(options::rounds(&value()?)?),
            "--threads" => options.threads = options::threads(&value()?)?,
            "--json" => options.json = Some(value()?.into()),
            "--python" => options.python = Some(value()?.into()),
            "--no-python" => options.no_python = true,
            "--list" => options.list = true,
            "--help" | "-h" => options.help = true,
            other => return Err(format!("unknown option {other:?}")),
        }
    }
    Ok(options)
}

/// `target/bench`, wherever Cargo's target directory is.
fn target() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let benches = Path::new(env!("CARGO_MANIFEST_DIR"));
    target.unwrap_or_else(|| benches.parent().unwrap_or(benches).join("target")).join("bench")
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_some_and(|word| word == "blas") {
        return blas::main(&words[1..]);
    }
    match parse(&words).and_then(|options| peers(&options, &words)) {
        Ok(code) => code,
        Err(text) => {
            eprintln!("{text}\n\n{USAGE}");
            ExitCode::from(2)
        }
    }
}

fn peers(options: &Options, words: &[String]) -> Result<ExitCode, String> {
    if options.help {
        print!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    }
    let cases = cases::all();
    let wanted = |path: &str| options.filters.is_empty() || options.filters.iter().any(|part| path.contains(part));
    let cases: Vec<&case::Case> = cases.iter().filter(|case| wanted(&case.path())).collect();
    if cases.is_empty() {
        return Err(format!("no case contains {:?}; --list shows them", options.filters));
    }
    if options.list {
        for case in cases {
            println!("{}", case.path());
        }
        return Ok(ExitCode::SUCCESS);
    }
    if let Some((case, peer)) = &options.of {
        return memory::one(&cases, case, peer).map(|()| ExitCode::SUCCESS);
    }
    if cfg!(debug_assertions) {
        eprintln!("this is a debug build: its figures mean nothing");
    }
    let target = target();
    let python = if options.no_python {
        None
    } else {
        let found = peer::python::interpreter(options.python.as_deref(), &target);
        if let Err(text) = &found {
            eprintln!("{text}\n\nNO PYTHON: NumPy, numexpr and SciPy are left out, only the Rust peers run.\n");
        }
        found.ok()
    };
    if options.memory {
        print!("{}", memory::table(&cases, python.as_deref())?);
        return Ok(ExitCode::SUCCESS);
    }
    let (rounds, batch) = if options.quick { (3, 2) } else { (11, 8) };
    let settings = runner::Settings { rounds: options.rounds.unwrap_or(rounds), batch: Duration::from_millis(batch) };
    let mut results = Results {
        command: format!("cargo xtask bench {}", words.join(" ")),
        date: machine::date(),
        machine: machine::machine(),
        python: None,
        rounds: settings.rounds,
        rows: Vec::new(),
        failures: Vec::new(),
    };
    for &threads in &options.threads {
        let cases: Vec<&case::Case> = cases.iter().copied().filter(|case| threads == 1 || !case.small).collect();
        let outcome = runner::run(&cases, threads, python.as_deref(), settings);
        results.rows.extend(outcome.rows);
        results.failures.extend(outcome.failures);
        results.python = results.python.or(outcome.python);
    }
    let (text, files) = report::write(&results, &target, "peers", options.json.as_deref())?;
    println!("{text}");
    for file in files {
        println!("{}", file.display());
    }
    if results.failures.is_empty() {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("{} peers failed or disagreed, see above", results.failures.len());
    Ok(ExitCode::FAILURE)
}
