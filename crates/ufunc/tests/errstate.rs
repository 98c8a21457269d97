//! Floating-point errors under a guard, against what NumPy raises under `np.errstate(all="raise")` (`cargo xtask goldens`
//! makes the file; its script says what the lines mean).

use npcore_array::{ArrayError, DynArray, Result, add_into, array, divide};
use npcore_dtype::DType;
use npcore_exec::ExecError;
use npcore_ufunc::{
    self as np, ArrayMethods, BinaryUfunc, ErrState, OnError::Raise, UnaryUfunc, errstate, with_errstate,
};

#[path = "../../array/tests/golden/mod.rs"]
mod golden;
use golden::{all_same, bytes};

macro_rules! by_name {
    ($name:expr, |$f:ident| $e:expr; $($lower:ident $value:ident),* $(,)?) => {
        match $name {
            $(stringify!($lower) => { let $f = np::$value; $e })*
            name => panic!("no function {name}"),
        }
    };
}

fn unary(name: &str, a: &DynArray) -> Result<()> {
    match name {
        "frexp" => np::frexp(a).map(drop),
        "modf" => np::modf(a).map(drop),
        _ => by_name!(name, |f| f.apply(a).map(drop); absolute Absolute, arccos Arccos, arccosh Arccosh, arcsin Arcsin,
            arcsinh Arcsinh, arctan Arctan, arctanh Arctanh, cbrt Cbrt, ceil Ceil, conjugate Conjugate, cos Cos, cosh Cosh,
            degrees Degrees, exp Exp, exp2 Exp2, expm1 Expm1, fabs Fabs, floor Floor, log Log, log10 Log10, log1p Log1p,
            log2 Log2, negative Negative, positive Positive, radians Radians, reciprocal Reciprocal, rint Rint, sign Sign,
            sin Sin, sinh Sinh, spacing Spacing, sqrt Sqrt, square Square, tan Tan, tanh Tanh, trunc Trunc, isnan IsNan),
    }
}

fn binary(name: &str, a: &DynArray, b: &DynArray) -> Result<()> {
    match name {
        "divmod" => np::divmod(a, b).map(drop),
        "float_power" => np::float_power(a, b).map(drop),
        _ => by_name!(name, |f| f.apply(a, b).map(drop); add Add, arctan2 Arctan2, copysign Copysign, divide Divide,
            equal Equal, floor_divide FloorDivide, fmax Fmax, fmin Fmin, fmod Fmod, heaviside Heaviside, hypot Hypot,
            less Less, logaddexp Logaddexp, logaddexp2 Logaddexp2, maximum Maximum, multiply Multiply, nextafter Nextafter,
            power Power, remainder Remainder, subtract Subtract),
    }
}

/// Arrays of one element each.
fn elements(dtype: &str, hex: &str) -> Vec<DynArray> {
    let dtype: DType = dtype.parse().unwrap();
    let all = bytes(hex);
    all.chunks(dtype.itemsize()).map(|chunk| DynArray::from_bytes(1, dtype, chunk).unwrap()).collect()
}

fn letter(result: Result<()>, name: &str) -> char {
    let Err(error) = result else { return '-' };
    if matches!(error, ArrayError::Exec(ExecError::NoLoop { .. })) {
        return '?';
    }
    let text = error.to_string();
    let (words, place) = text.split_once(" encountered in ").unwrap_or((&text, ""));
    assert_eq!(place, name, "{text}");
    match words {
        "divide by zero" => 'd',
        "overflow" => 'o',
        "underflow" => 'u',
        "invalid value" => 'i',
        _ => panic!("{text}"),
    }
}

/// Whether this is a case in which NumPy's processor flags say otherwise than the values, which we follow.
fn differs(kind: &str, name: &str, dtype: &str, operands: &str, ours: char, numpys: char) -> bool {
    // Powers and poles of complex numbers: NumPy has the flags of the steps it goes through.
    if dtype.contains('c') && matches!(name, "power" | "float_power" | "arctanh") {
        return true;
    }
    let complex = dtype.starts_with("<c");
    let nan = operands.contains("nan");
    match (name, ours, numpys) {
        // Some of NumPy's functions have no complex loops here yet.
        (_, '?', _) => complex,
        // Of complex numbers, underflow is not looked for, and NaN in one part excuses the other.
        (_, '-', 'u') if complex => true,
        (_, '-', 'i' | 'o' | 'd') if complex => nan || operands.contains("inf"),
        (_, 'i', 'u' | 'o') if complex => operands.contains("inf"),
        // What a vector loop does on the way, and what maps tiny numbers to themselves.
        ("cos" | "sin" | "exp" | "expm1" | "log1p" | "spacing" | "arctan2" | "nextafter", '-', 'u') => true,
        ("floor_divide" | "divmod" | "logaddexp" | "logaddexp2", '-', 'u') => true,
        ("logaddexp" | "logaddexp2" | "spacing", '-', 'i') => nan,
        ("spacing", 'i', '-') => operands.contains("inf"),
        // Exact, and infinite operands: NumPy's float_power and power differ among each other.
        ("power" | "float_power", '-', 'u') => operands.ends_with("[1.]"),
        ("power" | "float_power", '-', 'o') | ("power" | "float_power", 'd', '-') => operands.contains("inf"),
        // Numbers that wrap into the type, which no integer type of the result has.
        (_, 'i', '-') => kind == "C",
        _ => false,
    }
}

fn same(line: &str) -> std::result::Result<(), String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let _guard = errstate(ErrState::raise_all());
    let pairs = |x: &[DynArray]| -> Vec<(DynArray, DynArray)> {
        x.iter().flat_map(|a| x.iter().map(move |b| (a.to_owned(), b.to_owned()))).collect()
    };
    let (dtype, cases, expected): (&str, Vec<(String, char)>, &str) = match fields[..] {
        ["U", name, dtype, operands, expected] => {
            let run = |a: &DynArray| (a.to_string(), letter(unary(name, a), name));
            (dtype, elements(dtype, operands).iter().map(run).collect(), expected)
        }
        ["B", name, dtype, operands, expected] => {
            let run = |(a, b): &(DynArray, DynArray)| (format!("{a} {b}"), letter(binary(name, a, b), name));
            (dtype, pairs(&elements(dtype, operands)).iter().map(run).collect(), expected)
        }
        ["C", dtype, to, operands, expected] => {
            let to: DType = to.parse().unwrap();
            let run = |a: &DynArray| (a.to_string(), letter(a.astype_dyn(to).map(drop), "cast"));
            (dtype, elements(dtype, operands).iter().map(run).collect(), expected)
        }
        ["T", name, left, right, operands, expected] => {
            let (a, b) = operands.split_once(';').unwrap();
            let (a, b) = (elements(left, a), elements(right, b));
            let run = |a: &DynArray, b: &DynArray| (format!("{a} {b}"), letter(binary(name, a, b), name));
            (left, a.iter().flat_map(|a| b.iter().map(|b| run(a, b))).collect(), expected)
        }
        ["R", name, call, dtype, operands, expected] => {
            let run = |(a, b): &(DynArray, DynArray)| {
                let a = npcore_array::concatenate(&[a, b], 0).unwrap();
                let result = by_name!(name, |f| match call {
                    "reduce" => f.reduce(&a, 0).map(drop),
                    _ => f.accumulate(&a, 0).map(drop),
                }; add Add, multiply Multiply, subtract Subtract, divide Divide, maximum Maximum);
                (a.to_string(), letter(result, call))
            };
            (dtype, pairs(&elements(dtype, operands)).iter().map(run).collect(), expected)
        }
        _ => panic!("{line}"),
    };
    assert_eq!(cases.len(), expected.len(), "{line}");
    let wrong: Vec<String> = cases
        .iter()
        .zip(expected.chars())
        .filter(|&((x, ours), numpys)| *ours != numpys && !differs(fields[0], fields[1], dtype, x, *ours, numpys))
        .map(|((operands, ours), numpys)| format!("{operands}: {ours}, numpy {numpys}"))
        .collect();
    let what = fields[..fields.len() - 2].join(" ");
    if wrong.is_empty() { Ok(()) } else { Err(format!("{what}: {}", wrong.join("; "))) }
}

#[test]
fn errors_are_numpys() {
    all_same(include_str!("goldens/errstate.txt"), 500, same);
}

fn words<T>(result: Result<T>) -> String {
    result.err().map_or("-".into(), |e| e.to_string())
}

#[test]
fn nothing_is_written_where_a_call_fails() {
    let a = array![1.0, 1e308, 3.0];
    let mut out = array![7.0, 8.0, 9.0];
    let mut b = a.to_owned();
    let _guard = errstate(ErrState::raise_all());
    assert_eq!(words(add_into(&a, &a, &mut out)), "overflow encountered in add");
    assert_eq!(words(np::Sqrt.call(&-&a).into(&mut out)), "invalid value encountered in sqrt");
    assert_eq!(out.to_string(), "[7. 8. 9.]");
    assert_eq!(words(b.try_add_assign(1e308)), "overflow encountered in add");
    assert_eq!(words(np::Add.at(&mut b, array![0, 1, 1], 1e308)), "overflow encountered in add");
    assert_eq!(b.to_string(), a.to_string());
    // A mask leaves out what would fail; results are cast aside as well.
    np::Add.call(&a, &a).where_(&array![true, false, true]).into(&mut out).unwrap();
    assert_eq!(out.to_string(), "[2. 8. 6.]");
    let mut small = array![1.0_f32, 2.0, 3.0];
    assert_eq!(words(add_into(&a, 1.0, &mut small)), "overflow encountered in cast");
    assert_eq!(small.to_string(), "[1. 2. 3.]");
    let mut whole = array![1, 2, 3];
    assert_eq!(words(whole.try_assign(a.astype::<f64>())), "invalid value encountered in cast");
    assert_eq!(whole.to_string(), "[1 2 3]");
}

#[test]
fn folds_and_scans_are_looked_at() {
    let big = array![[1e308, 1e308], [1.0, 2.0]];
    let _guard = errstate(ErrState::raise_all());
    assert_eq!(words(big.sum(1)), "overflow encountered in reduce");
    assert_eq!(words(big.mean(..)), "overflow encountered in reduce");
    assert_eq!(big.sum(0).unwrap().to_string(), "[1.e+308 1.e+308]");
    assert_eq!(words(np::Add.reduceat(array![1e308, 1e308, 1.0], [0, 2], 0)), "overflow encountered in reduceat");
    assert_eq!(words(big.cumprod(1)), "overflow encountered in accumulate");
    let mask = array![[true, false], [true, true]];
    assert_eq!(np::reduce(&big).axis(1).where_(&mask).sum().unwrap().to_string(), "[1.e+308 3.e+000]");
}

#[test]
fn integers_that_wrap() {
    let _guard = errstate(ErrState::new().integer(Raise));
    let all: Vec<i8> = (i8::MIN..=i8::MAX).collect();
    for &x in &all {
        let a = array![x];
        for &y in &all {
            let told = |result: Result<npcore_array::Array<i8>>, exact: i64, name: &str| {
                let wraps = i8::try_from(exact).is_err();
                let text = if wraps { format!("integer overflow encountered in {name}") } else { "-".into() };
                assert_eq!(words(result), text, "{x} {y}");
            };
            let (wide, other) = (i64::from(x), i64::from(y));
            told(npcore_array::add(&a, y), wide + other, "add");
            told(npcore_array::subtract(&a, y), wide - other, "subtract");
            told(npcore_array::multiply(&a, y), wide * other, "multiply");
        }
        for n in 0..8 {
            let wraps = i8::try_from(i64::from(x) << n).is_err();
            assert_eq!(npcore_array::left_shift(&a, n as i8).is_err(), wraps, "{x} << {n}");
            let power = i64::from(x).pow(n as u32);
            assert_eq!(np::power(&a, n as i8).is_err(), i8::try_from(power).is_err(), "{x} ** {n}");
        }
        assert_eq!(np::negative(&a).is_err(), x == i8::MIN);
        assert_eq!(np::absolute(&a).is_err(), x == i8::MIN);
    }
    assert_eq!(words(array![i64::MAX, 1].sum(..)), "integer overflow encountered in reduce");
    assert_eq!(array![i64::MAX, 1, -5].sum(..).unwrap(), i64::MAX - 4);
    assert_eq!(words(array![1_i64 << 40, 1 << 30].prod(..)), "integer overflow encountered in reduce");
    assert_eq!(array![i64::MAX, i64::MAX, i64::MAX, 0].prod(..).unwrap(), 0);
    assert_eq!(words(array![i64::MAX, 1, -5].cumsum(..)), "integer overflow encountered in accumulate");
}

#[test]
fn operators_panic_at_the_callers_line() {
    let panic = std::panic::catch_unwind(|| with_errstate(ErrState::raise_all(), || &array![1.0] / 0.0)).unwrap_err();
    let text = panic.downcast_ref::<String>().cloned().unwrap_or_default();
    assert!(text.contains("divide by zero encountered in divide"), "{text}");
    // The guard is gone with the panic.
    assert_eq!(divide(&array![1.0], 0.0).unwrap().to_string(), "[inf]");
}
