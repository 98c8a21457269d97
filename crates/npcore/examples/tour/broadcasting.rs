//! NumPy's two rules, and what happens where they do not help.

use np::prelude::*;
use npcore as np;

use super::{Tour, data};

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say("Two rules: the shorter shape is padded with ones on the left; then axes of length one are stretched.");
    step!(tour, "m = np.ones((3, 3))"; let m = Array::<f64>::ones([3, 3]));
    step!(tour, "m + [1, 2, 3]"; &m + [1.0, 2.0, 3.0]);
    step!(tour, "m + [[1], [2], [3]]"; &m + [[1.0], [2.0], [3.0]]);
    step!(tour, "m * 10"; &m * 10.0);
    step!(tour, "np.broadcast_shapes((8, 1, 6), (7, 1))"; &np::broadcast_shapes(&[&[8, 1, 6], &[7, 1]])?[..]);

    tour.say("Nothing is copied to stretch an axis: its stride is 0.");
    step!(tour, "row = np.array([1, 2, 3], np.int32)"; let row = array![1, 2, 3]);
    step!(tour, "np.broadcast_to(row, (4, 3)).strides"; row.broadcast_to([4, 3])?.strides());
    step!(tour, "np.broadcast_to(row, (4, 3))"; row.broadcast_to([4, 3])?);

    tour.say("Where neither rule helps it is an error in NumPy's words (the operator `+` panics with them).");
    step!(tour, "np.add(np.ones((3, 4)), np.ones((3, 5)))";
        np::add(&np::ones::<f64>([3, 4]), &np::ones::<f64>([3, 5])));
    step!(tour, "np.broadcast_to(row, (3, 2))"; row.broadcast_to([3, 2]));

    tour.say("The irises about their means: (150, 4) - (4,).");
    step!(tour, data::NUMPY_LOAD; let iris = data::load()?);
    step!(tour, "total = np.zeros(4)"; let mut total = np::zeros::<f64>(4));
    step!(tour, "for flower in iris: total += flower";
        for flower in iris.axis_iter(0) { total += flower });
    step!(tour, "means = total / len(iris)"; let means = &total / iris.len() as f64);
    step!(tour, "means"; &means);
    step!(tour, "np.allclose(means, [5.84, 3.06, 3.76, 1.2], rtol=1e-2)";
        np::allclose(&means, [5.84, 3.06, 3.76, 1.2], np::Tolerance { rtol: 1e-2, ..Default::default() })?);
    step!(tour, "centred = iris - means"; let centred = &iris - &means);
    step!(tour, "centred[:3]"; centred.slice(s![..3]));
    Ok(())
}
