//! The numeric elements, and NumPy's promotion table for them at compile time.

use super::{Element, WeakPromote, element_basics, promote_pairs};
use crate::dtype::DType;
use crate::scalar::Scalar;
use crate::scalar_type::ScalarType;
use half::f16;
use num_complex::Complex;

macro_rules! numeric {
    ($($t:ty: $ty:ident => $quotient:ty, $float:ty, $sum:ty, $real:ty, $double:ty;)*) => {
        $(
            element_basics!([] $t => $quotient, $float, $t, $sum, $real, $double);

            const _: () = assert!(size_of::<$t>() == ScalarType::$ty.itemsize());

            // SAFETY: the assertion above holds the size against the dtype's; reads and writes are unaligned
            // ones of exactly that size; integers, floats and pairs of floats have no invalid patterns and no
            // padding.
            unsafe impl Element for $t {
                const ALL_VALID: bool = true;

                #[inline]
                fn dtype() -> DType {
                    DType::scalar(ScalarType::$ty)
                }

                #[inline]
                unsafe fn read(p: *const u8) -> $t {
                    // SAFETY: the caller vouches for the bytes; any pattern is a value.
                    unsafe { p.cast::<$t>().read_unaligned() }
                }

                #[inline]
                unsafe fn write(self, p: *mut u8) {
                    // SAFETY: the caller vouches for the bytes.
                    unsafe { p.cast::<$t>().write_unaligned(self) }
                }

                fn to_scalar(self) -> Scalar {
                    Scalar::from(self)
                }
            }
        )*
    };
}

// Quotient, Float, Sum, Real, Double.
numeric! {
    i8: Int8 => f64, f16, i64, i8, f64;
    u8: UInt8 => f64, f16, u64, u8, f64;
    i16: Int16 => f64, f32, i64, i16, f64;
    u16: UInt16 => f64, f32, u64, u16, f64;
    i32: Int32 => f64, f64, i64, i32, f64;
    u32: UInt32 => f64, f64, u64, u32, f64;
    i64: Int64 => f64, f64, i64, i64, f64;
    u64: UInt64 => f64, f64, u64, u64, f64;
    f16: Float16 => f16, f16, f16, f16, f64;
    f32: Float32 => f32, f32, f32, f32, f64;
    f64: Float64 => f64, f64, f64, f64, f64;
    Complex<f32>: Complex64 => Complex<f32>, Complex<f32>, Complex<f32>, f32, Complex<f64>;
    Complex<f64>: Complex128 => Complex<f64>, Complex<f64>, Complex<f64>, f64, Complex<f64>;
}

#[cfg(target_pointer_width = "64")]
numeric! {
    usize: UInt64 => f64, f64, usize, usize, f64;
    isize: Int64 => f64, f64, isize, isize, f64;
}
#[cfg(target_pointer_width = "32")]
numeric! {
    usize: UInt32 => f64, f64, u64, usize, f64;
    isize: Int32 => f64, f64, i64, isize, f64;
}

element_basics!([] bool => f64, f16, i8, i64, bool, f64);

// SAFETY: a bool is one byte, as its dtype; `read` takes any byte, and since `true` and `false` are the only
// valid patterns `ALL_VALID` is false.
unsafe impl Element for bool {
    const ALL_VALID: bool = false;

    #[inline]
    fn dtype() -> DType {
        DType::BOOL
    }

    #[inline]
    unsafe fn read(p: *const u8) -> bool {
        // SAFETY: the caller vouches for one readable byte; it is read as `u8`, for which any pattern is valid.
        unsafe { p.read() != 0 }
    }

    #[inline]
    unsafe fn write(self, p: *mut u8) {
        // SAFETY: the caller vouches for one writable byte.
        unsafe { p.write(u8::from(self)) }
    }

    fn to_scalar(self) -> Scalar {
        Scalar::Bool(self)
    }
}

// NumPy's table, each unordered pair once; held against the run-time `promote_types` and NumPy's own in tests.
promote_pairs! {
    bool: i8 => i8, u8 => u8, i16 => i16, u16 => u16, i32 => i32, u32 => u32, i64 => i64, u64 => u64,
        f16 => f16, f32 => f32, f64 => f64, Complex<f32> => Complex<f32>, Complex<f64> => Complex<f64>;
    i8: u8 => i16, i16 => i16, u16 => i32, i32 => i32, u32 => i64, i64 => i64, u64 => f64,
        f16 => f16, f32 => f32, f64 => f64, Complex<f32> => Complex<f32>, Complex<f64> => Complex<f64>;
    u8: i16 => i16, u16 => u16, i32 => i32, u32 => u32, i64 => i64, u64 => u64,
        f16 => f16, f32 => f32, f64 => f64, Complex<f32> => Complex<f32>, Complex<f64> => Complex<f64>;
    i16: u16 => i32, i32 => i32, u32 => i64, i64 => i64, u64 => f64,
        f16 => f32, f32 => f32, f64 => f64, Complex<f32> => Complex<f32>, Complex<f64> => Complex<f64>;
    u16: i32 => i32, u32 => u32, i64 => i64, u64 => u64,
        f16 => f32, f32 => f32, f64 => f64, Complex<f32> => Complex<f32>, Complex<f64> => Complex<f64>;
    i32: u32 => i64, i64 => i64, u64 => f64,
        f16 => f64, f32 => f64, f64 => f64, Complex<f32> => Complex<f64>, Complex<f64> => Complex<f64>;
    u32: i64 => i64, u64 => u64,
        f16 => f64, f32 => f64, f64 => f64, Complex<f32> => Complex<f64>, Complex<f64> => Complex<f64>;
    i64: u64 => f64,
        f16 => f64, f32 => f64, f64 => f64, Complex<f32> => Complex<f64>, Complex<f64> => Complex<f64>;
    u64: f16 => f64, f32 => f64, f64 => f64, Complex<f32> => Complex<f64>, Complex<f64> => Complex<f64>;
    f16: f32 => f32, f64 => f64, Complex<f32> => Complex<f32>, Complex<f64> => Complex<f64>;
    f32: f64 => f64, Complex<f32> => Complex<f32>, Complex<f64> => Complex<f64>;
    f64: Complex<f32> => Complex<f64>, Complex<f64> => Complex<f64>;
    Complex<f32>: Complex<f64> => Complex<f64>;
}

// usize and isize share a dtype with u64 and i64; they stay themselves next to what they absorb, so that
// arithmetic on positions does not change type, and give way to the fixed-width type of the same dtype.
#[cfg(target_pointer_width = "64")]
promote_pairs! {
    usize: bool => usize, u8 => usize, u16 => usize, u32 => usize, u64 => u64, i8 => f64, i16 => f64, i32 => f64,
        i64 => f64, isize => f64,
        f16 => f64, f32 => f64, f64 => f64, Complex<f32> => Complex<f64>, Complex<f64> => Complex<f64>;
    isize: bool => isize, u8 => isize, u16 => isize, u32 => isize, i8 => isize, i16 => isize, i32 => isize,
        i64 => i64, u64 => f64,
        f16 => f64, f32 => f64, f64 => f64, Complex<f32> => Complex<f64>, Complex<f64> => Complex<f64>;
}
#[cfg(target_pointer_width = "32")]
promote_pairs! {
    usize: bool => usize, u8 => usize, u16 => usize, u32 => u32, u64 => u64, i8 => i64, i16 => i64, i32 => i64,
        i64 => i64, isize => i64,
        f16 => f64, f32 => f64, f64 => f64, Complex<f32> => Complex<f64>, Complex<f64> => Complex<f64>;
    isize: bool => isize, u8 => isize, u16 => isize, u32 => i64, i8 => isize, i16 => isize, i32 => i32,
        i64 => i64, u64 => f64,
        f16 => f64, f32 => f64, f64 => f64, Complex<f32> => Complex<f64>, Complex<f64> => Complex<f64>;
}

macro_rules! weak {
    ($($a:ty, $s:ty => $c:ty);* $(;)?) => {
        $(
            impl WeakPromote<$s> for $a {
                type Output = $c;
            }
        )*
    };
}

// One float type for every integer type (f64), one integer type for every float type (i32): with a second one
// `{float}` and `{integer}` literals would no longer infer to the array's type.
weak! {
    i8, f64 => f64; u8, f64 => f64; i16, f64 => f64; u16, f64 => f64; i32, f64 => f64; u32, f64 => f64;
    i64, f64 => f64; u64, f64 => f64; usize, f64 => f64; isize, f64 => f64;
    bool, f64 => f64; bool, i32 => i64;
    f16, i32 => f16; f32, i32 => f32; f64, i32 => f64;
    Complex<f32>, i32 => Complex<f32>; Complex<f64>, i32 => Complex<f64>;
    f16, f32 => f16; Complex<f32>, f32 => Complex<f32>; Complex<f64>, f64 => Complex<f64>;
}

// A complex scalar makes the array complex, in the array's precision.
weak! {
    bool, Complex<f64> => Complex<f64>; i8, Complex<f64> => Complex<f64>; u8, Complex<f64> => Complex<f64>;
    i16, Complex<f64> => Complex<f64>; u16, Complex<f64> => Complex<f64>; i32, Complex<f64> => Complex<f64>;
    u32, Complex<f64> => Complex<f64>; i64, Complex<f64> => Complex<f64>; u64, Complex<f64> => Complex<f64>;
    usize, Complex<f64> => Complex<f64>; isize, Complex<f64> => Complex<f64>;
    f16, Complex<f32> => Complex<f32>; f32, Complex<f32> => Complex<f32>; f64, Complex<f64> => Complex<f64>;
}
