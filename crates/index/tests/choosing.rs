//! Functions that choose, find and write elements, against NumPy's own results (`cargo xtask goldens` makes the file; its
//! script says what the lines mean).

use npcore_array::{Array, ArrayError, DynArray, DynView, Order};
use npcore_index::{self as np, IndexMode};

#[path = "../../array/tests/golden/mod.rs"]
mod golden;
use golden::{Memory, all_same, numbers, same_results};

type Result<T> = std::result::Result<T, ArrayError>;

/// An operand of a case.
enum Given {
    Int(i64),
    Float(f64),
    Array(Memory),
}

impl Given {
    fn parse(text: &str) -> Given {
        match text.split(' ').collect::<Vec<_>>()[..] {
            ["py", "int", value] => Given::Int(value.parse().unwrap()),
            ["py", "float", value] => Given::Float(value.parse().unwrap()),
            _ => Given::Array(Memory::parse(text)),
        }
    }

    fn view(&self) -> DynView<'_> {
        match self {
            Given::Array(memory) => memory.view(),
            _ => panic!("an array"),
        }
    }
}

macro_rules! with {
    ($given:expr, |$x:ident| $e:expr) => {
        match $given {
            Given::Int(x) => {
                let $x = *x;
                $e
            }
            Given::Float(x) => {
                let $x = *x;
                $e
            }
            Given::Array(memory) => {
                let $x = memory.view();
                $e
            }
        }
    };
}

fn mode(text: &str) -> IndexMode {
    match text {
        "raise" => IndexMode::Raise,
        "wrap" => IndexMode::Wrap,
        "clip" => IndexMode::Clip,
        other => panic!("no mode {other}"),
    }
}

fn order(text: &str) -> Order {
    if text == "F" { Order::F } else { Order::C }
}

fn one<T: npcore_dtype::Elem>(array: Array<T>) -> Vec<DynArray> {
    vec![array.into_dyn()]
}

fn all(arrays: impl IntoIterator<Item = Array<i64>>) -> Vec<DynArray> {
    arrays.into_iter().map(Array::into_dyn).collect()
}

fn call(name: &str, arguments: &[&str], given: &mut [Given]) -> Result<Vec<DynArray>> {
    let axis = || arguments[0].parse::<isize>().ok();
    let int = |i: usize| arguments[i].parse::<isize>().unwrap();
    if matches!(name, "put" | "put_along_axis" | "place" | "putmask" | "fill_diagonal") {
        let (first, others) = given.split_first_mut().unwrap();
        let Given::Array(memory) = first else { panic!("an array") };
        let mut a = memory.view_mut();
        let other = |i: usize| others[i].view();
        match name {
            "put" => np::put(&mut a, other(0), other(1), mode(arguments[0]))?,
            "put_along_axis" => np::put_along_axis(&mut a, other(0), other(1), axis())?,
            "place" => np::place(&mut a, other(0), other(1))?,
            "putmask" => np::putmask(&mut a, other(0), other(1))?,
            _ => np::fill_diagonal(&mut a, other(0), arguments[0] == "1")?,
        }
        return Ok(one(memory.view().to_owned()));
    }
    let given = &*given;
    let view = |i: usize| given[i].view();
    Ok(match name {
        "take" => one(np::take_mode(view(0), view(1), axis(), mode(arguments[1]))?),
        "take_along_axis" => one(np::take_along_axis(view(0), view(1), axis())?),
        "compress" => one(np::compress(view(0), view(1), axis())?),
        "extract" => one(np::extract(view(0), view(1))?),
        "where" => match (&given[1], &given[2]) {
            (Given::Array(x), y) => one(with!(y, |y| np::where_(view(0), x.view(), y))?),
            (x, Given::Array(y)) => one(with!(x, |x| np::where_(view(0), x, y.view()))?),
            _ => panic!("two numbers"),
        },
        "select" => {
            let (n, m) = (int(0) as usize, int(1) as usize);
            let conditions: Vec<_> = (0..n).map(|i| view(i).downcast::<bool>().unwrap()).collect();
            let choices: Vec<_> = (n..n + m).map(view).collect();
            one(with!(&given[n + m], |default| np::select(&conditions, &choices, default))?)
        }
        "choose" => {
            let choices: Vec<_> = (1..given.len()).map(view).collect();
            one(np::choose(view(0), &choices, mode(arguments[0]))?)
        }
        "nonzero" => all(np::nonzero(view(0))?),
        "flatnonzero" => one(np::flatnonzero(view(0))?),
        "argwhere" => one(np::argwhere(view(0))?),
        "ix_" => all(np::ix_(&(0..given.len()).map(view).collect::<Vec<_>>())?),
        "unravel_index" => {
            let shape: Vec<usize> = if arguments[0] == "-" { vec![] } else { numbers(arguments[0]) };
            all(np::unravel_index(view(0), &shape[..], order(arguments[1]))?)
        }
        "ravel_multi_index" => {
            let shape: Vec<usize> = numbers(arguments[0]);
            let modes: Vec<IndexMode> = arguments[1].split(',').map(mode).collect();
            let lists: Vec<_> = (0..given.len()).map(view).collect();
            one(np::ravel_multi_index(&lists, &shape[..], &modes, order(arguments[2]))?)
        }
        "tril_indices" => all(np::tril_indices(int(0) as usize, int(1), int(2) as usize)?),
        "triu_indices" => all(np::triu_indices(int(0) as usize, int(1), int(2) as usize)?),
        "tril_indices_from" => all(np::tril_indices_from(view(0), int(0))?),
        "triu_indices_from" => all(np::triu_indices_from(view(0), int(0))?),
        "diag_indices" => all(np::diag_indices(int(0) as usize, int(1) as usize)),
        "diag_indices_from" => all(np::diag_indices_from(view(0))?),
        name => panic!("no function {name}"),
    })
}

fn run(line: &str) -> std::result::Result<(), String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [name, arguments, operands @ .., numpys] = &fields[..] else { panic!("three fields: {line}") };
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let mut given: Vec<Given> = operands.iter().map(|text| Given::parse(text)).collect();
    same_results(line, call(name, &arguments, &mut given), numpys)
}

#[test]
fn like_numpy() {
    all_same(include_str!("goldens/choosing.txt"), 3000, run);
}
