//! The numeric functions that stand on universal functions and reductions, against NumPy's own results (`cargo xtask
//! goldens` makes the file; its script says what the lines mean).
//!
//! Compared are dtype, shape, values and the words of errors: values to the bit, but for those that are summed in another
//! order than NumPy's or made of functions that each library approximates in its own way.

use npcore_array::{Array, AsView, DynArray, DynView, Result, arange, array, map3, s, stack};
use npcore_dtype::{Complex, DType, Dyn};
use npcore_ufunc::{
    self as np, ArrayMethods, Axes3, ConvolveMode, Covariance, GridSpacing, NanToNum, Unbounded, reduce,
};

#[path = "../../array/tests/golden/mod.rs"]
mod golden;
use golden::{Memory, all_same, bytes, hex, numbers, same_words};

/// An operand of a case.
enum Given {
    Nothing,
    Int(i64),
    Float(f64),
    Array(Memory),
}

impl Given {
    fn parse(text: &str) -> Given {
        match text.split(' ').collect::<Vec<_>>()[..] {
            ["-"] => Given::Nothing,
            ["py", "int", value] => Given::Int(value.parse().unwrap()),
            ["py", "float", value] => Given::Float(value.parse().unwrap()),
            _ => Given::Array(Memory::parse(text)),
        }
    }

    fn view(&self) -> DynView<'_> {
        self.some().expect("an array")
    }

    fn some(&self) -> Option<DynView<'_>> {
        match self {
            Given::Array(memory) => Some(memory.view()),
            _ => None,
        }
    }
}

/// Runs an expression with the operand as what it is.
macro_rules! with {
    ($given:expr, |$x:ident| $e:expr) => {
        match $given {
            Given::Nothing => {
                let $x = Unbounded;
                $e
            }
            Given::Int(x) => {
                let $x = *x;
                $e
            }
            Given::Float(x) => {
                let $x = *x;
                $e
            }
            Given::Array(memory) => {
                let $x = memory.view();
                $e
            }
        }
    };
}

macro_rules! with_number {
    ($given:expr, |$x:ident| $e:expr) => {
        match $given {
            Given::Int(x) => {
                let $x = *x;
                $e
            }
            Given::Float(x) => {
                let $x = *x;
                $e
            }
            given => {
                let $x = given.view();
                $e
            }
        }
    };
}

/// `all`, or axes: the expression gives an array either way, of the value for `all`.
macro_rules! with_axes {
    ($text:expr, |$axes:ident| $e:expr) => {
        if $text == "all" {
            let $axes = ..;
            $e
        } else {
            let $axes: Vec<isize> = numbers($text);
            $e
        }
    };
}

fn number<T: std::str::FromStr>(text: &str) -> Option<T>
where
    T::Err: std::fmt::Debug,
{
    (text != "-").then(|| text.parse().unwrap())
}

/// Functions that are reductions, by the builder.
fn reduction(name: &str, arguments: &[&str], operands: &[Given]) -> Result<DynArray> {
    let [axes, keepdims, dtype, ddof, initial] = arguments[..] else { panic!("five arguments: {arguments:?}") };
    let view = operands[0].view();
    let mask = operands[1].some().map(|mask| mask.downcast::<bool>().unwrap());
    macro_rules! ended {
        ($builder:expr) => {
            match name {
                "count_nonzero" => $builder.count_nonzero().map(Array::into_dyn),
                "ptp" => $builder.ptp().map(Array::into_dyn),
                "nansum" => $builder.nansum().map(Array::into_dyn),
                "nanprod" => $builder.nanprod().map(Array::into_dyn),
                "nanmin" => $builder.nanmin().map(Array::into_dyn),
                "nanmax" => $builder.nanmax().map(Array::into_dyn),
                "nanmean" => $builder.nanmean().map(Array::into_dyn),
                "nanvar" => $builder.nanvar().map(Array::into_dyn),
                "nanstd" => $builder.nanstd().map(Array::into_dyn),
                name => panic!("no reduction {name}"),
            }
        };
    }
    let mut builder = reduce(&view);
    if let Some(mask) = &mask {
        builder = builder.where_(mask);
    }
    if let Some(ddof) = number::<f64>(ddof) {
        builder = builder.ddof(ddof);
    }
    if let Some(initial) = number::<i64>(initial) {
        builder = builder.initial(initial);
    }
    // Kept axes, so that the result is an array; then they are dropped if they were not wanted.
    let list: Vec<isize> = if axes == "all" { (0..view.ndim() as isize).collect() } else { numbers(axes) };
    let builder = builder.axis(&list[..]);
    let kept = keepdims == "1";
    match number::<DType>(dtype) {
        None if kept => ended!(builder.keepdims()),
        None => ended!(builder),
        Some(dtype) if kept => ended!(builder.keepdims().dtype_dyn(dtype)),
        Some(dtype) => ended!(builder.dtype_dyn(dtype)),
    }
}

fn average(second: bool, arguments: &[&str], operands: &[Given]) -> Result<DynArray> {
    let (view, weights) = (operands[0].view(), operands[1].view());
    let list: Vec<isize> =
        if arguments[0] == "all" { (0..view.ndim() as isize).collect() } else { numbers(arguments[0]) };
    let builder = reduce(&view).axis(&list[..]);
    let (average, sum) = match arguments[1] {
        "1" => builder.keepdims().average_with_sum::<Dyn>(weights)?,
        _ => builder.average_with_sum::<Dyn>(weights)?,
    };
    Ok(if second { sum } else { average })
}

fn search(name: &str, axis: &str, view: DynView<'_>) -> Result<DynArray> {
    let largest = name == "nanargmax";
    Ok(match axis {
        "all" => {
            let at = if largest { np::nanargmax(view, ..)? } else { np::nanargmin(view, ..)? };
            npcore_array::try_full((), at as i64, npcore_array::Order::C)?.into_dyn()
        }
        axis => {
            let axis: isize = axis.parse().unwrap();
            if largest { np::nanargmax(view, axis)? } else { np::nanargmin(view, axis)? }.into_dyn()
        }
    })
}

fn scan(name: &str, arguments: &[&str], view: DynView<'_>) -> Result<DynArray> {
    macro_rules! with_axis {
        (|$axis:ident| $e:expr) => {
            match arguments[0] {
                "all" => { let $axis = ..; $e }
                axis => { let $axis: isize = axis.parse().unwrap(); $e }
            }
        };
    }
    match name {
        "nancumsum" => with_axis!(|axis| np::nancumsum(view, axis)),
        "nancumprod" => with_axis!(|axis| np::nancumprod(view, axis)),
        "cumulative_sum" => with_axis!(|axis| np::cumulative_sum(view, axis, arguments[1] == "1")),
        _ => with_axis!(|axis| np::cumulative_prod(view, axis, arguments[1] == "1")),
    }
}

fn gradient(arguments: &[&str], operands: &[Given]) -> Result<DynArray> {
    let spacing: Vec<GridSpacing<'_>> = operands[1..]
        .iter()
        .map(|given| match given {
            Given::Float(distance) => (*distance).into(),
            given => given.view().into(),
        })
        .collect();
    let edge_order = arguments[1].parse().unwrap();
    let mut slopes = with_axes!(arguments[0], |axes| np::gradient(operands[0].view(), &spacing, axes, edge_order))?;
    if slopes.len() == 1 { Ok(slopes.remove(0)) } else { stack(&slopes, 0) }
}

fn covariance(name: &str, arguments: &[&str], operands: &[Given]) -> Result<DynArray> {
    let views: Vec<Option<DynView<'_>>> = operands.iter().map(Given::some).collect();
    let m = views[0].unwrap();
    let mut c = Covariance::of(&m).rowvar(arguments[0] == "1");
    if let Some(y) = &views[1] {
        c = c.and(y);
    }
    if let Some(ddof) = number(arguments[1]) {
        c = c.ddof(ddof);
    }
    if let Some(f) = &views[2] {
        c = c.frequencies(f);
    }
    if let Some(w) = &views[3] {
        c = c.weights(w);
    }
    match number(arguments[2]) {
        Some(dtype) if name == "cov" => c.dtype_dyn(dtype).cov(),
        Some(dtype) => c.dtype_dyn(dtype).corrcoef(),
        None if name == "cov" => c.cov(),
        None => c.corrcoef(),
    }
}

fn call(name: &str, arguments: &[&str], operands: &[Given]) -> Result<DynArray> {
    let view = || operands[0].view();
    let int = |i: usize| -> isize { arguments[i].parse().unwrap() };
    match name {
        "round" => np::round(view(), int(0) as i32),
        "fix" => np::fix(view()),
        "clip" => with!(&operands[1], |low| with!(&operands[2], |high| np::clip(view(), low, high))),
        "clip_into" => {
            let shape: Vec<usize> = if arguments[1] == "-" { vec![] } else { numbers(arguments[1]) };
            let mut out = DynArray::zeros_dyn(&shape[..], arguments[0].parse().unwrap())?;
            with!(&operands[1], |low| with!(&operands[2], |high| np::clip_into(view(), low, high, &mut out)))?;
            // In place, where nothing has to be converted or stretched.
            let mut copy = view().copy();
            if copy.shape() == out.shape() && copy.dtype() == out.dtype() {
                with!(&operands[1], |low| with!(&operands[2], |high| np::clip_inplace(&mut copy, low, high)))?;
                assert_eq!(copy.to_bytes(), out.to_bytes());
            }
            Ok(out)
        }
        "average" | "average.1" => average(name != "average", arguments, operands),
        "nanargmin" | "nanargmax" => search(name, arguments[0], view()),
        "nancumsum" | "nancumprod" | "cumulative_sum" | "cumulative_prod" => scan(name, arguments, view()),
        "diff" => np::diff_with(view(), int(0) as usize, int(1), operands[1].some(), operands[2].some()),
        "ediff1d" => np::ediff1d(view(), operands[1].some(), operands[2].some()),
        "gradient" => gradient(arguments, operands),
        "trapezoid" => with_number!(&operands[1], |x| np::trapezoid(view(), x, int(0))),
        "cross" => np::cross_axes(view(), operands[1].view(), Axes3 { a: int(0), b: int(1), c: int(2) }),
        "unwrap" => with_number!(&operands[1], |period| np::unwrap(view(), number(arguments[1]), int(0), period)),
        "convolve" | "correlate" => {
            let mode = match arguments[0] {
                "full" => ConvolveMode::Full,
                "same" => ConvolveMode::Same,
                _ => ConvolveMode::Valid,
            };
            if name == "convolve" {
                np::convolve(view(), operands[1].view(), mode)
            } else {
                np::correlate(view(), operands[1].view(), mode)
            }
        }
        "cov" | "corrcoef" => covariance(name, arguments, operands),
        "i0" => np::i0(view()),
        "sinc" => np::sinc(view()),
        "hanning" => Ok(np::hanning(int(0) as usize)?.into_dyn()),
        "hamming" => Ok(np::hamming(int(0) as usize)?.into_dyn()),
        "blackman" => Ok(np::blackman(int(0) as usize)?.into_dyn()),
        "bartlett" => Ok(np::bartlett(int(0) as usize)?.into_dyn()),
        "kaiser" => Ok(np::kaiser(int(0) as usize, arguments[1].parse().unwrap())?.into_dyn()),
        "nan_to_num" => {
            let with = NanToNum {
                nan: number(arguments[0]).unwrap(),
                posinf: number(arguments[1]),
                neginf: number(arguments[2]),
            };
            let mut copy = view().copy();
            np::nan_to_num_inplace(&mut copy, &with)?;
            let new = np::nan_to_num_with(view(), &with)?;
            assert_eq!(new.to_bytes(), copy.to_bytes());
            Ok(new)
        }
        "angle" => np::angle(view(), arguments[0] == "1"),
        "real_if_close" => Ok(np::real_if_close(&view(), number(arguments[0]).unwrap())?.to_owned()),
        "isneginf" => Ok(np::isneginf(view())?.into_dyn()),
        "isposinf" => Ok(np::isposinf(view())?.into_dyn()),
        "isreal" => Ok(np::isreal(view())?.into_dyn()),
        "iscomplex" => Ok(np::iscomplex(view())?.into_dyn()),
        name => reduction(name, arguments, operands),
    }
}

/// How many units in the last place of 1 or of the value, whichever is larger, a function may differ by.
fn tolerance(name: &str) -> f64 {
    match name {
        "nansum" | "nanprod" | "nanmean" | "nanvar" | "nanstd" | "average" | "average.1" | "trapezoid" => 8.0,
        "convolve" | "correlate" | "cov" | "corrcoef" => 16.0,
        "i0" | "sinc" | "hanning" | "hamming" | "blackman" | "kaiser" | "angle" => 8.0,
        _ => 0.0,
    }
}

fn same_values(dtype: DType, ours: &str, numpys: &str, tolerance: f64) -> bool {
    if ours == numpys {
        return true;
    }
    let inexact = dtype.is_float() || dtype.is_complex();
    if ours.len() != numpys.len() || !inexact {
        return false;
    }
    let values = |text: &str| -> Vec<Complex<f64>> {
        let bytes = bytes(text);
        let a = DynArray::from_bytes(bytes.len() / dtype.itemsize(), dtype, &bytes).unwrap();
        a.values().map(|value| value.as_complex().unwrap()).collect()
    };
    let eps = npcore_dtype::finfo(dtype).unwrap().eps;
    values(ours).iter().zip(&values(numpys)).all(|(a, b)| {
        let size = b.norm().max(1.0);
        let near = |x: f64, y: f64| x == y || (x.is_nan() && y.is_nan()) || (x - y).abs() <= tolerance * eps * size;
        // A zero has no sign that means something where it is a sum.
        (tolerance > 0.0 || (a.re.to_bits() == b.re.to_bits() || a.re.is_nan() && b.re.is_nan()))
            && near(a.re, b.re)
            && near(a.im, b.im)
    })
}

fn text(result: &Result<DynArray>) -> String {
    match result {
        Ok(a) => {
            let shape: Vec<String> = a.shape().iter().map(usize::to_string).collect();
            format!("{};{};{}", a.dtype().str(), shape.join(","), hex(&a.to_bytes()))
        }
        Err(e) => format!("!{e}").replace('\n', " "),
    }
}

fn run(line: &str) -> Result<(), String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let (name, numpys) = (fields[0], fields[fields.len() - 1]);
    let arguments: Vec<&str> = fields[1].split(' ').collect();
    let operands: Vec<Given> = fields[2..fields.len() - 1].iter().map(|text| Given::parse(text)).collect();
    let ours = text(&call(name, &arguments, &operands));
    let same = if numpys.starts_with('!') || ours.starts_with('!') {
        same_words(&ours, numpys)
    } else {
        let (ours, numpys): (Vec<&str>, Vec<&str>) = (ours.split(';').collect(), numpys.split(';').collect());
        let [wanted, own] = [numpys[0], ours[0]].map(|dtype| dtype.parse::<DType>().unwrap());
        // NumPy keeps a foreign byte order here and there; values are compared in the native one.
        let native = |dtype: DType, text: &str| -> String {
            let bytes = bytes(text);
            let n = if dtype.itemsize() == 0 { 0 } else { bytes.len() / dtype.itemsize() };
            hex(&DynArray::from_bytes(n, dtype, &bytes).unwrap().astype_dyn(dtype.to_native()).unwrap().to_bytes())
        };
        own.to_native() == wanted.to_native()
            && ours[1] == numpys[1]
            && same_values(wanted.to_native(), &native(own, ours[2]), &native(wanted, numpys[2]), tolerance(name))
    };
    if same { Ok(()) } else { Err(format!("{line}\n--- ours\n{ours}")) }
}

#[test]
fn derived_functions_are_numpys() {
    all_same(include_str!("goldens/derived.txt"), 1000, run);
}

#[test]
fn types_are_known_when_compiled() -> Result<()> {
    let (ints, floats) = (array![1i16, 5, 9], array![0.5f32, 1.5, 2.5]);
    let clipped: Array<i16> = np::clip(&ints, 2, Unbounded)?;
    assert_eq!(clipped.to_string(), "[2 5 9]");
    let wide: Array<f64> = np::clip(&ints, 1.5, &array![4i8, 4, 4])?;
    assert_eq!(wide.to_string(), "[1.5 4.  4. ]");
    let single: Array<f32> = floats.clip(1.0, 2.0)?.round(0)?;
    assert_eq!(single.to_string(), "[1. 2. 2.]");
    let area: Array<f64> = np::trapezoid(&ints, 1.0, -1)?;
    assert_eq!(area.item()?, 10.0);
    let area: Array<f32> = np::trapezoid(&floats, &floats, -1)?;
    assert_eq!(area.item()?, 3.0);
    let mean: f64 = np::average(&ints, &floats, ..)?;
    assert_eq!(mean, 30.5 / 4.5);
    let slopes: Vec<Array<f64>> = np::gradient(&ints, &[], .., 2)?;
    assert_eq!(slopes[0].to_string(), "[4. 4. 4.]");
    let changes: Array<bool> = np::diff(array![true, false, false], 1, 0)?;
    assert_eq!(changes.to_string(), "[ True False]");
    let sums: Array<f32> = np::convolve(&floats, [1.0, 1.0], ConvolveMode::Valid)?;
    assert_eq!(sums.to_string(), "[2. 4.]");
    let normal: Array<i32> = np::cross(&array![1, 0, 0], &array![0i16, 1, 0])?;
    assert_eq!(normal.to_string(), "[0 0 1]");
    let c: Array<f32> = Covariance::of(&array![[1.0f32, 2.0], [2.0, 4.0]]).dtype::<f32>().cov()?;
    assert_eq!(c.to_string(), "[[0.5 1. ]\n [1.  2. ]]");
    let complex = array![Complex::new(3.0f32, -1.0)];
    let (conjugate, angle): (Array<Complex<f32>>, Array<f32>) = (complex.conj()?, np::angle(&complex, false)?);
    assert_eq!((conjugate.to_string(), angle.shape()), ("[3.+1.j]".into(), &[1][..]));
    assert_eq!(np::ediff1d(&ints, Some(0.as_view()), None)?.to_string(), "[4 4 0]");
    let error = np::round(array![true], 0).unwrap_err();
    assert_eq!(error.to_string(), "array has dtype float16, not bool; use `astype` to convert its values");
    Ok(())
}

#[test]
fn clip_of_any_layout_is_a_closure_over_the_elements() -> Result<()> {
    let big = arange(0.0, 700_000.0, 1.0).into_shape([700, 1000])?;
    let (low, high) = (arange(0.0, 700.0, 1.0).into_shape([700, 1])?, arange(100.0, 1100.0, 1.0));
    for view in [big.view(), big.slice(s![..;-1, 3..]), big.slice(s![5..;2, ..;7])] {
        let (rows, columns) = (view.shape()[0], view.shape()[1]);
        let (low, high) = (low.slice(s![..rows as isize]), high.slice(s![..columns as isize]));
        let want = map3(view, low, high, |x: f64, low: f64, high: f64| x.max(low).min(high))?;
        assert!(np::clip(view, low, high)? == want);
        assert!(np::clip(view.t(), low.t(), high.reshape([-1, 1])?.view())? == want.t());
        // Converted on the way in and out.
        let mut out = npcore_array::zeros::<f32>([rows, columns]);
        np::clip_into(view.astype::<i32>(), low, high, &mut out)?;
        assert!(out == want.astype::<f32>());
    }
    // A limit that is the output itself.
    let mut cells = array![1.0, 5.0, 9.0];
    let cells = cells.cells();
    let shifted = cells.slice(s![1..]);
    assert_eq!(np::clip(cells.slice(s![..-1]), shifted, Unbounded)?.to_string(), "[5. 9.]");
    Ok(())
}

#[test]
fn large_convolutions_are_sums_of_products() -> Result<()> {
    for (n, m) in [(5000, 1), (5000, 257), (1000, 1000), (1001, 1000), (4096, 65)] {
        let a = Array::from_fn([n], |i| ((i[0] * 7919) % 1013) as i64 - 500);
        let v = Array::from_fn([m], |i| ((i[0] * 104_729) % 211) as i64 - 100);
        let (x, y) = (a.to_vec(), v.to_vec());
        let mut want = vec![0; n + m - 1];
        for (i, x) in x.iter().enumerate() {
            for (j, y) in y.iter().enumerate() {
                want[i + j] += x * y;
            }
        }
        let full = np::convolve(&a, &v, ConvolveMode::Full)?;
        assert_eq!(full.to_vec(), want, "{n} {m}");
        assert_eq!(np::convolve(&v, &a, ConvolveMode::Valid)?.to_vec(), want[m - 1..n]);
        let flipped = v.flip(0)?;
        assert_eq!(np::correlate(&a, flipped, ConvolveMode::Full)?.to_vec(), want);
        want.reverse();
        if n > m {
            assert_eq!(np::correlate(flipped, &a, ConvolveMode::Full)?.to_vec(), want);
        }
        // The bits of floats do not depend on how the outputs are shared out.
        let (a, v) = (a.astype::<f64>() / 7.0, v.astype::<f64>() / 3.0);
        let before = npcore_exec::set_num_threads(1);
        let one = np::convolve(&a, &v, ConvolveMode::Same)?;
        npcore_exec::set_num_threads(3);
        assert!(one == np::convolve(&a, &v, ConvolveMode::Same)?);
        npcore_exec::set_num_threads(before);
    }
    Ok(())
}

#[test]
fn counts_of_large_views() -> Result<()> {
    let a = Array::from_fn([300, 4001], |i| ((i[0] * 31 + i[1]) % 3) as i32);
    let (bools, zeros) = (a.gt(0), a.values().filter(|&x| x == 0).count());
    let count = (a.size() - zeros) as i64;
    assert_eq!(np::count_nonzero(&a, ..)?, count);
    assert_eq!(np::count_nonzero(&bools, ..)?, count);
    assert_eq!(np::count_nonzero(bools.t(), ..)?, count);
    assert_eq!(
        np::count_nonzero(bools.slice(s![.., ..;2]), ..)? + np::count_nonzero(bools.slice(s![.., 1..;2]), ..)?,
        count
    );
    assert_eq!(np::sum(&np::count_nonzero(&a, 0)?, ..)?, count);
    Ok(())
}
