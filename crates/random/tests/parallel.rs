//! Filling by several streams: the same on any number of threads, and what it should be by its moments, for NumPy has nothing
//! like it.

use npcore_random::{Generator, Philox, default_rng};

#[test]
fn threads_change_nothing() {
    let draw = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| default_rng(7).standard_normal_parallel::<f64>([3, 100_000]).unwrap())
    };
    let one = draw(1);
    assert_eq!(one.to_bytes(), draw(2).to_bytes());
    assert_eq!(one.to_bytes(), draw(5).to_bytes());
    let mut again = Generator::new(Philox::new(1));
    let first = again.random_parallel::<f32>(10).unwrap();
    let second = again.random_parallel::<f32>(10).unwrap();
    assert_ne!(first.to_vec(), second.to_vec());
}

/// Mean, variance and third central moment, each in standard errors of a sample.
fn moments(x: &[f64], mean: f64, variance: f64, third: f64, sixth: f64, fourth: f64) {
    let n = x.len() as f64;
    let sample = |f: &dyn Fn(f64) -> f64| x.iter().map(|&x| f(x)).sum::<f64>() / n;
    let m1 = sample(&|x| x);
    let m2 = sample(&|x| (x - mean).powi(2));
    let m3 = sample(&|x| (x - mean).powi(3));
    assert!((m1 - mean).abs() < 5.0 * (variance / n).sqrt(), "mean {m1}");
    assert!((m2 - variance).abs() < 5.0 * ((fourth - variance * variance) / n).sqrt(), "variance {m2}");
    assert!((m3 - third).abs() < 5.0 * ((sixth - third * third) / n).sqrt(), "third moment {m3}");
}

#[test]
fn moments_are_those_of_the_distributions() {
    let n = 1_000_000;
    let uniform = default_rng(11).random_parallel::<f64>(n).unwrap().to_vec();
    assert!(uniform.iter().all(|x| (0.0..1.0).contains(x)));
    moments(&uniform, 0.5, 1.0 / 12.0, 0.0, 1.0 / 448.0, 1.0 / 80.0);
    let normal = default_rng(12).standard_normal_parallel::<f64>(n).unwrap().to_vec();
    moments(&normal, 0.0, 1.0, 0.0, 15.0, 3.0);
    let exponential = default_rng(13).standard_exponential_parallel::<f64>(n).unwrap().to_vec();
    moments(&exponential, 1.0, 1.0, 2.0, 265.0, 9.0);
}

/// Parts are independent: neighbours across and within parts do not correlate, and values fall evenly.
#[test]
fn parts_are_independent() {
    let x = default_rng(21).random_parallel::<f64>(1 << 20).unwrap().to_vec();
    for lag in [1, 2, 65_536, 131_072] {
        let n = x.len() - lag;
        let product: f64 = (0..n).map(|i| (x[i] - 0.5) * (x[i + lag] - 0.5)).sum::<f64>() / n as f64;
        assert!(product.abs() < 5.0 / 12.0 / (n as f64).sqrt(), "lag {lag}: {product}");
    }
    let mut counts = [0.0f64; 256];
    x.iter().for_each(|x| counts[(x * 256.0) as usize] += 1.0);
    let expected = x.len() as f64 / 256.0;
    let chi2: f64 = counts.iter().map(|c| (c - expected).powi(2) / expected).sum();
    // 255 degrees of freedom: five standard deviations about the mean.
    assert!((chi2 - 255.0).abs() < 5.0 * 510f64.sqrt(), "{chi2}");
}
