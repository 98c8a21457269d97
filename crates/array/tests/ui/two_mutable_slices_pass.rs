//! One mutable slice after the other, or cells.
use npcore_array::{array, s};

fn main() {
    let mut a = array![1, 2, 3, 4];
    a.slice_mut(s![..2]).fill(0);
    a.slice_mut(s![2..]).fill(1);
    let c = a.cells();
    let (left, right) = (c.slice(s![..2]), c.slice(s![2..]));
    right.fill(5);
    left.fill(7);
    assert_eq!(a.to_string(), "[7 7 5 5]");
}
