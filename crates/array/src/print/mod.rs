//! Printing: NumPy's `str` and `repr`, to the character.
//!
//! Everything works from a `Source`, one element at a time, so that it serves every container, and only the
//! elements that are shown are read. The way from an array to its text:
//!
//! 1. the shown elements are gathered (`mod`): all of them, or the corners of a summarised array;
//! 2. they settle a common format (`element`, and a file for each kind: `float`, `complex`, `integer`,
//!    `datetime`, `string`, `record`); floating-point digits come from `digits`, their notation from `notation`;
//! 3. brackets and lines are put around them (`wrap`);
//! 4. `repr` adds what the elements do not tell: shape and dtype.
//!
//! [`PrintOptions`] hold for a thread, or for a scope by [`printoptions`]; [`array2string`], [`array_str`] and
//! [`array_repr`] take options for one text.
//!
//! ```
//! use npcore_array::print::{Positional, format_float_positional};
//!
//! assert_eq!(format_float_positional(0.1_f32, Positional::default()), "0.1");
//! ```

mod bases;
mod complex;
mod datetime;
mod digits;
mod element;
mod flags;
mod float;
mod integer;
mod notation;
mod options;
mod record;
mod scalar;
mod string;
mod text;
mod wrap;

#[cfg(test)]
mod goldens;

pub use bases::{base_repr, binary_repr};
pub use digits::Float;
pub use flags::flags_text;
pub use notation::{
    NotationError, Positional, Scientific, Trim, format_float_positional, format_float_scientific,
    try_format_float_positional, try_format_float_scientific,
};
pub use options::{
    FloatMode, FormatterKind, Formatters, Legacy, OverrideRepr, PrintOptionError, PrintOptions, PrintOptionsGuard,
    Sign, get_printoptions, printoptions, set_printoptions,
};
pub use scalar::{scalar_repr, scalar_str};
pub use text::{Array2String, ArrayRepr, ArrayStr, array_repr, array_str, array2string};

pub(crate) use options::is_repr_overridden;
pub(crate) use text::repr_of;

use element::ElementFormat;
use npcore_dtype::{DType, Scalar};
use string::bytes_repr;
use wrap::Lines;

/// What can be printed.
pub(crate) trait Source {
    /// The dtype of the elements.
    fn dtype(&self) -> DType;
    /// The length of each axis.
    fn shape(&self) -> &[usize];
    /// One element; the index has one entry, in bounds, for each axis.
    fn scalar(&self, index: &[usize]) -> Scalar;
}

/// How an array's text fits into a line of other text: the arguments of NumPy's `array2string`.
#[derive(Debug, Clone)]
struct TextStyle<'a> {
    /// The print options.
    options: PrintOptions,
    /// What separates elements.
    separator: &'a str,
    /// What stands before the text; only its length counts, by which later lines are indented.
    prefix: &'a str,
    /// What stands after the text; only its length counts, by which lines are shorter.
    suffix: &'a str,
}

impl Default for TextStyle<'_> {
    /// The print options in force, elements separated by a blank.
    fn default() -> Self {
        TextStyle { options: get_printoptions(), separator: " ", prefix: "", suffix: "" }
    }
}

/// NumPy's `str(a)` with the options in force.
pub(crate) fn str_text(a: &dyn Source) -> String {
    str_text_with(a, get_printoptions())
}

/// NumPy's `repr(a)` with the options in force, but for `override_repr`.
pub(crate) fn repr_text(a: &dyn Source) -> String {
    repr_text_with(a, get_printoptions())
}

/// NumPy's `str(a)`.
fn str_text_with(a: &dyn Source, options: PrintOptions) -> String {
    if !a.shape().is_empty() {
        return array_text(a, &TextStyle { options, ..TextStyle::default() });
    }
    let x = a.scalar(&[]);
    match &x {
        // Here alone NumPy shows the type of a bytes scalar.
        Scalar::Bytes(b) if options.legacy != Some(Legacy::V1_25) => format!("np.bytes_({})", bytes_repr(b)),
        Scalar::Record(..) => scalar::record_text(&x),
        _ => scalar_str(&x),
    }
}

/// NumPy's `repr(a)`.
fn repr_text_with(a: &dyn Source, options: PrintOptions) -> String {
    let prefix = "array(";
    let style = TextStyle { options, separator: ", ", prefix, suffix: ")" };
    let mut text = format!("{prefix}{}", array_text(a, &style));

    let (shape, dtype) = (a.shape(), a.dtype());
    let size = size(shape);
    let mut extras = Vec::new();
    let summarised = size > style.options.threshold && style.options.legacy.is_none();
    if (size == 0 && shape != [0]) || summarised {
        extras.push(format!("shape={}", tuple(shape)));
    }
    if size == 0 || !is_implied(dtype) {
        extras.push(format!("dtype={}", short_dtype(dtype)));
    }
    if !extras.is_empty() {
        text.push(',');
        let extras = extras.join(", ");
        let line = text.rsplit('\n').next().unwrap_or("");
        if line.chars().count() + extras.chars().count() + 2 > style.options.linewidth {
            text.push('\n');
            text.push_str(&" ".repeat(prefix.len()));
        } else {
            text.push(' ');
        }
        text.push_str(&extras);
    }
    text.push(')');
    text
}

/// NumPy's `array2string(a)`.
fn array_text(a: &dyn Source, style: &TextStyle<'_>) -> String {
    let (shape, options) = (a.shape(), &style.options);
    let size = size(shape);
    if size == 0 {
        return "[]".to_owned();
    }
    let summarise = size > options.threshold;
    let mut shown = Vec::new();
    let edges = if summarise { options.edgeitems } else { usize::MAX };
    gather(a, edges, &mut Vec::with_capacity(shape.len()), &mut shown);
    let borrowed: Vec<&Scalar> = shown.iter().collect();
    let format = ElementFormat::new(&borrowed, a.dtype(), shape.is_empty(), options);

    let lines = Lines {
        shape,
        width: (options.linewidth.min(1 << 30) as isize) - style.suffix.chars().count() as isize,
        separator: style.separator,
        edgeitems: options.edgeitems,
        summarise,
    };
    // Elements are laid out in the order they were gathered.
    let mut next = borrowed.into_iter();
    lines.layout(style.prefix.chars().count(), &mut |index| match next.next() {
        Some(x) if options.edgeitems > 0 || !summarise => format.format(x),
        _ => format.format(&a.scalar(index)),
    })
}

/// Reads the elements that show: `edges` from either end of each axis that is longer than twice that. With no
/// edge items NumPy takes the whole axis, as its slice from "minus no elements" does.
fn gather(a: &dyn Source, edges: usize, index: &mut Vec<usize>, shown: &mut Vec<Scalar>) {
    let Some(&n) = a.shape().get(index.len()) else {
        shown.push(a.scalar(index));
        return;
    };
    let (head, tail) = if edges > 0 && n > edges.saturating_mul(2) { (edges, n - edges) } else { (0, 0) };
    for i in (0..head).chain(tail..n) {
        index.push(i);
        gather(a, edges, index, shown);
        index.pop();
    }
}

/// The number of elements; a shape too large to count is no less large.
fn size(shape: &[usize]) -> usize {
    if shape.contains(&0) { 0 } else { shape.iter().fold(1, |size, &n| size.saturating_mul(n)) }
}

/// A shape as Python writes a tuple.
fn tuple(shape: &[usize]) -> String {
    match shape {
        [n] => format!("({n},)"),
        _ => {
            let axes: Vec<String> = shape.iter().map(usize::to_string).collect();
            format!("({})", axes.join(", "))
        }
    }
}

/// Whether the elements' text tells the dtype.
fn is_implied(dtype: DType) -> bool {
    [DType::INT64, DType::FLOAT64, DType::COMPLEX128, DType::BOOL].contains(&dtype)
}

/// The dtype as `repr` gives it: a name where there is one, otherwise a quoted string or a list of fields.
fn short_dtype(dtype: DType) -> String {
    if dtype.is_record() {
        return dtype.to_string();
    }
    let name = dtype.name();
    if dtype.is_numeric() && dtype.is_native() {
        name
    } else if dtype.is_native() && (dtype.is_datetime() || dtype.is_timedelta()) {
        // "datetime64[s]" is no Python name, "datetime64" is.
        if name.contains('[') { format!("'{name}'") } else { name }
    } else {
        format!("'{dtype}'")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The integers from zero.
    struct Count(Vec<usize>);

    impl Source for Count {
        fn dtype(&self) -> DType {
            DType::INT64
        }

        fn shape(&self) -> &[usize] {
            &self.0
        }

        fn scalar(&self, index: &[usize]) -> Scalar {
            Scalar::Int64(index.iter().zip(&self.0).fold(0, |at, (i, n)| at * n + i) as i64)
        }
    }

    #[test]
    fn formatters_write_the_elements_of_their_kind() {
        let hex = |x: &Scalar| match x {
            Scalar::Int64(x) => format!("{x:#x}"),
            other => panic!("{other:?}"),
        };
        let _scope = printoptions(PrintOptions::default().formatter(FormatterKind::Int, hex));
        assert_eq!(str_text(&Count(vec![3])), "[0x0 0x1 0x2]");
        let _scope = printoptions(PrintOptions::default().formatter(FormatterKind::Float, scalar_str));
        assert_eq!(str_text(&Count(vec![3])), "[0 1 2]");
        let _scope = printoptions(PrintOptions::default().formatter_all(|_| "x".to_owned()));
        assert_eq!(repr_text(&Count(vec![2, 2])), "array([[x, x],\n       [x, x]])");
    }

    #[test]
    fn elements_of_several_lines_stay_aligned() {
        let two = |_: &Scalar| "L1\nL22".to_owned();
        let options = PrintOptions { linewidth: 12, ..PrintOptions::default() }.formatter_all(two);
        let style = TextStyle { options, ..TextStyle::default() };
        let expected = "[L1\n L22 L1\n     L22\n L1\n L22]";
        assert_eq!(array_text(&Count(vec![3]), &style), expected);
    }

    #[test]
    fn a_huge_array_shows_its_corners_only() {
        let side = 1 << 31;
        let last = (side * side - 1) as i64;
        let text = repr_text(&Count(vec![side, side]));
        assert!(text.starts_with("array([[                  0,                   1,"), "{text}");
        assert!(text.ends_with(&format!("{last}]], shape=(2147483648, 2147483648))")), "{text}");
    }
}
