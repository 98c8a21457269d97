//! Floats divide in place; integers by `/` into f64, or by `floor_divide`.
use npcore_array::{Array, array, floor_divide};

fn main() {
    let mut a = array![1.0, 2.0, 3.0];
    a /= 2.0;
    let b = array![1, 2, 3];
    let quotient: Array<f64> = &b / 2;
    assert_eq!(a, quotient);
    assert_eq!(floor_divide(&b, 2).unwrap().to_string(), "[0 1 1]");
}
