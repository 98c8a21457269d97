//! What may stand for an array in a call, and what two such things mean together.
//!
//! [`AsView`] is for functions of one array: containers, slices, `[T; N]`, `Vec`, scalars.
//! [`Operands`] is for two: it says, when compiled, the element type that both promote to.
//!
//! | left and right                              | become                                        |
//! |---------------------------------------------|-----------------------------------------------|
//! | two containers                              | NumPy's promotion of their types ([`Promote`])|
//! | a container and a scalar, array or slice    | the container's type (NEP 50's weak scalars)  |
//! | an integer container and a float scalar     | f64                                           |
//! | anything with a `Dyn` container             | `Dyn`, by NumPy's rules at run time           |
//!
//! One impl per concrete scalar type stands below, not a blanket one: that is what lets a literal
//! take the array's type (`&a_f32 + 2.0`, `add(1, &a_u8)`).

use npcore_dtype::{DType, DateTime64, Elem, Element, Operand as Weak, Promote, TimeDelta64, TimeUnit, WeakPromote};
use npcore_kernel::Binary;
use npcore_layout::Layout;

use crate::containers::{Array, ArrayCells, ArrayCow, ArrayView, ArrayViewMut, Container, DynArray, DynView};
use crate::raw::Raw;

/// Something that can be seen as an array of `T`.
///
/// ```
/// use npcore_array::{AsView, array};
/// fn total(x: impl AsView<f64>) -> f64 {
///     x.as_view().values().sum()
/// }
/// assert_eq!(total([1.0, 2.0]), 3.0);
/// assert_eq!(total(vec![1.0, 2.0]), 3.0);
/// assert_eq!(total(&array![[1.0], [2.0]]), 3.0);
/// assert_eq!(total(5.0), 5.0);
/// ```
pub trait AsView<T: Elem> {
    /// The elements, to be read.
    fn as_view(&self) -> ArrayView<'_, T>;

    /// The same for the engine, without a copy of what a container has.
    #[doc(hidden)]
    #[inline]
    fn view_parts(&self) -> OperandParts<'_> {
        OperandParts::array(self.as_view().as_dyn())
    }
}

impl<T: Elem> AsView<T> for Array<T> {
    #[inline]
    fn as_view(&self) -> ArrayView<'_, T> {
        self.view()
    }
    #[inline]
    fn view_parts(&self) -> OperandParts<'_> {
        self.parts()
    }
}
impl<T: Elem> AsView<T> for ArrayView<'_, T> {
    #[inline]
    fn as_view(&self) -> ArrayView<'_, T> {
        *self
    }
    #[inline]
    fn view_parts(&self) -> OperandParts<'_> {
        self.parts()
    }
}
impl<T: Elem> AsView<T> for ArrayViewMut<'_, T> {
    #[inline]
    fn as_view(&self) -> ArrayView<'_, T> {
        self.view()
    }
    #[inline]
    fn view_parts(&self) -> OperandParts<'_> {
        self.parts()
    }
}
impl<T: Elem> AsView<T> for ArrayCow<'_, T> {
    #[inline]
    fn as_view(&self) -> ArrayView<'_, T> {
        self.view()
    }
    #[inline]
    fn view_parts(&self) -> OperandParts<'_> {
        self.parts()
    }
}
impl<T: Element> AsView<T> for [T] {
    #[inline]
    fn as_view(&self) -> ArrayView<'_, T> {
        ArrayView::from_slice(self)
    }
}
impl<T: Element> AsView<T> for Vec<T> {
    #[inline]
    fn as_view(&self) -> ArrayView<'_, T> {
        ArrayView::from_slice(self)
    }
}
impl<T: Element, const N: usize> AsView<T> for [T; N] {
    #[inline]
    fn as_view(&self) -> ArrayView<'_, T> {
        ArrayView::from_slice(self)
    }
}
impl<T: Element, const N: usize, const M: usize> AsView<T> for [[T; N]; M] {
    #[inline]
    fn as_view(&self) -> ArrayView<'_, T> {
        ArrayView::from_slice_shape(self.as_flattened(), &[M, N])
    }
}
impl<T: Elem, X: AsView<T> + ?Sized> AsView<T> for &X {
    #[inline]
    fn as_view(&self) -> ArrayView<'_, T> {
        (**self).as_view()
    }
    #[inline]
    fn view_parts(&self) -> OperandParts<'_> {
        (**self).view_parts()
    }
}
impl<T: Elem, X: AsView<T> + ?Sized> AsView<T> for &mut X {
    #[inline]
    fn as_view(&self) -> ArrayView<'_, T> {
        (**self).as_view()
    }
    #[inline]
    fn view_parts(&self) -> OperandParts<'_> {
        (**self).view_parts()
    }
}

/// Something whose elements can be written: an owner or a mutable view.
pub trait AsViewMut<T: Elem> {
    /// The elements, to be read and written.
    fn as_view_mut(&mut self) -> ArrayViewMut<'_, T>;
}

impl<T: Elem> AsViewMut<T> for Array<T> {
    #[inline]
    fn as_view_mut(&mut self) -> ArrayViewMut<'_, T> {
        self.view_mut()
    }
}
impl<T: Elem> AsViewMut<T> for ArrayViewMut<'_, T> {
    #[inline]
    fn as_view_mut(&mut self) -> ArrayViewMut<'_, T> {
        self.view_mut()
    }
}
impl<T: Element> AsViewMut<T> for [T] {
    #[inline]
    fn as_view_mut(&mut self) -> ArrayViewMut<'_, T> {
        ArrayViewMut::from_slice(self)
    }
}
impl<T: Element> AsViewMut<T> for Vec<T> {
    #[inline]
    fn as_view_mut(&mut self) -> ArrayViewMut<'_, T> {
        ArrayViewMut::from_slice(self)
    }
}

/// One side of a call of two operands: an array, or what is taken for one.
///
/// Implemented for the containers, references to them, and the plain Rust types that are array-like;
/// not meant to be called, but to be named in bounds together with [`Operands`].
pub trait Operand {
    #[doc(hidden)]
    fn parts(&self) -> OperandParts<'_>;
}

/// An operand as the engine takes it.
#[doc(hidden)]
pub struct OperandParts<'a> {
    raw: RawParts<'a>,
    /// A lone value takes the other operand's type where its kind allows.
    pub(crate) weak: Option<Weak>,
}

/// A container's parts are borrowed, not copied: small calls are mostly moving such structs about.
enum RawParts<'a> {
    Container(&'a Raw),
    Made(DynView<'a>),
    /// What no memory of the caller's is laid out as: text.
    Owned(Box<DynArray>),
}

impl<'a> OperandParts<'a> {
    /// A strong operand.
    #[inline]
    pub(crate) fn array(view: DynView<'a>) -> OperandParts<'a> {
        OperandParts { raw: RawParts::Made(view), weak: None }
    }

    /// An array made of the operand; strong.
    pub(crate) fn owned(array: DynArray) -> OperandParts<'a> {
        OperandParts { raw: RawParts::Owned(Box::new(array)), weak: None }
    }

    /// A container's elements.
    ///
    /// # Safety
    /// The elements may be read for 'a.
    #[inline]
    pub(crate) unsafe fn container(raw: &'a Raw) -> OperandParts<'a> {
        OperandParts { raw: RawParts::Container(raw), weak: None }
    }

    #[inline]
    pub(crate) fn raw(&self) -> &Raw {
        match &self.raw {
            RawParts::Container(raw) => raw,
            RawParts::Made(view) => view.raw(),
            RawParts::Owned(array) => array.raw(),
        }
    }

    #[inline]
    pub(crate) fn dtype(&self) -> DType {
        self.raw().dtype
    }
}

/// An operand that is a container, with its element type.
pub trait ArrayOperand: Operand {
    /// The type of its elements.
    type T: Elem;
}

macro_rules! array_operand {
    ($([$($generics:tt)*] $ty:ty;)*) => { $(
        impl<$($generics)*> Operand for $ty {
            #[inline]
            fn parts(&self) -> OperandParts<'_> {
                // SAFETY: the container is borrowed for as long as the parts live; cells are on
                // this thread, where nothing writes during the call but the call itself, which
                // detaches overlapping operands first.
                unsafe { OperandParts::container(self.raw()) }
            }
        }
        impl<$($generics)*> ArrayOperand for $ty {
            type T = T;
        }
    )* };
}
array_operand! {
    [T: Elem] Array<T>;
    [T: Elem] ArrayView<'_, T>;
    [T: Elem] ArrayViewMut<'_, T>;
    [T: Elem] ArrayCells<'_, T>;
    [T: Elem] ArrayCow<'_, T>;
}

impl<X: Operand + ?Sized> Operand for &X {
    #[inline]
    fn parts(&self) -> OperandParts<'_> {
        (**self).parts()
    }
}
impl<X: ArrayOperand + ?Sized> ArrayOperand for &X {
    type T = X::T;
}
impl<X: Operand + ?Sized> Operand for &mut X {
    #[inline]
    fn parts(&self) -> OperandParts<'_> {
        (**self).parts()
    }
}
impl<X: ArrayOperand + ?Sized> ArrayOperand for &mut X {
    type T = X::T;
}

/// What `Self` and `B` mean together: the element type of their common array.
#[diagnostic::on_unimplemented(
    message = "`{Self}` and `{B}` have no common element type",
    note = "a scalar takes the array's type: convert the scalar (`k as f32`), or the array with `astype`"
)]
pub trait Operands<B: ?Sized>: Operand {
    /// The type that both are converted to; `Dyn` where it is known only at run time.
    type Out: Elem;
    /// The type of float-valued operations of both; see [`Promote::Float`].
    type Float: Elem;
}

impl<A, B> Operands<B> for A
where
    A: ArrayOperand,
    B: ArrayOperand,
    A::T: Promote<B::T>,
{
    type Out = <A::T as Promote<B::T>>::Output;
    type Float = <A::T as Promote<B::T>>::Float;
}

/// An element type whose values may stand alone in a call.
trait Lone: Element {
    fn weak(&self) -> Option<Weak>;
}

#[inline]
fn lone<T: Lone>(value: &T) -> OperandParts<'_> {
    let raw = Raw {
        ptr: std::ptr::from_ref(value).cast::<u8>().cast_mut(),
        dtype: <T as Element>::dtype(),
        layout: Layout::scalar(),
        trusted: true,
    };
    // SAFETY: one element, borrowed for as long as the parts live.
    let view = unsafe { ArrayView::from_raw(raw) };
    OperandParts { weak: value.weak(), ..OperandParts::array(view) }
}

#[inline]
fn list<'a, T: Element>(values: &'a [T], shape: &[usize]) -> OperandParts<'a> {
    OperandParts::array(ArrayView::from_slice_shape(values, shape).as_dyn())
}

macro_rules! lone_operand {
    ($($s:ty => $weak:expr;)*) => { $(lone_operand!(@one [] $s => $weak);)* };
    (@one [$($of:tt)*] $s:ty => $weak:expr) => {
        impl<$($of)*> Lone for $s {
            #[inline]
            fn weak(&self) -> Option<Weak> {
                let weak: fn($s) -> Option<Weak> = $weak;
                weak(*self)
            }
        }
        impl<$($of)*> AsView<$s> for $s {
            #[inline]
            fn as_view(&self) -> ArrayView<'_, $s> {
                ArrayView::from_slice_shape(std::slice::from_ref(self), &[])
            }
        }
        impl<$($of)*> Operand for $s {
            #[inline]
            fn parts(&self) -> OperandParts<'_> { lone(self) }
        }
        impl<$($of)*> Operand for [$s] {
            fn parts(&self) -> OperandParts<'_> { list(self, &[self.len()]) }
        }
        impl<$($of)*> Operand for Vec<$s> {
            fn parts(&self) -> OperandParts<'_> { list(self, &[self.len()]) }
        }
        impl<$($of)* const N: usize> Operand for [$s; N] {
            fn parts(&self) -> OperandParts<'_> { list(self, &[N]) }
        }
        impl<$($of)* const N: usize, const M: usize> Operand for [[$s; N]; M] {
            fn parts(&self) -> OperandParts<'_> { list(self.as_flattened(), &[M, N]) }
        }
        impl<$($of)*> Operands<$s> for $s {
            type Out = $s;
            type Float = <$s as Elem>::Float;
        }
        lone_operand!(@pairs $s; [$($of)*] $s);
        lone_operand!(@pairs $s; [$($of)*] &$s);
        lone_operand!(@pairs $s; [$($of)*] &[$s]);
        lone_operand!(@pairs $s; [$($of)*] Vec<$s>);
        lone_operand!(@pairs $s; [$($of)*] &Vec<$s>);
        lone_operand!(@pairs $s; [$($of)* const N: usize] [$s; N]);
        lone_operand!(@pairs $s; [$($of)* const N: usize] &[$s; N]);
        lone_operand!(@pairs $s; [$($of)* const N: usize, const M: usize] [[$s; N]; M]);
        lone_operand!(@pairs $s; [$($of)* const N: usize, const M: usize] &[[$s; N]; M]);
    };
    (@pairs $s:ty; [$($generics:tt)*] $x:ty) => {
        impl<A: ArrayOperand, $($generics)*> Operands<$x> for A
        where
            A::T: WeakPromote<$s>,
        {
            type Out = <A::T as WeakPromote<$s>>::Output;
            type Float = <<A::T as WeakPromote<$s>>::Output as Elem>::Float;
        }
        impl<B: ArrayOperand, $($generics)*> Operands<B> for $x
        where
            B::T: WeakPromote<$s>,
        {
            type Out = <B::T as WeakPromote<$s>>::Output;
            type Float = <<B::T as WeakPromote<$s>>::Output as Elem>::Float;
        }
    };
}

lone_operand! {
    bool => |_| None;
    i8 => |x| Some(Weak::WeakInt(x.into()));
    i16 => |x| Some(Weak::WeakInt(x.into()));
    i32 => |x| Some(Weak::WeakInt(x.into()));
    i64 => |x| Some(Weak::WeakInt(x.into()));
    isize => |x| Some(Weak::WeakInt(x as i128));
    u8 => |x| Some(Weak::WeakInt(x.into()));
    u16 => |x| Some(Weak::WeakInt(x.into()));
    u32 => |x| Some(Weak::WeakInt(x.into()));
    u64 => |x| Some(Weak::WeakInt(x.into()));
    usize => |x| Some(Weak::WeakInt(x as i128));
    half::f16 => |_| Some(Weak::WeakFloat);
    f32 => |_| Some(Weak::WeakFloat);
    f64 => |_| Some(Weak::WeakFloat);
    num_complex::Complex<f32> => |_| Some(Weak::WeakComplex);
    num_complex::Complex<f64> => |_| Some(Weak::WeakComplex);
}

// Points and spans of time have no kind that gives way.
lone_operand!(@one [U: TimeUnit,] DateTime64<U> => |_| None);
lone_operand!(@one [U: TimeUnit,] TimeDelta64<U> => |_| None);

/// The dtypes that an operation's loop is looked up for: the operands' own, or twice their common one where a lone value
/// gives way.
///
/// A list beside a typed array takes part as an array of its own type; the types say already that
/// it has the array's.
pub(crate) fn loop_dtypes(op: Binary, a: &OperandParts<'_>, b: &OperandParts<'_>) -> crate::Result<[DType; 2]> {
    let (da, db) = (a.dtype(), b.dtype());
    if da == db && da.is_native() {
        return Ok([da; 2]);
    }
    if da.unit().is_some() || db.unit().is_some() {
        // Operations on dates and times choose for each operand: a lone number is an int64 or a float64.
        let own = |parts: &OperandParts<'_>| match parts.weak {
            Some(Weak::WeakInt(value)) => npcore_dtype::check_weak_int(value, DType::INT64).map(|()| DType::INT64),
            Some(Weak::WeakFloat) => Ok(DType::FLOAT64),
            Some(Weak::WeakComplex) => Ok(DType::COMPLEX128),
            _ => Ok(parts.dtype()),
        };
        return Ok([own(a)?, own(b)?]);
    }
    match (a.weak, b.weak) {
        (None, Some(w)) => Ok([weak_dtype(op, da, w, db)?; 2]),
        (Some(w), None) => Ok([weak_dtype(op, db, w, da)?; 2]),
        (None, None) | (Some(_), Some(_)) => Ok([da, db]),
    }
}

/// The dtype that a lone value of dtype `own` and an array are converted to for an operation.
pub(crate) fn weak_dtype(op: Binary, array: DType, weak: Weak, own: DType) -> crate::Result<DType> {
    let common = match weak {
        // The common cases, without `result_type`'s general search.
        Weak::WeakInt(_) if array.is_numeric() && array != DType::BOOL => array.to_native(),
        Weak::WeakFloat if array.is_float() || array.is_complex() => array.to_native(),
        weak => npcore_dtype::result_type(&[Weak::Array(array), weak])?,
    };
    if let Weak::WeakInt(value) = weak
        && common.is_integer()
    {
        match npcore_dtype::check_weak_int(value, common) {
            // A comparison with an integer that the array's type cannot hold still has an answer.
            Err(_) if op.is_comparison() => return Ok(npcore_dtype::promote_types(array, own)?),
            checked => checked?,
        }
    }
    Ok(common)
}
