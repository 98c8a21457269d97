//! Element-wise loops that write only where a mask is true: `where=`.
//!
//! A block of results is computed aside, in L1, and the wanted ones are moved to the output.

use std::mem::MaybeUninit;
use std::sync::OnceLock;

use npcore_broadcast::{OperandSpec, Plan};
use npcore_dtype::{Casting, DType};
use npcore_kernel as kernel;
use npcore_layout::{Layout, Order};

use crate::arithmetic::{Output, binary_plain, check_powers, check_shape, check_ufunc_cast};
use crate::convert::Converter;
use crate::copy::copy_plain;
use crate::elementwise::{Operand, apart, separate};
use crate::error::ExecError;
use crate::errstate::{self, checked};
use crate::records::written_runs;
use crate::resolve::{BinaryLoop, UnaryLoop};
use crate::walk::{Inner, Walk};

/// Elements of a block: of complex128 three blocks are 24 KiB.
const BLOCK: usize = 512;

#[repr(align(64))]
struct Block([MaybeUninit<u8>; BLOCK * 16]);

/// One or two inputs.
#[derive(Clone, Copy)]
enum Loop {
    One(UnaryLoop),
    Two(BinaryLoop),
}

/// [`binary_into`](crate::binary_into) where `mask`, of type bool and broadcast to the output, is true.
///
/// # Safety
/// As `binary_into`; the mask's elements may be read.
///
/// # Errors
/// As `binary_into`; a mask that does not fit.
pub unsafe fn binary_masked_into(
    l: &BinaryLoop,
    a: &Operand<'_>,
    b: &Operand<'_>,
    mask: &Operand<'_>,
    out: &Operand<'_>,
    casting: Casting,
) -> Result<(), ExecError> {
    if l.is_text() {
        // SAFETY: the caller's word.
        return unsafe { text_masked_into(l, [a, b], mask, out, casting) };
    }
    if let Some(state) = errstate::active() {
        // SAFETY: the caller's word; after `separate` the mask shares nothing with the output.
        unsafe {
            let [copy] = separate([mask], out)?;
            return checked::binary_into(state, l, [a, b], Some(&apart(mask, &copy)), out, casting);
        }
    }
    check_ufunc_cast(l.op.name(), l.output, out.dtype, casting)?;
    check_shape(&[a.layout.shape(), b.layout.shape()], out.layout.shape(), Some(mask.layout.shape()))?;
    // SAFETY: the caller's word; after `separate` the inputs share nothing with the output but the same elements.
    unsafe {
        check_powers(l, b)?;
        let [ca, cb, cm] = separate([a, b, mask], out)?;
        run(Loop::Two(*l), [&apart(a, &ca), &apart(b, &cb), &apart(mask, &cm), out])
    }
}

/// [`binary_masked_into`] for text, whose elements may be larger than any block: all results aside first.
///
/// # Safety
/// As [`binary_masked_into`].
unsafe fn text_masked_into(
    l: &BinaryLoop,
    inputs: [&Operand<'_>; 2],
    mask: &Operand<'_>,
    out: &Operand<'_>,
    casting: Casting,
) -> Result<(), ExecError> {
    check_ufunc_cast(l.op.name(), l.output, out.dtype, casting)?;
    check_shape(&[inputs[0].layout.shape(), inputs[1].layout.shape()], out.layout.shape(), Some(mask.layout.shape()))?;
    // SAFETY: the caller's word; the results are in fresh memory.
    unsafe {
        let mut results = binary_plain(l, inputs[0], inputs[1])?;
        if results.dtype != out.dtype {
            let item = out.dtype.itemsize();
            let cast = Output::uninit(out.dtype, Layout::contiguous(results.layout.shape(), item, Order::C)?)?;
            copy_plain(&results.operand(), &cast.operand(), cast.buffer.is_warm())?;
            results = cast;
        }
        let [copy] = separate([mask], out)?;
        copy_where(&results.operand(), &apart(mask, &copy), out)
    }
}

/// [`unary_into`](crate::unary_into) where `mask` is true.
///
/// # Safety
/// As [`binary_masked_into`].
///
/// # Errors
/// As [`binary_masked_into`].
pub unsafe fn unary_masked_into(
    l: &UnaryLoop,
    a: &Operand<'_>,
    mask: &Operand<'_>,
    out: &Operand<'_>,
    casting: Casting,
) -> Result<(), ExecError> {
    if let Some(state) = errstate::active() {
        // SAFETY: as above.
        unsafe {
            let [copy] = separate([mask], out)?;
            return checked::unary_into(state, l, a, Some(&apart(mask, &copy)), out, casting);
        }
    }
    check_ufunc_cast(l.op.name(), l.output, out.dtype, casting)?;
    check_shape(&[a.layout.shape()], out.layout.shape(), Some(mask.layout.shape()))?;
    // SAFETY: as above; the second input is never read.
    unsafe {
        let [ca, cm] = separate([a, mask], out)?;
        let a = apart(a, &ca);
        let nothing = Operand { layout: &Layout::scalar(), ..a };
        run(Loop::One(*l), [&a, &nothing, &apart(mask, &cm), out])
    }
}

/// Moves elements of the output's own type, broadcast to it, where the mask is true.
///
/// # Safety
/// The elements of the input and the mask, of type bool, may be read, the output's written; they share none.
///
/// # Errors
/// Shapes that do not fit.
pub unsafe fn copy_where(a: &Operand<'_>, mask: &Operand<'_>, out: &Operand<'_>) -> Result<(), ExecError> {
    let specs = [OperandSpec::read(a.layout), OperandSpec::read(mask.layout), OperandSpec::write(out.layout)];
    let plan = Plan::new(&specs, Order::K)?;
    let item = out.dtype.itemsize();
    // SAFETY: the caller's word; parts of the walk have nothing in common.
    unsafe {
        let walk = Walk::new(&plan, [a.ptr, mask.ptr, out.ptr]);
        let bytes = plan.size().saturating_mul(2 * item + 1);
        let runs = written_runs(out.dtype);
        walk.run(bytes, &|r: Inner<3>| {
            for &(at, len) in &runs {
                let [a, mask, out] = r.p;
                kernel::copy_where(len, r.n, [a.wrapping_add(at), mask, out.wrapping_add(at)], r.s);
            }
        });
    }
    Ok(())
}

/// Elements of `x` where the mask is true and of `y` elsewhere: all three broadcast together, in their order in memory.
///
/// # Safety
/// The elements may be read; `x` and `y` have one dtype, the mask's is bool.
///
/// # Errors
/// Shapes that do not fit; no memory.
pub unsafe fn choose(mask: &Operand<'_>, x: &Operand<'_>, y: &Operand<'_>) -> Result<Output, ExecError> {
    let item = x.dtype.itemsize();
    let specs = [
        OperandSpec::read(mask.layout),
        OperandSpec::read(x.layout),
        OperandSpec::read(y.layout),
        OperandSpec::allocate(item),
    ];
    let plan = Plan::new(&specs, Order::K)?;
    let out = Output::uninit(x.dtype, plan.output_layout(3))?;
    // SAFETY: the caller's word, and fresh memory of the shape; parts of the walk have nothing in common.
    unsafe {
        let walk = Walk::new(&plan, [mask.ptr, x.ptr, y.ptr, out.buffer.as_ptr().as_ptr()]);
        let bytes = plan.size().saturating_mul(3 * item + 1);
        walk.run(bytes, &|r: Inner<4>| {
            // Pieces that are still in L1 when they are blended.
            let rows = (4 * BLOCK / r.n[0].max(1)).clamp(1, r.n[1].max(1));
            for j in (0..r.n[1]).step_by(rows) {
                for i in (0..r.n[0]).step_by(4 * BLOCK) {
                    let n = [(4 * BLOCK).min(r.n[0] - i), rows.min(r.n[1] - j)];
                    let Inner { p: [mask, x, y, out], s: [sm, sx, sy, so], .. } = r.part([i, j], n);
                    kernel::copy(item, n, [y, out], [sy, so]);
                    kernel::copy_where(item, n, [x, mask, out], [sx, sm, so]);
                }
            }
        });
    }
    Ok(out)
}

/// # Safety
/// The operands (left, right, mask, output) may be read, the last written; it shares only the very same elements with
/// the others.
unsafe fn run(l: Loop, ops: [&Operand<'_>; 4]) -> Result<(), ExecError> {
    let [a, b, mask, out] = ops;
    let specs = [
        OperandSpec::read(a.layout),
        OperandSpec::read(b.layout),
        OperandSpec::read(mask.layout),
        OperandSpec::write(out.layout),
    ];
    let plan = Plan::new(&specs, Order::K)?;
    let (inputs, result): ([DType; 2], DType) = match l {
        Loop::One(l) => ([l.input; 2], l.output),
        Loop::Two(l) => (l.inputs, l.output),
    };
    let load = [Converter::new(a.dtype, inputs[0]), Converter::new(b.dtype, inputs[1])];
    let store = Converter::new(result, out.dtype);
    let itemsizes = [a, b, mask, out].map(|op| op.dtype.itemsize());
    let bytes = plan.size().saturating_mul(itemsizes.iter().sum());
    // SAFETY: the caller's word.
    let walk = unsafe { Walk::new(&plan, ops.map(|op| op.ptr)) };
    let to = out.dtype;
    let failed = OnceLock::new();
    let body = |r: Inner<4>| {
        let mut blocks = [const { Block([MaybeUninit::uninit(); BLOCK * 16]) }; 3];
        let [x, y, z] = blocks.each_mut().map(|block| block.0.as_mut_ptr().cast::<u8>());
        for j in 0..r.n[1] {
            for i in (0..r.n[0]).step_by(BLOCK) {
                let n = [BLOCK.min(r.n[0] - i), 1];
                let r = r.part([i, j], n);
                // SAFETY: each block holds the elements of any type; the rest is the caller's word. The results go to
                // the block that no longer is needed.
                let done = unsafe {
                    let step = |dtype: DType| [dtype.itemsize() as isize, 0];
                    let gather = |op: usize, to: *mut u8| {
                        load[op].convert(Inner { n, p: [r.p[op], to], s: [r.s[op], step(inputs[op])] })
                    };
                    let mut done = gather(0, x);
                    match l {
                        Loop::One(l) => (l.f)(n, [x, z], [step(l.input), step(result)]),
                        Loop::Two(l) => {
                            done = done.and(gather(1, y));
                            l.call(n, [x, y, z], [step(inputs[0]), step(inputs[1]), step(result)]);
                        }
                    }
                    let cast = store.convert(Inner { n, p: [z, x], s: [step(result), step(to)] });
                    let item = to.itemsize();
                    kernel::copy_where(item, n, [x, r.p[2], r.p[3]], [step(to), r.s[2], r.s[3]]);
                    done.and(cast)
                };
                if let Err(e) = done {
                    let _ = failed.set(e);
                }
            }
        }
    };
    // SAFETY: the caller's word.
    unsafe { walk.run(bytes, &body) };
    failed.into_inner().map_or(Ok(()), Err)
}
