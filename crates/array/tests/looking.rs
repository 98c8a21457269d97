//! What the goldens of `making.rs` cannot say: views that are written through, the typed family, what is refused.

use npcore_array::{
    Array, ArrayError, CopyMode, DynArray, GridAxis, Indexing, Like, Order, arange, array, array_equiv, as_strided_mut,
    broadcast_arrays, frombuffer, frombuffer_dyn_mut, frombuffer_mut, fromfunction, identity, linspace, meshgrid,
    meshgrid_views, mgrid, ndenumerate, ndindex, nditer, ogrid, packbits, s, shares_memory, split, tri, zeros,
};
use npcore_dtype::{Complex, DType, dtype};

fn words<T>(result: Result<T, ArrayError>) -> String {
    result.err().map(|e| e.to_string()).unwrap_or_default()
}

#[test]
fn parts_of_a_split_are_written_at_once() {
    let mut a = arange(0, 12, 1).into_shape([2, 6]).unwrap();
    let mut parts = a.split_mut(3, 1).unwrap();
    let (first, rest) = parts.split_at_mut(1);
    first[0].assign(&rest[1]);
    rest[0].fill(-1);
    assert_eq!(a.to_string(), "[[ 4  5 -1 -1  4  5]\n [10 11 -1 -1 10 11]]");

    // Through a view of a view, along another axis, on other threads.
    let mut view = a.view_mut();
    let mut columns = view.t_mut();
    let halves = columns.array_split_mut([3], 0).unwrap();
    std::thread::scope(|scope| {
        for (i, mut half) in halves.into_iter().enumerate() {
            scope.spawn(move || half.fill(i as i32));
        }
    });
    assert_eq!(a.to_string(), "[[0 0 0 1 1 1]\n [0 0 0 1 1 1]]");
    for (i, mut row) in a.unstack_mut(0).unwrap().into_iter().enumerate() {
        row += 10 * i as i32;
    }
    assert_eq!(a.to_string(), "[[ 0  0  0  1  1  1]\n [10 10 10 11 11 11]]");
}

#[test]
fn parts_that_overlap_are_only_read() {
    let mut a = arange(0, 6, 1);
    assert_eq!(a.split([4, 2], 0).unwrap()[2].to_vec(), [2, 3, 4, 5]);
    assert!(words(a.split_mut([4, 2], 0)).contains("overlap"));
    // Parts without elements overlap nothing.
    assert_eq!(a.split_mut([4, 4, 9], 0).unwrap().len(), 4);
    assert_eq!(a.split_mut([-2], 0).unwrap()[1].to_vec(), [4, 5]);
    // Cells may overlap: that is what they are for.
    let parts = a.cells().split([4, 2], 0).unwrap();
    parts[2].fill(9);
    assert_eq!(parts[0].to_vec(), [0, 1, 9, 9]);
}

#[test]
fn complex_parts_are_written_through() {
    let mut a = array![Complex::new(1.0f32, 2.0), Complex::new(3.0, 4.0)];
    a.real_mut().fill(0.5);
    a.imag_mut().unwrap().slice_mut(s![1]).fill(-1.0);
    assert_eq!(a.to_vec(), [Complex::new(0.5, 2.0), Complex::new(0.5, -1.0)]);
    let cells = a.cells();
    cells.real().assign(cells.imag().unwrap());
    assert_eq!(a.real().to_vec(), [2.0, -1.0]);
    let mut b = array![1, 2];
    b.real_mut().fill(7);
    assert_eq!(b, [7, 7]);
    assert_eq!(words(b.imag_mut()), "array does not have imaginary part to set");
    assert_eq!(b.imag().to_vec(), [0, 0]);
    // No elements at all.
    assert_eq!(zeros::<Complex<f64>>([0, 3]).imag().shape(), [0, 3]);
}

#[test]
fn bytes_are_written_as_another_type() {
    let mut a = zeros::<u32>([2, 2]);
    a.view_as_mut::<u8>().unwrap().slice_mut(s![.., ..;4]).fill(1);
    assert_eq!(a.to_vec(), [u32::from_le(1); 4]);
    a.view_dtype_mut(">u2".parse().unwrap()).unwrap().set([1, 1], npcore_dtype::Scalar::UInt16(256)).unwrap();
    assert_eq!(a.view_as::<u8>().unwrap().get([1, 2]).unwrap(), 1);
    let record: DType = dtype!([("a", "u1"), ("b", "u1")]);
    assert_eq!(zeros::<u16>(3).view_dtype(record).unwrap().shape(), [3]);
}

/// A byte that is no bool must never be seen as a `bool` of Rust's.
#[test]
fn bytes_that_are_no_bool_stay_out_of_bools() {
    let mut a = zeros::<bool>(2);
    assert!(words(a.view_as_mut::<u8>()).contains("not all bytes are values"));
    assert!(words(a.cells().view_as::<u8>()).contains("not all bytes are values"));
    assert!(a.view_as::<u8>().is_ok() && a.view_as_mut::<bool>().is_ok());

    let bytes = array![2u8, 0];
    let seen = bytes.view_as::<bool>().unwrap();
    assert_eq!((seen.as_slice(), seen.to_vec()), (None, vec![true, false]));
    assert!(frombuffer::<bool>(&[2], None, 0).unwrap().as_slice().is_none());
    assert_eq!(packbits(seen, None, Default::default()).unwrap().to_vec(), [128]);
    a.assign(seen);
    assert_eq!(a.as_slice(), Some(&[true, false][..]));
    assert_eq!(a.view_as::<u8>().unwrap().to_vec(), [1, 0]);
    // Nor by way of a copy, a matrix or a record.
    assert!(seen.to_owned().as_slice().is_none());
    assert!(npcore_array::diag(&seen, 0).unwrap().as_slice().is_none());
    assert!(npcore_array::tril(seen, 0).unwrap().as_slice().is_none());
    let record = dtype!([("x", "u2"), ("ok", "?", [2])]);
    let source = array![7u8, 0, 5, 2].view_dtype(record).unwrap().to_owned();
    let mut target = DynArray::zeros_dyn(1, record).unwrap();
    target.assign(&source);
    assert_eq!(target.to_bytes(), [7, 0, 1, 1]);
    // Written as bools into bytes, they are what they are.
    let mut bytes = [9u8; 2];
    frombuffer_mut::<bool>(&mut bytes, None, 0).unwrap().fill(true);
    assert_eq!(bytes, [1, 1]);
    assert!(array![true, false, true].byteswap().as_slice().is_some());
}

#[test]
fn buffers_are_arrays_where_they_lie() {
    let mut bytes = [0u8; 9];
    let mut a = frombuffer_mut::<u32>(&mut bytes, None, 1).unwrap();
    a.assign([1u32, 2]);
    assert_eq!(a.to_vec(), [1, 2]);
    frombuffer_dyn_mut(&mut bytes, ">u2".parse().unwrap(), Some(1), 0).unwrap().fill(npcore_dtype::Scalar::Int64(258));
    assert_eq!(bytes[..2], [1, 2]);
    let none: &[u8] = &[];
    assert_eq!(frombuffer::<f64>(none, None, 0).unwrap().shape(), [0]);
    assert_eq!(words(frombuffer::<f64>(&[0; 8], Some(usize::MAX), 0)), "buffer is smaller than requested size");
    assert!(words(frombuffer::<f64>(&[0; 8], None, usize::MAX)).ends_with("buffer length (8)"));
}

#[test]
fn axes_turn_in_mutable_views() {
    let mut a = arange(0, 4, 1).into_shape([2, 2]).unwrap();
    a.rot90_mut(1, (0, 1)).unwrap().slice_mut(s![0]).fill(9);
    assert_eq!(a, array![[0, 9], [2, 9]]);
    a.matrix_transpose_mut().unwrap().slice_mut(s![0]).fill(7);
    a.fliplr_mut().unwrap().flipud_mut().unwrap().set([0, 0], 5).unwrap();
    assert_eq!(a, array![[7, 9], [7, 5]]);
    assert_eq!(a.atleast_3d_mut().shape(), [2, 2, 1]);
}

#[test]
fn blocks_tile_and_windows_slide() {
    let mut a = zeros::<i32>([3, 5]);
    for (i, mut block) in a.blocks_mut([2, 2]).unwrap().enumerate() {
        block.fill(i as i32);
    }
    assert_eq!(a.to_string(), "[[0 0 1 1 2]\n [0 0 1 1 2]\n [3 3 4 4 5]]");
    assert_eq!(a.windows([2, 5]).unwrap().map(|w| w.get([1, 0]).unwrap()).collect::<Vec<_>>(), [0, 3]);
    // The same windows as the axes of one view.
    let all = a.sliding_window_view([2, 3], ..).unwrap();
    let places = ndindex([2, 3]).unwrap();
    for (w, at) in a.windows([2, 3]).unwrap().zip(places) {
        assert_eq!(w, all.slice(s![at[0], at[1]]));
    }
    assert_eq!(a.windows([4, 1]).unwrap().len(), 0);
    assert_eq!(a.blocks([9, 9]).unwrap().next().unwrap().shape(), [3, 5]);
    assert_eq!(zeros::<i32>([0, 2]).blocks([1, 1]).unwrap().count(), 0);
    assert!(words(a.blocks([2])).contains("axes"));
    assert!(words(a.blocks([0, 1])).contains("at least one element"));
    assert_eq!(a.windows([usize::MAX, 1]).unwrap().len(), 0);
}

#[test]
fn several_arrays_walk_together() {
    let a = array![[1u8, 2], [3, 4]];
    let b = array![0.5f64, 0.25];
    let c = array![[10i64], [20]];
    let all: Vec<_> = nditer((&a, &b, c.view()), Order::C).unwrap().collect();
    assert_eq!(all[1], (2, 0.25, 10));
    assert_eq!(all.len(), 4);
    // Order K goes through memory: here columns, from the back.
    let turned = a.t();
    let turned = turned.flip(..).unwrap();
    let (places, values): (Vec<_>, Vec<_>) =
        nditer((turned,), Order::K).unwrap().indexed().map(|(i, (x,))| (i.to_vec(), x)).unzip();
    assert_eq!(values, [1, 2, 3, 4]);
    assert_eq!(places[0], [1, 1]);
    let mixed = vec![a.as_dyn(), b.as_dyn()];
    assert_eq!(nditer(mixed, Order::C).unwrap().len(), 4);
    assert!(words(nditer((&b, &array![1, 2, 3]), Order::K).map(|_| ())).starts_with("operands could not be broadcast"));
    let (index, value) = ndenumerate(&a).last().unwrap();
    assert_eq!((a.get(&index).unwrap(), value), (4, 4));
    assert_eq!(words(ndindex([-1])), "negative dimensions are not allowed");
    assert!(ndindex([usize::MAX >> 2, usize::MAX >> 2]).is_err());
    assert_eq!(ndindex(()).unwrap().count(), 1);
}

#[test]
fn arrays_come_to_one_shape() {
    let (a, b) = (array![1, 2, 3], array![[1], [2]]);
    let both = broadcast_arrays([&a, &b]).unwrap();
    assert_eq!((both[0].shape(), both[1].strides()), (&[2, 3][..], &[4, 0][..]));
    assert!(shares_memory(&both[0], &a));
    assert!(broadcast_arrays([a.view(), b.view(), both[0]]).is_ok());
    assert!(array_equiv([1.0, 1.0], array![1]));
    assert!(!array_equiv(&a, &b));
    // SAFETY: three elements of the array's own.
    let refused = unsafe { as_strided_mut(&mut a.clone(), [2, 2], [4, 4]).err() };
    assert!(refused.unwrap().to_string().contains("share memory"));
}

#[test]
fn free_functions_take_what_is_array_like() {
    assert_eq!(npcore_array::flip(&vec![1, 2, 3], 0).unwrap().to_vec(), [3, 2, 1]);
    assert_eq!(split(&[1, 2, 3, 4], 2, 0).unwrap()[1].to_vec(), [3, 4]);
    assert_eq!(npcore_array::rot90(&[[1, 2], [3, 4]], 2, (0, 1)).unwrap(), array![[4, 3], [2, 1]]);
    assert_eq!(npcore_array::atleast_2d(&5.0).shape(), [1, 1]);
    assert!(npcore_array::ravel(&[[1, 2], [3, 4]], Order::C).is_view());
    assert_eq!(npcore_array::imag(&[1, 2]).to_vec(), [0, 0]);
    let a = array![[1, 2], [3, 4]];
    assert_eq!(npcore_array::moveaxis(&a, 0, 1).unwrap(), a.t());
    assert_eq!(npcore_array::copy(a.t(), Order::C).unwrap().strides(), [8, 4]);
    assert_eq!(npcore_array::astype(&a, DType::FLOAT32).unwrap().dtype(), DType::FLOAT32);
}

#[test]
fn new_arrays_of_every_type() {
    assert_eq!(identity::<bool>(2).to_string(), "[[ True False]\n [False  True]]");
    assert_eq!(tri::<u8>(2, 2, isize::MAX).to_vec(), [1; 4]);
    assert_eq!(tri::<u8>(2, 2, isize::MIN).to_vec(), [0; 4]);
    assert_eq!(npcore_array::tril(array![[1, 2], [3, 4]], isize::MIN).unwrap().to_vec(), [0; 4]);
    assert_eq!(npcore_array::triu(array![[1, 2], [3, 4]], isize::MIN).unwrap().to_vec(), [1, 2, 3, 4]);
    assert!(npcore_array::diag(&[1, 2], isize::MIN).is_err());
    let spiral = linspace(Complex::new(0.0, 0.0), Complex::new(1.0, 2.0), 3);
    assert_eq!(spiral.to_vec()[1], Complex::new(0.5, 1.0));
    let table = fromfunction::<f64, _>(|i| (i[0] + i[1]).equal(1.0), [2, 2]).unwrap();
    assert_eq!(table.to_vec(), [false, true, true, false]);
    let a = array![[1, 2, 3], [4, 5, 6]];
    let like = a.t().zeros_like::<f32>(Like::new()).unwrap();
    assert_eq!((like.shape(), like.is_f_contiguous()), (&[3, 2][..], true));
    assert_eq!(a.ones_like::<i64>(Like::new().order(Order::F)).unwrap().strides(), [8, 16]);
    assert!(words(Like::new().shape([-1])).contains("negative"));
    let absurd = Like::new().shape([usize::MAX / 2, 2]).unwrap();
    assert!(a.zeros_like::<u8>(absurd).is_err());
    let taken = a.asarray::<f64>(Order::F, CopyMode::IfNeeded).unwrap();
    assert_eq!((taken.is_view(), taken.strides()), (false, &[8, 16][..]));
    assert_eq!(packbits(array![true; 9], None, Default::default()).unwrap().to_vec(), [255, 128]);
}

#[test]
fn grids_of_views_and_steps() {
    let (x, y) = (array![0, 1, 2], array![10, 20]);
    let views = meshgrid_views([&x, &y], Indexing::Ij, false).unwrap();
    assert!(shares_memory(&views[0], &x) && views[0].strides() == [4, 0]);
    let square = array![[1, 2], [3, 4]];
    assert_eq!(meshgrid([square.t(), y.view()], Indexing::Ij, true).unwrap()[0].to_vec(), [1, 3, 2, 4]);
    assert!(words(meshgrid_views([square.t()], Indexing::Ij, true)).starts_with("Unable to avoid creating a copy"));
    assert!(meshgrid(Vec::<&Array<i32>>::new(), Indexing::Xy, false).unwrap().is_empty());
    let steps = mgrid(&[GridAxis::from(0..2), GridAxis::step(10, 0, -4).unwrap()]).unwrap();
    assert_eq!(steps.to_string(), "[[[ 0  0  0]\n  [ 1  1  1]]\n\n [[10  6  2]\n  [10  6  2]]]");
    assert_eq!(ogrid(&[GridAxis::step(3, 0, 1).unwrap()]).unwrap()[0].size(), 0);
    assert!(words(mgrid(&[GridAxis::step(3, 0, 1).unwrap()])).contains("negative"));
    assert!(GridAxis::step(0, 1, 0).is_err() && GridAxis::step(0.0, f64::INFINITY, 1.0).is_err());
}
