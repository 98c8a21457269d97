//! Integers of a range.

use std::mem::MaybeUninit;
use std::ops::{Range, RangeInclusive, RangeTo, RangeToInclusive};

use npcore_array::{Array, ArrayCow, AsView, CopyMode, DynArray, DynView, IntoShape, Order, Result, engine};
use npcore_dtype::{Casting, DType, Elem, Element};

use super::Generator;
use crate::bits::BitGenerator;
use crate::dist::bounded::{Method, Parts, bounded_bool, bounded_small, bounded_u32, bounded_u64, lemire_u64, mask};
use crate::params::{Size, fill_by_candidates, filled, refused, result_shape};
use crate::stream::{Memory, Stream};

/// The types that random integers may have: all integers, and bool.
pub trait RandomInteger: Element {}
macro_rules! random_integer {
    ($($t:ty)*) => { $( impl RandomInteger for $t {} )* };
}
random_integer!(bool i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

/// A range of integers: `0..10`, `1..=6`, `..10`, `..=10`.
pub trait IntegerRange {
    /// The first, the last or the one behind it, and whether the last belongs to the range.
    fn bounds(self) -> (i128, i128, bool);
}
macro_rules! integer_range {
    ($($t:ty)*) => { $(
        impl IntegerRange for Range<$t> {
            fn bounds(self) -> (i128, i128, bool) {
                (self.start as i128, self.end as i128, false)
            }
        }
        impl IntegerRange for RangeInclusive<$t> {
            fn bounds(self) -> (i128, i128, bool) {
                (*self.start() as i128, *self.end() as i128, true)
            }
        }
        impl IntegerRange for RangeTo<$t> {
            fn bounds(self) -> (i128, i128, bool) {
                (0, self.end as i128, false)
            }
        }
        impl IntegerRange for RangeToInclusive<$t> {
            fn bounds(self) -> (i128, i128, bool) {
                (0, self.end as i128, true)
            }
        }
    )* };
}
integer_range!(i8 i16 i32 i64 i128 isize u8 u16 u32 u64 usize);

impl<B: BitGenerator> Generator<B> {
    /// Integers of a range, as i64; for other types see [`integers_as`](Self::integers_as).
    ///
    /// ```
    /// let mut rng = npcore_random::default_rng(12345);
    /// assert_eq!(rng.integers(0..10, 3)?.to_string(), "[6 2 7]");
    /// assert_eq!(rng.integers(10..10, 3).unwrap_err().to_string(), "low >= high");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// `low >= high`, `high <= 0`; no memory.
    pub fn integers(&mut self, range: impl IntegerRange, size: impl IntoShape) -> Result<Array<i64>> {
        self.integers_as(range, size)
    }

    /// One integer of a range.
    ///
    /// # Errors
    /// `low >= high`, `high <= 0`.
    pub fn integers_one(&mut self, range: impl IntegerRange) -> Result<i64> {
        one(&mut self.bits, range.bounds(), Method::Lemire)
    }

    /// [`integers`](Self::integers) of a type: `rng.integers_as::<u8>(0..=255, 100)?`.
    ///
    /// # Errors
    /// `low >= high`, `high <= 0`, `high is out of bounds for uint8`; no memory.
    pub fn integers_as<T: RandomInteger>(
        &mut self,
        range: impl IntegerRange,
        size: impl IntoShape,
    ) -> Result<Array<T>> {
        let dtype = <T as Element>::dtype();
        engine::typed(of_range(&mut self.bits, range.bounds(), dtype, &size.into_shape()?, Method::Lemire)?)
    }

    /// [`integers`](Self::integers) of a type that is known at run time.
    ///
    /// # Errors
    /// As [`integers_as`](Self::integers_as); `Unsupported dtype dtype('float64') for integers`.
    pub fn integers_dyn(&mut self, range: impl IntegerRange, dtype: DType, size: impl IntoShape) -> Result<DynArray> {
        of_range(&mut self.bits, range.bounds(), dtype, &size.into_shape()?, Method::Lemire)
    }

    /// Integers of `low` to below `high` (or to `high`, with `endpoint`), each of its own range: arrays or scalars that
    /// broadcast.
    ///
    /// ```
    /// let mut rng = npcore_random::default_rng(0);
    /// let x = rng.integers_between::<i64, _, _>(1, [2, 10, 1000], false, ..)?;
    /// assert_eq!(x.to_string(), "[  1   8 637]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// As [`integers_as`](Self::integers_as); shapes that do not broadcast, or not to the size.
    pub fn integers_between<T: RandomInteger, L: Elem, H: Elem>(
        &mut self,
        low: impl AsView<L>,
        high: impl AsView<H>,
        endpoint: bool,
        size: impl Size,
    ) -> Result<Array<T>> {
        let (low, high) = (low.as_view(), high.as_view());
        let bounds = Bounds { low: low.as_dyn(), high: high.as_dyn(), closed: endpoint };
        engine::typed(between(&mut self.bits, bounds, <T as Element>::dtype(), size.size()?, Method::Lemire)?)
    }
}

/// The words for a range that is empty.
fn empty_range<T>(closed: bool, low_is_zero: bool) -> Result<T> {
    refused(match (closed, low_is_zero) {
        (true, true) => "high < 0",
        (false, true) => "high <= 0",
        (true, false) => "low > high",
        (false, false) => "low >= high",
    })
}

/// The least and the largest value of an integer type, and its bits.
fn limits(dtype: DType, name: &str) -> Result<(i128, i128, u32)> {
    let signed = |bits: u32| (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1, bits);
    let unsigned = |bits: u32| (0, (1i128 << bits) - 1, bits);
    Ok(match dtype {
        DType::BOOL => (0, 1, 1),
        DType::INT8 => signed(8),
        DType::INT16 => signed(16),
        DType::INT32 => signed(32),
        DType::INT64 => signed(64),
        DType::UINT8 => unsigned(8),
        DType::UINT16 => unsigned(16),
        DType::UINT32 => unsigned(32),
        DType::UINT64 => unsigned(64),
        _ if dtype.is_integer() => {
            return refused(
                "Providing a dtype with a non-native byteorder is not supported. If you require platform-independent \
                byteorder, call byteswap when required.",
            );
        }
        _ => return refused(format!("Unsupported dtype {dtype:?} for {name}")),
    })
}

fn caller(method: Method) -> &'static str {
    if method == Method::Lemire { "integers" } else { "randint" }
}

/// The first value and how many follow it, where the range is of the type.
fn checked(low: i128, high: i128, closed: bool, dtype: DType, limits: (i128, i128, u32)) -> Result<(u64, u64)> {
    let last = if closed { high } else { high - 1 };
    if low < limits.0 {
        return refused(format!("low is out of bounds for {}", dtype.name()));
    }
    if last > limits.1 {
        return refused(format!("high is out of bounds for {}", dtype.name()));
    }
    if low > last {
        return empty_range(closed, low == 0);
    }
    Ok((low as u64, (last - low) as u64))
}

/// One integer, as i64.
pub(crate) fn one(bits: &mut dyn BitGenerator, bounds: (i128, i128, bool), method: Method) -> Result<i64> {
    let (low, high, closed) = bounds;
    let (offset, range) = checked(low, high, closed, DType::INT64, limits(DType::INT64, "")?)?;
    Ok(bounded_u64(&mut Stream::single(bits), offset, range, method) as i64)
}

/// Integers of one range.
pub(crate) fn of_range(
    bits: &mut dyn BitGenerator,
    bounds: (i128, i128, bool),
    dtype: DType,
    shape: &[usize],
    method: Method,
) -> Result<DynArray> {
    let limits = limits(dtype, caller(method))?;
    if shape.contains(&0) {
        // The range is not looked at.
        return DynArray::zeros_dyn(shape, dtype);
    }
    let (low, high, closed) = bounds;
    let (offset, range) = checked(low, high, closed, dtype, limits)?;
    let filling = Filling { bits, offset, range, shape, method };
    Ok(match dtype {
        DType::BOOL => filling.narrow::<_, 1>(|x| x != 0)?.into_dyn(),
        DType::INT8 => filling.narrow::<_, 8>(|x| x as i8)?.into_dyn(),
        DType::UINT8 => filling.narrow::<_, 8>(|x| x as u8)?.into_dyn(),
        DType::INT16 => filling.narrow::<_, 16>(|x| x as i16)?.into_dyn(),
        DType::UINT16 => filling.narrow::<_, 16>(|x| x as u16)?.into_dyn(),
        DType::INT32 => filling.narrow::<_, 32>(|x| x as i32)?.into_dyn(),
        DType::UINT32 => filling.narrow::<_, 32>(|x| x)?.into_dyn(),
        DType::INT64 => filling.of_64(|x| x as i64)?.into_dyn(),
        _ => filling.of_64(|x| x)?.into_dyn(),
    })
}

/// What a word of some bits gives of a range that is not empty.
enum Candidates {
    /// Itself.
    All,
    /// Some of its bits, if they are in the range.
    Below { mask: u32 },
    /// The upper half of a product, unless the lower is below the threshold.
    Products { factor: u32, threshold: u32 },
}

/// `largest` is that of a word.
fn candidates(range: u32, largest: u32, method: Method) -> Candidates {
    match method {
        _ if range == largest => Candidates::All,
        Method::Masked => Candidates::Below { mask: mask(u64::from(range)) as u32 },
        Method::Lemire => Candidates::Products { factor: range + 1, threshold: (largest - range) % (range + 1) },
    }
}

/// Integers of one range that is checked, by bits.
struct Filling<'a> {
    bits: &'a mut dyn BitGenerator,
    offset: u64,
    range: u64,
    shape: &'a [usize],
    method: Method,
}

impl Filling<'_> {
    fn of_64<T: Element>(self, value: impl Fn(u64) -> T) -> Result<Array<T>> {
        let Filling { bits, offset, range, shape, method } = self;
        let value = |x: u64| value(offset.wrapping_add(x));
        let lemire = method == Method::Lemire;
        if range == 0 {
            return Array::from_shape_vec(shape, vec![value(0); shape.iter().product()]);
        }
        if range > u64::from(u32::MAX) {
            let mut memory = Memory::new();
            let s = &mut Stream::of_words(bits, &mut memory);
            return if lemire && range < u64::MAX {
                filled(shape, s, 1, |s| value(lemire_u64(s, range)))
            } else {
                filled(shape, s, 1, |s| value(bounded_u64(s, 0, range, method)))
            };
        }
        let mut memory = Memory::new();
        let s = &mut Stream::of_halves(bits, &mut memory);
        by_candidates::<_, 32>(shape, s, range as u32, method, |x| value(u64::from(x)))
    }

    /// Of 1, 8, 16 or 32 bits.
    fn narrow<T: Element, const BITS: u32>(self, value: impl Fn(u32) -> T) -> Result<Array<T>> {
        let Filling { bits, offset, range, shape, method } = self;
        let offset = offset as u32;
        if range == 0 {
            return Array::from_shape_vec(shape, vec![value(offset); shape.iter().product()]);
        }
        let mut memory = Memory::new();
        let s = &mut Stream::of_halves(bits, &mut memory);
        by_candidates::<_, BITS>(shape, s, range as u32, method, |x| value(offset.wrapping_add(x)))
    }
}

/// The new array of [`write_by_candidates`].
fn by_candidates<T: Element, const BITS: u32>(
    shape: &[usize],
    s: &mut Stream<'_>,
    range: u32,
    method: Method,
    value: impl Fn(u32) -> T,
) -> Result<Array<T>> {
    let write = |out: &mut [MaybeUninit<T>]| write_by_candidates::<_, BITS>(out, s, range, method, value);
    // SAFETY: every element is written.
    unsafe { Array::from_uninit(shape, Order::C, write) }
}

/// Writes what `value` makes of integers of 0 to `range`, by parts of `BITS` of words of 32; the range is not 0 and no larger
/// than a part. `value` is also asked for integers that are beyond the range, up to the next power of two, and then refused.
pub(super) fn write_by_candidates<T, const BITS: u32>(
    out: &mut [MaybeUninit<T>],
    s: &mut Stream<'_>,
    range: u32,
    method: Method,
    value: impl Fn(u32) -> T,
) {
    let largest = u32::MAX >> (32 - BITS);
    match candidates(range, largest, method) {
        Candidates::All => fill_by_candidates::<_, BITS>(out, s, |word| (value(word), true)),
        Candidates::Below { mask } => {
            fill_by_candidates::<_, BITS>(out, s, |word| (value(word & mask), word & mask <= range));
        }
        Candidates::Products { factor, threshold } => fill_by_candidates::<_, BITS>(out, s, |word| {
            let m = u64::from(word) * u64::from(factor);
            (value((m >> BITS) as u32), m as u32 & largest >= threshold)
        }),
    }
}

/// Bounds that are arrays.
pub(crate) struct Bounds<'a> {
    pub low: DynView<'a>,
    pub high: DynView<'a>,
    pub closed: bool,
}

/// The elements of integers, or floats without their fractions, as they come when broadcast.
struct Wide<'a>(ArrayCow<'a, i64>, bool);

impl<'a> Wide<'a> {
    fn new(view: DynView<'a>) -> Result<Wide<'a>> {
        let dtype = view.dtype();
        if dtype.to_native() == DType::UINT64 {
            // The same bits; read as they are meant.
            let signed = engine::map1(view.asarray::<u64>(Order::K, CopyMode::IfNeeded)?.view(), |x: u64| x as i64)?;
            return Ok(Wide(ArrayCow::Owned(signed), true));
        }
        if dtype.is_complex() {
            npcore_exec::check_cast(dtype, DType::INT64, Casting::SameKind)?;
        }
        Ok(Wide(view.asarray::<i64>(Order::K, CopyMode::IfNeeded)?, false))
    }

    fn shape(&self) -> Vec<usize> {
        self.0.shape().to_vec()
    }

    fn values(&self, shape: &[usize]) -> Result<impl Iterator<Item = i128>> {
        let unsigned = self.1;
        let value = move |x: i64| if unsigned { i128::from(x as u64) } else { i128::from(x) };
        Ok(self.0.view().broadcast_to(shape)?.values().map(value))
    }
}

/// Integers, each of its own range.
pub(crate) fn between(
    bits: &mut dyn BitGenerator,
    bounds: Bounds<'_>,
    dtype: DType,
    size: Option<Vec<usize>>,
    method: Method,
) -> Result<DynArray> {
    let limits = limits(dtype, caller(method))?;
    if let Some(shape) = size.as_ref().filter(|shape| shape.contains(&0)) {
        return DynArray::zeros_dyn(&shape[..], dtype);
    }
    let closed = bounds.closed;
    let scalar = bounds.low.ndim() == 0 && bounds.high.ndim() == 0;
    let (low, high) = (Wide::new(bounds.low)?, Wide::new(bounds.high)?);
    let (low_shape, high_shape) = (low.shape(), high.shape());
    if scalar {
        let (low, high) = (low.values(&[])?.next(), high.values(&[])?.next());
        let (low, high) = (low.unwrap_or_default(), high.unwrap_or_default());
        return of_range(bits, (low, high, closed), dtype, &size.unwrap_or_default(), method);
    }
    if low.values(&low_shape)?.any(|low| low < limits.0) {
        return refused(format!("low is out of bounds for {}", dtype.name()));
    }
    let last = |high: i128| if closed { high } else { high - 1 };
    if high.values(&high_shape)?.any(|high| last(high) > limits.1) {
        return refused(format!("high is out of bounds for {}", dtype.name()));
    }
    let common = npcore_broadcast::broadcast_shapes(&[&low_shape, &high_shape])?;
    if low.values(&common)?.zip(high.values(&common)?).any(|(low, high)| low > last(high)) {
        let zero = low.values(&low_shape)?.all(|low| low == 0);
        return empty_range(closed, zero);
    }
    let shape = match size {
        None => common.to_vec(),
        Some(size) => {
            // NumPy broadcasts the result, too, and gives one of the size asked for.
            npcore_broadcast::broadcast_arguments(&[&low_shape, &high_shape, &size])?;
            size
        }
    };
    result_shape(Some(shape.clone()), &[&common])?;
    let mut ranges = low.values(&shape)?.zip(high.values(&shape)?).map(|(low, high)| (low, (last(high) - low) as u64));
    let mut range = move || ranges.next().unwrap_or_default();
    let mut parts = Parts::default();
    let stream = &mut Stream::single(bits);
    macro_rules! drawn {
        ($t:ty, $stream:ident, $offset:ident, $range:ident => $draw:expr) => {
            filled::<$t>(&shape, stream, 0, |$stream| {
                let ($offset, $range) = range();
                let value = $draw;
                value as $t
            })?
            .into_dyn()
        };
    }
    macro_rules! small {
        ($t:ty, $bits:literal) => {
            drawn!($t, s, low, range => {
                let offset = low as u32 & ((1 << $bits) - 1);
                bounded_small::<$bits>(s, &mut parts, offset, range as u32, method)
            })
        };
    }
    Ok(match dtype {
        DType::BOOL => filled::<bool>(&shape, stream, 0, |s| {
            let (low, range) = range();
            bounded_bool(s, &mut parts, low as u32, range as u32) != 0
        })?
        .into_dyn(),
        DType::INT8 => small!(i8, 8),
        DType::UINT8 => small!(u8, 8),
        DType::INT16 => small!(i16, 16),
        DType::UINT16 => small!(u16, 16),
        DType::INT32 => drawn!(i32, s, low, range => bounded_u32(s, low as u32, range as u32, method)),
        DType::UINT32 => drawn!(u32, s, low, range => bounded_u32(s, low as u32, range as u32, method)),
        DType::INT64 => drawn!(i64, s, low, range => bounded_u64(s, low as u64, range, method)),
        _ => drawn!(u64, s, low, range => bounded_u64(s, low as u64, range, method)),
    })
}
