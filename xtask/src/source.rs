//! Reading Rust source just far enough: files of a folder, and code without comments and texts.

use std::fs;
use std::path::{Path, PathBuf};

/// All files below a folder with one of these endings, sorted; build folders are left out.
pub fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if path.is_dir() {
                if !name.starts_with('.') && name != "target" {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|e| endings.iter().any(|want| e == *want)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The code with comments, texts and characters blanked out. Lifetimes stay.
///
/// Good enough to ask which names a file uses; it is no parser.
pub fn without_comments_and_texts(code: &str) -> String {
    let bytes = code.as_bytes();
    let mut out = String::with_capacity(code.len());
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let skip = if rest.starts_with(b"//") {
            rest.iter().position(|&b| b == b'\n').unwrap_or(rest.len())
        } else if rest.starts_with(b"/*") {
            block_comment(rest)
        } else if let Some(length) = raw_text(rest, at > 0 && is_word(bytes[at - 1])) {
            length
        } else if rest[0] == b'"' {
            quoted(rest)
        } else {
            character(rest).unwrap_or(0)
        };
        if skip > 0 {
            out.push(' ');
            at += skip;
        } else {
            out.push(rest[0] as char);
            at += 1;
        }
    }
    out
}

/// Whether `name` stands in the code as a whole word followed by `::`, or is imported by `use`.
pub fn names(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = &code[..at];
        let after = code[at + name.len()..].trim_start();
        let whole = !before.as_bytes().last().is_some_and(|&b| is_word(b)) && !after_is_word(code, at + name.len());
        let before = before.trim_end();
        // `use name;`, `use name as x;`, `use {name, ..}` and `extern crate name;` name it too.
        let imported = before.ends_with("use") || before.ends_with("crate");
        whole && !before.ends_with("::") && (after.starts_with("::") || imported) || whole && before.ends_with("use ::")
    })
}

fn after_is_word(code: &str, at: usize) -> bool {
    code.as_bytes().get(at).is_some_and(|&b| is_word(b))
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn block_comment(rest: &[u8]) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while at < rest.len() {
        if rest[at..].starts_with(b"/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with(b"*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += 1;
        }
    }
    at
}

fn quoted(rest: &[u8]) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != b'"' {
        at += if rest[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(rest.len())
}

/// Length of `r"..."`, `br#"..."#` and their like at the start of `rest`.
fn raw_text(rest: &[u8], inside_word: bool) -> Option<usize> {
    if inside_word {
        return None;
    }
    let start = match rest {
        [b'b' | b'c', b'r', ..] => 2,
        [b'r', ..] => 1,
        _ => return None,
    };
    let hashes = rest[start..].iter().take_while(|&&b| b == b'#').count();
    if rest.get(start + hashes) != Some(&b'"') {
        return None;
    }
    let mut end = vec![b'"'];
    end.resize(hashes + 1, b'#');
    let body = start + hashes + 1;
    let length = rest[body..].windows(end.len()).position(|w| w == end);
    Some(length.map_or(rest.len(), |n| body + n + end.len()))
}

/// Length of a character literal at the start of `rest`; a lifetime is none.
fn character(rest: &[u8]) -> Option<usize> {
    if rest[0] != b'\'' {
        return None;
    }
    if rest.get(1) == Some(&b'\\') {
        let end = rest.iter().skip(3).position(|&b| b == b'\'')?;
        return Some(end + 4);
    }
    // One character (up to four bytes of UTF-8) and the closing quote.
    (2..=5).find(|&n| rest.get(n) == Some(&b'\'')).filter(|&n| n == 2 || rest[1] >= 0x80).map(|n| n + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_texts_are_blanked() {
        let code = "a::b // half::f16\n/* x /* y */ half::z */ \"half::q\\\"\" r#\"half::\"w\"# 'c' '\\'' c";
        let bare = without_comments_and_texts(code);
        assert!(bare.contains("a::b") && bare.ends_with(" c"));
        assert!(!bare.contains("half"), "{bare}");
    }

    #[test]
    fn lifetimes_stay() {
        let code = "fn f<'a>(x: &'a str) -> half::f16 { 'x' }";
        assert!(names(&without_comments_and_texts(code), "half"));
    }

    #[test]
    fn only_whole_names_count() {
        assert!(names("use half::f16;", "half"));
        assert!(names("use half;", "half"));
        assert!(names("use ::half::f16;", "half"));
        assert!(names("let x: half :: f16", "half"));
        assert!(!names("let behalf::x = 1", "half"));
        assert!(!names("let half = 1;", "half"));
        assert!(!names("use a::half::b;", "half"));
        assert!(!names("use half_life::b;", "half"));
    }
}
