//! serde: arrays through JSON and postcard, and what hostile input comes to.
#![cfg(feature = "serde")]

use npcore_array::{Array, ArrayCow, ArrayView, DynArray, DynView, arange, array, s, zeros};
use npcore_dtype::{Bytes, Complex, DType, DateTime64, Element, Scalar, Str, TimeDelta64, dtype, f16, units};
use npcore_layout::Layout;
use serde_json::{Value, json};

/// The same dtype, shape and values, NaN and NaT included.
#[track_caller]
fn assert_same(a: DynView<'_>, b: DynView<'_>) {
    assert_eq!((a.dtype(), a.shape()), (b.dtype(), b.shape()));
    // NaN equals nothing; its text does itself.
    let text = |x: Scalar| format!("{x:?}");
    assert!(a.values().map(text).eq(b.values().map(text)), "{a:?} is not {b:?}");
}

/// Through text, through a tree whose keys are sorted (data before dtype), and through bytes.
#[track_caller]
fn round_trips(a: DynView<'_>) {
    let json = serde_json::to_string(&a).unwrap();
    assert_same(a, serde_json::from_str::<DynArray>(&json).unwrap().view());
    let tree = serde_json::to_value(a).unwrap();
    assert_same(a, serde_json::from_value::<DynArray>(tree).unwrap().view());
    let bytes = postcard::to_allocvec(&a).unwrap();
    assert_same(a, postcard::from_bytes::<DynArray>(&bytes).unwrap().view());
}

#[track_caller]
fn round_trips_typed<T: Element>(a: Array<T>) {
    round_trips(a.view().as_dyn());
    let json = serde_json::to_string(&a).unwrap();
    let back: Array<T> = serde_json::from_str(&json).unwrap();
    assert_same(a.view().as_dyn(), back.view().as_dyn());
    assert!(back.as_slice().is_some(), "aligned and known to be valid");
    let bytes = postcard::to_allocvec(&a).unwrap();
    let back: Array<T> = postcard::from_bytes(&bytes).unwrap();
    assert_same(a.view().as_dyn(), back.view().as_dyn());
    assert!(back.as_slice().is_some(), "aligned and known to be valid");
}

#[test]
fn every_element_type() {
    round_trips_typed(array![true, false, true]);
    round_trips_typed(array![i8::MIN, -1, i8::MAX]);
    round_trips_typed(array![i16::MIN, i16::MAX]);
    round_trips_typed(array![i32::MIN, i32::MAX]);
    round_trips_typed(array![i64::MIN, i64::MAX]);
    round_trips_typed(array![isize::MIN, 0]);
    round_trips_typed(array![0, u8::MAX]);
    round_trips_typed(array![0, u16::MAX]);
    round_trips_typed(array![0, u32::MAX]);
    round_trips_typed(array![0, u64::MAX]);
    round_trips_typed(array![0, usize::MAX]);
    round_trips_typed(array![f16::MIN_POSITIVE, f16::MAX, f16::NAN, f16::from_f32(0.1)]);
    round_trips_typed(array![
        0.1f32,
        -0.0,
        f32::MIN_POSITIVE,
        f32::from_bits(1),
        f32::MAX,
        f32::NEG_INFINITY,
        f32::NAN
    ]);
    round_trips_typed(array![0.1, -0.0, 5e-324, 1.0, 1e22, f64::INFINITY, f64::NAN]);
    round_trips_typed(array![Complex::new(1.5f32, f32::NAN), Complex::new(-0.0, 2.0)]);
    round_trips_typed(array![Complex::new(1.5, -2.5), Complex::new(f64::INFINITY, 0.0)]);
    let text = |s: &str| Str::<5>::new(s).unwrap();
    round_trips_typed(array![text("buy"), text(""), text("日本語\"\\"), text("a\0b"), text("\u{10FFFF}\u{FFFD}")]);
    round_trips_typed(array![Bytes::<3>::new(b"ab").unwrap(), Bytes::new(&[0, 255]).unwrap(), Bytes::EMPTY]);
    round_trips_typed(array![DateTime64::<units::D>::new(18_325), DateTime64::NAT, DateTime64::new(-1_000_000)]);
    round_trips_typed(array![DateTime64::<units::ns>::new(i64::MAX), DateTime64::new(-1), DateTime64::NAT]);
    round_trips_typed(array![DateTime64::<units::Y>::new(i64::MAX), DateTime64::new(i64::MIN + 1)]);
    round_trips_typed(array![TimeDelta64::<units::ms>::new(-5), TimeDelta64::NAT, TimeDelta64::new(i64::MAX)]);
}

#[test]
fn every_layout() {
    let a = arange::<i16>(0, 24, 1).into_shape([2, 3, 4]).unwrap();
    for view in [
        a.view(),
        a.t(),
        a.slice(s![.., ..;-1, 1..;2]),
        a.slice(s![1, 2, 3]),
        a.slice(s![.., 2..1]),
        a.broadcast_to([2, 2, 3, 4]).unwrap(),
    ] {
        round_trips(view.as_dyn());
    }
    round_trips(zeros::<f64>([3, 0, 2]).view().as_dyn());
    round_trips(Array::from(vec![Str::<0>::EMPTY; 3]).view().as_dyn());
    // Views and copies on write are written like the arrays they show.
    let (view, mut copy) = (a.slice(s![0, ..;2]), a.clone());
    let wanted = json!({"dtype": "<i2", "shape": [2, 4], "data": [0, 1, 2, 3, 8, 9, 10, 11]});
    assert_eq!(serde_json::to_value(view).unwrap(), wanted);
    assert_eq!(serde_json::to_value(ArrayCow::from(view)).unwrap(), wanted);
    assert_eq!(serde_json::to_value(copy.slice_mut(s![0, ..;2])).unwrap(), wanted);
}

#[test]
fn large_arrays() {
    let a = arange::<f64>(0.0, 1e5, 1.0);
    let bytes = postcard::to_allocvec(&a).unwrap();
    assert!(bytes.len() < 8 * a.size() + 32);
    assert_eq!(postcard::from_bytes::<Array<f64>>(&bytes).unwrap(), a);
    assert_eq!(serde_json::from_str::<Array<f64>>(&serde_json::to_string(&a).unwrap()).unwrap(), a);
}

#[test]
fn run_time_types() {
    for (spelling, bytes) in [
        (">i4", &[0, 0, 1, 0, 255, 255, 255, 255][..]),
        (">f8", &[63, 240, 0, 0, 0, 0, 0, 0]),
        (">c8", &[63, 128, 0, 0, 64, 0, 0, 0]),
        (">U2", &[0, 0, 0, 97, 0, 0, 0, 0]),
        ("V3", &[1, 0, 0, 0, 0, 0]),
        (">M8[10ms]", &[0, 0, 0, 0, 0, 0, 1, 0]),
        ("m8", &[5, 0, 0, 0, 0, 0, 0, 0]),
        ("M8", &[0, 0, 0, 0, 0, 0, 0, 128]),
    ] {
        let dtype: DType = spelling.parse().unwrap();
        let a = DynArray::from_bytes(bytes.len() / dtype.itemsize(), dtype, bytes).unwrap();
        round_trips(a.view());
    }
    // A typed array takes its type in either byte order.
    let json = r#"{"dtype":">f8","shape":[2],"data":[1.5,-2]}"#;
    assert_eq!(serde_json::from_str::<Array<f64>>(json).unwrap(), array![1.5, -2.0]);
    let big = array![1.5, -2.0].astype_dyn(DType::parse(">f8").unwrap()).unwrap();
    let bytes = postcard::to_allocvec(&big).unwrap();
    assert_eq!(postcard::from_bytes::<Array<f64>>(&bytes).unwrap(), array![1.5, -2.0]);
}

#[test]
fn records() {
    let inner = dtype!([("x", "f4"), ("flag", "?")]);
    let dtype = dtype!([("name", "U4"), ("at", inner), ("matrix", "i2", [2, 2]), ("when", "M8[D]")]);
    let mut bytes = vec![0; 2 * dtype.itemsize()];
    bytes[0] = b'a';
    bytes[16..20].copy_from_slice(&1.5f32.to_ne_bytes());
    bytes[20] = 1;
    bytes[21..23].copy_from_slice(&7i16.to_ne_bytes());
    let a = DynArray::from_bytes(2, dtype, &bytes).unwrap();
    round_trips(a.view());
    let wanted =
        json!([["a", [1.5, true], [7, 0, 0, 0], "1970-01-01"], ["", [0.0, false], [0, 0, 0, 0], "1970-01-01"]]);
    assert_eq!(serde_json::to_value(&a).unwrap()["data"], wanted);

    // Padding and bytes that mean nothing are not written.
    let dtype =
        DType::parse("{'names': ['a', 'b'], 'formats': ['u1', '?'], 'offsets': [0, 3], 'itemsize': 5}").unwrap();
    let a = DynArray::from_bytes(1, dtype, &[1, 66, 77, 2, 88]).unwrap();
    round_trips(a.view());
    let written = postcard::to_allocvec(&a).unwrap();
    assert!(written.ends_with(&[1, 0, 0, 1, 0]), "{written:?}");
}

#[test]
fn foreign_bools_become_bools() {
    let foreign = [0u8, 1, 2, 255];
    let layout = Layout::new(&[4], &[1], 0).unwrap();
    // SAFETY: the four bytes live on this function's stack.
    let view = unsafe { ArrayView::<bool>::from_foreign(foreign.as_ptr(), DType::BOOL, layout) }.unwrap();
    let written = postcard::to_allocvec(&view).unwrap();
    assert!(written.ends_with(&[0, 1, 1, 1]));
    let back: Array<bool> = postcard::from_bytes(&written).unwrap();
    assert_eq!(back.as_slice(), Some(&[false, true, true, true][..]));
}

#[test]
fn text_that_is_none_is_not_written() {
    let bad = Array::from(vec![Str::from_units([0xD800, 0])]);
    let error = serde_json::to_string(&bad).unwrap_err();
    assert_eq!(error.to_string(), "text with code units that are no characters");
    // Its bytes are.
    let bytes = postcard::to_allocvec(&bad).unwrap();
    assert_eq!(postcard::from_bytes::<Array<Str<2>>>(&bytes).unwrap(), bad);
}

#[test]
fn what_does_not_fit_is_refused() {
    let refused_dyn = |dtype: &str, shape: Value, data: Value| {
        let value = json!({"dtype": dtype, "shape": shape, "data": data});
        match serde_json::from_value::<DynArray>(value.clone()) {
            Ok(a) => panic!("{value} was read as {a:?}"),
            Err(e) => e.to_string(),
        }
    };
    let shape_words = |found: &str, shape: &str, dtype: &str| {
        format!("{found} of data do not fill an array with shape {shape} and data type {dtype}")
    };
    assert_eq!(refused_dyn("<f8", json!([2]), json!([1.0])), shape_words("1 values", "(2,)", "float64"));
    assert_eq!(refused_dyn("<f8", json!([]), json!([])), shape_words("0 values", "()", "float64"));
    assert_eq!(refused_dyn("<f8", json!([0]), json!([1])), shape_words("1 values", "(0,)", "float64"));
    assert_eq!(refused_dyn("<i1", json!([1]), json!([128])), "128 is no value of int8");
    assert_eq!(refused_dyn("<u8", json!([1]), json!([-1])), "-1 is no value of uint64");
    assert_eq!(refused_dyn("<i4", json!([1]), json!([1.5])), "1.5 is no value of int32");
    assert_eq!(refused_dyn("<i4", json!([1]), json!([true])), "true is no value of int32");
    assert_eq!(refused_dyn("|b1", json!([1]), json!([1])), "1 is no value of bool");
    assert_eq!(refused_dyn("<f4", json!([1]), json!([1e39])), format!("{} is no value of float32", 1e39));
    assert_eq!(refused_dyn("<f2", json!([1]), json!([1e6])), "1000000 is no value of float16");
    assert_eq!(refused_dyn("<f8", json!([1]), json!(["Infinity"])), "\"Infinity\" is no value of float64");
    assert_eq!(refused_dyn("<c16", json!([1]), json!([[1, 2, 3]])), "a list of 3 is no value of complex128");
    assert_eq!(refused_dyn("<U2", json!([1]), json!(["abc"])), "\"abc\" is no value of <U2");
    assert_eq!(refused_dyn("|S1", json!([1]), json!([[1, 2]])), "a list of 2 is no value of |S1");
    assert_eq!(refused_dyn("|S1", json!([1]), json!([[256]])), "a list of 1 is no value of |S1");
    assert_eq!(refused_dyn("|V2", json!([1]), json!([[1]])), "a list of 1 is no value of |V2");
    assert_eq!(refused_dyn("<M8[s]", json!([1]), json!(["now"])), "\"now\" is no value of datetime64[s]");
    assert!(refused_dyn("<M8[s]", json!([1]), json!(["2020-13"])).contains("2020-13"));
    assert_eq!(refused_dyn("<m8[s]", json!([1]), json!(["5"])), "\"5\" is no value of timedelta64[s]");
    assert_eq!(refused_dyn("foo", json!([1]), json!([1])), "data type 'foo' not understood");
    assert!(refused_dyn("<f8", json!([-1]), json!([1])).contains("-1"));
    let axes = refused_dyn("<f8", json!(vec![1; 65]), json!([1]));
    assert_eq!(axes, "maximum supported dimension for an ndarray is currently 64, found 65");
}

#[test]
fn what_is_no_array_is_refused() {
    let refused = |json: &str| match serde_json::from_str::<DynArray>(json) {
        Ok(a) => panic!("{json} was read as {a:?}"),
        Err(e) => e.to_string(),
    };
    assert!(refused(r#"{"dtype":"<f8","shape":[1]}"#).starts_with("missing field `data`"));
    assert!(refused(r#"{"shape":[1],"data":[1]}"#).starts_with("missing field `dtype`"));
    assert!(refused(r#"{"dtype":"<f8","data":[1]}"#).starts_with("missing field `shape`"));
    assert!(refused(r#"{"dtype":"<f8","dtype":"<f8"}"#).starts_with("duplicate field `dtype`"));
    assert!(refused(r#"{"dtype":"<f8","order":"C"}"#).starts_with("unknown field `order`"));
    assert!(refused(r#"["<f8",[1]]"#).starts_with("invalid length 2"));
    assert!(refused("[1, 2]").starts_with("Cannot interpret '1' as a data type"));
    assert!(refused("null").starts_with("invalid type: null, expected an array: dtype, shape and data"));
    assert!(refused(r#"{"dtype":"<f8","shape":[1],"data":[null]}"#).starts_with("invalid type: null"));
    // In the order of the fields a list will do.
    let a: DynArray = serde_json::from_str(r#"["<f8",[1],[1.5]]"#).unwrap();
    assert_eq!(a.item().unwrap(), Scalar::Float64(1.5));
}

#[test]
fn typed_arrays_take_their_own_type() {
    let json = serde_json::to_string(&array![1, 2]).unwrap();
    let error = serde_json::from_str::<Array<i64>>(&json).unwrap_err();
    assert_eq!(error.to_string(), "array has dtype int32, not int64; use `astype` to convert its values");
    let bytes = postcard::to_allocvec(&array![1, 2]).unwrap();
    assert!(postcard::from_bytes::<Array<f32>>(&bytes).is_err());
    assert!(postcard::from_bytes::<Array<i32>>(&bytes).is_ok());
}

/// Claims that there is no data for: an error at once, and no memory taken.
#[test]
fn absurd_claims() {
    let huge = usize::MAX;
    for (dtype, shape) in [
        ("<f8", json!([1u64 << 60])),
        ("<f8", json!([1u64 << 32, 1u64 << 32, 1u64 << 32])),
        ("<f8", json!([huge])),
        ("<f8", json!([0, huge, huge])),
        ("<U2", json!([1u64 << 40])),
        ("|S0", json!([1u64 << 50])),
        ("|V2147483647", json!([1u64 << 31])),
    ] {
        for data in [json!([]), json!([1]), json!([""])] {
            let value = json!({"dtype": dtype, "shape": shape, "data": data});
            assert!(serde_json::from_str::<DynArray>(&value.to_string()).is_err(), "{value}");
            assert!(serde_json::from_value::<DynArray>(value.clone()).is_err(), "{value}");
        }
    }
    // Elements far wider than their text.
    let wide = r#"{"dtype":"<U500000000","shape":[8],"data":["a","a","a","a","a","a","a","a"]}"#;
    let error = serde_json::from_str::<DynArray>(wide).unwrap_err();
    assert!(error.to_string().starts_with("too few bytes of data"), "{error}");
    let wide = r#"{"dtype":"<U1000000","shape":[2],"data":["a","b"]}"#;
    let a: DynArray = serde_json::from_str(wide).unwrap();
    assert_eq!(a.get(1).unwrap(), Scalar::Str("b".to_owned()));

    // postcard: text, lengths, bytes, each with their number first.
    let compact = |dtype: &str, shape: &[u64], claimed: u64, data: &[u8]| {
        let mut bytes = postcard::to_allocvec(&(dtype, shape, claimed)).unwrap();
        bytes.extend_from_slice(data);
        postcard::from_bytes::<DynArray>(&bytes)
    };
    assert!(compact("<f8", &[1], 8, &[0; 8]).is_ok());
    assert!(compact("<f8", &[1], 9, &[0; 9]).is_err());
    assert!(compact("<f8", &[2], 8, &[0; 8]).is_err());
    assert!(compact("<f8", &[1], u64::MAX, &[0; 8]).is_err());
    assert!(compact("<f8", &[u64::MAX], 8, &[0; 8]).is_err());
    assert!(compact("<f8", &[1 << 61], 0, &[]).is_err());
    assert!(compact("<f8", &[1; 65], 8, &[0; 8]).is_err());
    assert!(compact("|S0", &[1 << 50], 0, &[]).is_err());
    assert!(compact("|S0", &[1 << 10], 0, &[]).is_ok());
    assert!(compact("|b1", &[2], 2, &[0, 1]).is_ok());
    assert!(compact("|b1", &[2], 2, &[0, 2]).is_err());
    assert!(compact("[('a', '?'), ('b', 'u1')]", &[1], 2, &[1, 2]).is_ok());
    assert!(compact("[('a', '?'), ('b', 'u1')]", &[1], 2, &[2, 1]).is_err());
    assert!(compact("foo", &[1], 8, &[0; 8]).is_err());
}

#[test]
fn values_nested_without_end() {
    let deep = format!(r#"{{"shape":[1],"data":[{}{}],"dtype":"<f8"}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert!(serde_json::from_str::<DynArray>(&deep).is_err());
    let deep = format!(r#"{{"dtype":{}{},"shape":[1],"data":[1]}}"#, "[".repeat(100_000), "]".repeat(100_000));
    assert!(serde_json::from_str::<DynArray>(&deep).is_err());
}

/// Bytes of good input changed, cut and repeated: whatever comes out, it is an array or an error.
#[test]
fn damaged_input_does_not_panic() {
    let a = array![[1.5, f64::NAN], [2.0, -1.0]];
    let b = array![Str::<3>::new("buy").unwrap(), Str::EMPTY];
    let c = DynArray::from_bytes(2, dtype!([("a", "?"), ("b", ">i2", [2])]), &[1, 0, 1, 0, 2, 0, 0, 3, 0, 4]).unwrap();
    let good = [
        (serde_json::to_vec(&a).unwrap(), postcard::to_allocvec(&a).unwrap()),
        (serde_json::to_vec(&b).unwrap(), postcard::to_allocvec(&b).unwrap()),
        (serde_json::to_vec(&c).unwrap(), postcard::to_allocvec(&c).unwrap()),
    ];
    let mut state = 1u64;
    let mut random = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    let mut read = 0;
    for round in 0..20_000 {
        let (json, compact) = &good[round % good.len()];
        let is_json = round % 2 == 0;
        let mut bytes = if is_json { json.clone() } else { compact.clone() };
        for _ in 0..=random(3) {
            let at = random(bytes.len());
            match random(4) {
                0 => bytes[at] = random(256) as u8,
                1 => bytes[at] = b"0123456789[]\",:-eUSVfi<>"[random(24)],
                2 => drop(bytes.remove(at)),
                _ => bytes.insert(at, bytes[random(bytes.len())]),
            }
        }
        let result = if is_json {
            serde_json::from_slice::<DynArray>(&bytes).ok()
        } else {
            postcard::from_bytes::<DynArray>(&bytes).ok()
        };
        if let Some(a) = result {
            read += 1;
            assert!(a.size() == 0 || !a.to_string().is_empty());
        }
    }
    assert!(read > 100, "some damage goes unnoticed: {read}");
}

#[test]
fn cells_are_written_as_they_are_now() {
    let mut a = array![[1.5, 2.5], [3.5, 4.5]];
    let text = serde_json::to_string(&a.t()).unwrap();
    let cells = a.cells().t();
    assert_eq!(serde_json::to_string(&cells).unwrap(), text);
    cells.mul_assign(2.0);
    let back: Array<f64> = postcard::from_bytes(&postcard::to_allocvec(&cells).unwrap()).unwrap();
    assert_eq!(back, array![[3.0, 7.0], [5.0, 9.0]]);
}
