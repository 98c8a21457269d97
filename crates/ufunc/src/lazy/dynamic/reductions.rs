//! Reductions of the tree, by those of static types.

use npcore_array::Result;
use npcore_dtype::{Element, ScalarType};
use npcore_exec::Output;
use npcore_kernel as kernel;
use npcore_layout::Shape;
use smallvec::SmallVec;

use super::LazyDyn;
use super::steps::{Step, scalar_type};
use crate::lazy::block::{Block, Slot};
use crate::lazy::eval;
use crate::lazy::lane::Lane;
use crate::lazy::program::{Binder, Expr, Program, Whole};
use crate::lazy::reduce::{All, Any, Max, Mean, Min, Prod, Reduce, Reduction, Sum};

/// A reduction.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Sum,
    Prod,
    Mean,
    Min,
    Max,
    Any,
    All,
}

/// The tree as an expression of static type, for reductions.
pub(super) struct Typed<'a, T> {
    x: LazyDyn<'a>,
    marker: std::marker::PhantomData<T>,
}

impl<'a, T> Typed<'a, T> {
    pub fn new(x: LazyDyn<'a>) -> Typed<'a, T> {
        Typed { x, marker: std::marker::PhantomData }
    }
}

impl<T: Lane> Expr for Typed<'_, T> {
    type Elem = T;
    type Kind = Whole;
    type Program = TypedProgram<T>;

    fn shape(&self) -> Result<Shape> {
        self.x.shape()
    }

    fn bind(&self, binder: &mut Binder) -> Result<TypedProgram<T>> {
        let bound = self.x.bind(binder)?.cast(<T as Element>::dtype(), binder)?;
        let slot = binder.scratch.slot(size_of::<T>());
        Ok(TypedProgram { step: bound.step, slot, marker: std::marker::PhantomData })
    }
}

pub(super) struct TypedProgram<T> {
    step: Step,
    slot: Slot,
    marker: std::marker::PhantomData<T>,
}

// SAFETY: the elements are a step's results, or in this program's slot.
unsafe impl<T: Lane> Program for TypedProgram<T> {
    type Elem = T;
    type Cursor = *const u8;

    unsafe fn prepare<const TIER: usize>(&self, block: &mut Block<'_>) -> *const u8 {
        // SAFETY: the caller's word; the slot holds a block.
        unsafe {
            let (from, stride) = self.step.run(block);
            if stride == size_of::<T>() as isize {
                return from;
            }
            let to = block.slot(self.slot);
            let s = [[stride, 0], [size_of::<T>() as isize, 0]];
            kernel::copy(size_of::<T>(), [block.len(), 1], [from.cast_mut(), to], s);
            to
        }
    }

    #[inline(always)]
    fn shift(cursor: &*const u8, at: usize) -> *const u8 {
        cursor.wrapping_add(at * size_of::<T>())
    }

    #[inline(always)]
    unsafe fn get(cursor: &*const u8, i: usize) -> T {
        // SAFETY: the caller's word.
        unsafe { T::read(cursor.add(i * size_of::<T>())) }
    }

    #[inline(always)]
    fn place(cursor: &*const u8) -> Option<(*const u8, isize)> {
        Some((*cursor, size_of::<T>() as isize))
    }
}

/// Evaluates a reduction of the tree.
pub(super) fn reduce(kind: Kind, axes: &SmallVec<[isize; 6]>, keep: bool, x: &LazyDyn<'_>) -> Result<Output> {
    fn run<R: Reduction, T: Lane>(axes: &SmallVec<[isize; 6]>, keep: bool, x: &LazyDyn<'_>) -> Result<Output> {
        eval::evaluate(&Reduce::<R, _, _>::new(Typed::<T>::new(x.clone()), axes.clone(), keep))
    }
    use ScalarType::*;
    type C64 = num_complex::Complex<f32>;
    type C128 = num_complex::Complex<f64>;
    let ty = scalar_type(x.dtype()?)?;
    // Types that are accumulated in another one are cast to it by the tree.
    macro_rules! by_type {
        ($r:ident: $($($from:ident)|+ => $t:ty),*) => {
            match ty { $($($from)|+ => run::<$r, $t>(axes, keep, x),)* }
        };
    }
    macro_rules! total {
        ($r:ident) => {
            by_type!($r: Bool | Int8 | Int16 | Int32 | Int64 => i64, UInt8 | UInt16 | UInt32 | UInt64 => u64,
                Float16 => half::f16, Float32 => f32, Float64 => f64, Complex64 => C64, Complex128 => C128)
        };
    }
    macro_rules! extreme {
        ($r:ident) => {
            by_type!($r: Bool => bool, Int8 => i8, Int16 => i16, Int32 => i32, Int64 => i64, UInt8 => u8,
                UInt16 => u16, UInt32 => u32, UInt64 => u64, Float16 => half::f16, Float32 => f32, Float64 => f64,
                Complex64 => C64, Complex128 => C128)
        };
    }
    match kind {
        Kind::Sum => total!(Sum),
        Kind::Prod => total!(Prod),
        Kind::Mean => match ty {
            Float16 => run::<Mean, half::f16>(axes, keep, x),
            Float32 => run::<Mean, f32>(axes, keep, x),
            Complex64 => run::<Mean, C64>(axes, keep, x),
            Complex128 => run::<Mean, C128>(axes, keep, x),
            _ => run::<Mean, f64>(axes, keep, x),
        },
        Kind::Min => extreme!(Min),
        Kind::Max => extreme!(Max),
        Kind::Any => run::<Any, bool>(axes, keep, x),
        Kind::All => run::<All, bool>(axes, keep, x),
    }
}
