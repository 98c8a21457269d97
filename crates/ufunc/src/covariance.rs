//! Covariances and correlation coefficients.

use std::marker::PhantomData;

use npcore_array::{Array, ArrayError, ArrayView, AsView, DynArray, DynView, Result, concatenate, engine};
use npcore_dtype::{DType, Dyn, Elem, Element, promote_types};

use crate::along::{part, times};
use crate::reduce::{As, Auto, ResultType, reduce};

/// The covariance of variables in the making: what is observed, and the options; [`cov`](Covariance::cov) or
/// [`corrcoef`](Covariance::corrcoef) ends it.
///
/// ```
/// use npcore_array::array;
/// use npcore_ufunc::Covariance;
/// let (x, y) = (array![0.0, 1.0, 2.0], array![2.0, 1.0, 0.0]);
/// assert_eq!(Covariance::of(&x).and(&y).cov()?.to_string(), "[[ 1. -1.]\n [-1.  1.]]");
/// assert_eq!(Covariance::of(&x).ddof(0).frequencies(&[1, 0, 1]).cov()?.to_string(), "1.0");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
#[must_use = "nothing is computed until `cov` or `corrcoef`"]
#[derive(Clone)]
pub struct Covariance<'a, T: Elem, D = Auto> {
    variables: ArrayView<'a, T>,
    more: Option<ArrayView<'a, T>>,
    rowvar: bool,
    ddof: i64,
    frequencies: Option<DynArray>,
    weights: Option<DynArray>,
    dtype: Option<DType>,
    result: PhantomData<D>,
}

impl<'a, T: Elem> Covariance<'a, T> {
    /// Of the rows of an array: each is a variable, with its observations one behind the other. An array of one axis is
    /// one variable.
    pub fn of<X: AsView<T> + ?Sized>(variables: &'a X) -> Self {
        let variables = variables.as_view();
        Covariance {
            variables,
            more: None,
            rowvar: true,
            ddof: 1,
            frequencies: None,
            weights: None,
            dtype: None,
            result: PhantomData,
        }
    }
}

impl<'a, T: Elem, D: ResultType> Covariance<'a, T, D> {
    /// More variables, observed as often.
    pub fn and<X: AsView<T> + ?Sized>(mut self, more: &'a X) -> Self {
        self.more = Some(more.as_view());
        self
    }

    /// Whether the rows are the variables (as without a word) or the columns.
    pub fn rowvar(mut self, rows: bool) -> Self {
        self.rowvar = rows;
        self
    }

    /// Divide by the number of observations less this; 1 if not said otherwise, and 0 is NumPy's `bias`.
    pub fn ddof(mut self, ddof: i64) -> Self {
        self.ddof = ddof;
        self
    }

    /// How often each observation was made: whole numbers.
    pub fn frequencies<W: Elem, X: AsView<W> + ?Sized>(mut self, frequencies: &X) -> Self {
        self.frequencies = Some(frequencies.as_view().as_dyn().to_owned());
        self
    }

    /// How much each observation counts.
    pub fn weights<W: Elem, X: AsView<W> + ?Sized>(mut self, weights: &X) -> Self {
        self.weights = Some(weights.as_view().as_dyn().to_owned());
        self
    }

    /// The type that is computed in; at least double precision if not said otherwise.
    pub fn dtype<E: Element>(self) -> Covariance<'a, T, As<E>> {
        self.typed(E::dtype())
    }

    /// [`dtype`](Covariance::dtype) known at run time.
    pub fn dtype_dyn(self, dtype: DType) -> Covariance<'a, T, As<Dyn>> {
        self.typed(dtype)
    }

    fn typed<E>(self, dtype: DType) -> Covariance<'a, T, E> {
        let Covariance { variables, more, rowvar, ddof, frequencies, weights, .. } = self;
        Covariance { variables, more, rowvar, ddof, frequencies, weights, dtype: Some(dtype), result: PhantomData }
    }

    /// The matrix of the covariances of all pairs of variables; of one variable, its variance without axes.
    ///
    /// # Errors
    /// More than two axes; observations or weights that are not as many; weights that are negative, or frequencies that
    /// are no whole numbers; types that are no numbers; no memory.
    pub fn cov(self) -> Result<Array<D::Of<T::Double>>> {
        engine::typed(self.run()?)
    }

    /// The matrix of the correlation coefficients of all pairs of variables: covariances divided by both standard
    /// deviations, and limited to -1 and 1.
    ///
    /// # Errors
    /// As [`cov`](Covariance::cov).
    pub fn corrcoef(self) -> Result<Array<D::Of<T::Double>>> {
        let mut c = self.run()?;
        if c.ndim() == 0 {
            return engine::typed(npcore_array::divide(&c, &c)?);
        }
        let deviations = crate::sqrt(c.diagonal(0, 0, 1)?.real())?;
        c.try_div_assign(deviations.expand_dims(1)?)?;
        c.try_div_assign(&deviations)?;
        crate::clip_inplace(&mut c.real_mut(), -1.0, 1.0)?;
        if c.dtype().is_complex() {
            crate::clip_inplace(&mut c.imag_mut()?, -1.0, 1.0)?;
        }
        engine::typed(c)
    }

    fn run(&self) -> Result<DynArray> {
        let (m, y) = (self.variables.as_dyn(), self.more.map(ArrayView::as_dyn));
        for (array, name) in [(Some(m), "m"), (y, "y")] {
            if array.is_some_and(|a| a.ndim() > 2) {
                return Err(ArrayError::Value(format!("{name} has more than 2 dimensions")));
            }
        }
        let dtype = match (self.dtype, y) {
            (Some(dtype), _) => dtype.to_native(),
            (None, None) => promote_types(m.dtype(), DType::FLOAT64)?,
            (None, Some(y)) => promote_types(promote_types(m.dtype(), y.dtype())?, DType::FLOAT64)?,
        };
        let mut x = table(m, dtype)?;
        if !self.rowvar && m.ndim() != 1 {
            x = x.into_transposed();
        }
        if x.shape()[0] == 0 {
            return DynArray::zeros_dyn((0, 0), DType::FLOAT64);
        }
        if let Some(y) = y {
            let mut y = table(y, dtype)?;
            if !self.rowvar && y.shape()[0] != 1 {
                y = y.into_transposed();
            }
            x = concatenate(&[&x, &y], 0)?;
        }
        let (w, fact) = self.weighting(x.shape()[1])?;
        let mean = match &w {
            None => reduce(&x).axis(1).keepdims().mean()?,
            Some(w) => reduce(&x).axis(1).keepdims().average(w)?,
        };
        x.try_sub_assign(&mean)?;
        let weighted = match &w {
            None => x.clone(),
            Some(w) => times(&x, w)?.astype_dyn(x.dtype())?,
        };
        let mut c = products(&x, &weighted)?;
        c.try_mul_assign(1.0 / fact)?;
        let c = c.squeeze().to_owned();
        Ok(c)
    }

    /// The weights of observations, and what their products are divided by.
    fn weighting(&self, n: usize) -> Result<(Option<DynArray>, f64)> {
        let checked = |weights: &Option<DynArray>, name: &str| -> Result<Option<Array<f64>>> {
            let Some(weights) = weights else { return Ok(None) };
            let weights = weights.astype::<f64>();
            let error = |words: String| Err(ArrayError::Value(words));
            if name == "fweights" && weights.values().any(|w| w != w.round_ties_even()) {
                return error("fweights must be integer".into());
            }
            if weights.ndim() > 1 {
                return error(format!("cannot handle multidimensional {name}"));
            }
            if weights.shape() != [n] {
                return error(format!("incompatible numbers of samples and {name}"));
            }
            if weights.values().any(|w| w < 0.0) {
                return error(format!("{name} cannot be negative"));
            }
            Ok(Some(weights))
        };
        let (frequencies, weights) = (checked(&self.frequencies, "fweights")?, checked(&self.weights, "aweights")?);
        let ddof = self.ddof as f64;
        let product = match (&frequencies, &weights) {
            (None, None) => return Ok((None, (n as f64 - ddof).max(0.0))),
            (Some(one), None) | (None, Some(one)) => one.clone(),
            (Some(f), Some(a)) => npcore_array::multiply(f, a)?,
        };
        let sum = crate::sum(&product, ..)?;
        let fact = match &weights {
            _ if self.ddof == 0 => sum,
            None => sum - ddof,
            Some(weights) => sum - ddof * crate::sum(npcore_array::multiply(&product, weights)?, ..)? / sum,
        };
        // What is not above 0 divides by 0.
        Ok((Some(product.into_dyn()), if fact <= 0.0 { 0.0 } else { fact }))
    }
}

/// A copy with two axes.
fn table(a: DynView<'_>, dtype: DType) -> Result<DynArray> {
    let copy = a.astype_dyn(dtype)?;
    match a.ndim() {
        2 => Ok(copy),
        _ => copy.into_shape((1, -1)),
    }
}

/// The matrix of the sums of the products of all rows of `x` with the conjugates of those of `w`; hermitian, since `w` is
/// `x` with weights.
fn products(x: &DynArray, w: &DynArray) -> Result<DynArray> {
    let k = x.shape()[0] as isize;
    let mut c = DynArray::zeros_dyn((k, k), x.dtype())?;
    for i in 0..k {
        let row = w.index_axis(0, i)?;
        let conjugate;
        let row = if x.dtype().is_complex() {
            conjugate = crate::conjugate(row)?;
            conjugate.view()
        } else {
            row
        };
        let sums = crate::sum(&times(part(x.view(), 0, i, None)?, row)?, 1)?;
        c.index_axis_mut(1, i)?.slice_mut(npcore_array::s![i..]).try_assign(&sums)?;
        if x.dtype().is_complex() {
            let sums = crate::conjugate(&sums)?;
            c.index_axis_mut(0, i)?.slice_mut(npcore_array::s![i..]).try_assign(&sums)?;
        } else {
            c.index_axis_mut(0, i)?.slice_mut(npcore_array::s![i..]).try_assign(&sums)?;
        }
    }
    Ok(c)
}

/// The covariances of the rows of an array, as a matrix; of one variable, its variance. With options: [`Covariance`].
///
/// ```
/// use npcore_array::array;
/// let x = array![[0, 1, 2], [2, 1, 0]];
/// assert_eq!(npcore_ufunc::cov(&x)?.to_string(), "[[ 1. -1.]\n [-1.  1.]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// More than two axes; types that are no numbers; no memory.
pub fn cov<T: Elem>(m: impl AsView<T>) -> Result<Array<T::Double>> {
    Covariance::of(&m).cov()
}

/// The correlation coefficients of the rows of an array, as a matrix. With options: [`Covariance`].
///
/// ```
/// use npcore_array::array;
/// let x = array![[0, 1, 2], [2, 1, 0]];
/// assert_eq!(npcore_ufunc::corrcoef(&x)?.to_string(), "[[ 1. -1.]\n [-1.  1.]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`cov`].
pub fn corrcoef<T: Elem>(m: impl AsView<T>) -> Result<Array<T::Double>> {
    Covariance::of(&m).corrcoef()
}
