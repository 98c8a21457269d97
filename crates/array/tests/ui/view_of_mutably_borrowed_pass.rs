//! A view through the mutable view.
use npcore_array::array;

fn main() {
    let mut a = array![1, 2, 3];
    let mut writer = a.view_mut();
    assert_eq!(writer.view().to_string(), "[1 2 3]");
    writer.fill(0);
    assert_eq!(a.to_string(), "[0 0 0]");
}
