//! Which instruction set the kernels of this process use.
//!
//! The choice is made once, at the first call, from the processor and from
//! the environment variable `NPCORE_SIMD`, and never changes afterwards: two
//! results of one process never come from two instruction sets. (They would be
//! equal bit for bit anyway; the tests of this crate hold every tier against
//! [`Tier::Base`].)

use std::sync::OnceLock;

/// A level of the processor's vector instructions for which kernels exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Tier {
    /// What every processor of the target has: SSE2 on x86-64, NEON on
    /// aarch64.
    Base = 0,
    /// x86-64-v3: AVX2, FMA, F16C, BMI1, BMI2, POPCNT.
    V3 = 1,
    /// x86-64-v4: AVX-512 F, BW, DQ and VL besides everything of V3.
    V4 = 2,
}

impl Tier {
    /// All tiers, lowest first.
    pub const ALL: [Tier; 3] = [Tier::Base, Tier::V3, Tier::V4];

    /// The name that `NPCORE_SIMD` knows it by: `base`, `v3` or `v4`.
    pub fn name(self) -> &'static str {
        match self {
            Tier::Base => "base",
            Tier::V3 => "v3",
            Tier::V4 => "v4",
        }
    }

    /// Whether this processor can run the kernels of the tier.
    ///
    /// ```
    /// use npcore_kernel::Tier;
    /// assert!(Tier::Base.is_available());
    /// ```
    #[cfg(target_arch = "x86_64")]
    pub fn is_available(self) -> bool {
        use std::arch::is_x86_feature_detected as has;
        let v3 = || {
            has!("avx2")
                && has!("fma")
                && has!("f16c")
                && has!("bmi1")
                && has!("bmi2")
                && has!("lzcnt")
                && has!("popcnt")
        };
        match self {
            Tier::Base => true,
            Tier::V3 => v3(),
            Tier::V4 => v3() && has!("avx512f") && has!("avx512bw") && has!("avx512dq") && has!("avx512vl"),
        }
    }

    /// Whether this processor can run the kernels of the tier: off x86-64 only
    /// those of [`Tier::Base`].
    #[cfg(not(target_arch = "x86_64"))]
    pub fn is_available(self) -> bool {
        matches!(self, Tier::Base)
    }
}

/// The tiers that this processor can run, lowest first; never empty.
///
/// ```
/// use npcore_kernel::{Tier, available_tiers};
/// assert_eq!(available_tiers().next(), Some(Tier::Base));
/// ```
pub fn available_tiers() -> impl Iterator<Item = Tier> {
    Tier::ALL.into_iter().filter(|tier| tier.is_available())
}

/// The tier that this process uses.
///
/// It is the highest the processor has, or the one that the environment
/// variable `NPCORE_SIMD` (`base`, `v3`, `v4`) names. If that one is not
/// available the highest available tier below it is taken; an unknown name is
/// ignored. Either case is told once on the standard error.
///
/// ```
/// let tier = npcore_kernel::tier();
/// assert!(tier.is_available());
/// ```
#[inline]
pub fn tier() -> Tier {
    static TIER: OnceLock<Tier> = OnceLock::new();
    *TIER.get_or_init(|| choose(std::env::var("NPCORE_SIMD").ok().as_deref()))
}

#[cold]
fn choose(wanted: Option<&str>) -> Tier {
    let highest = |limit: Tier| available_tiers().filter(|&tier| tier <= limit).last().unwrap_or(Tier::Base);
    let Some(name) = wanted.map(str::trim).filter(|name| !name.is_empty()) else {
        return highest(Tier::V4);
    };
    match Tier::ALL.into_iter().find(|tier| tier.name().eq_ignore_ascii_case(name)) {
        Some(tier) if tier.is_available() => tier,
        Some(tier) => {
            let used = highest(tier);
            eprintln!("npcore: NPCORE_SIMD={} is not available on this processor, using {}", tier.name(), used.name());
            used
        }
        None => {
            let used = highest(Tier::V4);
            eprintln!("npcore: NPCORE_SIMD={name:?} is none of base, v3, v4; using {}", used.name());
            used
        }
    }
}

/// Expands a macro of functions once per tier, with the features that they are compiled for and a name.
macro_rules! per_tier {
    ($functions:ident) => {
        $functions!(base);
        #[cfg(target_arch = "x86_64")]
        $functions!(
            #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt")]
            v3
        );
        #[cfg(target_arch = "x86_64")]
        $functions!(
            #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt,avx512f,avx512bw,avx512dq,avx512vl")]
            v4
        );
    };
}
pub(crate) use per_tier;

/// Declares `base` and `v3`, which are `$body` compiled for every processor, and with AVX2.
macro_rules! base_and_v3 {
    ($body:path, ($($arg:ident: $t:ty),*)) => {
        unsafe fn base($($arg: $t),*) {
            // SAFETY: the caller's word.
            unsafe { $body($($arg),*) }
        }
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt")]
        unsafe fn v3($($arg: $t),*) {
            // SAFETY: the caller's word.
            unsafe { $body($($arg),*) }
        }
    };
}
pub(crate) use base_and_v3;

/// The function of type `$loop` that a tier takes: `$body`, compiled for every processor, and with AVX2 for V3 and above.
macro_rules! by_tier {
    ($tier:expr, $loop:ty, $body:path, ($($arg:ident: $t:ty),*)) => {{
        $crate::tier::base_and_v3!($body, ($($arg: $t),*));
        match $tier {
            #[cfg(target_arch = "x86_64")]
            $crate::tier::Tier::V3 | $crate::tier::Tier::V4 => v3 as $loop,
            _ => base as $loop,
        }
    }};
}
pub(crate) use by_tier;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_can_always_be_forced() {
        assert_eq!(choose(Some("base")), Tier::Base);
        assert_eq!(choose(Some(" BASE ")), Tier::Base);
    }

    #[test]
    fn unknown_and_empty_names_give_the_highest() {
        let highest = available_tiers().last();
        assert_eq!(Some(choose(Some("avx9"))), highest);
        assert_eq!(Some(choose(Some(""))), highest);
        assert_eq!(Some(choose(None)), highest);
    }

    #[test]
    fn a_forced_tier_is_never_exceeded() {
        for tier in Tier::ALL {
            assert!(choose(Some(tier.name())) <= tier);
            assert!(choose(Some(tier.name())).is_available());
        }
    }
}
