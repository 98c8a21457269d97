//! The `ndarray` crate (feature `ndarray`): its arrays as arguments, and conversions both ways without a
//! copy.
//!
//! | from                   | to                     | how                                            |
//! |------------------------|------------------------|------------------------------------------------|
//! | `ndarray::Array`       | [`Array`]              | `From`: takes the vector                       |
//! | `ndarray::CowArray`    | [`ArrayCow`]           | `From`: keeps the view, or takes the vector    |
//! | `ndarray::ArrayView`   | [`ArrayView`]          | `From`: the same memory                        |
//! | `ndarray::ArrayViewMut`| [`ArrayViewMut`]       | `From`: the same memory                        |
//! | [`ArrayView`]          | `ndarray::ArrayView`   | `TryFrom`: the same memory, or why not         |
//! | [`ArrayViewMut`]       | `ndarray::ArrayViewMut`| `TryFrom`: the same memory, or why not         |
//! | [`Array`]              | `ndarray::Array`       | `TryFrom`: its own memory, or why not, and the array back |
//! | any container          | `ndarray::ArrayD`      | `to_ndarray`: a copy                           |
//!
//! ndarray counts strides in whole elements and hands out references: what is unaligned, lies at odd
//! strides, or holds bytes that are no value of its type cannot be one of its arrays, and
//! [`NdarrayError`] says so.
//!
//! What this relies on of ndarray: an array's pointer, shape and strides reach initialised, aligned
//! elements of one allocation; those of owned and mutable arrays are each reached once.
//!
//! ```
//! use npcore_array::{Array, ArrayView, NdarrayError, add, array};
//!
//! let nd = ndarray::arr2(&[[1.0, 2.0], [3.0, 4.0]]);
//! let a = array![10.0, 20.0];
//! assert_eq!((&a + &nd).to_string(), "[[11. 22.]\n [13. 24.]]"); // an argument
//! assert_eq!(add(&nd, &nd.t())?.to_string(), "[[2. 5.]\n [5. 8.]]");
//!
//! let there: ndarray::ArrayView1<'_, f64> = a.view().try_into()?;
//! assert_eq!(there.sum(), 30.0);
//! let mine = Array::from(nd); // takes the memory
//! assert_eq!(ArrayView::from(there).shape(), [2]);
//! let back: ndarray::Array2<f64> = mine.try_into().map_err(|e: npcore_array::IntoNdarrayError<f64>| e.reason)?;
//! assert_eq!(back[[1, 0]], 3.0);
//! # Ok::<(), npcore_array::ArrayError>(())
//! ```

#[cfg(doc)]
use crate::{Array, ArrayCow, ArrayView, ArrayViewMut};

mod arguments;
mod error;
mod operators;
mod owned;
mod views;

pub use error::{IntoNdarrayError, NdarrayError};
