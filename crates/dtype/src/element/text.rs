//! [`Str`] and [`Bytes`]: text of a width fixed at compile time, NumPy's `U` and `S`; [`Text`]: of one known at run time.

use super::{Dyn, Elem, Element, Promote, WeakPromote, element_basics};
use crate::dtype::{DType, DTypeKind};
use crate::error::DTypeError;
use crate::scalar::Scalar;
use std::fmt;
use std::str::FromStr;

/// Up to `N` characters, four bytes each, the rest zeros: NumPy's `U<N>`.
///
/// Memory may hold anything, also what is no character; such values decode to U+FFFD.
///
/// ```
/// use npcore_dtype::Str;
/// let s: Str<5> = "buy".parse().unwrap();
/// assert_eq!(s.to_string(), "buy");
/// assert!(s == *"buy");
/// assert!("too long".parse::<Str<5>>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Str<const N: usize>([u32; N]);

/// Up to `N` bytes, the rest zeros: NumPy's `S<N>`.
///
/// ```
/// use npcore_dtype::Bytes;
/// let b = Bytes::<4>::new(b"ab").unwrap();
/// assert_eq!(b.as_bytes(), b"ab");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct Bytes<const N: usize>([u8; N]);

/// The text does not fit the element's width.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("text of length {len} does not fit an element of length {width}")]
pub struct TextTooLong {
    /// Characters (or bytes) given.
    pub len: usize,
    /// Characters (or bytes) there is room for.
    pub width: usize,
}

impl<const N: usize> Str<N> {
    /// The empty text.
    pub const EMPTY: Str<N> = Str([0; N]);

    /// A text, which must fit.
    ///
    /// # Errors
    /// If it has more than `N` characters.
    pub fn new(text: &str) -> Result<Str<N>, TextTooLong> {
        let len = text.chars().count();
        if len > N { Err(TextTooLong { len, width: N }) } else { Ok(Str::truncated(text)) }
    }

    /// The first `N` characters of a text, as NumPy assigns it.
    pub fn truncated(text: &str) -> Str<N> {
        let mut units = [0; N];
        units.iter_mut().zip(text.chars()).for_each(|(unit, c)| *unit = u32::from(c));
        Str(units)
    }

    /// From UCS-4 code units, zeros last.
    pub const fn from_units(units: [u32; N]) -> Str<N> {
        Str(units)
    }

    /// All `N` code units.
    pub const fn units(&self) -> &[u32; N] {
        &self.0
    }

    /// The characters up to the trailing zeros; U+FFFD for a code unit that is none.
    pub fn chars(&self) -> impl Iterator<Item = char> + '_ {
        self.0[..self.char_count()].iter().map(|&u| char::from_u32(u).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    /// Characters without the trailing zeros.
    pub fn char_count(&self) -> usize {
        self.0.iter().rposition(|&u| u != 0).map_or(0, |i| i + 1)
    }

    /// Whether there are no characters.
    pub fn is_empty(&self) -> bool {
        self.char_count() == 0
    }
}

impl<const N: usize> Default for Str<N> {
    fn default() -> Self {
        Str::EMPTY
    }
}

impl<const N: usize> FromStr for Str<N> {
    type Err = TextTooLong;

    fn from_str(text: &str) -> Result<Self, TextTooLong> {
        Str::new(text)
    }
}

impl<const N: usize> PartialEq<str> for Str<N> {
    fn eq(&self, text: &str) -> bool {
        // By code unit, so that what is no character equals no text.
        let text = text.trim_end_matches('\0').chars().map(u32::from);
        self.0[..self.char_count()].iter().copied().eq(text)
    }
}

impl<const N: usize> PartialEq<&str> for Str<N> {
    fn eq(&self, text: &&str) -> bool {
        *self == **text
    }
}

impl<const N: usize> fmt::Display for Str<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.chars().collect::<String>())
    }
}

impl<const N: usize> fmt::Debug for Str<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.chars().collect::<String>(), f)
    }
}

impl<const N: usize> Bytes<N> {
    /// The empty value.
    pub const EMPTY: Bytes<N> = Bytes([0; N]);

    /// Bytes, which must fit.
    ///
    /// # Errors
    /// If there are more than `N`.
    pub fn new(bytes: &[u8]) -> Result<Bytes<N>, TextTooLong> {
        if bytes.len() > N { Err(TextTooLong { len: bytes.len(), width: N }) } else { Ok(Bytes::truncated(bytes)) }
    }

    /// The first `N` bytes, as NumPy assigns them.
    pub fn truncated(bytes: &[u8]) -> Bytes<N> {
        let mut all = [0; N];
        let len = bytes.len().min(N);
        all[..len].copy_from_slice(&bytes[..len]);
        Bytes(all)
    }

    /// From all `N` bytes.
    pub const fn from_array(bytes: [u8; N]) -> Bytes<N> {
        Bytes(bytes)
    }

    /// All `N` bytes.
    pub const fn as_array(&self) -> &[u8; N] {
        &self.0
    }

    /// The bytes without the trailing zeros.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0[..self.0.iter().rposition(|&b| b != 0).map_or(0, |i| i + 1)]
    }

    /// Whether there are no bytes but zeros.
    pub fn is_empty(&self) -> bool {
        self.as_bytes().is_empty()
    }
}

impl<const N: usize> Default for Bytes<N> {
    fn default() -> Self {
        Bytes::EMPTY
    }
}

impl<const N: usize> PartialEq<[u8]> for Bytes<N> {
    fn eq(&self, other: &[u8]) -> bool {
        let end = other.iter().rposition(|&b| b != 0).map_or(0, |i| i + 1);
        self.as_bytes() == &other[..end]
    }
}

impl<const N: usize> fmt::Debug for Bytes<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "b\"{}\"", self.as_bytes().escape_ascii())
    }
}

/// Marker: text whose width is known at run time only. An array of it has the dtype `U<n>`, in either byte order, and its
/// elements are read as `String`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text;

impl Elem for Text {
    type Quotient = Text;
    type Float = Text;
    type Number = Text;
    type Difference = Text;
    type Floored = Text;
    type Average = Text;
    type Sum = Text;
    type Real = Text;
    type Double = Text;
    type Value = String;

    fn static_dtype() -> Option<DType> {
        None
    }

    #[inline]
    fn is_dtype(d: DType) -> bool {
        matches!(d.kind(), DTypeKind::Str(_))
    }

    unsafe fn load(p: *const u8, d: DType) -> String {
        // SAFETY: the caller's word.
        match unsafe { Dyn::load(p, d) } {
            Scalar::Str(text) => text,
            other => unreachable!("text of dtype {d} is read as {other:?}"),
        }
    }

    /// Writes as many characters as there is room for.
    fn store(value: &String, d: DType, out: &mut [u8]) -> Result<(), DTypeError> {
        let swap = d.is_swapped();
        let units = value.chars().map(u32::from).chain(std::iter::repeat(0));
        for (place, unit) in out[..d.itemsize()].chunks_exact_mut(4).zip(units) {
            place.copy_from_slice(&if swap { unit.swap_bytes() } else { unit }.to_ne_bytes());
        }
        Ok(())
    }
}

/// The widths become the larger of both, at run time.
macro_rules! text_with {
    ($([$($generics:tt)*] $a:ty, $b:ty => $out:ty;)*) => { $(
        impl<$($generics)*> Promote<$b> for $a {
            type Output = $out;
            type Float = $out;
        }
    )* };
}
text_with! {
    [] Text, Text => Text;
    [] Text, Dyn => Dyn;
    [] Dyn, Text => Dyn;
    [const N: usize] Text, Str<N> => Text;
    [const N: usize] Str<N>, Text => Text;
}

impl WeakPromote<Text> for Text {
    type Output = Text;
}
impl WeakPromote<Text> for Dyn {
    type Output = Dyn;
}
impl<const N: usize> WeakPromote<Text> for Str<N> {
    type Output = Text;
}

element_basics!([const N: usize] Str<N> => Str<N>);
element_basics!([const N: usize] Bytes<N> => Bytes<N>);

// SAFETY: `repr(transparent)` over `[u32; N]` has the 4N bytes of `U<N>`, no padding, no invalid pattern
// (characters are checked when decoded); reads and writes are unaligned ones of that size. An `N` whose size is
// beyond the limit fails to compile in `DType::str_of`'s const evaluation, before any memory is touched.
unsafe impl<const N: usize> Element for Str<N> {
    const ALL_VALID: bool = true;

    #[inline]
    fn dtype() -> DType {
        const { DType::str_of(narrow(N)) }
    }

    #[inline]
    unsafe fn read(p: *const u8) -> Self {
        // SAFETY: the caller vouches for the bytes; any pattern is a value.
        unsafe { p.cast::<Self>().read_unaligned() }
    }

    #[inline]
    unsafe fn write(self, p: *mut u8) {
        // SAFETY: the caller vouches for the bytes.
        unsafe { p.cast::<Self>().write_unaligned(self) }
    }

    fn to_scalar(self) -> Scalar {
        Scalar::Str(self.to_string())
    }
}

// SAFETY: `repr(transparent)` over `[u8; N]` is the N bytes of `S<N>`; as above.
unsafe impl<const N: usize> Element for Bytes<N> {
    const ALL_VALID: bool = true;

    #[inline]
    fn dtype() -> DType {
        const { DType::bytes(narrow(N)) }
    }

    #[inline]
    unsafe fn read(p: *const u8) -> Self {
        // SAFETY: the caller vouches for the bytes; any pattern is a value.
        unsafe { p.cast::<Self>().read_unaligned() }
    }

    #[inline]
    unsafe fn write(self, p: *mut u8) {
        // SAFETY: the caller vouches for the bytes.
        unsafe { p.cast::<Self>().write_unaligned(self) }
    }

    fn to_scalar(self) -> Scalar {
        Scalar::Bytes(self.as_bytes().to_vec())
    }
}

const fn narrow(n: usize) -> u32 {
    assert!(n <= u32::MAX as usize, "itemsize cannot be greater than INT_MAX");
    n as u32
}
