//! cbrt.
//!
//! The bits of a positive number are nearly a linear function of its logarithm, so those of `a^(-1/3)` are nearly a
//! linear function of those of `a`: that gives the first digits, for all exponents at once. A polynomial in what they
//! miss gives half of the digits, and the remainder of the root's cube, exact by fused multiplication, the rest.

use super::parts::{fma, polynomial};

macro_rules! cube_root {
    ($name:ident, $t:ident; $($constant:item)*) => {
        pub(crate) mod $name {
            use super::{fma, polynomial};
            use crate::math::parts::$name::{nearly_inverse_root, power};

            $($constant)*

            /// The cube root, exact for cubes, to 0.8 ULP (f32: 1.1).
            #[inline(always)]
            pub(crate) fn cbrt(x: $t) -> $t {
                let a = x.abs();
                // So that the remainder is not subnormal.
                let tiny = a < power(TINY);
                let a = if tiny { a * power(3 * UP) } else { a };
                let y = nearly_inverse_root(a);
                let missing = fma(-a * y, y * y, 1.0);
                let y = fma(y * missing, series(missing), y);
                let square = y * y;
                let root = a * square;
                let rest = fma(-root * root, root, a);
                let result = fma(rest, square * (1.0 / 3.0), root);
                let result = if tiny { result * power(-UP) } else { result };
                let result = if a < $t::INFINITY { result } else { a };
                result.copysign(x)
            }
        }
    };
}

cube_root! {
    double, f64;

    const TINY: i32 = -960;
    const UP: i32 = 54;

    /// `((1 - e)^(-1/3) - 1) / e`: "cbrt f64", 2^-31.9.
    #[inline(always)]
    fn series(e: f64) -> f64 {
        polynomial!(e; 0.3333333430472795, 0.2222222526576472, 0.1728307526137847, 0.14401820124746703,
            0.12661577596392135, 0.11305902226723503)
    }
}

cube_root! {
    single, f32;

    const TINY: i32 = -100;
    const UP: i32 = 24;

    /// "cbrt f32", 2^-14.0.
    #[inline(always)]
    fn series(e: f32) -> f32 {
        polynomial!(e; 0.33463424, 0.22373883)
    }
}

pub(crate) use double::cbrt;
pub(crate) use single::cbrt as cbrtf;
