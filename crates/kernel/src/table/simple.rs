//! The loops of rounding, signs, tests, bits, logic, integer arithmetic.

use npcore_dtype::ScalarType;

use crate::ops::{Binary, Unary};
use crate::tier::Tier;
use crate::{Loop2, Loop3};

pub(super) const fn find_unary(_tier: Tier, _op: Unary, _ty: ScalarType) -> Option<Loop2> {
    None
}

pub(super) const fn find_binary(_tier: Tier, _op: Binary, _ty: ScalarType) -> Option<Loop3> {
    None
}
