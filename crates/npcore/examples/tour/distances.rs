//! The distance matrix by broadcasting: with the array in between, and without.

use np::prelude::*;
use npcore as np;

use super::Tour;

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say("A thousand points in space, and the distance from each to each.");
    step!(tour, "p = (np.arange(3000.0) * 7919 % 1000).reshape(1000, 3)";
        let p = (np::arange(0.0, 3000.0, 1.0) * 7919.0 % 1000.0).into_shape([1000, 3])?);
    tour.say("By broadcasting, as NumPy's users write it: all differences are an array of their own.");
    step!(tour, "differences = p[:, None, :] - p[None, :, :]";
        let differences = p.slice(s![.., NewAxis]) - p.slice(s![NewAxis]));
    step!(tour, "differences.nbytes"; differences.nbytes());
    step!(tour, timed "eager = np.sqrt(((p[:, None, :] - p[None, :, :]) ** 2).sum(axis=2))"; let eager = {
        let differences = p.slice(s![.., NewAxis]) - p.slice(s![NewAxis]);
        np::sqrt(np::square(&differences).and_then(|squares| squares.sum(2)).expect("floats")).expect("floats")
    });
    tour.say(
        "As one expression: it is computed in a single pass, and nothing is in between but a block that stays in the \
         cache. The 24 MB are never made.",
    );
    step!(tour, timed "# the same, fused"; let fused = {
        use np::lazy;
        let rows = lazy(&p).at(s![.., NewAxis]);
        let columns = lazy(&p).at(s![NewAxis]);
        (rows - columns).square().sum(2).sqrt().eval().expect("floats")
    });
    step!(tour, "eager.shape"; fused.shape());
    step!(tour, "# np.allclose(fused, eager)"; np::allclose(&fused, &eager, np::Tolerance::default())?);
    step!(tour, "eager[:2, :4].round(3)"; np::around(fused.slice(s![..2, ..4]), 3)?);

    tour.say("Chains of operators fuse the same way: one pass, where each operator by itself is one.");
    step!(tour, "a, b = np.arange(1e6), np.arange(1e6) % 7";
        let (a, b) = (np::arange::<f64>(0.0, 1e6, 1.0), np::arange::<f64>(0.0, 1e6, 1.0) % 7.0));
    step!(tour, timed "chain = 2 * a + 3 * b - a * b"; let chain = 2.0 * &a + 3.0 * &b - &a * &b);
    step!(tour, timed "# the same, fused";
        let whole = (2.0 * np::lazy(&a) + 3.0 * np::lazy(&b) - np::lazy(&a) * np::lazy(&b)).eval().expect("one shape"));
    step!(tour, "# np.array_equal(chain, whole)"; chain.array_equal(&whole));
    step!(tour, "((a - b) ** 2).max()"; (np::lazy(&a) - np::lazy(&b)).square().max(..).eval()?);
    Ok(())
}
