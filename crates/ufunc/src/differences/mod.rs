//! Differences of neighbours and what is made of them: `diff`, `gradient`, `trapezoid`, `unwrap`; and `cross`.

mod cross;
mod diff;
mod gradient;
mod trapezoid;
mod unwrap;

pub use cross::{Axes3, cross, cross_axes};
pub use diff::{diff, diff_with, ediff1d};
pub use gradient::{GridSpacing, gradient};
pub use trapezoid::trapezoid;
pub use unwrap::unwrap;
