//! Sums of short integers in 64 bits, without a conversion in between.
//!
//! Sums of integers wrap, so that their order changes nothing. Along a row the lanes are twice as wide as the elements,
//! which does for as many as a fold takes at once, and are widened at its end.

use npcore_dtype::ScalarType::{self, *};

use crate::element::{Out, Plain, Un};
use crate::fold::{FOLD_BYTES, Folds};
use crate::run::served;
use crate::tier::{Tier, per_tier, tier};

/// Lanes of a row: two registers of 64 bytes of any lane type.
const LANE_BYTES: usize = 128;

/// An integer that is summed in 64 bits.
trait Short: Plain {
    /// Twice as wide: holds the sum of one lane's elements.
    type Lane: Copy;
    const ZERO: Self::Lane;
    fn add(lane: Self::Lane, x: Self) -> Self::Lane;
    fn wide(lane: Self::Lane) -> u64;
    fn widened(self) -> u64;
}

macro_rules! short {
    ($($t:ident $lane:ident;)*) => { $(
        impl Short for $t {
            type Lane = $lane;
            const ZERO: $lane = 0;
            #[inline(always)]
            fn add(lane: $lane, x: $t) -> $lane {
                lane.wrapping_add(x as $lane)
            }
            #[inline(always)]
            fn wide(lane: $lane) -> u64 {
                lane as i64 as u64
            }
            #[inline(always)]
            fn widened(self) -> u64 {
                self as i64 as u64
            }
        }
        // A lane sees every `LANE_BYTES / size_of::<lane>()`th of the elements that fill `FOLD_BYTES` when widened.
        const _: () = {
            let steps = (FOLD_BYTES / 8).div_ceil(LANE_BYTES / size_of::<$lane>()) as u64;
            assert!(steps * (1 << (8 * size_of::<$t>())) <= 1 << (8 * size_of::<$lane>() - 1));
        };
    )* };
}
short! {
    i8 i16;
    u8 u16;
    i16 i32;
    u16 u32;
    i32 i64;
    u32 u64;
}

#[inline(always)]
fn row<T: Short, const L: usize>(p: &[Un<T>]) -> u64 {
    let (steps, tail) = p.as_chunks::<L>();
    let mut lanes = [T::ZERO; L];
    for step in steps {
        for l in 0..L {
            lanes[l] = T::add(lanes[l], step[l].0);
        }
    }
    let sum = lanes.iter().fold(0u64, |sum, &lane| sum.wrapping_add(T::wide(lane)));
    tail.iter().fold(sum, |sum, x| sum.wrapping_add(x.0.widened()))
}

/// # Safety
/// As [`FoldRows`](crate::fold::FoldRows), of rows of `T` and results of 64 bits.
#[inline(always)]
unsafe fn rows<T: Short>(n: [usize; 2], p: *const u8, stride: isize, out: *mut u8, go_on: bool) {
    let [cols, rows] = n;
    // SAFETY: a row of the caller's.
    let at =
        |i: usize| unsafe { std::slice::from_raw_parts(p.wrapping_offset(i as isize * stride).cast::<Un<T>>(), cols) };
    let mut i = 0;
    if !go_on {
        // SAFETY: the caller's row, which need not be initialised.
        let out = unsafe { std::slice::from_raw_parts_mut(out.cast::<Out<u64>>(), cols) };
        for (o, x) in out.iter_mut().zip(at(0)) {
            o.write(Un(x.0.widened()));
        }
        i = 1;
    }
    // SAFETY: the caller's row, initialised by it or just now.
    let out = unsafe { std::slice::from_raw_parts_mut(out.cast::<Un<u64>>(), cols) };
    while i + 4 <= rows {
        let [a, b, c, d] = [at(i), at(i + 1), at(i + 2), at(i + 3)];
        for j in 0..cols {
            let (ab, cd) = (T::add(T::add(T::ZERO, a[j].0), b[j].0), T::add(T::add(T::ZERO, c[j].0), d[j].0));
            out[j].0 = out[j].0.wrapping_add(T::wide(ab)).wrapping_add(T::wide(cd));
        }
        i += 4;
    }
    while i < rows {
        for (o, x) in out.iter_mut().zip(at(i)) {
            o.0 = o.0.wrapping_add(x.0.widened());
        }
        i += 1;
    }
}

/// The shims of one tier in a module of their own.
macro_rules! shims {
    ($(#[$feature:meta])* $tier:ident) => {
        mod $tier {
            use super::{Out, Short, Un};

            $(#[$feature])*
            pub(super) unsafe fn row<T: Short, const L: usize>(n: usize, p: *const u8, out: *mut u8) {
                // SAFETY: the caller's elements, at any alignment.
                unsafe {
                    let p = std::slice::from_raw_parts(p.cast::<Un<T>>(), n);
                    (*out.cast::<Out<u64>>()).write(Un(super::row::<T, L>(p)));
                }
            }

            $(#[$feature])*
            pub(super) unsafe fn rows<T: Short>(n: [usize; 2], p: *const u8, stride: isize, out: *mut u8, go_on: bool) {
                // SAFETY: the caller's word.
                unsafe { super::rows::<T>(n, p, stride, out, go_on) }
            }
        }
    };
}

per_tier!(shims);

macro_rules! sums {
    ($tier:expr, $t:ident) => {{
        const L: usize = LANE_BYTES / size_of::<<$t as Short>::Lane>();
        match served($tier, Tier::V4) {
            #[cfg(target_arch = "x86_64")]
            Tier::V3 => Folds { row: v3::row::<$t, L>, rows: v3::rows::<$t> },
            #[cfg(target_arch = "x86_64")]
            Tier::V4 => Folds { row: v4::row::<$t, L>, rows: v4::rows::<$t> },
            _ => Folds { row: base::row::<$t, L>, rows: base::rows::<$t> },
        }
    }};
}

/// The sums of elements of an integer type (or bool) shorter than 64 bits in int64 or uint64; None for other types.
///
/// A row has at most as many elements as would fill [`FOLD_BYTES`] when widened.
pub fn widening_sums(from: ScalarType, to: ScalarType) -> Option<Folds> {
    widening_sums_at(tier(), from, to)
}

/// [`widening_sums`] in a given tier, which the processor must have.
pub fn widening_sums_at(tier: Tier, from: ScalarType, to: ScalarType) -> Option<Folds> {
    if !matches!(to, Int64 | UInt64) {
        return None;
    }
    Some(match from {
        Int8 => sums!(tier, i8),
        UInt8 | Bool => sums!(tier, u8),
        Int16 => sums!(tier, i16),
        UInt16 => sums!(tier, u16),
        Int32 => sums!(tier, i32),
        UInt32 => sums!(tier, u32),
        _ => return None,
    })
}
