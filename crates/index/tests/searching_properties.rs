//! Searching, counting and sets against plain loops, and independence of the number of threads.

use std::collections::BTreeMap;

use npcore_array::{Array, DynView, array, s};
use npcore_dtype::{DType, Elem, Element};
use npcore_index::{
    Histogram, HistogramDd, IsIn, IsInKind, Side, Unique, UniqueOrder, argsort, bincount, histogram, isin, isin_with,
    searchsorted, searchsorted_sorter, unique, unique_all,
};
use npcore_layout::Layout;
use proptest::prelude::*;

/// Numbers that often repeat.
fn integers(most: usize) -> impl Strategy<Value = Vec<i32>> {
    prop::collection::vec(prop_oneof![-20i32..20, any::<i32>()], 0..most)
}

fn floats(most: usize) -> impl Strategy<Value = Vec<f64>> {
    let value = prop_oneof![(-20i32..20).prop_map(|x| f64::from(x) / 4.0), any::<f64>(), Just(f64::NAN)];
    prop::collection::vec(value, 0..most)
}

/// The order with NaN last.
fn less(a: f64, b: f64) -> bool {
    a < b || b.is_nan() && !a.is_nan()
}

fn list<T: Elem + Element>(a: &Array<T>) -> Vec<T> {
    a.to_vec()
}

proptest! {
    #[test]
    fn places_of_floats_among_floats(mut sorted in floats(300), keys in floats(100)) {
        sorted.sort_by(|a, b| a.partial_cmp(b).unwrap_or_else(|| a.is_nan().cmp(&b.is_nan())));
        let left = searchsorted(&sorted, &keys, Side::Left).unwrap();
        let right = searchsorted(&sorted, &keys, Side::Right).unwrap();
        for (i, &key) in keys.iter().enumerate() {
            prop_assert_eq!(list(&left)[i], sorted.iter().filter(|&&x| less(x, key)).count() as i64);
            prop_assert_eq!(list(&right)[i], sorted.iter().filter(|&&x| !less(key, x)).count() as i64);
        }
    }

    #[test]
    fn keys_of_another_type_few_or_many(mut sorted in integers(400), keys in floats(40), one in any::<bool>()) {
        sorted.sort_unstable();
        let keys = if one { keys.into_iter().take(1).collect() } else { keys };
        let found = searchsorted(&sorted, &keys, Side::Left).unwrap();
        let order = argsort(&sorted[..], 0).unwrap();
        let ordered = searchsorted_sorter(&sorted, &keys, Side::Left, &order).unwrap();
        prop_assert_eq!(list(&found), list(&ordered));
        for (found, key) in list(&found).into_iter().zip(keys) {
            prop_assert_eq!(found, sorted.iter().filter(|&&x| less(x.into(), key)).count() as i64);
        }
    }

    #[test]
    fn a_sorter_stands_for_sorting(a in floats(200), keys in floats(20)) {
        let order = argsort(&a, 0).unwrap();
        let sorted: Vec<f64> = order.view().values().map(|i| a[i as usize]).collect();
        let expected = searchsorted(&sorted, &keys, Side::Right).unwrap();
        prop_assert_eq!(list(&searchsorted_sorter(&a, &keys, Side::Right, &order).unwrap()), list(&expected));
    }

    #[test]
    fn different_integers(a in integers(200)) {
        let mut expected: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
        a.iter().enumerate().for_each(|(i, &x)| expected.entry(x).or_default().push(i));
        let found = unique_all(&a).unwrap();
        prop_assert_eq!(list(&found.values), expected.keys().copied().collect::<Vec<_>>());
        prop_assert_eq!(list(&found.indices), expected.values().map(|at| at[0] as i64).collect::<Vec<_>>());
        prop_assert_eq!(list(&found.counts), expected.values().map(|at| at.len() as i64).collect::<Vec<_>>());
        let again: Vec<i32> = list(&found.inverse_indices).iter().map(|&i| list(&found.values)[i as usize]).collect();
        prop_assert_eq!(again, a);
    }

    #[test]
    fn order_of_appearance(a in floats(60)) {
        let found = Unique::of(&a).order(UniqueOrder::FirstSeen).all().unwrap();
        let mut seen: Vec<f64> = vec![];
        for &x in &a {
            if !seen.iter().any(|&y| x == y || x.is_nan() && y.is_nan()) {
                seen.push(x);
            }
        }
        let values = list(&found.values);
        prop_assert_eq!(values.len(), seen.len());
        prop_assert!(values.iter().zip(&seen).all(|(x, y)| x == y || x.is_nan() && y.is_nan()));
        prop_assert!(list(&found.indices).is_sorted());
        for (x, i) in a.iter().zip(list(&found.inverse_indices)) {
            prop_assert!(values[i as usize] == *x || x.is_nan());
        }
    }

    #[test]
    fn among_others(a in integers(100), tests in integers(100), invert in any::<bool>()) {
        let expected: Vec<bool> = a.iter().map(|x| tests.contains(x) != invert).collect();
        for kind in [IsInKind::Auto, IsInKind::Sort] {
            prop_assert_eq!(&list(&isin_with(&a, &tests, IsIn { invert, kind }).unwrap()), &expected);
        }
    }

    #[test]
    fn counts_of_bins(a in floats(200), mut edges in prop::collection::vec((-20i32..20).prop_map(|x| f64::from(x) / 4.0), 2..8)) {
        edges.sort_by(f64::total_cmp);
        let (counts, _) = histogram(&a, &edges).unwrap();
        let last = edges.len() - 2;
        for (i, pair) in edges.windows(2).enumerate() {
            let inside = |x: f64| pair[0] <= x && (x < pair[1] || i == last && x == pair[1]);
            prop_assert_eq!(list(&counts)[i], a.iter().filter(|&&x| inside(x)).count() as i64);
        }
    }

    #[test]
    fn equal_bins_are_bins_with_their_edges(a in floats(200), n in 1usize..40) {
        let (counts, edges) = Histogram::of(&a).bins(n).range(-3.0, 4.5).count().unwrap();
        prop_assert_eq!(list(&counts), list(&histogram(&a, &edges).unwrap().0));
    }
}

#[test]
fn threads_change_nothing() {
    let n = 1_500_000u64;
    let numbers: Vec<i64> = (0..n).map(|i| (i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as i64 % 1000).collect();
    let values: Vec<f64> = numbers.iter().map(|&x| x as f64 / 7.0).collect();
    let bounds: Vec<f64> = (0..500).map(|i| f64::from(i) / 3.0).collect();
    let all = || {
        (
            list(&searchsorted(&bounds, &values, Side::Left).unwrap()),
            list(&bincount(&numbers, 0).unwrap()),
            list(&histogram(&values, 100).unwrap().0),
            list(&isin(&values, &bounds).unwrap()),
        )
    };
    let before = npcore_exec::set_num_threads(1);
    let one = all();
    npcore_exec::set_num_threads(4);
    let four = all();
    npcore_exec::set_num_threads(before);
    assert!(one == four);
    assert_eq!(one.1.iter().sum::<i64>(), n as i64);
    assert_eq!(one.2.iter().sum::<i64>(), n as i64);
}

#[test]
fn records_by_their_fields() {
    let dtype: DType = "i1,<f8".parse().unwrap();
    let rows = [(1i8, 2.5f64), (1, 7.0), (3, 0.0), (3, 0.5)];
    let bytes = |rows: &[(i8, f64)]| -> Vec<u8> {
        rows.iter().flat_map(|(a, b)| [&a.to_ne_bytes()[..], &b.to_ne_bytes()].concat()).collect()
    };
    let (table, keys) = (bytes(&rows), bytes(&[(1, 7.0), (2, 0.0), (3, 9.0)]));
    let layout = |bytes: &[u8]| Layout::new(&[bytes.len() / 9], &[9], 0).unwrap();
    // SAFETY: records, and fields of theirs, in vectors that outlive the views.
    let (records, wanted, field) = unsafe {
        (
            DynView::from_foreign(table.as_ptr(), dtype, layout(&table)).unwrap(),
            DynView::from_foreign(keys.as_ptr(), dtype, layout(&keys)).unwrap(),
            DynView::from_foreign(table.as_ptr(), DType::INT8, layout(&table)).unwrap(),
        )
    };
    assert_eq!(searchsorted(records, wanted, Side::Left).unwrap().to_string(), "[1 2 4]");
    assert_eq!(searchsorted(records, wanted, Side::Right).unwrap().to_string(), "[2 2 4]");
    assert_eq!(searchsorted(field, [1i8, 2, 3], Side::Right).unwrap().to_string(), "[2 2 4]");
    assert_eq!(isin(records, wanted).unwrap().to_string(), "[False  True False False]");
    assert_eq!(unique(records).unwrap().size(), 4);
}

#[test]
fn edges_of_typed_points() {
    let points = array![[0.5f32, 1.0], [1.5, 3.0]];
    let (counts, edges) = HistogramDd::of(&points).bins(&[2]).range(&[Some((0.0, 2.0)), None]).count().unwrap();
    assert_eq!(counts.to_string(), "[[1. 0.]\n [0. 1.]]");
    let edges: &[Array<f32>] = &edges;
    assert_eq!(edges[0].to_string(), "[0. 1. 2.]");
}

#[test]
fn a_view_from_behind() {
    let a = array![5, 4, 3, 2, 1];
    assert_eq!(searchsorted(a.slice(s![..;-1]), [0, 3, 9], Side::Left).unwrap().to_string(), "[0 2 5]");
}
