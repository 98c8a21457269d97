//! What is taken off the ends of strings.

use npcore_array::{Array, DynArray, Result, engine};

use super::operand::{Given, TextOperand, common_kind};
use super::rows::Frame;
use super::unit::Unit;
use super::with_units;

/// Which ends.
#[derive(Clone, Copy)]
struct Ends {
    left: bool,
    right: bool,
}

impl Ends {
    /// The part between the first and the last unit that stay.
    fn trim<'a, U: Unit>(&self, mut text: &'a [U], goes: impl Fn(U) -> bool) -> &'a [U] {
        if self.left {
            let from = text.iter().position(|&unit| !goes(unit)).unwrap_or(text.len());
            text = &text[from..];
        }
        if self.right {
            let to = text.iter().rposition(|&unit| !goes(unit)).map_or(0, |at| at + 1);
            text = &text[..to];
        }
        text
    }
}

fn space(name: &str, a: &Given<'_>, ends: Ends) -> Result<DynArray> {
    let a = a.view();
    let kind = common_kind(name, &[&a], &[])?;
    let frame = Frame::new(&[&a])?;
    let held = frame.hold(&a, a.dtype().to_native())?;
    with_units!(kind, U => {
        let text = held.text::<U>();
        frame.rows::<U>(text.width, held.bytes(), |i, out| {
            let rest = ends.trim(text.get(i), U::is_space);
            out[..rest.len()].copy_from_slice(rest);
            Ok(())
        })
    })
}

fn chars(name: &str, a: &Given<'_>, chars: &Given<'_>, ends: Ends) -> Result<DynArray> {
    let (a, chars) = (a.view(), chars.view());
    let kind = common_kind(name, &[&a, &chars], &[])?;
    let frame = Frame::new(&[&a, &chars])?;
    let (held, chars) = (frame.hold(&a, a.dtype().to_native())?, frame.hold(&chars, chars.dtype().to_native())?);
    with_units!(kind, U => {
        let (text, chars) = (held.text::<U>(), chars.text::<U>());
        frame.rows::<U>(text.width, held.bytes(), |i, out| {
            let chars = chars.get(i);
            let rest = ends.trim(text.get(i), |unit| chars.contains(&unit));
            out[..rest.len()].copy_from_slice(rest);
            Ok(())
        })
    })
}

macro_rules! strips {
    ($($(#[$meta:meta])* $name:ident $what:literal $ends:expr; $(#[$chars_meta:meta])* $chars:ident;)*) => { $(
        #[doc = concat!("Every string without the white space ", $what, ".")]
        ///
        /// The result is as wide as `a`.
        ///
        $(#[$meta])*
        ///
        /// # Errors
        /// Elements that are no text; no memory.
        pub fn $name<A: TextOperand>(a: A) -> Result<Array<A::Made>> {
            let name = concat!("_", stringify!($name), "_whitespace");
            engine::typed(space(name, &a.given(), $ends)?)
        }

        #[doc = concat!("Every string without those of `chars` ", $what, ".")]
        ///
        /// The result is as wide as `a`.
        ///
        $(#[$chars_meta])*
        ///
        /// # Errors
        /// Elements that are no text, or text of characters with bytes; shapes that do not fit; no memory.
        pub fn $chars<A: TextOperand>(a: A, chars: impl TextOperand) -> Result<Array<A::Made>> {
            let name = concat!("_", stringify!($name), "_chars");
            engine::typed(self::chars(name, &a.given(), &chars.given(), $ends)?)
        }
    )* };
}
strips! {
    /// ```
    /// use npcore_array::array;
    /// use npcore_structured::strings;
    /// assert_eq!(strings::strip(&array!["  a b ", "c\n"])?.to_string(), "['a b' 'c']");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    strip "at both ends" Ends { left: true, right: true };
    /// ```
    /// use npcore_array::array;
    /// use npcore_structured::strings;
    /// assert_eq!(strings::strip_chars(&array!["--a-b-", "++c"], "-+")?.to_string(), "['a-b' 'c']");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    strip_chars;
    /// ```
    /// assert_eq!(npcore_structured::strings::lstrip(" a ")?.item()?, "a ");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    lstrip "at the beginning" Ends { left: true, right: false };
    /// ```
    /// assert_eq!(npcore_structured::strings::lstrip_chars("aab", "a")?.item()?, "b");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    lstrip_chars;
    /// ```
    /// assert_eq!(npcore_structured::strings::rstrip(" a ")?.item()?, " a");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    rstrip "at the end" Ends { left: false, right: true };
    /// ```
    /// assert_eq!(npcore_structured::strings::rstrip_chars("baa", "a")?.item()?, "b");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    rstrip_chars;
}
