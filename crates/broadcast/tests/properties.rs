//! The plan against the naive nested loop: the same visits, in the right order, in parts too.

use npcore_broadcast::{Access, BroadcastError, OperandSpec, Plan, SHORT_ROW, broadcast_shapes, broadcast_to};
use npcore_layout::{Layout, Order};
use proptest::prelude::*;

/// A visit: the byte offset of each operand's element.
type Visit = Vec<isize>;

/// Every element of a layout, last axis fastest.
fn offsets(layout: &Layout) -> Vec<isize> {
    let mut all = vec![layout.offset()];
    for (&n, &stride) in layout.shape().iter().zip(layout.strides()) {
        all = all.iter().flat_map(|&at| (0..n as isize).map(move |i| at + i * stride)).collect();
    }
    all
}

/// What the nested loop over the operation's shape visits, last axis fastest.
fn naive(layouts: &[Layout], shape: &[usize]) -> Vec<Visit> {
    let each: Vec<Vec<isize>> = layouts.iter().map(|l| offsets(&broadcast_to(l, shape).unwrap())).collect();
    (0..shape.iter().product()).map(|i| each.iter().map(|o| o[i]).collect()).collect()
}

fn visits_in(plan: &Plan, calls: std::ops::Range<usize>) -> Vec<Visit> {
    let mut visits = vec![];
    plan.for_each_outer(calls, |offsets| {
        for slow in 0..plan.len(1) as isize {
            for fast in 0..plan.len(0) as isize {
                let at = |(op, &o): (usize, &isize)| o + slow * plan.stride(1, op) + fast * plan.stride(0, op);
                visits.push(offsets.iter().enumerate().map(at).collect());
            }
        }
    });
    visits
}

fn visits(plan: &Plan) -> Vec<Visit> {
    visits_in(plan, 0..plan.outer_len())
}

fn sorted(mut visits: Vec<Visit>) -> Vec<Visit> {
    visits.sort_unstable();
    visits
}

/// A layout for `shape`: axes in any order, with gaps, backwards, with stride 0.
fn lay_out(shape: &[usize], kinds: &[(u8, u8)], offset: isize) -> Layout {
    let mut order: Vec<usize> = (0..shape.len()).collect();
    order.sort_by_key(|&axis| kinds[axis].0 / 64);
    let (mut strides, mut step, mut start) = (vec![0; shape.len()], 8, offset);
    for &axis in order.iter().rev() {
        let n = shape[axis] as isize;
        let kind = kinds[axis].1;
        if kind % 8 == 1 {
            step += 8;
        }
        strides[axis] = match kind % 16 {
            2 | 3 if n > 0 => {
                start += (n - 1) * step;
                -step
            }
            4 => 0,
            _ => step,
        };
        step *= n.max(1);
    }
    Layout::new(shape, &strides, start).unwrap()
}

#[derive(Clone, Debug)]
struct Case {
    layouts: Vec<Layout>,
}

/// One to five operands that broadcast to a shape of up to eight axes (past what is kept inline).
fn case(longest: usize) -> impl Strategy<Value = Case> {
    let axes = prop_oneof![4 => 0usize..4, 1 => 4usize..9];
    (axes, 1usize..6).prop_flat_map(move |(ndim, count)| {
        let lengths = prop_oneof![4 => 1..=longest, 1 => Just(1), 1 => Just(2)];
        let shape = (prop::collection::vec(lengths, ndim), 0u8..30).prop_map(|(mut shape, empty)| {
            while shape.iter().product::<usize>() > 600 {
                let longest = shape.iter().position(|n| n == shape.iter().max().unwrap()).unwrap();
                shape[longest] /= 2;
            }
            if empty == 0 && !shape.is_empty() {
                shape[0] = 0;
            }
            shape
        });
        let operand = (prop::collection::vec(any::<(u8, u8)>(), ndim), any::<u64>(), 0usize..3, -40isize..40);
        (shape, prop::collection::vec(operand, count)).prop_map(|(shape, operands)| {
            let layouts = operands
                .iter()
                .map(|(kinds, ones, missing, offset)| {
                    // The first operand has the whole shape, the others may be broadcast.
                    let whole = *ones % 3 == 0;
                    let missing = if whole { 0 } else { (*missing).min(shape.len()) };
                    let own: Vec<usize> = shape[missing..]
                        .iter()
                        .enumerate()
                        .map(|(i, &n)| if !whole && ones >> (8 + i) & 3 == 0 { 1 } else { n })
                        .collect();
                    lay_out(&own, &kinds[missing..], *offset)
                })
                .collect();
            Case { layouts }
        })
    })
}

fn orders() -> impl Strategy<Value = Order> {
    prop_oneof![3 => Just(Order::K), 1 => Just(Order::C), 1 => Just(Order::F), 1 => Just(Order::A)]
}

fn specs(layouts: &[Layout]) -> Vec<OperandSpec<'_>> {
    layouts.iter().map(OperandSpec::read).collect()
}

fn shape_of(case: &Case) -> Vec<usize> {
    let shapes: Vec<&[usize]> = case.layouts.iter().map(|l| &l.shape()[..]).collect();
    broadcast_shapes(&shapes).unwrap().to_vec()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2000) })]

    #[test]
    fn every_element_is_visited_once(case in case(6), order in orders()) {
        let shape = shape_of(&case);
        let plan = Plan::new(&specs(&case.layouts), order).unwrap();
        prop_assert_eq!(plan.shape(), &shape[..]);
        prop_assert!(plan.ndim() >= 2);
        let expected = naive(&case.layouts, &shape);
        prop_assert_eq!(plan.size(), expected.len());
        prop_assert_eq!(sorted(visits(&plan)), sorted(expected));
        prop_assert_eq!(plan.is_empty(), plan.size() == 0);
    }

    #[test]
    fn orders_c_and_f_are_kept(case in case(6)) {
        let shape = shape_of(&case);
        let c = Plan::new(&specs(&case.layouts), Order::C).unwrap();
        prop_assert_eq!(visits(&c), naive(&case.layouts, &shape));
        let f = Plan::new(&specs(&case.layouts), Order::F).unwrap();
        let turned: Vec<Layout> = case.layouts.iter().map(|l| broadcast_to(l, &shape).unwrap().transpose()).collect();
        let reversed: Vec<usize> = shape.iter().rev().copied().collect();
        prop_assert_eq!(visits(&f), naive(&turned, &reversed));
    }

    #[test]
    fn one_operand_is_visited_in_memory_order(case in case(20)) {
        let layout = case.layouts[0];
        let plan = Plan::new(&specs(&[layout]), Order::K).unwrap();
        let forwards = (0..plan.ndim()).all(|axis| plan.stride(axis, 0) >= 0);
        prop_assert!(forwards);
        // Strides grow from axis to axis, unless a short row was paired with a long axis.
        if plan.ndim() == 2 || plan.len(0) > SHORT_ROW {
            let strides: Vec<isize> = (0..plan.ndim()).map(|axis| plan.stride(axis, 0)).filter(|&s| s != 0).collect();
            prop_assert!(strides.is_sorted(), "{:?}", strides);
        }
    }

    #[test]
    fn outputs_are_contiguous_in_the_order_of_iteration(case in case(6), order in orders(), itemsize in 1usize..9) {
        let shape = shape_of(&case);
        let mut specs = specs(&case.layouts);
        specs.push(OperandSpec::allocate(itemsize));
        let plan = Plan::new(&specs, order).unwrap();
        let out = plan.output_layout(specs.len() - 1);
        prop_assert_eq!(out.shape(), &shape[..]);
        let mut places = offsets(&out);
        places.sort_unstable();
        prop_assert_eq!(places, (0..plan.size() as isize).map(|i| i * itemsize as isize).collect::<Vec<_>>());
        // The plan's own walk over the output agrees with that layout.
        let mut layouts = case.layouts.clone();
        layouts.push(out);
        prop_assert_eq!(sorted(visits(&plan)), sorted(naive(&layouts, &shape)));
    }

    #[test]
    fn given_outputs_must_have_the_shape(case in case(5), out in 0usize..5) {
        let shape = shape_of(&case);
        let out = out % case.layouts.len();
        let mut specs = specs(&case.layouts);
        specs[out].access = Access::Write;
        let layout = &case.layouts[out];
        let repeats = layout.shape()[..] != shape[..] || layout.shape().iter().zip(layout.strides()).any(|(&n, &s)| n > 1 && s == 0);
        match Plan::new(&specs, Order::K) {
            Ok(plan) => {
                prop_assert!(!repeats || plan.size() <= 1);
                prop_assert_eq!(sorted(visits(&plan)), sorted(naive(&case.layouts, &shape)));
            }
            Err(BroadcastError::Output { .. } | BroadcastError::Reduction { .. }) => prop_assert!(repeats),
            Err(other) => prop_assert!(false, "{other}"),
        }
        specs[out].access = Access::ReduceInto;
        let plan = Plan::new(&specs, Order::K).unwrap();
        prop_assert_eq!(sorted(visits(&plan)), sorted(naive(&case.layouts, &shape)));
    }

    #[test]
    fn reductions_keep_directions_and_allocate_without_the_axes(case in case(5), mask in any::<u64>()) {
        let shape = shape_of(&case);
        let mut specs = specs(&case.layouts);
        specs.push(OperandSpec::allocate_reduced(8, mask));
        let plan = Plan::new(&specs, Order::K).unwrap();
        let out = plan.output_layout(specs.len() - 1);
        let kept: Vec<usize> = (0..shape.len()).map(|axis| if mask >> axis & 1 == 1 { 1 } else { shape[axis] }).collect();
        prop_assert_eq!(out.shape(), &kept[..]);
        if plan.size() > 0 {
            let mut places = offsets(&out);
            places.sort_unstable();
            prop_assert_eq!(places, (0..kept.iter().product::<usize>() as isize).map(|i| i * 8).collect::<Vec<_>>());
            let mut layouts = case.layouts.clone();
            layouts.push(out);
            prop_assert_eq!(sorted(visits(&plan)), sorted(naive(&layouts, &shape)));
        }
        for (op, layout) in case.layouts.iter().enumerate() {
            prop_assert_eq!(plan.offset(op), layout.offset());
        }
    }

    #[test]
    fn parts_make_up_the_whole(case in case(6), order in orders(), cut in any::<prop::sample::Index>(), which in any::<prop::sample::Index>()) {
        let plan = Plan::new(&specs(&case.layouts), order).unwrap();
        let whole = visits(&plan);
        let at = cut.index(plan.outer_len() + 1);
        let mut parts = visits_in(&plan, 0..at);
        parts.extend(visits_in(&plan, at..plan.outer_len()));
        prop_assert_eq!(&parts, &whole);
        let axis = which.index(plan.ndim());
        let (left, right) = plan.split(axis, cut.index(plan.len(axis) + 1));
        let mut parts = visits(&left);
        parts.extend(visits(&right));
        if axis + 1 == plan.ndim() {
            prop_assert_eq!(&parts, &whole);
        }
        prop_assert_eq!(sorted(parts), sorted(whole));
        prop_assert_eq!(left.shape(), plan.shape());
    }

    #[test]
    fn arrays_and_slices_of_offsets_agree(case in case(6)) {
        let layouts = [case.layouts[0], case.layouts[case.layouts.len() - 1]];
        let plan = Plan::new(&specs(&layouts), Order::K).unwrap();
        let (n, strides) = plan.inner::<2>();
        prop_assert_eq!(n, plan.inner_len());
        prop_assert_eq!(strides, [plan.inner_strides(0), plan.inner_strides(1)]);
        let (mut a, mut b) = (vec![], vec![]);
        plan.for_each_outer(0..plan.outer_len(), |o| a.push([o[0], o[1]]));
        plan.for_each_outer_n::<2>(0..plan.outer_len(), |o| b.push(o));
        prop_assert_eq!(a, b);
    }

    #[test]
    fn absurd_shapes_give_errors(
        axes in prop::collection::vec((prop_oneof![0usize..4, any::<usize>(), Just(1 << 31)], prop_oneof![-9isize..9, any::<isize>()]), 0..5),
        to in prop::collection::vec(prop_oneof![0usize..4, any::<usize>(), Just(1 << 31)], 0..6),
        itemsize in prop_oneof![0usize..9, any::<usize>()],
        order in orders(),
    ) {
        let (shape, strides): (Vec<usize>, Vec<isize>) = axes.into_iter().unzip();
        let _ = broadcast_shapes(&[&shape, &to]);
        let Ok(layout) = Layout::new(&shape, &strides, 3) else { return Ok(()) };
        if let Ok(view) = broadcast_to(&layout, &to) {
            prop_assert_eq!(view.shape(), &to[..]);
            let _ = Plan::new(&[OperandSpec::read(&layout), OperandSpec::read(&view), OperandSpec::allocate(itemsize)], order)
                .map(|plan| plan.output_layout(2));
        }
        let _ = Plan::new(&[OperandSpec::write(&layout), OperandSpec::allocate_reduced(itemsize, 5)], order)
            .map(|plan| plan.output_layout(1));
    }
}

#[test]
fn a_contiguous_pair_of_any_rank_is_one_call() {
    for rank in 1..=10 {
        for order in [Order::C, Order::F] {
            let a = Layout::contiguous(&vec![2; rank], 8, order).unwrap();
            let plan =
                Plan::new(&[OperandSpec::read(&a), OperandSpec::read(&a), OperandSpec::allocate(8)], Order::K).unwrap();
            assert_eq!(plan.inner::<3>(), ([1 << rank, 1], [[8, 0]; 3]));
            assert_eq!(plan.output_layout(2), a);
        }
    }
}

#[test]
fn an_output_without_elements_is_not_repeated() {
    for shape in [[0, 3], [3, 0]] {
        // Its strides are all 0.
        let empty = Layout::contiguous(&shape, 8, Order::C).unwrap();
        let scalar = Layout::scalar();
        for out in [OperandSpec::write(&empty), OperandSpec::read_write(&empty)] {
            let plan = Plan::new(&[OperandSpec::read(&scalar), out], Order::K).unwrap();
            assert!(plan.is_empty());
        }
    }
}

#[test]
fn a_short_row_is_paired_with_the_longest_axis() {
    let a = Layout::contiguous(&[1000, 5, 4], 8, Order::C).unwrap().slice(&npcore_layout::s![.., ..4, ..3]).unwrap();
    let plan = Plan::new(&[OperandSpec::read(&a)], Order::K).unwrap();
    assert_eq!((plan.inner::<1>(), plan.outer_len()), (([3, 1000], [[8, 160]]), 4));
    let plan = Plan::new(&[OperandSpec::read(&a)], Order::C).unwrap();
    assert_eq!((plan.inner::<1>(), plan.outer_len()), (([3, 4], [[8, 32]]), 1000));
}

#[test]
fn words() {
    let layout = |shape: &[usize]| Layout::contiguous(shape, 8, Order::C).unwrap();
    let (a, b, out) = (layout(&[3, 4]), layout(&[3, 5]), layout(&[3, 1]));
    let text = |specs: &[OperandSpec<'_>]| Plan::new(specs, Order::K).unwrap_err().to_string();
    assert_eq!(
        text(&[OperandSpec::read(&a), OperandSpec::read(&b), OperandSpec::allocate(8)]),
        "operands could not be broadcast together with shapes (3,4) (3,5)"
    );
    assert_eq!(
        text(&[OperandSpec::read(&a), OperandSpec::read(&a), OperandSpec::write(&out)]),
        "non-broadcastable output operand with shape (3,1) doesn't match the broadcast shape (3,4)"
    );
    let (x, y) = (Layout::new(&[1 << 40, 1], &[0, 0], 0).unwrap(), Layout::new(&[1, 1 << 40], &[0, 0], 0).unwrap());
    assert_eq!(text(&[OperandSpec::read(&x), OperandSpec::read(&y)]), "iterator is too large");
    let wide = Layout::new(&[1 << 61], &[0], 0).unwrap();
    assert_eq!(
        text(&[OperandSpec::read(&wide), OperandSpec::allocate(8)]),
        "array is too big; `arr.size * arr.dtype.itemsize` is larger than the maximum possible size."
    );
    assert!(text(&[OperandSpec::allocate(8)]).starts_with("Need at least one operand"));
}

#[test]
fn threads_cut_where_no_two_meet() {
    let a = Layout::contiguous(&[6, 100], 8, Order::C).unwrap();
    let columns = Layout::contiguous(&[1, 100], 8, Order::C).unwrap();
    let plan = Plan::new(&[OperandSpec::reduce_into(&columns), OperandSpec::read(&a)], Order::K).unwrap();
    assert_eq!(plan.split_axis(4), Some(0));
    let all = Layout::scalar();
    let plan = Plan::new(&[OperandSpec::reduce_into(&all), OperandSpec::read(&a)], Order::K).unwrap();
    assert_eq!(plan.split_axis(4), None);
    let plan = Plan::new(&[OperandSpec::read(&a)], Order::K).unwrap();
    assert_eq!(plan.split_axis(4), Some(0));
}
