//! All parts at once, then the array.
use npcore_array::array;

fn main() {
    let mut a = array![1, 2, 3, 4];
    let mut parts = a.split_mut(2, 0).unwrap();
    let (left, right) = parts.split_at_mut(1);
    left[0].assign(&right[0]);
    right[0].fill(0);
    assert_eq!(a.to_string(), "[3 4 0 0]");
}
