"""Columns as Python lists and back, and what fits a column of a type.

Buffers are in Arrow's layout, as in the guest's own row loop; NULL is None.
"""

import datetime
import itertools
import struct
import typing

from .. import _misfits
from .._types import (
    BOOL,
    BYTES,
    DATE,
    DATETIME,
    FLOAT,
    FLOAT32,
    INT,
    NULL,
    STR,
    TIME,
    TIMEDELTA,
    ZONED,
    ValueType,
)

# The type of a column that is not there: its parameter's default stands in every row.
DEFAULT = 255

_EPOCH = datetime.datetime(1970, 1, 1)
_EPOCH_DAY = _EPOCH.toordinal()
_MICROSECOND = datetime.timedelta(microseconds=1)
_DAY_MICROSECONDS = 86_400_000_000

# How numbers stand in a column, in the letters of `struct`.
codes = {
    INT: "q", FLOAT: "d", DATE: "i", TIME: "q", DATETIME: "q", TIMEDELTA: "q", ZONED: "q",
    15: "b", 16: "h", 17: "i", 18: "B", 19: "H", 20: "I", 21: "Q", FLOAT32: "f",
}


class Misfit(Exception):
    """A returned value that does not fit its column: its position and why."""

    def __init__(self, position: int, kind: int) -> None:
        super().__init__(position, kind)
        self.position = position
        self.kind = kind


class Buffers(typing.NamedTuple):
    """A column's buffers; those that it does not have are empty."""

    type: int
    nulls: int
    validity: bytes | memoryview
    offsets: bytes | memoryview
    values: bytes | memoryview


# MARK: Bits, the least significant first, and bytes of 0 and 1

_TO_FLAGS = bytes(48) + b"\0\1" + bytes(206)
_TO_DIGITS = b"01" + bytes(254)


def _flags(packed: bytes | memoryview, count: int) -> bytes:
    """A byte for each of `count` bits."""
    digits = f"{int.from_bytes(packed, 'little'):0{len(packed) * 8}b}".encode()
    return digits[::-1][:count].translate(_TO_FLAGS)


def _packed(flags: bytes) -> bytes:
    """A bit for each byte."""
    digits = flags.translate(_TO_DIGITS)[::-1]
    return int(digits or b"0", 2).to_bytes((len(flags) + 7) // 8, "little")


# MARK: From buffers


def decode(column: Buffers, rows: int) -> list:
    """A column's values, None where NULL."""
    if column.type == NULL:
        return [None] * rows
    valid = _flags(column.validity, rows) if column.nulls else b"\1" * rows
    if column.type in makers:
        # Where it is NULL, a count may be none that makes a value.
        make = makers[column.type]
        counts = _cast(column.values, codes[column.type])
        return [make(count) if is_valid else None for count, is_valid in zip(counts, valid)]
    if column.type in _decoders:
        values = _decoders[column.type](column, rows)
    else:
        values = _cast(column.values, codes[column.type]).tolist()
    if not column.nulls:
        return values
    return [value if is_valid else None for value, is_valid in zip(values, valid)]


def _cast(buffer: bytes | memoryview, code: str) -> memoryview:
    bytes_of_it: typing.Any = memoryview(buffer).cast("B")
    return bytes_of_it.cast(code)


def _bools(column: Buffers, rows: int) -> list:
    return [value == 1 for value in _flags(column.values, rows)]


def _texts(column: Buffers, rows: int) -> list:
    data = bytes(column.values)
    if data.isascii():
        return _pieces(data.decode("ascii"), column)
    return [value.decode() for value in _pieces(data, column)]


def _pieces(data: str | bytes, column: Buffers) -> list:
    ends = _cast(column.offsets, "i").tolist()
    return [data[first:last] for first, last in itertools.pairwise(ends)]


_decoders: dict[int, typing.Callable[[Buffers, int], list]] = {
    BOOL: _bools,
    STR: _texts,
    BYTES: lambda column, rows: _pieces(bytes(column.values), column),
}


def _date(days: int) -> datetime.date:
    try:
        return datetime.date.fromordinal(days + _EPOCH_DAY)
    except (ValueError, OverflowError):
        return datetime.date(*_civil(days))


def _time(count: int) -> datetime.time:
    if 0 <= count < _DAY_MICROSECONDS:
        return (_EPOCH + count * _MICROSECOND).time()
    return datetime.time(24)


def _datetime(count: int) -> datetime.datetime:
    try:
        return _EPOCH + count * _MICROSECOND
    except OverflowError:
        return datetime.datetime(*_civil(count // _DAY_MICROSECONDS))


def _civil(days: int) -> tuple[int, int, int]:
    """Year, month and day where the year is none that Python takes: it refuses them by name."""
    cycle = 146_097  # days of 400 years, after which the calendar repeats
    cycles, rest = divmod(days + _EPOCH_DAY - 1, cycle)
    day = datetime.date.fromordinal(rest + 1)
    year = day.year + 400 * cycles
    return year if abs(year) < 1 << 31 else -1, day.month, day.day


# What makes values of the numbers that stand for them.
makers: dict[int, typing.Callable[[int], object]] = {
    DATE: _date,
    TIME: _time,
    DATETIME: _datetime,
    TIMEDELTA: lambda count: datetime.timedelta(microseconds=count),
}


# MARK: To buffers


def pack(values: list, declared: ValueType) -> Buffers:
    """The buffers of a column; raises Misfit for the first value that does not fit."""
    kind = declared.column
    nones = check_types(values, declared)
    if kind == NULL:
        return Buffers(NULL, nones, b"", b"", b"")
    blank = _blanks.get(kind, 0)
    there = [blank if value is None else value for value in values] if nones else values
    try:
        offsets, data = _encode(there, kind)
    except MemoryError:
        raise
    except Exception:
        check_each(values, declared)
        raise
    validity = _packed(bytes(value is not None for value in values)) if nones else b""
    return Buffers(kind, nones, validity, offsets, data)


# MARK: Checks


def check_types(made: list, declared: ValueType) -> int:
    """How many are None; raises Misfit for the first that is of another type."""
    others = made
    for exact in _exact_types(declared.column):
        others = [value for value in others if type(value) is not exact]
        if not others:
            return 0
    nones = sum(value is None for value in others)
    if nones < len(others) or not declared.nullable:
        check_each(made, declared)
    return nones


def check_each(made: list, declared: ValueType) -> None:
    """Raises Misfit for the first value that does not fit its type."""
    for position, value in enumerate(made):
        try:
            found = _misfits.find(declared, value)
        except MemoryError:
            raise
        except BaseException:
            # The program's own classes have a say in what their values hold.
            raise Misfit(position, _misfits.WRONG_TYPE) from None
        if found is not None:
            raise Misfit(position, found.kind)


def _exact_types(kind: int) -> tuple[type, ...]:
    if kind in _misfits.RANGES:
        return (int,)
    if kind in (FLOAT, FLOAT32):
        return (float, int)
    return (_misfits.CLASSES[kind],) if kind in _misfits.CLASSES else ()


# MARK: Values of each type


# What stands where there is None; 0 for types that are not here.
_blanks: dict[int, object] = {
    STR: "",
    BYTES: b"",
    DATE: _EPOCH.date(),
    TIME: _EPOCH.time(),
    DATETIME: _EPOCH,
    TIMEDELTA: datetime.timedelta(),
}


def layout(count: int, code: str) -> str:
    """Numbers for `struct`. Those of float32 are refused where they are too large for it only in
    the form that is the same everywhere."""
    return f"<{count}{code}" if code == "f" else f"{count}{code}"


def _encode(values: list, kind: int) -> tuple[bytes, bytes]:
    """Offsets and values of a column."""
    if kind == BOOL:
        return b"", _packed(bytes(values))
    if kind == STR:
        return _joined([str.encode(value) for value in values])
    if kind == BYTES:
        return _joined(values)
    numbers = map(counts[kind], values) if kind in counts else values
    return b"", struct.pack(layout(len(values), codes[kind]), *numbers)


def _joined(values: list) -> tuple[bytes, bytes]:
    if not set(map(type, values)) <= {bytes}:
        values = [plain_bytes(value) for value in values]
    ends = list(itertools.accumulate(map(len, values), initial=0))
    if ends[-1] >= 1 << 31:
        raise MemoryError
    return struct.pack(f"{len(ends)}i", *ends), b"".join(values)


def plain_bytes(value: bytes) -> bytes:
    """What a value of a subclass holds, whatever else it shows as a buffer."""
    return bytes.__getitem__(value, slice(None))


def _time_count(value: datetime.time) -> int:
    seconds = (value.hour * 60 + value.minute) * 60 + value.second
    if value.tzinfo is not None:
        raise TypeError
    return seconds * 1_000_000 + value.microsecond


# What stands in a column for values of types that are no numbers.
counts: dict[int, typing.Callable[[typing.Any], int]] = {
    DATE: lambda value: value.toordinal() - _EPOCH_DAY,
    TIME: _time_count,
    DATETIME: lambda value: (value - _EPOCH) // _MICROSECOND,
    TIMEDELTA: lambda value: value // _MICROSECOND,
}
