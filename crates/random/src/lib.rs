//! NumPy's random numbers, bit for bit: the same seed gives the same numbers.
//!
//! **Its place**: above `npcore-index`. It knows NumPy's bit streams and what its distributions make of them; arrays, picking
//! and assigning are the crates' below. Nothing uses it but the facade.
//!
//! [`default_rng`] gives the [`Generator`] of new programs, [`RandomState`] and its functions ([`seed`], [`rand`], ...) the numbers of
//! old ones. What holds for all of them:
//!
//! * The bits are NumPy's 2.4, for every bit generator and every method. Where a distribution takes logarithms or powers,
//!   both call the C library's: results are NumPy's on the same C library, and may differ in the last bit on another.
//! * A method takes its parameters as arrays or scalars, broadcasts them, and last the size: a shape, or `..` for what the
//!   parameters have. Methods that end in `_one` give one value, without an array.
//! * Parameters that make no sense are errors in NumPy's words.
//!
//! ```
//! use npcore_random::default_rng;
//! let mut rng = default_rng(42);
//! assert_eq!(rng.random(3).to_string(), "[0.77395605 0.43887844 0.85859792]");
//! assert_eq!(rng.integers(0..10, [2, 3])?.to_string(), "[[0 6 2]\n [0 5 9]]");
//! assert_eq!(rng.normal([0.0, 100.0], 1.0, ..)?.to_string(), "[ 0.1278404  99.68375741]");
//! # Ok::<(), npcore_array::ArrayError>(())
//! ```

mod bits;
#[expect(clippy::neg_cmp_op_on_partial_ord, reason = "a NaN goes the way it goes in NumPy")]
mod dist;
mod generator;
mod legacy;
#[expect(clippy::neg_cmp_op_on_partial_ord, reason = "a NaN goes the way it goes in NumPy")]
mod params;
mod seed;
mod stream;

pub use bits::{
    BitGenerator, LegacySeed, Mt19937, Mt19937State, Pcg64, Pcg64Dxsm, Pcg64State, Philox, PhiloxState, Seeded, Sfc64,
    Sfc64State,
};
pub use generator::*;
pub use legacy::*;
pub use npcore_array::{ArrayError, Result};
pub use params::Size;
pub use seed::{IntoEntropy, IntoSeed, SeedSequence};

/// The value, or a panic at the caller's line with the error's words.
#[track_caller]
pub(crate) fn expect<T>(result: Result<T>) -> T {
    match result {
        Ok(value) => value,
        Err(e) => panic!("{e}"),
    }
}
