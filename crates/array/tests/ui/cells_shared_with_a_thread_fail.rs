//! Nor are cells shared by reference.
use npcore_array::array;

fn main() {
    let mut a = array![1, 2, 3];
    let c = a.cells();
    std::thread::scope(|scope| {
        scope.spawn(|| c.get(0).unwrap());
    });
}
