//! The loops of an expression, compiled once for each level of the processor's vector instructions.
//!
//! A user's crate is compiled for what every processor has. A function with `target_feature` is compiled for more, and so
//! is all that is inlined into it: one such function per loop shape and tier, generic over the program. The output is a
//! parameter of that function, which tells the compiler that no input overlaps it.

use npcore_kernel::{Folds, Tier, tier};

use super::block::{Block, Slot};
use super::lane::Lane;
use super::program::{Out, Program, Un, store};
use super::reduce::{Reduction, fold_block};

macro_rules! shims {
    ($(#[$feature:meta])* $name:ident $tier:literal) => {
        mod $name {
            use super::{Block, Folds, Out, Program, Reduction, Slot};

            $(#[$feature])*
            pub unsafe fn write<P: Program>(program: &P, block: &mut Block<'_>, out: &mut [Out<P::Elem>]) {
                // SAFETY: the caller's word.
                unsafe { super::write_block::<P, $tier>(program, block, out) }
            }

            $(#[$feature])*
            pub unsafe fn fold<R: Reduction, P: Program>(
                program: &P, block: &mut Block<'_>, slot: Slot, folds: &Folds, to: *mut u8,
            ) {
                // SAFETY: the caller's word.
                unsafe { super::fold_block::<R, P, $tier>(program, block, slot, folds, to) }
            }
        }
    };
}

shims!(base 0);
#[cfg(target_arch = "x86_64")]
shims!(
    #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt")]
    v3 1
);
#[cfg(target_arch = "x86_64")]
shims!(
    #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt,avx512f,avx512bw,avx512dq,avx512vl")]
    v4 2
);

#[inline(always)]
unsafe fn write_block<P: Program, const T: usize>(program: &P, block: &mut Block<'_>, out: &mut [Out<P::Elem>]) {
    // SAFETY: the caller's word.
    unsafe {
        let cursor = program.prepare::<T>(block);
        if let Some((from, stride)) = P::place(&cursor) {
            return gather::<P::Elem>(from, stride, out);
        }
        store::<P, T>(&cursor, block.piece(), out);
    }
}

/// Writes elements that lie `stride` apart.
///
/// # Safety
/// As many elements as `out` has may be read.
#[inline(always)]
pub(super) unsafe fn gather<T: Lane>(from: *const u8, stride: isize, out: &mut [Out<T>]) {
    if stride == size_of::<T>() as isize {
        for (i, out) in out.iter_mut().enumerate() {
            // SAFETY: the caller's word.
            out.write(Un(unsafe { T::read(from.add(i * size_of::<T>())) }));
        }
        return;
    }
    for (i, out) in out.iter_mut().enumerate() {
        // SAFETY: the caller's word.
        out.write(Un(unsafe { T::read(from.wrapping_offset(i as isize * stride)) }));
    }
}

/// Writes a block of the program.
///
/// # Safety
/// As [`Program::prepare`]; the block's length of elements may be written at `out`, which no input and no slot of the
/// program overlaps.
pub(super) unsafe fn write<P: Program>(program: &P, block: &mut Block<'_>, out: *mut u8) {
    // SAFETY: the caller's word; the process has the tier that `tier` names.
    unsafe {
        let out = super::program::slots(out, block.len());
        match tier() {
            #[cfg(target_arch = "x86_64")]
            Tier::V4 => v4::write(program, block, out),
            #[cfg(target_arch = "x86_64")]
            Tier::V3 => v3::write(program, block, out),
            _ => base::write(program, block, out),
        }
    }
}

/// Folds a block of the program to one element.
///
/// # Safety
/// As [`Program::prepare`]; the slot is for the program's elements and of no other use; the folds are of the reduction
/// and the type; an element may be written at `to`.
pub(super) unsafe fn fold<R: Reduction, P: Program>(
    program: &P,
    block: &mut Block<'_>,
    slot: Slot,
    folds: &Folds,
    to: *mut u8,
) {
    // SAFETY: the caller's word; the process has the tier that `tier` names.
    unsafe {
        match tier() {
            #[cfg(target_arch = "x86_64")]
            Tier::V4 => v4::fold::<R, P>(program, block, slot, folds, to),
            #[cfg(target_arch = "x86_64")]
            Tier::V3 => v3::fold::<R, P>(program, block, slot, folds, to),
            _ => base::fold::<R, P>(program, block, slot, folds, to),
        }
    }
}
