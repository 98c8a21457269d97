//! The library that the program is linked with, by a Cargo feature.
//!
//! Its functions are looked up by name as those of a loaded one are, in a list of their addresses.

use std::path::Path;

use super::load::old_kernels;
use super::native::{Naming, Product, Symbols};
use super::{Backend, BackendError, Origin};

// Only named so that they are linked.
#[cfg(all(feature = "accelerate", target_vendor = "apple"))]
extern crate accelerate_src as _;
#[cfg(feature = "blis")]
extern crate blis_src as _;
#[cfg(feature = "mkl")]
extern crate intel_mkl_src as _;
#[cfg(feature = "netlib")]
extern crate netlib_src as _;
#[cfg(any(feature = "openblas-system", feature = "openblas-static"))]
extern crate openblas_src as _;

/// The feature's name without how it is built, which is the back end's id.
const ID: &str = if cfg!(any(feature = "openblas-system", feature = "openblas-static")) {
    "linked-openblas"
} else if cfg!(feature = "mkl") {
    "linked-mkl"
} else if cfg!(feature = "blis") {
    "linked-blis"
} else if cfg!(feature = "accelerate") {
    "linked-accelerate"
} else {
    "linked-netlib"
};

/// Names and addresses.
struct Linked(Vec<(&'static str, *const ())>);

impl Symbols for Linked {
    fn find(&self, name: &str) -> Option<*const ()> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, address)| *address)
    }
}

/// Adds CBLAS's functions of one letter.
macro_rules! cblas {
    ($list:ident: $($name:ident)*) => { $( $list.push((stringify!($name), cblas_sys::$name as *const ())); )* };
}

/// Declares routines, of which only the address is taken, and adds them.
macro_rules! routines {
    ($list:ident: $($name:ident)*) => {
        unsafe extern "C" {
            $( fn $name(); )*
        }
        $( $list.push((stringify!($name), $name as *const ())); )*
    };
}

fn symbols() -> Linked {
    let mut list = Vec::new();
    cblas!(list: cblas_sgemm cblas_sgemv cblas_ssyrk cblas_sdot cblas_isamax);
    cblas!(list: cblas_dgemm cblas_dgemv cblas_dsyrk cblas_ddot);
    cblas!(list: cblas_cgemm cblas_cgemv cblas_csyrk cblas_cdotu_sub cblas_cdotc_sub);
    cblas!(list: cblas_zgemm cblas_zgemv cblas_zsyrk cblas_zdotu_sub cblas_zdotc_sub);
    // BLIS has no LAPACK.
    #[cfg(not(feature = "blis"))]
    {
        routines!(list: ilaver_);
        routines!(list: sgetrf_ sgesv_ spotrf_ sgeqrf_ sorgqr_ sgesdd_ ssyevd_ sgeev_ sgelsd_);
        routines!(list: dgetrf_ dgesv_ dpotrf_ dgeqrf_ dorgqr_ dgesdd_ dsyevd_ dgeev_ dgelsd_);
        routines!(list: cgetrf_ cgesv_ cpotrf_ cgeqrf_ cungqr_ cgesdd_ cheevd_ cgeev_ cgelsd_);
        routines!(list: zgetrf_ zgesv_ zpotrf_ zgeqrf_ zungqr_ zgesdd_ zheevd_ zgeev_ zgelsd_);
    }
    #[cfg(any(feature = "openblas-system", feature = "openblas-static"))]
    {
        routines!(list: openblas_get_config openblas_get_corename openblas_get_parallel openblas_set_num_threads);
    }
    #[cfg(feature = "mkl")]
    {
        routines!(list: MKL_Get_Version_String MKL_CBWR_Get_Auto_Branch MKL_Set_Num_Threads_Local);
    }
    #[cfg(feature = "blis")]
    {
        routines!(list: bli_init bli_info_get_version_str bli_arch_query_id bli_arch_string bli_thread_set_num_threads);
    }
    Linked(list)
}

/// The back end that is linked.
pub(super) fn backend() -> Option<Result<Backend, BackendError>> {
    Some(made())
}

fn made() -> Result<Backend, BackendError> {
    let symbols = symbols();
    let naming = Naming::of(&symbols).expect("the functions are in the list");
    let product = Product::of(&symbols, &naming);
    // SAFETY: the linker found these functions, which are BLAS's, LAPACK's and the product's, and stay.
    unsafe {
        if let Some(init) = symbols.find("bli_init") {
            std::mem::transmute::<*const (), unsafe extern "C" fn()>(init)();
        }
        let path = Path::new(ID);
        let mut backend = Backend::of(&symbols, &naming, product, Origin::Linked, path, ID.to_owned())?;
        if product == Product::OpenBlas {
            backend.info.warnings.extend(old_kernels(&symbols, &naming));
        }
        Ok(backend)
    }
}
