//! Sections, blocks and rows of arrays in files, held against the same of arrays in memory.

use npcore_array::{Array, DynArray, Order, arange, array, s};
use npcore_dtype::DType;
use npcore_layout::SliceItem;
use npcore_mmap::{ArrayFile, DynArrayFile, FileOptions, Mode, append_rows, fromfile, load, load_dyn, save, tofile};
use proptest::prelude::*;

mod support;
use support::{Folder, same};

/// A shape, and items that are right or wrong for it.
fn cases() -> impl Strategy<Value = (Vec<usize>, Vec<SliceItem>, bool, u64)> {
    let axis = prop_oneof![4 => 0..6usize, 1 => 600..900usize];
    let shape = prop::collection::vec(axis, 0..4).prop_filter("small", |s| s.iter().product::<usize>() < 700_000);
    let item = prop_oneof![
        3 => (-7..7isize).prop_map(SliceItem::Index),
        6 => (prop::option::of(-9..9isize), prop::option::of(-9..9isize), prop::sample::select(vec![1, 1, 2, 3, -1, -2]))
            .prop_map(|(start, stop, step)| SliceItem::Range { start, stop, step }),
        2 => Just(SliceItem::FULL),
        1 => Just(SliceItem::NewAxis),
        1 => Just(SliceItem::Ellipsis),
    ];
    (shape, prop::collection::vec(item, 0..4), any::<bool>(), prop::sample::select(vec![0, 3, 4096]))
}

fn counted(shape: &[usize], fortran: bool) -> Array<u32> {
    let n = shape.iter().product::<usize>() as u32;
    let a = arange(0, n, 1).reshape(shape).unwrap().into_owned();
    a.try_to_owned(if fortran { Order::F } else { Order::C }).unwrap()
}

/// The raw file of an array in its own order, behind `offset` bytes.
fn raw(folder: &Folder, a: &Array<u32>, fortran: bool, offset: u64) -> ArrayFile<u32> {
    let order = if fortran { Order::F } else { Order::C };
    let mut bytes = vec![0xee; offset as usize];
    bytes.extend(a.tobytes(order).unwrap());
    let path = folder.file("raw");
    std::fs::write(&path, bytes).unwrap();
    FileOptions::new().mode(Mode::ReadWrite).shape(a.shape()).order(order).offset(offset).open(path).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn read_as_in_memory((shape, items, fortran, offset) in cases()) {
        let (folder, a) = (Folder::new(), counted(&shape, fortran));
        let file = raw(&folder, &a, fortran, offset);
        match (a.try_slice(&items), file.read_section(&items)) {
            (Ok(wanted), Ok(read)) => {
                prop_assert_eq!(wanted.shape(), read.shape());
                prop_assert_eq!(wanted.to_vec(), read.to_vec());
            }
            (Err(wanted), Err(error)) => prop_assert_eq!(wanted.to_string(), error.kind().to_string()),
            (wanted, read) => prop_assert!(false, "{:?} {:?}", wanted.map(|a| a.to_vec()), read.map(|a| a.to_vec())),
        }
    }

    #[test]
    fn write_as_in_memory((shape, items, fortran, offset) in cases()) {
        let (folder, mut a) = (Folder::new(), counted(&shape, fortran));
        let mut file = raw(&folder, &a, fortran, offset);
        let Ok(mut part) = a.try_slice_mut(&items) else { return Ok(()) };
        let new = counted(part.shape(), !fortran) + 1_000_000;
        part.assign(&new);
        file.write_section(&items, &new).unwrap();
        let order = if fortran { Order::F } else { Order::C };
        let bytes = std::fs::read(file.path()).unwrap();
        prop_assert_eq!(&bytes[offset as usize..], &a.tobytes(order).unwrap()[..]);
        prop_assert!(bytes[..offset as usize].iter().all(|&b| b == 0xee));
    }

    #[test]
    fn blocks_are_the_whole((shape, _, fortran, offset) in cases(), bytes in 1..20_000usize) {
        let (folder, a) = (Folder::new(), counted(&shape, fortran));
        let file = raw(&folder, &a, fortran, offset);
        let mut back = Array::<u32>::zeros(&shape[..]);
        for chunk in file.chunks(bytes.max(a.nbytes() / 500)) {
            let chunk = chunk.unwrap();
            back.slice_mut(chunk.block().items()).assign(chunk.array());
        }
        prop_assert_eq!(back.to_vec(), a.to_vec());
    }

    #[test]
    fn npy_files_come_back((shape, items, fortran, _) in cases()) {
        let (folder, a) = (Folder::new(), counted(&shape, fortran));
        let Ok(part) = a.try_slice(&items) else { return Ok(()) };
        let path = folder.file("a.npy");
        save(&path, part).unwrap();
        let back: Array<u32> = load(&path).unwrap();
        prop_assert_eq!(back.shape(), part.shape());
        prop_assert_eq!(back.to_vec(), part.to_vec());
        // Any reader gives what the file gives.
        let bytes = std::fs::read(&path).unwrap();
        let streamed: Array<u32> = npcore_mmap::format::read_array(&bytes[..]).unwrap();
        prop_assert_eq!(streamed.to_vec(), back.to_vec());
        prop_assert_eq!(streamed.strides(), back.strides());
    }
}

#[test]
fn broadcast_and_conversion() {
    let folder = Folder::new();
    let mut file = ArrayFile::<i16>::create(folder.file("a"), [3, 4]).unwrap();
    file.write_section(s![..], [1, 2, 3, 4]).unwrap();
    file.write_section(s![1], 7.9).unwrap();
    file.write_section(s![.., -1], array![[10], [20], [30]].slice(s![.., 0])).unwrap();
    assert_eq!(file.read().unwrap().to_string(), "[[ 1  2  3 10]\n [ 7  7  7 20]\n [ 1  2  3 30]]");
    let error = file.write_section(s![0], [1, 2, 3]).unwrap_err();
    assert!(error.to_string().ends_with("could not broadcast input array from shape (3,) into shape (4,)"), "{error}");
    let error = file.read_section(s![5]).unwrap_err();
    assert!(error.to_string().ends_with("index 5 is out of bounds for axis 0 with size 3"), "{error}");
    // A value in the middle of nothing else.
    file.write_section(s![2, 2], -5).unwrap();
    assert_eq!(fromfile::<i16>(folder.file("a"), None, 0).unwrap().to_vec(), [1, 2, 3, 10, 7, 7, 7, 20, 1, 2, -5, 30]);
}

#[test]
fn rows_of_records_and_bools() {
    let folder = Folder::new();
    let dtype: DType = "[('t', '<M8[s]'), ('on', '?'), ('x', '>f4', (2,))]".parse().unwrap();
    let bytes: Vec<u8> = (0..5 * dtype.itemsize()).map(|i| (i * 37 % 256) as u8).collect();
    std::fs::write(folder.file("r"), &bytes).unwrap();
    let file = FileOptions::new_dyn(dtype).shape(-1).open(folder.file("r")).unwrap();
    assert_eq!(file.shape(), [5]);
    let rows = file.read_section(s![1..4;2]).unwrap();
    assert_eq!((rows.dtype(), rows.shape()), (dtype, &[2][..]));
    // A byte that is neither 0 nor 1 is true.
    let whole: DynArray = npcore_mmap::fromfile_dyn(folder.file("r"), dtype, None, 0).unwrap();
    assert_eq!(rows.to_bytes()[..17], whole.to_bytes()[17..34]);
    std::fs::write(folder.file("b"), [0, 1, 2, 255]).unwrap();
    let bools = fromfile::<bool>(folder.file("b"), None, 0).unwrap();
    assert_eq!(bools.as_slice(), Some(&[false, true, true, true][..]));
}

#[test]
fn rows_are_appended() {
    let folder = Folder::new();
    let path = folder.file("a.npy");
    save(&path, Array::<f32>::zeros([0, 3])).unwrap();
    let head = std::fs::read(&path).unwrap().len();
    for i in 0..200 {
        append_rows(&path, array![[i as f32, 0.5, 1.0], [-1.0, 0.0, 2.0]]).unwrap();
    }
    let a: Array<f32> = load(&path).unwrap();
    assert_eq!((a.shape(), a.get([398, 0]).unwrap()), (&[400, 3][..], 199.0));
    // Byte for byte what NumPy's save gives.
    save(folder.file("b.npy"), &a).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), std::fs::read(folder.file("b.npy")).unwrap());
    assert_eq!(std::fs::read(&path).unwrap().len(), head + a.nbytes());

    for (rows, words) in [
        (array![[1.0f64, 2.0, 3.0]].into_dyn(), "cannot append an array of shape (1, 3) and dtype float64"),
        (array![[1.0f32, 2.0]].into_dyn(), "cannot append an array of shape (1, 2) and dtype float32"),
    ] {
        let error = append_rows(&path, &rows).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
    save(folder.file("f.npy"), array![[1, 2], [3, 4]].t()).unwrap();
    assert!(append_rows(folder.file("f.npy"), [1, 2]).unwrap_err().to_string().contains("C order"));
    save(folder.file("0.npy"), 5).unwrap();
    assert!(append_rows(folder.file("0.npy"), [1]).is_err());

    // What a broken append has left is written over; another array is not.
    let mut bytes = std::fs::read(&path).unwrap();
    bytes.extend([9; 7]);
    std::fs::write(&path, &bytes).unwrap();
    append_rows(&path, array![7.0f32, 8.0, 9.0]).unwrap();
    assert_eq!(load::<f32>(&path).unwrap().slice(s![-1]).to_vec(), [7.0, 8.0, 9.0]);
    let one = std::fs::read(&path).unwrap();
    std::fs::write(&path, [&one[..], &one[..]].concat()).unwrap();
    assert!(append_rows(&path, array![7.0f32, 8.0, 9.0]).unwrap_err().to_string().contains("another array"));
}

#[test]
fn shapes_from_the_file() {
    let folder = Folder::new();
    tofile(folder.file("a"), arange::<i32>(0, 24, 1)).unwrap();
    let open = |shape: &[isize]| ArrayFile::<i32>::open(folder.file("a"), shape);
    assert_eq!(open(&[-1]).unwrap().shape(), [24]);
    assert_eq!(open(&[2, -1, 3]).unwrap().shape(), [2, 4, 3]);
    assert_eq!(open(&[2, 3]).unwrap().read().unwrap().to_string(), "[[0 1 2]\n [3 4 5]]");
    for (shape, words) in [
        (&[-1, -1][..], "negative dimensions are not allowed"),
        (&[-2], "negative dimensions are not allowed"),
        (&[-1, 7], "Size of available data is not a multiple of the data-type size."),
        (&[-1, 0], "The elements are 0-sized."),
        (&[5, 5], "Expected (5, 5) = 25 elements, could only read 24 elements."),
        (&[isize::MAX, 2], ""),
    ] {
        let error = open(shape).unwrap_err().to_string();
        assert!(error.contains(words) && error.starts_with(folder.path().to_str().unwrap()), "{shape:?}: {error}");
    }
    let late = FileOptions::<i32>::new().offset(97).open(folder.file("a")).unwrap_err().to_string();
    assert!(late.ends_with("the data would begin at byte 97 of a file of 96 bytes"), "{late}");
    let file = DynArrayFile::open_npy(folder.file("a"), Mode::Read).unwrap_err().to_string();
    assert!(file.contains("byte 0: the magic string is not correct"), "{file}");
    assert!("x".parse::<Mode>().is_err());
    assert_eq!("r+".parse::<Mode>().unwrap(), Mode::ReadWrite);
}

#[test]
fn big_endian_is_read_as_it_is() {
    let folder = Folder::new();
    let a = DynArray::from_bytes(2, ">i4".parse().unwrap(), &[0, 0, 0, 1, 0, 0, 1, 0]).unwrap();
    save(folder.file("a"), &a).unwrap(); // gets the ending
    let back = load_dyn(folder.file("a.npy")).unwrap();
    same(&a, &back);
    assert_eq!(back.astype::<i32>().to_vec(), [1, 256]);
    let error = load::<i32>(folder.file("a.npy")).unwrap_err().to_string();
    assert!(error.ends_with("array has dtype >i4, not int32; use `astype` to convert its values"), "{error}");
}
