"""Golden files of npcore-kernel's complex functions: true values by mpmath, special ones by NumPy.

Writes crates/kernel/tests/goldens/complex_math/<ufunc>.txt. A line is a case:

    <argument's parts (of two arguments)> <parts of the result, correctly rounded> <thousandths> <thousandths>

the parts as bits in hexadecimal, 16 digits for complex128, 8 for complex64; the last two, in decimal, are what the true
parts exceed the rounded ones by, in thousandths of the rounded one's last place. <ufunc>_special.txt holds what NumPy gives
where parts are zero, infinite, NaN, 1, huge or tiny: <argument's parts> <result's parts>, NaN being "nan" and dashes.
"""

import itertools
import math
import random
import struct
import sys
from pathlib import Path

import numpy as np
from mpmath import mp, mpc, mpf

TO = Path("crates/kernel/tests/goldens/complex_math")
# Type: (struct's letter, bits of the mantissa with the hidden one, exponent of the largest number plus 1, NumPy's)
TYPES = {"f64": ("d", 53, 1024, np.complex128), "f32": ("f", 24, 128, np.complex64)}
CASES = {"f64": 420, "f32": 140}


def bits(value, letter):
    return struct.pack(">" + letter, value).hex()


def floating(value, letter):
    try:
        return struct.unpack(letter, struct.pack(letter, value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def rounded(value, kind):
    """The number nearest to `value`, and the thousandths of its last place that lack."""
    _, digits, limit, _ = TYPES[kind]
    if value == 0:
        return 0.0, 0
    exponent = mp.frexp(value)[1]
    place = max(exponent - digits, 3 - limit - digits)
    nearest = mp.ldexp(mp.nint(mp.ldexp(value, -place)), place)
    if abs(nearest) >= mp.ldexp(1, limit):
        return math.copysign(math.inf, value), 0
    return math.copysign(float(nearest), value), int(mp.nint(mp.ldexp(value - nearest, -place) * 1000))


def arctanh(z):
    return (mp.log(1 + z) - mp.log(1 - z)) / 2


def turned(function):
    return lambda z: -1j * function(1j * z)


def arcsin(z):
    return -1j * mp.log(1j * z + mp.sqrt(1 - z) * mp.sqrt(1 + z))


def arccos(z):
    return -2j * mp.log(mp.sqrt((1 + z) / 2) + 1j * mp.sqrt((1 - z) / 2))


def arccosh(z):
    return 2 * mp.log(mp.sqrt((z + 1) / 2) + mp.sqrt((z - 1) / 2))


FUNCTIONS = {
    "exp": mp.exp,
    "exp2": lambda z: mp.exp(z * mp.ln2),
    "expm1": lambda z: mp.exp(z) - 1,
    "log": mp.log,
    "log2": lambda z: mp.log(z) / mp.ln2,
    "log10": lambda z: mp.log(z) / mp.ln10,
    "log1p": lambda z: mp.log(1 + z),
    "sin": mp.sin,
    "cos": mp.cos,
    "tan": mp.tan,
    "sinh": mp.sinh,
    "cosh": mp.cosh,
    "tanh": mp.tanh,
    "arcsin": arcsin,
    "arccos": arccos,
    "arctan": turned(arctanh),
    "arcsinh": turned(arcsin),
    "arccosh": arccosh,
    "arctanh": arctanh,
    "power": lambda z, w: mp.exp(w * mp.log(z)),
}
ANGLE_IM = ("exp", "exp2", "expm1", "sinh", "cosh", "tanh")
ANGLE_RE = ("sin", "cos", "tan")


class Points:
    """Parts of arguments, reproducibly."""

    def __init__(self, kind, seed):
        self.kind = kind
        self.letter, self.digits, self.limit, _ = TYPES[kind]
        self.random = random.Random(seed)

    def cut(self, x):
        return floating(float(x), self.letter)

    def sign(self):
        return self.random.choice([1, -1])

    def uniform(self, width):
        return self.cut(self.random.uniform(-width, width))

    def spread(self, low, high):
        """Magnitudes of all exponents between."""
        return self.cut(self.sign() * math.ldexp(self.random.uniform(1, 2), self.random.randint(low, high)))

    def any(self):
        return self.spread(4 - self.limit - self.digits, self.limit - 2)

    def near(self, x):
        return self.cut(x * (1 + self.sign() * self.random.uniform(1, 2) * 2.0 ** -self.random.randint(1, self.digits)))

    def on_circle(self):
        """Magnitudes next to 1."""
        angle = self.random.uniform(-math.pi, math.pi) * 2.0 ** -self.random.randint(0, 30)
        x, y = math.cos(angle) * self.sign(), math.sin(angle)
        return (self.near(x), self.cut(y)) if self.random.random() < 0.3 else (self.cut(x), self.cut(y))

    def angle(self):
        kind = self.random.randrange(8)
        if kind < 3:
            return self.uniform(7)
        if kind < 5:
            return self.near(self.random.randint(1, 40) * math.pi / 2 * self.sign())
        if kind == 5:
            return self.spread(10, 20)
        return self.spread(-30, 3) if kind == 6 else self.spread(20, self.limit - 2)

    def exponent(self):
        """Where hyperbolic functions change their ways."""
        kind = self.random.randrange(7)
        if kind < 2:
            return self.uniform(2)
        if kind < 4:
            return self.uniform(30)
        if kind == 4:
            return self.spread(-60, 0)
        most = self.limit * math.log(2)
        return self.near(self.sign() * most) if kind == 5 else self.uniform(1.02 * most)


def argument(p, name):
    if name in ANGLE_IM or name in ANGLE_RE:
        x, y = p.exponent(), p.angle()
        if name == "exp2":
            x = p.cut(x / math.log(2))
            # Beyond, the angle is not known to so many digits.
            y = y if abs(y) < 2.0**22 else p.uniform(30)
        if name == "expm1" and p.random.random() < 0.3:
            # The real part cancels.
            y = p.spread(-20, 0)
            x = p.near(-math.log(max(math.cos(y), 0.1)))
        if p.random.random() < 0.1:
            x, y = p.spread(-60, -1), p.spread(-60, -1)
        return (x, y) if name in ANGLE_IM else (y, x)
    kind = p.random.randrange(10)
    if kind < 2:
        return p.uniform(2), p.uniform(2)
    if kind == 2:
        return p.uniform(1000), p.uniform(1000)
    if kind == 3:
        return p.any(), p.any()
    if kind == 4:
        x = p.any()
        return x, p.cut(x * p.random.uniform(0.1, 10) * p.sign())
    if kind == 5:
        return p.spread(-40, 3), p.spread(-40, 3)
    if kind == 6:
        # Branch points.
        x, y = p.near(p.sign()), p.spread(-60, 0)
        return (x, y) if p.random.random() < 0.5 else (y, x)
    if kind == 7:
        return p.near(p.random.choice([-1, 1, -2, 2])), p.any()
    if kind == 8 and name == "log1p":
        x = p.spread(-30, -1)
        return -abs(x), p.near(math.sqrt(abs(2 * x) - x * x))
    return p.on_circle()


def pair(p):
    kind = p.random.randrange(6)
    z = (p.uniform(3), p.uniform(3)) if kind < 3 else p.on_circle() if kind == 3 else (p.spread(-20, 20), p.spread(-20, 20))
    if kind == 4:
        z = p.any(), p.any()
    if kind in (0, 5):
        # Integers, which are products.
        return z + (float(p.random.randint(-99, 99)), 0.0)
    log = mp.log(mpc(*z))
    most = min(p.limit / 2, 300) / max(abs(log.real), abs(log.imag))
    w = (p.uniform(min(most, 300)), p.uniform(min(most, 300)))
    return z + (w if kind != 1 else (p.uniform(5), p.uniform(5)))


def write(name):
    lines = []
    for kind, count in CASES.items():
        p = Points(kind, f"{name} {kind}")
        letter, digits, limit, _ = TYPES[kind]
        cases = 0
        while cases < count:
            case = pair(p) if name == "power" else argument(p, name)
            # Zeros are the business of special.txt.
            if any(math.isinf(x) or x == 0 for x in case[:2]):
                continue
            # For the angle's digits, and what cancels.
            exponents = [abs(mp.frexp(mpf(x))[1]) for x in case if x]
            mp.prec = 200 + 2 * max(exponents) + 2 * digits
            value = FUNCTIONS[name](*[mpc(*case[i : i + 2]) for i in range(0, len(case), 2)])
            largest = max(abs(value.real), abs(value.imag))
            if name == "power" and not mp.ldexp(1, -limit) < largest < mp.ldexp(1, limit - 1):
                continue
            (re, re_rest), (im, im_rest) = rounded(value.real, kind), rounded(value.imag, kind)
            words = [bits(x, letter) for x in case + (re, im)] + [str(re_rest), str(im_rest)]
            lines.append(" ".join(words))
            cases += 1
    (TO / f"{name}.txt").write_text("\n".join(dict.fromkeys(lines)) + "\n")


def special(name):
    np.seterr(all="ignore")
    lines = []
    for kind, (letter, digits, limit, complex_type) in TYPES.items():
        zeros, ones, infinities = ([x, -x] for x in (0.0, 1.0, math.inf))
        usual = zeros + ones + infinities + [math.nan]
        huge, tiny = floating(math.ldexp(1.1, limit - 2), letter), math.ldexp(1, 3 - limit - digits)
        numbers = usual + [huge, -huge, tiny, -tiny]
        if name == "power":
            bases = list(itertools.product(usual, usual)) + [(2.0, 3.0)]
            exponents = [(s * x, 0.0) for x in (0.0, 1.0, 2.0, 4.0, 7.0, 100.0, 0.5, math.inf) for s in (1, -1)]
            exponents += [(x, y) for x in (0.0, 1.0, -1.0, math.inf) for y in ones + [math.inf]]
            exponents += [(math.nan, 0.0), (1.0, math.nan)]
            cases = [z + w for z in bases for w in exponents]
            # Of complex64, which takes the same way, a part.
            cases = cases if kind == "f64" else cases[::3]
        else:
            cases = list(itertools.product(numbers, numbers))
        for case in cases:
            re, im = map(abs, case[:2])
            # No digit of the angle is known; and what NumPy rounds to 0 though it is not.
            if name == "exp2" and im == huge or name == "log1p" and re == tiny and im <= tiny:
                continue
            if name == "expm1" and re == 0 and im == tiny:
                continue
            operands = [np.array([complex(*case[i : i + 2])], complex_type) for i in range(0, len(case), 2)]
            result = getattr(np, name)(*operands)[0]
            words = case + (float(result.real), float(result.imag))
            lines.append(" ".join("nan" + "-" * (2 * struct.calcsize(letter) - 3) if math.isnan(x) else bits(x, letter) for x in words))
    (TO / f"{name}_special.txt").write_text("\n".join(dict.fromkeys(lines)) + "\n")


TO.mkdir(parents=True, exist_ok=True)
for function in sys.argv[1:] or FUNCTIONS:
    write(function)
    special(function)
