//! What the functions are made of: sums with their rounding errors, floats cut to half of their digits, numbers taken
//! apart into mantissa and exponent and put together.

/// The helpers for one floating type.
macro_rules! parts {
    ($name:ident, $t:ident, $bits:ident, $mantissa:literal, $bias:literal, $cut:literal, $rescue:literal) => {
        pub(crate) mod $name {
            /// Bits of the mantissa that are stored.
            const MANTISSA: u32 = $mantissa;
            const ONE: $bits = $bias << MANTISSA;
            const SQRT_HALF: $bits = std::$t::consts::FRAC_1_SQRT_2.to_bits();
            /// 2^`MANTISSA` as bits: with an integer in the low bits it is that power plus the integer.
            const INTEGER: $bits = ($bias + $mantissa) << MANTISSA;
            /// 1.5 * 2^`MANTISSA` plus the exponent's bits of 0.5: its last place is 1.
            const SHIFT: $t = $t::from_bits((INTEGER | 1 << ($mantissa - 1)) + ($bias - 1));
            /// Makes subnormal numbers normal.
            const RESCUE: $t = power($rescue);

            /// 2^`e`.
            pub(crate) const fn power(e: i32) -> $t {
                $t::from_bits((($bias + e) as $bits) << MANTISSA)
            }

            /// The sum and its rounding error, exactly; `a` is 0 or its exponent is not below that of `b`.
            #[inline(always)]
            pub(crate) fn sum_of_larger(a: $t, b: $t) -> ($t, $t) {
                let sum = a + b;
                (sum, b - (sum - a))
            }

            /// The sum and its rounding error, exactly.
            #[inline(always)]
            pub(crate) fn sum(a: $t, b: $t) -> ($t, $t) {
                let sum = a + b;
                let b_part = sum - a;
                (sum, (a - (sum - b_part)) + (b - b_part))
            }

            /// The upper half of the digits: products of two such numbers are exact.
            #[inline(always)]
            pub(crate) fn cut(x: $t) -> $t {
                $t::from_bits(x.to_bits() & !0 << $cut)
            }

            /// The nearest integer (ties to even) of numbers below a quarter of 2^`MANTISSA`, and it as a count for
            /// [`half_power`] and [`scale`].
            #[inline(always)]
            pub(crate) fn round(x: $t) -> ($t, $bits) {
                let shifted = x + SHIFT;
                (shifted - SHIFT, shifted.to_bits())
            }

            /// 2^(n - 1) of a rounded `n` for which that is a normal number.
            #[inline(always)]
            pub(crate) fn half_power(n: $bits) -> $t {
                $t::from_bits(n << MANTISSA)
            }

            /// `x * 2^n` for `x` in 0.5 to 2 and `n` up to the largest exponent plus 1, rounded once; `tiny` says
            /// that the result may be subnormal.
            #[inline(always)]
            pub(crate) fn scale(x: $t, n: $bits, tiny: bool) -> $t {
                // What overflows does it in the last multiplication.
                let (up, back) = if tiny { (2 * $rescue, power(1 - 2 * $rescue)) } else { (0, 2.0) };
                x * half_power(n.wrapping_add(up)) * back
            }

            /// `m` in sqrt(1/2) to sqrt(2) and integer `k` with `x = m * 2^k` for normal `x > 0`.
            #[inline(always)]
            pub(crate) fn split_normal(x: $t) -> ($t, $t) {
                let (m, exponent) = near_one(x);
                let k = $t::from_bits(exponent >> MANTISSA | INTEGER) - $t::from_bits(INTEGER | $bias);
                (m, k)
            }

            /// `m` in sqrt(1/2) to sqrt(2) and integer `k` with `x = m * 2^k` for finite `x > 0`.
            #[inline(always)]
            pub(crate) fn split(x: $t) -> ($t, $t) {
                let tiny = x < $t::MIN_POSITIVE;
                let (m, exponent) = near_one(if tiny { x * RESCUE } else { x });
                let zero = if tiny { INTEGER | ($bias + $rescue) } else { INTEGER | $bias };
                let k = $t::from_bits(exponent >> MANTISSA | INTEGER) - $t::from_bits(zero);
                (m, k)
            }

            /// `m` in sqrt(1/2) to sqrt(2) and 2^-k with `x = m * 2^k` for `x > 0` whose `k` is not the largest.
            #[inline(always)]
            pub(crate) fn inverse_scale(x: $t) -> $t {
                const TWICE: $bits = 2 * ONE;
                $t::from_bits(TWICE.wrapping_sub(near_one(x).1))
            }

            /// `m` and the exponent's bits (biased, in their place).
            #[inline(always)]
            fn near_one(x: $t) -> ($t, $bits) {
                const EXPONENT: $bits = !0 << MANTISSA;
                let up = x.to_bits().wrapping_add(ONE - SQRT_HALF);
                ($t::from_bits((up & !EXPONENT) + SQRT_HALF), up & EXPONENT)
            }

            /// `m` in 1 to 2, integers `q` (as a count for [`scale`]) and `j` in 0 to 2 with `x = m * 2^(3 q + j)`,
            /// for finite `x > 0`.
            #[inline(always)]
            pub(crate) fn split_by_three(x: $t) -> ($t, $t, $bits) {
                let tiny = x < $t::MIN_POSITIVE;
                let bits = (if tiny { x * RESCUE } else { x }).to_bits();
                let zero = if tiny { INTEGER | ($bias + $rescue) } else { INTEGER | $bias };
                let k = $t::from_bits(bits >> MANTISSA | INTEGER) - $t::from_bits(zero);
                let m = $t::from_bits(bits & ((1 << MANTISSA) - 1) | ONE);
                let (q, count) = round((k - 1.0) * (1.0 / 3.0));
                (m, k - 3.0 * q, count)
            }
        }
    };
}

// The last two: bits that `cut` drops, the exponent by which subnormal numbers are made normal.
parts!(double, f64, u64, 52, 1023, 27, 54);
parts!(single, f32, u32, 23, 127, 12, 27);

/// A polynomial of the coefficients, lowest first, by Estrin's scheme.
macro_rules! polynomial {
    ($z:expr; $($c:expr),+ $(,)?) => {{
        let z = $z;
        polynomial!(@ z; $($c),+)
    }};
    (@ $z:ident; $a:expr) => { $a };
    (@ $z:ident; $a:expr, $b:expr) => { $a + $b * $z };
    (@ $z:ident; $a:expr, $b:expr, $c:expr) => { ($a + $b * $z) + $c * ($z * $z) };
    (@ $z:ident; $($c:expr),+) => {{
        let square = $z * $z;
        polynomial!(@pairs $z square [] $($c),+)
    }};
    (@pairs $z:ident $s:ident [$($done:expr),*] $a:expr, $b:expr, $($rest:expr),+) => {
        polynomial!(@pairs $z $s [$($done,)* $a + $b * $z] $($rest),+)
    };
    (@pairs $z:ident $s:ident [$($done:expr),*] $a:expr, $b:expr) => {
        polynomial!(@ $s; $($done,)* $a + $b * $z)
    };
    (@pairs $z:ident $s:ident [$($done:expr),*] $a:expr) => {
        polynomial!(@ $s; $($done,)* $a)
    };
}
pub(crate) use polynomial;
