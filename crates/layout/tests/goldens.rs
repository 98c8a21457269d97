//! Views and sizes against NumPy's own answers, written by `xtask/goldens/layout.py`.

use npcore_layout::{Layout, Order};

mod support;
use support::{answer, apply, cases, compare, list, order, text};

#[test]
fn views() {
    let cases = cases(include_str!("goldens/views.txt"));
    assert!(cases.len() > 2000);
    let copies_by_shape =
        cases.into_iter().map(|(q, a)| (q, if a.starts_with('C') { a.split('|').next().unwrap() } else { a }));
    compare(copies_by_shape, |question| answer(question, apply));
}

#[test]
fn sizes() {
    let cases = cases(include_str!("goldens/sizes.txt"));
    assert!(cases.len() > 60);
    compare(cases, |question| {
        let parts: Vec<&str> = question.split('|').collect();
        let order = parts.get(2).map_or(Order::C, |text| order(text));
        match Layout::contiguous(&list(parts[0]), parts[1].parse().unwrap(), order) {
            Ok(layout) => text(layout.strides()),
            Err(error) => format!("!{error}"),
        }
    });
}
