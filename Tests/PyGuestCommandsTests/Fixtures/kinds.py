from collections.abc import Iterator, Iterable, Generator
from dataclasses import dataclass, field
from typing import NamedTuple, TypedDict


class Total:
    def __init__(self) -> None:
        self.total = 0

    def accumulate(self, x: int) -> None:
        self.total += x

    def retract(self, x: int) -> None:
        self.total -= x

    def finish(self) -> int:
        return self.total

    def merge(self, other: "Total") -> None:
        self.total += other.total


@dataclass
class Longest:
    text: str | None = None

    def accumulate(self, s: str) -> None:
        if self.text is None or len(s) > len(self.text):
            self.text = s

    def finish(self) -> str | None:
        return self.text


class Rows:
    n = 0
    def accumulate(self):
        self.n += 1
    def finish(self) -> int:
        return self.n


class Point(NamedTuple):
    n: int
    square: float


class Word(TypedDict):
    word: str
    length: int | None


def numbers(n: int) -> Iterator[int]:
    for i in range(n):
        yield i


def points(n: int, start: int = 0) -> Iterable[Point]:
    for i in range(start, n):
        yield Point(i, i * i)


def words(text: str) -> Generator[Word]:
    for word in text.split():
        yield {"word": word, "length": len(word) if word != "none" else None}


def pairs(n: int) -> Iterator[tuple[int, str | None]]:
    try:
        for i in range(n):
            yield i, None if i % 2 else str(i)
    finally:
        print("closed pairs")


def failing(n: int) -> Iterator[int]:
    for i in range(n):
        yield i
    raise ValueError("after " + str(n))


def forever() -> Iterator[int]:
    i = 0
    while True:
        yield i
        i += 1


def wrong(n: int) -> Iterator[int]:
    for i in range(n):
        yield i
    yield "x"


class Numbers(NamedTuple):
    n: int


def same_name(n: int) -> Iterator[Numbers]:
    yield Numbers(2 * n)


async def later(x: int) -> int:
    return x + 1


class Picky:
    def accumulate(self, x: int) -> None:
        if x == 3:
            raise ValueError("three")

    def finish(self) -> int:
        return 0


def unknown(x: int) -> Iterator:
    yield x
