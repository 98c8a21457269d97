//! Two mutable slices at once, though they do not overlap: the borrow checker cannot know.
use npcore_array::{array, s};

fn main() {
    let mut a = array![1, 2, 3, 4];
    let mut left = a.slice_mut(s![..2]);
    let mut right = a.slice_mut(s![2..]);
    left.fill(0);
    right.fill(1);
}
