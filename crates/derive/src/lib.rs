//! `#[derive(Record)]`: Rust structs as the records of arrays.
//!
//! **Its place**: beside all crates, importing none. It knows Rust's syntax of structs and the names of what
//! `npcore-structured` re-exports for it. It must not know dtypes: what a field may be is said by the trait `FieldType`.
//!
//! A `repr(C)` struct lies in memory as NumPy lays out `np.dtype([("id", "u1"), ("x", "f8")], align=True)`:
//!
//! ```
//! #[repr(C)]
//! struct Point {
//!     id: u8,
//!     x: f64,
//! }
//! assert_eq!((std::mem::offset_of!(Point, x), size_of::<Point>()), (8, 16));
//! # _ = (Point { id: 1, x: 0.5 }).id;
//! ```

use proc_macro::TokenStream;

mod expand;
mod layout;

/// Makes a `#[repr(C)]` struct an element of arrays: a record, whose dtype is NumPy's with `align=True`.
///
/// The struct must be `Copy`, `PartialEq` and `Debug`. Its fields are numbers, `bool`, `Str<N>`, `Bytes<N>`, dates and times,
/// other such structs, and arrays `[T; N]` of these. With `#[repr(C, packed)]` it is NumPy's packed record.
///
/// For each field there is a constant of its name, `Trade::price`, that names it to `field`. Attributes:
///
/// * `#[record(crate = path)]` on the struct: where the library is, if not at `::npcore`.
/// * `#[record(rename = "name")]` on a field: its name in the dtype.
/// * `#[record(no_constants)]` on the struct: no constants, for a struct that has functions of these names.
#[proc_macro_derive(Record, attributes(record))]
pub fn derive_record(input: TokenStream) -> TokenStream {
    let input = syn::parse_macro_input!(input as syn::DeriveInput);
    expand::record(&input).unwrap_or_else(|e| e.to_compile_error()).into()
}
