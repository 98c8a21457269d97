//! C and F order, and what they cost.

use np::prelude::*;
use npcore as np;

use super::Tour;

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say("The same table in C order (rows lie together) and in F order (columns do).");
    step!(tour, "c = np.array([[1, 2, 3], [4, 5, 6]], dtype=np.int32)"; let c = array![[1, 2, 3], [4, 5, 6]]);
    step!(tour, "f = np.asfortranarray(c)"; let f = c.asfortranarray());
    step!(tour, "np.array_equal(c, f)"; c.array_equal(&f));
    step!(tour, "c.ravel(order='K')"; c.reshape_order(-1, Order::K)?);
    step!(tour, "f.ravel(order='K')"; f.reshape_order(-1, Order::K)?);
    step!(tour, "c.strides"; c.strides());
    step!(tour, "f.strides"; f.strides());
    step!(tour, "c.flags.c_contiguous, c.flags.f_contiguous"; (c.flags().c_contiguous, c.flags().f_contiguous));
    step!(tour, "f.flags.c_contiguous, f.flags.f_contiguous"; (f.flags().c_contiguous, f.flags().f_contiguous));

    tour.say(
        "The strides of a large one: 80000 bytes to the next row, 8 to the next column. Zeros that nobody has \
         written take no memory, so that it is made at once.",
    );
    step!(tour, timed "large = np.zeros((10000, 10000))"; let large = Array::<f64>::zeros([10_000, 10_000]));
    step!(tour, "large.strides"; large.strides());
    step!(tour, "large.T.strides"; large.t().strides());
    step!(tour, "large.nbytes"; large.nbytes());

    tour.say(
        "NumPy's users are told to sum along the axis whose elements lie together. Here both sums go through \
         memory once and in order: along the rows each is folded by itself, along the columns rows are added to rows.",
    );
    step!(tour, "table = np.arange(2048.0 * 2048).reshape(2048, 2048) % 10";
        let table = np::arange(0.0, 2048.0 * 2048.0, 1.0).into_shape([2048, 2048])? % 10.0);
    step!(tour, timed "down = table.sum(axis=0)"; let down = table.sum(0).expect("floats"));
    step!(tour, timed "across = table.sum(axis=1)"; let across = table.sum(1).expect("floats"));
    step!(tour, timed "table * 2"; &table * 2.0);
    step!(tour, "down"; &down);
    step!(tour, "across"; &across);
    Ok(())
}
