//! Functions of strings against NumPy's own results (`cargo xtask goldens` makes the file; its script says what the lines
//! mean).

use npcore_array::engine::OperandParts;
use npcore_array::{self as np, Array, ArrayError, DynArray, DynView, Operand};
use npcore_dtype::Elem;
use npcore_structured::strings::{self, Bounds};
use npcore_ufunc as ufunc;

#[path = "../../array/tests/golden/mod.rs"]
mod golden;
use golden::{Memory, all_same, same_results};

type Result<T> = std::result::Result<T, ArrayError>;

/// An operand of a case.
enum Given {
    Nothing,
    Int(i64),
    Array(Memory),
}

impl Given {
    fn parse(text: &str) -> Given {
        match text.strip_prefix("py int ") {
            Some(value) => Given::Int(value.parse().unwrap()),
            None if text == "-" => Given::Nothing,
            None => Given::Array(Memory::parse(text)),
        }
    }

    fn view(&self) -> DynView<'_> {
        match self {
            Given::Array(memory) => memory.view(),
            _ => panic!("an array"),
        }
    }
}

/// An integer, or integers, as they come.
struct Number<'a>(&'a Given, Option<DynView<'a>>);

impl<'a> Number<'a> {
    fn new(given: &'a Given) -> Number<'a> {
        Number(given, if let Given::Array(memory) = given { Some(memory.view()) } else { None })
    }

    fn option(&self) -> Option<OperandParts<'_>> {
        match (self.0, &self.1) {
            (Given::Int(value), _) => Some(value.parts()),
            (_, view) => view.as_ref().map(Operand::parts),
        }
    }
}

impl Operand for Number<'_> {
    fn parts(&self) -> OperandParts<'_> {
        self.option().expect("a number")
    }
}

struct Ends<'a>(Number<'a>, Number<'a>);

impl Bounds for Ends<'_> {
    fn ends(&self) -> [Option<OperandParts<'_>>; 2] {
        [self.0.option(), self.1.option()]
    }
}

fn one<T: Elem>(array: Array<T>) -> Vec<DynArray> {
    vec![array.into_dyn()]
}

fn call(name: &str, arguments: &[&str], given: &[Given]) -> Result<Vec<DynArray>> {
    let view = |i: usize| given[i].view();
    let number = |i: usize| Number::new(&given[i]);
    let ends = || Ends(number(2), number(3));
    let axis = || arguments[0].parse::<isize>().unwrap();
    Ok(match name {
        "str_len" => one(strings::str_len(view(0))?),
        "isalpha" => one(strings::isalpha(view(0))?),
        "isdigit" => one(strings::isdigit(view(0))?),
        "isalnum" => one(strings::isalnum(view(0))?),
        "isspace" => one(strings::isspace(view(0))?),
        "islower" => one(strings::islower(view(0))?),
        "isupper" => one(strings::isupper(view(0))?),
        "istitle" => one(strings::istitle(view(0))?),
        "isdecimal" => one(strings::isdecimal(view(0))?),
        "isnumeric" => one(strings::isnumeric(view(0))?),
        "upper" => one(strings::upper(view(0))?),
        "lower" => one(strings::lower(view(0))?),
        "swapcase" => one(strings::swapcase(view(0))?),
        "capitalize" => one(strings::capitalize(view(0))?),
        "title" => one(strings::title(view(0))?),
        "strip" => one(strings::strip(view(0))?),
        "lstrip" => one(strings::lstrip(view(0))?),
        "rstrip" => one(strings::rstrip(view(0))?),
        "strip_chars" => one(strings::strip_chars(view(0), view(1))?),
        "lstrip_chars" => one(strings::lstrip_chars(view(0), view(1))?),
        "rstrip_chars" => one(strings::rstrip_chars(view(0), view(1))?),
        "find" => one(strings::find(view(0), view(1), ends())?),
        "rfind" => one(strings::rfind(view(0), view(1), ends())?),
        "index" => one(strings::index(view(0), view(1), ends())?),
        "rindex" => one(strings::rindex(view(0), view(1), ends())?),
        "count" => one(strings::count(view(0), view(1), ends())?),
        "startswith" => one(strings::startswith(view(0), view(1), ends())?),
        "endswith" => one(strings::endswith(view(0), view(1), ends())?),
        "replace" => one(strings::replace(view(0), view(1), view(2), number(3))?),
        "center" => one(strings::center(view(0), number(1), view(2))?),
        "ljust" => one(strings::ljust(view(0), number(1), view(2))?),
        "rjust" => one(strings::rjust(view(0), number(1), view(2))?),
        "zfill" => one(strings::zfill(view(0), number(1))?),
        "expandtabs" => one(strings::expandtabs(view(0), number(1))?),
        "multiply" if matches!(given[1], Given::Int(_)) || !view(1).dtype().is_str() => {
            one(strings::multiply(view(0), number(1))?)
        }
        "partition" => strings::partition(view(0), view(1))?.into(),
        "rpartition" => strings::rpartition(view(0), view(1))?.into(),
        "slice" => one(strings::slice(view(0), Ends(number(1), number(2)), number(3))?),
        "join" => one(strings::join(view(0), view(1))?),
        "compare_chararrays" => one(strings::compare_chararrays(view(0), view(1), arguments[0], arguments[1] == "1")?),
        "equal" => both(np::equal(view(0), view(1)), strings::equal(view(0), view(1)))?,
        "not_equal" => both(np::not_equal(view(0), view(1)), strings::not_equal(view(0), view(1)))?,
        "less" => both(np::less(view(0), view(1)), strings::less(view(0), view(1)))?,
        "less_equal" => both(np::less_equal(view(0), view(1)), strings::less_equal(view(0), view(1)))?,
        "greater" => both(np::greater(view(0), view(1)), strings::greater(view(0), view(1)))?,
        "greater_equal" => both(np::greater_equal(view(0), view(1)), strings::greater_equal(view(0), view(1)))?,
        "add" => one(np::add(view(0), view(1))?),
        "subtract" => one(np::subtract(view(0), view(1))?),
        "multiply" => one(np::multiply(view(0), view(1))?),
        "maximum" => one(ufunc::maximum(view(0), view(1))?),
        "minimum" => one(ufunc::minimum(view(0), view(1))?),
        "fmax" => one(ufunc::fmax(view(0), view(1))?),
        "power" => one(ufunc::power(view(0), view(1))?),
        "divide" => one(np::divide(view(0), view(1))?),
        "logical_and" => one(ufunc::logical_and(view(0), view(1))?),
        "logical_xor" => one(ufunc::logical_xor(view(0), view(1))?),
        "gcd" => one(ufunc::gcd(view(0), view(1))?),
        "arctan2" => one(ufunc::arctan2(view(0), view(1))?),
        "argmin" => one(ufunc::argmin(view(0), axis())?),
        "argmax" => one(ufunc::argmax(view(0), axis())?),
        "min" => one(ufunc::min(view(0), 0)?),
        "max" => one(ufunc::max(view(0), 0)?),
        "sum" => one(ufunc::sum(view(0), 0)?),
        "prod" => one(ufunc::prod(view(0), 0)?),
        "mean" => one(ufunc::mean(view(0), 0)?),
        "any" => one(ufunc::any(view(0), 0)?),
        "all" => one(ufunc::all(view(0), 0)?),
        "cumsum" => one(ufunc::cumsum(view(0), 0)?),
        "ptp" => one(ufunc::ptp(view(0), 0)?),
        name => panic!("no function {name}"),
    })
}

/// What two functions give that do the same.
fn both(a: Result<Array<bool>>, b: Result<Array<bool>>) -> Result<Vec<DynArray>> {
    match (&a, &b) {
        (Ok(a), Ok(b)) => assert!(a.array_equal(b)),
        (a, b) => assert!(a.is_err() && b.is_err()),
    }
    a.map(one)
}

fn run(line: &str) -> std::result::Result<(), String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [name, arguments, operands @ .., numpys] = &fields[..] else { panic!("three fields: {line}") };
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let given: Vec<Given> = operands.iter().map(|text| Given::parse(text)).collect();
    same_results(line, call(name, &arguments, &given), numpys)
}

#[test]
fn like_numpy() {
    all_same(include_str!("goldens/strings.txt"), 3000, run);
}
