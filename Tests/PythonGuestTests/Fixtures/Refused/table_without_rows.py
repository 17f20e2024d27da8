from collections.abc import Iterator


def f(x: int) -> Iterator:
    yield x
