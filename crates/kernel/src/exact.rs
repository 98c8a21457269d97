//! Sums of floats without any rounding but the last: a fixed-point number wide enough for every float64.
//!
//! The number's unit is half the smallest subnormal. Its digits have 32 bits, and each lies in an `i64`, so that a float
//! is added to two of them without a carry; carries are made once in [`CARRY_EVERY`] additions. (An accumulator of this
//! kind is Kulisch's; digits that overlap the room for carries are from R. Neal, "Fast exact summation using small and
//! large superaccumulators", 2015.)

/// Room for 2^64 of the largest float64: 1075 + 1024 + 64 bits, and a digit for the sign.
const DIGITS: usize = 70;
/// Additions that the room above a digit holds: each adds less than 2^52 + 2^32 to it.
const CARRY_EVERY: usize = 1024;
/// The exponent of the unit.
const UNIT: i32 = -1075;
/// Elements of slices that are added at a time, and sums of them that grow side by side.
const CHUNK: usize = 1024;
const LANES: usize = 8;
/// Sums of a chunk of values that are smaller do not overflow.
const SAFE: f64 = f64::from_bits((1023 + 1000) << 52);

type Digits = [i64; DIGITS];

/// The precision of a float type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Precision {
    /// Bits of the significand.
    bits: i32,
    /// The exponent of the smallest subnormal.
    lowest: i32,
}

impl Precision {
    /// float16.
    pub const HALF: Precision = Precision { bits: 11, lowest: -24 };
    /// float32.
    pub const SINGLE: Precision = Precision { bits: 24, lowest: -149 };
    /// float64.
    pub const DOUBLE: Precision = Precision { bits: 53, lowest: -1074 };
}

/// The exact sum of float64 values.
///
/// ```
/// use npcore_kernel::{ExactSum, Precision};
/// let mut sum = ExactSum::new();
/// sum.add_all(&[1e308, 1.0, 1e308, -1e308, -1e308]);
/// assert_eq!(sum.round(Precision::DOUBLE), 1.0);
/// ```
#[derive(Clone, Debug)]
pub struct ExactSum {
    digits: Digits,
    /// Additions since the last carry.
    pending: usize,
    /// The sum of infinities and NaNs; 0 without them.
    special: f64,
}

impl Default for ExactSum {
    fn default() -> Self {
        Self::new()
    }
}

/// Adds a finite value.
#[inline(always)]
fn deposit(digits: &mut Digits, x: f64) {
    let bits = x.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as usize;
    let implicit = u64::from(exponent != 0) << 52;
    let significand = (bits & ((1 << 52) - 1)) | implicit;
    // Subnormals have the exponent of the smallest normal numbers.
    let place = exponent.max(1);
    let (at, shift) = (place / 32, place % 32);
    let low = (significand << shift) as u32 as i64;
    let high = (significand >> (32 - shift)) as i64;
    let sign = bits as i64 >> 63;
    digits[at] += (low ^ sign) - sign;
    digits[at + 1] += (high ^ sign) - sign;
}

/// The rounded sum, and what the rounding lost, exactly (D. Knuth's TwoSum).
#[inline(always)]
fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let from_b = sum - a;
    (sum, (a - (sum - from_b)) + (b - from_b))
}

/// What is left of a chunk.
struct Distilled {
    /// The sums of columns, and the sums of what these lost.
    exact: [[f64; LANES]; 2],
    /// Whether these lost something in turn.
    any_lost: bool,
}

/// Adds columns up in plain floats, what the sums lose in other sums, and writes what these lose in turn. Together that
/// is the same as the elements, without any error; but of values of like size the last are mostly zeros, so that only a
/// few numbers are left to be added to the digits. None where values are large or not finite.
#[inline(always)]
fn distil_body(groups: &[[f64; LANES]], lost: &mut [[f64; LANES]]) -> Option<Distilled> {
    let (mut high, mut low) = ([0.0; LANES], [0.0; LANES]);
    let (mut large, mut bits) = ([0u64; LANES], [0u64; LANES]);
    for (group, lost) in groups.iter().zip(lost) {
        for i in 0..LANES {
            large[i] |= if group[i].abs() < SAFE { 0 } else { 1 };
            let error;
            (high[i], error) = two_sum(high[i], group[i]);
            (low[i], lost[i]) = two_sum(low[i], error);
            // Without the sign, which a zero may have.
            bits[i] |= lost[i].to_bits() << 1;
        }
    }
    (large == [0; LANES]).then_some(Distilled { exact: [high, low], any_lost: bits != [0; LANES] })
}

/// # Safety
/// The processor has the features.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
unsafe fn distil_v3(groups: &[[f64; LANES]], lost: &mut [[f64; LANES]]) -> Option<Distilled> {
    distil_body(groups, lost)
}

fn distil(groups: &[[f64; LANES]], lost: &mut [[f64; LANES]]) -> Option<Distilled> {
    #[cfg(target_arch = "x86_64")]
    if crate::tier() >= crate::Tier::V3 {
        // SAFETY: the tier is available.
        return unsafe { distil_v3(groups, lost) };
    }
    distil_body(groups, lost)
}

impl ExactSum {
    /// The sum of nothing.
    pub fn new() -> ExactSum {
        ExactSum { digits: [0; DIGITS], pending: 0, special: 0.0 }
    }

    /// Adds a value.
    #[inline]
    pub fn add(&mut self, x: f64) {
        if !x.is_finite() {
            self.special += x;
            return;
        }
        if self.pending == CARRY_EVERY {
            self.carry();
        }
        self.pending += 1;
        deposit(&mut self.digits, x);
    }

    /// Adds all of them.
    pub fn add_all(&mut self, values: &[f64]) {
        for chunk in values.chunks(CHUNK) {
            let (groups, rest) = chunk.as_chunks::<LANES>();
            let mut lost = [[0.0; LANES]; CHUNK / LANES];
            let lost = &mut lost[..groups.len()];
            match distil(groups, lost) {
                Some(sums) if groups.len() >= 4 => {
                    sums.exact.as_flattened().iter().chain(rest).for_each(|&x| self.add(x));
                    if sums.any_lost {
                        lost.as_flattened().iter().filter(|&&x| x != 0.0).for_each(|&x| self.add(x));
                    }
                }
                _ => chunk.iter().for_each(|&x| self.add(x)),
            }
        }
    }

    /// Brings all digits but the last, which has the sign, to 32 bits.
    fn carry(&mut self) {
        let mut carry = 0;
        for digit in &mut self.digits[..DIGITS - 1] {
            let value = *digit + carry;
            *digit = value & 0xffff_ffff;
            carry = value >> 32;
        }
        self.digits[DIGITS - 1] += carry;
        self.pending = 0;
    }

    /// The bit of the magnitude with this place.
    fn bit(&self, place: usize) -> bool {
        self.digits[place / 32] >> (place % 32) & 1 == 1
    }

    /// The value nearest to the sum in a precision, of two equally near ones the even; 0 is positive.
    ///
    /// It is NaN if a NaN was added, or infinities of both signs, else infinite if one was added or if the sum is beyond
    /// the finite values of float64 (in the other precisions it may be too large: a cast makes it infinite then).
    pub fn round(&mut self, precision: Precision) -> f64 {
        if self.special != 0.0 {
            return self.special;
        }
        self.carry();
        let negative = self.digits[DIGITS - 1] < 0;
        if negative {
            self.digits.iter_mut().for_each(|digit| *digit = -*digit);
            self.carry();
        }
        let Some(top) = self.digits.iter().rposition(|&digit| digit != 0) else { return 0.0 };
        let highest = 32 * top + self.digits[top].ilog2() as usize;
        let subnormal = (precision.lowest - UNIT) as usize;
        let last = (highest + 1).saturating_sub(precision.bits as usize).max(subnormal);
        let window = self.digits[last / 32..].iter().take(3).rev().fold(0, |bits, &digit| bits << 32 | digit as u128);
        let mut significand = (window >> (last % 32)) as u64;
        let half = self.bit(last - 1);
        let below = last - 1;
        let inexact = self.digits[..below / 32].iter().any(|&digit| digit != 0)
            || self.digits[below / 32] & ((1 << (below % 32)) - 1) != 0;
        if half && (inexact || significand & 1 == 1) {
            significand += 1;
        }
        // As before it was made positive, for values that are added later.
        if negative {
            self.digits.iter_mut().for_each(|digit| *digit = -*digit);
            self.carry();
        }
        let magnitude = significand as f64 * power_of_two(last as i32 + UNIT);
        if negative { -magnitude } else { magnitude }
    }
}

/// 2 to the power of `e`, not less than -1074; infinity from 1024.
fn power_of_two(e: i32) -> f64 {
    match e {
        ..-1022 => f64::from_bits(1 << (e + 1074)),
        -1022..1024 => f64::from_bits(((e + 1023) as u64) << 52),
        _ => f64::INFINITY,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(values: &[f64]) -> f64 {
        let (mut all, mut each) = (ExactSum::new(), ExactSum::new());
        all.add_all(values);
        values.iter().for_each(|&x| each.add(x));
        let result = all.round(Precision::DOUBLE);
        assert_eq!(result.to_bits(), each.round(Precision::DOUBLE).to_bits());
        assert_eq!(result.to_bits(), all.round(Precision::DOUBLE).to_bits());
        result
    }

    #[test]
    fn one_value_is_itself() {
        for bits in (0..0x7ff0_0000_0000_0000u64).step_by(0x0003_1234_5678_9abc).chain([1, 2, 0xf_ffff_ffff_ffff]) {
            let x = f64::from_bits(bits);
            assert_eq!(sum(&[x]).to_bits(), bits);
            assert_eq!(sum(&[-x]), -x);
            assert_eq!(sum(&[x, -x, x]).to_bits(), bits);
        }
        assert_eq!(sum(&[-0.0, -0.0]).to_bits(), 0);
        assert_eq!(sum(&[f64::MAX, -f64::MAX]).to_bits(), 0);
    }

    #[test]
    fn ties_go_to_even_and_a_trace_decides() {
        let half = f64::EPSILON / 2.0;
        assert_eq!(sum(&[1.0, half]), 1.0);
        assert_eq!(sum(&[1.0 + f64::EPSILON, half]), 1.0 + 2.0 * f64::EPSILON);
        let trace = f64::from_bits(1);
        assert_eq!(sum(&[1.0, half, trace]), 1.0 + f64::EPSILON);
        assert_eq!(sum(&[1.0 + f64::EPSILON, half, -trace]), 1.0 + f64::EPSILON);
        assert_eq!(sum(&[-1.0, -half, -trace]), -1.0 - f64::EPSILON);
        assert_eq!(sum(&[f64::MAX, f64::MAX, -f64::MAX]), f64::MAX);
        // Half a unit above the largest is infinite, a trace less is not.
        let edge = 2f64.powi(970);
        assert_eq!(sum(&[f64::MAX, edge]), f64::INFINITY);
        assert_eq!(sum(&[f64::MAX, edge, -trace]), f64::MAX);
        assert_eq!(sum(&[-f64::MAX, -f64::MAX]), f64::NEG_INFINITY);
    }

    #[test]
    fn the_narrow_precisions_round_once() {
        let round = |values: &[f64], precision| {
            let mut sum = ExactSum::new();
            sum.add_all(values);
            sum.round(precision)
        };
        // Rounded to float64 first, the trace would be lost, and the tie go to even.
        let trace = 2f64.powi(-80);
        assert_eq!(round(&[1.0, 2f64.powi(-24), trace], Precision::SINGLE), 1.0 + 2f64.powi(-23));
        assert_eq!(round(&[1.0, 2f64.powi(-11), trace], Precision::HALF), 1.0 + 2f64.powi(-10));
        assert_eq!(round(&[2f64.powi(-150)], Precision::SINGLE), 0.0);
        assert_eq!(round(&[2f64.powi(-150), f64::from_bits(1)], Precision::SINGLE), 2f64.powi(-149));
        assert_eq!(round(&[f64::from(f32::MAX), 2f64.powi(103)], Precision::SINGLE) as f32, f32::INFINITY);
        assert_eq!(round(&[65504.0, 16.0], Precision::HALF), 65536.0);
        assert_eq!(round(&[3.0 * 2f64.powi(-25)], Precision::HALF), 2f64.powi(-23));
    }

    #[test]
    fn specials_add_as_floats_do() {
        assert_eq!(sum(&[1.0, f64::INFINITY, -1e300]), f64::INFINITY);
        assert_eq!(sum(&[f64::NEG_INFINITY, 1e308, 1e308, 1e308]), f64::NEG_INFINITY);
        assert!(sum(&[f64::INFINITY, 1.0, f64::NEG_INFINITY]).is_nan());
        assert!(sum(&[f64::NAN, 1.0]).is_nan());
        let mut long = vec![1.0; 5000];
        long[4000] = f64::INFINITY;
        assert_eq!(sum(&long), f64::INFINITY);
    }

    /// Sums whose exact value is known as an integer of 128 bits, in units of 2^-40.
    #[test]
    fn long_sums_are_exact() {
        let mut state = 1u64;
        let mut random = || {
            state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
            state >> 11
        };
        for n in [3, 63, 64, 65, 1023, 1024, 1025, 5000, 40_000] {
            let mut exact = 0i128;
            let values: Vec<f64> = (0..n)
                .map(|_| {
                    let integer = (random() as i64 - (1 << 52)) as i128;
                    let shift = random() % 50;
                    exact += integer << shift;
                    integer as f64 * 2f64.powi(shift as i32 - 40)
                })
                .collect();
            assert_eq!(sum(&values), exact as f64 * 2f64.powi(-40), "{n}");
            let back: Vec<f64> = values.iter().rev().flat_map(|&x| [x, 1e300, -x, -1e300, x]).collect();
            assert_eq!(sum(&back), exact as f64 * 2f64.powi(-40), "{n}");
        }
        // The largest digits, all of one sign: carries are in time.
        let large = vec![f64::MAX; 100_000];
        assert_eq!(sum(&large), f64::INFINITY);
        let mut cancelled = vec![1.0 - f64::EPSILON; 100_000];
        cancelled.extend(vec![-1.0; 100_000]);
        assert_eq!(sum(&cancelled), -1e5 * f64::EPSILON);
    }
}
