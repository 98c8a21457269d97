//! In place of `linked` where the program is linked with no BLAS.

use super::{Backend, BackendError};

/// There is none.
pub(super) fn backend() -> Option<Result<Backend, BackendError>> {
    None
}
