//! Several element-wise loops one after the other, over blocks that stay in L1: `clip`, `round`.

use std::mem::MaybeUninit;
use std::sync::OnceLock;

use npcore_broadcast::{OperandSpec, Plan, broadcast_shapes};
use npcore_dtype::{Casting, DType};
use npcore_kernel::{self as kernel, Binary, Loop2, Loop3, Unary};
use npcore_layout::{Layout, Order};
use smallvec::SmallVec;

use crate::arithmetic::{Output, check_shape, check_ufunc_cast};
use crate::convert::Converter;
use crate::elementwise::{Operand, apart, detached};
use crate::error::ExecError;
use crate::overlap::operands_overlap;
use crate::tables;
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
    /// The type that all steps take and give, a native number or time.
    pub work: DType,
    /// What is done, in this order: at least one step.
    pub steps: &'a [Step],
}

fn shapes<'a>(operands: &[Operand<'a>]) -> SmallVec<[&'a [usize]; 4]> {
    operands.iter().map(|op| &op.layout.shape()[..]).collect()
}

#[repr(align(64))]
struct Block([MaybeUninit<u8>; BLOCK_BYTES]);

impl Chain<'_> {
    fn loops(&self) -> Result<SmallVec<[Loop; 4]>, ExecError> {
        let find = |step: &Step| match *step {
            Step::Unary(op) => tables::unary(op, self.work).map(Loop::One),
            Step::Binary(op, at) => tables::binary(op, self.work).map(|f| Loop::Two(f, at)),
        };
        let none = || ExecError::NoLoop {
            reason: format!(
                "ufunc '{}' did not contain a loop with signature matching type {:?}",
                self.name, self.work
            ),
        };
        self.steps.iter().map(|step| find(step).ok_or_else(none)).collect()
    }

    /// The result of one to three operands, broadcast together, in fresh memory of the type `work`.
    ///
    /// # Safety
    /// The operands' elements may be read.
    ///
    /// # Errors
    /// Shapes that do not fit; steps that the type does not have; no memory.
    pub unsafe fn run(&self, operands: &[Operand<'_>]) -> Result<Output, ExecError> {
        let loops = self.loops()?;
        broadcast_shapes(&shapes(operands))?;
        let (mut lone, scalar) = ([[0; 16]; 3], Layout::scalar());
        // SAFETY: the caller's word.
        let operands = unsafe { self.three(operands, &mut lone, &scalar)? };
        let [a, b, c] = operands.each_ref().map(|op| OperandSpec::read(op.layout));
        let plan = Plan::new(&[a, b, c, OperandSpec::allocate(self.work.itemsize())], Order::K)?;
        let out = Output::uninit(self.work, plan.output_layout(3))?;
        // SAFETY: the plan was made of these layouts, and of the output's, which is fresh.
        unsafe { self.walk(&loops, &plan, &operands, &out.operand())? };
        Ok(out)
    }

    /// The result in memory that is given, which may be (or overlap) an operand: it is as if those had been copied first.
    ///
    /// # Safety
    /// The operands' elements may be read, the output's read and written, and nobody else reaches the latter.
    ///
    /// # Errors
    /// As [`run`](Chain::run); a result that `casting` does not allow into the output; an output of another shape.
    pub unsafe fn run_into(
        &self,
        operands: &[Operand<'_>],
        out: &Operand<'_>,
        casting: Casting,
    ) -> Result<(), ExecError> {
        let loops = self.loops()?;
        check_ufunc_cast(self.name, self.work, out.dtype, casting)?;
        check_shape(&shapes(operands), out.layout.shape(), None)?;
        let mut copies = [const { None }; 3];
        for (at, (copy, operand)) in copies.iter_mut().zip(operands).enumerate() {
            // The first one is read before anything is written in its place.
            if operands_overlap(operand, out) && !(at == 0 && operand.is_same(out)) {
                // SAFETY: the caller's word.
                *copy = Some(unsafe { detached(operand)? });
            }
        }
        let operands: SmallVec<[Operand<'_>; 3]> =
            operands.iter().zip(&copies).map(|(op, copy)| apart(op, copy)).collect();
        let (mut lone, scalar) = ([[0; 16]; 3], Layout::scalar());
        // SAFETY: the caller's word.
        let operands = unsafe { self.three(&operands, &mut lone, &scalar)? };
        let [a, b, c] = operands.each_ref().map(|op| OperandSpec::read(op.layout));
        let plan = Plan::new(&[a, b, c, OperandSpec::write(out.layout)], Order::K)?;
        // SAFETY: the plan was made of these layouts; the rest is the caller's word.
        unsafe { self.walk(&loops, &plan, &operands, out) }
    }

    /// The operands with others that are never read, and lone elements converted once.
    ///
    /// # Safety
    /// The operands' elements may be read.
    unsafe fn three<'a>(
        &self,
        operands: &[Operand<'a>],
        lone: &mut [[u8; 16]; 3],
        scalar: &'a Layout,
    ) -> Result<[Operand<'a>; 3], ExecError> {
        let Some(&first) = operands.first() else { return Err(ExecError::NoLoop { reason: "no operands".into() }) };
        let nothing = Operand { layout: scalar, ptr: lone[2].as_mut_ptr(), dtype: self.work };
        let mut three = [first, nothing, nothing];
        for (at, (to, operand)) in three.iter_mut().zip(operands).enumerate() {
            *to = *operand;
            if operand.layout.ndim() == 0 && operand.dtype != self.work {
                let bytes = lone[at].as_mut_ptr();
                let step = Inner { n: [1, 1], p: [operand.first(), bytes], s: [[0, 0], [0, 0]] };
                // SAFETY: one element that may be read, and room for one of any number type.
                unsafe { Converter::new(operand.dtype, self.work).convert(step)? };
                *to = Operand { ptr: bytes, dtype: self.work, layout: scalar };
            }
        }
        Ok(three)
    }

    /// # Safety
    /// As [`run_into`](Chain::run_into); the plan is that of the operands and the output, which shares only the very same
    /// elements with the first and nothing with the others.
    unsafe fn walk(
        &self,
        loops: &[Loop],
        plan: &Plan,
        [a, b, c]: &[Operand<'_>; 3],
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
        // Two lone limits are done in one pass.
        let clip = match self.steps {
            [Step::Binary(Binary::Maximum, 1), Step::Binary(Binary::Minimum, 2)] => {
                self.work.scalar_type().and_then(kernel::clip)
            }
            _ => None,
        };
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
                        let unit = |op: usize| call.s[op][0] == item as isize || n[0] == 1;
                        let lone = |op: usize| call.s[op] == [0, 0];
                        let in_one = clip.filter(|_| lone(1) && lone(2) && unit(0) && unit(3) && n[0] >= 8);
                        if let Some(f) = in_one {
                            for j in 0..n[1] {
                                let row = call.part([0, j], n);
                                f(n[0], row.p[0], [row.p[1], row.p[2]], row.p[3]);
                            }
                        }
                        let (mut p, mut s) = (call.p[0], call.s[0]);
                        for l in loops.iter().filter(|_| in_one.is_none()) {
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
