//! What is written reads back as it was; any text gives an array or an error.

use npcore_array::Array;
use npcore_dtype::DType;
use npcore_structured::{GenFromTxt, LoadTxt, SaveTxt, TextSource, loadtxt};
use proptest::prelude::*;

/// Text with what matters to the readers.
fn text() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[0-9]{1,3}",
        "[-+]?[0-9]{0,3}\\.[0-9]{0,20}(e[-+]?[0-9]{1,3})?",
        Just("nan".to_owned()),
        Just("\"a \"\"b\"".to_owned()),
        Just("é☃".to_owned()),
        Just("2020-01-02".to_owned()),
        "[ \\t,\\n\\r#\"]{1,2}",
        "\\PC{0,3}",
    ];
    prop::collection::vec(part, 0..30).prop_map(|parts| parts.concat())
}

/// Rows and columns of values.
fn table<V: std::fmt::Debug>(value: impl Strategy<Value = V>) -> impl Strategy<Value = (usize, Vec<V>)> {
    (1usize..5, prop::collection::vec(value, 0..40)).prop_map(|(columns, mut values)| {
        values.truncate(values.len() / columns * columns);
        (columns, values)
    })
}

proptest! {
    #[test]
    fn floats_come_back((columns, values) in table(any::<f64>())) {
        let a = Array::from_shape_vec([values.len() / columns, columns], values).unwrap();
        let text = SaveTxt::new().to_text(&a).unwrap();
        let back = LoadTxt::<f64>::new().ndmin(2).load(TextSource::text(&text)).unwrap();
        let bits = |a: &Array<f64>| a.to_vec().iter().map(|x| if x.is_nan() { 0 } else { x.to_bits() }).collect::<Vec<_>>();
        prop_assert_eq!(bits(&back), bits(&a));
        let text = SaveTxt::new().fmt("%.17g").delimiter(",").to_text(&a).unwrap();
        let back = LoadTxt::<f64>::new().ndmin(2).delimiter(',').load(TextSource::text(&text)).unwrap();
        prop_assert_eq!(bits(&back), bits(&a));
        if !a.is_empty() {
            let back = GenFromTxt::<f64>::new().ndmin(2).delimiter(",").load(TextSource::text(&text)).unwrap();
            prop_assert_eq!(bits(&back), bits(&a));
        }
    }

    #[test]
    fn integers_come_back((columns, values) in table(any::<i64>())) {
        let a = Array::from_shape_vec([values.len() / columns, columns], values).unwrap();
        let text = SaveTxt::new().fmt("%d").to_text(&a).unwrap();
        let back = LoadTxt::<i64>::new().ndmin(2).load(TextSource::text(&text)).unwrap();
        prop_assert_eq!(back.to_vec(), a.to_vec());
        let unsigned = a.astype::<u64>();
        let text = SaveTxt::new().fmt("%20u").to_text(&unsigned).unwrap();
        let back = LoadTxt::<u64>::new().ndmin(2).load(TextSource::text(&text)).unwrap();
        prop_assert_eq!(back.to_vec(), unsigned.to_vec());
    }

    #[test]
    fn strings_come_back((columns, values) in table("[a-zé☃0-9._-]{1,6}")) {
        let a = npcore_array::StrArray::from_strings([values.len() / columns, columns], &values).unwrap();
        let text = SaveTxt::new().fmt("%s").delimiter(";").to_text(&a).unwrap();
        let back = LoadTxt::new_text().ndmin(2).delimiter(';').load(TextSource::text(&text)).unwrap();
        if !a.is_empty() {
            prop_assert_eq!(back.dtype(), a.dtype());
            prop_assert_eq!(back.to_bytes(), a.to_bytes());
        }
    }

    #[test]
    fn any_text_gives_an_array_or_an_error(text in text()) {
        let dtypes = ["f8", "i4", "u1", "U3", "U", "S2", "c16", "?", "M8[D]", "i4,f8", "[('a','f4',(2,)),('b','U2')]"];
        for dtype in dtypes {
            let dtype: DType = dtype.parse().unwrap();
            for delimiter in [None, Some(','), Some('é')] {
                for quote in [None, Some('"')] {
                    let mut how = LoadTxt::new_dyn(dtype).unwrap();
                    if let Some(delimiter) = delimiter {
                        how = how.delimiter(delimiter);
                    }
                    if let Some(quote) = quote {
                        how = how.quotechar(quote);
                    }
                    if let Ok(a) = how.load(TextSource::text(&text)) {
                        let _ = a.to_string();
                    }
                }
                let how = || GenFromTxt::new_dyn(dtype).unwrap().invalid_raise(false);
                let how = || delimiter.map_or_else(how, |d| how().delimiter(d));
                let _ = how().load(TextSource::text(&text));
                let _ = how().names_in_text().load(TextSource::text(&text));
            }
        }
        for how in [GenFromTxt::infer(), GenFromTxt::infer().names_in_text(), GenFromTxt::infer().width(3)] {
            if let Ok(a) = how.invalid_raise(false).load(TextSource::text(&text)) {
                let _ = a.to_string();
            }
        }
    }

    /// Numbers are those of the standard library, and nothing else is a number.
    #[test]
    fn floats_are_the_standard_librarys(text in "[-+]?[0-9]{0,25}\\.?[0-9]{0,25}([eE][-+]?[0-9]{0,3})?") {
        prop_assume!(!text.is_empty());
        let ours = loadtxt::<f64>(TextSource::text(&text)).ok().map(|a: Array<f64>| a.to_vec()[0].to_bits());
        prop_assert_eq!(ours, text.parse::<f64>().ok().map(f64::to_bits));
    }

    /// Whatever a format is, it writes or is refused.
    #[test]
    fn any_format_is_one_or_an_error(format in "%[-+ 0#]{0,3}[0-9]{0,2}(\\.[0-9]{0,3})?[a-zA-Z%.]{0,2}", x in any::<f64>()) {
        for a in [Array::from_vec(vec![x]).into_dyn(), Array::from_vec(vec![x as i32]).into_dyn()] {
            let _ = SaveTxt::new().fmt(format.as_str()).to_text(&a);
        }
    }
}
