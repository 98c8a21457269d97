"""The jump of crates/random/src/bits/mt19937/jump.rs: `python xtask/math/mt19937_jump.py > crates/random/src/bits/mt19937/jump.rs`.

The Mersenne Twister is linear over GF(2). Its state after 2^128 steps is a polynomial of the step, x^(2^128) modulo the
characteristic polynomial of the recurrence, which Berlekamp and Massey's algorithm finds from the lowest bits of some
twice 19937 words. Haramoto, Matsumoto, Nishimura, Panneton, L'Ecuyer: Efficient jump ahead for F2-linear random number
generators (2008).
"""

import random

DEGREE = 19937


def lowest_bits(count):
    mt = [random.Random(1).getrandbits(32)]
    for i in range(1, 624):
        mt.append((1812433253 * (mt[-1] ^ mt[-1] >> 30) + i) & 0xFFFFFFFF)
    bits = []
    while len(bits) < count:
        for i in range(624):
            y = mt[i] & 0x80000000 | mt[(i + 1) % 624] & 0x7FFFFFFF
            mt[i] = mt[(i + 397) % 624] ^ y >> 1 ^ (0x9908B0DF if y & 1 else 0)
            bits.append(mt[i] & 1)
    return bits[:count]


def minimal_polynomial(bits):
    """Of the recurrence, as an integer whose bit i is the coefficient of x^i."""
    c, b, length, shift = 1, 1, 0, 1
    seen = 0
    for n, bit in enumerate(bits):
        seen = seen << 1 | bit
        # Bit k of `seen` is the bit k steps ago.
        if (seen & c).bit_count() & 1:
            if 2 * length <= n:
                c, b, length, shift = c ^ b << shift, c, n + 1 - length, 1
            else:
                c ^= b << shift
                shift += 1
        else:
            shift += 1
    assert length == DEGREE, length
    return int(f"{c:b}".zfill(DEGREE + 1)[::-1], 2)


def square(a):
    # In base 4 every bit of the result stands beside a zero.
    return int(f"{a:b}", 4)


def remainder(a, modulus):
    for degree in range(a.bit_length() - 1, DEGREE - 1, -1):
        if a >> degree & 1:
            a ^= modulus << degree - DEGREE
    return a


modulus = minimal_polynomial(lowest_bits(2 * DEGREE + 64))
power = 2
for _ in range(128):
    power = remainder(square(power), modulus)
words = [power >> 64 * i & 0xFFFFFFFFFFFFFFFF for i in range(312)]
print("//! The Mersenne Twister's jump, computed by `xtask/math/mt19937_jump.py`.\n")
print("/// x^(2^128) modulo the characteristic polynomial of the recurrence: bit i of the list is the coefficient of x^i.")
print("#[rustfmt::skip]\npub const JUMP: [u64; 312] = [")
for i in range(0, 312, 5):
    print("    " + ", ".join(f"0x{w:016x}" for w in words[i : i + 5]) + ",")
print("];")
