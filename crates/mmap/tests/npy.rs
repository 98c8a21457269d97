//! `.npy` and `.npz` against NumPy's own files (`cargo xtask goldens` makes them; its script says what the lines mean).

use std::io::Cursor;

use npcore_array::{DynArray, Order};
use npcore_dtype::{DType, RecordBuilder};
use npcore_mmap::format::{read_array_dyn, write_array, write_array_version};
use npcore_mmap::{NpzFile, NpzWriter};

#[path = "../../array/tests/golden/mod.rs"]
mod golden;
use golden::{Memory, all_same, bytes, hex};

fn same(ours: &DynArray, theirs: &Memory) -> Result<(), String> {
    let view = theirs.view();
    // A file has one of two orders.
    let fortran = view.is_f_contiguous() && !view.is_c_contiguous();
    if ours.dtype() != view.dtype() || ours.shape() != view.shape() {
        return Err(format!("{} {:?}, not {} {:?}", ours.dtype(), ours.shape(), view.dtype(), view.shape()));
    }
    if !ours.is_empty() && ours.is_f_contiguous() != (fortran || view.is_c_contiguous() && view.is_f_contiguous()) {
        return Err("the other order".to_owned());
    }
    let order = if fortran { Order::F } else { Order::C };
    let (ours, theirs) = (ours.tobytes(order).unwrap(), view.tobytes(order).unwrap());
    if ours == theirs { Ok(()) } else { Err(format!("{}\n{}", hex(&ours), hex(&theirs))) }
}

fn wide(n: usize) -> DynArray {
    let fields = (0..n).map(|i| (format!("f{i}"), DType::INT32));
    DynArray::zeros_dyn(2, DType::record(fields).unwrap()).unwrap()
}

fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, &b| (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3))
}

fn run(line: &str) -> Result<(), String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let wrong = |why: String| format!("{line}\n{why}");
    match fields[..] {
        ["array", operand, version, file] => {
            let (memory, file) = (Memory::parse(operand), bytes(file));
            let mut ours = Vec::new();
            let written = match version {
                "-" => write_array(&mut ours, memory.view()),
                text => {
                    let numbers: Vec<u8> = golden::numbers(text);
                    write_array_version(&mut ours, memory.view(), (numbers[0], numbers[1]))
                }
            };
            written.map_err(|e| wrong(e.to_string()))?;
            if ours != file {
                return Err(wrong(format!("ours {}", hex(&ours))));
            }
            let mut rest = &file[..];
            let read = read_array_dyn(&mut rest).map_err(|e| wrong(e.to_string()))?;
            if !rest.is_empty() {
                return Err(wrong("bytes are left".to_owned()));
            }
            same(&read, &memory).map_err(wrong)
        }
        ["odd", file, operand] => {
            let read = read_array_dyn(&bytes(file)[..]).map_err(|e| wrong(e.to_string()))?;
            same(&read, &Memory::parse(operand)).map_err(wrong)
        }
        ["damaged", file, words] => match read_array_dyn(&bytes(file)[..]) {
            Ok(_) => Err(wrong("no error".to_owned())),
            Err(error) => {
                let ours = error.kind().to_string();
                if words.ends_with(&ours) { Ok(()) } else { Err(wrong(ours)) }
            }
        },
        ["wide", n, hash] => {
            let a = wide(n.parse().unwrap());
            let mut ours = Vec::new();
            write_array(&mut ours, &a).unwrap();
            let back = read_array_dyn(&ours[..]).map_err(|e| wrong(e.to_string()))?;
            if back.dtype() != a.dtype() || format!("{:016x}", fnv(&ours)) != hash {
                return Err(wrong(format!("version {:?}, hash {:016x}", &ours[6..8], fnv(&ours))));
            }
            Ok(())
        }
        _ => panic!("no kind of line: {line}"),
    }
}

#[test]
fn like_numpy() {
    all_same(include_str!("goldens/npy.txt"), 150, run);
}

/// The arrays that the archives hold.
fn archive() -> Vec<(&'static str, DynArray)> {
    let of = |dtype: &str, shape: &[usize], bytes: &[u8]| {
        DynArray::from_bytes(shape, dtype.parse().unwrap(), bytes).unwrap()
    };
    let le = |values: &[i32]| values.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>();
    let characters = |words: &[&str]| -> Vec<u8> {
        words.iter().flat_map(|w| w.chars().chain(['\0'; 2]).take(2)).flat_map(|c| u32::from(c).to_le_bytes()).collect()
    };
    let fortran = of(">f4", &[2, 3], &(0..6).flat_map(|i| (i as f32).to_be_bytes()).collect::<Vec<u8>>());
    let records = RecordBuilder::new().field("id", DType::UINT16).field("x", DType::FLOAT64).build().unwrap();
    let rows = [(1u16, 0.5f64), (2, 1.5)].iter().flat_map(|(id, x)| [&id.to_le_bytes()[..], &x.to_le_bytes()].concat());
    vec![
        ("ints", of("<i4", &[3, 4], &le(&(0..12).collect::<Vec<i32>>()))),
        ("names", of("<U2", &[3], &characters(&["ab", "日本", ""]))),
        ("zero_d", of("<f8", &[], &2.5f64.to_le_bytes())),
        ("fortran", fortran.try_to_owned(Order::F).unwrap()),
        ("records", DynArray::from_bytes(2, records, &rows.collect::<Vec<u8>>()).unwrap()),
        ("empty", of("<f8", &[0, 3], &[])),
        ("long", of("<i8", &[1000], &(0..1000i64).flat_map(|i| (i % 7).to_le_bytes()).collect::<Vec<u8>>())),
    ]
}

fn compare(file: &[u8]) {
    let mut npz = NpzFile::new(Cursor::new(file)).unwrap();
    let arrays = archive();
    assert!(npz.names().eq(arrays.iter().map(|(name, _)| *name)));
    for (name, a) in &arrays {
        let header = npz.header(name).unwrap();
        assert_eq!((header.dtype, &header.shape[..]), (a.dtype(), a.shape()), "{name}");
        let b = npz.get_dyn(name).unwrap();
        assert_eq!(b.dtype(), a.dtype(), "{name}");
        assert_eq!((b.shape(), b.is_f_contiguous()), (a.shape(), a.is_f_contiguous()), "{name}");
        assert_eq!(b.to_bytes(), a.to_bytes(), "{name}");
    }
}

#[test]
fn archives_of_numpy_are_read() {
    compare(include_bytes!("goldens/stored.npz"));
    compare(include_bytes!("goldens/deflated.npz"));
}

fn written(compressed: bool) -> Vec<u8> {
    let mut writer = NpzWriter::new(Cursor::new(Vec::new())).compressed(compressed);
    for (name, a) in archive() {
        writer.add(name, &a).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The script of the golden files reads these two with NumPy. `OURS=1` writes them anew.
#[test]
fn archives_of_ours() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/goldens");
    for (name, compressed) in [("ours_stored.npz", false), ("ours_deflated.npz", true)] {
        let (path, ours) = (format!("{folder}/{name}"), written(compressed));
        compare(&ours);
        if std::env::var_os("OURS").is_some() {
            std::fs::write(&path, &ours).unwrap();
        }
        let golden = std::fs::read(&path).unwrap();
        compare(&golden);
        // What the compressor makes of it may change with its version.
        if !compressed {
            assert!(golden == ours, "{name} is written otherwise than it was: check it with NumPy");
        }
    }
}
