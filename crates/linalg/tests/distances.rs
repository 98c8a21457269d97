//! Distances against SciPy's own results (`cargo xtask goldens` makes the file; its script says what the lines mean), and
//! against plain sums.

use npcore_array::{Array, DynView, array};
use npcore_linalg::{Metric, cdist, pdist, squareform};

#[path = "../../array/tests/golden/mod.rs"]
mod golden;
mod shared;
use golden::{Memory, all_same};
use shared::same_within;

fn metric(text: &str) -> Metric {
    match text.split(' ').collect::<Vec<_>>()[..] {
        ["euclidean"] => Metric::Euclidean,
        ["sqeuclidean"] => Metric::SqEuclidean,
        ["cityblock"] => Metric::CityBlock,
        ["chebyshev"] => Metric::Chebyshev,
        ["cosine"] => Metric::Cosine,
        ["correlation"] => Metric::Correlation,
        ["hamming"] => Metric::Hamming,
        ["canberra"] => Metric::Canberra,
        ["braycurtis"] => Metric::BrayCurtis,
        ["minkowski", p] => Metric::Minkowski(p.parse().unwrap()),
        _ => panic!("no metric {text}"),
    }
}

fn run(line: &str) -> Result<(), String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [name, how, operands @ .., scipys] = &fields[..] else { panic!("three fields: {line}") };
    let given: Vec<Memory> = operands.iter().map(|text| Memory::parse(text)).collect();
    let views: Vec<DynView<'_>> = given.iter().map(Memory::view).collect();
    let ours = match *name {
        "cdist" => cdist(views[0], views[1], metric(how)),
        "pdist" => pdist(views[0], metric(how)),
        _ => squareform(views[0]),
    };
    // Cosines have an absolute error.
    let single = ours.as_ref().is_ok_and(|a| a.itemsize() == 4);
    let scale = if matches!(*how, "cosine" | "correlation") { 1.0 } else { 0.0 };
    same_within(line, ours, scipys, if single { 2e-6 } else { 4e-15 }, scale)
}

#[test]
fn like_scipy() {
    all_same(include_str!("goldens/distances.txt"), 300, run);
}

fn cloud(n: usize, dims: usize, scale: f64, seed: u64) -> Array<f64> {
    let mut x = seed;
    let mut next = || {
        x = x.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (x >> 11) as f64 / (1u64 << 53) as f64 - 0.5
    };
    Array::from_shape_vec([n, dims], (0..n * dims).map(|_| next() * scale).collect()).unwrap()
}

fn naive(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt()
}

/// The bound of the documentation, over scales, far from the origin, and in clusters.
#[test]
fn products_keep_the_bound() {
    for (dims, scale, shift, near) in [
        (24, 1.0, 0.0, 1.0),
        (64, 1e-6, 1e3, 1.0),
        (40, 1e120, 0.0, 1.0),
        (33, 1e-140, 0.0, 1.0),
        (64, 1.0, 5.0, 1e-9),
        (200, 1e8, 1.0, 1e-3),
    ] {
        let mut a = cloud(70, dims, scale, 1);
        let mut b = cloud(90, dims, scale * near, 2);
        a = &a + shift * scale;
        b = &b + shift * scale;
        b.slice_mut(npcore_array::s![7]).assign(a.slice(npcore_array::s![3]));
        let (x, y) = (a.as_slice().unwrap(), b.as_slice().unwrap());
        let ours = cdist(&a, &b, Metric::Euclidean).unwrap();
        let squares = cdist(&a, &b, Metric::SqEuclidean).unwrap();
        let bound = 8.0 * (dims as f64 + 4.0) * f64::EPSILON;
        for i in 0..70 {
            for j in 0..90 {
                let want = naive(&x[i * dims..][..dims], &y[j * dims..][..dims]);
                let (one, square) = (ours.get([i, j]).unwrap(), squares.get([i, j]).unwrap());
                assert!((one - want).abs() <= bound * want, "{dims} {scale:e}: {one:e} {want:e}");
                assert!((square - want * want).abs() <= 2.0 * bound * want * want, "{dims} {scale:e}: {square:e}");
            }
        }
        assert_eq!(ours.get([3, 7]).unwrap(), 0.0);
        let own = pdist(&a, Metric::Euclidean).unwrap();
        let whole = squareform(&own).unwrap();
        assert!(
            npcore_array::allclose(
                &whole,
                cdist(&a, &a, Metric::Euclidean).unwrap(),
                npcore_array::Tolerance::default()
            )
            .unwrap()
        );
    }
}

/// Infinities and NaN are those of the coordinates, not of the products.
#[test]
fn special_values_pass() {
    let mut a = npcore_array::zeros::<f64>([3, 30]);
    a.set([1, 4], f64::INFINITY).unwrap();
    a.set([2, 5], f64::NAN).unwrap();
    let b = npcore_array::ones::<f64>([2, 30]);
    let d = cdist(&a, &b, Metric::SqEuclidean).unwrap();
    assert_eq!(d.to_string(), "[[30. 30.]\n [inf inf]\n [nan nan]]");
    let d = cdist(&b, &a, Metric::Chebyshev).unwrap();
    assert_eq!(d.to_string(), "[[ 1. inf nan]\n [ 1. inf nan]]");
}

/// Types: float32 stays, integers become float64, and both may be mixed.
#[test]
fn types_are_the_quotients() {
    let single: Array<f32> = cdist(&array![[0.0f32, 0.0]], &array![[3.0f32, 4.0]], Metric::Euclidean).unwrap();
    assert_eq!(single.to_string(), "[[5.]]");
    let double: Array<f64> = cdist(&array![[0i32, 0]], &array![[3i32, 4]], Metric::CityBlock).unwrap();
    assert_eq!(double.to_string(), "[[7.]]");
    let error = pdist(array![[npcore_dtype::Complex::new(1.0, 2.0)]], Metric::Euclidean);
    assert_eq!(error.unwrap_err().to_string(), "distances are not defined for dtype complex128");
}

/// Blocks larger than a panel, on several threads.
#[test]
fn many_points() {
    for dims in [3, 30] {
        let (a, b) = (cloud(301, dims, 2.0, 5), cloud(5000, dims, 2.0, 6));
        let ours = cdist(&a, &b, Metric::Euclidean).unwrap();
        let (x, y) = (a.as_slice().unwrap(), b.as_slice().unwrap());
        for (i, j) in [(0, 0), (300, 4999), (17, 4096), (155, 2500), (299, 1)] {
            let want = naive(&x[i * dims..][..dims], &y[j * dims..][..dims]);
            assert!((ours.get([i, j]).unwrap() - want).abs() <= 1e-12 * want);
        }
        let pairs = pdist(b.slice(npcore_array::s![..1500]), Metric::Euclidean).unwrap();
        let square = squareform(&pairs).unwrap();
        for (i, j) in [(0, 1), (1498, 1499), (1200, 40)] {
            let want = naive(&y[i * dims..][..dims], &y[j * dims..][..dims]);
            assert!((square.get([i, j]).unwrap() - want).abs() <= 1e-12 * want);
        }
    }
}
