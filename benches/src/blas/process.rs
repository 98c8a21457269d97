//! A worker from outside: its process, its answers within a time, its last words.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::protocol::{Answer, Request, answer, request_line};
use super::worker::Choice;

/// Lines of a worker's that are kept.
const WORDS: usize = 12;

/// What a worker printed last that was no answer.
type Words = Arc<Mutex<VecDeque<String>>>;

/// A running worker.
pub struct Worker {
    child: Child,
    requests: ChildStdin,
    answers: Receiver<Answer>,
    words: Words,
}

/// Why a request has no answer.
#[derive(Debug, PartialEq)]
pub enum Failure {
    /// The worker says so, and goes on.
    Refused(String),
    /// There is no such process any more.
    Gone(String),
}

impl Failure {
    /// In words.
    pub fn text(&self) -> &str {
        let (Failure::Refused(text) | Failure::Gone(text)) = self;
        text
    }
}

/// Where libraries look for how many threads they may take when they are loaded: OpenBLAS, those of OpenMP, BLIS, MKL,
/// Apple's.
const THREADS: [&str; 5] =
    ["OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "BLIS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"];

impl Worker {
    /// Starts `program` as a worker with a back end that may take so many threads.
    ///
    /// # Errors
    ///
    /// A text if it does not start.
    pub fn start(program: &Path, choice: &Choice, threads: usize) -> Result<Worker, Failure> {
        let mut command = Command::new(program);
        // What the worker has is told by words, and nothing else should be loaded.
        command.args(["blas", "--worker"]).arg(choice.word()).env_remove("NPCORE_BLAS");
        command.envs(THREADS.map(|name| (name, threads.to_string())));
        Worker::of(command)
    }

    fn of(mut command: Command) -> Result<Worker, Failure> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let gone = |text: String| Failure::Gone(text);
        let mut child = command.spawn().map_err(|error| gone(format!("cannot run {command:?}: {error}")))?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(requests), Some(out), Some(err)) = pipes else { return Err(gone("no pipes".to_string())) };
        let words = Words::default();
        let (sender, answers) = channel();
        listen(out, Some(sender), words.clone());
        listen(err, None, words.clone());
        Ok(Worker { child, requests, answers, words })
    }

    /// Asks and waits for the answer, for `limit` at most.
    ///
    /// # Errors
    ///
    /// The worker's word, or its last ones.
    pub fn ask(&mut self, request: &Request, limit: Duration) -> Result<Answer, Failure> {
        // Whether it could be written is seen by the answer.
        let _ = self.requests.write_all(request_line(request).as_bytes()).and_then(|()| self.requests.flush());
        match self.answers.recv_timeout(limit) {
            Ok(Answer::Failed(text)) => Err(Failure::Refused(text)),
            Ok(answer) => Ok(answer),
            Err(RecvTimeoutError::Timeout) => {
                let what = format!("no answer within {} s", limit.as_secs_f64());
                let _ = self.child.kill();
                let _ = self.child.wait();
                Err(Failure::Gone(self.with_last_words(what)))
            }
            Err(RecvTimeoutError::Disconnected) => {
                let status = self.end();
                // Its last lines may still be on the way.
                std::thread::sleep(Duration::from_millis(50));
                Err(Failure::Gone(self.with_last_words(status)))
            }
        }
    }

    /// How it ended: it has closed its output, so it is ending.
    fn end(&mut self) -> String {
        let start = Instant::now();
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return ended(status),
                Ok(None) if start.elapsed() < Duration::from_secs(2) => std::thread::sleep(Duration::from_millis(5)),
                _ => {
                    let _ = self.child.kill();
                    let _ = self.child.wait();
                    return "it closed its output".to_string();
                }
            }
        }
    }

    fn with_last_words(&self, what: String) -> String {
        let words = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        if words.is_empty() {
            return what;
        }
        format!("{what}; its last words: {}", Vec::from_iter(words.iter().map(String::as_str)).join(" / "))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Nothing is lost with it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn ended(status: ExitStatus) -> String {
    format!("the process ended ({status})")
}

/// Sorts a worker's lines until there are no more.
fn listen(pipe: impl Read + Send + 'static, answers: Option<Sender<Answer>>, words: Words) {
    std::thread::spawn(move || {
        for line in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line);
            match answer(&line) {
                Some(answer) if answers.is_some() => {
                    if let Some(answers) = &answers
                        && answers.send(answer).is_err()
                    {
                        return;
                    }
                }
                _ if line.trim().is_empty() => {}
                _ => {
                    let mut words = words.lock().unwrap_or_else(PoisonError::into_inner);
                    if words.len() == WORDS {
                        words.pop_front();
                    }
                    words.push_back(line.trim_end().to_string());
                }
            }
        }
    });
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Worker {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        Worker::of(command).unwrap()
    }

    #[test]
    fn answers_are_told_from_what_libraries_print() {
        let mut worker = shell(r#"read line; echo hello from a library; echo '@npcore {"failed":"no"}'; read line"#);
        let refused = worker.ask(&Request::Hello, Duration::from_secs(20));
        assert_eq!(refused, Err(Failure::Refused("no".to_string())));
    }

    #[test]
    fn a_worker_that_dies_leaves_its_last_words() {
        let mut worker = shell("read line; echo 'undefined symbol: omp_get_num_procs' >&2; exit 3");
        let Err(Failure::Gone(text)) = worker.ask(&Request::Hello, Duration::from_secs(20)) else {
            panic!("it is gone")
        };
        assert!(text.contains("exit status: 3") && text.contains("undefined symbol"), "{text}");
        let mut worker = shell("read line; kill -SEGV $$");
        let Err(Failure::Gone(text)) = worker.ask(&Request::Hello, Duration::from_secs(20)) else {
            panic!("it is gone")
        };
        assert!(text.contains("signal: 11"), "{text}");
    }

    #[test]
    fn a_worker_that_hangs_is_ended() {
        let mut worker = shell("read line; echo waiting; exec sleep 60");
        let start = Instant::now();
        let Err(Failure::Gone(text)) = worker.ask(&Request::Hello, Duration::from_millis(300)) else {
            panic!("it hangs")
        };
        assert_eq!(text, "no answer within 0.3 s; its last words: waiting");
        assert!(start.elapsed() < Duration::from_secs(20));
    }
}
