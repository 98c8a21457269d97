//! A view of an array that is mutably borrowed.
use npcore_array::array;

fn main() {
    let mut a = array![1, 2, 3];
    let mut writer = a.view_mut();
    let reader = a.view();
    writer.fill(0);
    println!("{reader}");
}
