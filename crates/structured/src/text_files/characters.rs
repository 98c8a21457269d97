//! White space as Python counts it.

/// Whether Python's `str.isspace` holds.
pub(crate) fn is_space(c: char) -> bool {
    matches!(c, '\u{1c}'..='\u{1f}') || c.is_whitespace()
}

/// The character at the start of UTF-8 text.
pub(crate) fn first_char(text: &[u8]) -> Option<char> {
    // The longest is four bytes; what follows may be cut in the middle of one.
    let head = &text[..text.len().min(4)];
    match std::str::from_utf8(head) {
        Ok(text) => text.chars().next(),
        Err(e) => std::str::from_utf8(&head[..e.valid_up_to()]).ok()?.chars().next(),
    }
}

/// UTF-8 text without the white space at both ends.
pub(crate) fn trim(text: &[u8]) -> &[u8] {
    let plain = |b: &u8| matches!(b, b'\t'..=b'\r' | 0x1c..=0x20);
    let start = text.iter().take_while(|b| plain(b)).count();
    let text = &text[start..];
    let end = text.iter().rposition(|b| !plain(b)).map_or(0, |i| i + 1);
    let text = &text[..end];
    let ends_ascii = |b: Option<&u8>| b.is_none_or(u8::is_ascii);
    if ends_ascii(text.first()) && ends_ascii(text.last()) {
        return text;
    }
    std::str::from_utf8(text).map_or(text, |text| text.trim_matches(is_space).as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trimmed_as_python_does() {
        assert_eq!(trim(b" \t1 2\x1c\x0b "), b"1 2");
        assert_eq!(trim("\u{a0}\u{2003}x\u{85}".as_bytes()), b"x");
        assert_eq!(trim("é".as_bytes()), "é".as_bytes());
        assert_eq!(trim(b"  "), b"");
        assert_eq!(first_char("é1".as_bytes()), Some('é'));
        assert_eq!(first_char(b""), None);
    }
}
