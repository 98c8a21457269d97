//! Inverse sine and cosine.
//!
//! Up to 1/2 a polynomial; beyond, that of the root of `(1 - x) / 2`, whose doubled inverse sine is what
//! the angle lacks to pi/2.

use crate::math::angle::{HALF_PI, HALF_PI_SINGLE, PI, PI_SINGLE, angle};
use crate::math::parts::{fma, polynomial};

/// (asin(x) / x - 1) / x^2 for x^2 up to 1/4, to 2^-57.6 and 2^-31.5 of asin(x).
macro_rules! asin_double {
    ($z:ident) => {
        polynomial!($z;
            0.16666666666666702, 0.07499999999982615, 0.04464285716556701, 0.030381943072083653, 0.022372206124301876,
            0.017351752271577897, 0.013979318631347592, 0.011409980967132168, 0.010724178050366368,
            0.0038977548593372552, 0.021288400846425304, -0.02046862514553616, 0.03233443285624654)
    };
}
macro_rules! asin_single {
    ($z:ident) => {
        polynomial!($z;
            0.16666663, 0.075003855, 0.044535384, 0.03167686, 0.014872873,
            0.03696979)
    };
}

macro_rules! inverse_sine {
    ($t:ident, $asin:ident, $acos:ident, $series:ident, $half_pi:expr, $pi:expr) => {
        /// What the inverse sine of `x` is over itself, of `|x|` or its part beyond 1/2, whether it is beyond, and
        /// that part (twice).
        #[inline(always)]
        fn $series(x: $t) -> ($t, bool, $t) {
            let a = x.abs();
            let beyond = a >= 0.5;
            let part = 0.5 * (1.0 - a);
            let z = if beyond { part } else { a * a };
            (z * $series!(z), beyond, 2.0 * part.sqrt())
        }

        /// The inverse sine, within 1.15 ULP.
        #[inline(always)]
        pub(crate) fn $asin(x: $t) -> $t {
            let (more, beyond, root) = $series(x);
            let ((high, low), y) = if beyond { ($half_pi, -root) } else { ((0.0, 0.0), x.abs()) };
            angle!(high, low, y, more).copysign(x)
        }

        /// The inverse cosine, within 1.15 ULP.
        #[inline(always)]
        pub(crate) fn $acos(x: $t) -> $t {
            let (more, beyond, root) = $series(x);
            let (high, low) = if beyond { if x < 0.0 { $pi } else { (0.0, 0.0) } } else { $half_pi };
            let y = if beyond { root.copysign(x) } else { -x };
            angle!(high, low, y, more)
        }
    };
}

inverse_sine!(f64, asin, acos, asin_double, HALF_PI, PI);
inverse_sine!(f32, asinf, acosf, asin_single, HALF_PI_SINGLE, PI_SINGLE);
