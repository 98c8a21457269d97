//! What is compared between peers: a sum over a result in C order with weights 1 to 7 by position, so that
//! swapped elements show, beside the sum of magnitudes that says how exact the comparison can be.

use ndarray::{ArrayBase, Data, Dimension};
use serde::{Deserialize, Serialize};

use crate::data::Value;

/// A result's fingerprint.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Checksum {
    /// Weighted sum.
    pub sum: f64,
    /// Weighted sum of absolute values.
    pub magnitude: f64,
    /// Number of elements.
    pub size: usize,
}

impl Checksum {
    /// Of elements in logical (C) order.
    pub fn of<T: Value>(elements: impl IntoIterator<Item = T>) -> Self {
        let (mut sum, mut magnitude, mut size) = (0.0, 0.0, 0);
        for x in elements {
            let x = x.to_f64() * (size % 7 + 1) as f64;
            sum += x;
            magnitude += x.abs();
            size += 1;
        }
        Self { sum, magnitude, size }
    }

    /// Whether both fingerprint the same result, up to `tolerance` in parts of its magnitude.
    pub fn agrees(&self, other: &Self, tolerance: f64) -> bool {
        self.size == other.size && (self.sum - other.sum).abs() <= tolerance * self.magnitude.max(other.magnitude)
    }
}

/// Results that can be fingerprinted.
pub trait Summed {
    /// The fingerprint.
    fn checksum(&self) -> Checksum;
}

/// A single element.
impl Summed for f64 {
    fn checksum(&self) -> Checksum {
        Checksum::of([*self])
    }
}

impl<T: Value> Summed for Vec<T> {
    fn checksum(&self) -> Checksum {
        Checksum::of(self.iter().copied())
    }
}

impl<T: Value, S: Data<Elem = T>, D: Dimension> Summed for ArrayBase<S, D> {
    fn checksum(&self) -> Checksum {
        Checksum::of(self.iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn swapped_elements_show() {
        let a = vec![1.0, 2.0, 3.0].checksum();
        assert!(a.agrees(&vec![1.0, 2.0, 3.0].checksum(), 1e-9));
        assert!(!a.agrees(&vec![2.0, 1.0, 3.0].checksum(), 1e-9));
        assert!(!a.agrees(&vec![1.0, 2.0, 3.0, 0.0].checksum(), 1e-9));
    }
}
