//! Arrays beyond the caches, where calls are split over threads, staged in blocks, turned by tiles and streamed
//! around the cache: the results are those of a plain loop, whatever the way, the order and the alignment.

use npcore_array::{Array, ArrayView, Order, add_into, arange, s, zeros};

/// `f` of each pair of values in C order, compared with `got`.
fn check<T: npcore_dtype::Element, U: npcore_dtype::Element>(
    what: &str,
    got: &Array<U>,
    a: ArrayView<'_, T>,
    b: ArrayView<'_, T>,
    f: impl Fn(T, T) -> U,
) {
    let (a, b) = (a.broadcast_to(got.shape()).unwrap(), b.broadcast_to(got.shape()).unwrap());
    for (i, ((x, y), z)) in a.values().zip(b.values()).zip(got.values()).enumerate() {
        assert!(f(x, y) == z, "{what}: element {i} of {:?}: {x:?}, {y:?} gave {z:?}", got.shape());
    }
}

/// The same numbers in every layout that matters: C, F, reversed, every second, off by an element.
fn layouts(rows: usize, columns: usize) -> Vec<(&'static str, Array<f64>)> {
    let n = rows * columns;
    vec![
        ("C", arange(0.0, n as f64, 1.0).into_shape([rows, columns]).unwrap()),
        ("F", arange(0.5, n as f64, 1.0).into_shape([columns, rows]).unwrap().into_transposed()),
        ("wide", arange(0.0, (rows * (columns + 3)) as f64, 1.0).into_shape([rows, columns + 3]).unwrap()),
        (
            "tall F",
            arange(0.0, (columns * (rows + 5)) as f64, 1.0).into_shape([columns, rows + 5]).unwrap().into_transposed(),
        ),
    ]
}

fn part<'a>(a: &'a Array<f64>, rows: usize, columns: usize) -> ArrayView<'a, f64> {
    // The last rows and columns: where there are more, the first element is off a cache line.
    a.slice(s![-(rows as isize).., -(columns as isize)..])
}

#[test]
fn sums_in_every_pair_of_layouts() {
    for (rows, columns) in [(613, 701), (131_075, 3), (17, 20_011)] {
        let all = layouts(rows, columns);
        for (an, a) in &all {
            for (bn, b) in &all {
                let (a, b) = (part(a, rows, columns), part(b, rows, columns));
                let what = format!("{an} + {bn}");
                // Twice: into fresh memory, and into memory that the first result gave back.
                for _ in 0..2 {
                    check(&what, &(a + b), a, b, |x, y| x + y);
                }
                check(&what, &(a.flip(0).unwrap() + b), a.flip(0).unwrap(), b, |x, y| x + y);
                let mut out = zeros::<f64>([rows, columns]);
                add_into(a, b, &mut out).unwrap();
                check(&what, &out, a, b, |x, y| x + y);
                let mut out = zeros::<f64>([columns, rows]).into_transposed();
                add_into(a, b, &mut out).unwrap();
                check(&what, &out, a, b, |x, y| x + y);
                check(&what, &a.gt(b), a, b, |x, y| x > y);
            }
        }
    }
}

#[test]
fn rows_and_columns_are_stretched() {
    for (rows, columns) in [(1001, 997), (200_003, 3), (3, 200_003)] {
        let a = arange(0.0, (rows * columns) as f64, 1.0).into_shape([rows, columns]).unwrap();
        let f = a.try_to_owned(Order::F).unwrap();
        let row = arange(0.0, columns as f64, 1.0);
        let column = arange(0.0, rows as f64, 1.0).into_shape([rows, 1]).unwrap();
        for _ in 0..2 {
            check("C + row", &(&a + &row), a.view(), row.view(), |x, y| x + y);
            check("C + column", &(&a + &column), a.view(), column.view(), |x, y| x + y);
            check("F + row", &(&f + &row), f.view(), row.view(), |x, y| x + y);
            check("F * column", &(&f * &column), f.view(), column.view(), |x, y| x * y);
            check("row + column", &(&row + &column), row.view(), column.view(), |x, y| x + y);
        }
    }
}

#[test]
fn other_types_go_through_blocks() {
    let a = arange(-300_000i64, 300_001, 1);
    let narrow = a.astype::<i16>();
    let single = a.astype::<f32>();
    let swapped = a.astype_dyn(">i8".parse().unwrap()).unwrap();
    for _ in 0..2 {
        let sum = &narrow + &a;
        assert!(sum.values().zip(a.values()).all(|(z, x)| z == (x as i16 as i64) + x));
        let sum = &single + &a;
        assert!(sum.values().zip(a.values()).all(|(z, x)| z == x as f32 as f64 + x as f64));
        let sum = (&swapped + &a).downcast::<i64>().unwrap();
        assert!(sum.values().zip(a.values()).all(|(z, x)| z == 2 * x));
        let half = &a / 2;
        assert!(half.values().zip(a.values()).all(|(z, x)| z == x as f64 / 2.0));
    }
}

#[test]
fn permuted_copies() {
    let shape = [23usize, 31, 17, 29];
    let n: usize = shape.iter().product();
    fn each<T: npcore_dtype::Element>(a: Array<T>) {
        for axes in [[3, 2, 1, 0], [2, 0, 3, 1], [1, 0, 2, 3], [0, 3, 1, 2], [3, 0, 1, 2]] {
            let view = a.transpose(axes).unwrap();
            for order in [Order::C, Order::F, Order::K] {
                let copy = view.try_to_owned(order).unwrap();
                assert!(copy.values().zip(view.values()).all(|(x, y)| x == y), "{axes:?} {order:?} {}", a.dtype());
            }
            let flipped = view.flip([0, 2]).unwrap();
            let copy = flipped.copy();
            assert!(copy.values().zip(flipped.values()).all(|(x, y)| x == y), "{axes:?} flipped {}", a.dtype());
        }
    }
    let a = arange(0, n as i64, 1).into_shape(shape).unwrap();
    each(a.astype::<u8>());
    each(a.astype::<i16>());
    each(a.astype::<f32>());
    each(a.astype::<num_complex::Complex<f64>>());
    each(a);
}

/// What overlaps is as if it had been copied first, whichever way round.
#[test]
fn overlapping_assignments() {
    for n in [10usize, 1000, 400_000] {
        let start = arange(0i64, n as i64, 1);
        let cases: [(npcore_array::SliceItem, npcore_array::SliceItem); 6] = [
            (s![1..][0], s![..-1][0]),
            (s![..-1][0], s![1..][0]),
            (s![..][0], s![..;-1][0]),
            (s![..;-1][0], s![..][0]),
            (s![..5][0], s![2..7][0]),
            (s![1..;2][0], s![..-1;2][0]),
        ];
        for (to, from) in cases {
            let (to, from) = ([to], [from]);
            if start.slice(to).size() != start.slice(from).size() {
                continue;
            }
            let mut a = start.clone();
            let c = a.cells();
            c.slice(to).add_assign(c.slice(from));
            let mut expected = start.clone();
            let source = start.slice(from).to_owned();
            expected.slice_mut(to).add_assign(&source);
            assert_eq!(a, expected, "{to:?} += {from:?} of {n}");

            let mut a = start.clone();
            let c = a.cells();
            c.slice(to).assign(c.slice(from));
            let mut expected = start.clone();
            expected.slice_mut(to).assign(&source);
            assert_eq!(a, expected, "{to:?} = {from:?} of {n}");
        }
    }
    // A matrix into its own transpose.
    let start = arange(0.0, 500.0 * 500.0, 1.0).into_shape([500, 500]).unwrap();
    let mut a = start.clone();
    let c = a.cells();
    c.assign(c.t());
    assert_eq!(a, start.t());
}

/// The bits do not depend on the number of threads.
#[test]
fn threads_change_nothing() {
    let a = arange(0.0, 700_000.0, 1.0) * 0.1;
    let b = a.flip(0).unwrap().to_owned() / 3.0;
    let before = npcore_exec::set_num_threads(1);
    let one = (&a * &b).to_bytes();
    for threads in [2, 3, 7] {
        npcore_exec::set_num_threads(threads);
        assert!((&a * &b).to_bytes() == one, "{threads} threads");
    }
    npcore_exec::set_num_threads(before);
}
