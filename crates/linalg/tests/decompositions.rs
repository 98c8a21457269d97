//! The suite of decompositions, for the back end that is compiled in.

mod suite;

use npcore_dtype::Complex;
use npcore_linalg::backend::current;

#[test]
fn of_f64() {
    suite::lapack::check::<f64>(current(), 0.0);
}

#[test]
fn of_f32() {
    suite::lapack::check::<f32>(current(), 0.0);
}

#[test]
fn of_complex128() {
    suite::lapack::check(current(), Complex::new(0.0f64, 1.0));
}

#[test]
fn of_complex64() {
    suite::lapack::check(current(), Complex::new(0.0f32, 1.0));
}
