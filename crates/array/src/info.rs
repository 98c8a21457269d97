//! What an array says of itself: shape, strides, dtype, flags, and whose memory it shares.

use npcore_dtype::{DType, Elem};
use npcore_layout::Layout;

use crate::containers::{Array, ArrayCells, ArrayCow, ArrayView, ArrayViewMut, Container};
use crate::error::Result;
use crate::macros::all_containers;
use crate::print::flags_text;
use crate::raw::Raw;

all_containers! {
    /// The length of each axis.
    #[inline]
    pub fn shape(&self) -> &[usize] {
        self.raw().layout.shape()
    }

    /// The step in bytes from one element to the next, along each axis.
    #[inline]
    pub fn strides(&self) -> &[isize] {
        self.raw().layout.strides()
    }

    /// The number of axes.
    #[inline]
    pub fn ndim(&self) -> usize {
        self.raw().layout.ndim()
    }

    /// The number of elements.
    #[inline]
    pub fn size(&self) -> usize {
        self.raw().size()
    }

    /// The length of the first axis, as Python's `len`; 0 for an array without axes.
    #[inline]
    pub fn len(&self) -> usize {
        self.shape().first().copied().unwrap_or(0)
    }

    /// Whether there are no elements.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.size() == 0
    }

    /// The bytes of one element.
    #[inline]
    pub fn itemsize(&self) -> usize {
        self.raw().itemsize()
    }

    /// The bytes of all elements: `size * itemsize`, whatever lies between them.
    #[inline]
    pub fn nbytes(&self) -> usize {
        self.size() * self.itemsize()
    }

    /// The type of an element.
    #[inline]
    pub fn dtype(&self) -> DType {
        self.raw().dtype
    }

    /// Shape, strides and offset, as plain data.
    #[inline]
    pub fn layout(&self) -> &Layout {
        &self.raw().layout
    }

    /// The address of the first element. Following it needs `unsafe`; the elements lie as
    /// [`layout`](Self::layout) says.
    #[inline]
    pub fn as_ptr(&self) -> *const u8 {
        self.raw().first()
    }

    /// Whether the elements lie without gaps, last axis fastest.
    #[inline]
    pub fn is_c_contiguous(&self) -> bool {
        self.raw().is_c_contiguous()
    }

    /// Whether the elements lie without gaps, first axis fastest.
    #[inline]
    pub fn is_f_contiguous(&self) -> bool {
        self.raw().is_f_contiguous()
    }

    /// Whether every element's address is a multiple of the dtype's alignment. All operations work
    /// on unaligned elements too; `&T` is given only of aligned ones.
    pub fn is_aligned(&self) -> bool {
        self.raw().is_aligned()
    }
}

/// The flags of an array, printed as NumPy prints `a.flags`.
///
/// ```
/// use npcore_array::array;
/// let a = array![[1, 2], [3, 4]];
/// assert!(a.flags().c_contiguous && a.flags().owndata);
/// assert!(a.t().flags().f_contiguous && !a.t().flags().owndata);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flags {
    /// The elements lie without gaps, last axis fastest.
    pub c_contiguous: bool,
    /// The elements lie without gaps, first axis fastest.
    pub f_contiguous: bool,
    /// The array owns its memory.
    pub owndata: bool,
    /// The elements can be written through this container.
    pub writeable: bool,
    /// Every element's address is a multiple of the dtype's alignment.
    pub aligned: bool,
}

impl std::fmt::Display for Flags {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&flags_text(
            self.c_contiguous,
            self.f_contiguous,
            self.owndata,
            self.writeable,
            self.aligned,
            false,
        ))
    }
}

fn flags(raw: &Raw, owndata: bool, writeable: bool) -> Flags {
    Flags {
        c_contiguous: raw.is_c_contiguous(),
        f_contiguous: raw.is_f_contiguous(),
        owndata,
        writeable,
        aligned: raw.is_aligned(),
    }
}

macro_rules! flags_of {
    ($($ty:ty: $owndata:expr, $writeable:expr;)*) => { $(
        impl<T: Elem> $ty {
            /// Contiguity, ownership, alignment.
            pub fn flags(&self) -> Flags {
                flags(self.raw(), $owndata(self), $writeable)
            }
        }
    )* };
}
flags_of! {
    Array<T>: |_: &Self| true, true;
    ArrayView<'_, T>: |_: &Self| false, false;
    ArrayViewMut<'_, T>: |_: &Self| false, true;
    ArrayCells<'_, T>: |_: &Self| false, true;
    ArrayCow<'_, T>: |cow: &Self| !cow.is_view(), false;
}

/// A container seen as memory: the argument of [`shares_memory`] and its like.
pub trait Memory {
    #[doc(hidden)]
    fn memory(&self) -> MemoryParts;
}

#[doc(hidden)]
#[derive(Clone, Copy)]
pub struct MemoryParts(pub(crate) Raw);

macro_rules! memory {
    ($($ty:ty)*) => { $(
        impl<T: Elem> Memory for $ty {
            #[inline]
            fn memory(&self) -> MemoryParts {
                MemoryParts(*self.raw())
            }
        }
    )* };
}
memory!(Array<T> ArrayView<'_, T> ArrayViewMut<'_, T> ArrayCells<'_, T> ArrayCow<'_, T>);

impl<X: Memory + ?Sized> Memory for &X {
    fn memory(&self) -> MemoryParts {
        (**self).memory()
    }
}

/// Whether two arrays have a byte in common: the exact answer.
///
/// The question is as hard as a bounded Diophantine equation in as many unknowns as the two have
/// axes; for views of a few axes it takes microseconds, in the worst case exponential time.
/// [`may_share_memory`] only compares the ranges of addresses.
///
/// ```
/// use npcore_array::{arange, may_share_memory, s, shares_memory};
/// let a = arange::<i64>(0, 10, 1);
/// let (even, odd) = (a.slice(s![..;2]), a.slice(s![1..;2]));
/// assert!(may_share_memory(&even, &odd));
/// assert!(!shares_memory(&even, &odd));
/// assert!(shares_memory(&a, &odd));
/// ```
pub fn shares_memory(a: &(impl Memory + ?Sized), b: &(impl Memory + ?Sized)) -> bool {
    let (a, b) = (a.memory().0, b.memory().0);
    // Without a limit the solver always comes to an answer.
    npcore_layout::shares_memory(&a.layout, a.itemsize(), &b.layout, b.itemsize(), distance(&a, &b), None)
        .unwrap_or(true)
}

/// [`shares_memory`] with a bound on the work.
///
/// # Errors
/// The question is still open after `max_work` candidate solutions.
pub fn try_shares_memory(a: &(impl Memory + ?Sized), b: &(impl Memory + ?Sized), max_work: usize) -> Result<bool> {
    let (a, b) = (a.memory().0, b.memory().0);
    let work = Some(max_work);
    npcore_layout::shares_memory(&a.layout, a.itemsize(), &b.layout, b.itemsize(), distance(&a, &b), work)
        .map_err(|e| crate::ArrayError::Value(e.to_string()))
}

/// Whether the ranges of addresses of two arrays overlap: cheap, and sometimes true of arrays that
/// share nothing.
pub fn may_share_memory(a: &(impl Memory + ?Sized), b: &(impl Memory + ?Sized)) -> bool {
    let (a, b) = (a.memory().0, b.memory().0);
    npcore_layout::may_share_memory(&a.layout, a.itemsize(), &b.layout, b.itemsize(), distance(&a, &b))
}

fn distance(a: &Raw, b: &Raw) -> isize {
    (b.ptr as isize).wrapping_sub(a.ptr as isize)
}

/// Whether `view` lies in the memory of `base`: NumPy's `view.base is base`.
///
/// ```
/// use npcore_array::{arange, is_view_of, s};
/// let a = arange::<i64>(0, 10, 1);
/// assert!(is_view_of(&a.reshape([2, 5])?, &a));
/// assert!(!is_view_of(&a.slice(s![2..4]).to_owned(), &a));
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn is_view_of<T: Elem>(view: &(impl Memory + ?Sized), base: &Array<T>) -> bool {
    let view = view.memory().0;
    let start = base.buffer().as_ptr().as_ptr().addr();
    let (lo, hi) = view.bounds();
    start <= lo && hi <= start + base.buffer().len() && !base.buffer().is_empty()
}
