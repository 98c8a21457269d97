//! Operands of two dtypes, and byte-swapped ones.

use std::ops::Add;

use super::{count, pairs};
use crate::case::{Case, fresh};
use crate::data::{Value, data};
use crate::ours::{ByteOrder, DType, array};

/// Adds npcore's side to a case of `sum`.
macro_rules! ours {
    (sum::<$a:ty, $b:ty, $o:ty>($name:expr, $short:expr, $n:expr)) => {{
        let n = $n;
        sum::<$a, $b, $o>($name, $short, n).npcore(move |_| {
            let (a, b) = (array::<$a>(1, n), array::<$b>(2, n));
            fresh(move || &a + &b)
        })
    }};
}

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    for n in [1_000, 1_000_000] {
        cases.push(ours!(sum::<f32, f64, f64>("f32 + f64", ["f4", "f8"], n)));
        cases.push(ours!(sum::<i32, f64, f64>("i32 + f64", ["i4", "f8"], n)));
        cases.push(ours!(sum::<i8, i64, i64>("i8 + i64", ["i1", "i8"], n)));
        cases.push(ours!(sum::<u8, f32, f32>("u8 + f32", ["u1", "f4"], n)));
        cases.push(swapped(n));
    }
}

fn sum<A, B, O>(name: &str, short: [&str; 2], n: usize) -> Case
where
    A: Value + Into<O>,
    B: Value + Into<O>,
    O: Value + Add<Output = O>,
{
    let [a_short, b_short] = short;
    Case::new("dtypes", format!("{name} {}", count(n)))
        .small(n <= 1000)
        .bytes(if n <= 1000 { 0 } else { n * (size_of::<A>() + size_of::<B>() + size_of::<O>()) })
        .setup(format!("a, b = data('{a_short}', 1, {n}), data('{b_short}', 2, {n})"))
        .numpy("a + b")
        .ndarray(pairs(n, |x: A, y: B| -> O { x.into() + y.into() }))
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
        .npcore(move |_| {
            let big_endian = DType::FLOAT64.newbyteorder(ByteOrder::Big);
            let a = array::<f64>(1, n).astype_dyn(big_endian).expect("a number's dtype");
            let b = array::<f64>(2, n);
            fresh(move || &a + &b)
        })
        .numpy("a + b")
        .plain(move |_| {
            let a: Vec<u64> = data::<f64>(1, n).into_iter().map(|x| x.to_bits().swap_bytes()).collect();
            let b = data::<f64>(2, n);
            fresh(move || a.iter().zip(&b).map(|(&x, &y)| f64::from_bits(x.swap_bytes()) + y).collect::<Vec<f64>>())
        })
}
