//! Characters as bytes and back, and characters exchanged by a table.

use npcore_array::{Array, ArrayError, DynArray, DynView, Result, engine};
use npcore_dtype::Text;

use super::case::{in_order_of, not_text};
use super::operand::{Kind, TextOperand, kind};
use super::rows::Frame;
use super::unit::Unit;
use super::with_units;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Codec {
    Ascii,
    Latin1,
    Utf8,
    /// Code units of two bytes, or four, the most significant first or last.
    Wide {
        bytes: usize,
        big: bool,
    },
}

impl Codec {
    fn parse(name: &str) -> Result<Codec> {
        let plain: String = name.to_ascii_lowercase().replace(['_', ' '], "-");
        Ok(match &plain[..] {
            "ascii" | "us-ascii" | "646" => Codec::Ascii,
            "latin-1" | "latin1" | "latin" | "iso-8859-1" | "iso8859-1" | "8859" | "cp819" | "l1" => Codec::Latin1,
            "utf-8" | "utf8" | "u8" | "utf" | "cp65001" => Codec::Utf8,
            "utf-16-le" | "utf-16le" => Codec::Wide { bytes: 2, big: false },
            "utf-16-be" | "utf-16be" => Codec::Wide { bytes: 2, big: true },
            "utf-32-le" | "utf-32le" => Codec::Wide { bytes: 4, big: false },
            "utf-32-be" | "utf-32be" => Codec::Wide { bytes: 4, big: true },
            _ => return Err(ArrayError::Value(format!("unknown encoding: {name}"))),
        })
    }

    fn name(self) -> &'static str {
        match self {
            Codec::Ascii => "ascii",
            Codec::Latin1 => "latin-1",
            Codec::Utf8 => "utf-8",
            Codec::Wide { bytes: 2, big: false } => "utf-16-le",
            Codec::Wide { bytes: 2, big: true } => "utf-16-be",
            Codec::Wide { big: false, .. } => "utf-32-le",
            Codec::Wide { .. } => "utf-32-be",
        }
    }

    /// Whether there are bytes for a code, and why not.
    fn fits(self, code: u32) -> std::result::Result<(), &'static str> {
        match self {
            Codec::Ascii if code > 127 => Err("ordinal not in range(128)"),
            Codec::Latin1 if code > 255 => Err("ordinal not in range(256)"),
            Codec::Utf8 | Codec::Wide { .. } if char::from_u32(code).is_none() => Err("surrogates not allowed"),
            _ => Ok(()),
        }
    }

    /// The bytes of a code that [`fits`](Codec::fits).
    fn put(self, code: u32, out: &mut Vec<u8>) {
        let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        match self {
            Codec::Ascii | Codec::Latin1 => out.push(code as u8),
            Codec::Utf8 => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            Codec::Wide { bytes: 2, big } => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    out.extend(if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
                }
            }
            Codec::Wide { big, .. } => out.extend(if big { code.to_be_bytes() } else { code.to_le_bytes() }),
        }
    }
}

/// What becomes of what cannot be encoded or decoded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Errors {
    Strict,
    Ignore,
    Replace,
    Backslash,
    Reference,
}

impl Errors {
    fn parse(name: &str, encoding: bool) -> Result<Errors> {
        Ok(match name {
            "strict" => Errors::Strict,
            "ignore" => Errors::Ignore,
            "replace" => Errors::Replace,
            "backslashreplace" => Errors::Backslash,
            "xmlcharrefreplace" if encoding => Errors::Reference,
            _ => return Err(ArrayError::Value(format!("unknown error handler name '{name}'"))),
        })
    }
}

/// A code as Python escapes it.
fn escaped(code: u32) -> String {
    match code {
        0..=0xff => format!("\\x{code:02x}"),
        0x100..=0xffff => format!("\\u{code:04x}"),
        _ => format!("\\U{code:08x}"),
    }
}

fn encoded(text: &[u32], codec: Codec, errors: Errors) -> Result<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let code = text[at];
        let Err(reason) = codec.fits(code) else {
            codec.put(code, &mut out);
            at += 1;
            continue;
        };
        // All that follow and do not fit either are one error to Python.
        let run = text[at..].iter().take_while(|&&code| codec.fits(code).is_err()).count();
        match errors {
            Errors::Strict => {
                let name = codec.name();
                let what = match run {
                    1 => format!("character '{}' in position {at}", escaped(code)),
                    _ => format!("characters in position {at}-{}", at + run - 1),
                };
                return Err(ArrayError::Value(format!("'{name}' codec can't encode {what}: {reason}")));
            }
            Errors::Ignore => {}
            Errors::Replace => (0..run).for_each(|_| codec.put('?'.into(), &mut out)),
            Errors::Backslash | Errors::Reference => {
                for &code in &text[at..at + run] {
                    let text = if errors == Errors::Backslash { escaped(code) } else { format!("&#{code};") };
                    text.bytes().for_each(|byte| codec.put(byte.into(), &mut out));
                }
            }
        }
        at += run;
    }
    Ok(out)
}

/// The first code of some bytes, and how many of them it takes; else how many are wrong, and why.
fn next_code(bytes: &[u8], codec: Codec) -> std::result::Result<(u32, usize), (usize, &'static str)> {
    let first = bytes[0];
    match codec {
        Codec::Ascii if first > 127 => Err((1, "ordinal not in range(128)")),
        Codec::Ascii | Codec::Latin1 => Ok((first.into(), 1)),
        Codec::Utf8 => {
            let part = &bytes[..bytes.len().min(4)];
            let valid = match std::str::from_utf8(part) {
                Ok(_) => part.len(),
                Err(e) if e.valid_up_to() > 0 => e.valid_up_to(),
                Err(e) => {
                    let len = e.error_len();
                    let starts = matches!(first, 0xc2..=0xf4);
                    return Err(match len {
                        None => (part.len(), "unexpected end of data"),
                        Some(len) if starts => (len, "invalid continuation byte"),
                        Some(len) => (len, "invalid start byte"),
                    });
                }
            };
            let c = std::str::from_utf8(&part[..valid]).ok().and_then(|text| text.chars().next());
            let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
            Ok((c.into(), c.len_utf8()))
        }
        Codec::Wide { bytes: 4, big } => {
            let Some(&word) = bytes.first_chunk::<4>() else { return Err((bytes.len(), "truncated data")) };
            let code = if big { u32::from_be_bytes(word) } else { u32::from_le_bytes(word) };
            match char::from_u32(code) {
                Some(_) => Ok((code, 4)),
                None if code < 0x11_0000 => Err((4, "code point in surrogate code point range(0xd800, 0xe000)")),
                None => Err((4, "code point not in range(0x110000)")),
            }
        }
        Codec::Wide { big, .. } => {
            let unit = |at: usize| {
                let pair: [u8; 2] = bytes.get(at..at + 2)?.try_into().ok()?;
                Some(if big { u16::from_be_bytes(pair) } else { u16::from_le_bytes(pair) })
            };
            let Some(high) = unit(0) else { return Err((1, "truncated data")) };
            match (high, unit(2)) {
                (0xd800..=0xdbff, Some(low @ 0xdc00..=0xdfff)) => {
                    Ok((0x1_0000 + ((u32::from(high) & 0x3ff) << 10 | u32::from(low) & 0x3ff), 4))
                }
                (0xd800..=0xdbff, None) => Err((bytes.len(), "unexpected end of data")),
                (0xd800..=0xdbff, _) => Err((2, "illegal UTF-16 surrogate")),
                (0xdc00..=0xdfff, _) => Err((2, "illegal encoding")),
                _ => Ok((high.into(), 2)),
            }
        }
    }
}

fn decoded(bytes: &[u8], codec: Codec, errors: Errors) -> Result<Vec<u32>> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let (run, reason) = match next_code(&bytes[at..], codec) {
            Ok((code, len)) => {
                out.push(code);
                at += len;
                continue;
            }
            Err(wrong) => wrong,
        };
        match errors {
            Errors::Strict => {
                let name = codec.name();
                let what = match run {
                    1 => format!("byte 0x{:02x} in position {at}", bytes[at]),
                    _ => format!("bytes in position {at}-{}", at + run - 1),
                };
                return Err(ArrayError::Value(format!("'{name}' codec can't decode {what}: {reason}")));
            }
            Errors::Ignore => {}
            Errors::Replace => out.push(char::REPLACEMENT_CHARACTER.into()),
            Errors::Backslash | Errors::Reference => {
                for &byte in &bytes[at..at + run] {
                    out.extend(escaped(byte.into()).bytes().map(u32::from));
                }
            }
        }
        at += run;
    }
    Ok(out)
}

/// Lists of units as elements as wide as the longest.
pub(super) fn collected<U: Unit>(frame: &Frame, all: &[Vec<U>]) -> Result<DynArray> {
    let width = all.iter().map(Vec::len).max().unwrap_or(0).max(1);
    frame.rows::<U>(width, 0, |i, out| {
        out[..all[i].len()].copy_from_slice(&all[i]);
        Ok(())
    })
}

fn of_kind(view: &DynView<'_>, wanted: Kind, method: &str) -> Result<()> {
    match kind(view.dtype()) {
        Some(found) if found == wanted => Ok(()),
        Some(_) => {
            let class = if wanted == Kind::Chars { "bytes" } else { "str" };
            Err(ArrayError::Value(format!("type object '{class}' has no attribute '{method}'")))
        }
        None => Err(not_text()),
    }
}

/// The bytes of every string in an encoding: UTF-8, ASCII, Latin-1, UTF-16 and UTF-32 of either byte order (`utf-16-le`).
///
/// `errors` says what becomes of characters that it does not have: `strict` is an error, `ignore`, `replace` (by `?`),
/// `backslashreplace` and `xmlcharrefreplace` are Python's. The result is as wide as its longest string.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::strings;
/// let a = array!["né", "b"];
/// assert_eq!(strings::encode(&a, "utf-8", "strict")?.to_string(), r"[b'n\xc3\xa9' b'b']");
/// assert_eq!(strings::encode(&a, "ascii", "replace")?.to_string(), "[b'n?' b'b']");
/// assert_eq!(
///     strings::encode(&a, "ascii", "strict").unwrap_err().to_string(),
///     r"'ascii' codec can't encode character '\xe9' in position 1: ordinal not in range(128)"
/// );
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Elements that are no characters; `unknown encoding: ...`; characters that cannot be encoded, lone surrogates among them; no
/// memory.
pub fn encode(a: impl TextOperand, encoding: &str, errors: &str) -> Result<DynArray> {
    let given = a.given();
    let view = given.view();
    of_kind(&view, Kind::Chars, "encode")?;
    let (codec, errors) = (Codec::parse(encoding)?, Errors::parse(errors, true)?);
    let frame = Frame::new(&[&view])?;
    let held = frame.hold(&view, view.dtype().to_native())?;
    let text = held.text::<u32>();
    let all = (0..frame.len()).map(|i| encoded(text.get(i), codec, errors)).collect::<Result<Vec<_>>>()?;
    collected(&frame, &all)
}

/// The strings that bytes are in an encoding; see [`encode`].
///
/// ```
/// use npcore_structured::strings;
/// assert_eq!(strings::decode(b"n\xc3\xa9", "utf-8", "strict")?.item()?, "né");
/// assert_eq!(
///     strings::decode(b"n\xff", "utf-8", "strict").unwrap_err().to_string(),
///     "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte"
/// );
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Elements that are no bytes; `unknown encoding: ...`; bytes that cannot be decoded; no memory.
pub fn decode(a: impl TextOperand, encoding: &str, errors: &str) -> Result<Array<Text>> {
    let given = a.given();
    let view = given.view();
    of_kind(&view, Kind::Bytes, "decode")?;
    let (codec, errors) = (Codec::parse(encoding)?, Errors::parse(errors, false)?);
    let frame = Frame::new(&[&view])?;
    let held = frame.hold(&view, view.dtype())?;
    let text = held.text::<u8>();
    let all = (0..frame.len()).map(|i| decoded(text.get(i), codec, errors)).collect::<Result<Vec<_>>>()?;
    engine::typed(collected(&frame, &all)?)
}

/// What stands for characters in [`translate`]: a string whose characters stand for the codes from 0 on, pairs of a character
/// and a text, or, for bytes, 256 of them.
pub trait Table {
    /// Puts what stands for a code; false where nothing does.
    #[doc(hidden)]
    fn put(&self, code: u32, put: &mut dyn FnMut(u32)) -> bool;

    /// What stands for each byte.
    #[doc(hidden)]
    fn bytes(&self) -> Option<&[u8; 256]> {
        None
    }
}

impl Table for str {
    fn put(&self, code: u32, put: &mut dyn FnMut(u32)) -> bool {
        self.chars().nth(code as usize).map(|c| put(c.into())).is_some()
    }
}

impl Table for [u8; 256] {
    fn put(&self, code: u32, put: &mut dyn FnMut(u32)) -> bool {
        self.get(code as usize).map(|&byte| put(byte.into())).is_some()
    }

    fn bytes(&self) -> Option<&[u8; 256]> {
        Some(self)
    }
}

impl Table for [(char, &str)] {
    fn put(&self, code: u32, put: &mut dyn FnMut(u32)) -> bool {
        let found = self.iter().find(|pair| u32::from(pair.0) == code);
        found.map(|pair| pair.1.chars().for_each(|c| put(c.into()))).is_some()
    }
}

impl<const N: usize> Table for [(char, &str); N] {
    fn put(&self, code: u32, put: &mut dyn FnMut(u32)) -> bool {
        self[..].put(code, put)
    }
}

impl<X: Table + ?Sized> Table for &X {
    fn put(&self, code: u32, put: &mut dyn FnMut(u32)) -> bool {
        (**self).put(code, put)
    }

    fn bytes(&self) -> Option<&[u8; 256]> {
        (**self).bytes()
    }
}

/// Every string with its characters exchanged by a table, after, of bytes, those of `delete` were taken out.
///
/// What has no entry stays. The result is as wide as `a`; what does not fit is cut.
///
/// ```
/// use npcore_array::array;
/// use npcore_structured::strings;
/// let a = array!["a-b", "b"];
/// assert_eq!(strings::translate(&a, [('-', ""), ('a', "x")], b"")?.to_string(), "['xb' 'b']");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `string operation on non-string array`; `translation table must be 256 characters long`, for bytes; no memory.
pub fn translate<A: TextOperand>(a: A, table: impl Table, delete: &[u8]) -> Result<Array<A::Made>> {
    let given = a.given();
    let view = given.view();
    let kind = kind(view.dtype()).ok_or_else(not_text)?;
    if kind == Kind::Bytes && table.bytes().is_none() {
        return Err(ArrayError::Value("translation table must be 256 characters long".to_owned()));
    }
    let frame = Frame::new(&[&view])?;
    let held = frame.hold(&view, view.dtype().to_native())?;
    let made = with_units!(kind, U => {
        let text = held.text::<U>();
        let all: Vec<Vec<U>> = (0..frame.len())
            .map(|i| {
                let mut made: Vec<U> = Vec::new();
                for &unit in text.get(i) {
                    let code = unit.code();
                    if kind == Kind::Bytes && delete.contains(&(code as u8)) {
                        continue;
                    }
                    if !table.put(code, &mut |code| made.push(U::from_code(code))) {
                        made.push(unit);
                    }
                }
                made.truncate(text.width);
                made
            })
            .collect();
        frame.rows::<U>(text.width, 0, |i, out| {
            out[..all[i].len()].copy_from_slice(&all[i]);
            Ok(())
        })
    })?;
    engine::typed(in_order_of(&view, made)?)
}
