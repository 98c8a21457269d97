//! Vectors of floats, as sorting needs them: the minima and maxima of floats take half the time of those of integers.
//!
//! An exchange loses nothing, whatever the lanes hold: where elements are equal or one is NaN, minimum and maximum both give
//! their second operand, and have their operands in different order. Zeros are equal; NaNs are not sorted.

use std::arch::x86_64::*;

use super::lanes::{Lanes, Lanes32, Lanes64, upper};
use super::ordered::Ordered;

macro_rules! float_lanes {
    ($(#[$text:meta])* $name:ident $t:ident $bits:ident $moves:ident $mask:ident;
     $of:ident $to:ident $compare:ident $min:ident $max:ident $max_where:ident) => {
        $(#[$text])*
        pub(super) struct $name;

        impl Lanes for $name {
            type Key = Ordered<$t>;
            type V = __m512i;
            const LANES: usize = $moves::LANES;
            const GREATEST: Ordered<$t> = Ordered($t::INFINITY);

            #[inline(always)]
            unsafe fn splat(key: Ordered<$t>) -> __m512i {
                // SAFETY: the caller has the instructions; so in all functions here.
                unsafe { $moves::splat(key.0.to_bits() as $bits) }
            }
            #[inline(always)]
            unsafe fn load(from: *const Ordered<$t>) -> __m512i {
                // SAFETY: the caller's word.
                unsafe { $moves::load(from.cast()) }
            }
            #[inline(always)]
            unsafe fn load_part(from: *const Ordered<$t>, n: usize, rest: __m512i) -> __m512i {
                // SAFETY: the caller's word.
                unsafe { $moves::load_part(from.cast(), n, rest) }
            }
            #[inline(always)]
            unsafe fn store(to: *mut Ordered<$t>, v: __m512i) {
                // SAFETY: the caller's word.
                unsafe { $moves::store(to.cast(), v) }
            }
            #[inline(always)]
            unsafe fn store_part(to: *mut Ordered<$t>, n: usize, v: __m512i) {
                // SAFETY: the caller's word.
                unsafe { $moves::store_part(to.cast(), n, v) }
            }
            #[inline(always)]
            unsafe fn less(a: __m512i, b: __m512i) -> u32 {
                // SAFETY: see above.
                unsafe { $compare::<_CMP_LT_OQ>($of(a), $of(b)).into() }
            }
            #[inline(always)]
            unsafe fn differs(a: __m512i, b: __m512i) -> u32 {
                // SAFETY: see above.
                unsafe { $compare::<_CMP_NEQ_UQ>($of(a), $of(b)).into() }
            }
            #[inline(always)]
            unsafe fn compress(v: __m512i, chosen: u32) -> __m512i {
                // SAFETY: see above.
                unsafe { $moves::compress(v, chosen) }
            }
            #[inline(always)]
            unsafe fn store_both(lo: *mut Ordered<$t>, hi: *mut Ordered<$t>, v: __m512i, chosen: u32) {
                // SAFETY: the caller's word.
                unsafe { $moves::store_both(lo.cast(), hi.cast(), v, chosen) }
            }
            #[inline(always)]
            unsafe fn exchange(a: __m512i, b: __m512i) -> (__m512i, __m512i) {
                // SAFETY: see above.
                unsafe { ($to($min($of(a), $of(b))), $to($max($of(b), $of(a)))) }
            }
            #[inline(always)]
            unsafe fn permute<const XOR: usize>(v: __m512i) -> __m512i {
                // SAFETY: see above.
                unsafe { $moves::permute::<XOR>(v) }
            }
            #[inline(always)]
            unsafe fn exchange_within<const XOR: usize>(v: __m512i) -> __m512i {
                // SAFETY: see above. Lanes `i` and `i ^ XOR` have the same two operands, each the other's second.
                unsafe {
                    let other = Self::permute::<XOR>(v);
                    let (v, other) = ($of(v), $of(other));
                    $to($max_where($min(v, other), upper(XOR) as $mask, v, other))
                }
            }
        }
    };
}
float_lanes! {
    /// Eight floats of 64 bits.
    FloatLanes64 f64 i64 Lanes64 __mmask8;
    _mm512_castsi512_pd _mm512_castpd_si512 _mm512_cmp_pd_mask _mm512_min_pd _mm512_max_pd _mm512_mask_max_pd
}
float_lanes! {
    /// Sixteen floats of 32 bits.
    FloatLanes32 f32 i32 Lanes32 __mmask16;
    _mm512_castsi512_ps _mm512_castps_si512 _mm512_cmp_ps_mask _mm512_min_ps _mm512_max_ps _mm512_mask_max_ps
}
