//! Matrices and vectors as BLAS sees them: a pointer, lengths, and steps in elements.

use std::marker::PhantomData;

/// A vector to read; its step counts elements and may be negative or zero. The pointer is that of element 0.
#[derive(Debug)]
pub struct Vector<'a, T> {
    ptr: *const T,
    len: usize,
    step: isize,
    _elements: PhantomData<&'a [T]>,
}

/// A vector to write; no element lies in it twice.
#[derive(Debug)]
pub struct VectorMut<'a, T> {
    ptr: *mut T,
    len: usize,
    step: isize,
    _elements: PhantomData<&'a mut [T]>,
}

/// A matrix to read; its steps count elements and may be negative or zero. The pointer is that of element (0, 0).
#[derive(Debug)]
pub struct Matrix<'a, T> {
    ptr: *const T,
    rows: usize,
    cols: usize,
    row_step: isize,
    col_step: isize,
    _elements: PhantomData<&'a [T]>,
}

/// A matrix to write; no element lies in it twice.
#[derive(Debug)]
pub struct MatrixMut<'a, T> {
    ptr: *mut T,
    rows: usize,
    cols: usize,
    row_step: isize,
    col_step: isize,
    _elements: PhantomData<&'a mut [T]>,
}

/// A matrix whose columns lie one after the other, as LAPACK takes them: element (i, j) is `data[i + j * ld]`.
#[derive(Debug)]
pub struct Columns<'a, T> {
    data: &'a mut [T],
    rows: usize,
    cols: usize,
    ld: usize,
}

impl<T> Clone for Vector<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Vector<'_, T> {}
impl<T> Clone for Matrix<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Matrix<'_, T> {}

// SAFETY: what they borrow is a `&[T]` or a `&mut [T]` with gaps, and as free to be sent and shared as those.
unsafe impl<T: Sync> Send for Vector<'_, T> {}
// SAFETY: as above.
unsafe impl<T: Sync> Sync for Vector<'_, T> {}
// SAFETY: as above.
unsafe impl<T: Sync> Send for Matrix<'_, T> {}
// SAFETY: as above.
unsafe impl<T: Sync> Sync for Matrix<'_, T> {}
// SAFETY: as above.
unsafe impl<T: Send> Send for VectorMut<'_, T> {}
// SAFETY: as above.
unsafe impl<T: Send> Send for MatrixMut<'_, T> {}

macro_rules! vector {
    ($name:ident, $ptr:ty) => {
        impl<'a, T> $name<'a, T> {
            /// The vector of `len` elements from `ptr`, `step` elements apart.
            ///
            /// # Safety
            /// For `'a`, the elements are valid values at aligned addresses of one allocation, free to be borrowed as the
            /// name says.
            pub unsafe fn from_raw(ptr: $ptr, len: usize, step: isize) -> Self {
                Self { ptr, len, step, _elements: PhantomData }
            }

            /// The address of element 0.
            pub fn as_ptr(&self) -> $ptr {
                self.ptr
            }

            /// How many elements.
            pub fn len(&self) -> usize {
                self.len
            }

            /// Whether there are none.
            pub fn is_empty(&self) -> bool {
                self.len == 0
            }

            /// Elements from one to the next.
            pub fn step(&self) -> isize {
                self.step
            }
        }
    };
}
vector!(Vector, *const T);
vector!(VectorMut, *mut T);

macro_rules! matrix {
    ($name:ident, $ptr:ty) => {
        impl<'a, T> $name<'a, T> {
            /// The matrix whose element (i, j) is `i * row_step + j * col_step` elements from `ptr`.
            ///
            /// # Safety
            /// For `'a`, the elements are valid values at aligned addresses of one allocation, free to be borrowed as the
            /// name says.
            pub unsafe fn from_raw(ptr: $ptr, [rows, cols]: [usize; 2], [row_step, col_step]: [isize; 2]) -> Self {
                Self { ptr, rows, cols, row_step, col_step, _elements: PhantomData }
            }

            /// The address of element (0, 0).
            pub fn as_ptr(&self) -> $ptr {
                self.ptr
            }

            /// Rows.
            pub fn rows(&self) -> usize {
                self.rows
            }

            /// Columns.
            pub fn cols(&self) -> usize {
                self.cols
            }

            /// Elements from one row to the next.
            pub fn row_step(&self) -> isize {
                self.row_step
            }

            /// Elements from one column to the next.
            pub fn col_step(&self) -> isize {
                self.col_step
            }

            /// The transpose.
            #[must_use]
            pub fn t(self) -> Self {
                Self { rows: self.cols, cols: self.rows, row_step: self.col_step, col_step: self.row_step, ..self }
            }
        }
    };
}
matrix!(Matrix, *const T);
matrix!(MatrixMut, *mut T);

impl<T> Matrix<'_, T> {
    /// Element (i, j).
    ///
    /// # Panics
    /// If it lies outside the matrix.
    #[inline]
    pub fn at(&self, i: usize, j: usize) -> T
    where
        T: Copy,
    {
        assert!(i < self.rows && j < self.cols, "an element outside the matrix");
        // SAFETY: one of the matrix's elements.
        unsafe { *self.ptr.offset(i as isize * self.row_step + j as isize * self.col_step) }
    }

    /// The rectangle of `size` at `corner`, each rows and columns.
    ///
    /// # Panics
    /// If it lies outside the matrix.
    #[must_use]
    pub fn part(self, corner: [usize; 2], size: [usize; 2]) -> Self {
        let [rows, cols] = size;
        assert!(corner[0] + rows <= self.rows && corner[1] + cols <= self.cols, "a part outside the matrix");
        let offset = corner[0] as isize * self.row_step + corner[1] as isize * self.col_step;
        // A part without elements may begin where there are none.
        Self { ptr: self.ptr.wrapping_offset(offset), rows, cols, ..self }
    }
}

impl<'a, T> Columns<'a, T> {
    /// A matrix of `rows` x `cols` whose columns begin `ld` elements apart.
    ///
    /// # Panics
    /// If `ld` is less than `rows`, or the slice too short.
    pub fn new(data: &'a mut [T], [rows, cols]: [usize; 2], ld: usize) -> Self {
        assert!(ld >= rows, "columns of {rows} elements cannot begin {ld} apart");
        let needed = if cols == 0 { 0 } else { ld * (cols - 1) + rows };
        assert!(data.len() >= needed, "{rows} x {cols} from {} elements, {ld} a column", data.len());
        Self { data, rows, cols, ld }
    }

    /// Rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Columns.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// Elements from one column to the next.
    pub fn ld(&self) -> usize {
        self.ld
    }

    /// The elements; (i, j) is at `i + j * ld`.
    pub fn data(&mut self) -> &mut [T] {
        self.data
    }

    /// The same for a shorter time.
    pub fn reborrow(&mut self) -> Columns<'_, T> {
        Columns { data: self.data, rows: self.rows, cols: self.cols, ld: self.ld }
    }

    /// As a matrix to write.
    pub fn matrix_mut(&mut self) -> MatrixMut<'_, T> {
        // SAFETY: `new` saw that every element lies in the slice, and `ld >= rows` that none lies there twice.
        unsafe { MatrixMut::from_raw(self.data.as_mut_ptr(), [self.rows, self.cols], [1, self.ld as isize]) }
    }

    /// As a matrix to read.
    pub fn matrix(&self) -> Matrix<'_, T> {
        // SAFETY: `new` saw that every element lies in the slice.
        unsafe { Matrix::from_raw(self.data.as_ptr(), [self.rows, self.cols], [1, self.ld as isize]) }
    }
}
