//! Matrices by columns that can be split into parts, each borrowed by itself.

use std::marker::PhantomData;

use crate::backend::{Columns, Matrix, MatrixMut};

/// A rectangle of a matrix whose columns lie `ld` elements apart; no other part shares an element with it.
pub(super) struct Part<'a, T> {
    ptr: *mut T,
    rows: usize,
    cols: usize,
    ld: usize,
    _elements: PhantomData<&'a mut [T]>,
}

// SAFETY: a `&mut [T]` with gaps, and as free to be sent as that.
unsafe impl<T: Send> Send for Part<'_, T> {}

impl<'a, T> Part<'a, T> {
    /// The whole matrix.
    pub fn of(mut a: Columns<'a, T>) -> Self {
        let (rows, cols, ld) = (a.rows(), a.cols(), a.ld());
        Part { ptr: a.data().as_mut_ptr(), rows, cols, ld, _elements: PhantomData }
    }

    /// A gapless matrix.
    pub fn over(data: &'a mut [T], rows: usize, cols: usize) -> Self {
        Part::of(Columns::new(data, [rows, cols], rows))
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn cols(&self) -> usize {
        self.cols
    }

    /// The same for a shorter time.
    pub fn reborrow(&mut self) -> Part<'_, T> {
        Part { ptr: self.ptr, rows: self.rows, cols: self.cols, ld: self.ld, _elements: PhantomData }
    }

    fn at(&self, row: usize, col: usize, rows: usize, cols: usize) -> Self {
        assert!(row + rows <= self.rows && col + cols <= self.cols, "a part outside the matrix");
        let offset = if rows == 0 || cols == 0 { 0 } else { row + col * self.ld };
        // SAFETY: the element at the part's corner is one of the matrix; a part without elements stays at its start.
        Part { ptr: unsafe { self.ptr.add(offset) }, rows, cols, ld: self.ld, _elements: PhantomData }
    }

    /// The rectangle of `rows` x `cols` at (`row`, `col`).
    pub fn part(&mut self, row: usize, col: usize, rows: usize, cols: usize) -> Part<'_, T> {
        self.at(row, col, rows, cols)
    }

    /// The rows before `row`, and the others.
    pub fn split_rows(self, row: usize) -> (Self, Self) {
        (self.at(0, 0, row, self.cols), self.at(row, 0, self.rows - row, self.cols))
    }

    /// The columns before `col`, and the others.
    pub fn split_cols(self, col: usize) -> (Self, Self) {
        (self.at(0, 0, self.rows, col), self.at(0, col, self.rows, self.cols - col))
    }

    /// A column.
    pub fn col(&self, j: usize) -> &[T] {
        assert!(j < self.cols);
        // SAFETY: the column's elements are the part's, borrowed as long as it.
        unsafe { std::slice::from_raw_parts(self.ptr.add(j * self.ld), self.rows) }
    }

    /// A column to write.
    pub fn col_mut(&mut self, j: usize) -> &mut [T] {
        assert!(j < self.cols);
        // SAFETY: the column's elements are the part's, borrowed as long as it, to write.
        unsafe { std::slice::from_raw_parts_mut(self.ptr.add(j * self.ld), self.rows) }
    }

    /// Column `i` to read and column `j` to write.
    pub fn two_cols(&mut self, i: usize, j: usize) -> (&[T], &mut [T]) {
        let (from, to) = self.two_cols_mut(i, j);
        (from, to)
    }

    /// Two columns to write.
    pub fn two_cols_mut(&mut self, i: usize, j: usize) -> (&mut [T], &mut [T]) {
        assert!(i != j && i < self.cols && j < self.cols);
        // SAFETY: two columns of the part, which share no element.
        unsafe {
            (
                std::slice::from_raw_parts_mut(self.ptr.add(i * self.ld), self.rows),
                std::slice::from_raw_parts_mut(self.ptr.add(j * self.ld), self.rows),
            )
        }
    }

    pub fn matrix(&self) -> Matrix<'_, T> {
        // SAFETY: the part's elements, borrowed as long as it.
        unsafe { Matrix::from_raw(self.ptr, [self.rows, self.cols], [1, self.ld as isize]) }
    }

    pub fn matrix_mut(&mut self) -> MatrixMut<'_, T> {
        // SAFETY: the part's elements, borrowed as long as it, to write; columns lie at least their length apart.
        unsafe { MatrixMut::from_raw(self.ptr, [self.rows, self.cols], [1, self.ld as isize]) }
    }
}
