//! What records do beyond NumPy's results: borrowing, bad input, hidden fields, stable orders.

use npcore_array::{Array, DynArray, RecordArray, array, frombuffer_dyn, frombuffer_dyn_mut, s};
use npcore_dtype::{DType, RecordBuilder, Scalar, Structured, Text, dtype};
use npcore_index::{ArrayIndex, ArrayIndexMut, Side, put, searchsorted};
use npcore_structured::recfunctions as rf;
use npcore_structured::{
    MakeRecords, RecordCells, RecordFields, RecordFieldsMut, RecordOrder, RecordSort, asc, desc, fromrecords,
};

fn table() -> RecordArray {
    let rows = [("b", 2, 0.5, true), ("a", 1, f64::NAN, false), ("b", 1, -1.0, true), ("a", 2, 2.5, false)];
    RecordArray::from_rows(dtype!([("s", "U3"), ("n", "i2"), ("x", "f8"), ("t", "?")]), rows).unwrap()
}

fn error<T>(result: npcore_array::Result<T>) -> String {
    result.err().expect("an error").to_string()
}

#[test]
fn bad_input_is_told_clearly() {
    let t = table();
    assert_eq!(error(t.field::<i64>("q")), "no field of name q; the fields are s, n, x, t");
    assert_eq!(
        error(t.field::<i64>("n")),
        "field n: array has dtype int16, not int64; use `astype` to convert its values"
    );
    assert_eq!(error(t.fields(["n", "n"])), "duplicate field of name 'n'");
    assert_eq!(error(array![1.5].field_dyn("x")), "array has dtype float64, which has no fields");
    assert_eq!(error(array![1.5].into_dyn().downcast::<Structured>()), "array has dtype float64, which has no fields");
    assert_eq!(
        error(RecordArray::from_rows(t.dtype(), [("a", 1)])),
        "could not assign tuple of length 2 to structure with 4 fields."
    );
    assert_eq!(
        error(RecordArray::from_rows(dtype!([("n", "u1")]), [(-1,)])),
        "Python integer -1 out of bounds for uint8"
    );
    assert_eq!(
        error(RecordArray::from_rows(dtype!([("n", "i4")]), [("x",)])),
        "invalid literal for int() with base 10: np.str_('x')"
    );
    assert_eq!(error(RecordArray::from_rows(DType::FLOAT64, [(1,)])), "array has dtype float64, which has no fields");
    assert_eq!(
        error(RecordArray::from_record_bytes(dtype!([("n", "i4")]), &[1, 2, 3])),
        "buffer size must be a multiple of element size"
    );
    assert_eq!(
        error(RecordArray::from_columns(&[("a", &[1, 2]), ("b", &[1])])),
        "array-shape mismatch in array 1 (\"b\")"
    );
    assert_eq!(error(RecordArray::from_columns(&[("a", &[1]), ("a", &[1])])), "field 'a' occurs more than once");
    assert_eq!(error(t.sort_by(["q"])), "unknown field name: q; the fields are s, n, x, t");
    assert_eq!(error(t.row::<(String, i16)>(0)), "a row of 4 fields is not read as a tuple of 2");
    assert!(error(t.row::<(String, u8, f64, bool)>(0)).starts_with("a value of dtype int16 is not read as u8"));
    let sub = dtype!([("v", "f4", [2])]);
    assert_eq!(
        error(RecordArray::from_rows(sub, [([1.0, 2.0, 3.0],)])),
        "could not broadcast input array from shape (3,) into shape (2,)"
    );
    assert!(RecordBuilder::new().field_at("a", DType::INT32, usize::MAX - 1).build().is_err());
    assert!(RecordBuilder::new().field_at("a", DType::INT32, 8).itemsize(10).build().is_err());
    let bytes = [0u8; 12];
    assert_eq!(
        error(frombuffer_dyn(&bytes, dtype!([("a", "U4")]), None, 0)),
        "buffer size must be a multiple of element size"
    );
}

#[test]
fn text_that_is_none_is_told() {
    let bytes = [65u32, 0x11_0000].map(u32::to_ne_bytes).concat();
    let a = RecordArray::from_record_bytes(dtype!([("n", [("t", "U2")])]), &bytes).unwrap();
    assert_eq!(error(a.check_text()), "field n.t of row 0: 0x110000 at position 1 is no character");
    assert!(a.to_rows::<(Scalar,)>().is_err() && a.row::<(Scalar,)>(0).is_err());
    // Nothing is lost: the bytes are still what they were.
    assert_eq!(a.to_bytes(), bytes);
}

#[test]
fn unaligned_and_swapped_records_are_views() {
    let dtype = dtype!([("k", "u1"), ("x", "f8"), ("y", ">i4")]);
    let rows = RecordArray::from_rows(dtype, [(1, 0.5, 7), (2, 1.5, 8)]).unwrap();
    let mut odd = vec![0u8];
    odd.extend(rows.to_bytes());
    let view = frombuffer_dyn(&odd, dtype, None, 1).unwrap();
    assert_eq!(view.field::<f64>("x").unwrap().to_vec(), [0.5, 1.5]);
    assert!(error(view.field::<i32>("y")).contains("dtype >i4"));
    assert_eq!((view.field_dyn("y").unwrap() + 1).to_string(), "[8 9]");
    let mut view = frombuffer_dyn_mut(&mut odd, dtype, None, 1).unwrap();
    view.set_field("y", 3).unwrap();
    view.field_mut::<f64>("x").unwrap().slice_mut(s![..;-1]).assign([10.0, 20.0]);
    assert_eq!(view.view().to_string(), "[(1, 20., 3) (2, 10., 3)]");
}

#[test]
fn writing_some_fields_leaves_the_others() {
    let rows = [(1, 10, 100), (2, 20, 200), (3, 30, 300)];
    let dtype = dtype!([("a", "i4"), ("b", "i4"), ("c", "i4")]);
    let fresh = || RecordArray::from_rows(dtype, rows).unwrap();
    let other = RecordArray::from_rows(dtype, [(7, 8, 9); 3]).unwrap();
    let b = |a: &RecordArray| a.field::<i32>("b").unwrap().to_vec();

    let mut a = fresh();
    a.fields_mut(["a", "c"]).unwrap().assign(other.fields(["a", "c"]).unwrap());
    assert_eq!((a.to_string().as_str(), b(&a)), ("[(7, 10, 9) (7, 20, 9) (7, 30, 9)]", vec![10, 20, 30]));
    let mut a = fresh();
    a.fields_mut(["c", "a"]).unwrap().assign(5);
    assert_eq!(a.to_string(), "[(5, 10, 5) (5, 20, 5) (5, 30, 5)]");
    let mut a = fresh();
    let some = other.fields(["c", "a"]).unwrap().get([0]).unwrap();
    a.fields_mut(["c", "a"]).unwrap().set([1], some.clone()).unwrap();
    a.fields_mut(["c", "a"]).unwrap().slice_mut(s![2..]).fill(some);
    assert_eq!(a.to_string(), "[(1, 10, 100) (7, 20,   9) (7, 30,   9)]");
    let mut a = fresh();
    a.fields_mut(["a"])
        .unwrap()
        .mask_mut(&array![true, false, true])
        .unwrap()
        .assign(other.fields(["a"]).unwrap().slice(s![0]))
        .unwrap();
    put(
        &mut a.fields_mut(["c"]).unwrap().into_dyn(),
        [1],
        other.fields(["c"]).unwrap().slice(s![..1]).as_dyn(),
        npcore_index::IndexMode::Raise,
    )
    .unwrap();
    assert_eq!(a.to_string(), "[(7, 10, 100) (2, 20,   9) (7, 30, 300)]");
    let mut a = fresh();
    let swapped = DynArray::from_bytes(3, dtype!([("p", ">i4"), ("q", "f4")]), &[0; 24]).unwrap();
    a.fields_mut(["a", "c"]).unwrap().assign(&swapped);
    assert_eq!(b(&a), [10, 20, 30]);
}

#[test]
fn bools_stay_bools() {
    let overlapping = RecordBuilder::new()
        .field_at("flag", DType::BOOL, 0)
        .field_at("byte", DType::UINT8, 0)
        .itemsize(2)
        .build()
        .unwrap();
    let mut a = RecordArray::zeros_of(2, overlapping).unwrap();
    a.field_mut::<u8>("byte").unwrap().fill(7);
    let flag = a.field::<bool>("flag").unwrap();
    assert!(flag.as_slice().is_none() && flag.to_vec() == [true, true]);
    let only = a.fields(["flag"]).unwrap();
    assert!(only.field::<bool>("flag").unwrap().as_slice().is_none());
    // A copy by fields makes what it reads as true the byte of true.
    let packed = rf::repack_fields(only, false, false).unwrap();
    assert_eq!(packed.to_bytes(), [1, 1]);
    let mut plain = RecordArray::zeros_of(2, dtype!([("t", "?"), ("n", "u1")])).unwrap();
    assert!(plain.getfield_mut::<u8>(0).is_err() && plain.getfield_mut::<bool>(0).is_ok());
    let foreign = [2u8, 5, 0, 6];
    let foreign = frombuffer_dyn(&foreign, plain.dtype(), None, 0).unwrap();
    plain.assign(foreign);
    assert_eq!(plain.field::<bool>("t").unwrap().to_bytes(), [1, 0]);
    plain.fields_mut(["t"]).unwrap().assign(foreign.fields(["t"]).unwrap());
    assert_eq!(plain.to_bytes(), [1, 5, 0, 6]);
}

#[test]
fn orders_are_stable() {
    let t = table();
    let names = |order: Array<i64>| order.to_vec();
    assert_eq!(names(t.argsort_by(["s"]).unwrap()), [1, 3, 0, 2]);
    assert_eq!(names(t.argsort_by([desc("s")]).unwrap()), [0, 2, 1, 3]);
    assert_eq!(names(t.argsort_by([desc("s"), asc("n")]).unwrap()), [2, 0, 1, 3]);
    assert_eq!(names(t.argsort_by(["x"]).unwrap()), [2, 0, 3, 1]);
    assert_eq!(names(t.argsort_by([desc("x")]).unwrap()), [1, 3, 0, 2]);
    assert_eq!(names(t.argsort_by(["t"]).unwrap()), [1, 3, 0, 2]);
    assert_eq!(names(t.argsort_by(Vec::<&str>::new()).unwrap()), [0, 1, 2, 3]);
    let mut reversed = t.clone();
    reversed.slice_mut(s![..;-1]).sort_inplace_by(["n", "s"]).unwrap();
    assert_eq!(reversed.field::<i16>("n").unwrap().to_vec(), [2, 2, 1, 1]);
    let tables = t.copy().into_shape([2, 2]).unwrap();
    assert_eq!(tables.argsort_by(["n"]).unwrap().to_string(), "[[1 0]\n [0 1]]");
    assert_eq!(tables.sort_by(["n"]).unwrap().field::<i16>("n").unwrap().to_string(), "[[1 2]\n [1 2]]");
    let sorted = t.sort_by(["n"]).unwrap();
    assert_eq!(searchsorted(sorted.field::<i16>("n").unwrap(), [2i16], Side::Left).unwrap().to_vec(), [2]);
}

#[test]
fn many_rows_in_order_and_in_groups() {
    let n = 20_000i64;
    let key = |i: i64| (i * 7919) % 503;
    let rows = (0..n).map(|i| (format!("k{:03}", key(i)), key(i) as f32, i));
    let t = RecordArray::from_rows(dtype!([("s", "U5"), ("x", "f4"), ("i", "i8")]), rows).unwrap();
    let mut expected: Vec<i64> = (0..n).collect();
    expected.sort_by_key(|&i| key(i));
    for by in [["s"], ["x"]] {
        assert_eq!(t.argsort_by(by).unwrap().to_vec(), expected);
        let groups = t.group_by(by).unwrap();
        assert_eq!((groups.len(), groups.counts().values().sum::<i64>()), (503, n));
        assert!(groups.iter().enumerate().all(|(k, rows)| rows.iter().all(|&i| key(i) == k as i64)));
        assert!(groups.inverse().values().enumerate().all(|(i, group)| group == key(i as i64)));
        assert_eq!(groups.starts().get([1]).unwrap(), groups.rows(0).len() as i64);
        assert_eq!(t.index_rows(groups.first()).unwrap().field::<f32>("x").unwrap().get([502]).unwrap(), 502.0);
    }
    expected.sort_by_key(|&i| (std::cmp::Reverse(key(i)), std::cmp::Reverse(i)));
    assert_eq!(t.argsort_by([desc("s"), desc("i")]).unwrap().to_vec(), expected);
    let empty = RecordArray::zeros_of(0, t.dtype()).unwrap();
    assert!(empty.group_by(["s"]).unwrap().is_empty() && empty.sort_by(["x"]).unwrap().is_empty());
}

#[test]
fn views_chain_and_join_other_functions() {
    let t = table();
    let field = t.slice(s![..;-1]).field::<f64>("x").unwrap().slice(s![..2]);
    assert_eq!(field.to_string(), "[ 2.5 -1. ]");
    assert_eq!(t.field::<Text>("s").unwrap().get([0]).unwrap(), "b");
    let picked = t.index(npcore_index::ix![[3, 0]]).unwrap();
    assert_eq!(picked.field::<i16>("n").unwrap().to_vec(), [2, 2]);
    let both = npcore_array::concatenate(&[&t, &picked], 0).unwrap();
    assert_eq!(both.shape(), [6]);
    let mut t = t;
    let cells = t.cells();
    cells.field_cells::<f64>("x").unwrap().assign(cells.field_cells::<i16>("n").unwrap());
    assert_eq!(t.field::<f64>("x").unwrap().to_vec(), [2.0, 1.0, 1.0, 2.0]);
    let nested =
        RecordArray::from_rows(dtype!([("p", [("x", "f4"), ("y", "f4")]), ("k", "i1")]), [((1.0, 2.0), 3)]).unwrap();
    let inner = nested.field::<Structured>("p").unwrap();
    assert_eq!(inner.field::<f32>("y").unwrap().to_vec(), [2.0]);
    let ((x, y), k): ((f32, f32), i64) = nested.row(0).unwrap();
    assert_eq!((x, y, k), (1.0, 2.0, 3));
    let lists = fromrecords("v, n", [(vec![1i64, 2], "a"), (vec![3, 4], "bb")]).unwrap();
    assert_eq!(lists.to_string(), "[([1, 2], 'a') ([3, 4], 'bb')]");
    let (v, n): ([i64; 2], String) = lists.row(1).unwrap();
    assert_eq!((v, n.as_str()), ([3, 4], "bb"));
    assert_eq!(RecordArray::from_rows(lists.dtype(), lists.view().values()).unwrap(), lists);
}

#[test]
fn joins_of_repeated_keys_have_every_pair() {
    let l = RecordArray::from_rows(dtype!([("k", "i4"), ("a", "U1")]), [(1, "x"), (2, "y"), (1, "z")]).unwrap();
    let r = RecordArray::from_rows(dtype!([("k", "i8"), ("b", "i4")]), [(1, 10), (1, 11), (3, 30)]).unwrap();
    let inner = rf::join_by(["k"], &l, &r, rf::JoinKind::Inner).unwrap();
    assert_eq!(inner.to_string(), "[(1, 'x', 10) (1, 'x', 11) (1, 'z', 10) (1, 'z', 11)]");
    let outer = rf::Join::on(["k"])
        .kind(rf::JoinKind::Outer)
        .defaults(&[("b", (-1).into()), ("a", "".into())])
        .of(&l, &r)
        .unwrap();
    assert_eq!(outer.slice(s![4..]).to_string(), "[(2, 'y', -1) (3, '', 30)]");
    let empty = r.slice(s![..0]);
    assert_eq!(rf::join_by(["k"], &l, empty, rf::JoinKind::LeftOuter).unwrap().shape(), [3]);
    assert_eq!(rf::join_by(["k"], empty, &l, rf::JoinKind::Inner).unwrap().shape(), [0]);
}
