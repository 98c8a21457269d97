//! [`ArrayFile`]: an array in a file, read and written by sections, without a map.

use std::fmt;
use std::iter::FusedIterator;
use std::marker::PhantomData;
use std::path::Path;

use npcore_array::{Array, ArrayError, AsView, Ints};
use npcore_dtype::{DType, Dyn, Elem, Element};
use npcore_layout::{Layout, Order, SliceItem};

use crate::blocks::{Block, Blocks};
use crate::error::{FileError, FileErrorKind, InFile, Result};
use crate::npy::typed;
use crate::options::{FileOptions, Mode, Placed};
use crate::section::Section;

/// An array in a file. Sections of it are read and written at their places; nothing else is touched.
///
/// This is the safe way to what [`Memmap`](crate::Memmap) maps: a file that another process shortens is an error here.
/// Reading takes `&self`, and many threads may do it at once.
///
/// ```
/// use npcore_array::{arange, array, s};
/// use npcore_mmap::ArrayFile;
/// # let path = std::env::temp_dir().join(format!("npcore-arrayfile-{}", std::process::id()));
/// let mut file = ArrayFile::<f64>::create(&path, [1000, 4])?;
/// file.write_section(s![10], array![1.0, 2.0, 3.0, 4.0])?;
/// file.write_section(s![.., 1], 7.0)?; // broadcast
/// assert_eq!(file.read_section(s![9..11])?.to_string(), "[[0. 7. 0. 0.]\n [1. 7. 3. 4.]]");
///
/// let mut total = 0.0;
/// for chunk in file.chunks(1 << 20) {
///     total += npcore_ufunc::sum(chunk?.array(), ..)?;
/// }
/// assert_eq!(total, 7008.0);
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), npcore_mmap::FileError>(())
/// ```
pub struct ArrayFile<T: Elem> {
    placed: Placed,
    marker: PhantomData<fn() -> T>,
}

/// An [`ArrayFile`] with its type known at run time.
pub type DynArrayFile = ArrayFile<Dyn>;

impl<T: Elem> FileOptions<T> {
    /// A raw file with these elements.
    ///
    /// # Errors
    /// What the system refuses; a file too short for the shape; a shape or a length that makes no whole elements.
    pub fn open(&self, path: impl AsRef<Path>) -> Result<ArrayFile<T>> {
        Ok(ArrayFile { placed: self.place(path.as_ref())?, marker: PhantomData })
    }

    /// The array of a `.npy` file. One that is created is of zeros.
    ///
    /// # Errors
    /// What the system refuses; what is no `.npy` file, is too short, or holds another type than `T`.
    pub fn open_npy(&self, path: impl AsRef<Path>) -> Result<ArrayFile<T>> {
        Ok(ArrayFile { placed: self.place_npy(path.as_ref())?, marker: PhantomData })
    }
}

impl<T: Element> ArrayFile<T> {
    /// A raw file, to be read; one length may be `-1`. More: [`options`](Self::options).
    ///
    /// # Errors
    /// As [`FileOptions::open`].
    pub fn open(path: impl AsRef<Path>, shape: impl Ints) -> Result<ArrayFile<T>> {
        FileOptions::new().shape(shape).open(path)
    }

    /// A new raw file of zeros, to be read and written.
    ///
    /// # Errors
    /// As [`FileOptions::open`].
    pub fn create(path: impl AsRef<Path>, shape: impl Ints) -> Result<ArrayFile<T>> {
        FileOptions::new().mode(Mode::Create).shape(shape).open(path)
    }

    /// A new `.npy` file of zeros, to be read and written.
    ///
    /// # Errors
    /// As [`FileOptions::open_npy`].
    pub fn create_npy(path: impl AsRef<Path>, shape: impl Ints) -> Result<ArrayFile<T>> {
        FileOptions::new().mode(Mode::Create).shape(shape).open_npy(path)
    }

    /// Everything else that a file may be opened with.
    pub fn options() -> FileOptions<T> {
        FileOptions::new()
    }
}

impl<T: Elem> ArrayFile<T> {
    /// The array of a `.npy` file that exists.
    ///
    /// # Errors
    /// As [`FileOptions::open_npy`].
    pub fn open_npy(path: impl AsRef<Path>, mode: Mode) -> Result<ArrayFile<T>> {
        FileOptions::unknown().mode(mode).open_npy(path)
    }

    /// The lengths of the axes.
    pub fn shape(&self) -> &[usize] {
        self.placed.layout.shape()
    }

    /// The number of axes.
    pub fn ndim(&self) -> usize {
        self.placed.layout.ndim()
    }

    /// The number of elements.
    pub fn size(&self) -> usize {
        self.placed.layout.size()
    }

    /// The bytes of all elements.
    pub fn nbytes(&self) -> usize {
        self.placed.nbytes()
    }

    /// The type of an element.
    pub fn dtype(&self) -> DType {
        self.placed.dtype
    }

    /// Where the elements lie, from the first one on.
    pub fn layout(&self) -> &Layout {
        &self.placed.layout
    }

    /// The byte of the file that the first element begins at.
    pub fn offset(&self) -> u64 {
        self.placed.offset
    }

    /// What may be done with the file.
    pub fn mode(&self) -> Mode {
        self.placed.mode
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.placed.path
    }

    fn section(&self, items: &[SliceItem]) -> Result<(Section, Layout)> {
        let layout = self.placed.layout.slice(items).map_err(ArrayError::from).in_file(self.path())?;
        Ok((Section::new(&layout, self.dtype()), layout))
    }

    /// The whole array.
    ///
    /// # Errors
    /// As [`read_section`](Self::read_section).
    pub fn read(&self) -> Result<Array<T>> {
        self.read_section([SliceItem::Ellipsis])
    }

    /// The elements that the items of `s![...]` select: only they are read, or where they lie close together also what is
    /// between them. The result lies in the order of the file.
    ///
    /// # Errors
    /// `index 5 is out of bounds for axis 0 with size 3`; a file that has become too short; what the system refuses; no
    /// memory.
    pub fn read_section(&self, items: impl AsRef<[SliceItem]>) -> Result<Array<T>> {
        let (section, _) = self.section(items.as_ref())?;
        section.read(&self.placed.file, self.placed.offset).and_then(typed).in_file(self.path())
    }

    /// Writes elements, broadcast and converted as by `a[...] = elements`, to the places that the items of `s![...]` select.
    ///
    /// # Errors
    /// `could not broadcast input array from shape (3,) into shape (4,)`; a file that was opened for reading; what the system
    /// refuses.
    pub fn write_section<U: Elem>(&mut self, items: impl AsRef<[SliceItem]>, elements: impl AsView<U>) -> Result<()> {
        let (section, layout) = self.section(items.as_ref())?;
        let elements = elements.as_view().as_dyn();
        let written = || {
            if !self.placed.mode.writes() {
                return Err(FileErrorKind::ReadOnly.into());
            }
            let converted;
            let view = if elements.dtype() == self.dtype() {
                elements
            } else {
                converted = elements.astype_dyn(self.dtype())?;
                converted.view()
            };
            let into = |_| {
                let (from, to) = (elements.shape(), &layout.shape()[..]);
                let text = npcore_layout::shape_text;
                let words =
                    format!("could not broadcast input array from shape {} into shape {}", text(from), text(to));
                FileError::from(ArrayError::Value(words))
            };
            let wide = view.broadcast_to(layout.shape()).map_err(into)?;
            section.write(&self.placed.file, self.placed.offset, wide)
        };
        written().in_file(self.path())
    }

    /// The array in blocks of consecutive bytes, each read when its turn comes: at most so many bytes, and at least one
    /// element.
    pub fn chunks(&self, bytes: usize) -> Chunks<'_, T> {
        let (shape, itemsize) = (self.shape(), self.dtype().itemsize());
        Chunks { file: self, blocks: Blocks::new(shape, itemsize, self.placed.is_fortran(), bytes), next: 0 }
    }

    pub(crate) fn read_block(&self, block: &Block) -> Result<Array<T>> {
        self.read_section(block.items())
    }

    pub(crate) fn is_fortran(&self) -> bool {
        self.placed.is_fortran()
    }

    /// Waits until everything that was written is on the disk.
    ///
    /// # Errors
    /// What the system refuses.
    pub fn sync(&self) -> Result<()> {
        self.placed.file.sync_all().in_file(self.path())
    }

    /// The order of the elements in the file.
    pub fn order(&self) -> Order {
        if self.placed.is_fortran() { Order::F } else { Order::C }
    }
}

impl DynArrayFile {
    /// The same file with elements of `T`.
    ///
    /// # Errors
    /// [`ArrayError::WrongType`] where they are of another type.
    pub fn downcast<T: Element>(self) -> Result<ArrayFile<T>> {
        let wanted = <T as Element>::dtype();
        if self.dtype() != wanted {
            return Err(ArrayError::WrongType { have: self.dtype(), wanted }).in_file(self.path());
        }
        Ok(ArrayFile { placed: self.placed, marker: PhantomData })
    }
}

impl<T: Elem> fmt::Debug for ArrayFile<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArrayFile")
            .field("path", &self.path())
            .field("dtype", &self.dtype().to_string())
            .field("shape", &self.shape())
            .field("offset", &self.offset())
            .field("mode", &self.mode())
            .finish()
    }
}

/// A block of an array in a file.
#[derive(Clone, Debug)]
pub struct Chunk<T: Elem> {
    block: Block,
    array: Array<T>,
}

impl<T: Elem> Chunk<T> {
    /// Which part of the whole array it is.
    pub fn block(&self) -> &Block {
        &self.block
    }

    /// Its elements, with all axes of the whole array.
    pub fn array(&self) -> &Array<T> {
        &self.array
    }

    /// Its elements, with all axes of the whole array.
    pub fn into_array(self) -> Array<T> {
        self.array
    }
}

/// The blocks of an [`ArrayFile`]; see [`ArrayFile::chunks`].
#[derive(Debug)]
pub struct Chunks<'a, T: Elem> {
    file: &'a ArrayFile<T>,
    blocks: Blocks,
    next: usize,
}

impl<T: Elem> Iterator for Chunks<'_, T> {
    type Item = Result<Chunk<T>>;

    fn next(&mut self) -> Option<Result<Chunk<T>>> {
        if self.next == self.blocks.len() {
            return None;
        }
        let block = self.blocks.get(self.next);
        self.next += 1;
        Some(self.file.read_block(&block).map(|array| Chunk { block, array }))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.blocks.len() - self.next;
        (left, Some(left))
    }
}

impl<T: Elem> ExactSizeIterator for Chunks<'_, T> {}
impl<T: Elem> FusedIterator for Chunks<'_, T> {}
