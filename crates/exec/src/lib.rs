//! Runs an iteration plan over raw operands.
//!
//! **Its place**: between the kernels, which know one rectangle of elements of one type, and the
//! containers, which know what a user owns. It knows buffers, threads, casts by cache block,
//! temporaries where an output overlaps an input, and which loop an operation takes for a
//! dtype. It must not know containers, lifetimes or what a user may see: its operands are
//! pointers with a layout, and its functions are unsafe where they follow them. `npcore-array`
//! and every layer above run their loops through it.
//!
//! ```
//! use npcore_dtype::DType;
//! use npcore_exec::{Operand, binary, binary_loop};
//! use npcore_kernel::Binary;
//! use npcore_layout::{Layout, Order};
//!
//! let (mut a, mut row) = ([1.0f64, 2.0, 3.0, 4.0, 5.0, 6.0], [10.0f64, 20.0, 30.0]);
//! let (table, line) = (Layout::contiguous(&[2, 3], 8, Order::C)?, Layout::contiguous(&[3], 8, Order::C)?);
//! let a = Operand { ptr: a.as_mut_ptr().cast(), dtype: DType::FLOAT64, layout: &table };
//! let row = Operand { ptr: row.as_mut_ptr().cast(), dtype: DType::FLOAT64, layout: &line };
//! let add = binary_loop(Binary::Add, DType::FLOAT64, DType::FLOAT64)?;
//! // SAFETY: both operands lie inside their arrays.
//! let sum = unsafe { binary(&add, &a, &row)? };
//! assert_eq!(sum.layout.shape()[..], [2, 3]);
//! // SAFETY: six f64 were just written there.
//! let values = unsafe { std::slice::from_raw_parts(sum.buffer.as_ptr().as_ptr().cast::<f64>(), 6) };
//! assert_eq!(values, [11.0, 22.0, 33.0, 14.0, 25.0, 36.0]);
//! # Ok::<(), npcore_exec::ExecError>(())
//! ```

mod arithmetic;
mod at;
mod buffer;
mod chain;
mod choose;
mod convert;
mod copy;
mod count;
mod datetime;
mod elementwise;
mod error;
mod errstate;
mod gather;
mod masked;
mod overlap;
mod ranges;
mod reduce;
mod resolve;
mod search;
mod small;
mod sort;
mod tables;
mod tally;
mod text;
mod threads;
mod walk;

pub use arithmetic::{Output, binary, binary_into, unary, unary_into};
pub use at::binary_at;
pub use buffer::{Buffer, cached_bytes, set_buffer_cache_limit, trim_buffers};
pub use chain::{Chain, Step};
pub use choose::{compress, nonzero};
pub use convert::check_cast;
pub use copy::{assign, copy_elements};
pub use count::count_nonzero;
pub use datetime::limited_time_type;
pub use elementwise::{Operand, STREAM_FROM};
pub use error::{ExecError, size_text};
pub use errstate::{ErrGuard, ErrState, FloatError, OnError, errstate, with_errstate};
pub use gather::{Gather, IndexMode, Indexed};
pub use masked::{binary_masked_into, choose, copy_where, unary_masked_into};
pub use overlap::operands_overlap;
pub use ranges::for_each_range;
pub use reduce::{Reduction, accumulate, exact_sum, fold_in_order, fold_small, identity, positions, work_type};
pub use resolve::{
    BinaryLoop, UnaryLoop, binary_loop, binary_loop_giving, class_text, mixed_comparison, unary_loop, unary_loop_giving,
};
pub use search::{equal_in_order, searchsorted};
pub use small::{SmallOutput, binary_small, binary_small_into, unary_small};
pub use sort::{
    MemoryWords, Words, argpartition, argsort, lexsort, order_of, partition, select_keys, sort, sort_keys, word_count,
};
pub use tables::has_folds;
pub use tally::{Numbers, tally};
pub use threads::{num_threads, set_num_threads};
