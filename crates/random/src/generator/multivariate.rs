//! Distributions of vectors.

use npcore_array::{Array, ArrayError, AsView, CopyMode, DynView, Order, Result};
use npcore_dtype::{Casting, DType, Elem};

use super::Generator;
use super::choice::compensated_sum;
use crate::bits::BitGenerator;
use crate::dist::continuous::{beta, standard_gamma};
use crate::dist::discrete::{self as counts, BinomialCache};
use crate::dist::hypergeometric::{by_counting, by_marginals};
use crate::params::{Constraint, Param, Size, refused};
use crate::stream::Stream;

/// How [`multivariate_hypergeometric`](Generator::multivariate_hypergeometric) draws.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HypergeometricMethod {
    /// Each color against the rest of the urn.
    #[default]
    Marginals,
    /// One by one, from a list of the whole urn.
    Count,
}

impl<B: BitGenerator> Generator<B> {
    /// How often each of some outcomes, of probabilities along the last axis of `pvals`, comes in `n` trials. The last axis
    /// of the result are the outcomes.
    ///
    /// ```
    /// let mut rng = npcore_random::default_rng(6);
    /// assert_eq!(rng.multinomial(20, [1.0 / 6.0; 6], 2)?.to_string(), "[[3 3 3 3 7 1]\n [4 4 2 4 2 4]]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// `n < 0`, `sum(pvals[:-1]) > 1.0` and NumPy's other words; shapes that do not broadcast, or not to the size; no memory.
    pub fn multinomial<N: Elem, P: Elem>(
        &mut self,
        n: impl AsView<N>,
        pvals: impl AsView<P>,
        size: impl Size,
    ) -> Result<Array<i64>> {
        multinomial(&mut self.bits, n.as_view().as_dyn(), pvals.as_view().as_dyn(), size.size()?)
    }

    /// How many of each color are among `nsample` drawn, without putting back, from an urn with so many of each. The last
    /// axis of the result are the colors.
    ///
    /// ```
    /// use npcore_random::HypergeometricMethod::Marginals;
    /// let mut rng = npcore_random::default_rng(6);
    /// assert_eq!(rng.multivariate_hypergeometric([16, 8, 4], 6, Marginals, 2)?.to_string(), "[[4 2 0]\n [4 1 1]]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// `nsample > sum(colors)`, `nsample must be nonnegative.` and NumPy's other words; no memory.
    pub fn multivariate_hypergeometric<C: Elem>(
        &mut self,
        colors: impl AsView<C>,
        nsample: i64,
        method: HypergeometricMethod,
        size: impl Size,
    ) -> Result<Array<i64>> {
        urn(&mut self.bits, colors.as_view().as_dyn(), nsample, method, size.size()?)
    }

    /// Shares that sum to 1, by Dirichlet's distribution; the last axis of the result is that of `alpha`.
    ///
    /// ```
    /// let mut rng = npcore_random::default_rng(6);
    /// let shares = rng.dirichlet([10.0, 5.0, 3.0], 2)?;
    /// assert_eq!(shares.shape(), [2, 3]);
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// `alpha < 0`; a list that is none; no memory.
    pub fn dirichlet<A: Elem>(&mut self, alpha: impl AsView<A>, size: impl Size) -> Result<Array<f64>> {
        dirichlet(&mut self.bits, alpha.as_view().as_dyn(), size.size()?)
    }
}

/// Zeros in a shape and a last axis.
pub(crate) fn rows<T: npcore_array::HasOne>(shape: &[usize], n: usize) -> Result<Array<T>> {
    let mut shape = shape.to_vec();
    shape.push(n);
    npcore_array::try_zeros(&shape[..], Order::C)
}

/// The elements of a fresh array in C order.
pub(crate) fn slice_of<T: npcore_dtype::Element>(array: &mut Array<T>) -> &mut [T] {
    array.as_slice_mut().unwrap_or_default()
}

/// Checks the probabilities of outcomes: rows of `d`.
pub(crate) fn check_pvals(p: &Array<f64>, d: usize, given: DynView<'_>) -> Result<()> {
    Constraint::Unit.check_all(p.values(), "pvals")?;
    let all = p.as_slice().unwrap_or_default();
    if !all.chunks(d.max(1)).any(|row| compensated_sum(&row[..d - 1]) > 1.0 + 1e-12) {
        return Ok(());
    }
    let part = if p.ndim() == 1 { "[:-1]" } else { "[...,:-1]" };
    let dtype = given.dtype();
    let narrow = dtype.is_float() && dtype != DType::FLOAT64;
    if narrow && all.iter().sum::<f64>() < 1.0001 {
        return refused(format!(
            "sum(pvals{part}.astype(np.float64)) > 1.0. The pvals array is cast to 64-bit floating point prior to checking \
            the sum. Precision changes when casting may cause problems even if the sum of the original pvals is valid."
        ));
    }
    refused(format!("sum(pvals{part}) > 1.0"))
}

/// An array of doubles in C order.
pub(crate) fn doubles(view: DynView<'_>) -> Result<Array<f64>> {
    npcore_exec::check_cast(view.dtype(), DType::FLOAT64, Casting::Safe)?;
    Ok(view.asarray::<f64>(Order::C, CopyMode::Always)?.into_owned())
}

fn multinomial(
    bits: &mut dyn BitGenerator,
    n: DynView<'_>,
    pvals: DynView<'_>,
    size: Option<Vec<usize>>,
) -> Result<Array<i64>> {
    let n = Param::<i64>::new(n, "n", Constraint::NonNegative)?;
    let p = doubles(pvals)?;
    let d = p.shape().last().copied().unwrap_or(0);
    if d == 0 {
        return refused("pvals must have at least 1 dimension and the last dimension of pvals must be greater than 0.");
    }
    check_pvals(&p, d, pvals)?;
    let lists = &p.shape()[..p.ndim() - 1];
    let scalar = n.is_scalar() && lists.is_empty();
    n.check(scalar)?;
    let starts: Vec<i64> = (0..p.size()).step_by(d).map(|i| i as i64).collect();
    let starts = Array::from_shape_vec(lists, starts)?;
    let shape = match size {
        Some(size) if !scalar => {
            let common = npcore_broadcast::broadcast_arguments(&[n.view().shape(), lists, &size])?;
            if common[..] != size[..] {
                return refused(format!(
                    "Output size {} is not compatible with broadcast dimensions of inputs {}.",
                    npcore_layout::tuple_text_spaced(&size),
                    npcore_layout::tuple_text_spaced(&common)
                ));
            }
            size
        }
        Some(size) => size,
        None => npcore_broadcast::broadcast_arguments(&[n.view().shape(), lists])?.to_vec(),
    };
    let mut out = rows::<i64>(&shape, d)?;
    let n = n.view();
    let parameters = n.broadcast_to(&shape[..])?.values().zip(starts.view().broadcast_to(&shape[..])?.values());
    let all = p.as_slice().unwrap_or_default();
    let (stream, mut cache) = (&mut Stream::single(bits), BinomialCache::default());
    for (row, (n, start)) in slice_of(&mut out).chunks_exact_mut(d).zip(parameters) {
        counts::multinomial(stream, n, &all[start as usize..start as usize + d], row, &mut cache);
    }
    Ok(out)
}

fn urn(
    bits: &mut dyn BitGenerator,
    colors: DynView<'_>,
    nsample: i64,
    method: HypergeometricMethod,
    size: Option<Vec<usize>>,
) -> Result<Array<i64>> {
    const MAX: i64 = i64::MAX;
    if nsample < 0 {
        return refused("nsample must be nonnegative.");
    }
    let words = format!("colors must be a one-dimensional sequence of nonnegative integers not exceeding {MAX}.");
    let integers = colors.size() == 0 || colors.dtype().is_integer();
    if colors.ndim() != 1 || !integers {
        return refused(words);
    }
    let colors: Vec<i64> = colors.astype::<i64>().to_vec();
    // Unsigned numbers beyond i64 are negative now.
    if colors.iter().any(|&n| n < 0) {
        return refused(words);
    }
    let Some(total) = colors.iter().try_fold(0i64, |sum, &n| sum.checked_add(n)) else {
        return refused(format!("sum(colors) must not exceed the maximum value of a 64 bit signed integer ({MAX})"));
    };
    let counting = method == HypergeometricMethod::Count;
    if !counting && total >= 1_000_000_000 {
        return refused("When method is \"marginals\", sum(colors) must be less than 1000000000.");
    }
    if counting && total > MAX / 8 {
        return refused(format!("When method is 'count', sum(colors) must not exceed {}", MAX / 8));
    }
    if nsample > total {
        return refused("nsample > sum(colors)");
    }
    let mut out = rows::<i64>(&size.unwrap_or_default(), colors.len())?;
    if colors.is_empty() || total == 0 || nsample == 0 || out.size() == 0 {
        return Ok(out);
    }
    let stream = &mut Stream::single(bits);
    if counting {
        let mut choices: Vec<usize> = Vec::new();
        choices.try_reserve_exact(total as usize).map_err(|_| {
            ArrayError::Value(format!(
                "Insufficient memory for multivariate_hypergeometric with method='count' and sum(colors)={total}"
            ))
        })?;
        choices.resize(total as usize, 0);
        by_counting(stream, &colors, &mut choices, nsample, slice_of(&mut out));
    } else {
        by_marginals(stream, &colors, total, nsample, slice_of(&mut out));
    }
    Ok(out)
}

/// The list of Dirichlet's parameters.
pub(crate) fn alphas(alpha: DynView<'_>) -> Result<Vec<f64>> {
    match alpha.ndim() {
        0 => return refused("object of too small depth for desired array"),
        1 => {}
        _ => return refused("object too deep for desired array"),
    }
    Ok(doubles(alpha)?.to_vec())
}

/// Rows of gamma values over their sums.
pub(crate) fn normalized(out: &mut [f64], alpha: &[f64], mut gamma: impl FnMut(f64) -> f64) {
    for row in out.chunks_exact_mut(alpha.len().max(1)) {
        let mut sum = 0.0;
        for (x, &alpha) in row.iter_mut().zip(alpha) {
            *x = gamma(alpha);
            sum += *x;
        }
        let inverse = 1.0 / sum;
        row.iter_mut().for_each(|x| *x *= inverse);
    }
}

fn dirichlet(bits: &mut dyn BitGenerator, alpha: DynView<'_>, size: Option<Vec<usize>>) -> Result<Array<f64>> {
    let alpha = alphas(alpha)?;
    if alpha.iter().any(|&a| a < 0.0) {
        return refused("alpha < 0");
    }
    let mut out = rows::<f64>(&size.unwrap_or_default(), alpha.len())?;
    let stream = &mut Stream::single(bits);
    // A NaN is the maximum, as in NumPy.
    if alpha.is_empty() || !alpha.iter().all(|&a| a < 0.1) {
        normalized(slice_of(&mut out), &alpha, |a| standard_gamma(stream, a));
        return Ok(out);
    }
    // All small: gamma values could all be 0. A stick is broken by beta values instead.
    let mut sum = 0.0;
    let mut rests: Vec<f64> = alpha
        .iter()
        .rev()
        .map(|a| {
            sum += a;
            sum
        })
        .collect();
    rests.reverse();
    if sum > 0.0 {
        let last = alpha.len() - 1;
        for row in slice_of(&mut out).chunks_exact_mut(alpha.len()) {
            let mut left = 1.0;
            for j in 0..last {
                let v = beta(stream, alpha[j], rests[j + 1]);
                row[j] = left * v;
                left *= 1.0 - v;
                if rests[j + 1] == 0.0 {
                    break;
                }
            }
            row[last] = left;
        }
    }
    Ok(out)
}
