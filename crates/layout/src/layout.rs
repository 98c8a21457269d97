//! [`Layout`]: where the elements of one array lie within its buffer.

use crate::dims::{Dims, DimsBuilder, INLINE_RANK, MAX_RANK, Shape, Strides};
use crate::error::LayoutError;
use crate::order::Order;

/// Where the elements of an array lie: a length and a byte stride for each axis, and the offset of
/// element zero from the start of the buffer.
///
/// It knows no pointer and no element type; where the element's size matters it is an argument.
///
/// Invariants, which every operation keeps:
/// 1. `shape` and `strides` have the same length, at most [`MAX_RANK`];
/// 2. the product of the non-zero lengths fits an `isize`;
/// 3. `offset` plus any sum of `i * stride` with `0 <= i < max(length, 1)` on each axis fits an `isize`, and
///    so does the distance between any two such places.
///
/// ```
/// use npcore_layout::{Layout, Order, s};
/// let a = Layout::contiguous(&[3, 4], 8, Order::C)?;
/// assert_eq!(a.strides(), &[32, 8]);
/// let b = a.slice(&s![1.., ..;-2])?;
/// assert_eq!((b.shape()[..].to_vec(), b.strides()[..].to_vec(), b.offset()), (vec![2, 2], vec![32, -16], 56));
/// # Ok::<(), npcore_layout::LayoutError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Layout {
    pub(crate) shape: Shape,
    pub(crate) strides: Strides,
    pub(crate) offset: isize,
}

impl Layout {
    /// A layout of the given shape, byte strides and offset.
    ///
    /// # Errors
    /// Lists of different length, more than [`MAX_RANK`] axes, or elements whose number or offset does
    /// not fit an `isize`.
    pub fn new(shape: &[usize], strides: &[isize], offset: isize) -> Result<Layout, LayoutError> {
        if shape.len() != strides.len() {
            return Err(LayoutError::StridesMismatch { ndim: shape.len(), strides: strides.len() });
        }
        check_size(shape, 1)?;
        check_reach(shape, strides, offset)?;
        Ok(Layout { shape: shape.into(), strides: strides.into(), offset })
    }

    /// The layout of a freshly allocated array: elements next to each other, last axis fastest
    /// ([`Order::C`], also for `A` and `K`) or first axis fastest ([`Order::F`]).
    ///
    /// An array without elements has strides of 0, as in NumPy.
    ///
    /// # Errors
    /// More than [`MAX_RANK`] axes, or a number of bytes that does not fit an `isize`.
    #[inline]
    pub fn contiguous(shape: &[usize], itemsize: usize, order: Order) -> Result<Layout, LayoutError> {
        // One axis is the commonest case by far, and its stride is known at once.
        if let &[n] = shape
            && n != 0
            && n.checked_mul(itemsize).is_some_and(|bytes| bytes <= MAX && bytes != 0)
        {
            return Ok(Layout { shape: Dims::one(n), strides: Dims::one(itemsize as isize), offset: 0 });
        }
        if shape.len() <= INLINE_RANK
            && let Some(layout) = Layout::contiguous_inline(shape, itemsize, order == Order::F)
        {
            return Ok(layout);
        }
        let size = check_size(shape, itemsize)?;
        let shape = Shape::from(shape);
        Ok(Layout { shape, strides: contiguous_strides(&shape, size, itemsize, order == Order::F), offset: 0 })
    }

    /// One pass over up to six axes; `None` for empty arrays and whatever is too large.
    #[inline]
    fn contiguous_inline(shape: &[usize], itemsize: usize, fortran: bool) -> Option<Layout> {
        let (mut lengths, mut strides) = ([0; INLINE_RANK], [0; INLINE_RANK]);
        let mut bytes = itemsize;
        let mut fill = |((length, stride), &n): ((&mut usize, &mut isize), &usize)| {
            (*length, *stride) = (n, bytes as isize);
            bytes = bytes.checked_mul(n).filter(|&bytes| bytes <= MAX && bytes != 0)?;
            Some(())
        };
        let count = shape.len();
        let mut axes = lengths[..count].iter_mut().zip(&mut strides[..count]).zip(shape);
        if fortran {
            axes.try_for_each(&mut fill)?
        } else {
            axes.rev().try_for_each(&mut fill)?
        }
        (bytes <= MAX).then(|| Layout {
            shape: Dims::inline(count, lengths),
            strides: Dims::inline(count, strides),
            offset: 0,
        })
    }

    /// The layout of a 0-d array: one element at offset 0.
    #[inline]
    pub fn scalar() -> Layout {
        Layout { shape: Dims::empty(), strides: Dims::empty(), offset: 0 }
    }

    /// Becomes the layout of `ndim` axes with these lengths and strides.
    #[inline]
    pub(crate) fn write(&mut self, ndim: usize, axes: impl Iterator<Item = (usize, isize)>, offset: isize) {
        self.offset = offset;
        if ndim > INLINE_RANK {
            let (shape, strides): (Vec<usize>, Vec<isize>) = axes.unzip();
            (self.shape, self.strides) = (shape.into(), strides.into());
            return;
        }
        let places = self.shape.refill(ndim).iter_mut().zip(self.strides.refill(ndim));
        for ((length, step), axis) in places.zip(axes) {
            (*length, *step) = axis;
        }
    }

    /// Number of axes.
    #[inline]
    pub fn ndim(&self) -> usize {
        self.shape.len()
    }

    /// Length of each axis.
    #[inline]
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Bytes between neighbours along each axis.
    #[inline]
    pub fn strides(&self) -> &Strides {
        &self.strides
    }

    /// Bytes from the start of the buffer to element zero.
    #[inline]
    pub fn offset(&self) -> isize {
        self.offset
    }

    /// Number of elements.
    #[inline]
    pub fn size(&self) -> usize {
        // Invariant 2: no partial product of non-zero lengths overflows; a zero makes the rest zero,
        // except for those before it, which are also partial products.
        self.shape.iter().product()
    }

    /// Whether there are no elements.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.shape.contains(&0)
    }

    /// Number of bytes of all elements together: `size * itemsize`, saturating.
    #[inline]
    pub fn nbytes(&self, itemsize: usize) -> usize {
        self.size().saturating_mul(itemsize)
    }

    /// The same layout with element zero at another place.
    ///
    /// # Errors
    /// [`LayoutError::OffsetOverflow`] if an element would lie where no `isize` reaches.
    pub fn with_offset(&self, offset: isize) -> Result<Layout, LayoutError> {
        check_reach(&self.shape, &self.strides, offset)?;
        Ok(Layout { offset, ..*self })
    }

    /// The view of this layout repeated to `shape`, with stride 0 along new leading axes and those of length
    /// 1; `None` if the lengths do not fit. The rule of broadcasting; `npcore-broadcast` has its words.
    ///
    /// # Errors
    /// Too many axes, or a number of elements that does not fit an `isize`.
    #[inline]
    pub fn repeat_to(&self, shape: &[usize]) -> Result<Option<Layout>, LayoutError> {
        check_size(shape, 1)?;
        let (own, strides) = (self.shape.as_slice(), self.strides.as_slice());
        let Some(added) = shape.len().checked_sub(own.len()) else { return Ok(None) };
        let mut repeated = DimsBuilder::new();
        for _ in 0..added {
            repeated.push(0);
        }
        for ((&n, &stride), &wanted) in own.iter().zip(strides).zip(&shape[added..]) {
            if n != wanted && n != 1 {
                return Ok(None);
            }
            repeated.push(if n == 1 { 0 } else { stride });
        }
        // Invariant 3 stands: no element is further out than before.
        Ok(Some(Layout { shape: shape.into(), strides: repeated.finish(), offset: self.offset }))
    }

    /// The byte offset of the element at `index`, one entry for each axis, negative ones from the end.
    ///
    /// # Errors
    /// NumPy's words for a wrong number of indices or one past an end.
    #[inline]
    pub fn offset_of(&self, index: &[isize]) -> Result<isize, LayoutError> {
        if index.len() != self.ndim() {
            return Err(LayoutError::TooManyIndices { ndim: self.ndim(), found: index.len() });
        }
        let mut offset = self.offset;
        for (axis, ((&i, &n), &stride)) in index.iter().zip(&self.shape).zip(&self.strides).enumerate() {
            let i = normalize_index(i, axis, n)?;
            // In range by invariant 3.
            offset += i as isize * stride;
        }
        Ok(offset)
    }
}

/// The largest length, number of elements, and number of bytes.
pub(crate) const MAX: usize = isize::MAX as usize;

/// An index from 0 up, from one that may count from the end.
///
/// # Errors
/// `index 5 is out of bounds for axis 0 with size 3`.
#[inline]
pub fn normalize_index(index: isize, axis: usize, size: usize) -> Result<usize, LayoutError> {
    // Lengths fit an `isize`, so the sum of a negative index and a length does too.
    let from_start = if index < 0 { index.wrapping_add(size as isize) } else { index };
    if from_start >= 0 && (from_start as usize) < size {
        Ok(from_start as usize)
    } else {
        Err(LayoutError::IndexOutOfBounds { index, axis, size })
    }
}

/// The number of elements of `shape`, having checked rank, lengths and the number of bytes the way
/// NumPy does: zero lengths do not excuse the others.
///
/// # Errors
/// [`LayoutError::TooManyDimensions`], [`LayoutError::DimensionTooLarge`], [`LayoutError::TooBig`].
#[inline]
pub fn check_size(shape: &[usize], itemsize: usize) -> Result<usize, LayoutError> {
    if shape.len() > MAX_RANK {
        return Err(LayoutError::TooManyDimensions { found: shape.len() });
    }
    let mut bytes = itemsize.max(1);
    let mut size = 1usize;
    for &n in shape {
        if n > MAX {
            return Err(LayoutError::DimensionTooLarge);
        }
        if n != 0 {
            bytes = match bytes.checked_mul(n) {
                Some(bytes) if bytes <= MAX => bytes,
                _ => return Err(LayoutError::TooBig),
            };
        }
        // Bounded by `bytes`, or zero.
        size = size.wrapping_mul(n);
    }
    if bytes > MAX { Err(LayoutError::TooBig) } else { Ok(size) }
}

pub(crate) fn check_reach(shape: &[usize], strides: &[isize], offset: isize) -> Result<(), LayoutError> {
    let (mut low, mut high) = (offset, offset);
    for (&n, &stride) in shape.iter().zip(strides) {
        // Lengths are at most `MAX`, checked before.
        let last = n.max(1) as isize - 1;
        let reach = last.checked_mul(stride).ok_or(LayoutError::OffsetOverflow)?;
        let end = if reach < 0 { &mut low } else { &mut high };
        *end = end.checked_add(reach).ok_or(LayoutError::OffsetOverflow)?;
    }
    // Both directions: `isize` has one negative number without a positive.
    match high.checked_sub(low) {
        Some(_) => Ok(()),
        None => Err(LayoutError::OffsetOverflow),
    }
}

/// Strides of a fresh array whose shape and byte size were checked: all 0 if it has no elements.
#[inline]
pub(crate) fn contiguous_strides(shape: &Shape, size: usize, itemsize: usize, fortran: bool) -> Strides {
    if size == 0 { Strides::filled(shape.len(), 0) } else { running_strides(shape, itemsize, fortran) }
}

/// The running product of the lengths, those of 0 left out, times the item's size.
#[inline]
pub(crate) fn running_strides(shape: &Shape, itemsize: usize, fortran: bool) -> Strides {
    // In range, because the byte size was checked the same way.
    let mut stride = itemsize as isize;
    let mut place = |(place, &n): (&mut isize, &usize)| {
        *place = stride;
        stride = stride.wrapping_mul(n.max(1) as isize);
    };
    Strides::filled(shape.len(), 0).with(|strides| {
        let axes = strides.iter_mut().zip(shape.as_slice());
        if fortran { axes.for_each(&mut place) } else { axes.rev().for_each(&mut place) }
    })
}
