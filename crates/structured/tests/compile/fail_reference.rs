use npcore_structured::Record;

#[derive(Clone, Copy, Debug, PartialEq, Record)]
#[record(crate = npcore_structured)]
#[repr(C)]
struct Trade {
    name: &'static str,
    price: f64,
}

fn main() {}
