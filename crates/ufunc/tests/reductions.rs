//! Reductions held against loops over elements.

use npcore_array::{Array, ArrayView, arange, array, s, zeros};
use npcore_dtype::Element;
use npcore_ufunc::{self as np, Add, BinaryUfunc, Fmax, Gcd, LogicalXor, Maximum, Multiply, Subtract, reduce};

/// A generator of numbers that look random.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 ^ (self.0 >> 29)) >> 16
    }
    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}

/// Calls `f` with views of all kinds: orders, steps, axes exchanged.
fn for_views(f: impl Fn(ArrayView<'_, f64>, &mut Random)) {
    let mut random = Random(7);
    for round in 0..300 {
        let ndim = random.below(5);
        let big = round % 25 == 0;
        let shape: Vec<usize> = (0..ndim).map(|i| if big && i == 0 { 3000 } else { random.below(7) + 1 }).collect();
        let size = shape.iter().product::<usize>();
        let values: Vec<f64> = (0..size).map(|_| random.below(1000) as f64 - 300.0).collect();
        let a = Array::from_shape_vec(&shape[..], values).unwrap();
        let mut view = a.view();
        for axis in 0..ndim {
            if random.below(3) == 0 {
                view = view.flip(axis as isize).unwrap();
            }
        }
        if random.below(2) == 0 {
            view = view.t();
        }
        if ndim > 1 && random.below(2) == 0 {
            view = view.swapaxes(0, 1).unwrap();
        }
        if ndim > 0 && random.below(3) == 0 {
            view = view.slice(s![..;2]);
        }
        f(view, &mut random);
    }
}

/// The fold of each position of the kept axes, element by element.
fn naive(a: ArrayView<'_, f64>, axes: &[usize], start: f64, f: impl Fn(f64, f64) -> f64) -> Array<f64> {
    let shape: Vec<usize> = a.shape().iter().enumerate().map(|(i, &n)| if axes.contains(&i) { 1 } else { n }).collect();
    let mut out = npcore_array::full(&shape[..], start);
    for (index, value) in npcore_array::ndenumerate(a) {
        let at: Vec<usize> = index.iter().enumerate().map(|(i, &k)| if axes.contains(&i) { 0 } else { k }).collect();
        out[&at[..]] = f(out[&at[..]], value);
    }
    out
}

fn some_axes(ndim: usize, random: &mut Random) -> Vec<usize> {
    (0..ndim).filter(|_| random.below(2) == 0).collect()
}

#[test]
fn sums_and_extremes_of_any_view_over_any_axes() {
    for_views(|a, random| {
        let axes = some_axes(a.ndim(), random);
        let kept = |name: &str, got: npcore_array::Result<Array<f64>>, want: &Array<f64>| {
            let got = got.unwrap();
            assert_eq!(got.shape(), want.shape(), "{name}");
            assert_eq!(got.to_vec(), want.to_vec(), "{name} {:?} {axes:?}", a.shape());
        };
        // Whole numbers: sums are exact in every order.
        kept("sum", reduce(&a).axis(&axes[..]).keepdims().sum(), &naive(a, &axes, 0.0, |x, y| x + y));
        kept("max", reduce(&a).axis(&axes[..]).keepdims().max(), &naive(a, &axes, f64::NEG_INFINITY, f64::max));
        kept("min", reduce(&a).axis(&axes[..]).keepdims().min(), &naive(a, &axes, f64::INFINITY, f64::min));
        let squeezed = np::sum(a, &axes[..]).unwrap();
        assert_eq!(squeezed.ndim(), a.ndim() - axes.len());
        let total: f64 = a.values().sum();
        assert_eq!(np::sum(a, ..).unwrap(), total);
        // With a mask, of other types, and converted on the way.
        let mask = a.gt(0.0);
        let masked = reduce(&a).axis(&axes[..]).keepdims().where_(&mask);
        kept("masked", masked.clone().sum(), &naive(a, &axes, 0.0, |x, y| if y > 0.0 { x + y } else { x }));
        let want = naive(a, &axes, -1.0, |x, y| if y > 0.0 { x.max(y) } else { x });
        kept("masked max", masked.initial(-1).max(), &want);
        let ints = a.astype::<i16>();
        let sum = reduce(&ints).axis(&axes[..]).keepdims().sum().unwrap();
        assert_eq!(sum.dtype().name(), "int64");
        kept("i16", Ok(sum.astype()), &naive(a, &axes, 0.0, |x, y| x + y));
        let any = reduce(&a).axis(&axes[..]).keepdims().any().unwrap();
        kept("any", Ok(any.astype()), &naive(a, &axes, 0.0, |x, y| (x != 0.0 || y != 0.0) as u8 as f64));
    });
}

#[test]
fn folds_without_a_tree_go_axis_by_axis() {
    for_views(|a, random| {
        let axes = some_axes(a.ndim(), random);
        let ints = a.astype::<i32>();
        let got = reduce(&ints).axis(&axes[..]).keepdims().with(Gcd).unwrap();
        let want = naive(a, &axes, 0.0, |x, y| {
            let (mut x, mut y) = (x.abs(), y.abs());
            while y != 0.0 {
                (x, y) = (y, x % y);
            }
            x
        });
        if !axes.is_empty() {
            assert_eq!(got.astype::<f64>().to_vec(), want.to_vec());
        }
        let fmax = reduce(&a).axis(&axes[..]).keepdims().with(Fmax).unwrap();
        assert_eq!(fmax.to_vec(), naive(a, &axes, f64::NEG_INFINITY, f64::max).to_vec());
        if let Some(&axis) = axes.first() {
            // In order: the first less all others.
            let got = Subtract.reduce(a, axis).unwrap();
            let first = a.index_axis(axis as isize, 0).unwrap();
            let want = first.to_owned() * 2.0 - np::sum(a, axis).unwrap();
            assert_eq!(got.to_vec(), want.to_vec());
        }
    });
    let error = Subtract.reduce(zeros::<f64>([2, 3]), ..).unwrap_err();
    assert_eq!(
        error.to_string(),
        "reduction operation 'subtract' is not reorderable, so at most one axis may be specified"
    );
    assert!(LogicalXor.reduce(array![1, 2, 3], ..).unwrap());
}

#[test]
fn scans_along_every_axis() {
    for_views(|a, _| {
        for axis in 0..a.ndim() as isize {
            let got = Add.accumulate(a, axis).unwrap();
            let mut want = a.to_owned();
            for i in 1..a.shape()[axis as usize] {
                let before = want.index_axis(axis, i as isize - 1).unwrap().to_owned();
                want.index_axis_mut(axis, i as isize).unwrap().add_assign(&before);
            }
            assert_eq!(got.to_vec(), want.to_vec());
            let widest = Maximum.accumulate(a.astype::<i8>(), axis).unwrap();
            assert_eq!(widest.dtype().name(), "int8");
        }
    });
    let a = array![[1u8, 200, 100], [7, 8, 9]];
    assert_eq!(Add.accumulate(&a, 1).unwrap().to_string(), "[[  1 201 301]\n [  7  15  24]]");
    assert_eq!(Multiply.accumulate(&a, 0).unwrap().to_string(), "[[   1  200  100]\n [   7 1600  900]]");
    assert_eq!(Add.accumulate(5, 0).unwrap_err().to_string(), "cannot accumulate on a scalar");
    assert_eq!(Add.reduceat(&a, [2, 0, 1], 1).unwrap().to_string(), "[[100   1 300]\n [  9   7  17]]");
    let error = Add.reduceat(&a, [0, 3], 1).unwrap_err();
    assert_eq!(error.to_string(), "index 3 out-of-bounds in add.reduceat [0, 3)");
}

fn same_on_any_number_of_threads<T: Element>(f: impl Fn() -> Vec<T>) {
    let before = npcore_exec::set_num_threads(1);
    let one = f();
    for threads in [2, 3, 16] {
        npcore_exec::set_num_threads(threads);
        assert_eq!(f(), one, "{threads} threads");
    }
    npcore_exec::set_num_threads(before);
}

#[test]
fn threads_change_no_bit() {
    let x = npcore_array::linspace(0.0, 1.0, 3_000_000);
    let m = x.reshape([1500, 2000]).unwrap();
    let n = x.reshape([1_000_000, 3]).unwrap();
    let d = x.reshape([100, 30, 10, 100]).unwrap();
    same_on_any_number_of_threads(|| vec![np::sum(&x, ..).unwrap(), np::std(&x, ..).unwrap()]);
    same_on_any_number_of_threads(|| np::sum(&m, 0).unwrap().to_vec());
    same_on_any_number_of_threads(|| np::sum(&m, 1).unwrap().to_vec());
    same_on_any_number_of_threads(|| np::var(m.t(), 1).unwrap().to_vec());
    same_on_any_number_of_threads(|| np::sum(&n, 0).unwrap().to_vec());
    same_on_any_number_of_threads(|| np::sum(&n, 1).unwrap().to_vec());
    same_on_any_number_of_threads(|| np::sum(&d, [1, 3]).unwrap().to_vec());
    same_on_any_number_of_threads(|| np::sum(&d, [0, 2]).unwrap().to_vec());
    same_on_any_number_of_threads(|| Add.accumulate(&m, 0).unwrap().to_vec());
}

#[test]
fn places_of_extremes_in_long_rows() {
    let mut random = Random(11);
    let n = 300_001;
    let mut values: Vec<f64> = (0..n).map(|_| random.below(1000) as f64).collect();
    // The first of the largest, and of the smallest, lies in the middle of a stretch.
    for at in [123_457, 200_000, 299_999] {
        values[at] = 5000.0;
        values[at - 7] = -5000.0;
    }
    let mut a = Array::from_vec(values);
    assert_eq!((np::argmax(&a, ..).unwrap(), np::argmin(&a, ..).unwrap()), (123_457, 123_450));
    let later = a.slice(s![123_458..]);
    assert_eq!((np::argmax(later, ..).unwrap(), np::argmin(later, ..).unwrap()), (76_542, 76_535));
    let row = a.reshape((1, n)).unwrap();
    assert_eq!(np::argmax(row, 1).unwrap().to_vec(), [123_457]);
    for at in [260_000, 150_000] {
        a.set(at, f64::NAN).unwrap();
        assert_eq!((np::argmax(&a, ..).unwrap(), np::argmin(&a, ..).unwrap()), (at, at));
    }
    let mut bytes = vec![3i8; 700_000];
    (bytes[600_001], bytes[600_100]) = (4, 4);
    let bytes = Array::from_vec(bytes);
    assert_eq!((np::argmax(&bytes, ..).unwrap(), np::argmin(&bytes, ..).unwrap()), (600_001, 0));
}

#[test]
fn sums_keep_their_digits_on_every_axis() {
    // NumPy adds the rows one after the other in float32, and loses the third digit of this mean.
    let a = npcore_array::full([10_000_000, 2], 0.1f32);
    for mean in np::mean(&a, 0).unwrap().values() {
        assert!((mean - 0.1).abs() <= 2.0 * f32::EPSILON * 0.1, "{mean}");
    }
    let column = a.slice(s![.., 0]);
    assert!((np::mean(column, ..).unwrap() - 0.1).abs() <= 2.0 * f32::EPSILON * 0.1);
}

#[test]
fn means_and_variances() {
    let a = array![[1, 2], [3, 4]];
    assert_eq!(np::mean(&a, ..).unwrap(), 2.5);
    assert_eq!(np::var(&a, 0).unwrap().to_string(), "[1. 1.]");
    assert_eq!(np::std(&a, ..).unwrap(), 1.25f64.sqrt());
    assert_eq!(reduce(&a).ddof(1.0).var().unwrap(), 5.0 / 3.0);
    let half = array![1.0, 2.0, 4.0].astype::<npcore_dtype::f16>();
    assert_eq!(np::mean(&half, ..).unwrap(), npcore_dtype::f16::from_f64(7.0 / 3.0));
    let c = array![npcore_dtype::Complex::new(1.0, 2.0), npcore_dtype::Complex::new(3.0, -2.0)];
    assert_eq!(np::var(&c, ..).unwrap(), 5.0);
    assert!(np::mean(zeros::<f64>(0), ..).unwrap().is_nan());
    let mask = array![[true, false], [true, true]];
    assert_eq!(reduce(&a).where_(&mask).axis(0).mean().unwrap().to_string(), "[2. 4.]");
    assert_eq!(reduce(&a).where_(&mask).axis(0).var().unwrap().to_string(), "[1. 0.]");
}

#[test]
fn of_nothing() {
    let a = zeros::<f64>([0, 3]);
    assert_eq!(np::sum(&a, 0).unwrap().to_string(), "[0. 0. 0.]");
    assert_eq!(np::prod(&a, ..).unwrap(), 1.0);
    assert_eq!(np::sum(&a, 1).unwrap().shape(), [0]);
    assert_eq!(np::max(&a, 1).unwrap().shape(), [0]);
    let error = np::max(&a, 0).unwrap_err().to_string();
    assert_eq!(error, "zero-size array to reduction operation maximum which has no identity");
    let mask = zeros::<f64>([0, 3]).gt(0.0);
    assert_eq!(
        reduce(&a).where_(&mask).max().unwrap_err().to_string(),
        "reduction operation 'maximum' does not have an identity, so to use a where mask one has to specify 'initial'"
    );
    assert_eq!(reduce(&a).initial(3.0).max().unwrap(), 3.0);
    let b = arange(0i64, 6, 1).into_shape([2, 3]).unwrap();
    assert_eq!(np::sum(&b, [0, 0]).unwrap_err().to_string(), "duplicate value in 'axis'");
    assert_eq!(np::sum(&b, 3).unwrap_err().to_string(), "axis 3 is out of bounds for array of dimension 2");
    // A sum of negative zeros starts at +0.
    assert!(np::sum(array![-0.0f64, -0.0], ..).unwrap().is_sign_positive());
}
