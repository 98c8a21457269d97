//! A function made of pieces: `piecewise`.

use npcore_array::{Array, AsView, Result, full_like};
use npcore_dtype::Element;

use crate::convert::refused;
use crate::indexing::{ArrayIndex, ArrayIndexMut};

/// Each element by the function of the last condition that holds for it; by the one function more, if there is one, where
/// none does, else 0.
///
/// A constant is a function, too: `&|_| 1.0`.
///
/// ```
/// use npcore_array::array;
/// use npcore_index::piecewise;
/// let x = array![-2.0, -1.0, 0.0, 3.0];
/// let bent = piecewise(&x, &[&x.lt(0.0), &x.gt(1.0)], &[&|x: f64| -x, &|x| x * 10.0, &|_| 0.5])?;
/// assert_eq!(bent.to_string(), "[ 2.   1.   0.5 30. ]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `with 1 condition(s), either 1 or 2 functions are expected`; conditions of another shape; no memory.
pub fn piecewise<T: Element + Default, C: AsView<bool>>(
    x: impl AsView<T>,
    conditions: &[C],
    functions: &[&dyn Fn(T) -> T],
) -> Result<Array<T>> {
    let x = x.as_view();
    let n = conditions.len();
    let (pieces, otherwise) = match functions.len().checked_sub(n) {
        Some(0) => (functions, None),
        Some(1) => (&functions[..n], functions.last()),
        _ => return refused(format!("with {n} condition(s), either {n} or {} functions are expected", n + 1)),
    };
    let mut out = match otherwise {
        Some(otherwise) => x.map(otherwise),
        None => full_like(x, T::default()),
    };
    for (condition, function) in conditions.iter().zip(pieces) {
        let values = x.mask(condition.as_view())?.map(function);
        out.mask_mut(condition)?.assign(&values)?;
    }
    Ok(out)
}
