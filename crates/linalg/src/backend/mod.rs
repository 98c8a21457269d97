//! Back ends: tables of BLAS and LAPACK functions, and which of them is in use.
//!
//! Pure Rust is compiled in and needs nothing installed. Any library with CBLAS can be loaded while the program runs: by
//! name from the usual places ([`set_backend`], the environment's `NPCORE_BLAS`), or by path ([`load`]). Several may be
//! loaded side by side. What a library lacks, and matrices that it cannot be told of, go to pure Rust.
//!
//! ```
//! use npcore_linalg::backend;
//!
//! for found in backend::available_backends() {
//!     match found.info {
//!         Ok(info) => println!("{}: {} {}", info.id, info.name, info.version.unwrap_or_default()),
//!         Err(why) => println!("{}: {why}", found.id),
//!     }
//! }
//! let before = backend::set_backend("pure-rust")?;
//! backend::set_backend(before)?;
//! # Ok::<(), backend::BackendError>(())
//! ```

mod choice;
mod error;
mod info;
#[cfg_attr(
    not(any(
        feature = "openblas-system",
        feature = "openblas-static",
        feature = "blis",
        feature = "mkl",
        feature = "netlib",
        all(feature = "accelerate", target_vendor = "apple")
    )),
    path = "not_linked.rs"
)]
mod linked;
mod load;
mod matrix;
mod native;
mod pure;
mod search;
mod table;
mod threads;

pub use choice::{
    BackendChoice, BackendGuard, available_backends, current, load, set_backend, use_backend, with_backend,
};
pub use error::BackendError;
pub use info::{AvailableBackend, BackendInfo, Origin};
pub use matrix::{Columns, Matrix, MatrixMut, Vector, VectorMut};
pub use search::{FoundLibrary, found_libraries};
pub use table::{Blas, Failure, Lapack, SingularVectors, Triangle};
pub use threads::{threads_for, threads_for_bytes};

pub(crate) use choice::{initial, loaded, pure_rust, refused_variable};
pub(crate) use native::processor::identity as processor;
pub use pure::Kernels;
pub(crate) use table::room_for_pivots;

/// Bytes behind the elements of what a library gets to work on. Those of OpenBLAS before 0.3.24 read past the end of complex
/// matrices (its issue 4013).
pub(crate) const SLACK: usize = 256;

use std::path::Path;
use std::sync::Arc;

use num_complex::Complex;

use crate::Scalar;
use native::{Control, Facts, Naming, Product, Symbols};

/// The name of the back end that is compiled in.
pub const PURE_RUST: &str = "pure-rust";

macro_rules! tables {
    ($name:ident of $routines:ident) => {
        /// One table for each element type.
        pub(crate) struct $name {
            pub s: Box<dyn $routines<f32>>,
            pub d: Box<dyn $routines<f64>>,
            pub c: Box<dyn $routines<Complex<f32>>>,
            pub z: Box<dyn $routines<Complex<f64>>>,
        }
    };
}
tables!(BlasTables of Blas);
tables!(LapackTables of Lapack);

/// A BLAS and a LAPACK.
pub struct Backend {
    pub(crate) blas: BlasTables,
    pub(crate) lapack: LapackTables,
    info: BackendInfo,
    control: Arc<Control>,
}

impl std::fmt::Debug for Backend {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Backend").field(&self.info.id).finish()
    }
}

impl Backend {
    /// What it is called: `pure-rust`, `openblas`, `mkl`, ...
    pub fn id(&self) -> &str {
        &self.info.id
    }

    /// What is known of it.
    pub fn info(&self) -> BackendInfo {
        let settable = self.info.origin == Origin::PureRust || self.control.settable();
        BackendInfo { threads: settable.then(|| self.num_threads()), ..self.info.clone() }
    }

    /// How many threads a call of it may take at most: [`npcore_exec::num_threads`], unless it was told otherwise.
    pub fn num_threads(&self) -> usize {
        self.control.limit().min(npcore_exec::num_threads())
    }

    /// Sets how many threads a call of it may take at most; 0 is what npcore may take.
    ///
    /// A call takes fewer where it is small, and one inside a task of rayon's, whose neighbours have the other cores. A
    /// library of which [`BackendInfo::threads`] is `None` cannot be told.
    pub fn set_num_threads(&self, n: usize) {
        self.control.set_limit(n);
    }

    /// Its BLAS for one element type.
    pub fn blas<T: Scalar>(&self) -> &dyn Blas<T> {
        T::blas(self)
    }

    /// Its LAPACK for one element type.
    pub fn lapack<T: Scalar>(&self) -> &dyn Lapack<T> {
        T::lapack(self)
    }

    /// The one that is compiled in.
    fn pure() -> Backend {
        let control = Arc::default();
        let info = BackendInfo {
            id: PURE_RUST.to_owned(),
            name: "npcore".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            origin: Origin::PureRust,
            file: None,
            integer_bits: None,
            core: None,
            threading: Some("rayon".to_owned()),
            threads: None,
            lapack_version: None,
            missing: Vec::new(),
            warnings: Vec::new(),
        };
        Backend { blas: pure::blas(), lapack: pure::lapack(), info, control }
    }

    /// A library's.
    ///
    /// # Safety
    /// Symbols of BLAS's and LAPACK's names are those, and stay where they are for good.
    unsafe fn of(
        symbols: &dyn Symbols,
        naming: &Naming,
        product: Product,
        origin: Origin,
        path: &Path,
        id: String,
    ) -> Result<Backend, BackendError> {
        // SAFETY: the caller's word.
        unsafe {
            let wide = native::wide_integers(symbols, naming);
            let wide = wide.ok_or_else(|| BackendError::IntegerWidth { path: path.to_owned() })?;
            let control = Arc::new(Control::new(product.set_threads(symbols, naming)));
            let tables = native::tables(symbols, naming, wide, &control);
            let Facts { version, core, threading, .. } = product.facts(symbols, naming);
            let stem = || path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let info = BackendInfo {
                id,
                name: product.name().map_or_else(stem, str::to_owned),
                version,
                origin,
                file: (origin == Origin::Loaded).then(|| path.to_owned()),
                integer_bits: Some(if wide { 64 } else { 32 }),
                core,
                threading: threading.map(str::to_owned),
                threads: None,
                lapack_version: if tables.has_lapack { native::lapack_version(symbols, naming) } else { None },
                missing: tables.missing,
                warnings: Vec::new(),
            };
            let backend = Backend { blas: tables.blas, lapack: tables.lapack, info, control };
            backend.tried(path)
        }
    }

    /// The back end, if it can multiply: what was told of its integers is right then.
    fn tried(self, path: &Path) -> Result<Backend, BackendError> {
        let (a, b, mut c) = ([1.0, 2.0, 3.0, 4.0f64], [5.0, 6.0, 7.0, 8.0f64], [0.0f64; 4]);
        // SAFETY: matrices of two by two.
        unsafe {
            let matrix = |m: &[f64; 4]| Matrix::from_raw(m.as_ptr(), [2, 2], [2, 1]);
            let out = MatrixMut::from_raw(c.as_mut_ptr(), [2, 2], [2, 1]);
            self.blas::<f64>().gemm(1.0, matrix(&a), matrix(&b), 0.0, out, 1);
        }
        if c == [19.0, 22.0, 43.0, 50.0] {
            Ok(self)
        } else {
            let what = format!("[[1 2] [3 4]] @ [[5 6] [7 8]] gave {c:?}");
            Err(BackendError::Wrong { path: path.to_owned(), what })
        }
    }
}
