//! Several element-wise loops one after the other, over blocks that stay in L1: `clip`, `round`.

use std::mem::MaybeUninit;
use std::sync::OnceLock;

use npcore_broadcast::{OperandSpec, Plan};
use npcore_dtype::{Casting, DType};
use npcore_kernel::{self as kernel, Binary, Loop2, Loop3, Unary};
use npcore_layout::Order;
use smallvec::SmallVec;

use crate::arithmetic::{Output, check_shape, check_ufunc_cast};
use crate::convert::Converter;
use crate::elementwise::Operand;
use crate::error::ExecError;
use crate::walk::{Inner, Walk};

/// Bytes of a block of one operand; four of them stay in L1.
const BLOCK_BYTES: usize = 8 << 10;

/// What is done to the values so far; the first step is given the elements of the first operand.
#[derive(Clone, Copy, Debug)]
pub enum Step {
    /// `op(x)`
    Unary(Unary),
    /// `op(x, y)` with the elements of operand 1 or 2.
    Binary(Binary, usize),
}

#[derive(Clone, Copy)]
enum Loop {
    One(Loop2),
    Two(Loop3, usize),
}

/// Steps in one type, under one name in errors.
#[derive(Clone, Copy, Debug)]
pub struct Chain<'a> {
    /// What errors call it.
    pub name: &'a str,
    /// The type that all steps take and give, a native number.
    pub work: DType,
    /// What is done, in this order: at least one step.
    pub steps: &'a [Step],
}

#[repr(align(64))]
struct Block([MaybeUninit<u8>; BLOCK_BYTES]);

impl Chain<'_> {
    fn loops(&self) -> Result<SmallVec<[Loop; 4]>, ExecError> {
        let find = |step: &Step| {
            let ty = self.work.scalar_type()?;
            match *step {
                Step::Unary(op) => kernel::unary(op, ty).filter(|_| op.output(ty) == ty).map(Loop::One),
                Step::Binary(op, at) => kernel::binary(op, ty).filter(|_| op.output(ty) == ty).map(|f| Loop::Two(f, at)),
            }
        };
        let none = || ExecError::NoLoop {
            reason: format!("ufunc '{}' did not contain a loop with signature matching type {:?}", self.name, self.work),
        };
        self.steps.iter().map(|step| find(step).ok_or_else(none)).collect()
    }

    /// The result of the operands, broadcast together, in fresh memory of the type `work`.
    ///
    /// # Safety
    /// The operands' elements may be read.
    ///
    /// # Errors
    /// Shapes that do not fit; steps that the type does not have; no memory.
    pub unsafe fn run(&self, operands: [&Operand<'_>; 3]) -> Result<Output, ExecError> {
        let loops = self.loops()?;
        let [a, b, c] = operands.map(|op| OperandSpec::read(op.layout));
        let plan = Plan::new(&[a, b, c, OperandSpec::allocate(self.work.itemsize())], Order::K)?;
        let out = Output::uninit(self.work, plan.output_layout(3))?;
        // SAFETY: the plan was made of these layouts, and of the output's, which is fresh.
        unsafe { self.walk(&loops, &plan, operands, &out.operand())? };
        Ok(out)
    }

    /// The result in memory that is given.
    ///
    /// # Safety
    /// The operands' elements may be read, the output's written, and nobody else reaches the latter. The first operand
    /// is apart from the output or the very same elements; the others are apart from it.
    ///
    /// # Errors
    /// As [`run`](Chain::run); a result that `casting` does not allow into the output; an output of another shape.
    pub unsafe fn run_into(
        &self,
        operands: [&Operand<'_>; 3],
        out: &Operand<'_>,
        casting: Casting,
    ) -> Result<(), ExecError> {
        let loops = self.loops()?;
        check_ufunc_cast(self.name, self.work, out.dtype, casting)?;
        check_shape(&operands.map(|op| &op.layout.shape()[..]), out.layout.shape())?;
        let [a, b, c] = operands.map(|op| OperandSpec::read(op.layout));
        let plan = Plan::new(&[a, b, c, OperandSpec::write(out.layout)], Order::K)?;
        // SAFETY: the plan was made of these layouts; the rest is the caller's word.
        unsafe { self.walk(&loops, &plan, operands, out) }
    }

    /// # Safety
    /// As [`run_into`](Chain::run_into); the plan is that of the operands and the output.
    unsafe fn walk(
        &self,
        loops: &[Loop],
        plan: &Plan,
        [a, b, c]: [&Operand<'_>; 3],
        out: &Operand<'_>,
    ) -> Result<(), ExecError> {
        let all = [a, b, c, out];
        let item = self.work.itemsize();
        let bytes = plan.size().saturating_mul(all.iter().map(|op| op.dtype.itemsize()).sum());
        // Operands of another type go through a block.
        let load = [a, b, c].map(|op| (op.dtype != self.work).then(|| Converter::new(op.dtype, self.work)));
        let store = (out.dtype != self.work).then(|| Converter::new(self.work, out.dtype));
        // SAFETY: the caller's word.
        let walk = unsafe { Walk::new(plan, all.map(|op| op.ptr)) };
        let failed = OnceLock::new();
        let body = |r: Inner<4>| {
            let mut blocks = [const { Block([MaybeUninit::uninit(); BLOCK_BYTES]) }; 4];
            let blocks: [*mut u8; 4] = blocks.each_mut().map(|block| block.0.as_mut_ptr().cast());
            let most = BLOCK_BYTES / item;
            let m0 = most.min(r.n[0]);
            let rows = (most / m0).max(1);
            for j in (0..r.n[1]).step_by(rows) {
                for i in (0..r.n[0]).step_by(m0) {
                    let n = [m0.min(r.n[0] - i), rows.min(r.n[1] - j)];
                    let part = r.part([i, j], n);
                    let mut call = part;
                    let packed = [item as isize, (item * n[0]) as isize];
                    // SAFETY: a block holds `n` elements of the work type; the loops are of that type, and the output
                    // of a step after the first is its own input, in place. The rest is the caller's word.
                    let done = unsafe {
                        let mut done = Ok(());
                        for op in 0..3 {
                            if let Some(converter) = load[op] {
                                (call.p[op], call.s[op]) = (blocks[op], packed);
                                let (p, s) = ([part.p[op], blocks[op]], [part.s[op], packed]);
                                done = done.and(converter.convert(Inner { n, p, s }));
                            }
                        }
                        if store.is_some() {
                            (call.p[3], call.s[3]) = (blocks[3], packed);
                        }
                        let (mut p, mut s) = (call.p[0], call.s[0]);
                        for l in loops {
                            match *l {
                                Loop::One(f) => f(n, [p, call.p[3]], [s, call.s[3]]),
                                Loop::Two(f, at) => f(n, [p, call.p[at], call.p[3]], [s, call.s[at], call.s[3]]),
                            }
                            (p, s) = (call.p[3], call.s[3]);
                        }
                        if let Some(converter) = store {
                            let (p, s) = ([call.p[3], part.p[3]], [call.s[3], part.s[3]]);
                            done = done.and(converter.convert(Inner { n, p, s }));
                        }
                        done
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
}
