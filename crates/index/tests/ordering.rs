//! Sorting and order statistics against NumPy's own results (`cargo xtask goldens` makes the file; its script says what the
//! lines mean).

use npcore_array::{Array, ArrayError, DynArray, DynView};
use npcore_dtype::DType;
use npcore_index::{self as np, Quantiles, SortKind, quantiles};

#[path = "../../array/tests/golden/mod.rs"]
mod golden;
use golden::{Memory, all_same, hex, numbers, same_words};

type Result<T> = std::result::Result<T, ArrayError>;

fn axis(text: &str) -> Option<isize> {
    text.parse().ok()
}

/// Numbers and the shape they are in.
fn list<T: std::str::FromStr>(text: &str) -> (Vec<usize>, Vec<T>)
where
    T::Err: std::fmt::Debug,
{
    let (shape, values) = text.split_once(':').unwrap();
    (numbers(shape), numbers(values))
}

/// The options of a line.
fn options<'a>(of: Quantiles<'a>, arguments: &[&str]) -> Quantiles<'a> {
    let of = match arguments[0] {
        "-" => of,
        "()" => of.axis(()),
        axes => of.axis(numbers::<isize>(axes)),
    };
    if arguments[1] == "1" { of.keepdims() } else { of }
}

fn quantile(name: &str, arguments: &[&str], given: &[Memory]) -> Result<DynArray> {
    let (a, weights) = (given[0].view(), given.get(1).map(Memory::view));
    let mut of = options(quantiles(&a), arguments);
    if name.contains("nan") {
        of = of.ignore_nan();
    }
    if name.ends_with("median") {
        return of.median();
    }
    of = of.method(arguments[2].parse()?);
    if let Some(weights) = &weights {
        of = of.weights(weights);
    }
    let (shape, q) = list::<f64>(arguments[3]);
    if shape.is_empty() {
        return if name.contains("percentile") { of.percentile(q[0]) } else { of.quantile(q[0]) };
    }
    let q = Array::from_vec(q).into_shape(&shape[..])?;
    if name.contains("percentile") { of.percentile(&q) } else { of.quantile(&q) }
}

/// Bytes of elements; of floats as such in which zeros, and NaNs, are the same.
fn unsigned(a: DynView<'_>) -> Vec<u8> {
    if !a.dtype().is_float() {
        return a.to_bytes();
    }
    let same = |x: f64| if x.is_nan() { f64::NAN } else { x + 0.0 };
    a.astype::<f64>().values().flat_map(|x| same(x).to_bits().to_ne_bytes()).collect()
}

/// Checks that an array is parted at ranks along an axis, and gives its elements sorted.
fn check_parted(parted: &DynArray, kth: &[isize], axis: isize) -> Result<DynArray> {
    let sorted = np::sort_kind(parted, axis, SortKind::Stable)?;
    if sorted.size() > 0 {
        for &k in kth {
            let [ours, right] = [parted, &sorted].map(|a| unsigned(a.index_axis(axis, k).unwrap()));
            assert_eq!(ours, right, "rank {k}");
        }
        // Elements before a rank, sorted, are the first of all, sorted.
        let n = parted.shape()[npcore_layout::normalize_axis(axis, parted.ndim())?];
        for &k in kth {
            let k = k.rem_euclid(n as isize) as i64;
            let before: Vec<i64> = (0..k).collect();
            let ours = np::sort(np::take(parted, &before, axis)?, axis)?;
            assert_eq!(unsigned(ours.view()), unsigned(np::take(&sorted, &before, axis)?.view()), "before rank {k}");
        }
    }
    Ok(sorted)
}

fn call(name: &str, arguments: &[&str], given: &[Memory]) -> Result<DynArray> {
    let views: Vec<DynView<'_>> = given.iter().map(Memory::view).collect();
    Ok(match name {
        "sort" => {
            let stable = np::sort_kind(views[0], axis(arguments[0]), SortKind::Stable)?;
            let quick = np::sort(views[0], axis(arguments[0]))?;
            assert_eq!(unsigned(quick.view()), unsigned(stable.view()));
            stable
        }
        "argsort" => np::argsort(views[0], axis(arguments[0]))?.into_dyn(),
        "lexsort" => np::lexsort(&views, arguments[0].parse().unwrap())?.into_dyn(),
        "sort_complex" => np::sort_complex(views[0])?,
        "partition" => {
            let kth = list::<isize>(arguments[0]).1;
            let parted = np::partition(views[0], &kth[..], axis(arguments[1]))?;
            check_parted(&parted, &kth, axis(arguments[1]).unwrap_or(0))?
        }
        "argpartition" => {
            let kth = list::<isize>(arguments[0]).1;
            let places = np::argpartition(views[0], &kth[..], axis(arguments[1]))?;
            let flat = views[0].ravel();
            let (a, axis) = match axis(arguments[1]) {
                Some(axis) if views[0].ndim() > 0 => (views[0], axis),
                _ => (flat.view(), 0),
            };
            check_parted(&np::take_along_axis(a, &places, axis)?, &kth, axis)?
        }
        _ => quantile(name, arguments, given)?,
    })
}

/// Results of records and times print their own dtype.
fn text(a: &DynArray) -> String {
    let shape: Vec<String> = a.shape().iter().map(usize::to_string).collect();
    format!("{};{};{}", a.dtype().str(), shape.join(","), hex(&a.to_bytes()))
}

/// Whether only the signs of zeros differ: of those equal elements any may be found at a rank, and NumPy adds some to 0.
fn same_values(name: &str, dtype: DType, ours: &DynArray, numpys: &str) -> bool {
    let Some((_, data)) = numpys.rsplit_once(';') else { return false };
    let bytes = golden::bytes(data);
    if name.starts_with("sort") || bytes.len() != ours.nbytes() {
        return false;
    }
    let layout = npcore_layout::Layout::contiguous(ours.shape(), dtype.itemsize(), npcore_array::Order::C).unwrap();
    // SAFETY: as many bytes as the layout has, borrowed.
    let numpys = unsafe { DynView::from_foreign(bytes.as_ptr(), dtype, layout).unwrap() };
    unsigned(ours.view()) == unsigned(numpys)
}

fn run(line: &str) -> std::result::Result<(), String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [name, arguments, operands @ .., numpys] = &fields[..] else { panic!("three fields: {line}") };
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let given: Vec<Memory> = operands.iter().map(|text| Memory::parse(text)).collect();
    let called = std::panic::catch_unwind(|| call(name, &arguments, &given));
    let ours = match called {
        Err(_) => "a panic".into(),
        Ok(Ok(array)) if same_values(name, array.dtype(), &array, numpys) => return Ok(()),
        Ok(Ok(array)) => text(&array),
        Ok(Err(e)) => {
            let ours = format!("!{e}");
            if numpys.starts_with('!') && same_words(&ours, &numpys[1..]) {
                return Ok(());
            }
            ours
        }
    };
    if ours == *numpys { Ok(()) } else { Err(format!("{line}\nours   {ours}")) }
}

#[test]
fn like_numpy() {
    all_same(include_str!("goldens/ordering.txt"), 4500, run);
}
