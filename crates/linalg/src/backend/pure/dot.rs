//! Sums of products.

use num_complex::Complex;
use num_traits::Float;

use super::simd::{Body, dispatch, multiply_add};

/// Running sums: four vectors of 64 bytes, so that each waits for none of the others.
const LANE_BYTES: usize = 256;

/// Adds neighbours until one is left.
#[inline(always)]
pub(super) fn join<R: Float, const L: usize>(mut sums: [R; L]) -> R {
    let mut width = L;
    while width > 1 {
        width /= 2;
        for l in 0..width {
            sums[l] = sums[l] + sums[l + width];
        }
    }
    sums[0]
}

/// The sum of `x[i] * y[i]`, of two runs of real numbers.
struct Real<R> {
    n: usize,
    x: *const R,
    y: *const R,
}

/// The sums of `x[i] * y[i]` and of `x[i] * y[i ^ 1]`, with even and odd `i` apart: what complex products are made of.
struct Pairs<R> {
    n: usize,
    x: *const R,
    y: *const R,
}

macro_rules! bodies {
    ($t:ty) => {
        impl Body for Real<$t> {
            type Out = $t;
            #[inline(always)]
            fn run<const FUSED: bool>(self) -> $t {
                const L: usize = LANE_BYTES / size_of::<$t>();
                let mut sums = [0.0; L];
                let whole = self.n / L * L;
                for i in (0..whole).step_by(L) {
                    // SAFETY: `i + L` is at most `n`, which both runs hold.
                    let x = unsafe { self.x.add(i).cast::<[$t; L]>().read() };
                    // SAFETY: as above.
                    let y = unsafe { self.y.add(i).cast::<[$t; L]>().read() };
                    for l in 0..L {
                        sums[l] = multiply_add::<FUSED, _>(x[l], y[l], sums[l]);
                    }
                }
                // What is left: by short vectors, then by elements.
                const S: usize = L / 8;
                let short = self.n / S * S;
                let (mut rest, mut last) = ([0.0; S], 0.0);
                for i in (whole..short).step_by(S) {
                    // SAFETY: `i + S` is at most `n`.
                    let x = unsafe { self.x.add(i).cast::<[$t; S]>().read() };
                    // SAFETY: as above.
                    let y = unsafe { self.y.add(i).cast::<[$t; S]>().read() };
                    for l in 0..S {
                        rest[l] = multiply_add::<FUSED, _>(x[l], y[l], rest[l]);
                    }
                }
                for i in short..self.n {
                    // SAFETY: below `n`.
                    let (x, y) = unsafe { (*self.x.add(i), *self.y.add(i)) };
                    last = multiply_add::<FUSED, _>(x, y, last);
                }
                join(sums) + (join(rest) + last)
            }
        }

        impl Body for Pairs<$t> {
            /// Even and odd of the straight products, then of the crossed ones.
            type Out = [$t; 4];
            #[inline(always)]
            fn run<const FUSED: bool>(self) -> [$t; 4] {
                const L: usize = LANE_BYTES / 2 / size_of::<$t>();
                let (mut straight, mut crossed) = ([0.0; L], [0.0; L]);
                let whole = self.n / L * L;
                let mut step = |x: [$t; L], y: [$t; L]| {
                    for l in 0..L {
                        straight[l] = multiply_add::<FUSED, _>(x[l], y[l], straight[l]);
                    }
                    for l in 0..L {
                        crossed[l] = multiply_add::<FUSED, _>(x[l], y[l ^ 1], crossed[l]);
                    }
                };
                for i in (0..whole).step_by(L) {
                    // SAFETY: `i + L` is at most `n`, which both runs hold.
                    unsafe { step(self.x.add(i).cast::<[$t; L]>().read(), self.y.add(i).cast::<[$t; L]>().read()) };
                }
                let (mut x, mut y) = ([0.0; L], [0.0; L]);
                for i in whole..self.n {
                    // SAFETY: below `n`.
                    (x[i - whole], y[i - whole]) = unsafe { (*self.x.add(i), *self.y.add(i)) };
                }
                step(x, y);
                let (mut even, mut odd) = ([0.0; L], [0.0; L]);
                for l in 0..L / 2 {
                    (even[l], odd[l]) = (straight[2 * l], straight[2 * l + 1]);
                    (even[l + L / 2], odd[l + L / 2]) = (crossed[2 * l], crossed[2 * l + 1]);
                }
                let half = |sums: [$t; L], from: usize| {
                    let mut part = [0.0; L / 2];
                    part.copy_from_slice(&sums[from..from + L / 2]);
                    join(part)
                };
                [half(even, 0), half(odd, 0), half(even, L / 2), half(odd, L / 2)]
            }
        }
    };
}
bodies!(f32);
bodies!(f64);

/// Elements whose sums of products there are loops for.
pub trait Dot: Sized {
    /// The sum of the products of `n` elements side by side, `x` conjugated if told.
    ///
    /// # Safety
    /// Both hold `n` elements.
    unsafe fn dot(n: usize, x: *const Self, y: *const Self, conjugate: bool) -> Self;
}

macro_rules! dot {
    ($t:ty) => {
        impl Dot for $t {
            #[inline]
            unsafe fn dot(n: usize, x: *const $t, y: *const $t, _: bool) -> $t {
                dispatch(Real { n, x, y })
            }
        }
        impl Dot for Complex<$t> {
            #[inline]
            unsafe fn dot(n: usize, x: *const Self, y: *const Self, conjugate: bool) -> Self {
                // A complex number is its two parts, side by side.
                let [even, odd, even_crossed, odd_crossed] =
                    dispatch(Pairs::<$t> { n: 2 * n, x: x.cast(), y: y.cast() });
                if conjugate {
                    Complex::new(even + odd, even_crossed - odd_crossed)
                } else {
                    Complex::new(even - odd, even_crossed + odd_crossed)
                }
            }
        }
    };
}
dot!(f32);
dot!(f64);
