//! `.npz`: several arrays into a zip archive.

use std::collections::HashSet;
use std::io::{BufWriter, Seek, Write};
use std::path::Path;

use npcore_array::{AsView, DynView};
use npcore_dtype::{Dyn, Elem};
use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, ZipWriter};

use crate::atomic::write_file;
use crate::error::{FileErrorKind, Result};
use crate::header::ARRAY_ALIGN;
use crate::npy::{SaveOptions, with_extension, write_view};

/// From here up a member says its size in 64 bits; its header and what else belongs to it is less than this leaves.
const LARGE: usize = (u32::MAX - (1 << 24)) as usize;

/// Writes arrays into an archive, one after the other.
///
/// Stored members begin where the elements of their arrays are aligned, so that maps of them are.
///
/// ```
/// use npcore_array::{Array, array};
/// use npcore_mmap::{NpzFile, NpzWriter};
/// use std::io::Cursor;
/// let mut writer = NpzWriter::new(Cursor::new(Vec::new())).compressed(true);
/// writer.add("x", &array![1, 2, 3])?;
/// writer.add("mask", [true, false])?;
/// let bytes = writer.finish()?.into_inner();
/// let x: Array<i32> = NpzFile::new(Cursor::new(bytes))?.get("x")?;
/// assert_eq!(x.to_vec(), [1, 2, 3]);
/// # Ok::<(), npcore_mmap::FileError>(())
/// ```
pub struct NpzWriter<W: Write + Seek> {
    zip: ZipWriter<W>,
    names: HashSet<String>,
    compressed: bool,
}

impl<W: Write + Seek> NpzWriter<W> {
    /// An archive on any writer that can seek.
    pub fn new(writer: W) -> NpzWriter<W> {
        NpzWriter { zip: ZipWriter::new(writer), names: HashSet::new(), compressed: false }
    }

    /// Whether the arrays that follow are compressed.
    pub fn compressed(mut self, compressed: bool) -> NpzWriter<W> {
        self.compressed = compressed;
        self
    }

    /// Adds an array; its name gets the ending `.npy`.
    ///
    /// # Errors
    /// A name twice; a record whose fields overlap or are out of order; what the writer gives.
    pub fn add<T: Elem>(&mut self, name: &str, a: impl AsView<T>) -> Result<()> {
        self.add_view(name, a.as_view().as_dyn())
    }

    fn add_view(&mut self, name: &str, view: DynView<'_>) -> Result<()> {
        if !self.names.insert(name.to_owned()) {
            return Err(FileErrorKind::DuplicateMember { name: name.to_owned() }.into());
        }
        let mut options = SimpleFileOptions::default().large_file(view.nbytes() >= LARGE);
        options = if self.compressed {
            options.compression_method(CompressionMethod::Deflated)
        } else {
            options.compression_method(CompressionMethod::Stored).with_alignment(ARRAY_ALIGN as u16)
        };
        self.zip.start_file(format!("{name}.npy"), options).map_err(FileErrorKind::from)?;
        write_view(&mut self.zip, view, None)
    }

    /// Writes the directory; the archive is whole then.
    ///
    /// # Errors
    /// What the writer gives.
    pub fn finish(self) -> Result<W> {
        Ok(self.zip.finish().map_err(FileErrorKind::from)?)
    }
}

impl<W: Write> NpzWriter<StreamWriter<W>> {
    /// An archive on a writer that cannot seek: sizes and checksums stand behind the members.
    pub fn stream(writer: W) -> NpzWriter<StreamWriter<W>> {
        NpzWriter { zip: ZipWriter::new_stream(writer), names: HashSet::new(), compressed: false }
    }
}

impl SaveOptions {
    /// [`savez`] with these options.
    ///
    /// # Errors
    /// As [`savez`].
    pub fn savez<N: AsRef<str>, A: AsView<Dyn>>(
        self,
        path: impl AsRef<Path>,
        arrays: impl IntoIterator<Item = (N, A)>,
    ) -> Result<()> {
        self.archive(path.as_ref(), arrays, false)
    }

    /// [`savez_compressed`] with these options.
    ///
    /// # Errors
    /// As [`savez_compressed`].
    pub fn savez_compressed<N: AsRef<str>, A: AsView<Dyn>>(
        self,
        path: impl AsRef<Path>,
        arrays: impl IntoIterator<Item = (N, A)>,
    ) -> Result<()> {
        self.archive(path.as_ref(), arrays, true)
    }

    fn archive<N: AsRef<str>, A: AsView<Dyn>>(
        self,
        path: &Path,
        arrays: impl IntoIterator<Item = (N, A)>,
        compressed: bool,
    ) -> Result<()> {
        write_file(&with_extension(path, "npz"), self.how, 0, |file| {
            let mut writer = NpzWriter::new(BufWriter::new(file)).compressed(compressed);
            for (name, array) in arrays {
                writer.add(name.as_ref(), array)?;
            }
            Ok(writer.finish()?.flush()?)
        })
    }
}

/// Writes arrays to a `.npz` file, by their names. A path without this ending gets it.
///
/// The file appears when it is whole, as that of [`save`](crate::save()). Arrays of several types are given as views of the
/// run-time type; more: [`NpzWriter`].
///
/// # Errors
/// A name twice; a record whose fields overlap or are out of order; what the system refuses.
pub fn savez<N: AsRef<str>, A: AsView<Dyn>>(
    path: impl AsRef<Path>,
    arrays: impl IntoIterator<Item = (N, A)>,
) -> Result<()> {
    SaveOptions::new().savez(path, arrays)
}

/// [`savez`] with compressed members.
///
/// # Errors
/// As [`savez`].
pub fn savez_compressed<N: AsRef<str>, A: AsView<Dyn>>(
    path: impl AsRef<Path>,
    arrays: impl IntoIterator<Item = (N, A)>,
) -> Result<()> {
    SaveOptions::new().savez_compressed(path, arrays)
}
