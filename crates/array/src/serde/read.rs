//! Reading: every field is checked against the others before an array is made of them.

use std::fmt;
use std::ops::RangeInclusive;

use ::serde::de::{self, Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use npcore_dtype::{DType, DTypeKind, Elem};
use npcore_layout::{Layout, Order, shape_text};

use super::FIELDS;
use super::value::{Seed, Value};
use crate::containers::{Array, Container, DynArray};
use crate::create::{new_layout, uninit};
use crate::error::{ArrayError, Result};
use crate::raw::has_invalid_patterns;

/// Elements without bytes take no data: so many of them are believed.
const MAX_WITHOUT_BYTES: usize = 1 << 16;

/// Elements of these sizes are stored as they are read; others, which may be wider than their text, when all
/// are known to be there.
const STREAMED: RangeInclusive<usize> = 1..=16;

/// Padding costs no data: a short text can stand in an element of two gigabytes. An array larger than this, read
/// value by value, must have a byte of data for each [`MAX_PADDING`] of its own.
const MAX_MOSTLY_PADDING: usize = 256 << 20;
const MAX_PADDING: usize = 4096;

impl<'de, T: Elem> Deserialize<'de> for Array<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Array<T>, D::Error> {
        let visitor = ArrayVisitor { for_people: deserializer.is_human_readable() };
        let array = deserializer.deserialize_struct("Array", FIELDS, visitor)?;
        typed(array).map_err(D::Error::custom)
    }
}

/// An array as one of `T`; another byte order is converted.
fn typed<T: Elem>(array: DynArray) -> Result<Array<T>> {
    let have = array.dtype();
    match T::static_dtype() {
        Some(wanted) if have != wanted && have.to_native() == wanted => Ok(array.astype_dyn(wanted)?.assume_type()),
        _ => array.downcast(),
    }
}

struct ArrayVisitor {
    for_people: bool,
}

impl<'de> Visitor<'de> for ArrayVisitor {
    type Value = DynArray;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array: dtype, shape and data")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<DynArray, A::Error> {
        let missing = |i| A::Error::invalid_length(i, &"three fields");
        let dtype = access.next_element()?.ok_or_else(|| missing(0))?;
        let shape = access.next_element_seed(ShapeSeed)?.ok_or_else(|| missing(1))?;
        let seed = DataSeed { for_people: self.for_people, dtype: Some(dtype) };
        let data = access.next_element_seed(seed)?.ok_or_else(|| missing(2))?;
        data.into_array(dtype, &shape).map_err(A::Error::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<DynArray, A::Error> {
        let (mut dtype, mut shape, mut data) = (None, None, None);
        while let Some(field) = access.next_key_seed(FieldSeed)? {
            match field {
                "dtype" if dtype.is_none() => dtype = Some(access.next_value::<DType>()?),
                "shape" if shape.is_none() => shape = Some(access.next_value_seed(ShapeSeed)?),
                "data" if data.is_none() => {
                    data = Some(access.next_value_seed(DataSeed { for_people: self.for_people, dtype })?);
                }
                field => return Err(A::Error::duplicate_field(field)),
            }
        }
        let dtype = dtype.ok_or_else(|| A::Error::missing_field("dtype"))?;
        let shape = shape.ok_or_else(|| A::Error::missing_field("shape"))?;
        let data = data.ok_or_else(|| A::Error::missing_field("data"))?;
        data.into_array(dtype, &shape).map_err(A::Error::custom)
    }
}

/// The name of a field: one of [`FIELDS`].
struct FieldSeed;

impl<'de> DeserializeSeed<'de> for FieldSeed {
    type Value = &'static str;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<&'static str, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Visitor<'_> for FieldSeed {
    type Value = &'static str;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    fn visit_u64<E: Error>(self, i: u64) -> Result<&'static str, E> {
        let known = usize::try_from(i).ok().and_then(|i| FIELDS.get(i).copied());
        known.ok_or_else(|| E::invalid_value(de::Unexpected::Unsigned(i), &"field 0, 1 or 2"))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<&'static str, E> {
        FIELDS.iter().find(|&&field| field == name).copied().ok_or_else(|| E::unknown_field(name, FIELDS))
    }

    fn visit_bytes<E: Error>(self, name: &[u8]) -> Result<&'static str, E> {
        self.visit_str(&String::from_utf8_lossy(name))
    }
}

/// Lengths, at most as many as an array has axes.
struct ShapeSeed;

impl<'de> DeserializeSeed<'de> for ShapeSeed {
    type Value = Vec<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<usize>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for ShapeSeed {
    type Value = Vec<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of lengths")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Vec<usize>, A::Error> {
        let mut shape = Vec::new();
        while let Some(length) = access.next_element()? {
            shape.push(length);
            if shape.len() > npcore_layout::MAX_RANK {
                let found = shape.len();
                return Err(A::Error::custom(npcore_layout::LayoutError::TooManyDimensions { found }));
            }
        }
        Ok(shape)
    }
}

/// The data as far as they can be understood when they come: before or after their dtype.
enum Data {
    /// Elements of the dtype as they lie in memory, valid ones.
    Elements(Vec<u8>),
    /// What a compact format had.
    Bytes(Vec<u8>),
    /// Values that are yet to be stored.
    Values(Vec<Value>),
}

struct DataSeed {
    for_people: bool,
    dtype: Option<DType>,
}

impl<'de> DeserializeSeed<'de> for DataSeed {
    type Value = Data;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Data, D::Error> {
        if self.for_people { deserializer.deserialize_seq(self) } else { deserializer.deserialize_byte_buf(self) }
    }
}

impl<'de> Visitor<'de> for DataSeed {
    type Value = Data;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.for_people { "a list of values" } else { "bytes" })
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Data, E> {
        Ok(Data::Bytes(bytes.to_vec()))
    }

    fn visit_byte_buf<E: Error>(self, bytes: Vec<u8>) -> Result<Data, E> {
        Ok(Data::Bytes(bytes))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Data, A::Error> {
        // Nothing is reserved: how many there are is seen when they come.
        if !self.for_people {
            let mut bytes = Vec::new();
            while let Some(byte) = access.next_element()? {
                bytes.push(byte);
            }
            return Ok(Data::Bytes(bytes));
        }
        if let Some(dtype) = self.dtype.filter(|dtype| STREAMED.contains(&dtype.itemsize())) {
            let mut elements = Vec::new();
            while let Some(value) = access.next_element_seed(Seed { depth: 0 })? {
                let start = elements.len();
                elements.resize(start + dtype.itemsize(), 0);
                value.store(dtype, &mut elements[start..]).map_err(A::Error::custom)?;
            }
            return Ok(Data::Elements(elements));
        }
        let mut values = Vec::new();
        while let Some(value) = access.next_element_seed(Seed { depth: 0 })? {
            values.push(value);
        }
        Ok(Data::Values(values))
    }
}

impl Data {
    fn into_array(self, dtype: DType, shape: &[usize]) -> Result<DynArray> {
        let layout = new_layout(shape, dtype, Order::C)?;
        match self {
            Data::Values(values) => from_values(&values, dtype, layout),
            Data::Elements(bytes) => from_elements(&bytes, dtype, layout),
            Data::Bytes(bytes) if !is_valid(dtype, &bytes) => {
                Err(ArrayError::Value(format!("the data hold bytes that are no values of {dtype}")))
            }
            Data::Bytes(bytes) => from_elements(&bytes, dtype, layout),
        }
    }
}

fn mismatch(found: impl fmt::Display, layout: &Layout, dtype: DType) -> ArrayError {
    let shape = shape_text(layout.shape());
    ArrayError::Value(format!("{found} of data do not fill an array with shape {shape} and data type {dtype}"))
}

/// An array of bytes that are valid values of the dtype.
fn from_elements(bytes: &[u8], dtype: DType, layout: Layout) -> Result<DynArray> {
    let is_believed = dtype.itemsize() > 0 || layout.size() <= MAX_WITHOUT_BYTES;
    if bytes.len() != layout.nbytes(dtype.itemsize()) || !is_believed {
        return Err(mismatch(format!("{} bytes", bytes.len()), &layout, dtype));
    }
    let buffer = uninit(&layout, dtype)?;
    // SAFETY: the buffer has room for the elements of the layout, which are as many bytes; they are valid (the
    // caller's word).
    unsafe {
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), buffer.as_ptr().as_ptr(), bytes.len());
        Ok(Array::from_parts(buffer, dtype, layout, true))
    }
}

fn from_values(values: &[Value], dtype: DType, layout: Layout) -> Result<DynArray> {
    if values.len() != layout.size() {
        return Err(mismatch(format!("{} values", values.len()), &layout, dtype));
    }
    let bytes = layout.nbytes(dtype.itemsize());
    if bytes > MAX_MOSTLY_PADDING && bytes / MAX_PADDING > values.iter().map(Value::weight).sum() {
        return Err(mismatch("too few bytes", &layout, dtype));
    }
    let mut array = DynArray::zeros_dyn(&layout.shape()[..], dtype)?;
    if dtype.itemsize() == 0 {
        return values
            .iter()
            .try_for_each(|value| value.store(dtype, &mut []).map_err(ArrayError::Value))
            .map(|()| array);
    }
    let first = array.view_mut().raw().first();
    // SAFETY: a new array lies gapless from its first element; it is ours alone.
    let bytes = unsafe { std::slice::from_raw_parts_mut(first, array.nbytes()) };
    for (value, element) in values.iter().zip(bytes.chunks_exact_mut(dtype.itemsize())) {
        value.store(dtype, element).map_err(ArrayError::Value)?;
    }
    Ok(array)
}

/// Whether bytes are values of a dtype: bools must be 0 or 1.
fn is_valid(dtype: DType, bytes: &[u8]) -> bool {
    if !has_invalid_patterns(dtype) {
        return true;
    }
    match dtype.kind() {
        DTypeKind::Record(record) => bytes.chunks_exact(dtype.itemsize().max(1)).all(|element| {
            record.fields().iter().all(|field| is_valid(field.dtype(), &element[field.offset()..][..field.nbytes()]))
        }),
        _ => bytes.iter().all(|&byte| byte <= 1),
    }
}
