//! An assigning operator whose source is a view of its target.
use npcore_array::{array, s};

fn main() {
    let mut a = array![1, 2, 3];
    a += a.slice(s![..1]);
}
