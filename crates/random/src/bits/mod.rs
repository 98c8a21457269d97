//! Bit generators: NumPy's five, and the trait that others may implement.

mod mt19937;
mod pcg64;
mod philox;
mod sfc64;

pub use mt19937::{LegacySeed, Mt19937, Mt19937State};
pub use pcg64::{Pcg64, Pcg64Dxsm, Pcg64State};
pub use philox::{Philox, PhiloxState};
pub use sfc64::{Sfc64, Sfc64State};

use npcore_array::{ArrayError, Result};

use crate::seed::SeedSequence;

/// A source of random words, as [`Generator`](crate::Generator) and [`RandomState`](crate::RandomState) take it.
///
/// ```
/// use npcore_random::{BitGenerator, Generator};
/// /// Steps of a golden ratio: evenly spread, and not random at all.
/// struct Weyl(u64);
/// impl BitGenerator for Weyl {
///     fn next_u64(&mut self) -> u64 {
///         self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
///         self.0
///     }
///     fn next_u32(&mut self) -> u32 {
///         (self.next_u64() >> 32) as u32
///     }
/// }
/// let mut even = Generator::new(Weyl(0));
/// assert_eq!(even.random(2).to_string(), "[0.61803399 0.23606798]");
/// ```
pub trait BitGenerator {
    /// 64 random bits.
    fn next_u64(&mut self) -> u64;

    /// 32 random bits. Where they are half of a word, the other half is kept for the next call.
    fn next_u32(&mut self) -> u32;

    /// What the algorithm gives in one step: 64 bits, or 32 where that is its word.
    fn next_raw(&mut self) -> u64 {
        self.next_u64()
    }

    /// A number of [0, 1) with 53 random bits.
    fn next_f64(&mut self) -> f64 {
        unit(self.next_u64())
    }

    /// Whether a word of 64 bits is two of the algorithm's, and `next_f64` takes 27 bits of the first and 26 of the second.
    fn is_32_bit(&self) -> bool {
        false
    }

    /// As many words as there are places, as by [`next_u64`](BitGenerator::next_u64).
    fn fill_u64(&mut self, out: &mut [u64]) {
        out.fill_with(|| self.next_u64());
    }

    /// As many words as there are places, as by [`next_u32`](BitGenerator::next_u32).
    fn fill_u32(&mut self, out: &mut [u32]) {
        out.fill_with(|| self.next_u32());
    }
}

impl<B: BitGenerator + ?Sized> BitGenerator for Box<B> {
    fn next_u64(&mut self) -> u64 {
        (**self).next_u64()
    }
    fn next_u32(&mut self) -> u32 {
        (**self).next_u32()
    }
    fn next_raw(&mut self) -> u64 {
        (**self).next_raw()
    }
    fn next_f64(&mut self) -> f64 {
        (**self).next_f64()
    }
    fn is_32_bit(&self) -> bool {
        (**self).is_32_bit()
    }
    fn fill_u64(&mut self, out: &mut [u64]) {
        (**self).fill_u64(out);
    }
    fn fill_u32(&mut self, out: &mut [u32]) {
        (**self).fill_u32(out);
    }
}

/// A bit generator that is made of a seed, and has children by that of its seed sequence.
pub trait Seeded: BitGenerator + Sized {
    /// The generator of a seed sequence.
    fn from_sequence(sequence: SeedSequence) -> Self;

    /// The sequence it was made of; none where its state was set otherwise.
    fn seed_sequence(&mut self) -> Option<&mut SeedSequence>;

    /// New, independent bit generators.
    ///
    /// # Errors
    /// `The underlying SeedSequence does not implement spawning.`: there is none.
    fn spawn(&mut self, n_children: u32) -> Result<Vec<Self>> {
        let words = "The underlying SeedSequence does not implement spawning.";
        let sequence = self.seed_sequence().ok_or_else(|| ArrayError::Value(words.into()))?;
        Ok(sequence.spawn(n_children).into_iter().map(Self::from_sequence).collect())
    }
}

/// A number of [0, 1) of the upper 53 bits.
#[inline(always)]
pub(crate) fn unit(word: u64) -> f64 {
    (word >> 11) as i64 as f64 * (1.0 / 9_007_199_254_740_992.0)
}

/// The half of a word that `next_u32` has not given yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Half {
    kept: bool,
    word: u32,
}

impl Half {
    pub fn new(has_uint32: u32, uinteger: u32) -> Half {
        Half { kept: has_uint32 != 0, word: uinteger }
    }

    /// NumPy's `has_uint32` and `uinteger`.
    pub fn parts(self) -> (u32, u32) {
        (u32::from(self.kept), self.word)
    }

    #[inline(always)]
    pub fn next(&mut self, word: impl FnOnce() -> u64) -> u32 {
        if self.kept {
            self.kept = false;
            return self.word;
        }
        let word = word();
        *self = Half { kept: true, word: (word >> 32) as u32 };
        word as u32
    }

    /// All places: halves of as few words as `fill` has to give.
    pub fn fill(&mut self, out: &mut [u32], mut fill: impl FnMut(&mut [u64])) {
        let waiting = usize::from(self.kept).min(out.len());
        let (first, out) = out.split_at_mut(waiting);
        if let [first] = first {
            (*first, self.kept) = (self.word, false);
        }
        let mut words = [0; 64];
        for part in out.chunks_mut(128) {
            let words = &mut words[..part.len().div_ceil(2)];
            fill(words);
            let mut pairs = part.chunks_exact_mut(2);
            for (pair, &word) in (&mut pairs).zip(&*words) {
                (pair[0], pair[1]) = (word as u32, (word >> 32) as u32);
            }
            if let ([last], Some(&word)) = (pairs.into_remainder(), words.last()) {
                *last = word as u32;
                *self = Half { kept: true, word: (word >> 32) as u32 };
            }
        }
    }
}

/// [`BitGenerator`] of what makes words of 64 bits by `step` and `fill`, and keeps in `half` what `next_u32` leaves of one.
macro_rules! halved {
    ($name:ident) => {
        impl crate::bits::BitGenerator for $name {
            #[inline]
            fn next_u64(&mut self) -> u64 {
                self.step()
            }
            #[inline]
            fn next_u32(&mut self) -> u32 {
                let mut half = self.half;
                let word = half.next(|| self.step());
                self.half = half;
                word
            }
            fn fill_u64(&mut self, out: &mut [u64]) {
                self.fill(out);
            }
            fn fill_u32(&mut self, out: &mut [u32]) {
                let mut half = self.half;
                half.fill(out, |words| self.fill(words));
                self.half = half;
            }
        }
    };
}
use halved;

/// A seed's generator: `new` and `try_new`; and the traits of `rand_core`, for crates that draw by these.
macro_rules! seeded {
    ($($name:ident: $algorithm:literal, $first:literal;)*) => { $(
        impl $name {
            #[doc = concat!($algorithm, " of a seed: an integer, a list of them, a [`SeedSequence`], or `()` for entropy of the system.")]
            ///
            /// ```
            #[doc = concat!("use npcore_random::{BitGenerator, ", stringify!($name), "};")]
            #[doc = concat!("assert_eq!(", stringify!($name), "::new(42).next_raw(), ", $first, ");")]
            /// ```
            ///
            /// # Panics
            /// A negative integer; no entropy to be had.
            #[track_caller]
            pub fn new(seed: impl crate::seed::IntoSeed) -> $name {
                crate::expect($name::try_new(seed))
            }

            /// [`new`](Self::new) with an error instead of a panic.
            ///
            /// # Errors
            /// `expected non-negative integer`; no entropy to be had.
            pub fn try_new(seed: impl crate::seed::IntoSeed) -> npcore_array::Result<$name> {
                Ok(<$name as crate::bits::Seeded>::from_sequence(seed.into_seed()?))
            }
        }

        impl rand_core::TryRng for $name {
            type Error = std::convert::Infallible;
            fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
                Ok(BitGenerator::next_u32(self))
            }
            fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
                Ok(BitGenerator::next_u64(self))
            }
            fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
                crate::bits::fill_bytes(self, out);
                Ok(())
            }
        }
    )* };
}
use seeded;

/// A bit generator as it is serialized: NumPy's name of it, its state and its seed sequence.
#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct Saved<S> {
    bit_generator: String,
    state: S,
    seed_seq: Option<SeedSequence>,
}

/// From and into what is serialized. `TryFrom` checks the name, `from_state` (or `try_from_state`) the state.
macro_rules! saved {
    ($name:ident, $state:ident, $numpy:literal) => {
        super::saved!($name, $state, $numpy, |state: $state| npcore_array::Result::<$name>::Ok($name::from_state(
            state
        )));
    };
    ($name:ident, $state:ident, $numpy:literal, $from:expr) => {
        #[cfg(feature = "serde")]
        impl From<$name> for super::Saved<$state> {
            fn from(bits: $name) -> Self {
                super::Saved { bit_generator: $numpy.into(), state: bits.state(), seed_seq: bits.seed }
            }
        }

        #[cfg(feature = "serde")]
        impl TryFrom<super::Saved<$state>> for $name {
            type Error = npcore_array::ArrayError;
            fn try_from(saved: super::Saved<$state>) -> npcore_array::Result<$name> {
                if saved.bit_generator != $numpy {
                    return Err(npcore_array::ArrayError::Value(
                        concat!("state must be for a ", $numpy, " PRNG").into(),
                    ));
                }
                let mut bits: $name = $from(saved.state)?;
                bits.seed = saved.seed_seq;
                Ok(bits)
            }
        }
    };
}
use saved;

/// Bytes of words of 64 bits, the lowest first.
pub(crate) fn fill_bytes(bits: &mut dyn BitGenerator, out: &mut [u8]) {
    for part in out.chunks_mut(8) {
        part.copy_from_slice(&bits.next_u64().to_le_bytes()[..part.len()]);
    }
}
