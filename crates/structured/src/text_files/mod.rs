//! Tables in text files: read into arrays and records, and written.

mod characters;
mod columns;
mod error;
#[cfg(target_arch = "x86_64")]
mod fourteen_digits;
mod fromregex;
mod genfromtxt;
mod loadtxt;
mod numbers;
mod rows;
mod savetxt;
mod separated;
mod source;
mod syntax;
mod table;
mod unpack;
mod width;

pub use error::{TextFileError, TextFileErrorKind, TextResult};
pub use fromregex::fromregex;
pub use genfromtxt::{ColumnKey, GenFromTxt, NameCase, genfromtxt};
pub use loadtxt::{LoadTxt, loadtxt, loadtxt_dyn};
pub use savetxt::{SaveTxt, savetxt};
pub use separated::{fromfile_sep, fromfile_sep_dyn, tofile_sep};
pub use source::{Encoding, TextSource};
