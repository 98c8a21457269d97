//! `i0`: the modified Bessel function of the first kind, of order 0.
//!
//! Two Chebyshev series, as NumPy has it (after Clenshaw): of `exp(-x) i0(x)` in `x / 2 - 2` up to 8, and of
//! `exp(-x) sqrt(x) i0(x)` in `32 / x - 2` beyond. The coefficients were computed in 60 digits.

use npcore_array::{Array, ArrayError, AsView, DynArray, DynView, Result, dispatch, engine};
use npcore_dtype::{DType, Elem, f16};
use npcore_kernel::{Binary, Unary};

use crate::along::over;
use crate::reduce::run::assign;

/// From the highest order down.
const NEAR: [f64; 30] = [
    -4.4153416464793395e-18,
    3.3307945188222384e-17,
    -2.431279846547955e-16,
    1.715391285555133e-15,
    -1.1685332877993451e-14,
    7.676185498604936e-14,
    -4.856446783111929e-13,
    2.95505266312964e-12,
    -1.726826291441556e-11,
    9.675809035373237e-11,
    -5.189795601635263e-10,
    2.6598237246823866e-09,
    -1.300025009986248e-08,
    6.046995022541919e-08,
    -2.670793853940612e-07,
    1.1173875391201037e-06,
    -4.4167383584587505e-06,
    1.6448448070728896e-05,
    -5.754195010082104e-05,
    0.00018850288509584165,
    -0.0005763755745385824,
    0.0016394756169413357,
    -0.004324309995050576,
    0.010546460394594998,
    -0.02373741480589947,
    0.04930528423967071,
    -0.09490109704804764,
    0.17162090152220877,
    -0.3046826723431984,
    0.6767952744094761,
];

/// From the highest order down.
const FAR: [f64; 25] = [
    -7.233180487874754e-18,
    -4.830504485944182e-18,
    4.46562142029676e-17,
    3.461222867697461e-17,
    -2.8276239805165836e-16,
    -3.425485619677219e-16,
    1.7725601330565263e-15,
    3.8116806693526224e-15,
    -9.554846698828307e-15,
    -4.150569347287222e-14,
    1.54008621752141e-14,
    3.8527783827421426e-13,
    7.180124451383666e-13,
    -1.7941785315068062e-12,
    -1.3215811840447713e-11,
    -3.1499165279632416e-11,
    1.1889147107846439e-11,
    4.94060238822497e-10,
    3.3962320257083865e-09,
    2.266668990498178e-08,
    2.0489185894690638e-07,
    2.8913705208347567e-06,
    6.889758346916825e-05,
    0.0033691164782556943,
    0.8044904110141088,
];

/// The float types that the series are summed in.
trait Real: Copy + PartialOrd + std::ops::Mul<Output = Self> + std::ops::Add<Output = Self> {
    fn of(value: f64) -> Self;
    fn minus(self, other: Self) -> Self;
    fn over(self, other: Self) -> Self;
}

macro_rules! real {
    ($($t:ty)*) => { $(
        impl Real for $t {
            #[inline(always)]
            fn of(value: f64) -> $t {
                value as $t
            }
            #[inline(always)]
            fn minus(self, other: $t) -> $t {
                self - other
            }
            #[inline(always)]
            fn over(self, other: $t) -> $t {
                self / other
            }
        }
    )* };
}
real!(f32 f64);

#[inline(always)]
fn series<R: Real, const N: usize>(x: R, coefficients: &[f64; N]) -> R {
    let (mut b0, mut b1, mut b2) = (R::of(coefficients[0]), R::of(0.0), R::of(0.0));
    for &c in &coefficients[1..] {
        (b2, b1) = (b1, b0);
        b0 = (x * b1).minus(b2) + R::of(c);
    }
    R::of(0.5) * b0.minus(b2)
}

/// `exp(-x) i0(x)`, times the root of `x` beyond 8.
fn scaled<R: Real>(x: R) -> R {
    if x <= R::of(8.0) {
        series(x.over(R::of(2.0)).minus(R::of(2.0)), &NEAR)
    } else {
        series(R::of(32.0).over(x).minus(R::of(2.0)), &FAR)
    }
}

/// The modified Bessel function of the first kind, of order 0; integers as float64.
///
/// ```
/// let y = npcore_ufunc::i0(0.0)?;
/// assert_eq!(y.to_string(), "1.0");
/// assert!((npcore_ufunc::i0(10.0f64)?.item()? - 2815.716628466254).abs() < 1e-11);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// `i0 not supported for complex values`; no memory.
pub fn i0<T: Elem>(x: impl AsView<T>) -> Result<Array<T::Quotient>> {
    engine::typed(bessel(x.as_view().as_dyn())?)
}

fn bessel(x: DynView<'_>) -> Result<DynArray> {
    if x.dtype().is_complex() {
        return Err(ArrayError::Value("i0 not supported for complex values".into()));
    }
    let dtype = if x.dtype().is_float() { x.dtype().to_native() } else { DType::FLOAT64 };
    if dtype == DType::of::<f16>() {
        return bessel(x.astype_dyn(DType::FLOAT32)?.view())?.astype_dyn(dtype);
    }
    let x = engine::unary(Unary::Absolute, &x.astype_dyn(dtype)?.view_parts())?;
    let (factor, root) = dispatch!(x.view(), |x: T in [f32, f64]| {
        (x.map(scaled).into_dyn(), x.map(|x| if x <= 8.0 { 1.0 } else { x.sqrt() }).into_dyn())
    })?;
    let mut result = engine::unary(Unary::Exp, &x.view_parts())?;
    assign(Binary::Multiply, &mut result, &factor)?;
    over(&result, &root)
}
