//! Complex elements: the real parts share one format, the imaginary parts another.

use super::digits::Float;
use super::float::FloatFormat;
use super::options::{PrintOptions, Sign};

/// Writes the complex numbers of an array.
pub(super) struct ComplexFormat {
    real: FloatFormat,
    imaginary: FloatFormat,
}

impl ComplexFormat {
    pub(super) fn new(shown: &[(Float, Float)], options: &PrintOptions) -> Self {
        let (real, imaginary): (Vec<_>, Vec<_>) = shown.iter().copied().unzip();
        ComplexFormat {
            real: FloatFormat::new(&real, options, options.sign),
            imaginary: FloatFormat::new(&imaginary, options, Sign::Plus),
        }
    }

    pub(super) fn format(&self, (real, imaginary): (Float, Float)) -> String {
        let mut text = self.real.format(real);
        let imaginary = self.imaginary.format(imaginary);
        // The 'j' stands right after the digits, before the padding.
        let digits = imaginary.trim_end();
        text.push_str(digits);
        text.push('j');
        text.push_str(&imaginary[digits.len()..]);
        text
    }
}
