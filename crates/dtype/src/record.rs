//! Records: named fields at byte offsets, interned so that a [`DType`] stays a small `Copy` value.

use crate::dtype::{DType, DTypeKind};
use crate::error::DTypeError;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::sync::{LazyLock, Mutex, PoisonError};

/// One field of a record.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Field {
    name: String,
    dtype: DType,
    shape: Vec<usize>,
    offset: usize,
}

impl Field {
    /// The field's name, unique in its record.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the field holds; of a sub-array, each of its elements.
    pub fn dtype(&self) -> DType {
        self.dtype
    }

    /// The shape of a sub-array, in C order; empty for a single element.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// Bytes from the record's start.
    pub fn offset(&self) -> usize {
        self.offset
    }

    /// Elements in the sub-array; 1 for a single element.
    pub fn count(&self) -> usize {
        self.shape.iter().product()
    }

    /// Bytes the field takes, all elements of a sub-array together.
    pub fn nbytes(&self) -> usize {
        self.count() * self.dtype.itemsize()
    }
}

/// The fields of a record dtype, its size and alignment.
///
/// Records live in one table of the process and are never freed: identical ones are the same object, which is what
/// lets a [`DType`] be `Copy`. A program that makes endlessly many *different* records would grow without end.
#[derive(Debug)]
pub struct Record {
    fields: Vec<Field>,
    itemsize: usize,
    aligned: bool,
    alignment: usize,
    /// Follows from the fields.
    coverage: Coverage,
}

/// Which bytes of an element mean something.
#[derive(Debug)]
struct Coverage {
    /// Ascending, apart from each other.
    runs: Vec<Range<usize>>,
    /// Whether a byte belongs to two fields.
    overlaps: bool,
}

/// Elements of a sub-array whose own gaps are told apart.
const MAX_GAPPED: usize = 4096;

impl Coverage {
    fn of(fields: &[Field]) -> Coverage {
        let (mut runs, mut overlaps) = (vec![], false);
        for field in fields {
            let item = field.dtype.itemsize();
            let inner = field.dtype.as_record();
            overlaps |= inner.is_some_and(Record::has_overlap);
            match inner {
                // Of endless sub-arrays, which files may claim to have, the gaps are not told apart.
                Some(record) if record.has_gaps() && field.count() <= MAX_GAPPED => {
                    let starts = (0..field.count()).map(|i| field.offset + i * item);
                    runs.extend(starts.flat_map(|at| record.runs().iter().map(move |r| at + r.start..at + r.end)));
                }
                _ => runs.push(field.offset..field.offset + field.nbytes()),
            }
        }
        runs.retain(|run| !run.is_empty());
        runs.sort_unstable_by_key(|run| run.start);
        let mut merged: Vec<Range<usize>> = Vec::with_capacity(runs.len());
        for run in runs {
            match merged.last_mut() {
                Some(last) if run.start <= last.end => {
                    overlaps |= run.start < last.end;
                    last.end = last.end.max(run.end);
                }
                _ => merged.push(run),
            }
        }
        Coverage { runs: merged, overlaps }
    }
}

impl Record {
    fn new(fields: Vec<Field>, itemsize: usize, aligned: bool, alignment: usize) -> Record {
        let coverage = Coverage::of(&fields);
        Record { fields, itemsize, aligned, alignment, coverage }
    }

    /// The bytes that belong to fields: ascending runs apart from each other. What lies between them is padding, or fields of
    /// another record that this one shows a part of.
    ///
    /// ```
    /// use npcore_dtype::DType;
    /// let d = DType::record_aligned([("flag", DType::BOOL), ("x", DType::FLOAT64)])?;
    /// assert_eq!(d.as_record().unwrap().runs(), [0..1, 8..16]);
    /// # Ok::<(), npcore_dtype::DTypeError>(())
    /// ```
    pub fn runs(&self) -> &[Range<usize>] {
        &self.coverage.runs
    }

    /// Whether some bytes belong to no field.
    pub fn has_gaps(&self) -> bool {
        self.coverage.runs.iter().map(Range::len).sum::<usize>() != self.itemsize
    }

    /// Whether some bytes belong to two fields.
    pub fn has_overlap(&self) -> bool {
        self.coverage.overlaps
    }

    /// The fields, in order of declaration (offsets may be in any order).
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// Bytes of one record.
    pub const fn itemsize(&self) -> usize {
        self.itemsize
    }

    /// Whether it was laid out as C would lay out a struct.
    pub fn is_aligned(&self) -> bool {
        self.aligned
    }

    /// 1 unless the record is aligned.
    pub fn alignment(&self) -> usize {
        self.alignment
    }

    /// Whether the fields lie one behind the other without gaps, or as C lays them out if the record is aligned:
    /// then their dtypes alone tell the layout.
    pub(crate) fn is_packed(&self) -> bool {
        let (mut end, mut alignment) = (0usize, 1);
        for field in &self.fields {
            let align = if self.aligned { field.dtype.alignment() } else { 1 };
            alignment = alignment.max(align);
            if field.offset != end.next_multiple_of(align) {
                return false;
            }
            end = field.offset + field.nbytes();
        }
        end.next_multiple_of(alignment) == self.itemsize
    }

    /// The field of a name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.name == name)
    }

    /// The position of the field of a name.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|f| f.name == name)
    }

    /// The same layout with every field's dtype changed to one of the same size.
    pub(crate) fn map_dtypes(&self, f: impl Fn(DType) -> DType) -> DType {
        let fields = self
            .fields
            .iter()
            .map(|field| {
                let dtype = f(field.dtype);
                debug_assert_eq!(dtype.itemsize(), field.dtype.itemsize());
                Field { dtype, ..field.clone() }
            })
            .collect();
        intern(Record::new(fields, self.itemsize, self.aligned, self.alignment))
    }
}

impl PartialEq for Record {
    fn eq(&self, other: &Record) -> bool {
        // As in NumPy, `aligned` is no part of equality: the same fields at the same places are the same dtype.
        std::ptr::eq(self, other) || (self.itemsize == other.itemsize && self.fields == other.fields)
    }
}

impl Eq for Record {}

impl Hash for Record {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.itemsize.hash(state);
        self.fields.hash(state);
    }
}

/// Whether one interned record can stand for both: unlike equality this tells aligned records from packed ones,
/// at every depth (nested records are interned already).
fn identical(a: &Record, b: &Record) -> bool {
    let nested = |f: &Field| f.dtype.as_record().map(std::ptr::from_ref);
    a == b && a.aligned == b.aligned && a.fields.iter().map(nested).eq(b.fields.iter().map(nested))
}

static TABLE: LazyLock<Mutex<HashMap<u64, Vec<&'static Record>>>> = LazyLock::new(Default::default);

fn intern(record: Record) -> DType {
    let mut hasher = DefaultHasher::new();
    record.hash(&mut hasher);
    let mut table = TABLE.lock().unwrap_or_else(PoisonError::into_inner);
    let bucket = table.entry(hasher.finish()).or_default();
    let interned = bucket.iter().copied().find(|r| identical(r, &record)).unwrap_or_else(|| {
        let leaked: &'static Record = Box::leak(Box::new(record));
        bucket.push(leaked);
        leaked
    });
    DType::native(DTypeKind::Record(interned))
}

/// Builds a record dtype field by field.
///
/// Fields follow one another without gaps, or where C would put them if [`aligned`](RecordBuilder::aligned),
/// or where [`field_at`](RecordBuilder::field_at) says.
///
/// ```
/// use npcore_dtype::{DType, RecordBuilder};
/// let d = RecordBuilder::new()
///     .field("id", DType::INT32)
///     .array("xyz", DType::FLOAT32, &[3])
///     .field_at("flag", DType::BOOL, 20)
///     .itemsize(24)
///     .build()?;
/// assert_eq!(d.itemsize(), 24);
/// assert_eq!(d.field("xyz").unwrap().offset(), 4);
/// # Ok::<(), npcore_dtype::DTypeError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct RecordBuilder {
    fields: Vec<(String, DType, Vec<usize>, Option<usize>)>,
    itemsize: Option<usize>,
    aligned: bool,
}

impl RecordBuilder {
    /// A packed record without fields.
    pub fn new() -> RecordBuilder {
        RecordBuilder::default()
    }

    /// Lays the fields out as C would.
    pub fn aligned(mut self, aligned: bool) -> RecordBuilder {
        self.aligned = aligned;
        self
    }

    /// Adds a field; an empty name becomes `f0`, `f1`, ... by position.
    pub fn field(self, name: impl Into<String>, dtype: DType) -> RecordBuilder {
        self.push(name.into(), dtype, Vec::new(), None)
    }

    /// Adds a field at a byte offset; it may overlap others.
    pub fn field_at(self, name: impl Into<String>, dtype: DType, offset: usize) -> RecordBuilder {
        self.push(name.into(), dtype, Vec::new(), Some(offset))
    }

    /// Adds a sub-array field.
    pub fn array(self, name: impl Into<String>, dtype: DType, shape: &[usize]) -> RecordBuilder {
        self.push(name.into(), dtype, shape.to_vec(), None)
    }

    /// Adds a sub-array field at a byte offset.
    pub fn array_at(self, name: impl Into<String>, dtype: DType, shape: &[usize], offset: usize) -> RecordBuilder {
        self.push(name.into(), dtype, shape.to_vec(), Some(offset))
    }

    /// Sets the size of a record, to leave room behind the last field.
    pub fn itemsize(mut self, itemsize: usize) -> RecordBuilder {
        self.itemsize = Some(itemsize);
        self
    }

    /// Adds a field as the macro [`dtype!`](crate::dtype!) writes it.
    #[doc(hidden)]
    pub fn macro_field(self, (name, dtype, shape): (impl Into<String>, DType, &[usize])) -> RecordBuilder {
        self.array(name, dtype, shape)
    }

    pub(crate) fn push(
        mut self,
        name: String,
        dtype: DType,
        shape: Vec<usize>,
        offset: Option<usize>,
    ) -> RecordBuilder {
        self.fields.push((name, dtype, shape, offset));
        self
    }

    /// The dtype.
    ///
    /// # Errors
    /// A name twice, an offset that an aligned record cannot have, a size too small for the fields or beyond
    /// [`DType::MAX_ITEMSIZE`], a sub-array with more than 64 axes.
    pub fn build(self) -> Result<DType, DTypeError> {
        let mut fields: Vec<Field> = Vec::with_capacity(self.fields.len());
        let (mut end, mut total, mut alignment) = (0usize, 0usize, 1usize);
        let mut seen = HashSet::with_capacity(self.fields.len());
        for (i, (name, dtype, shape, offset)) in self.fields.into_iter().enumerate() {
            let name = if name.is_empty() { format!("f{i}") } else { name };
            if !seen.insert(name.clone()) {
                return Err(DTypeError::DuplicateField { name });
            }
            if shape.len() > MAX_SUBARRAY_RANK {
                return Err(DTypeError::SubArrayRank);
            }
            if shape.iter().any(|&len| len > DType::MAX_ITEMSIZE) {
                return Err(DTypeError::SubArrayAxis);
            }
            let count =
                shape.iter().try_fold(1usize, |n, &len| n.checked_mul(len).filter(|&n| n <= DType::MAX_ITEMSIZE));
            let nbytes = count
                .and_then(|n| n.checked_mul(dtype.itemsize()))
                .filter(|&n| n <= DType::MAX_ITEMSIZE)
                .ok_or(DTypeError::SubArraySize)?;
            let align = if self.aligned { dtype.alignment() } else { 1 };
            alignment = alignment.max(align);
            let offset = match offset {
                None => end.next_multiple_of(align),
                Some(offset) if !offset.is_multiple_of(align) => {
                    return Err(DTypeError::MisalignedOffset { offset, name, alignment: align });
                }
                Some(offset) => offset,
            };
            end = offset.checked_add(nbytes).filter(|&e| e <= DType::MAX_ITEMSIZE).ok_or(DTypeError::RecordSize)?;
            total = total.max(end);
            fields.push(Field { name, dtype, shape, offset });
        }
        let needed = total.next_multiple_of(alignment);
        let itemsize = match self.itemsize {
            None if needed > DType::MAX_ITEMSIZE => return Err(DTypeError::RecordSize),
            None => needed,
            Some(size) if size < needed => return Err(DTypeError::ItemsizeTooSmall { needed, given: size as i64 }),

            Some(size) if size > DType::MAX_ITEMSIZE => return Err(DTypeError::RecordSize),
            Some(size) if !size.is_multiple_of(alignment) => {
                return Err(DTypeError::MisalignedItemsize { given: size, alignment });
            }
            Some(size) => size,
        };
        Ok(intern(Record::new(fields, itemsize, self.aligned, alignment)))
    }
}

/// NumPy's limit on the axes of an array, which a sub-array keeps too.
pub(crate) const MAX_SUBARRAY_RANK: usize = 64;

impl DType {
    /// A packed record of fields in order, NumPy's `np.dtype([(name, dtype), ...])`.
    ///
    /// # Errors
    /// As [`RecordBuilder::build`].
    ///
    /// ```
    /// use npcore_dtype::DType;
    /// let d = DType::record([("name", DType::str_of(20)), ("price", DType::FLOAT64)])?;
    /// assert_eq!(d.itemsize(), 88);
    /// # Ok::<(), npcore_dtype::DTypeError>(())
    /// ```
    pub fn record<N: Into<String>>(fields: impl IntoIterator<Item = (N, DType)>) -> Result<DType, DTypeError> {
        fields.into_iter().fold(RecordBuilder::new(), |b, (name, dtype)| b.field(name, dtype)).build()
    }

    /// A record laid out as C would, NumPy's `align=True`.
    ///
    /// # Errors
    /// As [`RecordBuilder::build`].
    pub fn record_aligned<N: Into<String>>(fields: impl IntoIterator<Item = (N, DType)>) -> Result<DType, DTypeError> {
        let builder = RecordBuilder::new().aligned(true);
        fields.into_iter().fold(builder, |b, (name, dtype)| b.field(name, dtype)).build()
    }
}
