//! Sliding sums of products: the inner loop of `correlate` and `convolve`.
//!
//! A piece of consecutive outputs stays in registers while all factors pass by, so that each step is one broadcast
//! factor and one vector of the signal. Every output is summed in the order of the factors, whatever the tier.

use npcore_dtype::ScalarType::{self, *};

use crate::arithmetic::{Add, Multiply};
use crate::bitwise::{BitAnd, BitOr};
use crate::complex::Product;
use crate::element::{Byte, Cx, Plain, Un};
use crate::run::Op2;
use crate::tier::{Tier, by_tier, tier};

/// `out[i] = x[i] * v[0] + x[i + 1] * v[1] + ...` for `i < n`, with `taps` factors; or added to what is there.
///
/// # Safety
/// - `x` has `n + taps - 1` contiguous elements, `v` has `taps`, `out` has `n`, which may be read and written
///   respectively, at any alignment; `n` and `taps` are not 0.
/// - The output overlaps no input, and is initialised where it is added to.
/// - The processor has the instructions of the tier that the loop was asked for.
pub type Correlate = unsafe fn(n: usize, taps: usize, x: *const u8, v: *const u8, out: *mut u8, add: bool);

/// How two elements are multiplied and added.
pub(crate) trait MulAdd: Plain {
    const ZERO: Self;
    fn mul_add_up(self, x: Self, v: Self) -> Self;
}

macro_rules! numbers {
    ($($t:ty)*) => { $(
        impl MulAdd for $t {
            const ZERO: $t = 0 as $t;
            #[inline(always)]
            fn mul_add_up(self, x: $t, v: $t) -> $t {
                <Add<$t> as Op2>::f(self, <Multiply<$t> as Op2>::f(x, v))
            }
        }
    )* };
}
numbers!(u8 u16 u32 u64 f32 f64);

macro_rules! complexes {
    ($($t:ty)*) => { $(
        impl MulAdd for Cx<$t> {
            const ZERO: Cx<$t> = Cx { re: 0.0, im: 0.0 };
            #[inline(always)]
            fn mul_add_up(self, x: Cx<$t>, v: Cx<$t>) -> Cx<$t> {
                let product = <Product<Cx<$t>> as Op2>::f(x, v);
                Cx { re: self.re + product.re, im: self.im + product.im }
            }
        }
    )* };
}
complexes!(f32 f64);

impl MulAdd for Byte {
    const ZERO: Byte = Byte(0);
    #[inline(always)]
    fn mul_add_up(self, x: Byte, v: Byte) -> Byte {
        <BitOr<Byte> as Op2>::f(self, <BitAnd<Byte> as Op2>::f(x, v))
    }
}

/// `N` outputs from `out` on.
///
/// # Safety
/// As [`Correlate`], for `N` outputs.
#[inline(always)]
unsafe fn piece<T: MulAdd, const N: usize>(taps: usize, x: *const Un<T>, v: *const Un<T>, out: *mut Un<T>, add: bool) {
    // SAFETY: the caller's elements.
    unsafe {
        let out = out.cast::<[Un<T>; N]>();
        let mut sums = if add { out.read().map(|o| o.0) } else { [T::ZERO; N] };
        for j in 0..taps {
            let (x, v) = (x.add(j).cast::<[Un<T>; N]>().read(), v.add(j).read().0);
            for k in 0..N {
                sums[k] = sums[k].mul_add_up(x[k].0, v);
            }
        }
        out.write(sums.map(Un));
    }
}

#[inline(always)]
unsafe fn body<T: MulAdd, const N: usize>(n: usize, taps: usize, x: *const u8, v: *const u8, out: *mut u8, add: bool) {
    let (x, v, out) = (x.cast::<Un<T>>(), v.cast::<Un<T>>(), out.cast::<Un<T>>());
    let whole = n / N * N;
    // SAFETY: the caller's elements, piece by piece.
    unsafe {
        for i in (0..whole).step_by(N) {
            piece::<T, N>(taps, x.add(i), v, out.add(i), add);
        }
        for i in whole..n {
            piece::<T, 1>(taps, x.add(i), v, out.add(i), add);
        }
    }
}

/// Outputs that are computed together: four vectors of 32 bytes.
macro_rules! lanes {
    ($t:ty) => {
        128 / size_of::<$t>()
    };
}

macro_rules! correlation {
    ($tier:ident, $t:ty) => {
        by_tier!(
            $tier,
            Correlate,
            body::<$t, { lanes!($t) }>,
            (n: usize, taps: usize, x: *const u8, v: *const u8, out: *mut u8, add: bool)
        )
    };
}

/// The loop for elements of a type, of a tier that the processor has; none for float16, which is summed in f32.
pub fn correlate_at(tier: Tier, ty: ScalarType) -> Option<Correlate> {
    Some(match ty {
        Bool => correlation!(tier, Byte),
        Int8 | UInt8 => correlation!(tier, u8),
        Int16 | UInt16 => correlation!(tier, u16),
        Int32 | UInt32 => correlation!(tier, u32),
        Int64 | UInt64 => correlation!(tier, u64),
        Float32 => correlation!(tier, f32),
        Float64 => correlation!(tier, f64),
        Complex64 => correlation!(tier, Cx<f32>),
        Complex128 => correlation!(tier, Cx<f64>),
        Float16 => return None,
    })
}

/// [`correlate_at`] for the tier of this process.
///
/// ```
/// use npcore_dtype::ScalarType;
/// let (x, v, mut out) = ([1.0, 2.0, 3.0, 4.0f64], [10.0, 1.0f64], [0.0f64; 3]);
/// let f = npcore_kernel::correlate(ScalarType::Float64).unwrap();
/// // SAFETY: three outputs of two factors and four elements.
/// unsafe { f(3, 2, x.as_ptr().cast(), v.as_ptr().cast(), out.as_mut_ptr().cast(), false) };
/// assert_eq!(out, [12.0, 23.0, 34.0]);
/// ```
pub fn correlate(ty: ScalarType) -> Option<Correlate> {
    correlate_at(tier(), ty)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tier::available_tiers;

    #[test]
    fn every_tier_gives_the_same_bits() {
        let x: Vec<f64> = (0..300).map(|i| (i as f64 * 0.7).sin()).collect();
        let v: Vec<f64> = (0..37).map(|i| (i as f64 * 1.3).cos()).collect();
        for n in [1, 5, 16, 17, 100, 264] {
            let mut want = vec![0.5; n];
            for (i, want) in want.iter_mut().enumerate() {
                *want = v.iter().enumerate().fold(*want, |sum, (j, v)| sum + x[i + j] * v);
            }
            for tier in available_tiers() {
                let mut out = vec![0.5; n];
                let f = correlate_at(tier, Float64).unwrap();
                // SAFETY: `n + 36` elements are at most 300.
                unsafe { f(n, v.len(), x.as_ptr().cast(), v.as_ptr().cast(), out.as_mut_ptr().cast(), true) };
                assert_eq!(out, want, "{tier:?} {n}");
            }
        }
    }
}
