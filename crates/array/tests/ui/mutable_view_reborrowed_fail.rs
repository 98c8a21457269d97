//! A mutable view is not `Copy`, and a slice of it borrows it.
use npcore_array::{array, s};

fn main() {
    let mut a = array![1, 2, 3, 4];
    let mut view = a.view_mut();
    let mut part = view.slice_mut(s![..2]);
    view.fill(0);
    part.fill(1);
}
