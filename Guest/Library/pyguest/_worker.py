"""Serves a program to a host that sends messages: for interpreters that it cannot call into.

A message is a 32-bit count of JSON bytes, the JSON, and buffers, everything little-endian and
each part filled up to a multiple of 8 bytes. Requests:

    {"op": "load", "name", "source", "environment"}, without source for a program inside
    {"op": "call", "function", "rows", "columns": [COLUMN, …]}
    {"op": "map", "function", "counts": […], "columns": [{"type", "sizes", "bytes"}, …]}

COLUMN is {"type", "nulls", "validity", "offsets", "values"}: the last three count the bytes of
its buffers, which follow in that order. A function that is called once a row is cheaper to map
over slices of so many rows, without those that it is not called for; of `sizes`, and what the
bytes are, `_slices` tells. Replies:

    {"status": "done", "functions": […], "notOffered": […], "python": "3.13.5"}
    {"status": "done", "column": COLUMN}
    {"status": "done", "bytes"}
    {"status": "failed", "error": {"code", "message", "line", "row", "traceback"}}
"""

import functools
import io
import itertools
import json
import operator
import sys
import typing

from . import _columns, _failures, _program, _slices

_ALIGNMENT = 8
_NULLABLE = 0x100

# The source of the program that was compiled together with this worker, where one was.
carried: str | None = None

# As many as the guest's own row loop takes.
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
            if request["op"] == "map":
                return self._map(request, buffers)
            return self._call(request, buffers)
        except BaseException as error:
            return failed(_failures.describe_exception(None, None, error, None))

    def _map(self, request: dict, buffers: "Rest") -> bytes:
        readers = [
            _slices.reader(column["type"], column["sizes"], buffers.take(column["bytes"]))
            for column in request["columns"]
        ]
        try:
            made = _map(self._functions[request["function"]], readers, request["counts"])
        except _failures.Failed as failure:
            return failed(failure.json)
        return write({"status": "done", "bytes": len(made)}, made)

    def _load(self, request: dict) -> bytes:
        described, self._functions, *_ = _program.load(json.dumps(_with_source(request)).encode())
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


def _with_source(request: dict) -> dict:
    """A request to load a program with its source, which has to be that of one inside."""
    given = request.get("source")
    if given is None and carried is None:
        raise _failures.Refusal("the module carries no program; name a Python file")
    if carried is not None and given is not None and _text(given) != carried:
        raise _failures.Refusal("the module carries another program; run that, or compile anew")
    return request if carried is None else {**request, "source": carried}


def _text(source: str) -> str:
    """A source as Python reads it from a file."""
    return io.StringIO(source.removeprefix("\ufeff"), newline=None).read()


def _run(function: tuple, columns: list[_columns.Buffers], rows: int) -> _columns.Buffers:
    """What a function returns over one batch."""
    if _program.signatures[function[0]].kind == "vectorized":
        # Needs numpy, which is not everywhere.
        from . import _vectorized

        return _vectorized.run(function, columns, rows)
    return _Call(function, columns, rows).run()


def _map(function: tuple, readers: list[_slices.Reader], counts: list[int]) -> bytes:
    """The slices that a function returns over others."""
    name, _, _, _, result = function
    loop = _loop(function, len(readers))
    write = _slices.writer(result & 0xFF, bool(result & _NULLABLE))
    check = _check(result)
    slices = []
    start = 0
    for count in counts:

        def arguments(count: int = count) -> list:
            return [iter(read(count)) for read in readers] or [iter(range(count))]

        slices.append(_run_slice(name, loop, arguments, count, write, check, start.__add__))
        start += count
    return b"".join(slices)


def _loop(function: tuple, arguments: int) -> typing.Callable:
    """The loop for a number of arguments, of which the last may be left out."""
    _, _, loops, kinds, _ = function
    loop: typing.Callable = loops[arguments - (len(kinds) - len(loops) + 1)]
    return loop


def _check(result: int) -> typing.Callable[[list], None]:
    """What raises Misfit for the first value that does not fit a result."""
    return lambda made: _columns.check_each(made, result & 0xFF, bool(result & _NULLABLE))


Made = typing.TypeVar("Made")


def _run_slice(
    name: str,
    loop: typing.Callable,
    arguments: typing.Callable[[], list],
    count: int,
    put: typing.Callable[[list], Made],
    check: typing.Callable[[list], None],
    row: typing.Callable[[int], int],
) -> Made:
    """What `put` makes of the results for `count` rows, of which `row` gives the numbers.

    `arguments` gives an iterator for each argument, and one in any case. `check` looks at what
    there is where a row failed: a value before that does not fit is told first.
    """
    made: list = []
    try:
        try:
            if count:
                loop(*arguments(), made)
        except BaseException:
            check(made)
            raise
        return put(made)
    except _columns.Misfit as misfit:
        value = made[misfit.position]
        described = _failures.describe_misfit(name, row(misfit.position), value, misfit.kind)
    except BaseException as error:
        failed_at = max(min(len(made), count - 1), 0)
        described = _failures.describe_exception(name, row(failed_at), error, None)
    raise _failures.Failed(described)


class _Call:
    """One function over one batch."""

    def __init__(self, function: tuple, columns: list[_columns.Buffers], rows: int) -> None:
        self._name, _, _, kinds, result = function
        self._loop = _loop(function, len(columns))
        self._rows = rows
        self._readers = [_columns.reader(column, rows) for column in columns]
        # Where none is NULL whose NULLs are kept from the function; None for everywhere.
        self._wanted = _all_valid(
            [column for column, kind in zip(columns, kinds) if not kind & _NULLABLE], rows
        )
        self._result = _columns.Result(result & 0xFF, bool(result & _NULLABLE), rows)
        self._check = _check(result)

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
        _run_slice(
            self._name,
            self._loop,
            lambda: self._arguments(start, end, selected),
            end - start if selected is None else selected.count(1),
            lambda made: self._result.put(start, made, selected),
            self._check,
            lambda position: _row(start, selected, position),
        )

    def _arguments(self, start: int, end: int, selected: bytes | None) -> list:
        """An iterator for each argument, and one in any case."""
        arguments: list[typing.Iterable] = [read(start, end) for read in self._readers]
        arguments = arguments or [range(start, end)]
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


def write(header: dict, *buffers: bytes | memoryview) -> bytes:
    """A message of JSON and buffers."""
    text = json.dumps(header).encode()
    parts: list[bytes | memoryview] = [
        len(text).to_bytes(4, "little"), text, _filling(4 + len(text)),
    ]
    for buffer in buffers:
        parts += (buffer, _filling(len(buffer)))
    return b"".join(parts)


def _aligned(count: int) -> int:
    return (count + _ALIGNMENT - 1) // _ALIGNMENT * _ALIGNMENT


def _filling(count: int) -> bytes:
    return bytes(_aligned(count) - count)
