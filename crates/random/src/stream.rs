//! A bit generator as the distributions draw from it.
//!
//! Words come in blocks, since generators make many at once faster than one by one; but never more than the call is sure to
//! use, so that afterwards the generator stands where it would after single draws.

use crate::bits::{BitGenerator, unit};

/// Words of a block.
pub(crate) const BLOCK: usize = 256;

/// Room for a block of words of 64 bits, or of halves of them.
pub(crate) struct Memory<T>([T; BLOCK]);

impl<T: Default + Copy> Memory<T> {
    pub fn new() -> Memory<T> {
        Memory([T::default(); BLOCK])
    }
}

/// The words of one call.
pub(crate) struct Stream<'a> {
    bits: &'a mut dyn BitGenerator,
    /// Doubles are made of two words of 32 bits.
    split: bool,
    words: Block<'a, u64>,
    halves: Block<'a, u32>,
}

/// Words at the end of some memory, from `at` on.
struct Block<'a, T> {
    memory: &'a mut [T],
    at: usize,
    /// How many more are sure to be drawn, beyond those in the block.
    promised: usize,
}

impl<T: Copy> Block<'_, T> {
    #[inline(always)]
    fn next(&mut self) -> Option<T> {
        let word = *self.memory.get(self.at)?;
        self.at += 1;
        Some(word)
    }

    /// The places for as many words as are promised and fit.
    fn room(&mut self) -> &mut [T] {
        let n = self.promised.min(self.memory.len());
        self.promised -= n;
        self.at = self.memory.len() - n;
        &mut self.memory[self.at..]
    }
}

/// A double of [0, 1) of two words of 32 bits: 27 bits of the first and 26 of the second.
#[inline(always)]
pub(crate) fn unit_of_two(word: u64) -> f64 {
    ((word >> 37) << 26 | word as u32 as u64 >> 6) as i64 as f64 * (1.0 / 9_007_199_254_740_992.0)
}

/// A float of [0, 1) of 24 bits.
#[inline(always)]
pub(crate) fn unit_f32(half: u32) -> f32 {
    (half >> 8) as f32 * (1.0 / 16_777_216.0)
}

impl<'a> Stream<'a> {
    /// Draws one by one.
    pub fn single(bits: &'a mut dyn BitGenerator) -> Stream<'a> {
        Stream::over(bits, &mut [], &mut [])
    }

    /// Draws words of 64 bits in blocks.
    pub fn of_words(bits: &'a mut dyn BitGenerator, memory: &'a mut Memory<u64>) -> Stream<'a> {
        Stream::over(bits, &mut memory.0, &mut [])
    }

    /// Draws words of 32 bits in blocks.
    pub fn of_halves(bits: &'a mut dyn BitGenerator, memory: &'a mut Memory<u32>) -> Stream<'a> {
        Stream::over(bits, &mut [], &mut memory.0)
    }

    fn over(bits: &'a mut dyn BitGenerator, words: &'a mut [u64], halves: &'a mut [u32]) -> Stream<'a> {
        let split = bits.is_32_bit();
        let words = Block { at: words.len(), memory: words, promised: 0 };
        let halves = Block { at: halves.len(), memory: halves, promised: 0 };
        Stream { bits, split, words, halves }
    }

    /// Says that `of_all` words will be drawn from here on, of which `later` are beyond the next few values: so many may
    /// still be made ahead when these values have drawn an unknown number of theirs.
    #[inline(always)]
    pub fn promise(&mut self, of_all: usize, later: usize) {
        if self.words.at == self.words.memory.len() && !self.words.memory.is_empty() {
            self.words.promised = of_all;
            self.bits.fill_u64(self.words.room());
        }
        self.words.promised = later.saturating_sub(self.words.memory.len() - self.words.at);
    }

    /// [`promise`](Stream::promise) for words of 32 bits.
    #[inline(always)]
    pub fn promise_halves(&mut self, of_all: usize, later: usize) {
        if self.halves.at == self.halves.memory.len() && !self.halves.memory.is_empty() {
            self.halves.promised = of_all;
            self.bits.fill_u32(self.halves.room());
        }
        self.halves.promised = later.saturating_sub(self.halves.memory.len() - self.halves.at);
    }

    /// The next words, as many as there are of those promised and at least one; all of them count as drawn.
    pub fn block(&mut self, promised: usize) -> &[u64] {
        self.words.promised = promised;
        self.bits.fill_u64(self.words.room());
        let at = std::mem::replace(&mut self.words.at, self.words.memory.len());
        self.words.promised = 0;
        &self.words.memory[at..]
    }

    /// [`block`](Stream::block) of words of 32 bits.
    pub fn block_halves(&mut self, promised: usize) -> &[u32] {
        self.halves.promised = promised;
        self.bits.fill_u32(self.halves.room());
        let at = std::mem::replace(&mut self.halves.at, self.halves.memory.len());
        self.halves.promised = 0;
        &self.halves.memory[at..]
    }

    #[inline(always)]
    pub fn u64(&mut self) -> u64 {
        match self.words.next() {
            Some(word) => word,
            None => self.more(),
        }
    }

    #[inline(always)]
    pub fn u32(&mut self) -> u32 {
        match self.halves.next() {
            Some(half) => half,
            None => self.more_halves(),
        }
    }

    #[cold]
    #[inline(never)]
    fn more(&mut self) -> u64 {
        if self.words.promised > 1 && !self.words.memory.is_empty() {
            self.bits.fill_u64(self.words.room());
            if let Some(word) = self.words.next() {
                return word;
            }
        }
        self.words.promised = self.words.promised.saturating_sub(1);
        self.bits.next_u64()
    }

    #[cold]
    #[inline(never)]
    fn more_halves(&mut self) -> u32 {
        if self.halves.promised > 1 && !self.halves.memory.is_empty() {
            self.bits.fill_u32(self.halves.room());
            if let Some(half) = self.halves.next() {
                return half;
            }
        }
        self.halves.promised = self.halves.promised.saturating_sub(1);
        self.bits.next_u32()
    }

    /// A double of [0, 1) of a word of this stream.
    #[inline(always)]
    pub fn unit(&self, word: u64) -> f64 {
        if self.split { unit_of_two(word) } else { unit(word) }
    }

    /// A double of [0, 1).
    #[inline(always)]
    pub fn f64(&mut self) -> f64 {
        let word = self.u64();
        self.unit(word)
    }

    /// A float of [0, 1).
    #[inline(always)]
    pub fn f32(&mut self) -> f32 {
        unit_f32(self.u32())
    }

    /// Whether doubles are made of two words of 32 bits.
    pub fn is_split(&self) -> bool {
        self.split
    }
}
