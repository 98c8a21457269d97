//! Functions on one element that the loops vectorise: without branches and calls,
//! and without fused multiplication, so that every tier gives the same bits.

pub(crate) mod angle;
pub(crate) mod hypot;
pub(crate) mod inverse_hyperbolic;
pub(crate) mod inverse_sine;
pub(crate) mod inverse_tangent;
pub(crate) mod polynomial;
pub(crate) mod reduction;
pub(crate) mod sine;
