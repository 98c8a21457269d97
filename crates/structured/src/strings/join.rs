//! Strings put together.

use npcore_array::{Array, ArrayError, Operand, Result, engine};
use npcore_dtype::DType;
use npcore_kernel::Binary;

use super::operand::{TextOperand, common_kind, no_loop, only_integers};
use super::rows::Frame;
use super::with_units;

/// The strings of `a` followed by those of `b`. The result is as wide as both together.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::strings;
/// assert_eq!(strings::add(&array!["a", "bb"], [".x", ".y"])?.to_string(), "['a.x' 'bb.y']");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Elements that are no text, or text of characters with bytes; shapes that do not fit; no memory.
pub fn add<A: TextOperand>(a: A, b: impl TextOperand) -> Result<Array<A::Made>> {
    let (a, b) = (a.given(), b.given());
    let (a, b) = (a.view(), b.view());
    for view in [&a, &b] {
        if super::operand::kind(view.dtype()).is_none() {
            return Err(no_loop("add", &[a.dtype(), b.dtype()].map(|dtype| format!("{dtype:?}"))));
        }
    }
    engine::typed(engine::binary(Binary::Add, &engine::parts(&a), &engine::parts(&b))?)
}

/// Every string `i` times; not at all, where `i` is negative.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::strings;
/// assert_eq!(strings::multiply(&array!["ab", "-"], [1, 3])?.to_string(), "['ab' '---']");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Elements that are no text; counts that are no integers; shapes that do not fit; no strings; a result beyond what an element
/// can hold; no memory.
pub fn multiply<A: TextOperand>(a: A, i: impl Operand) -> Result<Array<A::Made>> {
    let times = only_integers("i", &i.parts())?;
    let (a, times) = (a.given(), times.view());
    let a = a.view();
    let kind = common_kind("str_len", &[&a], &[])?;
    let frame = Frame::new(&[&a, &times])?;
    let (text, times) = (frame.hold(&a, a.dtype().to_native())?, frame.hold(&times, DType::INT64)?);
    let times = times.integers();
    let times = |i| usize::try_from(times.get(i)).unwrap_or(0);
    let made = with_units!(kind, U => {
        let (bytes, text) = (text.bytes(), text.text::<U>());
        let widest = frame.widest(bytes, |i| text.get(i).len().saturating_mul(times(i)))?;
        if widest > i64::MAX as usize {
            return Err(ArrayError::Value("Overflow encountered in string multiply".to_owned()));
        }
        frame.rows::<U>(widest.max(1), bytes, |i, out| {
            let text = text.get(i);
            if !text.is_empty() {
                out.chunks_exact_mut(text.len()).take(times(i)).for_each(|place| place.copy_from_slice(text));
            }
            Ok(())
        })
    })?;
    engine::typed(made)
}

/// The characters of each string with `sep` between them: NumPy's `np.char.join`.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::strings;
/// assert_eq!(strings::join(["-", "."], &array!["abc", "de"])?.to_string(), "['a-b-c' 'd.e']");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Elements that are no text, or bytes; shapes that do not fit; a result beyond what an element can hold; no memory.
pub fn join<S: TextOperand>(sep: impl TextOperand, seq: S) -> Result<Array<S::Made>> {
    let (sep, seq) = (sep.given(), seq.given());
    let (sep, seq) = (sep.view(), seq.view());
    for view in [&sep, &seq] {
        if !view.dtype().is_str() {
            return Err(super::case::not_text());
        }
    }
    let frame = Frame::new(&[&sep, &seq])?;
    if frame.len() == 0 {
        // Of nothing the width cannot be told: it stays.
        return engine::typed(seq.broadcast_to(frame.shape())?.to_owned());
    }
    let (sep, seq) = (frame.hold(&sep, sep.dtype().to_native())?, frame.hold(&seq, seq.dtype().to_native())?);
    let bytes = seq.bytes();
    let (sep, seq) = (sep.text::<u32>(), seq.text::<u32>());
    let joined = |i: usize| {
        let len = seq.get(i).len();
        len.saturating_add(len.saturating_sub(1).saturating_mul(sep.get(i).len()))
    };
    let widest = frame.widest(bytes, joined)?;
    let made = frame.rows::<u32>(widest.max(1), bytes, |i, out| {
        let sep = sep.get(i);
        for (k, &unit) in seq.get(i).iter().enumerate() {
            let at = k * (1 + sep.len());
            if k > 0 {
                out[at - sep.len()..at].copy_from_slice(sep);
            }
            out[at] = unit;
        }
        Ok(())
    })?;
    engine::typed(made)
}
