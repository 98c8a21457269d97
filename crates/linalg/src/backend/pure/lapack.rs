//! LAPACK by `faer`.

use num_complex::Complex;

use super::Pure;
use crate::Scalar;
use crate::backend::{Columns, Failure, Lapack, SingularVectors, Triangle};

impl<T: Scalar> Lapack<T> for Pure {
    fn getrf(&self, _: Columns<'_, T>, _: &mut [usize]) -> Result<(), Failure> {
        unimplemented!()
    }
    fn gesv(&self, _: Columns<'_, T>, _: Columns<'_, T>) -> Result<(), Failure> {
        unimplemented!()
    }
    fn potrf(&self, _: Triangle, _: Columns<'_, T>) -> Result<(), Failure> {
        unimplemented!()
    }
    fn geqrf(&self, _: Columns<'_, T>, _: &mut [T]) -> Result<(), Failure> {
        unimplemented!()
    }
    fn orgqr(&self, _: Columns<'_, T>, _: &[T]) -> Result<(), Failure> {
        unimplemented!()
    }
    fn gesdd(&self, _: Columns<'_, T>, _: &mut [T::Re], _: SingularVectors<'_, T>) -> Result<(), Failure> {
        unimplemented!()
    }
    fn syevd(&self, _: Triangle, _: Columns<'_, T>, _: &mut [T::Re], _: bool) -> Result<(), Failure> {
        unimplemented!()
    }
    fn geev(
        &self,
        _: Columns<'_, T>,
        _: &mut [Complex<T::Re>],
        _: Option<Columns<'_, Complex<T::Re>>>,
    ) -> Result<(), Failure> {
        unimplemented!()
    }
    fn gelsd(&self, _: Columns<'_, T>, _: Columns<'_, T>, _: &mut [T::Re], _: T::Re) -> Result<usize, Failure> {
        unimplemented!()
    }
}
