//! logaddexp, logaddexp2: the larger one and `log(1 + e^-d)` of the difference `d`, as NumPy.
//!
//! Where the two cancel (both operands in -0.7 to 0) the result is as exact as its terms, not as itself.

macro_rules! logaddexp {
    ($name:ident, $t:ident) => {
        pub(crate) mod $name {
            use crate::math::exp::$name::{exp_in_parts, exp2_in_parts};
            use crate::math::log::$name::log_of_sum;
            use crate::math::parts::fma;
            use crate::math::parts::$name::sum;

            /// The larger one; the smaller one less it, and what that lost.
            #[inline(always)]
            fn compare(a: $t, b: $t) -> ($t, $t, $t) {
                let (larger, smaller) = if a > b { (a, b) } else { (b, a) };
                let (difference, lost) = sum(smaller, -larger);
                (larger, difference, if difference > $t::NEG_INFINITY { lost } else { 0.0 })
            }

            /// `result`, or NaN where the difference is, or `equal` where both are.
            #[inline(always)]
            fn unless_equal(a: $t, b: $t, difference: $t, result: $t, equal: $t) -> $t {
                let result = if difference.is_nan() { difference } else { result };
                // Equal infinities have no difference.
                if a == b { equal } else { result }
            }

            /// `log(e^a + e^b)`, to 1.4 ULP (f32: 1.65) of the larger term.
            #[inline(always)]
            pub(crate) fn logaddexp(a: $t, b: $t) -> $t {
                let (larger, difference, lost) = compare(a, b);
                let [e, rest] = exp_in_parts(difference, lost);
                let result = larger + log_of_sum(e, rest);
                unless_equal(a, b, difference, result, a + std::$t::consts::LN_2)
            }

            /// `log2(2^a + 2^b)`, to 1.65 ULP (f32: 1.8) of the larger term.
            #[inline(always)]
            pub(crate) fn logaddexp2(a: $t, b: $t) -> $t {
                let (larger, difference, lost) = compare(a, b);
                let [e, rest] = exp2_in_parts(difference, lost);
                let result = fma(log_of_sum(e, rest), std::$t::consts::LOG2_E, larger);
                unless_equal(a, b, difference, result, a + 1.0)
            }
        }
    };
}

logaddexp!(double, f64);
logaddexp!(single, f32);

pub(crate) use double::{logaddexp, logaddexp2};
pub(crate) use single::{logaddexp as logaddexpf, logaddexp2 as logaddexp2f};
