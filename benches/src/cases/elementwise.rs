//! Contiguous arrays of one dtype: an operator on two arrays, with a scalar, into given memory and in place.

use ndarray::{Array1, Zip};

use super::{count, pairs};
use crate::case::{Case, Maker, fresh, into};
use crate::data::{Value, data};
use crate::ours::{array, np};
use crate::peer::simd;

/// Lengths of the main cases.
const LENGTHS: [usize; 4] = [8, 1_000, 100_000, 10_000_000];

/// Below this many elements numexpr only measures its own parsing.
const NUMEXPR_FROM: usize = 100_000;

/// npcore's side of `binary`: `&a op &b` fresh, and into given memory.
macro_rules! ours {
    ($t:ty => $out:ty, $op:tt, $into:ident, $n:expr) => {{
        let n = $n;
        let fresh: Maker = Box::new(move |_| {
            let (a, b) = (array::<$t>(1, n), array::<$t>(2, n));
            fresh(move || &a $op &b)
        });
        let into: Maker = Box::new(move |_| {
            let (a, b) = (array::<$t>(1, n), array::<$t>(2, n));
            into(np::zeros::<$out>(n), move |out| np::$into(&a, &b, out).expect("equal shapes"))
        });
        [fresh, into]
    }};
}

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    for n in LENGTHS {
        let [add, mul, div] = [
            ours!(f64 => f64, +, add_into, n),
            ours!(f64 => f64, *, multiply_into, n),
            ours!(f64 => f64, /, divide_into, n),
        ];
        cases.extend(binary("add", "f64", "+", "add", n, |x: f64, y: f64| x + y, add));
        cases.extend(binary("mul", "f64", "*", "multiply", n, |x: f64, y: f64| x * y, mul));
        cases.extend(binary("div", "f64", "/", "divide", n, |x: f64, y: f64| x / y, div));
        let [add, mul, div] = [
            ours!(i32 => i32, +, add_into, n),
            ours!(i32 => i32, *, multiply_into, n),
            ours!(i32 => f64, /, divide_into, n),
        ];
        cases.extend(binary("add", "i32", "+", "add", n, |x: i32, y: i32| x.wrapping_add(y), add));
        cases.extend(binary("mul", "i32", "*", "multiply", n, |x: i32, y: i32| x.wrapping_mul(y), mul));
        cases.extend(binary("div", "i32", "/", "divide", n, |x: i32, y: i32| f64::from(x) / f64::from(y), div));
    }
    for n in LENGTHS {
        cases.push(scalar("f64", "+ 2.5", n, |x: f64| x + 2.5).npcore(move |_| {
            let a = array::<f64>(1, n);
            fresh(move || &a + 2.5)
        }));
        cases.push(scalar("i32", "* 3", n, |x: i32| x.wrapping_mul(3)).npcore(move |_| {
            let a = array::<i32>(1, n);
            fresh(move || &a * 3)
        }));
    }
    for n in LENGTHS {
        cases.push(in_place("f64", "+=", n, |x: &mut f64, y| *x += y).npcore(move |_| {
            let b = array::<f64>(2, n);
            into(array::<f64>(1, n), move |a| *a += &b)
        }));
    }
    for n in [100_000, 10_000_000] {
        cases.push(axpy(n));
    }
}

/// NumPy's short name of a dtype.
fn short(dtype: &str) -> &'static str {
    if dtype == "f64" { "f8" } else { "i4" }
}

/// `a op b`, fresh and into warm memory.
fn binary<T: Value, O: Value + Default>(
    word: &'static str,
    dtype: &'static str,
    op: &'static str,
    ufunc: &'static str,
    n: usize,
    f: impl Fn(T, T) -> O + Copy + Send + Sync + 'static,
    [ours, ours_into]: [Maker; 2],
) -> [Case; 2] {
    let short = short(dtype);
    let setup = format!("a, b = data('{short}', 1, {n}), data('{short}', 2, {n})");
    let bytes = n * (2 * size_of::<T>() + size_of::<O>());
    let case = |how: &str| {
        let case = Case::new("elementwise", format!("{word} {dtype} {}{how}", count(n)));
        case.small(n <= 1000).bytes(if n <= 1000 { 0 } else { bytes })
    };
    let numexpr = move |case: Case| if n < NUMEXPR_FROM { case } else { case.numexpr(&format!("a {op} b")) };

    // The fresh result is held against the SIMD loops into warm memory too: recycled buffers should reach them.
    let simd = move |case| if (word, dtype) == ("add", "f64") && n > 1000 { simd::add_peers(case, n) } else { case };

    let new = case("")
        .setup(&setup)
        .npcore(ours)
        .numpy(format!("a {op} b"))
        .with(numexpr)
        .ndarray(pairs(n, f))
        .plain(move |context| {
            let (a, b) = (data::<T>(1, n), data::<T>(2, n));
            let context = *context;
            fresh(move || {
                if context.parallel(n) {
                    let mut out = vec![O::default(); n];
                    context.zip(&a, &b, &mut out, |a, b, out| zip_loop(a, b, out, f));
                    return out;
                }
                a.iter().zip(&b).map(|(&x, &y)| f(x, y)).collect::<Vec<O>>()
            })
        })
        .with(simd);

    let given = case(", into out")
        .setup(format!("{setup}; out = a {op} b"))
        .result("out")
        .npcore(ours_into)
        .numpy(format!("np.{ufunc}(a, b, out=out)"))
        .with(numexpr)
        .ndarray(move |context| {
            let (a, b) = (Array1::from(data::<T>(1, n)), Array1::from(data::<T>(2, n)));
            let parallel = context.parallel(n);
            into(Array1::from_elem(n, O::default()), move |out| {
                let zip = Zip::from(out).and(&a).and(&b);
                if parallel {
                    zip.par_for_each(|o, &x, &y| *o = f(x, y))
                } else {
                    zip.for_each(|o, &x, &y| *o = f(x, y))
                }
            })
        })
        .plain(move |context| {
            let (a, b) = (data::<T>(1, n), data::<T>(2, n));
            let context = *context;
            into(vec![O::default(); n], move |out| context.zip(&a, &b, out, |a, b, out| zip_loop(a, b, out, f)))
        })
        .with(simd);
    [new, given]
}

fn zip_loop<T: Copy, O>(a: &[T], b: &[T], out: &mut [O], f: impl Fn(T, T) -> O) {
    for ((o, &x), &y) in out.iter_mut().zip(a).zip(b) {
        *o = f(x, y);
    }
}

/// `a op scalar`, fresh.
fn scalar<T: Value>(
    dtype: &'static str,
    op: &str,
    n: usize,
    f: impl Fn(T) -> T + Copy + Send + Sync + 'static,
) -> Case {
    Case::new("elementwise", format!("a {op} {dtype} {}", count(n)))
        .small(n <= 1000)
        .bytes(if n <= 1000 { 0 } else { 2 * n * size_of::<T>() })
        .setup(format!("a = data('{}', 1, {n})", short(dtype)))
        .numpy(format!("a {op}"))
        .with(|case| if n < NUMEXPR_FROM { case } else { case.numexpr(&format!("a {op}")) })
        .ndarray(move |context| {
            let a = Array1::from(data::<T>(1, n));
            let parallel = context.parallel(n);
            fresh(move || {
                let zip = Zip::from(&a);
                if parallel { zip.par_map_collect(|&x| f(x)) } else { zip.map_collect(|&x| f(x)) }
            })
        })
        .plain(move |_| {
            let a = data::<T>(1, n);
            fresh(move || a.iter().map(|&x| f(x)).collect::<Vec<T>>())
        })
}

/// `a op= b`. The values grow from call to call; the result compared is that of the first.
fn in_place<T: Value>(
    dtype: &'static str,
    op: &str,
    n: usize,
    f: impl Fn(&mut T, T) + Copy + Send + Sync + 'static,
) -> Case {
    Case::new("elementwise", format!("a {op} b {dtype} {}", count(n)))
        .small(n <= 1000)
        .bytes(if n <= 1000 { 0 } else { 3 * n * size_of::<T>() })
        .setup(format!("a, b = data('{0}', 1, {n}), data('{0}', 2, {n})", short(dtype)))
        .result("a")
        .numpy(format!("a {op} b"))
        .ndarray(move |context| {
            let b = Array1::from(data::<T>(2, n));
            let parallel = context.parallel(n);
            into(Array1::from(data::<T>(1, n)), move |a| {
                let zip = Zip::from(a).and(&b);
                if parallel { zip.par_for_each(|x, &y| f(x, y)) } else { zip.for_each(|x, &y| f(x, y)) }
            })
        })
        .plain(move |_| {
            let b = data::<T>(2, n);
            into(data::<T>(1, n), move |a| a.iter_mut().zip(&b).for_each(|(x, &y)| f(x, y)))
        })
}

/// `y += 2 x`.
fn axpy(n: usize) -> Case {
    Case::new("elementwise", format!("y += 2 * x f64 {}", count(n)))
        .bytes(3 * n * 8)
        .setup(format!("x, y = data('f8', 1, {n}), data('f8', 2, {n}); axpy = scipy.linalg.blas.daxpy"))
        .result("y")
        .numpy("y += 2.0 * x")
        .scipy("axpy(x, y, a=2.0)")
        .npcore(move |_| {
            let x = array::<f64>(1, n);
            into(array::<f64>(2, n), move |y| *y += &x * 2.0)
        })
        .ndarray(move |_| {
            let x = Array1::from(data::<f64>(1, n));
            into(Array1::from(data::<f64>(2, n)), move |y| y.scaled_add(2.0, &x))
        })
}
