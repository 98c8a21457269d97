//! Single numbers as NumPy computes with them: each operation rounds to the type that the operands have together.
//!
//! The number of bins is a quotient rounded up, so that a difference in the last digit is one in the result.

use npcore_array::{Array, DynArray};
use npcore_array::{ArrayError, DynView, Result, try_linspace};
use npcore_dtype::{DType, Scalar, ScalarType};

use crate::convert::refused;

/// A number that was computed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    /// A whole number of an integer type.
    Whole(i128),
    /// A float of a type, here without that type's rounding.
    Float(f64, ScalarType),
    /// A number from outside, which takes the type of others.
    Plain(f64),
}

use Number::*;

/// A number rounded to a type of floats.
fn rounded(x: f64, ty: ScalarType) -> f64 {
    match ty {
        ScalarType::Float16 => npcore_dtype::half_from_f64(x).to_f64(),
        ScalarType::Float32 => f64::from(x as f32),
        _ => x,
    }
}

impl Number {
    /// A double.
    pub fn double(x: f64) -> Number {
        Float(x, ScalarType::Float64)
    }

    /// A value of an array.
    pub fn of(value: &Scalar, dtype: DType) -> Result<Number> {
        match (dtype.scalar_type(), value.as_i128(), value.as_f64()) {
            (Some(ty), Some(x), _) if ty.is_integer() => Ok(Whole(x)),
            (Some(ty), _, Some(x)) if ty.is_float() => Ok(Float(x, ty)),
            _ => refused(format!("histograms of {dtype:?} have no bins of equal width")),
        }
    }

    pub fn value(self) -> f64 {
        match self {
            Whole(x) => x as f64,
            Float(x, _) | Plain(x) => x,
        }
    }

    /// The type of quotients and other floats made of both; whole numbers take those of others, or are doubles.
    fn common(self, other: Number) -> ScalarType {
        match (self, other) {
            (Float(_, a), Float(_, b)) => a.max(b),
            (Float(_, ty), Plain(_)) | (Plain(_), Float(_, ty)) => ty,
            _ => ScalarType::Float64,
        }
    }

    fn with(self, other: Number, f: impl Fn(f64, f64) -> f64) -> Number {
        let ty = self.common(other);
        let in_type = |x: Number| rounded(x.value(), ty);
        Float(rounded(f(in_type(self), in_type(other)), ty), ty)
    }

    pub fn over(self, other: Number) -> Number {
        self.with(other, |a, b| a / b)
    }

    pub fn times(self, other: Number) -> Number {
        self.with(other, |a, b| a * b)
    }

    pub fn plus(self, other: Number) -> Number {
        self.with(other, |a, b| a + b)
    }

    /// The difference; of integers as an unsigned one, which cannot overflow.
    pub fn minus(self, other: Number) -> Number {
        match (self, other) {
            (Whole(a), Whole(b)) => Whole(a - b),
            (Plain(a), Plain(b)) => Number::double(a - b),
            _ => self.with(other, |a, b| a - b),
        }
    }

    /// A small step away. A number from outside stays one.
    pub fn moved(self, by: f64) -> Number {
        match self {
            Plain(x) => Plain(x + by),
            other => other.plus(Plain(by)),
        }
    }
}

/// `n` numbers from `first` to `last` in steps that are equal, in the type `ty` of floats.
pub(crate) fn even(first: Number, last: Number, n: usize, ty: ScalarType) -> Result<DynArray> {
    let (a, b) = (first.value(), last.value());
    let made = match first.common(last) {
        ScalarType::Float16 => {
            let half = npcore_dtype::half_from_f64;
            try_linspace(half(a), half(b), n, true)?.0.into_dyn()
        }
        ScalarType::Float32 => try_linspace(a as f32, b as f32, n, true)?.0.into_dyn(),
        _ => try_linspace(a, b, n, true)?.0.into_dyn(),
    };
    made.view().astype_dyn(DType::scalar(ty))
}

/// The smallest and the largest element, of which there is one.
pub(crate) fn extremes(a: &DynView<'_>) -> Result<[Number; 2]> {
    let dtype = a.dtype();
    Ok([Number::of(&npcore_ufunc::min(a, ..)?, dtype)?, Number::of(&npcore_ufunc::max(a, ..)?, dtype)?])
}

/// Where the bins begin and end: the range, or the smallest and the largest element.
pub(crate) fn outer_edges(a: &DynView<'_>, range: Option<(f64, f64)>) -> Result<[Number; 2]> {
    let finite = |ends: [Number; 2], whose: &str| match ends.map(Number::value) {
        [a, b] if a.is_finite() && b.is_finite() => Ok(ends),
        [a, b] => {
            let text = |x: f64| Scalar::Float64(x).to_string();
            Err(ArrayError::Value(format!("{whose} range of [{}, {}] is not finite", text(a), text(b))))
        }
    };
    let ends = match range {
        Some((first, last)) if first > last => return refused("max must be larger than min in range parameter."),
        Some((first, last)) => finite([Plain(first), Plain(last)], "supplied")?,
        None if a.is_empty() => [Plain(0.0), Plain(1.0)],
        None => finite(extremes(a)?, "autodetected")?,
    };
    Ok(if ends[0].value() == ends[1].value() { [ends[0].moved(-0.5), ends[1].moved(0.5)] } else { ends })
}

/// The quartiles below and above which a quarter of the elements is, with linear interpolation.
pub(crate) fn quartiles(a: &DynView<'_>) -> Result<[Number; 2]> {
    let ty = a.dtype().scalar_type().filter(|ty| ty.is_float()).unwrap_or(ScalarType::Float64);
    let whole = a.dtype().is_integer();
    let copy: Array<f64> = a.astype_dyn(DType::FLOAT64)?.downcast()?;
    let mut values: Vec<f64> = copy.to_vec();
    let n = values.len();
    let mut quartile = |q: f64| {
        let place = Float(rounded(q, ty), ty).times(Plain((n - 1) as f64)).value();
        let i = (place.floor() as usize).min(n - 1);
        let (_, &mut low, above) = values.select_nth_unstable_by(i, f64::total_cmp);
        let high = above.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
        let number = |x: f64| if whole { Number::double(x) } else { Float(x, ty) };
        let (low, high, t) = (number(low), number(high), Float(rounded(place - i as f64, ty), ty));
        let gap = high.minus(low);
        match t.value() >= 0.5 {
            true => high.minus(gap.times(Float(rounded(1.0 - t.value(), ty), ty))),
            false => low.plus(gap.times(t)),
        }
    };
    Ok([quartile(0.25), quartile(0.75)])
}
