//! MT19937: Matsumoto and Nishimura's Mersenne Twister (1998), in words of 32 bits.

mod jump;

use npcore_array::{ArrayError, Result};

use super::{BitGenerator, Seeded, seeded};
use crate::seed::SeedSequence;
use jump::JUMP;

const N: usize = 624;
const M: usize = 397;
const MATRIX: u32 = 0x9908_b0df;
const UPPER: u32 = 0x8000_0000;

/// The state of [`Mt19937`]: the fields of NumPy's `bit_generator.state`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Mt19937State {
    /// 624 words.
    pub key: Vec<u32>,
    /// The next of them to be given; 624 where new ones have to be made.
    pub pos: usize,
}

/// Matsumoto and Nishimura's Mersenne Twister: NumPy's `MT19937`, the generator of [`RandomState`](crate::RandomState).
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "super::Saved<Mt19937State>", into = "super::Saved<Mt19937State>"))]
pub struct Mt19937 {
    key: Box<[u32; N]>,
    /// At most N.
    position: usize,
    seed: Option<SeedSequence>,
}

impl std::fmt::Debug for Mt19937 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Mt19937 { key, position, seed } = self;
        write!(f, "Mt19937 {{ key: [{}, {}, ...], position: {position}, seed: {seed:?} }}", key[0], key[1])
    }
}

#[inline(always)]
fn twist(low: u32, high: u32, far: u32) -> u32 {
    let y = low & UPPER | high & !UPPER;
    far ^ y >> 1 ^ (y & 1).wrapping_neg() & MATRIX
}

#[inline(always)]
fn temper(mut y: u32) -> u32 {
    y ^= y >> 11;
    y ^= y << 7 & 0x9d2c_5680;
    y ^= y << 15 & 0xefc6_0000;
    y ^ y >> 18
}

impl Mt19937 {
    /// The generator of the first authors' `init_genrand` and `init_by_array`: an integer below 2^32, or a list of such.
    /// Whoever seeds [`RandomState`](crate::RandomState) has these.
    ///
    /// # Errors
    /// `Seed must be between 0 and 2**32 - 1`, `Seed must be non-empty`; no entropy to be had.
    pub fn legacy(seed: impl LegacySeed) -> Result<Mt19937> {
        seed.into_mt19937()
    }

    fn init_genrand(seed: u32) -> Mt19937 {
        let mut key = Box::new([seed; N]);
        for i in 1..N {
            let last = key[i - 1];
            key[i] = (last ^ last >> 30).wrapping_mul(1_812_433_253).wrapping_add(i as u32);
        }
        Mt19937 { key, position: N, seed: None }
    }

    fn init_by_array(words: &[u32]) -> Mt19937 {
        let mut bits = Mt19937::init_genrand(19_650_218);
        let key = &mut bits.key;
        let mut i = 1;
        let mut mix = |by: u32, plus: &dyn Fn(usize) -> u32| {
            let last = key[i - 1];
            key[i] = (key[i] ^ (last ^ last >> 30).wrapping_mul(by)).wrapping_add(plus(i));
            i += 1;
            if i == N {
                (key[0], i) = (key[N - 1], 1);
            }
        };
        for k in 0..N.max(words.len()) {
            let j = k % words.len();
            mix(1_664_525, &|_| words[j].wrapping_add(j as u32));
        }
        for _ in 1..N {
            mix(1_566_083_941, &|i| (i as u32).wrapping_neg());
        }
        key[0] = UPPER;
        bits
    }

    /// The state, to be kept or compared.
    pub fn state(&self) -> Mt19937State {
        Mt19937State { key: self.key.to_vec(), pos: self.position }
    }

    /// Takes a state; the seed sequence stays.
    ///
    /// # Errors
    /// A key of other than 624 words, or a position beyond it.
    pub fn set_state(&mut self, state: Mt19937State) -> Result<()> {
        let Mt19937 { key, position, .. } = Mt19937::from_state(state)?;
        (self.key, self.position) = (key, position);
        Ok(())
    }

    /// The generator in a state, without a seed sequence.
    ///
    /// # Errors
    /// As [`set_state`](Mt19937::set_state).
    pub fn from_state(state: Mt19937State) -> Result<Mt19937> {
        let key = state.key.into_boxed_slice().try_into();
        match key {
            Ok(key) if state.pos <= N => Ok(Mt19937 { key, position: state.pos, seed: None }),
            _ => Err(ArrayError::Value("state is not a legacy MT19937 state".into())),
        }
    }

    /// A copy that is `jumps` times 2^128 words ahead: streams for several workers. It has no seed sequence (NumPy's has a
    /// new, random one).
    pub fn jumped(&self, jumps: usize) -> Mt19937 {
        let mut bits = Mt19937 { seed: None, ..self.clone() };
        for _ in 0..jumps {
            bits.jump();
        }
        bits
    }

    /// The jump's polynomial of the step, by Horner's rule: states are rings of words that begin at the position.
    fn jump(&mut self) {
        self.position %= N;
        let from = (*self.key, self.position);
        let at = |i: usize| if i < N { i } else { i - N };
        let degree = 64 * JUMP.len() - 1 - JUMP.iter().rev().position(|&w| w != 0).unwrap_or(0) * 64;
        let coefficient = |i: usize| JUMP[i / 64] >> (i % 64) & 1 == 1;
        let Some(first) = (0..=degree).rev().find(|&i| coefficient(i)) else { return };
        for i in (0..first).rev() {
            let p = self.position;
            self.key[p] = twist(self.key[p], self.key[at(p + 1)], self.key[at(p + M)]);
            self.position = at(p + 1);
            if coefficient(i) {
                for k in 0..N {
                    self.key[at(self.position + k)] ^= from.0[at(from.1 + k)];
                }
            }
        }
    }

    /// The next 624 words.
    #[inline(never)]
    fn generate(&mut self) {
        let key = &mut *self.key;
        for i in 0..N - M {
            key[i] = twist(key[i], key[i + 1], key[i + M]);
        }
        for i in N - M..N - 1 {
            key[i] = twist(key[i], key[i + 1], key[i + M - N]);
        }
        key[N - 1] = twist(key[N - 1], key[0], key[M - 1]);
        self.position = 0;
    }

    #[inline(always)]
    fn step(&mut self) -> u32 {
        if self.position == N {
            self.generate();
        }
        self.position += 1;
        temper(self.key[self.position - 1])
    }
}

impl BitGenerator for Mt19937 {
    #[inline]
    fn next_u64(&mut self) -> u64 {
        let high = self.step();
        u64::from(high) << 32 | u64::from(self.step())
    }
    #[inline]
    fn next_u32(&mut self) -> u32 {
        self.step()
    }
    fn next_raw(&mut self) -> u64 {
        u64::from(self.step())
    }
    fn next_f64(&mut self) -> f64 {
        crate::stream::unit_of_two(self.next_u64())
    }
    fn is_32_bit(&self) -> bool {
        true
    }
    fn fill_u64(&mut self, mut out: &mut [u64]) {
        while !out.is_empty() {
            let pairs = (N - self.position) / 2;
            if pairs == 0 {
                out[0] = self.next_u64();
                out = &mut out[1..];
                continue;
            }
            let (part, rest) = out.split_at_mut(pairs.min(out.len()));
            let words = &self.key[self.position..self.position + 2 * part.len()];
            for (pair, words) in part.iter_mut().zip(words.as_chunks::<2>().0) {
                *pair = u64::from(temper(words[0])) << 32 | u64::from(temper(words[1]));
            }
            self.position += 2 * part.len();
            out = rest;
        }
    }
    fn fill_u32(&mut self, mut out: &mut [u32]) {
        while !out.is_empty() {
            if self.position == N {
                self.generate();
            }
            let (part, rest) = out.split_at_mut((N - self.position).min(out.len()));
            for (word, &key) in part.iter_mut().zip(&self.key[self.position..]) {
                *word = temper(key);
            }
            self.position += part.len();
            out = rest;
        }
    }
}

impl Seeded for Mt19937 {
    fn from_sequence(sequence: SeedSequence) -> Mt19937 {
        let mut key = Box::new([0; N]);
        key.copy_from_slice(&sequence.generate_state(N));
        key[0] = UPPER;
        // One word is left of the key: so NumPy begins.
        Mt19937 { key, position: N - 1, seed: Some(sequence) }
    }
    fn seed_sequence(&mut self) -> Option<&mut SeedSequence> {
        self.seed.as_mut()
    }
}

/// What may seed [`Mt19937::legacy`] and [`RandomState`](crate::RandomState): an integer or a list of integers below 2^32,
/// or `()` for entropy of the system.
pub trait LegacySeed {
    /// The generator.
    ///
    /// # Errors
    /// As [`Mt19937::legacy`].
    fn into_mt19937(self) -> Result<Mt19937>;
}

impl LegacySeed for () {
    fn into_mt19937(self) -> Result<Mt19937> {
        let mut bits = Mt19937::try_new(())?;
        bits.seed = None;
        Ok(bits)
    }
}

fn word<T: TryInto<u32>>(n: T) -> Result<u32> {
    n.try_into().map_err(|_| ArrayError::Value("Seed must be between 0 and 2**32 - 1".into()))
}

macro_rules! legacy_seed {
    ($($t:ty)*) => { $(
        impl LegacySeed for $t {
            fn into_mt19937(self) -> Result<Mt19937> {
                Ok(Mt19937::init_genrand(word(self)?))
            }
        }
        impl LegacySeed for &[$t] {
            fn into_mt19937(self) -> Result<Mt19937> {
                if self.is_empty() {
                    return Err(ArrayError::Value("Seed must be non-empty".into()));
                }
                let words: Vec<u32> = self.iter().map(|&n| word(n)).collect::<Result<_>>()?;
                Ok(Mt19937::init_by_array(&words))
            }
        }
        impl LegacySeed for Vec<$t> {
            fn into_mt19937(self) -> Result<Mt19937> {
                self[..].into_mt19937()
            }
        }
        impl<const LEN: usize> LegacySeed for [$t; LEN] {
            fn into_mt19937(self) -> Result<Mt19937> {
                self[..].into_mt19937()
            }
        }
    )* };
}
legacy_seed!(i8 i16 i32 i64 isize u8 u16 u32 u64 usize);

seeded! {
    Mt19937: "MT19937", "2327846034";
}
super::saved!(Mt19937, Mt19937State, "MT19937", Mt19937::from_state);
