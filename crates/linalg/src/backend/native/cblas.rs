//! BLAS by a library's CBLAS.

use std::ffi::c_int;
use std::sync::Arc;

use super::abi::{Function, Int, LOWER, NO_TRANS, Native, ROW_MAJOR, TRANS, Transpose};
use super::control::Control;
use super::symbols::{Naming, Symbols};
use crate::Scalar;
use crate::backend::pure::mirror;
use crate::backend::{Blas, Matrix, MatrixMut, Vector, VectorMut};

type Gemm<T, I> = unsafe extern "C" fn(
    c_int,
    Transpose,
    Transpose,
    I,
    I,
    I,
    <T as Native>::Argument,
    *const T,
    I,
    *const T,
    I,
    <T as Native>::Argument,
    *mut T,
    I,
);
type Gemv<T, I> = unsafe extern "C" fn(
    c_int,
    Transpose,
    I,
    I,
    <T as Native>::Argument,
    *const T,
    I,
    *const T,
    I,
    <T as Native>::Argument,
    *mut T,
    I,
);
type Syrk<T, I> = unsafe extern "C" fn(
    c_int,
    c_int,
    Transpose,
    I,
    I,
    <T as Native>::Argument,
    *const T,
    I,
    <T as Native>::Argument,
    *mut T,
    I,
);

/// The functions of one element type; those that a library lacks are pure Rust's.
pub(crate) struct Cblas<T: Native, I: Int> {
    gemm: Option<Gemm<T, I>>,
    gemv: Option<Gemv<T, I>>,
    syrk: Option<Syrk<T, I>>,
    dot: [Option<DotAddress>; 2],
    control: Arc<Control>,
}

/// The address of a dot product, whose type depends on the element type.
#[derive(Clone, Copy)]
struct DotAddress(*const ());

// SAFETY: the address of a function.
unsafe impl Send for DotAddress {}
// SAFETY: as above.
unsafe impl Sync for DotAddress {}

impl<T: Native, I: Int> Cblas<T, I> {
    /// Looks the functions up; the names of those that are not there are added to `missing`.
    ///
    /// # Safety
    /// Functions of CBLAS's names are those of CBLAS, with integers `I`.
    pub unsafe fn new(
        symbols: &dyn Symbols,
        naming: &Naming,
        control: &Arc<Control>,
        missing: &mut Vec<String>,
    ) -> Cblas<T, I> {
        let mut find = |name: &str| {
            let found = naming.c(symbols, name);
            if found.is_none() {
                missing.push(name.to_owned());
            }
            found
        };
        let name = |routine: &str| format!("cblas_{}{routine}", T::LETTER);
        // SAFETY: the caller's word.
        unsafe {
            Cblas {
                gemm: find(&name("gemm")).map(|f| Gemm::<T, I>::at(f)),
                gemv: find(&name("gemv")).map(|f| Gemv::<T, I>::at(f)),
                syrk: find(&name("syrk")).map(|f| Syrk::<T, I>::at(f)),
                dot: T::DOT.map(|name| find(name).map(DotAddress)),
                control: control.clone(),
            }
        }
    }

    fn dot_by(
        &self,
        f: Option<DotAddress>,
        x: Vector<'_, T>,
        y: Vector<'_, T>,
        pure: impl FnOnce(Vector<'_, T>, Vector<'_, T>) -> T,
    ) -> T {
        assert_eq!(x.len(), y.len(), "vectors that do not fit");
        let parts = (f, strided::<I>(x.len(), x.step()), strided::<I>(y.len(), y.step()));
        let (Some(f), Some((x_from, x_step)), Some((y_from, y_step))) = parts else { return pure(x, y) };
        self.control.enter(1);
        // SAFETY: the vectors vouch for their elements; a length of 0 was left to pure Rust.
        unsafe {
            let (px, py) = (x.as_ptr().offset(x_from), y.as_ptr().offset(y_from));
            T::call_dot(f.0, I::of(x.len() as isize), px, x_step, py, y_step)
        }
    }
}

/// What stands in for functions that are not there, and takes matrices that they cannot be told of.
fn pure<T: Scalar>() -> &'static dyn Blas<T> {
    crate::backend::pure_rust().blas()
}

/// How BLAS can be told of a matrix in row-major order: its leading dimension, and whether it lies transposed. `None` for
/// matrices that overlap themselves, run backwards or have gaps between the elements of rows and columns alike.
fn stored<I: Int>(rows: usize, cols: usize, row_step: isize, col_step: isize) -> Option<(Transpose, I)> {
    let order = |rows: usize, cols: usize, row_step: isize, col_step: isize| {
        // Steps along axes of length one mean nothing.
        let ld = if rows <= 1 { cols as isize } else { row_step };
        let fits = (col_step == 1 || cols <= 1) && ld >= cols as isize && I::fits(ld as usize);
        fits.then(|| I::of(ld.max(1)))
    };
    if !I::fits(rows) || !I::fits(cols) {
        return None;
    }
    order(rows, cols, row_step, col_step)
        .map(|ld| (NO_TRANS, ld))
        .or_else(|| order(cols, rows, col_step, row_step).map(|ld| (TRANS, ld)))
}

/// How BLAS can be told of a vector: the offset of the element with the lowest address, and its step.
fn strided<I: Int>(len: usize, step: isize) -> Option<(isize, I)> {
    if len == 0 || step == 0 && len > 1 || !I::fits(len) || !I::fits(step.unsigned_abs()) {
        return None;
    }
    let step = if len == 1 { 1 } else { step };
    Some((if step < 0 { (len as isize - 1) * step } else { 0 }, I::of(step)))
}

impl<T: Native, I: Int> Blas<T> for Cblas<T, I> {
    fn gemm(&self, alpha: T, a: Matrix<'_, T>, b: Matrix<'_, T>, beta: T, c: MatrixMut<'_, T>, threads: usize) {
        let (m, k, n) = (a.rows(), a.cols(), b.cols());
        assert_eq!((b.rows(), c.rows(), c.cols()), (k, m, n), "matrices that do not fit");
        let stored_c = stored::<I>(m, n, c.row_step(), c.col_step());
        // Libraries write rows: of a result that lies transposed, the transposed product.
        if let Some((TRANS, _)) = stored_c {
            return self.gemm(alpha, b.t(), a.t(), beta, c.t(), threads);
        }
        let parts = (
            self.gemm,
            stored::<I>(m, k, a.row_step(), a.col_step()),
            stored::<I>(k, n, b.row_step(), b.col_step()),
            stored_c,
        );
        let (Some(f), Some((a_as, lda)), Some((b_as, ldb)), Some((_, ldc))) = parts else {
            return pure::<T>().gemm(alpha, a, b, beta, c, threads);
        };
        if m == 0 || n == 0 || k == 0 {
            return pure::<T>().gemm(alpha, a, b, beta, c, threads);
        }
        self.control.enter(threads);
        let [m, n, k] = [m, n, k].map(|n| I::of(n as isize));
        let (a, b, c) = (a.as_ptr(), b.as_ptr(), c.as_ptr());
        // SAFETY: the matrices vouch for their elements, the lengths fit, and `stored` told how they lie. `c` is borrowed to
        // write, so that it shares none with `a` and `b`.
        unsafe { f(ROW_MAJOR, a_as, b_as, m, n, k, alpha.argument(), a, lda, b, ldb, beta.argument(), c, ldc) }
    }

    fn gemv(&self, alpha: T, a: Matrix<'_, T>, x: Vector<'_, T>, beta: T, y: VectorMut<'_, T>, threads: usize) {
        let (m, n) = (a.rows(), a.cols());
        assert_eq!((x.len(), y.len()), (n, m), "a matrix and vectors that do not fit");
        let parts = (
            self.gemv,
            stored::<I>(m, n, a.row_step(), a.col_step()),
            strided::<I>(n, x.step()),
            strided::<I>(m, y.step()),
        );
        let (Some(f), Some((a_as, lda)), Some((x_from, x_step)), Some((y_from, y_step))) = parts else {
            return pure::<T>().gemv(alpha, a, x, beta, y, threads);
        };
        if beta.is_zero() {
            // Some releases multiply what is there by zero, which leaves NaN as it is.
            for i in 0..m as isize {
                // SAFETY: below the vector's length.
                unsafe { *y.as_ptr().offset(i * y.step()) = T::zero() };
            }
        }
        self.control.enter(threads);
        // CBLAS counts rows and columns of what is stored.
        let [rows, cols] = if a_as == TRANS { [n, m] } else { [m, n] }.map(|n| I::of(n as isize));
        // SAFETY: as in `gemm`; BLAS starts at the lowest address of a vector that runs backwards.
        unsafe {
            let (x, y) = (x.as_ptr().offset(x_from), y.as_ptr().offset(y_from));
            f(ROW_MAJOR, a_as, rows, cols, alpha.argument(), a.as_ptr(), lda, x, x_step, beta.argument(), y, y_step);
        }
    }

    fn dot(&self, x: Vector<'_, T>, y: Vector<'_, T>) -> T {
        self.dot_by(self.dot[0], x, y, |x, y| pure::<T>().dot(x, y))
    }

    fn dotc(&self, x: Vector<'_, T>, y: Vector<'_, T>) -> T {
        self.dot_by(self.dot[1], x, y, |x, y| pure::<T>().dotc(x, y))
    }

    fn syrk(&self, a: Matrix<'_, T>, c: MatrixMut<'_, T>, threads: usize) {
        let (n, k) = (a.rows(), a.cols());
        assert_eq!((c.rows(), c.cols()), (n, n), "matrices that do not fit");
        // The result is its own transpose.
        let c = if c.col_step() == 1 { c } else { c.t() };
        let parts =
            (self.syrk, stored::<I>(n, k, a.row_step(), a.col_step()), stored::<I>(n, n, c.row_step(), c.col_step()));
        let (Some(f), Some((a_as, lda)), Some((NO_TRANS, ldc))) = parts else { return pure::<T>().syrk(a, c, threads) };
        if n == 0 || k == 0 {
            return pure::<T>().syrk(a, c, threads);
        }
        self.control.enter(threads);
        let [rows, depth] = [n, k].map(|n| I::of(n as isize));
        let (one, zero) = (T::one(), T::zero());
        // SAFETY: as in `gemm`.
        unsafe {
            f(ROW_MAJOR, LOWER, a_as, rows, depth, one.argument(), a.as_ptr(), lda, zero.argument(), c.as_ptr(), ldc);
        }
        mirror(&c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matrices_as_blas_can_be_told_of_them() {
        let stored = stored::<i32>;
        assert_eq!(stored(3, 4, 4, 1), Some((NO_TRANS, 4)));
        assert_eq!(stored(3, 4, 10, 1), Some((NO_TRANS, 10)));
        assert_eq!(stored(3, 4, 1, 3), Some((TRANS, 3)));
        assert_eq!(stored(1, 4, -7, 1), Some((NO_TRANS, 4)));
        assert_eq!(stored(3, 1, 5, 0), Some((NO_TRANS, 5)));
        assert_eq!(stored(3, 1, 1, 0), Some((NO_TRANS, 1)));
        // Overlapping, repeated, backwards, gaps on both axes.
        for (row_step, col_step) in [(3, 1), (0, 1), (1, 0), (1, 2), (-4, 1), (4, -1), (8, 2), (1, 1)] {
            assert_eq!(stored(3, 4, row_step, col_step), None, "{row_step} {col_step}");
        }
        assert_eq!(stored(1 << 31, 4, 4, 1), None);
        assert_eq!(super::stored::<i64>(1 << 31, 4, 4, 1), Some((NO_TRANS, 4)));
    }

    #[test]
    fn vectors_as_blas_can_be_told_of_them() {
        assert_eq!(strided::<i32>(5, 2), Some((0, 2)));
        assert_eq!(strided::<i32>(5, -2), Some((-8, -2)));
        assert_eq!(strided::<i32>(5, 0), None);
        assert_eq!(strided::<i32>(1, 0), Some((0, 1)));
        assert_eq!(strided::<i32>(0, 1), None);
    }
}
