//! Properties of random dtypes, texts and bytes.

use npcore_dtype::*;
use proptest::prelude::*;

fn leaf() -> impl Strategy<Value = DType> {
    let unit = (0..UnitBase::ALL.len(), 1u32..2000).prop_map(|(i, n)| match UnitBase::ALL[i] {
        UnitBase::Generic => Unit::GENERIC,
        base => Unit::new(base, n),
    });
    let kind = prop_oneof![
        4 => (0..ScalarType::COUNT).prop_map(|i| DType::scalar(ScalarType::ALL[i])),
        1 => (0u32..40).prop_map(DType::bytes),
        1 => (0u32..40).prop_map(DType::str_of),
        1 => (0u32..40).prop_map(DType::void),
        1 => unit.clone().prop_map(DType::datetime),
        1 => unit.prop_map(DType::timedelta),
    ];
    (kind, any::<bool>()).prop_map(|(d, big)| d.newbyteorder(if big { ByteOrder::Big } else { ByteOrder::Little }))
}

type Fields = Vec<(String, DType, Vec<usize>, Option<usize>)>;

fn record(fields: Fields, aligned: bool, extra: Option<usize>) -> DType {
    let mut builder = RecordBuilder::new().aligned(aligned);
    for (i, (name, dtype, shape, offset)) in fields.into_iter().enumerate() {
        // Names are unique; offsets of an aligned record are multiples of every alignment.
        let name = format!("{name}{i}");
        builder = match offset {
            None => builder.array(name, dtype, &shape),
            Some(offset) => builder.array_at(name, dtype, &shape, 16 * offset),
        };
    }
    let d = builder.clone().build().expect("the record is right");
    match extra {
        Some(extra) => builder.itemsize(d.itemsize() + 16 * extra).build().expect("there is room for it"),
        None => d,
    }
}

fn any_dtype() -> impl Strategy<Value = DType> {
    leaf().prop_recursive(3, 24, 4, |inner| {
        let field = (".{0,3}", inner, prop::collection::vec(0usize..4, 0..3), prop::option::weighted(0.2, 0usize..8));
        let fields = prop::collection::vec(field, 0..5);
        (fields, any::<bool>(), prop::option::weighted(0.2, 0usize..3)).prop_map(|(f, a, e)| record(f, a, e))
    })
}

/// Spellings cut, joined and garbled.
fn near_spelling() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "i4",
        "<f8",
        "U10",
        "M8",
        "[ns]",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        "'",
        "\"",
        ",",
        ":",
        "'names'",
        "'formats'",
        "'offsets'",
        "'itemsize'",
        "'aligned'",
        "True",
        "None",
        "dtype(",
        "align=True",
        "9999999999",
        "-1",
        "2",
        "\\x",
        "\\u00e9",
        " ",
        "é",
        "m8[10s/4]",
        "('a', 'i4')",
        "[('a', 'f4', (2,))]",
        "V",
        "S2147483647",
        "2147483647",
    ]);
    prop::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spelling_parses_to_the_identical_dtype(d in any_dtype()) {
        let back = DType::parse(&d.spelling()).unwrap();
        prop_assert_eq!(back, d);
        prop_assert_eq!(back.spelling(), d.spelling());
        prop_assert_eq!(back.alignment(), d.alignment());
    }

    #[test]
    fn descr_parses_to_an_equal_dtype(d in any_dtype()) {
        if let Ok(descr) = d.descr() {
            prop_assert_eq!(DType::from_descr(&descr).unwrap(), d);
        }
    }

    #[test]
    fn no_text_panics(text in ".{0,40}") {
        let _ = DType::parse(&text).map_err(|e| e.to_string());
        let _ = DType::from_descr(&text).map_err(|e| e.to_string());
        let _ = datetime::parse_datetime(&text, Some(Unit::NANOSECOND)).map_err(|e| e.to_string());
    }

    #[test]
    fn no_garbled_spelling_panics(text in near_spelling()) {
        if let Ok(d) = DType::parse(&text) {
            prop_assert_eq!(DType::parse(&d.spelling()).unwrap(), d);
        }
        let _ = DType::from_descr(&text).map_err(|e| e.to_string());
    }

    #[test]
    fn swapping_twice_changes_nothing(d in any_dtype()) {
        let swapped = d.newbyteorder(ByteOrder::Swap);
        prop_assert_eq!(swapped.newbyteorder(ByteOrder::Swap), d);
        prop_assert_eq!(swapped.itemsize(), d.itemsize());
        prop_assert!(d.to_native().is_native());
        prop_assert_eq!(swapped.to_native(), d.to_native());
    }

    /// Any bytes are a value; what it writes is the same value again.
    #[test]
    fn scalars_round_trip(d in any_dtype(), seed in prop::collection::vec(any::<u8>(), 64)) {
        let bytes: Vec<u8> = seed.iter().copied().cycle().take(d.itemsize()).collect();
        let value = Scalar::from_bytes(d, &bytes);
        prop_assert!(d.is_record() || value.dtype().kind_char() == d.kind_char());
        // Overlapping fields may not agree on what lies under them.
        let mut spans: Vec<_> = d.fields().iter().map(|f| (f.offset(), f.offset() + f.nbytes())).collect();
        spans.sort_unstable();
        let nested = d.fields().iter().any(|f| f.dtype().is_record());
        if nested || spans.windows(2).any(|w| w[0].1 > w[1].0) {
            return Ok(());
        }
        let mut out = vec![0xaa; d.itemsize()];
        value.to_bytes(d, &mut out).unwrap();
        let again = Scalar::from_bytes(d, &out);
        // By text, since NaN is no equal of itself.
        prop_assert_eq!(format!("{again:?}"), format!("{value:?}"));
    }

    #[test]
    fn promotion_is_commutative_and_idempotent(a in any_dtype(), b in any_dtype()) {
        prop_assert_eq!(promote_types(a, b).ok(), promote_types(b, a).ok());
        if let Ok(common) = promote_types(a, b) {
            prop_assert!(common.is_native());
            prop_assert_eq!(promote_types(common, common), Ok(common));
            if !a.is_record() {
                prop_assert_eq!(promote_types(a, common), Ok(common));
            }
        }
    }

    #[test]
    fn each_casting_rule_allows_what_the_stricter_allow(a in any_dtype(), b in any_dtype()) {
        let allowed: Vec<bool> = Casting::ALL.into_iter().map(|c| can_cast(a, b, c)).collect();
        prop_assert!(allowed.is_sorted(), "{:?} {:?} {:?}", a, b, allowed);
        // Text of no size stands for any, in native order: NumPy's `can_cast('>U', '>U', 'no')` is False.
        prop_assert!(can_cast(a, a, Casting::No) || (a.is_str() && a.itemsize() == 0));
        prop_assert!(can_cast(a, a.newbyteorder(ByteOrder::Swap), Casting::Equiv));
    }

    #[test]
    fn times_print_and_parse_to_the_same(value in any::<i64>(), unit in 1usize..14) {
        let unit = Unit::new(UnitBase::ALL[unit], 1);
        // Weeks print as their first day, which is precise to the day.
        let text = datetime::format_datetime(value, unit);
        prop_assert_eq!(datetime::parse_datetime(&text, Some(unit)).unwrap(), (value, unit));
    }

    /// Down to a finer unit and back is the identity, where nothing overflows.
    #[test]
    fn conversions_invert(value in -1_000_000i64..1_000_000, a in 1usize..14, b in 1usize..14, n in 1u32..50) {
        let [a, b] = [a.min(b), a.max(b)].map(|i| UnitBase::ALL[i]);
        // Fifty million weeks in minutes, or seconds in nanoseconds, fit 64 bits.
        prop_assume!(b as usize - (a as usize) < 4);
        // Months do not begin with a week.
        prop_assume!(b != UnitBase::Week || a == UnitBase::Week);
        let (coarse, fine) = (Unit::new(a, n), Unit::new(b, 1));
        let down = datetime::UnitConversion::new(coarse, fine, false);
        let up = datetime::UnitConversion::new(fine, coarse, false);
        prop_assert_eq!(up.apply(down.apply(value)), value);
        prop_assert_eq!(up.apply(datetime::NAT), datetime::NAT);
    }

    #[test]
    fn elements_read_what_scalars_read(bytes in prop::collection::vec(any::<u8>(), 16)) {
        macro_rules! check {
            ($($t:ty),*) => { $({
                let mut cell = vec![0u8; size_of::<$t>() + 1];
                cell[1..].copy_from_slice(&bytes[..size_of::<$t>()]);
                // SAFETY: the bytes behind the first are as many as the element has.
                let value = unsafe { <$t as Element>::read(cell.as_ptr().add(1)) };
                prop_assert_eq!(format!("{:?}", value.to_scalar()), format!("{:?}", Scalar::from_bytes(<$t>::dtype(), &bytes)));
                let mut out = vec![0u8; size_of::<$t>() + 1];
                // SAFETY: as above, and writable.
                unsafe { value.write(out.as_mut_ptr().add(1)) };
                if <$t as Element>::ALL_VALID {
                    prop_assert_eq!(&out[1..], &cell[1..]);
                }
            })* };
        }
        check!(bool, i8, u8, i16, u16, i32, u32, i64, u64, f16, f32, f64, Complex<f32>, Complex<f64>, usize, isize);
        check!(Str<3>, Bytes<7>, DateTime64<units::us>, TimeDelta64<units::Y>);
    }
}

#[test]
fn hostile_texts_are_errors() {
    for text in [
        "[".repeat(100_000),
        "(".repeat(100_000),
        "{'names':".repeat(50_000),
        "dtype(".repeat(50_000),
        "[('a',".repeat(10_000),
        format!("[('a', 'S2147483647', ({}))]", "2147483647, ".repeat(64)),
        "[('a', 'S2147483647'), ('b', 'S2147483647')]".to_string(),
        "{'names': ['a'], 'formats': ['i4'], 'offsets': [9223372036854775807]}".to_string(),
        "{'names': ['a'], 'formats': ['i4'], 'offsets': [2147483646]}".to_string(),
        "{'names': ['a'], 'formats': ['i4'], 'itemsize': 9223372036854775807}".to_string(),
        "S99999999999999999999999".to_string(),
        "2147483647(2147483647)i8".to_string(),
    ] {
        let error = DType::parse(&text).expect_err(&text[..text.len().min(60)]);
        assert!(!error.to_string().is_empty());
    }
    assert!(size_of::<DType>() <= 24);
}
