//! A list of steps with their seconds, and all failures named at the end.

use std::time::{Duration, Instant};

/// Runs steps one after another; a failing one does not stop the next.
#[derive(Default)]
pub struct Report {
    steps: Vec<(String, Duration, Result<(), String>)>,
}

impl Report {
    /// Runs one step and prints how it went.
    pub fn step(&mut self, name: &str, work: impl FnOnce() -> Result<(), String>) {
        println!("\n== {name}");
        let start = Instant::now();
        let outcome = work();
        let spent = start.elapsed();
        if let Err(message) = &outcome {
            println!("{message}");
        }
        println!("   {} {:.1} s", if outcome.is_ok() { "ok" } else { "FAILED" }, spent.as_secs_f64());
        self.steps.push((name.to_owned(), spent, outcome));
    }

    /// Prints the table of steps; an error names every step that failed.
    pub fn finish(self, task: &str) -> Result<(), String> {
        println!("\n{task}:");
        let mut total = Duration::ZERO;
        for (name, spent, outcome) in &self.steps {
            let mark = if outcome.is_ok() { "ok    " } else { "FAILED" };
            println!("  {mark} {:>7.1} s  {name}", spent.as_secs_f64());
            total += *spent;
        }
        println!("         {:>7.1} s  in all", total.as_secs_f64());
        let failed: Vec<String> = self
            .steps
            .into_iter()
            .filter_map(|(name, _, outcome)| outcome.err().map(|why| format!("{name}: {why}")))
            .collect();
        if failed.is_empty() {
            return Ok(());
        }
        Err(format!("\n{} failed:\n\n- {}", failed.len(), failed.join("\n\n- ")))
    }
}

/// `Ok` when nothing was found wrong, else the findings, one a line.
pub fn findings(list: Vec<String>) -> Result<(), String> {
    if list.is_empty() { Ok(()) } else { Err(list.join("\n")) }
}
