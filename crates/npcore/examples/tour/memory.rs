//! Copies do not share memory, and how to ask.

use np::prelude::*;
use npcore as np;

use super::{Tour, data};

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say("A copy has its own memory; what is done to it does not show.");
    step!(tour, "a = np.arange(10)"; let a = np::arange(0i64, 10, 1));
    step!(tour, "b = a[2:5].copy()"; let mut b = a.slice(s![2..5]).copy());
    step!(tour, "b[0] = -1"; b[0] = -1);
    step!(tour, "a"; &a);
    step!(tour, "b.base is a"; np::is_view_of(&b, &a));
    step!(tour, "np.shares_memory(a, b)"; np::shares_memory(&a, &b));

    tour.say("`may_share_memory` compares ranges of addresses; `shares_memory` gives the exact answer.");
    step!(tour, "even, odd = a[::2], a[1::2]"; let (even, odd) = (a.slice(s![..;2]), a.slice(s![1..;2])));
    step!(tour, "np.may_share_memory(even, odd)"; np::may_share_memory(&even, &odd));
    step!(tour, "np.shares_memory(even, odd)"; np::shares_memory(&even, &odd));
    step!(tour, "np.shares_memory(a, odd)"; np::shares_memory(&a, &odd));

    tour.say("Some reshapes take a copy. The result's type says which it was, and one form refuses to copy.");
    step!(tour, data::NUMPY_LOAD; let iris = data::load()?);
    step!(tour, "np.shares_memory(iris.reshape(-1), iris)"; iris.reshape(-1)?.is_view());
    step!(tour, "np.shares_memory(iris.T.reshape(-1), iris)"; iris.t().reshape(-1)?.is_view());
    step!(tour, "# iris.T.reshape(-1, copy=False) raises: Unable to avoid creating a copy while reshaping.";
        iris.t().reshape_view(600).map(drop));

    tour.say("Two columns of one table interleave in memory without sharing an element.");
    step!(tour, "lengths, widths = iris[:, ::2], iris[:, 1::2]";
        let (lengths, widths) = (iris.slice(s![.., ..;2]), iris.slice(s![.., 1..;2])));
    step!(tour, "np.may_share_memory(lengths, widths)"; np::may_share_memory(&lengths, &widths));
    step!(tour, "np.shares_memory(lengths, widths)"; np::shares_memory(&lengths, &widths));
    Ok(())
}
