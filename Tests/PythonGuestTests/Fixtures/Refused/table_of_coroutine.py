from collections.abc import Iterator


async def f(x: int) -> Iterator[int]:
    return iter(range(x))
