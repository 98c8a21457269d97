//! Functions by element that are made of others: Bessel's, `sinc`, windows, and questions about numbers.

mod bessel;
mod infinities;
mod nan_to_num;
mod parts;
mod sinc;
mod windows;

pub use bessel::i0;
pub use infinities::{isneginf, isposinf};
pub use nan_to_num::{NanToNum, nan_to_num, nan_to_num_inplace, nan_to_num_with};
pub use parts::{angle, iscomplex, iscomplexobj, isreal, isrealobj, real_if_close};
pub use sinc::sinc;
pub use windows::{bartlett, blackman, hamming, hanning, kaiser};
