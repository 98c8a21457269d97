"""The numeric functions that stand on universal functions and reductions, as NumPy does them.

Writes crates/ufunc/tests/goldens/derived.txt: one case a line, fields separated by tabs.

    function arguments operands... result

Operands and results are those of _operands.py, without the strides of results. The arguments are function by function
what derived.rs reads, fields separated by spaces; "-" stands for nothing. An operand may be `py int 5` or `py float 0.5`.
"""

import pathlib
import sys
import warnings

import numpy as np

from _operands import NUMBERS, array, commas, operand, result, rng, values

warnings.simplefilter("ignore")
np.seterr(all="ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/ufunc/tests/goldens/derived.txt"
REALS = "? b B h H i I q Q e f d".split()
FLOATS = list("fd")
INEXACT = list("efdFD")
COMMON = list("fdfdqiBbFDe")

LINES = []


def pick(chars):
    return str(rng.choice(chars))


def shape(low=1, high=3):
    rank = int(rng.integers(low, high + 1))
    limit = {0: 1, 1: 6, 2: 4}.get(rank, 2)
    return [0 if rng.random() < 0.04 else int(rng.integers(1, limit + 1)) for _ in range(rank)]


def case(name, arguments, operands, f):
    """An operand is an array with its buffer, a number of Python, or nothing."""
    texts = []
    for o in operands:
        if o is None:
            texts.append("-")
        elif isinstance(o, (int, float)):
            texts.append(f"py {type(o).__name__} {o!r}")
        else:
            texts.append(operand(*o))
    r = result(f)
    if not r.startswith("!"):
        dtype, lengths, _, data = r.split(";")
        r = ";".join([dtype, lengths, data])
    LINES.append("\t".join([name, " ".join(str(a) for a in arguments), *texts, r]))


def flag(b):
    return int(bool(b))


def some_axis(rank, wrong=0.03):
    if rng.random() < wrong or rank == 0:
        return rank
    return int(rng.integers(-rank, rank))


def some_axes(rank):
    kind = rng.random()
    if kind < 0.35 or rank == 0:
        return None, "all"
    if kind < 0.75:
        axis = some_axis(rank)
        return axis, str(axis)
    axes = tuple(int(x) for x in rng.permutation(rank)[: rng.integers(1, rank + 1)])
    return axes, commas(axes)


def with_nan(a, buffer, share=0.3):
    if a.dtype.kind in "fc":
        buffer[rng.random(buffer.shape) < share] = np.nan
    return a, buffer


def rounding():
    for i in range(78):
        a = array(shape(0), NUMBERS[i % len(NUMBERS)], small=rng.random() < 0.6)
        decimals = int(rng.choice([0, 0, 1, 2, 3, -1, -2, 7, 300, -310], p=[0.2, 0.1, 0.2, 0.1, 0.1, 0.1, 0.08, 0.05, 0.04, 0.03]))
        if a[0].dtype.kind in "iu" and decimals < 0:
            # Out of range into integers, what comes out hangs on the loop that NumPy takes.
            a = array(shape(0), a[0].dtype.char, small=True)
        case("round", [decimals], [a], lambda: np.round(a[0], decimals))
    for i in range(20):
        a = array(shape(0), NUMBERS[i % len(NUMBERS)])
        case("fix", [], [a], lambda: np.fix(a[0]))


def clips():
    for i in range(100):
        s = shape(0)
        a = array(s, NUMBERS[i % len(NUMBERS)])
        def bound():
            kind = rng.random()
            if kind < 0.2:
                return None
            if kind < 0.5:
                if a[0].dtype.kind in "iub":
                    return int(rng.integers(-3, 6)) if rng.random() < 0.9 else int(rng.choice([300, -200, 2**40]))
                return float(rng.integers(-8, 9)) / 4
            if kind < 0.6:
                return float(rng.integers(-8, 9)) / 4
            same = a[0].dtype.char if rng.random() < 0.6 else pick(REALS)
            part = s[int(rng.integers(0, len(s) + 1)):]
            if rng.random() < 0.04:
                part = [7] + part
            return array(part, same, small=True)
        low, high = bound(), bound()
        def limit(b):
            return b[0] if isinstance(b, tuple) else b
        if rng.random() < 0.7:
            case("clip", [], [a, low, high], lambda: np.clip(a[0], limit(low), limit(high)))
            continue
        out = np.zeros(s if rng.random() < 0.95 else s + [2], pick(COMMON))
        case("clip_into", [out.dtype.str, commas(out.shape) or "-"], [a, low, high],
             lambda: np.clip(a[0], limit(low), limit(high), out=out))


def reductions():
    for name in ["count_nonzero", "ptp", "nansum", "nanprod", "nanmin", "nanmax", "nanmean", "nanvar", "nanstd"]:
        f = getattr(np, name)
        for i in range(32):
            char = NUMBERS[i % len(NUMBERS)] if i < 14 else pick(INEXACT if name.startswith("nan") else COMMON)
            inexact = np.dtype(char).kind in "fc"
            a = with_nan(*array(shape(0), char, small=True), share=float(rng.choice([0.2, 0.7])))
            if name in ("count_nonzero",) and rng.random() < 0.5:
                a[1][rng.random(a[1].shape) < 0.5] = 0
            axes, words = some_axes(a[0].ndim)
            keepdims = rng.random() < 0.3
            options = {}
            dtype = ddof = initial = "-"
            mask = None
            if name in ("nansum", "nanprod", "nanmean", "nanvar", "nanstd") and rng.random() < 0.2:
                dtype = pick(list("fdDq"))
                options["dtype"] = dtype
                if char in "FD" and dtype not in "DF":
                    dtype = options["dtype"] = "D"
            if name in ("nanvar", "nanstd") and rng.random() < 0.5:
                ddof = int(rng.integers(0, 4))
                options["ddof"] = ddof
            if name in ("nansum", "nanprod", "nanmin", "nanmax") and rng.random() < 0.25 and char != "?":
                initial = int(rng.integers(0, 5))
                options["initial"] = initial
            if name.startswith("nan") and rng.random() < 0.2 and (initial != "-" or name not in ("nanmin", "nanmax")):
                mask = array(a[0].shape, "?")
                options["where"] = mask[0]
                # Of int arrays NumPy's mean of nothing is NaN with a warning; so is ours.
            case(name, [words, flag(keepdims), dtype, ddof, initial], [a, mask],
                 lambda: f(a[0], axis=axes, keepdims=keepdims, **options))
    for name in ["nanargmin", "nanargmax"]:
        for i in range(30):
            a = with_nan(*array(shape(), NUMBERS[i % len(NUMBERS)] if i < 14 else pick(INEXACT)), share=0.4)
            axis = None if rng.random() < 0.3 else some_axis(a[0].ndim)
            case(name, ["all" if axis is None else axis], [a], lambda: getattr(np, name)(a[0], axis=axis))
    for name in ["nancumsum", "nancumprod", "cumulative_sum", "cumulative_prod"]:
        for i in range(28):
            a = with_nan(*array(shape(0), NUMBERS[i % len(NUMBERS)] if i < 14 else pick(COMMON), small=True))
            axis = None if rng.random() < 0.4 else some_axis(max(a[0].ndim, 1))
            if name.startswith("nan"):
                case(name, ["all" if axis is None else axis], [a], lambda: getattr(np, name)(a[0], axis=axis))
            else:
                initial = rng.random() < 0.5
                case(name, ["all" if axis is None else axis, flag(initial)], [a],
                     lambda: getattr(np, name)(a[0], axis=axis, include_initial=initial))
    for i in range(44):
        a = array(shape(1), pick(COMMON), small=True)
        axes, words = some_axes(a[0].ndim)
        rank = a[0].ndim
        keepdims = rng.random() < 0.3
        if axes is None or rng.random() < 0.3:
            lengths = list(a[0].shape)
        else:
            listed = axes if isinstance(axes, tuple) else (axes,)
            lengths = [a[0].shape[x] if -rank <= x < rank else 2 for x in listed]
            if sorted(x % rank for x in listed) == list(range(rank)):
                lengths = list(a[0].shape)
        if rng.random() < 0.08 and rank > 1 and not (isinstance(axes, tuple) and len(axes) == rank):
            lengths = lengths + [2]
        w = array(lengths, pick(list("dfqiB")), small=True)
        if rng.random() < 0.9:
            w[1][...] = np.abs(w[1]) + 1
        f = lambda: np.average(a[0], axis=axes, weights=w[0], returned=True, keepdims=keepdims)
        case("average", [words, flag(keepdims)], [a, w], lambda: f()[0])
        case("average.1", [words, flag(keepdims)], [a, w], lambda: f()[1])


def differences():
    for i in range(60):
        a = array(shape(0 if i % 10 == 0 else 1), NUMBERS[i % len(NUMBERS)], small=rng.random() < 0.7)
        n = int(rng.integers(0, 4))
        rank = a[0].ndim
        axis = some_axis(rank)
        def more():
            if rng.random() < 0.6:
                return None
            s = list(a[0].shape) if rng.random() < 0.6 else []
            if s and -rank <= axis < rank:
                s[axis] = int(rng.integers(0, 3))
            return array(s, a[0].dtype.char if rng.random() < 0.8 else pick(COMMON), small=True)
        prepend, append = more(), more()
        options = {}
        if prepend is not None:
            options["prepend"] = prepend[0]
        if append is not None:
            options["append"] = append[0]
        case("diff", [n, axis], [a, prepend, append], lambda: np.diff(a[0], n, axis, **options))
    for i in range(40):
        a = array(shape(0), NUMBERS[i % len(NUMBERS)], small=True)
        more = lambda: None if rng.random() < 0.4 else array(shape(0, 2), a[0].dtype.char if rng.random() < 0.7 else pick(list("bid")), small=True)
        end, begin = more(), more()
        case("ediff1d", [], [a, end, begin],
             lambda: np.ediff1d(a[0], None if end is None else end[0], None if begin is None else begin[0]))
    for i in range(56):
        rank = int(rng.integers(1, 4))
        s = [int(rng.integers(2, 6)) if rng.random() < 0.97 else 1 for _ in range(rank)]
        a = array(s, NUMBERS[i % len(NUMBERS)] if i < 28 else pick(COMMON), small=True)
        axes, words = some_axes(rank)
        edge = int(rng.choice([1, 2, 2, 3], p=[0.5, 0.3, 0.15, 0.05]))
        listed = list(range(rank)) if axes is None else list(axes) if isinstance(axes, tuple) else [axes]
        kind = rng.random()
        if kind < 0.3:
            spacing = []
        elif kind < 0.5:
            spacing = [float(rng.integers(1, 9)) / 4]
        else:
            spacing = []
            for x in listed:
                if rng.random() < 0.3:
                    spacing.append(float(rng.integers(1, 9)) / 4)
                    continue
                n = (s[x] if -rank <= x < rank else 3) + (rng.random() < 0.03)
                places = np.cumsum(rng.integers(1, 4, n)) if rng.random() < 0.7 else np.arange(n) * 2
                x = places.astype(pick(list("ddfqi")))
                spacing.append((x, x))
            if rng.random() < 0.04 and len(spacing) > 1:
                spacing = spacing[:-1] if len(spacing) > 2 else spacing + spacing[:1]
        plain = [x[0] if isinstance(x, tuple) else x for x in spacing]
        def all_of():
            g = np.gradient(a[0], *plain, axis=axes, edge_order=edge)
            return np.stack(g) if isinstance(g, tuple) else g
        case("gradient", [words, edge], [a, *spacing], all_of)
    for i in range(50):
        y = array(shape(1), pick(REALS + ["F", "D"]), small=True)
        rank = y[0].ndim
        axis = some_axis(rank, 0)
        kind = rng.random()
        if kind < 0.4:
            x = float(rng.integers(1, 9)) / 4
        elif kind < 0.75:
            n = y[0].shape[axis] if rank else 2
            x = array([n if rng.random() < 0.95 else n + 2], pick(list("dfqbD")), small=True)
        else:
            x = array(y[0].shape, pick(list("dfqb")), small=True)
        if isinstance(x, tuple):
            case("trapezoid", [axis], [y, x], lambda: np.trapezoid(y[0], x[0], axis=axis))
        else:
            case("trapezoid", [axis], [y, x], lambda: np.trapezoid(y[0], dx=x, axis=axis))
    for i in range(50):
        s = shape(0, 2)
        na, nb = (int(rng.choice([3, 3, 3, 2, 4], p=[0.5, 0.2, 0.17, 0.1, 0.03])) for _ in range(2))
        sb = [1 if rng.random() < 0.2 else n for n in s]
        if rng.random() < 0.05:
            sb = [2] + sb[1:]
        axisa, axisb = int(rng.integers(-1, len(s) + 1)), int(rng.integers(-1, len(sb) + 1))
        put = lambda s, n, at: s[:at] + [n] + s[at:] if at >= 0 else s + [n]
        a, b = array(put(s, na, axisa), pick(NUMBERS), small=True), array(put(sb, nb, axisb), pick(NUMBERS), small=True)
        axisc = some_axis(len(s) + 1)
        case("cross", [axisa, axisb, axisc], [a, b], lambda: np.cross(a[0], b[0], axisa, axisb, axisc))
    for i in range(40):
        p = array(shape(0 if i % 12 == 0 else 1), pick(list("dfqihBbFe")), small=True)
        axis = some_axis(p[0].ndim)
        period = int(rng.integers(2, 9)) if rng.random() < 0.5 else float(rng.choice([2 * np.pi, 3.5, 4.0]))
        discont = None if rng.random() < 0.6 else float(rng.integers(1, 9)) / 2
        case("unwrap", [axis, "-" if discont is None else discont], [p, period],
             lambda: np.unwrap(p[0], discont, axis, period=period))


def products():
    for name in ["convolve", "correlate"]:
        for i in range(48):
            n, m = int(rng.integers(1, 25)), int(rng.integers(1, 10))
            if rng.random() < 0.3:
                n, m = m, n
            n, m = (0 if rng.random() < 0.03 else k for k in (n, m))
            chars = (NUMBERS[i % 14],) * 2 if i < 28 else (pick(NUMBERS), pick(COMMON))
            sa = [n] if rng.random() < 0.97 else []
            a, v = array(sa, chars[0], small=True), array([m], chars[1], small=True)
            mode = pick(["full", "same", "valid"])
            case(name, [mode], [a, v], lambda: getattr(np, name)(a[0], v[0], mode))
    for name in ["cov", "corrcoef"]:
        for i in range(36):
            rowvar = rng.random() < 0.7
            s = [int(rng.integers(1, 5)), int(rng.integers(2, 9))]
            if rng.random() < 0.2:
                s = s[1:]
            if rng.random() < 0.03:
                s = [0, 3]
                rowvar = True
            if rng.random() < 0.03:
                s = [2, 2, 2]
            char = pick(list("dfqibDFe"))
            m = array(s, char, small=True)
            options, y, f, w = {"rowvar": rowvar}, None, None, None
            n = m[0].shape[-1] if rowvar or len(s) == 1 else s[0]
            if rng.random() < 0.3:
                y = array([n] if len(s) == 1 or rng.random() < 0.3 else s, char, small=True)
                options["y"] = y[0]
            ddof = dtype = "-"
            if name == "cov":
                if rng.random() < 0.4:
                    ddof = int(rng.integers(0, 3))
                    options["ddof"] = ddof
                if rng.random() < 0.3:
                    f = array([n if rng.random() < 0.95 else n + 1], pick(list("qBd")), small=True)
                    if f[0].dtype.kind != "f" or rng.random() < 0.8:
                        f[1][...] = np.abs(np.floor(f[1])) + 1
                    options["fweights"] = f[0]
                if rng.random() < 0.3:
                    w = array([n], pick(list("dqf")), small=True)
                    if rng.random() < 0.9:
                        w[1][...] = np.abs(w[1]) + 0.5
                    options["aweights"] = w[0]
            if rng.random() < 0.15 and f is None and w is None and char not in "FD":
                dtype = pick(list("fdD"))
                options["dtype"] = np.dtype(dtype)
            case(name, [flag(rowvar), ddof, dtype], [m, y, f, w], lambda: getattr(np, name)(m[0], **options))


def specials():
    for name in ["i0", "sinc"]:
        for i in range(24):
            x = array(shape(0), pick(list("ddffqibB?e") if name == "sinc" else list("ddffqB?D")), small=True)
            case(name, [], [x], lambda: getattr(np, name)(x[0]))
    for name in ["hanning", "hamming", "blackman", "bartlett"]:
        for n in [0, 1, 2, 3, 12, 31]:
            case(name, [n], [], lambda: getattr(np, name)(n))
    for n in [0, 1, 2, 7, 30]:
        for beta in [0.0, 5.0, 14.0]:
            case("kaiser", [n, beta], [], lambda: np.kaiser(n, beta))
    for i in range(32):
        x = array(shape(0), NUMBERS[i % len(NUMBERS)] if i < 14 else pick(INEXACT))
        number = lambda: None if rng.random() < 0.5 else float(rng.integers(-9, 9))
        nan, top, bottom = float(rng.integers(0, 3)), number(), number()
        case("nan_to_num", [nan, "-" if top is None else top, "-" if bottom is None else bottom], [x],
             lambda: np.nan_to_num(x[0], nan=nan, posinf=top, neginf=bottom))
    for i in range(34):
        z = array(shape(0), NUMBERS[i % len(NUMBERS)] if i < 14 else pick(INEXACT))
        deg = rng.random() < 0.5
        case("angle", [flag(deg)], [z], lambda: np.angle(z[0], deg))
    for i in range(24):
        z, buffer = array(shape(0), pick(list("FDFDdq")))
        if z.dtype.kind == "c":
            buffer[...] = buffer.real + 1j * rng.choice([1e-15, 1e-14, 1e-20, 1e-6], buffer.shape)
        tol = float(rng.choice([100, 1000, 1e-10, 1, 2]))
        case("real_if_close", [tol], [(z, buffer)], lambda: np.real_if_close(z, tol))
    for name in ["isneginf", "isposinf", "isreal", "iscomplex"]:
        for i in range(16):
            x = array(shape(0), NUMBERS[i % len(NUMBERS)])
            case(name, [], [x], lambda: getattr(np, name)(x[0]))


def main():
    for part in (rounding, clips, reductions, differences, products, specials):
        part()
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(LINES) + "\n")
    print(f"{len(LINES)} cases, {OUT.stat().st_size} bytes", file=sys.stderr)


main()
