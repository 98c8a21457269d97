//! How many threads a library takes.

use std::ffi::c_int;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How a library is told a number of threads.
#[derive(Clone, Copy)]
pub(crate) enum SetThreads {
    /// `void f(int)`: for the whole library.
    Library(unsafe extern "C" fn(c_int)),
    /// `int f(int)`: for the calling thread (MKL).
    Caller(unsafe extern "C" fn(c_int) -> c_int),
    /// `void f(dim_t)`, with BLIS's 64 bits.
    Wide(unsafe extern "C" fn(i64)),
}

/// The threads of one library.
#[derive(Default)]
pub(crate) struct Control {
    set: Option<SetThreads>,
    /// The most that a call may take; 0 is what all of npcore may take.
    limit: AtomicUsize,
    /// What the library was told last.
    told: AtomicUsize,
}

impl Control {
    pub fn new(set: Option<SetThreads>) -> Control {
        Control { set, ..Control::default() }
    }

    /// Whether the library can be told.
    pub fn settable(&self) -> bool {
        self.set.is_some()
    }

    pub fn limit(&self) -> usize {
        match self.limit.load(Ordering::Relaxed) {
            0 => npcore_exec::num_threads(),
            n => n,
        }
    }

    pub fn set_limit(&self, n: usize) {
        self.limit.store(n, Ordering::Relaxed);
    }

    /// How many threads a call that may take `threads` takes. A task of rayon's takes its own thread only: its neighbours
    /// have the others.
    pub fn threads(&self, threads: usize) -> usize {
        if rayon::current_thread_index().is_some() { 1 } else { threads.min(self.limit()).max(1) }
    }

    /// Runs a routine that takes much of the stack where it works on several threads: OpenBLAS's LU takes half a megabyte and
    /// more for each of its recursions, and Rust's threads have two. (It ended a test with n = 130.)
    pub fn on_a_large_stack<R: Send>(&self, threads: usize, f: impl FnOnce() -> R + Send) -> R {
        const STACK: usize = 32 << 20;
        let told = matches!(self.set, Some(SetThreads::Library(_)));
        if !told || self.threads(threads) == 1 {
            self.enter(threads);
            return f();
        }
        let run = || {
            self.enter(threads);
            f()
        };
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, run);
            let result = thread.expect("the system has no thread left").join();
            result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    /// Before a call that may take `threads` threads.
    pub fn enter(&self, threads: usize) {
        let Some(set) = self.set else { return };
        let n = self.threads(threads);
        // SAFETY: functions of these types, which take any number from 1 on.
        unsafe {
            match set {
                // The library's own note is per thread, so that ours would have to be, too.
                SetThreads::Caller(f) => _ = f(n as c_int),
                SetThreads::Library(f) => {
                    if self.told.swap(n, Ordering::Relaxed) != n {
                        f(n as c_int);
                    }
                }
                SetThreads::Wide(f) => {
                    if self.told.swap(n, Ordering::Relaxed) != n {
                        f(n as i64);
                    }
                }
            }
        }
    }
}
