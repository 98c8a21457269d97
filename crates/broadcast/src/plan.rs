//! [`Plan`]: the walk over several layouts at once.

use std::ops::Range;

use npcore_layout::{Layout, LayoutError, MAX_RANK, Order, Shape, Strides};

use crate::error::BroadcastError;
use crate::few::Few;
use crate::operand::{Access, OperandSpec};

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
    pub(crate) shape: Shape,
    pub(crate) lens: Few<usize, 6>,
    // One row of `operands.len()` strides for each iteration axis.
    pub(crate) strides: Few<isize, STRIDES_INLINE>,
    pub(crate) operands: Few<Walked, 4>,
    pub(crate) order: AxisOrder,
}

/// How many strides need no allocation: six axes of four operands.
pub(crate) const STRIDES_INLINE: usize = 24;

/// What a plan keeps of an operand.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Walked {
    pub(crate) offset: isize,
    pub(crate) access: Access,
}

/// The operation's axes from the fastest to the slowest, before merging.
#[derive(Clone, Copy, Debug)]
pub(crate) enum AxisOrder {
    C,
    F,
    Sorted([u8; MAX_RANK]),
}

impl AxisOrder {
    /// The axis at place `i` from the fastest.
    #[inline]
    fn axis(&self, i: usize, ndim: usize) -> usize {
        match self {
            AxisOrder::C => ndim - 1 - i,
            AxisOrder::F => i,
            AxisOrder::Sorted(axes) => usize::from(axes[i]),
        }
    }
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
    #[inline]
    pub fn new(operands: &[OperandSpec<'_>], order: Order) -> Result<Plan, BroadcastError> {
        // Filled in place: a plan is half a kilobyte, and moving it costs more than planning most walks.
        let mut plan = Plan {
            shape: Shape::empty(),
            lens: Few::new(),
            strides: Few::new(),
            operands: Few::new(),
            order: AxisOrder::C,
        };
        plan.fill(operands, order)?;
        Ok(plan)
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
        let layout = match self.order {
            AxisOrder::C if reduced == 0 => Layout::contiguous(&self.shape, itemsize, Order::C),
            AxisOrder::F if reduced == 0 => Layout::contiguous(&self.shape, itemsize, Order::F),
            _ => self.sorted_output(itemsize, reduced),
        };
        layout.expect("the size was checked when the plan was made")
    }

    fn sorted_output(&self, itemsize: usize, reduced: u64) -> Result<Layout, LayoutError> {
        let ndim = self.shape.len();
        let is_reduced = |axis: usize| reduced >> axis & 1 == 1;
        let shape = Shape::from_fn(ndim, |axis| if is_reduced(axis) { 1 } else { self.shape[axis] });
        let mut stride = if shape.contains(&0) { 0 } else { itemsize as isize };
        let strides = Strides::filled(ndim, 0).with(|strides| {
            for axis in (0..ndim).map(|i| self.order.axis(i, ndim)).filter(|&axis| !is_reduced(axis)) {
                strides[axis] = stride;
                stride *= shape[axis] as isize;
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
