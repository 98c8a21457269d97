use npcore_array::AsView;
use npcore_structured::Record;

#[derive(Clone, Copy, Debug, PartialEq, Record)]
#[record(crate = npcore_structured)]
#[repr(C)]
struct Trade {
    active: bool,
    price: f64,
}

fn main() {
    let trades = vec![Trade { active: true, price: 1.0 }];
    let _ = trades.as_view();
}
