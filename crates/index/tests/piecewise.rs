//! `piecewise`, and masks by functions. The results are NumPy's 2.4.

use npcore_array::{Array, array, tril};
use npcore_index::{mask_indices, piecewise};

#[test]
fn the_last_condition_counts() {
    let x: Array<i32> = array![1, 2, 3, 4];
    let conditions = [array![true, true, false, false], array![false, true, false, false]];
    let made = piecewise(&x, &conditions, &[&|v: i32| v * 10, &|v| v * 100, &|v| -v]).unwrap();
    assert_eq!(made.to_string(), "[ 10 200  -3  -4]");
    let zeros = piecewise(&x, &conditions, &[&|v: i32| v * 10, &|v| v * 100]).unwrap();
    assert_eq!(zeros.to_string(), "[ 10 200   0   0]");
}

#[test]
fn what_does_not_fit() {
    let x = array![1.0, 2.0];
    let words = piecewise(&x, &[x.lt(0.0)], &[]).unwrap_err().to_string();
    assert_eq!(words, "with 1 condition(s), either 1 or 2 functions are expected");
    let words = piecewise(&x, &[array![true]], &[&|v| v]).unwrap_err().to_string();
    assert_eq!(
        words,
        "boolean index did not match indexed array along axis 0; size of axis is 2 but size of corresponding boolean axis is 1"
    );
    assert!(mask_indices(3, |_| Ok(array![1])).is_err());
}

#[test]
fn masks_of_triangles() {
    let [rows, columns] = mask_indices(3, |ones| tril(ones, -1)).unwrap();
    assert_eq!((rows.to_string(), columns.to_string()), ("[1 2 2]".into(), "[0 0 1]".into()));
}
