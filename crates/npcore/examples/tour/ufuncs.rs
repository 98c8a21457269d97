//! Operators on whole arrays, against a loop.

use np::prelude::*;
use npcore as np;

use super::{Tour, data};

pub fn run(tour: &mut Tour) -> np::Result<()> {
    tour.say("An operator works on all elements in one pass: vector instructions, and threads where that pays.");
    step!(tour, "numbers = [float(x) for x in range(1_000_000)]";
        let numbers: Vec<f64> = (0..1_000_000).map(f64::from).collect());
    step!(tour, "array = np.array(numbers)"; let mut array = Array::from(numbers.clone()));
    step!(tour, timed "doubled = [x * 2 for x in numbers]";
        let doubled = numbers.iter().map(|x| x * 2.0).collect::<Vec<f64>>());
    step!(tour, timed "twice = array * 2"; let twice = &array * 2.0);
    step!(tour, timed "array *= 2"; array *= 2.0);
    step!(tour, "np.array_equal(twice, doubled)"; twice.array_equal(&doubled));
    step!(tour, "twice"; &twice);
    tour.say(
        "A loop over a vector is compiled code here, and no hundred times slower as in Python. What the operator \
         adds is broadcasting, strides and types, and on large arrays the work of all cores.",
    );

    tour.say("The arithmetic is NumPy's: / divides truly, % has the divisor's sign, fixed widths wrap.");
    step!(tour, "n = np.array([7, -7, 100], np.int8)"; let n = array![7i8, -7, 100]);
    step!(tour, "n.astype(int) / 2"; n.astype::<i64>() / 2);
    step!(tour, "n % 3"; &n % 3);
    step!(tour, "np.floor_divide(n, 2)"; np::floor_divide(&n, 2)?);
    step!(tour, "n + n"; &n + &n);
    step!(tour, "-n"; -&n);
    step!(tour, "(n << 1) | 1"; (&n << 1) | 1);
    step!(tour, "n > 0"; n.gt(0));

    tour.say("On the irises: the area of a petal, as if it were a rectangle, and which flowers have a large one.");
    step!(tour, data::NUMPY_LOAD; let iris = data::load()?);
    step!(tour, "area = iris[:, 2] * iris[:, 3]";
        let area = iris.slice(s![.., 2]) * iris.slice(s![.., 3]));
    step!(tour, "area[::10]"; area.slice(s![..;10]));
    step!(tour, "(area > 2.0)[::10]"; area.gt(2.0).slice(s![..;10]));
    step!(tour, "((area > 2.0) & (iris[:, 0] < 6.0))[::10]";
        (area.gt(2.0) & iris.slice(s![.., 0]).lt(6.0)).slice(s![..;10]));

    tour.say("An output may be given, and an owned left operand is computed in its own memory.");
    step!(tour, "out = np.zeros(150)"; let mut out = np::zeros::<f64>(150));
    step!(tour, "np.add(area, 0.5, out=out)"; np::add_into(&area, 0.5, &mut out)?);
    step!(tour, "out[:5]"; out.slice(s![..5]));
    Ok(())
}
