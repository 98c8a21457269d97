"""Operators, casts and assignments of arrays, as NumPy does them.

Writes crates/array/tests/goldens/operations.txt: one case a line, fields separated by tabs.

    B op a b result      two operands
    U op a result        one operand
    C dtype a result     a.astype(dtype)
    A target source      target[...] = source, then the target's buffer, or the error
    I op target source   target op= source, then the target's buffer, or the error

An operand is dtype;shape;strides;offset;buffer in hex, or py:int:3, py:float:0.5 for a Python scalar.
A result is dtype;shape;strides;values in C order in hex, or !Error: text.
"""

import operator
import pathlib
import sys
import warnings

import numpy as np

warnings.simplefilter("ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/array/tests/goldens/operations.txt"
rng = np.random.default_rng(20261121)

NUMBERS = "? b B h H i I q Q e f d F D".split()
SPECIAL = [0.0, -0.0, 1.0, -1.0, 2.5, -7.25, 1e10, -1e10, 300.0, 65504.0, 1e-8, np.inf, -np.inf, np.nan]
BINARY = {
    "add": np.add, "subtract": np.subtract, "multiply": np.multiply, "divide": np.divide,
    "floor_divide": np.floor_divide, "remainder": np.remainder, "bitwise_and": np.bitwise_and,
    "bitwise_or": np.bitwise_or, "bitwise_xor": np.bitwise_xor, "left_shift": np.left_shift,
    "right_shift": np.right_shift, "equal": np.equal, "not_equal": np.not_equal, "less": np.less,
    "less_equal": np.less_equal, "greater": np.greater, "greater_equal": np.greater_equal,
}
INPLACE = {
    "add": operator.iadd, "subtract": operator.isub, "multiply": operator.imul, "divide": operator.itruediv,
    "remainder": operator.imod, "bitwise_and": operator.iand,
    "bitwise_or": operator.ior, "bitwise_xor": operator.ixor, "left_shift": operator.ilshift,
    "right_shift": operator.irshift,
}


def values(n, char, small=False):
    """n values of a dtype, the edges among them."""
    dtype = np.dtype(char)
    if dtype.kind == "b":
        return rng.integers(0, 2, n).astype(dtype)
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        near = rng.integers(0 if dtype.kind == "u" else -9, 10, n).astype(dtype)
        if small:
            return near
        edge = np.array([info.min, info.max, 0, 1, info.max // 2], dtype)[rng.integers(0, 5, n)]
        return np.where(rng.random(n) < 0.7, near, edge).astype(dtype)
    real = rng.integers(-40, 40, n) / 8
    if not small:
        real = np.where(rng.random(n) < 0.7, real, np.array(SPECIAL)[rng.integers(0, len(SPECIAL), n)])
    if dtype.kind == "c":
        imaginary = rng.integers(-40, 40, n) / 8
        return (real + 1j * imaginary).astype(dtype)
    return real.astype(dtype)


def array(shape, char, small=False, distinct=False):
    """An array of the shape that lies in some way in its buffer, and the buffer."""
    swapped = np.dtype(char).itemsize > 1 and rng.random() < 0.12
    dtype = np.dtype(char).newbyteorder(">") if swapped else np.dtype(char)
    shape = list(shape)
    take, grown = [], []
    for n in shape:
        kind = rng.integers(0, 10)
        if kind == 0 and not distinct:
            grown.append(1)
            take.append(None)
        elif kind == 1:
            grown.append(2 * n)
            take.append(slice(None, None, 2))
        elif kind == 2:
            grown.append(n)
            take.append(slice(None, None, -1))
        elif kind == 3:
            grown.append(n + 2)
            take.append(slice(1, n + 1))
        else:
            grown.append(n)
            take.append(slice(None))
    axes = rng.permutation(len(shape)) if rng.random() < 0.4 else np.arange(len(shape))
    buffer = values(int(np.prod(grown, dtype=int)), char, small).astype(dtype)
    a = buffer.reshape([grown[i] for i in axes]).transpose(np.argsort(axes))
    a = a[tuple(slice(None) if t is None else t for t in take)] if take else a
    a = np.broadcast_to(a, shape) if any(t is None for t in take) else a
    return a, buffer


def operand(a, buffer):
    offset = a.__array_interface__["data"][0] - buffer.__array_interface__["data"][0]
    if a.size == 0:
        offset = 0
    return ";".join([a.dtype.str, commas(a.shape), commas(a.strides), str(offset), buffer.tobytes().hex()])


def commas(numbers):
    return ",".join(str(n) for n in numbers)


def result(f):
    try:
        r = np.asarray(f())
    except Exception as e:
        return f"!{type(e).__name__}: {e}".replace("\n", " ").replace("\t", " ")
    return ";".join([r.dtype.str, commas(r.shape), commas(r.strides), r.tobytes().hex()])


def shape_pair():
    rank = int(rng.choice([0, 1, 2, 3, 4, 5, 6], p=[0.06, 0.22, 0.34, 0.22, 0.1, 0.04, 0.02]))
    limit = {0: 1, 1: 12, 2: 5, 3: 4}.get(rank, 3)
    full = [int(rng.choice([0, 1], p=[0.3, 0.7])) if rng.random() < 0.08 else int(rng.integers(1, limit + 1)) for _ in range(rank)]
    def part():
        s = [1 if rng.random() < 0.2 else n for n in full]
        return s[int(rng.integers(0, rank + 1)):] if rng.random() < 0.25 else s
    a, b = part(), part()
    if rank and rng.random() < 0.03:
        b = b[:-1] + [b[-1] + 2] if b else b
    return a, b


def main():
    lines = []
    for name in BINARY:
        for i in range(110):
            a_shape, b_shape = shape_pair()
            a_char, b_char = rng.choice(NUMBERS), rng.choice(NUMBERS)
            if rng.random() < 0.35:
                b_char = a_char
            shift = "shift" in name
            a, a_buffer = array(a_shape, a_char, small=False)
            if i % 7 == 0:
                scalar = int(rng.integers(-3, 200)) if rng.random() < 0.5 else float(rng.integers(-20, 20)) / 4
                kind = type(scalar).__name__
                lines.append("\t".join(["B", name, operand(a, a_buffer), f"py:{kind}:{scalar}", result(lambda: BINARY[name](a, scalar))]))
                continue
            b, b_buffer = array(b_shape, b_char, small=shift)
            lines.append("\t".join(["B", name, operand(a, a_buffer), operand(b, b_buffer), result(lambda: BINARY[name](a, b))]))
    for name, f in {"negative": np.negative, "invert": np.invert}.items():
        for _ in range(80):
            a, buffer = array(shape_pair()[0], rng.choice(NUMBERS))
            lines.append("\t".join(["U", name, operand(a, buffer), result(lambda: f(a))]))
    for source in NUMBERS:
        for target in NUMBERS:
            for k in range(3):
                # Out of range into unsigned integers, NumPy's own loops differ among each other.
                unsure = np.dtype(source).kind in "fc" and np.dtype(target).kind == "u"
                a, buffer = array(shape_pair()[0], source, small=unsure or k == 0)
                char = np.dtype(target).newbyteorder(">").str if k == 2 else np.dtype(target).str
                lines.append("\t".join(["C", char, operand(a, buffer), result(lambda: a.astype(char))]))
    for kind, table in (("A", {"assign": None}), ("I", INPLACE)):
        for name, f in table.items():
            for _ in range(260 if kind == "A" else 45):
                t_shape, s_shape = shape_pair()
                t_char, s_char = rng.choice(NUMBERS), rng.choice(NUMBERS)
                if rng.random() < 0.5:
                    s_char = t_char
                t, t_buffer = array(t_shape, t_char, distinct=True)
                s, s_buffer = array(s_shape, s_char, small="shift" in name)
                before = operand(t, t_buffer)
                try:
                    if kind == "A":
                        t[...] = s
                    else:
                        f(t, s)
                    after = t_buffer.tobytes().hex()
                except Exception as e:
                    after = f"!{type(e).__name__}: {e}".replace("\n", " ").replace("\t", " ")
                lines.append("\t".join([kind, name, before, operand(s, s_buffer), after]))
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(lines) + "\n")
    print(f"{len(lines)} cases, {OUT.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
