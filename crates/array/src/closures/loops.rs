//! What is compiled for a closure: a loop over gapless rows, which the compiler can vectorise, and one over steps of any
//! size.
//!
//! A user's crate is mostly compiled for the baseline processor, and these loops with it. So the rows have a second
//! version, with the features of the kernels' middle tier, that the closure is inlined into too. (The highest tier was
//! left out: wider vectors gain little on what plain closures do, and each version costs compile time.)

use std::mem::MaybeUninit;

use npcore_dtype::Element;
use npcore_kernel::{Tier, tier};

use super::walk::Rect;

/// The row as a slice, where it is aligned: a slice that is an argument aliases nothing, which lets loops vectorise
/// without checks.
///
/// # Safety
/// `n` elements of `U` may be written at `p`, and nothing else reaches them while the slice lives.
#[inline(always)]
unsafe fn row_mut<'a, U>(p: *mut u8, n: usize) -> Option<&'a mut [MaybeUninit<U>]> {
    let p = p.cast::<MaybeUninit<U>>();
    // SAFETY: the caller's word; a `MaybeUninit` needs no valid value.
    p.is_aligned().then(|| unsafe { std::slice::from_raw_parts_mut(p, n) })
}

/// Defines the loop over a row, and the version of it for newer processors.
macro_rules! row {
    (<$($T:ident),*> ($($arg:ident: $ty:ty),*) $body:block) => {
        /// # Safety
        /// `n` gapless elements of each operand, of which those of slices may be written.
        #[inline(always)]
        #[allow(clippy::too_many_arguments, reason = "one for each operand")]
        unsafe fn row<$($T: Element),*>($($arg: $ty),*) $body

        /// # Safety
        /// As `row`; and the processor has the features.
        #[cfg(target_arch = "x86_64")]
        #[target_feature(enable = "avx2,fma,f16c,bmi1,bmi2,lzcnt")]
        #[allow(clippy::too_many_arguments, reason = "one for each operand")]
        unsafe fn row_v3<$($T: Element),*>($($arg: $ty),*) {
            // SAFETY: the caller's word.
            unsafe { row($($arg),*) }
        }
        #[cfg(not(target_arch = "x86_64"))]
        use row as row_v3;
    };
}

/// The two loops that write `f` of the inputs.
macro_rules! apply {
    ($name:ident, $n:literal operands: $($A:ident $i:tt),*; $($U:ident $u:ident $o:tt),+) => {
        /// # Safety
        /// The rectangle's elements may be read as their types, and those of outputs be written, which share no byte
        /// with other operands.
        #[inline]
        #[allow(non_snake_case, unused_parens, reason = "each name is a type and a pointer to it; one output is no tuple")]
        pub(super) unsafe fn $name<$($A: Element,)* $($U: Element),+>(
            f: &mut impl FnMut($($A),*) -> ($($U),+), r: Rect<$n>,
        ) {
            row! { <$($A,)* $($U),+> (
                f: &mut impl FnMut($($A),*) -> ($($U),+), n: usize, $($A: *const u8,)* $($U: &mut [MaybeUninit<$U>]),+
            ) {
                for i in 0..n {
                    // SAFETY: as many gapless inputs as outputs, whose memory may be written.
                    unsafe {
                        let ($($u),+) = f($($A::read($A.add(i * size_of::<$A>()))),*);
                        $( $u.write($U.get_unchecked_mut(i).as_mut_ptr().cast()); )+
                    }
                }
            } }
            let wide = tier() >= Tier::V3;
            for j in 0..r.n[1] {
                let [$($A,)* $($U),+] = r.row(j);
                if r.rows {
                    // SAFETY: the caller's word.
                    if let ($(Some($U)),+) = ($(unsafe { row_mut::<$U>($U, r.n[0]) }),+) {
                        // SAFETY: the caller's word; the tier is available.
                        unsafe {
                            if wide { row_v3(f, r.n[0], $($A,)* $($U),+) } else { row(f, r.n[0], $($A,)* $($U),+) }
                        }
                        continue;
                    }
                }
                for i in 0..r.n[0] as isize {
                    // SAFETY: the caller's word.
                    unsafe {
                        let ($($u),+) = f($($A::read($A.wrapping_offset(i * r.s[$i][0]))),*);
                        $( $u.write($U.wrapping_offset(i * r.s[$o][0])); )+
                    }
                }
            }
        }
    };
}
apply!(apply1, 2 operands: A 0; U u 1);
apply!(apply2, 3 operands: A 0, B 1; U u 2);
apply!(apply3, 4 operands: A 0, B 1, C 2; U u 3);
apply!(apply1_pair, 3 operands: A 0; U u 1, V v 2);
apply!(apply2_pair, 4 operands: A 0, B 1; U u 2, V v 3);
apply!(apply3_pair, 5 operands: A 0, B 1, C 2; U u 3, V v 4);

/// The two loops that replace elements by `f` of them and the inputs.
macro_rules! change {
    ($name:ident, $n:literal operands: $($A:ident $i:tt),*) => {
        /// # Safety
        /// The rectangle's elements may be read as their types, and its last operand's be written, which shares no
        /// byte with the others.
        #[inline]
        #[allow(non_snake_case, reason = "each name is a type and a pointer to it")]
        pub(super) unsafe fn $name<U: Element, $($A: Element,)*>(f: &mut impl FnMut(U, $($A),*) -> U, r: Rect<$n>) {
            row! { <U $(, $A)*> (
                f: &mut impl FnMut(U, $($A),*) -> U, n: usize, $($A: *const u8,)* out: &mut [MaybeUninit<U>]
            ) {
                for i in 0..n {
                    // SAFETY: as many gapless inputs as outputs; the output was an element before.
                    unsafe {
                        let out = out.get_unchecked_mut(i).as_mut_ptr().cast::<u8>();
                        f(U::read(out), $($A::read($A.add(i * size_of::<$A>()))),*).write(out);
                    }
                }
            } }
            let wide = tier() >= Tier::V3;
            for j in 0..r.n[1] {
                let [$($A,)* out] = r.row(j);
                // SAFETY: the caller's word.
                if let Some(out) = r.rows.then(|| unsafe { row_mut::<U>(out, r.n[0]) }).flatten() {
                    // SAFETY: the caller's word; the tier is available.
                    unsafe { if wide { row_v3(f, r.n[0], $($A,)* out) } else { row(f, r.n[0], $($A,)* out) } };
                    continue;
                }
                for i in 0..r.n[0] as isize {
                    // SAFETY: the caller's word.
                    unsafe {
                        let out = out.wrapping_offset(i * r.s[$n - 1][0]);
                        f(U::read(out), $($A::read($A.wrapping_offset(i * r.s[$i][0]))),*).write(out);
                    }
                }
            }
        }
    };
}
change!(change0, 1 operands:);
change!(change1, 2 operands: A 0);
change!(change2, 3 operands: A 0, B 1);
