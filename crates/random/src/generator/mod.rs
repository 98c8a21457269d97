//! NumPy's `Generator`.

pub(crate) mod choice;
pub(crate) mod floats;
pub(crate) mod integers;
pub(crate) mod multivariate;
#[cfg(feature = "linalg")]
pub(crate) mod multivariate_normal;
mod parallel;
mod pick;
pub(crate) mod scalars;
pub(crate) mod shuffle;

pub use choice::Choice;
pub use floats::{ExponentialMethod, RandomFloat};
pub use integers::{IntegerRange, RandomInteger};
pub use multivariate::HypergeometricMethod;
#[cfg(feature = "linalg")]
pub use multivariate_normal::{CovarianceMethod, MultivariateNormal};

use crate::bits::{BitGenerator, Pcg64, Seeded};
use crate::seed::IntoSeed;
use npcore_array::Result;

/// Random numbers of a bit generator: NumPy's `Generator`.
///
/// ```
/// use npcore_random::{Generator, Philox};
/// let mut rng = Generator::new(Philox::new(1));
/// let dice = rng.integers(1..=6, 5)?;
/// assert!(dice.values().all(|x| (1..=6).contains(&x)));
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Generator<B = Pcg64> {
    bits: B,
}

/// The recommended generator, with [`Pcg64`], of a seed: an integer, a list of them, a
/// [`SeedSequence`](crate::SeedSequence), or `()` for entropy of the system.
///
/// ```
/// use npcore_random::default_rng;
/// assert_eq!(default_rng(7).random_one(), default_rng([7]).random_one());
/// ```
///
/// # Panics
/// A negative integer (`expected non-negative integer`); no entropy to be had. [`try_default_rng`] gives an error.
#[track_caller]
pub fn default_rng(seed: impl IntoSeed) -> Generator {
    Generator::new(Pcg64::new(seed))
}

/// [`default_rng`] with an error instead of a panic.
///
/// # Errors
/// `expected non-negative integer`; no entropy to be had.
pub fn try_default_rng(seed: impl IntoSeed) -> Result<Generator> {
    Ok(Generator::new(Pcg64::try_new(seed)?))
}

impl<B: BitGenerator> Generator<B> {
    /// The generator over a bit generator.
    pub fn new(bits: B) -> Generator<B> {
        Generator { bits }
    }

    /// The bit generator.
    pub fn bit_generator(&self) -> &B {
        &self.bits
    }

    /// The bit generator, to set its state or to draw words.
    pub fn bit_generator_mut(&mut self) -> &mut B {
        &mut self.bits
    }

    /// The bit generator back.
    pub fn into_bit_generator(self) -> B {
        self.bits
    }

    /// New generators, independent of this and of one another.
    ///
    /// # Errors
    /// `The underlying SeedSequence does not implement spawning.`: the bit generator has none.
    pub fn spawn(&mut self, n_children: u32) -> Result<Vec<Generator<B>>>
    where
        B: Seeded,
    {
        Ok(self.bits.spawn(n_children)?.into_iter().map(Generator::new).collect())
    }
}

/// As a source of words for crates that draw by `rand_core`'s traits.
impl<B: BitGenerator> rand_core::TryRng for Generator<B> {
    type Error = std::convert::Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(self.bits.next_u32())
    }
    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(self.bits.next_u64())
    }
    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
        crate::bits::fill_bytes(&mut self.bits, out);
        Ok(())
    }
}
