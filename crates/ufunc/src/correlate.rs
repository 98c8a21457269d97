//! `correlate` and `convolve`: sums of products of a sequence with a shorter one that slides along it.

use npcore_array::{Array, ArrayError, DynArray, DynCow, DynView, Operand, Operands, Result, engine};
use npcore_dtype::{DType, Dyn, result_type};
use npcore_exec::{Output, for_each_range};
use npcore_kernel::Correlate;
use npcore_layout::{Layout, Order};

/// Which positions of the sliding sequence count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ConvolveMode {
    /// Every position with an overlap: `n + m - 1` results.
    #[default]
    Full,
    /// As many results as the longer sequence has elements, from the middle.
    Same,
    /// Only where the sequences overlap entirely: `max(n, m) - min(n, m) + 1` results.
    Valid,
}

/// The convolution of two sequences: the coefficients of the product of the polynomials that they are.
///
/// Every result is the sum of its products in order, with no transform in between.
///
/// ```
/// use npcore_array::array;
/// use npcore_ufunc::{ConvolveMode, convolve};
/// let a = array![1.0, 2.0, 3.0];
/// assert_eq!(convolve(&a, [0.0, 1.0, 0.5], ConvolveMode::Full)?.to_string(), "[0.  1.  2.5 4.  1.5]");
/// assert_eq!(convolve(&a, [0.0, 1.0, 0.5], ConvolveMode::Same)?.to_string(), "[1.  2.5 4. ]");
/// assert_eq!(convolve(&a, [0.0, 1.0, 0.5], ConvolveMode::Valid)?.to_string(), "[2.5]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `a cannot be empty`; more than one axis; types without a product; no memory.
pub fn convolve<A: Operands<B>, B: Operand>(a: A, v: B, mode: ConvolveMode) -> Result<Array<A::Out>> {
    let (a, v) = (a.parts(), v.parts());
    let dtype = result_type(&[a.promotes_as(), v.promotes_as()])?;
    let (a, v) = (sequence(a.view(), dtype)?, sequence(v.view(), dtype)?);
    for (array, name) in [(&a, "a"), (&v, "v")] {
        if array.size() == 0 {
            return Err(ArrayError::Value(format!("{name} cannot be empty")));
        }
    }
    let (long, short) = if v.size() > a.size() { (v, a) } else { (a, v) };
    engine::typed(slide(long.view(), short.flip(0)?.copy().view(), mode)?)
}

/// The cross-correlation of two sequences: `c[k]` is the sum of `a[n + k] * conj(v[n])` over all `n`.
///
/// ```
/// use npcore_array::array;
/// use npcore_ufunc::{ConvolveMode, correlate};
/// let (a, v) = (array![1.0, 2.0, 3.0], [0.0, 1.0, 0.5]);
/// assert_eq!(correlate(&a, v, ConvolveMode::Valid)?.to_string(), "[3.5]");
/// assert_eq!(correlate(&a, v, ConvolveMode::Full)?.to_string(), "[0.5 2.  3.5 3.  0. ]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`convolve`]; values without axes.
pub fn correlate<A: Operands<B>, B: Operand>(a: A, v: B, mode: ConvolveMode) -> Result<Array<A::Out>> {
    let (a, v) = (a.parts(), v.parts());
    let dtype = result_type(&[a.promotes_as(), v.promotes_as()])?;
    if a.view().ndim() == 0 || v.view().ndim() == 0 {
        return Err(ArrayError::Value("object of too small depth for desired array".into()));
    }
    let (a, mut v) = (sequence(a.view(), dtype)?, sequence(v.view(), dtype)?);
    if dtype.is_complex() {
        v = crate::conjugate(&v)?.into();
    }
    for (array, name) in [(&a, "first"), (&v, "second")] {
        if array.size() == 0 {
            return Err(ArrayError::Value(format!("{name} array argument cannot be empty")));
        }
    }
    if v.size() <= a.size() {
        return engine::typed(slide(a.view(), v.view(), mode)?);
    }
    // The shorter one slides; then the results stand the other way round.
    engine::typed(slide(v.view(), a.view(), mode)?.flip(0)?.copy())
}

/// The elements one behind the other, of the type; a view where they are so already.
fn sequence(a: DynView<'_>, dtype: DType) -> Result<DynCow<'_>> {
    match a.ndim() {
        0 | 1 if a.dtype() == dtype => Ok(a.ascontiguousarray()),
        0 | 1 => Ok(a.astype_dyn(dtype)?.into_shape(-1)?.into()),
        _ => Err(ArrayError::Value("object too deep for desired array".into())),
    }
}

/// Outputs at the edges that are computed together.
const EDGE: usize = 32;
/// Outputs whose part of the signal stays in L1.
const PIECE: usize = 1024;

/// The signal, the factors, and the loop: raw parts that threads may share, since they are only read.
struct Sliding {
    f: Correlate,
    x: *const u8,
    v: *const u8,
    out: *mut u8,
    item: usize,
    len: usize,
    taps: usize,
}

// SAFETY: the elements are read only, but for the outputs, of which each thread writes its own.
unsafe impl Sync for Sliding {}

impl Sliding {
    /// Adds to `n` outputs from `at` on the products with `taps` factors from `from` on; output `k` has its first factor
    /// at signal position `k - (self.taps - 1)`.
    ///
    /// # Safety
    /// All of these products are inside of the signal, the outputs start at `first`, and nobody else reaches them.
    unsafe fn add(&self, first: usize, at: usize, n: usize, from: usize, taps: usize) {
        if n == 0 || taps == 0 {
            return;
        }
        let start = at + from - (self.taps - 1);
        // SAFETY: the caller's word.
        unsafe {
            let out = self.out.add((at - first) * self.item);
            (self.f)(n, taps, self.x.add(start * self.item), self.v.add(from * self.item), out, true);
        }
    }

    /// The outputs `at..at + n` of the full correlation, in the order of the factors each.
    ///
    /// # Safety
    /// The signal is longer than or as long as the factors; the outputs start at `first`.
    unsafe fn run(&self, first: usize, at: usize, n: usize) {
        let last = at + n - 1;
        // Output `k` has the factors from `low(k)` up to `high(k)`.
        let low = |k: usize| (self.taps - 1).saturating_sub(k);
        let high = |k: usize| self.taps.min(self.len + self.taps - 1 - k);
        // SAFETY: the products that the bounds name, each once, in ascending order for each output. Zeros are 0 in every
        // number type.
        unsafe {
            let out = self.out.add((at - first) * self.item);
            if low(at) == 0 && high(last) == self.taps {
                let x = self.x.add((at - (self.taps - 1)) * self.item);
                return (self.f)(n, self.taps, x, self.v, out, false);
            }
            std::ptr::write_bytes(out, 0, n * self.item);
            // The factors that only the later outputs have, then those that all have, then those of the earlier ones.
            for j in low(last)..low(at) {
                let from = self.taps - 1 - j;
                self.add(first, from, last + 1 - from, j, 1);
            }
            let (from, to) = (low(at), high(last));
            if from < to {
                self.add(first, at, n, from, to - from);
            }
            for j in to.max(from)..high(at) {
                let behind = self.len + self.taps - 1 - j;
                self.add(first, at, behind - at, j, 1);
            }
        }
    }
}

/// The correlation of a signal with factors that are no more: contiguous arrays of one native type.
fn slide(x: DynView<'_>, v: DynView<'_>, mode: ConvolveMode) -> Result<DynArray> {
    let dtype = x.dtype();
    if dtype == DType::FLOAT16 {
        // Sums of products in single precision, as NumPy's.
        let wide = slide(x.astype_dyn(DType::FLOAT32)?.view(), v.astype_dyn(DType::FLOAT32)?.view(), mode)?;
        return wide.astype_dyn(dtype);
    }
    let Some(f) = dtype.scalar_type().and_then(npcore_kernel::correlate) else {
        return Err(ArrayError::Value(format!("correlate is not defined for dtype {dtype}")));
    };
    let (len, taps) = (x.size(), v.size());
    let (first, n) = match mode {
        ConvolveMode::Full => (0, len + taps - 1),
        ConvolveMode::Same => ((taps - 1) / 2, len),
        ConvolveMode::Valid => (taps - 1, len - taps + 1),
    };
    let item = dtype.itemsize();
    let layout = Layout::contiguous(&[n], item, Order::C)?;
    let output = Output::uninit(dtype, layout)?;
    let out = output.buffer.as_ptr().as_ptr();
    let sliding = Sliding { f, x: x.as_ptr(), v: v.as_ptr(), out, item, len, taps };
    // The bytes that are moved, and those that would take as long as the products.
    let work = n.saturating_mul(item).saturating_mul(2 + taps / 8);
    for_each_range(n, PIECE, work, &|part| {
        let mut at = part.start;
        while at < part.end {
            let k = first + at;
            // Where the sequences overlap entirely the pieces are longer.
            let inside = k >= taps - 1 && k < len;
            let most = if inside {
                (len - k).min(PIECE)
            } else if k < taps - 1 {
                EDGE.min(taps - 1 - k)
            } else {
                EDGE
            };
            let count = most.min(part.end - at);
            // SAFETY: outputs of this part alone; signal and factors are contiguous and borrowed.
            unsafe { sliding.run(first, k, count) };
            at += count;
        }
    });
    // SAFETY: every element was written.
    Ok(unsafe { engine::array::<Dyn>(output) })
}
