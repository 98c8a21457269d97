//! A mutable view is there again when the slice of it is gone.
use npcore_array::{array, s};

fn main() {
    let mut a = array![1, 2, 3, 4];
    let mut view = a.view_mut();
    view.slice_mut(s![..2]).fill(1);
    view.slice_mut(s![2..]).fill(0);
    assert_eq!(a.to_string(), "[1 1 0 0]");
}
