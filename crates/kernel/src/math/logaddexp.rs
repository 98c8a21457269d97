//! logaddexp, logaddexp2: the larger one and `log(1 + e^-d)` of the difference `d`, as NumPy.
//!
//! Where the two cancel (both operands in -0.7 to 0) the result is as exact as its terms, not as itself.

macro_rules! logaddexp {
    ($t:ident, $logaddexp:ident, $logaddexp2:ident, $exp:ident, $exp2:ident, $log1p:ident) => {
        /// `log(e^a + e^b)`.
        #[inline(always)]
        pub(crate) fn $logaddexp(a: $t, b: $t) -> $t {
            let larger = if a > b { a } else { b };
            let result = larger + super::log::$log1p(super::exp::$exp(-(a - b).abs()));
            // Equal infinities have no difference.
            if a == b { a + std::$t::consts::LN_2 } else { result }
        }

        /// `log2(2^a + 2^b)`.
        #[inline(always)]
        pub(crate) fn $logaddexp2(a: $t, b: $t) -> $t {
            let larger = if a > b { a } else { b };
            let log = super::log::$log1p(super::exp::$exp2(-(a - b).abs()));
            let result = larger + log * std::$t::consts::LOG2_E;
            if a == b { a + 1.0 } else { result }
        }
    };
}

logaddexp!(f64, logaddexp, logaddexp2, exp, exp2, log1p);
logaddexp!(f32, logaddexpf, logaddexp2f, expf, exp2f, log1pf);
