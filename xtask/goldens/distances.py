"""Distances of points, as SciPy computes them.

Writes crates/linalg/tests/goldens/distances.txt: one case a line, fields separated by tabs.

    cdist metric points points result
    pdist metric points result
    squareform - array result

Operands and results are those of _operands.py, without the strides of results. A metric may be `minkowski 3`.
"""

import pathlib
import warnings

import numpy as np
from scipy.spatial.distance import cdist, pdist, squareform

from _operands import array, operand, outcome, rng

warnings.simplefilter("ignore")
np.seterr(all="ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/linalg/tests/goldens/distances.txt"
LINES = []
METRICS = ["euclidean", "sqeuclidean", "cityblock", "chebyshev", "cosine", "correlation", "hamming", "canberra",
           "braycurtis", "minkowski 3", "minkowski 1", "minkowski 2", "minkowski 0.5", "minkowski inf"]


def pick(items):
    return items[int(rng.integers(0, len(items)))]


def arguments(metric):
    name, *p = metric.split()
    return {"metric": name, **({"p": float(p[0])} if p else {})}


def points(n, dims, char):
    a, buffer = array([n, dims], char, small=True)
    if buffer.dtype.kind == "f":
        # Numbers that no sum is exact of, in clusters.
        buffer[...] = rng.normal(size=buffer.shape) * 10.0 ** rng.integers(-3, 3) + rng.integers(-3, 4)
    return a, buffer


def case(name, metric, operands, f):
    LINES.append("\t".join([name, metric, *(operand(*o) for o in operands), outcome(f)]))


for _ in range(200):
    metric = pick(METRICS)
    dims = int(rng.choice([0, 1, 2, 3, 5, 8, 23, 24, 30]))
    dims = max(dims, 1) if metric.split()[0] not in ("euclidean", "cityblock") else dims
    n, m = int(rng.integers(0, 8)), int(rng.integers(0, 12))
    char = pick(["d", "d", "f", "i", "B", "?"])
    other = char if rng.random() < 0.8 else pick(["d", "f", "q"])
    a, b = points(n, dims, char), points(m, dims + (rng.random() < 0.02), other)
    if min(n, m) > 1 and rng.random() < 0.5 and b[0].shape == (m, dims) and b[0].flags.writeable:
        b[0][0] = a[0][1]
    if metric in ("cosine", "correlation") and 0 in (*a[0].strides, *b[0].strides):
        # What is left of a constant row, less its mean, is rounding.
        metric = "cityblock"
    both = np.result_type(a[0].dtype, b[0].dtype)
    result = np.dtype("f4") if both == np.dtype("f4") else np.dtype("f8")
    case("cdist", metric, [a, b], lambda: cdist(a[0].astype("f8"), b[0].astype("f8"), **arguments(metric)).astype(result))
for _ in range(90):
    metric = pick(METRICS)
    dims = int(rng.choice([1, 2, 3, 5, 24, 30]))
    n = int(rng.choice([1, 2, 3, 5, 31, 32, 33, 70], p=[0.05, 0.15, 0.2, 0.3, 0.1, 0.05, 0.1, 0.05]))
    a = points(n, dims, pick(["d", "d", "f", "i"]))
    if metric in ("cosine", "correlation") and 0 in a[0].strides:
        metric = "cityblock"
    result = np.dtype("f4") if a[0].dtype.char == "f" else np.dtype("f8")
    case("pdist", metric, [a], lambda: pdist(a[0].astype("f8"), **arguments(metric)).astype(result))
for _ in range(60):
    n = int(rng.integers(0, 8))
    char = pick(["d", "f", "i", "B", "q"])
    if rng.random() < 0.5:
        a = array([n * (n - 1) // 2 + (rng.random() < 0.15)], char, small=True)
    else:
        v = array([n * (n - 1) // 2], char, small=True)[0]
        s = squareform(v).copy()
        if rng.random() < 0.2 and s.shape[0] > 1:
            s[0, 1] += 1
        if rng.random() < 0.2 and s.shape[0] > 0:
            s[-1, -1] = 1
        a = (s, s) if rng.random() < 0.9 else (s[1:], s)
    case("squareform", "-", [a], lambda: squareform(a[0]))
for a in [np.zeros(3), np.zeros((2, 2, 2))]:
    case("cdist", "euclidean", [(a, a), (np.zeros((2, 2)), np.zeros((2, 2)))], lambda: cdist(a, np.zeros((2, 2))))
    case("cdist", "euclidean", [(np.zeros((2, 2)), np.zeros((2, 2))), (a, a)], lambda: cdist(np.zeros((2, 2)), a))
    case("pdist", "euclidean", [(a, a)], lambda: pdist(a))
case("squareform", "-", [(np.zeros((2, 2, 2)), np.zeros((2, 2, 2)))], lambda: squareform(np.zeros((2, 2, 2))))
OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text("\n".join(LINES) + "\n")
