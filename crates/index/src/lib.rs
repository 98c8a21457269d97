//! Choosing elements of arrays: by index, by mask, by order.
//!
//! **Its place**: above `npcore-ufunc`. It knows NumPy's rules of indexing with arrays, and what masks, sorting and searching
//! give; moving elements by offset or mask is `npcore-exec`'s. It must not know records or files.
//!
//! ```
//! use npcore_array::array;
//! use npcore_index::{ArrayIndex, ix};
//! let a = array![[1, 2, 3], [4, 5, 6]];
//! assert_eq!(a.index(ix![.., [2, 0]])?.to_string(), "[[3 1]\n [6 4]]");
//! assert_eq!(a.mask(&a.gt(3))?.to_string(), "[4 5 6]");
//! # Ok::<(), npcore_array::ArrayError>(())
//! ```

mod bincount;
mod choice;
mod convert;
mod histogram;
mod indexing;
mod interp;
mod items;
mod methods;
mod piecewise;
mod positions;
mod put;
mod quantile;
mod searchsorted;
mod selection;
mod sets;
mod sort;
mod take;
mod target;

pub use bincount::{bincount, bincount_weights};
pub use choice::{choose, select, where_};
pub use histogram::{BinRule, Bins, Histogram, HistogramDd, histogram, histogram_bin_edges, histogram2d, histogramdd};
pub use indexing::{ArrayIndex, ArrayIndexMut, CellsIndex, IndexMut};
pub use interp::{Interp, interp};
pub use items::{IndexItem, IntoIndexItem};
pub use methods::{ArrayChoice, ArrayPut};
pub use npcore_array::{ArrayError, NewAxis, Result};
pub use npcore_exec::IndexMode;
pub use npcore_layout::SliceItem;
pub use piecewise::piecewise;
pub use positions::{
    argwhere, diag_indices, diag_indices_from, flatnonzero, ix_, mask_indices, nonzero, ravel_multi_index,
    tril_indices, tril_indices_from, triu_indices, triu_indices_from, unravel_index,
};
pub use put::{fill_diagonal, place, put, put_along_axis, putmask};
pub use quantile::{
    QuantileMethod, Quantiles, Ranks, median, nanmedian, nanpercentile, nanquantile, percentile, quantile, quantiles,
};
pub use searchsorted::{Side, digitize, searchsorted, searchsorted_sorter};
pub use sets::{
    IsIn, IsInKind, Unique, UniqueAll, UniqueCounts, UniqueInverse, UniqueOrder, intersect1d, intersect1d_indices,
    isin, isin_with, setdiff1d, setxor1d, union1d, unique, unique_all, unique_counts, unique_inverse, unique_values,
};
pub use sort::{
    ArrayOrder, ArraySort, SortKind, argpartition, argsort, lexsort, partition, sort, sort_complex, sort_kind,
};
pub use take::{compress, extract, take, take_along_axis, take_into, take_mode};
