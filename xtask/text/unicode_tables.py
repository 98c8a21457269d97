"""Writes crates/structured/src/strings/unicode/tables.rs from Python's unicodedata, whose answers NumPy gives.

    python xtask/text/unicode_tables.py > crates/structured/src/strings/unicode/tables.rs
"""

import sys
import unicodedata

CHARACTERS = [chr(c) for c in range(sys.maxunicode + 1)]


def ranges(keys):
    """Runs of characters with the same key other than None, as (first, last, key)."""
    found = []
    for code, key in enumerate(keys):
        if key is None:
            continue
        if found and found[-1][1] == code - 1 and found[-1][2] == key:
            found[-1][1] = code
        else:
            found.append([code, code, key])
    return found


def numeric(c):
    """3 for decimal digits, 2 for other digits, 1 for other numbers."""
    if c.isdecimal():
        return 3
    if c.isdigit():
        return 2
    return 1 if c.isnumeric() else None


def rows(items, width=118):
    line = "   "
    for item in items:
        if len(line) + 2 + len(item) > width:
            print(line)
            line = "   "
        line += f" {item},"
    print(line)


def table(doc, name, kind, items):
    items = list(items)
    print(f"\n/// {doc}")
    print("#[rustfmt::skip]")
    print(f"pub(super) const {name}: [{kind}; {len(items)}] = [")
    rows(items)
    print("];")


version = unicodedata.unidata_version
print(f"//! Properties of characters in Unicode {version}, written by `xtask/text/unicode_tables.py` from Python's `unicodedata`.")
alphabetic = ranges([True if c.isalpha() else None for c in CHARACTERS])
table(
    "Letters: first and last of each run.",
    "LETTERS",
    "(u32, u32)",
    (f"(0x{first:x}, 0x{last:x})" for first, last, _ in alphabetic),
)
table(
    "Numbers: first and last of each run; 3 for decimal digits, 2 for other digits, 1 for the rest.",
    "NUMBERS",
    "(u32, u32, u8)",
    (f"(0x{first:x}, 0x{last:x}, {kind})" for first, last, kind in ranges(map(numeric, CHARACTERS))),
)
table(
    "Titlecase letters: first and last of each run.",
    "TITLECASE",
    "(u32, u32)",
    (f"(0x{a:x}, 0x{b:x})" for a, b, _ in ranges([unicodedata.category(c) == "Lt" or None for c in CHARACTERS])),
)
titles = [(c, c.title()) for c in CHARACTERS if c.title() != c.upper()]
table(
    "Characters whose titlecase is not their uppercase, and their titlecase.",
    "TITLES",
    "(u32, [u32; 3])",
    ("(0x{:x}, [{}])".format(ord(c), ", ".join(f"0x{ord(t):x}" if t else "0" for t in list(title.ljust(3, "\0"))).replace("0x0", "0")) for c, title in titles),
)
