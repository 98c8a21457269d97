"""Floating-point errors of universal functions, as NumPy raises them under `np.errstate(all="raise")`.

Writes crates/ufunc/tests/goldens/errstate.txt: one line a function and dtype (or kind of call), fields separated by tabs.

    U name dtype operands errors           every operand by itself, in an array of one element
    B name dtype operands errors           every pair of operands, the left one going slower
    C from to operands errors              astype
    R name call dtype operands errors      `reduce` or `accumulate` of every pair of operands
    T name left right operands errors      as B with two dtypes, times among them; the operands of the left one before a `;`

Operands are elements in hex. Errors are letters, one a case: d(ivide), o(verflow), u(nderflow), i(nvalid), or - where
there is none. The words of each error are checked here to be those that the test expects.
"""

import pathlib
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/ufunc/tests/goldens/errstate.txt"

UNARY = """absolute arccos arccosh arcsin arcsinh arctan arctanh cbrt ceil conjugate cos cosh degrees exp exp2 expm1 fabs
floor log log10 log1p log2 negative positive radians reciprocal rint sign sin sinh spacing sqrt square tan tanh
trunc frexp modf isnan""".split()
BINARY = """add arctan2 copysign divide divmod equal float_power floor_divide fmax fmin fmod heaviside hypot less
logaddexp logaddexp2 maximum multiply nextafter power remainder subtract""".split()
WORDS = {"divide by zero": "d", "overflow": "o", "underflow": "u", "invalid value": "i"}


def operands(char):
    dtype = np.dtype(char)
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        return np.array([0, 1, 2, 3, 7, info.max, info.min] + ([-1, -7] if info.min < 0 else []), dtype)
    if dtype.kind == "c":
        real = operands(char.lower())[[0, 2, 4, 8, 9, 13, 15]]
        pairs = [complex(x, y) for x in real for y in real[::2]]
        return np.array(pairs, dtype)
    info = np.finfo(dtype)
    inside = info.smallest_normal * dtype.type(0.75)
    root = np.sqrt(info.max) * dtype.type(2)
    values = [0.0, -0.0, 1.0, -1.0, 2.5, -7.25, 0.5, -2.0, info.max, info.smallest_normal, info.smallest_subnormal, inside,
              root, np.inf, -np.inf, np.nan, -1000.0]
    return np.array(values, dtype)


def error(f, name):
    with np.errstate(all="raise"):
        try:
            f()
        except FloatingPointError as e:
            words, where = str(e).split(" encountered in ")
            assert where == name, (where, name)
            return WORDS[words]
        except (TypeError, ValueError):
            return None
    return "-"


def line(*fields):
    errors = fields[-1]
    return None if None in errors else "\t".join([*fields[:-1], "".join(errors)])


def pairs(values):
    return [(a, b) for a in values for b in values]


def lines():
    one = lambda x: np.array([x])
    for name in UNARY:
        f = getattr(np, name)
        for char in "efdFDbiqBQ":
            x = operands(char)
            yield line("U", name, x.dtype.str, x.tobytes().hex(), [error(lambda: f(one(v)), name) for v in x])
    for name in BINARY:
        f = getattr(np, name)
        for char in "efdFDbiqBQ":
            x = operands(char)
            if x.dtype.kind in "iu" and name == "power":
                x = np.abs(x)
            yield line("B", name, x.dtype.str, x.tobytes().hex(), [error(lambda: f(one(a), one(b)), name) for a, b in pairs(x)])
    for from_, to in ["de", "df", "fe", "di", "dq", "db", "dB", "dQ", "fi", "ei", "eh", "iq", "qe", "ie", "qf", "DF", "id"]:
        x = operands(from_)
        yield line("C", x.dtype.str, np.dtype(to).str, x.tobytes().hex(), [error(lambda: one(v).astype(to), "cast") for v in x])
    for name in ["add", "multiply", "subtract", "divide", "maximum"]:
        for call in ["reduce", "accumulate"]:
            for char in "efd":
                x = operands(char)
                f = getattr(getattr(np, name), call)
                yield line("R", name, call, x.dtype.str, x.tobytes().hex(),
                           [error(lambda: f(np.array([a, b])), call) for a, b in pairs(x)])
    times = np.array([0, 1, -7, 2**62, 2**63 - 1, -(2**63)]).view("m8[h]")
    others = [times, np.array([0, 1, -3, 2**62, -(2**63)]), np.array([0.0, -0.0, 0.3, -2.0, 1e-300, 1e300, np.inf, np.nan])]
    for name in "add subtract multiply divide floor_divide remainder divmod maximum less".split():
        f = getattr(np, name)
        for a, b in [(times, other) for other in others] + [(other, times) for other in others[1:]]:
            yield line("T", name, a.dtype.str, b.dtype.str, a.tobytes().hex() + ";" + b.tobytes().hex(),
                       [error(lambda: f(one(x), one(y)), name) for x in a for y in b])


def main():
    found = [text for text in lines() if text]
    OUT.write_text("\n".join(found) + "\n")
    print(f"{len(found)} lines, {OUT.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
