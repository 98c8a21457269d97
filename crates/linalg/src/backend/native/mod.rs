//! Back ends of C and Fortran: CBLAS and LAPACK from a table of symbols, whether loaded or linked.

mod abi;
mod cblas;
mod control;
mod fortran;
mod probe;
pub(super) mod processor;
mod product;
mod symbols;

use std::sync::Arc;

use num_complex::Complex;

use abi::Int;
use cblas::Cblas;
use fortran::Fortran;

pub(super) use control::Control;
pub(super) use probe::{lapack_version, wide_integers};
pub(super) use product::{Facts, Product};
pub(super) use symbols::{Naming, Symbols};

use super::{BlasTables, LapackTables};

/// What a library gives, and what it lacks.
pub(super) struct Tables {
    pub blas: BlasTables,
    pub lapack: LapackTables,
    /// The standard names that pure Rust stands in for.
    pub missing: Vec<String>,
    /// Whether LAPACK is there at all.
    pub has_lapack: bool,
}

/// The functions of a library.
///
/// # Safety
/// Symbols of BLAS's and LAPACK's names are those, with integers of 64 bits if `wide`, and stay where they are for good.
pub(super) unsafe fn tables(symbols: &dyn Symbols, naming: &Naming, wide: bool, control: &Arc<Control>) -> Tables {
    // SAFETY: the caller's word.
    unsafe { if wide { of_width::<i64>(symbols, naming, control) } else { of_width::<i32>(symbols, naming, control) } }
}

/// # Safety
/// As [`tables`], with integers `I`.
unsafe fn of_width<I: Int>(symbols: &dyn Symbols, naming: &Naming, control: &Arc<Control>) -> Tables {
    let mut missing = Vec::new();
    // SAFETY: the caller's word.
    unsafe {
        let blas = BlasTables {
            s: Box::new(Cblas::<f32, I>::new(symbols, naming, control, &mut missing)),
            d: Box::new(Cblas::<f64, I>::new(symbols, naming, control, &mut missing)),
            c: Box::new(Cblas::<Complex<f32>, I>::new(symbols, naming, control, &mut missing)),
            z: Box::new(Cblas::<Complex<f64>, I>::new(symbols, naming, control, &mut missing)),
        };
        let lapack = LapackTables {
            s: Box::new(Fortran::<f32, I>::new(symbols, naming, control, &mut missing)),
            d: Box::new(Fortran::<f64, I>::new(symbols, naming, control, &mut missing)),
            c: Box::new(Fortran::<Complex<f32>, I>::new(symbols, naming, control, &mut missing)),
            z: Box::new(Fortran::<Complex<f64>, I>::new(symbols, naming, control, &mut missing)),
        };
        let has_lapack = naming.fortran(symbols, "dgetrf").is_some();
        Tables { blas, lapack, missing, has_lapack }
    }
}
