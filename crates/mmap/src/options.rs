//! Which array lies where in a file, and what may be done with it: what maps and [`ArrayFile`](crate::ArrayFile)s are opened
//! by.

use std::fs::{File, OpenOptions};
use std::io::{BufReader, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use npcore_array::{ArrayError, Ints};
use npcore_dtype::{DType, Dyn, Elem, Element};
use npcore_layout::{Layout, LayoutError, MAX_RANK, Order};
use smallvec::SmallVec;

use crate::elements::truncated;
use crate::error::{FileError, FileErrorKind, InFile, Result};
use crate::header::Header;
use crate::npy::{check_type, refine};
use crate::positional::grow;

/// What may be done with a file; NumPy's names in parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Mode {
    /// To be read (`r`).
    #[default]
    Read,
    /// To be read and written (`r+`). A raw file that is too short for its shape grows.
    ReadWrite,
    /// A new file, of zeros, to be read and written (`w+`). What was there before is lost.
    Create,
    /// To be read, and written in memory only (`c`): the file stays as it is. Of an [`ArrayFile`](crate::ArrayFile) the
    /// same as `Read`.
    CopyOnWrite,
}

impl Mode {
    /// Whether writing reaches the file.
    pub fn writes(self) -> bool {
        matches!(self, Mode::ReadWrite | Mode::Create)
    }
}

/// NumPy's names: `r`, `r+`, `w+`, `c`, and the long ones.
impl FromStr for Mode {
    type Err = FileError;

    fn from_str(text: &str) -> Result<Mode> {
        match text {
            "r" | "readonly" => Ok(Mode::Read),
            "r+" | "readwrite" => Ok(Mode::ReadWrite),
            "w+" | "write" => Ok(Mode::Create),
            "c" | "copyonwrite" => Ok(Mode::CopyOnWrite),
            _ => Err(FileErrorKind::Mode { found: text.to_owned() }.into()),
        }
    }
}

/// Which array lies in a file, and what may be done with it. It ends with [`map`](FileOptions::map) or
/// [`open`](FileOptions::open) for raw elements, with [`map_npy`](FileOptions::map_npy) or
/// [`open_npy`](FileOptions::open_npy) for a `.npy` file.
///
/// ```
/// use npcore_array::{Order, array, s};
/// use npcore_mmap::{FileOptions, Mode};
/// # let path = std::env::temp_dir().join(format!("npcore-fileoptions-{}", std::process::id()));
/// # npcore_mmap::tofile(&path, &array![9u8, 9, 0, 1, 0, 2, 0, 3, 0, 4])?;
/// // Four big-endian integers behind two bytes, two by as many as there are.
/// let file = FileOptions::new_dyn(">i2".parse().unwrap()).offset(2).shape([2, -1]).order(Order::F).open(&path)?;
/// assert_eq!(file.read()?.to_string(), "[[1 3]\n [2 4]]");
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), npcore_mmap::FileError>(())
/// ```
#[derive(Clone, Debug)]
pub struct FileOptions<T: Elem> {
    dtype: DType,
    mode: Mode,
    offset: u64,
    shape: Option<SmallVec<[isize; 6]>>,
    order: Order,
    preallocate: bool,
    marker: PhantomData<fn() -> T>,
}

impl<T: Element> FileOptions<T> {
    /// Elements of `T` along one axis, all that the file has, to be read.
    #[expect(clippy::new_without_default, reason = "the type does not say what a default file is")]
    pub fn new() -> FileOptions<T> {
        FileOptions::of(<T as Element>::dtype())
    }
}

impl FileOptions<Dyn> {
    /// [`new`](FileOptions::new) with a dtype known at run time. The dtype of a `.npy` file that exists comes from its
    /// header.
    pub fn new_dyn(dtype: DType) -> FileOptions<Dyn> {
        FileOptions::of(dtype)
    }
}

impl<T: Elem> FileOptions<T> {
    pub(crate) fn of(dtype: DType) -> FileOptions<T> {
        let (mode, order) = (Mode::Read, Order::C);
        FileOptions { dtype, mode, offset: 0, shape: None, order, preallocate: true, marker: PhantomData }
    }

    /// For `.npy` files that exist: they say themselves what they hold.
    pub(crate) fn unknown() -> FileOptions<T> {
        FileOptions::of(T::static_dtype().unwrap_or(DType::FLOAT64))
    }

    /// What may be done with the file.
    pub fn mode(mut self, mode: Mode) -> Self {
        self.mode = mode;
        self
    }

    /// The byte of the first element. (The header of a `.npy` file says it.)
    pub fn offset(mut self, offset: u64) -> Self {
        self.offset = offset;
        self
    }

    /// The shape; one length may be `-1`: what the file has. (The header of a `.npy` file that exists says it.)
    pub fn shape(mut self, shape: impl Ints) -> Self {
        self.shape = Some(shape.with_list(SmallVec::from_slice));
        self
    }

    /// Whether the last axis is the fastest (`C`) or the first (`F`).
    pub fn order(mut self, order: Order) -> Self {
        self.order = if order == Order::F { Order::F } else { Order::C };
        self
    }

    /// Whether a file that is created or grows gets its room on the disk at once (it does unless this says no), so that a
    /// full disk is an error then. Without, it is sparse where the file system can do that, and writing a map of it to a
    /// full disk ends the process.
    pub fn preallocate(mut self, preallocate: bool) -> Self {
        self.preallocate = preallocate;
        self
    }

    fn open_file(&self, path: &Path) -> Result<File> {
        let writes = self.mode.writes();
        let create = self.mode == Mode::Create;
        Ok(OpenOptions::new().read(true).write(writes).create(create).truncate(create).open(path)?)
    }

    fn grow(&self, file: &File, len: u64) -> Result<()> {
        if self.preallocate {
            grow(file, len)?;
        } else if file.metadata()?.len() < len {
            file.set_len(len)?;
        }
        Ok(())
    }

    /// Opens a raw file.
    pub(crate) fn place(&self, path: &Path) -> Result<Placed> {
        let opened = || {
            if self.mode == Mode::Create && self.shape.is_none() {
                return Err(FileErrorKind::NoShape.into());
            }
            let file = self.open_file(path)?;
            let len = file.metadata()?.len();
            let shape = self.raw_shape(len)?;
            self.finish(path, file, len, self.dtype, &shape, self.order, self.offset, self.mode.writes())
        };
        opened().in_file(path)
    }

    /// The shape in a file of `len` bytes.
    fn raw_shape(&self, len: u64) -> Result<SmallVec<[usize; 6]>> {
        let all: SmallVec<[isize; 6]> = SmallVec::from_slice(&[-1]);
        let wanted = self.shape.as_ref().unwrap_or(&all);
        if wanted.len() > MAX_RANK {
            return Err(ArrayError::from(LayoutError::TooManyDimensions { found: wanted.len() }).into());
        }
        let open = wanted.iter().position(|&n| n == -1);
        let mut shape = SmallVec::new();
        for (axis, &n) in wanted.iter().enumerate() {
            shape.push(match usize::try_from(n) {
                Ok(n) => n,
                Err(_) if open == Some(axis) => 1,
                Err(_) => return Err(ArrayError::from(LayoutError::NegativeDimension).into()),
            });
        }
        let Some(open) = open else { return Ok(shape) };
        let bytes = len.checked_sub(self.offset).ok_or(FileErrorKind::Offset { offset: self.offset, len })?;
        let lengths = shape.iter().map(|&n| n as u64);
        let row = lengths.chain([self.dtype.itemsize() as u64]).try_fold(1u64, u64::checked_mul);
        match row {
            Some(0) => return Err(FileErrorKind::ZeroSized.into()),
            Some(row) if bytes.is_multiple_of(row) => {
                shape[open] = usize::try_from(bytes / row).unwrap_or(usize::MAX);
            }
            _ => return Err(FileErrorKind::NotAMultiple { bytes, dtype: self.dtype }.into()),
        }
        Ok(shape)
    }

    /// Opens a `.npy` file, or creates one.
    pub(crate) fn place_npy(&self, path: &Path) -> Result<Placed> {
        let opened = || {
            if self.mode == Mode::Create {
                let shape = self.shape.as_ref().ok_or(FileErrorKind::NoShape)?;
                let shape: Option<SmallVec<[usize; 6]>> = shape.iter().map(|&n| usize::try_from(n).ok()).collect();
                let shape = shape.ok_or(ArrayError::from(LayoutError::NegativeDimension))?;
                let mut header = Header::new(self.dtype, &shape);
                header.fortran_order = self.order == Order::F;
                let head = header.to_bytes(None)?;
                header.nbytes()?;
                let mut file = self.open_file(path)?;
                file.write_all(&head)?;
                let start = head.len() as u64;
                return self.finish(path, file, start, self.dtype, &shape, self.order, start, true);
            }
            let file = self.open_file(path)?;
            let (header, _, start) =
                Header::read_sized(&mut BufReader::with_capacity(4096, &file)).map_err(|error| refine(error, path))?;
            check_type::<T>(&header).map_err(|error| error.at(start))?;
            let len = file.metadata()?.len();
            self.finish(path, file, len, header.dtype, &header.shape, header.order(), start, false)
        };
        opened().in_file(path)
    }

    #[expect(clippy::too_many_arguments, reason = "what is known of the file, each its own thing")]
    fn finish(
        &self,
        path: &Path,
        file: File,
        len: u64,
        dtype: DType,
        shape: &[usize],
        order: Order,
        offset: u64,
        may_grow: bool,
    ) -> Result<Placed> {
        let layout = Layout::contiguous(shape, dtype.itemsize(), order).map_err(ArrayError::from)?;
        let end = offset.checked_add(layout.nbytes(dtype.itemsize()) as u64).filter(|&end| i64::try_from(end).is_ok());
        let end = end.ok_or(FileErrorKind::Offset { offset, len })?;
        if end > len {
            if !may_grow {
                let available = len.saturating_sub(offset);
                return Err(FileError::from(truncated(shape, dtype, available)).at(len));
            }
            self.grow(&file, end)?;
        }
        Ok(Placed { file, path: path.to_owned(), dtype, layout, offset, mode: self.mode })
    }
}

/// An open file with an array at a place of it.
#[derive(Debug)]
pub(crate) struct Placed {
    pub file: File,
    pub path: PathBuf,
    pub dtype: DType,
    /// Gapless, from the first element on; its bytes lie within the file.
    pub layout: Layout,
    pub offset: u64,
    pub mode: Mode,
}

impl Placed {
    pub fn nbytes(&self) -> usize {
        self.layout.nbytes(self.dtype.itemsize())
    }

    pub fn is_fortran(&self) -> bool {
        let item = self.dtype.itemsize();
        self.layout.is_f_contiguous(item) && !self.layout.is_c_contiguous(item)
    }
}
