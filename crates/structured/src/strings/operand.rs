//! What may stand for text in a call, and for positions in it.

use std::ops::{Range, RangeFrom, RangeFull, RangeTo};

use npcore_array::engine::OperandParts;
use npcore_array::{Array, ArrayCow, ArrayError, ArrayView, ArrayViewMut, DynArray, DynView, Operand, Result};
use npcore_dtype::{Bytes, Casting, DType, Dyn, Elem, Str, Text};
use npcore_exec::ExecError;

/// Element types that are text, or may be at run time.
pub trait TextElem: Elem {
    /// What arrays of text made from such elements hold: [`Text`], or, of bytes and of what is known only at run time, [`Dyn`].
    type Made: Elem;
}

impl TextElem for Text {
    type Made = Text;
}
impl<const N: usize> TextElem for Str<N> {
    type Made = Text;
}
impl<const N: usize> TextElem for Bytes<N> {
    type Made = Dyn;
}
impl TextElem for Dyn {
    type Made = Dyn;
}

/// Text in a call: an array or view of characters or bytes, Rust's strings and lists of them, bytes (`b"ab"`).
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::strings;
/// assert_eq!(strings::upper(&array!["a", "bc"])?.to_string(), "['A' 'BC']");
/// assert_eq!(strings::upper(["a", "bc"])?.to_string(), "['A' 'BC']");
/// assert_eq!(strings::upper("abc")?.item()?, "ABC");
/// assert_eq!(strings::upper(b"abc")?.to_bytes(), b"ABC");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no text",
    note = "text is an array of strings or bytes (a reference to it), `&str`, `String`, a list of them, or bytes (`b\"ab\"`)"
)]
pub trait TextOperand {
    /// What arrays of text made from this hold.
    type Made: Elem;

    #[doc(hidden)]
    fn given(&self) -> Given<'_>;
}

/// Text as the functions take it.
#[doc(hidden)]
pub enum Given<'a> {
    Parts(OperandParts<'a>),
    Owned(Box<DynArray>),
}

impl Given<'_> {
    pub(crate) fn view(&self) -> DynView<'_> {
        match self {
            Given::Parts(parts) => parts.view(),
            Given::Owned(array) => array.view(),
        }
    }
}

macro_rules! containers {
    ($($container:ty),*) => { $(
        impl<T: TextElem> TextOperand for $container {
            type Made = T::Made;

            fn given(&self) -> Given<'_> {
                Given::Parts(self.parts())
            }
        }
    )* };
}
containers!(Array<T>, ArrayView<'_, T>, ArrayViewMut<'_, T>, ArrayCow<'_, T>);

macro_rules! strings {
    ($([$($generics:tt)*] $ty:ty;)*) => { $(
        impl<$($generics)*> TextOperand for $ty {
            type Made = Text;

            fn given(&self) -> Given<'_> {
                Given::Parts(self.parts())
            }
        }
    )* };
}
strings! {
    [] str;
    [] String;
    [] [&str];
    [] [String];
    [] Vec<&str>;
    [] Vec<String>;
    [const N: usize] [&str; N];
    [const N: usize] [String; N];
}

impl<const N: usize> TextOperand for [u8; N] {
    type Made = Dyn;

    fn given(&self) -> Given<'_> {
        let width = u32::try_from(N.max(1)).unwrap_or(u32::MAX);
        let bytes: &[u8] = if N == 0 { &[0] } else { self };
        // Bytes that stand in a program are no gigabytes.
        let array = DynArray::from_bytes((), DType::bytes(width), bytes);
        Given::Owned(Box::new(array.unwrap_or_else(|e| panic!("{e}"))))
    }
}

impl<X: TextOperand + ?Sized> TextOperand for &X {
    type Made = X::Made;

    fn given(&self) -> Given<'_> {
        (**self).given()
    }
}

/// Where in each element a search goes: `..`, `2..`, `..-1`, `1..4`; either end may be an array (`&starts..&ends`, or
/// `(&starts, 4)` for ends of two kinds). Negative positions count from the end.
pub trait Bounds {
    #[doc(hidden)]
    fn ends(&self) -> [Option<OperandParts<'_>>; 2];
}

impl Bounds for RangeFull {
    fn ends(&self) -> [Option<OperandParts<'_>>; 2] {
        [None, None]
    }
}
impl<A: Operand> Bounds for Range<A> {
    fn ends(&self) -> [Option<OperandParts<'_>>; 2] {
        [Some(self.start.parts()), Some(self.end.parts())]
    }
}
impl<A: Operand> Bounds for RangeFrom<A> {
    fn ends(&self) -> [Option<OperandParts<'_>>; 2] {
        [Some(self.start.parts()), None]
    }
}
impl<A: Operand> Bounds for RangeTo<A> {
    fn ends(&self) -> [Option<OperandParts<'_>>; 2] {
        [None, Some(self.end.parts())]
    }
}
impl<A: Operand, B: Operand> Bounds for (A, B) {
    fn ends(&self) -> [Option<OperandParts<'_>>; 2] {
        [Some(self.0.parts()), Some(self.1.parts())]
    }
}

/// What text consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Chars,
    Bytes,
}

/// What text of a type consists of; `None` for other types.
pub(crate) fn kind(dtype: DType) -> Option<Kind> {
    match dtype {
        _ if dtype.is_str() => Some(Kind::Chars),
        _ if dtype.is_bytes() => Some(Kind::Bytes),
        _ => None,
    }
}

/// NumPy's words where a function has no loop for some types, which are given as it names their classes.
#[cold]
pub(crate) fn no_loop(name: &str, classes: &[String]) -> ArrayError {
    let classes = if let [one] = classes { one.clone() } else { format!("({})", classes.join(", ")) };
    let reason = format!("ufunc '{name}' did not contain a loop with signature matching types {classes} -> None");
    ExecError::NoLoop { reason }.into()
}

/// The class of a lone integer, as NumPy names it in its errors.
pub(crate) const LONE_INTEGER: &str = "<class 'numpy.dtypes._PyLongDType'>";

/// The class of an end of [`Bounds`].
pub(crate) fn end_class(end: Option<&OperandParts<'_>>) -> String {
    match end {
        Some(parts) if !parts.is_weak() => npcore_exec::class_text(parts.view().dtype()),
        _ => LONE_INTEGER.to_owned(),
    }
}

/// What all the text of a call consists of.
///
/// # Errors
/// [`no_loop`], if it is of several kinds or something else; the classes of further arguments are `others`.
pub(crate) fn common_kind(name: &str, text: &[&DynView<'_>], others: &[String]) -> Result<Kind> {
    let first = text.first().and_then(|view| kind(view.dtype()));
    match first {
        Some(found) if text.iter().all(|view| kind(view.dtype()) == first) => Ok(found),
        _ => {
            let own = text.iter().map(|view| npcore_exec::class_text(view.dtype()));
            Err(no_loop(name, &own.chain(others.iter().cloned()).collect::<Vec<_>>()))
        }
    }
}

/// Integers as int64, where the rule `same_kind` allows it; `number` is the argument's in the function of that name.
pub(crate) fn integers(name: &str, number: usize, parts: &OperandParts<'_>) -> Result<DynArray> {
    let view = parts.view();
    let from = view.dtype();
    if !npcore_dtype::can_cast(from, DType::INT64, Casting::SameKind) {
        let reason = format!(
            "Cannot cast ufunc '{name}' input {number} from {from:?} to {:?} with casting rule 'same_kind'",
            DType::INT64
        );
        return Err(ExecError::Cast { from, to: DType::INT64, reason }.into());
    }
    view.astype_dyn(DType::INT64)
}

/// Integers as int64, and nothing else: what NumPy's functions ask of widths and counts.
pub(crate) fn only_integers(what: &str, parts: &OperandParts<'_>) -> Result<DynArray> {
    let view = parts.view();
    if !view.dtype().is_integer() {
        let name = view.dtype().name();
        return Err(ArrayError::Value(format!("unsupported type {name} for operand '{what}'")));
    }
    view.astype_dyn(DType::INT64)
}
