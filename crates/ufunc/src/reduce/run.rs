//! Reductions of arrays of any dtype: what the typed fronts end in.

use npcore_array::{Array, ArrayError, ArrayView, Axes, DynArray, DynView, Result, engine};
use npcore_dtype::{Casting, DType, Elem, Scalar, ScalarType};
use npcore_exec::Reduction;
use npcore_kernel::Binary;
use npcore_layout::{Order, normalize_axes};

/// What is reduced and how, before the operation is known.
#[derive(Clone)]
pub(crate) struct Spec<'a> {
    pub(crate) array: DynView<'a>,
    /// Bit `i` is axis `i`.
    pub(crate) axes: u64,
    pub(crate) keepdims: bool,
    pub(crate) mask: Option<DynView<'a>>,
    pub(crate) initial: Option<Scalar>,
    pub(crate) dtype: Option<DType>,
}

/// The set of axes, bit by bit.
///
/// # Errors
/// Axes out of bounds, or named twice: `duplicate value in 'axis'`.
pub(crate) fn axis_bits(axes: &(impl Axes + ?Sized), ndim: usize) -> Result<u64> {
    let axes = normalize_axes(&axes.axes(ndim), ndim).map_err(|e| match e {
        npcore_layout::LayoutError::RepeatedAxis { .. } => ArrayError::Value("duplicate value in 'axis'".into()),
        e => e.into(),
    })?;
    Ok(axes.iter().fold(0, |bits, &axis| bits | 1 << axis))
}

impl<'a> Spec<'a> {
    pub(crate) fn new<T: Elem>(array: ArrayView<'a, T>, axes: &(impl Axes + ?Sized)) -> Result<Spec<'a>> {
        let array = array.as_dyn();
        let axes = axis_bits(axes, array.ndim())?;
        Ok(Spec { array, axes, keepdims: false, mask: None, initial: None, dtype: None })
    }

    pub(crate) fn dtype(&self) -> DType {
        self.array.dtype().to_native()
    }

    /// How many elements make one of the result.
    pub(crate) fn count(&self) -> usize {
        let lengths = self.array.shape().iter().enumerate();
        lengths.filter(|(axis, _)| self.axes >> axis & 1 == 1).map(|(_, &n)| n).product()
    }

    /// The fold by an associative operation: elements converted to `work`, results to `output`, reduced axes of
    /// length 1.
    pub(crate) fn fold(&self, op: Binary, work: DType, output: DType, centre: Option<&DynArray>) -> Result<DynArray> {
        let initial = match &self.initial {
            None => None,
            Some(value) => {
                let mut bytes = [0; 16];
                value.cast_into(work, &mut bytes)?;
                Some(bytes)
            }
        };
        let centre = centre.map(Array::view);
        let reduction = Reduction {
            op,
            input: engine::operand(&self.array),
            work,
            output,
            axes: self.axes,
            centre: centre.as_ref().map(engine::operand),
            mask: self.mask.as_ref().map(engine::operand),
            initial,
        };
        // SAFETY: the views are borrowed for the call; the result is fresh, of the type `output`.
        Ok(unsafe { engine::array(reduction.run()?) })
    }

    /// The result with its reduced axes kept or dropped as asked for.
    pub(crate) fn settle(&self, result: DynArray) -> Result<DynArray> {
        if self.keepdims {
            return Ok(result);
        }
        engine::without_axes(result, self.axes)
    }

    /// [`fold`](Spec::fold) with types by the rule of `op`, and the axes settled.
    pub(crate) fn reduce(&self, op: Binary) -> Result<DynArray> {
        let own = self.dtype();
        let output = self.dtype.unwrap_or_else(|| folded_dtype(op, own));
        self.settle(self.fold(op, npcore_exec::work_type(output), output, None)?)
    }
}

/// The type that sums and products of a type have: int64 or uint64 for what is shorter.
pub(crate) fn sum_dtype(dtype: DType) -> DType {
    match dtype.scalar_type() {
        Some(ty) if ty.is_bool() || ty.is_signed_integer() => DType::INT64,
        Some(ty) if ty.is_unsigned_integer() => DType::UINT64,
        _ => dtype.to_native(),
    }
}

/// The type of a reduction by `op`.
pub(crate) fn folded_dtype(op: Binary, dtype: DType) -> DType {
    match op {
        Binary::Add | Binary::Multiply => sum_dtype(dtype),
        Binary::LogicalAnd | Binary::LogicalOr | Binary::LogicalXor => DType::BOOL,
        _ => dtype.to_native(),
    }
}

/// The real type of the parts of complex numbers, else the type itself.
pub(crate) fn real_dtype(dtype: DType) -> DType {
    match dtype.scalar_type() {
        Some(ScalarType::Complex64) => DType::FLOAT32,
        Some(ScalarType::Complex128) => DType::FLOAT64,
        _ => dtype,
    }
}

/// `a = op(a, b)` for arrays of the same run-time type, `b` broadcast.
pub(crate) fn assign(op: Binary, a: &mut DynArray, b: &DynArray) -> Result<()> {
    let l = npcore_exec::binary_loop(op, a.dtype(), b.dtype()).map_err(ArrayError::from)?;
    let b = b.view();
    let mut target = a.view_mut();
    let out = engine::operand_mut(&mut target);
    // SAFETY: `a` is borrowed alone, `b` for the call.
    Ok(unsafe { npcore_exec::binary_into(&l, &out, &engine::operand(&b), &out, Casting::Unsafe)? })
}

/// A 0-d array of a number.
pub(crate) fn number(value: f64, dtype: DType) -> Result<DynArray> {
    npcore_array::try_full((), value, Order::C)?.astype_dyn(dtype)
}
