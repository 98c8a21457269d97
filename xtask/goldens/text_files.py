"""Tables in text files as NumPy reads and writes them.

Writes into crates/structured/tests/goldens/text_files.txt, a case a line, its parts separated by tabs:
    loadtxt options text result      what np.loadtxt makes of a text
    genfromtxt options text result   the same of np.genfromtxt
    savetxt options operand text     what np.savetxt writes of an array
    fromregex options text result

Options are `name=value` joined by `;`, strings in hex of their UTF-8, lists joined by `,`. A text is hex. A result is
dtype;shape;values in hex, several joined by `|`, or `!Error: words` (ends of lines as `\\n`).
"""

import io
import pathlib
import warnings

import numpy as np

from _operands import commas

warnings.simplefilter("ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/structured/tests/goldens/text_files.txt"
LINES = []


def hexed(text):
    return text.encode("utf-8", "surrogateescape").hex()


def spelled(dtype):
    return str(dtype) if dtype.names else dtype.str


def told(a):
    if isinstance(a, list):
        return "|".join(told(x) for x in a)
    return ";".join([spelled(a.dtype), commas(a.shape), a.tobytes().hex()])


def words(error):
    return f"!{type(error).__name__}: {error}".replace("\n", "\\n").replace("\t", "\\t")


def one(value):
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, np.dtype):
        return hexed(spelled(value))
    if isinstance(value, str):
        return hexed(value)
    return str(value)


def option(name, value):
    if value is None:
        return f"{name}=None"
    if isinstance(value, dict):
        return name + "=" + ",".join(f"{one(k)}:{one(v)}" for k, v in value.items())
    if isinstance(value, (list, tuple)):
        return name + "s=" + ",".join(one(v) for v in value)
    return f"{name}={one(value)}"


def options(given):
    return ";".join(option(k, v) for k, v in given.items())


def read(function, text, **given):
    """A file of the text; one that says its encoding is encoded so."""
    if "dtype" in given and given["dtype"] is not None:
        given["dtype"] = np.dtype(given["dtype"])
    raw = text.encode(given.get("encoding", "utf-8"), "surrogateescape") if isinstance(text, str) else text
    file = io.TextIOWrapper(io.BytesIO(raw), encoding=given.get("encoding", "utf-8"))
    arguments = {k: v for k, v in given.items() if k != "encoding"}
    try:
        # As np.loadtxt does with a path, so that ends of lines are the same.
        result = told(function(file if function is np.genfromtxt else np_file(file), **arguments))
    except Exception as e:
        result = words(e)
    LINES.append("\t".join([function.__name__, options(given), raw.hex(), result]))


def np_file(file):
    """What np.loadtxt reads as a file and not as lines."""
    import os
    import tempfile

    with tempfile.NamedTemporaryFile("wb", suffix=".txt", delete=False) as f:
        f.write(file.buffer.read())
    np_file.names.append(f.name)
    return f.name


np_file.names = []


def load(text, **given):
    read(np.loadtxt, text, **given)


# --- loadtxt: shapes, blank lines, comments, ends of lines
for text in ["1", "1 2", "1\n2", "1 2\n3 4\n", "", "\n\n", "# c", "# c\n1 2\n\n  \n3 4 # d\n#e", "1 2\r\n3 4\r5 6", "1 2\r", "\r\n1"]:
    for ndmin in (0, 1, 2):
        load(text, ndmin=ndmin)
        load(text, ndmin=ndmin, unpack=True)
        load(text, ndmin=ndmin, dtype="i4,f8" if " " in text else "i4,")
    load(text, dtype="U")
    load(text, dtype="U", ndmin=2)
load("1", ndmin=3)
for text in ["1 2 3\n4 5\n", "1 2 3\n\n#x\n4 5\n", "1 2\n3 4 5", "1 2 x\n", "1 2\n\n\n3 'x\"4\n", "1,2", "1 2,3"]:
    load(text)
    load(text, dtype="i4,i4")
    load(text, usecols=[0, 1])
    load(text, dtype="U3")
    load(text, delimiter=",")
for text in ["1,2\n3,x", "1,2\n   \n3,4", "1\n   \n2", "1,2\n # c\n3,4", "1,2,#c\n3,4,5", "1,2,\n3,4,", ",", ",,\n,,", "a,b\n\n,d", " 1 , 2 ", " 1\t,\x0b2 "]:
    for dtype in ("f8", "i8", "U3", "S2"):
        load(text, delimiter=",", dtype=dtype)
for text in ["1  2", " 1 2", "1 2 ", "1\t2", "1\t\t2", "1 \t2\n3\t 4"]:
    for delimiter in (" ", "\t", None):
        load(text, delimiter=delimiter, dtype="U2")
        load(text, delimiter=delimiter)

# --- loadtxt: control characters
for delimiter in [";;", "\n", "\r", "#", "", "é", "☃", ";", "1"]:
    load("1;2é3☃4", delimiter=delimiter, dtype="U5")
load("1 2", comments=" ")
load("1 2", comments="")
load("1 2", comments=["#", ""])
load("1 2 // a\n3 4 # b\n# c\n//\n5 6", comments=["//", "#"])
load("1 2 // a\n3 4 /# b", comments=["#", "//", "/"])
load("1 2 xab\n3 4", comments=["ab", "xa"], dtype="U3")
load("1,2 // a\n3,4 # b", comments=["//", ","], delimiter=",")
load("1 2", comments=["//", "#"], quotechar='"')
load("1 2 // a\n3 4", comments="//")
load("1 2 é a\n3 4☃", comments="é", dtype="U4")
load("1 #2\n3 4", comments=None, dtype="U4")
load("1 %2\n3 4", comments="%")
load("1#2\n3 #4", comments=[])
load('1"2', quotechar='"', delimiter='"')
load('1"2', quotechar='"', comments='"')
load('1"2', quotechar=" ")
load("1\u00a02\u20033\x1c4\x855\u30006")
load("1,\u00a02\u2003,\x1c3", delimiter=",")
load("\u0663 1")
load("é 1", dtype="U4")

# --- loadtxt: quotes
for text in [
    '"a ""b"" c",2\n"x,y",3', '"a"b c,2\n""x", 3', '"a\nb",2\n"",3', '"a', '""\n\n"b"', '"a","",', ' "a","b"', '""',
    '1\n"', '"a""', '"a""#"', '"a"x"b"', 'x"b c",d', '"a", ,"b"\n"c",,\n', '"a#b",2#c', "'a','b'", '"a\r\nb",c', '"""",""""""',
]:
    load(text, delimiter=",", quotechar='"', dtype="U9")
    load(text, delimiter=",", quotechar='"', dtype="U")
    load(text, delimiter=",", quotechar="'", dtype="U9")
    load(text, delimiter=",", quotechar='"', dtype="U9,f4")
for text in ['"1.5" "2"', '"a b" c\n"d" "e f"', 'a "b c"', '"a"" b"c d', 'x"b c" d', 'a "2" \nb "c d" ', '"" ""\n a 2', '"a"#b', 'a "b # c" # d']:
    load(text, quotechar='"', dtype="U6")
    load(text, quotechar='"')

# --- loadtxt: numbers of every type
INTS = ["0", "1", "-1", "+5", "-0", "00012", "127", "128", "-128", "-129", "255", "256", "32767", "32768", "65536", "2147483647",
        "2147483648", "-2147483648", "-2147483649", "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "-9223372036854775809", "18446744073709551615", "18446744073709551616", "99999999999999999999999", "1.0", "1e3", "0x10", "1_0",
        "", " ", "+", "-", "--1", "+-1", "1 2", " 7 ", "\x0b7", "x", "True", "False", "nan", "é", "٣", "5\x00"]
FLOATS = ["0", "-0.0", "1", "1.", ".5", ".", "+1.5", "-1.5e3", "1E5", "1e+5", "1e", "1e+", "e5", "1e400", "-1e400", "1e-400", "5e-324",
          "2.2250738585072011e-308", "1.7976931348623157e308", "1.7976931348623159e308", "0.1", "0.30000000000000004", "123456789012345678901234567890",
          "9007199254740993", "1.00000005960464477539062500000001", "16777217.0000001", "65504", "65520", "nan", "NaN", "-nan", "+nan", "nan(1)", "inf", "-INF", "Infinity", "infinit", "infx", "1_0.5",
          "0x1.8p3", "1.5f", "1,5", "", "  ", " 2.5 ", "1 2", "--1", "1d5", "é", "1٫5"]
COMPLEX = ["1", "1+2j", "(1+2j)", "( 1+2j)", "(1+2j )", "(1 +2j)", " (1+2j) ", "1+2j ", "(1+2j", "1+2j)", "()", "(j)", "j", "+j", "1+j", "1-infj", "nanj",
           "infj", "nan+nanj", "1+2", "1 2", "1+2jj", "1e5j", "1e5-1e-5j", "(1)", "((1))", "1+ 2j", "1+2J", "1+2i", "-1-2j", "1+-2j", "1--2j", "", "x", "-infj", "1e400+1e400j", "0j", "-0j", "-0-0j"]
OTHERS = ["", "a", "abc", "abcdef", " a ", "é", "日本", "☃x", "2020", "2020-02-29", "2021-02-29", "2020-01-02T03:04:05.678", "NaT", "nat", "5", "-5", "+5", " 5", "1e3", "9223372036854775807", "9223372036854775808", "x", "today"]
for dtype in "? b B h H i I q Q".split():
    for text in INTS:
        load(text, dtype=dtype, delimiter=";")
for dtype in ["f8", "f4", "f2", ">f8", ">f4", ">f2"]:
    for text in FLOATS:
        load(text, dtype=dtype, delimiter=";")
for dtype in ["c16", "c8", ">c16"]:
    for text in COMPLEX:
        load(text, dtype=dtype, delimiter=";")
for dtype in ["U3", "S3", ">U2", "U", "S", "M8[D]", "M8[ms]", "m8[s]", ">M8[s]", "M8", "m8", "V3", "U1,S1"]:
    for text in OTHERS:
        load(text, dtype=dtype, delimiter=";")
for dtype in [">i2", ">u4", "<i8", ">i8"]:
    load("1 -2 300\n4 5 6", dtype=dtype)
load("2020 2021-02-03T04\n1999-12 NaT", dtype="M8")
load("a bcd\né x", dtype="S")
load("a bcd\né ☃", dtype="U")
for dtype in [
    "i4,f8,U3", [("a", "i4"), ("b", [("c", "f4"), ("d", "i2", (2, 2))]), ("e", "U1")], [("x", "?"), ("y", ">c8"), ("z", "S2")],
    np.dtype([("a", "i1"), ("b", "f8")], align=True), [("a", "i4", (2,))], [("a", "M8[D]"), ("b", "m8[s]"), ("c", "f2")], [("a", "U"), ("b", "S")],
    {"names": ["a", "b"], "formats": ["i4", "f8"], "offsets": [8, 16], "itemsize": 32},
]:
    for text in ["1 2 3\n4 5 6", "1 2 3 4 5 6 7\n2 3 4 5 6 7 8", "0 (1-2j) abc", "1 2", "1 2\n3 x", "2020-01-02 5 1.5\n2021 x 3", ""]:
        load(text, dtype=dtype)
        load(text, dtype=dtype, ndmin=1)
load("1 2\n3 4\n5 6", dtype="i4,f8", unpack=True)
load("1 2", dtype="i4,f8", unpack=True)

# --- loadtxt: columns and rows
TABLE = "1 2 3\n4 5 6\n\n#c\n7 8 9\n"
for usecols in [1, -1, 5, -5, [0, 2], [-1, 0], [0, 0], [2, 1, 0], [], [0, 3], [0, -4]]:
    load(TABLE, usecols=usecols)
    load(TABLE, usecols=usecols, dtype="U")
    load("", usecols=usecols)
    load("1 x 3\n4 5 y", usecols=usecols)
    load("1 2 3\n4 5", usecols=usecols)
load(TABLE, usecols=[0, 1], dtype="i4,i4,i4")
load(TABLE, usecols=[2, 0], dtype="i4,U2")
load("1 2 x", usecols=[2, 0], dtype="i4,U2")
for skiprows in (0, 1, 2, 3, 4, 5, 9):
    for max_rows in (None, 0, 1, 2, 9):
        load(TABLE, skiprows=skiprows, max_rows=max_rows)
        load("head er\r\n# c\n1 2 x\n", skiprows=skiprows, max_rows=max_rows)
        load("a\n1 2 3\n\n4 5 6\n7 8 x", skiprows=skiprows, max_rows=max_rows)
        load("a\n1 2 3\n\n4 5 6\n7 8 x", skiprows=skiprows, max_rows=max_rows, dtype="U", ndmin=2)
load('"a\nb" c\n"d" e', skiprows=1, quotechar='"', dtype="U5")
load("1 é 2\n", encoding="latin1", dtype="U3")
load("1é2\n3é4", encoding="latin1", delimiter="é")
load("a\xa0b", encoding="latin1", dtype="S3")
load(b"1 2\n3 \xff4\n")
load(b"1 2\n3 \xe9")
load(b"1 \xe2\x98 2\n")
load(b"\xef\xbb\xbf1 2\n")

OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text("\n".join(LINES) + "\n")
for name in np_file.names:
    pathlib.Path(name).unlink()
