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

#[cfg(test)]
mod tests {
    /// What the derive says of a struct that it refuses.
    fn refusal(code: &str) -> String {
        let input = syn::parse_str(code).expect("Rust");
        super::expand::record(&input).map_or_else(|e| e.to_string(), |_| panic!("it takes {code}"))
    }

    #[test]
    fn what_is_no_record_is_refused_with_a_reason() {
        let said = [
            ("struct A { x: f64 }", "a record needs #[repr(C)]"),
            ("#[repr(Rust)] struct A { x: f64 }", "a record needs #[repr(C)]"),
            ("#[repr(C)] struct A { x: &'static str }", "a record has no references"),
            ("#[repr(C)] struct A { x: [&'static f64; 2] }", "a record has no references"),
            ("#[repr(C)] struct A { x: *const u8 }", "a record has no pointers"),
            ("#[repr(C)] struct A { x: [[*mut f64; 2]; 3] }", "a record has no pointers"),
            ("#[repr(C)] struct A { x: extern \"C\" fn() }", "a record has no pointers"),
            ("#[repr(C)] enum A { X }", "a record is a struct"),
            ("#[repr(C)] union A { x: f64 }", "a record is a struct"),
            ("#[repr(C)] struct A<T> { x: T }", "a record cannot be generic"),
            ("#[repr(C)] struct A(f64);", "the fields of a record have names"),
            ("#[repr(C)] struct A {}", "a record has fields"),
            ("#[repr(C, packed(2))] struct A { x: f64 }", "a record is packed without gaps, or aligned"),
            ("#[repr(C)] #[record(size = 3)] struct A { x: f64 }", "a record's attributes are"),
            ("#[repr(C)] struct A { #[record(name = \"y\")] x: f64 }", "a field's attribute is"),
        ];
        for (code, words) in said {
            assert!(refusal(code).starts_with(words), "{code}: {}", refusal(code));
        }
    }

    #[test]
    fn records_are_taken() {
        for code in [
            "#[repr(C)] struct A { x: f64 }",
            "#[repr(C, packed)] struct A { x: [u8; 3], r#type: Str<8> }",
            "#[repr(C, align(16))] #[record(crate = my::path, no_constants)] struct A { #[record(rename = \"y z\")] x: f64 }",
        ] {
            let expanded = super::expand::record(&syn::parse_str(code).expect("Rust")).expect("a record");
            assert!(expanded.to_string().contains("fn static_dtype"), "{code}");
        }
    }
}
