//! Folds: every tier gives the same bits, and whole numbers the sums of a plain loop.

mod common;
use common::{Random, TYPES, size_of_type};
use npcore_dtype::ScalarType;
use npcore_kernel::{Binary, FOLD_BYTES, Tier, argmax, argmin, available_tiers, cast, folds_at};

/// `n` small whole numbers of a type, in a buffer without alignment.
fn numbers(ty: ScalarType, n: usize, random: &mut Random) -> (Vec<u8>, Vec<i64>) {
    let low = if ty.is_unsigned_integer() || ty.is_bool() { 0 } else { -3 };
    let values: Vec<i64> = (0..n).map(|_| low + random.below(if ty.is_bool() { 2 } else { 7 }) as i64).collect();
    let size = size_of_type(ty);
    let mut bytes = vec![0u8; n * size + 1];
    let p = [values.as_ptr().cast_mut().cast(), bytes[1..].as_mut_ptr()];
    // SAFETY: `n` elements of both types.
    unsafe { cast(ScalarType::Int64, ty)([n, 1], p, [[8, 0], [size as isize, 0]]) };
    (bytes, values)
}

fn lengths(ty: ScalarType) -> Vec<usize> {
    let (most, lanes) = (FOLD_BYTES / size_of_type(ty), 128 / size_of_type(ty));
    vec![
        1,
        2,
        3,
        lanes - 1,
        lanes,
        lanes + 1,
        5 * lanes + 3,
        16 * lanes,
        16 * lanes + 1,
        50 * lanes + 7,
        most - 1,
        most,
    ]
}

fn fold(tier: Tier, op: Binary, ty: ScalarType, bytes: &[u8], n: usize) -> Vec<u8> {
    let folds = folds_at(tier, op, ty).unwrap();
    let mut out = vec![0xaau8; size_of_type(ty)];
    // SAFETY: `n` elements behind the first byte; one result.
    unsafe { (folds.row)(n, bytes[1..].as_ptr(), out.as_mut_ptr()) };
    out
}

fn value(ty: ScalarType, bytes: &[u8]) -> i64 {
    let mut value = 0i64;
    // SAFETY: one element of each.
    unsafe { cast(ty, ScalarType::Int64)([1, 1], [bytes.as_ptr().cast_mut(), (&raw mut value).cast()], [[0; 2]; 2]) };
    value
}

#[test]
fn rows_of_whole_numbers() {
    let mut random = Random::new(1);
    for ty in TYPES {
        for op in [Binary::Add, Binary::Maximum, Binary::Minimum, Binary::BitXor] {
            if folds_at(Tier::Base, op, ty).is_none() {
                continue;
            }
            for n in lengths(ty) {
                let (bytes, values) = numbers(ty, n, &mut random);
                let wanted = match op {
                    Binary::Add if ty.is_bool() => values.iter().copied().max(),
                    Binary::Add => Some(values.iter().sum()),
                    Binary::Maximum => values.iter().copied().max(),
                    Binary::Minimum => values.iter().copied().min(),
                    _ => values.iter().copied().reduce(|a, b| a ^ b),
                };
                let wraps = |x: i64| match size_of_type(ty) {
                    1 if ty.is_signed_integer() => x as i8 as i64,
                    1 => x as u8 as i64,
                    2 if ty.is_signed_integer() => x as i16 as i64,
                    2 => x as u16 as i64,
                    _ => x,
                };
                let base = fold(Tier::Base, op, ty, &bytes, n);
                assert_eq!(value(ty, &base), wraps(wanted.unwrap()), "{op:?} {ty:?} {n}");
                for tier in available_tiers() {
                    assert_eq!(fold(tier, op, ty, &bytes, n), base, "{op:?} {ty:?} {n} {tier:?}");
                }
            }
        }
    }
}

#[test]
fn every_tier_adds_in_the_same_order() {
    let mut random = Random::new(2);
    for n in lengths(ScalarType::Float64) {
        let values: Vec<f64> = (0..n).map(|_| random.below(1 << 30) as f64 * 1.1e-7).collect();
        let mut bytes = vec![0u8];
        bytes.extend(values.iter().flat_map(|x| x.to_ne_bytes()));
        for op in [Binary::Add, Binary::Multiply, Binary::Maximum] {
            let base = fold(Tier::Base, op, ScalarType::Float64, &bytes, n);
            for tier in available_tiers() {
                assert_eq!(fold(tier, op, ScalarType::Float64, &bytes, n), base, "{op:?} {n} {tier:?}");
            }
        }
    }
}

#[test]
fn rows_go_down_columns_in_sequence() {
    let mut random = Random::new(3);
    for tier in available_tiers() {
        for (cols, rows) in [(1, 1), (3, 2), (5, 4), (17, 7), (100, 16)] {
            let values: Vec<f64> = (0..(cols + 2) * rows + 1).map(|_| random.below(1 << 20) as f64 * 0.1).collect();
            let folds = folds_at(tier, Binary::Add, ScalarType::Float64).unwrap();
            let step = (cols + 2) * 8;
            for go_on in [false, true] {
                let mut out = vec![0.5f64; cols];
                // SAFETY: `rows` rows of `cols` elements, `step` bytes apart; one row of results.
                unsafe {
                    let out = out.as_mut_ptr().cast();
                    (folds.rows)([cols, rows], values.as_ptr().cast(), step as isize, out, go_on);
                }
                for (j, &got) in out.iter().enumerate() {
                    let column = (0..rows).map(|i| values[i * (cols + 2) + j]);
                    let wanted =
                        if go_on { column.fold(0.5, |a, b| a + b) } else { column.reduce(|a, b| a + b).unwrap() };
                    assert_eq!(got, wanted, "{cols}x{rows} {tier:?}");
                }
            }
        }
    }
}

#[test]
fn a_nan_is_the_extreme_and_stands_where_it_is() {
    for n in [1, 5, 300, 5000] {
        let mut values: Vec<f32> = (0..n).map(|i| ((i * 7919) % n) as f32).collect();
        let row = |values: &[f32], largest: bool| {
            let find = if largest { argmax(ScalarType::Float32) } else { argmin(ScalarType::Float32) };
            // SAFETY: the elements of the row.
            unsafe { find(values.len(), values.as_ptr().cast()) }
        };
        let wanted = values.iter().enumerate().fold(0, |best, (i, &x)| if x > values[best] { i } else { best });
        assert_eq!(row(&values, true), wanted);
        let wanted = values.iter().enumerate().fold(0, |best, (i, &x)| if x < values[best] { i } else { best });
        assert_eq!(row(&values, false), wanted);
        values[n / 2] = f32::NAN;
        assert_eq!((row(&values, true), row(&values, false)), (n / 2, n / 2));
    }
}
