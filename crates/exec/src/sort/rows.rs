//! Sorting rows of elements that lie gapless, aligned, and in native byte order.

use std::mem::MaybeUninit;

use npcore_dtype::{DType, ScalarType};
use npcore_kernel::{self as kernel, Ordered, Places, SortKey, SortPart, SortType, Tier};

use super::keys::{Scratch, in_parts, sort_keys};
use super::order::{order_with, select_with};
use super::words::{MemoryWords, Words, sort_type};
use crate::error::ExecError;

/// What is wanted of a row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wanted<'a> {
    /// All elements in order; with `stable`, equal ones in the order they had.
    Sorted { stable: bool },
    /// The elements of some ranks, ascending, in their places.
    Ranks(&'a [usize]),
}

/// How rows of a type are sorted.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// By counting bytes.
    Bytes(SortType),
    Halves(SortType),
    Keys32(SortType),
    Keys64(SortType),
    /// By finding the order first, and moving elements of so many bytes to it.
    Order(usize),
}

fn way(dtype: DType) -> Way {
    let Some(ty) = sort_type(dtype) else { return Way::Order(dtype.itemsize()) };
    match dtype.itemsize() {
        _ if dtype.is_complex() => Way::Order(dtype.itemsize()),
        1 => Way::Bytes(ty),
        2 => Way::Halves(ty),
        4 => Way::Keys32(ty),
        _ => Way::Keys64(ty),
    }
}

/// Bytes of scratch memory that a row takes.
fn scratch_bytes(way: Way, n: usize) -> usize {
    match way {
        Way::Bytes(_) | Way::Keys32(_) | Way::Keys64(_) => 0,
        Way::Halves(_) => (4 * n).max(4 << 16),
        Way::Order(itemsize) => n * (itemsize + 24) + 16,
    }
}

/// Sorts rows of `n` elements, one behind the other, on several threads where that is worth it.
///
/// # Safety
/// The rows lie inside `rows`, aligned; the dtype is native.
pub(super) unsafe fn sort_rows(
    dtype: DType,
    rows: *mut u8,
    count: usize,
    n: usize,
    wanted: Wanted<'_>,
) -> Result<(), ExecError> {
    let way = way(dtype);
    let row = n * dtype.itemsize();
    if n < 2 || row == 0 {
        return Ok(());
    }
    let rows = Rows(rows);
    super::each_part(count, row, scratch_bytes(way, n), &|part, scratch| {
        for i in part {
            // SAFETY: a row, aligned; this part is alone with it.
            unsafe { sort_row(way, dtype, rows.get().add(i * row), n, wanted, scratch) };
        }
    })
}

/// Where rows begin; parts of a call touch different ones.
#[derive(Clone, Copy)]
struct Rows(*mut u8);
// SAFETY: see the type's text.
unsafe impl Sync for Rows {}

impl Rows {
    /// By a method, so that closures hold the whole and not the field.
    fn get(&self) -> *mut u8 {
        self.0
    }
}

/// Sorts a row, or selects from it, by keys that are ordered as integers are, which `encode` makes and `decode` undoes.
/// Floats are sorted as they are where vectors order them faster than integers.
///
/// # Safety
/// A row of `n` aligned elements of the type, whose bits are keys.
unsafe fn by_keys<K: FloatBits>(
    ty: SortType,
    p: *mut u8,
    n: usize,
    wanted: Wanted<'_>,
    [encode, decode]: [fn(SortType, &mut [K]); 2],
) {
    let by_keys = |list: &mut [K]| {
        in_parts(list, &|part| encode(ty, part));
        match wanted {
            Wanted::Sorted { .. } => sort_keys(list),
            Wanted::Ranks(ranks) => SortPart::new(list).select(ranks, 0),
        }
        in_parts(list, &|part| decode(ty, part));
    };
    // SAFETY: the caller's word.
    let list = unsafe { std::slice::from_raw_parts_mut(p.cast::<K>(), n) };
    restoring(list, ty, wanted, |list| match wanted {
        Wanted::Sorted { .. } if is_float(ty) && kernel::tier() == Tier::V4 => sort_floats(list, by_keys),
        _ => by_keys(list),
    });
}

/// # Safety
/// As [`sort_rows`], for one row of two elements or more.
unsafe fn sort_row(way: Way, dtype: DType, p: *mut u8, n: usize, wanted: Wanted<'_>, scratch: &mut Scratch) {
    // SAFETY: a row of elements of the type's size, aligned, any bits of which are integers.
    unsafe {
        match way {
            Way::Bytes(ty) => kernel::sort_bytes(ty, std::slice::from_raw_parts_mut(p, n)),
            Way::Halves(ty) => {
                let list = std::slice::from_raw_parts_mut(p.cast::<i16>(), n);
                restoring(list, ty, wanted, |list| sort_halves(ty, list, scratch));
            }
            Way::Keys32(ty) => by_keys(ty, p, n, wanted, [kernel::encode_keys32, kernel::decode_keys32]),
            Way::Keys64(ty) => by_keys(ty, p, n, wanted, [kernel::encode_keys64, kernel::decode_keys64]),
            Way::Order(itemsize) => {
                let (order, rest) = scratch.list::<i64>(3 * n + (n * itemsize).div_ceil(8)).split_at_mut(n);
                order.iter_mut().zip(0..).for_each(|(place, i)| _ = place.write(i));
                let order = std::slice::from_raw_parts_mut(order.as_mut_ptr().cast::<i64>(), n);
                let (keys, rest) = rest.split_at_mut(n);
                let (spare, copy) = rest.split_at_mut(n);
                order_with(&MemoryWords::new(dtype, p, itemsize as isize), order, keys, spare);
                let copy = copy.as_mut_ptr().cast::<u8>();
                p.copy_to_nonoverlapping(copy, n * itemsize);
                // The order is one of bytes now.
                order.iter_mut().for_each(|place| *place *= itemsize as i64);
                let offsets = std::slice::from_raw_parts(order.as_ptr().cast::<isize>(), n);
                kernel::gather(itemsize, offsets, copy, 0, p, itemsize as isize);
            }
        }
    }
}

fn sort_halves(ty: SortType, list: &mut [i16], scratch: &mut Scratch) {
    let n = list.len();
    if n >= kernel::COUNT_HALVES_FROM && u32::try_from(n).is_ok() {
        return kernel::sort_halves(ty, list, scratch.list(1 << 16));
    }
    let keys = scratch.list::<i32>(n);
    kernel::widen_halves(ty, list, keys);
    // SAFETY: just initialised.
    let keys = unsafe { std::slice::from_raw_parts_mut(keys.as_mut_ptr().cast::<i32>(), n) };
    SortPart::new(keys).sort();
    kernel::narrow_halves(ty, keys, list);
}

/// Floats by their bits, or other elements of the size.
trait Bits: Copy {
    /// Whether it is a zero, with the sign or without.
    fn is_zero(self, negative: bool) -> bool;
    fn is_negative(self) -> bool;
    fn is_nan(self) -> bool;
}

macro_rules! bits {
    ($($t:ident $infinity:literal;)*) => { $(
        impl Bits for $t {
            fn is_zero(self, negative: bool) -> bool {
                self == if negative { $t::MIN } else { 0 }
            }
            fn is_negative(self) -> bool {
                self < 0
            }
            fn is_nan(self) -> bool {
                self & $t::MAX > $infinity
            }
        }
    )* };
}
bits! {
    i16 0x7c00;
    i32 0x7f80_0000;
    i64 0x7ff0_0000_0000_0000;
}

/// Floats that can be sorted as they are.
trait FloatBits: Bits + SortKey {
    type Float: SortKey;

    fn as_floats(list: &mut [Self]) -> &mut [Self::Float];
}

macro_rules! float_bits {
    ($($t:ident $float:ident;)*) => { $(
        impl FloatBits for $t {
            type Float = Ordered<$float>;

            fn as_floats(list: &mut [$t]) -> &mut [Ordered<$float>] {
                // SAFETY: `Ordered` is a float and nothing else; floats have the integers' size and alignment, and any bits.
                unsafe { std::slice::from_raw_parts_mut(list.as_mut_ptr().cast(), list.len()) }
            }
        }
    )* };
}
float_bits! {
    i32 f32;
    i64 f64;
}

/// Sorts floats as they are, and puts those that compare equal without being so in the order of their keys: the result is
/// that of `by_keys`.
fn sort_floats<K: FloatBits>(list: &mut [K], by_keys: impl FnOnce(&mut [K])) {
    sort_keys(K::as_floats(list));
    let (numbers, nans) = list.split_at_mut(list.partition_point(|x| !Bits::is_nan(*x)));
    if !nans.is_empty() {
        by_keys(nans);
    }
    let (_, from_zero) = numbers.split_at_mut(before_zero(numbers));
    let zeros = from_zero.partition_point(|x| x.is_zero(false) || x.is_zero(true));
    // As integers: those with a sign are less.
    from_zero[..zeros].sort_unstable();
}

/// How many of some sorted numbers are less than zero.
fn before_zero<K: Bits>(numbers: &[K]) -> usize {
    numbers.partition_point(|x| x.is_negative() && !x.is_zero(true))
}

fn is_float(ty: SortType) -> bool {
    matches!(ty, SortType::Number(ScalarType::Float16 | ScalarType::Float32 | ScalarType::Float64))
}

/// Sorts by keys, in which zeros have signs and NaNs are all different; where a stable order is wanted, those are put back
/// in the order that they had.
fn restoring<K: Bits>(list: &mut [K], ty: SortType, wanted: Wanted<'_>, sort: impl FnOnce(&mut [K])) {
    if !is_float(ty) || !matches!(wanted, Wanted::Sorted { stable: true }) {
        return sort(list);
    }
    let has_zero = |negative: bool| list.iter().any(|x| x.is_zero(negative));
    let is_zero = |x: &&K| x.is_zero(false) || x.is_zero(true);
    let zeros: Vec<K> =
        if has_zero(true) && has_zero(false) { list.iter().filter(is_zero).copied().collect() } else { vec![] };
    let nans: Vec<K> = list.iter().filter(|x| x.is_nan()).copied().collect();
    sort(list);
    let (numbers, last) = list.split_at_mut(list.len() - nans.len());
    last.copy_from_slice(&nans);
    let at = before_zero(numbers);
    numbers[at..at + zeros.len()].copy_from_slice(&zeros);
}

/// Elements of a row, and of other rows that follow.
#[derive(Clone, Copy)]
pub(super) struct RowWords {
    pub dtype: DType,
    pub p: *const u8,
    /// Bytes from one row to the next.
    pub row: usize,
}

// SAFETY: the elements are only read.
unsafe impl Sync for RowWords {}

/// Writes the order of each of `count` rows of `n` elements by several keys, the last being the most significant, to rows
/// of `out`. With ranks, only places of these ranks need to be right, lesser elements before and greater ones behind.
///
/// # Safety
/// The rows may be read; `out` has room for `count * n` integers, aligned.
pub(super) unsafe fn order_rows(
    keys: &[RowWords],
    out: *mut i64,
    count: usize,
    n: usize,
    ranks: Option<&[usize]>,
) -> Result<(), ExecError> {
    let out = Rows(out.cast());
    super::each_part(count, 16 * n, 16 * n, &|part, scratch| {
        for i in part {
            // SAFETY: a row that this part is alone with.
            let places = unsafe { std::slice::from_raw_parts_mut(out.get().cast::<i64>().add(i * n), n) };
            // SAFETY: the elements may be read.
            let words = |key: &RowWords| unsafe {
                MemoryWords::new(key.dtype, key.p.wrapping_add(i * key.row), key.dtype.itemsize() as isize)
            };
            let keys_of_row: smallvec::SmallVec<[MemoryWords; 2]> = keys.iter().rev().map(words).collect();
            places.iter_mut().zip(0..).for_each(|(place, at)| *place = at);
            let (first, second) = scratch.list(2 * n).split_at_mut(n);
            match ranks {
                Some(&[rank]) if Several(&keys_of_row).count() == 1 => {
                    select_with(&keys_of_row[0], places, rank, first, second);
                }
                _ => order_with(&Several(&keys_of_row), places, first, second),
            }
        }
    })
}

/// The words of several keys, one behind the other.
struct Several<'a>(&'a [MemoryWords]);

// SAFETY: each key initialises the words that it is asked for.
unsafe impl Words for Several<'_> {
    fn count(&self) -> usize {
        self.0.iter().map(Words::count).sum()
    }

    fn write(&self, mut word: usize, places: Places<'_>, words: &mut [MaybeUninit<u64>]) {
        for key in self.0 {
            if word < key.count() {
                return key.write(word, places, words);
            }
            word -= key.count();
        }
        words.fill(MaybeUninit::new(0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Floats that are sorted as they are have the order, to the bit, that keys give them.
    #[test]
    fn floats_are_sorted_as_their_keys() {
        let special = [f64::NAN, -f64::NAN, f64::INFINITY, -f64::INFINITY, 0.0, -0.0, 1.5, -1.5];
        let ty = SortType::Number(ScalarType::Float64);
        let by_keys = |list: &mut [i64]| {
            kernel::encode_keys64(ty, list);
            list.sort_unstable();
            kernel::decode_keys64(ty, list);
        };
        let mut state = 1u64;
        let mut next = || {
            state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            state >> 20
        };
        for n in [0, 1, 2, 7, 100, 1000, 50_000] {
            for values in 1..=9 {
                // Of the first few of these; at last all others, too.
                let mut value = || special.get(next() as usize % values).map_or(next() << 9, |x| x.to_bits()) as i64;
                let mut ours: Vec<i64> = (0..n).map(|_| value()).collect();
                let mut expected = ours.clone();
                sort_floats(&mut ours, by_keys);
                by_keys(&mut expected);
                assert!(ours == expected, "{n} elements of {values} values");
            }
        }
    }
}
