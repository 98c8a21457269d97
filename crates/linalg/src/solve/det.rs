//! Determinants, by the LU decomposition.

use npcore_array::{Array, AsView, DynView, Result, engine};
use npcore_dtype::Elem;
use num_traits::Zero;

use super::stack::{
    Common, Float, Pieces, Real, Work, by_columns, each, error_of, in_dtype, lapack, outer, side, with_work, zeros,
};
use crate::Scalar;
use crate::backend::{Columns, Failure, room_for_pivots};

/// Sign and natural logarithm of the absolute value of determinants.
#[derive(Clone, Debug)]
pub struct SlogdetResult<T: Elem> {
    /// -1, 0 or 1; of complex matrices a number of absolute value 1, or 0.
    pub sign: Array<Float<T>>,
    /// The logarithm of the absolute value; -inf where the determinant is 0.
    pub logabsdet: Array<Real<T>>,
}

/// The determinant of each matrix; of one matrix a 0-d array, whose value `item` gives.
///
/// ```
/// use npcore_array::array;
/// use npcore_linalg::det;
/// assert!((det(array![[2.0f64, 1.0], [1.0, 3.0]])?.item()? - 5.0).abs() < 1e-14);
/// assert_eq!(det(array![[1, 2], [3, 4]])?.to_string(), "-2.0000000000000004");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `Last 2 dimensions of the array must be square`; types that are no numbers, or float16; no memory.
pub fn det<T: Elem>(a: impl AsView<T>) -> Result<Array<Float<T>>> {
    let a = a.as_view().as_dyn();
    let (n, common) = (side(&a)?, Common::of(&[&a])?);
    engine::typed(with_work!(common, T => in_dtype(determinants::<T>(&a, n)?, common.dtype)?))
}

/// Sign and logarithm of the absolute value of each matrix's determinant, which may be beyond the range of its type.
///
/// ```
/// use npcore_array::array;
/// let result = npcore_linalg::slogdet(array![[1e200f64, 0.0], [0.0, -1e200]])?;
/// assert_eq!(result.sign.item()?, -1.0);
/// assert!((result.logabsdet.item()? - 400.0 * 10f64.ln()).abs() < 1e-12);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// As [`det`].
pub fn slogdet<T: Elem>(a: impl AsView<T>) -> Result<SlogdetResult<T>> {
    let a = a.as_view().as_dyn();
    let (n, common) = (side(&a)?, Common::of(&[&a])?);
    let (sign, logarithm) = with_work!(common, T => {
        let (signs, logarithms) = logarithms::<T>(&a, n)?;
        (in_dtype(signs, common.dtype)?, in_dtype(logarithms, common.real)?)
    });
    Ok(SlogdetResult { sign: engine::typed(sign)?, logabsdet: engine::typed(logarithm)? })
}

/// By way of the logarithms, as in NumPy: what leaves the range on the way comes back, and the last bits are NumPy's.
fn determinants<T: Work>(a: &DynView<'_>, n: usize) -> Result<Array<T>> {
    let mut values = zeros::<T>(outer(a), &[])?;
    let pieces = Pieces::of(&mut values, 1);
    decomposed::<T>(a, n, |i, pivots, sign| {
        let (sign, logarithm) = signed_logarithm(pivots.iter(), sign);
        // SAFETY: each matrix's place is taken once, and the array is not used meanwhile.
        let place = unsafe { pieces.piece(i) };
        place[0] = sign * T::from_real(logarithm.exp());
    })?;
    Ok(values)
}

fn logarithms<T: Work>(a: &DynView<'_>, n: usize) -> Result<(Array<T>, Array<f64>)> {
    let (mut signs, mut logarithms): (Array<T>, Array<f64>) = (zeros(outer(a), &[])?, zeros(outer(a), &[])?);
    let (sign, logarithm) = (Pieces::of(&mut signs, 1), Pieces::of(&mut logarithms, 1));
    decomposed::<T>(a, n, |i, pivots, exchanges| {
        // SAFETY: each matrix's places are taken once, and the arrays are not used meanwhile.
        let (sign, logarithm) = unsafe { (sign.piece(i), logarithm.piece(i)) };
        (sign[0], logarithm[0]) = signed_logarithm(pivots.iter(), exchanges);
    })?;
    Ok((signs, logarithms))
}

/// The sign of a product that begins with `sign`, and the logarithm of its absolute value.
fn signed_logarithm<T: Work>(pivots: impl Iterator<Item = T>, sign: T) -> (T, f64) {
    pivots.fold((sign, 0.0), |(sign, logarithm), pivot| {
        let size = Scalar::abs(pivot);
        if size.is_zero() {
            (T::zero(), f64::NEG_INFINITY)
        } else {
            (sign * direction(pivot, size), logarithm + size.ln())
        }
    })
}

/// A number of absolute value 1.
fn direction<T: Work>(x: T, size: f64) -> T {
    if T::COMPLEX { x * T::from_real(1.0 / size) } else { T::from_real(if x.re() < 0.0 { -1.0 } else { 1.0 }) }
}

/// The pivots of a decomposed matrix.
#[derive(Clone, Copy)]
struct Pivots<'a, T> {
    data: &'a [T],
    step: usize,
}

impl<'a, T: Copy> Pivots<'a, T> {
    fn iter(self) -> impl Iterator<Item = T> + use<'a, T> {
        self.data.iter().copied().step_by(self.step)
    }
}

/// Calls `f` with each matrix's place, its pivots, and the sign of the exchanges of rows. A singular matrix has
/// one pivot, which is zero.
fn decomposed<T: Work>(a: &DynView<'_>, n: usize, f: impl Fn(usize, Pivots<'_, T>, T) + Sync) -> Result<()> {
    let mut columns = by_columns::<T>(a)?;
    let pieces = Pieces::of(&mut columns, n * n);
    let lapack = lapack::<T>();
    each(outer(a).iter().product(), [n, n], error_of(""), |i| {
        // SAFETY: each matrix is taken once, and the array is not used meanwhile.
        let data = unsafe { pieces.piece(i) };
        let mut exchanged = room_for_pivots(n)?;
        let done = match n {
            0 => Ok(()),
            n => lapack.getrf(Columns::new(data, [n, n], n), &mut exchanged),
        };
        let odd = exchanged.iter().enumerate().filter(|&(i, &row)| row != i).count() % 2 == 1;
        let sign = if odd { -T::one() } else { T::one() };
        let zero = [T::zero()];
        match done {
            Ok(()) => f(i, Pivots { data, step: n + 1 }, sign),
            Err(Failure::Singular(_)) => f(i, Pivots { data: &zero, step: 1 }, T::one()),
            Err(failure) => return Err(failure),
        }
        Ok(())
    })
}
