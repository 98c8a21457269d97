//! Reductions of expressions: against naive ones, and the sums of arrays to the bit.

use half::f16;
use npcore_array::{Array, arange, array, s, zeros};
use npcore_ufunc as np;
use npcore_ufunc::lazy;
use num_complex::Complex;

use super::{assert_same, samples};

fn naive_distances(p: &Array<f64>) -> Array<f64> {
    let (n, k) = (p.shape()[0], p.shape()[1]);
    Array::from_fn([n, n], |i| {
        let sum = (0..k).fold(0.0, |sum, c| {
            let d: f64 = p[[i[0], c]] - p[[i[1], c]];
            sum + d * d
        });
        sum.sqrt()
    })
}

#[test]
fn distance_matrix() {
    for (n, k) in [(1, 3), (5, 2), (17, 3), (100, 3), (300, 1), (130, 16), (1100, 3)] {
        let p = Array::from_fn([n, k], |i| ((i[0] * 7 + i[1] * 13) % 101) as f64 * 0.37);
        let (rows, columns) = (lazy(&p).at(s![.., NewAxis]), lazy(&p).at(s![NewAxis]));
        let fused = (rows - columns).square().sum(2).sqrt().eval().unwrap();
        let naive = naive_distances(&p);
        if n >= 16 {
            assert_same(&fused, &naive);
        }
        for (a, b) in fused.values().zip(naive.values()) {
            assert!((a - b).abs() <= 1e-12 * b);
        }
    }
}

#[test]
fn reductions_of_axes() {
    let a = Array::from_fn([5, 70, 40], |i| ((i[0] * 31 + i[1] * 7 + i[2]) % 23) as i32 - 9);
    let naive = |axes: &[usize], f: &dyn Fn(i64, i64) -> i64, start: i64| {
        let shape: Vec<usize> = (0..3).filter(|x| !axes.contains(x)).map(|x| a.shape()[x]).collect();
        let mut out: Vec<i64> = vec![start; shape.iter().product()];
        for i in 0..5 {
            for j in 0..70 {
                for k in 0..40 {
                    let at = (0..3).filter(|x| !axes.contains(x)).fold(0, |at, x| at * a.shape()[x] + [i, j, k][x]);
                    out[at] = f(out[at], i64::from(a[[i, j, k]]));
                }
            }
        }
        Array::from_shape_vec(&shape[..], out).unwrap()
    };
    let lists: [&[usize]; 8] = [&[], &[0], &[1], &[2], &[0, 1], &[0, 2], &[1, 2], &[0, 1, 2]];
    for axes in lists {
        let list: Vec<isize> = axes.iter().map(|&x| x as isize).collect();
        assert_same(&lazy(&a).sum(&list[..]).eval().unwrap(), &naive(axes, &|a, b| a + b, 0));
        assert_same(&lazy(&a).prod(&list[..]).eval().unwrap(), &naive(axes, &|a, b| a.wrapping_mul(b), 1));
        let max = lazy(&a).max(&list[..]).eval().unwrap();
        assert_same(&max.astype::<i64>(), &naive(axes, &|a, b| a.max(b), i64::MIN));
        let min = lazy(&a).min(&list[..]).eval().unwrap();
        assert_same(&min.astype::<i64>(), &naive(axes, &|a, b| a.min(b), i64::MAX));
        let any = lazy(&a).gt(12).any(&list[..]).eval().unwrap();
        assert_same(&any.astype::<i64>(), &naive(axes, &|a, b| a | i64::from(b > 12), 0));
        let all = lazy(&a).gt(-9).all(&list[..]).eval().unwrap();
        assert_same(&all.astype::<i64>(), &naive(axes, &|a, b| a & i64::from(b > -9), 1));
        // The same of another memory order, and elementwise work around it.
        let t = a.t();
        let turned: Vec<isize> = list.iter().map(|&x| 2 - x).collect();
        let sum = np::lazy::lazy_view(t).sum(&turned[..]) * 2 + 1;
        let expected = naive(axes, &|a, b| a + b, 0);
        assert_same(&sum.eval().unwrap(), &(&expected.t().to_owned() * 2 + 1));
        // Back over what was reduced.
        let kept = (lazy(&a) - lazy(&a).sum(&list[..]).keepdims()).eval().unwrap();
        let mut shape = [5, 70, 40];
        axes.iter().for_each(|&x| shape[x] = 1);
        assert_same(&kept, &(&a - expected.reshape(shape).unwrap()));
    }
    assert_eq!(lazy(&a).sum(-1).eval().unwrap().shape(), [5, 70]);
    assert_eq!(lazy(&a).sum(3).eval().unwrap_err().to_string(), "axis 3 is out of bounds for array of dimension 3");
    assert_eq!(lazy(&a).sum([0, -3]).eval().unwrap_err().to_string(), "duplicate value in 'axis'");
}

#[test]
fn totals() {
    for n in [1usize, 7, 31, 32, 33, 511, 512, 513, 40_000, 1_000_003] {
        let a = arange::<i64>(0, n as i64, 1);
        let n = n as i64;
        assert_eq!(lazy(&a).sum(..).eval().unwrap(), n * (n - 1) / 2);
        assert_eq!((lazy(&a) * 2).max(..).eval().unwrap(), 2 * (n - 1));
        assert_eq!(lazy(&a).min(..).eval().unwrap(), 0);
        assert_eq!(lazy(&a).mean(..).eval().unwrap(), (n - 1) as f64 / 2.0);
        let ones = npcore_array::ones::<f32>(n as usize);
        assert_eq!((lazy(&ones) * 0.5).sum(..).eval().unwrap(), n as f32 / 2.0);
        assert!(lazy(&a).equal(n - 1).any(..).eval().unwrap());
        assert_eq!(lazy(&a).lt(n - 1).all(..).eval().unwrap(), n == 0);
        let bytes = lazy(&a).astype::<u8>().eval().unwrap();
        let naive: u64 = bytes.values().map(u64::from).sum();
        assert_eq!(lazy(&bytes).sum(..).eval().unwrap(), naive);
        assert_eq!(lazy(&bytes).at(s![..;-1]).sum(..).eval().unwrap(), naive);
    }
    // As near as pairwise sums are.
    let tenth = npcore_array::full(10_000_000, 0.1f32);
    let sum = lazy(&tenth).sum(..).eval().unwrap();
    assert!((f64::from(sum) / 1e6 - 1.0).abs() < 1e-6, "{sum}");
    let down = npcore_array::full([1_000_000, 20], 0.1f32);
    for sum in lazy(&down).sum(0).eval().unwrap().values() {
        assert!((f64::from(sum) / 1e5 - 1.0).abs() < 1e-6, "{sum}");
    }
    // Half-precision sums are carried out in single precision.
    let halves = npcore_array::full(5000, f16::ONE);
    assert_eq!(lazy(&halves).sum(..).eval().unwrap(), f16::from_f32(5000.0));
    assert_eq!(lazy(&halves).mean(..).eval().unwrap(), f16::ONE);
    let z = samples::<Complex<f64>>(&[999], 0);
    let naive: Complex<f64> = z.values().sum();
    assert!((lazy(&z).sum(..).eval().unwrap() - naive).norm() < 1e-9);
    assert_eq!(lazy(&z).max(..).eval().unwrap().re, z.values().map(|z| z.re).fold(f64::MIN, f64::max));
}

#[test]
fn totals_with_nan() {
    let mut a = arange(0.0, 5000.0, 1.0);
    assert_eq!(lazy(&a).max(..).eval().unwrap(), 4999.0);
    for at in [0, 1, 700, 4999] {
        let old = a[at];
        a[at] = f64::NAN;
        assert!(lazy(&a).max(..).eval().unwrap().is_nan());
        assert!(lazy(&a).min(..).eval().unwrap().is_nan());
        a[at] = old;
    }
}

#[test]
fn nothing_and_one() {
    let none = zeros::<f64>([0, 3]);
    assert_eq!((lazy(&none) + 1.0).eval().unwrap().shape(), [0, 3]);
    assert_eq!(lazy(&none).sum(..).eval().unwrap(), 0.0);
    assert_eq!(lazy(&none).prod(0).eval().unwrap().to_string(), "[1. 1. 1.]");
    assert_eq!(lazy(&none).max(1).eval().unwrap().shape(), [0]);
    assert!(lazy(&none).mean(..).eval().unwrap().is_nan());
    let words = "zero-size array to reduction operation maximum which has no identity";
    assert_eq!(lazy(&none).max(0).eval().unwrap_err().to_string(), words);
    assert_eq!(lazy(&none).max(..).eval().unwrap_err().to_string(), words);
    let one = lazy(&5.0f64) * 2.0;
    assert_eq!(one.eval().unwrap().to_string(), "10.0");
    assert_eq!(one.eval().unwrap().ndim(), 0);
    assert_eq!((lazy(&5.0f64) * 2.0).sum(..).eval().unwrap(), 10.0);
}

#[test]
fn reductions_inside_reductions() {
    let a = Array::from_fn([40, 50], |i| (i[0] * 50 + i[1]) as f64);
    let centred = lazy(&a) - lazy(&a).mean(0);
    let variance = centred.square().mean(0).eval().unwrap();
    let naive = (0..40).map(|i| (i as f64 * 50.0 - 975.0).powi(2)).sum::<f64>() / 40.0;
    for v in variance.values() {
        assert!((v - naive).abs() < 1e-9 * naive);
    }
    let ratio = (lazy(&a).sum(..) / lazy(&a).max(..)).eval().unwrap();
    assert_eq!(ratio.to_string(), (1999.0 * 1000.0 / 1999.0).to_string() + ".0");
    assert_eq!((lazy(&a).sum(..) * 2.0).sqrt().eval().unwrap(), (2.0f64 * 1_999_000.0).sqrt());
}

/// Sums of expressions are those of the arrays, to the bit, where both are folded along or both across.
#[test]
fn sums_are_the_tree_of_arrays() {
    let value = |i: usize, k: usize| ((i * k % 1009) as f64 * 0.37).sin() * 10f64.powi((i * k % 7) as i32 - 3);
    for n in [0, 1, 3, 17, 500, 2047, 2048, 2049, 5000, 131_072, 131_073, 200_000, 1_000_003] {
        let (a, b) = (Array::from_fn([n], |i| value(i[0], 37)), Array::from_fn([n], |i| value(i[0], 53)));
        let (c, d) = (a.astype::<f32>(), b.astype::<f32>());
        let z = Array::from_fn([n], |i| Complex::new(value(i[0], 31), value(i[0], 41)));
        let total = (lazy(&a) - lazy(&b)).square().sum(..).eval().unwrap();
        assert_eq!(total.to_bits(), np::sum(np::square(&(&a - &b)).unwrap(), ..).unwrap().to_bits(), "{n}");
        let total = (lazy(&c) * lazy(&d)).sum(..).eval().unwrap();
        assert_eq!(total.to_bits(), np::sum(&(&c * &d), ..).unwrap().to_bits(), "{n}");
        let (total, eager) = ((lazy(&z) + 1.0).sum(..).eval().unwrap(), np::sum(&(&z + 1.0), ..).unwrap());
        assert_eq!((total.re.to_bits(), total.im.to_bits()), (eager.re.to_bits(), eager.im.to_bits()), "{n}");
        let h = c.astype::<f16>();
        let total = (lazy(&h) * lazy(&h)).sum(..).eval().unwrap();
        assert_eq!(total.to_bits(), np::sum(&(&h * &h), ..).unwrap().to_bits(), "{n}");
    }
    let a = Array::from_fn([300, 3000], |i| value(i[0] * 3000 + i[1], 37));
    assert_same(&(lazy(&a) * 0.3).sum(1).eval().unwrap(), &np::sum(&(&a * 0.3), 1).unwrap());
    assert_same(&(lazy(&a) * 0.3).sum(0).eval().unwrap(), &np::sum(&(&a * 0.3), 0).unwrap());
    assert_same(&(lazy(&a) * 0.3).mean(1).eval().unwrap(), &np::mean(&(&a * 0.3), 1).unwrap());
    // Of negative zeros.
    let negative = array![-0.0f64, -0.0];
    assert_eq!(lazy(&negative).sum(..).eval().unwrap().to_bits(), 0);
}
