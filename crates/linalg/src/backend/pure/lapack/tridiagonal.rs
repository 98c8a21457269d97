//! Eigenvalues of real symmetric tridiagonal matrices by the QL iteration: alone in its form without square roots (Pal, Walker
//! and Kahan; Parlett, "The Symmetric Eigenvalue Problem", sections 8.14 and 8.15), with vectors in its implicit form (there,
//! 8.13).

use super::part::Part;
use crate::Scalar;
use crate::backend::Failure;
use crate::backend::pure::simd::{Body, dispatch};

/// Sweeps that an eigenvalue may take on average; they take less than two.
const SWEEPS: usize = 30;

/// Leaves the eigenvalues in `d`, ascending. `d` is the diagonal, and `e` what stands beside it, which is lost; it is one
/// shorter. Squares of both are finite.
pub(super) fn eigenvalues(d: &mut [f64], e: &mut [f64]) -> Result<(), Failure> {
    assert_eq!(e.len() + 1, d.len(), "a diagonal that does not fit");
    e.iter_mut().for_each(|e| *e *= *e);
    let mut left = SWEEPS * d.len();
    // The matrix from `start` on is still to do; it falls apart where an element beside the diagonal is negligible.
    let mut start = 0;
    while start < d.len() {
        let end = (start..e.len()).find(|&i| negligible(d, e[i], i)).unwrap_or(e.len());
        block(&mut d[start..=end], &mut e[start..end], &mut left)?;
        start = end + 1;
    }
    d.sort_unstable_by(f64::total_cmp);
    Ok(())
}

/// Whether the square of what stands beside elements `i` and `i + 1` of the diagonal changes neither.
#[inline(always)]
fn negligible(d: &[f64], square: f64, i: usize) -> bool {
    square <= f64::EPSILON * f64::EPSILON / 4.0 * (d[i] * d[i + 1]).abs() + f64::MIN_POSITIVE
}

/// The eigenvalues of a matrix of which no element beside the diagonal is negligible.
fn block(d: &mut [f64], squares: &mut [f64], left: &mut usize) -> Result<(), Failure> {
    // Eigenvalues come out at the front. They are found sooner where the smaller end is there.
    if d[0].abs() > d[d.len() - 1].abs() {
        d.reverse();
        squares.reverse();
    }
    let mut first = 0;
    while first < d.len() {
        let end = (first..squares.len()).find(|&i| negligible(d, squares[i], i)).unwrap_or(squares.len());
        match end - first {
            0 => first += 1,
            1 => {
                (d[first], d[end]) = pair(d[first], squares[first], d[end]);
                first += 2;
            }
            _ => {
                *left = left.checked_sub(1).ok_or(Failure::NotConverged)?;
                sweep(&mut d[first..=end], &mut squares[first..end]);
            }
        }
    }
    Ok(())
}

/// The eigenvalues of `[[a, b], [b, c]]`, of which `square` is b squared.
fn pair(a: f64, square: f64, c: f64) -> (f64, f64) {
    let (sum, difference) = (a + c, a - c);
    let root = (difference * difference + 4.0 * square).sqrt();
    // The one of larger size; the other is the determinant over it.
    let large = 0.5 * (sum + root.copysign(sum));
    if large == 0.0 {
        return (0.5 * root, -0.5 * root);
    }
    let (more, less) = if a.abs() > c.abs() { (a, c) } else { (c, a) };
    (large, more / large * less - square / large)
}

/// One sweep from the last row up, with Wilkinson's shift of the first two.
fn sweep(d: &mut [f64], squares: &mut [f64]) {
    let last = squares.len();
    let beside = squares[0].sqrt();
    let slope = (d[1] - d[0]) / (2.0 * beside);
    let shift = d[0] - beside / (slope + slope.hypot(1.0).copysign(slope));
    // The rotation's squared cosine and sine, and the element of the diagonal that moves up with it.
    let (mut cosine, mut sine) = (1.0, 0.0);
    let mut moving = d[last] - shift;
    let mut square = moving * moving;
    for i in (0..last).rev() {
        let beside = squares[i];
        let length = square + beside;
        if i + 1 < last {
            squares[i + 1] = sine * length;
        }
        let before = cosine;
        cosine = square / length;
        sine = beside / length;
        let next = cosine * (d[i] - shift) - sine * moving;
        d[i + 1] = moving + (d[i] - next);
        moving = next;
        square = if cosine == 0.0 { before * beside } else { moving * moving / cosine };
    }
    squares[0] = sine * square;
    d[0] = shift + moving;
}

/// Leaves the eigenvalues in `d`, ascending, and multiplies the columns of `q` with the eigenvectors. `d` and `e` are as in
/// [`eigenvalues`], and of a size near 1.
pub(super) fn eigenvectors<T: Scalar<Re = f64>>(d: &mut [f64], e: &mut [f64], q: Part<'_, T>) -> Result<(), Failure> {
    assert!(e.len() + 1 == d.len() && q.cols() == d.len(), "a diagonal that does not fit");
    dispatch(Implicit { d, e, q })
}

struct Implicit<'a, T> {
    d: &'a mut [f64],
    e: &'a mut [f64],
    q: Part<'a, T>,
}

impl<T: Scalar<Re = f64>> Body for Implicit<'_, T> {
    type Out = Result<(), Failure>;
    #[inline(always)]
    fn run<const FUSED: bool>(self) -> Result<(), Failure> {
        let Implicit { d, e, mut q } = self;
        let mut left = SWEEPS * d.len();
        let mut first = 0;
        while first < d.len() {
            let last = (first..e.len()).find(|&i| negligible(d, e[i] * e[i], i)).unwrap_or(e.len());
            if last == first {
                first += 1;
                continue;
            }
            left = left.checked_sub(1).ok_or(Failure::NotConverged)?;
            // Wilkinson's shift, and rotations from the last row up that chase what it leaves beside the tridiagonal.
            let slope = (d[first + 1] - d[first]) / (2.0 * e[first]);
            let shift = d[first] - e[first] / (slope + (slope * slope + 1.0).sqrt().copysign(slope));
            let (mut sine, mut cosine, mut moved) = (1.0, 1.0, 0.0);
            let mut g = d[last] - shift;
            let mut whole = true;
            for i in (first..last).rev() {
                let (f, b) = (sine * e[i], cosine * e[i]);
                let r = (f * f + g * g).sqrt();
                if i + 1 < last {
                    e[i + 1] = r;
                }
                if r == 0.0 {
                    // It falls apart here.
                    d[i + 1] -= moved;
                    whole = false;
                    break;
                }
                (sine, cosine) = (f / r, g / r);
                g = d[i + 1] - moved;
                let r = (d[i] - g) * sine + 2.0 * cosine * b;
                moved = sine * r;
                d[i + 1] = g + moved;
                g = cosine * r - b;
                let (low, high) = q.two_cols_mut(i, i + 1);
                let (s, c) = (T::from_real(sine), T::from_real(cosine));
                for (low, high) in low.iter_mut().zip(high) {
                    (*low, *high) = (c * *low - s * *high, s * *low + c * *high);
                }
            }
            if whole {
                d[first] -= moved;
                e[first] = g;
            }
        }
        for i in 0..d.len() {
            let least = (i..d.len()).min_by(|&i, &j| d[i].total_cmp(&d[j])).unwrap_or(i);
            if least != i {
                d.swap(i, least);
                let (a, b) = q.two_cols_mut(i, least);
                a.swap_with_slice(b);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many eigenvalues are below `x`: the negative pivots of `A - x`.
    fn below(d: &[f64], e: &[f64], x: f64) -> usize {
        let mut pivot = 1.0;
        (0..d.len())
            .filter(|&i| {
                let beside = if i == 0 { 0.0 } else { e[i - 1] * e[i - 1] / pivot };
                pivot = d[i] - x - beside;
                if pivot == 0.0 {
                    pivot = -f64::MIN_POSITIVE;
                }
                pivot < 0.0
            })
            .count()
    }

    fn check(d: &[f64], e: &[f64]) {
        let (mut values, mut lost) = (d.to_vec(), e.to_vec());
        eigenvalues(&mut values, &mut lost).unwrap();
        let size = d.iter().chain(e).fold(f64::MIN_POSITIVE, |max: f64, x| max.max(x.abs()));
        let bound = 1e-15 * size * (d.len() as f64).sqrt() * 4.0;
        for (i, &value) in values.iter().enumerate() {
            assert!(below(d, e, value - bound) <= i && below(d, e, value + bound) > i, "{d:?} {e:?}: {value}");
        }
        let n = d.len();
        let mut q = vec![0.0; n * n];
        (0..n).for_each(|i| q[i * n + i] = 1.0);
        let (mut by_vectors, mut lost) = (d.to_vec(), e.to_vec());
        eigenvectors(&mut by_vectors, &mut lost, Part::over(&mut q, n, n)).unwrap();
        for (j, (x, &value)) in q.chunks_exact(n).zip(&by_vectors).enumerate() {
            assert!((value - values[j]).abs() <= 2.0 * bound, "{d:?} {e:?}: {value}");
            assert!((x.iter().map(|x| x * x).sum::<f64>() - 1.0).abs() < 1e-15 * (n as f64 + 4.0), "{d:?} {e:?}");
            for i in 0..n {
                let above = if i > 0 { e[i - 1] * x[i - 1] } else { 0.0 };
                let below = if i + 1 < n { e[i] * x[i + 1] } else { 0.0 };
                assert!((above + d[i] * x[i] + below - value * x[i]).abs() <= 4.0 * bound, "{d:?} {e:?}: {value}");
            }
        }
    }

    #[test]
    fn as_many_lie_below_each() {
        check(&[3.0], &[]);
        check(&[1.0, 2.0], &[0.0]);
        check(&[0.0, 0.0], &[1.0]);
        check(&[0.0; 7], &[1.0; 6]);
        check(&[0.0; 4], &[1e-160, 1.0, 1e-9]);
        check(&[1.0; 5], &[1e-17, 1.0, 1e-8, 0.0]);
        check(&[1e10, 1.0, 1e-10], &[1e4, 1e-6]);
        check(&[1e-10, 1.0, 1e10], &[1e-6, 1e4]);
        check(&[-2.0; 300], &[1.0; 299]);
        let wilkinson: Vec<f64> = (0..21).map(|i| (f64::from(i) - 10.0).abs()).collect();
        check(&wilkinson, &[1.0; 20]);
        let mut state = 1u64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (state >> 40) as f64 / (1 << 24) as f64 - 0.5
        };
        for n in 1..60 {
            for scale in [1.0, 1e3] {
                let d: Vec<f64> = (0..n).map(|_| random() * scale).collect();
                let e: Vec<f64> = (1..n).map(|_| random()).collect();
                check(&d, &e);
            }
        }
    }
}
