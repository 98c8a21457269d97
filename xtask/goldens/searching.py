"""Searching, counting and sets, as NumPy does them.

Writes crates/index/tests/goldens/searching.txt: one case a line, fields separated by tabs.

    function arguments operands... result

Operands and results are those of _operands.py, without the strides of results; several results are separated by `|`. The
arguments are function by function what searching.rs reads, separated by spaces; "-" stands for nothing.
"""

import pathlib
import warnings

import numpy as np

from _operands import NUMBERS, array, commas, operand, outcome, rng

warnings.simplefilter("ignore")
np.seterr(all="ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/index/tests/goldens/searching.txt"
INTEGERS = "b B h H i I q Q".split()
REAL = INTEGERS + "e f d".split()
TIMES = ["M8[s]", "m8[D]", "M8[D]", "m8[ms]"]
LINES = []


def pick(chars):
    return str(rng.choice(list(chars)))


def chance(p):
    return bool(rng.random() < p)


def shape(low=0, high=3, limit=12):
    rank = int(rng.integers(low, high + 1))
    limit = {2: 5, 3: 3}.get(rank, limit)
    return [0 if chance(0.05) else int(rng.integers(1, limit + 1)) for _ in range(rank)]


def texts(lengths, char):
    """Short texts of few letters, so that some are equal."""
    n = int(np.prod(lengths, dtype=int))
    letters = np.array(list("abcé" if char[0] == "U" else "abcd"))
    made = ["".join(rng.choice(letters, int(rng.integers(0, int(char[1:]) + 1)))) for _ in range(n)]
    a = np.array(made if char[0] == "U" else [t.encode() for t in made], char).reshape(lengths)
    return a, a


def some(lengths, char, small=True, distinct=False):
    if char[0] in "US":
        return texts(lengths, char)
    return array(lengths, char, small=small, distinct=distinct)


def arranged(a, f):
    """An array and its buffer, with the elements that f makes of them."""
    a[0][...] = f(a[0].copy())
    return a


def case(name, arguments, operands, f):
    words = ["-" if x is None else str(x) for x in arguments]
    LINES.append("\t".join([name, " ".join(words), *[operand(*o) for o in operands], outcome(f)]))


def searches():
    for _ in range(700):
        kind = rng.random()
        if kind < 0.75:
            char = pick(NUMBERS)
            other = char if chance(0.5) else pick(NUMBERS)
        elif kind < 0.85:
            char = other = pick(TIMES)
            other = char[:2] + pick(["[s]", "[D]", "[h]"])
        else:
            char, other = pick(["U3", "S3", "U1"]), pick(["U3", "U4", "S2"])
        n = int(rng.integers(0, 40)) if chance(0.6) else int(rng.integers(0, 6))
        a = arranged(some([n], char, small=chance(0.5), distinct=True), np.sort)
        v = some(shape(), other, small=chance(0.5))
        side = pick(["left", "right"])
        if chance(0.02):
            a = some([2, 2], char)
        if chance(0.01):
            a = some([], char)
        case("searchsorted", [side], [a, v], lambda: np.searchsorted(a[0], v[0], side))
    for _ in range(150):
        char = pick(NUMBERS)
        n = int(rng.integers(0, 40))
        a = some([n], char, distinct=True)
        order = np.argsort(a[0], kind="stable")
        if chance(0.04):
            order = order[: n // 2]
        s = array([len(order)], pick("bhiqqqH"), small=True, distinct=True)
        s[0][...] = order
        if chance(0.05):
            s = array([n], pick("df?"), small=True)
        if chance(0.03):
            s = array([n, 1], "q", small=True)
        v = some(shape(), char)
        side = pick(["left", "right"])
        case("searchsorted_sorter", [side], [a, v, s], lambda: np.searchsorted(a[0], v[0], side, s[0]))
    for _ in range(200):
        bins = array([int(rng.integers(0, 7))], pick(REAL + ["?"]), small=chance(0.6), distinct=True)
        kind = rng.random()
        if kind < 0.5:
            arranged(bins, np.sort)
        elif kind < 0.9:
            arranged(bins, lambda b: np.sort(b)[::-1])
        if chance(0.05):
            bins = array(pick(["2", "22"]) == "2" and [] or [2, 2], "d", small=True)
        if chance(0.03):
            bins = array([3], pick(["D", "M8[s]"]), small=True)
        x = array(shape(), pick(REAL + ["?"]) if chance(0.97) else "D", small=chance(0.6))
        right = chance(0.5)
        case("digitize", [int(right)], [x, bins], lambda: np.digitize(x[0], bins[0], right))


def counts():
    for _ in range(250):
        char = pick(INTEGERS[:7] + ["?"]) if chance(0.95) else pick("dQ")
        x = array([int(rng.integers(0, 30))], char, small=True, distinct=True)
        if np.dtype(char).kind == "i" and chance(0.9):
            arranged(x, abs)
        if chance(0.04):
            x = array(shape(2, 2) if chance(0.5) else [], "q", small=True)
        least = int(rng.choice([0, 0, 3, 20]))
        case("bincount", [least], [x], lambda: np.bincount(x[0], minlength=least))
        w = array([x[0].size if chance(0.95) else 3], pick(REAL + ["?"]) if chance(0.95) else "D", small=True)
        if x[0].size:
            case("bincount_weights", [least], [x, w], lambda: np.bincount(x[0], w[0], least))


def number(a, places=8):
    return float(rng.integers(-5 * places, 5 * places) / places)


def lines():
    for _ in range(400):
        n = int(rng.choice([0, 1, 2, 3, 5, 20], p=[0.04, 0.1, 0.16, 0.2, 0.3, 0.2]))
        xp = arranged(array([n], pick("ddddfqb"), small=chance(0.8), distinct=True), np.sort)
        fp = array([n if chance(0.96) else n + 1], pick("ddddfqDDF?"), small=chance(0.7))
        x = array(shape(), pick("ddddfqi?e"), small=chance(0.7))
        complex_values = fp[0].dtype.kind == "c"
        left, right = [None if chance(0.7) else number(0) for _ in range(2)]
        period = float(rng.choice([3.0, -7.5, 0.0, 1e-3], p=[0.6, 0.3, 0.05, 0.05])) if chance(0.25) else None
        if period and chance(0.7):
            arranged(xp, lambda b: rng.permutation(b))
        if np.isnan(xp[0].astype(float)).any() or (period and not np.isfinite(xp[0].astype(float)).all()) or (period and len(np.unique(xp[0] % abs(period))) < n):
            continue
        if chance(0.02):
            xp = array([n], "D", small=True)
        if chance(0.02):
            x = array([2], pick("DS"), small=True) if chance(0.5) else array([2], "M8[s]", small=True)
        case("interp", [left, right, period], [x, xp, fp], lambda: np.interp(x[0], xp[0], fp[0], left, right, period))


RULES = "auto fd doane scott stone rice sturges sqrt".split()


def spread(n, char):
    """Values of a type that suit histograms."""
    dtype = np.dtype(char)
    if dtype.kind == "b":
        return rng.integers(0, 2, n).astype(char)
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        wide = chance(0.2)
        low, high = (info.min, info.max) if wide else (0 if dtype.kind == "u" else -20, 100)
        return rng.integers(low, high, n, dtype=dtype, endpoint=True)
    return (rng.standard_normal(n) * rng.choice([1, 1e-3, 50]) if chance(0.7) else rng.integers(-8, 9, n) / 4).astype(char)


def bins_of(a):
    """What bins are asked for: arguments, operands, and NumPy's."""
    kind = rng.random()
    if kind < 0.45:
        n = int(rng.choice([0, 1, 2, 3, 7, 10, 50], p=[0.02, 0.1, 0.1, 0.2, 0.2, 0.2, 0.18]))
        return f"n{n}", [], n
    if kind < 0.65:
        rule = pick(RULES) if chance(0.97) else "best"
        return f"r{rule}", [], rule
    edges = array([int(rng.integers(0, 7))], pick("ddfqib"), small=True, distinct=True)
    if chance(0.95):
        arranged(edges, np.sort)
    if chance(0.02):
        edges = array([2, 2], "d", small=True)
    return "e", [edges], edges[0]


def histograms():
    for _ in range(450):
        char = pick(REAL + ["d", "d", "f", "q", "?"])
        lengths = [int(rng.integers(0, 70))] if chance(0.8) else shape(0, 2)
        a = array(lengths, char, small=True, distinct=True)
        a[0][...] = spread(a[0].size, char).reshape(a[0].shape)
        if chance(0.03) and a[0].dtype.kind == "f" and a[0].size:
            a[0].flat[0] = float(rng.choice([np.nan, np.inf]))
        text, more, bins = bins_of(a[0])
        limits = None if chance(0.6) else [float(rng.integers(-8, 9) / 4) for _ in range(2)]
        if limits and chance(0.9):
            limits.sort()
        if limits and chance(0.03):
            limits[1] = np.inf
        if text[0] == "r" and char in "ef":
            # Their moments and quartiles are of few digits, and differ in the last one.
            continue
        density = chance(0.25)
        words = [text, commas(limits) if limits else None, int(density)]
        weights = None
        if chance(0.35):
            weights = array(a[0].shape if chance(0.97) else [2], pick(REAL + ["d", "d", "D", "F"]), small=True)
            if text == "e" and (weights[0].dtype.kind == "e" or len(np.unique(a[0])) < a[0].size):
                continue
        operands = [a, *more] + ([weights] if weights else [])
        w = weights[0] if weights else None
        case("histogram", words, operands, lambda: np.histogram(a[0], bins, limits, density, w))
        if not weights and not density:
            case("histogram_bin_edges", words, [a, *more], lambda: np.histogram_bin_edges(a[0], bins, limits))
    for _ in range(150):
        char = pick("dddfqib")
        points, axes = int(rng.integers(1, 40)), int(rng.integers(1, 4))
        a = array([points, axes], char, small=True, distinct=True)
        a[0][...] = spread(a[0].size, char).reshape(a[0].shape)
        limits = [None if chance(0.5) else sorted(float(x) for x in rng.integers(-8, 9, 2) / 4) for _ in range(axes)]
        limits = None if chance(0.5) else limits
        density = chance(0.25)
        if chance(0.6):
            bins = [int(rng.integers(1 if chance(0.95) else 0, 6)) for _ in range(axes if chance(0.7) else axes + 1 - chance(0.9))]
            text, more = "n" + commas(bins), []
        else:
            more = [arranged(array([int(rng.integers(1, 5))], "d", small=True, distinct=True), np.sort if chance(0.95) else np.flip) for _ in range(axes)]
            bins, text = [e[0] for e in more], "e"
        weights = array([points if chance(0.97) else points + 1], pick("ddfq"), small=True) if chance(0.3) else None
        words = [text, "|".join("-" if r is None else commas(r) for r in limits) if limits else None, int(density)]
        if limits and any(r and r[0] > r[1] for r in limits):
            continue
        def run():
            h, edges = np.histogramdd(a[0], bins, limits, density, weights[0] if weights else None)
            return [h, *edges]
        case("histogramdd", words, [a, *more] + ([weights] if weights else []), run)


def sets():
    def values(lengths, distinct=True):
        if chance(0.15):
            return some(lengths, pick(["U2", "S2", "U1"]))
        char = pick(TIMES) if chance(0.1) else pick(NUMBERS)
        a = array(lengths, char, small=True, distinct=distinct)
        # Which of both zeros NumPy keeps depends on its sorts, and so does the NaN of its float16.
        if a[0].dtype.kind in "fc" and chance(0.5) and a[0].size:
            for i in rng.integers(0, a[0].size, 3):
                a[0].flat[i] = rng.choice([np.inf if char == "e" else np.nan, 0.0, np.inf])
        return a

    def all_of(a, **options):
        return list(np.unique(a, True, True, True, **options))

    for _ in range(300):
        a = values(shape(0, 3, 8) if chance(0.5) else [int(rng.integers(0, 60))])
        equal = chance(0.5)
        case("unique", [None, int(equal)], [a], lambda: np.unique(a[0], equal_nan=equal))
        case("unique_counts", [None, int(equal)], [a], lambda: list(np.unique(a[0], return_counts=True, equal_nan=equal)))
        if not equal and np.isnan(a[0]).sum() > 1 if a[0].dtype.kind in "fcmM" else False:
            # Which of them is which depends on the sort.
            continue
        case("unique_inverse", [None, int(equal)], [a], lambda: list(np.unique(a[0], return_inverse=True, equal_nan=equal)))
        case("unique_all", [None, int(equal)], [a], lambda: all_of(a[0], equal_nan=equal))
    for _ in range(200):
        lengths = [int(rng.integers(0, 6)) for _ in range(int(rng.integers(0, 4)))]
        a = values(lengths)
        if a[0].dtype.kind in "biuf" and a[0].dtype.itemsize > 1:
            a[0][...] = rng.integers(0, 2, a[0].shape)
        axis = int(rng.integers(-len(lengths) - 1, len(lengths) + 1))
        if a[0].dtype.kind == "f" and chance(0.3) and a[0].size:
            a[0].flat[0] = np.nan
        case("unique_all", [axis, 1], [a], lambda: all_of(a[0], axis=axis))

    def two():
        a = values(shape(0, 2, 8) if chance(0.5) else [int(rng.integers(0, 40))])
        if a[0].dtype.kind in "USmM":
            b = some([int(rng.integers(0, 12))], a[0].dtype.str[1:] if a[0].dtype.kind in "mM" else a[0].dtype.kind + pick("23"))
            return a, b
        return a, array(shape(0, 2, 8), a[0].dtype.char if chance(0.5) else pick(NUMBERS), small=True, distinct=True)

    for _ in range(250):
        a, b = two()
        case("union1d", [], [a, b], lambda: np.union1d(a[0], b[0]))
        case("intersect1d", [], [a, b], lambda: np.intersect1d(a[0], b[0]))
        case("intersect1d_indices", [], [a, b], lambda: list(np.intersect1d(a[0], b[0], return_indices=True)))
        case("setxor1d", [], [a, b], lambda: np.setxor1d(a[0], b[0]))
        case("setdiff1d", [], [a, b], lambda: np.setdiff1d(a[0], b[0]))
        kind, invert = pick(["None", "sort", "table"]), chance(0.3)
        if chance(0.1):
            a, b = [array([20], pick("qQiB"), distinct=True) for _ in range(2)]
        case("isin", [int(invert), kind], [a, b],
             lambda: np.isin(a[0], b[0], invert=invert, kind=None if kind == "None" else kind))


searches()
counts()
lines()
histograms()
sets()
OUT.write_text("\n".join(LINES) + "\n")
print(len(LINES), "cases")
