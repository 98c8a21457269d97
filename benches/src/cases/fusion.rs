//! Chains of operations: fused into one pass, as one writes them in NumPy, and by hand; closures as ufuncs.

use ndarray::{Array1, Array2, Zip};
use npcore::dtypes::f16;

use super::{count, pairs};
use crate::case::{Case, fresh};
use crate::data::{Value, data};
use crate::ours::{Element, array, np, shaped};
use np::{lazy, s};

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    for n in [1000, 100_000, 10_000_000] {
        cases.push(chain(n));
        cases.push(sum_of_squares(n));
    }
    cases.push(norm());
    cases.push(turned());
    cases.push(chain_i8());
    cases.push(chain_f16());
    for n in [1000, 4000] {
        cases.push(distances(n));
        cases.push(distances_eager(n));
    }
    cases.push(closure_and_vectorize());
    cases.push(closure_and_built_in());
}

fn case(name: impl Into<String>) -> Case {
    Case::new("fusion", name)
}

fn two<T: Value + Element>(n: usize) -> (np::Array<T>, np::Array<T>) {
    (array(1, n), array(2, n))
}

fn chain(n: usize) -> Case {
    case(format!("2a + 3b - ab f64 {}", count(n)))
        .bytes(3 * 8 * n)
        .small(n <= 10_000)
        .setup(format!("a, b = data('f8', 1, {n}), data('f8', 2, {n})"))
        .npcore(move |_| {
            let (a, b) = two::<f64>(n);
            fresh(move || (2.0 * lazy(&a) + 3.0 * lazy(&b) - lazy(&a) * lazy(&b)).eval().expect("one shape"))
        })
        .numpy("2 * a + 3 * b - a * b")
        .numexpr("2 * a + 3 * b - a * b")
        .ndarray(pairs(n, |a: f64, b: f64| 2.0 * a + 3.0 * b - a * b))
        .plain(move |context| {
            let (a, b, context) = (data::<f64>(1, n), data::<f64>(2, n), *context);
            fresh(move || {
                let mut out = vec![0.0; n];
                context.zip(&a, &b, &mut out, |a, b, out| {
                    for ((&a, &b), out) in a.iter().zip(b).zip(out) {
                        *out = 2.0 * a + 3.0 * b - a * b;
                    }
                });
                out
            })
        })
}

fn sum_of_squares(n: usize) -> Case {
    case(format!("((a - b)**2).sum() f64 {}", count(n)))
        .bytes(2 * 8 * n)
        .small(n <= 10_000)
        .setup(format!("a, b = data('f8', 1, {n}), data('f8', 2, {n})"))
        .npcore(move |_| {
            let (a, b) = two::<f64>(n);
            fresh(move || (lazy(&a) - lazy(&b)).square().sum(..).eval().expect("one shape"))
        })
        .numpy("((a - b) ** 2).sum()")
        .numexpr("sum((a - b) ** 2)")
        .ndarray(move |_| {
            let (a, b) = (Array1::from(data::<f64>(1, n)), Array1::from(data::<f64>(2, n)));
            fresh(move || Zip::from(&a).and(&b).fold(0.0, |sum, a, b| sum + (a - b) * (a - b)))
        })
}

fn norm() -> Case {
    let n = 10_000_000;
    case("sqrt(x*x + y*y) f64 1e7")
        .bytes(3 * 8 * n)
        .setup(format!("x, y = data('f8', 1, {n}), data('f8', 2, {n})"))
        .npcore(move |_| {
            let (x, y) = two::<f64>(n);
            fresh(move || (lazy(&x) * lazy(&x) + lazy(&y) * lazy(&y)).sqrt().eval().expect("one shape"))
        })
        .numpy("np.sqrt(x * x + y * y)")
        .numexpr("sqrt(x * x + y * y)")
        .ndarray(pairs(n, |x: f64, y: f64| (x * x + y * y).sqrt()))
}

/// Operands in both memory orders.
fn turned() -> Case {
    let side = 3000;
    case("(C - F)**2 of 3000x3000")
        .bytes(3 * 8 * side * side)
        .setup(format!(
            "a = data('f8', 1, {0}).reshape({side}, {side}); b = data('f8', 2, {0}).reshape({side}, {side}).T",
            side * side
        ))
        .npcore(move |_| {
            let (a, b) = (shaped::<f64>(1, &[side, side]), shaped::<f64>(2, &[side, side]).into_transposed());
            fresh(move || (lazy(&a) - lazy(&b)).square().eval().expect("one shape"))
        })
        .numpy("(a - b) ** 2")
        .numexpr("(a - b) ** 2")
}

fn chain_i8() -> Case {
    let n = 10_000_000;
    case("2a + 3b - ab i8 1e7")
        .bytes(3 * n)
        .setup(format!("a, b = data('i1', 1, {n}), data('i1', 2, {n})"))
        .npcore(move |_| {
            let (a, b) = two::<i8>(n);
            fresh(move || (2 * lazy(&a) + 3 * lazy(&b) - lazy(&a) * lazy(&b)).eval().expect("one shape"))
        })
        .numpy("2 * a + 3 * b - a * b")
}

fn chain_f16() -> Case {
    let n = 1_000_000;
    case("(a - b) * a + b f16 1e6")
        .bytes(3 * 2 * n)
        .setup(format!("a, b = data('f2', 1, {n}), data('f2', 2, {n})"))
        .npcore(move |_| {
            let (a, b) = two::<f16>(n);
            fresh(move || ((lazy(&a) - lazy(&b)) * lazy(&a) + lazy(&b)).eval().expect("one shape"))
        })
        .numpy("(a - b) * a + b")
}

fn distances(n: usize) -> Case {
    points(n, "distances")
        .npcore(move |_| {
            let p = shaped::<f64>(1, &[n, 3]);
            fresh(move || {
                let difference = lazy(&p).at(s![.., NewAxis]) - lazy(&p).at(s![NewAxis]);
                difference.square().sum(2).sqrt().eval().expect("shapes that fit")
            })
        })
        .ndarray(move |_| {
            let p = Array2::from_shape_vec((n, 3), data::<f64>(1, 3 * n)).expect("rows of three");
            fresh(move || {
                Array2::from_shape_fn((n, n), |(i, j)| {
                    let square = |k| (p[(i, k)] - p[(j, k)]) * (p[(i, k)] - p[(j, k)]);
                    (square(0) + square(1) + square(2)).sqrt()
                })
            })
        })
}

fn distances_eager(n: usize) -> Case {
    points(n, "distances, not fused").npcore(move |_| {
        let p = shaped::<f64>(1, &[n, 3]);
        fresh(move || {
            let difference = p.slice(s![.., NewAxis]) - p.slice(s![NewAxis]);
            let squares = np::square(&difference).expect("floats");
            np::sqrt(np::sum(&squares, 2).expect("three axes")).expect("floats")
        })
    })
}

fn points(n: usize, name: &str) -> Case {
    case(format!("{name} of {n}x3"))
        .bytes(8 * n * n)
        .setup(format!("p = data('f8', 1, {n}, 3)"))
        .numpy("np.sqrt(((p[:, None, :] - p[None, :, :]) ** 2).sum(2))")
}

/// The function of `np.vectorize`'s documentation.
fn either(a: f64, b: f64) -> f64 {
    if a > b { a - b } else { a + b }
}

fn closure(name: &str) -> Case {
    let n = 100_000;
    case(format!("closure of two f64 1e5, {name}"))
        .bytes(3 * 8 * n)
        .setup(format!(
            "a, b = data('f8', 1, {n}), data('f8', 2, {n}); f = np.vectorize(lambda a, b: a - b if a > b else a + b)"
        ))
        .npcore(move |_| {
            let (a, b) = two::<f64>(n);
            let f = np::from_fn(either);
            fresh(move || f.call(&a, &b).expect("one shape"))
        })
}

fn closure_and_vectorize() -> Case {
    closure("against np.vectorize").numpy("f(a, b)")
}

fn closure_and_built_in() -> Case {
    closure("against np.where").numpy("np.where(a > b, a - b, a + b)").numexpr("where(a > b, a - b, a + b)")
}
