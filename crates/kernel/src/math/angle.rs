//! Angles put together from a multiple of pi/2 and the rest.

/// pi/2 and pi and what they lack.
pub(crate) const HALF_PI: (f64, f64) = (1.5707963267948966, 6.123233995736766e-17);
pub(crate) const PI: (f64, f64) = (3.141592653589793, 1.2246467991473532e-16);
pub(crate) const HALF_PI_SINGLE: (f32, f32) = (1.5707964, -4.371139e-8);
pub(crate) const PI_SINGLE: (f32, f32) = (3.1415927, -8.742278e-8);

/// `high + low + y + y * more` of descending magnitudes (or `high` 0).
macro_rules! angle {
    ($high:ident, $low:ident, $y:expr, $more:ident) => {{
        let y = $y;
        let sum = $high + y;
        sum + (y * $more + ($low + (y - (sum - $high))))
    }};
}
pub(crate) use angle;
