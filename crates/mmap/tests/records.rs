//! Records in files: saved, mapped, read by sections, as types known at compile time and at run time.

use npcore_array::{Array, DynArray, RecordArray, s};
use npcore_dtype::{DType, Element, Str, Structured, dtype};
use npcore_mmap::{ArrayFile, Memmap, Mode, fromfile, fromfile_dyn, load, save, tofile};
use npcore_structured::{MakeRecords, Record, RecordCells, RecordFields, RecordOrder};

#[derive(Clone, Copy, Debug, PartialEq, Record)]
#[record(crate = npcore_structured)]
#[repr(C)]
struct Trade {
    active: bool,
    price: f64,
    name: Str<3>,
}

fn trades() -> Array<Trade> {
    let trade = |name: &str, price, active| Trade { active, price, name: Str::truncated(name) };
    Array::from(vec![trade("BTC", 50000.0, true), trade("ETH", 3000.0, false), trade("XRP", 0.5, true)])
}

fn path(name: &str) -> std::path::PathBuf {
    std::env::temp_dir().join(format!("npcore-mmap-records-{}-{name}", std::process::id()))
}

#[test]
fn typed_and_run_time_records_share_a_file() {
    let path = path("trades.npy");
    save(&path, trades()).unwrap();
    let records: RecordArray = load(&path).unwrap();
    assert_eq!(records.dtype(), Trade::dtype());
    assert_eq!(records.to_string(), trades().to_string());
    let typed: Array<Trade> = load(&path).unwrap();
    assert_eq!(typed.as_slice(), trades().as_slice());
    let file = ArrayFile::<Trade>::open_npy(&path, Mode::Read).unwrap();
    assert_eq!(file.read_section(s![1..]).unwrap().field(Trade::price).unwrap().to_vec(), [3000.0, 0.5]);
    let file = ArrayFile::<Structured>::open_npy(&path, Mode::Read).unwrap();
    assert_eq!(file.read_section(s![0]).unwrap().field_dyn("name").unwrap().to_string(), "BTC");
    // SAFETY: nobody else knows of the file.
    let mut map = unsafe { Memmap::<Trade>::open_npy(&path, Mode::ReadWrite).unwrap() };
    assert_eq!(map.field(Trade::price).unwrap().to_vec(), [50000.0, 3000.0, 0.5]);
    assert_eq!(map.sort_by(["price"]).unwrap().field(Trade::name).unwrap().to_string(), "['XRP' 'ETH' 'BTC']");
    map.cells().unwrap().field_cells(Trade::price).unwrap().fill(1.0);
    map.flush().unwrap();
    drop(map);
    assert_eq!(load::<Trade>(&path).unwrap().field(Trade::price).unwrap().to_vec(), [1.0; 3]);
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn raw_files_are_read_by_any_record() {
    let path = path("raw.bin");
    let dtype = dtype!([("kind", "u1"), ("length", ">u2"), ("data", "S3")]);
    let packets = RecordArray::from_rows(dtype, [(1u8, 16u16, "abc"), (2, 256, "de")]).unwrap();
    tofile(&path, &packets).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), b"\x01\x00\x10abc\x02\x01\x00de\0");
    let back: DynArray = fromfile_dyn(&path, dtype, None, 0).unwrap();
    assert_eq!(back.to_string(), "[(1,  16, b'abc') (2, 256, b'de')]");
    tofile(&path, trades()).unwrap();
    let back: Array<Trade> = fromfile(&path, None, 0).unwrap();
    assert_eq!(back.as_slice(), trades().as_slice());
    assert!(load::<f64>(&path).is_err());
    std::fs::write(&path, [7; 10]).unwrap();
    let whole: DType = dtype;
    assert_eq!(fromfile_dyn(&path, whole, None, 0).unwrap().size(), 1);
    std::fs::remove_file(&path).unwrap();
}
