//! Parameters of distributions: converted, checked in NumPy's words, broadcast; and the filling of new arrays with values.

use std::mem::MaybeUninit;

use npcore_array::{Array, ArrayCow, ArrayError, ArrayView, CopyMode, DynView, Int, IntoShape, Ints, Order, Result};
use npcore_dtype::{Casting, DType, Element};
use npcore_layout::tuple_text_spaced;

use crate::bits::BitGenerator;
use crate::stream::{Memory, Stream};

/// The shape of a result as a call takes it: any shape, or `..` for that of the parameters (no axes if they are scalars).
pub trait Size {
    /// The shape, `None` for that of the parameters.
    ///
    /// # Errors
    /// `negative dimensions are not allowed`; more than 64 axes.
    fn size(&self) -> Result<Option<Vec<usize>>>;
}

fn shape(size: impl Ints) -> Result<Option<Vec<usize>>> {
    size.into_shape().map(|shape| Some(shape.to_vec()))
}

// Type by type what `IntoShape` takes: a blanket impl would leave no room for `..`.
macro_rules! sizes {
    ($([$($generics:tt)*] $t:ty;)*) => { $(
        impl<$($generics)*> Size for $t {
            fn size(&self) -> Result<Option<Vec<usize>>> {
                shape(self)
            }
        }
    )* };
}
sizes! {
    [] i8; [] i16; [] i32; [] i64; [] isize; [] u8; [] u16; [] u32; [] u64; [] usize; [] ();
    [I: Int] [I]; [I: Int] Vec<I>; [I: Int, const N: usize] [I; N];
    [I: Int] (I,); [I: Int, J: Int] (I, J); [I: Int, J: Int, K: Int] (I, J, K);
    [I: Int, J: Int, K: Int, L: Int] (I, J, K, L);
}

impl<X: Size + ?Sized> Size for &X {
    fn size(&self) -> Result<Option<Vec<usize>>> {
        (**self).size()
    }
}

impl Size for std::ops::RangeFull {
    fn size(&self) -> Result<Option<Vec<usize>>> {
        Ok(None)
    }
}

/// An error of an argument.
pub(crate) fn refused<T>(words: impl Into<String>) -> Result<T> {
    Err(ArrayError::Value(words.into()))
}

/// What a parameter has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Constraint {
    None,
    NonNegative,
    Positive,
    PositiveNotNan,
    /// 0 to 1.
    Unit,
    /// Above 0, to 1.
    UnitAboveZero,
    /// From 0, below 1.
    UnitBelowOne,
    AboveOne,
    AtLeastOne,
    /// A mean for which counts fit an i64.
    Poisson,
}

/// The largest mean of a Poisson distribution whose values fit an i64.
pub(crate) const POISSON_MAX: f64 = i64::MAX as f64 - 3037000499.97605 * 10.0;

impl Constraint {
    /// Whether one value is refused, and the words for it.
    fn refuses(self, x: f64, name: &str, nan: &str) -> Option<String> {
        use Constraint::*;
        let words = match self {
            None => return Option::None,
            NonNegative if !x.is_nan() && x.is_sign_negative() => format!("{name} < 0"),
            PositiveNotNan if x.is_nan() => format!("{name} must not be NaN"),
            Positive | PositiveNotNan if x <= 0.0 => format!("{name} <= 0"),
            Unit if !(0.0..=1.0).contains(&x) => format!("{name} < 0, {name} > 1 or {name} {nan}"),
            // NumPy says this of a scalar too.
            UnitAboveZero if !(x > 0.0 && x <= 1.0) => format!("{name} <= 0, {name} > 1 or {name} contains NaNs"),
            UnitBelowOne if !(0.0..1.0).contains(&x) => format!("{name} < 0, {name} >= 1 or {name} {nan}"),
            AboveOne if !(x > 1.0) => format!("{name} <= 1 or {name} {nan}"),
            AtLeastOne if !(x >= 1.0) => format!("{name} < 1 or {name} {nan}"),
            Poisson if !(x >= 0.0) => format!("{name} < 0 or {name} {nan}"),
            Poisson if x > POISSON_MAX => format!("{name} value too large"),
            _ => return Option::None,
        };
        Some(words)
    }

    /// Checks one value.
    pub fn check(self, x: f64, name: &str) -> Result<()> {
        self.refuses(x, name, "is NaN").map_or(Ok(()), refused)
    }

    /// Checks all values, with NumPy's words for arrays.
    pub fn check_all(self, values: impl Iterator<Item = f64>, name: &str) -> Result<()> {
        let mut first = None;
        for x in values {
            // What NumPy asks of all elements first; a NaN is not at most anything.
            if self == Constraint::Poisson && !(x <= POISSON_MAX) {
                return refused(format!("{name} value too large"));
            }
            if self == Constraint::PositiveNotNan && x.is_nan() {
                return refused(format!("{name} must not be NaN"));
            }
            first = first.or_else(|| self.refuses(x, name, "contains NaNs"));
        }
        first.map_or(Ok(()), refused)
    }
}

/// A parameter as an array of the type that the distribution takes.
pub(crate) struct Param<'a, T: Element> {
    values: ArrayCow<'a, T>,
    name: &'static str,
    constraint: Constraint,
}

/// What parameters are.
pub(crate) trait Number: Element {
    fn to_f64(self) -> f64;
}
impl Number for f64 {
    fn to_f64(self) -> f64 {
        self
    }
}
impl Number for i64 {
    fn to_f64(self) -> f64 {
        self as f64
    }
}
impl Number for f32 {
    fn to_f64(self) -> f64 {
        f64::from(self)
    }
}

impl<'a, T: Number> Param<'a, T> {
    /// Converts safely, as NumPy does: no complex numbers, no floats for integers.
    pub fn new(view: DynView<'a>, name: &'static str, constraint: Constraint) -> Result<Param<'a, T>> {
        let dtype = <T as Element>::dtype();
        // In single precision NumPy takes what comes.
        let casting = if dtype == DType::FLOAT32 { Casting::SameKind } else { Casting::Safe };
        npcore_exec::check_cast(view.dtype(), dtype, casting)?;
        Ok(Param { values: view.asarray::<T>(Order::K, CopyMode::IfNeeded)?, name, constraint })
    }

    pub fn view(&self) -> ArrayView<'_, T> {
        self.values.view()
    }

    pub fn is_scalar(&self) -> bool {
        self.view().ndim() == 0
    }

    pub fn check(&self, scalar: bool) -> Result<()> {
        match (self.constraint, scalar) {
            (Constraint::None, _) => Ok(()),
            (_, true) => self.constraint.check(self.scalar()?.to_f64(), self.name),
            (_, false) => self.constraint.check_all(self.view().values().map(T::to_f64), self.name),
        }
    }

    /// The only value.
    pub fn scalar(&self) -> Result<T> {
        self.view().item()
    }
}

/// The shape of a result, which must be the parameters' or what they broadcast to.
pub(crate) fn result_shape(size: Option<Vec<usize>>, params: &[&[usize]]) -> Result<Vec<usize>> {
    let Some(size) = size else {
        return Ok(npcore_broadcast::broadcast_arguments(params)?.to_vec());
    };
    let shapes: Vec<&[usize]> = std::iter::once(&size[..]).chain(params.iter().copied()).collect();
    let common = npcore_broadcast::broadcast_arguments(&shapes)?;
    if common[..] != size[..] {
        return refused(format!(
            "Output size {} is not compatible with broadcast dimensions of inputs {}.",
            tuple_text_spaced(&size),
            tuple_text_spaced(&common)
        ));
    }
    Ok(size)
}

/// Values drawn with parameters: of one set for all, or of a set for each.
pub(crate) trait Params {
    /// One value of each.
    type Set: Copy;

    /// The new array of what `draw` gives for each set, which takes at least `least` words of 64 bits: of that set,
    /// or, without one, of any.
    fn fill<T: Element>(
        self,
        bits: &mut dyn BitGenerator,
        size: Option<Vec<usize>>,
        least: impl Fn(Option<Self::Set>) -> usize,
        draw: impl FnMut(&mut Stream<'_>, Self::Set) -> T,
    ) -> Result<Array<T>>;
}

macro_rules! params {
    ($($param:ident: $t:ident $set:ident),*) => {
        impl<$($t: Number),*> Params for ($(Param<'_, $t>,)*) {
            type Set = ($($t,)*);

            fn fill<T: Element>(
                self,
                bits: &mut dyn BitGenerator,
                size: Option<Vec<usize>>,
                least: impl Fn(Option<Self::Set>) -> usize,
                mut draw: impl FnMut(&mut Stream<'_>, Self::Set) -> T,
            ) -> Result<Array<T>> {
                let ($($param,)*) = self;
                let scalar = $($param.is_scalar())&&*;
                $( $param.check(scalar)?; )*
                let mut memory = Memory::new();
                if scalar {
                    let set = ($($param.scalar()?,)*);
                    let shape = size.unwrap_or_default();
                    let mut stream = Stream::of_words(bits, &mut memory);
                    return filled(&shape, &mut stream, least(Some(set)), |s| draw(s, set));
                }
                let shape = result_shape(size, &[$($param.view().shape()),*])?;
                $( let $set = $param.view(); let mut $set = $set.broadcast_to(&shape[..])?.values(); )*
                let mut stream = Stream::of_words(bits, &mut memory);
                filled(&shape, &mut stream, least(None), |s| {
                    // As many values as the array has elements.
                    let set = ($($set.next().unwrap_or_else(|| unreachable!()),)*);
                    draw(s, set)
                })
            }
        }
    };
}
params!(a: A x);
params!(a: A x, b: B y);
params!(a: A x, b: B y, c: C z);

/// The new array of what `draw` gives, which takes at least `least` words of 64 bits for each element.
pub(crate) fn filled<T: Element>(
    shape: &[usize],
    stream: &mut Stream<'_>,
    least: usize,
    draw: impl FnMut(&mut Stream<'_>) -> T,
) -> Result<Array<T>> {
    // SAFETY: `fill` writes every element.
    unsafe { Array::from_uninit(shape, Order::C, |out| fill(out, stream, least, draw)) }
}

/// Writes what `draw` gives to every place.
#[inline]
pub(crate) fn fill<T>(
    out: &mut [MaybeUninit<T>],
    stream: &mut Stream<'_>,
    least: usize,
    mut draw: impl FnMut(&mut Stream<'_>) -> T,
) {
    let mut left = out.len();
    for part in out.chunks_mut(32) {
        // Within the part some values may be drawn already when words run out; the rest is sure.
        let later = left - part.len();
        stream.promise(left * least, later * least);
        for x in part {
            x.write(draw(stream));
        }
        left = later;
    }
}

/// Writes the values that come of words of 32 bits, or of their parts of `BITS`, the lowest first; each part gives one or,
/// where `value` says false, none: without a branch, the next candidate overwrites what was refused.
#[inline]
pub(crate) fn fill_by_candidates<T, const BITS: u32>(
    out: &mut [MaybeUninit<T>],
    stream: &mut Stream<'_>,
    value: impl Fn(u32) -> (T, bool),
) {
    let parts = 32 / BITS;
    let mut done = 0;
    while done < out.len() {
        for &word in stream.block_halves((out.len() - done).div_ceil(parts as usize)) {
            for part in 0..parts {
                // Of the very last word some parts may not be wanted.
                if part > 0 && done == out.len() {
                    break;
                }
                let (x, taken) = value(word >> (part * BITS) & (u32::MAX >> (32 - BITS)));
                out[done].write(x);
                done += usize::from(taken);
            }
        }
    }
}

/// [`fill`] by words of 32 bits, of which each gives at most one value.
#[inline]
pub(crate) fn fill_by_halves<T>(
    out: &mut [MaybeUninit<T>],
    stream: &mut Stream<'_>,
    mut draw: impl FnMut(&mut Stream<'_>) -> T,
) {
    let mut left = out.len();
    for part in out.chunks_mut(32) {
        let later = left - part.len();
        stream.promise_halves(left, later);
        for x in part {
            x.write(draw(stream));
        }
        left = later;
    }
}
