"""Golden files of npcore-kernel's trigonometric functions and inverses, by mpmath.

Writes crates/kernel/tests/goldens/trigonometric/<function>_<f64|f32>.txt. A line is a case: the argument (or two), the
correctly rounded result, each as the bits of the type in hexadecimal, and how far the true value lies above that result, in
thousandths of its last place. special.txt holds what NumPy itself gives for zeros, ones, infinities and NaN, a line being the
function, the type, the argument (or two) and the result.
"""

import math
import random
import struct
import warnings
from pathlib import Path

import mpmath
import numpy as np
from mpmath import mp, mpf

FOLDER = Path("crates/kernel/tests/goldens/trigonometric")
mp.prec = 1400


class Type:
    def __init__(self, name, code, integer, digits, lowest, highest, numpy):
        self.name, self.code, self.integer, self.numpy = name, code, integer, numpy
        self.digits, self.lowest, self.highest = digits, lowest, highest

    def round(self, v):
        """The nearest value of the type, and what is missing to v in units of its last place."""
        if v == 0:
            return 0.0, mpf(0)
        exponent = mpmath.frexp(v)[1] - 1
        place = max(exponent - self.digits + 1, self.lowest)
        scaled = mpmath.ldexp(v, -place)
        n = int(mpmath.nint(scaled))
        if exponent > self.highest or exponent == self.highest and abs(n) == 1 << self.digits:
            return math.copysign(math.inf, n), mpf(0)
        # Even a zero has the sign of v.
        return math.copysign(math.ldexp(n, place), v), scaled - n

    def cut(self, x):
        return float(self.round(mpf(x))[0])

    def hex(self, x):
        return format(struct.unpack(self.integer, struct.pack(self.code, x))[0], f"0{struct.calcsize(self.code) * 2}x")

    def next(self, x, steps):
        target = self.numpy(math.copysign(math.inf, steps))
        x = self.numpy(x)
        for _ in range(abs(steps)):
            x = np.nextafter(x, target)
        return float(x)


DOUBLE = Type("f64", "<d", "<Q", 53, -1074, 1023, np.float64)
SINGLE = Type("f32", "<f", "<I", 24, -149, 127, np.float32)


def small_odd(f, cubic):
    """f for small arguments too, where the series has converged and f itself cancels."""
    return lambda x: f(x) if abs(x) > mpf(2) ** -300 else x + cubic * x**3


FUNCTIONS = {
    "sin": mpmath.sin,
    "cos": mpmath.cos,
    "tan": mpmath.tan,
    "arcsin": small_odd(mpmath.asin, mpf(1) / 6),
    "arccos": mpmath.acos,
    "arctan": small_odd(mpmath.atan, -mpf(1) / 3),
    "arcsinh": small_odd(mpmath.asinh, -mpf(1) / 6),
    "arccosh": mpmath.acosh,
    "arctanh": small_odd(mpmath.atanh, mpf(1) / 3),
    "arctan2": mpmath.atan2,
    "hypot": lambda x, y: mpmath.sqrt(x * x + y * y),
}
PERIODIC = ("sin", "cos", "tan")
INSIDE = ("arcsin", "arccos", "arctanh")


def any_exponent(rng, t, low=None, high=None):
    low, high = t.lowest if low is None else low, t.highest if high is None else high
    return t.cut(math.ldexp(rng.uniform(1, 2), rng.randint(low, high)) * rng.choice([1, -1]))


def around(t, values, steps=(-2, -1, 0, 1, 2)):
    return [t.next(t.cut(v), s) for v in values for s in steps]


def arguments(rng, t, name):
    tiny, huge = math.ldexp(1, t.lowest), t.cut(math.ldexp(2 - math.ldexp(1, 1 - t.digits), t.highest))
    xs = [tiny, -tiny, 3 * tiny, math.ldexp(1, t.lowest + t.digits - 1), -huge, huge]
    xs += [any_exponent(rng, t) for _ in range(200)]
    xs += [any_exponent(rng, t, -40, 40) for _ in range(200)]
    xs += [t.cut(rng.uniform(-1, 1)) for _ in range(200)]
    xs += [t.cut(rng.choice([1, -1]) * (1 + rng.uniform(-1, 1) * 2.0 ** -rng.randint(0, t.digits))) for _ in range(120)]
    if name in PERIODIC:
        xs += [t.cut(rng.uniform(-20, 20)) for _ in range(150)]
        xs += [t.cut(rng.uniform(-1, 1) * 2.0**20) for _ in range(50)]
        # Multiples of pi/4: the middle and the ends of each polynomial's interval.
        ks = list(range(1, 25)) + [rng.randint(25, 1 << 21) for _ in range(40)]
        for k in ks:
            xs += around(t, [k * mp.pi / 4 * rng.choice([1, -1])], (-1, 0, 1))
        top = t.highest - 2
        for exponent in range(20, top, 7 if t is DOUBLE else 2):
            xs += around(t, [rng.getrandbits(exponent) * mp.pi / 2], (0,))
        xs += around(t, [2.0**20])
        # As near to a multiple of pi/2 as a double gets (Kahan; Muller's book).
        xs += [t.cut(x) for x in (5.319372648326541e255, 6381956970095103 * 2.0**797) if x <= huge]
        xs += hardest(t)
    elif name in INSIDE:
        xs += around(t, [0.5, -0.5, 0.75, 0.975, 1 - 2.0**-10, 2.0**-27, 2.0**-13, 1 / 3, 0.172, 0.1716])
        xs += [t.cut(rng.uniform(-1, 1)) for _ in range(300)]
        xs += [t.cut(rng.choice([1, -1]) * (1 - rng.uniform(0, 1) * 2.0 ** -rng.randint(0, t.digits))) for _ in range(200)]
        xs = [x for x in xs if abs(x) <= 1 and not (name == "arctanh" and abs(x) == 1)]
    elif name == "arccosh":
        xs = [abs(x) for x in xs if abs(x) >= 1]
        xs += [t.cut(1 + rng.uniform(0, 1) * 2.0 ** -rng.randint(0, t.digits - 1)) for _ in range(400)]
        xs += [t.cut(rng.uniform(1, 20)) for _ in range(300)]
        xs += around(t, [2.0, 2.0**28, 2.0**14, 2.0**26, 2.0**12, 1.25, 1.5], (0, 1, 2)) + [t.next(1.0, 1), t.next(1.0, 2)]
    else:
        xs += [t.cut(rng.uniform(-20, 20)) for _ in range(300)]
        xs += [t.cut(rng.uniform(-2.5, 2.5)) for _ in range(200)]
        xs += around(t, [7 / 16, 11 / 16, 1, 19 / 16, 39 / 16, 2.0**28, 2.0**-28, 2.0**14, 2.0**-14, 2.0**26, 0.4142, 2.4142])
    return [(x,) for x in xs]


def hardest(t):
    """Numbers of the type below 2^20 that are nearest to multiples of pi/2, for their size."""
    found = []
    for exponent in range(0, 21):
        # |m 2^(exponent + 1 - digits) - k pi/2| is small where m / k is a convergent of the continued fraction.
        x = mp.pi / 2 / mpmath.ldexp(1, exponent + 1 - t.digits)
        p, q, p1, q1 = 1, 0, int(mpmath.floor(x)), 1
        while p1 < 1 << t.digits:
            for scale in (1, 3):
                m = p1 * scale
                if m and m < 1 << t.digits:
                    found.append(t.cut(mpmath.ldexp(m, exponent + 1 - t.digits)))
            x = 1 / (x - mpmath.floor(x))
            a = int(mpmath.floor(x))
            p, q, p1, q1 = p1, q1, a * p1 + p, a * q1 + q
    return sorted(x for x in set(found) if x > 0.5)


def pairs(rng, t, name):
    out = []
    tiny, huge = math.ldexp(1, t.lowest), t.cut(math.ldexp(2 - math.ldexp(1, 1 - t.digits), t.highest))
    out += [(any_exponent(rng, t), any_exponent(rng, t)) for _ in range(200)]
    for spread in (1, 4, 30, t.digits + 3):
        for _ in range(120):
            x = any_exponent(rng, t, t.lowest + 2, t.highest - 1)
            y = abs(x) * rng.uniform(1, 2) * 2.0 ** rng.randint(-spread, spread)
            y = t.cut(min(y, huge) * rng.choice([1, -1]))
            out.append((x, y) if rng.random() < 0.5 else (y, x))
    out += [(t.cut(rng.uniform(-20, 20)), t.cut(rng.uniform(-20, 20))) for _ in range(250)]
    for ratio in (7 / 16, 11 / 16, 1, 19 / 16, 39 / 16, 3 / 4):
        for _ in range(15):
            x = t.cut(rng.uniform(-2, 2))
            out += [(t.next(t.cut(x * ratio), rng.randint(-1, 1)), x)]
    edge = [tiny, 2 * tiny, 5 * tiny, math.ldexp(1, t.lowest + t.digits - 1), 1.0, huge / 2, huge]
    edge += [t.next(x, -1) for x in edge[3:]]
    out += [(a * rng.choice([1, -1]), b * rng.choice([1, -1])) for a in edge for b in edge]
    # Pythagorean triples are exact.
    out += [(t.cut(3.0 * 2.0**k), t.cut(4.0 * 2.0**k)) for k in range(t.lowest, t.highest - 3, 37)]
    return out


def write(name, t):
    rng = random.Random(f"{name} {t.name}")
    lines = []
    for case in pairs(rng, t, name) if name in ("arctan2", "hypot") else arguments(rng, t, name):
        # Zeros are the business of special.txt.
        if any(math.isinf(x) or x == 0 for x in case):
            continue
        value, rest = t.round(FUNCTIONS[name](*[mpf(x) for x in case]))
        lines.append(" ".join([t.hex(x) for x in case] + [t.hex(value), str(int(mpmath.nint(rest * 1000)))]))
    (FOLDER / f"{name}_{t.name}.txt").write_text("\n".join(dict.fromkeys(lines)) + "\n")


def special():
    warnings.simplefilter("ignore")
    lines = []
    for t in (DOUBLE, SINGLE):
        values = [0.0, 1.0, math.ldexp(1, t.lowest), 2.0, t.next(1.0, 1), math.inf]
        values = [t.numpy(s * x) for x in values for s in (1, -1)] + [t.numpy(math.nan)]

        def show(x):
            return "nan" if np.isnan(x) else t.hex(float(x))

        for name in FUNCTIONS:
            f = getattr(np, name)
            if f.nin == 1:
                cases = [(x,) for x in values]
            else:
                cases = [(x, y) for x in values for y in values]
            for case in cases:
                finite = all(np.isfinite(x) and x != 0 for x in case)
                # What is neither zero, infinite nor NaN, nor exact, is the other files' business.
                if finite and not (name in ("arcsin", "arccos", "arctanh", "arccosh") and np.isnan(f(*case))):
                    if not (abs(case[0]) == 1 and name in ("arctanh", "arccosh")):
                        continue
                lines.append(" ".join([name, t.name] + [show(x) for x in case] + [show(f(*case))]))
    (FOLDER / "special.txt").write_text("\n".join(lines) + "\n")


FOLDER.mkdir(parents=True, exist_ok=True)
for function in FUNCTIONS:
    for t in (DOUBLE, SINGLE):
        write(function, t)
special()
