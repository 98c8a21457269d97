//! `array2string`, `array_str`, `array_repr`, formatters and legacy modes against NumPy's own text
//! (`cargo xtask goldens text_options` makes the file).

use npcore_array::print::{
    Array2String, FormatterKind, PrintOptions, array_repr, array_str, array2string, format_float_positional,
    get_printoptions, printoptions, scalar_repr, scalar_str, set_printoptions, try_format_float_positional,
    try_format_float_scientific,
};
use npcore_array::print::{FloatMode, Legacy, Positional, Scientific, Sign, Trim};
use npcore_array::{DynArray, array};
use npcore_dtype::{DType, Scalar};

fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                other => other.expect("a character after the backslash"),
            },
            c => c,
        });
    }
    out
}

fn pairs(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split(';').filter_map(|pair| pair.split_once('='))
}

/// The functions that the generator names.
fn hook(name: &str) -> fn(&Scalar) -> String {
    match name {
        "angle" => |x| format!("<{}>", scalar_str(x)),
        "two" => |x| match x.as_f64().expect("a number") {
            x if x.is_nan() => "nan".to_owned(),
            x => format!("{x:.2}"),
        },
        "word" => |_| "w".to_owned(),
        "lines" => |_| "L1\nL22".to_owned(),
        _ => panic!("no function {name}"),
    }
}

fn hooks(text: &str) -> impl Iterator<Item = (FormatterKind, fn(&Scalar) -> String)> {
    text.split('|').map(|pair| {
        let (kind, name) = pair.split_once(':').unwrap();
        (kind.parse().unwrap(), hook(name))
    })
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
            "sign" => o.sign = value.parse().unwrap(),
            "floatmode" => o.floatmode = value.parse().unwrap(),
            "legacy" => o.legacy = Some(value.parse().unwrap()),
            "formatter" => o = hooks(value).fold(o, |o, (kind, hook)| o.formatter(kind, hook)),
            _ => panic!("option {key}"),
        }
    }
    o
}

fn with_arguments<'a>(mut text: Array2String<'a>, arguments: &'a str) -> Array2String<'a> {
    for (key, value) in pairs(arguments) {
        text = match key {
            "max_line_width" => text.max_line_width(value.parse().unwrap()),
            "precision" => text.precision(value.parse().unwrap()),
            "suppress_small" => text.suppress_small(value == "True"),
            "separator" => text.separator(value),
            "prefix" => text.prefix(value),
            "suffix" => text.suffix(value),
            "threshold" => text.threshold(value.parse().unwrap()),
            "edgeitems" => text.edgeitems(value.parse().unwrap()),
            "sign" => text.sign(value.parse().unwrap()),
            "floatmode" => text.floatmode(value.parse().unwrap()),
            "legacy" => text.legacy(Some(value.parse().unwrap())),
            "formatter" => hooks(value).fold(text, |text, (kind, hook)| text.formatter(kind, hook)),
            _ => panic!("argument {key}"),
        };
    }
    text
}

fn array_of(dtype: &str, shape: &str, data: &str) -> DynArray {
    let dtype: DType = dtype.parse().unwrap_or_else(|e| panic!("{dtype}: {e}"));
    let shape: Vec<usize> = shape.split(',').filter(|n| !n.is_empty()).map(|n| n.parse().unwrap()).collect();
    let bytes: Vec<u8> =
        (0..data.len() / 2).map(|i| u8::from_str_radix(&data[2 * i..2 * i + 2], 16).unwrap()).collect();
    DynArray::from_bytes(&shape[..], dtype, &bytes).unwrap()
}

/// `array_str` and `array_repr` have the same three arguments.
macro_rules! brief {
    ($function:ident, $a:expr, $arguments:expr) => {{
        let mut text = $function($a);
        for (key, value) in pairs($arguments) {
            text = match key {
                "max_line_width" => text.max_line_width(value.parse().unwrap()),
                "precision" => text.precision(value.parse().unwrap()),
                "suppress_small" => text.suppress_small(value == "True"),
                _ => panic!("argument {key}"),
            };
        }
        text.to_string()
    }};
}

/// What we print for a case, beside what NumPy printed.
fn texts(case: &[&str]) -> Vec<(String, String)> {
    match *case {
        ["o", dtype, shape, data, opts, arguments, text] => {
            let a = array_of(dtype, shape, data);
            let _scope = printoptions(options(opts));
            vec![(with_arguments(array2string(&a), arguments).to_string(), text.to_owned())]
        }
        ["s", dtype, shape, data, opts, arguments, text] => {
            let a = array_of(dtype, shape, data);
            let _scope = printoptions(options(opts));
            vec![(brief!(array_str, &a, arguments), text.to_owned())]
        }
        ["r", dtype, shape, data, opts, arguments, text] => {
            let a = array_of(dtype, shape, data);
            let _scope = printoptions(options(opts));
            vec![(brief!(array_repr, &a, arguments), text.to_owned())]
        }
        ["g", dtype, shape, data, opts, str, repr] => {
            let a = array_of(dtype, shape, data);
            let _scope = printoptions(options(opts));
            vec![(a.to_string(), str.to_owned()), (format!("{a:?}"), repr.to_owned())]
        }
        ["x", dtype, data, opts, str, repr] => {
            let x = array_of(dtype, "", data).item().unwrap();
            let _scope = printoptions(options(opts));
            vec![(scalar_str(&x), str.to_owned()), (scalar_repr(&x), repr.to_owned())]
        }
        _ => panic!("an unknown case: {case:?}"),
    }
}

#[test]
fn texts_are_numpys() {
    let (mut cases, mut failures) = (0, Vec::new());
    for line in include_str!("goldens/text_options.txt").split('\n').filter(|line| !line.is_empty()) {
        cases += 1;
        let case: Vec<String> = line.split('\t').map(unescape).collect();
        let case: Vec<&str> = case.iter().map(String::as_str).collect();
        let ours =
            std::panic::catch_unwind(|| texts(&case)).unwrap_or_else(|_| vec![("panicked".into(), String::new())]);
        for (ours, numpy) in ours {
            if ours != numpy {
                let start: String = line.chars().take(400).collect();
                failures.push(format!("{start}\n--- ours\n{ours}\n--- NumPy\n{numpy}\n"));
            }
        }
    }
    assert!(cases >= 1400, "only {cases} cases");
    let shown: Vec<&str> = failures.iter().take(12).map(String::as_str).collect();
    assert!(failures.is_empty(), "{} of {cases} cases differ:\n{}", failures.len(), shown.join("\n"));
}

#[test]
fn the_users_own_repr() {
    let a = array![[1, 2], [3, 4]];
    let inner = |view: npcore_array::DynView<'_>| format!("<{view:?}>");
    {
        let _scope = printoptions(get_printoptions().override_repr(inner));
        // What the function formats itself is not overridden again.
        assert_eq!(format!("{a:?}"), "<array([[1, 2],\n       [3, 4]], dtype=int32)>");
        assert_eq!(array_repr(&a).precision(2).to_string(), format!("{a:?}"));
        assert_eq!(format!("{:?}", a.t()), "<array([[1, 3],\n       [2, 4]], dtype=int32)>");
        assert_eq!(a.to_string(), "[[1 2]\n [3 4]]");
        let mut b = array![5];
        assert_eq!(format!("{:?}", b.cells()), "<array([5], dtype=int32)>");
        set_printoptions(get_printoptions().without_override_repr());
        assert_eq!(format!("{b:?}"), "array([5], dtype=int32)");
    }
    assert_eq!(format!("{:?}", array![1.5]), "array([1.5])");
}

#[test]
fn a_repr_that_panics_leaves_printing_as_it_was() {
    let a = array![1.5];
    let _scope = printoptions(get_printoptions().override_repr(|view| match view.size() {
        1 => panic!("no"),
        n => format!("{n} elements"),
    }));
    assert!(std::panic::catch_unwind(|| format!("{a:?}")).is_err());
    assert_eq!(format!("{:?}", array![1, 2]), "2 elements");
}

#[test]
fn formatters_of_a_text_replace_those_in_force() {
    let global = PrintOptions::default().formatter(FormatterKind::Int, |_| "i".to_owned());
    assert_eq!(format!("{:?}", global.formatters), r#"{"int"}"#);
    let _scope = printoptions(global);
    let a = array![1, 2];
    assert_eq!(array2string(&a).to_string(), "[i i]");
    assert_eq!(array2string(&a).formatter(FormatterKind::Float, |_| "f".to_owned()).to_string(), "[1 2]");
}

#[test]
fn options_by_their_names() {
    assert_eq!("maxprec_equal".parse(), Ok(FloatMode::MaxPrecEqual));
    assert_eq!(" ".parse(), Ok(Sign::Space));
    assert_eq!("0".parse(), Ok(Trim::OneZero));
    assert_eq!("2.1".parse(), Ok(Legacy::V2_1));
    assert_eq!("complexfloat".parse(), Ok(FormatterKind::Complex));
    let words = |e: Result<(), npcore_array::print::PrintOptionError>| e.unwrap_err().to_string();
    assert_eq!(
        words("all".parse::<FloatMode>().map(drop)),
        r#"floatmode option must be one of "fixed", "unique", "maxprec", "maxprec_equal""#
    );
    assert_eq!(words("*".parse::<Sign>().map(drop)), "sign option must be one of ' ', '+', or '-'");
    assert!(words("x".parse::<Trim>().map(drop)).starts_with("if supplied, trim must be 'k', '.', '0' or '-' found"));
    assert_eq!(words("longfloat".parse::<FormatterKind>().map(drop)), "no kind of element has the name 'longfloat'");
    assert!("1.13".parse::<Legacy>().is_err());
}

#[test]
fn absurd_numbers_of_digits() {
    let exact = Positional { unique: false, precision: Some(usize::MAX), ..Positional::default() };
    assert_eq!(try_format_float_positional(1.5, exact).unwrap_err().to_string(), "Float formatting result too large");
    let padded = Scientific { pad_left: Some(1 << 40), ..Scientific::default() };
    assert_eq!(try_format_float_scientific(1.5, padded).unwrap_err().to_string(), "Float formatting result too large");
    // The most digits are no demand for as many.
    assert_eq!(
        format_float_positional(1.5, Positional { precision: Some(usize::MAX), ..Positional::default() }),
        "1.5"
    );
    let text = array2string(&array![0.5]).precision(usize::MAX).floatmode(FloatMode::Fixed).to_string();
    assert!(text.len() < 20_000, "{} characters", text.len());
    assert_eq!(text.trim_end_matches(['0', ']']), "[0.5");
}
