//! Strings in calls with options, of any layout, in numbers that several threads work on; and what is no character.

use npcore_array::{self as np, DynArray, DynView, StrArray, array, s, zeros};
use npcore_dtype::{Bytes, DType, Str};
use npcore_structured::strings;
use npcore_ufunc::{Add, BinaryUfunc, Equal, Less};

/// Text of some alphabets, the same for the same number.
fn text(mut seed: u64) -> String {
    let alphabets = ["ab", "aB 1", "éß-a", "日x", "Ǆ0"];
    seed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 7;
    let alphabet: Vec<char> = alphabets[(seed % 11 / 2) as usize % alphabets.len()].chars().collect();
    let len = (seed >> 5) % 12;
    (0..len).map(|i| alphabet[((seed >> (8 + 4 * i)) % alphabet.len() as u64) as usize]).collect()
}

fn texts(n: usize) -> Vec<String> {
    (0..n as u64).map(text).collect()
}

/// Every function gives what Rust's own strings give, on one thread and on several, whatever the layout.
#[test]
fn like_rusts_strings() {
    // Enough bytes for threads.
    let n = 70_000;
    let all = texts(n);
    let gapless = StrArray::from_strings([n], &all).unwrap();
    let swapped = gapless.astype_dyn(DType::str_of(11).newbyteorder_swapped()).unwrap();
    let table = gapless.view().reshape([n / 2, 2]).unwrap().into_owned();
    let turned = table.t().to_owned();
    let backwards: Vec<String> = all.iter().rev().cloned().collect();
    let before = npcore_exec::set_num_threads(1);
    for threads in [1, 4] {
        npcore_exec::set_num_threads(threads);
        let check = |view: DynView<'_>, all: &[String]| {
            let same = |ours: DynArray, expected: Vec<String>, what: &str| {
                let ours = ours.view().downcast::<npcore_dtype::Text>().unwrap().to_vec();
                assert!(ours == expected, "{what}");
            };
            same(strings::upper(view).unwrap(), all.iter().map(|t| cut(&t.to_uppercase(), 11)).collect(), "upper");
            same(strings::lower(view).unwrap(), all.iter().map(|t| cut(&t.to_lowercase(), 11)).collect(), "lower");
            same(strings::strip(view).unwrap(), all.iter().map(|t| t.trim().to_owned()).collect(), "strip");
            same(
                strings::replace(view, "a", "xyz", -1).unwrap(),
                all.iter().map(|t| t.replace('a', "xyz")).collect(),
                "replace",
            );
            same(np::add(view, "!?").unwrap(), all.iter().map(|t| t.clone() + "!?").collect(), "add");
            let found = strings::find(view, "ab", ..).unwrap().to_vec();
            let place = |t: &String| t.find("ab").map_or(-1, |at| t[..at].chars().count() as i64);
            assert!(found == all.iter().map(place).collect::<Vec<_>>());
            let lengths = strings::str_len(view).unwrap().to_vec();
            assert!(lengths == all.iter().map(|t| t.chars().count() as i64).collect::<Vec<_>>());
            let less = np::less(view, "ab").unwrap().to_vec();
            assert!(less == all.iter().map(|t| &t[..] < "ab").collect::<Vec<_>>());
            let equal = np::equal(view, view).unwrap();
            assert!(equal.values().all(|equal| equal));
        };
        check(gapless.as_dyn(), &all);
        check(swapped.view(), &all);
        check(turned.t().reshape([n]).unwrap().view().as_dyn(), &all);
        check(gapless.slice(s![..;-1]).as_dyn(), &backwards);
        // In Fortran's order, and so the result.
        let upper = strings::upper(&turned).unwrap();
        assert!(upper.t().array_equal(strings::upper(&table).unwrap()));
        assert_eq!(upper.strides()[0], upper.itemsize() as isize);
    }
    npcore_exec::set_num_threads(before);
}

fn cut(text: &str, width: usize) -> String {
    text.chars().take(width).collect()
}

trait Swapped {
    fn newbyteorder_swapped(self) -> DType;
}

impl Swapped for DType {
    fn newbyteorder_swapped(self) -> DType {
        self.str().replace('<', ">").parse().unwrap()
    }
}

#[test]
fn outputs_and_masks() {
    let names = array!["Alice", "Bob", "Eve"];
    let mut out = array![false, true, true];
    Equal.call(&names, &"Bob").into(&mut out).unwrap();
    assert_eq!(out.to_string(), "[False  True False]");
    let mut out = array![9.0, 9.0, 9.0];
    Less.call(&names, &"B").where_(&array![true, true, false]).into(&mut out).unwrap();
    assert_eq!(out.to_string(), "[1. 0. 9.]");
    // Into narrower elements, and where a mask is true.
    let mut short = array!["abc", "abc", "abc"];
    Add.call(&names, &"!").where_(&array![false, true, true]).into(&mut short).unwrap();
    assert_eq!(short.to_string(), "['abc' 'Bob' 'Eve']");
    // An output that overlaps an input is as if this had been copied first.
    let mut same = array!["ab", "c", "d"];
    Add.call(&same.slice(s![..-1]).to_owned(), &"x").into(&mut same.slice_mut(s![1..])).unwrap();
    assert_eq!(same.to_string(), "['ab' 'ab' 'cx']");
    assert_eq!(
        Add.call(&names, &"!").into(&mut zeros::<f64>(3)).unwrap_err().to_string(),
        "Cannot cast ufunc 'add' output from dtype('<U6') to dtype('float64') with casting rule 'same_kind'"
    );
}

#[test]
fn fixed_widths() {
    let u = array![Str::<4>::new("ab").unwrap(), Str::new("cd").unwrap()];
    assert_eq!(u.equal("cd").to_string(), "[False  True]");
    assert_eq!(strings::upper(&u).unwrap().to_string(), "['AB' 'CD']");
    let b = array![Bytes::<3>::new(b"ab").unwrap(), Bytes::new(b"c").unwrap()];
    assert_eq!(strings::equal(&b, b"c").unwrap().to_string(), "[False  True]");
    assert_eq!(strings::add(&b, b"!").unwrap().to_string(), "[b'ab!' b'c!']");
    assert_eq!(strings::less(&u, array![Str::<9>::new("b").unwrap()]).unwrap().to_string(), "[ True False]");
    let wide = array![Str::<6>::new("abcdef").unwrap()];
    assert_eq!(wide.try_astype::<Str<3>>().unwrap_err().to_string(), "value abcdef at index [0] does not fit into <U3");
    assert_eq!(wide.astype::<Str<3>>().to_string(), "['abc']");
}

/// Codes beyond Unicode and lone surrogates are carried along, and refused where text is made of them.
#[test]
fn what_is_no_character() {
    let units = [0x11_0000u32, 0xd800, u32::from(b'a'), 0, u32::MAX, 0, u32::from(b' '), 0];
    let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_ne_bytes()).collect();
    let a = DynArray::from_bytes([2], DType::str_of(4), &bytes).unwrap();
    let upper = strings::upper(&a).unwrap();
    let mut expected = bytes.clone();
    expected[8..12].copy_from_slice(&u32::from(b'A').to_ne_bytes());
    assert_eq!(upper.to_bytes(), expected);
    assert_eq!(strings::str_len(&a).unwrap().to_string(), "[3 3]");
    assert_eq!(strings::isalpha(&a).unwrap().to_string(), "[False False]");
    assert_eq!(strings::find(&a, "a", ..).unwrap().to_string(), "[ 2 -1]");
    assert!(np::equal(&a, &a).unwrap().values().all(|equal| equal));
    for (f, name) in [(strings::title(&a), "title"), (strings::swapcase(&a), "swapcase"), (strings::strip(&a), "strip")]
    {
        assert!(f.is_ok(), "{name}");
    }
    assert_eq!(
        strings::encode(&a, "utf-8", "strict").unwrap_err().to_string(),
        r"'utf-8' codec can't encode characters in position 0-1: surrogates not allowed"
    );
    assert_eq!(
        strings::encode(&a, "ascii", "backslashreplace").unwrap().to_string(),
        r"[b'\\U00110000\\ud800a' b'\\Uffffffff\x00 ']"
    );
    // Moving text to another width keeps the units.
    let wider = a.astype_dyn(DType::str_of(6)).unwrap();
    assert_eq!(wider.astype_dyn(DType::str_of(4)).unwrap().to_bytes(), bytes);
    assert!(a.astype_dyn(DType::INT64).is_err());
    assert!(a.astype_dyn(DType::bytes(4)).is_err());
}

#[test]
fn too_large() {
    let words = |result: np::Result<StrArray>| result.unwrap_err().to_string();
    assert_eq!(words(strings::ljust("a", i64::MAX, " ")), "string too large to store inside array.");
    assert_eq!(words(strings::multiply("abc", i64::MAX)), "Overflow encountered in string multiply");
    assert_eq!(words(strings::multiply("abc", 1i64 << 40)), "string too large to store inside array.");
    assert_eq!(words(strings::expandtabs("\t\t", i64::MAX)), "string too large to store inside array.");
    assert_eq!(words(strings::mod_("%9999999999d", 1)), "width too big");
}
