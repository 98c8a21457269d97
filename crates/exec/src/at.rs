//! A two-operand loop at positions of the first axis, one after the other.

use npcore_dtype::Casting;

use crate::arithmetic::{binary_into, check_powers};
use crate::elementwise::{Operand, apart, detached, separate};
use crate::error::ExecError;
use crate::errstate;
use crate::resolve::BinaryLoop;

/// `a[i] = f(a[i], b[k])` for the `k`-th of the positions, `i`; `b` is broadcast to `shape`, the number of positions
/// followed by the other axes of `a`.
///
/// # Safety
/// The elements of `a` may be read and written, and nobody else touches them; those of `b` may be read. The positions are
/// on the first axis of `a`.
///
/// # Errors
/// A `b` that does not broadcast; no memory. (Results are cast to the type of `a` whatever that does to them, as in
/// NumPy.)
pub unsafe fn binary_at(
    l: &BinaryLoop,
    a: &mut Operand<'_>,
    positions: &[usize],
    b: &Operand<'_>,
    shape: &[usize],
) -> Result<(), ExecError> {
    if a.layout.ndim() == 0 || shape.first().is_none_or(|&first| first == 0) {
        return Ok(());
    }
    // SAFETY: the caller's word.
    unsafe { check_powers(l, b)? };
    // SAFETY: the caller's word.
    let [copy] = unsafe { separate([b], a)? };
    let b = apart(b, &copy);
    if errstate::active().is_some() {
        // Into a copy, which takes its place when all went well.
        // SAFETY: the caller's word, and the same of the copy.
        unsafe {
            let aside = detached(a)?;
            run(l, &aside.operand(), positions, &b, shape)?;
            return crate::copy::copy_plain(&aside.operand(), a, true);
        }
    }
    // SAFETY: the caller's word.
    unsafe { run(l, a, positions, &b, shape) }
}

/// # Safety
/// As [`binary_at`]; `b` lies apart from `a`.
unsafe fn run(
    l: &BinaryLoop,
    a: &Operand<'_>,
    positions: &[usize],
    b: &Operand<'_>,
    shape: &[usize],
) -> Result<(), ExecError> {
    let watched = errstate::active().is_some();
    let wide = npcore_broadcast::broadcast_to(b.layout, shape)?;
    let (row, values) = (a.layout.index_axis(0, 0)?, wide.index_axis(0, 0)?);
    let (step, b_step) = (a.layout.strides()[0], wide.strides()[0]);
    let direct = !watched && a.dtype == l.output && a.dtype == l.inputs[0] && b.dtype == l.inputs[1] && row.ndim() == 0;
    for (k, &position) in positions.iter().enumerate() {
        let to = a.ptr.wrapping_offset(step.wrapping_mul(position as isize));
        let from = b.ptr.wrapping_offset(b_step.wrapping_mul(k as isize));
        // SAFETY: elements of `a` at a position, and those of `b` for it; in place is legal.
        unsafe {
            if direct {
                let (to, from) = (to.wrapping_offset(row.offset()), from.wrapping_offset(values.offset()));
                l.call([1, 1], [to, from, to], [[0; 2]; 3]);
            } else {
                let target = Operand { ptr: to, dtype: a.dtype, layout: &row };
                let value = Operand { ptr: from, dtype: b.dtype, layout: &values };
                binary_into(l, &target, &value, &target, Casting::Unsafe)?;
            }
        }
    }
    Ok(())
}
