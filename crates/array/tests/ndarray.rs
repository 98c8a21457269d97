//! Exchange with the `ndarray` crate: as arguments, and both ways without a copy.
#![cfg(feature = "ndarray")]

use ndarray::{ArcArray, Axis, CowArray, Ix2, IxDyn, ShapeBuilder, arr0, arr1, arr2, s as nds};
use npcore_array::{
    Array, ArrayCow, ArrayError, ArrayView, ArrayViewMut, AsView, DynArray, IntoNdarrayError, NdarrayError, Tolerance,
    add, add_into, allclose, arange, array, ones_like, s, shares_memory, subtract, zeros,
};
use npcore_dtype::{DType, Element, Str};
use npcore_layout::Layout;

type NdView<'a, T> = ndarray::ArrayViewD<'a, T>;

/// The same elements at the same addresses.
#[track_caller]
fn assert_same<T: Element>(ours: ArrayView<'_, T>, theirs: NdView<'_, T>) {
    assert_eq!(ours.shape(), theirs.shape());
    assert!(ours.values().eq(theirs.iter().copied()), "{ours:?} is not {theirs:?}");
    if ours.size() > 0 {
        assert_eq!(ours.as_ptr(), theirs.as_ptr().cast());
        for axis in (0..ours.ndim()).filter(|&axis| ours.shape()[axis] > 1) {
            assert_eq!(ours.strides()[axis], theirs.strides()[axis] * ours.itemsize() as isize);
        }
    }
}

fn nd_base() -> ndarray::Array3<i32> {
    ndarray::Array3::from_shape_fn((2, 3, 4), |(i, j, k)| (100 * i + 10 * j + k) as i32)
}

/// Views of every kind of layout.
fn nd_views(base: &ndarray::Array3<i32>) -> Vec<NdView<'_, i32>> {
    vec![
        base.view().into_dyn(),
        base.t().into_dyn(),
        base.view().permuted_axes([1, 0, 2]).into_dyn(),
        base.slice(nds![.., ..;-1, ..;2]).into_dyn(),
        base.slice(nds![1..;-1, .., 1..]).into_dyn(),
        base.slice(nds![0, 1, 2]).into_dyn(),
        base.slice(nds![.., 1..1, ..]).into_dyn(),
        base.slice(nds![..;2, 0..1;-1, ..;-3]).into_dyn(),
        base.slice(nds![.., 1, ..]).insert_axis(Axis(0)).into_dyn(),
        base.slice(nds![..;-1, ..;-1, ..;-1]).reversed_axes().into_dyn(),
        base.broadcast((2, 2, 2, 3, 4)).unwrap().into_dyn(),
    ]
}

/// The same views of one of our arrays, and some that ndarray cannot make.
fn our_views(a: &Array<i32>) -> Vec<ArrayView<'_, i32>> {
    let v = a.view();
    vec![
        v,
        v.t(),
        v.slice(s![.., ..;-1, ..;2]),
        v.slice(s![1, ..;-2]),
        v.slice(s![.., 3..]),
        v.slice(s![0, 0, 0]),
        v.slice(s![NewAxis, 1, NewAxis]),
        v.diagonal(-1, 0, 1).unwrap().flip(..).unwrap(),
        v.broadcast_to([2, 2, 3, 4]).unwrap(),
        v.sliding_window_view([2, 2], [0, 2]).unwrap(),
    ]
}

fn our_base() -> Array<i32> {
    Array::from_fn([2, 3, 4], |i| (100 * i[0] + 10 * i[1] + i[2]) as i32)
}

#[test]
fn views_from_theirs_and_back() {
    let base = nd_base();
    for theirs in nd_views(&base) {
        let ours = ArrayView::from(theirs.clone());
        assert_same(ours, theirs.clone());
        let back = NdView::try_from(ours).unwrap();
        assert_same(ours, back.clone());
        assert_eq!(back, theirs);
    }
}

#[test]
fn views_from_ours_and_back() {
    let a = our_base();
    for ours in our_views(&a) {
        let theirs = NdView::try_from(ours).unwrap();
        assert_same(ours, theirs.clone());
        assert!(ArrayView::from(theirs).array_equal(ours));
    }
}

#[test]
fn copies_of_any_layout() {
    let a = our_base();
    for ours in our_views(&a) {
        let copy = ours.to_ndarray();
        assert_eq!(copy.shape(), ours.shape());
        assert!(ours.values().eq(copy.iter().copied()));
        assert!(!shares_memory(&a, &copy));
    }
    // The order in memory stays.
    assert_eq!(a.t().to_ndarray().strides(), [1, 4, 12]);
    let mut view = a.clone();
    assert_eq!(view.view_mut().to_ndarray(), a.to_ndarray());
    assert_eq!(a.reshape([24]).unwrap().to_ndarray().into_raw_vec_and_offset().0, a.to_vec());
}

#[test]
fn fixed_ranks() {
    let a = array![[1, 2], [3, 4]];
    let theirs: ndarray::ArrayView2<'_, i32> = a.view().try_into().unwrap();
    assert_eq!(theirs[[1, 0]], 3);
    let refused = ndarray::ArrayView1::try_from(a.view()).unwrap_err();
    assert_eq!(refused, NdarrayError::Rank { ndim: 2, wanted: 1 });
    assert_eq!(refused.to_string(), "the array has 2 axes, the ndarray type 1");
    let scalar: ndarray::ArrayView0<'_, i32> = a.slice(s![0, 1]).try_into().unwrap();
    assert_eq!(scalar.into_scalar(), &2);

    let refused = ndarray::Array3::try_from(a).unwrap_err();
    assert_eq!(refused.reason, NdarrayError::Rank { ndim: 2, wanted: 3 });
    assert_eq!(refused.array, array![[1, 2], [3, 4]]);
}

#[test]
fn mutable_views_write_through() {
    let mut base = nd_base();
    let mut expected = base.clone();
    {
        let mut ours = ArrayViewMut::from(base.slice_mut(nds![.., ..;-1, ..;2]));
        ours.slice_mut(s![1]).fill(7);
        ours.set([0, 0, 1], -1).unwrap();
        let mut back = ndarray::ArrayViewMut3::try_from(ours).unwrap();
        back[[0, 2, 0]] = -2;
    }
    let mut wanted = expected.slice_mut(nds![.., ..;-1, ..;2]);
    wanted.index_axis_mut(Axis(0), 1).fill(7);
    wanted[[0, 0, 1]] = -1;
    wanted[[0, 2, 0]] = -2;
    assert_eq!(base, expected);

    let mut a = arange(0, 12, 1).into_shape([3, 4]).unwrap();
    let mut part = a.slice_mut(s![..;-1, 1..]);
    let mut theirs: ndarray::ArrayViewMut2<'_, i32> = part.t_mut().try_into().unwrap();
    theirs.index_axis_mut(Axis(0), 0).assign(&arr1(&[90, 50, 10]));
    assert_eq!(a.to_string(), "[[ 0 10  2  3]\n [ 4 50  6  7]\n [ 8 90 10 11]]");

    let mut empty = zeros::<f64>([0, 3]);
    let theirs: ndarray::ArrayViewMut2<'_, f64> = empty.view_mut().try_into().unwrap();
    assert_eq!(theirs.shape(), [0, 3]);
}

#[test]
fn owned_arrays_of_theirs_change_hands() {
    let base = nd_base();
    let (mut sliced, mut turned, mut stepped) = (base.clone(), base.clone(), base.clone());
    sliced.slice_collapse(nds![1.., .., 1..3]);
    turned.invert_axis(Axis(1));
    turned.invert_axis(Axis(2));
    turned.swap_axes(0, 2);
    stepped.slice_collapse(nds![..;-1, ..;2, ..;-3]);
    let mut none = base.clone();
    none.slice_collapse(nds![.., 2..2, ..]);
    let f_order = ndarray::Array3::from_shape_vec((2, 3, 4).f(), (0..24).collect()).unwrap();
    for theirs in [base, sliced, turned, stepped, none, f_order] {
        let (copy, at) = (theirs.clone(), theirs.as_ptr());
        let ours = Array::from(theirs);
        assert_eq!(ours.shape(), copy.shape());
        assert!(ours.values().eq(copy.iter().copied()));
        assert!(ours.is_empty() || ours.as_ptr() == at.cast());
        assert!((&ours + 1).array_equal(&copy + 1), "the kernels see the same");
    }
    assert_eq!(Array::from(arr0(5)).to_string(), "5");
}

#[test]
fn owned_arrays_of_ours_change_hands() {
    let plain = Array::from_shape_vec([2, 3], (0..6).collect()).unwrap();
    let transposed = Array::from_shape_vec([2, 3], (0..6).collect()).unwrap().into_transposed();
    let mut turned = ndarray::Array::from_shape_vec((2, 3), (0..6).collect()).unwrap();
    turned.invert_axis(Axis(0));
    for ours in [plain, transposed, Array::from(turned)] {
        let (copy, ptr) = (ours.clone(), ours.as_ptr());
        let theirs = ndarray::Array2::try_from(ours).unwrap();
        assert_eq!(theirs.as_ptr().cast::<u8>(), ptr);
        assert_eq!(theirs.into_dyn(), copy.to_ndarray());
    }
    // An empty array has no memory to take.
    let none = zeros::<f64>([0, 4]).try_into_ndarray().unwrap();
    assert_eq!(none.shape(), [0, 4]);
}

#[test]
fn what_cannot_change_hands_comes_back() {
    // From this library's own allocator.
    let sum = &array![1.0, 2.0] + 1.0;
    let IntoNdarrayError { reason, array } = sum.try_into_ndarray().unwrap_err();
    assert_eq!(reason, NdarrayError::Allocation);
    assert_eq!(array.to_vec(), [2.0, 3.0]);
    // A part of a vector.
    let mut theirs = arr1(&[1, 2, 3, 4]);
    theirs.slice_collapse(nds![1..]);
    let refused = Array::from(theirs).try_into_ndarray().unwrap_err();
    assert_eq!(refused.reason, NdarrayError::Gaps);
    assert_eq!(refused.array.to_vec(), [2, 3, 4]);
    assert_eq!(
        ArrayError::from(refused).to_string(),
        "the elements do not fill the array's memory from its start without gaps"
    );
    let mut theirs = arr1(&[1, 2, 3, 4]);
    theirs.slice_collapse(nds![..;2]);
    assert_eq!(Array::from(theirs).try_into_ndarray().unwrap_err().reason, NdarrayError::Gaps);
}

/// A view of `T` in bytes, which start at a multiple of 8.
fn foreign<T: Element>(bytes: &[u8], at: usize, shape: &[usize], strides: &[isize]) -> ArrayView<'static, T> {
    let layout = Layout::new(shape, strides, at as isize).unwrap();
    let mut words = vec![0u64; bytes.len().div_ceil(8)];
    for (i, &byte) in bytes.iter().enumerate() {
        words[i / 8] |= u64::from_le(u64::from(byte) << (8 * (i % 8)));
    }
    let words: &'static [u64] = words.leak();
    // Reachable to the end, so that a leak checker has nothing to say.
    static KEPT: std::sync::Mutex<Vec<&[u64]>> = std::sync::Mutex::new(Vec::new());
    KEPT.lock().unwrap().push(words);
    // SAFETY: the tests below stay inside the words, which are never freed.
    unsafe { ArrayView::from_foreign(words.as_ptr().cast(), <T as Element>::dtype(), layout) }.unwrap()
}

#[test]
fn what_ndarray_cannot_express() {
    let bytes = [1u8; 40];
    // A field of a packed record of 9 bytes.
    let field = foreign::<i32>(&bytes, 1, &[2, 4], &[0, 9]);
    let refused = NdView::try_from(field).unwrap_err();
    assert_eq!(refused, NdarrayError::StrideNotMultiple { axis: 1, stride: 9, itemsize: 4 });
    assert_eq!(refused.to_string(), "the stride of 9 bytes along axis 1 is no multiple of the item size 4");
    assert_eq!(field.to_ndarray(), ndarray::ArrayD::from_elem(vec![2, 4], 0x0101_0101));

    let odd = foreign::<i32>(&bytes, 1, &[4], &[4]);
    let refused = NdView::try_from(odd).unwrap_err();
    assert_eq!(refused, NdarrayError::Unaligned { alignment: 4 });
    assert_eq!(odd.to_ndarray().sum(), 4 * 0x0101_0101);
    assert!(NdView::try_from(foreign::<i32>(&bytes, 4, &[4], &[4])).is_ok());

    // Bytes that are no bool.
    let bools = foreign::<bool>(&[0, 1, 2], 0, &[3], &[1]);
    let refused = NdView::try_from(bools).unwrap_err();
    assert_eq!(refused, NdarrayError::NotTrusted { dtype: DType::BOOL });
    assert_eq!(bools.to_ndarray(), arr1(&[false, true, true]).into_dyn());
    // Our own bools are known.
    let ours = array![1, 2].gt(1);
    assert_eq!(NdView::try_from(ours.view()).unwrap(), arr1(&[false, true]).into_dyn());

    // Interleaved, each element reached once: more than comparing strides can tell.
    let mut memory = [0i32, 1, 2, 3, 4, 5, 6, 7];
    let layout = Layout::new(&[3, 2], &[8, 12], 0).unwrap();
    // SAFETY: elements 0 2 4 3 5 7 of the array, borrowed alone.
    let view = unsafe { ArrayViewMut::<i32>::from_foreign(memory.as_mut_ptr().cast(), DType::INT32, layout) }.unwrap();
    let refused = ndarray::ArrayViewMutD::try_from(view).unwrap_err();
    assert!(matches!(refused, NdarrayError::Overlap { .. }), "{refused}");

    // More axes than there are.
    let theirs = ndarray::ArrayD::from_elem(vec![1; 65], 1.0);
    let words = "maximum supported dimension for an ndarray is currently 64, found 65";
    assert_eq!(ArrayView::try_from_ndarray(theirs.view()).unwrap_err().to_string(), words);
    assert_eq!(ArrayError::from(Array::try_from_ndarray(theirs).unwrap_err()).to_string(), words);
}

#[test]
fn elements_without_bytes() {
    let ours = Array::from(vec![Str::<0>::EMPTY; 3]);
    assert_eq!(NdView::try_from(ours.view()).unwrap().len(), 3);
    let theirs = ours.try_into_ndarray().unwrap();
    assert_eq!(theirs.len(), 3);
    assert_eq!(Array::from(theirs).shape(), [3]);
}

#[test]
fn arguments() {
    let nd = arr2(&[[1.0, 2.0], [3.0, 4.0]]);
    let a = array![10.0, 20.0];
    let wanted = array![[11.0, 22.0], [13.0, 24.0]];
    // Owned, borrowed, views, shared, on either side; promotion and broadcasting as among ours.
    assert_eq!(&a + &nd, wanted);
    assert_eq!(a.clone() + nd.clone(), wanted);
    assert_eq!(a.view() + nd.view(), wanted);
    assert_eq!(&nd + &a, wanted);
    assert_eq!(nd.clone() + a.clone(), wanted);
    assert_eq!(nd.view() + a.view(), wanted);
    assert_eq!(&a + &ArcArray::from(nd.clone()), wanted);
    assert_eq!(&a + &CowArray::from(&nd), wanted);
    assert_eq!(add(&nd, &a).unwrap(), wanted);
    assert_eq!(add(&a, nd.t()).unwrap(), array![[11.0, 23.0], [12.0, 24.0]]);
    assert_eq!(subtract(&nd, 1.0).unwrap(), array![[0.0, 1.0], [2.0, 3.0]]);
    assert_eq!(add(&nd, &arr1(&[1u8, 2])).unwrap(), array![[2.0, 4.0], [4.0, 6.0]]);
    let quotient: Array<f64> = &arr1(&[1, 2]) / &array![2, 4];
    assert_eq!(quotient, array![0.5, 0.5]);
    assert_eq!((&a.into_dyn() + &nd).dtype(), DType::FLOAT64);
    assert_eq!(array![1, 2].lt(arr1(&[2, 2])), array![true, false]);

    let error = add(&nd, &array![1.0, 2.0, 3.0]).unwrap_err();
    assert_eq!(error.to_string(), "operands could not be broadcast together with shapes (2,2) (3,)");
}

#[test]
fn assigning_from_and_into_theirs() {
    let nd = arr2(&[[1, 2], [3, 4]]);
    let mut a = zeros::<f64>([2, 2]);
    a.assign(&nd);
    a.slice_mut(s![0]).assign(nd.row(1));
    a += &nd;
    assert_eq!(a.to_string(), "[[4. 6.]\n [6. 8.]]");

    let mut out = ndarray::Array2::<f64>::zeros((2, 2));
    add_into(&nd, &a, &mut out).unwrap();
    assert_eq!(out, arr2(&[[5.0, 8.0], [9.0, 12.0]]));
    add_into(out.clone(), 0.5, &mut out.slice_mut(nds![.., ..;-1]).row_mut(0)).unwrap_err();
    add_into(arr1(&[1.0, 2.0]), 0.5, &mut out.slice_mut(nds![.., ..;-1]).row_mut(0)).unwrap();
    assert_eq!(out, arr2(&[[2.5, 1.5], [9.0, 12.0]]));

    // A shared array is copied before it is written.
    let shared = ArcArray::from(arr1(&[1.0, 2.0]));
    let mut written = shared.clone();
    add_into(shared.clone(), 1.0, &mut written).unwrap();
    assert_eq!((shared, written), (ArcArray::from(arr1(&[1.0, 2.0])), ArcArray::from(arr1(&[2.0, 3.0]))));
}

#[test]
fn functions_of_one_array() {
    fn total(x: impl AsView<i32>) -> i32 {
        x.as_view().values().sum()
    }
    let nd = nd_base();
    assert_eq!(total(&nd), nd.sum());
    assert_eq!(total(nd.slice(nds![.., ..;-1, 1..;2])), nd.slice(nds![.., ..;-1, 1..;2]).sum());
    let by_reference: &ndarray::ArrayRef<i32, Ix2> = &arr2(&[[1, 2]]);
    assert_eq!(total(by_reference), 3);
    assert_eq!(ones_like::<i32>(nd.t()).shape(), [4, 3, 2]);
    assert!(allclose(arr1(&[1.0]), array![1.0 + 1e-12], Tolerance::default()).unwrap());
    let view = ArrayView::from(nd.view());
    assert!(shares_memory(&nd, &view.slice(s![1, ..;-1])));
    assert!(!shares_memory(&nd.clone(), &view));
}

#[test]
fn copy_on_write() {
    let nd = arr2(&[[1, 2], [3, 4]]);
    let view = ArrayCow::from(CowArray::from(&nd));
    assert!(view.is_view() && shares_memory(&view, &nd));
    let ArrayCow::View(view) = ArrayCow::from(CowArray::from(nd.t())) else { panic!("a view stays one") };
    assert_eq!(view.to_string(), "[[1 3]\n [2 4]]");
    let at = nd.as_ptr();
    let owned = ArrayCow::from(CowArray::from(nd));
    assert!(!owned.is_view() && owned.as_ptr() == at.cast());
}

#[test]
fn run_time_types_go_by_downcast() {
    let a: DynArray = Array::from(vec![1i16, 2]).into_dyn();
    let theirs = ndarray::Array1::try_from(a.downcast::<i16>().unwrap()).unwrap();
    assert_eq!(theirs, arr1(&[1, 2]));
    let back = Array::from(theirs).into_dyn();
    assert_eq!(back.dtype().name(), "int16");
    let _: IxDyn = back.downcast::<i16>().unwrap().to_ndarray().raw_dim();
}
