//! Exponentials, logarithms, powers, hyperbolic functions as operations on elements.

use std::marker::PhantomData;

use crate::arithmetic::{flags, op1, op2, or};
use crate::math;
use crate::run::{Op1, Op2, Run2};
use crate::staged::{self, Staged};
use crate::tier::Tier;

/// `$name<f64>` and `$name<f32>` of two functions of [`math`].
macro_rules! functions1 {
    ($($name:ident: $module:ident :: $double:ident, $single:ident;)*) => { $(
        op1! {
            $name;
            f64, V4: |a| math::$module::$double(a);
            f32, V4: |a| math::$module::$single(a);
        }
    )* };
}

macro_rules! functions2 {
    ($($name:ident $flags:tt: $module:ident :: $double:ident, $single:ident;)*) => { $(
        op2! {
            $name $flags;
            f64, V4: |a, b| math::$module::$double(a, b);
            f32, V4: |a, b| math::$module::$single(a, b);
        }
    )* };
}

functions1! {
    Exp: exp::exp, expf;
    Exp2: exp::exp2, exp2f;
    Expm1: exp::expm1, expm1f;
    Sinh: exp::sinh, sinhf;
    Cosh: exp::cosh, coshf;
    Tanh: exp::tanh, tanhf;
    Log: log::log, logf;
    Log2: log::log2, log2f;
    Log10: log::log10, log10f;
    Log1p: log::log1p, log1pf;
    Cbrt: cbrt::cbrt, cbrtf;
}

op2! {
    Power [packed];
    f64, V4 [staged]: |a, b| math::pow::pow(a, b);
    f32, V4: |a, b| math::pow::powf(a, b);
}

impl Staged for Power<f64> {
    type Middle = f64;
    const ZERO: f64 = 0.0;
    #[inline(always)]
    fn first(a: f64) -> [f64; 2] {
        math::pow::log_in_parts(a)
    }
    #[inline(always)]
    fn second(a: f64, b: f64, log: [f64; 2]) -> f64 {
        math::pow::pow_of_log(a, b, log)
    }
}

functions2! {
    Logaddexp [packed]: logaddexp::logaddexp, logaddexpf;
    Logaddexp2 [packed]: logaddexp::logaddexp2, logaddexp2f;
}
