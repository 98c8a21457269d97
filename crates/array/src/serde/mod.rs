//! serde (feature `serde`): arrays are written and read; views, cells and copy-on-write arrays are written.
//!
//! An array is a map of three: `dtype` in NumPy's spelling, `shape`, and `data`, in C order.
//!
//! In formats for people `data` is a flat list of values:
//!
//! | dtype           | value                                                                          |
//! |-----------------|--------------------------------------------------------------------------------|
//! | bool, integers  | itself                                                                         |
//! | floats          | itself; `"nan"`, `"inf"`, `"-inf"`, which JSON has no numbers for               |
//! | complex         | `[re, im]`                                                                     |
//! | `U<n>`          | text; code units that are no characters cannot be written                      |
//! | `S<n>`, `V<n>`  | a list of bytes, of `S<n>` without the trailing zeros                          |
//! | datetime64      | the ISO 8601 text; the count of units where that has none (years beyond 9999)  |
//! | timedelta64     | the count of units; `"NaT"`                                                    |
//! | records         | the list of the fields' values; a sub-array is a flat list                     |
//!
//! In compact formats `data` is one string of bytes, as they lie in an array of that dtype: little-endian where
//! the dtype says `<`. Padding of records is zero.
//!
//! What is read may come from anywhere: dtype, shape and data are checked against each other before there is an
//! array. No memory is taken for what a shape only claims; an array of more than 256 MiB, read value by value, must
//! have a byte of data for each 4096 of its own (text elements of absurd width have not).
//!
//! ```
//! use npcore_array::{Array, DynArray, array};
//!
//! let a: Array<f32> = array![[1.0, 2.5], [3.0, 4.0]];
//! let json = serde_json::to_string(&a)?;
//! assert_eq!(json, r#"{"dtype":"<f4","shape":[2,2],"data":[1.0,2.5,3.0,4.0]}"#);
//! assert_eq!(serde_json::from_str::<Array<f32>>(&json)?, a);
//!
//! let any: DynArray = serde_json::from_str(&json)?; // whatever it is
//! assert_eq!(any.dtype().name(), "float32");
//! let wrong = serde_json::from_str::<Array<f64>>(&json).unwrap_err();
//! assert!(wrong.to_string().starts_with("array has dtype float32, not float64"));
//! # Ok::<(), serde_json::Error>(())
//! ```

mod read;
mod value;
mod write;

/// The fields, in their order.
const FIELDS: &[&str] = &["dtype", "shape", "data"];
