//! Places of keys among sorted elements, of any types: the loop behind `searchsorted`.
//!
//! Elements and keys are compared in their common type. Keys are brought into it block by block. So are the sorted
//! elements, as a whole, where there are many keys; for a few keys only those that are looked at are.

use std::cmp::Ordering;
use std::mem::MaybeUninit;
use std::sync::OnceLock;

use npcore_broadcast::{OperandSpec, Plan};
use npcore_dtype::{DType, DTypeKind};
use npcore_kernel::{self as kernel, Places, Search, Side};
use npcore_layout::{Layout, Order};

use crate::arithmetic::Output;
use crate::convert::Converter;
use crate::copy::copy_elements;
use crate::elementwise::Operand;
use crate::error::ExecError;
use crate::sort::{MemoryWords, Words, word_count};
use crate::walk::{Inner, Walk};

/// Keys of a block, if they are small ones.
const BLOCK: usize = 1024;
/// Bytes of a block of keys.
const BLOCK_BYTES: usize = 16 << 10;
/// With fewer elements than this for each key they are all brought into the common type first. A look at an element that
/// is converted for itself takes some nanoseconds, and each key looks at a few dozen.
const CONVERTED_BELOW: usize = 16;

/// An element brought into another type: on the stack if it is small.
type Bytes = smallvec::SmallVec<[u8; 64]>;

/// How elements are compared.
#[derive(Clone, Copy)]
enum Comparison {
    Numbers(Search),
    /// One by one.
    Others(DType, Side),
}

/// Searching elements of one type.
#[derive(Clone, Copy)]
struct Searcher {
    by: Comparison,
}

impl Searcher {
    fn new(dtype: DType, side: Side) -> Searcher {
        let by = match dtype.kind() {
            DTypeKind::Scalar(ty) if dtype.is_native() => Comparison::Numbers(kernel::search(ty, side)),
            DTypeKind::DateTime(_) | DTypeKind::TimeDelta(_) if dtype.is_native() => {
                Comparison::Numbers(kernel::time_search(side))
            }
            _ => Comparison::Others(dtype, side),
        };
        Searcher { by }
    }

    /// # Safety
    /// As [`Search`], for elements of the type.
    unsafe fn run(self, n: usize, stride: isize, p: *const u8, m: usize, keys: *const u8, out: *mut i64) {
        // SAFETY: the caller's word.
        unsafe {
            match self.by {
                Comparison::Numbers(f) => f(n, stride, p, m, keys, out),
                Comparison::Others(dtype, side) => {
                    for k in 0..m {
                        let key = keys.add(k * dtype.itemsize());
                        let place = halve(n, |i| {
                            let element = p.wrapping_offset(stride.wrapping_mul(i as isize));
                            Ok(stands_before(compare(dtype, element, key), side))
                        });
                        out.add(k).write_unaligned(place.unwrap_or(0) as i64);
                    }
                }
            }
        }
    }
}

fn stands_before(order: Ordering, side: Side) -> bool {
    match side {
        Side::Left => order.is_lt(),
        Side::Right => order.is_le(),
    }
}

/// How many of the first of `n` elements `before` holds for.
fn halve(n: usize, mut before: impl FnMut(usize) -> Result<bool, ExecError>) -> Result<usize, ExecError> {
    let (mut low, mut high) = (0, n);
    while low < high {
        let middle = low + (high - low) / 2;
        if before(middle)? { low = middle + 1 } else { high = middle }
    }
    Ok(low)
}

/// The order of two elements of a type: of texts and raw bytes that of their characters, of records that of their fields.
///
/// # Safety
/// Both may be read.
unsafe fn compare(dtype: DType, a: *const u8, b: *const u8) -> Ordering {
    let word = |p: *const u8, i: usize| {
        let mut word = [MaybeUninit::new(0)];
        // SAFETY: one element, which may be read (the caller's word); the word is initialised either way.
        unsafe {
            MemoryWords::new(dtype, p, 0).write(i, Places::All, &mut word);
            word[0].assume_init()
        }
    };
    let mut orders = (0..word_count(dtype)).map(|i| word(a, i).cmp(&word(b, i)));
    orders.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// Which elements of two lists of one type, as many of each, are equal: in the order, so that NaN is equal to NaN.
///
/// # Safety
/// The elements of both may be read.
pub unsafe fn equal_in_order(a: &Operand<'_>, b: &Operand<'_>) -> Vec<bool> {
    // SAFETY: elements of the lists.
    (0..a.layout.size()).map(|i| unsafe { compare(a.dtype, at(a, i), at(b, i)).is_eq() }).collect()
}

/// One element in the type `to`.
///
/// # Safety
/// It may be read.
unsafe fn one(converter: Converter, to: DType, p: *const u8) -> Result<Bytes, ExecError> {
    let mut bytes: Bytes = smallvec::smallvec![0; to.itemsize()];
    // SAFETY: the caller's element, and as many bytes as it becomes.
    unsafe { converter.convert(Inner { n: [1, 1], p: [p.cast_mut(), bytes.as_mut_ptr()], s: [[0; 2]; 2] })? };
    Ok(bytes)
}

/// The sorted elements as a call reads them.
enum Sorted<'a> {
    /// In the common type.
    As { n: usize, stride: isize, p: *const u8 },
    /// Each converted, and looked up by its place in the order, when it is wanted.
    Each { elements: Operand<'a>, order: Option<Operand<'a>> },
}

// SAFETY: only read, which the caller of `searchsorted` vouches for.
unsafe impl Sync for Sorted<'_> {}

/// Element `i` of an array of one axis.
fn at(a: &Operand<'_>, i: usize) -> *mut u8 {
    a.first().wrapping_offset(a.layout.strides()[0].wrapping_mul(i as isize))
}

/// What the `i`th number of an order is about.
///
/// # Safety
/// The order's numbers, native int64, may be read.
unsafe fn ordered(order: &Operand<'_>, i: usize, n: usize) -> Result<usize, ExecError> {
    // SAFETY: the caller's word.
    let index = unsafe { at(order, i).cast::<i64>().read_unaligned() };
    let index = usize::try_from(index).ok().filter(|&index| index < n);
    index.ok_or(ExecError::SorterOutOfRange)
}

/// The elements in the order, and in the type `to`, gapless.
///
/// # Safety
/// Both may be read.
unsafe fn brought(elements: &Operand<'_>, order: Option<&Operand<'_>>, to: DType) -> Result<Output, ExecError> {
    let n = elements.layout.size();
    let layout = |dtype: DType| Layout::contiguous(&[n], dtype.itemsize(), Order::C);
    let sorted;
    let mut elements = *elements;
    // SAFETY: the caller's elements, and fresh memory for as many.
    unsafe {
        if let Some(order) = order {
            let out = Output::uninit(elements.dtype, layout(elements.dtype)?)?;
            let item = elements.dtype.itemsize();
            let step = elements.layout.strides()[0];
            let mut offsets = [0; 512];
            for from in (0..n).step_by(offsets.len()) {
                let offsets = &mut offsets[..(n - from).min(512)];
                for (k, offset) in offsets.iter_mut().enumerate() {
                    *offset = step.wrapping_mul(ordered(order, from + k, n)? as isize);
                }
                let target = out.buffer.as_ptr().as_ptr().add(from * item);
                kernel::gather(item, offsets, elements.first(), 0, target, item as isize);
            }
            if to == elements.dtype {
                return Ok(out);
            }
            sorted = out;
            elements = sorted.operand();
        }
        let out = Output::uninit(to, layout(to)?)?;
        copy_elements(&elements, &out.operand(), out.buffer.is_warm())?;
        Ok(out)
    }
}

/// For each key its place among sorted elements of one axis, both compared in the type `common`: int64, in C order.
///
/// `order`, native int64 of one axis and as many as elements, is what sorts them if they are not.
///
/// # Safety
/// The elements of all may be read.
///
/// # Errors
/// A position in `order` that no element has; text that is not a number; no memory.
pub unsafe fn searchsorted(
    elements: &Operand<'_>,
    keys: &Operand<'_>,
    common: DType,
    side: Side,
    order: Option<&Operand<'_>>,
) -> Result<Output, ExecError> {
    let (n, m) = (elements.layout.size(), keys.layout.size());
    let searcher = Searcher::new(common, side);
    let out = Output::uninit(DType::INT64, Layout::contiguous(keys.layout.shape(), 8, Order::C)?)?;
    let held;
    let sorted = if elements.dtype == common && order.is_none() {
        let stride = elements.layout.strides()[0];
        Sorted::As { n, stride, p: elements.first() }
    } else if n / CONVERTED_BELOW <= m {
        // SAFETY: the caller's word.
        held = unsafe { brought(elements, order, common)? };
        Sorted::As { n, stride: common.itemsize() as isize, p: held.buffer.as_ptr().as_ptr() }
    } else {
        Sorted::Each { elements: *elements, order: order.copied() }
    };
    let from = Converter::new(elements.dtype, common);
    let find = |m: usize, keys: *const u8, out: *mut i64| -> Result<(), ExecError> {
        // SAFETY: the caller's elements; keys and places of this call.
        unsafe {
            match &sorted {
                &Sorted::As { n, stride, p } => searcher.run(n, stride, p, m, keys, out),
                Sorted::Each { elements, order } => {
                    for k in 0..m {
                        let key = keys.add(k * common.itemsize());
                        let place = halve(n, |i| {
                            let i = order.as_ref().map_or(Ok(i), |order| ordered(order, i, n))?;
                            let element = one(from, common, at(elements, i))?;
                            let mut found = 0;
                            searcher.run(1, 0, element.as_ptr(), 1, key, &mut found);
                            Ok(found == 1)
                        })?;
                        out.add(k).write_unaligned(place as i64);
                    }
                }
            }
        }
        Ok(())
    };
    let plan = Plan::new(&[OperandSpec::read(keys.layout), OperandSpec::write(&out.layout)], Order::K)?;
    let converter = Converter::new(keys.dtype, common);
    let item = common.itemsize();
    let failed = OnceLock::new();
    let body = |r: Inner<2>| {
        // SAFETY: the caller's word, for a part of the walk.
        if let Err(e) = unsafe { rows(r, converter, item, &find) } {
            let _ = failed.set(e);
        }
    };
    // A key is worth some bytes for each element that it looks at.
    let looks = n.max(2).ilog2() as usize;
    let bytes = m.saturating_mul(keys.dtype.itemsize() + 8 + 4 * looks);
    // SAFETY: the plan was made of these layouts; parts of the walk write different places.
    unsafe { Walk::<2>::new(&plan, [keys.ptr, out.buffer.as_ptr().as_ptr()]).run(bytes, &body) };
    failed.into_inner().map_or(Ok(out), Err)
}

/// Finds the places of a rectangle of keys: gapless ones of the right type as they lie, others through a block.
///
/// # Safety
/// The rectangle's keys may be read, and its places written.
unsafe fn rows(
    r: Inner<2>,
    converter: Converter,
    item: usize,
    find: &impl Fn(usize, *const u8, *mut i64) -> Result<(), ExecError>,
) -> Result<(), ExecError> {
    let copied = converter.copied_itemsize().is_some();
    if copied && r.s[0][0] == item as isize && r.s[1][0] == 8 && (r.n[1] == 1 || r.n[0] >= 64) {
        for j in 0..r.n[1] {
            let part = r.part([0, j], [r.n[0], 1]);
            find(r.n[0], part.p[0], part.p[1].cast())?;
        }
        return Ok(());
    }
    let size = (BLOCK_BYTES / item.max(1)).clamp(1, BLOCK);
    let mut small = [MaybeUninit::<u8>::uninit(); BLOCK_BYTES];
    let mut large: Vec<MaybeUninit<u8>> = Vec::new();
    let keys = if size * item <= BLOCK_BYTES {
        small.as_mut_ptr().cast::<u8>()
    } else {
        large.resize(item, MaybeUninit::uninit());
        large.as_mut_ptr().cast::<u8>()
    };
    let mut places = [0i64; BLOCK];
    let m0 = size.min(r.n[0]).max(1);
    let m1 = (size / m0).max(1);
    for j in (0..r.n[1]).step_by(m1) {
        for i in (0..r.n[0]).step_by(m0) {
            let n = [m0.min(r.n[0] - i), m1.min(r.n[1] - j)];
            let part = r.part([i, j], n);
            let gapless = |size: usize| [size as isize, (size * n[0]) as isize];
            // SAFETY: the caller's keys and places; the blocks hold `n` of either.
            unsafe {
                converter.convert(Inner { n, p: [part.p[0], keys], s: [part.s[0], gapless(item)] })?;
                find(n[0] * n[1], keys, places.as_mut_ptr())?;
                kernel::copy(8, n, [places.as_mut_ptr().cast(), part.p[1]], [gapless(8), part.s[1]]);
            }
        }
    }
    Ok(())
}
