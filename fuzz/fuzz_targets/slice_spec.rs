//! Slices of small layouts, held against the elements enumerated with Python's rule.
//!
//! The oracle knows no strides of the result: it lists, for each axis, which positions of the source
//! are taken, and from those the byte offset of each element of the result.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use npcore_layout::{Layout, SliceItem};

#[derive(Arbitrary, Debug)]
struct Input {
    axes: Vec<(u8, i8)>,
    items: Vec<Item>,
}

#[derive(Arbitrary, Clone, Copy, Debug)]
enum Item {
    Index(i8),
    Range(Option<i8>, Option<i8>, i8),
    Extreme(Option<isize>, Option<isize>, isize),
    NewAxis,
    Ellipsis,
}

/// What one item makes of the axes: which positions of a source axis, and whether it stays an axis.
enum Taken {
    One(usize),
    Many(Vec<usize>),
    New,
}

fuzz_target!(|input: Input| {
    let axes: Vec<(usize, isize)> =
        input.axes.iter().take(4).map(|&(n, s)| (usize::from(n % 6), isize::from(s))).collect();
    let shape: Vec<usize> = axes.iter().map(|a| a.0).collect();
    let strides: Vec<isize> = axes.iter().map(|a| a.1).collect();
    let layout = Layout::new(&shape, &strides, 1000).expect("a small layout");
    let items: Vec<SliceItem> = input.items.iter().take(6).map(item).collect();

    let result = layout.slice(&items);
    let Some(expected) = oracle(&shape, &items) else {
        assert!(result.is_err(), "{items:?} of {shape:?} must be refused");
        return;
    };
    let result = result.unwrap_or_else(|e| panic!("{items:?} of {shape:?}: {e}"));

    let want: Vec<usize> = expected
        .iter()
        .filter_map(|taken| match taken {
            Taken::One(_) => None,
            Taken::Many(positions) => Some(positions.len()),
            Taken::New => Some(1),
        })
        .collect();
    assert_eq!(result.shape().as_slice(), want, "{items:?} of {shape:?}");

    // Offsets of all elements in C order: the oracle's from positions, the result's from its strides.
    let mut wanted = vec![1000isize];
    let mut source = strides.iter();
    for taken in &expected {
        let positions = match taken {
            Taken::New => continue,
            Taken::One(position) => std::slice::from_ref(position),
            Taken::Many(positions) => positions,
        };
        let stride = source.next().expect("an item for each axis");
        wanted = wanted.iter().flat_map(|o| positions.iter().map(move |&p| o + p as isize * stride)).collect();
    }
    let mut found = vec![result.offset()];
    for (&length, &stride) in result.shape().iter().zip(result.strides().iter()) {
        found = found.iter().flat_map(|o| (0..length).map(move |i| o + i as isize * stride)).collect();
    }
    assert_eq!(found, wanted, "{items:?} of {shape:?} strides {strides:?}");
});

fn item(item: &Item) -> SliceItem {
    let wide = |x: Option<i8>| x.map(isize::from);
    match *item {
        Item::Index(i) => SliceItem::Index(isize::from(i % 8)),
        Item::Range(start, stop, step) => {
            SliceItem::Range { start: wide(start), stop: wide(stop), step: isize::from(step % 5) }
        }
        Item::Extreme(start, stop, step) => SliceItem::Range { start, stop, step },
        Item::NewAxis => SliceItem::NewAxis,
        Item::Ellipsis => SliceItem::Ellipsis,
    }
}

/// What each item takes, in order, the axes that no item names included; `None` where NumPy refuses.
fn oracle(shape: &[usize], items: &[SliceItem]) -> Option<Vec<Taken>> {
    let ellipses = items.iter().filter(|i| matches!(i, SliceItem::Ellipsis)).count();
    let named = items.iter().filter(|i| !matches!(i, SliceItem::Ellipsis | SliceItem::NewAxis)).count();
    if ellipses > 1 || named > shape.len() {
        return None;
    }
    let mut rest = shape.len() - named;
    let mut lengths = shape.iter().copied();
    let mut taken = Vec::new();
    for item in items {
        match *item {
            SliceItem::NewAxis => taken.push(Taken::New),
            SliceItem::Ellipsis => {
                taken.extend(lengths.by_ref().take(rest).map(|n| Taken::Many((0..n).collect())));
                rest = 0;
            }
            SliceItem::Index(i) => {
                let n = lengths.next()?;
                let position = if i < 0 { i + n as isize } else { i };
                taken.push(Taken::One(usize::try_from(position).ok().filter(|p| *p < n)?));
            }
            SliceItem::Range { start, stop, step } => {
                taken.push(Taken::Many(python(lengths.next()?, start, stop, step)?));
            }
        }
    }
    taken.extend(lengths.map(|n| Taken::Many((0..n).collect())));
    Some(taken)
}

/// `range(*slice(start, stop, step).indices(n))`, in arithmetic too wide to overflow.
fn python(n: usize, start: Option<isize>, stop: Option<isize>, step: isize) -> Option<Vec<usize>> {
    let (n, step) = (n as i128, step as i128);
    if step == 0 {
        return None;
    }
    let (low, high) = if step > 0 { (0, n) } else { (-1, n - 1) };
    let end = |x: isize| {
        let x = x as i128;
        (if x < 0 { x + n } else { x }).clamp(low, high)
    };
    let start = start.map_or(if step > 0 { low } else { high }, end);
    let stop = stop.map_or(if step > 0 { high } else { low }, end);
    let mut positions = Vec::new();
    let mut at = start;
    while if step > 0 { at < stop } else { at > stop } {
        positions.push(at as usize);
        at += step;
    }
    Some(positions)
}
