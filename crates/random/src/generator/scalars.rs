//! Distributions with parameters.

use npcore_array::{Array, AsView, AsViewMut, DynView, Result};
use npcore_dtype::Elem;

use super::Generator;
use super::floats::{RandomFloat, in_memory};
use crate::bits::BitGenerator;
use crate::dist::continuous as dist;
use crate::dist::discrete as counts;
use crate::dist::hypergeometric as urns;
use crate::dist::least;
use crate::dist::ziggurat;
use crate::params::{Constraint::*, POISSON_MAX, Param, Params, Size, filled, refused};
use crate::stream::{Memory, Stream};

/// Methods of distributions: `name(parameter: Type = Constraint, ...) -> Type`, the words that a value takes at least (with any
/// parameters, and with given ones), and how one is drawn. Each method has a twin that draws one value with parameters that are numbers.
macro_rules! distributions {
    ($( $(#[$doc:meta])* $name:ident / $one:ident ($($p:ident: $t:ident $T:ident = $c:expr),*) -> $out:ident, $least:literal $(or $more:path)?: $draw:expr; )*) => {
        impl<B: BitGenerator> Generator<B> { $(
            $(#[$doc])*
            ///
            /// # Errors
            /// A parameter outside its range, in NumPy's words; shapes that do not broadcast, or not to the size; no memory.
            pub fn $name<$($T: Elem),*>(&mut self, $($p: impl AsView<$T>,)* size: impl Size) -> Result<Array<$out>> {
                fn with(bits: &mut dyn BitGenerator, $($p: DynView<'_>,)* size: Option<Vec<usize>>) -> Result<Array<$out>> {
                    let params = ($(Param::<$t>::new($p, stringify!($p), $c)?,)*);
                    let draw: fn(&mut Stream<'_>, $($t),*) -> $out = $draw;
                    let least = |_set| {
                        $( if let Some(set) = _set { return $more(set); } )?
                        $least
                    };
                    params.fill(bits, size, least, |s, ($($p,)*)| draw(s, $($p),*))
                }
                with(&mut self.bits, $($p.as_view().as_dyn(),)* size.size()?)
            }

            #[doc = concat!("One value of [`", stringify!($name), "`](Self::", stringify!($name), ").")]
            ///
            /// # Errors
            /// A parameter outside its range, in NumPy's words.
            pub fn $one(&mut self, $($p: $t),*) -> Result<$out> {
                $( $c.check($p as f64, stringify!($p))?; )*
                let draw: fn(&mut Stream<'_>, $($t),*) -> $out = $draw;
                Ok(draw(&mut Stream::single(&mut self.bits), $($p),*))
            }
        )* }
    };
}

distributions! {
    /// Normal values of mean `loc` and standard deviation `scale`.
    ///
    /// ```
    /// let mut rng = npcore_random::default_rng(1);
    /// let heights = rng.normal(170.0, [7.0, 6.5], [1000, 2])?;
    /// assert_eq!(heights.shape(), [1000, 2]);
    /// assert_eq!(rng.normal(0.0, -1.0, ..).unwrap_err().to_string(), "scale < 0");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    normal / normal_one (loc: f64 A = None, scale: f64 C = NonNegative) -> f64, 1: |s, loc, scale| loc + scale * ziggurat::normal(s);

    /// Exponential values of mean `scale`.
    exponential / exponential_one (scale: f64 A = NonNegative) -> f64, 1: |s, scale| scale * ziggurat::exponential(s);

    /// Gamma values of a shape and a scale, by Marsaglia and Tsang's method.
    gamma / gamma_one (shape: f64 A = NonNegative, scale: f64 C = NonNegative) -> f64, 0 or least::gamma: dist::gamma;

    /// Beta values of [0, 1].
    beta / beta_one (a: f64 A = Positive, b: f64 C = Positive) -> f64, 1 or least::beta: dist::beta;

    /// Sums of `df` squares of standard normal values.
    chisquare / chisquare_one (df: f64 A = Positive) -> f64, 0 or least::chisquare: dist::chisquare;

    /// Sums of `df` squares of normal values whose means have the squares' sum `nonc`.
    noncentral_chisquare / noncentral_chisquare_one (df: f64 A = Positive, nonc: f64 C = NonNegative) -> f64, 0: dist::noncentral_chisquare;

    /// Fisher's ratio of two means of squares.
    f / f_one (dfnum: f64 A = Positive, dfden: f64 C = Positive) -> f64, 0 or least::f: dist::f;

    /// [`f`](Self::f) with a [`noncentral_chisquare`](Self::noncentral_chisquare) above.
    noncentral_f / noncentral_f_one (dfnum: f64 A = Positive, dfden: f64 C = Positive, nonc: f64 D = NonNegative) -> f64, 0: dist::noncentral_f;

    /// Student's t of `df` degrees of freedom.
    standard_t / standard_t_one (df: f64 A = Positive) -> f64, 1: dist::standard_t;

    /// Von Mises' values on the circle, in [-pi, pi].
    vonmises / vonmises_one (mu: f64 A = None, kappa: f64 C = NonNegative) -> f64, 0 or least::vonmises: dist::vonmises;

    /// Pareto's second kind (Lomax): add 1 and multiply for the first.
    pareto / pareto_one (a: f64 A = Positive) -> f64, 1: dist::pareto;

    /// Weibull's values of scale 1.
    weibull / weibull_one (a: f64 A = NonNegative) -> f64, 0 or least::weibull: dist::weibull;

    /// Values of [0, 1] whose density is a power, `a x^(a-1)`.
    power / power_one (a: f64 A = Positive) -> f64, 1: dist::power;

    /// Laplace's double exponential values.
    laplace / laplace_one (loc: f64 A = None, scale: f64 C = NonNegative) -> f64, 1: dist::laplace;

    /// Gumbel's extreme values.
    gumbel / gumbel_one (loc: f64 A = None, scale: f64 C = NonNegative) -> f64, 1: dist::gumbel;

    /// Logistic values.
    logistic / logistic_one (loc: f64 A = None, scale: f64 C = NonNegative) -> f64, 1: dist::logistic;

    /// Values whose logarithms are normal.
    lognormal / lognormal_one (mean: f64 A = None, sigma: f64 C = NonNegative) -> f64, 1: dist::lognormal;

    /// Rayleigh's values.
    rayleigh / rayleigh_one (scale: f64 A = NonNegative) -> f64, 1: dist::rayleigh;

    /// Wald's inverse Gaussian values.
    wald / wald_one (mean: f64 A = Positive, scale: f64 C = Positive) -> f64, 1: dist::wald;

    /// Counts of events of mean `lam`.
    ///
    /// ```
    /// let mut rng = npcore_random::default_rng(5);
    /// assert_eq!(rng.poisson([1.0, 100.0], [2, 2])?.to_string(), "[[ 2 93]\n [ 1 76]]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    poisson / poisson_one (lam: f64 A = Poisson) -> i64, 0 or least::poisson: counts::poisson;

    /// Zipf's ranks, `k` with probability proportional to `k^-a`.
    zipf / zipf_one (a: f64 A = AboveOne) -> i64, 0 or least::zipf: counts::zipf;

    /// Trials up to the first success.
    geometric / geometric_one (p: f64 A = UnitAboveZero) -> i64, 1: counts::geometric;

    /// Fisher's logarithmic series.
    logseries / logseries_one (p: f64 A = UnitBelowOne) -> i64, 1: counts::logseries;
}

impl<B: BitGenerator> Generator<B> {
    /// Values of `[low, high)`, uniform.
    ///
    /// ```
    /// let mut rng = npcore_random::default_rng(3);
    /// assert_eq!(rng.uniform(-1.0, 1.0, 3)?.to_string(), "[-0.82870167 -0.52637899  0.60254893]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// `high - low range exceeds valid bounds`, `high - low < 0`; shapes that do not broadcast, or not to the size; no memory.
    pub fn uniform<L: Elem, H: Elem>(
        &mut self,
        low: impl AsView<L>,
        high: impl AsView<H>,
        size: impl Size,
    ) -> Result<Array<f64>> {
        uniform(&mut self.bits, low.as_view().as_dyn(), high.as_view().as_dyn(), size.size()?, NonNegative)
    }

    /// One value of [`uniform`](Self::uniform).
    ///
    /// # Errors
    /// `high - low range exceeds valid bounds`, `high - low < 0`.
    pub fn uniform_one(&mut self, low: f64, high: f64) -> Result<f64> {
        let range = high - low;
        if !range.is_finite() {
            return refused("high - low range exceeds valid bounds");
        }
        NonNegative.check(range, "high - low")?;
        Ok(low + range * self.random_one())
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
        triangular(&mut self.bits, views, size.size()?)
    }

    /// One value of [`triangular`](Self::triangular).
    ///
    /// # Errors
    /// As [`triangular`](Self::triangular).
    pub fn triangular_one(&mut self, left: f64, mode: f64, right: f64) -> Result<f64> {
        if left > mode {
            return refused("left > mode");
        }
        if mode > right {
            return refused("mode > right");
        }
        if left == right {
            return refused("left == right");
        }
        Ok(dist::triangular(&mut Stream::single(&mut self.bits), left, mode, right))
    }

    /// Values of the standard Cauchy distribution.
    ///
    /// # Errors
    /// `negative dimensions are not allowed`; no memory.
    pub fn standard_cauchy(&mut self, size: impl Size) -> Result<Array<f64>> {
        let mut memory = Memory::new();
        filled(
            &size.size()?.unwrap_or_default(),
            &mut Stream::of_words(&mut self.bits, &mut memory),
            2,
            dist::standard_cauchy,
        )
    }

    /// One value of [`standard_cauchy`](Self::standard_cauchy).
    pub fn standard_cauchy_one(&mut self) -> f64 {
        dist::standard_cauchy(&mut Stream::single(&mut self.bits))
    }

    /// Gamma values of scale 1.
    ///
    /// # Errors
    /// `shape < 0`; a shape that does not broadcast to the size; no memory.
    pub fn standard_gamma<S: Elem>(&mut self, shape: impl AsView<S>, size: impl Size) -> Result<Array<f64>> {
        gamma_f64(&mut self.bits, shape.as_view().as_dyn(), size.size()?)
    }

    /// One value of [`standard_gamma`](Self::standard_gamma).
    ///
    /// # Errors
    /// `shape < 0`.
    pub fn standard_gamma_one(&mut self, shape: f64) -> Result<f64> {
        NonNegative.check(shape, "shape")?;
        Ok(dist::standard_gamma(&mut Stream::single(&mut self.bits), shape))
    }

    /// [`standard_gamma`](Self::standard_gamma) as f32.
    ///
    /// # Errors
    /// As [`standard_gamma`](Self::standard_gamma).
    pub fn standard_gamma_f32<S: Elem>(&mut self, shape: impl AsView<S>, size: impl Size) -> Result<Array<f32>> {
        gamma_f32(&mut self.bits, shape.as_view().as_dyn(), size.size()?)
    }

    /// [`standard_gamma`](Self::standard_gamma) of one shape into a given array of f64 or f32, in the order of its memory.
    ///
    /// # Errors
    /// `shape < 0`; `Supplied output array must be contiguous, writable, aligned, and in machine byte-order.`
    pub fn standard_gamma_into<T: RandomFloat>(
        &mut self,
        shape: f64,
        out: &mut (impl AsViewMut<T> + ?Sized),
    ) -> Result<()> {
        NonNegative.check(shape, "shape")?;
        in_memory(out, |out| T::fill(&mut self.bits, super::floats::Standard::Gamma(shape), out))
    }

    /// Successes among `n` trials of probability `p`.
    ///
    /// ```
    /// let mut rng = npcore_random::default_rng(2);
    /// assert_eq!(rng.binomial(10, [0.1, 0.5, 0.9], ..)?.to_string(), "[0 4 8]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// `n < 0`, `p < 0, p > 1 or p is NaN`; shapes that do not broadcast, or not to the size; no memory.
    pub fn binomial<N: Elem, P: Elem>(
        &mut self,
        n: impl AsView<N>,
        p: impl AsView<P>,
        size: impl Size,
    ) -> Result<Array<i64>> {
        binomial(&mut self.bits, n.as_view().as_dyn(), p.as_view().as_dyn(), size.size()?, counts::binomial)
    }

    /// One value of [`binomial`](Self::binomial).
    ///
    /// # Errors
    /// `n < 0`, `p < 0, p > 1 or p is NaN`.
    pub fn binomial_one(&mut self, n: i64, p: f64) -> Result<i64> {
        Unit.check(p, "p")?;
        NonNegative.check(n as f64, "n")?;
        Ok(counts::binomial(&mut Stream::single(&mut self.bits), n, p, &mut Default::default()))
    }

    /// Failures before the `n`-th success, each of probability `p`; `n` may be a fraction.
    ///
    /// # Errors
    /// `n <= 0`, `p <= 0, p > 1 or p contains NaNs`, values beyond i64; shapes that do not broadcast, or not to the size; no
    /// memory.
    pub fn negative_binomial<N: Elem, P: Elem>(
        &mut self,
        n: impl AsView<N>,
        p: impl AsView<P>,
        size: impl Size,
    ) -> Result<Array<i64>> {
        negative_binomial(&mut self.bits, n.as_view().as_dyn(), p.as_view().as_dyn(), size.size()?)
    }

    /// One value of [`negative_binomial`](Self::negative_binomial).
    ///
    /// # Errors
    /// As [`negative_binomial`](Self::negative_binomial).
    pub fn negative_binomial_one(&mut self, n: f64, p: f64) -> Result<i64> {
        PositiveNotNan.check(n, "n")?;
        UnitAboveZero.check(p, "p")?;
        check_mean(n, p)?;
        Ok(counts::negative_binomial(&mut Stream::single(&mut self.bits), n, p))
    }

    /// Good ones among `nsample` drawn, without putting back, from `ngood` good and `nbad` bad ones.
    ///
    /// ```
    /// let mut rng = npcore_random::default_rng(4);
    /// assert_eq!(rng.hypergeometric(100, 2, 10, 5)?.to_string(), "[10 10 10 10 10]");
    /// assert_eq!(rng.hypergeometric(1, 2, 10, ..).unwrap_err().to_string(), "ngood + nbad < nsample");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// `ngood + nbad < nsample`, `both ngood and nbad must be less than 1000000000`, a negative number; shapes that do not
    /// broadcast, or not to the size; no memory.
    pub fn hypergeometric<G: Elem, D: Elem, S: Elem>(
        &mut self,
        ngood: impl AsView<G>,
        nbad: impl AsView<D>,
        nsample: impl AsView<S>,
        size: impl Size,
    ) -> Result<Array<i64>> {
        let views = [ngood.as_view().as_dyn(), nbad.as_view().as_dyn(), nsample.as_view().as_dyn()];
        hypergeometric(&mut self.bits, views, size.size()?, NonNegative, URN, urns::hypergeometric)
    }

    /// One value of [`hypergeometric`](Self::hypergeometric).
    ///
    /// # Errors
    /// As [`hypergeometric`](Self::hypergeometric).
    pub fn hypergeometric_one(&mut self, ngood: i64, nbad: i64, nsample: i64) -> Result<i64> {
        check_urn([ngood], [nbad], [nsample], URN)?;
        for (x, name) in [(ngood, "ngood"), (nbad, "nbad"), (nsample, "nsample")] {
            NonNegative.check(x as f64, name)?;
        }
        Ok(urns::hypergeometric(&mut Stream::single(&mut self.bits), ngood, nbad, nsample))
    }
}

/// NumPy refuses a negative range in its generator and takes it in its old functions: `constraint` says which.
pub(crate) fn uniform(
    bits: &mut dyn BitGenerator,
    low: DynView<'_>,
    high: DynView<'_>,
    size: Option<Vec<usize>>,
    constraint: crate::params::Constraint,
) -> Result<Array<f64>> {
    let low = Param::<f64>::new(low, "", None)?;
    let high = Param::<f64>::new(high, "", None)?;
    let range = npcore_array::subtract(high.view(), low.view())?;
    if !range.values().all(f64::is_finite) {
        let scalar = low.is_scalar() && high.is_scalar() && constraint == NonNegative;
        return refused(if scalar { "high - low range exceeds valid bounds" } else { "Range exceeds valid bounds" });
    }
    let range = Param::<f64>::new(range.as_dyn(), "high - low", constraint)?;
    (low, range).fill(bits, size, |_| 1, |s, (low, range)| low + range * s.f64())
}

pub(crate) fn triangular(
    bits: &mut dyn BitGenerator,
    views: [DynView<'_>; 3],
    size: Option<Vec<usize>>,
) -> Result<Array<f64>> {
    let [left, mode, right] = views.map(|view| Param::<f64>::new(view, "", None));
    let (left, mode, right) = (left?, mode?, right?);
    let any = |a: &Param<'_, f64>, b: &Param<'_, f64>, wrong: fn(f64, f64) -> bool, words: &str| {
        let shape = npcore_broadcast::broadcast_shapes(&[a.view().shape(), b.view().shape()])?;
        let (a, b) = (a.view(), b.view());
        let mut pairs = a.broadcast_to(&shape[..])?.values().zip(b.broadcast_to(&shape[..])?.values());
        if pairs.any(|(a, b)| wrong(a, b)) { refused(words) } else { Ok(()) }
    };
    any(&left, &mode, |a, b| a > b, "left > mode")?;
    any(&mode, &right, |a, b| a > b, "mode > right")?;
    any(&left, &right, |a, b| a == b, "left == right")?;
    (left, mode, right).fill(bits, size, |_| 1, |s, (left, mode, right)| dist::triangular(s, left, mode, right))
}

fn gamma_f64(bits: &mut dyn BitGenerator, shape: DynView<'_>, size: Option<Vec<usize>>) -> Result<Array<f64>> {
    let shape = Param::<f64>::new(shape, "shape", NonNegative)?;
    let least = |set: Option<(f64,)>| set.map_or(0, |(shape,)| least::gamma((shape, 1.0)));
    (shape,).fill(bits, size, least, |s, (shape,)| dist::standard_gamma(s, shape))
}

fn gamma_f32(bits: &mut dyn BitGenerator, shape: DynView<'_>, size: Option<Vec<usize>>) -> Result<Array<f32>> {
    let shape = Param::<f32>::new(shape, "shape", NonNegative)?;
    (shape,).fill(bits, size, |_| 0, |s, (shape,)| dist::standard_gamma_f32(s, shape))
}

pub(crate) fn binomial(
    bits: &mut dyn BitGenerator,
    n: DynView<'_>,
    p: DynView<'_>,
    size: Option<Vec<usize>>,
    draw: counts::Draw,
) -> Result<Array<i64>> {
    // In NumPy's order of conversions, checks and broadcasting.
    let p = Param::<f64>::new(p, "p", Unit)?;
    let n = Param::<i64>::new(n, "n", NonNegative)?;
    let mut cache = counts::BinomialCache::default();
    let least = |set: Option<(f64, i64)>| set.map_or(0, least::binomial);
    (p, n).fill(bits, size, least, |s, (p, n)| draw(s, n, p, &mut cache))
}

fn check_mean(n: f64, p: f64) -> Result<()> {
    if (1.0 - p) / p * (n + 10.0 * n.sqrt()) > POISSON_MAX {
        return refused("n too large or p too small, see Generator.negative_binomial Notes");
    }
    Ok(())
}

fn negative_binomial(
    bits: &mut dyn BitGenerator,
    n: DynView<'_>,
    p: DynView<'_>,
    size: Option<Vec<usize>>,
) -> Result<Array<i64>> {
    let p = Param::<f64>::new(p, "p", UnitAboveZero)?;
    let n = Param::<f64>::new(n, "n", PositiveNotNan)?;
    let scalar = n.is_scalar() && p.is_scalar();
    n.check(scalar)?;
    p.check(scalar)?;
    let (ns, ps) = (n.view(), p.view());
    let shape = npcore_broadcast::broadcast_shapes(&[ps.shape(), ns.shape()])?;
    let mut pairs = ns.broadcast_to(&shape[..])?.values().zip(ps.broadcast_to(&shape[..])?.values());
    pairs.try_for_each(|(n, p)| check_mean(n, p))?;
    (n, p).fill(bits, size, |_| 1, |s, (n, p)| counts::negative_binomial(s, n, p))
}

/// So many of either kind an urn of the generator may not have.
const URN: i64 = 1_000_000_000;

/// NumPy's first questions about urns: there is a limit, and no more are drawn than there are.
fn check_urn(
    good: impl IntoIterator<Item = i64> + Clone,
    bad: impl IntoIterator<Item = i64> + Clone,
    sample: impl IntoIterator<Item = i64>,
    limit: i64,
) -> Result<()> {
    if good.clone().into_iter().chain(bad.clone()).any(|n| n >= limit) {
        return refused(format!("both ngood and nbad must be less than {limit}"));
    }
    if good.into_iter().zip(bad).zip(sample).any(|((good, bad), sample)| good.wrapping_add(bad) < sample) {
        return refused("ngood + nbad < nsample");
    }
    Ok(())
}

pub(crate) fn hypergeometric(
    bits: &mut dyn BitGenerator,
    views: [DynView<'_>; 3],
    size: Option<Vec<usize>>,
    of_sample: crate::params::Constraint,
    limit: i64,
    draw: fn(&mut Stream<'_>, i64, i64, i64) -> i64,
) -> Result<Array<i64>> {
    let [good, bad, sample] = views;
    let good = Param::<i64>::new(good, "ngood", NonNegative)?;
    let bad = Param::<i64>::new(bad, "nbad", NonNegative)?;
    let sample = Param::<i64>::new(sample, "nsample", of_sample)?;
    let (goods, bads, samples) = (good.view(), bad.view(), sample.view());
    let shape = npcore_broadcast::broadcast_shapes(&[goods.shape(), bads.shape(), samples.shape()])?;
    let all = [goods.broadcast_to(&shape[..])?, bads.broadcast_to(&shape[..])?, samples.broadcast_to(&shape[..])?];
    check_urn(all[0].values(), all[1].values(), all[2].values(), limit)?;
    (good, bad, sample).fill(bits, size, |_| 0, |s, (good, bad, sample)| draw(s, good, bad, sample))
}
