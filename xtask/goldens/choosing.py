"""Functions that choose, find and write elements, as NumPy does them.

Writes crates/index/tests/goldens/choosing.txt: one case a line, fields separated by tabs.

    function arguments operands... result

Operands and results are those of _operands.py, without the strides of results; several results are separated by `|`. The
arguments are function by function what choosing.rs reads, separated by spaces; "-" stands for nothing. An operand may be
`py int 5` or `py float 0.5`. Functions that write give the array afterwards.
"""

import pathlib
import warnings

import numpy as np

from _operands import NUMBERS, array, commas, operand, outcome, rng

warnings.simplefilter("ignore")
np.seterr(all="ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/index/tests/goldens/choosing.txt"
INTEGERS = "b B h H i I q Q".split()
MODES = ["raise", "wrap", "clip"]
LINES = []


def pick(chars):
    return str(rng.choice(list(chars)))


def shape(low=0, high=4):
    rank = int(rng.integers(low, high + 1))
    limit = {0: 1, 1: 8, 2: 5, 3: 3}.get(rank, 3)
    return [0 if rng.random() < 0.05 else int(rng.integers(1, limit + 1)) for _ in range(rank)]


def case(name, arguments, operands, f):
    texts = []
    for o in operands:
        if isinstance(o, (int, float)):
            texts.append(f"py {type(o).__name__} {o!r}")
        else:
            texts.append(operand(*o))
    LINES.append("\t".join([name, " ".join(str(a) for a in arguments), *texts, outcome(f)]))


def writes(name, arguments, target, operands, f):
    """f writes to target, an array and its buffer."""
    a, buffer = target
    text = operand(a, buffer)
    others = [operand(*o) if isinstance(o, tuple) else f"py {type(o).__name__} {o!r}" for o in operands]

    def run():
        f()
        return a.copy()

    LINES.append("\t".join([name, " ".join(str(x) for x in arguments), text, *others, outcome(run)]))


def indices(lengths, n, wrong=0.03, negative=True, chars=INTEGERS[:6] + ["i", "q"] * 3):
    char = pick(chars)
    a, buffer = array(lengths, char, small=True)
    low = -n if negative and np.dtype(char).kind == "i" else 0
    buffer[...] = rng.integers(low, max(n, 1), buffer.shape)
    if buffer.size and rng.random() < wrong:
        buffer[rng.integers(0, buffer.size)] = n if low == 0 or rng.random() < 0.5 else -n - 1
    return a, buffer


def an_axis(rank):
    if rng.random() < 0.25:
        return None
    return rank if rng.random() < 0.02 else (int(rng.integers(-rank, rank)) if rank else int(rng.choice([0, -1, 1])))


def dash(axis):
    return "-" if axis is None else axis


def broadcast_shapes():
    full = shape(0, 3)

    def part():
        s = [1 if rng.random() < 0.2 else n for n in full]
        s = s[int(rng.integers(0, len(s) + 1)) :] if rng.random() < 0.3 else s
        if s and rng.random() < 0.015:
            s[-1] += 2
        return s

    return part


def value(a):
    return a[0] if isinstance(a, tuple) else a


def takes():
    for _ in range(450):
        a = array(shape(), pick(NUMBERS), small=True)
        axis = an_axis(a[0].ndim)
        try:
            n = a[0].size if axis is None or a[0].ndim == 0 else a[0].shape[axis]
        except IndexError:
            n = 1
        mode = pick(MODES)
        i = indices(shape(0, 2), n, 0.06 if mode == "raise" else 0.5, chars=INTEGERS[:6] + ["q"] * 6 + ["d"] * (rng.random() < 0.03))
        if i[0].dtype.kind == "f" and i[0].ndim == 0:
            # A lone float passes in NumPy, which is not followed.
            continue
        case("take", [dash(axis), mode], [a, i], lambda: np.asarray(np.take(a[0], i[0], axis, mode=mode), a[0].dtype))
    for _ in range(200):
        a = array(shape(1, 4), pick(NUMBERS), small=True)
        axis = an_axis(a[0].ndim)
        if axis is None:
            lengths = [int(rng.integers(0, 6))] if rng.random() < 0.9 else [2, 2]
            n = a[0].size
        else:
            n = a[0].shape[axis] if axis < a[0].ndim else 1
            lengths = [1 if rng.random() < 0.2 else m for m in a[0].shape]
            if axis < a[0].ndim:
                lengths[axis] = int(rng.integers(0, 5))
            if rng.random() < 0.05:
                lengths = lengths[1:]
            if lengths and rng.random() < 0.05:
                lengths[int(rng.integers(0, len(lengths)))] += 1
        i = indices(lengths, n)
        if rng.random() < 0.02:
            i = array(lengths, "d", small=True)
        case("take_along_axis", [dash(axis)], [a, i], lambda: np.take_along_axis(a[0], i[0], axis))
        t = array(a[0].shape, pick("bqdD"), small=True, distinct=True)
        try:
            got = np.take_along_axis(t[0], i[0], axis).shape
        except Exception:
            got = [2]
        v = array([1 if rng.random() < 0.2 else m for m in got][int(rng.integers(0, 2)) :], t[0].dtype.char, small=True)
        if axis is None and not (t[0].flags.c_contiguous and t[0].dtype.isnative):
            # NumPy writes to a copy there, and refuses.
            continue
        writes("put_along_axis", [dash(axis)], t, [i, v], lambda: np.put_along_axis(t[0], i[0], v[0], axis))
    for _ in range(200):
        a = array(shape(), pick(NUMBERS), small=True)
        axis = an_axis(a[0].ndim)
        n = a[0].size if axis is None or not -a[0].ndim <= axis < a[0].ndim else a[0].shape[axis]
        c = array([max(0, n + int(rng.integers(-2, 2)))] if rng.random() < 0.95 else [2, 2], pick("??qd"), small=True)
        case("compress", [dash(axis)], [c, a], lambda: np.compress(c[0], a[0], axis))
        c = array(a[0].shape if rng.random() < 0.7 else shape(0, 2), pick("??qd"), small=True)
        case("extract", [], [c, a], lambda: np.extract(c[0], a[0]))


def puts():
    for _ in range(300):
        a = array(shape(), pick(NUMBERS), small=True, distinct=True)
        mode = pick(MODES)
        i = indices(shape(0, 2), a[0].size, 0.05 if mode == "raise" else 0.5)
        v = array(shape(0, 2), a[0].dtype.char, small=True)
        writes("put", [mode], a, [i, v], lambda: np.put(a[0], i[0], v[0], mode))
    for _ in range(250):
        a = array(shape(), pick(NUMBERS), small=True, distinct=True)
        m = array(a[0].shape if rng.random() < 0.9 else shape(), pick("??q"), small=True)
        v = array(shape(0, 2) if rng.random() < 0.7 else a[0].shape, a[0].dtype.char, small=True)
        writes("place", [], a, [m, v], lambda: np.place(a[0], m[0], v[0]))
        a = array(shape(), pick(NUMBERS), small=True, distinct=True)
        m = array(a[0].shape if rng.random() < 0.9 else shape(), pick("??q"), small=True)
        v = array(shape(0, 2) if rng.random() < 0.7 else a[0].shape, a[0].dtype.char, small=True)
        writes("putmask", [], a, [m, v], lambda: np.putmask(a[0], m[0], v[0]))
    for _ in range(120):
        lengths = shape(1, 3)
        if rng.random() < 0.7 and len(lengths) != 2:
            lengths = [lengths[0]] * int(rng.integers(2, 4))
        a = array([int(rng.integers(1, 12)), 3] if rng.random() < 0.3 else lengths, pick(NUMBERS), small=True, distinct=True)
        v = array([int(rng.integers(1, 5))] if rng.random() < 0.6 else [], a[0].dtype.char, small=True)
        wrap = bool(rng.random() < 0.5)
        writes("fill_diagonal", [int(wrap)], a, [v], lambda: np.fill_diagonal(a[0], v[0], wrap))


def number():
    return int(rng.integers(-5, 400)) if rng.random() < 0.5 else float(rng.integers(-40, 40) / 8)


def choices():
    for _ in range(400):
        part = broadcast_shapes()
        c = array(part(), pick("????qd"), small=True)
        x = array(part(), pick(NUMBERS), small=True)
        y = array(part(), x[0].dtype.char if rng.random() < 0.4 else pick(NUMBERS), small=True)
        kind = rng.random()
        if kind < 0.15:
            x = number()
        elif kind < 0.3:
            y = number()
        case("where", [], [c, x, y], lambda: np.where(c[0], value(x), value(y)))
    for _ in range(200):
        part = broadcast_shapes()
        n = int(rng.integers(1, 4))
        conditions = [array(part(), "?") for _ in range(n)]
        chars = pick(NUMBERS) if rng.random() < 0.4 else None
        options = [array(part(), chars or pick(NUMBERS), small=True) for _ in range(n if rng.random() < 0.97 else n + 1)]
        default = number() if rng.random() < 0.6 else array(part(), chars or pick(NUMBERS), small=True)
        if isinstance(default, int):
            default = default % 100
        case("select", [n, len(options)], conditions + options + [default],
             lambda: np.select([c[0] for c in conditions], [o[0] for o in options], value(default)))
    for _ in range(200):
        part = broadcast_shapes()
        n = int(rng.integers(1, 5))
        mode = pick(MODES)
        i = indices(part(), n, 0.06 if mode == "raise" else 0.6, negative=mode != "raise")
        chars = pick(NUMBERS) if rng.random() < 0.4 else None
        options = [array(part(), chars or pick(NUMBERS), small=True) for _ in range(n)]
        case("choose", [mode, n], [i, *options], lambda: np.choose(i[0], [o[0] for o in options], mode=mode))


def found():
    for _ in range(200):
        a = array(shape(0, 5), pick(NUMBERS), small=True)
        case("nonzero", [], [a], lambda: np.nonzero(a[0]))
        case("flatnonzero", [], [a], lambda: np.flatnonzero(a[0]))
        case("argwhere", [], [a], lambda: np.argwhere(a[0]))
    for _ in range(80):
        lists = [array([int(rng.integers(0, 5))] if rng.random() < 0.97 else [2, 2], pick("?qib"), small=True) for _ in range(int(rng.integers(1, 4)))]
        case("ix_", [], lists, lambda: [x.astype("i8") for x in np.ix_(*[part[0] for part in lists])])
    for _ in range(200):
        lengths = shape(0, 4)
        order = pick("CF")
        i = indices(shape(0, 2), int(np.prod(lengths)), 0.05, negative=rng.random() < 0.03)
        if rng.random() < 0.02:
            i = array([2], "d", small=True)
        case("unravel_index", [commas(lengths) or "-", order], [i], lambda: np.unravel_index(i[0], tuple(lengths), order))
        lengths = shape(1, 3)
        part = broadcast_shapes()
        modes = [pick(MODES) for _ in lengths] if rng.random() < 0.4 else [pick(MODES)]
        i = [indices(part(), n, 0.05 if "raise" in modes else 0.6, negative="raise" not in modes) for n in lengths]
        if rng.random() < 0.03:
            i = i[1:] + i[:1] + i[:1]
        case("ravel_multi_index", [commas(lengths), commas(modes), order], i,
             lambda: np.ravel_multi_index(tuple(x[0] for x in i), tuple(lengths), modes[0] if len(modes) == 1 else modes, order))
    for _ in range(40):
        n, m, k = int(rng.integers(0, 6)), int(rng.integers(0, 6)), int(rng.integers(-6, 7))
        case("tril_indices", [n, k, m], [], lambda: np.tril_indices(n, k, m))
        case("triu_indices", [n, k, m], [], lambda: np.triu_indices(n, k, m))
        a = array(shape(0, 3), "q", small=True)
        case("tril_indices_from", [k], [a], lambda: np.tril_indices_from(a[0], k))
        case("triu_indices_from", [k], [a], lambda: np.triu_indices_from(a[0], k))
        b = array([n] * (m % 4), "q", small=True) if rng.random() < 0.7 else a
        case("diag_indices_from", [], [b], lambda: np.diag_indices_from(b[0]))
        case("diag_indices", [n, m], [], lambda: np.diag_indices(n, m))


takes()
puts()
choices()
found()
OUT.write_text("\n".join(LINES) + "\n")
print(len(LINES), "cases")
