//! Sums of products by subscripts: matrices, batches of them, diagonals, traces.

use np::prelude::*;
use npcore as np;

use super::Tour;

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say("Each axis has a letter; letters that are not behind the arrow are summed over. This is the product of matrices.");
    step!(tour, "a, b = np.arange(6.0).reshape(2, 3), np.arange(12.0).reshape(3, 4)"; let (a, b) = (
        np::arange(0.0, 6.0, 1.0).into_shape([2, 3])?,
        np::arange(0.0, 12.0, 1.0).into_shape([3, 4])?,
    ));
    step!(tour, "np.einsum('ij,jk->ik', a, b)"; np::einsum("ij,jk->ik", &[&a, &b])?);
    step!(tour, "a @ b"; a.matmul(&b)?);
    tour.say("A hundred pairs of matrices at once.");
    step!(tour, "x = np.arange(1200.0).reshape(100, 3, 4); y = np.arange(2000.0).reshape(100, 4, 5)"; let (x, y) = (
        np::arange(0.0, 1200.0, 1.0).into_shape([100, 3, 4])?,
        np::arange(0.0, 2000.0, 1.0).into_shape([100, 4, 5])?,
    ));
    step!(tour, "np.einsum('bij,bjk->bik', x, y).shape"; np::einsum("bij,bjk->bik", &[&x, &y])?.shape());
    step!(tour, "np.einsum('bij,bjk->bik', x, y)[99, 2]"; np::einsum("bij,bjk->bik", &[&x, &y])?.slice(s![99, 2]));
    tour.say(
        "A letter twice is a diagonal. Nothing is summed here, so the result is a view, and can be written through.",
    );
    step!(tour, "m = np.zeros((2, 3, 3))"; let mut m = np::zeros::<f64>([2, 3, 3]));
    step!(tour, "np.einsum('bii->bi', m)[:] = [1, 2, 3]"; np::einsum_mut("bii->bi", &mut m)?.assign(array![1.0, 2.0, 3.0]));
    step!(tour, "m[1]"; m.slice(s![1]));
    step!(tour, "np.einsum('bii->b', m)"; np::einsum("bii->b", &[&m])?);
    tour.say("Chains are contracted in the order that takes the fewest operations. The report is NumPy's.");
    step!(tour, "p, q, r = np.ones((50, 3)), np.ones((3, 80)), np.ones((80, 20))";
        let (p, q, r) = (np::ones::<f64>([50, 3]), np::ones::<f64>([3, 80]), np::ones::<f64>([80, 20])));
    step!(tour, "np.einsum_path('ij,jk,kl->il', p, q, r, optimize='optimal')[1]";
        np::einsum_path("ij,jk,kl->il", &[&p, &q, &r], &np::Optimize::Optimal)?.to_string());
    Ok(())
}
