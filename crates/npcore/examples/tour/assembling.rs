//! Joining arrays, and what it costs to grow one.

use np::prelude::*;
use npcore as np;

use super::{Tour, data};

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say("Arrays are joined along an axis they have, or stacked along a new one. A join copies.");
    step!(tour, "a = np.array([1, 2, 3])"; let a = array![1i64, 2, 3]);
    step!(tour, "b = np.array([4, 5, 6])"; let b = array![4i64, 5, 6]);
    step!(tour, "np.concatenate((a, b))"; np::concatenate(&[&a, &b], 0)?);
    step!(tour, "np.vstack((a, b))"; np::vstack(&[&a, &b])?);
    step!(tour, "np.hstack((a, b))"; np::hstack(&[&a, &b])?);
    step!(tour, "np.column_stack((a, b))"; np::column_stack(&[&a, &b])?);
    step!(tour, "np.stack((a, b), axis=1).shape"; np::stack(&[&a, &b], 1)?.shape());
    step!(tour, "np.append(a, 9)"; np::append(&a, 9i64, None)?);

    tour.say("What does not fit is said before anything is written.");
    step!(tour, "# np.vstack((a, b[:2])) raises: all the input array dimensions except for the concatenation axis ...";
        np::vstack(&[a.view(), b.slice(s![..2])]).map(drop));

    tour.say("The iris table, taken apart by species and put together again: the parts are views.");
    step!(tour, data::NUMPY_LOAD; let iris = data::load()?);
    step!(tour, "species = np.split(iris, 3)"; let species = iris.split(3, 0)?);
    step!(tour, "species[1].shape"; species[1].shape());
    step!(tour, "np.shares_memory(species[1], iris)"; np::shares_memory(&species[1], &iris));
    step!(tour, "np.array_equal(np.vstack(species), iris)"; np::vstack(&species)?.array_equal(&iris));

    tour.say("Repeating, padding, rolling.");
    step!(tour, "np.tile(a, 2)"; np::tile(&a, 2)?);
    step!(tour, "np.repeat(a, 2)"; np::repeat(&a, 2, None)?);
    step!(tour, "np.pad(a, 2, mode='reflect')"; np::pad(&a, 2, np::PadMode::Reflect(np::Reflection::Even))?);
    step!(tour, "np.roll(a, 1)"; np::roll(&a, 1, None)?);

    tour.say(
        "Growing an array row by row copies all rows again each time. Where the size is known, make room first and \
         fill it; where it is not, collect the rows and join them once. A thousand rows of a thousand:",
    );
    step!(tour, "row = np.ones(1000)"; let row = np::ones::<f64>(1000));
    step!(tour, timed "grown = functools.reduce(lambda t, _: np.vstack((t, row)), range(1000), np.zeros((0, 1000)))";
    let grown = {
        let mut table = np::zeros::<f64>([0, 1000]);
        for _ in 0..1000 {
            table = np::vstack(&[table.view(), row.reshape_view([1, 1000]).expect("1000 elements")])
                .expect("rows of one length");
        }
        table
    });
    step!(tour, timed "joined = np.vstack([row] * 1000)"; let joined = np::vstack(&vec![&row; 1000]).expect("rows of one length"));
    step!(tour, "filled = np.zeros((1000, 1000))"; let mut filled = np::zeros::<f64>([1000, 1000]));
    step!(tour, timed "filled[...] = row"; filled.assign(&row));
    step!(tour, "out = np.zeros((1000, 1000))"; let mut out = np::zeros::<f64>([1000, 1000]));
    step!(tour, timed "np.concatenate([row[None]] * 1000, out=out)";
        np::concatenate_into(
            &vec![row.slice(s![NewAxis]); 1000], 0, &mut out, np::Casting::SameKind,
        ).expect("rows of one length"));
    step!(tour, "np.array_equal(grown, joined) and np.array_equal(joined, filled) and np.array_equal(filled, out)";
        grown.array_equal(&joined) && joined.array_equal(&filled) && filled.array_equal(&out));
    Ok(())
}
