//! Products against plain loops: sizes around the kernels' blocks, strides of every kind, every type.

use npcore_array::{Array, ArrayView, Order, s};
use npcore_dtype::{Complex, Element, f16};
use npcore_linalg::{dot, einsum, inner, matmul, matmul_into, tensordot, vdot};

/// Numbers without a pattern, in -1..1.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }
}

fn matrix<T: Element>(shape: [usize; 2], make: &mut dyn FnMut() -> T) -> Array<T> {
    Array::from_shape_vec(shape, (0..shape[0] * shape[1]).map(|_| make()).collect()).unwrap()
}

/// The same elements lying in another way.
fn stored<T: Element>(a: &Array<T>, way: usize) -> Array<T> {
    let [n, m] = [a.shape()[0], a.shape()[1]];
    match way {
        1 => a.try_to_owned(Order::F).unwrap(),
        2 => {
            let mut wide = npcore_array::zeros::<T>([2 * n, 3 * m]);
            wide.slice_mut(s![..;2, ..;3]).assign(a);
            wide
        }
        3 => a.slice(s![..;-1, ..;-1]).copy(),
        _ => a.to_owned(),
    }
}

fn seen<T: Element>(stored: &Array<T>, way: usize) -> ArrayView<'_, T> {
    match way {
        2 => stored.slice(s![..;2, ..;3]),
        3 => stored.slice(s![..;-1, ..;-1]),
        _ => stored.view(),
    }
}

const SIZES: [[usize; 3]; 14] = [
    [1, 1, 1],
    [1, 300, 1],
    [2, 3, 2],
    [3, 7, 5],
    [1, 40, 33],
    [33, 40, 1],
    [16, 16, 16],
    [17, 33, 65],
    [64, 64, 64],
    [4, 257, 130],
    [100, 1, 70],
    [260, 5, 9],
    [5, 0, 4],
    [0, 3, 2],
];

/// Calls `check` with the product of two matrices, and both, for all sizes and ways to lie in memory.
fn all<T: Element + npcore_dtype::Promote<T, Output = T>>(
    mut make: impl FnMut() -> T,
    check: impl Fn(usize, ArrayView<'_, T>, ArrayView<'_, T>, &Array<T>),
) {
    for [n, k, m] in SIZES {
        let (a, b) = (matrix([n, k], &mut make), matrix([k, m], &mut make));
        for ways in [[0, 0], [1, 0], [0, 1], [1, 1], [2, 3], [3, 2], [2, 1]] {
            let (x, y) = (stored(&a, ways[0]), stored(&b, ways[1]));
            let (x, y) = (seen(&x, ways[0]), seen(&y, ways[1]));
            let product: Array<T> = matmul(x, y).unwrap();
            check(k, x, y, &product);
            let mut out = npcore_array::zeros::<T>([m, n]);
            matmul_into(x, y, &mut out.slice_mut(s![..;-1]).transpose_mut([1, 0]).unwrap()).unwrap();
            // Another order of strides may round differently.
            check(k, x, y, &out.slice(s![..;-1]).t().copy());
        }
    }
}

/// The error of each element is at most (k + 2) eps |a| |b|.
macro_rules! floats {
    ($name:ident, $t:ty, $wide:ty, $eps:expr, |$r:ident| $make:expr, |$x:ident| $widen:expr, $abs:expr) => {
        #[test]
        fn $name() {
            let mut $r = Numbers(7);
            all::<$t>(
                || $make,
                |k, a, b, product| {
                    for i in 0..a.shape()[0] {
                        for j in 0..b.shape()[1] {
                            let (mut sum, mut size) = (<$wide>::default(), 0.0f64);
                            for p in 0..k {
                                let widen = |$x: $t| -> $wide { $widen };
                                let (x, y) = (widen(a[[i, p]]), widen(b[[p, j]]));
                                sum += x * y;
                                size += $abs(x) * $abs(y);
                            }
                            let widen = |$x: $t| -> $wide { $widen };
                            let error: f64 = $abs(widen(product[[i, j]]) - sum);
                            // The plain loop rounds as well.
                            let bound = 2.0 * (k as f64 + 2.0) * $eps * size;
                            assert!(error <= bound, "{i} {j} of inner length {k}: {error:e} > {bound:e}");
                        }
                    }
                },
            );
        }
    };
}
floats!(f32_within_the_bound, f32, f64, f32::EPSILON as f64, |r| r.next() as f32, |x| x as f64, |x: f64| x.abs());
floats!(f64_within_the_bound, f64, f64, f64::EPSILON, |r| r.next(), |x| x, |x: f64| x.abs());
floats!(
    complex64_within_the_bound,
    Complex<f32>,
    Complex<f64>,
    2.0 * f32::EPSILON as f64,
    |r| Complex::new(r.next() as f32, r.next() as f32),
    |x| Complex::new(x.re as f64, x.im as f64),
    |x: Complex<f64>| x.norm()
);
floats!(
    complex128_within_the_bound,
    Complex<f64>,
    Complex<f64>,
    2.0 * f64::EPSILON,
    |r| Complex::new(r.next(), r.next()),
    |x| x,
    |x: Complex<f64>| x.norm()
);

/// Integers are exact, and wrap; float16 is summed in order in float32, to the bit; bool is or and and.
macro_rules! exact {
    ($name:ident, $t:ty, |$r:ident| $make:expr, $zero:expr, |$s:ident, $x:ident, $y:ident| $step:expr, |$e:ident| $end:expr) => {
        #[test]
        fn $name() {
            let mut $r = Numbers(11);
            all::<$t>(|| $make, |k, a, b, product| {
                for i in 0..a.shape()[0] {
                    for j in 0..b.shape()[1] {
                        let mut $s = $zero;
                        for p in 0..k {
                            let ($x, $y) = (a[[i, p]], b[[p, j]]);
                            $s = $step;
                        }
                        let $e = $s;
                        let want: $t = $end;
                        assert_eq!(product[[i, j]], want, "{i} {j} of inner length {k}");
                    }
                }
            });
        }
    };
}
exact!(i8_wrap, i8, |r| (r.next() * 128.0) as i8, 0i8, |s, x, y| s.wrapping_add(x.wrapping_mul(y)), |s| s);
exact!(u16_wrap, u16, |r| (r.next().abs() * 65535.0) as u16, 0u16, |s, x, y| s.wrapping_add(x.wrapping_mul(y)), |s| s);
exact!(i32_wrap, i32, |r| (r.next() * 2e9) as i32, 0i32, |s, x, y| s.wrapping_add(x.wrapping_mul(y)), |s| s);
exact!(u64_wrap, u64, |r| (r.next().abs() * 1.8e19) as u64, 0u64, |s, x, y| s.wrapping_add(x.wrapping_mul(y)), |s| s);
exact!(bool_is_or_of_and, bool, |r| r.next() > 0.8, false, |s, x, y| s | (x & y), |s| s);
exact!(f16_in_order, f16, |r| f16::from_f64(r.next()), 0.0f32, |s, x, y| s + x.to_f32() * y.to_f32(), |s| {
    f16::from_f32(s)
});

/// Three and four axes, some of them not next to each other, one way and another.
#[test]
fn ways_to_say_one_thing() {
    let mut r = Numbers(3);
    let a = Array::from_shape_vec([6, 5, 7, 4], (0..840).map(|_| (r.next() * 9.0).round()).collect()).unwrap();
    let b = Array::from_shape_vec([7, 3, 5], (0..105).map(|_| (r.next() * 9.0).round()).collect()).unwrap();
    let want = einsum("ijkl,kmj->ilm", &[&a, &b]).unwrap().into_owned();
    assert!(tensordot(&a, &b, ([1, 2], [2, 0])).unwrap().array_equal(&want));
    let (x, y) = (a.transpose([0, 3, 1, 2]).unwrap(), b.transpose([2, 0, 1]).unwrap());
    assert!(tensordot(x, y, 2).unwrap().array_equal(&want));
    let flat = matmul(x.reshape([24, 35]).unwrap(), y.reshape([35, 3]).unwrap()).unwrap();
    assert!(flat.view().reshape([6, 4, 3]).unwrap().array_equal(&want));
    let sum: f64 = vdot(a.t(), a.t()).unwrap().item().unwrap();
    assert_eq!(sum, inner(a.ravel(), a.ravel()).unwrap().item().unwrap());
    assert_eq!(sum, einsum("abcd,abcd", &[a.t(), a.t()]).unwrap().item().unwrap());
    assert_eq!(dot(&a, b.slice(s![.., 0, ..4]).t()).unwrap().shape(), [6, 5, 7, 7]);
}

/// Elements at odd addresses, as fields of packed records have, are copied for BLAS and read in place otherwise.
#[test]
fn unaligned_elements() {
    use npcore_array::DynView;
    use npcore_dtype::DType;
    use npcore_layout::Layout;
    for (dtype, size) in [(DType::FLOAT64, 8), (DType::INT32, 4)] {
        let values: Vec<f64> = (0..12).map(f64::from).collect();
        let gapless = Array::from_shape_vec([3, 4], values).unwrap().astype_dyn(dtype).unwrap();
        let stride = size as isize + 3;
        let mut bytes = vec![0u8; 1 + 12 * stride as usize];
        for (i, element) in gapless.to_bytes().chunks(size).enumerate() {
            bytes[1 + i * stride as usize..][..size].copy_from_slice(element);
        }
        let layout = Layout::new(&[3, 4], &[4 * stride, stride], 1).unwrap();
        // SAFETY: twelve elements inside of the bytes, which stay borrowed.
        let odd = unsafe { DynView::from_foreign(bytes.as_ptr(), dtype, layout).unwrap() };
        let want = matmul(&gapless, gapless.t()).unwrap();
        assert!(matmul(odd, odd.t()).unwrap().array_equal(&want));
        assert!(einsum("ij,kj->ik", &[odd, odd]).unwrap().array_equal(&want));
    }
}
