//! Literals take the array's type, and so does what is converted.
use npcore_array::{Array, array};

fn main() {
    let step: u64 = 2;
    let a = array![1.5f32, 2.5];
    let (literal, converted): (Array<f32>, Array<f32>) = (&a * 2, &a * step as f32);
    assert_eq!(literal, converted);
}
