//! Two arrays, or cells, which share.
use npcore_array::{array, s, zip_inplace};

fn main() {
    let mut a = array![1, 2, 3];
    let b = a.to_owned();
    zip_inplace(&mut a, b.slice(s![..;-1]), |x: i32, y: i32| x + y).unwrap();
    assert_eq!(a, array![4, 4, 4]);
    let cells = a.cells();
    cells.add_assign(cells.slice(s![..;-1]));
}
