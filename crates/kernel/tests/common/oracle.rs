//! One element at a time, in the plainest way: what every kernel must give.

use half::f16;
use npcore_dtype::ScalarType::{self, *};
use npcore_kernel::{Binary, Tier, Unary, binary_at, unary_at};

/// A number as the oracle sees it.
#[derive(Clone, Copy, Debug)]
pub enum Number {
    Int(i128),
    Half(f16),
    Single(f32),
    Double(f64),
    Complex32(f32, f32),
    Complex64(f64, f64),
}
use Number::*;

pub fn read(ty: ScalarType, b: &[u8]) -> Number {
    macro_rules! int {
        ($t:ty) => {
            Int(<$t>::from_ne_bytes(b.try_into().unwrap()) as i128)
        };
    }
    let f = |i: usize| f32::from_ne_bytes(b[i..i + 4].try_into().unwrap());
    let d = |i: usize| f64::from_ne_bytes(b[i..i + 8].try_into().unwrap());
    match ty {
        Bool => Int((b[0] != 0) as i128),
        Int8 => int!(i8),
        UInt8 => int!(u8),
        Int16 => int!(i16),
        UInt16 => int!(u16),
        Int32 => int!(i32),
        UInt32 => int!(u32),
        Int64 => int!(i64),
        UInt64 => int!(u64),
        Float16 => Half(f16::from_ne_bytes(b.try_into().unwrap())),
        Float32 => Single(f(0)),
        Float64 => Double(d(0)),
        ScalarType::Complex64 => Complex32(f(0), f(4)),
        Complex128 => Number::Complex64(d(0), d(8)),
    }
}

pub fn write(ty: ScalarType, value: Number) -> Vec<u8> {
    match value {
        Int(x) => x.to_le_bytes()[..super::common::size_of_type(ty)].to_vec(),
        Half(x) => x.to_ne_bytes().to_vec(),
        Single(x) => x.to_ne_bytes().to_vec(),
        Double(x) => x.to_ne_bytes().to_vec(),
        Complex32(x, y) => [x.to_ne_bytes(), y.to_ne_bytes()].concat(),
        Number::Complex64(x, y) => [x.to_ne_bytes(), y.to_ne_bytes()].concat(),
    }
}

fn bits(ty: ScalarType) -> u32 {
    8 * super::common::size_of_type(ty) as u32
}

fn compare<T: PartialOrd>(op: Binary, a: T, b: T) -> bool {
    match op {
        Binary::Equal => a == b,
        Binary::NotEqual => a != b,
        Binary::Less => a < b,
        Binary::LessEqual => a <= b,
        Binary::Greater => a > b,
        _ => a >= b,
    }
}

fn integers(op: Binary, ty: ScalarType, a: i128, b: i128) -> i128 {
    if op.is_comparison() {
        return compare(op, a, b) as i128;
    }
    if ty == Bool {
        return match op {
            Binary::Add | Binary::BitOr | Binary::Maximum => a | b,
            Binary::BitXor => a ^ b,
            _ => a & b,
        };
    }
    let shift_out = b < 0 || b >= bits(ty) as i128;
    match op {
        Binary::Add => a + b,
        Binary::Subtract => a - b,
        Binary::Multiply => a.wrapping_mul(b),
        Binary::FloorDivide if b == 0 => 0,
        Binary::FloorDivide => a.div_euclid(b) - ((b < 0 && a.rem_euclid(b) != 0) as i128),
        Binary::Remainder if b == 0 => 0,
        Binary::Remainder => a - b * integers(Binary::FloorDivide, ty, a, b),
        Binary::BitAnd => a & b,
        Binary::BitOr => a | b,
        Binary::BitXor => a ^ b,
        Binary::LeftShift if shift_out => 0,
        Binary::LeftShift => a << b,
        Binary::RightShift if shift_out => -((a < 0) as i128),
        Binary::RightShift => a >> b,
        Binary::Minimum => a.min(b),
        Binary::Maximum => a.max(b),
        _ => unreachable!(),
    }
}

macro_rules! floats {
    ($name:ident, $t:ident) => {
        fn $name(op: Binary, a: $t, b: $t) -> $t {
            match op {
                Binary::Add => a + b,
                Binary::Subtract => a - b,
                Binary::Multiply => a * b,
                Binary::TrueDivide => a / b,
                // As the documentation of NumPy's floor_divide and remainder has it.
                Binary::FloorDivide if b == 0.0 => a / b,
                Binary::FloorDivide => {
                    let rest = a % b;
                    let mut quotient = (a - rest) / b;
                    if rest != 0.0 && (b < 0.0) != (rest < 0.0) {
                        quotient -= 1.0;
                    }
                    if quotient == 0.0 {
                        return (0.0 as $t).copysign(a / b);
                    }
                    let floor = quotient.floor();
                    if quotient - floor > 0.5 { floor + 1.0 } else { floor }
                }
                Binary::Remainder => {
                    let rest = a % b;
                    if b == 0.0 {
                        rest
                    } else if rest == 0.0 {
                        (0.0 as $t).copysign(b)
                    } else if (b < 0.0) != (rest < 0.0) {
                        rest + b
                    } else {
                        rest
                    }
                }
                Binary::Minimum => {
                    if a < b || a.is_nan() {
                        a
                    } else {
                        b
                    }
                }
                Binary::Maximum => {
                    if a > b || a.is_nan() {
                        a
                    } else {
                        b
                    }
                }
                _ => unreachable!(),
            }
        }
    };
}
floats!(singles, f32);
floats!(doubles, f64);

macro_rules! complexes {
    ($name:ident, $t:ident) => {
        fn $name(op: Binary, (a, b): ($t, $t), (c, d): ($t, $t)) -> Result<($t, $t), bool> {
            let ordered = !b.is_nan() && !d.is_nan();
            Ok(match op {
                Binary::Equal => return Err(a == c && b == d),
                Binary::NotEqual => return Err(a != c || b != d),
                Binary::Less => return Err(a < c && ordered || a == c && b < d),
                Binary::LessEqual => return Err(a < c && ordered || a == c && b <= d),
                Binary::Greater => return Err(a > c && ordered || a == c && b > d),
                Binary::GreaterEqual => return Err(a > c && ordered || a == c && b >= d),
                Binary::Add => (a + c, b + d),
                Binary::Subtract => (a - c, b - d),
                Binary::Multiply => (a * c - b * d, a * d + b * c),
                Binary::TrueDivide if c == 0.0 && d == 0.0 => (a / c.abs(), b / c.abs()),
                Binary::TrueDivide if c.abs() >= d.abs() => {
                    let ratio = d / c;
                    let scale = 1.0 / (c + d * ratio);
                    ((a + b * ratio) * scale, (b - a * ratio) * scale)
                }
                Binary::TrueDivide => {
                    let ratio = c / d;
                    let scale = 1.0 / (d + c * ratio);
                    ((a * ratio + b) * scale, (b * ratio - a) * scale)
                }
                Binary::Minimum | Binary::Maximum => {
                    let op = if op == Binary::Minimum { Binary::LessEqual } else { Binary::GreaterEqual };
                    let first = a.is_nan() || b.is_nan() || $name(op, (a, b), (c, d)) == Err(true);
                    if first { (a, b) } else { (c, d) }
                }
                _ => unreachable!(),
            })
        }
    };
}
complexes!(complex_singles, f32);
complexes!(complex_doubles, f64);

/// The type of the right operand of the loop for a left one of type `ty`.
pub fn right(op: Binary, ty: ScalarType) -> ScalarType {
    if op == Binary::Ldexp { Int32 } else { ty }
}

/// One element by the base tier's loop: what is left to compare of operations that have
/// no plain way here is that all ways of calling them give the same.
fn by_base(op: Result<Unary, Binary>, ty: ScalarType, a: &[u8], b: &[u8]) -> Vec<u8> {
    let out = op.map_or_else(|op| op.output(ty), |op| op.output(ty));
    let mut result = vec![0; super::common::size_of_type(out)];
    let [a, b, o] = [a.as_ptr().cast_mut(), b.as_ptr().cast_mut(), result.as_mut_ptr()];
    // SAFETY: one element of each.
    unsafe {
        match op {
            Ok(op) => unary_at(Tier::Base, op, ty).expect("asked before")([1, 1], [a, o], [[0; 2]; 2]),
            Err(op) => binary_at(Tier::Base, op, ty).expect("asked before")([1, 1], [a, b, o], [[0; 2]; 3]),
        }
    }
    result
}

pub fn binary(op: Binary, ty: ScalarType, a: &[u8], b: &[u8]) -> Vec<u8> {
    let out = op.output(ty);
    let plain = op.is_comparison()
        || matches!(
            op,
            Binary::Add
                | Binary::Subtract
                | Binary::Multiply
                | Binary::TrueDivide
                | Binary::FloorDivide
                | Binary::Remainder
                | Binary::BitAnd
                | Binary::BitOr
                | Binary::BitXor
                | Binary::LeftShift
                | Binary::RightShift
                | Binary::Minimum
                | Binary::Maximum
        );
    if !plain {
        return by_base(Err(op), ty, a, b);
    }
    let truth = |x: bool| vec![x as u8];
    match (read(ty, a), read(ty, b)) {
        (Int(x), Int(y)) => write(out, Int(integers(op, ty, x, y))),
        (Half(x), Half(y)) if op.is_comparison() => truth(compare(op, x.to_f32(), y.to_f32())),
        (Half(x), Half(y)) => write(out, Half(f16::from_f32(singles(op, x.to_f32(), y.to_f32())))),
        (Single(x), Single(y)) if op.is_comparison() => truth(compare(op, x, y)),
        (Single(x), Single(y)) => write(out, Single(singles(op, x, y))),
        (Double(x), Double(y)) if op.is_comparison() => truth(compare(op, x, y)),
        (Double(x), Double(y)) => write(out, Double(doubles(op, x, y))),
        (Complex32(x, y), Complex32(z, w)) => match complex_singles(op, (x, y), (z, w)) {
            Ok((x, y)) => write(out, Complex32(x, y)),
            Err(x) => truth(x),
        },
        (Number::Complex64(x, y), Number::Complex64(z, w)) => match complex_doubles(op, (x, y), (z, w)) {
            Ok((x, y)) => write(out, Number::Complex64(x, y)),
            Err(x) => truth(x),
        },
        _ => unreachable!(),
    }
}

pub fn unary(op: Unary, ty: ScalarType, a: &[u8]) -> Vec<u8> {
    let out = op.output(ty);
    let value = read(ty, a);
    if op == Unary::LogicalNot {
        return vec![!truth(value) as u8];
    }
    if !matches!(op, Unary::Negative | Unary::Invert | Unary::Absolute | Unary::Positive) {
        return by_base(Ok(op), ty, a, a);
    }
    write(
        out,
        match (op, value) {
            (Unary::Negative, Int(x)) => Int(-x),
            (Unary::Negative, Half(x)) => Half(-x),
            (Unary::Negative, Single(x)) => Single(-x),
            (Unary::Negative, Double(x)) => Double(-x),
            (Unary::Negative, Complex32(x, y)) => Complex32(-x, -y),
            (Unary::Negative, Number::Complex64(x, y)) => Number::Complex64(-x, -y),
            (Unary::Invert, Int(x)) if ty == Bool => Int(1 - x),
            (Unary::Invert, Int(x)) => Int(!x),
            (Unary::Absolute, Int(x)) => Int(x.abs()),
            (Unary::Absolute, Half(x)) => Half(f16::from_bits(x.to_bits() & 0x7fff)),
            (Unary::Absolute, Single(x)) => Single(x.abs()),
            (Unary::Absolute, Double(x)) => Double(x.abs()),
            (Unary::Absolute, Complex32(x, y)) => Single(magnitude_single(x, y)),
            (Unary::Absolute, Number::Complex64(x, y)) => Double(magnitude_double(x, y)),
            (Unary::Positive, x) => x,
            _ => unreachable!(),
        },
    )
}

/// The magnitude by parts scaled by powers of two, so that no square overflows or
/// vanishes. How near it is to `hypot` is tested by itself.
macro_rules! magnitude {
    ($name:ident, $t:ident, $high:literal, $low:literal, $power:literal) => {
        fn $name(x: $t, y: $t) -> $t {
            if x.is_infinite() || y.is_infinite() {
                return $t::INFINITY;
            }
            let two: $t = 2.0;
            let larger = if x.abs() < y.abs() { y.abs() } else { x.abs() };
            let power = match larger {
                _ if larger > two.powi($high) => -$power,
                _ if larger < two.powi($low) => $power,
                _ => 0,
            };
            let [x, y] = [x, y].map(|x| x * two.powi(power));
            (x * x + y * y).sqrt() * two.powi(-power)
        }
    };
}
magnitude!(magnitude_single, f32, 60, -50, 100);
magnitude!(magnitude_double, f64, 500, -450, 600);

fn truth(value: Number) -> bool {
    match value {
        Int(x) => x != 0,
        Half(x) => x.to_f32() != 0.0,
        Single(x) => x != 0.0,
        Double(x) => x != 0.0,
        Complex32(x, y) => x != 0.0 || y != 0.0,
        Number::Complex64(x, y) => x != 0.0 || y != 0.0,
    }
}

/// The processor's truncation to `bits` bits, with its value for what does not fit.
fn truncate(x: f64, bits: u32) -> i128 {
    let indefinite = -(1i128 << (bits - 1));
    if x.is_nan() || x.trunc() < indefinite as f64 || x.trunc() >= -(indefinite as f64) {
        indefinite
    } else {
        x as i128
    }
}

fn float_to_integer(x: f64, to: ScalarType) -> i128 {
    match to {
        UInt32 | Int64 => truncate(x, 64),
        UInt64 if x >= 2f64.powi(63) => truncate(x - 2f64.powi(63), 64) ^ (1 << 63),
        UInt64 => truncate(x, 64),
        _ => truncate(x, 32),
    }
}

/// The nearest f16, found by scaling to its last place and rounding there.
pub fn half_from_double(x: f64) -> f16 {
    if x.is_nan() {
        return f16::NAN;
    }
    if x.abs() >= 65520.0 {
        return f16::from_f32(if x < 0.0 { f32::NEG_INFINITY } else { f32::INFINITY });
    }
    let mut place = -24;
    while x.abs() >= 2f64.powi(place + 11) {
        place += 1;
    }
    let rounded = (x / 2f64.powi(place)).round_ties_even() * 2f64.powi(place);
    f16::from_f32(rounded as f32) // exact
}

pub fn cast(from: ScalarType, to: ScalarType, a: &[u8]) -> Vec<u8> {
    let value = read(from, a);
    if to == Bool {
        return vec![truth(value) as u8];
    }
    if from == to {
        return a.to_vec();
    }
    let (re, im) = match value {
        Int(x) => {
            return write(
                to,
                match to {
                    Float16 => Half(half_from_double(x as f32 as f64)),
                    Float32 => Single(x as f32),
                    Float64 => Double(x as f64),
                    ScalarType::Complex64 => Complex32(x as f32, 0.0),
                    Complex128 => Number::Complex64(x as f64, 0.0),
                    _ => Int(x),
                },
            );
        }
        Half(x) => (x.to_f32() as f64, 0.0),
        Single(x) => (x as f64, 0.0),
        Double(x) => (x, 0.0),
        Complex32(x, y) => (x as f64, y as f64),
        Number::Complex64(x, y) => (x, y),
    };
    write(
        to,
        match to {
            Float16 => Half(half_from_double(re)),
            Float32 => Single(re as f32),
            Float64 => Double(re),
            ScalarType::Complex64 => Complex32(re as f32, im as f32),
            Complex128 => Number::Complex64(re, im),
            _ => Int(float_to_integer(re, to)),
        },
    )
}
