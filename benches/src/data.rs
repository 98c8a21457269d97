//! Test data that both sides compute alike: element `i` is SplitMix64's output `i` for a seed, brought into
//! the dtype's range. `worker.py` has the same few lines, so nothing has to be sent.

use npcore::dtypes::f16;

/// Element types of test data and results.
pub trait Value: Copy + Send + Sync + 'static {
    /// The value made from 64 random bits: floats in (-100, 100) and signed integers in that range, never 0
    /// (so that they divide), unsigned ones in [1, 200], any bool.
    fn from_bits(z: u64) -> Self;
    /// For checksums.
    fn to_f64(self) -> f64;
}

macro_rules! value {
    (float: $($t:ty)*) => {$(impl Value for $t {
        fn from_bits(z: u64) -> Self { (((z >> 40) as f64 + 0.5) * (200.0 / (1 << 24) as f64) - 100.0) as $t }
        fn to_f64(self) -> f64 { self as f64 }
    })*};
    (signed: $($t:ty)*) => {$(impl Value for $t {
        fn from_bits(z: u64) -> Self {
            let m = (z % 200) as i64;
            (if m < 100 { m - 100 } else { m - 99 }) as $t
        }
        fn to_f64(self) -> f64 { self as f64 }
    })*};
    (unsigned: $($t:ty)*) => {$(impl Value for $t {
        fn from_bits(z: u64) -> Self { (z % 200 + 1) as $t }
        fn to_f64(self) -> f64 { self as f64 }
    })*};
}
value!(float: f32 f64);
value!(signed: i8 i16 i32 i64);
value!(unsigned: u8 u16 u32 u64);

impl Value for f16 {
    fn from_bits(z: u64) -> Self {
        npcore::dtypes::half_from_f64(Value::from_bits(z))
    }
    fn to_f64(self) -> f64 {
        self.into()
    }
}

impl Value for bool {
    fn from_bits(z: u64) -> Self {
        z & 1 == 1
    }
    fn to_f64(self) -> f64 {
        f64::from(u8::from(self))
    }
}

/// `n` elements of the sequence of `seed`.
pub fn data<T: Value>(seed: u64, n: usize) -> Vec<T> {
    let base = seed.wrapping_mul(0xD134_2543_DE82_EF95);
    (1..=n as u64)
        .map(|i| {
            let mut z = base.wrapping_add(i.wrapping_mul(0x9E37_79B9_7F4A_7C15));
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            T::from_bits(z ^ (z >> 31))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    // Figures from `worker.py`'s `data`.
    #[test]
    fn same_numbers_as_the_worker() {
        assert_eq!(data::<i32>(1, 4), EXPECTED_I32);
        assert_eq!(data::<f64>(2, 2), EXPECTED_F64);
    }
    const EXPECTED_I32: [i32; 4] = [-90, -39, -52, 49];
    const EXPECTED_F64: [f64; 2] = [-23.686224222183228, -81.2498152256012];
}
