//! A buffer, a dtype, a shape, strides.

use npcore as np;
use npcore::prelude::*;

use super::{Tour, data};

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say(
        "An array is a buffer of bytes and what they mean: an element type, a shape, and along \
         each axis a stride, the step in bytes from one element to the next.",
    );
    step!(tour, "a = np.array([[1, 2], [3, 4]], dtype=np.int32)"; let a = array![[1, 2], [3, 4]]);
    step!(tour, "a"; &a);
    step!(tour, "repr(a)"; format!("{a:?}"));
    step!(tour, "a.dtype"; a.dtype());
    step!(tour, "a.shape"; a.shape());
    step!(tour, "a.strides"; a.strides());
    step!(tour, "a.ndim"; a.ndim());
    step!(tour, "a.size"; a.size());
    step!(tour, "a.nbytes"; a.nbytes());
    step!(tour, "list(a.tobytes())"; a.to_bytes());
    step!(tour, "a.flags"; a.flags());

    tour.say("The dataset of this tour: 150 irises, four measurements of each in cm.");
    step!(tour, data::NUMPY_LOAD; let iris = data::load()?);
    step!(tour, "iris.shape"; iris.shape());
    step!(tour, "iris.strides"; iris.strides());
    step!(tour, "iris[:3]"; iris.slice(s![..3]));
    step!(tour, "iris[0, 2]"; iris[[0, 2]]);
    step!(tour, "iris[-1]"; iris.slice(s![-1]));

    tour.say("Long arrays are summarised.");
    step!(tour, "np.arange(0, 6000, 1).reshape(1000, 6)"; np::arange(0, 6000, 1).into_shape([1000, 6])?);
    Ok(())
}
