//! Which floating-point errors a result tells of, given its operands.

use npcore_dtype::{ScalarType, f16};
use npcore_kernel::{Binary, Unary};

use super::FloatError;

pub(super) const DIVIDE: u8 = FloatError::Divide as u8;
pub(super) const OVER: u8 = FloatError::Over as u8;
pub(super) const UNDER: u8 = FloatError::Under as u8;
pub(super) const INVALID: u8 = FloatError::Invalid as u8;
pub(super) const INTEGER: u8 = FloatError::Integer as u8;

/// An element's value, exactly.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Number {
    Int(i128),
    Real(f64),
    Complex([f64; 2]),
}

use Number::{Complex, Int, Real};

impl Number {
    /// The native element at `p`.
    ///
    /// # Safety
    /// An element of the type may be read there.
    pub(super) unsafe fn load(ty: ScalarType, p: *const u8) -> Number {
        macro_rules! at {
            ($t:ty) => {
                // SAFETY: the caller's word.
                unsafe { p.cast::<$t>().read_unaligned() }
            };
        }
        match ty {
            ScalarType::Bool => Int((at!(u8) != 0).into()),
            ScalarType::Int8 => Int(at!(i8).into()),
            ScalarType::Int16 => Int(at!(i16).into()),
            ScalarType::Int32 => Int(at!(i32).into()),
            ScalarType::Int64 => Int(at!(i64).into()),
            ScalarType::UInt8 => Int(at!(u8).into()),
            ScalarType::UInt16 => Int(at!(u16).into()),
            ScalarType::UInt32 => Int(at!(u32).into()),
            ScalarType::UInt64 => Int(at!(u64).into()),
            ScalarType::Float16 => Real(f16::from_bits(at!(u16)).into()),
            ScalarType::Float32 => Real(at!(f32).into()),
            ScalarType::Float64 => Real(at!(f64)),
            ScalarType::Complex64 => Complex(at!([f32; 2]).map(f64::from)),
            ScalarType::Complex128 => Complex(at!([f64; 2])),
        }
    }

    fn parts(self) -> [f64; 2] {
        match self {
            Int(x) => [x as f64, 0.0],
            Real(x) => [x, 0.0],
            Complex(z) => z,
        }
    }

    pub(super) fn is_nan(self) -> bool {
        self.parts().iter().any(|x| x.is_nan())
    }

    pub(super) fn is_infinite(self) -> bool {
        self.parts().iter().any(|x| x.is_infinite())
    }

    pub(super) fn is_zero(self) -> bool {
        self.parts() == [0.0; 2]
    }

    /// Whether no error can have led here that only floats have: neither infinite nor NaN nor below the normal numbers
    /// of its type.
    pub(super) fn is_ordinary(self, ty: ScalarType) -> bool {
        let normal = |x: f64| x.is_finite() && x.abs() >= least_normal(ty);
        match self {
            Int(_) => true,
            Real(x) => normal(x),
            // A part that is zero is most often exact.
            Complex(z) => z.iter().all(|&x| x == 0.0 || normal(x)),
        }
    }
}

/// The least normal number of a float type.
fn least_normal(ty: ScalarType) -> f64 {
    match ty {
        ScalarType::Float16 => f16::MIN_POSITIVE.into(),
        ScalarType::Float32 | ScalarType::Complex64 => f32::MIN_POSITIVE.into(),
        _ => f64::MIN_POSITIVE,
    }
}

/// The values of an integer type.
pub(super) fn range(ty: ScalarType) -> Option<std::ops::RangeInclusive<i128>> {
    let bits = 8 * ty.itemsize();
    if ty.is_unsigned_integer() {
        Some(0..=(1 << bits) - 1)
    } else if ty.is_signed_integer() {
        Some(-(1 << (bits - 1))..=(1 << (bits - 1)) - 1)
    } else {
        None
    }
}

/// 2^600: what products and quotients near the least numbers are compared under, where nothing is lost.
fn scale() -> f64 {
    f64::from_bits((1023 + 600) << 52)
}

/// Whether `x * y`, which is below the normal numbers as `r` is, is another number than `r`.
fn product_differs(x: f64, y: f64, r: f64) -> bool {
    if r == 0.0 {
        return x != 0.0 && y != 0.0;
    }
    // The smaller factor is far below 1: scaled, it does not overflow.
    let (small, large) = if x.abs() < y.abs() { (x, y) } else { (y, x) };
    (small * scale()).mul_add(large, -(r * scale())) != 0.0
}

/// Whether `x / y` is another number than `r`, which is below the normal numbers.
fn quotient_differs(x: f64, y: f64, r: f64) -> bool {
    if y.is_infinite() || x == 0.0 {
        return false;
    }
    // The dividend is r * y, at most 4.
    r == 0.0 || (r * scale()).mul_add(y, -(x * scale())) != 0.0
}

/// Whether `x ** y` is another number than `r`, which is below the normal numbers.
fn power_differs(x: f64, y: f64, r: f64) -> bool {
    if x == 0.0 || x.is_infinite() || y.is_infinite() {
        return false;
    }
    // Exact are x itself, and whole powers of powers of two.
    let log = x.abs().log2();
    r == 0.0 || !(y == 1.0 || (log == log.round() && log.exp2() == x.abs() && r.abs().log2() == log * y))
}

/// The errors of `r = op(x, y)`, all of float type `ty`.
fn real_binary(op: Binary, ty: ScalarType, x: f64, y: f64, r: f64) -> u8 {
    let has_infinite = x.is_infinite() || y.is_infinite();
    if r.is_nan() {
        return if x.is_nan() || y.is_nan() { 0 } else { INVALID };
    }
    if r.is_infinite() {
        let pole = match op {
            Binary::TrueDivide | Binary::FloorDivide => y == 0.0 && !has_infinite,
            Binary::Power => x == 0.0,
            _ => false,
        };
        return match op {
            _ if pole => DIVIDE,
            Binary::Copysign | Binary::Maximum | Binary::Minimum | Binary::Fmax | Binary::Fmin => 0,
            Binary::Nextafter if x.is_finite() => OVER,
            _ if has_infinite => 0,
            _ => OVER,
        };
    }
    if r.abs() >= least_normal(ty) {
        return 0;
    }
    let lost = match op {
        Binary::Multiply => product_differs(x, y, r),
        Binary::TrueDivide => quotient_differs(x, y, r),
        Binary::Power => power_differs(x, y, r),
        Binary::Ldexp => ldexp_differs(x, y, r),
        Binary::Arctan2 => x != 0.0 && y > 0.0 && quotient_differs(x, y, r),
        Binary::Hypot => x != 0.0 && y != 0.0,
        _ => false,
    };
    if lost { UNDER } else { 0 }
}

/// Whether `x * 2**n` is another number than `r`, which is below the normal numbers.
fn ldexp_differs(x: f64, n: f64, r: f64) -> bool {
    if r == 0.0 {
        return x != 0.0;
    }
    // Back up in two steps, so that neither factor overflows.
    let half = (-n / 2.0).floor();
    r * half.exp2() * (-n - half).exp2() != x
}

/// A product in two parts that neither overflow nor underflow.
#[derive(Clone, Copy)]
pub(super) struct Product {
    /// In ±[1, 2), or 0, infinite or NaN.
    mantissa: f64,
    exponent: f64,
    /// Whether nothing was rounded.
    exact: bool,
}

impl Product {
    pub(super) const ONE: Product = Product { mantissa: 1.0, exponent: 0.0, exact: true };

    fn of(x: f64) -> Product {
        if x == 0.0 || !x.is_finite() {
            return Product { mantissa: x, exponent: 0.0, exact: true };
        }
        let (x, low) = if x.abs() < f64::MIN_POSITIVE { (x * scale(), -600.0) } else { (x, 0.0) };
        let bits = x.to_bits();
        let exponent = (bits >> 52 & 0x7ff) as f64 - 1023.0;
        let mantissa = f64::from_bits(bits & !(0x7ff << 52) | 1023 << 52);
        Product { mantissa, exponent: exponent + low, exact: true }
    }

    pub(super) fn times(self, x: f64) -> Product {
        let x = Product::of(x);
        let mantissa = self.mantissa * x.mantissa;
        let exact = self.exact && self.mantissa.mul_add(x.mantissa, -mantissa) == 0.0;
        let normal = Product::of(mantissa);
        Product { exponent: normal.exponent + self.exponent + x.exponent, exact, ..normal }
    }

    /// Whether the product is another number than `r`, which is below the normal numbers.
    pub(super) fn differs(self, r: f64) -> bool {
        !self.exact || ldexp_differs(self.mantissa, self.exponent, r)
    }

    /// Whether `x` divided by the product is another number than `r`, which is below the normal numbers.
    pub(super) fn quotient_differs(self, x: f64, r: f64) -> bool {
        if x == 0.0 || self.mantissa.is_infinite() {
            return false;
        }
        let (back, x) = (self.times(r), Product::of(x));
        !back.exact || back.mantissa != x.mantissa || back.exponent != x.exponent
    }
}

/// The errors of `r = op(x)`, both of float type `ty`.
fn real_unary(op: Unary, ty: ScalarType, x: f64, r: f64) -> u8 {
    if r.is_nan() {
        return if x.is_nan() { 0 } else { INVALID };
    }
    if r.is_infinite() {
        return match op {
            _ if x.is_infinite() => 0,
            Unary::Log | Unary::Log2 | Unary::Log10 | Unary::Log1p | Unary::Arctanh | Unary::Reciprocal
                if x == 0.0 || matches!(op, Unary::Log1p | Unary::Arctanh) =>
            {
                DIVIDE
            }
            _ => OVER,
        };
    }
    if r.abs() >= least_normal(ty) {
        return 0;
    }
    let lost = match op {
        Unary::Square => product_differs(x, x, r),
        Unary::Reciprocal => quotient_differs(1.0, x, r),
        Unary::Radians | Unary::Degrees => x != 0.0,
        Unary::Exp => x.is_finite(),
        Unary::Exp2 => x.is_finite() && (r == 0.0 || x != x.round()),
        _ => false,
    };
    if lost { UNDER } else { 0 }
}

/// The errors of a complex result, whatever the function; `way` is how finite numbers come to infinity and NaN.
fn complex(operands: &[Number], r: Number, way: u8) -> u8 {
    let has = |f: fn(Number) -> bool| operands.iter().any(|&x| f(x));
    if has(Number::is_nan) {
        return 0;
    }
    match (r.is_nan(), r.is_infinite()) {
        (true, _) if has(Number::is_infinite) => INVALID,
        (true, _) => INVALID | way,
        (_, true) if !has(Number::is_infinite) => way,
        _ => 0,
    }
}

/// The errors of `r = op(x, y)` of integer type `ty`.
fn int_binary(op: Binary, ty: ScalarType, x: i128, y: i128, r: i128) -> u8 {
    let divides = matches!(op, Binary::FloorDivide | Binary::Remainder | Binary::Fmod);
    if divides {
        let lowest = range(ty).is_some_and(|range| range.contains(&-1) && *range.start() == x);
        return match (op, y) {
            (_, 0) => DIVIDE,
            (Binary::FloorDivide, -1) if lowest => OVER,
            _ => 0,
        };
    }
    let exact = match op {
        _ if ty.is_bool() => return 0,
        Binary::Add => x.checked_add(y),
        Binary::Subtract => x.checked_sub(y),
        Binary::Multiply => x.checked_mul(y),
        Binary::Power => u32::try_from(y).ok().and_then(|y| x.checked_pow(y)),
        Binary::LeftShift if x == 0 => Some(0),
        Binary::LeftShift => u32::try_from(y).ok().filter(|&y| y <= 64).map(|y| x << y),
        _ => return 0,
    };
    // Powers of these fit, however large the exponent.
    let trivial = op == Binary::Power && matches!(x, -1..=1);
    if exact == Some(r) || (trivial && exact.is_none()) { 0 } else { INTEGER }
}

fn int_unary(op: Unary, x: i128, r: i128) -> u8 {
    let exact = match op {
        Unary::Reciprocal if x == 0 => return DIVIDE | INVALID,
        Unary::Negative => -x,
        Unary::Absolute => x.abs(),
        Unary::Square => return if x.checked_mul(x) == Some(r) { 0 } else { INTEGER },
        _ => return 0,
    };
    if exact == r { 0 } else { INTEGER }
}

/// The errors of `r = op(x, y)`; `ty` is the result's type.
pub(super) fn binary(op: Binary, ty: ScalarType, x: Number, y: Number, r: Number) -> u8 {
    match (x, y, r) {
        (Int(x), Int(y), Int(r)) => int_binary(op, ty, x, y, r),
        (Real(x), Real(y), Real(r)) => real_binary(op, ty, x, y, r),
        (Real(x), Int(n), Real(r)) => real_binary(op, ty, x, n as f64, r),
        (x, y, Complex(_)) => {
            let way = match op {
                // 0 / 0 is no pole.
                Binary::TrueDivide if x.is_zero() && y.is_zero() => 0,
                Binary::TrueDivide if y.is_zero() => DIVIDE,
                Binary::Power if x.is_zero() => DIVIDE,
                _ => OVER,
            };
            complex(&[x, y], r, way)
        }
        _ => 0,
    }
}

/// The errors of `op(x, y)` of two times.
pub(super) fn times(op: Binary, x: i64, y: i64) -> u8 {
    let nat = x == i64::MIN || y == i64::MIN;
    match op {
        Binary::FloorDivide if nat => INVALID,
        Binary::TrueDivide if !nat && x == 0 && y == 0 => INVALID,
        Binary::FloorDivide | Binary::TrueDivide | Binary::Remainder if !nat && y == 0 => DIVIDE,
        _ => 0,
    }
}

/// The errors of the product or quotient of a time and a float.
pub(super) fn time_with_float(op: Binary, time: i64, y: f64) -> u8 {
    let x = time as f64;
    let r = if op == Binary::Multiply { x * y } else { x / y };
    match () {
        () if time == i64::MIN || y.is_nan() => 0,
        () if r.is_nan() => INVALID,
        () if r.is_infinite() && y.is_finite() => {
            if op != Binary::Multiply && y == 0.0 {
                DIVIDE
            } else {
                OVER
            }
        }
        // What is no int64 is not-a-time.
        () if r.is_finite() && !(-9_223_372_036_854_775_808.0..9_223_372_036_854_775_808.0).contains(&r) => INVALID,
        () => 0,
    }
}

/// The errors of `r = op(x)`; `ty` is the result's type.
pub(super) fn unary(op: Unary, ty: ScalarType, x: Number, r: Number) -> u8 {
    match (x, r) {
        (Int(x), Int(r)) => int_unary(op, x, r),
        (Real(x), Real(r)) => real_unary(op, ty, x, r),
        (Complex(_), Real(_) | Complex(_)) => {
            let way = match op {
                // NaN in both parts, as of 0 / 0.
                Unary::Reciprocal if x.is_zero() => 0,
                Unary::Log | Unary::Log2 | Unary::Log10 if x.is_zero() => DIVIDE,
                _ => OVER,
            };
            complex(&[x], r, way)
        }
        _ => 0,
    }
}

/// The errors of a cast of `x` to `r`, of type `ty`.
pub(super) fn cast(ty: ScalarType, x: Number, r: Number) -> u8 {
    let part = |x: f64, r: f64| {
        if r.is_infinite() && x.is_finite() {
            OVER
        } else if r.abs() < least_normal(ty) && r != x {
            UNDER
        } else {
            0
        }
    };
    match (x, r) {
        (Int(_), Int(_)) => 0,
        (_, Int(_)) => {
            let x = x.parts()[0];
            // Casts to i128 saturate, far outside of each range.
            let fits = !x.is_nan() && range(ty).is_none_or(|range| range.contains(&(x as i128)));
            if fits || ty.is_bool() { 0 } else { INVALID }
        }
        (x, r) => {
            let (x, r) = (x.parts(), r.parts());
            let imaginary = if ty.is_complex() { part(x[1], r[1]) } else { 0 };
            part(x[0], r[0]) | imaginary
        }
    }
}
