//! Variances in one pass: mean and spread of a block are joined with those of all before it (Chan, Golub and LeVeque,
//! 1983), so that nothing is lost where the mean is large beside the spread.

use npcore_array::{ArrayError, DynArray, DynView, Result, add, divide, multiply, subtract};
use npcore_dtype::DType;
use npcore_ufunc::{absolute, reduce, sqrt};

use super::reduce::{Kept, wide};
use crate::blocks::Block;

/// Of each kept place: how many elements were seen, their mean, the sum of their squared differences from it.
pub(super) struct Moments {
    shape: Vec<usize>,
    made: Option<Made>,
}

struct Made {
    /// The type of the results.
    dtype: DType,
    seen: DynArray,
    mean: DynArray,
    squares: DynArray,
}

/// Mean and variance of a block.
pub(super) struct Spread {
    /// The type of the variance of its elements.
    dtype: DType,
    mean: DynArray,
    var: DynArray,
}

impl Spread {
    pub fn of(view: DynView<'_>, axes: &[isize]) -> Result<Spread> {
        // Means of float16 are rounded to it only at the end.
        let is_half = view.dtype().to_native() == DType::FLOAT16;
        let of = || reduce(&view).axis(axes).keepdims();
        let mean = if is_half { of().dtype_dyn(DType::FLOAT32).mean()? } else { of().mean()? };
        let var = if is_half { of().dtype_dyn(DType::FLOAT32).var()? } else { of().var()? };
        let dtype = if is_half { DType::FLOAT16 } else { var.dtype() };
        Ok(Spread { dtype, mean: mean.astype_dyn(wide(mean.dtype()))?, var: var.astype_dyn(DType::FLOAT64)? })
    }
}

impl Moments {
    pub fn new(kept: &Kept) -> Moments {
        Moments { shape: kept.shape.to_vec(), made: None }
    }

    /// All of an array without elements.
    pub fn set(&mut self, whole: Spread) -> Result<()> {
        let Spread { dtype, mean, var } = whole;
        self.made =
            Some(Made { dtype, seen: DynArray::zeros_dyn(&self.shape[..], DType::FLOAT64)?, mean, squares: var });
        Ok(())
    }

    /// Joins a block with those before.
    pub fn join(&mut self, kept: &Kept, block: &Block, part: &Spread) -> Result<()> {
        let Spread { dtype, mean, var } = part;
        let zeros = |dtype| DynArray::zeros_dyn(&self.shape[..], dtype);
        if self.made.is_none() {
            let (seen, squares) = (zeros(DType::FLOAT64)?, zeros(DType::FLOAT64)?);
            self.made = Some(Made { dtype: *dtype, seen, mean: zeros(mean.dtype())?, squares });
        }
        let Some(made) = &mut self.made else { return Ok(()) };

        let here: f64 = kept.axes.iter().map(|&axis| block.ranges()[axis as usize].len() as f64).product();
        let squares = multiply(var, here)?;
        let (items, first) = kept.place(block);
        let (mut seen_at, mut mean_at) = (made.seen.try_slice_mut(&items)?, made.mean.try_slice_mut(&items)?);
        let mut squares_at = made.squares.try_slice_mut(&items)?;
        if first {
            seen_at.try_assign(here)?;
            mean_at.try_assign(mean)?;
            return squares_at.try_assign(&squares);
        }
        let all = add(&seen_at, here)?;
        let part = divide(here, &all)?;
        let away = subtract(mean, &mean_at)?;
        let new_mean = add(&mean_at, &multiply(&away, &part)?)?;
        let distance = absolute(&away)?;
        let between = multiply(&multiply(&distance, &distance)?, &multiply(&seen_at, &part)?)?;
        let new_squares = add(&add(&squares_at, &squares)?, &between)?;
        squares_at.try_assign(&new_squares)?;
        mean_at.try_assign(&new_mean)?;
        seen_at.try_assign(&all)
    }

    pub fn var(self, count: f64, ddof: f64) -> Result<DynArray> {
        let (made, var) = self.wide_var(count, ddof)?;
        var.astype_dyn(made.dtype)
    }

    pub fn std(self, count: f64, ddof: f64) -> Result<DynArray> {
        let (made, var) = self.wide_var(count, ddof)?;
        sqrt(&var)?.astype_dyn(made.dtype)
    }

    fn wide_var(self, count: f64, ddof: f64) -> Result<(Made, DynArray)> {
        let made = self.made()?;
        let var = divide(&made.squares, (count - ddof).max(0.0))?;
        Ok((made, var))
    }

    fn made(self) -> Result<Made> {
        self.made.ok_or_else(|| ArrayError::Value("there was no block".to_owned()))
    }
}
