//! Reductions of what is larger than memory: each block by itself, then the results of blocks together.
//!
//! Results of blocks are joined in float64 where they are floats: a thousand blocks of float32 lose nothing beside what the
//! sums inside the blocks lose.

use npcore_array::{ArrayError, ArrayView, DynArray, DynView, ReducedAxes, add, divide, engine, multiply};
use npcore_dtype::{DType, Elem};
use npcore_layout::{SliceItem, normalize_axes};
use npcore_ufunc::{logical_and, logical_or, maximum, minimum, reduce};
use smallvec::SmallVec;

use super::OutOfCore;
use super::moments::{Moments, Spread};
use crate::blocks::Block;
use crate::error::Result;

type Join = fn(DynView<'_>, DynView<'_>) -> npcore_array::Result<DynArray>;
type Partial = fn(DynView<'_>, &[isize]) -> npcore_array::Result<DynArray>;

/// The reduced array, its reduced axes of length 1, as far as it is known.
pub(super) struct Kept {
    pub axes: SmallVec<[isize; 6]>,
    pub shape: SmallVec<[usize; 6]>,
    /// How many elements become one.
    pub count: f64,
    /// Made by the first block, which tells the type.
    sums: Option<DynArray>,
}

impl Kept {
    /// That of an array of this shape, of which these axes (normal ones) are reduced.
    pub fn new(shape: &[usize], axes: SmallVec<[isize; 6]>) -> Kept {
        let count = axes.iter().map(|&axis| shape[axis as usize] as f64).product();
        let mut shape = SmallVec::from_slice(shape);
        axes.iter().for_each(|&axis| shape[axis as usize] = 1);
        Kept { axes, shape, count, sums: None }
    }

    /// The part of the reduced array that a block belongs to, and whether it is the first there.
    pub fn place(&self, block: &Block) -> (SmallVec<[SliceItem; 6]>, bool) {
        let mut items = block.items();
        let mut first = true;
        for &axis in &self.axes {
            first &= block.ranges()[axis as usize].start == 0;
            items[axis as usize] = SliceItem::Range { start: Some(0), stop: Some(1), step: 1 };
        }
        (items, first)
    }

    /// What there is.
    fn sums(&self) -> Result<DynView<'_>> {
        let none = || ArrayError::Value("there was no block".to_owned());
        Ok(self.sums.as_ref().ok_or_else(none)?.view())
    }

    /// Joins a block's result with what there is.
    fn join(&mut self, block: &Block, partial: DynView<'_>, join: Join) -> npcore_array::Result<()> {
        let (items, first) = self.place(block);
        let sums = match &mut self.sums {
            Some(sums) => sums,
            None => self.sums.insert(DynArray::zeros_dyn(&self.shape[..], partial.dtype())?),
        };
        let joined;
        let new = if first {
            partial
        } else {
            joined = join(sums.try_slice(&items)?, partial)?;
            joined.view()
        };
        sums.try_slice_mut(&items)?.try_assign(new)
    }
}

/// The type that results of blocks are joined in.
pub(super) fn wide(dtype: DType) -> DType {
    if dtype.is_float() {
        DType::FLOAT64
    } else if dtype.is_complex() {
        DType::COMPLEX128
    } else {
        dtype
    }
}

macro_rules! reductions {
    ($($(#[$meta:meta])* $name:ident -> $out:ty, $join:expr;)*) => { $(
        $(#[$meta])*
        ///
        /// `axes` is `0`, `-1`, `[0, 2]`, ...: the result is an array; or `..`: it is a value.
        ///
        /// # Errors
        /// Axes that the array does not have; types that the operation does not have; what reading gives.
        pub fn $name<A: ReducedAxes>(self, axes: A) -> Result<A::Out<$out>> {
            let partial: Partial = |view, axes| Ok(reduce(&view).axis(axes).keepdims().$name()?.into_dyn());
            let reduced = self.reduced(&axes, A::KEPT, partial, $join)?;
            Ok(A::give(engine::typed::<$out>(reduced)?))
        }
    )* };
}

impl<T: Elem + Send + Sync> OutOfCore<'_, T> {
    reductions! {
        /// The sum along axes; integers in 64 bits.
        sum -> T::Sum, |a, b| add(a, b);
        /// The product along axes; integers in 64 bits.
        prod -> T::Sum, |a, b| multiply(a, b);
        /// The smallest along axes; NaN if there is one. Of no elements an error.
        min -> T, |a, b| minimum(a, b);
        /// The largest along axes; NaN if there is one. Of no elements an error.
        max -> T, |a, b| maximum(a, b);
        /// Whether all elements along axes are nonzero.
        all -> bool, |a, b| Ok(logical_and(a, b)?.into_dyn());
        /// Whether any element along axes is nonzero.
        any -> bool, |a, b| Ok(logical_or(a, b)?.into_dyn());
    }

    /// How many elements along axes are not 0.
    ///
    /// # Errors
    /// As [`sum`](Self::sum).
    pub fn count_nonzero<A: ReducedAxes>(self, axes: A) -> Result<A::Out<i64>> {
        let partial: Partial = |view, axes| Ok(reduce(&view).axis(axes).keepdims().count_nonzero()?.into_dyn());
        let reduced = self.reduced(&axes, A::KEPT, partial, |a, b| add(a, b))?;
        Ok(A::give(engine::typed::<i64>(reduced)?))
    }

    /// The mean along axes; of integers in float64.
    ///
    /// # Errors
    /// As [`sum`](Self::sum); elements that are no numbers.
    pub fn mean<A: ReducedAxes>(self, axes: A) -> Result<A::Out<T::Average>> {
        let dtype = self.numeric()?.quotient().to_native();
        let (kept, _) = self.joined(&axes, summed, |a, b| add(a, b))?;
        let mean = divide(&kept.sums()?, kept.count)?.astype_dyn(dtype)?;
        Ok(A::give(engine::typed::<T::Average>(without(mean, &kept.axes, A::KEPT)?)?))
    }

    /// The variance along axes, divided by the number of elements less [`ddof`](Self::ddof), in one pass.
    ///
    /// # Errors
    /// As [`mean`](Self::mean).
    pub fn var<A: ReducedAxes>(self, axes: A) -> Result<A::Out<<T::Quotient as Elem>::Real>> {
        let var = self.spread(&axes, A::KEPT, Moments::var)?;
        Ok(A::give(engine::typed::<<T::Quotient as Elem>::Real>(var)?))
    }

    /// The standard deviation along axes: the root of [`var`](Self::var).
    ///
    /// # Errors
    /// As [`mean`](Self::mean).
    pub fn std<A: ReducedAxes>(self, axes: A) -> Result<A::Out<<T::Quotient as Elem>::Real>> {
        let std = self.spread(&axes, A::KEPT, Moments::std)?;
        Ok(A::give(engine::typed::<<T::Quotient as Elem>::Real>(std)?))
    }

    /// The type of an element, which is a number.
    fn numeric(&self) -> Result<DType> {
        let (_, dtype, _) = self.source.extent();
        if dtype.is_numeric() {
            return Ok(dtype);
        }
        let words = format!("means and variances out of core are those of numbers, not {dtype}");
        Err(ArrayError::Value(words).into())
    }

    fn axes(&self, axes: &impl ReducedAxes) -> Result<Kept> {
        let (shape, ..) = self.source.extent();
        let normal = normalize_axes(&axes.axes(shape.len()), shape.len()).map_err(ArrayError::from)?;
        Ok(Kept::new(shape, normal.iter().map(|&axis| axis as isize).collect()))
    }

    fn reduced(self, axes: &impl ReducedAxes, keep: bool, partial: Partial, join: Join) -> Result<DynArray> {
        let (kept, dtype) = self.joined(axes, partial, join)?;
        let sums = kept.sums()?;
        let sums = if sums.dtype() == dtype { sums.to_owned() } else { sums.astype_dyn(dtype)? };
        Ok(without(sums, &kept.axes, keep)?)
    }

    /// The results of all blocks joined, and the type that they have by themselves.
    fn joined(self, axes: &impl ReducedAxes, partial: Partial, join: Join) -> Result<(Kept, DType)> {
        let mut kept = self.axes(axes)?;
        if self.is_empty() {
            let whole = partial(self.source.nothing()?.view().as_dyn(), &kept.axes)?;
            let dtype = whole.dtype();
            kept.sums = Some(whole);
            return Ok((kept, dtype));
        }
        let mut dtype = DType::FLOAT64;
        let axes = kept.axes.clone();
        self.reduce(&|_, view| Ok(partial(view.as_dyn(), &axes)?), &mut |block, part| {
            dtype = part.dtype();
            let work = wide(dtype);
            if work == dtype {
                return Ok(kept.join(block, part.view(), join)?);
            }
            Ok(kept.join(block, part.astype_dyn(work)?.view(), join)?)
        })?;
        Ok((kept, dtype))
    }

    /// What `finish` makes of the squared differences from the mean.
    fn spread(
        self,
        axes: &impl ReducedAxes,
        keep: bool,
        finish: fn(Moments, f64, f64) -> npcore_array::Result<DynArray>,
    ) -> Result<DynArray> {
        self.numeric()?;
        let (kept, ddof) = (self.axes(axes)?, self.ddof);
        let mut moments = Moments::new(&kept);
        if self.is_empty() {
            moments.set(Spread::of(self.source.nothing()?.view().as_dyn(), &kept.axes)?)?;
        } else {
            let part = |_: &_, view: ArrayView<'_, T>| Ok(Spread::of(view.as_dyn(), &kept.axes)?);
            self.reduce(&part, &mut |block, part| Ok(moments.join(&kept, block, &part)?))?;
        }
        Ok(without(finish(moments, kept.count, ddof)?, &kept.axes, keep)?)
    }
}

/// The sums that means are made of: those that their type could not hold in a wider one, integers in float64.
fn summed(view: DynView<'_>, axes: &[isize]) -> npcore_array::Result<DynArray> {
    let of = reduce(&view).axis(axes).keepdims();
    match view.dtype().to_native() {
        DType::FLOAT16 => of.dtype_dyn(DType::FLOAT32).sum(),
        DType::INT64 | DType::UINT64 => of.dtype_dyn(DType::FLOAT64).sum(),
        dtype if dtype.is_integer() || dtype.is_bool() => of.sum()?.astype_dyn(DType::FLOAT64),
        _ => of.sum(),
    }
}

/// The result without the reduced axes, or with them.
fn without(array: DynArray, axes: &[isize], keep: bool) -> npcore_array::Result<DynArray> {
    if keep {
        return Ok(array);
    }
    engine::without_axes(array, axes.iter().fold(0, |bits, axis| bits | 1 << axis))
}
