"""Printing that does its worst. `x` runs over many rows."""

import os
import sys


def without_line_end(x: int) -> int:
    print("x" * 10_000, end="")
    return x


def ten_megabytes(x: int) -> int:
    print("x" * 10_000_000, end="")
    return x


def invalid_bytes(x: int) -> int:
    return os.write(1, b"\xff\xfe\x00\xc3")


def surrogates(x: int) -> int:
    print("\ud800")
    return x


def surrogates_to_standard_error(x: int) -> int:
    print("\ud800", file=sys.stderr)
    return x


def to_a_closed_stream(x: int) -> int:
    sys.stdout.close()
    print("closed")
    return x


def to_standard_input(x: int) -> int:
    return os.write(0, b"x")


def to_another_descriptor(x: int) -> int:
    return os.write(7, b"x")


def by_another_file(x: int) -> int:
    with open(1, "w", closefd=False) as file:
        return file.write("by another file\n")


def many_small_ones(x: int) -> int:
    for _ in range(100_000):
        os.write(1, b"")
    return x


def unbounded_buffer(x: int) -> int:
    import io

    sys.stdout = io.StringIO()
    while True:
        print("x" * 100_000)


def with_control_characters(x: int) -> int:
    print("\x1b[2J\x00\x07")
    return x
