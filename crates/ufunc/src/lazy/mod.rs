//! Fused expressions: many operations in one pass over memory, without arrays in between.
//!
//! [`lazy`](lazy()) starts an expression of static type; operators and methods build it; `eval` runs it. The inputs are
//! read block by block, a few KiB at a time; on such a block simple operations become one loop in registers, and the
//! others are kernel calls on memory that stays in L1. The results of element-wise work are those of the same operations
//! on arrays, to the bit. (But for `power` where exponents repeat along an axis: a row's lone exponent 2 squares, which is
//! rounded once, and what is a row to the kernel differs.)
//!
//! ```
//! use npcore_array::array;
//! use npcore_ufunc::lazy;
//! let (a, b) = (array![1.0f64, 2.0, 3.0], array![10.0, 20.0, 30.0]);
//! let e = (2.0 * lazy(&a) + 3.0 * lazy(&b) - lazy(&a) * lazy(&b)).eval()?;
//! assert_eq!(e.to_string(), "[22. 24.  6.]");
//! # Ok::<(), npcore_array::ArrayError>(())
//! ```
//!
//! | file         | holds                                                          |
//! |--------------|----------------------------------------------------------------|
//! | `lane`       | element types, and the operations done in registers            |
//! | `half`       | half-precision numbers, by registers of them                   |
//! | `program`    | what an expression is, and what it is bound to                 |
//! | `nodes`      | arrays, scalars, casts, choices, closures                      |
//! | `calls`      | universal functions                                            |
//! | `reduce`     | reductions                                                     |
//! | `terms`      | what may stand beside an expression                            |
//! | `operators`  | operators and methods                                          |
//! | `walk`       | the walk over the inputs, cut into blocks                      |
//! | `block`      | one block, and how inputs get to it                            |
//! | `tiers`      | the loops by instruction set                                   |
//! | `dynamic`    | expressions whose dtypes are known at run time                |
//! | `eval`       | runs it all: threads, the output                               |

mod block;
mod calls;
mod dynamic;
mod eval;
mod half;
mod lane;
mod nodes;
mod operators;
mod program;
mod reduce;
mod terms;
mod tiers;
mod walk;

use npcore_array::{ArrayView, AsView, AsViewMut, Result, engine};

pub use dynamic::{DynTerm, LazyDyn, lazy_dyn};
pub use lane::Lane;
use nodes::Leaf;
pub use program::Expr;
use program::Kind;
pub use terms::{Term, Terms};

/// An expression over arrays, which [`eval`](Lazy::eval) computes in one pass.
///
/// It borrows the arrays. `Clone` and `Copy` where its parts are, so that an expression may stand at several places.
#[derive(Clone, Copy, Debug)]
#[must_use = "an expression does nothing until it is evaluated"]
pub struct Lazy<E>(E);

/// Starts an expression with the elements of an array (or what is taken for one: a slice, a list).
///
/// See the [module](mod@crate::lazy) for an example.
#[inline]
pub fn lazy<T: Lane>(array: &(impl AsView<T> + ?Sized)) -> Lazy<Leaf<'_, T>> {
    Lazy(Leaf(array.as_view()))
}

/// [`lazy`](lazy()) for a view, whose elements the expression may outlive the view itself with.
#[inline]
pub fn lazy_view<T: Lane>(view: ArrayView<'_, T>) -> Lazy<Leaf<'_, T>> {
    Lazy(Leaf(view))
}

impl<E: Expr> Lazy<E> {
    /// Computes the expression: an array, in the memory order of its inputs; or a value, where all axes are reduced (`..`).
    ///
    /// # Errors
    /// Shapes that do not fit together; types that a function does not have; integers that do not fit the type they stand
    /// beside; no memory.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_ufunc::lazy;
    /// let a = array![[1, 2, 3], [4, 5, 6]];
    /// assert_eq!((lazy(&a) * 10 + 1).eval()?.to_string(), "[[11 21 31]\n [41 51 61]]");
    /// let error = (lazy(&a) + lazy(&[1, 2])).eval().unwrap_err();
    /// assert_eq!(error.to_string(), "operands could not be broadcast together with shapes (2,3) (2,)");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    pub fn eval(&self) -> Result<<E::Kind as Kind>::Out<E::Elem>> {
        let made = eval::evaluate(&self.0)?;
        // SAFETY: every element was written with a value of the expression's type, in the layout of a new array.
        Ok(<E::Kind as Kind>::give(unsafe { engine::array::<E::Elem>(made) }))
    }

    /// Computes the expression into a given array, which may be one of its inputs or overlap them: the result is as if they
    /// had been copied first.
    ///
    /// # Errors
    /// As [`eval`](Lazy::eval); an output of another shape; a type that the results do not go into by the rule `same_kind`.
    ///
    /// ```
    /// use npcore_array::{array, zeros};
    /// use npcore_ufunc::lazy;
    /// let (a, mut out) = (array![1.0, 2.0], zeros::<f32>(2));
    /// (lazy(&a) * 2.0).eval_into(&mut out)?;
    /// assert_eq!(out.to_string(), "[2. 4.]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    pub fn eval_into<T: npcore_dtype::Elem>(&self, out: &mut (impl AsViewMut<T> + ?Sized)) -> Result<()> {
        let mut out = out.as_view_mut();
        // SAFETY: the output is borrowed for as long, and alone.
        unsafe { eval::evaluate_into(&self.0, &engine::operand_mut(&mut out)) }
    }
}
