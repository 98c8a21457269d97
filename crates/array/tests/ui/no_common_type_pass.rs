//! These have: NumPy's promotion.
use npcore_array::{Array, array};

fn main() {
    let sum: Array<f64> = &array![1.5, 2.5, 3.5] + &array![true, false, true];
    let mixed: Array<f64> = &array![1u64] - &array![1i64];
    assert_eq!((sum.to_string(), mixed.to_string()), ("[2.5 2.5 4.5]".to_owned(), "[0.]".to_owned()));
}
