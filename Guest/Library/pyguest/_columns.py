"""Columns as Python lists and back, for interpreters that receive batches as messages.

Buffers are in Arrow's layout, as in the guest's own row loop; NULL is None. Both ways work on
slices of rows, with what CPython does for a whole list at once wherever there is such a thing.
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


def flags(packed: bytes | memoryview, count: int) -> bytes:
    """A byte for each of `count` bits."""
    digits = f"{int.from_bytes(packed, 'little'):0{len(packed) * 8}b}".encode()
    return digits[::-1][:count].translate(_TO_FLAGS)


def _packed(flags: bytes | bytearray) -> bytes:
    """A bit for each byte."""
    digits = flags.translate(_TO_DIGITS)[::-1]
    return int(digits or b"0", 2).to_bytes((len(flags) + 7) // 8, "little")


# MARK: From buffers

# The values of rows from a start to an end.
Reader = typing.Callable[[int, int], list]


def reader(column: Buffers, rows: int) -> Reader:
    """Reads slices of a column, None where NULL."""
    if column.type == _NULL:
        return lambda start, end: [None] * (end - start)
    valid = flags(column.validity, rows) if column.nulls else None
    if column.type in makers:
        return _object_reader(column, valid)
    read = _readers[column.type](column, rows)
    if valid is None:
        return read
    return lambda start, end: [
        value if is_valid else None
        for value, is_valid in zip(read(start, end), valid[start:end])
    ]


def _cast(buffer: bytes | memoryview, code: str) -> memoryview:
    bytes_of_it: typing.Any = memoryview(buffer).cast("B")
    return bytes_of_it.cast(code)


def _number_reader(code: str) -> typing.Callable[[Buffers, int], Reader]:
    def make(column: Buffers, rows: int) -> Reader:
        numbers = _cast(column.values, code)
        return lambda start, end: numbers[start:end].tolist()

    return make


def _bool_reader(column: Buffers, rows: int) -> Reader:
    values = flags(column.values, rows)
    return lambda start, end: [value == 1 for value in values[start:end]]


def _str_reader(column: Buffers, rows: int) -> Reader:
    offsets = _cast(column.offsets, "i")
    data = bytes(column.values)
    if data.isascii():
        return _sliced(data.decode("ascii"), offsets)
    read = _sliced(data, offsets)
    return lambda start, end: [value.decode() for value in read(start, end)]


def _bytes_reader(column: Buffers, rows: int) -> Reader:
    return _sliced(bytes(column.values), _cast(column.offsets, "i"))


def _sliced(data: str | bytes, offsets: memoryview) -> Reader:
    return lambda start, end: [
        data[first:last] for first, last in itertools.pairwise(offsets[start : end + 1].tolist())
    ]


_readers: dict[int, typing.Callable[[Buffers, int], Reader]] = {
    _BOOL: _bool_reader,
    _INT: _number_reader("q"),
    _FLOAT: _number_reader("d"),
    _STR: _str_reader,
    _BYTES: _bytes_reader,
}


def _object_reader(column: Buffers, valid: bytes | None) -> Reader:
    """Reads values that are made of counts, which they may not hold where NULL."""
    code, make = makers[column.type]
    counts = _cast(column.values, code)
    if valid is None:
        return lambda start, end: [make(count) for count in counts[start:end]]
    return lambda start, end: [
        make(count) if is_valid else None
        for count, is_valid in zip(counts[start:end], valid[start:end])
    ]


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


class Result:
    """A column under construction, filled slice by slice."""

    def __init__(self, kind: int, accepts_none: bool, rows: int) -> None:
        self._kind = kind
        self._accepts_none = accepts_none
        self._rows = rows
        # A byte a row, from the first NULL on.
        self._valid: bytearray | None = None
        self._values = _makers_of_values[kind](rows)

    def put(self, start: int, made: list, selected: bytes | None) -> None:
        """Stores what was made for rows from `start` on: for all that follow, or where
        `selected` is 1, the others being NULL.

        Raises Misfit for the first value that does not fit.
        """
        if selected is not None:
            self._mark(start, selected)
        nones = check_types(made, self._kind, self._accepts_none)
        try:
            values = self._complete(start, made, nones, selected)
            self._values.put(start, values)
        except MemoryError:
            raise
        except Exception:
            check_each(made, self._kind, self._accepts_none)
            raise

    def buffers(self) -> Buffers:
        if self._kind == _NULL:
            return Buffers(_NULL, self._rows, b"", b"", b"")
        offsets, values = self._values.finish()
        if self._valid is None:
            return Buffers(self._kind, 0, b"", offsets, values)
        return Buffers(
            self._kind, self._valid.count(0), _packed(self._valid), offsets, values
        )

    def _mark(self, start: int, valid: bytes) -> None:
        if self._valid is None:
            self._valid = bytearray(b"\1") * self._rows
        self._valid[start : start + len(valid)] = valid

    def _complete(
        self, start: int, made: list, nones: int, selected: bytes | None
    ) -> list:
        """A value for each row, any that fits where NULL."""
        blank = _blanks[self._kind]
        if nones:
            valid = [value is not None for value in made]
            made = [blank if value is None else value for value in made]
        if selected is None:
            if nones:
                self._mark(start, bytes(valid))
            return made
        if nones:
            each = iter(valid)
            self._mark(start, bytes([bool(here and next(each)) for here in selected]))
        each = iter(made)
        return [next(each) if here else blank for here in selected]


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


# MARK: All at once


def decode(column: Buffers, rows: int) -> list:
    """A column's values, None where NULL."""
    return reader(column, rows)(0, rows)


def check(values: list, kind: int, accepts_none: bool) -> None:
    """Raises Misfit for the first value that does not fit a column of that type."""
    Result(kind, accepts_none, len(values)).put(0, values, None)


def pack(values: list, kind: int) -> Buffers:
    """The buffers of values that fit a column of that type."""
    result = Result(kind, True, len(values))
    result.put(0, values, None)
    return result.buffers()


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
        _makers_of_values[kind](1).put(0, [value])
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


class _Nothing:
    """No buffers at all."""

    def put(self, start: int, values: list) -> None:
        pass


class _Bools:
    """A bit a row."""

    def __init__(self, rows: int) -> None:
        self._flags = bytearray(rows)

    def put(self, start: int, values: list) -> None:
        self._flags[start : start + len(values)] = bytes(values)

    def finish(self) -> tuple[bytes, bytes]:
        return b"", _packed(self._flags)


class _Numbers:
    """A number a row, each from a value by `count` where that is given."""

    def __init__(
        self, rows: int, code: str, count: typing.Callable[[typing.Any], int] | None = None
    ) -> None:
        self._width = struct.calcsize(code)
        self._code = code
        self._count = count
        self._buffer = bytearray(rows * self._width)
        self._pack = struct.Struct("")

    def put(self, start: int, values: list) -> None:
        count = len(values)
        if self._pack.size != count * self._width:
            self._pack = struct.Struct(f"{count}{self._code}")
        numbers = values if self._count is None else map(self._count, values)
        self._pack.pack_into(self._buffer, start * self._width, *numbers)

    def finish(self) -> tuple[bytes, bytearray]:
        return b"", self._buffer


class _Pieces:
    """Bytes of any length a row, one after another, and where each ends."""

    def __init__(self, rows: int) -> None:
        self._ends = _Numbers(rows + 1, "i")
        self._end = 0
        self._parts: list[bytes] = []

    def put(self, start: int, values: list) -> None:
        if not set(map(type, values)) <= {bytes}:
            values = [plain_bytes(value) for value in values]
        self._add(start, b"".join(values), values)

    def _add(self, start: int, data: bytes, pieces: list) -> None:
        ends = list(itertools.accumulate(map(len, pieces), initial=self._end))
        if ends[-1] >= 1 << 31:
            raise MemoryError
        self._ends.put(start, ends)
        self._end = ends[-1]
        self._parts.append(data)

    def finish(self) -> tuple[bytearray, bytes]:
        return self._ends.finish()[1], b"".join(self._parts)


def plain_bytes(value: bytes) -> bytes:
    """What a value of a subclass holds, whatever else it shows as a buffer."""
    return bytes.__getitem__(value, slice(None))


class _Texts(_Pieces):
    """UTF-8."""

    def put(self, start: int, values: list) -> None:
        text = "".join(values)
        if text.isascii():
            self._add(start, text.encode(), values)
        else:
            encoded = [str.encode(value) for value in values]
            self._add(start, b"".join(encoded), encoded)


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

_makers_of_values: dict[int, typing.Callable[[int], typing.Any]] = {
    _NULL: lambda rows: _Nothing(),
    _BOOL: _Bools,
    _INT: lambda rows: _Numbers(rows, "q"),
    _FLOAT: lambda rows: _Numbers(rows, "d"),
    _STR: _Texts,
    _BYTES: _Pieces,
    _DATE: lambda rows: _Numbers(rows, "i", counts[_DATE]),
    _TIME: lambda rows: _Numbers(rows, "q", counts[_TIME]),
    _DATETIME: lambda rows: _Numbers(rows, "q", counts[_DATETIME]),
    _TIMEDELTA: lambda rows: _Numbers(rows, "q", counts[_TIMEDELTA]),
}
