//! Fused expressions against the same operations on arrays, to the bit; reductions against naive ones.

mod reductions;

use std::sync::Mutex;

use half::f16;
use npcore_array::{Array, ArrayView, array, s, zeros};
use npcore_dtype::Element;
use npcore_exec::set_num_threads;
use npcore_ufunc as np;
use npcore_ufunc::lazy;
use num_complex::Complex;
use proptest::prelude::*;

/// The bytes of all elements, so that zeros of either sign and NaN count.
fn bits<T: Element>(a: &Array<T>) -> Vec<u8> {
    let mut bytes = vec![0; a.size() * size_of::<T>()];
    for (value, at) in a.values().zip(bytes.chunks_mut(size_of::<T>())) {
        // SAFETY: the chunk has the size of an element.
        unsafe { value.write(at.as_mut_ptr()) };
    }
    bytes
}

#[track_caller]
fn assert_same<T: Element>(fused: &Array<T>, eager: &Array<T>) {
    assert_eq!(fused.shape(), eager.shape());
    assert!(bits(fused) == bits(eager), "fused:\n{fused}\neager:\n{eager}");
}

/// Values with zeros, signs, extremes and, of floats, NaN and infinities.
trait Sample: Element {
    fn sample(i: usize) -> Self;
}

macro_rules! sample {
    ($($t:ty)*) => { $(
        impl Sample for $t {
            fn sample(i: usize) -> $t {
                match i % 11 {
                    3 => <$t>::MAX,
                    7 => <$t>::MIN,
                    k => (k as i64 * 37 % 100 - 40) as $t,
                }
            }
        }
    )* };
}
macro_rules! float_sample {
    ($($t:ty)*) => { $(
        impl Sample for $t {
            fn sample(i: usize) -> $t {
                match i % 13 {
                    3 => <$t>::NAN,
                    5 => <$t>::INFINITY,
                    7 => -0.0,
                    11 => <$t>::MIN_POSITIVE / 4.0,
                    k => (k as $t * 37.3) % 10.0 - 4.25,
                }
            }
        }
    )* };
}
sample!(i8 i16 i32 i64 u8 u16 u32 u64 usize isize);
float_sample!(f32 f64);
impl Sample for f16 {
    fn sample(i: usize) -> f16 {
        f16::from_f32(f32::sample(i))
    }
}
impl Sample for bool {
    fn sample(i: usize) -> bool {
        i % 3 == 1
    }
}
impl Sample for Complex<f32> {
    fn sample(i: usize) -> Self {
        // Two NaN in one operation give one of them, which is not said.
        let part = |i: usize| (i * 37 % 19) as f32 - 9.5;
        Complex { re: part(i), im: part(i + 5) }
    }
}
impl Sample for Complex<f64> {
    fn sample(i: usize) -> Self {
        let part = |i: usize| (i * 37 % 19) as f64 / 3.0 - 3.0;
        Complex { re: part(i), im: part(i + 5) }
    }
}

fn samples<T: Sample>(shape: &[usize], from: usize) -> Array<T> {
    let n: usize = shape.iter().product();
    let values: Vec<T> = (0..n).map(|i| T::sample(i + from)).collect();
    Array::from_shape_vec(shape, values).unwrap()
}

/// Checks a method and the function or operator of arrays that it stands for, where the type has it.
macro_rules! check2 {
    ($a:ident, $b:ident; $($method:ident => $eager:expr;)*) => { $({
        let eager = $eager;
        if let Ok(eager) = eager {
            assert_same(&lazy(&$a).$method(lazy(&$b)).eval().unwrap(), &eager);
        }
    })* };
}
/// [`check2`], as a part of a larger expression, where it is not the root. For one type: each expression is compiled
/// once for each SIMD tier, and these tests are the longest of all to compile.
macro_rules! check_inside {
    ($a:ident, $b:ident; $($method:ident => $eager:expr;)*) => { $(
        assert_same(&lazy(&$a).$method(lazy(&$b)).map(|x| x).eval().unwrap(), &$eager.unwrap());
    )* };
}
macro_rules! check1 {
    ($a:ident; $($method:ident)*) => { $({
        if let Ok(eager) = np::$method(&$a) {
            assert_same(&lazy(&$a).$method().eval().unwrap(), &eager);
        }
    })* };
}

/// The methods of two numbers, with what they stand for.
macro_rules! every_pair {
    ($check:ident: $a:ident, $b:ident) => {
        $check! { $a, $b;
            add => npcore_array::add(&$a, &$b);
            sub => npcore_array::subtract(&$a, &$b);
            mul => npcore_array::multiply(&$a, &$b);
            div => npcore_array::divide(&$a, &$b);
            rem => npcore_array::remainder(&$a, &$b);
            floor_divide => npcore_array::floor_divide(&$a, &$b);
            maximum => np::maximum(&$a, &$b);
            minimum => np::minimum(&$a, &$b);
            fmax => np::fmax(&$a, &$b);
            fmin => np::fmin(&$a, &$b);
            fmod => np::fmod(&$a, &$b);
            copysign => np::copysign(&$a, &$b);
            hypot => np::hypot(&$a, &$b);
            arctan2 => np::arctan2(&$a, &$b);
            equal => npcore_array::equal(&$a, &$b);
            not_equal => npcore_array::not_equal(&$a, &$b);
            lt => npcore_array::less(&$a, &$b);
            le => npcore_array::less_equal(&$a, &$b);
            gt => npcore_array::greater(&$a, &$b);
            ge => npcore_array::greater_equal(&$a, &$b);
            logical_and => np::logical_and(&$a, &$b);
            logical_or => np::logical_or(&$a, &$b);
            logical_xor => np::logical_xor(&$a, &$b);
        }
    };
}

macro_rules! numbers {
    ($($name:ident: $t:ty;)*) => { $(
        #[test]
        fn $name() {
            use std::ops::{Add, Div, Mul, Rem, Sub};
            for n in [0, 1, 5, 300, 5000] {
                let (a, b) = (samples::<$t>(&[n], 0), samples::<$t>(&[n], 4));
                every_pair!(check2: a, b);
                check1! { a; square absolute sign signbit positive reciprocal sqrt isnan isinf isfinite logical_not
                    exp log sin tanh floor rint fabs }
                assert_same(&(-lazy(&a)).eval().unwrap(), &-&a);
                // A chain: kernels and registers taking turns.
                let fused = ((lazy(&a) * lazy(&b) + lazy(&a)).floor_divide(lazy(&b)) - lazy(&b)).eval().unwrap();
                let eager = npcore_array::floor_divide(&(&(&a * &b) + &a), &b).unwrap() - &b;
                assert_same(&fused, &eager);
                // Scalars on both sides.
                let three = <$t>::sample(1);
                assert_same(&(three * lazy(&a) - three).eval().unwrap(), &(three * &a - three));
            }
        }
    )* };
}
numbers! {
    int8: i8; int32: i32; int64: i64; uint16: u16; uint64: u64; half: f16; single: f32; double: f64;
}

#[test]
fn inside_an_expression() {
    use std::ops::{Add, Div, Mul, Rem, Sub};
    let (a, b) = (samples::<f32>(&[5000], 0), samples::<f32>(&[5000], 4));
    every_pair!(check_inside: a, b);
}

/// The remaining widths, whose operations are the same code.
#[test]
fn other_widths() {
    macro_rules! check {
        ($($t:ty)*) => { $({
            use std::ops::{Add, Mul};
            let (a, b) = (samples::<$t>(&[300], 0), samples::<$t>(&[300], 4));
            check2! { a, b;
                add => npcore_array::add(&a, &b);
                mul => npcore_array::multiply(&a, &b);
                floor_divide => npcore_array::floor_divide(&a, &b);
                maximum => np::maximum(&a, &b);
                lt => npcore_array::less(&a, &b);
            }
        })* };
    }
    check!(i16 u8 u32 usize);
}

#[test]
fn complex_numbers() {
    fn check<T>()
    where
        T: Sample + np::lazy::Lane<Difference = T>,
    {
        use std::ops::{Add, Mul, Sub};
        let (a, b) = (samples::<T>(&[700], 0), samples::<T>(&[700], 3));
        check2! { a, b;
            add => npcore_array::add(&a, &b);
            sub => npcore_array::subtract(&a, &b);
            mul => npcore_array::multiply(&a, &b);
            lt => npcore_array::less(&a, &b);
            equal => npcore_array::equal(&a, &b);
            maximum => np::maximum(&a, &b);
        }
    }
    check::<Complex<f32>>();
    check::<Complex<f64>>();
    let (a, b) = (samples::<Complex<f64>>(&[700], 0), samples::<Complex<f64>>(&[700], 3));
    assert_same(&(lazy(&a) / lazy(&b)).eval().unwrap(), &(&a / &b));
    assert_same(&lazy(&a).absolute().eval().unwrap(), &np::absolute(&a).unwrap());
    assert_same(&(-lazy(&a)).eval().unwrap(), &-&a);
}

#[test]
fn bools() {
    let (a, b) = (samples::<bool>(&[700], 0), samples::<bool>(&[700], 1));
    assert_same(&(lazy(&a) & lazy(&b)).eval().unwrap(), &(&a & &b));
    assert_same(&(lazy(&a) | lazy(&b)).eval().unwrap(), &(&a | &b));
    assert_same(&(lazy(&a) ^ lazy(&b)).eval().unwrap(), &(&a ^ &b));
    assert_same(&(lazy(&a) + lazy(&b)).eval().unwrap(), &(&a + &b));
    assert_same(&(!lazy(&a)).eval().unwrap(), &!&a);
    assert_same(&lazy(&a).lt(lazy(&b)).eval().unwrap(), &a.lt(&b));
    assert_same(&(lazy(&a) * 2 + 1).eval().unwrap(), &(&a * 2 + 1));
    let words = (lazy(&a) - lazy(&b)).eval().unwrap_err().to_string();
    assert_eq!(words, npcore_array::subtract(&a, &b).unwrap_err().to_string());
    // Bytes that are no values of Rust's bool count as true.
    let bytes = npcore_array::DynArray::from_bytes([3], npcore_dtype::DType::BOOL, &[0, 1, 7]).unwrap();
    let odd = bytes.downcast::<bool>().unwrap();
    assert_eq!((lazy(&odd) & true).eval().unwrap().to_string(), "[False  True  True]");
    assert_eq!(lazy(&odd).astype::<u8>().eval().unwrap().to_string(), "[0 1 1]");
    assert_eq!(bits(&lazy(&odd).eval().unwrap()), [0, 1, 1]);
    assert_eq!(lazy(&odd).sum(..).eval().unwrap(), 2);
}

#[test]
fn integers_have_bits() {
    let (a, b) = (samples::<i16>(&[700], 0), samples::<i16>(&[700], 3));
    assert_same(&(lazy(&a) & lazy(&b)).eval().unwrap(), &(&a & &b));
    assert_same(&(lazy(&a) << (lazy(&b) & 7)).eval().unwrap(), &(&a << (&b & 7)));
    assert_same(&(lazy(&a) >> 3 | 1).eval().unwrap(), &(&a >> 3 | 1));
    assert_same(&(!lazy(&a) ^ lazy(&b)).eval().unwrap(), &(!&a ^ &b));
    let words = (lazy(&samples::<f64>(&[3], 0)) & lazy(&samples::<f64>(&[3], 0))).eval().unwrap_err().to_string();
    assert!(words.starts_with("ufunc 'bitwise_and' not supported for the input types"), "{words}");
}

#[test]
fn mixed_types() {
    let n = 3000;
    let (i, f, h) = (samples::<i32>(&[n], 0), samples::<f32>(&[n], 3), samples::<f16>(&[n], 5));
    let (u, b, z) = (samples::<u8>(&[n], 0), samples::<bool>(&[n], 1), samples::<Complex<f32>>(&[n], 0));
    assert_same(&(lazy(&i) * lazy(&f)).eval().unwrap(), &(&i * &f));
    assert_same(&(lazy(&u) + lazy(&f)).eval().unwrap(), &(&u + &f));
    assert_same(&(lazy(&u) / lazy(&u)).eval().unwrap(), &(&u / &u));
    assert_same(&(lazy(&h) - lazy(&i) * 0.5).eval().unwrap(), &(&h - &i * 0.5));
    assert_same(&(lazy(&b) * lazy(&u)).eval().unwrap(), &(&b * &u));
    assert_same(&(lazy(&z) * lazy(&u)).eval().unwrap(), &(&z * &u));
    assert_same(&lazy(&i).lt(lazy(&f)).eval().unwrap(), &i.lt(&f));
    assert_same(&lazy(&u).ge(lazy(&h)).eval().unwrap(), &u.ge(&h));
    // int64 with uint64 compares exactly.
    let (x, y) = (array![-1i64, i64::MAX, 5], array![u64::MAX, i64::MAX as u64, 5]);
    assert_same(&lazy(&x).lt(lazy(&y)).eval().unwrap(), &x.lt(&y));
    assert_same(&lazy(&y).equal(lazy(&x)).eval().unwrap(), &y.equal(&x));
    // Arrays beside expressions.
    assert_same(&(lazy(&i) + &f).eval().unwrap(), &(&i + &f));
    assert_same(&(lazy(&i) + u.view()).eval().unwrap(), &(&i + &u));
}

#[test]
fn scalars_give_way() {
    let u = array![0u8, 100, 255];
    assert_same(&(lazy(&u) + 200).eval().unwrap(), &(&u + 200));
    assert_eq!((lazy(&u) * 2.5).eval().unwrap().dtype().name(), "float64");
    assert_same(&lazy(&u).lt(100).eval().unwrap(), &u.lt(100));
    assert_same(&lazy(&u).gt(99.5).eval().unwrap(), &u.gt(99.5));
    let f = array![0.1f32, 0.2];
    let sum: Array<f32> = (lazy(&f) + 0.1).eval().unwrap();
    assert_same(&sum, &(&f + 0.1));
    let h = array![f16::from_f32(0.1), f16::from_f32(2.0)];
    assert_same(&(1.1 * lazy(&h)).eval().unwrap(), &(1.1 * &h));
}

#[test]
fn choices_casts_and_closures() {
    let (a, b) = (samples::<f64>(&[3000], 0), samples::<f64>(&[3000], 4));
    let chosen = lazy(&a).gt(lazy(&b)).where_(lazy(&a), lazy(&b) * 2.0).eval().unwrap();
    let doubled = &b * 2.0;
    let naive: Vec<f64> =
        a.values().zip(b.values()).zip(doubled.values()).map(|((a, b), d)| if a > b { a } else { d }).collect();
    assert_same(&chosen, &Array::from_vec(naive));
    let i = samples::<i32>(&[3000], 0);
    assert_eq!(lazy(&a).isnan().where_(lazy(&i), lazy(&b)).eval().unwrap().dtype().name(), "float64");
    assert_eq!(lazy(&a).isnan().where_(0, lazy(&i)).eval().unwrap().dtype().name(), "int32");
    for_cast(&a);
    for_cast(&i);
    let offset = 3.5;
    let mapped = (lazy(&a).map(|x: f64| x + offset) * 2.0).eval().unwrap();
    assert_same(&mapped, &((&a + 3.5) * 2.0));
    let pairs = lazy(&a).map2(lazy(&i), |x: f64, k: i32| if k > 0 { x } else { -x }).eval().unwrap();
    let naive: Vec<f64> = a.values().zip(i.values()).map(|(x, k)| if k > 0 { x } else { -x }).collect();
    assert_same(&pairs, &Array::from_vec(naive));
}

fn for_cast<T: Sample + np::lazy::Lane>(a: &Array<T>) {
    assert_same(&lazy(a).astype::<u8>().eval().unwrap(), &a.astype::<u8>());
    assert_same(&lazy(a).astype::<i64>().eval().unwrap(), &a.astype::<i64>());
    assert_same(&lazy(a).astype::<f16>().eval().unwrap(), &a.astype::<f16>());
    assert_same(&lazy(a).astype::<bool>().eval().unwrap(), &a.astype::<bool>());
    assert_same(&lazy(a).astype::<Complex<f64>>().eval().unwrap(), &a.astype::<Complex<f64>>());
}

/// All shapes and strides that a plan may meet.
fn views(a: &Array<f64>) -> Vec<ArrayView<'_, f64>> {
    let v = a.view();
    let mut all = vec![v, v.t(), v.slice(s![.., ..;2]), v.slice(s![..;-1]), v.slice(s![.., ..;-3]), v.slice(s![2..3])];
    all.extend([v.slice(s![.., 1..2]), v.slice(s![2]), v.slice(s![.., 0]), v.slice(s![..0]), v.slice(s![1, 2])]);
    all.extend([v.t().slice(s![..;-1, ..;2]), v.slice(s![.., NewAxis, 1])]);
    all
}

#[test]
fn layouts_and_broadcasting() {
    for shape in [[7, 9], [40, 600], [600, 40], [3000, 3], [3, 3000]] {
        let (a, b) = (samples::<f64>(&shape, 0), samples::<f64>(&shape, 4));
        for x in views(&a) {
            for y in views(&b) {
                let fused = (np::lazy::lazy_view(x) * 2.0 - np::lazy::lazy_view(y)).eval();
                match npcore_array::subtract(&(x * 2.0), y) {
                    Ok(eager) => assert_same(&fused.unwrap(), &eager),
                    Err(words) => assert_eq!(fused.unwrap_err().to_string(), words.to_string()),
                }
            }
        }
    }
    // The memory order is that of the inputs.
    let a = zeros::<f64>([30, 40]);
    let turned = (np::lazy::lazy_view(a.t()) + 1.0).eval().unwrap();
    assert_eq!(turned.strides(), a.t().strides());
}

#[test]
fn more_than_two_axes() {
    let a = samples::<f32>(&[4, 5, 6, 7], 0);
    let b = samples::<f32>(&[6, 1], 3);
    let p = a.transpose([2, 0, 3, 1]).unwrap();
    assert_same(&(lazy(&a) + lazy(&b)).eval().unwrap(), &(&a + &b));
    let q = samples::<f32>(&[7, 1], 1);
    assert_same(&(np::lazy::lazy_view(p) * lazy(&q)).eval().unwrap(), &(p * &q));
    let part = lazy(&a).at(s![.., 1..;2, ..;-1, NewAxis, 3]);
    assert_same(&(part + 1.0).eval().unwrap(), &(a.slice(s![.., 1..;2, ..;-1, NewAxis, 3]) + 1.0));
}

#[test]
fn into_given_arrays() {
    let (a, b) = (samples::<f64>(&[40, 30], 0), samples::<f64>(&[40, 30], 4));
    let expected = &a * 2.0 + &b;
    let mut out = zeros::<f64>([40, 30]);
    (lazy(&a) * 2.0 + lazy(&b)).eval_into(&mut out).unwrap();
    assert_same(&out, &expected);
    let mut narrow = zeros::<f32>([40, 30]);
    (lazy(&a) * 2.0 + lazy(&b)).eval_into(&mut narrow).unwrap();
    assert_same(&narrow, &expected.astype::<f32>());
    let mut turned = zeros::<f64>([30, 40]);
    (lazy(&a) * 2.0 + lazy(&b)).eval_into(&mut turned.t_mut()).unwrap();
    assert_same(&turned.t().to_owned(), &expected);
    // A result is not stretched over the inputs' shape, but inputs are over the output's.
    let mut short = zeros::<f64>([30]);
    let words = (lazy(&a) + 1.0).eval_into(&mut short).unwrap_err().to_string();
    assert_eq!(words, "non-broadcastable output operand with shape (30,) doesn't match the broadcast shape (40,30)");
    let row = samples::<f64>(&[30], 2);
    (lazy(&row) + 1.0).eval_into(&mut out).unwrap();
    let ones: Array<f64> = zeros([40, 30]);
    assert_same(&out, &(&ones + (&row + 1.0)));
    let mut ints = zeros::<i32>([40, 30]);
    assert!((lazy(&a) + 1.0).eval_into(&mut ints).unwrap_err().to_string().contains("same_kind"));
}

#[test]
fn into_an_input() {
    // What the borrow checker refuses, foreign memory may do: inputs that overlap what is written.
    for n in [10, 3000] {
        let mut a = samples::<i64>(&[n], 0);
        let before = a.clone();
        let base = a.as_slice_mut().unwrap().as_mut_ptr();
        // SAFETY: the views are read only before the output's elements that they share are written: that is the promise.
        let view = |from: usize, to: usize| unsafe { std::slice::from_raw_parts(base.add(from), to - from) };
        // SAFETY: as above.
        let target = |from: usize, to: usize| unsafe { std::slice::from_raw_parts_mut(base.add(from), to - from) };
        // The very same elements.
        (lazy(view(0, n)) * 3 + lazy(view(0, n))).eval_into(target(0, n)).unwrap();
        assert_same(&a, &(&before * 3 + &before));
        // Shifted ones, either way.
        let now = a.clone();
        (lazy(view(0, n - 1)) + 1).eval_into(target(1, n)).unwrap();
        assert_same(&a.slice(s![1..]).to_owned(), &(now.slice(s![..-1]) + 1));
        let now = a.clone();
        (lazy(view(1, n)) - lazy(view(0, n - 1))).eval_into(target(0, n - 1)).unwrap();
        assert_same(&a.slice(s![..-1]).to_owned(), &(now.slice(s![1..]) - now.slice(s![..-1])));
    }
}

/// The setting of threads is the process's.
static THREADS: Mutex<()> = Mutex::new(());

#[test]
fn bits_do_not_depend_on_threads() {
    let _guard = THREADS.lock().unwrap();
    let a = Array::from_fn([1200, 900], |i| ((i[0] * 7919 + i[1] * 104_729) % 10_007) as f64 * 0.37 - 1500.0);
    let b = a.t().to_owned();
    let p = Array::from_fn([900, 3], |i| ((i[0] * 7 + i[1] * 13) % 101) as f64 * 0.37);
    let all = |threads: usize| {
        let before = set_num_threads(threads);
        let x = (lazy(&a) * 2.0 - lazy(&a).at(s![..;-1])).square().eval().unwrap();
        let turned = (np::lazy::lazy_view(b.t()) + lazy(&a)).eval().unwrap();
        let sums = [lazy(&a).square().sum(0).eval().unwrap(), lazy(&a).square().sum(1).eval().unwrap()];
        let total = (lazy(&a) * 1.5).sum(..).eval().unwrap();
        let d = (lazy(&p).at(s![.., NewAxis]) - lazy(&p).at(s![NewAxis])).square().sum(2).sqrt().eval().unwrap();
        set_num_threads(before);
        (bits(&x), bits(&turned), sums.map(|s| bits(&s)), total.to_bits(), bits(&d))
    };
    let one = all(1);
    for threads in [2, 3, 8] {
        assert!(all(threads) == one, "{threads} threads");
    }
}

/// A lone exponent of 2 squares, rounded once, for arrays as for expressions, as NumPy has it.
#[test]
fn squares_by_powers() {
    let a = Array::from_fn([3001], |i| (i[0] as f64 * 0.37).sin() * 3.0);
    let (single, half) = (a.astype::<f32>(), a.astype::<f16>());
    assert_same(&lazy(&a).power(2.0).eval().unwrap(), &(&a * &a));
    assert_same(&np::power(&a, 2.0).unwrap(), &(&a * &a));
    assert_same(&lazy(&single).power(2.0f32).eval().unwrap(), &(&single * &single));
    assert_same(&np::power(&half, f16::from_f32(2.0)).unwrap(), &(&half * &half));
    let rows = a.slice(s![..3000]).reshape([30, 100]).unwrap().into_owned();
    let exponents = Array::from_fn([30, 1], |i| i[0] as f64);
    let powers = np::power(&rows, &exponents).unwrap();
    assert_same(&powers.slice(s![2]).to_owned(), &np::square(rows.slice(s![2])).unwrap());
}

/// Inputs that lie across the walk, in strips of rows: whole ones, cut ones, on several threads; in a reduction.
#[test]
fn turned_inputs() {
    let value = |i: &[usize]| ((i[0] * 3001 + i[1] * 7) % 1009) as f64 - 500.0;
    for shape in [[300, 20], [257, 7], [20, 300], [1000, 37], [1031, 1031]] {
        let (a, b) = (Array::from_fn(shape, |i| value(i)), Array::from_fn([shape[1], shape[0]], |i| value(i)));
        assert_same(&(lazy(&a) + lazy(&b.t())).eval().unwrap(), &(&a + b.t()));
        assert_same(&(lazy(&b.t()) - lazy(&a) * lazy(&b.t())).eval().unwrap(), &(b.t() - &a * b.t()));
        let (c, d) = (a.astype::<i8>(), b.astype::<i8>());
        assert_same(&(lazy(&c) * lazy(&d.t())).eval().unwrap(), &(&c * d.t()));
        let (c, d) = (a.astype::<f16>(), b.astype::<f16>());
        assert_same(&(lazy(&c) * lazy(&d.t())).eval().unwrap(), &(&c * d.t()));
        assert_eq!((lazy(&a) + lazy(&b.t())).sum(..).eval().unwrap(), np::sum(&(&a + b.t()), ..).unwrap());
        let mut out = a.clone();
        (lazy(&a) + lazy(&b.t())).eval_into(&mut out).unwrap();
        assert_same(&out, &(&a + b.t()));
    }
    let a = Array::from_fn([3, 300, 40], |i| value(&i[1..]) + i[0] as f64);
    let b = Array::from_fn([3, 40, 300], |i| value(&i[1..]) * (i[0] + 1) as f64);
    let turned = b.transpose([0, 2, 1]).unwrap();
    let fused = (lazy(&a) + lazy(&turned)).sum(0).eval().unwrap();
    assert_same(&fused, &np::sum(&(&a + turned), 0).unwrap());
}

/// Half-precision chains, whose every operation is rounded, by registers and at the end by elements.
#[test]
fn chains_of_half_precision() {
    for n in [1, 15, 16, 17, 33, 4099] {
        let (a, b) = (samples::<f16>(&[n], 0), samples::<f16>(&[n], 5));
        let (k, l) = (f16::from_f32(0.1), f16::from_f32(3.0));
        let eager = &a * k + &b * l - &a * &b;
        assert_same(&(lazy(&a) * k + lazy(&b) * l - lazy(&a) * lazy(&b)).eval().unwrap(), &eager);
        let eager = np::sqrt(np::square(&(&a - &b)).unwrap()).unwrap();
        assert_same(&(lazy(&a) - lazy(&b)).square().sqrt().eval().unwrap(), &eager);
        let eager = np::reciprocal(&(-(&a + &b))).unwrap();
        assert_same(&(-(lazy(&a) + lazy(&b))).reciprocal().eval().unwrap(), &eager);
        let (sum, quotient, exp) = (&a + &b, &a / &b, np::exp(&a).unwrap());
        let eager = Array::from_fn([n], |i| if sum[i] > b[i] { quotient[i] } else { exp[i] });
        let fused = (lazy(&a) + lazy(&b)).gt(lazy(&b)).where_(lazy(&a) / lazy(&b), lazy(&a).exp());
        assert_same(&fused.eval().unwrap(), &eager);
        assert_same(&(lazy(&a) * lazy(&b)).isnan().eval().unwrap(), &np::isnan(&(&a * &b)).unwrap());
        let eager = (&a + &b).astype::<f32>() * 2.0f32;
        assert_same(&((lazy(&a) + lazy(&b)).astype::<f32>() * 2.0f32).eval().unwrap(), &eager);
        let column = samples::<f16>(&[7, 1], 3);
        assert_same(&(lazy(&a) * k + lazy(&column)).eval().unwrap(), &(&a * k + &column));
    }
}

#[test]
fn dtypes_known_at_run_time() {
    use np::lazy_dyn;
    use npcore_array::DynArray;
    let same = |fused: &DynArray, eager: &DynArray| {
        assert_eq!((fused.dtype(), fused.shape()), (eager.dtype(), eager.shape()));
        assert_eq!(fused.to_string(), eager.to_string());
    };
    let all = [
        samples::<bool>(&[40, 30], 0).into_dyn(),
        samples::<i8>(&[40, 30], 0).into_dyn(),
        samples::<u16>(&[40, 30], 1).into_dyn(),
        samples::<i64>(&[40, 1], 2).into_dyn(),
        samples::<u64>(&[30], 3).into_dyn(),
        samples::<f16>(&[40, 30], 0).into_dyn(),
        samples::<f32>(&[1, 30], 4).into_dyn(),
        samples::<f64>(&[40, 30], 5).into_dyn(),
        samples::<Complex<f32>>(&[40, 30], 0).into_dyn(),
        samples::<f64>(&[40, 30], 5).into_dyn().astype_dyn(">f8".parse().unwrap()).unwrap(),
    ];
    for a in &all {
        for b in &all {
            let (x, y) = (lazy_dyn(a.view()), lazy_dyn(b.view()));
            same(&(x.clone() * y.clone() + x.clone()).eval().unwrap(), &(a * b + a));
            same(&(x.clone() / y.clone()).eval().unwrap(), &(a / b));
            same(&x.clone().lt(y.clone()).eval().unwrap(), &npcore_array::less(a, b).unwrap().into_dyn());
            same(&x.clone().apply2(np::Maximum, y.clone()).eval().unwrap(), &np::maximum(a, b).unwrap());
            same(&(x.clone() * 2 - 1 / (y.clone() + 0.5)).eval().unwrap(), &(a * 2 - 1 / (b + 0.5)));
            let chosen = x.clone().gt(y.clone()).where_(x.clone(), y.clone()).eval().unwrap();
            assert_eq!(chosen.dtype(), npcore_dtype::promote_types(a.dtype(), b.dtype()).unwrap());
            let bitand = (x & y).eval();
            match npcore_array::bitwise_and(a, b) {
                Ok(eager) => same(&bitand.unwrap(), &eager),
                Err(words) => assert_eq!(bitand.unwrap_err().to_string(), words.to_string()),
            }
        }
    }
    let (i, f) = (samples::<i16>(&[40, 30], 0), Array::from_fn([40, 30], |i| (i[0] * 30 + i[1]) as f32));
    let (x, y) = (lazy_dyn(i.as_dyn()), lazy_dyn(f.as_dyn()));
    same(&x.clone().sum(..).eval().unwrap(), &lazy(&i).sum([0, 1]).eval().unwrap().into_dyn());
    same(&x.clone().max(1).eval().unwrap(), &lazy(&i).max(1).eval().unwrap().into_dyn());
    same(&(y.clone() * 2).mean(0).eval().unwrap(), &(lazy(&f) * 2.0).mean(0).eval().unwrap().into_dyn());
    same(&(y.clone() - y.clone().mean(0)).eval().unwrap(), &(lazy(&f) - lazy(&f).mean(0)).eval().unwrap().into_dyn());
    same(&x.clone().any(0).eval().unwrap(), &lazy(&i).any(0).eval().unwrap().into_dyn());
    let kept = lazy(&f).sum(1).keepdims().eval().unwrap().into_dyn();
    same(&y.clone().sum(1).keepdims().eval().unwrap(), &kept);
    assert_eq!((x.clone() + 40_000).eval().unwrap_err().to_string(), "Python integer 40000 out of bounds for int16");
    assert!(x.clone().lt(40_000).eval().unwrap().to_string().starts_with("[[ True"));
    assert_eq!(x.sum(2).eval().unwrap_err().to_string(), "axis 2 is out of bounds for array of dimension 2");
    let text = npcore_array::DynArray::zeros_dyn([3], "U4".parse().unwrap()).unwrap();
    assert!((lazy_dyn(text.view()) + 1).eval().is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_shapes(
        shape in prop::collection::vec(1usize..9, 0..5),
        ones in prop::collection::vec(any::<bool>(), 5),
        flips in prop::collection::vec(any::<bool>(), 5),
        turn in any::<bool>(),
        axes in 0u32..32,
    ) {
        let a = samples::<i32>(&shape, 0);
        let other: Vec<usize> = shape.iter().zip(&ones).map(|(&n, &one)| if one { 1 } else { n }).collect();
        let b = samples::<i16>(&other, 3);
        let items: Vec<_> = flips[..shape.len()].iter().map(|&f| s![..;if f { -1 } else { 1 }][0]).collect();
        let (mut x, mut y) = (a.slice(&items[..]), b.view());
        if turn {
            (x, y) = (x.t(), y.t());
        }
        let e = np::lazy::lazy_view(x) * np::lazy::lazy_view(y) - 7;
        let eager = x * y - 7;
        assert_same(&e.eval().unwrap(), &eager);
        let list: Vec<isize> = (0..shape.len() as isize).filter(|&axis| axes >> axis & 1 == 1).collect();
        let sum = e.sum(&list[..]).eval().unwrap();
        let mut naive: std::collections::BTreeMap<Vec<usize>, i64> = Default::default();
        let mut index = vec![0; shape.len()];
        let full = eager.shape().to_vec();
        for value in eager.values() {
            let kept: Vec<usize> = (0..shape.len()).filter(|k| axes >> k & 1 == 0).map(|k| index[k]).collect();
            *naive.entry(kept).or_default() += i64::from(value);
            for axis in (0..shape.len()).rev() {
                index[axis] += 1;
                if index[axis] < full[axis] {
                    break;
                }
                index[axis] = 0;
            }
        }
        prop_assert_eq!(sum.values().collect::<Vec<_>>(), naive.into_values().collect::<Vec<_>>());
    }
}
