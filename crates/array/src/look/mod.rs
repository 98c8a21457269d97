//! Other views of the same elements: axes in another order, parts, blocks, bytes read as another type.
//!
//! | file               | what it gives                                                        |
//! |--------------------|----------------------------------------------------------------------|
//! | `axes`             | `rollaxis`, `matrix_transpose`, `atleast_2d`, `rot90`, `fliplr`, ... |
//! | `flatten`          | `ravel` and `flatten` in every order                                 |
//! | `split`            | `split`, `array_split`, `hsplit`, `unstack`, ...                     |
//! | `parts`            | `real` and `imag`                                                    |
//! | `reinterpret`      | NumPy's `a.view(dtype)`, and `byteswap`                              |
//! | `getfield`         | a part of each element's bytes: fields of records                   |
//! | `as_strided`       | views with a layout of the user's own                                |
//! | `broadcast_arrays` | several arrays brought to one shape                                  |
//! | `blocks`           | blocks and windows, one after the other                              |
//! | `nditer`           | several arrays walked together; `ndindex`, `ndenumerate`             |
//! | `functions`        | the free functions beside the methods                                |

mod as_strided;
mod axes;
mod blocks;
mod broadcast_arrays;
mod flatten;
mod functions;
mod getfield;
mod nditer;
mod parts;
mod reinterpret;
mod split;

pub use as_strided::{as_strided, as_strided_mut};
pub use blocks::Blocks;
pub use broadcast_arrays::{IntoView, broadcast_arrays};
pub(crate) use flatten::{ravel as ravel_view, visiting};
pub use functions::*;
pub(crate) use getfield::{Part, renamed, some_fields};
pub use nditer::{IndexList, Indexed, ListOf, NdIndex, NdIter, NdOperands, NdTypes, ndenumerate, ndindex, nditer};
pub use parts::Parts;
pub(crate) use reinterpret::settle;
pub use split::Sections;

/// Calls a macro for every container that gives views: first those for reading (and cells, which give cells), then
/// those for writing.
///
/// The macro gets `read` or `write`, generics, type, the container it gives, its lifetime, and the receiver.
macro_rules! each_container {
    ($callback:ident) => {
        each_container! { read $callback }
        $callback! { read ['a, T: Elem] ArrayCells<'a, T>; ArrayCells 'a; self [self] }
        each_container! { write $callback }
    };
    (read $callback:ident) => {
        $callback! { read [T: Elem] Array<T>; ArrayView '_; self [&self] }
        $callback! { read [T: Elem] ArrayCow<'_, T>; ArrayView '_; self [&self] }
        $callback! { read [T: Elem] ArrayViewMut<'_, T>; ArrayView '_; self [&self] }
        $callback! { read ['a, T: Elem] ArrayView<'a, T>; ArrayView 'a; self [self] }
    };
    (write $callback:ident) => {
        $callback! { write [T: Elem] Array<T>; ArrayViewMut '_; self [&mut self] }
        $callback! { write [T: Elem] ArrayViewMut<'_, T>; ArrayViewMut '_; self [&mut self] }
    };
}
use each_container;
