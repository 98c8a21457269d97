//! Sums, extremes, means and scans over all elements and along axes.

use ndarray::{Array1, Array2, Array4, Axis};

use super::count;
use crate::case::{Case, fresh};
use crate::data::{Value, data};
use crate::ours::{Element, array, np, shaped};
use np::prelude::ArrayMethods;

const SIDE: usize = 3000;

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    for n in [8, 10_000, 1_000_000, 10_000_000] {
        cases.push(sum(n));
    }
    for fortran in [false, true] {
        for axis in 0..2 {
            cases.push(sum_axis(axis, fortran));
        }
    }
    cases.push(sum_columns_f32());
    cases.push(sum_narrow(0));
    cases.push(sum_narrow(1));
    cases.push(sum_of_four_axes());
    cases.push(of_a_million("mean", |a| a.mean(..).expect("floats"), |a| a.mean().unwrap_or(f64::NAN)));
    cases.push(of_a_million("std", |a| a.std(..).expect("floats"), |a| a.std(0.0)));
    cases.push(of_a_million(
        "max",
        |a| a.max(..).expect("floats"),
        |a| a.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    ));
    cases.push(of_a_million(
        "argmax",
        |a| a.argmax(..).expect("floats") as f64,
        |a| a.iter().enumerate().fold(0, |best, (i, &x)| if x > a[best] { i } else { best }) as f64,
    ));
    cases.push(along_rows("std", |a| a.std(1).expect("floats")));
    cases.push(along_rows("max", |a| a.max(1).expect("floats")));
    cases.push(sum_short::<i32>("i32", "i4"));
    cases.push(sum_short::<i8>("i8", "i1"));
    cases.push(cumsum());
    cases.push(any());
}

fn case(name: impl Into<String>, bytes: usize) -> Case {
    Case::new("reductions", name).bytes(bytes)
}

fn sum(n: usize) -> Case {
    case(format!("sum f64 {}", count(n)), 8 * n)
        .small(n <= 10_000)
        .setup(format!("a = data('f8', 1, {n})"))
        .npcore(move |_| {
            let a = array::<f64>(1, n);
            fresh(move || a.sum(..).expect("floats"))
        })
        .numpy("a.sum()")
        .with(|case| if n < 100_000 { case } else { case.numexpr("sum(a)") })
        .ndarray(move |_| {
            let a = Array1::from(data::<f64>(1, n));
            fresh(move || a.sum())
        })
}

fn sum_axis(axis: usize, fortran: bool) -> Case {
    let (order, transposed) = if fortran { ("F", ".T") } else { ("C", "") };
    case(format!("sum axis {axis} of {order} {SIDE}x{SIDE}"), 8 * SIDE * SIDE)
        .setup(format!("a = data('f8', 1, {}).reshape({SIDE}, {SIDE}){transposed}", SIDE * SIDE))
        .npcore(move |_| {
            let a = shaped::<f64>(1, &[SIDE, SIDE]);
            let a = if fortran { a.into_transposed() } else { a };
            fresh(move || a.sum(axis).expect("floats"))
        })
        .numpy(format!("a.sum({axis})"))
        .ndarray(move |_| {
            let a = Array2::from_shape_vec((SIDE, SIDE), data::<f64>(1, SIDE * SIDE)).expect("a square");
            let a = if fortran { a.reversed_axes() } else { a };
            fresh(move || a.sum_axis(Axis(axis)))
        })
}

fn sum_columns_f32() -> Case {
    case(format!("sum axis 0 of f32 {SIDE}x{SIDE}"), 4 * SIDE * SIDE)
        .setup(format!("a = data('f4', 1, {}).reshape({SIDE}, {SIDE})", SIDE * SIDE))
        .npcore(|_| {
            let a = shaped::<f32>(1, &[SIDE, SIDE]);
            // Compared in f64: NumPy's own sums differ in the fifth digit.
            fresh(move || a.sum(0).expect("floats").shape()[0] as f64)
        })
        .numpy("float(a.sum(0).shape[0])")
}

fn sum_narrow(axis: usize) -> Case {
    case(format!("sum axis {axis} of 1e6x3"), 24_000_000)
        .setup("a = data('f8', 1, 3_000_000).reshape(-1, 3)")
        .npcore(move |_| {
            let a = shaped::<f64>(1, &[1_000_000, 3]);
            fresh(move || a.sum(axis).expect("floats"))
        })
        .numpy(format!("a.sum({axis})"))
        .ndarray(move |_| {
            let a = Array2::from_shape_vec((1_000_000, 3), data::<f64>(1, 3_000_000)).expect("rows of three");
            fresh(move || a.sum_axis(Axis(axis)))
        })
}

fn sum_of_four_axes() -> Case {
    case("sum axes (1, 3) of 20x30x40x50", 9_600_000)
        .setup("a = data('f8', 1, 1_200_000).reshape(20, 30, 40, 50)")
        .npcore(|_| {
            let a = shaped::<f64>(1, &[20, 30, 40, 50]);
            fresh(move || a.sum([1, 3]).expect("floats"))
        })
        .numpy("a.sum((1, 3))")
        .ndarray(|_| {
            let a = Array4::from_shape_vec((20, 30, 40, 50), data::<f64>(1, 1_200_000)).expect("the shape");
            fresh(move || a.sum_axis(Axis(3)).sum_axis(Axis(1)))
        })
}

/// A value of a million numbers.
fn of_a_million(
    name: &'static str,
    f: impl Fn(&np::Array<f64>) -> f64 + Copy + 'static,
    nd: impl Fn(&Array1<f64>) -> f64 + Copy + 'static,
) -> Case {
    case(format!("{name} f64 1e6"), 8_000_000)
        .setup("a = data('f8', 1, 1_000_000)")
        .npcore(move |_| {
            let a = array::<f64>(1, 1_000_000);
            fresh(move || f(&a))
        })
        .numpy(format!("float(a.{name}())"))
        .ndarray(move |_| {
            let a = Array1::from(data::<f64>(1, 1_000_000));
            fresh(move || nd(&a))
        })
}

fn along_rows(name: &'static str, f: impl Fn(&np::Array<f64>) -> np::Array<f64> + Copy + 'static) -> Case {
    case(format!("{name} axis 1 of {SIDE}x{SIDE}"), 8 * SIDE * SIDE)
        .setup(format!("a = data('f8', 1, {}).reshape({SIDE}, {SIDE})", SIDE * SIDE))
        .npcore(move |_| {
            let a = shaped::<f64>(1, &[SIDE, SIDE]);
            fresh(move || f(&a))
        })
        .numpy(format!("a.{name}(1)"))
}

/// Integers that are summed in 64 bits.
fn sum_short<T: Value + Element + np::Elem<Sum = i64>>(name: &str, dtype: &str) -> Case {
    case(format!("sum {name} 1e6"), 1_000_000 * size_of::<T>())
        .setup(format!("a = data('{dtype}', 1, 1_000_000)"))
        .npcore(|_| {
            let a = array::<T>(1, 1_000_000);
            fresh(move || a.sum(..).expect("integers") as f64)
        })
        .numpy("float(a.sum())")
}

fn cumsum() -> Case {
    case("cumsum f64 1e6", 16_000_000)
        .setup("a = data('f8', 1, 1_000_000)")
        .npcore(|_| {
            let a = array::<f64>(1, 1_000_000);
            fresh(move || a.cumsum(0).expect("floats"))
        })
        .numpy("a.cumsum()")
}

fn any() -> Case {
    case("any bool 1e6", 1_000_000)
        .setup("a = data('f8', 1, 1_000_000) > 1000")
        .npcore(|_| {
            let a = array::<f64>(1, 1_000_000).gt(1000.0);
            fresh(move || f64::from(a.any(..).expect("bools")))
        })
        .numpy("float(a.any())")
}
