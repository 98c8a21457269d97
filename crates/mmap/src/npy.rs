//! `.npy`: one array in a stream or a file.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::Path;

use npcore_array::{Array, AsView, DynArray, DynView, engine};
use npcore_dtype::Elem;

use crate::atomic::{Writing, write_file};
use crate::elements::{as_bytes, read_file, read_stream, truncated, write_elements};
use crate::error::{FileError, FileErrorKind, InFile, Result};
use crate::header::{Header, Version};
use crate::positional;

/// Arrays up to this size leave in one call together with their header.
const SMALL: usize = 64 << 10;
/// What is read of a file before its header is known: of most small arrays everything.
const FIRST: usize = 4096;

/// Reads an array of the `.npy` format from a stream, and nothing behind it.
///
/// ```
/// use npcore_array::{Array, array};
/// use npcore_mmap::format::{read_array, write_array};
/// let mut bytes = Vec::new();
/// write_array(&mut bytes, &array![[1, 2], [3, 4]])?;
/// write_array(&mut bytes, &array![0.5])?;
/// let mut rest = &bytes[..];
/// let first: Array<i32> = read_array(&mut rest)?;
/// let second: Array<f64> = read_array(&mut rest)?;
/// assert_eq!((first.to_vec(), second.to_vec(), rest.len()), (vec![1, 2, 3, 4], vec![0.5], 0));
/// # Ok::<(), npcore_mmap::FileError>(())
/// ```
///
/// # Errors
/// What is no array of this format, or of another type than `T`; pickled objects; too few bytes; no memory.
pub fn read_array<T: Elem>(mut reader: impl Read) -> Result<Array<T>> {
    let (header, _, start) = Header::read_sized(&mut reader)?;
    check_type::<T>(&header)?;
    typed(read_stream(&mut reader, header.dtype, header.layout()?).map_err(|error| error.shifted(start))?)
}

/// [`read_array`] with the type that the header says.
///
/// # Errors
/// As [`read_array`].
pub fn read_array_dyn(reader: impl Read) -> Result<DynArray> {
    read_array(reader)
}

/// Writes an array in the `.npy` format, byte for byte as NumPy does.
///
/// # Errors
/// A record whose fields overlap or are out of order; what the writer gives.
pub fn write_array<T: Elem>(writer: impl Write, a: impl AsView<T>) -> Result<()> {
    write_view(&mut { writer }, a.as_view().as_dyn(), None)
}

/// [`write_array`] in a version of the format that is asked for.
///
/// # Errors
/// As [`write_array`]; a header that the version cannot hold.
pub fn write_array_version<T: Elem>(writer: impl Write, a: impl AsView<T>, version: Version) -> Result<()> {
    write_view(&mut { writer }, a.as_view().as_dyn(), Some(version))
}

/// What a view is written as: the header, and the view whose C order the bytes follow.
pub(crate) fn parts<'a>(view: DynView<'a>) -> (Header, DynView<'a>) {
    let mut header = Header::new(view.dtype(), view.shape());
    header.fortran_order = view.is_f_contiguous() && !view.is_c_contiguous();
    let ordered = if header.fortran_order { view.t() } else { view };
    (header, ordered)
}

pub(crate) fn write_view(writer: &mut impl Write, view: DynView<'_>, version: Option<Version>) -> Result<()> {
    let (header, ordered) = parts(view);
    let mut head = header.to_bytes(version)?;
    if let Some(bytes) = as_bytes(&ordered)
        && bytes.len() <= SMALL
    {
        head.extend_from_slice(bytes);
        return Ok(writer.write_all(&head)?);
    }
    writer.write_all(&head)?;
    write_elements(writer, ordered)
}

pub(crate) fn typed<T: Elem>(array: DynArray) -> Result<Array<T>> {
    Ok(engine::typed(array)?)
}

/// Before anything large is read.
pub(crate) fn check_type<T: Elem>(header: &Header) -> Result<()> {
    match T::static_dtype() {
        Some(wanted) if wanted != header.dtype => {
            Err(npcore_array::ArrayError::WrongType { have: header.dtype, wanted }.into())
        }
        _ => Ok(()),
    }
}

/// The array in a `.npy` file: NumPy's `np.load`. Archives are opened by [`NpzFile`](crate::NpzFile).
///
/// The elements are read straight into the array's memory. Bools are true where their byte is not 0.
///
/// ```
/// use npcore_array::{Array, array};
/// # let folder = std::env::temp_dir().join(format!("npcore-load-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder).unwrap();
/// let path = folder.join("a.npy");
/// npcore_mmap::save(&path, &array![[1.5, 2.0], [3.0, 4.0]])?;
/// let a: Array<f64> = npcore_mmap::load(&path)?;
/// assert_eq!(a.to_string(), "[[1.5 2. ]\n [3.  4. ]]");
/// assert!(npcore_mmap::load::<i32>(&path).unwrap_err().to_string().ends_with("use `astype` to convert its values"));
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), npcore_mmap::FileError>(())
/// ```
///
/// # Errors
/// A file that is no `.npy`, is cut short, holds pickled objects, or elements of another type than `T` (big-endian ones
/// too: [`load_dyn`] reads them); no memory. The error names file and byte.
pub fn load<T: Elem>(path: impl AsRef<Path>) -> Result<Array<T>> {
    let path = path.as_ref();
    load_file(path, |header| check_type::<T>(header)).and_then(typed).in_file(path)
}

/// [`load`] with the type that the file says.
///
/// # Errors
/// As [`load`].
pub fn load_dyn(path: impl AsRef<Path>) -> Result<DynArray> {
    load(path)
}

fn load_file(path: &Path, check: impl FnOnce(&Header) -> Result<()>) -> Result<DynArray> {
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    let mut reader = BufReader::with_capacity(FIRST, &file);
    let read = Header::read_sized(&mut reader);
    let (header, _, start) = read.map_err(|error| refine(error, path))?;
    check(&header).map_err(|error| error.at(start))?;
    let layout = header.layout().map_err(|error| error.at(start))?;
    if !metadata.is_file() {
        return read_stream(&mut reader, header.dtype, layout).map_err(|error| error.shifted(start));
    }
    // A shape that lies is told before memory is asked for.
    let available = metadata.len().saturating_sub(start);
    if header.nbytes()? > available {
        return Err(FileError::from(truncated(&header.shape, header.dtype, available)).at(start + available));
    }
    let first = reader.buffer();
    read_file(&file, start, first, header.dtype, layout)
}

/// Names archives for what they are.
pub(crate) fn refine(error: FileError, path: &Path) -> FileError {
    match error.kind() {
        FileErrorKind::Magic { found } if found.starts_with(b"PK\x03\x04") || found.starts_with(b"PK\x05\x06") => {
            let name = path.display();
            FileErrorKind::Archive(format!("this is an archive of arrays: open it with NpzFile::open({name:?})")).into()
        }
        _ => error,
    }
}

/// How files are written: [`save`], [`tofile`](crate::tofile) and [`savez`](crate::savez) with options.
///
/// ```
/// use npcore_array::array;
/// use npcore_mmap::SaveOptions;
/// # let path = std::env::temp_dir().join(format!("npcore-options-{}.npy", std::process::id()));
/// SaveOptions::new().sync(true).version((2, 0)).save(&path, &array![1, 2, 3])?;
/// assert_eq!(std::fs::read(&path).unwrap()[..8], *b"\x93NUMPY\x02\x00");
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), npcore_mmap::FileError>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct SaveOptions {
    pub(crate) how: Writing,
    version: Option<Version>,
}

impl SaveOptions {
    /// As [`save`]: no waiting for the disk, the oldest version that will do.
    pub fn new() -> SaveOptions {
        SaveOptions::default()
    }

    /// Waits until the file is on the disk before it takes its name, and until that is on the disk too.
    pub fn sync(mut self, sync: bool) -> SaveOptions {
        self.how.sync = sync;
        self
    }

    /// Empties a file that is there and writes it again, as NumPy does: an error or a crash leaves a part of the new one.
    ///
    /// For files that must stay what they are (other names point to them, or other processes have them open).
    pub fn in_place(mut self, in_place: bool) -> SaveOptions {
        self.how.in_place = in_place;
        self
    }

    /// The version of the `.npy` format.
    pub fn version(mut self, version: Version) -> SaveOptions {
        self.version = Some(version);
        self
    }

    /// [`save`] with these options.
    ///
    /// # Errors
    /// As [`save`]; a header that the version cannot hold.
    pub fn save<T: Elem>(self, path: impl AsRef<Path>, a: impl AsView<T>) -> Result<()> {
        let path = with_extension(path.as_ref(), "npy");
        let view = a.as_view().as_dyn();
        write_file(&path, self.how, view.nbytes() as u64, |file| write_view(file, view, self.version))
    }
}

/// Writes an array to a `.npy` file, byte for byte as NumPy does. A name without this ending gets it.
///
/// The file appears when it is whole: on an error, or a crash, a file of the same name stays as it was. An array that lies
/// in F order is written so.
///
/// # Errors
/// A record whose fields overlap or are out of order; what the system refuses: no permission, a full disk.
pub fn save<T: Elem>(path: impl AsRef<Path>, a: impl AsView<T>) -> Result<()> {
    SaveOptions::new().save(path, a)
}

/// The path with this ending, as NumPy's functions write files.
pub(crate) fn with_extension<'a>(path: &'a Path, extension: &str) -> Cow<'a, Path> {
    let ends = path.as_os_str().as_encoded_bytes().ends_with(format!(".{extension}").as_bytes());
    if ends {
        return Cow::Borrowed(path);
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    Cow::Owned(name.into())
}

/// Appends rows to the array in a `.npy` file, along the first axis, without reading what is there.
///
/// The rows are written first, then the header: whatever stops this, the file holds the old array or the new one.
///
/// ```
/// use npcore_array::{Array, array};
/// # let path = std::env::temp_dir().join(format!("npcore-append-{}.npy", std::process::id()));
/// npcore_mmap::save(&path, &array![[1, 2], [3, 4]])?;
/// npcore_mmap::append_rows(&path, &array![[5, 6]])?;
/// npcore_mmap::append_rows(&path, &array![7, 8])?; // one row
/// assert_eq!(npcore_mmap::load::<i32>(&path)?.to_string(), "[[1 2]\n [3 4]\n [5 6]\n [7 8]]");
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), npcore_mmap::FileError>(())
/// ```
///
/// # Errors
/// Rows of another shape or type; an array without axes or in F order; a file that is damaged, or has something else behind
/// the array; what the system refuses.
pub fn append_rows<T: Elem>(path: impl AsRef<Path>, rows: impl AsView<T>) -> Result<()> {
    let path = path.as_ref();
    append_view(path, rows.as_view().as_dyn()).in_file(path)
}

fn append_view(path: &Path, rows: DynView<'_>) -> Result<()> {
    let file = File::options().read(true).write(true).open(path)?;
    let (mut header, version, start) =
        Header::read_sized(&mut BufReader::with_capacity(FIRST, &file)).map_err(|error| refine(error, path))?;
    // One axis has one order, whatever the header calls it.
    if header.shape.is_empty() || (header.fortran_order && header.shape.len() > 1) {
        return Err(FileErrorKind::AppendOrder.into());
    }
    let (shape, row) = (rows.shape(), &header.shape[1..]);
    let count = match shape.len().checked_sub(row.len()) {
        Some(1) if shape[1..] == *row => shape[0],
        Some(0) if shape == row => 1,
        _ => return Err(refused(rows, &header)),
    };
    if rows.dtype() != header.dtype {
        return Err(refused(rows, &header));
    }
    let end = start + header.nbytes()?;
    let len = file.metadata()?.len();
    if len < end {
        let kind = truncated(&header.shape, header.dtype, len.saturating_sub(start));
        return Err(FileError::from(kind).at(len));
    }
    // What a broken append has left is written over; another array is not.
    let mut behind = [0; 6];
    // SAFETY: six bytes.
    let got = unsafe { positional::read_raw(&file, behind.as_mut_ptr(), behind.len(), end)? };
    if got == behind.len() && &behind == crate::header::MAGIC_PREFIX {
        let words = "another array lies behind the one to append to";
        return Err(FileError::from(FileErrorKind::Archive(words.to_owned())).at(end));
    }
    header.shape[0] = header.shape[0]
        .checked_add(count)
        .ok_or_else(|| FileErrorKind::AppendHeader { shape: header.shape[..].into() })?;
    header.nbytes()?;
    // The same dictionary with a longer number in it has the same length, thanks to the room that is kept.
    let head = header.to_bytes(Some(version))?;
    if head.len() as u64 != start {
        return Err(FileErrorKind::AppendHeader { shape: header.shape[..].into() }.into());
    }
    write_elements(&mut At { file: &file, offset: end }, rows)?;
    positional::write_all(&file, &head, 0)?;
    Ok(())
}

fn refused(rows: DynView<'_>, header: &Header) -> FileError {
    let kind = FileErrorKind::Append {
        shape: rows.shape().into(),
        dtype: rows.dtype(),
        to: header.shape[..].into(),
        have: header.dtype,
    };
    kind.into()
}

/// A writer at a place of a file.
pub(crate) struct At<'a> {
    pub file: &'a File,
    pub offset: u64,
}

impl Write for At<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        positional::write_all(self.file, bytes, self.offset)?;
        self.offset += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
