//! `fromfile` and `tofile` with a separator: numbers in a text file, one behind the other.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use npcore_array::{Array, AsView, DynArray, engine, fromstring_dyn};
use npcore_dtype::{DType, Elem, Element};
use npcore_layout::Order;

use super::error::{TextFileError, TextResult};
use super::savetxt::value_text;
use super::source::{Encoding, TextSource};
use crate::atomic::{Writing, write_file};

/// The numbers in a text, all of them or `count`, with `sep` between: NumPy's `np.fromfile(path, sep=",")`, and
/// [`fromstring`](npcore_array::fromstring) of a file. White space in the separator stands for any or none.
///
/// ```
/// use npcore_structured::{TextSource, fromfile_sep};
/// assert_eq!(fromfile_sep::<i32>(TextSource::text("1, 2,3\n"), ",", None)?.to_string(), "[1 2 3]");
/// # Ok::<(), npcore_structured::TextFileError>(())
/// ```
///
/// # Errors
/// As [`fromstring`](npcore_array::fromstring); what the system refuses.
pub fn fromfile_sep<'a, T: Element>(
    source: impl Into<TextSource<'a>>,
    sep: &str,
    count: Option<usize>,
) -> TextResult<Array<T>> {
    Ok(engine::typed(fromfile_sep_dyn(source, <T as Element>::dtype(), sep, count)?)?)
}

/// [`fromfile_sep`] with a dtype known at run time.
///
/// # Errors
/// As [`fromfile_sep`].
pub fn fromfile_sep_dyn<'a>(
    source: impl Into<TextSource<'a>>,
    dtype: DType,
    sep: &str,
    count: Option<usize>,
) -> TextResult<DynArray> {
    source.into().read_by(|source| {
        let mut reader = source.open(Encoding::Utf8, true)?;
        Ok(fromstring_dyn(reader.read_all()?, dtype, sep, count)?)
    })
}

/// Writes the elements of an array in C order with `sep` between, each as Python's `str` of it: NumPy's
/// `a.tofile(path, sep=",")`. The file appears when it is whole.
///
/// ```
/// use npcore_array::array;
/// # let path = std::env::temp_dir().join(format!("npcore-tofile-sep-{}", std::process::id()));
/// npcore_structured::tofile_sep(&path, &array![[1.5, 2.0], [3.0, 0.1]], ", ")?;
/// assert_eq!(std::fs::read_to_string(&path)?, "1.5, 2.0, 3.0, 0.1");
/// # std::fs::remove_file(&path)?;
/// # Ok::<(), npcore_structured::TextFileError>(())
/// ```
///
/// # Errors
/// What the system refuses.
pub fn tofile_sep<T: Elem>(path: impl AsRef<Path>, a: impl AsView<T>, sep: &str) -> TextResult<()> {
    let (path, view) = (path.as_ref(), a.as_view().as_dyn());
    let bytes = view.tobytes(Order::C)?;
    let (dtype, item) = (view.dtype(), view.itemsize());
    let write = |file: &mut File| {
        let mut writer = std::io::BufWriter::with_capacity(256 << 10, file);
        for (i, bytes) in bytes.chunks_exact(item.max(1)).enumerate() {
            if i > 0 {
                writer.write_all(sep.as_bytes())?;
            }
            writer.write_all(value_text(dtype, bytes).as_bytes())?;
        }
        Ok(writer.flush()?)
    };
    write_file(path, Writing::default(), write).map_err(|error: TextFileError| error.in_file(path))
}
