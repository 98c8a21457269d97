//! Elements by index: `a[i, j]`, `take`, and writing to such places.

use std::sync::OnceLock;

use npcore_broadcast::{OperandSpec, Plan};
use npcore_dtype::DType;
use npcore_kernel as kernel;
pub use npcore_kernel::IndexMode;
use npcore_layout::{Layout, LayoutError, Order};

use crate::arithmetic::Output;
use crate::elementwise::Operand;
use crate::error::ExecError;
use crate::records::written_runs;
use crate::walk::{Inner, Walk};

/// Indices done at once: their offsets stay in L1.
const BLOCK: usize = 512;

/// Indices along one axis of an array.
#[derive(Clone, Copy)]
pub struct Indexed<'a> {
    /// The indices: native int64; those of a call are broadcast together.
    pub indices: Operand<'a>,
    /// Which axis, for errors.
    pub axis: usize,
    /// The axis's length.
    pub len: usize,
    /// The axis's step in bytes.
    pub stride: isize,
}

/// Which elements a call is about: those at `source`, further on by what the indices come to.
#[derive(Clone, Copy)]
pub struct Gather<'a> {
    /// The array where all indices are 0, in the shape of the result: with stride 0 along the axes of the indices.
    pub source: Operand<'a>,
    /// The indices, at least one.
    pub indexed: &'a [Indexed<'a>],
    /// The first of the result's axes that belong to the indices. As many follow as they have when broadcast.
    pub place: usize,
    /// What becomes of an index that its axis does not have.
    pub mode: IndexMode,
}

/// How an operand of numbers becomes byte offsets.
#[derive(Clone, Copy)]
enum Numbers {
    /// Indices along an axis.
    Indices { axis: usize, len: usize, stride: isize, mode: IndexMode },
    /// Offsets that were looked at before.
    Offsets,
}

impl Numbers {
    /// The offsets of `n` numbers, `step` apart.
    ///
    /// # Safety
    /// The numbers, int64, may be read.
    unsafe fn offsets(self, p: *const u8, step: isize, offsets: &mut [isize]) -> Result<(), ExecError> {
        let mut numbers = [0i64; BLOCK];
        let numbers = &mut numbers[..offsets.len()];
        for (i, number) in numbers.iter_mut().enumerate() {
            // SAFETY: the caller's word.
            *number = unsafe { p.wrapping_offset(step.wrapping_mul(i as isize)).cast::<i64>().read_unaligned() };
        }
        match self {
            Numbers::Offsets => offsets.iter_mut().zip(numbers).for_each(|(offset, n)| *offset = *n as isize),
            Numbers::Indices { axis, len, stride, mode } => {
                offsets.fill(0);
                kernel::add_offsets(numbers, len, stride, mode, offsets)
                    .map_err(|index| LayoutError::IndexOutOfBounds { index: index as isize, axis, size: len })?;
            }
        }
        Ok(())
    }
}

impl Gather<'_> {
    /// The offsets of several indices together, or of one that must be looked at before anything is written.
    ///
    /// # Safety
    /// The indices may be read.
    unsafe fn offsets(&self) -> Result<Output, ExecError> {
        let specs: smallvec::SmallVec<[OperandSpec<'_>; 4]> =
            self.indexed.iter().map(|indexed| OperandSpec::read(indexed.indices.layout)).collect();
        let plan = Plan::new(&specs, Order::C)?;
        let layout = Layout::contiguous(plan.shape(), 8, Order::C)?;
        let out = Output::uninit(DType::INT64, layout)?;
        // SAFETY: fresh memory; the caller's word.
        unsafe {
            std::ptr::write_bytes(out.buffer.as_ptr().as_ptr(), 0, out.buffer.len());
            for indexed in self.indexed {
                let specs = [OperandSpec::read(indexed.indices.layout), OperandSpec::read_write(&out.layout)];
                let plan = Plan::new(&specs, Order::C)?;
                let walk = Walk::<2>::new(&plan, [indexed.indices.ptr, out.buffer.as_ptr().as_ptr()]);
                let Indexed { axis, len, stride, .. } = *indexed;
                let numbers = Numbers::Indices { axis, len, stride, mode: self.mode };
                let failed = OnceLock::new();
                walk.run(walk.size() * 16, &|r: Inner<2>| {
                    let mut offsets = [0isize; BLOCK];
                    for j in 0..r.n[1] {
                        for i in (0..r.n[0]).step_by(BLOCK) {
                            let n = BLOCK.min(r.n[0] - i);
                            let Inner { p, s, .. } = r.part([i, j], [n, 1]);
                            if let Err(e) = numbers.offsets(p[0], s[0][0], &mut offsets[..n]) {
                                let _ = failed.set(e);
                                return;
                            }
                            for (k, offset) in offsets[..n].iter().enumerate() {
                                let at = p[1].wrapping_offset(s[1][0].wrapping_mul(k as isize)).cast::<i64>();
                                at.write_unaligned(at.read_unaligned().wrapping_add(*offset as i64));
                            }
                        }
                    }
                });
                if let Some(e) = failed.into_inner() {
                    return Err(e);
                }
            }
        }
        Ok(out)
    }

    /// A layout of the indices' axes among all axes of the result.
    fn spread(&self, layout: &Layout) -> Result<Layout, ExecError> {
        let shape = self.source.layout.shape();
        let mut strides: smallvec::SmallVec<[isize; 6]> = smallvec::smallvec![0; shape.len()];
        let axes = strides.len().min(self.place)..strides.len().min(self.place + layout.ndim());
        strides[axes].copy_from_slice(layout.strides());
        Ok(Layout::new(shape, &strides, layout.offset())?)
    }

    /// The elements, in a fresh array in C order.
    ///
    /// # Safety
    /// The source's elements may be read wherever indices inside their axes lead, and so may the indices.
    ///
    /// # Errors
    /// The first index that is out of bounds; no memory.
    pub unsafe fn read(&self) -> Result<Output, ExecError> {
        let dtype = self.source.dtype;
        let out = Output::uninit(dtype, Layout::contiguous(self.source.layout.shape(), dtype.itemsize(), Order::C)?)?;
        // SAFETY: the caller's word, and fresh memory of the shape.
        unsafe {
            if out.layout.size() == 0 {
                // Nothing is read, but indices must be right.
                self.offsets()?;
            } else if let [Indexed { indices, axis, len, stride }] = *self.indexed {
                let numbers = Numbers::Indices { axis, len, stride, mode: self.mode };
                self.walk(numbers, &indices, &out.operand(), false)?;
            } else {
                self.walk(Numbers::Offsets, &self.offsets()?.operand(), &out.operand(), false)?;
            }
        }
        Ok(out)
    }

    /// Writes the elements of `values`, of the source's type and of the result's shape, one after the other in C order:
    /// where several go to one place the last one stays. Nothing is written if an index is out of bounds.
    ///
    /// # Safety
    /// The source's elements may be written wherever indices inside their axes lead, and nobody else touches them; the
    /// indices and values may be read, and share no memory with it.
    ///
    /// # Errors
    /// As [`read`](Gather::read).
    pub unsafe fn write(&self, values: &Operand<'_>) -> Result<(), ExecError> {
        // SAFETY: the caller's word.
        unsafe { self.walk(Numbers::Offsets, &self.offsets()?.operand(), values, true) }
    }

    /// # Safety
    /// As `read`, or, if `writes`, as `write`; `other` has the result's shape.
    unsafe fn walk(
        &self,
        numbers: Numbers,
        of: &Operand<'_>,
        other: &Operand<'_>,
        writes: bool,
    ) -> Result<(), ExecError> {
        let item = self.source.dtype.itemsize();
        let (source, third, order) = match writes {
            false => (OperandSpec::read(self.source.layout), OperandSpec::write(other.layout), Order::K),
            // The later of two values for one place comes later in C order, and no other thread is to overtake it.
            true => (OperandSpec::read(self.source.layout), OperandSpec::read(other.layout), Order::C),
        };
        let layout = self.spread(of.layout)?;
        let plan = Plan::new(&[source, OperandSpec::read(&layout), third], order)?;
        let failed = OnceLock::new();
        let runs = written_runs(self.source.dtype);
        let body = |r: Inner<3>| {
            let mut offsets = [0isize; BLOCK];
            // An axis without indices inside: whole rows, or what one index selects.
            let rows = r.s[1][0] == 0 && r.n[0] > 1;
            let (long, short) = if rows { (1, 0) } else { (0, 1) };
            for j in 0..if rows { 1 } else { r.n[1] } {
                for i in (0..r.n[long]).step_by(BLOCK) {
                    let n = BLOCK.min(r.n[long] - i);
                    let mut at = [0; 2];
                    (at[long], at[short]) = (i, j);
                    let Inner { p, s, .. } = r.part(at, r.n);
                    // SAFETY: the caller's word, for a part of the walk.
                    unsafe {
                        if let Err(e) = numbers.offsets(p[1], s[1][long], &mut offsets[..n]) {
                            let _ = failed.set(e);
                            return;
                        }
                        let offsets = &offsets[..n];
                        match (rows, writes) {
                            (false, false) => kernel::gather(item, offsets, p[0], s[0][0], p[2], s[2][0]),
                            (false, true) => {
                                for &(at, len) in &runs {
                                    let [mine, theirs] = [p[0].wrapping_add(at), p[2].wrapping_add(at)];
                                    kernel::scatter(len, offsets, theirs, s[2][0], mine, s[0][0]);
                                }
                            }
                            (true, _) => {
                                for (k, offset) in offsets.iter().enumerate() {
                                    let k = k as isize;
                                    let mine = p[0].wrapping_offset(offset.wrapping_add(s[0][1].wrapping_mul(k)));
                                    let theirs = p[2].wrapping_offset(s[2][1].wrapping_mul(k));
                                    if !writes {
                                        let steps = [[s[0][0], 0], [s[2][0], 0]];
                                        kernel::copy(item, [r.n[0], 1], [mine, theirs], steps);
                                        continue;
                                    }
                                    for &(at, len) in &runs {
                                        let ends = [theirs.wrapping_add(at), mine.wrapping_add(at)];
                                        kernel::copy(len, [r.n[0], 1], ends, [[s[2][0], 0], [s[0][0], 0]]);
                                    }
                                }
                            }
                        }
                    }
                }
            }
        };
        // SAFETY: the caller's word; parts of a read are independent, and a write is one part.
        unsafe {
            let walk = Walk::<3>::new(&plan, [self.source.ptr, of.ptr, other.ptr]);
            if writes { walk.run_here(&body) } else { walk.run(walk.size().saturating_mul(2 * item + 8), &body) }
        }
        failed.into_inner().map_or(Ok(()), Err)
    }
}
