"""Records: their fields, orders and recfunctions, as NumPy has them.

Writes crates/structured/tests/goldens/records.txt: one case a line, fields separated by tabs.

    function arguments operands... result

An operand is `dtype;shape;strides;offset;hex` as in _operands.py, with the whole dtype of records. A result is
`dtype;shape;hex`, of records with zeros between the fields, several separated by `|`; or `!` and the words of an error; or,
of what gives text, its JSON. Arguments are JSON.
"""

import ast
import json
import pathlib
import warnings

import numpy as np
import numpy.lib.recfunctions as rf

warnings.simplefilter("ignore")
np.seterr(all="ignore")
OUT = pathlib.Path(__file__).resolve().parents[2] / "crates/structured/tests/goldens/records.txt"
rng = np.random.default_rng(626)
LINES = []
NAMES = ["a", "b", "name", "x", "price", "n", "k", "flag"]
LEAVES = "? i1 u1 i2 >i2 u2 i4 >i4 u4 i8 u8 f2 f4 >f4 f8 >f8 c8 c16 S1 S5 U1 U4 >U3 M8[s] M8[D] m8[ms]".split()
NUMBERS = "i1 u1 i2 >i2 i4 u4 i8 f4 >f8 f8".split()


def pick(items):
    return items[int(rng.integers(0, len(items)))]


def chance(p):
    return rng.random() < p


def names(n):
    return [str(x) for x in rng.permutation(NAMES)[:n]]


def record(depth=0, leaves=LEAVES, low=1, high=4, flat=False):
    """A record dtype: packed, aligned, or with gaps."""
    fields = []
    for name in names(int(rng.integers(low, high + 1))):
        form = pick(leaves) if flat or depth > 1 or chance(0.85) else record(depth + 1, leaves, high=3)
        shape = () if flat or chance(0.8) else pick([(2,), (1,), (3,), (2, 2)])
        fields.append((name, form, shape) if shape else (name, form))
    kind = rng.random()
    if kind < 0.5:
        return np.dtype(fields)
    if kind < 0.75:
        return np.dtype(fields, align=True)
    packed = np.dtype(fields)
    order = rng.permutation(len(fields))
    offsets, at = [0] * len(fields), int(rng.integers(0, 3))
    for i in order:
        offsets[i] = at
        at += packed.fields[fields[i][0]][0].itemsize + int(rng.integers(0, 4))
    formats = [packed.fields[f[0]][0] for f in fields]
    return np.dtype({"names": [f[0] for f in fields], "formats": formats, "offsets": offsets, "itemsize": at + 1})


def fill(a, few):
    """Random values, field by field."""
    d = a.dtype
    if d.names is not None:
        for name in d.names:
            fill(a[name], few)
        return
    shape = a.shape
    if d.kind == "b":
        a[...] = rng.integers(0, 2, shape).astype("?")
    elif d.kind in "iu":
        info = np.iinfo(d)
        a[...] = rng.integers(0, 4, shape) if few else rng.integers(info.min, info.max, shape, dtype=d.newbyteorder("="))
    elif d.kind == "f":
        values = rng.integers(-3, 4, shape) / 2 if few else rng.normal(0, 50, shape)
        a[...] = np.where(rng.random(shape) < 0.05, np.nan, values)
    elif d.kind == "c":
        a[...] = rng.integers(-2, 3, shape) + 1j * rng.integers(-2, 3, shape)
    elif d.kind in "SU":
        text = ["", "a", "ab", "b", "abc", "zz"] + ([] if d.kind == "S" or few else ["é", "日本", "😀x"])
        a[...] = np.array([pick(text) for _ in range(int(np.prod(shape)))], "U5").reshape(shape).astype(d)
    elif d.kind in "mM":
        values = rng.integers(-3, 4, shape) if few else rng.integers(-(10**6), 10**6, shape)
        a[...] = values.astype("i8").astype(d)
        if few and chance(0.2) and a.size:
            a.reshape(-1)[:1] = "NaT"


def array(dtype, shape, few=False):
    """Records and the buffer that they are a part of."""
    shape = tuple(shape)
    steps = [pick([1, 1, 1, 2, -1]) for _ in shape]
    whole = [n * abs(s) for n, s in zip(shape, steps)]
    buffer = np.frombuffer(bytearray(int(np.prod(whole)) * dtype.itemsize), dtype).reshape(whole)
    fill(buffer, few)
    return buffer[(..., *(slice(None, None, s) for s in steps))], buffer


def spell(dtype, aligned=False):
    """A dtype with every offset, which str() leaves out of nested records."""
    if dtype.shape:
        return f"({spell(dtype.base, aligned)}, {dtype.shape})"
    if dtype.names is None:
        return f"'{dtype.str}'"
    fields = [dtype.fields[n] for n in dtype.names]
    formats = ", ".join(spell(f[0], aligned) for f in fields)
    offsets = [f[1] for f in fields]
    names = ", ".join(f"'{n}'" for n in dtype.names)
    end = ", 'aligned': True" if aligned and dtype.isalignedstruct else ""
    return f"{{'names': [{names}], 'formats': [{formats}], 'offsets': {offsets}, 'itemsize': {dtype.itemsize}{end}}}"


def whole(dtype, aligned=False):
    if dtype.names is None:
        return dtype.str
    try:
        # The word reaches nested records, too, which may not be aligned.
        text = spell(dtype, aligned)
        np.dtype(ast.literal_eval(text))
        return text
    except ValueError:
        return spell(dtype)


def operand(pair):
    a, buffer = pair
    offset = a.__array_interface__["data"][0] - buffer.__array_interface__["data"][0] if a.size else 0
    commas = lambda t: ",".join(str(x) for x in t)
    return f"{whole(a.dtype, True)};{commas(a.shape)};{commas(a.strides)};{offset};{content(buffer).hex()}"


def covered(dtype):
    """Which bytes of an element belong to fields."""
    mask = np.zeros(dtype.itemsize, bool)
    if dtype.names is None:
        base, count = (dtype.base, int(np.prod(dtype.shape))) if dtype.shape else (dtype, 1)
        mask[:] = np.tile(covered(base), count) if base.names is not None else True
        return mask
    for name in dtype.names:
        field, offset = dtype.fields[name][:2]
        mask[offset : offset + field.itemsize] |= covered(field)
    return mask


def content(a):
    """The bytes of an array, with zeros between the fields, where NumPy leaves what the memory held."""
    raw = np.frombuffer(a.tobytes(), "u1")
    if a.dtype.names is not None and a.dtype.itemsize:
        raw = raw.reshape(-1, a.dtype.itemsize) * covered(a.dtype)
    return raw.tobytes()


def result(a):
    a = np.asarray(a)
    return f"{whole(a.dtype)};{','.join(str(n) for n in a.shape)};{content(a).hex()}"


def case(function, arguments, operands, f):
    given = [operand(o) for o in operands]
    try:
        r = f()
        out = json.dumps(r) if isinstance(r, str) else "|".join(result(x) for x in (r if isinstance(r, tuple) else (r,)))
    except (OverflowError, SystemError):
        # NumPy's own trouble, with fill values and with code units that are no characters.
        return
    except Exception as e:
        out = f"!{type(e).__name__}: {e}".replace("\n", " ").replace("\t", " ")
    LINES.append("\t".join([function, json.dumps(arguments), *given, out]))


def plain(a):
    """As an array of the class ndarray."""
    return a.view(np.ndarray) if isinstance(a, np.recarray) else a


def shapes():
    return pick([(int(rng.integers(0, 7)),)] * 4 + [(2, 3), (), (3, 1, 2)])


def layouts():
    for _ in range(150):
        d = record()
        if repr(np.dtype(ast.literal_eval(whole(d, True)))) != repr(d):
            continue
        flat = lambda d: [[n, whole(d.fields[n][0].base), list(d.fields[n][0].shape), d.fields[n][1]] for n in d.names]
        # The text's 'aligned' reaches nested records, too.
        read = np.dtype(ast.literal_eval(whole(d, True)))
        case("layout", [whole(d, True)], [], lambda: json.dumps([flat(read), read.itemsize, read.alignment]))
        a = array(d, shapes())
        case("repr", [], [a], lambda: repr(a[0]))
        case("str", [], [a], lambda: str(a[0]))


def fields():
    for _ in range(350):
        d = record()
        a = array(d, shapes())
        name = pick(list(d.names) + ["zz"] * chance(0.1))

        def one():
            f = a[0][name]
            at = f.__array_interface__["data"][0] - a[0].__array_interface__["data"][0] if f.size and a[0].ndim else None
            return (json.dumps([list(f.strides) if f.size else None, at]), f)

        def both():
            about, f = one()
            return about + "\n" + result(f)

        case("field", [name], [a], both)
        some = names(int(rng.integers(1, 4))) if chance(0.1) else [str(x) for x in rng.permutation(d.names)[: int(rng.integers(1, 4))]]
        if all(n in d.names for n in some):
            case("fields", [some], [a], lambda: a[0][some].copy())
        form = pick(["i1", "i4", ">f8", "U1", "S3", "?"])
        offset = int(rng.integers(0, d.itemsize + 2))
        case("getfield", [form, offset], [a], lambda: a[0].getfield(form, offset))


def writes():
    def target(a, f):
        def run():
            copy = a[1].copy()
            view = np.ndarray(a[0].shape, a[0].dtype, copy, a[0].__array_interface__["data"][0] - a[1].__array_interface__["data"][0] if a[0].size else 0, a[0].strides)
            f(view)
            return view.copy()

        return run

    for _ in range(250):
        d = record(leaves=NUMBERS + ["?", "U3", "S4"])
        a = array(d, (int(rng.integers(1, 6)),))
        name = pick(d.names)
        f = d.fields[name][0]
        if f.base.names is None:
            kind = "SU" if f.base.kind in "SU" else "iufb"
            form = pick(["U2", "U6"] if kind == "SU" else NUMBERS)
            v = array(np.dtype(form), a[0][name].shape[int(rng.integers(0, 2)) :] if chance(0.9) else (a[0].size + 1,) + f.shape, few=True)

            def one(t):
                t[name] = v[0]

            case("set_field", [name], [a, v], target(a, one))
        other = array(record(leaves=NUMBERS, low=len(d.names), high=len(d.names), flat=True), (a[0].size,), few=True)
        if all(d.fields[n][0].base.names is None and d.fields[n][0].base.kind in "iufb" and not d.fields[n][0].shape for n in d.names):

            def everything(t):
                t[...] = other[0]

            case("assign", [], [a, other], target(a, everything))
            case("astype", [whole(d, True)], [other], lambda: other[0].astype(d))
            some = [str(x) for x in rng.permutation(d.names)[: int(rng.integers(1, len(d.names) + 1))]]
            mine, theirs = some, list(other[0].dtype.names)[: len(some)]

            def several(t):
                t[mine] = other[0][theirs]

            case("assign_fields", [mine, theirs], [a, other], target(a, several))
            i = int(rng.integers(0, a[0].size))

            def row(t):
                t[i] = other[0][i]

            case("set_row", [i], [a, other], target(a, row))
            mask = array(np.dtype("?"), a[0].shape)

            def masked(t):
                t[mask[0]] = other[0][0]

            case("mask_assign", [], [a, mask, other], target(a, masked))


def choosing():
    for _ in range(120):
        a = array(record(), (int(rng.integers(1, 8)),), few=True)
        mask = array(np.dtype("?"), a[0].shape)
        case("mask", [], [a, mask], lambda: a[0][mask[0]])
        i = array(np.dtype("i8"), (int(rng.integers(0, 5)),), few=True)
        i[1][...] %= a[0].size
        case("take", [], [a, i], lambda: a[0][i[0]])
        case("slice", [], [a], lambda: a[0][1:-1:2])
    for _ in range(250):
        d = record(leaves=NUMBERS + ["?", "U3", "S2", "M8[s]"])
        a = array(d, pick([(4,), (2, 3)]), few=True)
        if chance(0.7):
            b = array(d, pick([(4,), (1,), (2, 1), ()]), few=True)
            if b[1].size and a[1].size:
                b[1].reshape(-1)[0] = a[1].reshape(-1)[0]
        else:
            b = array(record(leaves=NUMBERS), (4,), few=True) if chance(0.8) else array(np.dtype("i4"), (4,))
        case("equal", [], [a, b], lambda: a[0] == b[0])
        case("not_equal", [], [a, b], lambda: a[0] != b[0])


def orders():
    simple = NUMBERS + ["?", "U2", ">U3", "S3", "M8[s]", "c8"]
    for _ in range(300):
        d = record(leaves=simple, flat=chance(0.8))
        if any("(" in str(d.fields[n][0].subdtype or "") for n in d.names) or "[(" in str([d.fields[n][0] for n in d.names]):
            d = record(leaves=simple, flat=True)
        a = array(d, pick([(int(rng.integers(0, 40)),), (3, 5)]), few=True)
        by = [str(x) for x in rng.permutation(d.names)[: int(rng.integers(1, len(d.names) + 1))]]
        if chance(0.03):
            by.append(pick(["zz", by[0]]))
        case("sort_order", [by], [a], lambda: np.sort(a[0], order=by, kind="stable"))
        case("argsort_order", [by], [a], lambda: np.argsort(a[0], order=by, kind="stable"))
        if a[0].ndim == 1 and all(n in d.names for n in by) and len(set(by)) == len(by):
            # NumPy's lexsort compares text by its bytes as they lie.
            native = lambda f: f.astype(f.dtype.newbyteorder("="))
            case("argsort_by", [by], [a], lambda: np.lexsort([native(a[0][n]) for n in reversed(by)]).astype("i8"))
        if a[0].ndim == 1 and not any(d.fields[n][0].kind == "f" for n in d.names):
            case("unique", [], [a], lambda: np.unique(a[0]))
        key = pick(d.names)
        if a[0].ndim == 1 and len(set(by)) == len(by) and "zz" not in by and d.fields[key][0].kind in "iuUSM":
            s = np.sort(a[0], order=key, kind="stable")
            v = array(d.fields[key][0], (3,), few=True)
            case("searchsorted", [key], [(s, s), v], lambda: np.searchsorted(s[key], v[0]))


def repacked(d, align):
    """`rf.repack_fields` of a dtype, whose recursion forgets how nested records are aligned."""
    if d.names is None:
        return d
    r = np.dtype([(n, repacked(d.fields[n][0], align)) for n in d.names], align=align)
    assert align or r == rf.repack_fields(d, recurse=True)
    return r


def recfunctions():
    simple = NUMBERS + ["?", "U3", "S3", "M8[s]"]
    for _ in range(120):
        d = record(leaves=simple)
        n = int(rng.integers(1, 5))
        a = array(d, (n,), few=True)
        new = [x for x in names(6) if x not in d.names][: int(rng.integers(1, 3))] if chance(0.95) else [d.names[0]]
        data = [array(np.dtype(pick(simple)), (n + int(rng.integers(-1, 2)) if chance(0.3) else n,), few=True) for _ in new]
        if not any("(" in str(d.fields[x][0]) for x in d.names):
            case("append_fields", [new], [a, *data], lambda: plain(rf.append_fields(a[0], new, [x[0] for x in data], usemask=False)))
        drop = names(2)
        if all(d.fields[x][0].base.names is None for x in d.names):
            case("drop_fields", [drop], [a], lambda: plain(rf.drop_fields(a[0], drop)))
        # NumPy can rename fields only where they are packed.
        packed = np.ascontiguousarray(rf.repack_fields(a[0], recurse=True))
        mapping = {x: x.upper() for x in drop}
        case("rename_fields", [list(mapping.items())], [(packed, packed)], lambda: rf.rename_fields(packed, mapping))
        align = chance(0.5)
        case("repack_fields", [align, True], [a], lambda: a[0].astype(repacked(d, align)))
        wanted = np.dtype([(x, pick(NUMBERS)) for x in names(3)])
        if all(d.fields[x][0].base.kind in "iufb" for x in d.names if x in wanted.names) and not any(d.fields[x][0].shape for x in d.names):
            case("require_fields", [whole(wanted)], [a], lambda: rf.require_fields(a[0], wanted))
    for _ in range(80):
        arrays = [array(record(leaves=simple, flat=True, high=3), (int(rng.integers(1, 5)),), few=True) for _ in range(int(rng.integers(1, 4)))]
        # NumPy takes the bytes of an array of one field apart.
        apart = any(len(x[0].dtype) == 1 and x[0].dtype[0].kind == "S" for x in arrays)
        if not apart and len({x[0].size for x in arrays}) == 1 or all(k[0].dtype.fields[x][0].kind in "iuf" for k in arrays for x in k[0].dtype.names):
            case("merge_arrays", [False], arrays, lambda: plain(rf.merge_arrays([x[0] for x in arrays])))
        if len({x[0].size for x in arrays}) == 1:
            case("merge_arrays", [True], arrays, lambda: plain(rf.merge_arrays([x[0] for x in arrays], flatten=True)))
        if len(arrays) > 1:
            case("stack_arrays", [False], arrays, lambda: plain(rf.stack_arrays([x[0] for x in arrays], usemask=False)))
    for _ in range(120):
        keys = names(int(rng.integers(1, 3)))
        forms = [pick(["i4", "i8", "U2", "i2"]) for _ in keys]

        def table(first):
            rest = [x for x in names(4) if x not in keys][: int(rng.integers(0, 3))]
            wide = [f if first else {"i4": "i8", "U2": "U3"}.get(f, f) for f in forms]
            d = np.dtype([(k, f) for k, f in zip(keys, wide)] + [(x, pick(NUMBERS + ["U2"])) for x in rest])
            a = array(d, (int(rng.integers(1, 6)),), few=True)[0]
            a = a[np.unique(np.array([str([r[k] for k in keys]) for r in a]), return_index=True)[1]].copy()
            return a, a

        l, r = table(True), table(chance(0.5))
        kind = pick(["inner", "outer", "leftouter"])
        case("join_by", [keys, kind], [l, r], lambda: plain(rf.join_by(keys, l[0], r[0], kind, usemask=False)))
    for _ in range(80):
        d = record(leaves=NUMBERS)
        a = array(d, pick([(3,), (2, 2)]), few=True)
        case("structured_to_unstructured", [None], [a], lambda: rf.structured_to_unstructured(a[0]))
        case("structured_to_unstructured", ["f4"], [a], lambda: rf.structured_to_unstructured(a[0], dtype="f4"))
        count = rf.structured_to_unstructured(np.zeros(1, d)).shape[-1] + (chance(0.1) and 1)
        m = array(np.dtype(pick(["i4", "f8", "u1"])), (2, count), few=True)
        case("unstructured_to_structured", [whole(d, True)], [m], lambda: rf.unstructured_to_structured(m[0], dtype=d))
    for _ in range(40):
        d = record(leaves=["i1", "?", "U1", "S1"], flat=True, low=2, high=3)
        a = array(d, (8,), few=True)
        case("find_duplicates", [], [a], lambda: np.sort(np.asarray(rf.find_duplicates(np.ma.array(rf.repack_fields(a[0])), return_index=True)[1])))


layouts()
fields()
writes()
choosing()
orders()
recfunctions()
OUT.parent.mkdir(parents=True, exist_ok=True)
OUT.write_text("\n".join(LINES) + "\n")
