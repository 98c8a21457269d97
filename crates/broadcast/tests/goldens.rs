//! Broadcasting and plans against NumPy's own answers, written by `xtask/goldens/layout.py`.

use npcore_broadcast::{OperandSpec, Plan, broadcast_arguments, broadcast_to};
use npcore_layout::Layout;

#[path = "../../layout/tests/support/mod.rs"]
mod support;
use support::{Outcome, answer, apply, cases, compare, layout, list, order, text};

#[test]
fn views() {
    let cases = cases(include_str!("goldens/views.txt"));
    assert!(cases.len() >= 700);
    let copies_by_shape =
        cases.into_iter().map(|(q, a)| (q, if a.starts_with('C') { a.split('|').next().unwrap() } else { a }));
    compare(copies_by_shape, |question| {
        answer(question, |a, itemsize, name, arguments| match name {
            "broadcast" => broadcast_to(a, &list::<usize>(arguments[0])).map(Outcome::View).map_err(|e| e.to_string()),
            _ => apply(a, itemsize, name, arguments),
        })
    });
}

#[test]
fn shapes() {
    let cases = cases(include_str!("goldens/shapes.txt"));
    assert!(cases.len() >= 400);
    compare(cases, |question| {
        let shapes: Vec<Vec<usize>> = question.split(';').map(list).collect();
        let shapes: Vec<&[usize]> = shapes.iter().map(Vec::as_slice).collect();
        match broadcast_arguments(&shapes) {
            Ok(shape) => text(&shape),
            Err(error) => format!("!{error}"),
        }
    });
}

fn operands(text: &str) -> Vec<Layout> {
    text.split(';').map(layout).collect()
}

#[test]
fn outputs() {
    let cases = cases(include_str!("goldens/outputs.txt"));
    assert!(cases.len() >= 1600);
    // A plan does not know element sizes, so it cannot tell a contiguous operand from one with even gaps. For the
    // latter NumPy does not choose F for order A, and gives axes of length 1 other strides, which mean
    // nothing. Those are left out of the comparison. The operands have 8-byte elements.
    let contiguous = |question: &str| {
        let arrays = operands(question.split_once(' ').unwrap().1);
        arrays.iter().all(|a| a.is_aligned(8) && (a.is_c_contiguous(8) || a.is_f_contiguous(8)))
    };
    let masked = |question: &str, answer: &str| match answer.split_once('|') {
        Some((shape, strides)) if !(question.starts_with('U') && contiguous(question)) => {
            let strides = list::<usize>(shape)
                .iter()
                .zip(list::<isize>(strides))
                .map(|(&n, s)| if n == 1 { 0 } else { s })
                .collect::<Vec<_>>();
            format!("{shape}|{}", text(&strides))
        }
        _ => answer.to_string(),
    };
    let expected: Vec<(&str, String)> =
        cases.iter().filter(|(q, _)| !q.starts_with('A') || contiguous(q)).map(|&(q, a)| (q, masked(q, a))).collect();
    assert!(expected.len() > 1400);
    compare(expected.iter().map(|(q, a)| (*q, a.as_str())), |question| {
        let (kind, arrays) = question.split_once(' ').unwrap();
        let arrays = operands(arrays);
        let specs: Vec<OperandSpec<'_>> =
            arrays.iter().map(OperandSpec::read).chain([OperandSpec::allocate(1)]).collect();
        match Plan::new(&specs, order(if kind == "U" { "K" } else { kind })) {
            Ok(plan) => {
                let out = plan.output_layout(arrays.len());
                masked(question, &format!("{}|{}", text(out.shape()), text(out.strides())))
            }
            Err(error) => format!("!{error}"),
        }
    });
}

#[test]
fn visits() {
    let cases = cases(include_str!("goldens/visits.txt"));
    assert!(cases.len() >= 600);
    // Where there are three axes or more, a plan may pair a short row with another axis than NumPy's next;
    // the visits are then the same in another order, and left to the property tests.
    let mut compared = 0;
    for (question, expected) in cases {
        let (kind, arrays) = question.split_once(' ').unwrap();
        let arrays = operands(arrays);
        let specs: Vec<OperandSpec<'_>> = arrays.iter().map(OperandSpec::read).collect();
        let plan = Plan::new(&specs, order(kind)).unwrap();
        let (mut count, mut checksum) = (0, 0u32);
        plan.for_each_outer(0..plan.outer_len(), |offsets| {
            for slow in 0..plan.len(1) as isize {
                for fast in 0..plan.len(0) as isize {
                    count += 1;
                    for (op, &offset) in offsets.iter().enumerate() {
                        let at = offset + slow * plan.stride(1, op) + fast * plan.stride(0, op);
                        checksum = checksum.wrapping_mul(1_000_003).wrapping_add(at as u32).wrapping_add(1);
                    }
                }
            }
        });
        if kind != "K" || plan.ndim() == 2 {
            compared += 1;
            assert_eq!(format!("{count}|{checksum}"), expected, "{question}");
        } else {
            assert_eq!(Some(count.to_string().as_str()), expected.split('|').next(), "{question}");
        }
    }
    assert!(compared > 300, "only {compared}");
}
