//! Integers of a range, without bias: Lemire's multiplication (2019), and the masks that came before it.

use crate::stream::Stream;

/// The smallest mask of ones that covers a number.
#[inline(always)]
pub fn mask(max: u64) -> u64 {
    u64::MAX.checked_shr(max.leading_zeros()).unwrap_or(0)
}

/// An integer of 0 to `max`, both included, by a mask: for shuffles.
#[inline(always)]
pub fn interval(s: &mut Stream<'_>, max: u64) -> u64 {
    if max == 0 {
        return 0;
    }
    masked_u64(s, max, mask(max))
}

#[inline(always)]
fn masked_u64(s: &mut Stream<'_>, range: u64, mask: u64) -> u64 {
    loop {
        let value = if range <= u64::from(u32::MAX) { u64::from(s.u32()) & mask } else { s.u64() & mask };
        if value <= range {
            return value;
        }
    }
}

/// How integers are drawn: NumPy's `integers` multiplies, its `randint` masks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Lemire,
    Masked,
}

/// An integer of `offset` to `offset + range`, both included, wrapping.
#[inline(always)]
pub fn bounded_u64(s: &mut Stream<'_>, offset: u64, range: u64, method: Method) -> u64 {
    if range == 0 {
        return offset;
    }
    let value = if range == u64::MAX {
        s.u64()
    } else if range == u64::from(u32::MAX) {
        u64::from(s.u32())
    } else if method == Method::Masked {
        masked_u64(s, range, mask(range))
    } else if range < u64::from(u32::MAX) {
        u64::from(lemire_u32(s, range as u32))
    } else {
        lemire_u64(s, range)
    };
    offset.wrapping_add(value)
}

/// As [`bounded_u64`], of 32 bits.
#[inline(always)]
pub fn bounded_u32(s: &mut Stream<'_>, offset: u32, range: u32, method: Method) -> u32 {
    let value = if range == 0 {
        0
    } else if range == u32::MAX {
        s.u32()
    } else if method == Method::Masked {
        masked_u64(s, u64::from(range), mask(u64::from(range))) as u32
    } else {
        lemire_u32(s, range)
    };
    offset.wrapping_add(value)
}

/// `range` is neither 0 nor the largest.
#[inline(always)]
pub fn lemire_u32(s: &mut Stream<'_>, range: u32) -> u32 {
    let n = range + 1;
    let mut m = u64::from(s.u32()) * u64::from(n);
    if (m as u32) < n {
        let threshold = (u32::MAX - range) % n;
        while (m as u32) < threshold {
            m = u64::from(s.u32()) * u64::from(n);
        }
    }
    (m >> 32) as u32
}

/// `range` is neither 0 nor the largest.
#[inline(always)]
pub fn lemire_u64(s: &mut Stream<'_>, range: u64) -> u64 {
    let n = range + 1;
    let mut m = u128::from(s.u64()) * u128::from(n);
    if (m as u64) < n {
        let threshold = (u64::MAX - range) % n;
        while (m as u64) < threshold {
            m = u128::from(s.u64()) * u128::from(n);
        }
    }
    (m >> 64) as u64
}

/// Words of 8, 16 bits or one bit, of those of 32.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parts {
    word: u32,
    left: u32,
}

impl Parts {
    #[inline(always)]
    fn next<const BITS: u32>(&mut self, s: &mut Stream<'_>) -> u32 {
        if self.left == 0 {
            *self = Parts { word: s.u32(), left: 32 / BITS - 1 };
        } else {
            self.word >>= BITS;
            self.left -= 1;
        }
        self.word & ((1 << BITS) - 1)
    }
}

/// As [`bounded_u64`], of 8 or 16 bits.
#[inline(always)]
pub fn bounded_small<const BITS: u32>(
    s: &mut Stream<'_>,
    parts: &mut Parts,
    offset: u32,
    range: u32,
    method: Method,
) -> u32 {
    let largest = (1 << BITS) - 1;
    if range == 0 {
        return offset;
    }
    let value = if range == largest {
        parts.next::<BITS>(s)
    } else if method == Method::Masked {
        let mask = mask(u64::from(range)) as u32;
        loop {
            let value = parts.next::<BITS>(s) & mask;
            if value <= range {
                break value;
            }
        }
    } else {
        let n = range + 1;
        let mut m = parts.next::<BITS>(s) * n;
        if m & largest < n {
            let threshold = (largest - range) % n;
            while m & largest < threshold {
                m = parts.next::<BITS>(s) * n;
            }
        }
        m >> BITS
    };
    offset.wrapping_add(value) & largest
}

/// A bool of `offset` where the range is 0, else a random one.
#[inline(always)]
pub fn bounded_bool(s: &mut Stream<'_>, parts: &mut Parts, offset: u32, range: u32) -> u32 {
    if range == 0 { offset } else { parts.next::<1>(s) }
}
