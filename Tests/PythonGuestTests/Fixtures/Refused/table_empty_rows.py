from collections.abc import Iterator


def f(x: int) -> Iterator[tuple[()]]:
    yield ()
