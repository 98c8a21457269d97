//! What the tests that read golden files share: operands, and NumPy's text of results.

#![allow(dead_code, reason = "each test uses a part of it")]

use npcore_array::{ArrayError, DynArray, DynView, DynViewMut};
use npcore_dtype::DType;
use npcore_layout::Layout;

/// An operand of a case: memory of its own, and where the elements lie in it.
pub struct Memory {
    pub dtype: DType,
    pub layout: Layout,
    pub bytes: Vec<u8>,
}

impl Memory {
    pub fn parse(text: &str) -> Memory {
        let fields: Vec<&str> = text.split(';').collect();
        let [dtype, shape, strides, offset, hex] = fields[..] else { panic!("five fields: {text}") };
        let layout = Layout::new(&numbers(shape), &numbers(strides), offset.parse().unwrap()).unwrap();
        Memory { dtype: dtype.parse().unwrap(), layout, bytes: bytes(hex) }
    }

    pub fn view(&self) -> DynView<'_> {
        // SAFETY: the layout was made by NumPy for these bytes, which stay borrowed.
        unsafe { DynView::from_foreign(self.bytes.as_ptr(), self.dtype, self.layout).unwrap() }
    }

    pub fn view_mut(&mut self) -> DynViewMut<'_> {
        // SAFETY: the layout was made by NumPy for these bytes, which stay exclusively borrowed.
        unsafe { DynViewMut::from_foreign(self.bytes.as_mut_ptr(), self.dtype, self.layout).unwrap() }
    }
}

pub fn numbers<T: std::str::FromStr>(text: &str) -> Vec<T>
where
    T::Err: std::fmt::Debug,
{
    text.split(',').filter(|s| !s.is_empty()).map(|s| s.parse().unwrap()).collect()
}

pub fn bytes(hex: &str) -> Vec<u8> {
    hex.as_bytes().chunks(2).map(|c| u8::from_str_radix(std::str::from_utf8(c).unwrap(), 16).unwrap()).collect()
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// NumPy's text of a result.
pub fn text(result: &Result<DynArray, ArrayError>) -> String {
    match result {
        Ok(a) => {
            let strides: Vec<String> = a.strides().iter().map(isize::to_string).collect();
            let shape: Vec<String> = a.shape().iter().map(usize::to_string).collect();
            format!("{};{};{};{}", a.dtype().str(), shape.join(","), strides.join(","), hex(&a.to_bytes()))
        }
        Err(e) => format!("!{e}"),
    }
}

/// Whether strides are the same where they mean something: not those of axes of length 1, or of an empty array.
pub fn same_strides(shape: &str, ours: &str, numpys: &str) -> bool {
    let shape: Vec<usize> = numbers(shape);
    let (ours, numpys): (Vec<isize>, Vec<isize>) = (numbers(ours), numbers(numpys));
    shape.contains(&0) || (0..shape.len()).all(|i| shape[i] == 1 || ours[i] == numpys[i])
}

/// Whether an error is NumPy's, which begins with its type: `ValueError: ...`. Ours may go on with the dtype.
pub fn same_words(ours: &str, numpys: &str) -> bool {
    let words = numpys.split_once(": ").map_or(numpys, |(_, w)| w).trim_end();
    ours.strip_prefix('!').is_some_and(|w| w.starts_with(words))
}

/// NumPy's text of several results without strides, which the last field of a line has; or the words of an error.
pub fn same_results(line: &str, ours: Result<Vec<DynArray>, ArrayError>, numpys: &str) -> Result<(), String> {
    let ours = match ours {
        Ok(arrays) => {
            let text = |a: &DynArray| {
                let shape: Vec<String> = a.shape().iter().map(usize::to_string).collect();
                format!("{};{};{}", a.dtype().str(), shape.join(","), hex(&a.to_bytes()))
            };
            arrays.iter().map(text).collect::<Vec<_>>().join("|")
        }
        Err(e) => {
            let ours = format!("!{e}");
            if numpys.starts_with('!') && same_words(&ours, &numpys[1..]) {
                return Ok(());
            }
            ours
        }
    };
    if ours == numpys { Ok(()) } else { Err(format!("{line}\nours   {ours}")) }
}

/// Runs every line of a file of more than `least` cases; panics with the first that differ.
pub fn all_same(cases: &str, least: usize, run: impl Fn(&str) -> Result<(), String>) {
    let failures: Vec<String> = cases.lines().filter_map(|line| run(line).err()).collect();
    let n = cases.lines().count();
    assert!(n > least, "{n} cases");
    assert!(
        failures.is_empty(),
        "{} of {n} cases differ:\n{}",
        failures.len(),
        failures[..failures.len().min(std::env::var("CASES").map_or(12, |n| n.parse().unwrap_or(12)))].join("\n\n")
    );
}
