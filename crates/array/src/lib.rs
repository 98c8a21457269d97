//! NumPy's array in Rust: the containers, their views, operators and printing.
//!
//! **Its place**: the middle of npcore. It knows who owns elements and for how long, what a user may
//! call on an array, and how it prints. It must not know reductions, sorting, records or files:
//! those are crates of their own, which add methods by extension traits. Everything above uses it.
//!
//! ```
//! use npcore_array::{array, s};
//!
//! let a = array![[1, 2, 3], [4, 5, 6]];
//! let b = &a * 10 + [1, 2, 3];
//! assert_eq!(b.to_string(), "[[11 22 33]\n [41 52 63]]");
//! assert_eq!(b.slice(s![.., ..;2]).t().to_string(), "[[11 41]\n [33 63]]");
//! ```

mod applying;
mod arguments;
mod axis_iter;
mod checked_cast;
mod closures;
mod compare;
mod containers;
mod convert;
mod create;
mod data;
mod dispatch;
mod display;
#[doc(hidden)]
pub mod engine;
mod equality;
mod error;
mod info;
mod iter;
mod join;
mod lanes;
mod literal;
mod look;
mod macros;
mod make;
#[cfg(feature = "ndarray")]
mod ndarray;
mod ops;
pub mod print;
mod raw;
#[cfg(feature = "serde")]
mod serde;
mod shape;
mod text;
mod views;

#[cfg(feature = "ndarray")]
pub use self::ndarray::{IntoNdarrayError, NdarrayError};
pub use applying::{apply_along_axis, apply_over_axes, try_apply_along_axis, try_apply_over_axes};
pub use arguments::{ArrayOperand, AsView, AsViewMut, Operand, Operands};
pub use axis_iter::AxisIter;
pub use closures::{map_into, map2, map2_into, map3, map3_into, zip_inplace, zip_inplace2};
pub use compare::{equal, greater, greater_equal, less, less_equal, not_equal};
pub use containers::{
    Array, ArrayCells, ArrayCow, ArrayView, ArrayViewMut, DynArray, DynCells, DynCow, DynView, DynViewMut, StrArray,
    StrView,
};
pub use create::{
    Countable, HasOne, arange, empty, empty_like, eye, full, full_like, ones, ones_like, try_arange, try_full,
    try_zeros, zeros, zeros_like,
};
#[doc(hidden)]
pub use dispatch::__dispatch;
pub use equality::{Tolerance, allclose, array_equiv, isclose};
pub use error::{ArrayError, LinAlgError, Result};
pub use info::{Flags, Memory, is_view_of, may_share_memory, shares_memory, try_shares_memory};
pub use iter::{Iter, IterMut, Values};
pub use join::{
    AxesOrNone, JoinError, NestedBlocks, PadMode, Positions, Reflection, Sides, append, append_into, block, block_into,
    column_stack, column_stack_into, concatenate, concatenate_into, copyto, delete, delete_into, dstack, dstack_into,
    hstack, hstack_into, insert, insert_into, pad, pad_into, pad_with, repeat, repeat_into, resize, resize_into, roll,
    roll_into, stack, stack_into, tile, tile_into, trim_zeros, vstack, vstack_into,
};
pub use lanes::Lanes;
pub use literal::{Literal, Nested};
pub use look::*;
pub use make::*;
pub use npcore_layout::{NewAxis, Order, SliceItem, s};
pub use ops::{
    add, add_into, bitwise_and, bitwise_or, bitwise_xor, divide, divide_into, floor_divide, floor_divide_into, invert,
    left_shift, multiply, multiply_into, negative, remainder, remainder_into, right_shift, subtract, subtract_into,
    true_divide,
};
pub use shape::{Axes, Int, IntoShape, Ints, ReducedAxes, SearchAxis};
