//! Closures over arrays: `map` and its like against operators, `apply_along_axis` and `apply_over_axes` against NumPy
//! (`cargo xtask goldens applying` makes the file), lanes, and `dispatch!`.

use npcore_array::{
    Array, ArrayError, ArrayView, DynArray, DynView, apply_along_axis, apply_over_axes, arange, array, dispatch, full,
    map_into, map2, map2_into, map3, map3_into, ones, s, try_apply_over_axes, zeros, zip_inplace, zip_inplace2,
};
use npcore_dtype::{Complex, DType};
use npcore_layout::Layout;

fn numbers<T: std::str::FromStr>(text: &str) -> Vec<T>
where
    T::Err: std::fmt::Debug,
{
    text.split(',').filter(|s| !s.is_empty()).map(|s| s.parse().unwrap()).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    hex.as_bytes().chunks(2).map(|c| u8::from_str_radix(std::str::from_utf8(c).unwrap(), 16).unwrap()).collect()
}

/// An operand of a case: memory of its own, and where the elements lie in it.
struct Memory {
    dtype: DType,
    layout: Layout,
    bytes: Vec<u8>,
}

impl Memory {
    fn parse(text: &str) -> Memory {
        let fields: Vec<&str> = text.split(';').collect();
        let [dtype, shape, strides, offset, hex] = fields[..] else { panic!("five fields: {text}") };
        let layout = Layout::new(&numbers(shape), &numbers(strides), offset.parse().unwrap()).unwrap();
        Memory { dtype: dtype.parse().unwrap(), layout, bytes: bytes(hex) }
    }

    fn view(&self) -> DynView<'_> {
        // SAFETY: the layout was made by NumPy for these bytes, which stay borrowed.
        unsafe { DynView::from_foreign(self.bytes.as_ptr(), self.dtype, self.layout).unwrap() }
    }
}

/// The first `n` elements, from the start again where there are fewer, in native byte order.
fn resized(x: DynView<'_>, n: usize) -> DynArray {
    let x = x.astype_dyn(x.dtype().to_native()).unwrap();
    let all: Vec<u8> = x.to_bytes().into_iter().cycle().take(n * x.itemsize()).collect();
    DynArray::from_bytes(n, x.dtype(), &all).unwrap()
}

fn along(name: &str, axis: isize, a: DynView<'_>) -> Result<DynArray, ArrayError> {
    let mut calls = 0;
    let mut count = || {
        calls += 1;
        calls
    };
    match name {
        "same" => apply_along_axis(|x| x, axis, &a),
        "reversed" => apply_along_axis(|x| x.slice(s![..;-1]), axis, &a),
        "every_second" => apply_along_axis(|x| x.slice(s![..;2]), axis, &a),
        // A scalar of Python's is native.
        "first" => apply_along_axis(|x| DynArray::from_scalar(&x.get(0).unwrap()).unwrap(), axis, &a),
        "length" => Ok(apply_along_axis(|x| x.size() as i64, axis, &a)?.into_dyn()),
        "column" => apply_along_axis(|x| x.expand_dims(1).unwrap(), axis, &a),
        "transposed" => apply_along_axis(|x| x.broadcast_to([2, x.size()]).unwrap().t(), axis, &a),
        "fortran" => {
            apply_along_axis(|x| x.broadcast_to([2, x.size()]).unwrap().asfortranarray().into_owned(), axis, &a)
        }
        "growing" => apply_along_axis(|x| resized(x, count()), axis, &a),
        "shrinking" => apply_along_axis(|x| resized(x, if count() == 1 { 3 } else { 1 }), axis, &a),
        "retyped" => apply_along_axis(
            |_| {
                if count() == 1 { full((), 7i32).into_dyn() } else { full((), 2.75).into_dyn() }
            },
            axis,
            &a,
        ),
        _ => panic!("no function {name}"),
    }
}

fn over(name: &str, axes: &[isize], a: DynView<'_>) -> Result<DynArray, ArrayError> {
    let f = |x: DynView<'_>, axis: isize| match name {
        "first" => x.index_axis(axis, 0).unwrap().to_owned(),
        "first_kept" => x.index_axis(axis, 0).unwrap().expand_dims(axis).unwrap().to_owned(),
        "reversed" => x.flip(axis).unwrap().to_owned(),
        "every_second" => {
            let turned = x.swapaxes(0, axis).unwrap().slice(s![..;2]);
            turned.swapaxes(0, axis).unwrap().to_owned()
        }
        // A scalar of Python's is native.
        "corner" => DynArray::from_scalar(&x.get(vec![0; x.ndim()]).unwrap()).unwrap(),
        "more" => x.expand_dims(0).unwrap().to_owned(),
        _ => panic!("no function {name}"),
    };
    apply_over_axes(f, &a, axes).map(|x| x.into_owned())
}

/// Whether a result is NumPy's: dtype, shape, values, and strides where `strides`; or the words of the error.
fn same(ours: &Result<DynArray, ArrayError>, numpys: &str, strides: bool) -> bool {
    let ours = match (ours, numpys.strip_prefix('!')) {
        (Err(e), Some(words)) => return words.split_once(": ").is_some_and(|(_, words)| e.to_string() == words),
        (Ok(ours), None) => ours,
        _ => return false,
    };
    let fields: Vec<&str> = numpys.split(';').collect();
    let shape: Vec<usize> = numbers(fields[1]);
    let steps: Vec<isize> = numbers(fields[2]);
    let fits = |i: usize| shape[i] == 1 || ours.strides()[i] == steps[i];
    ours.dtype().str() == fields[0]
        && ours.shape() == shape
        && (!strides || ours.is_empty() || (0..shape.len()).all(fits))
        && ours.to_bytes() == bytes(fields[3])
}

#[test]
fn axes_are_applied_as_numpy_applies_them() {
    let (mut cases, mut failures) = (0, Vec::new());
    for line in include_str!("goldens/applying.txt").lines() {
        cases += 1;
        let fields: Vec<&str> = line.split('\t').collect();
        let [kind, name, axes, a, result] = fields[..] else { panic!("five fields: {line}") };
        let a = Memory::parse(a);
        let ours = match kind {
            "L" => along(name, axes.parse().unwrap(), a.view()),
            "O" => over(name, &numbers::<isize>(axes), a.view()),
            _ => panic!("no such case: {line}"),
        };
        // What the closure of the second kind returns is its own affair.
        if !same(&ours, result, kind == "L") {
            failures.push(format!("{line}\n--- ours\n{ours:?} {:?}", ours.as_ref().map(|a| a.strides().to_vec())));
        }
    }
    assert!(cases > 500, "only {cases} cases");
    let shown: Vec<&str> = failures.iter().take(8).map(String::as_str).collect();
    assert!(failures.is_empty(), "{} of {cases} cases differ:\n{}", failures.len(), shown.join("\n"));
}

#[test]
fn errors_of_closures_end_the_call() {
    let a = array![[1, 2], [3, 4]];
    let error = try_apply_over_axes(|x: ArrayView<'_, i32>, axis| x.index_axis(axis, 5).map(|x| x.to_owned()), &a, 0);
    assert_eq!(error.unwrap_err().to_string(), "index 5 is out of bounds for axis 0 with size 2");
    assert!(apply_over_axes(|x: ArrayView<'_, i32>, _| x.to_owned(), &a, [0i32; 0]).unwrap().is_view());
    assert!(apply_over_axes(|x: ArrayView<'_, i32>, _| x.to_owned(), &a, 0).is_ok());
}

/// Layouts of every kind over one buffer: contiguous, transposed, reversed, with gaps, repeated, short rows.
fn layouts() -> Vec<Array<f64>> {
    let shapes: [&[usize]; 8] = [&[], &[1], &[7], &[40], &[5, 3], &[3, 40], &[2, 3, 20], &[0, 3]];
    shapes
        .iter()
        .map(|shape| {
            let n = shape.iter().product::<usize>() as i64;
            arange::<f64>(0.0, n as f64, 1.0).into_shape(*shape).unwrap()
        })
        .collect()
}

fn views<'a>(a: &'a Array<f64>) -> Vec<ArrayView<'a, f64>> {
    let mut views = vec![a.view(), a.view().t()];
    if a.ndim() > 0 {
        views.push(a.slice(s![..;-1]));
        views.push(a.slice(s![..;2]));
        views.push(a.slice(s![1..]));
        views.push(a.view().swapaxes(0, -1).unwrap().slice(s![..;-2]));
    }
    if a.ndim() > 1 {
        views.push(a.slice(s![.., ..;3]));
        views.push(a.slice(s![.., ..1]));
        views.push(a.slice(s![.., -1]));
    }
    views
}

#[test]
fn closures_do_what_operators_do() {
    let (arrays, mut pairs, mut refused) = (layouts(), 0, 0);
    let all: Vec<ArrayView<'_, f64>> = arrays.iter().flat_map(views).collect();
    let strides = |a: &Array<f64>| -> Vec<isize> {
        (0..a.ndim()).map(|i| if a.shape()[i] == 1 { 0 } else { a.strides()[i] }).collect()
    };
    for &a in &all {
        let negated = a.map(|x| -x);
        assert_eq!(negated, -a);
        assert_eq!(strides(&negated), strides(&-a), "{:?} {:?}", a.shape(), a.strides());
        for &b in &all {
            let expected = npcore_array::subtract(a, b);
            match (map2(a, b, |x: f64, y: f64| x - y), expected) {
                (Ok(ours), Ok(expected)) => {
                    assert_eq!(ours, expected);
                    if !ours.is_empty() {
                        assert_eq!(strides(&ours), strides(&expected), "{:?} {:?}", a.layout(), b.layout());
                    }
                    let third = map3(b, a, 2i64, |x: f64, y: f64, k: i64| y - x + k as f64).unwrap();
                    assert_eq!(third, &expected + 2.0);
                    // Into given memory that lies otherwise.
                    let mut shape = expected.shape().to_vec();
                    shape.reverse();
                    let mut out = ones::<f64>(&shape[..]);
                    map2_into(a, b, &mut out.t_mut(), |x: f64, y: f64| x - y).unwrap();
                    assert_eq!(out.t(), expected);
                    map3_into(a, b, 1u8, &mut out.t_mut(), |x: f64, y: f64, k: u8| f64::from(k) * (y - x)).unwrap();
                    assert_eq!(out.t(), -&expected);
                    pairs += 1;
                }
                (Err(ours), Err(expected)) => {
                    assert_eq!(ours.to_string(), expected.to_string());
                    refused += 1;
                }
                (ours, expected) => panic!("{:?} {:?}: {ours:?}, {expected:?}", a.shape(), b.shape()),
            }
            // In place, over memory with gaps.
            let mut doubled: Vec<usize> = a.shape().to_vec();
            if let Some(last) = doubled.last_mut() {
                *last *= 2;
            }
            let mut target = zeros::<f64>(&doubled[..]);
            let gaps = s![..., ..;2];
            let target = &mut target.slice_mut(if a.ndim() > 0 { &gaps[..] } else { &[] });
            target.assign(a);
            let mut expected = a.to_owned();
            match (zip_inplace(target, b, |x: f64, y: f64| x - y), expected.try_sub_assign(b)) {
                (Ok(()), Ok(())) => {
                    assert_eq!(target.view(), expected);
                    zip_inplace2(target, b, true, |x: f64, y: f64, k: bool| if k { x + y } else { 0.0 }).unwrap();
                    assert_eq!(target.view(), a);
                }
                (Err(ours), Err(expected)) => assert_eq!(ours.to_string(), expected.to_string()),
                (ours, expected) => panic!("{:?} {:?}: {ours:?}, {expected:?}", a.shape(), b.shape()),
            }
            target.map_inplace(|x| x + 1.0);
        }
    }
    assert!(pairs > 100 && refused > 100, "{pairs} {refused}");
}

#[test]
fn every_element_is_visited_once() {
    let a = arange::<i64>(0, 3 * 1000, 1).into_shape([3, 1000]).unwrap();
    let column = array![[1], [2], [3]];
    let mut calls = 0;
    let sum = map2(&a, &column, |x: i64, y: i32| {
        calls += 1;
        x + i64::from(y)
    });
    assert_eq!(calls, 3000);
    assert_eq!(sum.unwrap(), &a + &column);

    let mut seen = zeros::<i64>([1000, 3]);
    zip_inplace2(&mut seen, a.t(), [10, 20, 30], |seen: i64, x: i64, y: i32| seen + x + i64::from(y)).unwrap();
    assert_eq!(seen, a.t() + array![10, 20, 30]);
}

#[test]
fn elements_of_every_kind() {
    // Bool by value, whatever the byte; types that are wide, and of odd alignment.
    let odd = DynArray::from_bytes(3, "?".parse().unwrap(), &[0, 2, 1]).unwrap().downcast::<bool>().unwrap();
    assert_eq!(map2(&odd, 10u8, |x: bool, k: u8| u8::from(x) * k).unwrap(), array![0u8, 10, 10]);
    let z = map2(array![1.0, 2.0], array![0.5f32, 4.0], |re: f64, im: f32| Complex::new(re, im.into())).unwrap();
    assert_eq!(z.to_string(), "[1.+0.5j 2.+4.j ]");

    let record = DynArray::from_bytes(2, "u1, f8".parse::<DType>().unwrap(), &[0; 18]).unwrap();
    let bytes = record.view();
    let layout = Layout::new(&[2], &[9], 1).unwrap();
    // SAFETY: the second field of each record, in memory that stays borrowed.
    let field = unsafe { ArrayView::<f64>::from_foreign(bytes.as_ptr(), DType::FLOAT64, layout).unwrap() };
    assert_eq!(field.map(|x| x + 1.5), array![1.5, 1.5]);
    assert_eq!(map2(field, 2.0, |x: f64, y: f64| x + y).unwrap(), array![2.0, 2.0]);

    // Wider than a block of repeated values.
    let wide: Array<npcore_dtype::Str<400>> = full(40, "a".parse().unwrap());
    let same = map2(&wide, wide.slice(s![..1]), |x: npcore_dtype::Str<400>, y: npcore_dtype::Str<400>| x == y).unwrap();
    assert_eq!(same, full(40, true));
}

#[test]
fn arrays_without_elements() {
    for shape in [[0, 3], [3, 0]] {
        let a = ones::<f64>(shape);
        assert_eq!(map2(&a, 1.0, |x: f64, y: f64| x + y).unwrap().shape(), shape);
        assert_eq!(map2(a.t(), a.t(), |x: f64, y: f64| x + y).unwrap().shape(), [shape[1], shape[0]]);
        let mut out = zeros::<f64>(shape);
        map_into(&a, &mut out, |x: f64| x).unwrap();
        zip_inplace(&mut out.t_mut(), 1.0, |x: f64, y: f64| x + y).unwrap();
        out.map_inplace(|x| x);
        out += 1.0;
        out.slice_mut(s![..;2]).map_inplace(|x| x);
    }
}

#[test]
fn outputs_are_not_stretched() {
    let mut out = zeros::<f64>(3);
    let error = map_into(ones::<f64>([2, 3]), &mut out, |x: f64| x).unwrap_err();
    let numpys = npcore_array::add_into(ones::<f64>([2, 3]), 1.0, &mut out).unwrap_err();
    assert_eq!(error.to_string(), numpys.to_string());
    let error = map2(ones::<f64>(2), ones::<f64>(3), |x: f64, y: f64| x + y).unwrap_err();
    assert_eq!(error.to_string(), "operands could not be broadcast together with shapes (2,) (3,)");
    let mut narrow = ones::<f64>([2, 1]);
    let error = zip_inplace(&mut narrow, ones::<f64>(3), |x: f64, y: f64| x + y).unwrap_err();
    let numpys = narrow.try_add_assign(ones::<f64>(3)).unwrap_err();
    assert_eq!(error.to_string(), numpys.to_string());
}

#[test]
fn lanes_of_every_axis() {
    let a = arange::<i64>(0, 24, 1).into_shape([2, 3, 4]).unwrap();
    for axis in 0..3 {
        let mut lanes = a.lanes(axis);
        assert_eq!(lanes.len(), 24 / a.shape()[axis as usize]);
        let first = lanes.next().unwrap();
        assert_eq!(
            (first.shape(), first.strides()),
            (&[a.shape()[axis as usize]][..], &[a.strides()[axis as usize]][..])
        );
        assert_eq!(a.lanes(axis).flat_map(|lane| lane.to_vec()).sum::<i64>(), 276);
    }
    let middle: Vec<Vec<i64>> = a.slice(s![.., ..;-1, 1]).lanes(-1).map(|lane| lane.to_vec()).collect();
    assert_eq!(middle, [[9, 5, 1], [21, 17, 13]]);
    assert_eq!(a.outer_iter().map(|x| x.shape().to_vec()).collect::<Vec<_>>(), [[3, 4], [3, 4]]);

    let mut b = a.to_owned();
    for mut lane in b.lanes_mut(1) {
        let first = lane[0];
        lane.map_inplace(|x| x - first);
    }
    assert_eq!(b, map2(&a, a.slice(s![.., ..1]), |x: i64, y: i64| x - y).unwrap());
    for (i, mut part) in b.outer_iter_mut().enumerate() {
        part.fill(i as i64);
    }
    assert_eq!(b.values().sum::<i64>(), 12);
    let mut c = array![1, 2, 3, 4].into_shape([2, 2]).unwrap();
    for lane in c.cells().lanes(0) {
        lane.add_assign(10);
    }
    assert_eq!(c, array![[11, 12], [13, 14]]);

    // No elements: as many lanes as places, of no length or none of them.
    let empty = zeros::<f64>([3, 0]);
    assert_eq!((empty.lanes(1).len(), empty.lanes(0).len()), (3, 0));
    assert!(empty.lanes(1).all(|lane| lane.is_empty()));
    let panicked = std::panic::catch_unwind(|| a.lanes(3).len()).unwrap_err();
    assert_eq!(panicked.downcast_ref::<String>().unwrap(), "axis 3 is out of bounds for array of dimension 3");
}

fn name_of(a: DynView<'_>) -> String {
    dispatch!(a, |x: T in any| {
        let typed: ArrayView<'_, T> = x;
        format!("{}x{}", std::any::type_name::<T>().rsplit("::").next().unwrap(), typed.size())
    } else {
        format!("other: {}", a.dtype())
    })
}

/// The block's `?` and `return` are the function's.
fn total(a: DynView<'_>) -> Result<f64, ArrayError> {
    dispatch!(a, |x: T in real| {
        if x.ndim() > 1 {
            return total(x.reshape_view(-1)?.as_dyn());
        }
        x.astype::<f64>().values().sum()
    })
}

#[test]
fn a_block_for_each_type() {
    for code in "? b h i q B H I Q e f d F D".split(' ') {
        let a = DynArray::zeros_dyn(3, code.parse().unwrap()).unwrap();
        let text = name_of(a.view());
        assert!(text.ends_with("x3") || text.ends_with(">x3"), "{code}: {text}");
    }
    let big = DynArray::from_bytes(1, ">i4".parse().unwrap(), &[0, 0, 0, 1]).unwrap();
    assert_eq!(name_of(big.view()), "other: >i4");
    assert_eq!(total(array![[1, 2], [3, 4]].as_dyn()).unwrap(), 10.0);
    let error = total(array![Complex::new(1.0, 0.0)].as_dyn()).unwrap_err();
    assert_eq!(error.to_string(), "array has dtype complex128, which is none of real");

    // Two at once, each with its type.
    let (a, b) = (array![1u8, 2].into_dyn(), array![0.5f32, 0.25].into_dyn());
    let sums: Result<Result<Vec<f64>, ArrayError>, ArrayError> = dispatch!(a, |x: A in [u8, i32]| {
        dispatch!(b, |y: B in [f32, f64]| {
            map2(&x, &y, |x: A, y: B| f64::from(x) + f64::from(y)).unwrap().to_vec()
        })
    });
    assert_eq!(sums.unwrap().unwrap(), [1.5, 2.25]);

    // A temporary lives as long as the block.
    let text: Result<String, ArrayError> = dispatch!(array![1.5].as_dyn(), |x: T in float| x.map(|x| x).to_string());
    assert_eq!(text.unwrap(), "[1.5]");

    let mut c = array![1.5, -2.5].into_dyn();
    dispatch!(c.as_dyn_mut(), |mut x: T in float| x.map_inplace(|x| -x)).unwrap();
    assert_eq!(c.to_string(), "[-1.5  2.5]");
}
