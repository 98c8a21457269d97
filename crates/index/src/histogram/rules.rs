//! How many bins suit some values: NumPy's rules.

use std::str::FromStr;

use npcore_array::{Array, ArrayError, DynView, Result};
use npcore_dtype::{DType, Scalar};

use super::number::{Number, extremes, quartiles};
use crate::convert::refused;

/// A rule for the number of bins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinRule {
    /// The more bins of `Sturges` and `Fd`, though no more than twice those of `Sqrt`.
    Auto,
    /// Freedman and Diaconis: by the distance of the quartiles, which outliers do not move.
    Fd,
    /// Doane: `Sturges` with a correction for skewed values.
    Doane,
    /// Scott: by the standard deviation.
    Scott,
    /// Stone: what leaves the least error when each value is left out once.
    Stone,
    /// Rice: by the number of values only, usually too many bins.
    Rice,
    /// Sturges: for normal values, and few of them.
    Sturges,
    /// The root of the number of values.
    Sqrt,
}

impl FromStr for BinRule {
    type Err = ArrayError;
    fn from_str(name: &str) -> Result<BinRule> {
        Ok(match name {
            "auto" => BinRule::Auto,
            "fd" => BinRule::Fd,
            "doane" => BinRule::Doane,
            "scott" => BinRule::Scott,
            "stone" => BinRule::Stone,
            "rice" => BinRule::Rice,
            "sturges" => BinRule::Sturges,
            "sqrt" => BinRule::Sqrt,
            _ => return refused(format!("'{name}' is not a valid estimator for `bins`")),
        })
    }
}

impl BinRule {
    /// How many bins values inside of a range, from `first` to `last`, are to have.
    pub(super) fn count(self, a: &DynView<'_>, range: (f64, f64), [first, last]: [Number; 2]) -> Result<usize> {
        if a.is_empty() {
            return Ok(1);
        }
        let width = self.width(a, range)?;
        if width.value() == 0.0 {
            return Ok(1);
        }
        let width = if a.dtype().is_integer() && width.value() < 1.0 { Number::Whole(1) } else { width };
        let n = last.minus(first).over(width).value().ceil();
        if !n.is_finite() {
            return refused("cannot convert float NaN to integer");
        }
        Ok(n as usize)
    }

    fn width(self, a: &DynView<'_>, range: (f64, f64)) -> Result<Number> {
        let size = a.size() as f64;
        let plain = Number::Plain;
        let span = || -> Result<Number> {
            let [least, most] = extremes(a)?;
            Ok(most.minus(least))
        };
        Ok(match self {
            BinRule::Sqrt => span()?.over(Number::double(size.sqrt())),
            BinRule::Sturges => span()?.over(Number::double(size.log2() + 1.0)),
            BinRule::Rice => span()?.over(plain(2.0 * size.powf(1.0 / 3.0))),
            BinRule::Scott => {
                let factor = (24.0 * std::f64::consts::PI.sqrt() / size).powf(1.0 / 3.0);
                plain(factor).times(float(npcore_ufunc::std(a, ..)?)?)
            }
            BinRule::Stone => stone(a, range, span()?)?,
            BinRule::Doane => doane(a, span()?)?,
            BinRule::Fd => {
                let [low, high] = quartiles(a)?;
                plain(2.0).times(high.minus(low)).times(plain(size.powf(-1.0 / 3.0)))
            }
            BinRule::Auto => {
                let [fd, sturges, sqrt] =
                    [BinRule::Fd, BinRule::Sturges, BinRule::Sqrt].map(|rule| rule.width(a, range));
                let (fd, sturges, half) = (fd?, sturges?, sqrt?.over(plain(2.0)));
                let wide = if half.value() > fd.value() { half } else { fd };
                if sturges.value() < wide.value() { sturges } else { wide }
            }
        })
    }
}

/// A float that a reduction gave.
fn float(value: Scalar) -> Result<Number> {
    Number::of(&value, value.dtype())
}

fn doane(a: &DynView<'_>, span: Number) -> Result<Number> {
    let size = a.size() as f64;
    let deviation = npcore_ufunc::std(a, ..)?;
    if a.size() <= 2 || !float(deviation.clone())?.value().gt(&0.0) {
        return Ok(Number::Plain(0.0));
    }
    let scale = (6.0 * (size - 2.0) / ((size + 1.0) * (size + 3.0))).sqrt();
    let (mean, deviation) = (float(npcore_ufunc::mean(a, ..)?)?.value(), float(deviation)?.value());
    let values: Array<f64> = a.astype_dyn(DType::FLOAT64)?.downcast()?;
    let cubes = values.map(|x| ((x - mean) / deviation).powi(3));
    let skew = npcore_ufunc::mean(&cubes, ..)?;
    let skew = Number::double(1.0).plus(Number::double(skew.abs() / scale)).value();
    Ok(span.over(Number::double(1.0 + size.log2() + skew.log2())))
}

fn stone(a: &DynView<'_>, (first, last): (f64, f64), span: Number) -> Result<Number> {
    let n = a.size();
    if n <= 1 || span.value() == 0.0 {
        return Ok(Number::Plain(0.0));
    }
    let most = 100.max((n as f64).sqrt() as usize);
    let mut best = (f64::INFINITY, 1);
    for bins in 1..=most {
        let edges = super::Edges::equal(a, bins, Some((first, last)))?;
        let counts = edges.counts(a)?;
        let shares = counts.view().values().map(|count| count as f64 / n as f64);
        let product: f64 = shares.map(|share| share * share).sum();
        let bin = span.over(Number::Plain(bins as f64));
        let error = Number::double(2.0 - (n as f64 + 1.0) * product).over(bin).value();
        if error < best.0 {
            best = (error, bins);
        }
    }
    Ok(span.over(Number::Plain(best.1 as f64)))
}
