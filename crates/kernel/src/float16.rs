//! Half-precision numbers: conversions, rounded to nearest with ties to even.
//!
//! There is no arithmetic here: an operation on f16 is carried out in f32 by
//! blocks (see [`ViaSingle`](crate::kernel::ViaSingle)), as NumPy does it element
//! by element. The conversions of every tier agree on every bit, NaN's too: a NaN
//! becomes quiet and keeps the upper bits of its payload, as the processor's
//! instructions (F16C) have it.

use npcore_dtype::round_to_odd;

use crate::element::Half;
#[cfg(target_arch = "x86_64")]
use crate::run::erase1;
use crate::run::{Op1, Run1, run1};
use crate::tier::Tier;

/// f16 to f32 by tier.
pub(crate) const HALF_TO_SINGLE: [Run1; 3] = by_tier(
    run1::<HalfToSingle>(Tier::Base),
    #[cfg(target_arch = "x86_64")]
    erase1(x86::half_to_single),
);

/// f32 to f16 by tier.
pub(crate) const SINGLE_TO_HALF: [Run1; 3] = by_tier(
    run1::<SingleToHalf>(Tier::Base),
    #[cfg(target_arch = "x86_64")]
    erase1(x86::single_to_half),
);

/// f64 to f16 by tier, rounding once.
pub(crate) const DOUBLE_TO_HALF: [Run1; 3] = by_tier(
    run1::<DoubleToHalf>(Tier::Base),
    #[cfg(target_arch = "x86_64")]
    erase1(x86::double_to_half),
);

#[cfg(target_arch = "x86_64")]
const fn by_tier(base: Run1, v3: Run1) -> [Run1; 3] {
    [base, v3, v3]
}

#[cfg(not(target_arch = "x86_64"))]
const fn by_tier(base: Run1) -> [Run1; 3] {
    [base; 3]
}

struct HalfToSingle;

impl Op1 for HalfToSingle {
    type A = Half;
    type O = f32;
    const TIER: Tier = Tier::Base;
    #[inline(always)]
    fn f(a: Half) -> f32 {
        to_single(a.0)
    }
}

struct SingleToHalf;

impl Op1 for SingleToHalf {
    type A = f32;
    type O = Half;
    const TIER: Tier = Tier::Base;
    #[inline(always)]
    fn f(a: f32) -> Half {
        Half(from_single(a))
    }
}

struct DoubleToHalf;

impl Op1 for DoubleToHalf {
    type A = f64;
    type O = Half;
    const TIER: Tier = Tier::Base;
    #[inline(always)]
    fn f(a: f64) -> Half {
        Half(from_single(round_to_odd(a)))
    }
}

/// The f32 of an f16's bits.
///
/// Exact. The bits are moved to f32's places and scaled by 2^112, the difference
/// of the exponents' biases, which makes subnormal numbers normal on the way.
#[inline(always)]
pub fn to_single(half: u16) -> f32 {
    let magnitude = (half as u32 & 0x7fff) << 13;
    let sign = (half as u32 & 0x8000) << 16;
    // 2^112
    let scaled = f32::from_bits(magnitude) * f32::from_bits(0x7780_0000);
    // Infinity and NaN have all exponent bits set; a NaN becomes quiet.
    let quiet = if magnitude > 0x0f80_0000 { 0x0040_0000 } else { 0 };
    let special = magnitude | 0x7f80_0000 | quiet;
    let bits = if magnitude >= 0x0f80_0000 { special } else { scaled.to_bits() };
    f32::from_bits(bits | sign)
}

/// The bits of the f16 nearest to an f32, of two the even one.
#[inline(always)]
pub fn from_single(single: f32) -> u16 {
    let bits = single.to_bits();
    let sign = (bits >> 16) & 0x8000;
    let magnitude = bits & 0x7fff_ffff;
    // Normal results: the exponent's bias changes by 112; half of the last kept
    // place less one, plus the last kept bit, carries exactly when to round up.
    let normal = magnitude.wrapping_sub(112 << 23).wrapping_add(0x0fff + ((magnitude >> 13) & 1)) >> 13;
    // Subnormal results, in steps of 2^-24: adding 0.5, whose last place is
    // 2^-24, leaves the rounded number of steps in the low bits.
    let subnormal = (f32::from_bits(magnitude) + 0.5).to_bits().wrapping_sub(0x3f00_0000);
    let quiet = 0x7e00 | (magnitude >> 13) & 0x03ff;
    let half = if magnitude > 0x7f80_0000 {
        quiet
    } else if magnitude >= 0x4780_0000 {
        0x7c00 // 65536 and more; what lies between 65520 and it carries there
    } else if magnitude < 0x3880_0000 {
        subnormal // below 2^-14
    } else {
        normal
    };
    (half | sign) as u16
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{Half, from_single, round_to_odd, to_single};
    use crate::element::{Out, Un};

    #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt")]
    pub(super) unsafe fn half_to_single(a: &[Un<Half>], o: &mut [Out<f32>]) {
        let whole = o.len() / 8 * 8;
        for i in (0..whole).step_by(8) {
            // SAFETY: eight elements from i on are inside both slices, which have
            // the same length; the instructions accept any alignment.
            unsafe {
                let half = _mm_loadu_si128(a.as_ptr().add(i).cast());
                _mm256_storeu_ps(o.as_mut_ptr().add(i).cast(), _mm256_cvtph_ps(half));
            }
        }
        for (a, o) in a[whole..].iter().zip(&mut o[whole..]) {
            o.write(Un(to_single(a.0.0)));
        }
    }

    #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt")]
    pub(super) unsafe fn single_to_half(a: &[Un<f32>], o: &mut [Out<Half>]) {
        let whole = o.len() / 8 * 8;
        for i in (0..whole).step_by(8) {
            // SAFETY: as above.
            unsafe {
                let single = _mm256_loadu_ps(a.as_ptr().add(i).cast());
                let half = _mm256_cvtps_ph::<_MM_FROUND_TO_NEAREST_INT>(single);
                _mm_storeu_si128(o.as_mut_ptr().add(i).cast(), half);
            }
        }
        for (a, o) in a[whole..].iter().zip(&mut o[whole..]) {
            o.write(Un(Half(from_single(a.0))));
        }
    }

    #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt")]
    pub(super) unsafe fn double_to_half(a: &[Un<f64>], o: &mut [Out<Half>]) {
        let whole = o.len() / 8 * 8;
        for i in (0..whole).step_by(8) {
            let mut odd = [0.0f32; 8];
            for j in 0..8 {
                odd[j] = round_to_odd(a[i + j].0);
            }
            // SAFETY: as above.
            unsafe {
                let single = _mm256_loadu_ps(odd.as_ptr());
                let half = _mm256_cvtps_ph::<_MM_FROUND_TO_NEAREST_INT>(single);
                _mm_storeu_si128(o.as_mut_ptr().add(i).cast(), half);
            }
        }
        for (a, o) in a[whole..].iter().zip(&mut o[whole..]) {
            o.write(Un(Half(from_single(round_to_odd(a.0)))));
        }
    }
}
