//! NumPy's `linalg`: systems, inverses, determinants, decompositions, norms, on the LAPACK of the back end in use.
//!
//! All take stacks: the matrices are in the last two axes. They are computed in double precision, as in NumPy: results of
//! single precision are rounded from it. Results are in C order.

mod det;
mod eigen;
mod factor;
mod lstsq;
mod norm;
mod stack;
mod svd;
mod systems;
mod vectors;

pub use det::{SlogdetResult, det, slogdet};
pub use eigen::{EigResult, EigenElem, EighResult, eig, eigh, eigvals, eigvalsh};
pub use factor::{QRResult, QrMode, cholesky, qr, qr_r, qr_raw};
pub use lstsq::{LstsqResult, lstsq};
pub use norm::{NormOrder, matrix_norm, norm, norm_keepdims, vector_norm};
pub use stack::{Both, Float, Real};
pub use svd::{Cutoff, SVDResult, cond, matrix_rank, matrix_rank_with, pinv, pinv_with, svd, svd_hermitian, svdvals};
pub(crate) use systems::inverted;
pub use systems::{inv, solve, tensorinv, tensorsolve};
pub use vectors::{cross, diagonal, matrix_trace};
