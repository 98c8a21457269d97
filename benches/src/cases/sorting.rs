//! Elements in order, their places in it, and places among sorted ones.

use super::count;
use crate::case::{Case, Peer, fresh};
use crate::checksum::Summed;
use crate::data::{Value, data};
use crate::ours::{array, np};
use np::Element;
use np::prelude::*;

const N: usize = 1_000_000;

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    for n in [1000, N] {
        macro_rules! sorts {
            ($($t:ty, $short:literal, $compare:expr;)*) => { $( cases.push(sort::<$t>($short, n, $compare)); )* };
        }
        sorts! {
            f64, "f8", f64::total_cmp;
            f32, "f4", f32::total_cmp;
            i32, "i4", Ord::cmp;
            i64, "i8", Ord::cmp;
            u8, "u1", Ord::cmp;
        }
    }
    patterns(cases);
    orders(cases);
    searches(cases);
    summaries(cases);
}

/// All values of the type, as far as the data has them: small integers repeat.
fn sort<T: Value + Element>(short: &'static str, n: usize, compare: fn(&T, &T) -> std::cmp::Ordering) -> Case
where
    np::Array<T>: Summed,
{
    Case::new("sorting", format!("sort {} {}", std::any::type_name::<T>(), count(n)))
        .small(n < N)
        .setup(format!("x = data('{short}', 1, {n})"))
        .npcore(move |_| {
            let x = array::<T>(1, n);
            fresh(move || np::sort(&x, -1).expect("one axis"))
        })
        .numpy("np.sort(x)")
        .rust(Peer::Loop, move |_| {
            let x = data::<T>(1, n);
            fresh(move || {
                let mut sorted = x.clone();
                sorted.sort_unstable_by(compare);
                sorted
            })
        })
}

fn patterns(cases: &mut Vec<Case>) {
    let wide = "x = (data('f8', 1, 1000000) * 1e7).astype('i8')";
    let ours = || (array::<f64>(1, N) * 1e7).astype::<i64>();
    cases.push(
        Case::new("sorting", "sort i64 1e6, far apart")
            .setup(wide)
            .npcore(move |_| {
                let x = ours();
                fresh(move || np::sort(&x, -1).expect("one axis"))
            })
            .numpy("np.sort(x)"),
    );
    cases.push(
        Case::new("sorting", "sort f64 1e6, sorted already")
            .setup(format!("x = np.sort(data('f8', 1, {N}))"))
            .npcore(|_| {
                let x = np::sort(array::<f64>(1, N), -1).expect("one axis");
                fresh(move || np::sort(&x, -1).expect("one axis"))
            })
            .numpy("np.sort(x)"),
    );
    cases.push(
        Case::new("sorting", "sort f64 1e6, two hundred values")
            .setup(format!("x = np.floor(data('f8', 1, {N}))"))
            .npcore(|_| {
                let x = np::floor(array::<f64>(1, N)).expect("floats");
                fresh(move || np::sort(&x, -1).expect("one axis"))
            })
            .numpy("np.sort(x)"),
    );
    cases.push(
        Case::new("sorting", "sort f64 1000x1000, axis 0")
            .setup("x = data('f8', 1, 1000, 1000)")
            .npcore(|_| {
                let x = crate::ours::shaped::<f64>(1, &[1000, 1000]);
                fresh(move || np::sort(&x, 0).expect("two axes"))
            })
            .numpy("np.sort(x, axis=0)"),
    );
}

fn orders(cases: &mut Vec<Case>) {
    let setup = format!("x = data('f8', 1, {N})");
    cases.push(
        Case::new("sorting", "argsort f64 1e6")
            .setup(&setup)
            .npcore(|_| {
                let x = array::<f64>(1, N);
                // Equal elements may come in any order: the elements in that order are compared.
                fresh(move || np::take(&x, np::argsort(&x, -1).expect("one axis"), None).expect("in bounds"))
            })
            .numpy("x[np.argsort(x)]"),
    );
    cases.push(
        Case::new("sorting", "partition f64 1e6 at the middle")
            .setup(&setup)
            .npcore(|_| {
                let x = array::<f64>(1, N);
                fresh(move || np::partition(&x, N / 2, -1).expect("one axis").get(N / 2).expect("in bounds"))
            })
            .numpy("np.partition(x, 500000)[500000]"),
    );
}

fn searches(cases: &mut Vec<Case>) {
    for bounds in [1000, N] {
        for sorted in [false, true] {
            let keys = if sorted { "sorted" } else { "random" };
            let order = if sorted { "np.sort" } else { "" };
            cases.push(
                Case::new("sorting", format!("searchsorted 1e6 {keys} keys in {}", count(bounds)))
                    .setup(format!("b = np.sort(data('f8', 1, {bounds})); keys = {order}(data('f8', 2, {N}))"))
                    .npcore(move |_| {
                        let bounds = np::sort(array::<f64>(1, bounds), -1).expect("one axis");
                        let keys = array::<f64>(2, N);
                        let keys = if sorted { np::sort(&keys, -1).expect("one axis") } else { keys };
                        fresh(move || np::searchsorted(&bounds, &keys, np::Side::Left).expect("one axis"))
                    })
                    .numpy("np.searchsorted(b, keys)"),
            );
        }
    }
    cases.push(
        Case::new("sorting", "searchsorted 1e6 f64 keys in 1e3 i64")
            .setup(format!("b = np.sort(data('i8', 1, 1000)); keys = data('f8', 2, {N})"))
            .npcore(|_| {
                let (bounds, keys) = (np::sort(array::<i64>(1, 1000), -1).expect("one axis"), array::<f64>(2, N));
                fresh(move || np::searchsorted(&bounds, &keys, np::Side::Left).expect("one axis"))
            })
            .numpy("np.searchsorted(b, keys)"),
    );
    cases.push(
        Case::new("sorting", "searchsorted 100 keys in a column of 1e6")
            .setup(format!(
                "t = np.zeros(({N}, 3)); t[:, 1] = np.sort(data('f8', 1, {N})); b = t[:, 1]; keys = data('f8', 2, 100)"
            ))
            .npcore(|_| {
                let mut table = np::zeros::<f64>([N, 3]);
                table.slice_mut(s![.., 1]).assign(np::sort(array::<f64>(1, N), -1).expect("one axis"));
                let keys = array::<f64>(2, 100);
                fresh(move || np::searchsorted(table.slice(s![.., 1]), &keys, np::Side::Left).expect("one axis"))
            })
            .numpy("np.searchsorted(b, keys)"),
    );
}

fn summaries(cases: &mut Vec<Case>) {
    let setup = format!("x = data('f8', 1, {N}); i = data('i8', 1, {N})");
    cases.push(
        Case::new("sorting", "median f64 1e6")
            .setup(&setup)
            .npcore(|_| {
                let x = array::<f64>(1, N);
                fresh(move || np::median(&x, ..).expect("elements"))
            })
            .numpy("np.median(x)"),
    );
    cases.push(
        Case::new("sorting", "percentile f64 1e6, 1001 ranks")
            .setup(format!("{setup}; q = np.linspace(0, 100, 1001)"))
            .npcore(|_| {
                let x = array::<f64>(1, N);
                let q = np::linspace(0.0, 100.0, 1001);
                fresh(move || {
                    np::quantiles(&x).percentile(&q).expect("ranks in range").downcast::<f64>().expect("floats")
                })
            })
            .numpy("np.percentile(x, q)"),
    );
    cases.push(
        Case::new("sorting", "unique with inverse i64 1e6, 199 values")
            .setup(&setup)
            .npcore(|_| {
                let x = array::<i64>(1, N);
                fresh(move || np::unique_inverse(&x).expect("memory").inverse_indices)
            })
            .numpy("np.unique(i, return_inverse=True)[1]"),
    );
    cases.push(
        Case::new("sorting", "unique with inverse f64 1e6")
            .setup(&setup)
            .npcore(|_| {
                let x = array::<f64>(1, N);
                fresh(move || np::unique_inverse(&x).expect("memory").inverse_indices)
            })
            .numpy("np.unique(x, return_inverse=True)[1]"),
    );
    cases.push(
        Case::new("sorting", "histogram f64 1e6, 100 bins")
            .setup(&setup)
            .npcore(|_| {
                let x = array::<f64>(1, N);
                fresh(move || np::histogram(&x, 100).expect("finite elements").0)
            })
            .numpy("np.histogram(x, 100)[0]"),
    );
    cases.push(
        Case::new("sorting", "bincount 1e6, 200 counts")
            .setup(format!("u = data('u1', 1, {N})"))
            .npcore(|_| {
                let x = array::<u8>(1, N);
                fresh(move || np::bincount(&x, 0).expect("small numbers"))
            })
            .numpy("np.bincount(u)"),
    );
}
