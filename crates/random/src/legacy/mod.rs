//! NumPy's `RandomState`, and the functions on one that all of a program shares.

mod functions;
mod methods;
mod vectors;

pub use functions::*;

use npcore_array::{ArrayError, Result};

use crate::bits::{BitGenerator, LegacySeed, Mt19937, Mt19937State};

/// The numbers of old programs: NumPy's `RandomState`, whose streams are frozen. New ones are better served by
/// [`Generator`](crate::Generator).
///
/// Every method is a function of this crate too ([`seed`], [`rand`], [`randn`], [`randint`], ...), on one state that all
/// threads share.
///
/// ```
/// use npcore_random::RandomState;
/// let mut old = RandomState::new(42);
/// assert_eq!(old.rand(3).to_string(), "[0.37454012 0.95071431 0.73199394]");
/// assert_eq!(old.randint(0..10, 3)?.to_string(), "[4 6 9]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RandomState<B = Mt19937> {
    bits: B,
    /// The normal value that the polar method gave beside the last one.
    gauss: Option<f64>,
}

/// The state of a [`RandomState`], as NumPy's `get_state` gives it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LegacyState {
    /// The words of the Mersenne Twister.
    pub key: Vec<u32>,
    /// The next of them.
    pub pos: usize,
    /// 1 where a normal value is kept.
    pub has_gauss: u32,
    /// That value.
    pub gauss: f64,
}

impl RandomState {
    /// The state of a seed: an integer below 2^32, a list of such, or `()` for entropy of the system.
    ///
    /// # Panics
    /// As the errors of [`try_new`](RandomState::try_new).
    #[track_caller]
    pub fn new(seed: impl LegacySeed) -> RandomState {
        crate::expect(RandomState::try_new(seed))
    }

    /// [`new`](RandomState::new) with an error instead of a panic.
    ///
    /// # Errors
    /// `Seed must be between 0 and 2**32 - 1`, `Seed must be non-empty`; no entropy to be had.
    pub fn try_new(seed: impl LegacySeed) -> Result<RandomState> {
        Ok(RandomState::with_bit_generator(Mt19937::legacy(seed)?))
    }

    /// Starts again from a seed.
    ///
    /// # Errors
    /// As [`try_new`](RandomState::try_new).
    pub fn seed(&mut self, seed: impl LegacySeed) -> Result<()> {
        *self = RandomState::try_new(seed)?;
        Ok(())
    }

    /// The state, to be kept.
    pub fn get_state(&self) -> LegacyState {
        let Mt19937State { key, pos } = self.bits.state();
        LegacyState { key, pos, has_gauss: u32::from(self.gauss.is_some()), gauss: self.gauss.unwrap_or(0.0) }
    }

    /// Takes a state.
    ///
    /// # Errors
    /// `state is not a legacy MT19937 state`: a key of other than 624 words, or a position beyond it.
    pub fn set_state(&mut self, state: LegacyState) -> Result<()> {
        self.bits.set_state(Mt19937State { key: state.key, pos: state.pos })?;
        self.gauss = (state.has_gauss != 0).then_some(state.gauss);
        Ok(())
    }
}

impl<B: BitGenerator> RandomState<B> {
    /// The old distributions over another bit generator.
    pub fn with_bit_generator(bits: B) -> RandomState<B> {
        RandomState { bits, gauss: None }
    }

    /// The bit generator.
    pub fn bit_generator(&self) -> &B {
        &self.bits
    }

    /// The bit generator, to set its state or to draw words.
    pub fn bit_generator_mut(&mut self) -> &mut B {
        &mut self.bits
    }
}

/// An error of an argument.
fn refused<T>(words: &str) -> Result<T> {
    Err(ArrayError::Value(words.into()))
}
