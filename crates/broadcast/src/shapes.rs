//! Broadcasting of shapes and single layouts.

use npcore_layout::{Layout, LayoutError, MAX_RANK, Shape, check_size};

use crate::error::BroadcastError;

/// The shape that operands of these shapes have together; for operators and universal functions.
///
/// Axes are matched from the last; lengths must be equal or 1. No shapes at all give the empty shape.
///
/// # Errors
/// `operands could not be broadcast together with shapes (3,4) (3,5)`; too many axes or elements.
///
/// ```
/// use npcore_broadcast::broadcast_shapes;
/// assert_eq!(broadcast_shapes(&[&[3, 1], &[4], &[]])?, [3, 4]);
/// assert_eq!(
///     broadcast_shapes(&[&[3, 4], &[3]]).unwrap_err().to_string(),
///     "operands could not be broadcast together with shapes (3,4) (3,)",
/// );
/// # Ok::<(), npcore_broadcast::BroadcastError>(())
/// ```
pub fn broadcast_shapes(shapes: &[&[usize]]) -> Result<Shape, BroadcastError> {
    let shape = common_shape(shapes.iter().copied())?
        .ok_or_else(|| BroadcastError::Operands { shapes: shapes.iter().map(|s| s.to_vec()).collect() })?;
    check_size(&shape, 1).map_err(|error| too_large(error, BroadcastError::IteratorTooLarge))?;
    Ok(shape)
}

/// The same as [`broadcast_shapes`] with the words of NumPy's function of that name, and of
/// `broadcast_arrays`.
///
/// # Errors
/// `shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg 0 with shape (3, 4)
/// and arg 1 with shape (3,).`; too many axes or elements.
pub fn broadcast_arguments(shapes: &[&[usize]]) -> Result<Shape, BroadcastError> {
    let Some(shape) = common_shape(shapes.iter().copied())? else {
        return Err(first_mismatch(shapes));
    };
    check_size(&shape, 1).map_err(|error| too_large(error, BroadcastError::DimensionsTooLarge))?;
    Ok(shape)
}

pub(crate) fn too_large(error: LayoutError, words: BroadcastError) -> BroadcastError {
    if error == LayoutError::TooBig { words } else { error.into() }
}

/// The common shape, `None` if there is none.
#[inline]
pub(crate) fn common_shape<'a>(
    shapes: impl Iterator<Item = &'a [usize]> + Clone,
) -> Result<Option<Shape>, BroadcastError> {
    let ndim = shapes.clone().map(<[usize]>::len).max().unwrap_or(0);
    if ndim > MAX_RANK {
        return Err(LayoutError::TooManyDimensions { found: ndim }.into());
    }
    let mut fits = true;
    let common = Shape::filled(ndim, 1).with(|common| {
        for shape in shapes {
            for (c, &n) in common.iter_mut().rev().zip(shape.iter().rev()) {
                if n != *c && n != 1 {
                    fits &= *c == 1;
                    *c = n;
                }
            }
        }
    });
    Ok(fits.then_some(common))
}

// Axis by axis from the first, the argument that set the length and the first that contradicts it: the pair
// that NumPy names.
#[cold]
fn first_mismatch(shapes: &[&[usize]]) -> BroadcastError {
    let ndim = shapes.iter().map(|s| s.len()).max().unwrap_or(0);
    for axis in 0..ndim {
        let mut setter: Option<(usize, usize)> = None;
        for (i, shape) in shapes.iter().enumerate() {
            let Some(&n) = (axis + shape.len()).checked_sub(ndim).and_then(|a| shape.get(a)) else { continue };
            match setter {
                _ if n == 1 => {}
                None => setter = Some((i, n)),
                Some((first, length)) if length != n => {
                    return BroadcastError::Objects {
                        first,
                        first_shape: shapes[first].to_vec(),
                        second: i,
                        second_shape: shape.to_vec(),
                    };
                }
                Some(_) => {}
            }
        }
    }
    BroadcastError::Operands { shapes: shapes.iter().map(|s| s.to_vec()).collect() }
}

/// The view of `layout` repeated to `shape`: stride 0 along new axes and those of length 1.
///
/// # Errors
/// NumPy's words where the shapes do not fit, or there are too many axes or elements.
///
/// ```
/// use npcore_broadcast::broadcast_to;
/// use npcore_layout::{Layout, Order};
/// let row = Layout::contiguous(&[3], 8, Order::C)?;
/// assert_eq!(broadcast_to(&row, &[2, 3])?.strides(), &[0, 8]);
/// # Ok::<(), npcore_broadcast::BroadcastError>(())
/// ```
pub fn broadcast_to(layout: &Layout, shape: &[usize]) -> Result<Layout, BroadcastError> {
    if shape.len() > MAX_RANK {
        return Err(LayoutError::TooManyDimensions { found: shape.len() }.into());
    }
    if shape.is_empty() && layout.ndim() > 0 {
        return Err(BroadcastError::ToScalar);
    }
    if layout.ndim() > shape.len() {
        return Err(BroadcastError::TooManyAxes);
    }
    match layout.repeat_to(shape) {
        Ok(Some(view)) => Ok(view),
        Ok(None) => Err(BroadcastError::To { from: layout.shape().to_vec(), to: shape.to_vec() }),
        Err(error) => Err(too_large(error, BroadcastError::IteratorTooLarge)),
    }
}

/// The source of an assignment seen with the shape of its target: [`broadcast_to`], except that leading
/// axes of length 1 the target lacks are dropped, and NumPy's words for an assignment.
///
/// # Errors
/// `could not broadcast input array from shape (4,3) into shape (2,3)`.
pub fn broadcast_into(layout: &Layout, shape: &[usize]) -> Result<Layout, BroadcastError> {
    let extra = layout.ndim().saturating_sub(shape.len());
    let dropped = layout.shape()[..extra].iter().take_while(|&&n| n == 1).count();
    let kept = Layout::new(&layout.shape()[dropped..], &layout.strides()[dropped..], layout.offset())?;
    // NumPy's words have the shape without the dropped axes.
    let refused = || BroadcastError::Into { from: kept.shape().to_vec(), to: shape.to_vec() };
    if dropped < extra {
        return Err(refused());
    }
    kept.repeat_to(shape)?.ok_or_else(refused)
}

/// All layouts with their common shape: NumPy's `broadcast_arrays`.
///
/// # Errors
/// As [`broadcast_arguments`].
pub fn broadcast_layouts(layouts: &[&Layout]) -> Result<Vec<Layout>, BroadcastError> {
    let shapes: Vec<&[usize]> = layouts.iter().map(|layout| &layout.shape()[..]).collect();
    let shape = broadcast_arguments(&shapes)?;
    layouts
        .iter()
        .map(|layout| if *layout.shape() == shape { Ok(**layout) } else { broadcast_to(layout, &shape) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use npcore_layout::Order;

    fn c(shape: &[usize]) -> Layout {
        Layout::contiguous(shape, 8, Order::C).unwrap()
    }

    #[test]
    fn shapes() {
        assert_eq!(broadcast_shapes(&[]).unwrap(), [0usize; 0]);
        assert_eq!(broadcast_shapes(&[&[0], &[1]]).unwrap(), [0]);
        assert_eq!(broadcast_shapes(&[&[2, 1, 4], &[3, 1]]).unwrap(), [2, 3, 4]);
        let text = |shapes: &[&[usize]]| broadcast_shapes(shapes).unwrap_err().to_string();
        assert_eq!(text(&[&[3, 4], &[3, 5]]), "operands could not be broadcast together with shapes (3,4) (3,5)");
        assert_eq!(text(&[&[0], &[2], &[]]), "operands could not be broadcast together with shapes (0,) (2,) ()");
        assert_eq!(text(&[&[1 << 40, 1], &[1, 1 << 40]]), "iterator is too large");
    }

    #[test]
    fn arguments() {
        let text = |shapes: &[&[usize]]| broadcast_arguments(shapes).unwrap_err().to_string();
        assert_eq!(
            text(&[&[3, 4], &[3], &[4]]),
            "shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg 0 with shape (3, 4) and arg 1 with shape (3,)."
        );
        assert_eq!(text(&[&[1 << 62, 1], &[1, 1 << 62]]), "broadcast dimensions too large.");
    }

    #[test]
    fn to() {
        let text = |from: &[usize], to: &[usize]| broadcast_to(&c(from), to).unwrap_err().to_string();
        assert_eq!(
            text(&[2, 3], &[4, 3]),
            "operands could not be broadcast together with remapped shapes [original->remapped]: (2,3)  and requested shape (4,3)"
        );
        assert_eq!(text(&[2, 3], &[2]), "input operand has more dimensions than allowed by the axis remapping");
        assert_eq!(text(&[], &[1 << 40, 1 << 40]), "iterator is too large");
        assert_eq!(broadcast_to(&c(&[2, 1]), &[0, 2, 5]).unwrap().strides(), &[0, 8, 0]);
    }

    #[test]
    fn into() {
        assert_eq!(broadcast_into(&c(&[1, 1, 2, 3]), &[2, 3]).unwrap().strides(), &[24, 8]);
        assert_eq!(
            broadcast_into(&c(&[4, 3]), &[2, 3]).unwrap_err().to_string(),
            "could not broadcast input array from shape (4,3) into shape (2,3)"
        );
    }
}
