//! Sorting: quicksort of integer keys, and the keys of elements of every type.
//!
//! All elements of four and eight bytes are sorted as integers, by a map that keeps their order and can be undone; of two
//! bytes and one they are counted. So one quicksort serves all, its result cannot depend on the tier, and NaN needs no case
//! of its own.

#[cfg(target_arch = "x86_64")]
mod avx512;
mod counting;
mod keys;
#[cfg(target_arch = "x86_64")]
mod lanes;
#[cfg(target_arch = "x86_64")]
mod networks;
mod part;

pub use counting::{COUNT_HALVES_FROM, narrow_halves, sort_bytes, sort_halves, widen_halves};
pub use keys::{Places, SortType, decode_keys32, decode_keys64, encode_keys32, encode_keys64, key_words, order_words};
pub use part::{SortKey, SortPart};
