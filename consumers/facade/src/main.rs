//! A user's program on the facade: what people who know NumPy write first.

use std::error::Error;

use np::prelude::*;
use npcore as np;

fn main() -> Result<(), Box<dyn Error>> {
    anatomy();
    views()?;
    operators()?;
    run_time_dtypes()?;
    failures();
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

    let thirds = &array![1.0, 2.0, 10.0] / 3.0;
    assert_eq!(thirds.to_string(), "[0.33333333 0.66666667 3.33333333]");
    assert_eq!(np::linspace(0.0, 1.0, 5).to_string(), "[0.   0.25 0.5  0.75 1.  ]");
}

/// Views share memory, chain, and are checked by the compiler.
fn views() -> Result<(), Box<dyn Error>> {
    let mut a = array![1, 2, 3, 4, 5];
    a.slice_mut(s![1..4]).fill(99);
    assert_eq!(a.to_string(), "[ 1 99 99 99  5]");

    let m = np::arange(0, 12, 1).into_shape([3, 4])?;
    let corner = m.slice(s![1.., ..;2]).t();
    assert!(np::shares_memory(&m, &corner));
    assert_eq!(corner.to_string(), "[[ 4  8]\n [ 6 10]]");
    assert!(!np::shares_memory(&m, &corner.to_owned()));
    assert!(m.reshape([2, 6])?.is_view());
    assert!(!m.t().reshape([12])?.is_view());

    // Both sides of an assignment in one array: NumPy's overlapping idiom.
    let mut x = array![1, 2, 3, 4];
    let cells = x.cells();
    cells.slice(s![1..]).add_assign(cells.slice(s![..-1]));
    assert_eq!(x.to_string(), "[1 3 5 7]");
    Ok(())
}

/// Broadcasting and promotion.
fn operators() -> Result<(), Box<dyn Error>> {
    let y = &Array::<f64>::ones([3, 3]) + [1.0, 2.0, 3.0];
    assert_eq!(y.to_string(), "[[2. 3. 4.]\n [2. 3. 4.]\n [2. 3. 4.]]");

    let (rows, columns) = (array![1, 2, 3], array![10, 20, 30, 40]);
    let table = &rows.slice(s![.., NewAxis]) * &columns;
    assert_eq!(table.to_string(), "[[ 10  20  30  40]\n [ 20  40  60  80]\n [ 30  60  90 120]]");

    let mixed = &array![1, 2] + &array![0.5, 0.25];
    assert_eq!(mixed.dtype(), DType::FLOAT64);
    assert_eq!((2.0 * &array![1i64, 2]).to_string(), "[2. 4.]");
    assert_eq!(np::add(1, &array![1u8, 255])?.to_string(), "[2 0]");
    assert_eq!((&array![-7, 7] % 3).to_string(), "[2 1]");

    let data = array![0.5, -1.5, 2.5];
    let positive = data.gt(0.0);
    assert_eq!(positive.to_string(), "[ True False  True]");
    assert_eq!((!positive).to_string(), "[False  True False]");
    assert_eq!(data.astype::<i8>().to_string(), "[ 0 -1  2]");
    assert!(array![1, 1000].try_astype::<i8>().is_err());
    Ok(())
}

/// The element type may be known only when the program runs.
fn run_time_dtypes() -> Result<(), Box<dyn Error>> {
    let dtype: DType = ">i4".parse()?;
    let big = DynArray::zeros_dyn([2, 2], dtype)?;
    assert_eq!(big.dtype().to_string(), ">i4");
    let sum = &big + &array![[0.5], [1.5]];
    assert_eq!(sum.to_string(), "[[0.5 0.5]\n [1.5 1.5]]");
    let typed: ArrayView<'_, f64> = sum.view().downcast()?;
    assert_eq!(typed[[1, 0]], 1.5);
    assert_eq!(dtype!([("name", "U20"), ("price", "f8")]).itemsize(), 88);
    Ok(())
}

/// NumPy's words, as errors and as panics.
fn failures() {
    let (a, b) = (Array::<f64>::ones([3, 4]), Array::<f64>::ones([3, 5]));
    let words = "operands could not be broadcast together with shapes (3,4) (3,5)";
    assert_eq!(np::add(&a, &b).unwrap_err().to_string(), words);
    assert_eq!(
        a.reshape([5]).err().map(|e| e.to_string()).as_deref(),
        Some("cannot reshape array of size 12 into shape (5,)")
    );
    let out = a.get([3, 0]).unwrap_err();
    assert_eq!(out.to_string(), "index 3 is out of bounds for axis 0 with size 3");
}
