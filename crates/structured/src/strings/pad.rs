//! Strings filled up to a width, and tabs as spaces.

use npcore_array::engine::OperandParts;
use npcore_array::{Array, ArrayError, DynArray, DynView, Operand, Result, engine};
use npcore_dtype::DType;

use super::operand::{Given, TextOperand, common_kind, integers, only_integers};
use super::rows::{Column, Frame};
use super::unit::{Unit, length};
use super::with_units;

/// Where the text goes.
#[derive(Clone, Copy)]
enum Place {
    Left,
    Middle,
    Right,
    /// On the right, but with its sign first.
    Sign,
}

fn fill<U: Unit>(place: Place, text: &[U], width: usize, fill: U, out: &mut [U]) {
    let pad = width.saturating_sub(text.len());
    let before = match place {
        Place::Left => 0,
        // As Python's: of an odd number of places the larger half comes first where the width is odd.
        Place::Middle => pad / 2 + (pad & width & 1),
        Place::Right | Place::Sign => pad,
    };
    let whole = &mut out[..text.len() + pad];
    whole[..before].fill(fill);
    whole[before..before + text.len()].copy_from_slice(text);
    whole[before + text.len()..].fill(fill);
    if matches!(place, Place::Sign) && matches!(text.first().map(|unit| unit.code()), Some(0x2b | 0x2d)) {
        whole[before] = fill;
        whole[0] = text[0];
    }
}

/// A width as a number of units; what is negative is none.
fn units(width: i64) -> usize {
    usize::try_from(width).unwrap_or(0)
}

fn justified(a: &Given<'_>, width: &OperandParts<'_>, filler: Option<&Given<'_>>, place: Place) -> Result<DynArray> {
    let width = only_integers("width", width)?;
    let (a, width) = (a.view(), width.view());
    let kind = common_kind("str_len", &[&a], &[])?;
    let zero = DynArray::from_bytes((), DType::bytes(1), b"0")?;
    let filler = filler.map(Given::view).unwrap_or(zero.view());
    check_filler(&filler)?;
    let frame = Frame::new(&[&a, &width, &filler])?;
    let text = frame.hold(&a, a.dtype().to_native())?;
    let width = frame.hold(&width, DType::INT64)?;
    with_units!(kind, U => {
        let filler = frame.hold(&filler, <U as Unit>::dtype(1))?;
        let (bytes, text, width, filler) = (text.bytes(), text.text::<U>(), width.integers(), filler.text::<U>());
        let widest = frame.widest(bytes, |i| length(text.row(i)).max(units(width.get(i))))?;
        frame.rows::<U>(widest.max(1), bytes, |i, out| {
            fill(place, text.get(i), units(width.get(i)), filler.row(i)[0], out);
            Ok(())
        })
    })
}

fn check_filler(filler: &DynView<'_>) -> Result<()> {
    let kind = common_kind("str_len", &[filler], &[])?;
    let frame = Frame::new(&[filler])?;
    let held = frame.hold(filler, filler.dtype().to_native())?;
    with_units!(kind, U => {
        let text: Column<'_, U> = held.text();
        frame.check(|i| {
            if text.get(i).len() == 1 {
                return Ok(());
            }
            Err(ArrayError::Value("The fill character must be exactly one character long".to_owned()))
        })
    })
}

macro_rules! justify {
    ($($(#[$meta:meta])* $name:ident $place:ident;)*) => { $(
        $(#[$meta])*
        ///
        /// # Errors
        /// Elements that are no text; widths that are no integers; `The fill character must be exactly one character long`;
        /// shapes that do not fit; no strings; no memory.
        pub fn $name<A: TextOperand>(a: A, width: impl Operand, fill: impl TextOperand) -> Result<Array<A::Made>> {
            engine::typed(justified(&a.given(), &width.parts(), Some(&fill.given()), Place::$place)?)
        }
    )* };
}
justify! {
    /// Every string in the middle of `width` characters, with `fill` around it; longer ones as they are.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_structured::strings;
    /// assert_eq!(strings::center(&array!["a", "bcd"], 4, "*")?.to_string(), "['*a**' 'bcd*']");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    center Middle;
    /// Every string at the left of `width` characters, with `fill` behind it; longer ones as they are.
    ///
    /// ```
    /// use npcore_array::array;
    /// use npcore_structured::strings;
    /// assert_eq!(strings::ljust(&array!["a", "bcd"], [2, 4], ".")?.to_string(), "['a.' 'bcd.']");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    ljust Left;
    /// Every string at the right of `width` characters, with `fill` before it; longer ones as they are.
    ///
    /// ```
    /// assert_eq!(npcore_structured::strings::rjust("7", 3, "0")?.item()?, "007");
    /// # Ok::<(), npcore_array::ArrayError>(())
    /// ```
    rjust Right;
}

/// Every string at the right of `width` characters, with zeros before it, but a sign first.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::strings;
/// assert_eq!(strings::zfill(&array!["7", "-12"], 5)?.to_string(), "['00007' '-0012']");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Elements that are no text; widths that are no integers; shapes that do not fit; no strings; no memory.
pub fn zfill<A: TextOperand>(a: A, width: impl Operand) -> Result<Array<A::Made>> {
    engine::typed(justified(&a.given(), &width.parts(), None, Place::Sign)?)
}

/// Calls `put` with each unit of a text whose tabs are spaces up to the next multiple of a size.
fn expanded<U: Unit>(text: &[U], size: i64, mut put: impl FnMut(U)) {
    let size = units(size);
    let mut column = 0;
    for &unit in text {
        match unit.code() {
            0x09 if size > 0 => {
                let spaces = size - column % size;
                (0..spaces).for_each(|_| put(U::from_code(0x20)));
                column += spaces;
            }
            0x09 => {}
            0x0a | 0x0d => {
                column = 0;
                put(unit);
            }
            _ => {
                column += 1;
                put(unit);
            }
        }
    }
}

/// Every string with spaces up to the next multiple of `tabsize` characters in place of its tabs.
///
/// The result is wide enough for its longest string, and of characters up to four times as wide, as in NumPy.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::strings;
/// assert_eq!(strings::expandtabs(&array!["a\tb", "\tc"], 4)?.to_string(), "['a   b' '    c']");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Elements that are no text; sizes that are no integers; shapes that do not fit; no strings; no memory.
pub fn expandtabs<A: TextOperand>(a: A, tabsize: impl Operand) -> Result<Array<A::Made>> {
    let (a, tabsize) = (a.given(), tabsize.parts());
    let a = a.view();
    let class = npcore_exec::class_text(tabsize.view().dtype());
    let kind = common_kind("_expandtabs_length", &[&a], &[class])?;
    let size = integers("_expandtabs_length", 1, &tabsize)?;
    let size = size.view();
    let frame = Frame::new(&[&a, &size])?;
    let (text, size) = (frame.hold(&a, a.dtype().to_native())?, frame.hold(&size, DType::INT64)?);
    let made = with_units!(kind, U => {
        let (bytes, text, size) = (text.bytes(), text.text::<U>(), size.integers());
        let widest = frame.widest(bytes, |i| {
            let (text, size) = (text.get(i), units(size.get(i)));
            let tabs = text.iter().filter(|unit| unit.code() == 9).count();
            if tabs.saturating_mul(size) > U::MAX_WIDTH {
                return usize::MAX;
            }
            // NumPy counts the bytes of characters here, but spaces as one each: never too little.
            let others = text.len() - tabs;
            let mut len = others * (size_of::<U>() - 1);
            expanded(text, size as i64, |_| len += 1);
            len
        })?;
        frame.rows::<U>(widest.max(1), bytes, |i, out| {
            let mut places = out.iter_mut();
            expanded(text.get(i), size.get(i), |unit| {
                if let Some(place) = places.next() {
                    *place = unit;
                }
            });
            Ok(())
        })
    })?;
    engine::typed(made)
}
