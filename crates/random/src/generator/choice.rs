//! Samples of a population.

use npcore_array::{Array, ArrayCow, AsView, CopyMode, DynArray, DynView, Order, Result, engine};
use npcore_dtype::{Casting, DType, Elem};
use npcore_layout::normalize_axis;

use super::Generator;
use super::floats::{Standard, standard};
use super::integers::{of_range, one};
use super::pick::picked;
use super::shuffle::permutation;
use crate::bits::BitGenerator;
use crate::dist::bounded::{Method, bounded_u64};
use crate::params::{Size, refused};
use crate::stream::Stream;

/// How [`choice_with`](Generator::choice_with) chooses: with or without putting back, with which probabilities, along which
/// axis, and whether a sample without putting back comes in a random order.
///
/// ```
/// use npcore_random::{Choice, default_rng};
/// let mut rng = default_rng(3);
/// let loaded = Choice::new().p([0.1, 0.1, 0.1, 0.1, 0.1, 0.5]);
/// assert_eq!(rng.choice_index(6, 8, &loaded)?.to_string(), "[0 2 5 5 0 4 4 1]");
/// let lottery = Choice::new().replace(false);
/// assert_eq!(rng.choice_index(49, 6, &lottery)?.to_string(), "[30 21  5 33  1 19]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Choice {
    replace: bool,
    p: Option<DynArray>,
    axis: isize,
    shuffle: bool,
}

impl Default for Choice {
    fn default() -> Choice {
        Choice::new()
    }
}

impl Choice {
    /// With putting back, all equally probable, along the first axis.
    pub fn new() -> Choice {
        Choice { replace: true, p: None, axis: 0, shuffle: true }
    }

    /// Whether what was chosen may be chosen again.
    pub fn replace(self, replace: bool) -> Choice {
        Choice { replace, ..self }
    }

    /// The probability of each part of the population; they are checked by the call that uses them.
    pub fn p<T: Elem>(self, p: impl AsView<T>) -> Choice {
        Choice { p: Some(p.as_view().as_dyn().to_owned()), ..self }
    }

    /// The axis whose parts are the population.
    pub fn axis(self, axis: isize) -> Choice {
        Choice { axis, ..self }
    }

    /// Whether a sample without putting back is shuffled; what is not is drawn faster, and its order means nothing.
    pub fn shuffle(self, shuffle: bool) -> Choice {
        Choice { shuffle, ..self }
    }
}

impl<B: BitGenerator> Generator<B> {
    /// Elements of a list, with putting back: parts of an array along its first axis. A lone integer `n` stands for the
    /// numbers below it.
    ///
    /// ```
    /// let mut rng = npcore_random::default_rng(8);
    /// assert_eq!(rng.choice([10, 20, 30], 5)?.to_string(), "[30 10 10 30 10]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ///
    /// # Errors
    /// `a cannot be empty unless no samples are taken`, `a must be a positive integer unless no samples are taken`; no memory.
    pub fn choice<T: Elem>(&mut self, a: impl AsView<T>, size: impl Size) -> Result<Array<T>> {
        self.choice_with(a, size, &Choice::new())
    }

    /// [`choice`](Self::choice) as `how` says.
    ///
    /// # Errors
    /// As [`choice`](Self::choice); an axis out of bounds; `Cannot take a larger sample than population when replace is
    /// False`; probabilities that are not: `Probabilities do not sum to 1. ...`.
    pub fn choice_with<T: Elem>(&mut self, a: impl AsView<T>, size: impl Size, how: &Choice) -> Result<Array<T>> {
        engine::typed(choice(&mut self.bits, a.as_view().as_dyn(), size.size()?, how, Flavor::Generator)?)
    }

    /// Numbers below `n`, as i64.
    ///
    /// # Errors
    /// As [`choice_with`](Self::choice_with).
    pub fn choice_index(&mut self, n: usize, size: impl Size, how: &Choice) -> Result<Array<i64>> {
        positions(&mut self.bits, n, true, size.size()?, how, Flavor::Generator)
    }
}

/// The generator's ways and words, or those of `RandomState`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flavor {
    Generator,
    Legacy,
}

impl Flavor {
    fn method(self) -> Method {
        match self {
            Flavor::Generator => Method::Lemire,
            Flavor::Legacy => Method::Masked,
        }
    }
}

pub(crate) fn choice(
    bits: &mut dyn BitGenerator,
    a: DynView<'_>,
    size: Option<Vec<usize>>,
    how: &Choice,
    flavor: Flavor,
) -> Result<DynArray> {
    let dtype = a.dtype();
    if a.ndim() == 0 {
        if !dtype.is_integer() {
            return refused(match flavor {
                Flavor::Generator => "a must be a sequence or an integer",
                Flavor::Legacy => "a must be 1-dimensional or an integer",
            });
        }
        let n = a.astype::<i64>().item()?;
        // A negative number is no population, as 0.
        let chosen = positions(bits, usize::try_from(n).unwrap_or(0), true, size, how, flavor)?;
        return chosen.as_dyn().astype_dyn(dtype);
    }
    let axis = match flavor {
        Flavor::Generator => match normalize_axis(how.axis, a.ndim()) {
            Ok(axis) => axis,
            // NumPy looks the axis up in the shape.
            Err(_) => return refused("tuple index out of range"),
        },
        Flavor::Legacy if a.ndim() == 1 => 0,
        Flavor::Legacy => return refused("a must be 1-dimensional"),
    };
    if a.ndim() == 1
        && how.replace
        && how.p.is_none()
        && let Some(shape) = &size
        && let Some(picked) = picked(bits, &a, shape, flavor.method())?
    {
        return Ok(picked);
    }
    let chosen = positions(bits, a.shape()[axis], false, size, how, flavor)?;
    npcore_index::take(a, chosen, axis as isize)
}

/// The positions that are chosen of `n`, a number that was given as such or the length of an array.
pub(crate) fn positions(
    bits: &mut dyn BitGenerator,
    n: usize,
    given: bool,
    size: Option<Vec<usize>>,
    how: &Choice,
    flavor: Flavor,
) -> Result<Array<i64>> {
    let legacy = flavor == Flavor::Legacy;
    // Without a size one is chosen.
    let shape = size.unwrap_or_default();
    let count: usize = shape.iter().product();
    if n == 0 && count != 0 {
        return refused(match (legacy, given) {
            (false, true) => "a must be a positive integer unless no samples are taken",
            (false, false) => "a cannot be empty unless no samples are taken",
            (true, true) => "a must be greater than 0 unless no samples are taken",
            (true, false) => "'a' cannot be empty unless no samples are taken",
        });
    }
    let converted;
    let p = match &how.p {
        None => None,
        Some(p) => {
            converted = probabilities(p.view(), n, legacy)?;
            converted.as_slice()
        }
    };
    let positions = match (how.replace, p) {
        (true, Some(p)) => {
            let cdf = cumulative(p);
            let x: Array<f64> = standard(bits, Standard::Uniform, &[count])?;
            x.values().map(|x| position(&cdf, x)).collect()
        }
        (true, None) => {
            let method = flavor.method();
            let range = (0, n as i128, false);
            if shape.is_empty() {
                vec![one(bits, range, method)?]
            } else {
                return of_range(bits, range, DType::INT64, &shape, method)?.downcast();
            }
        }
        (false, _) if count > n => {
            return refused(if legacy {
                "Cannot take a larger sample than population when 'replace=False'"
            } else {
                "Cannot take a larger sample than population when replace is False"
            });
        }
        (false, Some(p)) => distinct_weighted(bits, p, count)?,
        (false, None) if legacy => {
            let mut all = permutation(bits, n);
            all.truncate(count);
            all
        }
        (false, None) => distinct(bits, n, count, how.shuffle),
    };
    Array::from_shape_vec(&shape[..], positions)
}

/// Probabilities as doubles, checked.
fn probabilities(p: DynView<'_>, n: usize, legacy: bool) -> Result<Array<f64>> {
    let dtype = p.dtype();
    npcore_exec::check_cast(dtype, DType::FLOAT64, Casting::Safe)?;
    let epsilon = match dtype.to_native() {
        DType::FLOAT16 => 2f64.powi(-10),
        DType::FLOAT32 => f64::from(f32::EPSILON),
        _ => f64::EPSILON,
    };
    let cow: ArrayCow<'_, f64> = p.asarray::<f64>(Order::C, CopyMode::IfNeeded)?;
    let p = cow.into_owned();
    if p.ndim() != 1 {
        return refused(if legacy { "'p' must be 1-dimensional" } else { "p must be 1-dimensional" });
    }
    if p.size() != n {
        return refused(if legacy { "'a' and 'p' must have same size" } else { "a and p must have same size" });
    }
    let p = p.view().copy();
    let sum = compensated_sum(p.as_slice().unwrap_or_default());
    if sum.is_nan() {
        return refused(if legacy { "probabilities contain NaN" } else { "Probabilities contain NaN" });
    }
    if p.values().any(|p| p < 0.0) {
        return refused(if legacy {
            "probabilities are not non-negative"
        } else {
            "Probabilities are not non-negative"
        });
    }
    if (sum - 1.0).abs() > epsilon.sqrt().max(f64::EPSILON.sqrt()) {
        return refused(if legacy {
            "probabilities do not sum to 1"
        } else {
            "Probabilities do not sum to 1. See Notes section of docstring for more information."
        });
    }
    Ok(p)
}

/// Kahan's sum.
pub(crate) fn compensated_sum(values: &[f64]) -> f64 {
    let Some((&first, rest)) = values.split_first() else { return 0.0 };
    let (mut sum, mut lost) = (first, 0.0);
    for &x in rest {
        let y = x - lost;
        let t = sum + y;
        lost = (t - sum) - y;
        sum = t;
    }
    sum
}

/// The distribution function, scaled to end in 1.
fn cumulative(p: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    let mut cdf: Vec<f64> = p
        .iter()
        .enumerate()
        .map(|(i, &p)| {
            sum = if i == 0 { p } else { sum + p };
            sum
        })
        .collect();
    cdf.iter_mut().for_each(|c| *c /= sum);
    cdf
}

/// Where a uniform value falls.
fn position(cdf: &[f64], x: f64) -> i64 {
    cdf.partition_point(|&c| c <= x) as i64
}

/// Distinct positions of given probabilities: as many as are missing are drawn, and those that are new kept, over and over.
fn distinct_weighted(bits: &mut dyn BitGenerator, p: &[f64], count: usize) -> Result<Vec<i64>> {
    if p.iter().filter(|&&p| p > 0.0).count() < count {
        return refused("Fewer non-zero entries in p than size");
    }
    let mut p = p.to_vec();
    let mut found: Vec<i64> = Vec::with_capacity(count);
    while found.len() < count {
        let x: Array<f64> = standard(bits, Standard::Uniform, &[count - found.len()])?;
        for &i in &found {
            p[i as usize] = 0.0;
        }
        let cdf = cumulative(&p);
        let mut seen = std::collections::HashSet::new();
        found.extend(x.values().map(|x| position(&cdf, x)).filter(|&i| seen.insert(i)));
    }
    Ok(found)
}

/// The last `count` of some positions that are shuffled as far.
fn tail<P: Copy + Into<i64>>(mut all: Vec<P>, count: usize, mut below: impl FnMut(usize) -> usize) -> Vec<i64> {
    let n = all.len();
    for i in ((n - count).max(1)..n).rev() {
        all.swap(i, below(i));
    }
    all[n - count..].iter().map(|&position| position.into()).collect()
}

/// Distinct positions, all equally probable: the tail of a shuffle where many are wanted, else Floyd's algorithm.
fn distinct(bits: &mut dyn BitGenerator, n: usize, count: usize, shuffle: bool) -> Vec<i64> {
    let s = &mut Stream::single(bits);
    let below = |s: &mut Stream<'_>, i: usize| bounded_u64(s, 0, i as u64, Method::Lemire) as usize;
    if n > 10_000 && count > n / if shuffle { 50 } else { 20 } {
        let below = |i| below(s, i);
        // The memory is most of the time: positions take half of it where they fit.
        return match u32::try_from(n) {
            Ok(n) => tail((0..n).collect(), count, below),
            Err(_) => tail((0..n as i64).collect(), count, below),
        };
    }
    let mut chosen: Vec<i64> = Vec::with_capacity(count);
    // Open addressing, at most five in six places taken.
    let mask = crate::dist::bounded::mask((1.2 * count as f64) as u64) as usize;
    let mut set = vec![usize::MAX; mask + 1];
    for j in n - count..n {
        let mut value = below(s, j);
        let mut at = value & mask;
        while set[at] != usize::MAX && set[at] != value {
            at = (at + 1) & mask;
        }
        if set[at] == value {
            // Drawn before: `j` itself cannot have been.
            (value, at) = (j, j & mask);
            while set[at] != usize::MAX {
                at = (at + 1) & mask;
            }
        }
        set[at] = value;
        chosen.push(value as i64);
    }
    if shuffle {
        for i in (1..count).rev() {
            chosen.swap(i, below(s, i));
        }
    }
    chosen
}
