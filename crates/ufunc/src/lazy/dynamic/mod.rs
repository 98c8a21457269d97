//! Expressions whose dtypes are known at run time: a tree that is walked once a block, by kernel calls.
//!
//! | file         | holds                            |
//! |--------------|----------------------------------|
//! | `steps`      | the tree bound to memory         |
//! | `reductions` | reductions of it                 |

mod reductions;
mod steps;

use std::ops;
use std::sync::Arc;

use npcore_array::{ArrayError, Axes, DynArray, DynView, Result, engine};
use npcore_broadcast::broadcast_shapes;
use npcore_dtype::{DType, Element, Operand as Weak, ScalarType};
use npcore_kernel::{self as kernel, Binary, Unary};
use npcore_layout::{Shape, SliceItem};
use smallvec::SmallVec;

use super::eval;
use super::lane::Lane;
use super::program::{Binder, Expr};
use super::reduce::{Reduce, Sum};
use crate::binary::BinaryUfunc;
use crate::unary::UnaryUfunc;
use reductions::{Kind, Typed};
use steps::{Root, scalar_type};

/// An expression over arrays whose dtypes are known at run time; see [`lazy_dyn`].
///
/// Cloning it is cheap: the clone is the same tree.
#[derive(Clone, Debug)]
#[must_use = "an expression does nothing until it is evaluated"]
pub struct LazyDyn<'a>(Arc<Node<'a>>);

#[derive(Debug)]
enum Node<'a> {
    Leaf(DynView<'a>),
    /// A lone value: its bytes, its own type, and how it gives way.
    Scalar([u8; 16], ScalarType, Weak),
    Unary(Unary, LazyDyn<'a>),
    Binary(Binary, LazyDyn<'a>, LazyDyn<'a>),
    Cast(DType, LazyDyn<'a>),
    Where(LazyDyn<'a>, LazyDyn<'a>, LazyDyn<'a>),
    Reduce(Kind, SmallVec<[isize; 6]>, bool, LazyDyn<'a>),
}

/// Starts a fused expression over an array whose dtype is known at run time.
///
/// It has the operators of arrays, promotes as they do, and takes any universal function by its value.
///
/// ```
/// use npcore_array::array;
/// use npcore_ufunc::{Hypot, lazy_dyn};
/// let (a, b) = (array![3i16, 6].into_dyn(), array![4.0f32, 8.0].into_dyn());
/// let e = lazy_dyn(a.view()) * 2 + lazy_dyn(b.view());
/// let e = e.eval()?;
/// assert_eq!((e.to_string(), e.dtype().name()), ("[10. 20.]".to_owned(), "float32".into()));
/// assert_eq!((lazy_dyn(a.view()) - 1).sum(..).eval()?.to_string(), "7");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn lazy_dyn(array: DynView<'_>) -> LazyDyn<'_> {
    LazyDyn::new(Node::Leaf(array))
}

/// What may stand beside an expression of run-time dtypes: another one, or a scalar.
pub trait DynTerm<'a> {
    #[doc(hidden)]
    fn into_dyn(self) -> LazyDyn<'a>;
}

impl<'a> DynTerm<'a> for LazyDyn<'a> {
    fn into_dyn(self) -> LazyDyn<'a> {
        self
    }
}

macro_rules! scalars {
    ($($s:ty: |$x:ident| $weak:expr;)*) => { $(
        impl<'a> DynTerm<'a> for $s {
            fn into_dyn(self) -> LazyDyn<'a> {
                let mut bytes = [0; 16];
                // SAFETY: no element is larger than 16 bytes.
                unsafe { <$s as Element>::write(self, bytes.as_mut_ptr()) };
                let $x = self;
                LazyDyn::new(Node::Scalar(bytes, <$s as Lane>::TY, $weak))
            }
        }
    )* };
}
scalars! {
    bool: |_x| Weak::Array(DType::BOOL);
    i32: |x| Weak::WeakInt(x.into());
    i64: |x| Weak::WeakInt(x.into());
    u64: |x| Weak::WeakInt(x.into());
    f32: |_x| Weak::WeakFloat;
    f64: |_x| Weak::WeakFloat;
    num_complex::Complex<f64>: |_x| Weak::WeakComplex;
}

macro_rules! operators {
    ($($trait:ident $method:ident $op:ident;)*) => { $(
        impl<'a, B: DynTerm<'a>> ops::$trait<B> for LazyDyn<'a> {
            type Output = LazyDyn<'a>;

            fn $method(self, b: B) -> LazyDyn<'a> {
                LazyDyn::new(Node::Binary(Binary::$op, self, b.into_dyn()))
            }
        }
        operators!(@left $trait $method $op; bool i32 i64 u64 f32 f64 num_complex::Complex<f64>);
    )* };
    (@left $trait:ident $method:ident $op:ident; $($s:ty)*) => { $(
        impl<'a> ops::$trait<LazyDyn<'a>> for $s {
            type Output = LazyDyn<'a>;

            fn $method(self, b: LazyDyn<'a>) -> LazyDyn<'a> {
                LazyDyn::new(Node::Binary(Binary::$op, self.into_dyn(), b))
            }
        }
    )* };
}
operators! {
    Add add Add;
    Sub sub Subtract;
    Mul mul Multiply;
    Div div TrueDivide;
    Rem rem Remainder;
    BitAnd bitand BitAnd;
    BitOr bitor BitOr;
    BitXor bitxor BitXor;
    Shl shl LeftShift;
    Shr shr RightShift;
}

impl<'a> ops::Neg for LazyDyn<'a> {
    type Output = LazyDyn<'a>;

    fn neg(self) -> LazyDyn<'a> {
        LazyDyn::new(Node::Unary(Unary::Negative, self))
    }
}

impl<'a> ops::Not for LazyDyn<'a> {
    type Output = LazyDyn<'a>;

    fn not(self) -> LazyDyn<'a> {
        LazyDyn::new(Node::Unary(Unary::Invert, self))
    }
}

macro_rules! comparisons {
    ($($name:ident $op:ident $text:literal;)*) => {
        impl<'a> LazyDyn<'a> { $(
            #[doc = concat!("Where `self ", $text, " other`, by element, broadcast together.")]
            pub fn $name(self, other: impl DynTerm<'a>) -> LazyDyn<'a> {
                LazyDyn::new(Node::Binary(Binary::$op, self, other.into_dyn()))
            }
        )* }
    };
}
comparisons! {
    equal Equal "==";
    not_equal NotEqual "!=";
    lt Less "<";
    le LessEqual "<=";
    gt Greater ">";
    ge GreaterEqual ">=";
}

macro_rules! reductions {
    ($($name:ident $kind:ident $text:literal;)*) => {
        impl<'a> LazyDyn<'a> { $(
            #[doc = concat!($text, " over the given axes, or over all (`..`), which gives a 0-d array.")]
            pub fn $name(self, axes: impl Axes) -> LazyDyn<'a> {
                // Of an expression whose shapes do not fit, which is told when it is evaluated.
                let ndim = self.shape().map_or(0, |shape| shape.len());
                LazyDyn::new(Node::Reduce(Kind::$kind, axes.axes(ndim), false, self))
            }
        )* }
    };
}
reductions! {
    sum Sum "The sum";
    prod Prod "The product";
    mean Mean "The mean";
    min Min "The smallest element";
    max Max "The largest element";
    any Any "Whether any element is not 0,";
    all All "Whether all elements are not 0,";
}

impl<'a> LazyDyn<'a> {
    fn new(node: Node<'a>) -> LazyDyn<'a> {
        LazyDyn(Arc::new(node))
    }

    /// A universal function of one argument, of every element.
    pub fn apply<F: UnaryUfunc>(self, _: F) -> LazyDyn<'a> {
        LazyDyn::new(Node::Unary(F::OP, self))
    }

    /// A universal function of two arguments, of every pair of elements, broadcast together.
    pub fn apply2<F: BinaryUfunc>(self, _: F, other: impl DynTerm<'a>) -> LazyDyn<'a> {
        LazyDyn::new(Node::Binary(F::OP, self, other.into_dyn()))
    }

    /// The elements as another dtype.
    pub fn astype(self, dtype: DType) -> LazyDyn<'a> {
        LazyDyn::new(Node::Cast(dtype, self))
    }

    /// The elements of `x` where this is not 0, of `y` where it is.
    pub fn where_(self, x: impl DynTerm<'a>, y: impl DynTerm<'a>) -> LazyDyn<'a> {
        LazyDyn::new(Node::Where(self, x.into_dyn(), y.into_dyn()))
    }

    /// A part of the array that this is, with new axes where the index has them.
    ///
    /// # Errors
    /// Positions outside of the array; an expression that is no array.
    pub fn try_at(self, items: impl AsRef<[SliceItem]>) -> Result<LazyDyn<'a>> {
        match &*self.0 {
            Node::Leaf(view) => Ok(lazy_dyn(view.try_slice(items)?)),
            _ => Err(ArrayError::Value("only arrays, not expressions of them, have parts".to_owned())),
        }
    }

    /// The shape that the expression has.
    ///
    /// # Errors
    /// Shapes that do not fit together; axes out of bounds.
    pub fn shape(&self) -> Result<Shape> {
        Ok(match &*self.0 {
            Node::Leaf(view) => *engine::operand(view).layout.shape(),
            Node::Scalar(..) => Shape::empty(),
            Node::Unary(_, x) | Node::Cast(_, x) => x.shape()?,
            Node::Binary(_, x, y) => broadcast_shapes(&[&x.shape()?, &y.shape()?])?,
            Node::Where(c, x, y) => broadcast_shapes(&[&c.shape()?, &x.shape()?, &y.shape()?])?,
            Node::Reduce(_, axes, keep, x) => {
                let typed = Typed::<f64>::new(x.clone());
                Expr::shape(&Reduce::<Sum, _, _>::new(typed, axes.clone(), *keep))?
            }
        })
    }

    /// Leaves the axes of the reduction that this is, with length 1.
    pub fn keepdims(self) -> LazyDyn<'a> {
        match &*self.0 {
            Node::Reduce(kind, axes, _, x) => LazyDyn::new(Node::Reduce(*kind, axes.clone(), true, x.clone())),
            _ => self,
        }
    }

    /// Computes the expression.
    ///
    /// # Errors
    /// Shapes that do not fit together; types that a function does not have; integers that do not fit the type they stand
    /// beside; no memory.
    pub fn eval(&self) -> Result<DynArray> {
        self.shape()?;
        let mut binder = Binder::default();
        let bound = self.bind(&mut binder)?;
        let ty = scalar_type(bound.dtype)?;
        let root = Root { step: bound.step, cast: kernel::cast(ty, ty), size: ty.itemsize() };
        // SAFETY: the expression is borrowed, and with it what its inputs lie in; every element is written with a value of
        // the dtype, in the layout of a new array.
        unsafe {
            let made = eval::run_new(&binder, bound.dtype, &root)?;
            Ok(engine::array::<npcore_dtype::Dyn>(made))
        }
    }

    fn weak(&self) -> Option<Weak> {
        match &*self.0 {
            Node::Scalar(_, _, weak) if !matches!(weak, Weak::Array(_)) => Some(*weak),
            _ => None,
        }
    }

    /// The dtype of the results.
    fn dtype(&self) -> Result<DType> {
        // As it is bound, to a binder of no other use.
        match &*self.0 {
            Node::Leaf(view) => Ok(view.dtype().to_native()),
            _ => Ok(self.bind(&mut Binder::default())?.dtype),
        }
    }
}
