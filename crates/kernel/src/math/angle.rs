//! Angles put together from a multiple of pi/2 and the rest.

/// pi/2 and pi and what they lack.
pub(crate) const HALF_PI: (f64, f64) = (std::f64::consts::FRAC_PI_2, 6.123233995736766e-17);
pub(crate) const PI: (f64, f64) = (std::f64::consts::PI, 1.2246467991473532e-16);
pub(crate) const HALF_PI_SINGLE: (f32, f32) = (std::f32::consts::FRAC_PI_2, -4.371139e-8);
pub(crate) const PI_SINGLE: (f32, f32) = (std::f32::consts::PI, -8.742278e-8);

/// `high + low + y + y * more` of descending magnitudes (or `high` 0).
macro_rules! angle {
    ($high:ident, $low:ident, $y:expr, $more:ident) => {{
        let y = $y;
        let sum = $high + y;
        sum + fma(y, $more, $low + (y - (sum - $high)))
    }};
}
pub(crate) use angle;
