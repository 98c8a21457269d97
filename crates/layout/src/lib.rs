//! Where the elements of an array lie: shape, byte strides and offset.
//!
//! **Its place.** The lowest layer beside the dtypes. A [`Layout`] is plain data without a pointer, so every
//! question about views (slicing, transposing, reshaping without a copy, memory overlap) is answered here
//! on numbers alone.
//!
//! **What it knows.** Axes, lengths, byte strides, memory orders, NumPy's rules and NumPy's words when a
//! rule is broken. All products and offsets are checked: absurd shapes give errors.
//!
//! **What it must not know.** Element types, buffers, pointers, how several arrays are walked together.
//!
//! **Who uses it.** `npcore-broadcast` for the iteration plan, and every crate above. It is also meant for
//! programs with their own storage that want NumPy's view arithmetic and nothing else.
//!
//! ```
//! use npcore_layout::{Layout, Order, s};
//!
//! // A 4 x 6 array of 8-byte elements, every second column of the middle rows, transposed.
//! let a = Layout::contiguous(&[4, 6], 8, Order::C)?;
//! let v = a.slice(&s![1..3, ..;2])?.transpose();
//! assert_eq!(v.shape(), &[3, 2]);
//! assert_eq!(v.strides(), &[16, 48]);
//! assert_eq!(v.offset(), 48);
//! // NumPy would have to copy to flatten this one, but not to flatten `a`.
//! assert!(v.reshape_view(&[-1], Order::C, 8)?.is_none());
//! assert!(a.reshape_view(&[-1], Order::C, 8)?.is_some());
//! # Ok::<(), npcore_layout::LayoutError>(())
//! ```

#![forbid(unsafe_code)]

mod axes;
mod contiguity;
mod diagonal;
mod dims;
mod error;
mod extents;
mod layout;
mod order;
pub mod overlap;
mod reshape;
mod slice;
mod slice_item;
mod windows;

pub use axes::{normalize_axes, normalize_axis};
pub use dims::{Dim, Dims, DimsBuf, DimsIter, INLINE_RANK, MAX_RANK, Shape, Strides};
pub use error::{LayoutError, shape_text, tuple_text_spaced};
pub use layout::{Layout, check_size, normalize_index};
pub use order::Order;
pub use overlap::{TooHard, internal_overlap, may_share_memory, shares_memory};
pub use reshape::resolve_shape;
pub use slice_item::{NewAxis, SliceItem, SliceRange};
