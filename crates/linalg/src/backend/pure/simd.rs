//! One body for every SIMD tier.

use num_traits::Float;

#[cfg(target_arch = "x86_64")]
use npcore_kernel::Tier;

/// Code that is compiled once for each tier.
pub(super) trait Body {
    type Out;
    /// With `FUSED`, [`multiply_add`] is one instruction. Implementations are `#[inline(always)]`, as is all they call:
    /// only so are they compiled with the tier's instructions.
    fn run<const FUSED: bool>(self) -> Self::Out;
}

/// `a * b + c`, rounded once where that is one instruction.
#[inline(always)]
pub(super) fn multiply_add<const FUSED: bool, R: Float>(a: R, b: R, c: R) -> R {
    if FUSED { a.mul_add(b, c) } else { a * b + c }
}

/// Runs a body with the widest instructions that kernels may use.
#[inline]
pub(super) fn dispatch<B: Body>(body: B) -> B::Out {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt")]
        fn v3<B: Body>(body: B) -> B::Out {
            body.run::<true>()
        }
        #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt,avx512f,avx512bw,avx512dq,avx512vl")]
        fn v4<B: Body>(body: B) -> B::Out {
            body.run::<true>()
        }
        match npcore_kernel::tier() {
            // SAFETY: the processor has what the tier names.
            Tier::V4 => return unsafe { v4(body) },
            // SAFETY: as above.
            Tier::V3 => return unsafe { v3(body) },
            Tier::Base => {}
        }
    }
    // NEON has it.
    body.run::<{ cfg!(target_arch = "aarch64") }>()
}
