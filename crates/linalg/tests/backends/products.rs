//! Products against plain sums, in every layout.

use npcore_linalg::Scalar;
use npcore_linalg::backend::Backend;
use num_complex::Complex;

use crate::libraries::BACKENDS;
use crate::matrices::{LAYOUTS, Lies, Numbers, Owned, epsilon, product, wide};

/// Lengths around every blocking boundary, and none.
const LENGTHS: [[usize; 3]; 29] = [
    [0, 0, 0],
    [0, 3, 2],
    [3, 0, 2],
    [3, 2, 0],
    [1, 1, 1],
    [1, 7, 1],
    [1, 5, 9],
    [9, 5, 1],
    [2, 3, 4],
    [5, 6, 7],
    [6, 6, 16],
    [7, 8, 17],
    [8, 16, 15],
    [15, 33, 32],
    [16, 16, 16],
    [17, 31, 33],
    [30, 40, 50],
    [48, 48, 48],
    [49, 48, 47],
    [63, 65, 64],
    [64, 64, 64],
    [4, 150, 50],
    [5, 224, 65],
    [6, 225, 17],
    [3, 255, 5],
    [4, 257, 6],
    [127, 129, 128],
    [1, 300, 600],
    [530, 3, 1],
];

fn check_gemm<T: Scalar>(lengths: [usize; 3], lies: [Lies; 3], [alpha, beta]: [f64; 2], threads: usize) {
    let [m, k, n] = lengths;
    let mut numbers = Numbers::new((m * 1000 + k * 100 + n) as u64);
    let a = Owned::<T>::random(m, k, lies[0], &mut numbers);
    let b = Owned::<T>::random(k, n, lies[1], &mut numbers);
    let before = Owned::<T>::random(m, n, lies[2], &mut numbers);
    let wanted = product(&a, &b);
    for (name, backend) in BACKENDS.iter() {
        let mut c = before.clone();
        if beta == 0.0 {
            c = Owned::new(m, n, lies[2], |_, _| T::from_f64(f64::NAN));
        }
        let (alpha_t, beta_t) = (T::from_f64(alpha), T::from_f64(beta));
        backend.blas::<T>().gemm(alpha_t, a.matrix(), b.matrix(), beta_t, c.matrix_mut(), threads);
        let context = || format!("{name} {} {lengths:?} {lies:?} {alpha} {beta} threads {threads}", T::LETTER);
        assert!(c.gaps_are_untouched(), "{}", context());
        for (i, row) in wanted.iter().enumerate() {
            for (j, &(value, size)) in row.iter().enumerate() {
                let old = if beta == 0.0 { Complex::new(0.0, 0.0) } else { wide(before.at(i, j)) * beta };
                let (got, wanted) = (wide(c.at(i, j)), value * alpha + old);
                let bound = (size * alpha.abs() + old.norm()) * epsilon::<T>() * (2.0 * k as f64 + 4.0);
                assert!((got - wanted).norm() <= bound, "{}: {i} {j}: {got} for {wanted}", context());
            }
        }
    }
}

fn gemm_suite<T: Scalar>() {
    for (round, lengths) in LENGTHS.into_iter().enumerate() {
        // Two threads for small work wait for each other, milliseconds where the machine is busy.
        let large = lengths.iter().product::<usize>() > 200_000;
        for threads in 1..=1 + usize::from(large) {
            check_gemm::<T>(lengths, [Lies::Rows; 3], [1.0, 0.0], threads);
        }
        // Each layout of each matrix, with another of the others; of the larger ones not all.
        for (i, lies) in LAYOUTS.into_iter().enumerate().filter(|(i, _)| !large || i % 3 == round % 3) {
            let other = |by: usize| LAYOUTS[(i + round + by) % LAYOUTS.len()];
            let factors = [[1.0, 0.0], [1.0, 1.0], [-0.5, 3.0], [2.0, 0.0]][(i + round) % 4];
            check_gemm::<T>(lengths, [lies, other(1), other(3)], factors, 1);
        }
    }
    check_gemm::<T>([20, 30, 40], [Lies::Repeated, Lies::Rows, Lies::Rows], [1.0, 0.0], 1);
    check_gemm::<T>([20, 30, 40], [Lies::Rows, Lies::Repeated, Lies::Columns], [1.0, 1.0], 1);
    check_gemm::<T>([90, 80, 70], [Lies::Repeated, Lies::Repeated, Lies::Rows], [1.0, 0.0], 2);
}

#[test]
fn matrices_times_matrices() {
    gemm_suite::<f32>();
    gemm_suite::<f64>();
    gemm_suite::<Complex<f32>>();
    gemm_suite::<Complex<f64>>();
}

fn gemv_suite<T: Scalar>(name: &str, backend: &Backend) {
    let blas = backend.blas::<T>();
    for (m, n) in
        [(0, 0), (0, 4), (4, 0), (1, 1), (1, 9), (9, 1), (4, 4), (5, 17), (17, 5), (33, 64), (513, 7), (7, 513)]
    {
        for (i, lies) in LAYOUTS.into_iter().enumerate() {
            let mut numbers = Numbers::new((m * 37 + n * 11 + i) as u64);
            let a = Owned::<T>::random(m, n, lies, &mut numbers);
            let x_lies = [Lies::Rows, Lies::Gaps, Lies::ColumnsBackwards][i % 3];
            let y_lies = [Lies::Gaps, Lies::ColumnsBackwards, Lies::Rows][i / 2 % 3];
            let x = Owned::<T>::random(1, n, x_lies, &mut numbers);
            let before = Owned::<T>::random(1, m, y_lies, &mut numbers);
            for (alpha, beta, threads) in [(1.0, 0.0, 1), (-2.0, 0.5, 1 + i / 6)] {
                let mut y = before.clone();
                if beta == 0.0 {
                    y = Owned::new(1, m, y_lies, |_, _| T::from_f64(f64::NAN));
                }
                blas.gemv(T::from_f64(alpha), a.matrix(), x.vector(), T::from_f64(beta), y.vector_mut(), threads);
                assert!(y.gaps_are_untouched(), "{name} {m} {n} {lies:?}");
                for (r, row) in product(&a, &x.transposed()).iter().enumerate() {
                    let (value, size) = row[0];
                    let old = if beta == 0.0 { Complex::new(0.0, 0.0) } else { wide(before.at(0, r)) * beta };
                    let error = (wide(y.at(0, r)) - (value * alpha + old)).norm();
                    let bound = (size * alpha.abs() + old.norm()) * epsilon::<T>() * (2.0 * n as f64 + 4.0);
                    assert!(error <= bound, "{name} {} {m} {n} {lies:?} {x_lies:?} {y_lies:?} row {r}", T::LETTER);
                }
            }
        }
    }
}

#[test]
fn matrices_times_vectors() {
    for (name, backend) in BACKENDS.iter() {
        gemv_suite::<f32>(name, backend);
        gemv_suite::<f64>(name, backend);
        gemv_suite::<Complex<f32>>(name, backend);
        gemv_suite::<Complex<f64>>(name, backend);
    }
}

fn dot_suite<T: Scalar>(name: &str, backend: &Backend) {
    let blas = backend.blas::<T>();
    for n in [0, 1, 2, 3, 15, 16, 17, 31, 32, 33, 63, 64, 65, 255, 256, 257, 1000, 65_536, 131_073] {
        for (i, lies) in [Lies::Rows, Lies::Gaps, Lies::ColumnsBackwards].into_iter().enumerate() {
            let mut numbers = Numbers::new(n as u64 + 7);
            let x = Owned::<T>::random(1, n, lies, &mut numbers);
            let y = Owned::<T>::random(1, n, [Lies::Rows, Lies::ColumnsBackwards, Lies::Gaps][i], &mut numbers);
            let conjugated = Owned::new(1, n, Lies::Rows, |_, j| x.at(0, j).conj());
            for (x, result) in
                [(&x, blas.dot(x.vector(), y.vector())), (&conjugated, blas.dotc(x.vector(), y.vector()))]
            {
                let (value, size) = product(x, &y.transposed())[0][0];
                let error = (wide(result) - value).norm();
                assert!(error <= size * epsilon::<T>() * (2.0 * n as f64 + 1.0), "{name} {} {n} {lies:?}", T::LETTER);
            }
        }
    }
}

#[test]
fn vectors_times_vectors() {
    for (name, backend) in BACKENDS.iter() {
        dot_suite::<f32>(name, backend);
        dot_suite::<f64>(name, backend);
        dot_suite::<Complex<f32>>(name, backend);
        dot_suite::<Complex<f64>>(name, backend);
    }
}

fn syrk_suite<T: Scalar>(name: &str, backend: &Backend) {
    for (n, k) in [(0, 0), (0, 3), (3, 0), (1, 1), (5, 8), (16, 16), (65, 20), (127, 3), (129, 30), (300, 17)] {
        for (i, lies) in LAYOUTS.into_iter().enumerate() {
            let a = Owned::<T>::random(n, k, lies, &mut Numbers::new((n * 13 + k) as u64));
            let mut c = Owned::new(n, n, LAYOUTS[(i + 1) % LAYOUTS.len()], |_, _| T::from_f64(f64::NAN));
            backend.blas::<T>().syrk(a.matrix(), c.matrix_mut(), 1 + n / 300);
            assert!(c.gaps_are_untouched(), "{name} {n} {k} {lies:?}");
            for (i, row) in product(&a, &a.transposed()).iter().enumerate() {
                for (j, &(value, size)) in row.iter().enumerate() {
                    let error = (wide(c.at(i, j)) - value).norm();
                    assert!(
                        error <= size * epsilon::<T>() * (2.0 * k as f64 + 4.0),
                        "{name} {} {n} {k} {lies:?}",
                        T::LETTER
                    );
                    assert!(c.at(i, j) == c.at(j, i), "{name} {} {n} {k} {lies:?}: not symmetric", T::LETTER);
                }
            }
        }
    }
}

#[test]
fn matrices_times_their_transposes() {
    for (name, backend) in BACKENDS.iter() {
        syrk_suite::<f32>(name, backend);
        syrk_suite::<f64>(name, backend);
        syrk_suite::<Complex<f32>>(name, backend);
        syrk_suite::<Complex<f64>>(name, backend);
    }
}

#[test]
fn products_over_all_scales() {
    for (name, backend) in BACKENDS.iter() {
        for scale in [1e-150, 1e-100, 1e-30, 1.0, 1e30, 1e100, 1e150] {
            for n in [5, 20, 70, 140] {
                let mut numbers = Numbers::new(n as u64);
                let a = Owned::<f64>::new(n, n, Lies::Rows, |_, _| numbers.real() * scale);
                let b = Owned::<f64>::new(n, n, Lies::Rows, |_, _| numbers.real() * scale);
                let mut c = Owned::new(n, n, Lies::Rows, |_, _| 0.0);
                backend.blas::<f64>().gemm(1.0, a.matrix(), b.matrix(), 0.0, c.matrix_mut(), 1);
                for (i, row) in product(&a, &b).iter().enumerate() {
                    for (j, &(value, size)) in row.iter().enumerate() {
                        let error = (c.at(i, j) - value.re).abs();
                        assert!(error <= size * 2.3e-16 * (2.0 * n as f64 + 4.0), "{name} {n} {scale}: {}", c.at(i, j));
                    }
                }
            }
        }
    }
}

#[test]
fn what_is_no_number_spreads_along_its_row_and_column_only() {
    for (name, backend) in BACKENDS.iter() {
        let blas = backend.blas::<f64>();
        for n in [3, 17, 50, 100] {
            for bad in [f64::NAN, f64::INFINITY] {
                let a = Owned::<f64>::new(n, n, Lies::Rows, |i, j| if (i, j) == (1, 2) { bad } else { 1.0 });
                let b = Owned::<f64>::new(n, n, Lies::Rows, |_, j| if j == 0 { 0.0 } else { 2.0 });
                let mut c = Owned::new(n, n, Lies::Rows, |_, _| f64::NAN);
                blas.gemm(1.0, a.matrix(), b.matrix(), 0.0, c.matrix_mut(), 1);
                let mut y = Owned::new(1, n, Lies::Rows, |_, _| f64::NAN);
                let zeros = Owned::<f64>::new(1, n, Lies::Rows, |_, _| 0.0);
                blas.gemv(1.0, a.matrix(), zeros.vector(), 0.0, y.vector_mut(), 1);
                for i in 0..n {
                    // Nothing is skipped because the other factor is zero.
                    let row = if i == 1 { f64::NAN } else { 0.0 };
                    assert_eq!(y.at(0, i).to_bits() << 1, row.to_bits() << 1, "{name} {n} {bad}");
                    for j in 0..n {
                        let wanted = match (i, j) {
                            (1, 0) => f64::NAN,
                            (1, _) => bad,
                            (_, 0) => 0.0,
                            _ => 2.0 * n as f64,
                        };
                        let got = c.at(i, j);
                        assert!(got == wanted || got.is_nan() && wanted.is_nan(), "{name} {n} {bad} {i} {j}: {got}");
                    }
                }
            }
        }
    }
}

fn small_suite<T: Scalar>() {
    for m in [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 17] {
        for n in 1..=50 {
            let lies = [Lies::Rows, Lies::Columns, Lies::PaddedRows][(m + n) % 3];
            check_gemm::<T>([m, 3, n], [Lies::Rows, lies, Lies::PaddedRows], [1.0, [0.0, 2.0][n % 2]], 1);
            check_gemm::<T>([n, 2, m], [lies, Lies::Rows, Lies::PaddedColumns], [1.0, 0.0], 1);
        }
    }
}

#[test]
fn products_of_every_small_size() {
    small_suite::<f32>();
    small_suite::<f64>();
}
