//! The oracle of the ufuncs that are neither operators nor transcendental, in the
//! plainest way.

use half::f16;
use npcore_dtype::ScalarType::{self, *};
use npcore_kernel::{Binary, Unary};

use super::Number::{self, Complex32, Double, Half, Int, Single};

/// Integers; None for an operation that is not of this file.
fn integer1(op: Unary, ty: ScalarType, x: i128) -> Option<i128> {
    Some(match op {
        Unary::Sign => x.signum(),
        Unary::Square => x.wrapping_mul(x),
        Unary::Reciprocal => match x {
            0 if ty == Int32 => i32::MIN as i128,
            0 if ty == Int64 => i64::MIN as i128,
            0 => 0,
            _ => 1 / x,
        },
        Unary::Conjugate | Unary::Floor | Unary::Ceil | Unary::Trunc => x,
        Unary::IsNan | Unary::IsInf => 0,
        Unary::IsFinite => 1,
        Unary::BitwiseCount => x.unsigned_abs().count_ones() as i128,
        _ => return None,
    })
}

fn euclid(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { euclid(b, a % b) }
}

fn integer2(op: Binary, x: i128, y: i128) -> Option<i128> {
    let (u, v) = (x.unsigned_abs(), y.unsigned_abs());
    Some(match op {
        Binary::LogicalAnd => (x != 0 && y != 0) as i128,
        Binary::LogicalOr => (x != 0 || y != 0) as i128,
        Binary::LogicalXor => ((x != 0) != (y != 0)) as i128,
        Binary::Fmod if y == 0 => 0,
        Binary::Fmod => x % y,
        Binary::Gcd => euclid(u, v) as i128,
        Binary::Lcm if x == 0 || y == 0 => 0,
        Binary::Lcm => (u / euclid(u, v)).wrapping_mul(v) as i128,
        Binary::Fmax => x.max(y),
        Binary::Fmin => x.min(y),
        Binary::Power if y < 0 => match x {
            1 => 1,
            -1 if y % 2 == 0 => 1,
            -1 => -1,
            _ => 0,
        },
        Binary::Power => power(x as u128, y) as i128,
        _ => return None,
    })
}

fn power(x: u128, n: i128) -> u128 {
    if n == 0 {
        return 1;
    }
    let root = power(x, n / 2);
    let square = root.wrapping_mul(root);
    if n % 2 == 0 { square } else { square.wrapping_mul(x) }
}

/// What an operation on a float gives.
pub enum Answer<T> {
    Float(T),
    Int(i128),
}

macro_rules! floats {
    ($module:ident $t:ident $pi:expr) => {
        mod $module {
            use super::Answer::{self, Float, Int};
            use npcore_kernel::{Binary, Unary};

            /// The mantissa and exponent, by halving and doubling.
            fn frexp(x: $t) -> ($t, i32) {
                if x == 0.0 || !x.is_finite() {
                    return (x, 0);
                }
                let (mut m, mut e) = (x, 0);
                while m.abs() >= 1.0 {
                    m /= 2.0;
                    e += 1;
                }
                while m.abs() < 0.5 {
                    m *= 2.0;
                    e -= 1;
                }
                (m, e)
            }

            pub fn unary(op: Unary, x: $t) -> Option<Answer<$t>> {
                Some(Float(match op {
                    Unary::Fabs => x.abs(),
                    Unary::Sign if x == 0.0 => 0.0,
                    Unary::Sign => x.signum(),
                    Unary::Signbit => return Some(Int(x.is_sign_negative() as i128)),
                    Unary::IsNan => return Some(Int((x != x) as i128)),
                    Unary::IsInf => return Some(Int((x.abs() == $t::INFINITY) as i128)),
                    Unary::IsFinite => return Some(Int((x - x == 0.0) as i128)),
                    Unary::Square => x * x,
                    Unary::Reciprocal => 1.0 / x,
                    Unary::Sqrt => x.sqrt(),
                    Unary::Rint => x.round_ties_even(),
                    Unary::Floor => x.floor(),
                    Unary::Ceil => x.ceil(),
                    Unary::Trunc | Unary::ModfWhole => x.trunc(),
                    Unary::ModfFraction if x.is_infinite() => (0.0 as $t).copysign(x),
                    Unary::ModfFraction => (x % 1.0).copysign(x),
                    Unary::Spacing if x.is_infinite() => $t::NAN,
                    Unary::Spacing if x > 0.0 => x.next_up() - x,
                    Unary::Spacing if x < 0.0 => x.next_down() - x,
                    Unary::Spacing => x + (0.0 as $t).next_up(),
                    Unary::FrexpMantissa => frexp(x).0,
                    Unary::FrexpExponent => return Some(Int(frexp(x).1 as i128)),
                    Unary::Degrees => x * (180.0 / $pi),
                    Unary::Radians => x * ($pi / 180.0),
                    _ => return None,
                }))
            }

            pub fn binary(op: Binary, x: $t, y: $t) -> Option<Answer<$t>> {
                Some(Float(match op {
                    Binary::LogicalAnd => return Some(Int((x != 0.0 && y != 0.0) as i128)),
                    Binary::LogicalOr => return Some(Int((x != 0.0 || y != 0.0) as i128)),
                    Binary::LogicalXor => return Some(Int(((x != 0.0) != (y != 0.0)) as i128)),
                    Binary::Fmod => x % y,
                    Binary::Copysign => x.copysign(y),
                    Binary::Heaviside if x < 0.0 => 0.0,
                    Binary::Heaviside if x > 0.0 => 1.0,
                    Binary::Heaviside if x == 0.0 => y,
                    Binary::Heaviside => x,
                    Binary::Fmax | Binary::Fmin if x.is_nan() => y,
                    Binary::Fmax | Binary::Fmin if y.is_nan() => x,
                    Binary::Fmax if x > y => x,
                    Binary::Fmin if x < y => x,
                    Binary::Fmax | Binary::Fmin => y,
                    Binary::Nextafter if x.is_nan() || y.is_nan() => $t::NAN,
                    Binary::Nextafter if x == y => y,
                    Binary::Nextafter if x == 0.0 => (0.0 as $t).next_up().copysign(y),
                    Binary::Nextafter if x < y => x.next_up(),
                    Binary::Nextafter => x.next_down(),
                    _ => return None,
                }))
            }
        }
    };
}
floats!(single f32 std::f32::consts::PI);
floats!(double f64 std::f64::consts::PI);

/// `x * 2^e` by halving and doubling: exactly, but for the one step that leaves the
/// normal numbers, where the digits that are lost are kept aside.
pub fn ldexp(x: f64, e: i32, lowest: i32, digits: i32) -> f64 {
    if x == 0.0 || !x.is_finite() {
        return x;
    }
    // An integer mantissa of 53 bits and an exponent.
    let bits = x.abs().to_bits();
    let (mut mantissa, mut power) = match bits >> 52 {
        0 => (bits as i128, -1074i64),
        field => ((bits & ((1 << 52) - 1) | 1 << 52) as i128, field as i64 - 1075),
    };
    power += e as i64;
    // Places below the last one that the result can have are rounded away.
    let length = 128 - mantissa.leading_zeros() as i64;
    let lost = (lowest as i64 - power).max(length - digits as i64).clamp(0, 100);
    if lost > 0 {
        let half = 1i128 << (lost - 1);
        let (floor, rest) = (mantissa >> lost, mantissa & (2 * half - 1));
        mantissa = floor + (rest > half || rest == half && floor & 1 == 1) as i128;
        power += lost;
    }
    let largest = if digits == 53 { 971 } else { 104 };
    if mantissa != 0 && power + 128 - (mantissa.leading_zeros() as i64) > largest + digits as i64 {
        return f64::INFINITY.copysign(x);
    }
    let mut result = mantissa as f64;
    let power = power.max(-1200);
    for _ in 0..power.abs() {
        result *= if power < 0 { 0.5 } else { 2.0 };
    }
    result.copysign(x)
}

macro_rules! complexes {
    ($name1:ident $name2:ident $t:ident $make:path) => {
        fn $name1(op: Unary, a: $t, b: $t) -> Option<Number> {
            Some($make(
                match op {
                    Unary::Square => a * a - b * b,
                    Unary::Conjugate => a,
                    Unary::Rint => a.round_ties_even(),
                    Unary::Reciprocal if b.abs() <= a.abs() => 1.0 / (a + b * (b / a)),
                    Unary::Reciprocal => (a / b) / (a * (a / b) + b),
                    Unary::IsNan => return Some(Int((a.is_nan() || b.is_nan()) as i128)),
                    Unary::IsInf => return Some(Int((a.is_infinite() || b.is_infinite()) as i128)),
                    Unary::IsFinite => return Some(Int((a.is_finite() && b.is_finite()) as i128)),
                    _ => return None,
                },
                match op {
                    Unary::Square => a * b + b * a,
                    Unary::Conjugate => -b,
                    Unary::Rint => b.round_ties_even(),
                    _ if b.abs() <= a.abs() => -(b / a) / (a + b * (b / a)),
                    _ => -1.0 / (a * (a / b) + b),
                },
            ))
        }

        fn $name2(op: Binary, (a, b): ($t, $t), (c, d): ($t, $t)) -> Option<Number> {
            let (x, y) = (a != 0.0 || b != 0.0, c != 0.0 || d != 0.0);
            let ordered = !b.is_nan() && !d.is_nan();
            Some(match op {
                Binary::LogicalAnd => Int((x && y) as i128),
                Binary::LogicalOr => Int((x || y) as i128),
                Binary::LogicalXor => Int((x != y) as i128),
                Binary::Fmax | Binary::Fmin if c.is_nan() || d.is_nan() => $make(a, b),
                Binary::Fmax if a > c && ordered || a == c && b >= d => $make(a, b),
                Binary::Fmin if a < c && ordered || a == c && b <= d => $make(a, b),
                Binary::Fmax | Binary::Fmin => $make(c, d),
                _ => return None,
            })
        }
    };
}
complexes!(complex_single1 complex_single2 f32 Number::Complex32);
complexes!(complex_double1 complex_double2 f64 Number::Complex64);

pub fn unary(op: Unary, ty: ScalarType, value: Number) -> Option<Number> {
    let half = |x: Answer<f32>| match x {
        Answer::Float(x) => Half(f16::from_f32(x)),
        Answer::Int(x) => Int(x),
    };
    Some(match value {
        Int(x) => Int(integer1(op, ty, x)?),
        // The distance to the next larger number.
        Half(x) if op == Unary::Spacing => {
            let bits = x.to_bits();
            let up = match bits {
                0 | 0x8000 => 1,
                _ if bits < 0x8000 => bits + 1,
                _ => bits - 1,
            };
            let distance = f16::from_f32(f16::from_bits(up).to_f32() - x.to_f32());
            Half(if x.is_finite() { distance } else { f16::NAN })
        }
        Half(x) => half(single::unary(op, x.to_f32())?),
        Single(x) => match single::unary(op, x)? {
            Answer::Float(x) => Single(x),
            Answer::Int(x) => Int(x),
        },
        Double(x) => match double::unary(op, x)? {
            Answer::Float(x) => Double(x),
            Answer::Int(x) => Int(x),
        },
        Complex32(a, b) => complex_single1(op, a, b)?,
        Number::Complex64(a, b) => complex_double1(op, a, b)?,
    })
}

pub fn binary(op: Binary, a: Number, b: Number) -> Option<Number> {
    let half = |x: Answer<f32>| match x {
        Answer::Float(x) => Half(f16::from_f32(x)),
        Answer::Int(x) => Int(x),
    };
    Some(match (a, b) {
        (Half(x), Int(e)) => Half(f16::from_f32(ldexp(x.to_f64(), e as i32, -149, 24) as f32)),
        (Single(x), Int(e)) => Single(ldexp(x as f64, e as i32, -149, 24) as f32),
        (Double(x), Int(e)) => Double(ldexp(x, e as i32, -1074, 53)),
        (Int(x), Int(y)) => Int(integer2(op, x, y)?),
        (Half(x), Half(y)) if op == Binary::Nextafter && x == y => Half(x),
        // Half a step of f16 rounds to a step away from zero, if it can; else by bits.
        (Half(x), Half(y)) if op == Binary::Nextafter && !x.is_nan() && !y.is_nan() => {
            let order = |x: f16| match x.to_bits() {
                bits if bits < 0x8000 => bits as i32,
                bits => -((bits & 0x7fff) as i32),
            };
            let next = order(x) + if x < y { 1 } else { -1 };
            let sign = if next < 0 { 0x8000 } else { 0 };
            Half(f16::from_bits(next.unsigned_abs() as u16 | if next == 0 { x.to_bits() & 0x8000 } else { sign }))
        }
        // Of equal ones the first.
        (Half(x), Half(y)) if matches!(op, Binary::Fmax | Binary::Fmin) && x == y => Half(x),
        (Half(x), Half(y)) => half(single::binary(op, x.to_f32(), y.to_f32())?),
        (Single(x), Single(y)) => match single::binary(op, x, y)? {
            Answer::Float(x) => Single(x),
            Answer::Int(x) => Int(x),
        },
        (Double(x), Double(y)) => match double::binary(op, x, y)? {
            Answer::Float(x) => Double(x),
            Answer::Int(x) => Int(x),
        },
        (Complex32(a, b), Complex32(c, d)) => complex_single2(op, (a, b), (c, d))?,
        (Number::Complex64(a, b), Number::Complex64(c, d)) => complex_double2(op, (a, b), (c, d))?,
        _ => return None,
    })
}
