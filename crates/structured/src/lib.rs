//! Records, strings and text files.
//!
//! **Its place**: above `npcore-index`. It knows arrays of records, what can be done with strings, and how tables are read from
//! text and written to it. It must not know `.npy` files or maps.
//!
//! ```
//! use npcore_array::RecordArray;
//! use npcore_dtype::dtype;
//! use npcore_index::ArrayIndex;
//! use npcore_structured::{MakeRecords, RecordFields, RecordOrder};
//!
//! let rows = [("BTC", 50000.0, 100), ("ETH", 3000.0, 500), ("XRP", 0.5, 20)];
//! let trades = RecordArray::from_rows(dtype!([("name", "U20"), ("price", "f8"), ("volume", "i8")]), rows)?;
//! let price = trades.field::<f64>("price")?; // a view, no copy
//! assert_eq!(trades.mask(&price.gt(1000.0))?.to_string(), "[('BTC', 50000., 100) ('ETH',  3000., 500)]");
//! assert_eq!(trades.sort_by(["volume"])?.field_dyn("name")?.to_string(), "['XRP' 'BTC' 'ETH']");
//! # Ok::<(), npcore_array::ArrayError>(())
//! ```

#[doc(hidden)]
#[path = "derive.rs"]
pub mod __derive;
// For the files of the crates above.
#[doc(hidden)]
pub mod atomic;
pub mod dates;
mod latin1;
mod percent;
mod record;
pub mod strings;
mod text_files;

pub use npcore_derive::Record;

pub use record::{
    By, FieldKey, FieldOf, FieldValue, FromRow, FromValue, Groups, GroupsIter, MakeRecords, RecordCells, RecordFields,
    RecordFieldsMut, RecordOrder, RecordSort, Row, asc, desc, fromarrays, fromarrays_as, fromrecords, recfunctions,
};
pub use text_files::*;
