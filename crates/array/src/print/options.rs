//! Print options: how arrays are written, per thread, settable for a scope.

use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use npcore_dtype::Scalar;

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

/// The kinds of element that can have their own formatting function.
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
}

impl FormatterKind {
    const ALL: [FormatterKind; 8] = [
        FormatterKind::Bool,
        FormatterKind::Int,
        FormatterKind::TimeDelta,
        FormatterKind::DateTime,
        FormatterKind::Float,
        FormatterKind::Complex,
        FormatterKind::Void,
        FormatterKind::Str,
    ];
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
}

/// The user's own formatting functions, by kind of element; none by default.
#[derive(Clone, Default)]
pub struct Formatters([Option<Hook>; 8]);

impl Formatters {
    pub(super) fn get(&self, kind: FormatterKind) -> Option<&Hook> {
        self.0[kind as usize].as_ref()
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

    /// The same options, with `hook` writing every element (NumPy's `formatter={'all': ...}`).
    #[must_use]
    pub fn formatter_all(mut self, hook: impl Fn(&Scalar) -> String + Send + Sync + 'static) -> Self {
        let hook: Hook = Arc::new(hook);
        self.formatters.0.fill(Some(hook));
        self
    }
}

impl fmt::Debug for Formatters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(FormatterKind::ALL.into_iter().filter(|&kind| self.get(kind).is_some())).finish()
    }
}

thread_local! {
    static CURRENT: RefCell<PrintOptions> = RefCell::new(PrintOptions::default());
}

/// The print options in force on this thread.
pub fn get_printoptions() -> PrintOptions {
    CURRENT.with_borrow(PrintOptions::clone)
}

/// Puts print options in force on this thread.
///
/// Unlike NumPy's function of that name it replaces all of them; start from [`get_printoptions`] to change
/// a few.
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
