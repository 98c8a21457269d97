//! Rust's values as what a field holds: how they are written, and which dtype they would have by themselves.

use npcore_array::Result;
use npcore_dtype::{
    Bytes, Complex, DType, DateTime64, Elem, Element, Scalar, Str, TimeDelta64, TimeUnit, check_weak_int, f16,
};

use super::refused;

/// A value that can be written to a field of any dtype that it converts to.
///
/// Numbers convert as in NumPy's `a[0] = (1, 2.5)`, but an integer that an integer field cannot hold is an error; text is
/// cut to the field's width. A single value goes to every element of a sub-array, a tuple to a nested record, and
/// `[T; N]` or `Vec<T>` to a sub-array element by element.
pub trait FieldValue {
    /// Writes the value to a field, or to one that is a sub-array of `shape`.
    ///
    /// # Errors
    /// A value that does not convert.
    fn put(&self, dtype: DType, shape: &[usize], out: &mut [u8]) -> Result<()>;

    /// The dtype and shape that a field made of such values has.
    ///
    /// # Errors
    /// Values that have no dtype together.
    fn own_type(&self) -> Result<(DType, Vec<usize>)>;
}

/// Writes one element, and repeats it through a sub-array.
fn put_each(dtype: DType, shape: &[usize], out: &mut [u8], put: impl FnOnce(&mut [u8]) -> Result<()>) -> Result<()> {
    let (item, count) = (dtype.itemsize(), shape.iter().product::<usize>());
    if count > 0 {
        put(&mut out[..item])?;
        (1..count).for_each(|i| out.copy_within(..item, i * item));
    }
    Ok(())
}

fn put_scalar(value: &Scalar, dtype: DType, out: &mut [u8]) -> Result<()> {
    if dtype.is_integer()
        && let Some(int) = value.as_i128()
    {
        check_weak_int(int, dtype)?;
    }
    Ok(value.cast_into(dtype, out)?)
}

macro_rules! element_values {
    ($([$($generics:tt)*] $t:ty;)*) => { $(
        impl<$($generics)*> FieldValue for $t {
            fn put(&self, dtype: DType, shape: &[usize], out: &mut [u8]) -> Result<()> {
                put_each(dtype, shape, out, |out| {
                    if dtype == <$t as Element>::dtype() {
                        return Ok(<$t as Elem>::store(self, dtype, out)?);
                    }
                    put_scalar(&self.to_scalar(), dtype, out)
                })
            }

            fn own_type(&self) -> Result<(DType, Vec<usize>)> {
                Ok((<$t as Element>::dtype(), vec![]))
            }
        }
    )* };
}
element_values! {
    [] bool; [] i8; [] i16; [] i32; [] i64; [] isize; [] u8; [] u16; [] u32; [] u64; [] usize;
    [] f16; [] f32; [] f64; [] Complex<f32>; [] Complex<f64>;
    [const N: usize] Str<N>; [const N: usize] Bytes<N>;
    [U: TimeUnit] DateTime64<U>; [U: TimeUnit] TimeDelta64<U>;
}

impl FieldValue for str {
    fn put(&self, dtype: DType, shape: &[usize], out: &mut [u8]) -> Result<()> {
        put_each(dtype, shape, out, |out| {
            if dtype.is_str() {
                // Without a copy of the text.
                let units = self.chars().map(u32::from).chain(std::iter::repeat(0));
                for (place, unit) in out.chunks_exact_mut(4).zip(units) {
                    let unit = if dtype.is_swapped() { unit.swap_bytes() } else { unit };
                    place.copy_from_slice(&unit.to_ne_bytes());
                }
                return Ok(());
            }
            put_scalar(&Scalar::from(self), dtype, out)
        })
    }

    fn own_type(&self) -> Result<(DType, Vec<usize>)> {
        text_type(self.chars().count().max(1), DType::MAX_ITEMSIZE / 4, DType::str_of)
    }
}

/// Text or bytes as wide as they are.
fn text_type(n: usize, limit: usize, dtype: impl FnOnce(u32) -> DType) -> Result<(DType, Vec<usize>)> {
    match u32::try_from(n).ok().filter(|_| n <= limit) {
        Some(n) => Ok((dtype(n), vec![])),
        None => refused("text is too long for an element"),
    }
}

impl FieldValue for String {
    fn put(&self, dtype: DType, shape: &[usize], out: &mut [u8]) -> Result<()> {
        self.as_str().put(dtype, shape, out)
    }

    fn own_type(&self) -> Result<(DType, Vec<usize>)> {
        self.as_str().own_type()
    }
}

/// Raw bytes, as a literal `b"abc"` is once it is a slice: `&b"abc"[..]`.
impl FieldValue for [u8] {
    fn put(&self, dtype: DType, shape: &[usize], out: &mut [u8]) -> Result<()> {
        if !shape.is_empty() {
            return put_list(self, dtype, shape, out);
        }
        Ok(Scalar::Bytes(self.to_vec()).cast_into(dtype, out)?)
    }

    fn own_type(&self) -> Result<(DType, Vec<usize>)> {
        text_type(self.len().max(1), DType::MAX_ITEMSIZE, DType::bytes)
    }
}

impl FieldValue for Scalar {
    fn put(&self, dtype: DType, shape: &[usize], out: &mut [u8]) -> Result<()> {
        if let Scalar::Array { shape: own, items, .. } = self {
            if own != shape {
                return refused(format!(
                    "could not broadcast input array from shape {} into shape {}",
                    npcore_layout::shape_text(own),
                    npcore_layout::shape_text(shape)
                ));
            }
            let parts = items.iter().zip(out.chunks_exact_mut(dtype.itemsize().max(1)));
            return parts.into_iter().try_for_each(|(item, out)| put_scalar(item, dtype, out));
        }
        put_each(dtype, shape, out, |out| put_scalar(self, dtype, out))
    }

    fn own_type(&self) -> Result<(DType, Vec<usize>)> {
        match self {
            Scalar::Array { dtype, shape, .. } => Ok((*dtype, shape.clone())),
            other => Ok((other.dtype(), vec![])),
        }
    }
}

/// Values along the first axis of a sub-array.
fn put_list<T: FieldValue>(values: &[T], dtype: DType, shape: &[usize], out: &mut [u8]) -> Result<()> {
    let Some((&n, inner)) = shape.split_first() else {
        return refused("setting an array element with a sequence.");
    };
    if values.len() != n {
        let (from, into) = (npcore_layout::shape_text(&[values.len()]), npcore_layout::shape_text(shape));
        return refused(format!("could not broadcast input array from shape {from} into shape {into}"));
    }
    let size = inner.iter().product::<usize>() * dtype.itemsize();
    values.iter().enumerate().try_for_each(|(i, value)| value.put(dtype, inner, &mut out[i * size..][..size]))
}

/// What several values of a sub-array or of a column are together.
pub(crate) fn common<'a, T: FieldValue + ?Sized + 'a>(
    values: impl IntoIterator<Item = &'a T>,
) -> Result<Option<(DType, Vec<usize>)>> {
    let mut all: Option<(DType, Vec<usize>)> = None;
    for value in values {
        let (dtype, shape) = value.own_type()?;
        all = Some(match all {
            None => (dtype, shape),
            Some((before, _)) if before == dtype => (dtype, shape),
            Some((before, _)) => (npcore_dtype::promote_types(before, dtype)?, shape),
        });
    }
    Ok(all)
}

impl<T: FieldValue, const N: usize> FieldValue for [T; N] {
    fn put(&self, dtype: DType, shape: &[usize], out: &mut [u8]) -> Result<()> {
        put_list(self, dtype, shape, out)
    }

    fn own_type(&self) -> Result<(DType, Vec<usize>)> {
        list_type(self)
    }
}

impl<T: FieldValue> FieldValue for Vec<T> {
    fn put(&self, dtype: DType, shape: &[usize], out: &mut [u8]) -> Result<()> {
        put_list(self, dtype, shape, out)
    }

    fn own_type(&self) -> Result<(DType, Vec<usize>)> {
        list_type(self)
    }
}

fn list_type<T: FieldValue>(values: &[T]) -> Result<(DType, Vec<usize>)> {
    let (dtype, mut shape) = common(values)?.unwrap_or((DType::FLOAT64, vec![]));
    shape.insert(0, values.len());
    Ok((dtype, shape))
}

impl<T: FieldValue + ?Sized> FieldValue for &T {
    fn put(&self, dtype: DType, shape: &[usize], out: &mut [u8]) -> Result<()> {
        (**self).put(dtype, shape, out)
    }

    fn own_type(&self) -> Result<(DType, Vec<usize>)> {
        (**self).own_type()
    }
}
