//! Slices, reshapes and transposes are views, and writes go through.

use np::prelude::*;
use npcore as np;

use super::{Tour, data};

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say("A reshape gives the same memory another shape wherever that is possible.");
    step!(tour, "a = np.arange(10)"; let a = np::arange(0i64, 10, 1));
    step!(tour, "b = a.reshape(2, 5)"; let b = a.reshape([2, 5])?);
    step!(tour, "b"; &b);
    step!(tour, "b.base is a"; np::is_view_of(&b, &a));
    step!(tour, "np.array([1, 2, 3]).reshape(2, 2)"; array![1, 2, 3].reshape([2, 2]).map(drop));

    tour.say("A slice is a view: a write through it shows in the array.");
    step!(tour, "a = np.array([1, 2, 3, 4, 5])"; let mut a = array![1, 2, 3, 4, 5]);
    step!(tour, "b = a[1:4]"; let mut b = a.slice_mut(s![1..4]));
    step!(tour, "b[0] = 99"; b[0] = 99);
    step!(tour, "b"; &b);
    step!(tour, "a"; &a);
    step!(tour, "a[1:4] = [7, 8, 9]"; a.slice_mut(s![1..4]).assign([7, 8, 9]));
    step!(tour, "a[::-2]"; a.slice(s![..;-2]));
    step!(tour, "a[::2] += 100"; a.slice_mut(s![..;2]).try_add_assign(100)?);
    step!(tour, "a"; &a);

    tour.say(
        "While `b` writes, nothing else may use `a`: the compiler sees to it. Where both sides of a \
         statement are the same array, as NumPy's users write it, the array's cells share.",
    );
    step!(tour, "x = np.array([1, 2, 3, 4])"; let mut x = array![1, 2, 3, 4]);
    step!(tour, "c = x[...]"; let c = x.cells());
    step!(tour, "c[1:] += c[:-1]"; c.slice(s![1..]).add_assign(c.slice(s![..-1])));
    step!(tour, "x"; &x);

    tour.say("Views of views: three blocks of fifty flowers, then petal lengths alone, every tenth flower.");
    step!(tour, data::NUMPY_LOAD; let iris = data::load()?);
    step!(tour, "species = iris.reshape(3, 50, 4)"; let species = iris.reshape([3, 50, 4])?);
    step!(tour, "species.strides"; species.strides());
    step!(tour, "petals = species[..., 2][:, ::10]"; let petals = species.slice(s![..., 2]).slice(s![.., ..;10]));
    step!(tour, "petals"; &petals);
    step!(tour, "petals.strides"; petals.strides());
    step!(tour, "np.shares_memory(petals, iris)"; np::shares_memory(&petals, &iris));
    step!(tour, "species[:, 0].T"; species.slice(s![.., 0]).t());
    Ok(())
}
