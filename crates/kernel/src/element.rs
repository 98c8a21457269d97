//! Element types as the loops see them: any byte pattern, any alignment.

use npcore_dtype::ScalarType;

/// An element at any address: its alignment is 1, so slices of it may lie
/// anywhere, which costs nothing on x86-64 and aarch64.
#[derive(Clone, Copy)]
#[repr(C, packed)]
pub(crate) struct Un<T>(pub(crate) T);

/// An element of an output that need not be initialised.
pub(crate) type Out<T> = std::mem::MaybeUninit<Un<T>>;

/// Types for which every byte pattern is a valid value, and which have no
/// padding.
///
/// # Safety
/// Both must be true.
pub(crate) unsafe trait Plain: Copy + 'static {}

macro_rules! plain {
    ($($t:ty)*) => { $(
        // SAFETY: integers and floats have no invalid patterns and no padding.
        unsafe impl Plain for $t {}
    )* };
}
plain!(u8 u16 u32 u64 u128 i8 i16 i32 i64 f32 f64);

/// A byte read as bool: true unless 0.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(crate) struct Byte(pub(crate) u8);

/// A complex number as the loops see it.
#[derive(Clone, Copy)]
#[repr(C)]
pub(crate) struct Cx<T> {
    pub(crate) re: T,
    pub(crate) im: T,
}

/// The bits of an IEEE binary16.
#[derive(Clone, Copy)]
#[repr(transparent)]
pub(crate) struct Half(pub(crate) u16);

// SAFETY: wrappers around and pairs of types that have the property.
unsafe impl Plain for Byte {}
// SAFETY: as above.
unsafe impl Plain for Half {}
// SAFETY: as above; two fields of one type leave no padding.
unsafe impl Plain for Cx<f32> {}
// SAFETY: as above.
unsafe impl Plain for Cx<f64> {}

/// Bytes of an element.
pub(crate) const fn item_size(ty: ScalarType) -> usize {
    match ty {
        ScalarType::Bool | ScalarType::Int8 | ScalarType::UInt8 => 1,
        ScalarType::Int16 | ScalarType::UInt16 | ScalarType::Float16 => 2,
        ScalarType::Int32 | ScalarType::UInt32 | ScalarType::Float32 => 4,
        ScalarType::Int64 | ScalarType::UInt64 | ScalarType::Float64 | ScalarType::Complex64 => 8,
        ScalarType::Complex128 => 16,
    }
}
