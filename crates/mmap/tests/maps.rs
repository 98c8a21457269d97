//! Maps: modes, orders, what they share with the file and with other processes.

use npcore_array::{Array, Order, arange, array, s};
use npcore_dtype::DType;
use npcore_mmap::{Advice, ArrayFile, DynMemmap, FileOptions, Memmap, Mode, NpzFile, load, save, savez, tofile};
use npcore_ufunc::{ArrayMethods, count_nonzero, sum};

mod support;
use support::{Folder, same};

#[test]
fn modes() {
    let folder = Folder::new();
    let path = folder.file("a");
    // SAFETY: the files of this test are its own; what maps share is written through one at a time.
    unsafe {
        let mut map = Memmap::<f64>::create(&path, [3, 4]).unwrap();
        assert_eq!((map.shape(), map.strides(), map.nbytes()), (&[3, 4][..], &[32, 8][..], 96));
        assert_eq!(sum(&map, ..).unwrap(), 0.0);
        let cells = map.cells().unwrap();
        cells.slice(s![.., 1]).assign([1.0, 2.0, 3.0]);
        cells.slice(s![1..]).assign(cells.slice(s![..-1])); // as if copied first
        assert!(map.view_mut().unwrap_err().to_string().contains("use `cells()`"));
        map.flush_range(s![1]).unwrap();
        map.close().unwrap();

        let mut map = Memmap::<f64>::open(&path, [3, -1]).unwrap();
        assert_eq!(map.view().slice(s![.., 1]).to_vec(), [1.0, 1.0, 2.0]);
        assert!(map.cells().unwrap_err().to_string().ends_with("assignment destination is read-only"));
        assert!(map.view_mut().is_err());

        let mut copy = FileOptions::<f64>::new().mode(Mode::CopyOnWrite).shape([3, 4]).map(&path).unwrap();
        copy.view_mut().unwrap().fill(9.0);
        copy.advise(Advice::DontNeed).unwrap(); // keeps what was written
        assert_eq!(sum(&copy, ..).unwrap(), 108.0);
        assert_eq!(sum(&map, ..).unwrap(), 4.0);

        let grown = FileOptions::<f64>::new().mode(Mode::ReadWrite).shape([5, 4]).map(&path).unwrap();
        assert_eq!(sum(&grown, 1).unwrap().to_vec(), [1.0, 1.0, 2.0, 0.0, 0.0]);
        assert_eq!(std::fs::metadata(&path).unwrap().len(), 160);
    }
}

#[test]
fn maps_are_array_like() {
    let folder = Folder::new();
    let a = arange(0.0, 12.0, 1.0).into_shape([3, 4]).unwrap();
    save(folder.file("a.npy"), &a).unwrap();
    // SAFETY: nobody writes the file.
    let map = unsafe { Memmap::<f64>::open_npy(folder.file("a.npy"), Mode::Read).unwrap() };
    same(&npcore_array::add(&map, &map).unwrap(), &(&a + &a));
    same(&npcore_array::multiply(&map, 2.0).unwrap(), &(&a * 2.0));
    same(&(&map + 1.5), &(&a + 1.5));
    same(&(&map / &map), &(&a / &a));
    same(&(&map % [1.0, 2.0, 3.0, 4.0]), &(&a % [1.0, 2.0, 3.0, 4.0]));
    same(&map.view().mean(0).unwrap(), &a.mean(0).unwrap());
    same(
        &npcore_ufunc::sqrt(map.slice(s![1..;2, ..;-1])).unwrap(),
        &npcore_ufunc::sqrt(a.slice(s![1..;2, ..;-1])).unwrap(),
    );
    assert_eq!(map.get([2, -1]).unwrap(), 11.0);
    assert_eq!(map.to_string(), a.to_string());
    assert_eq!(
        format!("{map:?}"),
        "memmap([[ 0.,  1.,  2.,  3.],\n        [ 4.,  5.,  6.,  7.],\n        [ 8.,  9., 10., 11.]])"
    );
    for advice in
        [Advice::Normal, Advice::Sequential, Advice::Random, Advice::WillNeed, Advice::DontNeed, Advice::HugePages]
    {
        map.advise(advice).unwrap();
    }
    assert_eq!(sum(&map, ..).unwrap(), 66.0);
    assert!(map.advise_range(Advice::WillNeed, s![7]).is_err());
}

#[test]
fn types_orders_and_offsets() {
    let folder = Folder::new();
    let dtype: DType = "[('id', '>u2'), ('on', '?'), ('x', '<f8')]".parse().unwrap();
    let bytes: Vec<u8> = (0..3 + 4 * dtype.itemsize()).map(|i| (i * 29 % 256) as u8).collect();
    std::fs::write(folder.file("r"), &bytes).unwrap();
    // SAFETY: nobody writes the file.
    let map =
        unsafe { FileOptions::new_dyn(dtype).offset(3).shape([2, -1]).order(Order::F).map(folder.file("r")).unwrap() };
    assert_eq!((map.shape(), map.strides(), map.offset()), (&[2, 2][..], &[11, 22][..], 3));
    assert_eq!(map.view().tobytes(Order::F).unwrap(), &bytes[3..]);
    assert!(map.downcast::<f64>().is_err());

    // Bools of any byte are read as NumPy reads them, and never referred to.
    std::fs::write(folder.file("b"), [0, 1, 2, 255]).unwrap();
    // SAFETY: nobody writes the file.
    let bools = unsafe { Memmap::<bool>::open(folder.file("b"), -1).unwrap() };
    assert_eq!(bools.view().to_vec(), [false, true, true, true]);
    assert!(bools.view().as_slice().is_none());
    assert_eq!(count_nonzero(&bools, ..).unwrap(), 3);
}

#[test]
fn npy_files_are_mapped_and_made() {
    let folder = Folder::new();
    let path = folder.file("a.npy");
    // SAFETY: one map at a time.
    unsafe {
        let options = FileOptions::<i32>::new().mode(Mode::Create).shape([2, 3]).order(Order::F);
        let mut map = options.map_npy(&path).unwrap();
        map.cells().unwrap().assign(array![[1, 2, 3], [4, 5, 6]]);
        map.close().unwrap();
        let a: Array<i32> = load(&path).unwrap();
        assert!(a.is_f_contiguous());
        save(folder.file("b.npy"), &a).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), std::fs::read(folder.file("b.npy")).unwrap());

        let mut map = DynMemmap::open_npy(&path, Mode::ReadWrite).unwrap();
        assert_eq!((map.offset(), map.dtype()), (128, DType::INT32));
        map.cells().unwrap().slice(s![0]).fill(7.into());
        drop(map);
        assert_eq!(load::<i32>(&path).unwrap().to_vec(), [7, 7, 7, 4, 5, 6]);
        assert!(Memmap::<f32>::open_npy(&path, Mode::Read).is_err());

        // Nothing, and nothing to map.
        save(folder.file("0.npy"), Array::<f64>::zeros([0, 3])).unwrap();
        let empty = Memmap::<f64>::open_npy(folder.file("0.npy"), Mode::Read).unwrap();
        assert_eq!(sum(&empty, 0).unwrap().to_vec(), [0.0; 3]);
        assert_eq!(Memmap::<f64>::create(folder.file("0"), [0, 2]).unwrap().cells().unwrap().to_vec(), [0.0; 0]);
    }
}

#[test]
fn members_of_archives_are_mapped() {
    let folder = Folder::new();
    let path = folder.file("z.npz");
    let (a, b) = (arange::<f64>(0.0, 1000.0, 1.0), array![[1u8, 2], [3, 4]]);
    savez(&path, [("a", a.as_dyn()), ("b", b.as_dyn())]).unwrap();
    let mut npz = NpzFile::open(&path).unwrap();
    // SAFETY: nobody writes the file.
    unsafe {
        let map = npz.map::<f64>("a", Mode::Read).unwrap();
        assert!(map.view().is_aligned() && map.view().as_slice() == a.as_slice());
        let mut copy = npz.map::<u8>("b", Mode::CopyOnWrite).unwrap();
        copy.view_mut().unwrap().fill(0);
        assert!(npz.map::<u8>("b", Mode::ReadWrite).is_err());
    }
    same(&npz.get::<u8>("b").unwrap(), &b);
    npcore_mmap::savez_compressed(&path, [("a", a.as_dyn())]).unwrap();
    // SAFETY: nothing is mapped.
    let error = unsafe { NpzFile::open(&path).unwrap().map::<f64>("a", Mode::Read).unwrap_err() };
    assert!(error.to_string().ends_with("z.npz/a: a is compressed: only stored members can be mapped"), "{error}");
}

/// The part of this test that runs in processes of its own.
#[test]
fn write_a_half() {
    let (Ok(path), Ok(half)) = (std::env::var("NPCORE_TEST_MAP"), std::env::var("NPCORE_TEST_HALF")) else { return };
    let half: usize = half.parse().unwrap();
    // SAFETY: each process writes its own half, and reads no other.
    unsafe {
        let mut map = FileOptions::<u64>::new().mode(Mode::ReadWrite).shape([2, 1 << 16]).map(&path).unwrap();
        let row = map.cells().unwrap().slice(s![half]);
        for round in 1..=20u64 {
            row.fill(round * 10 + half as u64);
        }
        map.close().unwrap();
    }
    let mut file = ArrayFile::<u64>::open(folder_file(&path), [2, -1]).unwrap();
    assert!(file.write_section(s![0], 1).is_err());
}

fn folder_file(path: &str) -> std::path::PathBuf {
    format!("{path}.plain").into()
}

#[test]
fn two_processes_write_disjoint_parts() {
    let folder = Folder::new();
    let path = folder.file("shared");
    drop(ArrayFile::<u64>::create(&path, [2, 1 << 16]).unwrap());
    tofile(folder_file(path.to_str().unwrap()), [0u64; 8]).unwrap();
    let start = |half: &str| {
        let mut command = std::process::Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "write_a_half"]).env("NPCORE_TEST_MAP", &path).env("NPCORE_TEST_HALF", half);
        command.stdout(std::process::Stdio::null()).spawn().unwrap()
    };
    let children = [start("0"), start("1")];
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let a = ArrayFile::<u64>::open(&path, [2, -1]).unwrap().read().unwrap();
    assert!(a.slice(s![0]).values().all(|x| x == 200) && a.slice(s![1]).values().all(|x| x == 201));
}

/// Resident memory of this process, in bytes.
#[cfg(target_os = "linux")]
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() << 10
}

#[cfg(target_os = "linux")]
#[test]
fn a_sparse_file_of_100_gigabytes() {
    use std::os::unix::fs::MetadataExt;

    let folder = Folder::new();
    let (path, rows, columns) = (folder.file("huge"), 250_000, 100_000);
    let file = std::fs::File::create(&path).unwrap();
    if let Err(error) = file.set_len(100_000_000_000) {
        eprintln!("SKIPPED: the file system at {} has no files of 100 GB: {error}", path.display());
        return;
    }
    if file.metadata().unwrap().blocks() > 1000 {
        eprintln!("SKIPPED: the file system at {} has no sparse files", path.display());
        return;
    }
    drop(file);
    let before = resident();
    let start = std::time::Instant::now();
    // SAFETY: the file is this test's own.
    let mut map = unsafe { FileOptions::<f32>::new().mode(Mode::ReadWrite).shape([rows, columns]).map(&path).unwrap() };
    let opened = start.elapsed();
    map.cells().unwrap().slice(s![200_000..200_100, ..1000]).fill(0.5);
    assert_eq!(sum(map.slice(s![200_000..200_100]), ..).unwrap(), 50_000.0);
    let section = resident() - before;
    // 100 rows have 40 MB, with what the system maps around them.
    assert!(section < 64 << 20, "{section}");
    eprintln!("opened in {opened:?}; {section} bytes more after 100 rows of 400,000 bytes were summed");

    // A column: a page of each row that is touched.
    map.cells().unwrap().slice(s![..;1000, 77_777]).fill(2.0);
    map.flush().unwrap();
    assert_eq!(sum(map.slice(s![..;500, 77_777]), ..).unwrap(), 500.0);
    assert!(resident() - before < 128 << 20, "{}", resident() - before);
    drop(map);
    let file = ArrayFile::<f32>::open(&path, [rows as isize, -1]).unwrap();
    assert_eq!(sum(file.read_section(s![..;1000, 77_777]).unwrap(), ..).unwrap(), 500.0);
    assert!(std::fs::metadata(&path).unwrap().blocks() * 512 < 64 << 20);
}
