//! Views, reshapes and overlap against naive oracles: lists of all byte offsets.

use std::collections::HashSet;

use npcore_layout::{Layout, LayoutError, Order, SliceItem, internal_overlap, may_share_memory, shares_memory};
use proptest::prelude::*;

/// The offset of every element, last axis fastest.
fn offsets(layout: &Layout) -> Vec<isize> {
    let mut all = vec![layout.offset()];
    for (&n, &stride) in layout.shape().iter().zip(layout.strides()) {
        all = all.iter().flat_map(|&at| (0..n as isize).map(move |i| at + i * stride)).collect();
    }
    all
}

/// Small layouts of every kind: any strides, zero, negative and odd ones, empty axes.
fn any_layout(max_ndim: usize, max_length: usize, max_stride: isize) -> impl Strategy<Value = Layout> {
    prop::collection::vec((0..=max_length, -max_stride..=max_stride), 0..=max_ndim).prop_flat_map(|axes| {
        let (shape, strides): (Vec<usize>, Vec<isize>) = axes.into_iter().unzip();
        (-20isize..20).prop_map(move |offset| Layout::new(&shape, &strides, offset).unwrap())
    })
}

/// Layouts as programs have them: contiguous in some order of axes, then cut and turned round.
fn natural_layout(itemsize: usize) -> impl Strategy<Value = Layout> {
    (prop::collection::vec((1usize..5, 0usize..4, any::<u32>()), 0..5), 0usize..3).prop_map(move |(axes, gaps)| {
        let mut order: Vec<usize> = (0..axes.len()).collect();
        if gaps > 0 {
            order.sort_by_key(|&axis| axes[axis].2 % 16);
        }
        let (mut strides, mut step, mut offset) = (vec![0; axes.len()], itemsize as isize, 0);
        for &axis in order.iter().rev() {
            let (n, kind, _) = axes[axis];
            if gaps == 2 && kind == 1 {
                step *= 2;
            }
            strides[axis] = step;
            step *= n as isize;
            if gaps == 2 && kind == 2 {
                offset += (n as isize - 1) * strides[axis];
                strides[axis] *= -1;
            }
        }
        let shape: Vec<usize> = axes.iter().map(|axis| axis.0).collect();
        Layout::new(&shape, &strides, offset).unwrap()
    })
}

fn any_end() -> impl Strategy<Value = Option<isize>> {
    prop_oneof![Just(None), (-8isize..8).prop_map(Some), Just(Some(isize::MAX)), Just(Some(isize::MIN))]
}

fn any_item() -> impl Strategy<Value = SliceItem> {
    let step = prop_oneof![-4isize..=4, Just(isize::MAX), Just(isize::MIN)];
    prop_oneof![
        2 => (-6isize..6).prop_map(SliceItem::Index),
        6 => (any_end(), any_end(), step).prop_map(|(start, stop, step)| SliceItem::Range { start, stop, step }),
        1 => Just(SliceItem::NewAxis),
        1 => Just(SliceItem::Ellipsis),
    ]
}

/// Python's `range(n)[start:stop:step]` as the language reference words it.
fn python_slice(n: usize, start: Option<isize>, stop: Option<isize>, step: isize) -> Vec<isize> {
    let (n, step) = (n as i128, step as i128);
    let end = |end: Option<isize>, default: i128| match end {
        None => default,
        Some(e) => {
            let e = if e < 0 { e as i128 + n } else { e as i128 };
            if step > 0 { e.clamp(0, n) } else { e.clamp(-1, n - 1) }
        }
    };
    let (mut i, stop) = if step > 0 { (end(start, 0), end(stop, n)) } else { (end(start, n - 1), end(stop, -1)) };
    let mut picked = vec![];
    while (step > 0 && i < stop) || (step < 0 && i > stop) {
        picked.push(i as isize);
        i += step;
    }
    picked
}

/// The positions an index picks on each axis of the result, by axis of the array; `None` for an error.
fn naive_slice(layout: &Layout, items: &[SliceItem]) -> Option<Vec<isize>> {
    let used = items.iter().filter(|i| matches!(i, SliceItem::Index(_) | SliceItem::Range { .. })).count();
    let ellipses = items.iter().filter(|i| matches!(i, SliceItem::Ellipsis)).count();
    if ellipses > 1 || used > layout.ndim() {
        return None;
    }
    let mut items = items.to_vec();
    if ellipses == 0 {
        items.push(SliceItem::Ellipsis);
    }
    let mut all = vec![layout.offset()];
    let mut axis = 0;
    let mut pick = |positions: &[isize], axis: usize| {
        let stride = layout.strides()[axis];
        all = all.iter().flat_map(|&at| positions.iter().map(move |i| at + i * stride)).collect();
    };
    for item in items {
        match item {
            SliceItem::NewAxis => {}
            SliceItem::Ellipsis => {
                for _ in 0..layout.ndim() - used {
                    pick(&(0..layout.shape()[axis] as isize).collect::<Vec<_>>(), axis);
                    axis += 1;
                }
            }
            SliceItem::Index(i) => {
                let n = layout.shape()[axis] as isize;
                let i = if i < 0 { i + n } else { i };
                if i < 0 || i >= n {
                    return None;
                }
                pick(&[i], axis);
                axis += 1;
            }
            SliceItem::Range { step: 0, .. } => return None,
            SliceItem::Range { start, stop, step } => {
                pick(&python_slice(layout.shape()[axis], start, stop, step), axis);
                axis += 1;
            }
        }
    }
    Some(all)
}

/// Whether strides exist with which `shape` shows these offsets, C order.
fn evenly_shaped(offsets: &[isize], shape: &[usize]) -> bool {
    // The stride of an axis is the distance to the element one further along it.
    let mut steps = vec![1; shape.len()];
    for axis in (1..shape.len()).rev() {
        steps[axis - 1] = steps[axis] * shape[axis];
    }
    let stride = |axis: usize| if shape[axis] > 1 { offsets[steps[axis]] - offsets[0] } else { 0 };
    let strides: Vec<isize> = (0..shape.len()).map(stride).collect();
    let expected = Layout::new(shape, &strides, offsets[0]).unwrap();
    self::offsets(&expected) == offsets
}

/// All shapes of `size` elements with up to four axes.
fn shapes_of(size: usize, ndim: usize) -> Vec<Vec<usize>> {
    if ndim == 0 {
        return if size == 1 { vec![vec![]] } else { vec![] };
    }
    let mut found = vec![];
    for n in (1..=size).filter(|n| size.is_multiple_of(*n)) {
        for mut rest in shapes_of(size / n, ndim - 1) {
            rest.insert(0, n);
            found.push(rest);
        }
    }
    found
}

fn bytes(layout: &Layout, itemsize: usize) -> Vec<isize> {
    offsets(layout).iter().flat_map(|&at| (0..itemsize as isize).map(move |b| at + b)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1500) })]

    #[test]
    fn slices_pick_what_python_picks(layout in any_layout(4, 5, 40), items in prop::collection::vec(any_item(), 0..5)) {
        match (layout.slice(&items), naive_slice(&layout, &items)) {
            (Ok(view), Some(expected)) => prop_assert_eq!(offsets(&view), expected),
            (Err(_), None) => {}
            (got, expected) => prop_assert!(false, "{:?}: {:?} but {:?}", items, got, expected),
        }
    }

    #[test]
    fn turning_axes_keeps_elements(layout in any_layout(4, 4, 40), seed in any::<u64>()) {
        let ndim = layout.ndim();
        let mut axes: Vec<isize> = (0..ndim as isize).collect();
        axes.sort_by_key(|&axis| seed.rotate_left(7 * axis as u32 + 3) % 61);
        let sorted = |l: &Layout| { let mut all = offsets(l); all.sort_unstable(); all };
        let turned = layout.permute(&axes).unwrap();
        prop_assert_eq!(sorted(&turned), sorted(&layout));
        prop_assert_eq!(sorted(&layout.flip(None).unwrap()), sorted(&layout));
        prop_assert_eq!(layout.flip(None).unwrap().flip(None).unwrap(), layout);
        prop_assert_eq!(layout.transpose().transpose(), layout);
        prop_assert_eq!(offsets(&layout.squeeze(None).unwrap()), offsets(&layout));
        prop_assert_eq!(offsets(&layout.expand_dims(&[0, -1], 8).unwrap()), offsets(&layout));
        let reversed: Vec<isize> = offsets(&layout).into_iter().rev().collect();
        prop_assert_eq!(offsets(&layout.flip(None).unwrap()), reversed);
        if ndim > 0 {
            let back: Vec<isize> = (0..ndim).map(|a| axes.iter().position(|&b| b == a as isize).unwrap() as isize).collect();
            prop_assert_eq!(turned.permute(&back).unwrap(), layout);
            let moved = layout.moveaxis(&[0], &[-1]).unwrap();
            prop_assert_eq!(moved.moveaxis(&[-1], &[0]).unwrap(), layout);
        }
    }

    #[test]
    fn diagonals(layout in any_layout(3, 5, 40), k in -6isize..6) {
        if layout.ndim() >= 2 {
            let d = layout.diagonal(k, 0, -1).unwrap();
            let (n, m) = (layout.shape()[0] as isize, layout.shape()[layout.ndim() - 1] as isize);
            let mut expected = vec![];
            let middle = layout.index_axis(0, 0).and_then(|l| l.index_axis(-1, 0)).map(|l| offsets(&l)).unwrap_or_default();
            let (s, t) = (layout.strides()[0], layout.strides()[layout.ndim() - 1]);
            for at in middle {
                expected.extend((0..n).filter(|i| (0..m).contains(&(i + k))).map(|i| at + i * s + (i + k) * t));
            }
            prop_assert_eq!(offsets(&d), expected);
        }
    }

    #[test]
    fn windows(layout in any_layout(2, 6, 40), window in 1usize..4) {
        if layout.ndim() > 0 && layout.shape()[0] >= window {
            let w = layout.sliding_window(&[window], Some(&[0])).unwrap();
            for i in 0..w.shape()[0] as isize {
                let one = w.index_axis(0, i).unwrap().moveaxis(&[-1], &[0]).unwrap();
                let cut = SliceItem::Range { start: Some(i), stop: Some(i + window as isize), step: 1 };
                prop_assert_eq!(offsets(&one), offsets(&layout.slice(&[cut]).unwrap()));
            }
        }
    }

    #[test]
    fn reshape_gives_a_view_exactly_where_strides_exist(layout in prop_oneof![natural_layout(8), any_layout(4, 4, 20)], pick in any::<prop::sample::Index>()) {
        if !layout.is_empty() {
            let all = offsets(&layout);
            let shapes: Vec<Vec<usize>> = (0..=4).flat_map(|ndim| shapes_of(layout.size(), ndim)).collect();
            let shape = &shapes[pick.index(shapes.len())];
            let signed: Vec<isize> = shape.iter().map(|&n| n as isize).collect();
            for fortran in [false, true] {
                // F order is C order with all axes reversed, before and after.
                let (order, wanted, read) = if fortran {
                    (Order::F, shape.iter().rev().copied().collect(), offsets(&layout.transpose()))
                } else {
                    (Order::C, shape.clone(), all.clone())
                };
                let view = layout.reshape_view(&signed, order, 8).unwrap();
                match view {
                    Some(view) => {
                        prop_assert_eq!(view.shape(), shape);
                        prop_assert_eq!(offsets(&if fortran { view.transpose() } else { view }), read);
                    }
                    None => prop_assert!(!evenly_shaped(&read, &wanted), "{layout:?} as {shape:?} needs no copy"),
                }
            }
        }
    }

    #[test]
    fn copies_are_contiguous_and_keep_the_order(layout in natural_layout(8)) {
        for order in [Order::C, Order::F, Order::A, Order::K] {
            let copy = layout.like(order, 8).unwrap();
            let mut all = offsets(&copy);
            all.sort_unstable();
            let expected: Vec<isize> = (0..layout.size() as isize).map(|i| i * 8).collect();
            prop_assert_eq!(all, expected);
            prop_assert_eq!(copy.shape(), layout.shape());
        }
        // In K order, elements that came earlier in memory still do, unless an axis runs backwards.
        if layout.strides().iter().all(|&s| s > 0) {
            let rank = |l: &Layout| { let all = offsets(l); let mut order: Vec<usize> = (0..all.len()).collect(); order.sort_by_key(|&i| all[i]); order };
            prop_assert_eq!(rank(&layout.like(Order::K, 8).unwrap()), rank(&layout));
        }
    }

    #[test]
    fn extents_and_contiguity(layout in prop_oneof![natural_layout(8), any_layout(4, 4, 40)]) {
        let touched = bytes(&layout, 8);
        let expected = touched.iter().min().map_or((0, 0), |&low| (low, touched.iter().max().unwrap() + 1));
        prop_assert_eq!(layout.extents(8), expected);
        let run = |all: Vec<isize>| all.windows(2).all(|pair| pair[1] - pair[0] == 8);
        prop_assert_eq!(layout.is_c_contiguous(8), run(offsets(&layout)));
        prop_assert_eq!(layout.is_f_contiguous(8), run(offsets(&layout.transpose())));
        prop_assert_eq!(layout.is_aligned(4), offsets(&layout).iter().all(|at| at % 4 == 0));
    }

    #[test]
    fn ravel_is_a_view_of_all_elements(layout in natural_layout(8)) {
        for order in [Order::C, Order::F, Order::A, Order::K] {
            if let Some(flat) = layout.ravel(order, 8).unwrap() {
                prop_assert!(flat.is_c_contiguous(8));
                prop_assert_eq!(flat.size(), layout.size());
            } else {
                prop_assert!(!layout.is_c_contiguous(8) || order == Order::F);
            }
        }
    }

    #[test]
    fn overlap_is_exact(
        a in prop_oneof![any_layout(3, 5, 60), natural_layout(4)], a_item in 0usize..6,
        b in prop_oneof![any_layout(3, 5, 60), natural_layout(4)], b_item in 0usize..6,
        difference in -80isize..80,
    ) {
        let touched: HashSet<isize> = bytes(&a, a_item).into_iter().collect();
        let naive = bytes(&b, b_item).iter().any(|at| touched.contains(&(at + difference)));
        prop_assert_eq!(shares_memory(&a, a_item, &b, b_item, difference, None), Ok(naive));
        prop_assert_eq!(shares_memory(&b, b_item, &a, a_item, -difference, None), Ok(naive));
        prop_assert!(may_share_memory(&a, a_item, &b, b_item, difference) || !naive);
        // A limit may end the search, but never changes an answer.
        if let Ok(limited) = shares_memory(&a, a_item, &b, b_item, difference, Some(2)) {
            prop_assert_eq!(limited, naive);
        }
    }

    #[test]
    fn internal_overlap_is_exact(a in prop_oneof![any_layout(4, 4, 30), natural_layout(4)], itemsize in 0usize..6) {
        let touched = bytes(&a, itemsize);
        let naive = touched.iter().collect::<HashSet<_>>().len() < touched.len();
        prop_assert_eq!(internal_overlap(&a, itemsize, None), Ok(naive));
    }
}

fn extreme_length() -> impl Strategy<Value = usize> {
    prop_oneof![0usize..4, any::<usize>(), Just(isize::MAX as usize), Just(1 << 31), Just(1 << 62)]
}

fn extreme_number() -> impl Strategy<Value = isize> {
    prop_oneof![-4isize..4, any::<isize>(), Just(isize::MAX), Just(isize::MIN), Just(isize::MIN + 1), Just(1 << 62)]
}

fn extreme_layout() -> impl Strategy<Value = Layout> {
    (prop::collection::vec((extreme_length(), extreme_number()), 0..5), extreme_number()).prop_filter_map(
        "a layout that cannot be",
        |(axes, offset)| {
            let (shape, strides): (Vec<usize>, Vec<isize>) = axes.into_iter().unzip();
            Layout::new(&shape, &strides, offset).ok()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, max_global_rejects: 200_000, ..ProptestConfig::with_cases(3000) })]

    /// Whatever the numbers, there is an answer or an error: no overflow, no panic.
    #[test]
    fn absurd_input_gives_errors(
        a in extreme_layout(),
        b in extreme_layout(),
        items in prop::collection::vec(any_item(), 0..6),
        more in prop::collection::vec((extreme_number(), extreme_number(), extreme_number()), 0..3),
        numbers in prop::collection::vec(extreme_number(), 0..6),
        lengths in prop::collection::vec(extreme_length(), 0..6),
        itemsize in extreme_length(),
    ) {
        let more: Vec<SliceItem> = more.iter().map(|&(x, y, z)| SliceItem::Range { start: Some(x), stop: Some(y), step: z }).collect();
        let reach = |l: &Layout| Layout::new(l.shape(), l.strides(), l.offset());
        for view in [a.slice(&items), a.slice(&more), a.squeeze(None), a.flip(None), a.permute(&numbers), a.flip(Some(&numbers)),
                     a.moveaxis(&numbers, &numbers), a.expand_dims(&numbers, itemsize), a.sliding_window(&lengths, None),
                     a.sliding_window(&lengths, Some(&numbers)), a.squeeze(Some(&numbers))].into_iter().flatten() {
            // What comes out is a layout again: the invariants hold.
            prop_assert_eq!(reach(&view), Ok(view));
        }
        for k in &numbers {
            for view in [a.diagonal(*k, 0, 1), a.rollaxis(0, *k), a.index_axis(0, *k), a.swapaxes(*k, 0)].into_iter().flatten() {
                prop_assert_eq!(reach(&view), Ok(view));
            }
        }
        for order in [Order::C, Order::F, Order::A, Order::K] {
            for view in [a.reshape_view(&numbers, order, itemsize), a.ravel(order, itemsize)].into_iter().flatten().flatten() {
                prop_assert_eq!(view.size(), a.size());
            }
            let _ = Layout::contiguous(&lengths, itemsize, order);
            let _ = a.like(order, itemsize);
        }
        let _ = a.offset_of(&numbers);
        let _ = (a.extents(itemsize), a.is_c_contiguous(itemsize), a.is_f_contiguous(itemsize), a.nbytes(itemsize));
        for difference in [0, isize::MIN, isize::MAX, 1 << 61] {
            let _ = shares_memory(&a, itemsize, &b, 8, difference, Some(50));
        }
        let _ = internal_overlap(&a, itemsize, Some(50));
    }
}

#[test]
fn absurd_shapes_have_numpys_words() {
    let error = |shape: &[usize], itemsize| Layout::contiguous(shape, itemsize, Order::C).unwrap_err();
    assert_eq!(error(&[1 << 40, 1 << 40], 8), LayoutError::TooBig);
    assert_eq!(error(&[1 << 63], 1), LayoutError::DimensionTooLarge);
    assert_eq!(error(&[1; 65], 1), LayoutError::TooManyDimensions { found: 65 });
}
