//! How several array layouts are walked together: broadcasting and the iteration plan.
//!
//! **Its place.** One above `npcore-layout`. Elementwise calls, copies, casts, masked assignment and
//! reductions all are one walk over several layouts at once; the [`Plan`] says how.
//!
//! **What it knows.** Broadcasting of shapes, the best order of axes for all operands together, which
//! axes can be walked backwards or merged, the layout of outputs still to be allocated, and how the
//! walk divides into parts.
//!
//! **What it must not know.** Pointers, element types, kernels, threads.
//!
//! **Who uses it.** `npcore-exec`, which puts pointers and kernels to the plan, and programs that walk
//! arrays in storage of their own.
//!
//! ```
//! use npcore_broadcast::{OperandSpec, Plan};
//! use npcore_layout::{Layout, Order};
//!
//! // A 1000 x 3 array plus a row of 3 into a new array, 8-byte elements.
//! let a = Layout::contiguous(&[1000, 3], 8, Order::C)?;
//! let row = Layout::contiguous(&[3], 8, Order::C)?;
//! let plan = Plan::new(&[OperandSpec::read(&a), OperandSpec::read(&row), OperandSpec::allocate(8)], Order::K)?;
//!
//! // One call of a two-axis kernel does it all.
//! let (n, strides) = plan.inner::<3>();
//! assert_eq!(n, [3, 1000]);
//! assert_eq!(strides, [[8, 24], [8, 0], [8, 24]]);
//! assert_eq!(plan.outer_len(), 1);
//! assert_eq!(plan.output_layout(2).strides(), &[24, 8]);
//! # Ok::<(), npcore_broadcast::BroadcastError>(())
//! ```

#![forbid(unsafe_code)]

mod build;
mod error;
mod few;
mod operand;
mod outer;
mod plan;
mod shapes;
mod sort;

pub use error::BroadcastError;
pub use operand::{Access, OperandSpec};
pub use plan::{Plan, SHORT_ROW};
pub use shapes::{broadcast_arguments, broadcast_into, broadcast_layouts, broadcast_shapes, broadcast_to};
pub use sort::sort_axes;
