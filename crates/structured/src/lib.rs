//! Records, strings and text files.
//!
//! **Its place**: above `npcore-index`. It knows arrays of records, what can be done with strings, and how tables are read from
//! text and written to it. It must not know `.npy` files or maps.

// For the files of the crates above.
#[doc(hidden)]
pub mod atomic;
mod text_files;

pub use text_files::*;
