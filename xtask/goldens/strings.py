"""Functions of strings, as NumPy does them.

Writes crates/structured/tests/goldens/strings.txt: one case a line, fields separated by tabs.

    function arguments operands... result

Operands and results are those of _operands.py, without the strides of results; several results are separated by `|`. The
arguments are function by function what strings.rs reads, separated by spaces. An operand may be `py int 5`, or `-` for nothing.
"""

import pathlib
import warnings

import numpy as np

from _operands import array, array_outcome, commas, error, operand, rng, values

warnings.simplefilter("ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/structured/tests/goldens/strings.txt"
LINES = []
S = np.strings


def case(name, arguments, operands, f):
    texts = []
    for o in operands:
        if o is None:
            texts.append("-")
        elif isinstance(o, int):
            texts.append(f"py int {o}")
        else:
            texts.append(operand(*o))
    found = array_outcome(f)
    if found is None:
        return
    # (Several functions find shapes that do not fit in Python, with other words.)
    elsewhere = name in ["replace", "partition", "rpartition"] and "could not be broadcast" in found
    if not elsewhere and not found.startswith("!ValueError: shape mismatch"):
        LINES.append("\t".join([name, " ".join(str(a) for a in arguments), *texts, found]))


def shape(low=0, high=3):
    rank = min(high, int(rng.choice([low, 1, 1, 1, 2, 2, 3])))
    limit = [1, 8, 4, 3][rank]
    return [0 if rng.random() < 0.04 else int(rng.integers(1, limit + 1)) for _ in range(rank)]


def kind():
    return str(rng.choice(["U", "U", "S"]))


def text(lengths, kind, small=False):
    width = int(rng.choice([1, 2, 3, 5, 8, 17]))
    return array(lengths, f"{kind}{width}", small)


def fits(lengths):
    """A shape that broadcasts with the given one, mostly."""
    if rng.random() < 0.35:
        return []
    if rng.random() < 0.02:
        return [11]
    own = [1 if rng.random() < 0.2 else n for n in lengths]
    return own[int(rng.integers(0, len(own) + 1)):] if rng.random() < 0.3 else own


def integer(lengths, low, high):
    if rng.random() < 0.5:
        return int(rng.integers(low, high))
    char = str(rng.choice(list("bhilBHI" if low >= 0 else "bhil")))
    a, buffer = array(fits(lengths), char, True)
    # In the buffer's place, so that the memory's form stays.
    buffer[...] = rng.integers(low, high, buffer.size).astype(char)
    return a, buffer


def value(o):
    return None if o is None else o if isinstance(o, int) else o[0]


QUESTIONS = "str_len isalpha isdigit isalnum isspace islower isupper istitle isdecimal isnumeric".split()
ALONE = "upper lower swapcase capitalize title strip lstrip rstrip".split()
SEARCHES = "find rfind index rindex count startswith endswith".split()
COMPARISONS = "equal not_equal less less_equal greater greater_equal".split()


def alone():
    for _ in range(60):
        for name in QUESTIONS + ALONE:
            a = text(shape(), kind())
            case(name, [], [a], lambda: getattr(S, name)(a[0]))
    for name in QUESTIONS + ALONE:
        a = array([3], "l")
        case(name, [], [a], lambda: getattr(S, name)(a[0]))


def strips():
    for _ in range(60):
        for name in ["strip", "lstrip", "rstrip"]:
            k = kind()
            a = text(shape(), k)
            chars = text(fits(a[0].shape), k if rng.random() < 0.97 else kind(), True)
            case(name + "_chars", [], [a, chars], lambda: getattr(S, name)(a[0], chars[0]))


def searches():
    for _ in range(90):
        for name in SEARCHES:
            k = kind()
            a = text(shape(), k)
            sub = text(fits(a[0].shape), k if rng.random() < 0.97 else kind(), True)
            if rng.random() < 0.5:
                # Something that is there.
                first = a[0].ravel()[0] if a[0].size else a[0].dtype.type()
                at = int(rng.integers(0, len(first) + 1))
                piece = np.array(first[at : at + int(rng.integers(0, 3))])
                sub = (piece, piece)
            start = None if rng.random() < 0.5 else integer(a[0].shape, -7, 9)
            end = None if rng.random() < 0.5 else integer(a[0].shape, -7, 9)
            if start is not None and rng.random() < 0.02:
                start = array([], "d", True)
            case(name, [], [a, sub, start, end],
                 lambda: getattr(S, name)(a[0], sub[0], 0 if start is None else value(start), value(end)))
    a, n = array([3], "l"), text([3], "U")
    for name in SEARCHES:
        case(name, [], [a, n, None, None], lambda: getattr(S, name)(a[0], n[0]))
        case(name, [], [n, a, None, None], lambda: getattr(S, name)(n[0], a[0]))
        case(name, [], [n, n, a, 3], lambda: getattr(S, name)(n[0], n[0], a[0], 3))


def changes():
    for _ in range(200):
        k = kind()
        a = text(shape(), k)
        old, new = text(fits(a[0].shape), k, True), text(fits(a[0].shape), k, True)
        if rng.random() < 0.4:
            piece = np.array("a" if k == "U" else b"a")
            old = (piece, piece)
        count = -1 if rng.random() < 0.5 else integer(a[0].shape, -2, 4)
        case("replace", [], [a, old, new, count], lambda: S.replace(a[0], old[0], new[0], value(count)))
    for _ in range(70):
        for name in ["center", "ljust", "rjust"]:
            k = kind()
            a = text(shape(), k)
            width = integer(a[0].shape, -3, 14)
            fill = np.array(rng.choice(["*", " ", "0", "ab", ""]) if rng.random() < 0.1 else rng.choice(["*", " ", "0", "é"] if k == "U" else ["*", " "]))
            fill = fill.astype("U1") if fill.size and rng.random() < 0.9 and len(str(fill)) == 1 else fill
            if k == "S":
                fill = fill.astype("S")
            case(name, [], [a, width, (fill, fill)], lambda: getattr(S, name)(a[0], value(width), fill))
        a = text(shape(), kind())
        width = integer(a[0].shape, -3, 14)
        case("zfill", [], [a, width], lambda: S.zfill(a[0], value(width)))
        size = integer(a[0].shape, -1, 9)
        case("expandtabs", [], [a, size], lambda: S.expandtabs(a[0], value(size)))
        times = integer(a[0].shape, -2, 4)
        case("multiply", [], [a, times], lambda: S.multiply(a[0], value(times)))
    a, d = text([2], "U"), array([2], "d", True)
    case("replace", [], [a, a, a, d], lambda: S.replace(a[0], a[0], a[0], d[0]))
    case("center", [], [a, d, a], lambda: S.center(a[0], d[0], a[0]))
    case("zfill", [], [a, d], lambda: S.zfill(a[0], d[0]))
    case("zfill", [], [d, 3], lambda: S.zfill(d[0], 3))
    case("expandtabs", [], [a, d], lambda: S.expandtabs(a[0], d[0]))
    case("expandtabs", [], [d, array([], "l", True)], lambda: S.expandtabs(d[0], np.array(3)))
    case("multiply", [], [a, d], lambda: S.multiply(a[0], d[0]))
    case("multiply", [], [d, 2], lambda: S.multiply(d[0], 2))


def parts():
    for _ in range(150):
        for name in ["partition", "rpartition"]:
            k = kind()
            a = array(shape(), f"{k}{int(rng.choice([5, 8, 17]))}")
            sep = array(fits(a[0].shape), f"{k}{int(rng.choice([1, 2, 3]))}", True)
            if rng.random() < 0.6:
                piece = np.array(rng.choice(["a", "b", " ", "-", "B"]))
                piece = piece if k == "U" else piece.astype("S")
                sep = (piece, piece)
            case(name, [], [a, sep], lambda: getattr(S, name)(a[0], sep[0]))
    for _ in range(300):
        a = text(shape(), kind())
        start = None if rng.random() < 0.4 else integer(a[0].shape, -7, 9)
        stop = None if rng.random() < 0.4 else integer(a[0].shape, -7, 9)
        step = 1 if rng.random() < 0.4 else integer(a[0].shape, -4, 5)
        case("slice", [], [a, start, stop, step], lambda: S.slice(a[0], value(start), value(stop), value(step)))


def together():
    for _ in range(120):
        k = kind()
        a, b = text(shape(), k), None
        b = text(fits(a[0].shape), k if rng.random() < 0.95 else kind())
        case("add", [], [a, b], lambda: np.add(a[0], b[0]))
        sep = text(fits(a[0].shape), "U", True)
        u = text(a[0].shape, "U")
        case("join", [], [sep, u], lambda: np.char.join(sep[0], u[0]))
    for _ in range(80):
        for name in COMPARISONS:
            k = kind()
            a = text(shape(), k, rng.random() < 0.5)
            b = text(fits(a[0].shape), k if rng.random() < 0.97 else kind(), rng.random() < 0.5)
            case(name, [], [a, b], lambda: getattr(np, name)(a[0], b[0]))
            sign = {"equal": "==", "not_equal": "!=", "less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">="}[name]
            if a[0].dtype.kind == b[0].dtype.kind and a[0].shape == b[0].shape:
                strip = bool(rng.random() < 0.5)
                case("compare_chararrays", [sign, int(strip)], [a, b], lambda: np.char.compare_chararrays(a[0], b[0], sign, strip))
    a, n, d = text([3], "U"), array([3], "l"), array([3], "M8[D]")
    for name in COMPARISONS + ["add", "subtract", "multiply", "maximum", "minimum", "fmax", "power", "divide", "logical_and", "logical_xor", "gcd", "arctan2"]:
        for x, y in [(a, n), (n, a), (a, a), (a, d)]:
            if name not in COMPARISONS or x is not y:
                if not (name == "multiply" and x is not y or name == "gcd" and y is d):
                    case(name, [], [x, y], lambda: getattr(np, name)(x[0], y[0]))


def extremes():
    for _ in range(60):
        a = text(shape(1, 3), kind())
        axis = int(rng.integers(-a[0].ndim, a[0].ndim))
        for name in ["argmin", "argmax"]:
            case(name, [axis], [a], lambda: getattr(np, name)(a[0], axis))
    a = text([4], "U")
    for name in ["min", "max", "sum", "prod", "cumsum", "any", "all", "ptp", "mean"]:
        case(name, [], [a], lambda: getattr(np, name)(a[0]))


alone()
strips()
searches()
changes()
parts()
together()
extremes()
OUT.write_text("\n".join(LINES) + "\n")
print(len(LINES), "cases")
