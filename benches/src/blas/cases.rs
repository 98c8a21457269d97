//! What is timed: the cases by name, known to the program that commands and to the workers.

use npcore_linalg::backend::{threads_for, threads_for_bytes};
use num_complex::Complex;
use serde::Serialize;

use super::problem::{Dot, Eigh, Problem, Product, ProductVector, Solve, Svd};

/// Cases that are judged together when one back end is not the best everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    Small,
    Large,
    Tall,
    Vectors,
    Decompositions,
}

impl Group {
    pub const ALL: [Group; 5] = [Group::Small, Group::Large, Group::Tall, Group::Vectors, Group::Decompositions];

    /// In a sentence.
    pub fn name(self) -> &'static str {
        match self {
            Group::Small => "small and batched products",
            Group::Large => "large products",
            Group::Tall => "tall and narrow products",
            Group::Vectors => "matrix times vector and dot",
            Group::Decompositions => "solve, svd and eigh",
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Work {
    /// `count` products of m x k and k x n.
    Gemm {
        count: usize,
        dims: [usize; 3],
    },
    Gemv(usize),
    Dot(usize),
    Solve(usize),
    Svd(usize),
    Eigh(usize),
}

/// Something to time.
#[derive(Clone, Debug)]
pub struct Case {
    /// As in the tables: `dgemm 256`.
    pub name: String,
    pub group: Group,
    /// BLAS's letter.
    pub letter: char,
    work: Work,
}

/// All of them, in the order of the tables.
pub fn all() -> Vec<Case> {
    let products = [
        (Group::Small, 1, [16, 16, 16]),
        (Group::Small, 1, [64, 64, 64]),
        (Group::Small, 100, [30, 40, 50]),
        (Group::Large, 1, [256, 256, 256]),
        (Group::Large, 1, [1000, 1000, 1000]),
        (Group::Tall, 1, [100_000, 16, 16]),
    ];
    let mut cases = Vec::new();
    for letter in ['s', 'd', 'z'] {
        for (group, count, dims) in products {
            let [m, k, n] = dims;
            let one = if m == k && k == n { m.to_string() } else { format!("{m}x{k}x{n}") };
            let size = if count > 1 { format!("{count} of {one}") } else { one };
            cases.push(Case { name: format!("{letter}gemm {size}"), group, letter, work: Work::Gemm { count, dims } });
        }
    }
    for (name, group, work) in [
        ("dgemv 2000", Group::Vectors, Work::Gemv(2000)),
        ("ddot 1e6", Group::Vectors, Work::Dot(1_000_000)),
        ("solve 500", Group::Decompositions, Work::Solve(500)),
        ("solve 1000", Group::Decompositions, Work::Solve(1000)),
        ("svd 300", Group::Decompositions, Work::Svd(300)),
        ("eigh 300", Group::Decompositions, Work::Eigh(300)),
    ] {
        cases.push(Case { name: name.to_string(), group, letter: 'd', work });
    }
    cases
}

impl Case {
    /// Floating-point operations of a call; none where the algorithms differ too much for a number to mean anything.
    pub fn flops(&self) -> Option<f64> {
        // A product of complex numbers and its sum are four of real ones.
        let each = if self.letter == 'z' { 8.0 } else { 2.0 };
        match self.work {
            Work::Gemm { count, dims: [m, k, n] } => Some(each * (count * m * k * n) as f64),
            Work::Gemv(n) => Some(each * (n * n) as f64),
            Work::Dot(n) => Some(each * n as f64),
            Work::Solve(n) => Some(2.0 / 3.0 * (n as f64).powi(3) + 2.0 * (n as f64).powi(2)),
            Work::Svd(_) | Work::Eigh(_) => None,
        }
    }

    /// How many of `all` threads npcore would take.
    pub fn threads(&self, all: usize) -> usize {
        match (self.work, self.flops()) {
            (Work::Gemv(n), _) => threads_for_bytes(size_of::<f64>() * n * n),
            (_, Some(flops)) => threads_for(flops as usize),
            (_, None) => all,
        }
    }

    /// Its data, in this process.
    pub fn problem(&self) -> Box<dyn Problem> {
        match (self.work, self.letter) {
            (Work::Gemm { count, dims }, 's') => Box::new(Product::<f32>::new(count, dims)),
            (Work::Gemm { count, dims }, 'z') => Box::new(Product::<Complex<f64>>::new(count, dims)),
            (Work::Gemm { count, dims }, _) => Box::new(Product::<f64>::new(count, dims)),
            (Work::Gemv(n), _) => Box::new(ProductVector::new(n)),
            (Work::Dot(n), _) => Box::new(Dot::new(n)),
            (Work::Solve(n), _) => Box::new(Solve::new(n)),
            (Work::Svd(n), _) => Box::new(Svd::new(n)),
            (Work::Eigh(n), _) => Box::new(Eigh::new(n)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_different_and_work_is_counted() {
        let cases = all();
        let mut names: Vec<&str> = cases.iter().map(|case| case.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), cases.len());
        let flops = |name: &str| cases.iter().find(|case| case.name == name).and_then(Case::flops);
        assert_eq!(flops("dgemm 16"), Some(8192.0));
        assert_eq!(flops("zgemm 100 of 30x40x50"), Some(48e6));
        assert_eq!(flops("ddot 1e6"), Some(2e6));
        assert_eq!(flops("svd 300"), None);
    }
}
