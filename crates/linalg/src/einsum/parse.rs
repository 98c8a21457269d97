//! Subscripts: which label each axis of an operand has.
//!
//! A label is a letter, or an axis that an ellipsis stands for; those are counted from the last, as they are broadcast.

use npcore_array::{ArrayError, Result};
use npcore_layout::MAX_RANK;
use smallvec::SmallVec;

use crate::products::operands::refused;

/// The name of an axis: a letter as its code, an axis of an ellipsis above those.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Label(u8);

pub(crate) type Labels = SmallVec<[Label; 6]>;

/// The first label that is no letter.
const ELLIPSIS: u8 = 128;

impl Label {
    fn letter(byte: u8) -> Label {
        Label(byte)
    }

    /// Of an axis under the ellipsis, `n` places from the last.
    fn broadcast(n: usize) -> Label {
        Label(ELLIPSIS + (MAX_RANK - 1 - n) as u8)
    }

    pub(crate) fn is_letter(self) -> bool {
        self.0 < ELLIPSIS
    }

    /// The letter, or `.` of an axis under an ellipsis.
    pub(crate) fn text(self) -> char {
        if self.is_letter() { self.0 as char } else { '.' }
    }
}

/// The subscripts of a call, with ellipses written out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Terms {
    /// A label for each axis of each operand.
    pub inputs: Vec<Labels>,
    /// The labels of the result, each once.
    pub output: Labels,
}

/// A part of the subscripts: the labels before an ellipsis and behind it, if there is one.
struct Part {
    before: Labels,
    behind: Option<Labels>,
}

impl Part {
    /// `place` is "operand 0" or "the output"; a letter is looked at by `take`.
    fn parse(text: &[u8], place: &str, mut take: impl FnMut(usize, u8) -> Result<()>) -> Result<Part> {
        let mut part = Part { before: Labels::new(), behind: None };
        let mut i = 0;
        while i < text.len() {
            match text[i] {
                letter if letter.is_ascii_alphabetic() => {
                    take(i, letter)?;
                    part.behind.as_mut().unwrap_or(&mut part.before).push(Label::letter(letter));
                }
                b'.' if part.behind.is_none() && text[i..].starts_with(b"...") => {
                    part.behind = Some(Labels::new());
                    i += 2;
                }
                b'.' => {
                    return refused(format!(
                        "einstein sum subscripts string contains a '.' that is not part of an ellipsis ('...') in {place}"
                    ));
                }
                b' ' => {}
                _ => {
                    let rest = String::from_utf8_lossy(&text[i..]);
                    return refused(format!(
                        "invalid subscript '{}' in einstein sum subscripts string, subscripts must be letters",
                        rest.chars().next().unwrap_or('?')
                    ));
                }
            }
            i += 1;
        }
        Ok(part)
    }

    fn count(&self) -> usize {
        self.before.len() + self.behind.as_ref().map_or(0, |labels| labels.len())
    }

    /// With `n` axes under the ellipsis.
    fn expand(self, n: usize) -> Labels {
        let mut labels = self.before;
        if let Some(behind) = self.behind {
            labels.extend((0..n).rev().map(Label::broadcast));
            labels.extend(behind);
        }
        labels
    }
}

impl Terms {
    /// Of operands with `ranks` axes.
    ///
    /// # Errors
    /// NumPy's words.
    pub(crate) fn parse(subscripts: &str, ranks: &[usize]) -> Result<Terms> {
        if ranks.is_empty() {
            return refused("must specify the einstein sum subscripts string and at least one operand");
        }
        let mut rest = subscripts.as_bytes();
        let (mut inputs, mut broadcast) = (Vec::new(), 0);
        for (i, &ndim) in ranks.iter().enumerate() {
            let end = rest.iter().position(|b| matches!(b, b',' | b'-')).unwrap_or(rest.len());
            let goes_on = rest.get(end) == Some(&b',');
            let last = i + 1 == ranks.len();
            if last && goes_on {
                return refused(
                    "more operands provided to einstein sum function than specified in the subscripts string",
                );
            }
            if !last && !goes_on {
                return refused(
                    "fewer operands provided to einstein sum function than specified in the subscripts string",
                );
            }
            let mut left = ndim;
            let part = Part::parse(&rest[..end], &format!("operand {i}"), |_, _| {
                left = left.checked_sub(1).ok_or_else(|| {
                    ArrayError::Value(format!(
                        "einstein sum subscripts string contains too many subscripts for operand {i}"
                    ))
                })?;
                Ok(())
            })?;
            let under = ndim - part.count();
            if under > 0 && part.behind.is_none() {
                return refused(
                    "operand has more dimensions than subscripts given in einstein sum, but no '...' ellipsis provided to \
                     broadcast the extra dimensions.",
                );
            }
            broadcast = broadcast.max(under);
            inputs.push(part.expand(under));
            rest = &rest[end + usize::from(goes_on)..];
        }
        let output = match rest.strip_prefix(b"->") {
            Some(text) => output(text, &inputs, broadcast)?,
            None if rest.is_empty() => implicit(&inputs, broadcast),
            None => return refused("einstein sum subscript string does not contain proper '->' output specified"),
        };
        Ok(Terms { inputs, output })
    }

    /// Of lists of numbers: 0 to 51 are the letters from `A`, an ellipsis is none.
    ///
    /// # Errors
    /// NumPy's words.
    pub(crate) fn text_of(lists: &[&[Option<i64>]], output: Option<&[Option<i64>]>) -> Result<String> {
        let text = |list: &[Option<i64>]| -> Result<String> {
            if list.iter().filter(|item| item.is_none()).count() > 1 {
                return refused("each subscripts list may have only one ellipsis");
            }
            let mut text = String::new();
            for item in list {
                match item {
                    None => text.push_str("..."),
                    Some(n @ 0..26) => text.push((b'A' + *n as u8) as char),
                    Some(n @ 26..52) => text.push((b'a' + (*n - 26) as u8) as char),
                    Some(_) => return refused("subscript is not within the valid range [0, 52)"),
                }
            }
            Ok(text)
        };
        let inputs: Vec<String> = lists.iter().map(|list| text(list)).collect::<Result<_>>()?;
        let mut all = inputs.join(",");
        if let Some(output) = output {
            all += "->";
            all += &text(output)?;
        }
        Ok(all)
    }

    /// Every label once, in the order of its code.
    pub(crate) fn all(&self) -> Labels {
        let mut all: Labels = self.inputs.iter().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

fn output(text: &[u8], inputs: &[Labels], broadcast: usize) -> Result<Labels> {
    let part = Part::parse(text, "the output", |i, letter| {
        if text[i + 1..].contains(&letter) {
            return refused(format!(
                "einstein sum subscripts string includes output subscript '{}' multiple times",
                letter as char
            ));
        }
        if !inputs.iter().flatten().any(|&label| label == Label::letter(letter)) {
            return refused(format!(
                "einstein sum subscripts string included output subscript '{}' which never appeared in an input",
                letter as char
            ));
        }
        Ok(())
    })?;
    if broadcast > 0 && part.behind.is_none() {
        return refused(
            "output has more dimensions than subscripts given in einstein sum, but no '...' ellipsis provided to broadcast \
             the extra dimensions.",
        );
    }
    Ok(part.expand(broadcast))
}

/// The axes under the ellipses, then the letters that appear once, in alphabetical order.
fn implicit(inputs: &[Labels], broadcast: usize) -> Labels {
    let mut once: Labels = inputs.iter().flatten().copied().filter(|label| label.is_letter()).collect();
    once.sort_unstable();
    let single = |&i: &usize| (i == 0 || once[i - 1] != once[i]) && once.get(i + 1) != Some(&once[i]);
    (0..broadcast).rev().map(Label::broadcast).chain((0..once.len()).filter(single).map(|i| once[i])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(subscripts: &str, ranks: &[usize]) -> String {
        let terms = Terms::parse(subscripts, ranks).unwrap();
        let text = |labels: &Labels| labels.iter().map(|label| label.text()).collect::<String>();
        terms.inputs.iter().map(text).collect::<Vec<_>>().join(",") + "->" + &text(&terms.output)
    }

    #[test]
    fn outputs_are_implied_as_in_numpy() {
        assert_eq!(texts("ij,jk", &[2, 2]), "ij,jk->ik");
        assert_eq!(texts("ba", &[2]), "ba->ab");
        assert_eq!(texts("aB", &[2]), "aB->Ba");
        assert_eq!(texts("ii", &[2]), "ii->");
        assert_eq!(texts("j...i,k", &[4, 1]), "j..i,k->..ijk");
        assert_eq!(texts(" i j -> j i ", &[2]), "ij->ji");
    }
}
