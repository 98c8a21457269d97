//! Scans and folds in strict order: `accumulate`, `reduceat`, and reductions by operations that must not be regrouped.

use std::mem::MaybeUninit;
use std::sync::OnceLock;

use npcore_broadcast::{OperandSpec, Plan};
use npcore_dtype::DType;
use npcore_kernel::{self as kernel, Binary, FOLD_BYTES, Loop3, Scan};
use npcore_layout::{Layout, Order, Strides};

use crate::arithmetic::Output;
use crate::convert::Converter;
use crate::elementwise::Operand;
use crate::error::ExecError;
use crate::errstate;
use crate::errstate::checked::{self, Folded, part};
use crate::tables;
use crate::walk::{Inner, Walk};

/// Elements of a row that go side by side where the scanned axis is not the fastest: their results stay in L1.
const COLUMNS: usize = 1024;

/// A loop in which each step takes the result of the one before.
#[derive(Clone, Copy)]
enum Steps {
    Scan(Scan),
    /// A call for each step: for operations that take much longer than a call.
    Calls(Loop3, usize),
}

impl Steps {
    fn new(op: Binary, work: DType) -> Result<Steps, ExecError> {
        let scan = tables::scan(op, work).map(Steps::Scan);
        let calls = || Some(Steps::Calls(tables::binary(op, work)?, work.itemsize()));
        scan.or_else(calls).ok_or_else(|| ExecError::NoLoop {
            reason: format!("No loop matching the specified signature and casting was found for ufunc {}", op.name()),
        })
    }

    /// # Safety
    /// As [`Scan`].
    unsafe fn run(self, n: usize, start: *const u8, p: [*mut u8; 2], s: [isize; 2]) {
        let (f, item) = match self {
            // SAFETY: the caller's word.
            Steps::Scan(scan) => return unsafe { scan(n, start, p, s) },
            Steps::Calls(f, item) => (f, item),
        };
        let mut value = [0u64; 2];
        let value = value.as_mut_ptr().cast::<u8>();
        for i in 0..n {
            let at = |op: usize| p[op].wrapping_offset(s[op].wrapping_mul(i as isize));
            // SAFETY: an element of the input, one of the output, and the value before, which is apart from both.
            unsafe {
                match i {
                    0 if start.is_null() => std::ptr::copy_nonoverlapping(at(0), value, item),
                    0 => {
                        std::ptr::copy_nonoverlapping(start, value, item);
                        f([1, 1], [value, at(0), value], [[0; 2]; 3]);
                    }
                    _ => f([1, 1], [value, at(0), value], [[0; 2]; 3]),
                }
                std::ptr::copy_nonoverlapping(value, at(1), item);
            }
        }
    }
}

/// The walk over all axes but `axis`, of operands with these layouts, the last of them written.
///
/// # Safety
/// The layouts lie in the buffers that start at `starts`.
pub(super) unsafe fn rest<const N: usize>(
    layouts: [&Layout; N],
    starts: [*mut u8; N],
    axis: usize,
) -> Result<Walk<N>, ExecError> {
    let mut rows = [Layout::scalar(); N];
    for (row, layout) in rows.iter_mut().zip(layouts) {
        *row = layout.index_axis(axis as isize, 0)?;
    }
    let specs: [OperandSpec<'_>; N] = std::array::from_fn(|i| match i {
        _ if i == N - 1 => OperandSpec::write(&rows[i]),
        _ => OperandSpec::read(&rows[i]),
    });
    let plan = Plan::new(&specs, Order::K)?;
    // SAFETY: the caller's word.
    Ok(unsafe { Walk::new(&plan, starts) })
}

/// `out[i] = op(out[i - 1], in[i])` along `axis`, in the type `work`, which is the result's.
///
/// # Safety
/// The input's elements may be read.
///
/// # Errors
/// An operation that has no such loop; no memory.
pub unsafe fn accumulate(op: Binary, input: &Operand<'_>, axis: usize, work: DType) -> Result<Output, ExecError> {
    // SAFETY: the caller's word.
    unsafe {
        let out = accumulate_plain(op, input, axis, work)?;
        if let Some(state) = errstate::active() {
            checked::look_scan(state, op, input, &out.operand(), axis)?;
        }
        Ok(out)
    }
}

/// # Safety
/// As [`accumulate`].
unsafe fn accumulate_plain(op: Binary, input: &Operand<'_>, axis: usize, work: DType) -> Result<Output, ExecError> {
    let steps_of = Steps::new(op, work)?;
    let specs = [OperandSpec::read(input.layout), OperandSpec::allocate(work.itemsize())];
    let out = Output::uninit(work, Plan::new(&specs, Order::K)?.output_layout(1))?;
    if out.layout.is_empty() {
        return Ok(out);
    }
    // Elements of another type are converted first, and scanned in place.
    let mut from = *input;
    if input.dtype != work {
        // SAFETY: the output is fresh.
        unsafe { crate::copy::copy_plain(input, &out.operand(), out.buffer.is_warm())? };
        from = out.operand();
    }
    let (n, steps) = (out.layout.shape()[axis], [from.layout.strides()[axis], out.layout.strides()[axis]]);
    let item = work.itemsize();
    // SAFETY: both layouts lie in their buffers, and have an element at index 0 of the axis.
    let walk = unsafe { rest([from.layout, &out.layout], [from.ptr, out.buffer.as_ptr().as_ptr()], axis)? };
    let across = tables::binary(op, work)
        .filter(|_| walk.size() > 1 && walk.inner_strides(1)[0].unsigned_abs() < steps[1].unsigned_abs());
    let bytes = out.layout.nbytes(item) * 2;
    let body = |r: Inner<2>| {
        let at = |p: *mut u8, step: isize, i: usize| p.wrapping_offset(step.wrapping_mul(i as isize));
        // SAFETY: each call stays with the rows of `r`, whose elements along the axis the steps lead to; a row of the
        // output is apart from the one before it.
        unsafe {
            let Some(f) = across else {
                for j in 0..r.n[1] {
                    for i in 0..r.n[0] {
                        let row = r.part([i, j], [1, 1]);
                        steps_of.run(n, std::ptr::null(), row.p, steps);
                    }
                }
                return;
            };
            for from in (0..r.n[0]).step_by(COLUMNS) {
                let r = r.part([from, 0], [COLUMNS.min(r.n[0] - from), r.n[1]]);
                kernel::copy(item, r.n, r.p, r.s);
                for i in 1..n {
                    let p = [at(r.p[1], steps[1], i - 1), at(r.p[0], steps[0], i), at(r.p[1], steps[1], i)];
                    f(r.n, p, [r.s[1], r.s[0], r.s[1]]);
                }
            }
        }
    };
    // SAFETY: the parts of the walk are rows of their own.
    unsafe { walk.run(bytes, &body) };
    Ok(out)
}

/// A row of a fold: the elements of the walk's other axis.
struct Row {
    n: usize,
    item: usize,
    /// Bytes from one input element to the next, and of the mask.
    steps: [isize; 2],
    convert: Converter,
    in_place: bool,
    masked: bool,
}

impl Row {
    /// The elements side by side (those that the mask leaves), and their number.
    ///
    /// # Safety
    /// `p` is the first element, and the first of the mask; `buffer` holds `n` elements.
    unsafe fn gather(
        &self,
        p: [*mut u8; 2],
        range: std::ops::Range<usize>,
        buffer: *mut u8,
    ) -> Result<(*mut u8, usize), ExecError> {
        let at = |op: usize, i: usize| p[op].wrapping_offset(self.steps[op].wrapping_mul(i as isize));
        let first = at(0, range.start);
        if self.in_place {
            return Ok((first, range.len()));
        }
        let item = self.item as isize;
        if !self.masked {
            let n = [range.len(), 1];
            // SAFETY: the caller's elements and buffer.
            unsafe { self.convert.convert(Inner { n, p: [first, buffer], s: [[self.steps[0], 0], [item, 0]] })? };
            return Ok((buffer, range.len()));
        }
        let mut count = 0;
        for i in range {
            // SAFETY: an element of the mask, one of the input, and one of the buffer.
            unsafe {
                if *at(1, i) != 0 {
                    let to = buffer.wrapping_add(count * self.item);
                    self.convert.convert(Inner { n: [1, 1], p: [at(0, i), to], s: [[0; 2]; 2] })?;
                    count += 1;
                }
            }
        }
        Ok((buffer, count))
    }
}

/// Folds along one axis in strict order, into fresh memory of the type `work` whose `axis` has length 1. With
/// `indices` each of the results along the axis folds the elements from an index to the next one (NumPy's `reduceat`).
///
/// # Safety
/// The elements of the operands may be read; the mask's are bool, broadcast to the input.
///
/// # Errors
/// An operation that has no such loop; a fold of nothing without an initial value; no memory.
pub unsafe fn fold_in_order(
    op: Binary,
    input: &Operand<'_>,
    axis: usize,
    work: DType,
    mask: Option<&Operand<'_>>,
    initial: Option<[u8; 16]>,
    indices: Option<&[usize]>,
) -> Result<Output, ExecError> {
    // SAFETY: the caller's word.
    unsafe {
        let out = fold_plain(op, input, axis, work, mask, initial, indices)?;
        let Some(state) = errstate::active() else { return Ok(out) };
        let result = out.operand();
        let n = input.layout.shape()[axis];
        let look = |name, input: Operand<'_>, out: &Operand<'_>| {
            Folded { op, name, input, work, centre: None, mask: mask.copied(), initial }.look(state, out)
        };
        match indices {
            None => look("reduce", *input, &result)?,
            Some(indices) => {
                for k in 0..indices.len() {
                    let range = stretch(indices, k, n);
                    let (from, to) = (part(input.layout, axis, range)?, part(&out.layout, axis, k..k + 1)?);
                    look("reduceat", Operand { layout: &from, ..*input }, &Operand { layout: &to, ..result })?;
                }
            }
        }
        Ok(out)
    }
}

/// The stretch of an axis of length `n` that the `k`-th result of `reduceat` folds.
fn stretch(indices: &[usize], k: usize, n: usize) -> std::ops::Range<usize> {
    let (from, to) = (indices[k], indices.get(k + 1).copied().unwrap_or(n));
    from..if to > from { to } else { from + 1 }
}

/// # Safety
/// As [`fold_in_order`].
unsafe fn fold_plain(
    op: Binary,
    input: &Operand<'_>,
    axis: usize,
    work: DType,
    mask: Option<&Operand<'_>>,
    initial: Option<[u8; 16]>,
    indices: Option<&[usize]>,
) -> Result<Output, ExecError> {
    let steps_of = Steps::new(op, work)?;
    let item = work.itemsize();
    let shape = input.layout.shape();
    let n = shape[axis];
    let results = indices.map_or(1, <[usize]>::len);
    let out_shape = npcore_layout::Shape::from_fn(shape.len(), |i| if i == axis { results } else { shape[i] });
    let mask_layout = match mask {
        Some(mask) => npcore_broadcast::broadcast_to(mask.layout, shape)?,
        None => *input.layout,
    };
    // In the order of the inputs' other axes.
    let elsewhere = |layout: &Layout| {
        let strides = layout.strides();
        let strides = Strides::from_fn(strides.len(), |i| if i == axis { 0 } else { strides[i] });
        Layout::new(&out_shape, &strides, 0)
    };
    let layouts = [elsewhere(input.layout)?, elsewhere(&mask_layout)?];
    let specs = [OperandSpec::read(&layouts[0]), OperandSpec::read(&layouts[1]), OperandSpec::allocate(item)];
    let out = Output::uninit(work, Plan::new(&specs, Order::K)?.output_layout(2))?;
    if out.layout.is_empty() {
        return Ok(out);
    }
    if n == 0 && initial.is_none() {
        return Err(ExecError::NoIdentity { name: op.name() });
    }
    let row = Row {
        n,
        item,
        steps: [input.layout.strides()[axis], mask_layout.strides()[axis]],
        convert: Converter::new(input.dtype, work),
        in_place: input.dtype == work && mask.is_none(),
        masked: mask.is_some(),
    };
    let folds = tables::folds(op, work);
    let out_step = out.layout.strides()[axis];
    let starts = [input.ptr, mask.map_or(input.ptr, |m| m.ptr), out.buffer.as_ptr().as_ptr()];
    if n == 0 {
        let Some(initial) = initial else { return Ok(out) };
        let value = Operand { ptr: initial.as_ptr().cast_mut(), dtype: work, layout: &Layout::scalar() };
        // SAFETY: one element of the work type; the output is fresh.
        unsafe { crate::copy::copy_plain(&value, &out.operand(), false)? };
        return Ok(out);
    }
    // SAFETY: the layouts lie in their buffers, and have an element at index 0 of the axis.
    let walk = unsafe { rest([input.layout, &mask_layout, &out.layout], starts, axis)? };
    let failed = OnceLock::new();
    let body = |r: Inner<3>| {
        let mut buffer: Vec<MaybeUninit<u8>> = Vec::new();
        if !row.in_place {
            buffer.resize(row.n * item, MaybeUninit::uninit());
        }
        for at in 0..r.n[0] * r.n[1] {
            let [p, mask, to] = r.part([at % r.n[0], at / r.n[0]], [1, 1]).p;
            for k in 0..results {
                let range = match indices {
                    None => 0..n,
                    Some(indices) => stretch(indices, k, n),
                };
                let to = to.wrapping_offset(out_step.wrapping_mul(k as isize));
                // SAFETY: a row of the walk; the buffer holds all of it.
                let done = unsafe {
                    row.gather([p, mask], range, buffer.as_mut_ptr().cast()).map(|(from, count)| {
                        let step = if row.in_place { row.steps[0] } else { item as isize };
                        let start = initial.as_ref().map_or(std::ptr::null(), |i| i.as_ptr());
                        match folds {
                            Some(folds)
                                if start.is_null()
                                    && step == item as isize
                                    && count > 0
                                    && count * item <= FOLD_BYTES =>
                            {
                                (folds.row)(count, from, to);
                            }
                            _ if count > 0 => steps_of.run(count, start, [from, to], [step, 0]),
                            _ if !start.is_null() => std::ptr::copy_nonoverlapping(start, to, item),
                            _ => std::ptr::write_bytes(to, 0, item),
                        }
                    })
                };
                if let Err(e) = done {
                    let _ = failed.set(e);
                }
            }
        }
    };
    // SAFETY: the parts of the walk write results of their own.
    unsafe { walk.run(input.layout.nbytes(item), &body) };
    failed.into_inner().map_or(Ok(out), Err)
}
