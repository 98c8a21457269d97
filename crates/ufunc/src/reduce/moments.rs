//! Means and variances.

use npcore_array::{ArrayError, DynArray, Result};
use npcore_dtype::DType;
use npcore_kernel::{Binary, Unary};

use super::run::{Spec, assign, assign_number, folded_dtype, given_dtype, number, real_dtype, sum_dtype};
use crate::unary::run_dyn;

/// Numbers of elements.
#[allow(clippy::large_enum_variant, reason = "made once for a call, and not kept")]
enum Counts {
    Same(f64),
    Each(DynArray),
}

impl Counts {
    /// Divides sums by the numbers; with `or_nan` those of nothing become NaN whatever they are.
    fn divide(&self, sums: &mut DynArray, or_nan: bool) -> Result<()> {
        match self {
            Counts::Same(count) if or_nan && *count == 0.0 => assign_number(Binary::TrueDivide, sums, f64::NAN),
            Counts::Same(count) => assign_number(Binary::TrueDivide, sums, *count),
            Counts::Each(counts) => {
                assign(Binary::TrueDivide, sums, counts)?;
                if or_nan {
                    // 0 / 0 is NaN, and the others are multiplied by 1.
                    let mut one = counts.copy();
                    assign(Binary::TrueDivide, &mut one, counts)?;
                    assign(Binary::Multiply, sums, &one)?;
                }
                Ok(())
            }
        }
    }

    /// Less the degrees of freedom, but not below 0.
    fn less(self, ddof: f64) -> Result<Counts> {
        Ok(match self {
            Counts::Same(count) => Counts::Same((count - ddof).max(0.0)),
            Counts::Each(mut counts) => {
                assign_number(Binary::Subtract, &mut counts, ddof)?;
                assign_number(Binary::Maximum, &mut counts, 0.0)?;
                Counts::Each(counts)
            }
        })
    }
}

impl Spec<'_> {
    /// The type that means are computed in: float64 for integers, float32 for float16.
    fn mean_type(&self) -> DType {
        npcore_exec::work_type(self.dtype.unwrap_or_else(|| self.dtype().quotient()))
    }

    /// How many elements make each of the results: one number, or an array of `work` type where a mask is given.
    fn counts(&self, work: DType) -> Result<Counts> {
        let Some(mask) = self.mask else { return Ok(Counts::Same(self.count() as f64)) };
        let mask = mask.broadcast_to(self.array.shape())?;
        let spec = Spec { array: mask, mask: None, initial: None, dtype: None, ..self.clone() };
        let counts = spec.fold(Binary::Add, sum_dtype(DType::BOOL), DType::INT64, None)?;
        Ok(Counts::Each(counts.astype_dyn(work)?))
    }

    /// The mean in `work` type, reduced axes of length 1.
    fn kept_mean(&self, work: DType, counts: &Counts) -> Result<DynArray> {
        let mut mean = self.fold(Binary::Add, work, work, None)?;
        counts.divide(&mut mean, false)?;
        Ok(mean)
    }

    /// The type of spans of time, which have a sum; a `dtype` does not change it.
    fn span_type(&self) -> Result<DType> {
        match self.dtype {
            Some(dtype) => given_dtype(Binary::Add, dtype, self.array.dtype()),
            None => folded_dtype(Binary::Add, self.array.dtype(), "reduce"),
        }
    }

    /// The mean of spans of time, cut off to a whole number of units.
    fn mean_time(&self) -> Result<DynArray> {
        let work = self.span_type()?;
        let mut mean = self.fold(Binary::Add, work, work, None)?;
        let counts = match self.counts(DType::INT64)? {
            Counts::Same(count) => number(count, DType::INT64)?,
            Counts::Each(counts) => counts,
        };
        assign(Binary::TrueDivide, &mut mean, &counts)?;
        self.settle(mean)
    }

    pub(crate) fn mean(&self) -> Result<DynArray> {
        if self.dtype().unit().is_some() {
            return self.mean_time();
        }
        let work = self.mean_type();
        let output = self.dtype.unwrap_or_else(|| self.dtype().quotient());
        let mean = self.kept_mean(work, &self.counts(work)?)?;
        self.settle(if work == output { mean } else { mean.astype_dyn(output)? })
    }

    /// The variance in the real type of `work`, reduced axes of length 1.
    ///
    /// What has no more elements than `ddof` is divided by 0, or by NaN.
    fn kept_variance(&self, ddof: f64, or_nan: bool) -> Result<DynArray> {
        if self.dtype().unit().is_some() {
            // Neither points in time have a sum nor spans a square.
            let span = self.span_type()?;
            npcore_exec::unary_loop(Unary::Square, span).map_err(ArrayError::from)?;
        }
        let mut work = self.mean_type();
        if !self.dtype().is_complex() {
            work = real_dtype(work);
        }
        if work.is_complex() {
            // The variance of complex numbers is that of their parts together.
            let complex = self.array.astype_dyn(work)?;
            let imaginary = complex.imag();
            let [re, im] = [complex.real(), imaginary.view()]
                .map(|part| Spec { array: part, dtype: None, ..self.clone() }.kept_variance(ddof, or_nan));
            let mut sum = re?;
            assign(Binary::Add, &mut sum, &im?)?;
            return Ok(sum);
        }
        let counts = self.counts(work)?;
        let mean = self.kept_mean(work, &counts)?;
        let mut sum = self.fold(Binary::Add, work, work, Some(&mean))?;
        counts.less(ddof)?.divide(&mut sum, or_nan)?;
        Ok(sum)
    }

    pub(crate) fn variance(&self, ddof: f64, root: bool) -> Result<DynArray> {
        self.finished(self.kept_variance(ddof, false)?, root)
    }

    /// The variance; NaN where there are no more elements than `ddof`.
    pub(crate) fn variance_or_nan(&self, ddof: f64, root: bool) -> Result<DynArray> {
        self.finished(self.kept_variance(ddof, true)?, root)
    }

    fn finished(&self, mut variance: DynArray, root: bool) -> Result<DynArray> {
        let output = self.dtype.unwrap_or_else(|| real_dtype(self.dtype().quotient()));
        if output.is_complex() {
            // The root of NaN has two parts that are.
            variance = variance.astype_dyn(output)?;
        }
        if root {
            variance = run_dyn(Unary::Sqrt, &variance)?;
        }
        self.settle(if variance.dtype() == output { variance } else { variance.astype_dyn(output)? })
    }
}
