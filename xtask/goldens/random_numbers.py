"""Random numbers as NumPy draws them.

Writes three files into crates/random/tests/goldens, one case a line, fields separated by tabs.

streams.txt: what a bit generator of a seed gives.

    generator seed what values

`seed` is a list of integers; `what` is raw, u32, doubles, jumped, advanced, state or pool. Values are hexadecimal words.

generator.txt and legacy.txt: calls of a Generator, or of a RandomState, that was made for the case.

    generator seed method options size operands result next

Operands are dtype;shape;values in C order in hex, separated by `|`. A size is `..` for None, else lengths separated by
commas (`()` for none). The result is as an operand, or !Error: text. `next` is the raw word that comes after, which shows
how many were drawn. Options are method by method what the tests read.
"""

import pathlib
import warnings

import numpy as np

warnings.simplefilter("ignore")
np.seterr(all="ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/random/tests/goldens"
GENERATORS = ["PCG64", "PCG64DXSM", "Philox", "SFC64", "MT19937"]


def text(a):
    a = np.asarray(a)
    return ";".join([a.dtype.str, ",".join(map(str, a.shape)), a.tobytes().hex()])


def size_text(size):
    if size is None:
        return ".."
    if isinstance(size, int):
        return str(size)
    return ",".join(map(str, size)) or "()"


def outcome(f):
    try:
        return text(f())
    except Exception as e:
        return f"!{type(e).__name__}: {e}".replace("\n", " ").replace("\t", " ")


def streams():
    lines = []
    words = lambda values: ",".join(f"{int(v):x}" for v in values)
    seeds = [[0], [42], [12345678901234567890123456789], [1, 2, 3], [7, 2**40, 5, 2**33 + 1, 9, 11, 13]]
    for seed in seeds:
        given = seed[0] if len(seed) == 1 else seed
        sequence = np.random.SeedSequence(given)
        children = sequence.spawn(2) + sequence.spawn(1)
        add = lambda name, what, values: lines.append("\t".join([name, ",".join(map(str, seed)), what, words(values)]))
        add("SeedSequence", "pool", sequence.pool)
        add("SeedSequence", "state", np.random.SeedSequence(given).generate_state(9))
        add("SeedSequence", "state64", np.random.SeedSequence(given).generate_state(5, np.uint64))
        add("SeedSequence", "child", children[2].spawn(1)[0].generate_state(6))
        add("SeedSequence", "pool8", np.random.SeedSequence(given, spawn_key=(3, 2**35), pool_size=8).generate_state(9))
        for name in GENERATORS:
            make = getattr(np.random, name)
            bits = make(given)
            n = 700 if name == "MT19937" else 40
            add(name, "raw", bits.random_raw(n))
            # Halves of words and doubles in turn.
            rng = np.random.Generator(make(given))
            mixed = []
            for i in range(60):
                mixed.append(rng.integers(0, 2**32, dtype=np.uint32) if i % 3 else rng.random() * 2.0**53)
            add(name, "mixed", mixed)
            if name != "SFC64":
                bits = make(given)
                bits.random_raw(5)
                np.random.Generator(bits).integers(0, 2**32, dtype=np.uint32)
                add(name, "jumped", bits.jumped(1 if name == "MT19937" else 3).random_raw(n))
            if name in ("PCG64", "PCG64DXSM", "Philox"):
                bits = make(given)
                bits.random_raw(3)
                bits.advance(10**20 + 7)
                add(name, "advanced", bits.random_raw(9))
        if len(seed) > 1 or seed[0] < 2**32:
            state = np.random.MT19937()
            if max(seed) < 2**32:
                state._legacy_seeding(given)
                add("MT19937", "legacy", state.random_raw(700))
    (OUT / "streams.txt").write_text("\n".join(lines) + "\n")


class Cases:
    def __init__(self, make, numbers):
        self.lines = []
        self.make = make
        self.numbers = numbers

    def add(self, method, operands, size, f, options="-", bits="PCG64", seed=None):
        """f draws from the generator it is given."""
        seed = len(self.lines) % 7 if seed is None else seed
        rng = self.make(bits, seed)
        # The generator may be in the middle of a word, and have a normal value kept.
        if len(self.lines) % 3 == 1:
            self.numbers(rng)
            options += " begun"
        result = outcome(lambda: f(rng))
        after = f"{int(rng._bit_generator.random_raw()):x}"
        operands = "|".join(text(o) for o in operands)
        self.lines.append("\t".join([bits, str(seed), method, options, size_text(size), operands, result, after]))

    def write(self, name):
        (OUT / name).write_text("\n".join(self.lines) + "\n")


SIZES = [None, 40, (3, 5), (), 0, (2, 0)]
nan, inf = np.nan, np.inf

# Parameters of each distribution: sets that are drawn with, and sets that are refused.
CONTINUOUS = {
    "normal": ([(0.0, 1.0), (-3.5, 0.0), (1e300, 2.5)], [(0.0, -1.0), (0.0, -0.0), (0.0, nan)]),
    "exponential": ([(1.0,), (0.0,), (1e-3,)], [(-1.0,), (nan,)]),
    "gamma": ([(2.5, 1.0), (0.3, 2.0), (1.0, 0.5), (0.0, 1.0), (1e-3, 1.0), (1e6, 3.0)], [(-1.0, 1.0), (1.0, -1.0)]),
    "standard_gamma": ([(2.5,), (0.3,), (1.0,), (0.0,), (100.0,)], [(-1.0,), (nan,)]),
    "beta": ([(2.0, 3.0), (0.5, 0.5), (0.5, 2.0), (1e-4, 1e-4), (1e-104, 1e-104), (1e-200, 0.5), (1.0, 1.0)], [(0.0, 1.0), (1.0, -2.0), (nan, 1.0)]),
    "chisquare": ([(1.0,), (2.0,), (7.5,)], [(0.0,), (-1.0,)]),
    "noncentral_chisquare": ([(3.0, 2.0), (0.5, 2.0), (1.0, 30.0), (3.0, 0.0), (3.0, nan)], [(0.0, 1.0), (1.0, -1.0)]),
    "f": ([(1.0, 48.0), (5.0, 2.0)], [(0.0, 1.0), (1.0, 0.0)]),
    "noncentral_f": ([(3.0, 20.0, 3.0), (0.5, 1.0, 1.0)], [(0.0, 1.0, 1.0), (1.0, 0.0, 1.0), (1.0, 1.0, -1.0)]),
    "standard_t": ([(1.0,), (10.0,), (2.0,)], [(0.0,)]),
    "vonmises": ([(0.0, 4.0), (1.0, 1e-9), (-2.0, 1e-6), (3.0, 2e6), (1.5, 1e5), (100.0, 0.5)], [(0.0, -1.0)]),
    "pareto": ([(3.0,), (0.2,)], [(0.0,)]),
    "weibull": ([(5.0,), (0.0,), (0.3,)], [(-1.0,)]),
    "power": ([(5.0,), (0.1,)], [(0.0,)]),
    "laplace": ([(0.0, 1.0), (5.0, 0.0)], [(0.0, -1.0)]),
    "gumbel": ([(0.0, 1.0), (5.0, 2.0)], [(0.0, -1.0)]),
    "logistic": ([(10.0, 1.0), (5.0, 2.0)], [(0.0, -1.0)]),
    "lognormal": ([(0.0, 1.0), (3.0, 0.25)], [(0.0, -1.0)]),
    "rayleigh": ([(3.0,), (0.0,)], [(-1.0,)]),
    "wald": ([(3.0, 2.0), (1e9, 2.0), (1e-3, 5.0)], [(0.0, 1.0), (1.0, 0.0)]),
    "uniform": ([(0.0, 1.0), (-2.5, 7.0), (3.0, 3.0)], [(-inf, 1.0), (-1e308, 1e308)]),
    "triangular": ([(-3.0, 0.0, 8.0), (0.0, 0.0, 1.0), (0.0, 1.0, 1.0)], [(1.0, 0.0, 2.0), (0.0, 3.0, 2.0), (1.0, 1.0, 1.0)]),
}
DISCRETE = {
    "poisson": ([(0.5,), (5.0,), (9.99,), (10.0,), (123.4,), (0.0,), (1e15,)], [(-1.0,), (nan,), (1e19,)]),
    "zipf": ([(2.0,), (1.1,), (4.0,), (1500.0,)], [(1.0,), (nan,)]),
    "geometric": ([(0.35,), (0.9,), (0.1,), (1e-5,), (1.0,)], [(0.0,), (1.5,), (nan,)]),
    "logseries": ([(0.6,), (0.99,), (0.0,)], [(1.0,), (-0.5,), (nan,)]),
    "binomial": (
        [(10, 0.5), (10, 0.1), (1000, 0.3), (1000, 0.8), (0, 0.5), (5, 0.0), (5, 1.0), (100, 0.97), (10**6, 0.45), (10**12, 0.5), (50, 0.999)],
        [(-1, 0.5), (5, 1.5), (5, nan), (5, -0.1)],
    ),
    "negative_binomial": ([(1.0, 0.1), (5.5, 0.9), (100.0, 0.02), (3.0, 1.0)], [(0.0, 0.5), (1.0, 0.0), (nan, 0.5), (1.0, 1e-30), (1.0, 2.0)]),
    "hypergeometric": (
        [(100, 2, 10), (20, 30, 5), (15, 15, 15), (1000, 3000, 700), (5, 5, 10), (10**8, 10**7, 10**6), (10**6, 9 * 10**8, 10**5), (7, 0, 3), (40, 50, 60), (3, 30, 25), (2000, 9, 12)],
        [(1, 2, 4), (-1, 5, 2), (5, -1, 2), (10**9, 1, 1)],
    ),
}
LEGACY_ONLY_REFUSED = {"uniform": [(-1e308, 1e308), (-inf, 0.0)], "hypergeometric": [(1, 2, 4), (-1, 5, 2), (5, 5, 0)], "negative_binomial": [(0.0, 0.5), (1.0, 1.5)]}


def columns(sets):
    """Parameters of several sets as arrays that broadcast: the first down, the others along."""
    first = np.array([s[0] for s in sets])[:, None]
    return [first] + [np.array([s[i] for s in sets]) for i in range(1, len(sets[0]))]


def distributions(cases, legacy):
    for kind in (CONTINUOUS, DISCRETE):
        for name, (drawn, refused) in kind.items():
            if legacy:
                refused = LEGACY_ONLY_REFUSED.get(name, refused)
                if name == "poisson":
                    drawn = [d for d in drawn]
                if name == "hypergeometric":
                    drawn = [d for d in drawn if d[0] < 10**8]
                if name == "zipf":
                    drawn = drawn[:3]
                if name == "vonmises":
                    drawn = [d for d in drawn if d[1] < 1e6]
            for k, parameters in enumerate(drawn):
                for size in ([None, 40] if k else SIZES):
                    cases.add(name, parameters, size, lambda rng: getattr(rng, name)(*parameters, size=size))
            for parameters in refused:
                cases.add(name, parameters, 3, lambda rng: getattr(rng, name)(*parameters, size=3))
                arrays = [np.array([p]) for p in parameters]
                cases.add(name, arrays, None, lambda rng: getattr(rng, name)(*arrays))
            plain = [d for d in drawn if nan not in d]
            if name == "hypergeometric":
                plain = plain[:3]
                arrays = [np.array([[20], [30]]), np.array([30, 40, 50]), np.array(12)]
            elif name == "triangular":
                arrays = [np.array([[-3.0], [-1.0]]), np.array([0.0, 1.0, 2.0]), np.array(8.0)]
            elif name == "uniform":
                arrays = [np.array([[-3.0], [-1.0]]), np.array([0.0, 1.0, 2.0])]
            else:
                arrays = columns(plain[:3])
            shape = np.broadcast_shapes(*(a.shape for a in arrays))
            for size in (None, (2, *shape), shape[1:], (4,)):
                cases.add(name, arrays, size, lambda rng: getattr(rng, name)(*arrays, size=size))
            if kind is CONTINUOUS:
                whole = [np.array([[3], [4]], np.int32)] * len(arrays[:1]) + [np.float32(5)] * (len(arrays) - 1)
                if name not in ("triangular", "uniform"):
                    cases.add(name, whole, None, lambda rng: getattr(rng, name)(*whole))
                    wrong = [np.array([1j])] + whole[1:]
                    cases.add(name, wrong, None, lambda rng: getattr(rng, name)(*wrong))
            if not legacy or name in ("normal", "gamma", "binomial"):
                for bits in GENERATORS:
                    parameters = drawn[0]
                    cases.add(name, parameters, 300, lambda rng: getattr(rng, name)(*parameters, size=300), bits=bits, seed=3)


def vectors(cases, legacy):
    p = [0.1, 0.2, 0.3, 0.4]
    sixths = [1 / 6.0] * 6
    for n, pvals in ((20, sixths), (0, p), (1000, p), (10, [1.0]), (5, [0.0, 1.0]), (7, [0.5, 0.5, 0.0]), (-1, p), (5, [0.7, 0.7, 0.1]), (5, [1.5, -0.5]), (3, np.float32([0.5, 0.5000001, 0.1]))):
        for size in (None, 3, (2, 2)):
            cases.add("multinomial", (n, np.asarray(pvals)), size, lambda rng: rng.multinomial(n, pvals, size=size))
    if not legacy:
        n, pvals = np.array([[5], [100]]), np.array([p, p[::-1], [0.25] * 4])
        for size in (None, (2, 3), (4, 2, 3), (3,), (1, 3)):
            cases.add("multinomial", (n, pvals), size, lambda rng: rng.multinomial(n, pvals, size=size))
        cases.add("multinomial", (n, np.array([0.5, 0.5])), None, lambda rng: rng.multinomial(n, np.array([0.5, 0.5])))
        cases.add("multinomial", (3, np.zeros((2, 0))), None, lambda rng: rng.multinomial(3, np.zeros((2, 0))))
        for method in ("marginals", "count"):
            for colors, sample in (([16, 8, 4], 6), ([16, 8, 4], 20), ([5], 3), ([3, 4, 5], 12), ([0, 0], 0), ([100, 200, 300, 50], 250), ([], 0), ([1, 2], 4), ([1, -2], 1), ([3, 4], -1)):
                for size in (None, 4, (2, 3)):
                    c = np.array(colors, np.int64)
                    cases.add("multivariate_hypergeometric", (c, sample), size, lambda rng: rng.multivariate_hypergeometric(c, sample, size=size, method=method), method)
    for alpha in ([10.0, 5.0, 3.0], [0.5, 0.5], [0.05, 0.01, 0.02], [0.01, 0.0, 0.0], [1.0], [1e-3, 1e-3, 1e-3, 2.0], [-1.0, 2.0], [0.0, 0.0]):
        for size in (None, 3, (2, 2)):
            cases.add("dirichlet", (np.array(alpha),), size, lambda rng: rng.dirichlet(alpha, size=size))


def integers(cases, legacy):
    name = "randint" if legacy else "integers"
    ranges = {
        "?": [(0, 2), (0, 1), (1, 2), (0, 3)],
        "b": [(-128, 128), (0, 10), (-5, 5), (3, 4), (-129, 5), (0, 129), (5, 5)],
        "B": [(0, 256), (0, 10), (200, 250), (0, 257), (-1, 5)],
        "h": [(-(2**15), 2**15), (0, 1000), (-5, 5), (7, 8), (0, 2**15 + 1)],
        "H": [(0, 2**16), (0, 40000), (100, 101)],
        "i": [(-(2**31), 2**31), (0, 100), (-(10**9), 10**9), (5, 6)],
        "I": [(0, 2**32), (0, 100), (0, 3 * 2**30), (10, 11)],
        "q": [(-(2**63), 2**63), (0, 100), (0, 2**32), (0, 2**32 + 1), (0, 3 * 2**61), (-5, 2**40), (9, 10), (0, 0), (5, 2), (0, 2**63 + 1)],
        "Q": [(0, 2**64), (0, 100), (2**63, 2**64), (0, 2**32), (0, 2**33), (1, 0)],
    }
    for char, bounds in ranges.items():
        dtype = np.dtype(char)
        for low, high in bounds:
            for closed in (False,) if legacy else (False, True):
                last = high - 1 if closed else high
                for size in (50, (3, 5), (), 0):
                    def draw(rng):
                        more = {} if legacy else {"endpoint": closed}
                        return getattr(rng, name)(low, last, size=size, dtype=dtype, **more)

                    cases.add(name, (), size, draw, f"{dtype.str} {low} {last} {int(closed)}", bits=GENERATORS[len(cases.lines) % 5])
    between = [([0, 0, 0], [1, 10, 100]), ([[-5], [5]], [6, 7, 8]), ([0], [1, 0]), ([3, 4], [4, 4]), (0, [5, 6]), ([0, 1], 100)]
    for char in "?bBhHiIqQ":
        dtype = np.dtype(char)
        for low, high in between:
            for closed in (False,) if legacy else (False, True):
                low, high = np.array(low), np.array(high)
                shape = np.broadcast_shapes(low.shape, high.shape)
                for size in (None, (2, *shape)):
                    def draw(rng):
                        more = {} if legacy else {"endpoint": closed}
                        return getattr(rng, name)(low, high, size=size, dtype=dtype, **more)

                    cases.add(name + "_between", (low, high), size, draw, f"{dtype.str} {int(closed)}")
    wide = np.array([2**63, 2**64 - 1], np.uint64)
    cases.add(name + "_between", (0, wide), None, lambda rng: getattr(rng, name)(0, wide, dtype=np.uint64), "<u8 0")


def choices(cases, legacy):
    flat = np.arange(10, 16)
    weights = np.array([0.1, 0.0, 0.2, 0.3, 0.15, 0.25])
    grid = np.arange(12).reshape(3, 4) * 1.5

    def add(a, size, replace=True, p=None, axis=0, shuffle=True):
        operands = (a,) if p is None else (a, p)
        more = {} if legacy else {"axis": axis, "shuffle": shuffle}
        f = lambda rng: rng.choice(a if np.ndim(a) else int(a), size, replace=replace, p=p, **more)
        cases.add("choice", operands, size, f, f"{int(replace)} {axis} {int(shuffle)}")

    for size in (None, 5, (2, 3), (), 0):
        add(flat, size)
        add(np.int64(6), size)
        add(flat, size, p=weights)
        add(flat, size, replace=False)
        add(flat, size, replace=False, p=weights)
        add(np.int64(1000), size, replace=False, shuffle=False)
        if not legacy:
            add(grid, size)
            add(grid, size, axis=1)
    add(np.int64(20000), 1000, replace=False)
    add(np.int64(20000), 300, replace=False)
    add(np.int64(20000), 1500, replace=False, shuffle=False)
    add(np.int64(20000), 20000, replace=False)
    add(np.int64(300), 300, replace=False)
    add(np.int64(20000), (40, 100))
    if not legacy:
        add(grid, (2, 2), replace=False, axis=1, shuffle=False)
        add(grid, 2, axis=2)
    else:
        add(grid, 2)
    add(np.int64(0), 3)
    add(np.int64(-4), 3)
    add(np.array([], float), 3)
    add(np.array([], float), 0)
    add(flat, 9, replace=False)
    for p in ([0.5, 0.5], [[0.5, 0.5, 0, 0, 0, 0]], [0.5, 0.4, 0, 0, 0, 0], [0.5, 0.6, -0.1, 0, 0, 0], [nan, 0.5, 0, 0, 0, 0.5]):
        add(flat, 3, p=np.array(p))
    add(flat, 3, replace=False, p=np.array([0.5, 0.5, 0, 0, 0, 0]))
    add(flat, 3, p=np.float32([0.1, 0.2, 0.3, 0.1, 0.1, 0.2]))


def orders(cases, legacy):
    arrays = [np.arange(n, dtype=d) for n, d in ((0, "i4"), (1, "i4"), (2, "u1"), (9, "i8"), (100, "f8"), (300, "i2"), (1000, "f4"), (5000, "u1"))]
    arrays += [np.arange(20).astype("U5"), np.arange(7) * 1j]
    arrays += [np.arange(24).reshape(6, 4), np.arange(24.0).reshape(2, 3, 4), np.zeros((3, 0)), np.zeros((0, 3))]
    for a in arrays:
        for axis in range(1 if legacy else a.ndim):
            def shuffled(rng):
                x = a.copy()
                rng.shuffle(x, **({} if legacy else {"axis": axis}))
                return x

            bits = GENERATORS[len(cases.lines) % 5]
            cases.add("shuffle", (a,), None, shuffled, str(axis), bits=bits)
            cases.add("permutation_of", (a,), None, lambda rng: rng.permutation(a, **({} if legacy else {"axis": axis})), str(axis))
        if legacy:
            continue
        for axis in (None, *range(a.ndim)):
            for layout in "CFT":
                if layout == "T" and a.ndim < 3:
                    continue
                def permuted(rng):
                    x = a.transpose(1, 0, 2) if layout == "T" else a.copy(order=layout)
                    return rng.permuted(x, axis=axis)

                cases.add("permuted", (a,), None, permuted, f"{'-' if axis is None else axis} {layout}")
    for n in (0, 1, 5, 1000):
        cases.add("permutation", (), None, lambda rng: rng.permutation(n), str(n))


def standards(cases, legacy):
    for bits in GENERATORS:
        for n in (1, 7, 200, 1000, 5000) if bits == "PCG64" else (7, 1000):
            for name in ("random", "standard_normal", "standard_exponential"):
                cases.add(name, (), n, lambda rng: getattr(rng, name)(n), "f8", bits=bits)
                if not legacy:
                    cases.add(name, (), n, lambda rng: getattr(rng, name)(n, dtype=np.float32), "f4", bits=bits)
            cases.add("standard_cauchy", (), n, lambda rng: rng.standard_cauchy(n), bits=bits)
            if not legacy:
                for d in ("f8", "f4"):
                    cases.add("exponential_inv", (), n, lambda rng: rng.standard_exponential(n, dtype=d, method="inv"), d, bits=bits)
    for name in ("random", "standard_normal", "standard_exponential", "standard_cauchy"):
        for size in SIZES:
            cases.add(name, (), size, lambda rng: getattr(rng, name)(size), "f8")
    if not legacy:
        for shape in (0.5, 3.0, 1.0, 0.0):
            for n in (1, 300):
                cases.add("standard_gamma_f4", (np.float32(shape),), n, lambda rng: rng.standard_gamma(shape, n, dtype=np.float32))
        shapes = np.array([[0.5], [3.0]])
        cases.add("standard_gamma_f4", (shapes,), (2, 9), lambda rng: rng.standard_gamma(shapes, (2, 9), dtype=np.float32))
    for n in (0, 1, 4, 11):
        cases.add("bytes", (), None, lambda rng: np.frombuffer(rng.bytes(n), np.uint8), str(n))
    if legacy:
        for n in (1, 9):
            cases.add("tomaxint", (), n, lambda rng: rng.tomaxint(n))
            cases.add("randn", (), n, lambda rng: rng.randn(n))
            cases.add("rand", (), (n, 2), lambda rng: rng.rand(n, 2))


def begin_new(rng):
    rng.integers(0, 2**32, dtype=np.uint32)


def begin_old(rng):
    rng.standard_normal()


def all_of(name, make, begin, legacy):
    cases = Cases(make, begin)
    standards(cases, legacy)
    distributions(cases, legacy)
    integers(cases, legacy)
    vectors(cases, legacy)
    choices(cases, legacy)
    orders(cases, legacy)
    cases.write(name)


def old(bits, seed):
    return np.random.RandomState(seed) if bits in ("MT19937", "PCG64") and seed % 2 == 0 else np.random.RandomState(getattr(np.random, bits)(seed))


OUT.mkdir(parents=True, exist_ok=True)
streams()
all_of("generator.txt", lambda bits, seed: np.random.Generator(getattr(np.random, bits)(seed)), begin_new, False)
all_of("legacy.txt", old, begin_old, True)
