//! Polynomials and sums with their rounding errors.

/// A polynomial in the first argument, of the coefficients from the constant one up:
/// neighbours first (Estrin's scheme), since a chain of as many steps as there are
/// coefficients would leave the processor waiting.
macro_rules! polynomial {
    (@pairs $x:ident [$($done:expr,)*]) => {{
        let square = $x * $x;
        polynomial!(square; $($done),*)
    }};
    (@pairs $x:ident [$($done:expr,)*] $a:expr) => {
        polynomial!(@pairs $x [$($done,)* $a,])
    };
    (@pairs $x:ident [$($done:expr,)*] $a:expr, $b:expr $(, $rest:expr)*) => {
        polynomial!(@pairs $x [$($done,)* $a + $b * $x,] $($rest),*)
    };
    ($x:expr; $a:expr) => { $a };
    ($x:expr; $a:expr, $b:expr) => { $a + $b * $x };
    ($x:expr; $($c:expr),+ $(,)?) => {{
        let x = $x;
        polynomial!(@pairs x [] $($c),+)
    }};
}
pub(crate) use polynomial;

/// `a + b` and its rounding error, exactly if `a` is not the smaller one, or 0, or a multiple of the last
/// place of `b` (Dekker).
#[inline(always)]
pub(crate) fn fast_two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    (sum, b - (sum - a))
}

/// The upper 26 bits and the rest: products of two such parts are exact.
#[inline(always)]
pub(crate) fn split(a: f64) -> (f64, f64) {
    let high = f64::from_bits(a.to_bits() & !0x7ff_ffff);
    (high, a - high)
}
