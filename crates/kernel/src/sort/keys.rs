//! Elements as integers in the same order.
//!
//! Two maps. One to one, for sorting the values themselves: negative floats have their other bits turned over, and the
//! pattern is moved by as many places as there are negative NaNs, so that these come behind the positive ones: `-inf ... -0
//! 0 ... inf NaN -NaN`. And one for finding out an order: there zeros are equal, and so are NaNs.

use std::mem::MaybeUninit;

use npcore_dtype::ScalarType;

use crate::copy::tiered;
use crate::element::Un;

/// How elements that are sorted compare: NaN comes last, and so does not-a-time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortType {
    /// A number or bool; complex numbers by the real part, then the imaginary one.
    Number(ScalarType),
    /// A point in time or a span.
    Time,
}

impl SortType {
    /// Bytes of an element.
    pub(crate) fn size(self) -> usize {
        match self {
            SortType::Number(ty) => crate::element::item_size(ty),
            SortType::Time => 8,
        }
    }
}

/// Floats by their bits.
macro_rules! floats {
    ($($encode:ident $decode:ident $rank:ident $t:ident $u:ident $bits:literal $mantissa:literal;)*) => { $(
        #[inline(always)]
        fn $encode(x: $t) -> $t {
            const NANS: $t = (1 << $mantissa) - 1;
            let turned = x ^ ((x >> ($bits - 1)) as $u >> 1) as $t;
            turned.wrapping_sub(NANS)
        }

        #[inline(always)]
        fn $decode(key: $t) -> $t {
            const NANS: $t = (1 << $mantissa) - 1;
            let turned = key.wrapping_add(NANS);
            turned ^ ((turned >> ($bits - 1)) as $u >> 1) as $t
        }

        /// Signed ranks: of zeros the same, and the greatest of all of NaNs.
        #[inline(always)]
        fn $rank(x: $t) -> $t {
            const INFINITY: $t = $t::MAX << $mantissa & $t::MAX;
            let magnitude = x & $t::MAX;
            let signed = if x < 0 { magnitude.wrapping_neg() } else { magnitude };
            if magnitude > INFINITY { $t::MAX } else { signed }
        }
    )* };
}
floats! {
    encode16 decode16 rank16 i16 u16 16 10;
    encode32 decode32 rank32 i32 u32 32 23;
    encode64 decode64 rank64 i64 u64 64 52;
}

/// Not-a-time is the least integer, and comes last.
#[inline(always)]
fn encode_time(x: i64) -> i64 {
    x.wrapping_sub(i64::MIN).wrapping_sub(1).wrapping_add(i64::MIN)
}

#[inline(always)]
fn decode_time(key: i64) -> i64 {
    key.wrapping_add(1)
}

/// Which one-to-one map.
#[derive(Clone, Copy)]
enum Map {
    Sign,
    Float,
    Time,
}

fn map_of(ty: SortType) -> Option<Map> {
    match ty {
        SortType::Number(ScalarType::Float16 | ScalarType::Float32 | ScalarType::Float64) => Some(Map::Float),
        SortType::Number(ScalarType::UInt16 | ScalarType::UInt32 | ScalarType::UInt64) => Some(Map::Sign),
        SortType::Time => Some(Map::Time),
        SortType::Number(_) => None,
    }
}

macro_rules! maps {
    ($t:ident; $map:expr, $back:expr, $list:expr; $encode:ident $decode:ident; $($time:expr)?) => {
        match ($map, $back) {
            (Map::Sign, _) => $list.iter_mut().for_each(|x| *x ^= $t::MIN),
            (Map::Float, false) => $list.iter_mut().for_each(|x| *x = $encode(*x)),
            (Map::Float, true) => $list.iter_mut().for_each(|x| *x = $decode(*x)),
            (Map::Time, _) => { $($time)? }
        }
    };
}

tiered! {
    /// Maps `n` elements of 4 bytes in place.
    ///
    /// # Safety
    /// They may be written.
    map32 = map32_body(map: Map, back: bool, p: *mut i32, n: usize)
}

#[inline(always)]
unsafe fn map32_body(map: Map, back: bool, p: *mut i32, n: usize) {
    // SAFETY: the caller's word.
    let list = unsafe { std::slice::from_raw_parts_mut(p, n) };
    maps!(i32; map, back, list; encode32 decode32;)
}

tiered! {
    /// Maps `n` elements of 8 bytes in place.
    ///
    /// # Safety
    /// They may be written.
    map64 = map64_body(map: Map, back: bool, p: *mut i64, n: usize)
}

#[inline(always)]
unsafe fn map64_body(map: Map, back: bool, p: *mut i64, n: usize) {
    // SAFETY: the caller's word.
    let list = unsafe { std::slice::from_raw_parts_mut(p, n) };
    maps!(i64; map, back, list; encode64 decode64;
        if back {
            list.iter_mut().for_each(|x| *x = decode_time(*x));
        } else {
            list.iter_mut().for_each(|x| *x = encode_time(*x));
        }
    )
}

/// Makes elements of 4 bytes keys, in place.
///
/// # Panics
/// Another type.
pub fn encode_keys32(ty: SortType, list: &mut [i32]) {
    assert_eq!(ty.size(), 4);
    if let Some(map) = map_of(ty) {
        // SAFETY: a list.
        unsafe { map32(map, false, list.as_mut_ptr(), list.len()) };
    }
}

/// The elements that [`encode_keys32`] made keys of.
///
/// # Panics
/// Another type.
pub fn decode_keys32(ty: SortType, list: &mut [i32]) {
    assert_eq!(ty.size(), 4);
    if let Some(map) = map_of(ty) {
        // SAFETY: a list.
        unsafe { map32(map, true, list.as_mut_ptr(), list.len()) };
    }
}

/// Makes elements of 8 bytes (no complex ones) keys, in place.
///
/// ```
/// use npcore_dtype::ScalarType;
/// use npcore_kernel::{SortType, decode_keys64, encode_keys64};
/// let ty = SortType::Number(ScalarType::Float64);
/// let mut keys = [-1.5f64, -0.0, 0.0, f64::INFINITY, f64::NAN, -f64::NAN].map(|x| x.to_bits() as i64);
/// encode_keys64(ty, &mut keys);
/// assert!(keys.is_sorted());
/// decode_keys64(ty, &mut keys);
/// assert_eq!(f64::from_bits(keys[0] as u64), -1.5);
/// ```
///
/// # Panics
/// Another type.
pub fn encode_keys64(ty: SortType, list: &mut [i64]) {
    assert!(ty.size() == 8 && ty != SortType::Number(ScalarType::Complex64));
    if let Some(map) = map_of(ty) {
        // SAFETY: a list.
        unsafe { map64(map, false, list.as_mut_ptr(), list.len()) };
    }
}

/// The elements that [`encode_keys64`] made keys of.
///
/// # Panics
/// Another type.
pub fn decode_keys64(ty: SortType, list: &mut [i64]) {
    assert!(ty.size() == 8 && ty != SortType::Number(ScalarType::Complex64));
    if let Some(map) = map_of(ty) {
        // SAFETY: a list.
        unsafe { map64(map, true, list.as_mut_ptr(), list.len()) };
    }
}

/// A key of 16 bits in the place of an element.
#[inline(always)]
pub(super) fn encode_half(ty: SortType, x: i16) -> i16 {
    match map_of(ty) {
        Some(Map::Float) => encode16(x),
        Some(Map::Sign) => x ^ i16::MIN,
        _ => x,
    }
}

#[inline(always)]
pub(super) fn decode_half(ty: SortType, key: i16) -> i16 {
    match map_of(ty) {
        Some(Map::Float) => decode16(key),
        Some(Map::Sign) => key ^ i16::MIN,
        _ => key,
    }
}

/// How many words order an element of the type.
pub fn key_words(ty: SortType) -> usize {
    if ty == SortType::Number(ScalarType::Complex128) { 2 } else { 1 }
}

/// Which elements are looked at.
#[derive(Clone, Copy, Debug)]
pub enum Places<'a> {
    /// All, one after the other.
    All,
    /// Those at these places.
    At(&'a [i64]),
}

/// Writes an unsigned word for each of some elements, which is initialised then: the most significant of those that order it, or, with `word` 1, the
/// next. Equal elements have equal words: zeros of either sign, and NaNs.
///
/// ```
/// use npcore_dtype::ScalarType;
/// use npcore_kernel::{Places, SortType, order_words};
/// use std::mem::MaybeUninit;
/// let (list, mut words) = ([2.5f64, -0.0, f64::NAN, 0.0], [MaybeUninit::uninit(); 4]);
/// let ty = SortType::Number(ScalarType::Float64);
/// // SAFETY: four elements; all words are written.
/// let words = unsafe {
///     order_words(ty, 0, list.as_ptr().cast(), 8, Places::All, &mut words);
///     words.map(|word| word.assume_init())
/// };
/// assert!(words[1] == words[3] && words[3] < words[0] && words[0] < words[2]);
/// ```
///
/// # Safety
/// The elements, `stride` bytes apart, may be read: as many as there are `words`, or those at the places, which are as many.
pub unsafe fn order_words(
    ty: SortType,
    word: usize,
    p: *const u8,
    stride: isize,
    places: Places<'_>,
    words: &mut [MaybeUninit<u64>],
) {
    let source = Source { p, stride, places };
    // SAFETY: the caller's word.
    unsafe {
        match ty {
            SortType::Time => source.each(words, |x: i64| top(encode_time(x))),
            SortType::Number(ty) => match ty {
                ScalarType::Bool => source.each(words, |x: u8| u64::from(x != 0)),
                ScalarType::UInt8 => source.each(words, |x: u8| u64::from(x)),
                ScalarType::UInt16 => source.each(words, |x: u16| u64::from(x)),
                ScalarType::UInt32 => source.each(words, |x: u32| u64::from(x)),
                ScalarType::UInt64 => source.each(words, |x: u64| x),
                ScalarType::Int8 => source.each(words, |x: i8| top(x.into())),
                ScalarType::Int16 => source.each(words, |x: i16| top(x.into())),
                ScalarType::Int32 => source.each(words, |x: i32| top(x.into())),
                ScalarType::Int64 => source.each(words, top),
                ScalarType::Float16 => source.each(words, |x: i16| top(rank16(x).into())),
                ScalarType::Float32 => source.each(words, |x: i32| top(rank32(x).into())),
                ScalarType::Float64 => source.each(words, |x: i64| top(rank64(x))),
                ScalarType::Complex64 => source.each(words, |x: [i32; 2]| {
                    let [first, second] = complex(x.map(|x| rank32(x).into()), i32::MAX.into());
                    let half = |x: i64| u64::from(x as u32 ^ 0x8000_0000);
                    half(first) << 32 | half(second)
                }),
                ScalarType::Complex128 => {
                    source.each(words, |x: [i64; 2]| top(complex(x.map(rank64), i64::MAX)[word & 1]))
                }
            },
        }
    }
}

/// Complex numbers come in four classes: those without NaN, those with an imaginary one, with a real one, with both. There
/// is room for the classes between infinity's rank and the greatest one.
#[inline(always)]
fn complex([re, im]: [i64; 2], nan: i64) -> [i64; 2] {
    match (re == nan, im == nan) {
        (false, false) => [re, im],
        (false, true) => [nan - 1, re],
        _ => [nan, im],
    }
}

/// An unsigned number in the order of signed ones.
#[inline(always)]
fn top(x: i64) -> u64 {
    x as u64 ^ (1 << 63)
}

/// Elements in memory.
struct Source<'a> {
    p: *const u8,
    stride: isize,
    places: Places<'a>,
}

impl Source<'_> {
    /// # Safety
    /// As [`order_words`].
    #[inline(always)]
    unsafe fn each<T: Copy>(&self, words: &mut [MaybeUninit<u64>], f: impl Fn(T) -> u64) {
        let at = |i: isize| self.p.wrapping_offset(self.stride.wrapping_mul(i));
        // SAFETY: the caller's word.
        unsafe {
            match self.places {
                Places::All if self.stride == size_of::<T>() as isize => {
                    let list = std::slice::from_raw_parts(self.p.cast::<Un<T>>(), words.len());
                    words.iter_mut().zip(list).for_each(|(word, x)| _ = word.write(f(x.0)));
                }
                Places::All => {
                    let all = words.iter_mut().enumerate();
                    all.for_each(|(i, word)| _ = word.write(f(at(i as isize).cast::<T>().read_unaligned())));
                }
                Places::At(places) => {
                    let some = words.iter_mut().zip(places);
                    some.for_each(|(word, &i)| _ = word.write(f(at(i as isize).cast::<T>().read_unaligned())));
                }
            }
        }
    }
}
