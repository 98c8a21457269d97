"""Golden files of npcore-dtype: promotion, casting, spellings and times, by NumPy.

Writes crates/dtype/tests/goldens/{promotion,spellings,times,casts}.txt. A line is a case, its parts separated by tabs:
what is asked, the arguments, the answer. An answer that begins with `!` is an error, followed by its text; `!*` is
an error whose text is Python's own and not compared.
"""

import random
import re
import warnings
from pathlib import Path

import numpy as np

warnings.simplefilter("ignore")
OUT = Path("crates/dtype/tests/goldens")
NO_COMMON = re.compile(
    r"The DTypes <class 'numpy\.dtypes\.(\w+)'> and <class 'numpy\.dtypes\.(\w+)'> do not have a common DType\. For "
    r"example they cannot be stored in a single array unless the dtype is `object`\."
)

NUMBERS = "bool int8 uint8 int16 uint16 int32 uint32 int64 uint64 float16 float32 float64 complex64 complex128".split()
TEXTS = [f"{kind}{n}" for kind in "SU" for n in (0, 1, 3, 4, 5, 6, 10, 11, 20, 21, 32, 48, 64)]
UNITS = "generic Y M W D h m s ms us ns ps fs as 7D 10ms 60s 100us 5h 12M 2Y 4M".split()
TIMES = [f"{kind}8" + ("" if unit == "generic" else f"[{unit}]") for kind in "Mm" for unit in UNITS]
RECORDS = [
    "[('a', 'i4')]",
    "[('a', 'f8')]",
    "[('b', 'f8')]",
    "[('a', '>i4')]",
    "[('a', 'i4'), ('b', 'f8')]",
    "[('a', 'i4'), ('b', 'u1')]",
    "dtype([('a', 'i4'), ('b', 'u1')], align=True)",
    "dtype([('a', 'u1'), ('b', 'f8')], align=True)",
    "{'names': ['a', 'b'], 'formats': ['i4', 'u1'], 'offsets': [4, 0], 'itemsize': 16}",
    "[('a', 'i4', (2,))]",
    "[('a', 'f8', (2,))]",
    "[('a', 'f8', (3,))]",
    "[('a', 'S4'), ('b', [('x', 'U2'), ('y', 'M8[s]')])]",
    "[('a', 'S6'), ('b', [('x', 'U2'), ('y', 'M8[ms]')])]",
]
ALL = NUMBERS + [">i4", ">f8", ">c16", ">U4", ">M8[s]"] + TEXTS + ["V0", "V1", "V4", "V8", "V16"] + TIMES + RECORDS


def dtype(text):
    """The dtype of a spelling, which may be the text of a list, a dictionary or a repr."""
    if text == "V0":
        return np.dtype("V")
    if text[:1] in "[{" or text.startswith(("dtype(", "(\"", "('")):
        return eval(f"np.dtype({text})") if text[0] != "d" else eval(f"np.{text}")
    return np.dtype(text)


def error(e):
    if isinstance(e, (SyntaxError, MemoryError)) or not str(e):
        return "!*"
    text = NO_COMMON.sub(r"common \1 \2", str(e))
    assert "\t" not in text and "\n" not in text, text
    return "!" + text


def answer(function):
    try:
        return function()
    except Exception as e:
        return error(e)


def write(name, lines):
    OUT.mkdir(parents=True, exist_ok=True)
    text = "".join("\t".join(map(str, line)) + "\n" for line in lines)
    (OUT / name).write_text(text, encoding="utf-8")
    print(f"{OUT / name}: {len(lines)} lines")


def promotion():
    lines = []
    for a in ALL:
        promoted = [answer(lambda: repr(np.promote_types(dtype(a), dtype(b)))[6:-1]) for b in ALL]
        # Runs of the same answer are written once.
        runs = []
        for text in promoted:
            if runs and runs[-1][1] == text:
                runs[-1][0] += 1
            else:
                runs.append([1, text])
        lines.append(["promote", a] + [f"{n}*{text}" for n, text in runs])
    for a in ALL:
        strictest = []
        for b in ALL:
            allowed = [np.can_cast(dtype(a), dtype(b), c) for c in ("no", "equiv", "safe", "same_kind", "unsafe")]
            assert allowed == sorted(allowed), (a, b)
            strictest.append(str(allowed.index(True)) if any(allowed) else "5")
        lines.append(["cast", a, "".join(strictest)])
    lines.insert(0, ["all"] + ALL)

    weak = {"int": 1, "int-": -1, "intbig": 2**63, "inthuge": 2**70, "float": 1.5, "complex": 2j, "bool": True}
    rng = random.Random(20)
    few = ["S3", "U7", "m8[s]", "m8[ms]", "M8[D]", "V4", "[('a', '>i4')]"]
    cases = [[w] for w in weak] + [[a, w] for a in NUMBERS + few for w in weak]
    cases += [[v, w] for v in weak for w in weak]
    for _ in range(900):
        pool = NUMBERS * 2 + list(weak) * 3 + (few if rng.random() < 0.3 else [])
        cases.append([rng.choice(pool) for _ in range(rng.randint(2, 6))])
    for case in cases:
        # Dtypes come before scalars in NumPy's own order.
        case.sort(key=lambda c: c in weak)
        operands = [weak[c] if c in weak else dtype(c) for c in case]
        result = answer(lambda: repr(np.result_type(*operands)))
        # An integer beyond 64 bits is an object in NumPy when alone.
        if result != "dtype('O')":
            lines.append(["result", ";".join(case), result])

    values = [0, 1, -1, 2.5, 64999.0, 65000.0, 65504.0, 3.39e38, 3.4e38, 3.5e38, 1e300, float("inf"), float("nan")]
    values += [s * 2**k + d for k in (7, 8, 15, 16, 31, 32, 63) for s in (1, -1) for d in (-1, 0, 1)]
    for ty in NUMBERS:
        for value in values:
            with np.errstate(all="ignore"):
                try:
                    scalar = np.dtype(ty).type(value)
                except (OverflowError, ValueError):
                    continue
            raw = scalar.tobytes().hex()
            lines.append(["min", ty, raw, repr(np.min_scalar_type(scalar))])
    for text in ["S4", "U3", "M8[s]", "m8[D]", "V3"]:
        scalar = np.ones(1, text)[0] if text[0] != "V" else np.void(b"abc")
        lines.append(["min", text, np.asarray(scalar, text).tobytes().hex(), repr(np.min_scalar_type(scalar))])
    for _ in range(120):
        case = [rng.choice(NUMBERS + ["S1"]) for _ in range(rng.randint(1, 4))]
        arrays = [np.zeros(1, c) for c in case]
        lines.append(["common", ";".join(case), answer(lambda: repr(np.dtype(np.common_type(*arrays))))])
    for ty in NUMBERS + ["U3", "M8[s]"]:
        def info():
            i = np.finfo(ty)
            numbers = [i.resolution, i.min, i.max, i.eps, i.epsneg, i.smallest_normal, i.smallest_subnormal]
            integers = [i.bits, i.precision, i.nmant, i.nexp, i.machep, i.negep, i.minexp, i.maxexp]
            return "\t".join([repr(i)] + [float(x).hex() for x in numbers] + [str(x) for x in integers])
        lines.append(["finfo", ty, answer(info)])
        lines.append(["iinfo", ty, answer(lambda: repr(np.iinfo(ty)))])
    for ty in NUMBERS:
        for value in (0, 127, 128, 255, 256, -1, -129, 2**31, 2**32, 2**63 - 1, -(2**63), 2**64 - 1, 2**64):
            # Beyond a C long NumPy's text is Python's own, except where uint64 is meant.
            if np.dtype(ty).kind in "iu" and -(2**63) <= value < (2**64 if ty == "uint64" else 2**63):
                result = answer(lambda: str(np.zeros(1, ty) + value) and "ok")
                lines.append(["fits", ty, value, result])
    write("promotion.txt", lines)


def native(d):
    """NumPy's isnative, which overlooks sub-arrays, made right."""
    if d.subdtype is not None:
        return native(d.subdtype[0])
    return d.isnative if d.names is None else all(native(d[name]) for name in d.names)


NAMES = """a bool bool_ byte bytes bytes_ cdouble complex complex128 complex64 csingle datetime64 double float float16
float32 float64 half int int16 int32 int64 int8 int_ intc intp long longlong short single str str_ timedelta64 ubyte
uint uint16 uint32 uint64 uint8 uintc uintp ulong ulonglong unicode ushort void int0 uint0 bool8 object0 str0 bytes0
void0 foo Float64 float_ string float8 int128 FLOAT32 Int32 i3 f3 c4 c5 u16 b2 B1 ?1 d8 e2 S-1 U-2 V-5 S2147483647
S2147483648 U536870911 U536870912 U99999999999 S99999999999999999999 V2147483647 i04 U04 i+4 U+4 U-0 x y z [ ] { }
( ) , ; : . i4; i4] [i4 i4[ é i4é éi4 μ""".split()
MORE = ["", " ", "<", ">", "=", "|", "<<i4", "<>i4", " f8", "f8 ", "i 4", "U 4", "U4 ", "i\x0b4", "a'b", 'a"b', "a'\"b"]


def spellings():
    rng = random.Random(4)
    codes = list("?bBhHiIlLqQefdFDSUVMmcpPnN")
    sized = ["b1"] + [f"{k}{n}" for k in "iuSUV" for n in (1, 2, 4, 8)] + ["f2", "f4", "f8", "c8", "c16", "S0", "U0", "U10", "V16", "S255"]
    texts = list(NAMES) + MORE
    for order in ["", "<", ">", "=", "|"]:
        texts += [order + c for c in codes + sized + ["M8[ns]", "m8[10ms]", "datetime64[D]", "timedelta64", "float64", "int"]]
    units = "Y M W D h m s ms us ns ps fs as generic".split()
    for unit in units:
        texts += [f"M8[{unit}]", f"m8[{rng.randint(2, 2000)}{unit}]", f"datetime64[{unit}]"]
        for divisor in (1, 2, 3, 4, 5, 7, 8, 12, 24, 52, 60, 73, 100, 125, 365, 1000, 1024, 1440, 86400):
            texts.append(f"m8[{unit}/{divisor}]")
        texts.append(f"m8[{rng.randint(2, 50)}{unit}/{rng.choice([2, 3, 4, 5, 10])}]")
    texts += ["M8[", "M8]", "M8[]", "M8[ns", "M8ns]", "M8[ns]x", "M8[foo]", "M8[1/4s]", "M8x", "M8xyz", "M8[xyz", "M8[D"]
    texts += ["m8[ 3s]", "m8[3 s]", "m8[-1s]", "m8[+2s]", "m8[3000000000s]", "m8[s/]", "m8[s/4x]", "m8[s//4]", "m8[/4]", "m8[5]"]
    texts += ["M8[5generic]", "M8[generic/4]", "M4", "M8[μs]", "M[s]", "m8[B]", "datetime64x", "datetime64[", "timedelta64[5h]"]
    texts += ["f4,", "f4,i4", "f4, i4 ,u1", "f4, (2,2)i4, 3u1", "i4,f4:3", ",f4", "f4,,i4", "i4,foo", "i4,()f4", "i4,(2)f4"]
    texts += ["i4,1f4", ">(2,)f4,i4", "i4,>(2,)<f4", "i4,<>f4", "i4,=<f4", ">2i4,<i4", "i4,()", "i4,f4[", "i4,M8[ns]", "i4,foo.bar"]
    texts += ["i4,f4 f", "i4, f4 ", "i4,\x0bf4", "( 2, 3 )f4,i4", "(2,3,)f4,i4", "(2 3)f4,i4", "02f4,i4", "i4,f4(2)", "c,c", "2"]
    texts += ["i4,(99999999999999999999)f4", "i4,(-2)f4", "i4,(0,)f4", "S5,U5", "i4 , f8", " i4,f8 ", "i4,,", "(2,f4", "M8[n,s]"]
    texts += ["i4,M8[2s/4]", "int32,float", "i4, float64, S10", "i4," * 10 + "i4", "2147483648i1,i1", "2147483647i1,i1", "(2,2,2)i8,<f2"]

    records = list(RECORDS)
    records += [
        "[]", "{}", "[('', 'f8'), ('', 'i4')]", "[('a', 'f8', 3)]", "[('a', 'f8', ())]", "[('a', 'f8', 1)]", "[('a', 'S')]",
        "[('a', 'U0'), ('b', 'V0')]", "[('a', '?'), ('b', 'm8[ms]'), ('c', '>M8'), ('d', 'V3')]", "[('a', 'f8'), ('a', 'i4')]",
        "['i4', 'f8']", "[['a', 'i4']]", "[('a', 'i4'), 5]", "[('a',)]", "[('a', 'i4', (2,), 5)]", "[(1, 'i4')]", "[('a', 5)]",
        "[('a', None)]", "[('a', 'foo')]", "[('a', 'i4', 'x')]", "[('a', 'i4', (2, 'x'))]", "[('a', 'i4', (-1,))]",
        "[('a', 'i4', (2147483648,))]", "[('a', 'i4', (1073741824,))]", "[('a', 'i4', (" + "1," * 64 + "))]",
        "[('a', 'i4', (" + "1," * 65 + "))]", "[('a', [('b', [('c', [('d', 'u1', 2)], 3)])], (2, 2))]", "[('a', 'i4,f8')]",
        '[("it\'s", "i4"), (\'a"b\', "i4"), ("é", "i4"), ("a\\nb", "i4"), ("\'\\"", "i4"), ("a\\\\b", "i4")]',
        "[('a', '<i4'), ('', '|V12'), ('b', '<f8'), ('', '|V8')]", "[('a', ('<f4', (2, 3))), ('b', ('i2', 4))]",
        "{'names': ['a'], 'formats': ['i4'], 'offsets': [1]}", "{'names': ['a'], 'formats': ['i4'], 'offsets': [-1]}",
        "{'names': ['a'], 'formats': ['i4'], 'itemsize': 3}", "{'names': ['a'], 'formats': ['i4'], 'itemsize': -3}",
        "{'names': ['a', 'b'], 'formats': ['i4']}", "{'names': ['a', 1], 'formats': ['i4', 'i4']}", "{'names': ['a']}",
        "{'names': [], 'formats': [], 'itemsize': 5}", "{'a': ('i4', 4), 'b': ('f4', 0)}", "{'b': ('u1', 0), 'a': ('>f8', 8)}",
        "{'names': ('a', 'b'), 'formats': ('i4', 'f8'), 'offsets': (0, 2)}",
        "{'names': ['a', 'b'], 'formats': ['(2,)i4', ('f8', (1, 2))], 'offsets': [4, 16]}",
        "{'names': ['a', 'b'], 'formats': ['i4', 'u1'], 'offsets': [0, 4], 'itemsize': 8, 'aligned': True}",
        "{'names': ['a', 'b'], 'formats': ['i4', 'u1'], 'offsets': [0, 5], 'itemsize': 8, 'aligned': True}",
        "{'names': ['a'], 'formats': ['i4'], 'offsets': [2], 'aligned': True}",
        "{'names': ['a'], 'formats': ['i4'], 'itemsize': 6, 'aligned': True}",
        "dtype('f8')", "dtype('>i4')", "dtype([('a', 'u1'), ('b', [('x', '>i4')])], align=True)",
        "dtype([('a', 'i1'), ('b', dtype([('x', 'i4'), ('y', 'i1')], align=True)), ('c', 'u1')], align=True)",
        "[('a', 'i1'), ('b', dtype([('x', 'i4'), ('y', 'i1')], align=True))]", "[('a', 'i4'), ('b', 'i4')",
    ]
    simple = ["i1", "<i2", ">u4", "f8", "c8", "?", "S3", "U2", ">U1", "V5", "M8[us]", ">m8[7D]", "f2"]

    def field(depth):
        if depth and rng.random() < 0.25:
            return record(depth - 1)
        return repr(rng.choice(simple))

    def shape():
        return rng.choice(["", "", "", ", (2,)", ", (3, 1)", ", 2", ", (1, 2, 2)"])

    def record(depth):
        names = rng.sample(["a", "b", "x", "price", "é", "name with blanks", "f0"], rng.randint(1, 4))
        kind = rng.random()
        if kind < 0.6:
            text = "[" + ", ".join(f"({name!r}, {field(depth)}{shape()})" for name in names) + "]"
        else:
            formats = [field(0) for _ in names]
            offsets = [8 * rng.randint(0, 5) for _ in names]
            text = f"{{'names': {names}, 'formats': [{', '.join(formats)}], 'offsets': {offsets}"
            text += rng.choice(["", ", 'itemsize': 64", ", 'itemsize': 20", ", 'aligned': True"]) + "}"
        return f"dtype({text}, align=True)" if rng.random() < 0.3 else text

    records += [record(2) for _ in range(300)]
    lines = []
    for text in texts + records:
        assert "\t" not in text and "\n" not in text
        scope = {"np": np, "dtype": np.dtype}
        literal = text[:1] in list("[{") and len(text) > 1 or text.startswith("dtype(")

        def parsed():
            d = eval(text, scope) if literal else np.dtype(text)
            d = d if isinstance(d, np.dtype) else np.dtype(d)
            if d.subdtype is not None:
                return None
            # Not in npcore; or sizes and units NumPy computes wrongly (overflow, a multiple of 0).
            if d.hasobject or d.char in "gG" or d.itemsize < 0 or "[0" in str(d):
                return None
            # Types that differ from others in their character alone.
            char = {"q": "l", "Q": "L", "c": "S"}.get(d.char, d.char)
            descr = answer(lambda: repr(d.descr) if d.names is not None else repr(d.str))
            return "\t".join([str(d), repr(d), d.str, d.name, str(d.itemsize), str(d.alignment), char, d.byteorder, str(native(d)), descr])

        result = answer(parsed) if text not in ("[", "{") else "!*"
        if result is not None:
            lines.append([text, result])
    write("spellings.txt", lines)


def times():
    rng = random.Random(9)
    lines = []
    texts = """2020 2020-03 2020-03-04 2020-03-04T05 2020-03-04T05:06 2020-03-04T05:06:07 2020-03-04T05:06:07.1 NaT nat NAT nAt
2020-03-04T05:06:07.12 2020-03-04T05:06:07.123 2020-03-04T05:06:07.1234 2020-03-04T05:06:07.1234567 1970-01-01T00:00:01.123456789
2020-03-04T05:06:07.123456789012 1970-01-01T00:00:02.123456789012345 1970-01-01T00:00:02.123456789012345678 0000 -0001 0001-01-01
1970-01-01T00:00:02.1234567890123456789 20 20200304 202003 -2020-03-04 +2020 12020-03-04 00002020 2020-3-4 2020-13 2020-00
2020-02-30 2020-02-29 2021-02-29 1900-02-29 2000-02-29 2020-04-31 2020-01-00 2020-03-04T24 2020-03-04T23:60 2020-03-04T23:59:60
2020-03-04T23:59:59Z 2020-03-04T23:59:59+01:00 2020-03-04T23:59:59-0130 2020-03-04T23:59:59+05 2020-03-04T23:59+25:00
2020-03-04T23:59+01:60 2020-03-04T05Z 2020-03-04T05+01 2020-03-04Z 2020-03-04T05:06Z 2020-03-04T05:06:07.5Z 2020-03-04T05:06:07.Z
2020-03-04T05: 2020- 2020-03- 2020-03-04T 2020-03-04x abc 2020/03/04 2020.03.04 2020-03-04T5:06 2020-03-04T0506 2020-03-04T050607
2020-03-04T05:06: 2020-03-04T05:06:07. 2020-03-04t05 2020-03-04T05:06:07,5 2020-0304 2020-03:04 20-3 - + T05 05:06 -5 +-5
9999-12-31T23:59:59 -9999-01-01 0001-02-03T04:05:06.789 1582-10-15 1969-12-31T23:59:59.999999999 2262-04-11""".split()
    texts += ["", " ", " 2020", "2020 ", "  2020-01  ", "2020-03-04 05:06", "2020-03-04 ", "2020-03-04T05:06 ", "2020-03-04T05:06:07Z ", "nat ", " nat"]
    texts += ["2020-03-04T05:06:07 Z", "2020-03-04T05:06:07+ 1", "2020-03-04T05:06+1", "2020-03-04T05:06+011", "2020-03-04T05:06+01:", "2020-03-04T05:06-00:00"]
    for _ in range(700):
        text = list(rng.choice(texts))
        for _ in range(rng.randint(1, 2)):
            at = rng.randint(0, len(text))
            text[at : at + rng.randint(0, 1)] = rng.choice(["", rng.choice("0123456789:-+TZ. ")])
        texts.append("".join(text))
    seen = set()
    for text in texts:
        if text in seen:
            continue
        seen.add(text)

        def parsed():
            d = np.datetime64(text)
            unit = np.datetime_data(d.dtype)
            # What overflows, NumPy wraps around: nanoseconds reach 292 years, attoseconds nine seconds.
            if unit[0] == "ns" and not re.match(r"\s*\+?0*(1[789]|20|21)\d\d-", text):
                return None
            if unit[0] in ("ps", "fs", "as") and not text.lstrip().startswith("1970-01-01T00:00:0"):
                return None
            if abs(int(text.lstrip(" +-").split("-")[0] or 0)) > 10**9 if text.strip(" +-")[:1].isdigit() else False:
                return None
            return f"{d.astype('i8')}\t{unit[0]}"

        result = answer(parsed)
        if result is not None:
            lines.append(["parse", text, result])
    units = UNITS + ["3M", "25s", "1000D", "3W"]
    plain = ["2020-03-04T05:06:07.123", "1969-12-31T23:59:59", "1600-02-29", "1970-01-01T00:00:05.25", "2020-01", "0004-12-31T12"]
    for text in plain:
        for unit in units[1:]:
            value = np.datetime64(text, unit)
            if unit in ("ps", "fs", "as", "ns") and text[:4] not in ("1970",):
                continue
            lines.append(["parse as", text, unit, value.astype("i8")])
    values = [0, 1, -1, 2, 7, -7, 59, 60, 365, -366, 1000, 12345, -54321, 1234567, -7654321, 10**9 + 7, -(10**9) - 9, 2**40 + 3]
    for unit in units:
        for value in values + [2**62 + 5, -(2**63)]:
            if unit != "generic":
                if abs(value) < 2**60 or unit in ("s", "ms", "us", "ns", "ps", "fs", "as"):
                    lines.append(["datetime", value, unit, np.datetime64(value, unit) if value != -(2**63) else "NaT"])
            span = np.timedelta64(value, unit) if unit != "generic" else np.timedelta64(value)
            if abs(value) < 2**50 or value == -(2**63):
                lines.append(["timedelta", value, unit, span])
    few = [u for u in units if u not in ("m", "us", "ps", "fs", "60s", "5h", "12M", "4M", "25s", "1000D")]
    for kind in "Mm":
        for a in few:
            for b in few:
                if a == b or (kind == "M" and "generic" in (a, b)):
                    continue
                results = []
                for value in values + [-(2**63)]:
                    # What does not overflow: judged by the exact ratio of the units' lengths.
                    seconds = lambda u: np.datetime_data(f"m8[{u}]")
                    length = {"generic": 1, "Y": 31556952, "M": 2629746, "W": 604800, "D": 86400, "h": 3600, "m": 60, "s": 1}
                    fine = {"ms": 3, "us": 6, "ns": 9, "ps": 12, "fs": 15, "as": 18}
                    size = lambda u: (lambda s: s[1] * (length[s[0]] * 10**18 if s[0] in length else 10 ** (18 - fine[s[0]])))(seconds(u))
                    ratio = 1 if "generic" in (a, b) else size(a) / size(b)
                    limit = 2**55 if kind == "M" else 2**30
                    if value != -(2**63) and abs(value) * max(ratio, 1) * (1 if kind == "M" else 146097 * size(a) / 10**18 + 1) > limit:
                        continue
                    try:
                        converted = np.array([value], f"{kind}8[{a}]").astype(f"{kind}8[{b}]").astype("i8")[0]
                    except OverflowError:
                        continue
                    results.append(f"{value}={converted}")
                lines.append(["convert", kind, a, b, " ".join(results)])
    write("times.txt", lines)


def casts():
    targets = NUMBERS + [">i4", ">f8", "S3", "S32", "U3", "U40", ">U8", "V2", "V9", "M8[s]", "M8[7D]", "m8[ms]", "m8[Y]"]
    floats = [0.0, -0.0, 1.5, -2.5, 300.7, -70000.5, 3e9, -3e9, 1e19, 1.8e19, 1e300, 1e-5, 1e5, 0.1, 123456.789]
    floats += [float("inf"), -float("inf"), float("nan"), 65519.0, 1e-8, 2.0**63]
    sources = {"bool": [True, False]}
    for ty in NUMBERS[1:9]:
        info = np.iinfo(ty)
        sources[ty] = sorted({v for v in (0, 1, -1, 5, 200, 2**24 + 1, 2**60 + 2**36 + 1, info.min, info.max) if info.min <= v <= info.max})
    for ty in NUMBERS[9:12]:
        sources[ty] = floats
    for ty in NUMBERS[12:]:
        sources[ty] = [0j, 1 + 2j, complex(-0.0, 1), 1e17 - 1e-7j, complex(1, float("nan")), complex(float("inf"), 2), 300.7 + 0.5j, 2j]
    sources["U9"] = ["", "5", " 12 ", "-1", "1.5", "x", "é", "1_0", "_1", "1__0", "300", "1e5", "nan", "-inf", "1+2j", "(1-2j)", "j"]
    sources["U9"] += ["-.5e-1j", "1 + 2j", "2020", "2020-01", "NaT", "nat", "True", "0", "007", "5.", "+7", "9" * 9, "it's", 'a"b', "\\"]
    sources["U24"] = ["9" * 20, "-" + "9" * 19, "2020-02-29T12:34:56.789", "1" * 24, "18446744073709551615", "18446744073709551616"]
    sources["S9"] = [b"", b"5", b"x", b"1.5", b"\xff", b"it's", b"1j", b"2020-01-01"[:9], b"NaT"]
    sources["M8[s]"] = ["NaT", 0, 86399, -1, 10**9, 10**11]
    sources["M8[D]"] = ["NaT", 0, -1, 18000]
    sources["M8[7D]"] = [1, -5]
    sources["m8[s]"] = ["NaT", 0, 5, -86401, 10**9]
    sources["m8[M]"] = [0, 1, -7, 1000]
    sources["V3"] = [b"abc", bytes(3)]
    lines = []
    for source, values in sources.items():
        for value in values:
            with np.errstate(all="ignore"):
                # Empty text and what a 0-d array cannot hold go through void.
                array = np.zeros((), source)
                array[...] = np.void(value) if source[0] == "V" else value
            for target in targets:
                def converted():
                    with np.errstate(all="ignore"):
                        return array.astype(target).tobytes().hex()
                result = answer(converted)
                if "Y" in target and source[0] not in "mM":
                    continue
                # Counts that overflow, which NumPy wraps around; errors of Python's own conversions.
                if source == "U24" and target[0] == "M" and not result.startswith("!") and "-0" not in str(value):
                    continue
                if source[0] == "V" and result.startswith("!") or "utf-8" in result or "string to complex" in result or "\ufffd" in result:
                    result = "!*"
                lines.append([source, array.tobytes().hex(), target, result])
    records = {
        "[('a', 'i2'), ('b', 'f8')]": [(5, 6.5), (-1, 1e300)],
        "[('a', 'i2')]": [(5,)],
        "[('a', 'i2', (3,))]": [([1, 2, 300],)],
        "[('a', 'i2', (1,))]": [([7],)],
        "[('a', 'U4'), ('b', [('x', 'i4'), ('y', '?')])]": [("12", (3, True))],
    }
    targets = list(records) + ["[('x', 'f4'), ('y', 'U5')]", "[('a', 'f8', (3,))]", "[('a', 'f8', (2, 3))]", "i4", "U5"]
    targets += ["dtype([('a', 'i1'), ('b', '>f4')], align=True)", "{'names': ['a', 'b'], 'formats': ['i4', 'u1'], 'offsets': [4, 0], 'itemsize': 16}"]
    for source, values in list(records.items()) + [("i4", [70000]), ("U3", ["7"])]:
        for value in values:
            array = np.zeros((), dtype(source))
            array[...] = value
            for target in targets:
                result = answer(lambda: np.zeros(1, dtype(target)).__setitem__(slice(None), array) or array.astype(dtype(target)).tobytes().hex())
                lines.append([source, array.tobytes().hex(), target, result])
    write("casts.txt", lines)


promotion()
spellings()
times()
casts()
