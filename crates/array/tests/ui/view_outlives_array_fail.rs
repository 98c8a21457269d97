//! A view cannot outlive its array.
use npcore_array::{array, s};

fn main() {
    let view = {
        let a = array![1, 2, 3];
        a.slice(s![1..])
    };
    println!("{view}");
}
