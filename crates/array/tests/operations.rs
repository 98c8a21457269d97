//! Operators, casts and assignments against NumPy's own results (`cargo xtask goldens` makes the file).
//!
//! The cases run on `Dyn` arrays over strided, reversed, broadcast and byte-swapped memory; the typed family runs
//! through the same engine. What is compared: dtype, shape, strides, values to the bit (NaN for NaN), and the
//! words of errors.

use npcore_array::{ArrayError, DynArray, DynView, DynViewMut, Operand, Order};
use npcore_dtype::{DType, Dyn, ScalarType};

mod golden;
use golden::{Memory, all_same, bytes, hex, same_strides, same_words, text};

macro_rules! apply {
    ($name:expr, $a:expr, $b:expr) => {
        match $name {
            "add" => npcore_array::add($a, $b),
            "subtract" => npcore_array::subtract($a, $b),
            "multiply" => npcore_array::multiply($a, $b),
            "divide" => npcore_array::divide($a, $b),
            "floor_divide" => npcore_array::floor_divide($a, $b),
            "remainder" => npcore_array::remainder($a, $b),
            "bitwise_and" => npcore_array::bitwise_and($a, $b),
            "bitwise_or" => npcore_array::bitwise_or($a, $b),
            "bitwise_xor" => npcore_array::bitwise_xor($a, $b),
            "left_shift" => npcore_array::left_shift($a, $b),
            "right_shift" => npcore_array::right_shift($a, $b),
            "equal" => npcore_array::equal($a, $b).map(|x| x.into_dyn()),
            "not_equal" => npcore_array::not_equal($a, $b).map(|x| x.into_dyn()),
            "less" => npcore_array::less($a, $b).map(|x| x.into_dyn()),
            "less_equal" => npcore_array::less_equal($a, $b).map(|x| x.into_dyn()),
            "greater" => npcore_array::greater($a, $b).map(|x| x.into_dyn()),
            "greater_equal" => npcore_array::greater_equal($a, $b).map(|x| x.into_dyn()),
            name => panic!("no operation {name}"),
        }
    };
}

fn in_place(name: &str, mut a: DynViewMut<'_>, b: DynView<'_>) -> Result<(), ArrayError> {
    match name {
        "assign" => a.try_assign(b),
        "add" => a.try_add_assign(b),
        "subtract" => a.try_sub_assign(b),
        "multiply" => a.try_mul_assign(b),
        "divide" => a.try_div_assign(b),
        "remainder" => a.try_rem_assign(b),
        "bitwise_and" => a.try_bitand_assign(b),
        "bitwise_or" => a.try_bitor_assign(b),
        "bitwise_xor" => a.try_bitxor_assign(b),
        "left_shift" => a.try_shl_assign(b),
        "right_shift" => a.try_shr_assign(b),
        name => panic!("no operation {name}"),
    }
}

/// Whether two results are the same: NaN for NaN, and complex products to the last bits (NumPy fuses them on some
/// processors).
fn same(name: &str, ours: &str, numpys: &str) -> bool {
    if ours == numpys {
        return true;
    }
    if numpys.starts_with('!') {
        return same_words(ours, numpys);
    }
    let (ours, numpys): (Vec<&str>, Vec<&str>) = (ours.split(';').collect(), numpys.split(';').collect());
    if ours.len() != 4 || numpys.len() != 4 || ours[..2] != numpys[..2] {
        return false;
    }
    let dtype: DType = ours[0].parse().unwrap();
    same_strides(ours[1], ours[2], numpys[2]) && same_values(name, dtype, &bytes(ours[3]), &bytes(numpys[3]))
}

fn same_values(name: &str, dtype: DType, ours: &[u8], numpys: &[u8]) -> bool {
    let word = dtype.word_size();
    let float = |bytes: &[u8]| -> f64 {
        let mut bytes = bytes.to_vec();
        if dtype.is_swapped() {
            bytes.reverse();
        }
        match word {
            2 => half::f16::from_ne_bytes(bytes.try_into().unwrap()).to_f64(),
            4 => f32::from_ne_bytes(bytes.try_into().unwrap()).into(),
            _ => f64::from_ne_bytes(bytes.try_into().unwrap()),
        }
    };
    let epsilon = if dtype.to_native().scalar_type() == Some(ScalarType::Complex64) { 1e-5 } else { 1e-13 };
    let item = dtype.itemsize();
    ours.len() == numpys.len()
        && ours.chunks(item).zip(numpys.chunks(item)).all(|(a, b)| {
            if a == b {
                return true;
            }
            if !(dtype.is_float() || dtype.is_complex()) {
                return false;
            }
            let (a, b): (Vec<f64>, Vec<f64>) =
                (a.chunks(word).map(float).collect(), b.chunks(word).map(float).collect());
            let size = b.iter().fold(0.0f64, |m, x| m.max(x.abs()));
            let fused = dtype.is_complex() && matches!(name, "multiply" | "divide" | "I multiply" | "I divide");
            a.iter().zip(&b).all(|(&x, &y)| {
                (x.is_nan() && y.is_nan()) || x.to_bits() == y.to_bits() || (fused && (x - y).abs() <= epsilon * size)
            })
        })
}

fn binary(name: &str, a: &Memory, b: &str) -> Result<DynArray, ArrayError> {
    match b.split(':').collect::<Vec<_>>()[..] {
        ["py", "int", x] => apply!(name, a.view(), x.parse::<i64>().unwrap()),
        ["py", "float", x] => apply!(name, a.view(), x.parse::<f64>().unwrap()),
        _ => apply!(name, a.view(), Memory::parse(b).view()),
    }
}

fn run(line: &str) -> Result<(), String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let (name, ours) = match fields[..] {
        ["B", name, a, b, _] => (name.to_owned(), text(&binary(name, &Memory::parse(a), b))),
        ["U", name, a, _] => {
            let a = Memory::parse(a);
            let result =
                if name == "negative" { npcore_array::negative(a.view()) } else { npcore_array::invert(a.view()) };
            (name.to_owned(), text(&result))
        }
        ["C", dtype, a, _] => ("cast".to_owned(), text(&Memory::parse(a).view().astype_dyn(dtype.parse().unwrap()))),
        [kind @ ("A" | "I"), name, t, s, numpys] => {
            let (mut target, source) = (Memory::parse(t), Memory::parse(s));
            let ours = match in_place(name, target.view_mut(), source.view()) {
                Ok(()) => hex(&target.bytes),
                Err(e) => format!("!{e}"),
            };
            let (dtype, n) = (target.dtype, target.bytes.len());
            let key = format!("{kind} {name}");
            let same = if numpys.starts_with('!') {
                same(&key, &ours, numpys)
            } else {
                bytes(numpys).len() == n
                    && !ours.starts_with('!')
                    && same_values(&key, dtype, &bytes(&ours), &bytes(numpys))
            };
            return if same { Ok(()) } else { Err(format!("{line}\n--- ours\n{ours}")) };
        }
        _ => panic!("no such case: {line}"),
    };
    if same(&name, &ours, fields[fields.len() - 1]) { Ok(()) } else { Err(format!("{line}\n--- ours\n{ours}")) }
}

#[test]
fn operations_are_numpys() {
    all_same(include_str!("goldens/operations.txt"), 3000, run);
}

/// The operands of the goldens are `Dyn`; the typed family gives the same arrays.
#[test]
fn typed_arrays_run_the_same_loops() {
    let a = npcore_array::arange(0, 24, 1).into_shape([2, 3, 4]).unwrap();
    let b = a.transpose([2, 0, 1]).unwrap().try_to_owned(Order::C).unwrap().astype::<f32>();
    let typed = npcore_array::add(&a.transpose([2, 0, 1]).unwrap(), &b).unwrap();
    let dynamic = npcore_array::add(a.view().as_dyn().transpose([2, 0, 1]).unwrap(), b.view().as_dyn()).unwrap();
    assert_eq!(typed.dtype(), DType::FLOAT64);
    assert_eq!(typed.strides(), dynamic.strides());
    assert_eq!(typed, dynamic);
    fn takes_operands(_: &impl Operand) {}
    takes_operands(&dynamic);
    let _: &npcore_array::Array<Dyn> = &dynamic;
}
