//! How wide a library's integers are, found without side effects.

use super::abi::Function;
use super::symbols::{Naming, Symbols};

/// Whether the library's integers have 64 bits; `None` if it has nothing to tell it by.
///
/// # Safety
/// Functions of BLAS's and LAPACK's names are those.
pub(crate) unsafe fn wide_integers(symbols: &dyn Symbols, naming: &Naming) -> Option<bool> {
    if let Some(f) = naming.fortran(symbols, "ilaver") {
        // It writes three version numbers. Those that have 32 bits leave the upper halves as they are: negative.
        let mut version = [-1i64; 3];
        let [major, minor, patch] = &mut version;
        // SAFETY: the caller's word; 64 bits are room for either.
        unsafe { <unsafe extern "C" fn(*mut i64, *mut i64, *mut i64)>::at(f)(major, minor, patch) };
        return Some(version[0] >= 0);
    }
    let f = naming.c(symbols, "cblas_isamax")?;
    // Three elements for those who look at 32 bits, a negative number of them, which is none, for the others.
    let n = 0xFFFF_FFFF_0000_0003_u64 as i64;
    let x = [1.0f32, 2.0, 3.0];
    // SAFETY: the caller's word; not more than three elements are read.
    let place = unsafe { <unsafe extern "C" fn(i64, *const f32, i64) -> usize>::at(f)(n, x.as_ptr(), 1) };
    // The upper half of the answer is nobody's where it has 32 bits.
    Some(place as u32 != 2)
}

/// LAPACK's version, as `3.12.0`.
///
/// # Safety
/// As [`wide_integers`].
pub(crate) unsafe fn lapack_version(symbols: &dyn Symbols, naming: &Naming) -> Option<String> {
    let f = naming.fortran(symbols, "ilaver")?;
    let mut version = [0i64; 3];
    let [major, minor, patch] = &mut version;
    // SAFETY: as above.
    unsafe { <unsafe extern "C" fn(*mut i64, *mut i64, *mut i64)>::at(f)(major, minor, patch) };
    // Zeros above 32 bits make it right for both.
    Some(version.map(|n| n.to_string()).join("."))
}
