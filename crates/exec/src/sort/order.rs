//! The order of elements: the places in which sorting would find them.
//!
//! The upper bits of each element's word (less the least word, so that few bits are needed) and the element's place in the
//! lower bits make one integer, and integers are what sorts fastest. Where words are too long for that, elements whose upper
//! bits are equal are ordered by themselves, by the bits that follow, and then by the next word. Places being part of the
//! integers, equal elements keep their order at no cost.

use std::mem::MaybeUninit;

use npcore_kernel::{Places, SortPart};

use super::keys::{Scratch, sort_keys};
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
        let range = Range::of(sorted);
        if range.greatest == 0 {
            if word + 1 < self.count {
                self.refine(word + 1, whole, places, keys, spare);
            }
            return;
        }
        if range.greatest < COUNTED && n as u64 > 4 * range.greatest {
            counted(places, sorted, range, whole, spare);
            return self.equal(word + 1, places, keys, spare, 0);
        }
        let (place_bits, cut) = range.pack(sorted);
        sort_keys(signed(sorted));
        let mask = (1u64 << place_bits) - 1;
        if whole {
            places.iter_mut().zip(&*sorted).for_each(|(place, key)| *place = (key & mask) as i64);
        } else {
            let found = sorted.iter().map(|key| places[(key & mask) as usize]);
            spare.iter_mut().zip(found).for_each(|(spare, place)| _ = spare.write(place));
            take(places, spare);
        }
        // What was cut off comes first, and then the next word.
        self.equal(if cut { word } else { word + 1 }, places, keys, spare, place_bits);
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

/// Keys for what sorts them.
fn signed(keys: &mut [u64]) -> &mut [i64] {
    // SAFETY: integers of one size.
    unsafe { std::slice::from_raw_parts_mut(keys.as_mut_ptr().cast(), keys.len()) }
}

/// What is known of some keys.
#[derive(Clone, Copy)]
struct Range {
    least: u64,
    /// So many of the lowest bits are the same in all keys: those of floats that are whole numbers, for one.
    same: u32,
    /// The greatest key, less the least, without those bits.
    greatest: u64,
}

impl Range {
    /// Of one key at least.
    fn of(keys: &[u64]) -> Range {
        let first = keys[0];
        let fold =
            |(low, high, differ): (u64, u64, u64), &key: &u64| (low.min(key), high.max(key), differ | key ^ first);
        let (least, greatest, differ) = keys.iter().fold((first, first, 0), fold);
        let same = differ.trailing_zeros();
        Range { least, same, greatest: (greatest - least).checked_shr(same).unwrap_or(0) }
    }

    fn value(&self, key: u64) -> u64 {
        (key - self.least) >> self.same
    }

    /// Makes the keys signed integers of as many upper bits as there is room for, and their places: gives how many bits those
    /// take, and whether any bits of the keys were cut off.
    fn pack(&self, keys: &mut [u64]) -> (u32, bool) {
        let place_bits = usize::BITS - (keys.len() - 1).leading_zeros();
        let shift = (u64::BITS - self.greatest.leading_zeros() + place_bits).saturating_sub(u64::BITS);
        for (key, i) in keys.iter_mut().zip(0u64..) {
            *key = (self.value(*key) >> shift << place_bits | i) ^ SIGN;
        }
        (place_bits, shift > 0)
    }
}

/// Partly orders places, which are in their order, by one word: those of lesser elements than that of a rank come before it,
/// those of greater ones behind.
pub(super) fn select_with(
    words: &dyn Words,
    places: &mut [i64],
    rank: usize,
    keys: &mut [MaybeUninit<i64>],
    spare: &mut [MaybeUninit<i64>],
) {
    // SAFETY: unsigned integers for signed ones.
    let keys: &mut [MaybeUninit<u64>] = unsafe { std::slice::from_raw_parts_mut(keys.as_mut_ptr().cast(), keys.len()) };
    words.write(0, Places::All, keys);
    // SAFETY: just initialised.
    let list = unsafe { std::slice::from_raw_parts_mut(keys.as_mut_ptr().cast::<u64>(), keys.len()) };
    let range = Range::of(list);
    if range.greatest == 0 {
        return;
    }
    let (place_bits, cut) = range.pack(list);
    SortPart::new(signed(list)).select(&[rank], 0);
    let mask = (1u64 << place_bits) - 1;
    places.iter_mut().zip(&*list).for_each(|(place, key)| *place = (key & mask) as i64);
    let upper = list[rank] >> place_bits;
    if cut && list.iter().filter(|key| **key >> place_bits == upper).count() > 1 {
        // Others have the same upper bits: the rest decides, and those may lie on either side.
        places.iter_mut().zip(0..).for_each(|(place, i)| *place = i);
        Ordering { words, count: 1 }.refine(0, true, places, keys, spare);
    }
}

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

/// Sorts keys of a small range, and their places with them, by counting. `whole`: the places are in their order.
fn counted(places: &mut [i64], keys: &mut [u64], range: Range, whole: bool, spare: &mut [MaybeUninit<i64>]) {
    let mut ends = vec![0usize; range.greatest as usize + 1];
    keys.iter().for_each(|&key| ends[range.value(key) as usize] += 1);
    // Where each value begins; as they are placed, where the next of it goes.
    let mut at = 0;
    ends.iter_mut().for_each(|end| at += std::mem::replace(end, at));
    let mut next = |key: u64| {
        let end = &mut ends[range.value(key) as usize];
        *end += 1;
        *end - 1
    };
    if whole {
        keys.iter().zip(0..).for_each(|(&key, place)| places[next(key)] = place);
    } else {
        keys.iter().zip(&*places).for_each(|(&key, &place)| _ = spare[next(key)].write(place));
        take(places, spare);
    }
    let mut at = 0;
    for (end, value) in ends.into_iter().zip(0..) {
        keys[at..end].fill(value);
        at = end;
    }
}

/// Moves places from where they were collected, as many as there are.
fn take(places: &mut [i64], spare: &[MaybeUninit<i64>]) {
    // SAFETY: the caller wrote them.
    places.copy_from_slice(unsafe { std::slice::from_raw_parts(spare[..places.len()].as_ptr().cast(), places.len()) });
}
