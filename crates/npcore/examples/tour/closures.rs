//! A closure as a universal function: at loop speed, unlike `np.vectorize`.

use np::prelude::*;
use npcore as np;

use super::Tour;

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say("A function of scalars becomes one of arrays: it broadcasts, and is compiled into the loop.");
    step!(tour, "clamp = np.vectorize(lambda x, top: x if x < top else top)";
        let clamp = np::from_fn(|x: f64, top: f64| if x < top { x } else { top }));
    step!(tour, "clamp(np.array([[1.0, 5.0, 9.0]]), np.array([[4.0], [8.0]]))";
        clamp.call(array![[1.0, 5.0, 9.0]], array![[4.0], [8.0]])?);

    tour.say(
        "Beside the function that is built in, on a million numbers (np.vectorize takes a hundred times as long):",
    );
    step!(tour, "x = np.arange(1e6) % 1000"; let x = np::arange::<f64>(0.0, 1e6, 1.0) % 1000.0);
    step!(tour, timed "# clamp(x, 500.0)"; let own = clamp.call(&x, 500.0).expect("one shape"));
    step!(tour, timed "built_in = np.minimum(x, 500.0)"; let built_in = np::minimum(&x, 500.0).expect("one shape"));
    step!(tour, "# np.array_equal(own, built_in)"; own.array_equal(&built_in));

    tour.say("With a signature it takes whole axes, and the others are looped over.");
    step!(tour, "inner = np.vectorize(np.dot, signature='(n),(n)->()')";
        let inner = np::from_core("(n),(n)->()", |a: ArrayView<'_, f64>, b: ArrayView<'_, f64>| {
            a.values().zip(b.values()).map(|(x, y)| x * y).sum::<f64>()
        })?);
    step!(tour, "inner(np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([10.0, 1.0]))";
        inner.call(array![[1.0, 2.0], [3.0, 4.0]], array![10.0, 1.0])?);
    Ok(())
}
