//! What a view or a single element costs, on small arrays.

use std::hint::black_box;

use ndarray::{Array1, Array2, Axis, s};

use crate::case::{Case, view};
use crate::checksum::Summed;
use crate::data::data;

/// Times and fingerprints the same expression of an owner.
macro_rules! look {
    ($owner:expr, |$x:ident| $view:expr) => {
        |_| {
            view(
                $owner,
                |$x| {
                    black_box($view);
                },
                |$x| $view.checksum(),
            )
        }
    };
}

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    cases.push(line("a[1:-1]").ndarray(look!(line_nd(), |a| a.slice(s![1..-1]))));
    cases.push(line("a[::2]").ndarray(look!(line_nd(), |a| a.slice(s![..;2]))));
    cases.push(line("a.reshape(10, 100)").ndarray(look!(line_nd(), |a| a.to_shape((10, 100)).expect("1000 elements"))));
    cases.push(line("a[7]").ndarray(look!(line_nd(), |a| a[black_box(7)])));
    cases.push(matrix("m[1:9, ::2]").ndarray(look!(matrix_nd(), |m| m.slice(s![1..9, ..;2]))));
    cases.push(matrix("m[3]").ndarray(look!(matrix_nd(), |m| m.row(black_box(3)))));
    cases.push(matrix("m[3, 5]").ndarray(look!(matrix_nd(), |m| m[black_box([3, 5])])));
    cases.push(matrix("m[:, None]").ndarray(look!(matrix_nd(), |m| m.view().insert_axis(Axis(1)))));
    cases.push(matrix("m.T").ndarray(look!(matrix_nd(), |m| m.t())));
    cases.push(
        matrix("np.broadcast_to(m[0], (9, 20))")
            .ndarray(look!(matrix_nd(), |m| black_box(m.row(0)).broadcast((9, 20)).expect("20 columns"))),
    );
}

fn line(stmt: &str) -> Case {
    Case::new("views", stmt).small(true).setup("a = data('f8', 1, 1000)").numpy(stmt)
}

fn matrix(stmt: &str) -> Case {
    Case::new("views", stmt).small(true).setup("m = data('f8', 1, 10, 20)").numpy(stmt)
}

fn line_nd() -> Array1<f64> {
    Array1::from(data::<f64>(1, 1000))
}

fn matrix_nd() -> Array2<f64> {
    Array2::from_shape_vec((10, 20), data(1, 200)).expect("the data fits the shape")
}
