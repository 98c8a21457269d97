//! What two operands of a product are brought to, and the product's memory.

use npcore_array::engine::OperandParts;
use npcore_array::{Array, ArrayError, DynArray, DynCow, DynView, DynViewMut, Order, Result, engine};
use npcore_dtype::{Casting, DType, DTypeKind, Elem, can_cast, result_type};
use npcore_exec::{ExecError, Output, operands_overlap};
use npcore_layout::Layout;

use super::contract::{Roles, contract};
use super::gemm::{Engine, Job};

/// How products of a type are computed.
#[derive(Clone, Copy)]
pub(crate) struct Work {
    /// The type of the operands and of the sums.
    pub dtype: DType,
    /// The type of the result.
    pub result: DType,
    pub engine: Engine,
}

impl Work {
    /// For results of a type; none where it has no products, or sums of them.
    #[inline]
    pub fn of(result: DType) -> Option<Work> {
        if result == DType::FLOAT16 {
            return Some(Work { dtype: DType::FLOAT32, result, engine: Engine::in_order()? });
        }
        let result = result.to_native();
        Some(Work { dtype: result, result, engine: Engine::of(result.scalar_type()?)? })
    }

    /// The same without a conversion of the result.
    pub fn plain(&self) -> Work {
        Work { result: self.dtype, ..*self }
    }
}

/// The type of two operands' product: what the result's type says where it is known when compiled.
#[inline]
pub(crate) fn common_dtype<T: Elem>(a: &OperandParts<'_>, b: &OperandParts<'_>) -> Result<DType> {
    match T::static_dtype() {
        Some(dtype) => Ok(dtype),
        None => {
            let (x, y) = (a.operand().dtype, b.operand().dtype);
            if x == y && x.is_native() {
                return Ok(x);
            }
            Ok(result_type(&[a.promotes_as(), b.promotes_as()])?)
        }
    }
}

/// A view's elements in the type, where BLAS can take them.
#[inline]
pub(crate) fn ready<'a>(view: DynView<'a>, work: &Work) -> Result<DynCow<'a>> {
    if view.dtype() != work.dtype {
        return Ok(view.astype_dyn(work.dtype)?.into());
    }
    if work.engine.needs_alignment() && !steps_are_whole(&view) {
        return Ok(view.try_to_owned(Order::K)?.into());
    }
    Ok(view.into())
}

/// Whether elements lie at aligned addresses, whole elements apart.
#[inline]
fn steps_are_whole(view: &DynView<'_>) -> bool {
    // Sizes are powers of two.
    let inside = view.itemsize() - 1;
    let mut axes = view.shape().iter().zip(view.strides());
    axes.all(|(&n, &s)| n <= 1 || s as usize & inside == 0) && view.is_aligned()
}

/// The product of two matrices that need no conversion: most calls, and the way of small ones is most of their time.
///
/// # Errors
/// No memory.
#[inline]
pub(crate) fn plain_matrices(a: &DynView<'_>, b: &DynView<'_>, work: &Work) -> Result<Option<DynArray>> {
    let (&[rows, inner], &[other, cols]) = (a.shape(), b.shape()) else { return Ok(None) };
    let same = inner == other && a.dtype() == work.dtype && b.dtype() == work.dtype && work.result == work.dtype;
    if !same || (work.engine.needs_alignment() && !(steps_are_whole(a) && steps_are_whole(b))) {
        return Ok(None);
    }
    let output = Output::uninit(work.dtype, Layout::contiguous(&[rows, cols], work.dtype.itemsize(), Order::C)?)?;
    let (sa, sb, so) = (a.strides(), b.strides(), output.layout.strides());
    let job = Job {
        n: [rows, inner, cols],
        a: a.as_ptr(),
        b: b.as_ptr(),
        out: output.operand().first(),
        s: [[sa[0], sa[1]], [sb[0], sb[1]], [so[0], so[1]]],
    };
    // SAFETY: the views' elements, of the engine's type and alignment; the memory is new.
    unsafe { work.engine.run(&job, false, true) };
    // SAFETY: every element was written.
    Ok(Some(unsafe { engine::array(output) }))
}

/// A product's memory: `roles` says of the layouts of both arrays and of the result (all ready) what each axis is.
///
/// # Errors
/// No memory.
pub(crate) fn product(
    a: &DynView<'_>,
    b: &DynView<'_>,
    work: &Work,
    layout: Layout,
    roles: impl FnOnce(&Layout, &Layout, &Layout) -> Roles,
) -> Result<DynArray> {
    let roles = roles(a.layout(), b.layout(), &layout);
    let output = Output::uninit(work.dtype, layout)?;
    // SAFETY: the roles are made of the three layouts; the memory is new.
    unsafe { contract(work.engine, a, b, output.operand().first(), roles)? };
    // SAFETY: every element was written.
    let result = unsafe { engine::array(output) };
    if work.result == work.dtype { Ok(result) } else { result.astype_dyn(work.result) }
}

/// [`product`] into a given output of the result's shape.
///
/// # Errors
/// No memory for a copy.
pub(crate) fn product_into(
    a: &DynView<'_>,
    b: &DynView<'_>,
    work: &Work,
    out: &mut DynViewMut<'_>,
    roles: impl FnOnce(&Layout, &Layout, &Layout) -> Roles,
) -> Result<()> {
    let whole = !work.engine.needs_alignment() || steps_are_whole(&out.view().as_dyn());
    let to = engine::operand_mut(out);
    let direct = whole
        && to.dtype == work.dtype
        && !operands_overlap(&engine::operand(a), &to)
        && !operands_overlap(&engine::operand(b), &to);
    if !direct {
        let layout = Layout::contiguous(out.shape(), work.dtype.itemsize(), Order::C)?;
        return out.try_assign(&product(a, b, work, layout, roles)?);
    }
    let roles = roles(a.layout(), b.layout(), to.layout);
    // SAFETY: the roles are made of the three layouts; the output is borrowed alone, and overlaps no input.
    unsafe { contract(work.engine, a, b, to.first(), roles) }
}

/// One element of a type that a call has no name for.
fn class(dtype: DType) -> String {
    let name = match dtype.kind() {
        DTypeKind::Scalar(ty) => {
            let name = ty.name();
            (name[..1].to_uppercase() + &name[1..]).replace("Uint", "UInt")
        }
        DTypeKind::DateTime(_) => "DateTime64".to_owned(),
        _ => "TimeDelta64".to_owned(),
    };
    format!("<class 'numpy.dtypes.{name}DType'>")
}

/// NumPy's words where a generalised universal function has no loop for types.
#[cold]
pub(crate) fn no_loop(name: &str, types: [DType; 2]) -> ArrayError {
    let plain = |dtype: &DType| dtype.scalar_type().is_some() || dtype.unit().is_some();
    let texts = match types.iter().all(plain) {
        true => types.map(class),
        false => types.map(|dtype| format!("{dtype:?}")),
    };
    let reason = format!(
        "ufunc '{name}' did not contain a loop with signature matching types ({}, {}) -> None",
        texts[0], texts[1]
    );
    ArrayError::Exec(ExecError::NoLoop { reason })
}

/// Fails with NumPy's words where a universal function's result does not go into an output's type.
pub(crate) fn check_cast(name: &str, from: DType, to: DType) -> Result<()> {
    if from == to || can_cast(from, to, Casting::SameKind) {
        return Ok(());
    }
    let reason = format!("Cannot cast ufunc '{name}' output from {from:?} to {to:?} with casting rule 'same_kind'");
    Err(ArrayError::Exec(ExecError::Cast { from, to, reason }))
}

pub(crate) fn refused<T>(words: impl Into<String>) -> Result<T> {
    Err(ArrayError::Value(words.into()))
}

/// The array under the type that its dtype is known to be.
pub(crate) fn typed<T: Elem>(array: DynArray) -> Result<Array<T>> {
    engine::typed(array)
}
