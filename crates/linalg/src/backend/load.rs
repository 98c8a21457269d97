//! Loading a library while the program runs, with what each of them needs.

use std::ffi::c_int;
use std::path::{Path, PathBuf};

use super::error::BackendError;
use super::native::processor::{self, Level};
use super::native::{Naming, Product, Symbols};

/// A loaded library. It is never unloaded: its threads would run on in memory that is gone.
pub(super) struct Library {
    library: std::mem::ManuallyDrop<libloading::Library>,
    /// Where the file with its CBLAS lies. What the system finds elsewhere belongs to a library that this one depends on,
    /// and has threads and kernels of its own: Debian's `libblas.so` finds LAPACK in another OpenBLAS.
    home: Option<usize>,
}

impl Symbols for Library {
    fn find(&self, name: &str) -> Option<*const ()> {
        // SAFETY: only the symbol's address is taken.
        let symbol = *unsafe { self.library.get::<*const ()>(name.as_bytes()) }.ok()?;
        let ours = self.home.is_none() || object(symbol) == self.home;
        (!symbol.is_null() && ours).then_some(symbol)
    }
}

/// Where the file that an address belongs to lies in memory.
#[cfg(unix)]
fn object(address: *const ()) -> Option<usize> {
    // SAFETY: plain data, for which zero is valid; the call writes it and follows nothing.
    let (found, info) = unsafe {
        let mut info: libc::Dl_info = std::mem::zeroed();
        (libc::dladdr(address.cast(), &mut info), info)
    };
    (found != 0).then_some(info.dli_fbase as usize)
}

/// Where the file that an address belongs to lies in memory: not told here.
#[cfg(not(unix))]
fn object(_: *const ()) -> Option<usize> {
    None
}

/// A library that is ready to be called.
pub(super) struct Ready {
    pub library: Library,
    pub naming: Naming,
    pub product: Product,
    pub warnings: Vec<String>,
}

/// Loads a library and sets it up.
///
/// # Safety
/// The file's initialisation, and its functions of BLAS's and LAPACK's names, do what they should. Nobody reads the
/// environment through the C library meanwhile.
pub(super) unsafe fn ready(path: &Path) -> Result<Ready, BackendError> {
    // SAFETY: the caller's word.
    let mut library = unsafe { open(path) }?;
    let naming = Naming::of(&library);
    let naming = naming.ok_or_else(|| BackendError::NoCblas { path: path.to_owned(), tried: Naming::tried() })?;
    library.home = naming.c(&library, "cblas_dgemm").and_then(object);
    let product = Product::of(&library, &naming);
    let mut warnings = Vec::new();
    // SAFETY: the caller's word, and that of the product's own functions.
    unsafe {
        match product {
            Product::Mkl => mkl_threads(&library),
            Product::Blis => blis_kernels(&library),
            Product::OpenBlas => {
                if let Some(mut better) = openblas_kernels(path, &library, &naming) {
                    better.home = naming.c(&better, "cblas_dgemm").and_then(object);
                    library = better;
                }
                warnings.extend(old_kernels(&library, &naming));
            }
            Product::Accelerate | Product::Other => {}
        }
    }
    Ok(Ready { library, naming, product, warnings })
}

/// # Safety
/// As [`ready`].
unsafe fn open(path: &Path) -> Result<Library, BackendError> {
    let error = |reason: String| BackendError::Load { path: path.to_owned(), reason };
    if let Some(reason) = other_architecture(path) {
        return Err(error(reason));
    }
    libm_for_all();
    // SAFETY: the caller's word.
    let library = unsafe { shared_object(path) };
    library.map(|l| Library { library: std::mem::ManuallyDrop::new(l), home: None }).map_err(|e| error(words(&e)))
}

/// The system's words for what went wrong.
fn words(error: &libloading::Error) -> String {
    let source = std::error::Error::source(error);
    source.map_or_else(|| error.to_string(), ToString::to_string)
}

#[cfg(unix)]
unsafe fn shared_object(path: &Path) -> Result<libloading::Library, libloading::Error> {
    use libloading::os::unix::{Library, RTLD_LOCAL, RTLD_NOW};
    // Local, so that libraries side by side do not take each other's functions.
    // SAFETY: the caller's word.
    unsafe { Library::open(Some(path), RTLD_NOW | RTLD_LOCAL) }.map(Into::into)
}

#[cfg(not(unix))]
unsafe fn shared_object(path: &Path) -> Result<libloading::Library, libloading::Error> {
    // SAFETY: the caller's word.
    unsafe { libloading::Library::new(path) }
}

/// MKL's core looks for the functions of libm in the global scope, where a Rust program does not put them, and ends the
/// process if it finds none.
fn libm_for_all() {
    #[cfg(target_os = "linux")]
    make_global("libm.so.6");
}

/// Loads a library of the system's so that later ones see its functions.
#[cfg(target_os = "linux")]
fn make_global(name: &str) -> bool {
    use libloading::os::unix::{Library, RTLD_GLOBAL, RTLD_NOW};
    // SAFETY: libraries of the C and the compiler's run time, whose initialisation is harmless.
    let library = unsafe { Library::open(Some(name), RTLD_NOW | RTLD_GLOBAL) };
    library.map(std::mem::forget).is_ok()
}

/// What speaks against a file of ELF's: the loader itself says that there is no such file.
fn other_architecture(path: &Path) -> Option<String> {
    if !cfg!(target_os = "linux") {
        return None;
    }
    let mut head = [0u8; 20];
    let mut file = std::fs::File::open(path).ok()?;
    std::io::Read::read_exact(&mut file, &mut head).ok()?;
    if &head[..4] != b"\x7fELF" {
        return None;
    }
    let little = head[5] == 1;
    let machine = [head[18], head[19]];
    let machine = if little { u16::from_le_bytes(machine) } else { u16::from_be_bytes(machine) };
    let name = |machine: u16| match machine {
        3 => "x86".to_owned(),
        22 => "s390x".to_owned(),
        21 => "powerpc64".to_owned(),
        40 => "arm".to_owned(),
        62 => "x86_64".to_owned(),
        183 => "aarch64".to_owned(),
        243 => "riscv".to_owned(),
        258 => "loongarch64".to_owned(),
        n => format!("ELF machine {n}"),
    };
    let (theirs, ours) = (name(machine), std::env::consts::ARCH);
    let bits = if head[4] == 2 { 64 } else { 32 };
    let same = ours.starts_with(&theirs) && bits == usize::BITS;
    (!same).then(|| format!("it is a library for {theirs} ({bits} bits), and this program is one for {ours}"))
}

/// Sets a variable of the environment while `f` runs, unless it is set.
///
/// # Safety
/// Nobody reads the environment through the C library meanwhile; Rust's readers wait.
unsafe fn with_variable<R>(name: &str, value: &str, f: impl FnOnce() -> R) -> R {
    let ours = std::env::var_os(name).is_none();
    if ours {
        // SAFETY: the caller's word.
        unsafe { std::env::set_var(name, value) };
    }
    let result = f();
    if ours {
        // What was good for this library need not be for the next, nor for other programs.
        // SAFETY: as above.
        unsafe { std::env::remove_var(name) };
    }
    result
}

/// MKL's layer of threads must be chosen before its first call: by itself it takes one whose symbols a Rust program does
/// not have, and ends the process.
///
/// # Safety
/// The library is MKL.
unsafe fn mkl_threads(library: &Library) {
    const SEQUENTIAL: c_int = 1;
    const GNU: c_int = 3;
    if std::env::var_os("MKL_THREADING_LAYER").is_some() {
        return;
    }
    let Some(f) = library.find("MKL_Set_Threading_Layer") else { return };
    #[cfg(target_os = "linux")]
    let layer = if make_global("libgomp.so.1") { GNU } else { SEQUENTIAL };
    #[cfg(not(target_os = "linux"))]
    let layer = SEQUENTIAL;
    _ = GNU;
    // SAFETY: the caller's word.
    unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn(c_int) -> c_int>(f)(layer) };
}

/// BLIS reads the brand of the processor to learn whether its AVX-512 is worth taking, and in a virtual machine learns
/// nothing: it is told. It has to be initialised before it is asked anything.
///
/// # Safety
/// The library is BLIS; nobody reads the environment meanwhile.
unsafe fn blis_kernels(library: &Library) {
    let Some(f) = library.find("bli_init") else { return };
    // SAFETY: the caller's word.
    let init = || unsafe { std::mem::transmute::<*const (), unsafe extern "C" fn()>(f)() };
    let (vendor, name) = processor::identity();
    // Other processors of Intel's have one such unit, with which BLIS's AVX2 kernels are as fast.
    let server = vendor == "GenuineIntel" && name.contains("Xeon");
    if server && Level::of_processor() == Some(Level::Avx512) {
        // SAFETY: the caller's word.
        unsafe { with_variable("BLIS_ARCH_TYPE", "skx", init) };
    } else {
        init();
    }
}

/// Where OpenBLAS does not know the processor and has taken kernels older than it: the library once more, told what to
/// take, which it can only be while it is loaded. The copy has a name of its own, else it would be the same library.
///
/// # Safety
/// As [`ready`].
unsafe fn openblas_kernels(path: &Path, library: &Library, naming: &Naming) -> Option<Library> {
    let core = remedy(library, naming)?;
    if std::env::var_os("OPENBLAS_CORETYPE").is_some() {
        return None;
    }
    let copy = private_copy(path)?;
    // SAFETY: the caller's word.
    let better = unsafe { with_variable("OPENBLAS_CORETYPE", core, || open(&copy)) }.ok();
    // The system keeps what is loaded.
    _ = std::fs::remove_file(&copy);
    better.filter(|better| remedy(better, naming).is_none())
}

/// A copy in the folder for temporary files.
fn private_copy(path: &Path) -> Option<PathBuf> {
    let real = path.canonicalize().ok()?;
    let name = real.file_name()?.to_string_lossy();
    let copy = std::env::temp_dir().join(format!("npcore-{}-{name}", std::process::id()));
    let mut target = std::fs::OpenOptions::new().write(true).create_new(true).open(&copy).ok()?;
    let copied = std::fs::File::open(&real).and_then(|mut source| std::io::copy(&mut source, &mut target));
    if copied.is_err() {
        _ = std::fs::remove_file(&copy);
        return None;
    }
    Some(copy)
}

/// What `OPENBLAS_CORETYPE` should be, if the library's kernels are older than the processor.
fn remedy(library: &dyn Symbols, naming: &Naming) -> Option<&'static str> {
    // SAFETY: this is OpenBLAS.
    let facts = unsafe { Product::OpenBlas.facts(library, naming) };
    let level = Level::of_processor()?;
    let (vendor, _) = processor::identity();
    let wanted = processor::openblas_coretype(level, &vendor)?;
    // AMD's AVX-512 is served by kernels for AVX2 in many releases, on purpose.
    let enough = if vendor == "AuthenticAMD" { level.min(Level::Avx2) } else { level };
    (facts.level? < enough).then_some(wanted)
}

/// A warning where OpenBLAS's kernels are older than the processor.
pub(super) fn old_kernels(library: &dyn Symbols, naming: &Naming) -> Option<String> {
    let wanted = remedy(library, naming)?;
    // SAFETY: this is OpenBLAS.
    let core = unsafe { Product::OpenBlas.facts(library, naming) }.core?;
    let level = Level::of_processor()?.name();
    Some(format!(
        "OpenBLAS took its kernels for {core}, and this processor has {level}: several times slower than it could be. \
         Start the program with OPENBLAS_CORETYPE={wanted}"
    ))
}
