//! Philox 4x64: a block cipher of a counter, in ten rounds.
//!
//! Salmon, Moraes, Dror, Shaw: Parallel random numbers: as easy as 1, 2, 3 (2011).

use super::{BitGenerator, Half, Seeded, seeded};
use crate::seed::SeedSequence;

const MULTIPLIERS: [u64; 2] = [0xd2e7_470e_e14c_6c93, 0xca5a_8263_9512_1157];
const WEYL: [u64; 2] = [0x9e37_79b9_7f4a_7c15, 0xbb67_ae85_84ca_a73b];
const ROUNDS: usize = 10;

/// The state of [`Philox`]: the fields of NumPy's `bit_generator.state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PhiloxState {
    /// The counter, the lowest word first.
    pub counter: [u64; 4],
    /// The key.
    pub key: [u64; 2],
    /// The last block.
    pub buffer: [u64; 4],
    /// How many words of it have been given.
    pub buffer_pos: usize,
    /// 1 where half of a word waits for the next call of `next_u32`.
    pub has_uint32: u32,
    /// That half.
    pub uinteger: u32,
}

/// Salmon's Philox 4x64-10, a counter behind a cipher: NumPy's `Philox`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "super::Saved<PhiloxState>", into = "super::Saved<PhiloxState>"))]
pub struct Philox {
    counter: [u64; 4],
    key: [u64; 2],
    buffer: [u64; 4],
    position: usize,
    half: Half,
    seed: Option<SeedSequence>,
}

#[inline(always)]
fn cipher(mut x: [u64; 4], mut key: [u64; 2]) -> [u64; 4] {
    let product = |a: u64, b: u64| u128::from(a) * u128::from(b);
    for round in 0..ROUNDS {
        if round > 0 {
            key = [key[0].wrapping_add(WEYL[0]), key[1].wrapping_add(WEYL[1])];
        }
        let (a, b) = (product(MULTIPLIERS[0], x[0]), product(MULTIPLIERS[1], x[2]));
        x = [(b >> 64) as u64 ^ x[1] ^ key[0], b as u64, (a >> 64) as u64 ^ x[3] ^ key[1], a as u64];
    }
    x
}

/// The counter some blocks on.
fn add(counter: &mut [u64; 4], step: [u64; 4]) {
    let mut carry = false;
    for (word, step) in counter.iter_mut().zip(step) {
        let (sum, over) = word.overflowing_add(step);
        let (sum, more) = sum.overflowing_add(u64::from(carry));
        (*word, carry) = (sum, over | more);
    }
}

impl Philox {
    /// The generator with a key of its own and a counter (the lowest word first), without a seed: NumPy's
    /// `Philox(key=..., counter=...)`.
    ///
    /// ```
    /// use npcore_random::{BitGenerator, Philox};
    /// let mut ahead = Philox::with_key([1, 0], [5, 0, 0, 0]);
    /// let mut start = Philox::with_key([1, 0], [0; 4]);
    /// start.advance([5, 0, 0, 0]);
    /// assert_eq!(ahead.next_u64(), start.next_u64());
    /// ```
    pub fn with_key(key: [u64; 2], counter: [u64; 4]) -> Philox {
        Philox { counter, key, buffer: [0; 4], position: 4, half: Half::default(), seed: None }
    }

    /// The state, to be kept or compared.
    pub fn state(&self) -> PhiloxState {
        let Philox { counter, key, buffer, position, half, .. } = *self;
        let (has_uint32, uinteger) = half.parts();
        PhiloxState { counter, key, buffer, buffer_pos: position, has_uint32, uinteger }
    }

    /// Takes a state; the seed sequence stays.
    pub fn set_state(&mut self, state: PhiloxState) {
        *self = Philox { seed: self.seed.take(), ..Philox::from_state(state) };
    }

    /// The generator in a state, without a seed sequence. All of the buffer is spent where its position is beyond it.
    pub fn from_state(state: PhiloxState) -> Philox {
        let PhiloxState { counter, key, buffer, buffer_pos, has_uint32, uinteger } = state;
        Philox { counter, key, buffer, position: buffer_pos.min(4), half: Half::new(has_uint32, uinteger), seed: None }
    }

    /// Goes on by `delta` blocks of four words, given as a number of 256 bits, the lowest word first. What is left of the
    /// present block, and half a word that waits, are dropped.
    ///
    /// NumPy's documentation speaks of draws; it counts blocks as this does.
    pub fn advance(&mut self, delta: [u64; 4]) {
        add(&mut self.counter, delta);
        (self.buffer, self.position, self.half) = ([0; 4], 4, Half::default());
    }

    /// A copy that is `jumps` times 2^128 blocks ahead: streams for several workers. It has no seed sequence (NumPy's has
    /// a new, random one).
    pub fn jumped(&self, jumps: u128) -> Philox {
        let mut bits = Philox { seed: None, ..self.clone() };
        bits.advance([0, 0, jumps as u64, (jumps >> 64) as u64]);
        bits
    }

    #[inline(always)]
    fn step(&mut self) -> u64 {
        if self.position < 4 {
            self.position += 1;
            return self.buffer[self.position - 1];
        }
        add(&mut self.counter, [1, 0, 0, 0]);
        self.buffer = cipher(self.counter, self.key);
        self.position = 1;
        self.buffer[0]
    }

    fn fill(&mut self, out: &mut [u64]) {
        let waiting = (4 - self.position).min(out.len());
        let (first, out) = out.split_at_mut(waiting);
        first.fill_with(|| self.step());
        let (blocks, rest) = out.as_chunks_mut::<4>();
        for block in blocks {
            add(&mut self.counter, [1, 0, 0, 0]);
            *block = cipher(self.counter, self.key);
            self.buffer = *block;
        }
        rest.fill_with(|| self.step());
    }
}

super::halved!(Philox);

impl Seeded for Philox {
    fn from_sequence(sequence: SeedSequence) -> Philox {
        let key = sequence.generate_state_u64(2);
        Philox { seed: Some(sequence), ..Philox::with_key([key[0], key[1]], [0; 4]) }
    }
    fn seed_sequence(&mut self) -> Option<&mut SeedSequence> {
        self.seed.as_mut()
    }
}

seeded! {
    Philox: "Philox", "1587852024645073290";
}
super::saved!(Philox, PhiloxState, "Philox");
