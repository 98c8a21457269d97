//! Bits packed into bytes, and back.

use npcore_dtype::{DType, Elem};
use npcore_layout::{Order, normalize_axis};

use crate::arguments::AsView;
use crate::containers::{Array, ArrayView, Container, DynArray};
use crate::create::new_layout;
use crate::data::copied;
use crate::error::{ArrayError, Result};
use crate::raw::Raw;

/// Which bit of a byte comes first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BitOrder {
    /// The highest: `[1, 1]` packs to `0b1100_0000`.
    #[default]
    Big,
    /// The lowest: `[1, 1]` packs to `0b0000_0011`.
    Little,
}

/// Eight elements a byte along an axis (`None`: of all elements in C order), whether they are zero or not; the last
/// byte is filled up with zeros. A new array.
///
/// # Errors
/// `Expected an input array of integer or boolean data type`; an axis out of bounds; no memory.
///
/// ```
/// use npcore_array::{BitOrder, array, packbits};
/// let a = array![[true, false, true], [false, true, false]];
/// assert_eq!(packbits(&a, Some(1), BitOrder::Big)?.to_string(), "[[160]\n [ 64]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn packbits<T: Elem>(a: impl AsView<T>, axis: Option<isize>, order: BitOrder) -> Result<Array<u8>> {
    let a = a.as_view();
    if !(a.dtype().is_integer() || a.dtype().is_bool()) {
        let words = "Expected an input array of integer or boolean data type";
        return Err(ArrayError::Value(words.to_owned()));
    }
    along(a, axis, DType::BOOL, |n| Ok(n.div_ceil(8)), &|bits, bytes| pack(bits, bytes, order))
}

/// Each byte's bits as eight elements along an axis (`None`: of all elements in C order). `count` is how many to
/// give: what lies beyond the bytes is zero, a negative count leaves out as many at the end. A new array.
///
/// # Errors
/// `Expected an input array of unsigned byte data type`; `-count larger than number of elements`; an axis out of
/// bounds; no memory.
///
/// ```
/// use npcore_array::{BitOrder, array, unpackbits};
/// let bits = unpackbits(&array![2u8, 64], None, Some(-6), BitOrder::Big)?;
/// assert_eq!(bits.to_string(), "[0 0 0 0 0 0 1 0 0 1]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn unpackbits<T: Elem>(
    a: impl AsView<T>,
    axis: Option<isize>,
    count: Option<isize>,
    order: BitOrder,
) -> Result<Array<u8>> {
    let a = a.as_view();
    if a.dtype() != DType::UINT8 {
        let words = "Expected an input array of unsigned byte data type";
        return Err(ArrayError::Value(words.to_owned()));
    }
    let length = |n: usize| {
        let all = n.checked_mul(8);
        match count {
            None => all,
            Some(count) if count < 0 => all.and_then(|n| n.checked_sub(count.unsigned_abs())),
            Some(count) => Some(count.unsigned_abs()),
        }
        .ok_or_else(|| ArrayError::Value("-count larger than number of elements".to_owned()))
    };
    along(a, axis, DType::UINT8, length, &|bytes, bits| unpack(bytes, bits, order))
}

/// Runs `f` over each row along an axis: from the array's elements as bytes of `dtype` into rows of the length that
/// `length` says.
fn along<T: Elem>(
    a: ArrayView<'_, T>,
    axis: Option<isize>,
    dtype: DType,
    length: impl Fn(usize) -> Result<usize>,
    f: &dyn Fn(&[u8], &mut [u8]),
) -> Result<Array<u8>> {
    let flat;
    let a = match axis {
        Some(_) => a.atleast_1d(),
        None => {
            flat = a.ravel();
            flat.view()
        }
    };
    let axis = normalize_axis(axis.unwrap_or(0), a.ndim())?;
    let raw: Raw = a.raw().map(|l| l.moveaxis(&[axis as isize], &[-1]))?;
    let (n, m) = (a.shape()[axis], length(a.shape()[axis])?);
    let (mut shape, copy) = (raw.layout.shape().to_vec(), bytes_of(&raw, dtype)?);
    let source: ArrayView<'_, u8> = match &copy {
        Some(copy) => copy.view_as::<u8>()?,
        // SAFETY: the elements, bytes of `dtype` already, are borrowed.
        None => unsafe { ArrayView::from_raw(Raw { dtype: DType::UINT8, ..raw }) },
    };
    shape[a.ndim() - 1] = m;
    let mut out: Array<u8> = crate::create::try_zeros(&shape[..], Order::C)?;
    if let (Some(source), Some(target)) = (source.as_slice(), out.as_slice_mut())
        && m > 0
    {
        let mut rows = source.chunks(n.max(1));
        for target in target.chunks_mut(m) {
            f(rows.next().unwrap_or_default(), target);
        }
    }
    let layout = out.layout().moveaxis(&[-1], &[axis as isize])?;
    // NumPy's output lies in C order, unless the input lies in F order only.
    let order = if a.layout().prefers_f(a.itemsize()) { Order::F } else { Order::C };
    let lies = if order == Order::F { layout.is_f_contiguous(1) } else { layout.is_c_contiguous(1) };
    let fresh = new_layout(layout.shape(), DType::UINT8, order)?;
    let (buffer, raw) = out.into_parts();
    // SAFETY: the parts of an array, its axes in another order; gapless in `order` they lie as in a fresh array.
    let out: Array<u8> =
        unsafe { Array::from_parts(buffer, raw.dtype, if lies { fresh } else { layout }, raw.trusted) };
    if lies { Ok(out) } else { out.try_to_owned(order) }
}

/// The elements as a run of bytes of `dtype`, unless that is what they are.
fn bytes_of(raw: &Raw, dtype: DType) -> Result<Option<DynArray>> {
    let known = raw.trusted || dtype != DType::BOOL;
    if raw.dtype == dtype && known && raw.is_c_contiguous() {
        return Ok(None);
    }
    // What is only called a bool is made one on the way.
    let source = if raw.dtype == DType::BOOL && !raw.trusted { Raw { dtype: DType::UINT8, ..*raw } } else { *raw };
    // SAFETY: the callers hold the elements borrowed.
    Ok(Some(unsafe { copied(&source, dtype, Order::C)? }))
}

/// `bits` are bytes of 0 or 1.
fn pack(bits: &[u8], bytes: &mut [u8], order: BitOrder) {
    // One multiplication gathers the low bits of eight bytes in the highest byte: bit 8i of the word and bit 9j of the
    // factor meet at bit 63 - i where i + j is 7 (or bits 8i and 7j at 56 + i), and no two pairs meet elsewhere.
    let factor: u64 = match order {
        BitOrder::Big => 0x8040_2010_0804_0201,
        BitOrder::Little => 0x0102_0408_1020_4080,
    };
    let gather = |eight: [u8; 8]| (u64::from_le_bytes(eight).wrapping_mul(factor) >> 56) as u8;
    let (whole, rest) = bits.as_chunks::<8>();
    for (byte, &eight) in bytes.iter_mut().zip(whole) {
        *byte = gather(eight);
    }
    if let (false, Some(last)) = (rest.is_empty(), bytes.last_mut()) {
        let mut eight = [0; 8];
        eight[..rest.len()].copy_from_slice(rest);
        *last = gather(eight);
    }
}

fn unpack(bytes: &[u8], bits: &mut [u8], order: BitOrder) {
    // A byte in each byte of a word, one bit of it kept in each, and that bit moved to the end of its byte.
    let kept: u64 = match order {
        BitOrder::Big => 0x0102_0408_1020_4080,
        BitOrder::Little => 0x8040_2010_0804_0201,
    };
    let spread = |byte: u8| {
        let each = (u64::from(byte) * 0x0101_0101_0101_0101) & kept;
        ((each + 0x7f7f_7f7f_7f7f_7f7f) >> 7 & 0x0101_0101_0101_0101).to_le_bytes()
    };
    let (whole, rest) = bits.as_chunks_mut::<8>();
    let mut bytes = bytes.iter();
    for (eight, &byte) in whole.iter_mut().zip(&mut bytes) {
        *eight = spread(byte);
    }
    if let (false, Some(&byte)) = (rest.is_empty(), bytes.next()) {
        rest.copy_from_slice(&spread(byte)[..rest.len()]);
    }
}
