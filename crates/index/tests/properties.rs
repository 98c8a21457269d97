//! Choosing against naive oracles: large arrays on several threads, overlapping source and target, bytes that are no bools.

use npcore_array::{Array, ArrayView, Order, arange, array, s};
use npcore_dtype::DType;
use npcore_exec::set_num_threads;
use npcore_index::{ArrayIndex, ArrayIndexMut, CellsIndex, argwhere, flatnonzero, ix, nonzero, place, take, where_};
use npcore_layout::Layout;
use proptest::prelude::*;

/// Numbers without an order.
fn scrambled(n: usize) -> Vec<i64> {
    (0..n as u64).map(|i| (i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33) as i64).collect()
}

fn masked<T: Clone>(values: &[T], mask: &[bool]) -> Vec<T> {
    values.iter().zip(mask).filter(|(_, chosen)| **chosen).map(|(value, _)| value.clone()).collect()
}

#[test]
fn large_on_several_threads() {
    set_num_threads(4);
    let (rows, columns) = (1201, 1999);
    let n = rows * columns;
    let numbers = scrambled(n);
    let a = Array::from_vec(numbers.clone()).into_shape([rows, columns]).unwrap();
    for density in [0, 1, 50, 99, 100] {
        let chosen: Vec<bool> = numbers.iter().map(|x| (x / 7) % 100 < density).collect();
        let mask = Array::from_vec(chosen.clone()).into_shape([rows, columns]).unwrap();
        let expected = masked(&numbers, &chosen);
        assert_eq!(a.mask(&mask).unwrap().to_vec(), expected);
        // Elements of other sizes, and both turned over.
        let small: Vec<u8> = numbers.iter().map(|&x| x as u8).collect();
        let small = Array::from_vec(small.clone()).into_shape([rows, columns]).unwrap();
        assert_eq!(small.mask(&mask).unwrap().to_vec(), expected.iter().map(|&x| x as u8).collect::<Vec<_>>());
        let turned = a.t().mask(mask.t()).unwrap();
        let naive: Vec<i64> = (0..columns)
            .flat_map(|j| (0..rows).map(move |i| i * columns + j))
            .filter(|&at| chosen[at])
            .map(|at| numbers[at])
            .collect();
        assert_eq!(turned.to_vec(), naive);
        let flat: Vec<i64> = (0..n as i64).filter(|&i| chosen[i as usize]).collect();
        assert_eq!(flatnonzero(&mask).unwrap().to_vec(), flat);
        let found = nonzero(&mask).unwrap();
        assert_eq!(found[0].to_vec(), flat.iter().map(|i| i / columns as i64).collect::<Vec<_>>());
        assert_eq!(found[1].to_vec(), flat.iter().map(|i| i % columns as i64).collect::<Vec<_>>());
        assert_eq!(argwhere(&mask).unwrap().shape(), [flat.len(), 2]);
        // What is read so is written so.
        let mut b = Array::<i64>::zeros([rows, columns]);
        b.mask_mut(&mask).unwrap().assign(a.mask(&mask).unwrap()).unwrap();
        assert!(b.array_equal(where_(&mask, &a, 0).unwrap()));
        b.mask_mut(&mask).unwrap().fill(-1).unwrap();
        assert!(b.array_equal(where_(&mask, -1, &Array::<i64>::zeros([rows, columns])).unwrap()));
        let line = mask.index_axis(0, 3).unwrap();
        let by_columns: Vec<i64> = (0..columns).filter(|&j| chosen[3 * columns + j]).map(|j| j as i64).collect();
        let picked = a.index(ix![.., line]).unwrap();
        assert!(picked.array_equal(take(&a, &by_columns, 1).unwrap()));
    }
    let at: Vec<i64> = numbers.iter().map(|x| x % n as i64).collect();
    let taken = take(&a, &at, None).unwrap();
    assert_eq!(taken.to_vec(), at.iter().map(|&i| numbers[i as usize]).collect::<Vec<_>>());
    let wrong = at.iter().position(|&i| i > 5).unwrap();
    let mut at = at;
    at[wrong] = n as i64;
    let words = format!("index {n} is out of bounds for axis 0 with size {n}");
    assert_eq!(take(&a, &at, None).unwrap_err().to_string(), words);
    set_num_threads(1);
}

proptest! {
    #[test]
    fn overlapping_as_if_copied(
        to in prop::collection::vec(-20i64..20, 0..30),
        step in prop_oneof![Just(1isize), Just(-1)],
    ) {
        let mut a = arange::<i64>(0, 20, 1);
        let mut naive: Vec<i64> = a.to_vec();
        let n = to.len().min(20);
        let source: Vec<i64> = match step {
            1 => naive[..n].to_vec(),
            _ => naive[20 - n..].iter().rev().copied().collect(),
        };
        for (&at, value) in to.iter().zip(source) {
            naive[at.rem_euclid(20) as usize] = value;
        }
        let cells = a.cells();
        let at = &to[..n];
        let source = if step == 1 { cells.slice(s![..n]) } else { cells.slice(s![..;-1]).slice(s![..n]) };
        cells.index_mut(ix![at]).unwrap().assign(source).unwrap();
        prop_assert_eq!(a.to_vec(), naive);
    }

    #[test]
    fn the_last_one_stays(at in prop::collection::vec(0i64..6, 0..20), add in 0i64..5) {
        let mut a = arange::<i64>(0, 6, 1);
        let mut naive = a.to_vec();
        let added: Vec<i64> = (0..at.len() as i64).map(|k| k * add).collect();
        let before = naive.clone();
        for (&i, x) in at.iter().zip(&added) {
            naive[i as usize] = before[i as usize] + x;
        }
        a.index_mut(ix![&at]).unwrap().add_assign(&added).unwrap();
        prop_assert_eq!(a.to_vec(), naive);
    }

    #[test]
    fn three_axes(
        first in prop::collection::vec(-3i64..3, 1..4),
        second in prop::collection::vec(-4i64..4, 1..4),
    ) {
        let a = arange::<i64>(0, 60, 1).into_shape([3, 4, 5]).unwrap();
        let column: Array<i64> = Array::from_vec(first.clone()).into_shape([-1, 1]).unwrap();
        let picked = a.index(ix![&column, &second, 1..]).unwrap();
        prop_assert_eq!(picked.shape(), [first.len(), second.len(), 4]);
        for (i, x) in first.iter().enumerate() {
            for (j, y) in second.iter().enumerate() {
                for k in 0..4 {
                    prop_assert_eq!(picked.get([i, j, k]).unwrap(), a.get([*x as isize, *y as isize, k as isize + 1]).unwrap());
                }
            }
        }
    }
}

#[test]
fn bytes_that_are_no_bools_never_pass_for_bools() {
    let bytes = [0u8, 2, 255, 1];
    let layout = Layout::contiguous(&[4], 1, Order::C).unwrap();
    // SAFETY: four bytes, borrowed for as long as the view.
    let odd: ArrayView<'_, bool> = unsafe { ArrayView::from_foreign(bytes.as_ptr(), DType::BOOL, layout).unwrap() };
    assert_eq!(odd.index(ix![[1, 2, 0]]).unwrap().as_slice().unwrap(), [true, true, false]);
    assert_eq!(odd.mask(odd).unwrap().to_bytes(), [1, 1, 1]);
    assert_eq!(take(odd, [1, 0], None).unwrap().to_bytes(), [1, 0]);
    assert_eq!(where_([true, false, true, false], &odd, &odd).unwrap().to_bytes(), [0, 1, 1, 1]);
    let mut target = array![false, false, false, false];
    target.index_mut(ix![[3, 2]]).unwrap().assign(odd.slice(s![1..3])).unwrap();
    target.mask_mut(&[true, false, false, false]).unwrap().assign(odd.slice(s![1])).unwrap();
    place(&mut target, [false, true, false, false], odd.slice(s![2..3])).unwrap();
    assert_eq!(target.as_slice().unwrap(), [true; 4]);
    assert_eq!(target.to_bytes(), [1; 4]);
}
