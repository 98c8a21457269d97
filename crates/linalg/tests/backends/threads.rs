//! How many threads libraries are told to take.

use npcore_linalg::backend::{Triangle, threads_for, threads_for_bytes};
use rayon::prelude::*;

use crate::decompositions::bound;
use crate::libraries::BACKENDS;
use crate::matrices::{Lies, Numbers, Owned, residual};

#[test]
fn small_work_takes_one_thread() {
    assert_eq!(threads_for(0), 1);
    assert_eq!(threads_for(2 * 64 * 64 * 64), 1);
    assert_eq!(threads_for(usize::MAX), npcore_exec::num_threads());
    assert_eq!(threads_for_bytes(8 * 300 * 300), 1);
    assert_eq!(threads_for_bytes(usize::MAX), npcore_exec::num_threads());
}

#[test]
fn a_limit_is_kept_and_lifted() {
    for (name, backend) in BACKENDS.iter() {
        backend.set_num_threads(1);
        assert_eq!(backend.num_threads(), 1, "{name}");
        backend.set_num_threads(0);
        assert_eq!(backend.num_threads(), npcore_exec::num_threads(), "{name}");
        if ["openblas", "scipy-openblas32", "scipy-openblas64", "mkl", "blis", "pure-rust"].contains(&name.as_str()) {
            assert_eq!(backend.info().threads, Some(npcore_exec::num_threads()), "{name}");
        }
    }
}

/// All back ends at the same time, from tasks of rayon's, on matrices that are worth threads of their own.
#[test]
fn products_inside_parallel_loops() {
    let mut numbers = Numbers::new(5);
    let n = 200;
    let (a, b) =
        (Owned::<f64>::random(n, n, Lies::Rows, &mut numbers), Owned::<f64>::random(n, n, Lies::Columns, &mut numbers));
    let tasks = Vec::from_iter((0..3).flat_map(|_| BACKENDS.iter()));
    tasks.into_par_iter().for_each(|(name, backend)| {
        let mut c = Owned::new(n, n, Lies::Rows, |_, _| 0.0);
        backend.blas::<f64>().gemm(1.0, a.matrix(), b.matrix(), 0.0, c.matrix_mut(), 8);
        assert!(residual(&a, &b, &c, n as f64) < 4.0, "{name}");
    });
}

/// Of sizes whose products, and systems of many right-hand sides, are worth several threads.
#[test]
fn decompositions_on_several_threads() {
    let mut numbers = Numbers::new(6);
    let (n, sides) = (320, 70);
    let random = Owned::<f64>::random(n, n, Lies::PaddedColumns, &mut numbers);
    let b = Owned::<f64>::random(n, sides, Lies::PaddedColumns, &mut numbers);
    let definite =
        Owned::new(
            n,
            n,
            Lies::PaddedColumns,
            |i, j| {
                if i == j { 2.0 * n as f64 } else { random.at(i, j) + random.at(j, i) }
            },
        );
    for (name, backend) in BACKENDS.iter() {
        let lapack = backend.lapack::<f64>();
        let (mut factors, mut x) = (random.clone(), b.clone());
        lapack.gesv(factors.columns(), x.columns()).unwrap();
        assert!(x.gaps_are_untouched(), "{name}");
        let error = residual(&random, &x, &b, random.largest() * x.largest());
        assert!(error < bound(name, n, n), "{name} gesv: {error}");
        let mut factor = definite.clone();
        lapack.potrf(Triangle::Upper, factor.columns()).unwrap();
        let upper = Owned::new(n, n, Lies::Columns, |i, j| if i > j { 0.0 } else { factor.at(i, j) });
        let error = residual(&upper.adjoint(), &upper, &definite, definite.largest());
        assert!(error < bound(name, n, n), "{name} potrf: {error}");
    }
}
