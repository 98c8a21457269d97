//! Arrays of text as rows of code units, walked together: what all functions of this module are built on.
//!
//! Every operand becomes a gapless list in the order of the results, or one element for all of them: what lies otherwise, is
//! of the other byte order, or has to be stretched along some axes only, is copied first. The functions then see slices.

use std::ops::Range;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::{Mutex, PoisonError};

use npcore_array::{Array, ArrayError, DynArray, DynView, Order, Result, engine};
use npcore_dtype::{DType, Element, Scalar};
use npcore_exec::{ExecError, Output, for_each_range};
use npcore_kernel as kernel;
use npcore_layout::Layout;

use super::unit::{Unit, length, trimmed};

/// Bytes of results that are made at once: they stay in L1.
const BLOCK_BYTES: usize = 16 << 10;

/// Which result has an error.
pub(crate) type Failed = Box<(usize, ArrayError)>;

/// The shape of the results, and the order that they lie in.
pub(crate) struct Frame {
    shape: Vec<usize>,
    /// All operands lie in Fortran's order, and so will the results.
    fortran: bool,
}

impl Frame {
    /// For operands that are broadcast together.
    ///
    /// # Errors
    /// Shapes that do not fit.
    pub fn new(views: &[&DynView<'_>]) -> Result<Frame> {
        Frame::of(&views.iter().copied().map(Some).collect::<Vec<_>>())
    }

    /// For operands of which some are not given: to NumPy these are numbers.
    ///
    /// # Errors
    /// Shapes that do not fit.
    pub fn of(given: &[Option<&DynView<'_>>]) -> Result<Frame> {
        let shapes: Vec<&[usize]> = given.iter().map(|view| view.map_or(&[][..], |view| view.shape())).collect();
        let views: Vec<&DynView<'_>> = given.iter().copied().flatten().collect();
        let shape = npcore_broadcast::broadcast_shapes(&shapes)?.to_vec();
        let whole = |view: &&&DynView<'_>| view.size() != 1;
        let lies_so = |view: &&DynView<'_>| {
            view.shape() == shape && engine::operand(view).layout.is_f_contiguous(view.itemsize())
        };
        let c_too = |view: &&DynView<'_>| engine::operand(view).layout.is_c_contiguous(view.itemsize());
        let fortran = shape.len() > 1
            && views.iter().filter(whole).all(lies_so)
            && views.iter().filter(whole).any(|view| !c_too(view));
        Ok(Frame { shape, fortran })
    }

    /// The shape of the results.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The index of a result.
    pub fn index(&self, i: usize) -> Vec<usize> {
        let mut left = i;
        let mut index = vec![0; self.shape.len()];
        let mut axes: Vec<usize> = (0..self.shape.len()).collect();
        if !self.fortran {
            axes.reverse();
        }
        for axis in axes {
            index[axis] = left % self.shape[axis];
            left /= self.shape[axis];
        }
        index
    }

    /// How many results there are.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// An operand's elements as `dtype`, in the order of the results.
    ///
    /// # Errors
    /// Text that does not convert; no memory.
    pub fn hold<'a>(&self, view: &DynView<'a>, dtype: DType) -> Result<Held<'a>> {
        let single = view.size() == 1;
        let wide = if single || view.shape() == self.shape { *view } else { view.broadcast_to(&self.shape[..])? };
        let wide = if self.fortran { wide.t() } else { wide };
        let alignment = if dtype.is_bytes() { 1 } else { dtype.alignment() };
        let operand = engine::operand(&wide);
        let gapless = operand.layout.is_c_contiguous(dtype.itemsize());
        if wide.dtype() == dtype && gapless && operand.first().addr().is_multiple_of(alignment) {
            return Ok(Held { elements: Elements::View(wide), single });
        }
        let mut own = wide.try_to_owned(Order::C)?;
        if own.dtype() != dtype {
            own = own.astype_dyn(dtype)?;
        }
        Ok(Held { elements: Elements::Own(own), single })
    }

    /// `f(i)` for every result.
    ///
    /// `bytes` is the size of all operands: it decides about threads.
    ///
    /// # Errors
    /// No memory.
    pub fn values<T: Element>(&self, bytes: usize, f: impl Fn(usize) -> T + Sync) -> Result<Array<T>> {
        let out = Output::uninit(T::dtype(), self.layout(size_of::<T>())?)?;
        let to = Shared(out.buffer.as_ptr().as_ptr());
        for_each_range(self.len(), 64, bytes, &|part| {
            for i in part {
                // SAFETY: the buffer has room for all results, and this part is nobody else's.
                unsafe { f(i).write(to.get().add(i * size_of::<T>())) };
            }
        });
        // SAFETY: all elements were written, with values of their type.
        Ok(self.turned(unsafe { engine::array(out) }))
    }

    /// [`values`](Frame::values) of what may fail.
    ///
    /// # Errors
    /// The error of the first result that has one; no memory.
    pub fn try_values<T: Element>(&self, bytes: usize, f: impl Fn(usize) -> Result<T> + Sync) -> Result<Array<T>> {
        let failure = Failure::default();
        // After an error nothing else matters than an error before it.
        let zero = || {
            let bytes = [0u8; 16];
            assert!(size_of::<T>() <= bytes.len());
            // SAFETY: as many zero bytes as a value has, which are read as one whatever they are.
            unsafe { T::read(bytes.as_ptr()) }
        };
        let values = self.values(bytes, |i| {
            f(i).unwrap_or_else(|e| {
                failure.put(i, e);
                zero()
            })
        })?;
        failure.result(values)
    }

    /// Elements of `width` units: `f` gets ranges of results, and zeros for all their units to write in.
    ///
    /// # Errors
    /// The error of the first result that has one; a width beyond what an element can have; no memory.
    pub fn blocks<U: Unit>(
        &self,
        width: usize,
        bytes: usize,
        f: impl Fn(Range<usize>, &mut [U]) -> Result<(), Failed> + Sync,
    ) -> Result<DynArray> {
        if width > U::MAX_WIDTH {
            let words = "string too large to store inside array.";
            return Err(ArrayError::Value(words.to_owned()));
        }
        let dtype = U::dtype(width as u32);
        let item = dtype.itemsize();
        let out = Output::uninit(dtype, self.layout(item)?)?;
        let to = Shared(out.buffer.as_ptr().as_ptr().cast::<U>());
        let rows = (BLOCK_BYTES / item.max(1)).max(1);
        let failure = Failure::default();
        for_each_range(self.len(), 1, bytes + self.len() * item, &|part| {
            for from in part.clone().step_by(rows) {
                let block = from..part.end.min(from + rows);
                // SAFETY: the buffer has room for all results, aligned for its units, and these are nobody else's; they
                // become zeros before a reference to them is made.
                let units = unsafe {
                    let start = to.get().add(from * width);
                    start.write_bytes(0, block.len() * width);
                    std::slice::from_raw_parts_mut(start, block.len() * width)
                };
                if let Err(failed) = f(block, units) {
                    let (i, e) = *failed;
                    failure.put(i, e);
                    return;
                }
            }
        });
        failure.result(())?;
        // SAFETY: all elements were written: text may be any units.
        Ok(self.turned(unsafe { engine::array(out) }))
    }

    /// [`blocks`](Frame::blocks), one result after the other.
    ///
    /// # Errors
    /// As there.
    pub fn rows<U: Unit>(
        &self,
        width: usize,
        bytes: usize,
        f: impl Fn(usize, &mut [U]) -> Result<()> + Sync,
    ) -> Result<DynArray> {
        self.blocks(width, bytes, |block, units| {
            if width == 0 {
                return block.into_iter().try_for_each(|i| f(i, &mut []).map_err(|e| Box::new((i, e))));
            }
            block.zip(units.chunks_exact_mut(width)).try_for_each(|(i, row)| f(i, row).map_err(|e| Box::new((i, e))))
        })
    }

    /// The largest of `f(i)`.
    ///
    /// # Errors
    /// NumPy's words where there are no results.
    pub fn widest(&self, bytes: usize, f: impl Fn(usize) -> usize + Sync) -> Result<usize> {
        if self.len() == 0 {
            return Err(ExecError::NoIdentity { name: "maximum" }.into());
        }
        let widest = AtomicUsize::new(0);
        for_each_range(self.len(), 1, bytes, &|part| {
            widest.fetch_max(part.map(&f).max().unwrap_or(0), Relaxed);
        });
        Ok(widest.into_inner())
    }

    /// The error of the first result that has one.
    ///
    /// # Errors
    /// That.
    pub fn check(&self, f: impl Fn(usize) -> Result<()>) -> Result<()> {
        (0..self.len()).try_for_each(f)
    }

    /// Where gapless results lie while they are made.
    fn layout(&self, itemsize: usize) -> Result<Layout> {
        let mut shape = self.shape.clone();
        if self.fortran {
            shape.reverse();
        }
        Ok(Layout::contiguous(&shape, itemsize, Order::C)?)
    }

    fn turned<T: npcore_dtype::Elem>(&self, array: Array<T>) -> Array<T> {
        if self.fortran { array.into_transposed() } else { array }
    }
}

/// The error of the first result that has one, whatever thread comes first.
#[derive(Default)]
struct Failure(Mutex<Option<(usize, ArrayError)>>);

impl Failure {
    fn put(&self, i: usize, e: ArrayError) {
        let mut first = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if first.as_ref().is_none_or(|first| i < first.0) {
            *first = Some((i, e));
        }
    }

    fn result<T>(self, value: T) -> Result<T> {
        match self.0.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some((_, e)) => Err(e),
            None => Ok(value),
        }
    }
}

/// A pointer that goes to other threads, each of which writes elements of its own.
struct Shared<T>(*mut T);

// SAFETY: see the type's text.
unsafe impl<T> Sync for Shared<T> {}

impl<T> Shared<T> {
    fn get(&self) -> *mut T {
        self.0
    }
}

enum Elements<'a> {
    View(DynView<'a>),
    Own(DynArray),
}

/// An operand's elements, gapless and aligned.
pub(crate) struct Held<'a> {
    elements: Elements<'a>,
    /// One element stands for all.
    single: bool,
}

impl Held<'_> {
    fn view(&self) -> DynView<'_> {
        match &self.elements {
            Elements::View(view) => *view,
            Elements::Own(array) => array.view(),
        }
    }

    /// The size in bytes.
    pub fn bytes(&self) -> usize {
        self.view().nbytes()
    }

    fn units<U>(&self) -> &[U] {
        let view = self.view();
        let len = view.nbytes() / size_of::<U>();
        if len == 0 {
            return &[];
        }
        // SAFETY: the elements are gapless and aligned for their units (`Frame::hold`), and any bytes are units; they are
        // borrowed with `self`.
        unsafe { std::slice::from_raw_parts(engine::operand(&view).first().cast(), len) }
    }

    /// The element of a row as a value.
    pub fn scalar(&self, i: usize) -> Scalar {
        let view = self.view();
        let item = view.itemsize();
        let at = if self.single { 0 } else { i * item };
        Scalar::from_bytes(view.dtype(), &self.units::<u8>()[at..at + item])
    }

    /// Text, by row.
    pub fn text<U: Unit>(&self) -> Column<'_, U> {
        let width = self.view().itemsize() / size_of::<U>();
        let units = self.units();
        let (step, single) = if self.single { (0, length(units)) } else { (width, 0) };
        Column { units, width, step, single }
    }

    /// Integers, by row.
    pub fn integers(&self) -> Integers<'_> {
        Integers { values: self.units(), step: usize::from(!self.single) }
    }
}

/// Rows of code units.
#[derive(Clone, Copy)]
pub(crate) struct Column<'a, U> {
    units: &'a [U],
    pub width: usize,
    step: usize,
    /// The length without trailing zeros where one row stands for all.
    single: usize,
}

impl<'a, U: Unit> Column<'a, U> {
    /// All units of a row. Those further on are asked for: what looks at a few units of each waits for memory else.
    #[inline]
    pub fn row(&self, i: usize) -> &'a [U] {
        let row = &self.units[i * self.step..][..self.width];
        if self.step > 0 {
            kernel::ask_ahead(row.as_ptr().cast(), size_of_val(row));
        }
        row
    }

    /// The units of some rows, one after the other; `None` where one row stands for all.
    pub fn rows(&self, part: Range<usize>) -> Option<&'a [U]> {
        (self.step == self.width).then(|| &self.units[part.start * self.step..part.end * self.step])
    }

    /// The text of a row: its units without the trailing zeros.
    #[inline]
    pub fn get(&self, i: usize) -> &'a [U] {
        if self.step == 0 { &self.units[..self.single] } else { trimmed(self.row(i)) }
    }
}

/// Integers by row.
#[derive(Clone, Copy)]
pub(crate) struct Integers<'a> {
    values: &'a [i64],
    step: usize,
}

impl Integers<'_> {
    /// That of a row.
    #[inline]
    pub fn get(&self, i: usize) -> i64 {
        self.values[i * self.step]
    }

    /// One integer for all rows.
    pub fn all(value: &i64) -> Integers<'_> {
        Integers { values: std::slice::from_ref(value), step: 0 }
    }
}
