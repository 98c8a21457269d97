//! Text files as files: where text comes from, in which pieces it is read, how it is written, and what errors say.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::Mutex;

use npcore_array::{Array, array};
use npcore_dtype::{DType, Scalar};
use npcore_structured::{
    Encoding, GenFromTxt, LoadTxt, SaveTxt, TextFileErrorKind, TextSource, fromfile_sep, fromregex, genfromtxt,
    loadtxt, loadtxt_dyn, savetxt, tofile_sep,
};

/// A folder of its own that goes with the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("npcore-text-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Gives a text in pieces of so many bytes.
struct Pieces<'a>(&'a [u8], usize);

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let n = self.1.min(out.len()).min(self.0.len());
        out[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

/// The number of threads is the process's.
static THREADS: Mutex<()> = Mutex::new(());

fn with_threads<R>(n: usize, f: impl FnOnce() -> R) -> R {
    let _guard = THREADS.lock().unwrap_or_else(|e| e.into_inner());
    let before = npcore_exec::set_num_threads(n);
    let result = f();
    npcore_exec::set_num_threads(before);
    result
}

/// Text of many blocks: rows of three, some comments and blank lines between, all ends of lines.
fn long(rows: usize) -> String {
    let mut text = String::from("# head\n");
    for i in 0..rows {
        text += &format!("{i} {} {}.5", i * 7 % 1000, i % 13);
        text += if i % 5 == 0 { " # comment\r\n" } else { "\n" };
        if i % 97 == 0 {
            text += "\n  \n#\n";
        }
    }
    text
}

#[test]
fn many_threads_read_what_one_does() {
    let rows = 300_000;
    let text = long(rows);
    assert!(text.len() > 4 << 20);
    let read = || loadtxt::<f64>(TextSource::text(&text)).unwrap();
    let one = with_threads(1, read);
    assert_eq!(one.shape(), [rows, 3]);
    for i in [0, 1, 96, 97, 123_456, rows - 1] {
        let row = [i as f64, (i * 7 % 1000) as f64, (i % 13) as f64 + 0.5];
        assert_eq!(one.slice(npcore_array::s![i as isize]).to_vec(), row);
    }
    for n in [2, 3, 8] {
        assert_eq!(with_threads(n, read), one);
    }
    let first = with_threads(4, || LoadTxt::<f64>::new().max_rows(123_457).load(TextSource::text(&text)).unwrap());
    assert_eq!(first, one.slice(npcore_array::s![..123_457]).to_owned());
    let reader = TextSource::reader(text.as_bytes());
    assert_eq!(with_threads(4, || loadtxt::<f64>(reader).unwrap()), one);
}

#[test]
fn errors_name_file_line_row_and_column() {
    let folder = Folder::new("errors");
    let path = folder.file("a.txt");
    let mut text = long(200_000);
    let line = text.lines().count() + 1;
    text += "1 2 x\n";
    text += &long(200_000);
    fs::write(&path, &text).unwrap();
    let read = || loadtxt::<f64>(&path).unwrap_err();
    for n in [1, 2, 5] {
        let error = with_threads(n, read);
        assert_eq!((error.line(), error.file()), (Some(line as u64), Some(path.as_path())));
        let words = "could not convert string 'x' to float64 at row 200000, column 3.";
        assert_eq!(error.kind().to_string(), words);
        assert_eq!(error.to_string(), format!("{}: line {line}: {words}", path.display()));
    }
    // Rows in front of the error are enough.
    assert_eq!(LoadTxt::<f64>::new().max_rows(200_000).load(&path).unwrap().shape(), [200_000, 3]);
    let missing = loadtxt::<f64>(folder.file("none")).unwrap_err();
    assert!(matches!(missing.kind(), TextFileErrorKind::Io(_)) && missing.to_string().contains("none"));

    let error = genfromtxt::<f64>(TextSource::text("# c\n\n1 2\n3\n4 5 6\n")).unwrap_err();
    assert_eq!(error.line(), Some(4));
    let numpys = "Some errors were detected !\n    Line #2 (got 1 columns instead of 2)\n    Line #3 (got 3 columns instead of 2)";
    assert_eq!(error.kind().to_string(), numpys);
    let error = GenFromTxt::<f64>::new().loose(false).load(TextSource::text("1\n\nx")).unwrap_err();
    assert_eq!(error.to_string(), "line 3: Cannot convert string 'x'");
    let day = loadtxt_dyn(TextSource::text("2020-02-30"), "M8[D]").unwrap_err().to_string();
    assert!(
        day.starts_with("line 1: could not convert string '2020-02-30' to datetime64[D]") && day.contains("Day out")
    );
}

#[test]
fn pieces_of_any_size_make_the_same_text() {
    let quoted = "\"a \"\"b\"\"\",1\r\n\"c\r\nd, #\",2 # e\n\n\"\",3\r\"é\",4";
    let plain = "1 2\r\n3 4 // é\n\n5 6 # x\r7 8";
    for size in 1..12 {
        let how = LoadTxt::new_dyn("U9,i4").unwrap().delimiter(',').quotechar('"');
        let a = how.load(TextSource::reader(Pieces(quoted.as_bytes(), size))).unwrap();
        assert_eq!(a.to_string(), "[('a \"b\"', 1) ('c\\nd, #', 2) ('', 3) ('é', 4)]", "{size}");
        let how = LoadTxt::<i32>::new().comments(["//", "#"]);
        let a = how.load(TextSource::reader(Pieces(plain.as_bytes(), size))).unwrap();
        assert_eq!(a.to_string(), "[[1 2]\n [3 4]\n [5 6]\n [7 8]]", "{size}");
        let a = GenFromTxt::<i32>::new().load(TextSource::reader(Pieces(b"1 2\r\n3 4\r5 6\n", size))).unwrap();
        assert_eq!(a.to_string(), "[[1 2]\n [3 4]\n [5 6]]", "{size}");
        let latin = LoadTxt::new_dyn("U3").unwrap().encoding(Encoding::Latin1);
        let a = latin.load(TextSource::reader(Pieces(b"a\xe9 b\xff\nc d", size))).unwrap();
        assert_eq!(a.to_string(), "[['aé' 'bÿ']\n ['c' 'd']]", "{size}");
        let error = loadtxt::<f64>(TextSource::reader(Pieces(b"1 2\n3 \xff\n", size))).unwrap_err();
        assert_eq!(error.to_string(), "'utf-8' codec can't decode byte 0xff in position 6: invalid start byte");
    }
    // A quoted field as long as several blocks.
    let text = format!("\"{}\" 1\nb 2", "x\n".repeat(3 << 20));
    let a = LoadTxt::new_dyn("U2,i4").unwrap().quotechar('"').load(TextSource::text(&text)).unwrap();
    assert_eq!(a.to_string(), "[('x\\n', 1) ('b', 2)]");
}

#[test]
fn compressed_files() {
    let folder = Folder::new("gz");
    let (path, a) = (folder.file("a.txt.gz"), array![[1.5, -2.0], [0.1, 1e300]]);
    savetxt(&path, &a).unwrap();
    assert_eq!(fs::read(&path).unwrap()[..2], [0x1f, 0x8b]);
    assert_eq!(loadtxt::<f64>(&path).unwrap(), a);
    assert_eq!(genfromtxt::<f64>(&path).unwrap(), a);
    // Two streams in one file are one text.
    let twice = fs::read(&path).unwrap().repeat(2);
    fs::write(&path, &twice).unwrap();
    assert_eq!(loadtxt::<f64>(&path).unwrap().shape(), [4, 2]);
    fs::write(&path, &twice[..twice.len() - 5]).unwrap();
    assert!(matches!(loadtxt::<f64>(&path).unwrap_err().kind(), TextFileErrorKind::Io(_)));
    let other = folder.file("a.xz");
    assert!(loadtxt::<f64>(&other).unwrap_err().to_string().contains(".xz"));
}

#[test]
fn a_file_is_replaced_when_the_new_one_is_whole() {
    let folder = Folder::new("atomic");
    let path = folder.file("a.txt");
    fs::write(&path, "old").unwrap();
    let words = SaveTxt::new().save(&path, array!["a"]).unwrap_err();
    assert!(words.to_string().contains("Mismatch between array dtype ('<U1') and format specifier ('%.18e')"));
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1);
    SaveTxt::new().fmt("%d").sync(true).save(&path, array![1, 2]).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "1\n2\n");
    SaveTxt::new().fmt("%s").in_place(true).encoding(Encoding::Latin1).save(&path, array!["é"]).unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"\xe9\n");
    let refused = SaveTxt::new().fmt("%s").encoding(Encoding::Latin1).write(Vec::new(), array!["a☃"]).unwrap_err();
    let numpys = "'latin-1' codec can't encode character '\\u2603' in position 1: ordinal not in range(256)";
    assert_eq!(refused.to_string(), numpys);
}

/// A writer that has room for so many bytes.
struct Full(usize);

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0 == 0 {
            return Err(std::io::ErrorKind::StorageFull.into());
        }
        let n = bytes.len().min(self.0);
        self.0 -= n;
        Ok(n)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_an_error() {
    let a = npcore_array::zeros::<f64>([1000, 3]);
    assert!(matches!(SaveTxt::new().write(Full(5000), &a).unwrap_err().kind(), TextFileErrorKind::Io(_)));
    assert!(SaveTxt::new().write(Full(1 << 20), &a).is_ok());
}

#[test]
fn converters() {
    let text = "0x10,5%,a\n0xff,50%,b\n";
    let hex = |text: &str| i64::from_str_radix(text.trim_start_matches("0x"), 16);
    let mut seen = Vec::new();
    let percent = |text: &str| {
        seen.push(text.to_owned());
        text.trim_end_matches('%').parse::<f64>().map(|x| x / 100.0)
    };
    let how = LoadTxt::new_dyn("i4,f8,U1").unwrap().delimiter(',').converter(0, hex).converter(-2, percent);
    assert_eq!(how.load(TextSource::text(text)).unwrap().to_string(), "[( 16, 0.05, 'a') (255, 0.5 , 'b')]");
    assert_eq!(seen, ["5%", "50%"]);

    let lengths =
        LoadTxt::<f64>::new().delimiter(',').usecols([2, 0]).converter_for_all(|t| Ok::<_, String>(t.len() as i64));
    assert_eq!(lengths.load(TextSource::text(text)).unwrap().to_string(), "[[1. 4.]\n [1. 4.]]");
    let unused = LoadTxt::<f64>::new().delimiter(',').usecols(0).converter(0, hex).converter(7, hex);
    assert_eq!(unused.load(TextSource::text(text)).unwrap().to_string(), "[ 16. 255.]");
    let error = LoadTxt::<f64>::new().delimiter(',').converter(5, hex).load(TextSource::text(text)).unwrap_err();
    assert_eq!(error.to_string(), "converter specified for column 5, which is invalid for the number of fields 3.");
    let error =
        LoadTxt::<f64>::new().converter(1, |_| Err::<f64, _>("nope")).load(TextSource::text("1 2")).unwrap_err();
    assert_eq!(error.to_string(), "line 1: could not convert string '2' to float64 at row 0, column 2. (nope)");
    let error = LoadTxt::<u8>::new().converter(0, |_| Ok::<_, String>(300)).load(TextSource::text("1 2")).unwrap_err();
    assert!(error.to_string().contains("Python integer 300 out of bounds for uint8"), "{error}");
    let text_of_text = LoadTxt::new_text().converter(0, |t| Ok::<_, String>(t.repeat(3))).load(TextSource::text("a b"));
    assert_eq!(text_of_text.unwrap().to_string(), "['aaa' 'b']");

    // As NumPy: a converter's error makes a missing value, unless types are inferred; its values make the type of the column.
    let text = "1 2\nx 4";
    let filled = |how: GenFromTxt<'static, npcore_dtype::Dyn>| {
        let how = how.converter(0, |t| t.parse::<f64>()).filling_value(0, -7.5);
        how.load(TextSource::text(text)).map(|a| a.to_string())
    };
    assert_eq!(filled(GenFromTxt::new_dyn("f8,i8").unwrap()).unwrap(), "[( 1. , 2) (-7.5, 4)]");
    let error = filled(GenFromTxt::infer()).unwrap_err();
    let words = "Converter #0 is locked and cannot be upgraded: (occurred line #2 for value 'x')";
    assert_eq!((error.kind().to_string().as_str(), error.line()), (words, Some(2)));
    let how = GenFromTxt::<f64>::new().converter(1, |t| t.parse::<f64>().map(|x| x * 10.0));
    assert_eq!(how.load(TextSource::text(text)).unwrap().to_string(), "[[ 1. 20.]\n [nan 40.]]");
    let how = GenFromTxt::infer().names(["a", "b"]).converter("b", |t| Ok::<_, String>(t.to_uppercase()));
    assert_eq!(how.load(TextSource::text("1 q\n2 rs")).unwrap().to_string(), "[(1, 'Q') (2, 'RS')]");
}

#[test]
fn lines_regular_expressions_and_separators() {
    let lines = TextSource::lines(["1 2\n", "3 4\r\n", "", "5 6"]);
    assert_eq!(loadtxt::<i32>(lines).unwrap().to_string(), "[[1 2]\n [3 4]\n [5 6]]");
    let error = loadtxt::<i32>(TextSource::lines(["1 2\n3 4"])).unwrap_err().to_string();
    assert!(error.starts_with("Found an unquoted embedded newline within a single line of input."));

    let of = |text: &'static str, regexp: &str, dtype: &str| {
        let dtype: DType = dtype.parse().unwrap();
        fromregex(TextSource::text(text), regexp, dtype, Encoding::Utf8)
            .map(|a| a.to_string())
            .map_err(|e| e.to_string())
    };
    assert_eq!(of("a1 b22", r"(\w)(\d+)", "U1,i4").unwrap(), "[('a',  1) ('b', 22)]");
    assert_eq!(of("a1 b22", r"\d+", "[('n', 'i8')]").unwrap(), "[( 1,) (22,)]");
    assert_eq!(of("none", r"(\d)(\d)", "U1,i4").unwrap(), "[]");
    assert_eq!(of("1", r"(\d)", "f8").unwrap_err(), "dtype must be a structured datatype.");
    let groups = "could not assign tuple of length 1 to structure with 2 fields.";
    assert_eq!(of("1", r"(\d)", "U1,i4").unwrap_err(), groups);
    let value = of("a\nb x", r"(b) (\w)", "U1,i4").unwrap_err();
    assert!(value.starts_with("line 2: could not convert string 'x' to int32 at row 0, column 2."), "{value}");
    assert!(of("1", "(", "U1,i4").is_err());

    let folder = Folder::new("sep");
    let path = folder.file("a");
    tofile_sep(&path, array![[1, -2], [3, 4]], ";").unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "1;-2;3;4");
    assert_eq!(fromfile_sep::<f32>(&path, ";", Some(3)).unwrap().to_vec(), [1.0, -2.0, 3.0]);
    assert!(fromfile_sep::<f32>(&path, ",", None).unwrap_err().to_string().contains("unmatched data"));
}

#[test]
fn what_is_written_is_a_value_of_any_layout() {
    let a = npcore_array::arange(0, 12, 1).into_shape([3, 4]).unwrap();
    let text = |a: npcore_array::ArrayView<'_, i32>| SaveTxt::new().fmt("%d").to_text(a).unwrap();
    assert_eq!(text(a.t().slice(npcore_array::s![..;-2])), "3 7 11\n1 5 9\n");
    assert_eq!(text(a.slice(npcore_array::s![1])), "4\n5\n6\n7\n");
    let scalar = SaveTxt::new().to_text(Array::<f64>::full((), 1.0)).unwrap_err();
    assert_eq!(scalar.to_string(), "Expected 1D or 2D array, got 0D array instead");
    let filled = GenFromTxt::new_dyn("u1").unwrap().load(TextSource::text("1 x")).unwrap_err();
    assert_eq!(filled.to_string(), "line 1: Python integer -1 out of bounds for uint8");
    let filled = GenFromTxt::new_dyn("u1").unwrap().filling_values(Scalar::UInt8(9)).load(TextSource::text("1 x"));
    assert_eq!(filled.unwrap().to_string(), "[1 9]");
}

#[test]
fn a_line_of_names_without_any() {
    for usecols in [&[][..], &[0], &[-1, -102, 0]] {
        for text in ["\x1d", " ", "\n"] {
            let mut how = GenFromTxt::new_dyn(">u2").unwrap().widths([29]).names_in_text();
            if !usecols.is_empty() {
                how = how.usecols(usecols.to_vec());
            }
            // As in NumPy, records of no fields.
            let read = how.load(TextSource::bytes(text.as_bytes())).unwrap();
            assert_eq!((read.dtype().to_string(), read.shape()), ("[]".to_owned(), &[0][..]), "{text:?}");
        }
    }
}
