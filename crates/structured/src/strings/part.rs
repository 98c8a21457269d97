//! Parts of strings: around a separator, or between positions.

use npcore_array::{Array, ArrayError, Operand, Result, engine};
use npcore_dtype::{DType, Elem};

use super::operand::{Bounds, Given, TextOperand, common_kind, end_class, integers, only_integers};
use super::rows::{Frame, Integers};
use super::search::{first, last};
use super::with_units;

fn parted<M: Elem>(a: &Given<'_>, sep: &Given<'_>, from_end: bool) -> Result<[Array<M>; 3]> {
    let (a, sep) = (a.view(), sep.view());
    let name = if from_end { "_rpartition_index" } else { "_partition_index" };
    let kind = common_kind(name, &[&a, &sep], &[])?;
    let frame = Frame::new(&[&a, &sep])?;
    let (a, sep) = (frame.hold(&a, a.dtype().to_native())?, frame.hold(&sep, sep.dtype().to_native())?);
    with_units!(kind, U => {
        let bytes = 2 * a.bytes();
        let (text, sep) = (a.text::<U>(), sep.text::<U>());
        if (0..frame.len()).any(|i| sep.get(i).is_empty()) {
            return Err(ArrayError::Value("empty separator".to_owned()));
        }
        // The three parts of a string; without a separator all of it is on the side that the search comes to last.
        let parts = |i: usize| {
            let (text, sep) = (text.get(i), sep.get(i));
            match if from_end { last(text, sep) } else { first(text, sep) } {
                Some(at) => [&text[..at], &text[at..at + sep.len()], &text[at + sep.len()..]],
                None if from_end => [&[], &[], text],
                None => [text, &[], &[]],
            }
        };
        let found = frame.widest(bytes, |i| parts(i)[1].len())? > 0;
        let part = |which: usize| -> Result<Array<M>> {
            let width = match which {
                1 if found => frame.widest(bytes, |i| sep.get(i).len())?,
                1 => 1,
                _ => frame.widest(bytes, |i| parts(i)[which].len())?,
            };
            engine::typed(frame.rows::<U>(width, bytes, |i, out| {
                let units = parts(i)[which];
                out[..units.len()].copy_from_slice(units);
                Ok(())
            })?)
        };
        Ok([part(0)?, part(1)?, part(2)?])
    })
}

/// What is before the first separator in each string, the separator, and what is behind it; the whole string, and twice
/// nothing, where there is none.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::strings;
/// let [before, sep, after] = strings::partition(&array!["a=1", "b"], "=")?;
/// assert_eq!(format!("{before} {sep} {after}"), "['a' 'b'] ['=' ''] ['1' '']");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Elements that are no text, or text of characters with bytes; `empty separator`; shapes that do not fit; no strings; no
/// memory.
pub fn partition<A: TextOperand>(a: A, sep: impl TextOperand) -> Result<[Array<A::Made>; 3]> {
    parted(&a.given(), &sep.given(), false)
}

/// What is before the last separator in each string, the separator, and what is behind it; twice nothing, and the whole
/// string, where there is none.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::strings;
/// let [_, _, extension] = strings::rpartition(&array!["a.tar.gz", "b.rs"], ".")?;
/// assert_eq!(extension.to_string(), "['gz' 'rs']");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`partition`].
pub fn rpartition<A: TextOperand>(a: A, sep: impl TextOperand) -> Result<[Array<A::Made>; 3]> {
    parted(&a.given(), &sep.given(), true)
}

/// The characters of each string between bounds, every `step`-th one of them (backwards, where it is negative): Python's
/// slices, with a result as wide as `a`.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::strings;
/// let a = array!["2026-11-22", "1999-01-02"];
/// assert_eq!(strings::slice(&a, ..4, 1)?.to_string(), "['2026' '1999']");
/// assert_eq!(strings::slice(&a, -2.., 1)?.to_string(), "['22' '02']");
/// assert_eq!(strings::slice("abc", .., -1)?.item()?, "cba");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Elements that are no text; `slice step cannot be zero`; positions and steps that are no integers; shapes that do not fit;
/// no memory.
pub fn slice<A: TextOperand>(a: A, bounds: impl Bounds, step: impl Operand) -> Result<Array<A::Made>> {
    let (a, ends) = (a.given(), bounds.ends());
    let a = a.view();
    let step = only_integers("step", &step.parts())?;
    let integer = npcore_exec::class_text(DType::INT64);
    let class = |end: usize| ends[end].as_ref().map_or(integer.clone(), |parts| end_class(Some(parts)));
    let classes = [class(0), class(1), integer.clone()];
    let kind = common_kind("_slice", &[&a], &classes)?;
    let step = step.view();
    if step.values().any(|value| value.as_i128() == Some(0)) {
        return Err(ArrayError::Value("slice step cannot be zero".to_owned()));
    }
    let mut given = [None, None];
    for (i, (array, end)) in given.iter_mut().zip(&ends).enumerate() {
        *array = end.as_ref().map(|parts| integers("_slice", 1 + i, parts)).transpose()?;
    }
    let views = given.each_ref().map(|array| array.as_ref().map(|array| array.view()));
    // Ends that are not given depend on the step, and so have its shape.
    let [start, stop] = views.each_ref().map(|view| view.as_ref().unwrap_or(&step));
    let frame = Frame::new(&[&a, start, stop, &step])?;
    let (text, step) = (frame.hold(&a, a.dtype().to_native())?, frame.hold(&step, DType::INT64)?);
    let mut held = [None, None];
    for (held, view) in held.iter_mut().zip(&views) {
        *held = view.as_ref().map(|view| frame.hold(view, DType::INT64)).transpose()?;
    }
    let ends: [Option<Integers<'_>>; 2] = held.each_ref().map(|held| held.as_ref().map(|held| held.integers()));
    let step = step.integers();
    let made = with_units!(kind, U => {
        let (bytes, text) = (text.bytes(), text.text::<U>());
        frame.rows::<U>(text.width, bytes, |i, out| {
            let units = text.get(i);
            let [start, stop] = ends.each_ref().map(|ends| ends.as_ref().map(|ends| ends.get(i)));
            let places = positions(units.len() as i64, start, stop, step.get(i));
            for (place, at) in out.iter_mut().zip(places) {
                *place = units[at as usize];
            }
            Ok(())
        })
    })?;
    engine::typed(made)
}

/// The positions that Python's slice of a list of `len` has.
fn positions(len: i64, start: Option<i64>, stop: Option<i64>, step: i64) -> impl Iterator<Item = i64> {
    // Backwards the places go from the last to before the first.
    let (low, high) = if step < 0 { (-1, len - 1) } else { (0, len) };
    let clip = |at: i64| (if at < 0 { at.saturating_add(len) } else { at }).clamp(low, high);
    let (from, to) = if step < 0 { (high, low) } else { (low, high) };
    let (from, to) = (start.map_or(from, clip), stop.map_or(to, clip));
    let span = if step < 0 { from - to } else { to - from };
    let count = if span <= 0 { 0 } else { (span - 1) / step.saturating_abs() + 1 };
    (0..count).map(move |i| from + i * step)
}
