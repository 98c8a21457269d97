//! Reductions: folds of an operand along some of its axes.
//!
//! The order of operations is a tree that the shape, the axes and the order in memory decide, and nothing else: neither
//! threads nor the instruction set change a bit. It is the pairwise tree over *leaves*, joined like the digits of a
//! binary counter:
//!
//! * where the fastest axis is reduced, a leaf is a run of [`FOLD_BYTES`] along it (see the kernel's own tree);
//! * where it is kept, a leaf is sixteen rows, folded in sequence down all columns at once;
//! * where more than one axis is reduced, a leaf of the outer ones is the result of the inner ones.
//!
//! Threads take stretches of a power of two of leaves, which are nodes of that tree.

mod exact;
mod extreme;
mod fold;
mod ordered;
mod source;

use npcore_broadcast::{OperandSpec, Plan};
use npcore_dtype::{DType, ScalarType};
use npcore_kernel::{self as kernel, Binary};
use npcore_layout::Order;

use crate::arithmetic::Output;
use crate::datetime::is_time;
use crate::elementwise::Operand;
use crate::error::ExecError;
use crate::errstate::{self, checked::Folded};
use crate::tables;
pub use exact::exact_sum;
pub use extreme::positions;
use fold::Folding;
pub use ordered::{accumulate, fold_in_order};
use source::Source;
pub use source::work_type;

/// Input, centre, mask, result.
const OPERANDS: usize = 4;

/// An axis of the walk: length, step of each operand in bytes, and whether it is folded.
#[derive(Clone, Copy, Debug)]
struct Axis {
    len: usize,
    s: [isize; OPERANDS],
    reduced: bool,
}

/// A reduction to be run.
#[derive(Clone, Copy)]
pub struct Reduction<'a> {
    /// The operation, associative.
    pub op: Binary,
    /// What is folded.
    pub input: Operand<'a>,
    /// The type that elements are folded in.
    pub work: DType,
    /// The type of the result.
    pub output: DType,
    /// The axes to fold: bit `i` is axis `i`.
    pub axes: u64,
    /// Folded are the squares of the differences from this, of the type `work`, which is broadcast to the input.
    pub centre: Option<Operand<'a>>,
    /// Only the elements where this, broadcast to the input, is true.
    pub mask: Option<Operand<'a>>,
    /// A value of the type `work` that comes before the elements, and in place of those that the mask leaves out.
    pub initial: Option<[u8; 16]>,
}

/// The value of `work` type that changes nothing, in its bytes; None where the operation has none.
pub fn identity(op: Binary, work: DType) -> Option<[u8; 16]> {
    let one = matches!(op, Binary::Multiply | Binary::LogicalAnd);
    let all = op == Binary::BitAnd;
    let zero = matches!(
        op,
        Binary::Add
            | Binary::BitOr
            | Binary::BitXor
            | Binary::LogicalOr
            | Binary::LogicalXor
            | Binary::Gcd
            | Binary::Hypot
    );
    let mut bytes = [0; 16];
    let Some(ty) = work.scalar_type() else {
        // Of dates and times only sums have one.
        return (is_time(work) && op == Binary::Add).then_some(bytes);
    };
    let mut put = |value: &[u8]| bytes[..value.len()].copy_from_slice(value);
    match (op, ty) {
        _ if zero => {}
        (_, ScalarType::Bool) if one || all => put(&[1]),
        _ if all => put(&[255; 8]),
        (_, ScalarType::Float16) if one => put(&0x3c00u16.to_ne_bytes()),
        (_, ScalarType::Float32 | ScalarType::Complex64) if one => put(&1f32.to_ne_bytes()),
        (_, ScalarType::Float64 | ScalarType::Complex128) if one => put(&1f64.to_ne_bytes()),
        (_, ty) if one && cfg!(target_endian = "little") => put(&1u64.to_ne_bytes()[..ty.itemsize()]),
        (_, ty) if one => put(&1u64.to_ne_bytes()[8 - ty.itemsize()..]),
        (Binary::Logaddexp | Binary::Logaddexp2, ScalarType::Float32) => put(&f32::NEG_INFINITY.to_ne_bytes()),
        (Binary::Logaddexp | Binary::Logaddexp2, ScalarType::Float64) => put(&f64::NEG_INFINITY.to_ne_bytes()),
        _ => return None,
    }
    Some(bytes)
}

/// The fold of all elements of a short gapless operand in its own type, to `result`; false where that takes more than one
/// kernel call.
///
/// # Safety
/// The operand's elements may be read.
#[inline]
pub unsafe fn fold_small(op: Binary, input: &Operand<'_>, result: &mut [u8; 16]) -> bool {
    if errstate::active().is_some() {
        return false;
    }
    let Some(ty) = input.dtype.scalar_type().filter(|_| input.dtype.is_native()) else { return false };
    let (n, item) = (input.layout.size(), ty.itemsize());
    if n == 0 || n * item > kernel::FOLD_BYTES || !input.layout.is_c_contiguous(item) {
        return false;
    }
    let Some(folds) = kernel::folds(op, ty) else { return false };
    // SAFETY: `n` elements side by side, no more than may be folded at once.
    unsafe {
        (folds.row)(n, input.first(), result.as_mut_ptr());
        if op == Binary::Add && !(ty.is_integer() || ty.is_bool()) {
            let sum = *result;
            *result = [0; 16];
            (folds.rows)([1, 1], sum.as_ptr(), 0, result.as_mut_ptr(), true);
        }
    }
    true
}

impl Reduction<'_> {
    /// Runs it, into fresh memory whose reduced axes have length 1.
    ///
    /// # Safety
    /// The elements of the operands may be read; the mask's are bool.
    ///
    /// # Errors
    /// A fold of nothing where the operation has no identity and no initial value is given; a mask without either;
    /// operands that do not broadcast to the input; an operation that is not associative; no memory.
    pub unsafe fn run(&self) -> Result<Output, ExecError> {
        // SAFETY: the caller's word.
        unsafe {
            let out = self.run_plain()?;
            if let Some(state) = errstate::active() {
                let &Reduction { op, input, work, centre, mask, initial, .. } = self;
                let folded = Folded { op, name: "reduce", input, work, centre, mask, initial };
                folded.look(state, &out.operand())?;
            }
            Ok(out)
        }
    }

    /// [`run`](Reduction::run) without a look at floating-point errors.
    ///
    /// # Safety
    /// As `run`.
    pub(crate) unsafe fn run_plain(&self) -> Result<Output, ExecError> {
        let name = self.op.name();
        let folds = tables::folds(self.op, self.work).ok_or_else(|| crate::text::no_reduction(self.op, self.work))?;
        let neutral = self.initial.or_else(|| identity(self.op, self.work));
        if self.mask.is_some() && neutral.is_none() {
            return Err(ExecError::NoIdentityForMask { name });
        }
        let nothing = npcore_layout::Layout::scalar();
        let shape = self.input.layout.shape();
        let mut layouts = [*self.input.layout, nothing, nothing];
        for (layout, operand) in layouts[1..].iter_mut().zip([self.centre, self.mask]) {
            if let Some(operand) = operand {
                *layout = npcore_broadcast::broadcast_to(operand.layout, shape)?;
            }
        }
        let specs = [
            OperandSpec::read(&layouts[0]),
            OperandSpec::read(&layouts[1]),
            OperandSpec::read(&layouts[2]),
            OperandSpec::allocate_reduced(self.output.itemsize(), self.axes),
        ];
        let plan = Plan::new(&specs, Order::K)?;
        let out = Output::uninit(self.output, plan.output_layout(OPERANDS - 1))?;
        if plan.is_empty() && out.layout.size() > 0 {
            let Some(neutral) = neutral else { return Err(ExecError::NoIdentity { name }) };
            // SAFETY: one element of the work type, read by broadcasting; the output is fresh.
            unsafe {
                let value = Operand { ptr: neutral.as_ptr().cast_mut(), dtype: self.work, layout: &nothing };
                crate::copy::copy_plain(&value, &out.operand(), false)?;
            }
            return Ok(out);
        }
        if plan.is_empty() {
            return Ok(out);
        }
        let mut axes: smallvec::SmallVec<[Axis; 6]> = (0..plan.ndim())
            .filter(|&axis| plan.len(axis) != 1)
            .map(|axis| {
                let s: [isize; OPERANDS] = std::array::from_fn(|op| plan.stride(axis, op));
                Axis { len: plan.len(axis), s, reduced: s[OPERANDS - 1] == 0 }
            })
            .collect();
        // A short fold of many rows goes down columns: the rows' first elements, then their second ones.
        if let [fast, slow, ..] = &mut axes[..]
            && fast.reduced
            && !slow.reduced
            && fast.len <= npcore_broadcast::SHORT_ROW
            && slow.len > fast.len
        {
            std::mem::swap(fast, slow);
        }
        // What a mask leaves out changes nothing; where no value does so, the initial one stands for it.
        let widening = self.widening();
        let source = Source::new(self, identity(self.op, self.work).or(self.initial), widening.is_some())?;
        let direct = widening.unwrap_or(folds);
        let folding =
            Folding { folds, direct, source, item: self.work.itemsize(), output: self.output, work: self.work };
        let starts = [
            self.input.ptr,
            self.centre.map_or(self.input.ptr, |c| c.ptr),
            self.mask.map_or(self.input.ptr, |m| m.ptr),
        ];
        // SAFETY: the plan was made of the operands' layouts and the output's.
        let p: [*mut u8; OPERANDS] = std::array::from_fn(|op| match starts.get(op) {
            Some(&start) => start.wrapping_offset(plan.offset(op)),
            None => out.buffer.as_ptr().as_ptr(),
        });
        // SAFETY: the axes lead to elements of the operands (the caller's word) and to each of the output's.
        unsafe { folding.run(axes, p, self.start())? };
        Ok(out)
    }

    /// The folds of a sum of short integers in 64 bits.
    fn widening(&self) -> Option<kernel::Folds> {
        let [from, to] = [self.input.dtype, self.work].map(|dtype| dtype.scalar_type().filter(|_| dtype.is_native()));
        kernel::widening_sums(from?, to?).filter(|_| self.op == Binary::Add)
    }

    /// What the fold of all elements is joined to.
    fn start(&self) -> Option<[u8; 16]> {
        // A sum of negative zeros is +0, as in NumPy: it starts from its identity. Other folds are the same without.
        let floats = self.work.is_float() || self.work.is_complex();
        self.initial.or_else(|| identity(self.op, self.work).filter(|_| floats && self.op == Binary::Add))
    }
}
