//! Windows that taper a signal off.

use std::f64::consts::PI;

use npcore_array::{Array, Result, add, arange, divide, multiply};

use super::i0;

/// The odd or even numbers from `1 - n` to `n - 1`, in steps of 2.
fn places(n: usize) -> Array<f64> {
    let end = n as f64;
    arange(1.0 - end, end, 2.0)
}

/// Sums of cosines, with these factors.
fn cosines(n: usize, factors: &[f64]) -> Result<Array<f64>> {
    if n < 2 {
        return Ok(Array::ones(n));
    }
    let span = n as f64 - 1.0;
    let mut window = Array::full(n, factors[0]);
    for (order, &factor) in factors.iter().enumerate().skip(1) {
        let angles = divide(&multiply(&places(n), PI * order as f64)?, span)?;
        window = add(&window, &multiply(&crate::cos(&angles)?, factor)?)?;
    }
    Ok(window)
}

/// The Hann window of `n` places: a raised cosine.
///
/// ```
/// let window = npcore_ufunc::hanning(5)?;
/// assert_eq!(window.get(2)?, 1.0);
/// assert!((window.get(1)? - 0.5).abs() < 1e-15);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// No memory.
pub fn hanning(n: usize) -> Result<Array<f64>> {
    cosines(n, &[0.5, 0.5])
}

/// The Hamming window of `n` places: a raised cosine on a pedestal.
///
/// # Errors
/// No memory.
pub fn hamming(n: usize) -> Result<Array<f64>> {
    cosines(n, &[0.54, 0.46])
}

/// The Blackman window of `n` places: the first three terms of a sum of cosines.
///
/// # Errors
/// No memory.
pub fn blackman(n: usize) -> Result<Array<f64>> {
    cosines(n, &[0.42, 0.5, 0.08])
}

/// The Bartlett window of `n` places: a triangle.
///
/// ```
/// assert_eq!(npcore_ufunc::bartlett(5)?.to_string(), "[0.  0.5 1.  0.5 0. ]");
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// No memory.
pub fn bartlett(n: usize) -> Result<Array<f64>> {
    if n < 2 {
        return Ok(Array::ones(n));
    }
    let span = n as f64 - 1.0;
    Ok(places(n).map(|place| if place <= 0.0 { 1.0 + place / span } else { 1.0 - place / span }))
}

/// The Kaiser window of `n` places; `beta` says how narrow it is.
///
/// ```
/// let window = npcore_ufunc::kaiser(12, 14.0)?;
/// assert!((window.get(0)? - 7.72686684e-06).abs() < 1e-13);
/// # Ok::<(), npcore_array::ArrayError>(())
/// ```
///
/// # Errors
/// No memory.
pub fn kaiser(n: usize, beta: f64) -> Result<Array<f64>> {
    if n == 1 {
        return Ok(Array::ones(1));
    }
    let alpha = (n as f64 - 1.0) / 2.0;
    let arguments = arange(0.0, n as f64, 1.0).map(|k: f64| {
        let from_middle = (k - alpha) / alpha;
        beta * (1.0 - from_middle * from_middle).sqrt()
    });
    divide(&i0(&arguments)?, i0(beta)?.item()?)
}
