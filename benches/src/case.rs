//! A case: one operation, named once, with a way to run it in npcore and in every peer that can.

use std::fmt;
use std::hint::black_box;
use std::time::{Duration, Instant};

use crate::checksum::{Checksum, Summed};

/// Who runs a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Peer {
    /// Ours.
    Npcore,
    /// NumPy in the Python worker.
    Numpy,
    /// numexpr in the Python worker.
    Numexpr,
    /// SciPy in the Python worker.
    Scipy,
    /// The `ndarray` crate.
    Ndarray,
    /// The loop one would write by hand, as the compiler vectorises it for the build's target.
    Loop,
    /// polars in the Python worker.
    Polars,
    /// A loop of intrinsics; several stand for "the best plain SIMD loop", the fastest of them counts.
    Simd(&'static str),
}

impl Peer {
    /// Columns of a table, in order; all `Simd` share one.
    pub const COLUMNS: [&'static str; 8] =
        ["npcore", "NumPy", "numexpr", "SciPy", "ndarray", "loop", "SIMD loop", "polars"];

    /// The peer's place in `COLUMNS`.
    pub fn column(self) -> usize {
        match self {
            Self::Npcore => 0,
            Self::Numpy => 1,
            Self::Numexpr => 2,
            Self::Scipy => 3,
            Self::Ndarray => 4,
            Self::Loop => 5,
            Self::Simd(_) => 6,
            Self::Polars => 7,
        }
    }
}

impl fmt::Display for Peer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Simd(variant) => write!(f, "SIMD loop {variant}"),
            peer => f.write_str(Self::COLUMNS[peer.column()]),
        }
    }
}

/// What a set-up may need to know.
#[derive(Clone, Copy)]
pub struct Context {
    /// Threads this run may use.
    pub threads: usize,
}

impl Context {
    /// Fewer elements than this are not worth a second thread to a hand-written loop.
    const WORTH_THREADS: usize = 50_000;

    /// Whether a peer that threads only when asked to (`ndarray`, the loops) should, for `n` elements.
    pub fn parallel(&self, n: usize) -> bool {
        self.threads > 1 && n >= Self::WORTH_THREADS
    }

    /// Runs `f` over `out` and its two inputs in as many equal parts as there are threads.
    pub fn zip<A: Sync, B: Sync, O: Send>(
        &self,
        a: &[A],
        b: &[B],
        out: &mut [O],
        f: impl Fn(&[A], &[B], &mut [O]) + Sync,
    ) {
        if !self.parallel(out.len()) {
            return f(a, b, out);
        }
        let part = out.len().div_ceil(self.threads).next_multiple_of(64);
        rayon::scope(|scope| {
            for ((a, b), out) in a.chunks(part).zip(b.chunks(part)).zip(out.chunks_mut(part)) {
                let f = &f;
                scope.spawn(move |_| f(a, b, out));
            }
        });
    }
}

/// A prepared run in this process.
pub trait Work {
    /// Time of `calls` calls in a row.
    fn batch(&mut self, calls: u64) -> Duration;
    /// One call's fingerprint.
    fn check(&mut self) -> Checksum;
}

/// Every call makes a new result, which is dropped before the next, as `timeit` does with an expression.
pub fn fresh<R: Summed + 'static>(f: impl FnMut() -> R + 'static) -> Box<dyn Work> {
    struct Fresh<F>(F);
    impl<R: Summed, F: FnMut() -> R> Work for Fresh<F> {
        fn batch(&mut self, calls: u64) -> Duration {
            let start = Instant::now();
            for _ in 0..calls {
                // By its address: an array handed over by value would be copied once more.
                let result = (self.0)();
                black_box(&result);
            }
            start.elapsed()
        }
        fn check(&mut self) -> Checksum {
            (self.0)().checksum()
        }
    }
    Box::new(Fresh(f))
}

/// Every call writes into the same result.
pub fn into<O: Summed + 'static>(out: O, f: impl FnMut(&mut O) + 'static) -> Box<dyn Work> {
    struct Into<O, F>(O, F);
    impl<O: Summed, F: FnMut(&mut O)> Work for Into<O, F> {
        fn batch(&mut self, calls: u64) -> Duration {
            let start = Instant::now();
            for _ in 0..calls {
                (self.1)(black_box(&mut self.0));
            }
            start.elapsed()
        }
        fn check(&mut self) -> Checksum {
            (self.1)(&mut self.0);
            self.0.checksum()
        }
    }
    Box::new(Into(out, f))
}

/// Every call makes a view of `owner`: `view` hands it to `black_box`, `check` fingerprints it.
pub fn view<O: 'static>(
    owner: O,
    view: impl Fn(&O) + 'static,
    check: impl Fn(&O) -> Checksum + 'static,
) -> Box<dyn Work> {
    struct View<O, F, G>(O, F, G);
    impl<O, F: Fn(&O), G: Fn(&O) -> Checksum> Work for View<O, F, G> {
        fn batch(&mut self, calls: u64) -> Duration {
            let start = Instant::now();
            for _ in 0..calls {
                (self.1)(black_box(&self.0));
            }
            start.elapsed()
        }
        fn check(&mut self) -> Checksum {
            (self.2)(&self.0)
        }
    }
    Box::new(View(owner, view, check))
}

/// A Python peer's code.
#[derive(Clone, Debug)]
pub struct Python {
    /// Makes the data.
    pub setup: String,
    /// What is timed.
    pub stmt: String,
    /// An expression for the result; empty where `stmt` itself is one.
    pub result: String,
}

/// Prepares a case for a peer in this process.
pub type Maker = Box<dyn Fn(&Context) -> Box<dyn Work>>;

/// How a peer prepares a case.
pub enum Make {
    /// In this process.
    Rust(Maker),
    /// In the worker.
    Python(Python),
}

/// One operation and everyone who can run it.
pub struct Case {
    /// Its table.
    pub group: &'static str,
    /// Its row; unique within the group.
    pub name: String,
    /// Bytes a call must at least read and write, for the GB/s beside the times; 0 where that says nothing.
    pub bytes: usize,
    /// Too little work for threads: runs on one only.
    pub small: bool,
    /// How far results may be apart, in parts of their magnitude.
    pub tolerance: f64,
    /// Who runs it, and how.
    pub peers: Vec<(Peer, Make)>,
    setup: String,
    result: String,
}

impl Case {
    /// A case nobody runs yet.
    pub fn new(group: &'static str, name: impl Into<String>) -> Self {
        Self {
            group,
            name: name.into(),
            bytes: 0,
            small: false,
            tolerance: 1e-9,
            peers: Vec::new(),
            setup: String::new(),
            result: String::new(),
        }
    }

    /// `group/name`, which `--filter` looks in.
    pub fn path(&self) -> String {
        format!("{}/{}", self.group, self.name)
    }

    /// Sets `bytes`.
    pub fn bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
        self
    }

    /// Sets `small`.
    pub fn small(mut self, small: bool) -> Self {
        self.small = small;
        self
    }

    /// Sets `tolerance`, for functions that are not the same in the last place.
    pub fn tolerance(mut self, tolerance: f64) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// Python code that makes the data for the Python peers named after it.
    pub fn setup(mut self, code: impl Into<String>) -> Self {
        self.setup = code.into();
        self
    }

    /// The Python expression of the result, where the Python statements named after it are no expressions.
    pub fn result(mut self, expression: impl Into<String>) -> Self {
        self.result = expression.into();
        self
    }

    /// NumPy's statement.
    pub fn numpy(self, stmt: impl Into<String>) -> Self {
        self.python(Peer::Numpy, stmt.into())
    }

    /// numexpr's expression, `out=out` if the case has a `result`.
    pub fn numexpr(self, expression: &str) -> Self {
        let out = if self.result.is_empty() { "" } else { ", out=out" };
        let stmt = format!("ne.evaluate({expression:?}{out}, truediv=True)");
        self.python(Peer::Numexpr, stmt)
    }

    /// SciPy's statement.
    pub fn scipy(self, stmt: impl Into<String>) -> Self {
        self.python(Peer::Scipy, stmt.into())
    }

    /// polars' statement.
    pub fn polars(self, stmt: impl Into<String>) -> Self {
        self.python(Peer::Polars, stmt.into())
    }

    fn python(mut self, peer: Peer, stmt: String) -> Self {
        let code = Python { setup: self.setup.clone(), stmt, result: self.result.clone() };
        self.peers.push((peer, Make::Python(code)));
        self
    }

    /// A peer in this process.
    pub fn rust(mut self, peer: Peer, make: impl Fn(&Context) -> Box<dyn Work> + 'static) -> Self {
        self.peers.push((peer, Make::Rust(Box::new(make))));
        self
    }

    /// npcore's way.
    pub fn npcore(self, make: impl Fn(&Context) -> Box<dyn Work> + 'static) -> Self {
        self.rust(Peer::Npcore, make)
    }

    /// The `ndarray` crate's way.
    pub fn ndarray(self, make: impl Fn(&Context) -> Box<dyn Work> + 'static) -> Self {
        self.rust(Peer::Ndarray, make)
    }

    /// The plain loop.
    pub fn plain(self, make: impl Fn(&Context) -> Box<dyn Work> + 'static) -> Self {
        self.rust(Peer::Loop, make)
    }

    /// Adds to the case by a function, where a condition or a loop decides what.
    pub fn with(self, f: impl FnOnce(Self) -> Self) -> Self {
        f(self)
    }
}
