//! PCG64, NumPy's default, and its variant with another output function.
//!
//! O'Neill's linear congruential generators of 128 bits (pcg-random.org), whose state hops any distance in logarithmic time.

use super::{BitGenerator, Half, Seeded, seeded};
use crate::seed::SeedSequence;

const MULTIPLIER: u128 = 0x2360_ed05_1fc6_5da4_4385_df64_9fcc_f645;
const CHEAP_MULTIPLIER: u128 = 0xda94_2042_e4dd_58b5;
/// The golden ratio in 128 bits.
const JUMP: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;

/// The state of [`Pcg64`] and [`Pcg64Dxsm`]: the fields of NumPy's `bit_generator.state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Pcg64State {
    /// The congruential generator's state.
    pub state: u128,
    /// What it adds in each step.
    pub inc: u128,
    /// 1 where half of a word waits for the next call of `next_u32`.
    pub has_uint32: u32,
    /// That half.
    pub uinteger: u32,
}

/// Multiplier and summand of `n` steps at once (Brown, Random number generation with arbitrary stride, 1994).
const fn steps(mut n: u128, mut mult: u128, mut plus: u128) -> (u128, u128) {
    let (mut all_mult, mut all_plus) = (1u128, 0u128);
    while n > 0 {
        if n & 1 == 1 {
            all_mult = all_mult.wrapping_mul(mult);
            all_plus = all_plus.wrapping_mul(mult).wrapping_add(plus);
        }
        plus = mult.wrapping_add(1).wrapping_mul(plus);
        mult = mult.wrapping_mul(mult);
        n >>= 1;
    }
    (all_mult, all_plus)
}

/// Permuted congruential generator XSL-RR 128/64.
#[inline(always)]
fn xsl_rr(state: u128) -> u64 {
    ((state >> 64) as u64 ^ state as u64).rotate_right((state >> 122) as u32)
}

/// The output function "double xorshift multiply".
#[inline(always)]
fn dxsm(state: u128) -> u64 {
    let (mut high, low) = ((state >> 64) as u64, state as u64 | 1);
    high ^= high >> 32;
    high = high.wrapping_mul(CHEAP_MULTIPLIER as u64);
    high ^= high >> 48;
    high.wrapping_mul(low)
}

macro_rules! pcg {
    ($name:ident, $multiplier:expr, $output:ident, $output_first:literal, $numpy:literal, $doc:literal) => {
        #[doc = $doc]
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(try_from = "super::Saved<Pcg64State>", into = "super::Saved<Pcg64State>"))]
        pub struct $name {
            state: u128,
            inc: u128,
            half: Half,
            seed: Option<SeedSequence>,
        }

        impl $name {
            /// The state, to be kept or compared.
            pub fn state(&self) -> Pcg64State {
                let (has_uint32, uinteger) = self.half.parts();
                Pcg64State { state: self.state, inc: self.inc, has_uint32, uinteger }
            }

            /// Takes a state; the seed sequence stays.
            pub fn set_state(&mut self, state: Pcg64State) {
                let Pcg64State { state, inc, has_uint32, uinteger } = state;
                (self.state, self.inc, self.half) = (state, inc, Half::new(has_uint32, uinteger));
            }

            /// The generator in a state, without a seed sequence.
            pub fn from_state(state: Pcg64State) -> $name {
                let Pcg64State { state, inc, has_uint32, uinteger } = state;
                $name { state, inc, half: Half::new(has_uint32, uinteger), seed: None }
            }

            /// Goes on as if `delta` words of 64 bits had been drawn; half a word that waits is dropped.
            ///
            /// Backwards by the two's complement: `advance(1u128.wrapping_neg())`.
            pub fn advance(&mut self, delta: u128) {
                let (mult, plus) = steps(delta, $multiplier, self.inc);
                self.state = self.state.wrapping_mul(mult).wrapping_add(plus);
                self.half = Half::default();
            }

            /// A copy that is `jumps` times about 0.6 of the period ahead: streams for several workers. It has no seed
            /// sequence (NumPy's has a new, random one).
            pub fn jumped(&self, jumps: u128) -> $name {
                let mut bits = $name { seed: None, ..self.clone() };
                bits.advance(JUMP.wrapping_mul(jumps));
                bits
            }

            #[inline(always)]
            fn step(&mut self) -> u64 {
                let before = self.state;
                self.state = before.wrapping_mul($multiplier).wrapping_add(self.inc);
                $output(if $output_first { before } else { self.state })
            }

            fn fill(&mut self, mut out: &mut [u64]) {
                // Of this output function there is a vector form.
                if !$output_first && let Some(words) = npcore_kernel::congruential() {
                    out = self.interleaved(out, |lanes, mult, plus, rows| words(lanes, mult, plus, rows));
                }
                let rest = self.interleaved::<4>(out, |lanes, mult, plus, rows| {
                    for word_of_each in rows {
                        for (word, lane) in word_of_each.iter_mut().zip(&mut *lanes) {
                            *word = $output(*lane);
                            *lane = lane.wrapping_mul(mult).wrapping_add(plus);
                        }
                    }
                });
                rest.fill_with(|| self.step());
            }

            /// `N` streams, each a step ahead of the other, interleave to the one: products of 128 bits take longer to come
            /// than to start. `words` makes words of the streams' states, and takes them `N` steps on. The places that are
            /// left over.
            #[inline]
            fn interleaved<'a, const N: usize>(
                &mut self,
                out: &'a mut [u64],
                words: impl FnOnce(&mut [u128; N], u128, u128, &mut [[u64; N]]),
            ) -> &'a mut [u64] {
                let (rows, rest) = out.as_chunks_mut::<N>();
                if rows.is_empty() {
                    return rest;
                }
                let step = |state: u128| state.wrapping_mul($multiplier).wrapping_add(self.inc);
                let mut lanes = [if $output_first { self.state } else { step(self.state) }; N];
                for i in 1..N {
                    lanes[i] = step(lanes[i - 1]);
                }
                let (mult, plus) = steps(N as u128, $multiplier, self.inc);
                words(&mut lanes, mult, plus, rows);
                // The lane that would come next is at the next state, or is that after it.
                self.state = if $output_first {
                    lanes[0]
                } else {
                    let (mult, plus) = steps((N * rows.len()) as u128, $multiplier, self.inc);
                    self.state.wrapping_mul(mult).wrapping_add(plus)
                };
                rest
            }
        }

        super::halved!($name);

        impl Seeded for $name {
            fn from_sequence(sequence: SeedSequence) -> $name {
                let words = sequence.generate_state_u64(4);
                let wide = |i: usize| u128::from(words[i]) << 64 | u128::from(words[i + 1]);
                let inc = wide(2) << 1 | 1;
                // NumPy seeds both with this multiplier.
                let step = |state: u128| state.wrapping_mul(MULTIPLIER).wrapping_add(inc);
                let state = step(step(0).wrapping_add(wide(0)));
                $name { state, inc, half: Half::default(), seed: Some(sequence) }
            }
            fn seed_sequence(&mut self) -> Option<&mut SeedSequence> {
                self.seed.as_mut()
            }
        }

        super::saved!($name, Pcg64State, $numpy);
    };
}

pcg!(
    Pcg64,
    MULTIPLIER,
    xsl_rr,
    false,
    "PCG64",
    "O'Neill's permuted congruential generator XSL-RR 128/64: NumPy's `PCG64`, which `default_rng` takes."
);
pcg!(
    Pcg64Dxsm,
    CHEAP_MULTIPLIER,
    dxsm,
    true,
    "PCG64DXSM",
    "The permuted congruential generator with the stronger output function DXSM: NumPy's `PCG64DXSM`."
);
seeded! {
    Pcg64: "PCG64", "14276969152011380360";
    Pcg64Dxsm: "PCG64DXSM", "12329818062196000797";
}
