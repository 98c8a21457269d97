//! The loops of an expression, compiled once for each level of the processor's vector instructions.
//!
//! A user's crate is compiled for what every processor has. A function with `target_feature` is compiled for more, and so
//! is all that is inlined into it: one such function per loop shape and tier, generic over the program. The output is a
//! parameter of that function, which tells the compiler that no input overlaps it.

use npcore_kernel::{Tier, tier};

use super::block::{Block, Slot};
use super::program::{Out, Program, slots, stage, store};
use super::reduce::{LANES, Reduction, fold_run, gather};

macro_rules! shims {
    ($(#[$feature:meta])* $name:ident) => {
        mod $name {
            use super::{Block, Out, Program, Slot, Reduction, LANES};

            $(#[$feature])*
            pub unsafe fn write<P: Program>(program: &P, block: &mut Block<'_>, out: &mut [Out<P::Elem>]) {
                // SAFETY: the caller's word.
                unsafe { super::write_block(program, block, out) }
            }

            $(#[$feature])*
            pub unsafe fn fold<R: Reduction, P: Program>(
                program: &P, block: &mut Block<'_>, slot: Slot, lanes: &mut [P::Elem; LANES],
            ) {
                // SAFETY: the caller's word.
                unsafe { super::fold_block::<R, P>(program, block, slot, lanes) }
            }
        }
    };
}

shims!(base);
#[cfg(target_arch = "x86_64")]
shims!(
    #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt")]
    v3
);
#[cfg(target_arch = "x86_64")]
shims!(
    #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt,avx512f,avx512bw,avx512dq,avx512vl")]
    v4
);

#[inline(always)]
unsafe fn write_block<P: Program>(program: &P, block: &mut Block<'_>, out: &mut [Out<P::Elem>]) {
    // SAFETY: the caller's word.
    unsafe {
        let cursor = program.prepare(block);
        if let Some((from, stride)) = P::place(&cursor) {
            return gather::<P::Elem>(from, stride, out);
        }
        store::<P>(&cursor, block.piece(), out);
    }
}

#[inline(always)]
unsafe fn fold_block<R: Reduction, P: Program>(
    program: &P,
    block: &mut Block<'_>,
    slot: Slot,
    lanes: &mut [P::Elem; LANES],
) {
    // SAFETY: the caller's word.
    unsafe {
        let (from, stride) = stage(program, block, slot);
        fold_run::<R, P::Elem>(from, stride, block.len(), lanes);
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
        let out = slots(out, block.len());
        match tier() {
            #[cfg(target_arch = "x86_64")]
            Tier::V4 => v4::write(program, block, out),
            #[cfg(target_arch = "x86_64")]
            Tier::V3 => v3::write(program, block, out),
            _ => base::write(program, block, out),
        }
    }
}

/// Folds a block of the program into lanes of its own.
///
/// # Safety
/// As [`Program::prepare`]; the slot is for the program's elements.
pub(super) unsafe fn fold<R: Reduction, P: Program>(
    program: &P,
    block: &mut Block<'_>,
    slot: Slot,
    lanes: &mut [P::Elem; LANES],
) {
    // SAFETY: the caller's word; the process has the tier that `tier` names.
    unsafe {
        match tier() {
            #[cfg(target_arch = "x86_64")]
            Tier::V4 => v4::fold::<R, P>(program, block, slot, lanes),
            #[cfg(target_arch = "x86_64")]
            Tier::V3 => v3::fold::<R, P>(program, block, slot, lanes),
            _ => base::fold::<R, P>(program, block, slot, lanes),
        }
    }
}
