//! Which loop an operation takes where text is among its operands, and text as text of another width.

use npcore_dtype::{DType, DTypeKind, Scalar, ScalarType};
use npcore_kernel::{self as kernel, Binary, TextUnit};

use crate::error::ExecError;
use crate::resolve::{BinaryLoop, Body, no_loop, unsupported};
use crate::walk::Inner;

/// Whether it is text, of characters or of bytes.
pub(crate) fn is_text(dtype: DType) -> bool {
    text_of(dtype).is_some()
}

/// What text of a type is made of, and how many units an element has.
pub(crate) fn text_of(dtype: DType) -> Option<(TextUnit, usize)> {
    match dtype.kind() {
        DTypeKind::Str(n) => Some((TextUnit::Char, n as usize)),
        DTypeKind::Bytes(n) => Some((TextUnit::Byte, n as usize)),
        _ => None,
    }
}

/// The loop for operands of which one is text; see [`binary_loop`](crate::binary_loop).
pub(crate) fn binary_loop(op: Binary, a: DType, b: DType) -> Result<BinaryLoop, ExecError> {
    use Binary::*;
    let (x, y) = (text_of(a), text_of(b));
    if let (Some((unit, wa)), Some((other, wb))) = (x, y)
        && unit == other
        && let Some(f) = kernel::text_binary(op, unit)
    {
        let output = if op.is_comparison() { DType::BOOL } else { joined(unit, wa + wb)? };
        return Ok(BinaryLoop { body: Body::Text(f, [wa, wb]), inputs: [a.to_native(), b.to_native()], output, op });
    }
    match op {
        LogicalAnd | LogicalOr | LogicalXor => crate::resolve::binary_loop(op, DType::BOOL, DType::BOOL),
        _ if op.is_comparison() => Err(no_loop(op.name(), &[a, b], true)),
        Add if x.is_some() && y.is_some() => {
            let reason = format!("ufunc 'add' cannot use operands with types {a:?} and {b:?}");
            Err(ExecError::NoLoop { reason })
        }
        Add | Subtract | Multiply | Minimum | Maximum | Fmin | Fmax | Gcd | Lcm => {
            let reason = format!(
                "ufunc '{}' did not contain a loop with signature matching types ({a:?}, {b:?}) -> None",
                op.name()
            );
            Err(ExecError::NoLoop { reason })
        }
        _ => Err(unsupported(op.name())),
    }
}

/// Why elements of a type have no reduction by an operation.
#[cold]
pub(crate) fn no_reduction(op: Binary, dtype: DType) -> ExecError {
    let name = op.name();
    let reason = match crate::resolve::binary_loop(op, dtype, dtype) {
        Ok(l) if l.is_text() => {
            let ([a, b], output) = (l.inputs, l.output);
            format!("the resolved dtypes are not compatible with {name}.reduce. Resolved ({a:?}, {b:?}, {output:?})")
        }
        Err(e) if is_text(dtype) => return e,
        _ => format!("ufunc '{name}' has no reduction of type {dtype}"),
    };
    ExecError::NoLoop { reason }
}

/// How text becomes text of another width, byte order or unit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextCast {
    from: DType,
    to: DType,
}

impl TextCast {
    /// The conversion, where both types are text.
    pub(crate) fn new(from: DType, to: DType) -> Option<TextCast> {
        (is_text(from) && is_text(to)).then_some(TextCast { from, to })
    }

    /// Converts a rectangle: what does not fit is cut, the rest filled with zeros.
    ///
    /// # Safety
    /// As [`Converter::convert`](crate::convert::Converter::convert).
    ///
    /// # Errors
    /// Characters beyond ASCII for bytes, or bytes beyond it for characters.
    pub(crate) unsafe fn convert(&self, r: Inner<2>) -> Result<(), ExecError> {
        let swap = self.from.is_swapped() != self.to.is_swapped();
        // SAFETY: units of elements that may be read, and written (the caller's word).
        unsafe {
            match (text_of(self.from), text_of(self.to)) {
                (Some((TextUnit::Byte, from)), Some((TextUnit::Byte, to))) => {
                    self.each::<u8, u8>(r, [from, to], |byte| byte, |_| true)
                }
                (Some((TextUnit::Char, from)), Some((TextUnit::Char, to))) if swap => {
                    self.each(r, [from, to], u32::swap_bytes, |_| true)
                }
                (Some((TextUnit::Char, from)), Some((TextUnit::Char, to))) => {
                    self.each::<u32, u32>(r, [from, to], |unit| unit, |_| true)
                }
                (Some((TextUnit::Char, from)), Some((TextUnit::Byte, to))) => {
                    let unit = |unit: u32| if self.from.is_swapped() { unit.swap_bytes() } else { unit };
                    self.each(r, [from, to], |x| unit(x) as u8, |x| unit(x) < 128)
                }
                (Some((TextUnit::Byte, from)), Some((TextUnit::Char, to))) => {
                    let unit = |unit: u32| if self.to.is_swapped() { unit.swap_bytes() } else { unit };
                    self.each(r, [from, to], |x: u8| unit(x.into()), |x| x < 128)
                }
                _ => Ok(()),
            }
        }
    }

    /// # Safety
    /// As [`convert`](TextCast::convert), of elements of so many units of the types.
    #[inline(always)]
    unsafe fn each<A: Copy, B: Default>(
        &self,
        r: Inner<2>,
        [from, to]: [usize; 2],
        convert: impl Fn(A) -> B,
        fits: impl Fn(A) -> bool,
    ) -> Result<(), ExecError> {
        let both = from.min(to);
        for row in 0..r.n[1] {
            for i in 0..r.n[0] {
                let [source, target] = r.part([i, row], [1, 1]).p;
                let (a, b) = (source.cast::<A>(), target.cast::<B>());
                // SAFETY: units of one element of either type.
                unsafe {
                    if !(0..from).all(|k| fits(a.add(k).read_unaligned())) {
                        // What stands there has an error of its own.
                        return self.refuse(source);
                    }
                    (0..both).for_each(|k| b.add(k).write_unaligned(convert(a.add(k).read_unaligned())));
                    (both..to).for_each(|k| b.add(k).write_unaligned(B::default()));
                }
            }
        }
        Ok(())
    }

    /// # Safety
    /// An element of the source's type may be read.
    #[cold]
    unsafe fn refuse(&self, source: *const u8) -> Result<(), ExecError> {
        // SAFETY: the caller's word.
        let bytes = unsafe { std::slice::from_raw_parts(source, self.from.itemsize()) };
        Scalar::from_bytes(self.from, bytes).cast(self.to)?;
        Ok(())
    }
}

/// Plain numbers in text, read without a string in between: what is not of digits, signs, points and exponents only, does
/// not fit, or is long, goes the general way, which has the errors too.
#[derive(Clone, Copy)]
pub(crate) struct NumberReader {
    unit: TextUnit,
    width: usize,
    swapped: bool,
    to: ScalarType,
}

impl NumberReader {
    /// The longest text that is read so.
    const LONGEST: usize = 32;

    /// For text to a native integer, float32 or float64.
    pub(crate) fn new(from: DType, to: DType) -> Option<NumberReader> {
        let (unit, width) = text_of(from)?;
        let ty =
            to.scalar_type().filter(|ty| ty.is_integer() || matches!(ty, ScalarType::Float32 | ScalarType::Float64))?;
        to.is_native().then_some(NumberReader { unit, width, swapped: from.is_swapped(), to: ty })
    }

    /// Reads an element; false (and nothing written) where it goes the general way.
    ///
    /// # Safety
    /// An element of the source's type may be read, one of the target's written.
    pub(crate) unsafe fn read(&self, source: *const u8, target: *mut u8) -> bool {
        let unit = |at: usize| {
            // SAFETY: a unit of the element (the caller's word).
            unsafe {
                match self.unit {
                    TextUnit::Byte => u32::from(*source.add(at)),
                    TextUnit::Char => {
                        let unit = source.cast::<u32>().add(at).read_unaligned();
                        if self.swapped { unit.swap_bytes() } else { unit }
                    }
                }
            }
        };
        let mut text = [0u8; NumberReader::LONGEST];
        let mut len = 0;
        for at in 0..self.width {
            match (unit(at), text.get_mut(at)) {
                (0, _) => {}
                (code @ 1..128, Some(place)) if len == at => {
                    *place = code as u8;
                    len = at + 1;
                }
                _ => return false,
            }
        }
        let text = &text[..len];
        if self.to.is_integer() {
            let Some(value) = plain_integer(text) else { return false };
            let size = self.to.itemsize();
            let bits = 8 * size as u32;
            let (least, most) = match self.to.is_unsigned_integer() {
                true => (0, if bits == 64 { i64::MAX } else { (1 << bits) - 1 }),
                false => (i64::MIN >> (64 - bits), i64::MAX >> (64 - bits)),
            };
            if value < least || value > most {
                return false;
            }
            // SAFETY: an element of the target's size (the caller's word); the value fits it.
            unsafe {
                match size {
                    1 => target.write(value as u8),
                    2 => target.cast::<u16>().write_unaligned(value as u16),
                    4 => target.cast::<u32>().write_unaligned(value as u32),
                    _ => target.cast::<i64>().write_unaligned(value),
                }
            }
            return true;
        }
        let plain = text.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
        let Some(value) = std::str::from_utf8(text).ok().filter(|_| plain).and_then(|text| text.parse::<f64>().ok())
        else {
            return false;
        };
        // SAFETY: as above.
        unsafe {
            match self.to {
                ScalarType::Float64 => target.cast::<f64>().write_unaligned(value),
                _ => target.cast::<f32>().write_unaligned(value as f32),
            }
        }
        true
    }
}

/// A sign and up to eighteen digits.
fn plain_integer(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if digits.is_empty() || digits.len() > 18 || !digits.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let value = digits.iter().fold(0i64, |value, digit| 10 * value + i64::from(digit - b'0'));
    Some(if negative { -value } else { value })
}

/// The type of so many units.
fn joined(unit: TextUnit, width: usize) -> Result<DType, ExecError> {
    let most = DType::MAX_ITEMSIZE / if unit == TextUnit::Char { 4 } else { 1 };
    if width > most {
        let bytes = width.saturating_mul(DType::MAX_ITEMSIZE / most);
        let reason = format!("addition result string of length {bytes} is too large to store inside array.");
        return Err(ExecError::NoLoop { reason });
    }
    let width = width as u32;
    Ok(if unit == TextUnit::Char { DType::str_of(width) } else { DType::bytes(width) })
}
