//! What is done to accumulated elements: a division, a cast.

use npcore_array::Result;
use npcore_dtype::DType;
use npcore_exec::Output;
use npcore_kernel::{self as kernel, Binary, Loop2, Loop3};
use npcore_layout::{Layout, Order};

/// What is left to do with accumulated elements: a division, a cast.
#[derive(Clone, Copy)]
pub(super) struct Finish {
    divide: Option<(Loop3, [u8; 16])>,
    cast: Option<Loop2>,
    /// Bytes of an element before and after.
    pub sizes: [usize; 2],
}

impl Finish {
    pub fn new(acc: DType, out: DType, count: Option<usize>) -> Finish {
        let (Some(from), Some(to)) = (acc.scalar_type(), out.scalar_type()) else {
            unreachable!("lanes have dtypes with kernels")
        };
        let divide = count.and_then(|count| {
            let (mut number, mut divisor) = ((count as i64).to_ne_bytes(), [0; 16]);
            let cast = kernel::cast(npcore_dtype::ScalarType::Int64, from);
            // SAFETY: one element of each type; none is larger than 16 bytes.
            unsafe { cast([1, 1], [number.as_mut_ptr(), divisor.as_mut_ptr()], [[0; 2]; 2]) };
            Some((kernel::binary(Binary::TrueDivide, from)?, divisor))
        });
        let cast = (acc != out).then(|| kernel::cast(from, to));
        Finish { divide, cast, sizes: [acc.itemsize(), out.itemsize()] }
    }

    /// Finishes `n` gapless elements, in place but for the cast, which writes to `to`; gives where they are.
    ///
    /// # Safety
    /// The elements are of the accumulated type; `to` has room for as many results.
    pub unsafe fn run(&self, n: usize, at: *mut u8, to: *mut u8) -> *mut u8 {
        let [from, out] = self.sizes.map(|size| size as isize);
        // SAFETY: the caller's word; dividing in place is legal.
        unsafe {
            if let Some((f, mut divisor)) = self.divide {
                f([n, 1], [at, divisor.as_mut_ptr(), at], [[from, 0], [0, 0], [from, 0]]);
            }
            let Some(cast) = self.cast else { return at };
            cast([n, 1], [at, to], [[from, 0], [out, 0]]);
            to
        }
    }
}

/// [`Finish`] for a whole result.
pub(super) fn finished(made: Output, dtype: DType, count: Option<usize>) -> Result<Output> {
    let finish = Finish::new(made.dtype, dtype, count);
    let n = made.layout.size();
    let out = if finish.cast.is_some() {
        let layout = Layout::contiguous(made.layout.shape(), dtype.itemsize(), Order::C)?;
        Some(Output::uninit(dtype, layout)?)
    } else {
        None
    };
    let to = out.as_ref().map_or(std::ptr::null_mut(), |out| out.buffer.as_ptr().as_ptr());
    // SAFETY: `n` elements were accumulated, and the other output has room for as many.
    unsafe { finish.run(n, made.buffer.as_ptr().as_ptr(), to) };
    Ok(out.unwrap_or(made))
}
