"""Aggregates and table functions that are measured in native CPython too."""

from collections.abc import Iterator


class Total:
    def __init__(self) -> None:
        self.total = 0

    def accumulate(self, x: int) -> None:
        self.total += x

    def retract(self, x: int) -> None:
        self.total -= x

    def finish(self) -> int:
        return self.total


def squares(n: int) -> Iterator[tuple[int, float]]:
    for i in range(n):
        yield i, i * 0.5


def count(n: int) -> Iterator[int]:
    yield from range(n)
