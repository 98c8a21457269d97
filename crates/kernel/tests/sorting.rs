//! Sorting against the standard library's, in every tier, and keys against comparisons of the elements.

use std::cmp::Ordering;
use std::mem::MaybeUninit;

use npcore_dtype::ScalarType;
use npcore_kernel::{
    COUNT_HALVES_FROM, Ordered, Places, SortKey, SortPart, SortType, Tier, decode_keys32, decode_keys64, encode_keys32,
    encode_keys64, key_words, narrow_halves, order_words, sort_bytes, sort_halves, widen_halves,
};

#[path = "common/mod.rs"]
mod common;
use common::{Random, element, tiers};

/// Lists in which quicksort has to find its way.
fn lists(n: usize, random: &mut Random) -> Vec<(&'static str, Vec<i64>)> {
    let whole = |i: usize| i as i64;
    let mut ramps: Vec<i64> = (0..n).map(whole).collect();
    for pair in ramps.chunks_mut(17) {
        pair.reverse();
    }
    vec![
        ("random", (0..n).map(|_| random.next() as i64).collect()),
        ("ascending", (0..n).map(whole).collect()),
        ("descending", (0..n).rev().map(whole).collect()),
        ("one value", vec![7; n]),
        ("least value", vec![i64::MIN; n]),
        ("greatest value", vec![i64::MAX; n]),
        ("two values", (0..n).map(|_| random.pick(&[i64::MIN, i64::MAX])).collect()),
        ("few values", (0..n).map(|_| random.below(10) as i64 - 5).collect()),
        ("mostly one", (0..n).map(|_| if random.below(50) == 0 { random.next() as i64 } else { 3 }).collect()),
        ("saw", (0..n).map(|i| (i % 64) as i64).collect()),
        ("pipes", (0..n).map(|i| i.min(n - i) as i64).collect()),
        ("ramps", ramps),
        ("narrow", (0..n).map(|_| (random.next() % 1000) as i64 + (1 << 40)).collect()),
    ]
}

const LENGTHS: [usize; 31] = [
    0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 40, 63, 64, 65, 100, 127, 128, 129, 200, 255, 256, 257, 400, 513, 1000,
    2049, 5003, 32_769, 70_001,
];

fn sorts<K: SortKey + std::fmt::Debug>(tier: Tier, what: &str, list: &[K]) {
    let mut expected = list.to_vec();
    expected.sort_unstable();
    let mut ours = list.to_vec();
    // SAFETY: one of the processor's tiers.
    unsafe { SortPart::new_at(tier, &mut ours) }.sort();
    assert!(ours == expected, "{what}, {} elements, {}", list.len(), tier.name());
}

fn selects<K: SortKey + std::fmt::Debug>(tier: Tier, what: &str, list: &[K], random: &mut Random) {
    let mut expected = list.to_vec();
    expected.sort_unstable();
    for count in [0, 1, 2, 5] {
        let mut ranks: Vec<usize> = (0..count.min(list.len())).map(|_| random.below(list.len())).collect();
        ranks.sort_unstable();
        ranks.dedup();
        let mut ours = list.to_vec();
        // SAFETY: one of the processor's tiers.
        unsafe { SortPart::new_at(tier, &mut ours) }.select(&ranks, 0);
        for &rank in &ranks {
            let what = format!("{what}, rank {rank} of {}, {}", list.len(), tier.name());
            assert!(ours[rank] == expected[rank], "{what}");
            assert!(ours[..rank].iter().all(|&x| x <= ours[rank]), "{what}");
            assert!(ours[rank..].iter().all(|&x| x >= ours[rank]), "{what}");
        }
        ours.sort_unstable();
        assert!(ours == expected, "{what}, {ranks:?}: other elements");
    }
}

/// A list, and one of shorter keys, sorted and selected from in every tier, as integers and as floats.
fn in_every_tier(what: &str, list: &[i64], shorter: impl Fn(i64) -> i32, random: &mut Random) {
    fn both<K: SortKey + std::fmt::Debug>(what: &str, list: &[K], random: &mut Random) {
        for tier in tiers() {
            sorts(tier, what, list);
            selects(tier, what, list, random);
        }
    }
    let short: Vec<i32> = list.iter().map(|&x| shorter(x)).collect();
    both(what, list, random);
    both(what, &short, random);
    both(what, &list.iter().map(|&x| Ordered(x as f64)).collect::<Vec<_>>(), random);
    both(what, &short.iter().map(|&x| Ordered(x as f32)).collect::<Vec<_>>(), random);
}

#[test]
fn every_tier_sorts_every_list() {
    let mut random = Random::new(1);
    for n in LENGTHS {
        for (what, list) in lists(n, &mut random) {
            in_every_tier(what, &list, |x| (x >> 13) as i32 ^ x as i32, &mut random);
        }
    }
}

#[test]
fn every_small_length() {
    let mut random = Random::new(2);
    for n in 0..=530 {
        let list: Vec<i64> = (0..n).map(|_| random.next() as i64 >> random.below(64)).collect();
        let short: Vec<i32> = list.iter().map(|&x| x as i32).collect();
        for tier in tiers() {
            sorts(tier, "mixed", &list);
            sorts(tier, "mixed", &short);
            sorts(tier, "mixed", &list.iter().map(|&x| Ordered(x as f64)).collect::<Vec<_>>());
            sorts(tier, "mixed", &short.iter().map(|&x| Ordered(x as f32)).collect::<Vec<_>>());
        }
    }
}

/// A partition takes blocks of eight vectors from both ends: lengths about their bounds, and about those of vectors, with
/// all shares of lesser elements.
#[test]
fn lengths_about_blocks() {
    let mut random = Random::new(6);
    for blocks in [2, 3, 5] {
        for lanes in [8, 16] {
            for n in [0, 1, 2, lanes - 1, lanes, lanes + 1, 3 * lanes - 1, 7 * lanes + 3, 8 * lanes - 1]
                .map(|more| 8 * lanes * blocks + more)
            {
                for values in [2, 7, 1 << 40] {
                    let list: Vec<i64> = (0..n).map(|_| (random.next() % values) as i64).collect();
                    let skewed: Vec<i64> = list.iter().map(|&x| if random.below(9) == 0 { x } else { 1 }).collect();
                    in_every_tier("even", &list, |x| x as i32, &mut random);
                    in_every_tier("skewed", &skewed, |x| x as i32, &mut random);
                }
            }
        }
    }
}

/// Floats with NaNs and zeros of both signs among few values, sorted by their keys.
#[test]
fn nans_come_last() {
    let mut random = Random::new(7);
    for n in [130, 300, 5000, 70_001] {
        let values = [f64::NAN, -f64::NAN, f64::INFINITY, -f64::INFINITY, 0.0, -0.0, 1.5, -1.5];
        let list: Vec<f64> = (0..n).map(|_| random.pick(&values)).collect();
        let mut expected = list.clone();
        expected.sort_by(|a, b| a.is_nan().cmp(&b.is_nan()).then(a.total_cmp(b)));
        let nans = list.iter().filter(|x| x.is_nan()).count();
        let ty = SortType::Number(ScalarType::Float64);
        for tier in tiers() {
            let mut keys: Vec<i64> = list.iter().map(|x| x.to_bits() as i64).collect();
            encode_keys64(ty, &mut keys);
            // SAFETY: one of the processor's tiers.
            unsafe { SortPart::new_at(tier, &mut keys) }.sort();
            decode_keys64(ty, &mut keys);
            let bits = |x: &f64| x.to_bits() as i64;
            assert!(keys[..n - nans].iter().copied().eq(expected[..n - nans].iter().map(bits)), "{}", tier.name());
            assert!(keys[n - nans..].iter().all(|&x| f64::from_bits(x as u64).is_nan()), "{}", tier.name());
        }
    }
}

/// Floats as they are, among them what is equal to others and has other bits: nothing is lost.
#[test]
fn floats_keep_their_bits() {
    let mut random = Random::new(8);
    let special = [f64::NAN, -f64::NAN, f64::INFINITY, -f64::INFINITY, 0.0, -0.0, 1.5];
    let greatest = [f64::INFINITY, f64::NAN];
    for n in [0, 1, 2, 10, 100, 192, 257, 400, 513, 3000, 40_001] {
        // Of any bits; of few values; of one NaN among many numbers, or infinities; of nothing but NaN.
        let mut numbers: Vec<f64> = (0..n).map(|_| random.next() as f64).collect();
        let mut infinite = vec![f64::INFINITY; n];
        if n > 0 {
            let at = random.below(n);
            (numbers[at], infinite[at]) = (f64::NAN, -f64::NAN);
        }
        let lists: [(&str, Vec<f64>); 6] = [
            ("any bits", (0..n).map(|_| f64::from_bits(random.next())).collect()),
            ("few values", (0..n).map(|_| random.pick(&special)).collect()),
            ("infinity and NaN", (0..n).map(|_| random.pick(&greatest)).collect()),
            ("one NaN", numbers),
            ("one NaN, infinities", infinite),
            ("NaN", vec![f64::NAN; n]),
        ];
        for (what, list) in lists {
            let sorted_bits = |list: &mut dyn Iterator<Item = u64>| {
                let mut bits: Vec<u64> = list.collect();
                bits.sort_unstable();
                bits
            };
            let short: Vec<Ordered<f32>> = list.iter().map(|&x| Ordered(x as f32)).collect();
            let list: Vec<Ordered<f64>> = list.into_iter().map(Ordered).collect();
            for tier in tiers() {
                let (mut ours, mut ours_short) = (list.clone(), short.clone());
                // SAFETY: one of the processor's tiers.
                unsafe {
                    SortPart::new_at(tier, &mut ours).sort();
                    SortPart::new_at(tier, &mut ours_short).sort();
                }
                assert!(ours.is_sorted() && ours_short.is_sorted(), "{what}, {n} elements, {}", tier.name());
                let bits = |list: &[Ordered<f64>]| sorted_bits(&mut list.iter().map(|x| x.0.to_bits()));
                let bits_short = |list: &[Ordered<f32>]| sorted_bits(&mut list.iter().map(|x| x.0.to_bits().into()));
                assert!(bits(&ours) == bits(&list), "{what}, {n} elements, {}", tier.name());
                assert!(bits_short(&ours_short) == bits_short(&short), "{what}, {n} elements, {}", tier.name());
                selects(tier, what, &list, &mut random);
            }
        }
    }
}

#[test]
fn partitions_split_by_value() {
    let mut random = Random::new(3);
    for tier in tiers() {
        for (what, list) in lists(3000, &mut random) {
            let mut ours = list.clone();
            // SAFETY: one of the processor's tiers.
            let (less, done, greater) = unsafe { SortPart::new_at(tier, &mut ours) }.split();
            let (n, m) = (less.len(), greater.len());
            assert_eq!(n + done + m, list.len());
            less.sort();
            greater.sort();
            let mut expected = list;
            expected.sort_unstable();
            assert!(ours == expected, "{what}, {}", tier.name());
        }
    }
}

fn bits_of<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes.try_into().unwrap()
}

/// How NumPy compares: NaN last, -0 as 0.
fn compare(ty: SortType, a: &[u8], b: &[u8]) -> Ordering {
    fn floats(a: f64, b: f64) -> Ordering {
        a.is_nan().cmp(&b.is_nan()).then(a.partial_cmp(&b).unwrap_or(Ordering::Equal))
    }
    macro_rules! integers {
        ($t:ident) => {
            $t::from_ne_bytes(bits_of(a)).cmp(&$t::from_ne_bytes(bits_of(b)))
        };
    }
    let single = |x: &[u8]| f64::from(f32::from_ne_bytes(bits_of(x)));
    let double = |x: &[u8]| f64::from_ne_bytes(bits_of(x));
    let half = |x: &[u8]| f64::from(half::f16::from_ne_bytes(bits_of(x)));
    let complex = |f: &dyn Fn(&[u8]) -> f64| {
        let part = |x: &[u8], i: usize| f(&x[i * x.len() / 2..][..x.len() / 2]);
        let class = |x: &[u8]| (part(x, 0).is_nan(), part(x, 1).is_nan());
        class(a).cmp(&class(b)).then(floats(part(a, 0), part(b, 0))).then(floats(part(a, 1), part(b, 1)))
    };
    match ty {
        SortType::Time => {
            let time = |x: &[u8]| i64::from_ne_bytes(bits_of(x));
            (time(a) == i64::MIN).cmp(&(time(b) == i64::MIN)).then(time(a).cmp(&time(b)))
        }
        SortType::Number(ty) => match ty {
            ScalarType::Bool => (a[0] != 0).cmp(&(b[0] != 0)),
            ScalarType::Int8 => integers!(i8),
            ScalarType::Int16 => integers!(i16),
            ScalarType::Int32 => integers!(i32),
            ScalarType::Int64 => integers!(i64),
            ScalarType::UInt8 => integers!(u8),
            ScalarType::UInt16 => integers!(u16),
            ScalarType::UInt32 => integers!(u32),
            ScalarType::UInt64 => integers!(u64),
            ScalarType::Float16 => floats(half(a), half(b)),
            ScalarType::Float32 => floats(single(a), single(b)),
            ScalarType::Float64 => floats(double(a), double(b)),
            ScalarType::Complex64 => complex(&single),
            ScalarType::Complex128 => complex(&double),
        },
    }
}

fn types() -> impl Iterator<Item = (SortType, usize)> {
    let numbers = common::TYPES.into_iter().map(|ty| (SortType::Number(ty), common::size_of_type(ty)));
    numbers.chain([(SortType::Time, 8)])
}

fn elements(ty: SortType, n: usize, random: &mut Random) -> Vec<u8> {
    let mut bytes = vec![];
    for _ in 0..n {
        let ty = if let SortType::Number(ty) = ty { ty } else { ScalarType::Int64 };
        element(random, ty, &mut bytes);
    }
    bytes
}

#[test]
fn words_compare_as_elements() {
    let mut random = Random::new(4);
    for (ty, size) in types() {
        let n = 300;
        let bytes = elements(ty, n, &mut random);
        let words: Vec<Vec<u64>> = (0..key_words(ty))
            .map(|word| {
                let mut words = vec![MaybeUninit::uninit(); n];
                // SAFETY: `n` elements; all words are written.
                unsafe {
                    order_words(ty, word, bytes.as_ptr(), size as isize, Places::All, &mut words);
                    words.into_iter().map(|word| word.assume_init()).collect()
                }
            })
            .collect();
        for i in 0..n {
            for j in 0..n {
                let (a, b) = (&bytes[i * size..][..size], &bytes[j * size..][..size]);
                let of = |i: usize| words.iter().map(move |list| list[i]);
                assert_eq!(of(i).cmp(of(j)), compare(ty, a, b), "{ty:?}: {a:?} {b:?}");
            }
        }
        let places: Vec<i64> = (0..50).map(|_| random.below(n) as i64).collect();
        for (word, all) in words.iter().enumerate() {
            let mut some = vec![MaybeUninit::uninit(); places.len()];
            // SAFETY: places of elements; all words are written.
            unsafe {
                order_words(ty, word, bytes.as_ptr(), size as isize, Places::At(&places), &mut some);
                assert!(some.iter().zip(&places).all(|(word, &i)| word.assume_init() == all[i as usize]));
            }
        }
    }
}

/// Whether bytes are those elements, in order.
fn check_sorted(ty: SortType, size: usize, before: &[u8], after: &[u8]) {
    for pair in after.chunks(size).collect::<Vec<_>>().windows(2) {
        assert_ne!(compare(ty, pair[0], pair[1]), Ordering::Greater, "{ty:?}: {pair:?}");
    }
    let bag = |bytes: &[u8]| {
        let mut all: Vec<Vec<u8>> = bytes.chunks(size).map(<[u8]>::to_vec).collect();
        all.sort_unstable();
        all
    };
    if ty == SortType::Number(ScalarType::Bool) {
        assert!(after.iter().all(|&x| x < 2));
        assert_eq!(npcore_kernel::count_nonzero(before), npcore_kernel::count_nonzero(after));
    } else {
        assert!(bag(before) == bag(after), "{ty:?}: other elements");
    }
}

#[test]
fn keys_sort_elements() {
    let mut random = Random::new(5);
    for (ty, size) in types() {
        for n in [0, 1, 2, 5, 100, 3000, COUNT_HALVES_FROM + 5] {
            let bytes = elements(ty, n, &mut random);
            let after: Vec<u8> = match (ty, size) {
                (SortType::Number(ScalarType::Complex64 | ScalarType::Complex128), _) => continue,
                (_, 1) => {
                    let mut list = bytes.clone();
                    sort_bytes(ty, &mut list);
                    list
                }
                (_, 2) => {
                    let mut list: Vec<i16> = bytes.chunks(2).map(|x| i16::from_ne_bytes(bits_of(x))).collect();
                    let mut keys = vec![MaybeUninit::uninit(); n];
                    widen_halves(ty, &list, &mut keys);
                    // SAFETY: just written.
                    let mut keys: Vec<i32> = keys.into_iter().map(|x| unsafe { x.assume_init() }).collect();
                    keys.sort_unstable();
                    let mut narrowed = list.clone();
                    narrow_halves(ty, &keys, &mut narrowed);
                    sort_halves(ty, &mut list, &mut vec![MaybeUninit::uninit(); 1 << 16]);
                    assert_eq!(list, narrowed);
                    list.iter().flat_map(|x| x.to_ne_bytes()).collect()
                }
                (_, 4) => {
                    let mut list: Vec<i32> = bytes.chunks(4).map(|x| i32::from_ne_bytes(bits_of(x))).collect();
                    encode_keys32(ty, &mut list);
                    list.sort_unstable();
                    decode_keys32(ty, &mut list);
                    list.iter().flat_map(|x| x.to_ne_bytes()).collect()
                }
                _ => {
                    let mut list: Vec<i64> = bytes.chunks(8).map(|x| i64::from_ne_bytes(bits_of(x))).collect();
                    encode_keys64(ty, &mut list);
                    list.sort_unstable();
                    decode_keys64(ty, &mut list);
                    list.iter().flat_map(|x| x.to_ne_bytes()).collect()
                }
            };
            check_sorted(ty, size, &bytes, &after);
        }
    }
}
