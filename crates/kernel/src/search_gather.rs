//! Places of keys among sorted elements of four and eight bytes, by gathers of AVX-512: 64 keys in flight.
//!
//! The elements are compared as f64 or int64, which hold all values of the narrower types. Places are byte offsets until
//! the end. A block with NaN among its keys goes the scalar way, so that one comparison is enough here: a NaN among the
//! elements is neither less than a number nor equal to it.
//!
//! Keys that ascend are searched between the place of the last one before them and that of the last one among them, which
//! steps of growing width find.

use std::arch::x86_64::*;

use npcore_dtype::ScalarType::{self, *};

use crate::search::{Search, Side, rest, time_rest};

/// Eight elements at a time.
trait Eight {
    type Vector: Copy;
    const SIZE: usize;

    /// The keys at `p`.
    unsafe fn load(p: *const u8) -> Self::Vector;
    /// One key or element in all places.
    unsafe fn one(p: *const u8) -> Self::Vector;
    /// The elements at `offsets` in bytes from `p` on.
    unsafe fn gather(p: *const u8, offsets: __m512i) -> Self::Vector;
    /// Which elements are less than the keys, or not greater.
    unsafe fn before<const RIGHT: bool>(elements: Self::Vector, keys: Self::Vector) -> __mmask8;
    /// Whether the order of some of them is not that of numbers.
    unsafe fn any_nan(keys: Self::Vector) -> bool;
    /// The scalar way.
    fn rest(right: bool) -> Search;
}

macro_rules! floats {
    ($($name:ident: $ty:ident, $t:ident, $size:literal, |$p:ident| $load:expr, |$q:ident, $o:ident| $gather:expr;)*) => { $(
        struct $name;
        impl Eight for $name {
            type Vector = __m512d;
            const SIZE: usize = $size;
            #[inline(always)]
            unsafe fn load($p: *const u8) -> __m512d {
                // SAFETY: the caller's keys.
                unsafe { $load }
            }
            #[inline(always)]
            unsafe fn one(p: *const u8) -> __m512d {
                // SAFETY: the caller's key or element.
                unsafe { _mm512_set1_pd(p.cast::<$t>().read_unaligned().into()) }
            }
            #[inline(always)]
            unsafe fn gather($q: *const u8, $o: __m512i) -> __m512d {
                // SAFETY: the caller's elements.
                unsafe { $gather }
            }
            #[inline(always)]
            unsafe fn before<const RIGHT: bool>(elements: __m512d, keys: __m512d) -> __mmask8 {
                // SAFETY: the caller's features.
                unsafe {
                    if RIGHT {
                        _mm512_cmp_pd_mask::<_CMP_LE_OQ>(elements, keys)
                    } else {
                        _mm512_cmp_pd_mask::<_CMP_LT_OQ>(elements, keys)
                    }
                }
            }
            #[inline(always)]
            unsafe fn any_nan(keys: __m512d) -> bool {
                // SAFETY: the caller's features.
                unsafe { _mm512_cmp_pd_mask::<_CMP_UNORD_Q>(keys, keys) != 0 }
            }
            fn rest(right: bool) -> Search {
                rest($ty, right)
            }
        }
    )* };
}
floats! {
    Double: Float64, f64, 8, |p| _mm512_loadu_pd(p.cast()), |p, o| _mm512_i64gather_pd::<1>(o, p.cast());
    Single: Float32, f32, 4, |p| _mm512_cvtps_pd(_mm256_loadu_ps(p.cast())),
        |p, o| _mm512_cvtps_pd(_mm512_i64gather_ps::<1>(o, p.cast()));
}

macro_rules! integers {
    ($($name:ident: $rest:expr, $t:ident, |$p:ident| $load:expr, |$q:ident, $o:ident| $gather:expr, $bias:expr;)*) => { $(
        struct $name;
        impl Eight for $name {
            type Vector = __m512i;
            const SIZE: usize = size_of::<$t>();
            #[inline(always)]
            unsafe fn load($p: *const u8) -> __m512i {
                // SAFETY: the caller's keys.
                unsafe { _mm512_add_epi64($load, _mm512_set1_epi64($bias)) }
            }
            #[inline(always)]
            unsafe fn one(p: *const u8) -> __m512i {
                // SAFETY: the caller's key or element.
                unsafe { _mm512_set1_epi64((p.cast::<$t>().read_unaligned() as i64).wrapping_add($bias)) }
            }
            #[inline(always)]
            unsafe fn gather($q: *const u8, $o: __m512i) -> __m512i {
                // SAFETY: the caller's elements.
                unsafe { _mm512_add_epi64($gather, _mm512_set1_epi64($bias)) }
            }
            #[inline(always)]
            unsafe fn before<const RIGHT: bool>(elements: __m512i, keys: __m512i) -> __mmask8 {
                // SAFETY: the caller's features.
                unsafe {
                    if RIGHT { _mm512_cmple_epi64_mask(elements, keys) } else { _mm512_cmplt_epi64_mask(elements, keys) }
                }
            }
            #[inline(always)]
            unsafe fn any_nan(_: __m512i) -> bool {
                false
            }
            fn rest(right: bool) -> Search {
                let rest: fn(bool) -> Search = $rest;
                rest(right)
            }
        }
    )* };
}
// What is added brings the values into the order of signed integers, wrapping: unsigned ones from the middle on, and
// not-a-time, the least integer, to the other end.
integers! {
    Long: |right| rest(Int64, right), i64, |p| _mm512_loadu_si512(p.cast()), |p, o| _mm512_i64gather_epi64::<1>(o, p.cast()), 0;
    ULong: |right| rest(UInt64, right), u64, |p| _mm512_loadu_si512(p.cast()),
        |p, o| _mm512_i64gather_epi64::<1>(o, p.cast()), i64::MIN;
    Times: time_rest, i64, |p| _mm512_loadu_si512(p.cast()), |p, o| _mm512_i64gather_epi64::<1>(o, p.cast()), -1;
    Int: |right| rest(Int32, right), i32, |p| _mm512_cvtepi32_epi64(_mm256_loadu_si256(p.cast())),
        |p, o| _mm512_cvtepi32_epi64(_mm512_i64gather_epi32::<1>(o, p.cast())), 0;
    UInt: |right| rest(UInt32, right), u32, |p| _mm512_cvtepu32_epi64(_mm256_loadu_si256(p.cast())),
        |p, o| _mm512_cvtepu32_epi64(_mm512_i64gather_epi32::<1>(o, p.cast())), 0;
}

/// `8 * V` keys in at least one element; nothing is written if a NaN is among them, which the result tells.
///
/// # Safety
/// As [`Search`], and the stride is not 0.
#[inline(always)]
unsafe fn block<E: Eight, const RIGHT: bool, const V: usize>(
    n: usize,
    stride: isize,
    p: *const u8,
    keys: *const u8,
    out: *mut i64,
) -> bool {
    // SAFETY: offsets of elements, and the caller's keys and places.
    unsafe {
        let mut key = [E::load(keys); V];
        let mut nan = false;
        for (v, key) in key.iter_mut().enumerate() {
            *key = E::load(keys.add(8 * v * E::SIZE));
            nan |= E::any_nan(*key);
        }
        if nan {
            return false;
        }
        let mut at = [_mm512_setzero_si512(); V];
        let mut len = n;
        while len > 1 {
            let half = len / 2;
            let probe = p.wrapping_offset(stride.wrapping_mul(half as isize - 1));
            let step = _mm512_set1_epi64(stride.wrapping_mul(half as isize) as i64);
            for v in 0..V {
                let found = E::before::<RIGHT>(E::gather(probe, at[v]), key[v]);
                at[v] = _mm512_mask_add_epi64(at[v], found, at[v], step);
            }
            len -= half;
        }
        // A multiple of the stride, which f64 holds: rounded, its product with the inverse is the quotient.
        let inverse = _mm512_set1_pd(1.0 / stride as f64);
        for v in 0..V {
            let found = E::before::<RIGHT>(E::gather(p, at[v]), key[v]);
            let place = _mm512_cvtpd_epi64(_mm512_mul_pd(_mm512_cvtepi64_pd(at[v]), inverse));
            let place = _mm512_mask_add_epi64(place, found, place, _mm512_set1_epi64(1));
            _mm512_storeu_si512(out.add(8 * v).cast(), place);
        }
    }
    true
}

/// Whether `8 * V` keys ascend, and none is NaN.
///
/// # Safety
/// As [`block`].
#[inline(always)]
unsafe fn ascend<E: Eight, const V: usize>(keys: *const u8) -> bool {
    (0..V).all(|v| {
        // The last vector overlaps the one before it.
        let from = (8 * v).min(8 * V - 9);
        // SAFETY: keys of the caller's.
        unsafe { E::before::<true>(E::load(keys.add(from * E::SIZE)), E::load(keys.add((from + 1) * E::SIZE))) == 0xff }
    })
}

/// The first and the last place that ascending keys can have, of which the ends are given, if that is much less than all.
/// None of them has one before `least` if its element stands before the first key.
///
/// # Safety
/// As [`block`].
#[inline(always)]
unsafe fn range<E: Eight, const RIGHT: bool>(
    n: usize,
    stride: isize,
    p: *const u8,
    keys: [*const u8; 2],
    least: usize,
) -> Option<[usize; 2]> {
    // SAFETY: elements below `n`, and keys of the caller's.
    let before = |i: usize, key: *const u8| unsafe {
        E::before::<RIGHT>(E::one(p.wrapping_offset(stride.wrapping_mul(i as isize))), E::one(key)) != 0
    };
    let from = if least > 0 && before(least - 1, keys[0]) { least } else { 0 };
    let (mut to, mut width) = (from, 1);
    while to < n && before(to, keys[1]) {
        to = (to + width).min(n);
        width *= 2;
        if to - from > n / 4 {
            return None;
        }
    }
    Some([from, to])
}

/// [`block`] for keys that ascend and have places near each other, which the result tells. `least` is the place of a key
/// before them, and then that of the last one.
///
/// # Safety
/// As [`block`].
#[inline(always)]
unsafe fn ascending<E: Eight, const RIGHT: bool, const V: usize>(
    n: usize,
    stride: isize,
    p: *const u8,
    keys: *const u8,
    out: *mut i64,
    least: &mut usize,
) -> bool {
    // SAFETY: elements and keys of the caller's, and `8 * V` places.
    unsafe {
        if !ascend::<E, V>(keys) {
            return false;
        }
        let ends = [keys, keys.add((8 * V - 1) * E::SIZE)];
        let Some([first, last]) = range::<E, RIGHT>(n, stride, p, ends, *least) else { return false };
        if first < last {
            let p = p.wrapping_offset(stride.wrapping_mul(first as isize));
            block::<E, RIGHT, V>(last - first, stride, p, keys, out);
        } else {
            out.write_bytes(0, 8 * V);
        }
        let first = _mm512_set1_epi64(first as i64);
        for v in 0..V {
            let place = out.add(8 * v).cast();
            _mm512_storeu_si512(place, _mm512_add_epi64(_mm512_loadu_si512(place), first));
        }
        *least = *out.add(8 * V - 1) as usize;
    }
    true
}

#[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt,avx512f,avx512bw,avx512dq,avx512vl")]
unsafe fn places<E: Eight, const RIGHT: bool>(
    n: usize,
    stride: isize,
    p: *const u8,
    m: usize,
    keys: *const u8,
    out: *mut i64,
) {
    /// Vectors in flight.
    const MANY: usize = 8;
    let rest = E::rest(RIGHT);
    // SAFETY: the caller's elements, keys and places, part by part.
    unsafe {
        if n == 0 || stride == 0 || m < 8 {
            return rest(n, stride, p, m, keys, out);
        }
        let (mut i, mut least) = (0, 0);
        while i < m {
            // The last block may begin in the one before it.
            let many = m >= 8 * MANY;
            let from = i.min(m - if many { 8 * MANY } else { 8 });
            let (keys, out) = (keys.add(from * E::SIZE), out.add(from));
            let (size, done) = if many {
                let ascending = ascending::<E, RIGHT, MANY>(n, stride, p, keys, out, &mut least);
                (8 * MANY, ascending || block::<E, RIGHT, MANY>(n, stride, p, keys, out))
            } else {
                (8, block::<E, RIGHT, 1>(n, stride, p, keys, out))
            };
            if !done {
                rest(n, stride, p, size, keys, out);
            }
            i = from + size;
        }
    }
}

/// The loop for a type that has one.
pub(crate) fn search(ty: ScalarType, side: Side) -> Option<Search> {
    fn of<const RIGHT: bool>(ty: ScalarType) -> Option<Search> {
        Some(match ty {
            Int32 => places::<Int, RIGHT>,
            UInt32 => places::<UInt, RIGHT>,
            Int64 => places::<Long, RIGHT>,
            UInt64 => places::<ULong, RIGHT>,
            Float32 => places::<Single, RIGHT>,
            Float64 => places::<Double, RIGHT>,
            _ => return None,
        })
    }
    match side {
        Side::Left => of::<false>(ty),
        Side::Right => of::<true>(ty),
    }
}

/// The loop for times.
pub(crate) fn time_search(side: Side) -> Search {
    match side {
        Side::Left => places::<Times, false>,
        Side::Right => places::<Times, true>,
    }
}
