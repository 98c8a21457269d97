//! The usual places of BLAS libraries.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// A library that was found; nothing has been loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct FoundLibrary {
    /// What [`set_backend`](super::set_backend) knows it by.
    pub id: String,
    /// The file.
    pub file: PathBuf,
}

/// Names of libraries, without `lib` and what comes after the first dot, and what they are called here. A name that ends in
/// `*` stands for all that begin so.
const NAMES: [(&str, &str); 16] = [
    ("openblas", "openblas"),
    ("openblas64", "openblas64"),
    ("openblas64_", "openblas64"),
    ("scipy_openblas", "scipy-openblas32"),
    ("scipy_openblas64_", "scipy-openblas64"),
    // NumPy's and SciPy's own copies, with a checksum in the name.
    ("scipy_openblas-*", "bundled"),
    ("scipy_openblas64_-*", "bundled"),
    ("mkl_rt", "mkl"),
    ("blis", "blis"),
    ("blis-mt", "aocl"),
    ("blis64", "blis64"),
    ("flexiblas", "flexiblas"),
    ("satlas", "atlas"),
    ("armpl_lp64", "armpl"),
    ("nvpl_blas_lp64_gomp", "nvpl"),
    ("blas", "blas"),
];

/// The id of a file by its name, if that is one of BLAS's.
fn id(file: &Path) -> Option<String> {
    let name = file.file_name()?.to_str()?;
    let name = name.strip_prefix("lib").unwrap_or(name);
    let (stem, rest) = name.split_once('.')?;
    let shared = ["so", "dylib", "dll"].iter().any(|end| rest.split('.').any(|part| part == *end));
    let known = NAMES.iter().find(|(known, _)| match known.strip_suffix('*') {
        Some(begin) => stem.starts_with(begin),
        None => stem.eq_ignore_ascii_case(known),
    });
    let (_, id) = known.filter(|_| shared)?;
    if *id == "bundled" {
        // `numpy.libs/...`, on macOS `numpy/.dylibs/...`.
        let owner = file.ancestors().skip(1).filter_map(|f| f.file_name()?.to_str()).find(|f| *f != ".dylibs")?;
        return Some(owner.trim_end_matches(".libs").to_owned());
    }
    Some((*id).to_owned())
}

/// The libraries in the usual places, each file once, in the order in which those are looked at.
pub fn found_libraries() -> Vec<FoundLibrary> {
    let mut seen = HashSet::new();
    let mut found: Vec<FoundLibrary> = Vec::new();
    for folder in folders() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        let mut files = Vec::from_iter(entries.filter_map(|entry| Some(entry.ok()?.path())));
        // The shortest name is the one that points to the version in use.
        files.sort_by_key(|file| (file.as_os_str().len(), file.clone()));
        for file in files {
            let Some(id) = id(&file) else { continue };
            let Ok(real) = file.canonicalize() else { continue };
            if !seen.insert(real) {
                continue;
            }
            let count = found.iter().filter(|other| other.id == id || other.id.starts_with(&format!("{id}#"))).count();
            let id = if count == 0 { id } else { format!("{id}#{}", count + 1) };
            found.push(FoundLibrary { id, file });
        }
    }
    found
}

/// The folders that are looked at: what the environment names, the active Python environment, the system's.
pub(super) fn folders() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    let variable = if cfg!(target_os = "macos") {
        "DYLD_LIBRARY_PATH"
    } else if cfg!(windows) {
        "PATH"
    } else {
        "LD_LIBRARY_PATH"
    };
    if let Some(list) = std::env::var_os(variable) {
        folders.extend(std::env::split_paths(&list).filter(|folder| !folder.as_os_str().is_empty()));
    }
    for root in ["MKLROOT", "CONDA_PREFIX", "VIRTUAL_ENV"].iter().filter_map(std::env::var_os).map(PathBuf::from) {
        python(&root, &mut folders);
    }
    system(&mut folders);
    let mut seen = HashSet::new();
    folders.retain(|folder| folder.is_dir() && seen.insert(folder.canonicalize().unwrap_or_else(|_| folder.clone())));
    folders
}

/// Where packages of an environment keep libraries.
fn python(root: &Path, folders: &mut Vec<PathBuf>) {
    folders.extend(["lib", "lib/intel64", "Library/bin"].map(|folder| root.join(folder)));
    let mut sites = vec![root.join("Lib/site-packages")];
    if let Ok(entries) = std::fs::read_dir(root.join("lib")) {
        let versions = entries.filter_map(|entry| Some(entry.ok()?.path()));
        let python =
            |path: &PathBuf| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("python3"));
        sites.extend(versions.filter(python).map(|path| path.join("site-packages")));
    }
    for site in sites.iter().filter(|site| site.is_dir()) {
        let inside = [
            "scipy_openblas32/lib",
            "scipy_openblas64/lib",
            "numpy.libs",
            "scipy.libs",
            "numpy/.dylibs",
            "scipy/.dylibs",
        ];
        folders.extend(inside.map(|folder| site.join(folder)));
    }
}

/// The system's folders, and where packages with several versions keep them.
fn system(folders: &mut Vec<PathBuf>) {
    let roots = if cfg!(target_os = "macos") {
        &["/opt/homebrew/opt/openblas/lib", "/usr/local/opt/openblas/lib", "/opt/local/lib", "/usr/local/lib"][..]
    } else if cfg!(windows) {
        &[][..]
    } else {
        &["/usr/local/lib", "/usr/local/lib64", "/usr/lib64", "/usr/lib", "/lib", "/opt/intel/oneapi/mkl/latest/lib"]
    };
    for root in roots.iter().map(PathBuf::from) {
        let multiarch = root.join(format!("{}-linux-gnu", std::env::consts::ARCH));
        for folder in [root, multiarch] {
            let Ok(entries) = std::fs::read_dir(&folder) else { continue };
            let inner = entries.filter_map(|entry| Some(entry.ok()?.path()));
            let known = |path: &PathBuf| {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                ["openblas", "blis", "atlas", "blas"].iter().any(|word| name.starts_with(word)) && path.is_dir()
            };
            let mut inner = Vec::from_iter(inner.filter(known));
            inner.sort();
            folders.push(folder);
            folders.extend(inner);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_what_they_are_called() {
        for (file, wanted) in [
            ("/usr/lib/x86_64-linux-gnu/libopenblas.so.0", Some("openblas")),
            ("/usr/lib/libopenblas64_.so", Some("openblas64")),
            ("/venv/lib/libmkl_rt.so.3", Some("mkl")),
            ("/venv/Library/bin/mkl_rt.2.dll", Some("mkl")),
            ("/s/scipy_openblas32/lib/libscipy_openblas.so", Some("scipy-openblas32")),
            ("/s/scipy_openblas64/lib/libscipy_openblas64_.so", Some("scipy-openblas64")),
            ("/s/numpy.libs/libscipy_openblas64_-8fb3d286.so", Some("numpy")),
            ("/s/scipy/.dylibs/libscipy_openblas-8fb3d286.dylib", Some("scipy")),
            ("/usr/lib/libblis.so.4", Some("blis")),
            ("/usr/lib/libblas.so.3", Some("blas")),
            ("/usr/lib/libblas.a", None),
            ("/usr/lib/libopenblas.pc", None),
            ("/usr/lib/libopenblasp-r0.3.21.so", None),
            ("/usr/lib/libmkl_core.so", None),
            ("/usr/lib/libc.so.6", None),
            ("/usr/lib/blas", None),
        ] {
            assert_eq!(id(Path::new(file)).as_deref(), wanted, "{file}");
        }
    }
}
