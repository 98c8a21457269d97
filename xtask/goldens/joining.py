"""Arrays put together, as NumPy does it.

Writes crates/array/tests/goldens/joining.txt: one case a line, fields separated by tabs.

    function arguments operands... result

The operands are those of operations.txt: dtype;shape;strides;offset;buffer in hex. The arguments are function by
function what joining.rs reads, fields separated by spaces. A result is dtype;shape;strides;values in C order in hex,
or !Error: text. Functions that end in _into have the output as their last operand; the result is its buffer.
"""

import pathlib
import sys
import warnings

import numpy as np
from _operands import error

warnings.simplefilter("ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/array/tests/goldens/joining.txt"
rng = np.random.default_rng(20261122)

NUMBERS = "? b B h H i I l L e f d F D".split()
OTHERS = ["U2", "U3", "S3", "M8[s]", "m8[ms]", "i2,U1"]


def commas(numbers):
    return ",".join(str(n) for n in numbers)


def values(n, char):
    """n values of a dtype, all of them small: sums are exact."""
    dtype = np.dtype(char)
    if dtype.kind == "b":
        return rng.integers(0, 2, n).astype(dtype)
    if dtype.kind == "V":
        r = np.zeros(n, dtype)
        r["f0"] = rng.integers(-9, 10, n)
        r["f1"] = [chr(97 + k) for k in rng.integers(0, 9, n)]
        return r
    if dtype.kind in "US":
        return np.array(["abcdefgh"[k : k + 1 + k % 3] for k in rng.integers(0, 6, n)], dtype=dtype).reshape(n)
    if dtype.kind in "Mm":
        return rng.integers(-99, 100, n).astype(dtype)
    low = 0 if dtype.kind == "u" else -9
    if dtype.kind in "iu":
        return rng.integers(low, 10, n).astype(dtype)
    real = rng.integers(-40, 40, n) / 8
    if dtype.kind == "c":
        return (real + 1j * rng.integers(-40, 40, n) / 8).astype(dtype)
    return real.astype(dtype)


def some_type(numbers_only=False):
    if not numbers_only and rng.random() < 0.12:
        return str(rng.choice(OTHERS))
    return str(rng.choice(NUMBERS))


def array(shape, char, plain=0.35, distinct=False, zeros=0.0):
    """An array of the shape that lies in some way in its buffer, and the buffer."""
    dtype = np.dtype(char)
    if dtype.kind in "iufcUMm" and dtype.itemsize > 1 and rng.random() < 0.1:
        dtype = dtype.newbyteorder(">")
    shape = list(shape)
    take, grown = [], []
    simple = rng.random() < plain
    for n in shape:
        kind = 9 if simple else rng.integers(0, 9)
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
            grown.append(n + 1)
            take.append(slice(1, n + 1))
        else:
            grown.append(n)
            take.append(slice(None))
    how = rng.random()
    axes = np.arange(len(shape))
    if how < 0.25:
        axes = axes[::-1]
    elif how < 0.45:
        axes = rng.permutation(len(shape))
    buffer = values(int(np.prod(grown, dtype=int)), char).astype(dtype)
    if zeros:
        buffer = np.where(rng.random(buffer.shape) < zeros, np.zeros(1, buffer.dtype), buffer).astype(buffer.dtype)
    a = buffer.reshape([grown[i] for i in axes]).transpose(np.argsort(axes))
    a = a[tuple(slice(None) if t is None else t for t in take)] if take else a
    a = np.broadcast_to(a, shape) if any(t is None for t in take) else a
    return a, buffer


def operand(a, buffer):
    offset = a.__array_interface__["data"][0] - buffer.__array_interface__["data"][0]
    if a.size == 0:
        offset = 0
    return ";".join([dtype_text(a.dtype), commas(a.shape), commas(a.strides), str(offset), buffer.tobytes().hex()])


def dtype_text(dtype):
    return "i2,U1" if dtype.kind == "V" else dtype.str


def result(f):
    try:
        r = np.asarray(f())
    except Exception as e:
        return error(e)
    return ";".join([dtype_text(r.dtype), commas(r.shape), commas(r.strides), r.tobytes().hex()])


LINES = []


def case(name, arguments, operands, f):
    LINES.append("\t".join([name, arguments] + [operand(*o) for o in operands] + [result(f)]))


def case_into(name, arguments, operands, out, f):
    """f writes into out[0]."""
    before = operand(*out)
    try:
        f()
        after = out[1].tobytes().hex()
    except Exception as e:
        after = error(e)
    LINES.append("\t".join([name, arguments] + [operand(*o) for o in operands] + [before, after]))


def shape(low=0, high=4, empties=0.1):
    rank = int(rng.choice([0, 1, 2, 3, 4], p=[0.05, 0.3, 0.35, 0.2, 0.1]))
    rank = min(max(rank, low), high)
    limit = {0: 1, 1: 7, 2: 4, 3: 3}.get(rank, 2)
    return [0 if rng.random() < empties / max(rank, 1) else int(rng.integers(1, limit + 1)) for _ in range(rank)]


def some_axis(rank, wrong=0.04):
    if rng.random() < wrong:
        return int(rng.choice([rank, -rank - 1]))
    return int(rng.integers(-rank, rank)) if rank else 0


def text(axis):
    return "None" if axis is None else str(axis)


def types(n):
    """Mostly one type for all."""
    first = some_type()
    if rng.random() < 0.55:
        return [first] * n
    return [some_type(True) if np.dtype(first).kind not in "USMmV" else some_type() for _ in range(n)]


def joined(count):
    for i in range(count):
        n = int(rng.integers(1, 5))
        base = shape(1, empties=0.05)
        axis = some_axis(len(base))
        shapes = []
        for _ in range(n):
            s = list(base)
            if -len(s) <= axis < len(s):
                s[axis] = int(rng.integers(0, 4))
            if rng.random() < 0.03:
                s[int(rng.integers(0, len(s)))] += 1
            if rng.random() < 0.015:
                s = s[:-1]
            shapes.append(s)
        if rng.random() < 0.12:
            axis = None
        operands = [array(s, t) for s, t in zip(shapes, types(n))]
        arrays = [o[0] for o in operands]
        if i % 4:
            case("concatenate", text(axis), operands, lambda: np.concatenate(arrays, axis=axis))
            continue
        try:
            wanted = np.concatenate([np.zeros(a.shape) for a in arrays], axis=axis).shape
        except Exception:
            wanted = (2,)
        if rng.random() < 0.06:
            wanted = (3,) + wanted[1:] if rng.random() < 0.5 else wanted + (1,)
        out = array(wanted, some_type(), distinct=True)
        casting = str(rng.choice(["same_kind", "same_kind", "unsafe", "safe", "no"]))
        case_into("concatenate_into", f"{text(axis)} {casting}", operands, out,
                  lambda: np.concatenate(arrays, axis=axis, out=out[0], casting=casting))


def stacked(count):
    for i in range(count):
        n = int(rng.integers(1, 4))
        s = shape(high=3)
        operands = [array(s if rng.random() > 0.01 else s + [1], t) for t in types(n)]
        arrays = [o[0] for o in operands]
        axis = some_axis(len(s) + 1)
        case("stack", text(axis), operands, lambda: np.stack(arrays, axis=axis))
    for name in ("vstack", "hstack", "dstack", "column_stack"):
        for i in range(count // 3):
            n = int(rng.integers(1, 4))
            s = shape()
            operands = [array(s if rng.random() > 0.02 else s + [1], t) for t in types(n)]
            arrays = [o[0] for o in operands]
            case(name, "-", operands, lambda: getattr(np, name)(arrays))
    for i in range(count // 2):
        rows, columns = int(rng.integers(1, 3)), int(rng.integers(1, 4))
        heights, widths = rng.integers(1, 4, rows), rng.integers(1, 4, columns)
        extra = [2] if rng.random() < 0.2 else []
        t = types(rows * columns)
        operands = []
        for r in range(rows):
            for c in range(columns):
                w = int(widths[c]) + int(rng.random() < 0.02)
                operands.append(array(extra + [int(heights[r]), w], t[r * columns + c]))
        nested = [[operands[r * columns + c][0] for c in range(columns)] for r in range(rows)]
        case("block", f"{rows} {columns}", operands, lambda: np.block(nested))


def repeated(count):
    for i in range(count):
        a = array(shape(), some_type())
        axis = None if rng.random() < 0.3 else some_axis(a[0].ndim)
        n = a[0].size if axis is None else (a[0].shape[axis] if -a[0].ndim <= axis < a[0].ndim else 2)
        if rng.random() < 0.4:
            counts = [int(rng.integers(0, 5))] if rng.random() > 0.05 else [-1]
        else:
            counts = [int(k) for k in rng.integers(0, 4, n + (rng.random() < 0.05))]
            if counts and rng.random() < 0.04:
                counts[0] = -2
        case("repeat", f"{commas(counts)} {text(axis)}", [a], lambda: np.repeat(a[0], np.array(counts, int), axis))
    for i in range(count):
        a = array(shape(high=3), some_type())
        reps = [int(k) for k in rng.integers(1, 4, int(rng.integers(0, 4)))]
        if reps and rng.random() < 0.15:
            reps[int(rng.integers(0, len(reps)))] = int(rng.choice([0, 0, 1, -1]))
        case("tile", commas(reps), [a], lambda: np.tile(a[0], reps))
    for i in range(count // 2):
        a = array(shape(), some_type(True))
        new = shape(empties=0.05)
        if new and rng.random() < 0.05:
            new[0] = -1
        case("resize", commas(new), [a], lambda: np.resize(a[0], tuple(new)))


def rolled(count):
    for i in range(count):
        a = array(shape(), some_type())
        rank = a[0].ndim
        kind = rng.random()
        if kind < 0.25:
            shift, axis = [int(rng.integers(-9, 10))], None
        elif kind < 0.6 or rank == 0:
            shift, axis = [int(rng.integers(-9, 10))], [some_axis(rank)]
        else:
            axis = [some_axis(rank, 0.01) for _ in range(int(rng.integers(1, 4)))]
            shift = [int(k) for k in rng.integers(-9, 10, len(axis) if rng.random() < 0.8 else int(rng.integers(1, 4)))]
        where = None if axis is None else tuple(axis)
        case("roll", f"{commas(shift)} {'None' if axis is None else commas(axis)}", [a], lambda: np.roll(a[0], tuple(shift), where))


def edited(count):
    for i in range(count):
        a = array(shape(empties=0.05), some_type(i % 2 == 0))
        rank = a[0].ndim
        axis = None if rng.random() < 0.25 else some_axis(rank)
        n = a[0].size if axis is None else (a[0].shape[axis] if -rank <= axis < rank else 2)
        def positions(beyond):
            kind = rng.random()
            place = lambda: int(rng.integers(-n, n + beyond)) if n + beyond > -n and rng.random() > 0.03 else n + 3
            if kind < 0.35:
                p = place()
                return p, f"one:{p}"
            if kind < 0.65:
                p = [place() for _ in range(int(rng.integers(0, 5)))]
                return p, f"list:{commas(p)}"
            if kind < 0.9:
                start, stop = (None if rng.random() < 0.3 else int(rng.integers(-n - 1, n + 2)) for _ in range(2))
                step = int(rng.choice([1, 1, 1, 2, 3, -1, -2]))
                return slice(start, stop, step), f"slice:{text(start)},{text(stop)},{step}"
            p = rng.random(n) < 0.4
            return p, "mask:" + commas(int(b) for b in p)
        obj, words = positions(0)
        case("delete", f"{words} {text(axis)}", [a], lambda: np.delete(a[0], obj, axis))
        obj, words = positions(1)
        # Values of a shape that often fits.
        inner = list(a[0].shape) if axis is not None else [1]
        if axis is not None and -rank <= axis < rank:
            if isinstance(obj, int):
                inner.pop(axis)
                if rng.random() < 0.3:
                    inner.insert(0, int(rng.integers(1, 3)))
            else:
                inner[axis] = len(np.arange(n + 1)[obj]) if isinstance(obj, slice) else len(obj)
        if rng.random() < 0.5:
            inner = inner[int(rng.integers(0, len(inner) + 1)):]
        inner = [1 if rng.random() < 0.2 else k for k in inner]
        char = np.dtype(a[0].dtype).char if np.dtype(a[0].dtype).kind in "USMmV" else some_type(True)
        if np.dtype(a[0].dtype).kind in "USMmV":
            char = a[0].dtype if a[0].dtype.isnative else a[0].dtype.newbyteorder()
        # Out of range into integers, NumPy's own loops differ among each other.
        if np.dtype(a[0].dtype).kind in "u":
            char = "B"
        v = array(inner, char)
        case("insert", f"{words} {text(axis)}", [a, v], lambda: np.insert(a[0], obj, v[0], axis))
    for i in range(count // 3):
        s = shape()
        t = types(2)
        axis = None if rng.random() < 0.4 else some_axis(len(s))
        a, b = array(s, t[0]), array(s, t[1])
        case("append", text(axis), [a, b], lambda: np.append(a[0], b[0], axis))


def padded(count):
    plain = ["constant", "edge", "linear_ramp", "maximum", "mean", "median", "minimum", "reflect", "symmetric", "wrap"]
    for i in range(count):
        mode = plain[i % len(plain)]
        a = array(shape(empties=0.08), some_type(mode not in ("edge", "reflect", "symmetric", "wrap") or rng.random() < 0.5))
        kind = a[0].dtype.kind
        rank = a[0].ndim
        form = rng.random()
        most = 4 if rank < 4 else 2
        if form < 0.3:
            widths = int(rng.integers(0, most))
            words = str(widths)
        elif form < 0.5:
            widths = [int(k) for k in rng.integers(0, most + 2, 2)]
            words = commas(widths)
        else:
            n = rank if rng.random() > 0.04 else rank + 1
            n = max(n, 1)
            widths = [[int(k) for k in rng.integers(0, most, 2)] for _ in range(n)]
            if rng.random() < 0.2:
                widths[0] = [int(k) for k in rng.integers(0, 12, 2)]
            # NumPy takes a list of two pairs of one number as pairs too; ours are always pairs.
            words = ":".join(commas(w) for w in widths)
        arguments, more = {}, "-"
        if mode in ("constant", "linear_ramp"):
            value = [int(k) for k in rng.integers(0, 9, 2)]
            arguments["constant_values" if mode == "constant" else "end_values"] = tuple(value)
            more = commas(value)
        if mode in ("maximum", "mean", "median", "minimum") and rng.random() < 0.5:
            length = [int(k) for k in rng.integers(0 if rng.random() < 0.1 else 1, 4, 2)]
            # The mean of nothing is NaN, and what NaN is as an integer hangs on the processor.
            if 0 in length and mode in ("mean", "median") and kind in "biu":
                length = [1, 2]
            arguments["stat_length"] = tuple(length)
            more = commas(length)
        if mode in ("reflect", "symmetric"):
            odd = rng.random() < 0.4 and kind not in "USMmV"
            arguments["reflect_type"] = "odd" if odd else "even"
            more = arguments["reflect_type"]
        case("pad", f"{mode} {words} {more}", [a], lambda: np.pad(a[0], widths, mode=mode, **arguments))


def trimmed(count):
    for i in range(count):
        a = array(shape(low=1, high=3), some_type(), zeros=0.75)
        rank = a[0].ndim
        trim = str(rng.choice(["fb", "fb", "bf", "f", "b", "F", "x"], p=[0.3, 0.2, 0.1, 0.15, 0.15, 0.05, 0.05]))
        kind = rng.random()
        if kind < 0.4 or a[0].dtype.kind == "V":
            axis = None
        elif kind < 0.7:
            axis = [some_axis(rank)]
        else:
            axis = [int(k) for k in rng.integers(0, rank, int(rng.integers(0, 3)))]
        words = "None" if axis is None else commas(axis)
        where = None if axis is None else tuple(axis)
        if a[0].dtype.kind in "USV":
            continue
        case("trim_zeros", f"{trim} {words}", [a], lambda: np.trim_zeros(a[0], trim, where))


def copied(count):
    for i in range(count):
        s = shape(empties=0.05)
        part = [1 if rng.random() < 0.2 else n for n in s][int(rng.integers(0, len(s) + 1)) if rng.random() < 0.3 else 0:]
        if rng.random() < 0.05:
            part = [3] + part
        t = types(2)
        casting = str(rng.choice(["same_kind", "same_kind", "unsafe", "safe", "no", "equiv"]))
        target = array(s, t[0], distinct=True)
        # Out of range into unsigned integers, NumPy's own loops differ among each other.
        kinds = np.dtype(t[1]).kind + np.dtype(t[0]).kind
        source = array(part, t[1] if kinds not in ("fu", "cu") else "B")
        case_into("copyto", casting, [source], target, lambda: np.copyto(target[0], source[0], casting=casting))


def main():
    joined(420)
    stacked(150)
    repeated(160)
    rolled(160)
    edited(240)
    padded(420)
    trimmed(120)
    copied(160)
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(LINES) + "\n")
    print(f"{len(LINES)} cases, {OUT.stat().st_size} bytes", file=sys.stderr)


main()
