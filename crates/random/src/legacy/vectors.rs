//! The methods of `RandomState` that choose from lists and draw vectors.

use npcore_array::{Array, AsView, DynView, Result, engine};
use npcore_dtype::Elem;

use super::{RandomState, refused};
use crate::bits::BitGenerator;
use crate::dist::discrete::{self as counts, BinomialCache};
use crate::dist::legacy::{Legacy, standard_gamma};
use crate::generator::Choice;
use crate::generator::choice::{Flavor, choice, positions};
use crate::generator::multivariate::{alphas, check_pvals, doubles, normalized, rows, slice_of};
use crate::params::{Constraint, Size};
use crate::stream::Stream;

impl<B: BitGenerator> RandomState<B> {
    /// Elements of a list, with putting back. A lone integer `n` stands for the numbers below it.
    ///
    /// # Errors
    /// `'a' cannot be empty unless no samples are taken`, `a must be greater than 0 unless no samples are taken`, `a must be
    /// 1-dimensional`; no memory.
    pub fn choice<T: Elem>(&mut self, a: impl AsView<T>, size: impl Size) -> Result<Array<T>> {
        self.choice_with(a, size, &Choice::new())
    }

    /// [`choice`](Self::choice) with or without putting back, and with probabilities; the other settings are the generator's.
    ///
    /// # Errors
    /// As [`choice`](Self::choice); `Cannot take a larger sample than population when 'replace=False'`; probabilities that
    /// are not: `probabilities do not sum to 1`.
    pub fn choice_with<T: Elem>(&mut self, a: impl AsView<T>, size: impl Size, how: &Choice) -> Result<Array<T>> {
        engine::typed(choice(&mut self.bits, a.as_view().as_dyn(), size.size()?, how, Flavor::Legacy)?)
    }

    /// Numbers below `n`, as i64.
    ///
    /// # Errors
    /// As [`choice_with`](Self::choice_with).
    pub fn choice_index(&mut self, n: usize, size: impl Size, how: &Choice) -> Result<Array<i64>> {
        positions(&mut self.bits, n, true, size.size()?, how, Flavor::Legacy)
    }

    /// How often each of some outcomes of given probabilities comes in `n` trials; the last axis are the outcomes.
    ///
    /// # Errors
    /// `n < 0`, `sum(pvals[:-1]) > 1.0`, `pvals must be a 1-d sequence`; no memory.
    pub fn multinomial<P: Elem>(&mut self, n: i64, pvals: impl AsView<P>, size: impl Size) -> Result<Array<i64>> {
        multinomial(&mut self.bits, n, pvals.as_view().as_dyn(), size.size()?)
    }

    /// Shares that sum to 1, by Dirichlet's distribution; the last axis is that of `alpha`.
    ///
    /// # Errors
    /// `alpha <= 0`; a list that is none; no memory.
    pub fn dirichlet<A: Elem>(&mut self, alpha: impl AsView<A>, size: impl Size) -> Result<Array<f64>> {
        let RandomState { bits, gauss } = self;
        dirichlet(bits, gauss, alpha.as_view().as_dyn(), size.size()?)
    }

    /// Vectors of the normal distribution of a mean and a covariance matrix, by its singular values; the last axis of the
    /// result are their places. `check_valid` makes an error of a matrix that is no covariance up to `tol`, of which NumPy
    /// warns by default.
    ///
    /// The standard normal values are NumPy's; the signs of singular vectors are not determined.
    ///
    /// # Errors
    /// `cov must be 2 dimensional and square` and NumPy's other words; `covariance is not symmetric positive-semidefinite.`,
    /// where that is asked for; no memory.
    #[cfg(feature = "linalg")]
    pub fn multivariate_normal<M: Elem, C: Elem>(
        &mut self,
        mean: impl AsView<M>,
        cov: impl AsView<C>,
        size: impl Size,
        check_valid: bool,
        tol: f64,
    ) -> Result<Array<f64>> {
        use crate::generator::multivariate_normal::Covariance;
        let covariance = Covariance::new(mean.as_view().as_dyn(), cov.as_view().as_dyn())?;
        let normal = self.try_standard_normal(&covariance.shape(size.size()?)[..])?;
        covariance.vectors(normal, covariance.legacy_factor(check_valid, tol)?)
    }
}

fn multinomial(
    bits: &mut dyn BitGenerator,
    n: i64,
    pvals: DynView<'_>,
    size: Option<Vec<usize>>,
) -> Result<Array<i64>> {
    match pvals.ndim() {
        0 => return refused("pvals must be a 1-d sequence"),
        1 => {}
        _ => return refused("object too deep for desired array"),
    }
    let p = doubles(pvals)?;
    let d = p.size();
    check_pvals(&p, d, pvals)?;
    Constraint::NonNegative.check(n as f64, "n")?;
    let mut out = rows::<i64>(&size.unwrap_or_default(), d)?;
    let (stream, mut cache) = (&mut Stream::single(bits), BinomialCache::default());
    for row in slice_of(&mut out).chunks_exact_mut(d.max(1)) {
        counts::multinomial(stream, n, p.as_slice().unwrap_or_default(), row, &mut cache);
    }
    Ok(out)
}

fn dirichlet(
    bits: &mut dyn BitGenerator,
    gauss: &mut Option<f64>,
    alpha: DynView<'_>,
    size: Option<Vec<usize>>,
) -> Result<Array<f64>> {
    let alpha = alphas(alpha)?;
    if alpha.iter().any(|&a| a <= 0.0) {
        return refused("alpha <= 0");
    }
    let mut out = rows::<f64>(&size.unwrap_or_default(), alpha.len())?;
    let stream = &mut Stream::single(bits);
    normalized(slice_of(&mut out), &alpha, |a| standard_gamma(&mut Legacy { stream, gauss }, a));
    Ok(out)
}
