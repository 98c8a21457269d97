//! What a run found, as it is written to JSON and read by the reports.

use serde::Serialize;

use crate::case::Peer;
use crate::peer::python::Versions;

/// A whole run.
#[derive(Serialize)]
pub struct Results {
    /// The command that made it.
    pub command: String,
    /// When it began, UTC.
    pub date: String,
    /// Where.
    pub machine: Machine,
    /// The Python worker's versions; absent if there was none.
    pub python: Option<Versions>,
    /// Rounds measured per case.
    pub rounds: usize,
    /// One a case and thread count.
    pub rows: Vec<Row>,
    /// Peers that failed or disagreed.
    pub failures: Vec<String>,
}

/// Where a run took place.
#[derive(Serialize)]
pub struct Machine {
    /// The processor's name.
    pub cpu: String,
    /// Threads it runs at once.
    pub threads: usize,
    /// Cache sizes as the system names them, level 1 (data) up.
    pub caches: Vec<String>,
    /// Operating system and architecture.
    pub system: String,
    /// `rustc --version`.
    pub rustc: String,
    /// The SIMD level npcore chose.
    pub simd: String,
}

/// A case on a number of threads.
#[derive(Serialize)]
pub struct Row {
    /// The case's group.
    pub group: &'static str,
    /// The case's name.
    pub name: String,
    /// Threads every peer was allowed.
    pub threads: usize,
    /// Bytes a call must at least move; 0 where that says nothing.
    pub bytes: usize,
    /// Who ran it.
    pub peers: Vec<Measured>,
}

/// A peer's times for a case.
#[derive(Serialize)]
pub struct Measured {
    /// Its name.
    pub peer: String,
    /// Its table column, `Peer::COLUMNS`.
    #[serde(skip)]
    pub column: usize,
    /// Calls in a batch.
    pub calls: u64,
    /// Nanoseconds a call, the best batch.
    pub best_ns: f64,
    /// Nanoseconds a call, the median batch.
    pub median_ns: f64,
    /// Its best time over npcore's: above 1, npcore is faster. Absent where npcore did not run.
    pub ratio: Option<f64>,
    /// The same of the medians.
    pub median_ratio: Option<f64>,
    /// Nanoseconds a call, a batch each round.
    pub samples_ns: Vec<f64>,
}

impl Measured {
    /// From the batches' nanoseconds a call; ratios are still to come. There must be at least one.
    pub fn new(peer: Peer, calls: u64, samples_ns: Vec<f64>) -> Self {
        let mut sorted = samples_ns.clone();
        sorted.sort_by(f64::total_cmp);
        let middle = sorted.len() / 2;
        let median_ns =
            if sorted.len() % 2 == 1 { sorted[middle] } else { (sorted[middle - 1] + sorted[middle]) / 2.0 };
        Self {
            peer: peer.to_string(),
            column: peer.column(),
            calls,
            best_ns: sorted[0],
            median_ns,
            ratio: None,
            median_ratio: None,
            samples_ns,
        }
    }
}

impl Row {
    /// Fills the ratios in.
    pub fn relate(&mut self) {
        let Some((best, median)) = self.column(0).map(|ours| (ours.best_ns, ours.median_ns)) else { return };
        for peer in &mut self.peers {
            peer.ratio = Some(peer.best_ns / best);
            peer.median_ratio = Some(peer.median_ns / median);
        }
    }

    /// The fastest peer of a column of the tables.
    pub fn column(&self, column: usize) -> Option<&Measured> {
        self.peers.iter().filter(|peer| peer.column == column).min_by(|a, b| a.best_ns.total_cmp(&b.best_ns))
    }

    /// Gigabytes a second at `ns` a call, if bytes mean something here.
    pub fn bandwidth(&self, ns: f64) -> Option<f64> {
        (self.bytes > 0).then(|| self.bytes as f64 / ns)
    }
}

impl Results {
    /// Groups in order, each with the thread counts it was run on.
    pub fn tables(&self) -> Vec<(&'static str, usize)> {
        let mut tables = Vec::new();
        for row in &self.rows {
            if !tables.contains(&(row.group, row.threads)) {
                tables.push((row.group, row.threads));
            }
        }
        tables
    }

    /// The rows of a table.
    pub fn rows_of(&self, (group, threads): (&str, usize)) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |row| row.group == group && row.threads == threads)
    }

    /// Geometric mean of a column's ratios and how many there are, over rows on `threads` threads.
    pub fn mean_ratio(&self, column: usize, threads: usize) -> Option<(f64, usize)> {
        let ratios: Vec<f64> =
            self.rows.iter().filter(|row| row.threads == threads).filter_map(|row| row.column(column)?.ratio).collect();
        let sum: f64 = ratios.iter().map(|ratio| ratio.ln()).sum();
        (!ratios.is_empty()).then(|| ((sum / ratios.len() as f64).exp(), ratios.len()))
    }

    /// Rows where the column's peer beat npcore by more than `margin` (0.05: 5 %), worst first.
    pub fn slower_than(&self, column: usize, margin: f64) -> Vec<(&Row, f64)> {
        let mut slower: Vec<(&Row, f64)> = self
            .rows
            .iter()
            .filter_map(|row| Some((row, row.column(column)?.ratio?)))
            .filter(|(_, ratio)| *ratio < 1.0 - margin)
            .collect();
        slower.sort_by(|a, b| a.1.total_cmp(&b.1));
        slower
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_against_npcore_and_the_best_variant_counts() {
        let mut row = Row {
            group: "g",
            name: "n".into(),
            threads: 1,
            bytes: 24,
            peers: vec![
                Measured::new(Peer::Npcore, 1, vec![12.0, 10.0, 11.0]),
                Measured::new(Peer::Numpy, 1, vec![40.0, 20.0]),
                Measured::new(Peer::Simd("a"), 1, vec![9.0]),
                Measured::new(Peer::Simd("b"), 1, vec![8.0]),
            ],
        };
        row.relate();
        assert_eq!(row.column(1).and_then(|m| m.ratio), Some(2.0));
        assert_eq!(row.column(1).and_then(|m| m.median_ratio), Some(30.0 / 11.0));
        assert_eq!(row.column(6).map(|m| m.best_ns), Some(8.0));
        assert_eq!(row.bandwidth(12.0), Some(2.0));
    }
}
