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
from _operands import NUMBERS, array, operand, result, rng, shape_pair, written

warnings.simplefilter("ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/array/tests/goldens/operations.txt"

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
                after = written(t_buffer, lambda: t.__setitem__(..., s) if kind == "A" else f(t, s))
                lines.append("\t".join([kind, name, before, operand(s, s_buffer), after]))
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(lines) + "\n")
    print(f"{len(lines)} cases, {OUT.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
