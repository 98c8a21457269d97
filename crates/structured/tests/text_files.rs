//! Text files against NumPy's own readings of them (`cargo xtask goldens` makes them; its script says what the lines mean).

use npcore_array::DynArray;
use npcore_dtype::DType;
use npcore_dtype::Scalar;
use npcore_structured::{ColumnKey, Encoding, GenFromTxt, LoadTxt, NameCase, SaveTxt, TextFileError, TextSource};

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

fn key(text_: &str) -> ColumnKey {
    match text_.strip_prefix('n') {
        Some(name) => ColumnKey::Name(text(name)),
        None => ColumnKey::Index(text_.parse().unwrap()),
    }
}

/// `key:value` pairs.
fn keyed(list: &str) -> impl Iterator<Item = (ColumnKey, &str)> {
    list.split(',').map(|pair| pair.split_once(':').unwrap()).map(|(k, v)| (key(k), v))
}

fn genfromtxt(options: &str, raw: &[u8]) -> Result<Vec<DynArray>, TextFileError> {
    let mut how = match pairs(options).find(|(name, _)| *name == "dtype") {
        Some((_, "None")) => GenFromTxt::infer(),
        Some((_, value)) => GenFromTxt::new_dyn(dtype(value))?,
        None => GenFromTxt::new_dyn(DType::FLOAT64)?,
    };
    let mut unpack = false;
    for (name, value) in pairs(options) {
        let flag = value == "1";
        let scalar = |text: &str| Scalar::Int64(text.parse().unwrap());
        how = match (name, value) {
            ("dtype", _) => how,
            ("delimiter", "None") => how,
            ("delimiter", _) if value.len() == 1 => how.width(value.parse().unwrap()),
            ("delimiter", _) => how.delimiter(text(value)),
            ("delimiters", _) => how.widths(numbers::<usize>(value)),
            ("comments", "None") => how.no_comments(),
            ("comments", _) => how.comment(text(value)),
            ("names", "1") => how.names_in_text(),
            ("names", _) => how.names(text(value).split(',').map(|name| name.trim().to_owned())),
            ("skip_header", _) => how.skip_header(value.parse().unwrap()),
            ("skip_footer", _) => how.skip_footer(value.parse().unwrap()),
            ("max_rows", _) => how.max_rows(value.parse().unwrap()),
            ("ndmin", _) => how.ndmin(value.parse().unwrap()),
            ("unpack", _) => {
                unpack = true;
                how.unpack(flag)
            }
            ("loose", _) => how.loose(flag),
            ("invalid_raise", _) => how.invalid_raise(flag),
            ("autostrip", _) => how.autostrip(flag),
            ("usecols", _) => how.usecols([key(value)]),
            ("usecolss", _) => how.usecols(value.split(',').map(key)),
            ("case_sensitive", "0") => how.case_sensitive(NameCase::Upper),
            ("case_sensitive", _) => {
                how.case_sensitive(if text(value) == "upper" { NameCase::Upper } else { NameCase::Lower })
            }
            ("deletechars", _) => how.deletechars(text(value)),
            ("replace_space", _) => how.replace_space(text(value)),
            ("excludelists", _) => how.excludelist(texts(value)),
            ("defaultfmt", _) => how.defaultfmt(text(value)),
            ("missing_values", _) if value.contains(':') => {
                keyed(value).fold(how, |how, (key, value)| how.missing_value(key, text(value)))
            }
            ("missing_values", _) => how.missing_values(text(value)),
            ("missing_valuess", _) => how.missing_values_each(texts(value)),
            ("filling_values", _) if value.contains(':') => {
                keyed(value).fold(how, |how, (key, value)| how.filling_value(key, scalar(value)))
            }
            ("filling_values", _) => how.filling_values(scalar(value)),
            ("filling_valuess", _) => how.filling_values_each(value.split(',').map(scalar)),
            ("encoding", _) => how.encoding(text(value).parse::<Encoding>()?),
            _ => panic!("no option {name}={value}"),
        };
    }
    let array = how.load(TextSource::bytes(raw))?;
    if !(unpack && array.dtype().is_record()) {
        return Ok(vec![array]);
    }
    let item = array.itemsize();
    let bytes = array.to_bytes();
    let field = |f: &npcore_dtype::Field| {
        let rows = bytes.chunks(item).flat_map(|row| row[f.offset()..][..f.nbytes()].to_vec());
        let shape: Vec<usize> = array.shape().iter().chain(f.shape()).copied().collect();
        DynArray::from_bytes(&shape[..], f.dtype(), &rows.collect::<Vec<u8>>()).unwrap()
    };
    Ok(array.dtype().fields().iter().map(field).collect())
}

fn savetxt(options: &str, operand: &str) -> Result<String, TextFileError> {
    let (rest, values) = operand.rsplit_once(';').unwrap();
    let (dtype, shape) = rest.rsplit_once(';').unwrap();
    let a = DynArray::from_bytes(numbers::<usize>(shape), dtype.parse().unwrap(), &bytes(values)).unwrap();
    let mut how = SaveTxt::new();
    for (name, value) in pairs(options) {
        how = match name {
            "fmt" => how.fmt(text(value)),
            "fmts" => how.fmts(texts(value)),
            "delimiter" => how.delimiter(text(value)),
            "newline" => how.newline(text(value)),
            "header" => how.header(text(value)),
            "footer" => how.footer(text(value)),
            "comments" => how.comments(text(value)),
            _ => panic!("no option {name}"),
        };
    }
    how.to_text(&a)
}

fn same_text(line: &str, ours: Result<String, TextFileError>, numpys: &str) -> Result<(), String> {
    let same = match &ours {
        Ok(ours) => !numpys.starts_with('!') && *ours == text(numpys),
        Err(error) => same_words(&format!("!{}", error.kind()), numpys.strip_prefix('!').unwrap_or_default()),
    };
    let numpys = if numpys.starts_with('!') { numpys.to_owned() } else { text(numpys) };
    let options: Vec<(&str, String)> = pairs(line.split('\t').nth(1).unwrap())
        .map(|(n, v)| (n, if n.ends_with('s') { texts(v).join(" & ") } else { text(v) }))
        .collect();
    if same { Ok(()) } else { Err(format!("{line}\n  {options:?}\n  ours  {ours:?}\n  numpy {numpys:?}")) }
}

fn run(line: &str) -> Result<(), String> {
    let fields: Vec<&str> = line.split('\t').collect();
    match fields[..] {
        // NumPy reads text of unknown width as objects, which its words say.
        ["loadtxt", options, text, result] => {
            same(line, loadtxt(options, &bytes(text)), &result.replace(" to object at", " to |S0 at"))
        }
        ["genfromtxt", options, text, result] => same(line, genfromtxt(options, &bytes(text)), result),
        ["savetxt", options, operand, result] => same_text(line, savetxt(options, operand), result),
        _ => panic!("no kind of line: {line}"),
    }
}

#[test]
fn like_numpy() {
    all_same(include_str!("goldens/text_files.txt"), 1000, run);
}
