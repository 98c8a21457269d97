"""Files of arrays as NumPy writes and reads them.

Writes into crates/mmap/tests/goldens:

* npy.txt, a case a line, its parts separated by tabs:
    array version file       an operand (as in _operands.py, with records spelled out), "-" or "2,0", the file in hex
    damaged file error       a file in hex that NumPy refuses, and its words
    odd file array           a file that NumPy would not write so but reads, and what it reads
    wide fields hash         a record of so many integer fields "f0", "f1", ...: FNV-1a of the file
* stored.npz, deflated.npz: archives, of the arrays that `ARCHIVE` names.

It also reads ours_stored.npz and ours_deflated.npz, which npcore wrote of the same arrays, and compares.
"""

import ctypes
import io
import pathlib
import warnings

import numpy as np

from _operands import NUMBERS, commas, rng, values

warnings.simplefilter("ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/mmap/tests/goldens"
LINES = []


def spelled(dtype):
    return str(dtype) if dtype.names else dtype.str


def operand(a):
    """An array that may lie in any way; the buffer is what it spans."""
    if a.size == 0:
        return ";".join([spelled(a.dtype), commas(a.shape), commas(a.strides), "0", ""])
    low, high = np.lib.array_utils.byte_bounds(a)
    start = a.__array_interface__["data"][0]
    span = ctypes.string_at(low, high - low)
    return ";".join([spelled(a.dtype), commas(a.shape), commas(a.strides), str(start - low), span.hex()])


def written(a, version=None):
    f = io.BytesIO()
    np.lib.format.write_array(f, a, version, allow_pickle=False)
    return f.getvalue()


def case(a, version=None):
    LINES.append("\t".join(["array", operand(a), commas(version) if version else "-", written(a, version).hex()]))


def damaged(data):
    try:
        np.lib.format.read_array(io.BytesIO(data))
    except Exception as e:
        words = f"{type(e).__name__}: {e}".split("\n")[0].replace("\t", " ")
        LINES.append("\t".join(["damaged", data.hex(), words]))
        return
    raise AssertionError(data)


def odd(data):
    LINES.append("\t".join(["odd", data.hex(), operand(np.lib.format.read_array(io.BytesIO(data)))]))


def headed(text, data=b"", version=(1, 0), encoding="latin1"):
    text = text.encode(encoding)
    width = 2 if version == (1, 0) else 4
    return b"\x93NUMPY" + bytes(version) + len(text).to_bytes(width, "little") + text + data


def raw(dtype, shape):
    """Elements of any bytes."""
    dtype = np.dtype(dtype)
    n = int(np.prod(shape, dtype=int))
    return np.frombuffer(rng.integers(0, 256, n * dtype.itemsize, np.uint8).tobytes(), dtype).reshape(shape)


def filled(dtype, shape):
    """Elements that are values, bools and characters among them."""
    dtype = np.dtype(dtype)
    if dtype.names:
        a = np.zeros(shape, dtype)
        for name in dtype.names:
            field = dtype.fields[name][0]
            a[name] = filled(field.base, a[name].shape)
        return a
    n = int(np.prod(shape, dtype=int))
    if dtype.kind == "U":
        letters = np.array(["a", "é", "日", "\U0001f600", "", "zz"])
        return rng.choice(letters, n).astype(dtype).reshape(shape)
    if dtype.kind in "SV":
        return raw(dtype, shape)
    return values(n, dtype.newbyteorder("=")).astype(dtype).reshape(shape)


RECORDS = [
    "i4, f8",
    np.dtype("i1, f8, ?", align=True),
    [("name", "U3"), ("price", ">f8"), ("day", "M8[D]")],
    [("id", "u2"), ("xyz", "f4", (3,)), ("m", "c8", (2, 2))],
    [("outer", [("a", "i2"), ("b", "S3")]), ("flag", "?")],
    {"names": ["a", "b"], "formats": ["i4", "f8"], "offsets": [0, 8], "itemsize": 24},
    [("é", "i4")],
    [("日本", "i4"), ("x'y\"", "f4")],
]
SIMPLE = [c for c in NUMBERS] + [">i2", ">f4", ">c16", "<M8[ns]", "<m8[7D]", ">M8[us]", "m8", "S5", "U3", ">U2", "V7"]
SHAPES = [(), (3,), (2, 3), (0,), (0, 3)]

for dtype in SIMPLE:
    for shape in SHAPES[: 5 if dtype in ("d", "U3") else 3]:
        case(filled(dtype, shape))
for dtype in RECORDS:
    for shape in ((), (2,), (0, 2)):
        case(filled(dtype, shape))
for char in "?hdD":
    cube = filled(char, (2, 3, 4))
    case(np.asfortranarray(cube))
    case(cube.T)
    case(cube[::-1])
    case(cube[:, ::2, 1:3])
    case(cube.transpose(1, 0, 2))
    case(np.broadcast_to(cube[0, 0], (2, 4)))
case(np.asfortranarray(filled(RECORDS[2], (2, 2))))
case(np.asfortranarray(filled("f4", (1, 5))))
case(np.zeros((12345, 0), "i1"))
case(np.zeros((0, 12345), "i1", order="F"))
for version in [(1, 0), (2, 0), (3, 0)]:
    case(filled("d", (2, 2)), version)
case(filled(RECORDS[6], (2,)), (3, 0))
for n in (400, 4000, 6000):
    data = written(np.zeros(2, [(f"f{i}", "<i4") for i in range(n)]))
    h = 0xCBF29CE484222325
    for b in data:
        h = (h ^ b) * 0x100000001B3 & (2**64 - 1)
    LINES.append("\t".join(["wide", str(n), f"{h:016x}"]))

F8 = "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }\n"
good = headed(F8, b"\0" * 16)
for n in (3, 7, 8, 9, 10, 30, len(good) - 1, len(good) - 16):
    damaged(good[:n])
damaged(b"PK\x03\x04 and so on")
damaged(b"\x93NUMPX\x01\x00" + good[8:])
damaged(b"\x93NUMPY\x04\x00" + good[8:])
damaged(b"\x93NUMPY\x01\x01" + good[8:])
damaged(headed("[1, 2]"))
damaged(headed("{'descr': '<f8', 'shape': ()}"))
damaged(headed("{'descr': '<f8', 'fortran_order': False, 'shape': (), 'more': 1}"))
damaged(headed("{'descr': '<f8', 'fortran_order': 1, 'shape': ()}"))
damaged(headed("{'descr': '<f8', 'fortran_order': False, 'shape': [2]}"))
damaged(headed("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", b"\x80\x04."))
damaged(headed("{'descr': [('a', '<i4'), ('b', '|O')], 'fortran_order': False, 'shape': (1,)}"))

odd(headed("{'descr': '<i2', 'fortran_order': False, 'shape': (2L, 3L)}", bytes(range(12))))
odd(headed("{\"shape\": (2,), 'fortran_order': True,\n 'descr': \"|u1\"}", b"ab"))
odd(headed("{'descr': [('a', '<i2'), ('', '|V2'), ('b', [('', '|V1'), ('c', '|u1')])], 'fortran_order': False, "
           "'shape': (2,)}", bytes(range(12))))
odd(headed("{'descr': '<i2', 'fortran_order': False, 'shape': (1,), 'shape': (2,)}", bytes(range(4))))
odd(headed("{'descr': [('é', '|u1')], 'fortran_order': False, 'shape': (2,)}", b"\1\2"))
odd(headed("{'descr': [('日', '|u1')], 'fortran_order': False, 'shape': (2,)}", b"\1\2", (3, 0), "utf8"))
odd(headed("{'descr': '|b1', 'fortran_order': False, 'shape': (3,)}", b"\0\1\1"))
odd(headed(F8, b"\0" * 16 + b"what follows"))

OUT.mkdir(parents=True, exist_ok=True)
(OUT / "npy.txt").write_text("\n".join(LINES) + "\n")

ARCHIVE = {
    "ints": np.arange(12, dtype="<i4").reshape(3, 4),
    "names": np.array(["ab", "日本", ""], "<U2"),
    "zero_d": np.array(2.5),
    "fortran": np.asfortranarray(np.arange(6, dtype=">f4").reshape(2, 3)),
    "records": np.array([(1, 0.5), (2, 1.5)], [("id", "<u2"), ("x", "<f8")]),
    "empty": np.zeros((0, 3)),
    "long": np.arange(1000, dtype="<i8") % 7,
}
np.savez(OUT / "stored.npz", **ARCHIVE)
np.savez_compressed(OUT / "deflated.npz", **ARCHIVE)
for name in ("ours_stored.npz", "ours_deflated.npz"):
    with np.load(OUT / name) as ours:
        assert ours.files == list(ARCHIVE), ours.files
        for key, a in ARCHIVE.items():
            b = ours[key]
            assert (a.dtype, a.shape, a.flags.f_contiguous) == (b.dtype, b.shape, b.flags.f_contiguous), key
            assert a.tobytes() == b.tobytes(), key
