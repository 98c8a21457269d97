//! [`Plan`]: the walk over several layouts at once.

use std::ops::Range;

use npcore_layout::{DimsBuf, Layout, LayoutError, Order, Shape, Strides, check_size};
use smallvec::{SmallVec, smallvec};

use crate::error::BroadcastError;
use crate::operand::{Access, OperandSpec};
use crate::shapes::{common_shape, too_large};
use crate::sort::sorted_axes;

/// A row (fastest axis) of at most this many elements is short: the plan then looks for a long axis
/// to go with it.
pub const SHORT_ROW: usize = 16;

/// How several operands are walked together.
///
/// A plan has at least two *iteration axes*, fastest first, each with a length and for every operand a
/// stride in bytes. Axes of the operands were sorted, walked backwards where all operands agree to, and
/// merged where that changes no operand's order of elements; for a 0-d or fully merged walk the missing
/// axes have length 1 and stride 0. The first two are the kernel's; the others are walked by
/// [`for_each_outer`](Plan::for_each_outer).
///
/// A walk over no elements has lengths `[0, 1]`.
///
/// ```
/// use npcore_broadcast::{OperandSpec, Plan};
/// use npcore_layout::{Layout, Order, s};
///
/// // Both operands reversed: walked from the far end, as one axis of 12.
/// let a = Layout::contiguous(&[3, 4], 8, Order::C)?.flip(None)?;
/// let plan = Plan::new(&[OperandSpec::read(&a), OperandSpec::write(&a)], Order::K)?;
/// assert_eq!((plan.len(0), plan.len(1), plan.stride(0, 1), plan.offset(1)), (12, 1, 8, 0));
///
/// // An output still to be allocated follows the operands' order.
/// let f = Layout::contiguous(&[3, 4], 8, Order::F)?;
/// let plan = Plan::new(&[OperandSpec::read(&f), OperandSpec::read(&f), OperandSpec::allocate(1)], Order::K)?;
/// assert_eq!(plan.output_layout(2).strides(), &[1, 3]);
/// # Ok::<(), npcore_broadcast::BroadcastError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Plan {
    shape: Shape,
    pub(crate) lens: DimsBuf<usize>,
    // One row of `operands.len()` strides for each iteration axis.
    pub(crate) strides: SmallVec<[isize; 24]>,
    pub(crate) operands: SmallVec<[Walked; 4]>,
    order: AxisOrder,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Walked {
    pub(crate) offset: isize,
    access: Access,
}

/// The operation's axes from the fastest to the slowest, before merging.
#[derive(Clone, Debug)]
enum AxisOrder {
    C,
    F,
    // Every other order of axes.
    Sorted(SmallVec<[u8; 16]>),
}

impl Plan {
    /// Plans the walk over `operands`.
    ///
    /// With [`Order::K`] axes are sorted by stride and walked backwards where that suits all; C and F
    /// keep the operation's axes in that order; A is F if every operand lies that way, else C. (Operands come
    /// without element sizes, so elements with even gaps between them count as contiguous.)
    ///
    /// # Errors
    /// NumPy's words where shapes do not fit, an output would have to be repeated, or there are too many
    /// axes, elements or bytes.
    pub fn new(operands: &[OperandSpec<'_>], order: Order) -> Result<Plan, BroadcastError> {
        if let Some(plan) = Plan::one_axis(operands, order) {
            return Ok(plan);
        }
        Plan::general(operands, order)
    }

    /// The common cases: all operands have one shape (0-d inputs aside), and each is evenly spaced in the
    /// same order of axes, so one axis walks it all. Gives up with `None` on anything else, errors too.
    #[inline]
    fn one_axis(operands: &[OperandSpec<'_>], order: Order) -> Option<Plan> {
        let mut scalar = None;
        let mut model = None;
        for layout in operands.iter().filter_map(|operand| operand.layout) {
            if layout.ndim() > 0 {
                model = Some(layout);
                break;
            }
            scalar = Some(layout);
        }
        let model = model.or(scalar)?;
        let shape = *model.shape();
        let size = model.size();
        if size == 0 {
            return None;
        }
        let fortran_only = order == Order::F && shape.len() > 1;
        let fortran_first = fortran_only || order == Order::A;
        for fortran in [fortran_first, !fortran_first] {
            let wanted = if fortran { order != Order::C && shape.len() > 1 } else { !fortran_only };
            if wanted && let Some(plan) = Plan::evenly_spaced(operands, order, shape, size, fortran) {
                return Some(plan);
            }
        }
        None
    }

    #[inline]
    fn evenly_spaced(
        operands: &[OperandSpec<'_>],
        order: Order,
        shape: Shape,
        size: usize,
        fortran: bool,
    ) -> Option<Plan> {
        let mut strides: SmallVec<[isize; 24]> = smallvec![0; 2 * operands.len()];
        let mut walked: SmallVec<[Walked; 4]> = SmallVec::new();
        let (mut forwards, mut backwards) = (false, false);
        for (operand, stride) in operands.iter().zip(&mut strides) {
            let offset = match (operand.layout, operand.access) {
                (None, Access::Allocate { itemsize }) => {
                    size.checked_mul(itemsize).filter(|&bytes| bytes <= isize::MAX as usize)?;
                    *stride = itemsize as isize;
                    0
                }
                (Some(layout), Access::Read) if layout.ndim() == 0 => layout.offset(),
                (Some(layout), Access::Read | Access::Write | Access::ReadWrite) => {
                    if layout.shape()[..] != shape[..] {
                        return None;
                    }
                    *stride = even_stride(&shape, layout.strides(), fortran)?;
                    if *stride == 0 && size > 1 && operand.access != Access::Read {
                        return None;
                    }
                    layout.offset()
                }
                _ => return None,
            };
            forwards |= *stride > 0;
            backwards |= *stride < 0;
            walked.push(Walked { offset, access: operand.access });
        }
        if backwards && !forwards && order == Order::K {
            for (walked, stride) in walked.iter_mut().zip(&mut strides) {
                // In range, because the operand has an element there.
                walked.offset += (size as isize - 1) * *stride;
                *stride = -*stride;
            }
        }
        let lens = SmallVec::from_buf_and_len([size, 1, 0, 0, 0, 0], 2);
        let order = if fortran { AxisOrder::F } else { AxisOrder::C };
        Some(Plan { shape, lens, strides, operands: walked, order })
    }

    fn general(operands: &[OperandSpec<'_>], order: Order) -> Result<Plan, BroadcastError> {
        let layouts = operands.iter().filter_map(|operand| operand.layout);
        if layouts.clone().next().is_none() {
            return Err(BroadcastError::NoOperands);
        }
        let shape = common_shape(layouts.clone().map(|layout| &layout.shape()[..]))?
            .ok_or_else(|| BroadcastError::Operands { shapes: layouts.map(|l| l.shape().to_vec()).collect() })?;
        let size = check_size(&shape, 1).map_err(|error| too_large(error, BroadcastError::IteratorTooLarge))?;

        // Strides of each operand, fastest axis of order C first.
        let (ndim, count) = (shape.len(), operands.len());
        let mut strides: SmallVec<[isize; 24]> = smallvec![0; ndim * count];
        let mut walked: SmallVec<[Walked; 4]> = SmallVec::new();
        let mut reduces = false;
        for (op, operand) in operands.iter().enumerate() {
            reduces |= operand.access.is_reduction();
            let Some(layout) = operand.layout else {
                match operand.access {
                    Access::Allocate { itemsize } => check_size(&shape, itemsize)?,
                    Access::AllocateReduced { itemsize, axes } => {
                        let kept = Shape::from_fn(ndim, |axis| if axes >> axis & 1 == 1 { 1 } else { shape[axis] });
                        check_size(&kept, itemsize)?
                    }
                    _ => return Err(BroadcastError::NoOperands),
                };
                walked.push(Walked { offset: 0, access: operand.access });
                continue;
            };
            let writes = matches!(operand.access, Access::Write | Access::ReadWrite);
            if writes && *layout.shape() != shape {
                return Err(BroadcastError::Output { output: layout.shape().to_vec(), shape: shape.to_vec() });
            }
            let axes = layout.shape().iter().zip(layout.strides()).rev().enumerate();
            for (i, (&n, &stride)) in axes {
                if n != 1 {
                    if writes && stride == 0 && n != 0 {
                        return Err(BroadcastError::Reduction { axis: ndim - 1 - i });
                    }
                    strides[i * count + op] = stride;
                }
            }
            walked.push(Walked { offset: layout.offset(), access: operand.access });
        }

        let axes: DimsBuf<usize> = match order {
            Order::K => sorted_axes(ndim, count, &strides),
            Order::F => (0..ndim).rev().collect(),
            Order::A if all_fortran(operands) => (0..ndim).rev().collect(),
            Order::C | Order::A => (0..ndim).collect(),
        };
        let sorted: SmallVec<[u8; 16]> = axes.iter().map(|&axis| (ndim - 1 - axis) as u8).collect();
        let mut plan = Plan {
            shape,
            lens: DimsBuf::new(),
            strides: SmallVec::new(),
            operands: walked,
            order: AxisOrder::Sorted(sorted),
        };
        if size == 0 {
            plan.lens.extend([0, 1]);
            plan.strides.resize(2 * count, 0);
            return Ok(plan);
        }
        plan.allocate(&axes, &mut strides);
        plan.lens.extend(axes.iter().map(|&axis| shape[ndim - 1 - axis]));
        plan.strides.extend(axes.iter().flat_map(|&axis| strides[axis * count..][..count].iter().copied()));
        if order == Order::K && !reduces {
            plan.flip();
        }
        plan.merge();
        if order == Order::K && !reduces {
            plan.pair_short_row();
        }
        while plan.lens.len() < 2 {
            plan.lens.push(1);
            plan.strides.resize(plan.lens.len() * count, 0);
        }
        Ok(plan)
    }

    /// Gives the operands still to be allocated strides in the order of iteration.
    fn allocate(&self, axes: &[usize], strides: &mut [isize]) {
        let (ndim, count) = (self.shape.len(), self.operands.len());
        for (op, walked) in self.operands.iter().enumerate() {
            let (mut stride, reduced) = match walked.access {
                Access::Allocate { itemsize } => (itemsize as isize, 0),
                Access::AllocateReduced { itemsize, axes } => (itemsize as isize, axes),
                _ => continue,
            };
            for &axis in axes {
                let logical = ndim - 1 - axis;
                let n = self.shape[logical];
                if n != 1 && reduced >> logical & 1 == 0 {
                    strides[axis * count + op] = stride;
                    // The bytes of the whole output were checked.
                    stride *= n as isize;
                }
            }
        }
    }

    /// Walks an axis backwards where some operand's stride is negative and none is positive.
    ///
    /// An output still to be allocated has a positive stride, so its elements stay in place.
    fn flip(&mut self) {
        let count = self.operands.len();
        for (&n, row) in self.lens.iter().zip(self.strides.chunks_exact_mut(count)) {
            if row.iter().any(|&s| s < 0) && row.iter().all(|&s| s <= 0) {
                for (stride, walked) in row.iter_mut().zip(&mut self.operands) {
                    // In range, because the operand has an element there.
                    walked.offset += (n as isize - 1) * *stride;
                    *stride = -*stride;
                }
            }
        }
    }

    /// Joins each axis with the one before where one stride serves both for every operand.
    fn merge(&mut self) {
        let count = self.operands.len();
        let mut last = 0;
        for axis in 1..self.lens.len() {
            let (before, this) = self.strides.split_at_mut(axis * count);
            let (before, this) = (&mut before[last * count..][..count], &mut this[..count]);
            let (n, m) = (self.lens[last], self.lens[axis]);
            if m == 1 {
                continue;
            }
            if n == 1 {
                before.copy_from_slice(this);
                self.lens[last] = m;
                continue;
            }
            let joins = before.iter().zip(&*this).all(|(&b, &t)| b.checked_mul(n as isize) == Some(t));
            if joins {
                // A divisor of the number of elements, which was checked.
                self.lens[last] = n * m;
            } else {
                last += 1;
                self.lens[last] = m;
                let (from, to) = (axis * count, last * count);
                self.strides.copy_within(from..from + count, to);
            }
        }
        self.lens.truncate(last + 1);
        self.strides.truncate((last + 1) * count);
    }

    /// Where the two fastest axes are both short, puts the longest axis second, so that one kernel call
    /// does more than a handful of elements.
    fn pair_short_row(&mut self) {
        if self.lens.len() < 3 || self.lens[0] > SHORT_ROW || self.lens[1] > SHORT_ROW {
            return;
        }
        let count = self.operands.len();
        let Some((longest, &length)) = self.lens.iter().enumerate().skip(1).rev().max_by_key(|&(_, &n)| n) else {
            return;
        };
        if length > self.lens[1] {
            self.lens[1..=longest].rotate_right(1);
            self.strides[count..(longest + 1) * count].rotate_right(count);
        }
    }

    /// The operation's shape, in its own order of axes.
    #[inline]
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Number of iteration axes, at least two.
    #[inline]
    pub fn ndim(&self) -> usize {
        self.lens.len()
    }

    /// Number of operands.
    #[inline]
    pub fn operands(&self) -> usize {
        self.operands.len()
    }

    /// Length of an iteration axis.
    ///
    /// # Panics
    /// If there is no such axis.
    #[inline]
    pub fn len(&self, axis: usize) -> usize {
        self.lens[axis]
    }

    /// Whether there are no elements to visit.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.lens.contains(&0)
    }

    /// Number of elements to visit.
    #[inline]
    pub fn size(&self) -> usize {
        self.lens.iter().product()
    }

    /// Stride in bytes of an operand along an iteration axis.
    ///
    /// # Panics
    /// If there is no such axis or operand.
    #[inline]
    pub fn stride(&self, axis: usize, operand: usize) -> isize {
        assert!(operand < self.operands.len(), "no operand {operand} in a plan of {}", self.operands.len());
        self.strides[axis * self.operands.len() + operand]
    }

    /// Byte offset at which an operand's walk starts, from the start of its buffer.
    ///
    /// # Panics
    /// If there is no such operand.
    #[inline]
    pub fn offset(&self, operand: usize) -> isize {
        self.operands[operand].offset
    }

    /// Lengths and strides of the kernel's two axes: `[inner, outer]`, and the same for each operand.
    ///
    /// # Panics
    /// If `N` is not the number of operands.
    #[inline]
    pub fn inner<const N: usize>(&self) -> ([usize; 2], [[isize; 2]; N]) {
        assert_eq!(N, self.operands.len(), "the plan has another number of operands");
        let (fast, slow) = (&self.strides[..N], &self.strides[N..2 * N]);
        (self.inner_len(), std::array::from_fn(|op| [fast[op], slow[op]]))
    }

    /// Lengths of the kernel's two axes.
    #[inline]
    pub fn inner_len(&self) -> [usize; 2] {
        [self.lens[0], self.lens[1]]
    }

    /// An operand's strides along the kernel's two axes.
    ///
    /// # Panics
    /// If there is no such operand.
    #[inline]
    pub fn inner_strides(&self, operand: usize) -> [isize; 2] {
        [self.stride(0, operand), self.stride(1, operand)]
    }

    /// The byte offsets at which the operands' walks start.
    ///
    /// # Panics
    /// If `N` is not the number of operands.
    #[inline]
    pub fn offsets<const N: usize>(&self) -> [isize; N] {
        assert_eq!(N, self.operands.len(), "the plan has another number of operands");
        std::array::from_fn(|op| self.operands[op].offset)
    }

    /// The layout for an output that was still to be allocated: the operation's axes in its own order,
    /// offset 0, elements next to each other in the order of iteration.
    ///
    /// The reduced axes of an [`Access::AllocateReduced`] output have length 1 and stride 0.
    ///
    /// # Panics
    /// If the operand is not one to be allocated.
    pub fn output_layout(&self, operand: usize) -> Layout {
        let (itemsize, reduced) = match self.operands[operand].access {
            Access::Allocate { itemsize } => (itemsize, 0),
            Access::AllocateReduced { itemsize, axes } => (itemsize, axes),
            access => panic!("operand {operand} is not to be allocated but {access:?}"),
        };
        let layout = if reduced == 0 && !matches!(self.order, AxisOrder::Sorted(_)) {
            let order = if matches!(self.order, AxisOrder::F) { Order::F } else { Order::C };
            Layout::contiguous(&self.shape, itemsize, order)
        } else {
            self.sorted_output(itemsize, reduced)
        };
        layout.expect("the size was checked when the plan was made")
    }

    fn sorted_output(&self, itemsize: usize, reduced: u64) -> Result<Layout, LayoutError> {
        let ndim = self.shape.len();
        let shape = Shape::from_fn(ndim, |axis| if reduced >> axis & 1 == 1 { 1 } else { self.shape[axis] });
        let empty = shape.contains(&0);
        let mut stride = if empty { 0 } else { itemsize as isize };
        let strides = Strides::filled(ndim, 0).with(|strides| {
            let mut place = |axis: usize| {
                if reduced >> axis & 1 == 0 {
                    strides[axis] = stride;
                    stride *= shape[axis] as isize;
                }
            };
            match &self.order {
                AxisOrder::C => (0..ndim).rev().for_each(place),
                AxisOrder::F => (0..ndim).for_each(place),
                AxisOrder::Sorted(axes) => axes.iter().for_each(|&axis| place(usize::from(axis))),
            }
        });
        Layout::new(&shape, &strides, 0)
    }

    /// The part of the walk with positions `range` of iteration axis `axis`.
    ///
    /// Parts over disjoint ranges visit disjoint elements of the operation, in the same order as the whole
    /// plan does. The shape and the layout of outputs stay those of the whole.
    ///
    /// # Panics
    /// If there is no such axis, or the range is not within it.
    ///
    /// ```
    /// use npcore_broadcast::{OperandSpec, Plan};
    /// use npcore_layout::{Layout, Order};
    /// let a = Layout::contiguous(&[1000], 8, Order::C)?;
    /// let plan = Plan::new(&[OperandSpec::read(&a), OperandSpec::allocate(8)], Order::K)?;
    /// let part = plan.part(0, 250..500);
    /// assert_eq!((part.size(), part.offset(0), part.offset(1)), (250, 2000, 2000));
    /// # Ok::<(), npcore_broadcast::BroadcastError>(())
    /// ```
    #[must_use]
    pub fn part(&self, axis: usize, range: Range<usize>) -> Plan {
        let n = self.lens[axis];
        assert!(range.start <= range.end && range.end <= n, "no positions {range:?} on an axis of length {n}");
        let mut part = self.clone();
        part.lens[axis] = range.end - range.start;
        if range.start < n {
            let count = self.operands.len();
            for (walked, &stride) in part.operands.iter_mut().zip(&self.strides[axis * count..][..count]) {
                // In range, because the operand has an element there.
                walked.offset += range.start as isize * stride;
            }
        }
        part
    }

    /// The walk cut in two at position `at` of iteration axis `axis`; see [`part`](Plan::part).
    ///
    /// # Panics
    /// If there is no such axis, or `at` is past its end.
    #[must_use]
    pub fn split(&self, axis: usize, at: usize) -> (Plan, Plan) {
        (self.part(axis, 0..at), self.part(axis, at..self.lens[axis]))
    }

    /// The slowest iteration axis that can be cut into at least `parts` pieces without two of them meeting in
    /// an element of a reduction's output, or else the longest such axis; `None` if there is none.
    ///
    /// Threads cut here: the parts of an elementwise walk are then whole rows where rows are many.
    pub fn split_axis(&self, parts: usize) -> Option<usize> {
        let safe = |axis: usize| {
            self.lens[axis] > 1
                && self
                    .operands
                    .iter()
                    .enumerate()
                    .all(|(op, w)| !w.access.is_reduction() || self.stride(axis, op) != 0)
        };
        let slow_enough = (0..self.ndim()).rev().find(|&axis| self.lens[axis] >= parts && safe(axis));
        slow_enough.or_else(|| (0..self.ndim()).filter(|&axis| safe(axis)).max_by_key(|&axis| self.lens[axis]))
    }
}

/// The one stride that walks all elements in C or F order; 0 if there is one element, `None` if it takes
/// more than one axis.
#[inline]
fn even_stride(shape: &[usize], strides: &[isize], fortran: bool) -> Option<isize> {
    let ndim = shape.len();
    // A vector is the commonest operand.
    if ndim == 1 {
        return Some(if shape[0] == 1 { 0 } else { strides[0] });
    }
    let (mut first, mut expected) = (None, 0isize);
    for i in 0..ndim {
        let axis = if fortran { i } else { ndim - 1 - i };
        let (n, stride) = (shape[axis], strides[axis]);
        if n != 1 {
            if first.is_none() {
                first = Some(stride);
            } else if stride != expected {
                return None;
            }
            expected = stride.checked_mul(n as isize)?;
        }
    }
    Some(first.unwrap_or(0))
}

/// Whether every operand with a layout is evenly spaced in F order.
fn all_fortran(operands: &[OperandSpec<'_>]) -> bool {
    let mut layouts = operands.iter().filter_map(|operand| operand.layout);
    layouts.all(|layout| even_stride(layout.shape(), layout.strides(), true).is_some())
}
