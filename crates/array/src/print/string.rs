//! Text and bytes as Python writes them: quotes, escapes.

use std::fmt::Write;

/// The quote Python chooses: double quotes only where they save escapes.
fn quote(single: bool, double: bool) -> char {
    if single && !double { '"' } else { '\'' }
}

/// Whether Python prints the character as it is: no control, format, surrogate, private-use or unassigned
/// character, and no separator but the blank. The standard library's `Debug` draws the same line; behind
/// another character it also leaves combining marks alone, as Python does.
fn is_printable(c: char) -> bool {
    !c.is_control() && {
        let mut escaped = String::from("a");
        escaped.push(c);
        escaped.escape_debug().nth(1) == Some(c)
    }
}

/// Python's `repr` of a text.
pub(super) fn str_repr(text: &str) -> String {
    let quote = quote(text.contains('\''), text.contains('"'));
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\'' | '"' => {
                if c == quote {
                    out.push('\\');
                }
                out.push(c);
            }
            ' '..='~' => out.push(c),
            _ if is_printable(c) => out.push(c),
            _ => {
                let code = u32::from(c);
                let written = match code {
                    0..=0xff => write!(out, "\\x{code:02x}"),
                    0x100..=0xffff => write!(out, "\\u{code:04x}"),
                    _ => write!(out, "\\U{code:08x}"),
                };
                debug_assert!(written.is_ok(), "a String takes any text");
            }
        }
    }
    out.push(quote);
    out
}

/// Python's `repr` of bytes.
pub(super) fn bytes_repr(bytes: &[u8]) -> String {
    let quote = quote(bytes.contains(&b'\''), bytes.contains(&b'"'));
    let mut out = format!("b{quote}");
    for &b in bytes {
        match b {
            b'\\' => out.push_str("\\\\"),
            b'\t' => out.push_str("\\t"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b' '..=b'~' => {
                if char::from(b) == quote {
                    out.push('\\');
                }
                out.push(char::from(b));
            }
            _ => out.push_str(&format!("\\x{b:02x}")),
        }
    }
    out.push(quote);
    out
}

/// Raw bytes without fields: every one in hexadecimal.
pub(super) fn void_text(bytes: &[u8]) -> String {
    let hex: String = bytes.iter().map(|b| format!("\\x{b:02X}")).collect();
    format!("b'{hex}'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_escapes_are_pythons() {
        assert_eq!(str_repr("a'b"), "\"a'b\"");
        assert_eq!(str_repr("a'\"b"), "'a\\'\"b'");
        assert_eq!(str_repr("\t\\\u{7f}\u{80}\u{a0}é\u{200b}"), "'\\t\\\\\\x7f\\x80\\xa0é\\u200b'");
        assert_eq!(
            str_repr("\u{1F600}\u{e0001}\u{e000}a\u{301}\u{301}"),
            "'\u{1F600}\\U000e0001\\ue000a\u{301}\u{301}'"
        );
        assert_eq!(bytes_repr(b"x\0y'\xff\""), "b'x\\x00y\\'\\xff\"'");
        assert_eq!(void_text(b"\xab\x01"), "b'\\xAB\\x01'");
    }
}
