//! Matrices in every layout, and an arithmetic to compare with.

use npcore_linalg::Scalar;
use npcore_linalg::backend::{Columns, Matrix, MatrixMut, Vector, VectorMut};
use num_complex::Complex;
use num_traits::{Float, ToPrimitive};

/// A sequence of numbers in -1..1.
pub struct Numbers(u64);

impl Numbers {
    pub fn new(seed: u64) -> Numbers {
        Numbers(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub fn real(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }

    pub fn scalar<T: Scalar>(&mut self) -> T {
        let re = T::from_f64(self.real());
        if T::COMPLEX { re + imaginary::<T>() * T::from_f64(self.real()) } else { re }
    }
}

/// The imaginary unit, of complex types.
pub fn imaginary<T: Scalar>() -> T {
    let one: Complex<T::Re> = Complex::new(T::Re::from_f64(0.0), T::Re::from_f64(1.0));
    assert!(T::COMPLEX && size_of::<T>() == size_of_val(&one));
    // SAFETY: `T` is the complex number of its real type.
    unsafe { std::mem::transmute_copy(&one) }
}

/// Exactly as a complex number of `f64`.
pub fn wide<T: Scalar>(x: T) -> Complex<f64> {
    Complex::new(x.re().to_f64().unwrap(), x.im().to_f64().unwrap())
}

pub fn epsilon<T: Scalar>() -> f64 {
    T::Re::epsilon().to_f64().unwrap()
}

/// How a matrix lies in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lies {
    Rows,
    Columns,
    /// Rows with elements between one and the next.
    PaddedRows,
    PaddedColumns,
    /// Every second element of every second row.
    Gaps,
    RowsBackwards,
    ColumnsBackwards,
    /// All rows are one.
    Repeated,
}

pub const LAYOUTS: [Lies; 7] = [
    Lies::Rows,
    Lies::Columns,
    Lies::PaddedRows,
    Lies::PaddedColumns,
    Lies::Gaps,
    Lies::RowsBackwards,
    Lies::ColumnsBackwards,
];

/// A matrix that owns its memory.
#[derive(Clone, Debug)]
pub struct Owned<T> {
    data: Vec<T>,
    pub rows: usize,
    pub cols: usize,
    first: usize,
    steps: [isize; 2],
}

impl<T: Scalar> Owned<T> {
    pub fn new(rows: usize, cols: usize, lies: Lies, mut f: impl FnMut(usize, usize) -> T) -> Owned<T> {
        let (m, n) = (rows as isize, cols as isize);
        let steps = match lies {
            Lies::Rows => [n, 1],
            Lies::Columns => [1, m],
            Lies::PaddedRows => [n + 3, 1],
            Lies::PaddedColumns => [1, m + 5],
            Lies::Gaps => [4 * n + 2, 2],
            Lies::RowsBackwards => [-n, 1],
            Lies::ColumnsBackwards => [n, -1],
            Lies::Repeated => [0, 1],
        };
        let reach = |len: isize, step: isize| (len - 1).max(0) * step;
        let spans = [reach(m, steps[0]), reach(n, steps[1])];
        let first = spans.iter().map(|&s| (-s).max(0)).sum::<isize>() as usize;
        let len = first + spans.iter().map(|&s| s.max(0)).sum::<isize>() as usize + 1;
        // What lies between the elements is no number, and must not be read.
        let mut data = vec![T::from_f64(f64::NAN); len];
        for i in 0..rows {
            for j in 0..cols {
                let at = first as isize + i as isize * steps[0] + j as isize * steps[1];
                data[at as usize] = f(i, j);
            }
        }
        Owned { data, rows, cols, first, steps }
    }

    pub fn random(rows: usize, cols: usize, lies: Lies, numbers: &mut Numbers) -> Owned<T> {
        Owned::new(rows, cols, lies, |_, _| numbers.scalar())
    }

    pub fn at(&self, i: usize, j: usize) -> T {
        let at = self.first as isize + i as isize * self.steps[0] + j as isize * self.steps[1];
        self.data[at as usize]
    }

    pub fn matrix(&self) -> Matrix<'_, T> {
        // SAFETY: `new` made room for all elements.
        unsafe { Matrix::from_raw(self.data[self.first..].as_ptr(), [self.rows, self.cols], self.steps) }
    }

    pub fn matrix_mut(&mut self) -> MatrixMut<'_, T> {
        let first = self.data[..].as_mut_ptr().wrapping_add(self.first);
        // SAFETY: as above; no layout that is written repeats elements.
        unsafe { MatrixMut::from_raw(first, [self.rows, self.cols], self.steps) }
    }

    /// Row 0 as a vector.
    pub fn vector(&self) -> Vector<'_, T> {
        // SAFETY: as above.
        unsafe { Vector::from_raw(self.data[self.first..].as_ptr(), self.cols, self.steps[1]) }
    }

    pub fn vector_mut(&mut self) -> VectorMut<'_, T> {
        let first = self.data[..].as_mut_ptr().wrapping_add(self.first);
        // SAFETY: as above.
        unsafe { VectorMut::from_raw(first, self.cols, self.steps[1]) }
    }

    /// As LAPACK takes it, if it lies in columns.
    pub fn columns(&mut self) -> Columns<'_, T> {
        assert!(self.steps[0] == 1 && self.steps[1] >= self.rows as isize);
        Columns::new(&mut self.data, [self.rows, self.cols], self.steps[1] as usize)
    }

    /// Whether nothing but the elements was written: what lies between them is no number still.
    pub fn gaps_are_untouched(&self) -> bool {
        let mut ours = vec![false; self.data.len()];
        for i in 0..self.rows {
            for j in 0..self.cols {
                ours[(self.first as isize + i as isize * self.steps[0] + j as isize * self.steps[1]) as usize] = true;
            }
        }
        self.data.iter().zip(ours).all(|(x, ours)| ours || x.re().is_nan())
    }

    pub fn transposed(&self) -> Owned<T> {
        Owned::new(self.cols, self.rows, Lies::Columns, |i, j| self.at(j, i))
    }

    pub fn adjoint(&self) -> Owned<T> {
        Owned::new(self.cols, self.rows, Lies::Columns, |i, j| self.at(j, i).conj())
    }

    /// The largest absolute value.
    pub fn largest(&self) -> f64 {
        let all = (0..self.rows).flat_map(|i| (0..self.cols).map(move |j| (i, j)));
        all.map(|(i, j)| self.at(i, j).abs().to_f64().unwrap()).fold(0.0, f64::max)
    }
}

/// The product by plain sums of `f64`, and for each element the sum of the products' absolute values.
pub fn product<T: Scalar>(a: &Owned<T>, b: &Owned<T>) -> Vec<Vec<(Complex<f64>, f64)>> {
    let element = |i: usize, j: usize| {
        (0..a.cols).fold((Complex::new(0.0, 0.0), 0.0), |(sum, size), p| {
            let (x, y) = (wide(a.at(i, p)), wide(b.at(p, j)));
            (sum + x * y, size + (x.re.abs() + x.im.abs()) * (y.re.abs() + y.im.abs()))
        })
    };
    (0..a.rows).map(|i| (0..b.cols).map(|j| element(i, j)).collect()).collect()
}

/// The largest element of `a b - c`, in units of epsilon times `scale`.
pub fn residual<T: Scalar>(a: &Owned<T>, b: &Owned<T>, c: &Owned<T>, scale: f64) -> f64 {
    let product = product(a, b);
    let mut worst: f64 = 0.0;
    for (i, row) in product.iter().enumerate() {
        for (j, (value, _)) in row.iter().enumerate() {
            let error = ((value - wide(c.at(i, j))) / scale).norm() / epsilon::<T>();
            assert!(!error.is_nan(), "not a number at {i}, {j}");
            worst = worst.max(error);
        }
    }
    worst
}

pub fn identity<T: Scalar>(n: usize) -> Owned<T> {
    Owned::new(n, n, Lies::Columns, |i, j| T::from_f64(if i == j { 1.0 } else { 0.0 }))
}
