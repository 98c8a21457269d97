//! The methods of `RandomState` as functions on one state: NumPy's `np.random.seed`, `np.random.rand` and the others.
//!
//! The state is one for the whole process, behind a lock, as NumPy's is: what one thread seeds all others draw from. (One for
//! each thread would leave those that were not seeded to chance, and `seed` without effect on a pool's threads.) Programs that
//! draw from several threads and want the same numbers each time give each its own generator.

use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};

use npcore_array::{Array, AsView, AsViewMut, DynArray, IntoShape, Result};
use npcore_dtype::{DType, Elem};

use super::methods::legacy_distributions;
use super::{LegacyState, RandomState};
use crate::bits::LegacySeed;
use crate::generator::{Choice, IntegerRange, RandomInteger};
use crate::params::Size;

static STATE: LazyLock<Mutex<RandomState>> = LazyLock::new(|| Mutex::new(RandomState::new(())));

/// The state. A panic of another thread leaves it as it was between two draws.
fn state() -> MutexGuard<'static, RandomState> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Starts the shared state again from a seed: an integer below 2^32, a list of such, or `()` for entropy of the system.
///
/// ```
/// use npcore_random as random;
/// random::seed(0)?;
/// assert_eq!(random::rand(3).to_string(), "[0.5488135  0.71518937 0.60276338]");
/// assert_eq!(random::randint(0..10, 5)?.to_string(), "[3 7 9 3 5]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `Seed must be between 0 and 2**32 - 1`, `Seed must be non-empty`; no entropy to be had.
pub fn seed(seed: impl LegacySeed) -> Result<()> {
    let new = RandomState::try_new(seed)?;
    *state() = new;
    Ok(())
}

/// The shared state, to be kept.
pub fn get_state() -> LegacyState {
    state().get_state()
}

/// Sets the shared state.
///
/// # Errors
/// As [`RandomState::set_state`].
pub fn set_state(new: LegacyState) -> Result<()> {
    state().set_state(new)
}

macro_rules! functions {
    ($( $what:literal $name:ident ($($p:ident: $t:ident $T:ident = $c:expr),*) -> $out:ident, $least:literal: $draw:expr; )*) => { $(
        #[doc = $what]
        ///
        #[doc = concat!("[`RandomState::", stringify!($name), "`] of the shared state.")]
        ///
        /// # Errors
        /// A parameter outside its range, in NumPy's words; shapes that do not broadcast, or not to the size; no memory.
        pub fn $name<$($T: Elem),*>($($p: impl AsView<$T>,)* size: impl Size) -> Result<Array<$out>> {
            state().$name($($p,)* size)
        }
    )* };
}
legacy_distributions!(functions);

/// Functions that pass their arguments on.
macro_rules! shared {
    ($( $(#[$doc:meta])* fn $name:ident $(<$($g:ident: $bound:path),*>)? ($($p:ident: $t:ty),*) $(-> $out:ty)?; )*) => { $(
        $(#[$doc])*
        ///
        #[doc = concat!("[`RandomState::", stringify!($name), "`] of the shared state.")]
        pub fn $name $(<$($g: $bound),*>)? ($($p: $t),*) $(-> $out)? {
            state().$name($($p),*)
        }
    )* };
}
shared! {
    /// Values of [0, 1), uniform. Panics at a negative length and without memory, as the others without a `Result` do.
    #[track_caller]
    fn rand(shape: impl IntoShape) -> Array<f64>;
    /// Standard normal values.
    #[track_caller]
    fn randn(shape: impl IntoShape) -> Array<f64>;
    /// Values of [0, 1), uniform.
    #[track_caller]
    fn random_sample(size: impl IntoShape) -> Array<f64>;
    /// Values of [0, 1), uniform.
    #[track_caller]
    fn random(size: impl IntoShape) -> Array<f64>;
    /// Standard normal values.
    #[track_caller]
    fn standard_normal(size: impl IntoShape) -> Array<f64>;
    /// Standard exponential values.
    #[track_caller]
    fn standard_exponential(size: impl IntoShape) -> Array<f64>;
    /// Standard Cauchy values.
    #[track_caller]
    fn standard_cauchy(size: impl IntoShape) -> Array<f64>;
    /// Random bytes.
    fn bytes(n: usize) -> Vec<u8>;
    /// The numbers below `n` in a random order.
    #[track_caller]
    fn permutation(n: usize) -> Array<i64>;
    /// A copy of an array in a random order along the first axis.
    ///
    /// # Errors
    /// `x must be an integer or at least 1-dimensional`; no memory.
    fn permutation_of<T: Elem>(x: impl AsView<T>) -> Result<Array<T>>;
    /// Brings the parts of an array along its first axis into a random order.
    ///
    /// # Errors
    /// `len() of unsized object`; no memory.
    fn shuffle<T: Elem>(x: &mut (impl AsViewMut<T> + ?Sized)) -> Result<()>;
    /// Integers of a range.
    ///
    /// # Errors
    /// `low >= high`, `high <= 0`; no memory.
    fn randint(range: impl IntegerRange, size: impl IntoShape) -> Result<Array<i64>>;
    /// Integers of a range, of a type.
    ///
    /// # Errors
    /// As [`randint`]; `high is out of bounds for uint8`.
    fn randint_as<T: RandomInteger>(range: impl IntegerRange, size: impl IntoShape) -> Result<Array<T>>;
    /// Integers of a range, of a type that is known at run time.
    ///
    /// # Errors
    /// As [`randint_as`].
    fn randint_dyn(range: impl IntegerRange, dtype: DType, size: impl IntoShape) -> Result<DynArray>;
    /// Values of `[low, high)`, uniform.
    ///
    /// # Errors
    /// `Range exceeds valid bounds`; shapes that do not broadcast, or not to the size; no memory.
    fn uniform<L: Elem, H: Elem>(low: impl AsView<L>, high: impl AsView<H>, size: impl Size) -> Result<Array<f64>>;
    /// Values of the triangle from `left` over `mode` to `right`.
    ///
    /// # Errors
    /// `left > mode`, `mode > right`, `left == right`; shapes that do not broadcast, or not to the size; no memory.
    fn triangular<L: Elem, M: Elem, R: Elem>(
        left: impl AsView<L>, mode: impl AsView<M>, right: impl AsView<R>, size: impl Size
    ) -> Result<Array<f64>>;
    /// Successes among `n` trials of probability `p`.
    ///
    /// # Errors
    /// `n < 0`, `p < 0, p > 1 or p is NaN`; shapes that do not broadcast, or not to the size; no memory.
    fn binomial<N: Elem, P: Elem>(n: impl AsView<N>, p: impl AsView<P>, size: impl Size) -> Result<Array<i64>>;
    /// Good ones among those drawn without putting back.
    ///
    /// # Errors
    /// `ngood + nbad < nsample`, a negative number; shapes that do not broadcast, or not to the size; no memory.
    fn hypergeometric<G: Elem, D: Elem, S: Elem>(
        ngood: impl AsView<G>, nbad: impl AsView<D>, nsample: impl AsView<S>, size: impl Size
    ) -> Result<Array<i64>>;
    /// Elements of a list, with putting back.
    ///
    /// # Errors
    /// `'a' cannot be empty unless no samples are taken`; no memory.
    fn choice<T: Elem>(a: impl AsView<T>, size: impl Size) -> Result<Array<T>>;
    /// Elements of a list, with or without putting back, and with probabilities.
    ///
    /// # Errors
    /// As [`choice`]; more than there are, probabilities that are not.
    fn choice_with<T: Elem>(a: impl AsView<T>, size: impl Size, how: &Choice) -> Result<Array<T>>;
    /// Numbers below `n`.
    ///
    /// # Errors
    /// As [`choice_with`].
    fn choice_index(n: usize, size: impl Size, how: &Choice) -> Result<Array<i64>>;
    /// How often each of some outcomes comes in `n` trials.
    ///
    /// # Errors
    /// `n < 0`, `sum(pvals[:-1]) > 1.0`; no memory.
    fn multinomial<P: Elem>(n: i64, pvals: impl AsView<P>, size: impl Size) -> Result<Array<i64>>;
    /// Shares that sum to 1.
    ///
    /// # Errors
    /// `alpha <= 0`; no memory.
    fn dirichlet<A: Elem>(alpha: impl AsView<A>, size: impl Size) -> Result<Array<f64>>;
}
