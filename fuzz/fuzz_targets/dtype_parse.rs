//! Texts of dtypes: any text may come, and texts made from a known type must mean that type.
//!
//! What parses must print as something that parses to the same dtype, with fields that lie inside
//! the record. The oracle builds NumPy's spelling and its size side by side, without the parser.

#![no_main]

use std::fmt::Write as _;

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use npcore_dtype::{DType, DTypeKind};

#[derive(Arbitrary, Debug)]
enum Input {
    Any(String),
    Simple(Simple),
    List(Vec<(Simple, Vec<u8>)>),
    Nested(Vec<(Simple, Vec<u8>)>, Vec<(Simple, Vec<u8>)>),
    Commas(Vec<(Simple, Vec<u8>)>),
}

#[derive(Arbitrary, Debug)]
struct Simple {
    order: u8,
    code: u8,
    width: u16,
}

/// Codes with a fixed size, and the bytes that a change of byte order reverses.
const CODES: [(&str, usize, usize); 20] = [
    ("?", 1, 1),
    ("b1", 1, 1),
    ("i1", 1, 1),
    ("u1", 1, 1),
    ("i2", 2, 2),
    ("u2", 2, 2),
    ("i4", 4, 4),
    ("u4", 4, 4),
    ("i8", 8, 8),
    ("u8", 8, 8),
    ("f2", 2, 2),
    ("f4", 4, 4),
    ("f8", 8, 8),
    ("c8", 8, 4),
    ("c16", 16, 8),
    ("M8[ns]", 8, 8),
    ("m8[10ms]", 8, 8),
    ("M8[D]", 8, 8),
    ("m8", 8, 8),
    ("d", 8, 8),
];

impl Simple {
    /// NumPy's spelling, the bytes of an element, and whether it is big-endian.
    fn spell(&self) -> (String, usize, bool) {
        let order = ["", "<", ">", "="][self.order as usize % 4];
        let width = usize::from(self.width % 300);
        let (code, size, word) = match self.code as usize % (CODES.len() + 3) {
            n if n < CODES.len() => (CODES[n].0.to_owned(), CODES[n].1, CODES[n].2),
            n if n == CODES.len() => (format!("S{width}"), width, 1),
            n if n == CODES.len() + 1 => (format!("U{width}"), 4 * width, 4),
            _ => (format!("V{width}"), width, 1),
        };
        (format!("{order}{code}"), size, order == ">" && word > 1)
    }
}

/// The lengths of a sub-array: at most two axes of at most four.
fn lengths(raw: &[u8]) -> Vec<usize> {
    raw.iter().take(2).map(|n| usize::from(n % 4) + 1).collect()
}

fn tuple(lengths: &[usize]) -> String {
    let mut text = String::from("(");
    for length in lengths {
        let _ = write!(text, "{length},");
    }
    text + ")"
}

/// A record as a list of tuples, with each field's offset and size, and the size of all.
fn list(fields: &[(Simple, Vec<u8>)]) -> (String, Vec<(usize, usize)>, usize) {
    let (mut text, mut places, mut end) = (String::from("["), Vec::new(), 0);
    for (index, (simple, shape)) in fields.iter().take(8).enumerate() {
        let (code, size, _) = simple.spell();
        let shape = lengths(shape);
        let _ = match shape.as_slice() {
            [] => write!(text, "('n{index}', '{code}'), "),
            _ => write!(text, "('n{index}', '{code}', {}), ", tuple(&shape)),
        };
        let size = size * shape.iter().product::<usize>();
        places.push((end, size));
        end += size;
    }
    text.push(']');
    (text, places, end)
}

fn parse(text: &str) -> DType {
    DType::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// What holds for every dtype, wherever it came from.
fn sound(dtype: DType) {
    let text = dtype.spelling();
    let again = DType::parse(&text).unwrap_or_else(|e| panic!("is spelled {text}, which does not parse: {e}"));
    assert_eq!(again, dtype, "spelled {text}");
    assert_eq!(again.itemsize(), dtype.itemsize());
    let _ = format!("{dtype} {dtype:?}");
    assert_eq!(dtype.to_native().itemsize(), dtype.itemsize());
    assert!(dtype.to_native().is_native());
    assert!(dtype.alignment().is_power_of_two());
    for field in dtype.fields() {
        let end = field.offset().checked_add(field.nbytes()).expect("a field's end fits");
        assert!(end <= dtype.itemsize(), "{text}: a field lies outside");
        assert_eq!(field.nbytes(), field.dtype().itemsize() * field.shape().iter().product::<usize>());
        assert_eq!(dtype.field(field.name()).map(|f| f.offset()), Some(field.offset()));
        sound(field.dtype());
    }
}

fuzz_target!(|input: Input| {
    match input {
        Input::Any(text) => {
            // Interned records are kept for good: long texts would only fill the memory.
            if text.len() <= 256
                && let Ok(dtype) = DType::parse(&text)
            {
                sound(dtype);
            }
        }
        Input::Simple(simple) => {
            let (text, size, big) = simple.spell();
            let dtype = parse(&text);
            assert_eq!(dtype.itemsize(), size, "{text}");
            if cfg!(target_endian = "little") {
                assert_eq!(dtype.is_swapped(), big, "{text}");
            }
            sound(dtype);
        }
        Input::List(fields) if !fields.is_empty() => {
            let (text, places, size) = list(&fields);
            let dtype = parse(&text);
            assert_eq!(dtype.itemsize(), size, "{text}");
            let found: Vec<_> = dtype.fields().iter().map(|f| (f.offset(), f.nbytes())).collect();
            assert_eq!(found, places, "{text}");
            sound(dtype);
        }
        Input::Nested(first, second) if !first.is_empty() && !second.is_empty() => {
            let (inner, _, inner_size) = list(&first);
            let (outer, _, outer_size) = list(&second);
            let text = format!("[('inner', {inner}, (3,)), {}", &outer[1..]);
            let dtype = parse(&text);
            assert_eq!(dtype.itemsize(), 3 * inner_size + outer_size, "{text}");
            assert!(matches!(dtype.fields()[0].dtype().kind(), DTypeKind::Record(_)), "{text}");
            sound(dtype);
        }
        Input::Commas(fields) if fields.len() > 1 => {
            let (mut parts, mut size) = (Vec::new(), 0);
            for (simple, shape) in fields.iter().take(8) {
                let (code, bytes, _) = simple.spell();
                let shape = lengths(shape);
                size += bytes * shape.iter().product::<usize>();
                parts.push(if shape.is_empty() { code } else { tuple(&shape) + &code });
            }
            let text = parts.join(", ");
            let dtype = parse(&text);
            assert_eq!(dtype.itemsize(), size, "{text}");
            assert!(dtype.names().eq((0..parts.len()).map(|n| format!("f{n}"))), "{text}");
            sound(dtype);
        }
        _ => {}
    }
});
