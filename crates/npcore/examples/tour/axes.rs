//! New axes make every pair.

use np::prelude::*;
use npcore as np;

use super::{Tour, data};

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say("A column against a row gives every pair: (3, 1) * (4,) is (3, 4).");
    step!(tour, "x = np.array([1, 2, 3])"; let x = array![1, 2, 3]);
    step!(tour, "y = np.array([10, 20, 30, 40])"; let y = array![10, 20, 30, 40]);
    step!(tour, "x[:, np.newaxis].shape"; x.slice(s![.., NewAxis]).shape());
    step!(tour, "x[:, np.newaxis] * y"; x.slice(s![.., NewAxis]) * &y);
    step!(tour, "np.expand_dims(x, (0, 2)).shape"; x.expand_dims([0, 2])?.shape());
    step!(tour, "np.squeeze(np.expand_dims(x, (0, 2))).shape"; x.expand_dims([0, 2])?.squeeze().shape());

    tour.say("The mean flower of each species, and how much each differs from each: (3, 1, 4) - (3, 4).");
    step!(tour, data::NUMPY_LOAD; let iris = data::load()?);
    step!(tour, "species = iris.reshape(3, 50, 4)"; let species = iris.reshape([3, 50, 4])?);
    step!(tour, "means = np.zeros((3, 4))"; let mut means = np::zeros::<f64>([3, 4]));
    step!(tour, "for flowers in species.transpose(1, 0, 2): means += flowers / 50";
        for flowers in species.axis_iter(1) { means += flowers / 50.0 });
    step!(tour, "means"; &means);
    step!(tour, "apart = means[:, np.newaxis] - means"; let apart = means.slice(s![.., NewAxis]) - &means);
    step!(tour, "apart.shape"; apart.shape());
    step!(tour, "apart"; &apart);
    Ok(())
}
