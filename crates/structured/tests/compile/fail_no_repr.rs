use npcore_structured::Record;

#[derive(Clone, Copy, Debug, PartialEq, Record)]
#[record(crate = npcore_structured)]
struct Trade {
    price: f64,
}

fn main() {}
