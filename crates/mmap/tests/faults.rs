//! What can be wrong with files, disks and their owners: each an error that names the file, and nothing lost.

use std::fs::OpenOptions;
use std::io::{self, Cursor, Read, Write};

use npcore_array::{Array, arange, array, s};
use npcore_mmap::format::{Header, read_array, write_array};
use npcore_mmap::{
    ArrayFile, FileErrorKind, Memmap, Mode, NpzFile, NpzWriter, SaveOptions, load, load_dyn, out_of_core, save, savez,
};

mod support;
use support::Folder;

/// A header with a text that says anything, and some data.
fn npy(text: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((text.len() as u16).to_le_bytes());
    bytes.extend(text.as_bytes());
    bytes.extend(data);
    bytes
}

fn shaped(shape: &str) -> Vec<u8> {
    npy(&format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}}}"), &[0; 40])
}

#[test]
fn shapes_that_lie() {
    let folder = Folder::new();
    let path = folder.file("lie.npy");
    for (shape, words) in [
        ("(6,)", "Failed to read all data for array. Expected (6,) = 6 elements, could only read 5 elements."),
        ("(1000000000000,)", "could only read 5 elements. (file seems not fully written?)"),
        ("(9223372036854775807, 9223372036854775807)", "array is too big"),
        ("(9223372036854775807, 9223372036854775807, 0)", ""),
        ("(4611686018427387904, 4)", "array is too big"),
        ("(99999999999999999999,)", "Cannot parse header"),
        ("(-5,)", "shape is not valid: (-5,)"),
    ] {
        std::fs::write(&path, shaped(shape)).unwrap();
        let error = load::<f64>(&path).expect_err(shape).to_string();
        assert!(error.starts_with(path.to_str().unwrap()), "{error}");
        assert!(error.contains(words), "{shape}: {error}");
        // SAFETY: nobody writes the file.
        let error = unsafe { Memmap::<f64>::open_npy(&path, Mode::Read) }.expect_err(shape);
        assert_eq!(error.file(), Some(&*path));
        assert!(ArrayFile::<f64>::open_npy(&path, Mode::Read).is_err(), "{shape}");
        // A stream cannot know its length: it ends, or there is no such memory.
        assert!(read_array::<f64>(&shaped(shape)[..]).is_err(), "{shape}");
    }
    std::fs::write(&path, shaped("(5,)")).unwrap();
    assert_eq!(load::<f64>(&path).unwrap().to_vec(), [0.0; 5]);
}

#[test]
fn every_cut_is_an_error() {
    let folder = Folder::new();
    let path = folder.file("cut.npy");
    save(&path, arange::<i16>(0, 50, 1)).unwrap();
    let whole = std::fs::read(&path).unwrap();
    for n in 0..whole.len() {
        std::fs::write(&path, &whole[..n]).unwrap();
        let error = load::<i16>(&path).unwrap_err();
        assert_eq!(error.file(), Some(&*path));
        if n > 0 {
            assert_eq!(error.offset(), Some(n as u64), "{error}");
        }
        assert!(read_array::<i16>(&whole[..n]).is_err());
    }
}

#[test]
fn any_byte_may_be_wrong() {
    let mut whole = Vec::new();
    write_array(&mut whole, arange::<u8>(0, 9, 1)).unwrap();
    for at in 0..128 {
        for byte in [0, b'\'', b'(', b'{', b'9', b'-', 0x80, 0xff] {
            let mut broken = whole.clone();
            broken[at] = byte;
            // Either is fine, as long as it ends.
            let _ = npcore_mmap::format::read_array_dyn(&broken[..]);
        }
    }
    let mut archive = Cursor::new(Vec::new());
    let mut writer = NpzWriter::new(&mut archive);
    writer.add("a", arange::<u8>(0, 9, 1)).unwrap();
    writer.finish().unwrap();
    let whole = archive.into_inner();
    for at in 0..whole.len() {
        for byte in [0, 1, 0x7f, 0xff] {
            let mut broken = whole.clone();
            broken[at] = byte;
            if let Ok(mut npz) = NpzFile::new(Cursor::new(broken)) {
                let names: Vec<String> = npz.names().map(str::to_owned).collect();
                for name in names {
                    if let Ok(a) = npz.get::<u8>(&name) {
                        assert_eq!(a.to_vec(), (0..9).collect::<Vec<u8>>(), "byte {at} is {byte}");
                    }
                }
            }
        }
        assert!(NpzFile::new(Cursor::new(&whole[..at])).is_err());
    }
}

#[test]
fn python_is_refused_by_name() {
    let folder = Folder::new();
    let path = folder.file("o.npy");
    std::fs::write(&path, npy("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", b"\x80\x04.")).unwrap();
    assert!(matches!(load_dyn(&path).unwrap_err().kind(), FileErrorKind::Objects));
    std::fs::write(&path, b"\x80\x04\x95\x00").unwrap();
    assert!(matches!(load_dyn(&path).unwrap_err().kind(), FileErrorKind::Pickle));
    std::fs::write(&path, npy("__import__('os').system('touch /tmp/x')", b"")).unwrap();
    assert!(matches!(load_dyn(&path).unwrap_err().kind(), FileErrorKind::HeaderSyntax { .. }));
    savez(folder.file("z.npz"), [("a", array![1].as_dyn())]).unwrap();
    let error = load_dyn(folder.file("z.npz")).unwrap_err().to_string();
    assert!(error.contains("this is an archive of arrays: open it with NpzFile::open("), "{error}");
    assert!(matches!(load_dyn(folder.file("no")).unwrap_err().kind(), FileErrorKind::Io(_)));
}

#[test]
fn a_file_that_shrinks_while_it_is_open() {
    let folder = Folder::new();
    let path = folder.file("a");
    let mut file = ArrayFile::<f64>::create(&path, [1000, 1000]).unwrap();
    file.write_section(s![..], 1.0).unwrap();
    OpenOptions::new().write(true).open(&path).unwrap().set_len(4_000_100).unwrap();
    assert_eq!(npcore_ufunc::sum(file.read_section(s![..500]).unwrap(), ..).unwrap(), 500_000.0);
    for error in [
        file.read().unwrap_err(),
        file.read_section(s![500]).unwrap_err(),
        file.read_section(s![.., 3]).unwrap_err(),
        file.read_section(s![.., ..;7]).unwrap_err(),
        file.chunks(1 << 20).find_map(Result::err).unwrap(),
        out_of_core(&file).block_bytes(1 << 20).sum(..).unwrap_err(),
    ] {
        assert!(matches!(error.kind(), FileErrorKind::Truncated { .. }), "{error}");
        assert!(error.file() == Some(&*path) && error.offset().unwrap() >= 4_000_000, "{error}");
    }
    // Writing makes it long enough again.
    file.write_section(s![999, 999], 2.0).unwrap();
    assert_eq!(file.read_section(s![999, 998..]).unwrap().to_vec(), [0.0, 2.0]);
}

#[test]
fn read_only() {
    let folder = Folder::new();
    let path = folder.file("a.npy");
    save(&path, [1.0, 2.0]).unwrap();
    let mut file = ArrayFile::<f64>::open_npy(&path, Mode::Read).unwrap();
    let error = file.write_section(s![0], 5.0).unwrap_err();
    assert!(matches!(error.kind(), FileErrorKind::ReadOnly), "{error}");

    let mut permissions = std::fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&path, permissions).unwrap();
    if OpenOptions::new().write(true).open(&path).is_ok() {
        eprintln!("SKIPPED: this user may write read-only files");
        return;
    }
    for error in [ArrayFile::<f64>::open_npy(&path, Mode::ReadWrite).unwrap_err(), save(&path, [3.0]).unwrap_err()] {
        assert!(matches!(error.kind(), FileErrorKind::Io(e) if e.kind() == io::ErrorKind::PermissionDenied), "{error}");
    }
    assert_eq!(load::<f64>(&path).unwrap().to_vec(), [1.0, 2.0]);
}

/// A disk with so many bytes left.
struct Disk(usize);

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = bytes.len().min(self.0);
        self.0 -= n;
        if n == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(n) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk() {
    let a = arange(0.0, 100_000.0, 1.0).into_shape([100, 1000]).unwrap();
    for room in [0, 5, 128, 129, 100_000, 800_127] {
        for error in
            [write_array(Disk(room), &a).unwrap_err(), write_array(Disk(room), a.slice(s![..;-1])).unwrap_err()]
        {
            assert!(matches!(error.kind(), FileErrorKind::Io(e) if e.kind() == io::ErrorKind::StorageFull));
        }
        let mut npz = NpzWriter::stream(Disk(room));
        assert!(npz.add("a", &a).is_err() || npz.finish().is_err());
    }
    write_array(Disk(800_128), &a).unwrap();
}

/// A reader that gives one byte at a time, with interruptions, and fails at some place.
struct Trickle<'a> {
    bytes: &'a [u8],
    calls: usize,
    fails_at: usize,
}

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.calls += 1;
        if self.calls.is_multiple_of(3) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        if self.bytes.len() == self.fails_at {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        let n = self.bytes.len().min(buffer.len()).min(1);
        buffer[..n].copy_from_slice(&self.bytes[..n]);
        self.bytes = &self.bytes[n..];
        Ok(n)
    }
}

#[test]
fn readers_that_trickle_and_fail() {
    let mut bytes = Vec::new();
    write_array(&mut bytes, array![[1i64, 2], [3, 4]].t()).unwrap();
    let a: Array<i64> = read_array(Trickle { bytes: &bytes, calls: 0, fails_at: usize::MAX }).unwrap();
    assert_eq!((a.to_string(), a.is_f_contiguous()), ("[[1 3]\n [2 4]]".to_owned(), true));
    for fails_at in 1..=bytes.len() {
        let error = read_array::<i64>(Trickle { bytes: &bytes, calls: 0, fails_at }).unwrap_err();
        assert!(matches!(error.kind(), FileErrorKind::Io(e) if e.kind() == io::ErrorKind::ConnectionReset));
    }
}

#[test]
fn a_save_that_fails_leaves_the_old_file() {
    let folder = Folder::new();
    let path = folder.file("a.npz");
    savez(&path, [("a", array![1, 2].as_dyn())]).unwrap();
    let before = std::fs::read(&path).unwrap();
    // A name twice is seen when most of the archive is written.
    let (big, small) = (Array::<f64>::zeros([1000, 100]), array![1]);
    let arrays = [("a", big.as_dyn()), ("b", small.as_dyn()), ("a", small.as_dyn())];
    let error = savez(&path, arrays).unwrap_err();
    assert!(error.to_string().ends_with("Cannot use un-named variables and keyword a"), "{error}");
    assert_eq!(std::fs::read(&path).unwrap(), before);
    // A panic too.
    let panics = std::panic::catch_unwind(|| {
        savez(&path, [0, 1].map(|i| if i == 0 { ("a", big.as_dyn()) } else { panic!("out of arrays") }))
    });
    assert!(panics.is_err());
    assert_eq!(std::fs::read(&path).unwrap(), before);
    assert_eq!(folder.names(), ["a.npz"]);
    assert!(save(folder.path().join("no/such/folder.npy"), [1]).is_err());
    assert!(save(folder.path(), [1]).is_ok() && std::fs::remove_file(folder.path().with_extension("npy")).is_ok());
}

#[test]
fn in_place() {
    let folder = Folder::new();
    let path = folder.file("a.npy");
    let options = SaveOptions::new().in_place(true);
    options.save(&path, arange(0.0, 1000.0, 1.0)).unwrap();
    options.sync(true).save(&path, [1.0, 2.0]).unwrap();
    assert_eq!(load::<f64>(&path).unwrap().to_vec(), [1.0, 2.0]);
    options.tofile(folder.file("r"), [1u8, 2]).unwrap();
    assert_eq!(std::fs::read(folder.file("r")).unwrap(), [1, 2]);
    assert_eq!(folder.names(), ["a.npy", "r"]);
}

/// The part of this test that is killed.
#[test]
fn write_until_killed() {
    let Ok(path) = std::env::var("NPCORE_TEST_SAVE") else { return };
    let a = Array::<f64>::full([1_000_000], 2.0);
    loop {
        SaveOptions::new().sync(false).save(&path, &a).unwrap();
    }
}

#[test]
fn a_crash_leaves_a_whole_file() {
    let folder = Folder::new();
    let path = folder.file("a.npy");
    save(&path, Array::<f64>::full([1_000_000], 1.0)).unwrap();
    for round in 0..8 {
        let mut command = std::process::Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "write_until_killed"]).env("NPCORE_TEST_SAVE", &path);
        let mut child = command.stdout(std::process::Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20 + 7 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let a: Array<f64> = load(&path).unwrap();
        let first = a.get(0).unwrap();
        assert!(a.len() == 1_000_000 && a.values().all(|x| x == first), "{first}");
    }
}

#[cfg(unix)]
#[test]
fn links_permissions_and_pipes() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = Folder::new();
    save(folder.file("real.npy"), [1.0]).unwrap();
    std::fs::set_permissions(folder.file("real.npy"), std::fs::Permissions::from_mode(0o640)).unwrap();
    symlink(folder.file("real.npy"), folder.file("link.npy")).unwrap();
    save(folder.file("link.npy"), [2.0]).unwrap();
    assert!(std::fs::symlink_metadata(folder.file("link.npy")).unwrap().is_symlink());
    assert_eq!(load::<f64>(folder.file("real.npy")).unwrap().to_vec(), [2.0]);
    assert_eq!(std::fs::metadata(folder.file("real.npy")).unwrap().permissions().mode() & 0o777, 0o640);

    // A pipe is written and read directly.
    let pipe = folder.file("pipe.npy");
    if !std::process::Command::new("mkfifo").arg(&pipe).status().is_ok_and(|s| s.success()) {
        eprintln!("SKIPPED: no mkfifo");
        return;
    }
    let a = arange(0.0, 100_000.0, 1.0);
    let read = std::thread::scope(|scope| {
        scope.spawn(|| save(&pipe, &a).unwrap());
        load::<f64>(&pipe).unwrap()
    });
    assert_eq!(read.to_vec(), a.to_vec());
}

#[test]
fn a_header_that_would_not_fit() {
    let header = Header::new("[('日', '<i4')]".parse().unwrap(), &[1]);
    assert!(matches!(header.to_bytes(Some((1, 0))).unwrap_err().kind(), FileErrorKind::Encoding { .. }));
    assert!(matches!(header.to_bytes(Some((7, 0))).unwrap_err().kind(), FileErrorKind::Version { .. }));
    assert_eq!(header.to_bytes(None).unwrap()[6], 3);
    let overlapping = "{'names': ['a', 'b'], 'formats': ['<i4', '<i2'], 'offsets': [0, 2]}".parse().unwrap();
    let error = Header::new(overlapping, &[1]).to_bytes(None).unwrap_err().to_string();
    assert_eq!(error, "dtype.descr is not defined for types with overlapping or out-of-order fields");
}
