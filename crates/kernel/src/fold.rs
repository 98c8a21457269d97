//! Folds: many elements to one by an associative operation, along a row or down columns.
//!
//! The order of operations is fixed by the number of elements alone, so that every tier gives the same bits, and it is
//! a tree, so that sums lose no more digits than pairwise ones:
//!
//! * *Along a row* there are as many lanes as 128 bytes hold; element `i` belongs to lane `i % lanes`. Sixteen steps of
//!   the lanes make a group, done in sequence; groups are joined pairwise, like the digits of a binary counter; at the
//!   end the lanes are joined by halves.
//! * *Down columns* up to sixteen rows are done in sequence. Who calls joins the sixteens pairwise.

use npcore_dtype::ScalarType::{self, *};

use crate::arithmetic::{Add, Maximum, Minimum, Multiply};
use crate::bitwise::{BitAnd, BitOr, BitXor};
use crate::complex::{Greatest, Least, Product};
use crate::element::{Byte, Cx, Out, Un};
use crate::ops::Binary;
use crate::prefetch::ask_ahead;
use crate::run::{Op2, served};
use crate::signs::{Fmax, Fmin};
use crate::tier::{Tier, per_tier, tier};

/// Bytes of the lanes.
const LANE_BYTES: usize = 128;
/// Steps of the lanes, or rows, that are done in sequence.
pub const FOLD_GROUP: usize = 16;
/// The most bytes that one call folds along a row.
pub const FOLD_BYTES: usize = LANE_BYTES * FOLD_GROUP * 8;

/// Folds `n` contiguous elements at `p` to one at `out`.
///
/// # Safety
/// `n` is at least 1 and the elements are no more than [`FOLD_BYTES`]; they may be read, and one written at `out`, which
/// is apart from them. Any alignment will do.
pub type FoldRow = unsafe fn(n: usize, p: *const u8, out: *mut u8);

/// Folds `n[1]` rows of `n[0]` contiguous elements, `stride` bytes apart from `p` on, to one row at `out`, in sequence.
/// With `go_on`, the row at `out` comes first.
///
/// # Safety
/// The rows may be read, the one at `out` written (with `go_on`, read), and it is apart from them. There is at least one
/// row. Any alignment will do.
pub type FoldRows = unsafe fn(n: [usize; 2], p: *const u8, stride: isize, out: *mut u8, go_on: bool);

/// The folds of an operation on one type.
#[derive(Clone, Copy, Debug)]
pub struct Folds {
    /// Along a row.
    pub row: FoldRow,
    /// Down columns.
    pub rows: FoldRows,
}

/// An operation on one type.
pub(crate) trait Same: Op2<A = Self::T, B = Self::T, O = Self::T> {
    type T: crate::element::Plain;
}
impl<K, T: crate::element::Plain> Same for K
where
    K: Op2<A = T, B = T, O = T>,
{
    type T = T;
}

#[inline(always)]
fn join<K: Same, const L: usize>(a: &mut [K::T; L], b: &[K::T; L]) {
    for l in 0..L {
        a[l] = K::f(a[l], b[l]);
    }
}

/// The lanes of one step.
#[inline(always)]
fn step<T: Copy, const L: usize>(p: &[Un<T>; L]) -> [T; L] {
    std::array::from_fn(|l| p[l].0)
}

/// Joins all lanes by halves.
#[inline(always)]
fn finish<K: Same, const L: usize>(mut lanes: [K::T; L]) -> K::T {
    let mut half = L / 2;
    while half > 0 {
        for l in 0..half {
            lanes[l] = K::f(lanes[l], lanes[l + half]);
        }
        half /= 2;
    }
    lanes[0]
}

/// Fewer elements than lanes, by halves.
#[inline(always)]
fn few<K: Same, const L: usize>(p: &[Un<K::T>]) -> K::T {
    let mut lanes = [p[0].0; L];
    for (lane, x) in lanes.iter_mut().zip(p) {
        *lane = x.0;
    }
    let mut n = p.len();
    while n > 1 {
        let half = n.div_ceil(2);
        for l in 0..n - half {
            lanes[l] = K::f(lanes[l], lanes[l + half]);
        }
        n = half;
    }
    lanes[0]
}

/// Whether any element is NaN. Two halves side by side: one comparison tells whether either of two elements is.
#[inline(always)]
fn has_nan<K: Same>(p: &[Un<K::T>]) -> bool {
    let (a, b) = p.split_at(p.len() / 2);
    let last = b[b.len() - 1].0;
    a.iter().zip(b).fold(K::is_nan(last), |any, (a, b)| any | (K::is_nan(a.0) | K::is_nan(b.0)))
}

/// Up to sixteen steps in sequence. By the shorter form where there is no NaN, which is asked a group at a
/// time, so that memory is gone over once.
#[inline(always)]
fn group<K: Same, const L: usize>(steps: &[[Un<K::T>; L]]) -> [K::T; L] {
    let mut lanes = step(&steps[0]);
    if K::ORDERED && !has_nan::<K>(steps.as_flattened()) {
        for x in &steps[1..] {
            for l in 0..L {
                lanes[l] = K::ordered(lanes[l], x[l].0);
            }
        }
        return lanes;
    }
    for x in &steps[1..] {
        for l in 0..L {
            lanes[l] = K::f(lanes[l], x[l].0);
        }
    }
    lanes
}

#[inline(always)]
fn row<K: Same, const L: usize>(p: &[Un<K::T>], out: &mut Out<K::T>) {
    let (steps, tail) = p.as_chunks::<L>();
    let mut lanes = match steps.len() {
        0 => {
            out.write(Un(few::<K, L>(tail)));
            return;
        }
        1..=FOLD_GROUP => group::<K, L>(steps),
        _ => groups::<K, L>(steps),
    };
    for (lane, x) in lanes.iter_mut().zip(tail) {
        *lane = K::f(*lane, x.0);
    }
    out.write(Un(finish::<K, L>(lanes)));
}

/// Two to eight groups, joined as the digits of a binary counter.
#[inline(always)]
fn groups<K: Same, const L: usize>(steps: &[[Un<K::T>; L]]) -> [K::T; L] {
    // Nodes of 8, 4, 2 and 1 groups, or fewer.
    let mut nodes = [step(&steps[0]); 4];
    let mut depth = 0;
    for (g, steps) in steps.chunks(FOLD_GROUP).enumerate() {
        // What is not in the cache takes 0.9 of the time, what is in L2 1.05. (Down columns, and for whole blocks of
        // expressions, asking takes longer.)
        ask_ahead(steps.as_ptr().cast(), LANE_BYTES * FOLD_GROUP);
        let mut lanes = group::<K, L>(steps);
        for _ in 0..(g + 1).trailing_zeros() {
            depth -= 1;
            let mut older = nodes[depth];
            join::<K, L>(&mut older, &lanes);
            lanes = older;
        }
        nodes[depth] = lanes;
        depth += 1;
    }
    let mut lanes = nodes[depth - 1];
    for node in nodes[..depth - 1].iter().rev() {
        let mut older = *node;
        join::<K, L>(&mut older, &lanes);
        lanes = older;
    }
    lanes
}

#[inline(always)]
fn one<K: Same>(a: &[Un<K::T>], out: &mut [Un<K::T>]) {
    let n = out.len();
    let a = &a[..n];
    for j in 0..n {
        out[j].0 = K::f(out[j].0, a[j].0);
    }
}

#[inline(always)]
fn four<K: Same>(a: [&[Un<K::T>]; 4], out: &mut [Un<K::T>]) {
    let n = out.len();
    let [a, b, c, d] = a.map(|row| &row[..n]);
    for j in 0..n {
        out[j].0 = K::f(K::f(K::f(K::f(out[j].0, a[j].0), b[j].0), c[j].0), d[j].0);
    }
}

#[inline(always)]
fn first_four<K: Same>(a: [&[Un<K::T>]; 4], out: &mut [Out<K::T>]) {
    let n = out.len();
    let [a, b, c, d] = a.map(|row| &row[..n]);
    for j in 0..n {
        out[j].write(Un(K::f(K::f(K::f(a[j].0, b[j].0), c[j].0), d[j].0)));
    }
}

/// # Safety
/// As [`FoldRows`].
#[inline(always)]
unsafe fn rows<K: Same>(n: [usize; 2], p: *const u8, stride: isize, out: *mut u8, go_on: bool) {
    let [cols, rows] = n;
    // SAFETY: a row of the caller's.
    let at = |i: usize| unsafe {
        std::slice::from_raw_parts(p.wrapping_offset(i as isize * stride).cast::<Un<K::T>>(), cols)
    };
    let mut i = 0;
    if !go_on {
        // SAFETY: the caller's row, which need not be initialised.
        let out = unsafe { std::slice::from_raw_parts_mut(out.cast::<Out<K::T>>(), cols) };
        if rows >= 4 {
            first_four::<K>([at(0), at(1), at(2), at(3)], out);
            i = 4;
        } else {
            for (o, x) in out.iter_mut().zip(at(0)) {
                o.write(*x);
            }
            i = 1;
        }
    }
    // SAFETY: the caller's row, initialised by it or just now.
    let out = unsafe { std::slice::from_raw_parts_mut(out.cast::<Un<K::T>>(), cols) };
    while i + 4 <= rows {
        four::<K>([at(i), at(i + 1), at(i + 2), at(i + 3)], out);
        i += 4;
    }
    while i < rows {
        one::<K>(at(i), out);
        i += 1;
    }
}

/// The shims of one tier in a module of their own.
macro_rules! shims {
    ($(#[$feature:meta])* $tier:ident) => {
        mod $tier {
            use super::{Out, Same, Un};

            $(#[$feature])*
            pub(super) unsafe fn row<K: Same, const L: usize>(n: usize, p: *const u8, out: *mut u8) {
                // SAFETY: the caller's elements, at any alignment.
                unsafe {
                    let p = std::slice::from_raw_parts(p.cast::<Un<K::T>>(), n);
                    super::row::<K, L>(p, &mut *out.cast::<Out<K::T>>());
                }
            }

            $(#[$feature])*
            pub(super) unsafe fn rows<K: Same>(
                n: [usize; 2],
                p: *const u8,
                stride: isize,
                out: *mut u8,
                go_on: bool,
            ) {
                // SAFETY: the caller's word.
                unsafe { super::rows::<K>(n, p, stride, out, go_on) }
            }
        }
    };
}

per_tier!(shims);

macro_rules! folds_of {
    ($module:ident, $k:ident) => {
        Folds {
            row: match size_of::<$k::T>() {
                1 => $module::row::<$k, { LANE_BYTES }>,
                2 => $module::row::<$k, { LANE_BYTES / 2 }>,
                4 => $module::row::<$k, { LANE_BYTES / 4 }>,
                8 => $module::row::<$k, { LANE_BYTES / 8 }>,
                _ => $module::row::<$k, { LANE_BYTES / 16 }>,
            },
            rows: $module::rows::<$k>,
        }
    };
}

pub(crate) const fn folds_of_op<K: Same>(tier: Tier) -> Option<Folds> {
    Some(match served(tier, Tier::V4) {
        #[cfg(target_arch = "x86_64")]
        Tier::V3 => folds_of!(v3, K),
        #[cfg(target_arch = "x86_64")]
        Tier::V4 => folds_of!(v4, K),
        _ => folds_of!(base, K),
    })
}

const fn by_width(tier: Tier, op: Binary, ty: ScalarType) -> Option<Folds> {
    macro_rules! by_width {
        ($k:ident) => {
            match ty {
                Int8 | UInt8 => folds_of_op::<$k<u8>>(tier),
                Int16 | UInt16 => folds_of_op::<$k<u16>>(tier),
                Int32 | UInt32 => folds_of_op::<$k<u32>>(tier),
                Int64 | UInt64 => folds_of_op::<$k<u64>>(tier),
                _ => None,
            }
        };
    }
    match op {
        Binary::Add => by_width!(Add),
        Binary::Multiply => by_width!(Multiply),
        Binary::BitAnd => by_width!(BitAnd),
        Binary::BitOr => by_width!(BitOr),
        _ => by_width!(BitXor),
    }
}

const fn ordered(tier: Tier, op: Binary, ty: ScalarType) -> Option<Folds> {
    macro_rules! ordered {
        ($k:ident, $complex:ident) => {
            match ty {
                Int8 => folds_of_op::<$k<i8>>(tier),
                UInt8 => folds_of_op::<$k<u8>>(tier),
                Int16 => folds_of_op::<$k<i16>>(tier),
                UInt16 => folds_of_op::<$k<u16>>(tier),
                Int32 => folds_of_op::<$k<i32>>(tier),
                UInt32 => folds_of_op::<$k<u32>>(tier),
                Int64 => folds_of_op::<$k<i64>>(tier),
                UInt64 => folds_of_op::<$k<u64>>(tier),
                Float32 => folds_of_op::<$k<f32>>(tier),
                Float64 => folds_of_op::<$k<f64>>(tier),
                Complex64 => folds_of_op::<$complex<Cx<f32>>>(tier),
                Complex128 => folds_of_op::<$complex<Cx<f64>>>(tier),
                _ => None,
            }
        };
    }
    match op {
        Binary::Minimum => ordered!(Minimum, Least),
        _ => ordered!(Maximum, Greatest),
    }
}

/// A sum of complex numbers is that of their parts.
struct ComplexSum<T>(std::marker::PhantomData<T>);

macro_rules! complex_sum {
    ($($t:ty)*) => { $(
        impl Op2 for ComplexSum<$t> {
            type A = Cx<$t>;
            type B = Cx<$t>;
            type O = Cx<$t>;
            #[inline(always)]
            fn f(a: Cx<$t>, b: Cx<$t>) -> Cx<$t> {
                Cx { re: a.re + b.re, im: a.im + b.im }
            }
        }
    )* };
}
complex_sum!(f32 f64);

const fn find(tier: Tier, op: Binary, ty: ScalarType) -> Option<Folds> {
    match (op, ty) {
        (Binary::Add | Binary::BitOr | Binary::LogicalOr | Binary::Maximum | Binary::Fmax, Bool) => {
            folds_of_op::<BitOr<Byte>>(tier)
        }
        (Binary::Multiply | Binary::BitAnd | Binary::LogicalAnd | Binary::Minimum | Binary::Fmin, Bool) => {
            folds_of_op::<BitAnd<Byte>>(tier)
        }
        (Binary::BitXor | Binary::LogicalXor, Bool) => folds_of_op::<BitXor<Byte>>(tier),
        (Binary::Add, Float32) => folds_of_op::<Add<f32>>(tier),
        (Binary::Add, Float64) => folds_of_op::<Add<f64>>(tier),
        (Binary::Add, Complex64) => folds_of_op::<ComplexSum<f32>>(tier),
        (Binary::Add, Complex128) => folds_of_op::<ComplexSum<f64>>(tier),
        (Binary::Multiply, Float32) => folds_of_op::<Multiply<f32>>(tier),
        (Binary::Multiply, Float64) => folds_of_op::<Multiply<f64>>(tier),
        (Binary::Multiply, Complex64) => folds_of_op::<Product<Cx<f32>>>(tier),
        (Binary::Multiply, Complex128) => folds_of_op::<Product<Cx<f64>>>(tier),
        (Binary::Add | Binary::Multiply | Binary::BitAnd | Binary::BitOr | Binary::BitXor, _) => by_width(tier, op, ty),
        (Binary::Minimum | Binary::Maximum, _) => ordered(tier, op, ty),
        (Binary::Fmin, Float32) => folds_of_op::<Fmin<f32>>(tier),
        (Binary::Fmin, Float64) => folds_of_op::<Fmin<f64>>(tier),
        (Binary::Fmax, Float32) => folds_of_op::<Fmax<f32>>(tier),
        (Binary::Fmax, Float64) => folds_of_op::<Fmax<f64>>(tier),
        (Binary::Fmin, Float16 | Complex64 | Complex128) => None,
        (Binary::Fmax, Float16 | Complex64 | Complex128) => None,
        (Binary::Fmin, _) => ordered(tier, Binary::Minimum, ty),
        (Binary::Fmax, _) => ordered(tier, Binary::Maximum, ty),
        _ => None,
    }
}

const OPS: usize = Binary::ALL.len();

static FOLDS: [[[Option<Folds>; 14]; OPS]; 3] = {
    let mut table = [[[None; 14]; OPS]; 3];
    let mut i = 0;
    while i < 3 * OPS * 14 {
        let (t, op, ty) = (i / 14 / OPS, i / 14 % OPS, i % 14);
        table[t][op][ty] = find(Tier::ALL[t], Binary::ALL[op], ScalarType::ALL[ty]);
        i += 1;
    }
    table
};

/// The folds by `op` of elements of type `ty`; None if the operation is not associative, or has no loop of its own
/// for the type (float16, which is folded in float32).
///
/// ```
/// use npcore_dtype::ScalarType;
/// use npcore_kernel::{Binary, folds};
/// let (a, mut sum) = ([1.0f64, 2.0, 3.0], 0.0f64);
/// let folds = folds(Binary::Add, ScalarType::Float64).unwrap();
/// // SAFETY: three elements, one result.
/// unsafe { (folds.row)(3, a.as_ptr().cast(), (&raw mut sum).cast()) };
/// assert_eq!(sum, 6.0);
/// ```
#[inline]
pub fn folds(op: Binary, ty: ScalarType) -> Option<Folds> {
    folds_at(tier(), op, ty)
}

/// [`folds`] in a given tier, which the processor must have.
#[inline]
pub fn folds_at(tier: Tier, op: Binary, ty: ScalarType) -> Option<Folds> {
    FOLDS[tier as usize][op as usize][ty as usize]
}
