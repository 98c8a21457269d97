//! Sums rounded once, against Python's `math.fsum` and rational arithmetic.

use half::f16;
use npcore_array::{Array, ArrayView, arange, array, s};
use npcore_dtype::{ByteOrder, DType, Dyn, Element};
use npcore_ufunc::{exact_sum, reduce, sum};
use num_complex::Complex;

/// The cases of `xtask/goldens/exact_sum.py`, which has the format.
const GOLDENS: &str = include_str!("goldens/exact_sum.txt");

fn check<T>(letter: &str, of_bits: impl Fn(u64) -> T, bits: impl Fn(T) -> u64, is_nan: impl Fn(T) -> bool)
where
    T: Element<Sum = T>,
{
    let mut cases = 0;
    for line in GOLDENS.lines() {
        let mut fields = line.split(' ');
        if fields.next() != Some(letter) {
            continue;
        }
        let mut values: Vec<T> = fields.map(|field| of_bits(u64::from_str_radix(field, 16).unwrap())).collect();
        let wanted = values.remove(0);
        for _ in 0..2 {
            let found = exact_sum(&values, 0).unwrap().item().unwrap();
            let same = bits(found) == bits(wanted) || is_nan(found) && is_nan(wanted);
            assert!(same, "{letter}: {values:?} gives {found:?}, not {wanted:?}");
            values.reverse();
        }
        cases += 1;
    }
    assert!(cases > 80);
}

#[test]
fn one_rounding_in_each_type() {
    check("e", |bits| f16::from_bits(bits as u16), |x| x.to_bits().into(), f16::is_nan);
    check("f", |bits| f32::from_bits(bits as u32), |x| x.to_bits().into(), f32::is_nan);
    check("d", f64::from_bits, f64::to_bits, f64::is_nan);
}

/// Values whose sums are exact in 128-bit integers of units of 2^-60.
fn values(n: usize) -> (Vec<f64>, Vec<i128>) {
    let mut state = 3u64;
    let one = |_| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        let (integer, shift) = (i128::from(state as i64 >> 11), state % 60);
        (integer as f64 * 2f64.powi(shift as i32 - 60), integer << shift)
    };
    (0..n).map(one).unzip()
}

#[test]
fn any_axes_of_any_layout() {
    for shape in [[3, 4, 5], [1, 1, 1], [70, 2, 3], [2, 3, 70], [5, 1100, 1], [2, 50, 40]] {
        let (terms, exact) = values(shape.iter().product());
        let (a, exact) = (Array::from_shape_vec(shape, terms).unwrap(), |i: usize, j: usize, k: usize| {
            exact[(i * shape[1] + j) * shape[2] + k]
        });
        let f_order = a.view().try_to_owned(npcore_array::Order::F).unwrap();
        for view in [a.view(), f_order.view(), f_order.slice(s![..;-1, .., ..;-1]).slice(s![..;-1, .., ..;-1])] {
            let mut first = vec![0i128; shape[1] * shape[2]];
            let mut last = vec![0i128; shape[0] * shape[1]];
            let mut ends = vec![0i128; shape[1]];
            let mut all = 0i128;
            for i in 0..shape[0] {
                for j in 0..shape[1] {
                    for k in 0..shape[2] {
                        let x = exact(i, j, k);
                        first[j * shape[2] + k] += x;
                        last[i * shape[1] + j] += x;
                        ends[j] += x;
                        all += x;
                    }
                }
            }
            let floats = |sums: &[i128]| sums.iter().map(|&x| x as f64 * 2f64.powi(-60)).collect::<Vec<_>>();
            assert_eq!(exact_sum(view, 0).unwrap().to_vec(), floats(&first));
            assert_eq!(exact_sum(view, -1).unwrap().to_vec(), floats(&last));
            assert_eq!(exact_sum(view, [0, 2]).unwrap().to_vec(), floats(&ends));
            assert_eq!(exact_sum(view, ..).unwrap(), floats(&[all])[0]);
            assert_eq!(reduce(&view).axis(0).keepdims().sum_exact().unwrap().shape(), [1, shape[1], shape[2]]);
            let none: [isize; 0] = [];
            assert!(exact_sum(view, none).unwrap().array_equal(view));
        }
    }
}

#[test]
fn threads_change_nothing() {
    let (terms, _) = values(600_000);
    let a = Array::from_shape_vec([300, 2000], terms).unwrap();
    let before = npcore_exec::set_num_threads(1);
    let alone = [exact_sum(&a, 0).unwrap(), exact_sum(&a, 1).unwrap()];
    npcore_exec::set_num_threads(4);
    assert!(exact_sum(&a, 0).unwrap().array_equal(&alone[0]));
    assert!(exact_sum(&a, 1).unwrap().array_equal(&alone[1]));
    npcore_exec::set_num_threads(before);
}

#[test]
fn options_are_those_of_other_reductions() {
    let a = array![[1e300, f64::NAN, 1.0], [-1e300, 2.0, 1e-300]];
    let known = npcore_ufunc::logical_not(npcore_ufunc::isnan(&a).unwrap()).unwrap();
    assert_eq!(reduce(&a).where_(&known).sum_exact().unwrap(), 3.0);
    assert_eq!(reduce(&a).where_(&known).axis(0).initial(-1).sum_exact().unwrap().to_vec(), [-1.0, 1.0, 1e-300]);
    assert!(exact_sum(&a, ..).unwrap().is_nan());
    // Half a unit and a trace in float32, exact in float64.
    let b = array![1.0f32, 2f32.powi(-24), 2f32.powi(-50)];
    assert_eq!(exact_sum(&b, ..).unwrap(), 1.0 + f32::EPSILON);
    assert_eq!(reduce(&b).dtype::<f64>().sum_exact().unwrap(), 1.0 + 2f64.powi(-24) + 2f64.powi(-50));
    assert_eq!(reduce(&array![1i32, 2, 3]).dtype::<f64>().sum_exact().unwrap(), 6.0);
    // Integers are exact anyway; empty sums are zeros.
    assert_eq!(exact_sum(array![[1i8, 100], [27, 100]], 0).unwrap().to_vec(), [28i64, 200]);
    assert_eq!(exact_sum(arange::<f64>(0.0, 0.0, 1.0), ..).unwrap(), 0.0);
    assert_eq!(exact_sum(npcore_array::zeros::<f64>([0, 3]), 0).unwrap().to_vec(), [0.0; 3]);
    assert_eq!(exact_sum(npcore_array::zeros::<f64>([0, 3]), 1).unwrap().shape(), [0]);
    assert_eq!(exact_sum(-0.0f64, ..).unwrap().to_bits(), 0);
    assert_eq!(exact_sum(&a, 2).unwrap_err().to_string(), "axis 2 is out of bounds for array of dimension 2");
    let text = npcore_array::DynArray::zeros_dyn([2], "U3".parse::<DType>().unwrap()).unwrap();
    assert_eq!(
        exact_sum::<Dyn, _>(&text, 0).unwrap_err().to_string(),
        sum::<Dyn, _>(&text, 0).unwrap_err().to_string()
    );
}

#[test]
fn complex_numbers_by_parts_and_bytes_in_either_order() {
    let c = |re: f64, im: f64| Complex::new(re, im);
    let a = array![[c(1e100, 1.0), c(1.0, 1e100), c(-1e100, 2.0), c(0.0, -1e100)]];
    assert_eq!(exact_sum(&a, ..).unwrap(), c(1.0, 3.0));
    assert_eq!(exact_sum(&a, 1).unwrap().to_vec(), [c(1.0, 3.0)]);
    let swapped = a.astype_dyn(DType::COMPLEX128.newbyteorder(ByteOrder::Swap)).unwrap();
    let whole: ArrayView<'_, Dyn> = swapped.view();
    assert_eq!(exact_sum(whole, 1).unwrap().downcast::<Complex<f64>>().unwrap().to_vec(), [c(1.0, 3.0)]);
    let narrow = a.slice(s![.., 1..2]).astype::<Complex<f32>>();
    assert!(exact_sum(&narrow, ..).unwrap().im.is_infinite());
    let real = array![0.5f32, 0.25];
    assert_eq!(reduce(&real).dtype::<Complex<f64>>().sum_exact().unwrap(), c(0.75, 0.0));
    assert_eq!(reduce(&real).dtype::<Complex<f64>>().initial(c(1.0, 2.0)).sum_exact().unwrap(), c(1.75, 2.0));
    let big = array![1e100, 1.0, -1e100].astype_dyn(DType::FLOAT64.newbyteorder(ByteOrder::Swap)).unwrap();
    assert_eq!(exact_sum(&big, 0).unwrap().downcast::<f64>().unwrap().to_vec(), [1.0]);
}
