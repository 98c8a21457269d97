//! How exact the functions are: the bounds that the tests hold them to, and the reading of the files
//! with true values that `xtask/goldens/math_*.py` write.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use npcore_dtype::ScalarType::{self, *};
use npcore_kernel::{Binary, Tier, Unary, binary_at, unary_at};

/// One operand or two.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Function {
    One(Unary),
    Two(Binary),
}

impl Function {
    pub fn name(self) -> &'static str {
        match self {
            Function::One(op) => op.name(),
            Function::Two(op) => op.name(),
        }
    }

    pub fn operands(self) -> usize {
        match self {
            Function::One(_) => 1,
            Function::Two(_) => 2,
        }
    }

    /// The results for operands `a` (and `b`) in `tier`.
    pub fn of<T: Float>(self, tier: Tier, a: &[T], b: &[T]) -> Vec<T> {
        let n = a.len();
        let mut o = vec![T::from_bits(0); n];
        let [pa, pb] = [a, b].map(|x| x.as_ptr().cast_mut().cast::<u8>());
        let stride = [size_of::<T>() as isize, 0];
        assert!(tier.is_available());
        match self {
            Function::One(op) => {
                let run = unary_at(tier, op, T::TYPE).expect("it exists");
                // SAFETY: as many contiguous elements as each vector has.
                unsafe { run([n, 1], [pa, o.as_mut_ptr().cast()], [stride; 2]) };
            }
            Function::Two(op) => {
                assert_eq!(b.len(), n);
                let run = binary_at(tier, op, T::TYPE).expect("it exists");
                // SAFETY: as above.
                unsafe { run([n, 1], [pa, pb, o.as_mut_ptr().cast()], [stride; 3]) };
            }
        }
        o
    }
}

/// The bytes that Base's loop writes for operands of one element: the loops' values are checked against files, and
/// how elements lie must not matter.
pub fn alone(function: Function, ty: ScalarType, operands: [&[u8]; 2]) -> Vec<u8> {
    let mut o = vec![0u8; operands[0].len()];
    let [a, b] = operands.map(|x| x.as_ptr().cast_mut());
    // SAFETY: one element of the type each.
    unsafe {
        match function {
            Function::One(op) => {
                unary_at(Tier::Base, op, ty).expect("it exists")([1, 1], [a, o.as_mut_ptr()], [[0; 2]; 2]);
            }
            Function::Two(op) => {
                binary_at(Tier::Base, op, ty).expect("it exists")([1, 1], [a, b, o.as_mut_ptr()], [[0; 2]; 3]);
            }
        }
    }
    o
}

/// The largest error, in units of the last place of the true value, that a function's results have in f64 and f32.
///
/// Measured on the files' arguments and on some 60 000 random ones for each, with a little room.
#[rustfmt::skip]
pub const TRIGONOMETRIC: [(Function, f64, f64); 11] = [
    (Function::One(Unary::Sin), 0.9, 0.51),
    (Function::One(Unary::Cos), 0.85, 0.51),
    (Function::One(Unary::Tan), 1.8, 1.8),
    (Function::One(Unary::Arcsin), 1.15, 1.15),
    (Function::One(Unary::Arccos), 1.15, 1.15),
    (Function::One(Unary::Arctan), 1.45, 1.45),
    (Function::One(Unary::Arcsinh), 1.65, 1.65),
    (Function::One(Unary::Arccosh), 1.75, 1.75),
    (Function::One(Unary::Arctanh), 1.1, 1.1),
    (Function::Two(Binary::Arctan2), 1.8, 1.9),
    (Function::Two(Binary::Hypot), 1.25, 1.25),
];

/// f32 and f64.
pub trait Float: Copy {
    const TYPE: ScalarType;
    const NAME: &'static str;
    fn from_bits(bits: u64) -> Self;
    fn bits(self) -> u64;
    fn wide(self) -> f64;
    /// How many floats `self` lies above `other`; both finite or infinite.
    fn above(self, other: Self) -> f64;
}

macro_rules! float {
    ($t:ident, $bits:ident, $signed:ident, $type:ident) => {
        impl Float for $t {
            const TYPE: ScalarType = $type;
            const NAME: &'static str = stringify!($t);
            fn from_bits(bits: u64) -> Self {
                $t::from_bits(bits as $bits)
            }
            fn bits(self) -> u64 {
                self.to_bits() as u64
            }
            fn wide(self) -> f64 {
                self as f64
            }
            fn above(self, other: Self) -> f64 {
                // In order, with both zeros at 0.
                let place = |x: $t| {
                    let magnitude = (x.to_bits() & ($bits::MAX >> 1)) as i128;
                    if x.is_sign_negative() { -magnitude } else { magnitude }
                };
                (place(self) - place(other)) as f64
            }
        }
    };
}
float!(f64, u64, i64, Float64);
float!(f32, u32, i32, Float32);

/// The cases of one function.
pub struct Cases<T> {
    pub operands: [Vec<T>; 2],
    /// The true values rounded to the nearest.
    pub rounded: Vec<T>,
    /// By how much the true values lie above the rounded ones, in units of their last place.
    pub rest: Vec<f64>,
}

impl<T: Float> Cases<T> {
    pub fn read(folder: &str, function: Function) -> Cases<T> {
        let path = format!("{}/tests/goldens/{folder}/{}_{}.txt", env!("CARGO_MANIFEST_DIR"), function.name(), T::NAME);
        let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{path}: {e}"));
        let mut cases = Cases { operands: [vec![], vec![]], rounded: vec![], rest: vec![] };
        for line in text.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            assert_eq!(words.len(), function.operands() + 2, "{path}: {line}");
            let number = |word: &str| T::from_bits(u64::from_str_radix(word, 16).expect("a number in hexadecimal"));
            for (operands, word) in cases.operands.iter_mut().zip(&words[..function.operands()]) {
                operands.push(number(word));
            }
            cases.rounded.push(number(words[words.len() - 2]));
            cases.rest.push(words[words.len() - 1].parse::<f64>().expect("a number") / 1000.0);
        }
        assert!(cases.rounded.len() > 300, "{path} has few cases");
        cases
    }

    /// The largest error of the results, and the case that has it. A zero of the wrong sign, a NaN, and an infinity
    /// where a finite number belongs or the other way round are infinitely wrong.
    pub fn largest_error(&self, results: &[T]) -> (f64, usize) {
        let mut largest = (0.0, 0);
        for (i, (&got, &wanted)) in results.iter().zip(&self.rounded).enumerate() {
            let sign = |x: T| x.wide().is_sign_negative();
            let wrong = got.wide().is_nan()
                || got.wide().is_infinite() != wanted.wide().is_infinite()
                || got.wide() == 0.0 && wanted.wide() == 0.0 && sign(got) != sign(wanted);
            let error = if wrong { f64::INFINITY } else { (got.above(wanted) - self.rest[i]).abs() };
            if error > largest.0 {
                largest = (error, i);
            }
        }
        largest
    }
}
