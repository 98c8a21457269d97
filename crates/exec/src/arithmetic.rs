//! Which loop an operator takes for a dtype, and running it: into fresh memory, or into a
//! given output.

use npcore_broadcast::{OperandSpec, Plan};
use npcore_dtype::{Casting, DType, can_cast};
use npcore_kernel::{self as kernel, Binary, Loop2, Loop3, Unary};
use npcore_layout::{Layout, Order};

use crate::Buffer;
use crate::elementwise::{Operand, SMALL, apart, run, run_walk, separate};
use crate::error::ExecError;
use crate::walk::Walk;

/// A new array's memory, type and layout.
#[derive(Debug)]
pub struct Output {
    /// Its memory, initialised.
    pub buffer: Buffer,
    /// The type of an element.
    pub dtype: DType,
    /// Gapless, offset 0.
    pub layout: Layout,
}

impl Output {
    /// Uninitialised memory for elements of `dtype` laid out as `layout` (gapless, offset 0).
    ///
    /// # Errors
    /// [`ExecError::Allocation`].
    #[inline]
    pub fn uninit(dtype: DType, layout: Layout) -> Result<Output, ExecError> {
        let buffer = Buffer::uninit(layout.nbytes(dtype.itemsize()))?;
        Ok(Output { buffer, dtype, layout })
    }

    /// The same as an operand.
    #[inline]
    pub fn operand(&self) -> Operand<'_> {
        Operand { ptr: self.buffer.as_ptr().as_ptr(), dtype: self.dtype, layout: &self.layout }
    }
}

/// The loop of a two-operand operation, and the types it works on.
#[derive(Clone, Copy)]
pub struct BinaryLoop {
    f: Loop3,
    /// The type of both inputs.
    inputs: [DType; 2],
    /// The type of the result.
    pub output: DType,
    op: Binary,
}

/// The loop of a one-operand operation.
#[derive(Clone, Copy)]
pub struct UnaryLoop {
    f: Loop2,
    input: DType,
    /// The type of the result.
    pub output: DType,
    op: Unary,
}

/// NumPy's name of the ufunc behind an operation.
pub fn binary_name(op: Binary) -> &'static str {
    match op {
        Binary::Add => "add",
        Binary::Subtract => "subtract",
        Binary::Multiply => "multiply",
        Binary::TrueDivide => "divide",
        Binary::FloorDivide => "floor_divide",
        Binary::Remainder => "remainder",
        Binary::BitAnd => "bitwise_and",
        Binary::BitOr => "bitwise_or",
        Binary::BitXor => "bitwise_xor",
        Binary::LeftShift => "left_shift",
        Binary::RightShift => "right_shift",
        Binary::Equal => "equal",
        Binary::NotEqual => "not_equal",
        Binary::Less => "less",
        Binary::LessEqual => "less_equal",
        Binary::Greater => "greater",
        Binary::GreaterEqual => "greater_equal",
        _ => "ufunc",
    }
}

fn unary_name(op: Unary) -> &'static str {
    match op {
        Unary::Negative => "negative",
        Unary::Invert => "invert",
        Unary::LogicalNot => "logical_not",
        Unary::Absolute => "absolute",
        _ => "ufunc",
    }
}

/// Whether an operation is a comparison, with results of type bool.
#[inline]
pub fn is_comparison(op: Binary) -> bool {
    matches!(
        op,
        Binary::Equal | Binary::NotEqual | Binary::Less | Binary::LessEqual | Binary::Greater | Binary::GreaterEqual
    )
}

#[cold]
fn no_loop(name: &str, dtype: DType) -> ExecError {
    let reason = match name {
        "subtract" if dtype == DType::BOOL => {
            "numpy boolean subtract, the `-` operator, is not supported, use the bitwise_xor, the `^` operator, \
             or the logical_xor function instead."
                .to_owned()
        }
        "negative" if dtype == DType::BOOL => {
            "The numpy boolean negative, the `-` operator, is not supported, use the `~` operator or the \
             logical_not function instead."
                .to_owned()
        }
        _ => format!(
            "ufunc '{name}' not supported for the input types, and the inputs could not be safely coerced to any \
             supported types according to the casting rule ''safe'': their common dtype is {dtype}"
        ),
    };
    ExecError::NoLoop { reason }
}

/// The loop for operands whose common type is `common` (after promotion).
///
/// # Errors
/// [`ExecError::NoLoop`] where the operation does not exist for that type.
pub fn binary_loop(op: Binary, common: DType) -> Result<BinaryLoop, ExecError> {
    let missing = || no_loop(binary_name(op), common);
    let native = common.to_native();
    let input = match op {
        // Integers divide as f64; bool takes int8's loops, as in NumPy's tables.
        Binary::TrueDivide if native.is_integer() || native == DType::BOOL => DType::FLOAT64,
        Binary::FloorDivide | Binary::Remainder | Binary::LeftShift | Binary::RightShift if native == DType::BOOL => {
            DType::INT8
        }
        _ => native,
    };
    let ty = input.scalar_type().ok_or_else(missing)?;
    let f = kernel::binary(op, ty).ok_or_else(missing)?;
    let output = if is_comparison(op) { DType::BOOL } else { input };
    Ok(BinaryLoop { f, inputs: [input, input], output, op })
}

/// The comparison of int64 with uint64 (either way round), which no common type could do
/// exactly; `None` for other types and operations.
pub fn mixed_comparison(op: Binary, a: DType, b: DType) -> Option<BinaryLoop> {
    let (a, b) = (a.to_native(), b.to_native());
    if a == b {
        return None;
    }
    let f = kernel::compare_mixed(op, a.scalar_type()?, b.scalar_type()?)?;
    Some(BinaryLoop { f, inputs: [a, b], output: DType::BOOL, op })
}

/// The loop for an operand of type `dtype`.
///
/// # Errors
/// [`ExecError::NoLoop`] where the operation does not exist for that type.
pub fn unary_loop(op: Unary, dtype: DType) -> Result<UnaryLoop, ExecError> {
    let missing = || no_loop(unary_name(op), dtype);
    let input = dtype.to_native();
    let ty = input.scalar_type().ok_or_else(missing)?;
    let f = kernel::unary(op, ty).ok_or_else(missing)?;
    let output = match op {
        Unary::LogicalNot => DType::BOOL,
        Unary::Absolute if input == DType::COMPLEX64 => DType::FLOAT32,
        Unary::Absolute if input == DType::COMPLEX128 => DType::FLOAT64,
        _ => input,
    };
    Ok(UnaryLoop { f, input, output, op })
}

/// The order in which two inputs lie gapless together, one of them perhaps a single element:
/// then no plan is needed.
#[inline]
fn flat_pair<'a>(a: &Operand<'a>, b: &Operand<'a>) -> Option<(&'a Layout, [isize; 2])> {
    let (sa, sb) = (a.dtype.itemsize(), b.dtype.itemsize());
    let (la, lb) = (a.layout, b.layout);
    if la.shape() == lb.shape() {
        let c = la.is_c_contiguous(sa) && lb.is_c_contiguous(sb);
        if c || (la.is_f_contiguous(sa) && lb.is_f_contiguous(sb)) {
            return Some((la, [sa as isize, sb as isize]));
        }
    } else if lb.ndim() == 0 && (la.is_c_contiguous(sa) || la.is_f_contiguous(sa)) {
        return Some((la, [sa as isize, 0]));
    } else if la.ndim() == 0 && (lb.is_c_contiguous(sb) || lb.is_f_contiguous(sb)) {
        return Some((lb, [0, sb as isize]));
    }
    None
}

/// The gapless layout with the shape and order of a contiguous one, for another itemsize.
#[inline]
fn resized(layout: &Layout, itemsize: usize, other: usize) -> Result<Layout, ExecError> {
    if layout.is_c_contiguous(itemsize) {
        if itemsize == other && layout.offset() == 0 {
            return Ok(*layout);
        }
        return Ok(Layout::contiguous(layout.shape(), other, Order::C)?);
    }
    Ok(Layout::contiguous(layout.shape(), other, Order::F)?)
}

/// Runs a two-operand loop over inputs broadcast together, into fresh memory in their common
/// order.
///
/// # Safety
/// The elements of both inputs may be read.
///
/// # Errors
/// Shapes that do not fit; no memory.
pub unsafe fn binary(l: &BinaryLoop, a: &Operand<'_>, b: &Operand<'_>) -> Result<Output, ExecError> {
    let types = [l.inputs[0], l.inputs[1], l.output];
    let have = [a.dtype, b.dtype, l.output];
    let item = l.output.itemsize();
    if let Some((layout, strides)) = flat_pair(a, b) {
        let from = if strides[0] == 0 { b.dtype } else { a.dtype };
        let out = Output::uninit(l.output, resized(layout, from.itemsize(), item)?)?;
        let n = layout.size();
        let p = [a.first(), b.first(), out.buffer.as_ptr().as_ptr()];
        if n * item <= SMALL && have == types {
            // SAFETY: `n` gapless elements of each non-scalar operand, of the loop's types.
            unsafe { (l.f)([n, 1], p, [[strides[0], 0], [strides[1], 0], [item as isize, 0]]) };
            return Ok(out);
        }
        let walk = Walk::flat(n, p, [strides[0], strides[1], item as isize]);
        // SAFETY: the same; the output is fresh.
        unsafe { run_walk(l.f, types, have, walk, out.buffer.is_warm())? };
        return Ok(out);
    }
    let specs = [OperandSpec::read(a.layout), OperandSpec::read(b.layout), OperandSpec::allocate(item)];
    let plan = fits(Plan::new(&specs, Order::K), a, b)?;
    let out = Output::uninit(l.output, plan.output_layout(2))?;
    // SAFETY: the plan was made of these layouts, and of the output's.
    unsafe {
        let walk = Walk::new(&plan, [a.ptr, b.ptr, out.buffer.as_ptr().as_ptr()]);
        run_walk(l.f, types, have, walk, out.buffer.is_warm())?;
    }
    Ok(out)
}

/// NumPy's words for operands that do not fit: the inputs' shapes, without the output's.
fn fits<T>(
    plan: Result<T, npcore_broadcast::BroadcastError>,
    a: &Operand<'_>,
    b: &Operand<'_>,
) -> Result<T, ExecError> {
    plan.map_err(|e| match npcore_broadcast::broadcast_shapes(&[a.layout.shape(), b.layout.shape()]) {
        Err(shapes) => shapes.into(),
        Ok(_) => e.into(),
    })
}

/// Runs a two-operand loop into a given output, which may be (or overlap) an input: the result
/// is as if the inputs had been copied first.
///
/// # Safety
/// The inputs' elements may be read, the output's read and written, and nobody else touches the
/// latter.
///
/// # Errors
/// Shapes that do not fit (the output is not stretched); a result that `casting` does not allow
/// into the output's type; no memory for a temporary.
pub unsafe fn binary_into(
    l: &BinaryLoop,
    a: &Operand<'_>,
    b: &Operand<'_>,
    out: &Operand<'_>,
    casting: Casting,
) -> Result<(), ExecError> {
    check_output(binary_name(l.op), l.output, out.dtype, casting)?;
    check_shape(&[a.layout.shape(), b.layout.shape()], out.layout.shape())?;
    // Memory that is given was most likely touched before; what is read there is in the cache already.
    let in_place = a.is_same(out) || b.is_same(out);
    // SAFETY: the caller's word; after `separate` only the very same elements are shared.
    unsafe {
        let [ca, cb] = separate([a, b], out)?;
        run(l.f, [l.inputs[0], l.inputs[1], l.output], &[apart(a, &ca), apart(b, &cb), *out], !in_place)
    }
}

/// Runs a one-operand loop into fresh memory in the input's order.
///
/// # Safety
/// The input's elements may be read.
///
/// # Errors
/// No memory.
pub unsafe fn unary(l: &UnaryLoop, a: &Operand<'_>) -> Result<Output, ExecError> {
    let specs = [OperandSpec::read(a.layout), OperandSpec::allocate(l.output.itemsize())];
    let plan = Plan::new(&specs, Order::K)?;
    let out = Output::uninit(l.output, plan.output_layout(1))?;
    // SAFETY: the plan was made of the input's layout and the output's.
    unsafe {
        let walk = Walk::new(&plan, [a.ptr, out.buffer.as_ptr().as_ptr()]);
        run_walk(l.f, [l.input, l.output], [a.dtype, l.output], walk, out.buffer.is_warm())?;
    }
    Ok(out)
}

/// Runs a one-operand loop into a given output; see [`binary_into`].
///
/// # Safety
/// As [`binary_into`].
///
/// # Errors
/// As [`binary_into`].
pub unsafe fn unary_into(l: &UnaryLoop, a: &Operand<'_>, out: &Operand<'_>, casting: Casting) -> Result<(), ExecError> {
    check_output(unary_name(l.op), l.output, out.dtype, casting)?;
    check_shape(&[a.layout.shape()], out.layout.shape())?;
    // SAFETY: the caller's word; after `separate` only the very same elements are shared.
    unsafe {
        let [copy] = separate([a], out)?;
        run(l.f, [l.input, l.output], &[apart(a, &copy), *out], !a.is_same(out))
    }
}

fn check_output(name: &str, from: DType, to: DType, casting: Casting) -> Result<(), ExecError> {
    if from == to || can_cast(from, to, casting) {
        return Ok(());
    }
    let reason = format!("Cannot cast ufunc '{name}' output from {from:?} to {to:?} with casting rule '{casting}'");
    Err(ExecError::Cast { from, to, reason })
}

/// The inputs must broadcast to exactly the output's shape.
fn check_shape(inputs: &[&[usize]], out: &[usize]) -> Result<(), ExecError> {
    if inputs.iter().all(|&s| s == out) {
        return Ok(());
    }
    // NumPy's words name the output's shape too.
    let mut all: smallvec::SmallVec<[&[usize]; 3]> = inputs.iter().copied().collect();
    all.push(out);
    let common = npcore_broadcast::broadcast_shapes(&all)?;
    if common[..] == *out {
        return Ok(());
    }
    Err(ExecError::OutputShape { out: out.into(), broadcast: common[..].into() })
}
