//! How many threads libraries are told to take.

use npcore_linalg::backend::threads_for;
use rayon::prelude::*;

use crate::libraries::BACKENDS;
use crate::matrices::{Lies, Numbers, Owned, residual};

#[test]
fn small_work_takes_one_thread() {
    assert_eq!(threads_for(0), 1);
    assert_eq!(threads_for(2 * 64 * 64 * 64), 1);
    assert_eq!(threads_for(usize::MAX), npcore_exec::num_threads());
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
