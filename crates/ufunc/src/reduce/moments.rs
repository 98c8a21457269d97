//! Means and variances.

use npcore_array::{DynArray, Result, engine};
use npcore_dtype::DType;
use npcore_kernel::{Binary, Unary};

use super::run::{Spec, assign, number, real_dtype, sum_dtype};
use crate::unary::run_dyn;

impl Spec<'_> {
    /// The type that means are computed in: float64 for integers, float32 for float16.
    fn mean_type(&self) -> DType {
        npcore_exec::work_type(self.dtype.unwrap_or_else(|| self.dtype().quotient()))
    }

    /// How many elements make each of the results, in `work` type: one number, or an array where a mask is given.
    fn counts(&self, work: DType) -> Result<DynArray> {
        let Some(mask) = self.mask else { return number(self.count() as f64, work) };
        let mask = mask.broadcast_to(self.array.shape())?;
        let spec = Spec { array: mask, mask: None, initial: None, dtype: None, ..self.clone() };
        spec.fold(Binary::Add, sum_dtype(DType::BOOL), DType::INT64, None)?.astype_dyn(work)
    }

    /// The mean in `work` type, reduced axes of length 1.
    fn kept_mean(&self, work: DType, counts: &DynArray) -> Result<DynArray> {
        let mut mean = self.fold(Binary::Add, work, work, None)?;
        assign(Binary::TrueDivide, &mut mean, counts)?;
        Ok(mean)
    }

    pub(crate) fn mean(&self) -> Result<DynArray> {
        let work = self.mean_type();
        let output = self.dtype.unwrap_or_else(|| self.dtype().quotient());
        let mean = self.kept_mean(work, &self.counts(work)?)?;
        self.settle(if work == output { mean } else { mean.astype_dyn(output)? })
    }

    /// The variance in the real type of `work`, reduced axes of length 1.
    ///
    /// What has no more elements than `ddof` is divided by 0, or by NaN.
    fn kept_variance(&self, ddof: f64, or_nan: bool) -> Result<DynArray> {
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
        let mut counts = self.counts(work)?;
        let mean = self.kept_mean(work, &counts)?;
        let mut sum = self.fold(Binary::Add, work, work, Some(&mean))?;
        assign(Binary::Subtract, &mut counts, &number(ddof, work)?)?;
        assign(Binary::Maximum, &mut counts, &number(0.0, work)?)?;
        if or_nan {
            // 0 / 0 is NaN, and the others stay: x * (x / x).
            let ratio = engine::binary(Binary::TrueDivide, &engine::parts(&counts.view()), &engine::parts(&counts.view()))?;
            assign(Binary::Multiply, &mut counts, &ratio)?;
        }
        assign(Binary::TrueDivide, &mut sum, &counts)?;
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
