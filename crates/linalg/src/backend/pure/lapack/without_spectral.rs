//! In the place of singular values and eigenvalues, where the feature `decompositions` is off.

use num_complex::Complex;

use super::part::Part;
use crate::Scalar;
use crate::backend::{Failure, Triangle};

pub(super) fn svd<T: Scalar>(
    _: Part<'_, T>,
    _: &mut [f64],
    _: Option<(Part<'_, T>, Part<'_, T>)>,
) -> Result<(), Failure> {
    Err(Failure::Unavailable)
}

pub(super) fn hermitian<T: Scalar>(_: Triangle, _: Part<'_, T>, _: &mut [f64], _: bool) -> Result<(), Failure> {
    Err(Failure::Unavailable)
}

pub(super) fn general<T: Scalar>(
    _: Part<'_, T>,
    _: &mut [Complex<f64>],
    _: Option<Part<'_, Complex<f64>>>,
) -> Result<(), Failure> {
    Err(Failure::Unavailable)
}
