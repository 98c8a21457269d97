//! Distances of points: [`cdist`], [`pdist`], [`squareform`], with SciPy's meaning.

mod fill;
mod squareform;

pub use squareform::squareform;

use npcore_array::{Array, AsView, DynArray, DynView, Operand, Operands, Result, engine};
use npcore_dtype::{DType, Elem, Operand as Weak, result_type};
use npcore_exec::{Output, for_each_range};
use npcore_layout::{Layout, Order};

use crate::products::operands::{refused, typed};
use fill::Fill;

/// How the distance of two points is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Metric {
    /// The root of the sum of the squared differences.
    #[default]
    Euclidean,
    /// The sum of the squared differences.
    SqEuclidean,
    /// The sum of the differences.
    CityBlock,
    /// The greatest difference.
    Chebyshev,
    /// The sum of the differences raised to this power, raised to its inverse.
    Minkowski(f64),
    /// 1 less the cosine of the angle between the points, as seen from the origin.
    Cosine,
    /// 1 less the correlation coefficient of the coordinates.
    Correlation,
    /// The share of coordinates that differ.
    Hamming,
    /// The sum of the differences, each divided by the sum of both magnitudes.
    Canberra,
    /// The sum of the differences divided by the sum of the sums.
    BrayCurtis,
}

/// The distances of all points of `a` from all points of `b`: rows are points, columns coordinates. `out[i, j]` is that of
/// `a[i]` and `b[j]`.
///
/// Points of float32 give float32, integers float64. Nothing larger than the result is made on the way. From 24 dimensions
/// on, squared Euclidean distances come from one product of matrices, with the points moved towards the origin; where more
/// than seven eighths of the terms cancel, a distance is computed from the coordinates instead. So a distance has a relative
/// error of no more than `8 (d + 4) eps` in `d` dimensions, usually less than a tenth of that, and equal points have distance
/// 0. Cosine and correlation distances have an absolute error of `(d + 4) eps`.
///
/// ```
/// use npcore_array::array;
/// use npcore_linalg::{Metric, cdist};
/// let (a, b) = (array![[0.0, 0.0], [3.0, 4.0]], array![[0.0, 0.0], [6.0, 8.0], [3.0, 0.0]]);
/// assert_eq!(cdist(&a, &b, Metric::Euclidean)?.to_string(), "[[ 0. 10.  3.]\n [ 5.  5.  4.]]");
/// assert_eq!(cdist(&a, &b, Metric::CityBlock)?.to_string(), "[[ 0. 14.  3.]\n [ 7.  7.  4.]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `XA must be a 2-dimensional array.`; points of different dimensions; types that are no real
/// numbers; no memory.
pub fn cdist<A: Operands<B>, B: Operand>(a: A, b: B, metric: Metric) -> Result<Array<<A::Out as Elem>::Quotient>> {
    let (a, b) = (a.parts(), b.parts());
    let dtype = match <A::Out as Elem>::static_dtype() {
        Some(dtype) => dtype,
        None => result_type(&[a.promotes_as(), b.promotes_as()])?,
    };
    typed(cdist_dyn(a.view(), b.view(), metric, dtype)?)
}

/// The distances of all pairs of points, rows of `a`: of the first from all others, of the second from those behind it, and so
/// on. [`squareform`] makes the square matrix of them.
///
/// Types and errors are those of [`cdist`].
///
/// ```
/// use npcore_array::array;
/// use npcore_linalg::{Metric, pdist, squareform};
/// let points = array![[0.0, 0.0], [3.0, 4.0], [6.0, 8.0]];
/// let distances = pdist(&points, Metric::Euclidean)?;
/// assert_eq!(distances.to_string(), "[ 5. 10.  5.]");
/// assert_eq!(squareform(&distances)?.to_string(), "[[ 0.  5. 10.]\n [ 5.  0.  5.]\n [10.  5.  0.]]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `A 2-dimensional array must be passed. (Shape was (3,)).`; types that are no real numbers; no memory.
pub fn pdist<T: Elem>(a: impl AsView<T>, metric: Metric) -> Result<Array<T::Quotient>> {
    typed(pdist_dyn(a.as_view().as_dyn(), metric)?)
}

/// The types of the result and of the computation.
fn types(dtype: DType) -> Result<[DType; 2]> {
    if !dtype.is_numeric() || dtype.is_complex() {
        return refused(format!("distances are not defined for dtype {dtype}"));
    }
    Ok(match dtype.to_native() {
        DType::FLOAT16 => [DType::FLOAT16, DType::FLOAT32],
        DType::FLOAT32 => [DType::FLOAT32; 2],
        _ => [DType::FLOAT64; 2],
    })
}

/// Points as gapless rows of the type.
fn points(view: DynView<'_>, work: DType) -> Result<DynArray> {
    match view.dtype() == work {
        true => view.try_to_owned(Order::C),
        false => view.astype_dyn(work)?.view().try_to_owned(Order::C),
    }
}

/// What the traffic and the arithmetic of so many distances cost, in bytes moved.
fn cost(distances: usize, dims: usize, itemsize: usize) -> usize {
    distances.saturating_mul(itemsize).saturating_mul(1 + dims / 4)
}

fn cdist_dyn(a: DynView<'_>, b: DynView<'_>, metric: Metric, dtype: DType) -> Result<DynArray> {
    for (view, name) in [(&a, "XA"), (&b, "XB")] {
        if view.ndim() != 2 {
            return refused(format!("{name} must be a 2-dimensional array."));
        }
    }
    if a.shape()[1] != b.shape()[1] {
        return refused("XA and XB must have the same number of columns (i.e. feature dimension.)");
    }
    let [result, work] = types(dtype)?;
    let (n, m, dims) = (a.shape()[0], b.shape()[0], a.shape()[1]);
    let output = Output::uninit(work, Layout::contiguous(&[n, m], work.itemsize(), Order::C)?)?;
    if n > 0 && m > 0 {
        let fill = Fill::new(points(a, work)?, points(b, work)?, metric)?;
        let (out, stride) = (fill::Rows(output.operand().first()), m * work.itemsize());
        if fill.by_products() {
            // SAFETY: all rows of the new memory.
            unsafe { fill.fill([0..n, 0..m], out, stride, true)? };
        } else {
            for_each_range(n, 4, cost(n * m, dims, work.itemsize()), &|rows| {
                // SAFETY: rows of the new memory that no other thread has; without products no memory is needed.
                let filled = unsafe { fill.fill([rows.clone(), 0..m], out.at(rows.start * stride), stride, false) };
                debug_assert!(filled.is_ok());
            });
        }
    }
    // SAFETY: every element was written.
    let distances: DynArray = unsafe { engine::array(output) };
    if result == work { Ok(distances) } else { distances.astype_dyn(result) }
}

/// Points whose distances from all behind them are computed together.
const BAND: usize = 32;

fn pdist_dyn(a: DynView<'_>, metric: Metric) -> Result<DynArray> {
    if a.ndim() != 2 {
        let shape = npcore_layout::tuple_text_spaced(a.shape());
        return refused(format!("A 2-dimensional array must be passed. (Shape was {shape})."));
    }
    let [result, work] = types(result_type(&[Weak::Array(a.dtype())])?)?;
    let (n, dims) = (a.shape()[0], a.shape()[1]);
    let size = work.itemsize();
    // One of the two factors is even.
    let pairs = if n % 2 == 0 { (n / 2).saturating_mul(n.saturating_sub(1)) } else { n.saturating_mul((n - 1) / 2) };
    let output = Output::uninit(work, Layout::contiguous(&[pairs], size, Order::C)?)?;
    if pairs > 0 {
        let points = points(a, work)?;
        let fill = Fill::new(points.clone(), points, metric)?;
        let out = fill::Rows(output.operand().first());
        let bands = n.div_ceil(BAND);
        let failed = std::sync::OnceLock::new();
        let band = |band: usize| -> Result<()> {
            let (from, to) = (band * BAND, ((band + 1) * BAND).min(n));
            // Columns from a place that panels begin at.
            let first = from / 16 * 16;
            let stride = (n - first) * size;
            let block = npcore_exec::Buffer::uninit((to - from) * stride)?;
            let rows = fill::Rows(block.as_ptr().as_ptr());
            // SAFETY: the block has these rows; the places of a point's pairs are its own, and inside of the result.
            unsafe {
                fill.fill([from..to, first..n], rows, stride, false)?;
                for i in from..to {
                    let source = rows.at((i - from) * stride + (i + 1 - first) * size);
                    let place = i * n - i * (i + 1) / 2;
                    std::ptr::copy_nonoverlapping(source.0, out.at(place * size).0, (n - 1 - i) * size);
                }
            }
            Ok(())
        };
        // The first band, which is the longest, goes with the last one.
        for_each_range(bands.div_ceil(2), 1, cost(pairs, dims, size), &|part| {
            for k in part {
                let other = bands - 1 - k;
                let done = band(k).and_then(|()| if other == k { Ok(()) } else { band(other) });
                if let Err(e) = done {
                    let _ = failed.set(e);
                }
            }
        });
        if let Some(e) = failed.into_inner() {
            return Err(e);
        }
    }
    // SAFETY: every element was written: the pairs of each point lie one behind the other.
    let distances: DynArray = unsafe { engine::array(output) };
    if result == work { Ok(distances) } else { distances.astype_dyn(result) }
}
