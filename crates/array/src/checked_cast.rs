//! The check behind `try_astype`: does every converted value stand for the one it came from?

use npcore_dtype::{DType, Scalar};

use crate::error::{ArrayError, Result};
use crate::print::scalar_str;
use crate::raw::{Addresses, Raw};

/// Compares `source` with its conversion `target` (same shape).
pub(crate) fn check(source: &Raw, target: &Raw) -> Result<()> {
    if source.dtype == target.dtype || npcore_dtype::can_cast(source.dtype, target.dtype, npcore_dtype::Casting::Safe) {
        return Ok(());
    }
    let pairs = Addresses::new(source).zip(Addresses::new(target));
    for (i, (s, t)) in pairs.enumerate() {
        // SAFETY: the addresses of elements of both, which the callers hold borrowed.
        let (before, after) = unsafe { (scalar_at(s, source.dtype), scalar_at(t, target.dtype)) };
        if !stands_for(&before, &after) {
            return Err(ArrayError::DoesNotFit {
                value: scalar_str(&before),
                index: unravel(i, source.layout.shape()),
                to: target.dtype,
            });
        }
    }
    Ok(())
}

/// # Safety
/// One readable element of `dtype` at `at`.
pub(crate) unsafe fn scalar_at(at: *const u8, dtype: DType) -> Scalar {
    // SAFETY: the caller's word.
    Scalar::from_bytes(dtype, unsafe { std::slice::from_raw_parts(at, dtype.itemsize()) })
}

fn unravel(mut i: usize, shape: &[usize]) -> Box<[usize]> {
    let mut index = vec![0; shape.len()];
    for axis in (0..shape.len()).rev() {
        index[axis] = i % shape[axis];
        i /= shape[axis];
    }
    index.into()
}

fn stands_for(before: &Scalar, after: &Scalar) -> bool {
    // Both integers (or bool): equal as numbers.
    if let (Some(a), Some(b)) = (before.as_i128(), after.as_i128()) {
        return a == b;
    }
    match (before.as_complex(), after.as_complex()) {
        (Some(a), Some(b)) => match after.as_i128() {
            // A float into an integer: no fraction, no NaN, in range (i128 holds every such float).
            Some(n) => a.im == 0.0 && a.re.fract() == 0.0 && a.re.abs() < 2f64.powi(100) && a.re as i128 == n,
            // Into a float: finite stays finite, and nothing imaginary is lost.
            None => {
                let finite = |x: f64, y: f64| y.is_finite() || !x.is_finite();
                finite(a.re, b.re) && finite(a.im, b.im) && (a.im == 0.0 || b.im != 0.0)
            }
        },
        // Other kinds (text, dates, records): the conversion itself refuses what it cannot read; what
        // it made must be the same when it is converted back.
        _ => {
            let mut back = vec![0; before.dtype().itemsize()];
            let mut own = back.clone();
            after.cast_into(before.dtype(), &mut back).is_ok()
                && before.to_bytes(before.dtype(), &mut own).is_ok()
                && back == own
        }
    }
}
