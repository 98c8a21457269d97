//! Without the zeros at the ends.

use npcore_dtype::{DTypeKind, Elem};
use npcore_layout::SliceItem;
use smallvec::SmallVec;

use super::JoinError;
use super::roll::AxesOrNone;
use super::target::narrow;
use crate::arguments::AsView;
use crate::containers::{ArrayView, Container};
use crate::error::Result;
use crate::raw::{Addresses, Raw};

/// The smallest part that holds all values but zeros: a view.
///
/// `trim` says which ends of an axis may go: `"f"` the front, `"b"` the back, `"fb"` both. Only the given axes
/// are trimmed (`None` for all).
///
/// # Errors
/// Other letters; an axis out of bounds or repeated.
///
/// ```
/// use npcore_array::{array, trim_zeros};
/// let a = array![0, 0, 1, 2, 0, 3, 0];
/// assert_eq!(trim_zeros(&a, "fb", None)?.to_string(), "[1 2 0 3]");
/// assert_eq!(trim_zeros(&a, "b", None)?.to_string(), "[0 0 1 2 0 3]");
/// let b = array![[0, 0, 0], [0, 1, 0]];
/// assert_eq!(trim_zeros(&b, "fb", 1)?.to_string(), "[[0]\n [1]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
pub fn trim_zeros<'a, T: Elem, A: AsView<T> + ?Sized>(
    a: &'a A,
    trim: &str,
    axis: impl AxesOrNone,
) -> Result<ArrayView<'a, T>> {
    let a = a.as_view();
    let raw = trimmed(a.raw(), trim, axis.axes_or_none().as_deref())?;
    // SAFETY: some of the elements of a view, for its lifetime.
    Ok(unsafe { ArrayView::from_raw(raw) })
}

fn trimmed(raw: &Raw, trim: &str, axes: Option<&[isize]>) -> Result<Raw> {
    let trim = trim.to_lowercase();
    if !matches!(&trim[..], "fb" | "bf" | "f" | "b") {
        return Err(JoinError::Trim { trim }.into());
    }
    let ndim = raw.layout.ndim();
    let mut chosen = axes.is_none();
    let mut trims: SmallVec<[bool; 6]> = smallvec::smallvec![axes.is_none(); ndim];
    for &axis in axes.into_iter().flatten() {
        let out_of_bounds = npcore_layout::LayoutError::AxisOutOfBounds { axis, ndim, argument: "axis" };
        let axis = npcore_layout::normalize_axis(axis, ndim).map_err(|_| out_of_bounds)?;
        if std::mem::replace(&mut trims[axis], true) {
            return Err(npcore_layout::LayoutError::RepeatedAxis { argument: "axis" }.into());
        }
        chosen = true;
    }
    if !chosen || ndim == 0 {
        return Ok(*raw);
    }
    // For an array of zeros, nothing is left.
    let bounds = nonzero_bounds(raw, &trims)?;
    let items: SmallVec<[SliceItem; 6]> = (0..ndim)
        .map(|axis| match &bounds {
            _ if !trims[axis] => SliceItem::FULL,
            None => SliceItem::Range { start: Some(0), stop: Some(0), step: 1 },
            Some(bounds) => {
                let (first, last) = bounds[axis];
                let end = |side: char, at: usize| trim.contains(side).then_some(at as isize);
                SliceItem::Range { start: end('f', first), stop: end('b', last + 1), step: 1 }
            }
        })
        .collect();
    Ok(raw.map(|l| l.slice(&items))?)
}

/// The first and last position along each axis.
type Ends = SmallVec<[(usize, usize); 6]>;

/// The first and last position along each axis to trim that holds something else than zero; `None` for zeros
/// only. Each axis is looked at from its ends, and only where the axes before it left something.
fn nonzero_bounds(raw: &Raw, trims: &[bool]) -> Result<Option<Ends>> {
    let zero = ZeroTest::of(raw.dtype);
    let mut raw = *raw;
    let mut bounds = Ends::new();
    for (axis, &trim) in trims.iter().enumerate() {
        let n = raw.layout.shape()[axis];
        if !trim {
            bounds.push((0, n));
            continue;
        }
        let layout = raw.layout;
        let holds = |i: &usize| match narrow(&layout, axis, *i..*i + 1) {
            Ok(slab) => !zero.all_zero(&raw.with_layout(slab)),
            Err(_) => false,
        };
        let Some(first) = (0..n).find(holds) else { return Ok(None) };
        let last = (first..n).rev().find(holds).unwrap_or(first);
        raw = raw.with_layout(narrow(&layout, axis, first..last + 1)?);
        bounds.push((first, last));
    }
    Ok(Some(bounds))
}

/// What counts as zero: all bytes zero, but for the sign of floats and the padding of records.
enum ZeroTest {
    Bytes,
    /// The size of a float, and the byte with its sign.
    Floats(usize, usize),
    Fields(Vec<(usize, usize, ZeroTest)>),
}

impl ZeroTest {
    fn of(dtype: npcore_dtype::DType) -> ZeroTest {
        if dtype.is_float() || dtype.is_complex() {
            let word = dtype.word_size();
            let little = dtype.is_swapped() != cfg!(target_endian = "little");
            return ZeroTest::Floats(word, if little { word - 1 } else { 0 });
        }
        match dtype.kind() {
            DTypeKind::Record(record) => ZeroTest::Fields(
                record
                    .fields()
                    .iter()
                    .flat_map(|f| {
                        let item = f.dtype().itemsize();
                        (0..f.count()).map(move |i| (f.offset() + i * item, item, ZeroTest::of(f.dtype())))
                    })
                    .collect(),
            ),
            _ => ZeroTest::Bytes,
        }
    }

    /// Whether all elements are zero.
    fn all_zero(&self, raw: &Raw) -> bool {
        let item = raw.itemsize();
        if matches!(self, ZeroTest::Bytes) && raw.is_c_contiguous() {
            if raw.size() == 0 {
                return true;
            }
            // SAFETY: gapless elements that may be read.
            return self.is_zero(unsafe { std::slice::from_raw_parts(raw.first(), raw.size() * item) });
        }
        // SAFETY: the address of an element that may be read.
        Addresses::new(raw).all(|at| self.is_zero(unsafe { std::slice::from_raw_parts(at, item) }))
    }

    fn is_zero(&self, element: &[u8]) -> bool {
        match self {
            ZeroTest::Bytes => element.iter().all(|&b| b == 0),
            ZeroTest::Floats(word, sign) => {
                element.chunks(*word).all(|w| w.iter().enumerate().all(|(i, &b)| b & !(u8::from(i == *sign) << 7) == 0))
            }
            ZeroTest::Fields(fields) => fields.iter().all(|(at, n, test)| test.is_zero(&element[*at..at + n])),
        }
    }
}
