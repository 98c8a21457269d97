//! A view lives as long as its array, and not only as long as the view it was made from.
use npcore_array::{array, s};

fn main() {
    let a = array![1, 2, 3];
    let view = {
        let whole = a.view();
        a.slice(s![1..]);
        whole.slice(s![1..]).t()
    };
    assert_eq!(view.to_string(), "[2 3]");
}
