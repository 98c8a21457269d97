//! Upper and lower case.

use npcore_array::{Array, ArrayError, DynArray, DynView, Result, engine};
use npcore_exec::ExecError;

use super::operand::{Kind, TextOperand, kind};
use super::rows::Frame;
use super::unicode;
use super::unit::Unit;
use super::with_units;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Case {
    Upper,
    Lower,
    Swapped,
    Capital,
    Title,
}

macro_rules! cases {
    ($($(#[$meta:meta])* $name:ident $case:ident;)*) => { $(
        $(#[$meta])*
        ///
        /// Of bytes only ASCII's letters change. The result is as wide as `a`: a character whose other case is longer
        /// (`ß`, `SS`) may push the last ones out, as in NumPy.
        ///
        /// # Errors
        /// `string operation on non-string array`; no memory.
        pub fn $name<A: TextOperand>(a: A) -> Result<Array<A::Made>> {
            engine::typed(recased(&a.given().view(), Case::$case)?)
        }
    )* };
}
cases! {
    /// Every string in uppercase.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_structured::strings;
    /// assert_eq!(strings::upper(&array!["buy", "für"])?.to_string(), "['BUY' 'FÜR']");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    upper Upper;
    /// Every string in lowercase.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_structured::strings;
    /// assert_eq!(strings::lower(&array!["BUY", "ΟΔΟΣ"])?.to_string(), "['buy' 'οδος']");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    lower Lower;
    /// Every character in its other case.
    ///
    /// ```
    /// assert_eq!(npcore_structured::strings::swapcase("aBc")?.item()?, "AbC");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    swapcase Swapped;
    /// The first character in titlecase, the rest in lowercase.
    ///
    /// ```
    /// assert_eq!(npcore_structured::strings::capitalize("aBC dE")?.item()?, "Abc de");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    capitalize Capital;
    /// The first character of each word in titlecase, the rest in lowercase.
    ///
    /// ```
    /// assert_eq!(npcore_structured::strings::title("aBC dE")?.item()?, "Abc De");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    title Title;
}

/// NumPy's words where something else than text is given to a function that calls Python's methods.
#[cold]
pub(super) fn not_text() -> ArrayError {
    ExecError::NoLoop { reason: "string operation on non-string array".to_owned() }.into()
}

fn recased(view: &DynView<'_>, case: Case) -> Result<DynArray> {
    let kind = kind(view.dtype()).ok_or_else(not_text)?;
    let frame = Frame::new(&[view])?;
    let held = frame.hold(view, view.dtype().to_native())?;
    let made = with_units!(kind, U => {
        let text = held.text::<U>();
        let width = text.width;
        frame.blocks::<U>(width, held.bytes(), |block, out| {
            // Whole blocks of ASCII (of bytes: of anything) at once, where a character does not depend on those before it.
            if let Some(units) = text.rows(block.clone())
                && (kind == Kind::Bytes || is_ascii(units))
                && flat(units, out, case)
            {
                return Ok(());
            }
            for (i, out) in block.zip(out.chunks_exact_mut(width.max(1))) {
                let text = text.get(i);
                if kind == Kind::Bytes || is_ascii(text) {
                    ascii(text, out, case);
                } else {
                    unicode_case(text, out, case);
                }
            }
            Ok(())
        })
    })?;
    in_order_of(view, made)
}

/// Text in the byte order of a view, which NumPy keeps where it calls Python's methods.
pub(super) fn in_order_of(view: &DynView<'_>, made: DynArray) -> Result<DynArray> {
    if view.dtype().is_native() { Ok(made) } else { made.astype_dyn(view.dtype()) }
}

fn is_ascii<U: Unit>(units: &[U]) -> bool {
    // No early exit: it goes in vectors so.
    units.iter().fold(0, |all, &unit| all | unit.code()) < 128
}

/// All units by themselves; false (and nothing written) for cases that depend on the units before.
fn flat<U: Unit>(units: &[U], out: &mut [U], case: Case) -> bool {
    let pairs = out.iter_mut().zip(units);
    match case {
        Case::Upper => pairs.for_each(|(out, unit)| *out = unit.ascii_upper()),
        Case::Lower => pairs.for_each(|(out, unit)| *out = unit.ascii_lower()),
        Case::Swapped => pairs.for_each(|(out, unit)| {
            let lower = unit.ascii_lower();
            *out = if lower == *unit { unit.ascii_upper() } else { lower };
        }),
        Case::Capital | Case::Title => return false,
    }
    true
}

/// One element whose letters are ASCII's.
fn ascii<U: Unit>(text: &[U], out: &mut [U], case: Case) {
    if flat(text, out, case) {
        return;
    }
    let mut inside = false;
    for (out, &unit) in out.iter_mut().zip(text) {
        *out = if inside { unit.ascii_lower() } else { unit.ascii_upper() };
        inside = case == Case::Capital || unit.ascii_lower() != unit.ascii_upper();
    }
}

/// One element of any characters; what does not fit is cut.
fn unicode_case<U: Unit>(text: &[U], out: &mut [U], case: Case) {
    let mut places = out.iter_mut();
    let mut put = |code: u32| {
        if let Some(place) = places.next() {
            *place = U::from_code(code);
        }
    };
    let mut inside = false;
    for (i, &unit) in text.iter().enumerate() {
        let wanted = match case {
            Case::Capital | Case::Title if inside => Case::Lower,
            Case::Swapped if unit.is_upper() => Case::Lower,
            Case::Swapped if unit.is_lower() => Case::Upper,
            other => other,
        };
        let c = char::from_u32(unit.code());
        match (wanted, c) {
            (Case::Upper, Some(c)) => c.to_uppercase().for_each(|c| put(c.into())),
            (Case::Lower, Some('Σ')) => put(if is_final(text, i) { 'ς' } else { 'σ' }.into()),
            (Case::Lower, Some(c)) => c.to_lowercase().for_each(|c| put(c.into())),
            (Case::Capital | Case::Title, Some(_)) => unicode::to_title(unit.code(), &mut put),
            _ => put(unit.code()),
        }
        inside = case == Case::Capital || unit.is_lower() || unit.is_upper() || unit.is_title();
    }
}

/// Whether the sigma at a place ends a word: the standard library knows what may stand around it.
fn is_final<U: Unit>(text: &[U], at: usize) -> bool {
    let char_of = |&unit: &U| char::from_u32(unit.code()).unwrap_or(char::REPLACEMENT_CHARACTER);
    let whole: String = text.iter().map(char_of).collect();
    let before: usize = text[..at].iter().map(|unit| char_of(unit).to_lowercase().count()).sum();
    whole.to_lowercase().chars().nth(before) == Some('ς')
}
