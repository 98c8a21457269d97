"""Tables in text files as NumPy reads and writes them.

Writes into crates/structured/tests/goldens/text_files.txt, a case a line, its parts separated by tabs:
    loadtxt options text result      what np.loadtxt makes of a text
    genfromtxt options text result   the same of np.genfromtxt
    savetxt options operand text     what np.savetxt writes of an array
    fromregex options text result

Options are `name=value` joined by `;`, strings in hex of their UTF-8, lists joined by `,`. A text is hex. A result is
dtype;shape;values in hex, several joined by `|`, or `!Error: words` (ends of lines as `\\n`).
"""

import copy
import io
import pathlib
import tempfile
import warnings

import numpy as np

from _operands import commas

warnings.simplefilter("ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/structured/tests/goldens/text_files.txt"
FILE = pathlib.Path(tempfile.mkdtemp()) / "text.txt"
LINES = []


def hexed(text):
    return text.encode("utf-8", "surrogateescape").hex()


def spelled(dtype):
    return str(dtype) if dtype.names else dtype.str


def told(a):
    if isinstance(a, list):
        return "|".join(told(x) for x in a)
    if a.dtype.names:
        # NumPy leaves in the gaps of records what was in memory.
        fields, a = a, np.zeros(a.shape, a.dtype)
        for name in a.dtype.names:
            a[name] = fields[name]
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
    if name == "usecols" and not isinstance(value, int):
        # Names of columns are told from numbers.
        return "usecolss=" + ",".join(f"n{hexed(v)}" if isinstance(v, str) else str(v) for v in value)
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
    FILE.write_bytes(raw)
    # np.genfromtxt changes the lists it is given.
    arguments = copy.deepcopy(given)
    arguments.setdefault("encoding", "utf-8")
    try:
        result = told(function(str(FILE), **arguments))
    except Exception as e:
        result = words(e)
    # Here, what only a long double can be (hexadecimal numbers) is text, and a column that begins with integers may go
    # on with text, where NumPy 2.4 asks for the dtype of np.integer. No columns at all are no record of no fields.
    if "<f16" not in result and "np.integer" not in result and not result.startswith("|V0"):
        LINES.append("\t".join([function.__name__, options(given), raw.hex(), result]))


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
OTHERS = ["", "a", "abc", "abcdef", " a ", "é", "日本", "☃x", "2020", "2020-02-29", "2021-02-29", "2020-01-02T03:04:05.678", "NaT", "nat", "5", "-5", "+5", " 5", "1e3", "9223372036854775807", "9223372036854775808", "x", "tomorrow"]
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
        # Years that do not fit wrap around in NumPy.
        # What has no unit is refused in other words.
        if not ("M8" in dtype and text.startswith("92233")) and not (dtype == "M8" and not text.startswith("2020")):
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
        if max_rows != 0:
            load("a\n1 2 3\n\n4 5 6\n7 8 x", skiprows=skiprows, max_rows=max_rows, dtype="U", ndmin=2)
load('"a\nb" c\n"d" e', skiprows=1, quotechar='"', dtype="U5")
load("1 é 2\n", encoding="latin1", dtype="U3")
load("1é2\n3é4", encoding="latin1", delimiter="é")
load("a\xa0b", encoding="latin1", dtype="S3")
load(b"1 2\n3 \xff4\n")


# --- genfromtxt
def gen(text, **given):
    read(np.genfromtxt, text, **given)


for text in ["1", "1 2", "1\n2", "1 2\n3 4\n", "# c\n1 2\n\n  \n3 4 # d\n#e", "1 2\r\n3 4\r5 6", "1 x\ny 4", "1 nan\n inf -inf", "1_0 0x10", ""]:
    for ndmin in (0, 1, 2):
        gen(text, ndmin=ndmin)
        gen(text, ndmin=ndmin, unpack=True)
    for dtype in ["i4", "i8", "u1", "u8", "f4", "c16", "U3", "S2", "U", "S", "?", "i4,f8", None]:
        gen(text, dtype=dtype)
        gen(text, dtype=dtype, loose=False)
INFERRED = [
    "True False\nfalse TRUE", "1 2\n3 4", "1 2.5\n3 4", "1 2.5\n3 x", "1+2j 3\n4 5", "1 True\n0 False", "99999999999999999999 1", "1_000 2",
    "nan 1\n2 inf", "a bb\nccc d", "1 a 2.5 True 1j", "1e5 -3", "0x10 1", "9223372036854775807 9223372036854775808", "é ☃\nx y", "1 2 3",
]
for text in INFERRED:
    gen(text, dtype=None)
    gen(text, dtype=None, names="a,b,c,d,e")
    gen(text.replace(" ", ","), dtype=None, delimiter=",")
    gen(text, dtype=None, max_rows=1)
GAPS = ["1,,3\n,5,\n7,8,9", "1,N/A,3\n-,5,x\n7,8,9", ",,\n,,", "a,,1\n,2,\nb,3,2.5", ",1\n,2", "True,\n,False", " 1, ,2\n 3,4, ", "1,-999,2\n-999,5,-999"]
for text in GAPS:
    for dtype in [None, "f8", "i4", "i8", "U4", "S3", "c8", "i4,f8,U3"]:
        gen(text, dtype=dtype, delimiter=",")
        gen(text, dtype=dtype, delimiter=",", autostrip=True)
        gen(text, dtype=dtype, delimiter=",", missing_values="N/A,-,x,-999")
        gen(text, dtype=dtype, delimiter=",", missing_values=["-", "N/A", "x"], filling_values=0)
        gen(text, dtype=dtype, delimiter=",", filling_values=[7, 8, 9])
        gen(text, dtype=dtype, delimiter=",", loose=False)
        gen(text, dtype=dtype, delimiter=",", loose=False, missing_values="N/A,-,x,-999", filling_values=5)
        if "," in text.replace(",", "", 1):
            gen(text, dtype=dtype, delimiter=",", missing_values={0: "-", 1: "N/A"}, filling_values={0: 1, 1: 2})
HEADED = [
    "a b c\n1 2 3\n4 5 6", "# a b c\n1 2 3\n4 5 6", "#a,b,c\n1,2,3", "a, b c ,d#e\n1,2,3", "skip me\n\n# x y z\n1 2 3 # c", "A,a,A\n1,2,3\n4,5,6", "file,print,x y\n1,2,3",
    ",b,\n1,2,3", "f0,,f1\n1,2,3", 'a!,"b",(c)\n1,2,3', "é,ß,x\n1,2,3", "1 2 3\n4 5 6", "# a b\n1 2 3", "text # a b c\n1 2 3", "# a # b c\n1 2 3",
]
for text in HEADED:
    for extra in [{}, {"delimiter": ","}, {"skip_header": 1}, {"delimiter": ",", "dtype": None}, {"dtype": None}, {"dtype": "i4,f8,U2"}, {"dtype": "f4"}]:
        gen(text, names=True, **extra)
    for extra in [{"case_sensitive": "upper"}, {"case_sensitive": "lower"}, {"case_sensitive": False}, {"deletechars": "b"}, {"deletechars": ""}, {"replace_space": ""}, {"replace_space": "-"},
                  {"excludelist": ["a", "x"]}, {"defaultfmt": "col%02i"}, {"comments": None}, {"usecols": [0, 2]}, {"usecols": [-1]}]:
        gen(text, names=True, delimiter=",", **extra)
        gen(text, names=True, delimiter=",", dtype=None, **extra)
NAMED = "1 2 3\n4 5 6\n7 x 9"
for names in ["a,b,c", "a, b , c", "a,b", "a,b,c,d", "a,a,file", "a"]:
    # Of "U3" NumPy makes fields without any width.
    for dtype in [None, "f8", "i4,f8,U2"]:
        gen(NAMED, names=names, dtype=dtype)
        gen(NAMED, names=names, dtype=dtype, usecols=[0, 2])
        gen(NAMED, names=names, dtype=dtype, usecols=["a"])
        gen(NAMED, names=names, dtype=dtype, usecols=["c", "a"])
for extra in [{"dtype": "i4,f8,U2", "defaultfmt": "x%i"}, {"dtype": None, "defaultfmt": "v%03d"}, {"dtype": [("a b", "i4"), ("file", "f8"), ("c", "U1")]}, {"dtype": "i4,f8,U2", "unpack": True},
              {"dtype": None, "unpack": True}, {"dtype": [("a", "i4"), ("b", "f8", (2,))]}, {"dtype": [("a", "i4"), ("b", [("c", "f4"), ("d", "U2")])]}, {"dtype": "i4,f8"}, {"dtype": "i4,f8,U2,i4"},
              {"dtype": [("a", "f8")]}, {"dtype": "M8[D]"}, {"dtype": None, "usecols": 1}, {"usecols": [2, 0]}, {"usecols": [-1, 0]}, {"usecols": [5]}, {"usecols": [-5]}, {"dtype": "i4,f8,U2", "usecols": [2, 0]}]:
    gen(NAMED, **extra)
    gen("1 2 3", **extra)
LINES_OF = "1 2 3\n4 5\n\n6 7 8 9\n# c\n10 11 12\n13\n"
for extra in [{}, {"invalid_raise": False}, {"skip_header": 1}, {"skip_footer": 1}, {"skip_footer": 2}, {"skip_footer": 9}, {"usecols": [0, 1]}, {"usecols": [0]}, {"usecols": [0, 2], "invalid_raise": False}, {"max_rows": 1}, {"max_rows": 2},
              {"skip_footer": 1, "invalid_raise": False}, {"skip_footer": 3, "invalid_raise": False}, {"names": "a,b,c", "invalid_raise": False}, {"dtype": None, "invalid_raise": False}, {"skip_header": 9}, {"names": True, "invalid_raise": False}]:
    gen(LINES_OF, **extra)
    gen("# x\n\n" + LINES_OF, **extra)
for skip_header in (0, 1, 2, 3):
    for skip_footer in (0, 1, 2, 3, 5):
        gen("1 2\n3 4\n5 6\n7 8\n", skip_header=skip_header, skip_footer=skip_footer)
gen("1 2", max_rows=1, skip_footer=1)
gen("1 2", max_rows=0)
gen("1 2", ndmin=3)
WIDE = "12345678\n 1 2 3 4\n1234\n\n12 # 4567"
for delimiter in [1, 2, 3, 4, 8, [2, 3, 3], [4], [3, 3], [1, 1, 1, 1]]:
    for dtype in ["f8", None, "U4"]:
        gen(WIDE, delimiter=delimiter, dtype=dtype)
        gen("12345678\n 1 2 3 4\n87654321", delimiter=delimiter, dtype=dtype)
        gen("12345678\n 1 2 3 4\n87654321", delimiter=delimiter, dtype=dtype, autostrip=True)
        gen("éé345678\n日本 2 3 4", delimiter=delimiter, dtype=dtype)
for delimiter in [";;", "é", " ", "\t", "", "; "]:
    gen("1;;2é3 4\t5; 6\n1;;2é3 4\t5; 6", delimiter=delimiter, dtype="U12")
for comments in [None, "%", "//", "é"]:
    gen("1 2 % 3\n4 5 // 6\n7 8 é 9\n# 1 2", comments=comments, dtype="U2", invalid_raise=False)
gen("a\xe9b c", encoding="latin1", dtype=None)
gen("1\u00a02\u20033", dtype=None)

# --- savetxt
def values_of(a):
    return ";".join([spelled(a.dtype), commas(a.shape), a.tobytes().hex()])


def save(a, **given):
    file = io.StringIO()
    try:
        np.savetxt(file, a, **given)
        result = hexed(file.getvalue())
    except Exception as e:
        result = words(e)
    LINES.append("\t".join(["savetxt", options(given), values_of(a), result]))


A = np.array
FLOATING = A([1.5, -0.0, 1e10, -2.25e-7, np.nan, np.inf, -np.inf, 123456789.0, 0.1, 1e22, 5e-324, 1.7976931348623157e308, 9.9999995, 99999.95, 0.0001, 0.00001, 2.5, 3.5, 1e100])
SPECS = ["%.18e", "%e", "%E", "%f", "%F", "%g", "%G", "%d", "%i", "%u", "%s", "%r", "%a", "%x", "%o", "%c", "%.3g", "%#.3g", "%#g", "%.0e", "%#.0e", "%.0f", "%#.0f", "%.f", "%.0g", "%#.0g", "%+10.2f|", "%-10.2f|", "%010.2f|",
         "%-010.2f|", "% .2f", "%+ .2f", "%20.10g|", "%-20.10e|", "%020.3e", "%.30f", "%.17g", "%.25e", "%5s|", "%-8s|", "%.2s|", "%05s|", "%ld", "%hd", "%Lf", "% d", "%+d", "%08d", "%5.3d", "%-8.3d|", "%08.3d", "%y", "%", "%-", "%5.", "100%", "%*d",
         "%(a)d", "%zd", "%999999999999999999999999d", "%.999999999999999999999999f", "a%gb", "%5%", "%%", "abc", ""]
for fmt in SPECS:
    save(FLOATING[np.isfinite(FLOATING)] if fmt[-1:] in "diu" or "d" in fmt else FLOATING, fmt=fmt)
    save(A([65, -255, 0, 2**62]), fmt=fmt)
    save(A(["a", "bc", "é☃"]), fmt=fmt)
    save(A([1 + 2j, -3.5 - 4e-5j]), fmt=fmt)
    save(A([True, False]), fmt=fmt)
for fmt in ["%d", "%x", "%#x", "%X", "%#X", "%o", "%#o", "%#010x", "%-8x|", "%.3x", "%+x", "% x", "%c", "%5c|", "%g", "%s", "%r", "%e", "%.18e"]:
    for dtype in ["i1", "u1", "i2", "u8", "i8", "f2", "f4", ">i4", ">f8", "?"]:
        save(A([65, 1, 100], dtype), fmt=fmt)
    save(A([2**64 - 1, 2**63], "u8"), fmt=fmt)
    save(A([b"a", b"b'c", b"\xff\x00x"]), fmt=fmt)
    save(A(["2020-01-01", "NaT"], "M8[D]"), fmt=fmt)
    save(A([5, "NaT"], "m8[s]"), fmt=fmt)
save(A([b"ab\x00c"], "V4"), fmt="%s")
save(A([np.nan]), fmt="%d")
save(A([np.inf]), fmt="%i")
save(A([0x110000]), fmt="%c")
save(A([1.1, 2.5], "f4"), fmt="%s")
save(A([1.1, 2.5], "f2"), fmt="%s")
M = A([[1, 2], [3, 4]])
for fmt in ["%d", "%d - %x", "%d %d %d", "x", "%d %%", ["%d", "%x"], ["%d"], ["%d", "%"], ["%d%d", "%d"], ["%d", "x"], "%d%d"]:
    save(M, fmt=fmt)
    save(M, fmt=fmt, delimiter=";", newline="|\n")
save(M, fmt="%d", header="h1\nh2", footer="f\ng", comments="//")
save(M, fmt="%d", header="", footer="x", comments="")
save(M, fmt="%d", delimiter=", %d ", newline="")
for fmt in ["%.1f", "%.1f %.1f %d %d", ["%.1f:%.2f", "(%g%+gj)"], "%g %g %g", "%s", "%+.2e"]:
    save(A([[1 + 2j, 3 - 4j], [np.nan + 1j, -0.0 - 0.0j]]), fmt=fmt, delimiter=",")
R = A([(1, 2.5, "x"), (3, 4.5, "yz")], dtype="i4,f8,U3")
for fmt in ["%.18e", "%s", "%d,%g,%s", ["%d", "%.1f", "%s"], ["%d", "%.1f"], "%d %g", "%r %r %r"]:
    save(R, fmt=fmt)
    save(R.reshape(2, 1), fmt=fmt)
save(R.reshape(1, 2), fmt="%s")
N = A([((1, 2.5), [1, 2])], dtype=[("a", [("b", "i4"), ("c", "f8")]), ("d", "i2", (2,))])
save(N, fmt="%s")
save(N, fmt="%r")
save(A([((1, "x"), b"q", True)], dtype=[("a", [("b", "i4"), ("c", "U2")]), ("d", "S2"), ("e", "?")]), fmt="%s")
save(A([(1, 2)], dtype=np.dtype([("a", "i1"), ("b", "f8")], align=True)), fmt="%d")
for shape in [(), (0,), (0, 2), (2, 0), (1, 1), (2, 2, 2)]:
    save(np.ones(shape))
    save(np.ones(shape), fmt="%s")

OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text("\n".join(LINES) + "\n")
FILE.unlink()
FILE.parent.rmdir()
