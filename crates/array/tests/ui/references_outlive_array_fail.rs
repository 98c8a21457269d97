//! A slice of the elements keeps the array borrowed.
use npcore_array::array;

fn main() {
    let a = array![1, 2, 3];
    let elements = a.as_slice();
    let moved = a + 1;
    println!("{elements:?} {moved}");
}
