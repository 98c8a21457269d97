//! Holds printing against NumPy's own text (`xtask/goldens/printing.py` writes the cases).

use npcore_dtype::{DType, Scalar};

use super::*;

const CASES: &str = include_str!("../../tests/goldens/printing.txt");

/// Elements in memory, repeated from the start until the shape is full.
struct Raw {
    dtype: DType,
    shape: Vec<usize>,
    data: Vec<u8>,
}

impl Source for Raw {
    fn dtype(&self) -> DType {
        self.dtype
    }

    fn shape(&self) -> &[usize] {
        &self.shape
    }

    fn scalar(&self, index: &[usize]) -> Scalar {
        let at = index.iter().zip(&self.shape).fold(0, |at, (i, n)| at * n + i);
        let itemsize = self.dtype.itemsize();
        let at = at % (self.data.len() / itemsize);
        Scalar::from_bytes(self.dtype, &self.data[at * itemsize..])
    }
}

fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push(match chars.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some(c) => c,
                None => panic!("a backslash at the end of {text:?}"),
            }),
            c => out.push(c),
        }
    }
    out
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap()).collect()
}

fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split(';').filter_map(|pair| pair.split_once('='))
}

fn options(text: &str) -> PrintOptions {
    let mut o = PrintOptions::default();
    for (key, value) in pairs(text) {
        match key {
            "precision" => o.precision = value.parse().unwrap(),
            "threshold" => o.threshold = value.parse().unwrap(),
            "edgeitems" => o.edgeitems = value.parse().unwrap(),
            "linewidth" => o.linewidth = value.parse().unwrap(),
            "suppress" => o.suppress = value == "True",
            "nanstr" => o.nanstr = value.to_owned(),
            "infstr" => o.infstr = value.to_owned(),
            "sign" => {
                o.sign = match value {
                    "+" => Sign::Plus,
                    " " => Sign::Space,
                    _ => Sign::Minus,
                }
            }
            "floatmode" => {
                o.floatmode = match value {
                    "fixed" => FloatMode::Fixed,
                    "unique" => FloatMode::Unique,
                    "maxprec" => FloatMode::MaxPrec,
                    "maxprec_equal" => FloatMode::MaxPrecEqual,
                    _ => panic!("{value}"),
                }
            }
            _ => panic!("option {key}"),
        }
    }
    o
}

fn raw(dtype: &str, shape: &str, data: &str) -> Raw {
    Raw {
        dtype: dtype.parse().unwrap_or_else(|e| panic!("{dtype}: {e}")),
        shape: shape.split(',').filter(|n| !n.is_empty()).map(|n| n.parse().unwrap()).collect(),
        data: hex(data),
    }
}

fn float(dtype: &str, data: &str) -> Float {
    element::float(&raw(dtype, "", data).scalar(&[])).expect("a floating-point number")
}

fn number(value: &str) -> Option<usize> {
    Some(value.parse().unwrap())
}

fn trim(value: &str) -> Trim {
    match value {
        "k" => Trim::Keep,
        "." => Trim::Point,
        "0" => Trim::OneZero,
        _ => Trim::All,
    }
}

fn positional_options(text: &str) -> Positional {
    let mut o = Positional::default();
    for (key, value) in pairs(text) {
        match key {
            "precision" => o.precision = number(value),
            "unique" => o.unique = value == "True",
            "fractional" => o.fractional = value == "True",
            "trim" => o.trim = trim(value),
            "sign" => o.sign = value == "True",
            "pad_left" => o.pad_left = number(value),
            "pad_right" => o.pad_right = number(value),
            "min_digits" => o.min_digits = number(value),
            _ => panic!("option {key}"),
        }
    }
    o
}

fn scientific_options(text: &str) -> Scientific {
    let mut o = Scientific::default();
    for (key, value) in pairs(text) {
        match key {
            "precision" => o.precision = number(value),
            "unique" => o.unique = value == "True",
            "trim" => o.trim = trim(value),
            "sign" => o.sign = value == "True",
            "pad_left" => o.pad_left = number(value),
            "exp_digits" => o.exp_digits = number(value),
            "min_digits" => o.min_digits = number(value),
            _ => panic!("option {key}"),
        }
    }
    o
}

/// What we print for a case, beside what NumPy printed.
fn texts(case: &[String]) -> Vec<(String, String)> {
    let case: Vec<&str> = case.iter().map(String::as_str).collect();
    match *case.as_slice() {
        ["a", dtype, shape, data, opts, str, repr] => {
            let a = raw(dtype, shape, data);
            let _scope = printoptions(options(opts));
            vec![(str_text(&a), str.to_owned()), (repr_text(&a), repr.to_owned())]
        }
        ["t", dtype, shape, data, opts, separator, prefix, suffix, text] => {
            let a = raw(dtype, shape, data);
            let style = TextStyle { options: options(opts), separator, prefix, suffix };
            vec![(array_text(&a, &style), text.to_owned())]
        }
        ["c", dtype, data, str, repr] => {
            let x = raw(dtype, "", data).scalar(&[]);
            vec![(scalar_str(&x), str.to_owned()), (scalar_repr(&x), repr.to_owned())]
        }
        ["p", dtype, data, opts, text] => {
            let ours = format_float_positional(float(dtype, data), positional_options(opts));
            vec![(ours, text.to_owned())]
        }
        ["s", dtype, data, opts, text] => {
            let ours = format_float_scientific(float(dtype, data), scientific_options(opts));
            vec![(ours, text.to_owned())]
        }
        _ => panic!("an unknown case: {case:?}"),
    }
}

/// Runs the cases of some kinds; at least `least` of them must be there.
fn check(kinds: &[&str], least: usize) {
    let (mut cases, mut failures) = (0, Vec::new());
    // Not `lines`: a text may hold other line ends.
    for line in CASES.split('\n').filter(|line| kinds.contains(&line.split('\t').next().unwrap())) {
        cases += 1;
        let case: Vec<String> = line.split('\t').map(unescape).collect();
        let ours =
            std::panic::catch_unwind(|| texts(&case)).unwrap_or_else(|_| vec![("panicked".into(), String::new())]);
        for (ours, numpy) in ours {
            if ours != numpy {
                let start: String = line.chars().take(300).collect();
                failures.push(format!("{start}\n--- ours\n{ours}\n--- NumPy\n{numpy}\n"));
            }
        }
    }
    assert!(cases >= least, "only {cases} cases");
    let shown: Vec<&str> = failures.iter().take(12).map(String::as_str).collect();
    assert!(failures.is_empty(), "{} of {cases} cases differ:\n{}", failures.len(), shown.join("\n"));
}

#[test]
fn arrays_print_as_numpy_prints_them() {
    check(&["a", "t"], 1500);
}

#[test]
fn scalars_print_as_numpy_prints_them() {
    check(&["c"], 400);
}

#[test]
fn numbers_format_as_numpy_formats_them() {
    check(&["p", "s"], 800);
}
