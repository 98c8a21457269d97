//! Runs the loop of one or two operands: into fresh memory, or into a given output.

use npcore_broadcast::{OperandSpec, Plan};
use npcore_dtype::{Casting, DType, ScalarType, can_cast};
use npcore_kernel::Binary;
use npcore_layout::{Layout, Order};

use crate::Buffer;
use crate::elementwise::{Operand, SMALL, apart, run, run_walk, separate};
use crate::error::ExecError;
use crate::errstate::{self, checked};
use crate::reduce::Reduction;
use crate::resolve::{BinaryLoop, UnaryLoop};
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

/// Refuses negative exponents of integers, as NumPy does.
///
/// # Safety
/// The operand's elements may be read.
pub(crate) unsafe fn check_powers(l: &BinaryLoop, b: &Operand<'_>) -> Result<(), ExecError> {
    let work = l.inputs[1];
    if l.op != Binary::Power || !work.scalar_type().is_some_and(ScalarType::is_signed_integer) || b.layout.is_empty() {
        return Ok(());
    }
    let axes = if b.layout.ndim() == 64 { u64::MAX } else { (1 << b.layout.ndim()) - 1 };
    let least = Reduction {
        op: Binary::Minimum,
        input: *b,
        work,
        output: DType::INT64,
        axes,
        centre: None,
        mask: None,
        initial: None,
    };
    // SAFETY: the caller's word; the result is one int64.
    let least = unsafe { least.run_plain()?.operand().first().cast::<i64>().read_unaligned() };
    if least < 0 { Err(ExecError::NegativePower) } else { Ok(()) }
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
    // SAFETY: the caller's word.
    unsafe {
        match errstate::active().filter(|_| !l.is_text()) {
            None => binary_plain(l, a, b),
            Some(state) => checked::binary(state, l, a, b, None),
        }
    }
}

/// [`binary`] without a look at floating-point errors.
///
/// # Safety
/// As [`binary`].
pub(crate) unsafe fn binary_plain(l: &BinaryLoop, a: &Operand<'_>, b: &Operand<'_>) -> Result<Output, ExecError> {
    // SAFETY: the caller's word.
    unsafe { check_powers(l, b)? };
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
            unsafe { l.call([n, 1], p, [[strides[0], 0], [strides[1], 0], [item as isize, 0]]) };
            return Ok(out);
        }
        let walk = Walk::flat(n, p, [strides[0], strides[1], item as isize]);
        // SAFETY: the same; the output is fresh.
        unsafe { run_walk(&|n, p, s| l.call(n, p, s), types, have, walk, out.buffer.is_warm())? };
        return Ok(out);
    }
    let specs = [OperandSpec::read(a.layout), OperandSpec::read(b.layout), OperandSpec::allocate(item)];
    let plan = fits(Plan::new(&specs, Order::K), a, b)?;
    let out = Output::uninit(l.output, plan.output_layout(2))?;
    // SAFETY: the plan was made of these layouts, and of the output's.
    unsafe {
        let walk = Walk::new(&plan, [a.ptr, b.ptr, out.buffer.as_ptr().as_ptr()]);
        run_walk(&|n, p, s| l.call(n, p, s), types, have, walk, out.buffer.is_warm())?;
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
    if let Some(state) = errstate::active().filter(|_| !l.is_text()) {
        // SAFETY: the caller's word.
        return unsafe { checked::binary_into(state, l, [a, b], None, out, casting) };
    }
    check_ufunc_cast(l.op.name(), l.output, out.dtype, casting)?;
    check_shape(&[a.layout.shape(), b.layout.shape()], out.layout.shape(), None)?;
    // SAFETY: the caller's word.
    unsafe { check_powers(l, b)? };
    // Memory that is given was most likely touched before; what is read there is in the cache already.
    let in_place = a.is_same(out) || b.is_same(out);
    // SAFETY: the caller's word; after `separate` only the very same elements are shared.
    unsafe {
        let [ca, cb] = separate([a, b], out)?;
        let types = [l.inputs[0], l.inputs[1], l.output];
        run(&|n, p, s| l.call(n, p, s), types, &[apart(a, &ca), apart(b, &cb), *out], !in_place)
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
    // SAFETY: the caller's word.
    unsafe {
        match errstate::active() {
            None => unary_plain(l, a),
            Some(state) => checked::unary(state, l, a, None),
        }
    }
}

/// [`unary`] without a look at floating-point errors.
///
/// # Safety
/// As [`unary`].
pub(crate) unsafe fn unary_plain(l: &UnaryLoop, a: &Operand<'_>) -> Result<Output, ExecError> {
    let specs = [OperandSpec::read(a.layout), OperandSpec::allocate(l.output.itemsize())];
    let plan = Plan::new(&specs, Order::K)?;
    let out = Output::uninit(l.output, plan.output_layout(1))?;
    // SAFETY: the plan was made of the input's layout and the output's.
    unsafe {
        let walk = Walk::new(&plan, [a.ptr, out.buffer.as_ptr().as_ptr()]);
        let f = |n, p, s| (l.f)(n, p, s);
        run_walk(&f, [l.input, l.output], [a.dtype, l.output], walk, out.buffer.is_warm())?;
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
    if let Some(state) = errstate::active() {
        // SAFETY: the caller's word.
        return unsafe { checked::unary_into(state, l, a, None, out, casting) };
    }
    check_ufunc_cast(l.op.name(), l.output, out.dtype, casting)?;
    check_shape(&[a.layout.shape()], out.layout.shape(), None)?;
    // SAFETY: the caller's word; after `separate` only the very same elements are shared.
    unsafe {
        let [copy] = separate([a], out)?;
        run(&|n, p, s| (l.f)(n, p, s), [l.input, l.output], &[apart(a, &copy), *out], !a.is_same(out))
    }
}

/// Fails with NumPy's words where `casting` does not allow the result of a universal function into an output.
///
/// # Errors
/// [`ExecError::Cast`].
pub(crate) fn check_ufunc_cast(name: &str, from: DType, to: DType, casting: Casting) -> Result<(), ExecError> {
    if from == to || can_cast(from, to, casting) {
        return Ok(());
    }
    let reason = format!("Cannot cast ufunc '{name}' output from {from:?} to {to:?} with casting rule '{casting}'");
    Err(ExecError::Cast { from, to, reason })
}

/// The inputs, and the mask, must broadcast to exactly the output's shape.
pub(crate) fn check_shape(inputs: &[&[usize]], out: &[usize], mask: Option<&[usize]>) -> Result<(), ExecError> {
    if inputs.iter().all(|&s| s == out) && mask.is_none_or(|mask| mask == out) {
        return Ok(());
    }
    // NumPy's words name the output's shape too.
    let mut all: smallvec::SmallVec<[&[usize]; 4]> = inputs.iter().copied().collect();
    all.push(out);
    all.extend(mask);
    let common = npcore_broadcast::broadcast_shapes(&all)?;
    if common[..] == *out {
        return Ok(());
    }
    Err(ExecError::OutputShape { out: out.into(), broadcast: common[..].into() })
}
