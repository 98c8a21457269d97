//! Distances of many points, without the differences in between.

use np::linalg::{Metric, cdist, pdist, squareform};
use np::prelude::*;
use npcore as np;

use super::Tour;

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say("NumPy's users go to SciPy for this. Nothing larger than the result is made.");
    step!(tour, "from scipy.spatial.distance import cdist, pdist, squareform";
        let metric = Metric::Euclidean);
    step!(tour, "p = (np.arange(3000.0) * 7919 % 1000).reshape(1000, 3)";
        let p = (np::arange::<f64>(0.0, 3000.0, 1.0) * 7919.0 % 1000.0).into_shape([1000, 3])?);
    step!(tour, timed "d = cdist(p, p)"; let d = cdist(&p, &p, metric).expect("points"));
    step!(tour, "d[:2, :4].round(3)"; np::around(d.slice(s![..2, ..4]), 3)?);
    step!(tour, "d.diagonal().max()"; d.diagonal(0, 0, 1)?.max(..)?);
    step!(tour, "cdist(p[:2], p[:3], 'cityblock')";
        cdist(p.slice(s![..2]), p.slice(s![..3]), Metric::CityBlock)?);
    tour.say("Each pair once, and the square matrix of the pairs.");
    step!(tour, "pairs = pdist(p[:3], 'sqeuclidean')"; let pairs = pdist(p.slice(s![..3]), Metric::SqEuclidean)?);
    step!(tour, "pairs"; &pairs);
    step!(tour, "squareform(pairs)"; squareform(&pairs)?);
    Ok(())
}
