//! serde in NumPy's spelling (feature `serde`).
//!
//! A dtype is its short spelling (`"<f8"`). A record is the list of its fields in formats for people
//! (`[["name", "<U20"], ["xyz", "<f4", [3]]]`), or a map of `names`, `formats`, `offsets`, `itemsize` and `aligned`
//! where the list does not tell the layout; in compact formats the text of [`DType::spelling`].

use crate::datetime::{format_datetime, parse_datetime};
use crate::dtype::DType;
use crate::element::{Bytes, DateTime64, Str, TimeDelta64, TimeUnit};
use crate::parse::literal::Value;
use crate::parse::{MAX_DEPTH, from_value};
use crate::record::{Field, Record};
use ::serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use ::serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};
use std::fmt;

impl Serialize for DType {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            Nested { dtype: *self, inherited: false }.serialize(serializer)
        } else {
            serializer.serialize_str(&self.spelling())
        }
    }
}

/// A dtype inside a record that is aligned or not; a list inherits that.
struct Nested {
    dtype: DType,
    inherited: bool,
}

impl Serialize for Nested {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.dtype.as_record() {
            None => serializer.serialize_str(&self.dtype.str()),
            Some(record) if record.is_packed() && !record.is_aligned() && !self.inherited => {
                let mut list = serializer.serialize_seq(Some(record.fields().len()))?;
                record.fields().iter().try_for_each(|field| list.serialize_element(&InList(field)))?;
                list.end()
            }
            Some(record) => {
                let fields = record.fields();
                let mut map = serializer.serialize_map(Some(5))?;
                map.serialize_entry("names", &fields.iter().map(Field::name).collect::<Vec<_>>())?;
                let formats: Vec<_> = fields.iter().map(|field| Format { field, record }).collect();
                map.serialize_entry("formats", &formats)?;
                map.serialize_entry("offsets", &fields.iter().map(Field::offset).collect::<Vec<_>>())?;
                map.serialize_entry("itemsize", &record.itemsize())?;
                map.serialize_entry("aligned", &record.is_aligned())?;
                map.end()
            }
        }
    }
}

/// `[name, dtype]` or `[name, dtype, shape]`.
struct InList<'a>(&'a Field);

impl Serialize for InList<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut parts = serializer.serialize_seq(Some(if self.0.shape().is_empty() { 2 } else { 3 }))?;
        parts.serialize_element(self.0.name())?;
        parts.serialize_element(&Nested { dtype: self.0.dtype(), inherited: false })?;
        if !self.0.shape().is_empty() {
            parts.serialize_element(self.0.shape())?;
        }
        parts.end()
    }
}

/// A dtype, or `[dtype, shape]`.
struct Format<'a> {
    field: &'a Field,
    record: &'a Record,
}

impl Serialize for Format<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let base = Nested { dtype: self.field.dtype(), inherited: self.record.is_aligned() };
        if self.field.shape().is_empty() {
            base.serialize(serializer)
        } else {
            (base, self.field.shape()).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for DType {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<DType, D::Error> {
        if !deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            return DType::parse(&text).map_err(de::Error::custom);
        }
        let value = Seed { depth: 0 }.deserialize(deserializer)?;
        from_value(&as_dtype(value)).map_err(de::Error::custom)
    }
}

/// Formats know one kind of sequence: which of them are tuples in Python follows from where they stand.
fn as_dtype(value: Value) -> Value {
    match value {
        // `[dtype, shape]`, since a record's fields are sequences and no texts.
        Value::List(items) if items.len() == 2 && is_shape(&items[1]) => {
            let mut items = items.into_iter();
            let (base, shape) = (items.next().map(as_dtype), items.next().map(as_tuple));
            Value::Tuple(base.into_iter().chain(shape).collect())
        }
        Value::List(items) => Value::List(items.into_iter().map(as_field).collect()),
        Value::Dict(mut items) => {
            let mut aligned = false;
            for (key, value) in &mut items {
                match (&*key, &mut *value) {
                    (Value::Str(key), Value::List(formats)) if key == "formats" => {
                        *formats = std::mem::take(formats).into_iter().map(as_dtype).collect();
                    }
                    (Value::Str(key), Value::Bool(flag)) if key == "aligned" => aligned = *flag,
                    _ => {}
                }
            }
            Value::DType(Box::new(Value::Dict(items)), aligned)
        }
        other => other,
    }
}

fn is_shape(value: &Value) -> bool {
    match value {
        Value::Int(_) => true,
        Value::List(items) => !items.is_empty() && items.iter().all(|item| matches!(item, Value::Int(_))),
        _ => false,
    }
}

fn as_tuple(value: Value) -> Value {
    match value {
        Value::List(items) => Value::Tuple(items),
        other => other,
    }
}

fn as_field(value: Value) -> Value {
    let Value::List(parts) = value else { return value };
    let part = |(i, part)| match i {
        0 => part,
        1 => as_dtype(part),
        _ => as_tuple(part),
    };
    Value::Tuple(parts.into_iter().enumerate().map(part).collect())
}

/// Reads any value, to a bounded depth.
struct Seed {
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Seed {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.depth > MAX_DEPTH {
            return Err(de::Error::custom(crate::DTypeError::TooDeep { limit: MAX_DEPTH }));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a NumPy dtype: its spelling, or a list or map of fields")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Str(text.to_string()))
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Int(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        i64::try_from(value).map(Value::Int).map_err(E::custom)
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        Ok(Value::None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(Seed { depth: self.depth + 1 })? {
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(key) = access.next_key_seed(Seed { depth: self.depth + 1 })? {
            items.push((key, access.next_value_seed(Seed { depth: self.depth + 1 })?));
        }
        Ok(Value::Dict(items))
    }
}

/// As a string.
impl<const N: usize> Serialize for Str<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Str<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Str::new(&String::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// As a sequence of bytes, without the trailing zeros.
impl<const N: usize> Serialize for Bytes<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_bytes().serialize(serializer)
    }
}

impl<'de, const N: usize> Deserialize<'de> for Bytes<N> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Bytes::new(&Vec::<u8>::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}

/// As its ISO 8601 text in formats for people, as its count otherwise.
impl<U: TimeUnit> Serialize for DateTime64<U> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.serialize_str(&format_datetime(self.value(), U::UNIT))
        } else {
            serializer.serialize_i64(self.value())
        }
    }
}

impl<'de, U: TimeUnit> Deserialize<'de> for DateTime64<U> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if !deserializer.is_human_readable() {
            return i64::deserialize(deserializer).map(Self::new);
        }
        let text = String::deserialize(deserializer)?;
        parse_datetime(&text, Some(U::UNIT)).map(|(value, _)| Self::new(value)).map_err(de::Error::custom)
    }
}

/// As its count.
impl<U: TimeUnit> Serialize for TimeDelta64<U> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.value())
    }
}

impl<'de, U: TimeUnit> Deserialize<'de> for TimeDelta64<U> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        i64::deserialize(deserializer).map(Self::new)
    }
}
