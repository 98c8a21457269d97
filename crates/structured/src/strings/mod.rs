//! Functions of strings, by element: NumPy's `np.strings`, for arrays of characters (`U`, [`StrArray`](npcore_array::StrArray)) and
//! of bytes (`S`).
//!
//! Arguments are broadcast together: patterns, widths and positions may be arrays as well. Results have the width that
//! their longest element needs, or, where NumPy keeps it, that of the operand; arrays of characters give
//! [`StrArray`](npcore_array::StrArray), those of bytes (and of a type known only at run time) a
//! [`DynArray`](npcore_array::DynArray).
//!
//! Characters count as Python's: classes and cases are those of Unicode (of bytes: ASCII's). What is no character in memory (a
//! lone surrogate, a code beyond U+10FFFF) is carried along as it is, and refused only where text has to be made of it.
//!
//! ```
//! use npcore_array::array;
//! use npcore_structured::strings;
//!
//! let names = array!["alice", "bob", "carol"];
//! assert_eq!(strings::capitalize(&names)?.to_string(), "['Alice' 'Bob' 'Carol']");
//! assert_eq!(strings::find(&names, "o", ..)?.to_string(), "[-1  1  3]");
//! assert_eq!(strings::add(&names, "!")?.to_string(), "['alice!' 'bob!' 'carol!']");
//! assert_eq!(strings::str_len(&names)?.to_string(), "[5 3 5]");
//! # Ok::<(), npcore_array::ArrayError>(())
//! ```

mod assign;
mod case;
mod code;
mod compare;
mod format;
mod join;
mod operand;
mod pad;
mod part;
mod question;
mod replace;
pub(crate) mod rows;
mod search;
mod split;
mod trim;
mod unicode;
mod unit;

pub use assign::assign_checked;
pub use case::{capitalize, lower, swapcase, title, upper};
pub use code::{decode, encode, translate};
pub use compare::{compare_chararrays, equal, greater, greater_equal, less, less_equal, not_equal};
pub use format::mod_;
pub use join::{add, join, multiply};
pub use operand::{Bounds, TextElem, TextOperand};
pub use pad::{center, expandtabs, ljust, rjust, zfill};
pub use part::{partition, rpartition, slice};
pub use question::{isalnum, isalpha, isdecimal, isdigit, islower, isnumeric, isspace, istitle, isupper, str_len};
pub use replace::replace;
pub use search::{count, endswith, find, index, rfind, rindex, startswith};
pub use split::{rsplit, split, splitlines};
pub use trim::{lstrip, lstrip_chars, rstrip, rstrip_chars, strip, strip_chars};

/// Runs code for the units of a kind of text.
macro_rules! with_units {
    ($kind:expr, $U:ident => $e:expr) => {
        match $kind {
            $crate::strings::operand::Kind::Chars => {
                type $U = u32;
                $e
            }
            $crate::strings::operand::Kind::Bytes => {
                type $U = u8;
                $e
            }
        }
    };
}
use with_units;
