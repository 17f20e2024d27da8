def f(x: int) -> int:
    return helper(x)


def helper(x):
    return joined(x, 1)


def joined(*parts: int) -> int:
    return sum(parts)


async def later(x: int) -> int:
    yield x


def pairs(x: int) -> dict[int, int]:
    return {"x": x}
