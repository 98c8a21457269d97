//! Print options: how arrays are written, per thread, settable for a scope.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::Arc;

use npcore_dtype::Scalar;
use thiserror::Error;

use crate::containers::DynView;

/// A print option's text that names none of its values, in NumPy's words where it has them.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{words}")]
pub struct PrintOptionError {
    words: String,
}

pub(super) fn unknown<T>(words: impl Into<String>) -> Result<T, PrintOptionError> {
    Err(PrintOptionError { words: words.into() })
}

/// What the precision of floating-point numbers means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FloatMode {
    /// Exactly `precision` digits after the decimal point.
    Fixed,
    /// As many digits as identify each number; `precision` is ignored.
    Unique,
    /// At most `precision` digits, fewer where fewer identify the number.
    #[default]
    MaxPrec,
    /// At most `precision` digits, the same number of them for every element.
    MaxPrecEqual,
}

impl FromStr for FloatMode {
    type Err = PrintOptionError;

    /// By NumPy's names: `"fixed"`, `"unique"`, `"maxprec"`, `"maxprec_equal"`.
    fn from_str(name: &str) -> Result<FloatMode, PrintOptionError> {
        Ok(match name {
            "fixed" => FloatMode::Fixed,
            "unique" => FloatMode::Unique,
            "maxprec" => FloatMode::MaxPrec,
            "maxprec_equal" => FloatMode::MaxPrecEqual,
            _ => {
                return unknown(r#"floatmode option must be one of "fixed", "unique", "maxprec", "maxprec_equal""#);
            }
        })
    }
}

/// What stands before positive numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sign {
    /// Nothing (`'-'`).
    #[default]
    Minus,
    /// A plus sign (`'+'`).
    Plus,
    /// A blank (`' '`).
    Space,
}

impl FromStr for Sign {
    type Err = PrintOptionError;

    /// By NumPy's names: `"-"`, `"+"`, `" "`.
    fn from_str(name: &str) -> Result<Sign, PrintOptionError> {
        Ok(match name {
            "-" => Sign::Minus,
            "+" => Sign::Plus,
            " " => Sign::Space,
            _ => return unknown("sign option must be one of ' ', '+', or '-'"),
        })
    }
}

/// An older NumPy whose text is wanted.
///
/// NumPy's modes `'1.13'` and `'1.21'` are not kept: they change the layout of lines, signs, and the text of dtypes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Legacy {
    /// `'1.25'`: scalars are written without their type, `3.0` for `np.float64(3.0)`; and as the next.
    V1_25,
    /// `'2.1'`: the `repr` of a summarised array does not name its shape; and as the next.
    V2_1,
    /// `'2.2'`: scientific notation begins at 1e8 in arrays and 1e16 by themselves also for float16 and float32. As
    /// in NumPy 2.4 this mode does not name shapes either.
    V2_2,
}

impl FromStr for Legacy {
    type Err = PrintOptionError;

    /// By NumPy's names: `"1.25"`, `"2.1"`, `"2.2"`.
    fn from_str(name: &str) -> Result<Legacy, PrintOptionError> {
        Ok(match name {
            "1.25" => Legacy::V1_25,
            "2.1" => Legacy::V2_1,
            "2.2" => Legacy::V2_2,
            _ => return unknown("legacy printing option can currently only be '1.25', '2.1' or '2.2'"),
        })
    }
}

/// The kinds of element that can have their own formatting function, and groups of them.
///
/// Where several fit an element, its own kind goes before a group, and a group before [`All`](Self::All). For NumPy's
/// names see its `FromStr`: `"complexfloat".parse()`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FormatterKind {
    /// Booleans.
    Bool,
    /// Integers, signed or not.
    Int,
    /// Time differences.
    TimeDelta,
    /// Dates and times.
    DateTime,
    /// Floating-point numbers.
    Float,
    /// Complex numbers.
    Complex,
    /// Raw bytes without fields.
    Void,
    /// Text and byte strings.
    Str,
    /// Integers (`'int_kind'`).
    IntKind,
    /// Floating-point numbers (`'float_kind'`).
    FloatKind,
    /// Complex numbers (`'complex_kind'`).
    ComplexKind,
    /// Text and byte strings (`'str_kind'`).
    StrKind,
    /// Everything (`'all'`).
    All,
}

const KINDS: [(&str, FormatterKind); 13] = [
    ("bool", FormatterKind::Bool),
    ("int", FormatterKind::Int),
    ("timedelta", FormatterKind::TimeDelta),
    ("datetime", FormatterKind::DateTime),
    ("float", FormatterKind::Float),
    ("complexfloat", FormatterKind::Complex),
    ("void", FormatterKind::Void),
    ("numpystr", FormatterKind::Str),
    ("int_kind", FormatterKind::IntKind),
    ("float_kind", FormatterKind::FloatKind),
    ("complex_kind", FormatterKind::ComplexKind),
    ("str_kind", FormatterKind::StrKind),
    ("all", FormatterKind::All),
];

impl FormatterKind {
    /// The group that the kind is in.
    fn group(self) -> Option<FormatterKind> {
        match self {
            FormatterKind::Int => Some(FormatterKind::IntKind),
            FormatterKind::Float => Some(FormatterKind::FloatKind),
            FormatterKind::Complex => Some(FormatterKind::ComplexKind),
            FormatterKind::Str => Some(FormatterKind::StrKind),
            _ => None,
        }
    }
}

impl FromStr for FormatterKind {
    type Err = PrintOptionError;

    /// By NumPy's names: the keys of its `formatter` dictionaries, without those of long doubles and objects.
    fn from_str(name: &str) -> Result<FormatterKind, PrintOptionError> {
        match KINDS.iter().find(|(key, _)| *key == name) {
            Some((_, kind)) => Ok(*kind),
            None => unknown(format!("no kind of element has the name '{name}'")),
        }
    }
}

/// A function that writes one element.
pub(super) type Hook = Arc<dyn Fn(&Scalar) -> String + Send + Sync>;

/// How arrays are written: NumPy's print options, with its defaults.
///
/// Build one from the defaults or from [`get_printoptions`], and put it in force with
/// [`set_printoptions`] or, for a scope, with [`printoptions`].
///
/// ```
/// use npcore_array::print::{PrintOptions, get_printoptions, printoptions};
///
/// {
///     let _scope = printoptions(PrintOptions { precision: 2, ..get_printoptions() });
///     assert_eq!(get_printoptions().precision, 2);
/// }
/// assert_eq!(get_printoptions().precision, 8);
/// ```
#[derive(Clone, Debug)]
pub struct PrintOptions {
    /// Digits of floating-point numbers after the decimal point; see [`FloatMode`].
    pub precision: usize,
    /// Arrays of more elements than this are summarised; `usize::MAX` never does.
    pub threshold: usize,
    /// Elements shown at either end of an axis when summarising.
    pub edgeitems: usize,
    /// Characters in a line before it is broken.
    pub linewidth: usize,
    /// Never use scientific notation for small numbers; those that vanish print as zero.
    pub suppress: bool,
    /// How not-a-number is written.
    pub nanstr: String,
    /// How infinity is written.
    pub infstr: String,
    /// What stands before positive numbers.
    pub sign: Sign,
    /// What `precision` means.
    pub floatmode: FloatMode,
    /// The user's own formatting functions; [`PrintOptions::formatter`] adds one.
    pub formatters: Formatters,
    /// The older NumPy whose text is wanted (NumPy's `legacy`).
    pub legacy: Option<Legacy>,
    /// The user's own `repr` of arrays; [`PrintOptions::override_repr`] sets it.
    pub override_repr: OverrideRepr,
}

/// The user's own formatting functions, by kind of element; none by default.
#[derive(Clone, Default)]
pub struct Formatters([Option<Hook>; KINDS.len()]);

impl Formatters {
    /// The function for elements of a kind: its own, its group's, or that for all.
    pub(super) fn get(&self, kind: FormatterKind) -> Option<&Hook> {
        let group = kind.group().and_then(|group| self.given(group));
        self.given(kind).or(group).or(self.given(FormatterKind::All))
    }

    /// The function that was given for just this kind or group.
    pub(super) fn given(&self, kind: FormatterKind) -> Option<&Hook> {
        self.0[kind as usize].as_ref()
    }
}

type ReprHook = Arc<dyn Fn(DynView<'_>) -> String + Send + Sync>;

/// The user's own `repr` of arrays; none by default.
#[derive(Clone, Default)]
pub struct OverrideRepr(Option<ReprHook>);

impl fmt::Debug for OverrideRepr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Some(..)" } else { "None" })
    }
}

impl Default for PrintOptions {
    fn default() -> Self {
        PrintOptions {
            precision: 8,
            threshold: 1000,
            edgeitems: 3,
            linewidth: 75,
            suppress: false,
            nanstr: "nan".to_owned(),
            infstr: "inf".to_owned(),
            sign: Sign::Minus,
            floatmode: FloatMode::MaxPrec,
            formatters: Formatters::default(),
            legacy: None,
            override_repr: OverrideRepr::default(),
        }
    }
}

impl PrintOptions {
    /// The same options, with `hook` writing the elements of `kind` (NumPy's `formatter`).
    ///
    /// ```
    /// use npcore_array::print::{FormatterKind, PrintOptions};
    ///
    /// let hex = PrintOptions::default()
    ///     .formatter(FormatterKind::Int, |x| format!("{:#x}", x.as_i64().unwrap_or(0)));
    /// assert_eq!(hex.precision, 8);
    /// ```
    #[must_use]
    pub fn formatter(mut self, kind: FormatterKind, hook: impl Fn(&Scalar) -> String + Send + Sync + 'static) -> Self {
        self.formatters.0[kind as usize] = Some(Arc::new(hook));
        self
    }

    /// The same options, with `hook` writing every element that has no function of its own (NumPy's
    /// `formatter={'all': ...}`).
    #[must_use]
    pub fn formatter_all(self, hook: impl Fn(&Scalar) -> String + Send + Sync + 'static) -> Self {
        self.formatter(FormatterKind::All, hook)
    }

    /// The same options, with `hook` writing the `repr` (`Debug`) of arrays; the other options then do not matter to it.
    ///
    /// What `hook` itself formats is written as if there were no such function.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_array::print::{get_printoptions, printoptions};
    ///
    /// let _scope = printoptions(get_printoptions().override_repr(|a| format!("{} of {:?}", a.dtype(), a.shape())));
    /// assert_eq!(format!("{:?}", array![[1.0, 2.0]]), "float64 of [1, 2]");
    /// ```
    #[must_use]
    pub fn override_repr(mut self, hook: impl Fn(DynView<'_>) -> String + Send + Sync + 'static) -> Self {
        self.override_repr = OverrideRepr(Some(Arc::new(hook)));
        self
    }

    /// The same options without an `override_repr`.
    #[must_use]
    pub fn without_override_repr(mut self) -> Self {
        self.override_repr = OverrideRepr(None);
        self
    }
}

impl fmt::Debug for Formatters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(KINDS.iter().filter(|(_, kind)| self.given(*kind).is_some()).map(|(name, _)| name))
            .finish()
    }
}

thread_local! {
    static CURRENT: RefCell<PrintOptions> = RefCell::new(PrintOptions::default());
    static OVERRIDING: Cell<bool> = const { Cell::new(false) };
}

/// Whether a user's own `repr` is in force.
pub(crate) fn is_repr_overridden() -> bool {
    CURRENT.with_borrow(|options| options.override_repr.0.is_some())
}

/// The user's own `repr` of an array, where one is in force and this is not called by it.
pub(super) fn overridden_repr(view: DynView<'_>) -> Option<String> {
    struct Ends;
    impl Drop for Ends {
        fn drop(&mut self) {
            OVERRIDING.set(false);
        }
    }

    let hook = CURRENT.with_borrow(|options| options.override_repr.0.clone())?;
    if OVERRIDING.replace(true) {
        return None;
    }
    let _ends = Ends;
    Some(hook(view))
}

/// What the older NumPy that is asked for has changed, without copying all options.
pub(super) fn current_legacy() -> Option<Legacy> {
    CURRENT.with_borrow(|options| options.legacy)
}

/// The print options in force on this thread.
pub fn get_printoptions() -> PrintOptions {
    CURRENT.with_borrow(PrintOptions::clone)
}

/// Puts print options in force on this thread.
///
/// Unlike NumPy's function of that name it replaces all of them; start from [`get_printoptions`] to change
/// a few. (Formatters and `override_repr`, which NumPy resets with each call, then stay as well.)
pub fn set_printoptions(options: PrintOptions) {
    CURRENT.set(options);
}

/// Puts print options in force on this thread until the guard is dropped, which restores the ones before.
///
/// ```
/// use npcore_array::print::{PrintOptions, get_printoptions, printoptions};
///
/// let scope = printoptions(PrintOptions { suppress: true, ..get_printoptions() });
/// assert!(get_printoptions().suppress);
/// drop(scope);
/// assert!(!get_printoptions().suppress);
/// ```
#[must_use = "the options before come back when the guard is dropped"]
pub fn printoptions(options: PrintOptions) -> PrintOptionsGuard {
    PrintOptionsGuard { before: CURRENT.replace(options), thread: PhantomData }
}

/// Restores the print options that were in force before [`printoptions`].
#[derive(Debug)]
pub struct PrintOptionsGuard {
    before: PrintOptions,
    /// The options belong to a thread, so the guard must stay on it.
    thread: PhantomData<*const ()>,
}

impl Drop for PrintOptionsGuard {
    fn drop(&mut self) {
        // A guard kept in a thread-local may outlive the options; then there is nothing to restore.
        let before = std::mem::take(&mut self.before);
        let _ = CURRENT.try_with(|current| current.replace(before));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guards_nest_and_restore() {
        assert_eq!(get_printoptions().precision, 8);
        let outer = printoptions(PrintOptions { precision: 3, ..get_printoptions() });
        {
            let _inner = printoptions(PrintOptions { threshold: 5, ..get_printoptions() });
            let now = get_printoptions();
            assert_eq!((now.precision, now.threshold), (3, 5));
        }
        assert_eq!(get_printoptions().threshold, 1000);
        drop(outer);
        assert_eq!(get_printoptions().precision, 8);
    }

    #[test]
    fn options_belong_to_their_thread() {
        let _scope = printoptions(PrintOptions { precision: 1, ..PrintOptions::default() });
        let other = std::thread::spawn(|| get_printoptions().precision).join().unwrap();
        assert_eq!(other, 8);
    }
}
