//! Every method of the generator against NumPy's own results, to the bit, and the number of words that it took (`cargo xtask
//! goldens` makes the file; its script says what the lines mean).

mod common;
use common::{Case, Result, all_same, any, bit_generator};
use npcore_array::{Array, DynArray, Order, try_zeros};
use npcore_dtype::DType;
use npcore_random::{BitGenerator, Choice, ExponentialMethod, Generator, HypergeometricMethod};

type Rng = Generator<Box<dyn BitGenerator>>;

fn call(rng: &mut Rng, case: &Case<'_>) -> Result<DynArray> {
    let (a, b, c) = (|| case.view(0), || case.view(1), || case.view(2));
    let (size, options) = (&case.size, &case.options);
    let single = options[0] == "f4";
    let shape = || size.shape();
    macro_rules! standard {
        ($name:ident) => {
            if single { rng.$name::<f32>(shape()).map(any) } else { rng.$name::<f64>(shape()).map(any) }
        };
    }
    macro_rules! methods {
        ($($one:ident)*; $($two:ident)*; $($three:ident)*) => {
            match case.method {
                $( stringify!($one) => rng.$one(a(), size)?.into_dyn(), )*
                $( stringify!($two) => rng.$two(a(), b(), size)?.into_dyn(), )*
                $( stringify!($three) => rng.$three(a(), b(), c(), size)?.into_dyn(), )*
                "random" => standard!(random_as)?,
                "standard_normal" => standard!(standard_normal_as)?,
                "standard_exponential" => standard!(standard_exponential_as)?,
                "exponential_inv" if single => rng.standard_exponential_by::<f32>(ExponentialMethod::Inv, shape())?.into_dyn(),
                "exponential_inv" => rng.standard_exponential_by::<f64>(ExponentialMethod::Inv, shape())?.into_dyn(),
                "standard_gamma_f4" => rng.standard_gamma_f32(a(), size)?.into_dyn(),
                "standard_cauchy" => rng.standard_cauchy(size)?.into_dyn(),
                "bytes" => Array::from_vec(rng.bytes(options[0].parse().unwrap())).into_dyn(),
                "integers" => {
                    let dtype: DType = options[0].parse().unwrap();
                    let (low, high): (i128, i128) = (options[1].parse().unwrap(), options[2].parse().unwrap());
                    if options[3] == "1" {
                        rng.integers_dyn(low..=high, dtype, shape())?
                    } else {
                        rng.integers_dyn(low..high, dtype, shape())?
                    }
                }
                "integers_between" => between(rng, case)?,
                "multinomial" => rng.multinomial(a(), b(), size)?.into_dyn(),
                "multivariate_hypergeometric" => {
                    let method = if options[0] == "count" { HypergeometricMethod::Count } else { HypergeometricMethod::Marginals };
                    let sample = b().astype::<i64>().item().unwrap();
                    rng.multivariate_hypergeometric(a(), sample, method, size)?.into_dyn()
                }
                "dirichlet" => rng.dirichlet(a(), size)?.into_dyn(),
                "choice" => {
                    let how = Choice::new().replace(options[0] == "1").axis(options[1].parse().unwrap());
                    let how = how.shuffle(options[2] == "1");
                    let how = if case.operands.len() > 1 { how.p(b()) } else { how };
                    rng.choice_with(a(), size, &how)?
                }
                "shuffle" => {
                    let mut x = a().to_owned();
                    rng.shuffle_axis(&mut x, options[0].parse().unwrap())?;
                    x
                }
                "permutation_of" => rng.permutation_of(a(), options[0].parse().unwrap())?,
                "permutation" => rng.permutation(options[0].parse().unwrap()).into_dyn(),
                "permuted" => {
                    let axis: Option<isize> = options[0].parse().ok();
                    match options[1] {
                        "T" => rng.permuted(a().transpose([1, 0, 2])?, axis)?,
                        "F" => rng.permuted(a().try_to_owned(Order::F)?, axis)?,
                        _ => rng.permuted(a(), axis)?,
                    }
                }
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

fn between(rng: &mut Rng, case: &Case<'_>) -> Result<DynArray> {
    let closed = case.options[1] == "1";
    macro_rules! of {
        ($($text:literal $t:ty)*) => {
            match case.options[0] {
                $( $text => rng.integers_between::<$t, _, _>(case.view(0), case.view(1), closed, &case.size)?.into_dyn(), )*
                other => panic!("no type {other}"),
            }
        };
    }
    Ok(of!("|b1" bool "|i1" i8 "|u1" u8 "<i2" i16 "<u2" u16 "<i4" i32 "<u4" u32 "<i8" i64 "<u8" u64))
}

#[test]
fn methods_are_numpys() {
    all_same(include_str!("goldens/generator.txt"), 1800, |line| {
        let case = Case::parse(line);
        let mut rng = Generator::new(bit_generator(case.bits, case.seed));
        if case.begun() {
            rng.bit_generator_mut().next_u32();
        }
        let ours = call(&mut rng, &case);
        case.check(line, ours, rng.bit_generator_mut().next_raw())
    });
}

/// Single values are those that an array begins with, and take as many words.
#[test]
fn single_values_are_those_of_arrays() {
    macro_rules! check {
        ($($name:ident $one:ident ($($p:expr),*);)*) => { $( {
            let (mut arrays, mut singles) = (npcore_random::default_rng(5), npcore_random::default_rng(5));
            for _ in 0..200 {
                let array = arrays.$name($($p,)* 1).unwrap();
                let single = singles.$one($($p),*).unwrap();
                assert!(array[0] == single, stringify!($name));
            }
            assert_eq!(arrays, singles);
        } )* };
    }
    check! {
        normal normal_one (1.0, 2.0);
        uniform uniform_one (1.0, 2.0);
        exponential exponential_one (2.0);
        gamma gamma_one (0.7, 2.0);
        standard_gamma standard_gamma_one (1.7);
        beta beta_one (0.5, 0.7);
        poisson poisson_one (30.0);
        binomial binomial_one (100, 0.4);
        negative_binomial negative_binomial_one (3.0, 0.4);
        hypergeometric hypergeometric_one (30, 40, 20);
        triangular triangular_one (0.0, 1.0, 2.0);
        vonmises vonmises_one (0.0, 1.0);
        zipf zipf_one (2.0);
    }
    let (mut arrays, mut singles) = (npcore_random::default_rng(5), npcore_random::default_rng(5));
    for _ in 0..300 {
        assert_eq!(arrays.random(1)[0], singles.random_one());
        assert_eq!(arrays.standard_normal(1)[0], singles.standard_normal_one());
        assert_eq!(arrays.standard_exponential(1)[0], singles.standard_exponential_one());
        assert_eq!(arrays.standard_cauchy(1).unwrap()[0], singles.standard_cauchy_one());
        assert_eq!(arrays.integers(-3..1000, 1).unwrap()[0], singles.integers_one(-3..1000).unwrap());
    }
    assert!(singles.normal_one(0.0, -1.0).is_err());
}

/// A given array is filled in the order of its memory.
#[test]
fn outputs_are_filled_in_memory_order() {
    let wanted = npcore_random::default_rng(2).standard_normal([4, 3]);
    let mut out: Array<f64> = try_zeros([3, 4], Order::F).unwrap();
    npcore_random::default_rng(2).standard_normal_into(&mut out).unwrap();
    assert!(out.t().array_equal(&wanted));
    let mut single = [0f32; 12];
    npcore_random::default_rng(2).standard_gamma_into(1.5, &mut single[..]).unwrap();
    let wanted = npcore_random::default_rng(2).standard_gamma_f32(1.5, 12).unwrap();
    assert_eq!(wanted.to_vec(), single);
    let refused =
        npcore_random::default_rng(2).random_into(&mut out.slice_mut(npcore_array::s![.., ..;2])).unwrap_err();
    assert!(refused.to_string().starts_with("Supplied output array must be contiguous"));
    let mut floats: Array<f64> = try_zeros([2, 3], Order::C).unwrap();
    let ints = npcore_array::array![[1, 2, 3], [4, 5, 6]];
    npcore_random::default_rng(2).permuted_into(&ints, 1, &mut floats).unwrap();
    assert!(floats.array_equal(npcore_random::default_rng(2).permuted(&ints, 1).unwrap()));
}
