import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypedDict

import pyguest


class Sum:
    def __init__(self) -> None:
        self.total = 0

    def accumulate(self, x: int, weight: int = 1) -> None:
        if x == 13:
            raise ValueError("unlucky")
        self.total += x * weight

    def retract(self, x: int, weight: int = 1) -> None:
        self.total -= x * weight

    def merge(self, other: "Sum") -> None:
        self.total += other.total

    def finish(self) -> int:
        return self.total


@dataclass
class Longest:
    text: str | None = None

    def accumulate(self, s: str | None) -> int:
        if s is not None and len(s) > len(self.text or ""):
            self.text = s
        return 5

    def finish(self) -> str | None:
        return self.text


class Base:
    kept: list

    def __init__(self) -> None:
        self.kept = []

    def accumulate(self, x: int) -> None:
        self.kept.append(x)

    def finish(self) -> list[int]:
        return self.kept


class Sorted(Base):
    def finish(self) -> list[int]:
        return sorted(self.kept)


class Fails:
    made = 0

    def __init__(self) -> None:
        Fails.made += 1
        if Fails.made % 3 == 0:
            raise RuntimeError("the third")

    def accumulate(self, x: int) -> None: ...

    def finish(self) -> int:
        raise LookupError("no result")


class Wrong:
    def accumulate(self) -> None: ...

    def finish(self) -> int:
        return None


class Locked:
    def __init__(self) -> None:
        self.lock = threading.Lock()

    def accumulate(self, x: int) -> None: ...

    def finish(self) -> int:
        return 0


class Large:
    def __init__(self) -> None:
        self.data = bytearray(1 << 20)

    def accumulate(self, x: int) -> None: ...

    def finish(self) -> int:
        return len(self.data)


class Point(NamedTuple):
    n: int
    square: float


class Word(TypedDict):
    word: str
    length: int | None


@dataclass
class Named:
    name: str


closed = 0


def points(n: int, start: int = 0) -> Iterable[Point]:
    return (Point(i, i * i) for i in range(start, n))


def words(text: str) -> Iterator[Word]:
    for word in text.split():
        yield {"word": word, "length": None if word == "?" else len(word)}


def named(n: int) -> Iterator[Named]:
    for i in range(n):
        yield Named(str(i))


def pairs(n: int) -> Iterator[tuple[int, str | None]]:
    for i in range(n):
        yield i, str(i) if i % 2 else None


def numbers(n: int) -> Iterator[int | None]:
    for i in range(n):
        yield i if i % 3 else None


def closing() -> Iterator[int]:
    global closed
    try:
        while True:
            yield closed
    finally:
        closed += 1


def closings() -> int:
    return closed


def failing(n: int) -> Iterator[int]:
    yield from range(n)
    raise ValueError("the end")


def misfit(n: int) -> Iterator[tuple[int, int]]:
    for i in range(n):
        yield i, i
    yield 1, 2, 3


def texts(n: int) -> Iterator[str]:
    for i in range(n):
        yield str(i % 10) * 100_000


def stops_at(n: int) -> Iterator[int]:
    yield from range(n)
    while True:
        pass


def slow(n: int) -> Iterator[int]:
    for i in range(n):
        time.sleep(0.3)
        yield i


def no_rows(n: int) -> Iterator[int]:
    return n


def refuses() -> Iterator[int]:
    try:
        yield 1
    finally:
        raise ValueError("does not close")


async def later(n: int) -> AsyncIterator[int]:
    for i in range(n):
        await asyncio.sleep(0)
        yield i


async def double(x: int) -> int:
    await asyncio.sleep(0.0001 * (x % 7))
    return 2 * x


active = 0
most = 0


@pyguest.function(concurrency=3)
async def few(x: int) -> int:
    global active, most
    active += 1
    most = max(most, active)
    await asyncio.sleep(0.0005)
    active -= 1
    return most


async def fails_late(x: int) -> int:
    await asyncio.sleep(0.0005 * (30 - x))
    if x % 10 == 9:
        raise ValueError(f"row {x}")
    return x


cancelled: list[int] = []


async def cancels(x: int) -> int:
    if x == 1:
        await asyncio.sleep(0.005)
        raise ValueError("first")
    try:
        await asyncio.sleep(1000 if x > 1 else 0.01)
    except asyncio.CancelledError:
        cancelled.append(x)
        raise
    return x


def cancellations() -> list[int]:
    return cancelled


async def hangs(x: int) -> int:
    await asyncio.sleep(1000 if x == 3 else 0)
    return x


async def none_at(x: int) -> int:
    await asyncio.sleep(0)
    return None if x == 2 else x


async def leaves(x: int) -> int:
    asyncio.create_task(asyncio.sleep(1000))
    return len(asyncio.all_tasks())


lock = asyncio.Lock()


async def locked(x: int) -> int:
    async with lock:
        await asyncio.sleep(0)
    return x
