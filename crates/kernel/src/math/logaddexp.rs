//! logaddexp, logaddexp2: the larger one and `log(1 + e^-d)` of the difference `d`, as NumPy.
//!
//! Where the two cancel (both operands in -0.7 to 0) the result is as exact as its terms, not as itself.

macro_rules! logaddexp {
    ($name:ident, $t:ident) => {
        pub(crate) mod $name {
            use crate::math::exp::$name::{exp_in_parts, exp2_in_parts};
            use crate::math::log::$name::log_of_sum;
            use crate::math::parts::$name::sum;

            /// The larger one; the smaller one less it, and what that lost.
            #[inline(always)]
            fn compare(a: $t, b: $t) -> ($t, $t, $t) {
                let (larger, smaller) = if a > b { (a, b) } else { (b, a) };
                let (difference, lost) = sum(smaller, -larger);
                (larger, difference, if difference > $t::NEG_INFINITY { lost } else { 0.0 })
            }

            /// `log(1 + e)` of two parts of `e`, of which `error` is a relative error.
            #[inline(always)]
            fn log_of_one_and([high, low]: [$t; 2], error: $t) -> $t {
                let (one, lost) = sum(1.0, high);
                log_of_sum(one, lost + (low + high * error))
            }

            /// `result`, or NaN where the difference is, or `equal` where both are.
            #[inline(always)]
            fn unless_equal(a: $t, b: $t, difference: $t, result: $t, equal: $t) -> $t {
                let result = if difference.is_nan() { difference } else { result };
                // Equal infinities have no difference.
                if a == b { equal } else { result }
            }

            /// `log(e^a + e^b)`, to 1.5 ULP (f64 and f32) of the larger term.
            #[inline(always)]
            pub(crate) fn logaddexp(a: $t, b: $t) -> $t {
                let (larger, difference, lost) = compare(a, b);
                let log = log_of_one_and(exp_in_parts(difference), lost);
                unless_equal(a, b, difference, larger + log, a + std::$t::consts::LN_2)
            }

            /// `log2(2^a + 2^b)`, to 1.9 ULP (f32: 2.0) of the larger term.
            #[inline(always)]
            pub(crate) fn logaddexp2(a: $t, b: $t) -> $t {
                let (larger, difference, lost) = compare(a, b);
                let log = log_of_one_and(exp2_in_parts(difference), lost * std::$t::consts::LN_2);
                unless_equal(a, b, difference, larger + log * std::$t::consts::LOG2_E, a + 1.0)
            }
        }
    };
}

logaddexp!(double, f64);
logaddexp!(single, f32);

pub(crate) use double::{logaddexp, logaddexp2};
pub(crate) use single::{logaddexp as logaddexpf, logaddexp2 as logaddexp2f};
