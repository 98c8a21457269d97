//! The elements of an array, from bytes and into bytes.

use std::fs::File;
use std::io::{Read, Write};

use npcore_array::{ArrayError, DynArray, DynView, engine};
use npcore_dtype::DType;
use npcore_exec::{ExecError, Output};
use npcore_layout::{Layout, Order};

use crate::blocks::Blocks;
use crate::error::{FileError, FileErrorKind, Result};
use crate::positional::read_parallel;

/// What a stream is read in: memory that was just zeroed and is still in cache when it is filled.
const PIECE: usize = 256 << 10;
/// What is turned into bytes at once where elements do not lie as they are written.
const TURNED: usize = 4 << 20;

/// Memory for elements, to be filled.
pub(crate) fn uninit(dtype: DType, layout: Layout) -> Result<Output> {
    Output::uninit(dtype, layout).map_err(|error| {
        FileError::from(match error {
            ExecError::Allocation { bytes } => ArrayError::Memory { bytes, shape: layout.shape()[..].into(), dtype },
            other => other.into(),
        })
    })
}

/// The array of memory that is filled.
///
/// # Safety
/// Every byte was written.
pub(crate) unsafe fn filled(output: Output) -> Result<DynArray> {
    // SAFETY: the elements are initialised (the caller's word); the memory was made for the layout.
    Ok(unsafe { engine::settled(output)? })
}

/// The words for data that ends early: `got` bytes of what `shape` needs.
pub(crate) fn truncated(shape: &[usize], dtype: DType, got: u64) -> FileErrorKind {
    let expected = shape.iter().fold(1u64, |n, &length| n.saturating_mul(length as u64));
    FileErrorKind::Truncated {
        shape: shape.into(),
        expected,
        available: got.checked_div(dtype.itemsize() as u64).unwrap_or(0),
    }
}

/// Reads all elements from a stream.
pub(crate) fn read_stream(reader: &mut impl Read, dtype: DType, layout: Layout) -> Result<DynArray> {
    let output = uninit(dtype, layout)?;
    let (start, len) = (output.buffer.as_ptr().as_ptr(), layout.nbytes(dtype.itemsize()));
    let mut at = 0;
    while at < len {
        let n = PIECE.min(len - at);
        // SAFETY: a part of the buffer, initialised before it is a slice.
        let piece = unsafe {
            start.add(at).write_bytes(0, n);
            std::slice::from_raw_parts_mut(start.add(at), n)
        };
        let got = crate::header::read_up_to(reader, piece)?;
        at += got;
        if got < n {
            let kind = FileErrorKind::Eof { what: "array data", expected: len as u64, got: at as u64 };
            return Err(FileError::from(kind).at(at as u64));
        }
    }
    // SAFETY: all bytes were read.
    unsafe { filled(output) }
}

/// Reads all elements from a place of a file, of which the first bytes were read already.
pub(crate) fn read_file(file: &File, offset: u64, first: &[u8], dtype: DType, layout: Layout) -> Result<DynArray> {
    let output = uninit(dtype, layout)?;
    let (start, len) = (output.buffer.as_ptr().as_ptr(), layout.nbytes(dtype.itemsize()));
    let head = first.len().min(len);
    // SAFETY: the buffer has `len` bytes; what was read lies elsewhere.
    let got = unsafe {
        start.copy_from_nonoverlapping(first.as_ptr(), head);
        head + read_parallel(file, start.add(head), len - head, offset + head as u64)?
    };
    if got < len {
        return Err(FileError::from(truncated(layout.shape(), dtype, got as u64)).at(offset + got as u64));
    }
    // SAFETY: all bytes were read.
    unsafe { filled(output) }
}

/// The bytes of the elements, where they lie gapless in C order.
pub(crate) fn as_bytes<'a>(view: &DynView<'a>) -> Option<&'a [u8]> {
    if view.is_empty() || view.itemsize() == 0 {
        return Some(&[]);
    }
    // SAFETY: `nbytes` initialised bytes from the first element on, borrowed with the view.
    view.is_c_contiguous().then(|| unsafe { std::slice::from_raw_parts(view.as_ptr(), view.nbytes()) })
}

/// Writes the elements in C order, in as few calls as their place in memory allows.
pub(crate) fn write_elements(writer: &mut impl Write, view: DynView<'_>) -> Result<()> {
    if let Some(bytes) = as_bytes(&view) {
        return Ok(writer.write_all(bytes)?);
    }
    for block in Blocks::new(view.shape(), view.itemsize(), false, TURNED).iter() {
        writer.write_all(&view.try_slice(block.items())?.tobytes(Order::C)?)?;
    }
    Ok(())
}
