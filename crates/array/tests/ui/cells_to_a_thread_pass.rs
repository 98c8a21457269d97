//! A mutable view may go to another thread, and a view to several.
use npcore_array::{Array, array};

fn main() {
    let mut a = array![1, 2, 3];
    let mut writer = a.view_mut();
    std::thread::scope(|scope| {
        scope.spawn(move || writer.fill(7));
    });
    let reader = a.view();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(move || assert_eq!(reader.to_string(), "[7 7 7]"));
        }
    });
    let sum: Array<i32> = std::thread::spawn(move || a + 1).join().unwrap();
    assert_eq!(sum.to_string(), "[8 8 8]");
}
