"""Serves a program to a host that sends messages: for interpreters that it cannot call into.

A message is a 32-bit count of JSON bytes, the JSON, and buffers, everything little-endian and
each part filled up to a multiple of 8 bytes. Requests:

    {"op": "load", "name", "source", "environment"}
    {"op": "call", "function", "rows", "columns": [COLUMN, …]}

COLUMN is {"type", "nulls", "validity", "offsets", "values"}: the last three count the bytes of
its buffers, which follow in that order. Replies:

    {"status": "done", "functions": […], "python": "3.13.5"}
    {"status": "done", "column": COLUMN}
    {"status": "failed", "error": {"code", "message", "function", "row", "traceback"}}
"""

import functools
import itertools
import json
import operator
import sys

from . import _columns, _failures, _program

_ALIGNMENT = 8
_NULLABLE = 0x100

# As many as the guest's own row loop takes: a slice's exception comes before its misfits.
_SLICE_ROWS = 512


class Server:
    """Answers messages about one program."""

    def __init__(self) -> None:
        self._functions: tuple = ()

    def answer(self, message: bytes | memoryview) -> bytes:
        """The reply to a request."""
        try:
            request, buffers = read(message)
            if request["op"] == "load":
                return self._load(request)
            return self._call(request, buffers)
        except BaseException as error:
            return failed(_failures.describe_exception(None, None, error, None))

    def _load(self, request: dict) -> bytes:
        described, self._functions = _program.load(json.dumps(request).encode())
        return write({"status": "done", "python": sys.version.split()[0], **json.loads(described)})

    def _call(self, request: dict, buffers: "Rest") -> bytes:
        function = self._functions[request["function"]]
        columns = [buffers.column(described) for described in request["columns"]]
        try:
            column = _run(function, columns, request["rows"])
        except _failures.Failed as failure:
            return failed(failure.json)
        described = {
            "type": column.type,
            "nulls": column.nulls,
            "validity": len(column.validity),
            "offsets": len(column.offsets),
            "values": len(column.values),
        }
        reply = {"status": "done", "column": described}
        return write(reply, column.validity, column.offsets, column.values)


def _run(function: tuple, columns: list[_columns.Buffers], rows: int) -> _columns.Buffers:
    """What a function returns over one batch."""
    if _program.signatures[function[0]].kind == "vectorized":
        # Needs numpy, which is not everywhere.
        from . import _vectorized

        return _vectorized.run(function, columns, rows)
    return _Call(function, columns, rows).run()


class _Call:
    """One function over one batch."""

    def __init__(self, function: tuple, columns: list[_columns.Buffers], rows: int) -> None:
        self._name, _, loops, kinds, result = function
        self._loop = loops[len(columns) - (len(kinds) - len(loops) + 1)]
        self._rows = rows
        self._readers = [_columns.reader(column, rows) for column in columns]
        # Where none is NULL whose NULLs are kept from the function; None for everywhere.
        self._wanted = _all_valid(
            [column for column, kind in zip(columns, kinds) if not kind & _NULLABLE], rows
        )
        self._result = _columns.Result(result & 0xFF, bool(result & _NULLABLE), rows)

    def run(self) -> _columns.Buffers:
        """The column of the results."""
        for start in range(0, self._rows, _SLICE_ROWS):
            end = min(start + _SLICE_ROWS, self._rows)
            selected = None
            if self._wanted is not None and 0 in self._wanted[start:end]:
                selected = self._wanted[start:end]
            self._run(start, end, selected)
        return self._result.buffers()

    def _run(self, start: int, end: int, selected: bytes | None) -> None:
        """A slice of rows, or those of them where `selected` is 1."""
        count = end - start if selected is None else selected.count(1)
        left = count
        made: list = []
        try:
            if count:
                first, *others = self._arguments(start, end, selected)
                try:
                    made = self._loop(first, *others)
                finally:
                    # The first iterator has gone one past a row that failed.
                    left = first.__length_hint__() + 1
            self._result.put(start, made, selected)
        except _columns.Misfit as misfit:
            row, value = _row(start, selected, misfit.position), made[misfit.position]
            raise _failures.Failed(
                _failures.describe_misfit(self._name, row, value, misfit.kind)
            ) from None
        except BaseException as error:
            row = _row(start, selected, max(count - left, 0))
            raise _failures.Failed(
                _failures.describe_exception(self._name, row, error, None)
            ) from None

    def _arguments(self, start: int, end: int, selected: bytes | None) -> list:
        """An iterator for each argument, and one in any case."""
        arguments = [read(start, end) for read in self._readers] or [range(start, end)]
        if selected is None:
            return [iter(each) for each in arguments]
        return [iter(list(itertools.compress(each, selected))) for each in arguments]


def _all_valid(columns: list[_columns.Buffers], rows: int) -> bytes | None:
    """A byte a row: whether all columns have a value there. None where they all have all."""
    if any(column.type == 0 for column in columns):
        return bytes(rows)
    bits = [int.from_bytes(column.validity, "little") for column in columns if column.nulls]
    if not bits:
        return None
    valid = functools.reduce(operator.and_, bits)
    return _columns.flags(valid.to_bytes((rows + 7) // 8, "little"), rows)


def _row(start: int, selected: bytes | None, position: int) -> int:
    """The row at a position among those selected."""
    if selected is None:
        return start + position
    numbers = itertools.compress(itertools.count(start), selected)
    return next(itertools.islice(numbers, position, None), start)


def failed(error: bytes) -> bytes:
    """The reply that tells of an error, which is JSON."""
    return write({"status": "failed", "error": json.loads(error)})


# MARK: Messages


def read(message: bytes | memoryview) -> tuple[dict, "Rest"]:
    """A message's JSON, and its buffers."""
    view = memoryview(message)
    end = 4 + int.from_bytes(view[:4], "little")
    return json.loads(bytes(view[4:end])), Rest(view, _aligned(end))


class Rest:
    """The buffers of a message, taken one after another."""

    def __init__(self, view: memoryview, position: int) -> None:
        self._view = view
        self._position = position

    def take(self, count: int) -> memoryview:
        start = self._position
        self._position = start + _aligned(count)
        return self._view[start : start + count]

    def column(self, described: dict) -> _columns.Buffers:
        return _columns.Buffers(
            described["type"],
            described["nulls"],
            self.take(described["validity"]),
            self.take(described["offsets"]),
            self.take(described["values"]),
        )


def write(header: dict, *buffers: bytes) -> bytes:
    """A message of JSON and buffers."""
    text = json.dumps(header).encode()
    parts = [len(text).to_bytes(4, "little"), text, _filling(4 + len(text))]
    for buffer in buffers:
        parts += (buffer, _filling(len(buffer)))
    return b"".join(parts)


def _aligned(count: int) -> int:
    return (count + _ALIGNMENT - 1) // _ALIGNMENT * _ALIGNMENT


def _filling(count: int) -> bytes:
    return bytes(_aligned(count) - count)
