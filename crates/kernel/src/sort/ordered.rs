//! Floats in the order of sorting.

use std::cmp::Ordering;

/// A float that compares as sorting has it: zeros are equal, and so are NaNs, which come last.
///
/// ```
/// use npcore_kernel::Ordered;
/// assert!(Ordered(-0.0f64) == Ordered(0.0));
/// assert!(Ordered(f32::INFINITY) < Ordered(f32::NAN) && Ordered(f32::NAN) == Ordered(-f32::NAN));
/// ```
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub struct Ordered<T>(pub T);

macro_rules! ordered {
    ($($t:ident)*) => { $(
        impl PartialEq for Ordered<$t> {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                self.0 == other.0 || self.0.is_nan() && other.0.is_nan()
            }
        }

        impl Eq for Ordered<$t> {}

        impl PartialOrd for Ordered<$t> {
            #[inline]
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }

            // Without branches, which `cmp` has.
            #[inline]
            fn lt(&self, other: &Self) -> bool {
                !other.le(self)
            }

            #[inline]
            fn le(&self, other: &Self) -> bool {
                self.0 <= other.0 || other.0.is_nan()
            }
        }

        impl Ord for Ordered<$t> {
            #[inline]
            fn cmp(&self, other: &Self) -> Ordering {
                self.0.partial_cmp(&other.0).unwrap_or_else(|| self.0.is_nan().cmp(&other.0.is_nan()))
            }
        }
    )* };
}
ordered!(f32 f64);
