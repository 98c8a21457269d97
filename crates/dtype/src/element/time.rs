//! [`DateTime64`] and [`TimeDelta64`]: times whose unit is known at compile time.

use super::{Element, element_basics, promote_pairs};
use crate::datetime::{DateTimeError, NAT, Unit, format_datetime, format_timedelta, parse_datetime};
use crate::dtype::DType;
use crate::scalar::Scalar;
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

/// A unit of time as a type: the markers of [`units`], or your own (`10ms`).
///
/// ```
/// use npcore_dtype::{DType, Unit, UnitBase, TimeUnit, DateTime64};
/// #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
/// struct Frame;
/// impl TimeUnit for Frame { const UNIT: Unit = Unit::new(UnitBase::Millisecond, 40); }
/// assert_eq!(DType::of::<DateTime64<Frame>>(), DType::datetime(Frame::UNIT));
/// ```
pub trait TimeUnit: Copy + Send + Sync + 'static {
    /// The unit.
    const UNIT: Unit;
}

/// Unit markers, named as NumPy names the units: `DateTime64<units::ns>`.
#[expect(non_camel_case_types, reason = "the names are NumPy's: `M` is a month, `m` a minute")]
pub mod units {
    use super::TimeUnit;
    use crate::datetime::{Unit, UnitBase};

    macro_rules! markers {
        ($($name:ident = $base:ident, $symbol:literal);* $(;)?) => {
            $(
                #[doc = concat!("`", $symbol, "`")]
                #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
                pub struct $name;

                impl TimeUnit for $name {
                    const UNIT: Unit = Unit::new(UnitBase::$base, 1);
                }
            )*
        };
    }

    markers! {
        generic = Generic, "generic"; Y = Year, "Y"; M = Month, "M"; W = Week, "W"; D = Day, "D"; h = Hour, "h";
        m = Minute, "m"; s = Second, "s"; ms = Millisecond, "ms"; us = Microsecond, "us"; ns = Nanosecond, "ns";
        ps = Picosecond, "ps"; fs = Femtosecond, "fs"; as_ = Attosecond, "as";
    }
}

macro_rules! time_element {
    ($(#[$doc:meta])* $name:ident, $dtype:ident, $variant:ident, $format:ident, $quotient:ty, $difference:ty, $floored:ty) => {
        $(#[$doc])*
        #[repr(transparent)]
        pub struct $name<U> {
            value: i64,
            unit: PhantomData<U>,
        }

        impl<U: TimeUnit> $name<U> {
            /// Not-a-time.
            pub const NAT: Self = Self::new(NAT);

            /// From the stored count of units (`i64::MIN` is not-a-time).
            pub const fn new(value: i64) -> Self {
                $name { value, unit: PhantomData }
            }

            /// The stored count of units.
            pub const fn value(self) -> i64 {
                self.value
            }

            /// Whether this is not-a-time.
            pub const fn is_nat(self) -> bool {
                self.value == NAT
            }
        }

        impl<U> Clone for $name<U> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<U> Copy for $name<U> {}

        /// Not-a-time equals nothing, itself included.
        impl<U> PartialEq for $name<U> {
            fn eq(&self, other: &Self) -> bool {
                self.value == other.value && self.value != NAT
            }
        }

        impl<U> PartialOrd for $name<U> {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                (self.value != NAT && other.value != NAT).then(|| self.value.cmp(&other.value))
            }
        }

        impl<U: TimeUnit> Default for $name<U> {
            fn default() -> Self {
                Self::new(0)
            }
        }

        impl<U: TimeUnit> fmt::Display for $name<U> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&$format(self.value, U::UNIT))
            }
        }

        impl<U: TimeUnit> fmt::Debug for $name<U> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }

        element_basics!(
            [U: TimeUnit] $name<U> => $quotient, $name<U>, $name<U>, $name<U>, $name<U>, $name<U>;
            $difference, $floored, $name<U>
        );

        // SAFETY: `repr(transparent)` over `i64`, the 8 bytes of the dtype, every pattern a value.
        unsafe impl<U: TimeUnit> Element for $name<U> {
            const ALL_VALID: bool = true;

            #[inline]
            fn dtype() -> DType {
                const { DType::$dtype(U::UNIT) }
            }

            #[inline]
            unsafe fn read(p: *const u8) -> Self {
                // SAFETY: the caller vouches for eight readable bytes; any pattern is a value.
                Self { value: unsafe { p.cast::<i64>().read_unaligned() }, unit: PhantomData }
            }

            #[inline]
            unsafe fn write(self, p: *mut u8) {
                // SAFETY: the caller vouches for eight writable bytes.
                unsafe { p.cast::<i64>().write_unaligned(self.value) }
            }

            fn to_scalar(self) -> Scalar {
                Scalar::$variant(self.value, U::UNIT)
            }
        }
    };
}

time_element! {
    /// A point in time: a count of units `U` since 1970-01-01T00:00, NumPy's `datetime64`.
    ///
    /// ```
    /// use npcore_dtype::{DateTime64, units};
    /// let t = DateTime64::<units::s>::new(86_400);
    /// assert_eq!(t.to_string(), "1970-01-02T00:00:00");
    /// assert_eq!("1970-01-02".parse::<DateTime64<units::s>>()?, t);
    /// assert!(DateTime64::<units::s>::NAT != DateTime64::<units::s>::NAT);
    /// # Ok::<(), npcore_dtype::datetime::DateTimeError>(())
    /// ```
    DateTime64, datetime, DateTime, format_datetime, DateTime64<U>, TimeDelta64<U>, DateTime64<U>
}

/// From an ISO 8601 text; what is finer than the unit is cut off.
impl<U: TimeUnit> FromStr for DateTime64<U> {
    type Err = DateTimeError;

    fn from_str(text: &str) -> Result<Self, DateTimeError> {
        parse_datetime(text, Some(U::UNIT)).map(|(value, _)| Self::new(value))
    }
}

time_element! {
    /// A span of time: a count of units `U`, NumPy's `timedelta64`.
    TimeDelta64, timedelta, TimeDelta, format_timedelta, f64, TimeDelta64<U>, i64
}

/// The finer of two units is the common one; pairs for which NumPy overflows are left out.
macro_rules! finer {
    ($time:ident: $($coarse:ident < $($fine:ident)+;)*) => {
        $(promote_pairs! { $time<units::$coarse>: $($time<units::$fine> => $time<units::$fine>),+; })*
    };
}

finer! { DateTime64:
    generic < Y M W D h m s ms us ns ps fs as_;
    Y < M W D h m s ms us ns;
    M < W D h m s ms us ns;
    W < D h m s ms us ns;
    D < h m s ms us ns;
    h < m s ms us ns ps;
    m < s ms us ns ps fs;
    s < ms us ns ps fs;
    ms < us ns ps fs as_;
    us < ns ps fs as_;
    ns < ps fs as_;
    ps < fs as_;
    fs < as_;
}

finer! { TimeDelta64:
    generic < Y M W D h m s ms us ns ps fs as_;
    Y < M;
    W < D h m s ms us ns;
    D < h m s ms us ns;
    h < m s ms us ns ps;
    m < s ms us ns ps fs;
    s < ms us ns ps fs;
    ms < us ns ps fs as_;
    us < ns ps fs as_;
    ns < ps fs as_;
    ps < fs as_;
    fs < as_;
}
