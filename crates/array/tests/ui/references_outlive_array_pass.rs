//! The slice is used before the array is moved.
use npcore_array::array;

fn main() {
    let a = array![1, 2, 3];
    assert_eq!(a.as_slice(), Some(&[1, 2, 3][..]));
    assert_eq!((a + 1).to_string(), "[2 3 4]");
}
