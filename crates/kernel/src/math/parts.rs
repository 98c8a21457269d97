//! What the functions are made of: fused multiplication and addition, sums with their rounding errors, numbers taken
//! apart into mantissa and exponent and put together.

/// The helpers for one floating type.
macro_rules! parts {
    ($name:ident, $t:ident, $bits:ident, $mantissa:literal, $bias:literal, $rescue:literal) => {
        pub(crate) mod $name {
            use super::fma;

            /// Bits of the mantissa that are stored.
            const MANTISSA: u32 = $mantissa;
            const ONE: $bits = $bias << MANTISSA;
            const SQRT_HALF: $bits = std::$t::consts::FRAC_1_SQRT_2.to_bits();
            /// 2^`MANTISSA` as bits: with an integer in the low bits it is that power plus the integer.
            const INTEGER: $bits = ($bias + $mantissa) << MANTISSA;
            /// 1.5 * 2^`MANTISSA` plus the exponent's bits of 0.5: its last place is 1.
            const SHIFT: $t = $t::from_bits((INTEGER | 1 << ($mantissa - 1)) + ($bias - 1));
            /// The count of 0.
            pub(crate) const COUNT: $bits = SHIFT.to_bits();
            /// Makes subnormal numbers normal.
            const RESCUE: $t = power($rescue);

            /// 2^`e`.
            pub(crate) const fn power(e: i32) -> $t {
                $t::from_bits((($bias + e) as $bits) << MANTISSA)
            }

            /// The sum and its rounding error, exactly.
            #[inline(always)]
            pub(crate) fn sum(a: $t, b: $t) -> ($t, $t) {
                let sum = a + b;
                let b_part = sum - a;
                (sum, (a - (sum - b_part)) + (b - b_part))
            }

            /// The sum and its rounding error, exactly if `a` is not the smaller one, or 0, or a multiple of the last place of
            /// `b` (Dekker).
            #[allow(dead_code, reason = "used of f64 only")]
            #[inline(always)]
            pub(crate) fn fast_two_sum(a: $t, b: $t) -> ($t, $t) {
                let sum = a + b;
                (sum, b - (sum - a))
            }

            /// The product and its rounding error, exactly while neither leaves the normal range.
            #[allow(dead_code, reason = "used of f64 only")]
            #[inline(always)]
            pub(crate) fn product(a: $t, b: $t) -> ($t, $t) {
                let product = a * b;
                (product, fma(a, b, -product))
            }

            /// The nearest integer `n` to `x * by`, 2^i and 2^(n - i) of an `i` of half its size: so the product of the
            /// powers may overflow or be subnormal.
            #[inline(always)]
            pub(crate) fn round_to_powers(x: $t, by: $t) -> ($t, $t, $t) {
                const WHOLE: $t = $t::from_bits((INTEGER | 1 << ($mantissa - 1)) + 2 * $bias);
                const HALF: $t = $t::from_bits((INTEGER | 1 << ($mantissa - 1)) + $bias);
                let whole = fma(x, by, WHOLE);
                let half = fma(x, by * 0.5, HALF).to_bits();
                let rest = whole.to_bits().wrapping_sub(half);
                (whole - WHOLE, $t::from_bits(half << MANTISSA), $t::from_bits(rest << MANTISSA))
            }

            /// The nearest integer to `x * by`, and it as a count for [`half_power`].
            #[inline(always)]
            pub(crate) fn round_product(x: $t, by: $t) -> ($t, $bits) {
                let shifted = fma(x, by, SHIFT);
                (shifted - SHIFT, shifted.to_bits())
            }

            /// 2^(n - 1) of a rounded `n` for which that is a normal number.
            #[inline(always)]
            pub(crate) fn half_power(n: $bits) -> $t {
                $t::from_bits(n << MANTISSA)
            }

            /// `m` in sqrt(1/2) to sqrt(2) and integer `k` with `x = m * 2^k` for normal `x > 0`.
            #[inline(always)]
            pub(crate) fn split_normal(x: $t) -> ($t, $t) {
                let (m, exponent) = near_one(x);
                let k = $t::from_bits(exponent >> MANTISSA | INTEGER) - $t::from_bits(INTEGER | $bias);
                (m, k)
            }

            /// `m` in sqrt(1/2) to sqrt(2) and integer `k` with `x = m * 2^k` for finite `x > 0`.
            #[allow(dead_code, reason = "used of f64 only")]
            #[inline(always)]
            pub(crate) fn split(x: $t) -> ($t, $t) {
                let tiny = x < $t::MIN_POSITIVE;
                let (m, exponent) = near_one(if tiny { x * RESCUE } else { x });
                let zero = if tiny { INTEGER | ($bias + $rescue) } else { INTEGER | $bias };
                let k = $t::from_bits(exponent >> MANTISSA | INTEGER) - $t::from_bits(zero);
                (m, k)
            }

            /// 2^-k and the integer `k` with `x = m * 2^k`, `m` in sqrt(1/2) to sqrt(2), for normal `x > 0`.
            #[inline(always)]
            pub(crate) fn inverse_and_exponent(x: $t) -> ($t, $t) {
                // Four times the power, as the largest exponent's is subnormal.
                const POWERS: $bits = (2 * $bias + 2) << MANTISSA;
                ($t::from_bits(POWERS.wrapping_sub(near_one(x).1)) * 0.25, split_normal(x).1)
            }

            /// `m` and the exponent's bits (biased, in their place).
            #[inline(always)]
            fn near_one(x: $t) -> ($t, $bits) {
                const EXPONENT: $bits = !0 << MANTISSA;
                let up = x.to_bits().wrapping_add(ONE - SQRT_HALF);
                ($t::from_bits((up & !EXPONENT) + SQRT_HALF), up & EXPONENT)
            }

            /// `y` with `1 - a y^3` in -0.1022 to 0.1022, for positive normal `a`.
            #[inline(always)]
            pub(crate) fn nearly_inverse_root(a: $t) -> $t {
                // The bits are a linear function of the logarithm but for 0.09 at most, so those of y are -1/3 of those
                // of a and a constant; both without their last digits, which then are integers among the floats.
                const DROPPED: u32 = $bits::BITS - MANTISSA;
                const UNIT: f64 = (1u64 << MANTISSA) as f64;
                const SUM: f64 = ($bias as f64 * 4.0 / 3.0 - 0.068) * ((1u64 << (MANTISSA - DROPPED)) as f64);
                let integer = $t::from_bits(a.to_bits() >> DROPPED | INTEGER);
                $t::from_bits(fma(integer, -1.0 / 3.0, (SUM + UNIT * 4.0 / 3.0) as $t).to_bits() << DROPPED)
            }
        }
    };
}

// The last: the exponent by which subnormal numbers are made normal.
parts!(double, f64, u64, 52, 1023, 54);
parts!(single, f32, u32, 23, 127, 27);

/// A floating type with a fused multiplication and addition.
pub(crate) trait Fused {
    fn fused(a: Self, b: Self, c: Self) -> Self;
}

impl Fused for f64 {
    #[inline(always)]
    fn fused(a: f64, b: f64, c: f64) -> f64 {
        a.mul_add(b, c)
    }
}

impl Fused for f32 {
    #[inline(always)]
    fn fused(a: f32, b: f32, c: f32) -> f32 {
        a.mul_add(b, c)
    }
}

/// `a * b + c`, rounded once, on every processor: so its bits are the same in every tier.
///
/// The tiers above Base and aarch64 have an instruction for it. Base on x86-64 calls the C library's exact function,
/// which on a processor without the instruction takes a hundred nanoseconds and more; those are from before 2013.
#[inline(always)]
pub(crate) fn fma<T: Fused>(a: T, b: T, c: T) -> T {
    T::fused(a, b, c)
}

/// A polynomial of the coefficients, lowest first, by Estrin's scheme down to three of them.
macro_rules! polynomial {
    ($z:expr; $($c:expr),+ $(,)?) => {{
        let z = $z;
        polynomial!(@ z; $($c),+)
    }};
    (@ $z:ident; $a:expr) => { $a };
    (@ $z:ident; $a:expr, $b:expr) => { $crate::math::parts::fma($b, $z, $a) };
    (@ $z:ident; $a:expr, $b:expr, $c:expr) => { $crate::math::parts::fma($crate::math::parts::fma($c, $z, $b), $z, $a) };
    (@ $z:ident; $($c:expr),+) => {{
        let square = $z * $z;
        polynomial!(@pairs $z square [] $($c),+)
    }};
    (@pairs $z:ident $s:ident [$($done:expr),*] $a:expr, $b:expr, $($rest:expr),+) => {
        polynomial!(@pairs $z $s [$($done,)* $crate::math::parts::fma($b, $z, $a)] $($rest),+)
    };
    (@pairs $z:ident $s:ident [$($done:expr),*] $a:expr, $b:expr) => {
        polynomial!(@ $s; $($done,)* $crate::math::parts::fma($b, $z, $a))
    };
    (@pairs $z:ident $s:ident [$($done:expr),*] $a:expr) => {
        polynomial!(@ $s; $($done,)* $a)
    };
}
pub(crate) use polynomial;

/// A polynomial of the coefficients, lowest first, by Horner's scheme: the fewest operations, in one chain.
macro_rules! horner {
    ($z:ident; $a:expr $(,)?) => { $a };
    ($z:ident; $a:expr, $($rest:expr),+ $(,)?) => { $crate::math::parts::fma(horner!($z; $($rest),+), $z, $a) };
}
pub(crate) use horner;
