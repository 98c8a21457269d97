//! Arrays from text and from iterators.

use npcore_dtype::{DType, Dyn, Element, Scalar, ScalarType};
use npcore_layout::Order;

use crate::containers::{Array, DynArray};
use crate::error::{ArrayError, Result};

/// The first `count` values of an iterator, or all of them, along one axis.
///
/// `Array::from_iter` and `collect` do the same without a count.
///
/// # Errors
/// `iterator too short: Expected 5 but iterator had only 2 items.`
///
/// ```
/// use npcore_array::fromiter;
/// assert_eq!(fromiter((0..).map(|i| i * i), Some(4))?.to_string(), "[0 1 4 9]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn fromiter<T: Element>(values: impl IntoIterator<Item = T>, count: Option<usize>) -> Result<Array<T>> {
    let values: Vec<T> = values.into_iter().take(count.unwrap_or(usize::MAX)).collect();
    match count {
        Some(count) if values.len() < count => Err(ArrayError::Value(format!(
            "iterator too short: Expected {count} but iterator had only {} items.",
            values.len()
        ))),
        _ => Ok(Array::from_vec(values)),
    }
}

/// Numbers from text, along one axis: all of them, or `count`. White space in the separator stands for any or none,
/// and is allowed around it.
///
/// Where fewer numbers than `count` are found, NumPy leaves the rest of the array as memory was; here that is an
/// error. Of blank text NumPy makes one number up; here there is none. Into a byte-swapped dtype NumPy writes native
/// bytes; here the values are right.
///
/// # Errors
/// `string or file could not be read to its end due to unmatched data`; `string is smaller than requested size`; an
/// empty separator; types that are no numbers.
///
/// ```
/// use npcore_array::fromstring;
/// assert_eq!(fromstring::<f64>("1, 2.5,nan", ",", None)?.to_string(), "[1.  2.5 nan]");
/// assert_eq!(fromstring::<i32>(" 1 2\n3 ", " ", None)?.to_string(), "[1 2 3]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn fromstring<T: Element>(text: &str, sep: &str, count: Option<usize>) -> Result<Array<T>> {
    Ok(fromstring_dyn(text, <T as Element>::dtype(), sep, count)?.assume_type())
}

/// [`fromstring`] with a dtype known at run time.
///
/// # Errors
/// As [`fromstring`].
pub fn fromstring_dyn(text: &str, dtype: DType, sep: &str, count: Option<usize>) -> Result<DynArray> {
    let refused = |words: &str| Err(ArrayError::Value(words.to_owned()));
    if sep.is_empty() {
        return refused("The binary mode of fromstring is removed, use frombuffer instead");
    }
    let Some(ty) = dtype.scalar_type() else {
        return refused("don't know how to read character strings with that array type");
    };
    let (native, item, sep) = (dtype.to_native(), dtype.itemsize(), separator(sep));
    let mut left = text.as_bytes();
    let (mut bytes, mut n) = (Vec::new(), 0);
    let mut read_to_end = true;
    while count.is_none_or(|count| n < count) {
        let Some((value, rest)) = number(left, ty) else {
            read_to_end = left.iter().all(|&c| is_space(c));
            break;
        };
        left = rest;
        bytes.resize(bytes.len() + item, 0);
        value.cast_into(native, &mut bytes[n * item..])?;
        n += 1;
        match skip(left, &sep) {
            Skip::Matched(rest) => left = rest,
            Skip::End => break,
            Skip::Unmatched => {
                read_to_end = count == Some(n);
                break;
            }
        }
    }
    if !read_to_end {
        return refused("string or file could not be read to its end due to unmatched data");
    }
    if count.is_some_and(|count| n < count) {
        return refused("string is smaller than requested size");
    }
    let array = DynArray::from_bytes(n, native, &bytes)?;
    // A bool was written by `cast_into`: every byte is a value.
    let (buffer, raw) = array.into_parts();
    // SAFETY: the parts of an array of valid values.
    let array = unsafe { Array::<Dyn>::from_parts(buffer, native, raw.layout, true) };
    if dtype == native {
        Ok(array)
    } else {
        Ok(array.view().asarray_dyn(dtype, Order::K, Default::default())?.into_owned())
    }
}

fn is_space(c: u8) -> bool {
    c.is_ascii_whitespace() || c == 0x0b
}

/// The separator with a space (any white space, or none) for each run of white space, and one in front.
fn separator(sep: &str) -> Vec<u8> {
    let mut clean = Vec::with_capacity(sep.len() + 1);
    if !sep.bytes().next().is_some_and(is_space) {
        clean.push(b' ');
    }
    for c in sep.bytes() {
        let c = if is_space(c) { b' ' } else { c };
        if c != b' ' || clean.last() != Some(&b' ') {
            clean.push(c);
        }
    }
    clean
}

enum Skip<'a> {
    Matched(&'a [u8]),
    End,
    Unmatched,
}

fn skip<'a>(text: &'a [u8], sep: &[u8]) -> Skip<'a> {
    let (mut left, mut sep) = (text, sep);
    loop {
        let Some(&c) = left.first() else { return Skip::End };
        match sep.first() {
            None if left.len() < text.len() => return Skip::Matched(left),
            // Only white space was asked for, and there is none.
            None => return Skip::Unmatched,
            Some(b' ') if is_space(c) => left = &left[1..],
            Some(b' ') => sep = &sep[1..],
            Some(&wanted) if wanted != c => return Skip::Unmatched,
            Some(_) => (left, sep) = (&left[1..], &sep[1..]),
        }
    }
}

/// A number at the start of the text, after white space, and what follows it.
fn number(text: &[u8], ty: ScalarType) -> Option<(Scalar, &[u8])> {
    let start = text.iter().take_while(|&&c| is_space(c)).count();
    let text = &text[start..];
    if ty.is_integer() {
        let (negative, digits) = signed(text);
        let n = digits.iter().take_while(|c| c.is_ascii_digit()).count();
        if n == 0 {
            return None;
        }
        // As C's strtol: what does not fit 64 bits is the nearest that does; narrower types wrap.
        let size = digits[..n].iter().fold(0i128, |x, c| (x * 10 + i128::from(c - b'0')).min(1 << 64));
        let value = if negative { -size } else { size };
        let value = if ty == ScalarType::UInt64 {
            Scalar::UInt64(u64::try_from(size).map_or(u64::MAX, |x| if negative { x.wrapping_neg() } else { x }))
        } else {
            Scalar::Int64(value.clamp(i64::MIN.into(), i64::MAX.into()) as i64)
        };
        return Some((value, &digits[n..]));
    }
    let (re, rest) = float(text)?;
    if !ty.is_complex() {
        return Some((Scalar::Float64(re), rest));
    }
    let complex = |re, im| Scalar::Complex128(npcore_dtype::Complex::new(re, im));
    if let Some(rest) = rest.strip_prefix(b"j") {
        return Some((complex(0.0, re), rest));
    }
    if let (Some(b'+' | b'-'), Some((im, after))) = (rest.first(), float(rest))
        && let Some(rest) = after.strip_prefix(b"j")
    {
        return Some((complex(re, im), rest));
    }
    Some((complex(re, 0.0), rest))
}

fn signed(text: &[u8]) -> (bool, &[u8]) {
    match text.first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    }
}

fn float(text: &[u8]) -> Option<(f64, &[u8])> {
    let (negative, digits) = signed(text);
    let sign = if negative { -1.0 } else { 1.0 };
    let word = |word: &[u8]| digits.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    for (name, value) in [(&b"nan"[..], f64::NAN), (b"infinity", f64::INFINITY), (b"inf", f64::INFINITY)] {
        if word(name) {
            return Some((value * sign, &digits[name.len()..]));
        }
    }
    let count = |from: usize| digits[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let whole = count(0);
    let mut end = whole;
    let mut figures = whole;
    if digits.get(end) == Some(&b'.') {
        let fraction = count(end + 1);
        figures += fraction;
        end += 1 + fraction;
    }
    if figures == 0 {
        return None;
    }
    if let Some(b'e' | b'E') = digits.get(end) {
        let sign = usize::from(matches!(digits.get(end + 1), Some(b'+' | b'-')));
        let exponent = count((end + 1 + sign).min(digits.len()));
        if exponent > 0 {
            end += 1 + sign + exponent;
        }
    }
    let value: f64 = std::str::from_utf8(&digits[..end]).ok()?.parse().ok()?;
    Some((value * sign, &digits[end..]))
}
