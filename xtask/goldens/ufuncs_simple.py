"""NumPy's ufuncs that are not transcendental, type by type.

Writes crates/kernel/tests/goldens/ufuncs_unary.txt and ufuncs_binary.txt: one case a line, fields separated by tabs.

    types OPERATION in>out...            the loops that there are, by NumPy's letters
    operands TYPE left [right]           what the following cases are given, in hex
    OPERATION TYPE result                what they give, in hex

Operations have npcore's names. A right operand of Ldexp is int32.
"""

import pathlib
import warnings

import numpy as np

warnings.simplefilter("ignore")
np.seterr(all="ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/kernel/tests/goldens"
rng = np.random.default_rng(20261122)

TYPES = "? b B h H i I l L e f d F D".split()
UNARY = {
    "Fabs": np.fabs,
    "Sign": np.sign,
    "Signbit": np.signbit,
    "Square": np.square,
    "Reciprocal": np.reciprocal,
    "Conjugate": np.conjugate,
    "Sqrt": np.sqrt,
    "Rint": np.rint,
    "Floor": np.floor,
    "Ceil": np.ceil,
    "Trunc": np.trunc,
    "IsNan": np.isnan,
    "IsInf": np.isinf,
    "IsFinite": np.isfinite,
    "Spacing": np.spacing,
    "BitwiseCount": np.bitwise_count,
    "FrexpMantissa": (np.frexp, 0),
    "FrexpExponent": (np.frexp, 1),
    "ModfFraction": (np.modf, 0),
    "ModfWhole": (np.modf, 1),
    "Degrees": np.degrees,
    "Radians": np.radians,
}
BINARY = {
    "LogicalAnd": np.logical_and,
    "LogicalOr": np.logical_or,
    "LogicalXor": np.logical_xor,
    "Fmod": np.fmod,
    "Gcd": np.gcd,
    "Lcm": np.lcm,
    "Copysign": np.copysign,
    "Heaviside": np.heaviside,
    "Fmax": np.fmax,
    "Fmin": np.fmin,
    "Nextafter": np.nextafter,
    "Ldexp": np.ldexp,
    "Power": np.power,
}
# Numbers of elements: whole vectors, since NumPy's loops treat what is left over differently (zeros of
# different signs in fmax and fmin).
N1, N2 = 128, 128


def reals(char, n):
    """Special values first, then numbers of all sizes."""
    info = np.finfo(char)
    tiny, small, big = info.smallest_subnormal, info.tiny, info.max
    edge = 2.0 ** info.nmant
    special = [0.0, -0.0, np.nan, np.inf, -np.inf, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 0.75, -0.3]
    special += [tiny, -tiny, small, -small, big, -big, edge / 2 + 0.5, edge - 0.5, edge + 1, -edge - 1, 3, -4, 180]
    special = np.array(special, "g").astype(char)
    count = n - len(special)
    kinds = [
        rng.integers(-1000, 1000, count) / 8,
        rng.standard_normal(count) * 10.0 ** rng.uniform(info.minexp * 0.3, info.maxexp * 0.3, count).clip(-4, 4),
        rng.standard_normal(count) * 2.0 ** rng.uniform(info.minexp, info.maxexp, count),
    ]
    rest = np.choose(rng.integers(0, 3, count), kinds).astype(char)
    return np.concatenate([special, rest])


def values(char, n):
    dtype = np.dtype(char)
    if dtype.kind == "b":
        return rng.integers(0, 2, n).astype(bool)
    if dtype.kind == "f":
        return reals(char, n)
    if dtype.kind == "c":
        part = dtype.char.lower()
        z = np.empty(n, dtype)
        z.real, z.imag = rng.permutation(reals(part, n)), rng.permutation(reals(part, n))
        return z
    info = np.iinfo(dtype)
    special = [info.min, info.max, 0, 1, 2, 3, 60, info.max - 1, info.min + 1, 4, 5, 6, 7, 10, 64, 100, 127]
    if info.min < 0:
        special[4:7] = -1, 2, -12
    special += [-2, -3, -64] if info.min < 0 else [128, 200, 240, 255]
    rest = rng.integers(info.min, info.max, n - len(special), dtype, endpoint=True) >> rng.integers(
        0, dtype.itemsize * 8, n - len(special)
    ).astype(dtype)
    return np.concatenate([np.array(special, dtype), rest.astype(dtype)])


def pairs(char):
    """Special values with each other, then numbers of all sizes."""
    a, b = values(char, N2), values(char, N2)
    if np.dtype(char).kind in "iufc":
        special = 9
        first = rng.permutation(21)[:special] if np.dtype(char).kind == "c" else np.arange(special)
        x, y = np.meshgrid(a[first], b[first], indexing="ij")
        a[: special**2], b[: special**2] = x.ravel(), y.ravel()
        order = rng.permutation(N2)
        b[special**2 :] = rng.permutation(b[special**2 :])
        a, b = a[order], b[order]
    return a, b


def hexes(a):
    return a.astype(a.dtype.newbyteorder("<")).tobytes().hex()


def types(ufunc, left):
    """The loops of npcore's types: in>out, where the inputs are of one type."""
    found = []
    for entry in ufunc.types:
        inputs, outputs = entry.split("->")
        known = set(inputs + outputs) <= set(TYPES)
        if known and inputs[0] not in [f[0] for f in found]:
            if len(set(inputs)) == 1 or left:
                found.append((inputs[0], outputs))
    return found


def write(name, operations, operands):
    lines = []
    loops = {}
    for op, ufunc in operations.items():
        ufunc, result = ufunc if isinstance(ufunc, tuple) else (ufunc, 0)
        loops[op] = types(ufunc, op == "Ldexp")
        lines.append("\t".join(["types", op] + [f"{a}>{out[result]}" for a, out in loops[op]]))
    for char in TYPES:
        inputs = operands(char)
        lines.append("\t".join(["operands", char] + [hexes(a) for a in inputs]))
        for op, ufunc in operations.items():
            ufunc, result = ufunc if isinstance(ufunc, tuple) else (ufunc, None)
            integer = char not in [*"efdFD"]
            if char not in [a for a, _ in loops[op]]:
                continue
            if op in ("Conjugate", "Floor", "Ceil", "Trunc", "IsNan", "IsInf", "IsFinite") and integer:
                continue  # copies and constants
            given = inputs
            if op == "Power":
                if not integer:
                    continue
                if np.dtype(char).kind == "i":
                    given = [inputs[0], np.where(inputs[1] < 0, ~inputs[1], inputs[1])]
                    lines.append("\t".join(["operands", char] + [hexes(a) for a in given]))
            if op == "Ldexp":
                exponents = rng.integers(-80, 80, N2) * rng.integers(1, {"e": 2, "f": 4, "d": 28}[char], N2)
                exponents[:6] = 0, 1, -1, 2**31 - 1, -(2**31), 3000
                given = [inputs[0], rng.permutation(exponents).astype("i")]
                lines.append("\t".join(["operands", char] + [hexes(a) for a in given]))
            out = ufunc(*given)
            out = out if result is None else out[result]
            lines.append("\t".join([op, char, hexes(out)]))
            if given is not inputs:
                lines.append("\t".join(["operands", char] + [hexes(a) for a in inputs]))
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / name).write_text("\n".join(lines) + "\n")


write("ufuncs_unary.txt", UNARY, lambda char: [values(char, N1)])
write("ufuncs_binary.txt", BINARY, pairs)
