//! Operands whose memory orders or strides differ: `C + F`, every second element, blocks, reversed.

use ndarray::{Array1, Array2, ShapeBuilder, Zip, s};

use super::count;
use crate::case::{Case, fresh, into};
use crate::data::data;
use crate::ours::{array, np, shaped};

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    for n in [1000, 3000] {
        cases.extend(mixed_order(n));
    }
    cases.push(fortran(3000));
    for n in [100_000, 10_000_000] {
        cases.extend(every_second(n));
    }
    cases.push(reversed(1_000_000));
    cases.push(blocks(2000));
}

fn square(seed: u64, n: usize) -> Array2<f64> {
    Array2::from_shape_vec((n, n), data(seed, n * n)).expect("the data fits the shape")
}

/// The transpose's memory, F-ordered.
fn square_f(seed: u64, n: usize) -> Array2<f64> {
    Array2::from_shape_vec((n, n).f(), data(seed, n * n)).expect("the data fits the shape")
}

fn mixed_order(n: usize) -> [Case; 2] {
    let setup = format!("a = data('f8', 1, {n}, {n}); b = data('f8', 2, {n}, {n}).T");
    let new = Case::new("order", format!("C + F f64 {n}x{n}"))
        .bytes(24 * n * n)
        .setup(&setup)
        .npcore(move |_| {
            let (a, b) = (shaped::<f64>(1, &[n, n]), shaped::<f64>(2, &[n, n]));
            fresh(move || &a + b.t())
        })
        .numpy("a + b")
        .numexpr("a + b")
        .ndarray(move |context| {
            let (a, b) = (square(1, n), square_f(2, n));
            let parallel = context.parallel(n * n);
            fresh(move || if parallel { Zip::from(&a).and(&b).par_map_collect(|a, b| a + b) } else { &a + &b })
        })
        .plain(move |_| {
            let (a, b) = (data::<f64>(1, n * n), data::<f64>(2, n * n));
            fresh(move || {
                let mut out = vec![0.0; n * n];
                add_transposed(&a, &b, &mut out, n);
                out
            })
        });
    let given = Case::new("order", format!("C + F f64 {n}x{n}, into out"))
        .bytes(24 * n * n)
        .setup(format!("{setup}; out = a.copy()"))
        .result("out")
        .npcore(move |_| {
            let (a, b) = (shaped::<f64>(1, &[n, n]), shaped::<f64>(2, &[n, n]));
            into(np::zeros::<f64>([n, n]), move |out| np::add_into(&a, b.t(), out).expect("equal shapes"))
        })
        .numpy("np.add(a, b, out=out)")
        .ndarray(move |context| {
            let (a, b) = (square(1, n), square_f(2, n));
            let parallel = context.parallel(n * n);
            into(Array2::zeros((n, n)), move |out| {
                let zip = Zip::from(out).and(&a).and(&b);
                if parallel { zip.par_for_each(|o, a, b| *o = a + b) } else { zip.for_each(|o, a, b| *o = a + b) }
            })
        })
        .plain(move |_| {
            let (a, b) = (data::<f64>(1, n * n), data::<f64>(2, n * n));
            into(vec![0.0; n * n], move |out| add_transposed(&a, &b, out, n))
        });
    [new, given]
}

/// `out[i, j] = a[i, j] + b[j, i]` in tiles of 32 by 32, what one would write by hand knowing caches.
fn add_transposed(a: &[f64], b: &[f64], out: &mut [f64], n: usize) {
    for i0 in (0..n).step_by(32) {
        for j0 in (0..n).step_by(32) {
            for i in i0..(i0 + 32).min(n) {
                for j in j0..(j0 + 32).min(n) {
                    out[i * n + j] = a[i * n + j] + b[j * n + i];
                }
            }
        }
    }
}

fn fortran(n: usize) -> Case {
    Case::new("order", format!("F + F f64 {n}x{n}"))
        .bytes(24 * n * n)
        .setup(format!("a = data('f8', 1, {n}, {n}).T; b = data('f8', 2, {n}, {n}).T"))
        .npcore(move |_| {
            let (a, b) = (shaped::<f64>(1, &[n, n]), shaped::<f64>(2, &[n, n]));
            fresh(move || a.t() + b.t())
        })
        .numpy("a + b")
        .ndarray(move |context| {
            let (a, b) = (square_f(1, n), square_f(2, n));
            let parallel = context.parallel(n * n);
            fresh(move || if parallel { Zip::from(&a).and(&b).par_map_collect(|a, b| a + b) } else { &a + &b })
        })
}

fn every_second(n: usize) -> [Case; 2] {
    let setup = format!("a, b = data('f8', 1, {n})[::2], data('f8', 2, {n})[::2]");
    // Half the elements are used, but whole cache lines travel.
    let bytes = 8 * (2 * n + n / 2);
    let new = Case::new("order", format!("a[::2] + b[::2] f64 {}", count(n)))
        .bytes(bytes)
        .setup(&setup)
        .npcore(move |_| {
            let (a, b) = (array::<f64>(1, n), array::<f64>(2, n));
            fresh(move || a.slice(np::s![..;2]) + b.slice(np::s![..;2]))
        })
        .numpy("a + b")
        .numexpr("a + b")
        .ndarray(move |_| {
            let (a, b) = (Array1::from(data::<f64>(1, n)), Array1::from(data::<f64>(2, n)));
            fresh(move || &a.slice(s![..;2]) + &b.slice(s![..;2]))
        })
        .plain(move |_| {
            let (a, b) = (data::<f64>(1, n), data::<f64>(2, n));
            fresh(move || a.iter().step_by(2).zip(b.iter().step_by(2)).map(|(a, b)| a + b).collect::<Vec<_>>())
        });
    let given = Case::new("order", format!("a[::2] + b[::2] f64 {}, into out", count(n)))
        .bytes(bytes)
        .setup(format!("{setup}; out = a + b"))
        .result("out")
        .npcore(move |_| {
            let (a, b) = (array::<f64>(1, n), array::<f64>(2, n));
            into(np::zeros::<f64>(n / 2), move |out| {
                np::add_into(a.slice(np::s![..;2]), b.slice(np::s![..;2]), out).expect("equal shapes");
            })
        })
        .numpy("np.add(a, b, out=out)")
        .ndarray(move |_| {
            let (a, b) = (Array1::from(data::<f64>(1, n)), Array1::from(data::<f64>(2, n)));
            into(Array1::zeros(n / 2), move |out| {
                Zip::from(out).and(a.slice(s![..;2])).and(b.slice(s![..;2])).for_each(|o, a, b| *o = a + b);
            })
        })
        .plain(move |_| {
            let (a, b) = (data::<f64>(1, n), data::<f64>(2, n));
            into(vec![0.0; n / 2], move |out| {
                for ((o, a), b) in out.iter_mut().zip(a.chunks_exact(2)).zip(b.chunks_exact(2)) {
                    *o = a[0] + b[0];
                }
            })
        });
    [new, given]
}

fn reversed(n: usize) -> Case {
    Case::new("order", format!("a[::-1] + b f64 {}", count(n)))
        .bytes(24 * n)
        .setup(format!("a, b = data('f8', 1, {n})[::-1], data('f8', 2, {n})"))
        .npcore(move |_| {
            let (a, b) = (array::<f64>(1, n), array::<f64>(2, n));
            fresh(move || a.slice(np::s![..;-1]) + &b)
        })
        .numpy("a + b")
        .numexpr("a + b")
        .ndarray(move |_| {
            let (a, b) = (Array1::from(data::<f64>(1, n)), Array1::from(data::<f64>(2, n)));
            fresh(move || &a.slice(s![..;-1]) + &b)
        })
        .plain(move |_| {
            let (a, b) = (data::<f64>(1, n), data::<f64>(2, n));
            fresh(move || a.iter().rev().zip(&b).map(|(a, b)| a + b).collect::<Vec<_>>())
        })
}

/// The left halves of two arrays: rows with gaps between them.
fn blocks(n: usize) -> Case {
    let half = n / 2;
    Case::new("order", format!("a[:, :{half}] + b[:, :{half}] of {n}x{n}"))
        .bytes(24 * n * half)
        .setup(format!("a, b = data('f8', 1, {n}, {n})[:, :{half}], data('f8', 2, {n}, {n})[:, :{half}]"))
        .npcore(move |_| {
            let (a, b) = (shaped::<f64>(1, &[n, n]), shaped::<f64>(2, &[n, n]));
            fresh(move || a.slice(np::s![.., ..half]) + b.slice(np::s![.., ..half]))
        })
        .numpy("a + b")
        .numexpr("a + b")
        .ndarray(move |_| {
            let (a, b) = (square(1, n), square(2, n));
            fresh(move || &a.slice(s![.., ..half]) + &b.slice(s![.., ..half]))
        })
        .plain(move |_| {
            let (a, b) = (data::<f64>(1, n * n), data::<f64>(2, n * n));
            fresh(move || {
                let mut out = Vec::with_capacity(n * half);
                for (a, b) in a.chunks_exact(n).zip(b.chunks_exact(n)) {
                    out.extend(a[..half].iter().zip(&b[..half]).map(|(a, b)| a + b));
                }
                out
            })
        })
}
