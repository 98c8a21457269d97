//! Operands of different shapes: a row, a column, both, and rows of three.

use ndarray::{Array2, ArrayD, IxDyn, Zip};

use crate::case::{Case, fresh, into};
use crate::data::data;
use crate::ours::{np, shaped};

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    for n in [1000, 3000] {
        cases.extend(sum(&format!("{n}x{n} + row"), [n, n], &[n], n * n));
        cases.extend(sum(&format!("{n}x{n} + column"), [n, n], &[n, 1], n * n));
        cases.extend(sum(&format!("column + row, {n}x{n}"), [n, 1], &[n], n * n));
    }
    cases.extend(sum("1e6x3 + row", [1_000_000, 3], &[3], 3_000_000));
    cases.extend(sum("1e6x3 + column", [1_000_000, 3], &[1_000_000, 1], 3_000_000));
}

/// `a + b` of doubles with a result of `size` elements, fresh and into warm memory.
fn sum(name: &str, a_shape: [usize; 2], b_shape: &[usize], size: usize) -> [Case; 2] {
    let a_size: usize = a_shape.iter().product();
    let b_size: usize = b_shape.iter().product();
    let setup = format!("a = data('f8', 1, *{a_shape:?}); b = data('f8', 2, *{b_shape:?})");
    let bytes = 8 * (a_size + b_size + size);
    let rows = a_shape[0];
    let shape = [rows, size / rows];
    let b_dims = IxDyn(b_shape);
    let arrays = move || {
        let a = Array2::from_shape_vec(a_shape, data::<f64>(1, a_size)).expect("the data fits the shape");
        let b = ArrayD::from_shape_vec(b_dims.clone(), data::<f64>(2, b_size)).expect("the data fits the shape");
        (a, b)
    };
    let (a_column, b_column) = (a_shape[1] == 1, b_shape.len() == 2);
    let row_loop = move |a: &[f64], b: &[f64], out: &mut [f64]| {
        let width = size / rows;
        for (i, out) in out.chunks_exact_mut(width).enumerate() {
            match (a_column, b_column) {
                (true, _) => out.iter_mut().zip(b).for_each(|(o, b)| *o = a[i] + b),
                (_, true) => out.iter_mut().zip(&a[i * width..]).for_each(|(o, a)| *o = a + b[i]),
                _ => out.iter_mut().zip(&a[i * width..]).zip(b).for_each(|((o, a), b)| *o = a + b),
            }
        }
    };

    let fresh_arrays = arrays.clone();
    let b_shape = b_shape.to_vec();
    let ours = move || (shaped::<f64>(1, &a_shape), shaped::<f64>(2, &b_shape));
    let fresh_ours = ours.clone();
    let new = Case::new("broadcast", name)
        .bytes(bytes)
        .setup(&setup)
        .npcore(move |_| {
            let (a, b) = fresh_ours();
            fresh(move || &a + &b)
        })
        .numpy("a + b")
        .numexpr("a + b")
        .ndarray(move |context| {
            let (a, b) = fresh_arrays();
            let parallel = context.parallel(size);
            fresh(move || {
                if !parallel && a.len() == size {
                    return &a + &b.broadcast(shape).expect("b broadcasts");
                }
                let (a, b) = (a.broadcast(shape).expect("a broadcasts"), b.broadcast(shape).expect("b broadcasts"));
                let zip = Zip::from(a).and(b);
                if parallel { zip.par_map_collect(|a, b| a + b) } else { zip.map_collect(|a, b| a + b) }
            })
        })
        .plain(move |_| {
            let (a, b) = (data::<f64>(1, a_size), data::<f64>(2, b_size));
            fresh(move || {
                let mut out = vec![0.0; size];
                row_loop(&a, &b, &mut out);
                out
            })
        });
    let given = Case::new("broadcast", format!("{name}, into out"))
        .bytes(bytes)
        .setup(format!("{setup}; out = a + b"))
        .result("out")
        .npcore(move |_| {
            let (a, b) = ours();
            into(np::zeros::<f64>(shape), move |out| np::add_into(&a, &b, out).expect("shapes broadcast"))
        })
        .numpy("np.add(a, b, out=out)")
        .numexpr("a + b")
        .ndarray(move |context| {
            let (a, b) = arrays();
            let parallel = context.parallel(size);
            into(Array2::zeros(shape), move |out| {
                let (a, b) = (a.broadcast(shape).expect("a broadcasts"), b.broadcast(shape).expect("b broadcasts"));
                let zip = Zip::from(out).and(a).and(b);
                if parallel { zip.par_for_each(|o, a, b| *o = a + b) } else { zip.for_each(|o, a, b| *o = a + b) }
            })
        })
        .plain(move |_| {
            let (a, b) = (data::<f64>(1, a_size), data::<f64>(2, b_size));
            into(vec![0.0; size], move |out| row_loop(&a, &b, out))
        });
    [new, given]
}
