//! What can go wrong with a library.

use std::path::PathBuf;

use npcore_array::ArrayError;

/// Why a back end cannot be had. Where one of these comes back, nothing else has changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BackendError {
    /// No back end has that name.
    #[error(
        "no BLAS library is called {name:?}; here are {}; looked in {}",
        .known.join(", "), .folders.iter().map(|f| f.display().to_string()).collect::<Vec<_>>().join(", ")
    )]
    Unknown {
        /// The name that was asked for.
        name: String,
        /// The names that there are.
        known: Vec<String>,
        /// The folders that were searched.
        folders: Vec<PathBuf>,
    },
    /// The system cannot load the file: it is not there, no library, or one of another architecture.
    #[error("cannot load {}: {reason}", .path.display())]
    Load {
        /// The file.
        path: PathBuf,
        /// The system's words.
        reason: String,
    },
    /// A library, but not one of BLAS's C functions.
    #[error("{} has no CBLAS: it has none of {}", .path.display(), .tried.join(", "))]
    NoCblas {
        /// The file.
        path: PathBuf,
        /// The names that were looked for.
        tried: Vec<String>,
    },
    /// Neither LAPACK's `ilaver` nor `cblas_isamax` is there to tell the width of integers by.
    #[error("{}: whether its integers have 32 or 64 bits cannot be told", .path.display())]
    IntegerWidth {
        /// The file.
        path: PathBuf,
    },
    /// A library that gives wrong results when it is tried.
    #[error("{} does not work: {what}", .path.display())]
    Wrong {
        /// The file.
        path: PathBuf,
        /// What it got wrong.
        what: String,
    },
}

/// For functions that work on arrays: the error as its text.
impl From<BackendError> for ArrayError {
    fn from(error: BackendError) -> ArrayError {
        ArrayError::Value(error.to_string())
    }
}
