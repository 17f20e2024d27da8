from collections.abc import Iterator
from typing import NamedTuple


class Pair(NamedTuple):
    x: int
    y: int


def f(x: int) -> Iterator[Pair | None]:
    yield Pair(x, x)
