//! Normal and exponential values by Marsaglia and Tsang's ziggurat (2000), in 256 layers.

use super::tables::*;
use crate::stream::Stream;

const NORMAL_R: f64 = 3.654152885361009;
const NORMAL_INV_R: f64 = 0.2736612373297583;
const EXPONENTIAL_R: f64 = 7.69711747013105;

/// A table of floats by their bits.
const fn doubles(bits: &[u64; 256]) -> [f64; 256] {
    let mut floats = [0.0; 256];
    let mut i = 0;
    while i < 256 {
        floats[i] = f64::from_bits(bits[i]);
        i += 1;
    }
    floats
}
const fn singles(bits: &[u32; 256]) -> [f32; 256] {
    let mut floats = [0.0; 256];
    let mut i = 0;
    while i < 256 {
        floats[i] = f32::from_bits(bits[i]);
        i += 1;
    }
    floats
}
/// Share and width of a layer, which are looked up together.
const fn layers(k: &[u64; 256], w: &[u64; 256]) -> [(u64, f64); 256] {
    let mut layers = [(0, 0.0); 256];
    let mut i = 0;
    while i < 256 {
        layers[i] = (k[i], f64::from_bits(w[i]));
        i += 1;
    }
    layers
}
static NORMAL: [(u64, f64); 256] = layers(&NORMAL_K, &NORMAL_W);
static NORMAL_DENSITY: [f64; 256] = doubles(&NORMAL_F);
static EXPONENTIAL: [(u64, f64); 256] = layers(&EXPONENTIAL_K, &EXPONENTIAL_W);
static EXPONENTIAL_DENSITY: [f64; 256] = doubles(&EXPONENTIAL_F);
static NORMAL_WIDTH_F32: [f32; 256] = singles(&NORMAL_W32);
static NORMAL_DENSITY_F32: [f32; 256] = singles(&NORMAL_F32);
static EXPONENTIAL_WIDTH_F32: [f32; 256] = singles(&EXPONENTIAL_W32);
static EXPONENTIAL_DENSITY_F32: [f32; 256] = singles(&EXPONENTIAL_F32);

/// A standard normal value.
#[inline(always)]
pub fn normal(s: &mut Stream<'_>) -> f64 {
    let word = s.u64();
    let (share, width) = NORMAL[word as u8 as usize];
    let rabs = word >> 9 & 0x000f_ffff_ffff_ffff;
    // The ninth bit is the sign.
    let x = f64::from_bits((rabs as i64 as f64 * width).to_bits() ^ (word & 0x100) << 55);
    if rabs < share { x } else { normal_edge(s, word as u8 as usize, rabs, x) }
}

/// Beyond the inner part of a layer: about one in eighty.
#[cold]
#[inline(never)]
fn normal_edge(s: &mut Stream<'_>, layer: usize, rabs: u64, x: f64) -> f64 {
    if layer == 0 {
        loop {
            // 1 - U, which is never 0.
            let xx = -NORMAL_INV_R * (-s.f64()).ln_1p();
            let yy = -(-s.f64()).ln_1p();
            if yy + yy > xx * xx {
                return if rabs >> 8 & 1 == 1 { -(NORMAL_R + xx) } else { NORMAL_R + xx };
            }
        }
    }
    let f = &NORMAL_DENSITY;
    if (f[layer - 1] - f[layer]) * s.f64() + f[layer] < (-0.5 * x * x).exp() {
        return x;
    }
    normal(s)
}

/// A standard exponential value.
#[inline(always)]
pub fn exponential(s: &mut Stream<'_>) -> f64 {
    let word = s.u64() >> 3;
    let (share, width) = EXPONENTIAL[word as u8 as usize];
    let layer = word as u8 as usize;
    let ri = word >> 8;
    let x = ri as i64 as f64 * width;
    if ri < share { x } else { exponential_edge(s, layer, x) }
}

#[cold]
#[inline(never)]
fn exponential_edge(s: &mut Stream<'_>, layer: usize, x: f64) -> f64 {
    if layer == 0 {
        return EXPONENTIAL_R - (-s.f64()).ln_1p();
    }
    let f = &EXPONENTIAL_DENSITY;
    if (f[layer - 1] - f[layer]) * s.f64() + f[layer] < (-x).exp() {
        return x;
    }
    exponential(s)
}

/// A standard exponential value by the inverse of the distribution.
#[inline(always)]
pub fn exponential_inverse(s: &mut Stream<'_>) -> f64 {
    -(-s.f64()).ln_1p()
}

/// `log(1 + x)` in single precision, rounded from double, as NumPy's own wrapper has it.
#[inline]
fn log_1p(x: f32) -> f32 {
    f64::from(x).ln_1p() as f32
}

/// A standard normal value in single precision.
#[inline(always)]
pub fn normal_f32(s: &mut Stream<'_>) -> f32 {
    let word = s.u32();
    let layer = word as u8 as usize;
    let rabs = word >> 9 & 0x007f_ffff;
    let x = rabs as i32 as f32 * NORMAL_WIDTH_F32[layer];
    let x = f32::from_bits(x.to_bits() ^ (word & 0x100) << 23);
    if rabs < NORMAL_K32[layer] { x } else { normal_edge_f32(s, layer, rabs, x) }
}

#[cold]
#[inline(never)]
fn normal_edge_f32(s: &mut Stream<'_>, layer: usize, rabs: u32, x: f32) -> f32 {
    const R: f32 = NORMAL_R as f32;
    const INV_R: f32 = NORMAL_INV_R as f32;
    if layer == 0 {
        loop {
            let xx = -INV_R * log_1p(-s.f32());
            let yy = -log_1p(-s.f32());
            if yy + yy > xx * xx {
                return if rabs >> 8 & 1 == 1 { -(R + xx) } else { R + xx };
            }
        }
    }
    let f = &NORMAL_DENSITY_F32;
    // The density is computed in double precision, as NumPy does.
    let x64 = f64::from(x);
    if f64::from((f[layer - 1] - f[layer]) * s.f32() + f[layer]) < (-0.5 * x64 * x64).exp() {
        return x;
    }
    normal_f32(s)
}

/// A standard exponential value in single precision.
#[inline(always)]
pub fn exponential_f32(s: &mut Stream<'_>) -> f32 {
    let word = s.u32() >> 1;
    let layer = word as u8 as usize;
    let ri = word >> 8;
    let x = ri as i32 as f32 * EXPONENTIAL_WIDTH_F32[layer];
    if ri < EXPONENTIAL_K32[layer] { x } else { exponential_edge_f32(s, layer, x) }
}

#[cold]
#[inline(never)]
fn exponential_edge_f32(s: &mut Stream<'_>, layer: usize, x: f32) -> f32 {
    if layer == 0 {
        return EXPONENTIAL_R as f32 - log_1p(-s.f32());
    }
    let f = &EXPONENTIAL_DENSITY_F32;
    if (f[layer - 1] - f[layer]) * s.f32() + f[layer] < (-x).exp() {
        return x;
    }
    exponential_f32(s)
}

/// [`exponential_inverse`] in single precision.
#[inline(always)]
pub fn exponential_inverse_f32(s: &mut Stream<'_>) -> f32 {
    -log_1p(-s.f32())
}
