//! From an index to the elements it means.
//!
//! Ranges, new axes and the ellipsis give a view in which the axes with arrays of indices stay whole. The result has the
//! axes of the indices, broadcast together, where the first of those was if nothing stands between them, and in front
//! otherwise; an integer beside an array is an array without axes. A mask is the positions where it is true.

use npcore_array::{Array, ArrayCow, ArrayError, ArrayView, AsView, DynArray, DynView, Result, SliceItem, engine};
use npcore_dtype::DType;
use npcore_exec::{Gather, IndexMode, Indexed};
use npcore_layout::{Layout, LayoutError, MAX_RANK, shape_text};
use smallvec::SmallVec;

use crate::items::{IndexItem, wrong};

/// Indices along one axis of the view.
struct Positions<'a> {
    of: Indices<'a>,
    /// The axis of the view that the ranges gave.
    axis: usize,
    /// The axis of the array.
    source: usize,
}

#[allow(clippy::large_enum_variant, reason = "a few live for the time of a call")]
enum Indices<'a> {
    Array(ArrayCow<'a, i64>),
    One(i64),
}

impl Indices<'_> {
    fn view(&self) -> ArrayView<'_, i64> {
        match self {
            Indices::Array(indices) => indices.as_view(),
            Indices::One(i) => AsView::as_view(i),
        }
    }
}

/// What an index comes to for arrays of one layout.
#[allow(clippy::large_enum_variant, reason = "one lives for the time of a call")]
pub(crate) enum Selection<'a> {
    /// No arrays in the index.
    View {
        /// The elements.
        layout: Layout,
        /// An integer for each axis.
        one: bool,
    },
    /// The elements where a mask over the first axes is true.
    Mask(ArrayView<'a, bool>),
    /// Elements.
    Elements(Elements<'a>),
}

/// Elements that arrays of indices name.
pub(crate) struct Elements<'a> {
    positions: Vec<Positions<'a>>,
    /// The view with the axes of the indices whole.
    view: Layout,
    /// The layout of the result: stride 0 along the axes of the indices.
    pub layout: Layout,
    /// The first axis of the indices.
    place: usize,
    /// Whether the index is one mask over all axes and nothing else.
    all_mask: bool,
}

/// The basic part of an item, and how many axes of the array it takes.
fn basic(item: &IndexItem<'_>) -> (SmallVec<[SliceItem; 4]>, usize) {
    match item {
        IndexItem::Slice(item) => {
            let taken = matches!(item, SliceItem::Index(_) | SliceItem::Range { .. });
            (smallvec::smallvec![*item], taken as usize)
        }
        IndexItem::Positions(_) | IndexItem::Wrong(_) => (smallvec::smallvec![SliceItem::FULL], 1),
        // Of no axes: a choice of one new one.
        IndexItem::Mask(mask) if mask.ndim() == 0 => (smallvec::smallvec![SliceItem::NewAxis], 0),
        IndexItem::Mask(mask) => (SmallVec::from_elem(SliceItem::FULL, mask.ndim()), mask.ndim()),
    }
}

impl<'a> Selection<'a> {
    /// The meaning of `items` for an array of this layout.
    pub fn new(layout: &Layout, items: impl IntoIterator<Item = IndexItem<'a>>) -> Result<Selection<'a>> {
        let items: SmallVec<[IndexItem<'a>; 4]> = items.into_iter().collect();
        let arrays = items.iter().any(|item| !matches!(item, IndexItem::Slice(_)));
        if !arrays {
            let slices: SmallVec<[SliceItem; 8]> = items.iter().flat_map(|item| basic(item).0).collect();
            let one = slices.len() == layout.ndim() && slices.iter().all(|item| matches!(item, SliceItem::Index(_)));
            return Ok(Selection::View { layout: layout.slice(&slices)?, one });
        }
        if let [IndexItem::Mask(mask)] = items[..]
            && (1..=layout.ndim()).contains(&mask.ndim())
        {
            check_mask(&mask, layout, 0)?;
            return Ok(Selection::Mask(mask));
        }
        let mut slices: SmallVec<[SliceItem; 8]> = SmallVec::new();
        let taken: usize = items.iter().map(|item| basic(item).1).sum();
        for item in &items {
            match item {
                // Beside arrays an integer is one.
                IndexItem::Slice(SliceItem::Index(_)) => slices.push(SliceItem::FULL),
                item => slices.extend(basic(item).0),
            }
        }
        // The whole axes at the end, which NumPy's indices need not name.
        let view = layout.slice(&slices)?;
        let whole = layout.ndim().saturating_sub(taken);
        let (mut axis, mut source) = (0, 0);
        let mut positions: Vec<Positions<'a>> = vec![];
        // Runs of items with arrays: more than one means that the result's axes go in front.
        let (mut runs, mut in_run) = (0, false);
        let lone_mask = matches!(items[..], [IndexItem::Mask(_)]);
        for item in items {
            let (axes, taken) = match &item {
                IndexItem::Slice(SliceItem::Ellipsis) => (whole, whole),
                item => {
                    let (slices, taken) = basic(item);
                    (slices.len(), taken)
                }
            };
            let found = match item {
                IndexItem::Wrong(dtype) => return Err(wrong(dtype)),
                IndexItem::Slice(SliceItem::Index(i)) => {
                    positions.push(Positions { of: Indices::One(i as i64), axis, source });
                    true
                }
                IndexItem::Positions(indices) => {
                    positions.push(Positions { of: Indices::Array(indices), axis, source });
                    true
                }
                IndexItem::Mask(mask) => {
                    positions.extend(of_mask(&mask, layout, axis, source)?);
                    true
                }
                IndexItem::Slice(_) => false,
            };
            runs += (found && !in_run) as usize;
            in_run = found;
            (axis, source) = (axis + axes, source + taken);
        }
        // Integers are looked at before anything else is asked of the arrays.
        for position in &positions {
            if let Indices::One(index) = position.of {
                let size = layout.shape()[position.source];
                if index >= size as i64 || index < -(size as i64) {
                    let (index, axis) = (index as isize, position.source);
                    return Err(LayoutError::IndexOutOfBounds { index, axis, size }.into());
                }
            }
        }
        let elements = Elements::new(positions, view, runs == 1)?;
        Ok(Selection::Elements(Elements { all_mask: lone_mask && layout.ndim() == 0, ..elements }))
    }

    /// Whether the index has an integer for each axis and nothing else.
    pub fn is_one(&self) -> bool {
        matches!(self, Selection::View { one: true, .. })
    }

    /// The elements of an array of the layout, as a copy.
    pub fn read(&self, a: &DynView<'_>) -> Result<DynArray> {
        let operand = engine::operand(a);
        match self {
            // SAFETY: a slice of the array's layout.
            Selection::View { layout, .. } => Ok(unsafe { engine::part(a, *layout) }.copy()),
            // SAFETY: both are borrowed.
            Selection::Mask(mask) if takes_runs(&operand, mask.ndim()) => unsafe {
                engine::moved(npcore_exec::compress(&operand, &engine::operand(mask))?, &[a])
            },
            Selection::Mask(mask) => Elements::of_mask(operand.layout, mask)?.read(a),
            Selection::Elements(elements) => elements.read(a),
        }
    }

    /// Whether values broadcast to the elements of an array of the layout.
    ///
    /// # Errors
    /// If not.
    pub fn check_fit(&self, layout: &Layout, values: &Layout) -> Result<()> {
        match self {
            Selection::View { layout, .. } => npcore_broadcast::broadcast_into(values, layout.shape()).map(drop)?,
            Selection::Mask(mask) if values.size() != 1 || values.ndim() > 1 => {
                Elements::of_mask(layout, mask)?.fit(values).map(drop)?;
            }
            Selection::Mask(_) => {}
            Selection::Elements(elements) => elements.fit(values).map(drop)?,
        }
        Ok(())
    }
}

/// Whether a choice among the first axes is a run of memory: the others lie gapless in C order.
fn takes_runs(a: &npcore_exec::Operand<'_>, leading: usize) -> bool {
    let (shape, strides) = (a.layout.shape(), a.layout.strides());
    let mut expected = a.dtype.itemsize() as isize;
    (leading..shape.len()).rev().all(|axis| {
        let fits = shape[axis] == 1 || strides[axis] == expected;
        expected = expected.wrapping_mul(shape[axis] as isize);
        fits
    })
}

/// The positions along each axis where a mask is true, in C order.
pub(crate) fn nonzero(mask: &ArrayView<'_, bool>) -> Result<Vec<Array<i64>>> {
    // SAFETY: the mask is borrowed; what was found are positions.
    unsafe {
        let found = npcore_exec::nonzero(&engine::operand(mask))?;
        Ok(found.into_iter().map(|found| engine::array(found)).collect())
    }
}

/// Whether a mask has the shape of the array's axes from `source` on.
fn check_mask(mask: &ArrayView<'_, bool>, layout: &Layout, source: usize) -> Result<()> {
    for (axis, (&size, &len)) in layout.shape()[source..].iter().zip(mask.shape().iter()).enumerate() {
        if len != size {
            let axis = source + axis;
            return Err(ArrayError::Value(format!(
                "boolean index did not match indexed array along axis {axis}; size of axis is {size} but size of \
                 corresponding boolean axis is {len}"
            )));
        }
    }
    Ok(())
}

/// The positions of a mask along each of its axes.
fn of_mask<'a>(mask: &ArrayView<'_, bool>, layout: &Layout, axis: usize, source: usize) -> Result<Vec<Positions<'a>>> {
    check_mask(mask, layout, source)?;
    if mask.ndim() == 0 {
        let zeros = npcore_array::zeros::<i64>(mask.values().filter(|&chosen| chosen).count());
        return Ok(vec![Positions { of: Indices::Array(ArrayCow::Owned(zeros)), axis, source }]);
    }
    let positions = nonzero(mask)?.into_iter().enumerate();
    Ok(positions
        .map(|(k, found)| Positions { of: Indices::Array(ArrayCow::Owned(found)), axis: axis + k, source: source + k })
        .collect())
}

/// The shape of indices broadcast together.
fn common_shape(positions: &[Positions<'_>]) -> Result<npcore_layout::Shape> {
    let views: SmallVec<[ArrayView<'_, i64>; 4]> = positions.iter().map(|p| p.of.view()).collect();
    let shapes: SmallVec<[&[usize]; 4]> = views.iter().map(|view| view.shape()).collect();
    npcore_broadcast::broadcast_shapes(&shapes).map_err(|_| {
        // Integers are not told.
        let shapes: Vec<String> =
            shapes.iter().filter(|shape| !shape.is_empty()).map(|shape| shape_text(shape)).collect();
        ArrayError::Value(format!(
            "shape mismatch: indexing arrays could not be broadcast together with shapes {} ",
            shapes.join(" ")
        ))
    })
}

impl<'a> Elements<'a> {
    /// Those where a mask over the first axes is true.
    pub fn of_mask(layout: &Layout, mask: &ArrayView<'_, bool>) -> Result<Elements<'static>> {
        let elements = Elements::new(of_mask(mask, layout, 0, 0)?, *layout, true)?;
        Ok(Elements { all_mask: mask.ndim() == layout.ndim(), ..elements })
    }

    fn new(positions: Vec<Positions<'a>>, view: Layout, together: bool) -> Result<Elements<'a>> {
        let common = common_shape(&positions)?;
        let is_indexed = |axis: usize| positions.iter().any(|p| p.axis == axis);
        let first = positions.iter().map(|p| p.axis).min().unwrap_or(0);
        let place = if together { (0..first).filter(|&axis| !is_indexed(axis)).count() } else { 0 };
        let (shape, strides) = (view.shape(), view.strides());
        let kept = (0..view.ndim()).filter(|&axis| !is_indexed(axis)).map(|axis| (shape[axis], strides[axis]));
        let mut axes: SmallVec<[(usize, isize); 8]> = kept.collect();
        axes.insert_many(place, common.iter().map(|&len| (len, 0)));
        if axes.len() > MAX_RANK {
            return Err(LayoutError::TooManyDimensionsIndexed { found: axes.len() }.into());
        }
        let (shape, strides): (SmallVec<[usize; 8]>, SmallVec<[isize; 8]>) = axes.into_iter().unzip();
        let layout = Layout::new(&shape, &strides, view.offset())?;
        Ok(Elements { positions, view, layout, place, all_mask: false })
    }

    /// Values as they are broadcast to the elements.
    ///
    /// # Errors
    /// NumPy's words for values that do not fit.
    pub fn fit(&self, values: &Layout) -> Result<Layout> {
        let words = |text: String| Err(ArrayError::Value(text));
        if self.all_mask && values.ndim() > 1 {
            let ndim = values.ndim();
            return words(format!(
                "NumPy boolean array indexing assignment requires a 0 or 1-dimensional input, input has {ndim} dimensions"
            ));
        }
        if let Ok(layout) = npcore_broadcast::broadcast_into(values, self.layout.shape()) {
            return Ok(layout);
        }
        // Where there is nothing to write NumPy lets more axes pass.
        let extra = values.ndim().saturating_sub(self.layout.ndim());
        if extra > 0 && self.layout.size() == 0 && values.size() == 0 {
            let tail = Layout::new(&values.shape()[extra..], &values.strides()[extra..], values.offset())?;
            if let Ok(layout) = npcore_broadcast::broadcast_into(&tail, self.layout.shape()) {
                return Ok(layout);
            }
        }
        if self.all_mask {
            return words(format!(
                "NumPy boolean array indexing assignment cannot assign {} input values to the {} output values where \
                 the mask is true",
                values.size(),
                self.layout.size()
            ));
        }
        let (from, to) = (shape_text(values.shape()), shape_text(self.layout.shape()));
        words(format!(
            "shape mismatch: value array of shape {from} could not be broadcast to indexing result of shape {to}"
        ))
    }

    /// The elements of an array of the layout, as a copy.
    pub fn read(&self, a: &DynView<'_>) -> Result<DynArray> {
        let operand = engine::operand(a);
        self.gather(operand.ptr, operand.dtype, |gather| {
            // SAFETY: the array and the indices are borrowed, and the layouts are made of the array's.
            unsafe { engine::moved(gather.read()?, &[a]) }
        })
    }

    /// Calls `f` with the elements of the array at `ptr`, as the execution layer takes them.
    pub fn gather<R>(&self, ptr: *mut u8, dtype: DType, f: impl FnOnce(&Gather<'_>) -> R) -> R {
        let views: SmallVec<[ArrayView<'_, i64>; 4]> = self.positions.iter().map(|p| p.of.view()).collect();
        let (shape, strides) = (self.view.shape(), self.view.strides());
        let indexed: SmallVec<[Indexed<'_>; 4]> = views
            .iter()
            .zip(&self.positions)
            .map(|(view, p)| {
                let (len, stride) = (shape[p.axis], strides[p.axis]);
                Indexed { indices: engine::operand(view), axis: p.source, len, stride }
            })
            .collect();
        let source = npcore_exec::Operand { ptr, dtype, layout: &self.layout };
        f(&Gather { source, indexed: &indexed, place: self.place, mode: IndexMode::Raise })
    }
}
