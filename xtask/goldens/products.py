"""Products of arrays, as NumPy does them.

Writes crates/linalg/tests/goldens/products.txt: one case a line, fields separated by tabs.

    function arguments operands... result

Operands and results are those of _operands.py, without the strides of results. The arguments are function by function what
products.rs reads, separated by spaces. Elements are small multiples of 1/8, so that all sums are exact.
"""

import pathlib
import warnings

import numpy as np

from _operands import NUMBERS, array, operand, outcome, rng

warnings.simplefilter("ignore")
np.seterr(all="ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/linalg/tests/goldens/products.txt"
LINES = []


def pick(items):
    return items[int(rng.integers(0, len(items)))]


def chars():
    """Two types, often the same."""
    a = pick(NUMBERS)
    return a, a if rng.random() < 0.6 else pick(NUMBERS)


def length():
    return int(rng.choice([0, 1, 2, 3, 4, 5], p=[0.05, 0.15, 0.25, 0.25, 0.2, 0.1]))


def case(name, arguments, operands, f):
    LINES.append("\t".join([name, " ".join(str(a) for a in arguments), *(operand(*o) for o in operands), outcome(f)]))


def wrong(n):
    return n + 2 if rng.random() < 0.05 else n


def outer_shapes():
    full = [length() for _ in range(int(rng.integers(0, 3)))]

    def part():
        s = [1 if rng.random() < 0.25 else wrong(n) if rng.random() < 0.3 else n for n in full]
        return s[int(rng.integers(0, len(s) + 1)) :] if rng.random() < 0.3 else s

    return part(), part()


def gufuncs():
    table = {"matmul": np.matmul, "matvec": np.matvec, "vecmat": np.vecmat, "vecdot": np.vecdot}
    for _ in range(900):
        name = pick(["matmul", "matmul", *table])
        n, k, m = length(), length(), length()
        left, right = {"matmul": ([n, k], [wrong(k), m]), "matvec": ([n, k], [wrong(k)]), "vecmat": ([k], [wrong(k), m]),
                       "vecdot": ([k], [wrong(k)])}[name]
        if name == "matmul":
            left = left[1:] if rng.random() < 0.15 else left
            right = right[:1] if rng.random() < 0.15 else right
        more = outer_shapes() if rng.random() < 0.6 else ([], [])
        left = more[0] + left if rng.random() < 0.98 else left[1:]
        right = more[1] + right if rng.random() < 0.98 else right[1:]
        types = chars()
        if rng.random() < 0.03:
            types = pick([("m8[s]", "l"), ("m8[s]", "m8[s]"), ("M8[s]", "m8[s]"), ("f", "m8[D]")])
        a, b = array(left, types[0], small=True), array(right, types[1], small=True)
        f = table[name]
        if rng.random() < 0.3 and np.dtype(types[0]).kind not in "mM" and np.dtype(types[1]).kind not in "mM":
            # Into an output, of whatever shape and type.
            try:
                result = f(a[0], b[0])
                lengths, char = list(result.shape), result.dtype.char
            except ValueError:
                # NumPy takes an output without the axes of a matrix for that of a vector.
                lengths, char = [length() for _ in range(3)], "d"
            if rng.random() < 0.2:
                lengths = pick([lengths + [2], [2] + lengths, [wrong(x) for x in lengths]])
            if rng.random() < 0.3:
                char = pick(NUMBERS)
            o = array(lengths, char, small=True, distinct=True)

            def into():
                f(a[0], b[0], out=o[0])
                return o[0].copy()

            texts = [operand(*x) for x in (a, b, o)]
            LINES.append("\t".join([name + "_into", "", *texts, outcome(into)]))
            continue
        case(name, [], [a, b], lambda: f(a[0], b[0]))
    for _ in range(60):
        s, axis = [length() for _ in range(int(rng.integers(1, 4)))], int(rng.integers(-3, 4))
        types = chars()
        a, b = array(s, types[0], small=True), array(s, types[1], small=True)
        case("vecdot_axis", [axis], [a, b], lambda: np.vecdot(a[0], b[0], axis=axis))


def dots():
    for _ in range(600):
        name = pick(["dot", "dot", "inner", "outer", "vdot"])
        k = length()
        left = [length() for _ in range(int(rng.integers(0, 3)))] + [k]
        if name == "dot":
            right = [length() for _ in range(int(rng.integers(0, 3)))]
            right = right[:-1] + [wrong(k)] + right[-1:] if right else [wrong(k)]
        elif name == "inner":
            right = [length() for _ in range(int(rng.integers(0, 3)))] + [wrong(k)]
        elif name == "vdot":
            right = list(left) if rng.random() < 0.6 else [wrong(int(np.prod(left, dtype=int)))]
        else:
            right = [length() for _ in range(int(rng.integers(0, 3)))]
        if rng.random() < 0.06 and name != "vdot":
            left, right = pick([(left, []), ([], right)])
        types = chars()
        a, b = array(left, types[0], small=True), array(right, types[1], small=True)
        case(name, [], [a, b], lambda: getattr(np, name)(a[0], b[0]))
    for _ in range(80):
        n, k, m = length(), length(), length()
        types = chars()
        a, b = array([n, k], types[0], small=True), array([k, m], types[1], small=True)
        name = pick(["dot", "outer"])
        f = getattr(np, name)
        lengths = [n, m] if name == "dot" else [n * k, k * m]
        char = np.result_type(*types).char if rng.random() < 0.8 else pick(NUMBERS)
        o = array([wrong(x) for x in lengths], char, small=True, distinct=True)

        def into():
            f(a[0], b[0], out=o[0])
            return o[0].copy()

        texts = [operand(*x) for x in (a, b, o)]
        LINES.append("\t".join([name + "_into", "", *texts, outcome(into)]))


def lists(axes):
    return ",".join(str(a) for a in axes)


def tensors():
    for _ in range(350):
        rank = int(rng.integers(0, 5)), int(rng.integers(0, 4))
        left = [length() for _ in range(rank[0])]
        right = [length() for _ in range(rank[1])]
        n = int(rng.integers(0, min(rank) + 1))
        types = chars()
        if rng.random() < 0.4:
            right[:n] = left[len(left) - n :]
            n = wrong(n)
            a, b = array(left, types[0], small=True), array(right, types[1], small=True)
            case("tensordot", [n], [a, b], lambda: np.tensordot(a[0], b[0], n))
            continue
        i, j = rng.permutation(rank[0])[:n], rng.permutation(rank[1])[:n]
        for x, y in zip(i, j):
            right[y] = wrong(left[x])
        i, j = [[int(x) - r if rng.random() < 0.3 else int(x) for x in s] for s, r in ((i, rank[0]), (j, rank[1]))]
        if rng.random() < 0.08:
            i, j = pick([(i + [0], j), (i + [0], j + [0]), (i + [7], j + [0])])
        a, b = array(left, types[0], small=True), array(right, types[1], small=True)
        case("tensordot", [lists(i) or "-", lists(j) or "-"], [a, b], lambda: np.tensordot(a[0], b[0], (i, j)))
    for _ in range(200):
        types = chars()
        a, b = (array([length() for _ in range(int(rng.integers(0, 4)))], t, small=True) for t in types)
        case("kron", [], [a, b], lambda: np.kron(a[0], b[0]))


def chains():
    for _ in range(150):
        n = int(rng.integers(1, 7))
        lengths = [max(length(), 1) for _ in range(n + 1)]
        char = pick(NUMBERS)
        shapes = [[wrong(lengths[i]), lengths[i + 1]] for i in range(n)]
        if rng.random() < 0.2:
            shapes[0] = shapes[0][1:]
        if rng.random() < 0.2:
            shapes[-1] = shapes[-1][:1]
        if rng.random() < 0.05:
            shapes[n // 2] = [2] + shapes[n // 2]
        arrays = [array(s, char, small=True) for s in shapes]
        for a, buffer in arrays:
            buffer[...] = np.sign(buffer.real) if buffer.dtype.kind != "b" else buffer
        case("multi_dot", [], arrays, lambda: np.linalg.multi_dot([a for a, _ in arrays]))
    for _ in range(150):
        n = length()
        shape = [length() for _ in range(int(rng.integers(0, 2)))] + [n, wrong(n)]
        shape = shape[1:] if rng.random() < 0.03 else shape
        a = array(shape, pick(NUMBERS), small=True)
        a[1][...] = np.sign(a[1].real) if a[1].dtype.kind != "b" else a[1]
        power = int(rng.integers(0, 8))
        case("matrix_power", [power], [a], lambda: np.linalg.matrix_power(a[0], power))


def traces():
    for _ in range(250):
        rank = int(rng.choice([0, 1, 2, 3, 4], p=[0.02, 0.03, 0.5, 0.3, 0.15]))
        a = array([length() for _ in range(rank)], pick(NUMBERS + ["m8[s]", "M8[s]"]), small=True)
        offset = int(rng.integers(-3, 4))
        i, j = (int(x) for x in rng.integers(-rank - (rng.random() < 0.05), max(rank, 1) + (rng.random() < 0.05), 2))
        if rng.random() < 0.6 and rank >= 2:
            i, j = (int(x) for x in rng.permutation(rank)[:2])
        dtype = pick(["-", "-", "-", "f", "d", "q", "D"]) if a[0].dtype.kind not in "mM" else "-"
        if dtype != "-" and a[0].dtype.kind == "c":
            dtype = "D"
        given = None if dtype == "-" else dtype
        case("trace", [offset, i, j, dtype], [a], lambda: np.trace(a[0], offset, i, j, dtype=given))


gufuncs()
dots()
tensors()
chains()
traces()
OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text("\n".join(LINES) + "\n")
