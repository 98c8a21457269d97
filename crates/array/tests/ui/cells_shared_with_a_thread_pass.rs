//! The array is.
use npcore_array::array;

fn main() {
    let a = array![1, 2, 3];
    std::thread::scope(|scope| {
        scope.spawn(|| a.get(0).unwrap());
        scope.spawn(|| a.get(1).unwrap());
    });
}
