"""The polynomial coefficients of crates/kernel/src/math: `python xtask/math/minimax.py [name..]` prints them.

For each entry: the polynomial P of the given degree with the smallest maximum of |weight(x) * (P(x) - f(x))| on the
interval (Remez's exchange algorithm, 60 digits), its coefficients rounded to the working precision, lowest first, and
the maximum that the rounded ones leave, as a power of two. Needs mpmath.
"""

import struct
import sys

from mpmath import mp, mpf

mp.dps = 60


def remez(f, weight, a, b, degree, rounds=12):
    """Equal, alternating weighted errors at degree + 2 points."""
    count = degree + 2
    points = [(a + b) / 2 - (b - a) / 2 * mp.cos(mp.pi * (2 * i + 1) / (2 * count)) for i in range(count)]
    for _ in range(rounds):
        system = mp.matrix(count, count)
        right = mp.matrix(count, 1)
        for i, x in enumerate(points):
            for j in range(degree + 1):
                system[i, j] = x**j
            system[i, degree + 1] = (-1) ** i / weight(x)
            right[i] = f(x)
        solution = mp.lu_solve(system, right)
        coefficients = [solution[j] for j in range(degree + 1)]
        error = lambda x: weight(x) * (mp.polyval(coefficients[::-1], x) - f(x))
        grid = [a + (b - a) * (1 - mp.cos(mp.pi * i / (40 * count))) / 2 for i in range(40 * count + 1)]
        values = [error(x) for x in grid]
        found = []
        for x, value in zip(grid, values):
            if found and (value > 0) == (found[-1][1] > 0):
                if abs(value) > abs(found[-1][1]):
                    found[-1] = (x, value)
            else:
                found.append((x, value))
        if len(found) < count:
            break
        while len(found) > count:
            found.pop(0 if abs(found[0][1]) < abs(found[-1][1]) else -1)
        points = [x for x, _ in found]
    return coefficients


def rounded(value, single):
    value = float(value)
    return struct.unpack("f", struct.pack("f", value))[0] if single else value


def shortest(value, single):
    """As few digits as the type needs."""
    if not single:
        return repr(value)
    return next(text for text in (f"{value:.{n}g}" for n in range(1, 10)) if rounded(float(text), True) == value)


ln2 = mp.log(2)
half = mpf("0.3468")  # of a reduced argument of exp: ln 2 / 2 and what rounding adds
widest = ((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)) ** 2  # (f / (2 + f))^2 for 1 + f in sqrt(1/2) to sqrt(2)
near_one = (1 / mp.sqrt(2) - 1, mp.sqrt(2) - 1)
far = mpf("0.1022")  # of 1 - a y^3 at the start of cbrt
nearly0 = mpf(2) ** -200


def even(z):
    """(cosh r - 1) / r^2 of r^2."""
    return sum(z**k / mp.factorial(2 * k + 2) for k in range(30))


def odd(z):
    """(sinh r - r) / r^3 of r^2."""
    return sum(z**k / mp.factorial(2 * k + 3) for k in range(30))


def of_two(f):
    """(2^f - 1 - f ln 2) / f^2 of f."""
    return sum(ln2 ** (k + 2) * f**k / mp.factorial(k + 2) for k in range(40))


def atanh(first):
    """The rest of 2 atanh(s) / s from s^first on, divided by s^first, of s^2."""
    return lambda z: sum(2 * z**k / (2 * k + first + 1) for k in range(60))


def logarithm(base, first):
    """The logarithm of 1 + f from f^first on, divided by f^first, of f."""

    def f(f):
        if abs(f) < mpf(2) ** -12:
            return sum((-1) ** (k + first + 1) * f**k / (k + first) for k in range(12)) / mp.log(base)
        whole = mp.log1p(f) - sum((-1) ** (k + 1) * f**k / k for k in range(1, first))
        return whole / f**first / mp.log(base)

    return f


def root(e):
    """((1 - e)^(-1/3) - 1) / e of e."""
    return sum(mp.binomial(-mpf(1) / 3, k + 1) * (-1) ** (k + 1) * e**k for k in range(60))


def half_tangent(z):
    """(2 tan(x / 2) / x - 1) / x^2 of x^2."""
    x = mp.sqrt(z)
    return (2 * mp.tan(x / 2) / x - 1) / z


def hyperbolic_tangent(z):
    """(tanh x / x - 1) / x^2 of x^2."""
    x = mp.sqrt(z)
    return (mp.tanh(x) / x - 1) / z


def twice(first):
    """The rest of e^2h from h^first on, divided by h^first, of h."""
    return lambda h: sum(mpf(2) ** (k + first) * h**k / mp.factorial(k + first) for k in range(40))


one = lambda x: mpf(1)
# name: (single precision, function, weight, from, to, degree)
TABLE = {
    "exp even f64": (False, even, lambda z: z, nearly0, half**2, 4),
    "exp odd f64": (False, odd, lambda z: z ** mpf(1.5), nearly0, half**2, 4),
    "exp even f32": (True, even, lambda z: z, nearly0, half**2, 2),
    "exp odd f32": (True, odd, lambda z: z ** mpf(1.5), nearly0, half**2, 1),
    "exp2 f64": (False, of_two, lambda f: f**2 + mpf(2) ** -8, -mpf(1) / 2, mpf(1) / 2, 9),
    "exp2 f32": (True, of_two, lambda f: f**2 + mpf(2) ** -8, -mpf(1) / 2, mpf(1) / 2, 4),
    "log f64": (False, atanh(2), lambda z: z ** mpf(1), nearly0, widest, 6),
    "log1p f32": (True, atanh(2), lambda z: z ** mpf(1), nearly0, widest, 3),
    "log f32": (True, logarithm(mp.e, 2), lambda f: abs(f) + mpf(2) ** -8, *near_one, 8),
    "log2 f32": (True, logarithm(2, 1), lambda f: mpf(1), *near_one, 9),
    "log10 f32": (True, logarithm(10, 1), lambda f: mpf(1), *near_one, 9),
    "pow log f64": (False, atanh(4), lambda z: z**2, nearly0, widest, 6),
    "pow log f32": (True, lambda z: atanh(4)(z) / 2, lambda z: z**2, nearly0, widest, 2),
    "pow exp f32": (True, twice(2), lambda h: h**2 + mpf(2) ** -8, -half / 2, half / 2, 4),
    "tanh f32": (True, hyperbolic_tangent, lambda z: z, mpf(2) ** -40, mpf("0.59") ** 2, 3),
    "tanh exp f32": (True, twice(1), lambda h: abs(h) + mpf(2) ** -8, -half / 2, half / 2, 4),
    "half tangent f32": (True, half_tangent, lambda z: z, mpf(2) ** -40, mpf("0.7855") ** 2, 3),
    "cbrt f64": (False, root, lambda e: abs(e) + mpf(2) ** -6, -far, far, 5),
    "cbrt f32": (True, root, lambda e: abs(e) + mpf(2) ** -6, -far, far, 1),
}

if __name__ == "__main__":
    for name, (single, f, weight, a, b, degree) in TABLE.items():
        if sys.argv[1:] and not any(word in name for word in sys.argv[1:]):
            continue
        coefficients = [rounded(c, single) for c in remez(f, weight, a, b, degree)]
        grid = [a + (b - a) * i / 2000 for i in range(2001)]
        worst = max(abs(weight(x) * (mp.polyval([mpf(c) for c in coefficients[::-1]], x) - f(x))) for x in grid)
        print(f"{name}: 2^{float(mp.log(worst, 2)):.1f}")
        for c in coefficients:
            print(f"    {shortest(c, single)},")
