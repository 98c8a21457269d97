//! Cells that are alive while the array itself is read.
use npcore_array::array;

fn main() {
    let mut a = array![1, 2, 3];
    let c = a.cells();
    let first: &i32 = &a[0];
    c.fill(0);
    println!("{first}");
}
