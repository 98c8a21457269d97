//! numpy.linalg: systems, decompositions, stacks of small matrices.

use crate::case::{Case, fresh};
use crate::checksum::Summed;
use crate::ours::{np, shaped};
use np::linalg::{self, QrMode, Triangle};

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    for n in [300, 500] {
        let case = |name: &str| {
            Case::new("solvers", format!("{name} {n}x{n}"))
                .setup(format!("a = data('f8', 1, {n}, {n})"))
                .tolerance(1e-6)
        };
        let a = move || shaped::<f64>(1, &[n, n]);
        cases.push(
            case("solve, 1 right-hand side")
                .setup(format!("a = data('f8', 1, {n}, {n}); b = data('f8', 2, {n})"))
                .npcore(move |_| {
                    let (a, b) = (a(), shaped::<f64>(2, &[n]));
                    fresh(move || linalg::solve(&a, &b).expect("a system"))
                })
                .numpy("np.linalg.solve(a, b)"),
        );
        cases.push(
            case("inv")
                .npcore(move |_| {
                    let a = a();
                    fresh(move || linalg::inv(&a).expect("a matrix"))
                })
                .numpy("np.linalg.inv(a)"),
        );
        cases.push(
            case("cholesky")
                .setup(format!("a = data('f8', 1, {n}, {n}); a = a + a.T + np.eye({n}) * 200.0 * {n}"))
                .npcore(move |_| {
                    let a = &a() + a().t();
                    let a = &a + np::eye::<f64>(n, n, 0) * (200.0 * n as f64);
                    fresh(move || linalg::cholesky(&a, Triangle::Lower).expect("a definite matrix"))
                })
                .numpy("np.linalg.cholesky(a)"),
        );
        // Only what is unique is compared: R, whose signs are LAPACK's, singular values, eigenvalues.
        cases.push(
            case("qr")
                .npcore(move |_| {
                    let a = a();
                    fresh(move || linalg::qr(&a, QrMode::Reduced).expect("a matrix").r)
                })
                .numpy("np.linalg.qr(a)[1]"),
        );
        cases.push(
            case("svd")
                .npcore(move |_| {
                    let a = a();
                    fresh(move || linalg::svd(&a, true).expect("a matrix").s)
                })
                .numpy("np.linalg.svd(a)[1]"),
        );
        cases.push(
            case("eigh")
                .npcore(move |_| {
                    let a = &a() + a().t();
                    fresh(move || linalg::eigh(&a, Triangle::Lower).expect("a matrix").eigenvalues)
                })
                .setup(format!("a = data('f8', 1, {n}, {n}); a = a + a.T"))
                .numpy("np.linalg.eigh(a)[0]"),
        );
    }
    cases.push(
        Case::new("solvers", "lstsq 2000x20")
            .setup("a = data('f8', 1, 2000, 20); b = data('f8', 2, 2000)")
            .tolerance(1e-6)
            .npcore(|_| {
                let (a, b) = (shaped::<f64>(1, &[2000, 20]), shaped::<f64>(2, &[2000]));
                fresh(move || linalg::lstsq(&a, &b, None).expect("a system").x)
            })
            .numpy("np.linalg.lstsq(a, b)[0]"),
    );
    cases.push(stacks("det", "np.linalg.det(a)", |a| linalg::det(a).expect("matrices")));
    cases.push(stacks("inv", "np.linalg.inv(a)", |a| linalg::inv(a).expect("matrices")));
    cases
        .push(stacks("eigvalsh", "np.linalg.eigvalsh(a)", |a| linalg::eigvalsh(a, Triangle::Lower).expect("matrices")));
    // The signs of the vectors are anybody's.
    cases.push(stacks("eigh", "np.linalg.eigh(a)[0]", |a| {
        linalg::eigh(a, Triangle::Lower).expect("matrices").eigenvalues
    }));
}

/// A function of many small matrices, and NumPy's.
fn stacks<R: Summed + 'static>(name: &str, numpy: &'static str, f: fn(&np::Array<f64>) -> R) -> Case {
    Case::new("solvers", format!("{name} of 10000 3x3"))
        .setup("a = data('f8', 1, 10000, 3, 3)")
        .tolerance(1e-6)
        .npcore(move |_| {
            let a = shaped::<f64>(1, &[10000, 3, 3]);
            fresh(move || f(&a))
        })
        .numpy(numpy)
}
