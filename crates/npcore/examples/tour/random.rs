//! Random numbers: NumPy's, for the same seed.

use np::prelude::*;
use np::random::{default_rng, rand, randint, randn, seed};
use npcore as np;

use super::Tour;

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say("A generator gives the numbers that NumPy's gives for the same seed, bit for bit.");
    step!(tour, "rng = np.random.default_rng(42)"; let mut rng = default_rng(42));
    step!(tour, "rng.random(3)"; rng.random(3));
    step!(tour, "rng.integers(0, 10, (2, 5))"; rng.integers(0..10, [2, 5])?);
    step!(tour, "rng.normal(100.0, 15.0, 4)"; rng.normal(100.0, 15.0, 4)?);
    step!(tour, "rng.choice(np.array([10, 20, 30]), 5)"; rng.choice(array![10i64, 20, 30], 5)?);
    step!(tour, "order = np.arange(8)"; let mut order = np::arange(0i64, 8, 1));
    step!(tour, "rng.shuffle(order)"; rng.shuffle(&mut order)?);
    step!(tour, "order"; &order);

    tour.say("The functions of older programs have their own stream, and give its numbers.");
    step!(tour, "np.random.seed(0)"; seed(0)?);
    step!(tour, "np.random.rand(2, 3)"; rand([2, 3]));
    step!(tour, "np.random.randn(3)"; randn(3));
    step!(tour, "np.random.randint(0, 100, 8)"; randint(0..100, 8)?);
    Ok(())
}
