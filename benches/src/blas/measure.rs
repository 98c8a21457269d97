//! The run: a worker for each back end, asked in turn, round after round, so that whatever else the machine is doing falls
//! on all alike.

use std::path::PathBuf;
use std::time::Duration;

use super::cases::Case;
use super::peak::Peak;
use super::process::{Failure, Worker};
use super::protocol::{Answer, Request};
use super::results::{Library, Row, Timed};
use super::worker::Choice;
use crate::progress::Progress;
use crate::report::time;

/// Loading the largest library on a busy machine takes seconds; a slow back end's slowest case some, too.
const LIMIT: Duration = Duration::from_secs(60);
/// How often a worker that died is started again, for the sake of the other cases.
const RESTARTS: usize = 2;
/// Libraries' threads spin for about so long after a call, and would take a core from whoever is next.
const SETTLE: Duration = Duration::from_millis(30);

/// A back end to measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// Its name in the tables.
    pub key: String,
    /// The program that can have it.
    pub program: PathBuf,
    pub choice: Choice,
    /// The Cargo feature that links it.
    pub feature: Option<String>,
}

/// How long and how often.
#[derive(Clone, Copy)]
pub struct Settings {
    pub rounds: usize,
    /// Milliseconds of a round for one case and back end.
    pub ms: u64,
}

/// What came of it.
pub struct Outcome {
    pub libraries: Vec<Library>,
    pub rows: Vec<Row>,
    pub peaks: Vec<Peak>,
}

struct Lane<'a> {
    candidate: &'a Candidate,
    /// What the worker's library was started for.
    threads: usize,
    worker: Option<Worker>,
    starts: usize,
}

impl<'a> Lane<'a> {
    fn new(candidate: &'a Candidate, threads: usize) -> Lane<'a> {
        Lane { candidate, threads, worker: None, starts: 0 }
    }

    /// From here on the worker is one for so many threads: some libraries ask their environment only.
    fn for_threads(&mut self, threads: usize) {
        if self.threads != threads && self.worker.take().is_some() {
            self.starts -= 1;
        }
        self.threads = threads;
    }

    /// Asks the worker, which is started if there is none.
    fn ask(&mut self, request: &Request) -> Result<Answer, Failure> {
        if self.worker.is_none() {
            if self.starts > RESTARTS {
                return Err(Failure::Gone(format!("it died {} times", self.starts)));
            }
            self.starts += 1;
            self.worker = Some(Worker::start(&self.candidate.program, &self.candidate.choice, self.threads)?);
        }
        let Some(worker) = &mut self.worker else { return Err(Failure::Gone("no worker".to_string())) };
        let answer = worker.ask(request, LIMIT);
        if let Err(Failure::Gone(_)) = answer {
            self.worker = None;
        }
        answer
    }

    fn given_up(&self) -> bool {
        self.worker.is_none() && self.starts > RESTARTS
    }
}

/// Measures `cases` with every candidate, on each number of threads; `main` is this program, for the processor's peak.
pub fn run(
    candidates: &[Candidate],
    cases: &[Case],
    threads: &[usize],
    main: &std::path::Path,
    settings: Settings,
) -> Outcome {
    let of = |candidate: &Candidate| Library {
        key: candidate.key.clone(),
        feature: candidate.feature.clone(),
        file: if let Choice::File(path) = &candidate.choice { Some(path.clone()) } else { None },
        ..Library::default()
    };
    let mut libraries = Vec::from_iter(candidates.iter().map(of));
    let most = threads.iter().copied().max().unwrap_or(1);
    let mut lanes = Vec::from_iter(candidates.iter().map(|candidate| Lane::new(candidate, most)));
    let mut progress = Progress::new(cases.len() * threads.len(), settings.rounds * lanes.len());
    for (lane, library) in lanes.iter_mut().zip(&mut libraries) {
        match lane.ask(&Request::Hello) {
            Ok(Answer::Hello(facts)) => {
                progress.say(&format!("{}: {}", library.key, facts.line()));
                facts.warnings.iter().for_each(|warning| progress.say(&format!("{}: WARNING: {warning}", library.key)));
                library.facts = Some(*facts);
            }
            other => {
                let text = other.map_or_else(|failure| failure.text().to_string(), |answer| format!("{answer:?}"));
                progress.say(&format!("{}: CANNOT BE USED: {text}", library.key));
                library.troubles.push(format!("cannot be used: {text}"));
                // It has no part in the rounds.
                (lane.worker, lane.starts) = (None, RESTARTS + 1);
            }
        }
    }
    let itself =
        Candidate { key: "peak".to_string(), program: main.to_path_buf(), choice: Choice::PureRust, feature: None };
    let mut meter = Lane::new(&itself, most);
    let (mut rows, mut peaks) = (Vec::new(), Vec::<Peak>::new());
    for &threads in threads {
        lanes.iter_mut().for_each(|lane| lane.for_threads(threads));
        for case in cases {
            // With each case, so that the peak shares the machine's good and bad times.
            if let Ok(Answer::Peak(peak)) = meter.ask(&Request::Peak { threads, ms: settings.ms }) {
                match peaks.iter_mut().find(|known| known.threads == threads) {
                    Some(known) => {
                        known.single = known.single.max(peak.single);
                        known.double = known.double.max(peak.double);
                    }
                    None => peaks.push(peak),
                }
            }
            let row = measure(case, threads, &mut lanes, &mut libraries, &mut progress, settings);
            let label = format!("{}, {}", case.name, crate::report::threads(threads));
            progress.finish_case(&label, &summary(&row, &libraries));
            rows.push(row);
        }
    }
    Outcome { libraries, rows, peaks }
}

fn measure(
    case: &Case,
    threads: usize,
    lanes: &mut [Lane<'_>],
    libraries: &mut [Library],
    progress: &mut Progress,
    settings: Settings,
) -> Row {
    let label = format!("{}, {}", case.name, crate::report::threads(threads));
    let mut samples = vec![Some(Vec::new()); lanes.len()];
    for round in 0..settings.rounds {
        // Each round starts with another one, so that none always runs behind the same neighbour.
        for turn in 0..lanes.len() {
            let at = (round + turn) % lanes.len();
            let library = &mut libraries[at];
            progress.step(&label, &format!("round {} of {}, {}", round + 1, settings.rounds, library.key));
            let Some(held) = samples[at].as_mut().filter(|_| !lanes[at].given_up()) else { continue };
            let request = Request::Time { case: case.name.clone(), threads, ms: settings.ms };
            let trouble = match lanes[at].ask(&request) {
                Ok(Answer::Time { best_ns, wrong: None }) => {
                    held.push(best_ns);
                    None
                }
                Ok(Answer::Time { wrong: Some(text), .. }) => {
                    progress.say(&format!("{}: WRONG RESULT of {label}: {text}", library.key));
                    library.wrong.push(format!("{label}: {text}"));
                    samples[at] = None;
                    None
                }
                Ok(other) => Some(format!("{label}: {other:?}")),
                Err(failure) => Some(format!("{label}: {}", failure.text())),
            };
            if let Some(text) = trouble {
                progress.say(&format!("{}: FAILED {text}", library.key));
                library.troubles.push(text);
                samples[at] = None;
            }
            if threads > 1 {
                std::thread::sleep(SETTLE);
            }
        }
    }
    Row {
        case: case.name.clone(),
        group: case.group,
        single: case.letter == 's',
        threads,
        flops: case.flops(),
        times: samples.into_iter().map(|samples| Timed::of(samples?)).collect(),
    }
}

fn summary(row: &Row, libraries: &[Library]) -> String {
    let known = libraries.iter().zip(&row.times).filter_map(|(library, times)| Some((library, times.as_ref()?)));
    Vec::from_iter(known.map(|(library, times)| format!("{} {}", library.key, time(times.best_ns)))).join(", ")
}
