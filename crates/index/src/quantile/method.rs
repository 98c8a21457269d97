//! Where, between sorted elements, the methods place a quantile.

use std::str::FromStr;

use npcore_array::ArrayError;

/// How a quantile is estimated from a sample: the nine methods of Hyndman and Fan (1996) and four others.
///
/// ```
/// use npcore_index::QuantileMethod;
/// assert_eq!("median_unbiased".parse(), Ok(QuantileMethod::MedianUnbiased));
/// assert_eq!(QuantileMethod::default().name(), "linear");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum QuantileMethod {
    /// The inverse of the distribution function (1): an element.
    InvertedCdf,
    /// As (1), but the mean of two elements where the function has a step (2).
    AveragedInvertedCdf,
    /// The closest element, of two the one of even rank (3).
    ClosestObservation,
    /// Interpolates the inverse of the distribution function (4).
    InterpolatedInvertedCdf,
    /// Interpolates between ranks less one half (5).
    Hazen,
    /// Interpolates between ranks out of one more than there are (6).
    Weibull,
    /// Interpolates between the least element and the greatest (7).
    #[default]
    Linear,
    /// Estimates the median of the order statistic, whatever the distribution (8).
    MedianUnbiased,
    /// Estimates the expectation of the order statistic of a normal distribution (9).
    NormalUnbiased,
    /// As `Linear`, rounded down to an element.
    Lower,
    /// As `Linear`, rounded up to an element.
    Higher,
    /// The mean of what `Lower` and `Higher` give.
    Midpoint,
    /// The element that is nearest to what `Linear` gives.
    Nearest,
}

use QuantileMethod::*;

/// Where a quantile is.
pub(super) enum Place {
    /// At an element; negative ranks count from the end.
    At(isize),
    /// So much of the way from one element to another.
    Between(isize, isize, f64),
}

impl QuantileMethod {
    /// All methods, in NumPy's order.
    pub const ALL: [QuantileMethod; 13] = [
        InvertedCdf,
        AveragedInvertedCdf,
        ClosestObservation,
        InterpolatedInvertedCdf,
        Hazen,
        Weibull,
        Linear,
        MedianUnbiased,
        NormalUnbiased,
        Lower,
        Higher,
        Midpoint,
        Nearest,
    ];

    /// NumPy's name.
    pub fn name(self) -> &'static str {
        match self {
            InvertedCdf => "inverted_cdf",
            AveragedInvertedCdf => "averaged_inverted_cdf",
            ClosestObservation => "closest_observation",
            InterpolatedInvertedCdf => "interpolated_inverted_cdf",
            Hazen => "hazen",
            Weibull => "weibull",
            Linear => "linear",
            MedianUnbiased => "median_unbiased",
            NormalUnbiased => "normal_unbiased",
            Lower => "lower",
            Higher => "higher",
            Midpoint => "midpoint",
            Nearest => "nearest",
        }
    }

    /// Whether the results are elements, and nothing is computed with them.
    pub fn is_discrete(self) -> bool {
        matches!(self, InvertedCdf | ClosestObservation | Lower | Higher | Nearest)
    }

    /// The place of quantile `q` among `n` elements, one at least.
    ///
    /// The operations and their order are NumPy's, so that bits are.
    pub(super) fn place(self, n: usize, q: f64) -> Place {
        let n = n as f64;
        let linear = (n - 1.0) * q;
        // `alpha` and `beta` of Hyndman and Fan.
        let index = |alpha: f64, beta: f64| n * q + (alpha + q * (1.0 - alpha - beta)) - 1.0;
        // The element behind, or that before where `stay` says so.
        let step = |index: f64, stay: bool| {
            let before = index.floor();
            Place::At(if stay { before } else { before + 1.0 }.max(0.0) as isize)
        };
        let virtual_index = match self {
            InvertedCdf => {
                let index = n * q - 1.0;
                return step(index, index == index.floor());
            }
            ClosestObservation => {
                let index = n * q - 1.0 - 0.5;
                return step(index, index == index.floor() && index.floor().rem_euclid(2.0) == 1.0);
            }
            Lower => return Place::At(linear.floor() as isize),
            Higher => return Place::At(linear.ceil() as isize),
            Nearest => return Place::At(linear.round_ties_even() as isize),
            AveragedInvertedCdf => n * q - 1.0,
            InterpolatedInvertedCdf => index(0.0, 1.0),
            Hazen => index(0.5, 0.5),
            Weibull => index(0.0, 0.0),
            Linear => linear,
            MedianUnbiased => index(1.0 / 3.0, 1.0 / 3.0),
            NormalUnbiased => index(3.0 / 8.0, 3.0 / 8.0),
            Midpoint => 0.5 * (linear.floor() + linear.ceil()),
        };
        let (previous, next) = if virtual_index >= n - 1.0 {
            (-1.0, -1.0)
        } else if virtual_index < 0.0 {
            (0.0, 0.0)
        } else {
            (virtual_index.floor(), virtual_index.floor() + 1.0)
        };
        let mut gamma = virtual_index - previous;
        match self {
            AveragedInvertedCdf => gamma = if gamma == 0.0 { 0.5 } else { 1.0 },
            Midpoint => gamma = if virtual_index % 1.0 == 0.0 { 0.0 } else { 0.5 },
            _ => {}
        }
        Place::Between(previous as isize, next as isize, gamma)
    }
}

impl FromStr for QuantileMethod {
    type Err = ArrayError;

    fn from_str(name: &str) -> Result<QuantileMethod, ArrayError> {
        QuantileMethod::ALL.into_iter().find(|method| method.name() == name).ok_or_else(|| {
            let names = QuantileMethod::ALL.map(|method| format!("'{}'", method.name())).join(", ");
            ArrayError::Value(format!("'{name}' is not a valid method. Use one of: dict_keys([{names}])"))
        })
    }
}
