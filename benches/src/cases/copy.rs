//! Copies: plain, filled, transposing, permuted.

use ndarray::{Array1, Array2, Array4, s};

use super::count;
use crate::case::{Case, fresh, into};
use crate::data::data;
use crate::ours::{array, np, shaped};

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    for n in [100_000, 10_000_000] {
        cases.push(plain(n));
    }
    cases.push(strided(10_000_000));
    cases.push(fill(10_000_000));
    for n in [1000, 3000] {
        cases.extend(transposing(n));
    }
    cases.push(permuted([20, 30, 40, 50], [0, 2, 1, 3]));
    cases.push(permuted([20, 30, 40, 50], [3, 1, 2, 0]));
    cases.push(permuted([32, 64, 16, 3], [0, 3, 1, 2]));
}

fn plain(n: usize) -> Case {
    Case::new("copy", format!("copy f64 {}", count(n)))
        .bytes(16 * n)
        .setup(format!("a = data('f8', 1, {n})"))
        .npcore(move |_| {
            let a = array::<f64>(1, n);
            fresh(move || a.copy())
        })
        .numpy("a.copy()")
        .ndarray(move |_| {
            let a = Array1::from(data::<f64>(1, n));
            fresh(move || a.clone())
        })
        .plain(move |_| {
            let a = data::<f64>(1, n);
            fresh(move || a.clone())
        })
}

fn strided(n: usize) -> Case {
    Case::new("copy", format!("a[::2].copy() f64 {}", count(n)))
        .bytes(12 * n)
        .setup(format!("a = data('f8', 1, {n})[::2]"))
        .npcore(move |_| {
            let a = array::<f64>(1, n);
            fresh(move || a.slice(np::s![..;2]).copy())
        })
        .numpy("a.copy()")
        .ndarray(move |_| {
            let a = Array1::from(data::<f64>(1, n));
            fresh(move || a.slice(s![..;2]).to_owned())
        })
        .plain(move |_| {
            let a = data::<f64>(1, n);
            fresh(move || a.iter().step_by(2).copied().collect::<Vec<_>>())
        })
}

fn fill(n: usize) -> Case {
    Case::new("copy", format!("fill f64 {}", count(n)))
        .bytes(8 * n)
        .setup(format!("out = data('f8', 1, {n})"))
        .result("out")
        .numpy("out.fill(1.5)")
        .npcore(move |_| into(np::zeros::<f64>(n), |out| out.fill(1.5)))
        .ndarray(move |_| into(Array1::zeros(n), |out| out.fill(1.5)))
        .plain(move |_| into(vec![0.0; n], |out| out.fill(1.5)))
}

fn transposing(n: usize) -> [Case; 2] {
    let square = move || Array2::from_shape_vec((n, n), data::<f64>(1, n * n)).expect("the data fits the shape");
    let new = Case::new("copy", format!("transposing copy {n}x{n}"))
        .bytes(16 * n * n)
        .setup(format!("a = data('f8', 1, {n}, {n}).T"))
        .npcore(move |_| {
            let a = shaped::<f64>(1, &[n, n]);
            fresh(move || a.t().copy())
        })
        .numpy("np.ascontiguousarray(a)")
        .ndarray(move |_| {
            let a = square();
            fresh(move || a.t().as_standard_layout().into_owned())
        })
        .plain(move |_| {
            let a = data::<f64>(1, n * n);
            fresh(move || {
                let mut out = vec![0.0; n * n];
                transpose(&a, &mut out, n);
                out
            })
        });
    let given = Case::new("copy", format!("transposing copy {n}x{n}, into out"))
        .bytes(16 * n * n)
        .setup(format!("a = data('f8', 1, {n}, {n}).T; out = np.ascontiguousarray(a)"))
        .result("out")
        .npcore(move |_| {
            let a = shaped::<f64>(1, &[n, n]);
            into(np::zeros::<f64>([n, n]), move |out| out.assign(a.t()))
        })
        .numpy("out[...] = a")
        .ndarray(move |_| {
            let a = square();
            into(Array2::zeros((n, n)), move |out| out.assign(&a.t()))
        })
        .plain(move |_| {
            let a = data::<f64>(1, n * n);
            into(vec![0.0; n * n], move |out| transpose(&a, out, n))
        });
    [new, given]
}

/// In tiles of 32 by 32.
fn transpose(a: &[f64], out: &mut [f64], n: usize) {
    for i0 in (0..n).step_by(32) {
        for j0 in (0..n).step_by(32) {
            for i in i0..(i0 + 32).min(n) {
                for j in j0..(j0 + 32).min(n) {
                    out[i * n + j] = a[j * n + i];
                }
            }
        }
    }
}

fn permuted(shape: [usize; 4], axes: [usize; 4]) -> Case {
    let size = shape.iter().product();
    let name = shape.map(|n| n.to_string()).join("x");
    Case::new("copy", format!("copy of {name} permuted {}", axes.map(|n| n.to_string()).join("")))
        .bytes(16 * size)
        .setup(format!("a = data('f8', 1, *{shape:?}).transpose({axes:?})"))
        .npcore(move |_| {
            let a = shaped::<f64>(1, &shape);
            fresh(move || a.transpose(axes).expect("four axes").copy())
        })
        .numpy("np.ascontiguousarray(a)")
        .ndarray(move |_| {
            let a = Array4::from_shape_vec(shape, data::<f64>(1, size)).expect("the data fits the shape");
            let a = a.permuted_axes(axes);
            fresh(move || a.as_standard_layout().into_owned())
        })
}
