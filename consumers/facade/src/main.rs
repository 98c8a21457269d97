//! A user's program on the facade: what people who know NumPy write first.
//!
//! It asserts what NumPy gives, and prints it.

use np::prelude::*;
use npcore as np;

fn main() -> np::Result<()> {
    anatomy();
    println!("views: {}", views()?);
    println!("operators:\n{}", operators()?);
    println!("measurements about their means:\n{}", centred([[5.1, 3.5], [4.9, 3.0], [6.2, 3.4]])?);
    println!("sum of a run-time array: {}", run_time_dtypes()?);
    failures();
    println!("across threads: {}", threads());
    println!("facade: all as NumPy has it");
    Ok(())
}

/// What an array is made of, and how it prints.
fn anatomy() {
    let a = array![[1, 2], [3, 4]];
    assert_eq!((a.shape(), a.strides(), a.size()), (&[2, 2][..], &[8, 4][..], 4));
    assert_eq!(a.dtype(), DType::INT32);
    assert_eq!(format!("{a:?}"), "array([[1, 2],\n       [3, 4]], dtype=int32)");
    println!("{a}\n{}", a.flags());

    let thirds = array![1.0, 2.0, 10.0] / 3.0;
    assert_eq!(thirds.to_string(), "[0.33333333 0.66666667 3.33333333]");
    let _scope = np::printoptions(np::PrintOptions { precision: 2, ..np::get_printoptions() });
    assert_eq!(thirds.to_string(), "[0.33 0.67 3.33]");
}

/// Views share memory, chain, and are checked by the compiler.
fn views() -> np::Result<Array<i32>> {
    let mut a = array![1, 2, 3, 4, 5];
    a.slice_mut(s![1..4]).fill(99);
    assert_eq!(a.to_string(), "[ 1 99 99 99  5]");

    let m = np::arange(0, 12, 1).into_shape([3, 4])?;
    let corner = m.slice(s![1.., ..;2]).t();
    assert!(np::shares_memory(&m, &corner) && np::is_view_of(&corner, &m));
    assert_eq!(corner.to_string(), "[[ 4  8]\n [ 6 10]]");
    assert!(!np::shares_memory(&m, &corner.to_owned()));
    assert!(m.reshape([2, -1])?.is_view());
    let v = m.t().slice(s![1..3, ..;2]).reshape([4])?;
    assert!(!v.is_view());
    assert_eq!(v.to_string(), "[ 1  9  2 10]");

    // Both sides of an assignment in one array: NumPy's overlapping idiom.
    let mut x = array![1, 2, 3, 4];
    let cells = x.cells();
    cells.slice(s![1..]).add_assign(cells.slice(s![..-1]));
    assert_eq!(x.to_string(), "[1 3 5 7]");

    // Rows are views too.
    let mut squares = np::zeros::<i32>([3, 3]);
    for (i, mut row) in squares.axis_iter_mut(0).enumerate() {
        row.assign(np::arange(0, 3, 1) * (i as i32 + 1));
    }
    assert_eq!(squares.diagonal(0, 0, 1)?.to_vec(), [0, 2, 6]);
    Ok(corner.to_owned())
}

/// Broadcasting and promotion.
fn operators() -> np::Result<Array<i32>> {
    let y = Array::<f64>::ones([3, 3]) + [1.0, 2.0, 3.0];
    assert_eq!(y.to_string(), "[[2. 3. 4.]\n [2. 3. 4.]\n [2. 3. 4.]]");

    let (rows, columns) = (array![1, 2, 3], array![10, 20, 30, 40]);
    let table = rows.slice(s![.., NewAxis]) * &columns;
    assert_eq!(table.to_string(), "[[ 10  20  30  40]\n [ 20  40  60  80]\n [ 30  60  90 120]]");

    let mixed = array![1, 2] + array![0.5, 0.25];
    assert_eq!(mixed.dtype(), DType::FLOAT64);
    assert_eq!((2.0 * array![1i64, 2]).to_string(), "[2. 4.]");
    assert_eq!(np::add(1, &array![1u8, 255])?.to_string(), "[2 0]");
    assert_eq!((array![-7, 7] % 3).to_string(), "[2 1]");

    let data = array![0.5, -1.5, 2.5];
    let positive = data.gt(0.0);
    assert_eq!(positive.to_string(), "[ True False  True]");
    assert_eq!((!positive).to_string(), "[False  True False]");
    assert_eq!(data.astype::<i8>().to_string(), "[ 0 -1  2]");
    assert!(array![1, 1000].try_astype::<i8>().is_err());
    assert_eq!(doubled(&data).to_string(), "[ 1. -3.  5.]");
    assert_eq!(doubled(&columns).to_string(), "[20 40 60 80]");
    Ok(table)
}

/// Code for every element type.
fn doubled<T: Element>(a: &Array<T>) -> Array<T> {
    a + a
}

/// A function of one's own takes whatever is like an array: here the columns minus their means.
fn centred(table: impl AsView<f64>) -> np::Result<Array<f64>> {
    let table = table.as_view();
    let mut mean = np::zeros::<f64>(table.shape()[1]);
    for row in table.axis_iter(0) {
        mean += row;
    }
    mean /= table.len() as f64;
    let centred = table - &mean;
    assert!(np::allclose(&centred + &mean, table, np::Tolerance::default())?);
    Ok(centred)
}

/// The element type may be known only when the program runs.
fn run_time_dtypes() -> np::Result<DynArray> {
    let dtype: DType = ">i4".parse()?;
    let big = DynArray::zeros_dyn([2, 2], dtype)?;
    assert_eq!(big.dtype().to_string(), ">i4");
    let sum = &big + array![[0.5], [1.5]];
    assert_eq!(sum.to_string(), "[[0.5 0.5]\n [1.5 1.5]]");
    let typed: ArrayView<'_, f64> = sum.view().downcast()?;
    assert_eq!(typed[[1, 0]], 1.5);
    assert_eq!(
        big.view().downcast::<i32>().unwrap_err().to_string(),
        "array has dtype >i4, not int32; use `astype` to convert its values"
    );
    assert_eq!(dtype!([("name", "U20"), ("price", "f8")]).itemsize(), 88);
    assert_eq!(np::promote_types(DType::INT64, DType::FLOAT32)?, DType::FLOAT64);
    Ok(sum)
}

/// NumPy's words, as errors and as panics.
fn failures() {
    let (a, b) = (Array::<f64>::ones([3, 4]), Array::<f64>::ones([3, 5]));
    let words = "operands could not be broadcast together with shapes (3,4) (3,5)";
    assert_eq!(np::add(&a, &b).unwrap_err().to_string(), words);
    assert_eq!(a.reshape([5]).unwrap_err().to_string(), "cannot reshape array of size 12 into shape (5,)");
    assert_eq!(a.get([3, 0]).unwrap_err().to_string(), "index 3 is out of bounds for axis 0 with size 3");
    assert_eq!("f33".parse::<DType>().unwrap_err().to_string(), "data type 'f33' not understood");
    let absurd = np::try_zeros::<f64>([1_u64 << 40, 1 << 10], Order::C).unwrap_err();
    assert!(absurd.to_string().starts_with("Unable to allocate 8.00 PiB for an array with shape"));
}

/// Views go to other threads, as slices do.
fn threads() -> i64 {
    let a: Array<i64> = (0..1000).collect();
    let (left, right) = (a.slice(s![..500]), a.slice(s![500..]));
    let total = std::thread::scope(|scope| {
        let half = scope.spawn(move || left.values().sum::<i64>());
        right.values().sum::<i64>() + half.join().unwrap_or(0)
    });
    assert_eq!(total, 499_500);
    total
}
