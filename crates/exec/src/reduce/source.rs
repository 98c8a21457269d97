//! What a fold reads: the input's elements, converted, centred and squared, masked, as contiguous rows.

use npcore_dtype::DType;
use npcore_kernel::{self as kernel, Binary, Loop3};

use super::Reduction;
use crate::convert::Converter;
use crate::error::ExecError;
use crate::walk::Inner;

/// How rows of the input become rows of the type that is folded.
pub(super) struct Source {
    /// Bytes of an element of that type.
    item: usize,
    /// Bytes of an element of the input.
    input_item: usize,
    /// The conversion; also for elements of the right type that do not lie side by side.
    convert: Converter,
    /// Whether the folds take the input's elements as they are.
    taken: bool,
    /// Difference and product.
    centred: Option<[Loop3; 2]>,
    /// The value in place of what a mask leaves out.
    masked: Option<[u8; 16]>,
}

impl Source {
    /// `widens` tells that the folds widen the input's elements themselves.
    pub(super) fn new(r: &Reduction<'_>, neutral: Option<[u8; 16]>, widens: bool) -> Result<Source, ExecError> {
        let centred = match r.centre {
            None => None,
            Some(_) => {
                let ty = r.work.scalar_type();
                let find = |op| ty.and_then(|ty| kernel::binary(op, ty));
                match (find(Binary::Subtract), find(Binary::Multiply)) {
                    (Some(difference), Some(product)) => Some([difference, product]),
                    _ => return Err(ExecError::NoLoop { reason: format!("no differences of type {}", r.work) }),
                }
            }
        };
        Ok(Source {
            item: r.work.itemsize(),
            convert: Converter::new(r.input.dtype, r.work),
            input_item: r.input.dtype.itemsize(),
            taken: widens || r.input.dtype == r.work,
            centred,
            masked: r.mask.and(neutral),
        })
    }

    /// Bytes of an element of the input.
    pub(super) fn input_item(&self) -> usize {
        self.input_item
    }

    /// Whether the folds take elements that lie side by side as they are.
    pub(super) fn is_direct(&self) -> bool {
        self.taken && self.centred.is_none() && self.masked.is_none()
    }

    /// Whether a row with this step is read where it is.
    pub(super) fn reads_in_place(&self, step: isize) -> bool {
        self.is_direct() && step == self.input_item as isize
    }

    /// Writes `n` elements, side by side, to `row`; `spare` is as large.
    ///
    /// # Safety
    /// `p` and `s` (input, centre, mask) lead to elements that may be read; both buffers hold `n` of the folded type.
    pub(super) unsafe fn fill(
        &self,
        n: usize,
        p: [*mut u8; 3],
        s: [isize; 3],
        row: *mut u8,
        spare: *mut u8,
    ) -> Result<(), ExecError> {
        let item = self.item as isize;
        let values = if self.masked.is_some() { spare } else { row };
        // SAFETY: the caller's word, for each of the steps; in place is legal for the loops.
        unsafe {
            self.convert.convert(Inner { n: [n, 1], p: [p[0], values], s: [[s[0], 0], [item, 0]] })?;
            if let Some([difference, product]) = self.centred {
                difference([n, 1], [values, p[1], values], [[item, 0], [s[1], 0], [item, 0]]);
                product([n, 1], [values; 3], [[item, 0]; 3]);
            }
            if let Some(neutral) = self.masked {
                let neutral = neutral.as_ptr().cast_mut();
                kernel::copy(self.item, [n, 1], [neutral, row], [[0, 0], [item, 0]]);
                kernel::copy_where(self.item, [n, 1], [values, p[2], row], [[item, 0], [s[2], 0], [item, 0]]);
            }
        }
        Ok(())
    }
}

/// The type that elements of an input type are folded in by default: float16 in float32.
pub fn work_type(dtype: DType) -> DType {
    if dtype == DType::FLOAT16 { DType::FLOAT32 } else { dtype }
}
