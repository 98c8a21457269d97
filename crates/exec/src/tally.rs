//! How often numbers occur among elements, or bins that values are in.

use std::mem::MaybeUninit;
use std::sync::{Mutex, OnceLock, PoisonError};

use npcore_broadcast::{OperandSpec, Plan};
use npcore_dtype::DType;
use npcore_kernel::{self as kernel, EqualBins};
use npcore_layout::Order;

use crate::convert::Converter;
use crate::elementwise::Operand;
use crate::error::ExecError;
use crate::walk::{Inner, Walk};

/// Elements of a block.
const BLOCK: usize = 512;

/// What is counted of the elements.
#[derive(Clone, Copy)]
pub enum Numbers<'a> {
    /// The elements themselves, converted to int64: each has a count.
    Elements,
    /// Which of some equally wide bins they are in; the last count is of those in none.
    EqualBins {
        /// The type that the loop takes.
        dtype: DType,
        /// The loop.
        find: EqualBins,
        /// Where each bin begins and the last one ends: elements of the type.
        edges: &'a [u8],
        /// What is between the first edge and the last one.
        width: f64,
    },
}

/// Adds to `counts` how often each number occurs among the elements.
///
/// # Safety
/// The elements may be read; the loop for bins is of its type.
///
/// # Errors
/// Text that is not a number.
///
/// # Panics
/// A number without a count.
pub unsafe fn tally(a: &Operand<'_>, numbers: Numbers<'_>, counts: &mut [i64]) -> Result<(), ExecError> {
    let dtype = match numbers {
        Numbers::Elements => DType::INT64,
        Numbers::EqualBins { dtype, .. } => dtype,
    };
    let (item, converter) = (dtype.itemsize(), Converter::new(a.dtype, dtype));
    let plan = Plan::new(&[OperandSpec::read(a.layout)], Order::K)?;
    // SAFETY: the plan was made of this layout.
    let walk = unsafe { Walk::new(&plan, [a.ptr]) };
    let (n, len) = (plan.size(), counts.len());
    // Every thread counts for itself, if that is not more than there is to count.
    let apart = n / 16 >= len;
    // More than what L1 holds gains nothing.
    let tables = if len <= 1024 { kernel::TALLY_TABLES } else { 1 };
    let bytes = if apart { n.saturating_mul(a.dtype.itemsize() + 8) } else { 0 };
    let spare: Mutex<Vec<Vec<i64>>> = Mutex::new(Vec::new());
    let all = Mutex::new(counts);
    let failed = OnceLock::new();
    let body = |r: Inner<1>| {
        let count = |counts: &mut [i64], tables: usize| {
            // SAFETY: the caller's elements.
            if let Err(e) = unsafe { rectangle(r, converter, item, numbers, counts, tables) } {
                let _ = failed.set(e);
            }
        };
        if !apart {
            return count(&mut all.lock().unwrap_or_else(PoisonError::into_inner), 1);
        }
        let table = spare.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut table = table.unwrap_or_else(|| vec![0; tables * len]);
        count(&mut table, tables);
        spare.lock().unwrap_or_else(PoisonError::into_inner).push(table);
    };
    // SAFETY: nothing is written but the tables.
    unsafe { walk.run(bytes, &body) };
    let counts = all.into_inner().unwrap_or_else(PoisonError::into_inner);
    for table in spare.into_inner().unwrap_or_else(PoisonError::into_inner) {
        for table in table.chunks(len.max(1)) {
            counts.iter_mut().zip(table).for_each(|(count, more)| *count += more);
        }
    }
    failed.into_inner().map_or(Ok(()), Err)
}

/// # Safety
/// The rectangle's elements may be read.
unsafe fn rectangle(
    r: Inner<1>,
    converter: Converter,
    item: usize,
    numbers: Numbers<'_>,
    counts: &mut [i64],
    tables: usize,
) -> Result<(), ExecError> {
    #[repr(align(64))]
    struct Block([MaybeUninit<u8>; BLOCK * 8]);
    let mut block = Block([MaybeUninit::uninit(); BLOCK * 8]);
    let mut places = [0i64; BLOCK];
    let as_is = converter.copied_itemsize().is_some() && r.s[0][0] == item as isize;
    let m0 = BLOCK.min(r.n[0]).max(1);
    let m1 = BLOCK / m0;
    let m1 = if as_is { 1 } else { m1 };
    for j in (0..r.n[1]).step_by(m1) {
        for i in (0..r.n[0]).step_by(m0) {
            let n = [m0.min(r.n[0] - i), m1.min(r.n[1] - j)];
            let part = r.part([i, j], n);
            let size = n[0] * n[1];
            let mut values = part.p[0];
            // SAFETY: the caller's elements; the blocks hold as many.
            unsafe {
                if !as_is {
                    values = block.0.as_mut_ptr().cast();
                    let steps = [item as isize, (item * n[0]) as isize];
                    converter.convert(Inner { n, p: [part.p[0], values], s: [part.s[0], steps] })?;
                }
                match numbers {
                    Numbers::Elements => values.copy_to_nonoverlapping(places.as_mut_ptr().cast(), 8 * size),
                    Numbers::EqualBins { find, edges, width, .. } => {
                        find(size, values, edges.as_ptr(), edges.len() / item - 1, width, places.as_mut_ptr());
                    }
                }
            }
            kernel::tally(&places[..size], counts, tables);
        }
    }
    Ok(())
}
