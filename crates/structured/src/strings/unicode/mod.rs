//! Properties and cases of characters, by their code: what the standard library does not tell as Python does.

mod tables;

use tables::{LETTERS, NUMBERS, TITLECASE, TITLES};

/// Which run of a sorted table holds a code.
fn run<T>(table: &[T], code: u32, ends: impl Fn(&T) -> (u32, u32)) -> Option<&T> {
    let at = table.partition_point(|entry| ends(entry).1 < code);
    table.get(at).filter(|entry| ends(entry).0 <= code)
}

/// Whether it is a letter (general category L).
#[inline]
pub(crate) fn is_letter(code: u32) -> bool {
    if code < 128 { (code as u8).is_ascii_alphabetic() } else { run(&LETTERS, code, |&ends| ends).is_some() }
}

/// What [`number_class`] gives for decimal digits.
pub(crate) const DECIMAL: u8 = 3;
/// What [`number_class`] gives for other digits.
pub(crate) const DIGIT: u8 = 2;

/// What kind of number it is; 0 for none, 1 for those that are no digits.
#[inline]
pub(crate) fn number_class(code: u32) -> u8 {
    match code {
        0x30..=0x39 => DECIMAL,
        0..128 => 0,
        _ => run(&NUMBERS, code, |&(first, last, _)| (first, last)).map_or(0, |entry| entry.2),
    }
}

/// Whether it is a titlecase letter, as the Croatian digraphs have them.
pub(crate) fn is_titlecase(code: u32) -> bool {
    code > 0x1c4 && run(&TITLECASE, code, |&ends| ends).is_some()
}

/// Whether it is white space to Python: the separators of ASCII's upper control characters too.
#[inline]
pub(crate) fn is_space(code: u32) -> bool {
    matches!(code,
        9..=13 | 0x1c..=0x20 | 0x85 | 0xa0 | 0x1680 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f | 0x205f | 0x3000)
}

/// A character's titlecase.
pub(crate) fn to_title(code: u32, mut put: impl FnMut(u32)) {
    match TITLES.binary_search_by_key(&code, |entry| entry.0) {
        Ok(at) => TITLES[at].1.into_iter().filter(|&unit| unit != 0).for_each(put),
        Err(_) => match char::from_u32(code) {
            Some(c) => c.to_uppercase().for_each(|c| put(c.into())),
            None => put(code),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_runs() {
        assert!(LETTERS.windows(2).all(|pair| pair[0].1 < pair[1].0 && pair[0].0 <= pair[0].1));
        assert!(NUMBERS.windows(2).all(|pair| pair[0].1 < pair[1].0));
        assert!(TITLES.is_sorted_by_key(|entry| entry.0));
    }

    #[test]
    fn classes_of_some_characters() {
        let class = |c: char| number_class(c.into());
        assert_eq!(['7', '\u{661}', '²', '½', '一', 'a'].map(class), [3, 3, 2, 1, 1, 0]);
        assert!(is_letter('ß'.into()) && is_letter('一'.into()) && !is_letter('Ⅷ'.into()) && !is_letter(0xd800));
        let title = |c: char| {
            let mut text = Vec::new();
            to_title(c.into(), |unit| text.extend(char::from_u32(unit)));
            text.into_iter().collect::<String>()
        };
        assert_eq!(['a', 'ß', 'Ǆ', 'ﬁ', '一'].map(title), ["A", "Ss", "ǅ", "Fi", "一"]);
    }
}
