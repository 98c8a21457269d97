//! Other shapes for the same elements, and whether that needs a copy.

use crate::dims::{DimsBuf, DimsBuilder, INLINE_RANK, Shape, Strides};
use crate::error::LayoutError;
use crate::layout::{Layout, MAX, check_reach, check_size, running_strides};
use crate::order::Order;

/// The shape that a reshape of `size` elements asks for: at most one length may be negative, and is
/// found.
///
/// # Errors
/// `cannot reshape array of size 6 into shape (4,)`, `can only specify one unknown dimension`, or too many
/// axes.
///
/// ```
/// assert_eq!(npcore_layout::resolve_shape(6, &[2, -1])?, [2, 3]);
/// # Ok::<(), npcore_layout::LayoutError>(())
/// ```
#[inline]
pub fn resolve_shape(size: usize, shape: &[isize]) -> Result<Shape, LayoutError> {
    // Shapes longer than the largest rank are refused before anything is interned.
    if shape.len() > crate::MAX_RANK {
        return Err(LayoutError::TooManyDimensions { found: shape.len() });
    }
    let refused = || LayoutError::Reshape { size, shape: shape.to_vec() };
    let mut unknown = None;
    let mut known = Some(1usize);
    let mut resolved = DimsBuilder::new();
    for (axis, &n) in shape.iter().enumerate() {
        if n < 0 {
            if unknown.replace(axis).is_some() {
                return Err(LayoutError::TwoUnknownDimensions);
            }
            resolved.push(0);
        } else {
            known = known.and_then(|k| k.checked_mul(n as usize)).filter(|&k| k <= MAX);
            resolved.push(n as usize);
        }
    }
    let (resolved, known) = (resolved.finish(), known.ok_or_else(refused)?);
    match unknown {
        None if known == size => Ok(resolved),
        Some(axis) if known == 1 => Ok(resolved.with(|shape| shape[axis] = size)),
        Some(axis) if known != 0 && size.is_multiple_of(known) => Ok(resolved.with(|shape| shape[axis] = size / known)),
        _ => Err(refused()),
    }
}

impl Layout {
    /// The view of the same elements with another shape, or `None` where only a copy can have it.
    ///
    /// `order` is the order in which elements are read and placed: C, F, or A (F if that is how they lie).
    /// One length may be negative and is found. A view is given exactly where NumPy's `reshape` gives one.
    ///
    /// # Errors
    /// NumPy's words where the number of elements differs, two lengths are unknown, the order is K, or
    /// there are too many axes or bytes.
    ///
    /// ```
    /// use npcore_layout::{Layout, Order, s};
    /// let a = Layout::contiguous(&[4, 6], 8, Order::C)?;
    /// let columns = a.slice(&s![.., ..;2])?;
    /// let v = columns.reshape_view(&[2, 2, -1], Order::C, 8)?.unwrap();
    /// assert_eq!(v.strides(), &[96, 48, 16]);
    /// assert_eq!(columns.reshape_view(&[12], Order::C, 8)?.unwrap().strides(), &[16]);
    /// let part = a.slice(&s![.., ..5])?;
    /// assert!(part.reshape_view(&[20], Order::C, 8)?.is_none());
    /// # Ok::<(), npcore_layout::LayoutError>(())
    /// ```
    #[inline]
    pub fn reshape_view(&self, shape: &[isize], order: Order, itemsize: usize) -> Result<Option<Layout>, LayoutError> {
        let mut view = Layout::scalar();
        Ok(self.reshape_to(shape, order, itemsize, &mut view)?.then_some(view))
    }

    /// [`reshape_view`](Self::reshape_view), written where the result is to be; false where only a copy can have the
    /// shape.
    ///
    /// # Errors
    /// As `reshape_view`. Where the answer is no view, `to` stays as it is.
    #[inline]
    pub fn reshape_to(
        &self,
        shape: &[isize],
        order: Order,
        itemsize: usize,
        to: &mut Layout,
    ) -> Result<bool, LayoutError> {
        if order != Order::F && order != Order::K && self.reshape_contiguous(shape, itemsize, to) {
            return Ok(true);
        }
        self.reshape_any(shape, order, itemsize, to)
    }

    fn reshape_any(
        &self,
        requested: &[isize],
        order: Order,
        itemsize: usize,
        to: &mut Layout,
    ) -> Result<bool, LayoutError> {
        if order == Order::K {
            return Err(LayoutError::ReshapeOrder);
        }
        let shape = resolve_shape(self.size(), requested)?;
        // Only shapes with a zero can be absurd here, and an element size that is not the layout's.
        check_size(&shape, itemsize)?;
        // NumPy gives back the same strides only where no length had to be found.
        if shape == self.shape && requested.iter().all(|&n| n >= 0) {
            *to = *self;
            return Ok(true);
        }
        let fortran = order == Order::F || (order == Order::A && self.prefers_f(itemsize));
        let Some(view) = self.regroup(&shape, fortran, itemsize) else { return Ok(false) };
        *to = view;
        Ok(true)
    }

    /// The view as one axis, or `None` where NumPy's `ravel` copies.
    ///
    /// Unlike `reshape_view(&[-1], ..)` this wants the result contiguous, so every second element of a
    /// vector is copied; order K also accepts elements that are contiguous in any order of axes.
    ///
    /// # Errors
    /// Only where the number of bytes does not fit an `isize`.
    pub fn ravel(&self, order: Order, itemsize: usize) -> Result<Option<Layout>, LayoutError> {
        let size = self.size();
        // To be found: that is how NumPy asks, and it makes the stride that of a contiguous vector.
        let flat = [-1];
        check_size(&self.shape, itemsize)?;
        let (c, f) = (self.is_c_contiguous(itemsize), self.is_f_contiguous(itemsize));
        match order {
            Order::C | Order::A | Order::K if c => self.reshape_view(&flat, Order::C, itemsize),
            Order::F | Order::A | Order::K if f => self.reshape_view(&flat, Order::F, itemsize),
            Order::K => {
                let mut expected = itemsize as isize;
                for &axis in self.axes_by_stride().iter().rev() {
                    if self.shape[axis] != 1 {
                        if self.strides[axis] != expected {
                            return Ok(None);
                        }
                        expected = expected.wrapping_mul(self.shape[axis] as isize);
                    }
                }
                let shape = Shape::one(size);
                Ok(Some(Layout { shape, strides: Strides::one(itemsize as isize), offset: self.offset }))
            }
            _ => Ok(None),
        }
    }

    /// The common case in one pass: C-contiguous elements, few axes, no order but C to choose. False leaves the
    /// answer, or the error, to the general way.
    #[inline]
    fn reshape_contiguous(&self, shape: &[isize], itemsize: usize, to: &mut Layout) -> bool {
        let size = self.size();
        let bytes = size.checked_mul(itemsize).filter(|&bytes| bytes <= MAX);
        if shape.len() > INLINE_RANK || size == 0 || bytes.is_none() || !self.is_c_contiguous(itemsize) {
            return false;
        }
        let (mut known, mut unknown) = (1usize, false);
        for &n in shape {
            // Lengths to be found (negative) count as 1.
            let next = known.checked_mul(usize::try_from(n).unwrap_or(1));
            let (Some(next), false) = (next, n < 0 && unknown) else { return false };
            known = next;
            unknown |= n < 0;
        }
        let found = match (unknown, known) {
            (false, _) if known == size => 1,
            (true, 1) => size,
            (true, 2..) if size.is_multiple_of(known) => size / known,
            _ => return false,
        };
        // NumPy gives back the same strides only where no length had to be found.
        if !unknown
            && shape.len() == self.ndim()
            && shape.iter().zip(self.shape.as_slice()).all(|(&n, &old)| n as usize == old)
        {
            *to = *self;
            return true;
        }
        to.offset = self.offset;
        let (lengths, strides) = (to.shape.refill(shape.len()), to.strides.refill(shape.len()));
        let mut stride = itemsize;
        for ((length, place), &n) in lengths.iter_mut().zip(strides).take(shape.len()).zip(shape).rev() {
            *length = usize::try_from(n).unwrap_or(found);
            *place = stride as isize;
            // At most the bytes of all elements, checked above.
            stride *= *length;
        }
        true
    }

    /// A view of `shape`, which must have as many elements, or `None`.
    pub(crate) fn regroup(&self, shape: &Shape, fortran: bool, itemsize: usize) -> Option<Layout> {
        let contiguous = if fortran { self.is_f_contiguous(itemsize) } else { self.is_c_contiguous(itemsize) };
        let strides = if contiguous {
            let strides = running_strides(shape, itemsize, fortran);
            // Without elements these are only for show, and need not fit the offset.
            if self.is_empty() && check_reach(shape, &strides, self.offset).is_err() {
                Strides::filled(shape.len(), 0)
            } else {
                strides
            }
        } else {
            self.regrouped(shape, fortran)?
        };
        Some(Layout { shape: *shape, strides, offset: self.offset })
    }

    /// Strides of a view of `shape` onto this non-empty, non-contiguous layout, or `None`.
    ///
    /// Both shapes are read in step. From each, the fewest axes whose lengths have the same product form a
    /// group. The elements of a group of old axes must be evenly spaced (the stride of each axis is length
    /// times stride of the next faster one), then any new axes can divide them. Axes of length 1 are left
    /// out on the old side, and on the new side get the stride they would have if they were longer.
    fn regrouped(&self, shape: &Shape, fortran: bool) -> Option<Strides> {
        let old: DimsBuf<(usize, isize)> =
            self.shape.iter().copied().zip(self.strides.iter().copied()).filter(|&(n, _)| n != 1).collect();
        let mut strides = DimsBuf::<isize>::from_elem(0, shape.len());
        let (mut old_at, mut new_at) = (0, 0);
        while new_at < shape.len() && old_at < old.len() {
            let (mut old_end, mut new_end) = (old_at + 1, new_at + 1);
            let (mut old_product, mut new_product) = (old[old_at].0, shape[new_at]);
            while old_product != new_product {
                // Equal in the end, because the whole products are.
                if new_product < old_product {
                    new_product *= shape.get(new_end)?;
                    new_end += 1;
                } else {
                    old_product *= old.get(old_end)?.0;
                    old_end += 1;
                }
            }
            let evenly_spaced = old[old_at..old_end].windows(2).all(|pair| {
                let (slow, fast) = if fortran { (pair[1], pair[0]) } else { (pair[0], pair[1]) };
                slow.1 == fast.1.wrapping_mul(fast.0 as isize)
            });
            if !evenly_spaced {
                return None;
            }
            if fortran {
                let mut stride = old[old_at].1;
                for axis in new_at..new_end {
                    strides[axis] = stride;
                    stride = stride.wrapping_mul(shape[axis] as isize);
                }
            } else {
                let mut stride = old[old_end - 1].1;
                for axis in (new_at..new_end).rev() {
                    strides[axis] = stride;
                    stride = stride.wrapping_mul(shape[axis] as isize);
                }
            }
            (old_at, new_at) = (old_end, new_end);
        }
        // What is left over are axes of length 1.
        if let Some(last) = new_at.checked_sub(1) {
            let mut stride = strides[last];
            if fortran {
                stride = stride.wrapping_mul(shape[last] as isize);
            }
            strides[new_at..].fill(stride);
        }
        Some(Strides::from(strides))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::s;

    fn c(shape: &[usize]) -> Layout {
        Layout::contiguous(shape, 8, Order::C).unwrap()
    }

    #[test]
    fn words() {
        let a = c(&[2, 3]);
        let text = |shape: &[isize]| a.reshape_view(shape, Order::C, 8).unwrap_err().to_string();
        assert_eq!(text(&[4]), "cannot reshape array of size 6 into shape (4,)");
        assert_eq!(text(&[0, -1]), "cannot reshape array of size 6 into shape (0,newaxis)");
        assert_eq!(text(&[-1, -1]), "can only specify one unknown dimension");
        assert_eq!(
            text(&[1 << 62, 1 << 62, -1]),
            "cannot reshape array of size 6 into shape (4611686018427387904,4611686018427387904,newaxis)"
        );
        assert_eq!(text(&[1; 65]), "maximum supported dimension for an ndarray is currently 64, found 65");
        assert_eq!(
            a.reshape_view(&[6], Order::K, 8).unwrap_err().to_string(),
            "order 'K' is not permitted for reshaping"
        );
        assert_eq!(c(&[0]).reshape_view(&[1 << 62, 0, 1 << 62], Order::C, 8), Err(LayoutError::TooBig));
    }

    #[test]
    fn ravel_wants_contiguous_elements() {
        let a = c(&[6]).slice(&s![..;2]).unwrap();
        assert!(a.ravel(Order::C, 8).unwrap().is_none());
        assert!(a.reshape_view(&[-1], Order::C, 8).unwrap().is_some());
        let t = c(&[2, 3, 4]).permute(&[1, 0, 2]).unwrap();
        assert!(t.ravel(Order::C, 8).unwrap().is_none());
        assert_eq!(t.ravel(Order::K, 8).unwrap().unwrap().strides, [8]);
    }

    #[test]
    fn orders() {
        let f = Layout::contiguous(&[2, 3], 8, Order::F).unwrap();
        assert!(f.reshape_view(&[6], Order::C, 8).unwrap().is_none());
        assert!(f.reshape_view(&[6], Order::F, 8).unwrap().is_some());
        assert_eq!(f.reshape_view(&[3, 2], Order::A, 8).unwrap().unwrap().strides, [8, 24]);
    }
}
