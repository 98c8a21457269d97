//! Assembling: joining, repeating, padding, rolling, windows, and the copies that only move elements.

use ndarray::{Array1, Array2, ArrayView1, Axis, concatenate, s};

use super::count;
use crate::case::{Case, fresh};
use crate::data::data;
use crate::ours::{array, np, shaped};

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    cases.push(vstack(1_000_000));
    cases.push(many(1000, 10));
    cases.push(many(1000, 1000));
    cases.push(tile());
    for axis in 0..3 {
        cases.push(repeat(axis));
    }
    cases.push(pad("constant", || np::PadMode::constant(0.0)));
    cases.push(pad("edge", || np::PadMode::Edge));
    cases.push(pad("reflect", || np::PadMode::Reflect(np::Reflection::Even)));
    cases.push(roll());
    cases.push(roll_axis());
    cases.push(rejoin());
    cases.push(block());
    cases.push(windows());
    for (shape, axes) in [
        (&[200, 100, 50][..], &[2, 0, 1][..]),
        (&[50, 100, 200], &[1, 0, 2]),
        (&[10, 20, 30, 20, 10], &[4, 2, 0, 3, 1]),
    ] {
        cases.push(permuted(shape, axes));
    }
    cases.push(insert());
    cases.push(delete());
}

fn case(name: impl Into<String>, elements: usize) -> Case {
    Case::new("joining", name).bytes(16 * elements)
}

fn square(n: usize) -> Array2<f64> {
    Array2::from_shape_vec((n, n), data(1, n * n)).expect("the data fits the shape")
}

fn vstack(n: usize) -> Case {
    case(format!("vstack of 2 rows of {}", count(n)), 2 * n)
        .setup(format!("a = data('f8', 1, {n}); b = data('f8', 2, {n})"))
        .npcore(move |_| {
            let (a, b) = (array::<f64>(1, n), array::<f64>(2, n));
            fresh(move || np::vstack(&[&a, &b]).expect("rows of one length"))
        })
        .numpy("np.vstack((a, b))")
        .ndarray(move |_| {
            let (a, b) = (Array1::from(data::<f64>(1, n)), Array1::from(data::<f64>(2, n)));
            fresh(move || ndarray::stack(Axis(0), &[a.view(), b.view()]).expect("rows of one length"))
        })
}

fn many(arrays: usize, n: usize) -> Case {
    case(format!("concatenate {} arrays of {}", count(arrays), count(n)), arrays * n)
        .setup(format!("parts = [data('f8', i, {n}) for i in range({arrays})]"))
        .npcore(move |_| {
            let parts: Vec<_> = (0..arrays).map(|i| array::<f64>(i as u64, n)).collect();
            fresh(move || np::concatenate(&parts, 0).expect("one axis each"))
        })
        .numpy("np.concatenate(parts)")
        .ndarray(move |_| {
            let parts: Vec<_> = (0..arrays).map(|i| Array1::from(data::<f64>(i as u64, n))).collect();
            fresh(move || {
                let views: Vec<ArrayView1<'_, f64>> = parts.iter().map(|a| a.view()).collect();
                concatenate(Axis(0), &views).expect("one axis each")
            })
        })
}

fn tile() -> Case {
    case("tile(100x100, (10, 10))", 1_000_000)
        .setup("a = data('f8', 1, 100, 100)")
        .npcore(|_| {
            let a = shaped::<f64>(1, &[100, 100]);
            fresh(move || np::tile(&a, [10, 10]).expect("it fits"))
        })
        .numpy("np.tile(a, (10, 10))")
        .ndarray(|_| {
            let a = square(100).into_shape_with_order((1, 100, 1, 100)).expect("as many elements");
            fresh(move || a.broadcast((10, 100, 10, 100)).expect("it stretches").to_owned())
        })
}

fn repeat(axis: isize) -> Case {
    case(format!("repeat(100x100x20, 5, axis={axis})"), 1_000_000)
        .setup("a = data('f8', 1, 100, 100, 20)")
        .npcore(move |_| {
            let a = shaped::<f64>(1, &[100, 100, 20]);
            fresh(move || np::repeat(&a, 5, axis).expect("an axis"))
        })
        .numpy(format!("np.repeat(a, 5, axis={axis})"))
}

fn pad(mode: &'static str, ours: fn() -> np::PadMode<f64>) -> Case {
    case(format!("pad(1000x1000, 10, '{mode}')"), 1_000_000)
        .setup("a = data('f8', 1, 1000, 1000)")
        .npcore(move |_| {
            let a = shaped::<f64>(1, &[1000, 1000]);
            fresh(move || np::pad(&a, 10, ours()).expect("it fits"))
        })
        .numpy(format!("np.pad(a, 10, mode='{mode}')"))
        .with(|case| {
            if mode != "constant" {
                return case;
            }
            case.ndarray(|_| {
                let a = square(1000);
                fresh(move || {
                    let mut out = Array2::zeros((1020, 1020));
                    out.slice_mut(s![10..1010, 10..1010]).assign(&a);
                    out
                })
            })
        })
}

fn roll() -> Case {
    case("roll(1e6, 1234)", 1_000_000)
        .setup("a = data('f8', 1, 1000000)")
        .npcore(|_| {
            let a = array::<f64>(1, 1_000_000);
            fresh(move || np::roll(&a, 1234, 0).expect("an axis"))
        })
        .numpy("np.roll(a, 1234, 0)")
        .ndarray(|_| {
            let a = Array1::from(data::<f64>(1, 1_000_000));
            fresh(move || {
                let at = a.len() - 1234;
                concatenate(Axis(0), &[a.slice(s![at..]), a.slice(s![..at])]).expect("one axis each")
            })
        })
}

fn roll_axis() -> Case {
    case("roll(1000x1000, 10, axis=1)", 1_000_000)
        .setup("a = data('f8', 1, 1000, 1000)")
        .npcore(|_| {
            let a = shaped::<f64>(1, &[1000, 1000]);
            fresh(move || np::roll(&a, 10, 1).expect("an axis"))
        })
        .numpy("np.roll(a, 10, axis=1)")
}

fn rejoin() -> Case {
    case("split 1000x1000 into 10, and hstack", 1_000_000)
        .setup("a = data('f8', 1, 1000, 1000)")
        .npcore(|_| {
            let a = shaped::<f64>(1, &[1000, 1000]);
            fresh(move || np::hstack(&a.hsplit(10).expect("equal parts")).expect("rows of one number"))
        })
        .numpy("np.hstack(np.hsplit(a, 10))")
        .ndarray(|_| {
            let a = square(1000);
            fresh(move || {
                let parts: Vec<_> = a.axis_chunks_iter(Axis(1), 100).collect();
                concatenate(Axis(1), &parts).expect("rows of one number")
            })
        })
}

fn block() -> Case {
    case("block of 2x2 blocks of 500x500", 1_000_000)
        .setup("a = data('f8', 1, 500, 500); b = data('f8', 2, 500, 500)")
        .npcore(|_| {
            let (a, b) = (shaped::<f64>(1, &[500, 500]), shaped::<f64>(2, &[500, 500]));
            fresh(move || np::block([[&a, &b], [&b, &a]]).expect("blocks that fit"))
        })
        .numpy("np.block([[a, b], [b, a]])")
}

fn windows() -> Case {
    case("sliding windows of 8 over 1e6, times a row", 8_000_000)
        .setup("a = data('f8', 1, 1000000); row = data('f8', 2, 8); view = np.lib.stride_tricks.sliding_window_view")
        .npcore(|_| {
            let (a, row) = (array::<f64>(1, 1_000_000), array::<f64>(2, 8));
            fresh(move || a.sliding_window_view(8, 0).expect("windows that fit") * &row)
        })
        .numpy("view(a, 8) * row")
}

fn permuted(shape: &[usize], axes: &[usize]) -> Case {
    let (shape, axes) = (shape.to_vec(), axes.to_vec());
    let size = shape.iter().product();
    let text = |list: &[usize], between: &str| list.iter().map(usize::to_string).collect::<Vec<_>>().join(between);
    case(format!("copy of {} permuted {}", text(&shape, "x"), text(&axes, "")), size)
        .setup(format!("a = data('f8', 1, {}).transpose({axes:?})", text(&shape, ", ")))
        .numpy("np.ascontiguousarray(a)")
        .npcore(move |_| {
            let (a, axes) = (shaped::<f64>(1, &shape), axes.clone());
            fresh(move || a.transpose(&axes[..]).expect("all axes").copy())
        })
}

fn insert() -> Case {
    case("insert a row into 1000x1000", 1_000_000)
        .setup("a = data('f8', 1, 1000, 1000)")
        .npcore(|_| {
            let a = shaped::<f64>(1, &[1000, 1000]);
            fresh(move || np::insert(&a, 500, 1.5, 0).expect("a place"))
        })
        .numpy("np.insert(a, 500, 1.5, axis=0)")
}

fn delete() -> Case {
    case("delete a column of 1000x1000", 1_000_000)
        .setup("a = data('f8', 1, 1000, 1000)")
        .npcore(|_| {
            let a = shaped::<f64>(1, &[1000, 1000]);
            fresh(move || np::delete(&a, 500, 1).expect("a column"))
        })
        .numpy("np.delete(a, 500, axis=1)")
}
