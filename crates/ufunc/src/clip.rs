//! `clip`: values limited to an interval.

use npcore_array::{
    Array, ArrayError, ArrayOperand, AsViewMut, Operand, Operands, Result,
    engine::{self, OperandParts},
};
use npcore_dtype::{Casting, DType, Elem, Operand as Type, check_weak_int, iinfo, result_type};
use npcore_exec::{Chain, ExecError, Operand as Elements, Step};
use npcore_kernel::{Binary, Unary};
use smallvec::SmallVec;

/// No limit on one side of a [`clip`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Unbounded;

/// A limit of a [`clip`] of `A`: whatever goes together with it in a call, or [`Unbounded`].
pub trait Bound<A: ?Sized> {
    /// The type of the limited elements.
    type Out: Elem;

    #[doc(hidden)]
    fn limit(&self) -> Option<OperandParts<'_>>;
}

impl<A: Operands<B> + ?Sized, B: Operand> Bound<A> for B {
    type Out = A::Out;

    fn limit(&self) -> Option<OperandParts<'_>> {
        Some(self.parts())
    }
}

impl<A: ArrayOperand + ?Sized> Bound<A> for Unbounded {
    type Out = A::T;

    fn limit(&self) -> Option<OperandParts<'_>> {
        None
    }
}

/// The elements of `a`, limited to `low` from below and to `high` from above, broadcast together: the smaller of `high`
/// and the larger of `low` and the element. NaN stays, and gives NaN where it is a limit.
///
/// ```
/// use npcore_array::array;
/// use npcore_ufunc::{Unbounded, clip};
/// let a = array![1, 5, 9];
/// assert_eq!(clip(&a, 2, 6)?.to_string(), "[2 5 6]");
/// assert_eq!(clip(&a, Unbounded, &array![[4], [8]])?.to_string(), "[[1 4 4]\n [1 5 8]]");
/// assert_eq!(clip(&a, 1.5, Unbounded)?.to_string(), "[1.5 5.  9. ]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Shapes that do not fit; types without an order; integers out of the bounds of the array's type on the wrong side
/// (on the right side they do not limit); no memory.
pub fn clip<A, L, H>(a: A, low: L, high: H) -> Result<Array<H::Out>>
where
    A: Operand,
    L: Bound<A>,
    H: Bound<Array<L::Out>>,
{
    let (a, low, high) = (a.parts(), low.limit(), high.limit());
    let limits = Limits::new(a.promotes_as(), low, high)?;
    // SAFETY: the operands are borrowed for the call; the result is fresh.
    engine::typed(unsafe { engine::array::<npcore_dtype::Dyn>(limits.chain().run(&limits.operands(a.operand()))?) })
}

/// [`clip`] into the elements of `out`.
///
/// # Errors
/// As [`clip`]; a result that may not be cast into the output by the rule `same_kind`; an output of another shape.
pub fn clip_into<A, L, H, U: Elem>(a: A, low: L, high: H, out: &mut (impl AsViewMut<U> + ?Sized)) -> Result<()>
where
    A: Operand,
    L: Bound<A>,
    H: Bound<Array<L::Out>>,
{
    let (a, low, high) = (a.parts(), low.limit(), high.limit());
    let limits = Limits::new(a.promotes_as(), low, high)?;
    let mut out = out.as_view_mut();
    let out = engine::operand_mut(&mut out);
    // SAFETY: the operands are borrowed for the call, the output alone.
    unsafe { limits.chain().run_into(&limits.operands(a.operand()), &out, Casting::SameKind)? };
    Ok(())
}

/// [`clip`] in place.
///
/// ```
/// use npcore_array::array;
/// let mut a = array![-3.0, 0.5, 7.0];
/// npcore_ufunc::clip_inplace(&mut a, 0.0, 1.0)?;
/// assert_eq!(a.to_string(), "[0.  0.5 1. ]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`clip_into`].
pub fn clip_inplace<T: Elem, L, H>(a: &mut (impl AsViewMut<T> + ?Sized), low: L, high: H) -> Result<()>
where
    L: Bound<Array<T>>,
    H: Bound<Array<L::Out>>,
{
    let mut view = a.as_view_mut();
    let limits = Limits::new(Type::Array(view.dtype()), low.limit(), high.limit())?;
    let a = engine::operand_mut(&mut view);
    let operands = limits.operands(a);
    // SAFETY: the array is borrowed alone, the limits for the call.
    unsafe { limits.chain().run_into(&operands, &a, Casting::SameKind)? };
    Ok(())
}

/// The name of NumPy's universal function that limits from below, from above.
fn function_name(low: bool, high: bool) -> &'static str {
    match (low, high) {
        (false, false) => "positive",
        (true, false) => "maximum",
        (false, true) => "minimum",
        (true, true) => "clip",
    }
}

/// The dtype of an operand that takes no other's.
fn own_type(ty: Type) -> DType {
    match ty {
        Type::Array(dtype) => dtype,
        Type::WeakInt(_) => DType::INT64,
        Type::WeakFloat => DType::FLOAT64,
        Type::WeakComplex => DType::COMPLEX128,
    }
}

/// The limits that there are, and the type that all is done in.
struct Limits<'a> {
    low: Option<OperandParts<'a>>,
    high: Option<OperandParts<'a>>,
    work: DType,
    steps: SmallVec<[Step; 2]>,
}

impl<'a> Limits<'a> {
    fn new(a: Type, low: Option<OperandParts<'a>>, high: Option<OperandParts<'a>>) -> Result<Limits<'a>> {
        let (mut low, mut high) = (low, high);
        if let Type::Array(dtype) = a
            && let Ok(info) = iinfo(dtype)
        {
            // What limits nothing may be out of the type's bounds.
            low = low.filter(|p| !matches!(p.promotes_as(), Type::WeakInt(value) if value <= info.min));
            high = high.filter(|p| !matches!(p.promotes_as(), Type::WeakInt(value) if value >= info.max));
        }
        let mut types: SmallVec<[Type; 3]> = smallvec::smallvec![a];
        types.extend([&low, &high].into_iter().flatten().map(|parts| parts.promotes_as()));
        let name = function_name(low.is_some(), high.is_some());
        let is_time = |ty: &Type| matches!(ty, Type::Array(dtype) if dtype.unit().is_some());
        let work = if types.iter().any(is_time) {
            let own: SmallVec<[DType; 3]> = types.iter().map(|&ty| own_type(ty)).collect();
            npcore_exec::limited_time_type(name, &own).map_err(ArrayError::from)?
        } else {
            result_type(&types)?
        };
        for ty in &types {
            if let Type::WeakInt(value) = *ty {
                check_weak_int(value, work)?;
            }
        }
        let mut steps = SmallVec::new();
        if low.is_some() {
            steps.push(Step::Binary(Binary::Maximum, 1));
        }
        if high.is_some() {
            steps.push(Step::Binary(Binary::Minimum, 1 + steps.len()));
        }
        if steps.is_empty() {
            npcore_exec::unary_loop(Unary::Positive, work).map_err(ArrayError::from)?;
            steps.push(Step::Unary(Unary::Positive));
        }
        if work.scalar_type().is_none() && work.unit().is_none() {
            let types = vec![format!("{work:?}"); types.len()].join(", ");
            let reason =
                format!("ufunc '{name}' did not contain a loop with signature matching types ({types}) -> None");
            return Err(ExecError::NoLoop { reason }.into());
        }
        Ok(Limits { low, high, work, steps })
    }

    /// The name of NumPy's universal function that does it.
    fn name(&self) -> &'static str {
        function_name(self.low.is_some(), self.high.is_some())
    }

    fn chain(&self) -> Chain<'_> {
        Chain { name: self.name(), work: self.work, steps: &self.steps }
    }

    fn operands<'b>(&'b self, a: Elements<'b>) -> SmallVec<[Elements<'b>; 3]> {
        let mut operands: SmallVec<[Elements<'b>; 3]> = smallvec::smallvec![a];
        operands.extend([&self.low, &self.high].into_iter().flatten().map(OperandParts::operand));
        operands
    }
}
