//! Arrays cut along an axis: several views of one.

use npcore_dtype::Elem;
use npcore_layout::{SliceItem, normalize_axis};
use smallvec::SmallVec;

use super::each_container;
use crate::axis_iter::AxisIter;
use crate::containers::{Array, ArrayCells, ArrayCow, ArrayView, ArrayViewMut, Container};
use crate::error::{ArrayError, Result};
use crate::raw::Raw;
use crate::shape::{Int, Ints};

/// Where to cut: into as many parts as a number says, or before each position of a list.
///
/// Positions are Python's: negative ones count from the end, those past it give empty parts.
pub trait Sections {
    #[doc(hidden)]
    fn cuts(&self) -> Cuts;
}

#[doc(hidden)]
#[derive(Debug, Clone)]
pub enum Cuts {
    /// As many parts.
    Parts(isize),
    /// Before these positions.
    Before(SmallVec<[isize; 6]>),
}

macro_rules! count {
    ($($t:ty)*) => { $(
        impl Sections for $t {
            fn cuts(&self) -> Cuts {
                Cuts::Parts(self.to_isize())
            }
        }
    )* };
}
count!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);
impl<I: Int> Sections for [I] {
    fn cuts(&self) -> Cuts {
        Cuts::Before(self.to_list())
    }
}
impl<I: Int, const N: usize> Sections for [I; N] {
    fn cuts(&self) -> Cuts {
        Cuts::Before(self.to_list())
    }
}
impl<I: Int> Sections for Vec<I> {
    fn cuts(&self) -> Cuts {
        Cuts::Before(self.to_list())
    }
}
impl<X: Sections + ?Sized> Sections for &X {
    fn cuts(&self) -> Cuts {
        (**self).cuts()
    }
}

macro_rules! split_methods {
    (read $($rest:tt)*) => {
        split_methods! { @ split array_split hsplit vsplit dsplit unstack, true; $($rest)* }
    };
    (write $($rest:tt)*) => {
        split_methods! { @ split_mut array_split_mut hsplit_mut vsplit_mut dsplit_mut unstack_mut, false; $($rest)* }
    };
    (
        @ $split:ident $array_split:ident $hsplit:ident $vsplit:ident $dsplit:ident $unstack:ident, $may_overlap:expr;
        [$($generics:tt)*] $ty:ty; $out:ident $lt:lifetime; $self:ident [$($receiver:tt)*]
    ) => {
        impl<$($generics)*> $ty {
            /// The array cut along an axis, into equal parts or before the positions of a list; views.
            ///
            /// Parts to be written must not overlap, as positions that go back (`[3, 1]`) make them.
            ///
            /// # Errors
            /// `array split does not result in an equal division`; an axis out of bounds; overlapping parts to be
            /// written.
            pub fn $split($($receiver)*, sections: impl Sections, axis: isize) -> Result<Vec<$out<$lt, T>>> {
                let parts = split($self.raw(), &sections.cuts(), axis, true, $may_overlap)?;
                // SAFETY: some of the elements each, with the access that the container has; parts to be written
                // share none.
                Ok(parts.into_iter().map(|raw| unsafe { $out::from_raw(raw) }).collect())
            }

            /// The array cut along an axis, into parts as equal as possible (the first ones longer by one) or before
            /// the positions of a list; views.
            ///
            /// # Errors
            /// `number sections must be larger than 0.`; an axis out of bounds; overlapping parts to be written.
            pub fn $array_split($($receiver)*, sections: impl Sections, axis: isize) -> Result<Vec<$out<$lt, T>>> {
                let parts = split($self.raw(), &sections.cuts(), axis, false, $may_overlap)?;
                // SAFETY: as in `split`.
                Ok(parts.into_iter().map(|raw| unsafe { $out::from_raw(raw) }).collect())
            }

            /// Cut along axis 1, or axis 0 of a vector; views.
            ///
            /// # Errors
            /// As `split`; `hsplit only works on arrays of 1 or more dimensions`.
            pub fn $hsplit($($receiver)*, sections: impl Sections) -> Result<Vec<$out<$lt, T>>> {
                at_least($self.ndim(), 1, "hsplit")?;
                let axis = isize::from($self.ndim() > 1);
                $self.$split(sections, axis)
            }

            /// Cut along axis 0; views.
            ///
            /// # Errors
            /// As `split`; `vsplit only works on arrays of 2 or more dimensions`.
            pub fn $vsplit($($receiver)*, sections: impl Sections) -> Result<Vec<$out<$lt, T>>> {
                at_least($self.ndim(), 2, "vsplit")?;
                $self.$split(sections, 0)
            }

            /// Cut along axis 2; views.
            ///
            /// # Errors
            /// As `split`; `dsplit only works on arrays of 3 or more dimensions`.
            pub fn $dsplit($($receiver)*, sections: impl Sections) -> Result<Vec<$out<$lt, T>>> {
                at_least($self.ndim(), 3, "dsplit")?;
                $self.$split(sections, 2)
            }

            /// The sub-arrays along an axis as a list; views.
            ///
            /// # Errors
            /// `Input array must be at least 1-d.`; an axis out of bounds.
            pub fn $unstack($($receiver)*, axis: isize) -> Result<Vec<$out<$lt, T>>> {
                if $self.ndim() == 0 {
                    return Err(ArrayError::Value("Input array must be at least 1-d.".to_owned()));
                }
                let raw = $self.raw().map(|l| l.moveaxis(&[axis], &[0]))?;
                // SAFETY: the same elements with the access that the container has.
                Ok(AxisIter::new(unsafe { $out::<T>::from_raw(raw) }, 0)?.collect())
            }
        }
    };
}
each_container!(split_methods);

fn at_least(ndim: usize, needed: usize, name: &str) -> Result<()> {
    if ndim < needed {
        return Err(ArrayError::Value(format!("{name} only works on arrays of {needed} or more dimensions")));
    }
    Ok(())
}

fn split(raw: &Raw, cuts: &Cuts, axis: isize, equal: bool, may_overlap: bool) -> Result<Vec<Raw>> {
    let axis = normalize_axis(axis, raw.layout.ndim())?;
    let n = raw.layout.shape()[axis];
    let parts = match cuts {
        Cuts::Parts(count) => even_parts(n, *count, equal)?,
        Cuts::Before(positions) => {
            let starts = std::iter::once(0).chain(positions.iter().copied());
            let ends = positions.iter().copied().chain(std::iter::once(n as isize));
            starts.zip(ends).map(|(start, end)| (clipped(start, n), clipped(end, n))).collect()
        }
    };
    if !may_overlap {
        check_apart(&parts)?;
    }
    let mut items: SmallVec<[SliceItem; 6]> = smallvec::smallvec![SliceItem::FULL; axis + 1];
    parts
        .into_iter()
        .map(|(start, end)| {
            items[axis] = SliceItem::Range { start: Some(start as isize), stop: Some(end as isize), step: 1 };
            Ok(raw.map(|l| l.slice(&items))?)
        })
        .collect()
}

/// A position as Python's slices take it.
fn clipped(position: isize, n: usize) -> usize {
    let from_start = if position < 0 { position.saturating_add_unsigned(n) } else { position };
    usize::try_from(from_start).unwrap_or(0).min(n)
}

fn even_parts(n: usize, count: isize, equal: bool) -> Result<Vec<(usize, usize)>> {
    if equal && (count == 0 || !n.is_multiple_of(count.unsigned_abs())) {
        let words =
            if count == 0 { "integer modulo by zero" } else { "array split does not result in an equal division" };
        return Err(ArrayError::Value(words.to_owned()));
    }
    let Some(count) = usize::try_from(count).ok().filter(|&count| count > 0) else {
        return Err(ArrayError::Value("number sections must be larger than 0.".to_owned()));
    };
    let (each, longer) = (n / count, n % count);
    let place = |i: usize| i * each + i.min(longer);
    Ok((0..count).map(|i| (place(i), place(i + 1))).collect())
}

fn check_apart(parts: &[(usize, usize)]) -> Result<()> {
    let mut taken: Vec<(usize, usize)> = parts.iter().copied().filter(|(start, end)| start < end).collect();
    taken.sort_unstable();
    if taken.windows(2).any(|pair| pair[0].1 > pair[1].0) {
        let words = "the parts of a split overlap, and cannot be written through: positions must not go back";
        return Err(ArrayError::Value(words.to_owned()));
    }
    Ok(())
}
