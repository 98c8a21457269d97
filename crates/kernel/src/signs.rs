//! Signs: of numbers, of one put on another, of steps.

use std::marker::PhantomData;

use crate::arithmetic::{flags, op1, op2, or};
use crate::element::{Cx, Half};
use crate::run::{Op1, Op2};
use crate::tier::Tier;

/// -1, 0 or 1, or the NaN that it is.
macro_rules! sign {
    ($a:ident, $one:expr) => {{
        let sign = if $a == 0.0 { 0.0 } else { $one.copysign($a) };
        if $a.is_nan() { $a } else { sign }
    }};
}

/// `$re` and `$im` where both are finite or NaN, else the sign of the one that is
/// infinite; NaN if both are.
macro_rules! direction {
    ($t:ident, $a:ident, $re:expr, $im:expr) => {{
        let (far_re, far_im) = ($a.re.is_infinite(), $a.im.is_infinite());
        let one = |far: bool, x: $t| if far { (1.0 as $t).copysign(x) } else { 0.0 };
        let (re, im) = ($re, $im);
        let (re, im) = if far_re || far_im { (one(far_re, $a.re), one(far_im, $a.im)) } else { (re, im) };
        if far_re && far_im { Cx { re: $t::NAN, im: $t::NAN } } else { Cx { re, im } }
    }};
}

op1! {
    Sign;
    i8: |a| (a > 0) as i8 - (a < 0) as i8;
    i16: |a| (a > 0) as i16 - (a < 0) as i16;
    i32: |a| (a > 0) as i32 - (a < 0) as i32;
    i64: |a| (a > 0) as i64 - (a < 0) as i64;
    u8: |a| (a != 0) as u8;
    u16: |a| (a != 0) as u16;
    u32: |a| (a != 0) as u32;
    u64: |a| (a != 0) as u64;
    Half: |a| {
        let magnitude = a.0 & 0x7fff;
        let one = a.0 & 0x8000 | 0x3c00;
        Half(if magnitude > 0x7c00 { a.0 } else if magnitude == 0 { 0 } else { one })
    };
    f32: |a| sign!(a, 1f32);
    f64: |a| sign!(a, 1f64);
    // The number by its magnitude, which is rounded first, as in NumPy.
    Cx<f32>: |a| {
        let (x, y) = (a.re as f64, a.im as f64);
        let root = (x * x + y * y).sqrt();
        let scale = if root > (f32::MAX / 2.0) as f64 { 0.25 } else { 1.0 };
        let magnitude = (root * scale) as f32;
        let scale = scale as f32;
        let zero = a.re == 0.0 && a.im == 0.0;
        let part = |x: f32| if zero { 0.0 } else { x * scale / magnitude };
        direction!(f32, a, part(a.re), part(a.im))
    };
    Cx<f64>: |a| {
        // Scaled so that neither squares nor their sum overflow or vanish; a part
        // that vanishes beside the other by the scaling does not count in the sum.
        let (re, im) = (a.re.abs(), a.im.abs());
        let larger = if re < im { im } else { re };
        let (big, small) = (larger > POWER_500, larger < 1.0 / POWER_500);
        let scale = if big { 1.0 / POWER_600 } else if small { POWER_600 } else { 1.0 };
        let (x, y) = (re * scale, im * scale);
        let root = (x * x + y * y).sqrt();
        // Of large numbers the parts themselves, lowered by a power that leaves
        // small parts their digits, by the root raised as much.
        let lower = if big { 1.0 / 16.0 } else { scale };
        let root = if big { root * (POWER_600 / 16.0) } else { root };
        let zero = larger == 0.0;
        let part = |x: f64| if zero { 0.0 } else { x * lower / root };
        direction!(f64, a, part(a.re), part(a.im))
    };
}

/// 2^500 and 2^600.
const POWER_500: f64 = f64::from_bits((1023 + 500) << 52);
const POWER_600: f64 = f64::from_bits((1023 + 600) << 52);

op2! {
    Copysign;
    Half: |a, b| Half(a.0 & 0x7fff | b.0 & 0x8000);
    f32: |a, b| a.copysign(b);
    f64: |a, b| a.copysign(b);
}

macro_rules! heaviside {
    ($a:ident, $b:ident) => {{
        let step = if $a > 0.0 { 1.0 } else { 0.0 };
        let step = if $a == 0.0 { $b } else { step };
        if $a.is_nan() { $a } else { step }
    }};
}

op2! {
    Heaviside;
    f32: |a, b| heaviside!(a, b);
    f64: |a, b| heaviside!(a, b);
}

/// The first if it is strictly on the wanted side or the second is NaN, else the
/// second: of equal ones (zeros of either sign) the second, of two NaNs the first.
macro_rules! ignoring_nan {
    ($a:ident $cmp:tt $b:ident) => { if $a $cmp $b || $b.is_nan() { $a } else { $b } };
}

/// Of complex numbers: the first where the second has a NaN part or lies not on the
/// other side of the first in lexicographic order (or their imaginary parts do not
/// compare).
macro_rules! complex_ignoring_nan {
    ($a:ident $strict:tt $weak:tt $b:ident) => {{
        let nan = $b.re.is_nan() || $b.im.is_nan();
        let before = $a.re $strict $b.re && !$a.im.is_nan() && !$b.im.is_nan()
            || $a.re == $b.re && $a.im $weak $b.im;
        if nan || before { $a } else { $b }
    }};
}

op2! {
    Fmax;
    f32: |a, b| ignoring_nan!(a > b);
    f64, V4: |a, b| ignoring_nan!(a > b);
    Cx<f32>, V4: |a, b| complex_ignoring_nan!(a > >= b);
    Cx<f64>, V4: |a, b| complex_ignoring_nan!(a > >= b);
}

op2! {
    Fmin;
    f32: |a, b| ignoring_nan!(a < b);
    f64, V4: |a, b| ignoring_nan!(a < b);
    Cx<f32>, V4: |a, b| complex_ignoring_nan!(a < <= b);
    Cx<f64>, V4: |a, b| complex_ignoring_nan!(a < <= b);
}
