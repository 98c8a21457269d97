"""The Python side of `cargo xtask bench peers`.

Speaks line-delimited JSON over stdin/stdout, one answer a request:

    {"op": "hello"}                                     -> {"python": .., "numpy": .., "numexpr": .., "scipy": ..,
                                                            "polars": ..}
    {"op": "prepare", "id", "setup", "stmt", "result"}  -> {"sum": .., "magnitude": .., "size": ..}
    {"op": "batch", "id", "calls"}                      -> {"ns": time of that many calls of `stmt`}
    {"op": "memory", "setup", "stmt"}                   -> {"bytes": by which one call raises the peak of memory}
    {"op": "rest"}                                      -> {}, when no thread goes round any more
    {"op": "drop", "id"}                                -> {}
    {"op": "quit"}

Any request may instead be answered by {"error": text}. `setup` sees `np`, `ne` (numexpr), `polars`, `scipy`
(with `scipy.linalg.blas`) and `data(dtype, seed, *shape)`, which gives the same numbers as data.rs.
The thread count comes with the environment, as it must be known before NumPy loads its BLAS.
"""

import ast
import gc
import json
import os
import platform
import sys
import time
import traceback

# Stray prints must not end up between our answers.
ANSWERS = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)

import numpy as np  # noqa: E402

np.seterr(all="ignore")

try:
    import numexpr as ne

    ne.set_num_threads(int(os.environ.get("NPCORE_BENCH_THREADS", "1")))
except ImportError:
    ne = None
try:
    import scipy
    import scipy.linalg.blas
except ImportError:
    scipy = None
try:
    import polars
except ImportError:
    polars = None


def mixed(seed, n):
    """SplitMix64's n first outputs for a seed (see data.rs)."""
    with np.errstate(over="ignore"):
        z = np.arange(1, n + 1, dtype=np.uint64)
        z *= np.uint64(0x9E3779B97F4A7C15)
        z += np.uint64(seed * 0xD1342543DE82EF95 % 2**64)
        z ^= z >> np.uint64(30)
        z *= np.uint64(0xBF58476D1CE4E5B9)
        z ^= z >> np.uint64(27)
        z *= np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return z


def data(dtype, seed, *shape):
    """Test data: floats and signed integers from -100 to 100, never 0, unsigned ones in [1, 200], any bool."""
    dtype = np.dtype(dtype)
    z = mixed(seed, int(np.prod(shape)))
    if dtype.kind == "f":
        x = ((z >> np.uint64(40)).astype("f8") + 0.5) * (200.0 / 2**24) - 100.0
    elif dtype.kind == "i":
        x = (z % np.uint64(200)).astype("i8")
        x += np.where(x < 100, -100, -99)
    elif dtype.kind == "u":
        x = z % np.uint64(200) + np.uint64(1)
    elif dtype.kind == "b":
        x = z & np.uint64(1)
    else:
        raise TypeError(f"no test data of dtype {dtype}")
    return x.astype(dtype).reshape(shape)


def checksum(result):
    """A sum with weights by position, so that swapped elements show; see checksum.rs."""
    x = np.ravel(np.asarray(result)).astype("f8")
    x *= np.resize(np.arange(1.0, 8.0), x.size)
    return {"sum": float(x.sum()), "magnitude": float(np.abs(x).sum()), "size": x.size}


# The statement stands in a function's loop, as `timeit` does it; its variables are the job's globals.
TEMPLATE = """
def batch(calls):
    {declared}
    repeat = range(calls)
    start = now()
    for _ in repeat:
        {stmt}
    return now() - start
"""


def batch_of(stmt, scope):
    """Adds `batch` for a statement to a scope. What it assigns to (`a += b`) is global as all else."""
    names = {n.id for n in ast.walk(ast.parse(stmt)) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    declared = "global " + ", ".join(sorted(names)) if names else ""
    exec(TEMPLATE.format(stmt=stmt, declared=declared), scope)
    return scope["batch"]


def scope_of(setup):
    """What a statement sees."""
    scope = {"np": np, "ne": ne, "scipy": scipy, "polars": polars, "data": data, "now": time.perf_counter_ns}
    exec(setup, scope)
    return scope


def status(field):
    """A figure of this process's status, in bytes (Linux)."""
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(field + ":"))


def peak(call):
    """Bytes by which a call raises the peak of resident memory (Linux)."""
    gc.collect()
    with open("/proc/self/clear_refs", "w") as mark:
        mark.write("5")
    before = status("VmRSS")
    call()
    return max(status("VmHWM") - before, 0)


class Job:
    """One statement with its data."""

    def __init__(self, setup, stmt, result):
        self.scope = scope_of(setup)
        self.loop = batch_of(stmt, self.scope)
        if result:
            exec(stmt, self.scope)
            value = eval(result, self.scope)
        else:
            value = eval(stmt, self.scope)
        self.check = checksum(value)

    def batch(self, calls):
        gc.collect(0)
        gc.disable()
        try:
            return self.loop(calls)
        finally:
            gc.enable()


def wait_until_idle():
    """Waits for threads that a library leaves going round (idle.rs), half a second at most."""
    end = time.perf_counter() + 0.5
    while time.perf_counter() < end:
        before = time.process_time()
        time.sleep(0.004)
        if time.process_time() - before < 0.0005:
            break


def empty_loop():
    """Nanoseconds of one turn of an empty loop, which a batch's time does not include."""
    batch = batch_of("pass", {"now": time.perf_counter_ns})
    calls = 100_000
    return min(batch(calls) for _ in range(9)) / calls


def serve():
    jobs = {}
    turn = empty_loop()
    for line in sys.stdin:
        request = json.loads(line)
        op = request["op"]
        code = request.get("setup", "") + request.get("stmt", "")
        try:
            if "ne." in code and ne is None:
                raise ImportError("numexpr is not installed")
            if "scipy." in code and scipy is None:
                raise ImportError("SciPy is not installed")
            if "polars." in code and polars is None:
                raise ImportError("polars is not installed")
            if op == "hello":
                answer = {
                    "python": platform.python_version(),
                    "numpy": np.__version__,
                    "numexpr": getattr(ne, "__version__", None),
                    "scipy": getattr(scipy, "__version__", None),
                    "polars": getattr(polars, "__version__", None),
                }
            elif op == "prepare":
                job = Job(request["setup"], request["stmt"], request["result"])
                jobs[request["id"]] = job
                answer = job.check
            elif op == "batch":
                calls = request["calls"]
                ns = jobs[request["id"]].batch(calls)
                answer = {"ns": max(ns - calls * turn, 0.05 * ns)}
            elif op == "memory":
                loop = batch_of(request["stmt"], scope_of(request["setup"]))
                answer = {"bytes": peak(lambda: loop(1))}
            elif op == "rest":
                wait_until_idle()
                answer = {}
            elif op == "drop":
                jobs.pop(request["id"], None)
                answer = {}
            elif op == "quit":
                return
            else:
                raise ValueError(f"unknown request {op!r}")
        except Exception as e:
            answer = {"error": "".join(traceback.format_exception_only(e)).strip()}
        ANSWERS.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    serve()
