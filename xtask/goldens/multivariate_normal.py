"""Vectors of the normal distribution by Cholesky's decomposition, which is unique, and the words of errors.

Writes crates/random/tests/goldens/multivariate_normal.txt: one case a line, fields separated by tabs.

    seed method size mean covariance result

`size` is a list of lengths or "-"; the others are those of _operands.py, the result without strides.
"""

import pathlib
import warnings

import numpy as np

from _operands import commas, operand, outcome

warnings.simplefilter("ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/random/tests/goldens/multivariate_normal.txt"
LINES = []


def case(seed, method, size, mean, cov):
    mean, cov = np.asarray(mean), np.asarray(cov)

    def draw():
        return np.random.default_rng(seed).multivariate_normal(mean, cov, size, method=method, check_valid="raise")

    LINES.append("\t".join([str(seed), method, commas(size) if size is not None else "-", operand(mean, mean), operand(cov, cov),
                            outcome(draw)]))


rng = np.random.default_rng(5)
for n in [1, 2, 3, 5, 10, 40]:
    b = rng.normal(size=(n, n))
    for size in [None, (3,), (2, 4), (0,)]:
        case(n, "cholesky", size, rng.normal(size=n), b @ b.T + np.eye(n))
case(1, "cholesky", (2,), np.array([1, 2]), np.array([[2, 1], [1, 3]]))
for method in ["svd", "eigh", "cholesky"]:
    case(1, method, None, [0.0, 0.0], [[1.0, 2.0], [2.0, 1.0]])
    case(1, method, None, [[0.0]], [[1.0]])
    case(1, method, None, [0.0], [[1.0, 2.0]])
    case(1, method, None, [0.0, 1.0, 2.0], np.eye(2))
    case(1, method, None, [0.0, 1j], np.eye(2))
    case(1, method, None, [0.0], [1.0])
OUT.write_text("\n".join(LINES) + "\n")
print(len(LINES), "cases")
