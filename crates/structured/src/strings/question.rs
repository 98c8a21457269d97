//! Questions to each string: its length, and what kind of characters it consists of.

use npcore_array::{Array, DynView, Result};

use super::operand::{Kind, TextOperand, common_kind, no_loop};
use super::rows::Frame;
use super::unicode;
use super::unit::{Unit, length};
use super::with_units;

/// How many characters (or bytes) each string has, without the trailing zeros.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::strings;
/// assert_eq!(strings::str_len(&array!["", "né", "abc"])?.to_string(), "[0 2 3]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Elements that are no text; no memory.
pub fn str_len(a: impl TextOperand) -> Result<Array<i64>> {
    let given = a.given();
    let view = given.view();
    let kind = common_kind("str_len", &[&view], &[])?;
    let frame = Frame::new(&[&view])?;
    let held = frame.hold(&view, view.dtype().to_native())?;
    with_units!(kind, U => {
        let text = held.text::<U>();
        frame.values(held.bytes(), |i| length(text.row(i)) as i64)
    })
}

/// A question to a string as a function of its units.
trait Question {
    fn ask<U: Unit>(text: &[U]) -> bool;
}

fn ask<Q: Question>(name: &str, view: &DynView<'_>) -> Result<Array<bool>> {
    let kind = common_kind(name, &[view], &[])?;
    let frame = Frame::new(&[view])?;
    let held = frame.hold(view, view.dtype().to_native())?;
    with_units!(kind, U => {
        let text = held.text::<U>();
        frame.values(held.bytes(), |i| Q::ask(text.get(i)))
    })
}

/// Whether there are units, all of a class.
fn all<U: Unit>(text: &[U], class: impl Fn(U) -> bool) -> bool {
    !text.is_empty() && text.iter().all(|&unit| class(unit))
}

/// Whether there are cased units, and none that `other` names.
fn cased<U: Unit>(text: &[U], wanted: impl Fn(U) -> bool, other: impl Fn(U) -> bool) -> bool {
    let mut found = false;
    for &unit in text {
        if other(unit) {
            return false;
        }
        found |= wanted(unit);
    }
    found
}

/// Whether uppercase follows what has no case only, and lowercase what has.
fn is_title<U: Unit>(text: &[U]) -> bool {
    let (mut found, mut before) = (false, false);
    for &unit in text {
        let starts = unit.is_upper() || unit.is_title();
        let goes_on = !starts && unit.is_lower();
        if (starts && before) || (goes_on && !before) {
            return false;
        }
        before = starts || goes_on;
        found |= before;
    }
    found
}

macro_rules! questions {
    ($($(#[$meta:meta])* $name:ident: |$text:ident| $answer:expr;)*) => { $(
        $(#[$meta])*
        ///
        /// # Errors
        /// Elements that are no text; no memory.
        pub fn $name(a: impl TextOperand) -> Result<Array<bool>> {
            struct Ask;
            impl Question for Ask {
                fn ask<U: Unit>($text: &[U]) -> bool {
                    $answer
                }
            }
            ask::<Ask>(stringify!($name), &a.given().view())
        }
    )* };
}
questions! {
    /// Whether all characters of a string are letters, and there is one.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_structured::strings;
    /// assert_eq!(strings::isalpha(&array!["né", "a1", ""])?.to_string(), "[ True False False]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    isalpha: |text| all(text, U::is_alphabetic);
    /// Whether all characters are digits (superscripts among them), and there is one.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_structured::strings;
    /// assert_eq!(strings::isdigit(&array!["42", "4.2", "²"])?.to_string(), "[ True False  True]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    isdigit: |text| all(text, U::is_digit);
    /// Whether all characters are letters or numbers, and there is one.
    ///
    /// ```
    /// assert!(npcore_structured::strings::isalnum("a1½")?.item()?);
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    isalnum: |text| all(text, U::is_alphanumeric);
    /// Whether all characters are white space, and there is one.
    ///
    /// ```
    /// assert!(npcore_structured::strings::isspace(" \t\u{3000}")?.item()?);
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    isspace: |text| all(text, U::is_space);
    /// Whether all characters that have a case are lowercase, and there is one.
    ///
    /// ```
    /// assert!(npcore_structured::strings::islower("a1!")?.item()?);
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    islower: |text| cased(text, U::is_lower, |unit| unit.is_upper() || unit.is_title());
    /// Whether all characters that have a case are uppercase, and there is one.
    ///
    /// ```
    /// assert!(npcore_structured::strings::isupper("A1!")?.item()?);
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    isupper: |text| cased(text, U::is_upper, |unit| unit.is_lower() || unit.is_title());
    /// Whether words begin with uppercase and go on in lowercase, and there is one.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_structured::strings;
    /// assert_eq!(strings::istitle(&array!["Red Car", "Red car", "RED"])?.to_string(), "[ True False False]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    istitle: |text| is_title(text);
}

fn ask_numbers(name: &str, a: impl TextOperand, least: u8) -> Result<Array<bool>> {
    let given = a.given();
    let view = given.view();
    if common_kind(name, &[&view], &[])? == Kind::Bytes {
        return Err(no_loop(name, &[npcore_exec::class_text(view.dtype())]));
    }
    let frame = Frame::new(&[&view])?;
    let held = frame.hold(&view, view.dtype().to_native())?;
    let text = held.text::<u32>();
    frame.values(held.bytes(), |i| all(text.get(i), |unit| unicode::number_class(unit) >= least))
}

/// Whether all characters are decimal digits (of any script), and there is one.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::strings;
/// assert_eq!(strings::isdecimal(&array!["42", "٤٢", "²"])?.to_string(), "[ True  True False]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Elements that are no text, or bytes; no memory.
pub fn isdecimal(a: impl TextOperand) -> Result<Array<bool>> {
    ask_numbers("isdecimal", a, unicode::DECIMAL)
}

/// Whether all characters are numbers (fractions and Chinese numerals among them), and there is one.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::strings;
/// assert_eq!(strings::isnumeric(&array!["42", "½", "一", "x"])?.to_string(), "[ True  True  True False]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Elements that are no text, or bytes; no memory.
pub fn isnumeric(a: impl TextOperand) -> Result<Array<bool>> {
    ask_numbers("isnumeric", a, 1)
}
