"""Writes crates/array/tests/goldens/text_options.txt: what NumPy prints with arguments, formatters and legacy modes.

One case a line, its parts separated by tabs; escapes, data and options are those of printing.py.

    o  dtype  shape  data  options  arguments  text     array2string
    s  dtype  shape  data  options  arguments  text     array_str
    r  dtype  shape  data  options  arguments  text     array_repr
    g  dtype  shape  data  options  str  repr           an array, with formatters and legacy modes in force
    x  dtype  data  options  str  repr                  a scalar, with legacy modes in force

`formatter=kind:hook|kind:hook` names functions that the test has too: `angle` puts the scalar's text in angle brackets,
`two` writes a number with two digits, `word` and `lines` write constant texts of one line and of two.
"""

import pathlib
import sys
import warnings

import numpy as np

import printing
from printing import array_of, emit, fill, name, record_dtype, rnd, shape, simple_dtype

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "crates/array/tests/goldens/text_options.txt"

warnings.simplefilter("ignore")
rnd.seed(20261122)

HOOKS = {
    "angle": lambda x: "<" + str(x) + ">",
    "two": lambda x: "%.2f" % x,
    "word": lambda x: "w",
    "lines": lambda x: "L1\nL22",
}
KINDS = "bool int timedelta datetime float complexfloat void numpystr all int_kind float_kind complex_kind str_kind".split()


def formatter():
    kinds = rnd.sample(KINDS, rnd.randint(1, 4))
    hooks = ["angle", "angle", "word", "lines"]
    return {k: rnd.choice(hooks + (["two", "two"] if k in ("float", "float_kind") else [])) for k in kinds}


def functions(o):
    return {k: {kind: HOOKS[hook] for kind, hook in v.items()} if k == "formatter" else v for k, v in o.items()}


def join(o):
    if "formatter" in o:
        o = o | {"formatter": "|".join(f"{k}:{h}" for k, h in o["formatter"].items())}
    return printing.join(o)


def options(chance_of_formatter=0.15, chance_of_legacy=0.15):
    o = printing.options()
    if rnd.random() < chance_of_formatter:
        o["formatter"] = formatter()
    if rnd.random() < chance_of_legacy:
        o["legacy"] = rnd.choice(["1.25", "2.1", "2.2"])
    return o


def arguments():
    o = {}
    for key, chance, choices in [
        ("max_line_width", 0.3, [1, 8, 20, 33, 60, 120]),
        ("precision", 0.4, [0, 1, 2, 3, 5, 8, 12, 18]),
        ("suppress_small", 0.3, [True, False]),
        ("separator", 0.5, [",", ", ", " | ", "", " ", ",  "]),
        ("prefix", 0.3, ["x = ", "a longer prefix: ", "é="]),
        ("suffix", 0.3, [")", " # the end", ", dtype=x)"]),
        ("threshold", 0.3, [0, 2, 5, 12, 1000]),
        ("edgeitems", 0.3, [0, 1, 2, 5]),
        ("sign", 0.3, ["-", "+", " "]),
        ("floatmode", 0.4, ["fixed", "unique", "maxprec", "maxprec_equal"]),
        ("legacy", 0.1, ["1.25", "2.1", "2.2"]),
    ]:
        if rnd.random() < chance:
            o[key] = rnd.choice(choices)
    if rnd.random() < 0.4:
        o["formatter"] = formatter()
    return o


def dtype():
    return record_dtype() if rnd.random() < 0.12 else simple_dtype()


def case(kind, function, args):
    d, s, o = dtype(), shape(), options()
    if rnd.random() < 0.3:
        d = np.dtype(rnd.choice(printing.FLOATS + printing.COMPLEX))
    data = fill(d, int(np.prod(s, dtype=int)))
    with np.printoptions(**functions(o)):
        try:
            text = function(array_of(d, s, data), **functions(args))
        except (ValueError, TypeError):
            # A formatter that gives an empty text, or one that does not take the value.
            return False
    emit(kind, name(d), ",".join(map(str, s)), data.hex(), join(o), join(args), text)
    return True


def force_case():
    d, s, o = dtype(), shape(), options(0.5, 0.7)
    data = fill(d, int(np.prod(s, dtype=int)))
    a = array_of(d, s, data)
    with np.printoptions(**functions(o)):
        try:
            emit("g", name(d), ",".join(map(str, s)), data.hex(), join(o), str(a), repr(a))
        except (ValueError, TypeError):
            return False
    return True


def scalar_case():
    d, o = dtype(), {"legacy": rnd.choice(["1.25", "1.25", "2.1", "2.2"])}
    data = fill(d, 1)
    x = array_of(d, (1,), data)[0]
    with np.printoptions(**o):
        emit("x", name(d), data.hex(), join(o), str(x), repr(x))
    return True


def several(n, f):
    while n:
        n -= f()


def main():
    several(700, lambda: case("o", np.array2string, arguments()))
    some = lambda: {k: v for k, v in arguments().items() if k in ("max_line_width", "precision", "suppress_small")}
    several(120, lambda: case("s", np.array_str, some()))
    several(220, lambda: case("r", np.array_repr, some()))
    several(220, force_case)
    several(200, scalar_case)
    OUT.write_bytes(("\n".join(printing.lines) + "\n").encode("utf-8"))
    print(f"{OUT.relative_to(ROOT)}: {len(printing.lines)} cases, NumPy {np.__version__}", file=sys.stderr)


if __name__ == "__main__":
    main()
