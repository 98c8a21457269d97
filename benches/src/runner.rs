//! Runs cases: prepares every peer, compares their results, finds how many calls make a batch of some
//! milliseconds, then measures a batch of each peer in turn, round after round, so that whatever else the
//! machine is doing falls on all alike.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Duration;

use crate::case::{Case, Context, Make, Peer, Work};
use crate::checksum::Checksum;
use crate::peer::python::{Versions, Worker};
use crate::progress::Progress;
use crate::report::time;
use crate::results::{Measured, Row};

/// How long and how often.
#[derive(Clone, Copy)]
pub struct Settings {
    /// Rounds per case.
    pub rounds: usize,
    /// What a batch should take; a call that takes longer is a batch by itself.
    pub batch: Duration,
}

/// What came of a number of cases.
#[derive(Default)]
pub struct Outcome {
    /// Their times.
    pub rows: Vec<Row>,
    /// Peers that failed or disagreed.
    pub failures: Vec<String>,
    /// The worker's versions, if there was one.
    pub python: Option<Versions>,
}

/// A peer ready to run.
struct Lane {
    peer: Peer,
    run: Run,
    check: Checksum,
    calls: u64,
    samples: Vec<f64>,
}

enum Run {
    Here(Box<dyn Work>),
    Worker(usize),
}

impl Lane {
    fn batch(&mut self, worker: &mut Option<Worker>, calls: u64) -> Result<Duration, String> {
        match (&mut self.run, worker) {
            (Run::Here(work), _) => Ok(work.batch(calls)),
            (Run::Worker(id), Some(worker)) => worker.batch(*id, calls),
            (Run::Worker(_), None) => Err("no Python worker".to_string()),
        }
    }

    /// Brings all cores to where they do their share: what a library leaves going round comes to rest, and a processor of a
    /// virtual machine that slept gives half for a tenth of a second.
    fn wake(&mut self, worker: &mut Option<Worker>) -> Result<(), String> {
        const AWAKE: Duration = Duration::from_millis(100);
        if let (Run::Here(_), Some(worker)) = (&self.run, &mut *worker) {
            worker.rest()?;
        }
        let mut took = Duration::ZERO;
        while took < AWAKE {
            took += self.batch(worker, self.calls)?;
        }
        Ok(())
    }

    /// Finds `calls`: doubles until a batch is long enough to extrapolate from. Warms up on the way.
    fn calibrate(&mut self, worker: &mut Option<Worker>, wanted: Duration) -> Result<(), String> {
        let mut calls = 1;
        loop {
            let took = self.batch(worker, calls)?;
            if took * 4 >= wanted || calls >= 1 << 30 {
                let call = took.as_secs_f64().max(1e-12) / calls as f64;
                self.calls = ((wanted.as_secs_f64() / call) as u64).clamp(1, 1 << 32);
                return Ok(());
            }
            calls *= 2;
        }
    }
}

/// Runs `cases` on `threads` threads, the Python peers by `python` if there is one.
pub fn run(cases: &[&Case], threads: usize, python: Option<&Path>, settings: Settings) -> Outcome {
    crate::ours::set_threads(threads);
    let context = Context { threads };
    let mut outcome = Outcome::default();
    let mut worker = None;
    start(&mut worker, python, threads, &mut outcome);
    let mut progress = Progress::new(cases.len(), settings.rounds + 2);
    for case in cases {
        let path = case.path();
        let mut fail = |peer: Peer, text: &str| {
            let failure = format!("{path}, {threads} thread(s), {peer}: {text}");
            progress.say(&format!("FAILED {failure}"));
            outcome.failures.push(failure);
        };
        progress.step(&path, "preparing");
        let mut lanes = prepare(case, &context, &mut worker, &mut fail);
        compare(&lanes, case.tolerance, &mut fail);
        progress.step(&path, "calibrating");
        lanes.retain_mut(|lane| match lane.calibrate(&mut worker, settings.batch) {
            Ok(()) => true,
            Err(text) => {
                fail(lane.peer, &text);
                false
            }
        });
        for round in 0..settings.rounds {
            progress.step(&path, &format!("round {} of {}", round + 1, settings.rounds));
            // Each round starts with another peer, so that none always runs behind the same neighbour.
            for turn in 0..lanes.len() {
                let at = (round + turn) % lanes.len();
                let lane = &mut lanes[at];
                let woken = if threads > 1 { lane.wake(&mut worker) } else { Ok(()) };
                match woken.and_then(|()| lane.batch(&mut worker, lane.calls)) {
                    Ok(took) => lane.samples.push(took.as_nanos() as f64 / lane.calls as f64),
                    Err(text) => fail(lane.peer, &text),
                }
            }
        }
        let mut peers = Vec::new();
        for lane in lanes {
            if let (Run::Worker(id), Some(worker)) = (&lane.run, &mut worker)
                && let Err(text) = worker.forget(*id)
            {
                fail(lane.peer, &text);
            }
            if !lane.samples.is_empty() {
                peers.push(Measured::new(lane.peer, lane.calls, lane.samples));
            }
        }
        peers.sort_by_key(|peer| peer.column);
        let (group, name, bytes) = (case.group, case.name.clone(), case.bytes);
        let mut row = Row { group, name, threads, bytes, peers };
        row.relate();
        progress.finish_case(&path, &summary(&row));
        outcome.rows.push(row);
        // A case that took the worker down (out of memory, say) costs no later case its Python peers.
        if worker.as_mut().is_some_and(|worker| !worker.alive()) {
            start(&mut worker, python, threads, &mut outcome);
        }
    }
    outcome
}

fn start(worker: &mut Option<Worker>, python: Option<&Path>, threads: usize, outcome: &mut Outcome) {
    *worker = None;
    match python.map(|python| Worker::start(python, threads)) {
        Some(Ok((started, versions))) => {
            *worker = Some(started);
            outcome.python = Some(versions);
        }
        Some(Err(error)) => outcome.failures.push(error),
        None => {}
    }
}

fn prepare(
    case: &Case,
    context: &Context,
    worker: &mut Option<Worker>,
    fail: &mut impl FnMut(Peer, &str),
) -> Vec<Lane> {
    let mut lanes = Vec::new();
    for (id, (peer, make)) in case.peers.iter().enumerate() {
        let (run, check) = match (make, &mut *worker) {
            (Make::Rust(make), _) => {
                // A peer that panics is a failed peer, not the end of the run.
                let made = catch_unwind(AssertUnwindSafe(|| {
                    let mut work = make(context);
                    let check = work.check();
                    (Run::Here(work), check)
                }));
                match made {
                    Ok(made) => made,
                    Err(_) => {
                        fail(*peer, "panicked (its message is above)");
                        continue;
                    }
                }
            }
            (Make::Python(code), Some(worker)) => match worker.prepare(id, code) {
                Ok(check) => (Run::Worker(id), check),
                Err(text) => {
                    fail(*peer, &text);
                    continue;
                }
            },
            (Make::Python(_), None) => continue,
        };
        lanes.push(Lane { peer: *peer, run, check, calls: 1, samples: Vec::new() });
    }
    lanes
}

/// Holds every result against NumPy's, or where it does not run against the first.
fn compare(lanes: &[Lane], tolerance: f64, fail: &mut impl FnMut(Peer, &str)) {
    let Some(reference) = lanes.iter().find(|lane| lane.peer == Peer::Numpy).or(lanes.first()) else { return };
    for lane in lanes {
        if !lane.check.agrees(&reference.check, tolerance) {
            let (by, want, got) = (reference.peer, reference.check, lane.check);
            fail(lane.peer, &format!("another result than {by}'s: {got:?}, {by} has {want:?}"));
        }
    }
}

fn summary(row: &Row) -> String {
    let peer = |peer: &Measured| match peer.ratio {
        Some(ratio) if peer.column > 0 => format!("{} {ratio:.2}x", peer.peer),
        _ => format!("{} {}", peer.peer, time(peer.best_ns)),
    };
    row.peers.iter().map(peer).collect::<Vec<_>>().join(", ")
}
