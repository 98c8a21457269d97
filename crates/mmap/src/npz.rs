//! `.npz`: several arrays in a zip archive, read.

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use npcore_array::{Array, DynArray};
use npcore_dtype::Elem;
use zip::{CompressionMethod, ZipArchive};

use crate::elements::{read_stream, truncated};
use crate::error::{FileError, FileErrorKind, InFile, Result};
use crate::header::Header;
use crate::memmap::Memmap;
use crate::npy::{check_type, typed};
use crate::options::{Mode, Placed};

/// An archive of arrays, as NumPy's `np.load` gives it of a `.npz` file. An array is read when it is asked for.
///
/// ```
/// use npcore_array::{Array, array};
/// use npcore_mmap::{NpzFile, savez};
/// # let path = std::env::temp_dir().join(format!("npcore-npz-{}.npz", std::process::id()));
/// let (x, y) = (array![1, 2, 3], array![[0.5], [1.5]]);
/// savez(&path, [("x", x.as_dyn()), ("y", y.as_dyn())])?;
///
/// let mut archive = NpzFile::open(&path)?;
/// assert_eq!(archive.names().collect::<Vec<_>>(), ["x", "y"]);
/// assert_eq!(archive.header("y")?.shape[..], [2, 1]);
/// let y: Array<f64> = archive.get("y")?;
/// assert_eq!(y.to_vec(), [0.5, 1.5]);
/// assert!(archive.get_dyn("z").unwrap_err().to_string().ends_with("z is not a file in the archive"));
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), npcore_mmap::FileError>(())
/// ```
pub struct NpzFile<R: Read + Seek = BufReader<File>> {
    archive: ZipArchive<R>,
    names: Vec<String>,
    /// The file, where it is one, to map members of.
    file: Option<(File, PathBuf)>,
}

impl NpzFile {
    /// Opens an archive and reads its directory.
    ///
    /// # Errors
    /// What the system refuses; what is no archive.
    pub fn open(path: impl AsRef<Path>) -> Result<NpzFile> {
        let path = path.as_ref();
        let opened = || {
            let file = File::open(path)?;
            let mut archive = NpzFile::new(BufReader::new(file.try_clone()?))?;
            archive.file = Some((file, path.to_owned()));
            Ok(archive)
        };
        opened().map_err(|error: FileError| error.in_file(path))
    }

    /// Maps a stored array without a copy; `Mode::Read` or `Mode::CopyOnWrite`.
    ///
    /// # Safety
    /// The contract of [`Memmap`].
    ///
    /// # Errors
    /// As [`get`](Self::get); an array that is compressed; another mode, since writing would make the archive's checksums
    /// wrong.
    pub unsafe fn map<T: Elem>(&mut self, name: &str, mode: Mode) -> Result<Memmap<T>> {
        let label = self.label(name);
        // SAFETY: the caller's word.
        unsafe { self.map_member(name, mode) }.in_file(&label)
    }

    /// # Safety
    /// The contract of [`Memmap`].
    unsafe fn map_member<T: Elem>(&mut self, name: &str, mode: Mode) -> Result<Memmap<T>> {
        if mode.writes() {
            return Err(FileErrorKind::ReadOnly.into());
        }
        let index = self.index(name)?;
        let mut member = self.archive.by_index(index).map_err(FileErrorKind::from)?;
        if member.compression() != CompressionMethod::Stored || member.encrypted() {
            return Err(FileErrorKind::Compressed { name: name.to_owned() }.into());
        }
        let (header, _, start) = Header::read_sized(&mut member)?;
        check_type::<T>(&header)?;
        let data = member.data_start().ok_or_else(|| FileErrorKind::Archive("the member has no place".to_owned()))?;
        let (size, layout) = (member.size(), header.layout()?);
        drop(member);
        let Some((file, path)) = &self.file else {
            return Err(FileErrorKind::Archive("only archives in files can be mapped".to_owned()).into());
        };
        let (file, path) = (file.try_clone()?, path.clone());
        let end = data.checked_add(size).filter(|&end| file.metadata().is_ok_and(|m| end <= m.len()));
        let available = end.map_or(0, |_| size.saturating_sub(start));
        if header.nbytes()? > available {
            return Err(FileError::from(truncated(&header.shape, header.dtype, available)).at(start));
        }
        let placed = Placed { file, path, dtype: header.dtype, layout, offset: data + start, mode };
        // SAFETY: the caller's word; the elements lie within the member, and so within the file.
        unsafe { Memmap::of(placed) }
    }
}

impl<R: Read + Seek> NpzFile<R> {
    /// An archive on any reader that can seek.
    ///
    /// # Errors
    /// What is no archive; what the reader gives.
    pub fn new(reader: R) -> Result<NpzFile<R>> {
        let archive = ZipArchive::new(reader).map_err(FileErrorKind::from)?;
        let names: Result<Vec<String>, _> =
            archive.file_names().map(|name| name.map(|name| without_extension(&name).to_owned())).collect();
        Ok(NpzFile { archive, names: names.map_err(FileErrorKind::from)?, file: None })
    }

    /// The names of the arrays, without the ending `.npy`, in the order of the archive.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> + Clone {
        self.names.iter().map(String::as_str)
    }

    /// How many arrays there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Whether there is an array of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.index(name).is_ok()
    }

    fn index(&self, name: &str) -> Result<usize> {
        let found = self.archive.index_for_name(&format!("{name}.npy")).or_else(|| self.archive.index_for_name(name));
        found.ok_or_else(|| FileErrorKind::NoMember { name: name.to_owned() }.into())
    }

    /// What errors call a member: the archive's path with the name behind it.
    fn label(&self, name: &str) -> PathBuf {
        self.file.as_ref().map_or_else(|| name.into(), |(_, path)| path.join(name))
    }

    /// Type, shape and order of an array, without its elements.
    ///
    /// # Errors
    /// A name that is not there; what is no `.npy`.
    pub fn header(&mut self, name: &str) -> Result<Header> {
        let label = self.label(name);
        self.member(name, |mut member, _| Ok(Header::read(&mut member)?.0)).in_file(&label)
    }

    /// An array by its name, with or without the ending `.npy`.
    ///
    /// # Errors
    /// A name that is not there; an array of another type; what is no `.npy`, is cut short, has a wrong checksum or holds
    /// pickled objects; no memory.
    pub fn get<T: Elem>(&mut self, name: &str) -> Result<Array<T>> {
        let label = self.label(name);
        let read = self.member(name, |mut member, size| {
            let (header, _, start) = Header::read_sized(&mut member)?;
            check_type::<T>(&header).map_err(|error| error.at(start))?;
            // Told before memory is asked for.
            let available = size.saturating_sub(start);
            if header.nbytes()? > available {
                return Err(FileError::from(truncated(&header.shape, header.dtype, available)).at(start));
            }
            let array = read_stream(&mut member, header.dtype, header.layout()?);
            let array = array.map_err(|error| error.shifted(start))?;
            // The checksum is compared at the end.
            std::io::copy(&mut member, &mut std::io::sink())?;
            typed(array)
        });
        read.in_file(&label)
    }

    /// [`get`](Self::get) with the type that the array's header says.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    pub fn get_dyn(&mut self, name: &str) -> Result<DynArray> {
        self.get(name)
    }

    /// Calls `f` with the bytes of a member and their number.
    fn member<U>(&mut self, name: &str, f: impl FnOnce(&mut dyn Read, u64) -> Result<U>) -> Result<U> {
        let index = self.index(name)?;
        let mut member = self.archive.by_index(index).map_err(FileErrorKind::from)?;
        let size = member.size();
        f(&mut member, size)
    }
}

/// As NumPy prints one: `NpzFile 'object' with keys: x, y`.
impl<R: Read + Seek> fmt::Debug for NpzFile<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.file.as_ref().map_or(Cow::Borrowed("object"), |(_, path)| path.to_string_lossy());
        let shown = self.names.len().min(5);
        let more = if shown < self.names.len() { "..." } else { "" };
        write!(f, "NpzFile '{name}' with keys: {}{more}", self.names[..shown].join(", "))
    }
}

fn without_extension(name: &str) -> &str {
    name.strip_suffix(".npy").unwrap_or(name)
}
