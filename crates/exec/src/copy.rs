//! Copies and casts from one operand to another: assignment, `astype`, `ascontiguousarray`.

use std::sync::OnceLock;

use npcore_broadcast::{OperandSpec, Plan};
use npcore_kernel as kernel;
use npcore_layout::Order;

use crate::convert::Converter;
use crate::elementwise::{Operand, SMALL, STREAM_FROM, STREAM_TURNED_FROM, apart, separate};
use crate::error::ExecError;
use crate::errstate::{self, checked};
use crate::walk::{Inner, Walk};

/// Writes `src`, broadcast to the shape of `dst`, into `dst`, converting values whatever it does
/// to them. Where the two share memory the result is as if `src` had been copied first. Of records only the fields are
/// written: an array may show some of them.
///
/// # Safety
/// The elements of `src` may be read, those of `dst` written; nobody else touches the latter.
///
/// # Errors
/// Shapes that do not fit, no memory for a temporary, text that is not a number.
pub unsafe fn assign(src: &Operand<'_>, dst: &Operand<'_>, dst_is_warm: bool) -> Result<(), ExecError> {
    if src.is_same(dst) {
        return Ok(());
    }
    if let Some(state) = errstate::active() {
        // SAFETY: the caller's word.
        if unsafe { checked::assign(state, src, dst)? } {
            return Ok(());
        }
    }
    // SAFETY: the caller's word; after this the two share nothing.
    unsafe {
        let [copy] = separate([src], dst)?;
        copy_by(Converter::into_existing(src.dtype, dst.dtype), &apart(src, &copy), dst, dst_is_warm)
    }
}

/// Rows of the target shorter than this many bytes that are no whole lines share too many with their neighbours to
/// leave around the cache.
const SHORT_ROW: usize = 1024;
/// Where rows are short, the target is written as this many streams at once, each going on where the walk's next
/// rectangle does: 20x30x40x50 f64 permuted 3120 took 1.9 ms so, 5.5 with all 50 rows of the source together, and
/// 6.6 around the cache.
const STRIP: usize = 32;

/// The size of a tile that is turned in L1 and leaves as one run.
const TILE: usize = 48 << 10;

/// A transposing copy of one rectangle. Where the target's rows are not whole cache lines but lie
/// gapless, the rectangle as a whole still leaves by whole lines, through a block.
///
/// # Safety
/// As [`kernel::transpose_copy`].
unsafe fn turn(itemsize: usize, r: Inner<2>, stream: bool) {
    let bytes = itemsize * r.n[0] * r.n[1];
    let gapless = |a: usize, b: usize| {
        r.s[1][a] == itemsize as isize && r.s[1][b] == (itemsize * r.n[a]) as isize && r.s[1][b] % 64 != 0
    };
    if !stream || bytes > TILE || !(gapless(0, 1) || gapless(1, 0)) {
        // SAFETY: the caller's word.
        unsafe { kernel::transpose_copy(itemsize, r.n, r.p, r.s, stream) };
        return;
    }
    let mut tile = [std::mem::MaybeUninit::<u8>::uninit(); TILE];
    let at = tile.as_mut_ptr().cast::<u8>();
    // SAFETY: the tile holds the rectangle in the target's order, which is one run of `bytes`.
    unsafe {
        kernel::transpose_copy(itemsize, r.n, [r.p[0], at], r.s, false);
        kernel::stream_copy(r.p[1], at, bytes);
    }
}

/// [`assign`] for operands that share no memory.
///
/// # Safety
/// As [`assign`], and no byte of `dst` belongs to `src`.
pub unsafe fn copy_elements(src: &Operand<'_>, dst: &Operand<'_>, dst_is_warm: bool) -> Result<(), ExecError> {
    // SAFETY: the caller's word.
    unsafe {
        match errstate::active() {
            Some(state) if checked::assign(state, src, dst)? => Ok(()),
            _ => copy_plain(src, dst, dst_is_warm),
        }
    }
}

/// [`copy_elements`] without a look at floating-point errors.
///
/// # Safety
/// As [`copy_elements`].
pub(crate) unsafe fn copy_plain(src: &Operand<'_>, dst: &Operand<'_>, dst_is_warm: bool) -> Result<(), ExecError> {
    // SAFETY: the caller's word.
    unsafe { copy_by(Converter::new(src.dtype, dst.dtype), src, dst, dst_is_warm) }
}

/// [`copy_plain`] by a conversion.
///
/// # Safety
/// As [`copy_elements`]; the conversion is one from the source's type to the target's.
unsafe fn copy_by(
    converter: Converter,
    src: &Operand<'_>,
    dst: &Operand<'_>,
    dst_is_warm: bool,
) -> Result<(), ExecError> {
    let (from, to) = (src.dtype.itemsize(), dst.dtype.itemsize());
    let same_shape = src.layout.shape() == dst.layout.shape();
    let flat = same_shape
        && ((src.layout.is_c_contiguous(from) && dst.layout.is_c_contiguous(to))
            || (src.layout.is_f_contiguous(from) && dst.layout.is_f_contiguous(to)));
    if flat && dst.layout.size() * to.max(from) <= SMALL {
        let (n, p) = ([dst.layout.size(), 1], [src.first(), dst.first()]);
        // SAFETY: the caller's word; both are gapless runs of as many elements.
        return unsafe { converter.convert(Inner { n, p, s: [[from as isize, 0], [to as isize, 0]] }) };
    }
    let mut walk = if flat {
        Walk::flat(dst.layout.size(), [src.first(), dst.first()], [from as isize, to as isize])
    } else {
        let specs = [OperandSpec::read(src.layout), OperandSpec::write(dst.layout)];
        // The target's order decides: it is written front to back, and the source is turned.
        let plan = Plan::new(&specs, Order::K)?;
        // SAFETY: the caller's word.
        unsafe { Walk::new(&plan, [src.ptr, dst.ptr]) }
    };
    let bytes = walk.size().saturating_mul(from + to);
    walk.pair_axes([from, to]);
    let stream = dst_is_warm && bytes >= STREAM_FROM;
    if let Some(itemsize) = converter.copied_itemsize() {
        let [[s0, s1], [d0, d1]] = [walk.inner_strides(0), walk.inner_strides(1)];
        let item = itemsize as isize;
        let across = matches!(itemsize, 1 | 2 | 4 | 8 | 16)
            && walk.len(0) > 1
            && walk.len(1) > 1
            && ((s1 == item && d0 == item && s0 != item) || (s0 == item && d1 == item && d0 != item));
        // SAFETY: the caller's word.
        unsafe {
            if across {
                // The target's rows are along `rows`, the source's along `across`.
                let (rows, across) = if d0 == item { (0, 1) } else { (1, 0) };
                let row = itemsize * walk.len(rows);
                let short = row < SHORT_ROW && row % 64 != 0 && walk.inner_strides(1)[across] != row as isize;
                // Whole lines of fresh pages too are better written around the cache than read first.
                let stream = bytes >= STREAM_TURNED_FROM && !short;
                let step = if short { STRIP } else { walk.len(across) };
                for from in (0..walk.len(across)).step_by(step) {
                    let part = walk.part(across, from, walk.len(across).min(from + step));
                    part.run(bytes, &|r: Inner<2>| turn(itemsize, r, stream));
                }
            } else if stream && walk.ndim() == 1 && s0 == item && d0 == item {
                walk.run(bytes, &|r: Inner<2>| kernel::stream_copy(r.p[1], r.p[0], r.n[0] * itemsize));
            } else {
                walk.run(bytes, &|r: Inner<2>| kernel::copy(itemsize, r.n, r.p, r.s));
            }
        }
        return Ok(());
    }
    let failed = OnceLock::new();
    // SAFETY: the caller's word.
    unsafe {
        walk.run(bytes, &|r: Inner<2>| {
            if let Err(e) = converter.convert(r) {
                let _ = failed.set(e);
            }
        });
    }
    failed.into_inner().map_or(Ok(()), Err)
}
