//! A million strings of at most twelve characters (`U12`).

use super::count;
use crate::case::{Case, fresh};
use crate::data::data;
use crate::ours::np;
use np::{StrArray, strings};

const N: usize = 1_000_000;

/// `name_` and a number, and a suffix for a third of them.
fn names() -> StrArray {
    let numbers = data::<u8>(1, N);
    let name =
        |(i, x): (usize, u8)| format!("name_{}{}", (i + usize::from(x)) % 5000, if x % 3 == 0 { " bc" } else { "" });
    numbers.into_iter().enumerate().map(name).collect()
}

const NAMES: &str = "S = np.strings; \
    a = np.array([f'name_{(i + x) % 5000}' + (' bc' if x % 3 == 0 else '') \
    for i, x in enumerate(data('u1', 1, 1000000).tolist())], 'U12')";

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    let mut case = |name: &str, numpy: &str, case: fn(Case) -> Case| {
        let new = Case::new("strings", format!("{name} U12 {}", count(N))).setup(NAMES);
        cases.push(case(new).numpy(numpy));
    };
    case("a == 'name_17'", "a == 'name_17'", |case| {
        case.npcore(|_| {
            let a = names();
            fresh(move || np::equal(&a, "name_17").expect("text"))
        })
    });
    case("a < 'name_17'", "a < 'name_17'", |case| {
        case.npcore(|_| {
            let a = names();
            fresh(move || np::less(&a, "name_17").expect("text"))
        })
    });
    case("str_len", "S.str_len(a)", |case| {
        case.npcore(|_| {
            let a = names();
            fresh(move || strings::str_len(&a).expect("memory"))
        })
    });
    case("find '17'", "S.find(a, '17')", |case| {
        case.npcore(|_| {
            let a = names();
            fresh(move || strings::find(&a, "17", ..).expect("text"))
        })
    });
    case("startswith 'name_1'", "S.startswith(a, 'name_1')", |case| {
        case.npcore(|_| {
            let a = names();
            fresh(move || strings::startswith(&a, "name_1", ..).expect("text"))
        })
    });
    case("upper", "S.upper(a).view('u4')", |case| {
        case.npcore(|_| {
            let a = names();
            fresh(move || strings::upper(&a).expect("memory"))
        })
    });
    case("a + '.txt'", "(a + '.txt').view('u4')", |case| {
        case.npcore(|_| {
            let a = names();
            fresh(move || np::add(&a, ".txt").expect("text"))
        })
    });
    case("replace '1' by 'xx'", "S.replace(a, '1', 'xx').view('u4')", |case| {
        case.npcore(|_| {
            let a = names();
            fresh(move || strings::replace(&a, "1", "xx", -1).expect("text"))
        })
    });
    case("to int64", "d.astype('i8')", |case| {
        case.setup("d = np.arange(1000000).astype('U7')").npcore(|_| {
            let digits: StrArray = (0..N).map(|i| i.to_string()).collect();
            fresh(move || digits.astype::<i64>())
        })
    });
}
