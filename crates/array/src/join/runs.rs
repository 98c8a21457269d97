//! Runs of bytes side by side: what joining contiguous arrays comes down to.

use std::ops::Range;

use npcore_exec::{STREAM_FROM, for_each_range};
use npcore_kernel as kernel;

/// A share of each row of the target: `bytes` bytes from `at`, in the source's rows, which are `step` bytes apart.
pub(crate) struct Run {
    pub source: *const u8,
    pub step: usize,
    pub bytes: usize,
    pub at: usize,
}

/// Rows that several runs share a line of are written together, this many bytes at a time.
const BAND: usize = 128 << 10;
/// Rows from this size up are written run by run.
const LONG_ROW: usize = 64 << 10;
/// Shorter runs gain nothing from leaving around the cache.
const STREAMED_RUN: usize = 4 << 10;

struct Rows<'a> {
    runs: &'a [Run],
    /// Bytes from one row of the target to the next.
    pitch: usize,
    target: *mut u8,
    stream: bool,
}
// SAFETY: the sources are only read; the threads write different bytes of the target.
unsafe impl Sync for Rows<'_> {}

/// Writes `rows` rows of `pitch` bytes, run by run.
///
/// # Safety
/// Each run's bytes may be read, in each of `rows` rows, and are not the target's; the target's `rows * pitch` bytes may be
/// written, and nobody else touches them; the runs are in the order of `at` and do not overlap in a row.
pub(crate) unsafe fn copy_runs(runs: &[Run], rows: usize, pitch: usize, target: *mut u8, warm: bool) {
    let bytes = 2 * rows * pitch;
    let shared = Rows { runs, pitch, target, stream: warm && bytes >= STREAM_FROM };
    if pitch < LONG_ROW {
        let band = (BAND / pitch.max(1)).max(1);
        for_each_range(rows, 1, bytes, &|range| {
            for from in range.clone().step_by(band) {
                // SAFETY: the caller's word, for some of the rows.
                unsafe { shared.band(from..range.end.min(from + band)) };
            }
        });
    } else {
        // Whole lines to each thread.
        for_each_range(rows * pitch, 64, bytes, &|range| {
            // SAFETY: the caller's word, for some of the bytes.
            unsafe { shared.bytes(range) };
        });
    }
}

impl Rows<'_> {
    /// Some whole rows.
    ///
    /// # Safety
    /// As [`copy_runs`].
    unsafe fn band(&self, rows: Range<usize>) {
        for run in self.runs {
            let source = run.source.wrapping_add(rows.start * run.step).cast_mut();
            let target = self.target.wrapping_add(rows.start * self.pitch + run.at);
            let strides = [[run.step as isize, 0], [self.pitch as isize, 0]];
            // SAFETY: the run's bytes of these rows (the caller's word).
            unsafe { kernel::copy(run.bytes, [rows.len(), 1], [source, target], strides) };
        }
    }

    /// A range of the target's bytes: the ends may cut rows and runs.
    ///
    /// # Safety
    /// As [`copy_runs`].
    unsafe fn bytes(&self, range: Range<usize>) {
        for row in range.start / self.pitch..range.end.div_ceil(self.pitch) {
            let start = row * self.pitch;
            // The runs are in order: the first that ends behind the start of the range.
            let first = self.runs.partition_point(|run| start + run.at + run.bytes <= range.start);
            for run in &self.runs[first..] {
                let at = start + run.at;
                let own = at.max(range.start)..(at + run.bytes).min(range.end);
                if own.start >= own.end {
                    break;
                }
                let source = run.source.wrapping_add(row * run.step + (own.start - at));
                let target = self.target.wrapping_add(own.start);
                // SAFETY: bytes of one run (the caller's word).
                unsafe {
                    if self.stream && own.len() >= STREAMED_RUN {
                        let p = [source, target.cast_const()];
                        kernel::stream_rows([own.len(), 1], p, [0, 0]);
                    } else {
                        source.copy_to_nonoverlapping(target, own.len());
                    }
                }
            }
        }
        if self.stream {
            kernel::stream_fence();
        }
    }
}
