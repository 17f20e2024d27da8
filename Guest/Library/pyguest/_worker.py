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

import json
import platform
import typing

from . import _columns, _failures, _program

_ALIGNMENT = 8
_NULLABLE = 0x100

# Small enough for a slice's lists not to weigh on memory.
_SLICE_ROWS = 8192


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
        return write({"status": "done", "python": platform.python_version(), **json.loads(described)})

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
    return _columns.pack(_Call(function, columns, rows).run(), function[-1] & 0xFF)


class _Call:
    """One function over one batch."""

    def __init__(self, function: tuple, columns: list[_columns.Buffers], rows: int) -> None:
        self._name, _, loops, kinds, result = function
        self._loop = loops[len(columns) - (len(kinds) - len(loops) + 1)]
        self._kind, self._accepts_none = result & 0xFF, bool(result & _NULLABLE)
        self._rows = rows
        try:
            self._values = [_columns.decode(column, rows) for column in columns]
        except _columns.Undecodable as error:
            raise self._raised(error.row, error.__cause__) from None
        # Those whose NULLs are kept from the function.
        self._required = [
            values
            for values, column, kind in zip(self._values, columns, kinds)
            if (column.nulls or column.type == 0) and not kind & _NULLABLE
        ]

    def run(self) -> list:
        """The results, None where NULL."""
        results: list = []
        for start in range(0, self._rows, _SLICE_ROWS):
            rows = range(start, min(start + _SLICE_ROWS, self._rows))
            if not self._required:
                results += self._run(rows, [values[rows.start : rows.stop] for values in self._values])
                continue
            selected = [
                row for row in rows if all(values[row] is not None for values in self._required)
            ]
            made = self._run(selected, [[values[row] for row in selected] for values in self._values])
            by_row = dict(zip(selected, made))
            results += map(by_row.get, rows)
        return results

    def _run(self, rows: typing.Sequence[int], arguments: list[list]) -> list:
        """Results that fit, for rows with these arguments."""
        first = iter(arguments[0] if arguments else rows)
        try:
            made = self._loop(first, *map(iter, arguments[1:]))
        except BaseException as error:
            # The first iterator has gone one past the row that failed.
            position = max(len(rows) - first.__length_hint__() - 1, 0)
            raise self._raised(rows[position], error) from None
        try:
            _columns.check(made, self._kind, self._accepts_none)
        except _columns.Misfit as misfit:
            position = misfit.position
            raise _failures.Failed(
                _failures.describe_misfit(
                    self._name, rows[position], made[position], misfit.kind
                )
            ) from None
        return made

    def _raised(self, row: int, error: BaseException) -> _failures.Failed:
        return _failures.Failed(_failures.describe_exception(self._name, row, error, None))


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
