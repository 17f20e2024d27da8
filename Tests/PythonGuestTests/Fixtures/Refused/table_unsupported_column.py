from collections.abc import Iterator


def f(x: int) -> Iterator[tuple[int, set[int]]]:
    yield 1, {2}
