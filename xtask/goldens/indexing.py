"""Reading and writing by index, as NumPy does it.

Writes crates/index/tests/goldens/indexing.txt: one case a line, fields separated by tabs.

    read  index... | array | result
    write index... | array value | array afterwards
    +=    index... | array value | array afterwards       (also -=, *=, |=)

(the fields in order, without the bars; the index's items stand in one field, separated by spaces). An item is `i5`,
`s1:5:2` (a range, ends may be missing), `n` (a new axis), `e` (the ellipsis), or `a` and an operand as in _operands.py. Results
are those of _operands.py, without strides.
"""

import pathlib
import warnings

import numpy as np

from _operands import NUMBERS, array, commas, operand, result, rng, values

warnings.simplefilter("ignore")
np.seterr(all="ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/index/tests/goldens/indexing.txt"
INTEGERS = "b B h H i I q Q".split()
LINES = []


def shape():
    rank = int(rng.choice([0, 1, 2, 3, 4, 5], p=[0.06, 0.25, 0.29, 0.22, 0.12, 0.06]))
    limit = {0: 1, 1: 9, 2: 6, 3: 4, 4: 3, 5: 3}[rank]
    return [0 if rng.random() < 0.05 else int(rng.integers(1, limit + 1)) for _ in range(rank)]


def outcome(f):
    r = result(f)
    if not r.startswith("!"):
        dtype, lengths, _, data = r.split(";")
        r = ";".join([dtype, lengths, data])
    return r


def a_range(n):
    def end():
        return None if rng.random() < 0.4 else int(rng.integers(-n - 2, n + 3))

    start, stop = end(), end()
    step = int(rng.choice([1, 2, 3, -1, -2], p=[0.6, 0.15, 0.05, 0.15, 0.05]))
    return slice(start, stop, step), "s" + ":".join("" if x is None else str(x) for x in (start, stop, step))


def positions(n, common):
    """Indices of an axis of length n, of a shape that broadcasts to the common one: mostly."""
    lengths = [1 if rng.random() < 0.2 else m for m in common]
    lengths = lengths[int(rng.integers(0, len(lengths) + 1)) :] if rng.random() < 0.2 else lengths
    if lengths and rng.random() < 0.02:
        lengths[-1] += 1
    char = str(rng.choice(INTEGERS + ["q"] * 8))
    a, buffer = array(lengths, char, small=True)
    low = 0 if np.dtype(char).kind == "u" else -n
    if n == 0:
        low, high = 0, 1
    else:
        high = n
    buffer[...] = rng.integers(low, high, buffer.shape)
    if buffer.size and rng.random() < 0.02:
        buffer[rng.integers(0, buffer.size)] = n if rng.random() < 0.5 or low == 0 else -n - 1
    if rng.random() < 0.004:
        a, buffer = array(lengths, "d", small=True)
    return a, "a" + operand(a, buffer)


def a_mask(lengths):
    lengths = list(lengths)
    if lengths and rng.random() < 0.02:
        lengths[int(rng.integers(0, len(lengths)))] += 1
    a, buffer = array(lengths, "?")
    if rng.random() < 0.15:
        buffer[...] = rng.random() < 0.5
    return a, "a" + operand(a, buffer)


def index_of(lengths):
    """A random index of arrays of the shape: a tuple, and its text."""
    kind = rng.random()
    if kind < 0.12:
        m, text = a_mask(lengths)
        return (m,), text
    if kind < 0.2 and lengths:
        m, text = a_mask(lengths[: int(rng.integers(1, len(lengths) + 1))])
        return (m,), text
    common = [0 if rng.random() < 0.05 else int(rng.integers(1, 5)) for _ in range(int(rng.choice([0, 1, 2, 3], p=[0.08, 0.55, 0.3, 0.07])))]
    basic_only = rng.random() < 0.06
    items, texts, axis = [], [], 0
    ellipsis = rng.random() < 0.25
    while axis < len(lengths):
        if rng.random() < 0.12:
            break
        if ellipsis and rng.random() < 0.3:
            ellipsis = False
            skipped = int(rng.integers(0, len(lengths) - axis + 1))
            # What stands behind it takes all that is left.
            items.append(Ellipsis)
            texts.append("e")
            axis += skipped
            rest = len(lengths) - axis
            for _ in range(rest):
                one(items, texts, lengths[axis], common, basic_only)
                axis += 1
            break
        if rng.random() < 0.08:
            items.append(None)
            texts.append("n")
            continue
        if rng.random() < 0.03 and not basic_only:
            m, text = a_mask([])
            items.append(m)
            texts.append(text)
            continue
        if not basic_only and rng.random() < 0.1:
            k = int(rng.integers(1, len(lengths) - axis + 1))
            m, text = a_mask(lengths[axis : axis + k])
            if rng.random() < 0.7:
                # As many choices as the other indices have.
                items.append(m)
                texts.append(text)
                axis += k
                chosen = int(m.sum())
                common = [chosen] if rng.random() < 0.8 else common
                continue
        one(items, texts, lengths[axis], common, basic_only)
        axis += 1
    if rng.random() < 0.01:
        one(items, texts, 3, common, basic_only)
    if rng.random() < 0.005:
        items += [Ellipsis, Ellipsis]
        texts += ["e", "e"]
    return tuple(items), " ".join(texts)


def one(items, texts, n, common, basic_only):
    kind = rng.random()
    if kind < 0.3:
        item, text = a_range(n)
    elif kind < 0.45:
        i = int(rng.integers(-n, n)) if n and rng.random() > 0.02 else int(rng.choice([n, -n - 1]))
        item, text = i, f"i{i}"
    elif kind < 0.52 or basic_only:
        item, text = slice(None), "s::"
    else:
        item, text = positions(n, common)
    items.append(item)
    texts.append(text)


def value_for(target, index, char):
    try:
        lengths = list(target[index].shape)
    except IndexError:
        lengths = [2]
    kind = rng.random()
    if kind < 0.25:
        lengths = []
    elif kind < 0.45:
        lengths = [1 if rng.random() < 0.3 else n for n in lengths]
    elif kind < 0.55:
        lengths = lengths[int(rng.integers(0, len(lengths) + 1)) :]
    elif kind < 0.6:
        lengths = [1] * int(rng.integers(1, 3)) + lengths
    elif kind < 0.64 and lengths:
        lengths[int(rng.integers(0, len(lengths)))] += 1
    elif kind < 0.66:
        lengths = [2] + lengths
    return array(lengths, char, small=True)


def augmented(op, target, index, value):
    if op == "+=":
        target[index] += value
    elif op == "-=":
        target[index] -= value
    elif op == "*=":
        target[index] *= value
    else:
        target[index] |= value


def written(target, buffer, f):
    """The target after f, which leaves the buffer as it was."""
    kept = buffer.copy()
    def run():
        f()
        return target.copy()
    r = outcome(run)
    buffer[...] = kept
    return r


def main():
    for _ in range(3200):
        lengths = shape()
        a, buffer = array(lengths, str(rng.choice(NUMBERS)), small=True)
        index, text = index_of(lengths)
        # A scalar, which NumPy gives for one element, has forgotten the byte order.
        LINES.append("\t".join(["read", text, operand(a, buffer), outcome(lambda: np.asarray(a[index], a.dtype))]))
    for _ in range(2200):
        lengths = shape()
        a, buffer = array(lengths, str(rng.choice(NUMBERS)), small=True, distinct=True)
        index, text = index_of(lengths)
        same = a.dtype.char if rng.random() < 0.6 else str(rng.choice(NUMBERS))
        if a.dtype.kind in "biuf" and same in "FD" or a.dtype.kind in "iu" and same in "efd":
            same = a.dtype.char
        v, vb = value_for(a, index, same)
        first = operand(a, buffer)
        def f():
            a[index] = v
        LINES.append("\t".join(["write", text, first, operand(v, vb), written(a, buffer, f)]))
    for _ in range(900):
        lengths = shape()
        a, buffer = array(lengths, str(rng.choice("b i q f d D B".split())), small=True, distinct=True)
        index, text = index_of(lengths)
        char = a.dtype.char if rng.random() < 0.7 else str(rng.choice(NUMBERS))
        v, vb = value_for(a, index, char)
        op = str(rng.choice(["+=", "-=", "*=", "|="], p=[0.5, 0.2, 0.2, 0.1]))
        first = operand(a, buffer)
        LINES.append("\t".join([op, text, first, operand(v, vb), written(a, buffer, lambda: augmented(op, a, index, v))]))
    OUT.parent.mkdir(parents=True, exist_ok=True)
    OUT.write_text("\n".join(LINES) + "\n")
    print(len(LINES), "cases")


main()
