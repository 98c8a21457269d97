//! Reshaping small layouts without a copy, held against the elements enumerated one by one.
//!
//! Where a view is given, its elements in the chosen order must be the source's in that order. Where
//! a copy is said to be needed, no strides at all may exist that would do.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use npcore_layout::{Layout, Order};

#[derive(Arbitrary, Debug)]
struct Input {
    axes: Vec<(u8, i8)>,
    contiguous: Option<bool>,
    to: Vec<i8>,
    absurd: Option<isize>,
    fortran: bool,
}

fuzz_target!(|input: Input| {
    const ITEMSIZE: usize = 4;
    let axes: Vec<(usize, isize)> =
        input.axes.iter().take(5).map(|&(n, s)| (usize::from(n % 5), isize::from(s))).collect();
    let shape: Vec<usize> = axes.iter().map(|a| a.0).collect();
    let strides: Vec<isize> = axes.iter().map(|a| a.1).collect();
    let layout = match input.contiguous {
        None => Layout::new(&shape, &strides, 0),
        Some(c) => Layout::contiguous(&shape, ITEMSIZE, if c { Order::C } else { Order::F }),
    }
    .expect("a small layout");
    let order = if input.fortran { Order::F } else { Order::C };
    let mut to: Vec<isize> = input.to.iter().take(6).map(|&n| isize::from(n % 13)).collect();
    if let Some(absurd) = input.absurd {
        to.push(absurd);
    }

    let result = layout.reshape_view(&to, order, ITEMSIZE);
    let Some(wanted) = resolve(&to, layout.size()) else {
        assert!(result.is_err(), "{shape:?} to {to:?} must be refused");
        return;
    };
    // As in NumPy, the other lengths of an empty array may not be absurd either.
    let other: u128 = wanted.iter().filter(|n| **n > 0).fold(ITEMSIZE as u128, |all, n| all.saturating_mul(*n as u128));
    if other > isize::MAX as u128 {
        assert!(result.is_err(), "{shape:?} to {to:?} must be refused");
        return;
    }
    let result = result.unwrap_or_else(|e| panic!("{shape:?} to {to:?}: {e}"));
    let source = offsets(layout.shape(), layout.strides(), layout.offset(), order);
    match result {
        Some(view) => {
            assert_eq!(view.shape().as_slice(), wanted, "{shape:?} to {to:?}");
            let found = offsets(view.shape(), view.strides(), view.offset(), order);
            assert_eq!(found, source, "{layout:?} to {to:?} in order {order:?}");
        }
        None => {
            // The only strides that could do are those the second element on each axis asks for.
            let strides: Vec<isize> = (0..wanted.len())
                .map(|axis| {
                    let step: usize = match order {
                        Order::F => wanted[..axis].iter().product(),
                        _ => wanted[axis + 1..].iter().product(),
                    };
                    if wanted[axis] > 1 { source[step] - source[0] } else { 0 }
                })
                .collect();
            let start = source.first().copied().unwrap_or(0);
            let found = offsets(&wanted, &strides, start, order);
            assert_ne!(found, source, "{layout:?} to {to:?} in order {order:?} needs no copy: {strides:?}");
        }
    }
});

/// The shape that the lengths ask for, the negative one (any, in NumPy) filled in; `None` where NumPy refuses.
fn resolve(to: &[isize], size: usize) -> Option<Vec<usize>> {
    let unknown = to.iter().filter(|n| **n < 0).count();
    if unknown > 1 {
        return None;
    }
    let mut known = 1u128;
    for length in to.iter().filter(|n| **n >= 0) {
        known = known.checked_mul(*length as u128)?;
    }
    if unknown == 0 {
        return (known == size as u128).then(|| to.iter().map(|n| *n as usize).collect());
    }
    if known == 0 || !(size as u128).is_multiple_of(known) {
        return None;
    }
    let missing = (size as u128 / known) as usize;
    Some(to.iter().map(|n| if *n < 0 { missing } else { *n as usize }).collect())
}

/// The offset of each element, in order C or F.
fn offsets(shape: &[usize], strides: &[isize], start: isize, order: Order) -> Vec<isize> {
    if shape.contains(&0) {
        return Vec::new();
    }
    let axes: Vec<(usize, isize)> = shape.iter().copied().zip(strides.iter().copied()).collect();
    let slowest_first: Vec<(usize, isize)> = match order {
        Order::F => axes.into_iter().rev().collect(),
        _ => axes,
    };
    let mut list = vec![start];
    for (length, stride) in slowest_first {
        list = list.iter().flat_map(|o| (0..length).map(move |i| o + i as isize * stride)).collect();
    }
    list
}
