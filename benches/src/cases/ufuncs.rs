//! Universal functions of one array and of two.

use ndarray::Array1;

use super::count;
use crate::case::{Case, fresh, into};
use crate::data::{Value, data};
use crate::ours::{array, np};
use np::{AsView, Element};

const N: usize = 1_000_000;

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    cases.push(small());
    macro_rules! functions {
        ($($name:ident: $on:literal;)*) => { $(
            cases.extend(elementary::<f64>(stringify!($name), "f8", $on, |x| np::$name(x).expect("floats"), f64::$name));
            cases.extend(elementary::<f32>(stringify!($name), "f4", $on, |x| np::$name(x).expect("floats"), f32::$name));
        )* };
    }
    functions! {
        exp: "a / 10";
        tanh: "a / 10";
        sin: "a";
        sqrt: "abs(a)";
    }
    cases.extend(elementary::<f64>("log", "f8", "abs(a)", |x| np::log(x).expect("floats"), f64::ln));
    cases.extend(elementary::<f32>("log", "f4", "abs(a)", |x| np::log(x).expect("floats"), f32::ln));
    cases.push(power());
    cases.push(floor_divide());
    cases.push(maximum());
    cases.push(comparison());
    cases.push(chain8());
}

/// `sqrt` of eight numbers: the cost of a call.
fn small() -> Case {
    Case::new("ufuncs", "sqrt f64 8")
        .small(true)
        .setup("a = abs(data('f8', 1, 8))")
        .npcore(|_| {
            let a = np::absolute(array::<f64>(1, 8)).expect("floats");
            fresh(move || np::sqrt(&a).expect("floats"))
        })
        .numpy("np.sqrt(a)")
        .ndarray(|_| {
            let a = Array1::from(data::<f64>(1, 8)).abs();
            fresh(move || a.sqrt())
        })
}

/// The same argument for everyone: the data, made positive or small.
fn argument<T: Value + Element>(on: &str) -> np::Array<f64>
where
    np::Array<T>: AsView<T>,
{
    let a = array::<T>(1, N).astype::<f64>();
    match on {
        "abs(a)" => np::absolute(&a).expect("floats"),
        "a / 10" => a / 10.0,
        _ => a,
    }
}

/// A function of a million numbers, fresh and into warm memory.
fn elementary<T: Value + Element>(
    name: &'static str,
    short: &'static str,
    on: &'static str,
    f: impl Fn(&np::Array<T>) -> np::Array<T> + Copy + 'static,
    plain: impl Fn(T) -> T + Copy + 'static,
) -> [Case; 2] {
    let dtype = if short == "f8" { "f64" } else { "f32" };
    let setup = format!("a = data('{short}', 1, {N}); x = ({on}).astype('{short}')");
    // The last place of these functions differs: half a unit of f32 is 3e-8.
    let tolerance = if short == "f8" { 1e-9 } else { 1e-7 };
    let case = |how: &str| {
        let name = format!("{name} {dtype} {}{how}", count(N));
        Case::new("ufuncs", name).bytes(2 * N * size_of::<T>()).tolerance(tolerance)
    };
    let new = case("")
        .setup(&setup)
        .npcore(move |_| {
            let x = argument::<T>(on).astype::<T>();
            fresh(move || f(&x))
        })
        .numpy(format!("np.{name}(x)"))
        .numexpr(&format!("{name}(x)"))
        .ndarray(move |_| {
            let x = Array1::from(argument::<T>(on).astype::<T>().to_vec());
            fresh(move || x.mapv(plain))
        });
    let warm = case(" into")
        .setup(format!("{setup}; out = np.empty_like(x)"))
        .result("out")
        .npcore(move |_| {
            let x = argument::<T>(on).astype::<T>();
            into(np::zeros::<T>(N), move |out| call_into(name, &x, out))
        })
        .numpy(format!("np.{name}(x, out=out)"));
    [new, warm]
}

fn call_into<T: Element>(name: &str, x: &np::Array<T>, out: &mut np::Array<T>) {
    use np::ufunc::{Exp, Log, Sin, Sqrt, Tanh, UnaryUfunc};
    let done = match name {
        "exp" => Exp.call(x).into(out),
        "log" => Log.call(x).into(out),
        "sin" => Sin.call(x).into(out),
        "tanh" => Tanh.call(x).into(out),
        _ => Sqrt.call(x).into(out),
    };
    done.expect("floats of one shape");
}

fn power() -> Case {
    Case::new("ufuncs", "power f64 1e6")
        .bytes(3 * 8 * N)
        .setup(format!("x = abs(data('f8', 1, {N})); y = data('f8', 2, {N}) / 20"))
        .npcore(|_| {
            let (x, y) = (argument::<f64>("abs(a)"), array::<f64>(2, N) / 20.0);
            fresh(move || np::power(&x, &y).expect("one shape"))
        })
        .numpy("np.power(x, y)")
        .numexpr("x ** y")
}

fn floor_divide() -> Case {
    Case::new("ufuncs", "floor_divide i32 1e6")
        .bytes(3 * 4 * N)
        .setup(format!("a, b = data('i4', 1, {N}), data('i4', 2, {N})"))
        .npcore(|_| {
            let (a, b) = (array::<i32>(1, N), array::<i32>(2, N));
            fresh(move || np::floor_divide(&a, &b).expect("one shape"))
        })
        .numpy("a // b")
}

fn maximum() -> Case {
    Case::new("ufuncs", "maximum f64 1e6")
        .bytes(3 * 8 * N)
        .setup(format!("a, b = data('f8', 1, {N}), data('f8', 2, {N})"))
        .npcore(|_| {
            let (a, b) = (array::<f64>(1, N), array::<f64>(2, N));
            fresh(move || np::maximum(&a, &b).expect("one shape"))
        })
        .numpy("np.maximum(a, b)")
}

fn comparison() -> Case {
    Case::new("ufuncs", "isnan f64 1e6")
        .bytes(9 * N)
        .setup(format!("a = data('f8', 1, {N})"))
        .npcore(|_| {
            let a = array::<f64>(1, N);
            fresh(move || np::isnan(&a).expect("floats"))
        })
        .numpy("np.isnan(a)")
}

/// A chain of operators on int8.
fn chain8() -> Case {
    Case::new("ufuncs", "2a + 3b - ab i8 1e6")
        .bytes(3 * N)
        .setup(format!("a, b = data('i1', 1, {N}), data('i1', 2, {N})"))
        .npcore(|_| {
            let (a, b) = (array::<i8>(1, N), array::<i8>(2, N));
            fresh(move || 2 * &a + 3 * &b - &a * &b)
        })
        .numpy("2 * a + 3 * b - a * b")
}
