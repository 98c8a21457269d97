//! The fields of records in a mapped file, as views of it.

use npcore_array::ArrayView;
use npcore_dtype::Elem;
use npcore_structured::RecordFields;

use crate::memmap::Memmap;

/// ```
/// use npcore_array::RecordArray;
/// use npcore_dtype::{Structured, dtype};
/// use npcore_mmap::{Memmap, Mode, save};
/// use npcore_structured::{MakeRecords, RecordFields};
/// # let path = std::env::temp_dir().join(format!("npcore-mmap-records-{}.npy", std::process::id()));
/// save(&path, RecordArray::from_rows(dtype!([("id", "u1"), ("x", "f8")]), [(1, 0.5), (2, 1.5)])?)?;
/// // SAFETY: nobody else knows of the file.
/// let map = unsafe { Memmap::<Structured>::open_npy(&path, Mode::Read)? };
/// assert_eq!(map.field::<f64>("x")?.to_string(), "[0.5 1.5]"); // read where it lies in the file
/// # std::fs::remove_file(&path).unwrap();
/// # Ok::<(), npcore_mmap::FileError>(())
/// ```
impl<'a, T: Elem> RecordFields<'a> for &'a Memmap<T> {
    type Elem = T;

    fn records(self) -> ArrayView<'a, T> {
        self.view()
    }
}
