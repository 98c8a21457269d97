//! A worker: a process with one back end, told what to time over its standard input. If the library ends the process or
//! never returns, that is one worker's end and nobody else's.

use std::io::{BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use npcore_linalg::backend::{self, Backend, Origin};

use super::cases::{self, Case};
use super::problem::Problem;
use super::protocol::{Answer, Request, answer_line};

/// Which back end a worker has, as words of its command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    PureRust,
    /// The one that this program is linked with.
    Linked,
    /// A library.
    File(std::path::PathBuf),
}

impl Choice {
    /// The word.
    pub fn word(&self) -> std::ffi::OsString {
        match self {
            Choice::PureRust => "pure-rust".into(),
            Choice::Linked => "linked".into(),
            Choice::File(path) => path.into(),
        }
    }

    /// What the word says.
    pub fn of(word: &str) -> Choice {
        match word {
            "pure-rust" => Choice::PureRust,
            "linked" => Choice::Linked,
            path => Choice::File(path.into()),
        }
    }

    fn backend(&self) -> Result<&'static Backend, String> {
        let set = |found: Result<&'static Backend, backend::BackendError>| {
            let found = found.map_err(|error| error.to_string())?;
            backend::set_backend(found).map_err(|error| error.to_string())?;
            Ok(found)
        };
        match self {
            Choice::PureRust => {
                backend::set_backend(backend::PURE_RUST).map_err(|error| error.to_string())?;
                Ok(backend::current())
            }
            Choice::Linked => {
                // What a program begins with that is linked with one; the worker's environment names none.
                let linked = backend::current();
                let origin = linked.info().origin;
                if origin == Origin::Linked {
                    Ok(linked)
                } else {
                    Err("this program is linked with no BLAS".to_string())
                }
            }
            // SAFETY: a library from the usual places, or one that the user has named, as `NPCORE_BLAS` would; this process
            // has no other threads that read the environment.
            Choice::File(path) => set(unsafe { backend::load(Path::new(path)) }),
        }
    }
}

/// Answers requests until there are no more.
pub fn run(choice: &Choice) -> Result<(), String> {
    let backend = choice.backend();
    let cases = cases::all();
    // The last case's data: the next rounds are of it, too.
    let mut current: Option<(String, Box<dyn Problem>)> = None;
    for line in std::io::stdin().lock().lines() {
        let line = line.map_err(|error| error.to_string())?;
        let request: Request = serde_json::from_str(&line).map_err(|error| format!("{line}: {error}"))?;
        // A panic is a case that failed.
        let answered = catch_unwind(AssertUnwindSafe(|| match (&backend, request) {
            (_, Request::Peak { threads, ms }) => {
                Ok(Answer::Peak(super::peak::measure(threads, Duration::from_millis(ms))))
            }
            (Err(error), _) => Err(error.clone()),
            (Ok(backend), Request::Hello) => Ok(Answer::Hello(Box::new(backend.info().into()))),
            (Ok(backend), Request::Time { case, threads, ms }) => {
                time(backend, &cases, &mut current, &case, threads, ms)
            }
        }));
        crate::idle::wait();
        let answer = answered.unwrap_or_else(|panic| {
            current = None;
            let text = panic.downcast_ref::<String>().map(String::as_str);
            Err(format!("panicked: {}", text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("no words")))
        });
        let mut out = std::io::stdout().lock();
        let line = answer_line(&answer.unwrap_or_else(Answer::Failed));
        out.write_all(line.as_bytes()).and_then(|()| out.flush()).map_err(|error| error.to_string())?;
    }
    Ok(())
}

fn time(
    backend: &Backend,
    cases: &[Case],
    current: &mut Option<(String, Box<dyn Problem>)>,
    name: &str,
    threads: usize,
    ms: u64,
) -> Result<Answer, String> {
    let case = cases.iter().find(|case| case.name == name).ok_or_else(|| format!("no case {name}"))?;
    if current.as_ref().is_none_or(|(held, _)| held != name) {
        // The old data goes before the new comes.
        *current = None;
        *current = Some((name.to_string(), case.problem()));
    }
    let Some((_, problem)) = current else { return Err(format!("no case {name}")) };
    npcore::set_num_threads(threads);
    backend.set_num_threads(threads);
    let best_ns = fastest(backend, &mut **problem, case.threads(threads), Duration::from_millis(ms))?;
    Ok(Answer::Time { best_ns, wrong: problem.check().err() })
}

/// Nanoseconds of a call: the best of as many as the time allows, short ones in batches.
fn fastest(backend: &Backend, problem: &mut dyn Problem, threads: usize, wanted: Duration) -> Result<f64, String> {
    /// Long enough that asking for the time costs nothing beside it.
    const BATCH: Duration = Duration::from_micros(100);
    let repeatable = problem.repeatable();
    let mut batch = |calls: u32| {
        problem.prepare();
        let start = Instant::now();
        for _ in 0..calls {
            problem.run(backend, threads)?;
        }
        Ok::<f64, String>(start.elapsed().as_nanos() as f64 / f64::from(calls))
    };
    let (start, mut calls) = (Instant::now(), 1);
    // The first call wakes threads up and fills caches.
    let mut ns = batch(1)?;
    while repeatable && ns * f64::from(calls) < BATCH.as_nanos() as f64 && calls < 1 << 20 {
        calls *= 2;
        ns = batch(calls)?;
    }
    let mut best = ns;
    while start.elapsed() < wanted {
        best = best.min(batch(calls)?);
    }
    Ok(best)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_is_timed_and_checked() {
        let backend = Choice::of("pure-rust").backend().unwrap();
        let answer = time(backend, &cases::all(), &mut None, "dgemm 16", 1, 1).unwrap();
        assert!(matches!(answer, Answer::Time { best_ns, wrong: None } if best_ns > 0.0), "{answer:?}");
        assert!(time(backend, &cases::all(), &mut None, "dgemm 17", 1, 1).is_err());
        let error = Choice::of("/nowhere/libblas.so").backend().unwrap_err();
        assert!(error.contains("cannot load /nowhere/libblas.so"), "{error}");
    }
}
