//! Cells stay on their thread.
use npcore_array::array;

fn main() {
    let mut a = array![1, 2, 3];
    let c = a.cells();
    std::thread::scope(|scope| {
        scope.spawn(move || c.fill(0));
    });
}
