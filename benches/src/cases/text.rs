//! Tables in text files. Every file was touched before: it comes from the system's cache.

use std::path::{Path, PathBuf};

use super::files::{FOLDER, Folder, written};
use crate::case::{Case, fresh, into};
use crate::checksum::Checksum;
use crate::ours::{np, shaped};

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    for rows in [100_000, 1_000_000] {
        cases.push(load(rows, "%.6f"));
    }
    cases.push(load(100_000, "%.18e"));
    cases.push(load_csv(1_000_000));
    cases.push(load_records(200_000));
    cases.push(save("%.18e"));
    cases.push(save("%.6g"));
    cases.push(infer(200_000));
    cases.push(gaps(100_000));
}

fn case(name: impl Into<String>) -> Case {
    Case::new("text", name)
}

/// Python's file of a table of floats.
fn table_in_python(rows: usize, fmt: &str, delimiter: &str) -> String {
    format!("{FOLDER} + '.txt'; np.savetxt(p, data('f8', 1, {rows}, 10), fmt='{fmt}', delimiter='{delimiter}')")
}

/// The same file.
fn table(rows: usize, fmt: &str, delimiter: &str) -> (Folder, PathBuf) {
    let folder = Folder::new();
    let path = folder.file("a.txt");
    let how = np::SaveTxt::new().fmt(fmt).delimiter(delimiter);
    how.save(&path, shaped::<f64>(1, &[rows, 10])).expect("room on the disk");
    (folder, path)
}

/// A case that reads such a file.
fn of_table(name: String, rows: usize, [fmt, delimiter]: [&'static str; 2], read: fn(&Path) -> np::Array<f64>) -> Case {
    case(name).setup(table_in_python(rows, fmt, delimiter)).npcore(move |_| {
        let (folder, path) = table(rows, fmt, delimiter);
        fresh(move || {
            let _ = &folder;
            read(&path)
        })
    })
}

fn load(rows: usize, fmt: &'static str) -> Case {
    let name = format!("loadtxt {} x 10, {fmt}", super::count(rows));
    of_table(name, rows, [fmt, " "], |path| np::loadtxt(path).expect("a file")).numpy("np.loadtxt(p)")
}

fn load_csv(rows: usize) -> Case {
    let name = format!("loadtxt {} x 10 of CSV", super::count(rows));
    let read = |path: &Path| np::LoadTxt::new().delimiter(',').load(path).expect("a file");
    of_table(name, rows, ["%.6f", ","], read)
        .numpy("np.loadtxt(p, delimiter=',')")
        .polars("polars.read_csv(p, has_header=False).to_numpy()")
}

const RECORDS: &str = "[('a', 'U8'), ('b', 'i4'), ('c', 'f8'), ('d', 'f8')]";

/// Lines such as `name17,5,12.345678,-3.100000`.
fn records_in_python(rows: usize) -> String {
    let line = "f'name{i % 977},{i},{x:.6f},{y:.6f}\\n'";
    format!(
        "{FOLDER} + '.txt'; xy = data('f8', 1, {rows}, 2).tolist()\n\
        open(p, 'w').writelines({line} for i, (x, y) in enumerate(xy))"
    )
}

fn records(rows: usize) -> (Folder, PathBuf) {
    use std::fmt::Write;

    let folder = Folder::new();
    let path = folder.file("a.txt");
    let mut text = String::new();
    for (i, xy) in shaped::<f64>(1, &[rows, 2]).to_vec().chunks(2).enumerate() {
        _ = writeln!(text, "name{},{i},{:.6},{:.6}", i % 977, xy[0], xy[1]);
    }
    std::fs::write(&path, text).expect("room on the disk");
    (folder, path)
}

/// One numeric field as floats.
fn column(table: &np::DynArray, name: &str) -> Checksum {
    let field = table.dtype().field(name).expect("a field");
    let (bytes, item) = (table.to_bytes(), table.itemsize());
    let value = |row: &[u8]| {
        let scalar = np::Scalar::from_bytes(field.dtype(), &row[field.offset()..]);
        scalar.as_f64().expect("a number")
    };
    Checksum::of(bytes.chunks(item).map(value))
}

/// A case that reads a file of records.
fn of_records(name: String, rows: usize, read: fn(&Path) -> np::DynArray) -> Case {
    case(name)
        .setup(records_in_python(rows))
        .result("r['c']")
        .npcore(move |_| {
            let (folder, path) = records(rows);
            let read = move || {
                let _ = &folder;
                read(&path)
            };
            crate::case::view(read, |read| drop(read()), |read| column(&read(), "c"))
        })
        .polars("r = polars.read_csv(p, has_header=False, new_columns=['a', 'b', 'c', 'd'])")
}

fn load_records(rows: usize) -> Case {
    of_records(format!("loadtxt 2e{} records", rows.ilog10()), rows, |path| {
        np::LoadTxt::new_dyn(RECORDS).expect("a dtype").delimiter(",").load(path).expect("a file")
    })
    .numpy(format!("r = np.loadtxt(p, dtype={RECORDS}, delimiter=',')"))
}

fn save(fmt: &'static str) -> Case {
    case(format!("savetxt 1e5 x 10, {fmt}"))
        .setup(format!("{FOLDER} + '.txt'; a = data('f8', 1, 100000, 10)"))
        .result("np.fromfile(p, 'u1', 256)")
        .npcore(move |_| {
            let (folder, a) = (Folder::new(), shaped::<f64>(1, &[100_000, 10]));
            let path = folder.file("a.txt");
            into(np::zeros::<u8>(256), move |out| {
                let _ = &folder;
                np::SaveTxt::new().fmt(fmt).save(&path, &a).expect("room on the disk");
                *out = written(&path);
            })
        })
        .numpy(format!("np.savetxt(p, a, fmt='{fmt}')"))
}

fn infer(rows: usize) -> Case {
    of_records(format!("genfromtxt 2e{}, types inferred", rows.ilog10()), rows, |path| {
        np::GenFromTxt::infer().delimiter(",").names(["a", "b", "c", "d"]).load(path).expect("a file")
    })
    .numpy("r = np.genfromtxt(p, dtype=None, delimiter=',', names='a,b,c,d', encoding='utf-8')")
}

fn gaps(rows: usize) -> Case {
    let name = format!("genfromtxt {} x 10", super::count(rows));
    of_table(name, rows, ["%.6f", " "], |path| np::genfromtxt(path).expect("a file")).numpy("np.genfromtxt(p)")
}
