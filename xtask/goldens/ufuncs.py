"""Universal functions and their reductions, as NumPy does them.

Writes crates/ufunc/tests/goldens/ufuncs.txt: one case a line, fields separated by tabs.

    U name a result                        a function of one argument (of two results: the second is `name.1`)
    B name a b result                      a function of two arguments
    W name a b mask out dtype casting after
                                           with where, out, dtype, casting (b or mask or dtype `-` where there is none);
                                           the output's buffer, or the error
    R name axes options a mask result      reduce; axes `all` or numbers; options keepdims, initial=x, dtype=c
    S name axis a result                   accumulate
    T name axis indices a result           reduceat
    O name a b result                      outer
    A name target indices b after          at
    M name axes options a mask result      mean, var, std: as R, and ddof=x
    P name axis a result                   argmin, argmax; axis `all` or a number

Operands and results as in _operands.py; py:int:3, py:float:0.5 for a Python scalar.
"""

import pathlib
import sys
import warnings

import numpy as np
from _operands import NUMBERS, array, operand, result, rng, shape_pair, written

warnings.simplefilter("ignore")
np.seterr(all="ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/ufunc/tests/goldens/ufuncs.txt"

UNARY = """absolute arccos arccosh arcsin arcsinh arctan arctanh bitwise_count cbrt ceil conjugate cos cosh degrees exp
exp2 expm1 fabs floor invert isfinite isinf isnan log log10 log1p log2 logical_not negative positive radians reciprocal
rint sign signbit sin sinh spacing sqrt square tan tanh trunc frexp modf""".split()
BINARY = """add arctan2 bitwise_and bitwise_or bitwise_xor copysign divide divmod equal float_power floor_divide fmax fmin
fmod gcd greater greater_equal heaviside hypot lcm ldexp left_shift less less_equal logaddexp logaddexp2 logical_and
logical_or logical_xor maximum minimum multiply nextafter not_equal power remainder right_shift subtract""".split()
# Of many dtypes and sizes their results are exact, whatever the order of operations.
FOLDS = """add multiply maximum minimum fmax fmin bitwise_and bitwise_or bitwise_xor logical_and logical_or logical_xor
gcd lcm subtract divide hypot floor_divide""".split()


def several(f, *args):
    """The results of a function, as arrays."""
    r = f(*args)
    return r if isinstance(r, tuple) else (r,)


def numbered(lines, kind, name, operands, f, args):
    count = 2 if name in ("frexp", "modf", "divmod") else 1
    for i in range(count):
        label = name if i == 0 else f"{name}.{i}"
        lines.append("\t".join([kind, label, *operands, result(lambda: several(f, *args)[i])]))


def unary(lines):
    for name in UNARY:
        f = getattr(np, name)
        for char in NUMBERS:
            for k in range(2):
                a, buffer = array([7] if k else shape_pair()[0], char)
                numbered(lines, "U", name, [operand(a, buffer)], f, [a])


def binary(lines):
    for name in BINARY:
        f = getattr(np, name)
        small = "shift" in name or name in ("power", "float_power", "ldexp", "lcm")
        for i in range(70):
            a_shape, b_shape = shape_pair() if i % 3 else ([9], [9])
            a_char = NUMBERS[i % len(NUMBERS)]
            b_char = a_char if i % 3 == 0 else rng.choice(NUMBERS)
            if name == "ldexp" and rng.random() < 0.8:
                b_char = rng.choice(list("?bBhHiIq"))
            a, a_buffer = array(a_shape, a_char, small=small)
            if i % 7 == 6 and name != "ldexp":
                scalar = int(rng.integers(0, 100)) if rng.random() < 0.5 else float(rng.integers(-20, 20)) / 4
                kind = type(scalar).__name__
                numbered(lines, "B", name, [operand(a, a_buffer), f"py:{kind}:{scalar}"], f, [a, scalar])
                continue
            b, b_buffer = array(b_shape, b_char, small=small)
            if name in ("power", "lcm") and b.dtype.kind == "i" and rng.random() < 0.8:
                b_buffer[...] = np.abs(b_buffer)
            numbered(lines, "B", name, [operand(a, a_buffer), operand(b, b_buffer)], f, [a, b])


def options(lines):
    for i in range(260):
        binary = i % 2 == 0
        name = str(rng.choice(["add", "multiply", "maximum", "less", "divide", "hypot"] if binary else ["sqrt", "square", "negative", "isnan"]))
        f = getattr(np, name)
        a_shape, b_shape = shape_pair()
        a, a_buffer = array(a_shape, rng.choice(NUMBERS), small=True)
        b, b_buffer = array(b_shape, rng.choice(NUMBERS), small=True)
        try:
            full = np.broadcast_shapes(a.shape, b.shape) if binary else a.shape
        except ValueError:
            full = a.shape
        out_shape = list(full) if rng.random() < 0.85 else list(full)[1:] + [2]
        out, out_buffer = array(out_shape, rng.choice(NUMBERS), distinct=True)
        arguments, kwargs = ([a, b] if binary else [a]), {"out": out}
        mask_text, dtype_text, casting = "-", "-", "same_kind"
        if rng.random() < 0.6:
            mask, mask_buffer = array(full if rng.random() < 0.7 else full[1:], "?")
            kwargs["where"], mask_text = mask, operand(mask, mask_buffer)
        if rng.random() < 0.4:
            dtype_text = np.dtype(rng.choice(NUMBERS)).str
            kwargs["dtype"] = dtype_text
        if rng.random() < 0.5:
            casting = str(rng.choice(["no", "equiv", "safe", "unsafe"]))
            kwargs["casting"] = casting
        # Out of range into unsigned integers, and of different types, NumPy's loops differ among each other.
        before = operand(out, out_buffer)
        after = written(out_buffer, lambda: f(*arguments, **kwargs))
        lines.append("\t".join(["W", name, operand(a, a_buffer), operand(b, b_buffer) if binary else "-", mask_text, before, dtype_text, casting, after]))


def axes_of(rank):
    roll = rng.random()
    if roll < 0.25 or rank == 0:
        return None
    if roll < 0.6:
        return int(rng.integers(-rank, rank)) if roll < 0.57 else rank
    return tuple(int(x) for x in rng.permutation(rank)[: int(rng.integers(0, rank + 1))])


def axes_text(axes):
    if axes is None:
        return "all"
    return ",".join(str(x) for x in (axes if isinstance(axes, tuple) else (axes,)))


def small_array(shape, char):
    """Values whose sums and products are exact in every order, for floats too."""
    a, buffer = array(shape, char, small=True)
    if a.dtype.kind in "fc":
        buffer[...] = np.round(buffer.real / 4)
    return a, buffer


def reductions(lines):
    for name in FOLDS + ["mean", "var", "std"]:
        for i in range(45):
            shape = shape_pair()[0]
            a, buffer = small_array(shape, NUMBERS[i % len(NUMBERS)])
            axes = axes_of(a.ndim)
            kwargs, text, mask_text = {}, [], "-"
            if rng.random() < 0.3:
                kwargs["keepdims"] = True
                text.append("keepdims")
            moment = name in ("mean", "var", "std")
            if rng.random() < 0.2 and not moment:
                kwargs["initial"] = int(rng.integers(0, 5))
                text.append(f"initial={kwargs['initial']}")
            if rng.random() < 0.2 and not name.startswith("logical"):
                char = str(rng.choice(list("fdD") if moment else NUMBERS))
                kwargs["dtype"] = char
                text.append(f"dtype={np.dtype(char).str}")
            if moment and rng.random() < 0.3 and name != "mean":
                kwargs["ddof"] = 1
                text.append("ddof=1")
            if rng.random() < 0.25:
                mask, mask_buffer = array(a.shape if rng.random() < 0.7 else a.shape[1:], "?")
                kwargs["where"], mask_text = mask, operand(mask, mask_buffer)
            f = getattr(np, name) if moment else getattr(np, name).reduce
            lines.append("\t".join(["M" if moment else "R", name, axes_text(axes), " ".join(text), operand(a, buffer), mask_text,
                                    result(lambda: f(a, axis=axes, **kwargs))]))


def scans(lines):
    for name in FOLDS:
        f = getattr(np, name)
        for i in range(16):
            shape = shape_pair()[0]
            a, buffer = small_array(shape, NUMBERS[i % len(NUMBERS)])
            axis = int(rng.integers(-a.ndim, a.ndim)) if a.ndim else 0
            lines.append("\t".join(["S", name, str(axis), operand(a, buffer), result(lambda: f.accumulate(a, axis))]))
            n = a.shape[axis] if a.ndim else 1
            indices = [int(x) for x in rng.integers(0, max(n, 1) + (rng.random() < 0.1), 3)]
            lines.append("\t".join(["T", name, str(axis), axes_text(tuple(indices)), operand(a, buffer),
                                    result(lambda: f.reduceat(a, indices, axis))]))


def outers_and_ats(lines):
    for name in ["add", "multiply", "maximum", "less", "power", "divide", "gcd"]:
        f = getattr(np, name)
        for _ in range(12):
            a, a_buffer = array(shape_pair()[0][:2], rng.choice(NUMBERS), small=True)
            b, b_buffer = array(shape_pair()[0][:2], rng.choice(NUMBERS), small=True)
            lines.append("\t".join(["O", name, operand(a, a_buffer), operand(b, b_buffer), result(lambda: f.outer(a, b))]))
    for name in ["add", "subtract", "multiply", "maximum", "bitwise_or"]:
        f = getattr(np, name)
        for _ in range(20):
            n = int(rng.integers(1, 6))
            t, t_buffer = array([n] + [int(x) for x in rng.integers(1, 4, int(rng.integers(0, 3)))], rng.choice(list("bBhiqfdD")), small=True, distinct=True)
            indices = [int(x) for x in rng.integers(-n, n + (rng.random() < 0.1), int(rng.integers(0, 7)))]
            char = rng.choice(list("bhifd")) if t.dtype.kind in "fc" else rng.choice(list("bh"))
            b, b_buffer = array([len(indices)] + list(t.shape[1:]) if rng.random() < 0.6 else list(t.shape[1:]), char, small=True)
            before = operand(t, t_buffer)
            after = written(t_buffer, lambda: f.at(t, indices if indices else np.array([], int), b))
            lines.append("\t".join(["A", name, before, axes_text(tuple(indices)), operand(b, b_buffer), after]))


def positions(lines):
    for name in ["argmin", "argmax"]:
        for i in range(60):
            a, buffer = array(shape_pair()[0], NUMBERS[i % len(NUMBERS)], small=i % 2 == 0)
            axis = int(rng.integers(-a.ndim, a.ndim)) if a.ndim and rng.random() < 0.7 else None
            lines.append("\t".join(["P", name, "all" if axis is None else str(axis), operand(a, buffer),
                                    result(lambda: getattr(np, name)(a, axis=axis))]))


def main():
    lines = []
    for part in (unary, binary, options, reductions, scans, outers_and_ats, positions):
        part(lines)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(lines) + "\n")
    print(f"{len(lines)} cases, {OUT.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
