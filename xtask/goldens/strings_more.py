"""Encodings, formats, lists of parts and conversions of strings, and functions of dates, as NumPy does them.

Writes crates/structured/tests/goldens/strings_more.txt: one case a line, fields separated by tabs.

    function arguments operands... result

As strings.py; an argument that is text stands as its UTF-8 bytes in hex, or "-" for none. Lists of parts are results as Python
prints them.
"""

import pathlib
import warnings

import numpy as np

from _operands import TEXTS, array, array_outcome, error, operand, rng

warnings.simplefilter("ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/structured/tests/goldens/strings_more.txt"
LINES = []
S = np.strings


def text_argument(t):
    return "-" if t is None else "=" + t.encode().hex()


def case(name, arguments, operands, f, lists=False):
    texts = [f"py int {o}" if isinstance(o, int) else operand(*o) for o in operands]
    if lists:
        try:
            found = "".join(repr([str(t) for t in part]) for part in np.asarray(f(), object).ravel().tolist())
        except Exception as e:
            found = error(e)
    else:
        found = array_outcome(f)
        if found is None:
            return
    if not found.startswith("!ValueError: shape mismatch"):
        LINES.append("\t".join([name, " ".join(str(a) for a in arguments), *texts, found]))


def shape(low=0):
    rank = int(rng.choice([low, 1, 1, 2]))
    return [0 if rng.random() < 0.04 else int(rng.integers(1, [1, 6, 4][rank] + 1)) for _ in range(rank)]


def plain(a):
    return (np.array(a, order="C"),) * 2


def codes():
    codecs = ["utf-8", "ascii", "latin-1", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "UTF8", "koi9"]
    for _ in range(120):
        codec = str(rng.choice(codecs[:7]))
        for errors in ["strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace"]:
            u = array(shape(1), f"U{int(rng.choice([2, 5, 9]))}")
            case("encode", [codec, errors], [u], lambda: S.encode(u[0], codec, errors))
            if errors != "xmlcharrefreplace" and codec != "utf-32-le" and codec != "utf-32-be":
                s = array(shape(1), f"S{int(rng.choice([2, 5, 9]))}")
                case("decode", [codec, errors], [s], lambda: S.decode(s[0], codec, errors))
    for t in TEXTS:
        try:
            for codec in codecs[:7]:
                s = plain([t.encode(codec) + b"!"])
                case("decode", [codec, "strict"], [s], lambda: S.decode(s[0], codec, "strict"))
        except UnicodeEncodeError:
            pass
    broken = [b"\xc3", b"a\xe2\x82", b"\xe2\x82x", b"\xf0\x9f\x98", b"\xed\xa0\x80", b"\xc0\x80", b"\xf5", b"x\x80y", b"\xff\xfe", b"\xf0\x80\x80\x80", b"\xe0\x9f\xbf", b"\xf4\x90\x80\x80"]
    for b in broken:
        for errors in ["strict", "ignore", "replace", "backslashreplace"]:
            s = plain([b])
            case("decode", ["utf-8", errors], [s], lambda: S.decode(s[0], "utf-8", errors))
    for _ in range(60):
        table = "".join(chr(int(c)) for c in rng.integers(33, 900, 256))
        u = array(shape(1), f"U{int(rng.choice([2, 5, 9]))}")
        case("translate", [text_argument(table), "-"], [u], lambda: S.translate(u[0], table))
        # (A zero at the end would be lost.)
        swapped = bytes([*(rng.permutation(255) + 0).tolist(), 255])
        s = array(shape(1), f"S{int(rng.choice([2, 5, 9]))}")
        gone = str(rng.choice(["", "a", "ab-"]))
        case("translate", ["=" + swapped.hex(), text_argument(gone)], [s], lambda: S.translate(s[0], swapped, gone.encode()))
    u, s, n = plain(["a"]), plain([b"a"]), plain([1])
    for codec in codecs[7:]:
        case("encode", [codec, "strict"], [u], lambda: S.encode(u[0], codec))
    for o in [u, s, n]:
        case("encode", ["utf-8", "strict"], [o], lambda: S.encode(o[0]))
        case("decode", ["utf-8", "strict"], [o], lambda: S.decode(o[0]))


def formats():
    numbers = [0, 1, -1, 7, 42, -12345, 2**40]
    floats = [0.0, -0.0, 1.5, -2.345, 1e-5, 123456.789, 1e16, -1e100, np.inf, -np.inf, np.nan, 0.1, 2.5, 999999.5, 1e-4]
    flags = ["", "-", "+", " ", "0", "#", "-+", "+0", "#0", " 0"]
    for _ in range(260):
        how = "%" + str(rng.choice(flags)) + str(rng.choice(["", "", "8", "12"])) + str(rng.choice(["", "", ".0", ".2", ".10", "."]))
        kind = str(rng.choice(list("dixXoeEfFgGscu")))
        f = plain([f"<{how}{kind}>", how + kind])
        values = numbers if rng.random() < 0.5 or kind in "xXoc" else floats
        v = plain([values[int(rng.integers(0, len(values)))]] * 2)
        case("mod", [], [f, v], lambda: S.mod(f[0], v[0]))
    for f in ["%d", "%s", "%5s|", "%-5s|", "%.2s", "%%", "100%", "%", "%y", "%d %d", "%f", "%x", "%c", "none", "%5%", "%r", "%a|", "%5d%%", "%*d", "%.2f%c"]:
        for v in [[5, 6], [1.5, 2.5], ["abc", "é"], ["x", "y"], [True, False]]:
            o, w = plain([f]), plain(v)
            if not (f == "%s" and v == [1.5, 2.5]):
                case("mod", [], [o, w], lambda: S.mod(o[0], w[0]))
    for f in [b"%d-", b"%c|", b"%5.2f", b"%z", b"\xe4%i", b"%s\xff", b"none", b"%a"]:
        for v in [[3, 4], [1.5, -0.5], [b"abc", b"\xe9"], [b"x", b"y"]]:
            # (Of a number Python takes the bytes that it lies in.)
            if f != b"%s\xff" or isinstance(v[0], bytes):
                o, w = plain([f]), plain(v)
                case("mod", [], [o, w], lambda: S.mod(o[0], w[0]))


def lists():
    for _ in range(60):
        a = array(shape(), f"U{int(rng.choice([3, 8, 17]))}")
        if any("\ud800" <= c <= "\udfff" or c == "\0" for t in a[0].ravel().tolist() for c in t):
            continue
        sep = [None, "a", " ", "-", "B", "é"][int(rng.integers(0, 6))]
        most = [None, 0, 1, 2][int(rng.integers(0, 4))]
        for name in ["split", "rsplit"]:
            f = getattr(np.char, name)
            case(name, [text_argument(sep), "-" if most is None else most], [a],
                 lambda: f(a[0], sep) if most is None else f(a[0], sep, most), True)
        keep = bool(rng.random() < 0.5)
        case("splitlines", [int(keep)], [a], lambda: np.char.splitlines(a[0], int(keep)), True)
    for t in ["a\nb", "a\r\nb\n", "\n\n", "a\x0bb\x0cc", "a\x1cb\x85c\u2028d", "a\rb", ""]:
        a = plain([t])
        for keep in [0, 1]:
            case("splitlines", [keep], [a], lambda: np.char.splitlines(a[0], keep), True)
    a = plain(["a"])
    case("split", [text_argument(""), "-"], [a], lambda: np.char.split(a[0], ""), True)


def casts():
    digits = ["0", "42", "-7", " 5 ", "+3", "007", "1_000", "4.5", "1e3", "-inf", "nan", "", "x", "0x10", "1j", "1+2j", "300", "70000", "9999999999", "99999999999999999999", "True", "NaT", "2020-01-01", "2020-01-01T12:30", "1.5e400", "é"]
    for t in digits:
        for kind in "US":
            try:
                a = plain(np.array([t]).astype(kind))
            except UnicodeEncodeError:
                continue
            for to in ["?", "i", "U3"] if len(t) == 20 else ["?", "b", "B", "h", "i", "l", "Q", "e", "f", "d", "F", "D", "M8[D]", "M8[s]", "m8[s]", "U3", "S2", "U40"]:
                case("astype", [np.dtype(to).str], [a], lambda: a[0].astype(to))
    for values in [[True, False], [0, -1, 127], [1.5, -0.0, 1e20, np.nan, np.inf, 1e-7, 0.1], [1 + 2j, -1j]]:
        for kind in "?bBhHiIlLefdFD":
            a = plain(np.array(values).astype(kind))
            for to in ["U", "S", "U2", "S3", ">U20"]:
                if to in "US":
                    to = np.array(a[0]).astype(to).dtype.str
                case("astype", [to], [a], lambda: a[0].astype(to))
    for t in ["M8[D]", "M8[s]", "m8[h]"]:
        a = array([4], t, True)
        for to in ["U40", "S40", "U5"]:
            case("astype", [to], [a], lambda: a[0].astype(to))
    for _ in range(80):
        a = array(shape(1), str(rng.choice(["U3", "U8", "S3", "S8"])))
        to = str(rng.choice(["U2", "U5", ">U9", "S2", "S5", "S9"]))
        if not ("\ud800" in repr(a[0].tolist()) or "\\ud" in repr(a[0].tolist()) and to[0] == "S"):
            case("astype", [to], [a], lambda: a[0].astype(to))
        b = array([], a[0].dtype.str, True)
        target = np.zeros(a[0].shape, to)

        def assign():
            target[...] = a[0]
            return target

        if a[0].dtype.kind == np.dtype(to).kind:
            case("assign", [np.dtype(to).str], [a], assign)


def dates():
    units = ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "10m"]
    for _ in range(160):
        unit = str(rng.choice(units))
        a = array(shape(1), f"M8[{unit}]", True)
        while not a[0].dtype.isnative:
            # (NumPy prints those of the other byte order as if they were native.)
            a = array(shape(1), f"M8[{unit}]", True)
        a[1][...] = np.where(a[1] == 0, 0, a[1].astype("i8") * int(rng.integers(1, 90))).astype(a[1].dtype) if rng.random() < 0.7 else a[1]
        to = str(rng.choice(["-", "auto"] + units[:-1]))
        zone = str(rng.choice(["naive", "UTC"]))
        casting = str(rng.choice(["no", "equiv", "safe", "same_kind", "same_kind", "unsafe"]))
        case("datetime_as_string", [to, zone, casting], [a],
             lambda: np.datetime_as_string(a[0], None if to == "-" else to, zone, casting))
    n = array([2], "l")
    case("datetime_as_string", ["-", "naive", "same_kind"], [n], lambda: np.datetime_as_string(n[0]))
    weeks = ["1111100", "1111111", "1000000", "0000011", "1010101", "Mon Tue", "Sat Sun", "MonFri", " Wed", "0000000", "", "abc", "11111112", "1111112", "mon", "Mon Foo"]
    for week in weeks:
        case("busdaycalendar", [text_argument(week)], [plain(np.array([], "M8[D]"))], lambda: np.busdaycalendar(week).weekmask)
    rolls = "raise nat forward following backward preceding modifiedfollowing modifiedpreceding".split()
    for i in range(420):
        week = str(rng.choice(weeks[:9] if rng.random() < 0.5 else weeks[:1]))
        base = int(rng.choice([0, 18000, -30000]))
        holidays = (base + rng.integers(-30, 60, int(rng.integers(0, 12)))).astype("M8[D]")
        if rng.random() < 0.1:
            holidays = np.append(holidays, np.datetime64("NaT"))
        h = plain(holidays)
        calendar = np.busdaycalendar(week, holidays)
        unit = "D" if rng.random() < 0.9 else str(rng.choice(["M", "W", "s"]))
        a = array(shape(), "M8[D]", True)
        a[1][...] = a[1] + np.timedelta64(base)
        if unit != "D":
            a = plain(a[0].astype(f"M8[{unit}]"))
        b = array([] if rng.random() < 0.5 else a[0].shape, "M8[D]", True)
        b[1][...] = b[1] + np.timedelta64(base + int(rng.integers(-400, 400)))
        if rng.random() < 0.8:
            for o in [a, b]:
                o[1][np.isnat(o[1])] = np.datetime64(base, "D")
        case("is_busday", [text_argument(week)], [h, a], lambda: np.is_busday(a[0], busdaycal=calendar))
        case("holidays", [text_argument(week)], [h], lambda: np.busdaycalendar(week, holidays).holidays)
        case("busday_count", [text_argument(week)], [h, a, b], lambda: np.busday_count(a[0], b[0], busdaycal=calendar))
        offset = array([] if rng.random() < 0.5 else a[0].shape, str(rng.choice(list("bhl"))), True)
        offset[1][...] = rng.integers(-60, 60, offset[1].size)
        roll = rolls[i % len(rolls)]
        case("busday_offset", [text_argument(week), roll], [h, a, offset],
             lambda: np.busday_offset(a[0], offset[0], roll, busdaycal=calendar))
    h, a, d = plain(np.array([], "M8[D]")), array([2], "M8[D]", True), array([2], "d", True)
    case("busday_offset", [text_argument("1111100"), "later"], [h, a, n], lambda: np.busday_offset(a[0], n[0], "later"))
    case("busday_offset", [text_argument("1111100"), "nat"], [h, a, d], lambda: np.busday_offset(a[0], d[0], "nat"))
    case("is_busday", [text_argument("1111100")], [h, n], lambda: np.is_busday(n[0]))
    case("busday_count", [text_argument("1111100")], [h, n, a], lambda: np.busday_count(n[0], a[0]))
    case("busday_count", [text_argument("1111100")], [h, a, n], lambda: np.busday_count(a[0], n[0]))
    two = plain(np.array([[1]], "M8[D]"))
    case("is_busday", [text_argument("1111100")], [two, a], lambda: np.is_busday(a[0], holidays=two[0]))


codes()
formats()
lists()
casts()
dates()
OUT.write_text("\n".join(LINES) + "\n")
print(len(LINES), "cases")
