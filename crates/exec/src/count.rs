//! How many elements are not 0.

use std::mem::MaybeUninit;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use npcore_broadcast::{OperandSpec, Plan};
use npcore_dtype::DType;
use npcore_kernel as kernel;
use npcore_layout::Order;

use crate::convert::Converter;
use crate::elementwise::Operand;
use crate::error::ExecError;
use crate::walk::{Inner, Walk};

/// Elements brought into a block of bools at once.
const BLOCK: usize = 4096;

/// The number of elements that are not 0 (of text, not empty).
///
/// # Safety
/// The operand's elements may be read.
///
/// # Errors
/// A type that has no conversion to bool.
pub unsafe fn count_nonzero(a: &Operand<'_>) -> Result<usize, ExecError> {
    let plan = Plan::new(&[OperandSpec::read(a.layout)], Order::K)?;
    // SAFETY: the plan was made of this layout.
    let walk = unsafe { Walk::new(&plan, [a.ptr]) };
    let bytes = plan.size().saturating_mul(a.dtype.itemsize());
    let converter = Converter::new(a.dtype, DType::BOOL);
    let bools = a.dtype == DType::BOOL;
    let count = AtomicUsize::new(0);
    let failed = OnceLock::new();
    let body = |r: Inner<1>| {
        let mut here = 0;
        if bools && r.s[0][0] == 1 {
            for j in 0..r.n[1] {
                // SAFETY: a row of gapless bytes that may be read (the caller's word).
                here += kernel::count_nonzero(unsafe { std::slice::from_raw_parts(r.part([0, j], r.n).p[0], r.n[0]) });
            }
            count.fetch_add(here, Ordering::Relaxed);
            return;
        }
        let mut block = [MaybeUninit::<u8>::uninit(); BLOCK];
        let to = block.as_mut_ptr().cast::<u8>();
        let m0 = BLOCK.min(r.n[0]);
        let rows = (BLOCK / m0).max(1);
        for j in (0..r.n[1]).step_by(rows) {
            for i in (0..r.n[0]).step_by(m0) {
                let n = [m0.min(r.n[0] - i), rows.min(r.n[1] - j)];
                let part = r.part([i, j], n);
                let step = Inner { n, p: [part.p[0], to], s: [part.s[0], [1, n[0] as isize]] };
                // SAFETY: the block holds `n` bools; they were all written, unless there was an error.
                unsafe {
                    match converter.convert(step) {
                        Ok(()) => here += kernel::count_nonzero(std::slice::from_raw_parts(to, n[0] * n[1])),
                        Err(e) => drop(failed.set(e)),
                    }
                }
            }
        }
        count.fetch_add(here, Ordering::Relaxed);
    };
    // SAFETY: the caller's word; nothing is written.
    unsafe { walk.run(bytes, &body) };
    match failed.into_inner() {
        Some(e) => Err(e),
        None => Ok(count.into_inner()),
    }
}
