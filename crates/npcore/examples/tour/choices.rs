//! A value for each element: one of two, one of several, and its place among boundaries.

use np::prelude::*;
use npcore as np;

use super::Tour;

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say("where_ takes from one of two; text is as wide as the longer.");
    step!(tour, "prices = np.array([100, -20, 200, -50, 300])"; let prices = array![100i64, -20, 200, -50, 300]);
    step!(tour, "np.where(prices > 0, prices, 0)"; np::where_(prices.gt(0), &prices, 0)?);
    step!(tour, "signals = np.where(prices > 150, 'buy', 'hold')"; let signals = np::where_(prices.gt(150), "buy", "hold")?);
    step!(tour, "signals"; &signals);
    step!(tour, "signals.dtype"; signals.dtype().to_string().as_str());

    tour.say("select takes the first choice whose condition holds.");
    step!(tour, "changes = np.array([150, 50, -20, -80, 0])"; let changes = array![150i64, 50, -20, -80, 0]);
    step!(tour, "np.select([changes > 100, changes > 0, changes > -50], ['strong_buy', 'buy', 'hold'], 'sell')";
        np::select(
            &[&changes.gt(100), &changes.gt(0), &changes.gt(-50)],
            &["strong_buy", "buy", "hold"],
            "sell",
        )?);

    tour.say("searchsorted says where each value belongs among sorted boundaries.");
    step!(tour, "bounds = np.array([0, 100, 500, 1000, 5000, 50000])";
        let bounds = array![0i64, 100, 500, 1000, 5000, 50000]);
    step!(tour, "np.searchsorted(bounds, [50, 250, 750, 3000, 45000, 80])";
        np::searchsorted(&bounds, [50i64, 250, 750, 3000, 45000, 80], np::Side::Left)?);

    tour.say("The order of the elements, and the middle of them.");
    step!(tour, "np.sort(prices)"; np::sort(&prices, -1)?);
    step!(tour, "np.argsort(prices)"; np::argsort(&prices, -1)?);
    step!(tour, "np.take(prices, np.argsort(-prices)[:2])"; np::take(&prices, np::argsort(-&prices, -1)?.slice(s![..2]), None)?);
    Ok(())
}
