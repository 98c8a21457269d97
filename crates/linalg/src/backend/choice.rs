//! Which back end is in use.

use std::cell::Cell;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicPtr, Ordering};
use std::sync::{LazyLock, Mutex, OnceLock, PoisonError};

use super::search::{folders, found_libraries};
use super::{AvailableBackend, Backend, BackendError, BackendInfo, Origin, PURE_RUST, linked, load as loading};

/// The variable that names a back end, or the path of a library.
const VARIABLE: &str = "NPCORE_BLAS";

static PURE: LazyLock<Backend> = LazyLock::new(Backend::pure);
/// That of a Cargo feature.
static LINKED: LazyLock<Option<Result<Backend, BackendError>>> = LazyLock::new(linked::backend);
/// What has been loaded stays.
static LOADED: Mutex<Vec<(PathBuf, &'static Backend)>> = Mutex::new(Vec::new());
/// Null until it is first asked for or set.
static CURRENT: AtomicPtr<Backend> = AtomicPtr::new(std::ptr::null_mut());
/// Why the environment's wish could not be met.
static REFUSED: OnceLock<String> = OnceLock::new();

thread_local! {
    /// That of a guard on this thread.
    static SCOPED: Cell<Option<&'static Backend>> = const { Cell::new(None) };
}

/// The one that is compiled in.
pub(crate) fn pure_rust() -> &'static Backend {
    &PURE
}

/// The back end in use: that of the innermost [`BackendGuard`] of this thread, else what [`set_backend`] set, else what the
/// environment's `NPCORE_BLAS` names, a name or a path, else what the program is linked with, else pure Rust.
///
/// If `NPCORE_BLAS` cannot be had, that is told once on the standard error, and by `show_config`.
#[inline]
pub fn current() -> &'static Backend {
    if let Some(scoped) = SCOPED.get() {
        return scoped;
    }
    let set = CURRENT.load(Ordering::Acquire);
    if set.is_null() {
        return first();
    }
    // SAFETY: only addresses of back ends that live for good are stored.
    unsafe { &*set }
}

#[cold]
fn first() -> &'static Backend {
    let first = initial();
    // What was set in between wins.
    let address = std::ptr::from_ref(first).cast_mut();
    match CURRENT.compare_exchange(std::ptr::null_mut(), address, Ordering::AcqRel, Ordering::Acquire) {
        Ok(_) => first,
        // SAFETY: as in `current`.
        Err(set) => unsafe { &*set },
    }
}

/// The back end of a process that has not set any.
pub(crate) fn initial() -> &'static Backend {
    static INITIAL: OnceLock<&'static Backend> = OnceLock::new();
    INITIAL.get_or_init(|| {
        let built_in = || match &*LINKED {
            Some(Ok(backend)) => backend,
            Some(Err(error)) => {
                eprintln!("npcore: {error}; using {PURE_RUST}");
                &PURE
            }
            None => &PURE,
        };
        let Some(wish) = std::env::var_os(VARIABLE).filter(|wish| !wish.is_empty()) else { return built_in() };
        let name = wish.to_string_lossy();
        let found = if is_path(&name) {
            // SAFETY: whoever sets the environment of a process may choose the libraries that it loads.
            unsafe { load(Path::new(&wish)) }
        } else {
            by_name(&name)
        };
        found.unwrap_or_else(|error| {
            let (text, instead) = (format!("{VARIABLE}={name}: {error}"), built_in());
            eprintln!("npcore: {text}; using {}", instead.id());
            _ = REFUSED.set(text);
            instead
        })
    })
}

/// Why the environment's `NPCORE_BLAS` is not in use.
pub(crate) fn refused_variable() -> Option<&'static str> {
    REFUSED.get().map(String::as_str)
}

fn is_path(name: &str) -> bool {
    name.contains(['/', '\\']) || [".so", ".dylib", ".dll"].iter().any(|end| name.contains(end))
}

/// What names a back end: its id, or itself.
pub trait BackendChoice {
    /// The back end; loaded first, if it must be.
    ///
    /// # Errors
    /// If there is none of that name, or it cannot be loaded.
    fn backend(self) -> Result<&'static Backend, BackendError>;
}

impl BackendChoice for &str {
    fn backend(self) -> Result<&'static Backend, BackendError> {
        by_name(self)
    }
}

impl BackendChoice for &'static Backend {
    fn backend(self) -> Result<&'static Backend, BackendError> {
        Ok(self)
    }
}

/// Changes the back end of the process, for the calls that begin from now on, and returns the former one.
///
/// A name is one that [`available_backends`] tells: `pure-rust`, or a library in the usual places, which is loaded at its
/// first use. A few libraries choose their kernels by a variable of the environment; where they would choose badly, it is
/// set while they are loaded. So a program whose C libraries read the environment on other threads should choose early.
///
/// # Errors
/// If there is no such back end or it cannot be loaded; then nothing changes.
///
/// ```
/// use npcore_linalg::backend::{current, set_backend};
/// let before = set_backend("pure-rust")?;
/// assert_eq!(current().id(), "pure-rust");
/// set_backend(before)?;
///
/// let error = set_backend("fastest").unwrap_err();
/// assert!(error.to_string().starts_with("no BLAS library is called \"fastest\""));
/// # Ok::<(), npcore_linalg::backend::BackendError>(())
/// ```
pub fn set_backend(choice: impl BackendChoice) -> Result<&'static Backend, BackendError> {
    let new = choice.backend()?;
    let before = CURRENT.swap(std::ptr::from_ref(new).cast_mut(), Ordering::AcqRel);
    // SAFETY: as in `current`.
    Ok(if before.is_null() { initial() } else { unsafe { &*before } })
}

/// The back end of this thread for as long as this lives; see [`use_backend`].
#[must_use = "the back end changes back when the guard is dropped"]
#[derive(Debug)]
pub struct BackendGuard {
    before: Option<&'static Backend>,
    // The thread that it was made on has to drop it.
    _here: PhantomData<*const ()>,
}

impl Drop for BackendGuard {
    fn drop(&mut self) {
        SCOPED.set(self.before);
    }
}

/// Changes the back end of this thread until the guard is dropped. Other threads keep theirs: so tests may use several at
/// the same time. A call takes the back end of the thread it is made on, whatever threads it works on.
///
/// # Errors
/// As [`set_backend`].
///
/// ```
/// use npcore_linalg::backend::{current, use_backend};
/// {
///     let _guard = use_backend("pure-rust")?;
///     assert_eq!(current().id(), "pure-rust");
/// }
/// # Ok::<(), npcore_linalg::backend::BackendError>(())
/// ```
pub fn use_backend(choice: impl BackendChoice) -> Result<BackendGuard, BackendError> {
    let backend = choice.backend()?;
    Ok(BackendGuard { before: SCOPED.replace(Some(backend)), _here: PhantomData })
}

/// Calls a function under [`use_backend`].
///
/// # Errors
/// As [`set_backend`].
pub fn with_backend<R>(choice: impl BackendChoice, f: impl FnOnce() -> R) -> Result<R, BackendError> {
    let _guard = use_backend(choice)?;
    Ok(f())
}

/// Loads a library with CBLAS, and LAPACK if it has that, from a file. The same file gives the same back end. Nothing else
/// changes: [`set_backend`] takes what comes back.
///
/// # Errors
/// If it cannot be loaded, has no CBLAS, or does not work.
///
/// # Safety
/// The code in the file runs in this process: it, and every function that is named as one of BLAS or LAPACK, has to do what
/// it should. Nobody may read the environment through the C library meanwhile (Rust's own functions wait).
///
/// ```
/// use npcore_linalg::backend::load;
/// // SAFETY: there is no such file.
/// let error = unsafe { load("/nowhere/libblas.so") }.unwrap_err();
/// assert!(error.to_string().starts_with("cannot load /nowhere/libblas.so"));
/// ```
pub unsafe fn load(path: impl AsRef<Path>) -> Result<&'static Backend, BackendError> {
    let path = path.as_ref();
    let found = path.canonicalize().ok().and_then(|real| {
        found_libraries().into_iter().find(|library| library.file.canonicalize().is_ok_and(|file| file == real))
    });
    let id = found.map_or_else(|| path.display().to_string(), |library| library.id);
    // SAFETY: the caller's word.
    unsafe { load_as(path, id) }
}

/// # Safety
/// As [`load`].
unsafe fn load_as(path: &Path, id: String) -> Result<&'static Backend, BackendError> {
    // Under this lock there is one load at a time, and no file twice.
    let mut loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    // Without a folder it is the system that finds the file, and names do.
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if let Some((_, backend)) = loaded.iter().find(|(file, _)| *file == real) {
        return Ok(backend);
    }
    // SAFETY: the caller's word; what is loaded stays.
    let backend = unsafe {
        let ready = loading::ready(path)?;
        let mut backend = Backend::of(&ready.library, &ready.naming, ready.product, Origin::Loaded, path, id)?;
        backend.info.warnings = ready.warnings;
        backend
    };
    let backend: &'static Backend = Box::leak(Box::new(backend));
    loaded.push((real, backend));
    Ok(backend)
}

/// What is linked.
fn built_in() -> Option<&'static Backend> {
    LINKED.as_ref().and_then(|linked| linked.as_ref().ok())
}

/// What is compiled in, linked and has been loaded, in this order.
pub(crate) fn loaded() -> Vec<BackendInfo> {
    let loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    let first = [Some(&*PURE), built_in()].into_iter().flatten();
    first.chain(loaded.iter().map(|(_, backend)| *backend)).map(Backend::info).collect()
}

fn by_name(name: &str) -> Result<&'static Backend, BackendError> {
    if name == PURE_RUST {
        return Ok(&PURE);
    }
    if let Some(linked) = built_in().filter(|linked| linked.id() == name) {
        return Ok(linked);
    }
    let loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, backend)) = loaded.iter().find(|(_, backend)| backend.id() == name) {
        return Ok(backend);
    }
    drop(loaded);
    let found = found_libraries();
    match found.iter().find(|library| library.id == name) {
        // SAFETY: a BLAS library by its name, in a folder from which the system or the user's own environment loads
        // libraries. Of the environment `set_backend` speaks.
        Some(library) => unsafe { load_as(&library.file, library.id.clone()) },
        None => {
            let first = [Some(&*PURE), built_in()].into_iter().flatten().map(|backend| backend.id().to_owned());
            let known = first.chain(found.into_iter().map(|library| library.id));
            Err(BackendError::Unknown { name: name.to_owned(), known: known.collect(), folders: folders() })
        }
    }
}

/// Every back end of this machine: pure Rust, what is linked or has been loaded, and what is found in the usual places, which is loaded
/// to ask what it is. What cannot be used comes with the reason.
pub fn available_backends() -> Vec<AvailableBackend> {
    let entry = |backend: &Backend| AvailableBackend {
        id: backend.id().to_owned(),
        file: backend.info.file.clone(),
        info: Ok(backend.info()),
    };
    let mut all = Vec::from_iter([Some(&*PURE), built_in()].into_iter().flatten().map(entry));
    for library in found_libraries() {
        // SAFETY: as in `by_name`.
        let loaded = unsafe { load_as(&library.file, library.id.clone()) };
        let info = loaded.map(Backend::info);
        all.push(AvailableBackend { id: library.id, file: Some(library.file), info });
    }
    let loaded = LOADED.lock().unwrap_or_else(PoisonError::into_inner);
    for (_, backend) in loaded.iter() {
        if all.iter().all(|known| known.id != backend.id()) {
            all.push(entry(backend));
        }
    }
    all
}
