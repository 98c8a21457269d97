//! What a view or a single element costs, on small arrays.

use std::hint::black_box;

use ndarray::{Array1, Array2, Axis, s};

use crate::case::{Case, fresh, view};
use crate::checksum::Summed;
use crate::data::data;
use crate::ours::{array, np, shaped};

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
    cases.push(
        line("a[1:-1]").npcore(look!(ours(), |a| a.slice(np::s![1..-1]))).ndarray(look!(nd(), |a| a.slice(s![1..999]))),
    );
    cases.push(
        line("a[::2]").npcore(look!(ours(), |a| a.slice(np::s![..;2]))).ndarray(look!(nd(), |a| a.slice(s![..;2]))),
    );
    cases.push(
        line("a.reshape(10, 100)")
            .npcore(look!(ours(), |a| a.reshape([10, 100]).expect("1000 elements")))
            .ndarray(look!(nd(), |a| a.to_shape((10, 100)).expect("1000 elements"))),
    );
    cases.push(line("a.view('i4')").npcore(look!(ours(), |a| a.view_as::<i32>().expect("contiguous"))));
    cases.push(
        literal("np.array([[1, 2], [3, 4]])")
            .npcore(|_| fresh(|| np::array![[black_box(1), 2], [3, 4]]))
            .ndarray(|_| fresh(|| ndarray::array![[black_box(1), 2], [3, 4]])),
    );
    cases.push(
        line("a[7]")
            .npcore(look!(ours(), |a| a.get(black_box(7)).expect("inside")))
            .ndarray(look!(nd(), |a| a[black_box(7)])),
    );
    cases.push(
        matrix("m[1:9, ::2]")
            .npcore(look!(ours_2d(), |m| m.slice(np::s![1..9, ..;2])))
            .ndarray(look!(nd_2d(), |m| m.slice(s![1..9, ..;2]))),
    );
    cases.push(
        matrix("m[3]")
            .npcore(look!(ours_2d(), |m| m.slice(np::s![black_box(3)])))
            .ndarray(look!(nd_2d(), |m| m.row(black_box(3)))),
    );
    cases.push(
        matrix("m[3, 5]")
            .npcore(look!(ours_2d(), |m| m.get(black_box([3, 5])).expect("inside")))
            .ndarray(look!(nd_2d(), |m| m[black_box([3, 5])])),
    );
    cases.push(
        matrix("m[:, None]")
            .npcore(look!(ours_2d(), |m| m.slice(np::s![.., np::NewAxis])))
            .ndarray(look!(nd_2d(), |m| m.view().insert_axis(Axis(1)))),
    );
    cases.push(matrix("m.T").npcore(look!(ours_2d(), |m| m.t())).ndarray(look!(nd_2d(), |m| m.t())));
    cases.push(
        matrix("np.broadcast_to(m[0], (9, 20))")
            .npcore(look!(ours_2d(), |m| m.slice(np::s![0]).broadcast_to([9, 20]).expect("20 columns")))
            .ndarray(look!(nd_2d(), |m| black_box(m.row(0)).broadcast((9, 20)).expect("20 columns"))),
    );
}

fn line(stmt: &str) -> Case {
    Case::new("views", stmt).small(true).setup("a = data('f8', 1, 1000)").numpy(stmt)
}

fn literal(stmt: &str) -> Case {
    Case::new("views", stmt).small(true).numpy(stmt)
}

fn matrix(stmt: &str) -> Case {
    Case::new("views", stmt).small(true).setup("m = data('f8', 1, 10, 20)").numpy(stmt)
}

fn nd() -> Array1<f64> {
    Array1::from(data::<f64>(1, 1000))
}

fn nd_2d() -> Array2<f64> {
    Array2::from_shape_vec((10, 20), data(1, 200)).expect("the data fits the shape")
}

fn ours() -> np::Array<f64> {
    array(1, 1000)
}

fn ours_2d() -> np::Array<f64> {
    shaped(1, &[10, 20])
}
