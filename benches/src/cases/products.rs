//! Products of matrices, contractions, distances of points.

use crate::case::{Case, fresh, into};
use crate::data::Value;
use crate::ours::{Element, np, shaped};

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    matrices(cases);
    contractions(cases);
    distances(cases);
}

fn case(name: impl Into<String>) -> Case {
    Case::new("products", name.into()).tolerance(1e-5)
}

/// Matrices of `n` rows and columns.
fn square<T>(cases: &mut Vec<Case>, dtype: &'static str, n: usize)
where
    T: Value + Element + np::Promote<T, Output = T>,
    np::Array<T>: crate::checksum::Summed,
{
    cases.push(
        case(format!("matmul {dtype} {n}"))
            .small(n <= 64)
            .setup(format!("a = data('{dtype}', 1, {n}, {n}); b = data('{dtype}', 2, {n}, {n})"))
            .npcore(move |_| {
                let (a, b) = (shaped::<T>(1, &[n, n]), shaped::<T>(2, &[n, n]));
                fresh(move || np::matmul(&a, &b).expect("the lengths fit"))
            })
            .numpy("a @ b"),
    );
}

fn matrices(cases: &mut Vec<Case>) {
    for n in [16, 64, 256, 1000] {
        square::<f32>(cases, "f4", n);
        square::<f64>(cases, "f8", n);
    }
    square::<i32>(cases, "i4", 256);
    square::<i64>(cases, "i8", 256);
    cases.push(
        case("matmul f8 100x(30x40x50)")
            .setup("a = data('f8', 1, 100, 30, 40); b = data('f8', 2, 100, 40, 50)")
            .npcore(|_| {
                let (a, b) = (shaped::<f64>(1, &[100, 30, 40]), shaped::<f64>(2, &[100, 40, 50]));
                fresh(move || np::matmul(&a, &b).expect("the lengths fit"))
            })
            .numpy("a @ b"),
    );
    cases.push(
        case("matmul f8 a.T @ b 256, into out")
            .setup("a = data('f8', 1, 256, 256).T; b = data('f8', 2, 256, 256); out = np.empty((256, 256))")
            .result("out")
            .npcore(|_| {
                let (a, b) = (shaped::<f64>(1, &[256, 256]), shaped::<f64>(2, &[256, 256]));
                into(np::zeros::<f64>([256, 256]), move |out| {
                    np::matmul_into(a.t(), &b, out).expect("the lengths fit");
                })
            })
            .numpy("np.matmul(a, b, out=out)"),
    );
    cases.push(
        case("matvec f8 2000")
            .setup("a = data('f8', 1, 2000, 2000); x = data('f8', 2, 2000)")
            .npcore(|_| {
                let (a, x) = (shaped::<f64>(1, &[2000, 2000]), shaped::<f64>(2, &[2000]));
                fresh(move || np::matmul(&a, &x).expect("the lengths fit"))
            })
            .numpy("a @ x"),
    );
    cases.push(
        case("tensordot f8 (20,30,40) (40,30,25) over two axes")
            .setup("a = data('f8', 1, 20, 30, 40); b = data('f8', 2, 40, 30, 25)")
            .npcore(|_| {
                let (a, b) = (shaped::<f64>(1, &[20, 30, 40]), shaped::<f64>(2, &[40, 30, 25]));
                fresh(move || np::tensordot(&a, &b, ([2, 1], [0, 1])).expect("the lengths fit"))
            })
            .numpy("np.tensordot(a, b, ([2, 1], [0, 1]))"),
    );
}

fn contraction(
    cases: &mut Vec<Case>,
    subscripts: &'static str,
    shapes: &'static [&'static [usize]],
    numpy: &'static str,
) {
    let mut setup = String::new();
    for (i, shape) in shapes.iter().enumerate() {
        let lengths: Vec<String> = shape.iter().map(usize::to_string).collect();
        setup += &format!("x{i} = data('f8', {}, {}); ", i + 1, lengths.join(", "));
    }
    let names: Vec<String> = (0..shapes.len()).map(|i| format!("x{i}")).collect();
    cases.push(
        case(format!("einsum {subscripts}"))
            .setup(setup)
            .npcore(move |_| {
                let arrays: Vec<np::Array<f64>> =
                    shapes.iter().enumerate().map(|(i, shape)| shaped::<f64>(i as u64 + 1, shape)).collect();
                fresh(move || {
                    let operands: Vec<&np::Array<f64>> = arrays.iter().collect();
                    np::einsum(subscripts, &operands).expect("the lengths fit").into_owned()
                })
            })
            .numpy(format!("np.einsum('{subscripts}', {}{numpy})", names.join(", "))),
    );
}

fn contractions(cases: &mut Vec<Case>) {
    contraction(cases, "ij,jk->ik", &[&[256, 256], &[256, 256]], "");
    contraction(cases, "bij,bjk->bik", &[&[100, 30, 40], &[100, 40, 50]], "");
    contraction(cases, "bii->b", &[&[1000, 40, 40]], "");
    contraction(cases, "ij,jk,kl->il", &[&[100, 120], &[120, 140], &[140, 80]], ", optimize=True");
    contraction(cases, "ij,ij->", &[&[1000, 1000], &[1000, 1000]], "");
}

fn distances(cases: &mut Vec<Case>) {
    for dims in [3, 64] {
        cases.push(
            case(format!("cdist f8 4000x4000x{dims}"))
                .setup(format!(
                    "from scipy.spatial.distance import cdist; a = data('f8', 1, 4000, {dims}); \
                     b = data('f8', 2, 4000, {dims})"
                ))
                .npcore(move |_| {
                    let (a, b) = (shaped::<f64>(1, &[4000, dims]), shaped::<f64>(2, &[4000, dims]));
                    fresh(move || np::linalg::cdist(&a, &b, np::linalg::Metric::Euclidean).expect("points"))
                })
                .scipy("cdist(a, b)"),
        );
    }
}
