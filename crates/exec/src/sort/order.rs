//! The order of elements: the places in which sorting would find them.
//!
//! The upper bits of each element's word (less the least word, so that few bits are needed) and the element's place in the
//! lower bits make one integer, and integers are what sorts fastest. Where words are too long for that, elements whose upper
//! bits are equal are ordered by themselves, by the bits that follow, and then by the next word. Places being part of the
//! integers, equal elements keep their order at no cost.

use std::mem::MaybeUninit;

use npcore_kernel::Places;

use super::keys::{Scratch, sort_with};
use super::words::Words;
use crate::error::ExecError;

/// So few elements are sorted by insertion.
const FEW: usize = 16;

/// Words of at most so many values are counted.
const COUNTED: u64 = 1 << 12;

/// The places of `out.len()` elements in the order of their words; equal ones keep theirs.
///
/// # Errors
/// No memory.
pub fn order_of(words: &dyn Words, out: &mut [i64]) -> Result<(), ExecError> {
    let n = out.len();
    out.iter_mut().zip(0..).for_each(|(place, i)| *place = i);
    if n < 2 || words.count() == 0 {
        return Ok(());
    }
    let (mut keys, mut spare) = (Scratch::new::<i64>(n)?, Scratch::new::<i64>(n)?);
    order_with(words, out, keys.list(n), spare.list(n));
    Ok(())
}

/// [`order_of`] for `out` that has the places in their order, with scratch memory.
pub(super) fn order_with(
    words: &dyn Words,
    out: &mut [i64],
    keys: &mut [MaybeUninit<i64>],
    spare: &mut [MaybeUninit<i64>],
) {
    // SAFETY: unsigned integers for signed ones.
    let keys = unsafe { std::slice::from_raw_parts_mut(keys.as_mut_ptr().cast(), keys.len()) };
    Ordering { words, count: words.count() }.refine(0, true, out, keys, spare);
}

struct Ordering<'a> {
    words: &'a dyn Words,
    count: usize,
}

impl Ordering<'_> {
    /// Orders places, all words of whose elements before `word` are equal, by that word and those that follow. `whole`: they
    /// are all places there are, in their order.
    fn refine(
        &self,
        word: usize,
        whole: bool,
        places: &mut [i64],
        keys: &mut [MaybeUninit<u64>],
        spare: &mut [MaybeUninit<i64>],
    ) {
        let n = places.len();
        self.words.write(word, if whole { Places::All } else { Places::At(places) }, keys);
        // SAFETY: just initialised.
        let sorted = unsafe { std::slice::from_raw_parts_mut(keys.as_mut_ptr().cast::<u64>(), n) };
        if n <= FEW {
            insertion(places, sorted);
            return self.equal(word + 1, places, keys, spare, 0);
        }
        let (least, greatest) = sorted.iter().fold((u64::MAX, 0), |(low, high), &key| (low.min(key), high.max(key)));
        let range = greatest - least;
        if range == 0 {
            if word + 1 < self.count {
                self.refine(word + 1, whole, places, keys, spare);
            }
            return;
        }
        if range < COUNTED && n as u64 > 4 * range {
            counted(places, sorted, least, range, spare);
            return self.equal(word + 1, places, keys, spare, 0);
        }
        let place_bits = usize::BITS - (n - 1).leading_zeros();
        let shift = (u64::BITS - range.leading_zeros() + place_bits).saturating_sub(u64::BITS);
        for (key, i) in sorted.iter_mut().zip(0u64..) {
            *key = ((*key - least) >> shift << place_bits | i) ^ SIGN;
        }
        // SAFETY: integers of one size.
        let signed = unsafe { std::slice::from_raw_parts_mut(sorted.as_mut_ptr().cast::<i64>(), n) };
        sort_with(signed, spare);
        let mask = (1u64 << place_bits) - 1;
        if whole {
            places.iter_mut().zip(&*sorted).for_each(|(place, key)| *place = (key & mask) as i64);
        } else {
            let found = sorted.iter().map(|key| places[(key & mask) as usize]);
            spare.iter_mut().zip(found).for_each(|(spare, place)| _ = spare.write(place));
            take(places, spare);
        }
        // What was cut off comes first, and then the next word.
        self.equal(if shift > 0 { word } else { word + 1 }, places, keys, spare, place_bits);
    }

    /// Orders places whose keys, without the lowest `bits`, are equal by a word and those that follow. The keys are
    /// initialised and ascending.
    fn equal(
        &self,
        word: usize,
        places: &mut [i64],
        keys: &mut [MaybeUninit<u64>],
        spare: &mut [MaybeUninit<i64>],
        bits: u32,
    ) {
        if word == self.count {
            return;
        }
        // SAFETY: the caller's word; what the calls below write is initialised, too, and not looked at again.
        let key = |keys: &[MaybeUninit<u64>], i: usize| unsafe { keys[i].assume_init() } >> bits;
        let (n, mut from) = (places.len(), 0);
        while from < n {
            let (this, mut to) = (key(keys, from), from + 1);
            while to < n && key(keys, to) == this {
                to += 1;
            }
            if to - from > 1 {
                self.refine(word, false, &mut places[from..to], &mut keys[from..to], &mut spare[from..to]);
            }
            from = to;
        }
    }
}

/// The sign of keys of 64 bits: unsigned ones are sorted as signed ones.
const SIGN: u64 = 1 << 63;

/// Sorts a few keys and their places with them.
fn insertion(places: &mut [i64], keys: &mut [u64]) {
    for i in 1..keys.len() {
        let (key, place) = (keys[i], places[i]);
        let mut at = i;
        while at > 0 && keys[at - 1] > key {
            (keys[at], places[at]) = (keys[at - 1], places[at - 1]);
            at -= 1;
        }
        (keys[at], places[at]) = (key, place);
    }
}

/// Sorts keys of a small range, and their places with them, by counting.
fn counted(places: &mut [i64], keys: &mut [u64], least: u64, range: u64, spare: &mut [MaybeUninit<i64>]) {
    let mut ends = vec![0usize; range as usize + 1];
    keys.iter().for_each(|key| ends[(key - least) as usize] += 1);
    // Where each value begins; as they are placed, where the next of it goes.
    let mut at = 0;
    ends.iter_mut().for_each(|end| at += std::mem::replace(end, at));
    for (key, &place) in keys.iter().zip(&*places) {
        let end = &mut ends[(key - least) as usize];
        spare[*end].write(place);
        *end += 1;
    }
    take(places, spare);
    let mut at = 0;
    for (end, value) in ends.into_iter().zip(least..) {
        keys[at..end].fill(value);
        at = end;
    }
}

/// Moves places from where they were collected, as many as there are.
fn take(places: &mut [i64], spare: &[MaybeUninit<i64>]) {
    // SAFETY: the caller wrote them.
    places.copy_from_slice(unsafe { std::slice::from_raw_parts(spare[..places.len()].as_ptr().cast(), places.len()) });
}
