//! `astype`.

use ndarray::{Array1, Zip};

use super::count;
use crate::case::{Case, fresh};
use crate::data::{Value, data};
use crate::ours::{Element, array};

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    for n in [1_000, 1_000_000] {
        cases.push(cast("f64 -> i8", ["f8", "i1"], n, |x: f64| x as i8));
        cases.push(cast("f64 -> i32", ["f8", "i4"], n, |x: f64| x as i32));
        cases.push(cast("f64 -> f32", ["f8", "f4"], n, |x: f64| x as f32));
        cases.push(cast("i64 -> f64", ["i8", "f8"], n, |x: i64| x as f64));
        cases.push(cast("i32 -> f64", ["i4", "f8"], n, |x: i32| f64::from(x)));
        cases.push(cast("u8 -> f32", ["u1", "f4"], n, |x: u8| f32::from(x)));
        cases.push(cast("bool -> f64", ["?", "f8"], n, |x: bool| f64::from(x)));
    }
}

fn cast<A: Value + Element, B: Value + Element>(
    name: &str,
    short: [&str; 2],
    n: usize,
    f: impl Fn(A) -> B + Copy + Send + Sync + 'static,
) -> Case {
    let [from, to] = short;
    Case::new("casts", format!("{name} {}", count(n)))
        .small(n <= 1000)
        .bytes(if n <= 1000 { 0 } else { n * (size_of::<A>() + size_of::<B>()) })
        .setup(format!("a = data('{from}', 1, {n})"))
        .npcore(move |_| {
            let a = array::<A>(1, n);
            fresh(move || a.astype::<B>())
        })
        .numpy(format!("a.astype('{to}')"))
        .ndarray(move |context| {
            let a = Array1::from(data::<A>(1, n));
            let parallel = context.parallel(n);
            fresh(move || if parallel { Zip::from(&a).par_map_collect(|&x| f(x)) } else { a.mapv(f) })
        })
        .plain(move |_| {
            let a = data::<A>(1, n);
            fresh(move || a.iter().map(|&x| f(x)).collect::<Vec<B>>())
        })
}
