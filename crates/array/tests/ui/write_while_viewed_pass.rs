//! The array can be written before and after a view of it lives.
use npcore_array::{array, s};

fn main() {
    let mut a = array![1, 2, 3];
    let view = a.slice(s![1..]);
    assert_eq!(view.to_string(), "[2 3]");
    a.fill(0);
    assert_eq!(a.to_string(), "[0 0 0]");
}
