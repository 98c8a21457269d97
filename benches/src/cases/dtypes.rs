//! Operands of two dtypes, and byte-swapped ones.

use std::ops::Add;

use ndarray::{Array1, Zip};

use super::count;
use crate::case::{Case, fresh};
use crate::data::{Value, data};

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    for n in [1_000, 1_000_000] {
        cases.push(sum::<f32, f64, f64>("f32 + f64", ["f4", "f8"], n));
        cases.push(sum::<i32, f64, f64>("i32 + f64", ["i4", "f8"], n));
        cases.push(sum::<i8, i64, i64>("i8 + i64", ["i1", "i8"], n));
        cases.push(sum::<u8, f32, f32>("u8 + f32", ["u1", "f4"], n));
        cases.push(swapped(n));
    }
}

fn sum<A: Value, B: Value + Into<O>, O: Value + Add<Output = O>>(name: &str, short: [&str; 2], n: usize) -> Case
where
    A: Into<O>,
{
    let [a_short, b_short] = short;
    Case::new("dtypes", format!("{name} {}", count(n)))
        .small(n <= 1000)
        .bytes(if n <= 1000 { 0 } else { n * (size_of::<A>() + size_of::<B>() + size_of::<O>()) })
        .setup(format!("a, b = data('{a_short}', 1, {n}), data('{b_short}', 2, {n})"))
        .numpy("a + b")
        .ndarray(move |context| {
            let (a, b) = (Array1::from(data::<A>(1, n)), Array1::from(data::<B>(2, n)));
            let parallel = context.parallel(n);
            let add = |&x: &A, &y: &B| -> O { x.into() + y.into() };
            fresh(move || {
                let zip = Zip::from(&a).and(&b);
                if parallel { zip.par_map_collect(add) } else { zip.map_collect(add) }
            })
        })
        .plain(move |_| {
            let (a, b) = (data::<A>(1, n), data::<B>(2, n));
            fresh(move || a.iter().zip(&b).map(|(&x, &y)| x.into() + y.into()).collect::<Vec<O>>())
        })
}

/// A big-endian operand; by hand that is `swap_bytes` on the way in.
fn swapped(n: usize) -> Case {
    Case::new("dtypes", format!(">f8 + <f8 {}", count(n)))
        .small(n <= 1000)
        .bytes(if n <= 1000 { 0 } else { n * 24 })
        .setup(format!("a, b = data('f8', 1, {n}).astype('>f8'), data('f8', 2, {n})"))
        .numpy("a + b")
        .plain(move |_| {
            let a: Vec<u64> = data::<f64>(1, n).into_iter().map(|x| x.to_bits().swap_bytes()).collect();
            let b = data::<f64>(2, n);
            fresh(move || a.iter().zip(&b).map(|(&x, &y)| f64::from_bits(x.swap_bytes()) + y).collect::<Vec<f64>>())
        })
}
