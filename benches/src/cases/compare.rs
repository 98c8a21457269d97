//! Comparisons, which give bool.

use ndarray::{Array1, Zip};

use super::{count, pairs};
use crate::case::{Case, fresh};
use crate::data::{Value, data};
use crate::ours::{Element, array, np::Array};

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    for n in [1_000, 100_000, 10_000_000] {
        cases.push(arrays("a < b f64", "f8", "a < b", n, |x: f64, y| x < y, |a, b| a.lt(b)));
        cases.push(arrays("a == b i32", "i4", "a == b", n, |x: i32, y| x == y, |a, b| a.equal(b)));
        cases.push(arrays("a >= b u8", "u1", "a >= b", n, |x: u8, y| x >= y, |a, b| a.ge(b)));
        cases.push(scalar(n));
    }
}

fn arrays<T: Value + Element>(
    name: &str,
    short: &str,
    stmt: &str,
    n: usize,
    f: impl Fn(T, T) -> bool + Copy + Send + Sync + 'static,
    ours: impl Fn(&Array<T>, &Array<T>) -> Array<bool> + Copy + 'static,
) -> Case {
    Case::new("compare", format!("{name} {}", count(n)))
        .small(n <= 1000)
        .bytes(if n <= 1000 { 0 } else { n * (2 * size_of::<T>() + 1) })
        .setup(format!("a, b = data('{short}', 1, {n}), data('{short}', 2, {n})"))
        .npcore(move |_| {
            let (a, b) = (array::<T>(1, n), array::<T>(2, n));
            fresh(move || ours(&a, &b))
        })
        .numpy(stmt)
        .with(|case| if n > 1000 && short != "u1" { case.numexpr(stmt) } else { case })
        .ndarray(pairs(n, f))
        .plain(move |_| {
            let (a, b) = (data::<T>(1, n), data::<T>(2, n));
            fresh(move || a.iter().zip(&b).map(|(&x, &y)| f(x, y)).collect::<Vec<bool>>())
        })
}

fn scalar(n: usize) -> Case {
    Case::new("compare", format!("a > 0.0 f64 {}", count(n)))
        .small(n <= 1000)
        .bytes(if n <= 1000 { 0 } else { n * 9 })
        .setup(format!("a = data('f8', 1, {n})"))
        .npcore(move |_| {
            let a = array::<f64>(1, n);
            fresh(move || a.gt(0.0))
        })
        .numpy("a > 0.0")
        .ndarray(move |context| {
            let a = Array1::from(data::<f64>(1, n));
            let parallel = context.parallel(n);
            fresh(move || if parallel { Zip::from(&a).par_map_collect(|&x| x > 0.0) } else { a.mapv(|x| x > 0.0) })
        })
        .plain(move |_| {
            let a = data::<f64>(1, n);
            fresh(move || a.iter().map(|&x| x > 0.0).collect::<Vec<bool>>())
        })
}
