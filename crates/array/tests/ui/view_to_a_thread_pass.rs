//! It takes an array.
use npcore_array::array;

fn main() {
    let a = array![1, 2, 3];
    let copy = a.view().to_owned();
    std::thread::spawn(move || assert_eq!(copy.to_string(), "[1 2 3]")).join().unwrap();
    assert_eq!(a.to_string(), "[1 2 3]");
}
