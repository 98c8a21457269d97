//! `cargo xtask bench`: every BLAS back end of this machine side by side, and which one to take.
//!
//! This program loads no library itself: each back end has a process of its own (`worker`), so that one that dies, hangs or
//! disturbs others' threads spoils nothing but its own figures.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use npcore_linalg::backend::found_libraries;

mod cases;
mod config;
mod install;
mod measure;
mod page;
mod peak;
mod problem;
mod process;
mod protocol;
mod ranking;
mod results;
mod text;
mod worker;

use measure::{Candidate, Settings};
use results::Report;
use worker::Choice;

use crate::{machine, options};

const USAGE: &str = "\
usage: cargo xtask bench [blas] [options]

times every BLAS and LAPACK that this machine has for npcore: pure Rust, the libraries in the usual places (loaded while
the program runs), and those that a Cargo feature can link here. Ends with a recommendation.

  --quick             fewer and shorter rounds: a look, no figures to quote
  --rounds N          rounds of each case (default 7)
  --threads WHICH     1, all or both (default both)
  --only ID           only this back end and pure Rust (several: those); the path of a library is an ID, too
  --filter S          only cases whose name contains S (several: any of them); the recommendation is of these
  --json FILE         the JSON goes to FILE instead of target/bench/blas.json
  --apply             write the recommendation to the workspace's .cargo/config.toml
  --install           print the commands that bring more libraries on this system, and stop
  --list              print the back ends that would be timed, and stop
  --no-linked         do not build with the Cargo features that link a library
  --build FEATURE     build with this one, too, though it takes long: blis, openblas-static
  --help

`cargo xtask bench peers` and `bench memory` compare npcore with NumPy and others.
";

#[derive(Debug, Default, PartialEq)]
struct Options {
    quick: bool,
    rounds: Option<usize>,
    threads: Vec<usize>,
    only: Vec<String>,
    filters: Vec<String>,
    json: Option<PathBuf>,
    apply: bool,
    install: bool,
    list: bool,
    help: bool,
    /// Programs that are linked with a library, by the feature that does it; `xtask` builds them.
    linked: Vec<(String, PathBuf)>,
    /// This process is a worker.
    worker: Option<Choice>,
}

fn parse(words: &[String]) -> Result<Options, String> {
    let mut options = Options { threads: options::both_threads(), ..Options::default() };
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().cloned().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--quick" => options.quick = true,
            "--rounds" => options.rounds = Some(options::rounds(&value()?)?),
            "--threads" => options.threads = options::threads(&value()?)?,
            "--only" => options.only.push(value()?),
            "--filter" => options.filters.push(value()?),
            "--json" => options.json = Some(value()?.into()),
            "--apply" => options.apply = true,
            "--install" => options.install = true,
            "--list" => options.list = true,
            "--help" | "-h" => options.help = true,
            "--linked" => {
                let value = value()?;
                let (feature, program) = value.split_once('=').ok_or("--linked takes FEATURE=PROGRAM")?;
                options.linked.push((feature.to_string(), program.into()));
            }
            "--worker" => options.worker = Some(Choice::of(&value()?)),
            other => return Err(format!("unknown option {other:?}")),
        }
    }
    Ok(options)
}

/// What `words` after `blas` ask for.
pub fn main(words: &[String]) -> ExitCode {
    match parse(words).and_then(|options| run(&options, words)) {
        Ok(code) => code,
        Err(text) => {
            eprintln!("{text}\n\n`cargo xtask bench --help` tells the options");
            ExitCode::from(2)
        }
    }
}

fn run(options: &Options, words: &[String]) -> Result<ExitCode, String> {
    if let Some(choice) = &options.worker {
        return worker::run(choice).map(|()| ExitCode::SUCCESS);
    }
    if options.help {
        print!("{USAGE}");
        return Ok(ExitCode::SUCCESS);
    }
    if options.install {
        print!("{}", install::text());
        return Ok(ExitCode::SUCCESS);
    }
    let itself = std::env::current_exe().map_err(|error| format!("this program: {error}"))?;
    let libraries = found_libraries().into_iter().map(|library| (library.id, library.file)).collect();
    let candidates = candidates(&itself, libraries, &options.linked, &options.only)?;
    if options.list {
        for candidate in candidates {
            println!("{}: {}", candidate.key, candidate.choice.word().to_string_lossy());
        }
        return Ok(ExitCode::SUCCESS);
    }
    if cfg!(debug_assertions) {
        eprintln!("this is a debug build: its figures mean nothing");
    }
    let mut cases = cases::all();
    cases.retain(|case| options.filters.is_empty() || options.filters.iter().any(|part| case.name.contains(part)));
    if cases.is_empty() {
        return Err(format!("no case contains {:?}", options.filters));
    }
    let (rounds, ms) = if options.quick { (3, 10) } else { (7, 40) };
    let settings = Settings { rounds: options.rounds.unwrap_or(rounds), ms };
    let date = machine::date();
    let outcome = measure::run(&candidates, &cases, &options.threads, &itself, settings);
    let mut report = Report {
        command: format!("cargo xtask bench {}", told(words)).trim_end().to_string(),
        date,
        machine: machine::machine(),
        rounds: settings.rounds,
        peaks: outcome.peaks,
        libraries: outcome.libraries,
        rows: outcome.rows,
        recommendation: None,
    };
    report.recommendation = ranking::recommend(&report);
    println!("{}", text::text(&report));
    for file in write(&report, &crate::target(), options.json.as_deref())? {
        println!("{}", file.display());
    }
    if options.apply {
        let recommended = report.recommendation.as_ref().ok_or("nothing is recommended, so nothing is applied")?;
        let file = workspace().join(".cargo").join("config.toml");
        println!("{}", config::apply(&file, recommended.variable.as_deref())?);
        if let Some(line) = &recommended.cargo {
            println!("in Cargo.toml, which is yours to change:  {line}");
        }
    }
    Ok(if report.recommendation.is_some() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn workspace() -> &'static Path {
    let benches = Path::new(env!("CARGO_MANIFEST_DIR"));
    benches.parent().unwrap_or(benches)
}

/// The words that a person has typed.
fn told(words: &[String]) -> String {
    let mut told = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word == "--linked" {
            words.next();
        } else {
            told.push(word.as_str());
        }
    }
    told.join(" ")
}

/// Pure Rust first, then what is linked, then what is loaded; with `only`, pure Rust and those.
fn candidates(
    itself: &Path,
    libraries: Vec<(String, PathBuf)>,
    linked: &[(String, PathBuf)],
    only: &[String],
) -> Result<Vec<Candidate>, String> {
    let here = |key: String, choice| Candidate { key, program: itself.to_path_buf(), choice, feature: None };
    let pure = npcore_linalg::backend::PURE_RUST;
    let mut all = vec![here(pure.to_string(), Choice::PureRust)];
    all.extend(linked.iter().map(|(feature, program)| Candidate {
        // The same name may be that of a library to load.
        key: format!("{feature} (linked)"),
        program: program.clone(),
        choice: Choice::Linked,
        feature: Some(feature.clone()),
    }));
    all.extend(libraries.into_iter().map(|(id, file)| here(id, Choice::File(file))));
    if only.is_empty() {
        return Ok(all);
    }
    let mut wanted = vec![all[0].clone()];
    for id in only {
        let named = |candidate: &&Candidate| candidate.key == *id || candidate.feature.as_deref() == Some(id);
        let before = wanted.len();
        wanted.extend(all.iter().filter(named).cloned());
        if wanted.len() == before {
            if !Path::new(id).is_file() {
                let known = Vec::from_iter(all.iter().map(|candidate| candidate.key.as_str())).join(", ");
                return Err(format!("no back end is called {id:?}; here are {known}; the path of a library does, too"));
            }
            wanted.push(here(id.clone(), Choice::File(id.into())));
        }
    }
    let mut seen = Vec::new();
    wanted.retain(|candidate| {
        !seen.contains(&candidate.key) && {
            seen.push(candidate.key.clone());
            true
        }
    });
    Ok(wanted)
}

/// Writes `blas.json` (or `json` if given), `blas.md` and `blas.html`; gives their paths.
fn write(report: &Report, directory: &Path, json: Option<&Path>) -> Result<Vec<PathBuf>, String> {
    let mut text = serde_json::to_string_pretty(report).map_err(|error| format!("JSON: {error}"))?;
    text.push('\n');
    crate::report::write_files([
        (json.map_or_else(|| directory.join("blas.json"), Path::to_path_buf), text),
        (directory.join("blas.md"), text::text(report)),
        (directory.join("blas.html"), page::page(report)),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_string).collect()
    }

    #[test]
    fn options_from_words() {
        let options = parse(&words("--quick --threads 1 --only mkl --only blis --json a.json --apply")).unwrap();
        assert!(options.quick && options.apply && !options.install);
        assert_eq!((options.threads, options.only), (vec![1], words("mkl blis")));
        assert_eq!(options.json, Some("a.json".into()));
        for wrong in ["--threads 3", "--only", "--rounds 0", "--fast", "--linked blis"] {
            assert!(super::parse(&words(wrong)).is_err(), "{wrong}");
        }
        assert_eq!(told(&words("--quick --linked blis=/t/blis --apply")), "--quick --apply");
    }

    #[test]
    fn who_is_measured() {
        let all = |only: &[String]| {
            let libraries =
                vec![("openblas".to_string(), PathBuf::from("/l/libopenblas.so")), ("mkl".into(), "/m".into())];
            candidates(Path::new("/here"), libraries, &[("blis".into(), "/t/blis".into())], only)
        };
        let keys = |only: &str| all(&words(only)).map(|all| Vec::from_iter(all.into_iter().map(|one| one.key)));
        assert_eq!(keys("").unwrap(), ["pure-rust", "blis (linked)", "openblas", "mkl"]);
        assert_eq!(keys("mkl pure-rust").unwrap(), ["pure-rust", "mkl"]);
        assert_eq!(keys("blis").unwrap(), ["pure-rust", "blis (linked)"]);
        assert!(keys("atlas").unwrap_err().contains("here are pure-rust, blis (linked), openblas, mkl"));
        let file = env!("CARGO_MANIFEST_DIR").to_string() + "/Cargo.toml";
        let by_path = all(std::slice::from_ref(&file)).unwrap();
        assert_eq!(by_path[1].choice, Choice::File(file.into()));
    }
}
