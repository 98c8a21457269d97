//! What is going on: a bar on a terminal, otherwise a line a finished case. All on stderr.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressStyle};

/// Progress over a known number of cases, each of several steps.
pub struct Progress {
    bar: Option<ProgressBar>,
    cases: usize,
    done: usize,
    steps: usize,
}

impl Progress {
    /// Of `cases` cases of `steps` steps each.
    pub fn new(cases: usize, steps: usize) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::new((cases * steps) as u64);
            let style =
                ProgressStyle::with_template("{bar:30} {percent:>3}% {elapsed_precise} (left {eta}) {wide_msg}")
                    .unwrap_or_else(|_| ProgressStyle::default_bar());
            bar.set_style(style);
            bar
        });
        Self { bar, cases, done: 0, steps }
    }

    /// One step of the case `path` begins.
    pub fn step(&self, path: &str, what: &str) {
        if let Some(bar) = &self.bar {
            bar.set_message(format!("{path}: {what}"));
            bar.inc(1);
        }
    }

    /// The case is through; `line` says how it went.
    pub fn finish_case(&mut self, path: &str, line: &str) {
        self.done += 1;
        match &self.bar {
            Some(bar) => bar.set_position((self.done * self.steps) as u64),
            None => eprintln!("[{}/{}] {path}: {line}", self.done, self.cases),
        }
    }

    /// Something the user should read now.
    pub fn say(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.println(text),
            None => eprintln!("{text}"),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
