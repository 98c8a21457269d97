//! Elements of one and two bytes: counted, not compared.

use std::mem::MaybeUninit;

use npcore_dtype::ScalarType;

use super::keys::{SortType, decode_half, encode_half};

/// Sorts bytes: bool (where every byte but 0 becomes 1), int8 or uint8.
///
/// # Panics
/// Another type.
pub fn sort_bytes(ty: SortType, list: &mut [u8]) {
    assert_eq!(ty.size(), 1);
    if ty == SortType::Number(ScalarType::Bool) {
        let ones = crate::count_nonzero(list);
        let zeros = list.len() - ones;
        list[..zeros].fill(0);
        list[zeros..].fill(1);
        return;
    }
    // Several tables: a counter that was just written takes some cycles to be read.
    let mut counts = [[0usize; 256]; 4];
    let (fours, rest) = list.as_chunks::<4>();
    for four in fours {
        for (counts, &x) in counts.iter_mut().zip(four) {
            counts[usize::from(x)] += 1;
        }
    }
    rest.iter().for_each(|&x| counts[0][usize::from(x)] += 1);
    let sign = if ty == SortType::Number(ScalarType::Int8) { 0x80 } else { 0 };
    let mut at = 0;
    for key in 0..=255u8 {
        let x = key ^ sign;
        let count: usize = counts.iter().map(|counts| counts[usize::from(x)]).sum();
        list[at..at + count].fill(x);
        at += count;
    }
}

/// From how many elements of two bytes on [`sort_halves`] counts them.
pub const COUNT_HALVES_FROM: usize = 1 << 15;

/// Sorts [`COUNT_HALVES_FROM`] and more elements of two bytes: int16, uint16 or float16.
///
/// # Panics
/// Another type; fewer than 65536 counters.
pub fn sort_halves(ty: SortType, list: &mut [i16], counters: &mut [MaybeUninit<u32>]) {
    assert!(ty.size() == 2 && u32::try_from(list.len()).is_ok());
    let counters = &mut counters[..1 << 16];
    counters.fill(MaybeUninit::new(0));
    // SAFETY: just initialised.
    let counts = unsafe { std::slice::from_raw_parts_mut(counters.as_mut_ptr().cast::<u32>(), counters.len()) };
    list.iter().for_each(|&x| counts[usize::from(x as u16)] += 1);
    let mut at = 0;
    for key in i16::MIN..=i16::MAX {
        let x = decode_half(ty, key);
        let count = counts[usize::from(x as u16)] as usize;
        if count > 0 {
            list[at..at + count].fill(x);
            at += count;
        }
    }
}

/// The keys of elements of two bytes, as wide as [`SortPart`](crate::SortPart) takes them.
///
/// # Panics
/// Another type, lists of different lengths.
pub fn widen_halves(ty: SortType, list: &[i16], keys: &mut [MaybeUninit<i32>]) {
    assert!(ty.size() == 2 && list.len() == keys.len());
    keys.iter_mut().zip(list).for_each(|(key, &x)| _ = key.write(encode_half(ty, x).into()));
}

/// The elements of keys that [`widen_halves`] made.
///
/// # Panics
/// Another type, lists of different lengths.
pub fn narrow_halves(ty: SortType, keys: &[i32], list: &mut [i16]) {
    assert!(ty.size() == 2 && list.len() == keys.len());
    list.iter_mut().zip(keys).for_each(|(x, &key)| *x = decode_half(ty, key as i16));
}
