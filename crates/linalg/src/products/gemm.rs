//! One product of two matrices at addresses, whatever their type: by the back end's BLAS, or by the kernels where BLAS does
//! not know the type.

use npcore_dtype::{Complex, ScalarType};
use npcore_exec::for_each_range;
use npcore_kernel::MatMul;

use crate::Scalar;
use crate::backend::{Matrix, MatrixMut, Vector, VectorMut, current, threads_for, threads_for_bytes};

/// Matrices at addresses: `out = a b`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Job {
    /// Rows, the length of the inner axis, columns.
    pub n: [usize; 3],
    pub a: *const u8,
    pub b: *const u8,
    pub out: *mut u8,
    /// Strides in bytes of both matrices and of the result, along rows and columns.
    pub s: [[isize; 2]; 3],
}

// SAFETY: plain addresses; the functions that follow them say who may touch what.
unsafe impl Send for Job {}
// SAFETY: as above.
unsafe impl Sync for Job {}

impl Job {
    /// The same with other starts.
    #[inline]
    pub fn moved(&self, a: isize, b: isize, out: isize) -> Job {
        Job { a: self.a.wrapping_offset(a), b: self.b.wrapping_offset(b), out: self.out.wrapping_offset(out), ..*self }
    }
}

/// Integer products take about as long as moving this many bytes, for each multiplication.
const BYTES_PER_PRODUCT: usize = 1;

/// What multiplies matrices of a type.
#[derive(Clone, Copy)]
pub(crate) enum Engine {
    /// The back end that is in use when it is called.
    Blas(ScalarType),
    /// A kernel.
    Kernel(MatMul),
}

impl Engine {
    /// For elements of a type; none for float16, which is multiplied in float32.
    #[inline]
    pub fn of(ty: ScalarType) -> Option<Engine> {
        match ty {
            ScalarType::Float32 | ScalarType::Float64 | ScalarType::Complex64 | ScalarType::Complex128 => {
                Some(Engine::Blas(ty))
            }
            _ => npcore_kernel::matmul(ty).map(Engine::Kernel),
        }
    }

    /// In float32, every sum in the order of the inner axis: what float16 is multiplied in, to NumPy's bits.
    pub fn in_order() -> Option<Engine> {
        npcore_kernel::matmul(ScalarType::Float32).map(Engine::Kernel)
    }

    /// Whether elements must lie at multiples of their size.
    pub fn needs_alignment(self) -> bool {
        matches!(self, Engine::Blas(_))
    }

    /// Does a job, with `add` upon what is in the result. `alone` says whether it may take threads.
    ///
    /// # Safety
    /// The matrices may be read, the result written (with `add`, read), and it overlaps neither; they are of the engine's
    /// type. For a back end, addresses are aligned and strides multiples of the element's size.
    #[inline]
    pub unsafe fn run(self, job: &Job, add: bool, alone: bool) {
        let [rows, inner, cols] = job.n;
        if rows == 0 || cols == 0 || (inner == 0 && add) {
            return;
        }
        // SAFETY: the caller's word.
        unsafe {
            match self {
                Engine::Kernel(f) => kernel(f, job, add, alone),
                Engine::Blas(ScalarType::Float32) => blas::<f32>(job, add, alone),
                Engine::Blas(ScalarType::Float64) => blas::<f64>(job, add, alone),
                Engine::Blas(ScalarType::Complex64) => blas::<Complex<f32>>(job, add, alone),
                Engine::Blas(_) => blas::<Complex<f64>>(job, add, alone),
            }
        }
    }
}

/// # Safety
/// As [`Engine::run`].
unsafe fn kernel(f: MatMul, job: &Job, add: bool, alone: bool) {
    let [rows, inner, cols] = job.n;
    let products = rows.saturating_mul(inner).saturating_mul(cols);
    let bytes = if alone { products.saturating_mul(BYTES_PER_PRODUCT) } else { 0 };
    // Parts of the longer side of the result, in whole tiles.
    let (side, unit) = if rows >= cols { (0, 4) } else { (1, 64) };
    for_each_range([rows, cols][side], unit, bytes, &|part| {
        let (at, mut n) = (part.start as isize, job.n);
        n[2 * side] = part.len();
        let part = if side == 0 {
            job.moved(job.s[0][0] * at, 0, job.s[2][0] * at)
        } else {
            job.moved(0, job.s[1][1] * at, job.s[2][1] * at)
        };
        // SAFETY: the caller's word, for a part of the rows or columns that no other thread has.
        unsafe { f(n, [part.a, part.b], part.out, job.s, add) };
    });
}

/// # Safety
/// As [`Engine::run`], for a type of BLAS.
unsafe fn blas<T: Scalar>(job: &Job, add: bool, alone: bool) {
    let [rows, inner, cols] = job.n;
    let size = size_of::<T>() as isize;
    let steps = |s: [isize; 2]| s.map(|s| s / size);
    let [sa, sb, so] = job.s.map(steps);
    let (a, b, out) = (job.a.cast::<T>(), job.b.cast::<T>(), job.out.cast::<T>());
    let backend = current().blas::<T>();
    let beta = if add { T::one() } else { T::zero() };
    let products = rows.saturating_mul(inner).saturating_mul(cols);
    // A product of complex numbers and its sum are four of real ones.
    let flops = if size_of::<T>() > size_of::<T::Re>() { 8 } else { 2 };
    let threads = match rows == 1 || cols == 1 {
        _ if !alone => 1,
        true => threads_for_bytes(products.saturating_mul(size_of::<T>())),
        false => threads_for(products.saturating_mul(flops)),
    };
    // SAFETY: the caller's word: aligned elements, and nobody else's while the call lasts.
    unsafe {
        if inner == 0 {
            for i in 0..rows as isize {
                for j in 0..cols as isize {
                    out.offset(i * so[0] + j * so[1]).write(T::zero());
                }
            }
        } else if rows == 1 && cols == 1 {
            let sum = backend.dot(Vector::from_raw(a, inner, sa[1]), Vector::from_raw(b, inner, sb[0]));
            out.write(if add { out.read() + sum } else { sum });
        } else if cols == 1 {
            let (x, y) = (Vector::from_raw(b, inner, sb[0]), VectorMut::from_raw(out, rows, so[0]));
            backend.gemv(T::one(), Matrix::from_raw(a, [rows, inner], sa), x, beta, y, threads);
        } else if rows == 1 {
            let (x, y) = (Vector::from_raw(a, inner, sa[1]), VectorMut::from_raw(out, cols, so[1]));
            backend.gemv(T::one(), Matrix::from_raw(b, [inner, cols], sb).t(), x, beta, y, threads);
        } else {
            let (a, b) = (Matrix::from_raw(a, [rows, inner], sa), Matrix::from_raw(b, [inner, cols], sb));
            backend.gemm(T::one(), a, b, beta, MatrixMut::from_raw(out, [rows, cols], so), threads);
        }
    }
}
