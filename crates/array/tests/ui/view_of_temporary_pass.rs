//! A chain of views on a result: kept, or used at once.
use npcore_array::{array, s};

fn main() {
    let a = array![[1, 2], [3, 4]];
    let sum = &a + 1;
    let view = sum.slice(s![0]).t();
    assert_eq!(view.to_string(), "[2 3]");
    assert_eq!((&a + 1).slice(s![1]).t().to_string(), "[4 5]");
    let copy = (&a + 1).slice(s![0]).to_owned();
    assert_eq!(copy, view);
}
