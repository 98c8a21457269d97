//! The part of Python's literals that spell dtypes: strings, integers, tuples, lists, dictionaries.

use super::MAX_DEPTH;
use crate::display::python_str;
use crate::error::DTypeError;
use std::fmt;

/// A Python value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A text.
    Str(String),
    /// An integer.
    Int(i64),
    /// `True` or `False`.
    Bool(bool),
    /// `None`.
    None,
    /// `(a, b)`
    Tuple(Vec<Value>),
    /// `[a, b]`
    List(Vec<Value>),
    /// `{a: b}`, in the order of the text.
    Dict(Vec<(Value, Value)>),
    /// `dtype(value)` or `dtype(value, align=True)`.
    DType(Box<Value>, bool),
}

/// As Python's `repr`.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |f: &mut fmt::Formatter<'_>, items: &[Value]| {
            for (i, item) in items.iter().enumerate() {
                write!(f, "{}{item}", if i > 0 { ", " } else { "" })?;
            }
            Ok(())
        };
        match self {
            Value::Str(text) => f.write_str(&python_str(text)),
            Value::Int(n) => write!(f, "{n}"),
            Value::Bool(true) => f.write_str("True"),
            Value::Bool(false) => f.write_str("False"),
            Value::None => f.write_str("None"),
            Value::Tuple(items) => {
                f.write_str("(")?;
                list(f, items)?;
                f.write_str(if items.len() == 1 { ",)" } else { ")" })
            }
            Value::List(items) => {
                f.write_str("[")?;
                list(f, items)?;
                f.write_str("]")
            }
            Value::Dict(items) => {
                f.write_str("{")?;
                for (i, (key, value)) in items.iter().enumerate() {
                    write!(f, "{}{key}: {value}", if i > 0 { ", " } else { "" })?;
                }
                f.write_str("}")
            }
            Value::DType(value, align) => write!(f, "dtype({value}{})", if *align { ", align=True" } else { "" }),
        }
    }
}

/// Parses a whole text as one value.
///
/// # Errors
/// [`DTypeError::Syntax`], [`DTypeError::TooDeep`].
pub fn parse(text: &str) -> Result<Value, DTypeError> {
    let mut parser = Parser { text, at: 0 };
    let value = parser.value(0)?;
    parser.blanks();
    if parser.at == text.len() { Ok(value) } else { Err(parser.error()) }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    fn error(&self) -> DTypeError {
        DTypeError::Syntax { text: self.text.to_string(), position: self.at }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn blanks(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// Skips blanks, and the token if it comes next.
    fn eat(&mut self, token: &str) -> bool {
        self.blanks();
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn expect(&mut self, token: &str) -> Result<(), DTypeError> {
        if self.eat(token) { Ok(()) } else { Err(self.error()) }
    }

    fn value(&mut self, depth: usize) -> Result<Value, DTypeError> {
        if depth > MAX_DEPTH {
            return Err(DTypeError::TooDeep { limit: MAX_DEPTH });
        }
        self.blanks();
        match self.rest().as_bytes().first().copied() {
            Some(b'\'' | b'"') => self.string().map(Value::Str),
            Some(b'0'..=b'9' | b'-' | b'+') => self.integer(),
            Some(b'[') => {
                self.at += 1;
                Ok(Value::List(self.items("]", depth)?.0))
            }
            Some(b'(') => {
                self.at += 1;
                let (mut items, comma) = self.items(")", depth)?;
                // `(x)` is x; `(x,)` is a tuple.
                match items.len() {
                    1 if !comma => Ok(items.swap_remove(0)),
                    _ => Ok(Value::Tuple(items)),
                }
            }
            Some(b'{') => {
                self.at += 1;
                self.dict(depth)
            }
            _ if self.eat("dtype(") => {
                let value = Box::new(self.value(depth + 1)?);
                let mut align = false;
                if self.eat(",") && self.eat("align") {
                    self.expect("=")?;
                    align = self.eat("True");
                    if !align {
                        self.expect("False")?;
                    }
                    self.eat(",");
                }
                self.expect(")")?;
                Ok(Value::DType(value, align))
            }
            _ if self.eat("True") => Ok(Value::Bool(true)),
            _ if self.eat("False") => Ok(Value::Bool(false)),
            _ if self.eat("None") => Ok(Value::None),
            _ => Err(self.error()),
        }
    }

    /// Items up to the closing bracket, and whether a comma came last.
    fn items(&mut self, close: &str, depth: usize) -> Result<(Vec<Value>, bool), DTypeError> {
        let mut items = Vec::new();
        let mut comma = false;
        while !self.eat(close) {
            if !items.is_empty() && !comma {
                return Err(self.error());
            }
            items.push(self.value(depth + 1)?);
            comma = self.eat(",");
        }
        Ok((items, comma))
    }

    fn dict(&mut self, depth: usize) -> Result<Value, DTypeError> {
        let mut items = Vec::new();
        let mut comma = true;
        while !self.eat("}") {
            if !comma {
                return Err(self.error());
            }
            let key = self.value(depth + 1)?;
            self.expect(":")?;
            items.push((key, self.value(depth + 1)?));
            comma = self.eat(",");
        }
        Ok(Value::Dict(items))
    }

    fn integer(&mut self) -> Result<Value, DTypeError> {
        let rest = self.rest();
        let sign = usize::from(rest.starts_with(['-', '+']));
        let digits = rest[sign..].bytes().take_while(u8::is_ascii_digit).count();
        let text = &rest[..sign + digits];
        let value = text.parse().map_err(|_| self.error())?;
        if digits > 1 && rest[sign..].starts_with('0') {
            return Err(self.error());
        }
        self.at += sign + digits;
        Ok(Value::Int(value))
    }

    fn string(&mut self) -> Result<String, DTypeError> {
        let mut out = String::new();
        let start = self.at;
        let mut chars = self.text[start..].char_indices();
        let quote = chars.next().map(|(_, c)| c);
        while let Some((at, c)) = chars.next() {
            self.at = start + at;
            match c {
                c if Some(c) == quote => {
                    self.at += 1;
                    return Ok(out);
                }
                '\n' => break,
                '\\' => match escape(&mut chars.by_ref().map(|(_, c)| c)) {
                    Some(c) => out.push(c),
                    None => break,
                },
                c => out.push(c),
            }
        }
        Err(self.error())
    }
}

/// What a backslash and the characters behind it stand for.
fn escape(chars: &mut impl Iterator<Item = char>) -> Option<char> {
    let digits = match chars.next()? {
        c @ ('\\' | '\'' | '"') => return Some(c),
        'n' => return Some('\n'),
        'r' => return Some('\r'),
        't' => return Some('\t'),
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => return None,
    };
    let mut value = 0u32;
    for _ in 0..digits {
        value = value.checked_mul(16)?.checked_add(chars.next()?.to_digit(16)?)?;
    }
    char::from_u32(value)
}
