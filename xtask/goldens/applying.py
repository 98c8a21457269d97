"""Writes crates/array/tests/goldens/applying.txt: apply_along_axis and apply_over_axes, as NumPy does them.

One case a line, fields separated by tabs; operands and results are written as in array.py.

    L function axis a result     apply_along_axis
    O function axes a result     apply_over_axes

The functions stand in the test too, by the same names.
"""

import pathlib
import runpy
import sys
import types

import numpy as np

HERE = pathlib.Path(__file__).resolve().parent
OUT = HERE.parents[1] / "crates/array/tests/goldens/applying.txt"
# (Python has a module of its own called `array`.)
base = types.SimpleNamespace(**runpy.run_path(str(HERE / "array.py")))
rng = base.rng

calls = 0


def growing(x):
    """Results of different lengths: one, then two, ..."""
    global calls
    calls += 1
    return np.resize(x, calls)


def shrinking(x):
    """Three values, then one: later results are broadcast."""
    global calls
    calls += 1
    return np.resize(x, 3 if calls == 1 else 1)


def retyped(x):
    """An integer first, floats later: the first settles the dtype."""
    global calls
    calls += 1
    return np.array(7, "i4") if calls == 1 else np.array(2.75)


ALONG = {
    "same": lambda x: x,
    "reversed": lambda x: x[::-1],
    "every_second": lambda x: x[::2],
    "first": lambda x: x[0],
    "length": lambda x: np.array(len(x)),
    "column": lambda x: x[:, np.newaxis],
    "transposed": lambda x: np.broadcast_to(x, (2, len(x))).T,
    "fortran": lambda x: np.asfortranarray(np.broadcast_to(x, (2, len(x)))),
    "growing": growing,
    "shrinking": shrinking,
    "retyped": retyped,
}
OVER = {
    "first": lambda x, axis: np.take(x, 0, axis),
    "first_kept": lambda x, axis: np.take(x, [0], axis),
    "reversed": lambda x, axis: np.flip(x, axis),
    "every_second": lambda x, axis: np.swapaxes(np.swapaxes(x, 0, axis)[::2], 0, axis),
    "corner": lambda x, axis: x[(0,) * x.ndim],
    "more": lambda x, axis: np.expand_dims(x, 0),
}


def shape(least):
    rank = int(rng.integers(least, 5))
    return [0 if rng.random() < 0.03 else int(rng.integers(1, 5)) for _ in range(rank)]


def main():
    global calls
    lines = []
    for name, f in ALONG.items():
        for _ in range(40):
            a, buffer = base.array(shape(0), rng.choice(base.NUMBERS))
            # An empty lane has no first element, and nothing to repeat.
            if 0 in a.shape and name in ("first", "growing", "shrinking"):
                continue
            axis = int(rng.integers(-a.ndim, a.ndim)) if a.ndim and rng.random() < 0.95 else int(rng.integers(-6, 6))
            calls = 0
            text = base.result(lambda: np.apply_along_axis(f, axis, a))
            lines.append("\t".join(["L", name, str(axis), base.operand(a, buffer), text]))
    for name, f in OVER.items():
        for _ in range(30):
            a, buffer = base.array(shape(1), rng.choice(base.NUMBERS))
            if 0 in a.shape:
                continue
            axes = [int(x) for x in rng.integers(-a.ndim, a.ndim, rng.integers(0, 4))]
            if rng.random() < 0.1 and name not in ("corner", "more", "every_second"):
                axes.append(a.ndim)
            text = base.result(lambda: np.apply_over_axes(f, a, axes))
            lines.append("\t".join(["O", name, base.commas(axes), base.operand(a, buffer), text]))
    OUT.write_text("\n".join(lines) + "\n")
    print(f"{OUT.name}: {len(lines)} cases, NumPy {np.__version__}", file=sys.stderr)


main()
