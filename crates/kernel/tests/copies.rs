//! Copies, fills, byte swaps, transposes, streams and questions about bytes, for all
//! item sizes and kinds of strides, against loops of one byte.

mod common;

use common::*;
use npcore_kernel::{
    Tier, all_nonzero, any_nonzero, copy, copy_loop, copy_swap_at, count_nonzero, stream_copy, stream_fence,
    stream_rows, transpose_copy_at,
};

const SIZES: [usize; 25] =
    [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 17, 20, 24, 31, 32, 33, 40, 48, 63, 64, 65, 100, 130];

fn fill(operand: &mut Operand, random: &mut Random) {
    for byte in &mut operand.bytes {
        *byte = random.next() as u8;
    }
}

/// Checks a copy, whose items `expected` makes of the source's.
fn check_copy(before: &Operand, after: &Operand, source: &Operand, expected: &dyn Fn(&mut [u8]), what: &str) {
    let mut model = before.clone();
    for i in 0..after.n[1] {
        for j in 0..after.n[0] {
            let mut item = source.get(i, j).to_vec();
            expected(&mut item);
            model.set(i, j, &item);
        }
    }
    assert!(model.bytes == after.bytes, "{what}");
}

fn every_layout(
    random: &mut Random,
    size: usize,
    mut run: impl FnMut([usize; 2], &mut Operand, &mut Operand, &str, &mut Random),
) {
    for n in SHAPES.into_iter().chain([[64, 64], [65, 130], [1, 1000], [1000, 1], [70, 9], [33, 16], [300, 3]]) {
        for source in LIES {
            for target in LIES.into_iter().filter(|lie| lie.is_injective()) {
                if n[0] * n[1] > 100 && random.below(3) != 0 {
                    continue;
                }
                let mut a = source.operand(size, n, random.below(4));
                let mut o = target.operand(size, n, random.below(4));
                fill(&mut a, random);
                run(n, &mut a, &mut o, &format!("size {size} {n:?} {source:?} {target:?}"), random);
            }
        }
    }
}

#[test]
fn copies() {
    let mut random = Random::new(1);
    for size in SIZES {
        every_layout(&mut random, size, |n, a, o, what, _| {
            let before = o.clone();
            // SAFETY: the operands reach what their strides say and do not overlap.
            unsafe {
                if matches!(size, 1 | 2 | 4 | 8 | 16) {
                    copy_loop(size)(n, [a.pointer(), o.pointer()], [a.strides, o.strides]);
                } else {
                    copy(size, n, [a.pointer(), o.pointer()], [a.strides, o.strides]);
                }
            }
            check_copy(&before, o, a, &|_| (), what);
        });
    }
}

fn swaps(tier: Tier) {
    if !tier.is_available() {
        return;
    }
    let mut random = Random::new(2);
    for (word, words) in [(2, 1), (4, 1), (8, 1), (2, 2), (4, 2), (8, 2), (4, 5), (4, 0), (2, 3)] {
        every_layout(&mut random, word * words, |n, a, o, what, _| {
            let before = o.clone();
            let swap = |item: &mut [u8]| item.chunks_mut(word).for_each(<[u8]>::reverse);
            // SAFETY: the operands reach what their strides say and do not overlap.
            unsafe { copy_swap_at(tier, word, words, n, [a.pointer(), o.pointer()], [a.strides, o.strides]) };
            check_copy(&before, o, a, &swap, what);
            // In place.
            let source = o.clone();
            let p = o.pointer();
            // SAFETY: as above, the same operand twice.
            unsafe { copy_swap_at(tier, word, words, n, [p, p], [o.strides; 2]) };
            check_copy(&source.clone(), o, &source, &swap, what);
        });
    }
}

fn transposes(tier: Tier) {
    if !tier.is_available() {
        return;
    }
    let mut random = Random::new(3);
    for size in [1, 2, 4, 8, 16, 12] {
        for n in [[8, 8], [64, 64], [65, 130], [7, 200], [200, 9], [129, 67], [3, 3], [0, 5], [16, 300]] {
            for streaming in [false, true] {
                for pad in [0, 1, 64] {
                    let [n0, n1] = n.map(|n| n as isize);
                    let item = size as isize;
                    let mut a = Operand::new(size, n, [n1 * item + pad, item], random.below(20));
                    let lines = [item, (n0 * item + 63) / 64 * 64];
                    for strides in [[item, n0 * item + pad], lines, [n1 * item, item]] {
                        let mut o = Operand::new(size, n, strides, random.below(70));
                        fill(&mut a, &mut random);
                        let before = o.clone();
                        // SAFETY: the operands reach what their strides say and do not
                        // overlap.
                        unsafe {
                            let p = [a.pointer(), o.pointer()];
                            transpose_copy_at(tier, size, n, p, [a.strides, o.strides], streaming);
                        }
                        check_copy(&before, &o, &a, &|_| (), &format!("size {size} {n:?} {strides:?} {streaming}"));
                    }
                }
            }
        }
    }
}

#[test]
fn streams() {
    let mut random = Random::new(4);
    for bytes in (0..200).chain([1000, 4096, 5001]) {
        let [lead, skew] = [random.below(70), random.below(70)];
        let source: Vec<u8> = (0..bytes + skew).map(|_| random.next() as u8).collect();
        let mut target = vec![7u8; bytes + lead + 1];
        // SAFETY: `bytes` bytes from the offsets on are inside both vectors.
        unsafe { stream_copy(target.as_mut_ptr().add(lead), source.as_ptr().add(skew), bytes) };
        assert_eq!(target[lead..lead + bytes], source[skew..]);
        assert!(target[..lead].iter().all(|&byte| byte == 7) && target[lead + bytes] == 7);
    }
}

#[test]
fn streams_of_rows() {
    let mut random = Random::new(6);
    for n in [[0, 3], [5, 0], [1, 1], [64, 3], [100, 7], [200, 5]] {
        for pads in [[0, 0], [3, 11]] {
            let mut a = Operand::new(1, n, [1, n[0] as isize + pads[0]], random.below(70));
            let mut o = Operand::new(1, n, [1, n[0] as isize + pads[1]], random.below(70));
            fill(&mut a, &mut random);
            let before = o.clone();
            // SAFETY: the rows are inside the operands, which do not overlap.
            unsafe {
                stream_rows(n, [a.pointer().cast_const(), o.pointer().cast_const()], [a.strides[1], o.strides[1]])
            };
            stream_fence();
            check_copy(&before, &o, &a, &|_| (), &format!("{n:?} {pads:?}"));
        }
    }
}

#[test]
fn bytes() {
    let mut random = Random::new(5);
    for n in (0..70).chain([255, 256, 257, 1000, 5000]) {
        for kind in 0..4 {
            let bytes: Vec<u8> = (0..n)
                .map(|_| match kind {
                    0 => 0,
                    1 => 255,
                    2 => random.pick(&[0, 1, 128]),
                    _ => (random.below(n) == 0) as u8,
                })
                .collect();
            let naive = bytes.iter().filter(|&&byte| byte != 0).count();
            assert_eq!(count_nonzero(&bytes), naive);
            assert_eq!(any_nonzero(&bytes), naive != 0);
            assert_eq!(all_nonzero(&bytes), naive == n);
        }
    }
}

macro_rules! suite {
    ($($module:ident $tier:ident)*) => { $(
        mod $module {
            use super::*;

            #[test]
            fn swap() {
                swaps(Tier::$tier);
            }
            #[test]
            fn transpose() {
                transposes(Tier::$tier);
            }
        }
    )* };
}
suite!(base Base v3 V3 v4 V4);
