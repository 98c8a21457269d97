//! A matrix times a vector, at the speed that memory gives the matrix.

use num_complex::Complex;
use num_traits::Float;

use super::dot::join;
use super::simd::{Body, dispatch, multiply_add};
use crate::backend::{Matrix, Vector, VectorMut};

/// Rows whose sums are taken in one pass over the vector.
const ROWS: usize = 4;
/// Elements of the result that stay in L1 while columns pass by.
const BLOCK: usize = 512;
/// Columns that pass by together.
const COLUMNS: usize = 4;

/// `y[i] = alpha * (row i of a) . x + beta * y[i]`, rows of elements side by side.
struct ByRows<R> {
    rows: usize,
    cols: usize,
    a: *const R,
    row_step: isize,
    x: *const R,
    y: *mut R,
    y_step: isize,
    alpha: R,
    beta: R,
}

/// The same, columns of elements side by side.
struct ByColumns<R> {
    rows: usize,
    cols: usize,
    a: *const R,
    col_step: isize,
    x: *const R,
    x_step: isize,
    y: *mut R,
    y_step: isize,
    alpha: R,
    beta: R,
}

/// `alpha * sum + beta * old`, where nothing old is read with `beta` zero.
#[inline(always)]
unsafe fn finish<R: Float>(y: *mut R, sum: R, alpha: R, beta: R) {
    // SAFETY: the caller's element.
    unsafe { *y = if beta.is_zero() { alpha * sum } else { alpha * sum + beta * *y } }
}

macro_rules! bodies {
    ($t:ty) => {
        impl Body for ByRows<$t> {
            type Out = ();
            #[inline(always)]
            fn run<const FUSED: bool>(self) {
                const L: usize = 128 / size_of::<$t>();
                const S: usize = L / 4;
                let (whole, short) = (self.cols / L * L, self.cols / S * S);
                let mut i = 0;
                while i < self.rows {
                    let count = ROWS.min(self.rows - i);
                    // Rows beyond the last are the last once more.
                    // SAFETY: `i + r` stays below `rows`.
                    let rows: [*const $t; ROWS] = std::array::from_fn(|r| unsafe {
                        self.a.offset((i + r.min(count - 1)) as isize * self.row_step)
                    });
                    let mut sums = [[0.0; L]; ROWS];
                    for j in (0..whole).step_by(L) {
                        // SAFETY: `j + L` is at most `cols`, which `x` and every row hold.
                        let x = unsafe { self.x.add(j).cast::<[$t; L]>().read() };
                        for r in 0..ROWS {
                            // SAFETY: as above.
                            let a = unsafe { rows[r].add(j).cast::<[$t; L]>().read() };
                            for l in 0..L {
                                sums[r][l] = multiply_add::<FUSED, _>(a[l], x[l], sums[r][l]);
                            }
                        }
                    }
                    // What is left: by short vectors, then by elements.
                    let (mut rest, mut last) = ([[0.0; S]; ROWS], [0.0; ROWS]);
                    for j in (whole..short).step_by(S) {
                        // SAFETY: `j + S` is at most `cols`.
                        let x = unsafe { self.x.add(j).cast::<[$t; S]>().read() };
                        for r in 0..ROWS {
                            // SAFETY: as above.
                            let a = unsafe { rows[r].add(j).cast::<[$t; S]>().read() };
                            for l in 0..S {
                                rest[r][l] = multiply_add::<FUSED, _>(a[l], x[l], rest[r][l]);
                            }
                        }
                    }
                    for j in short..self.cols {
                        for r in 0..ROWS {
                            // SAFETY: below `cols`.
                            let (a, x) = unsafe { (*rows[r].add(j), *self.x.add(j)) };
                            last[r] = multiply_add::<FUSED, _>(a, x, last[r]);
                        }
                    }
                    for r in 0..ROWS {
                        let sum = join(sums[r]) + (join(rest[r]) + last[r]);
                        if r < count {
                            // SAFETY: row `i + r` of `y`.
                            unsafe {
                                finish(self.y.offset((i + r) as isize * self.y_step), sum, self.alpha, self.beta)
                            };
                        }
                    }
                    i += count;
                }
            }
        }

        impl Body for ByColumns<$t> {
            type Out = ();
            #[inline(always)]
            fn run<const FUSED: bool>(self) {
                for i in (0..self.rows).step_by(BLOCK) {
                    let count = BLOCK.min(self.rows - i);
                    let mut sums = [0.0; BLOCK];
                    let mut j = 0;
                    while j < self.cols {
                        let columns = COLUMNS.min(self.cols - j);
                        let mut x = [0.0; COLUMNS];
                        let mut a = [self.a; COLUMNS];
                        for c in 0..COLUMNS {
                            // Columns beyond the last are the last once more, times zero would turn infinities to NaN:
                            // they are left out below.
                            let column = (j + c.min(columns - 1)) as isize;
                            // SAFETY: below `cols`, and row `i` is below `rows`.
                            unsafe {
                                x[c] = *self.x.offset(column * self.x_step);
                                a[c] = self.a.offset(column * self.col_step).add(i);
                            }
                        }
                        if columns == COLUMNS {
                            for k in 0..count {
                                let mut sum = sums[k];
                                for c in 0..COLUMNS {
                                    // SAFETY: row `i + k` is below `rows`.
                                    sum = multiply_add::<FUSED, _>(unsafe { *a[c].add(k) }, x[c], sum);
                                }
                                sums[k] = sum;
                            }
                        } else {
                            for c in 0..columns {
                                for k in 0..count {
                                    // SAFETY: row `i + k` is below `rows`.
                                    sums[k] = multiply_add::<FUSED, _>(unsafe { *a[c].add(k) }, x[c], sums[k]);
                                }
                            }
                        }
                        j += columns;
                    }
                    for k in 0..count {
                        // SAFETY: row `i + k` of `y`.
                        unsafe {
                            finish(self.y.offset((i + k) as isize * self.y_step), sums[k], self.alpha, self.beta)
                        };
                    }
                }
            }
        }
    };
}
bodies!(f32);
bodies!(f64);

/// Elements whose matrices there are loops for.
pub trait Gemv: Sized {
    /// `y = alpha a x + beta y`, if the elements of each row or of each column lie side by side; else `false`, and nothing
    /// is done.
    fn gemv(alpha: Self, a: Matrix<'_, Self>, x: Vector<'_, Self>, beta: Self, y: &VectorMut<'_, Self>) -> bool;
}

macro_rules! gemv {
    ($t:ty) => {
        impl Gemv for $t {
            fn gemv(alpha: $t, a: Matrix<'_, $t>, x: Vector<'_, $t>, beta: $t, y: &VectorMut<'_, $t>) -> bool {
                let (rows, cols) = (a.rows(), a.cols());
                let (y, y_step) = (y.as_ptr(), y.step());
                if a.col_step() == 1 || cols <= 1 {
                    let packed;
                    let x = if x.step() == 1 {
                        x.as_ptr()
                    } else {
                        let element = |j: isize| {
                            // SAFETY: below the vector's length.
                            unsafe { *x.as_ptr().offset(j * x.step()) }
                        };
                        packed = Vec::from_iter((0..cols as isize).map(element));
                        packed.as_ptr()
                    };
                    dispatch(ByRows { rows, cols, a: a.as_ptr(), row_step: a.row_step(), x, y, y_step, alpha, beta });
                } else if a.row_step() == 1 || rows <= 1 {
                    let (x, x_step, col_step) = (x.as_ptr(), x.step(), a.col_step());
                    dispatch(ByColumns { rows, cols, a: a.as_ptr(), col_step, x, x_step, y, y_step, alpha, beta });
                } else {
                    return false;
                }
                true
            }
        }
        impl Gemv for Complex<$t> {
            fn gemv(_: Self, _: Matrix<'_, Self>, _: Vector<'_, Self>, _: Self, _: &VectorMut<'_, Self>) -> bool {
                false
            }
        }
    };
}
gemv!(f32);
gemv!(f64);
