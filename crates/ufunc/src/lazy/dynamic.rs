//! Expressions whose dtypes are known at run time: a tree that is walked once a block, by kernel calls.

use std::ops;
use std::sync::Arc;

use npcore_array::{ArrayError, Axes, DynArray, DynView, Result, engine};
use npcore_broadcast::broadcast_shapes;
use npcore_dtype::{DType, Element, Operand as Weak, ScalarType};
use npcore_exec::Output;
use npcore_kernel::{self as kernel, Binary, Loop2, Unary};
use npcore_layout::{Layout, Order, Shape, SliceItem};
use smallvec::SmallVec;

use super::block::{Block, Slot};
use super::calls::{Call1, Call2, Way};
use super::eval::{self, Body};
use super::lane::Lane;
use super::program::{Binder, Expr, Program, Whole};
use super::reduce::{All, Any, Max, Mean, Min, Prod, Reduce, Reduction, Sum};
use crate::binary::BinaryUfunc;
use crate::unary::UnaryUfunc;

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

/// A reduction.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Sum,
    Prod,
    Mean,
    Min,
    Max,
    Any,
    All,
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

    fn bind(&self, binder: &mut Binder) -> Result<Bound> {
        Ok(match &*self.0 {
            Node::Leaf(view) => {
                let (operand, dtype) = (engine::operand(view), view.dtype());
                let native = DType::scalar(scalar_type(dtype)?);
                let number = if dtype == native {
                    binder.input(&operand)?
                } else {
                    let layout = Layout::contiguous(operand.layout.shape(), native.itemsize(), Order::C)?;
                    let swapped = Output::uninit(native, layout)?;
                    // SAFETY: the view may be read; the copy is fresh memory.
                    unsafe { npcore_exec::assign(&operand, &swapped.operand(), false)? };
                    binder.made(swapped)?
                };
                Bound { dtype: native, step: Step::Input(number, native.itemsize()) }
            }
            Node::Scalar(bytes, ty, _) => Bound { dtype: DType::scalar(*ty), step: Step::Value(Box::new(*bytes)) },
            Node::Unary(op, x) => {
                let x = x.bind(binder)?;
                let call = Call1::new(*op, x.dtype, binder)?;
                Bound { dtype: call.output, step: Step::Call1(call, Box::new(x.step)) }
            }
            Node::Binary(op, x, y) => {
                let weak = [x.weak(), y.weak()];
                let (x, y) = (x.bind(binder)?, y.bind(binder)?);
                let types = [x.dtype, y.dtype];
                let l = match npcore_exec::mixed_comparison(*op, types[0], types[1]) {
                    Some(l) => l,
                    None => {
                        let common = match weak {
                            _ if types[0] == types[1] => types,
                            [None, Some(w)] => [engine::weak_dtype(*op, types[0], w, types[1])?; 2],
                            [Some(w), None] => [engine::weak_dtype(*op, types[1], w, types[0])?; 2],
                            _ => types,
                        };
                        npcore_exec::binary_loop(*op, common[0], common[1])?
                    }
                };
                let call = Call2::new(*op, &l, types, binder)?;
                Bound { dtype: call.output, step: Step::Call2(call, Box::new([x.step, y.step])) }
            }
            Node::Cast(dtype, x) => x.bind(binder)?.cast(*dtype, binder)?,
            Node::Where(c, x, y) => {
                let weak = [x.weak(), y.weak()];
                let (c, x, y) = (c.bind(binder)?.cast(DType::BOOL, binder)?, x.bind(binder)?, y.bind(binder)?);
                let [a, b] = [0, 1].map(|i| weak[i].unwrap_or(Weak::Array([x.dtype, y.dtype][i])));
                let common = npcore_dtype::result_type(&[a, b])?;
                let (x, y) = (x.cast(common, binder)?, y.cast(common, binder)?);
                let choice = Choice { size: common.itemsize(), out: binder.scratch.slot(common.itemsize()) };
                Bound { dtype: common, step: Step::Where(choice, Box::new([c.step, x.step, y.step])) }
            }
            Node::Reduce(kind, axes, keep, x) => {
                let made = reduce(*kind, axes, *keep, x)?;
                let (dtype, size) = (made.dtype, made.dtype.itemsize());
                Bound { dtype, step: Step::Input(binder.made(made)?, size) }
            }
        })
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

fn scalar_type(dtype: DType) -> Result<ScalarType> {
    dtype
        .scalar_type()
        .ok_or(ArrayError::NoType { have: dtype, wanted: "bool, an integer, a float or a complex number" })
}

/// A part of the tree, bound to memory, with the dtype of its results.
struct Bound {
    dtype: DType,
    step: Step,
}

impl Bound {
    fn cast(self, dtype: DType, binder: &mut Binder) -> Result<Bound> {
        let to = DType::scalar(scalar_type(dtype)?);
        if to == self.dtype {
            return Ok(self);
        }
        let way = Way::new(self.dtype, to, binder)?;
        Ok(Bound { dtype: to, step: Step::Cast(way, Box::new(self.step)) })
    }
}

/// What is done for each block.
enum Step {
    /// An input, by its number, of elements of this size.
    Input(usize, usize),
    Value(Box<[u8; 16]>),
    Call1(Call1, Box<Step>),
    Call2(Call2, Box<[Step; 2]>),
    Cast(Way, Box<Step>),
    Where(Choice, Box<[Step; 3]>),
}

#[derive(Clone, Copy)]
struct Choice {
    size: usize,
    out: Slot,
}

impl Step {
    /// The results for a block: where they are, and their stride, which may be 0.
    ///
    /// # Safety
    /// As [`Program::prepare`].
    unsafe fn run(&self, block: &mut Block<'_>) -> (*const u8, isize) {
        // SAFETY: the caller's word; each call gets elements of the types that it was made for.
        unsafe {
            match self {
                Step::Input(number, size) => {
                    let (at, moves) = block.input(*number);
                    (at, if moves { *size as isize } else { 0 })
                }
                Step::Value(bytes) => (bytes.as_ptr(), 0),
                Step::Call1(call, x) => {
                    let x = x.run(block);
                    (call.run(block, x), call.output.itemsize() as isize)
                }
                Step::Call2(call, operands) => {
                    let [x, y] = &**operands;
                    let (x, y) = (x.run(block), y.run(block));
                    (call.run(block, x, y), call.output.itemsize() as isize)
                }
                Step::Cast(way, x) => {
                    let x = x.run(block);
                    let (at, stride) = way.bring(block, x);
                    (at, stride)
                }
                Step::Where(choice, operands) => {
                    let [c, x, y] = &**operands;
                    let (c, x, y) = (c.run(block), x.run(block), y.run(block));
                    let to = block.slot(choice.out);
                    match choice.size {
                        1 => choose::<[u8; 1]>(block.len(), c, x, y, to),
                        2 => choose::<[u8; 2]>(block.len(), c, x, y, to),
                        4 => choose::<[u8; 4]>(block.len(), c, x, y, to),
                        8 => choose::<[u8; 8]>(block.len(), c, x, y, to),
                        _ => choose::<[u8; 16]>(block.len(), c, x, y, to),
                    }
                    (to, choice.size as isize)
                }
            }
        }
    }
}

/// # Safety
/// `n` bools and elements of the size of `T` may be read, the strides apart, and as many elements written.
unsafe fn choose<T: Copy>(
    n: usize,
    (c, sc): (*const u8, isize),
    (x, sx): (*const u8, isize),
    (y, sy): (*const u8, isize),
    to: *mut u8,
) {
    for i in 0..n as isize {
        // SAFETY: the caller's word; arrays of bytes have alignment 1.
        unsafe {
            let (a, b) = (*x.wrapping_offset(i * sx).cast::<T>(), *y.wrapping_offset(i * sy).cast::<T>());
            *to.cast::<T>().offset(i) = if *c.wrapping_offset(i * sc) != 0 { a } else { b };
        }
    }
}

/// The whole tree.
struct Root {
    step: Step,
    /// The copy to the output, which makes bools 0 or 1.
    cast: Loop2,
    size: usize,
}

impl Body for Root {
    unsafe fn write(&self, block: &mut Block<'_>, out: *mut u8) {
        // SAFETY: the caller's word.
        unsafe {
            let (from, stride) = self.step.run(block);
            (self.cast)([block.len(), 1], [from.cast_mut(), out], [[stride, 0], [self.size as isize, 0]]);
        }
    }
}

/// The tree as an expression of static type, for reductions.
struct Typed<'a, T> {
    x: LazyDyn<'a>,
    marker: std::marker::PhantomData<T>,
}

impl<'a, T> Typed<'a, T> {
    fn new(x: LazyDyn<'a>) -> Typed<'a, T> {
        Typed { x, marker: std::marker::PhantomData }
    }
}

impl<T: Lane> Expr for Typed<'_, T> {
    type Elem = T;
    type Kind = Whole;
    type Program = TypedProgram<T>;

    fn shape(&self) -> Result<Shape> {
        self.x.shape()
    }

    fn bind(&self, binder: &mut Binder) -> Result<TypedProgram<T>> {
        let bound = self.x.bind(binder)?.cast(<T as Element>::dtype(), binder)?;
        let slot = binder.scratch.slot(size_of::<T>());
        Ok(TypedProgram { step: bound.step, slot, marker: std::marker::PhantomData })
    }
}

struct TypedProgram<T> {
    step: Step,
    slot: Slot,
    marker: std::marker::PhantomData<T>,
}

// SAFETY: the elements are a step's results, or in this program's slot.
unsafe impl<T: Lane> Program for TypedProgram<T> {
    type Elem = T;
    type Cursor = *const u8;

    unsafe fn prepare(&self, block: &mut Block<'_>) -> *const u8 {
        // SAFETY: the caller's word; the slot holds a block.
        unsafe {
            let (from, stride) = self.step.run(block);
            if stride == size_of::<T>() as isize {
                return from;
            }
            let to = block.slot(self.slot);
            let s = [[stride, 0], [size_of::<T>() as isize, 0]];
            kernel::copy(size_of::<T>(), [block.len(), 1], [from.cast_mut(), to], s);
            to
        }
    }

    #[inline(always)]
    fn shift(cursor: &*const u8, at: usize) -> *const u8 {
        cursor.wrapping_add(at * size_of::<T>())
    }

    #[inline(always)]
    unsafe fn get(cursor: &*const u8, i: usize) -> T {
        // SAFETY: the caller's word.
        unsafe { T::read(cursor.add(i * size_of::<T>())) }
    }

    #[inline(always)]
    fn place(cursor: &*const u8) -> Option<(*const u8, isize)> {
        Some((*cursor, size_of::<T>() as isize))
    }
}

fn reduce(kind: Kind, axes: &SmallVec<[isize; 6]>, keep: bool, x: &LazyDyn<'_>) -> Result<Output> {
    fn run<R: Reduction, T: Lane>(axes: &SmallVec<[isize; 6]>, keep: bool, x: &LazyDyn<'_>) -> Result<Output> {
        eval::evaluate(&Reduce::<R, _, _>::new(Typed::<T>::new(x.clone()), axes.clone(), keep))
    }
    use ScalarType::*;
    type C64 = num_complex::Complex<f32>;
    type C128 = num_complex::Complex<f64>;
    let ty = scalar_type(x.dtype()?)?;
    // Types that are accumulated in another one are cast to it by the tree.
    macro_rules! by_type {
        ($r:ident: $($($from:ident)|+ => $t:ty),*) => {
            match ty { $($($from)|+ => run::<$r, $t>(axes, keep, x),)* }
        };
    }
    macro_rules! total {
        ($r:ident) => {
            by_type!($r: Bool | Int8 | Int16 | Int32 | Int64 => i64, UInt8 | UInt16 | UInt32 | UInt64 => u64,
                Float16 => half::f16, Float32 => f32, Float64 => f64, Complex64 => C64, Complex128 => C128)
        };
    }
    macro_rules! extreme {
        ($r:ident) => {
            by_type!($r: Bool => bool, Int8 => i8, Int16 => i16, Int32 => i32, Int64 => i64, UInt8 => u8,
                UInt16 => u16, UInt32 => u32, UInt64 => u64, Float16 => half::f16, Float32 => f32, Float64 => f64,
                Complex64 => C64, Complex128 => C128)
        };
    }
    match kind {
        Kind::Sum => total!(Sum),
        Kind::Prod => total!(Prod),
        Kind::Mean => match ty {
            Float16 => run::<Mean, half::f16>(axes, keep, x),
            Float32 => run::<Mean, f32>(axes, keep, x),
            Complex64 => run::<Mean, C64>(axes, keep, x),
            Complex128 => run::<Mean, C128>(axes, keep, x),
            _ => run::<Mean, f64>(axes, keep, x),
        },
        Kind::Min => extreme!(Min),
        Kind::Max => extreme!(Max),
        Kind::Any => run::<Any, bool>(axes, keep, x),
        Kind::All => run::<All, bool>(axes, keep, x),
    }
}
