//! The inner loops: SIMD kernels dispatched at run time.
//!
//! **Place.** Above [`npcore_dtype`], below the executor. A kernel is a plain
//! function over two strided axes of raw memory; it is compiled here, once, and
//! not in users' crates.
//!
//! **Knows** how to compute NumPy's ufuncs, and to convert, copy, transpose, blend,
//! scan and sort elements of the fourteen numeric types, and times, fast, at any alignment and any
//! byte stride, with NumPy's values, at each SIMD [`Tier`] of the processor.
//!
//! **Must not know** shapes, broadcasting, promotion, threads, allocation: who
//! calls it has settled all that. Its callers answer for the memory.
//!
//! **Used by** `npcore-exec`; anyone with their own storage can use it alone.
//!
//! ```
//! use npcore_dtype::ScalarType;
//! use npcore_kernel::{Binary, binary};
//!
//! // A 2x3 array plus a row of 3: the row's outer stride is 0.
//! let a = [1i32, 2, 3, 4, 5, 6];
//! let row = [10i32, 20, 30];
//! let mut sum = [0i32; 6];
//! let add = binary(Binary::Add, ScalarType::Int32).unwrap();
//! // SAFETY: the strides stay inside the three arrays, which do not overlap.
//! unsafe {
//!     add(
//!         [3, 2],
//!         [a.as_ptr().cast_mut().cast(), row.as_ptr().cast_mut().cast(), sum.as_mut_ptr().cast()],
//!         [[4, 12], [4, 0], [4, 12]],
//!     );
//! }
//! assert_eq!(sum, [11, 22, 33, 14, 25, 36]);
//! ```

mod arithmetic;
mod bitwise;
mod bytes;
mod cast;
mod classify;
mod clip;
mod compare;
mod complex;
mod complex_math;
mod congruential;
mod copy;
mod correlate;
mod datetime;
mod distance;
mod divide;
mod divide_float;
mod drive;
mod element;
mod exact;
mod exponential;
mod extreme;
mod float16;
mod float_parts;
mod fold;
mod gather;
mod integers;
mod kernel;
mod lanes;
mod logic;
mod masked;
mod math;
mod matmul;
mod ops;
mod prefetch;
mod reciprocal;
mod roots;
mod rounding;
mod run;
mod scan;
mod search;
#[cfg(target_arch = "x86_64")]
mod search_gather;
mod select;
mod signs;
mod sort;
mod staged;
mod stream;
mod swap;
mod table;
mod tally;
mod text;
mod tier;
mod transpose;
mod trigonometric;
mod widening;

pub use bytes::{all_nonzero, any_nonzero, count_nonzero};
pub use clip::{Clip, clip, clip_at};
pub use congruential::{Congruential, congruential};
pub use copy::{copy, copy_loop};
pub use correlate::{Correlate, correlate, correlate_at};
pub use datetime::{
    TimeOperands, time_binary, time_binary_at, time_folds, time_folds_at, time_scan, time_unary, time_unary_at,
};
pub use distance::{
    Distance, Distances, FromProducts, distances, distances_at, distances_from_products, distances_from_products_at,
};
pub use exact::{ExactSum, Precision};
pub use extreme::{ArgRow, argmax, argmin, time_argmax, time_argmin};
pub use float16::{from_single as half_from_single, to_single as half_to_single};
pub use fold::{FOLD_BYTES, FOLD_GROUP, FoldRow, FoldRows, Folds, folds, folds_at};
pub use gather::{IndexMode, add_offsets, gather, scatter};
pub use masked::copy_where;
pub use matmul::{MatMul, matmul, matmul_at};
pub use ops::{Binary, Unary};
pub use prefetch::ask_ahead;
pub use scan::{Scan, scan};
pub use search::{Search, Side, search, search_at, time_search, time_search_at};
pub use select::{compress, positions};
pub use sort::{
    COUNT_HALVES_FROM, Ordered, Places, SortKey, SortPart, SortType, decode_keys32, decode_keys64, encode_keys32,
    encode_keys64, key_words, narrow_halves, order_words, sort_bytes, sort_halves, widen_halves,
};
pub use stream::{stream_copy, stream_fence, stream_rows};
pub use swap::{copy_swap, copy_swap_at};
pub use table::{binary, binary_at, cast, cast_at, compare_mixed, compare_mixed_at, unary, unary_at};
pub use tally::{EqualBins, TALLY_TABLES, equal_bins, equal_bins_at, tally};
pub use text::{TextLoop, TextUnit, text_binary, text_extreme};
pub use tier::{Tier, available_tiers, tier};
pub use transpose::{transpose_copy, transpose_copy_at};
pub use widening::{widening_sums, widening_sums_at};

/// A loop over two axes of two operands: input, output.
///
/// `n` is the number of elements along the inner and the outer axis, `p` the
/// address of each operand's first element, `s` each operand's strides along the
/// two axes in bytes. Any stride and any alignment will do; either axis may be
/// the longer one.
///
/// # Safety
/// - Every element that `n` and `s` reach from `p` lies inside one allocation and
///   can be read (input) or written (output). With a length of 0 on either axis
///   nothing is accessed.
/// - No two positions of the output overlap, so it has no stride 0 along an axis
///   longer than 1.
/// - The output overlaps no input, or it has the same address and the same
///   strides: in place is legal.
/// - Nobody else writes the inputs or accesses the output meanwhile.
/// - The processor has the instructions of the tier that the loop was asked for.
pub type Loop2 = unsafe fn(n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2]);

/// A loop over two axes of three operands: left, right, output.
///
/// # Safety
/// As [`Loop2`].
pub type Loop3 = unsafe fn(n: [usize; 2], p: [*mut u8; 3], s: [[isize; 2]; 3]);
