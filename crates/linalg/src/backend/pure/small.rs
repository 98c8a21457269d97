//! Products of small matrices, where packing and blocking cost more than the arithmetic.
//!
//! A tile of the result, some rows by two vectors of columns, stays in registers while the common axis passes by: one vector
//! of `b` times one broadcast element of `a` each. Columns of `b` that do not lie side by side, and those beyond the last
//! whole tile, are first copied to the stack.

use std::mem::MaybeUninit;

use num_complex::Complex;

use super::simd::{Body, dispatch, multiply_add};
use crate::backend::{Matrix, MatrixMut};

/// Rows of a tile.
const ROWS: usize = 6;
/// The width of a tile: two vectors of 64 bytes.
const TILE_BYTES: usize = 128;
/// The longest common axis.
pub(super) const DEPTH: usize = PANEL_BYTES / TILE_BYTES;
/// What columns are copied to on the stack, which keeps the frame below 32 KiB.
///
/// A larger frame LLVM (22.1, of Rust 1.95) probes in a loop that overwrites register `r11`. It does so as well where the
/// frame is made after a first look at the lengths (shrink-wrapping), which may be in that register: with a panel of 48 KiB
/// single-precision products of AVX-512 lost their number of columns there, and wrote tiles that were too wide.
pub(super) const PANEL_BYTES: usize = 28 << 10;

/// `c = alpha a b + beta c`.
pub(super) struct Small<'a, R> {
    pub alpha: R,
    pub a: Matrix<'a, R>,
    pub b: Matrix<'a, R>,
    pub beta: R,
    pub c: MatrixMut<'a, R>,
}

macro_rules! bodies {
    ($t:ty) => {
        impl Small<'_, $t> {
            const COLS: usize = TILE_BYTES / size_of::<$t>();

            /// Rows `i..i + M` of the tile of `cols` columns from `j` on; `b` is where row 0 of them is.
            ///
            /// # Safety
            /// The tile lies in `c`; `b` has as many rows as the common axis is long, `COLS` elements side by side each.
            #[inline(always)]
            unsafe fn tile<const M: usize, const FUSED: bool>(
                &self,
                [i, j]: [usize; 2],
                cols: usize,
                b: *const $t,
                b_step: isize,
            ) {
                const N: usize = TILE_BYTES / size_of::<$t>();
                let mut sums = [[0.0; N]; M];
                let (row_step, col_step) = (self.a.row_step(), self.a.col_step());
                // SAFETY: row `i` of `a`.
                let a = unsafe { self.a.as_ptr().offset(i as isize * row_step) };
                for p in 0..self.a.cols() as isize {
                    // SAFETY: the caller's `b`.
                    let b = unsafe { b.offset(p * b_step).cast::<[$t; N]>().read() };
                    for r in 0..M {
                        // SAFETY: row `i + r` of `a`, column `p`.
                        let a = unsafe { *a.offset(r as isize * row_step + p * col_step) };
                        for l in 0..N {
                            sums[r][l] = multiply_add::<FUSED, _>(a, b[l], sums[r][l]);
                        }
                    }
                }
                let (row_step, col_step) = (self.c.row_step(), self.c.col_step());
                for r in 0..M {
                    // SAFETY: the tile lies in `c`.
                    unsafe {
                        let c = self.c.as_ptr().offset((i + r) as isize * row_step + j as isize * col_step);
                        if cols == N && col_step == 1 {
                            let c = c.cast::<[$t; N]>();
                            let mut out = sums[r].map(|sum| self.alpha * sum);
                            if self.beta != 0.0 {
                                let old = c.read();
                                for l in 0..N {
                                    out[l] += self.beta * old[l];
                                }
                            }
                            c.write(out);
                        } else {
                            for l in 0..cols {
                                let c = c.offset(l as isize * col_step);
                                let sum = self.alpha * sums[r][l];
                                *c = if self.beta == 0.0 { sum } else { sum + self.beta * *c };
                            }
                        }
                    }
                }
            }
        }

        impl Body for Small<'_, $t> {
            type Out = ();
            #[inline(always)]
            fn run<const FUSED: bool>(self) {
                let (m, k, n) = (self.a.rows(), self.a.cols(), self.b.cols());
                let mut panel = [const { MaybeUninit::<[$t; TILE_BYTES / size_of::<$t>()]>::uninit() }; DEPTH];
                for j in (0..n).step_by(Self::COLS) {
                    let cols = Self::COLS.min(n - j);
                    // SAFETY: column `j` of `b`.
                    let columns = unsafe { self.b.as_ptr().offset(j as isize * self.b.col_step()) };
                    let (b, b_step) = if cols == Self::COLS && self.b.col_step() == 1 {
                        (columns, self.b.row_step())
                    } else {
                        for (p, row) in panel[..k].iter_mut().enumerate() {
                            // SAFETY: row `p` of `b`.
                            let from = unsafe { columns.offset(p as isize * self.b.row_step()) };
                            row.write(std::array::from_fn(|l| {
                                // SAFETY: column `j + l` of `b`, if that is one.
                                if l < cols { unsafe { *from.offset(l as isize * self.b.col_step()) } } else { 0.0 }
                            }));
                        }
                        (panel.as_ptr().cast::<$t>(), Self::COLS as isize)
                    };
                    let mut i = 0;
                    // SAFETY: the tiles lie in `c`, and `b` is the panel or rows of `COLS` columns.
                    unsafe {
                        while i + ROWS <= m {
                            self.tile::<ROWS, FUSED>([i, j], cols, b, b_step);
                            i += ROWS;
                        }
                        match m - i {
                            5 => self.tile::<5, FUSED>([i, j], cols, b, b_step),
                            4 => self.tile::<4, FUSED>([i, j], cols, b, b_step),
                            3 => self.tile::<3, FUSED>([i, j], cols, b, b_step),
                            2 => self.tile::<2, FUSED>([i, j], cols, b, b_step),
                            1 => self.tile::<1, FUSED>([i, j], cols, b, b_step),
                            _ => {}
                        }
                    }
                }
            }
        }
    };
}
bodies!(f32);
bodies!(f64);

/// Elements of whose matrices small products are made here.
pub trait SmallGemm: Sized {
    /// `c = alpha a b + beta c`, if the matrices are small; else `c` is given back.
    fn small_gemm<'a>(
        alpha: Self,
        a: Matrix<'a, Self>,
        b: Matrix<'a, Self>,
        beta: Self,
        c: MatrixMut<'a, Self>,
    ) -> Option<MatrixMut<'a, Self>>;
}

/// The largest product of the three lengths.
const SMALL: usize = 48 * 48 * 48;

macro_rules! small {
    ($t:ty, $v4:ident) => {
        impl SmallGemm for $t {
            #[inline]
            fn small_gemm<'a>(
                alpha: $t,
                a: Matrix<'a, $t>,
                b: Matrix<'a, $t>,
                beta: $t,
                c: MatrixMut<'a, $t>,
            ) -> Option<MatrixMut<'a, $t>> {
                let (m, k, n) = (a.rows(), a.cols(), b.cols());
                if k > DEPTH || m.saturating_mul(n).saturating_mul(k) > SMALL {
                    return Some(c);
                }
                // Rows of the result are what is stored side by side.
                let small = if c.col_step() != 1 && c.row_step() == 1 {
                    Small { alpha, a: b.t(), b: a.t(), beta, c: c.t() }
                } else {
                    Small { alpha, a, b, beta, c }
                };
                #[cfg(target_arch = "x86_64")]
                if npcore_kernel::tier() == npcore_kernel::Tier::V4 && small.c.col_step() == 1 {
                    // SAFETY: the tier tells that there is AVX-512; the rows lie side by side, and `k` was looked at.
                    unsafe { super::small_v4::$v4::product(&small) };
                    return None;
                }
                dispatch(small);
                None
            }
        }
        impl SmallGemm for Complex<$t> {
            fn small_gemm<'a>(
                _: Self,
                _: Matrix<'a, Self>,
                _: Matrix<'a, Self>,
                _: Self,
                c: MatrixMut<'a, Self>,
            ) -> Option<MatrixMut<'a, Self>> {
                Some(c)
            }
        }
    };
}
small!(f32, single);
small!(f64, double);
