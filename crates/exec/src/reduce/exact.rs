//! Sums that are rounded once, whatever the order of the elements.

use std::mem::MaybeUninit;
use std::sync::OnceLock;

use npcore_broadcast::{OperandSpec, Plan};
use npcore_dtype::{DType, ScalarType};
use npcore_kernel::{ExactSum, Precision};
use npcore_layout::{Layout, Order};

use crate::arithmetic::Output;
use crate::convert::Converter;
use crate::elementwise::Operand;
use crate::error::ExecError;
use crate::walk::{Inner, Walk};

/// Elements that are converted and added at a time.
const CHUNK: usize = 1024;
/// Sums that grow side by side where a row crosses them: they stay in L1.
const COLUMNS: usize = 32;

/// How elements are led to a sum.
struct Source {
    convert: Converter,
    /// The axes that are summed, for input and mask.
    plan: Plan,
    masked: bool,
}

impl Source {
    /// `n` elements from `p` on, as float64; what the mask leaves out as zeros.
    ///
    /// # Safety
    /// `p` and `s` (input, mask) lead to elements that may be read.
    unsafe fn fill<'a>(
        &self,
        p: [*mut u8; 2],
        s: [isize; 2],
        row: &'a mut [MaybeUninit<f64>],
    ) -> Result<&'a [f64], ExecError> {
        let n = row.len();
        let to = row.as_mut_ptr().cast::<u8>();
        // SAFETY: the caller's elements; the row holds as many, and is written whole.
        unsafe {
            self.convert.convert(Inner { n: [n, 1], p: [p[0], to], s: [[s[0], 0], [size_of::<f64>() as isize, 0]] })?;
            if self.masked {
                for (i, value) in row.iter_mut().enumerate() {
                    if *p[1].wrapping_offset(s[1].wrapping_mul(i as isize)) == 0 {
                        value.write(0.0);
                    }
                }
            }
            Ok(std::slice::from_raw_parts(to.cast::<f64>(), n))
        }
    }

    /// Calls `f` with the start of each row of the summed axes, its length and steps, for the sum whose first element
    /// is at `p`.
    fn for_each_row(&self, p: [*mut u8; 2], mut f: impl FnMut(usize, [*mut u8; 2], [isize; 2])) {
        if self.plan.is_empty() {
            return;
        }
        let (n, s) = self.plan.inner::<2>();
        self.plan.for_each_outer_n::<2>(0..self.plan.outer_len(), |offsets| {
            for j in 0..n[1] as isize {
                f(
                    n[0],
                    std::array::from_fn(|op| p[op].wrapping_offset(offsets[op] + j * s[op][1])),
                    [s[0][0], s[1][0]],
                );
            }
        });
    }

    /// # Safety
    /// `p` leads to the elements of one sum.
    unsafe fn sum(&self, p: [*mut u8; 2], start: f64, row: &mut Row) -> Result<ExactSum, ExecError> {
        let mut sum = ExactSum::new();
        sum.add(start);
        let mut done = Ok(());
        self.for_each_row(p, |n, p, s| {
            for from in (0..n).step_by(CHUNK) {
                let p = std::array::from_fn(|op| p[op].wrapping_offset(s[op] * from as isize));
                // SAFETY: a part of the row.
                match unsafe { self.fill(p, s, &mut row[..CHUNK.min(n - from)]) } {
                    Ok(values) => sum.add_all(values),
                    Err(e) => done = Err(e),
                }
            }
        });
        done.map(|()| sum)
    }

    /// As many sums as `sums`, whose first elements are `across` apart.
    ///
    /// # Safety
    /// `p` and `across` lead to the elements of the sums.
    unsafe fn sum_columns(
        &self,
        p: [*mut u8; 2],
        across: [isize; 2],
        sums: &mut [ExactSum],
        row: &mut Row,
    ) -> Result<(), ExecError> {
        let mut done = Ok(());
        self.for_each_row(p, |n, p, s| {
            for i in 0..n as isize {
                let p = std::array::from_fn(|op| p[op].wrapping_offset(s[op].wrapping_mul(i)));
                // SAFETY: an element of each of the sums.
                match unsafe { self.fill(p, across, &mut row[..sums.len()]) } {
                    Ok(values) => sums.iter_mut().zip(values).for_each(|(sum, &x)| sum.add(x)),
                    Err(e) => done = Err(e),
                }
            }
        });
        done
    }
}

type Row = [MaybeUninit<f64>; CHUNK];

/// An operand, of all axes or some.
fn some_axes(layout: &Layout, axes: &[usize], offset: isize) -> Result<Layout, ExecError> {
    let shape: Vec<usize> = axes.iter().map(|&axis| layout.shape()[axis]).collect();
    let strides: Vec<isize> = axes.iter().map(|&axis| layout.strides()[axis]).collect();
    Ok(Layout::new(&shape, &strides, offset)?)
}

/// The exact sums of elements along axes (bit `i` is axis `i`), rounded once to `output`, a float or complex type; fresh
/// memory whose summed axes have length 1.
///
/// Elements of other types than floats are converted to float64 first. The parts of complex numbers are summed each by
/// itself. `initial` is added, its parts in float64.
///
/// # Safety
/// The elements of the operands may be read; the mask's are bool.
///
/// # Errors
/// A mask that does not broadcast to the input; an input that has no numbers; no memory.
pub unsafe fn exact_sum(
    input: &Operand<'_>,
    mask: Option<&Operand<'_>>,
    axes: u64,
    initial: [f64; 2],
    output: DType,
) -> Result<Output, ExecError> {
    let shape = input.layout.shape();
    let nothing = Layout::scalar();
    let mask_layout = match mask {
        Some(mask) => npcore_broadcast::broadcast_to(mask.layout, shape)?,
        None => nothing,
    };
    let specs = [
        OperandSpec::read(input.layout),
        OperandSpec::read(&mask_layout),
        OperandSpec::allocate_reduced(output.itemsize(), axes),
    ];
    let out = Output::uninit(output, Plan::new(&specs, Order::K)?.output_layout(2))?;
    if out.layout.is_empty() {
        return Ok(out);
    }
    let (summed, kept): (Vec<usize>, Vec<usize>) = (0..shape.len()).partition(|axis| axes >> axis & 1 == 1);
    let mask_layout = if mask.is_some() { mask_layout } else { npcore_broadcast::broadcast_to(&nothing, shape)? };
    let inner = [some_axes(input.layout, &summed, 0)?, some_axes(&mask_layout, &summed, 0)?];
    let rows = [
        some_axes(input.layout, &kept, input.layout.offset())?,
        some_axes(&mask_layout, &kept, mask_layout.offset())?,
        some_axes(&out.layout, &kept, 0)?,
    ];
    let plan =
        Plan::new(&[OperandSpec::read(&rows[0]), OperandSpec::read(&rows[1]), OperandSpec::write(&rows[2])], Order::K)?;

    let real = match output.scalar_type() {
        Some(ScalarType::Complex64) => DType::FLOAT32,
        Some(ScalarType::Complex128) => DType::FLOAT64,
        _ => output,
    };
    let precision = match real.scalar_type() {
        Some(ScalarType::Float16) => Precision::HALF,
        Some(ScalarType::Float32) => Precision::SINGLE,
        Some(ScalarType::Float64) => Precision::DOUBLE,
        _ => return Err(ExecError::NoLoop { reason: format!("no exact sums of type {output}") }),
    };
    for (part, &start) in initial.iter().enumerate().take(output.itemsize() / real.itemsize()) {
        let (from, dtype) = match input.dtype.scalar_type() {
            Some(ScalarType::Complex64) => (Some(part * 4), DType::FLOAT32),
            Some(ScalarType::Complex128) => (Some(part * 8), DType::FLOAT64),
            _ => ((part == 0).then_some(0), input.dtype),
        };
        let to = part * real.itemsize();
        let source = Source {
            convert: Converter::new(dtype, DType::FLOAT64),
            plan: Plan::new(&[OperandSpec::read(&inner[0]), OperandSpec::read(&inner[1])], Order::K)?,
            masked: mask.is_some(),
        };
        let starts = [
            input.ptr.wrapping_add(from.unwrap_or(0)),
            mask.map_or(input.ptr, |mask| mask.ptr),
            out.buffer.as_ptr().as_ptr().wrapping_add(to),
        ];
        // SAFETY: the layouts lie in their buffers, parts in elements.
        let walk = unsafe { Walk::new(&plan, starts) };
        let rounding = Rounding { precision, convert: Converter::new(DType::FLOAT64, real) };
        // SAFETY: the walk leads to the first elements of sums, and to the results.
        unsafe { sums(&walk, from.map(|_| &source), start, &rounding, input.layout.nbytes(input.dtype.itemsize()))? };
    }
    Ok(out)
}

/// How sums become results.
struct Rounding {
    precision: Precision,
    convert: Converter,
}

impl Rounding {
    /// # Safety
    /// A result may be written at `to`.
    unsafe fn write(&self, sum: &mut ExactSum, to: *mut u8) -> Result<(), ExecError> {
        let value = sum.round(self.precision);
        let from = std::ptr::from_ref(&value).cast::<u8>().cast_mut();
        // SAFETY: one value, to the caller's place.
        unsafe { self.convert.convert(Inner { n: [1, 1], p: [from, to], s: [[0; 2]; 2] }) }
    }
}

/// One part of all results.
///
/// # Safety
/// The walk leads to the sums' first elements, those of the mask, and the results, each once.
unsafe fn sums(
    walk: &Walk<3>,
    source: Option<&Source>,
    start: f64,
    rounding: &Rounding,
    bytes: usize,
) -> Result<(), ExecError> {
    let failed = OnceLock::new();
    let body = |r: Inner<3>| {
        let mut row: Row = [MaybeUninit::uninit(); CHUNK];
        let mut sums: Vec<ExactSum> = Vec::new();
        let columns = source.is_some_and(|source| {
            let step = source.plan.inner::<2>().1[0][0].unsigned_abs();
            r.n[0] > 1 && !source.plan.is_empty() && r.s[0][0].unsigned_abs() < step
        });
        let width = if columns { COLUMNS } else { 1 };
        for j in 0..r.n[1] {
            for from in (0..r.n[0]).step_by(width) {
                let n = width.min(r.n[0] - from);
                let Inner { p, s, .. } = r.part([from, j], [n, 1]);
                sums.clear();
                // SAFETY: a part of the walk.
                let done = unsafe {
                    match source {
                        Some(source) if columns => {
                            sums.resize(n, ExactSum::new());
                            sums.iter_mut().for_each(|sum| sum.add(start));
                            source.sum_columns([p[0], p[1]], [s[0][0], s[1][0]], &mut sums, &mut row)
                        }
                        Some(source) => source.sum([p[0], p[1]], start, &mut row).map(|sum| sums.push(sum)),
                        None => {
                            sums.push(ExactSum::new());
                            sums[0].add(start);
                            Ok(())
                        }
                    }
                };
                let done = done.and_then(|()| {
                    sums.iter_mut().enumerate().try_for_each(|(i, sum)| {
                        // SAFETY: the results of this part.
                        unsafe { rounding.write(sum, p[2].wrapping_offset(s[2][0] * i as isize)) }
                    })
                });
                if let Err(e) = done {
                    let _ = failed.set(e);
                }
            }
        }
    };
    // Adding exactly takes several times as long as reading.
    // SAFETY: the parts of the walk write results of their own.
    unsafe { walk.run(bytes.saturating_mul(4), &body) };
    failed.into_inner().map_or(Ok(()), Err)
}
