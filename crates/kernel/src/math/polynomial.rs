//! Sums with their rounding errors.

/// `a + b` and its rounding error, exactly if `a` is not the smaller one, or 0, or a multiple of the last
/// place of `b` (Dekker).
#[inline(always)]
pub(crate) fn fast_two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    (sum, b - (sum - a))
}
