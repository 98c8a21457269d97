"""numpy.linalg: what is unique up to rounding, and the words of errors.

Writes crates/linalg/tests/goldens/solving.txt: one case a line, fields separated by tabs.

    function arguments operands... results

Arguments are function by function what solving.rs reads, separated by spaces; "-" stands for nothing. Operands are those of
_operands.py, or `made kind dtype rows,cols seed scale`, whose elements both sides make by the same generator. Results are
those of _operands.py without strides, separated by `|`. Eigenvalues are sorted by real and imaginary part.
"""

import pathlib
import warnings

import numpy as np

from _operands import array, commas, operand, outcome, rng

warnings.simplefilter("ignore")
np.seterr(all="ignore")
L = np.linalg
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/linalg/tests/goldens/solving.txt"
LINES = []
SIZES = [0, 1, 2, 3, 5, 16, 33, 64, 100, 257]


def made(kind, char, rows, cols, seed, scale):
    """A matrix by a generator: 24 bits of each state between -0.5 and 0.5, times a power of two."""
    state, values = seed, []
    count = rows * cols * (2 if char in "FD" else 1)
    for _ in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        values.append((state >> 40) / 2**24 - 0.5)
    a = np.array(values)
    a = a[0::2] + 1j * a[1::2] if char in "FD" else a
    a = a.reshape(rows, cols)
    if kind != "any":
        a = a + a.conj().T
    if kind == "positive":
        a = a + 2.0 * rows * np.eye(rows)
    a = (a * 2.0**scale).astype(char)
    return a, f"made {kind} {a.dtype.str} {rows},{cols} {seed} {scale}"


def case(name, arguments, operands, f):
    texts = [o[1] if isinstance(o[1], str) else operand(*o) for o in operands]
    LINES.append("\t".join([name, " ".join(str(a) for a in arguments) or "-", *texts, outcome(f)]))


def by_parts(w):
    return np.sort_complex(w.ravel()).reshape(w.shape) if w.ndim == 1 else np.stack([by_parts(x) for x in w])


def large():
    for n in SIZES:
        for char in "dD":
            for scale in [0, -498, 498] if n <= 33 else [0]:
                seed = n * 7 + scale + 1000
                a = made("any", char, n, n, seed, scale)
                h = made("symmetric", char, n, n, seed + 1, scale)
                p = made("positive", char, n, n, seed + 2, scale)
                w = made("any", char, n, 2 * n, seed + 3, scale)
                t = made("any", char, 2 * n + 1, n, seed + 4, scale)
                b = made("any", char, n, 3, seed + 5, scale)
                r = made("any", char, 2 * n + 1, 2, seed + 6, scale)
                case("solve", [], [p, b], lambda: L.solve(p[0], b[0]))
                case("slogdet", [], [p], lambda: L.slogdet(p[0]))
                for m in (a, w, t):
                    case("svdvals", [], [m], lambda: L.svdvals(m[0]))
                case("eigvalsh", ["L"], [h], lambda: L.eigvalsh(h[0]))
                case("eigvals", [], [a], lambda: by_parts(L.eigvals(a[0])) if n else L.eigvals(a[0]).astype("D"))
                case("lstsq", ["-"], [t, r], lambda: L.lstsq(t[0], r[0]))
                case("lstsq", ["-"], [w, b], lambda: L.lstsq(w[0], b[0]))
                if n <= 5 or (n == 16 and scale == 0):
                    case("inv", [], [p], lambda: L.inv(p[0]))
                    case("cholesky", ["L"], [p], lambda: L.cholesky(p[0]))
                    case("cholesky", ["U"], [p], lambda: L.cholesky(p[0], upper=True))
                    for m in (a, w, t):
                        for mode in ("reduced", "complete"):
                            case("qr", [mode], [m], lambda: L.qr(m[0], mode))
                        case("pinv", ["-", "0"], [m], lambda: L.pinv(m[0]))


def stack(n, m=None, char=None, square=True, low=0, high=2):
    char = char or str(rng.choice(list("bHiqQfdFD")))
    outer = [int(rng.integers(1, 4)) for _ in range(int(rng.integers(low, high + 1)))]
    a, buffer = array([*outer, n, m or n], char, small=True, distinct=True)
    if square:
        diagonal = np.arange(n)
        a[..., diagonal, diagonal] = 40 + diagonal
    return a, buffer


def small():
    for _ in range(260):
        n = int(rng.integers(1, 5))
        a = stack(n)
        b = stack(n, int(rng.integers(1, 4)), square=False)
        if rng.random() < 0.3:
            b = array([n if rng.random() < 0.9 else n + 1], str(rng.choice(list("qdfD"))), small=True)
        case("solve", [], [a, b], lambda: L.solve(a[0], b[0]))
        case("inv", [], [a], lambda: L.inv(a[0]))
        case("det", [], [a], lambda: L.det(a[0]))
        case("slogdet", [], [a], lambda: L.slogdet(a[0]))
        case("eigvals", [], [a], lambda: by_parts(L.eigvals(a[0]).astype(np.result_type(L.inv(a[0]), np.complex64))))
        uplo = str(rng.choice(["L", "U"]))
        case("eigvalsh", [uplo], [a], lambda: L.eigvalsh(a[0], uplo))
        m = stack(int(rng.integers(1, 5)), int(rng.integers(1, 5)), square=False)
        case("svdvals", [], [m], lambda: L.svdvals(m[0]))
        case("matrix_rank", ["-", "0"], [m], lambda: L.matrix_rank(m[0]))
        case("matrix_rank", ["absolute:3.5", "0"], [m], lambda: L.matrix_rank(m[0], tol=3.5))
        case("pinv", ["relative:0.01", "0"], [m], lambda: L.pinv(m[0], rtol=0.01))
        d = stack(int(rng.integers(1, 5)), int(rng.integers(1, 4)), square=False)
        mode = str(rng.choice(["reduced", "complete", "r", "raw"]))
        case("qr", [mode], [d], lambda: L.qr(d[0], mode))
        order = str(rng.choice(["-", "2", "-2", "1", "-1", "inf", "-inf", "fro", "nuc"]))
        case("cond", [order], [a], lambda: L.cond(a[0], order_of(order)))
        g = stack(3, 2, char=str(rng.choice(list("qdfD"))), square=False, high=0)
        c = array([3, 2] if rng.random() < 0.5 else [3], str(rng.choice(list("qdfD"))), small=True)
        case("lstsq", ["-"], [g, c], lambda: L.lstsq(g[0], c[0]))


def order_of(text):
    return {"-": None, "fro": "fro", "nuc": "nuc"}.get(text, None) if text in ("-", "fro", "nuc") else float(text)


def norms():
    orders = ["-", "2", "-2", "1", "-1", "inf", "-inf", "0", "3", "0.5", "fro", "nuc"]
    for _ in range(320):
        lengths = [int(rng.integers(0 if rng.random() < 0.1 else 1, 4)) for _ in range(int(rng.integers(1, 4)))]
        a = array(lengths, str(rng.choice(list("?bqefdFD"))), small=True)
        order = str(rng.choice(orders))
        kind = rng.random()
        rank = len(lengths)
        if kind < 0.3:
            axes = None
        elif kind < 0.65:
            axes = (int(rng.integers(-rank, rank)),)
        else:
            axes = tuple(int(x) for x in rng.integers(-rank, rank, 2))
        if axes is not None and rng.random() < 0.03:
            axes = (*axes[:-1], 5)
        keep = bool(rng.random() < 0.3)
        if order == "-" and axes is not None and len(axes) > 2:
            continue
        case("norm", [order, commas(axes) if axes else "-", int(keep)], [a],
             lambda: L.norm(a[0], order_of(order), axes, keep))
        case("vector_norm", [order, commas(axes) if axes else "-"], [a],
             lambda: L.vector_norm(a[0], ord=order_of(order) if order != "-" else 2, axis=axes))
        case("matrix_norm", [order, int(keep)], [a],
             lambda: L.matrix_norm(a[0], ord=order_of(order) if order != "-" else "fro", keepdims=keep))


def others():
    for _ in range(40):
        x = array([2, 3] if rng.random() < 0.5 else [3], str(rng.choice(list("qdi"))), small=True)
        y = array([3] if rng.random() < 0.9 else [2], x[0].dtype.char, small=True)
        case("cross", [-1], [x, y], lambda: L.cross(x[0], y[0]))
        m = stack(int(rng.integers(1, 4)), int(rng.integers(1, 4)), square=False)
        k = int(rng.integers(-2, 3))
        case("diagonal", [k], [m], lambda: L.diagonal(m[0], offset=k))
        case("trace", [k], [m], lambda: L.trace(m[0], offset=k))
    for shape, b, axes in [([2, 3, 6], [2, 3], ()), ([6, 4, 2, 3, 4], [6, 4], ()), ([2, 3, 6], [2, 3], (0,)), ([4, 4], [4, 4], ()),
                           ([2, 3, 5], [2, 3], ())]:
        a = array(shape, "d", small=True, distinct=True)
        v = array(b, "d", small=True)
        case("tensorsolve", [commas(axes) or "-"], [a, v], lambda: L.tensorsolve(a[0], v[0], axes or None))
    for shape, ind in [([4, 6, 8, 3], 2), ([24, 8, 3], 1), ([2, 3], 1), ([4, 4], 5), ([4, 4], 0)]:
        a = array(shape, "d", small=True, distinct=True)
        case("tensorinv", [ind], [a], lambda: L.tensorinv(a[0], ind))


def wrong():
    names = ["inv", "det", "slogdet", "cholesky", "qr", "svdvals", "eigvals", "eigvalsh", "pinv", "cond", "matrix_rank", "trace", "diagonal"]
    arguments = {"cholesky": ["L"], "eigvalsh": ["L"], "qr": ["reduced"], "pinv": ["-", "0"], "matrix_rank": ["-", "0"], "cond": ["-"],
                 "trace": [0], "diagonal": [0]}
    given = [np.ones(3), np.float64(3), np.ones((2, 3)), np.ones((0, 0)), np.ones((2, 0, 0)), np.ones((0, 2, 2)), np.ones((0, 3)),
             np.ones((3, 0)), np.zeros((2, 2)), np.eye(2, dtype="e"), np.array([[1, np.nan], [np.nan, 1]]), np.array([[np.nan]]),
             np.array([[np.inf]]), np.array([[1.0, 0, 0], [2, np.nan, 0], [3, 4, 5]]), np.array([[1.0, 2], [3, 4]]), np.array([[True]]),
             np.array([[1, 2], [2, -4.0]])]
    for x in given:
        x = np.asarray(x)
        for name in names:
            f = (lambda x: np.sort(L.eigvals(x), axis=-1)) if name == "eigvals" else getattr(L, name)
            case(name, arguments.get(name, []), [(x, x)], lambda: f(x))
    a = np.array([[1.0, 2], [3, 4]])
    for left, right in [(a, np.ones(3)), (a, np.ones((3, 2))), (a, np.float64(1)), (np.ones((3, 2, 2)) + np.eye(2), np.ones((3, 2))),
                        (np.ones((3, 2, 2)) + np.eye(2), np.ones((2, 1))), (np.ones((3, 2, 2)) + np.eye(2), np.ones((4, 2, 1))),
                        (np.ones((3, 2, 2)) + np.eye(2), np.ones(2)), (np.ones((2, 2)), np.ones(2)),
                        (np.array([np.eye(2), np.ones((2, 2))]), np.ones(2)), (np.eye(2), np.ones((2, 0))), (np.ones((2, 3)), np.ones(2)),
                        (np.ones((0, 2, 2)), np.ones((2, 3))), (np.ones((0, 0)), np.ones((0, 3))), (np.ones((0, 0)), np.ones(0)),
                        (np.eye(2, dtype="e"), np.ones(2))]:
        right = np.asarray(right)
        case("solve", [], [(left, left), (right, right)], lambda: L.solve(left, right))
    for left, right, rcond in [(np.ones((2, 3, 2)), np.ones(3), None), (np.ones(2), np.ones(3), None), (np.ones((2, 2)), np.float64(3), None),
                               (np.ones((2, 2)), np.ones((2, 2, 2)), None), (np.ones((2, 2)), np.ones(3), None),
                               (np.ones((0, 2)), np.ones(0), None), (np.ones((3, 0)), np.ones(3), None), (np.ones((3, 2)), np.ones((3, 0)), None),
                               (np.ones((2, 3)), np.ones(2), None), (np.ones((3, 2), "f"), np.ones(3, "f"), None),
                               (np.array([[1, 1j], [2, 3], [1, 1]]), np.ones(3), None), (np.array([[1.0, np.nan], [2, 3]]), np.ones(2), None),
                               (np.array([[1.0, 0], [0, 1e-3], [0, 0]]), np.ones(3), 1e-2), (np.array([[1.0, 0], [0, 1e-3], [0, 0]]), np.ones(3), 1e-4)]:
        right = np.asarray(right)
        case("lstsq", ["-" if rcond is None else rcond], [(left, left), (right, right)], lambda: L.lstsq(left, right, rcond))


large()
small()
norms()
others()
wrong()
OUT.write_text("\n".join(LINES) + "\n")
print(len(LINES), "cases")
