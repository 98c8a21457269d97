//! What a back end tells of itself.

use std::path::PathBuf;

/// Where a back end comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Origin {
    /// Compiled in.
    PureRust,
    /// Linked into the program, by a Cargo feature.
    Linked,
    /// Loaded while the program runs.
    Loaded,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Origin::PureRust => "compiled in",
            Origin::Linked => "linked",
            Origin::Loaded => "loaded",
        })
    }
}

/// What is known of a back end that can be used.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct BackendInfo {
    /// What [`set_backend`](super::set_backend) and `NPCORE_BLAS` know it by: `pure-rust`, `openblas`, `mkl`, ...
    pub id: String,
    /// Its own name: `OpenBLAS`, or the file's where it does not tell one.
    pub name: String,
    /// Its version, if it tells one.
    pub version: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
    /// The file that it was loaded from.
    pub file: Option<PathBuf>,
    /// Bits of its integers: lengths of 2^31 and more go to pure Rust where it is 32.
    pub integer_bits: Option<u32>,
    /// Its own name for the kernels that it chose for this processor.
    pub core: Option<String>,
    /// How it makes its threads.
    pub threading: Option<String>,
    /// How many threads a call of it may take; `None` if it cannot be told.
    pub threads: Option<usize>,
    /// The LAPACK that it implements: `None` if decompositions fall through to pure Rust.
    pub lapack_version: Option<String>,
    /// BLAS's and LAPACK's functions that it lacks. Pure Rust stands in for them.
    pub missing: Vec<String>,
    /// What should be known before it is used: that it does not know the processor, and the remedy.
    pub warnings: Vec<String>,
}

/// A back end that is on this machine, whether it can be used or not.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct AvailableBackend {
    /// What [`set_backend`](super::set_backend) knows it by.
    pub id: String,
    /// The file, if it is one.
    pub file: Option<PathBuf>,
    /// What it tells of itself, or why it cannot be used.
    pub info: Result<BackendInfo, super::BackendError>,
}
