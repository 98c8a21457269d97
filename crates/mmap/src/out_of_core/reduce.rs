//! Reductions of what is larger than memory: each block by itself, then the results of blocks together.
//!
//! Results of blocks are joined in float64 where they are floats: a thousand blocks of float32 lose nothing beside what the
//! sums inside the blocks lose.

use npcore_array::{ArrayError, DynArray, DynView, ReducedAxes, add, engine, multiply};
use npcore_dtype::{DType, Elem};
use npcore_layout::{SliceItem, normalize_axes};
use npcore_ufunc::{logical_and, logical_or, maximum, minimum, reduce};
use smallvec::SmallVec;

use super::OutOfCore;
use super::moments::Moments;
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
        let mean = self.moments(&axes, A::KEPT, false, |moments, count, _| moments.mean(count))?;
        Ok(A::give(engine::typed::<T::Average>(mean)?))
    }

    /// The variance along axes, divided by the number of elements less [`ddof`](Self::ddof), in one pass.
    ///
    /// # Errors
    /// As [`mean`](Self::mean).
    pub fn var<A: ReducedAxes>(self, axes: A) -> Result<A::Out<<T::Quotient as Elem>::Real>> {
        let var = self.moments(&axes, A::KEPT, true, |moments, count, ddof| moments.var(count, ddof))?;
        Ok(A::give(engine::typed::<<T::Quotient as Elem>::Real>(var)?))
    }

    /// The standard deviation along axes: the root of [`var`](Self::var).
    ///
    /// # Errors
    /// As [`mean`](Self::mean).
    pub fn std<A: ReducedAxes>(self, axes: A) -> Result<A::Out<<T::Quotient as Elem>::Real>> {
        let std = self.moments(&axes, A::KEPT, true, |moments, count, ddof| moments.std(count, ddof))?;
        Ok(A::give(engine::typed::<<T::Quotient as Elem>::Real>(std)?))
    }

    fn axes(&self, axes: &impl ReducedAxes) -> Result<Kept> {
        let (shape, ..) = self.source.extent();
        let normal = normalize_axes(&axes.axes(shape.len()), shape.len()).map_err(ArrayError::from)?;
        let axes: SmallVec<[isize; 6]> = normal.iter().map(|&axis| axis as isize).collect();
        let count = axes.iter().map(|&axis| shape[axis as usize] as f64).product();
        let mut shape = SmallVec::from_slice(shape);
        axes.iter().for_each(|&axis| shape[axis as usize] = 1);
        Ok(Kept { axes, shape, count, sums: None })
    }

    fn reduced(self, axes: &impl ReducedAxes, keep: bool, partial: Partial, join: Join) -> Result<DynArray> {
        let mut kept = self.axes(axes)?;
        if self.blocks().len() == 0 {
            let whole = partial(self.source.nothing()?.view().as_dyn(), &kept.axes)?;
            return Ok(without(whole, &kept.axes, keep)?);
        }
        let mut dtype = None;
        self.run(&mut |block, view| {
            let part = partial(view.as_dyn(), &kept.axes)?;
            dtype = Some(part.dtype());
            let work = wide(part.dtype());
            if work == part.dtype() {
                return Ok(kept.join(block, part.view(), join)?);
            }
            Ok(kept.join(block, part.astype_dyn(work)?.view(), join)?)
        })?;
        let (Some(sums), Some(dtype)) = (kept.sums, dtype) else {
            unreachable!("every block leaves a result, and there is one")
        };
        let sums = if sums.dtype() == dtype { sums } else { sums.astype_dyn(dtype)? };
        Ok(without(sums, &kept.axes, keep)?)
    }

    /// What `finish` makes of the mean and, where `spread` says so, of the squared differences from it.
    fn moments(
        self,
        axes: &impl ReducedAxes,
        keep: bool,
        spread: bool,
        finish: fn(Moments, f64, f64) -> npcore_array::Result<DynArray>,
    ) -> Result<DynArray> {
        let (kept, ddof) = (self.axes(axes)?, self.ddof);
        let mut moments = Moments::new(&kept, spread);
        if self.blocks().len() == 0 {
            moments.add(&kept, None, self.source.nothing()?.view().as_dyn())?;
        } else {
            self.run(&mut |block, view| Ok(moments.add(&kept, Some(block), view.as_dyn())?))?;
        }
        Ok(without(finish(moments, kept.count, ddof)?, &kept.axes, keep)?)
    }
}

/// The result without the reduced axes, or with them.
fn without(array: DynArray, axes: &[isize], keep: bool) -> npcore_array::Result<DynArray> {
    if keep {
        return Ok(array);
    }
    engine::without_axes(array, axes.iter().fold(0, |bits, axis| bits | 1 << axis))
}
