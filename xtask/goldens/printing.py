"""Writes crates/array/tests/goldens/printing.txt: what NumPy prints, for the tests of the printing module.

One case a line, its parts separated by tabs; in texts, a backslash, a tab and a newline are written \\\\, \\t and \\n.

    a  dtype  shape  data  options  str  repr                 an array
    t  dtype  shape  data  options  sep  prefix  suffix  text array2string with separator, prefix and suffix
    c  dtype  data  str  repr                                 a scalar
    p  dtype  data  options  text                             format_float_positional
    s  dtype  data  options  text                             format_float_scientific

`data` is the elements' bytes in hexadecimal, repeated from the start until the array is full. Options are `key=value`
separated by `;`.
"""

import pathlib
import random
import sys
import warnings

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "crates/array/tests/goldens/printing.txt"

warnings.simplefilter("ignore")
np.seterr(all="ignore")
rnd = random.Random(20240607)
rng = np.random.default_rng(7)

UNITS = ["Y", "M", "W", "D", "h", "m", "s", "ms", "us", "ns", "ps", "fs", "as", "10ms", "7D", "3M", "25s", "2h"]
INTS = ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"]
FLOATS = ["f2", "f4", "f8"]
COMPLEX = ["c8", "c16"]
LETTERS = "abcxyzABC019 .,;'\"\\\n\t\x00\x07\x7f\xa0éß\u200b\u0301\u2028\u65e5\ue000\U0001f600\U000e0001"


def floats(kind, n):
    """`n` numbers of a float type, of one of many characters."""
    dtype = np.dtype(kind)
    style = rnd.randrange(14)
    if style == 0:
        x = rng.random(n)
    elif style == 1:
        x = rng.normal(size=n) * 10.0 ** rnd.randint(-3, 5)
    elif style == 2:
        x = rng.integers(-50, 1000, n).astype(float)
    elif style == 3:
        x = 10.0 ** rng.uniform(-8, 8, n)
    elif style == 4:
        x = 10.0 ** rng.uniform(-300, 300, n) * rng.choice([-1, 1], n)
    elif style == 5:
        bits = rng.integers(0, 256, n * dtype.itemsize, dtype=np.uint8)
        return bits.tobytes()
    elif style == 6:
        x = rng.integers(-40, 40, n) / 8
    elif style == 7:
        x = 2.0 ** rng.integers(-30, 30, n)
    elif style == 8:
        x = 10.0 ** rng.integers(-9, 10, n)
    elif style == 9:
        x = rng.choice([0.0, -0.0, np.nan, np.inf, -np.inf, 1.0, -2.5, 0.1], n)
    elif style == 10:
        x = rng.choice([np.nan, np.inf, -np.inf], n)
    elif style == 11:
        x = np.round(rng.normal(size=n) * 100, rnd.randint(0, 4))
    elif style == 12:
        x = rng.choice([999.0, 1000.0, 1024.0, 1e5, 999999.0, 1e6, 9999999.0, 99999999.0, 1e8, 1e-4, 9.9e-5, 0.5], n)
    else:
        x = np.where(rng.random(n) < 0.3, 0.0, rng.normal(size=n))
    return x.astype(dtype).tobytes()


def integers(kind, n):
    info = np.iinfo(kind)
    style = rnd.randrange(4)
    if style == 0:
        x = rng.integers(max(info.min, -9), 10, n)
        return x.astype(kind).tobytes()
    if style == 1:
        x = [rnd.choice([info.min, info.max, 0, 1]) for _ in range(n)]
    elif style == 2:
        x = [rnd.randint(0, min(info.max, 100000)) for _ in range(n)]
    else:
        x = [rnd.randint(info.min, info.max) >> rnd.randrange(info.bits) for _ in range(n)]
    return np.array(x, dtype=kind).tobytes()


def times(kind, n):
    unit = kind[kind.index("[") + 1 : -1]
    nat = np.iinfo("i8").min
    limit = {"Y": 3000, "3M": 9000, "M": 20000, "W": 200000, "D": 800000, "7D": 100000, "h": 10**7, "2h": 10**7}.get(unit)
    limit = limit or 2 * 10**9
    if unit in ("us", "ns", "ps", "fs", "as", "ms"):
        limit = 10 ** rnd.randint(3, 15)
    chance = rnd.choice([0, 0, 0.3, 1])
    x = [nat if rnd.random() < chance else rnd.randint(-limit // 3, limit) for _ in range(n)]
    return np.array(x, dtype="i8").tobytes()


def text():
    return "".join(rnd.choice(LETTERS if rnd.random() < 0.4 else "abcdef") for _ in range(rnd.randrange(9)))


def strings(kind, n):
    x = [text() for _ in range(n)]
    if kind[0] == "S":
        x = [s.encode("utf-8") for s in x]
    return np.array(x, dtype=kind).tobytes()


def fill(dtype, n):
    """The bytes of `n` elements of a dtype in its byte order."""
    dtype = np.dtype(dtype)
    if dtype.names is not None:
        a = np.zeros(n, dtype)
        for name in dtype.names:
            field = dtype[name]
            count = int(np.prod(field.shape, dtype=int))
            data = fill(field.base, n * count)
            if n:
                a[name] = np.frombuffer(data, field.base, count=n * count).reshape((n,) + field.shape)
        return a.tobytes()
    native = dtype.newbyteorder("=")
    kind = native.kind
    if kind == "b":
        data = rng.integers(0, 2, n).astype(bool).tobytes()
    elif kind in "iu":
        data = integers(native.str[1:], n)
    elif kind == "f":
        data = floats(native.str[1:], n)
    elif kind == "c":
        part = "f4" if native.itemsize == 8 else "f8"
        a = np.empty(n, native)
        a.real = np.frombuffer(floats(part, n), part)
        a.imag = np.frombuffer(floats(part, n), part)
        data = a.tobytes()
    elif kind in "mM":
        data = times(native.str, n) if "[" in native.str else integers("i8", n)
    elif kind in "SU":
        data = strings(native.str[1:], n)
    else:
        data = rng.integers(0, 256, n * native.itemsize, dtype=np.uint8).tobytes()
    if native == dtype:
        return data
    return np.frombuffer(data, native).astype(dtype).tobytes()


def simple_dtype():
    group = rnd.randrange(10)
    if group < 1:
        return np.dtype("?")
    if group < 3:
        code = rnd.choice(INTS)
    elif group < 6:
        code = rnd.choice(FLOATS)
    elif group < 7:
        code = rnd.choice(COMPLEX)
    elif group < 8:
        code = rnd.choice("mM") + "8[" + rnd.choice(UNITS) + "]"
    elif group < 9:
        code = rnd.choice("SU") + str(rnd.randint(1, 9))
    else:
        code = "V" + str(rnd.randint(1, 5))
    return np.dtype(("<" if rnd.random() < 0.85 else ">") + code)


def record_dtype(depth=0):
    fields = []
    for i in range(rnd.choice([1, 2, 2, 3, 4])):
        d = record_dtype(depth + 1) if depth < 2 and rnd.random() < 0.12 else simple_dtype()
        name = rnd.choice(["a", "b", "name", "price", "x y", "qty"]) + str(i)
        if rnd.random() < 0.2:
            fields.append((name, d, rnd.choice([(2,), (3,), (2, 2), (1,), (5,)])))
        else:
            fields.append((name, d))
    if depth == 0 and rnd.random() < 0.1:
        d = np.dtype(fields)
        formats = [d[n] for n in d.names]
        offsets = [d.fields[n][1] + 2 * i for i, n in enumerate(d.names)]
        size = d.itemsize + 2 * len(fields) + 3
        return np.dtype({"names": list(d.names), "formats": formats, "offsets": offsets, "itemsize": size})
    # Read back from its text, a packed record inside an aligned one would become aligned: no such case.
    nested = any(np.dtype(f[1]).names is not None for f in fields)
    return np.dtype(fields, align=depth == 0 and not nested and rnd.random() < 0.15)


def shape():
    rank = rnd.choice([0, 1, 1, 1, 2, 2, 2, 3, 4])
    if rank == 1:
        return (rnd.choice([0, 1, 2, 3, 5, 8, 13, 25]),)
    top = {2: 6, 3: 4, 4: 3}.get(rank, 1)
    s = tuple(rnd.randint(1, top) for _ in range(rank))
    if rank and rnd.random() < 0.06:
        at = rnd.randrange(rank)
        s = s[:at] + (0,) + s[at + 1 :]
    return s


def options():
    o = {}
    if rnd.random() < 0.5:
        return o
    if rnd.random() < 0.5:
        o["precision"] = rnd.choice([0, 1, 2, 3, 4, 6, 10, 17])
    if rnd.random() < 0.4:
        o["threshold"] = rnd.choice([0, 1, 3, 5, 10, 1000])
    if rnd.random() < 0.3:
        o["edgeitems"] = rnd.choice([0, 1, 2, 4])
    if rnd.random() < 0.4:
        o["linewidth"] = rnd.choice([1, 10, 20, 40, 60, 100, 200])
    if rnd.random() < 0.3:
        o["suppress"] = True
    if rnd.random() < 0.15:
        o["nanstr"] = rnd.choice(["NaN", "nothing at all", "-"])
    if rnd.random() < 0.15:
        o["infstr"] = rnd.choice(["Inf", "infinity", "oo"])
    if rnd.random() < 0.3:
        o["sign"] = rnd.choice([" ", "+", "-"])
    if rnd.random() < 0.5:
        o["floatmode"] = rnd.choice(["fixed", "unique", "maxprec", "maxprec_equal"])
    return o


def escape(s):
    return s.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def join(o):
    return ";".join(f"{k}={v}" for k, v in o.items())


def name(dtype):
    return str(dtype) if dtype.names is not None else dtype.str


lines = []


def emit(*parts):
    lines.append("\t".join(escape(str(p)) for p in parts))


def array_of(dtype, shape, data):
    size = int(np.prod(shape, dtype=int))
    need = size * dtype.itemsize
    full = (data * (need // max(len(data), 1) + 1))[:need]
    return np.frombuffer(bytearray(full), dtype, count=size).reshape(shape) if need else np.zeros(shape, dtype)


def array_case(dtype, shape, opts, tile=None):
    size = int(np.prod(shape, dtype=int))
    nat = np.array([np.iinfo("i8").min]).tobytes()
    data = nat if tile == 0 else fill(dtype, min(size, tile) if tile else size)
    a = array_of(dtype, shape, data)
    with np.printoptions(**opts):
        emit("a", name(dtype), ",".join(map(str, shape)), data.hex(), join(opts), str(a), repr(a))


def text_case(dtype, shape, opts):
    data = fill(dtype, int(np.prod(shape, dtype=int)))
    a = array_of(dtype, shape, data)
    sep, prefix, suffix = rnd.choice([",", ", ", " | ", "", "\t"]), rnd.choice(["", "x = ", "long prefix: "]), rnd.choice(["", ";", " # end"])
    with np.printoptions(**opts):
        s = np.array2string(a, separator=sep, prefix=prefix, suffix=suffix)
    emit("t", name(dtype), ",".join(map(str, shape)), data.hex(), join(opts), sep, prefix, suffix, s)


def scalar_case(dtype):
    data = fill(dtype, 1)
    x = array_of(dtype, (1,), data)[0]
    emit("c", name(dtype), data.hex(), str(x), repr(x))


def float_case(kind):
    """One number in both notations."""
    dtype = np.dtype(rnd.choice(FLOATS))
    data = floats(dtype.str[1:], 1)
    x = np.frombuffer(data, dtype)[0]
    while True:
        o = {}
        if rnd.random() < 0.6:
            o["precision"] = rnd.choice([0, 1, 2, 3, 5, 8, 12, 17, 25, 40])
        if rnd.random() < 0.4:
            o["unique"] = False
        if rnd.random() < 0.6:
            o["trim"] = rnd.choice("k.0-")
        if rnd.random() < 0.3:
            o["sign"] = True
        if rnd.random() < 0.3:
            o["pad_left"] = rnd.randrange(12)
        if rnd.random() < 0.3:
            o["min_digits"] = rnd.choice([0, 1, 3, 6, 20])
        if kind == "p":
            if rnd.random() < 0.3:
                o["fractional"] = False
            if rnd.random() < 0.3:
                o["pad_right"] = rnd.randrange(12)
            function = np.format_float_positional
        else:
            if rnd.random() < 0.3:
                o["exp_digits"] = rnd.randrange(7)
            function = np.format_float_scientific
        try:
            emit(kind, dtype.str, data.hex(), join(o), function(x, **o))
            return
        except (ValueError, TypeError):
            continue


def main():
    plain = ["?", *INTS, *FLOATS, *COMPLEX, "S4", "U4", "V3", "M8[s]", "m8[s]", "M8[ns]", ">i4", ">f8", ">U3", "m8"]
    for code in plain:
        for s in [(), (0,), (1,), (4,), (2, 3), (2, 0), (2, 2, 2)]:
            array_case(np.dtype(code), s, {})
        array_case(np.dtype(code), (1001,), {}, tile=7)
        array_case(np.dtype(code), (40, 30), {}, tile=11)
    for _ in range(850):
        array_case(simple_dtype(), shape(), options())
    for _ in range(300):
        array_case(np.dtype(rnd.choice(FLOATS + COMPLEX)), shape(), options())
    for _ in range(220):
        array_case(record_dtype(), rnd.choice([(), (0,), (1,), (2,), (3,), (6,), (2, 2), (3, 0), (1, 2, 1)]), options())
    for _ in range(40):
        array_case(simple_dtype(), rnd.choice([(2000,), (3, 500), (11, 10, 10)]), options(), tile=9)
    for _ in range(20):
        array_case(record_dtype(), rnd.choice([(1001,), (2, 501)]), options(), tile=5)
    for unit in ["", "[D]", "[ns]"]:
        array_case(np.dtype("M8" + unit), (2,), {}, tile=0)
    for _ in range(150):
        text_case(rnd.choice([simple_dtype, simple_dtype, record_dtype])(), shape(), options())
    for _ in range(400):
        scalar_case(simple_dtype())
    for _ in range(60):
        scalar_case(record_dtype())
    for _ in range(400):
        float_case("p")
        float_case("s")
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_bytes(("\n".join(lines) + "\n").encode("utf-8"))
    print(f"{OUT.relative_to(ROOT)}: {len(lines)} cases, {OUT.stat().st_size} bytes, NumPy {np.__version__}", file=sys.stderr)


if __name__ == "__main__":
    main()
