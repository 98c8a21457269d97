//! Do two small layouts share memory? Held against the sets of their bytes.

#![no_main]

use std::collections::HashSet;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use npcore_layout::{Layout, internal_overlap, may_share_memory, shares_memory};

#[derive(Arbitrary, Debug)]
struct Input {
    a: Operand,
    b: Operand,
    distance: i8,
    max_work: Option<u8>,
}

#[derive(Arbitrary, Debug)]
struct Operand {
    axes: Vec<(u8, i8)>,
    itemsize: u8,
}

impl Operand {
    fn layout(&self) -> (Layout, usize) {
        let axes: Vec<(usize, isize)> =
            self.axes.iter().take(4).map(|&(n, s)| (usize::from(n % 6), isize::from(s % 40))).collect();
        let shape: Vec<usize> = axes.iter().map(|a| a.0).collect();
        let strides: Vec<isize> = axes.iter().map(|a| a.1).collect();
        // Elements of no size have no bytes, but NumPy lets their addresses overlap: left out here.
        (Layout::new(&shape, &strides, 500).expect("a small layout"), usize::from(self.itemsize % 9) + 1)
    }
}

/// The bytes of each element, one after another.
fn bytes(layout: &Layout, itemsize: usize, address: isize) -> Vec<isize> {
    let mut starts = vec![address + layout.offset()];
    for (&length, &stride) in layout.shape().iter().zip(layout.strides().iter()) {
        starts = starts.iter().flat_map(|o| (0..length).map(move |i| o + i as isize * stride)).collect();
    }
    starts.iter().flat_map(|o| (0..itemsize as isize).map(move |i| o + i)).collect()
}

fuzz_target!(|input: Input| {
    let (a, a_size) = input.a.layout();
    let (b, b_size) = input.b.layout();
    let distance = isize::from(input.distance);

    // `distance` is the address of b's buffer less that of a's.
    let of_a = bytes(&a, a_size, 0);
    let of_b = bytes(&b, b_size, distance);
    let set: HashSet<isize> = of_a.iter().copied().collect();
    let share = of_b.iter().any(|byte| set.contains(byte));

    let exact = shares_memory(&a, a_size, &b, b_size, distance, None).expect("no limit on the work");
    assert_eq!(exact, share, "{a:?} itemsize {a_size}, {b:?} itemsize {b_size}, {distance} apart");
    let limit = input.max_work.map(usize::from);
    if let Ok(bounded) = shares_memory(&a, a_size, &b, b_size, distance, limit) {
        assert_eq!(bounded, share, "with {limit:?}: {a:?} {a_size}, {b:?} {b_size}, {distance} apart");
    }
    let bounds = match (of_a.iter().min(), of_a.iter().max(), of_b.iter().min(), of_b.iter().max()) {
        (Some(a0), Some(a1), Some(b0), Some(b1)) => a0 <= b1 && b0 <= a1,
        _ => false,
    };
    let may = may_share_memory(&a, a_size, &b, b_size, distance);
    assert_eq!(may, bounds, "{a:?} {a_size}, {b:?} {b_size}, {distance} apart");

    // Two index tuples that name the same byte.
    let twice = set.len() != of_a.len();
    let exact = internal_overlap(&a, a_size, None).expect("no limit on the work");
    assert_eq!(exact, twice, "{a:?} itemsize {a_size}");
    if let Ok(bounded) = internal_overlap(&a, a_size, limit) {
        assert_eq!(bounded, twice, "with {limit:?}: {a:?} itemsize {a_size}");
    }
});
