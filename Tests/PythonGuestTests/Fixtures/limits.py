"""Each function runs into a limit."""

import re
import time


def alive() -> int:
    return 1


def endless_loop() -> int:
    while True:
        pass


def endless_list() -> int:
    items = []
    while True:
        items.append("x" * 100_000)


def endless_text() -> str:
    text = "x"
    while True:
        text += text


def endless_dict() -> int:
    items = {}
    while True:
        items[len(items)] = [len(items)]


def endless_ints() -> int:
    items = []
    while True:
        items.append(len(items) * 1000)


def endless_generator() -> int:
    return sum(1 for _ in iter(int, 1))


def endless_print() -> int:
    while True:
        print("line" * 250)


def endless_error_print() -> int:
    import sys

    while True:
        print("line", file=sys.stderr)


def one_large_print() -> int:
    print("x" * 100_000)
    return 1


def long_sleep() -> int:
    time.sleep(1000)
    return 1


def many_short_sleeps() -> int:
    while True:
        time.sleep(0.01)


def catastrophic_expression() -> bool:
    return re.match(r"(a+)+$", "a" * 40 + "b") is not None


def large_text() -> str:
    return "x" * 2_000_000_000


def too_large_text() -> str:
    return "x" * 10**10


def large_range() -> int:
    return len(list(range(10**9)))


def large_power() -> int:
    return 10**10**8


def large_bytes() -> bytes:
    return bytes(1_500_000_000)


def large_random() -> int:
    import os

    return len(os.urandom(10**9))
