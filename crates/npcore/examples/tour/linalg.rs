//! Linear algebra: systems, decompositions, and a regression.

use np::linalg;
use np::prelude::*;
use npcore as np;

use super::Tour;

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say("Systems of equations, determinants, inverses; the matrices may be a stack.");
    step!(tour, "a = np.array([[3., 1.], [1., 2.]])"; let a = array![[3.0f64, 1.0], [1.0, 2.0]]);
    step!(tour, "np.linalg.solve(a, [9., 8.])"; linalg::solve(&a, [9.0, 8.0])?);
    step!(tour, "np.linalg.det(a).round(12)"; np::round(linalg::det(&a)?, 12)?);
    step!(tour, "np.linalg.inv(a)"; linalg::inv(&a)?);
    step!(tour, "np.linalg.cholesky(a).round(6)"; np::round(linalg::cholesky(&a, linalg::Triangle::Lower)?, 6)?);
    step!(tour, "np.linalg.inv(np.array([[1, 2], [2, 4]]))"; linalg::inv(array![[1, 2], [2, 4]]).map(drop));

    tour.say(
        "Linear regression: slope and intercept are the least-squares solution over a column of ones. \
        scikit-learn's LinearRegression gives 1.99 and 0.05.",
    );
    step!(tour, "X = np.array([[1.], [2.], [3.], [4.], [5.]])"; let x = array![[1.0f64], [2.0], [3.0], [4.0], [5.0]]);
    step!(tour, "y = np.array([2.1, 3.9, 6.2, 7.8, 10.1])"; let y = array![2.1f64, 3.9, 6.2, 7.8, 10.1]);
    step!(tour, "A = np.hstack([X, np.ones((5, 1))])"; let a = np::hstack(&[x.view(), np::ones([5, 1]).view()])?);
    step!(tour, "fit = np.linalg.lstsq(A, y)"; let fit = linalg::lstsq(&a, &y, None)?);
    step!(tour, "fit[0].round(12)"; np::round(&fit.x, 12)?);
    step!(tour, "fit[1].round(12)"; np::round(&fit.residuals, 12)?);
    step!(tour, "int(fit[2])"; fit.rank);
    step!(tour, "fit[3].round(6)"; np::round(&fit.s, 6)?);
    Ok(())
}
