//! Universal functions, their options, reductions and scans against NumPy's own results (`cargo xtask goldens` makes the
//! file; its script says what the lines mean).
//!
//! Compared are dtype, shape, strides, values and the words of errors: values to the bit, but for the functions that
//! each library approximates in its own way, which must agree to a few units in the last place.

use npcore_array::{DynArray, DynView, Result};
use npcore_dtype::{Casting, DType, Scalar};
use npcore_ufunc::{self as np, BinaryUfunc, UnaryUfunc, reduce};

#[path = "../../array/tests/golden/mod.rs"]
mod golden;
use golden::{Memory, all_same, bytes, hex, numbers, same_strides, same_words, text};

/// Calls a macro with the universal function of a name, as a value.
macro_rules! unary_value {
    ($name:expr, |$f:ident| $e:expr) => {
        unary_value!(@ $name, $f, $e; absolute Absolute, arccos Arccos, arccosh Arccosh, arcsin Arcsin, arcsinh Arcsinh,
            arctan Arctan, arctanh Arctanh, bitwise_count BitwiseCount, cbrt Cbrt, ceil Ceil, conjugate Conjugate, cos Cos,
            cosh Cosh, degrees Degrees, exp Exp, exp2 Exp2, expm1 Expm1, fabs Fabs, floor Floor, isfinite IsFinite,
            isinf IsInf, isnan IsNan, isnat IsNat, log Log, log10 Log10, log1p Log1p, log2 Log2, logical_not LogicalNot,
            negative Negative, invert Invert, positive Positive, radians Radians, reciprocal Reciprocal, rint Rint,
            sign Sign, signbit Signbit, sin Sin, sinh Sinh, spacing Spacing, sqrt Sqrt, square Square, tan Tan, tanh Tanh,
            trunc Trunc)
    };
    (@ $name:expr, $f:ident, $e:expr; $($lower:ident $value:ident),*) => {
        match $name {
            $(stringify!($lower) => { let $f = np::$value; $e })*
            name => panic!("no function {name}"),
        }
    };
}

macro_rules! binary_value {
    ($name:expr, |$f:ident| $e:expr) => {
        binary_value!(@ $name, $f, $e; add Add, arctan2 Arctan2, bitwise_and BitwiseAnd, bitwise_or BitwiseOr,
            bitwise_xor BitwiseXor, copysign Copysign, divide Divide, equal Equal, floor_divide FloorDivide, fmax Fmax,
            fmin Fmin, fmod Fmod, gcd Gcd, greater Greater, greater_equal GreaterEqual, heaviside Heaviside, hypot Hypot,
            lcm Lcm, left_shift LeftShift, less Less, less_equal LessEqual, logaddexp Logaddexp, logaddexp2 Logaddexp2,
            logical_and LogicalAnd, logical_or LogicalOr, logical_xor LogicalXor, maximum Maximum, minimum Minimum,
            multiply Multiply, nextafter Nextafter, not_equal NotEqual, power Power, remainder Remainder,
            right_shift RightShift, subtract Subtract)
    };
    (@ $name:expr, $f:ident, $e:expr; $($lower:ident $value:ident),*) => {
        match $name {
            $(stringify!($lower) => { let $f = np::$value; $e })*
            name => panic!("no function {name}"),
        }
    };
}

fn unary(name: &str, a: DynView<'_>) -> Result<DynArray> {
    match name {
        "frexp" => Ok(np::frexp(a)?.0),
        "frexp.1" => Ok(np::frexp(a)?.1.into_dyn()),
        "modf" => Ok(np::modf(a)?.0),
        "modf.1" => Ok(np::modf(a)?.1),
        _ => unary_value!(name, |f| Ok(f.apply(a)?.into_dyn())),
    }
}

macro_rules! binary {
    ($name:expr, $a:expr, $b:expr) => {
        match $name {
            "divmod" => Ok(np::divmod($a, $b)?.0),
            "divmod.1" => Ok(np::divmod($a, $b)?.1),
            "float_power" => np::float_power($a, $b),
            name => binary_value!(name, |f| Ok(f.apply($a, $b)?.into_dyn())),
        }
    };
}

fn binary(name: &str, a: &Memory, b: &str) -> Result<DynArray> {
    match b.split(':').collect::<Vec<_>>()[..] {
        ["py", "int", x] => binary!(name, a.view(), x.parse::<i64>().unwrap()),
        ["py", "float", x] => binary!(name, a.view(), x.parse::<f64>().unwrap()),
        _ if name == "ldexp" => np::ldexp(a.view(), Memory::parse(b).view()),
        _ => binary!(name, a.view(), Memory::parse(b).view()),
    }
}

/// The call with options; the target's bytes afterwards.
fn with_options(fields: &[&str]) -> Result<String> {
    let [name, a, b, mask, out, dtype, casting] = fields[..] else { panic!("seven fields") };
    let (a, mut out) = (Memory::parse(a), Memory::parse(out));
    let b = (b != "-").then(|| Memory::parse(b));
    let mask = (mask != "-").then(|| Memory::parse(mask));
    let mask = mask.as_ref().map(|mask| mask.view().downcast::<bool>().unwrap());
    let casting: Casting = casting.parse().unwrap();
    macro_rules! call {
        ($call:expr) => {{
            let mut call = $call.casting(casting);
            if let Some(mask) = &mask {
                call = call.where_(mask);
            }
            match dtype {
                "-" => call.into(&mut out.view_mut())?,
                dtype => call.dtype_dyn(dtype.parse().unwrap()).into(&mut out.view_mut())?,
            }
        }};
    }
    let view = a.view();
    match &b {
        Some(b) => {
            let right = b.view();
            binary_value!(name, |f| call!(f.call(&view, &right)))
        }
        None => unary_value!(name, |f| call!(f.call(&view))),
    }
    Ok(hex(&out.bytes))
}

/// A number, or a number of a dtype.
fn initial(text: &str) -> Scalar {
    match text.split_once(':') {
        None => text.parse::<i64>().unwrap().into(),
        Some((dtype, x)) => Scalar::from(x.parse::<i64>().unwrap()).cast(dtype.parse().unwrap()).unwrap(),
    }
}

fn reduction(fields: &[&str]) -> Result<DynArray> {
    let [kind, name, axes, options, a, mask] = fields[..] else { panic!("six fields") };
    let (a, mask) = (Memory::parse(a), (mask != "-").then(|| Memory::parse(mask)));
    let mask = mask.as_ref().map(|mask| mask.view().downcast::<bool>().unwrap());
    let view = a.view();
    let axes: Vec<isize> = match axes {
        "all" => (0..view.ndim() as isize).collect(),
        axes => numbers(axes),
    };
    let mut r = reduce(&view).axis(axes);
    if let Some(mask) = &mask {
        r = r.where_(mask);
    }
    let mut keepdims = false;
    let mut wanted = None;
    for option in options.split(' ').filter(|o| !o.is_empty()) {
        match option.split_once('=') {
            None => keepdims = true,
            Some(("initial", x)) => r = r.initial(initial(x)),
            Some(("ddof", x)) => r = r.ddof(x.parse().unwrap()),
            Some((_, dtype)) => wanted = Some(dtype.parse::<DType>().unwrap()),
        }
    }
    macro_rules! end {
        ($r:expr) => {
            match (kind, name) {
                ("M", "mean") => Ok($r.mean()?.into_dyn()),
                ("M", "var") => Ok($r.var()?.into_dyn()),
                ("M", _) => Ok($r.std()?.into_dyn()),
                (_, name) => binary_value!(name, |f| Ok($r.with(f)?.into_dyn())),
            }
        };
    }
    match (keepdims, wanted) {
        (false, None) => end!(r),
        (true, None) => end!(r.keepdims()),
        (false, Some(dtype)) => end!(r.dtype_dyn(dtype)),
        (true, Some(dtype)) => end!(r.keepdims().dtype_dyn(dtype)),
    }
}

fn at(name: &str, target: &str, indices: &str, b: &str) -> Result<String> {
    let (mut target, b) = (Memory::parse(target), Memory::parse(b));
    let indices: Vec<i64> = numbers(indices);
    binary_value!(name, |f| f.at(&mut target.view_mut(), &indices, b.view())?);
    Ok(hex(&target.bytes))
}

fn position(name: &str, axis: &str, a: DynView<'_>) -> Result<DynArray> {
    let largest = name == "argmax";
    Ok(match (axis, largest) {
        ("all", true) => npcore_array::full((), np::argmax(a, ..)? as i64).into_dyn(),
        ("all", false) => npcore_array::full((), np::argmin(a, ..)? as i64).into_dyn(),
        (axis, true) => np::argmax(a, axis.parse::<isize>().unwrap())?.into_dyn(),
        (axis, false) => np::argmin(a, axis.parse::<isize>().unwrap())?.into_dyn(),
    })
}

fn limited(a: &str, low: &str, high: &str) -> Result<DynArray> {
    let a = Memory::parse(a);
    let [low, high] = [low, high].map(|text| (text != "-").then(|| Memory::parse(text)));
    match (&low, &high) {
        (Some(low), Some(high)) => np::clip(a.view(), low.view(), high.view()),
        (Some(low), None) => np::clip(a.view(), low.view(), np::Unbounded),
        (None, Some(high)) => np::clip(a.view(), np::Unbounded, high.view()),
        (None, None) => np::clip(a.view(), np::Unbounded, np::Unbounded),
    }
}

/// What is made of universal functions.
fn derived(name: &str, axis: &str, a: DynView<'_>) -> Result<DynArray> {
    let all = axis == "all";
    let axes: Vec<isize> = if all { (0..a.ndim() as isize).collect() } else { numbers(axis) };
    let r = reduce(&a).axis(axes);
    let axis: isize = axis.parse().unwrap_or(-1);
    Ok(match name {
        "diff" => np::diff(a, 1, axis)?,
        "ediff1d" => np::ediff1d(a, None, None)?,
        "cumsum" if all => np::cumsum(a, ..)?,
        "cumsum" => np::cumsum(a, axis)?,
        "nancumsum" if all => np::nancumsum(a, ..)?,
        "nancumsum" => np::nancumsum(a, axis)?,
        "ptp" => r.ptp()?.into_dyn(),
        "any" => r.any()?.into_dyn(),
        "all" => r.all()?.into_dyn(),
        "count_nonzero" => r.count_nonzero()?.into_dyn(),
        "nanmin" => r.nanmin()?.into_dyn(),
        "nanmax" => r.nanmax()?.into_dyn(),
        "nansum" => r.nansum()?.into_dyn(),
        "nanprod" => r.nanprod()?.into_dyn(),
        "nanmean" => r.nanmean()?.into_dyn(),
        name => panic!("no function {name}"),
    })
}

/// How many units in the last place two results of a function may differ: NumPy's own errors go up to four.
fn units(name: &str) -> u64 {
    let exact = "absolute bitwise_count ceil conjugate fabs floor frexp frexp.1 invert isfinite isinf isnan logical_not \
        modf modf.1 negative positive rint sign signbit spacing sqrt square trunc degrees radians add bitwise_and bitwise_or \
        bitwise_xor copysign divmod divmod.1 equal floor_divide fmax fmin fmod gcd greater greater_equal heaviside lcm \
        ldexp left_shift less less_equal logical_and logical_or logical_xor maximum minimum nextafter not_equal remainder \
        right_shift subtract";
    match name {
        _ if exact.split_whitespace().any(|n| n == name) => 0,
        "exp2" => 5,
        _ => 4,
    }
}

fn same(name: &str, ours: &str, numpys: &str) -> bool {
    if ours == numpys {
        return true;
    }
    let times = numpys.contains("DateTime64") || numpys.contains("TimeDelta64");
    if let Some((before, _)) = numpys.split_once("matching types")
        && (!times || numpys.contains("_Py"))
    {
        // NumPy names the classes of its own scalars and aliases.
        return same_words(ours, before);
    }
    if numpys.starts_with('!') {
        return same_words(ours, numpys);
    }
    let (ours, numpys): (Vec<&str>, Vec<&str>) = (ours.split(';').collect(), numpys.split(';').collect());
    if ours.len() != 4 || numpys.len() != 4 || ours[..2] != numpys[..2] {
        return false;
    }
    let dtype: DType = ours[0].parse().unwrap();
    same_strides(ours[1], ours[2], numpys[2]) && same_values(units(name), dtype, &bytes(ours[3]), &bytes(numpys[3]))
}

/// Whether values are the same: NaN for NaN, floats to some units in the last place.
fn same_values(units: u64, dtype: DType, ours: &[u8], numpys: &[u8]) -> bool {
    if ours == numpys {
        return true;
    }
    if ours.len() != numpys.len() || !(dtype.is_float() || dtype.is_complex()) {
        return false;
    }
    let word = dtype.word_size();
    let bits = |bytes: &[u8]| -> i64 {
        let mut bytes = bytes.to_vec();
        if dtype.is_swapped() {
            bytes.reverse();
        }
        match word {
            2 => i16::from_ne_bytes(bytes.try_into().unwrap()).into(),
            4 => i32::from_ne_bytes(bytes.try_into().unwrap()).into(),
            _ => i64::from_ne_bytes(bytes.try_into().unwrap()),
        }
    };
    let (sign, infinity) = match word {
        2 => (1i64 << 15, 0x7c00),
        4 => (1 << 31, 0x7f80_0000),
        _ => (i64::MIN, 0x7ff0_0000_0000_0000),
    };
    // Ordered as the numbers are; -0 next to 0.
    let magnitude = |b: i64| b & sign.wrapping_sub(1);
    let place = |b: i64| if b < 0 { -(magnitude(b) as i128) - 1 } else { b as i128 };
    // The error of a complex result is measured against the larger part.
    let parts = dtype.itemsize() / word;
    ours.chunks(word * parts).zip(numpys.chunks(word * parts)).all(|(a, b)| {
        let (a, b): (Vec<i64>, Vec<i64>) = (a.chunks(word).map(bits).collect(), b.chunks(word).map(bits).collect());
        let nan = |x: &[i64]| x.iter().any(|&x| magnitude(x) > infinity);
        if (parts == 1 || units > 0) && nan(&a) && nan(&b) {
            return true;
        }
        // NumPy takes complex exp2 for exp of a rounded product, which costs it digits where that is large.
        let bound = if units > 4 { 200.0 } else { 8.0 };
        let slack = if parts == 1 { units } else { 16 * units.max(1) };
        let largest = b.iter().map(|&x| magnitude(x)).max().unwrap_or(0);
        a.iter().zip(&b).all(|(&x, &y)| {
            x == y
                || (magnitude(x) > infinity && magnitude(y) > infinity)
                || (units > 0 && place(x).abs_diff(place(y)) <= slack as u128)
                || (parts == 2 && largest < infinity && small(x, y, largest, word, bound))
        })
    })
}

/// Whether two parts differ by a few units of the larger part of their number.
fn small(x: i64, y: i64, largest: i64, word: usize, bound: f64) -> bool {
    let value = |b: i64| if word == 4 { f32::from_bits(b as u32).into() } else { f64::from_bits(b as u64) };
    let epsilon = if word == 4 { f32::EPSILON.into() } else { f64::EPSILON };
    let difference: f64 = value(x) - value(y);
    let scale: f64 = value(largest);
    difference.abs() <= bound * epsilon * scale
}

fn run(line: &str) -> std::result::Result<(), String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let (kind, name, numpys) = (fields[0], fields[1], fields[fields.len() - 1]);
    let told = |ours: String| Err(format!("{line}\n--- ours\n{ours}"));
    let memory = |i: usize| Memory::parse(fields[i]);
    let ours = match kind {
        "U" => text(&unary(name, memory(2).view())),
        "B" => text(&binary(name, &memory(2), fields[3])),
        "R" | "M" => text(&reduction(&fields[..6])),
        "S" => {
            let (axis, a) = (fields[2].parse().unwrap(), memory(3));
            text(&binary_value!(name, |f| f.accumulate(a.view(), axis).map(|a| a.into_dyn())))
        }
        "T" => {
            let (axis, indices, a) = (fields[2].parse().unwrap(), numbers::<isize>(fields[3]), memory(4));
            text(&binary_value!(name, |f| f.reduceat(a.view(), &indices[..], axis).map(|a| a.into_dyn())))
        }
        "O" => {
            let (a, b) = (memory(2), memory(3));
            text(&binary_value!(name, |f| f.outer(a.view(), b.view()).map(|a| a.into_dyn())))
        }
        "C" => text(&limited(fields[2], fields[3], fields[4])),
        "D" => text(&derived(name, fields[2], memory(3).view())),
        "P" => text(&position(name, fields[2], memory(3).view())),
        "W" | "A" => {
            let result =
                if kind == "W" { with_options(&fields[1..8]) } else { at(name, fields[2], fields[3], fields[4]) };
            let out = Memory::parse(fields[if kind == "W" { 5 } else { 2 }]);
            let ours = result.unwrap_or_else(|e| format!("!{e}"));
            let same = if numpys.starts_with('!') {
                same_words(&ours, numpys)
            } else {
                !ours.starts_with('!') && same_values(units(name), out.dtype, &bytes(&ours), &bytes(numpys))
            };
            return if same { Ok(()) } else { told(ours) };
        }
        kind => panic!("no such case: {kind}"),
    };
    // Magnitudes of complex numbers: each within one unit of the true one.
    let name = if name == "absolute" && memory(2).dtype.is_complex() { "magnitude" } else { name };
    if same(name, &ours, numpys) { Ok(()) } else { told(ours) }
}

#[test]
fn universal_functions_are_numpys() {
    all_same(include_str!("goldens/ufuncs.txt"), 6000, run);
}

#[test]
fn dates_and_times_are_numpys() {
    all_same(include_str!("goldens/datetime.txt"), 4000, run);
}
