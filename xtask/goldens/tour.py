"""What NumPy prints in the tour: runs NumPy's lines of every step.

Writes crates/npcore/tests/goldens/tour.txt. `# name` begins a chapter; a line after `>>> ` is an expression, and
what follows is the text of its value or of its exception; a line after `... ` is run, and its value not shown.
"""

import functools
import os
import pathlib
import subprocess
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "crates/npcore/tests/goldens/tour.txt"
DATA = ROOT / "crates/npcore/examples/data/iris.csv"
TOUR = ["cargo", "run", "--quiet", "--release", "-p", "npcore", "--example", "tour", "--", "--numpy"]


def value(code, names):
    try:
        return str(eval(code, names)).rstrip("\n")
    except (TypeError, ValueError, IndexError) as error:
        return str(error).strip()


lines = subprocess.run(TOUR, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
# The files that the steps write.
folder = tempfile.TemporaryDirectory()
os.chdir(folder.name)
out, names = [], {}
for line in lines:
    out.append(line)
    code = line[4:].replace("'iris.csv'", repr(str(DATA))).replace("'sensors.bin'", repr(str(DATA.with_name("sensors.bin"))))
    if line.startswith("# "):
        names = {"np": np, "functools": functools}
    elif line.startswith(">>> "):
        out.append(value(code, names))
    elif line.startswith("... "):
        exec(code, names)
OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text("\n".join(out) + "\n")
