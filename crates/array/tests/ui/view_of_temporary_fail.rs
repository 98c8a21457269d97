//! A view of a result that nobody keeps.
use npcore_array::{array, s};

fn main() {
    let a = array![[1, 2], [3, 4]];
    let view = (&a + 1).slice(s![0]).t();
    println!("{view}");
}
