//! SFC64: Doty-Humphrey's small fast counting generator (PractRand).

use super::{BitGenerator, Half, Seeded, seeded};
use crate::seed::SeedSequence;

/// The state of [`Sfc64`]: the fields of NumPy's `bit_generator.state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Sfc64State {
    /// Three chaotic words and the counter.
    pub state: [u64; 4],
    /// 1 where half of a word waits for the next call of `next_u32`.
    pub has_uint32: u32,
    /// That half.
    pub uinteger: u32,
}

/// Doty-Humphrey's small fast counting generator of 256 bits: NumPy's `SFC64`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "super::Saved<Sfc64State>", into = "super::Saved<Sfc64State>"))]
pub struct Sfc64 {
    words: [u64; 4],
    half: Half,
    seed: Option<SeedSequence>,
}

#[inline(always)]
fn step([a, b, c, counter]: &mut [u64; 4]) -> u64 {
    let out = a.wrapping_add(*b).wrapping_add(*counter);
    *counter = counter.wrapping_add(1);
    *a = *b ^ *b >> 11;
    *b = c.wrapping_add(*c << 3);
    *c = c.rotate_left(24).wrapping_add(out);
    out
}

impl Sfc64 {
    /// The state, to be kept or compared.
    pub fn state(&self) -> Sfc64State {
        let (has_uint32, uinteger) = self.half.parts();
        Sfc64State { state: self.words, has_uint32, uinteger }
    }

    /// Takes a state; the seed sequence stays.
    pub fn set_state(&mut self, state: Sfc64State) {
        (self.words, self.half) = (state.state, Half::new(state.has_uint32, state.uinteger));
    }

    /// The generator in a state, without a seed sequence.
    pub fn from_state(state: Sfc64State) -> Sfc64 {
        Sfc64 { words: state.state, half: Half::new(state.has_uint32, state.uinteger), seed: None }
    }

    #[inline(always)]
    fn step(&mut self) -> u64 {
        step(&mut self.words)
    }

    fn fill(&mut self, out: &mut [u64]) {
        let mut words = self.words;
        out.fill_with(|| step(&mut words));
        self.words = words;
    }
}

super::halved!(Sfc64);

impl Seeded for Sfc64 {
    fn from_sequence(sequence: SeedSequence) -> Sfc64 {
        let seed = sequence.generate_state_u64(3);
        let mut words = [seed[0], seed[1], seed[2], 1];
        for _ in 0..12 {
            step(&mut words);
        }
        Sfc64 { words, half: Half::default(), seed: Some(sequence) }
    }
    fn seed_sequence(&mut self) -> Option<&mut SeedSequence> {
        self.seed.as_mut()
    }
}

seeded! {
    Sfc64: "SFC64", "9775594601838723485";
}

super::saved!(Sfc64, Sfc64State, "SFC64");
