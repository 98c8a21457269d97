//! What NumPy's users are taught first, one test a subject, against what NumPy 2.4 prints.
//!
//! The tour (`examples/tour`) shows the same on a dataset; these are the bare facts.

use np::prelude::*;
use npcore as np;

/// `print(a.flags)` of NumPy, by its first five lines.
fn flags(c: bool, f: bool, owndata: bool, writeable: bool) -> String {
    let text = |x| if x { "True" } else { "False" };
    format!(
        "  C_CONTIGUOUS : {}\n  F_CONTIGUOUS : {}\n  OWNDATA : {}\n  WRITEABLE : {}\n  ALIGNED : True\n  \
         WRITEBACKIFCOPY : False\n",
        text(c),
        text(f),
        text(owndata),
        text(writeable)
    )
}

#[test]
fn anatomy() {
    let a = array![[1, 2], [3, 4]];
    assert_eq!(a.dtype().to_string(), "int32");
    assert_eq!((a.shape(), a.strides()), (&[2, 2][..], &[8, 4][..]));
    assert_eq!((a.ndim(), a.size(), a.itemsize(), a.nbytes()), (2, 4, 4, 16));
    assert_eq!(a.to_bytes(), [1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0]);
    assert_eq!(a.to_string(), "[[1 2]\n [3 4]]");
    assert_eq!(format!("{a:?}"), "array([[1, 2],\n       [3, 4]], dtype=int32)");
    assert_eq!(a.flags().to_string(), flags(true, false, true, true));
}

#[test]
fn ranges_and_sizes_of_dtypes() -> Result<(), Box<dyn std::error::Error>> {
    assert_eq!([DType::INT8, DType::FLOAT32, DType::FLOAT64].map(|d| d.itemsize()), [1, 4, 8]);
    assert_eq!(np::iinfo(DType::INT8)?.to_string(), "iinfo(min=-128, max=127, dtype=int8)");
    let single = "finfo(resolution=1e-06, min=-3.4028235e+38, max=3.4028235e+38, dtype=float32)";
    assert_eq!(np::finfo(DType::FLOAT32)?.to_string(), single);
    let double = "finfo(resolution=1e-15, min=-1.7976931348623157e+308, max=1.7976931348623157e+308, dtype=float64)";
    assert_eq!(np::finfo(DType::FLOAT64)?.to_string(), double);
    assert_eq!(np::finfo(DType::FLOAT64)?.eps, 2.220446049250313e-16);
    assert_eq!(np::iinfo(DType::FLOAT64).unwrap_err().to_string(), "Invalid integer data type 'f'.");
    Ok(())
}

#[test]
fn down_casting() -> np::Result<()> {
    // As random as a linear congruential generator is.
    let big: Array<i64> = (0..1_000_000u64).map(|i| ((i * 2_862_933_555 + 37) >> 7) as i64 % 100).collect();
    let small = big.astype::<i8>();
    assert_eq!((big.nbytes(), small.nbytes()), (8_000_000, 1_000_000));
    assert!(small.array_equal(&big));
    assert_eq!(small, big.try_astype::<i8>()?);

    let wide = array![0i64, 42, 300];
    assert_eq!(format!("{:?}", wide.astype::<i8>()), "array([ 0, 42, 44], dtype=int8)");
    let refused = wide.try_astype::<i8>().unwrap_err();
    assert_eq!(refused.to_string(), "value 300 at index [2] does not fit into int8");
    assert!(matches!(refused, np::Error::DoesNotFit { index, .. } if *index == [2]));
    Ok(())
}

#[test]
fn an_operator_against_a_loop() {
    let list: Vec<i64> = (0..100_000).collect();
    let array = Array::from(list.clone());
    let doubled = &array * 2;
    assert!(doubled.values().eq(list.iter().map(|x| x * 2)));
    assert_eq!(doubled.to_string(), "[     0      2      4 ... 199994 199996 199998]");
    assert_eq!((&array![1.5, -0.25] * 2.0).to_string(), "[ 3.  -0.5]");
}

#[test]
fn broadcasting() -> np::Result<()> {
    let m = Array::<f64>::ones([3, 3]);
    assert_eq!((&m + [1.0, 2.0, 3.0]).to_string(), "[[2. 3. 4.]\n [2. 3. 4.]\n [2. 3. 4.]]");
    assert_eq!((&m + [[1.0], [2.0], [3.0]]).to_string(), "[[2. 2. 2.]\n [3. 3. 3.]\n [4. 4. 4.]]");
    assert_eq!(np::broadcast_shapes(&[&[8, 1, 6], &[7, 1]])?[..], [8, 7, 6]);
    let row = array![1, 2, 3];
    assert_eq!(row.broadcast_to([4, 3])?.strides(), [0, 4]);
    Ok(())
}

#[test]
fn broadcasting_fails() {
    let words = "operands could not be broadcast together with shapes (3,4) (3,5)";
    let (a, b) = (np::ones::<f64>([3, 4]), np::ones::<f64>([3, 5]));
    assert_eq!(np::add(&a, &b).unwrap_err().to_string(), words);
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| &a + &b)).unwrap_err();
    assert_eq!(panic.downcast_ref::<String>().map(String::as_str), Some(words));
    assert_eq!(
        a.broadcast_to([4, 3]).unwrap_err().to_string(),
        "operands could not be broadcast together with remapped shapes [original->remapped]: (3,4)  and requested \
         shape (4,3)"
    );
}

#[test]
fn a_reshape_is_a_view() -> np::Result<()> {
    let a = np::arange(0, 10, 1);
    let b = a.reshape([2, 5])?;
    assert_eq!(b.to_string(), "[[0 1 2 3 4]\n [5 6 7 8 9]]");
    assert!(b.is_view() && np::is_view_of(&b, &a));
    assert_eq!(b.as_ptr(), a.as_ptr());
    assert_eq!(a.reshape([3, 4]).unwrap_err().to_string(), "cannot reshape array of size 10 into shape (3,4)");
    Ok(())
}

#[test]
fn writes_through_views_show() -> np::Result<()> {
    let mut a = array![1, 2, 3, 4, 5];
    let mut b = a.slice_mut(s![1..4]);
    b[0] = 99;
    assert_eq!(a.to_string(), "[ 1 99  3  4  5]");

    let (whole, backwards) = (a.view(), a.slice(s![..;-1]));
    assert_eq!(backwards.to_string(), "[ 5  4  3 99  1]");
    assert!(np::shares_memory(&whole, &backwards));

    let mut m = np::arange(0, 6, 1).into_shape([2, 3])?;
    m.t_mut().slice_mut(s![0]).fill(7);
    m.reshape_view_mut(6)?[5] = 50;
    assert_eq!(m.to_string(), "[[ 7  1  2]\n [ 7  4 50]]");
    assert!(np::shares_memory(&m, &m.t()) && np::shares_memory(&m, &m.reshape([3, 2])?));

    // x[1:] += x[:-1]
    let mut x = array![1, 2, 3, 4];
    let c = x.cells();
    c.slice(s![1..]).add_assign(c.slice(s![..-1]));
    assert_eq!(x.to_string(), "[1 3 5 7]");
    Ok(())
}

#[test]
fn copies_share_nothing() {
    let a = np::arange(0, 10, 1);
    let mut b = a.slice(s![2..5]).copy();
    b[0] = -1;
    assert_eq!((a.to_string(), b.to_string()), ("[0 1 2 3 4 5 6 7 8 9]".into(), "[-1  3  4]".into()));
    assert!(!np::shares_memory(&a, &b) && !np::may_share_memory(&a, &b) && !np::is_view_of(&b, &a));
    assert!(b.flags().owndata);
    // A copy by NumPy's `copy` is in C order, `to_owned` keeps the order.
    let f = np::ones::<f64>([2, 3]);
    assert!(f.t().copy().is_c_contiguous() && f.t().to_owned().is_f_contiguous());
}

#[test]
fn asking_who_shares() -> np::Result<()> {
    let a = np::arange(0i64, 10, 1);
    let (even, odd) = (a.slice(s![..;2]), a.slice(s![1..;2]));
    assert!(np::may_share_memory(&even, &odd) && !np::shares_memory(&even, &odd));
    assert!(np::shares_memory(&a, &odd) && np::is_view_of(&odd, &a));

    let m = np::zeros::<f64>([150, 4]);
    assert!(m.reshape(-1)?.is_view());
    assert!(!m.t().reshape(-1)?.is_view());
    let refused = m.t().reshape_view(600).unwrap_err();
    assert!(refused.to_string().starts_with("Unable to avoid creating a copy while reshaping"));
    assert!(matches!(refused, np::Error::NeedsCopy { .. }));
    // Every sixth byte and every tenth from the second: even and odd offsets, which only the exact solver sees.
    let b = np::zeros::<u8>(1000);
    let (x, y) = (b.slice(s![..;6]), b.slice(s![1..;10]));
    assert!(np::may_share_memory(&x, &y) && !np::shares_memory(&x, &y));
    assert!(np::shares_memory(&x, &b.slice(s![2..;10])));
    Ok(())
}

#[test]
fn c_and_f_order() -> np::Result<()> {
    let c = array![[1, 2, 3], [4, 5, 6]];
    let f = c.asfortranarray();
    assert!(c.array_equal(&f));
    let in_memory = |a: ArrayView<'_, i32>| a.reshape_order(-1, Order::K).map(|flat| flat.to_string());
    assert_eq!(in_memory(c.view())?, "[1 2 3 4 5 6]");
    assert_eq!(in_memory(f.view())?, "[1 4 2 5 3 6]");
    // What lies in memory, read through a view of it.
    assert_eq!(f.t().as_slice(), Some(&[1, 4, 2, 5, 3, 6][..]));
    assert_eq!((c.strides(), f.strides()), (&[12, 4][..], &[4, 8][..]));
    assert_eq!((c.is_c_contiguous(), c.is_f_contiguous()), (true, false));
    assert_eq!((f.is_c_contiguous(), f.is_f_contiguous()), (false, true));

    // 800 MB of zeros that nobody touches.
    let large = Array::<f64>::zeros([10_000, 10_000]);
    assert_eq!((large.strides(), large.t().strides()), (&[80_000, 8][..], &[8, 80_000][..]));
    assert_eq!(large.nbytes(), 800_000_000);
    Ok(())
}

#[test]
fn sums_along_both_axes() -> np::Result<()> {
    let a = (np::arange(0.0, 60_000.0, 1.0) % 10.0).into_shape([200, 300])?;
    let mut down = np::zeros::<f64>(300);
    for row in a.axis_iter(0) {
        down += row;
    }
    let mut across = np::zeros::<f64>(200);
    for column in a.axis_iter(1) {
        across += column;
    }
    let text = "[   0.  200.  400.  600.  800. 1000. 1200. 1400. 1600. 1800.    0.  200.]";
    assert_eq!(down.slice(s![..12]).to_string(), text);
    assert_eq!(across, np::full(200, 1350.0));
    Ok(())
}

#[test]
fn transposes_and_contiguous_copies() {
    let mut a = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
    assert_eq!(a.t_mut().flags().to_string(), flags(false, true, false, true));
    let contiguous = a.t().ascontiguousarray();
    assert!(!contiguous.is_view() && contiguous.flags().c_contiguous && contiguous.flags().owndata);
    assert_eq!(contiguous.to_string(), "[[1. 4.]\n [2. 5.]\n [3. 6.]]");
    assert_eq!(contiguous.strides(), [16, 8]);
    assert!(!np::shares_memory(&contiguous, &a));
    assert!(a.ascontiguousarray().is_view() && a.t().asfortranarray().is_view());
}

#[test]
fn new_axes_make_a_multiplication_table() -> np::Result<()> {
    let (x, y) = (array![1, 2, 3], array![10, 20, 30, 40]);
    let column = x.slice(s![.., NewAxis]);
    assert_eq!(column.shape(), [3, 1]);
    assert_eq!((column * &y).to_string(), "[[ 10  20  30  40]\n [ 20  40  60  80]\n [ 30  60  90 120]]");
    assert_eq!(x.expand_dims([0, 2])?.shape(), [1, 3, 1]);
    assert_eq!(x.expand_dims([0, 2])?.squeeze().shape(), [3]);
    Ok(())
}

/// Rows 9 and 14.
#[test]
fn fancy_indexing_copies() -> np::Result<()> {
    let a = array![10, 20, 30, 40];
    let mut picked = a.index(ix![[0, 2]])?;
    assert_eq!(picked.to_string(), "[10 30]");
    picked[0] = 99;
    assert!(a[0] == 10 && !np::shares_memory(&a, &picked));
    Ok(())
}

/// Rows 15 and 16.
#[test]
fn masks_choose_and_write() -> np::Result<()> {
    let a = array![10, 20, 30, 40];
    assert_eq!(a.mask(a.gt(25))?.to_string(), "[30 40]");
    let mut data = array![1.5, -2.0, 0.5, -0.1, 3.0];
    assert_eq!(data.mask(data.gt(0.0))?.to_string(), "[1.5 0.5 3. ]");
    assert_eq!(data.mask(&(data.gt(-1.0) & data.lt(1.0)))?.to_string(), "[ 0.5 -0.1]");
    assert_eq!(data.mask(&(data.lt(-1.0) | data.gt(1.0)))?.to_string(), "[ 1.5 -2.   3. ]");
    assert_eq!(data.mask(&!data.gt(0.0))?.to_string(), "[-2.  -0.1]");
    data.mask_mut(&data.lt(0.0))?.fill(0.0)?;
    assert_eq!(data.to_string(), "[1.5 0.  0.5 0.  3. ]");
    Ok(())
}

/// Rows 17 and 18.
#[test]
fn where_and_select() -> np::Result<()> {
    let prices = array![100, -20, 200, -50, 300];
    assert_eq!(np::where_(prices.gt(0), &prices, 0)?.to_string(), "[100   0 200   0 300]");
    let signals: StrArray = np::where_(prices.gt(150), "buy", "hold")?;
    assert_eq!(signals.to_string(), "['hold' 'hold' 'buy' 'hold' 'buy']");
    assert_eq!(signals.dtype().to_string(), "<U4");
    let changes = array![150, 50, -20, -80];
    let labels =
        np::select(&[&changes.gt(100), &changes.gt(0), &changes.gt(-50)], &["strong_buy", "buy", "hold"], "sell")?;
    assert_eq!(labels.to_string(), "['strong_buy' 'buy' 'hold' 'sell']");
    Ok(())
}

/// Row 19.
#[test]
fn places_among_boundaries() -> np::Result<()> {
    let bounds = array![0, 100, 500, 1000, 5000, 50000];
    let places = np::searchsorted(&bounds, [50, 250, 750, 3000, 45000, 80], np::Side::Left)?;
    assert_eq!(places.to_string(), "[1 2 3 4 5 1]");
    Ok(())
}

/// Row 27.
#[test]
fn a_section_of_a_large_file() -> np::Result<()> {
    let path = std::env::temp_dir().join(format!("npcore-course-{}", std::process::id()));
    // No blocks are written: 400 MB take no place on the disk.
    let file = std::fs::File::create(&path).expect("a new file");
    file.set_len(400_000_000).expect("a sparse file");
    // SAFETY: nobody else knows of the file.
    let map = unsafe { np::Memmap::<f32>::open(&path, [10_000, 10_000])? };
    let section = map.slice(s![500..600]);
    assert_eq!((section.shape(), section.strides()), (&[100, 10_000][..], &[40_000, 4][..]));
    assert_eq!(np::sum(section, ..)?, 0.0);
    map.close()?;
    std::fs::remove_file(&path).expect("the file made above");
    Ok(())
}

/// Row 31.
#[test]
fn the_same_seed_gives_the_same_numbers() -> np::Result<()> {
    np::random::seed(0)?;
    assert_eq!(np::random::rand(3).to_string(), "[0.5488135  0.71518937 0.60276338]");
    let state = np::random::RandomState::new(0);
    assert_eq!(state.clone().randn(3).to_string(), "[1.76405235 0.40015721 0.97873798]");
    assert_eq!(state.clone().randint(0..100, 5)?.to_string(), "[44 47 64 67 67]");
    Ok(())
}
