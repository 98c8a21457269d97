//! What the tests share: operands of any strides in buffers of exactly their size,
//! edge values of every type, and a small generator of random numbers.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use npcore_dtype::ScalarType::{self, *};
use npcore_kernel::Tier;

pub const TYPES: [ScalarType; 14] = ScalarType::ALL;

pub fn size_of_type(ty: ScalarType) -> usize {
    match ty {
        Bool | Int8 | UInt8 => 1,
        Int16 | UInt16 | Float16 => 2,
        Int32 | UInt32 | Float32 => 4,
        Int64 | UInt64 | Float64 | Complex64 => 8,
        Complex128 => 16,
    }
}

/// xorshift64*, by George Marsaglia and Sebastiano Vigna.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() >> 33) as usize % n
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

const FLOATS: [f64; 46] = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    3.0,
    -3.0,
    7.0,
    1e-3,
    1e3,
    127.9,
    128.0,
    -128.9,
    255.5,
    256.0,
    65503.9,
    65519.99,
    65520.0,
    -65536.0,
    2147483647.0,
    2147483648.0,
    -2147483648.0,
    -2147483649.0,
    4294967295.0,
    4294967296.0,
    -5e9,
    9.2e18,
    9223372036854775808.0,
    -9223372036854775808.0,
    -9.3e18,
    1.8e19,
    18446744073709551616.0,
    1e30,
    -1e300,
    5.96e-8,
    2.98e-8,
    6.1e-5,
    1e-40,
    5e-324,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
];

fn real(random: &mut Random, ty: ScalarType, out: &mut Vec<u8>) {
    let bits = random.next();
    let edge = random.pick(&FLOATS);
    let small = (random.below(2001) as f64 - 1000.0) / 8.0;
    let kind = random.below(4);
    match ty {
        Float16 => {
            let half = |x: f64| half::f16::from_f32(x as f32).to_bits();
            let v = [half(edge), bits as u16, half(small), half(small.trunc() / 8.0)][kind];
            out.extend(v.to_ne_bytes());
        }
        Float32 => {
            let v = [edge as f32, f32::from_bits(bits as u32), small as f32, (small / 3.0) as f32][kind];
            out.extend(v.to_ne_bytes());
        }
        _ => {
            let v = [edge, f64::from_bits(bits), small, small / 3.0][kind];
            out.extend(v.to_ne_bytes());
        }
    }
}

/// Appends the bytes of a random element, often an edge value.
pub fn element(random: &mut Random, ty: ScalarType, out: &mut Vec<u8>) {
    match ty {
        Bool => out.push(random.pick(&[0, 0, 0, 1, 1, 2, 128, 255])),
        Float16 | Float32 | Float64 => real(random, ty, out),
        Complex64 => {
            real(random, Float32, out);
            real(random, Float32, out);
        }
        Complex128 => {
            real(random, Float64, out);
            real(random, Float64, out);
        }
        _ => {
            let size = size_of_type(ty);
            let top = 8 * size - 1;
            let value = match random.below(5) {
                0 => random.pick(&[0, 1, u64::MAX, 1 << top, (1 << top) - 1, 2, u64::MAX - 1, (1 << top) + 1]),
                1 => random.below(2 * top + 5) as u64,
                2 => (random.below(41) as u64).wrapping_sub(20),
                // Of any magnitude.
                3 => random.next() >> random.below(64),
                _ => random.next(),
            };
            out.extend(&value.to_le_bytes()[..size]);
        }
    }
}

/// An operand: two axes in a buffer that has not a byte more than they reach.
#[derive(Clone)]
pub struct Operand {
    pub bytes: Vec<u8>,
    pub start: usize,
    pub strides: [isize; 2],
    pub size: usize,
    pub n: [usize; 2],
}

impl Operand {
    pub fn new(size: usize, n: [usize; 2], strides: [isize; 2], misaligned: usize) -> Operand {
        let mut low = 0isize;
        let mut high = size as isize;
        for axis in 0..2 {
            let reach = strides[axis] * (n[axis].max(1) as isize - 1);
            low += reach.min(0);
            high += reach.max(0);
        }
        let empty = n.contains(&0);
        let bytes = vec![0xa5; if empty { 0 } else { misaligned + (high - low) as usize }];
        let start = if empty { 0 } else { misaligned + (-low) as usize };
        Operand { bytes, start, strides, size, n }
    }

    pub fn pointer(&mut self) -> *mut u8 {
        self.bytes.as_mut_ptr().wrapping_add(self.start)
    }

    pub fn at(&self, i: usize, j: usize) -> usize {
        (self.start as isize + i as isize * self.strides[1] + j as isize * self.strides[0]) as usize
    }

    pub fn get(&self, i: usize, j: usize) -> &[u8] {
        let at = self.at(i, j);
        &self.bytes[at..at + self.size]
    }

    pub fn set(&mut self, i: usize, j: usize, value: &[u8]) {
        let at = self.at(i, j);
        self.bytes[at..at + self.size].copy_from_slice(value);
    }

    pub fn randomise(&mut self, random: &mut Random, ty: ScalarType) {
        let mut value = Vec::new();
        for i in 0..self.n[1] {
            for j in 0..self.n[0] {
                value.clear();
                element(random, ty, &mut value);
                self.set(i, j, &value);
            }
        }
    }
}

/// How an operand lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lie {
    Contiguous,
    Scalar,
    Row,
    Column,
    Crossed,
    Gaps,
    Second,
    Reversed,
    Backward,
    Odd,
    Wide,
}

pub const LIES: [Lie; 11] = [
    Lie::Contiguous,
    Lie::Scalar,
    Lie::Row,
    Lie::Column,
    Lie::Crossed,
    Lie::Gaps,
    Lie::Second,
    Lie::Reversed,
    Lie::Backward,
    Lie::Odd,
    Lie::Wide,
];

impl Lie {
    pub fn strides(self, size: usize, n: [usize; 2]) -> [isize; 2] {
        let size = size as isize;
        let [n0, n1] = [n[0] as isize, n[1] as isize];
        match self {
            Lie::Contiguous => [size, n0 * size],
            Lie::Scalar => [0, 0],
            Lie::Row => [size, 0],
            Lie::Column => [0, size],
            Lie::Crossed => [n1 * size, size],
            Lie::Gaps => [size, (n0 + 2) * size],
            Lie::Second => [2 * size, 2 * n0 * size],
            Lie::Reversed => [-size, n0 * size],
            Lie::Backward => [-size, -n0 * size],
            Lie::Odd => [size + 1, n0 * (size + 1) + 3],
            Lie::Wide => [n1 * 3 * size, 3 * size],
        }
    }

    /// Whether no two elements overlap: an output must not.
    pub fn is_injective(self) -> bool {
        !matches!(self, Lie::Scalar | Lie::Row | Lie::Column)
    }

    pub fn operand(self, size: usize, n: [usize; 2], misaligned: usize) -> Operand {
        Operand::new(size, n, self.strides(size, n), misaligned)
    }
}

/// Axes that reach every branch of the driver: joined, rows, tiles, blocks, short
/// rows, lengths around vectors and blocks, and nothing at all.
pub const SHAPES: [[usize; 2]; 14] = [
    [0, 1],
    [3, 0],
    [1, 1],
    [1, 2],
    [2, 1],
    [8, 1],
    [31, 1],
    [1, 67],
    [3, 41],
    [41, 3],
    [7, 9],
    [16, 16],
    [25, 17],
    [200, 1],
];

/// Larger ones, for some of the operands.
pub const LARGE: [[usize; 2]; 6] = [[1100, 1], [4099, 1], [3, 401], [130, 70], [600, 5], [5, 600]];

/// The shapes to try: the small ones and one of the larger.
pub fn shapes(random: &mut Random) -> Vec<[usize; 2]> {
    let mut shapes = SHAPES.to_vec();
    shapes.push(random.pick(&LARGE));
    shapes
}

pub fn tiers() -> Vec<Tier> {
    npcore_kernel::available_tiers().collect()
}

/// Whether two elements are the same up to which NaN they are.
pub fn same(ty: ScalarType, a: &[u8], b: &[u8]) -> bool {
    if a == b {
        return true;
    }
    let nan = |bytes: &[u8]| match bytes.len() {
        2 => half::f16::from_ne_bytes(bytes.try_into().unwrap()).is_nan(),
        4 => f32::from_ne_bytes(bytes.try_into().unwrap()).is_nan(),
        _ => f64::from_ne_bytes(bytes.try_into().unwrap()).is_nan(),
    };
    match ty {
        Float16 | Float32 | Float64 => nan(a) && nan(b),
        Complex64 => same(Float32, &a[..4], &b[..4]) && same(Float32, &a[4..], &b[4..]),
        Complex128 => same(Float64, &a[..8], &b[..8]) && same(Float64, &a[8..], &b[8..]),
        _ => false,
    }
}

/// Checks that `after` holds `expected` at every element and `before` between them.
pub fn check(
    ty: ScalarType,
    before: &Operand,
    after: &Operand,
    expected: &dyn Fn(usize, usize) -> Vec<u8>,
    what: &str,
) {
    let mut copy = before.clone();
    for i in 0..after.n[1] {
        for j in 0..after.n[0] {
            let wanted = expected(i, j);
            let got = after.get(i, j);
            assert!(same(ty, got, &wanted), "{what}: element ({i}, {j}) is {got:?}, not {wanted:?}");
            copy.set(i, j, got);
        }
    }
    assert!(copy.bytes == after.bytes, "{what}: bytes between the elements were written");
}
