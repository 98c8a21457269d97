//! Sums of products by subscripts: `einsum`.
//!
//! A contraction is planned once: labels, a path of steps. A step is a view (nothing is summed, one operand), a sum (one
//! operand), a product of elements (nothing is summed, two), or a product of matrices, whose axes are labels that lie in both
//! operands and the result, in one and the result, or in both operands only.

mod execute;
mod parse;
mod path;
mod report;

pub use path::Optimize;
pub use report::EinsumPath;

use std::borrow::Cow;

use npcore_array::{Array, ArrayCow, ArrayError, ArrayViewMut, AsViewMut, DynArray, DynView, IntoView, Result, engine};
use npcore_dtype::{Casting, DType, Elem, Element, can_cast, result_type};
use npcore_exec::ExecError;

use crate::products::operands::{Work, refused, typed};
use parse::Terms;

/// Sums of products by Einstein's convention: each axis of each operand has a letter; letters that the output does not have
/// are summed over.
///
/// `"ij,jk->ik"` is the product of matrices. Without `->` the output has the letters that appear once, in alphabetical order.
/// A letter that an operand has twice is its diagonal, and `...` stands for axes that are broadcast. With one operand of which
/// nothing is summed the result is a view: see [`einsum_mut`] for one that can be written through.
///
/// Three operands and more are contracted pair by pair in an order that is found greedily; [`Einsum`] has other choices.
///
/// ```
/// use npcore_array::{arange, array, ones};
/// use npcore_linalg::einsum;
///
/// let (a, b) = (arange(0, 6, 1).into_shape([2, 3])?, arange(0, 6, 1).into_shape([3, 2])?);
/// assert_eq!(einsum("ij,jk->ik", &[&a, &b])?.to_string(), "[[10 13]\n [28 40]]");
/// assert_eq!(einsum("ij->j", &[&a])?.to_string(), "[3 5 7]");
/// assert_eq!(einsum("ij,ij->", &[&a, &a])?.to_string(), "55");
///
/// let batch = ones::<f64>([100, 3, 3]);
/// assert_eq!(einsum("bij,bjk->bik", &[&batch, &batch])?.shape(), [100, 3, 3]);
/// assert!(einsum("bii->bi", &[&batch])?.is_view());
/// assert_eq!(einsum("...ii", &[&batch])?.shape(), [100]);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// NumPy's words for subscripts that do not fit the operands, and operands that do not fit each other; types without sums of
/// products; no memory.
pub fn einsum<'a, X: IntoView<'a> + Copy>(subscripts: &str, operands: &[X]) -> Result<ArrayCow<'a, X::T>> {
    Einsum::new(subscripts).run(operands)
}

/// The view that subscripts of one operand name, to be written through.
///
/// ```
/// use npcore_array::zeros;
/// let mut a = zeros::<i32>([2, 2, 2]);
/// npcore_linalg::einsum_mut("bii->bi", &mut a)?.fill(1);
/// assert_eq!(a.to_string(), "[[[1 0]\n  [0 1]]\n\n [[1 0]\n  [0 1]]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`einsum`]; subscripts that sum.
pub fn einsum_mut<'a, T: Elem>(
    subscripts: &str,
    operand: &'a mut (impl AsViewMut<T> + ?Sized),
) -> Result<ArrayViewMut<'a, T>> {
    let view = operand.as_view_mut();
    let terms = Terms::parse(subscripts, &[view.ndim()])?;
    match execute::view_of(view.layout(), &terms)? {
        // SAFETY: diagonals and axes of the view in another order: each element once.
        Some(layout) => Ok(unsafe { engine::part_mut(view, layout) }),
        None => refused("these subscripts sum over an axis: their result is no view"),
    }
}

/// An axis in lists of subscripts: a number from 0 to 51, or `None` for an ellipsis.
pub trait Subscript: Copy {
    #[doc(hidden)]
    fn number(self) -> Option<i64>;
}

macro_rules! subscript {
    ($($t:ty)*) => { $(
        impl Subscript for $t {
            fn number(self) -> Option<i64> {
                Some(i64::try_from(self).unwrap_or(i64::MAX))
            }
        }
        impl Subscript for Option<$t> {
            fn number(self) -> Option<i64> {
                self.and_then(Subscript::number)
            }
        }
    )* };
}
subscript!(i32 usize);

/// [`einsum`] with lists of numbers instead of letters: each operand with its list, and that of the output, if it is not to be
/// implied.
///
/// ```
/// use npcore_array::arange;
/// let a = arange(0, 6, 1).into_shape([2, 3])?;
/// assert_eq!(npcore_linalg::einsum_lists(&[(&a, &[1, 0])], None)?.shape(), [3, 2]);
/// let squares = npcore_linalg::einsum_lists(&[(&a, &[0, 1]), (&a, &[0, 1])], Some(&[0]))?;
/// assert_eq!(squares.to_string(), "[ 5 50]");
/// let rows = npcore_linalg::einsum_lists(&[(&a, &[None, Some(0)])], Some(&[None]))?;
/// assert_eq!(rows.to_string(), "[ 3 12]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`einsum`]; numbers beyond 51.
pub fn einsum_lists<'a, X: IntoView<'a> + Copy, S: Subscript>(
    operands: &[(X, &[S])],
    output: Option<&[S]>,
) -> Result<ArrayCow<'a, X::T>> {
    let numbers = |list: &[S]| -> Vec<Option<i64>> { list.iter().map(|&s| s.number()).collect() };
    let lists: Vec<Vec<Option<i64>>> = operands.iter().map(|(_, list)| numbers(list)).collect();
    let lists: Vec<&[Option<i64>]> = lists.iter().map(|list| &list[..]).collect();
    let text = Terms::text_of(&lists, output.map(numbers).as_deref())?;
    let operands: Vec<X> = operands.iter().map(|(x, _)| *x).collect();
    Einsum::new(&text).run(&operands)
}

/// The steps in which [`einsum`] contracts operands, and what they cost; displayed, NumPy's report.
///
/// ```
/// use npcore_array::ones;
/// use npcore_linalg::{Optimize, einsum_path};
/// let (a, b, c) = (ones::<f64>([2, 3]), ones::<f64>([3, 40]), ones::<f64>([40, 5]));
/// let path = einsum_path("ij,jk,kl->il", &[&a, &b, &c], &Optimize::Optimal)?;
/// assert_eq!(path.steps(), [[1, 2], [0, 1]]);
/// assert!(path.to_string().starts_with("  Complete contraction:  ij,jk,kl->il\n         Naive scaling:  4\n"));
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`einsum`]; `Size of label 'j' for operand 1 (3) does not match previous terms (2).`
pub fn einsum_path<'a, X: IntoView<'a> + Copy>(
    subscripts: &str,
    operands: &[X],
    optimize: &Optimize,
) -> Result<EinsumPath> {
    let views: Vec<DynView<'_>> = operands.iter().map(|x| x.into_view().as_dyn()).collect();
    report::einsum_path(subscripts, &views, optimize)
}

/// An [`einsum`] with options.
///
/// ```
/// use npcore_array::{array, ones, zeros};
/// use npcore_linalg::{Einsum, Optimize};
/// let m = ones::<f64>([4, 4]);
/// let sum = Einsum::new("ij,jk,kl->").optimize(Optimize::Optimal);
/// assert_eq!(sum.run(&[&m, &m, &m])?.to_string(), "256.0");
///
/// let bytes = array![200u8, 100];
/// assert_eq!(Einsum::new("i->").run_as::<u32, _>(&[&bytes])?.item()?, 300);
/// let mut out = zeros::<f64>(4);
/// Einsum::new("ij->i").run_into(&[&m], &mut out)?;
/// assert_eq!(out.to_string(), "[4. 4. 4. 4.]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
#[must_use = "nothing is computed until `run`"]
#[derive(Clone, Debug)]
pub struct Einsum<'s> {
    subscripts: Cow<'s, str>,
    optimize: Optimize,
    casting: Casting,
}

impl<'s> Einsum<'s> {
    /// By these subscripts; see [`einsum`].
    pub fn new(subscripts: impl Into<Cow<'s, str>>) -> Einsum<'s> {
        Einsum { subscripts: subscripts.into(), optimize: Optimize::default(), casting: Casting::Safe }
    }

    /// How the order of contractions is chosen.
    pub fn optimize(mut self, optimize: Optimize) -> Self {
        self.optimize = optimize;
        self
    }

    /// What conversions to a given type or output are allowed; the safe ones if not said otherwise.
    pub fn casting(mut self, casting: Casting) -> Self {
        self.casting = casting;
        self
    }

    /// The contraction of operands of one type; of one operand of which nothing is summed, a view.
    ///
    /// # Errors
    /// As [`einsum`].
    pub fn run<'a, X: IntoView<'a> + Copy>(&self, operands: &[X]) -> Result<ArrayCow<'a, X::T>> {
        let views: Vec<DynView<'a>> = operands.iter().map(|x| x.into_view().as_dyn()).collect();
        let terms = self.terms(&views)?;
        if let ([_], [operand]) = (&views[..], operands)
            && let Some(layout) = execute::view_of(views[0].layout(), &terms)?
        {
            // SAFETY: diagonals and axes of the view in another order.
            return Ok(unsafe { engine::part(&operand.into_view(), layout) }.into());
        }
        Ok(typed::<X::T>(self.evaluate(&terms, &views, None, None)?)?.into())
    }

    /// The contraction of operands converted to another type.
    ///
    /// # Errors
    /// As [`einsum`]; a conversion that is not allowed.
    pub fn run_as<'a, U: Element, X: IntoView<'a> + Copy>(&self, operands: &[X]) -> Result<Array<U>> {
        typed(self.run_dtype(U::dtype(), operands)?)
    }

    /// [`run_as`](Einsum::run_as) known at run time.
    ///
    /// # Errors
    /// As [`run_as`](Einsum::run_as).
    pub fn run_dtype<'a, X: IntoView<'a> + Copy>(&self, dtype: DType, operands: &[X]) -> Result<DynArray> {
        let views: Vec<DynView<'a>> = operands.iter().map(|x| x.into_view().as_dyn()).collect();
        self.evaluate(&self.terms(&views)?, &views, Some(dtype), None)
    }

    /// The contraction into the elements of `out`, which is not stretched.
    ///
    /// # Errors
    /// As [`einsum`]; an output of another shape, or of a type that the result does not go into.
    pub fn run_into<'a, X: IntoView<'a> + Copy, U: Elem>(
        &self,
        operands: &[X],
        out: &mut (impl AsViewMut<U> + ?Sized),
    ) -> Result<()> {
        let views: Vec<DynView<'a>> = operands.iter().map(|x| x.into_view().as_dyn()).collect();
        let mut out = out.as_view_mut().into_dyn();
        let terms = self.terms(&views)?;
        if out.ndim() != terms.output.len() {
            return refused(format!(
                "out parameter does not have the correct number of dimensions, has {} but should have {}",
                out.ndim(),
                terms.output.len()
            ));
        }
        // The output's type takes part in the choice of the common one.
        let dtype = common(views.iter().map(|view| view.dtype()).chain([out.dtype()]))?;
        self.check("requested", views.len(), dtype, out.dtype())?;
        out.try_assign(&self.evaluate(&terms, &views, Some(dtype), Some(out.shape()))?)
    }

    fn terms(&self, views: &[DynView<'_>]) -> Result<Terms> {
        let ranks: Vec<usize> = views.iter().map(|view| view.ndim()).collect();
        Terms::parse(&self.subscripts, &ranks)
    }

    /// NumPy's words for a conversion that is not allowed.
    fn check(&self, what: &str, operand: usize, from: DType, to: DType) -> Result<()> {
        if from == to || can_cast(from, to, self.casting) {
            return Ok(());
        }
        let casting = self.casting;
        let reason = if what == "requested" {
            format!(
                "Iterator requested dtype could not be cast from {from:?} to {to:?}, the operand {operand} dtype, \
                 according to the rule '{casting}'"
            )
        } else {
            format!(
                "Iterator operand {operand} dtype could not be cast from {from:?} to {to:?} according to the rule \
                 '{casting}'"
            )
        };
        Err(ArrayError::Exec(ExecError::Cast { from, to, reason }))
    }

    fn evaluate(
        &self,
        terms: &Terms,
        views: &[DynView<'_>],
        dtype: Option<DType>,
        out: Option<&[usize]>,
    ) -> Result<DynArray> {
        let dtype = match dtype {
            Some(dtype) => {
                for (i, view) in views.iter().enumerate() {
                    self.check("operand", i, view.dtype(), dtype)?;
                }
                dtype
            }
            None => common(views.iter().map(|view| view.dtype()))?,
        };
        let work = Work::of(dtype).ok_or_else(|| no_sums(dtype))?;
        execute::evaluate(terms, views, &self.optimize, &work, out)
    }
}

/// The type that arrays of these have together.
fn common(mut dtypes: impl Iterator<Item = DType> + Clone) -> Result<DType> {
    let all = dtypes.clone();
    match dtypes.next() {
        Some(first) if dtypes.all(|dtype| dtype == first) => Ok(first.to_native()),
        _ => Ok(result_type(&all.map(npcore_dtype::Operand::Array).collect::<Vec<_>>())?),
    }
}

/// NumPy's words for types whose products it does not sum.
#[cold]
fn no_sums(dtype: DType) -> ArrayError {
    ArrayError::Value(if dtype.is_timedelta() {
        "invalid data type for einsum".into()
    } else {
        format!("Cannot cast scalar from dtype('bool') to {dtype:?} according to the rule 'safe'")
    })
}
