//! The normal distribution of vectors: where the decomposition is unique against NumPy's own results (`cargo xtask goldens`
//! makes the file; its script says what the lines mean), else by what comes out.

use npcore_array::{Array, ArrayError, array};
use npcore_random::{CovarianceMethod, MultivariateNormal, RandomState, default_rng};

#[path = "../../array/tests/golden/mod.rs"]
mod golden;
use golden::{Memory, all_same, bytes, numbers, same_words};

fn run(line: &str) -> Result<(), String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [seed, method, size, mean, cov, numpys] = fields[..] else { panic!("six fields: {line}") };
    let method = match method {
        "cholesky" => CovarianceMethod::Cholesky,
        "eigh" => CovarianceMethod::Eigh,
        _ => CovarianceMethod::Svd,
    };
    let how = MultivariateNormal::new().method(method).check_valid(true);
    let (mean, cov) = (Memory::parse(mean), Memory::parse(cov));
    let mut rng = default_rng(seed.parse::<u64>().unwrap());
    let size: Vec<usize> = if size == "-" { vec![] } else { numbers(size) };
    let ours = match rng.multivariate_normal_with(mean.view(), cov.view(), &size[..], &how) {
        Err(e) if numpys.starts_with('!') && same_words(&format!("!{e}"), &numpys[1..]) => return Ok(()),
        Err(e) => return Err(format!("{line}\n{e}")),
        Ok(_) if numpys.starts_with('!') => return Err(format!("{line}\nours is no error")),
        Ok(ours) => ours,
    };
    let [dtype, shape, hex] = numpys.split(';').collect::<Vec<_>>()[..] else { panic!("three fields") };
    let (shape, bytes): (Vec<usize>, _) = (numbers(shape), bytes(hex));
    assert_eq!(dtype, "<f8");
    let numpys: Vec<f64> = bytes.chunks(8).map(|b| f64::from_le_bytes(b.try_into().unwrap())).collect();
    let close = ours.values().zip(&numpys).all(|(x, y)| (x - y).abs() <= 1e-13 * (1.0 + y.abs()) * 10.0);
    if ours.shape() == shape && close { Ok(()) } else { Err(format!("{line}\n{ours}")) }
}

#[test]
fn like_numpy() {
    all_same(include_str!("goldens/multivariate_normal.txt"), 40, run);
}

/// Mean and covariance of many vectors are those asked for.
fn check(x: &Array<f64>, mean: &[f64], cov: &Array<f64>) {
    let n = x.shape()[0] as f64;
    let columns: Vec<Vec<f64>> = (0..mean.len()).map(|j| (0..x.shape()[0]).map(|i| x[[i, j]]).collect()).collect();
    let means: Vec<f64> = columns.iter().map(|c| c.iter().sum::<f64>() / n).collect();
    for i in 0..mean.len() {
        assert!((means[i] - mean[i]).abs() < 0.05, "{means:?}");
        for j in 0..mean.len() {
            let products = columns[i].iter().zip(&columns[j]).map(|(x, y)| (x - means[i]) * (y - means[j]));
            let found = products.sum::<f64>() / n;
            assert!((found - cov[[i, j]]).abs() < 0.1, "{found} for {}", cov[[i, j]]);
        }
    }
}

#[test]
fn mean_and_covariance() -> Result<(), ArrayError> {
    let mean = [1.0, -2.0, 0.5];
    let cov = array![[2.0, 0.3, -0.5], [0.3, 1.0, 0.2], [-0.5, 0.2, 1.5]];
    for method in [CovarianceMethod::Svd, CovarianceMethod::Eigh, CovarianceMethod::Cholesky] {
        let how = MultivariateNormal::new().method(method).check_valid(true);
        check(&default_rng(3).multivariate_normal_with(mean, &cov, 40_000, &how)?, &mean, &cov);
    }
    check(&RandomState::new(3).multivariate_normal(mean, &cov, 40_000, true, 1e-8)?, &mean, &cov);
    // A matrix without a Cholesky decomposition: all on one line.
    let x = default_rng(3).multivariate_normal([0.0, 0.0], [[1.0, 2.0], [2.0, 4.0]], 100)?;
    assert!((0..100).all(|i| (x[[i, 1]] - 2.0 * x[[i, 0]]).abs() < 1e-6));
    // What is no covariance is taken unless it is to be checked.
    assert!(default_rng(3).multivariate_normal([0.0, 0.0], [[1.0, 2.0], [2.0, 1.0]], ()).is_ok());
    Ok(())
}
