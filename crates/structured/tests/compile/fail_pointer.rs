use npcore_structured::Record;

#[derive(Clone, Copy, Debug, PartialEq, Record)]
#[record(crate = npcore_structured)]
#[repr(C)]
struct Node {
    next: [*const u8; 2],
}

fn main() {}
