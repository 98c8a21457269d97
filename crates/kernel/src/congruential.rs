//! Words of a congruential generator of 128 bits, several steps of it side by side: PCG64's, whose output function is a
//! rotation of the two halves ("XSL-RR", O'Neill 2014).
//!
//! Compilers make no vectors of products of 128 bits, and one after the other they are all that a generator's time is spent
//! on; with AVX-512 sixteen of them take half as long.

/// Streams side by side.
const STREAMS: usize = 16;

/// Writes a row of words, one of each stream's state, and takes every state to `state * mult + plus`, for every row.
pub type Congruential = fn(states: &mut [u128; STREAMS], mult: u128, plus: u128, rows: &mut [[u64; STREAMS]]);

/// The vector form for this process, if there is one that is faster than plain arithmetic.
///
/// ```
/// let mut states: [u128; 16] = std::array::from_fn(|i| (i as u128 + 1) << 100 | 7);
/// if let Some(words) = npcore_kernel::congruential() {
///     let mut rows = [[0; 16]; 2];
///     words(&mut states, 3, 1, &mut rows);
///     assert_eq!(rows[0][1], ((2u64 << 36) ^ 7).rotate_right((2u64 << 36 >> 58) as u32));
///     assert_eq!(states[0], (1 << 100 | 7) * 9 + 4);
/// }
/// ```
pub fn congruential() -> Option<Congruential> {
    #[cfg(target_arch = "x86_64")]
    if crate::tier() >= crate::Tier::V4 {
        return Some(v4::words);
    }
    None
}

#[cfg(target_arch = "x86_64")]
mod v4 {
    use std::arch::x86_64::*;

    use super::STREAMS;

    /// Streams of a vector.
    const LANES: usize = 8;

    pub(super) fn words(states: &mut [u128; STREAMS], mult: u128, plus: u128, rows: &mut [[u64; STREAMS]]) {
        debug_assert!(crate::Tier::V4.is_available());
        // SAFETY: only `congruential` hands this out, where the processor has what it needs.
        unsafe { vectors(states, mult, plus, rows) }
    }

    #[target_feature(enable = "avx512f,avx512dq")]
    fn vectors(states: &mut [u128; STREAMS], mult: u128, plus: u128, rows: &mut [[u64; STREAMS]]) {
        let all = |x: u64| _mm512_set1_epi64(x as i64);
        let halves = |x: u128| (x as u64, (x >> 64) as u64);
        let ((mult, mult_high), (plus, plus_high)) = (halves(mult), halves(plus));
        // `vpmuludq` takes the low half of each word of 64 bits.
        let (mult, mult_half, mult_high) = (all(mult), all(mult >> 32), all(mult_high));
        let (plus, plus_high) = (all(plus), all(plus_high));
        let (low_half, one) = (all(u32::MAX.into()), all(1));

        let word = |states: &[u128], shift: u32| -> __m512i {
            let words: [u64; LANES] = std::array::from_fn(|i| (states[i] >> shift) as u64);
            // SAFETY: eight words are a vector.
            unsafe { std::mem::transmute(words) }
        };
        let mut lows: [__m512i; 2] = std::array::from_fn(|v| word(&states[v * LANES..], 0));
        let mut highs: [__m512i; 2] = std::array::from_fn(|v| word(&states[v * LANES..], 64));
        for row in rows {
            for (v, out) in row.as_chunks_mut::<LANES>().0.iter_mut().enumerate() {
                let (low, high) = (lows[v], highs[v]);
                let word = _mm512_rorv_epi64(_mm512_xor_si512(high, low), _mm512_srli_epi64::<58>(high));
                // SAFETY: eight words are a vector.
                *out = unsafe { std::mem::transmute::<__m512i, [u64; LANES]>(word) };

                // low * mult, of which both words are wanted, as products of halves.
                let low_upper = _mm512_srli_epi64::<32>(low);
                let product = _mm512_mul_epu32(low, mult);
                let inner = _mm512_mul_epu32(low, mult_half);
                let outer = _mm512_mul_epu32(low_upper, mult);
                let upper = _mm512_mul_epu32(low_upper, mult_half);
                let middle = _mm512_add_epi64(_mm512_srli_epi64::<32>(product), _mm512_and_si512(inner, low_half));
                let middle = _mm512_add_epi64(middle, outer);
                let carried = _mm512_add_epi64(_mm512_srli_epi64::<32>(inner), _mm512_srli_epi64::<32>(middle));
                let upper = _mm512_add_epi64(upper, carried);
                let lower = _mm512_mask_mov_epi32(product, 0xaaaa, _mm512_slli_epi64::<32>(middle));

                // Of the other two products only the lower words are below 2^128.
                let across = _mm512_mullo_epi64(low, mult_high);
                let across = _mm512_add_epi64(across, _mm512_mullo_epi64(high, mult));
                let upper = _mm512_add_epi64(_mm512_add_epi64(upper, across), plus_high);
                let lower = _mm512_add_epi64(lower, plus);
                let carry = _mm512_cmplt_epu64_mask(lower, plus);
                lows[v] = lower;
                highs[v] = _mm512_mask_add_epi64(upper, carry, upper, one);
            }
        }
        let words = |vectors: [__m512i; 2]| {
            // SAFETY: two vectors are sixteen words.
            unsafe { std::mem::transmute::<[__m512i; 2], [u64; STREAMS]>(vectors) }
        };
        let (lows, highs) = (words(lows), words(highs));
        for (state, (low, high)) in states.iter_mut().zip(lows.into_iter().zip(highs)) {
            *state = u128::from(high) << 64 | u128::from(low);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_are_as_plain_arithmetic() {
        let Some(words) = congruential() else { return };
        let mut state = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835_u128;
        let mut next = || {
            state = state.wrapping_mul(0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645).wrapping_add(1);
            state
        };
        for _ in 0..100 {
            let mut states: [u128; STREAMS] = std::array::from_fn(|_| next());
            let (mult, plus) = (next(), next());
            let mut expected = states;
            let mut rows = [[0; STREAMS]; 37];
            words(&mut states, mult, plus, &mut rows);
            for row in rows {
                for (word, state) in row.iter().zip(&mut expected) {
                    assert_eq!(*word, ((*state >> 64) as u64 ^ *state as u64).rotate_right((*state >> 122) as u32));
                    *state = state.wrapping_mul(mult).wrapping_add(plus);
                }
            }
            assert_eq!(states, expected);
        }
    }
}
