//! The steps of quicksort with AVX-512: partitions in place, and small pieces by networks.

use super::float_lanes::{FloatLanes32, FloatLanes64};
use super::lanes::{Lanes, Lanes32, Lanes64};
use super::networks::sort_small;
use super::ordered::Ordered;

/// Vectors that are loaded before the first of them is stored.
const BLOCK: usize = 8;

/// As many elements as [`split`] needs, in vectors.
pub(super) const SPLIT_FROM: usize = 2 * BLOCK;

/// Puts the lesser elements of a vector at `lo`, and the others before `hi`.
///
/// # Safety
/// As [`Lanes::store_both`].
#[inline(always)]
unsafe fn put<L: Lanes>(list: *mut L::Key, lo: &mut usize, hi: &mut usize, v: L::V, pivot: L::V) {
    // SAFETY: the caller's word.
    unsafe {
        let less = L::less(v, pivot);
        L::store_both(list.add(*lo), list.add(*hi), v, less);
        let count = less.count_ones() as usize;
        *lo += count;
        *hi -= L::LANES - count;
    }
}

/// Splits `n` elements in place by a pivot: gives the number of the lesser ones, which come first.
///
/// Two blocks are taken into registers, so that there is room for one at either end. From then on a block is read at the
/// end that has less room, and its elements go to both ends: no end runs out of room.
///
/// # Safety
/// The instructions of `L`; `n` elements at `list` may be read and written, at least [`SPLIT_FROM`] vectors.
#[inline(always)]
unsafe fn split<L: Lanes>(list: *mut L::Key, n: usize, pivot: L::Key) -> usize {
    debug_assert!(n >= SPLIT_FROM * L::LANES);
    let block = BLOCK * L::LANES;
    // What is left over of whole vectors is at the end, and taken first of all.
    let rest = n % L::LANES;
    // What is between `left` and `right` has not been read; what is before `lo` and behind `hi` is done.
    let (mut left, mut right) = (block, n - rest - block);
    let (mut lo, mut hi) = (0, n);
    // SAFETY: reads are between `left` and `right`, which begin inside the list. Between `lo` and `left` and between
    // `right` and `hi` there is room for two blocks together, once the rest is stored. After a block was read at the end
    // where there is less, there is room for one at either, and as long as `i` vectors of it are still to be stored, for
    // these `i`. So a vector fits behind `lo`, and one before `hi`. The first two blocks come last: then both ends share the
    // room, which is that of the vectors that are left.
    unsafe {
        let pivot = L::splat(pivot);
        let load = |at: usize| -> [L::V; BLOCK] { std::array::from_fn(|i| L::load(list.add(at + i * L::LANES))) };
        let (first, last) = (load(0), load(right));
        if rest > 0 {
            let v = L::load_part(list.add(n - rest), rest, pivot);
            let chosen = (1u32 << rest) - 1;
            let less = L::less(v, pivot) & chosen;
            lo = less.count_ones() as usize;
            hi = n - (rest - lo);
            L::store_part(list, lo, L::compress(v, less));
            L::store_part(list.add(hi), rest - lo, L::compress(v, !less & chosen));
        }
        while right - left >= block {
            // A branch, which is predicted: a choice of addresses would hold up the loads until the stores before are known.
            if hi - right < left - lo {
                right -= block;
                for v in load(right) {
                    put::<L>(list, &mut lo, &mut hi, v, pivot);
                }
            } else {
                let v = load(left);
                left += block;
                for v in v {
                    put::<L>(list, &mut lo, &mut hi, v, pivot);
                }
            }
        }
        while left < right {
            let at_right = hi - right < left - lo;
            right -= if at_right { L::LANES } else { 0 };
            let v = L::load(list.add(if at_right { right } else { left }));
            left += if at_right { 0 } else { L::LANES };
            put::<L>(list, &mut lo, &mut hi, v, pivot);
        }
        for v in first {
            put::<L>(list, &mut lo, &mut hi, v, pivot);
        }
        for v in last {
            put::<L>(list, &mut lo, &mut hi, v, pivot);
        }
        lo
    }
}

/// Whether all of `n` elements are equal to one.
///
/// # Safety
/// The instructions of `L`; `n` elements at `list` may be read.
#[inline(always)]
unsafe fn all_equal<L: Lanes>(list: *const L::Key, n: usize, key: L::Key) -> bool {
    let block = BLOCK * L::LANES;
    // SAFETY: at most `n` elements are read.
    unsafe {
        let key = L::splat(key);
        let mut at = 0;
        while at + block <= n {
            let differs = |i: usize| L::differs(L::load(list.add(at + i * L::LANES)), key);
            if (0..BLOCK).fold(0, |any, i| any | differs(i)) != 0 {
                return false;
            }
            at += block;
        }
        while at < n {
            if L::differs(L::load_part(list.add(at), (n - at).min(L::LANES), key), key) != 0 {
                return false;
            }
            at += L::LANES;
        }
        true
    }
}

macro_rules! steps {
    ($split:ident $equal:ident $small:ident: $lanes:ident $key:ty) => {
        /// [`split`].
        ///
        /// # Safety
        /// As there.
        #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt,avx512f,avx512bw,avx512dq,avx512vl,popcnt")]
        pub(super) unsafe fn $split(list: *mut $key, n: usize, pivot: $key) -> usize {
            // SAFETY: the caller's word.
            unsafe { split::<$lanes>(list, n, pivot) }
        }

        /// [`all_equal`].
        ///
        /// # Safety
        /// As there.
        #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt,avx512f,avx512bw,avx512dq,avx512vl,popcnt")]
        pub(super) unsafe fn $equal(list: *const $key, n: usize, key: $key) -> bool {
            // SAFETY: the caller's word.
            unsafe { all_equal::<$lanes>(list, n, key) }
        }

        /// [`sort_small`].
        ///
        /// # Safety
        /// As there.
        #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt,avx512f,avx512bw,avx512dq,avx512vl,popcnt")]
        pub(super) unsafe fn $small(list: *mut $key, n: usize) {
            // SAFETY: the caller's word.
            unsafe { sort_small::<$lanes>(list, n) }
        }
    };
}
steps!(split32 equal32 small32: Lanes32 i32);
steps!(split64 equal64 small64: Lanes64 i64);
steps!(split_f32 equal_f32 small_f32: FloatLanes32 Ordered<f32>);
steps!(split_f64 equal_f64 small_f64: FloatLanes64 Ordered<f64>);
