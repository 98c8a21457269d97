//! `clip` between two numbers, in one pass.

use npcore_dtype::ScalarType::{self, *};

use crate::arithmetic::{Maximum, Minimum};
use crate::element::{Plain, Un};
use crate::run::Op2;

use crate::tier::{Tier, by_tier, tier};

/// `out[i] = min(max(x[i], low), high)` for `i < n`, as the loops of `maximum` and `minimum` have it: input, output.
///
/// # Safety
/// - `x` and `out` have `n` contiguous elements, `low` and `high` one, which may be read and written respectively, at
///   any alignment.
/// - The output is the input, or overlaps it nowhere; it overlaps neither limit.
/// - The processor has the instructions of the tier that the loop was asked for.
pub type Clip = unsafe fn(n: usize, x: *const u8, limits: [*const u8; 2], out: *mut u8);

/// # Safety
/// As [`Clip`].
#[inline(always)]
unsafe fn body<T: Plain, const N: usize>(n: usize, x: *const u8, limits: [*const u8; 2], out: *mut u8)
where
    Maximum<T>: Op2<A = T, B = T, O = T>,
    Minimum<T>: Op2<A = T, B = T, O = T>,
{
    let (x, out) = (x.cast::<Un<T>>(), out.cast::<Un<T>>());
    // SAFETY: the caller's elements; each piece is read before it is written.
    unsafe {
        let [low, high] = limits.map(|limit| limit.cast::<T>().read_unaligned());
        let limited = |x: T| <Minimum<T> as Op2>::f(<Maximum<T> as Op2>::f(x, low), high);
        let whole = n / N * N;
        for i in (0..whole).step_by(N) {
            let piece = x.add(i).cast::<[Un<T>; N]>().read();
            out.add(i).cast::<[Un<T>; N]>().write(piece.map(|x| Un(limited(x.0))));
        }
        for i in whole..n {
            out.add(i).write(Un(limited(x.add(i).read().0)));
        }
    }
}

macro_rules! limited {
    ($tier:ident, $t:ty) => {
        by_tier!(
            $tier,
            Clip,
            body::<$t, { 64 / size_of::<$t>() }>,
            (n: usize, x: *const u8, limits: [*const u8; 2], out: *mut u8)
        )
    };
}

/// The loop for elements of a type, of a tier that the processor has; for integers, float32 and float64.
pub fn clip_at(tier: Tier, ty: ScalarType) -> Option<Clip> {
    Some(match ty {
        Int8 => limited!(tier, i8),
        UInt8 => limited!(tier, u8),
        Int16 => limited!(tier, i16),
        UInt16 => limited!(tier, u16),
        Int32 => limited!(tier, i32),
        UInt32 => limited!(tier, u32),
        Int64 => limited!(tier, i64),
        UInt64 => limited!(tier, u64),
        Float32 => limited!(tier, f32),
        Float64 => limited!(tier, f64),
        Bool | Float16 | Complex64 | Complex128 => return None,
    })
}

/// [`clip_at`] for the tier of this process.
///
/// ```
/// use npcore_dtype::ScalarType;
/// let (mut x, low, high) = ([-1.0, 0.5, f64::NAN], 0.0f64, 1.0f64);
/// let f = npcore_kernel::clip(ScalarType::Float64).unwrap();
/// let p = x.as_mut_ptr().cast::<u8>();
/// // SAFETY: three elements in place, between two limits.
/// unsafe { f(3, p, [(&raw const low).cast(), (&raw const high).cast()], p) };
/// assert_eq!(x[..2], [0.0, 0.5]);
/// assert!(x[2].is_nan());
/// ```
pub fn clip(ty: ScalarType) -> Option<Clip> {
    clip_at(tier(), ty)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tier::available_tiers;

    #[test]
    fn every_tier_is_the_larger_and_then_the_smaller() {
        let x: Vec<f32> = (0..100).map(|i| if i % 7 == 0 { f32::NAN } else { i as f32 - 50.0 }).collect();
        for limits in [[-10.0f32, 20.0], [20.0, -10.0], [f32::NAN, 1.0]] {
            let pointers = limits.each_ref().map(|limit| std::ptr::from_ref(limit).cast::<u8>());
            for tier in available_tiers() {
                for n in [0, 1, 15, 16, 17, 100] {
                    let mut out = vec![0.0f32; n];
                    let f = clip_at(tier, Float32).unwrap();
                    // SAFETY: `n` elements of each.
                    unsafe { f(n, x.as_ptr().cast(), pointers, out.as_mut_ptr().cast()) };
                    for (x, out) in x.iter().zip(out) {
                        let nan = x.is_nan() || limits[0].is_nan();
                        let want = if nan { f32::NAN } else { x.max(limits[0]).min(limits[1]) };
                        assert!(out == want || out.is_nan() && nan, "{x} {out} {tier:?}");
                    }
                }
            }
        }
    }
}
