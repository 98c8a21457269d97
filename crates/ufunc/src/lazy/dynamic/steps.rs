//! The tree bound to memory: what is done for each block.

use npcore_array::{ArrayError, Result, engine};
use npcore_dtype::{DType, Operand as Weak, ScalarType};
use npcore_exec::Output;
use npcore_kernel::Loop2;
use npcore_layout::{Layout, Order};

use super::{LazyDyn, Node, reductions};
use crate::lazy::block::{Block, Slot};
use crate::lazy::calls::{Call1, Call2, Way};
use crate::lazy::eval::Body;
use crate::lazy::program::Binder;

impl LazyDyn<'_> {
    pub(super) fn bind(&self, binder: &mut Binder) -> Result<Bound> {
        Ok(match &*self.0 {
            Node::Leaf(view) => {
                let (operand, dtype) = (engine::operand(view), view.dtype());
                let native = DType::scalar(scalar_type(dtype)?);
                let number = if dtype == native {
                    binder.input(&operand)?
                } else {
                    let layout = Layout::contiguous(operand.layout.shape(), native.itemsize(), Order::C)?;
                    let swapped = Output::uninit(native, layout)?;
                    // SAFETY: the view may be read; the copy is fresh memory.
                    unsafe { npcore_exec::assign(&operand, &swapped.operand(), false)? };
                    binder.made(swapped)?
                };
                Bound { dtype: native, step: Step::Input(number, native.itemsize()) }
            }
            Node::Scalar(bytes, ty, _) => Bound { dtype: DType::scalar(*ty), step: Step::Value(Box::new(*bytes)) },
            Node::Unary(op, x) => {
                let x = x.bind(binder)?;
                let call = Call1::new(*op, x.dtype, binder)?;
                Bound { dtype: call.output, step: Step::Call1(call, Box::new(x.step)) }
            }
            Node::Binary(op, x, y) => {
                let weak = [x.weak(), y.weak()];
                let (x, y) = (x.bind(binder)?, y.bind(binder)?);
                let types = [x.dtype, y.dtype];
                let l = match npcore_exec::mixed_comparison(*op, types[0], types[1]) {
                    Some(l) => l,
                    None => {
                        let common = match weak {
                            _ if types[0] == types[1] => types,
                            [None, Some(w)] => [engine::weak_dtype(*op, types[0], w, types[1])?; 2],
                            [Some(w), None] => [engine::weak_dtype(*op, types[1], w, types[0])?; 2],
                            _ => types,
                        };
                        npcore_exec::binary_loop(*op, common[0], common[1])?
                    }
                };
                let call = Call2::new(*op, &l, types, binder)?;
                Bound { dtype: call.output, step: Step::Call2(call, Box::new([x.step, y.step])) }
            }
            Node::Cast(dtype, x) => x.bind(binder)?.cast(*dtype, binder)?,
            Node::Where(c, x, y) => {
                let weak = [x.weak(), y.weak()];
                let (c, x, y) = (c.bind(binder)?.cast(DType::BOOL, binder)?, x.bind(binder)?, y.bind(binder)?);
                let [a, b] = [0, 1].map(|i| weak[i].unwrap_or(Weak::Array([x.dtype, y.dtype][i])));
                let common = npcore_dtype::result_type(&[a, b])?;
                let (x, y) = (x.cast(common, binder)?, y.cast(common, binder)?);
                let choice = Choice { size: common.itemsize(), out: binder.scratch.slot(common.itemsize()) };
                Bound { dtype: common, step: Step::Where(choice, Box::new([c.step, x.step, y.step])) }
            }
            Node::Reduce(kind, axes, keep, x) => {
                let made = reductions::reduce(*kind, axes, *keep, x)?;
                let (dtype, size) = (made.dtype, made.dtype.itemsize());
                Bound { dtype, step: Step::Input(binder.made(made)?, size) }
            }
        })
    }
}

pub(super) fn scalar_type(dtype: DType) -> Result<ScalarType> {
    dtype
        .scalar_type()
        .ok_or(ArrayError::NoType { have: dtype, wanted: "bool, an integer, a float or a complex number" })
}

/// A part of the tree, bound to memory, with the dtype of its results.
pub(super) struct Bound {
    pub dtype: DType,
    pub step: Step,
}

impl Bound {
    pub fn cast(self, dtype: DType, binder: &mut Binder) -> Result<Bound> {
        let to = DType::scalar(scalar_type(dtype)?);
        if to == self.dtype {
            return Ok(self);
        }
        let way = Way::new(self.dtype, to, binder)?;
        Ok(Bound { dtype: to, step: Step::Cast(way, Box::new(self.step)) })
    }
}

/// What is done for each block.
pub(super) enum Step {
    /// An input, by its number, of elements of this size.
    Input(usize, usize),
    Value(Box<[u8; 16]>),
    Call1(Call1, Box<Step>),
    Call2(Call2, Box<[Step; 2]>),
    Cast(Way, Box<Step>),
    Where(Choice, Box<[Step; 3]>),
}

#[derive(Clone, Copy)]
pub(super) struct Choice {
    size: usize,
    out: Slot,
}

impl Step {
    /// The results for a block: where they are, and their stride, which may be 0.
    ///
    /// # Safety
    /// As [`Program::prepare`].
    pub unsafe fn run(&self, block: &mut Block<'_>) -> (*const u8, isize) {
        // SAFETY: the caller's word; each call gets elements of the types that it was made for.
        unsafe {
            match self {
                Step::Input(number, size) => {
                    let (at, moves) = block.input(*number);
                    (at, if moves { *size as isize } else { 0 })
                }
                Step::Value(bytes) => (bytes.as_ptr(), 0),
                Step::Call1(call, x) => {
                    let x = x.run(block);
                    (call.run(block, x), call.output.itemsize() as isize)
                }
                Step::Call2(call, operands) => {
                    let [x, y] = &**operands;
                    let (x, y) = (x.run(block), y.run(block));
                    (call.run(block, x, y), call.output.itemsize() as isize)
                }
                Step::Cast(way, x) => {
                    let x = x.run(block);
                    let (at, stride) = way.bring(block, x);
                    (at, stride)
                }
                Step::Where(choice, operands) => {
                    let [c, x, y] = &**operands;
                    let (c, x, y) = (c.run(block), x.run(block), y.run(block));
                    let to = block.slot(choice.out);
                    match choice.size {
                        1 => choose::<[u8; 1]>(block.len(), c, x, y, to),
                        2 => choose::<[u8; 2]>(block.len(), c, x, y, to),
                        4 => choose::<[u8; 4]>(block.len(), c, x, y, to),
                        8 => choose::<[u8; 8]>(block.len(), c, x, y, to),
                        _ => choose::<[u8; 16]>(block.len(), c, x, y, to),
                    }
                    (to, choice.size as isize)
                }
            }
        }
    }
}

/// # Safety
/// `n` bools and elements of the size of `T` may be read, the strides apart, and as many elements written.
unsafe fn choose<T: Copy>(
    n: usize,
    (c, sc): (*const u8, isize),
    (x, sx): (*const u8, isize),
    (y, sy): (*const u8, isize),
    to: *mut u8,
) {
    for i in 0..n as isize {
        // SAFETY: the caller's word; arrays of bytes have alignment 1.
        unsafe {
            let (a, b) = (*x.wrapping_offset(i * sx).cast::<T>(), *y.wrapping_offset(i * sy).cast::<T>());
            *to.cast::<T>().offset(i) = if *c.wrapping_offset(i * sc) != 0 { a } else { b };
        }
    }
}

/// The whole tree.
pub(super) struct Root {
    pub step: Step,
    /// The copy to the output, which makes bools 0 or 1.
    pub cast: Loop2,
    pub size: usize,
}

impl Body for Root {
    unsafe fn write(&self, block: &mut Block<'_>, out: *mut u8) {
        // SAFETY: the caller's word.
        unsafe {
            let (from, stride) = self.step.run(block);
            (self.cast)([block.len(), 1], [from.cast_mut(), out], [[stride, 0], [self.size as isize, 0]]);
        }
    }
}
