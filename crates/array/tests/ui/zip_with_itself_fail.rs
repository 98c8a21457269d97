//! What is written in place cannot be read beside it.
use npcore_array::{array, s, zip_inplace};

fn main() {
    let mut a = array![1, 2, 3];
    zip_inplace(&mut a, a.slice(s![..;-1]), |x: i32, y: i32| x + y).unwrap();
}
