//! The decimal digits of a floating-point number, exactly.
//!
//! One free-format digit generator (Steele and White, "How to print floating-point numbers
//! accurately", 1990, in the big-integer form known as Dragon4) serves every precision: it gives the
//! shortest digits that read back as the same number of the same type, or the exact ones rounded half
//! to even, or a mixture (at least `min`, at most `max` digits). The standard library's shortest
//! formatting gives the same digits where neither bound matters, but knows no `f16` and does not tell
//! where a carry cut the digits short, on which NumPy's trailing zeros depend.

use half::f16;

/// A floating-point number that remembers its precision, on which its shortest digits depend.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Float {
    /// A half-precision number.
    F16(f16),
    /// A single-precision number.
    F32(f32),
    /// A double-precision number.
    F64(f64),
}

impl From<f16> for Float {
    fn from(x: f16) -> Self {
        Float::F16(x)
    }
}

impl From<f32> for Float {
    fn from(x: f32) -> Self {
        Float::F32(x)
    }
}

impl From<f64> for Float {
    fn from(x: f64) -> Self {
        Float::F64(x)
    }
}

/// A finite non-zero magnitude as `mantissa * 2^exponent`.
struct Parts {
    mantissa: u64,
    exponent: i32,
    /// The neighbour below is half as far away as the one above: the mantissa is a power of two.
    closer_below: bool,
}

impl Float {
    /// The same number in double precision (exact).
    pub(super) fn value(self) -> f64 {
        match self {
            Float::F16(x) => x.to_f64(),
            Float::F32(x) => f64::from(x),
            Float::F64(x) => x,
        }
    }

    pub(super) fn is_finite(self) -> bool {
        self.value().is_finite()
    }

    pub(super) fn is_sign_negative(self) -> bool {
        self.value().is_sign_negative()
    }

    fn parts(self) -> Parts {
        let (bits, mantissa_bits, bias) = match self {
            Float::F16(x) => (u64::from(x.to_bits() & 0x7fff), 10, 15),
            Float::F32(x) => (u64::from(x.to_bits() & 0x7fff_ffff), 23, 127),
            Float::F64(x) => (x.to_bits() & (u64::MAX >> 1), 52, 1023),
        };
        let fraction = bits & ((1 << mantissa_bits) - 1);
        let field = (bits >> mantissa_bits) as i32;
        let (mantissa, field) = if field == 0 { (fraction, 1) } else { (fraction | (1 << mantissa_bits), field) };
        Parts { mantissa, exponent: field - bias - mantissa_bits, closer_below: fraction == 0 && field > 1 }
    }
}

/// Where a bound on the digits counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Count {
    /// From the first significant digit.
    Significant,
    /// From the decimal point.
    Fractional,
}

/// How many digits are wanted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cut {
    /// Stop once the digits identify the number; otherwise go on until they are exact.
    pub unique: bool,
    pub count: Count,
    pub max: Option<usize>,
    /// Only with `unique`: go on past the shortest digits up to here.
    pub min: Option<usize>,
}

/// `d.ddd * 10^exponent`, the digits in ASCII; the first may be zero where a fractional bound asks for
/// no significant digit.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Digits {
    pub digits: Vec<u8>,
    pub exponent: i32,
}

/// The digits of the magnitude of a finite number.
pub(super) fn digits(x: Float, cut: Cut) -> Digits {
    let Parts { mantissa, exponent: binary, closer_below } = x.parts();
    if mantissa == 0 {
        return Digits { digits: vec![b'0'], exponent: 0 };
    }

    // The position of the first digit. The logarithm is off by far less than the margin taken from
    // it, so the estimate is right or one too low, and the comparison below settles which.
    let mut first = (x.value().abs().log10() - 1e-10).floor() as i32;
    if let (Count::Fractional, Some(max)) = (cut.count, cut.max) {
        first = first.max(-(clamp(max)));
    }

    // value = numerator / denominator; half the gaps to the neighbours = below, above / denominator.
    // Everything carries a factor 4 so that half of the smaller gap is an integer.
    let even = mantissa & 1 == 0;
    let mut numerator = Big::from(mantissa);
    let mut denominator = Big::from(1);
    let mut below = Big::from(if closer_below { 1 } else { 2 });
    numerator.shift_left(2 + binary.max(0) as u32);
    denominator.shift_left(2 + (-binary).max(0) as u32);
    below.shift_left(binary.max(0) as u32);
    if first >= 0 {
        denominator.multiply_power_of_ten(first as u32);
    } else {
        numerator.multiply_power_of_ten(-first as u32);
        below.multiply_power_of_ten(-first as u32);
    }
    let mut ten = denominator.clone();
    ten.multiply(10);
    if numerator >= ten {
        denominator = ten;
        first += 1;
    }
    // Puts the denominator's top bit at bit 59 of a limb: ten times it still has as many limbs, and
    // the quotient of the top limbs is at most one too low.
    let shift = (60 + 64 - denominator.bits() % 64) % 64;
    numerator.shift_left(shift);
    denominator.shift_left(shift);
    below.shift_left(shift);

    // The positions of the last digit allowed and of the first at which it may stop.
    let position = |n: usize| match cut.count {
        Count::Significant => first + 1 - clamp(n),
        Count::Fractional => -clamp(n),
    };
    let last = cut.max.map_or(i32::MIN, position);
    let stop = cut.min.map_or(first, position);

    let mut out = Vec::with_capacity(20);
    let mut at = first;
    let (digit, round_down) = loop {
        let digit = numerator.divide_digit(&denominator);
        let (low, high) = if cut.unique {
            let mut above = numerator.clone();
            above.add(&below);
            if closer_below {
                above.add(&below);
            }
            if even { (numerator <= below, above >= denominator) } else { (numerator < below, above > denominator) }
        } else {
            (false, false)
        };
        let done = if cut.unique { (low || high) && at <= stop } else { numerator.is_zero() };
        if done || at == last {
            let down = if low == high {
                numerator.shift_left(1);
                match numerator.cmp(&denominator) {
                    std::cmp::Ordering::Less => true,
                    std::cmp::Ordering::Equal => digit % 2 == 0,
                    std::cmp::Ordering::Greater => false,
                }
            } else {
                low
            };
            break (digit, down);
        }
        out.push(b'0' + digit);
        numerator.multiply(10);
        // Once the margin is more than a whole digit it always is; it need not outgrow its limbs.
        if below <= denominator {
            below.multiply(10);
        }
        at -= 1;
    };

    let mut exponent = first;
    if round_down {
        out.push(b'0' + digit);
    } else if digit < 9 {
        out.push(b'0' + digit + 1);
    } else {
        // The carry runs through the nines, which are dropped.
        while out.last() == Some(&b'9') {
            out.pop();
        }
        match out.last_mut() {
            Some(d) => *d += 1,
            None => {
                out.push(b'1');
                exponent += 1;
            }
        }
    }
    Digits { digits: out, exponent }
}

/// A number of digits as a position; more than any number has digits is all the same.
fn clamp(n: usize) -> i32 {
    n.min(1 << 20) as i32
}

/// An unsigned integer of up to 1280 bits: the smallest subnormal scaled to one digit needs some 1200.
#[derive(Clone)]
struct Big {
    len: usize,
    limbs: [u64; 20],
}

impl From<u64> for Big {
    fn from(x: u64) -> Self {
        let mut limbs = [0; 20];
        limbs[0] = x;
        Big { len: usize::from(x != 0), limbs }
    }
}

impl Big {
    fn is_zero(&self) -> bool {
        self.len == 0
    }

    fn bits(&self) -> u32 {
        match self.len {
            0 => 0,
            n => 64 * n as u32 - self.limbs[n - 1].leading_zeros(),
        }
    }

    fn push(&mut self, limb: u64) {
        if limb != 0 {
            self.limbs[self.len] = limb;
            self.len += 1;
        }
    }

    fn trim(&mut self) {
        while self.len > 0 && self.limbs[self.len - 1] == 0 {
            self.len -= 1;
        }
    }

    fn multiply(&mut self, by: u64) {
        let mut carry = 0u128;
        for limb in &mut self.limbs[..self.len] {
            carry += u128::from(*limb) * u128::from(by);
            *limb = carry as u64;
            carry >>= 64;
        }
        self.push(carry as u64);
    }

    fn multiply_power_of_ten(&mut self, mut power: u32) {
        // 10^19 is the largest power of ten in 64 bits.
        while power > 0 {
            let step = power.min(19);
            self.multiply(10u64.pow(step));
            power -= step;
        }
    }

    fn shift_left(&mut self, by: u32) {
        let (whole, part) = ((by / 64) as usize, by % 64);
        if part > 0 {
            let mut carry = 0;
            for limb in &mut self.limbs[..self.len] {
                let next = *limb >> (64 - part);
                *limb = *limb << part | carry;
                carry = next;
            }
            self.push(carry);
        }
        if whole > 0 && self.len > 0 {
            self.limbs.copy_within(..self.len, whole);
            self.limbs[..whole].fill(0);
            self.len += whole;
        }
    }

    fn add(&mut self, other: &Big) {
        let len = self.len.max(other.len);
        self.limbs[self.len..len].fill(0);
        self.len = len;
        let mut carry = false;
        for (i, limb) in self.limbs[..len].iter_mut().enumerate() {
            let (sum, first) = limb.overflowing_add(if i < other.len { other.limbs[i] } else { 0 });
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            *limb = sum;
            carry = first | second;
        }
        self.push(u64::from(carry));
    }

    /// `self -= q * other`; the result is not negative.
    fn subtract(&mut self, other: &Big, q: u64) {
        let (mut carry, mut borrow) = (0u128, false);
        for i in 0..self.len {
            carry += u128::from(if i < other.len { other.limbs[i] } else { 0 }) * u128::from(q);
            let (difference, first) = self.limbs[i].overflowing_sub(carry as u64);
            let (difference, second) = difference.overflowing_sub(u64::from(borrow));
            self.limbs[i] = difference;
            borrow = first | second;
            carry >>= 64;
        }
        debug_assert!(carry == 0 && !borrow, "the digit was too large");
        self.trim();
    }

    /// Divides by a denominator whose top bit is bit 59 of a limb, more than a tenth of `self`; leaves
    /// the remainder and returns the quotient, a decimal digit.
    fn divide_digit(&mut self, denominator: &Big) -> u8 {
        let n = denominator.len;
        if self.len < n {
            return 0;
        }
        let mut q = self.limbs[n - 1] / (denominator.limbs[n - 1] + 1);
        if q > 0 {
            self.subtract(denominator, q);
        }
        while *self >= *denominator {
            self.subtract(denominator, 1);
            q += 1;
        }
        debug_assert!(q < 10, "more than a digit");
        q as u8
    }
}

impl PartialEq for Big {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Big {}

impl PartialOrd for Big {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Big {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.len
            .cmp(&other.len)
            .then_with(|| self.limbs[..self.len].iter().rev().cmp(other.limbs[..other.len].iter().rev()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORTEST: Cut = Cut { unique: true, count: Count::Significant, max: None, min: None };

    fn text(d: &Digits) -> String {
        let (first, rest) = d.digits.split_first().unwrap();
        let point = if rest.is_empty() { "" } else { "." };
        format!("{}{point}{}e{}", *first as char, std::str::from_utf8(rest).unwrap(), d.exponent)
    }

    fn numbers() -> impl Iterator<Item = u64> {
        // A linear congruential walk over bit patterns, and the edges of the format.
        let mut state = 0x9e37_79b9_7f4a_7c15u64;
        let walk = std::iter::repeat_with(move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state ^ state >> 29
        });
        (0..2047u64).map(|e| e << 52).chain(walk.take(20_000)).chain([1, 2, 3, f64::MAX.to_bits()])
    }

    #[test]
    fn shortest_digits_agree_with_the_standard_library() {
        // Halfway between two candidates we take the even one, as NumPy does; the standard library rounds up.
        let mut ties = 0;
        let mut check = |ours: String, std: String, exact: String| {
            if ours != std {
                let (ours, _) = ours.split_once('e').unwrap();
                let exact = exact.split_once('e').unwrap().0.trim_end_matches('0').to_owned();
                assert_eq!(exact, format!("{ours}5"), "{std}");
                ties += 1;
            }
        };
        for bits in numbers() {
            let x = f64::from_bits(bits).abs();
            if x.is_finite() {
                check(text(&digits(x.into(), SHORTEST)), format!("{x:e}"), format!("{x:.60e}"));
            }
            let x = f32::from_bits((bits >> 32) as u32).abs();
            if x.is_finite() {
                check(text(&digits(x.into(), SHORTEST)), format!("{x:e}"), format!("{x:.60e}"));
            }
        }
        assert!(ties > 0);
        assert_eq!(text(&digits(2f32.powi(-12).into(), SHORTEST)), "2.4414062e-4");
        assert_eq!(text(&digits(2f64.powi(-25).into(), SHORTEST)), "2.9802322387695312e-8");
    }

    #[test]
    fn exact_digits_agree_with_the_standard_library() {
        for (i, bits) in numbers().enumerate() {
            let x = f64::from_bits(bits).abs();
            if !x.is_finite() {
                continue;
            }
            let max = 1 + i % 40;
            let cut = Cut { unique: false, max: Some(max), ..SHORTEST };
            let mut d = digits(x.into(), cut);
            d.digits.resize(max, b'0');
            assert_eq!(text(&d), format!("{x:.*e}", max - 1), "{bits:#x}");
        }
    }

    #[test]
    fn every_half_reads_back_from_its_shortest_digits() {
        for bits in 1..0x7c00u16 {
            let x = f16::from_bits(bits);
            let d = digits(x.into(), SHORTEST);
            assert_eq!(npcore_dtype::half_from_f64(text(&d).parse().unwrap()), x, "{bits:#x}");
            // No shorter decimal does: neither the one below nor the one above, a digit less.
            if d.digits.len() > 1 {
                let cut = Cut { unique: false, max: Some(d.digits.len() - 1), ..SHORTEST };
                let shorter: f64 = text(&digits(x.into(), cut)).parse().unwrap();
                assert_ne!(npcore_dtype::half_from_f64(shorter), x, "{bits:#x}");
            }
        }
    }

    #[test]
    fn hundreds_of_digits_are_exact() {
        for x in [f64::MAX, 4e-320, f64::MIN_POSITIVE, 1e300] {
            for unique in [true, false] {
                let cut = Cut { unique, count: Count::Significant, max: Some(1100), min: Some(1100) };
                let mut d = digits(x.into(), cut);
                d.digits.resize(1100, b'0');
                assert_eq!(text(&d), format!("{x:.1099e}"));
            }
        }
    }

    #[test]
    fn fractional_bounds_may_leave_no_significant_digit() {
        let cut = |max| Cut { unique: true, count: Count::Fractional, max: Some(max), min: None };
        assert_eq!(text(&digits(0.001.into(), cut(1))), "0e-1");
        assert_eq!(text(&digits(0.06.into(), cut(1))), "1e-1");
        assert_eq!(text(&digits(0.5.into(), cut(0))), "0e0");
        assert_eq!(text(&digits(9.5.into(), cut(0))), "1e1");
    }
}
