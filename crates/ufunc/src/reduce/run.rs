//! Reductions of arrays of any dtype: what the typed fronts end in.

use npcore_array::{Array, ArrayError, ArrayView, Axes, DynArray, DynView, Result, engine};
use npcore_dtype::{Casting, DType, Elem, Scalar, ScalarType, Unit};
use npcore_exec::{ExecError, Operand, Reduction};
use npcore_kernel::Binary;
use npcore_layout::{Layout, Order, normalize_axes};

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
        let initial = self.initial_bytes(work)?;
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

    /// The reduction with types by the rule of `op`, and the axes settled.
    pub(crate) fn reduce(&self, op: Binary) -> Result<DynArray> {
        let output = match self.dtype {
            Some(dtype) => given_dtype(op, dtype, self.array.dtype())?,
            None => folded_dtype(op, self.array.dtype(), "reduce")?,
        };
        let work = npcore_exec::work_type(output);
        let result = if npcore_exec::has_folds(op, work) {
            self.fold(op, work, output, None)?
        } else {
            self.fold_in_order(op, output)?
        };
        self.settle(result)
    }

    /// The largest less the smallest.
    pub(crate) fn range(&self) -> Result<DynArray> {
        let (largest, smallest) = (self.reduce(Binary::Maximum)?, self.reduce(Binary::Minimum)?);
        engine::binary(Binary::Subtract, &engine::parts(&largest.view()), &engine::parts(&smallest.view()))
    }

    pub(crate) fn count_nonzero(&self) -> Result<DynArray> {
        let all = self.axes.count_ones() as usize == self.array.ndim();
        if all && self.mask.is_none() {
            // SAFETY: the view is borrowed for the call.
            let count = unsafe { npcore_exec::count_nonzero(&engine::operand(&self.array))? };
            let shape = vec![1; if self.keepdims { self.array.ndim() } else { 0 }];
            return Ok(npcore_array::try_full(&shape[..], count as i64, Order::C)?.into_dyn());
        }
        let bools;
        let mut array = self.array;
        if array.dtype() != DType::BOOL {
            bools = array.astype_dyn(DType::BOOL)?;
            array = bools.view();
        }
        Spec { array, initial: None, dtype: Some(DType::INT64), ..self.clone() }.reduce(Binary::Add)
    }

    /// The reduction by an operation that has no tree: one axis after the other, if the order of the axes does not matter.
    fn fold_in_order(&self, op: Binary, output: DType) -> Result<DynArray> {
        let neutral = npcore_exec::identity(op, output);
        if self.axes.count_ones() > 1 && !is_reorderable(op) {
            return Err(ArrayError::Value(format!(
                "reduction operation '{}' is not reorderable, so at most one axis may be specified",
                op.name()
            )));
        }
        let mut initial = self.initial_bytes(output)?;
        if self.mask.is_some() && initial.is_none() {
            initial = Some(neutral.ok_or(ExecError::NoIdentityForMask { name: op.name() })?);
        }
        let mut mask = self.mask;
        let mut result: Option<DynArray> = None;
        for axis in (0..self.array.ndim()).rev().filter(|axis| self.axes >> axis & 1 == 1) {
            let view = result.as_ref().map_or(self.array, Array::view);
            let start = initial.or(neutral);
            let mask_view = mask.take();
            let mask = mask_view.as_ref().map(engine::operand);
            let input = engine::operand(&view);
            // SAFETY: the views are borrowed for the call; the result is fresh, of the type `output`.
            let next = unsafe {
                engine::array(npcore_exec::fold_in_order(op, &input, axis, output, mask.as_ref(), start, None)?)
            };
            // What came before the elements comes once, where the operation has no value that changes nothing.
            if next.size() > 0 {
                initial = None;
            }
            result = Some(next);
        }
        if let Some(result) = result {
            return Ok(result);
        }
        // Over no axes: over one of length 1, for what comes before the elements.
        let wide = self.array.expand_dims(self.array.ndim() as isize)?;
        let mask = self.mask.map(|mask| mask.broadcast_to(self.array.shape())).transpose()?;
        let mask = mask.map(|mask| mask.expand_dims(mask.ndim() as isize)).transpose()?;
        let axes = 1 << self.array.ndim();
        let spec = Spec { array: wide, axes, mask, keepdims: true, ..self.clone() };
        engine::without_axes(spec.fold_in_order(op, output)?, axes)
    }

    /// The sum rounded once; of integers and what has no floats the sum.
    pub(crate) fn exact_sum(&self) -> Result<DynArray> {
        let output = match self.dtype {
            Some(dtype) => given_dtype(Binary::Add, dtype, self.array.dtype())?,
            None => folded_dtype(Binary::Add, self.array.dtype(), "reduce")?,
        };
        let numbers = self.dtype().scalar_type().is_some();
        if !numbers || !(output.is_float() || output.is_complex()) {
            return self.reduce(Binary::Add);
        }
        let initial = self.initial_bytes(DType::COMPLEX128)?.unwrap_or_default();
        let initial = [0, 8].map(|at| f64::from_ne_bytes(std::array::from_fn(|i| initial[at + i])));
        // Complex numbers are taken apart in memory, in this machine's byte order.
        let native = match self.array.dtype() {
            dtype if dtype.is_complex() && !dtype.is_native() => Some(self.array.astype_dyn(dtype.to_native())?),
            _ => None,
        };
        let array = native.as_ref().map_or(self.array, Array::view);
        let mask = self.mask.as_ref().map(engine::operand);
        // SAFETY: the views are borrowed for the call; the result is fresh, of the type `output`.
        let result =
            unsafe { npcore_exec::exact_sum(&engine::operand(&array), mask.as_ref(), self.axes, initial, output)? };
        // SAFETY: the sums of all places were written.
        self.settle(unsafe { engine::array(result) })
    }

    fn initial_bytes(&self, work: DType) -> Result<Option<[u8; 16]>> {
        let Some(value) = &self.initial else { return Ok(None) };
        let mut bytes = [0; 16];
        check_initial(value, work)?;
        value.cast_into(work, &mut bytes)?;
        Ok(Some(bytes))
    }
}

/// Whether a value may come before dates or times: one of a unit that goes into theirs, or an integer.
fn check_initial(value: &Scalar, work: DType) -> Result<()> {
    let Some(unit) = work.unit() else { return Ok(()) };
    let from = value.dtype();
    if from.is_float() || from.is_complex() {
        let kind = if work.is_timedelta() { "timedelta" } else { "datetime" };
        return Err(ArrayError::Value(format!("Could not convert object to NumPy {kind}")));
    }
    match from.unit() {
        Some(own)
            if from.is_timedelta() == work.is_timedelta() && !npcore_dtype::can_cast(from, work, Casting::SameKind) =>
        {
            let text = |unit: Unit| if unit.is_generic() { String::new() } else { format!("[{unit}]") };
            Err(ArrayError::Value(format!(
                "Cannot cast NumPy timedelta64 scalar from metadata {} to {} according to the rule 'same_kind'",
                text(own),
                text(unit)
            )))
        }
        _ => Ok(()),
    }
}

/// Whether the elements may be joined in any order.
fn is_reorderable(op: Binary) -> bool {
    use Binary::*;
    let associative = matches!(op, Add | Multiply | BitAnd | BitOr | BitXor | Minimum | Maximum | Fmin | Fmax);
    associative || matches!(op, LogicalAnd | LogicalOr | LogicalXor | Gcd | Hypot | Logaddexp | Logaddexp2)
}

/// The type that sums and products of a type have: int64 or uint64 for what is shorter.
pub(crate) fn sum_dtype(dtype: DType) -> DType {
    match dtype.scalar_type() {
        Some(ty) if ty.is_bool() || ty.is_signed_integer() => DType::INT64,
        Some(ty) if ty.is_unsigned_integer() => DType::UINT64,
        _ => dtype.to_native(),
    }
}

/// The type of a reduction (or what method of `op` else) of elements of a type.
///
/// # Errors
/// A type that the operation does not have, or whose results are of another type.
pub(crate) fn folded_dtype(op: Binary, dtype: DType, method: &str) -> Result<DType> {
    let text = dtype.is_str() || dtype.is_bytes();
    match op {
        Binary::Add | Binary::Multiply if dtype.unit().is_some() || text => {}
        Binary::Add | Binary::Multiply => return Ok(sum_dtype(dtype)),
        Binary::LogicalAnd | Binary::LogicalOr | Binary::LogicalXor => return Ok(DType::BOOL),
        _ => {}
    }
    let l = npcore_exec::binary_loop(op, dtype, dtype)?;
    if l.output == l.inputs[0] {
        return Ok(l.output);
    }
    if dtype.is_timedelta() && op.is_comparison() {
        // A bool, the result so far, goes with spans of time, but there is no loop on the two.
        let classes = "(<class 'numpy.dtypes.BoolDType'>, <class 'numpy.dtypes.TimeDelta64DType'>)";
        let name = op.name();
        let reason = format!("ufunc '{name}' did not contain a loop with signature matching types {classes} -> None");
        return Err(ExecError::NoLoop { reason }.into());
    }
    if (dtype.unit().is_none() && !text) || op.is_comparison() {
        return Err(no_matching_loop(op));
    }
    let ([a, b], output, name) = (l.inputs, l.output, op.name());
    let reason =
        format!("the resolved dtypes are not compatible with {name}.{method}. Resolved ({a:?}, {b:?}, {output:?})");
    Err(ExecError::NoLoop { reason }.into())
}

/// The type of a reduction by `op` that is asked for, of elements of type `from`.
///
/// # Errors
/// A type that the operation does not have.
pub(crate) fn given_dtype(op: Binary, dtype: DType, from: DType) -> Result<DType> {
    if dtype.unit().is_some() || from.unit().is_some() {
        // Dates and times take their own loops, whatever is asked for, or those of that type.
        let l = npcore_exec::binary_loop_giving(op, [from; 2], dtype, Casting::Unsafe)?;
        if l.inputs[0].unit().is_some() {
            return folded_dtype(op, from, "reduce");
        }
    }
    let own = npcore_exec::binary_loop(op, dtype, dtype).map_err(|e| match e {
        ExecError::NoLoop { reason } if reason.contains("did not contain") => ExecError::NoLoop { reason }.into(),
        _ => no_matching_loop(op),
    })?;
    let dtype = dtype.to_native();
    if own.output == dtype && own.inputs == [dtype; 2] { Ok(dtype) } else { Err(no_matching_loop(op)) }
}

#[cold]
fn no_matching_loop(op: Binary) -> ArrayError {
    let reason = format!("No loop matching the specified signature and casting was found for ufunc {}", op.name());
    ExecError::NoLoop { reason }.into()
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
    let _: () = unsafe { npcore_exec::binary_into(&l, &out, &engine::operand(&b), &out, Casting::Unsafe)? };
    Ok(())
}

/// `a = op(a, b)` for a number.
pub(crate) fn assign_number(op: Binary, a: &mut DynArray, b: f64) -> Result<()> {
    let dtype = a.dtype();
    let l = npcore_exec::binary_loop(op, dtype, dtype).map_err(ArrayError::from)?;
    let mut value = [0u8; 16];
    Scalar::from(b).cast_into(dtype, &mut value)?;
    let mut target = a.view_mut();
    let out = engine::operand_mut(&mut target);
    let b = Operand { ptr: value.as_mut_ptr(), dtype, layout: &Layout::scalar() };
    // SAFETY: `a` is borrowed alone; the number is one element of its type.
    let _: () = unsafe { npcore_exec::binary_into(&l, &out, &b, &out, Casting::Unsafe)? };
    Ok(())
}

/// A 0-d array of a number.
pub(crate) fn number(value: f64, dtype: DType) -> Result<DynArray> {
    npcore_array::try_full((), value, Order::C)?.astype_dyn(dtype)
}
