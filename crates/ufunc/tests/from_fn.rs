//! Closures as universal functions, against plain loops and NumPy's words.

use npcore_array::{Array, ArrayView, ArrayViewMut, arange, array, s, zeros};
use npcore_ufunc::{from_core, from_fn};

/// Arrays of this shape whose elements lie in memory in several ways.
fn layouts(shape: [usize; 2]) -> Vec<Array<f64>> {
    let values = |i: usize, j: usize| (i * 7 + j * 3) as f64 % 11.0 + 0.5;
    let c = Array::from_fn(shape, |k| values(k[0], k[1]));
    let f = Array::from_fn([shape[1], shape[0]], |k| values(k[1], k[0])).into_transposed();
    vec![c, f]
}

#[test]
fn one_to_three_scalars_give_one_or_two() {
    // Long rows go through the vector loop, the steps of slices through the other.
    for n in [0, 1, 5, 15, 16, 17, 100, 1000] {
        let a: Vec<f64> = (0..n).map(|i| f64::from(i) * 0.5).collect();
        let b: Vec<i32> = (0..n).map(|i| 3 - i).collect();
        let c: Vec<bool> = (0..n).map(|i| i % 3 == 0).collect();
        let each: Vec<f64> = (0..a.len()).map(|i| if c[i] { a[i].floor() } else { f64::from(b[i]) * a[i] }).collect();

        let one = from_fn(|x: f64| x.floor()).call(&a).unwrap();
        assert_eq!(one.to_vec(), a.iter().map(|x| x.floor()).collect::<Vec<_>>());
        let choose = from_fn(|c: bool, x: f64, y: i32| if c { x.floor() } else { f64::from(y) * x });
        assert_eq!(choose.call(&c, &a, &b).unwrap().to_vec(), each);
        let both = from_fn(|x: f64, y: i32| (x * f64::from(y), y % 2 == 0));
        let (product, even) = both.call(&a, &b).unwrap();
        assert_eq!(product.to_vec(), a.iter().zip(&b).map(|(x, &y)| x * f64::from(y)).collect::<Vec<_>>());
        assert_eq!(even.to_vec(), b.iter().map(|y| y % 2 == 0).collect::<Vec<_>>());
        let (low, _) = from_fn(|x: f64| (x as u8, x)).call(&a).unwrap();
        assert_eq!(low.to_vec(), a.iter().map(|&x| x as u8).collect::<Vec<_>>());
        let (_, last) = from_fn(|c: bool, x: f64, y: i32| (x, i64::from(y) * i64::from(c))).call(&c, &a, &b).unwrap();
        assert_eq!(last.to_vec(), b.iter().zip(&c).map(|(&y, &c)| i64::from(y) * i64::from(c)).collect::<Vec<_>>());

        // Every second element, backwards.
        let mut wide = zeros::<f64>([2 * a.len()]);
        let (x, y) = (Array::from_vec(a.clone()), Array::from_vec(b.clone()));
        let f = from_fn(|x: f64, y: i32| x - f64::from(y));
        f.call_into(x.slice(s![..;-1]), y.slice(s![..;-1]), &mut wide.slice_mut(s![..;2])).unwrap();
        let expected: Vec<f64> = a.iter().zip(&b).rev().map(|(x, &y)| x - f64::from(y)).collect();
        assert_eq!(wide.slice(s![..;2]).to_vec(), expected);
        assert!(wide.slice(s![1..;2]).values().all(|x| x == 0.0));
    }
}

#[test]
fn arguments_broadcast_and_outputs_do_not_stretch() {
    let f = from_fn(|x: f64, y: f64| x * y + 1.0);
    for a in layouts([3, 40]) {
        for b in layouts([1, 40]) {
            let result = f.call(&a, &b).unwrap();
            for i in 0..3 {
                for j in 0..40 {
                    assert_eq!(result[[i, j]], a[[i, j]] * b[[0, j]] + 1.0);
                }
            }
        }
        let pair = from_fn(|x: f64, y: f64| (x - y, x < y));
        let column = array![[1.0], [5.0], [9.0]];
        let mut difference = zeros::<f64>([40, 3]).into_transposed();
        let mut less = zeros::<bool>([3, 40]);
        pair.call_into(&a, &column, &mut difference, &mut less).unwrap();
        let (d, l) = pair.call(&a, &column).unwrap();
        for i in 0..3 {
            for j in 0..40 {
                let (x, y) = (a[[i, j]], column[[i, 0]]);
                assert_eq!((difference[[i, j]], less[[i, j]]), (x - y, x < y));
                assert_eq!((d[[i, j]], l[[i, j]]), (x - y, x < y));
            }
        }
    }
    let error = f.call([1.0, 2.0], [1.0, 2.0, 3.0]).unwrap_err();
    assert_eq!(error.to_string(), "operands could not be broadcast together with shapes (2,) (3,)");
    let mut out = zeros::<f64>([1]);
    assert!(f.call_into([1.0, 2.0], 3.0, &mut out).is_err());
    assert_eq!(f.call(2.0, 3.0).unwrap().item().unwrap(), 7.0);
}

#[test]
fn folds_are_strictly_in_order() {
    // Neither associative nor commutative.
    let g = |x: f64, y: f64| 0.5 * x - y;
    let f = from_fn(g);
    for shape in [[1, 1], [3, 40], [40, 3], [40, 50], [2, 1000], [1000, 2], [0, 4], [4, 1]] {
        for a in layouts(shape) {
            for axis in [0, 1] {
                let scanned = f.accumulate(&a, axis as isize).unwrap();
                assert_eq!(scanned.shape(), shape);
                let mut expected = a.to_owned();
                for k in 1..shape[axis] {
                    for other in 0..shape[1 - axis] {
                        let at = |k: usize| if axis == 0 { [k, other] } else { [other, k] };
                        expected[at(k)] = g(expected[at(k - 1)], a[at(k)]);
                    }
                }
                assert!(scanned.array_equal(&expected), "{shape:?} {axis}");
                if shape[axis] > 0 {
                    let folded = f.reduce(&a, axis).unwrap();
                    let last = expected.view().index_axis(axis as isize, -1).unwrap();
                    assert!(folded.array_equal(last), "{shape:?} {axis}");
                }
            }
        }
    }
    assert_eq!(f.reduce([8.0, 1.0, 2.0], ..).unwrap(), -0.5);
    let flags = from_fn(|x: bool, y: bool| x && !y);
    assert_eq!(flags.accumulate([true, false, true], 0).unwrap().to_vec(), [true, true, false]);
}

#[test]
fn folds_refuse_in_numpys_words() {
    let f = from_fn(|x: f64, y: f64| x - y).named("minus");
    assert_eq!(f.name(), "minus");
    let a = zeros::<f64>([2, 2]);
    let words = "reduction operation 'minus' is not reorderable, so at most one axis may be specified";
    assert_eq!(f.reduce(&a, ..).unwrap_err().to_string(), words);
    let error = f.reduce(zeros::<f64>([0]), 0).unwrap_err();
    assert_eq!(error.to_string(), "zero-size array to reduction operation minus which has no identity");
    assert_eq!(f.reduce(zeros::<f64>([0, 3]), 1).unwrap().shape(), [0]);
    assert_eq!(f.reduce(&a, 3).unwrap_err().to_string(), "axis 3 is out of bounds for array of dimension 2");
    assert_eq!(f.accumulate(3.0, 0).unwrap_err().to_string(), "cannot accumulate on a scalar");
    assert_eq!(f.reduce(3.0, ..).unwrap(), 3.0);
}

#[test]
fn at_goes_one_by_one() {
    let f = from_fn(|x: i64, y: i32| 2 * x + i64::from(y));
    let mut a = array![[1i64, 2], [3, 4], [5, 6]];
    f.at(&mut a, [0, -1, 0], array![[10], [20], [30]]).unwrap();
    assert_eq!(a.to_vec(), [54, 58, 3, 4, 30, 32]);
    let mut line = array![1i64, 1, 1, 1];
    f.at(&mut line.slice_mut(s![..;2]), [1, 1], 5).unwrap();
    assert_eq!(line.to_vec(), [1, 1, 19, 1]);
    let error = f.at(&mut line, [0, 4], 5).unwrap_err();
    assert_eq!(error.to_string(), "index 4 is out of bounds for axis 0 with size 4");
    assert_eq!(line.to_vec(), [1, 1, 19, 1]);
    assert!(f.at(&mut line, [0, 1], [1, 2, 3]).is_err());
}

#[test]
fn outer_puts_shapes_behind_each_other() {
    let f = from_fn(|x: i32, y: f64| f64::from(x) - y);
    let a = arange::<i32>(0, 6, 1).into_shape([2, 3]).unwrap();
    let out = f.outer(&a, [0.5, 1.5]).unwrap();
    assert_eq!(out.shape(), [2, 3, 2]);
    assert_eq!(out[[1, 2, 1]], 3.5);
}

fn inner(a: ArrayView<'_, f64>, b: ArrayView<'_, f64>) -> f64 {
    a.values().zip(b.values()).map(|(x, y)| x * y).sum()
}

fn matvec(a: ArrayView<'_, f64>, x: ArrayView<'_, f64>, mut out: ArrayViewMut<'_, f64>) {
    for (i, row) in a.axis_iter(0).enumerate() {
        out.set(i, inner(row, x)).unwrap();
    }
}

#[test]
fn cores_are_the_last_axes_and_the_others_broadcast() {
    let f = from_core("(n),(n)->()", inner).unwrap();
    for a in layouts([4, 6]) {
        let b = Array::from_fn([3, 1, 6], |k| (k[0] + k[2]) as f64);
        let result = f.call(&a, &b).unwrap();
        assert_eq!(result.shape(), [3, 4]);
        for i in 0..3 {
            for j in 0..4 {
                let sum: f64 = (0..6).map(|k| a[[j, k]] * b[[i, 0, k]]).sum();
                assert_eq!(result[[i, j]], sum);
            }
        }
        let mut out = zeros::<f64>([4, 3]).into_transposed();
        f.call_into(&a, &b, &mut out).unwrap();
        assert!(out.array_equal(&result));

        let g = from_core("(m,n),(n)->(m)", matvec).unwrap();
        let product = g.call(&a, b.view().index_axis(1, 0).unwrap()).unwrap();
        assert!(product.array_equal(&result));
        // The result's core axis first.
        let turned = g.clone().axes(vec![vec![0, 1], vec![-1], vec![0]]);
        assert!(turned.call(&a, b.view().index_axis(1, 0).unwrap()).unwrap().t().array_equal(&result));
        // A new length comes from the output.
    }
    let grow = from_core("(n)->(p)", |a: ArrayView<'_, f64>, mut out: ArrayViewMut<'_, f64>| {
        let total: f64 = a.values().sum();
        out.fill(total);
    })
    .unwrap()
    .named("grow");
    let mut out = zeros::<f64>([2, 3]);
    grow.call_into(array![[1.0, 2.0], [3.0, 4.0]], &mut out).unwrap();
    assert_eq!(out.to_vec(), [3.0, 3.0, 3.0, 7.0, 7.0, 7.0]);
    let error = grow.call([1.0]).unwrap_err().to_string();
    assert_eq!(error, "grow: Output operand 0 has core dimension 0 unspecified, with gufunc signature (n)->(p)");
    let none = f.call(zeros::<f64>([0, 3]), [1.0, 2.0, 3.0]).unwrap();
    assert_eq!(none.shape(), [0]);
    assert_eq!(f.call(zeros::<f64>([2, 0]), zeros::<f64>([0])).unwrap().to_vec(), [0.0, 0.0]);
}

#[test]
fn several_results_and_other_axes() {
    let ends = from_core(
        "(n)->(),(2)",
        |a: ArrayView<'_, i64>, mut span: ArrayViewMut<'_, i64>, mut ends: ArrayViewMut<'_, f64>| {
            span.fill(a[-1] - a[0]);
            ends.assign([a[0] as f64, a[-1] as f64]);
        },
    )
    .unwrap();
    let a = array![[1i64, 5, 3], [7, 2, 4]];
    let (span, pair) = ends.call(&a).unwrap();
    assert_eq!(span.to_vec(), [2, -3]);
    assert_eq!(pair.to_string(), "[[1. 3.]\n [7. 4.]]");
    assert_eq!(ends.call([4i64, 9]).unwrap().1.shape(), [2]);

    let a = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
    let f = from_core("(i),(i)->()", inner).unwrap();
    assert_eq!(f.clone().axis(0).call(&a, &a).unwrap().to_string(), "[17. 29. 45.]");
    assert_eq!(f.clone().axis(0).keepdims().call(&a, &a).unwrap().shape(), [1, 3]);
    assert_eq!(f.clone().keepdims().call(&a, &a).unwrap().to_string(), "[[14.]\n [77.]]");
    assert_eq!(f.clone().axes([[0], [-2]]).call(&a, &a).unwrap().to_string(), "[17. 29. 45.]");
    let sums = from_core("(i)->(i)", |a: ArrayView<'_, f64>, mut out: ArrayViewMut<'_, f64>| {
        let mut total = 0.0;
        for (i, x) in a.values().enumerate() {
            total += x;
            out.set(i, total).unwrap();
        }
    })
    .unwrap();
    assert_eq!(sums.axis(0).call(&a).unwrap().to_string(), "[[1. 2. 3.]\n [5. 7. 9.]]");
}

#[test]
fn shapes_that_do_not_fit_are_told_in_numpys_words() {
    let f = from_core("(i),(i)->()", inner).unwrap().named("inner1d");
    let text = |e: npcore_array::Result<Array<f64>>| e.unwrap_err().to_string();
    let (three, four) = (zeros::<f64>([3]), zeros::<f64>([4]));
    assert_eq!(
        text(f.call(&three, &four)),
        "inner1d: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (i),(i)->() (size 4 is \
         different from 3)"
    );
    assert_eq!(
        text(f.call(3.0, &four)),
        "inner1d: Input operand 0 does not have enough dimensions (has 0, gufunc core with signature (i),(i)->() \
         requires 1)"
    );
    let (a, b) = (zeros::<f64>([2, 3]), zeros::<f64>([3, 3]));
    assert_eq!(
        text(f.call(&a, &b)),
        "operands could not be broadcast together with remapped shapes [original->remapped]: (2,3)->(2,) (3,3)->(3,)  \
         and requested shape ()"
    );
    assert_eq!(text(f.clone().axis(5).call(&a, &a)), "axis 5 is out of bounds for array of dimension 2");
    assert_eq!(
        text(f.clone().axes([[0]]).call(&a, &a)),
        "axes should be a list with an entry for all 3 inputs and outputs; entries for outputs can only be omitted if \
         none of them has core axes."
    );
    assert_eq!(
        text(f.clone().axes([vec![0, 1], vec![0]]).call(&a, &a)),
        "inner1d: operand 0 has 1 core dimensions, but 2 dimensions are specified by axes tuple."
    );
    let g =
        from_core("(m,n),(n,p)->(m,p)", |_: ArrayView<'_, f64>, _: ArrayView<'_, f64>, _: ArrayViewMut<'_, f64>| {});
    let g = g.unwrap().named("matrix_multiply");
    assert_eq!(
        text(g.call(zeros::<f64>([2, 2, 3]), zeros::<f64>([3, 3, 2]))),
        "operands could not be broadcast together with remapped shapes [original->remapped]: \
         (2,2,3)->(2,newaxis,newaxis) (3,3,2)->(3,newaxis,newaxis)  and requested shape (2,2)"
    );
    assert_eq!(
        text(g.clone().axis(0).call(&a, &b)),
        "matrix_multiply: axis can only be used with a single shared core dimension, not with the 3 distinct ones implied \
         by signature (m,n),(n,p)->(m,p)."
    );
    assert_eq!(
        text(g.keepdims().call(&a, &b)),
        "matrix_multiply does not support keepdims: its signature (m,n),(n,p)->(m,p) requires output 0 to have 2 core \
         dimensions, but keepdims can only be used when all inputs have the same number of core dimensions and all \
         outputs have no core dimensions."
    );
    let cross = from_core("(3)->(3)", |_: ArrayView<'_, f64>, _: ArrayViewMut<'_, f64>| {}).unwrap().named("cross1d");
    assert_eq!(
        cross.call_into(&three, &mut zeros::<f64>([4])).unwrap_err().to_string(),
        "cross1d: Output operand 0 has a mismatch in its core dimension 0, with gufunc signature (3)->(3) (size 4 is \
         different from 3)"
    );
    let error = from_core("(n)->(n)", |a: ArrayView<'_, f64>| a[0]).unwrap_err().to_string();
    assert!(error.contains("gives a scalar back has no core axes"), "{error}");
    let error = from_core("(n),(n)->()", |a: ArrayView<'_, f64>| a[0]).unwrap_err().to_string();
    assert_eq!(error, "expect '->' at position 3 in \"(n),(n)->()\"");
}
