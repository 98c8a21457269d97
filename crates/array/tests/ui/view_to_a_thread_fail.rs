//! A thread that may outlive the array takes no view of it.
use npcore_array::array;

fn main() {
    let a = array![1, 2, 3];
    let view = a.view();
    std::thread::spawn(move || println!("{view}")).join().unwrap();
}
