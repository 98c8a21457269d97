//! Products of several matrices: `multi_dot`, `matrix_power`.

use npcore_array::{Array, ArrayView, AsView, DynArray, DynView, Result};
use npcore_dtype::Elem;
use npcore_layout::Order;

use super::dot::dot_dyn;
use super::gufuncs::{check_square, matmul_dyn};
use super::operands::{refused, typed};
use crate::solve::inverted;

/// The product of matrices, in the order of multiplication that takes the fewest products of elements.
///
/// The first may be a vector, which is a row then, and so may the last, which is a column.
///
/// ```
/// use npcore_array::ones;
/// let (a, b, c) = (ones::<f64>([100, 5]), ones::<f64>([5, 200]), ones::<f64>([200, 2]));
/// let product = npcore_linalg::multi_dot(&[&a, &b, &c])?;
/// assert_eq!((product.shape(), product.get([0, 0])?), (&[100, 2][..], 1000.0));
/// assert_eq!(npcore_linalg::multi_dot(&[&a]).unwrap_err().to_string(), "Expecting at least two arrays.");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// Less than two arrays; others than matrices; `shapes (2,3) and (2,3) not aligned: 3 (dim 1) != 2 (dim 0)`; no memory.
pub fn multi_dot<T: Elem>(arrays: &[impl AsView<T>]) -> Result<Array<T>> {
    let views: Vec<DynView<'_>> = arrays.iter().map(|a| a.as_view().as_dyn()).collect();
    typed(multi_dot_dyn(&views)?)
}

fn multi_dot_dyn(views: &[DynView<'_>]) -> Result<DynArray> {
    let (first, last) = match views {
        [] | [_] => return refused("Expecting at least two arrays."),
        [a, b] => return dot_dyn(*a, *b),
        [first, .., last] => (first, last),
    };
    let mut matrices = views.to_vec();
    let ends = [first.ndim() == 1, last.ndim() == 1];
    if ends[0] {
        matrices[0] = first.expand_dims(0)?;
    }
    if ends[1] {
        matrices[views.len() - 1] = last.expand_dims(1)?;
    }
    if let Some(wrong) = matrices.iter().find(|m| m.ndim() != 2) {
        return refused(format!("{}-dimensional array given. Array must be two-dimensional", wrong.ndim()));
    }
    let order = Splits::of(&matrices);
    let mut product = order.product(&matrices, 0, matrices.len() - 1)?;
    if ends[1] {
        product = product.view().index_axis(-1, 0)?.to_owned();
    }
    if ends[0] {
        product = product.view().index_axis(0, 0)?.to_owned();
    }
    Ok(product)
}

/// Where each stretch of a chain is best split: dynamic programming over its length.
struct Splits {
    n: usize,
    split: Vec<usize>,
}

impl Splits {
    fn of(matrices: &[DynView<'_>]) -> Splits {
        let n = matrices.len();
        // Matrix i is lengths[i] x lengths[i + 1].
        let mut lengths: Vec<f64> = matrices.iter().map(|m| m.shape()[0] as f64).collect();
        lengths.push(matrices[n - 1].shape()[1] as f64);
        let (mut cost, mut split) = (vec![0.0; n * n], vec![0; n * n]);
        for width in 1..n {
            for i in 0..n - width {
                let j = i + width;
                cost[i * n + j] = f64::INFINITY;
                for k in i..j {
                    let here = lengths[i] * lengths[k + 1] * lengths[j + 1];
                    let all = cost[i * n + k] + cost[(k + 1) * n + j] + here;
                    if all < cost[i * n + j] {
                        (cost[i * n + j], split[i * n + j]) = (all, k);
                    }
                }
            }
        }
        Splits { n, split }
    }

    fn product(&self, matrices: &[DynView<'_>], i: usize, j: usize) -> Result<DynArray> {
        let k = self.split[i * self.n + j];
        let side = |from: usize, to: usize| -> Result<Option<DynArray>> {
            if from == to { Ok(None) } else { self.product(matrices, from, to).map(Some) }
        };
        let (left, right) = (side(i, k)?, side(k + 1, j)?);
        dot_dyn(left.as_ref().map_or(matrices[i], DynArray::view), right.as_ref().map_or(matrices[j], DynArray::view))
    }
}

/// Square matrices, the last two axes, raised to a power, by repeated squaring: of the inverse where it is negative.
///
/// ```
/// use npcore_array::array;
/// let fibonacci = array![[1i64, 1], [1, 0]];
/// assert_eq!(npcore_linalg::matrix_power(&fibonacci, 10)?.to_string(), "[[89 55]\n [55 34]]");
/// assert_eq!(npcore_linalg::matrix_power(&fibonacci, 0)?.to_string(), "[[1 0]\n [0 1]]");
/// assert_eq!(npcore_linalg::matrix_power(&array![[2.0, 0.0], [0.0, 4.0]], -2)?.to_string(), "[[0.25   0.    ]\n [0.     0.0625]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `Last 2 dimensions of the array must be square`; types without a product; no memory. Of negative powers those of
/// [`inv`](crate::inv), and [`WrongType`](npcore_array::ArrayError::WrongType) for integers, whose inverses are floats (a
/// [`DynArray`] has them).
pub fn matrix_power<T: Elem>(a: impl AsView<T>, n: i64) -> Result<Array<T>> {
    let a: ArrayView<'_, T> = a.as_view();
    let a: DynView<'_> = a.as_dyn();
    check_square(a.shape())?;
    typed(match n {
        0.. => power(a, n.unsigned_abs())?,
        _ => power(inverted(&a)?.view(), n.unsigned_abs())?,
    })
}

fn power(a: DynView<'_>, n: u64) -> Result<DynArray> {
    match n {
        0 => {
            let (shape, order) = (a.shape(), a.shape()[a.ndim() - 1]);
            let one = npcore_array::eye::<bool>(order, order, 0).astype_dyn(a.dtype())?;
            return one.broadcast_to(shape)?.try_to_owned(Order::C);
        }
        1 => return Ok(a.to_owned()),
        2 => return matmul_dyn(a, a),
        3 => return matmul_dyn(matmul_dyn(a, a)?.view(), a),
        _ => {}
    }
    let (mut rest, mut square, mut result) = (n, None::<DynArray>, None::<DynArray>);
    while rest > 0 {
        let next = match &square {
            None => a.to_owned(),
            Some(z) => matmul_dyn(z.view(), z.view())?,
        };
        if rest & 1 == 1 {
            result = Some(match &result {
                None => next.clone(),
                Some(result) => matmul_dyn(result.view(), next.view())?,
            });
        }
        square = Some(next);
        rest >>= 1;
    }
    // A power of at least 4 has a bit that is set.
    result.map_or_else(|| Ok(a.to_owned()), Ok)
}
