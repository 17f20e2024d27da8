"""Columns as Python lists and back, for interpreters that receive batches as messages.

Buffers are in Arrow's layout, as in the guest's own row loop; NULL is None.
"""

import datetime
import itertools
import typing
from array import array

_NULL, _BOOL, _INT, _FLOAT, _STR, _BYTES, _DATE, _TIME, _DATETIME, _TIMEDELTA = range(10)

_EPOCH = datetime.datetime(1970, 1, 1)
_EPOCH_DAY = _EPOCH.toordinal()
_MICROSECOND = datetime.timedelta(microseconds=1)

# Why a value does not fit: numbers that `_failures.describe_misfit` takes.
WRONG_TYPE, IS_NONE, OUT_OF_RANGE = range(3)


class Misfit(Exception):
    """A returned value that does not fit its column: its position and why."""

    def __init__(self, position: int, kind: int) -> None:
        super().__init__(position, kind)
        self.position = position
        self.kind = kind


class Undecodable(Exception):
    """A value that Python's type does not hold: its row; the cause is beside it."""

    def __init__(self, row: int) -> None:
        super().__init__(row)
        self.row = row


class Buffers(typing.NamedTuple):
    """A column's buffers; those that it does not have are empty."""

    type: int
    nulls: int
    validity: bytes | memoryview
    offsets: bytes | memoryview
    values: bytes | memoryview


# MARK: From buffers


def decode(column: Buffers, rows: int) -> list:
    """A column's values, None where NULL."""
    if column.type == _NULL:
        return [None] * rows
    valid = _bits(column.validity, rows) if column.nulls else None
    values = _decoders[column.type](column, rows, valid)
    if valid is None:
        return values
    return [value if is_valid else None for value, is_valid in zip(values, valid)]


def _bits(packed: bytes | memoryview, count: int) -> list[bool]:
    """Bits as bools, the least significant first."""
    digits = f"{int.from_bytes(packed, 'little'):0{len(packed) * 8}b}"[::-1]
    return [digit == "1" for digit in digits[:count]]


def _cast(buffer: bytes | memoryview, code: str) -> list:
    return memoryview(buffer).cast("B").cast(code).tolist()


def _decode_str(column: Buffers, rows: int, valid: list[bool] | None) -> list[str]:
    offsets = _cast(column.offsets, "i")
    data = bytes(column.values)
    if data.isascii():
        text = data.decode("ascii")
        return [text[start:end] for start, end in itertools.pairwise(offsets)]
    return [data[start:end].decode() for start, end in itertools.pairwise(offsets)]


def _decode_bytes(column: Buffers, rows: int, valid: list[bool] | None) -> list[bytes]:
    data = bytes(column.values)
    return [data[start:end] for start, end in itertools.pairwise(_cast(column.offsets, "i"))]


def _each(code: str, make: typing.Callable[[int], object]) -> typing.Callable:
    """A decoder that makes an object of each count."""

    def decode(column: Buffers, rows: int, valid: list[bool] | None) -> list:
        made = []
        for row, count in enumerate(_cast(column.values, code)):
            try:
                made.append(make(count) if valid is None or valid[row] else None)
            except (ValueError, OverflowError) as error:
                raise Undecodable(row) from error
        return made

    return decode


_decoders: dict[int, typing.Callable] = {
    _BOOL: lambda column, rows, valid: _bits(column.values, rows),
    _INT: lambda column, rows, valid: _cast(column.values, "q"),
    _FLOAT: lambda column, rows, valid: _cast(column.values, "d"),
    _STR: _decode_str,
    _BYTES: _decode_bytes,
    _DATE: _each("i", lambda days: datetime.date.fromordinal(days + _EPOCH_DAY)),
    _TIME: _each("q", lambda count: (_EPOCH + count * _MICROSECOND).time()),
    _DATETIME: _each("q", lambda count: _EPOCH + count * _MICROSECOND),
    _TIMEDELTA: _each("q", lambda count: datetime.timedelta(microseconds=count)),
}


# MARK: To buffers


def check(values: list, kind: int, accepts_none: bool) -> None:
    """Raises Misfit for the first value that does not fit a column of that type."""
    kinds = set(map(type, values))
    if accepts_none:
        kinds.discard(type(None))
    if kinds <= _exact[kind]:
        # All at once is faster than each.
        try:
            pack(values, kind)
            return
        except (OverflowError, UnicodeEncodeError, TypeError):
            pass
    for position, value in enumerate(values):
        if value is not None:
            misfit = _misfit(value, kind)
        else:
            misfit = None if accepts_none else IS_NONE
        if misfit is not None:
            raise Misfit(position, misfit)


def _misfit(value: object, kind: int) -> int | None:
    accepted = tuple(_exact[kind])
    if not isinstance(value, accepted) or (isinstance(value, bool) and kind != _BOOL):
        return WRONG_TYPE
    if kind == _DATE and isinstance(value, datetime.datetime):
        return WRONG_TYPE
    if kind in (_TIME, _DATETIME) and value.tzinfo is not None:
        return WRONG_TYPE
    try:
        pack([value], kind)
    except (OverflowError, UnicodeEncodeError):
        return OUT_OF_RANGE
    return None


_exact: dict[int, set[type]] = {
    _NULL: set(),
    _BOOL: {bool},
    _INT: {int},
    _FLOAT: {float, int},
    _STR: {str},
    _BYTES: {bytes},
    _DATE: {datetime.date},
    _TIME: {datetime.time},
    _DATETIME: {datetime.datetime},
    _TIMEDELTA: {datetime.timedelta},
}


def pack(values: list, kind: int) -> Buffers:
    """The buffers of values that fit a column of that type."""
    if kind == _NULL:
        return Buffers(kind, len(values), b"", b"", b"")
    nulls = sum(value is None for value in values)
    validity = _packed_bits([value is not None for value in values]) if nulls else b""
    if nulls:
        blank = _blanks[kind]
        values = [blank if value is None else value for value in values]
    offsets, data = _encoders[kind](values)
    return Buffers(kind, nulls, validity, offsets, data)


def _packed_bits(bits: list[bool]) -> bytes:
    digits = "".join(["1" if bit else "0" for bit in reversed(bits)])
    return int(digits or "0", 2).to_bytes((len(bits) + 7) // 8, "little")


def _encode_str(values: list[str]) -> tuple[bytes, bytes]:
    data = "".join(values).encode()
    lengths = map(len, values)
    if len(data) != sum(map(len, values)):
        lengths = (len(value.encode()) for value in values)
    return _offsets(lengths), data


def _encode_bytes(values: list[bytes]) -> tuple[bytes, bytes]:
    return _offsets(map(len, values)), b"".join(values)


def _offsets(lengths: typing.Iterable[int]) -> bytes:
    return array("i", itertools.accumulate(lengths, initial=0)).tobytes()


def _time_count(value: datetime.time) -> int:
    return (datetime.datetime.combine(_EPOCH, value) - _EPOCH) // _MICROSECOND


_blanks: dict[int, object] = {
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

_encoders: dict[int, typing.Callable[[list], tuple[bytes, bytes]]] = {
    _BOOL: lambda values: (b"", _packed_bits(values)),
    _INT: lambda values: (b"", array("q", values).tobytes()),
    _FLOAT: lambda values: (b"", array("d", values).tobytes()),
    _STR: _encode_str,
    _BYTES: _encode_bytes,
    _DATE: lambda values: (
        b"",
        array("i", [value.toordinal() - _EPOCH_DAY for value in values]).tobytes(),
    ),
    _TIME: lambda values: (b"", array("q", map(_time_count, values)).tobytes()),
    _DATETIME: lambda values: (
        b"",
        array("q", [(value - _EPOCH) // _MICROSECOND for value in values]).tobytes(),
    ),
    _TIMEDELTA: lambda values: (
        b"",
        array("q", [value // _MICROSECOND for value in values]).tobytes(),
    ),
}
