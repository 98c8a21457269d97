//! What the tests of products share.

#![allow(dead_code, reason = "each test uses a part of it")]

use npcore_array::{ArrayError, DynArray};

use crate::golden;

/// NumPy's array from its text: dtype, shape, values.
pub fn numpys_array(text: &str) -> DynArray {
    let fields: Vec<&str> = text.split(';').collect();
    let [dtype, shape, hex] = fields[..] else { panic!("three fields: {text}") };
    let shape: Vec<usize> = golden::numbers(shape);
    DynArray::from_bytes(&shape[..], dtype.parse().unwrap(), &golden::bytes(hex)).unwrap()
}

/// Whether a result is NumPy's: equal dtype, shape and values (-0 is 0, as no rule says which a sum of zeros is); or the
/// words of its error.
pub fn same_values(line: &str, ours: Result<DynArray, ArrayError>, numpys: &str) -> Result<(), String> {
    same_within(line, ours, numpys, 0.0, 0.0)
}

/// [`same_values`] with a bound on the difference, relative to the greatest value, or to `scale` if that is more.
pub fn same_within(
    line: &str,
    ours: Result<DynArray, ArrayError>,
    numpys: &str,
    bound: f64,
    scale: f64,
) -> Result<(), String> {
    let short: String = line.chars().take(3000).collect();
    match (ours, numpys.strip_prefix('!')) {
        (Ok(ours), None) => {
            let numpys = numpys_array(numpys);
            let same = ours.dtype() == numpys.dtype() && ours.shape() == numpys.shape();
            if same && (ours.array_equal(&numpys) || near(&ours, &numpys, bound, scale)) {
                return Ok(());
            }
            Err(format!("{short}\nours   {} {ours:?}\nnumpys {} {numpys:?}", ours.dtype().str(), numpys.dtype().str()))
        }
        (Err(e), Some(words)) if golden::same_words(&format!("!{e}"), words) => Ok(()),
        (Ok(ours), Some(_)) => Err(format!("{short}\nours   {ours:?}")),
        (Err(e), _) => Err(format!("{short}\nours   !{e}")),
    }
}

fn near(a: &DynArray, b: &DynArray, bound: f64, scale: f64) -> bool {
    let parts = |x: &DynArray| -> Vec<f64> {
        x.astype::<npcore_dtype::Complex<f64>>().to_vec().iter().flat_map(|z| [z.re, z.im]).collect()
    };
    let (a, b) = (parts(a), parts(b));
    let scale = b.iter().filter(|x| x.is_finite()).fold(scale, |most, x| most.max(x.abs()));
    a.iter().zip(&b).all(|(x, y)| x == y || (x.is_nan() && y.is_nan()) || (x - y).abs() <= bound * scale)
}
