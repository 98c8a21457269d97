//! Places of keys among sorted elements, NaN behind all numbers and not-a-time behind all times.
//!
//! All keys of a call halve the same lengths, so that many of them go side by side:
//!
//! ```text
//! at = 0; len = n
//! while len > 1:
//!     half = len / 2
//!     for each key: if element[at + half - 1] stands before the key: at += half
//!     len -= half
//! at += element[at] stands before the key
//! ```
//!
//! The step of `at` is a selection and no branch, which random keys would mispredict every other time. A plain branchless
//! `if` becomes a branch again (56 ms against 7 for 1e6 keys in 1e3 elements): hence `select_unpredictable`.

use std::hint::select_unpredictable;

use npcore_dtype::ScalarType::{self, *};

use crate::element::{Byte, Cx, Half, Plain, Un};
use crate::float16::to_single;
use crate::tier::{Tier, tier};

/// Where a key goes that equals some elements: NumPy's `side`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// In front of them.
    Left,
    /// Behind them.
    Right,
}

/// The places, counted in elements, of `m` gapless keys among `n` sorted elements that lie `stride` bytes apart from `p` on.
///
/// # Safety
/// - The elements and keys may be read, and `m` places written at `out`, which are apart from both; at any alignment.
/// - The processor has the instructions of the tier that the loop was asked for.
pub type Search = unsafe fn(n: usize, stride: isize, p: *const u8, m: usize, keys: *const u8, out: *mut i64);

/// Elements in the order that they are sorted in.
trait Sorted: Plain {
    fn less(self, other: Self) -> bool;
}

macro_rules! integers {
    ($($t:ty)*) => { $(
        impl Sorted for $t {
            #[inline(always)]
            fn less(self, other: $t) -> bool {
                self < other
            }
        }
    )* };
}
integers!(i8 u8 i16 u16 i32 u32 i64 u64);

macro_rules! floats {
    ($($t:ident)*) => { $(
        impl Sorted for $t {
            #[inline(always)]
            fn less(self, other: $t) -> bool {
                (self < other) | (other.is_nan() & !self.is_nan())
            }
        }
        /// By real parts and then by imaginary ones; what has a NaN goes behind, one in the real part last.
        impl Sorted for Cx<$t> {
            #[inline(always)]
            fn less(self, other: Self) -> bool {
                let (a, b) = (self, other);
                let nan = [a.im.is_nan(), b.im.is_nan()];
                if a.re < b.re {
                    !nan[0] | nan[1]
                } else if a.re > b.re {
                    nan[1] & !nan[0]
                } else if (a.re == b.re) | (a.re.is_nan() & b.re.is_nan()) {
                    a.im.less(b.im)
                } else {
                    b.re.is_nan()
                }
            }
        }
    )* };
}
floats!(f32 f64);

impl Sorted for Byte {
    #[inline(always)]
    fn less(self, other: Byte) -> bool {
        (self.0 == 0) & (other.0 != 0)
    }
}

impl Sorted for Half {
    #[inline(always)]
    fn less(self, other: Half) -> bool {
        to_single(self.0).less(to_single(other.0))
    }
}

/// A count of time, of which the least, not-a-time, goes last.
#[derive(Clone, Copy)]
#[repr(transparent)]
struct Time(i64);
// SAFETY: a wrapper around a type that has the property.
unsafe impl Plain for Time {}

impl Sorted for Time {
    #[inline(always)]
    fn less(self, other: Time) -> bool {
        self.0.wrapping_sub(1) < other.0.wrapping_sub(1)
    }
}

/// Whether the element stands in front of the key's place.
#[inline(always)]
fn before<T: Sorted, const RIGHT: bool>(element: T, key: T) -> bool {
    if RIGHT { !key.less(element) } else { element.less(key) }
}

/// Keys that are searched side by side.
const FLIGHT: usize = 16;

/// # Safety
/// As [`Search`], for `N` keys in at least one element.
#[inline(always)]
unsafe fn block<T: Sorted, const RIGHT: bool, const N: usize>(
    n: usize,
    stride: isize,
    p: *const u8,
    keys: *const Un<T>,
    out: *mut Un<i64>,
) {
    // SAFETY: places below `n`, and the caller's keys.
    unsafe {
        let element = |i: usize| p.wrapping_offset(stride.wrapping_mul(i as isize)).cast::<Un<T>>().read().0;
        let keys = keys.cast::<[Un<T>; N]>().read();
        let mut at = [0usize; N];
        let mut len = n;
        while len > 1 {
            let half = len / 2;
            for k in 0..N {
                let found = before::<T, RIGHT>(element(at[k] + half - 1), keys[k].0);
                at[k] = select_unpredictable(found, at[k] + half, at[k]);
            }
            len -= half;
        }
        for k in 0..N {
            *out.add(k) = Un((at[k] + before::<T, RIGHT>(element(at[k]), keys[k].0) as usize) as i64);
        }
    }
}

/// Calls `block` with the starts of blocks of `size` of `m` keys; the last two may have some in common. If there are fewer
/// than `size`, none are done, which the result tells.
#[inline(always)]
fn in_blocks(m: usize, size: usize, mut block: impl FnMut(usize)) -> bool {
    if m < size {
        return false;
    }
    (0..m - size).step_by(size).for_each(&mut block);
    block(m - size);
    true
}

unsafe fn places<T: Sorted, const RIGHT: bool>(
    n: usize,
    stride: isize,
    p: *const u8,
    m: usize,
    keys: *const u8,
    out: *mut i64,
) {
    let (keys, out) = (keys.cast::<Un<T>>(), out.cast::<Un<i64>>());
    // SAFETY: the caller's elements, keys and places.
    unsafe {
        if n == 0 {
            return (0..m).for_each(|k| *out.add(k) = Un(0));
        }
        if !in_blocks(m, FLIGHT, |i| block::<T, RIGHT, FLIGHT>(n, stride, p, keys.add(i), out.add(i))) {
            (0..m).for_each(|i| block::<T, RIGHT, 1>(n, stride, p, keys.add(i), out.add(i)));
        }
    }
}

const fn plain<const RIGHT: bool>(ty: ScalarType) -> Search {
    match ty {
        Bool => places::<Byte, RIGHT>,
        Int8 => places::<i8, RIGHT>,
        UInt8 => places::<u8, RIGHT>,
        Int16 => places::<i16, RIGHT>,
        UInt16 => places::<u16, RIGHT>,
        Int32 => places::<i32, RIGHT>,
        UInt32 => places::<u32, RIGHT>,
        Int64 => places::<i64, RIGHT>,
        UInt64 => places::<u64, RIGHT>,
        Float16 => places::<Half, RIGHT>,
        Float32 => places::<f32, RIGHT>,
        Float64 => places::<f64, RIGHT>,
        Complex64 => places::<Cx<f32>, RIGHT>,
        Complex128 => places::<Cx<f64>, RIGHT>,
    }
}

/// The loop that finds places among sorted numbers.
///
/// ```
/// use npcore_dtype::ScalarType;
/// use npcore_kernel::{Side, search};
/// let (sorted, keys, mut places) = ([1.0f64, 2.0, 2.0, 3.0], [2.0f64, f64::NAN], [0i64; 2]);
/// // SAFETY: four elements, two keys, two places.
/// unsafe { search(ScalarType::Float64, Side::Left)(4, 8, sorted.as_ptr().cast(), 2, keys.as_ptr().cast(), places.as_mut_ptr()) };
/// assert_eq!(places, [1, 4]);
/// ```
pub fn search(ty: ScalarType, side: Side) -> Search {
    search_at(tier(), ty, side)
}

/// [`search`] of a tier.
pub fn search_at(tier: Tier, ty: ScalarType, side: Side) -> Search {
    #[cfg(target_arch = "x86_64")]
    if tier >= Tier::V4
        && let Some(f) = crate::search_gather::search(ty, side)
    {
        return f;
    }
    _ = tier;
    match side {
        Side::Left => plain::<false>(ty),
        Side::Right => plain::<true>(ty),
    }
}

/// The loop that finds places among sorted times.
pub fn time_search(side: Side) -> Search {
    time_search_at(tier(), side)
}

/// [`time_search`] of a tier.
pub fn time_search_at(tier: Tier, side: Side) -> Search {
    #[cfg(target_arch = "x86_64")]
    if tier >= Tier::V4 {
        return crate::search_gather::time_search(side);
    }
    _ = tier;
    match side {
        Side::Left => places::<Time, false>,
        Side::Right => places::<Time, true>,
    }
}

/// The places of keys that the vectors are not made for: few ones, and those with NaN among them.
#[cfg(target_arch = "x86_64")]
pub(crate) fn rest(ty: ScalarType, right: bool) -> Search {
    if right { plain::<true>(ty) } else { plain::<false>(ty) }
}

/// [`rest`] of times.
#[cfg(target_arch = "x86_64")]
pub(crate) fn time_rest(right: bool) -> Search {
    if right { places::<Time, true> } else { places::<Time, false> }
}
