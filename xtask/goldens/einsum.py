"""einsum and einsum_path, as NumPy does them.

Writes crates/linalg/tests/goldens/einsum.txt: one case a line, fields separated by tabs.

    einsum subscripts operands... result
    view subscripts operand result and its strides
    lists list|list->list operands... result
    into subscripts operands... output result
    path optimize subscripts operands... steps and report

Operands and results are those of _operands.py, without the strides of results but those of views. Elements are small
multiples of 1/8, so that all sums are exact. In reports line ends are `/`.
"""

import pathlib
import warnings

import numpy as np

from _operands import NUMBERS, array, error, operand, outcome, result, rng

warnings.simplefilter("ignore")
np.seterr(all="ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/linalg/tests/goldens/einsum.txt"
LINES = []
LETTERS = "abijkBZ"


def pick(items):
    return items[int(rng.integers(0, len(items)))]


def length():
    return int(rng.choice([0, 1, 2, 3, 4], p=[0.04, 0.16, 0.3, 0.3, 0.2]))


def put(*fields):
    LINES.append("\t".join(fields))


def terms(n, mistakes=0.04, most=4):
    """Subscripts of n operands, and shapes that fit them, mostly."""
    pool = [str(c) for c in rng.permutation(list(LETTERS))[: int(rng.integers(1, 6))]]
    sizes = {c: length() for c in pool}
    under = [length() for _ in range(int(rng.integers(0, 3)))] if rng.random() < 0.35 else []
    texts, shapes = [], []
    for _ in range(n):
        letters = [pick(pool) for _ in range(int(rng.integers(0, most)))]
        once = {c: 1 if rng.random() < 0.08 else sizes[c] for c in letters}
        shape = [once[c] + 2 if rng.random() < mistakes / 4 else once[c] for c in letters]
        if under and rng.random() < 0.8:
            at = int(rng.integers(0, len(letters) + 1))
            own = under[int(rng.integers(0, len(under) + 1)) :]
            own = [1 if rng.random() < 0.15 else x for x in own]
            letters.insert(at, "...")
            shape[at:at] = own
        if rng.random() < mistakes / 3:
            shape = shape + [2] if rng.random() < 0.5 else shape[:-1]
        texts.append("".join(letters))
        shapes.append(shape)
    text = ",".join(texts)
    if rng.random() < 0.7:
        used = sorted({c for c in text if c.isalpha()})
        out = [str(c) for c in rng.permutation(used)[: int(rng.integers(0, len(used) + 1))]] if used else []
        if "..." in text and rng.random() > mistakes:
            out.insert(int(rng.integers(0, len(out) + 1)), "...")
        if rng.random() < mistakes:
            out.append(pick(LETTERS))
        text += "->" + "".join(out)
    if rng.random() < mistakes:
        text = pick([text.replace("->", "-"), text + ",", text.replace(",", "", 1), text + "$", text.replace("...", ".."), text + "->", text.replace("a", " a ")])
    return text, shapes


def operands(shapes):
    char = pick(NUMBERS)
    mixed = rng.random() < 0.2
    return [array(s, pick(NUMBERS) if mixed else char, small=True) for s in shapes]


def contractions():
    for _ in range(1500):
        n = int(rng.choice([1, 2, 3, 4], p=[0.25, 0.45, 0.2, 0.1]))
        text, shapes = terms(n)
        given = operands(shapes)
        for a, buffer in given:
            if n > 2:
                buffer[...] = np.sign(buffer.real) if buffer.dtype.kind != "b" else buffer
        put("einsum", text, *(operand(*o) for o in given), outcome(lambda: np.einsum(text, *(a for a, _ in given))))
    for text, char in [("i,i", "m8[s]"), ("i->", "m8[s]"), ("i->", "M8[s]"), ("i,i", "U2"), ("i->", "U2"), ("i,i->i", "m8[s]")]:
        a = np.zeros(3, char)
        n = text.split("->")[0].count(",") + 1
        put("einsum", text, *([operand(a, a)] * n), outcome(lambda: np.einsum(text, *([a] * n))))


def views():
    for _ in range(150):
        text, shapes = terms(1, 0.1)
        source = text.split("->")[0]
        letters = sorted({c for c in source if c.isalpha()})
        out = [str(c) for c in rng.permutation(letters)] if letters else []
        if "..." in source:
            out.insert(int(rng.integers(0, len(out) + 1)), "...")
        text = source + "->" + "".join(out)
        a, buffer = array(shapes[0], pick(NUMBERS), small=True)
        put("view", text, operand(a, buffer), result(lambda: np.einsum(text, a)))


def lists():
    for _ in range(120):
        n = int(rng.integers(1, 4))
        text, shapes = terms(n, 0)
        given = operands(shapes)
        numbers = [str(c) for c in rng.permutation([0, 1, 2, 25, 26, 27, 51])]
        if rng.random() < 0.05:
            numbers[:4] = ["52", "-1", "70", "3"]
        number = dict(zip(LETTERS, numbers))

        def as_list(part):
            return [number[c] if c != "." else "." for c in part.replace("...", ".")]

        inputs, _, output = text.partition("->")
        whole = "|".join(",".join(as_list(p)) for p in inputs.split(","))
        items = [[Ellipsis if x == "." else int(x) for x in as_list(p)] for p in inputs.split(",")]
        arguments = [x for pair in zip((a for a, _ in given), items) for x in pair]
        if "->" in text:
            whole += "->" + ",".join(as_list(output))
            arguments.append([Ellipsis if x == "." else int(x) for x in as_list(output)])
        put("lists", whole, *(operand(*o) for o in given), outcome(lambda: np.einsum(*arguments)))


def outputs():
    for _ in range(150):
        text, shapes = terms(int(rng.integers(1, 3)), 0.02)
        given = operands(shapes)
        try:
            r = np.einsum(text, *(a for a, _ in given))
            s, char = list(r.shape), r.dtype.char
        except ValueError:
            s, char = [2], "d"
        if rng.random() < 0.15:
            s = pick([s + [2], s[:-1], [x + 1 for x in s]])
        if rng.random() < 0.3:
            char = pick(NUMBERS)
        o, buffer = array(s, char, small=True, distinct=True)

        def into():
            np.einsum(text, *(a for a, _ in given), out=o)
            return o.copy()

        put("into", text, *(operand(*x) for x in given), operand(o, buffer), outcome(into))


def paths():
    for _ in range(250):
        n = int(rng.integers(1, 7))
        pool = [str(c) for c in rng.permutation(list("abcdefgh"))[: int(rng.integers(2, 8))]]
        sizes = {c: int(rng.integers(1, 12)) for c in pool}
        parts = ["".join(str(c) for c in rng.permutation(pool)[: int(rng.integers(1, 4))]) for _ in range(n)]
        text = ",".join(parts)
        if rng.random() < 0.8:
            used = sorted(set(text) - {","})
            text += "->" + "".join(str(c) for c in rng.permutation(used)[: int(rng.integers(0, min(4, len(used) + 1)))])
        shapes = [[1 if rng.random() < 0.03 else sizes[c] for c in p] for p in parts]
        if rng.random() < 0.04:
            shapes[-1][-1] += 3
        arrays = [np.broadcast_to(np.zeros(()), s) for s in shapes]
        optimize = pick(["greedy", "greedy", "optimal", "optimal", "no", "greedy 40", "optimal 40"])
        given = {"no": False}.get(optimize, optimize)
        if " " in optimize:
            kind, limit = optimize.split()
            given = (kind, int(limit))

        def run():
            steps, report = np.einsum_path(text, *arrays, optimize=given)
            return ";".join(",".join(str(i) for i in s) for s in steps[1:]) + " " + report.replace("\n", "/")

        try:
            out = run()
        except Exception as e:
            out = error(e)
        put("path", optimize, text, *(operand(a, np.zeros(1)) for a in arrays), out)


contractions()
views()
lists()
outputs()
paths()
OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text("\n".join(LINES) + "\n")
