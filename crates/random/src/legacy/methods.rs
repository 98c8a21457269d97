//! The methods of `RandomState` that draw single values into arrays.

use npcore_array::{Array, AsView, DynArray, DynView, IntoShape, Result, engine};
use npcore_dtype::{DType, Elem, Element};

use super::{RandomState, refused};
use crate::bits::BitGenerator;
use crate::dist::bounded::Method;
use crate::dist::continuous as dist;
use crate::dist::discrete as counts;
use crate::dist::legacy::{self as old, Legacy};
use crate::generator::IntegerRange;
use crate::generator::RandomInteger;
use crate::generator::floats::{Standard, bytes, standard};
use crate::generator::integers::{Bounds, between, of_range, one};
use crate::generator::{scalars, shuffle};
use crate::params::{Constraint::*, Param, Params, Size, filled};
use crate::stream::{Memory, Stream};

/// The table of distributions: `name(parameter: Type = Constraint, ...) -> Type`, the words that a value takes at least, and
/// how one is drawn. `$emit` makes methods or functions of it.
macro_rules! legacy_distributions {
    ($emit:ident) => {
        $emit! {
            "Normal values of mean `loc` and standard deviation `scale`, by the polar method."
            normal(loc: f64 A = None, scale: f64 C = NonNegative) -> f64, 1: old::normal;
            "Exponential values of mean `scale`."
            exponential(scale: f64 A = NonNegative) -> f64, 1: old::exponential;
            "Gamma values of scale 1."
            standard_gamma(shape: f64 A = NonNegative) -> f64, 0: old::standard_gamma;
            "Gamma values of a shape and a scale."
            gamma(shape: f64 A = NonNegative, scale: f64 C = NonNegative) -> f64, 0: old::gamma;
            "Beta values of [0, 1]."
            beta(a: f64 A = Positive, b: f64 C = Positive) -> f64, 1: old::beta;
            "Sums of `df` squares of standard normal values."
            chisquare(df: f64 A = Positive) -> f64, 0: old::chisquare;
            "Sums of `df` squares of normal values whose means have the squares' sum `nonc`."
            noncentral_chisquare(df: f64 A = Positive, nonc: f64 C = NonNegative) -> f64, 0: old::noncentral_chisquare;
            "Fisher's ratio of two means of squares."
            f(dfnum: f64 A = Positive, dfden: f64 C = Positive) -> f64, 0: old::f;
            "Fisher's ratio with a noncentral mean above."
            noncentral_f(dfnum: f64 A = Positive, dfden: f64 C = Positive, nonc: f64 D = NonNegative) -> f64, 0: old::noncentral_f;
            "Student's t of `df` degrees of freedom."
            standard_t(df: f64 A = Positive) -> f64, 1: old::standard_t;
            "Von Mises' values on the circle."
            vonmises(mu: f64 A = None, kappa: f64 C = NonNegative) -> f64, 0: old::vonmises;
            "Pareto's second kind (Lomax)."
            pareto(a: f64 A = Positive) -> f64, 1: old::pareto;
            "Weibull's values of scale 1."
            weibull(a: f64 A = NonNegative) -> f64, 0: old::weibull;
            "Values of [0, 1] whose density is a power, `a x^(a-1)`."
            power(a: f64 A = Positive) -> f64, 1: old::power;
            "Laplace's double exponential values."
            laplace(loc: f64 A = None, scale: f64 C = NonNegative) -> f64, 1: |l, loc, scale| dist::laplace(l.stream, loc, scale);
            "Gumbel's extreme values."
            gumbel(loc: f64 A = None, scale: f64 C = NonNegative) -> f64, 1: |l, loc, scale| dist::gumbel(l.stream, loc, scale);
            "Logistic values."
            logistic(loc: f64 A = None, scale: f64 C = NonNegative) -> f64, 1: |l, loc, scale| dist::logistic(l.stream, loc, scale);
            "Values whose logarithms are normal."
            lognormal(mean: f64 A = None, sigma: f64 C = NonNegative) -> f64, 1: old::lognormal;
            "Rayleigh's values."
            rayleigh(scale: f64 A = NonNegative) -> f64, 1: old::rayleigh;
            "Wald's inverse Gaussian values."
            wald(mean: f64 A = Positive, scale: f64 C = Positive) -> f64, 1: old::wald;
            "Counts of events of mean `lam`."
            poisson(lam: f64 A = Poisson) -> i64, 0: |l, lam| counts::poisson(l.stream, lam);
            "Zipf's ranks, `k` with probability proportional to `k^-a`."
            zipf(a: f64 A = AboveOne) -> i64, 0: old::zipf;
            "Trials up to the first success."
            geometric(p: f64 A = UnitAboveZero) -> i64, 1: old::geometric;
            "Fisher's logarithmic series."
            logseries(p: f64 A = UnitBelowOne) -> i64, 1: old::logseries;
            "Failures before the `n`-th success, each of probability `p`; `n` may be a fraction."
            negative_binomial(n: f64 A = Positive, p: f64 C = Unit) -> i64, 0: old::negative_binomial;
        }
    };
}
pub(super) use legacy_distributions;

macro_rules! methods {
    ($( $what:literal $name:ident ($($p:ident: $t:ident $T:ident = $c:expr),*) -> $out:ident, $least:literal: $draw:expr; )*) => {
        impl<B: BitGenerator> RandomState<B> { $(
            #[doc = $what]
            ///
            /// # Errors
            /// A parameter outside its range, in NumPy's words; shapes that do not broadcast, or not to the size; no memory.
            pub fn $name<$($T: Elem),*>(&mut self, $($p: impl AsView<$T>,)* size: impl Size) -> Result<Array<$out>> {
                fn with(
                    bits: &mut dyn BitGenerator,
                    gauss: &mut Option<f64>,
                    $($p: DynView<'_>,)*
                    size: Option<Vec<usize>>,
                ) -> Result<Array<$out>> {
                    let params = ($(Param::<$t>::new($p, stringify!($p), $c)?,)*);
                    let draw: fn(&mut Legacy<'_, '_>, $($t),*) -> $out = $draw;
                    // With a value that is kept the first may take no word.
                    let least = if gauss.is_some() { 0 } else { $least };
                    params.fill(bits, size, |_| least, |stream, ($($p,)*)| draw(&mut Legacy { stream, gauss }, $($p),*))
                }
                with(&mut self.bits, &mut self.gauss, $($p.as_view().as_dyn(),)* size.size()?)
            }
        )* }
    };
}
legacy_distributions!(methods);

impl<B: BitGenerator> RandomState<B> {
    fn standard(&mut self, least: usize, shape: &[usize], draw: fn(&mut Legacy<'_, '_>) -> f64) -> Result<Array<f64>> {
        let RandomState { bits, gauss } = self;
        let least = if gauss.is_some() { 0 } else { least };
        let mut memory = Memory::new();
        filled(shape, &mut Stream::of_words(bits, &mut memory), least, |stream| draw(&mut Legacy { stream, gauss }))
    }

    /// Values of [0, 1), uniform.
    ///
    /// # Panics
    /// A negative length, a size that overflows; no memory.
    #[track_caller]
    pub fn random_sample(&mut self, size: impl IntoShape) -> Array<f64> {
        crate::expect(self.try_random_sample(size))
    }

    /// [`random_sample`](Self::random_sample) with an error instead of a panic.
    ///
    /// # Errors
    /// `negative dimensions are not allowed`; a size that overflows; no memory.
    pub fn try_random_sample(&mut self, size: impl IntoShape) -> Result<Array<f64>> {
        standard(&mut self.bits, Standard::Uniform, &size.into_shape()?)
    }

    /// One value of [`random_sample`](Self::random_sample).
    pub fn random_sample_one(&mut self) -> f64 {
        self.bits.next_f64()
    }

    /// [`random_sample`](Self::random_sample) under its short name.
    ///
    /// # Panics
    /// As [`random_sample`](Self::random_sample).
    #[track_caller]
    pub fn random(&mut self, size: impl IntoShape) -> Array<f64> {
        self.random_sample(size)
    }

    /// [`random_sample`](Self::random_sample) as NumPy's `rand(d0, d1, ...)`.
    ///
    /// # Panics
    /// As [`random_sample`](Self::random_sample).
    #[track_caller]
    pub fn rand(&mut self, shape: impl IntoShape) -> Array<f64> {
        self.random_sample(shape)
    }

    /// Standard normal values, as NumPy's `randn(d0, d1, ...)`.
    ///
    /// # Panics
    /// As [`random_sample`](Self::random_sample).
    #[track_caller]
    pub fn randn(&mut self, shape: impl IntoShape) -> Array<f64> {
        self.standard_normal(shape)
    }

    /// Standard normal values, by the polar method.
    ///
    /// # Panics
    /// As [`random_sample`](Self::random_sample).
    #[track_caller]
    pub fn standard_normal(&mut self, size: impl IntoShape) -> Array<f64> {
        crate::expect(self.try_standard_normal(size))
    }

    /// [`standard_normal`](Self::standard_normal) with an error instead of a panic.
    ///
    /// # Errors
    /// As [`try_random_sample`](Self::try_random_sample).
    pub fn try_standard_normal(&mut self, size: impl IntoShape) -> Result<Array<f64>> {
        self.standard(1, &size.into_shape()?, old::gauss)
    }

    /// One value of [`standard_normal`](Self::standard_normal).
    pub fn standard_normal_one(&mut self) -> f64 {
        let RandomState { bits, gauss } = self;
        old::gauss(&mut Legacy { stream: &mut Stream::single(bits), gauss })
    }

    /// Values of the standard exponential distribution.
    ///
    /// # Panics
    /// As [`random_sample`](Self::random_sample).
    #[track_caller]
    pub fn standard_exponential(&mut self, size: impl IntoShape) -> Array<f64> {
        crate::expect(size.into_shape().and_then(|shape| self.standard(1, &shape, old::standard_exponential)))
    }

    /// Values of the standard Cauchy distribution.
    ///
    /// # Panics
    /// As [`random_sample`](Self::random_sample).
    #[track_caller]
    pub fn standard_cauchy(&mut self, size: impl IntoShape) -> Array<f64> {
        crate::expect(size.into_shape().and_then(|shape| self.standard(1, &shape, old::standard_cauchy)))
    }

    /// Integers of 0 to 2^63 - 1.
    ///
    /// # Panics
    /// As [`random_sample`](Self::random_sample).
    #[track_caller]
    pub fn tomaxint(&mut self, size: impl IntoShape) -> Array<i64> {
        let mut memory = Memory::new();
        let stream = &mut Stream::of_words(&mut self.bits, &mut memory);
        crate::expect(size.into_shape().and_then(|shape| filled(&shape, stream, 1, |s| (s.u64() >> 1) as i64)))
    }

    /// `n` random bytes.
    pub fn bytes(&mut self, n: usize) -> Vec<u8> {
        bytes(&mut self.bits, n)
    }

    /// Integers of a range, as i64.
    ///
    /// # Errors
    /// `low >= high`, `high <= 0`; no memory.
    pub fn randint(&mut self, range: impl IntegerRange, size: impl IntoShape) -> Result<Array<i64>> {
        self.randint_as(range, size)
    }

    /// One integer of a range.
    ///
    /// # Errors
    /// `low >= high`, `high <= 0`.
    pub fn randint_one(&mut self, range: impl IntegerRange) -> Result<i64> {
        one(&mut self.bits, range.bounds(), Method::Masked)
    }

    /// [`randint`](Self::randint) of a type.
    ///
    /// # Errors
    /// `low >= high`, `high <= 0`, `high is out of bounds for uint8`; no memory.
    pub fn randint_as<T: RandomInteger>(&mut self, range: impl IntegerRange, size: impl IntoShape) -> Result<Array<T>> {
        engine::typed(self.randint_dyn(range, <T as Element>::dtype(), size)?)
    }

    /// [`randint`](Self::randint) of a type that is known at run time.
    ///
    /// # Errors
    /// As [`randint_as`](Self::randint_as); a dtype that is none of integers or bool.
    pub fn randint_dyn(&mut self, range: impl IntegerRange, dtype: DType, size: impl IntoShape) -> Result<DynArray> {
        of_range(&mut self.bits, range.bounds(), dtype, &size.into_shape()?, Method::Masked)
    }

    /// Integers of `low` to below `high`, each of its own range: arrays or scalars that broadcast.
    ///
    /// # Errors
    /// As [`randint_as`](Self::randint_as); shapes that do not broadcast, or not to the size.
    pub fn randint_between<T: RandomInteger, L: Elem, H: Elem>(
        &mut self,
        low: impl AsView<L>,
        high: impl AsView<H>,
        size: impl Size,
    ) -> Result<Array<T>> {
        let (low, high) = (low.as_view(), high.as_view());
        let bounds = Bounds { low: low.as_dyn(), high: high.as_dyn(), closed: false };
        engine::typed(between(&mut self.bits, bounds, <T as Element>::dtype(), size.size()?, Method::Masked)?)
    }

    /// Values of `[low, high)`, uniform.
    ///
    /// # Errors
    /// `Range exceeds valid bounds`; shapes that do not broadcast, or not to the size; no memory.
    pub fn uniform<L: Elem, H: Elem>(
        &mut self,
        low: impl AsView<L>,
        high: impl AsView<H>,
        size: impl Size,
    ) -> Result<Array<f64>> {
        scalars::uniform(&mut self.bits, low.as_view().as_dyn(), high.as_view().as_dyn(), size.size()?, None)
    }

    /// Values of the triangle from `left` over `mode` to `right`.
    ///
    /// # Errors
    /// `left > mode`, `mode > right`, `left == right`; shapes that do not broadcast, or not to the size; no memory.
    pub fn triangular<L: Elem, M: Elem, R: Elem>(
        &mut self,
        left: impl AsView<L>,
        mode: impl AsView<M>,
        right: impl AsView<R>,
        size: impl Size,
    ) -> Result<Array<f64>> {
        let views = [left.as_view().as_dyn(), mode.as_view().as_dyn(), right.as_view().as_dyn()];
        scalars::triangular(&mut self.bits, views, size.size()?)
    }

    /// Successes among `n` trials of probability `p`.
    ///
    /// # Errors
    /// `n < 0`, `p < 0, p > 1 or p is NaN`; shapes that do not broadcast, or not to the size; no memory.
    pub fn binomial<N: Elem, P: Elem>(
        &mut self,
        n: impl AsView<N>,
        p: impl AsView<P>,
        size: impl Size,
    ) -> Result<Array<i64>> {
        scalars::binomial(&mut self.bits, n.as_view().as_dyn(), p.as_view().as_dyn(), size.size()?, old::binomial)
    }

    /// Good ones among `nsample` drawn, without putting back, from `ngood` good and `nbad` bad ones.
    ///
    /// # Errors
    /// `ngood + nbad < nsample`, a negative number, a sample of none; shapes that do not broadcast, or not to the size; no
    /// memory.
    pub fn hypergeometric<G: Elem, D: Elem, S: Elem>(
        &mut self,
        ngood: impl AsView<G>,
        nbad: impl AsView<D>,
        nsample: impl AsView<S>,
        size: impl Size,
    ) -> Result<Array<i64>> {
        let views = [ngood.as_view().as_dyn(), nbad.as_view().as_dyn(), nsample.as_view().as_dyn()];
        let draw = |stream: &mut Stream<'_>, good, bad, sample| {
            old::hypergeometric(&mut Legacy { stream, gauss: &mut Option::None }, good, bad, sample)
        };
        scalars::hypergeometric(&mut self.bits, views, size.size()?, AtLeastOne, i64::MAX, draw)
    }

    /// Brings the parts of an array along its first axis into a random order.
    ///
    /// # Errors
    /// `len() of unsized object`: an array without axes; no memory.
    pub fn shuffle<T: Elem>(&mut self, x: &mut (impl npcore_array::AsViewMut<T> + ?Sized)) -> Result<()> {
        shuffle::shuffle(&mut self.bits, x.as_view_mut().into_dyn(), 0)
    }

    /// The numbers from 0 to below `n` in a random order.
    ///
    /// # Panics
    /// No memory.
    #[track_caller]
    pub fn permutation(&mut self, n: usize) -> Array<i64> {
        crate::expect(Array::from_shape_vec(n, shuffle::permutation(&mut self.bits, n)))
    }

    /// A copy of an array whose parts along the first axis are in a random order: NumPy's `permutation` of an array.
    ///
    /// # Errors
    /// `x must be an integer or at least 1-dimensional`; no memory.
    pub fn permutation_of<T: Elem>(&mut self, x: impl AsView<T>) -> Result<Array<T>> {
        let x = x.as_view();
        if x.ndim() == 0 {
            return refused("x must be an integer or at least 1-dimensional");
        }
        engine::typed(shuffle::permutation_of(&mut self.bits, x.as_dyn(), 0)?)
    }
}
