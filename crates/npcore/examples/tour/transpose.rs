//! A transpose is a view; `ascontiguousarray` makes it lie in order.

use npcore as np;
use npcore::prelude::*;

use super::{Tour, data};

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say("A transpose swaps shape and strides, and touches no element.");
    step!(tour, data::NUMPY_LOAD; let mut iris = data::load()?);
    step!(tour, "iris.T.shape"; iris.t().shape());
    step!(tour, "iris.T.strides"; iris.t().strides());
    step!(tour, "iris.T.flags"; iris.t_mut().flags());
    step!(tour, "iris.T[:, :5]"; iris.t().slice(s![.., ..5]));

    tour.say("Where the elements must lie in order, `ascontiguousarray` copies if it has to.");
    step!(tour, "t = np.ascontiguousarray(iris.T)"; let t = iris.t().ascontiguousarray());
    step!(tour, "t.flags.c_contiguous"; t.flags().c_contiguous);
    step!(tour, "t.strides"; t.strides());
    step!(tour, "np.shares_memory(t, iris)"; np::shares_memory(&t, &iris));
    step!(tour, "np.ascontiguousarray(iris) is iris"; iris.ascontiguousarray().is_view());

    tour.say("That copy goes by tiles, so that neither side is read or written across its grain.");
    step!(tour, "large = np.ones((2000, 2000))"; let large = Array::<f64>::ones([2000, 2000]));
    step!(tour, timed "large.copy()"; large.copy());
    step!(tour, timed "np.ascontiguousarray(large.T)"; large.t().ascontiguousarray());

    tour.say("More axes: flowers, measurements and species in any order.");
    step!(tour, "species = iris.reshape(3, 50, 4)"; let species = iris.reshape([3, 50, 4])?);
    step!(tour, "species.transpose(2, 0, 1).shape"; species.transpose([2, 0, 1])?.shape());
    step!(tour, "np.moveaxis(species, 0, -1).strides"; species.moveaxis(0, -1)?.strides());
    step!(tour, "np.swapaxes(species, 0, 2)[2, :3]"; species.swapaxes(0, 2)?.slice(s![2, ..3]));
    Ok(())
}
