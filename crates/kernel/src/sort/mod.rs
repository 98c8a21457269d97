//! Sorting: quicksort of keys, and the keys of elements of every type.
//!
//! Elements of four and eight bytes are sorted as integers, by a map that keeps their order and can be undone; of two bytes
//! and one they are counted. Floats can be sorted as they are, too ([`Ordered`]): AVX-512 orders them faster than integers.

#[cfg(target_arch = "x86_64")]
mod avx512;
mod counting;
#[cfg(target_arch = "x86_64")]
mod float_lanes;
mod keys;
#[cfg(target_arch = "x86_64")]
mod lanes;
#[cfg(target_arch = "x86_64")]
mod networks;
mod ordered;
mod part;

pub use counting::{COUNT_HALVES_FROM, narrow_halves, sort_bytes, sort_halves, widen_halves};
pub use keys::{Places, SortType, decode_keys32, decode_keys64, encode_keys32, encode_keys64, key_words, order_words};
pub use ordered::Ordered;
pub use part::{SortKey, SortPart};
