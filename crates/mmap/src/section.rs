//! A section of an array in a file: which runs of bytes it has, and reading and writing them.

use std::fs::File;
use std::sync::Mutex;

use npcore_array::{DynArray, DynView};
use npcore_dtype::DType;
use npcore_exec::for_each_range;
use npcore_layout::{Layout, Order};
use smallvec::SmallVec;

use crate::elements::{filled, truncated, uninit};
use crate::error::{FileError, Result};
use crate::positional::{self, Target, read_parallel, read_raw};

/// Runs that lie no further apart than this are read together with what is between them: copying a page costs less than a
/// call of the system.
const GAP: usize = 4096;
/// The memory for such reading.
const SCRATCH: usize = 1 << 20;

/// Where the elements of a section lie in a file, in the order of the file.
pub(crate) struct Section {
    dtype: DType,
    /// The byte of the first one, from the array's start.
    start: u64,
    /// Lengths and distances of the runs, slowest first.
    outer: SmallVec<[(usize, u64); 4]>,
    /// Bytes of a run.
    run: usize,
    /// The axes, slowest first.
    axes: SmallVec<[isize; 6]>,
    /// Those that the section goes along backwards.
    flipped: SmallVec<[isize; 4]>,
    shape: SmallVec<[usize; 6]>,
}

impl Section {
    /// The section whose elements lie in the array's bytes as `layout` says; each once.
    pub fn new(layout: &Layout, dtype: DType) -> Section {
        let shape: SmallVec<[usize; 6]> = SmallVec::from_slice(layout.shape());
        let strides = layout.strides();
        let mut axes: SmallVec<[isize; 6]> = (0..shape.len() as isize).collect();
        axes.sort_by_key(|&axis| std::cmp::Reverse(strides[axis as usize].unsigned_abs()));
        let mut start = layout.offset();
        let mut flipped = SmallVec::new();
        // Fastest first: an axis that goes on where the run ends makes it longer.
        let (mut run, mut outer): (usize, SmallVec<[(usize, u64); 4]>) = (dtype.itemsize(), SmallVec::new());
        for &axis in axes.iter().rev() {
            let (n, stride) = (shape[axis as usize], strides[axis as usize]);
            if n <= 1 {
                continue;
            }
            if stride < 0 {
                flipped.push(axis);
                start += stride * (n as isize - 1);
            }
            let stride = stride.unsigned_abs();
            match outer.last_mut() {
                None if stride == run => run *= n,
                Some((length, step)) if *step as usize * *length == stride => *length *= n,
                _ => outer.push((n, stride as u64)),
            }
        }
        outer.reverse();
        Section { dtype, start: start as u64, outer, run, axes, flipped, shape }
    }

    fn runs(&self) -> usize {
        if self.shape.contains(&0) { 0 } else { self.outer.iter().map(|&(n, _)| n).product() }
    }

    fn nbytes(&self) -> usize {
        self.runs() * self.run
    }

    /// The place of a run from the array's start.
    fn place(&self, mut index: usize) -> u64 {
        let mut place = self.start;
        for &(n, step) in self.outer.iter().rev() {
            place += (index % n) as u64 * step;
            index /= n;
        }
        place
    }

    /// Reads the section of the array that begins at byte `base`.
    pub fn read(&self, file: &File, base: u64) -> Result<DynArray> {
        let output = uninit(self.dtype, self.packed()?)?;
        let to = Target(output.buffer.as_ptr().as_ptr());
        // SAFETY: the buffer has the bytes of all runs.
        unsafe { self.fill(file, base, to)? };
        // SAFETY: all bytes were read.
        let array = unsafe { filled(output)? };
        if self.flipped.is_empty() {
            return Ok(array);
        }
        Ok(array.flip(&self.flipped[..])?.try_to_owned(Order::K)?)
    }

    /// The layout of the elements side by side in the order of the file.
    fn packed(&self) -> Result<Layout> {
        let mut strides: SmallVec<[isize; 6]> = SmallVec::from_elem(0, self.shape.len());
        let mut bytes = self.dtype.itemsize();
        for &axis in self.axes.iter().rev() {
            strides[axis as usize] = bytes as isize;
            bytes = bytes.saturating_mul(self.shape[axis as usize].max(1));
        }
        Ok(Layout::new(&self.shape, &strides, 0).map_err(npcore_array::ArrayError::from)?)
    }

    /// # Safety
    /// `to` has room for all runs.
    unsafe fn fill(&self, file: &File, base: u64, to: Target) -> Result<()> {
        let short = |place: u64| {
            // What is left of the file counts for the elements before.
            FileError::from(truncated(&self.shape, self.dtype, 0)).at(base + place)
        };
        let (runs, run) = (self.runs(), self.run);
        if runs == 0 || run == 0 {
            return Ok(());
        }
        let Some(&(n, step)) = self.outer.last() else {
            // SAFETY: the caller's word.
            let got = unsafe { read_parallel(file, to.0, run, base + self.start)? };
            let kind = || truncated(&self.shape, self.dtype, got as u64);
            return if got == run { Ok(()) } else { Err(FileError::from(kind()).at(base + self.start + got as u64)) };
        };
        let step = step as usize;
        let together = step - run <= GAP;
        let failed: Mutex<Option<FileError>> = Mutex::new(None);
        let read = |scratch: &mut Vec<u8>, first: usize, count: usize| -> Result<()> {
            let place = self.place(first);
            if !together {
                for i in 0..count {
                    let at = place + (i * step) as u64;
                    // SAFETY: the room of this run.
                    let got = unsafe { read_raw(file, to.plus((first + i) * run), run, base + at)? };
                    if got < run {
                        return Err(short(at + got as u64));
                    }
                }
                return Ok(());
            }
            let most = (SCRATCH.saturating_sub(run) / step + 1).min(count);
            for from in (0..count).step_by(most) {
                let here = most.min(count - from);
                let span = (here - 1) * step + run;
                scratch.resize(span.max(scratch.len()), 0);
                let at = place + (from * step) as u64;
                // SAFETY: a vector of at least so many bytes.
                let got = unsafe { read_raw(file, scratch.as_mut_ptr(), span, base + at)? };
                if got < span {
                    return Err(short(at + got as u64));
                }
                for i in 0..here {
                    let source = &scratch[i * step..][..run];
                    // SAFETY: the room of this run, which nothing else reaches.
                    unsafe { to.plus((first + from + i) * run).copy_from_nonoverlapping(source.as_ptr(), run) };
                }
            }
            Ok(())
        };
        // Reading costs as if the gaps were wanted too, or a page for each run.
        let cost = if together { step } else { run.max(GAP) };
        for_each_range(runs, 1, runs.saturating_mul(cost), &|part| {
            let mut scratch = Vec::new();
            let mut at = part.start;
            while at < part.end {
                // Runs of one row of the fastest outer axis are equally far apart.
                let count = (n - at % n).min(part.end - at);
                if let Err(error) = read(&mut scratch, at, count) {
                    *failed.lock().unwrap_or_else(|e| e.into_inner()) = Some(error);
                    return;
                }
                at += count;
            }
        });
        failed.into_inner().unwrap_or_else(|e| e.into_inner()).map_or(Ok(()), Err)
    }

    /// Writes elements of the section's shape and dtype into the array that begins at byte `base`.
    pub fn write(&self, file: &File, base: u64, elements: DynView<'_>) -> Result<()> {
        if self.nbytes() == 0 {
            return Ok(());
        }
        let ordered = elements.flip(&self.flipped[..])?.transpose(&self.axes[..])?;
        let copy;
        let bytes = match crate::elements::as_bytes(&ordered) {
            Some(bytes) => bytes,
            None => {
                copy = ordered.tobytes(Order::C)?;
                &copy
            }
        };
        for (index, run) in bytes.chunks_exact(self.run).enumerate() {
            let at = base + self.place(index);
            positional::write_all(file, run, at).map_err(|error| FileError::from(error).at(at))?;
        }
        Ok(())
    }
}
