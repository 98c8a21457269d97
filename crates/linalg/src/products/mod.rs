//! Products: `dot`, `matmul` and their kin, all of which come down to [`contract`](contract::contract).

mod chain;
pub(crate) mod contract;
mod dot;
pub(crate) mod gemm;
mod gufuncs;
mod methods;
pub(crate) mod operands;
mod tensordot;
mod trace;

pub use chain::{matrix_power, multi_dot};
pub use dot::{dot, dot_into, inner, outer, outer_into, vdot};
pub use gufuncs::{matmul, matmul_into, matvec, matvec_into, vecdot, vecdot_axis, vecdot_into, vecmat, vecmat_into};
pub use methods::ArrayProducts;
pub use tensordot::{ContractedAxes, kron, tensordot};
pub use trace::{trace, trace_as};
