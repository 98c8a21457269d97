//! Raw files: elements without a header.

use std::fs::File;
use std::path::Path;

use npcore_array::{Array, AsView, DynArray};
use npcore_dtype::{DType, Elem, Element};
use npcore_layout::{Layout, Order};

use crate::atomic::write_file;
use crate::elements::{read_file, write_elements};
use crate::error::{FileError, FileErrorKind, InFile, Result};
use crate::npy::{SaveOptions, typed};

/// The elements of a raw file along one axis: `count` of them, or all there are, from byte `offset` on.
///
/// As NumPy's, it gives what there is where the file has less than `count`, and leaves a last part of an element.
///
/// ```
/// use npcore_array::array;
/// use npcore_mmap::{fromfile, tofile};
/// # let path = std::env::temp_dir().join(format!("npcore-raw-{}", std::process::id()));
/// tofile(&path, &array![1.0f32, 2.0, 3.0])?;
/// assert_eq!(fromfile::<f32>(&path, None, 4)?.to_vec(), [2.0, 3.0]);
/// assert_eq!(fromfile::<u8>(&path, Some(4), 0)?.to_vec(), 1f32.to_ne_bytes());
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), npcore_mmap::FileError>(())
/// ```
///
/// # Errors
/// What the system refuses; an offset behind the file's end; no memory.
pub fn fromfile<T: Element>(path: impl AsRef<Path>, count: Option<usize>, offset: u64) -> Result<Array<T>> {
    fromfile_dyn(path, <T as Element>::dtype(), count, offset).and_then(typed)
}

/// [`fromfile`] with a dtype known at run time.
///
/// # Errors
/// As [`fromfile`]; elements of no bytes.
pub fn fromfile_dyn(path: impl AsRef<Path>, dtype: DType, count: Option<usize>, offset: u64) -> Result<DynArray> {
    let path = path.as_ref();
    read(path, dtype, count, offset).in_file(path)
}

fn read(path: &Path, dtype: DType, count: Option<usize>, offset: u64) -> Result<DynArray> {
    let item = dtype.itemsize();
    if item == 0 {
        return Err(FileErrorKind::ZeroSized.into());
    }
    let file = File::open(path)?;
    let len = file.metadata()?.len();
    let bytes = len.checked_sub(offset).ok_or(FileErrorKind::Offset { offset, len })?;
    let available = usize::try_from(bytes / item as u64).unwrap_or(usize::MAX);
    let n = count.map_or(available, |count| count.min(available));
    let layout = Layout::contiguous(&[n], item, Order::C).map_err(npcore_array::ArrayError::from)?;
    read_file(&file, offset, &[], dtype, layout).map_err(|error: FileError| error.at(offset))
}

/// Writes the elements of an array to a raw file, in C order: NumPy's `a.tofile(path)`.
///
/// As [`save`](crate::save()) does, it replaces a file only when the new one is whole.
///
/// # Errors
/// What the system refuses.
pub fn tofile<T: Elem>(path: impl AsRef<Path>, a: impl AsView<T>) -> Result<()> {
    SaveOptions::new().tofile(path, a)
}

impl SaveOptions {
    /// [`tofile`] with these options.
    ///
    /// # Errors
    /// As [`tofile`].
    pub fn tofile<T: Elem>(self, path: impl AsRef<Path>, a: impl AsView<T>) -> Result<()> {
        let view = a.as_view().as_dyn();
        write_file(path.as_ref(), self.how, view.nbytes() as u64, |file| write_elements(file, view))
    }
}
