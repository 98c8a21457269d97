//! What NumPy says (`xtask/goldens/dtype.py`), held against this crate.

use npcore_dtype::*;

/// Collects what differs, so that a failing run shows all of it.
struct Check {
    count: usize,
    wrong: Vec<String>,
}

impl Check {
    fn new() -> Check {
        Check { count: 0, wrong: Vec::new() }
    }

    /// Compares a result with a golden answer; `!*` stands for any error.
    fn answer(&mut self, asked: &str, got: Result<String, String>, expected: &str) {
        self.count += 1;
        let got = got.unwrap_or_else(|e| format!("!{e}"));
        let same = if expected == "!*" { got.starts_with('!') } else { got == expected };
        if !same {
            self.wrong.push(format!("{asked}\n     got {got}\n  wanted {expected}"));
        }
    }

    fn done(self, at_least: usize) {
        assert!(self.count >= at_least, "only {} cases were read", self.count);
        assert!(self.wrong.is_empty(), "{} of {} differ:\n{}", self.wrong.len(), self.count, self.wrong.join("\n"));
    }
}

fn lines(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().map(|line| line.split('\t').collect())
}

const PROMOTION: &str = include_str!("goldens/promotion.txt");
const SPELLINGS: &str = include_str!("goldens/spellings.txt");

fn parse(text: &str) -> DType {
    DType::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// Errors in the golden file's short form.
fn short(e: PromotionError) -> String {
    let text = e.to_string();
    let class = |part: &str| part.split('\'').next().unwrap_or_default().to_string();
    match (e, text.split("numpy.dtypes.").collect::<Vec<_>>().as_slice()) {
        (PromotionError::NoCommon { .. }, [start, left, right]) => {
            assert_eq!(*start, "The DTypes <class '");
            assert!(right.ends_with(
                "'> do not have a common DType. For example they cannot be stored in a single array unless the dtype is `object`."
            ));
            format!("common {} {}", class(left), class(right))
        }
        _ => text,
    }
}

fn all() -> Vec<&'static str> {
    let first = lines(PROMOTION).next().expect("the file has lines");
    assert_eq!(first[0], "all");
    first[1..].to_vec()
}

#[test]
fn promote_types_of_all_pairs() {
    let all = all();
    let mut check = Check::new();
    for line in lines(PROMOTION).filter(|l| l[0] == "promote") {
        let expected = line[2..].iter().flat_map(|run| {
            let (n, text) = run.split_once('*').expect("a run has a length");
            std::iter::repeat_n(text, n.parse().expect("a number"))
        });
        for (b, expected) in all.iter().zip(expected) {
            let got = promote_types(parse(line[1]), parse(b)).map(|d| {
                let text = format!("{d:?}");
                text[6..text.len() - 1].to_string()
            });
            check.answer(&format!("promote {} with {b}", line[1]), got.map_err(short), expected);
        }
    }
    check.done(10_000);
}

#[test]
fn can_cast_of_all_pairs() {
    let all = all();
    let mut check = Check::new();
    for line in lines(PROMOTION).filter(|l| l[0] == "cast") {
        for (to, strictest) in all.iter().zip(line[2].bytes()) {
            for (i, casting) in Casting::ALL.into_iter().enumerate() {
                let got = can_cast(parse(line[1]), parse(to), casting);
                let expected = i >= usize::from(strictest - b'0');
                check.answer(
                    &format!("cast {} to {to}, {casting}", line[1]),
                    Ok(got.to_string()),
                    &expected.to_string(),
                );
            }
        }
    }
    check.done(50_000);
}

fn operand(text: &str) -> Operand {
    match text {
        "int" => Operand::WeakInt(1),
        "int-" => Operand::WeakInt(-1),
        "intbig" => Operand::WeakInt(1 << 63),
        "inthuge" => Operand::WeakInt(1 << 70),
        "float" => Operand::WeakFloat,
        "complex" => Operand::WeakComplex,
        "bool" => Operand::Array(DType::BOOL),
        dtype => Operand::Array(parse(dtype)),
    }
}

#[test]
fn result_type_with_weak_scalars() {
    let mut check = Check::new();
    for line in lines(PROMOTION).filter(|l| l[0] == "result") {
        let operands: Vec<Operand> = line[1].split(';').map(operand).collect();
        let got = result_type(&operands).map(|d| format!("{d:?}")).map_err(short);
        check.answer(&format!("result_type {}", line[1]), got, line[2]);
    }
    check.done(900);
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).expect("hexadecimal")).collect()
}

#[test]
fn min_scalar_type_and_common_type() {
    let mut check = Check::new();
    for line in lines(PROMOTION) {
        match line[0] {
            "min" => {
                let d = parse(line[1]);
                // The golden bytes are little-endian.
                let little = d.newbyteorder(ByteOrder::Little);
                let value = Scalar::from_bytes(little, &unhex(line[2]));
                check.answer(&format!("{line:?}"), Ok(format!("{:?}", min_scalar_type(&value))), line[3]);
            }
            "common" => {
                let dtypes: Vec<DType> = line[1].split(';').map(parse).collect();
                let got = common_type(&dtypes).map(|d| format!("{d:?}")).map_err(short);
                check.answer(&format!("{line:?}"), got, line[2]);
            }
            "fits" => {
                let got = check_weak_int(line[2].parse().expect("an integer"), parse(line[1]));
                check.answer(&format!("{line:?}"), got.map(|()| "ok".to_string()).map_err(short), line[3]);
            }
            _ => {}
        }
    }
    check.done(600);
}

/// As Python's `float.hex`.
fn hex(x: f64) -> String {
    let bits = x.to_bits();
    let (mantissa, exponent) = (bits & ((1 << 52) - 1), (bits >> 52 & 0x7ff) as i32);
    let sign = if x < 0.0 { "-" } else { "" };
    let (lead, exponent) = if exponent == 0 { (0, -1022) } else { (1, exponent - 1023) };
    format!("{sign}0x{lead}.{mantissa:013x}p{exponent:+}")
}

#[test]
fn finfo_and_iinfo() {
    let mut check = Check::new();
    for line in lines(PROMOTION) {
        let asked = format!("{:?}", &line[..2]);
        match line[0] {
            "finfo" => {
                let got = finfo(parse(line[1])).map(|i| {
                    let mut parts = vec![i.to_string()];
                    let tiny = [i.smallest_normal, i.smallest_subnormal];
                    parts.extend([i.resolution, i.min, i.max, i.eps, i.epsneg].into_iter().chain(tiny).map(hex));
                    parts.extend([i.bits, i.precision, i.nmant, i.nexp].map(|n| n.to_string()));
                    parts.extend([i.machep, i.negep, i.minexp, i.maxexp].map(|n| n.to_string()));
                    parts.join("\t")
                });
                check.answer(&asked, got.map_err(short), &line[2..].join("\t"));
            }
            "iinfo" => {
                check.answer(&asked, iinfo(parse(line[1])).map(|i| i.to_string()).map_err(short), line[2]);
            }
            _ => {}
        }
    }
    check.done(30);
}

#[test]
fn spellings() {
    let mut check = Check::new();
    for line in lines(SPELLINGS) {
        let got = DType::parse(line[0]).map(|d| {
            [
                d.to_string(),
                format!("{d:?}"),
                d.str(),
                d.name(),
                d.itemsize().to_string(),
                d.alignment().to_string(),
                d.char().to_string(),
                d.byteorder().to_string(),
                if d.is_native() { "True" } else { "False" }.to_string(),
                d.descr().unwrap_or_else(|e| format!("!{e}")),
            ]
            .join("\t")
        });
        check.answer(line[0], got.map_err(|e| e.to_string()), &line[1..].join("\t"));
    }
    check.done(1000);
}

/// What prints is read back as the same dtype, for everything in the file.
#[test]
fn printed_texts_parse_to_the_same() {
    /// Whether each record inside is aligned, in order: no part of equality.
    fn aligned(d: DType) -> Vec<bool> {
        let own = d.as_record().map(Record::is_aligned);
        own.into_iter().chain(d.fields().iter().flat_map(|f| aligned(f.dtype()))).collect()
    }
    let mut count = 0;
    for line in lines(SPELLINGS) {
        let Ok(d) = DType::parse(line[0]) else { continue };
        let exact = parse(&d.spelling());
        assert_eq!((exact, aligned(exact)), (d, aligned(d)), "{}", d.spelling());
        // NumPy's own texts keep silent about the alignment of nested records.
        if !aligned(d).contains(&true) {
            assert_eq!(parse(&d.to_string()), d);
            assert_eq!(parse(&format!("{d:?}")), d);
        }
        if let Ok(descr) = d.descr() {
            let back = DType::from_descr(&descr).unwrap_or_else(|e| panic!("{descr}: {e}"));
            assert_eq!(back, d, "{descr}");
        }
        count += 1;
    }
    assert!(count > 500);
}

const TIMES: &str = include_str!("goldens/times.txt");

fn unit(text: &str) -> Unit {
    Unit::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

#[test]
fn times() {
    use npcore_dtype::datetime::*;
    let mut check = Check::new();
    for line in lines(TIMES) {
        let asked = line[..line.len() - 1].join("\t");
        let number = |text: &str| text.parse::<i64>().unwrap_or_else(|e| panic!("{text}: {e}"));
        let as_text = |(value, unit): (i64, Unit)| format!("{value}\t{unit}");
        match line[0] {
            "parse" => {
                let got = parse_datetime(line[1], None).map(as_text).map_err(|e| e.to_string());
                check.answer(&asked, got, &line[2..].join("\t"));
            }
            "parse as" => {
                let got = parse_datetime(line[1], Some(unit(line[2]))).map(|(value, _)| value.to_string());
                check.answer(&asked, got.map_err(|e| e.to_string()), line[3]);
            }
            "datetime" => check.answer(&asked, Ok(format_datetime(number(line[1]), unit(line[2]))), line[3]),
            "timedelta" => check.answer(&asked, Ok(format_timedelta(number(line[1]), unit(line[2]))), line[3]),
            "convert" => {
                let conversion = UnitConversion::new(unit(line[2]), unit(line[3]), line[1] == "m");
                for (value, expected) in line[4].split(' ').filter_map(|pair| pair.split_once('=')) {
                    let got = conversion.apply(number(value));
                    check.answer(&format!("{asked} {value}"), Ok(got.to_string()), expected);
                }
            }
            other => panic!("{other}"),
        }
    }
    check.done(5000);
}

#[test]
fn casts() {
    let mut check = Check::new();
    let hexadecimal = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
    for line in lines(include_str!("goldens/casts.txt")) {
        // The golden bytes are little-endian unless the dtype says otherwise.
        let [from, to] = [line[0], line[2]].map(|text| {
            let d = parse(text);
            if d.is_swapped() || cfg!(target_endian = "little") { d } else { d.newbyteorder(ByteOrder::Little) }
        });
        let value = Scalar::from_bytes(from, &unhex(line[1]));
        let mut out = vec![0xaa; to.itemsize()];
        let got = value.cast_into(to, &mut out).map(|()| hexadecimal(&out)).map_err(|e| e.to_string());
        check.answer(&format!("{} {value} as {to}", line[0]), got, line[3]);
    }
    check.done(3000);
}
