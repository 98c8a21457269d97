//! `#[derive(Record)]`: the dtype is NumPy's aligned one, rows are read and written field by field, padding stays zero.

use npcore_array::{Array, DynArray, RecordArray, array, s};
use npcore_dtype::{Bytes, Complex, DType, DateTime64, Element, Str, dtype, units};
use npcore_index::{ArrayIndex, ArrayIndexMut};
use npcore_structured::{MakeRecords, Record, RecordFields, RecordFieldsMut, RecordOrder, desc};

#[derive(Clone, Copy, Debug, PartialEq, Record)]
#[record(crate = npcore_structured)]
#[repr(C)]
struct Trade {
    active: bool,
    price: f64,
    volume: i64,
    name: Str<5>,
}

#[derive(Clone, Copy, Debug, PartialEq, Record)]
#[record(crate = npcore_structured)]
#[repr(C, packed)]
struct Packet {
    kind: u8,
    length: u16,
    time: DateTime64<units::us>,
    payload: Bytes<3>,
}

#[derive(Clone, Copy, Debug, PartialEq, Record)]
#[record(crate = npcore_structured)]
#[repr(C)]
struct Sensor {
    #[record(rename = "id number")]
    id: u16,
    point: [[f32; 3]; 2],
    inner: Pair,
    flags: [bool; 3],
}

#[derive(Clone, Copy, Debug, PartialEq, Record)]
#[record(crate = npcore_structured)]
#[repr(C)]
struct Pair {
    a: u8,
    z: Complex<f32>,
}

#[derive(Clone, Copy, Debug, PartialEq, Record)]
#[record(crate = npcore_structured, no_constants)]
#[repr(C, align(32))]
struct Wide {
    x: f64,
}

impl Wide {
    #[allow(dead_code)]
    fn x(&self) -> f64 {
        self.x
    }
}

fn trades() -> Vec<Trade> {
    let trade = |name: &str, price, volume, active| Trade { active, price, volume, name: Str::truncated(name) };
    vec![trade("BTC", 50000.0, 100, true), trade("ETH", 3000.0, 500, false), trade("XRP", 100.0, 20, true)]
}

#[test]
fn dtypes_are_those_of_the_structs() {
    let numpy = DType::record_aligned([
        ("active", DType::BOOL),
        ("price", DType::FLOAT64),
        ("volume", DType::INT64),
        ("name", DType::str_of(5)),
    ])
    .unwrap();
    assert_eq!(Trade::dtype(), numpy);
    assert!(Trade::dtype().as_record().unwrap().is_aligned());
    assert_eq!(Trade::dtype().itemsize(), size_of::<Trade>());
    assert_eq!(Packet::dtype(), dtype!([("kind", "u1"), ("length", "u2"), ("time", "M8[us]"), ("payload", "S3")]));
    assert!(!Packet::dtype().as_record().unwrap().is_aligned());
    assert_eq!(
        Sensor::dtype().to_string(),
        "{'names': ['id number', 'point', 'inner', 'flags'], 'formats': ['<u2', ('<f4', (2, 3)), \
         [('a', 'u1'), ('z', '<c8')], ('?', (3,))], 'offsets': [0, 4, 28, 40], 'itemsize': 44, 'aligned': True}"
    );
    assert_eq!(Wide::dtype().itemsize(), 32);
    const { assert!(Trade::PADDED && Sensor::PADDED && Pair::PADDED && Wide::PADDED && !Packet::PADDED) };
    const { assert!(!Trade::ALL_VALID && Packet::ALL_VALID && !Sensor::ALL_VALID && Pair::ALL_VALID) };
}

#[test]
fn fields_are_typed_views() {
    let mut array = Array::from(trades());
    assert_eq!(array.field(Trade::price).unwrap().to_string(), "[50000.  3000.   100.]");
    assert_eq!(Trade::name.of(&array).to_string(), "['BTC' 'ETH' 'XRP']");
    Trade::volume.of_mut(&mut array).slice_mut(s![1..]).fill(7);
    assert_eq!(array.get([2]).unwrap().volume, 7);
    array.field_mut::<f64>("price").unwrap().assign([1.0, 2.0, 3.0]);
    assert_eq!(array[[1]].price, 2.0);
    assert!(array.field::<f32>("price").unwrap_err().to_string().contains("field price: array has dtype float64"));
    let nested = Array::from(vec![Sensor {
        id: 1,
        point: [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]],
        inner: Pair { a: 3, z: Complex::new(1.0, -1.0) },
        flags: [true, false, true],
    }]);
    assert_eq!(Sensor::point.of(&nested).shape(), [1, 2, 3]);
    let inner = Sensor::inner.of(&nested);
    assert_eq!(Pair::z.of(inner).to_string(), "[1.-1.j]");
    assert_eq!(nested.to_string(), "[(1, [[1., 2., 3.], [4., 5., 6.]], (3, 1.-1.j), [ True, False,  True])]");
}

#[test]
fn both_forms_share_memory() {
    let array = Array::from(trades());
    let at = array.as_slice().unwrap().as_ptr().cast::<u8>();
    let records: RecordArray = array.into_dyn().downcast().unwrap();
    assert_eq!(records.field::<f64>("price").unwrap().to_vec(), [50000.0, 3000.0, 100.0]);
    let back: Array<Trade> = records.into_dyn().downcast().unwrap();
    assert_eq!(back.as_slice().unwrap().as_ptr().cast::<u8>(), at);
    assert_eq!(back.as_slice().unwrap(), trades());
    assert_eq!(back.into_vec(), trades());
    let packed = RecordArray::from_rows(dtype!([("a", "u1"), ("z", "c8")]), [(1, Complex::new(1.0f32, 2.0))]).unwrap();
    let error = packed.into_dyn().downcast::<Pair>().unwrap_err();
    assert!(error.to_string().starts_with("array has dtype [('a', 'u1'), ('z', '<c8')], not {"), "{error}");
}

/// What every array of padded records keeps: the bytes between the fields are zeros.
#[track_caller]
fn padding_is_zero<T: Element>(array: &Array<T>) {
    let record = T::dtype().as_record().unwrap();
    for row in array.to_bytes().chunks_exact(T::dtype().itemsize()) {
        let mut at = 0;
        for run in record.runs().iter().chain([&(row.len()..row.len())]) {
            assert!(row[at..run.start].iter().all(|&byte| byte == 0), "{row:?}");
            at = run.end;
        }
    }
}

/// Structs whose padding is not zero.
fn dirty() -> Vec<Trade> {
    let mut vec = trades();
    let bytes = size_of::<Trade>();
    for trade in &mut vec {
        let p = std::ptr::from_mut(trade).cast::<u8>();
        // SAFETY: the padding behind `active` and at the end, inside of the struct.
        unsafe {
            p.add(1).write_bytes(0xAA, 7);
            p.add(bytes - 4).write_bytes(0xAA, 4);
        }
    }
    vec
}

#[test]
fn padding_does_not_leak() {
    padding_is_zero(&Array::from(dirty()));
    padding_is_zero(&dirty().into_iter().collect());
    padding_is_zero(&Array::from(&dirty()[..]));
    padding_is_zero(&Array::from(<[Trade; 3]>::try_from(dirty()).unwrap()));
    padding_is_zero(&Array::from_fn(3, |i| dirty()[i[0]]));
    padding_is_zero(&Array::full([2, 2], dirty()[1]));
    padding_is_zero(&array![dirty()[0], dirty()[1]]);
    let mut array = Array::<Trade>::zeros(3);
    array.set([1], dirty()[0]).unwrap();
    array.slice_mut(s![2..]).fill(dirty()[2]);
    array.map_inplace(|_| dirty()[1]);
    padding_is_zero(&array);
    let copy = array.map(|trade| Trade { active: false, ..trade });
    padding_is_zero(&copy);
    // SAFETY: all are written.
    let array = unsafe {
        Array::<Trade>::from_uninit(3, npcore_array::Order::C, |slots| {
            slots.iter_mut().zip(dirty()).for_each(|(slot, trade)| _ = slot.write(trade));
        })
    };
    padding_is_zero(&array.unwrap());
}

#[test]
fn padded_records_are_not_lent_mutably() {
    let mut array = Array::from(trades());
    assert!(array.as_slice().is_some() && array.as_slice_mut().is_none());
    let error = array.get_mut([0]).unwrap_err().to_string();
    assert_eq!(
        error,
        "no mutable reference to an element: these records have padding; use `set`, or write to their fields"
    );
    assert!(std::panic::catch_unwind(move || array.iter_mut().count()).is_err());
    let packet = Packet { kind: 1, length: 2, time: DateTime64::new(3), payload: Bytes::EMPTY };
    let mut packets = Array::from(vec![packet; 2]);
    packets.as_slice_mut().unwrap()[1].length = 9;
    packets[[0]].kind = 7;
    assert_eq!({ packets[[1]].length }, 9);
    assert_eq!(packets.field(Packet::kind).unwrap().to_string(), "[7 1]");
}

#[test]
fn bytes_from_elsewhere_are_checked_when_read() {
    let mut bytes = vec![0u8; 2 * size_of::<Trade>()];
    bytes[0] = 2;
    let array: Array<Trade> = DynArray::from_bytes(2, Trade::dtype(), &bytes).unwrap().downcast().unwrap();
    assert!(array.get([0]).unwrap().active && !array.get([1]).unwrap().active);
    let view = npcore_array::frombuffer::<Trade>(&bytes, None, 0).unwrap();
    assert!(view.get([0]).unwrap().active);
    assert!(view.as_slice().is_none() && view.field(Trade::active).unwrap().as_slice().is_none());
    let odd = [&[0u8][..], &bytes].concat();
    let view = npcore_array::frombuffer::<Trade>(&odd, None, 1).unwrap();
    assert_eq!(view.field(Trade::active).unwrap().to_vec(), [true, false]);
    assert_eq!(view.to_owned().as_slice().map(<[Trade]>::len), None);
}

#[test]
fn everything_that_arrays_do() {
    let array = Array::from(trades());
    let dear = array.mask(array.field(Trade::price).unwrap().gt(1000.0)).unwrap();
    assert_eq!(dear.shape(), [2]);
    padding_is_zero(&dear);
    let by_volume: Array<Trade> = array.sort_by([desc("volume")]).unwrap();
    assert_eq!(by_volume.field(Trade::volume).unwrap().to_string(), "[500 100  20]");
    padding_is_zero(&by_volume);
    let mut changed = array.clone();
    changed.mask_mut(&array.field(Trade::active).unwrap()).unwrap().fill(trades()[1]).unwrap();
    assert_eq!(changed.equal(&array).to_string(), "[False  True False]");
    padding_is_zero(&changed);
    let records: RecordArray = array.clone().into_dyn().downcast().unwrap();
    assert!(records.equal(&array).values().all(|equal| equal));
    let rows = RecordArray::from_rows(dtype!([("on", "?"), ("p", "f4"), ("v", "i2"), ("n", "U3")]), trades()).unwrap();
    assert_eq!(
        rows.to_string(),
        "[( True, 50000., 100, 'BTC') (False,  3000., 500, 'ETH')\n ( True,   100.,  20, 'XRP')]"
    );
    let converted = rows.as_dyn().astype_dyn(Trade::dtype()).unwrap().downcast::<Trade>().unwrap();
    assert_eq!(converted.as_slice().unwrap(), trades());
    padding_is_zero(&converted);
    assert_eq!(array.get_ref([1]).unwrap(), &trades()[1]);
    assert_eq!(array.iter().filter(|trade| trade.active).count(), 2);
}
