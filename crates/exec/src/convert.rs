//! Conversions between any two dtypes, a rectangle at a time.
//!
//! Native numbers go through the kernels' cast loops; byte-swapped ones are swapped on the way
//! in or out. Dates and times are int64 there, but between two units, whose counts are converted one by one.
//! Text goes unit by unit to text of another width, records field by field (`records.rs`). Everything else (text as numbers)
//! goes element by element through [`Scalar`].

use std::mem::MaybeUninit;

use npcore_dtype::datetime::UnitConversion;
use npcore_dtype::{Casting, DType, DTypeKind, Record, Scalar, ScalarType};
use npcore_kernel::{self as kernel, Binary, Loop2, TimeOperands};

use crate::error::ExecError;
use crate::records::Fields;
use crate::text::{NumberReader, TextCast};
use crate::walk::Inner;

/// How values of one dtype become values of another.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Converter {
    /// The same bytes.
    Copy { itemsize: usize },
    /// The same bytes, each of an element's words reversed.
    Swap { word: usize, words: usize },
    /// Native number to native number.
    Cast(Loop2),
    /// Swap the source's words, cast, swap the result's words (a width of 1 swaps nothing).
    SwapCast { cast: Loop2, from: ScalarType, from_word: usize, to: ScalarType, to_word: usize },
    /// Counts of one unit of time to another, each of them swapped if need be.
    Units { conversion: UnitConversion, swap: [bool; 2] },
    /// Records, field by field.
    Fields(Fields),
    /// Element by element.
    Slow { from: DType, to: DType },
    /// Text to text.
    Text(TextCast),
    /// Element by element, into records whose gaps are not written.
    SlowKeeping { from: DType, to: &'static Record },
}

/// Elements between two stages of a `SwapCast`.
const CHUNK: usize = 256;

impl Converter {
    /// The conversion from one dtype to another, whatever it does to the values.
    pub fn new(from: DType, to: DType) -> Converter {
        if from == to {
            return Converter::Copy { itemsize: from.itemsize() };
        }
        if from.to_native() == to.to_native() && !matches!(from.kind(), DTypeKind::Record(_)) {
            let word = from.word_size();
            return Converter::Swap { word, words: from.itemsize() / word };
        }
        if let Some(fields) = Fields::new(from, to, false) {
            return Converter::Fields(fields);
        }
        let span = from.is_timedelta();
        if let (Some(a), Some(b)) = (from.unit(), to.unit())
            && span == to.is_timedelta()
        {
            let conversion = UnitConversion::new(a, b, span);
            if !conversion.is_identity() {
                return Converter::Units { conversion, swap: [from.is_swapped(), to.is_swapped()] };
            }
        }
        // The count of units stays.
        let number = |dtype: DType| dtype.scalar_type().or(dtype.unit().map(|_| ScalarType::Int64));
        match (number(from), number(to)) {
            (Some(f), Some(t)) => {
                let cast = kernel::cast(f, t);
                match (from.is_native(), to.is_native()) {
                    (true, true) => Converter::Cast(cast),
                    (fnat, tnat) => Converter::SwapCast {
                        cast,
                        from: f,
                        from_word: if fnat { 1 } else { from.word_size() },
                        to: t,
                        to_word: if tnat { 1 } else { to.word_size() },
                    },
                }
            }
            _ => TextCast::new(from, to).map_or(Converter::Slow { from, to }, Converter::Text),
        }
    }

    /// The conversion into elements that are there already: where those are records with gaps, what is in the gaps stays. It
    /// may be fields that the array does not show.
    pub fn into_existing(from: DType, to: DType) -> Converter {
        match to.kind() {
            DTypeKind::Record(record) if record.has_gaps() => match Fields::new(from, to, true) {
                Some(fields) => Converter::Fields(fields),
                None => Converter::SlowKeeping { from, to: record },
            },
            _ => Converter::new(from, to),
        }
    }

    /// Whether every element is moved as it is.
    pub fn copied_itemsize(self) -> Option<usize> {
        match self {
            Converter::Copy { itemsize } => Some(itemsize),
            _ => None,
        }
    }

    /// Converts a rectangle.
    ///
    /// # Safety
    /// The elements of `r.p[0]` are readable with the source's itemsize, those of `r.p[1]`
    /// writable with the target's, and the two rectangles share no byte (or are the same
    /// elements of the same size).
    ///
    /// # Errors
    /// The first element whose text cannot be read as a number (element-by-element conversions
    /// only); what was converted before stays.
    pub unsafe fn convert(self, r: Inner<2>) -> Result<(), ExecError> {
        let Inner { n, p, s } = r;
        // SAFETY: passed on from the caller, to each of the calls.
        unsafe {
            match self {
                Converter::Copy { itemsize } => kernel::copy(itemsize, n, p, s),
                Converter::Swap { word, words } => kernel::copy_swap(word, words, n, p, s),
                Converter::Cast(f) => f(n, p, s),
                Converter::SwapCast { cast, from, from_word, to, to_word } => {
                    swap_cast(r, cast, (from, from_word), (to, to_word));
                }
                Converter::Units { conversion, swap } => match conversion.factor() {
                    Some(mut factor) if swap == [false; 2] => {
                        let times = kernel::time_binary(Binary::Multiply, TimeOperands::TimeInteger);
                        let factor = (&raw mut factor).cast();
                        match times {
                            Some(times) => times(n, [p[0], factor, p[1]], [s[0], [0; 2], s[1]]),
                            None => units(r, conversion, swap),
                        }
                    }
                    _ => units(r, conversion, swap),
                },
                Converter::Text(cast) => return cast.convert(r),
                Converter::Fields(fields) => return fields.convert(r),
                Converter::Slow { from, to } => return slow(r, from, to),
                Converter::SlowKeeping { from, to } => return slow_keeping(r, from, to),
            }
        }
        Ok(())
    }
}

#[repr(align(64))]
struct Chunk([MaybeUninit<u8>; CHUNK * 16]);

/// # Safety
/// As [`Converter::convert`].
unsafe fn swap_cast(
    r: Inner<2>,
    cast: Loop2,
    (from, from_word): (ScalarType, usize),
    (to, to_word): (ScalarType, usize),
) {
    let (fs, ts) = (from.itemsize(), to.itemsize());
    let mut first = Chunk([MaybeUninit::uninit(); CHUNK * 16]);
    let mut second = Chunk([MaybeUninit::uninit(); CHUNK * 16]);
    let a = first.0.as_mut_ptr().cast::<u8>();
    let b = second.0.as_mut_ptr().cast::<u8>();
    for row in 0..r.n[1] {
        for at in (0..r.n[0]).step_by(CHUNK) {
            let m = CHUNK.min(r.n[0] - at);
            let part = r.part([at, row], [m, 1]);
            let flat = |size: usize| [size as isize, 0];
            // SAFETY: the chunks hold CHUNK items of up to 16 bytes; the rest is the caller's word.
            unsafe {
                copy_words(from_word, fs, [m, 1], [part.p[0], a], [part.s[0], flat(fs)]);
                cast([m, 1], [a, b], [flat(fs), flat(ts)]);
                copy_words(to_word, ts, [m, 1], [b, part.p[1]], [flat(ts), part.s[1]]);
            }
        }
    }
}

/// Moves items, the bytes of their words reversed unless a word is one byte.
///
/// # Safety
/// As [`kernel::copy`].
unsafe fn copy_words(word: usize, itemsize: usize, n: [usize; 2], p: [*mut u8; 2], s: [[isize; 2]; 2]) {
    // SAFETY: the caller's word.
    unsafe {
        match word {
            0 | 1 => kernel::copy(itemsize, n, p, s),
            _ => kernel::copy_swap(word, itemsize / word, n, p, s),
        }
    }
}

/// # Safety
/// As [`Converter::convert`], for counts of 64 bits.
unsafe fn units(r: Inner<2>, conversion: UnitConversion, swap: [bool; 2]) {
    let swapped = |value: i64, swap: bool| if swap { value.swap_bytes() } else { value };
    for row in 0..r.n[1] {
        for i in 0..r.n[0] {
            let p = r.part([i, row], [1, 1]).p;
            // SAFETY: one readable element and one writable one of 8 bytes (the caller's word).
            unsafe {
                let value = swapped(p[0].cast::<i64>().read_unaligned(), swap[0]);
                p[1].cast::<i64>().write_unaligned(swapped(conversion.apply(value), swap[1]));
            }
        }
    }
}

/// # Safety
/// As [`Converter::convert`].
unsafe fn slow(r: Inner<2>, from: DType, to: DType) -> Result<(), ExecError> {
    let numbers = NumberReader::new(from, to);
    for row in 0..r.n[1] {
        for i in 0..r.n[0] {
            let part = r.part([i, row], [1, 1]);
            // SAFETY: one readable element of the source's type and one writable of the target's (the caller's word).
            if numbers.is_some_and(|numbers| unsafe { numbers.read(part.p[0], part.p[1]) }) {
                continue;
            }
            // SAFETY: one readable element of the source's size (the caller's word).
            let source = unsafe { std::slice::from_raw_parts(part.p[0], from.itemsize()) };
            let value = Scalar::from_bytes(from, source);
            // SAFETY: one writable element of the target's size, apart from the source.
            let target = unsafe { std::slice::from_raw_parts_mut(part.p[1], to.itemsize()) };
            value.cast_into(to, target)?;
        }
    }
    Ok(())
}

/// # Safety
/// As [`Converter::convert`].
unsafe fn slow_keeping(r: Inner<2>, from: DType, to: &'static Record) -> Result<(), ExecError> {
    let whole = DType::from(to);
    let mut bytes = vec![0; to.itemsize()];
    for row in 0..r.n[1] {
        for i in 0..r.n[0] {
            let part = r.part([i, row], [1, 1]);
            // SAFETY: one readable element of the source's size (the caller's word).
            let source = unsafe { std::slice::from_raw_parts(part.p[0], from.itemsize()) };
            Scalar::from_bytes(from, source).cast_into(whole, &mut bytes)?;
            for run in to.runs() {
                // SAFETY: bytes of one writable element.
                unsafe { part.p[1].add(run.start).copy_from(bytes.as_ptr().add(run.start), run.len()) };
            }
        }
    }
    Ok(())
}

/// Fails with NumPy's words where `casting` does not allow the conversion.
///
/// # Errors
/// [`ExecError::Cast`].
pub fn check_cast(from: DType, to: DType, casting: Casting) -> Result<(), ExecError> {
    if from == to || npcore_dtype::can_cast(from, to, casting) {
        return Ok(());
    }
    let reason = format!("Cannot cast array data from {from:?} to {to:?} according to the rule '{casting}'");
    Err(ExecError::Cast { from, to, reason })
}
