from collections.abc import Iterator


def f(x: int) -> Iterator[complex]:
    yield 1j
