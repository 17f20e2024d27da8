import typing


class Pair(typing.NamedTuple):
    a: int
    b: list[set[int]]


def f(x: Pair) -> int:
    return 1
