import pyguest


@pyguest.vectorized
async def f(x: int) -> int:
    return x
