//! Writing: for people value by value, compactly as bytes.

use ::serde::ser::{Error, Serialize, SerializeSeq, SerializeStruct, Serializer};
use npcore_dtype::datetime::{NAT, format_datetime, parse_datetime};
use npcore_dtype::{DType, DTypeKind, Dyn, Elem, Scalar};

use npcore_layout::Order;

use super::FIELDS;
use crate::containers::{Array, ArrayCells, ArrayCow, ArrayView, ArrayViewMut, Container, DynView};
use crate::data::copied;
use crate::raw::{Addresses, has_invalid_patterns};

impl<T: Elem> Serialize for ArrayView<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let for_people = serializer.is_human_readable();
        let mut fields = serializer.serialize_struct("Array", FIELDS.len())?;
        fields.serialize_field("dtype", &self.dtype())?;
        fields.serialize_field("shape", self.shape())?;
        if for_people {
            fields.serialize_field("data", &Values(self.as_dyn()))?;
        } else {
            fields.serialize_field("data", &Bytes(self.as_dyn()))?;
        }
        fields.end()
    }
}

macro_rules! by_view {
    ($($ty:ty),*) => { $(
        impl<T: Elem> Serialize for $ty {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.view().serialize(serializer)
            }
        }
    )* };
}
by_view!(Array<T>, ArrayViewMut<'_, T>, ArrayCow<'_, T>);

impl<T: Elem> Serialize for ArrayCells<'_, T> {
    /// The values as they are now: copied first, since a serializer might write the cells.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // SAFETY: no one writes the elements while they are copied.
        let copy: Array<T> = unsafe { copied(self.raw(), self.dtype(), Order::C) }.map_err(S::Error::custom)?;
        copy.serialize(serializer)
    }
}

/// The bytes of each element, in C order.
fn elements<'a>(view: DynView<'a>) -> impl ExactSizeIterator<Item = &'a [u8]> + 'a {
    let itemsize = view.itemsize();
    // SAFETY: the address of an element that stays borrowed, as many bytes as it has.
    Addresses::new(view.raw()).map(move |at| unsafe { std::slice::from_raw_parts(at.cast_const(), itemsize) })
}

/// All values, as a list.
struct Values<'a>(DynView<'a>);

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let dtype = self.0.dtype();
        list(serializer, elements(self.0).map(|bytes| Value { dtype, bytes }))
    }
}

fn list<S: Serializer, X: Serialize>(
    serializer: S,
    values: impl ExactSizeIterator<Item = X>,
) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(Some(values.len()))?;
    for value in values {
        list.serialize_element(&value)?;
    }
    list.end()
}

/// One element, for people.
struct Value<'a> {
    dtype: DType,
    bytes: &'a [u8],
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Value { dtype, bytes } = *self;
        if let DTypeKind::Record(record) = dtype.kind() {
            return list(serializer, record.fields().iter().map(|field| Field { field, record: bytes }));
        }
        match Scalar::from_bytes(dtype, bytes) {
            Scalar::Bool(x) => serializer.serialize_bool(x),
            Scalar::Int8(x) => serializer.serialize_i8(x),
            Scalar::UInt8(x) => serializer.serialize_u8(x),
            Scalar::Int16(x) => serializer.serialize_i16(x),
            Scalar::UInt16(x) => serializer.serialize_u16(x),
            Scalar::Int32(x) => serializer.serialize_i32(x),
            Scalar::UInt32(x) => serializer.serialize_u32(x),
            Scalar::Int64(x) => serializer.serialize_i64(x),
            Scalar::UInt64(x) => serializer.serialize_u64(x),
            Scalar::Float16(x) => Float::Single(x.to_f32()).serialize(serializer),
            Scalar::Float32(x) => Float::Single(x).serialize(serializer),
            Scalar::Float64(x) => Float::Double(x).serialize(serializer),
            Scalar::Complex64(x) => [x.re, x.im].map(Float::Single).serialize(serializer),
            Scalar::Complex128(x) => [x.re, x.im].map(Float::Double).serialize(serializer),
            Scalar::Str(text) => {
                // Decoding puts U+FFFD for what is no character: if it was not there, it must not be written.
                let mut again = vec![0; bytes.len()];
                if text.contains(char::REPLACEMENT_CHARACTER)
                    && (Scalar::Str(text.clone()).to_bytes(dtype, &mut again).is_err() || again != bytes)
                {
                    return Err(S::Error::custom("text with code units that are no characters"));
                }
                serializer.serialize_str(&text)
            }
            Scalar::Bytes(bytes) | Scalar::Void(bytes) => list(serializer, bytes.iter()),
            Scalar::DateTime(time, unit) => {
                let text = format_datetime(time, unit);
                let again = parse_datetime(&text, Some(unit));
                if time == NAT || again.is_ok_and(|(value, _)| value == time) {
                    serializer.serialize_str(&text)
                } else {
                    serializer.serialize_i64(time)
                }
            }
            Scalar::TimeDelta(NAT, _) => serializer.serialize_str("NaT"),
            Scalar::TimeDelta(time, _) => serializer.serialize_i64(time),
            other @ (Scalar::Record(..) | Scalar::Array { .. }) => {
                Err(S::Error::custom(format!("{} is not one value", other.dtype())))
            }
        }
    }
}

/// A number, or the name of what is none.
enum Float {
    Single(f32),
    Double(f64),
}

impl Serialize for Float {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let wide = match *self {
            Float::Single(x) => f64::from(x),
            Float::Double(x) => x,
        };
        match *self {
            _ if wide.is_nan() => serializer.serialize_str("nan"),
            _ if wide.is_infinite() => serializer.serialize_str(if wide > 0.0 { "inf" } else { "-inf" }),
            Float::Single(x) => serializer.serialize_f32(x),
            Float::Double(x) => serializer.serialize_f64(x),
        }
    }
}

/// A field of a record: a value, or a list of them.
struct Field<'a> {
    field: &'static npcore_dtype::Field,
    record: &'a [u8],
}

impl Serialize for Field<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (field, dtype) = (self.field, self.field.dtype());
        let bytes = &self.record[field.offset()..][..field.nbytes()];
        let item = |i: usize| Value { dtype, bytes: &bytes[i * dtype.itemsize()..][..dtype.itemsize()] };
        if field.shape().is_empty() {
            item(0).serialize(serializer)
        } else {
            list(serializer, (0..field.count()).map(item))
        }
    }
}

/// All elements as they lie in memory, in C order.
struct Bytes<'a>(DynView<'a>);

impl Serialize for Bytes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (view, raw) = (self.0, self.0.raw());
        if raw.dtype.is_record() || (has_invalid_patterns(raw.dtype) && !raw.trusted) {
            let mut bytes = Vec::with_capacity(view.nbytes());
            for element in elements(view) {
                let start = bytes.len();
                bytes.resize(start + element.len(), 0);
                clean(raw.dtype, element, &mut bytes[start..]);
            }
            return serializer.serialize_bytes(&bytes);
        }
        if raw.is_c_contiguous() {
            // SAFETY: gapless elements, without padding, that stay borrowed.
            let bytes = unsafe { std::slice::from_raw_parts(raw.first().cast_const(), view.nbytes()) };
            return serializer.serialize_bytes(bytes);
        }
        serializer.serialize_bytes(&ArrayView::<Dyn>::to_bytes(&view))
    }
}

/// Copies an element's values and nothing else: zeros for padding, 0 or 1 for a bool.
fn clean(dtype: DType, from: &[u8], to: &mut [u8]) {
    if let DTypeKind::Record(record) = dtype.kind() {
        for field in record.fields() {
            let (dtype, size) = (field.dtype(), field.dtype().itemsize());
            for i in 0..field.count() {
                let at = field.offset() + i * size;
                clean(dtype, &from[at..at + size], &mut to[at..at + size]);
            }
        }
    } else if dtype == DType::BOOL {
        to[0] = u8::from(from[0] != 0);
    } else {
        to.copy_from_slice(from);
    }
}
