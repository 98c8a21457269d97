//! The decimal digits of a float, exactly rounded, where integers of 192 bits are wide enough for them.
//!
//! A float is `m * 2^e`, so that its product with `10^k` is `m * 5^k * 2^(e + k)`: an integer with its binary point somewhere,
//! of which nothing is lost as long as `5^k` has no more than 128 bits. What is left behind the point says how to round:
//! to even where it is just a half, as Python does. Numbers beyond that are left to the standard library.

/// `5^k` for all that 128 bits hold.
const FIVES: [u128; 56] = {
    let mut powers = [1; 56];
    let mut k = 1;
    while k < 56 {
        powers[k] = powers[k - 1] * 5;
        k += 1;
    }
    powers
};

/// A finite float that is not negative, as an integer and a power of two.
fn parts(x: f64) -> (u64, i32) {
    let bits = x.to_bits();
    let (exponent, fraction) = ((bits >> 52) as i32, bits & ((1 << 52) - 1));
    if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) }
}

/// `x * 10^k`, rounded to an integer. None where it is not below 2^64, or where the product has too many digits.
pub(super) fn scaled(x: f64, k: usize) -> Option<u64> {
    let (m, e) = parts(x);
    u64::try_from(times_power(m, e, i32::try_from(k).ok()?)?).ok()
}

/// The first `n` digits (1 to 19) of `x`, rounded, as an integer that has so many, and the power of ten of the first one. None
/// where 192 bits are too few.
pub(super) fn significant(x: f64, n: usize) -> Option<(u64, i32)> {
    if x == 0.0 {
        return Some((0, 0));
    }
    let (m, e) = parts(x);
    let (n, least) = (i32::try_from(n).ok()?, 10u128.pow(n as u32 - 1));
    // The power of two of the first bit tells that of the first digit, or one less: 78913 / 2^18 is log10(2).
    let two = 63 - m.leading_zeros() as i32 + e;
    let mut ten = (two * 78913) >> 18;
    let mut digits = times_power(m, e, n - 1 - ten)?;
    if digits >= 10 * least {
        ten += 1;
        digits = times_power(m, e, n - 1 - ten)?;
    }
    Some((digits as u64, ten))
}

/// `m * 2^e * 10^k`, rounded to an integer; None where it is not below 2^127 or cannot be told exactly.
fn times_power(m: u64, e: i32, k: i32) -> Option<u128> {
    if k < 0 {
        return over_power(m, e, k.unsigned_abs());
    }
    let five = *FIVES.get(k as usize)?;
    let low = u128::from(m) * u128::from(five as u64);
    // 53 bits by 64 and a carry: the product is `high * 2^64 + low`.
    let high = u128::from(m) * (five >> 64) + (low >> 64);
    let low = low as u64;
    let shift = -(e + k);
    // The integer, and what is behind the point: its first 128 bits, and whether there are others.
    let (whole, behind, more) = match shift {
        ..=0 => {
            let product = high << 64 | u128::from(low);
            let fits = high >> 63 == 0 && product.leading_zeros() as i32 > -shift;
            return fits.then(|| product << -shift);
        }
        1..=63 => {
            if high >> (63 + shift) != 0 {
                return None;
            }
            (high << (64 - shift) | u128::from(low >> shift), u128::from(low << (64 - shift)) << 64, false)
        }
        64 => (high, u128::from(low) << 64, false),
        65..=191 => (high >> (shift - 64), high << (192 - shift), low != 0),
        _ => (0, 0, true),
    };
    Some(rounded(whole, behind.cmp(&(1 << 127)).then(more.cmp(&false))))
}

/// [`times_power`] with `10^-k`, as a quotient of integers.
fn over_power(m: u64, e: i32, k: u32) -> Option<u128> {
    let ten = 10u128.checked_pow(k)?;
    let shifted = |x: u128, by: i32| (x.leading_zeros() as i32 > by).then(|| x << by);
    let (x, ten) = if e < 0 { (m.into(), shifted(ten, -e)?) } else { (shifted(m.into(), e)?, ten) };
    let rest = x % ten;
    Some(rounded(x / ten, rest.cmp(&(ten - rest))))
}

/// An integer, or the next one, by how what follows compares with a half.
fn rounded(whole: u128, half: std::cmp::Ordering) -> u128 {
    whole + u128::from(half.is_gt() || (half.is_eq() && whole & 1 == 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of all sizes, and those next to ties.
    fn numbers() -> impl Iterator<Item = f64> {
        let given = [0.0, 1.0, 0.5, 1.5, 2.5, 0.125, 0.375, 9.5, 99.5, 999.9999, 9.999999999999999, 5e-324, f64::MAX];
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let random = std::iter::repeat_with(move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        });
        // Any bits; numbers about 1; short decimals.
        let floats = random.take(20_000).flat_map(|bits| {
            let near = f64::from_bits(bits >> 12 | (1023 - 30 + bits % 90) << 52);
            [f64::from_bits(bits >> 1), near, (bits % 100_000) as f64 / 8.0, (bits % 1_000_000) as f64 / 1000.0]
        });
        given.into_iter().chain(floats).filter(|x| x.is_finite())
    }

    #[test]
    fn digits_are_those_of_the_standard_library() {
        let mut told = 0;
        for x in numbers() {
            for n in [1, 2, 6, 7, 17, 19] {
                let Some((digits, ten)) = significant(x, n) else { continue };
                let text = format!("{x:.*e}", n - 1);
                let (mantissa, exponent) = text.split_once('e').unwrap();
                assert_eq!(
                    (format!("{digits:0n$}"), ten.to_string()),
                    (mantissa.replace('.', ""), exponent.to_owned())
                );
                told += 1;
            }
        }
        assert!(told > 200_000, "{told}");
    }

    #[test]
    fn places_are_those_of_the_standard_library() {
        let mut told = 0;
        for x in numbers() {
            for k in [0, 1, 3, 6, 12, 17] {
                let (Some(value), w) = (scaled(x, k), k + 1) else { continue };
                assert_eq!(format!("{value:0w$}"), format!("{x:.k$}").replace('.', ""), "{x:e} {k}");
                told += 1;
            }
        }
        assert!(told > 200_000, "{told}");
        assert_eq!((scaled(1e20, 0), significant(1e-200, 6), significant(1e300, 3)), (None, None, None));
    }
}
