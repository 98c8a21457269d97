"""Arrays made and viewed, as NumPy does it.

Writes crates/array/tests/goldens/making.txt: one case a line, fields separated by tabs.

    name  arguments  operands  results

Arguments are separated by spaces. Operands and results are separated by /. An operand is
dtype;shape;strides;offset;buffer in hex. A result is V or C (whether it shares memory with the first operand, - if it
has no elements), then dtype;shape;strides;values in C order in hex; or the results are !Error: text.
"""

import pathlib
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/array/tests/goldens/making.txt"
rng = np.random.default_rng(20261122)
lines = []

CHARS = ["?", "i1", "u1", "<i2", ">i2", "<i4", "<i8", ">u8", "<f2", "<f4", "<f8", ">f8", "<c8", ">c8", "<c16", "<U2", "S3"]
NUMBERS = ["i1", "u1", "<i2", "<i4", ">i4", "<i8", "<f4", "<f8", "<c16"]
ORDERS = ["C", "F", "A", "K"]


def one(choices):
    return choices[int(rng.integers(0, len(choices)))]


def some(low, high):
    return int(rng.integers(low, high + 1))


def values(n, char):
    dtype = np.dtype(char)
    if dtype.kind == "b":
        return rng.integers(0, 2, n).astype(dtype)
    if dtype.kind in "iu":
        return rng.integers(0 if dtype.kind == "u" else -9, 10, n).astype(dtype)
    if dtype.kind in "SU":
        return np.array([one(["", "a", "bc", "de"]) for _ in range(n)], dtype)
    real = rng.integers(-40, 40, n) / 8
    return (real + 1j * rng.integers(-40, 40, n) / 8 if dtype.kind == "c" else real).astype(dtype)


def shape(low=0, high=4, empty=0.06):
    rank = some(low, high)
    return [0 if rng.random() < empty else some(1, 5 if rank < 3 else 3) for _ in range(rank)]


def array(dims, char, plain=0.45):
    """An array that lies in some way in its buffer, and the buffer."""
    dtype = np.dtype(char)
    how = ["plain" if rng.random() < plain else one(["step", "back", "part", "plain", "repeat"]) for _ in dims]
    if rng.random() < 0.9:
        how = ["plain" if h == "repeat" else h for h in how]
    grown = [{"step": 2 * n, "part": n + 2, "repeat": 1}.get(h, n) for n, h in zip(dims, how)]
    axes = one([np.arange(len(dims)), np.arange(len(dims))[::-1], rng.permutation(len(dims))])
    buffer = values(int(np.prod(grown, dtype=int)), char).astype(dtype)
    a = buffer.reshape([grown[i] for i in axes]).transpose(np.argsort(axes))
    cuts = {"step": slice(None, None, 2), "back": slice(None, None, -1)}
    a = a[(*(slice(1, n + 1) if h == "part" else cuts.get(h, slice(None)) for n, h in zip(dims, how)), ...)]
    return (np.broadcast_to(a, dims) if "repeat" in how else a), buffer


def commas(numbers):
    return ",".join(str(int(n)) for n in numbers)


def operand(pair):
    a, buffer = pair
    offset = a.__array_interface__["data"][0] - buffer.__array_interface__["data"][0] if a.size else 0
    return ";".join([a.dtype.str, commas(a.shape), commas(a.strides), str(offset), buffer.tobytes().hex()])


def case(name, arguments, pairs, f):
    try:
        results = f(*[a for a, _ in pairs])
        if not isinstance(results, (list, tuple)):
            results = [results]
        text = "/".join(result(np.asarray(r), pairs) for r in results)
    except Exception as e:
        text = f"!{type(e).__name__}: {e}".replace("\n", "\\n").replace("\t", " ")
    arguments = " ".join(str(x) for x in arguments)
    lines.append("\t".join([name, arguments, "/".join(operand(p) for p in pairs), text]))


def result(r, pairs):
    shares = "-" if r.size == 0 or not pairs else "V" if any(np.shares_memory(r, a) for a, _ in pairs) else "C"
    return ";".join([shares, r.dtype.str, commas(r.shape), commas(r.strides), r.tobytes().hex()])


def views():
    simple = {
        "matrix_transpose": lambda a: a.mT, "atleast_1d": np.atleast_1d, "atleast_2d": np.atleast_2d,
        "atleast_3d": np.atleast_3d, "fliplr": np.fliplr, "flipud": np.flipud, "squeeze": np.squeeze,
    }
    for name, f in simple.items():
        for _ in range(14):
            case(name, [], [array(shape(), one(CHARS))], f)
    for name in ["real", "imag"]:
        for _ in range(30):
            pair = array(shape(), one(["?", "<i2", "<f4", ">f8", "<c8", ">c8", "<c16", ">c16"]))
            case(name, [], [pair], lambda a: getattr(a, name))
    for _ in range(30):
        dims = shape(1, 4)
        n = len(dims)
        axis, start = some(-n - 1, n), some(-n - 1, n + 1)
        case("rollaxis", [axis, start], [array(dims, one(CHARS))], lambda a: np.rollaxis(a, axis, start))
    for _ in range(50):
        dims = shape(1, 4) if rng.random() < 0.2 else shape(2, 4)
        n = len(dims)
        k, first, second = some(-5, 5), some(-n, n - 1), some(-n, n - 1)
        if rng.random() < 0.1:
            second += one([-n, n])
        case("rot90", [k, first, second], [array(dims, one(CHARS))], lambda a: np.rot90(a, k, (first, second)))
    for _ in range(24):
        dims = shape(1, 4)
        axes = sorted(set(some(-len(dims), len(dims) - 1) for _ in range(some(0, 2))))
        case("flip", axes, [array(dims, one(CHARS))], lambda a: np.flip(a, tuple(axes)))
    for name in ["ravel", "flatten", "tobytes"]:
        for i in range(90):
            order = ORDERS[i % 4]
            pair = array(shape(), one(CHARS), plain=0.75)
            def f(a):
                r = getattr(a, name)(order)
                return np.frombuffer(r, "u1") if name == "tobytes" else r
            case(name, [order], [pair], f)
    for _ in range(110):
        name = one(["split", "array_split", "hsplit", "vsplit", "dsplit"])
        dims = shape(0 if "_" not in name and name != "split" else 1, 4)
        axis = some(-len(dims), len(dims) - 1) if dims else 0
        sections = some(-1, 4) if rng.random() < 0.6 else sorted(some(-2, 6) for _ in range(some(0, 3)))
        if isinstance(sections, list) and rng.random() < 0.2:
            sections = sections[::-1]
        text = f"n{sections}" if isinstance(sections, int) else "l" + commas(sections)
        f = getattr(np, name)
        if name in ("split", "array_split"):
            case(name, [text, axis], [array(dims, one(NUMBERS))], lambda a: f(a, sections, axis))
        else:
            case(name, [text], [array(dims, one(NUMBERS))], lambda a: f(a, sections))
    for _ in range(16):
        dims = shape(0, 3)
        axis = some(-len(dims) - 1, len(dims))
        case("unstack", [axis], [array(dims, one(NUMBERS))], lambda a: np.unstack(a, axis=axis))
    for _ in range(110):
        target = one(["?", "u1", "<i2", ">i2", "<i4", "<f4", "<f8", "<c16", "<c8", "S3", "<U1", "S0", "V", "<U0", "V12"])
        pair = array(shape(0, 3, 0.1), one(CHARS), plain=0.8)
        case("view", [target], [pair], lambda a: a.view(target))
    for _ in range(40):
        case("byteswap", [], [array(shape(), one(CHARS))], lambda a: a.byteswap())
    for _ in range(40):
        full = shape(0, 4)
        def part():
            s = [1 if rng.random() < 0.25 else n for n in full]
            s = s[some(0, len(s)):] if rng.random() < 0.4 else s
            return s[:-1] + [s[-1] + 1] if s and rng.random() < 0.06 else s
        char = one(NUMBERS)
        pairs = [array(part(), char) for _ in range(some(1, 3))]
        case("broadcast_arrays", [], pairs, lambda *a: np.broadcast_arrays(*a))
    for _ in range(24):
        dims = shape(1, 2, 0)
        pair = array(dims, "i1")
        a = np.broadcast_to(pair[0], [2] + dims).astype(one(["i1", "f8"]), "C")
        if rng.random() < 0.5:
            a[(0,) * a.ndim] += 1
        case("array_equiv", [], [pair, (a, a)], lambda a, b: np.array(np.array_equiv(a, b)))
    for i in range(70):
        order = ORDERS[i % 4]
        full = shape(0, 4)
        def part():
            s = [1 if rng.random() < 0.2 else n for n in full]
            return s[some(0, len(s)):] if rng.random() < 0.3 else s
        pairs = [array(part(), "i1", plain=0.6) for _ in range(some(1, 3))]
        def f(*arrays):
            it = np.nditer(arrays, ["multi_index", "zerosize_ok"], [["readonly"]] * len(arrays), order=order)
            places, found = [], []
            while not it.finished:
                places.append(it.multi_index)
                found.append([int(it[i]) for i in range(len(arrays))])
                it.iternext()
            ndim = max(a.ndim for a in arrays)
            return [np.array(places, "i8").reshape(len(places), ndim), np.array(found, "i1").reshape(len(found), len(arrays))]
        case("nditer", [order], pairs, f)
    for _ in range(10):
        dims = shape(0, 3)
        def f():
            rows = [list(i) for i in np.ndindex(*dims)]
            return np.array(rows, "i8").reshape(len(rows), len(dims))
        case("ndindex", dims, [], f)


def spaced():
    types = {"<f2": np.float16, "<f4": np.float32, "<f8": np.float64, "<c8": np.complex64, "<c16": np.complex128}
    for i in range(60):
        char = one(list(types))
        ends = np.concatenate([values(2, char)])
        if i % 9 == 0:
            ends[1] = ends[0]
        if i % 13 == 0 and char == "<f8":
            ends = np.array([0.0, 5e-324])
        num, endpoint = some(0, 7), bool(rng.random() < 0.6)
        case("linspace", [num, int(endpoint)], [(ends, ends)],
             lambda e: (lambda y, s: [y, np.asarray(s).astype(char)])(*np.linspace(e[0], e[1], num, endpoint, retstep=True)))
    for _ in range(20):
        ends = values(2, "<f8")
        num, endpoint, target = some(0, 9), bool(rng.random() < 0.6), one(["i1", "<i4", "<i8", "<f4", "<c16"])
        case("linspace_as", [num, int(endpoint), target], [(ends, ends)], lambda e: np.linspace(e[0], e[1], num, endpoint, dtype=target))
    for _ in range(50):
        dims, char = shape(0, 3), one(NUMBERS)
        other = dims[some(0, len(dims)):] if rng.random() < 0.5 else dims
        num, endpoint = some(0, 4), bool(rng.random() < 0.6)
        axis = some(-len(dims) - 1, len(dims))
        pairs = [array(dims, char), array(other, one([char, "<f4", "<i4"]))]
        if rng.random() < 0.5:
            pairs.reverse()
        case("linspace_arrays", [num, int(endpoint), axis], pairs, lambda a, b: np.linspace(a, b, num, endpoint, axis=axis))
    for _ in range(24):
        char = one(["<f4", "<f8", "<c16"])
        ends, num, endpoint, base = values(2, char), some(0, 5), bool(rng.random() < 0.6), one([10.0, 2.0, 2.5])
        case("logspace", [num, int(endpoint), base], [(ends, ends)], lambda e: np.logspace(e[0], e[1], num, endpoint, base))
    for _ in range(30):
        char = one(["<f4", "<f8", "<c16"])
        ends, num, endpoint = values(2, char), some(0, 5), bool(rng.random() < 0.6)
        if char != "<c16" and ends[0] * ends[1] < 0:
            ends = np.abs(ends) * one([1, -1]).__int__()
            ends = ends.astype(char)
        case("geomspace", [num, int(endpoint)], [(ends, ends)], lambda e: np.geomspace(e[0], e[1], num, endpoint, dtype=char))


def matrices():
    for _ in range(24):
        dims, k = shape(0, 3), some(-3, 3)
        case("diag", [k], [array(dims, one(CHARS))], lambda a: np.diag(a, k))
    for _ in range(12):
        k = some(-3, 3)
        case("diagflat", [k], [array(shape(0, 2), one(CHARS))], lambda a: np.diagflat(a, k))
    for _ in range(16):
        n, m, k = some(0, 5), some(0, 5), some(-6, 6)
        case("tri", [n, m, k], [], lambda: np.tri(n, m, k, dtype="<i4"))
    for name in ["tril", "triu"]:
        for _ in range(40):
            k = some(-4, 4)
            case(name, [k], [array(shape(1, 4), one(CHARS))], lambda a: getattr(np, name)(a, k))
    for _ in range(30):
        dims = shape(1, 2, 0.1) if rng.random() < 0.1 else shape(1, 1, 0.1)
        n, increasing = some(0, 5), bool(rng.random() < 0.5)
        case("vander", [n, int(increasing)], [array(dims, one(["?", "i1", "u1", "<i4", ">i4", "<i8", "<f4", "<f8", "<c16"]))],
             lambda a: np.vander(a, n, increasing))


def grids():
    for i in range(60):
        char, indexing = one(NUMBERS), one(["xy", "ij"])
        sparse, copy = bool(rng.random() < 0.4), i % 2 == 0
        pairs = [array(shape(0 if rng.random() < 0.2 else 1, 1, 0.05), char, plain=0.4) for _ in range(some(1, 4))]
        case("meshgrid", [indexing, int(sparse), int(copy)], pairs,
             lambda *a: list(np.meshgrid(*a, indexing=indexing, sparse=sparse, copy=copy)))
    for i in range(16):
        dims, char, sparse = shape(0, 3), one(["<i8", "<i4", "<f8"]), i % 3 == 0
        case("indices", [char, int(sparse), *dims], [], lambda: list(np.indices(dims, char, sparse)) if sparse else np.indices(dims, char))
    for i in range(30):
        items, text = [], []
        for _ in range(some(1, 3)):
            start, stop = some(-16, 16) / 4, some(-16, 24) / 4
            if rng.random() < 0.5:
                num = some(1, 4)
                items.append(slice(start, stop, num * 1j))
                text.append(f"p{start},{stop},{num}")
            else:
                step = some(1, 6) / 4 * (1 if rng.random() < 0.8 else -1)
                items.append(slice(start, stop, step))
                text.append(f"s{start},{stop},{step}")
        grid = np.ogrid if i % 2 else np.mgrid
        name = "ogrid" if i % 2 else "mgrid"
        case(name, text, [], lambda: (list if i % 2 else np.asarray)(grid[tuple(items)]))


def like():
    for i in range(80):
        order, dims = ORDERS[i % 4], shape()
        new = None if rng.random() < 0.4 else shape() if rng.random() < 0.3 else [some(0 if rng.random() < 0.1 else 1, 4) for _ in dims]
        char = one(["i1", "<i4", "<f8"])
        text = "same" if new is None else "s" + commas(new)
        case("full_like", [char, order, text], [array(dims, one(CHARS), plain=0.75)],
             lambda a: np.full_like(a, 7, dtype=char, order=order, shape=new))
    for i in range(140):
        order, copy = ORDERS[i % 4], one([None, True, False])
        pair = array(shape(), one(["i1", "<i4", ">i4", "<f8"]), plain=0.75)
        char = pair[0].dtype.str if rng.random() < 0.6 else one(["i1", "<i4", "<f8"])
        case("asarray", [char, order, copy], [pair], lambda a: np.asarray(a, dtype=char, order=order, copy=copy))


def bytes_():
    for _ in range(60):
        data = values(some(0, 24), "u1")
        char, count, offset = one(["u1", "<i2", ">i4", "<f8", "?", "S3", "S0", "<U1"]), one([-1, -1, 0, 1, 2, 5]), one([0, 0, 1, 4, 30])
        case("frombuffer", [char, count, offset], [(data, data)], lambda a: np.frombuffer(a.data if a.size else b"", char, count, offset))
    for i in range(70):
        dims, char = shape(0, 3), one(["?", "?", "i1", "u1", "<i4", ">i4", "<f8"] if i % 6 == 0 else ["?", "i1", "<i4", ">i2"])
        if rng.random() < 0.3 and dims:
            dims[some(0, len(dims) - 1)] = some(7, 20)
        axis = None if rng.random() < 0.3 else some(-max(len(dims), 1), max(len(dims), 1))
        order = one(["big", "little"])
        case("packbits", [axis, order], [array(dims, char)], lambda a: np.packbits(a, axis, order))
    for i in range(70):
        dims, char = shape(0, 3), "u1" if rng.random() < 0.95 else "i1"
        axis = None if rng.random() < 0.3 else some(-max(len(dims), 1), max(len(dims), 1))
        order, count = one(["big", "little"]), one([None, None, some(-9, 24)])
        a, buffer = array(dims, char)
        case("unpackbits", [axis, count, order], [(a, buffer)], lambda a: np.unpackbits(a, axis, count, order))
    texts = [
        ("1 2 3", " "), (" 1  2\\t3 ", " "), ("1,2,3", ","), ("1 , 2,3 ", ","), ("1;2;", ";"), ("1, 2", ", "), ("1,2", ", "),
        ("1 2 x", " "), ("x", " "), ("", ","), ("1.5 -2.25e2 .5 3.", " "), ("nan inf -inf", " "), ("1,,2", ","),
        ("1--2--3", "--"), ("1 - 2 - 3", " - "), ("1e5 1e 3", " "), ("-7 +8", " "), ("1 2", ""), ("300 -129", " "), ("0x10", " "),
        ("99999999999999999999 1", " "), ("1+2j 3 4j 1e1-2.5j", " "), 
    ]
    for text, sep in texts:
        # (Into a swapped dtype NumPy writes native bytes: a mistake that has no case here.)
        for char in ["<f8", "<i4", "i1", "<i8", "?", "<c16", "<f4"]:
            if ("j" in text and char != "<c16") or ("99999" in text and char not in ("<f8", "<i8")):
                continue
            for count in [-1, 2]:
                raw = text.replace("\\t", "\t")
                good = count < 0 or len(np.fromstring(raw, "<c16", -1, sep) if sep and safe(raw, sep) else []) >= 2
                if good:
                    case("fromstring", [repr(text).replace(" ", "_"), repr(sep).replace(" ", "_"), char, count], [],
                         lambda: np.fromstring(raw, char, count, sep))


def safe(text, sep):
    try:
        np.fromstring(text, "<c16", -1, sep)
        return True
    except ValueError:
        return False


def main():
    for part in [views, spaced, matrices, grids, like, bytes_]:
        part()
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(lines) + "\n")
    print(f"{len(lines)} cases, {OUT.stat().st_size} bytes", file=sys.stderr)


main()
