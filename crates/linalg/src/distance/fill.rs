//! Blocks of distances: straight from the coordinates, or by products of matrices.

use std::ops::Range;

use npcore_array::{DynArray, Result, s};
use npcore_dtype::ScalarType;
use npcore_exec::for_each_range;
use npcore_kernel::{Distance, Distances, FromProducts};
use npcore_ufunc::{mean, reduce, sqrt, square, sum};

use super::Metric;
use crate::products::gemm::{Engine, Job};

/// From so many dimensions on, squares of distances come from products.
const PRODUCTS_FROM: usize = 24;
/// Bytes of a panel of points that is gone over again and again.
const PANEL: usize = 32 << 10;

/// Where rows of results go.
#[derive(Clone, Copy)]
pub(super) struct Rows(pub(super) *mut u8);

// SAFETY: a plain address; who follows it says why nobody else does.
unsafe impl Send for Rows {}
// SAFETY: as above.
unsafe impl Sync for Rows {}

impl Rows {
    pub(super) fn at(self, bytes: usize) -> Rows {
        Rows(self.0.wrapping_add(bytes))
    }
}

/// How products become distances.
enum Finish {
    /// Squares from products and norms, and their roots.
    Squares { f: FromProducts, root: bool, squares: Box<[DynArray; 2]> },
    /// 1 less the product of points of length 1.
    FromOne,
}

enum Way {
    /// The points of the second set in panels, coordinate by coordinate: (panel, coordinate, point).
    Coordinates { f: Distances, power: f64, panels: Box<DynArray> },
    /// Products of the points as they were prepared.
    Products { points: Box<[DynArray; 2]>, finish: Finish },
}

/// Two sets of points, prepared.
pub(super) struct Fill {
    way: Way,
    /// The points as they are: gapless rows of one type.
    a: DynArray,
    b: DynArray,
    ty: ScalarType,
}

/// Each row divided by its length; with `centred`, after its mean was subtracted.
fn directions(points: &DynArray, centred: bool) -> Result<DynArray> {
    let mut points = points.to_owned();
    if centred {
        let means: DynArray = reduce(&points).axis(1).keepdims().mean()?;
        points.try_sub_assign(&means)?;
    }
    let lengths = sqrt(&reduce(&square(&points)?).axis(1).keepdims().sum()?)?;
    points.try_div_assign(&lengths)?;
    Ok(points)
}

impl Fill {
    /// For gapless rows of float32 or float64, at least one in each set.
    pub(super) fn new(a: DynArray, b: DynArray, metric: Metric) -> Result<Fill> {
        let ty = if a.itemsize() == 4 { ScalarType::Float32 } else { ScalarType::Float64 };
        let dims = a.shape()[1];
        let way = match metric {
            Metric::Cosine | Metric::Correlation => {
                let centred = metric == Metric::Correlation;
                let mut left = directions(&a, centred)?;
                left.try_mul_assign(-1.0)?;
                Way::Products { points: Box::new([left, directions(&b, centred)?]), finish: Finish::FromOne }
            }
            Metric::Euclidean | Metric::SqEuclidean if dims >= PRODUCTS_FROM => {
                // Distances stay what they are, and norms get small, if the middle is the origin.
                let middle: DynArray = mean(&b, 0)?;
                let (mut left, right): (DynArray, DynArray) =
                    (npcore_array::subtract(&a, &middle)?, npcore_array::subtract(&b, &middle)?);
                let squares = Box::new([sum(&square(&left)?, 1)?, sum(&square(&right)?, 1)?]);
                left.try_mul_assign(-2.0)?;
                let f = npcore_kernel::distances_from_products(ty);
                let root = metric == Metric::Euclidean;
                match f {
                    Some(f) => {
                        let points = Box::new([left, right]);
                        Way::Products { points, finish: Finish::Squares { f, root, squares } }
                    }
                    None => Way::coordinates(&b, ty, metric)?,
                }
            }
            _ => Way::coordinates(&b, ty, metric)?,
        };
        Ok(Fill { way, a, b, ty })
    }

    pub(super) fn by_products(&self) -> bool {
        matches!(self.way, Way::Products { .. })
    }

    /// The distances of a range of points of the first set from a range of the second, which starts at a multiple of 16, into
    /// rows that begin `stride` bytes apart. `alone` says whether threads may be taken.
    ///
    /// # Safety
    /// The rows may be written, and nobody else touches them.
    ///
    /// # Errors
    /// None so far: all memory is the caller's.
    pub(super) unsafe fn fill(
        &self,
        [rows, cols]: [Range<usize>; 2],
        out: Rows,
        stride: usize,
        alone: bool,
    ) -> Result<()> {
        let (size, dims) = (self.a.itemsize(), self.a.shape()[1]);
        let row_bytes = dims * size;
        let point = |set: &DynArray, i: usize| set.as_ptr().wrapping_add(i * row_bytes);
        match &self.way {
            Way::Coordinates { f, power, panels } => {
                let width = panels.shape()[2];
                let mut j = cols.start;
                while j < cols.end {
                    let (panel, inside) = (j / width, j % width);
                    let n = (width - inside).min(cols.end - j);
                    let y = panels.as_ptr().wrapping_add((panel * dims * width + inside) * size);
                    let to = out.at((j - cols.start) * size).0;
                    // SAFETY: points of both sets; panels have room for multiples of 16 points; the caller's rows.
                    unsafe {
                        f(
                            [rows.len(), dims, n],
                            (point(&self.a, rows.start), row_bytes),
                            (y, width * size),
                            (to, stride),
                            *power,
                        );
                    }
                    j += n;
                }
            }
            Way::Products { points, finish } => {
                let [left, right] = &**points;
                let step = size as isize;
                let job = Job {
                    n: [rows.len(), dims, cols.len()],
                    a: point(left, rows.start),
                    b: point(right, cols.start),
                    out: out.0,
                    s: [[row_bytes as isize, step], [step, row_bytes as isize], [stride as isize, step]],
                };
                // SAFETY: gapless rows of the type, and the caller's rows.
                unsafe { Engine::Blas(self.ty).run(&job, false, alone) };
                let bytes = if alone { rows.len().saturating_mul(stride).saturating_mul(2) } else { 0 };
                for_each_range(rows.len(), 1, bytes, &|part| {
                    for i in part {
                        let to = out.at(i * stride).0;
                        // SAFETY: products of one point with points of the second set, which were just written; their
                        // norms and coordinates.
                        unsafe {
                            match finish {
                                Finish::Squares { f, root, squares } => {
                                    let [own, others] = &**squares;
                                    let x = rows.start + i;
                                    let squares = [
                                        own.as_ptr().wrapping_add(x * size),
                                        others.as_ptr().wrapping_add(cols.start * size),
                                    ];
                                    f(
                                        cols.len(),
                                        dims,
                                        point(&self.a, x),
                                        point(&self.b, cols.start),
                                        squares,
                                        to,
                                        *root,
                                    );
                                }
                                Finish::FromOne if size == 4 => one_more(to.cast::<f32>(), cols.len(), 1.0),
                                Finish::FromOne => one_more(to.cast::<f64>(), cols.len(), 1.0),
                            }
                        }
                    }
                });
            }
        }
        Ok(())
    }
}

/// Adds `one` to elements.
///
/// # Safety
/// `n` elements may be read and written, and are aligned.
unsafe fn one_more<T: Copy + std::ops::AddAssign>(p: *mut T, n: usize, one: T) {
    // SAFETY: the caller's word.
    for x in unsafe { std::slice::from_raw_parts_mut(p, n) } {
        *x += one;
    }
}

impl Way {
    fn coordinates(b: &DynArray, ty: ScalarType, metric: Metric) -> Result<Way> {
        let (distance, power) = match metric {
            Metric::SqEuclidean => (Distance::SqEuclidean, 2.0),
            Metric::CityBlock => (Distance::CityBlock, 1.0),
            Metric::Chebyshev => (Distance::Chebyshev, 1.0),
            Metric::Hamming => (Distance::Hamming, 1.0),
            Metric::Canberra => (Distance::Canberra, 1.0),
            Metric::BrayCurtis => (Distance::BrayCurtis, 1.0),
            Metric::Minkowski(p) if p == f64::INFINITY => (Distance::Chebyshev, p),
            Metric::Minkowski(1.0) => (Distance::CityBlock, 1.0),
            Metric::Minkowski(p) if p != 2.0 => (Distance::Minkowski, p),
            _ => (Distance::Euclidean, 2.0),
        };
        let (n, dims) = (b.shape()[0], b.shape()[1]);
        let most = n.next_multiple_of(16);
        let width = (PANEL / (dims.max(1) * b.itemsize())).clamp(64, 4096).next_multiple_of(16).min(most);
        let mut panels = DynArray::zeros_dyn([n.div_ceil(width), dims, width], b.dtype())?;
        for (panel, from) in (0..n).step_by(width).enumerate() {
            let to = (from + width).min(n);
            let points = b.slice(s![from as isize..to as isize]);
            panels.slice_mut(s![panel as isize, .., ..(to - from) as isize]).try_assign(points.t())?;
        }
        match npcore_kernel::distances(ty, distance) {
            Some(f) => Ok(Way::Coordinates { f, power, panels: Box::new(panels) }),
            None => crate::products::operands::refused("distances are computed in float32 and float64"),
        }
    }
}
