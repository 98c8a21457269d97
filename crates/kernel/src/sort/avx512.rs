//! The steps of quicksort with AVX-512: partitions by compressed stores, and small pieces by networks.

use super::lanes::{Lanes, Lanes32, Lanes64};
use super::networks::sort_small;

/// Vectors that are loaded before the first is stored.
const UNROLL: usize = 4;

/// Splits `n` elements by a pivot: the lesser ones go to `lo`, the others to `hi`, in their order. Gives the number of
/// the lesser ones.
///
/// Whole vectors are stored, at most as far as elements were read: both places need room for `n` elements, and either
/// may be the source itself.
///
/// # Safety
/// The instructions of `L`; `n` elements at `from` may be read, at `lo` and `hi` written; `lo` and `hi` do not overlap.
#[inline(always)]
unsafe fn split<L: Lanes>(
    from: *const L::Key,
    n: usize,
    mut lo: *mut L::Key,
    mut hi: *mut L::Key,
    pivot: L::Key,
) -> usize {
    let start = lo;
    let whole = n / L::LANES * L::LANES;
    let all = if L::LANES == 16 { 0xffff } else { 0xff };
    // SAFETY: `lo` and `hi` are each at most as many elements from their beginning as were read before the vector that is
    // stored, so that a whole vector ends no later than the one it was read as; all of a round are read before.
    unsafe {
        let pivot = L::splat(pivot);
        let mut put = |v: L::V| {
            let less = L::less(v, pivot);
            L::store(lo, L::compress(v, less));
            L::store(hi, L::compress(v, !less & all));
            let count = less.count_ones() as usize;
            lo = lo.add(count);
            hi = hi.add(L::LANES - count);
        };
        let mut at = 0;
        while at + UNROLL * L::LANES <= whole {
            let v: [L::V; UNROLL] = [
                L::load(from.add(at)),
                L::load(from.add(at + L::LANES)),
                L::load(from.add(at + 2 * L::LANES)),
                L::load(from.add(at + 3 * L::LANES)),
            ];
            put(v[0]);
            put(v[1]);
            put(v[2]);
            put(v[3]);
            at += UNROLL * L::LANES;
        }
        while at < whole {
            put(L::load(from.add(at)));
            at += L::LANES;
        }
        let rest = n - whole;
        if rest > 0 {
            let v = L::load_part(from.add(whole), rest, pivot);
            let chosen = (1u32 << rest) - 1;
            let less = L::less(v, pivot) & chosen;
            let count = less.count_ones() as usize;
            L::store_part(lo, count, L::compress(v, less));
            L::store_part(hi, rest - count, L::compress(v, !less & chosen));
            lo = lo.add(count);
        }
        lo.offset_from(start) as usize
    }
}

macro_rules! steps {
    ($split:ident $small:ident $lanes:ident $key:ident) => {
        /// [`split`].
        ///
        /// # Safety
        /// As there.
        #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt,avx512f,avx512bw,avx512dq,avx512vl,popcnt")]
        pub(super) unsafe fn $split(from: *const $key, n: usize, lo: *mut $key, hi: *mut $key, pivot: $key) -> usize {
            // SAFETY: the caller's word.
            unsafe { split::<$lanes>(from, n, lo, hi, pivot) }
        }

        /// [`sort_small`].
        ///
        /// # Safety
        /// As there.
        #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt,avx512f,avx512bw,avx512dq,avx512vl,popcnt")]
        pub(super) unsafe fn $small(from: *const $key, to: *mut $key, n: usize) {
            // SAFETY: the caller's word.
            unsafe { sort_small::<$lanes>(from, to, n) }
        }
    };
}
steps!(split32 small32 Lanes32 i32);
steps!(split64 small64 Lanes64 i64);
