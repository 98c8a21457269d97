//! Records against NumPy's own results (`cargo xtask goldens` makes the file; its script says what the lines mean).

use npcore_array::{Array, ArrayError, DynArray, DynView, Operand, RecordArray, engine, s};
use npcore_dtype::{DType, Elem};
use npcore_index::{ArrayIndex, ArrayIndexMut, Side, searchsorted, take, unique};
use npcore_structured::recfunctions as rf;
use npcore_structured::{RecordFields, RecordFieldsMut, RecordOrder};

#[path = "../../array/tests/golden/mod.rs"]
mod golden;
use golden::{Memory, all_same, hex, same_words};

type Result<T> = std::result::Result<T, ArrayError>;

/// The strings of a list in JSON: none of them needs escapes.
fn strings(json: &str) -> Vec<String> {
    json.split('"').skip(1).step_by(2).map(str::to_owned).collect()
}

fn lists(json: &str) -> Vec<Vec<String>> {
    json.trim_matches(['[', ']']).split("], [").map(strings).collect()
}

/// A text as Python's `json` writes it.
fn json(text: &str) -> String {
    let escaped: String = text
        .encode_utf16()
        .map(|unit| match char::from_u32(unit.into()) {
            Some('"') => "\\\"".to_owned(),
            Some('\\') => "\\\\".to_owned(),
            Some('\n') => "\\n".to_owned(),
            Some(c @ ' '..='~') => c.to_string(),
            _ => format!("\\u{unit:04x}"),
        })
        .collect();
    format!("\"{escaped}\"")
}

/// The bytes of records with zeros between the fields.
fn bytes(a: &DynArray) -> Vec<u8> {
    let mut bytes = a.to_bytes();
    if let Some(record) = a.dtype().as_record().filter(|record| record.has_gaps()) {
        for row in bytes.chunks_exact_mut(record.itemsize()) {
            let mut at = 0;
            for run in record.runs() {
                row[at..run.start].fill(0);
                at = run.end;
            }
            row[at..].fill(0);
        }
    }
    bytes
}

fn spell(dtype: DType) -> String {
    if dtype.is_record() { whole(dtype) } else { dtype.str() }
}

/// A dtype with every offset.
fn whole(dtype: DType) -> String {
    let Some(record) = dtype.as_record() else { return format!("'{}'", dtype.str()) };
    let list =
        |f: &dyn Fn(&npcore_dtype::Field) -> String| record.fields().iter().map(f).collect::<Vec<_>>().join(", ");
    let format = |f: &npcore_dtype::Field| match f.shape() {
        [] => whole(f.dtype()),
        [n] => format!("({}, ({n},))", whole(f.dtype())),
        shape => {
            format!("({}, ({}))", whole(f.dtype()), shape.iter().map(usize::to_string).collect::<Vec<_>>().join(", "))
        }
    };
    format!(
        "{{'names': [{}], 'formats': [{}], 'offsets': [{}], 'itemsize': {}}}",
        list(&|f| format!("'{}'", f.name())),
        list(&format),
        list(&|f| f.offset().to_string()),
        record.itemsize()
    )
}

fn shape(a: &DynArray) -> String {
    a.shape().iter().map(usize::to_string).collect::<Vec<_>>().join(",")
}

fn array_text(a: &DynArray) -> String {
    format!("{};{};{}", spell(a.dtype()), shape(a), hex(&bytes(a)))
}

enum Outcome {
    Arrays(Vec<DynArray>),
    Text(String),
}

fn one<T: Elem>(a: Array<T>) -> Result<Outcome> {
    Ok(Outcome::Arrays(vec![a.into_dyn()]))
}

fn layout(dtype: DType) -> String {
    let list = |items: Vec<String>| format!("[{}]", items.join(", "));
    let field = |f: &npcore_dtype::Field| {
        let shape = list(f.shape().iter().map(usize::to_string).collect());
        format!("[{}, {}, {shape}, {}]", json(f.name()), json(&spell(f.dtype())), f.offset())
    };
    let fields = list(dtype.fields().iter().map(field).collect());
    format!("[{fields}, {}, {}]", dtype.itemsize(), dtype.alignment())
}

fn call(name: &str, arguments: &str, memory: &mut [Memory]) -> Result<Outcome> {
    let texts = strings(arguments);
    let first = || texts[0].as_str();
    if name == "layout" {
        return Ok(Outcome::Text(layout(texts.concat_dtype(arguments).parse()?)));
    }
    let (target, others) = memory.split_first_mut().expect("an operand");
    let other = |i: usize| others[i].view();
    if matches!(name, "set_field" | "assign" | "assign_fields" | "set_row" | "mask_assign") {
        let mut a = target.view_mut();
        match name {
            "set_field" => a.set_field(first(), other(0))?,
            "assign" => a.try_assign(other(0))?,
            "assign_fields" => {
                let names = lists(arguments);
                let from = other(0).fields(&names[1])?;
                a.fields_mut(&names[0])?.try_assign(from)?;
            }
            "set_row" => {
                let i: isize = arguments.trim_matches(['[', ']']).parse().unwrap();
                a.set_row([i], other(0).get([i])?)?;
            }
            _ => {
                let mask = other(0).downcast::<bool>()?;
                a.mask_mut(&mask)?.assign(other(1).slice(s![0]))?;
            }
        }
        return one(target.view().to_owned());
    }
    let a = target.view();
    let given = |from: usize| -> Vec<DynView<'_>> {
        std::iter::once(a).chain(others.iter().map(Memory::view)).skip(from).collect()
    };
    match name {
        "repr" => Ok(Outcome::Text(json(&format!("{a:?}")))),
        "str" => Ok(Outcome::Text(json(&a.to_string()))),
        "field" => {
            let f = a.field_dyn(first())?;
            let list = |strides: &[isize]| strides.iter().map(isize::to_string).collect::<Vec<_>>().join(", ");
            let strides = if f.is_empty() { "null".to_owned() } else { format!("[{}]", list(f.strides())) };
            let at = if f.is_empty() || a.ndim() == 0 {
                "null".to_owned()
            } else {
                (engine::operand(&f).first().addr() - engine::operand(&a).first().addr()).to_string()
            };
            Ok(Outcome::Text(json(&format!("[{strides}, {at}]\n{}", array_text(&f.to_owned())))))
        }
        "fields" => one(a.fields(&texts)?.to_owned()),
        "getfield" => {
            let offset = arguments.trim_end_matches(']').rsplit(' ').next().unwrap().parse().unwrap();
            one(a.getfield_dyn(first().parse()?, offset)?.to_owned())
        }
        "astype" => one(a.astype_dyn(texts.concat_dtype(arguments).parse()?)?),
        "mask" => one(a.mask(other(0).downcast::<bool>()?)?),
        "take" => one(take(a, other(0), 0)?),
        "slice" => one(a.slice(s![1..-1;2]).to_owned()),
        "equal" => one(a.try_equal(other(0))?),
        "not_equal" => one(a.try_not_equal(other(0))?),
        "sort_order" => one(a.sort_order(&texts)?),
        "argsort_order" => one(a.argsort_order(&texts)?),
        "argsort_by" => one(a.argsort_by(&texts)?),
        "unique" => one(unique(a)?),
        "searchsorted" => one(searchsorted(a.field_dyn(first())?, other(0), Side::Left)?),
        "append_fields" => {
            let columns = given(1);
            let named: Vec<(&str, &dyn Operand)> =
                texts.iter().map(String::as_str).zip(columns.iter().map(|c| c as &dyn Operand)).collect();
            one(rf::append_fields(a, &named)?)
        }
        "drop_fields" => one(rf::drop_fields(a, &texts)?),
        "rename_fields" => {
            let pairs: Vec<(&str, &str)> = texts.chunks(2).map(|p| (p[0].as_str(), p[1].as_str())).collect();
            one(rf::rename_fields(a, &pairs)?.to_owned())
        }
        "repack_fields" => one(rf::repack_fields(a, arguments.starts_with("[true"), true)?),
        "require_fields" => one(rf::require_fields(a, texts.concat_dtype(arguments).parse()?)?),
        "merge_arrays" | "stack_arrays" => {
            let arrays = given(0);
            let arrays: Vec<&dyn Operand> = arrays.iter().map(|c| c as &dyn Operand).collect();
            if name == "merge_arrays" {
                return one(rf::merge_arrays(&arrays, arguments == "[true]")?);
            }
            one(rf::stack_arrays(&arrays, &[], false)?)
        }
        "join_by" => {
            let (kind, keys) = texts.split_last().unwrap();
            let kind = match kind.as_str() {
                "inner" => rf::JoinKind::Inner,
                "outer" => rf::JoinKind::Outer,
                _ => rf::JoinKind::LeftOuter,
            };
            one(rf::join_by(keys, a, other(0), kind)?)
        }
        "structured_to_unstructured" => {
            let dtype = texts.first().map(|text| text.parse()).transpose()?;
            one(rf::structured_to_unstructured(a, dtype)?.into_owned())
        }
        "unstructured_to_structured" => one(rf::unstructured_to_structured(a, texts.concat_dtype(arguments).parse()?)?),
        "find_duplicates" => one(npcore_index::sort(rf::find_duplicates(a, &[])?.1, 0)?),
        other => panic!("no function {other}"),
    }
}

/// A dtype alone in a list of JSON, whose text has no quotes of JSON's own.
trait ConcatDType {
    fn concat_dtype(&self, arguments: &str) -> String;
}

impl ConcatDType for Vec<String> {
    fn concat_dtype(&self, arguments: &str) -> String {
        arguments.trim_start_matches("[\"").trim_end_matches("\"]").to_owned()
    }
}

/// NumPy's words that mean the same as ours, which say more.
fn same_error(ours: &str, numpys: &str) -> bool {
    same_words(ours, numpys)
        // A record's name is in quotes there or not, as its own dtype is spelt.
        || (ours.starts_with("!Incompatible type") && numpys.contains("Incompatible type"))
        // There, of a field that is a sub-array.
        || (ours.contains("could not be broadcast together") && numpys.contains("could not be broadcast together"))
        || (ours.contains("occurs more than once") && numpys.contains("occurs more than once"))
}

#[test]
fn records_are_numpys() {
    all_same(include_str!("goldens/records.txt"), 4600, |line| {
        let parts: Vec<&str> = line.split('\t').collect();
        let (name, arguments) = (parts[0], parts[1]);
        let expected = *parts.last().unwrap();
        let mut memory: Vec<Memory> = parts[2..parts.len() - 1].iter().map(|text| Memory::parse(text)).collect();
        let ours = match call(name, arguments, &mut memory) {
            Ok(Outcome::Text(text)) if name == "layout" => json(&text),
            Ok(Outcome::Text(text)) => text,
            Ok(Outcome::Arrays(arrays)) => arrays.iter().map(array_text).collect::<Vec<_>>().join("|"),
            Err(e) => format!("!{e}"),
        };
        if ours == expected || (expected.starts_with('!') && same_error(&ours, &expected[1..])) {
            return Ok(());
        }
        Err(format!("{line}\nours   {ours}"))
    });
}

#[test]
fn a_capture_is_read_in_place() {
    // Written by xtask/goldens/capture.py.
    let bytes = include_bytes!("../../npcore/examples/data/sensors.bin");
    let header: DType = "[('magic', 'S4'), ('version', '<u2'), ('count', '<u2')]".parse().unwrap();
    let head = npcore_array::frombuffer_dyn(bytes, header, Some(1), 0).unwrap();
    let (magic, version, count): (Vec<u8>, u16, u16) = head.row(0).unwrap();
    assert_eq!((magic, version), (b"SLOG".to_vec(), 1));
    let packet: DType =
        "[('time', '<M8[us]'), ('sensor', 'u1'), ('kind', 'S3'), ('value', '>f4'), ('axes', '<i2', (3,))]"
            .parse()
            .unwrap();
    let log = npcore_array::frombuffer_dyn(bytes, packet, None, header.itemsize()).unwrap();
    assert_eq!(log.size(), usize::from(count));
    assert!(!log.field_dyn("time").unwrap().flags().aligned);
    let axes = log.field::<i16>("axes").unwrap();
    assert_eq!((axes.shape(), axes.strides()), (&[usize::from(count), 3][..], &[22, 2][..]));
    let hot: RecordArray = log.mask(log.field_dyn("value").unwrap().gt(30.0)).unwrap().downcast().unwrap();
    assert!(!hot.is_empty() && hot.size() < log.size());
}
