//! A quotient of integers is f64, which does not go back into an integer array.
use npcore_array::array;

fn main() {
    let mut a = array![1, 2, 3];
    a /= 2;
}
