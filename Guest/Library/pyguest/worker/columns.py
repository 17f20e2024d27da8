"""Columns as Python lists and back, and what fits a column of a type.

Buffers are in Arrow's layout, as in the guest's own row loop; NULL is None.
"""

import datetime
import itertools
import struct
import typing

_NULL, _BOOL, _INT, _FLOAT, _STR, _BYTES, _DATE, _TIME, _DATETIME, _TIMEDELTA = range(10)

_EPOCH = datetime.datetime(1970, 1, 1)
_EPOCH_DAY = _EPOCH.toordinal()
_MICROSECOND = datetime.timedelta(microseconds=1)
_DAY_MICROSECONDS = 86_400_000_000

# Why a value does not fit: numbers that `_failures.describe_misfit` takes.
WRONG_TYPE, IS_NONE, OUT_OF_RANGE = range(3)


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
    if column.type == _NULL:
        return [None] * rows
    valid = _flags(column.validity, rows) if column.nulls else b"\1" * rows
    if column.type in makers:
        # Where it is NULL, a count may be none that makes a value.
        code, make = makers[column.type]
        counts = _cast(column.values, code)
        return [make(count) if is_valid else None for count, is_valid in zip(counts, valid)]
    values = _decoders[column.type](column, rows)
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
    _BOOL: _bools,
    _INT: lambda column, rows: _cast(column.values, "q").tolist(),
    _FLOAT: lambda column, rows: _cast(column.values, "d").tolist(),
    _STR: _texts,
    _BYTES: lambda column, rows: _pieces(bytes(column.values), column),
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


makers: dict[int, tuple[str, typing.Callable[[int], object]]] = {
    _DATE: ("i", _date),
    _TIME: ("q", _time),
    _DATETIME: ("q", _datetime),
    _TIMEDELTA: ("q", lambda count: datetime.timedelta(microseconds=count)),
}


# MARK: To buffers


def pack(values: list, kind: int, accepts_none: bool = True) -> Buffers:
    """The buffers of a column; raises Misfit for the first value that does not fit."""
    nones = check_types(values, kind, accepts_none)
    if kind == _NULL:
        return Buffers(_NULL, nones, b"", b"", b"")
    blank = _blanks[kind]
    there = [blank if value is None else value for value in values] if nones else values
    try:
        offsets, data = _encoders[kind](there)
    except MemoryError:
        raise
    except Exception:
        check_each(values, kind, accepts_none)
        raise
    validity = _packed(bytes(value is not None for value in values)) if nones else b""
    return Buffers(kind, nones, validity, offsets, data)


# MARK: Checks


def check_types(made: list, kind: int, accepts_none: bool) -> int:
    """How many are None; raises Misfit for the first that is of another type."""
    others = made
    for exact in exact_types[kind]:
        others = [value for value in others if type(value) is not exact]
        if not others:
            return 0
    nones = sum(value is None for value in others)
    if nones < len(others) or not accepts_none:
        check_each(made, kind, accepts_none)
    return nones


def check_each(made: list, kind: int, accepts_none: bool) -> None:
    """Raises Misfit for the first value that does not fit a column of that type."""
    for position, value in enumerate(made):
        is_none = None if accepts_none else IS_NONE
        misfit = is_none if value is None else _misfit(value, kind)
        if misfit is not None:
            raise Misfit(position, misfit)


# MARK: Values of each type


def _misfit(value: typing.Any, kind: int) -> int | None:
    """Why a value does not fit, however little its class has in common with the usual ones."""
    kinds = exact_types[kind]
    if not issubclass(type(value), kinds) or (type(value) is bool and kind != _BOOL):
        return WRONG_TYPE
    if kind == _DATE and isinstance(value, datetime.datetime):
        return WRONG_TYPE
    if kind in (_TIME, _DATETIME) and value.tzinfo is not None:
        return WRONG_TYPE
    try:
        _encoders[kind]([value])
    except MemoryError:
        raise
    except Exception:
        return OUT_OF_RANGE
    return None


exact_types: dict[int, tuple[type, ...]] = {
    _NULL: (),
    _BOOL: (bool,),
    _INT: (int,),
    _FLOAT: (float, int),
    _STR: (str,),
    _BYTES: (bytes,),
    _DATE: (datetime.date,),
    _TIME: (datetime.time,),
    _DATETIME: (datetime.datetime,),
    _TIMEDELTA: (datetime.timedelta,),
}

_blanks: dict[int, object] = {
    _NULL: None,
    _BOOL: False,
    _INT: 0,
    _FLOAT: 0.0,
    _STR: "",
    _BYTES: b"",
    _DATE: _EPOCH.date(),
    _TIME: _EPOCH.time(),
    _DATETIME: _EPOCH,
    _TIMEDELTA: datetime.timedelta(),
}


# Offsets and values of a column.
Encoder = typing.Callable[[list], tuple[bytes, bytes]]


def _numbers(code: str, count: typing.Callable | None = None) -> Encoder:
    """Encodes a number a row, each from a value by `count` where that is given."""

    def encode(values: list) -> tuple[bytes, bytes]:
        numbers = values if count is None else map(count, values)
        return b"", struct.pack(f"{len(values)}{code}", *numbers)

    return encode


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
    _DATE: lambda value: value.toordinal() - _EPOCH_DAY,
    _TIME: _time_count,
    _DATETIME: lambda value: (value - _EPOCH) // _MICROSECOND,
    _TIMEDELTA: lambda value: value // _MICROSECOND,
}

_encoders: dict[int, Encoder] = {
    _NULL: lambda values: (b"", b""),
    _BOOL: lambda values: (b"", _packed(bytes(values))),
    _INT: _numbers("q"),
    _FLOAT: _numbers("d"),
    _STR: lambda values: _joined([str.encode(value) for value in values]),
    _BYTES: _joined,
    _DATE: _numbers("i", counts[_DATE]),
    _TIME: _numbers("q", counts[_TIME]),
    _DATETIME: _numbers("q", counts[_DATETIME]),
    _TIMEDELTA: _numbers("q", counts[_TIMEDELTA]),
}
