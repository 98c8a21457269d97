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
    Tanh: hyperbolic_tangent::tanh, tanhf;
    Log1p: log::log1p, log1pf;
    Cbrt: cbrt::cbrt, cbrtf;
}

/// Logarithms, which are shorter of ordinary numbers. Of f64 the loop waits for divisions anyway.
macro_rules! logarithms {
    ($($name:ident: $f:ident;)*) => { $(
        op1! {
            $name;
            f64, V4: |a| math::log::$f(a);
        }

        impl Op1 for $name<f32> {
            type A = f32;
            type O = f32;
            const TIER: Tier = Tier::V4;
            const SHORT: bool = true;
            #[inline(always)]
            fn f(a: f32) -> f32 {
                math::log_single::$f::<false>(a)
            }
            #[inline(always)]
            fn is_ordinary(a: f32) -> bool {
                math::log::single::is_ordinary(a)
            }
            #[inline(always)]
            fn short(a: f32) -> f32 {
                math::log_single::$f::<true>(a)
            }
        }
    )* };
}

logarithms! {
    Log: log;
    Log2: log2;
    Log10: log10;
}

op2! {
    Power [packed];
    f64, V4 [staged]: |a, b| math::pow::double::pow(a, b);
    f32, V4 [staged]: |a, b| math::pow_single::pow(a, b);
}

macro_rules! staged_power {
    ($t:ident, $($module:ident)::+, $log:ident) => {
        impl Staged for Power<$t> {
            type Middle = $t;
            const ZERO: $t = 0.0;
            #[inline(always)]
            fn is_ordinary(a: $t, b: $t) -> bool {
                math::$($module)::+::is_ordinary(a, b)
            }
            #[inline(always)]
            fn first<const ORDINARY: bool>(a: $t) -> [$t; 2] {
                math::$($module)::+::$log::<ORDINARY>(a)
            }
            #[inline(always)]
            fn second<const ORDINARY: bool>(a: $t, b: $t, log: [$t; 2]) -> $t {
                math::$($module)::+::pow_of_log::<ORDINARY>(a, b, log)
            }
        }
    };
}

staged_power!(f64, pow::double, log_in_parts);
staged_power!(f32, pow_single, half_log_in_parts);

functions2! {
    Logaddexp [packed]: logaddexp::logaddexp, logaddexpf;
    Logaddexp2 [packed]: logaddexp::logaddexp2, logaddexp2f;
}
