//! New arrays: filled, counted, from functions, vectors, literals and iterators.

use npcore_dtype::{DType, Dyn, Elem, Element};
use npcore_exec::{Buffer, ExecError, Operand};
use npcore_layout::{Layout, Order};
use num_traits::{One, ToPrimitive};

use crate::arguments::AsView;
use crate::containers::{Array, ArrayView, Container, DynArray};
use crate::error::{ArrayError, Result, expect};
use crate::shape::IntoShape;

/// A gapless layout, with the words of a memory error where it is absurd.
pub(crate) fn new_layout(shape: &[usize], dtype: DType, order: Order) -> Result<Layout> {
    let order = if matches!(order, Order::F) { Order::F } else { Order::C };
    Ok(Layout::contiguous(shape, dtype.itemsize(), order)?)
}

/// An error of allocation, with the array's shape and dtype.
pub(crate) fn memory_error(e: ExecError, layout: &Layout, dtype: DType) -> ArrayError {
    match e {
        ExecError::Allocation { bytes } => ArrayError::Memory { bytes, shape: layout.shape()[..].into(), dtype },
        e => e.into(),
    }
}

/// Memory for the elements of `layout`, not yet written.
pub(crate) fn uninit(layout: &Layout, dtype: DType) -> Result<Buffer> {
    Buffer::uninit(layout.nbytes(dtype.itemsize())).map_err(|e| memory_error(e, layout, dtype))
}

pub(crate) fn zeroed<T: Elem>(layout: Layout, dtype: DType) -> Result<Array<T>> {
    let buffer = Buffer::zeroed(layout.nbytes(dtype.itemsize())).map_err(|e| memory_error(e, &layout, dtype))?;
    // SAFETY: the buffer was made for the layout; zero bytes are a valid value of every dtype.
    Ok(unsafe { Array::from_parts(buffer, dtype, layout, true) })
}

pub(crate) fn filled<T: Elem>(layout: Layout, dtype: DType, value: &[u8]) -> Result<Array<T>> {
    if value.iter().all(|&b| b == 0) {
        return zeroed(layout, dtype);
    }
    let buffer = uninit(&layout, dtype)?;
    let source = Operand { ptr: value.as_ptr().cast_mut(), dtype, layout: &Layout::scalar() };
    let target = Operand { ptr: buffer.as_ptr().as_ptr(), dtype, layout: &layout };
    // SAFETY: one element in `value`, and fresh memory for the layout's.
    unsafe {
        npcore_exec::copy_elements(&source, &target, buffer.is_warm())?;
        Ok(Array::from_parts(buffer, dtype, layout, true))
    }
}

pub(crate) fn bytes_of<T: Element>(value: T) -> Vec<u8> {
    let mut bytes = vec![0u8; <T as Element>::dtype().itemsize()];
    // SAFETY: as many bytes as an element has.
    unsafe { value.write(bytes.as_mut_ptr()) };
    bytes
}

/// Rust types with a one: what [`ones`] and [`eye`] fill in.
pub trait HasOne: Element {
    /// One, or true.
    fn one() -> Self;
}
macro_rules! has_one {
    ($($t:ty)*) => { $( impl HasOne for $t { fn one() -> Self { One::one() } } )* };
}
has_one!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize half::f16 f32 f64 num_complex::Complex<f32> num_complex::Complex<f64>);
impl HasOne for bool {
    fn one() -> Self {
        true
    }
}

/// An array of zeros (false, empty strings).
///
/// The pages of a large array are the system's zero pages until they are written.
///
/// # Panics
/// As the errors of [`try_zeros`].
///
/// ```
/// use npcore_array::zeros;
/// assert_eq!(zeros::<f64>([2, 2]).to_string(), "[[0. 0.]\n [0. 0.]]");
/// ```
#[track_caller]
pub fn zeros<T: Element>(shape: impl IntoShape) -> Array<T> {
    expect(try_zeros(shape, Order::C))
}

/// [`zeros`] in C or F order, with an error instead of a panic.
///
/// # Errors
/// Negative lengths, more than 64 axes, a size that overflows, no memory.
pub fn try_zeros<T: Element>(shape: impl IntoShape, order: Order) -> Result<Array<T>> {
    let dtype = <T as Element>::dtype();
    zeroed(new_layout(&shape.into_shape()?, dtype, order)?, dtype)
}

/// An array of ones.
///
/// # Panics
/// As the errors of [`try_full`].
///
/// ```
/// assert_eq!(npcore_array::ones::<i32>(3).to_string(), "[1 1 1]");
/// ```
#[track_caller]
pub fn ones<T: HasOne>(shape: impl IntoShape) -> Array<T> {
    expect(try_full(shape, T::one(), Order::C))
}

/// An array with every element `value`.
///
/// # Panics
/// As the errors of [`try_full`].
///
/// ```
/// assert_eq!(npcore_array::full([2, 2], 7).to_string(), "[[7 7]\n [7 7]]");
/// ```
#[track_caller]
pub fn full<T: Element>(shape: impl IntoShape, value: T) -> Array<T> {
    expect(try_full(shape, value, Order::C))
}

/// [`full`] in C or F order, with an error instead of a panic.
///
/// # Errors
/// As [`try_zeros`].
pub fn try_full<T: Element>(shape: impl IntoShape, value: T, order: Order) -> Result<Array<T>> {
    let dtype = <T as Element>::dtype();
    filled(new_layout(&shape.into_shape()?, dtype, order)?, dtype, &bytes_of(value))
}

/// An array for values to be written: NumPy's `empty`, with zeros where it has whatever the memory
/// held. [`Array::from_uninit`] is the form that writes fresh memory once.
///
/// # Panics
/// As the errors of [`try_zeros`].
#[track_caller]
pub fn empty<T: Element>(shape: impl IntoShape) -> Array<T> {
    zeros(shape)
}

/// Zeros with the shape, dtype and order of another array.
///
/// ```
/// use npcore_array::{array, zeros_like};
/// let a = array![[1, 2, 3], [4, 5, 6]];
/// assert!(zeros_like(&a.t()).is_f_contiguous());
/// ```
#[track_caller]
pub fn zeros_like<T: Elem>(a: impl AsView<T>) -> Array<T> {
    let a = a.as_view();
    expect(like(a).and_then(|layout| zeroed(layout, a.dtype())))
}

/// Ones with the shape, dtype and order of another array.
#[track_caller]
pub fn ones_like<T: HasOne>(a: impl AsView<T>) -> Array<T> {
    full_like(a, T::one())
}

/// A filled array with the shape, dtype and order of another.
#[track_caller]
pub fn full_like<T: Element>(a: impl AsView<T>, value: T) -> Array<T> {
    let a = a.as_view();
    expect(like(a).and_then(|layout| filled(layout, a.dtype(), &bytes_of(value))))
}

/// [`empty`] with the shape, dtype and order of another array.
#[track_caller]
pub fn empty_like<T: Elem>(a: impl AsView<T>) -> Array<T> {
    zeros_like(a)
}

fn like<T: Elem>(a: ArrayView<'_, T>) -> Result<Layout> {
    Ok(a.layout().like(Order::K, a.itemsize())?)
}

/// Numbers that count evenly: what [`arange`] makes.
pub trait Countable: Element + ToPrimitive + PartialOrd {
    #[doc(hidden)]
    fn count(start: Self, stop: Self, step: Self) -> Option<usize>;
    #[doc(hidden)]
    fn nth(start: Self, delta: Self, i: usize) -> Self;
    #[doc(hidden)]
    fn plus(self, step: Self) -> Self;
    #[doc(hidden)]
    fn minus(self, start: Self) -> Self;
    #[doc(hidden)]
    fn from_f64(x: f64) -> Self;
}

macro_rules! countable_int {
    ($($t:ty)*) => { $(
        impl Countable for $t {
            fn count(start: Self, stop: Self, step: Self) -> Option<usize> {
                let (start, stop, step) = (start as i128, stop as i128, step as i128);
                if step == 0 {
                    return None;
                }
                // ceil((stop - start) / step), at least 0.
                let n = (stop - start + step - step.signum()) / step;
                usize::try_from(n.max(0)).ok()
            }
            #[inline]
            fn nth(start: Self, delta: Self, i: usize) -> Self {
                start.wrapping_add(delta.wrapping_mul(i as $t))
            }
            fn plus(self, step: Self) -> Self { self.wrapping_add(step) }
            fn minus(self, start: Self) -> Self { self.wrapping_sub(start) }
            fn from_f64(x: f64) -> Self { x as $t }
        }
    )* };
}
countable_int!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

macro_rules! countable_float {
    ($($t:ty)*) => { $(
        impl Countable for $t {
            fn count(start: Self, stop: Self, step: Self) -> Option<usize> {
                // NumPy computes the length in f64, whatever the type.
                let n = ((f64::from(stop) - f64::from(start)) / f64::from(step)).ceil();
                if n.is_nan() || n >= isize::MAX as f64 { None } else { Some(n.max(0.0) as usize) }
            }
            #[inline]
            fn nth(start: Self, delta: Self, i: usize) -> Self {
                start + delta * (i as $t)
            }
            fn plus(self, step: Self) -> Self { self + step }
            fn minus(self, start: Self) -> Self { self - start }
            fn from_f64(x: f64) -> Self { x as $t }
        }
    )* };
}
countable_float!(f32 f64);

/// The values from `start` to before `stop` in steps of `step`, along one axis.
///
/// The values are NumPy's to the bit: `start + i * delta`, where `delta` is the difference of the
/// first two.
///
/// # Panics
/// As the errors of [`try_arange`].
///
/// ```
/// use npcore_array::arange;
/// assert_eq!(arange(0, 10, 3).to_string(), "[0 3 6 9]");
/// assert_eq!(arange(1.0, 0.0, -0.25).to_string(), "[1.   0.75 0.5  0.25]");
/// ```
#[track_caller]
pub fn arange<T: Countable>(start: T, stop: T, step: T) -> Array<T> {
    expect(try_arange(start, stop, step))
}

/// [`arange`] with an error instead of a panic.
///
/// # Errors
/// `Maximum allowed size exceeded`: a step of zero, or NaN; no memory.
pub fn try_arange<T: Countable>(start: T, stop: T, step: T) -> Result<Array<T>> {
    let n = T::count(start, stop, step).ok_or_else(|| ArrayError::Value("Maximum allowed size exceeded".to_owned()))?;
    let second = start.plus(step);
    let delta = second.minus(start);
    Array::try_from_index(n, |i| match i {
        0 => start,
        1 => second,
        i => T::nth(start, delta, i),
    })
}

/// A matrix with ones on a diagonal, `k` places above the main one, and zeros elsewhere.
///
/// # Panics
/// A size that overflows; no memory.
///
/// ```
/// assert_eq!(npcore_array::eye::<i32>(2, 3, 1).to_string(), "[[0 1 0]\n [0 0 1]]");
/// ```
#[track_caller]
pub fn eye<T: HasOne>(rows: usize, columns: usize, k: isize) -> Array<T> {
    let mut a = zeros([rows, columns]);
    if rows > 0 && columns > 0 && k.unsigned_abs() < rows.max(columns) {
        expect(a.diagonal_mut(k, 0, 1)).fill(T::one());
    }
    a
}

/// Makes the padding of records zeros: in what Rust wrote as a struct it may be anything.
///
/// # Safety
/// `n` values lie from `at` on, aligned.
pub(crate) unsafe fn clear_padding<T: Element>(at: *mut T, n: usize) {
    if T::PADDED {
        for i in 0..n {
            // SAFETY: the caller's values; `write` writes every byte.
            unsafe { at.add(i).read().write(at.add(i).cast()) };
        }
    }
}

impl<T: Element> Array<T> {
    /// [`zeros`] as an associated function.
    #[track_caller]
    pub fn zeros(shape: impl IntoShape) -> Array<T> {
        zeros(shape)
    }

    /// [`ones`] as an associated function.
    #[track_caller]
    pub fn ones(shape: impl IntoShape) -> Array<T>
    where
        T: HasOne,
    {
        ones(shape)
    }

    /// [`full`] as an associated function.
    #[track_caller]
    pub fn full(shape: impl IntoShape, value: T) -> Array<T> {
        full(shape, value)
    }

    /// The values that `f` gives for each index, in C order.
    ///
    /// # Panics
    /// As the errors of [`try_zeros`].
    ///
    /// ```
    /// use npcore_array::Array;
    /// let a = Array::from_fn([2, 3], |i| i[0] * 10 + i[1]);
    /// assert_eq!(a.to_string(), "[[ 0  1  2]\n [10 11 12]]");
    /// ```
    #[track_caller]
    pub fn from_fn(shape: impl IntoShape, mut f: impl FnMut(&[usize]) -> T) -> Array<T> {
        let shape = expect(shape.into_shape());
        let layout = expect(new_layout(&shape, <T as Element>::dtype(), Order::C));
        let mut index = vec![0; shape.len()];
        let flat = Array::try_from_index(layout.size(), |_| {
            let value = f(&index);
            for axis in (0..shape.len()).rev() {
                index[axis] += 1;
                if index[axis] < shape[axis] {
                    break;
                }
                index[axis] = 0;
            }
            value
        });
        expect(flat.and_then(|a| a.into_shape(&shape[..])))
    }

    /// An array whose elements `write` fills in: fresh memory, not zeroed first. `Order` is C or F.
    ///
    /// # Safety
    /// `write` initialises every element of the slice with a valid value.
    ///
    /// # Errors
    /// As [`try_zeros`].
    ///
    /// ```
    /// use npcore_array::{Array, Order};
    /// // SAFETY: all four are written.
    /// let a = unsafe {
    ///     Array::<f64>::from_uninit([2, 2], Order::F, |slots| {
    ///         for (i, slot) in slots.iter_mut().enumerate() {
    ///             slot.write(i as f64);
    ///         }
    ///     })?
    /// };
    /// assert_eq!(a.to_string(), "[[0. 2.]\n [1. 3.]]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    pub unsafe fn from_uninit(
        shape: impl IntoShape,
        order: Order,
        write: impl FnOnce(&mut [std::mem::MaybeUninit<T>]),
    ) -> Result<Array<T>> {
        let dtype = <T as Element>::dtype();
        let layout = new_layout(&shape.into_shape()?, dtype, order)?;
        let buffer = uninit(&layout, dtype)?;
        // SAFETY: the buffer holds the layout's elements, is aligned to 16 bytes or more (64 where empty), and
        // anything may lie in `MaybeUninit`; afterwards all is initialised (the caller's word).
        unsafe {
            assert!(align_of::<T>() <= 16);
            write(std::slice::from_raw_parts_mut(buffer.as_ptr().as_ptr().cast(), layout.size()));
            clear_padding::<T>(buffer.as_ptr().as_ptr().cast(), layout.size());
            Ok(Array::from_parts(buffer, dtype, layout, true))
        }
    }

    /// `f(0)` to `f(n - 1)`, written once.
    pub(crate) fn try_from_index(n: usize, mut f: impl FnMut(usize) -> T) -> Result<Array<T>> {
        let dtype = <T as Element>::dtype();
        let layout = new_layout(&[n], dtype, Order::C)?;
        let buffer = uninit(&layout, dtype)?;
        let at = buffer.as_ptr().as_ptr();
        for i in 0..n {
            // SAFETY: the buffer holds `n` elements.
            unsafe { f(i).write(at.add(i * size_of::<T>())) };
        }
        // SAFETY: all elements were written with valid values.
        Ok(unsafe { Array::from_parts(buffer, dtype, layout, true) })
    }

    /// A vector's elements along one axis, in its own memory.
    #[track_caller]
    pub fn from_vec(vec: Vec<T>) -> Array<T> {
        let n = vec.len();
        expect(Array::from_shape_vec(n, vec))
    }

    /// A vector's elements in C order, in its own memory.
    ///
    /// # Errors
    /// `cannot reshape array of size 5 into shape (2,3)`.
    ///
    /// ```
    /// use npcore_array::Array;
    /// let a = Array::from_shape_vec([2, 2], vec![1, 2, 3, 4])?;
    /// assert_eq!(a.to_string(), "[[1 2]\n [3 4]]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    pub fn from_shape_vec(shape: impl IntoShape, mut vec: Vec<T>) -> Result<Array<T>> {
        let shape = shape.into_shape()?;
        let dtype = <T as Element>::dtype();
        let layout = new_layout(&shape, dtype, Order::C)?;
        if layout.size() != vec.len() {
            return Err(ArrayError::Length { len: vec.len(), shape: shape[..].into() });
        }
        // SAFETY: as many elements as the layout has, in order; a vector's elements are valid.
        unsafe { clear_padding(vec.as_mut_ptr(), vec.len()) };
        // SAFETY: as above; now all of their bytes are initialised.
        Ok(unsafe { Array::from_parts(Buffer::from_vec(vec), dtype, layout, true) })
    }

    /// The elements in C order as a vector: in the array's own memory where it came from a vector, or
    /// from this library with the same alignment; else a copy.
    pub fn into_vec(self) -> Vec<T> {
        let n = self.size();
        if !(self.is_c_contiguous() && self.raw().is_addressable::<T>() && self.layout().offset() == 0) {
            return self.to_vec();
        }
        let (buffer, raw) = self.into_parts();
        // SAFETY: `n` gapless valid elements from the buffer's start.
        match unsafe { buffer.into_vec::<T>(n) } {
            Ok(vec) => vec,
            Err(buffer) => {
                // SAFETY: the parts of an array, put together again.
                let array: Array<T> = unsafe { Array::from_parts(buffer, raw.dtype, raw.layout, raw.trusted) };
                array.to_vec()
            }
        }
    }
}

impl DynArray {
    /// An array of zeros with a dtype known at run time.
    ///
    /// # Errors
    /// As [`try_zeros`].
    ///
    /// ```
    /// use npcore_array::DynArray;
    /// use npcore_dtype::DType;
    /// let a = DynArray::zeros_dyn([2], ">i2".parse()?)?;
    /// assert_eq!(a.dtype().str(), ">i2");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    pub fn zeros_dyn(shape: impl IntoShape, dtype: DType) -> Result<DynArray> {
        DynArray::zeros_order(shape, dtype, Order::C)
    }

    /// [`zeros_dyn`](Self::zeros_dyn) in C or F order.
    ///
    /// # Errors
    /// As [`try_zeros`].
    pub fn zeros_order(shape: impl IntoShape, dtype: DType, order: Order) -> Result<DynArray> {
        zeroed(new_layout(&shape.into_shape()?, dtype, order)?, dtype)
    }

    /// An array with every element `value`, converted to `dtype`.
    ///
    /// # Errors
    /// As [`try_zeros`]; a value that `dtype` cannot take.
    pub fn full_dyn(shape: impl IntoShape, value: &npcore_dtype::Scalar, dtype: DType) -> Result<DynArray> {
        let bytes = crate::raw::scalar_bytes(value, dtype)?;
        filled(new_layout(&shape.into_shape()?, dtype, Order::C)?, dtype, &bytes)
    }

    /// A copy of raw bytes as elements of `dtype` in C order.
    ///
    /// # Errors
    /// A number of bytes that the shape and dtype do not have.
    pub fn from_bytes(shape: impl IntoShape, dtype: DType, bytes: &[u8]) -> Result<DynArray> {
        let shape = shape.into_shape()?;
        let layout = new_layout(&shape, dtype, Order::C)?;
        if layout.nbytes(dtype.itemsize()) != bytes.len() {
            return Err(ArrayError::Value(format!(
                "{} bytes do not fill an array with shape {} and data type {dtype}",
                bytes.len(),
                npcore_layout::shape_text(&shape)
            )));
        }
        let trusted = !crate::raw::has_invalid_patterns(dtype);
        let buffer = uninit(&layout, dtype)?;
        // SAFETY: the buffer has as many bytes; whether they are valid values, `trusted` says.
        unsafe {
            std::ptr::copy_nonoverlapping(bytes.as_ptr(), buffer.as_ptr().as_ptr(), bytes.len());
            Ok(Array::<Dyn>::from_parts(buffer, dtype, layout, trusted))
        }
    }
}
