//! The array cannot be written while a view of it lives.
use npcore_array::{array, s};

fn main() {
    let mut a = array![1, 2, 3];
    let view = a.slice(s![1..]);
    a.fill(0);
    println!("{view}");
}
