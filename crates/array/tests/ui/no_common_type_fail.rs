//! Elements of these types have nothing in common.
use npcore_array::{Array, array};
use npcore_dtype::Str;

fn main() {
    let text = Array::from(vec![Str::<3>::EMPTY; 3]);
    let _ = &array![1.5, 2.5, 3.5] + &text;
}
