//! A sum of products of two arrays over some of their axes: what every product here comes down to.
//!
//! Each axis has a role. *Batch* axes are in both arrays and in the result, *rows* in the left one and the result, *columns*
//! in the right one and the result, *inner* axes in both arrays and summed over. Axes of one role are merged where the strides
//! allow it; what is left is one product of matrices for each place of the batch. Where axes do not merge they are walked over,
//! or their array is copied once if the product takes much longer than the copy.

use npcore_array::{DynArray, DynView, Result, engine};
use npcore_exec::for_each_range;
use npcore_layout::Layout;
use smallvec::SmallVec;

use super::gemm::{Engine, Job};

/// An axis: its length, and its strides in bytes in the left array, the right one and the result; 0 where it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Axis {
    pub len: usize,
    pub s: [isize; 3],
}

pub(crate) type Axes = SmallVec<[Axis; 4]>;

/// The axes by their roles, each list slowest first in the result (or, for the inner axes, in any order).
#[derive(Clone, Debug, Default)]
pub(crate) struct Roles {
    pub batch: Axes,
    pub rows: Axes,
    pub inner: Axes,
    pub cols: Axes,
}

/// Copying is worth it where each element takes part in so many products at least.
const COPY_FROM: usize = 4;
/// Batches of products that are smaller than this are split among threads; larger ones use threads themselves.
const SMALL_PRODUCT: usize = 1 << 20;

/// Whether the first axis goes on where the second one ends, in all three arrays.
fn continues(outer: &Axis, inner: &Axis) -> bool {
    (0..3).all(|x| outer.s[x] == inner.s[x] * inner.len as isize)
}

/// Neighbours that lie as one axis become one; axes of length 1 vanish.
fn merge(axes: &mut Axes) {
    axes.retain(|axis| axis.len != 1);
    let mut merged = Axes::new();
    for &axis in axes.iter() {
        match merged.last_mut() {
            Some(last) if continues(last, &axis) => *last = Axis { len: last.len * axis.len, s: axis.s },
            _ => merged.push(axis),
        }
    }
    *axes = merged;
}

impl Roles {
    /// Merges, and lets batch axes that only one array has go with its rows or columns.
    fn simplify(&mut self) {
        if self.inner.len() > 1 {
            // The inner axes may go in any order: in that of the array whose steps are longer.
            self.inner.sort_by_key(|axis| std::cmp::Reverse((axis.s[0].unsigned_abs(), axis.s[1].unsigned_abs())));
        }
        merge(&mut self.batch);
        merge(&mut self.rows);
        merge(&mut self.inner);
        merge(&mut self.cols);
        while let Some(&last) = self.batch.last() {
            let (side, lacks) = if last.s[1] == 0 { (&mut self.rows, 1) } else { (&mut self.cols, 0) };
            let fits =
                last.s[lacks] == 0 && side.first().is_none_or(|first| side.len() == 1 && continues(&last, first));
            if !fits {
                break;
            }
            self.batch.pop();
            side.insert(0, last);
            merge(side);
        }
    }

    fn len(axes: &[Axis]) -> usize {
        axes.iter().map(|axis| axis.len).product()
    }

    /// The array's elements copied so that its axes merge; the strides become those of the copy.
    fn pack(&mut self, x: usize, view: &DynView<'_>) -> Result<DynArray> {
        // The batch, then what the other array lacks, then the inner axes, in the order of the other lists.
        let role = if x == 0 { 1 } else { 3 };
        let lists = [&mut self.batch, &mut self.rows, &mut self.inner, &mut self.cols];
        let (mut shape, mut strides) = (Vec::new(), Vec::new());
        let wanted = |list: usize, axis: &Axis| list == 2 || list == role || (list == 0 && axis.s[x] != 0);
        for list in [0, role, 2] {
            for axis in lists[list].iter().filter(|axis| wanted(list, axis)) {
                shape.push(axis.len);
                strides.push(axis.s[x]);
            }
        }
        let layout = Layout::new(&shape, &strides, view.layout().offset())?;
        // SAFETY: the axes are the view's, some of them merged: the same elements.
        let copy = unsafe { engine::part(view, layout) }.try_to_owned(npcore_layout::Order::C)?;
        let mut fresh = copy.strides().iter();
        for list in [0, role, 2] {
            for axis in lists[list].iter_mut().filter(|axis| wanted(list, axis)) {
                axis.s[x] = *fresh.next().unwrap_or(&0);
            }
        }
        Ok(copy)
    }

    /// Which of the two arrays' axes do not merge into one of each role.
    fn unmerged(&self) -> [bool; 2] {
        let apart =
            |axes: &Axes, x: usize| axes.windows(2).any(|pair| pair[0].s[x] != pair[1].s[x] * pair[1].len as isize);
        [apart(&self.rows, 0) || apart(&self.inner, 0), apart(&self.cols, 1) || apart(&self.inner, 1)]
    }
}

/// Writes the products of `a` and `b` over axes to `out`.
///
/// # Safety
/// The strides of the axes reach elements of `a`, `b` and `out`, all of the engine's type (and alignment); the result's
/// positions do not overlap each other, and nobody else touches them.
///
/// # Errors
/// No memory for a copy.
pub(crate) unsafe fn contract(
    engine: Engine,
    a: &DynView<'_>,
    b: &DynView<'_>,
    out: *mut u8,
    mut roles: Roles,
) -> Result<()> {
    roles.simplify();
    let mut copies = [None, None];
    if roles.rows.len() > 1 || roles.inner.len() > 1 || roles.cols.len() > 1 {
        let uses = [Roles::len(&roles.cols), Roles::len(&roles.rows)];
        let apart = roles.unmerged();
        for (x, view) in [a, b].into_iter().enumerate() {
            if apart[x] && uses[x] >= COPY_FROM {
                copies[x] = Some(roles.pack(x, view)?);
            }
        }
        if copies.iter().any(Option::is_some) {
            roles.simplify();
        }
    }
    let first = |view: &DynView<'_>, copy: &Option<DynArray>| match copy {
        Some(copy) => copy.as_ptr(),
        None => view.as_ptr(),
    };
    let (a, b) = (first(a, &copies[0]), first(b, &copies[1]));
    // SAFETY: the caller's word; copies hold the same elements at the strides that the roles have now.
    unsafe { walk(engine, a, b, out, &roles) };
    Ok(())
}

/// The last axis of a role, and those before it.
fn split(axes: &Axes) -> (Axis, &[Axis]) {
    match axes.split_last() {
        Some((&last, rest)) => (last, rest),
        None => (Axis { len: 1, s: [0; 3] }, &[]),
    }
}

/// # Safety
/// As [`contract`].
unsafe fn walk(engine: Engine, a: *const u8, b: *const u8, out: *mut u8, roles: &Roles) {
    let ((rows, more_rows), (cols, more_cols)) = (split(&roles.rows), split(&roles.cols));
    let (inner, more_inner) = split(&roles.inner);
    let job = Job {
        n: [rows.len, inner.len, cols.len],
        a,
        b,
        out,
        s: [[rows.s[0], inner.s[0]], [inner.s[1], cols.s[1]], [rows.s[2], cols.s[2]]],
    };
    let outer: Axes = roles.batch.iter().chain(more_rows).chain(more_cols).copied().collect();
    let count = Roles::len(&outer);
    let products = job.n.iter().fold(Roles::len(more_inner), |n, &len| n.saturating_mul(len));
    let item = |job: &Job, alone: bool| {
        if more_inner.is_empty() {
            // SAFETY: the caller's word, for one place of the batch.
            return unsafe { engine.run(job, false, alone) };
        }
        let mut steps = Steps::new(more_inner, 0..Roles::len(more_inner));
        let mut add = false;
        while let Some([a, b, _]) = steps.next() {
            // SAFETY: as above, for a part of the inner axes.
            unsafe { engine.run(&job.moved(a, b, 0), add, alone) };
            add = true;
        }
        if !add {
            let none = Job { n: [job.n[0], 0, job.n[2]], ..*job };
            // SAFETY: as above; nothing is read.
            unsafe { engine.run(&none, false, alone) };
        }
    };
    if outer.is_empty() {
        return item(&job, true);
    }
    let alone = products >= SMALL_PRODUCT;
    let bytes = if alone { 0 } else { count.saturating_mul(products).saturating_mul(2) };
    for_each_range(count, 1, bytes, &|part| {
        let mut steps = Steps::new(&outer, part);
        while let Some([a, b, out]) = steps.next() {
            item(&job.moved(a, b, out), alone);
        }
    });
}

/// Offsets of a range of the places of some axes, last axis fastest.
struct Steps<'a> {
    axes: &'a [Axis],
    index: SmallVec<[usize; 6]>,
    at: [isize; 3],
    left: usize,
}

impl<'a> Steps<'a> {
    fn new(axes: &'a [Axis], range: std::ops::Range<usize>) -> Steps<'a> {
        let mut index: SmallVec<[usize; 6]> = SmallVec::from_elem(0, axes.len());
        let (mut at, mut rest) = ([0; 3], range.start);
        for (i, axis) in axes.iter().enumerate().rev() {
            if axis.len > 0 {
                index[i] = rest % axis.len;
                rest /= axis.len;
            }
            for (at, s) in at.iter_mut().zip(axis.s) {
                *at += s * index[i] as isize;
            }
        }
        Steps { axes, index, at, left: range.len() }
    }

    fn next(&mut self) -> Option<[isize; 3]> {
        self.left = self.left.checked_sub(1)?;
        let now = self.at;
        for (axis, index) in self.axes.iter().zip(&mut self.index).rev() {
            *index += 1;
            let back = if *index < axis.len { 0 } else { *index as isize };
            for (at, s) in self.at.iter_mut().zip(axis.s) {
                *at += s - s * back;
            }
            if back == 0 {
                break;
            }
            *index = 0;
        }
        Some(now)
    }
}
