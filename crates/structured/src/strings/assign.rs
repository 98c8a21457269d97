//! Assignment of text that must fit.

use npcore_array::{ArrayError, AsViewMut, Result};

use super::case::not_text;
use super::operand::{TextElem, TextOperand, kind};
use super::rows::Frame;
use super::unit::Unit;
use super::with_units;

/// Writes `source`, broadcast to the target's shape, into its elements, if all of it fits; `assign` would cut it, as NumPy does.
///
/// Nothing is written where an error is given.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::strings;
/// let mut names = array!["anna", "bob"];
/// let error = strings::assign_checked(&mut names, ["eve", "robert"]).unwrap_err();
/// assert_eq!(error.to_string(), "text 'robert' at index [1] does not fit into <U4: 'rt' would be lost");
/// names.assign(["eve", "robert"]);
/// assert_eq!(names.to_string(), "['eve' 'robe']");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Text that is wider than an element; elements that are no text; characters beyond ASCII for bytes; shapes that do not fit.
pub fn assign_checked<T: TextElem>(target: &mut (impl AsViewMut<T> + ?Sized), source: impl TextOperand) -> Result<()> {
    let mut target = target.as_view_mut();
    let given = source.given();
    let view = given.view();
    let to = target.dtype();
    let (Some(own), Some(kind)) = (kind(to), kind(view.dtype())) else { return Err(not_text()) };
    let room = to.itemsize() / if own == super::operand::Kind::Chars { 4 } else { 1 };
    let frame = Frame::new(&[&view])?;
    let held = frame.hold(&view, view.dtype().to_native())?;
    with_units!(kind, U => {
        let text = held.text::<U>();
        if text.width > room {
            // In C order of the source, so that the first that does not fit is told.
            frame.check(|i| {
                let units = text.get(i);
                if units.len() <= room {
                    return Ok(());
                }
                let printed = |units: &[U]| -> String {
                    units.iter().map(|unit| char::from_u32(unit.code()).unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
                };
                Err(ArrayError::Value(format!(
                    "text '{}' at index {:?} does not fit into {to}: '{}' would be lost",
                    printed(units),
                    frame.index(i),
                    printed(&units[room..])
                )))
            })?;
        }
    });
    target.try_assign(view)
}
