//! Elementary functions of one element, written so that a plain loop over them becomes vectors.
//!
//! Every function is free of branches, tables and calls: selections, additions, multiplications, a division or two,
//! and integer operations on bits. None uses instructions that some tier lacks (SSE2 has no rounding and no conversion
//! between 64-bit integers and floats). All are built on fused multiplication and addition ([`parts::fma`]), which
//! rounds once everywhere; so the bits are the same in every tier. With it a product's rounding error is one operation
//! more, and where the working precision is too little a value is a sum of two floats.
//!
//! The errors named below are bounds that `tests/math.rs` and `tests/trigonometric.rs` hold, in units in the last
//! place; `cargo xtask accuracy` prints what is measured of the former.
//!
//! The coefficients of the polynomials come from `xtask/math/minimax.py`, which names interval, weight and error. Short
//! chains side by side, or pairs first (Estrin's scheme): dependent operations are what these loops wait for.

pub(crate) mod angle;
pub(crate) mod cbrt;
pub(crate) mod exp;
pub(crate) mod hyperbolic_tangent;
pub(crate) mod hypot;
pub(crate) mod inverse_hyperbolic;
pub(crate) mod inverse_sine;
pub(crate) mod inverse_tangent;
pub(crate) mod log;
pub(crate) mod log_single;
pub(crate) mod logaddexp;
pub(crate) mod parts;
pub(crate) mod pow;
pub(crate) mod pow_single;
pub(crate) mod reduction;
pub(crate) mod sine;
