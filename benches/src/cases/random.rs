//! Random numbers, the same ones as NumPy's.

use crate::case::{Case, fresh, into};
use crate::ours::np;
use np::random::{Choice, default_rng};

const N: usize = 1_000_000;

/// Adds the group.
pub fn add(cases: &mut Vec<Case>) {
    let case = |name: &str| Case::new("random", format!("{name} 1e6")).setup("rng = np.random.default_rng(1)");
    macro_rules! draws {
        ($($name:literal, $numpy:literal, |$rng:ident| $ours:expr;)*) => { $(
            cases.push(
                case($name)
                    .npcore(|_| {
                        let mut $rng = default_rng(1);
                        fresh(move || $ours)
                    })
                    .numpy($numpy),
            );
        )* };
    }
    draws! {
        "random", "rng.random(1000000)", |rng| rng.random(N);
        "random f32", "rng.random(1000000, dtype='f4')", |rng| rng.random_as::<f32>(N).expect("memory");
        "standard_normal", "rng.standard_normal(1000000)", |rng| rng.standard_normal(N);
        "normal", "rng.normal(1.0, 2.0, 1000000)", |rng| rng.normal(1.0, 2.0, N).expect("a scale");
        "uniform", "rng.uniform(-1.0, 1.0, 1000000)", |rng| rng.uniform(-1.0, 1.0, N).expect("a range");
        "exponential", "rng.exponential(2.0, 1000000)", |rng| rng.exponential(2.0, N).expect("a scale");
        "integers i64", "rng.integers(0, 100, 1000000)", |rng| rng.integers(0..100, N).expect("a range");
        "integers u8", "rng.integers(0, 100, 1000000, 'u1')", |rng| rng.integers_as::<u8>(0..100, N).expect("a range");
        "poisson", "rng.poisson(5.0, 1000000)", |rng| rng.poisson(5.0, N).expect("a rate");
        "binomial", "rng.binomial(20, 0.3, 1000000)", |rng| rng.binomial(20, 0.3, N).expect("a chance");
        "gamma", "rng.gamma(2.0, 1.0, 1000000)", |rng| rng.gamma(2.0, 1.0, N).expect("a shape");
        "permutation", "rng.permutation(1000000)", |rng| rng.permutation(N);
    }
    cases.push(
        case("choice of 1000")
            .setup("rng = np.random.default_rng(1); x = np.arange(1000.0)")
            .npcore(|_| {
                let mut rng = default_rng(1);
                let x = np::arange::<f64>(0.0, 1000.0, 1.0);
                fresh(move || rng.choice(&x, N).expect("elements to choose from"))
            })
            .numpy("rng.choice(x, 1000000)"),
    );
    cases.push(
        Case::new("random", "choice of 1e5 from 1e6, none twice")
            .setup("rng = np.random.default_rng(1); x = np.arange(1000000.0)")
            .npcore(|_| {
                let mut rng = default_rng(1);
                let x = np::arange::<f64>(0.0, 1e6, 1.0);
                let how = Choice::new().replace(false);
                fresh(move || rng.choice_with(&x, N / 10, &how).expect("enough elements"))
            })
            .numpy("rng.choice(x, 100000, replace=False)"),
    );
    cases.push(
        case("shuffle in place")
            .setup("rng = np.random.default_rng(1); x = np.arange(1000000.0)")
            .result("x")
            .npcore(|_| {
                let mut rng = default_rng(1);
                into(np::arange::<f64>(0.0, 1e6, 1.0), move |x| rng.shuffle(x).expect("one axis"))
            })
            .numpy("rng.shuffle(x)"),
    );
    cases.push(
        case("random into")
            .setup("rng = np.random.default_rng(1); out = np.empty(1000000)")
            .result("out")
            .npcore(|_| {
                let mut rng = default_rng(1);
                into(np::zeros::<f64>(N), move |out| rng.random_into(out).expect("floats"))
            })
            .numpy("rng.random(out=out)"),
    );
}
