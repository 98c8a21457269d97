"""Operands of every kind and the text of results, for the scripts that write golden files.

An operand is dtype;shape;strides;offset;buffer in hex. A result is dtype;shape;strides;values in C order in hex, or
!Error: text.
"""

import numpy as np

rng = np.random.default_rng(20261121)

NUMBERS = "? b B h H i I q Q e f d F D".split()
TEXTS = ["", "a", "A", "abc", "aBc dE", "  ab ", "a\tb\n", "aaa", "aa", "ab", "b", "banana", "-12", "+7", "007", "42", "4.5", "x-y-x", "A1 b2",
         "É", "été", "ß", "straße", "ŉx", "ǆ ǅ", "ﬁn", "ΟΔΟΣ Σ", "e\u0301a", "\u0301", "日本", "٤٢", "²", "½", "Ⅷ", "😀", "a😀b",
         "a\0b", "\0a", " \u2003", "\x1c", "\xa0x\xa0", "İ", "ı", "I'm ok", "don't", "\ud800", "x\udfffy", "A.B.C", "hello world again"]
ASCII_TEXTS = [t.encode() for t in TEXTS if t.isascii()] + [b"\xff\x80", b"a\xe9 ", b"\x0b\x0c", b"\x1c"]
SPECIAL = [0.0, -0.0, 1.0, -1.0, 2.5, -7.25, 1e10, -1e10, 300.0, 65504.0, 1e-8, np.inf, -np.inf, np.nan]


def values(n, char, small=False):
    """n values of a dtype, the edges among them."""
    dtype = np.dtype(char)
    if dtype.kind in "US":
        texts = np.array(TEXTS if dtype.kind == "U" else ASCII_TEXTS)
        if small:
            texts = texts[[len(t) < 5 for t in texts]]
        return texts[rng.integers(0, len(texts), n)].astype(dtype)
    if dtype.kind == "b":
        return rng.integers(0, 2, n).astype(dtype)
    if dtype.kind in "mM":
        near = rng.integers(-40, 40, n)
        edges = [2**63 - 1, -(2**63) + 1, 2**62, -(2**62) - 7, 10**17]
        edge = np.array([-(2**63)] * 5 + [0] * 5 + ([] if small else edges))[rng.integers(0, 10 if small else 15, n)]
        return np.where(rng.random(n) < 0.7, near, edge).astype("i8").view(dtype)
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


def error(e):
    return f"!{type(e).__name__}: {e}".replace("\n", " ").replace("\t", " ")


def result(f):
    try:
        r = np.asarray(f())
    except Exception as e:
        return error(e)
    return ";".join([r.dtype.str, commas(r.shape), commas(r.strides), r.tobytes().hex()])


def bare(r):
    """A result without strides."""
    if r.startswith("!"):
        return r
    dtype, lengths, _, data = r.split(";")
    return ";".join([dtype, lengths, data])


def outcome(f):
    """The results of a call without strides, several separated by `|`."""
    try:
        r = f()
    except Exception as e:
        return error(e)
    if isinstance(r, (list, tuple)):
        return "|".join(bare(result(lambda: part)) for part in r)
    return bare(result(lambda: r))


def array_outcome(f):
    """The outcome of a call; None where it gives text that is no array any more, which has another width."""
    try:
        if isinstance(f(), (str, bytes)):
            return None
    except Exception:
        pass
    return outcome(f)


def written(buffer, f):
    """A buffer's bytes after a call that writes to it."""
    try:
        f()
    except Exception as e:
        return error(e)
    return buffer.tobytes().hex()


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
