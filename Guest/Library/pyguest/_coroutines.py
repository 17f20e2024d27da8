"""Runs coroutine functions: the rows of a slice at the same time, as many as are allowed.

There is one event loop for a program, so that its locks and queues work from call to call. What a
slice leaves running is cancelled when it ends.
"""

import asyncio
import collections.abc
import typing

_loop: asyncio.AbstractEventLoop | None = None

# Stands for a result that is not there yet.
_PENDING = object()


def _run(main: typing.Coroutine) -> typing.Any:
    """Runs a coroutine to its end, and ends all that it has left running."""
    global _loop
    if _loop is None or _loop.is_closed():
        _loop = asyncio.new_event_loop()
    try:
        return _loop.run_until_complete(main)
    finally:
        _end_others(_loop)


def try_loop() -> None:
    """Raises where there are no event loops."""
    asyncio.new_event_loop().close()


def _end_others(loop: asyncio.AbstractEventLoop) -> None:
    others = asyncio.all_tasks(loop)
    for task in others:
        task.cancel()
    if others:
        loop.run_until_complete(asyncio.gather(*others, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())


def once(function: typing.Callable, *values: object) -> object:
    """Runs one row."""
    return _run(_awaited(function, values))


async def _awaited(function: typing.Callable, values: tuple) -> object:
    return await function(*values)


def make(concurrency: int, function: typing.Callable, arguments: int) -> typing.Callable:
    """A function like those of `_loops`, for a coroutine function."""

    def loop(*given: typing.Any) -> list:
        columns, results = given[:-1], given[-1]
        count = columns[0].__length_hint__()
        values = zip(*columns) if arguments else iter([()] * count)
        # To the end of none: an iterator that has found its end cannot be moved.
        rows = [next(values) for _ in range(count)]
        columns[0].__setstate__(0)
        return _Slice(function, rows, columns[0], results).run(concurrency)

    return loop


class _Slice:
    """The rows of a slice, run at the same time. Their results are handed over in order.

    Behind the results stands the place of the first row that has none yet: how many there are
    tells the host which row it waits for.
    """

    def __init__(
        self, function: typing.Callable, rows: list[tuple], wanted: typing.Any, results: list
    ) -> None:
        self._function = function
        self._rows = rows
        self._numbers = iter(range(len(rows)))
        # Shortened by the row loop, where no more rows are to begin.
        self._wanted = wanted
        self._results = results
        self._made: list[object] = [_PENDING] * len(rows)
        self._done = 0
        self._running: dict[typing.Any, int] = {}
        self._failure: tuple[int, BaseException] | None = None

    def run(self, concurrency: int) -> list:
        self._results.append(None)
        try:
            _run(self._work_all(concurrency))
        finally:
            self._results.pop()
        if self._failure is not None:
            raise self._failure[1]
        return self._results

    async def _work_all(self, concurrency: int) -> None:
        workers = [
            asyncio.ensure_future(self._work())
            for _ in range(min(concurrency, len(self._rows)))
        ]
        await asyncio.wait(workers)

    async def _work(self) -> None:
        """Runs one row after another, as long as there are some and none has failed."""
        task = asyncio.current_task()
        while self._failure is None and self._may_begin():
            number = next(self._numbers, None)
            if number is None:
                return
            self._running[task] = number
            try:
                made = await self._function(*self._rows[number])
            except BaseException as error:
                self._fail(number, error)
                return
            finally:
                self._running.pop(task, None)
            self._made[number] = made
            self._hand_over()

    def _may_begin(self) -> bool:
        """Whether the row loop wants more rows; it gets one in any case."""
        is_first = self._done == 0 and not self._running
        return is_first or self._wanted.__length_hint__() == len(self._rows)

    def _hand_over(self) -> None:
        results, made = self._results, self._made
        while self._done < len(made) and made[self._done] is not _PENDING:
            results[-1] = made[self._done]
            results.append(None)
            made[self._done] = None
            self._done += 1

    def _fail(self, number: int, error: BaseException) -> None:
        """Keeps the failure of the first row, and cancels those behind it."""
        if self._failure is not None and number > self._failure[0]:
            return
        self._failure = number, error
        for task, other in list(self._running.items()):
            if other > number:
                task.cancel()


# MARK: Tables


def rows(
    generator: collections.abc.AsyncGenerator,
) -> collections.abc.Generator[object, None, None]:
    """The rows of an asynchronous generator, which has an event loop of its own."""
    loop = asyncio.new_event_loop()
    try:
        while True:
            try:
                row = loop.run_until_complete(_step(generator.__anext__()))
            except StopAsyncIteration:
                return
            yield row
    finally:
        try:
            close: typing.Any = getattr(generator, "aclose", None)
            if close is not None:
                loop.run_until_complete(_step(close()))
            _end_others(loop)
        finally:
            loop.close()


async def _step(step: collections.abc.Awaitable) -> object:
    return await step
