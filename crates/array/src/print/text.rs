//! `array2string`, `array_repr`, `array_str`: an array's text with options of its own, beside those in force.

use std::fmt;

use npcore_dtype::{Elem, Scalar};

use super::options::{
    FloatMode, FormatterKind, Formatters, Legacy, PrintOptions, Sign, get_printoptions, overridden_repr,
};
use super::{TextStyle, array_text, repr_text, repr_text_with, str_text_with};
use crate::arguments::AsView;
use crate::containers::{Container, DynView};

/// The text of an array, by NumPy's `array2string`: its `Display` is the text, its methods are the arguments.
///
/// What is not given is taken from the print options in force when [`array2string`] is called.
#[derive(Clone, Debug)]
#[must_use = "the text is what it displays"]
pub struct Array2String<'a> {
    view: DynView<'a>,
    style: TextStyle<'a>,
    /// Whether formatters were given: they replace those in force.
    formatters: bool,
}

/// The text of an array, with options for just this text.
///
/// ```
/// use npcore_array::array;
/// use npcore_array::print::{FloatMode, FormatterKind, array2string};
///
/// let x = array![1e-16, 1.0, 2.0, 3.0];
/// let text = array2string(&x).precision(2).separator(",").suppress_small(true);
/// assert_eq!(text.to_string(), "[0.,1.,2.,3.]");
///
/// let fixed = array2string(&x).precision(1).floatmode(FloatMode::Fixed).suppress_small(true);
/// assert_eq!(format!("x = {}", fixed.prefix("x = ")), "x = [0.0 1.0 2.0 3.0]");
///
/// let hex = array2string(&array![10, 255]).formatter(FormatterKind::Int, |x| format!("{:#x}", x.as_i64().unwrap()))
///     .to_string();
/// assert_eq!(hex, "[0xa 0xff]");
/// ```
///
/// See also [`array_str`] and [`array_repr`], and [`printoptions`](super::printoptions) for what holds in a scope.
pub fn array2string<'a, T: Elem>(a: &'a (impl AsView<T> + ?Sized)) -> Array2String<'a> {
    Array2String { view: a.as_view().as_dyn(), style: TextStyle::default(), formatters: false }
}

/// Setters that hand the builder on.
macro_rules! setters {
    ($($(#[$meta:meta])* $name:ident($value:ident: $ty:ty) => $($place:ident).+;)*) => { $(
        $(#[$meta])*
        pub fn $name(mut self, $value: $ty) -> Self {
            self.$($place).+ = $value;
            self
        }
    )* };
}

impl<'a> Array2String<'a> {
    setters! {
        /// Characters in a line before it is broken.
        max_line_width(n: usize) => style.options.linewidth;
        /// Digits of floating-point numbers after the decimal point; see [`FloatMode`].
        precision(digits: usize) => style.options.precision;
        /// Never use scientific notation for small numbers; those that vanish print as zero.
        suppress_small(suppress: bool) => style.options.suppress;
        /// What separates elements; a blank by default.
        separator(separator: &'a str) => style.separator;
        /// What stands before the text: by its length later lines are indented. It is not written.
        prefix(prefix: &'a str) => style.prefix;
        /// What stands after the text: by its length lines are shorter. It is not written.
        suffix(suffix: &'a str) => style.suffix;
        /// Arrays of more elements than this are summarised.
        threshold(elements: usize) => style.options.threshold;
        /// Elements shown at either end of an axis when summarising.
        edgeitems(n: usize) => style.options.edgeitems;
        /// What stands before positive numbers.
        sign(sign: Sign) => style.options.sign;
        /// What the precision means.
        floatmode(mode: FloatMode) => style.options.floatmode;
        /// The older NumPy whose text is wanted.
        legacy(legacy: Option<Legacy>) => style.options.legacy;
    }

    /// A function that writes the elements of a kind or group. With the first one, those in force no longer hold, as
    /// NumPy's argument replaces the dictionary of the print options.
    pub fn formatter(mut self, kind: FormatterKind, hook: impl Fn(&Scalar) -> String + Send + Sync + 'static) -> Self {
        if !std::mem::replace(&mut self.formatters, true) {
            self.style.options.formatters = Formatters::default();
        }
        self.style.options = self.style.options.formatter(kind, hook);
        self
    }
}

impl fmt::Display for Array2String<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&array_text(self.view.raw(), &self.style))
    }
}

macro_rules! whole_text {
    ($($(#[$meta:meta])* $ty:ident $(#[$function_meta:meta])* $function:ident => $text:expr;)*) => { $(
        $(#[$meta])*
        #[derive(Clone, Debug)]
        #[must_use = "the text is what it displays"]
        pub struct $ty<'a> {
            view: DynView<'a>,
            options: PrintOptions,
        }

        impl $ty<'_> {
            setters! {
                /// Characters in a line before it is broken.
                max_line_width(n: usize) => options.linewidth;
                /// Digits of floating-point numbers after the decimal point; see [`FloatMode`].
                precision(digits: usize) => options.precision;
                /// Never use scientific notation for small numbers; those that vanish print as zero.
                suppress_small(suppress: bool) => options.suppress;
            }
        }

        impl fmt::Display for $ty<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let text: fn(DynView<'_>, &PrintOptions) -> String = $text;
                f.write_str(&text(self.view, &self.options))
            }
        }

        $(#[$function_meta])*
        pub fn $function<'a, T: Elem>(a: &'a (impl AsView<T> + ?Sized)) -> $ty<'a> {
            $ty { view: a.as_view().as_dyn(), options: get_printoptions() }
        }
    )* };
}
whole_text! {
    /// The text of an array, by NumPy's `array_str`: its `Display` is the text, its methods are the arguments.
    ArrayStr
    /// The text of an array, as [`to_string`](ToString::to_string) gives it, with options for just this text.
    ///
    /// An array without axes prints as a scalar, to which the options do not apply.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_array::print::array_str;
    /// assert_eq!(array_str(&array![1.23456, 2.0]).precision(2).to_string(), "[1.23 2.  ]");
    /// ```
    array_str => |view, options| str_text_with(view.raw(), options.clone());
    /// The text of an array that names its type, by NumPy's `array_repr`: its `Display` is the text, its methods are
    /// the arguments.
    ArrayRepr
    /// The text of an array that names its type, as `{:?}` gives it, with options for just this text.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_array::print::array_repr;
    /// let x = array![1e-6, 4e-7, 2.0, 3.0];
    /// let text = array_repr(&x).precision(6).suppress_small(true).to_string();
    /// assert_eq!(text, "array([0.000001, 0.      , 2.      , 3.      ])");
    /// ```
    array_repr => |view, options| {
        overridden_repr(view).unwrap_or_else(|| repr_text_with(view.raw(), options.clone()))
    };
}

/// NumPy's `repr(a)`, by the user's own function where one is in force.
pub(crate) fn repr_of(view: DynView<'_>) -> String {
    overridden_repr(view).unwrap_or_else(|| repr_text(view.raw()))
}
