//! How many words a value takes at least, by its parameters: so many may be made ahead.

/// Of a shape and a scale.
pub fn gamma((shape, _): (f64, f64)) -> usize {
    match shape {
        0.0 => 0,
        1.0 => 1,
        _ => 2,
    }
}

/// The smallest of numbers has no half.
pub fn chisquare((df,): (f64,)) -> usize {
    gamma((df / 2.0, 1.0))
}

pub fn f((dfnum, dfden): (f64, f64)) -> usize {
    chisquare((dfnum,)) + chisquare((dfden,))
}

/// One only where both parameters are next to nothing.
pub fn beta((a, b): (f64, f64)) -> usize {
    if a < 1e-100 && b < 1e-100 { 1 } else { 2 }
}

pub fn vonmises((_, kappa): (f64, f64)) -> usize {
    if kappa.is_nan() { 0 } else { 1 }
}

pub fn weibull((a,): (f64,)) -> usize {
    usize::from(a != 0.0)
}

pub fn poisson((lam,): (f64,)) -> usize {
    if lam >= 10.0 { 2 } else { usize::from(lam != 0.0) }
}

pub fn zipf((a,): (f64,)) -> usize {
    if a >= 1025.0 { 0 } else { 2 }
}

/// Of a probability and a number of trials. Old programs draw even where it is certain.
pub fn binomial((p, n): (f64, i64)) -> usize {
    usize::from(n != 0 && p != 0.0)
}
