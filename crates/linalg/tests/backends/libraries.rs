//! The libraries that the suite is run with.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use npcore_linalg::backend::{Backend, BackendChoice, found_libraries, load};

/// Names, and what brings them: packages of Debian's, and of PyPI's in `target/blas-venv`.
const WANTED: [(&str, &str); 5] = [
    ("openblas", "apt-get install libopenblas0-pthread"),
    ("blis", "apt-get install libblis4"),
    ("scipy-openblas32", "cargo xtask blas"),
    ("scipy-openblas64", "cargo xtask blas"),
    ("mkl", "cargo xtask blas mkl"),
];

/// The libraries of the virtual environment beside the build, under their names.
fn environment() -> Vec<(String, PathBuf)> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("it lies in the target folder");
    let lib = target.join("blas-venv/lib");
    let files = |folder: PathBuf| {
        let entries = std::fs::read_dir(folder).into_iter().flatten();
        entries.filter_map(|entry| Some(entry.ok()?.path()))
    };
    let begins = |path: &Path, word: &str| path.file_name().is_some_and(|n| n.to_string_lossy().starts_with(word));
    let mut found = Vec::from_iter(
        files(lib.clone()).filter(|file| begins(file, "libmkl_rt.so")).map(|file| ("mkl".to_owned(), file)),
    );
    for python in files(lib).filter(|folder| begins(folder, "python3")) {
        for name in ["scipy-openblas32", "scipy-openblas64"] {
            let folder = python.join("site-packages").join(name.replace('-', "_")).join("lib");
            found.extend(files(folder).filter(|f| begins(f, "libscipy_openblas")).map(|f| (name.to_owned(), f)));
        }
    }
    found
}

/// Every back end that can be had, pure Rust first. What is missing is told, and what brings it.
pub static BACKENDS: LazyLock<Vec<(String, &'static Backend)>> = LazyLock::new(|| {
    let mut all = vec![("pure-rust".to_owned(), "pure-rust".backend().unwrap())];
    let found = found_libraries().into_iter().map(|library| (library.id, library.file));
    for (name, file) in found.chain(environment()) {
        // SAFETY: BLAS libraries of well-known names. The C library's environment is read by nothing in these tests.
        match unsafe { load(&file) } {
            Ok(backend) if all.iter().any(|(_, known)| std::ptr::eq(*known, backend)) => {}
            Ok(backend) => {
                let info = backend.info();
                println!(
                    "{name}: {} {} {:?} {:?} {} {:?}",
                    info.name,
                    info.version.unwrap_or_default(),
                    info.integer_bits,
                    info.core,
                    file.display(),
                    info.warnings,
                );
                all.push((name, backend));
            }
            Err(error) => panic!("{name}: {error}"),
        }
    }
    for (name, brings) in WANTED {
        if all.iter().all(|(known, _)| known != name) {
            println!("SKIPPED: {name} is not here; `{brings}` brings it");
        }
    }
    all
});

/// Those with decompositions of their own; the others' are pure Rust's.
pub fn decomposing() -> impl Iterator<Item = &'static (String, &'static Backend)> {
    BACKENDS.iter().filter(|(name, backend)| name == "pure-rust" || backend.info().lapack_version.is_some())
}

#[test]
fn what_is_here() {
    assert_eq!(BACKENDS[0].0, "pure-rust");
    // Counted where it can be seen: a run with fewer libraries than these has tested less.
    println!("{} of {} back ends are tested", BACKENDS.len(), WANTED.len() + 1);
}

#[test]
fn each_tells_what_it_is() {
    for (name, backend) in BACKENDS.iter() {
        let info = backend.info();
        match name.as_str() {
            "pure-rust" => assert_eq!((info.integer_bits, &info.file), (None, &None)),
            "openblas" | "scipy-openblas32" => {
                assert_eq!((info.name.as_str(), info.integer_bits), ("OpenBLAS", Some(32)));
                assert!(info.core.is_some() && info.missing.is_empty(), "{info:?}");
            }
            "scipy-openblas64" => assert_eq!((info.name.as_str(), info.integer_bits), ("OpenBLAS", Some(64))),
            "mkl" => assert_eq!((info.name.as_str(), info.integer_bits), ("MKL", Some(32))),
            "blis" => {
                assert_eq!((info.name.as_str(), info.integer_bits), ("BLIS", Some(32)));
                assert_eq!(info.lapack_version, None);
            }
            _ => {}
        }
        if info.origin != npcore_linalg::backend::Origin::PureRust {
            assert!(info.file.is_some_and(|file| file.exists()), "{name}");
        }
        if ["OpenBLAS", "MKL", "BLIS"].contains(&info.name.as_str()) {
            let version = info.version.unwrap_or_default();
            assert!(version.chars().next().is_some_and(|c| c.is_ascii_digit()), "{name}: {version}");
        }
    }
}
