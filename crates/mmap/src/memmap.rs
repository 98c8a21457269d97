//! [`Memmap`]: an array that lies in a mapped file.

use std::fmt;
use std::path::{Path, PathBuf};

use memmap2::{MmapOptions, MmapRaw};
use npcore_array::engine::{OperandParts, parts};
use npcore_array::{ArrayCells, ArrayError, ArrayOperand, ArrayView, ArrayViewMut, AsView, DynView, Ints, Operand};
use npcore_dtype::{DType, Dyn, Elem, Element};
use npcore_layout::{Layout, SliceItem};

use crate::blocks::Block;
use crate::error::{FileError, FileErrorKind, InFile, Result};
use crate::options::{FileOptions, Mode, Placed};

/// An array that lies in a mapped file: the system reads a page of it when an element there is first touched.
///
/// A map is array-like: every function takes it, [`view`](Memmap::view) gives what reads, [`cells`](Memmap::cells) what
/// writes to the file, [`view_mut`](Memmap::view_mut) what writes to a copy-on-write map.
///
/// Opening one is unsafe, since the file is not this process's alone. Its contract: **as long as the map lives**
/// * nobody makes the file shorter (touching what is gone ends the process with a bus error), and
/// * nobody writes the mapped bytes while this process reads or writes the same bytes through the map, or holds a view of
///   them or a reference to them (cells may be held). Other bytes may be written at any time, by other processes too.
///
/// [`ArrayFile`](crate::ArrayFile) reads the same files safely.
///
/// ```
/// use npcore_array::{array, s};
/// use npcore_mmap::{Memmap, Mode};
/// # let path = std::env::temp_dir().join(format!("npcore-memmap-{}", std::process::id()));
/// // SAFETY: nobody else knows of the file.
/// let mut map = unsafe { Memmap::<f32>::create(&path, [100, 100])? };
/// map.cells()?.slice(s![5]).fill(1.5);
/// map.flush()?;
/// assert_eq!(npcore_ufunc::sum(map.slice(s![.., 3]), ..)?, 1.5);
///
/// // SAFETY: the other map is only read from here on.
/// let mut copy = unsafe { Memmap::<f32>::options().mode(Mode::CopyOnWrite).shape([100, 100]).map(&path)? };
/// copy.view_mut()?.fill(0.0); // the file stays as it is
/// assert_eq!(npcore_ufunc::sum(&map, ..)?, 150.0);
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), npcore_mmap::FileError>(())
/// ```
pub struct Memmap<T: Elem> {
    // Invariants:
    // 1. `view`'s elements lie in `map`, which lives as long as `self` and keeps its place when `self` is moved, or there
    //    are none.
    // 2. The map is as `mode` says: `Read` must not be written; what `CopyOnWrite` has is this process's alone.
    // 3. `view` is handed out with the lifetime of a borrow of `self` only, and elements are written only through what
    //    borrows `self` exclusively.
    view: ArrayView<'static, T>,
    map: Option<MmapRaw>,
    path: PathBuf,
    offset: u64,
    mode: Mode,
}

/// A [`Memmap`] with its type known at run time.
pub type DynMemmap = Memmap<Dyn>;

/// How a map will be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Advice {
    /// As the system does by itself.
    Normal,
    /// From front to back: it reads far ahead.
    Sequential,
    /// Here and there: it reads no more than what is touched.
    Random,
    /// Soon: it begins to read now.
    WillNeed,
    /// Not soon: the pages may go. What was written is not lost; a copy-on-write map keeps them.
    DontNeed,
    /// By much: in huge pages, where the file system has them.
    HugePages,
}

impl<T: Elem> FileOptions<T> {
    /// Maps a raw file.
    ///
    /// # Safety
    /// The contract of [`Memmap`].
    ///
    /// # Errors
    /// What the system refuses; a file too short for the shape, where it may not grow; a shape or a length that makes no
    /// whole elements.
    pub unsafe fn map(&self, path: impl AsRef<Path>) -> Result<Memmap<T>> {
        // SAFETY: the caller's word.
        unsafe { Memmap::of(self.place(path.as_ref())?) }
    }

    /// Maps the array of a `.npy` file. One that is created is of zeros.
    ///
    /// # Safety
    /// The contract of [`Memmap`].
    ///
    /// # Errors
    /// What the system refuses; what is no `.npy` file, is too short, or holds another type than `T`.
    pub unsafe fn map_npy(&self, path: impl AsRef<Path>) -> Result<Memmap<T>> {
        // SAFETY: the caller's word.
        unsafe { Memmap::of(self.place_npy(path.as_ref())?) }
    }
}

impl<T: Element> Memmap<T> {
    /// Maps a raw file, to be read; one length may be `-1`. More: [`options`](Self::options).
    ///
    /// # Safety
    /// The contract of [`Memmap`].
    ///
    /// # Errors
    /// As [`FileOptions::map`].
    pub unsafe fn open(path: impl AsRef<Path>, shape: impl Ints) -> Result<Memmap<T>> {
        // SAFETY: the caller's word.
        unsafe { FileOptions::new().shape(shape).map(path) }
    }

    /// Maps a new raw file of zeros, to be read and written.
    ///
    /// # Safety
    /// The contract of [`Memmap`].
    ///
    /// # Errors
    /// As [`FileOptions::map`]; a full disk.
    pub unsafe fn create(path: impl AsRef<Path>, shape: impl Ints) -> Result<Memmap<T>> {
        // SAFETY: the caller's word.
        unsafe { FileOptions::new().mode(Mode::Create).shape(shape).map(path) }
    }

    /// Maps a new `.npy` file of zeros, to be read and written.
    ///
    /// # Safety
    /// The contract of [`Memmap`].
    ///
    /// # Errors
    /// As [`FileOptions::map_npy`]; a full disk.
    pub unsafe fn create_npy(path: impl AsRef<Path>, shape: impl Ints) -> Result<Memmap<T>> {
        // SAFETY: the caller's word.
        unsafe { FileOptions::new().mode(Mode::Create).shape(shape).map_npy(path) }
    }

    /// Everything else that a file may be mapped with.
    pub fn options() -> FileOptions<T> {
        FileOptions::new()
    }
}

impl<T: Elem> Memmap<T> {
    /// Maps the array of a `.npy` file that exists.
    ///
    /// # Safety
    /// The contract of [`Memmap`].
    ///
    /// # Errors
    /// As [`FileOptions::map_npy`].
    pub unsafe fn open_npy(path: impl AsRef<Path>, mode: Mode) -> Result<Memmap<T>> {
        // SAFETY: the caller's word.
        unsafe { FileOptions::unknown().mode(mode).map_npy(path) }
    }

    /// # Safety
    /// The contract of [`Memmap`].
    pub(crate) unsafe fn of(placed: Placed) -> Result<Memmap<T>> {
        let Placed { file, path, dtype, layout, offset, mode } = placed;
        let len = layout.nbytes(dtype.itemsize());
        let mut options = MmapOptions::new();
        options.offset(offset).len(len);
        let mapped = match mode {
            // There are no maps of no bytes.
            _ if len == 0 => Ok(None),
            // SAFETY: the caller answers for what others do with the file.
            Mode::Read => unsafe { options.map(&file) }.map(|map| Some(map.into())),
            // SAFETY: as above.
            Mode::CopyOnWrite => unsafe { options.map_copy(&file) }.map(|map| Some(map.into())),
            Mode::ReadWrite | Mode::Create => options.map_raw(&file).map(Some),
        };
        let map: Option<MmapRaw> = mapped.map_err(|error| FileError::from(error).at(offset)).in_file(&path)?;
        let start = map.as_ref().map_or(std::ptr::without_provenance(64), |map| map.as_ptr());
        // SAFETY: the layout's elements are the map's bytes, from the first to the last; the map lives as long as `self`, with
        // which alone the view is given out; the caller answers for others who write.
        let view = unsafe { ArrayView::from_foreign(start, dtype, layout) }.map_err(FileError::from).in_file(&path)?;
        Ok(Memmap { view, map, path, offset, mode })
    }

    /// The whole array, to be read.
    #[inline]
    pub fn view(&self) -> ArrayView<'_, T> {
        self.view
    }

    /// The whole array, to be read, with its type known at run time.
    #[inline]
    pub fn as_dyn(&self) -> DynView<'_> {
        self.view().as_dyn()
    }

    /// The elements that the items of `s![...]` select; a view.
    ///
    /// # Panics
    /// As the error of [`ArrayView::try_slice`].
    #[track_caller]
    pub fn slice(&self, items: impl AsRef<[SliceItem]>) -> ArrayView<'_, T> {
        self.view().slice(items)
    }

    /// The value at an index; negative ones count from the end.
    ///
    /// # Errors
    /// `index 5 is out of bounds for axis 0 with size 3`; as many indices as axes are needed.
    pub fn get(&self, index: impl Ints) -> npcore_array::Result<T::Value> {
        self.view().get(index)
    }

    /// The array as cells: what is written through them is written to the file (of a copy-on-write map, to memory).
    ///
    /// # Errors
    /// A map that was opened for reading.
    pub fn cells(&mut self) -> Result<ArrayCells<'_, T>> {
        let start = self.writable()?;
        // SAFETY: the elements that `view` has, in writable memory. The exclusive borrow keeps every view of this map away;
        // others write by the contract of `Memmap` only bytes that nobody reaches at that time.
        unsafe { ArrayCells::from_foreign(start, self.dtype(), *self.layout()) }
            .map_err(FileError::from)
            .in_file(&self.path)
    }

    /// The array as a mutable view, of a copy-on-write map.
    ///
    /// # Errors
    /// A map that was opened for reading; one that is shared with the file, and so with whoever has it open.
    pub fn view_mut(&mut self) -> Result<ArrayViewMut<'_, T>> {
        let start = self.writable()?;
        if self.mode != Mode::CopyOnWrite {
            return Err(FileErrorKind::Shared).in_file(&self.path);
        }
        // SAFETY: the elements that `view` has, in memory of which what is written is this process's alone; the exclusive
        // borrow keeps every other view of this map away.
        unsafe { ArrayViewMut::from_foreign(start, self.dtype(), *self.layout()) }
            .map_err(FileError::from)
            .in_file(&self.path)
    }

    fn writable(&self) -> Result<*mut u8> {
        if self.mode == Mode::Read {
            return Err(FileErrorKind::ReadOnly).in_file(&self.path);
        }
        Ok(self.map.as_ref().map_or(std::ptr::without_provenance_mut(64), MmapRaw::as_mut_ptr))
    }

    /// Waits until all that was written is in the file, on the disk.
    ///
    /// # Errors
    /// What the system refuses.
    pub fn flush(&self) -> Result<()> {
        match &self.map {
            Some(map) if self.mode.writes() => map.flush().in_file(&self.path),
            _ => Ok(()),
        }
    }

    /// [`flush`](Self::flush) for a section: what lies between its first byte and its last.
    ///
    /// # Errors
    /// An index out of bounds; what the system refuses.
    pub fn flush_range(&self, items: impl AsRef<[SliceItem]>) -> Result<()> {
        let (start, len) = self.span(items.as_ref())?;
        match &self.map {
            Some(map) if self.mode.writes() && len > 0 => map.flush_range(start, len).in_file(&self.path),
            _ => Ok(()),
        }
    }

    /// Ends the map when all that was written is in the file. (A map that is dropped leaves that to the system.)
    ///
    /// # Errors
    /// As [`flush`](Self::flush).
    pub fn close(self) -> Result<()> {
        self.flush()
    }

    /// Tells the system how the map will be used.
    ///
    /// # Errors
    /// What the system refuses; advice that it does not know is no error.
    pub fn advise(&self, advice: Advice) -> Result<()> {
        self.advise_bytes(advice, 0, self.view.nbytes())
    }

    /// [`advise`](Self::advise) for a section: what lies between its first byte and its last.
    ///
    /// # Errors
    /// As [`advise`](Self::advise); an index out of bounds.
    pub fn advise_range(&self, advice: Advice, items: impl AsRef<[SliceItem]>) -> Result<()> {
        let (start, len) = self.span(items.as_ref())?;
        self.advise_bytes(advice, start, len)
    }

    /// First byte and length of a section's extent in the array.
    fn span(&self, items: &[SliceItem]) -> Result<(usize, usize)> {
        let layout = self.layout().slice(items).map_err(ArrayError::from).in_file(&self.path)?;
        let (low, high) = layout.extents(self.dtype().itemsize());
        Ok((low as usize, (high - low) as usize))
    }

    #[cfg(unix)]
    fn advise_bytes(&self, advice: Advice, start: usize, len: usize) -> Result<()> {
        let Some(map) = self.map.as_ref().filter(|_| len > 0) else { return Ok(()) };
        let advised = match advice {
            Advice::Normal => map.advise_range(memmap2::Advice::Normal, start, len),
            Advice::Sequential => map.advise_range(memmap2::Advice::Sequential, start, len),
            Advice::Random => map.advise_range(memmap2::Advice::Random, start, len),
            Advice::WillNeed => map.advise_range(memmap2::Advice::WillNeed, start, len),
            // What was written to a copy would be gone.
            Advice::DontNeed if self.mode == Mode::CopyOnWrite => Ok(()),
            // SAFETY: pages of a map of a file that are dropped come back from the file with the same bytes.
            Advice::DontNeed => unsafe { map.unchecked_advise_range(memmap2::UncheckedAdvice::DontNeed, start, len) },
            #[cfg(target_os = "linux")]
            Advice::HugePages => map.advise_range(memmap2::Advice::HugePage, start, len),
            #[cfg(not(target_os = "linux"))]
            Advice::HugePages => Ok(()),
        };
        match advised {
            Err(error) if error.raw_os_error() == Some(libc::EINVAL) => Ok(()),
            other => other.in_file(&self.path),
        }
    }

    #[cfg(not(unix))]
    fn advise_bytes(&self, _: Advice, _: usize, _: usize) -> Result<()> {
        Ok(())
    }

    /// Advice about a block that is no reason to fail.
    pub(crate) fn hint(&self, advice: Advice, block: &Block) {
        let _ = self.advise_range(advice, block.items());
    }

    /// The lengths of the axes.
    pub fn shape(&self) -> &[usize] {
        self.view.shape()
    }

    /// The bytes from one element to the next along each axis.
    pub fn strides(&self) -> &[isize] {
        self.view.strides()
    }

    /// The number of axes.
    pub fn ndim(&self) -> usize {
        self.view.ndim()
    }

    /// The number of elements.
    pub fn size(&self) -> usize {
        self.view.size()
    }

    /// The bytes of all elements.
    pub fn nbytes(&self) -> usize {
        self.view.nbytes()
    }

    /// The type of an element.
    pub fn dtype(&self) -> DType {
        self.view.dtype()
    }

    /// Where the elements lie, from the first one on.
    pub fn layout(&self) -> &Layout {
        self.view.layout()
    }

    /// The byte of the file that the first element begins at.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// What may be done with the map.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl DynMemmap {
    /// The same map with elements of `T`.
    ///
    /// # Errors
    /// [`ArrayError::WrongType`] where they are of another type.
    pub fn downcast<T: Element>(self) -> Result<Memmap<T>> {
        let view = self.view.downcast::<T>().map_err(FileError::from).in_file(&self.path)?;
        Ok(Memmap { view, map: self.map, path: self.path, offset: self.offset, mode: self.mode })
    }
}

impl<T: Elem> AsView<T> for Memmap<T> {
    #[inline]
    fn as_view(&self) -> ArrayView<'_, T> {
        self.view()
    }
}

impl<T: Elem> Operand for Memmap<T> {
    #[inline]
    fn parts(&self) -> OperandParts<'_> {
        parts(&self.view)
    }
}

impl<T: Elem> ArrayOperand for Memmap<T> {
    type T = T;
}

/// As NumPy prints an array.
impl<T: Elem> fmt::Display for Memmap<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.view.fmt(f)
    }
}

/// NumPy's `repr`: `memmap([1., 2.])`.
impl<T: Elem> fmt::Debug for Memmap<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:?}", self.view);
        let inner = text.strip_prefix("array(").unwrap_or(&text);
        // One letter more, and so one more column for the rows below.
        write!(f, "memmap({}", inner.replace('\n', "\n "))
    }
}
