//! Every method of `RandomState` against NumPy's own results, to the bit, and the number of words that it took (`cargo xtask
//! goldens` makes the file; its script says what the lines mean).

mod common;
use common::{Case, Result, all_same, any, bit_generator};
use npcore_array::{Array, DynArray};
use npcore_dtype::DType;
use npcore_random::{self as random, BitGenerator, Choice, Mt19937, RandomState};

type State = RandomState<Box<dyn BitGenerator>>;

/// As the script makes it.
fn state(case: &Case<'_>) -> State {
    let old = matches!(case.bits, "MT19937" | "PCG64") && case.seed.is_multiple_of(2);
    let bits = if old { Box::new(Mt19937::legacy(case.seed).unwrap()) } else { bit_generator(case.bits, case.seed) };
    RandomState::with_bit_generator(bits)
}

fn call(rng: &mut State, case: &Case<'_>) -> Result<DynArray> {
    let (a, b, c) = (|| case.view(0), || case.view(1), || case.view(2));
    let (size, options) = (&case.size, &case.options);
    let shape = || size.shape();
    macro_rules! methods {
        ($($one:ident)*; $($two:ident)*; $($three:ident)*) => {
            match case.method {
                $( stringify!($one) => rng.$one(a(), size)?.into_dyn(), )*
                $( stringify!($two) => rng.$two(a(), b(), size)?.into_dyn(), )*
                $( stringify!($three) => rng.$three(a(), b(), c(), size)?.into_dyn(), )*
                "random" => rng.random(shape()).into_dyn(),
                "standard_normal" => rng.standard_normal(shape()).into_dyn(),
                "standard_exponential" => rng.standard_exponential(shape()).into_dyn(),
                "standard_cauchy" => rng.standard_cauchy(shape()).into_dyn(),
                "rand" => rng.rand(shape()).into_dyn(),
                "randn" => rng.randn(shape()).into_dyn(),
                "tomaxint" => rng.tomaxint(shape()).into_dyn(),
                "bytes" => Array::from_vec(rng.bytes(options[0].parse().unwrap())).into_dyn(),
                "randint" => {
                    let dtype: DType = options[0].parse().unwrap();
                    let (low, high): (i128, i128) = (options[1].parse().unwrap(), options[2].parse().unwrap());
                    rng.randint_dyn(low..high, dtype, shape())?
                }
                "randint_between" => between(rng, case)?,
                "multinomial" => {
                    let n = a().astype::<i64>().item().unwrap();
                    rng.multinomial(n, b(), size)?.into_dyn()
                }
                "dirichlet" => rng.dirichlet(a(), size)?.into_dyn(),
                "choice" => {
                    let how = Choice::new().replace(options[0] == "1");
                    let how = if case.operands.len() > 1 { how.p(b()) } else { how };
                    rng.choice_with(a(), size, &how)?
                }
                "shuffle" => {
                    let mut x = a().to_owned();
                    rng.shuffle(&mut x)?;
                    x
                }
                "permutation_of" => rng.permutation_of(a())?,
                "permutation" => rng.permutation(options[0].parse().unwrap()).into_dyn(),
                other => panic!("no method {other}"),
            }
        };
    }
    Ok(methods!(
        exponential standard_gamma chisquare standard_t pareto weibull power rayleigh poisson zipf geometric logseries;
        normal gamma beta noncentral_chisquare f vonmises laplace gumbel logistic lognormal wald uniform binomial
        negative_binomial;
        noncentral_f triangular hypergeometric
    ))
}

fn between(rng: &mut State, case: &Case<'_>) -> Result<DynArray> {
    macro_rules! of {
        ($($text:literal $t:ty)*) => {
            match case.options[0] {
                $( $text => any(rng.randint_between::<$t, _, _>(case.view(0), case.view(1), &case.size)?), )*
                other => panic!("no type {other}"),
            }
        };
    }
    Ok(of!("|b1" bool "|i1" i8 "|u1" u8 "<i2" i16 "<u2" u16 "<i4" i32 "<u4" u32 "<i8" i64 "<u8" u64))
}

#[test]
fn methods_are_numpys() {
    all_same(include_str!("goldens/legacy.txt"), 1100, |line| {
        let case = Case::parse(line);
        let mut rng = state(&case);
        if case.begun() {
            rng.standard_normal_one();
        }
        let ours = call(&mut rng, &case);
        case.check(line, ours, rng.bit_generator_mut().next_raw())
    });
}

#[test]
fn states_go_out_and_in() {
    let mut rng = RandomState::new([1, 2, 3]);
    rng.standard_normal_one();
    let state = rng.get_state();
    assert_eq!(state.has_gauss, 1);
    let next = rng.randn(5).to_vec();
    let mut other = RandomState::new(0);
    other.set_state(state.clone()).unwrap();
    assert_eq!(other.randn(5).to_vec(), next);
    // The shared state; no other test of this program draws from it.
    random::set_state(state).unwrap();
    assert_eq!(random::randn(5).to_vec(), next);
    random::seed([1, 2, 3]).unwrap();
    random::standard_normal(1);
    assert_eq!(random::randn(5).to_vec(), next);
    assert_eq!(random::seed(-1).unwrap_err().to_string(), "Seed must be between 0 and 2**32 - 1");
    // Many threads draw from one stream.
    random::seed(3).unwrap();
    let mut drawn: Vec<u64> = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..4).map(|_| scope.spawn(|| (0..50).map(|_| random::rand(1)[0].to_bits()).collect())).collect();
        threads.into_iter().flat_map(|t| -> Vec<u64> { t.join().unwrap() }).collect()
    });
    let mut wanted: Vec<u64> = RandomState::new(3).rand(200).values().map(f64::to_bits).collect();
    drawn.sort();
    wanted.sort();
    assert_eq!(drawn, wanted);
    let words = random::normal(0.0, -1.0, 3).unwrap_err().to_string();
    assert_eq!(words, "scale < 0");
}
