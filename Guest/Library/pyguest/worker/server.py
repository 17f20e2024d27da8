"""Answers messages about one program; `messages` tells their form."""

import functools
import io
import itertools
import json
import sys
import typing

from .. import _declared, _failures, _program, _types
from . import columns, messages, slices

# The source of the program that was compiled together with this worker, where one was.
carried: str | None = None


class Server:
    """Answers messages about one program."""

    def __init__(self) -> None:
        self._functions: tuple = ()
        # What open tables failed with after rows that came first, with the loops that give them.
        self._failed: dict[int, tuple[object, bytes]] = {}

    def answer(self, message: bytes | memoryview) -> bytes:
        """The reply to a request."""
        try:
            request, buffers = messages.read(message)
            if request["op"] == "load":
                return self._load(request)
            if request["op"] == "map":
                return self._map(request, buffers)
            if request["op"] == "next":
                return self._next(request)
            return self._call(request, buffers)
        except _failures.Failed as failure:
            return messages.failed(failure.json)
        except BaseException as error:
            return messages.failed(_failures.describe_exception(None, None, error, None))

    def _load(self, request: dict) -> bytes:
        described, self._functions, *_ = _program.load(json.dumps(_with_source(request)).encode())
        version = sys.version.split()[0]
        return messages.write({"status": "done", "python": version, **json.loads(described)})

    def _map(self, request: dict, buffers: messages.Rest) -> bytes:
        number = request["function"]
        kinds, function = _declared.parameters[number], self._functions[number]
        readers: list[slices.Reader] = []
        for index, column in enumerate(request["columns"]):
            data = buffers.take(column["bytes"])
            if column["type"] == columns.DEFAULT:
                *_, defaults, _ = function
                (value,) = defaults[index]
                readers.append(functools.partial(_repeated, value))
            else:
                declared = kinds[min(index, len(kinds) - 1)]
                readers.append(slices.reader(declared, column["type"], column["sizes"], data))
        made = _Map(number, function, readers).run(request["counts"])
        return messages.write({"status": "done", "bytes": len(made)}, made)

    def _next(self, request: dict) -> bytes:
        """Rows of an open table; those before one that fails come first."""
        number, table = request["function"], request["table"]
        name, loop_of, *_ = self._functions[number]
        made: list = []
        loop = loop_of(table)
        before, failed = self._failed.pop(table, (None, None))
        if before is not loop:
            try:
                failed = None
                loop(iter(range(request["rows"])), made)
            except BaseException as error:
                failed = _failures.describe_exception(name, 0, error, None)
        write = slices.writer(_declared.results[number])
        try:
            data = write(made) if made else b""
        except columns.Misfit as misfit:
            at, value = misfit.position, made[misfit.position]
            failed = _failures.describe_misfit(name, 0, value, misfit.kind)
            del made[at:]
            data = write(made) if made else b""
        if failed is not None:
            if not made:
                raise _failures.Failed(failed)
            self._failed[table] = loop, failed
        return messages.write({"status": "done", "rows": len(made), "bytes": len(data)}, data)

    def _call(self, request: dict, buffers: messages.Rest) -> bytes:
        # Needs numpy, which is not everywhere.
        from . import vectorized

        arguments = [buffers.column(described) for described in request["columns"]]
        number = request["function"]
        made = vectorized.run(number, self._functions[number], arguments, request["rows"])
        return messages.column(made)


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


def _repeated(value: object, count: int) -> list[object]:
    return [value] * count


class _Map:
    """A scalar function over slices of rows."""

    def __init__(self, number: int, function: tuple, readers: list[slices.Reader]) -> None:
        self._name, _, required, loops, *_, more = function
        # The last arguments may be left out.
        extra = len(readers) - required
        self._loop: typing.Callable = loops[extra] if extra < len(loops) else more(len(readers))
        self._readers = readers
        returns = _declared.results[number]
        self._is_ignored = isinstance(returns.detail, _types.Ignored)
        self._returns = returns._replace(detail=None) if self._is_ignored else returns
        self._write = slices.writer(self._returns)

    def run(self, counts: list[int]) -> bytes:
        """The slices of the result, each of so many rows."""
        starts = itertools.accumulate(counts, initial=0)
        return b"".join(self._slice(start, count) for start, count in zip(starts, counts))

    def _slice(self, start: int, count: int) -> bytes:
        made: list = []
        try:
            try:
                if count:
                    self._fill(made, count)
                if self._is_ignored:
                    made = [None] * len(made)
            except BaseException:
                if self._is_ignored:
                    raise
                # A value before the row that failed is told first where it does not fit.
                columns.check_each(made, self._returns)
                raise
            return self._write(made)
        except columns.Misfit as misfit:
            at, value = misfit.position, made[misfit.position]
            described = _failures.describe_misfit(self._name, start + at, value, misfit.kind)
        except BaseException as error:
            at = max(min(len(made), count - 1), 0)
            described = _failures.describe_exception(self._name, start + at, error, None)
        raise _failures.Failed(described)

    def _fill(self, made: list, count: int) -> None:
        """Calls the function for each row, up to one that has an argument of no value."""
        failed: BaseException | None = None
        # One in any case.
        arguments: list[typing.Sequence] = [] if self._readers else [range(count)]
        for read in self._readers:
            try:
                values = read(count)
            except slices.Short as short:
                values = short.values
                # An earlier argument of the same row is told first.
                if failed is None or len(values) < len(arguments[0]):
                    failed = short.error
            arguments.append(values)
            if len(values) < len(arguments[0]):
                arguments = [each[: len(values)] for each in arguments]
        if failed is None or len(arguments[0]):
            self._loop(*map(iter, arguments), made)
        if failed is not None:
            raise failed
