//! Rows of elements that become an array: memory that grows by doubling, and is not copied where the size was foreseen.

use npcore_array::{ArrayError, DynArray, engine};
use npcore_dtype::DType;
use npcore_exec::{Buffer, ExecError, Output};
use npcore_layout::{Layout, Order};

use super::error::TextResult;

/// Rows of a fixed number of bytes, the first of them written.
pub(crate) struct Rows {
    buffer: Buffer,
    bytes_per_row: usize,
    len: usize,
}

/// The address of rows that several threads write, each its own.
#[derive(Clone, Copy)]
pub(crate) struct RowsPtr(*mut u8);

// SAFETY: an address; who writes through it answers for that.
unsafe impl Send for RowsPtr {}
// SAFETY: as above.
unsafe impl Sync for RowsPtr {}

impl Rows {
    pub fn new(bytes_per_row: usize) -> Rows {
        Rows { buffer: Buffer::empty(), bytes_per_row, len: 0 }
    }

    /// The rows that were written.
    pub fn len(&self) -> usize {
        self.len
    }

    /// The rows there is room for.
    pub fn capacity(&self) -> usize {
        self.buffer.len().checked_div(self.bytes_per_row).unwrap_or(usize::MAX)
    }

    /// Makes room for `more` further rows; where there is none yet, for `expected` in all.
    pub fn reserve(&mut self, more: usize, expected: usize) -> TextResult<()> {
        let needed = self.len.saturating_add(more);
        if needed <= self.capacity() {
            return Ok(());
        }
        let rows = needed.max(expected).max(self.len.saturating_add(self.len / 2));
        let bytes = rows.saturating_mul(self.bytes_per_row);
        let buffer = match Buffer::uninit(bytes) {
            // A guess that is too large for the memory is no error.
            Err(_) if rows > needed => Buffer::uninit(needed.saturating_mul(self.bytes_per_row)),
            other => other,
        };
        let buffer = buffer.map_err(|error: ExecError| ArrayError::from(error))?;
        // SAFETY: both have room for the rows that were written; one was just made.
        unsafe {
            let used = self.len * self.bytes_per_row;
            std::ptr::copy_nonoverlapping(self.buffer.as_ptr().as_ptr(), buffer.as_ptr().as_ptr(), used);
        }
        self.buffer = buffer;
        Ok(())
    }

    /// Where the next rows go.
    pub fn next(&mut self) -> RowsPtr {
        // SAFETY: the written rows lie in the buffer.
        RowsPtr(unsafe { self.buffer.as_ptr().as_ptr().add(self.len * self.bytes_per_row) })
    }

    /// Counts rows that were written behind the others: runs of `counts`, each with room for `room`. They are moved
    /// together where a run did not fill its room.
    ///
    /// # Safety
    /// `reserve` made room for all, and the first rows of each run were written.
    pub unsafe fn advance(&mut self, runs: impl Iterator<Item = (usize, usize)>) {
        let start = self.next().0;
        let (mut from, mut to) = (0, 0);
        for (count, room) in runs {
            debug_assert!(count <= room);
            if from != to {
                // SAFETY: rows of the buffer, by the caller's word.
                unsafe {
                    std::ptr::copy(
                        start.add(from * self.bytes_per_row),
                        start.add(to * self.bytes_per_row),
                        count * self.bytes_per_row,
                    );
                }
            }
            from += room;
            to += count;
        }
        self.len += to;
    }

    /// The array of a shape that has as many elements as there are.
    ///
    /// # Safety
    /// The rows hold values of the dtype.
    pub unsafe fn into_array(self, dtype: DType, shape: &[usize]) -> TextResult<DynArray> {
        let layout = Layout::contiguous(shape, dtype.itemsize(), Order::C).map_err(ArrayError::from)?;
        let used = self.len * self.bytes_per_row;
        debug_assert_eq!(layout.nbytes(dtype.itemsize()), used);
        let mut buffer = self.buffer;
        // Room for a sixteenth more than is used is not worth a copy.
        if buffer.len() > used + used / 16 + 4096 {
            let fitting = Buffer::uninit(used).map_err(ArrayError::from)?;
            // SAFETY: both have so many bytes, and one was just made.
            unsafe { std::ptr::copy_nonoverlapping(buffer.as_ptr().as_ptr(), fitting.as_ptr().as_ptr(), used) };
            buffer = fitting;
        }
        // SAFETY: the rows are the layout's elements, and hold values (the caller's word).
        Ok(unsafe { engine::array(Output { buffer, dtype, layout }) })
    }
}

impl RowsPtr {
    /// The address of a row.
    pub fn row(self, row: usize, bytes_per_row: usize) -> RowsPtr {
        RowsPtr(self.0.wrapping_add(row * bytes_per_row))
    }

    /// A row of zeros, to be written.
    ///
    /// # Safety
    /// The row lies in reserved memory, and nobody else writes or reads it while the slice lives.
    #[inline]
    pub unsafe fn zeroed<'a>(self, row: usize, bytes_per_row: usize) -> &'a mut [u8] {
        // SAFETY: the caller's word; the bytes are initialised before they are a slice.
        unsafe {
            let at = self.0.add(row * bytes_per_row);
            at.write_bytes(0, bytes_per_row);
            std::slice::from_raw_parts_mut(at, bytes_per_row)
        }
    }
}
