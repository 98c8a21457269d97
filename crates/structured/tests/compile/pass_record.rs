//! The twin of what fails.

use npcore_array::{Array, AsView};
use npcore_dtype::Str;
use npcore_structured::{Record, RecordFields};

#[derive(Clone, Copy, Debug, PartialEq, Record)]
#[record(crate = npcore_structured)]
#[repr(C)]
struct Trade {
    name: Str<8>,
    price: f64,
    levels: [f64; 2],
}

fn main() {
    let trades = vec![Trade { name: Str::truncated("a"), price: 1.0, levels: [0.5, 2.0] }];
    // Without padding a slice is an array, too.
    assert_eq!(trades.as_view().field(Trade::price).unwrap().to_vec(), [1.0]);
    let trades = Array::from(trades);
    assert_eq!(trades.field(Trade::levels).unwrap().shape(), [1, 2]);
}
