//! Inverse tangent, of a number and of a quotient.
//!
//! The quotient of the smaller by the larger magnitude is at most 1: a polynomial of it is the angle to the
//! nearer axis. The quotient is rounded once and never overflows, so magnitudes need no scaling.

use crate::math::angle::{HALF_PI, HALF_PI_SINGLE, PI, PI_SINGLE, angle};
use crate::math::parts::{fma, polynomial};

/// (atan(x) / x - 1) / x^2 for x^2 up to 1, to 2^-55.7 and 2^-28.4 of atan(x). (The last one of f32 is such that the
/// angle of 1 is rounded as pi/4.)
macro_rules! atan_double {
    ($z:ident) => {
        polynomial!($z;
            -0.3333333333333324, 0.19999999999973578, -0.1428571428364641, 0.11111111034751356, -0.09090907447154388,
            0.07692284628869359, -0.06666440731750199, 0.058807345569205735, -0.05254398289126673, 0.047251965473802,
            -0.042264687323994486, 0.03678623152937117, -0.030127032640324607, 0.02225313828850477, -0.014148478965374328,
            0.007369115143196381, -0.002972461174454943, 0.0008618305789566, -0.00015869090838698126, 1.3872041113214159e-05)
    };
}
macro_rules! atan_single {
    ($z:ident) => {
        polynomial!($z;
            -0.33333313, 0.19998932, -0.14268003, 0.10970706, -0.084550075,
            0.05880572, -0.031994846, 0.0113405995, -0.0018864382)
    };
}

macro_rules! inverse_tangent {
    ($t:ident, $atan:ident, $atan2:ident, $series:ident, $half_pi:expr, $pi:expr) => {
        /// The inverse tangent, within 1.45 ULP.
        #[inline(always)]
        pub(crate) fn $atan(x: $t) -> $t {
            let a = x.abs();
            let steep = a > 1.0;
            let (over, under) = if steep { (-1.0, a) } else { (a, 1.0) };
            let quotient = over / under;
            let (high, low) = if steep { $half_pi } else { (0.0, 0.0) };
            let z = quotient * quotient;
            let more = z * $series!(z);
            angle!(high, low, quotient, more).copysign(x)
        }

        /// The angle of the point (`x`, `y`), within 1.8 ULP (f32: 1.9), in [-pi, pi], with the sign of `y`; a zero `x` counts as one with its
        /// sign, and an infinite point as one on an axis or a diagonal.
        #[inline(always)]
        pub(crate) fn $atan2(y: $t, x: $t) -> $t {
            let (across, up) = (x.abs(), y.abs());
            let steep = up > across;
            let (smaller, larger) = if steep { (across, up) } else { (up, across) };
            // 0 / 0 is 0 here, and infinity by infinity 1.
            let same = if larger == 0.0 { 0.0 } else { 1.0 };
            let quotient = if smaller == larger { same } else { smaller / larger };
            let left = x.is_sign_negative();
            let (high, low) = if left { $pi } else { (0.0, 0.0) };
            let (high, low) = if steep { $half_pi } else { (high, low) };
            let quotient = if steep != left { -quotient } else { quotient };
            let z = quotient * quotient;
            let more = z * $series!(z);
            angle!(high, low, quotient, more).copysign(y)
        }
    };
}

inverse_tangent!(f64, atan, atan2, atan_double, HALF_PI, PI);
inverse_tangent!(f32, atanf, atan2f, atan_single, HALF_PI_SINGLE, PI_SINGLE);
