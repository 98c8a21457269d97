//! Reading through the cells, or after them.
use npcore_array::array;

fn main() {
    let mut a = array![1, 2, 3];
    let c = a.cells();
    let first = c.get(0).unwrap();
    c.fill(0);
    assert_eq!((first, a[0]), (1, 0));
}
