//! npcore as the cases use it: its arrays with the test data, its settings, what it says about itself.

pub use npcore as np;
pub use npcore::dtypes::{ByteOrder, DType, Dyn, Element};

use crate::checksum::{Checksum, Summed};
use crate::data::{Value, data};

/// `n` elements in memory of npcore's own.
pub fn array<T: Value + Element>(seed: u64, n: usize) -> np::Array<T> {
    shaped(seed, &[n])
}

/// The same data in a shape.
pub fn shaped<T: Value + Element>(seed: u64, shape: &[usize]) -> np::Array<T> {
    let size = shape.iter().product();
    // A copy, as the vector's memory is not aligned as npcore's is.
    np::Array::from_shape_vec(shape, data(seed, size)).expect("the data fits the shape").copy()
}

/// Lets npcore use `threads` threads.
pub fn set_threads(threads: usize) {
    np::set_num_threads(threads);
}

/// The SIMD level npcore runs at.
pub fn simd_level() -> String {
    np::simd_tier().name().to_string()
}

impl<T: Value + Element> Summed for np::Array<T> {
    fn checksum(&self) -> Checksum {
        Checksum::of(self.values())
    }
}

impl<T: Value + Element> Summed for np::ArrayView<'_, T> {
    fn checksum(&self) -> Checksum {
        Checksum::of(self.values())
    }
}

impl<T: Value + Element> Summed for np::ArrayCow<'_, T> {
    fn checksum(&self) -> Checksum {
        Checksum::of(self.values())
    }
}

/// Of numbers that f64 holds exactly.
impl Summed for np::Array<Dyn> {
    fn checksum(&self) -> Checksum {
        self.astype::<f64>().checksum()
    }
}

/// The code units.
impl Summed for np::StrArray {
    fn checksum(&self) -> Checksum {
        let bytes = self.to_bytes();
        let units = bytes.chunks_exact(4).map(|unit| u32::from_ne_bytes([unit[0], unit[1], unit[2], unit[3]]));
        Checksum::of(units.map(f64::from))
    }
}
