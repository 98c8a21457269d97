//! Sorting against naive oracles: large arrays on several threads, any strides and byte order, records, orders by long keys.

use std::cmp::Ordering;

use npcore_array::{Array, ArrayView, DynView, arange, array, s};
use npcore_dtype::{Complex, DType};
use npcore_exec::set_num_threads;
use npcore_index::{
    ArrayOrder, ArraySort, SortKind, argpartition, argsort, lexsort, median, partition, percentile, quantile, sort,
    sort_kind, take_along_axis,
};
use npcore_layout::Layout;
use proptest::prelude::*;

/// Numbers without an order.
fn scrambled(n: usize) -> Vec<i64> {
    (0..n as u64).map(|i| (i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 17) as i64).collect()
}

fn floats(a: &f64, b: &f64) -> Ordering {
    a.is_nan().cmp(&b.is_nan()).then(a.partial_cmp(b).unwrap_or(Ordering::Equal))
}

fn bits(list: &[f64]) -> Vec<u64> {
    list.iter().map(|x| x.to_bits()).collect()
}

#[test]
fn large_on_several_threads() {
    set_num_threads(4);
    let n = 300_007;
    for modulus in [i64::MAX, 1000, 2] {
        let numbers: Vec<i64> = scrambled(n).into_iter().map(|x| x % modulus - modulus / 2).collect();
        let mut expected = numbers.clone();
        expected.sort_unstable();
        let a = Array::from_vec(numbers.clone());
        assert!(sort(&a, 0).unwrap().to_vec() == expected);
        let mut order: Vec<i64> = (0..n as i64).collect();
        order.sort_by_key(|&i| numbers[i as usize]);
        assert!(argsort(&a, 0).unwrap().to_vec() == order);
        let parted = partition(&a, n / 3, 0).unwrap();
        assert_eq!(parted.get(n / 3).unwrap(), expected[n / 3]);
        let places = argpartition(&a, n / 3, 0).unwrap();
        assert_eq!(take_along_axis(&a, &places, 0).unwrap().get(n / 3).unwrap(), expected[n / 3]);
        // The same as floats, whose keys are too long to carry a place, too.
        let halves: Vec<f64> = numbers.iter().map(|&x| x as f64 / 3.0).collect();
        let b = Array::from_vec(halves);
        assert!(
            argsort(&b, 0).unwrap().to_vec() == {
                let list = b.to_vec();
                order.iter_mut().zip(0..).for_each(|(place, i)| *place = i);
                order.sort_by(|&i, &j| floats(&list[i as usize], &list[j as usize]));
                order
            }
        );
        // Rows on several threads, and columns.
        let table = Array::from_vec(numbers[..300_000].to_vec()).into_shape([1000, 300]).unwrap();
        for axis in [0, 1] {
            let sorted = sort(&table, axis).unwrap();
            for (ours, mut naive) in sorted.lanes(axis).zip(table.lanes(axis).map(|lane| lane.to_vec())) {
                naive.sort_unstable();
                assert_eq!(ours.to_vec(), naive);
            }
        }
    }
    set_num_threads(1);
}

#[test]
fn one_thread_as_several() {
    let list: Vec<f64> =
        scrambled(200_000).into_iter().map(|x| if x % 97 == 0 { -0.0 } else { (x % 512) as f64 }).collect();
    let a = Array::from_vec(list);
    let results: Vec<Vec<u64>> = [1, 3]
        .into_iter()
        .map(|threads| {
            set_num_threads(threads);
            bits(&sort(&a, 0).unwrap().to_vec())
        })
        .collect();
    assert!(results[0] == results[1]);
    set_num_threads(1);
}

#[test]
fn lists_that_are_in_order_or_equal() {
    let n = 100_000;
    let up = arange::<i64>(0, n, 1);
    let down = up.slice(s![..;-1]);
    assert!(sort(down, 0).unwrap().array_equal(&up));
    assert!(sort(&up, 0).unwrap().array_equal(&up));
    assert!(argsort(down, 0).unwrap().array_equal(down));
    let same = Array::<u32>::zeros(n as usize);
    assert!(argsort(&same, 0).unwrap().array_equal(&up));
    assert_eq!(median(&up, ..).unwrap(), 49_999.5);
}

#[test]
fn views_are_sorted_where_they_lie() {
    let mut a = Array::from_vec(scrambled(60)).into_shape([3, 4, 5]).unwrap();
    let before = a.clone();
    a.slice_mut(s![1, ..;2, ..;-1]).sort(0).unwrap();
    for ((i, j, k), x) in (0..60).map(|at| (at / 20, at / 5 % 4, at % 5)).zip(a.values()) {
        let column = |j: isize| before.get([i, j, k]).unwrap();
        let expected = match (i, j) {
            (1, 0) => column(0).min(column(2)),
            (1, 2) => column(0).max(column(2)),
            _ => column(j),
        };
        assert_eq!(x, expected);
    }
    // Neither aligned nor native.
    let mut bytes = vec![0u8; 1 + 4 * 100];
    let numbers: Vec<i32> = scrambled(100).into_iter().map(|x| x as i32).collect();
    bytes[1..].chunks_mut(4).zip(&numbers).for_each(|(chunk, x)| chunk.copy_from_slice(&x.to_be_bytes()));
    let dtype: DType = ">i4".parse().unwrap();
    let layout = Layout::contiguous(&[100], 4, npcore_array::Order::C).unwrap();
    // SAFETY: 100 elements in `bytes`, which stay borrowed.
    let view = unsafe { DynView::from_foreign(bytes.as_ptr().wrapping_add(1), dtype, layout).unwrap() };
    let mut expected = numbers;
    expected.sort_unstable();
    let sorted = sort(view, 0).unwrap();
    assert_eq!(sorted.dtype(), dtype);
    assert_eq!(sorted.astype::<i32>().to_vec(), expected);
}

#[test]
fn bytes_that_are_no_bools() {
    let bytes = [7u8, 0, 255, 0, 1];
    let layout = Layout::contiguous(&[5], 1, npcore_array::Order::C).unwrap();
    // SAFETY: five bytes, borrowed for as long as the view.
    let odd: ArrayView<'_, bool> = unsafe { ArrayView::from_foreign(bytes.as_ptr(), DType::BOOL, layout).unwrap() };
    assert_eq!(sort(odd, 0).unwrap().to_bytes(), [0, 0, 1, 1, 1]);
    assert_eq!(argsort(odd, 0).unwrap().to_vec(), [1, 3, 0, 2, 4]);
}

#[test]
fn records_by_their_fields() {
    let dtype: DType = "U3, >i4, (2,)f8".parse().unwrap();
    let mut bytes = vec![0u8; dtype.itemsize() * 40];
    let mut rows: Vec<(char, i32, [f64; 2])> = vec![];
    for (row, x) in bytes.chunks_mut(dtype.itemsize()).zip(scrambled(40)) {
        let (c, i, f) = (char::from(b'a' + (x % 2) as u8), (x / 2 % 3) as i32 - 1, [0.0, (x / 6 % 2) as f64]);
        row[..4].copy_from_slice(&u32::from(c).to_ne_bytes());
        row[12..16].copy_from_slice(&i.to_be_bytes());
        row[24..32].copy_from_slice(&f[1].to_ne_bytes());
        rows.push((c, i, f));
    }
    let layout = Layout::contiguous(&[40], dtype.itemsize(), npcore_array::Order::C).unwrap();
    // SAFETY: 40 records in `bytes`, which stay borrowed.
    let view = unsafe { DynView::from_foreign(bytes.as_ptr(), dtype, layout).unwrap() };
    let mut order: Vec<i64> = (0..40).collect();
    order.sort_by(|&i, &j| rows[i as usize].partial_cmp(&rows[j as usize]).unwrap());
    assert_eq!(view.argsort(0).unwrap().to_vec(), order);
    let sorted = sort(view, 0).unwrap().to_bytes();
    for (ours, &i) in sorted.chunks(dtype.itemsize()).zip(&order) {
        assert_eq!(ours, &bytes[i as usize * dtype.itemsize()..][..dtype.itemsize()]);
    }
}

#[test]
fn orders_by_long_keys() {
    // All words but the last are the same, and more elements than are sorted by insertion.
    let texts: Vec<String> =
        scrambled(500).into_iter().map(|x| format!("a long common beginning {:03}", x % 300)).collect();
    let mut order: Vec<i64> = (0..500).collect();
    order.sort_by_key(|&i| &texts[i as usize]);
    let width = texts[0].len();
    let units: Vec<u32> = texts.iter().flat_map(|text| text.chars().map(u32::from)).collect();
    let dtype: DType = format!("U{width}").parse().unwrap();
    let layout = Layout::contiguous(&[500], dtype.itemsize(), npcore_array::Order::C).unwrap();
    // SAFETY: 500 texts in `units`, which stay borrowed.
    let view = unsafe { DynView::from_foreign(units.as_ptr().cast(), dtype, layout).unwrap() };
    assert_eq!(view.argsort(0).unwrap().to_vec(), order);
    // Two keys, of which the first is decided by few values.
    let (first, second) = (Array::from_vec(scrambled(5000)), Array::from_vec(scrambled(5000)));
    let (first, second) = (&first % 7, &second % 11);
    let mut order: Vec<i64> = (0..5000).collect();
    let (a, b) = (first.to_vec(), second.to_vec());
    order.sort_by_key(|&i| (b[i as usize], a[i as usize]));
    assert_eq!(lexsort(&[&first, &second], 0).unwrap().to_vec(), order);
}

fn any_float() -> impl Strategy<Value = f64> {
    prop_oneof![
        3 => -3i32..3,
        1 => Just(0),
    ]
    .prop_map(f64::from)
    .prop_flat_map(|x| {
        prop_oneof![
            4 => Just(x),
            1 => Just(-0.0),
            1 => Just(f64::NAN),
            1 => Just(-f64::NAN),
            1 => Just(f64::from_bits(0x7ff0_0000_0000_0123)),
            1 => Just(f64::INFINITY),
            1 => Just(f64::NEG_INFINITY),
            1 => any::<f64>(),
        ]
    })
}

proptest! {
    #[test]
    fn stable_floats(list in prop::collection::vec(any_float(), 0..300)) {
        let mut naive = list.clone();
        naive.sort_by(floats);
        let ours = sort_kind(&list, 0, SortKind::Stable).unwrap().to_vec();
        prop_assert_eq!(bits(&ours), bits(&naive));
        let mut order: Vec<i64> = (0..list.len() as i64).collect();
        order.sort_by(|&i, &j| floats(&list[i as usize], &list[j as usize]));
        prop_assert_eq!(argsort(&list, 0).unwrap().to_vec(), order);
        // A quick sort gives the same elements, the same but for zeros and NaNs.
        let quick = sort(&list, 0).unwrap().to_vec();
        prop_assert!(quick.iter().zip(&naive).all(|(a, b)| floats(a, b).is_eq()));
        let bag = |list: &[f64]| { let mut bits = bits(list); bits.sort_unstable(); bits };
        prop_assert_eq!(bag(&quick), bag(&list));
    }

    #[test]
    fn complex_numbers(list in prop::collection::vec((any_float(), any_float()), 0..100)) {
        let list: Vec<Complex<f64>> = list.into_iter().map(|(re, im)| Complex::new(re, im)).collect();
        let compare = |a: &Complex<f64>, b: &Complex<f64>| {
            let class = |x: &Complex<f64>| (x.re.is_nan(), x.im.is_nan());
            class(a).cmp(&class(b)).then(floats(&a.re, &b.re)).then(floats(&a.im, &b.im))
        };
        let mut naive = list.clone();
        naive.sort_by(compare);
        let parts = |list: &[Complex<f64>]| list.iter().map(|x| (x.re.to_bits(), x.im.to_bits())).collect::<Vec<_>>();
        prop_assert_eq!(parts(&sort(&list, 0).unwrap().to_vec()), parts(&naive));
    }

    #[test]
    fn quantiles_of_small_lists(list in prop::collection::vec(-50i32..50, 1..60), q in 0.0f64..1.0) {
        let mut sorted = list.clone();
        sorted.sort_unstable();
        let at = (list.len() - 1) as f64 * q;
        let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
        let naive = f64::from(low) + f64::from(high - low) * at.fract();
        prop_assert!((quantile(&list, q, ..).unwrap() - naive).abs() < 1e-9);
        prop_assert_eq!(percentile(&list, 100, ..).unwrap(), f64::from(sorted[list.len() - 1]));
        prop_assert_eq!(median(&list, ..).unwrap(), f64::from(sorted[(list.len() - 1) / 2] + sorted[list.len() / 2]) / 2.0);
    }
}

#[test]
fn many_ranks_at_once() {
    let list: Vec<f64> = scrambled(20_000).into_iter().map(|x| (x % 7001) as f64).collect();
    let mut sorted = list.clone();
    sorted.sort_by(f64::total_cmp);
    let q: Vec<f64> = (0..=100).map(f64::from).collect();
    let found = percentile(&list, &q, ..).unwrap().to_vec();
    for (q, found) in q.into_iter().zip(found) {
        let at = 19_999.0 * (q / 100.0);
        let (low, high) = (sorted[at.floor() as usize], sorted[at.ceil() as usize]);
        assert!(found >= low && found <= high);
    }
    let a = array![[3.0f32, f64::NAN as f32], [1.0, 2.0]];
    assert_eq!(quantile(&a, 0.5, 1).unwrap().to_string(), "[nan 1.5]");
}
