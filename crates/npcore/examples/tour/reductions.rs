//! Universal functions and reductions, over all elements and along axes.

use np::prelude::*;
use np::ufunc::{Add, Maximum, Multiply, Sqrt};
use npcore as np;

use super::{Tour, data};

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say("A universal function works on every element; integers give floats where NumPy's tables say so.");
    step!(tour, "np.sqrt(np.array([1, 4, 9]))"; np::sqrt(array![1i64, 4, 9])?);
    step!(tour, "np.hypot(3.0, np.array([4.0, 0.0]))"; np::hypot(3.0, &array![4.0, 0.0])?);
    step!(tour, "np.maximum(np.array([1.0, np.nan, 3.0]), 2.0)"; np::maximum(&array![1.0, f64::NAN, 3.0], 2.0)?);

    tour.say("A reduction takes its axes: `..` for all elements gives a value, others an array.");
    step!(tour, data::NUMPY_LOAD; let iris = data::load()?);
    step!(tour, "iris.shape"; iris.shape());
    step!(tour, "iris.min()"; iris.min(..)?);
    step!(tour, "iris.max(axis=0)"; iris.max(0)?);
    step!(tour, "iris.mean(axis=0).round(3)"; np::around(&iris.mean(0)?, 3)?);
    step!(tour, "iris.std(axis=0, ddof=1).round(3)"; np::around(&np::reduce(&iris).axis(0).ddof(1.0).std()?, 3)?);
    step!(tour, "iris[:, 0].argmax()"; iris.slice(s![.., 0]).argmax(..)?);
    step!(tour, "(iris > 5.0).sum(axis=0)"; iris.gt(5.0).sum(0)?);
    step!(tour, "iris[:3].cumsum(axis=0)"; iris.slice(s![..3]).cumsum(0)?);

    tour.say("Options stand in a builder: a mask, a start, another type, axes that stay.");
    step!(tour, "iris.sum(axis=1, keepdims=True).shape"; np::reduce(&iris).axis(1).keepdims().sum()?.shape());
    step!(tour, "iris.max(axis=0, initial=0.0, where=iris < 5.0)";
        np::reduce(&iris).axis(0).initial(0.0).where_(&iris.lt(5.0)).max()?);
    step!(tour, "np.zeros((0, 3)).max()"; np::zeros::<f64>([0, 3]).max(..));

    tour.say("Functions are values too, with the methods of NumPy's ufuncs.");
    step!(tour, "np.add.accumulate(np.array([1, 2, 3]))"; Add.accumulate(array![1i64, 2, 3], 0)?);
    step!(tour, "np.maximum.reduce(np.array([[1, 5], [7, 2]]), axis=1)"; Maximum.reduce(array![[1i64, 5], [7, 2]], 1)?);
    step!(tour, "np.multiply.outer(np.array([1, 2]), np.array([10, 20, 30]))";
        Multiply.outer(&array![1i64, 2], &array![10i64, 20, 30])?);
    step!(tour, "counts = np.zeros(4, int)"; let mut counts = np::zeros::<i64>(4));
    step!(tour, "np.add.at(counts, [0, 2, 2, -1], 1)"; Add.at(&mut counts, array![0i64, 2, 2, -1], 1)?);
    step!(tour, "counts"; &counts);
    step!(tour, "out = np.full(3, -1.0)"; let mut out = np::full(3, -1.0));
    step!(tour, "np.sqrt(np.array([4.0, 9.0, 16.0]), out=out, where=[True, False, True])";
        Sqrt.call(&array![4.0, 9.0, 16.0]).where_(&array![true, false, true]).into(&mut out)?);
    step!(tour, "out"; &out);

    tour.say(
        "A sum's order of additions is a tree on every axis: ten million tenths in float32 keep their digits, where \
         adding them one by one would lose the third.",
    );
    step!(tour, "tenths = np.full((5_000_000, 2), 0.1, np.float32)"; let tenths = np::full([5_000_000, 2], 0.1f32));
    step!(tour, "# NumPy adds the rows one after the other, and its means differ here"; tenths.mean(0)?);
    Ok(())
}
