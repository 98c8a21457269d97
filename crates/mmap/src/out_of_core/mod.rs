//! Work on arrays larger than memory: block by block, in the order of the file.
//!
//! While one block is worked on (by all threads), the next is read; what lies behind is let go. So memory holds two blocks,
//! whatever the size of the array.

mod moments;
mod positions;
mod reduce;

use std::marker::PhantomData;
use std::sync::mpsc::sync_channel;

use npcore_array::{Array, ArrayCow, ArrayView, ArrayViewMut};
use npcore_dtype::{DType, Elem};

use crate::array_file::ArrayFile;
use crate::blocks::{Block, Blocks};
use crate::error::Result;
use crate::memmap::{Advice, Memmap};

/// Bytes of a block, unless they are chosen.
const BLOCK: usize = 8 << 20;

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
    /// Whether loading takes time, so that another thread does it.
    #[doc(hidden)]
    fn is_slow(&self) -> bool;
    /// The block comes next.
    #[doc(hidden)]
    fn ahead(&self, block: &Block);
    /// The block is done with.
    #[doc(hidden)]
    fn behind(&self, block: &Block);
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

    fn is_slow(&self) -> bool {
        true
    }

    fn ahead(&self, block: &Block) {
        self.will_need(block);
    }

    fn behind(&self, _: &Block) {}

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

    fn is_slow(&self) -> bool {
        false
    }

    fn ahead(&self, block: &Block) {
        self.hint(Advice::WillNeed, block);
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
    bytes: usize,
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
    OutOfCore { source, bytes: BLOCK, ddof: 0.0, progress: None, marker: PhantomData }
}

impl<'a, T: Elem> OutOfCore<'a, T> {
    /// How large blocks may be (8 MiB unless chosen); a block has at least one element.
    pub fn block_bytes(mut self, bytes: usize) -> Self {
        self.bytes = bytes;
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

    fn blocks(&self) -> Blocks {
        let (shape, dtype, fortran) = self.source.extent();
        Blocks::new(shape, dtype.itemsize(), fortran, self.bytes)
    }
}

impl<T: Elem + Send + Sync> OutOfCore<'_, T> {
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

    fn run(mut self, f: &mut dyn FnMut(&Block, ArrayView<'_, T>) -> Result<()>) -> Result<()> {
        let (blocks, source) = (self.blocks(), self.source);
        let (shape, dtype, _) = source.extent();
        let total = shape.iter().product::<usize>() as u64 * dtype.itemsize() as u64;
        let mut done = 0;
        let mut work = |block: &Block, elements: ArrayCow<'_, T>| -> Result<()> {
            let view = elements.view();
            f(block, view)?;
            done += view.nbytes() as u64;
            if let Some(progress) = &mut self.progress {
                progress(Progress { done, total });
            }
            Ok(())
        };
        let next = |index: usize| (index + 1 < blocks.len()).then(|| source.ahead(&blocks.get(index + 1)));
        if !source.is_slow() {
            for (index, block) in blocks.iter().enumerate() {
                next(index);
                work(&block, source.load(&block)?)?;
                source.behind(&block);
            }
            return Ok(());
        }
        std::thread::scope(|scope| {
            // Without a place in the channel: one block is worked on, one is ready or being read.
            let (sender, receiver) = sync_channel(0);
            scope.spawn(|| {
                let sender = sender;
                for (index, block) in blocks.iter().enumerate() {
                    let loaded = source.load(&block);
                    next(index);
                    let failed = loaded.is_err();
                    // Nobody listens any more where the work has failed.
                    if sender.send((block, loaded)).is_err() || failed {
                        break;
                    }
                }
            });
            for (block, loaded) in receiver {
                work(&block, loaded?)?;
                source.behind(&block);
            }
            Ok(())
        })
    }
}
