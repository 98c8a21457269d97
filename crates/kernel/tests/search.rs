//! Places among sorted elements: every type, tier, stride and number of keys, against a search from the front.

use std::cmp::Ordering;

use npcore_dtype::ScalarType;
use npcore_kernel::{Side, available_tiers, search_at, time_search_at};

/// A type with its order, written from NumPy's words.
trait Element: Copy + PartialEq + std::fmt::Debug {
    fn order(self, other: Self) -> Ordering;
    /// One of some values that are often equal, the ends and NaN among them.
    fn any(random: u64) -> Self;
    fn is_nan(self) -> bool {
        false
    }
}

macro_rules! integers {
    ($($t:ty)*) => { $(
        impl Element for $t {
            fn order(self, other: $t) -> Ordering {
                self.cmp(&other)
            }
            fn any(random: u64) -> $t {
                match random % 8 {
                    0 => <$t>::MIN,
                    1 => <$t>::MAX,
                    2 => random.rotate_left(17) as $t,
                    _ => (random >> 32) as $t % 50,
                }
            }
        }
    )* };
}
integers!(i8 u8 i16 u16 i32 u32 i64 u64);

macro_rules! floats {
    ($($t:ident)*) => { $(
        impl Element for $t {
            fn order(self, other: $t) -> Ordering {
                self.partial_cmp(&other).unwrap_or_else(|| self.is_nan().cmp(&other.is_nan()))
            }
            fn is_nan(self) -> bool {
                $t::is_nan(self)
            }
            fn any(random: u64) -> $t {
                let edges = [0.0, -0.0, $t::INFINITY, $t::NEG_INFINITY, $t::NAN, -$t::NAN, $t::MIN_POSITIVE, 1.0];
                match random % 3 {
                    0 => edges[(random >> 40) as usize % edges.len()],
                    _ => ((random >> 32) as i32 % 40) as $t / 4.0,
                }
            }
        }
        impl Element for [$t; 2] {
            fn order(self, other: [$t; 2]) -> Ordering {
                // Behind everything those with a NaN: first in the imaginary part only, then in the real one only.
                let class = |x: [$t; 2]| 2 * x[0].is_nan() as u8 + x[1].is_nan() as u8;
                let parts = |i: usize| if self[i].is_nan() { Ordering::Equal } else { self[i].order(other[i]) };
                class(self).cmp(&class(other)).then(parts(0)).then(parts(1))
            }
            fn is_nan(self) -> bool {
                self[0].is_nan() || self[1].is_nan()
            }
            fn any(random: u64) -> [$t; 2] {
                [<$t as Element>::any(random), <$t as Element>::any(random.rotate_left(29))]
            }
        }
    )* };
}
floats!(f32 f64);

#[derive(Clone, Copy, PartialEq, Debug)]
struct Truth(u8);
impl Element for Truth {
    fn order(self, other: Truth) -> Ordering {
        (self.0 != 0).cmp(&(other.0 != 0))
    }
    fn any(random: u64) -> Truth {
        Truth([0, 0, 1, 200][random as usize % 4])
    }
}

#[derive(Clone, Copy, PartialEq, Debug)]
struct Half(u16);
impl Half {
    fn value(self) -> f32 {
        npcore_kernel::half_to_single(self.0)
    }
}
impl Element for Half {
    fn order(self, other: Half) -> Ordering {
        self.value().order(other.value())
    }
    fn any(random: u64) -> Half {
        Half([0, 0x8000, 0x7c00, 0xfc00, 0x7e00, 0x3c00, (random >> 30) as u16][random as usize % 7])
    }
}

#[derive(Clone, Copy, PartialEq, Debug)]
struct Time(i64);
impl Element for Time {
    fn order(self, other: Time) -> Ordering {
        (self.0 == i64::MIN).cmp(&(other.0 == i64::MIN)).then(self.0.cmp(&other.0))
    }
    fn any(random: u64) -> Time {
        Time(<i64 as Element>::any(random))
    }
}

struct Random(u64);
impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        self.0 ^ self.0 >> 29
    }
}

fn check<T: Element>(find: impl Fn(npcore_kernel::Tier, Side) -> npcore_kernel::Search) {
    let mut random = Random(7);
    for n in [0usize, 1, 2, 3, 7, 8, 31, 100, 1000] {
        let mut sorted: Vec<T> = (0..n).map(|_| T::any(random.next())).collect();
        sorted.sort_by(|a, b| a.order(*b));
        for m in [0usize, 1, 7, 8, 9, 15, 16, 40, 63, 64, 65, 200, 300] {
            let clean = random.next().is_multiple_of(2);
            let mut keys: Vec<T> = (0..m).map(|_| T::any(random.next())).collect();
            // Without NaN, too: the vectors go another way then.
            if clean {
                keys.iter_mut().filter(|k| k.is_nan()).for_each(|k| *k = T::any(2));
            }
            // In order as well, and in order from somewhere in the middle.
            let order = random.next() % 3;
            if order > 0 {
                keys.sort_by(|a, b| a.order(*b));
                keys.rotate_left(if order == 2 { m / 3 } else { 0 });
            }
            for (step, reversed) in [(1usize, false), (3, false), (2, true)] {
                // Elements apart, at an odd address, between other bytes.
                let size = size_of::<T>();
                let stride = size * step + (step - 1) * 5;
                let mut bytes = vec![0xa5u8; stride * n + 1];
                for (i, x) in sorted.iter().enumerate() {
                    let place = if reversed { n - 1 - i } else { i };
                    // SAFETY: `size` bytes inside the buffer.
                    unsafe { bytes.as_mut_ptr().add(1 + place * stride).cast::<T>().write_unaligned(*x) };
                }
                let first = 1 + if reversed { stride * n.saturating_sub(1) } else { 0 };
                let stride = if reversed { -(stride as isize) } else { stride as isize };
                for side in [Side::Left, Side::Right] {
                    let before = |x: &T, key: T| match side {
                        Side::Left => x.order(key).is_lt(),
                        Side::Right => x.order(key).is_le(),
                    };
                    let expected: Vec<i64> =
                        keys.iter().map(|&k| sorted.iter().take_while(|x| before(x, k)).count() as i64).collect();
                    for tier in available_tiers() {
                        let mut places = vec![-7i64; m + 1];
                        // SAFETY: the elements and keys just made, and places for them.
                        unsafe {
                            let p = bytes.as_ptr().add(first.min(bytes.len()));
                            find(tier, side)(n, stride, p, m, keys.as_ptr().cast(), places.as_mut_ptr());
                        }
                        assert_eq!(places.pop(), Some(-7));
                        assert_eq!(
                            places, expected,
                            "{tier:?} {side:?} n {n} m {m} stride {stride} {keys:?} in {sorted:?}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn like_a_search_from_the_front() {
    use ScalarType::*;
    check::<Truth>(|tier, side| search_at(tier, Bool, side));
    check::<i8>(|tier, side| search_at(tier, Int8, side));
    check::<u8>(|tier, side| search_at(tier, UInt8, side));
    check::<i16>(|tier, side| search_at(tier, Int16, side));
    check::<u16>(|tier, side| search_at(tier, UInt16, side));
    check::<i32>(|tier, side| search_at(tier, Int32, side));
    check::<u32>(|tier, side| search_at(tier, UInt32, side));
    check::<i64>(|tier, side| search_at(tier, Int64, side));
    check::<u64>(|tier, side| search_at(tier, UInt64, side));
    check::<Half>(|tier, side| search_at(tier, Float16, side));
    check::<f32>(|tier, side| search_at(tier, Float32, side));
    check::<f64>(|tier, side| search_at(tier, Float64, side));
    check::<[f32; 2]>(|tier, side| search_at(tier, Complex64, side));
    check::<[f64; 2]>(|tier, side| search_at(tier, Complex128, side));
    check::<Time>(time_search_at);
}

#[test]
fn one_element_repeated() {
    let (element, keys) = (2.0f64, [1.0f64, 2.0, 3.0, f64::NAN, 2.0, 2.0, 2.0, 2.0, 2.0]);
    for tier in available_tiers() {
        let mut places = [0i64; 9];
        // SAFETY: one element, nine keys and places.
        unsafe {
            let find = search_at(tier, ScalarType::Float64, Side::Right);
            find(5, 0, (&raw const element).cast(), 9, keys.as_ptr().cast(), places.as_mut_ptr());
        }
        assert_eq!(places, [0, 5, 5, 5, 5, 5, 5, 5, 5]);
    }
}
