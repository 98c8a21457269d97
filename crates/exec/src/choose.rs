//! Elements chosen by a mask: side by side in C order, or their positions.

use npcore_broadcast::{OperandSpec, Plan};
use npcore_dtype::DType;
use npcore_kernel as kernel;
use npcore_layout::{Layout, Order};

use crate::arithmetic::Output;
use crate::elementwise::Operand;
use crate::error::ExecError;
use crate::threads;
use crate::walk::{Inner, Walk};

/// A walk in C order, cut into stretches that are done at the same time. Each knows how many elements it chooses and
/// how many were chosen before it.
struct Stretches<const N: usize> {
    parts: Vec<(Walk<N>, usize, usize)>,
    count: usize,
}

/// How many bytes of a mask, operand `op` of a rectangle, are not 0.
///
/// # Safety
/// They may be read.
unsafe fn count<const N: usize>(r: &Inner<N>, op: usize) -> usize {
    let mut count = 0;
    for j in 0..r.n[1] {
        let Inner { p, s, .. } = r.part([0, j], r.n);
        // SAFETY: the caller's word.
        count += unsafe {
            if s[op][0] == 1 {
                kernel::count_nonzero(std::slice::from_raw_parts(p[op], r.n[0]))
            } else {
                let byte = |i: usize| *p[op].wrapping_offset(s[op][0].wrapping_mul(i as isize));
                (0..r.n[0]).filter(|&i| byte(i) != 0).count()
            }
        };
    }
    count
}

/// # Safety
/// Operand `op` of the walk is a mask that may be read.
unsafe fn stretches<const N: usize>(walk: &Walk<N>, op: usize, bytes: usize) -> Stretches<N> {
    let slowest = walk.ndim() - 1;
    let len = walk.len(slowest);
    let pieces = threads::pieces(bytes).clamp(1, len.max(1));
    let bound = |i: usize| if i == pieces { len } else { len / pieces * i };
    let mut parts: Vec<(Walk<N>, usize, usize)> =
        (0..pieces).map(|i| (walk.part(slowest, bound(i), bound(i + 1)), 0, 0)).collect();
    let counts: Vec<std::sync::atomic::AtomicUsize> = parts.iter().map(|_| Default::default()).collect();
    let order = std::sync::atomic::Ordering::Relaxed;
    threads::for_each_piece(pieces, &|i| {
        // SAFETY: the caller's word.
        parts[i].0.run_here(&|r| _ = counts[i].fetch_add(unsafe { count(&r, op) }, order));
    });
    let mut total = 0;
    for (part, count) in parts.iter_mut().zip(counts) {
        (part.1, part.2) = (count.into_inner(), total);
        total += part.1;
    }
    Stretches { parts, count: total }
}

/// The elements of `input` where `mask`, over its first axes, is true: an array whose first axis stands for those.
///
/// The input's other axes are the slowest ones of what follows: each choice is a run of them, which must lie gapless in C
/// order; without other axes any strides will do.
///
/// # Safety
/// The elements of both may be read; the mask is of type bool, and its shape begins the input's.
///
/// # Errors
/// No memory.
pub unsafe fn compress(input: &Operand<'_>, mask: &Operand<'_>) -> Result<Output, ExecError> {
    let (shape, strides) = (input.layout.shape(), input.layout.strides());
    let leading = mask.layout.ndim();
    let rest = &shape[leading..];
    let item = input.dtype.itemsize() * rest.iter().product::<usize>();
    let layout = Layout::new(&shape[..leading], &strides[..leading], input.layout.offset())?;
    let plan = Plan::new(&[OperandSpec::read(&layout), OperandSpec::read(mask.layout)], Order::C)?;
    // SAFETY: the caller's word.
    unsafe {
        let walk = Walk::<2>::new(&plan, [input.ptr, mask.ptr]);
        let found = stretches(&walk, 1, walk.size().saturating_mul(item + 1));
        let shape: smallvec::SmallVec<[usize; 6]> = [found.count].into_iter().chain(rest.iter().copied()).collect();
        let out = Output::uninit(input.dtype, Layout::contiguous(&shape, input.dtype.itemsize(), Order::C)?)?;
        let to = Shared(out.buffer.as_ptr().as_ptr());
        threads::for_each_piece(found.parts.len(), &|i| {
            let (walk, _, before) = &found.parts[i];
            let place = std::cell::Cell::new(*before);
            walk.run_here(&|r| {
                for j in 0..r.n[1] {
                    let row = r.part([0, j], [r.n[0], 1]);
                    let chosen = count(&row, 1);
                    let p = [row.p[0], row.p[1], to.get().wrapping_add(place.get() * item)];
                    kernel::compress(item, r.n[0], p, [row.s[0][0], row.s[1][0]], chosen);
                    place.set(place.get() + chosen);
                }
            });
        });
        Ok(out)
    }
}

/// Where a mask is true: for each of its axes the positions along it, in C order of the elements.
///
/// # Safety
/// The mask, of type bool, may be read.
///
/// # Errors
/// No memory.
pub unsafe fn nonzero(mask: &Operand<'_>) -> Result<Vec<Output>, ExecError> {
    let shape = mask.layout.shape();
    let ndim = shape.len();
    // Every axis for itself: merged ones would have to be told apart again.
    let axes: Vec<_> = (0..ndim).rev().map(|axis| (shape[axis], [mask.layout.strides()[axis]])).collect();
    // SAFETY: the layout's axes.
    unsafe {
        let walk = Walk::of_axes(&axes, [mask.first()]);
        let found = stretches(&walk, 0, walk.size());
        let out: Vec<Output> = (0..ndim)
            .map(|_| Output::uninit(DType::INT64, Layout::contiguous(&[found.count], 8, Order::C)?))
            .collect::<Result<_, ExecError>>()?;
        let to: Vec<Shared<*mut i64>> = out.iter().map(|out| Shared(out.buffer.as_ptr().as_ptr().cast())).collect();
        let slowest = ndim.saturating_sub(1);
        threads::for_each_piece(found.parts.len(), &|i| {
            let (walk, _, before) = &found.parts[i];
            let first: usize = found.parts[..i].iter().map(|(walk, ..)| walk.len(slowest)).sum();
            let (place, visited) = (std::cell::Cell::new(*before), std::cell::Cell::new(0usize));
            walk.run_here(&|r| {
                for j in 0..r.n[1] {
                    let row = r.part([0, j], [r.n[0], 1]);
                    let chosen = count(&row, 0);
                    let at = place.get();
                    if let Some((fastest, others)) = to.split_last() {
                        // The row's number tells its place along the other axes.
                        let mut number = visited.get();
                        for (k, axis) in others.iter().enumerate().rev() {
                            let len = walk.len(ndim - 1 - k);
                            let position = number % len + if k == 0 { first } else { 0 };
                            number /= len;
                            std::slice::from_raw_parts_mut(
                                axis.get().add(at).cast::<std::mem::MaybeUninit<i64>>(),
                                chosen,
                            )
                            .fill(std::mem::MaybeUninit::new(position as i64));
                        }
                        let from = if ndim == 1 { first as i64 } else { 0 };
                        kernel::positions(r.n[0], row.p[0], row.s[0][0], from, fastest.get().add(at), chosen);
                    }
                    visited.set(visited.get() + 1);
                    place.set(at + chosen);
                }
            });
        });
        Ok(out)
    }
}

/// Pointers that may go to another thread: the stretches write disjoint places.
#[derive(Clone, Copy)]
struct Shared<T>(T);
// SAFETY: see the type's text.
unsafe impl<T> Send for Shared<T> {}
// SAFETY: see the type's text.
unsafe impl<T> Sync for Shared<T> {}

impl<T: Copy> Shared<T> {
    /// By a method, so that closures hold the whole and not the field.
    fn get(&self) -> T {
        self.0
    }
}
