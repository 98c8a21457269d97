//! Peers that need more than a closure.

pub mod python;
pub mod simd;
