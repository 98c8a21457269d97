//! A million strings of at most twelve characters (`U12`).

use super::count;
use crate::case::{Case, fresh};
use crate::checksum::Summed;
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
    cases.push(of_names("a == 'name_17'", "a == 'name_17'", |a| np::equal(a, "name_17").expect("text")));
    cases.push(of_names("a < 'name_17'", "a < 'name_17'", |a| np::less(a, "name_17").expect("text")));
    cases.push(of_names("str_len", "S.str_len(a)", |a| strings::str_len(a).expect("memory")));
    cases.push(of_names("find '17'", "S.find(a, '17')", |a| strings::find(a, "17", ..).expect("text")));
    cases.push(of_names("startswith 'name_1'", "S.startswith(a, 'name_1')", |a| {
        strings::startswith(a, "name_1", ..).expect("text")
    }));
    cases.push(of_names("upper", "S.upper(a).view('u4')", |a| strings::upper(a).expect("memory")));
    cases.push(of_names("a + '.txt'", "(a + '.txt').view('u4')", |a| np::add(a, ".txt").expect("text")));
    cases.push(of_names("replace '1' by 'xx'", "S.replace(a, '1', 'xx').view('u4')", |a| {
        strings::replace(a, "1", "xx", -1).expect("text")
    }));
    cases.push(
        case("to int64")
            .setup("d = np.arange(1000000).astype('U7')")
            .npcore(|_| {
                let digits: StrArray = (0..N).map(|i| i.to_string()).collect();
                fresh(move || digits.astype::<i64>())
            })
            .numpy("d.astype('i8')"),
    );
}

fn case(name: &str) -> Case {
    Case::new("strings", format!("{name} U12 {}", count(N)))
}

/// What is done with the names.
fn of_names<R: Summed + 'static>(name: &str, numpy: &str, f: fn(&StrArray) -> R) -> Case {
    case(name)
        .setup(NAMES)
        .npcore(move |_| {
            let a = names();
            fresh(move || f(&a))
        })
        .numpy(numpy)
}
