//! int64 to int8, unchecked and checked.

use np::prelude::*;
use npcore as np;

use super::{Tour, data};

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say("A million numbers from 0 to 99 need no 64 bits each.");
    step!(tour, "big = np.random.default_rng(1).integers(0, 100, 1_000_000)";
        let big = np::random::default_rng(1).integers(0..100, 1_000_000)?);
    step!(tour, "big[:10]"; big.slice(s![..10]));
    step!(tour, "small = big.astype(np.int8)"; let small = big.astype::<i8>());
    step!(tour, "big.nbytes"; big.nbytes());
    step!(tour, "small.nbytes"; small.nbytes());
    step!(tour, "np.array_equal(small, big)"; small.array_equal(&big));

    tour.say("`astype` keeps the low bits of what does not fit, as NumPy's does; the checked form refuses.");
    step!(tour, "wide = np.array([0, 42, 300])"; let wide = array![0i64, 42, 300]);
    step!(tour, "wide.astype(np.int8)"; wide.astype::<i8>());
    step!(tour, "# no such form in NumPy"; wide.try_astype::<i8>());

    tour.say("The irises were measured to the millimetre, so int8 holds them exactly.");
    step!(tour, data::NUMPY_LOAD; let iris = data::load()?);
    step!(tour, "mm = (iris * 10 + 0.5).astype(np.int8)"; let mm = (&iris * 10.0 + 0.5).astype::<i8>());
    step!(tour, "mm[:3]"; mm.slice(s![..3]));
    step!(tour, "iris.nbytes // mm.nbytes"; iris.nbytes() / mm.nbytes());
    step!(tour, "np.array_equal(mm / 10, iris)"; (mm.astype::<f64>() / 10.0).array_equal(&iris));
    Ok(())
}
