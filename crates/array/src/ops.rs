//! Operators: `+ - * / %`, `& | ^ << >>`, negation and `!`, and their assigning forms.
//!
//! All of them end in [`binary`], [`binary_assign`] and [`unary`] here, which are compiled once; what
//! is compiled in a user's crate is the call.

use std::ops;

use npcore_dtype::{Casting, DType, Elem};
use npcore_kernel::{Binary, Unary};
use npcore_layout::{Layout, Order};

use crate::arguments::{AsView, AsViewMut, Operand, OperandParts, Operands, loop_dtypes};
use crate::containers::{Array, ArrayCells, ArrayCow, ArrayView, ArrayViewMut, Container, DynArray};
use crate::error::{Result, expect};
use crate::macros::output;
use crate::raw::Raw;

/// `op` of two operands, broadcast together, into a new array.
pub(crate) fn binary(op: Binary, a: &OperandParts<'_>, b: &OperandParts<'_>) -> Result<DynArray> {
    // SAFETY: both operands stay borrowed.
    match unsafe { npcore_exec::binary_small(op, &a.raw().operand(), &b.raw().operand()) } {
        Some(out) => Ok(small(out)),
        None => general(op, a, b),
    }
}

/// [`binary`], for operators: a panic at the caller's line where it fails.
#[track_caller]
pub(crate) fn operate(op: Binary, a: &OperandParts<'_>, b: &OperandParts<'_>) -> DynArray {
    // SAFETY: both operands stay borrowed.
    match unsafe { npcore_exec::binary_small(op, &a.raw().operand(), &b.raw().operand()) } {
        Some(out) => small(out),
        None => expect(general(op, a, b)),
    }
}

/// The array of a small result. Written where it is to be: each `return` is a copy of the layout less.
#[inline(always)]
pub(crate) fn small<T: Elem>(out: npcore_exec::SmallOutput<'_>) -> Array<T> {
    let (dtype, model) = (DType::scalar(out.ty), out.model);
    if out.is_layout {
        // SAFETY: the buffer was filled with elements that lie so.
        return unsafe { Array::from_parts(out.into_buffer(), dtype, *model, true) };
    }
    let layout = expect(Layout::contiguous(model.shape(), dtype.itemsize(), Order::C));
    // SAFETY: the buffer was filled with gapless elements in C order.
    unsafe { Array::from_parts(out.into_buffer(), dtype, layout, true) }
}

#[inline(never)]
pub(crate) fn general(op: Binary, a: &OperandParts<'_>, b: &OperandParts<'_>) -> Result<DynArray> {
    let l = loop_for(op, a, b)?;
    // SAFETY: both operands stay borrowed.
    let out = unsafe { npcore_exec::binary(&l, &a.raw().operand(), &b.raw().operand())? };
    Ok(Array::from_output(out))
}

#[inline]
fn loop_for(op: Binary, a: &OperandParts<'_>, b: &OperandParts<'_>) -> Result<npcore_exec::BinaryLoop> {
    if op.is_comparison()
        && let Some(l) = npcore_exec::mixed_comparison(op, a.dtype(), b.dtype())
    {
        return Ok(l);
    }
    let types = loop_dtypes(op, a, b)?;
    let l = npcore_exec::binary_loop(op, types[0], types[1])?;
    if l.inputs != types && l.inputs.iter().any(|dtype| dtype.unit().is_some()) {
        // Loops on numbers are found by what is safe; a span of months is no number of days.
        l.check_inputs(types, Casting::SameKind)?;
    }
    Ok(l)
}

/// `op` of two operands into `out`, with NumPy's rule for the result's type (same kind). Inputs that overlap the output
/// are as if they had been copied first.
///
/// # Safety
/// The output's elements may be written, and nobody else reaches them during the call but through the inputs.
unsafe fn binary_into(op: Binary, a: &OperandParts<'_>, b: &OperandParts<'_>, out: &Raw) -> Result<()> {
    let (x, y, to) = (a.raw().operand(), b.raw().operand(), out.operand());
    // SAFETY: the caller's word.
    if unsafe { npcore_exec::binary_small_into(op, &x, &y, &to) } {
        return Ok(());
    }
    let l = loop_for(op, a, b)?;
    // SAFETY: the caller's word; the execution layer detaches overlapping inputs.
    unsafe { Ok(npcore_exec::binary_into(&l, &x, &y, &to, Casting::SameKind)?) }
}

/// `target = op(target, b)`.
///
/// # Safety
/// As [`binary_into`].
unsafe fn binary_assign(op: Binary, target: &Raw, b: &OperandParts<'_>) -> Result<()> {
    // SAFETY: the target's elements may be read too; the caller's word.
    unsafe { binary_into(op, &OperandParts::container(target), b, target) }
}

pub(crate) fn unary(op: Unary, a: &Raw) -> Result<DynArray> {
    // SAFETY: the callers hold the operand borrowed.
    if let Some(out) = unsafe { npcore_exec::unary_small(op, &a.operand()) } {
        return Ok(small(out));
    }
    let l = npcore_exec::unary_loop(op, a.dtype)?;
    // SAFETY: the callers hold the operand borrowed.
    Ok(Array::from_output(unsafe { npcore_exec::unary(&l, &a.operand())? }))
}

/// The result of an operator on an owned left operand: computed in its memory where the result has
/// its type and shape.
fn reuse<T: Elem, Out: Elem>(op: Binary, a: Array<T>, b: OperandParts<'_>) -> Result<Array<Out>> {
    let parts = a.parts();
    let (raw, other) = (a.raw(), b.raw());
    let fits = other.layout.shape() == raw.layout.shape()
        || npcore_broadcast::broadcast_to(&other.layout, raw.layout.shape()).is_ok();
    if fits && loop_for(op, &parts, &b)?.output == raw.dtype {
        // SAFETY: the array is ours alone.
        unsafe { binary_into(op, &parts, &b, raw)? };
        return Ok(a.assume_type());
    }
    Ok(binary(op, &parts, &b)?.assume_type())
}

macro_rules! binary_operator {
    ($($trait:ident $method:ident $op:ident $output:ident;)*) => { $(
        binary_operator!(@borrowed [T: Elem] &Array<T>; $trait $method $op $output);
        binary_operator!(@borrowed [T: Elem] &ArrayCow<'_, T>; $trait $method $op $output);
        binary_operator!(@borrowed [T: Elem] &ArrayViewMut<'_, T>; $trait $method $op $output);
        binary_operator!(@borrowed [T: Elem] ArrayView<'_, T>; $trait $method $op $output);
        binary_operator!(@borrowed [T: Elem] &ArrayView<'_, T>; $trait $method $op $output);
        binary_operator!(@borrowed [T: Elem] ArrayCells<'_, T>; $trait $method $op $output);

        impl<T: Elem, B: Operand> ops::$trait<B> for Array<T>
        where
            Array<T>: Operands<B>,
        {
            type Output = Array<output!($output, <Array<T> as Operands<B>>::Out)>;

            #[track_caller]
            fn $method(self, b: B) -> Self::Output {
                expect(reuse(Binary::$op, self, b.parts()))
            }
        }

        impl<T: Elem, B: Operand> ops::$trait<B> for ArrayCow<'_, T>
        where
            Array<T>: Operands<B>,
        {
            type Output = Array<output!($output, <Array<T> as Operands<B>>::Out)>;

            #[track_caller]
            fn $method(self, b: B) -> Self::Output {
                match self {
                    ArrayCow::Owned(a) => expect(reuse(Binary::$op, a, b.parts())),
                    ArrayCow::View(a) => operate(Binary::$op, &a.parts(), &b.parts()).assume_type(),
                }
            }
        }
    )* };
    (@borrowed [$($generics:tt)*] $ty:ty; $trait:ident $method:ident $op:ident $output:ident) => {
        impl<$($generics)*, B: Operand> ops::$trait<B> for $ty
        where
            Self: Operands<B>,
        {
            type Output = Array<output!($output, <Self as Operands<B>>::Out)>;

            #[track_caller]
            #[inline]
            fn $method(self, b: B) -> Self::Output {
                operate(Binary::$op, &self.parts(), &b.parts()).assume_type()
            }
        }
    };
}

binary_operator! {
    Add add Add Common;
    Sub sub Subtract Difference;
    Mul mul Multiply Common;
    Div div TrueDivide Quotient;
    Rem rem Remainder Number;
    BitAnd bitand BitAnd Common;
    BitOr bitor BitOr Common;
    BitXor bitxor BitXor Common;
    Shl shl LeftShift Number;
    Shr shr RightShift Number;
}

/// Scalars on the left: one impl per type, so that literals take the array's.
macro_rules! left_scalar {
    ($($s:ty)*) => { $(
        left_scalar!(@ops $s; Add add Add Common);
        left_scalar!(@ops $s; Sub sub Subtract Difference);
        left_scalar!(@ops $s; Mul mul Multiply Common);
        left_scalar!(@ops $s; Div div TrueDivide Quotient);
        left_scalar!(@ops $s; Rem rem Remainder Number);
        left_scalar!(@ops $s; BitAnd bitand BitAnd Common);
        left_scalar!(@ops $s; BitOr bitor BitOr Common);
        left_scalar!(@ops $s; BitXor bitxor BitXor Common);
        left_scalar!(@ops $s; Shl shl LeftShift Number);
        left_scalar!(@ops $s; Shr shr RightShift Number);
    )* };
    (@ops $s:ty; $trait:ident $method:ident $op:ident $output:ident) => {
        left_scalar!(@one $s; [T: Elem, 'x] &'x Array<T>; $trait $method $op $output);
        left_scalar!(@one $s; [T: Elem] Array<T>; $trait $method $op $output);
        left_scalar!(@one $s; [T: Elem, 'x] ArrayView<'x, T>; $trait $method $op $output);
        left_scalar!(@one $s; [T: Elem, 'x] ArrayCow<'x, T>; $trait $method $op $output);
        left_scalar!(@one $s; [T: Elem, 'x, 'y] &'x ArrayCow<'y, T>; $trait $method $op $output);
    };
    (@one $s:ty; [T: Elem $(, $lt:lifetime)*] $b:ty; $trait:ident $method:ident $op:ident $output:ident) => {
        impl<$($lt,)* T: Elem> ops::$trait<$b> for $s
        where
            $s: Operands<$b>,
        {
            type Output = Array<output!($output, <$s as Operands<$b>>::Out)>;

            #[track_caller]
            #[inline]
            fn $method(self, b: $b) -> Self::Output {
                operate(Binary::$op, &self.parts(), &b.parts()).assume_type()
            }
        }
    };
}
left_scalar!(bool i8 i16 i32 i64 isize u8 u16 u32 u64 usize half::f16 f32 f64 num_complex::Complex<f32> num_complex::Complex<f64>);

macro_rules! assign_operator {
    ($($trait:ident $method:ident $try_method:ident $op:ident;)*) => { $(
        impl<T: Elem, B: Operand> ops::$trait<B> for Array<T>
        where
            Self: Operands<B>,
        {
            #[track_caller]
            fn $method(&mut self, b: B) {
                // SAFETY: `&mut self` is alone with its elements.
                expect(unsafe { binary_assign(Binary::$op, self.raw(), &b.parts()) });
            }
        }

        impl<T: Elem, B: Operand> ops::$trait<B> for ArrayViewMut<'_, T>
        where
            Self: Operands<B>,
        {
            #[track_caller]
            fn $method(&mut self, b: B) {
                // SAFETY: `&mut self` is alone with its elements.
                expect(unsafe { binary_assign(Binary::$op, self.raw(), &b.parts()) });
            }
        }

        assign_operator!(@methods Array<T>, [&mut self]; self $method $try_method $op);
        assign_operator!(@methods ArrayViewMut<'_, T>, [&mut self]; self $method $try_method $op);
        assign_operator!(@methods ArrayCells<'_, T>, [self]; self $method $try_method $op);
    )* };
    (@methods $ty:ty, [$($receiver:tt)*]; $self:ident $method:ident $try_method:ident $op:ident) => {
        impl<T: Elem> $ty {
            #[doc = concat!("The assigning operator of `", stringify!($op), "` as a method: for what an operator")]
            /// cannot stand behind, such as `a.slice_mut(s![1..])`, and for cells. Where `b` overlaps this, the
            /// result is as if it had been copied first.
            ///
            /// # Panics
            /// Shapes that do not fit; a result that does not go into this type.
            #[track_caller]
            pub fn $method<B: Operand>($($receiver)*, b: B)
            where
                Self: Operands<B>,
            {
                expect($self.$try_method(b));
            }

            #[doc = concat!("The assigning operator of `", stringify!($op), "` with an error instead of a panic.")]
            ///
            /// # Errors
            /// Shapes that do not fit; a result that does not go into this type.
            pub fn $try_method<B: Operand>($($receiver)*, b: B) -> Result<()>
            where
                Self: Operands<B>,
            {
                // SAFETY: `&mut self` is alone with its elements; cells are written one call at a time.
                unsafe { binary_assign(Binary::$op, $self.raw(), &b.parts()) }
            }
        }
    };
}
assign_operator! {
    AddAssign add_assign try_add_assign Add;
    SubAssign sub_assign try_sub_assign Subtract;
    MulAssign mul_assign try_mul_assign Multiply;
    RemAssign rem_assign try_rem_assign Remainder;
    BitAndAssign bitand_assign try_bitand_assign BitAnd;
    BitOrAssign bitor_assign try_bitor_assign BitOr;
    BitXorAssign bitxor_assign try_bitxor_assign BitXor;
    ShlAssign shl_assign try_shl_assign LeftShift;
    ShrAssign shr_assign try_shr_assign RightShift;
}

/// `/=` exists where a quotient has the array's own type: not for integers.
macro_rules! div_assign {
    ($($ty:ty),*) => { $(
        impl<T: Elem<Quotient = T>, B: Operand> ops::DivAssign<B> for $ty
        where
            Self: Operands<B>,
        {
            #[track_caller]
            fn div_assign(&mut self, b: B) {
                // SAFETY: `&mut self` is alone with its elements.
                expect(unsafe { binary_assign(Binary::TrueDivide, self.raw(), &b.parts()) });
            }
        }
    )* };
}
div_assign!(Array<T>, ArrayViewMut<'_, T>);

macro_rules! div_assign_methods {
    ($($ty:ty, [$($receiver:tt)*], $self:ident;)*) => { $(
        impl<T: Elem<Quotient = T>> $ty {
            /// The assigning operator `/=` as a method.
            ///
            /// # Panics
            /// Shapes that do not fit; a result that does not go into this type.
            #[track_caller]
            pub fn div_assign<B: Operand>($($receiver)*, b: B)
            where
                Self: Operands<B>,
            {
                expect($self.try_div_assign(b));
            }

            /// The assigning operator `/=` with an error instead of a panic.
            ///
            /// # Errors
            /// Shapes that do not fit; a result that does not go into this type.
            pub fn try_div_assign<B: Operand>($($receiver)*, b: B) -> Result<()>
            where
                Self: Operands<B>,
            {
                // SAFETY: `&mut self` is alone with its elements; cells are written one call at a time.
                unsafe { binary_assign(Binary::TrueDivide, $self.raw(), &b.parts()) }
            }
        }
    )* };
}
div_assign_methods! {
    Array<T>, [&mut self], self;
    ArrayViewMut<'_, T>, [&mut self], self;
    ArrayCells<'_, T>, [self], self;
}

macro_rules! unary_operator {
    ($($trait:ident $method:ident $op:ident: $($ty:ty),*;)*) => { $( $(
        impl<T: Elem> ops::$trait for $ty {
            type Output = Array<T>;

            #[track_caller]
            fn $method(self) -> Array<T> {
                expect(unary(Unary::$op, self.raw())).assume_type()
            }
        }
    )* )* };
}
unary_operator! {
    Neg neg Negative: &Array<T>, &ArrayCow<'_, T>, &ArrayViewMut<'_, T>, ArrayView<'_, T>, ArrayCells<'_, T>;
    Not not Invert: &Array<T>, &ArrayCow<'_, T>, &ArrayViewMut<'_, T>, ArrayView<'_, T>, ArrayCells<'_, T>;
}

macro_rules! unary_owned {
    ($($trait:ident $method:ident $op:ident;)*) => { $(
        impl<T: Elem> ops::$trait for Array<T> {
            type Output = Array<T>;

            /// In the array's own memory.
            #[track_caller]
            fn $method(self) -> Array<T> {
                let raw = self.raw().operand();
                let l = expect(npcore_exec::unary_loop(Unary::$op, raw.dtype).map_err(crate::ArrayError::from));
                if l.output != raw.dtype {
                    return expect(unary(Unary::$op, self.raw())).assume_type();
                }
                // SAFETY: the array is ours alone.
                expect(unsafe { npcore_exec::unary_into(&l, &raw, &raw, Casting::No) });
                self
            }
        }
        impl<T: Elem> ops::$trait for ArrayCow<'_, T> {
            type Output = Array<T>;

            #[track_caller]
            fn $method(self) -> Array<T> {
                match self {
                    ArrayCow::Owned(a) => ops::$trait::$method(a),
                    ArrayCow::View(a) => ops::$trait::$method(a),
                }
            }
        }
    )* };
}
unary_owned! {
    Neg neg Negative;
    Not not Invert;
}

macro_rules! functions {
    ($($(#[$meta:meta])* $name:ident $op:ident $output:ident;)*) => { $(
        $(#[$meta])*
        ///
        /// # Errors
        /// Shapes that do not fit; an operation that the types do not have; no memory.
        pub fn $name<A, B>(a: A, b: B) -> Result<Array<output!($output, A::Out)>>
        where
            A: Operands<B>,
            B: Operand,
        {
            Ok(binary(Binary::$op, &a.parts(), &b.parts())?.assume_type())
        }
    )* };
}
functions! {
    /// `a + b` by element; either may be a scalar or a list.
    ///
    /// ```
    /// use npcore_array::{add, array};
    /// assert_eq!(add(1, &array![1u8, 255])?.to_string(), "[2 0]");
    /// let error = add(&array![[1, 2, 3]], [1, 2]).unwrap_err();
    /// assert_eq!(error.to_string(), "operands could not be broadcast together with shapes (1,3) (2,)");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    add Add Common;
    /// `a - b` by element.
    subtract Subtract Difference;
    /// `a * b` by element.
    multiply Multiply Common;
    /// `a / b` by element; integers give f64.
    true_divide TrueDivide Quotient;
    /// `a / b` by element; integers give f64: NumPy's other name of [`true_divide`].
    divide TrueDivide Quotient;
    /// The largest integer not above `a / b`, by element; `x // 0` is 0 for integers.
    ///
    /// ```
    /// use npcore_array::{array, floor_divide};
    /// assert_eq!(floor_divide(&array![7, -7, 7], [2, 2, 0])?.to_string(), "[ 3 -4  0]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    floor_divide FloorDivide Floored;
    /// The remainder with the sign of the divisor, by element; `x % 0` is 0 for integers.
    remainder Remainder Number;
    /// `a & b` by element, for integers and bool.
    bitwise_and BitAnd Common;
    /// `a | b` by element, for integers and bool.
    bitwise_or BitOr Common;
    /// `a ^ b` by element, for integers and bool.
    bitwise_xor BitXor Common;
    /// `a << b` by element, for integers.
    left_shift LeftShift Number;
    /// `a >> b` by element, for integers.
    right_shift RightShift Number;
}

/// `-a` by element; unsigned integers wrap.
///
/// # Errors
/// Types that have no negation, bool among them; no memory.
///
/// ```
/// use npcore_array::{array, negative};
/// assert_eq!(negative([1, -2])?.to_string(), "[-1  2]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn negative<T: Elem>(a: impl AsView<T>) -> Result<Array<T>> {
    Ok(unary(Unary::Negative, a.as_view().raw())?.assume_type())
}

/// `~a` by element, for integers and bool.
///
/// # Errors
/// Types that have no bits; no memory.
pub fn invert<T: Elem>(a: impl AsView<T>) -> Result<Array<T>> {
    Ok(unary(Unary::Invert, a.as_view().raw())?.assume_type())
}

/// `op(a, b)` into a given array: no allocation, and the output may be an input.
macro_rules! into_functions {
    ($($(#[$meta:meta])* $name:ident $op:ident;)*) => { $(
        $(#[$meta])*
        ///
        /// # Errors
        /// Shapes that do not fit (the output is not stretched); a result that the output's type does
        /// not take by the rule `same_kind`.
        pub fn $name<A, B, T: Elem>(a: A, b: B, out: &mut (impl AsViewMut<T> + ?Sized)) -> Result<()>
        where
            A: Operands<B>,
            B: Operand,
        {
            // SAFETY: the inputs stay borrowed, the output exclusively.
            unsafe { binary_into(Binary::$op, &a.parts(), &b.parts(), out.as_view_mut().raw()) }
        }
    )* };
}
into_functions! {
    /// `a + b` by element into `out`.
    ///
    /// ```
    /// use npcore_array::{add_into, array, zeros};
    /// let mut out = zeros::<f64>(2);
    /// add_into(&array![1.0, 2.0], 0.5, &mut out)?;
    /// assert_eq!(out.to_string(), "[1.5 2.5]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    add_into Add;
    /// `a - b` by element into `out`.
    subtract_into Subtract;
    /// `a * b` by element into `out`.
    multiply_into Multiply;
    /// `a / b` by element into `out`.
    divide_into TrueDivide;
    /// The floor of `a / b` by element into `out`.
    floor_divide_into FloorDivide;
    /// The remainder by element into `out`.
    remainder_into Remainder;
}
