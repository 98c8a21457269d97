//! NumPy's core in Rust.
//!
//! The same memory model, dtypes, broadcasting, views and printed text as NumPy 2.4, with views that the
//! borrow checker knows and loops that use the SIMD unit and every core.
//!
//! ```
//! use npcore as np;
//! use np::prelude::*;
//!
//! let a = array![[1, 2], [3, 4]]; // Array<i32>
//! assert_eq!(a.strides(), [8, 4]); // bytes
//! println!("{a}\n{}", a.flags());
//! ```
//!
//! # The guide
//!
//! ## Arrays own, views borrow
//!
//! An [`Array`] owns its elements, alone. A [`ArrayView`] borrows some of them, and is small and `Copy`;
//! an [`ArrayViewMut`] borrows them to write. Both are a pointer, a dtype and a layout: a shape and a step in
//! bytes along each axis. Slicing, transposing and reshaping change the layout and touch no element.
//!
//! ```
//! use npcore as np;
//! use np::prelude::*;
//!
//! let mut a = np::arange(1, 6, 1);
//! let mut b = a.slice_mut(s![1..4]);
//! b[0] = 99; // writes through
//! assert_eq!(a.to_string(), "[ 1 99  3  4  5]");
//!
//! let m = np::arange(0, 12, 1).into_shape([3, 4])?;
//! let v = m.slice(s![1.., ..;2]).t(); // views of views
//! assert!(np::shares_memory(&m, &v));
//! assert_eq!(v.to_string(), "[[ 4  8]\n [ 6 10]]");
//! # Ok::<(), np::Error>(())
//! ```
//!
//! Where NumPy gives a view or a copy as it can, the type says so: [`ArrayCow`]. And where NumPy lets two
//! views write the same elements, here they are [`ArrayCells`].
//!
//! ```
//! use npcore as np;
//! use np::prelude::*;
//!
//! let a = np::arange(0, 6, 1).into_shape([2, 3])?;
//! assert!(a.reshape([3, 2])?.is_view());
//! assert!(!a.t().reshape([6])?.is_view());
//! assert!(a.t().reshape_view([6]).is_err()); // refuses to copy
//!
//! let mut x = array![1, 2, 3, 4];
//! let c = x.cells();
//! c.slice(s![1..]).add_assign(c.slice(s![..-1]));
//! assert_eq!(x.to_string(), "[1 3 5 7]");
//! # Ok::<(), np::Error>(())
//! ```
//!
//! ## Operators broadcast
//!
//! Two arrays combine where their shapes fit by NumPy's two rules: pad with ones on the left, stretch
//! ones. Their types promote as NumPy's; a scalar, a list or a slice takes the array's type.
//!
//! ```
//! use npcore as np;
//! use np::prelude::*;
//!
//! let table = array![[1], [2], [3]] * array![10, 20, 30, 40];
//! assert_eq!(table.to_string(), "[[ 10  20  30  40]\n [ 20  40  60  80]\n [ 30  60  90 120]]");
//!
//! let x: Array<f32> = np::ones(3);
//! let y: Array<f32> = 2.0 * &x + [1.0, 2.0, 3.0]; // literals take the array's type
//! let z: Array<f64> = &y + &array![1, 2, 3]; // float32 with int32 is float64
//! assert_eq!(z.to_string(), "[4. 6. 8.]");
//! assert_eq!(y.gt(3.5).to_string(), "[False  True  True]");
//!
//! let error = np::add(&np::ones::<f64>([3, 4]), &np::ones::<f64>([3, 5])).unwrap_err();
//! assert_eq!(error.to_string(), "operands could not be broadcast together with shapes (3,4) (3,5)");
//! # Ok::<(), np::Error>(())
//! ```
//!
//! ## Types at run time
//!
//! [`DynArray`] is `Array<Dyn>`: the dtype is known only at run time. It has the same methods, and costs
//! nothing to get from a typed array or back.
//!
//! ```
//! use npcore as np;
//! use np::prelude::*;
//!
//! let big: DynArray = DynArray::from_bytes(2, ">i4".parse()?, &[0, 0, 0, 1, 0, 0, 1, 0])?;
//! assert_eq!(format!("{big:?}"), "array([  1, 256], dtype='>i4')");
//! let sum = &big + 0.5;
//! assert_eq!(sum.dtype().name(), "float64");
//! assert_eq!(sum.downcast::<f64>()?.to_vec(), [1.5, 256.5]);
//! # Ok::<(), np::Error>(())
//! ```
//!
//! ## Universal functions and reductions
//!
//! Every universal function of NumPy is a function here, and a value in [`ufunc`] with `reduce`, `accumulate`, `outer`,
//! `at` and the options of a call. Reductions take the axes: `0`, `[0, 2]`, or `..` for all, which gives a value.
//!
//! ```
//! use npcore as np;
//! use np::prelude::*;
//!
//! let a = array![[1.0f64, 4.0], [9.0, 16.0]];
//! assert_eq!(np::sqrt(&a)?.to_string(), "[[1. 2.]\n [3. 4.]]");
//! assert_eq!(np::sum(&a, ..)?, 30.0);
//! assert_eq!(a.mean(0)?.to_string(), "[ 5. 10.]");
//! assert_eq!(np::reduce(&a).axis(1).keepdims().max()?.shape(), [2, 1]);
//! assert_eq!(np::ufunc::Add.accumulate(&a, 1)?.to_string(), "[[ 1.  5.]\n [ 9. 25.]]");
//! # Ok::<(), np::Error>(())
//! ```
//!
//! The type of a result follows from that of the elements, so that it must be known: where nothing else says it, one
//! literal of an array has its suffix (`1.0f64`). Without, `array![1.0].sum(..)?` is an error that speaks of the type `!`.
//!
//! ## Choosing elements
//!
//! [`ix!`] mixes integers, ranges, new axes, arrays of integers and masks, with NumPy's rules; what it gives is a copy, and
//! what is written through it goes to the array.
//!
//! ```
//! use npcore as np;
//! use np::prelude::*;
//!
//! let mut a = np::arange(0, 12, 1).into_shape([3, 4])?;
//! assert_eq!(a.index(ix![[2, 0], 1..3])?.to_string(), "[[ 9 10]\n [ 1  2]]");
//! assert_eq!(a.mask(&a.gt(8))?.to_string(), "[ 9 10 11]");
//! let even = (&a % 2).equal(0);
//! a.mask_mut(&even)?.fill(0)?;
//! assert_eq!(np::where_(&a.gt(8), &a, -1)?.to_string(), "[[-1 -1 -1 -1]\n [-1 -1 -1 -1]\n [-1  9 -1 11]]");
//! # Ok::<(), np::Error>(())
//! ```
//!
//! ## Order, places and sets
//!
//! [`sort`], [`argsort`] and [`partition`] work along any axis; [`searchsorted`], [`digitize`] and [`histogram`] find places
//! among sorted values; [`unique`] and its like treat arrays as sets.
//!
//! ```
//! use npcore as np;
//! use np::prelude::*;
//!
//! let a = array![[3, 1, 2], [9, 7, 8]];
//! assert_eq!(np::sort(&a, 1)?.to_string(), "[[1 2 3]\n [7 8 9]]");
//! assert_eq!(a.argsort(1)?.to_string(), "[[1 2 0]\n [1 2 0]]");
//! assert_eq!(np::searchsorted([0, 100, 500], [50, 250], np::Side::Left)?.to_string(), "[1 2]");
//! assert_eq!(np::union1d(array![3, 1], array![2, 3])?.to_string(), "[1 2 3]");
//! # Ok::<(), np::Error>(())
//! ```
//!
//! ## Random numbers
//!
//! [`random`] has NumPy's generators: the same seed gives the same numbers, bit for bit.
//!
//! ```
//! use npcore as np;
//!
//! let mut rng = np::random::default_rng(42);
//! assert_eq!(rng.random(3).to_string(), "[0.77395605 0.43887844 0.85859792]");
//! assert_eq!(rng.integers(0..10, 5)?.to_string(), "[0 6 2 0 5]");
//! # Ok::<(), np::Error>(())
//! ```
//!
//! ## Linear algebra
//!
//! [`linalg`] is NumPy's `linalg`, on stacks of matrices too; nothing needs to be installed or linked.
//!
//! ```
//! use npcore as np;
//! use np::prelude::*;
//!
//! let a = array![[3.0, 1.0], [1.0, 2.0]];
//! assert_eq!(np::linalg::solve(&a, [9.0, 8.0])?.to_string(), "[2. 3.]");
//! let svd = np::linalg::svd(&a, true)?;
//! assert_eq!(svd.s.shape(), [2]);
//! let error = np::linalg::inv(array![[1, 2], [2, 4]]).unwrap_err();
//! assert_eq!(error, np::linalg::LinAlgError::Singular.into());
//! # Ok::<(), np::Error>(())
//! ```
//!
//! ## The BLAS in use
//!
//! Matrices are multiplied and decomposed in Rust; nothing has to be installed or linked. A library that is present is taken by
//! `NPCORE_BLAS` or [`linalg::set_backend`], and [`show_config`] tells which one really works.
//!
//! ```
//! use npcore as np;
//!
//! println!("{}", np::show_config());
//! let _guard = np::linalg::use_backend("pure-rust")?; // for this thread, until the guard is dropped
//! assert_eq!(np::show_config().current.id, "pure-rust");
//! # Ok::<(), np::Error>(())
//! ```
//!
//! ## Arrays in files
//!
//! [`save`] and [`load`] write and read NumPy's `.npy`, [`savez`] and [`NpzFile`] its `.npz`. [`ArrayFile`] reads and writes
//! sections of an array in a file; a [`Memmap`] is an array that lies in a mapped file, and every function takes it.
//! [`out_of_core`] works on what is larger than memory.
//!
//! ```
//! use npcore as np;
//! use np::prelude::*;
//!
//! # let folder = std::env::temp_dir().join(format!("npcore-guide-{}", std::process::id()));
//! # std::fs::create_dir_all(&folder).unwrap();
//! let path = folder.join("table.npy");
//! np::save(&path, np::arange(0.0, 12.0, 1.0).into_shape([3, 4])?)?;
//! let row: Array<f64> = np::ArrayFile::open_npy(&path, np::Mode::Read)?.read_section(s![1])?;
//! assert_eq!(row.to_string(), "[4. 5. 6. 7.]");
//! // SAFETY: nobody writes the file while it is mapped, nor makes it shorter.
//! let map = unsafe { np::Memmap::<f64>::open_npy(&path, np::Mode::Read)? };
//! assert_eq!(np::max(map.slice(s![.., 2]), ..)?, 10.0);
//! # std::fs::remove_dir_all(&folder).unwrap();
//! # Ok::<(), np::Error>(())
//! ```
//!
//! ## When it panics
//!
//! Operators, comparisons, constructors, `astype`, `slice`, `[]` and iteration panic at the caller's line,
//! with NumPy's words; each has a twin (`try_...`, `get`, or the function, as [`add`] for `+`) that returns
//! a [`Result`]. Everything else that can fail returns one. No input leads to undefined behaviour.
//!
//! # The crates
//!
//! | crate | what it knows |
//! |---|---|
//! | [`npcore-dtype`](dtypes) | what an element is |
//! | [`npcore-layout`](layout) | where elements lie |
//! | [`npcore-broadcast`](broadcast) | how several layouts are walked together |
//! | `npcore-kernel` | the inner loops |
//! | `npcore-exec` | plans, threads, casts, temporaries |
//! | `npcore-array` | the containers |
//! | [`npcore-ufunc`](ufunc) | universal functions, reductions, fusion |
//! | `npcore-index` | choosing elements by index and mask; order, search, sets |
//! | [`npcore-linalg`](linalg) | back ends of linear algebra, solvers |
//! | `npcore-mmap` | arrays in files |
//! | `npcore-random` | NumPy's random numbers |
//!
//! Each is useful by itself. This one holds no logic: it gathers their names by concept.

#[doc(inline)]
pub use npcore_array::{Array, ArrayCells, ArrayCow, ArrayView, ArrayViewMut};
#[doc(inline)]
pub use npcore_array::{DynArray, DynCells, DynCow, DynView, DynViewMut, StrArray, StrView};

// Errors.
pub use npcore_array::{ArrayError as Error, Result};

// Element types and their rules.
#[doc(inline)]
pub use npcore_dtype::{
    Bytes, Casting, Complex, DType, DateTime64, Dyn, Elem, Element, Promote, Scalar, Str, Text, TimeDelta64, can_cast,
    common_type, dtype, f16, finfo, iinfo, min_scalar_type, promote_types, result_type,
};

// Creation.
#[doc(inline)]
pub use npcore_array::{
    arange, array, empty, empty_like, eye, full, full_like, linspace, ones, ones_like, try_arange, try_full,
    try_linspace, try_zeros, zeros, zeros_like,
};

// Slicing, shapes, memory.
#[doc(inline)]
pub use npcore_array::{
    Axes, Flags, IntoShape, Ints, Memory, NewAxis, Order, SliceItem, is_view_of, may_share_memory, s, shares_memory,
    try_shares_memory,
};
#[doc(inline)]
pub use npcore_broadcast::broadcast_arguments as broadcast_shapes;

// More ways to make arrays.
#[doc(inline)]
pub use npcore_array::{
    BitOrder, CopyMode, GridAxis, Indexing, Like, asarray, asarray_dyn, astype, copy, diag, diagflat, frombuffer,
    frombuffer_dyn, frombuffer_dyn_mut, frombuffer_mut, fromfunction, fromiter, fromstring, fromstring_dyn, geomspace,
    identity, indices, indices_dyn, indices_sparse, linspace_arrays, linspace_as, logspace, meshgrid, meshgrid_views,
    mgrid, ogrid, packbits, tri, tril, triu, try_geomspace, try_logspace, unpackbits, vander,
};

// More views.
#[doc(inline)]
pub use npcore_array::{
    Blocks, IndexList, IntoView, NdIndex, NdIter, Sections, array_equiv, array_split, as_strided, as_strided_mut,
    ascontiguousarray, asfortranarray, atleast_1d, atleast_2d, atleast_3d, broadcast_arrays, broadcast_to, diagonal,
    dsplit, expand_dims, flip, fliplr, flipud, hsplit, imag, matrix_transpose, moveaxis, ndenumerate, ndindex, nditer,
    permute_dims, ravel, real, reshape, rollaxis, rot90, sliding_window_view, split, squeeze, squeeze_axes, swapaxes,
    transpose, unstack, vsplit,
};

// Array-like arguments.
#[doc(inline)]
pub use npcore_array::{AsView, AsViewMut, Operand, Operands};

// Arithmetic and comparison.
#[doc(inline)]
pub use npcore_array::{
    Tolerance, add, add_into, allclose, bitwise_and, bitwise_or, bitwise_xor, divide, divide_into, equal, floor_divide,
    floor_divide_into, greater, greater_equal, isclose, left_shift, less, less_equal, multiply, multiply_into,
    not_equal, remainder, remainder_into, right_shift, subtract, subtract_into, true_divide,
};

// Universal functions. As values, with their methods and options, they stand in `ufunc`.
#[doc(inline)]
pub use npcore_ufunc::{
    abs, absolute, acos, acosh, arccos, arccosh, arcsin, arcsinh, arctan, arctan2, arctanh, asin, asinh, atan, atan2,
    atanh, bitwise_count, cbrt, ceil, conj, conjugate, copysign, cos, cosh, deg2rad, degrees, divmod, exp, exp2, expm1,
    fabs, float_power, floor, fmax, fmin, fmod, frexp, gcd, heaviside, hypot, invert, isfinite, isinf, isnan, isnat,
    lcm, ldexp, log, log1p, log2, log10, logaddexp, logaddexp2, logical_and, logical_not, logical_or, logical_xor,
    maximum, minimum, modf, negative, nextafter, positive, pow, power, rad2deg, radians, reciprocal, rint, sign,
    signbit, sin, sinh, spacing, sqrt, square, tan, tanh, trunc,
};

// Reductions and scans.
#[doc(inline)]
pub use npcore_ufunc::{
    ArrayMethods, Call, Reduce, all, any, argmax, argmin, average, count_nonzero, cumprod, cumsum, cumulative_prod,
    cumulative_sum, max, mean, min, nanargmax, nanargmin, nancumprod, nancumsum, nanmax, nanmean, nanmin, nanprod,
    nanstd, nansum, nanvar, prod, ptp, reduce, std, sum, var,
};

// What stands on them: rounding, differences, products of sequences, special functions.
#[doc(inline)]
pub use npcore_ufunc::{
    Axes3, ConvolveMode, Covariance, GridSpacing, NanToNum, Unbounded, angle, around, asarray_chkfinite, bartlett,
    blackman, clip, clip_inplace, clip_into, convolve, corrcoef, correlate, cov, cross, cross_axes, diff, diff_with,
    ediff1d, fix, gradient, hamming, hanning, i0, iscomplex, iscomplexobj, isneginf, isposinf, isreal, isrealobj,
    kaiser, nan_to_num, nan_to_num_inplace, nan_to_num_with, real_if_close, round, sinc, trapezoid, unwrap,
};

// Fused expressions, closures as universal functions, floating-point errors.
#[doc(inline)]
pub use npcore_ufunc::{ErrState, OnError, errstate, exact_sum, from_core, from_fn, lazy, lazy_dyn, with_errstate};

// Choosing elements.
#[doc(inline)]
pub use npcore_index::{
    ArrayIndex, ArrayIndexMut, ArrayOrder, ArraySort, BinRule, Bins, CellsIndex, Histogram, HistogramDd, IndexItem,
    IndexMode, IndexMut, Interp, IntoIndexItem, IsIn, IsInKind, QuantileMethod, Quantiles, Ranks, Side, SortKind,
    Unique, UniqueAll, UniqueCounts, UniqueInverse, UniqueOrder, argpartition, argsort, argwhere, bincount,
    bincount_weights, choose, compress, diag_indices, diag_indices_from, digitize, extract, fill_diagonal, flatnonzero,
    histogram, histogram_bin_edges, histogram2d, histogramdd, interp, intersect1d, intersect1d_indices, isin,
    isin_with, ix, ix_, lexsort, mask_indices, median, nanmedian, nanpercentile, nanquantile, nonzero, partition,
    percentile, piecewise, place, put, put_along_axis, putmask, quantile, quantiles, ravel_multi_index, searchsorted,
    searchsorted_sorter, select, setdiff1d, setxor1d, sort, sort_complex, sort_kind, take, take_along_axis, take_into,
    take_mode, tril_indices, tril_indices_from, triu_indices, triu_indices_from, union1d, unique, unique_all,
    unique_counts, unique_inverse, unique_values, unravel_index, where_,
};

// Arrays in files.
#[doc(inline)]
pub use npcore_mmap::{
    Advice, ArrayFile, Block, BlockSource, BlockTarget, Chunk, Chunks, DynArrayFile, DynMemmap, FileError,
    FileErrorKind, FileOptions, Memmap, Mode, NpzFile, NpzWriter, OutOfCore, Progress, SaveOptions, append_rows,
    format, fromfile, fromfile_dyn, load, load_dyn, out_of_core, save, savez, savez_compressed, tofile,
};

/// Universal functions as values: `ufunc::Add.reduce(&a, 0)`.
#[doc(inline)]
pub use npcore_ufunc as ufunc;

/// Linear algebra: systems, decompositions, norms, and the libraries that compute them.
#[doc(inline)]
pub use npcore_linalg as linalg;

// What this process runs on and with.
#[doc(inline)]
pub use npcore_linalg::{show_config, show_runtime};

/// Random numbers: NumPy's, bit for bit.
#[doc(inline)]
pub use npcore_random as random;

// Putting arrays together, repeating, padding, editing.
#[doc(inline)]
pub use npcore_array::{
    AxesOrNone, JoinError, NestedBlocks, PadMode, Positions, Reflection, Sides, append, append_into, block, block_into,
    column_stack, column_stack_into, concatenate, concatenate_into, copyto, delete, delete_into, dstack, dstack_into,
    hstack, hstack_into, insert, insert_into, pad, pad_into, pad_with, repeat, repeat_into, resize, resize_into, roll,
    roll_into, stack, stack_into, tile, tile_into, trim_zeros, vstack, vstack_into,
};

// Printing.
#[doc(inline)]
pub use npcore_array::print::{
    PrintOptions, array_repr, array_str, array2string, base_repr, binary_repr, format_float_positional,
    format_float_scientific, get_printoptions, printoptions, set_printoptions,
};

// Closures over elements and lanes, blocks for each type.
#[doc(inline)]
pub use npcore_array::{
    apply_along_axis, apply_over_axes, dispatch, map_into, map2, map2_into, map3, map3_into, try_apply_along_axis,
    try_apply_over_axes, zip_inplace, zip_inplace2,
};

// Exchange with the `ndarray` crate.
#[cfg(feature = "ndarray")]
#[doc(inline)]
pub use npcore_array::{IntoNdarrayError, NdarrayError};

// Threads, memory and instructions.
#[doc(inline)]
pub use npcore_exec::{num_threads, set_buffer_cache_limit, set_num_threads, trim_buffers};
#[doc(inline)]
pub use npcore_kernel::{Tier, tier as simd_tier};

/// The version of this crate.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Where elements lie: shapes, strides, overlap.
#[doc(inline)]
pub use npcore_layout as layout;

/// How several layouts are walked together.
#[doc(inline)]
pub use npcore_broadcast as broadcast;

/// What an element is.
pub mod dtypes {
    #[doc(inline)]
    pub use npcore_dtype::*;
}

/// What most programs want to have in scope.
///
/// ```
/// use npcore::prelude::*;
/// let a = array![1.0, 2.0, 3.0];
/// assert_eq!(a.slice(s![..;-1]).to_string(), "[3. 2. 1.]");
/// ```
pub mod prelude {
    pub use npcore_array::{
        Array, ArrayCells, ArrayCow, ArrayView, ArrayViewMut, DynArray, DynView, DynViewMut, StrArray,
    };
    pub use npcore_array::{AsView, AsViewMut, NewAxis, Order, array, s};
    pub use npcore_dtype::{Complex, DType, Element, dtype, f16};
    pub use npcore_index::{ArrayIndex, ArrayIndexMut, ArrayOrder, ArraySort, CellsIndex, ix};
    pub use npcore_ufunc::{ArrayMethods, BinaryUfunc, UnaryUfunc};
}

#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
mod readme {}
