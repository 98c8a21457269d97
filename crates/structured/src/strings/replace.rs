//! Parts of strings replaced by others.

use npcore_array::{Array, Operand, Result, engine};
use npcore_dtype::DType;

use super::operand::{TextOperand, common_kind, only_integers};
use super::rows::Frame;
use super::search::{first, occurrences};
use super::unit::Unit;
use super::with_units;

/// Every string with the first `count` of `old` (all, where `count` is negative) replaced by `new`.
///
/// The result is as wide as its longest string. `old` and `new` count with all their characters; NumPy cuts strings that are
/// no arrays to the width of `a` first.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::strings;
/// let a = array!["a-b-c", "d-"];
/// assert_eq!(strings::replace(&a, "-", " + ", -1)?.to_string(), "['a + b + c' 'd + ']");
/// assert_eq!(strings::replace(&a, "-", "", 1)?.to_string(), "['ab-c' 'd']");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Elements that are no text, or text of characters with bytes; counts that are no integers; shapes that do not fit; no
/// strings; a result beyond what an element can hold; no memory.
pub fn replace<A: TextOperand>(
    a: A,
    old: impl TextOperand,
    new: impl TextOperand,
    count: impl Operand,
) -> Result<Array<A::Made>> {
    let most = only_integers("count", &count.parts())?;
    let (a, old, new) = (a.given(), old.given(), new.given());
    let (a, old, new, most) = (a.view(), old.view(), new.view(), most.view());
    let kind = common_kind("_replace", &[&a, &old, &new], &[npcore_exec::class_text(DType::INT64)])?;
    let frame = Frame::new(&[&a, &old, &new, &most])?;
    let most = frame.hold(&most, DType::INT64)?;
    let [a, old, new] = [a, old, new].map(|view| frame.hold(&view, view.dtype().to_native()));
    let (a, old, new) = (a?, old?, new?);
    let made = with_units!(kind, U => {
        let (bytes, most) = (a.bytes(), most.integers());
        let (a, old, new) = (a.text::<U>(), old.text::<U>(), new.text::<U>());
        let most = |i| usize::try_from(most.get(i)).unwrap_or(usize::MAX);
        let widest = frame.widest(2 * bytes, |i| {
            let (text, old, new) = (a.get(i), old.get(i), new.get(i));
            let times = occurrences(text, old, most(i));
            (text.len() - times * old.len().min(text.len())).saturating_add(times.saturating_mul(new.len()))
        })?;
        frame.rows::<U>(widest.max(1), 2 * bytes, |i, out| {
            replaced(a.get(i), old.get(i), new.get(i), most(i), out);
            Ok(())
        })
    })?;
    engine::typed(made)
}

fn replaced<U: Unit>(mut text: &[U], old: &[U], new: &[U], most: usize, out: &mut [U]) {
    let mut at = 0;
    let mut put = |units: &[U]| {
        out[at..at + units.len()].copy_from_slice(units);
        at += units.len();
    };
    if old.is_empty() {
        // Before each unit, and behind the last.
        for (i, unit) in text.iter().enumerate() {
            if i < most {
                put(new);
            }
            put(std::slice::from_ref(unit));
        }
        if text.len() < most {
            put(new);
        }
        return;
    }
    let mut count = 0;
    while count < most
        && let Some(found) = first(text, old)
    {
        put(&text[..found]);
        put(new);
        text = &text[found + old.len()..];
        count += 1;
    }
    put(text);
}
