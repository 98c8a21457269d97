//! Text of a width known at run time, as an operand and as a result.

use npcore_array::{Array, StrArray, array, zeros};
use npcore_index::{ArrayIndex, IndexMode, choose, ix, select, take, where_};

#[test]
fn one_of_two_texts() {
    let prices = array![100.0, 180.0, 151.0];
    let signals = where_(prices.gt(150.0), "buy", "hold").unwrap();
    assert_eq!(format!("{signals:?}"), "array(['hold', 'buy', 'buy'], dtype='<U4')");
    // Beside an array of text, and of a list.
    let names = array!["Alice", "Bob", "Eve"];
    let known = where_([true, false, true], &names, "?").unwrap();
    assert_eq!(format!("{known:?}"), "array(['Alice', '?', 'Eve'], dtype='<U5')");
    let listed = where_([true, false, true], ["a", "b", "c"], &names).unwrap();
    assert_eq!(format!("{listed:?}"), "array(['a', 'Bob', 'c'], dtype='<U5')");
}

#[test]
fn one_of_several_texts() {
    let x = array![120, 30, -20, -90];
    let labels = select(&[&x.gt(100), &x.gt(0), &x.gt(-50)], &["strong_buy", "buy", "hold"], "sell").unwrap();
    assert_eq!(format!("{labels:?}"), "array(['strong_buy', 'buy', 'hold', 'sell'], dtype='<U10')");
    let chosen = choose([1, 0], &[array!["a", "b"], array!["long", "longer"]], IndexMode::Raise).unwrap();
    assert_eq!(format!("{chosen:?}"), "array(['long', 'b'], dtype='<U6')");
}

#[test]
fn two_numbers_alone() {
    assert_eq!(where_([true, false], 1, -1).unwrap().to_string(), "[ 1 -1]");
    assert_eq!(where_([true, false], 1u8, 2).unwrap().dtype(), npcore_dtype::DType::UINT8);
    assert_eq!(where_([true, false], 0.5, 2.0).unwrap().to_string(), "[0.5 2. ]");
}

#[test]
fn texts_are_picked() {
    let names: StrArray = ["Eve", "Bob", "Alice"].into_iter().collect();
    assert_eq!(names.index(ix![[2, 0]]).unwrap().to_string(), "['Alice' 'Eve']");
    assert_eq!(take(&names, [1, 1], 0).unwrap().to_string(), "['Bob' 'Bob']");
    assert_eq!(names.get([-1]).unwrap(), "Alice");
}

#[test]
fn masks_of_texts() {
    let names = array!["Eve", "Bob", "Alice"];
    assert_eq!(names.mask(array![true, false, true]).unwrap().to_string(), "['Eve' 'Alice']");
}

#[test]
fn assignment_truncates() {
    let mut names = array!["Eve", "Bob"];
    names.assign(["Mallory", "Al"]);
    assert_eq!(names.to_string(), "['Mal' 'Al']");
    names.fill("Trent".into());
    assert_eq!(names.to_string(), "['Tre' 'Tre']");
    names.set([0], "ö".into()).unwrap();
    assert_eq!(names.to_string(), "['ö' 'Tre']");
}

#[test]
fn only_text_is_text() {
    let numbers = zeros::<f64>(2).into_dyn();
    assert!(numbers.view().downcast::<npcore_dtype::Text>().is_err());
    let empty: Array<npcore_dtype::Text> = Vec::<String>::new().into();
    assert_eq!(format!("{empty:?}"), "array([], dtype='<U1')");
    assert_eq!(array!["", ""].dtype().to_string(), "<U1");
    assert_eq!(where_([true], "", "").unwrap().dtype().to_string(), "<U1");
}
