//! Records to records: each field by its own conversion.

use npcore_dtype::{DType, Record};
use npcore_kernel as kernel;
use smallvec::SmallVec;

use crate::convert::Converter;
use crate::error::ExecError;
use crate::walk::Inner;

/// Rows done field after field while they are in L1.
const ROWS: usize = 128;

/// The conversion of records to records of as many fields, in their order, with sub-arrays of the same shapes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields {
    from: &'static Record,
    to: &'static Record,
    /// Whether bytes that belong to no field stay as they are; they become zeros otherwise.
    keep_gaps: bool,
}

/// One field, or neighbours of which every byte is moved.
struct Step {
    from: usize,
    to: usize,
    converter: Converter,
    /// Elements of a sub-array, and their sizes.
    count: usize,
    sizes: [usize; 2],
}

impl Fields {
    /// None where the fields do not match one by one.
    pub fn new(from: DType, to: DType, keep_gaps: bool) -> Option<Fields> {
        let (from, to) = (from.as_record()?, to.as_record()?);
        let (a, b) = (from.fields(), to.fields());
        let pairs = || a.iter().zip(b).map(|(a, b)| (a.dtype(), b.dtype()));
        let matching = a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.shape() == b.shape());
        let nested = |(a, b): (DType, DType)| match (a.is_record(), b.is_record()) {
            (true, true) => Fields::new(a, b, keep_gaps).is_some(),
            (a, b) => a == b,
        };
        (matching && pairs().all(nested)).then_some(Fields { from, to, keep_gaps })
    }

    fn steps(self) -> SmallVec<[Step; 8]> {
        let mut steps: SmallVec<[Step; 8]> = SmallVec::new();
        for (a, b) in self.from.fields().iter().zip(self.to.fields()) {
            let (from, to) = (a.offset(), b.offset());
            let converter = self.inner(a.dtype(), b.dtype());
            if let Converter::Copy { .. } = converter {
                let size = a.nbytes();
                if let Some(Step { from: f, to: t, converter: Converter::Copy { itemsize }, .. }) = steps.last_mut()
                    && (*f + *itemsize, *t + *itemsize) == (from, to)
                {
                    *itemsize += size;
                    continue;
                }
                steps.push(Step { from, to, converter: Converter::Copy { itemsize: size }, count: 1, sizes: [0; 2] });
            } else {
                let sizes = [a.dtype().itemsize(), b.dtype().itemsize()];
                steps.push(Step { from, to, converter, count: a.count(), sizes });
            }
        }
        steps
    }

    /// The conversion of one field. A bool becomes one of the two bytes that a bool is, wherever it comes from.
    fn inner(self, from: DType, to: DType) -> Converter {
        if from == DType::BOOL && to == DType::BOOL {
            return Converter::new(DType::UINT8, DType::BOOL);
        }
        match Fields::new(from, to, self.keep_gaps) {
            Some(fields) => Converter::Fields(fields),
            None => Converter::new(from, to),
        }
    }

    /// # Safety
    /// As [`Converter::convert`], for rectangles that share no byte.
    pub unsafe fn convert(self, r: Inner<2>) -> Result<(), ExecError> {
        let steps = self.steps();
        let clear = !self.keep_gaps && self.to.has_gaps();
        for row in 0..r.n[1] {
            for at in (0..r.n[0]).step_by(ROWS) {
                let n = ROWS.min(r.n[0] - at);
                let Inner { p, s, .. } = r.part([at, row], [n, 1]);
                if clear {
                    for i in 0..n as isize {
                        // SAFETY: one writable record (the caller's word).
                        unsafe { p[1].wrapping_offset(s[1][0].wrapping_mul(i)).write_bytes(0, self.to.itemsize()) };
                    }
                }
                for step in &steps {
                    let p = [p[0].wrapping_add(step.from), p[1].wrapping_add(step.to)];
                    // SAFETY: fields of the records, the elements of a sub-array along the first axis.
                    unsafe {
                        match step.converter {
                            Converter::Copy { itemsize } => kernel::copy(itemsize, [n, 1], p, s),
                            converter if step.count == 1 => converter.convert(Inner { n: [n, 1], p, s })?,
                            converter => {
                                let s = [0, 1].map(|op| [step.sizes[op] as isize, s[op][0]]);
                                converter.convert(Inner { n: [step.count, n], p, s })?;
                            }
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

/// The bytes of an element that writing it touches, as offset and length: all of them, but of records those of fields.
pub(crate) fn written_runs(dtype: DType) -> SmallVec<[(usize, usize); 4]> {
    match dtype.as_record() {
        Some(record) if record.has_gaps() => record.runs().iter().map(|run| (run.start, run.len())).collect(),
        _ => smallvec::smallvec![(0, dtype.itemsize())],
    }
}
