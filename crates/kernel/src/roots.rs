//! Squares, reciprocals and square roots.

use std::marker::PhantomData;

use crate::arithmetic::{op1, or};
use crate::element::Cx;
use crate::run::Op1;
use crate::tier::Tier;

op1! {
    /// Integers of one width share a loop.
    Square;
    u8: |a| a.wrapping_mul(a);
    u16: |a| a.wrapping_mul(a);
    u32: |a| a.wrapping_mul(a);
    u64: |a| a.wrapping_mul(a);
    f32: |a| a * a;
    f64: |a| a * a;
    // Each product and sum rounded, as in the product of two.
    Cx<f32>, V4: |a| Cx { re: a.re * a.re - a.im * a.im, im: a.re * a.im + a.im * a.re };
    Cx<f64>, V4: |a| Cx { re: a.re * a.re - a.im * a.im, im: a.re * a.im + a.im * a.re };
}

/// 1 and -1 are their own, all others are cut off to 0.
macro_rules! signed {
    ($a:ident, $of_zero:expr) => {{
        let unit = if $a == 1 || $a == -1 { $a } else { 0 };
        if $a == 0 { $of_zero } else { unit }
    }};
}

/// Smith's algorithm with NumPy's order of operations.
macro_rules! reciprocal {
    ($a:ident) => {{
        let wide = $a.im.abs() <= $a.re.abs();
        let (large, small) = if wide { ($a.re, $a.im) } else { ($a.im, $a.re) };
        let ratio = small / large;
        let sum = large + small * ratio;
        let (one, other) = (1.0 / sum, ratio / sum);
        if wide { Cx { re: one, im: -other } } else { Cx { re: other, im: -one } }
    }};
}

op1! {
    Reciprocal;
    i8: |a| signed!(a, 0);
    i16: |a| signed!(a, 0);
    // NumPy converts the quotient of floats, which is infinite: what does not fit is
    // the minimum for these (and 0 in the low bits for the shorter types).
    i32: |a| signed!(a, i32::MIN);
    i64: |a| signed!(a, i64::MIN);
    u8: |a| (a == 1) as u8;
    u16: |a| (a == 1) as u16;
    u32: |a| (a == 1) as u32;
    u64: |a| (a == 1) as u64;
    f32: |a| 1.0 / a;
    f64: |a| 1.0 / a;
    Cx<f32>: |a| reciprocal!(a);
    Cx<f64>: |a| reciprocal!(a);
}

/// The root of the half sum of magnitude and real part is the larger part of the
/// root; the other follows from the imaginary part, which is twice their product.
/// `$magnitude` is |a| times the square of `$back`'s reciprocal, `$re` the real
/// part's magnitude scaled as much.
macro_rules! complex_root {
    ($t:ident, $a:ident, $re:expr, $magnitude:expr, $back:expr) => {{
        let large = ((($magnitude + $re) * 0.5).sqrt() * $back) as $t;
        let zero = $a.re == 0.0 && $a.im == 0.0;
        let small = if zero { 0.0 } else { ($a.im.abs() / (large + large)) as $t };
        // Annex G of the C standard for what is infinite or NaN.
        let far = $a.re.abs() == $t::INFINITY;
        let large = if far { $t::INFINITY } else { large };
        let small = if far { if $a.im.is_nan() { $t::NAN } else { 0.0 } } else { small };
        let left = $a.re < 0.0;
        let (re, im) = if left { (small, large) } else { (large, small) };
        let endless = $a.im.abs() == $t::INFINITY;
        let (re, im) = if endless { ($t::INFINITY, $t::INFINITY) } else { (re, im) };
        Cx { re, im: im.copysign($a.im) }
    }};
}

op1! {
    /// The principal one of complex numbers: the real part is not negative.
    Sqrt;
    f32: |a| a.sqrt();
    f64: |a| a.sqrt();
    // In f64, where nothing overflows.
    Cx<f32>: |a| {
        let (x, y) = (a.re.abs() as f64, a.im as f64);
        let magnitude = (x * x + y * y).sqrt();
        let wide = Cx { re: a.re as f64, im: a.im as f64 };
        let root = complex_root!(f64, wide, x, magnitude, 1.0);
        Cx { re: root.re as f32, im: root.im as f32 }
    };
    Cx<f64>: |a| {
        // Scaled by an even power of two where the squares would not do.
        let (x, y) = (a.re.abs(), a.im.abs());
        let larger = if x < y { y } else { x };
        let power = |exponent: i64| f64::from_bits(((1023 + exponent) as u64) << 52);
        let (scale, back) = if larger > power(500) { (power(-600), power(300)) } else { (1.0, 1.0) };
        let (scale, back) = if larger < power(-450) { (power(600), power(-300)) } else { (scale, back) };
        let (x, y) = (x * scale, y * scale);
        let magnitude = (x * x + y * y).sqrt();
        complex_root!(f64, a, x, magnitude, back)
    };
}

op1! {
    Conjugate;
    Cx<f32>: |a| Cx { re: a.re, im: -a.im };
    Cx<f64>: |a| Cx { re: a.re, im: -a.im };
}
