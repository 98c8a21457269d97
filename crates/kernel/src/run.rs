//! The innermost loops: one body per loop shape, compiled once per tier.
//!
//! A *run* is a loop over contiguous elements, or over contiguous elements and
//! one scalar. Everything else (strides, rows, broadcasting, operations carried
//! out in another type) is arranged around runs by [`drive`](crate::drive), once
//! for all operations; so an operation costs only the machine code of its runs.
//!
//! The bodies are plain loops over `K::f` that the compiler vectorises with the
//! features of the shim they are inlined into. The slices are parameters of the
//! shims themselves: there `&mut` tells the compiler that the output overlaps
//! no input, without which it guards each loop by an overlap check and takes the
//! scalar loop for in-place calls.

use std::mem::{transmute, transmute_copy};

use crate::element::{Out, Plain, Un};
use crate::tier::{Tier, per_tier};

/// An operation on two elements, known at compile time.
pub(crate) trait Op2 {
    type A: Plain;
    type B: Plain;
    type O: Plain;
    /// The highest tier that it is compiled for; a higher one does not pay.
    const TIER: Tier = Tier::V3;
    /// `f(a, b) == f(b, a)` for all bit patterns: no loop for a scalar on the
    /// left is compiled.
    const COMMUTES: bool = false;
    /// `A` is `O`, and loops that overwrite the left operand are compiled.
    const IN_PLACE: bool = false;
    /// One element at a time is about as fast as vectors of them, so that a strided
    /// loop beats packing.
    const STRIDED: bool = true;
    /// Loops over arrays are Base's in every tier: vectors of it do not pay.
    const SERIAL: bool = false;
    /// A loop for two contiguous operands by tier, if there is a better way than `f`;
    /// then there is none for a scalar on the left.
    const BOTH: Option<[Run2; 3]> = None;
    /// A loop for one right operand by tier, if there is a better way than `f`.
    const RIGHT_SCALAR: Option<[Run2; 3]> = None;
    /// There is a shorter form for operands of which none is NaN.
    const ORDERED: bool = false;
    fn f(a: Self::A, b: Self::B) -> Self::O;
    /// The shorter form: what `f` gives.
    #[inline(always)]
    fn ordered(a: Self::A, b: Self::B) -> Self::O {
        Self::f(a, b)
    }
    /// Whether an operand is NaN; asked only where there is a shorter form.
    #[inline(always)]
    fn is_nan(_: Self::A) -> bool {
        false
    }
}

/// An operation on one element, known at compile time.
pub(crate) trait Op1 {
    type A: Plain;
    type O: Plain;
    /// The highest tier that it is compiled for; a higher one does not pay.
    const TIER: Tier = Tier::V3;
    /// There are elements for which `f` does not hold and a slower way does.
    const RARE: bool = false;
    fn f(a: Self::A) -> Self::O;
    /// Whether the element is one of those.
    #[inline(always)]
    fn is_rare(_: Self::A) -> bool {
        false
    }
    /// The slower way.
    fn rare(a: Self::A) -> Self::O {
        Self::f(a)
    }
    /// There is a shorter way for blocks of nothing but ordinary elements, with the same bits.
    const SHORT: bool = false;
    /// Whether the shorter way holds.
    #[inline(always)]
    fn is_ordinary(_: Self::A) -> bool {
        true
    }
    /// The shorter way.
    #[inline(always)]
    fn short(a: Self::A) -> Self::O {
        Self::f(a)
    }
}

/// A run of a unary operation. The pointers carry the number of *elements* (not
/// bytes) as their length, both the same; input and output do not overlap.
pub(crate) type Run1 = unsafe fn(*const [u8], *mut [u8]);
/// A run of a binary operation. The pointers carry the number of *elements* (not
/// bytes) as their length: the output's length counts, a scalar's is 1; the
/// output overlaps no input.
pub(crate) type Run2 = unsafe fn(*const [u8], *const [u8], *mut [u8]);

/// A loop of any strides over `n` elements of left operand, right operand, output; in place is legal.
pub(crate) type Strided = unsafe fn(usize, [*mut u8; 3], [isize; 3]);

/// The runs of a binary operation in one tier.
#[derive(Clone, Copy)]
pub(crate) struct Runs2 {
    /// Both operands contiguous.
    pub(crate) both: Run2,
    /// The right operand is one element.
    pub(crate) right_scalar: Option<Run2>,
    /// The left operand is one element.
    pub(crate) left_scalar: Option<Run2>,
    /// The right operand contiguous, the left one overwritten.
    pub(crate) in_place: Option<Run1>,
    /// The right operand one element, the left one overwritten.
    pub(crate) in_place_scalar: Option<Run1>,
    /// Any strides, the same in every tier.
    pub(crate) strided: Option<Strided>,
    /// The operands may be exchanged.
    pub(crate) commutes: bool,
}

#[inline(always)]
fn both<K: Op2>(a: &[Un<K::A>], b: &[Un<K::B>], o: &mut [Out<K::O>]) {
    let n = o.len();
    // Slices of the output's length, so that no bounds check stays in the loop.
    let (a, b) = (&a[..n], &b[..n]);
    for i in 0..n {
        o[i].write(Un(K::f(a[i].0, b[i].0)));
    }
}

#[inline(always)]
fn right_scalar<K: Op2>(a: &[Un<K::A>], b: &[Un<K::B>], o: &mut [Out<K::O>]) {
    let n = o.len();
    let (a, b) = (&a[..n], b[0].0);
    for i in 0..n {
        o[i].write(Un(K::f(a[i].0, b)));
    }
}

#[inline(always)]
fn left_scalar<K: Op2>(a: &[Un<K::A>], b: &[Un<K::B>], o: &mut [Out<K::O>]) {
    let n = o.len();
    let (a, b) = (a[0].0, &b[..n]);
    for i in 0..n {
        o[i].write(Un(K::f(a, b[i].0)));
    }
}

#[inline(always)]
fn in_place<K: Op2>(b: &[Un<K::B>], o: &mut [Un<K::O>]) {
    let n = o.len();
    let b = &b[..n];
    for i in 0..n {
        o[i].0 = K::f(left::<K>(o[i].0), b[i].0);
    }
}

#[inline(always)]
fn in_place_scalar<K: Op2>(b: &[Un<K::B>], o: &mut [Un<K::O>]) {
    let b = b[0].0;
    for o in o {
        o.0 = K::f(left::<K>(o.0), b);
    }
}

/// An element of the output as left operand.
#[inline(always)]
fn left<K: Op2>(o: K::O) -> K::A {
    const { assert!(size_of::<K::A>() == size_of::<K::O>()) };
    // SAFETY: of the same size, and every byte pattern is a valid `A`.
    unsafe { transmute_copy(&o) }
}

#[inline(always)]
fn unary<K: Op1>(a: &[Un<K::A>], o: &mut [Out<K::O>]) {
    let n = o.len();
    let a = &a[..n];
    for i in 0..n {
        o[i].write(Un(K::f(a[i].0)));
    }
}

/// Elements computed together before those are looked for that must be done otherwise.
const RARE_BLOCK: usize = 512;

/// A loop over blocks by `run`; within them the rare elements are computed again.
#[inline(always)]
fn unary_blocks<K: Op1>(a: &[Un<K::A>], o: &mut [Out<K::O>], run: Typed1<K::A, K::O>) {
    // Inlined here, the loop's constants would not stay in registers (`inline(never)` was not enough).
    let run = std::hint::black_box(run);
    for (a, o) in a.chunks(RARE_BLOCK).zip(o.chunks_mut(RARE_BLOCK)) {
        // SAFETY: the caller's own tier.
        unsafe { run(a, o) };
        if a.iter().fold(false, |rare, a| rare | K::is_rare(a.0)) {
            again::<K>(a, o);
        }
    }
}

#[inline(always)]
fn unary_short<K: Op1>(a: &[Un<K::A>], o: &mut [Out<K::O>]) {
    let n = o.len();
    let a = &a[..n];
    for i in 0..n {
        o[i].write(Un(K::short(a[i].0)));
    }
}

/// A loop over blocks, by `short` where all elements are ordinary, else by `run`.
#[inline(always)]
fn unary_choice<K: Op1>(a: &[Un<K::A>], o: &mut [Out<K::O>], short: Typed1<K::A, K::O>, run: Typed1<K::A, K::O>) {
    // As in `unary_blocks`.
    let (short, run) = std::hint::black_box((short, run));
    for (a, o) in a.chunks(RARE_BLOCK).zip(o.chunks_mut(RARE_BLOCK)) {
        let ordinary = a.iter().fold(true, |all, a| all & K::is_ordinary(a.0));
        // SAFETY: the caller's own tier.
        unsafe { if ordinary { short(a, o) } else { run(a, o) } };
    }
}

/// Computes again what `f` does not hold for.
#[cold]
#[inline(never)]
fn again<K: Op1>(a: &[Un<K::A>], o: &mut [Out<K::O>]) {
    for (a, o) in a.iter().zip(o) {
        if K::is_rare(a.0) {
            o.write(Un(K::rare(a.0)));
        }
    }
}

/// The four shims of one tier in a module of their own.
macro_rules! shims {
    ($(#[$feature:meta])* $tier:ident) => {
        mod $tier {
            use super::{Op1, Op2, Out, Un};

            $(#[$feature])*
            pub(super) unsafe fn both<K: Op2>(
                a: &[Un<K::A>],
                b: &[Un<K::B>],
                o: &mut [Out<K::O>],
            ) {
                super::both::<K>(a, b, o);
            }

            $(#[$feature])*
            pub(super) unsafe fn right_scalar<K: Op2>(
                a: &[Un<K::A>],
                b: &[Un<K::B>],
                o: &mut [Out<K::O>],
            ) {
                super::right_scalar::<K>(a, b, o);
            }

            $(#[$feature])*
            pub(super) unsafe fn left_scalar<K: Op2>(
                a: &[Un<K::A>],
                b: &[Un<K::B>],
                o: &mut [Out<K::O>],
            ) {
                super::left_scalar::<K>(a, b, o);
            }

            $(#[$feature])*
            pub(super) unsafe fn in_place<K: Op2>(b: &[Un<K::B>], o: &mut [Un<K::O>]) {
                super::in_place::<K>(b, o);
            }

            $(#[$feature])*
            pub(super) unsafe fn in_place_scalar<K: Op2>(b: &[Un<K::B>], o: &mut [Un<K::O>]) {
                super::in_place_scalar::<K>(b, o);
            }

            $(#[$feature])*
            pub(super) unsafe fn unary<K: Op1>(a: &[Un<K::A>], o: &mut [Out<K::O>]) {
                super::unary::<K>(a, o);
            }

            $(#[$feature])*
            pub(super) unsafe fn unary_blocks<K: Op1>(a: &[Un<K::A>], o: &mut [Out<K::O>]) {
                super::unary_blocks::<K>(a, o, unary::<K>);
            }

            $(#[$feature])*
            unsafe fn unary_short<K: Op1>(a: &[Un<K::A>], o: &mut [Out<K::O>]) {
                super::unary_short::<K>(a, o);
            }

            $(#[$feature])*
            pub(super) unsafe fn unary_choice<K: Op1>(a: &[Un<K::A>], o: &mut [Out<K::O>]) {
                super::unary_choice::<K>(a, o, unary_short::<K>, unary::<K>);
            }
        }
    };
}

per_tier!(shims);

type Typed2<A, B, O> = unsafe fn(&[Un<A>], &[Un<B>], &mut [Out<O>]);
pub(crate) type Typed1<A, O> = unsafe fn(&[Un<A>], &mut [Out<O>]);
type TypedInPlace<B, O> = unsafe fn(&[Un<B>], &mut [Un<O>]);

pub(crate) const fn erase2<A, B, O>(run: Typed2<A, B, O>) -> Run2 {
    // SAFETY: the two types differ in references against raw pointers to slices,
    // which are ABI-compatible (both carry a `usize` of metadata); whoever calls
    // the run answers for what the references promise, as `Run2` demands.
    unsafe { transmute::<Typed2<A, B, O>, Run2>(run) }
}

pub(crate) const fn erase1<A, O>(run: Typed1<A, O>) -> Run1 {
    // SAFETY: as in `erase2`.
    unsafe { transmute::<Typed1<A, O>, Run1>(run) }
}

const fn erase_in_place<B, O>(run: TypedInPlace<B, O>) -> Run1 {
    // SAFETY: as in `erase2`.
    unsafe { transmute::<TypedInPlace<B, O>, Run1>(run) }
}

/// The tier whose loops serve `wanted` for an operation compiled up to `limit`.
pub(crate) const fn served(wanted: Tier, limit: Tier) -> Tier {
    if cfg!(target_arch = "x86_64") { if (wanted as u8) < (limit as u8) { wanted } else { limit } } else { Tier::Base }
}

/// Any strides, one element at a time.
///
/// # Safety
/// As [`Strided`].
unsafe fn strided2<K: Op2>(n: usize, p: [*mut u8; 3], s: [isize; 3]) {
    // SAFETY: the caller's elements; the types have no invalid patterns.
    unsafe {
        each(n, |i| {
            let a = p[0].wrapping_offset(i * s[0]).cast::<K::A>().read_unaligned();
            let b = p[1].wrapping_offset(i * s[1]).cast::<K::B>().read_unaligned();
            p[2].wrapping_offset(i * s[2]).cast::<K::O>().write_unaligned(K::f(a, b));
        });
    }
}

/// Calls `item` for each index, four at a time: the compiler does not unroll loops
/// whose strides it does not know.
#[inline(always)]
pub(crate) fn each(n: usize, item: impl Fn(isize)) {
    let n = n as isize;
    let mut i = 0;
    while i + 4 <= n {
        item(i);
        item(i + 1);
        item(i + 2);
        item(i + 3);
        i += 4;
    }
    while i < n {
        item(i);
        i += 1;
    }
}

/// The runs of `K` from the shims of one module.
macro_rules! runs_of {
    ($module:ident, $k:ident, $tier:ident) => {
        Runs2 {
            both: match $k::BOTH {
                Some(runs) => runs[$tier as usize],
                None if $k::SERIAL => erase2(base::both::<$k>),
                None => erase2($module::both::<$k>),
            },
            right_scalar: match $k::RIGHT_SCALAR {
                Some(runs) => Some(runs[$tier as usize]),
                None => Some(erase2($module::right_scalar::<$k>)),
            },
            left_scalar: if $k::COMMUTES || $k::BOTH.is_some() {
                None
            } else if $k::SERIAL {
                Some(erase2(base::left_scalar::<$k>))
            } else {
                Some(erase2($module::left_scalar::<$k>))
            },
            in_place: if $k::IN_PLACE { Some(erase_in_place($module::in_place::<$k>)) } else { None },
            in_place_scalar: if $k::IN_PLACE { Some(erase_in_place($module::in_place_scalar::<$k>)) } else { None },
            strided: if $k::STRIDED { Some(strided2::<$k>) } else { None },
            commutes: $k::COMMUTES,
        }
    };
}

/// The runs of `K` in `tier`. Being evaluated at compile time, only the shims
/// that a table names are compiled.
pub(crate) const fn runs2<K: Op2>(tier: Tier) -> Runs2 {
    match served(tier, K::TIER) {
        #[cfg(target_arch = "x86_64")]
        Tier::V3 => runs_of!(v3, K, tier),
        #[cfg(target_arch = "x86_64")]
        Tier::V4 => runs_of!(v4, K, tier),
        _ => runs_of!(base, K, tier),
    }
}

/// The contiguous run of `K` from the shims of one module.
macro_rules! run_of {
    ($module:ident, $k:ident) => {
        match ($k::RARE, $k::SHORT) {
            (true, _) => erase1($module::unary_blocks::<$k>),
            (false, true) => erase1($module::unary_choice::<$k>),
            (false, false) => erase1($module::unary::<$k>),
        }
    };
}

/// The contiguous run of `K` in `tier`.
pub(crate) const fn run1<K: Op1>(tier: Tier) -> Run1 {
    match served(tier, K::TIER) {
        #[cfg(target_arch = "x86_64")]
        Tier::V3 => run_of!(v3, K),
        #[cfg(target_arch = "x86_64")]
        Tier::V4 => run_of!(v4, K),
        _ => run_of!(base, K),
    }
}
