//! Loops on dates and times: counts of a unit in 64 bits, the least of which is not-a-time (NaT).
//!
//! Units are settled before: both counts are of the same unit. A result that has no time in it (a quotient, an answer)
//! says so by its type.
//!
//! NaT is the least integer, so that some loops are those of int64: the smaller one of two is NaT if either is, and the
//! larger one is the other where one is. For the two functions that want it the other way round, counts less 1 are
//! compared, wrapping: NaT is the largest then.

use npcore_dtype::ScalarType::Int64;

use crate::arithmetic::{Maximum, Minimum};
use crate::cast::Cast;
use crate::classify::{IsNat, IsTime};
use crate::copy::copy_loop;
use crate::divide::{FloorDivide, Remainder};
use crate::element::{Byte, Plain};
use crate::fold::{Folds, folds_at, folds_of_op};
use crate::kernel::{Direct, Each, One, Swapped, loop2, loop3};
use crate::ops::{Binary, Unary};
use crate::reciprocal::{Invariant, Quotient, Rest, runs};
use crate::run::{Op1, Op2, Run2};
use crate::scan::{Scan, scan, scan_of};
use crate::table::unary_at;
use crate::tier::{Tier, tier};
use crate::{Loop2, Loop3};

/// Not-a-time.
pub(crate) const NAT: i64 = i64::MIN;

/// What the operands of a loop on times are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimeOperands {
    /// Two times of the same unit.
    Times,
    /// A time and an int64.
    TimeInteger,
    /// A time and a float64.
    TimeFloat,
    /// An int64 and a time.
    IntegerTime,
    /// A float64 and a time.
    FloatTime,
}

/// Declares operations of two operands of 8 bytes.
macro_rules! time_ops {
    ($($(#[$doc:meta])* $name:ident $(, $tier:ident)? $([$($constant:ident)*])?:
       |$a:ident: $ta:ty, $b:ident: $tb:ty| -> $o:ty { $e:expr })*) => { $(
        $(#[$doc])*
        pub(crate) struct $name;
        impl Op2 for $name {
            type A = $ta;
            type B = $tb;
            type O = $o;
            $(const TIER: Tier = Tier::$tier;)?
            $($(const $constant: bool = true;)*)?
            #[inline(always)]
            fn f($a: $ta, $b: $tb) -> $o { $e }
        }
    )* };
}

/// Whether either is not-a-time.
#[inline(always)]
fn any_nat(a: i64, b: i64) -> bool {
    (a == NAT) | (b == NAT)
}

/// A count that is a float: NaT where it is no int64.
#[inline(always)]
fn whole(x: f64) -> i64 {
    Cast::<f64, i64>::f(x)
}

time_ops! {
    TimeAdd [COMMUTES IN_PLACE]: |a: i64, b: i64| -> i64 { if any_nat(a, b) { NAT } else { a.wrapping_add(b) } }
    TimeSubtract [IN_PLACE]: |a: i64, b: i64| -> i64 { if any_nat(a, b) { NAT } else { a.wrapping_sub(b) } }
    /// NaT if either is.
    TimeMaximum [COMMUTES]: |a: i64, b: i64| -> i64 { a.wrapping_sub(1).max(b.wrapping_sub(1)).wrapping_add(1) }
    /// The other where one is NaT.
    TimeFmin [COMMUTES]: |a: i64, b: i64| -> i64 { a.wrapping_sub(1).min(b.wrapping_sub(1)).wrapping_add(1) }
    TimeEqual, V4 [COMMUTES]: |a: i64, b: i64| -> Byte { Byte((a == b) as u8 & (a != NAT) as u8) }
    TimeNotEqual, V4 [COMMUTES]: |a: i64, b: i64| -> Byte { Byte((a != b) as u8 | (a == NAT) as u8) }
    // Where the second is NaT, nothing is below it, and only NaT is not above.
    TimeLess, V4: |a: i64, b: i64| -> Byte { Byte((a < b) as u8 & (a != NAT) as u8) }
    TimeLessEqual, V4: |a: i64, b: i64| -> Byte { Byte((a <= b) as u8 & (a != NAT) as u8) }
    TimesInteger, V4 [IN_PLACE]: |a: i64, b: i64| -> i64 { if a == NAT { NAT } else { a.wrapping_mul(b) } }
    TimesFloat, V4 [IN_PLACE]: |a: i64, b: f64| -> i64 { if a == NAT { NAT } else { whole(a as f64 * b) } }
    OverFloat, V4 [IN_PLACE]: |a: i64, b: f64| -> i64 { if a == NAT { NAT } else { whole(a as f64 / b) } }
    Ratio, V4: |a: i64, b: i64| -> f64 { if any_nat(a, b) { f64::NAN } else { a as f64 / b as f64 } }
}

/// Declares quotients, which have a better way by one divisor: prepared is what the integers' way has, and the divisor.
macro_rules! quotients {
    ($($(#[$doc:meta])* $name:ident: |$a:ident, $b:ident| $e:expr;
       $way:ident<i64> of $divisor:expr, |$p:ident| $by_one:expr;)*) => { $(
        $(#[$doc])*
        pub(crate) struct $name;
        impl Op2 for $name {
            type A = i64;
            type B = i64;
            type O = i64;
            const TIER: Tier = Tier::V4;
            const SERIAL: bool = true;
            const STRIDED: bool = false;
            const RIGHT_SCALAR: Option<[Run2; 3]> = Some(runs::<$name>());
            #[inline(always)]
            fn f($a: i64, $b: i64) -> i64 { $e }
        }
        impl Invariant for $name {
            type T = i64;
            type Prepared = (<$way<i64> as Invariant>::Prepared, i64);
            fn prepare($b: i64) -> Self::Prepared {
                ($way::<i64>::prepare($divisor), $b)
            }
            #[inline(always)]
            fn f($a: i64, ($p, $b): Self::Prepared) -> i64 { $by_one }
        }
    )* };
}

quotients! {
    /// Cut off, not rounded down.
    OverInteger: |a, b| if a == NAT { NAT } else { a.checked_div(b).unwrap_or(NAT) };
    // By the magnitude; that of the least integer is larger than that of any count.
    Quotient<i64> of if b == i64::MIN { 0 } else { b.abs() }, |p| {
        let quotient = Quotient::<i64>::f(a.wrapping_abs(), p);
        let signed = if (a ^ b) < 0 { quotient.wrapping_neg() } else { quotient };
        if (a == NAT) | (b == 0) { NAT } else { signed }
    };
    /// 0 where there is none.
    FloorRatio: |a, b| if any_nat(a, b) { 0 } else { <FloorDivide<i64> as Op2>::f(a, b) };
    Quotient<i64> of b, |p| if any_nat(a, b) { 0 } else { Quotient::<i64>::f(a, p) };
    TimeRemainder: |a, b| if any_nat(a, b) | (b == 0) { NAT } else { <Remainder<i64> as Op2>::f(a, b) };
    Rest<i64> of b, |p| if any_nat(a, b) | (b == 0) { NAT } else { Rest::<i64>::f(a, p) };
}

/// The loop of `op` for these operands; None if NumPy has no such loop.
///
/// Comparisons write bool, a quotient of two times float64, rounded down int64, all else times.
///
/// ```
/// use npcore_kernel::{Binary, TimeOperands, time_binary};
///
/// let (a, b, mut c) = ([5i64, i64::MIN], [2i64, 3], [0i64; 2]);
/// let add = time_binary(Binary::Add, TimeOperands::Times).unwrap();
/// // SAFETY: two elements of stride 8 each.
/// unsafe {
///     add(
///         [2, 1],
///         [a.as_ptr().cast_mut().cast(), b.as_ptr().cast_mut().cast(), c.as_mut_ptr().cast()],
///         [[8, 0]; 3],
///     );
/// }
/// assert_eq!(c, [7, i64::MIN]);
/// ```
#[inline]
pub fn time_binary(op: Binary, operands: TimeOperands) -> Option<Loop3> {
    time_binary_at(tier(), op, operands)
}

/// [`time_binary`] in a given tier, which the processor must have.
pub fn time_binary_at(tier: Tier, op: Binary, operands: TimeOperands) -> Option<Loop3> {
    use TimeOperands::*;
    Some(match (op, operands) {
        (Binary::Add, Times) => loop3::<Direct<TimeAdd>>(tier),
        (Binary::Subtract, Times) => loop3::<Direct<TimeSubtract>>(tier),
        (Binary::TrueDivide, Times) => loop3::<Direct<Ratio>>(tier),
        (Binary::FloorDivide, Times) => loop3::<Direct<FloorRatio>>(tier),
        (Binary::Remainder, Times) => loop3::<Direct<TimeRemainder>>(tier),
        (Binary::Minimum, Times) => loop3::<Direct<Minimum<i64>>>(tier),
        (Binary::Maximum, Times) => loop3::<Direct<TimeMaximum>>(tier),
        (Binary::Fmin, Times) => loop3::<Direct<TimeFmin>>(tier),
        (Binary::Fmax, Times) => loop3::<Direct<Maximum<i64>>>(tier),
        (Binary::Equal, Times) => loop3::<Direct<TimeEqual>>(tier),
        (Binary::NotEqual, Times) => loop3::<Direct<TimeNotEqual>>(tier),
        (Binary::Less, Times) => loop3::<Direct<TimeLess>>(tier),
        (Binary::LessEqual, Times) => loop3::<Direct<TimeLessEqual>>(tier),
        (Binary::Greater, Times) => loop3::<Swapped<Direct<TimeLess>>>(tier),
        (Binary::GreaterEqual, Times) => loop3::<Swapped<Direct<TimeLessEqual>>>(tier),
        (Binary::Multiply, TimeInteger) => loop3::<Direct<TimesInteger>>(tier),
        (Binary::Multiply, IntegerTime) => loop3::<Swapped<Direct<TimesInteger>>>(tier),
        (Binary::Multiply, TimeFloat) => loop3::<Direct<TimesFloat>>(tier),
        (Binary::Multiply, FloatTime) => loop3::<Swapped<Direct<TimesFloat>>>(tier),
        // As NumPy's, both are the same.
        (Binary::TrueDivide | Binary::FloorDivide, TimeInteger) => loop3::<Direct<OverInteger>>(tier),
        (Binary::TrueDivide | Binary::FloorDivide, TimeFloat) => loop3::<Direct<OverFloat>>(tier),
        _ => return None,
    })
}

/// The loop of `op` for a time, which writes bool for questions, else times; None if NumPy has no such loop for spans of
/// time. (For points in time it has the questions only.)
#[inline]
pub fn time_unary(op: Unary) -> Option<Loop2> {
    time_unary_at(tier(), op)
}

/// [`time_unary`] in a given tier, which the processor must have.
pub fn time_unary_at(tier: Tier, op: Unary) -> Option<Loop2> {
    match op {
        Unary::IsNat | Unary::IsNan => Some(loop2::<One<Each<IsNat>>>(tier)),
        Unary::IsFinite => Some(loop2::<One<Each<IsTime>>>(tier)),
        Unary::Positive => Some(copy_loop(8)),
        // The least integer stays as it is; its sign is -1 in NumPy too.
        Unary::Negative | Unary::Absolute | Unary::Sign | Unary::IsInf => unary_at(tier, op, Int64),
        _ => None,
    }
}

/// The folds of times by `op`, as [`folds`](crate::folds).
#[inline]
pub fn time_folds(op: Binary) -> Option<Folds> {
    time_folds_at(tier(), op)
}

/// [`time_folds`] in a given tier, which the processor must have.
pub fn time_folds_at(tier: Tier, op: Binary) -> Option<Folds> {
    match op {
        Binary::Add => folds_of_op::<TimeAdd>(tier),
        Binary::Maximum => folds_of_op::<TimeMaximum>(tier),
        Binary::Fmin => folds_of_op::<TimeFmin>(tier),
        Binary::Minimum | Binary::Fmax => folds_at(tier, op, Int64),
        _ => None,
    }
}

/// The loop in strict order of `op` for times, as [`scan`](crate::scan()).
pub fn time_scan(op: Binary) -> Option<Scan> {
    Some(match op {
        Binary::Add => scan_of::<TimeAdd, _>(),
        Binary::Subtract => scan_of::<TimeSubtract, _>(),
        Binary::Remainder => scan_of::<TimeRemainder, _>(),
        Binary::Maximum => scan_of::<TimeMaximum, _>(),
        Binary::Fmin => scan_of::<TimeFmin, _>(),
        Binary::Minimum | Binary::Fmax => return scan(op, Int64),
        _ => return None,
    })
}

/// A time in the order in which NaT is the largest.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(crate) struct NatLargest(pub(crate) i64);

// SAFETY: a wrapper of an integer.
unsafe impl Plain for NatLargest {}
