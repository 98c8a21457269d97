//! Elements repeated in place.

use npcore_dtype::{Casting, Elem};
use npcore_exec::for_each_range;
use npcore_kernel as kernel;
use npcore_layout::{LayoutError, normalize_axis};

use super::JoinError;
use super::roll::c_order;
use super::target::{List, Out, Target, made, ordered, trusted};
use crate::arguments::{AsView, AsViewMut};
use crate::containers::{Array, ArrayCow, ArrayView, ArrayViewMut, Container, DynArray, DynView};
use crate::error::{ArrayError, Result};
use crate::macros::readers;
use crate::shape::Ints;

/// Each element (or each sub-array along `axis`) repeated: all the same number of times, or each by a number of its
/// own. With `None` the elements are taken in C order, and the result has one axis.
///
/// A copy in C order.
///
/// # Errors
/// As many numbers as neither one nor the elements; negative ones; an axis out of bounds; no memory.
///
/// ```
/// use npcore_array::{array, repeat};
/// let a = array![[1, 2], [3, 4]];
/// assert_eq!(repeat(&a, 2, None)?.to_string(), "[1 1 2 2 3 3 4 4]");
/// assert_eq!(repeat(&a, [1, 2], 0)?.to_string(), "[[1 2]\n [3 4]\n [3 4]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn repeat<T: Elem>(a: impl AsView<T>, repeats: impl Ints, axis: impl Into<Option<isize>>) -> Result<Array<T>> {
    made(repeated(a.as_view().as_dyn(), &repeats.to_list(), axis.into(), Out::New))
}

readers! { where T: Elem;
    /// [`repeat`](crate::repeat) as a method.
    ///
    /// # Errors
    /// As the function.
    pub fn repeat(&self, repeats: impl Ints, axis: impl Into<Option<isize>>) -> Result<Array<T>> {
        repeat(self, repeats, axis)
    }
}

/// [`repeat`] into a given array.
///
/// # Errors
/// As [`repeat`] and [`concatenate_into`](crate::concatenate_into).
pub fn repeat_into<T: Elem, U: Elem>(
    a: impl AsView<T>,
    repeats: impl Ints,
    axis: impl Into<Option<isize>>,
    out: &mut (impl AsViewMut<U> + ?Sized),
    casting: Casting,
) -> Result<()> {
    let out = Out::Into(out.as_view_mut().into_dyn(), casting);
    repeated(a.as_view().as_dyn(), &repeats.to_list(), axis.into(), out).map(|_| ())
}

fn repeated(a: DynView<'_>, counts: &[isize], axis: Option<isize>, out: Out<'_>) -> Result<Option<DynArray>> {
    let mut shape: List = match axis {
        None => smallvec::smallvec![a.size()],
        Some(_) if a.ndim() == 0 => smallvec::smallvec![1],
        Some(_) => a.shape().into(),
    };
    let axis = normalize_axis(axis.unwrap_or(0), shape.len())?;
    let n = shape[axis];
    let lengths = |axes: &[usize]| axes.iter().product::<usize>();
    let (outer, chunk) = (lengths(&shape[..axis]), lengths(&shape[axis + 1..]) * a.itemsize());
    // Where each chunk starts, in chunks; one count needs no list.
    let mut starts: Vec<usize> = Vec::new();
    let too_big = || ArrayError::from(LayoutError::TooBig);
    if let &[count] = counts {
        // None repeated less than never is none.
        let count = usize::try_from(if n == 0 { 0 } else { count }).map_err(|_| LayoutError::NegativeDimension)?;
        shape[axis] = n.checked_mul(count).ok_or_else(too_big)?;
    } else {
        if counts.len() != n {
            return Err(JoinError::Repeats { len: n, counts: counts.len() }.into());
        }
        starts.reserve_exact(n + 1);
        starts.push(0);
        let mut total = 0usize;
        for &count in counts {
            let count = usize::try_from(count).map_err(|_| JoinError::NegativeRepeats)?;
            total = total.checked_add(count).ok_or_else(too_big)?;
            starts.push(total);
        }
        shape[axis] = total;
    }
    let target = Target::exactly(out, a.dtype(), ordered(&shape, a.dtype(), false)?, &[a])?;
    if !target.at.layout.is_empty() && chunk > 0 {
        let source = c_order(a)?;
        let job = Job { source: source.raw().first(), target: target.at.first(), chunk };
        // SAFETY: both are gapless in C order, and the target has room for what the counts say.
        unsafe {
            match counts {
                &[count] => job.evenly(outer * n, count.unsigned_abs()),
                _ => job.each(outer, &starts),
            }
        }
    }
    // SAFETY: every element was written; they are the input's.
    unsafe { target.finish(trusted(&[a], a.dtype())) }
}

/// Chunks of bytes to be repeated.
struct Job {
    source: *mut u8,
    target: *mut u8,
    chunk: usize,
}
// SAFETY: the source is only read, and threads write different chunks of the target.
unsafe impl Sync for Job {}

impl Job {
    /// Each of `chunks` chunks `count` times.
    ///
    /// # Safety
    /// The source has as many chunks, the target room for all repeats; the two are apart.
    unsafe fn evenly(&self, chunks: usize, count: usize) {
        let (chunk, row) = (self.chunk, self.chunk * count);
        for_each_range(chunks, 1, chunks * row, &|range| {
            let at = [self.source.wrapping_add(range.start * chunk), self.target.wrapping_add(range.start * row)];
            let strides = [[0, chunk as isize], [chunk as isize, row as isize]];
            // SAFETY: the chunks of the range and their repeats (the caller's word).
            unsafe { kernel::copy(chunk, [count, range.len()], at, strides) };
        });
    }

    /// Each chunk of each of `outer` rows as often as the difference of its `starts` says.
    ///
    /// # Safety
    /// As [`evenly`](Self::evenly); `starts` has an entry more than a row has chunks.
    unsafe fn each(&self, outer: usize, starts: &[usize]) {
        let n = starts.len() - 1;
        let total = starts[n];
        for_each_range(outer * n, 1, outer * total * self.chunk, &|range| {
            for row in range.start / n..range.end.div_ceil(n) {
                let (from, to) = (range.start.max(row * n), range.end.min((row + 1) * n));
                let counts = &starts[from - row * n..=to - row * n];
                let source = self.source.wrapping_add(from * self.chunk);
                let target = self.target.wrapping_add((row * total + counts[0]) * self.chunk);
                // SAFETY: some chunks of one row, and where their repeats start (the caller's word).
                unsafe {
                    match self.chunk {
                        1 => items::<u8>(source, target, counts),
                        2 => items::<u16>(source, target, counts),
                        4 => items::<u32>(source, target, counts),
                        8 => items::<u64>(source, target, counts),
                        16 => items::<u128>(source, target, counts),
                        chunk => chunks(chunk, source, target, counts),
                    }
                }
            }
        });
    }
}

/// Items of a machine type, each as often as its count.
///
/// # Safety
/// As [`Job::each`].
unsafe fn items<T: Copy>(source: *const u8, target: *mut u8, starts: &[usize]) {
    let (source, mut target) = (source.cast::<T>(), target.cast::<T>());
    for (i, pair) in starts.windows(2).enumerate() {
        // SAFETY: the caller's items; any alignment will do.
        unsafe {
            let value = source.add(i).read_unaligned();
            let count = pair[1] - pair[0];
            for j in 0..count {
                target.add(j).write_unaligned(value);
            }
            target = target.add(count);
        }
    }
}

/// # Safety
/// As [`Job::each`].
unsafe fn chunks(chunk: usize, source: *mut u8, target: *mut u8, starts: &[usize]) {
    let step = chunk as isize;
    for (i, pair) in starts.windows(2).enumerate() {
        let at = [source.wrapping_add(i * chunk), target.wrapping_add((pair[0] - starts[0]) * chunk)];
        // SAFETY: one chunk and its repeats (the caller's word).
        unsafe { kernel::copy(chunk, [pair[1] - pair[0], 1], at, [[0, 0], [step, 0]]) };
    }
}
