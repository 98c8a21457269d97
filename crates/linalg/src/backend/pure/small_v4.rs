//! The same as [`small`](super::small) with AVX-512, whose masks spare the copies of what does not fill a vector.
//!
//! The compiler makes no such loops of plain arrays: of 32 x 32 single-precision elements it took four times as long.

use std::arch::x86_64::*;
use std::mem::MaybeUninit;

use super::small::{PANEL_BYTES, Small};

/// Vectors of columns that a tile has at most.
const VECTORS: usize = 3;
/// Vectors that the panel has room for: `VECTORS` in each row of `b`, or two if there are many rows.
const PANEL: usize = PANEL_BYTES / 64;

macro_rules! kernels {
    ($module:ident, $t:ty, $mask:ty, $zero:ident, $set:ident, $load:ident, $store:ident, $fma:ident, $mul:ident) => {
        pub(super) mod $module {
            use super::*;

            /// Elements of a vector.
            const LANES: usize = 64 / size_of::<$t>();

            /// `M` rows from row `i` on of the tile of `V` vectors from column `j` on, of which the last is cut by `mask`.
            ///
            /// # Safety
            /// The tile lies in `c`, whose rows lie side by side; `b` is where its columns of row 0 are, and has
            /// `b_step` elements from one row to the next. The processor has AVX-512.
            #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,fma")]
            #[inline]
            unsafe fn tile<const M: usize, const V: usize>(
                small: &Small<'_, $t>,
                [i, j]: [usize; 2],
                mask: $mask,
                b: *const $t,
                b_step: isize,
            ) {
                let mut masks = [<$mask>::MAX; V];
                masks[V - 1] = mask;
                let (row_step, col_step) = (small.a.row_step(), small.a.col_step());
                // SAFETY: the caller's tile: rows `i..i + M` of `a` and `c`, the columns that the masks leave of `b` and `c`.
                unsafe {
                    let mut sums = [[$zero(); V]; M];
                    let (mut a, mut b) = (small.a.as_ptr().offset(i as isize * row_step), b);
                    for _ in 0..small.a.cols() {
                        let mut row = [$zero(); V];
                        for v in 0..V {
                            row[v] = $load(masks[v], b.add(v * LANES));
                        }
                        for r in 0..M {
                            let x = $set(*a.offset(r as isize * row_step));
                            for v in 0..V {
                                sums[r][v] = $fma(x, row[v], sums[r][v]);
                            }
                        }
                        a = a.wrapping_offset(col_step);
                        b = b.wrapping_offset(b_step);
                    }
                    let (alpha, beta) = ($set(small.alpha), $set(small.beta));
                    for r in 0..M {
                        let c = small.c.as_ptr().offset((i + r) as isize * small.c.row_step()).add(j);
                        for v in 0..V {
                            let mut out = $mul(alpha, sums[r][v]);
                            if small.beta != 0.0 {
                                out = $fma(beta, $load(masks[v], c.add(v * LANES)), out);
                            }
                            $store(c.add(v * LANES), masks[v], out);
                        }
                    }
                }
            }

            /// All rows of one tile of columns.
            ///
            /// # Safety
            /// As [`tile`].
            #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,fma")]
            unsafe fn column<const V: usize>(
                small: &Small<'_, $t>,
                j: usize,
                mask: $mask,
                b: *const $t,
                b_step: isize,
            ) {
                let rows = small.a.rows();
                let mut i = 0;
                // SAFETY: the caller's word; `i` stays below the number of rows.
                unsafe {
                    while i + 8 <= rows {
                        tile::<8, V>(small, [i, j], mask, b, b_step);
                        i += 8;
                    }
                    if rows - i >= 4 {
                        tile::<4, V>(small, [i, j], mask, b, b_step);
                        i += 4;
                    }
                    match rows - i {
                        3 => tile::<3, V>(small, [i, j], mask, b, b_step),
                        2 => tile::<2, V>(small, [i, j], mask, b, b_step),
                        1 => tile::<1, V>(small, [i, j], mask, b, b_step),
                        _ => {}
                    }
                }
            }

            /// The whole product.
            ///
            /// # Safety
            /// The rows of `c` lie side by side, the common axis is at most `DEPTH` long, and the processor has AVX-512.
            #[target_feature(enable = "avx512f,avx512dq,avx512vl,avx512bw,fma")]
            pub unsafe fn product(small: &Small<'_, $t>) {
                let (k, n) = (small.a.cols(), small.b.cols());
                let (row_step, col_step) = (small.b.row_step(), small.b.col_step());
                let mut panel = [const { MaybeUninit::<[$t; LANES]>::uninit() }; PANEL];
                // Two at the least, as the panel has `2 * DEPTH`.
                let widest = if col_step == 1 { VECTORS } else { VECTORS.min(PANEL / k.max(1)) };
                let mut j = 0;
                while j < n {
                    // Two tiles as wide as each other rather than a wide and a narrow one.
                    let vectors = (n - j).div_ceil(LANES);
                    let vectors = if vectors == VECTORS + 1 { 2 } else { vectors.min(widest) };
                    let cols = (n - j).min(vectors * LANES);
                    let mask = <$mask>::MAX >> (vectors * LANES - cols);
                    // SAFETY: columns `j..j + cols` of `b`; of the panel, what is read has been written.
                    unsafe {
                        let mut b = small.b.as_ptr().offset(j as isize * col_step);
                        let mut b_step = row_step;
                        if col_step != 1 {
                            let first = panel.as_mut_ptr().cast::<$t>();
                            for l in 0..cols {
                                let from = b.offset(l as isize * col_step);
                                for p in 0..k {
                                    *first.add(p * vectors * LANES + l) = *from.offset(p as isize * row_step);
                                }
                            }
                            (b, b_step) = (first, (vectors * LANES) as isize);
                        }
                        match vectors {
                            1 => column::<1>(small, j, mask, b, b_step),
                            2 => column::<2>(small, j, mask, b, b_step),
                            _ => column::<3>(small, j, mask, b, b_step),
                        }
                    }
                    j += cols;
                }
            }
        }
    };
}
kernels!(
    double,
    f64,
    __mmask8,
    _mm512_setzero_pd,
    _mm512_set1_pd,
    _mm512_maskz_loadu_pd,
    _mm512_mask_storeu_pd,
    _mm512_fmadd_pd,
    _mm512_mul_pd
);
kernels!(
    single,
    f32,
    __mmask16,
    _mm512_setzero_ps,
    _mm512_set1_ps,
    _mm512_maskz_loadu_ps,
    _mm512_mask_storeu_ps,
    _mm512_fmadd_ps,
    _mm512_mul_ps
);
