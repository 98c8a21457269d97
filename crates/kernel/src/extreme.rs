//! Where the smallest or the largest of a row stands.
//!
//! The row is folded by pieces; only the piece that has the extreme is searched for its place.

use npcore_dtype::ScalarType::{self, *};

use crate::datetime::{NatLargest, time_folds};
use crate::element::{Byte, Cx, Half, Plain, Un};
use crate::float16::to_single;
use crate::fold::{FOLD_BYTES, Folds, folds};
use crate::ops::Binary;

/// The position of the extreme of `n` contiguous elements: the first of several; the first NaN if there is one.
///
/// # Safety
/// `n` is at least 1, and the elements may be read, at any alignment.
pub type ArgRow = unsafe fn(n: usize, p: *const u8) -> usize;

/// What may be compared: NaN goes before everything.
trait Ordered: Plain {
    fn folds(op: Binary) -> Option<Folds>;
    fn is_nan(self) -> bool;
    /// Strictly, of numbers.
    fn less(self, other: Self) -> bool;
    fn same(self, other: Self) -> bool;
}

macro_rules! integers {
    ($($t:ty: $ty:ident;)*) => { $(
        impl Ordered for $t {
            fn folds(op: Binary) -> Option<Folds> {
                folds(op, $ty)
            }
            fn is_nan(self) -> bool {
                false
            }
            fn less(self, other: Self) -> bool {
                self < other
            }
            fn same(self, other: Self) -> bool {
                self == other
            }
        }
    )* };
}
integers! { i8: Int8; u8: UInt8; i16: Int16; u16: UInt16; i32: Int32; u32: UInt32; i64: Int64; u64: UInt64; }

macro_rules! floats {
    ($($t:ident: $ty:ident, $complex:ident;)*) => { $(
        impl Ordered for $t {
            fn folds(op: Binary) -> Option<Folds> {
                folds(op, $ty)
            }
            fn is_nan(self) -> bool {
                $t::is_nan(self)
            }
            fn less(self, other: Self) -> bool {
                self < other
            }
            fn same(self, other: Self) -> bool {
                self == other
            }
        }
        impl Ordered for Cx<$t> {
            fn folds(op: Binary) -> Option<Folds> {
                folds(op, $complex)
            }
            fn is_nan(self) -> bool {
                self.re.is_nan() || self.im.is_nan()
            }
            fn less(self, other: Self) -> bool {
                self.re < other.re || self.re == other.re && self.im < other.im
            }
            fn same(self, other: Self) -> bool {
                self.re == other.re && self.im == other.im
            }
        }
    )* };
}
floats! { f32: Float32, Complex64; f64: Float64, Complex128; }

impl Ordered for Byte {
    fn folds(op: Binary) -> Option<Folds> {
        folds(op, Bool)
    }
    fn is_nan(self) -> bool {
        false
    }
    fn less(self, other: Self) -> bool {
        self.0 == 0 && other.0 != 0
    }
    fn same(self, other: Self) -> bool {
        (self.0 != 0) == (other.0 != 0)
    }
}

impl Ordered for Half {
    fn folds(op: Binary) -> Option<Folds> {
        folds(op, Float16)
    }
    fn is_nan(self) -> bool {
        self.0 & 0x7fff > 0x7c00
    }
    fn less(self, other: Self) -> bool {
        to_single(self.0) < to_single(other.0)
    }
    fn same(self, other: Self) -> bool {
        to_single(self.0) == to_single(other.0)
    }
}

impl Ordered for NatLargest {
    fn folds(op: Binary) -> Option<Folds> {
        time_folds(op)
    }
    fn is_nan(self) -> bool {
        false
    }
    fn less(self, other: Self) -> bool {
        self.0.wrapping_sub(1) < other.0.wrapping_sub(1)
    }
    fn same(self, other: Self) -> bool {
        self.0 == other.0
    }
}

fn beats<T: Ordered, const LARGEST: bool>(a: T, b: T) -> bool {
    if LARGEST { b.less(a) } else { a.less(b) }
}

unsafe fn arg<T: Ordered, const LARGEST: bool>(n: usize, p: *const u8) -> usize {
    // SAFETY: the caller's elements.
    let row = unsafe { std::slice::from_raw_parts(p.cast::<Un<T>>(), n) };
    let Some(folds) = T::folds(if LARGEST { Binary::Maximum } else { Binary::Minimum }) else {
        return search::<T, LARGEST>(row);
    };
    let size = FOLD_BYTES / size_of::<T>();
    let mut best: Option<(T, usize)> = None;
    for (i, piece) in row.chunks(size).enumerate() {
        let mut value = piece[0];
        // SAFETY: the elements of the piece, at least one and no more than may be folded at once.
        unsafe { (folds.row)(piece.len(), piece.as_ptr().cast(), (&raw mut value).cast()) };
        let value = value.0;
        if value.is_nan() {
            return i * size + first(piece, |x| x.is_nan());
        }
        if best.is_none_or(|(old, _)| beats::<T, LARGEST>(value, old)) {
            best = Some((value, i));
        }
    }
    let Some((value, i)) = best else { return 0 };
    let piece = &row[i * size..n.min((i + 1) * size)];
    i * size + first(piece, |x| x.same(value))
}

/// Where the first element of a kind stands in a row that has one.
fn first<T: Ordered>(row: &[Un<T>], is: impl Fn(T) -> bool) -> usize {
    /// Looked at together, as vectors.
    const BLOCK: usize = 64;
    let among = |block: &[Un<T>]| block.iter().fold(false, |any, x| any | is(x.0));
    let block = row.chunks(BLOCK).position(among).unwrap_or(0);
    let rest = &row[block * BLOCK..];
    block * BLOCK + rest.iter().position(|x| is(x.0)).unwrap_or(0)
}

/// One element after the other.
fn search<T: Ordered, const LARGEST: bool>(row: &[Un<T>]) -> usize {
    let mut best = 0;
    for (i, x) in row.iter().enumerate() {
        let (x, old) = (x.0, row[best].0);
        if x.is_nan() {
            return i;
        }
        if beats::<T, LARGEST>(x, old) {
            best = i;
        }
    }
    best
}

const fn rows<const LARGEST: bool>(ty: ScalarType) -> ArgRow {
    match ty {
        Bool => arg::<Byte, LARGEST>,
        Int8 => arg::<i8, LARGEST>,
        UInt8 => arg::<u8, LARGEST>,
        Int16 => arg::<i16, LARGEST>,
        UInt16 => arg::<u16, LARGEST>,
        Int32 => arg::<i32, LARGEST>,
        UInt32 => arg::<u32, LARGEST>,
        Int64 => arg::<i64, LARGEST>,
        UInt64 => arg::<u64, LARGEST>,
        Float16 => arg::<Half, LARGEST>,
        Float32 => arg::<f32, LARGEST>,
        Float64 => arg::<f64, LARGEST>,
        Complex64 => arg::<Cx<f32>, LARGEST>,
        Complex128 => arg::<Cx<f64>, LARGEST>,
    }
}

/// The loop for the place of the smallest element of a row.
///
/// ```
/// use npcore_dtype::ScalarType;
/// let row = [3.0f64, 1.0, 2.0, 1.0];
/// // SAFETY: four elements.
/// assert_eq!(unsafe { npcore_kernel::argmin(ScalarType::Float64)(4, row.as_ptr().cast()) }, 1);
/// ```
pub fn argmin(ty: ScalarType) -> ArgRow {
    rows::<false>(ty)
}

/// The loop for the place of the largest element of a row.
pub fn argmax(ty: ScalarType) -> ArgRow {
    rows::<true>(ty)
}

/// The loop for the place of the earliest time of a row: the first not-a-time if there is one.
pub fn time_argmin() -> ArgRow {
    // Not-a-time is the least integer.
    arg::<i64, false>
}

/// The loop for the place of the latest time of a row: the first not-a-time if there is one.
pub fn time_argmax() -> ArgRow {
    arg::<NatLargest, true>
}
