"""Slices of rows as messages carry them, for functions that are called once a row.

A slice is a list in the form of `marshal`, which CPython reads and writes in C, types and None
included, with values in the forms that `plain` tells; or, after a letter, numbers:

    [   a list, as marshal of version 4 or older writes it
    q d numbers of eight bytes, one for each row, ints or floats
    Q D a byte for each row, 0 where it is NULL, and the numbers of the others
    w W the same with numbers of a column's own size: ints of few bits, ints without a sign, float32

What a slice holds beyond text of the plain types is written without references, so that its bytes
are as many as what is read from it.
"""

import functools
import itertools
import marshal
import struct
import typing

from .. import _misfits
from .._types import BOOL, BYTES, DATE, DATETIME, FLOAT, INT, NULL, STR, TIME, TIMEDELTA, ValueType
from . import columns, plain

# No references to objects that came before; and strings without a detour.
_PLAIN, _COMPACT = 2, 4


@functools.lru_cache(maxsize=64)
def _numbers(count: int, code: str) -> struct.Struct:
    return struct.Struct(columns.layout(count, code))


# MARK: Reading

# The values of a number of rows, from the next slice.
Reader = typing.Callable[[int], typing.Sequence]


class Short(Exception):
    """The values before one that could not be made, and what that failed with."""

    def __init__(self, values: list, error: BaseException) -> None:
        super().__init__(values, error)
        self.values = values
        self.error = error


def reader(
    declared: ValueType, kind: int, sizes: list[int] | None, data: memoryview
) -> Reader:
    """Reads a column's slices one after another: lists of `sizes` bytes, or numbers.

    Where a value is none of its type, a slice raises Short.
    """
    if sizes is None:
        read = _number_reader(columns.codes[kind], data)
    else:
        ends = itertools.accumulate(sizes, initial=0)
        lists = (data[start:end] for start, end in itertools.pairwise(ends))

        def read(_: int) -> typing.Sequence:
            return marshal.loads(next(lists))

    make = plain.maker(declared) if kind != NULL else None
    return read if make is None else functools.partial(_made, read, make)


def _made(read: Reader, make: plain.Change, count: int) -> list:
    values: list = []
    try:
        values.extend(None if value is None else make(value) for value in read(count))
    except BaseException as error:
        raise Short(values, error) from None
    return values


def _number_reader(code: str, data: memoryview) -> Reader:
    position = 0
    numbers, width = _numbers(0, code), struct.calcsize(code)

    def read(count: int) -> tuple:
        nonlocal position, numbers
        if numbers.size != width * count:
            numbers = _numbers(count, code)
        start, position = position, position + numbers.size
        return numbers.unpack_from(data, start)

    return read


# MARK: Writing

# A slice of values; raises Misfit for the first that does not fit.
Writer = typing.Callable[[list], bytes]


def writer(declared: ValueType) -> Writer:
    """Writes the slices of a result."""
    kind = declared.column
    if declared.detail is not None or declared.children:
        return functools.partial(_write_objects, declared, plain.former(declared))
    if kind in _widths:
        return _number_writer(declared, *_widths[kind])
    if kind == STR:
        return functools.partial(_write_texts, declared)
    if kind == BYTES:
        return functools.partial(_write_bytes, declared)
    if kind in (BOOL, NULL):
        letters = b"TF" if kind == BOOL else b""
        return functools.partial(
            _write_letters, declared, letters + (b"N" if declared.nullable else b"")
        )
    if kind in columns.codes:
        return functools.partial(_write_numbers, declared, *_letters(kind))
    return functools.partial(_write_objects, declared, plain.former(declared))


# The letter with which marshal begins a number, and the bytes that it takes with it.
_widths = {INT: (b"i", 5), FLOAT: (b"g", 9)}
_HEAD = 5


def _marshalled(values: list, version: int) -> bytes:
    """A list in marshal's form; nothing where it has none."""
    try:
        return marshal.dumps(values, version)
    except ValueError:
        return b""


def _number_writer(declared: ValueType, letter: bytes, width: int) -> Writer:
    letters = b""
    write_others = functools.partial(_write_numbers, declared, *_letters(declared.column))

    def write(made: list) -> bytes:
        nonlocal letters
        if len(letters) != len(made):
            letters = letter * len(made)
        data = _marshalled(made, _PLAIN)
        # As many of the right letters at the right distance leave room for nothing else.
        if data[_HEAD::width] == letters:
            return data
        return write_others(made)

    return write


def _letters(kind: int) -> tuple[str, str]:
    """The letter of a slice of numbers, and the code of each."""
    if kind in (INT, DATE, TIME, DATETIME, TIMEDELTA):
        return "q", "q"
    return ("d", "d") if kind == FLOAT else ("w", columns.codes[kind])


def _write_numbers(declared: ValueType, letter: str, code: str, made: list) -> bytes:
    nones = columns.check_types(made, declared)
    values = [value for value in made if value is not None] if nones else made
    kind = declared.column
    try:
        counts = map(columns.counts[kind], values) if kind in columns.counts else values
        data = _numbers(len(values), code).pack(*counts)
    except MemoryError:
        raise
    except Exception:
        columns.check_each(made, declared)
        raise
    if not nones:
        return letter.encode() + data
    return letter.upper().encode() + bytes([value is not None for value in made]) + data


def _write_letters(declared: ValueType, letters: bytes, made: list) -> bytes:
    data = _marshalled(made, _PLAIN)
    if len(data) != _HEAD + len(made) or data[_HEAD:].translate(None, letters):
        columns.check_each(made, declared)
    return data


def _write_texts(declared: ValueType, made: list) -> bytes:
    values = made
    try:
        text = "".join(made)
    except TypeError:
        columns.check_types(made, declared)
        values = [value for value in made if value is not None]
        text = "".join(values)
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            columns.check_each(made, declared)
            raise
    # Where it has no form there are subclasses, of which the text alone counts.
    return _marshalled(made, _COMPACT) or marshal.dumps(
        [None if value is None else str.__str__(value) for value in made], _COMPACT
    )


def _write_bytes(declared: ValueType, made: list) -> bytes:
    columns.check_types(made, declared)
    if not set(map(type, made)) <= {bytes, type(None)}:
        made = [None if value is None else columns.plain_bytes(value) for value in made]
    return marshal.dumps(made, _PLAIN)


def _write_objects(declared: ValueType, form: plain.Change, made: list) -> bytes:
    columns.check_each(made, declared)
    return marshal.dumps(_forms(form, made), _PLAIN)


def _forms(form: plain.Change, made: list) -> list:
    forms: list = []
    try:
        forms.extend(None if value is None else form(value) for value in made)
    except MemoryError:
        raise
    except BaseException:
        # Values of the program's classes that change while they are looked at.
        raise columns.Misfit(len(forms), _misfits.WRONG_TYPE) from None
    return forms
