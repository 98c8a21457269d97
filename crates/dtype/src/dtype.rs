//! [`DType`]: what an element is, with its byte order, as a small `Copy` value.

use crate::datetime::Unit;
use crate::element::Element;
use crate::record::{Field, Record};
use crate::scalar_type::ScalarType;

/// What kind of element a [`DType`] is, byte order aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DTypeKind {
    /// A number or bool.
    Scalar(ScalarType),
    /// A point in time, an `i64` count of units since 1970 (`M`).
    DateTime(Unit),
    /// A span of time, an `i64` count of units (`m`).
    TimeDelta(Unit),
    /// So many bytes, trailing zeros not counted (`S`).
    Bytes(u32),
    /// So many UCS-4 characters, trailing zeros not counted (`U`).
    Str(u32),
    /// So many raw bytes (`V`).
    Void(u32),
    /// Named fields at offsets; interned, see [`Record`].
    Record(&'static Record),
}

/// What an element is: kind, size, byte order.
///
/// A `DType` is `Copy`, at most 24 bytes, and compares by meaning. Types of one byte, `S`, `V` and records
/// have no byte order of their own, so [`is_swapped`](DType::is_swapped) is false for them.
///
/// ```
/// use npcore_dtype::DType;
/// let d: DType = ">f8".parse().unwrap();
/// assert_eq!(d.itemsize(), 8);
/// assert!(d.is_swapped());
/// assert_eq!(d.to_native(), DType::FLOAT64);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct DType {
    kind: DTypeKind,
    swapped: bool,
}

/// A byte order, as [`DType::newbyteorder`] takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ByteOrder {
    /// This machine's, `=`.
    Native,
    /// `<`
    Little,
    /// `>`
    Big,
    /// The opposite of what there is, NumPy's `S`.
    Swap,
}

macro_rules! constants {
    ($($name:ident = $ty:ident),* $(,)?) => {
        $(
            #[doc = concat!("`", stringify!($name), "` in native byte order.")]
            pub const $name: DType = DType::scalar(ScalarType::$ty);
        )*
    };
}

impl DType {
    constants! {
        BOOL = Bool, INT8 = Int8, UINT8 = UInt8, INT16 = Int16, UINT16 = UInt16, INT32 = Int32, UINT32 = UInt32,
        INT64 = Int64, UINT64 = UInt64, FLOAT16 = Float16, FLOAT32 = Float32, FLOAT64 = Float64,
        COMPLEX64 = Complex64, COMPLEX128 = Complex128,
    }

    /// The largest itemsize, NumPy's: that of a C `int`.
    pub const MAX_ITEMSIZE: usize = i32::MAX as usize;

    /// A native numeric dtype.
    pub const fn scalar(ty: ScalarType) -> DType {
        DType::native(DTypeKind::Scalar(ty))
    }

    /// The dtype of a Rust element type.
    ///
    /// ```
    /// use npcore_dtype::DType;
    /// assert_eq!(DType::of::<f32>(), DType::FLOAT32);
    /// ```
    pub fn of<T: Element>() -> DType {
        T::dtype()
    }

    /// datetime64 with a unit.
    pub const fn datetime(unit: Unit) -> DType {
        DType::native(DTypeKind::DateTime(unit))
    }

    /// timedelta64 with a unit.
    pub const fn timedelta(unit: Unit) -> DType {
        DType::native(DTypeKind::TimeDelta(unit))
    }

    /// `S<n>`: `n` bytes.
    ///
    /// # Panics
    /// If `n` exceeds [`DType::MAX_ITEMSIZE`].
    pub const fn bytes(n: u32) -> DType {
        assert!(n as usize <= DType::MAX_ITEMSIZE, "itemsize cannot be greater than INT_MAX");
        DType::native(DTypeKind::Bytes(n))
    }

    /// `U<n>`: `n` characters of four bytes.
    ///
    /// # Panics
    /// If the size exceeds [`DType::MAX_ITEMSIZE`].
    pub const fn str_of(n: u32) -> DType {
        assert!(n as usize <= DType::MAX_ITEMSIZE / 4, "itemsize cannot be greater than INT_MAX");
        DType::native(DTypeKind::Str(n))
    }

    /// `V<n>`: `n` raw bytes.
    ///
    /// # Panics
    /// If `n` exceeds [`DType::MAX_ITEMSIZE`].
    pub const fn void(n: u32) -> DType {
        assert!(n as usize <= DType::MAX_ITEMSIZE, "itemsize cannot be greater than INT_MAX");
        DType::native(DTypeKind::Void(n))
    }

    pub(crate) const fn native(kind: DTypeKind) -> DType {
        DType { kind, swapped: false }
    }

    /// What kind of element this is, byte order aside.
    pub const fn kind(self) -> DTypeKind {
        self.kind
    }

    /// The numeric type, if it is one (of either byte order).
    pub const fn scalar_type(self) -> Option<ScalarType> {
        match self.kind {
            DTypeKind::Scalar(ty) => Some(ty),
            _ => None,
        }
    }

    /// The unit of datetime64 or timedelta64.
    pub const fn unit(self) -> Option<Unit> {
        match self.kind {
            DTypeKind::DateTime(unit) | DTypeKind::TimeDelta(unit) => Some(unit),
            _ => None,
        }
    }

    /// The record, if it is one.
    pub const fn as_record(self) -> Option<&'static Record> {
        match self.kind {
            DTypeKind::Record(record) => Some(record),
            _ => None,
        }
    }

    /// Bytes of an element.
    pub const fn itemsize(self) -> usize {
        match self.kind {
            DTypeKind::Scalar(ty) => ty.itemsize(),
            DTypeKind::DateTime(_) | DTypeKind::TimeDelta(_) => 8,
            DTypeKind::Bytes(n) | DTypeKind::Void(n) => n as usize,
            DTypeKind::Str(n) => 4 * n as usize,
            DTypeKind::Record(record) => record.itemsize(),
        }
    }

    /// The alignment C would give an element; 1 for bytes, raw data and records that are not aligned.
    pub fn alignment(self) -> usize {
        match self.kind {
            DTypeKind::Scalar(ty) => ty.alignment(),
            DTypeKind::DateTime(_) | DTypeKind::TimeDelta(_) => align_of::<i64>(),
            DTypeKind::Bytes(_) | DTypeKind::Void(_) => 1,
            DTypeKind::Str(_) => 4,
            DTypeKind::Record(record) => record.alignment(),
        }
    }

    /// Bytes of one word that a change of byte order reverses: 1 where order means nothing (also for
    /// records, whose fields have their own), 4 for `U` and complex64.
    pub const fn word_size(self) -> usize {
        match self.kind {
            DTypeKind::Scalar(ty) => ty.word_size(),
            DTypeKind::DateTime(_) | DTypeKind::TimeDelta(_) => 8,
            DTypeKind::Str(_) => 4,
            DTypeKind::Bytes(_) | DTypeKind::Void(_) | DTypeKind::Record(_) => 1,
        }
    }

    /// Whether the bytes are in this machine's order; for a record, those of every field.
    pub fn is_native(self) -> bool {
        match self.kind {
            DTypeKind::Record(record) => record.fields().iter().all(|f| f.dtype().is_native()),
            _ => !self.swapped,
        }
    }

    /// Whether the dtype itself is byte-swapped. A record never is; its fields may be.
    pub const fn is_swapped(self) -> bool {
        self.swapped
    }

    /// Whether the dtype has a byte order of its own.
    pub const fn has_byte_order(self) -> bool {
        self.word_size() > 1
    }

    /// The order of the bytes as NumPy's `byteorder`: `'='` native, `'<'` or `'>'` for the other one,
    /// `'|'` where order means nothing.
    pub const fn byteorder(self) -> char {
        if !self.has_byte_order() {
            '|'
        } else if !self.swapped {
            '='
        } else if cfg!(target_endian = "little") {
            '>'
        } else {
            '<'
        }
    }

    /// The same element in another byte order; a record's fields change, all the way down.
    pub fn newbyteorder(self, order: ByteOrder) -> DType {
        if let DTypeKind::Record(record) = self.kind {
            return record.map_dtypes(|d| d.newbyteorder(order));
        }
        let swapped = match order {
            ByteOrder::Native => false,
            ByteOrder::Little => cfg!(target_endian = "big"),
            ByteOrder::Big => cfg!(target_endian = "little"),
            ByteOrder::Swap => !self.swapped,
        };
        DType { kind: self.kind, swapped: swapped && self.has_byte_order() }
    }

    /// The same element in this machine's byte order.
    pub fn to_native(self) -> DType {
        if self.is_native() { self } else { self.newbyteorder(ByteOrder::Native) }
    }

    /// NumPy's type character: `'d'` for float64, `'V'` for records.
    pub fn char(self) -> char {
        match self.kind {
            DTypeKind::Scalar(ty) => ty.char(),
            DTypeKind::DateTime(_) => 'M',
            DTypeKind::TimeDelta(_) => 'm',
            DTypeKind::Bytes(_) => 'S',
            DTypeKind::Str(_) => 'U',
            DTypeKind::Void(_) | DTypeKind::Record(_) => 'V',
        }
    }

    /// NumPy's kind character: one of `b i u f c M m S U V`.
    pub fn kind_char(self) -> char {
        match self.kind {
            DTypeKind::Scalar(ty) => ty.kind_char(),
            _ => self.char(),
        }
    }

    /// A record's fields in order; none for everything else.
    pub fn fields(self) -> &'static [Field] {
        match self.kind {
            DTypeKind::Record(record) => record.fields(),
            _ => &[],
        }
    }

    /// A record's field names in order; none for everything else.
    pub fn names(self) -> impl ExactSizeIterator<Item = &'static str> + Clone {
        self.fields().iter().map(Field::name)
    }

    /// The field of a name.
    pub fn field(self, name: &str) -> Option<&'static Field> {
        self.as_record()?.field(name)
    }

    /// Whether this is a record.
    pub const fn is_record(self) -> bool {
        matches!(self.kind, DTypeKind::Record(_))
    }

    /// `bool`.
    pub const fn is_bool(self) -> bool {
        matches!(self.kind, DTypeKind::Scalar(ScalarType::Bool))
    }

    /// A bool, integer, float or complex number.
    pub const fn is_numeric(self) -> bool {
        matches!(self.kind, DTypeKind::Scalar(_))
    }

    /// A signed or unsigned integer (not bool).
    pub const fn is_integer(self) -> bool {
        matches!(self.kind, DTypeKind::Scalar(ty) if ty.is_integer())
    }

    /// A signed integer.
    pub const fn is_signed_integer(self) -> bool {
        matches!(self.kind, DTypeKind::Scalar(ty) if ty.is_signed_integer())
    }

    /// An unsigned integer.
    pub const fn is_unsigned_integer(self) -> bool {
        matches!(self.kind, DTypeKind::Scalar(ty) if ty.is_unsigned_integer())
    }

    /// float16, float32 or float64.
    pub const fn is_float(self) -> bool {
        matches!(self.kind, DTypeKind::Scalar(ty) if ty.is_float())
    }

    /// complex64 or complex128.
    pub const fn is_complex(self) -> bool {
        matches!(self.kind, DTypeKind::Scalar(ty) if ty.is_complex())
    }

    /// datetime64.
    pub const fn is_datetime(self) -> bool {
        matches!(self.kind, DTypeKind::DateTime(_))
    }

    /// timedelta64.
    pub const fn is_timedelta(self) -> bool {
        matches!(self.kind, DTypeKind::TimeDelta(_))
    }

    /// `U`
    pub const fn is_str(self) -> bool {
        matches!(self.kind, DTypeKind::Str(_))
    }

    /// `S`
    pub const fn is_bytes(self) -> bool {
        matches!(self.kind, DTypeKind::Bytes(_))
    }

    /// The dtype of `a / b` for operands of this type, where division is defined on numbers:
    /// float64 for integers and bool, else itself.
    pub fn quotient(self) -> DType {
        match self.kind {
            DTypeKind::Scalar(ty) => DType::scalar(ty.quotient()),
            DTypeKind::TimeDelta(_) => DType::FLOAT64,
            _ => self,
        }
    }
}

impl From<&'static Record> for DType {
    /// The dtype of these fields.
    fn from(record: &'static Record) -> DType {
        DType::native(DTypeKind::Record(record))
    }
}

impl From<ScalarType> for DType {
    fn from(ty: ScalarType) -> DType {
        DType::scalar(ty)
    }
}
