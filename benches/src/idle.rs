//! Threads that a library leaves waiting go round and round for a while (OpenBLAS's for a tenth of a second), and would take
//! a core from whoever is timed next.

use std::time::{Duration, Instant};

/// Returns when this process's threads are at rest, or after half a second.
pub fn wait() {
    const LOOK: Duration = Duration::from_millis(4);
    let start = Instant::now();
    while start.elapsed() < Duration::from_millis(500) {
        let Some(before) = processor_time() else { return std::thread::sleep(50 * LOOK) };
        std::thread::sleep(LOOK);
        if processor_time().is_some_and(|after| after - before < LOOK / 8) {
            return;
        }
    }
}

/// What all threads of this process have taken of the processors, where the system tells.
fn processor_time() -> Option<Duration> {
    #[cfg(unix)]
    {
        let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: the pointer is to a `timespec`.
        let status = unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &raw mut time) };
        (status == 0).then(|| Duration::new(time.tv_sec as u64, time.tv_nsec as u32))
    }
    #[cfg(not(unix))]
    None
}
