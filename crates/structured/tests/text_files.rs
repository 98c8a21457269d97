//! Text files against NumPy's own readings of them (`cargo xtask goldens` makes them; its script says what the lines mean).

use npcore_array::DynArray;
use npcore_dtype::DType;
use npcore_structured::{Encoding, LoadTxt, TextFileError, TextSource};

#[path = "../../array/tests/golden/mod.rs"]
mod golden;
use golden::{all_same, bytes, hex, numbers, same_words};

fn text(hex: &str) -> String {
    String::from_utf8(bytes(hex)).unwrap()
}

fn texts(list: &str) -> Vec<String> {
    if list.is_empty() { Vec::new() } else { list.split(',').map(text).collect() }
}

fn dtype(hex: &str) -> DType {
    text(hex).parse().unwrap()
}

/// Type, shape and bytes of a result, or its words.
fn same(line: &str, ours: Result<Vec<DynArray>, TextFileError>, numpys: &str) -> Result<(), String> {
    let wrong = |why: String| {
        Err(format!(
            "{line}\n  text  {:?}\n  ours  {why}",
            String::from_utf8_lossy(&bytes(line.split('\t').nth(2).unwrap()))
        ))
    };
    match ours {
        Err(error) => {
            let ours = format!("!{}", error.kind()).replace('\n', "\\n").replace('\t', "\\t");
            let same = numpys.strip_prefix('!').is_some_and(|words| same_words(&ours, words));
            if same { Ok(()) } else { wrong(error.to_string()) }
        }
        Ok(_) if numpys.starts_with('!') => wrong("no error".to_owned()),
        Ok(arrays) => {
            let numpys: Vec<&str> = numpys.split('|').filter(|s| !s.is_empty()).collect();
            if numpys.len() != arrays.len() {
                return wrong(format!("{} arrays", arrays.len()));
            }
            for (a, numpys) in arrays.iter().zip(numpys) {
                let (rest, values) = numpys.rsplit_once(';').unwrap();
                let (dtype, shape) = rest.rsplit_once(';').unwrap();
                let dtype: DType = dtype.parse().unwrap();
                if a.dtype() != dtype || a.shape() != numbers::<usize>(shape) {
                    return wrong(format!("{} {:?}", a.dtype(), a.shape()));
                }
                if hex(&a.tobytes(npcore_array::Order::C).unwrap()) != values {
                    return wrong(format!("{a} {}", hex(&a.to_bytes())));
                }
            }
            Ok(())
        }
    }
}

fn pairs(options: &str) -> impl Iterator<Item = (&str, &str)> {
    options.split(';').filter(|s| !s.is_empty()).map(|o| o.split_once('=').unwrap())
}

fn loadtxt(options: &str, raw: &[u8]) -> Result<Vec<DynArray>, TextFileError> {
    let dtype = pairs(options).find(|(name, _)| *name == "dtype").map_or(DType::FLOAT64, |(_, value)| dtype(value));
    let mut how = LoadTxt::new_dyn(dtype)?;
    let mut unpack = false;
    for (name, value) in pairs(options) {
        how = match (name, value) {
            ("dtype", _) | ("max_rows" | "delimiter", "None") => how,
            ("comments", "None") => how.no_comments(),
            ("delimiter", _) => how.delimiter(text(value)),
            ("comments", _) => how.comment(text(value)),
            ("commentss", _) => how.comments(texts(value)),
            ("quotechar", _) => how.quotechar(text(value).chars().next().unwrap()),
            ("skiprows", _) => how.skiprows(value.parse().unwrap()),
            ("max_rows", _) => how.max_rows(value.parse().unwrap()),
            ("usecols" | "usecolss", _) => how.usecols(numbers::<isize>(value)),
            ("ndmin", _) => how.ndmin(value.parse().unwrap()),
            ("unpack", _) => {
                unpack = true;
                how.unpack(value == "1")
            }
            ("encoding", _) => how.encoding(text(value).parse::<Encoding>()?),
            _ => panic!("no option {name}"),
        };
    }
    let source = TextSource::bytes(raw);
    if unpack && dtype.is_record() { how.columns(source) } else { how.load(source).map(|a| vec![a]) }
}

fn run(line: &str) -> Result<(), String> {
    let fields: Vec<&str> = line.split('\t').collect();
    match fields[..] {
        ["loadtxt", options, text, result] => same(line, loadtxt(options, &bytes(text)), result),
        _ => panic!("no kind of line: {line}"),
    }
}

#[test]
fn like_numpy() {
    all_same(include_str!("goldens/text_files.txt"), 1000, run);
}
