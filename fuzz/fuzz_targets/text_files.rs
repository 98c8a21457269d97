//! Tables in text: any bytes may come, with any options, and give an array or an error; one thread or several, one piece or
//! many give the same; what was written reads back.

#![no_main]

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use npcore_array::Array;
use npcore_dtype::DType;
use npcore_structured::{Encoding, GenFromTxt, LoadTxt, SaveTxt, TextSource};

#[derive(Arbitrary, Debug)]
struct Options {
    dtype: u8,
    delimiter: Option<char>,
    quote: Option<char>,
    comments: Vec<String>,
    skiprows: u8,
    max_rows: Option<u8>,
    usecols: Option<Vec<i8>>,
    ndmin: u8,
    latin1: bool,
}

#[derive(Arbitrary, Debug)]
enum Input {
    Load { options: Options, text: Vec<u8>, piece: u8 },
    Gen { options: Options, text: Vec<u8>, names: bool, widths: Option<Vec<u8>>, flags: u8 },
    Save { values: Vec<f64>, format: String, delimiter: String },
    Back { values: Vec<f64>, columns: u8 },
}

const TYPES: [&str; 12] =
    ["f8", "i4", ">u2", "f2", "c8", "?", "U3", "U", "S", "M8[ms]", "i4,f8,U2", "[('a','f4',(2,)),('b','S2')]"];

impl Options {
    fn dtype(&self) -> DType {
        TYPES[usize::from(self.dtype) % TYPES.len()].parse().expect("a type")
    }

    fn load(&self) -> LoadTxt<'static, npcore_dtype::Dyn> {
        let mut how = LoadTxt::new_dyn(self.dtype()).expect("a type");
        how =
            how.comments(self.comments.iter().take(3).cloned()).skiprows(self.skiprows.into()).ndmin(self.ndmin.into());
        if let Some(delimiter) = self.delimiter {
            how = how.delimiter(delimiter);
        }
        if let Some(quote) = self.quote {
            how = how.quotechar(quote);
        }
        if let Some(rows) = self.max_rows {
            how = how.max_rows(rows.into());
        }
        if let Some(columns) = &self.usecols {
            how = how.usecols(columns.iter().map(|&c| isize::from(c)).collect::<Vec<isize>>());
        }
        if self.latin1 { how.encoding(Encoding::Latin1) } else { how }
    }
}

/// Gives a text in pieces of so many bytes.
struct Pieces<'a>(&'a [u8], usize);

impl std::io::Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let n = self.1.min(out.len()).min(self.0.len());
        out[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

fuzz_target!(|input: Input| {
    match input {
        Input::Load { options, text, piece } => {
            let whole = options.load().load(TextSource::bytes(&text));
            let pieces = Pieces(&text, usize::from(piece).max(1));
            let pieces = options.load().load(TextSource::reader(pieces));
            match (whole, pieces) {
                (Ok(a), Ok(b)) => {
                    assert_eq!((a.dtype(), a.shape(), a.to_bytes()), (b.dtype(), b.shape(), b.to_bytes()))
                }
                (Err(a), Err(b)) => assert_eq!(a.to_string(), b.to_string()),
                (a, b) => panic!("{a:?} {b:?}"),
            }
        }
        Input::Gen { options, text, names, widths, flags } => {
            let mut how = match flags & 1 {
                0 => GenFromTxt::infer(),
                _ => GenFromTxt::new_dyn(options.dtype()).expect("a type"),
            };
            how = how.skip_header(options.skiprows.into()).skip_footer((flags >> 6).into());
            how = how.autostrip(flags & 2 != 0).loose(flags & 4 != 0).invalid_raise(flags & 8 != 0);
            if let Some(delimiter) = options.delimiter {
                how = how.delimiter(delimiter);
            }
            if let Some(widths) = widths {
                how = how.widths(widths.into_iter().map(usize::from));
            }
            if names {
                how = how.names_in_text();
            }
            if let Some(columns) = &options.usecols {
                how = how.usecols(columns.iter().map(|&c| isize::from(c)));
            }
            if let Some(comment) = options.comments.first() {
                how = how.comment(comment.clone());
            }
            // Interned records are kept for good: many different ones would only fill the memory.
            if text.len() < 256 {
                let _ = how.load(TextSource::bytes(&text)).map(|a| a.to_string());
            }
        }
        Input::Save { values, format, delimiter } => {
            // Widths and precisions of millions take memory that a test has not.
            if !format.chars().chain(delimiter.chars()).collect::<String>().contains(|c: char| c.is_ascii_digit()) {
                let _ = SaveTxt::new().fmt(format).delimiter(delimiter).to_text(values);
            }
        }
        Input::Back { mut values, columns } => {
            let columns = usize::from(columns).max(1);
            values.truncate(values.len() / columns * columns);
            let a = Array::from_shape_vec([values.len() / columns, columns], values).expect("whole rows");
            let text = SaveTxt::new().to_text(&a).expect("numbers");
            let back = LoadTxt::<f64>::new().ndmin(2).load(TextSource::text(&text)).expect("what was written");
            let same = |(x, y): (f64, f64)| x.to_bits() == y.to_bits() || (x.is_nan() && y.is_nan());
            assert!(a.to_vec().into_iter().zip(back.to_vec()).all(same));
        }
    }
});
