//! The order of axes that suits all operands best.
//!
//! Strides come as one block: `strides[axis * operands + operand]`.

/// Sorts the axes so that for as many operands as possible strides grow from the fastest axis to the slowest.
/// `axes` come and go fastest first, those of order C to begin with.
///
/// This is NumPy's stable insertion sort for order K. It compares axes only by the operands that move along
/// both, so it is not transitive and must be done in just this way to give the same layout of outputs.
///
/// ```text
/// for each axis, in order: place = where it is
///     for each axis below it, downwards:
///         decisive = operands with a stride on both
///         none decisive:                      look further down
///         all decisive have a larger stride below:   place = here, look further down
///         else:                               stop
///     put it at place
/// ```
#[inline]
pub fn sort_axes(axes: &mut [u8], operands: usize, strides: &[isize]) {
    let row = |axis: u8| &strides[usize::from(axis) * operands..][..operands];
    for i in 1..axes.len() {
        let mut place = i;
        let this = row(axes[i]);
        for below in (0..i).rev() {
            let (mut decisive, mut all_larger) = (false, true);
            for (&s, &o) in this.iter().zip(row(axes[below])) {
                if s != 0 && o != 0 {
                    decisive = true;
                    all_larger &= o.unsigned_abs() > s.unsigned_abs();
                }
            }
            if decisive {
                if !all_larger {
                    break;
                }
                place = below;
            }
        }
        if place < i {
            axes[place..=i].rotate_right(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::sort_axes;

    #[test]
    fn literal_numbers() {
        // Rows of strides for axes that come fastest first.
        let sorted = |ndim: u8, operands, strides: &[isize]| {
            let mut axes: Vec<u8> = (0..ndim).collect();
            sort_axes(&mut axes, operands, strides);
            axes
        };
        assert_eq!(sorted(3, 1, &[8, 16, 48]), [0, 1, 2]);
        assert_eq!(sorted(3, 1, &[48, -16, 8]), [2, 1, 0]);
        // Ties stay.
        assert_eq!(sorted(2, 1, &[8, 8]), [0, 1]);
        // Disagreement stays: C + F.
        assert_eq!(sorted(2, 2, &[8, 24, 24, 8]), [0, 1]);
        // The broadcast operand does not vote.
        assert_eq!(sorted(2, 2, &[0, 24, 8, 8]), [1, 0]);
        // An axis nobody decides on is looked past.
        assert_eq!(sorted(3, 1, &[24, 0, 8]), [2, 0, 1]);
    }
}
