//! Reads the golden files of views: a layout, a chain of operations, and what NumPy made of it.
//! Shared by the tests of `npcore-layout` and `npcore-broadcast`.

use npcore_layout::{Layout, Order, SliceItem};

/// The cases of a golden file: question and answer.
pub fn cases(file: &str) -> Vec<(&str, &str)> {
    file.lines().filter(|line| !line.starts_with('#')).map(|line| line.split_once(" => ").unwrap()).collect()
}

/// Numbers joined by commas.
pub fn list<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> Vec<T> {
    text.split(',').filter(|part| !part.is_empty()).map(|part| part.parse().unwrap()).collect()
}

pub fn text<T: ToString>(numbers: &[T]) -> String {
    numbers.iter().map(T::to_string).collect::<Vec<_>>().join(",")
}

/// `shape|strides|offset`.
pub fn layout(text: &str) -> Layout {
    let parts: Vec<&str> = text.split('|').collect();
    Layout::new(&list(parts[0]), &list(parts[1]), parts[2].parse().unwrap()).unwrap()
}

pub fn order(text: &str) -> Order {
    match text {
        "C" => Order::C,
        "F" => Order::F,
        "A" => Order::A,
        "K" => Order::K,
        _ => panic!("no order {text}"),
    }
}

fn slice_items(text: &str) -> Vec<SliceItem> {
    let item = |text: &str| match text {
        "None" => SliceItem::NewAxis,
        "..." => SliceItem::Ellipsis,
        _ if text.contains(':') => {
            let ends: Vec<Option<isize>> = text.split(':').map(|end| end.parse().ok()).collect();
            SliceItem::Range { start: ends[0], stop: ends[1], step: ends.get(2).copied().flatten().unwrap_or(1) }
        }
        _ => SliceItem::Index(text.parse().unwrap()),
    };
    text.split(',').filter(|part| !part.is_empty()).map(item).collect()
}

/// What one operation gives.
pub enum Outcome {
    View(Layout),
    /// The shape of the copy that is needed.
    Copy(Vec<usize>),
}

/// Does the operation `name` of a chain.
pub fn apply(a: &Layout, itemsize: usize, name: &str, arguments: &[&str]) -> Result<Outcome, String> {
    let argument = |i: usize| arguments.get(i).copied().unwrap_or("");
    let numbers = |i: usize| list::<isize>(argument(i));
    let lengths = |i: usize| list::<usize>(argument(i));
    let given = |i: usize| arguments.get(i).map(|text| list::<isize>(text));
    // Slices and orders are no numbers and read on their own.
    let first = if matches!(name, "slice" | "ravel") { vec![] } else { numbers(0) };
    let view = match name {
        "slice" => a.slice(&slice_items(argument(0))),
        "transpose" => Ok(a.transpose()),
        "permute" => a.permute(&first),
        "swap" => a.swapaxes(first[0], first[1]),
        "move" => a.moveaxis(&first, &numbers(1)),
        "roll" => a.rollaxis(first[0], first[1]),
        "expand" => a.expand_dims(&first, itemsize),
        "squeeze" => a.squeeze(given(0).as_deref()),
        "flip" => a.flip(given(0).as_deref()),
        "diagonal" => a.diagonal(first[0], first[1], first[2]),
        "window" => a.sliding_window(&lengths(0), given(1).as_deref()),
        "reshape" | "ravel" => {
            let (view, shape) = if name == "reshape" {
                (a.reshape_view(&first, order(argument(1)), itemsize), &first[..])
            } else {
                (a.ravel(order(argument(0)), itemsize), &[-1][..])
            };
            let shape = npcore_layout::resolve_shape(a.size(), shape).map_err(|e| e.to_string())?;
            return match view.map_err(|e| e.to_string())? {
                Some(view) => Ok(Outcome::View(view)),
                None => Ok(Outcome::Copy(shape.to_vec())),
            };
        }
        _ => panic!("no operation {name}"),
    };
    view.map(Outcome::View).map_err(|e| e.to_string())
}

/// Does a chain of operations and writes what came out the way the golden files do.
pub fn answer(question: &str, apply: impl Fn(&Layout, usize, &str, &[&str]) -> Result<Outcome, String>) -> String {
    let mut steps = question.split(" ; ");
    let start = steps.next().unwrap();
    let itemsize: usize = start.rsplit('|').next().unwrap().parse().unwrap();
    let mut a = layout(start);
    for step in steps {
        let mut words = step.split(' ');
        let name = words.next().unwrap();
        let arguments: Vec<&str> = words.collect();
        match apply(&a, itemsize, name, &arguments) {
            Ok(Outcome::View(view)) => a = view,
            Ok(Outcome::Copy(shape)) => return format!("C {}", text(&shape)),
            Err(words) => return format!("!{words}"),
        }
    }
    let mut flags = String::new();
    if a.is_c_contiguous(itemsize) {
        flags.push('C');
    }
    if a.is_f_contiguous(itemsize) {
        flags.push('F');
    }
    let offset = if a.is_empty() { String::new() } else { a.offset().to_string() };
    let copy = a.like(Order::K, itemsize).unwrap();
    format!("V {}|{}|{offset}|{flags}|{}", text(a.shape()), text(a.strides()), text(copy.strides()))
}

/// Compares all cases and names those that differ.
pub fn compare<'a>(cases: impl IntoIterator<Item = (&'a str, &'a str)>, answer: impl Fn(&str) -> String) {
    let mut wrong = vec![];
    let mut count = 0;
    for (question, expected) in cases {
        count += 1;
        let got = answer(question);
        if got != expected {
            wrong.push(format!("{question}\n    NumPy: {expected}\n    here:  {got}"));
        }
    }
    assert!(wrong.is_empty(), "{} of {count} cases differ:\n{}", wrong.len(), wrong[..wrong.len().min(12)].join("\n"));
}
