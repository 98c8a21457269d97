//! One entry of an index, and the [`s!`](crate::s) macro that writes them as Python does.

use std::fmt;
use std::ops::{Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

/// One entry of a basic index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SliceItem {
    /// A position; the axis disappears. Negative ones count from the end.
    Index(isize),
    /// Python's `start:stop:step`. Ends that are too large are clipped, negative ones count from the
    /// end.
    Range {
        /// The first position, or the end the step starts from.
        start: Option<isize>,
        /// The position before which to stop, or the end the step goes to.
        stop: Option<isize>,
        /// The distance between positions; negative goes backwards, zero is an error.
        step: isize,
    },
    /// A new axis of length 1 and stride 0.
    NewAxis,
    /// As many whole axes as there are left.
    Ellipsis,
}

/// Writes a new axis in [`s!`](crate::s), as NumPy's `np.newaxis`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NewAxis;

impl From<NewAxis> for SliceItem {
    #[inline]
    fn from(NewAxis: NewAxis) -> Self {
        SliceItem::NewAxis
    }
}

impl SliceItem {
    /// The whole axis: `:`.
    pub const FULL: SliceItem = SliceItem::Range { start: None, stop: None, step: 1 };

    /// `range` with a step, as `1..5;2` in [`s!`](crate::s). The ends are Python's: with a negative step
    /// the start is the larger one.
    #[inline]
    pub fn stepped(range: impl SliceRange, step: isize) -> SliceItem {
        let (start, stop) = range.ends(step);
        SliceItem::Range { start, stop, step }
    }
}

/// Prints as Python writes it: `1`, `1:5:2`, `None`, `...`.
impl fmt::Display for SliceItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            SliceItem::Index(i) => i.fmt(f),
            SliceItem::NewAxis => f.write_str("None"),
            SliceItem::Ellipsis => f.write_str("..."),
            SliceItem::Range { start, stop, step } => {
                if let Some(start) = start {
                    start.fmt(f)?;
                }
                f.write_str(":")?;
                if let Some(stop) = stop {
                    stop.fmt(f)?;
                }
                if step != 1 {
                    write!(f, ":{step}")?;
                }
                Ok(())
            }
        }
    }
}

/// Rust's ranges of integers, read as Python's slices.
pub trait SliceRange {
    /// Start and stop of Python's slice with the given step (which an inclusive end depends on).
    fn ends(self, step: isize) -> (Option<isize>, Option<isize>);
}

impl SliceRange for RangeFull {
    #[inline]
    fn ends(self, _step: isize) -> (Option<isize>, Option<isize>) {
        (None, None)
    }
}

impl From<RangeFull> for SliceItem {
    #[inline]
    fn from(_: RangeFull) -> Self {
        SliceItem::FULL
    }
}

// The stop that makes `last` the last position reached. Stepping over either end of the axis
// changes what a negative number means, so those become "no stop".
#[inline]
fn after(last: isize, step: isize) -> Option<isize> {
    if step < 0 {
        if last == 0 { None } else { Some(last.saturating_sub(1)) }
    } else if last == -1 {
        None
    } else {
        Some(last.saturating_add(1))
    }
}

macro_rules! from_range {
    ($int:ty, $as_isize:expr, $($range:ident { $($start:ident)? ; $($stop:ident)? }),*) => {$(
        impl SliceRange for $range<$int> {
            #[inline]
            fn ends(self, _step: isize) -> (Option<isize>, Option<isize>) {
                (from_range!(@end self $($start)? , $as_isize), from_range!(@end self $($stop)? , $as_isize))
            }
        }
        impl From<$range<$int>> for SliceItem {
            #[inline]
            fn from(range: $range<$int>) -> Self {
                SliceItem::stepped(range, 1)
            }
        }
    )*};
    (@end $range:ident $field:ident, $as_isize:expr) => { Some($as_isize($range.$field)) };
    (@end $range:ident, $as_isize:expr) => { None };
}

macro_rules! from_int {
    ($($int:ty => $as_isize:expr),* $(,)?) => {$(
        impl From<$int> for SliceItem {
            #[inline]
            fn from(index: $int) -> Self {
                SliceItem::Index($as_isize(index))
            }
        }
        from_range!($int, $as_isize, Range { start; end }, RangeFrom { start; }, RangeTo { ; end });
        impl SliceRange for RangeInclusive<$int> {
            #[inline]
            fn ends(self, step: isize) -> (Option<isize>, Option<isize>) {
                (Some($as_isize(*self.start())), after($as_isize(*self.end()), step))
            }
        }
        impl From<RangeInclusive<$int>> for SliceItem {
            #[inline]
            fn from(range: RangeInclusive<$int>) -> Self {
                SliceItem::stepped(range, 1)
            }
        }
        impl SliceRange for RangeToInclusive<$int> {
            #[inline]
            fn ends(self, step: isize) -> (Option<isize>, Option<isize>) {
                (None, after($as_isize(self.end), step))
            }
        }
        impl From<RangeToInclusive<$int>> for SliceItem {
            #[inline]
            fn from(range: RangeToInclusive<$int>) -> Self {
                SliceItem::stepped(range, 1)
            }
        }
    )*};
}

// Values outside `isize` are further from any axis than its ends, so saturating keeps their meaning.
#[inline]
fn signed<T: TryInto<isize> + PartialOrd + Default>(value: T) -> isize {
    let end = if value < T::default() { isize::MIN } else { isize::MAX };
    value.try_into().unwrap_or(end)
}

from_int! {
    i8 => isize::from, i16 => isize::from, u8 => isize::from,
    i32 => signed, i64 => signed, isize => |i: isize| i,
    u16 => signed, u32 => signed, u64 => signed, usize => signed,
}

/// Writes a basic index as NumPy's users know it; gives `[SliceItem; N]`.
///
/// `1..3` and `..` are slices, `..;2` and `5..2;-1` have a step (NumPy's `5:2:-1`), integers (any integer
/// type, negative from the end) pick one position, `NewAxis` puts in an axis, `...` stands for the axes
/// that are left. Missing axes at the end are whole.
///
/// ```
/// use npcore_layout::{SliceItem, s};
/// let i = 4_usize;
/// let items = s![1..3, ..;2, i, NewAxis, ..., 5..2;-1, ..=-2];
/// let text: Vec<String> = items.iter().map(SliceItem::to_string).collect();
/// assert_eq!(text.join(", "), "1:3, ::2, 4, None, ..., 5:2:-1, :-1");
/// assert_eq!(s![], []);
/// ```
#[macro_export]
macro_rules! s {
    (@items [$($done:expr),*]) => { [$($done),*] };
    (@items [$($done:expr),*] ... $(, $($rest:tt)*)?) => {
        $crate::s!(@items [$($done,)* $crate::SliceItem::Ellipsis] $($($rest)*)?)
    };
    (@items [$($done:expr),*] NewAxis $(, $($rest:tt)*)?) => {
        $crate::s!(@items [$($done,)* $crate::SliceItem::NewAxis] $($($rest)*)?)
    };
    (@items [$($done:expr),*] $range:expr ; $step:expr $(, $($rest:tt)*)?) => {
        $crate::s!(@items [$($done,)* $crate::SliceItem::stepped($range, $step)] $($($rest)*)?)
    };
    (@items [$($done:expr),*] $item:expr $(, $($rest:tt)*)?) => {
        $crate::s!(@items [$($done,)* $crate::SliceItem::from($item)] $($($rest)*)?)
    };
    ($($item:tt)*) => {{
        // Python's `5:2:-1` is a reversed range to clippy.
        #[allow(clippy::reversed_empty_ranges)]
        let items: [$crate::SliceItem; _] = $crate::s!(@items [] $($item)*);
        items
    }};
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(start: Option<isize>, stop: Option<isize>, step: isize) -> SliceItem {
        SliceItem::Range { start, stop, step }
    }

    #[test]
    fn ranges() {
        assert_eq!(s![1..3], [range(Some(1), Some(3), 1)]);
        assert_eq!(s![1..], [range(Some(1), None, 1)]);
        assert_eq!(s![..3_usize], [range(None, Some(3), 1)]);
        assert_eq!(s![..], [SliceItem::FULL]);
        assert_eq!(s![-3..-1], [range(Some(-3), Some(-1), 1)]);
        assert_eq!(s![5..2;-1], [range(Some(5), Some(2), -1)]);
        assert_eq!(s![..;-1, 0], [range(None, None, -1), SliceItem::Index(0)]);
        assert_eq!(s![usize::MAX], [SliceItem::Index(isize::MAX)]);
        let v = [1u8, 2];
        assert_eq!(s![v[0], ..v.len();isize::from(v[1]),], [SliceItem::Index(1), range(None, Some(2), 2)]);
    }

    #[test]
    fn inclusive_ends() {
        assert_eq!(s![1..=3], [range(Some(1), Some(4), 1)]);
        assert_eq!(s![1..=-1], [range(Some(1), None, 1)]);
        assert_eq!(s![5..=2;-1], [range(Some(5), Some(1), -1)]);
        assert_eq!(s![5..=0;-1], [range(Some(5), None, -1)]);
        assert_eq!(s![..=i64::MAX], [range(None, Some(isize::MAX), 1)]);
    }

    #[test]
    fn the_rest() {
        assert_eq!(s![..., NewAxis, 2], [SliceItem::Ellipsis, SliceItem::NewAxis, SliceItem::Index(2)]);
        let items: [SliceItem; 0] = s![];
        assert!(items.is_empty());
    }
}
