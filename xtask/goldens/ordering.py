"""Sorting and order statistics, as NumPy does them.

Writes crates/index/tests/goldens/ordering.txt: one case a line, fields separated by tabs.

    function arguments operands... result

Operands and results are those of _operands.py, without the strides of results. Arguments are separated by spaces; "-" stands
for nothing. Sorts are stable. Of `partition` and `argpartition`, whose order is nobody's promise, the result is the sorted
array. Numbers that are asked for (ranks, quantiles) are `shape:values`, separated by commas.
"""

import pathlib
import warnings

import numpy as np

from _operands import NUMBERS, array, commas, operand, result, rng

warnings.simplefilter("ignore")
np.seterr(all="ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/index/tests/goldens/ordering.txt"
TIMES = ["M8[D]", "m8[s]"]
METHODS = [
    "inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen", "weibull", "linear",
    "median_unbiased", "normal_unbiased", "lower", "higher", "midpoint", "nearest",
]  # fmt: skip
LINES = []


def pick(chars):
    return list(chars)[int(rng.integers(0, len(list(chars))))]


def shape(low=0, high=4, empty=0.04):
    rank = int(rng.integers(low, high + 1))
    limit = {0: 1, 1: 40, 2: 9, 3: 4}.get(rank, 3)
    return [0 if rng.random() < empty else int(rng.integers(1, limit + 1)) for _ in range(rank)]


def text(lengths):
    n = int(np.prod(lengths, dtype=int))
    words = ["", "a", "b", "ab", "aa", "ba", "abc", "ab\x00c", "é", "zz", "abcdefgh", "abcdefgi", "abcdefghi"]
    if rng.random() < 0.5:
        kind = pick(["U4", "U9", ">U5"])
        buffer = np.array([pick(words) for _ in range(2 * n)], "U9").astype(kind)
    else:
        buffer = np.array([pick(words).encode("latin1") for _ in range(2 * n)], "S9").astype(pick(["S3", "S8", "S9"]))
    a = buffer[::2] if rng.random() < 0.5 else buffer[:n]
    return a.reshape(lengths), buffer


def some(lengths=None):
    """An array with many equal elements."""
    lengths = shape() if lengths is None else lengths
    kind = rng.random()
    if kind < 0.12:
        return text(lengths)
    if kind < 0.22:
        return array(lengths, pick(TIMES), distinct=True)
    return array(lengths, pick(NUMBERS), small=rng.random() < 0.3, distinct=True)


def bare(r):
    if r.startswith("!"):
        return r
    dtype, lengths, _, data = r.split(";")
    return ";".join([dtype, lengths, data])


def case(name, arguments, operands, f):
    r = bare(result(f))
    # Empty arrays that NumPy fails to reshape or to index on its way.
    if "newaxis" not in r and "index 0 is out of bounds" not in r:
        LINES.append("\t".join([name, " ".join(str(a) for a in arguments), *(operand(*o) for o in operands), r]))


def an_axis(rank):
    if rng.random() < 0.2:
        return None
    return rank if rng.random() < 0.03 else int(rng.integers(-rank, rank)) if rank else int(rng.choice([0, -1, 1]))


def dash(axis):
    return "-" if axis is None else axis


def sorts():
    for _ in range(500):
        a = some()
        axis = an_axis(a[0].ndim)
        case("sort", [dash(axis)], [a], lambda: np.sort(a[0], axis=axis, kind="stable"))
        case("argsort", [dash(axis)], [a], lambda: np.argsort(a[0], axis=axis, kind="stable"))
    for _ in range(60):
        a = array([int(rng.integers(50, 400))], pick(NUMBERS + TIMES), small=rng.random() < 0.5, distinct=True)
        case("sort", [0], [a], lambda: np.sort(a[0], kind="stable"))
        case("argsort", [0], [a], lambda: np.argsort(a[0], kind="stable"))
    for _ in range(150):
        lengths = shape(1, 3)
        keys = [some(lengths) for _ in range(int(rng.integers(0 if rng.random() < 0.05 else 1, 4)))]
        # NumPy's lexsort takes text and complex numbers of the other byte order for native ones.
        keys = [k for k in keys if k[0].dtype.isnative or k[0].dtype.kind not in "Uc"]
        if rng.random() < 0.05:
            keys.append(array([2, 7], "i"))
        axis = int(rng.integers(-len(lengths), len(lengths))) if rng.random() < 0.95 else 5
        case("lexsort", [axis], keys, lambda: np.lexsort([k[0] for k in keys], axis=axis))
    for _ in range(60):
        a = array(shape(0, 3), pick(NUMBERS), small=True, distinct=True)
        case("sort_complex", [], [a], lambda: np.sort_complex(a[0]))


def partitions():
    for _ in range(400):
        a = some()
        axis = an_axis(a[0].ndim)
        try:
            n = a[0].size if axis is None else a[0].shape[axis]
        except IndexError:
            n = 1
        low, high = (-n, n) if rng.random() < 0.93 else (-n - 2, n + 2)
        kth = [int(rng.integers(low, max(high, low + 1))) for _ in range(int(rng.integers(1, 4)))]

        def sort(function):
            function(a[0], kth, axis=axis)
            b = a[0] if a[0].ndim or axis is None or function is np.partition else a[0].ravel()
            return np.sort(b, axis=axis, kind="stable")

        arguments = [f"{len(kth)}:{commas(kth)}", dash(axis)]
        case("partition", arguments, [a], lambda: sort(np.partition))
        case("argpartition", arguments, [a], lambda: sort(np.argpartition))


def some_axes(rank):
    kind = rng.random()
    if kind < 0.25:
        return None
    if kind < 0.6 and rank:
        return int(rng.integers(-rank, rank))
    if kind < 0.63:
        return pick([rank, (0, 0), -rank - 1])
    axes = [int(i) - (rank if rng.random() < 0.3 else 0) for i in rng.permutation(rank)]
    return tuple(axes[: int(rng.integers(0, rank + 1))])


def axes_text(axes):
    return "-" if axes is None else "()" if axes == () else commas(axes if isinstance(axes, tuple) else [axes])


def some_q(scale=1.0):
    usual = [0.0, 1.0, 0.5, 0.25, 0.75, 0.1, 0.9, 1 / 3]
    def one():
        return float(pick(usual)) if rng.random() < 0.5 else float(rng.random())

    lengths = pick([(), (), (1,), (2,), (3,), (5,), (0,), (2, 2), (1, 3), (3,) if rng.random() < 0.8 else (1, 1, 2)])
    q = np.array([one() for _ in range(int(np.prod(lengths, dtype=int)))]) * scale
    if q.size and rng.random() < 0.03:
        q[0] = pick([-0.1, 1.1 * scale, np.nan])
    text = f"{commas(lengths)}:{','.join(repr(float(x)) for x in q)}"
    return (float(q[0]) if lengths == () else q.reshape(lengths)), text


def statistics():
    for _ in range(350):
        times = rng.random() < 0.15
        a = array(shape(), pick(TIMES + ["m8[D]"] if times else NUMBERS), small=rng.random() < 0.6, distinct=True)
        axes, keepdims = some_axes(a[0].ndim), bool(rng.random() < 0.3)
        for name in ["median", "nanmedian"]:
            if name == "nanmedian" and (a[0].dtype.kind == "c" or a[0].dtype.char == "e" and (abs(a[0]) > 3e4).any()):
                # NumPy adds the one element in the middle to itself there, which overflows.
                continue
            f = getattr(np, name)
            case(name, [axes_text(axes), int(keepdims)], [a], lambda: f(a[0], axis=axes, keepdims=keepdims))
    for _ in range(900):
        times = rng.random() < 0.1
        numbers = NUMBERS if rng.random() < 0.1 else NUMBERS[1:-2]
        a = array(shape(int(rng.random() < 0.9)), pick(TIMES if times else numbers), small=rng.random() < 0.6, distinct=True)
        axes, keepdims, method = some_axes(a[0].ndim), bool(rng.random() < 0.3), pick(METHODS)
        for name in ["quantile", "percentile", "nanquantile", "nanpercentile"]:
            if rng.random() < 0.4:
                continue
            q, q_text = some_q(100.0 if "percentile" in name else 1.0)
            if "nan" in name and np.ndim(q) > 1:
                # NumPy puts the axes of q behind those of the array there.
                continue
            if not a[0].dtype.isnative and ("nan" in name or np.ndim(q) == 0):
                # Elements as results have their array's byte order in most cases, but not where NumPy makes them scalars.
                continue
            f = getattr(np, name)
            arguments = [axes_text(axes), int(keepdims), method, q_text]
            case(name, arguments, [a], lambda: f(a[0], q, axis=axes, keepdims=keepdims, method=method))


def weighted():
    for _ in range(300):
        a = array(shape(empty=0.01), pick(NUMBERS[:-2]), small=rng.random() < 0.7, distinct=True)
        axes, keepdims = some_axes(a[0].ndim), bool(rng.random() < 0.3)
        lengths = a[0].shape
        full = rng.random() < 0.5
        if not full and axes is not None:
            try:
                lengths = [a[0].shape[i] for i in (axes if isinstance(axes, tuple) else [axes])]
            except IndexError:
                pass
        if rng.random() < 0.04:
            lengths = [3]
        w = array(lengths, pick("ifdqB"), small=True, distinct=True)
        if w[1].dtype.kind != "u" and rng.random() < 0.9:
            w[1][...] = abs(w[1])
        # Equal elements may come in any order, and their weights with them.
        distinct = np.unique(a[0]).size == a[0].size
        method = "inverted_cdf" if rng.random() < 0.95 else pick(METHODS)
        for name in ["quantile", "nanquantile", "percentile"]:
            if name == "nanquantile" and w[0].shape != a[0].shape:
                # NumPy fails there, by an index of its own.
                continue
            if not distinct and not (w[0] == w[0].flat[0] if w[0].size else True).all():
                continue
            q, q_text = some_q(100.0 if name == "percentile" else 1.0)
            f = getattr(np, name)
            arguments = [axes_text(axes), int(keepdims), method, q_text]
            case("w" + name, arguments, [a, w],
                 lambda: f(a[0], q, axis=axes, keepdims=keepdims, method=method, weights=w[0]))


sorts()
partitions()
statistics()
weighted()
OUT.write_text("\n".join(LINES) + "\n")
print(len(LINES), "cases")
