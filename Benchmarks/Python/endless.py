"""Functions that never end, or not in time: each keeps another part of the interpreter busy."""

import re
import sys


def loops(x: int) -> int:
    while True:
        pass


def swallows(x: int) -> int:
    while True:
        try:
            while True:
                x += 1
        except BaseException:  # noqa: S110 - this is the attack
            pass
        finally:
            continue  # noqa: B012 - and this


def sums(x: int) -> int:
    return sum(iter(int, 1))


def matches(x: int) -> int:
    return 1 if re.match(r"(a+)+$", "a" * 60 + "b") else 0


def multiplies(x: int) -> int:
    number = 3**100_000
    while True:
        number = number * number


def copies(x: int) -> int:
    data = bytearray(200_000_000)
    while True:
        data[:] = bytes(data)


def recurses(x: int) -> int:
    try:
        return recurses(x) + 1
    except RecursionError:
        return recurses(x)


def allocates(x: int) -> int:
    while True:
        kept = [[i] for i in range(100_000)]
        del kept


def prints(x: int) -> int:
    while True:
        sys.stdout.write("")


def sorts(x: int) -> int:
    while True:
        sorted(range(1_000_000), key=lambda value: -value)
