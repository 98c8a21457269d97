//! Elements chosen by mask and by position, and values chosen for elements.

use super::count;
use crate::case::{Case, fresh, into};
use crate::ours::{array, np, shaped};
use np::prelude::*;

const N: usize = 1_000_000;

/// `m` positions below `n`, in no order; and the same in Python.
fn positions(seed: u64, m: usize, n: usize) -> np::Array<i64> {
    let scale = n as f64 / 200.0;
    ((array::<f64>(seed, m) + 100.0) * scale).astype::<i64>()
}

fn positions_python(seed: u64, m: usize, n: usize) -> String {
    format!("((data('f8', {seed}, {m}) + 100) * ({n} / 200)).astype('i8')")
}

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    masks(cases);
    choices(cases);
    taking(cases);
}

fn case(name: &str) -> Case {
    Case::new("selection", format!("{name} {}", count(N)))
}

fn masks(cases: &mut Vec<Case>) {
    let setup = format!("x = data('f8', 1, {N}); m = x > 0; few = x > 80");
    cases.push(
        case("x[x > 0] f64")
            .setup(&setup)
            .npcore(|_| {
                let x = array::<f64>(1, N);
                fresh(move || x.mask(x.gt(0.0)).expect("one shape"))
            })
            .numpy("x[x > 0]")
            .ndarray(|_| {
                let x = ndarray::Array1::from(crate::data::data::<f64>(1, N));
                fresh(move || x.iter().copied().filter(|&x| x > 0.0).collect::<Vec<f64>>())
            }),
    );
    cases.push(
        case("x[mask] f64")
            .setup(&setup)
            .npcore(|_| {
                let x = array::<f64>(1, N);
                let mask = x.gt(0.0);
                fresh(move || x.mask(&mask).expect("one shape"))
            })
            .numpy("x[m]"),
    );
    cases.push(
        case("x[(x > -1) & (x < 1)] f64")
            .setup(&setup)
            .npcore(|_| {
                let x = array::<f64>(1, N);
                fresh(move || x.mask(&(x.gt(-1.0) & x.lt(1.0))).expect("one shape"))
            })
            .numpy("x[(x > -1) & (x < 1)]"),
    );
    cases.push(
        case("out = x; out[out < 0] = 0 f64")
            .setup(format!("{setup}; out = np.empty_like(x)"))
            .result("out")
            .npcore(|_| {
                let x = array::<f64>(1, N);
                into(np::zeros::<f64>(N), move |out| {
                    out.assign(&x);
                    let negative = out.lt(0.0);
                    out.mask_mut(&negative).and_then(|mut chosen| chosen.fill(0.0)).expect("one shape");
                })
            })
            .numpy("np.copyto(out, x); out[out < 0] = 0"),
    );
    cases.push(
        case("out[mask] = 0 f64")
            .setup(format!("{setup}; out = x.copy()"))
            .result("out")
            .npcore(|_| {
                let x = array::<f64>(1, N);
                let mask = x.gt(0.0);
                into(x, move |out| out.mask_mut(&mask).and_then(|mut chosen| chosen.fill(0.0)).expect("one shape"))
            })
            .numpy("out[m] = 0"),
    );
    cases.push(
        case("count_nonzero bool")
            .setup(&setup)
            .npcore(|_| {
                let mask = array::<f64>(1, N).gt(0.0);
                fresh(move || np::count_nonzero(&mask, ..).expect("all axes") as f64)
            })
            .numpy("np.count_nonzero(m)"),
    );
    cases.push(
        case("nonzero bool, a tenth true")
            .setup(&setup)
            .npcore(|_| {
                let mask = array::<f64>(1, N).gt(80.0);
                fresh(move || np::nonzero(&mask).expect("one axis").remove(0))
            })
            .numpy("np.nonzero(few)[0]"),
    );
}

fn choices(cases: &mut Vec<Case>) {
    let setup = format!("x = data('f8', 1, {N}); y = data('f8', 2, {N}); m = x > 0");
    cases.push(
        case("where f64")
            .setup(&setup)
            .npcore(|_| {
                let (x, y) = (array::<f64>(1, N), array::<f64>(2, N));
                let mask = x.gt(0.0);
                fresh(move || np::where_(&mask, &x, &y).expect("one shape"))
            })
            .numpy("np.where(m, x, y)"),
    );
    cases.push(
        case("where(x > 0, x, 0) f64")
            .setup(&setup)
            .npcore(|_| {
                let x = array::<f64>(1, N);
                fresh(move || np::where_(x.gt(0.0), &x, 0.0).expect("one shape"))
            })
            .numpy("np.where(x > 0, x, 0.0)"),
    );
    cases.push(
        case("select of three f64")
            .setup(&setup)
            .npcore(|_| {
                let (x, y) = (array::<f64>(1, N), array::<f64>(2, N));
                fresh(move || {
                    let conditions = [x.gt(50.0), x.gt(0.0), x.gt(-50.0)];
                    let twice = &x * 2.0;
                    np::select(&conditions, &[&x, &y, &twice], 0.0).expect("one shape")
                })
            })
            .numpy("np.select([x > 50, x > 0, x > -50], [x, y, x * 2.0], 0.0)"),
    );
}

fn taking(cases: &mut Vec<Case>) {
    cases.push(
        case("take of random places f64")
            .setup(format!("x = data('f8', 1, {N}); i = {}", positions_python(2, N, N)))
            .npcore(|_| {
                let (x, i) = (array::<f64>(1, N), positions(2, N, N));
                fresh(move || np::take(&x, &i, None).expect("places in bounds"))
            })
            .numpy("np.take(x, i)"),
    );
    cases.push(
        case("x[i] of random places f64")
            .setup(format!("x = data('f8', 1, {N}); i = {}", positions_python(2, N, N)))
            .npcore(|_| {
                let (x, i) = (array::<f64>(1, N), positions(2, N, N));
                fresh(move || x.index(ix![&i]).expect("places in bounds"))
            })
            .numpy("x[i]"),
    );
    for (order, transposed) in [("C", ""), ("F", ".T")] {
        let name = format!("take of 1e4 of 1000 rows of 100, {order} order f64");
        let shape = if transposed.is_empty() { [1000, 100] } else { [100, 1000] };
        cases.push(
            Case::new("selection", name)
                .setup(format!(
                    "x = data('f8', 1, {}, {}){transposed}; i = {}",
                    shape[0],
                    shape[1],
                    positions_python(2, 10_000, 1000)
                ))
                .npcore(move |_| {
                    let (x, i) = (shaped::<f64>(1, &shape), positions(2, 10_000, 1000));
                    let turned = shape[0] == 100;
                    fresh(move || np::take(if turned { x.t() } else { x.view() }, &i, 0).expect("rows in bounds"))
                })
                .numpy("np.take(x, i, axis=0)"),
        );
    }
    cases.push(
        case("m[i, j] of 1000x1000 f64")
            .setup(format!(
                "m = data('f8', 1, 1000, 1000); i = {}; j = {}",
                positions_python(2, N, 1000),
                positions_python(3, N, 1000)
            ))
            .npcore(|_| {
                let m = shaped::<f64>(1, &[1000, 1000]);
                let (i, j) = (positions(2, N, 1000), positions(3, N, 1000));
                fresh(move || m.index(ix![&i, &j]).expect("places in bounds"))
            })
            .numpy("m[i, j]"),
    );
}
