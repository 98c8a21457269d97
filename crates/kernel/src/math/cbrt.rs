//! cbrt.
//!
//! `x = m 2^(3 q + j)`; an approximation of `m^(-1/3)` by a polynomial and a step of Newton's method, both without
//! division, gives the first half of the root's digits. They are cubed without error, and the remainder gives the rest.

use super::parts::polynomial;

macro_rules! cube_root {
    ($name:ident, $t:ident; $($constant:item)*) => {
        pub(crate) mod $name {
            use super::polynomial;
            use crate::math::parts::$name::{cut, scale, split_by_three};

            $($constant)*

            /// The cube root, exact for cubes, to 0.55 ULP (f32: 0.51).
            #[inline(always)]
            pub(crate) fn cbrt(x: $t) -> $t {
                let a = x.abs();
                let (m, j, q) = split_by_three(a);
                // m^(-1/3) and 2^(-j/3), 2^j
                let y = start(m);
                let (root, whole) = if j == 1.0 { (INVERSE_ROOT_2, 2.0) } else { (1.0, 1.0) };
                let (root, whole) = if j == 2.0 { (INVERSE_ROOT_4, 4.0) } else { (root, whole) };
                let (m, y) = (m * whole, y * root);
                let y = y + y * ((1.0 - m * (y * y * y)) * (1.0 / 3.0));
                let square = y * y;
                let upper = cut(m * square);
                let upper_square = upper * upper;
                let half = cut(upper_square);
                let rest = (m - half * upper) - (upper_square - half) * upper;
                let step = rest * (square * (1.0 / 3.0));
                let result = scale(upper + (step + step * (step * y)), q, false);
                let result = result.copysign(x);
                let finite = a > 0.0 && a < $t::INFINITY;
                if finite { result } else { x + x }
            }
        }
    };
}

cube_root! {
    double, f64;

    const INVERSE_ROOT_2: f64 = 0.7937005259840998;
    const INVERSE_ROOT_4: f64 = 0.6299605249474366;

    /// `m^(-1/3)`: "cbrt f64", 2^-17.6.
    #[inline(always)]
    fn start(m: f64) -> f64 {
        polynomial!(m; 1.783049921469878, -1.573075081115056, 1.253603358052905, -0.6046103313342152,
            0.15834988936528874, -0.01732291897417366)
    }
}

cube_root! {
    single, f32;

    const INVERSE_ROOT_2: f32 = 0.7937005;
    const INVERSE_ROOT_4: f32 = 0.62996052;

    /// "cbrt f32", 2^-14.9.
    #[inline(always)]
    fn start(m: f32) -> f32 {
        polynomial!(m; 1.6722487, -1.1792238, 0.7020774, -0.22422524,
            0.029089093)
    }
}

pub(crate) use double::cbrt;
pub(crate) use single::cbrt as cbrtf;
