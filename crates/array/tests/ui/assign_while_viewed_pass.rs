//! The source copied first, or both as cells.
use npcore_array::{array, s};

fn main() {
    let mut a = array![1, 2, 3];
    let first = a.slice(s![..1]).to_owned();
    a += first;
    let c = a.cells();
    c.add_assign(c.slice(s![..1]));
    assert_eq!(a.to_string(), "[4 5 6]");
}
