//! Rows as Rust's tuples, both ways.

use npcore_array::{ArrayError, Result};
use npcore_dtype::{Bytes, Complex, DType, DateTime64, Scalar, Str, TimeDelta64, TimeUnit, f16};

use super::refused;
use super::value::FieldValue;

/// A row of a record array: a tuple of [`FieldValue`]s, one for each field, or a [`Scalar`] that is a record.
pub trait Row {
    /// Writes the row to a record, of which what is no field stays as it is.
    ///
    /// # Errors
    /// Another number of values; a value that does not convert.
    fn put_row(&self, dtype: DType, out: &mut [u8]) -> Result<()>;

    /// The dtype and shape that each value would have by itself.
    ///
    /// # Errors
    /// Values without a dtype.
    fn own_types(&self) -> Result<Vec<(DType, Vec<usize>)>>;
}

fn wrong_length(given: usize, fields: usize) -> ArrayError {
    ArrayError::Value(format!("could not assign tuple of length {given} to structure with {fields} fields."))
}

impl<R: Row + ?Sized> Row for &R {
    fn put_row(&self, dtype: DType, out: &mut [u8]) -> Result<()> {
        (**self).put_row(dtype, out)
    }

    fn own_types(&self) -> Result<Vec<(DType, Vec<usize>)>> {
        (**self).own_types()
    }
}

impl Row for Scalar {
    fn put_row(&self, dtype: DType, out: &mut [u8]) -> Result<()> {
        let Scalar::Record(_, values) = self else {
            return Ok(self.cast_into(dtype, out)?);
        };
        let fields = dtype.fields();
        if fields.len() != values.len() {
            return Err(wrong_length(values.len(), fields.len()));
        }
        fields
            .iter()
            .zip(values)
            .try_for_each(|(f, value)| value.put(f.dtype(), f.shape(), &mut out[f.offset()..][..f.nbytes()]))
    }

    fn own_types(&self) -> Result<Vec<(DType, Vec<usize>)>> {
        match self {
            Scalar::Record(record, _) => Ok(record.fields().iter().map(|f| (f.dtype(), f.shape().to_vec())).collect()),
            other => refused(format!("a row is a tuple, not {other}")),
        }
    }
}

/// What rows are read as: tuples of [`FromValue`]s, and [`Scalar`].
pub trait FromRow: Sized {
    /// Reads a record.
    ///
    /// # Errors
    /// Another number of fields; a field of another type.
    fn from_row(row: &Scalar) -> Result<Self>;
}

impl FromRow for Scalar {
    fn from_row(row: &Scalar) -> Result<Scalar> {
        Ok(row.clone())
    }
}

/// What a field's value is read as.
///
/// Numbers are read by types that hold all values of the field's type; bool only by bool, text by `String`, sub-arrays by
/// `Vec` or `[T; N]`, nested records by tuples, everything by [`Scalar`].
pub trait FromValue: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// A value of another type.
    fn from_value(value: &Scalar) -> Result<Self>;
}

fn mismatch<T>(value: &Scalar) -> ArrayError {
    ArrayError::Value(format!("a value of dtype {} is not read as {}", value.dtype(), std::any::type_name::<T>()))
}

macro_rules! numbers {
    ($($t:ty: $variant:ident;)*) => { $(
        impl FromValue for $t {
            fn from_value(value: &Scalar) -> Result<$t> {
                let own = DType::of::<$t>();
                let safe = value.dtype().is_bool() == own.is_bool()
                    && npcore_dtype::can_cast(value.dtype(), own, npcore_dtype::Casting::Safe);
                match value.cast(own) {
                    Ok(Scalar::$variant(x)) if safe => Ok(x as $t),
                    _ => Err(mismatch::<$t>(value)),
                }
            }
        }
    )* };
}
numbers! {
    bool: Bool; i8: Int8; i16: Int16; i32: Int32; i64: Int64; u8: UInt8; u16: UInt16; u32: UInt32; u64: UInt64;
    f16: Float16; f32: Float32; f64: Float64; Complex<f32>: Complex64; Complex<f64>: Complex128;
}

macro_rules! variants {
    ($([$($generics:tt)*] $t:ty, $pattern:pat $(if $guard:expr)? => $value:expr;)*) => { $(
        impl<$($generics)*> FromValue for $t {
            fn from_value(value: &Scalar) -> Result<$t> {
                match value {
                    $pattern $(if $guard)? => $value,
                    #[allow(unreachable_patterns, reason = "a Scalar is read whatever it is")]
                    _ => Err(mismatch::<$t>(value)),
                }
            }
        }
    )* };
}
variants! {
    [] String, Scalar::Str(text) => Ok(text.clone());
    [] Vec<u8>, Scalar::Bytes(bytes) | Scalar::Void(bytes) => Ok(bytes.clone());
    [const N: usize] Str<N>, Scalar::Str(text) => Str::new(text).map_err(|e| ArrayError::Value(e.to_string()));
    [const N: usize] Bytes<N>, Scalar::Bytes(bytes) => Bytes::new(bytes).map_err(|e| ArrayError::Value(e.to_string()));
    [U: TimeUnit] DateTime64<U>, Scalar::DateTime(count, unit) if *unit == U::UNIT => Ok(DateTime64::new(*count));
    [U: TimeUnit] TimeDelta64<U>, Scalar::TimeDelta(count, unit) if *unit == U::UNIT => Ok(TimeDelta64::new(*count));
    [] Scalar, value => Ok(value.clone());
}

/// A sub-array of one axis.
impl<T: FromValue, const N: usize> FromValue for [T; N] {
    fn from_value(value: &Scalar) -> Result<[T; N]> {
        match value {
            Scalar::Array { shape, items, .. } if shape.len() == 1 => {
                let items = items.iter().map(T::from_value).collect::<Result<Vec<T>>>()?;
                items.try_into().map_err(|_| mismatch::<[T; N]>(value))
            }
            _ => Err(mismatch::<[T; N]>(value)),
        }
    }
}

macro_rules! tuples {
    ($($n:literal: $($T:ident $i:tt)*;)*) => { $(
        impl<$($T: FieldValue),*> Row for ($($T,)*) {
            fn put_row(&self, dtype: DType, out: &mut [u8]) -> Result<()> {
                let fields = dtype.fields();
                if fields.len() != $n {
                    return Err(wrong_length($n, fields.len()));
                }
                $(
                    let f = &fields[$i];
                    self.$i.put(f.dtype(), f.shape(), &mut out[f.offset()..][..f.nbytes()])?;
                )*
                Ok(())
            }

            fn own_types(&self) -> Result<Vec<(DType, Vec<usize>)>> {
                Ok(vec![$(self.$i.own_type()?),*])
            }
        }

        /// A nested record.
        impl<$($T: FieldValue),*> FieldValue for ($($T,)*) {
            fn put(&self, dtype: DType, shape: &[usize], out: &mut [u8]) -> Result<()> {
                if !dtype.is_record() {
                    return refused("setting an array element with a sequence.");
                }
                let item = dtype.itemsize();
                (0..shape.iter().product()).try_for_each(|i: usize| self.put_row(dtype, &mut out[i * item..][..item]))
            }

            fn own_type(&self) -> Result<(DType, Vec<usize>)> {
                let builder = npcore_dtype::RecordBuilder::new();
                let build = |b: npcore_dtype::RecordBuilder, (d, s): &(DType, Vec<usize>)| b.array("", *d, s);
                Ok((self.own_types()?.iter().fold(builder, build).build()?, vec![]))
            }
        }

        impl<$($T: FromValue),*> FromRow for ($($T,)*) {
            fn from_row(row: &Scalar) -> Result<Self> {
                match row {
                    Scalar::Record(_, values) if values.len() == $n => Ok(($($T::from_value(&values[$i])?,)*)),
                    Scalar::Record(_, values) => {
                        refused(format!("a row of {} fields is not read as a tuple of {}", values.len(), $n))
                    }
                    other => Err(mismatch::<Self>(other)),
                }
            }
        }

        impl<$($T: FromValue),*> FromValue for ($($T,)*) {
            fn from_value(value: &Scalar) -> Result<Self> {
                Self::from_row(value)
            }
        }
    )* };
}
tuples! {
    1: A 0;
    2: A 0 B 1;
    3: A 0 B 1 C 2;
    4: A 0 B 1 C 2 D 3;
    5: A 0 B 1 C 2 D 3 E 4;
    6: A 0 B 1 C 2 D 3 E 4 F 5;
    7: A 0 B 1 C 2 D 3 E 4 F 5 G 6;
    8: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7;
    9: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8;
    10: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9;
    11: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10;
    12: A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11;
}
