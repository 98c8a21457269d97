//! Distances of points: a few of one set at a time from many of another, whose coordinates lie one behind the other.
//!
//! Sixty-four bytes of distances from each of four points are in registers while the coordinates pass by, so that a
//! coordinate is loaded once for four.

use npcore_dtype::ScalarType;

use crate::element::{Plain, Un};
use crate::tier::{Tier, by_tier, tier};

/// How two points are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Distance {
    /// The sum of the squared differences.
    SqEuclidean,
    /// Its root.
    Euclidean,
    /// The sum of the differences.
    CityBlock,
    /// The greatest difference; a difference that is NaN counts as such.
    Chebyshev,
    /// The share of coordinates that differ.
    Hamming,
    /// The sum of the differences, each divided by the sum of both magnitudes; 0 divided by 0 is 0.
    Canberra,
    /// The sum of the differences divided by the sum of the sums.
    BrayCurtis,
    /// The sum of the differences raised to a power, raised to its inverse.
    Minkowski,
}

/// Distances of `n[0]` points from `n[2]` others in `n[1]` dimensions. Points of the first set are `x_stride` bytes apart from
/// `x` on, their coordinates gapless. Coordinate `d` of the others lies gapless at `y + d * y_stride`, with room for a whole
/// multiple of 64 bytes of points, which are read. Rows of results are `out_stride` bytes apart from `out` on, gapless.
/// `power` is Minkowski's.
///
/// # Safety
/// The coordinates may be read and the results written, which overlap none of these, at any alignment. The processor has the
/// instructions of the tier that the loop was asked for.
pub type Distances =
    unsafe fn(n: [usize; 3], x: (*const u8, usize), y: (*const u8, usize), out: (*mut u8, usize), power: f64);

/// From products to distances: element `j` of `out` is `-2 x·y_j` and becomes the squared distance of `x` and `y_j`, or with
/// `root` their distance. `squares` has the squared norms of `x`, then of all `y_j`; these and the products may be of points
/// moved by a common vector. Distances that are small for the norms, where the sum cancels, are computed from the coordinates:
/// `dims` of them, gapless in `x` and in each `y_j`.
///
/// The squares of distances have a relative error of no more than sixteen times that of the products and norms, relative to
/// the norms. Equal points have distance 0.
///
/// # Safety
/// `n` products and norms and one norm more may be read, and the coordinates of `n + 1` points, at any alignment; the products
/// are written.
pub type FromProducts =
    unsafe fn(n: usize, dims: usize, x: *const u8, y: *const u8, squares: [*const u8; 2], out: *mut u8, root: bool);

/// Points of the first set that are looked at together.
const POINTS: usize = 4;

trait Real: Plain + PartialOrd {
    const ZERO: Self;
    /// Below this, squares have lost digits.
    const TINY: Self;
    fn add(self, other: Self) -> Self;
    fn sub(self, other: Self) -> Self;
    fn mul(self, other: Self) -> Self;
    fn div(self, other: Self) -> Self;
    fn magnitude(self) -> Self;
    fn root(self) -> Self;
    fn raised(self, power: Self) -> Self;
    fn is_nan(self) -> bool;
    fn of(x: f64) -> Self;
}

macro_rules! real {
    ($($t:ident)*) => { $(
        impl Real for $t {
            const ZERO: $t = 0.0;
            const TINY: $t = $t::MIN_POSITIVE / ($t::EPSILON * $t::EPSILON);
            #[inline(always)]
            fn add(self, other: $t) -> $t {
                self + other
            }
            #[inline(always)]
            fn sub(self, other: $t) -> $t {
                self - other
            }
            #[inline(always)]
            fn mul(self, other: $t) -> $t {
                self * other
            }
            #[inline(always)]
            fn div(self, other: $t) -> $t {
                self / other
            }
            #[inline(always)]
            fn magnitude(self) -> $t {
                self.abs()
            }
            #[inline(always)]
            fn root(self) -> $t {
                self.sqrt()
            }
            #[inline(always)]
            fn raised(self, power: $t) -> $t {
                self.powf(power)
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                <$t>::is_nan(self)
            }
            #[inline(always)]
            fn of(x: f64) -> $t {
                x as $t
            }
        }
    )* };
}
real!(f32 f64);

/// What a coordinate adds, and what is made of the sums in the end. There are two sums, of which most measures need one.
trait Measure<T: Real> {
    fn step(sums: [T; 2], x: T, y: T, power: T) -> [T; 2];
    fn done(sums: [T; 2], dims: T, power: T) -> T;
}

macro_rules! measures {
    ($($name:ident: |$s:ident, $x:ident, $y:ident, $p:ident| $step:expr, |$t:ident, $dims:ident, $q:ident| $done:expr;)*) => { $(
        struct $name;
        impl<T: Real> Measure<T> for $name {
            #[inline(always)]
            #[allow(unused_variables, reason = "not every measure needs all")]
            fn step($s: [T; 2], $x: T, $y: T, $p: T) -> [T; 2] {
                $step
            }
            #[inline(always)]
            #[allow(unused_variables, reason = "not every measure needs all")]
            fn done($t: [T; 2], $dims: T, $q: T) -> T {
                $done
            }
        }
    )* };
}
measures! {
    SqEuclidean: |s, x, y, p| { let d = x.sub(y); [s[0].add(d.mul(d)), s[1]] }, |s, n, p| s[0];
    Euclidean: |s, x, y, p| { let d = x.sub(y); [s[0].add(d.mul(d)), s[1]] }, |s, n, p| s[0].root();
    CityBlock: |s, x, y, p| [s[0].add(x.sub(y).magnitude()), s[1]], |s, n, p| s[0];
    Chebyshev: |s, x, y, p| {
        let d = x.sub(y).magnitude();
        // NaN goes to the second sum, where it stays.
        [if d > s[0] { d } else { s[0] }, s[1].add(d.sub(d))]
    }, |s, n, p| if s[1].is_nan() && s[0] < T::of(f64::INFINITY) { s[1] } else { s[0] };
    Hamming: |s, x, y, p| [s[0].add(if x != y { T::of(1.0) } else { T::ZERO }), s[1]], |s, n, p| s[0].div(n);
    Canberra: |s, x, y, p| {
        let (d, m) = (x.sub(y).magnitude(), x.magnitude().add(y.magnitude()));
        [s[0].add(if m == T::ZERO { T::ZERO } else { d.div(m) }), s[1]]
    }, |s, n, p| s[0];
    BrayCurtis: |s, x, y, p| [s[0].add(x.sub(y).magnitude()), s[1].add(x.add(y).magnitude())], |s, n, p| s[0].div(s[1]);
    Minkowski: |s, x, y, p| [s[0].add(x.sub(y).magnitude().raised(p)), s[1]], |s, n, p| s[0].raised(T::of(1.0).div(p));
}

/// `R` points by `L` others, of which the first `cols` are written.
///
/// # Safety
/// As [`Distances`].
#[inline(always)]
unsafe fn tile<T: Real, M: Measure<T>, const R: usize, const L: usize>(
    dims: usize,
    cols: usize,
    x: (*const u8, usize),
    y: (*const u8, usize),
    out: (*mut u8, usize),
    power: T,
) {
    let (mut first, mut second) = ([[T::ZERO; L]; R], [[T::ZERO; L]; R]);
    // SAFETY: the caller's elements.
    unsafe {
        for d in 0..dims {
            let line = y.0.add(d * y.1).cast::<[Un<T>; L]>().read();
            for r in 0..R {
                let x = x.0.add(r * x.1).cast::<Un<T>>().add(d).read().0;
                for l in 0..L {
                    [first[r][l], second[r][l]] = M::step([first[r][l], second[r][l]], x, line[l].0, power);
                }
            }
        }
        for r in 0..R {
            let to = out.0.add(r * out.1).cast::<Un<T>>();
            let done: [Un<T>; L] =
                std::array::from_fn(|l| Un(M::done([first[r][l], second[r][l]], T::of(dims as f64), power)));
            if cols == L {
                to.cast::<[Un<T>; L]>().write(done);
            } else {
                for (l, &value) in done[..cols].iter().enumerate() {
                    to.add(l).write(value);
                }
            }
        }
    }
}

/// # Safety
/// As [`Distances`].
#[inline(always)]
unsafe fn body<T: Real, M: Measure<T>, const L: usize>(
    [rows, dims, cols]: [usize; 3],
    x: (*const u8, usize),
    y: (*const u8, usize),
    out: (*mut u8, usize),
    power: f64,
) {
    let power = T::of(power);
    let size = size_of::<T>();
    let mut i = 0;
    while i < rows {
        let four = i + POINTS <= rows;
        for j in (0..cols).step_by(L) {
            let width = L.min(cols - j);
            // SAFETY: the caller's elements, part by part.
            unsafe {
                let (x, y) = ((x.0.add(i * x.1), x.1), (y.0.add(j * size), y.1));
                let out = (out.0.add(i * out.1 + j * size), out.1);
                if four {
                    tile::<T, M, POINTS, L>(dims, width, x, y, out, power);
                } else {
                    tile::<T, M, 1, L>(dims, width, x, y, out, power);
                }
            }
        }
        i += if four { POINTS } else { 1 };
    }
}

/// The squared distance of two points.
///
/// # Safety
/// `dims` coordinates of both may be read.
#[inline(always)]
unsafe fn squared<T: Real, const L: usize>(dims: usize, x: *const Un<T>, y: *const Un<T>) -> T {
    let square = |x: T, y: T| x.sub(y).mul(x.sub(y));
    let mut sums = [T::ZERO; L];
    // SAFETY: the caller's elements.
    unsafe {
        for d in (0..dims / L * L).step_by(L) {
            let (x, y) = (x.add(d).cast::<[Un<T>; L]>().read(), y.add(d).cast::<[Un<T>; L]>().read());
            for l in 0..L {
                sums[l] = sums[l].add(square(x[l].0, y[l].0));
            }
        }
        let sum = sums.into_iter().fold(T::ZERO, T::add);
        (dims / L * L..dims).fold(sum, |sum, d| sum.add(square(x.add(d).read().0, y.add(d).read().0)))
    }
}

/// # Safety
/// As [`FromProducts`].
#[inline(always)]
unsafe fn from_products<T: Real, const L: usize>(
    n: usize,
    dims: usize,
    x: *const u8,
    y: *const u8,
    squares: [*const u8; 2],
    out: *mut u8,
    root: bool,
) {
    let (out, norms) = (out.cast::<Un<T>>(), squares[1].cast::<Un<T>>());
    // Where less than an eighth of the norms is left.
    let part = T::of(0.125);
    // SAFETY: the caller's elements.
    unsafe {
        let own = squares[0].cast::<Un<T>>().read().0;
        let mut row = [T::ZERO; L];
        for j in (0..n).step_by(L) {
            let width = L.min(n - j);
            let mut unsure = false;
            if width == L {
                let (g, m) = (out.add(j).cast::<[Un<T>; L]>().read(), norms.add(j).cast::<[Un<T>; L]>().read());
                for l in 0..L {
                    let norm = own.add(m[l].0);
                    row[l] = norm.add(g[l].0);
                    unsure |= !(row[l] >= norm.mul(part) && row[l] >= T::TINY);
                }
            } else {
                for (l, value) in row[..width].iter_mut().enumerate() {
                    let norm = own.add(norms.add(j + l).read().0);
                    *value = norm.add(out.add(j + l).read().0);
                    unsure |= !(*value >= norm.mul(part) && *value >= T::TINY);
                }
            }
            if unsure {
                for (l, value) in row[..width].iter_mut().enumerate() {
                    let norm = own.add(norms.add(j + l).read().0);
                    if !(*value >= norm.mul(part) && *value >= T::TINY) {
                        let y = y.cast::<Un<T>>().add((j + l) * dims);
                        *value = squared::<T, 16>(dims, x.cast(), y);
                    }
                }
            }
            if root {
                row = row.map(T::root);
            }
            if width == L {
                out.add(j).cast::<[Un<T>; L]>().write(row.map(Un));
            } else {
                for (l, &value) in row[..width].iter().enumerate() {
                    out.add(j + l).write(Un(value));
                }
            }
        }
    }
}

macro_rules! lanes {
    ($t:ty) => {
        64 / size_of::<$t>()
    };
}

macro_rules! measured {
    ($tier:ident, $t:ty, $measure:ty) => {
        by_tier!(
            $tier,
            Distances,
            body::<$t, $measure, { lanes!($t) }>,
            (n: [usize; 3], x: (*const u8, usize), y: (*const u8, usize), out: (*mut u8, usize), power: f64)
        )
    };
}

macro_rules! by_measure {
    ($tier:ident, $t:ty, $distance:ident) => {
        match $distance {
            Distance::SqEuclidean => measured!($tier, $t, SqEuclidean),
            Distance::Euclidean => measured!($tier, $t, Euclidean),
            Distance::CityBlock => measured!($tier, $t, CityBlock),
            Distance::Chebyshev => measured!($tier, $t, Chebyshev),
            Distance::Hamming => measured!($tier, $t, Hamming),
            Distance::Canberra => measured!($tier, $t, Canberra),
            Distance::BrayCurtis => measured!($tier, $t, BrayCurtis),
            Distance::Minkowski => measured!($tier, $t, Minkowski),
        }
    };
}

/// The distances of points of a type, of a tier that the processor has; for float32 and float64.
pub fn distances_at(tier: Tier, ty: ScalarType, distance: Distance) -> Option<Distances> {
    match ty {
        ScalarType::Float32 => Some(by_measure!(tier, f32, distance)),
        ScalarType::Float64 => Some(by_measure!(tier, f64, distance)),
        _ => None,
    }
}

/// [`distances_at`] for the tier of this process.
///
/// ```
/// use npcore_dtype::ScalarType;
/// use npcore_kernel::{Distance, distances};
/// // One point, and two others: their first coordinates, then their second ones, with room for eight each.
/// let (x, mut y, mut out) = ([0.0f64, 0.0], [0.0f64; 16], [0.0f64; 2]);
/// (y[0], y[8], y[1], y[9]) = (3.0, 4.0, 6.0, 8.0);
/// let f = distances(ScalarType::Float64, Distance::Euclidean).unwrap();
/// // SAFETY: one point of two coordinates from two with eight places a coordinate.
/// unsafe { f([1, 2, 2], (x.as_ptr().cast(), 16), (y.as_ptr().cast(), 64), (out.as_mut_ptr().cast(), 16), 2.0) };
/// assert_eq!(out, [5.0, 10.0]);
/// ```
pub fn distances(ty: ScalarType, distance: Distance) -> Option<Distances> {
    distances_at(tier(), ty, distance)
}

macro_rules! finishing {
    ($tier:ident, $t:ty) => {
        by_tier!(
            $tier,
            FromProducts,
            from_products::<$t, { lanes!($t) * 2 }>,
            (n: usize, dims: usize, x: *const u8, y: *const u8, squares: [*const u8; 2], out: *mut u8, root: bool)
        )
    };
}

/// The step from products to distances for a type, of a tier that the processor has; for float32 and float64.
pub fn distances_from_products_at(tier: Tier, ty: ScalarType) -> Option<FromProducts> {
    match ty {
        ScalarType::Float32 => Some(finishing!(tier, f32)),
        ScalarType::Float64 => Some(finishing!(tier, f64)),
        _ => None,
    }
}

/// [`distances_from_products_at`] for the tier of this process.
pub fn distances_from_products(ty: ScalarType) -> Option<FromProducts> {
    distances_from_products_at(tier(), ty)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tier::available_tiers;

    fn naive(distance: Distance, x: &[f64], y: &[f64], p: f64) -> f64 {
        let pairs = || x.iter().zip(y);
        let differences = || pairs().map(|(x, y)| (x - y).abs());
        match distance {
            Distance::SqEuclidean => differences().map(|d| d * d).sum(),
            Distance::Euclidean => differences().map(|d| d * d).sum::<f64>().sqrt(),
            Distance::CityBlock => differences().sum(),
            Distance::Chebyshev => differences().fold(0.0, f64::max),
            Distance::Hamming => pairs().filter(|(x, y)| x != y).count() as f64 / x.len() as f64,
            Distance::Canberra => {
                pairs().map(|(x, y)| if x == y { 0.0 } else { (x - y).abs() / (x.abs() + y.abs()) }).sum()
            }
            Distance::BrayCurtis => differences().sum::<f64>() / pairs().map(|(x, y)| (x + y).abs()).sum::<f64>(),
            Distance::Minkowski => differences().map(|d| d.powf(p)).sum::<f64>().powf(1.0 / p),
        }
    }

    #[test]
    fn every_tier_gives_the_same_bits() {
        use Distance::*;
        let value = |i: usize| ((i * 7919 % 101) as f64 - 50.0) / 8.0;
        for [rows, dims, cols] in [[1, 1, 1], [5, 3, 9], [4, 0, 3], [7, 40, 30], [9, 5, 64]] {
            let x: Vec<f64> = (0..rows * dims).map(value).collect();
            let points: Vec<f64> = (0..cols * dims).map(|i| value(i + 17)).collect();
            let width = cols.next_multiple_of(8);
            let mut y = vec![0.0; width * dims];
            for j in 0..cols {
                (0..dims).for_each(|d| y[d * width + j] = points[j * dims + d]);
            }
            for distance in [SqEuclidean, Euclidean, CityBlock, Chebyshev, Hamming, Canberra, BrayCurtis, Minkowski] {
                let mut first: Option<Vec<u64>> = None;
                for tier in available_tiers() {
                    let mut out = vec![0.0f64; rows * cols];
                    let f = distances_at(tier, ScalarType::Float64, distance).unwrap();
                    let (x, y, to) = (x.as_ptr().cast(), y.as_ptr().cast(), out.as_mut_ptr().cast());
                    // SAFETY: rows of gapless coordinates, and coordinates of a multiple of eight points.
                    unsafe { f([rows, dims, cols], (x, dims * 8), (y, width * 8), (to, cols * 8), 3.0) };
                    let bits: Vec<u64> = out.iter().map(|x| x.to_bits()).collect();
                    assert_eq!(first.get_or_insert_with(|| bits.clone()), &bits, "{tier:?} {distance:?}");
                }
                for (i, bits) in first.unwrap().into_iter().enumerate().filter(|_| dims > 0) {
                    let (a, b) = (&x[i / cols * dims..][..dims], &points[i % cols * dims..][..dims]);
                    let (ours, want) = (f64::from_bits(bits), naive(distance, a, b, 3.0));
                    assert!((ours - want).abs() <= 1e-13 * want.abs(), "{distance:?} {ours} {want}");
                }
            }
        }
    }

    #[test]
    fn close_points_are_computed_from_their_coordinates() {
        let dims = 20;
        for tier in available_tiers() {
            let points: Vec<f64> = (0..100 * dims).map(|i| 1e3 + ((i * 7919 % 1009) as f64) * 1e-7).collect();
            let x = &points[3 * dims..][..dims];
            let square = |p: &[f64]| p.iter().map(|v| v * v).sum::<f64>();
            let norms: Vec<f64> = points.chunks(dims).map(square).collect();
            let own = square(x);
            let mut out: Vec<f64> =
                points.chunks(dims).map(|p| -2.0 * p.iter().zip(x).map(|(a, b)| a * b).sum::<f64>()).collect();
            let f = distances_from_products_at(tier, ScalarType::Float64).unwrap();
            let squares = [std::ptr::from_ref(&own).cast(), norms.as_ptr().cast()];
            // SAFETY: a hundred points, their norms, and the products.
            unsafe { f(100, dims, x.as_ptr().cast(), points.as_ptr().cast(), squares, out.as_mut_ptr().cast(), true) };
            assert_eq!(out[3], 0.0);
            for (p, ours) in points.chunks(dims).zip(out) {
                let want = naive(Distance::Euclidean, x, p, 2.0);
                assert!((ours - want).abs() <= 1e-14 * want, "{ours} {want}");
            }
        }
    }
}
