//! Numbers as `loadtxt` reads them: as C does, with white space around.

use npcore_dtype::Complex;

use super::characters::trim;
#[cfg(target_arch = "x86_64")]
use super::fourteen_digits::fourteen_digits;

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

/// A float at a place of a text, and its length.
#[inline]
pub(crate) fn float_prefix(text: &[u8], at: usize) -> Option<(f64, usize)> {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: every processor of the architecture has SSE2.
    if let Some(read) = unsafe { fourteen_digits(text, at) } {
        return Some(read);
    }
    let text = text.get(at..)?;
    match short_decimal(text) {
        Some(read) => Some(read),
        None => fast_float2::parse_partial(text).ok(),
    }
}

/// Powers of ten that are floats themselves.
pub(super) const POWERS: [f64; 17] =
    [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16];

/// Eight times the digit 0.
const ZEROS: u64 = 0x3030_3030_3030_3030;

/// The high bit of each byte that is no digit: of the first one that is none, whatever carries beyond it.
#[inline]
fn non_digits(bytes: u64) -> u64 {
    let digits = bytes ^ ZEROS;
    (digits.wrapping_add(0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
}

/// The number that eight digits make, each a byte from 0 to 9, the first one in the lowest: in pairs, then fours, then the
/// eight (Lemire, "Quickly parsing eight digits").
#[inline]
fn eight_digits(digits: u64) -> u64 {
    let pairs = digits.wrapping_mul(10).wrapping_add(digits >> 8);
    let first = (pairs & 0x0000_00ff_0000_00ff).wrapping_mul(0x000f_4240_0000_0064);
    let second = (pairs >> 16 & 0x0000_00ff_0000_00ff).wrapping_mul(0x0000_2710_0000_0001);
    first.wrapping_add(second) >> 32
}

/// A number such as `-12.345678`, of which digits and power of ten are floats themselves, so that one division rounds as
/// it should (Clinger's fast path): most of what is in tables. None for others, and for those near the end of the text.
#[inline]
fn short_decimal(text: &[u8]) -> Option<(f64, usize)> {
    let (is_negative, start) = sign(text);
    let (whole, before) = few_digits(text.get(start..)?, 0)?;
    let mut end = start + before;
    let (mut value, mut behind) = (whole, 0);
    if *text.get(end)? == b'.' {
        (value, behind) = few_digits(&text[end + 1..], whole)?;
        end += 1 + behind;
    }
    if before + behind == 0 || before + behind > 16 || value > 1 << 53 || matches!(text.get(end)?, b'e' | b'E') {
        return None;
    }
    let value = value as f64 / POWERS[behind];
    Some((f64::from_bits(value.to_bits() | u64::from(is_negative) << 63), end))
}

/// Whether a text begins with a minus, and the bytes of its sign: without a branch, which random signs would mislead.
#[inline]
pub(super) fn sign(text: &[u8]) -> (bool, usize) {
    let first = text.first().copied().unwrap_or_default();
    let is_negative = first == b'-';
    (is_negative, usize::from(is_negative | (first == b'+')))
}

/// The digits at the start of a text, up to 15, behind the digits that made `value`, and how many they are. None where there
/// are more, or fewer than eight bytes to look at together. Wraps if all the digits are more than 19.
#[inline]
fn few_digits(text: &[u8], value: u64) -> Option<(u64, usize)> {
    const POWERS: [u64; 8] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];
    let (chunk, n) = leading_digits(text.first_chunk()?);
    if n < 8 {
        return Some((value.wrapping_mul(POWERS[n]).wrapping_add(chunk), n));
    }
    let (more, n) = leading_digits(text[8..].first_chunk()?);
    let chunk = chunk * POWERS.get(n)? + more;
    Some((value.wrapping_mul(POWERS[n] * 100_000_000).wrapping_add(chunk), 8 + n))
}

/// The number that the digits at the start of eight bytes make, and how many they are.
#[inline]
fn leading_digits(bytes: &[u8; 8]) -> (u64, usize) {
    let bytes = u64::from_le_bytes(*bytes);
    let n = non_digits(bytes).trailing_zeros() as usize / 8;
    if n == 0 {
        return (0, 0);
    }
    (eight_digits((bytes ^ ZEROS) << (64 - 8 * n)), n)
}

/// An integer at the start of a text, and its length.
#[inline]
pub(crate) fn integer_prefix(text: &[u8], least: i64, most: u64) -> Option<(u64, usize)> {
    let (is_negative, start) = sign(text);
    let (mut value, mut n) = (0u64, start);
    if let Some((digits, count)) = few_digits(&text[start..], 0) {
        (value, n) = (digits, start + count);
    }
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
    fn floats_at_the_start_of_a_text_are_the_same() {
        let numbers = [
            "0",
            "-0",
            "7",
            "12345678",
            "123456789",
            "1234567890123456",
            "12345678901234567",
            "9007199254740993",
            "9007199254740992",
            "90071992547409930",
            "1.",
            ".5",
            "-.25",
            "+1.5",
            "0.1",
            "0.30000000000000004",
            "1.7976931348623157",
            "12345678.12345678",
            "123456.7890123456",
            "99999999.99999999",
            "0.00000001",
            "0.0000000000000001",
            "0.00000000000000001",
            "1234567.12345678901",
            "1e5",
            "1.5E-7",
            "-12.345678",
            "1.234567",
            "-1.234567",
            "+0.000001",
            "12.34567",
            "-123456.7",
            "1234567.",
            "-.1234567",
            "1.2345678",
            "-99.123456",
            "12345.67890123",
            "-1234567.89012",
            "1.23456789012345",
            "1234567.1234567",
            "1234567.12345678",
            "99.99999999999999",
            "-1.5e3",
            "0.5E1",
            "nan",
            "-inf",
            "00000000000000012.5",
            "3.141592653589793",
        ];
        for number in numbers {
            for behind in [
                "",
                " ",
                ",1,2,3,4,5,6,7,8,9",
                "\n0123456789012345",
                "x.......",
                "/;:@........",
                "\u{ff}\u{ff}\u{ff}\u{ff}\u{ff}",
            ] {
                for before in ["", "9", "0123456789", "1234567890.123456,"] {
                    let text = format!("{before}{number}{behind}");
                    let read = float_prefix(text.as_bytes(), before.len());
                    let (value, n) = read.unwrap_or_else(|| panic!("{text}"));
                    let expected: f64 = number.parse().unwrap();
                    assert_eq!((value.to_bits() << 1, n), (expected.to_bits() << 1, number.len()), "{text}");
                    assert_eq!(
                        value.is_sign_negative() || value.is_nan(),
                        expected.is_sign_negative() || value.is_nan(),
                        "{text}"
                    );
                }
            }
        }
        for text in ["", "-", ".", "e5", "-.", ".........", "--------------", "abcdefghijkl", ",1.5,1.5,1.5"] {
            assert_eq!(float_prefix(text.as_bytes(), 0), None, "{text}");
        }
        for text in ["1234567,12345678", "12345678,12345678", "0,............", "1844674407370955,........"] {
            let digits = text.split(',').next().unwrap();
            let expected = Some((digits.parse().unwrap(), digits.len()));
            assert_eq!(integer_prefix(text.as_bytes(), i64::MIN, u64::MAX), expected, "{text}");
        }
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
