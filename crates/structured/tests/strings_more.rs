//! Encodings, formats, lists of parts and conversions of strings, and functions of dates, against NumPy's own results
//! (`cargo xtask goldens` makes the file; its script says what the lines mean).

use npcore_array::{Array, ArrayError, DynArray, DynView};
use npcore_dtype::{Casting, DType, Elem};
use npcore_structured::dates::{self, BusDayCalendar, TextUnit, TimeZone};
use npcore_structured::strings;

#[path = "../../array/tests/golden/mod.rs"]
mod golden;
use golden::{Memory, all_same, bytes, same_results, same_words};

type Result<T> = std::result::Result<T, ArrayError>;

/// Text of the arguments.
fn text(argument: &str) -> Option<String> {
    argument.strip_prefix('=').map(|hex| String::from_utf8(bytes(hex)).unwrap())
}

fn one<T: Elem>(array: Array<T>) -> Vec<DynArray> {
    vec![array.into_dyn()]
}

fn casting(name: &str) -> Casting {
    match name {
        "no" => Casting::No,
        "equiv" => Casting::Equiv,
        "safe" => Casting::Safe,
        "same_kind" => Casting::SameKind,
        _ => Casting::Unsafe,
    }
}

fn call(name: &str, arguments: &[&str], given: &[Memory]) -> Result<Vec<DynArray>> {
    let view = |i: usize| -> DynView<'_> { given[i].view() };
    let calendar = || BusDayCalendar::new(text(arguments[0]).unwrap().as_str(), view(0));
    Ok(match name {
        "encode" => one(strings::encode(view(0), arguments[0], arguments[1])?),
        "decode" => one(strings::decode(view(0), arguments[0], arguments[1])?),
        "translate" if view(0).dtype().is_str() => {
            one(strings::translate(view(0), text(arguments[0]).unwrap().as_str(), b"")?)
        }
        "translate" => {
            let table: [u8; 256] = bytes(&arguments[0][1..]).try_into().unwrap();
            one(strings::translate(view(0), table, text(arguments[1]).unwrap().as_bytes())?)
        }
        "mod" => one(strings::mod_(view(0), view(1))?),
        "astype" => one(view(0).astype_dyn(arguments[0].parse()?)?),
        "assign" => {
            let mut target = DynArray::zeros_dyn(view(0).shape(), arguments[0].parse::<DType>()?)?;
            target.view_mut().try_assign(view(0))?;
            one(target)
        }
        "datetime_as_string" => {
            let unit = match arguments[0] {
                "-" => TextUnit::Own,
                "auto" => TextUnit::Auto,
                symbol => TextUnit::Unit(npcore_dtype::Unit::parse(symbol)?),
            };
            let zone = if arguments[1] == "UTC" { TimeZone::Utc } else { TimeZone::Naive };
            one(dates::datetime_as_string(view(0), unit, zone, casting(arguments[2]))?)
        }
        "busdaycalendar" => one(calendar()?.weekmask()),
        "holidays" => one(calendar()?.holidays()),
        "is_busday" => one(dates::is_busday(view(1), &calendar()?)?),
        "busday_count" => one(dates::busday_count(view(1), view(2), &calendar()?)?),
        "busday_offset" => one(dates::busday_offset(view(1), view(2), arguments[1].parse()?, &calendar()?)?),
        name => panic!("no function {name}"),
    })
}

fn lists(name: &str, arguments: &[&str], given: &[Memory]) -> Result<Vec<Vec<String>>> {
    let a = given[0].view();
    let (sep, most) = (text(arguments[0]), arguments.get(1).and_then(|n| n.parse().ok()));
    match name {
        "split" => strings::split(a, sep.as_deref(), most),
        "rsplit" => strings::rsplit(a, sep.as_deref(), most),
        _ => strings::splitlines(a, arguments[0] == "1"),
    }
}

fn run(line: &str) -> std::result::Result<(), String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [name, arguments, operands @ .., numpys] = &fields[..] else { panic!("three fields: {line}") };
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let given: Vec<Memory> = operands.iter().map(|text| Memory::parse(text)).collect();
    if matches!(*name, "split" | "rsplit" | "splitlines") {
        // As Python prints lists: a record of strings is printed alike.
        let ours = match lists(name, &arguments, &given) {
            Ok(lists) => lists.iter().map(|list| python_list(list)).collect(),
            Err(e) => format!("!{e}"),
        };
        let same = ours == **numpys || (numpys.starts_with('!') && same_words(&ours, &numpys[1..]));
        return if same { Ok(()) } else { Err(format!("{line}\nours   {ours}")) };
    }
    same_results(line, call(name, &arguments, &given), numpys)
}

fn python_list(list: &[String]) -> String {
    let quoted = list.iter().map(|text| {
        let item: npcore_array::StrArray = [text.as_str()].into_iter().collect();
        let printed = item.to_string();
        // One element between brackets; text of trailing zeros is not among these.
        printed[1..printed.len() - 1].to_owned()
    });
    format!("[{}]", quoted.collect::<Vec<_>>().join(", "))
}

#[test]
fn like_numpy() {
    all_same(include_str!("goldens/strings_more.txt"), 4000, run);
}
