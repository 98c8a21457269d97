//! Code units: characters of four bytes and bytes, and what can be asked of each.

use std::ops::BitOr;

use npcore_dtype::DType;

use super::unicode;

/// What text of a kind consists of. Memory may hold any value, also what is no character.
pub(crate) trait Unit: Copy + Eq + Ord + Default + BitOr<Output = Self> + Send + Sync + 'static {
    /// Every value, as a number.
    fn code(self) -> u32;

    /// The unit of a code that came from units of this kind, or of ASCII.
    fn from_code(code: u32) -> Self;

    /// The type of elements of so many units.
    fn dtype(width: u32) -> DType;

    fn is_space(self) -> bool;
    fn is_alphabetic(self) -> bool;
    fn is_digit(self) -> bool;
    fn is_alphanumeric(self) -> bool;
    fn is_lower(self) -> bool;
    fn is_upper(self) -> bool;
    fn is_title(self) -> bool;

    /// The uppercase of an ASCII letter; everything else as it is.
    fn ascii_upper(self) -> Self;
    /// The lowercase of an ASCII letter; everything else as it is.
    fn ascii_lower(self) -> Self;

    /// The longest element that there may be.
    const MAX_WIDTH: usize = DType::MAX_ITEMSIZE / size_of::<Self>();
}

impl Unit for u8 {
    fn code(self) -> u32 {
        self.into()
    }
    fn from_code(code: u32) -> u8 {
        code as u8
    }
    fn dtype(width: u32) -> DType {
        DType::bytes(width)
    }
    fn is_space(self) -> bool {
        matches!(self, b' ' | b'\t'..=b'\r')
    }
    fn is_alphabetic(self) -> bool {
        self.is_ascii_alphabetic()
    }
    fn is_digit(self) -> bool {
        self.is_ascii_digit()
    }
    fn is_alphanumeric(self) -> bool {
        self.is_ascii_alphanumeric()
    }
    fn is_lower(self) -> bool {
        self.is_ascii_lowercase()
    }
    fn is_upper(self) -> bool {
        self.is_ascii_uppercase()
    }
    fn is_title(self) -> bool {
        false
    }
    #[inline]
    fn ascii_upper(self) -> u8 {
        self.to_ascii_uppercase()
    }
    #[inline]
    fn ascii_lower(self) -> u8 {
        self.to_ascii_lowercase()
    }
}

impl Unit for u32 {
    fn code(self) -> u32 {
        self
    }
    fn from_code(code: u32) -> u32 {
        code
    }
    fn dtype(width: u32) -> DType {
        DType::str_of(width)
    }
    fn is_space(self) -> bool {
        unicode::is_space(self)
    }
    fn is_alphabetic(self) -> bool {
        unicode::is_letter(self)
    }
    fn is_digit(self) -> bool {
        unicode::number_class(self) >= unicode::DIGIT
    }
    fn is_alphanumeric(self) -> bool {
        unicode::is_letter(self) || unicode::number_class(self) > 0
    }
    fn is_lower(self) -> bool {
        char::from_u32(self).is_some_and(char::is_lowercase)
    }
    fn is_upper(self) -> bool {
        char::from_u32(self).is_some_and(char::is_uppercase)
    }
    fn is_title(self) -> bool {
        unicode::is_titlecase(self)
    }
    #[inline]
    fn ascii_upper(self) -> u32 {
        if self.wrapping_sub(u32::from(b'a')) < 26 { self - 32 } else { self }
    }
    #[inline]
    fn ascii_lower(self) -> u32 {
        if self.wrapping_sub(u32::from(b'A')) < 26 { self + 32 } else { self }
    }
}

/// The units without the trailing zeros.
#[inline]
pub(crate) fn trimmed<U: Unit>(units: &[U]) -> &[U] {
    &units[..length(units)]
}

/// How many units there are without the trailing zeros.
#[inline]
pub(crate) fn length<U: Unit>(units: &[U]) -> usize {
    // Backwards by eights, without a branch for each: a register or two of them.
    let zero = U::default();
    let last =
        |units: &[U]| units.iter().zip(1..).fold(0, |len: usize, (&u, at)| len.max(if u == zero { 0 } else { at }));
    let (first, eights) = units.as_rchunks::<8>();
    for (i, eight) in eights.iter().enumerate().rev() {
        if eight.iter().fold(zero, |any, &u| any | u) != zero {
            return first.len() + 8 * i + last(eight);
        }
    }
    last(first)
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn trailing_zeros_do_not_count() {
        for width in 0..40 {
            for len in 0..=width {
                // Zeros within the text stay.
                let units: Vec<u32> =
                    (0..width).map(|at| u32::from(at + 1 == len || (at < len && at % 3 == 1))).collect();
                assert_eq!(length(&units), len, "{units:?}");
            }
        }
    }
}
