"""Golden files of npcore-layout and npcore-broadcast: views, copies, shapes and outputs, by NumPy.

Writes crates/layout/tests/goldens/{views,sizes}.txt and crates/broadcast/tests/goldens/{views,shapes,outputs,visits}.txt. A line
is a case: what is asked, ` => `, the answer; an answer that begins with `!` is an error, followed by its text.

A layout is written `shape|strides|offset|itemsize`, lists are joined by commas, a 0-d list is empty. An answer of
`views.txt` is `V shape|strides|offset|flags|K strides` for a view (flags: C and F as far as contiguous; strides of a
K-order copy) or `C shape` for a copy. Arrays without elements have no offset.
"""

import random
import warnings
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

warnings.simplefilter("ignore")
LAYOUT = Path("crates/layout/tests/goldens")
BROADCAST = Path("crates/broadcast/tests/goldens")
BUFFER = np.zeros(1 << 16, "u1")
START = BUFFER.__array_interface__["data"][0]


def text(numbers):
    return ",".join(str(n) for n in numbers)


def random_shape(rng, ndim, elements=4000):
    lengths = [1, 1, 2, 2, 3, 3, 4, 5, 6, 7]
    shape = [rng.choice(lengths) for _ in range(ndim)]
    while np.prod(shape) > elements:
        shape[rng.randrange(ndim)] = rng.choice([1, 2])
    if rng.random() < 0.06 and ndim:
        shape[rng.randrange(ndim)] = 0
    return shape


def random_array(rng, shape, itemsize, plain=0.4):
    """A view of the buffer with the given shape: axes in any order, with gaps, backwards, or with stride 0."""
    ndim = len(shape)
    order = list(range(ndim))
    if rng.random() < 0.6:
        rng.shuffle(order)
    elif rng.random() < 0.4:
        order.reverse()
    easy = rng.random() < plain
    strides, step, offset = [0] * ndim, itemsize, 0
    for axis in reversed(order):
        if not easy and rng.random() < 0.2:
            step += rng.choice([itemsize, itemsize, 2 * itemsize, 1])
        strides[axis] = step
        step *= max(shape[axis], 1)
        if not easy and rng.random() < 0.15:
            offset += strides[axis] * (max(shape[axis], 1) - 1)
            strides[axis] *= -1
        elif not easy and rng.random() < 0.08:
            strides[axis] = 0
    if step > BUFFER.nbytes // 2:
        return random_array(rng, shape, itemsize, 1.0)
    offset += rng.choice([0, 0, itemsize, 5])
    return np.ndarray(shape, f"V{itemsize}", BUFFER, offset, strides)


def layout(a):
    offset = a.__array_interface__["data"][0] - START
    return f"{text(a.shape)}|{text(a.strides)}|{offset}|{a.itemsize}"


def some_axis(rng, ndim):
    if rng.random() < 0.06 or ndim == 0:
        return rng.choice([ndim, -ndim - 1, ndim + 3])
    return rng.randrange(-ndim, ndim)


def some_axes(rng, ndim, count=None):
    count = rng.randint(0, ndim) if count is None else count
    if rng.random() < 0.1:
        return [some_axis(rng, ndim) for _ in range(count)]
    axes = rng.sample(range(ndim), min(count, ndim))
    return [a - ndim if rng.random() < 0.3 else a for a in axes]


def slice_item(rng, n):
    def end():
        return rng.choice([None, None, rng.randint(-n - 2, n + 2), rng.randint(0, n)])

    step = rng.choice([1, 1, 1, None, 2, -1, -1, -2, 3, 7, -9])
    if rng.random() < 0.01:
        step = 0
    return slice(end(), end(), step)


def item_text(item):
    if item is None:
        return "None"
    if item is Ellipsis:
        return "..."
    if isinstance(item, slice):
        parts = ["" if part is None else str(part) for part in (item.start, item.stop, item.step)]
        return ":".join(parts)
    return str(item)


def split_shape(rng, shape):
    """Another shape of as many elements, often one that only joins or divides neighbours."""
    size = int(np.prod(shape))
    if rng.random() < 0.08:
        return [rng.choice([-1, -1, 0, 2, 3, size]) for _ in range(rng.randint(0, 3))]
    if rng.random() < 0.5 and size:
        new = []
        for n in shape:
            if new and rng.random() < 0.5:
                new[-1] *= n
            else:
                new.append(n)
    else:
        new = [size]
    out = []
    for n in new:
        while n > 1 and rng.random() < 0.5:
            divisors = [d for d in range(1, n + 1) if n % d == 0]
            d = rng.choice(divisors)
            out.append(d)
            n //= d
        out.append(n)
    if rng.random() < 0.3:
        out.insert(rng.randint(0, len(out)), 1)
    if rng.random() < 0.2 and out and 0 not in out:
        out[rng.randrange(len(out))] = -1
    return out


def operation(rng, a, broadcast):
    """A random operation on `a`: its text and a function that does it."""
    names = ["slice"] * 4 + ["transpose", "permute", "swap", "move", "roll", "expand", "squeeze", "flip", "diagonal", "window"]
    names += ["reshape"] * 5 + ["ravel"] * 2 + ["broadcast"] * (5 if broadcast else 0)
    ndim = a.ndim
    name = rng.choice(names)
    if name == "slice":
        items = []
        for axis in range(rng.randint(0, ndim + (rng.random() < 0.05))):
            n = a.shape[axis] if axis < ndim else 2
            if rng.random() < 0.25:
                items.append(rng.randint(-n, n - 1) if n and rng.random() < 0.95 else rng.choice([n, -n - 1]))
            else:
                items.append(slice_item(rng, n))
        for _ in range(2):
            if rng.random() < 0.2:
                items.insert(rng.randint(0, len(items)), None)
        if rng.random() < 0.2:
            items.insert(rng.randint(0, len(items)), Ellipsis)
        if rng.random() < 0.01:
            items += [Ellipsis, Ellipsis]
        # A view of a 0-d result, not NumPy's scalar.
        index = tuple(items) + (() if Ellipsis in items else (Ellipsis,))
        return f"slice {','.join(item_text(i) for i in items)}", lambda a: a[index]
    if name == "transpose":
        return "transpose", lambda a: a.T
    if name == "permute":
        axes = list(range(ndim))
        rng.shuffle(axes)
        axes = [x - ndim if rng.random() < 0.2 else x for x in axes]
        if rng.random() < 0.1:
            axes = some_axes(rng, ndim)
        # No argument at all would reverse the axes.
        return f"permute {text(axes)}", lambda a: a.transpose(axes)
    if name == "swap":
        x, y = some_axis(rng, ndim), some_axis(rng, ndim)
        return f"swap {x},{y}", lambda a: a.swapaxes(x, y)
    if name == "move":
        count = rng.randint(0, ndim)
        source = some_axes(rng, ndim, count)
        target = some_axes(rng, ndim, count if rng.random() < 0.95 else None)
        return f"move {text(source)} {text(target)}", lambda a: np.moveaxis(a, source, target)
    if name == "roll":
        axis, start = some_axis(rng, ndim), rng.randint(-ndim - 1, ndim + 1)
        return f"roll {axis},{start}", lambda a: np.rollaxis(a, axis, start)
    if name == "expand":
        count = rng.randint(0, 2)
        axes = some_axes(rng, ndim + count, count)
        return f"expand {text(axes)}", lambda a: np.expand_dims(a, tuple(axes))
    if name == "squeeze":
        if rng.random() < 0.4:
            return "squeeze", lambda a: np.squeeze(a)
        axes = [i for i in range(ndim) if a.shape[i] == 1 and rng.random() < 0.7]
        if rng.random() < 0.15:
            axes = some_axes(rng, ndim)
        axes = [x - ndim if rng.random() < 0.2 and x >= 0 else x for x in axes]
        return f"squeeze {text(axes)}", lambda a: np.squeeze(a, tuple(axes))
    if name == "flip":
        if rng.random() < 0.4 and ndim:
            return "flip", lambda a: np.flip(a)
        axes = some_axes(rng, ndim)
        return f"flip {text(axes)}", lambda a: np.flip(a, tuple(axes))
    if name == "diagonal":
        x, y, k = some_axis(rng, ndim), some_axis(rng, ndim), rng.randint(-4, 4)
        return f"diagonal {k},{x},{y}", lambda a: np.diagonal(a, k, x, y)
    if name == "window":
        if rng.random() < 0.5:
            window = [rng.randint(0 if rng.random() < 0.1 else 1, max(n, 1)) for n in a.shape]
            if rng.random() < 0.1:
                window = window[1:] or [9]
            return f"window {text(window)}", lambda a: sliding_window_view(a, tuple(window))
        axes = [some_axis(rng, ndim) for _ in range(rng.randint(0, 2))]
        window = [rng.randint(1, 4) for _ in range(len(axes) + (rng.random() < 0.05))]
        return f"window {text(window)} {text(axes)}", lambda a: sliding_window_view(a, tuple(window), tuple(axes))
    if name == "reshape":
        shape, order = split_shape(rng, a.shape), rng.choice("CCCFA")
        return f"reshape {text(shape)} {order}", lambda a: a.reshape(shape, order=order)
    if name == "ravel":
        order = rng.choice("CFAKK")
        return f"ravel {order}", lambda a: a.ravel(order=order)
    shape = [rng.choice([2, 3]) if n == 1 and rng.random() < 0.7 else n for n in a.shape]
    shape = [rng.choice([1, 2, 0, 3]) for _ in range(rng.choice([0, 0, 1, 2]))] + shape
    if rng.random() < 0.1 and shape:
        shape[rng.randrange(len(shape))] += 1
    if rng.random() < 0.05:
        shape = shape[1:]
    return f"broadcast {text(shape)}", lambda a: np.broadcast_to(a, shape)


def view_case(rng, broadcast):
    itemsize = rng.choice([1, 2, 3, 4, 8, 8, 8, 12, 16])
    a = random_array(rng, random_shape(rng, rng.randint(0, 6), 1500 // itemsize * 8), itemsize)
    line = layout(a)
    for _ in range(rng.randint(1, 4)):
        name, do = operation(rng, a, broadcast)
        if name.startswith("flip") and a.ndim == 0:
            continue  # NumPy gives a scalar, no view.
        line += f" ; {name}"
        try:
            b = do(a)
        except (ValueError, IndexError) as error:
            return f"{line} => !{error}"
        if b.ndim > 8 or b.size > 100_000:
            return None
        if b.size and not np.may_share_memory(b, BUFFER):
            flags = "".join(f for f in "CF" if b.flags[f])
            return f"{line} => C {text(b.shape)}|{flags}"
        a = b
    if " ; " not in line:
        return None
    offset = a.__array_interface__["data"][0] - START if a.size else ""
    flags = "".join(f for f in "CF" if a.flags[f])
    return f"{line} => V {text(a.shape)}|{text(a.strides)}|{offset}|{flags}|{text(a.copy('K').strides)}"


def views(path, seed, count, broadcast):
    rng = random.Random(seed)
    lines = []
    while len(lines) < count:
        case = view_case(rng, broadcast)
        if case and (not broadcast or "broadcast" in case):
            lines.append(case)
    write(path, lines)


def sizes():
    """Shapes that are too large, by `np.empty` of nothing or little and `np.zeros` of too much."""
    big = [1 << 31, 1 << 32, 1 << 40, 1 << 61, 1 << 62, (1 << 63) - 1, 1 << 63, (1 << 64) - 1]
    shapes = [[b] for b in big] + [[b, 0] for b in big] + [[0, b] for b in big]
    shapes += [[1 << 40, 1 << 40], [1 << 40, 0, 1 << 40], [0, 1 << 62, 1 << 62], [1 << 31, 1 << 31, 0], [1 << 31, 1 << 32, 0]]
    shapes += [[1] * n for n in (7, 64, 65, 66)] + [[2] * 60 + [0], [2] * 62 + [0], [2] * 63 + [0], [2] * 64, [0] * 65]
    lines = []
    for shape in shapes:
        for itemsize in (1, 8):
            # What fits an address but no memory is not the layout's to refuse.
            if 0 not in shape and np.prod(shape, dtype=object) * itemsize > 1 << 20 and np.prod(shape, dtype=object) * itemsize < 1 << 63:
                continue
            try:
                a = np.empty(shape, f"V{itemsize}")
                lines.append(f"{text(shape)}|{itemsize} => {text(a.strides)}")
            except ValueError as error:
                lines.append(f"{text(shape)}|{itemsize} => !{error}")
    for shape in ([], [1], [3], [2, 3], [2, 1, 3], [4, 0, 2], [1, 1, 1], [2, 3, 4, 5]):
        for order in "CF":
            a = np.empty(shape, "f8", order=order)
            lines.append(f"{text(shape)}|8|{order} => {text(a.strides)}")
    write(LAYOUT / "sizes.txt", lines)


def shape_list(rng):
    full = random_shape(rng, rng.randint(0, 5), 1000)
    shapes = []
    for _ in range(rng.randint(1, 4)):
        shape = full[rng.randint(0, len(full)) if rng.random() < 0.4 else 0 :]
        shape = [1 if rng.random() < 0.25 else n for n in shape]
        if rng.random() < 0.1 and shape:
            shape[rng.randrange(len(shape))] += 1
        shapes.append(shape)
    return shapes


def shapes():
    rng = random.Random(3)
    lines = []
    for _ in range(400):
        case = shape_list(rng)
        asked = ";".join(text(s) for s in case)
        try:
            lines.append(f"{asked} => {text(np.broadcast_shapes(*map(tuple, case)))}")
        except ValueError as error:
            lines.append(f"{asked} => !{error}")
    write(BROADCAST / "shapes.txt", lines)


def visits():
    """The order in which `nditer` visits elements: a checksum of all byte offsets."""
    rng = random.Random(5)
    lines = []
    while len(lines) < 600:
        arrays = [random_array(rng, shape, 8) for shape in shape_list(rng)]
        order = rng.choice("KKKCF")
        try:
            iterator = np.nditer(arrays, ["zerosize_ok"], [["readonly"]] * len(arrays), order=order)
        except ValueError:
            continue
        count = checksum = 0
        for elements in iterator:
            count += 1
            for e in elements if isinstance(elements, tuple) else (elements,):
                offset = e.__array_interface__["data"][0] - START
                checksum = (checksum * 1_000_003 + offset + 1) % (1 << 32)
        lines.append(f"{order} {';'.join(layout(a).rsplit('|', 1)[0] for a in arrays)} => {count}|{checksum}")
    write(BROADCAST / "visits.txt", lines)


def outputs():
    """Strides of the outputs that `nditer` and universal functions allocate."""
    rng = random.Random(4)
    lines = []
    while len(lines) < 1600:
        case = shape_list(rng)
        same = rng.random() < 0.35
        if same:
            case = [case[0]] * len(case)
        arrays = [random_array(rng, shape, 8, 0.7 if same else 0.4).view("f8") for shape in case]
        if len(arrays) == 2 and rng.random() < 0.7 or len(arrays) == 1 and rng.random() < 0.5:
            kind = order = "U"
            do = lambda: (np.equal(*arrays) if len(arrays) == 2 else np.isnan(*arrays))
        else:
            kind = order = rng.choice("KKKKCFA")

            def do():
                flags = [["readonly"]] * len(arrays) + [["writeonly", "allocate"]]
                return np.nditer(arrays + [None], ["zerosize_ok"], flags, [None] * len(arrays) + ["?"], order=order).operands[-1]

        asked = kind + " " + ";".join(layout(a).rsplit("|", 1)[0] for a in arrays)
        try:
            out = do()
        except ValueError as error:
            lines.append(f"{asked} => !{str(error).rstrip()}")
            continue
        # A ufunc of 0-d arrays gives a scalar.
        lines.append(f"{asked} => {text(np.shape(out))}|{text(getattr(out, 'strides', ()))}")
    write(BROADCAST / "outputs.txt", lines)


def write(path, lines):
    path.parent.mkdir(parents=True, exist_ok=True)
    header = "# Written by xtask/goldens/layout.py with NumPy " + np.__version__ + "; the script says what the lines mean."
    path.write_text("\n".join([header] + lines) + "\n")


views(LAYOUT / "views.txt", 1, 2200, False)
views(BROADCAST / "views.txt", 2, 700, True)
sizes()
shapes()
outputs()
visits()
