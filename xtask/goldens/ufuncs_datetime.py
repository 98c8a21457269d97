"""Universal functions of dates and times, and their reductions, as NumPy does them.

Writes crates/ufunc/tests/goldens/datetime.txt: lines as in ufuncs.py, and

    C name a low high result               clip; a limit `-` where there is none
    D name axis a result                   what is made of those: ptp, diff, cumsum, ...; axis `all` or a number

An initial value of a reduction may be `initial=m8[D]:3`.
"""

import pathlib
import sys

import numpy as np
from _operands import array, operand, result, rng, written
from _operands import shape_pair as any_shape_pair
from ufuncs import BINARY, UNARY, axes_of, axes_text, numbered

OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/ufunc/tests/goldens/datetime.txt"

POINTS = ["M8[D]", "M8[h]", "M8[M]", "M8[3D]"]
SPANS = ["m8[D]", "m8[h]", "m8[Y]", "m8[2s]", "m8"]
TIMES = POINTS + SPANS
NUMBERS = "? b H i L l e f d D".split()
OPERATIONS = """add subtract multiply divide floor_divide remainder divmod less less_equal equal not_equal greater
greater_equal maximum minimum fmax fmin logical_and""".split()
OTHERS = [name for name in BINARY if name not in OPERATIONS]
FOLDS = """add subtract multiply maximum minimum fmax fmin logical_and logical_or logical_xor remainder floor_divide divide
less equal power""".split()
QUESTIONS = "ptp diff cumsum count_nonzero any all nanmin nanmax nansum nanmean nanprod ediff1d".split()


def unary(lines):
    for name in UNARY + ["isnat"]:
        f = getattr(np, name)
        known = name in ("absolute", "negative", "positive", "sign", "isnan", "isinf", "isfinite", "isnat")
        others = ["d", "?", "i", "D"] if name == "isnat" else []
        for dtype in TIMES + others if known else ["M8[D]", "m8[h]"]:
            a, buffer = array(shape_pair()[0] if rng.random() < 0.5 else [7], dtype)
            numbered(lines, "U", name, [operand(a, buffer)], f, [a])


def shape_pair():
    """Of few elements: their bytes are the most of the file."""
    while True:
        a, b = any_shape_pair()
        if np.prod(a, dtype=int) <= 12 and np.prod(b, dtype=int) <= 12:
            return a, b


def same_unit(x, y):
    """Where units are converted, extreme values would overflow."""
    return np.dtype(x).kind not in "mM" or np.dtype(y).kind not in "mM" or x[2:] == y[2:]


def pair(x, y):
    a_shape, b_shape = shape_pair() if rng.random() < 0.3 else ([5], [5])
    small = not same_unit(x, y)
    return *array(a_shape, x, small=small), *array(b_shape, y, small=small)


def binary(lines):
    pairs = [(x, y) for x in TIMES + NUMBERS for y in TIMES + NUMBERS if x in TIMES or y in TIMES]
    for name in OPERATIONS:
        f = getattr(np, name)
        for x, y in pairs:
            if rng.random() < 0.4 and x != y:
                continue
            a, a_buffer, b, b_buffer = pair(x, y)
            numbered(lines, "B", name, [operand(a, a_buffer), operand(b, b_buffer)], f, [a, b])
        for x in TIMES:
            for scalar in rng.permutation([3, 0, -2, 0.5, -1.25])[:2]:
                scalar = int(scalar) if scalar == int(scalar) else float(scalar)
                a, a_buffer = array([5], x)
                numbered(lines, "B", name, [operand(a, a_buffer), f"py:{type(scalar).__name__}:{scalar}"], f, [a, scalar])
    for name in OTHERS:
        if name == "ldexp":
            continue
        for x, y in [("M8[D]", "M8[D]"), ("m8[D]", "m8[D]"), ("m8[D]", "l"), ("d", "M8[h]"), ("m8[Y]", "m8[D]")]:
            a, a_buffer, b, b_buffer = pair(x, y)
            numbered(lines, "B", name, [operand(a, a_buffer), operand(b, b_buffer)], getattr(np, name), [a, b])


def options(lines):
    names = "add subtract multiply divide floor_divide maximum fmin less logical_or negative isnat isnan absolute".split()
    for i in range(520):
        name = names[i % len(names)]
        f = getattr(np, name)
        binary = f.nin == 2
        x = str(rng.choice(TIMES))
        y = str(rng.choice(TIMES if rng.random() < 0.6 else NUMBERS))
        if rng.random() < 0.2:
            x, y = y, x
        if x not in TIMES and y not in TIMES or not binary:
            x = str(rng.choice(TIMES))
        a_shape, b_shape = shape_pair()
        a, a_buffer = array(a_shape, x, small=True)
        b, b_buffer = array(b_shape, y, small=True)
        try:
            full = np.broadcast_shapes(a.shape, b.shape) if binary else a.shape
        except ValueError:
            full = a.shape
        out, out_buffer = array(list(full), str(rng.choice(TIMES + ["?", "l", "d"])), distinct=True, small=True)
        arguments, kwargs = ([a, b] if binary else [a]), {"out": out}
        mask_text, dtype_text, casting = "-", "-", "same_kind"
        if rng.random() < 0.5:
            mask, mask_buffer = array(full if rng.random() < 0.7 else full[1:], "?")
            kwargs["where"], mask_text = mask, operand(mask, mask_buffer)
        # (A `dtype` beside numbers, or of another kind, ends in words about promotion that no user is helped by.)
        alike = y in TIMES and (x[0] == y[0] or name != "less") if binary else x[0] == "m"
        if rng.random() < 0.3 and x in TIMES and alike:
            kinds = ["m8[s]", "l", "d", "m8"] if name in ("negative", "absolute") else ["m8", "M8", "m8[s]", "l", "d", "?"]
            dtype_text = str(rng.choice(kinds))
            kwargs["dtype"] = dtype_text
        if rng.random() < 0.5:
            casting = str(rng.choice(["no", "equiv", "safe", "unsafe"]))
            kwargs["casting"] = casting
        if "m8" in (x, y) and out.dtype.str[1:2] in "mM":
            # NumPy refuses a unit into none, or does not swap the bytes.
            continue
        before = operand(out, out_buffer)
        after = written(out_buffer, lambda: f(*arguments, **kwargs))
        lines.append("\t".join(["W", name, operand(a, a_buffer), operand(b, b_buffer) if binary else "-", mask_text, before, dtype_text, casting, after]))


def reductions(lines):
    for name in FOLDS + ["mean", "var", "std"]:
        for i in range(40):
            dtype = TIMES[i % len(TIMES)]
            a, buffer = array(shape_pair()[0], dtype, small=True)
            if rng.random() < 0.4:
                # Without not-a-times, which hide all else.
                buffer.view("i8")[...] = rng.integers(-9, 50, buffer.size).astype(buffer.dtype.byteorder.replace("=", "<").replace("|", "<") + "i8").view("i8")
            axes = axes_of(a.ndim)
            kwargs, text, mask_text = {}, [], "-"
            if rng.random() < 0.3:
                kwargs["keepdims"] = True
                text.append("keepdims")
            moment = name in ("mean", "var", "std")
            if rng.random() < 0.25 and not moment:
                if rng.random() < 0.5 or dtype[0] == "M":
                    kwargs["initial"] = int(rng.integers(0, 5))
                    text.append(f"initial={kwargs['initial']}")
                else:
                    unit = dtype if rng.random() < 0.6 else "m8[h]"
                    value = int(rng.integers(-5, 5))
                    kwargs["initial"] = np.array(value).astype(unit)[()]
                    text.append(f"initial={unit}:{value}")
            if rng.random() < 0.15 and not name.startswith("logical") and name != "power":
                char = str(rng.choice(["d", "l", "m8", "m8[s]"]))
                kwargs["dtype"] = char
                text.append(f"dtype={np.dtype(char).str}")
            if rng.random() < 0.25:
                mask, mask_buffer = array(a.shape if rng.random() < 0.7 else a.shape[1:], "?")
                kwargs["where"], mask_text = mask, operand(mask, mask_buffer)
            f = getattr(np, name) if moment else getattr(np, name).reduce
            lines.append("\t".join(["M" if moment else "R", name, axes_text(axes), " ".join(text), operand(a, buffer), mask_text,
                                    result(lambda: f(a, axis=axes, **kwargs))]))


def scans(lines):
    for name in FOLDS:
        f = getattr(np, name)
        for i in range(18):
            a, buffer = array(shape_pair()[0], TIMES[i % len(TIMES)], small=True)
            axis = int(rng.integers(-a.ndim, a.ndim)) if a.ndim else 0
            lines.append("\t".join(["S", name, str(axis), operand(a, buffer), result(lambda: f.accumulate(a, axis))]))
            n = a.shape[axis] if a.ndim else 1
            indices = [int(x) for x in rng.integers(0, max(n, 1), 3)]
            lines.append("\t".join(["T", name, str(axis), axes_text(tuple(indices)), operand(a, buffer),
                                    result(lambda: f.reduceat(a, indices, axis))]))


def outers_and_ats(lines):
    for name in ["add", "subtract", "multiply", "maximum", "less", "floor_divide"]:
        f = getattr(np, name)
        for _ in range(12):
            x, y = str(rng.choice(TIMES)), str(rng.choice(TIMES + ["l", "d"]))
            a, a_buffer = array(shape_pair()[0][:2], x, small=True)
            b, b_buffer = array(shape_pair()[0][:2], y, small=True)
            lines.append("\t".join(["O", name, operand(a, a_buffer), operand(b, b_buffer), result(lambda: f.outer(a, b))]))
    for name in ["add", "subtract", "multiply", "maximum"]:
        f = getattr(np, name)
        for _ in range(20):
            n = int(rng.integers(1, 6))
            t, t_buffer = array([n], str(rng.choice([t for t in TIMES if t != "m8"])), small=True, distinct=True)
            indices = [int(x) for x in rng.integers(-n, n, int(rng.integers(1, 7)))]
            b, b_buffer = array([len(indices)], str(rng.choice(SPANS + ["l", "b"])), small=True)
            before = operand(t, t_buffer)
            after = written(t_buffer, lambda: f.at(t, indices, b))
            lines.append("\t".join(["A", name, before, axes_text(tuple(indices)), operand(b, b_buffer), after]))


def positions(lines):
    for name in ["argmin", "argmax"]:
        for i in range(60):
            a, buffer = array(shape_pair()[0], TIMES[i % len(TIMES)])
            axis = int(rng.integers(-a.ndim, a.ndim)) if a.ndim and rng.random() < 0.7 else None
            lines.append("\t".join(["P", name, "all" if axis is None else str(axis), operand(a, buffer),
                                    result(lambda: getattr(np, name)(a, axis=axis))]))


def clips(lines):
    for i in range(180):
        x = TIMES[i % len(TIMES)]
        small = [t for t in TIMES if t[0] == x[0]]
        others = small if rng.random() < 0.7 else TIMES + ["l", "d", "?", "L"]
        shape = shape_pair()[0]
        a, a_buffer = array(shape, x, small=True)
        limits, texts = [], []
        for _ in range(2):
            if rng.random() < 0.2:
                limits.append(None)
                texts.append("-")
                continue
            limit, buffer = array(shape[int(rng.integers(0, len(shape) + 1)):], str(rng.choice(others)), small=True)
            limits.append(limit)
            texts.append(operand(limit, buffer))
        # (Points, spans and numbers together are refused in other words.)
        kinds = {x[0]} | {limit.dtype.kind if limit.dtype.kind in "mM" else "n" for limit in limits if limit is not None}
        if texts == ["-", "-"] or len(kinds) == 3:
            continue
        lines.append("\t".join(["C", "clip", operand(a, a_buffer), *texts, result(lambda: np.clip(a, *limits))]))


def questions(lines):
    for name in QUESTIONS:
        for i in range(24):
            a, buffer = array(shape_pair()[0], TIMES[i % len(TIMES)], small=True)
            axis = int(rng.integers(-a.ndim, a.ndim)) if a.ndim and rng.random() < 0.7 else None
            if name == "diff" and axis is None:
                continue
            kwargs = {} if name == "ediff1d" else {"axis": axis}
            lines.append("\t".join(["D", name, "all" if axis is None else str(axis), operand(a, buffer),
                                    result(lambda: getattr(np, name)(a, **kwargs))]))


def main():
    lines = []
    for part in (unary, binary, options, reductions, scans, outers_and_ats, positions, clips, questions):
        part(lines)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(lines) + "\n")
    print(f"{len(lines)} cases, {OUT.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
