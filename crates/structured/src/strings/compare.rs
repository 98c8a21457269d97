//! Comparisons of strings of any widths, of characters or of bytes.

use npcore_array::{Array, ArrayError, DynArray, DynView, Result, engine};
use npcore_kernel::Binary;

use super::operand::{Given, TextOperand, kind, no_loop};
use super::trim::rstrip_chars;

fn compared(op: Binary, a: &Given<'_>, b: &Given<'_>) -> Result<Array<bool>> {
    let (a, b) = (a.view(), b.view());
    if kind(a.dtype()).is_none() || kind(b.dtype()).is_none() {
        let classes = [a.dtype(), b.dtype()].map(npcore_exec::class_text);
        return Err(no_loop(op.name(), &classes));
    }
    engine::binary(op, &engine::parts(&a), &engine::parts(&b))
}

macro_rules! comparisons {
    ($($(#[$meta:meta])* $name:ident $op:ident $symbol:literal;)*) => { $(
        #[doc = concat!("Where `a ", $symbol, " b`, by element, broadcast together; trailing zeros do not count.")]
        ///
        /// Unlike the function of all dtypes, it takes text of any widths that the types tell, and bytes.
        ///
        $(#[$meta])*
        ///
        /// # Errors
        /// Elements that are no text, or text of characters with bytes; shapes that do not fit; no memory.
        pub fn $name(a: impl TextOperand, b: impl TextOperand) -> Result<Array<bool>> {
            compared(Binary::$op, &a.given(), &b.given())
        }
    )* };
}
comparisons! {
    /// ```
    /// use npcore_array::array;
    /// use npcore_structured::strings;
    /// assert_eq!(strings::equal(&array!["a", "b"], "b")?.to_string(), "[False  True]");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    equal Equal "==";
    /// ```
    /// assert!(npcore_structured::strings::not_equal("a", "b")?.item()?);
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    not_equal NotEqual "!=";
    /// ```
    /// assert!(npcore_structured::strings::less("a", "ab")?.item()?);
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    less Less "<";
    /// ```
    /// assert!(npcore_structured::strings::less_equal("a", "a")?.item()?);
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    less_equal LessEqual "<=";
    /// ```
    /// assert!(npcore_structured::strings::greater("b", "ab")?.item()?);
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    greater Greater ">";
    /// ```
    /// assert!(npcore_structured::strings::greater_equal("b", "b")?.item()?);
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    greater_equal GreaterEqual ">=";
}

/// A comparison by its sign (`==`, `!=`, `<`, `>`, `<=`, `>=`), on request of the strings without ASCII's white space at their ends:
/// NumPy's `np.char.compare_chararrays`.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::strings;
/// let a = array!["a ", "b"];
/// assert_eq!(strings::compare_chararrays(&a, "a", "==", true)?.to_string(), "[ True False]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `comparison must be '==', '!=', '<', '>', '<=', '>='`; `comparison of non-string arrays`; shapes that do not fit; no memory.
pub fn compare_chararrays(a: impl TextOperand, b: impl TextOperand, sign: &str, strip: bool) -> Result<Array<bool>> {
    let op = match sign {
        "==" => Binary::Equal,
        "!=" => Binary::NotEqual,
        "<" => Binary::Less,
        ">" => Binary::Greater,
        "<=" => Binary::LessEqual,
        ">=" => Binary::GreaterEqual,
        _ => {
            let words = "comparison must be '==', '!=', '<', '>', '<=', '>='";
            return Err(ArrayError::Value(words.to_owned()));
        }
    };
    let (a, b) = (a.given(), b.given());
    let (a, b) = (a.view(), b.view());
    if kind(a.dtype()).is_none() || kind(b.dtype()).is_none() {
        return Err(ArrayError::Value("comparison of non-string arrays".to_owned()));
    }
    if !strip {
        return engine::binary(op, &engine::parts(&a), &engine::parts(&b));
    }
    let (a, b) = (stripped(&a)?, stripped(&b)?);
    engine::binary(op, &engine::parts(&a.view()), &engine::parts(&b.view()))
}

/// Without ASCII's white space at the end, which is all that counts as such here.
fn stripped(view: &DynView<'_>) -> Result<DynArray> {
    if view.dtype().is_bytes() { rstrip_chars(view, b" \t\n\x0b\x0c\r") } else { rstrip_chars(view, " \t\n\x0b\x0c\r") }
}
