"""Runs vectorized functions: batches as numpy arrays, without a copy where the types allow it."""

import typing

import numpy

from .. import _declared, _failures
from .._misfits import IS_NONE, OUT_OF_RANGE, RANGES
from .._types import BOOL, DATE, DATETIME, FLOAT, FLOAT32, TIMEDELTA, ValueType
from .columns import DEFAULT, Buffers, Misfit, codes, decode, pack

# What arrays of numbers and times are, which lie in a column's values as `codes` tells.
_ARRAYS = {
    **{kind: f"<{codes[kind]}" for kind in (*RANGES, FLOAT, FLOAT32)},
    DATE: "M8[D]", DATETIME: "M8[us]", TIMEDELTA: "m8[us]",
}

# The kinds of arrays that a result of a type may be.
_RESULTS = {
    BOOL: "b", **dict.fromkeys(RANGES, "iu"), FLOAT: "fiu", FLOAT32: "fiu",
    DATE: "M", DATETIME: "M", TIMEDELTA: "m",
}


def run(number: int, function: tuple, columns: list[Buffers], rows: int) -> Buffers:
    """One call over a batch; `function` is as `_program` describes it."""
    name, body, *_, defaults, _more = function
    kinds, returns = _declared.parameters[number], _declared.results[number]
    try:
        passed = _passed(columns, kinds, rows)
        arguments = [
            default[0] if column.type == DEFAULT else _argument(column, rows, passed, kind)
            for column, kind, default in zip(columns, kinds, defaults)
        ]
    except (ValueError, OverflowError) as error:
        described = _failures.describe_exception(name, 0, error, None)
        raise _failures.Failed(described) from None
    count = rows if passed is None else int(passed.sum())
    if count == 0:
        return pack([None] * rows, returns._replace(nullable=True))
    try:
        made = body(*arguments)
        # A masked array stays one; all else becomes an array if it is none.
        made = made if isinstance(made, numpy.ma.MaskedArray) else numpy.asarray(made)
    except BaseException as error:
        raise _failures.Failed(_failures.describe_exception(name, None, error, None)) from None
    if made.shape != (count,):
        raise _failures.Failed(_failures.describe_shape(made.shape, count))
    return _Result(name, returns, made, passed, rows).buffers()


def _passed(
    columns: list[Buffers], kinds: tuple[ValueType, ...], rows: int
) -> numpy.ndarray | None:
    """The rows that are passed on, as bools; None for all."""
    passed = None
    for column, kind in zip(columns, kinds):
        if kind.nullable or not (column.nulls or column.type == 0):
            continue
        valid = _valid(column, rows)
        passed = valid if passed is None else passed & valid
    return passed


def _valid(column: Buffers, rows: int) -> numpy.ndarray:
    if column.type == 0:
        return numpy.zeros(rows, bool)
    return _bits(column.validity, rows)


def _bits(packed: bytes | memoryview, rows: int) -> numpy.ndarray:
    bits = numpy.unpackbits(numpy.frombuffer(packed, "u1"), count=rows, bitorder="little")
    return bits.view(bool)


def _argument(
    column: Buffers, rows: int, passed: numpy.ndarray | None, kind: ValueType
) -> numpy.ndarray:
    declared, nullable = kind.column, kind.nullable
    is_float = declared in (FLOAT, FLOAT32)
    if (nullable and not is_float) or (declared not in _ARRAYS and declared != BOOL):
        array: numpy.ndarray = numpy.empty(rows, object)
        array[:] = decode(column, rows)
    elif column.type == 0:
        kind_of_array = _ARRAYS.get(declared, bool)
        array = numpy.full(rows, numpy.nan if nullable else 0, kind_of_array)
    elif declared == BOOL:
        array = _bits(column.values, rows)
    else:
        array = numpy.frombuffer(column.values, f"<{codes[declared]}")
        if declared == DATE:
            array = array.astype("<i8")
        array = array.view(_ARRAYS[declared])
        if nullable and column.nulls:
            array = array.copy()
            array[~_bits(column.validity, rows)] = numpy.nan
    return array if passed is None else array[passed]


class _Result(typing.NamedTuple):
    """What a function returned, on its way to a column."""

    name: str
    returns: ValueType
    made: numpy.ndarray
    passed: numpy.ndarray | None
    rows: int

    def buffers(self) -> Buffers:
        made, missing = self.made, None
        if isinstance(made, numpy.ma.MaskedArray):
            missing = numpy.ma.getmaskarray(made)
            made = made.data
            missing = missing if missing.any() else None
        if made.dtype.kind in "Mm":
            absent = numpy.isnat(made)
            if absent.any():
                missing = absent if missing is None else missing | absent
        kind = self.returns.column
        if made.dtype.kind not in _RESULTS.get(kind, ""):
            return self._by_value(made, missing)
        if missing is not None and not self.returns.nullable:
            raise self._misfit(int(missing.argmax()), None, IS_NONE)
        beyond = _beyond(made, kind)
        if beyond is not None:
            beyond = beyond if missing is None else beyond & ~missing
            if beyond.any():
                position = int(beyond.argmax())
                raise self._misfit(position, made[position].item(), OUT_OF_RANGE)
        return self._by_array(made, missing)

    def _by_array(
        self, made: numpy.ndarray, missing: numpy.ndarray | None
    ) -> Buffers:
        kind = self.returns.column
        if kind == BOOL:
            return self._finished(made, missing, pack=True)
        made = made.astype(_ARRAYS[kind], copy=False)
        if kind == DATE:
            made = made.view("<i8").astype("<i4")
        return self._finished(numpy.ascontiguousarray(made), missing)

    def _finished(
        self, made: numpy.ndarray, missing: numpy.ndarray | None, pack: bool = False
    ) -> Buffers:
        """The column, with the rows that were left out and without what is missing."""
        valid = None if missing is None else ~missing
        if self.passed is not None:
            spread = numpy.zeros(self.rows, made.dtype)
            spread[self.passed] = made
            made = spread
            if valid is None:
                valid = self.passed
            else:
                spread = numpy.zeros(self.rows, bool)
                spread[self.passed] = valid
                valid = spread
        nulls = 0 if valid is None else self.rows - int(valid.sum())
        validity = b"" if valid is None or not nulls else _packed(valid)
        values = _packed(made) if pack else memoryview(made.view("u1"))
        return Buffers(self.returns.column, nulls, validity, b"", values)

    def _by_value(
        self, made: numpy.ndarray, missing: numpy.ndarray | None
    ) -> Buffers:
        """Texts and objects, checked as the results of a scalar function are."""
        values = made.tolist()
        if missing is not None:
            values = [None if gone else value for value, gone in zip(values, missing)]
        try:
            column = pack(values, self.returns)
        except Misfit as misfit:
            value = values[misfit.position]
            raise self._misfit(misfit.position, value, misfit.kind) from None
        if self.passed is None:
            return column
        made_by_row = iter(values)
        spread = [next(made_by_row) if there else None for there in self.passed.tolist()]
        return pack(spread, self.returns._replace(nullable=True))

    def _misfit(self, position: int, value: object, why: int) -> _failures.Failed:
        row = position if self.passed is None else int(numpy.flatnonzero(self.passed)[position])
        return _failures.Failed(_failures.describe_misfit(self.name, row, value, why))


def _beyond(made: numpy.ndarray, kind: int) -> numpy.ndarray | None:
    """Which numbers of an array a column of fewer bits does not hold; None for all."""
    if kind == FLOAT32 and made.dtype.itemsize > 4:
        with numpy.errstate(over="ignore"):
            return numpy.isinf(made.astype("f4")) & numpy.isfinite(made)
    if kind not in RANGES or made.dtype == _ARRAYS[kind]:
        return None
    # Compared as what both are: ints of 64 bits and of as many without a sign have no common type.
    least, last = RANGES[kind][0], RANGES[kind][1] - 1
    limits = numpy.iinfo(made.dtype)
    return (made < max(least, limits.min)) | (made > min(last, limits.max))


def _packed(bits: numpy.ndarray) -> bytes:
    return numpy.packbits(bits, bitorder="little").tobytes()
