"""Sums rounded once: Python's math.fsum, and rational arithmetic where it gives up or another precision is asked for.

Writes crates/ufunc/tests/goldens/exact_sum.txt: one case a line, the type, the sum and the terms, all in hex.
"""

import math
import pathlib
from fractions import Fraction

import numpy as np

OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/ufunc/tests/goldens/exact_sum.txt"
rng = np.random.default_rng(20261122)

# Bits of the significand, exponent of the smallest subnormal and of the overflow, the type of the bits.
TYPES = {
    "e": (11, -24, 16, np.float16, np.uint16),
    "f": (24, -149, 128, np.float32, np.uint32),
    "d": (53, -1074, 1024, np.float64, np.uint64),
}


def nearest(q, bits, lowest, limit):
    """The float of a type that is nearest to a fraction, ties to even, as a Python float."""
    if q == 0:
        return 0.0
    exponent = math.floor(math.log2(abs(q.numerator)) - math.log2(q.denominator))
    while abs(q) >= Fraction(2) ** (exponent + 1):
        exponent += 1
    while abs(q) < Fraction(2) ** exponent:
        exponent -= 1
    unit = Fraction(2) ** max(exponent + 1 - bits, lowest)
    rounded = round(q / unit) * unit
    if abs(rounded) >= Fraction(2) ** limit:
        return math.inf if q > 0 else -math.inf
    return float(rounded)


def exact(letter, terms):
    values = [float(x) for x in terms]
    finite = [x for x in values if math.isfinite(x)]
    if len(finite) < len(values):
        return sum(x for x in values if not math.isfinite(x))
    result = nearest(sum((Fraction(x) for x in finite), Fraction(0)), *TYPES[letter][:3])
    if letter == "d":
        try:
            assert math.fsum(values) == result, (values, result)
        except OverflowError:
            pass
    return result


def cases(letter):
    bits, lowest, limit, dtype, uint = TYPES[letter]
    top, tiny, one = dtype(np.finfo(dtype).max), dtype(2.0) ** dtype(lowest), dtype(1)
    eps = dtype(np.finfo(dtype).eps)
    yield []
    yield [-0.0, -0.0]
    yield [one, eps / 2]
    yield [one + eps, eps / 2]
    yield [one, eps / 2, tiny]
    yield [one + eps, eps / 2, -tiny]
    yield [-one, -eps / 2, -tiny]
    yield [top, top, -top]
    yield [top, top]
    yield [top, -top, tiny]
    yield [tiny] * 7
    yield [top, dtype(2.0) ** dtype(limit - bits - 1)]
    yield [top, dtype(2.0) ** dtype(limit - bits - 1), -tiny]
    yield [-top, -dtype(2.0) ** dtype(limit - bits - 1)]
    yield [np.inf, one, -top]
    yield [-np.inf, top, top]
    yield [np.inf, -np.inf]
    yield [np.nan, one]
    for n in (2, 3, 5, 10, 40):
        # Any bits, without infinities and NaNs; then with what cancels most of them.
        for _ in range(6):
            terms = rng.integers(0, 2 ** (8 * dtype().itemsize), n, dtype=uint, endpoint=False).view(dtype)
            terms = terms[np.isfinite(terms)]
            yield list(terms)
            rest = rng.permutation(np.concatenate([terms, -terms[1:], [tiny, eps]]).astype(dtype))
            yield list(rest)
        # Values of one size, as they mostly are.
        yield list(rng.standard_normal(n).astype(dtype))
        # Subnormals.
        yield list((rng.integers(-1000, 1000, n) * float(tiny)).astype(dtype))


def main():
    lines = []
    for letter, (*_, dtype, uint) in TYPES.items():
        for terms in cases(letter):
            terms = np.array(terms, dtype)
            result = np.array([exact(letter, terms)]).astype(dtype)
            fields = [letter] + [f"{int(x):x}" for x in np.concatenate([result, terms]).view(uint)]
            lines.append(" ".join(fields))
    OUT.write_text("\n".join(lines) + "\n")


with np.errstate(all="ignore"):
    main()
