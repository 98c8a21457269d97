//! The dataset: Anderson's measurements of 150 irises, as Fisher published them in 1936.

use npcore as np;
use npcore::prelude::*;

/// The table as text; see `data/README.md`.
pub const CSV: &str = include_str!("../data/iris.csv");

/// Sepal length and width, petal length and width in cm: (150, 4), fifty flowers of each species.
pub fn load() -> np::Result<Array<f64>> {
    let number = |field: &str| field.parse().map_err(|_| np::Error::Value(format!("not a number: {field:?}")));
    let mut values = Vec::new();
    for line in CSV.lines().skip(1) {
        for field in line.split(',').take(4) {
            values.push(number(field)?);
        }
    }
    Array::from_shape_vec([values.len() / 4, 4], values)
}

/// What loads it in NumPy.
pub const NUMPY_LOAD: &str = "iris = np.loadtxt('iris.csv', delimiter=',', skiprows=1, usecols=range(4))";
