//! serde: NumPy's spelling in formats for people and compact ones, and back.
#![cfg(feature = "serde")]

use npcore_dtype::*;

fn json(d: DType) -> String {
    serde_json::to_string(&d).expect("a dtype serializes")
}

fn back(d: DType) {
    let text = json(d);
    let from_json: DType = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{text}: {e}"));
    let bytes = postcard::to_allocvec(&d).expect("a dtype serializes");
    let from_bytes: DType = postcard::from_bytes(&bytes).expect("and back");
    // Spellings tell the alignment of records too, which equality does not.
    assert_eq!(from_json.spelling(), d.spelling(), "{text}");
    assert_eq!(from_bytes.spelling(), d.spelling());
}

#[test]
fn texts() {
    assert_eq!(json(DType::FLOAT64), r#""<f8""#);
    assert_eq!(json(DType::BOOL), r#""|b1""#);
    assert_eq!(json(dtype!("M8[10ms]")), r#""<M8[10ms]""#);
    let record = dtype!([("name", "U20"), ("xyz", ">f4", [3]), ("in", [("a", "i2"), ("b", "?", [2, 2])], [1])]);
    assert_eq!(json(record), r#"[["name","<U20"],["xyz",">f4",[3]],["in",[["a","<i2"],["b","|b1",[2,2]]],[1]]]"#);
    let gaps = RecordBuilder::new().field_at("a", DType::INT32, 4).array("b", DType::INT8, &[3]).itemsize(16);
    assert_eq!(
        json(gaps.build().unwrap()),
        r#"{"names":["a","b"],"formats":["<i4",["|i1",[3]]],"offsets":[4,8],"itemsize":16,"aligned":false}"#
    );
}

#[test]
fn every_golden_spelling_comes_back() {
    let mut count = 0;
    for line in include_str!("goldens/spellings.txt").lines() {
        if let Some(Ok(d)) = line.split('\t').next().map(DType::parse) {
            back(d);
            count += 1;
        }
    }
    assert!(count > 500);
}

#[test]
fn refusals() {
    for text in ["5", "\"foo\"", "[[\"a\"]]", "[[\"a\",\"i4\",[-1]]]", "{\"names\":[\"a\"]}", "null1", "[[5,\"i4\"]]"] {
        assert!(serde_json::from_str::<DType>(text).is_err(), "{text}");
    }
    let deep = "[[\"a\",".repeat(100) + "\"i4\"" + &"]]".repeat(100);
    assert!(serde_json::from_str::<DType>(&deep).is_err());
}

#[test]
fn elements() {
    let time = DateTime64::<units::s>::new(61);
    assert_eq!(serde_json::to_string(&time).unwrap(), "\"1970-01-01T00:01:01\"");
    assert_eq!(serde_json::from_str::<DateTime64<units::s>>("\"1970-01-01T00:01:01\"").unwrap(), time);
    assert_eq!(postcard::from_bytes::<DateTime64<units::s>>(&postcard::to_allocvec(&time).unwrap()).unwrap(), time);
    let nat = serde_json::to_string(&DateTime64::<units::D>::NAT).unwrap();
    assert!(serde_json::from_str::<DateTime64<units::D>>(&nat).unwrap().is_nat());
    let span = TimeDelta64::<units::ms>::new(-5);
    assert_eq!(serde_json::from_str::<TimeDelta64<units::ms>>(&serde_json::to_string(&span).unwrap()).unwrap(), span);
    let text: Str<4> = "bu\u{1F600}".parse().unwrap();
    assert_eq!(serde_json::to_string(&text).unwrap(), "\"bu\u{1F600}\"");
    assert_eq!(serde_json::from_str::<Str<4>>("\"bu\u{1F600}\"").unwrap(), text);
    assert!(serde_json::from_str::<Str<2>>("\"abc\"").is_err());
    let bytes = Bytes::<3>::new(b"ab").unwrap();
    assert_eq!(postcard::from_bytes::<Bytes<3>>(&postcard::to_allocvec(&bytes).unwrap()).unwrap(), bytes);
}
