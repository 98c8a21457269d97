//! Trigonometric operations on elements.

use std::marker::PhantomData;

use crate::arithmetic::{flags, op1, op2, or};
use crate::math::hypot::{hypot, hypotf};
use crate::math::inverse_hyperbolic::{acosh, acoshf, asinh, asinhf, atanh, atanhf};
use crate::math::inverse_sine::{acos, acosf, asin, asinf};
use crate::math::inverse_tangent::{atan, atan2, atan2f, atanf};
use crate::math::reduction::{HUGE, HUGE_IN_SINGLE};
use crate::math::sine;
use crate::run::{Op1, Op2};
use crate::tier::Tier;

/// Declares an operation on an angle, with a function of its own for huge ones (for f32 and f64 from where on, which).
macro_rules! of_angle {
    ($name:ident, $single:ident, $limit:expr, $single_huge:ident, $double:ident, $double_huge:ident) => {
        pub(crate) struct $name<T>(PhantomData<T>);
        of_angle!(@ $name, f32, $single, $limit, $single_huge);
        of_angle!(@ $name, f64, $double, HUGE, $double_huge);
    };
    (@ $name:ident, $t:ty, $f:ident, $limit:expr, $huge:ident) => {
        impl Op1 for $name<$t> {
            type A = $t;
            type O = $t;
            const TIER: Tier = Tier::V4;
            const RARE: bool = true;
            #[inline(always)]
            fn f(a: $t) -> $t {
                sine::$f(a)
            }
            #[inline(always)]
            fn is_rare(a: $t) -> bool {
                // Infinity and NaN are well served.
                ($limit..<$t>::INFINITY).contains(&a.abs())
            }
            fn rare(a: $t) -> $t {
                sine::$huge(a)
            }
        }
    };
}

of_angle!(Sin, sinf, HUGE as f32, sinf_huge, sin, sin_huge);
of_angle!(Cos, cosf, HUGE as f32, cosf_huge, cos, cos_huge);
of_angle!(Tan, tanf, HUGE_IN_SINGLE, tanf_huge, tan, tan_huge);

op1! {
    Arcsin;
    f32, V4: |a| asinf(a);
    f64, V4: |a| asin(a);
}

op1! {
    Arccos;
    f32, V4: |a| acosf(a);
    f64, V4: |a| acos(a);
}

op1! {
    Arctan;
    f32, V4: |a| atanf(a);
    f64, V4: |a| atan(a);
}

op1! {
    Arcsinh;
    f32, V4: |a| asinhf(a);
    f64, V4: |a| asinh(a);
}

op1! {
    Arccosh;
    f32, V4: |a| acoshf(a);
    f64, V4: |a| acosh(a);
}

op1! {
    Arctanh;
    f32, V4: |a| atanhf(a);
    f64, V4: |a| atanh(a);
}

op2! {
    Arctan2 [packed];
    f32, V4: |a, b| atan2f(a, b);
    f64, V4: |a, b| atan2(a, b);
}

op2! {
    Hypot [packed];
    f32, V4: |a, b| hypotf(a, b);
    f64: |a, b| hypot(a, b);
}
