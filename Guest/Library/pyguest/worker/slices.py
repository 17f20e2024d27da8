"""Slices of rows as messages carry them, for functions that are called once a row.

A slice is a list in the form of `marshal`, which CPython reads and writes in C, types and None
included; or, after a letter, numbers of eight bytes:

    [   a list, as marshal of version 4 or older writes it
    q d ints or floats, one for each row
    Q D a byte for each row, 0 where it is NULL, and the numbers of the others
"""

import functools
import itertools
import marshal
import struct
import typing

from . import columns

NULL, BOOL, INT, FLOAT, STR, BYTES = range(6)

# No references to objects that came before; and strings without a detour.
_PLAIN, _COMPACT = 2, 4


@functools.lru_cache(maxsize=64)
def _numbers(count: int, code: str) -> struct.Struct:
    return struct.Struct(f"{count}{code}")


# MARK: Reading

# The values of a number of rows, from the next slice.
Reader = typing.Callable[[int], typing.Sequence]


def reader(kind: int, sizes: list[int] | None, data: memoryview) -> Reader:
    """Reads a column's slices one after another: lists of `sizes` bytes, or numbers."""
    if sizes is None:
        read = _number_reader("d" if kind == FLOAT else "q", data)
    else:
        ends = itertools.accumulate(sizes, initial=0)
        lists = (data[start:end] for start, end in itertools.pairwise(ends))

        def read(_: int) -> typing.Sequence:
            return marshal.loads(next(lists))

    if kind not in columns.makers:
        return read
    make = columns.makers[kind][1]
    return lambda count: [None if value is None else make(value) for value in read(count)]


def _number_reader(code: str, data: memoryview) -> Reader:
    position = 0
    numbers = _numbers(0, code)

    def read(count: int) -> tuple:
        nonlocal position, numbers
        if numbers.size != 8 * count:
            numbers = _numbers(count, code)
        start, position = position, position + numbers.size
        return numbers.unpack_from(data, start)

    return read


# MARK: Writing

# A slice of values; raises Misfit for the first that does not fit.
Writer = typing.Callable[[list], bytes]


def writer(kind: int, accepts_none: bool) -> Writer:
    """Writes the slices of a result."""
    if kind in _widths:
        return _number_writer(kind, accepts_none, *_widths[kind])
    if kind == STR:
        return functools.partial(_write_texts, accepts_none)
    if kind == BYTES:
        return functools.partial(_write_bytes, accepts_none)
    if kind in (BOOL, NULL):
        letters = b"TF" if kind == BOOL else b""
        return functools.partial(
            _write_letters, kind, accepts_none, letters + (b"N" if accepts_none else b"")
        )
    return functools.partial(_write_numbers, kind, accepts_none)


# The letter with which marshal begins a number, and the bytes that it takes with it.
_widths = {INT: (b"i", 5), FLOAT: (b"g", 9)}
_HEAD = 5


def _marshalled(values: list, version: int) -> bytes:
    """A list in marshal's form; nothing where it has none."""
    try:
        return marshal.dumps(values, version)
    except ValueError:
        return b""


def _number_writer(kind: int, accepts_none: bool, letter: bytes, width: int) -> Writer:
    letters = b""

    def write(made: list) -> bytes:
        nonlocal letters
        if len(letters) != len(made):
            letters = letter * len(made)
        data = _marshalled(made, _PLAIN)
        # As many of the right letters at the right distance leave room for nothing else.
        if data[_HEAD::width] == letters:
            return data
        return _write_numbers(kind, accepts_none, made)

    return write


def _write_numbers(kind: int, accepts_none: bool, made: list) -> bytes:
    nones = columns.check_types(made, kind, accepts_none)
    values = [value for value in made if value is not None] if nones else made
    code = "d" if kind == FLOAT else "q"
    try:
        counts = map(columns.counts[kind], values) if kind in columns.counts else values
        data = _numbers(len(values), code).pack(*counts)
    except MemoryError:
        raise
    except Exception:
        columns.check_each(made, kind, accepts_none)
        raise
    if not nones:
        return code.encode() + data
    return code.upper().encode() + bytes([value is not None for value in made]) + data


def _write_letters(kind: int, accepts_none: bool, letters: bytes, made: list) -> bytes:
    data = _marshalled(made, _PLAIN)
    if len(data) != _HEAD + len(made) or data[_HEAD:].translate(None, letters):
        columns.check_each(made, kind, accepts_none)
    return data


def _write_texts(accepts_none: bool, made: list) -> bytes:
    values = made
    try:
        text = "".join(made)
    except TypeError:
        columns.check_types(made, STR, accepts_none)
        values = [value for value in made if value is not None]
        text = "".join(values)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            columns.check_each(made, STR, accepts_none)
            raise
    # Where it has no form there are subclasses, of which the text alone counts.
    return _marshalled(made, _COMPACT) or marshal.dumps(
        [None if value is None else str.__str__(value) for value in made], _COMPACT
    )


def _write_bytes(accepts_none: bool, made: list) -> bytes:
    columns.check_types(made, BYTES, accepts_none)
    if not set(map(type, made)) <= {bytes, type(None)}:
        made = [None if value is None else columns.plain_bytes(value) for value in made]
    return marshal.dumps(made, _PLAIN)
