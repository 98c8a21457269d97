//! Numbers as `loadtxt` reads them: as C does, with white space around.

use npcore_dtype::Complex;

use super::characters::trim;

/// A float: digits, `inf`, `infinity` and `nan` in any case; what is too large is infinite.
#[inline]
pub(crate) fn float(text: &[u8]) -> Option<f64> {
    match fast_float2::parse(text) {
        Ok(value) => Some(value),
        Err(_) => spaced_float(text),
    }
}

#[cold]
fn spaced_float(text: &[u8]) -> Option<f64> {
    fast_float2::parse(trim(text)).ok()
}

/// An integer between two bounds, of a negative one the two's complement.
#[inline]
pub(crate) fn integer(text: &[u8], least: i64, most: u64) -> Option<u64> {
    match digits(text, least, most) {
        None if text.first().is_some_and(|b| !b.is_ascii_digit())
            || text.last().is_some_and(|b| !b.is_ascii_digit()) =>
        {
            digits(trim(text), least, most)
        }
        value => value,
    }
}

#[inline]
fn digits(text: &[u8], least: i64, most: u64) -> Option<u64> {
    integer_prefix(text, least, most).filter(|&(_, n)| n == text.len()).map(|(value, _)| value)
}

/// A float at the start of a text, and its length.
#[inline]
pub(crate) fn float_prefix(text: &[u8]) -> Option<(f64, usize)> {
    fast_float2::parse_partial(text).ok()
}

/// An integer at the start of a text, and its length.
#[inline]
pub(crate) fn integer_prefix(text: &[u8], least: i64, most: u64) -> Option<(u64, usize)> {
    let (is_negative, start) = match text.first() {
        Some(b'-') => (true, 1),
        Some(b'+') => (false, 1),
        _ => (false, 0),
    };
    let (mut value, mut n) = (0u64, start);
    while let Some(&b) = text.get(n) {
        let digit = b.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        value = value.checked_mul(10)?.checked_add(digit.into())?;
        n += 1;
    }
    // As in NumPy: no sign where there are no negative numbers, not even before 0.
    let fits = if is_negative { least < 0 && value <= least.unsigned_abs() } else { value <= most };
    (n > start && fits).then_some((if is_negative { value.wrapping_neg() } else { value }, n))
}

/// A complex number, perhaps in parentheses: `1`, `2j`, `1+2j`; white space may stand at its ends only.
pub(crate) fn complex(text: &[u8]) -> Option<Complex<f64>> {
    let text = trim(text);
    let text = match text {
        [b'(', inner @ .., b')'] => trim(inner),
        [b'(', ..] => return None,
        text => text,
    };
    let (re, n) = fast_float2::parse_partial::<f64, _>(text).ok()?;
    match &text[n..] {
        [] => Some(Complex::new(re, 0.0)),
        b"j" => Some(Complex::new(0.0, re)),
        rest @ [b'+' | b'-', ..] => {
            let im = rest.strip_suffix(b"j")?;
            // What `1+%gj` makes of a negative number.
            let im = if im.starts_with(b"+-") { &im[1..] } else { im };
            Some(Complex::new(re, fast_float2::parse(im).ok()?))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_those_of_the_standard_library() {
        for text in
            ["1", "-1.5", "+2", "1.", ".5", "1e5", "1E+5", "nan", "-inf", "+Infinity", "1e400", "1e-400", "5e-324"]
        {
            let ours = float(text.as_bytes()).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(ours.to_bits() << 1, text.parse::<f64>().unwrap().to_bits() << 1, "{text}");
        }
        for text in ["", "-", "1e", "1_0", "0x10", "1 2", ".", "infx", "١", "+-1", "--1", "e5", "1e+", "in", "na"] {
            assert_eq!(float(text.as_bytes()), None, "{text}");
        }
        assert_eq!(float(" 1.5\t".as_bytes()), Some(1.5));
    }

    #[test]
    fn integers_know_their_bounds() {
        let i8_of = |text: &str| integer(text.as_bytes(), i8::MIN.into(), i8::MAX as u64).map(|x| x as i64);
        assert_eq!([" 12 ", "+5", "-128", "127", "007"].map(i8_of), [12, 5, -128, 127, 7].map(Some));
        assert_eq!(["128", "-129", "", "-", "1 2", "1.0", "99999999999999999999999"].map(i8_of), [None; 7]);
        assert_eq!(integer(b"18446744073709551615", 0, u64::MAX), Some(u64::MAX));
        assert_eq!(integer(b"-9223372036854775808", i64::MIN, i64::MAX as u64), Some(1 << 63));
        assert_eq!((integer(b"-0", 0, u64::MAX), integer(b"-0", -1, 1)), (None, Some(0)));
    }

    #[test]
    fn complex_numbers() {
        let of = |text: &str| complex(text.as_bytes()).map(|z| (z.re, z.im));
        assert_eq!(of("(1+2j)"), Some((1.0, 2.0)));
        assert_eq!(of(" ( 1-2e3j ) "), Some((1.0, -2e3)));
        assert_eq!(of("3j"), Some((0.0, 3.0)));
        assert_eq!(of("(4)"), Some((4.0, 0.0)));
        assert_eq!(of("1+-2j"), Some((1.0, -2.0)));
        for text in ["(1+2j", "1+2j)", "()", "j", "1+j", "1+2", "1+2jj", "((1))", "1 +2j", "1+ 2j", ""] {
            assert_eq!(of(text), None, "{text}");
        }
    }
}
