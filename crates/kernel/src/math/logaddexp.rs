//! logaddexp, logaddexp2: the larger one and `log(1 + e^-d)` of the difference `d`, as NumPy.
//!
//! Where the two cancel (both operands in -0.7 to 0) the result is as exact as its terms, not as itself.

use super::parts::{double, single};

macro_rules! logaddexp {
    ($t:ident, $parts:ident, $logaddexp:ident, $logaddexp2:ident, $exp:ident, $exp2:ident, $log1p:ident) => {
        /// `log(e^a + e^b)`.
        #[inline(always)]
        pub(crate) fn $logaddexp(a: $t, b: $t) -> $t {
            let (larger, smaller) = if a > b { (a, b) } else { (b, a) };
            let (difference, lost) = $parts::sum(smaller, -larger);
            // What the difference lost counts where it is large, for the exponential has its absolute error.
            let lost = if difference > $t::NEG_INFINITY { lost } else { 0.0 };
            let ratio = super::exp::$exp(difference);
            let result = larger + super::log::$log1p(ratio + ratio * lost);
            // Equal infinities have no difference.
            if a == b { a + std::$t::consts::LN_2 } else { result }
        }

        /// `log2(2^a + 2^b)`.
        #[inline(always)]
        pub(crate) fn $logaddexp2(a: $t, b: $t) -> $t {
            let (larger, smaller) = if a > b { (a, b) } else { (b, a) };
            let (difference, lost) = $parts::sum(smaller, -larger);
            let lost = if difference > $t::NEG_INFINITY { lost } else { 0.0 };
            let ratio = super::exp::$exp2(difference);
            let log = super::log::$log1p(ratio + ratio * (lost * std::$t::consts::LN_2));
            let result = larger + log * std::$t::consts::LOG2_E;
            if a == b { a + 1.0 } else { result }
        }
    };
}

logaddexp!(f64, double, logaddexp, logaddexp2, exp, exp2, log1p);
logaddexp!(f32, single, logaddexpf, logaddexp2f, expf, exp2f, log1pf);
