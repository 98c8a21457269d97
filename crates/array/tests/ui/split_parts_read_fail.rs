//! The array read while the parts that it was split into are still written.
use npcore_array::array;

fn main() {
    let mut a = array![1, 2, 3, 4];
    let mut parts = a.split_mut(2, 0).unwrap();
    println!("{a}");
    parts[0].fill(0);
}
