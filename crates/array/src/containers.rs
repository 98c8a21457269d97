//! The containers: who owns the elements, for how long they live, who may write them.
//!
//! | container          | memory                          | reads | writes | `Copy` |
//! |--------------------|---------------------------------|-------|--------|--------|
//! | [`Array`]          | its own                         | yes   | yes    | no     |
//! | [`ArrayView`]      | borrowed, shared                | yes   | no     | yes    |
//! | [`ArrayViewMut`]   | borrowed, alone                 | yes   | yes    | no     |
//! | [`ArrayCells`]     | borrowed, shared, one thread    | yes   | yes    | yes    |
//! | [`ArrayCow`]       | a view or its own               | yes   | no     | no     |
//!
//! The element type is a Rust type, or [`Dyn`] where it is known only at run time; `DynArray` is
//! `Array<Dyn>`, and so on. All of them are one [`Raw`] with an owner or a lifetime.

use std::cell::Cell;
use std::marker::PhantomData;

use npcore_dtype::{DType, Dyn, Elem, Element, Structured, Text};
use npcore_exec::{Buffer, Output};
use npcore_layout::Layout;

use crate::error::{ArrayError, Result, expect};
use crate::raw::{Raw, has_invalid_patterns};

/// An n-dimensional array that owns its elements, alone.
///
/// Cloning copies the elements. An operation on an owned array may reuse its memory.
///
/// ```
/// use npcore_array::{Array, array};
/// let a: Array<i32> = array![[1, 2], [3, 4]];
/// assert_eq!(a.shape(), [2, 2]);
/// assert_eq!(a.strides(), [8, 4]); // bytes
/// ```
pub struct Array<T: Elem> {
    // Invariants of `Raw`; the allocation is `buffer`'s, and `layout` reaches each element once.
    raw: Raw,
    buffer: Buffer,
    marker: PhantomData<T>,
}

/// An array whose element type is known at run time.
pub type DynArray = Array<Dyn>;

/// Some elements of an array, to be read. A view is small and `Copy`.
///
/// Reading methods take the view by value, so what they return lives as long as the memory, not
/// as the view: chains of views just work.
///
/// ```
/// use npcore_array::{Array, ArrayView, arange, s};
/// fn corner(a: ArrayView<'_, i64>) -> ArrayView<'_, i64> {
///     a.slice(s![..2, ..2]).t()
/// }
/// let a = arange::<i64>(0, 12, 1).reshape([3, 4])?.to_owned();
/// assert_eq!(corner(a.view()).to_string(), "[[0 4]\n [1 5]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub struct ArrayView<'a, T: Elem> {
    // Invariants of `Raw`; for 'a the elements are read only.
    raw: Raw,
    marker: PhantomData<&'a T>,
}

/// A view whose element type is known at run time.
pub type DynView<'a> = ArrayView<'a, Dyn>;

/// An array of text as wide as its longest element: NumPy's `U<n>`. Elements are read as `String`.
///
/// ```
/// use npcore_array::{StrArray, array};
/// let a: StrArray = array!["Alice", "Bob"];
/// assert_eq!(format!("{a:?}"), "array(['Alice', 'Bob'], dtype='<U5')");
/// assert_eq!(a.get([1])?, "Bob");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub type StrArray = Array<Text>;

/// A view of text whose width is known at run time.
pub type StrView<'a> = ArrayView<'a, Text>;

/// An array of records whose fields are known at run time: NumPy's structured array. Elements are read as `Scalar`.
///
/// ```
/// use npcore_array::{DynArray, RecordArray};
/// use npcore_dtype::dtype;
/// let a: RecordArray = DynArray::zeros_dyn(2, dtype!([("x", "i4"), ("y", "f8")]))?.downcast()?;
/// assert_eq!(a.to_string(), "[(0, 0.) (0, 0.)]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub type RecordArray = Array<Structured>;

/// A view of records whose fields are known at run time.
pub type RecordView<'a> = ArrayView<'a, Structured>;

/// A mutable view of records whose fields are known at run time.
pub type RecordViewMut<'a> = ArrayViewMut<'a, Structured>;

/// Some elements of an array, to be read and written, while nobody else can reach them.
pub struct ArrayViewMut<'a, T: Elem> {
    // Invariants of `Raw`; for 'a nobody else reaches the elements, and `layout` reaches each
    // element once.
    raw: Raw,
    marker: PhantomData<&'a mut T>,
}

/// A mutable view whose element type is known at run time.
pub type DynViewMut<'a> = ArrayViewMut<'a, Dyn>;

/// Shared elements that may be written through any of several views: NumPy's views.
///
/// Made from an exclusive borrow, as [`Cell::from_mut`] does, or unsafely from memory that
/// others write too. Cells are `Copy`, stay on one thread, and give values only, never `&T`.
/// Where source and target overlap, the result is as if the source had been copied first.
///
/// ```
/// use npcore_array::{array, s};
/// let mut a = array![1, 2, 3, 4];
/// let c = a.cells();
/// c.slice(s![1..]).add_assign(c.slice(s![..-1]));
/// assert_eq!(a.to_string(), "[1 3 5 7]");
/// ```
pub struct ArrayCells<'a, T: Elem> {
    // Invariants of `Raw`; for 'a only cells on this thread reach the elements (or others that the
    // maker answers for).
    raw: Raw,
    marker: PhantomData<&'a Cell<T>>,
    // Raw pointers make it neither Send nor Sync; so that this does not hang on a field's type:
    not_send: PhantomData<*mut u8>,
}

/// Cells whose element type is known at run time.
pub type DynCells<'a> = ArrayCells<'a, Dyn>;

/// A view where one was possible, else a copy: what `reshape`, `ravel` and `ascontiguousarray`
/// give.
///
/// ```
/// use npcore_array::{array, shares_memory};
/// let a = array![[1, 2], [3, 4]];
/// assert!(a.reshape([4])?.is_view());
/// assert!(!a.t().reshape([4])?.is_view());
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub enum ArrayCow<'a, T: Elem> {
    /// The same memory.
    View(ArrayView<'a, T>),
    /// A copy.
    Owned(Array<T>),
}

/// A view or a copy whose element type is known at run time.
pub type DynCow<'a> = ArrayCow<'a, Dyn>;

// SAFETY: an array owns its memory alone; elements are Send.
unsafe impl<T: Elem + Send> Send for Array<T> {}
// SAFETY: through a shared array elements are only read.
unsafe impl<T: Elem + Sync> Sync for Array<T> {}
// SAFETY: a view only reads, as `&[T]` does.
unsafe impl<T: Elem + Sync> Send for ArrayView<'_, T> {}
// SAFETY: as above.
unsafe impl<T: Elem + Sync> Sync for ArrayView<'_, T> {}
// SAFETY: a mutable view is alone with its elements, as `&mut [T]` is.
unsafe impl<T: Elem + Send> Send for ArrayViewMut<'_, T> {}
// SAFETY: through a shared mutable view elements are only read.
unsafe impl<T: Elem + Sync> Sync for ArrayViewMut<'_, T> {}

impl<T: Elem> Clone for ArrayView<'_, T> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: Elem> Copy for ArrayView<'_, T> {}
impl<T: Elem> Clone for ArrayCells<'_, T> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}
impl<T: Elem> Copy for ArrayCells<'_, T> {}

impl<T: Elem> Clone for Array<T> {
    /// Copies the elements, in the same order in memory.
    fn clone(&self) -> Self {
        self.view().to_owned()
    }
}

impl<T: Elem> Clone for ArrayCow<'_, T> {
    fn clone(&self) -> Self {
        match self {
            ArrayCow::View(view) => ArrayCow::View(*view),
            ArrayCow::Owned(array) => ArrayCow::Owned(array.clone()),
        }
    }
}

/// What all containers have inside: this crate's way to their parts.
pub trait Container {
    type T: Elem;
    fn raw(&self) -> &Raw;
    /// For those who keep what the container promises, whatever becomes of the layout.
    fn raw_mut(&mut self) -> &mut Raw;
}

macro_rules! container {
    ($($ty:ty)*) => { $(
        impl<T: Elem> Container for $ty {
            type T = T;
            #[inline]
            fn raw(&self) -> &Raw {
                &self.raw
            }
            #[inline]
            fn raw_mut(&mut self) -> &mut Raw {
                &mut self.raw
            }
        }
    )* };
}
container!(Array<T> ArrayView<'_, T> ArrayViewMut<'_, T> ArrayCells<'_, T>);

impl<T: Elem> Container for ArrayCow<'_, T> {
    type T = T;
    #[inline]
    fn raw(&self) -> &Raw {
        match self {
            ArrayCow::View(view) => &view.raw,
            ArrayCow::Owned(array) => &array.raw,
        }
    }
    #[inline]
    fn raw_mut(&mut self) -> &mut Raw {
        match self {
            ArrayCow::View(view) => &mut view.raw,
            ArrayCow::Owned(array) => &mut array.raw,
        }
    }
}

impl<T: Elem> Array<T> {
    /// Takes what the execution layer made.
    ///
    /// The type is checked in debug builds: the callers derive it from `T`.
    #[inline]
    pub(crate) fn from_output(output: Output) -> Array<T> {
        debug_assert!(T::is_dtype(output.dtype));
        let Output { buffer, dtype, layout } = output;
        let raw = Raw { ptr: buffer.as_ptr().as_ptr(), dtype, layout, trusted: true };
        Array { raw, buffer, marker: PhantomData }
    }

    /// # Safety
    /// `layout` lies in `buffer`, reaches each element once, and the elements are initialised; they
    /// are valid values if `trusted`; `dtype` is `T`'s.
    #[inline]
    pub(crate) unsafe fn from_parts(buffer: Buffer, dtype: DType, layout: Layout, trusted: bool) -> Array<T> {
        debug_assert!(T::is_dtype(dtype));
        let raw = Raw { ptr: buffer.as_ptr().as_ptr(), dtype, layout, trusted };
        Array { raw, buffer, marker: PhantomData }
    }

    /// The same array under a type that its dtype is known to be: callers derive `U` from the operands' types by the
    /// table that chose the dtype.
    #[inline]
    pub(crate) fn assume_type<U: Elem>(self) -> Array<U> {
        debug_assert!(U::is_dtype(self.raw.dtype));
        Array { raw: self.raw, buffer: self.buffer, marker: PhantomData }
    }

    #[inline]
    pub(crate) fn buffer(&self) -> &Buffer {
        &self.buffer
    }

    #[inline]
    pub(crate) fn into_parts(self) -> (Buffer, Raw) {
        (self.buffer, self.raw)
    }

    /// The whole array, to be read.
    #[inline]
    pub fn view(&self) -> ArrayView<'_, T> {
        ArrayView { raw: self.raw, marker: PhantomData }
    }

    /// The whole array, to be read and written.
    #[inline]
    pub fn view_mut(&mut self) -> ArrayViewMut<'_, T> {
        ArrayViewMut { raw: self.raw, marker: PhantomData }
    }

    /// The whole array as shared cells.
    #[inline]
    pub fn cells(&mut self) -> ArrayCells<'_, T> {
        self.view_mut().into_cells()
    }

    /// The whole array, to be read, with its type known at run time; costs nothing.
    #[inline]
    pub fn as_dyn(&self) -> DynView<'_> {
        self.view().as_dyn()
    }

    /// The whole array, to be read and written, with its type known at run time; costs nothing.
    #[inline]
    pub fn as_dyn_mut(&mut self) -> DynViewMut<'_> {
        self.view_mut().into_dyn()
    }

    /// The same array with its type known at run time; costs nothing.
    #[inline]
    pub fn into_dyn(self) -> DynArray {
        Array { raw: self.raw, buffer: self.buffer, marker: PhantomData }
    }

    /// The same elements in another shape (one length may be `-1`), keeping the memory where the array is
    /// contiguous.
    ///
    /// # Errors
    /// A shape with another number of elements; no memory for the copy.
    pub fn into_shape(mut self, shape: impl crate::shape::Ints) -> Result<Array<T>> {
        let (order, itemsize) = (npcore_layout::Order::C, self.raw.itemsize());
        let old = self.raw.layout;
        if shape.with_list(|shape| old.reshape_to(shape, order, itemsize, &mut self.raw.layout))? {
            return Ok(self);
        }
        Ok(self.view().reshape(shape)?.into_owned())
    }

    /// The same elements with the axes reversed, in the same memory.
    pub fn into_transposed(mut self) -> Array<T> {
        self.raw.layout = self.raw.layout.transpose();
        self
    }
}

impl<'a, T: Elem> ArrayView<'a, T> {
    /// # Safety
    /// The invariants of `Raw` for 'a, in which nobody writes the elements; `raw.dtype` is `T`'s.
    #[inline]
    pub(crate) unsafe fn from_raw(raw: Raw) -> ArrayView<'a, T> {
        ArrayView { raw, marker: PhantomData }
    }

    /// The same view: so that code may call `view()` on whatever it has.
    #[inline]
    pub fn view(self) -> ArrayView<'a, T> {
        self
    }

    /// The same view with its type known at run time; costs nothing.
    #[inline]
    pub fn as_dyn(self) -> DynView<'a> {
        ArrayView { raw: self.raw, marker: PhantomData }
    }
}

impl<'a, T: Elem> ArrayViewMut<'a, T> {
    /// # Safety
    /// The invariants of `Raw` for 'a, in which nobody else reaches the elements; each is reached
    /// once; `raw.dtype` is `T`'s.
    #[inline]
    pub(crate) unsafe fn from_raw(raw: Raw) -> ArrayViewMut<'a, T> {
        ArrayViewMut { raw, marker: PhantomData }
    }

    /// The same elements, to be read, for as long as this view is borrowed.
    #[inline]
    pub fn view(&self) -> ArrayView<'_, T> {
        ArrayView { raw: self.raw, marker: PhantomData }
    }

    /// The same elements, to be read, for the rest of their lifetime.
    #[inline]
    pub fn into_view(self) -> ArrayView<'a, T> {
        ArrayView { raw: self.raw, marker: PhantomData }
    }

    /// The same elements, to be written, for as long as this view is borrowed.
    #[inline]
    pub fn view_mut(&mut self) -> ArrayViewMut<'_, T> {
        ArrayViewMut { raw: self.raw, marker: PhantomData }
    }

    /// The same elements as shared cells, for as long as this view is borrowed.
    #[inline]
    pub fn cells(&mut self) -> ArrayCells<'_, T> {
        self.view_mut().into_cells()
    }

    /// The same elements as shared cells, for the rest of their lifetime.
    #[inline]
    pub fn into_cells(self) -> ArrayCells<'a, T> {
        ArrayCells { raw: self.raw, marker: PhantomData, not_send: PhantomData }
    }

    /// The same view with its type known at run time; costs nothing.
    #[inline]
    pub fn into_dyn(self) -> DynViewMut<'a> {
        ArrayViewMut { raw: self.raw, marker: PhantomData }
    }
}

impl<'a, T: Elem> ArrayCells<'a, T> {
    /// # Safety
    /// The invariants of `Raw` for 'a; whoever else reaches the elements in that time does so from
    /// this thread and without holding references to them; `raw.dtype` is `T`'s.
    #[inline]
    pub(crate) unsafe fn from_raw(raw: Raw) -> ArrayCells<'a, T> {
        ArrayCells { raw, marker: PhantomData, not_send: PhantomData }
    }

    /// The same cells with their type known at run time; costs nothing.
    #[inline]
    pub fn as_dyn(self) -> DynCells<'a> {
        ArrayCells { raw: self.raw, marker: PhantomData, not_send: PhantomData }
    }
}

impl<'a, T: Elem> ArrayCow<'a, T> {
    /// The elements, to be read.
    #[inline]
    pub fn view(&self) -> ArrayView<'_, T> {
        match self {
            ArrayCow::View(view) => *view,
            ArrayCow::Owned(array) => array.view(),
        }
    }

    /// Whether this is a view of memory that it does not own.
    pub fn is_view(&self) -> bool {
        matches!(self, ArrayCow::View(_))
    }

    /// The array, copied now if it was a view.
    pub fn into_owned(self) -> Array<T> {
        match self {
            ArrayCow::View(view) => view.to_owned(),
            ArrayCow::Owned(array) => array,
        }
    }
}

impl DynArray {
    /// The same array as one of `T`; costs nothing.
    ///
    /// # Errors
    /// [`ArrayError::WrongType`] where the dtype is another (big-endian data is; `astype` converts
    /// it). The array is lost then; [`DynView::downcast`] asks without.
    ///
    /// ```
    /// use npcore_array::array;
    /// let a = array![1.5, 2.5].into_dyn();
    /// assert_eq!(a.downcast::<f64>()?.as_slice(), Some(&[1.5, 2.5][..]));
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    pub fn downcast<T: Elem>(self) -> Result<Array<T>> {
        check_static::<T>(self.raw.dtype)?;
        Ok(Array { raw: self.raw, buffer: self.buffer, marker: PhantomData })
    }
}

impl<'a> DynView<'a> {
    /// The same view as one of `T`; costs nothing.
    ///
    /// # Errors
    /// [`ArrayError::WrongType`] where the dtype is another.
    #[inline]
    pub fn downcast<T: Elem>(self) -> Result<ArrayView<'a, T>> {
        check_static::<T>(self.raw.dtype)?;
        Ok(ArrayView { raw: self.raw, marker: PhantomData })
    }
}

impl<'a> DynViewMut<'a> {
    /// The same view as one of `T`; costs nothing.
    ///
    /// # Errors
    /// [`ArrayError::WrongType`] where the dtype is another.
    pub fn downcast<T: Elem>(self) -> Result<ArrayViewMut<'a, T>> {
        check_static::<T>(self.raw.dtype)?;
        Ok(ArrayViewMut { raw: self.raw, marker: PhantomData })
    }
}

impl<'a> DynCells<'a> {
    /// The same cells as ones of `T`; costs nothing.
    ///
    /// # Errors
    /// [`ArrayError::WrongType`] where the dtype is another.
    pub fn downcast<T: Elem>(self) -> Result<ArrayCells<'a, T>> {
        check_static::<T>(self.raw.dtype)?;
        Ok(ArrayCells { raw: self.raw, marker: PhantomData, not_send: PhantomData })
    }
}

/// Foreign memory.
impl<'a, T: Elem> ArrayView<'a, T> {
    /// A view of memory that somebody else keeps.
    ///
    /// The values are not trusted: where `dtype` has byte patterns that mean nothing (bool), `&T`
    /// is not given, and every other access reads them as NumPy does.
    ///
    /// # Safety
    /// Every element of `layout`, with the size of `dtype`, lies in one allocation that `ptr` points
    /// into (`layout.offset()` bytes before the first element); for 'a the elements are
    /// initialised and nobody writes them.
    ///
    /// # Errors
    /// [`ArrayError::WrongType`] where `dtype` is not `T`'s.
    pub unsafe fn from_foreign(ptr: *const u8, dtype: DType, layout: Layout) -> Result<ArrayView<'a, T>> {
        check_static::<T>(dtype)?;
        Ok(ArrayView { raw: foreign(ptr.cast_mut(), dtype, layout), marker: PhantomData })
    }
}

impl<'a, T: Elem> ArrayViewMut<'a, T> {
    /// A mutable view of memory that somebody else keeps.
    ///
    /// # Safety
    /// As [`ArrayView::from_foreign`], and for 'a nobody else reaches the elements at all.
    ///
    /// # Errors
    /// [`ArrayError::WrongType`] where `dtype` is not `T`'s; [`ArrayError::InternalOverlap`] where an
    /// element is reached twice.
    pub unsafe fn from_foreign(ptr: *mut u8, dtype: DType, layout: Layout) -> Result<ArrayViewMut<'a, T>> {
        check_static::<T>(dtype)?;
        check_distinct(&layout, dtype.itemsize())?;
        Ok(ArrayViewMut { raw: foreign(ptr, dtype, layout), marker: PhantomData })
    }
}

impl<'a, T: Elem> ArrayCells<'a, T> {
    /// Cells over memory that others read and write too: a shared map, a tensor of another library.
    ///
    /// # Safety
    /// As [`ArrayView::from_foreign`], but others may write the elements, as long as no write runs at
    /// the same time as an access through these cells.
    ///
    /// # Errors
    /// [`ArrayError::WrongType`] where `dtype` is not `T`'s; [`ArrayError::InternalOverlap`] where an
    /// element is reached twice (threads that fill parts of the array would write the same bytes).
    pub unsafe fn from_foreign(ptr: *mut u8, dtype: DType, layout: Layout) -> Result<ArrayCells<'a, T>> {
        check_static::<T>(dtype)?;
        check_distinct(&layout, dtype.itemsize())?;
        Ok(ArrayCells { raw: foreign(ptr, dtype, layout), marker: PhantomData, not_send: PhantomData })
    }
}

impl<T: Elem> Array<T> {
    /// An array over memory that `owner` keeps alive, and that nobody else writes.
    ///
    /// # Safety
    /// As [`ArrayViewMut::from_foreign`], for as long as `owner` lives, wherever it is moved to.
    ///
    /// # Errors
    /// As [`ArrayViewMut::from_foreign`].
    pub unsafe fn from_foreign(
        ptr: std::ptr::NonNull<u8>,
        len: usize,
        owner: Box<dyn std::any::Any + Send + Sync>,
        dtype: DType,
        layout: Layout,
    ) -> Result<Array<T>> {
        check_static::<T>(dtype)?;
        check_distinct(&layout, dtype.itemsize())?;
        // SAFETY: the caller's word.
        let buffer = unsafe { Buffer::from_foreign(ptr, len, owner) };
        let raw = foreign(ptr.as_ptr(), dtype, layout);
        Ok(Array { raw, buffer, marker: PhantomData })
    }
}

fn foreign(ptr: *mut u8, dtype: DType, layout: Layout) -> Raw {
    Raw { ptr, dtype, layout, trusted: !has_invalid_patterns(dtype) }
}

/// Refuses a dtype that arrays of `T` do not have.
#[inline]
pub(crate) fn check_static<T: Elem>(have: DType) -> Result<()> {
    if T::is_dtype(have) { Ok(()) } else { Err(wrong_type::<T>(have)) }
}

#[cold]
fn wrong_type<T: Elem>(have: DType) -> ArrayError {
    match T::static_dtype() {
        Some(wanted) => ArrayError::WrongType { have, wanted },
        // Text has no dtype at compile time; its narrowest one stands for all.
        None if T::is_dtype(DType::str_of(0)) => ArrayError::WrongType { have, wanted: DType::str_of(0) },
        None => ArrayError::Value(format!("array has dtype {have}, which has no fields")),
    }
}

/// Refuses layouts that reach an element twice: an exclusive view of them would not be exclusive.
pub(crate) fn check_distinct(layout: &Layout, itemsize: usize) -> Result<()> {
    // Too hard to decide counts as overlap: the maker of such a layout can copy.
    if !npcore_layout::internal_overlap(layout, itemsize, Some(10_000)).unwrap_or(true) {
        return Ok(());
    }
    Err(ArrayError::InternalOverlap { shape: layout.shape()[..].into(), strides: layout.strides()[..].into() })
}

/// One-element and slice views of plain Rust memory.
impl<'a, T: Element> ArrayView<'a, T> {
    /// A one-dimensional view of a slice.
    #[inline]
    pub fn from_slice(slice: &'a [T]) -> ArrayView<'a, T> {
        ArrayView::from_slice_shape(slice, &[slice.len()])
    }

    /// A C-ordered view of a slice whose length is the product of `shape`.
    #[track_caller]
    #[inline]
    pub(crate) fn from_slice_shape(slice: &'a [T], shape: &[usize]) -> ArrayView<'a, T> {
        const { crate::raw::no_padding::<T>() };
        let layout = expect(Layout::contiguous(shape, size_of::<T>(), npcore_layout::Order::C));
        assert_eq!(layout.size(), slice.len());
        let ptr = slice.as_ptr().cast::<u8>().cast_mut();
        // A slice's elements are values of T: trusted.
        ArrayView { raw: Raw { ptr, dtype: <T as Element>::dtype(), layout, trusted: true }, marker: PhantomData }
    }
}

impl<'a, T: Element> ArrayViewMut<'a, T> {
    /// A one-dimensional mutable view of a slice.
    pub fn from_slice(slice: &'a mut [T]) -> ArrayViewMut<'a, T> {
        let raw = ArrayView::from_slice(slice).raw;
        ArrayViewMut { raw: Raw { ptr: slice.as_mut_ptr().cast(), ..raw }, marker: PhantomData }
    }
}
