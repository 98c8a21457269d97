//! Calls under a guard: computed aside, looked at, and moved to where the results belong.

use std::sync::atomic::{AtomicU8, Ordering};

use npcore_broadcast::{OperandSpec, Plan};
use npcore_dtype::{Casting, DType, ScalarType};
use npcore_kernel::{Binary, Unary};
use npcore_layout::{Layout, Order, Shape};

use super::values::{self, Number, Product};
use super::{ErrState, FloatError};
use crate::arithmetic::{Output, binary_plain, check_shape, check_ufunc_cast, unary_plain};
use crate::copy::copy_plain;
use crate::elementwise::{Operand, apart};
use crate::error::ExecError;
use crate::masked;
use crate::resolve::{BinaryLoop, UnaryLoop};
use crate::walk::{Inner, Walk};

/// Collects what `errors` says of every element of the operands broadcast together, and fails as `state` has it.
///
/// # Safety
/// The operands' elements may be read; `errors` reads no more than an element at each pointer.
unsafe fn look<const N: usize>(
    state: ErrState,
    name: &'static str,
    operands: [&Operand<'_>; N],
    errors: &(impl Fn([*mut u8; N]) -> u8 + Sync),
) -> Result<(), ExecError> {
    let specs = operands.map(|operand| OperandSpec::read(operand.layout));
    let plan = Plan::new(&specs, Order::K)?;
    if plan.is_empty() {
        return Ok(());
    }
    // SAFETY: the plan was made of these layouts.
    let walk = unsafe { Walk::new(&plan, operands.map(|operand| operand.ptr)) };
    let bytes = walk.size().saturating_mul(operands.iter().map(|operand| operand.dtype.itemsize()).sum());
    let found = AtomicU8::new(0);
    let body = |r: Inner<N>| {
        let mut here = 0;
        for j in 0..r.n[1] {
            for i in 0..r.n[0] {
                here |= errors(r.part([i, j], [1, 1]).p);
            }
        }
        found.fetch_or(here, Ordering::Relaxed);
    };
    // SAFETY: nothing is written.
    unsafe { walk.run(bytes, &body) };
    state.report(found.into_inner(), name)
}

/// An operand of true, for where there is no mask.
fn everywhere() -> Operand<'static> {
    static TRUE: u8 = 1;
    static NOWHERE: std::sync::LazyLock<Layout> = std::sync::LazyLock::new(Layout::scalar);
    Operand { ptr: (&raw const TRUE).cast_mut(), dtype: DType::BOOL, layout: &NOWHERE }
}

/// # Safety
/// A bool may be read there.
unsafe fn is_true(p: *const u8) -> bool {
    // SAFETY: the caller's word.
    unsafe { p.read() != 0 }
}

/// The operand's elements in native order, in memory of their own where they are not.
///
/// # Safety
/// The operand's elements may be read.
unsafe fn native(operand: &Operand<'_>) -> Result<Option<Output>, ExecError> {
    // SAFETY: the caller's word.
    unsafe { recast(operand, operand.dtype.to_native()) }
}

/// The operand's elements as `dtype`, in memory of their own where they are not of that type.
///
/// # Safety
/// The operand's elements may be read.
unsafe fn recast(operand: &Operand<'_>, dtype: DType) -> Result<Option<Output>, ExecError> {
    if operand.dtype == dtype {
        return Ok(None);
    }
    let layout = operand.layout.like_sized(Order::K, operand.dtype.itemsize(), dtype.itemsize())?;
    let out = Output::uninit(dtype, layout)?;
    // SAFETY: the output is fresh memory of the same shape.
    unsafe { copy_plain(operand, &out.operand(), out.buffer.is_warm())? };
    Ok(Some(out))
}

/// [`recast`], failing for the errors of the casts where `mask` is true.
///
/// # Safety
/// The operands' elements may be read.
unsafe fn cast(
    state: ErrState,
    operand: &Operand<'_>,
    mask: &Operand<'_>,
    dtype: DType,
) -> Result<Option<Output>, ExecError> {
    // SAFETY: the caller's word.
    let out = unsafe { recast(operand, dtype)? };
    let (Some(from), Some(to), Some(result)) = (operand.dtype.scalar_type(), dtype.scalar_type(), &out) else {
        return Ok(out);
    };
    if from == to {
        return Ok(out);
    }
    // SAFETY: native elements of these types, in order; a mask of bool.
    unsafe {
        let (x, r) = (native(operand)?, native(&result.operand())?);
        let result = result.operand();
        let operands = [&apart(operand, &x), mask, &apart(&result, &r)];
        look(state, "cast", operands, &|[x, mask, r]| {
            if is_true(mask) { values::cast(to, Number::load(from, x), Number::load(to, r)) } else { 0 }
        })?;
    }
    Ok(out)
}

/// The values of `src` converted to `dst`, which they do not overlap in a way that matters: as [`crate::assign`], under a
/// guard. False where the types have no errors.
///
/// # Safety
/// As [`crate::assign`].
pub(crate) unsafe fn assign(state: ErrState, src: &Operand<'_>, dst: &Operand<'_>) -> Result<bool, ExecError> {
    let inexact = |dtype: DType| dtype.scalar_type().filter(|ty| ty.is_float() || ty.is_complex());
    if inexact(src.dtype).is_none() && inexact(dst.dtype).is_none() {
        return Ok(false);
    }
    // SAFETY: the caller's word; what is copied lies apart from the target.
    unsafe {
        let Some(out) = cast(state, src, &everywhere(), dst.dtype)? else { return Ok(false) };
        copy_plain(&out.operand(), dst, false)?;
    }
    Ok(true)
}

/// Moves results to an output, where `mask` is true.
///
/// # Safety
/// The output's elements may be written; the result and the mask lie apart from it.
unsafe fn deliver(
    state: ErrState,
    result: &Operand<'_>,
    mask: Option<&Operand<'_>>,
    out: &Operand<'_>,
) -> Result<(), ExecError> {
    // SAFETY: the caller's word.
    unsafe {
        let converted = cast(state, result, mask.unwrap_or(&everywhere()), out.dtype)?;
        let result = apart(result, &converted);
        match mask {
            None => copy_plain(&result, out, true),
            Some(mask) => masked::copy_where(&result, mask, out),
        }
    }
}

/// A two-operand loop into fresh memory.
///
/// # Safety
/// As [`crate::binary`].
pub(crate) unsafe fn binary(
    state: ErrState,
    l: &BinaryLoop,
    a: &Operand<'_>,
    b: &Operand<'_>,
    mask: Option<&Operand<'_>>,
) -> Result<Output, ExecError> {
    let everywhere = everywhere();
    let mask = mask.unwrap_or(&everywhere);
    // SAFETY: the caller's word, for the operands or for what was made of them.
    unsafe {
        let (ca, cb) = (cast(state, a, mask, l.inputs[0])?, cast(state, b, mask, l.inputs[1])?);
        let (a, b) = (apart(a, &ca), apart(b, &cb));
        let out = binary_plain(l, &a, &b)?;
        look_binary(state, l.op, l.op.name(), [&a, &b, mask, &out.operand()])?;
        Ok(out)
    }
}

/// The errors of `r = op(a, b)` where the mask is true, the operands being `[a, b, mask, r]` of native types.
///
/// # Safety
/// The operands' elements may be read.
unsafe fn look_binary(
    state: ErrState,
    op: Binary,
    name: &'static str,
    operands: [&Operand<'_>; 4],
) -> Result<(), ExecError> {
    let is_time = operands.map(|operand| operand.dtype.unit().is_some());
    if is_time[0] || is_time[1] {
        let floats = operands[1].dtype.is_float() || operands[0].dtype.is_float();
        let (x, y) = if is_time[0] { (0, 1) } else { (1, 0) };
        // SAFETY: each pointer is to an element of its operand, of 8 bytes.
        return unsafe {
            look(state, name, operands, &|p| {
                let time = p[x].cast::<i64>().read_unaligned();
                match (is_true(p[2]), floats) {
                    (false, _) => 0,
                    (_, true) => values::time_with_float(op, time, p[y].cast::<f64>().read_unaligned()),
                    (_, false) if is_time[y] => values::times(op, time, p[y].cast::<i64>().read_unaligned()),
                    _ => 0,
                }
            })
        };
    }
    let [Some(x), Some(y), _, Some(ty)] = operands.map(|operand| operand.dtype.scalar_type()) else { return Ok(()) };
    if ty.is_bool() {
        return Ok(());
    }
    // SAFETY: each pointer is to an element of its operand.
    unsafe {
        look(state, name, operands, &|[a, b, mask, r]| {
            let r = Number::load(ty, r);
            if (!ty.is_integer() && r.is_ordinary(ty)) || !is_true(mask) {
                return 0;
            }
            values::binary(op, ty, Number::load(x, a), Number::load(y, b), r)
        })
    }
}

/// A two-operand loop into a given output, where `mask` is true.
///
/// # Safety
/// As [`crate::binary_masked_into`].
pub(crate) unsafe fn binary_into(
    state: ErrState,
    l: &BinaryLoop,
    [a, b]: [&Operand<'_>; 2],
    mask: Option<&Operand<'_>>,
    out: &Operand<'_>,
    casting: Casting,
) -> Result<(), ExecError> {
    check_ufunc_cast(l.op.name(), l.output, out.dtype, casting)?;
    check_shape(&[a.layout.shape(), b.layout.shape()], out.layout.shape(), mask.map(|mask| &mask.layout.shape()[..]))?;
    // SAFETY: the caller's word; the result lies apart from the output.
    unsafe {
        let result = binary(state, l, a, b, mask)?;
        deliver(state, &result.operand(), mask, out)
    }
}

/// A one-operand loop into fresh memory.
///
/// # Safety
/// As [`crate::unary`].
pub(crate) unsafe fn unary(
    state: ErrState,
    l: &UnaryLoop,
    a: &Operand<'_>,
    mask: Option<&Operand<'_>>,
) -> Result<Output, ExecError> {
    let everywhere = everywhere();
    let mask = mask.unwrap_or(&everywhere);
    let op: Unary = l.op;
    // SAFETY: the caller's word, for the operand or for what was made of it.
    unsafe {
        let converted = cast(state, a, mask, l.input)?;
        let a = apart(a, &converted);
        let out = unary_plain(l, &a)?;
        let (Some(x), Some(ty)) = (l.input.scalar_type(), l.output.scalar_type()) else { return Ok(out) };
        if !ty.is_bool() {
            look(state, op.name(), [&a, mask, &out.operand()], &|[a, mask, r]| {
                let r = Number::load(ty, r);
                if (!ty.is_integer() && r.is_ordinary(ty)) || !is_true(mask) {
                    return 0;
                }
                values::unary(op, ty, Number::load(x, a), r)
            })?;
        }
        Ok(out)
    }
}

/// A one-operand loop into a given output, where `mask` is true.
///
/// # Safety
/// As [`crate::unary_masked_into`].
pub(crate) unsafe fn unary_into(
    state: ErrState,
    l: &UnaryLoop,
    a: &Operand<'_>,
    mask: Option<&Operand<'_>>,
    out: &Operand<'_>,
    casting: Casting,
) -> Result<(), ExecError> {
    check_ufunc_cast(l.op.name(), l.output, out.dtype, casting)?;
    check_shape(&[a.layout.shape()], out.layout.shape(), mask.map(|mask| &mask.layout.shape()[..]))?;
    // SAFETY: the caller's word; the result lies apart from the output.
    unsafe {
        let result = unary(state, l, a, mask)?;
        deliver(state, &result.operand(), mask, out)
    }
}

/// What the elements of a fold are, all together.
#[derive(Clone, Copy)]
struct Seen {
    count: usize,
    nan: bool,
    infinite: bool,
    zero: bool,
    first: Number,
    /// The product of real numbers; in a chain of divisions, that of all but the first.
    product: Product,
    /// The exact sum or product of integers, as long as it is known.
    exact: Option<i128>,
}

impl Seen {
    fn new() -> Seen {
        let (first, product) = (Number::Int(0), Product::ONE);
        Seen { count: 0, nan: false, infinite: false, zero: false, first, product, exact: None }
    }

    fn add(&mut self, op: Binary, x: Number) {
        self.nan |= x.is_nan();
        self.infinite |= x.is_infinite();
        self.zero |= x.is_zero();
        if let Number::Int(x) = x {
            self.exact = match (self.count, self.exact, op) {
                (0, ..) => Some(x),
                (_, Some(sum), Binary::Add) => sum.checked_add(x),
                (_, Some(product), Binary::Multiply) => product.checked_mul(x),
                _ => None,
            };
        }
        if self.count == 0 {
            self.first = x;
        }
        if let Number::Real(x) = x
            && (op == Binary::Multiply || (op == Binary::TrueDivide && self.count > 0))
        {
            self.product = self.product.times(x);
        }
        self.count += 1;
    }

    /// The errors of the fold's result, of type `ty`.
    fn errors(&self, op: Binary, ty: ScalarType, r: Number) -> u8 {
        if let Number::Int(r) = r {
            let folded = matches!(op, Binary::Add | Binary::Multiply) && ty.is_integer() && self.count > 0;
            // A product beyond i128 wrapped, unless it is of a zero.
            let same = self.exact.map_or(self.zero && op == Binary::Multiply && r == 0, |exact| exact == r);
            return if folded && !same { values::INTEGER } else { 0 };
        }
        if self.nan || r.is_ordinary(ty) {
            return 0;
        }
        if r.is_nan() {
            // Finite numbers come to NaN by way of infinity.
            let way = if op == Binary::TrueDivide && self.zero { 0 } else { values::OVER };
            return values::INVALID | if self.infinite { 0 } else { way };
        }
        if r.is_infinite() {
            return match op {
                _ if self.infinite => 0,
                Binary::TrueDivide if self.zero => values::DIVIDE,
                _ => values::OVER,
            };
        }
        let lost = match (op, self.first, r) {
            _ if self.count < 2 => false,
            (Binary::Multiply, _, Number::Real(r)) => !self.zero && self.product.differs(r),
            (Binary::TrueDivide, Number::Real(first), Number::Real(r)) => self.product.quotient_differs(first, r),
            _ => false,
        };
        if lost { values::UNDER } else { 0 }
    }
}

/// What is folded: elements, or the squares of their differences from `centre`, where the mask is true.
pub(crate) struct Folded<'a> {
    pub op: Binary,
    pub name: &'static str,
    pub input: Operand<'a>,
    pub work: DType,
    pub centre: Option<Operand<'a>>,
    pub mask: Option<Operand<'a>>,
    pub initial: Option<[u8; 16]>,
}

impl Folded<'_> {
    /// Fails for the errors of a fold whose results are `out`: its axes are the input's, those of length 1 folded.
    ///
    /// # Safety
    /// The operands' elements may be read.
    pub(crate) unsafe fn look(&self, state: ErrState, out: &Operand<'_>) -> Result<(), ExecError> {
        let (Some(work), Some(ty)) = (self.work.scalar_type(), out.dtype.scalar_type()) else { return Ok(()) };
        // SAFETY: the caller's word.
        let ordinary = unsafe {
            look(ErrState::raise_all(), "", [out], &|[r]| {
                if Number::load(ty, r).is_ordinary(ty) { 0 } else { FloatError::Over as u8 }
            })
        };
        if ty.is_bool() || (ordinary.is_ok() && !(ty.is_integer() && state.wants(FloatError::Integer as u8))) {
            return Ok(());
        }
        let shape = self.input.layout.shape();
        let item = size_of::<Seen>();
        let seen_layout = Layout::contiguous(out.layout.shape(), item, Order::C)?;
        let mut start = Seen::new();
        if let Some(initial) = &self.initial {
            // SAFETY: a value of the work type.
            start.add(self.op, unsafe { Number::load(work, initial.as_ptr()) });
        }
        let mut seen = vec![start; out.layout.size()];
        let nothing = everywhere();
        let stretch = |layout: &Layout| npcore_broadcast::broadcast_to(layout, shape);
        // SAFETY: the operands' elements, in the types they have; the notes lie as their layout says, and the walk is one
        // piece, since it moves no bytes.
        unsafe {
            let converted = recast(&self.input, self.work)?;
            let input = apart(&self.input, &converted);
            let layouts = [
                *input.layout,
                stretch(self.mask.as_ref().unwrap_or(&nothing).layout)?,
                stretch(self.centre.as_ref().unwrap_or(&nothing).layout)?,
                stretch(&seen_layout)?,
            ];
            let plan = Plan::new(&layouts.each_ref().map(OperandSpec::read), Order::C)?;
            let ptr = |operand: &Option<Operand<'_>>| operand.as_ref().unwrap_or(&nothing).ptr;
            let starts = [input.ptr, ptr(&self.mask), ptr(&self.centre), seen.as_mut_ptr().cast::<u8>()];
            let (op, has_mask, has_centre) = (self.op, self.mask.is_some(), self.centre.is_some());
            let note = |r: Inner<4>| {
                for j in 0..r.n[1] {
                    for i in 0..r.n[0] {
                        let [x, mask, centre, seen] = r.part([i, j], [1, 1]).p;
                        if has_mask && !is_true(mask) {
                            continue;
                        }
                        let mut x = Number::load(work, x);
                        if has_centre && let (Number::Real(a), Number::Real(c)) = (x, Number::load(work, centre)) {
                            x = Number::Real(a - c);
                        }
                        (*seen.cast::<Seen>()).add(op, x);
                    }
                }
            };
            if !plan.is_empty() {
                Walk::new(&plan, starts).run(0, &note);
            }
            let seen = Operand { ptr: seen.as_mut_ptr().cast(), dtype: DType::BOOL, layout: &seen_layout };
            let op = self.op;
            look(state, self.name, [&seen, out], &|[seen, r]| {
                (*seen.cast::<Seen>()).errors(op, ty, Number::load(ty, r))
            })
        }
    }
}

/// The errors of a scan along `axis`: each result is `op` of the one before it and an element.
///
/// # Safety
/// The elements of both may be read; they have the same shape.
pub(crate) unsafe fn look_scan(
    state: ErrState,
    op: Binary,
    input: &Operand<'_>,
    out: &Operand<'_>,
    axis: usize,
) -> Result<(), ExecError> {
    let n = out.layout.shape()[axis];
    if n < 2 {
        return Ok(());
    }
    // SAFETY: the caller's word; the parts are without the first element of the axis, or without the last.
    unsafe {
        let converted = recast(input, out.dtype)?;
        let input = apart(input, &converted);
        let (x, r) = (part(input.layout, axis, 1..n)?, part(out.layout, axis, 1..n)?);
        let before = part(out.layout, axis, 0..n - 1)?;
        let (x, r) = (Operand { layout: &x, ..input }, Operand { layout: &r, ..*out });
        look_binary(state, op, "accumulate", [&Operand { layout: &before, ..*out }, &x, &everywhere(), &r])
    }
}

/// A range of an axis.
pub(crate) fn part(layout: &Layout, axis: usize, range: std::ops::Range<usize>) -> Result<Layout, ExecError> {
    let shape = layout.shape();
    let parted = Shape::from_fn(shape.len(), |i| if i == axis { range.len() } else { shape[i] });
    let offset = layout.offset() + layout.strides()[axis] * range.start as isize;
    Ok(Layout::new(&parted, layout.strides(), offset)?)
}
