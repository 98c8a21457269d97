//! Complex products, quotients and minima. Sums, differences and signs act on
//! the parts separately and use the loops of reals.

use std::marker::PhantomData;

use crate::arithmetic::{flags, op2, or};
use crate::element::Cx;
use crate::run::Op2;
use crate::tier::Tier;

/// Every product and sum is rounded: see [`Binary::Multiply`](crate::Binary).
macro_rules! product {
    ($a:ident, $b:ident) => {
        Cx { re: $a.re * $b.re - $a.im * $b.im, im: $a.re * $b.im + $a.im * $b.re }
    };
}

op2! {
    Product [in_place];
    Cx<f32>, V4: |a, b| product!(a, b);
    Cx<f64>, V4: |a, b| product!(a, b);
}

/// Smith's algorithm with NumPy's order of operations; by zero, each part is
/// divided by it. Both branches are selected from, so that it vectorises.
macro_rules! quotient {
    ($t:ident, $a:ident, $b:ident) => {{
        let (re, im) = ($b.re.abs(), $b.im.abs());
        let wide = re >= im;
        let (large, small) = if wide { ($b.re, $b.im) } else { ($b.im, $b.re) };
        let ratio = small / large;
        let scale = 1.0 / (large + small * ratio);
        let (x, y) = if wide {
            ($a.re + $a.im * ratio, $a.im - $a.re * ratio)
        } else {
            ($a.re * ratio + $a.im, $a.im * ratio - $a.re)
        };
        if re == 0.0 && im == 0.0 {
            // Divided by +0.
            Cx { re: $a.re * $t::INFINITY, im: $a.im * $t::INFINITY }
        } else {
            Cx { re: x * scale, im: y * scale }
        }
    }};
}

op2! {
    Quotient [packed];
    Cx<f32>: |a, b| quotient!(f32, a, b);
    Cx<f64>: |a, b| quotient!(f64, a, b);
}

/// The first if a part of it is NaN or it is not on the other side of the second
/// in lexicographic order, else the second.
macro_rules! extreme {
    ($a:ident $strict:tt $weak:tt $b:ident) => {{
        let nan = $a.re.is_nan() || $a.im.is_nan();
        let before = $a.re $strict $b.re && !$a.im.is_nan() && !$b.im.is_nan()
            || $a.re == $b.re && $a.im $weak $b.im;
        if nan || before { $a } else { $b }
    }};
}

op2! {
    Least;
    Cx<f32>, V4: |a, b| extreme!(a < <= b);
    Cx<f64>, V4: |a, b| extreme!(a < <= b);
}

op2! {
    Greatest;
    Cx<f32>, V4: |a, b| extreme!(a > >= b);
    Cx<f64>, V4: |a, b| extreme!(a > >= b);
}
