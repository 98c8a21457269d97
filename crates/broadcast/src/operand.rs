//! What a plan is made from.

use npcore_layout::Layout;

/// What is done with an operand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Access {
    /// Read only: may be broadcast.
    #[default]
    Read,
    /// Written only: must have the shape of the operation.
    Write,
    /// Read and written: must have the shape of the operation.
    ReadWrite,
    /// Written, and still to be allocated with this element size, in the order of iteration.
    Allocate {
        /// Bytes of an element.
        itemsize: usize,
    },
    /// Read and written, and may be broadcast: elements along axes of length 1 or stride 0 are visited
    /// again and again, which is a reduction. No axis is then walked backwards.
    ReduceInto,
    /// As [`ReduceInto`](Access::ReduceInto), and still to be allocated, without the reduced axes.
    AllocateReduced {
        /// Bytes of an element.
        itemsize: usize,
        /// The reduced axes of the operation's shape: bit `i` is axis `i`.
        axes: u64,
    },
}

impl Access {
    /// Whether the operand visits elements more than once by intent.
    #[inline]
    pub fn is_reduction(self) -> bool {
        matches!(self, Access::ReduceInto | Access::AllocateReduced { .. })
    }
}

/// One operand of a plan.
#[derive(Clone, Copy, Debug)]
pub struct OperandSpec<'a> {
    /// Where it lies; `None` where it is still to be allocated.
    pub layout: Option<&'a Layout>,
    /// What is done with it.
    pub access: Access,
}

impl<'a> OperandSpec<'a> {
    /// An input.
    #[inline]
    pub fn read(layout: &'a Layout) -> Self {
        OperandSpec { layout: Some(layout), access: Access::Read }
    }

    /// An output that exists.
    #[inline]
    pub fn write(layout: &'a Layout) -> Self {
        OperandSpec { layout: Some(layout), access: Access::Write }
    }

    /// An operand that is changed.
    #[inline]
    pub fn read_write(layout: &'a Layout) -> Self {
        OperandSpec { layout: Some(layout), access: Access::ReadWrite }
    }

    /// An output still to be allocated; see [`Plan::output_layout`](crate::Plan::output_layout).
    #[inline]
    pub fn allocate(itemsize: usize) -> Self {
        OperandSpec { layout: None, access: Access::Allocate { itemsize } }
    }

    /// The output of a reduction: its axes of length 1 are the reduced ones.
    #[inline]
    pub fn reduce_into(layout: &'a Layout) -> Self {
        OperandSpec { layout: Some(layout), access: Access::ReduceInto }
    }

    /// The output of a reduction, still to be allocated; bit `i` of `axes` is set where axis `i` of the
    /// operation is reduced.
    #[inline]
    pub fn allocate_reduced(itemsize: usize, axes: u64) -> Self {
        OperandSpec { layout: None, access: Access::AllocateReduced { itemsize, axes } }
    }
}
