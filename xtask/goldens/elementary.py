"""Golden files of npcore-kernel's elementary functions: true values by mpmath.

Writes crates/kernel/tests/goldens/math/<ufunc>.txt. A line is a case:

    <arguments' bits> <bits of the result correctly rounded> <thousandths>

in hexadecimal, 16 digits a number for float64, 8 for float32; the last, in decimal, is what the true value exceeds the
rounded one by, in thousandths of the rounded one's last place. (So a test knows an error to a thousandth of an ULP.)
Results that overflow are infinite, subnormal ones rounded in their own last place. Special values are not here: the
test has them.
"""

import random
import struct
import sys
from pathlib import Path

from mpmath import mp, mpf

mp.prec = 300
TO = Path("crates/kernel/tests/goldens/math")
# Type: (struct's letter, bits of the mantissa with the hidden one, exponent of the largest number plus 1)
TYPES = {"f64": ("d", 53, 1024), "f32": ("f", 24, 128)}


def bits(value, letter):
    return struct.pack(">" + letter, value).hex()


def floating(value, letter):
    """The nearest number of the type (of a Python float)."""
    try:
        return struct.unpack(letter, struct.pack(letter, value))[0]
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def rounded(value, kind):
    """The number nearest to `value`, and the thousandths of its last place that lack."""
    letter, digits, limit = TYPES[kind]
    if value == 0:
        return 0.0, 0
    _, exponent = mp.frexp(value)
    place = max(exponent - digits, 3 - limit - digits)
    units = int(mp.nint(mp.ldexp(value, -place)))
    if abs(units) >= 1 << digits and exponent >= limit:
        return (float("inf") if value > 0 else float("-inf")), 0
    nearest = mp.ldexp(mpf(units), place)
    # Rounded up to a power of two, the last place is the upper one.
    _, exponent = mp.frexp(nearest) if units else (0, -9999)
    place = max(exponent - digits, 3 - limit - digits)
    if exponent > limit:
        return (float("inf") if value > 0 else float("-inf")), 0
    return float(nearest), int(mp.nint(mp.ldexp(value - nearest, -place) * 1000))


class Points:
    """Arguments of one type, reproducibly."""

    def __init__(self, kind, seed):
        self.letter, self.digits, self.limit = TYPES[kind]
        self.random = random.Random(seed)

    def near(self, value, count=8):
        """The nearest floats to a value, and some around it at every distance."""
        points = []
        for i in range(count):
            spread = 2.0 ** (-i * self.digits / count)
            points += [value * (1 + self.random.uniform(-spread, spread) / 4), value * (1 + spread / 8)]
        return [floating(p, self.letter) for p in points] + [floating(value, self.letter)]

    def between(self, low, high, count):
        return [floating(self.random.uniform(low, high), self.letter) for _ in range(count)]

    def scales(self, low, high, count, signs=(1, -1)):
        """Of random exponents of two in `low` to `high` (`None`: all, subnormal ones too)."""
        low = 4 - self.limit - self.digits if low is None else low
        high = self.limit - 1 if high is None else high
        points = []
        for _ in range(count):
            mantissa = self.random.uniform(1, 2)
            points.append(self.random.choice(signs) * mantissa * 2.0 ** self.random.randint(low, high))
        return [floating(p, self.letter) for p in points]

    def powers(self, base, count):
        """base^0, base^+-1, ..."""
        points = []
        for i in range(count):
            for e in (i, -i):
                try:
                    points.append(floating(float(mpf(base) ** e), self.letter))
                except OverflowError:
                    pass
        return points


def exponential(p, low, high, base):
    """Arguments of e^x and its like, from where it vanishes to where it overflows."""
    step = float(mp.log(2, base))
    halves = [step * (i + 0.5) for i in range(-5, 6)]
    return (
        p.between(low, high, 350)
        + p.between(-1.5 * step, 1.5 * step, 200)
        + p.scales(None, 1, 120)
        + p.scales(-6, 7, 80)
        + [x for h in halves for x in p.near(h, 4)]
        + p.near(low)
        + p.near(high)
        + [floating(float(i), p.letter) for i in range(-30, 31)]
    )


def of_e(p, low=True):
    end = float(mp.log(2)) * (p.limit + p.digits)
    return exponential(p, -end if low else -40.0, float(mp.log(2)) * p.limit, mp.e)


def of_2(p):
    return exponential(p, -float(p.limit + p.digits), float(p.limit), 2)


def logarithm(p):
    return (
        p.scales(None, None, 300, [1])
        + p.between(0.5, 2.0, 200)
        + p.between(0.68, 0.73, 60)
        + p.between(1.38, 1.44, 60)
        + p.between(0.98, 1.02, 60)
        + [1 + x for x in p.scales(1 - p.digits, -3, 150)]
        + [x for v in (0.5**0.5, 2**0.5, 2.0, 0.5) for x in p.near(v)]
        + p.powers(2, 60)
        + p.powers(10, 24)
    )


def log1p(p):
    return (
        p.scales(None, -1, 150)
        + p.scales(-p.digits - 4, -1, 150)
        + p.scales(-4, None, 150, [1])
        + p.between(-1.0, 1.0, 200)
        + p.between(-0.5, -0.2, 100)
        + p.between(0.3, 0.6, 80)
        + [x - 1 for x in p.scales(1 - p.digits, -2, 60, [1])]
        + [x for v in (0.5**0.5 - 1, 2**0.5 - 1, 1.0, -0.5) for x in p.near(v)]
        + [floating(float(mpf(2) ** i), p.letter) for i in range(p.digits - 4, p.digits + 5)]
    )


def roots(p):
    cubes = [float(i) ** 3 for i in range(1, 60)]
    return (
        p.scales(None, None, 350)
        + p.between(-8.0, 8.0, 350)
        + [x for v in (1.0, 2.0, 4.0, 8.0) for x in p.near(v)]
        + cubes
        + [-c / 2**12 for c in cubes]
    )


def hyperbolic(p):
    end = float(mp.log(2)) * (p.limit + 1)
    return (
        p.between(-end, end, 200)
        + p.between(-1.1, 1.1, 250)
        + p.between(0.3, 0.4, 60)
        + p.between(1.0, 1.1, 60)
        + p.between(-12.0, 12.0, 200)
        + p.scales(None, 0, 150)
        + p.scales(-14, 5, 100)
        + p.near(end)
    )


def tangent(p):
    return (
        p.between(-1.0, 1.0, 350)
        + p.between(-6.0, 6.0, 200)
        + p.between(-22.0, 22.0, 80)
        + p.between(0.15, 0.2, 60)
        + p.between(0.5, 0.6, 60)
        + p.scales(None, None, 200)
        + p.scales(-14, 4, 100)
    )


def powers(p):
    def bounded(x, reach):
        """Exponents for which the power fills the range."""
        end = reach * p.limit / abs(float(mp.log(x, 2)) or 1.0)
        return floating(p.random.uniform(-end, end), p.letter)

    cases = []
    cases += [(x, bounded(x, 1.0)) for x in p.scales(None, None, 150, [1])]
    cases += [(x, bounded(x, 1.04)) for x in p.between(0.25, 4.0, 150)]
    cases += [(1 + x, bounded(1 + x, 1.0)) for x in p.scales(2 - p.digits, -2, 150)]
    cases += [(x, y) for x, y in zip(p.between(0.0, 10.0, 150), p.between(-5.0, 5.0, 150))]
    cases += [(x, y) for x, y in zip(p.between(0.0, 100.0, 60), p.scales(-60, 1, 60))]
    cases += [(x, float(p.random.randint(-9, 9))) for x in p.between(-30.0, 30.0, 150)]
    cases += [(x, y) for x in p.between(0.0, 5.0, 10) for y in (0.5, -0.5, 2.0, 3.0, -1.0, 1 / 3)]
    cases += [(float(b), float(e)) for b in (2, 3, 5, 7, 10, -3) for e in range(-20, 21, 3)]
    return [(x, floating(y, p.letter)) for x, y in cases if x != 0]


def sums(p):
    cases = []
    cases += list(zip(p.between(-20.0, 20.0, 200), p.between(-20.0, 20.0, 200)))
    cases += [(x, floating(x + d, p.letter)) for x, d in zip(p.between(-700.0, 700.0, 150), p.between(-5.0, 5.0, 150))]
    cases += [(x, floating(x + d, p.letter)) for x, d in zip(p.between(0.0, 5.0, 150), p.scales(-40, 6, 150))]
    cases += list(zip(p.scales(-20, 20, 100), p.scales(-20, 20, 100)))
    # The terms cancel.
    cases += list(zip(p.between(-1.2, 0.0, 100), p.between(-1.2, 0.0, 100)))
    return [(x, y) for x, y in cases if x != y]


# name: (arguments of one type, the function)
FUNCTIONS = {
    "exp": (of_e, mp.exp),
    "exp2": (of_2, lambda x: mpf(2) ** x),
    "expm1": (lambda p: of_e(p, False), mp.expm1),
    "log": (logarithm, mp.log),
    "log2": (logarithm, lambda x: mp.log(x) / mp.log(2)),
    "log10": (logarithm, lambda x: mp.log(x) / mp.log(10)),
    "log1p": (log1p, mp.log1p),
    "cbrt": (roots, lambda x: mp.sign(x) * mp.cbrt(abs(x))),
    "sinh": (hyperbolic, mp.sinh),
    "cosh": (hyperbolic, mp.cosh),
    "tanh": (tangent, mp.tanh),
    "power": (powers, lambda x, y: x**y),
    "logaddexp": (sums, lambda x, y: mp.log(mp.exp(x) + mp.exp(y))),
    "logaddexp2": (sums, lambda x, y: mp.log(mpf(2) ** x + mpf(2) ** y) / mp.log(2)),
}


# The arguments with the largest errors among some 10^5 random ones a function.
WORST = {
    "exp": {"f64": [132.0587510718998, -708.6808601694231], "f32": [-87.66481018066406]},
    "exp2": {"f64": [-0.4991873260252797, 816.5183814817633], "f32": [0.5387405753135681]},
    "expm1": {"f64": [0.36096433017362384, 0.3567096024334848], "f32": [0.3862845301628113, 0.36196255683898926]},
    "log": {"f64": [0.7004918293628727, 1.2836542773000528], "f32": [0.7064269185066223]},
    "log2": {"f64": [1.4007495838472337, 1.4117823582906153], "f32": [1.4140788316726685]},
    "log1p": {"f64": [-0.297396334726196], "f32": [0.4178791344165802, 0.4416896402835846]},
    "tanh": {"f64": [0.17852584107267022, -0.17941223411585905], "f32": [0.18723174929618835]},
    "power": {
        "f64": [(0.686894741010986, -1224.5622381395815)],
        "f32": [(1.124438762664795, -739.444091796875), (0.7522554397583008, 190.09010314941406)],
    },
    "log10": {"f64": [1.3072397432928036], "f32": [1.319525122642517]},
    "cbrt": {"f64": [3.8640606800543287], "f32": [1.219298005104065]},
    "sinh": {"f64": [-0.36963055139001577], "f32": [-0.3963797390460968]},
    "cosh": {"f64": [-1.0444256840115194], "f32": [28.100709915161133]},
    "logaddexp": {
        "f64": [(0.004809865854800029, -1.3745964712863634), (-0.04051944770494707, -1.311991119370821)],
        "f32": [(-0.0048175472766160965, -3.465041160583496), (0.0016541649820283055, -0.902646005153656)],
    },
    "logaddexp2": {
        "f64": [(-0.045842576429261324, -0.04747814573608202)],
        "f32": [(-0.005116092506796122, -1.6948432922363281)],
    },
}


def write(name, arguments, function):
    lines = {}
    for kind, (letter, _, _) in TYPES.items():
        points = Points(kind, f"{name} {kind}")
        for point in WORST.get(name, {}).get(kind, []) + arguments(points):
            point = tuple(floating(x, letter) for x in (point if isinstance(point, tuple) else (point,)))
            if any(x in (float("inf"), float("-inf")) for x in point):
                continue
            value = function(*(mpf(x) for x in point))
            # A negative base may leave a rounding error as imaginary part.
            nearest, lacks = rounded(value.real if isinstance(value, mp.mpc) else value, kind)
            lines[" ".join([bits(x, letter) for x in point] + [bits(nearest, letter), str(lacks)])] = None
    path = TO / f"{name}.txt"
    path.write_text("\n".join(lines) + "\n")
    print(f"{path}: {len(lines)} cases, {path.stat().st_size} bytes")


if __name__ == "__main__":
    TO.mkdir(parents=True, exist_ok=True)
    for name, (arguments, function) in FUNCTIONS.items():
        if not sys.argv[1:] or name in sys.argv[1:]:
            write(name, arguments, function)
