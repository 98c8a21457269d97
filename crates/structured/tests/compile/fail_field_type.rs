use npcore_structured::Record;

#[derive(Clone, Copy, Debug, PartialEq, Record)]
#[record(crate = npcore_structured)]
#[repr(C)]
struct Letter {
    letter: char,
}

fn main() {}
