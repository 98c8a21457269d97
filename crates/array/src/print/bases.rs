//! Integers in other bases: `base_repr`, `binary_repr`.

use crate::error::{ArrayError, Result};

/// An integer in a base from 2 to 36, with a minus sign where it is negative and `padding` zeros before its digits.
///
/// # Errors
/// `Bases less than 2 not handled in base_repr.`, and the same for bases greater than 36.
///
/// ```
/// use npcore_array::print::base_repr;
/// assert_eq!(base_repr(10, 16, 0)?, "A");
/// assert_eq!(base_repr(-10, 3, 2)?, "-00101");
/// assert_eq!(base_repr(5, 40, 0).unwrap_err().to_string(), "Bases greater than 36 not handled in base_repr.");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn base_repr(number: impl Into<i128>, base: u32, padding: usize) -> Result<String> {
    if !(2..=36).contains(&base) {
        let side = if base < 2 { "less than 2" } else { "greater than 36" };
        return Err(ArrayError::Value(format!("Bases {side} not handled in base_repr.")));
    }
    let number: i128 = number.into();
    let mut left = number.unsigned_abs();
    let mut digits = Vec::new();
    while left != 0 {
        digits.extend(char::from_digit((left % u128::from(base)) as u32, base).map(|d| d.to_ascii_uppercase()));
        left /= u128::from(base);
    }
    digits.extend(std::iter::repeat_n('0', padding));
    if digits.is_empty() {
        digits.push('0');
    }
    digits.extend((number < 0).then_some('-'));
    Ok(digits.into_iter().rev().collect())
}

/// An integer in base 2. With a `width`, filled up to it with zeros, and negative ones as their two's complement of that
/// width; without one, negative ones have a minus sign.
///
/// # Errors
/// `Insufficient bit width=2 provided for binwidth=3`.
///
/// ```
/// use npcore_array::print::binary_repr;
/// assert_eq!(binary_repr(3, Some(4))?, "0011");
/// assert_eq!(binary_repr(-3, Some(5))?, "11101");
/// assert_eq!(binary_repr(-3, None)?, "-11");
/// assert_eq!(binary_repr(-5, Some(2)).unwrap_err().to_string(), "Insufficient bit width=2 provided for binwidth=4");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn binary_repr(number: impl Into<i128>, width: Option<usize>) -> Result<String> {
    let number: i128 = number.into();
    let Some(width) = width else { return base_repr(number, 2, 0) };
    // A negative number needs a sign bit before the bits of its complement.
    let (digits, fill) = if number < 0 {
        let bits = 128 - number.leading_ones() as usize + 1;
        (format!("{number:b}")[128 - bits..].to_owned(), "1")
    } else {
        (format!("{number:b}"), "0")
    };
    if width < digits.len() {
        let words = format!("Insufficient bit width={width} provided for binwidth={}", digits.len());
        return Err(ArrayError::Value(words));
    }
    Ok(fill.repeat(width - digits.len()) + &digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numpys_texts() {
        let base = |n: i64, b, p| base_repr(n, b, p).unwrap();
        assert_eq!([base(5, 2, 0), base(-5, 2, 0), base(7, 5, 3), base(35, 36, 0)], ["101", "-101", "00012", "Z"]);
        assert_eq!([base(0, 2, 0), base(0, 2, 3)], ["0", "000"]);
        assert_eq!(base_repr(5, 1, 0).unwrap_err().to_string(), "Bases less than 2 not handled in base_repr.");
        let binary = |n: i64, w| binary_repr(n, Some(w)).unwrap();
        assert_eq!([binary(-3, 3), binary(-4, 3), binary(-8, 4), binary(0, 3)], ["101", "100", "1000", "000"]);
        assert_eq!(binary(-1, 1), "1");
        assert_eq!(binary(i64::MIN, 64), format!("1{}", "0".repeat(63)));
        assert_eq!(
            binary_repr(5, Some(2)).unwrap_err().to_string(),
            "Insufficient bit width=2 provided for binwidth=3"
        );
    }
}
