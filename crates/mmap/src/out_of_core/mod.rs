//! Work on arrays larger than memory: block by block, in the order of the file.
//!
//! What lies behind the work is let go: memory holds a few blocks, whatever the size of the array. There is no thread that
//! reads ahead. The system does, of whoever reads a file in its order, and better than where it is told to; and a thread that
//! copies blocks from the system's cache takes the bandwidth that the work needs.
//!
//! Reductions take small blocks, several at a time, each by one thread: what was read is still in its core's cache when it is
//! reduced. A caller's function takes larger ones, one at a time, on which all threads can work.

mod moments;
mod positions;
mod reduce;

use std::marker::PhantomData;
use std::sync::OnceLock;

use npcore_array::{Array, ArrayCow, ArrayView, ArrayViewMut};
use npcore_dtype::{DType, Elem};
use npcore_exec::{for_each_range, num_threads};

use crate::array_file::ArrayFile;
use crate::blocks::{Block, Blocks};
use crate::error::Result;
use crate::memmap::{Advice, Memmap};

/// Bytes of a block that a caller's function takes, unless they are chosen.
const BLOCK: usize = 8 << 20;
/// Bytes of a block that is reduced, unless they are chosen.
const REDUCED: usize = 1 << 20;
/// Bytes of the blocks that are reduced at the same time, unless one is larger.
const AT_ONCE: usize = 32 << 20;

mod sealed {
    pub trait Sealed {}
    impl<T: super::Elem> Sealed for super::ArrayFile<T> {}
    impl<T: super::Elem> Sealed for super::Memmap<T> {}
    impl<T: super::Elem> Sealed for super::Array<T> {}
    impl<T: super::Elem> Sealed for super::ArrayViewMut<'_, T> {}
}

/// An array that is given out by blocks: an [`ArrayFile`] or a [`Memmap`].
pub trait BlockSource<T: Elem>: sealed::Sealed {
    /// Shape, type of an element, and whether the first axis is the fastest.
    #[doc(hidden)]
    fn extent(&self) -> (&[usize], DType, bool);
    /// The elements of a block.
    #[doc(hidden)]
    fn load(&self, block: &Block) -> Result<ArrayCow<'_, T>>;
    /// The block is done with.
    #[doc(hidden)]
    fn behind(&self, _: &Block) {}
    /// An array of no elements with the same shape.
    #[doc(hidden)]
    fn nothing(&self) -> Result<ArrayCow<'_, T>>;
}

impl<T: Elem> BlockSource<T> for ArrayFile<T> {
    fn extent(&self) -> (&[usize], DType, bool) {
        (self.shape(), self.dtype(), self.is_fortran())
    }

    fn load(&self, block: &Block) -> Result<ArrayCow<'_, T>> {
        Ok(ArrayCow::Owned(self.read_block(block)?))
    }

    fn nothing(&self) -> Result<ArrayCow<'_, T>> {
        Ok(ArrayCow::Owned(self.read()?))
    }
}

impl<T: Elem> BlockSource<T> for Memmap<T> {
    fn extent(&self) -> (&[usize], DType, bool) {
        let fortran = self.view().is_f_contiguous() && !self.view().is_c_contiguous();
        (self.shape(), self.dtype(), fortran)
    }

    fn load(&self, block: &Block) -> Result<ArrayCow<'_, T>> {
        Ok(ArrayCow::View(self.view().try_slice(block.items())?))
    }

    fn behind(&self, block: &Block) {
        self.hint(Advice::DontNeed, block);
    }

    fn nothing(&self) -> Result<ArrayCow<'_, T>> {
        Ok(ArrayCow::View(self.view()))
    }
}

/// An array that takes blocks: an [`ArrayFile`] or a [`Memmap`] to be written, or one in memory.
pub trait BlockTarget<T: Elem>: sealed::Sealed {
    /// Writes a block's elements.
    #[doc(hidden)]
    fn store(&mut self, block: &Block, elements: ArrayView<'_, T>) -> Result<()>;
}

impl<T: Elem> BlockTarget<T> for ArrayFile<T> {
    fn store(&mut self, block: &Block, elements: ArrayView<'_, T>) -> Result<()> {
        self.write_section(block.items(), elements)
    }
}

impl<T: Elem> BlockTarget<T> for Memmap<T> {
    fn store(&mut self, block: &Block, elements: ArrayView<'_, T>) -> Result<()> {
        self.cells()?.try_slice(block.items())?.try_assign(elements)?;
        self.hint(Advice::DontNeed, block);
        Ok(())
    }
}

impl<T: Elem> BlockTarget<T> for Array<T> {
    fn store(&mut self, block: &Block, elements: ArrayView<'_, T>) -> Result<()> {
        Ok(self.try_slice_mut(block.items())?.try_assign(elements)?)
    }
}

impl<T: Elem> BlockTarget<T> for ArrayViewMut<'_, T> {
    fn store(&mut self, block: &Block, elements: ArrayView<'_, T>) -> Result<()> {
        Ok(self.try_slice_mut(block.items())?.try_assign(elements)?)
    }
}

/// How far some work has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes done.
    pub done: u64,
    /// Bytes in all.
    pub total: u64,
}

impl Progress {
    /// The part that is done, from 0 to 1.
    pub fn fraction(self) -> f64 {
        if self.total == 0 { 1.0 } else { self.done as f64 / self.total as f64 }
    }
}

type Callback<'a> = Box<dyn FnMut(Progress) + 'a>;

/// Work on an array, block by block; see [`out_of_core`].
#[must_use = "nothing is read until a method such as `sum` ends it"]
pub struct OutOfCore<'a, T: Elem> {
    source: &'a (dyn BlockSource<T> + Sync),
    bytes: Option<usize>,
    ddof: f64,
    progress: Option<Callback<'a>>,
    marker: PhantomData<T>,
}

/// Begins work on an array in a file that may be larger than memory.
///
/// The array is taken in blocks of consecutive bytes. Results depend on its shape, order and elements and on the size of
/// the blocks, never on the number of threads.
///
/// ```
/// use npcore_array::{arange, array};
/// use npcore_mmap::{ArrayFile, out_of_core};
/// # let folder = std::env::temp_dir().join(format!("npcore-outofcore-{}", std::process::id()));
/// # std::fs::create_dir_all(&folder).unwrap();
/// let mut file = ArrayFile::<f64>::create(folder.join("a"), [1000, 100])?;
/// file.write_section([npcore_layout::SliceItem::Ellipsis], arange(0.0, 100.0, 1.0))?;
///
/// assert_eq!(out_of_core(&file).block_bytes(64 << 10).sum(..)?, 4_950_000.0);
/// assert_eq!(out_of_core(&file).max(1)?.shape(), [1000]);
///
/// let mut roots = ArrayFile::<f64>::create_npy(folder.join("roots.npy"), [1000, 100])?;
/// let mut seen = 0.0;
/// let work = out_of_core(&file).block_bytes(64 << 10).progress(|p| seen = p.fraction());
/// work.map_into(&mut roots, |_, block| Ok(npcore_ufunc::sqrt(block)?))?;
/// assert_eq!((roots.read_section(npcore_array::s![7, 49])?.item()?, seen), (7.0, 1.0));
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), npcore_mmap::FileError>(())
/// ```
pub fn out_of_core<T: Elem, S: BlockSource<T> + Sync>(source: &S) -> OutOfCore<'_, T> {
    OutOfCore { source, bytes: None, ddof: 0.0, progress: None, marker: PhantomData }
}

impl<'a, T: Elem> OutOfCore<'a, T> {
    /// How large blocks may be (unless chosen, 1 MiB for reductions and 8 MiB for functions); a block has at least one
    /// element.
    pub fn block_bytes(mut self, bytes: usize) -> Self {
        self.bytes = Some(bytes);
        self
    }

    /// Variances divide by the number of elements less this.
    pub fn ddof(mut self, ddof: f64) -> Self {
        self.ddof = ddof;
        self
    }

    /// A function that is called behind each block, on the calling thread.
    pub fn progress(mut self, callback: impl FnMut(Progress) + 'a) -> Self {
        self.progress = Some(Box::new(callback));
        self
    }

    /// Whether there is no element, and so no block.
    fn is_empty(&self) -> bool {
        self.source.extent().0.contains(&0)
    }
}

impl<'a, T: Elem + Send + Sync> OutOfCore<'a, T> {
    /// Calls `f` with each block and its elements, which have all axes of the array.
    ///
    /// # Errors
    /// What reading gives, and what `f` gives: the first ends it.
    pub fn for_each(self, mut f: impl FnMut(&Block, ArrayView<'_, T>) -> Result<()>) -> Result<()> {
        self.run(&mut f)
    }

    /// What `f` makes of `init` and the blocks, one after the other.
    ///
    /// # Errors
    /// As [`for_each`](Self::for_each).
    pub fn fold<A>(self, init: A, mut f: impl FnMut(A, &Block, ArrayView<'_, T>) -> Result<A>) -> Result<A> {
        let mut state = Some(init);
        self.run(&mut |block, view| {
            let now = state.take().expect("a state after each block that did not fail");
            state = Some(f(now, block, view)?);
            Ok(())
        })?;
        Ok(state.expect("a state after the last block"))
    }

    /// Writes what `f` makes of each block (an array of its shape, or one that broadcasts to it) into the same place of
    /// `target`: universal functions, fused expressions. Another array takes part by its own block,
    /// `other.slice(block.items())`.
    ///
    /// # Errors
    /// As [`for_each`](Self::for_each); what writing gives.
    pub fn map_into<U: Elem>(
        self,
        target: &mut impl BlockTarget<U>,
        mut f: impl FnMut(&Block, ArrayView<'_, T>) -> Result<Array<U>>,
    ) -> Result<()> {
        self.run(&mut |block, view| target.store(block, f(block, view)?.view()))
    }

    /// Calls `f` with each block, one after the other.
    fn run(self, f: &mut dyn FnMut(&Block, ArrayView<'_, T>) -> Result<()>) -> Result<()> {
        let bytes = self.bytes.unwrap_or(BLOCK);
        self.by_blocks(bytes, 1, &|_, elements| Ok(elements), &mut |block, elements| f(block, elements.view()))
    }

    /// Calls `part` with each block, several at a time, and `join` with what it gives, in the order of the blocks.
    fn reduce<P: Send + Sync>(
        self,
        part: &(impl Fn(&Block, ArrayView<'_, T>) -> Result<P> + Sync),
        join: &mut dyn FnMut(&Block, P) -> Result<()>,
    ) -> Result<()> {
        let bytes = self.bytes.unwrap_or(REDUCED);
        // Several for each thread: they do not all take the same time.
        let threads = num_threads();
        let at_once = if threads > 1 { (AT_ONCE / bytes.max(1)).clamp(1, 4 * threads) } else { 1 };
        self.by_blocks(bytes, at_once, &|block, elements: ArrayCow<'a, T>| part(block, elements.view()), join)
    }

    fn by_blocks<P: Send + Sync>(
        mut self,
        bytes: usize,
        at_once: usize,
        part: &(impl Fn(&Block, ArrayCow<'a, T>) -> Result<P> + Sync),
        join: &mut dyn FnMut(&Block, P) -> Result<()>,
    ) -> Result<()> {
        let source = self.source;
        let (shape, dtype, fortran) = source.extent();
        let blocks = Blocks::new(shape, dtype.itemsize(), fortran, bytes);
        let bytes_of = |shape: &[usize]| shape.iter().product::<usize>() as u64 * dtype.itemsize() as u64;
        let (total, mut done) = (bytes_of(shape), 0);
        for start in (0..blocks.len()).step_by(at_once) {
            let end = (start + at_once).min(blocks.len());
            let parts: Vec<OnceLock<Result<P>>> = (start..end).map(|_| OnceLock::new()).collect();
            for_each_range(parts.len(), 1, parts.len().saturating_mul(bytes), &|range| {
                for i in range {
                    let block = blocks.get(start + i);
                    let _ = parts[i].set(source.load(&block).and_then(|elements| part(&block, elements)));
                }
            });
            for (i, part) in parts.into_iter().enumerate() {
                let block = blocks.get(start + i);
                join(&block, part.into_inner().expect("every block has its part")?)?;
                source.behind(&block);
                done += bytes_of(&block.shape());
                if let Some(progress) = &mut self.progress {
                    progress(Progress { done, total });
                }
            }
        }
        Ok(())
    }
}
