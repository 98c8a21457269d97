//! `at`: a universal function at positions, one after the other.

use npcore_array::{ArrayError, DynViewMut, Result, engine};
use npcore_kernel::Binary;

/// Positions on an axis of length `n`, negative ones from the end.
pub(crate) fn positions(indices: &[isize], n: usize) -> Result<Vec<usize>> {
    let position = |&index: &isize| {
        let from_start = if index < 0 { index.saturating_add_unsigned(n) } else { index };
        usize::try_from(from_start)
            .ok()
            .filter(|&at| at < n)
            .ok_or_else(|| ArrayError::Value(format!("index {index} is out of bounds for axis 0 with size {n}")))
    };
    indices.iter().map(position).collect()
}

pub(crate) fn binary_at(
    op: Binary,
    a: &mut DynViewMut<'_>,
    indices: &[isize],
    b: &engine::OperandParts<'_>,
) -> Result<()> {
    let Some((&n, rest)) = a.shape().split_first() else {
        return Err(ArrayError::Value("too many indices for array: array is 0-dimensional, but 1 were indexed".into()));
    };
    let rest = rest.to_vec();
    let [x, y] = {
        let view = a.view();
        engine::loop_dtypes(op, &engine::parts(&view), b)?
    };
    let l = npcore_exec::binary_loop(op, x, y)?;
    let positions = positions(indices, n)?;
    let mut out = engine::operand_mut(a);
    let shape: Vec<usize> = std::iter::once(positions.len()).chain(rest).collect();
    // SAFETY: the array is borrowed alone, `b` for the call, and the positions are on the first axis.
    unsafe { Ok(npcore_exec::binary_at(&l, &mut out, &positions, &b.operand(), &shape)?) }
}
