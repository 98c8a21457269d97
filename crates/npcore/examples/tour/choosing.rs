//! Elements chosen by position and by mask, read and written.

use np::prelude::*;
use npcore as np;

use super::{Tour, data};

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say("A list of positions picks elements, in any order and as often as it names them: always a copy.");
    step!(tour, "a = np.array([10, 20, 30, 40])"; let a = array![10i64, 20, 30, 40]);
    step!(tour, "a[[0, 2]]"; a.index(ix![[0, 2]])?);
    step!(tour, "picked = a[[3, 3, -4]]"; let mut picked = a.index(ix![[3, 3, -4]])?);
    step!(tour, "picked[0] = 99"; picked[0] = 99);
    step!(tour, "picked"; &picked);
    step!(tour, "np.shares_memory(a, picked)"; np::shares_memory(&a, &picked));
    step!(tour, "a[[0, 10]]"; a.index(ix![[0, 10]]));

    tour.say("Positions, slices and new axes mix by NumPy's rules.");
    step!(tour, "m = np.arange(12).reshape(3, 4)"; let mut m = np::arange(0i64, 12, 1).into_shape([3, 4])?);
    step!(tour, "m[[2, 0], 1:3]"; m.index(ix![[2, 0], 1..3])?);
    step!(tour, "m[[0, 1, 2], [3, 2, 1]]"; m.index(ix![[0, 1, 2], [3, 2, 1]])?);
    step!(tour, "m[[[0], [2]], [0, 3]]"; m.index(ix![[[0], [2]], [0, 3]])?);

    tour.say("A mask keeps the elements where it is true. Masks come of comparisons, and combine with & | ^ !.");
    step!(tour, "a[a > 25]"; a.mask(a.gt(25))?);
    step!(tour, "data = np.array([1.5, -2.0, 0.5, -0.1, 3.0])"; let mut data = array![1.5, -2.0, 0.5, -0.1, 3.0]);
    step!(tour, "data[data > 0]"; data.mask(data.gt(0.0))?);
    step!(tour, "data[(data > -1) & (data < 1)]"; data.mask(&(data.gt(-1.0) & data.lt(1.0)))?);
    step!(tour, "data[~(data > 0) | (data == 3)]"; data.mask(&(!data.gt(0.0) | np::equal(&data, 3.0)?))?);
    step!(tour, data::NUMPY_LOAD; let iris = data::load()?);
    step!(tour, "iris[iris[:, 2] > 6.3]"; iris.index(ix![&iris.slice(s![.., 2]).gt(6.3)])?);

    tour.say("Both write, too; where a position comes twice, the last value stays.");
    step!(tour, "data[data < 0] = 0"; data.mask_mut(&data.lt(0.0))?.fill(0.0)?);
    step!(tour, "data"; &data);
    step!(tour, "m[[0, 2], -1] = [70, 80]"; m.index_mut(ix![[0, 2], -1])?.assign([70, 80])?);
    step!(tour, "m[m % 2 == 1] = -1"; m.mask_mut(&np::equal(&(&m % 2), 1)?)?.fill(-1)?);
    step!(tour, "m"; &m);
    Ok(())
}
