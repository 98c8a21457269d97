//! Exponents and mantissas, neighbouring floats: what is done on the bits of floats.

use std::marker::PhantomData;

use crate::arithmetic::{flags, op1, op2, or};
use crate::element::Half;
use crate::float16::{from_single, to_single};
use crate::run::{Op1, Op2, Run2};
use crate::tier::Tier;

/// A float taken apart: sign and mantissa as those of a number in [1, 2), and the
/// exponent of 2 that goes with it. Not for 0, infinity and NaN.
macro_rules! parts {
    ($t:ident, $u:ident, $i:ident, $digits:literal, $bias:literal, $a:ident) => {{
        // Subnormal numbers are normal by the scaling.
        let small = $a.abs() < $t::MIN_POSITIVE;
        let scale = $t::from_bits(if small { ($bias + $digits + 2) << $digits } else { $bias << $digits });
        let bits = ($a * scale).to_bits();
        let mask: $u = (2 * $bias + 1) << $digits;
        let exponent = ((bits & mask) >> $digits) as $i - $bias - if small { $digits + 2 } else { 0 };
        (bits & !mask | $bias << $digits, exponent)
    }};
}

/// Whether it is 0, infinite or NaN.
macro_rules! special {
    ($t:ident, $a:ident) => {
        !($a.abs() > 0.0 && $a.abs() < $t::INFINITY)
    };
}

macro_rules! mantissa {
    ($t:ident, $u:ident, $i:ident, $digits:literal, $bias:literal, $a:ident) => {{
        let (bits, _) = parts!($t, $u, $i, $digits, $bias, $a);
        // Half of what is in [1, 2).
        if special!($t, $a) { $a } else { $t::from_bits(bits - (1 << $digits)) }
    }};
}

macro_rules! exponent {
    ($t:ident, $u:ident, $i:ident, $digits:literal, $bias:literal, $a:ident) => {{
        let (_, exponent) = parts!($t, $u, $i, $digits, $bias, $a);
        if special!($t, $a) { 0 } else { exponent as i32 + 1 }
    }};
}

op1! {
    FrexpMantissa;
    f32: |a| mantissa!(f32, u32, i32, 23, 127, a);
    f64: |a| mantissa!(f64, u64, i64, 52, 1023, a);
}

op1! {
    FrexpExponent;
    f32 => i32: |a| exponent!(f32, u32, i32, 23, 127, a);
    f64 => i32: |a| exponent!(f64, u64, i64, 52, 1023, a);
}

/// The mantissa with as much of the exponent as makes a normal number, times the rest
/// of the power: the one product that can round.
macro_rules! scaled {
    ($t:ident, $u:ident, $i:ident, $digits:literal, $bias:literal, $limit:literal, $a:ident, $b:ident) => {{
        let (bits, exponent) = parts!($t, $u, $i, $digits, $bias, $a);
        // What lies outside over- or underflows as surely at these bounds.
        let power = exponent + $b.clamp(-5000, 5000) as $i;
        let power = power.clamp(-2 * $limit, 2 * $limit);
        let inner = power.clamp(-$limit, $limit);
        let first = $t::from_bits(bits.wrapping_add((inner as $u) << $digits));
        let second = $t::from_bits(((power - inner + $bias) as $u) << $digits);
        if special!($t, $a) { $a } else { first * second }
    }};
}

pub(crate) struct Ldexp<T>(PhantomData<T>);

macro_rules! ldexp {
    ($($t:ty $(, $runs:path)?: |$a:ident, $b:ident| $e:expr;)*) => { $(
        impl Op2 for Ldexp<$t> {
            type A = $t;
            type B = i32;
            type O = $t;
            $(
                const TIER: Tier = Tier::V4;
                const BOTH: Option<[Run2; 3]> = Some($runs);
            )?
            #[inline(always)]
            fn f($a: $t, $b: i32) -> $t { $e }
        }
    )* };
}
ldexp! {
    // By way of f32, whose subnormal numbers are far below f16's: rounded once.
    Half: |a, b| {
        let x = to_single(a.0);
        Half(from_single(scaled!(f32, u32, i32, 23, 127, 110, x, b)))
    };
    f32, scalef::RUNS_F32: |a, b| scaled!(f32, u32, i32, 23, 127, 110, a, b);
    f64, scalef::RUNS_F64: |a, b| scaled!(f64, u64, i64, 52, 1023, 1000, a, b);
}

/// The loops of [`Ldexp`] over two arrays. AVX-512 has an instruction that scales with
/// one rounding (three to four times as fast).
mod scalef {
    use super::Ldexp;
    use crate::element::{Out, Un};
    use crate::run::{Op2, Run2, erase2};

    #[inline(always)]
    fn body<K: Op2>(a: &[Un<K::A>], b: &[Un<K::B>], o: &mut [Out<K::O>]) {
        for ((a, b), o) in a.iter().zip(b).zip(o) {
            o.write(Un(K::f(a.0, b.0)));
        }
    }

    unsafe fn base<K: Op2>(a: &[Un<K::A>], b: &[Un<K::B>], o: &mut [Out<K::O>]) {
        body::<K>(a, b, o);
    }

    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt")]
    unsafe fn v3<K: Op2>(a: &[Un<K::A>], b: &[Un<K::B>], o: &mut [Out<K::O>]) {
        body::<K>(a, b, o);
    }

    /// The loop of one type: lanes, how to load, scale and store as many.
    #[cfg(target_arch = "x86_64")]
    macro_rules! v4 {
        ($name:ident, $t:ident, $lanes:literal, |$a:ident, $b:ident, $o:ident| $step:expr) => {
            #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt,avx512f,avx512bw,avx512dq,avx512vl")]
            unsafe fn $name(a: &[Un<$t>], b: &[Un<i32>], o: &mut [Out<$t>]) {
                use std::arch::x86_64::*;
                let whole = o.len().min(a.len()).min(b.len()) / $lanes * $lanes;
                for i in (0..whole).step_by($lanes) {
                    // SAFETY: as many elements from `i` on are inside all three slices; the
                    // instructions accept any alignment.
                    unsafe {
                        let ($a, $b, $o) = (a.as_ptr().add(i), b.as_ptr().add(i), o.as_mut_ptr().add(i));
                        $step
                    }
                }
                body::<Ldexp<$t>>(&a[whole..], &b[whole..], &mut o[whole..]);
            }
        };
    }
    #[cfg(target_arch = "x86_64")]
    v4!(v4_f32, f32, 16, |a, b, o| {
        // Exponents too large to be exact floats over- or underflow all the same.
        let power = _mm512_cvtepi32_ps(_mm512_loadu_si512(b.cast()));
        _mm512_storeu_ps(o.cast(), _mm512_scalef_ps(_mm512_loadu_ps(a.cast()), power))
    });
    #[cfg(target_arch = "x86_64")]
    v4!(v4_f64, f64, 8, |a, b, o| {
        let power = _mm512_cvtepi32_pd(_mm256_loadu_si256(b.cast()));
        _mm512_storeu_pd(o.cast(), _mm512_scalef_pd(_mm512_loadu_pd(a.cast()), power))
    });

    #[cfg(target_arch = "x86_64")]
    pub(super) const RUNS_F32: [Run2; 3] = [erase2(base::<Ldexp<f32>>), erase2(v3::<Ldexp<f32>>), erase2(v4_f32)];
    #[cfg(target_arch = "x86_64")]
    pub(super) const RUNS_F64: [Run2; 3] = [erase2(base::<Ldexp<f64>>), erase2(v3::<Ldexp<f64>>), erase2(v4_f64)];
    #[cfg(not(target_arch = "x86_64"))]
    pub(super) const RUNS_F32: [Run2; 3] = [erase2(base::<Ldexp<f32>>); 3];
    #[cfg(not(target_arch = "x86_64"))]
    pub(super) const RUNS_F64: [Run2; 3] = [erase2(base::<Ldexp<f64>>); 3];
}

/// The distance to the neighbour away from zero, with the sign; of infinity NaN,
/// which the next bit pattern is.
macro_rules! spacing {
    ($t:ident, $a:ident) => {{
        let away = $t::from_bits($a.to_bits().wrapping_add(1));
        if $a == 0.0 { $t::from_bits(1) } else { away - $a }
    }};
}

op1! {
    Spacing;
    // NumPy's is the distance to the next larger number here: positive, and half as
    // large for negative powers of two.
    Half: |a| {
        let magnitude = a.0 & 0x7fff;
        let above = if a.0 >> 15 == 0 { a.0.wrapping_add(1) } else { a.0.wrapping_sub(1) };
        let above = if magnitude == 0 { 1 } else { above };
        let distance = from_single(to_single(above) - to_single(a.0));
        Half(if magnitude >= 0x7c00 { magnitude | 0x7e00 } else { distance })
    };
    f32: |a| spacing!(f32, a);
    f64: |a| spacing!(f64, a);
}

/// The bits one up or down; from 0 the smallest number of the second's sign.
macro_rules! next {
    ($t:ident, $a:ident, $b:ident) => {{
        let bits = $a.to_bits();
        let away = ($a < $b) == ($a > 0.0);
        let step = $t::from_bits(if away { bits.wrapping_add(1) } else { bits.wrapping_sub(1) });
        let step = if $a == 0.0 { $t::from_bits(1).copysign($b) } else { step };
        let step = if $a == $b { $b } else { step };
        if $a.is_nan() || $b.is_nan() { $a + $b } else { step }
    }};
}

op2! {
    Nextafter;
    // Of equal ones the first here (zeros of different signs), as in NumPy.
    Half: |a, b| {
        // In the order of the numbers, as integers.
        let order = |x: Half| {
            let magnitude = (x.0 & 0x7fff) as i16;
            if x.0 >> 15 == 0 { magnitude } else { -magnitude }
        };
        let (x, y) = (order(a), order(b));
        let away = (x < y) == (x > 0);
        let step = if away { a.0.wrapping_add(1) } else { a.0.wrapping_sub(1) };
        let step = if x == 0 { b.0 & 0x8000 | 1 } else { step };
        let step = if x == y { a.0 } else { step };
        Half(if a.0 & 0x7fff > 0x7c00 || b.0 & 0x7fff > 0x7c00 { 0x7e00 } else { step })
    };
    f32: |a, b| next!(f32, a, b);
    f64: |a, b| next!(f64, a, b);
}

op1! {
    /// By the quotient rounded to the type, as in NumPy.
    Degrees;
    f32: |a| a * (180.0 / std::f32::consts::PI);
    f64: |a| a * (180.0 / std::f64::consts::PI);
}

op1! {
    Radians;
    f32: |a| a * (std::f32::consts::PI / 180.0);
    f64: |a| a * (std::f64::consts::PI / 180.0);
}
