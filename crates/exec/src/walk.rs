//! A plan bound to pointers: the axes that are left after sorting and merging, and where each
//! operand starts. Splits into pieces for threads, and calls a body for each inner rectangle.

use npcore_broadcast::Plan;
use smallvec::SmallVec;

use crate::threads;

/// Pointers that may go to another thread.
///
/// The pieces of a walk write disjoint elements, and nobody else touches what is written: the
/// promise that callers of [`Walk::run`] make.
#[derive(Clone, Copy)]
struct Pointers<const N: usize>([*mut u8; N]);
// SAFETY: see the type's text.
unsafe impl<const N: usize> Send for Pointers<N> {}
// SAFETY: see the type's text.
unsafe impl<const N: usize> Sync for Pointers<N> {}

/// Axes fastest first, with one stride in bytes per operand, and the operands' first elements.
#[derive(Clone)]
pub(crate) struct Walk<const N: usize> {
    axes: SmallVec<[Axis<N>; 6]>,
    base: Pointers<N>,
}

#[derive(Clone, Copy)]
struct Axis<const N: usize> {
    len: usize,
    strides: [isize; N],
}

/// What one call of a body covers: `n` elements along the two kernel axes, the operands'
/// pointers, and their strides along these axes.
#[derive(Clone, Copy)]
pub(crate) struct Inner<const N: usize> {
    pub n: [usize; 2],
    pub p: [*mut u8; N],
    pub s: [[isize; 2]; N],
}

impl<const N: usize> Walk<N> {
    /// One run of `n` elements.
    pub fn flat(n: usize, base: [*mut u8; N], strides: [isize; N]) -> Walk<N> {
        let mut axes = SmallVec::new();
        axes.push(Axis { len: n, strides });
        Walk { axes, base: Pointers(base) }
    }

    /// Axes as they are, fastest first: lengths, and the operands' steps.
    pub fn of_axes(axes: &[(usize, [isize; N])], base: [*mut u8; N]) -> Walk<N> {
        let mut axes: SmallVec<[Axis<N>; 6]> = axes.iter().map(|&(len, strides)| Axis { len, strides }).collect();
        if axes.is_empty() {
            axes.push(Axis { len: 1, strides: [0; N] });
        }
        Walk { axes, base: Pointers(base) }
    }

    /// The axes of `plan`, over operands whose buffers start at `buffers`.
    ///
    /// # Safety
    /// Each operand's layout, as given to the plan, lies inside the allocation of its buffer.
    pub unsafe fn new(plan: &Plan, buffers: [*mut u8; N]) -> Walk<N> {
        let axis = |a| Axis { len: plan.len(a), strides: std::array::from_fn(|op| plan.stride(a, op)) };
        let mut axes: SmallVec<[Axis<N>; 6]> = (0..plan.ndim()).filter(|&a| plan.len(a) != 1).map(axis).collect();
        if axes.is_empty() {
            axes.push(Axis { len: 1, strides: [0; N] });
        }
        // Wrapping: where there are no elements an offset may lie anywhere; nothing is touched there.
        let base = std::array::from_fn(|op| buffers[op].wrapping_offset(plan.offset(op)));
        Walk { axes, base: Pointers(base) }
    }

    /// The number of elements.
    pub fn size(&self) -> usize {
        self.axes.iter().map(|a| a.len).product()
    }

    /// The number of axes.
    pub fn ndim(&self) -> usize {
        self.axes.len()
    }

    /// The strides of an operand along the fastest axis and the second.
    pub fn inner_strides(&self, op: usize) -> [isize; 2] {
        [self.stride(0, op), self.stride(1, op)]
    }

    /// The length of an axis; 1 behind the last.
    pub fn len(&self, axis: usize) -> usize {
        self.axes.get(axis).map_or(1, |a| a.len)
    }

    fn stride(&self, axis: usize, op: usize) -> isize {
        self.axes.get(axis).map_or(0, |a| a.strides[op])
    }

    /// Whether an operand is visited as one gapless run of items of this size.
    pub fn is_flat(&self, op: usize, itemsize: usize) -> bool {
        let mut expected = itemsize as isize;
        self.axes.iter().all(|a| {
            let fits = a.len == 1 || a.strides[op] == expected;
            expected *= a.len as isize;
            fits
        })
    }

    /// Whether an operand lies gapless along the fastest axis for a page and more.
    pub fn has_long_rows(&self, op: usize, itemsize: usize) -> bool {
        self.stride(0, op) == itemsize as isize && self.len(0) * itemsize >= 4096
    }

    /// Where an operand lies gapless along another axis than the fastest, makes that axis the
    /// second: the two kernel axes then span a tile in which both orders are local.
    pub fn pair_axes(&mut self, itemsizes: [usize; N]) {
        let Some(first) = self.axes.first() else { return };
        for (op, &itemsize) in itemsizes.iter().enumerate() {
            let unit = |s: isize| s.unsigned_abs() == itemsize;
            if first.strides[op] == 0 || unit(first.strides[op]) {
                continue;
            }
            if let Some(at) = self.axes.iter().position(|a| a.len > 1 && unit(a.strides[op])) {
                let axis = self.axes.remove(at);
                self.axes.insert(1, axis);
                return;
            }
        }
    }

    /// Calls `body` for each inner rectangle, on several threads where `bytes` (all that the
    /// walk moves) are worth it. Pieces are split at elements; a result must not depend on where.
    ///
    /// # Safety
    /// What `body` does with an [`Inner`] is right for every part of the walk, and parts may be
    /// done at the same time: no element that is written is touched by another part.
    pub unsafe fn run(&self, bytes: usize, body: &(impl Fn(Inner<N>) + Sync)) {
        let pieces = threads::pieces(bytes);
        if pieces <= 1 {
            self.run_here(body);
            return;
        }
        // Slow axes first: a piece is then one stretch of memory. An axis too short for
        // all the pieces gives way to the longest one.
        let long = |a: &Axis<N>| a.len >= 4 * pieces;
        let axis = self
            .axes
            .iter()
            .rposition(long)
            .unwrap_or_else(|| (0..self.axes.len()).max_by_key(|&i| self.axes[i].len).unwrap_or(0));
        let len = self.len(axis);
        let pieces = pieces.min(len);
        // Whole cache lines to each piece along the fastest axis.
        let unit = if axis == 0 && len >= 64 * pieces { 64 } else { 1 };
        let bound = |i: usize| if i == pieces { len } else { len / unit * i / pieces * unit };
        threads::for_each_piece(pieces, &|i| {
            self.part(axis, bound(i), bound(i + 1)).run_here(body);
        });
    }

    pub fn part(&self, axis: usize, from: usize, to: usize) -> Walk<N> {
        let mut part = self.clone();
        let a = &mut part.axes[axis];
        a.len = to - from;
        for (p, s) in part.base.0.iter_mut().zip(a.strides) {
            // Wrapping: an empty part may start outside; it touches nothing.
            *p = p.wrapping_offset(s * from as isize);
        }
        part
    }

    /// [`run`](Walk::run) on this thread: parts one after the other, from the first element to the last.
    pub fn run_here(&self, body: &impl Fn(Inner<N>)) {
        let n = [self.len(0), self.len(1)];
        let s = std::array::from_fn(|op| self.inner_strides(op));
        if n[0] == 0 || n[1] == 0 {
            return;
        }
        if self.axes.len() <= 2 {
            return body(Inner { n, p: self.base.0, s });
        }
        let outer = &self.axes[2..];
        if outer.iter().any(|a| a.len == 0) {
            return;
        }
        let mut index: SmallVec<[usize; 6]> = smallvec::smallvec![0; outer.len()];
        let mut p = self.base.0;
        loop {
            body(Inner { n, p, s });
            let mut k = 0;
            loop {
                let axis = &outer[k];
                index[k] += 1;
                if index[k] < axis.len {
                    for (p, s) in p.iter_mut().zip(axis.strides) {
                        *p = p.wrapping_offset(s);
                    }
                    break;
                }
                // Back to the start of this axis, and one step on the next.
                index[k] = 0;
                for (p, s) in p.iter_mut().zip(axis.strides) {
                    *p = p.wrapping_offset(-s * (axis.len as isize - 1));
                }
                k += 1;
                if k == outer.len() {
                    return;
                }
            }
        }
    }
}

impl<const N: usize> Inner<N> {
    /// The sub-rectangle of `n` elements from `at`.
    pub fn part(&self, at: [usize; 2], n: [usize; 2]) -> Inner<N> {
        let p = std::array::from_fn(|op| {
            let [s0, s1] = self.s[op];
            self.p[op].wrapping_offset(s0 * at[0] as isize + s1 * at[1] as isize)
        });
        Inner { n, p, s: self.s }
    }
}
