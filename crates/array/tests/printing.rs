//! The containers' `Display` and `Debug` against NumPy's `str` and `repr`.
//!
//! The printing module holds itself against every golden case; this test takes those without options through real
//! containers: owned, as a view, and as a view with other strides over the same elements.

use npcore_array::print::{PrintOptions, get_printoptions, printoptions};
use npcore_array::{DynArray, array, s};
use npcore_dtype::DType;

fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, c == '\\') {
            (_, true) => out.push(match chars.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                other => other.expect("a character after the backslash"),
            }),
            (c, false) => out.push(c),
        }
    }
    out
}

#[test]
fn containers_print_as_numpy_prints_them() {
    let mut cases = 0;
    for line in include_str!("goldens/printing.txt").split('\n') {
        let parts: Vec<String> = line.split('\t').map(unescape).collect();
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let ["a", dtype, shape, data, "", str, repr] = parts[..] else { continue };
        let dtype: DType = dtype.parse().unwrap();
        let shape: Vec<usize> = shape.split(',').filter(|n| !n.is_empty()).map(|n| n.parse().unwrap()).collect();
        let tile: Vec<u8> =
            (0..data.len() / 2).map(|i| u8::from_str_radix(&data[2 * i..2 * i + 2], 16).unwrap()).collect();
        let nbytes = shape.iter().product::<usize>() * dtype.itemsize();
        let bytes: Vec<u8> = tile.iter().copied().cycle().take(nbytes).collect();

        let a = DynArray::from_bytes(&shape[..], dtype, &bytes).unwrap();
        assert_eq!(a.to_string(), str, "{line}");
        assert_eq!(format!("{a:?}"), repr, "{line}");
        assert_eq!(a.view().to_string(), str, "{line}");
        // Axes reversed twice, the second time over a copy: F order.
        let f = a.view().t().to_owned();
        assert_eq!(f.view().t().to_string(), str, "{line}");
        cases += 1;
    }
    assert!(cases > 500, "only {cases} cases");
}

#[test]
fn options_hold_for_their_scope() {
    let a = array![1.0, 2.5, 1.0 / 3.0];
    let before = a.to_string();
    {
        let _scope = printoptions(PrintOptions { precision: 2, ..get_printoptions() });
        assert_eq!(a.to_string(), "[1.   2.5  0.33]");
    }
    assert_eq!(a.to_string(), before);
    assert_eq!(before, "[1.         2.5        0.33333333]");
}

#[test]
fn only_the_shown_elements_of_a_view_matter() {
    let a = array![[1, -100], [2, 5], [3, 7]];
    assert_eq!(a.slice(s![.., 0]).to_string(), "[1 2 3]");
    assert_eq!(format!("{:?}", a.slice(s![..;-2])), "array([[   3,    7],\n       [   1, -100]], dtype=int32)");
}
