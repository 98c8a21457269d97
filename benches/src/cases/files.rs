//! Arrays in files: saving and loading, archives, maps, work by blocks. Every file was touched before, and comes from the
//! system's cache, where the case does not say otherwise.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::count;
use crate::case::{Case, fresh};
use crate::ours::{np, shaped};
use np::prelude::*;

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    let large = 9_000_000;
    cases.push(save(large, false));
    cases.push(save(large, true));
    cases.push(load(large));
    cases.push(tofile(large));
    cases.push(fromfile(large));
    cases.push(load_many(1000, 100));
    cases.push(save_many(100, 100));
    for compressed in [false, true] {
        cases.push(savez(1_000_000, compressed));
        cases.push(load_npz(1_000_000, compressed));
    }
    cases.push(map_section());
    cases.push(file_section());
    cases.push(file_column());
    // Only where a file can be taken out of the cache.
    for &cold in if cfg!(target_os = "linux") { &[false, true][..] } else { &[false] } {
        cases.push(map_sum(large, cold));
        for n in [32_000_000, 512_000_000] {
            cases.push(out_of_core("mean", n, By::Reading, cold));
            cases.push(out_of_core("mean", n, By::Map, cold));
        }
    }
    for n in [32_000_000, 512_000_000] {
        cases.push(out_of_core("std", n, By::Reading, false));
    }
}

/// Python's file of rows of a million floats: thirty-two of them, again and again.
fn rows_in_python(n: usize) -> String {
    let (rows, cols) = table_of(n);
    format!(
        "{FOLDER} + '.npy'; import os\n\
        m = np.lib.format.open_memmap(p, 'w+', 'f8', ({rows}, {cols}))\n\
        b = data('f8', 1, 32, {cols})\n\
        for i in range(0, {rows}, 32): m[i:i + 32] = b[:{rows} - i]\n\
        del m; f = os.open(p, os.O_RDONLY); os.fsync(f)"
    )
}

/// The same file.
fn rows_file(n: usize) -> (Folder, PathBuf) {
    let (rows, cols) = table_of(n);
    let folder = Folder::new();
    let path = folder.file("a.npy");
    let mut file = np::ArrayFile::<f64>::create_npy(&path, [rows, cols]).expect("room on the disk");
    let block = shaped::<f64>(1, &[32, cols]);
    for i in (0..rows).step_by(32) {
        let to = (i + 32).min(rows);
        file.write_section(np::s![i as isize..to as isize], block.slice(np::s![..(to - i) as isize]))
            .expect("room on the disk");
    }
    file.sync().expect("room on the disk");
    (folder, path)
}

fn table_of(n: usize) -> (usize, usize) {
    let cols = n.min(1_000_000);
    (n / cols, cols)
}

/// Takes a file out of the system's cache; a part of what is timed, as it is in Python.
#[cfg(target_os = "linux")]
fn forget(path: &std::path::Path) {
    use std::os::fd::AsRawFd;
    let file = std::fs::File::open(path).expect("a file");
    // SAFETY: an open file; the call changes no memory of the process.
    unsafe { libc::posix_fadvise(file.as_raw_fd(), 0, 0, libc::POSIX_FADV_DONTNEED) };
}

#[cfg(not(target_os = "linux"))]
fn forget(_path: &std::path::Path) {
    unreachable!("no case forgets a file here");
}

/// A statement that begins with a cold file, where that is wanted.
fn forgotten(stmt: &str, cold: bool) -> String {
    if cold { format!("(os.posix_fadvise(f, 0, 0, os.POSIX_FADV_DONTNEED), {stmt})[1]") } else { stmt.to_owned() }
}

/// The name of a case about a file of so many floats.
fn about(what: &str, n: usize, cold: bool) -> String {
    format!("{what} of {} MB{}", 8 * n / 1_000_000, if cold { ", not in the cache" } else { "" })
}

/// Python's folder for the files of a case.
pub(super) const FOLDER: &str = "import tempfile; d = tempfile.TemporaryDirectory(); p = d.name + '/a'";

/// A folder that goes with the work that has it.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Folder {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("npcore-bench-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).expect("a folder for files");
        Folder(path)
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn case(name: impl Into<String>, bytes: usize) -> Case {
    Case::new("files", name).bytes(bytes)
}

/// What a call that writes gives to be compared.
pub(super) fn written(path: &std::path::Path) -> np::Array<u8> {
    np::fromfile(path, Some(256), 0).expect("a file")
}

fn save(n: usize, in_place: bool) -> Case {
    let how = if in_place { "in place" } else { "over a file" };
    case(format!("save {} MB {how}", 8 * n / 1_000_000), 8 * n)
        .setup(format!("{FOLDER} + '.npy'; a = data('f8', 1, {n})"))
        .result("np.fromfile(p, 'u1', 256)")
        .npcore(move |_| {
            let (folder, a) = (Folder::new(), shaped::<f64>(1, &[n]));
            let path = folder.file("a.npy");
            crate::case::into(np::zeros::<u8>(256), move |out| {
                let _ = &folder;
                np::SaveOptions::new().in_place(in_place).save(&path, &a).expect("room on the disk");
                *out = written(&path);
            })
        })
        .numpy("np.save(p, a)")
}

fn tofile(n: usize) -> Case {
    case(format!("tofile {} MB", 8 * n / 1_000_000), 8 * n)
        .setup(format!("{FOLDER}; a = data('f8', 1, {n})"))
        .result("np.fromfile(p, 'u1', 256)")
        .npcore(move |_| {
            let (folder, a) = (Folder::new(), shaped::<f64>(1, &[n]));
            let path = folder.file("a");
            crate::case::into(np::zeros::<u8>(256), move |out| {
                let _ = &folder;
                np::tofile(&path, &a).expect("room on the disk");
                *out = written(&path);
            })
        })
        .numpy("a.tofile(p)")
}

fn load(n: usize) -> Case {
    case(format!("load {} MB", 8 * n / 1_000_000), 8 * n)
        .setup(format!("{FOLDER} + '.npy'; np.save(p, data('f8', 1, {n}))"))
        .npcore(move |_| {
            let folder = Folder::new();
            let path = folder.file("a.npy");
            np::save(&path, shaped::<f64>(1, &[n])).expect("room on the disk");
            fresh(move || {
                let _ = &folder;
                np::load::<f64>(&path).expect("a file")
            })
        })
        .numpy("np.load(p)")
}

fn fromfile(n: usize) -> Case {
    case(format!("fromfile {} MB", 8 * n / 1_000_000), 8 * n)
        .setup(format!("{FOLDER}; data('f8', 1, {n}).tofile(p)"))
        .npcore(move |_| {
            let folder = Folder::new();
            let path = folder.file("a");
            np::tofile(&path, shaped::<f64>(1, &[n])).expect("room on the disk");
            fresh(move || {
                let _ = &folder;
                np::fromfile::<f64>(&path, None, 0).expect("a file")
            })
        })
        .numpy("np.fromfile(p)")
}

fn load_many(files: usize, n: usize) -> Case {
    let names = format!("names = [f'{{d.name}}/{{i}}.npy' for i in range({files})]");
    case(format!("load {} files of {}", count(files), count(n)), 8 * files * n)
        .setup(format!("{FOLDER}; {names}\nfor i, name in enumerate(names): np.save(name, data('f8', i, {n}))"))
        .npcore(move |_| {
            let folder = Folder::new();
            let paths: Vec<PathBuf> = (0..files).map(|i| folder.file(&format!("{i}.npy"))).collect();
            for (i, path) in paths.iter().enumerate() {
                np::save(path, shaped::<f64>(i as u64, &[n])).expect("room on the disk");
            }
            fresh(move || {
                let _ = &folder;
                let mut last = np::zeros::<f64>(0);
                for path in &paths {
                    last = np::load(path).expect("a file");
                }
                last
            })
        })
        .numpy("[np.load(name) for name in names][-1]")
}

fn save_many(files: usize, n: usize) -> Case {
    let names = format!("names = [f'{{d.name}}/{{i}}.npy' for i in range({files})]");
    case(format!("save {} files of {}", count(files), count(n)), 8 * files * n)
        .setup(format!("{FOLDER}; {names}; a = data('f8', 1, {n})"))
        .result("np.fromfile(names[0], 'u1', 256)")
        .npcore(move |_| {
            let (folder, a) = (Folder::new(), shaped::<f64>(1, &[n]));
            let paths: Vec<PathBuf> = (0..files).map(|i| folder.file(&format!("{i}.npy"))).collect();
            crate::case::into(np::zeros::<u8>(256), move |out| {
                let _ = &folder;
                for path in &paths {
                    np::save(path, &a).expect("room on the disk");
                }
                *out = written(&paths[0]);
            })
        })
        .numpy("for name in names: np.save(name, a)")
}

/// Numbers that compress as measurements do: whole ones of a small range.
fn steps(n: usize) -> np::Array<f64> {
    np::rint(&(shaped::<f64>(1, &[n]) / 4.0)).expect("rounded")
}

fn savez(n: usize, compressed: bool) -> Case {
    let name = if compressed { "savez_compressed" } else { "savez" };
    case(format!("{name} {} MB", 8 * n / 1_000_000), 8 * n)
        .setup(format!("{FOLDER} + '.npz'; a = np.rint(data('f8', 1, {n}) / 4)"))
        .result("np.load(p)['a']")
        .npcore(move |_| {
            let (folder, a) = (Folder::new(), steps(n));
            let path = folder.file("a.npz");
            let check = path.clone();
            crate::case::view(
                (folder, a),
                move |(_, a)| {
                    let arrays = [("a", a.as_dyn())];
                    let saved = if compressed { np::savez_compressed(&path, arrays) } else { np::savez(&path, arrays) };
                    saved.expect("room on the disk");
                },
                move |(_, a)| {
                    use crate::checksum::Summed;
                    np::savez(&check, [("a", a.as_dyn())]).expect("room on the disk");
                    let mut npz = np::NpzFile::open(&check).expect("an archive");
                    npz.get::<f64>("a").expect("an array").checksum()
                },
            )
        })
        .numpy(format!("np.{name}(p, a=a)"))
}

fn load_npz(n: usize, compressed: bool) -> Case {
    let (name, how) = if compressed { ("savez_compressed", "deflated") } else { ("savez", "stored") };
    case(format!("load {how} npz {} MB", 8 * n / 1_000_000), 8 * n)
        .setup(format!("{FOLDER} + '.npz'; np.{name}(p, a=np.rint(data('f8', 1, {n}) / 4))"))
        .npcore(move |_| {
            let (folder, a) = (Folder::new(), steps(n));
            let path = folder.file("a.npz");
            let arrays = [("a", a.as_dyn())];
            let saved = if compressed { np::savez_compressed(&path, arrays) } else { np::savez(&path, arrays) };
            saved.expect("room on the disk");
            fresh(move || {
                let _ = &folder;
                np::NpzFile::open(&path).expect("an archive").get::<f64>("a").expect("an array")
            })
        })
        .numpy("np.load(p)['a']")
}

const ROWS: usize = 10_000;
const COLUMNS: usize = 1000;

fn table() -> (Folder, PathBuf) {
    let folder = Folder::new();
    let path = folder.file("a.npy");
    np::save(&path, shaped::<f64>(1, &[ROWS, COLUMNS])).expect("room on the disk");
    (folder, path)
}

fn table_in_python() -> String {
    format!("{FOLDER} + '.npy'; np.save(p, data('f8', 1, {ROWS}, {COLUMNS}))")
}

fn map_section() -> Case {
    case("map, sum of 100 rows of 1e3", 800_000)
        .setup(table_in_python())
        .npcore(|_| {
            let (folder, path) = table();
            fresh(move || {
                let _ = &folder;
                // SAFETY: nobody writes the file.
                let map = unsafe { np::Memmap::<f64>::open_npy(&path, np::Mode::Read).expect("a file") };
                np::sum(map.slice(s![5000..5100]), 1).expect("rows")
            })
        })
        .numpy("np.load(p, mmap_mode='r')[5000:5100].sum(1)")
}

fn file_section() -> Case {
    case("read 100 rows of 1e3", 800_000)
        .setup(table_in_python())
        .npcore(|_| {
            let (folder, path) = table();
            fresh(move || {
                let _ = &folder;
                let file = np::ArrayFile::<f64>::open_npy(&path, np::Mode::Read).expect("a file");
                file.read_section(s![5000..5100]).expect("rows")
            })
        })
        .numpy("np.array(np.load(p, mmap_mode='r')[5000:5100])")
}

fn file_column() -> Case {
    case("read a column of 1e4 rows", 8 * ROWS)
        .setup(table_in_python())
        .npcore(|_| {
            let (folder, path) = table();
            fresh(move || {
                let _ = &folder;
                let file = np::ArrayFile::<f64>::open_npy(&path, np::Mode::Read).expect("a file");
                file.read_section(s![.., 77]).expect("a column")
            })
        })
        .numpy("np.array(np.load(p, mmap_mode='r')[:, 77])")
}

fn map_sum(n: usize, cold: bool) -> Case {
    case(about("map, sum", n, cold), 8 * n)
        .setup(rows_in_python(n))
        .npcore(move |_| {
            let (folder, path) = rows_file(n);
            fresh(move || {
                let _ = &folder;
                if cold {
                    forget(&path);
                }
                // SAFETY: nobody writes the file.
                let map = unsafe { np::Memmap::<f64>::open_npy(&path, np::Mode::Read).expect("a file") };
                np::sum(&map, 1).expect("rows")
            })
        })
        .numpy(forgotten("np.load(p, mmap_mode='r').sum(1)", cold))
}

/// How npcore comes to the blocks; NumPy has the map.
#[derive(Clone, Copy)]
enum By {
    Reading,
    Map,
}

fn out_of_core(name: &'static str, n: usize, by: By, cold: bool) -> Case {
    let what = match by {
        By::Reading => format!("out of core {name}"),
        By::Map => format!("out of core {name} by a map"),
    };
    case(about(&what, n, cold), 8 * n)
        .setup(rows_in_python(n))
        .npcore(move |_| {
            let (folder, path) = rows_file(n);
            fresh(move || {
                let _ = &folder;
                if cold {
                    forget(&path);
                }
                let ended = |work: np::OutOfCore<'_, f64>| if name == "mean" { work.mean(1) } else { work.std(1) };
                match by {
                    By::Reading => {
                        let file = np::ArrayFile::<f64>::open_npy(&path, np::Mode::Read).expect("a file");
                        ended(np::out_of_core(&file)).expect("rows")
                    }
                    By::Map => {
                        // SAFETY: nobody writes the file.
                        let map = unsafe { np::Memmap::<f64>::open_npy(&path, np::Mode::Read).expect("a file") };
                        ended(np::out_of_core(&map)).expect("rows")
                    }
                }
            })
        })
        .numpy(forgotten(&format!("np.load(p, mmap_mode='r').{name}(1)"), cold))
}
