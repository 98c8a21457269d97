//! Which library it is, and what it tells of itself.

use std::ffi::{CStr, c_char, c_int};

use super::abi::Function;
use super::control::SetThreads;
use super::processor::{self, Level};
use super::symbols::{Naming, Symbols};

/// Libraries that tell who they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Product {
    OpenBlas,
    Mkl,
    Blis,
    Accelerate,
    /// One that does not: the reference implementation, and others.
    Other,
}

/// What a library tells of itself.
#[derive(Debug, Default)]
pub(crate) struct Facts {
    pub version: Option<String>,
    /// Its own name for the kernels it has chosen.
    pub core: Option<String>,
    /// The instruction set of those, where that is known.
    pub level: Option<Level>,
    /// How it makes threads: `pthreads`, `OpenMP`, `none`.
    pub threading: Option<&'static str>,
}

type Text = unsafe extern "C" fn() -> *const c_char;
type Number = unsafe extern "C" fn() -> c_int;

/// The text at an address that a library gave.
unsafe fn text(address: *const c_char) -> Option<String> {
    // SAFETY: libraries give constant texts that end in zero.
    (!address.is_null()).then(|| unsafe { CStr::from_ptr(address) }.to_string_lossy().trim().to_owned())
}

impl Product {
    pub fn of(symbols: &dyn Symbols, naming: &Naming) -> Product {
        if naming.c(symbols, "openblas_get_config").is_some() {
            Product::OpenBlas
        } else if symbols.find("MKL_Get_Version_String").is_some() {
            Product::Mkl
        } else if symbols.find("bli_info_get_version_str").is_some() {
            Product::Blis
        } else if symbols.find("appleblas_dgeadd").is_some() {
            Product::Accelerate
        } else {
            Product::Other
        }
    }

    /// The name that people know it by.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Product::OpenBlas => Some("OpenBLAS"),
            Product::Mkl => Some("MKL"),
            Product::Blis => Some("BLIS"),
            Product::Accelerate => Some("Accelerate"),
            Product::Other => None,
        }
    }

    /// How it is told a number of threads.
    ///
    /// # Safety
    /// The library is this product.
    pub unsafe fn set_threads(self, symbols: &dyn Symbols, naming: &Naming) -> Option<SetThreads> {
        // SAFETY: the caller's word.
        unsafe {
            match self {
                Product::OpenBlas => {
                    naming.c(symbols, "openblas_set_num_threads").map(|f| SetThreads::Library(Function::at(f)))
                }
                Product::Mkl => symbols.find("MKL_Set_Num_Threads_Local").map(|f| SetThreads::Caller(Function::at(f))),
                Product::Blis => symbols.find("bli_thread_set_num_threads").map(|f| SetThreads::Wide(Function::at(f))),
                Product::Accelerate | Product::Other => None,
            }
        }
    }

    /// What it tells of itself.
    ///
    /// # Safety
    /// The library is this product, and set up.
    pub unsafe fn facts(self, symbols: &dyn Symbols, naming: &Naming) -> Facts {
        // SAFETY: the caller's word.
        unsafe {
            match self {
                Product::OpenBlas => openblas(symbols, naming),
                Product::Mkl => mkl(symbols),
                Product::Blis => blis(symbols),
                Product::Accelerate | Product::Other => Facts::default(),
            }
        }
    }
}

/// # Safety
/// The library is OpenBLAS.
unsafe fn openblas(symbols: &dyn Symbols, naming: &Naming) -> Facts {
    let call = |name: &str| {
        // SAFETY: functions of this type.
        naming.c(symbols, name).and_then(|f| unsafe { text(Text::at(f)()) })
    };
    // `OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH NO_AFFINITY Prescott MAX_THREADS=64`
    let config = call("openblas_get_config");
    let version = config.as_deref().and_then(|text| text.split_whitespace().nth(1)).map(str::to_owned);
    let core = call("openblas_get_corename");
    let threading = naming.c(symbols, "openblas_get_parallel").map(|f| {
        // SAFETY: a function of this type.
        match unsafe { Number::at(f)() } {
            0 => "none",
            1 => "pthreads",
            _ => "OpenMP",
        }
    });
    let level = core.as_deref().and_then(processor::openblas_core);
    Facts { version, core, level, threading }
}

/// # Safety
/// The library is MKL, and its threading layer is chosen.
unsafe fn mkl(symbols: &dyn Symbols) -> Facts {
    let mut facts = Facts::default();
    if let Some(f) = symbols.find("MKL_Get_Version_String") {
        // The text is not always ended, so that the buffer is one longer than told.
        let mut buffer = [0u8; 256];
        let len = buffer.len() as c_int - 1;
        // SAFETY: a function of this type.
        unsafe { <unsafe extern "C" fn(*mut u8, c_int)>::at(f)(buffer.as_mut_ptr(), len) };
        let text = String::from_utf8_lossy(&buffer);
        let text = text.trim_end_matches(['\0', ' ']);
        // `Intel(R) oneAPI Math Kernel Library Version 2025.3-Product Build 20251007 for Intel(R) 64 architecture ...`
        let version = text.split_once("Version ").map(|(_, rest)| rest.split(['-', ' ']).next().unwrap_or(rest));
        facts.version = Some(version.unwrap_or(text).to_owned());
    }
    if let Some(f) = symbols.find("MKL_CBWR_Get_Auto_Branch") {
        // SAFETY: a function of this type.
        let branch = unsafe { Number::at(f)() };
        let known = processor::mkl_branch(branch);
        facts.core = Some(known.map_or_else(|| format!("branch {branch}"), |(name, _)| name.to_owned()));
        facts.level = known.map(|(_, level)| level);
    }
    facts
}

/// # Safety
/// The library is BLIS, and initialised: it aborts if asked before.
unsafe fn blis(symbols: &dyn Symbols) -> Facts {
    // SAFETY: functions of these types.
    unsafe {
        let version = symbols.find("bli_info_get_version_str").and_then(|f| text(Text::at(f)()));
        let id = symbols.find("bli_arch_query_id").map(|f| Number::at(f)());
        let name = symbols.find("bli_arch_string").map(|f| <unsafe extern "C" fn(c_int) -> *const c_char>::at(f));
        let core = id.zip(name).and_then(|(id, name)| text(name(id)));
        let level = core.as_deref().and_then(processor::blis_core);
        Facts { version, core, level, threading: None }
    }
}
