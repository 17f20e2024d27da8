from collections.abc import Iterator


async def f(x: int) -> Iterator[int]:
    yield x
